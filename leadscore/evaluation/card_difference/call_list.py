"""Who enters and who leaves today's call list, and which rules did it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from leadscore.cards import Card
from leadscore.features.frame import FeatureMatrix
from leadscore.models.card import PREFIX, CardContender
from leadscore.settings import Settings
from leadscore.validation.ranking import TIE_DECIMALS, FloatArray

BoolArray = npt.NDArray[np.bool_]
#: Less than these points apart is the same: what is stored has seven digits.
SAME = 1e-4
#: The columns of :func:`moves`.
MOVES = {
    **{"lead_id": "str", "change": "str", "before": "float64", "after": "float64"},
    **{"tie": "bool", "why": "object"},
}


@dataclass(frozen=True, kw_only=True)
class Mover:
    """A rule, cap or exclusion that gives a lead other points than before."""

    column: str
    before: float
    after: float

    @property
    def change(self) -> float:
        """How many points more it gives."""
        return self.after - self.before


@dataclass(frozen=True, kw_only=True, eq=False)
class CallList:
    """The open leads that one card would have called now.

    Parameters
    ----------
    points : ndarray of shape (n, )
        Of every open lead.
    listed : ndarray of bool of shape (n, )
        Who is on the list.
    tied : ndarray of bool of shape (n, )
        Whose place on the list, or off it, was decided between equal points.
    """

    points: FloatArray
    listed: BoolArray
    tied: BoolArray

    @property
    def calls(self) -> int:
        """How many leads are on the list."""
        return int(self.listed.sum())


def call_list(card: Card, matrix: FeatureMatrix, settings: Settings) -> CallList:
    """Take the best open leads that sales can call.

    Parameters
    ----------
    card : Card
    matrix : FeatureMatrix
        The open leads with the card's columns.
    settings : Settings
        `sales.capacity`: the share of the open leads that can be called.

    Returns
    -------
    CallList
        Leads that gave no consent, and leads that the card excludes, are not on it. Of
        equal points the lead that comes first by its id is, as in the list for the CRM.
    """
    contender = CardContender(card)
    points = contender.points(matrix.X)
    may = matrix.rows["contactable"].to_numpy(dtype=bool) & ~contender.excluded(matrix.X)
    places = int(np.ceil(settings.sales.capacity * len(matrix)))
    shown = np.round(points, TIE_DECIMALS)
    order = np.lexsort((matrix.rows["lead_id"].to_numpy(dtype=str), -shown))
    order = order[may[order]]
    listed = np.zeros(len(matrix), dtype=bool)
    listed[order[:places]] = True
    tied = np.zeros(len(matrix), dtype=bool)
    if 0 < places < len(order) and shown[order[places - 1]] == shown[order[places]]:
        tied = may & (shown == shown[order[places]])
    return CallList(points=points, listed=listed, tied=tied)


def moves(
    old: FeatureMatrix, new: FeatureMatrix, before: CallList, after: CallList
) -> pd.DataFrame:
    """List the leads that enter and leave the call list.

    Parameters
    ----------
    old, new : FeatureMatrix
        The same open leads with each card's columns.
    before, after : CallList

    Returns
    -------
    DataFrame
        One row a lead, those that enter first, each part by falling points: ``lead_id``,
        ``change`` ("in" or "out"), ``before`` and ``after`` (points), ``tie`` (whether
        equal points decided in one of the two), ``why`` (a tuple of :class:`Mover`, what
        moved most first; empty where only others moved).
    """
    parts = []
    for change, moved in (
        ("in", after.listed & ~before.listed),
        ("out", before.listed & ~after.listed),
    ):
        rows = np.flatnonzero(moved)
        by = after.points if change == "in" else before.points
        rows = rows[np.argsort(-by[rows], kind="stable")]
        parts += [(change, int(row)) for row in rows]
    at = [row for _, row in parts]
    return pd.DataFrame(
        {
            "lead_id": old.rows["lead_id"].to_numpy(dtype=object)[at],
            "change": [change for change, _ in parts],
            "before": before.points[at],
            "after": after.points[at],
            "tie": (before.tied | after.tied)[at],
            "why": pd.Series(list(_movers(old, new, at)), dtype=object),
        }
    ).astype(MOVES)


def no_moves() -> pd.DataFrame:
    """Give the list of :func:`moves` without a lead."""
    return pd.DataFrame({name: [] for name in MOVES}).astype(MOVES)


def _movers(old: FeatureMatrix, new: FeatureMatrix, at: list[int]) -> Iterator[tuple[Mover, ...]]:
    names = list(dict.fromkeys((*_columns(old), *_columns(new))))
    former, present = (_values(matrix, names, at) for matrix in (old, new))
    for one, other in zip(former, present, strict=True):
        moved = np.flatnonzero(np.abs(other - one) > SAME)
        moved = moved[np.argsort(-np.abs(other - one)[moved], kind="stable")]
        yield tuple(
            Mover(column=names[n], before=float(one[n]), after=float(other[n])) for n in moved
        )


def _values(matrix: FeatureMatrix, names: list[str], at: list[int]) -> FloatArray:
    """Give the points by lead and column; a column that the card does not have gives none."""
    frame = matrix.X.iloc[at].reindex(columns=names, fill_value=0.0)
    return frame.to_numpy(dtype=np.float64)


def _columns(matrix: FeatureMatrix) -> list[str]:
    return [str(name) for name in matrix.X.columns if str(name).startswith(PREFIX)]
