"""What a contender learns from in a backtest or a learning curve: bounded, and repeatable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import clone

from leadscore.features.frame import FeatureMatrix
from leadscore.models.contender import Contender
from leadscore.models.members import some_rows
from leadscore.validation.folds import Positions
from leadscore.validation.ranking import FloatArray
from leadscore.validation.splits import moments

#: Snapshots that a contender learns from at most. Conversions are rare and all kept; of the
#: others so many are drawn. Ranking is hardly worse for it, and many fits fit into a minute.
MOST_ROWS = 6_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Lesson:
    """Snapshots to learn from.

    Parameters
    ----------
    X : DataFrame of shape (n, k)
    y : ndarray of shape (n,)
        0 and 1.
    groups : ndarray of shape (n,)
        Account, else lead.
    when : Series of length n, or None
        Cutoffs or positions; None where rows have no order.
    """

    X: pd.DataFrame
    y: FloatArray
    groups: np.ndarray[Any, Any]
    when: pd.Series | None

    def teach(self, contender: Contender) -> Contender:
        """Fit a copy of a contender.

        Parameters
        ----------
        contender : Contender
            Left as it is.

        Returns
        -------
        Contender
        """
        fresh: Contender = clone(contender)
        return fresh.fit(self.X, self.y, groups=self.groups, when=self.when)


def lesson(
    matrix: FeatureMatrix, rows: Positions, *, seed: int, at_most: int = MOST_ROWS
) -> Lesson:
    """Take snapshots to learn from, thinned where there are too many.

    Parameters
    ----------
    matrix : FeatureMatrix
    rows : ndarray of int
        Positions of labelled snapshots.
    seed : int
        Of the draw.
    at_most : int

    Returns
    -------
    Lesson
        Without the card's columns, which are no model's.
    """
    rows = np.sort(rows)
    kept = rows[some_rows(matrix.y[rows], at_most=at_most, seed=seed)]
    told = matrix.rows.iloc[kept]
    return Lesson(
        X=matrix.X.iloc[kept][matrix.columns()],
        y=matrix.y[kept],
        groups=told["group"].to_numpy(dtype=object),
        when=moments(told),
    )


def points(matrix: FeatureMatrix, rows: Positions) -> FloatArray | None:
    """Add up the card's points, after caps and exclusions.

    Parameters
    ----------
    matrix : FeatureMatrix
    rows : ndarray of int

    Returns
    -------
    ndarray of shape (n_rows,) or None
        None where the features hold no card.
    """
    columns = matrix.columns(family="card")
    if not columns:
        return None
    values = matrix.X[columns].to_numpy(dtype=np.float64)[rows]
    return np.asarray(np.nan_to_num(values).sum(axis=1))
