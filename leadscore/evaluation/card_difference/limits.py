"""How many leads each card's thresholds qualify."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from leadscore.cards import AXES, Card
from leadscore.cards.limits import Limit
from leadscore.features.frame import FeatureMatrix
from leadscore.models.limits import card_classes, card_status

#: The columns of :func:`reached`.
REACHED = {
    **{"limit": "str", "when": "str", "limit_before": "object", "limit_after": "object"},
    **{"before": "Int64", "after": "Int64"},
    **{"bought_before": "Int64", "bought_after": "Int64"},
}
Both = tuple[FeatureMatrix, FeatureMatrix]
#: Who is sales-qualified is marketing-qualified too.
_COUNTS = {"mql": ("mql", "sql"), "sql": ("sql",)}


def reached(old: Card, new: Card, past: Both | None, now: Both | None) -> pd.DataFrame:
    """Count the leads that the thresholds of an old and a new card qualify.

    Parameters
    ----------
    old, new : Card
    past, now : tuple of two FeatureMatrix, optional
        Later snapshots with known outcomes, and open leads, with the columns of the old
        and of the new card.

    Returns
    -------
    DataFrame
        One row a threshold ("mql", "sql") that one of the cards has and ``when`` ("past",
        "now"): what it takes where no segment has limits of its own (``limit_before``,
        ``limit_after``: points or a tuple of cells), the leads that are qualified in any
        snapshot (``before``, ``after``) and how many of those then bought. Missing where a
        card has no such threshold, where it asks for cells and the card does not say which
        points make a cell, and where nothing is known of buying.
    """
    lines: list[dict[str, object]] = []
    for name, counts in _COUNTS.items():
        ends = {"before": _threshold(old, name), "after": _threshold(new, name)}
        if set(ends.values()) == {None}:
            continue
        for when, pair in {"past": past, "now": now}.items():
            if pair is None:
                continue
            line: dict[str, object] = {"limit": name, "when": when}
            for side, card, matrix in zip(ends, (old, new), pair, strict=True):
                leads, bought = _passing(card, matrix, counts if ends[side] is not None else ())
                line |= {f"limit_{side}": ends[side], side: leads}
                line |= {f"bought_{side}": bought if when == "past" else None}
            lines.append(line)
    return pd.DataFrame(
        {
            name: pd.Series([line[name] for line in lines], dtype=kind)
            for name, kind in REACHED.items()
        }
    )


def _threshold(card: Card, name: str) -> Limit | None:
    limit: Limit | None = None if card.thresholds is None else getattr(card.thresholds, name)
    return limit


def _passing(
    card: Card, matrix: FeatureMatrix, counts: tuple[str, ...]
) -> tuple[int | None, int | None]:
    """Count the leads that are qualified in any of their rows, and those who then bought."""
    cells = _cells(card, matrix)
    if not counts or cells is None:
        return None, None
    rows = matrix.rows[np.isin(card_status(card, matrix.X, cells).astype(str), counts)]
    return rows["lead_id"].nunique(), rows["lead_id"][rows["label"] == 1].nunique()


def _cells(card: Card, matrix: FeatureMatrix) -> npt.NDArray[np.object_] | None:
    """Give each row's cell by the card's own limits; nobody's where no threshold asks for one.

    None where one does, but the card leaves it to a version which points make a cell.
    """
    if not asks_for_cells(card):
        return np.full(len(matrix), "", dtype=object)
    sides = [
        card_classes(card, axis, matrix.X[matrix.columns(axis=axis, family="card")])
        for axis in AXES
    ]
    if sides[0] is None or sides[1] is None:
        return None
    return np.array([f"{grade}{band}" for grade, band in zip(*sides, strict=True)], dtype=object)


def asks_for_cells(card: Card) -> bool:
    """Tell whether a threshold of the card asks for cells instead of points."""
    if card.thresholds is None:
        return False
    limits = [card.thresholds.of(segment) for segment in (None, *card.segments)]
    return any(isinstance(limit, tuple) for pair in limits for limit in pair)
