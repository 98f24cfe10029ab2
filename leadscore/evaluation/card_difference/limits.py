"""How many leads reach the thresholds of each card, by points."""

from __future__ import annotations

import numpy as np
import pandas as pd

from leadscore.cards import Card
from leadscore.features.frame import FeatureMatrix
from leadscore.models.card import CardContender
from leadscore.validation.ranking import TIE_DECIMALS

#: The columns of :func:`reached`.
REACHED = {
    **{"limit": "str", "when": "str", "limit_before": "float64", "limit_after": "float64"},
    **{"before": "Int64", "after": "Int64"},
    **{"bought_before": "Int64", "bought_after": "Int64"},
}
Both = tuple[FeatureMatrix, FeatureMatrix]


def reached(old: Card, new: Card, past: Both | None, now: Both | None) -> pd.DataFrame:
    """Count the leads that reach the thresholds of an old and a new card.

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
        "now"): the points it takes (``limit_before``, ``limit_after``), the leads that
        reach it in any snapshot (``before``, ``after``) and how many of those then bought;
        missing where a card has no such threshold, or nothing is known of buying.
    """
    lines: list[dict[str, object]] = []
    for name in ("mql", "sql"):
        ends = {"before": _threshold(old, name), "after": _threshold(new, name)}
        if set(ends.values()) == {None}:
            continue
        for when, pair in {"past": past, "now": now}.items():
            if pair is None:
                continue
            line: dict[str, object] = {"limit": name, "when": when}
            for side, card, matrix in zip(ends, (old, new), pair, strict=True):
                counts = _passing(card, ends[side], matrix)
                line |= {f"limit_{side}": ends[side], side: counts[0]}
                line |= {f"bought_{side}": counts[1] if when == "past" else None}
            lines.append(line)
    return pd.DataFrame(lines, columns=list(REACHED)).astype(REACHED)


def _threshold(card: Card, name: str) -> float | None:
    limit = None if card.thresholds is None else getattr(card.thresholds, name)
    return None if limit is None else float(limit)


def _passing(
    card: Card, limit: float | None, matrix: FeatureMatrix
) -> tuple[int | None, int | None]:
    """Count the leads that reach a limit in any of their rows, and those who then bought."""
    if limit is None:
        return None, None
    contender = CardContender(card)
    passes = np.round(contender.points(matrix.X), TIE_DECIMALS) >= limit
    rows = matrix.rows[passes & ~contender.excluded(matrix.X)]
    return rows["lead_id"].nunique(), rows["lead_id"][rows["label"] == 1].nunique()
