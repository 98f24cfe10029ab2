"""More points never lower the status within a segment."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscore.cards import Card, parse_card
from leadscore.cards.limits import CELLS, Limit
from leadscore.models.limits import card_classes, qualified

RULES = (
    "rules:\n"
    "  - {id: who, says: W, who: {has: industry}, points: 40}\n"
    "  - {id: bad, says: B, who: {missing: country}, points: -20}\n"
    "  - {id: act, says: A, what: {intent: pricing}, points: 10, per: act, cap: 50}\n"
)
RANK = {None: 0, "mql": 1, "sql": 2}
numbers = st.integers(-30, 100).map(float)
cell_lists = st.lists(st.sampled_from(CELLS), min_size=1, max_size=6).map(tuple)


def with_better(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Add every cell that is better on both sides than one that is named."""
    return tuple(
        cell for cell in CELLS if any(cell[0] <= one[0] and cell[1] <= one[1] for one in cells)
    )


closed = cell_lists.map(with_better)


def limits(cells: st.SearchStrategy[tuple[str, ...]]) -> st.SearchStrategy[tuple[Limit, Limit]]:
    """Make marketing's limit and sales' limit, in order where they are of one kind."""
    points = st.tuples(numbers, numbers).map(lambda two: (min(two), max(two)))
    both = st.tuples(cells, cells).map(lambda two: (tuple({*two[0], *two[1]}), two[1]))
    return st.one_of(points, both, st.tuples(numbers, cells), st.tuples(cells, numbers))


def written(limit: Limit) -> str:
    return f"[{', '.join(limit)}]" if isinstance(limit, tuple) else f"{limit:g}"


def card(general: tuple[Limit, Limit], own: tuple[Limit, Limit]) -> Card:
    pairs = [f"mql: {written(mql)}, sql: {written(sql)}" for mql, sql in (general, own)]
    return parse_card(
        f"{RULES}grades: {{A: 30, B: 10, C: 0}}\nbands: {{1: 40, 2: 20, 3: 10}}\n"
        f"thresholds: {{{pairs[0]}, segments: [{{id: s, says: S, who: {{country_in: FI}}, "
        f"{pairs[1]}}}]}}"
    )


points = st.floats(-21, 110, width=32)


@settings(max_examples=60, deadline=None)
@given(
    general=limits(cell_lists),
    own=limits(cell_lists),
    low=points,
    more=st.floats(0, 100, width=32),
    cell=st.sampled_from(CELLS),
    within=st.booleans(),
)
def test_in_the_same_cell_more_points_never_lower_the_status(
    general: tuple[Limit, Limit],
    own: tuple[Limit, Limit],
    low: float,
    more: float,
    cell: str,
    within: bool,
) -> None:
    both = np.array([low, low + more])
    told = qualified(
        card(general, own), both, np.array([cell, cell], dtype=object), {"s": np.full(2, within)}
    )
    assert RANK[told[0]] <= RANK[told[1]]


@settings(max_examples=60, deadline=None)
@given(
    general=limits(closed),
    own=limits(closed),
    fit=st.integers(-20, 40),
    behaviour=st.integers(0, 50),
    more=st.tuples(st.integers(0, 40), st.integers(0, 40)),
    within=st.booleans(),
)
def test_more_points_on_any_side_never_lower_the_status(
    general: tuple[Limit, Limit],
    own: tuple[Limit, Limit],
    fit: int,
    behaviour: int,
    more: tuple[int, int],
    within: bool,
) -> None:
    made = card(general, own)
    X = pd.DataFrame(
        {"card__who": [fit, fit + more[0]], "card__act": [behaviour, behaviour + more[1]]}
    ).astype("float32")
    grades = card_classes(made, "fit", X[["card__who"]])
    bands = card_classes(made, "behaviour", X[["card__act"]])
    assert grades is not None
    assert bands is not None
    cells = np.array([f"{g}{b}" for g, b in zip(grades, bands, strict=True)], dtype=object)
    told = qualified(made, X.sum(axis=1).to_numpy(), cells, {"s": np.full(2, within)})
    assert RANK[told[0]] <= RANK[told[1]]
