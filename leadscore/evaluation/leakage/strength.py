"""How well one column alone tells two kinds of rows apart, and how sure that is.

Each row is ranked by how often its value went with the outcome among rows of *other* folds,
accounts kept whole, so that a column of many values (an id, a job title) earns nothing by
learning its rows by heart. Pairs are only made within one calling round and one fold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from leadscore.errors import NotEnoughDataError
from leadscore.validation.folds import account_folds
from leadscore.validation.ranking import FloatArray, IntArray
from leadscore.validation.shares import wilson_interval

#: A number is cut into so many ranges of about equally many rows, missing ones apart.
RANGES = 20
#: Each value is taken as if seen in so many more rows of the usual rate: one row is no news.
USUAL_ROWS = 10
#: Accounts (else leads) needed of the rarer kind; with fewer nothing is said of a column.
LEAST_GROUPS = 20
#: Values beyond this many are told apart no further than into this many ranks.
_MOST_LEVELS = 1_000
N_FOLDS = 5


@dataclass(frozen=True, kw_only=True)
class Strength:
    """The chance that a column alone puts a pair in the right order.

    Parameters
    ----------
    auc : float
        Share of pairs, of one row of each kind, in the right order; .5 says nothing.
    low, high : float
        Interval of it.
    rows : int
        Rows looked at.
    """

    auc: float
    low: float
    high: float
    rows: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """The rows that columns are measured on; made by :func:`ground`.

    Parameters
    ----------
    label : ndarray of shape (n_rows,)
        1 for one kind of rows, else 0.
    fold : ndarray of shape (n_rows,)
        The fold of each row.
    stratum : ndarray of shape (n_rows,)
        Rows of one stratum make pairs: those of one calling round and one fold.
    group : ndarray of shape (n_rows,)
        Account, else lead, as a code.
    confidence : float
    """

    label: FloatArray
    fold: IntArray
    stratum: IntArray
    group: IntArray
    confidence: float

    @property
    def pieces(self) -> int:
        """Accounts (else leads) of the rarer kind."""
        bought = np.bincount(self.group, self.label) > 0
        other = np.bincount(self.group, 1 - self.label) > 0
        return int(min(bought.sum(), other.sum()))


def ground(
    label: FloatArray,
    groups: npt.ArrayLike,
    rounds: IntArray,
    *,
    seed: int,
    confidence: float,
) -> Ground | None:
    """Lay out rows for measuring columns on them.

    Parameters
    ----------
    label : ndarray of shape (n_rows,)
        1 or 0.
    groups : array-like of shape (n_rows,)
        Account of each row, else lead.
    rounds : ndarray of shape (n_rows,)
        Calling round of each row; only rows of one round are compared.
    seed : int
    confidence : float

    Returns
    -------
    Ground or None
        None where fewer than ``LEAST_GROUPS`` accounts are of one of the two kinds: then
        no column can be told to be strong or weak.
    """
    group = pd.factorize(pd.Series(groups), sort=True, use_na_sentinel=False)[0].astype(np.int64)
    plain = Ground(label=label, fold=group, stratum=group, group=group, confidence=confidence)
    if not len(label) or plain.pieces < LEAST_GROUPS:
        return None
    try:
        folds = account_folds(group, label, N_FOLDS, seed)
    except NotEnoughDataError:
        return None
    fold = np.zeros(len(label), dtype=np.int64)
    for number, each in enumerate(folds):
        fold[each.test] = number
    stratum = np.unique(rounds * len(folds) + fold, return_inverse=True)[1].astype(np.int64)
    return Ground(label=label, fold=fold, stratum=stratum, group=group, confidence=confidence)


def coded(values: pd.Series) -> IntArray:
    """Tell a column's values apart by codes: ranges of a number, categories, missing.

    Parameters
    ----------
    values : Series
        Numbers, truth values, instants or categories.

    Returns
    -------
    ndarray of shape (n_rows,)
        Codes from 0; rows without a value share one of their own.

    Examples
    --------
    >>> coded(pd.Series(["b", None, "a", "b"])).tolist()
    [2, 0, 1, 2]
    """
    if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        return _ranges(numbers)
    if pd.api.types.is_datetime64_any_dtype(values):
        instants = values.to_numpy().astype("datetime64[us]")
        return _ranges(np.where(np.isnat(instants), np.nan, instants.astype(np.int64)))
    return pd.factorize(values, sort=True)[0].astype(np.int64) + 1


def _ranges(numbers: FloatArray) -> IntArray:
    known = ~np.isnan(numbers)
    if not known.any():
        return np.zeros(len(numbers), dtype=np.int64)
    cuts = np.linspace(0, 1, RANGES + 1)[1:-1]
    edges = np.unique(np.quantile(numbers[known], cuts, method="lower"))
    code = np.searchsorted(edges, numbers, side="left").astype(np.int64) + 1
    return np.where(known, code, 0)


def strength(codes: IntArray, on: Ground) -> Strength:
    """Measure how well a column alone tells the two kinds of rows apart.

    Parameters
    ----------
    codes : ndarray of shape (n_rows,)
        From :func:`coded`.
    on : Ground

    Returns
    -------
    Strength

    Notes
    -----
    The share of right pairs is an area under the ROC curve within strata. Its variance is
    that of a ratio of sums over accounts, each with the pairs that its rows are in
    (Obuchowski 1997); the interval is Wilson's, with as many independent pieces as that
    variance is worth, so that a column without an error still has an interval.

    References
    ----------
    Obuchowski (1997), Nonparametric analysis of clustered ROC curve data, Biometrics 53,
    567-578.
    """
    level = _levels(codes, on)
    n_levels = int(level.max()) + 1
    n_strata = int(on.stratum.max()) + 1
    cell = on.stratum * n_levels + level
    shape = (n_strata, n_levels)
    ones = np.bincount(cell, on.label, n_strata * n_levels).reshape(shape)
    noughts = np.bincount(cell, 1 - on.label, n_strata * n_levels).reshape(shape)
    # of each cell: the noughts below it and the ones above it, a tie counting half
    below = np.cumsum(noughts, axis=1) - noughts / 2
    above = ones.sum(axis=1, keepdims=True) - np.cumsum(ones, axis=1) + ones / 2
    is_one = on.label == 1
    right = np.where(is_one, below.ravel()[cell], above.ravel()[cell])
    pairs = np.where(is_one, noughts.sum(axis=1)[on.stratum], ones.sum(axis=1)[on.stratum])
    total = pairs[is_one].sum()
    if not total:
        return Strength(auc=0.5, low=0.0, high=1.0, rows=len(codes))
    auc = float(right[is_one].sum() / total)
    pull = np.bincount(on.group, (right - auc * pairs) / total)
    variance = float((pull**2).sum())
    worth = auc * (1 - auc) / variance if variance > 0 and 0 < auc < 1 else on.pieces
    low, high = wilson_interval(auc, worth, confidence=on.confidence)
    return Strength(auc=auc, low=low, high=high, rows=len(codes))


def _levels(codes: IntArray, on: Ground) -> IntArray:
    """Rank each row's value by how it went in the other folds; equal rates share a rank."""
    n_codes, n_folds = int(codes.max()) + 1, int(on.fold.max()) + 1
    cell = on.fold * n_codes + codes
    shape = (n_folds, n_codes)
    rows = np.bincount(cell, minlength=n_folds * n_codes).reshape(shape).astype(np.float64)
    ones = np.bincount(cell, on.label, n_folds * n_codes).reshape(shape)
    rows, ones = rows.sum(axis=0) - rows, ones.sum(axis=0) - ones
    usual = ones.sum(axis=1, keepdims=True) / rows.sum(axis=1, keepdims=True)
    rate = (ones + USUAL_ROWS * usual) / (rows + USUAL_ROWS)
    ranks = np.stack([np.unique(each.round(12), return_inverse=True)[1] for each in rate])
    most = int(ranks.max()) + 1
    if most > _MOST_LEVELS:
        ranks = ranks * _MOST_LEVELS // most
    return np.asarray(ranks.ravel()[cell], dtype=np.int64)


@dataclass(frozen=True, kw_only=True)
class Apart:
    """How often an outcome is found on one side of a column, filled or empty.

    Parameters
    ----------
    filled : bool
        Which side.
    outcome : {0, 1}
    rows, found : int
        Rows of the side, and those of them with the outcome.
    expected : float
        With the outcome, if being filled told nothing.
    most : float
        Upper end of found over expected.
    """

    filled: bool
    outcome: int
    rows: int
    found: int
    expected: float
    most: float


def rates_apart(filled: npt.NDArray[np.bool_], rounds: IntArray, on: Ground) -> tuple[Apart, ...]:
    """Compare outcomes where a column is filled and where it is empty.

    Parameters
    ----------
    filled : ndarray of shape (n_rows,)
    rounds : ndarray of shape (n_rows,)
        Calling rounds; the usual rate is that of the row's own round.
    on : Ground

    Returns
    -------
    tuple of Apart
        For each side that holds rows, and each kind of outcome.
    """
    sides = []
    for is_filled in (True, False):
        side = filled == is_filled
        if not side.any() or side.all():
            continue
        for outcome in (1, 0):
            hit = on.label == outcome
            usual = np.bincount(rounds, hit) / np.maximum(np.bincount(rounds), 1)
            expected = float(usual[rounds[side]].sum())
            groups = len(np.unique(on.group[hit]))
            # several rows of an account rise and fall together: count accounts
            worth = groups / max(int(hit.sum()), 1)
            sides.append(
                Apart(
                    filled=is_filled,
                    outcome=outcome,
                    rows=int(side.sum()),
                    found=int(hit[side].sum()),
                    expected=expected,
                    most=_poisson_upper(len(np.unique(on.group[hit & side])), on.confidence)
                    / max(expected * worth, 1e-12),
                )
            )
    return tuple(sides)


def _poisson_upper(count: int, confidence: float) -> float:
    """Give the exact upper end of a count (Garwood 1936)."""
    return float(stats.chi2.ppf((1 + confidence) / 2, 2 * (count + 1)) / 2)
