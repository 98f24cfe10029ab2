"""A margin's additive parts, and the arithmetic that keeps them adding up.

Every sum runs column by column, in the columns' order, so that a row's result is the same
to the bit whether it is scored alone or among a million.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
import xgboost as xgb

from leadscore.errors import UsageError
from leadscore.models.contender import BASE
from leadscore.models.tree_parts import ROWS_AT_ONCE, TooLargeError, TreeParts, trees_of

#: The columns of X that one column of numbers was made from, by position.
Owners = tuple[int, ...]
#: Tables of boosters in use, made once, and what every row gets; None where xgboost walks.
_tables: MutableMapping[xgb.Booster, tuple[TreeParts, float] | None] = WeakKeyDictionary()
#: The most that rounding may leave over, as a share of all that a row's parts move (at least 1).
MOST_LEFT_OVER = 1e-4


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What each column adds to each row's margin, in log-odds.

    Parameters
    ----------
    base : float
        What every row gets.
    values : array of shape (n, k)
        What each column adds.
    """

    base: float
    values: np.ndarray

    def margin(self) -> np.ndarray:
        """Add the parts up.

        Returns
        -------
        array of shape (n, )
        """
        total = np.full(len(self.values), self.base)
        for column in self.values.T:
            total += column
        return total

    def settled(self, margin: np.ndarray) -> Parts:
        """Put what rounding left over into each row's largest part.

        Parameters
        ----------
        margin : array of shape (n, )
            What the parts must add up to.

        Returns
        -------
        Parts

        Raises
        ------
        UsageError
            If more is left over than rounding leaves: the parts are not the margin's.

        Notes
        -----
        xgboost adds up its trees in single precision, so a margin is off by about one part in
        a million of all that its parts move. The base stays the same for every row.
        """
        if not self.values.size:
            return self
        left_over = margin - self.margin()
        moved = abs(self.base) + np.abs(self.values).sum(axis=1)
        wrong = ~(np.abs(left_over) <= MOST_LEFT_OVER * np.maximum(1.0, moved))
        if wrong.any():
            raise UsageError(
                f"The reasons of {wrong.sum()} of {len(wrong)} rows miss the margin by up to "
                f"{np.abs(left_over[wrong]).max():.3g} in log-odds, which is more than rounding, "
                "so they are not told. Learn shallower trees (max_depth of 10 or less), or put the "
                "classifier into CalibratedClassifierCV: then reasons are sampled."
            )
        values = self.values.copy()
        rows = np.arange(len(values))
        values[rows, np.abs(values).argmax(axis=1)] += left_over
        return replace(self, values=values)

    def gathered(self, owners: Sequence[Owners], n_columns: int) -> Parts:
        """Add up the parts of all numbers made from the same column.

        Parameters
        ----------
        owners : sequence of tuple of int, of length k
            For each part, the columns it belongs to; several share it equally.
        n_columns : int
            How many columns there are.

        Returns
        -------
        Parts
        """
        values = np.zeros((len(self.values), n_columns))
        for part, columns in zip(self.values.T, owners, strict=True):
            for column in columns:
                values[:, column] += part / len(columns)
        return replace(self, values=values)

    def frame(self, index: pd.Index, columns: Sequence[str]) -> pd.DataFrame:
        """Lay the parts out as the contender's contract asks.

        Parameters
        ----------
        index : Index of length n
            The rows of X.
        columns : sequence of str, of length k
            The columns of X.

        Returns
        -------
        DataFrame of shape (n, k + 1)
            Columns ``["base", *columns]``.
        """
        table = pd.DataFrame(self.values, index=index, columns=list(columns))
        table.insert(0, BASE, self.base)
        return table


def linear_parts(
    numbers: np.ndarray, coefficients: np.ndarray, means: np.ndarray, intercept: float
) -> Parts:
    """Split a linear margin into its parts, exactly.

    Parameters
    ----------
    numbers : array of shape (n, k)
    coefficients : array of shape (k, )
        In log-odds per unit.
    means : array of shape (k, )
        Of the training rows: what a column adds is told against its mean.
    intercept : float

    Returns
    -------
    Parts
        Column j of a row holds ``coefficients[j] * (numbers[j] - means[j])``; the base is
        the margin at the means.

    References
    ----------
    Lundberg and Lee (2017), "A unified approach to interpreting model predictions",
    corollary 1: the Shapley values of a linear model whose columns are independent.

    Examples
    --------
    >>> parts = linear_parts(np.array([[3.0, 1.0]]), np.array([2.0, -1.0]), np.array([1.0, 1.0]),
    ...                      intercept=0.5)
    >>> parts.base, parts.values.tolist(), parts.margin().tolist()
    (1.5, [[4.0, -0.0]], [5.5])
    """
    base = intercept + float(sum(coefficients * means))
    return Parts(base=base, values=(np.asarray(numbers, dtype=float) - means) * coefficients)


def booster_margin(booster: xgb.Booster, numbers: np.ndarray, rounds: int = 0) -> np.ndarray:
    """Predict with an xgboost model, in log-odds.

    Parameters
    ----------
    booster : xgboost.Booster
    numbers : array of shape (n, k)
        NaN where missing.
    rounds : int, default 0
        How many rounds of boosting count; 0 for all.

    Returns
    -------
    array of shape (n, )
    """
    if not len(numbers):
        return np.zeros(0)
    rows = xgb.DMatrix(numbers, nthread=1)
    margin = booster.predict(
        rows, output_margin=True, validate_features=False, iteration_range=(0, rounds)
    )
    return np.asarray(margin, dtype=float)


def booster_parts(booster: xgb.Booster, numbers: np.ndarray) -> Parts:
    """Split an xgboost model's margin into its parts, exactly.

    Parameters
    ----------
    booster : xgboost.Booster
    numbers : array of shape (n, k)
        NaN where missing.

    Returns
    -------
    Parts
        Adds up to :func:`booster_margin`.

    Notes
    -----
    Path-dependent SHAP values, from tables that are made once for a booster: see
    :class:`~leadscore.models.tree_parts.TreeParts`. Where tables would be too large, xgboost
    walks the trees for every row.

    References
    ----------
    Lundberg et al. (2020), "From local explanations to global understanding with
    explainable AI for trees".
    """
    if not len(numbers):
        return Parts(base=0.0, values=np.zeros(np.shape(numbers)))
    margin = booster_margin(booster, numbers)
    if booster not in _tables:
        _tables[booster] = _tables_and_base(booster, np.shape(numbers)[1])
    known = _tables[booster]
    if known is None:
        return _walked(booster, numbers).settled(margin)
    tables, base = known
    values = tables.values(np.asarray(numbers, dtype=np.float32))
    return Parts(base=base, values=values).settled(margin)


def _tables_and_base(booster: xgb.Booster, n_numbers: int) -> tuple[TreeParts, float] | None:
    try:
        tables = TreeParts(trees_of(booster), n_numbers)
    except TooLargeError:
        return None
    row = np.zeros((1, n_numbers), dtype=np.float32)
    return tables, float(booster_margin(booster, row)[0] - tables.values(row).sum())


def _walked(booster: xgb.Booster, numbers: np.ndarray) -> Parts:
    """Let xgboost walk its trees, some rows at a time; a row alone is told as in a batch."""
    told = np.empty((len(numbers), np.shape(numbers)[1] + 1))
    for start in range(0, len(numbers), ROWS_AT_ONCE):
        rows = xgb.DMatrix(numbers[start : start + ROWS_AT_ONCE], nthread=1)
        told[start : start + ROWS_AT_ONCE] = booster.predict(
            rows, pred_contribs=True, validate_features=False
        )
    return Parts(base=float(told[0, -1]), values=told[:, :-1])


def steady(booster: xgb.Booster) -> xgb.Booster:
    """Bring a fresh booster into the state it has after saving and loading.

    Parameters
    ----------
    booster : xgboost.Booster

    Returns
    -------
    xgboost.Booster
        Predicts the same now and in the process that loads it.
    """
    return booster_from_bytes(bytes(booster.save_raw("ubj")))


def booster_from_bytes(ubj: bytes) -> xgb.Booster:
    """Read a booster from its UBJ file's bytes; runs on one thread.

    Parameters
    ----------
    ubj : bytes

    Returns
    -------
    xgboost.Booster
    """
    return xgb.Booster(params={"nthread": 1}, model_file=bytearray(ubj))
