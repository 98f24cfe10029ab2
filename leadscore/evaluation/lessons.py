"""What a contender learns from in a backtest or a learning curve: bounded, and repeatable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import clone

from leadscore.features.frame import FeatureMatrix
from leadscore.models.contender import Contender
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
    kept = thinned(matrix.y, rows, seed=seed, at_most=at_most)
    told = matrix.rows.iloc[kept]
    return Lesson(
        X=matrix.X.iloc[kept][matrix.columns()],
        y=matrix.y[kept],
        groups=told["group"].to_numpy(dtype=object),
        when=moments(told),
    )


def thinned(y: FloatArray, rows: Positions, *, seed: int, at_most: int) -> Positions:
    """Keep the conversions and draw of the others until there are as many rows as allowed.

    Parameters
    ----------
    y : ndarray of shape (n_rows,)
    rows : ndarray of int
        Positions to keep of.
    seed : int
    at_most : int
        Conversions take no more than half of them.

    Returns
    -------
    ndarray of int
        Rising positions.

    Examples
    --------
    >>> import numpy as np
    >>> y = np.array([1.0, 0, 0, 0, 1, 0])
    >>> kept = thinned(y, np.arange(6), seed=0, at_most=4)
    >>> len(kept), y[kept].sum()
    (4, np.float64(2.0))
    """
    if len(rows) <= at_most:
        return np.sort(rows)
    generator = np.random.default_rng(seed)
    won, others = rows[y[rows] == 1], rows[y[rows] != 1]
    if len(won) > at_most // 2:
        won = generator.choice(won, at_most // 2, replace=False)
    if len(others) > at_most - len(won):
        others = generator.choice(others, at_most - len(won), replace=False)
    return np.sort(np.concatenate([won, others]))


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
