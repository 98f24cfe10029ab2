"""What a version says of leads in its own unit: points for the card, scores for models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Literal

import numpy as np
import pandas as pd

from leadscore.models.card import CardContender
from leadscore.models.scorer import LeadScorer
from leadscore.models.views import ViewName
from leadscore.validation.ranking import FloatArray

Unit = Literal["points", "score"]

#: Most limits that are tried on one scale.
MOST_LEVELS = 100


@dataclass(frozen=True, kw_only=True, eq=False)
class Readings:
    """What limits are set on, one value a row; made by :func:`read_off`.

    Parameters
    ----------
    unit : {"points", "score"}
        Points of the card, or scores from 1 to 100.
    combined, fit, behaviour : ndarray of shape (n_rows,)
        NaN where the card says not to call, whatever the points.
    """

    unit: Unit
    combined: FloatArray
    fit: FloatArray
    behaviour: FloatArray


def read_off(scorer: LeadScorer, X: pd.DataFrame, said: pd.DataFrame | None = None) -> Readings:
    """Give what a version's limits are set on.

    Parameters
    ----------
    scorer : LeadScorer
    X : DataFrame of shape (n, k)
        Features, one row a lead.
    said : DataFrame, optional
        What ``scorer.score(X)`` gave, where that is at hand.

    Returns
    -------
    Readings
    """
    if isinstance(scorer.contender, CardContender):
        out = scorer.contender.excluded(X[list(scorer.views["combined"].columns)])
        points = {
            name: np.where(out, np.nan, _points(scorer, X, name)) for name in ("combined", *_SIDES)
        }
        return Readings(unit="points", **points)
    said = scorer.score(X) if said is None else said
    return Readings(
        unit="score",
        combined=said["score"].to_numpy(dtype=np.float64),
        fit=said["fit_score"].to_numpy(dtype=np.float64),
        behaviour=said["behaviour_score"].to_numpy(dtype=np.float64),
    )


_SIDES: tuple[ViewName, ViewName] = ("fit", "behaviour")


def _points(scorer: LeadScorer, X: pd.DataFrame, name: ViewName) -> FloatArray:
    view = scorer.views[name]
    if not isinstance(view.contender, CardContender):
        return np.zeros(len(X))  # the card has no rule of this side
    points = view.contender.points(X[list(view.columns)])
    return np.round(points, 3)  # features hold single precision, which turns 0.7 into less


def levels(values: FloatArray, *, also: tuple[float, ...] = ()) -> FloatArray:
    """List the limits worth trying on a scale: round numbers that part the rows.

    Parameters
    ----------
    values : ndarray of shape (n_rows,)
        NaN where there is none.
    also : tuple of float
        Limits to try as well.

    Returns
    -------
    ndarray
        Rising; at most 100 and those of `also`. Each is reached by fewer rows than the one
        before. Empty where there is neither a value nor `also`.

    Notes
    -----
    The limits are multiples of 1, 2, 5, 10, ...: of the smallest that leaves at most 100.
    Where the values are not whole and lie close together, of 0.01, 0.02, 0.05, ... too.

    Examples
    --------
    >>> levels(np.array([3.0, 12.7, 12.2, 60.0])).tolist()
    [3.0, 12.0, 12.5, 60.0]
    >>> levels(np.arange(1000.0)).size
    100
    """
    known = values[np.isfinite(values)]
    if not len(known):
        return np.asarray(also, dtype=np.float64)
    whole = np.array_equal(known, np.round(known))
    span = float(known.max() - known.min())
    for step in _round_steps(1.0 if whole else span / (2 * MOST_LEVELS)):
        reached = np.unique(np.floor(known / step + 1e-9))
        if len(reached) <= MOST_LEVELS:
            break
    return np.unique(np.round([*(reached * step), *also], 6))


def _round_steps(least: float) -> Iterator[float]:
    """Count up 0.01, 0.02, 0.05, 0.1, ... from the first that is not below a number."""
    for power in count(-2):
        for factor in (1, 2, 5):
            if factor * 10.0**power >= least:
                yield factor * 10.0**power
