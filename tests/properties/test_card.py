"""A score never falls when points are added, whatever the labels were."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscore.cards import Card, parse_card
from leadscore.models.card import CardContender

CARD = """
rules:
  - {id: title, says: Title, who: {has: job_title}, points: 10}
  - {id: pricing, says: Pricing, what: {intent: pricing}, points: 20}
  - {id: bounce, says: Bounce, what: {kind: bounce}, points: -5}
"""
COLUMNS = ["card__title", "card__pricing", "card__bounce"]
points = st.floats(-100, 100, width=32)
leads = st.lists(
    st.tuples(st.tuples(points, points, points), st.booleans()), min_size=1, max_size=30
)


def card() -> Card:
    return parse_card(CARD)


@settings(max_examples=40, deadline=None)
@given(
    training=leads,
    lead=st.tuples(points, points, points),
    where=st.integers(0, 2),
    more=st.floats(0, 100, width=32),
)
def test_a_score_never_falls_when_points_are_added(
    training: list[tuple[tuple[float, float, float], bool]],
    lead: tuple[float, float, float],
    where: int,
    more: float,
) -> None:
    X = pd.DataFrame([row for row, _ in training], columns=COLUMNS)
    contender = CardContender(card()).fit(X, np.array([float(won) for _, won in training]))
    before = pd.DataFrame([lead], columns=COLUMNS)
    after = before.assign(**{COLUMNS[where]: lead[where] + more})
    assert contender.slope_ > 0
    assert contender.decision_function(after)[0] >= contender.decision_function(before)[0]


caps = st.floats(1, 50).map(lambda cap: round(cap, 1))


@settings(max_examples=40, deadline=None)
@given(
    sizes=st.lists(st.floats(-40, 40).filter(lambda p: abs(p) > 0.1), min_size=2, max_size=6),
    cap=caps,
    fires=st.lists(st.booleans(), min_size=6, max_size=6),
)
def test_no_lead_lies_outside_the_bounds_and_none_excluded_above_the_least(
    sizes: list[float], cap: float, fires: list[bool]
) -> None:
    rules = "".join(
        f"  - {{id: r{n}, says: R, {'who: {has: industry}' if n % 2 else 'what: {kind: x}'}, "
        f"points: {size:.6f}}}\n"
        for n, size in enumerate(sizes)
    )
    grouped = parse_card(
        f"rules:\n{rules}groups: {{g: {{cap: {cap}, rules: [r0]}}}}\n"
        "exclusions:\n  - {id: a, says: A, who: {has: industry}}\n"
    )
    earned = {
        rule.id: rule.points if fire else 0.0
        for rule, fire in zip(grouped.rules, fires, strict=False)
    }
    taken = float(np.clip(earned["r0"], -cap, cap)) - earned["r0"]
    low, high = grouped.bounds()
    total = sum(earned.values()) + taken
    assert low - 1e-9 <= total <= high + 1e-9
    behaviour = sum(earned[r.id] for r in grouped.rules if r.axis == "behaviour") + taken
    assert grouped.floor("fit") + behaviour < low
