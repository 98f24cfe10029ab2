"""Bins whose chances rise or fall, but never both: the weights of evidence of a scorecard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

import numpy as np
import pandas as pd
from scipy.special import logit
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.isotonic import IsotonicRegression
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted, validate_data

#: As many average rows are added to each bin as hold so many buyers: few rows say little.
PRIOR_BUYERS = 5.0


class MonotoneBins(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Replace each number by the weight of evidence of its bin, rising or falling throughout.

    Parameters
    ----------
    bins : int, default 10
        Bins of about equally many rows to begin with; neighbours against the direction are
        put together. Missing values have a bin of their own.
    monotone : mapping of str to int, optional
        Direction (1, -1) of columns by name; of the others the data choose it.

    Attributes
    ----------
    edges_ : list of array
        Of each column, the upper ends of its bins but the last; a value at an end is below it.
    weights_ : list of array
        Of each column, what each bin says, in log-odds against the average row.
    missing_ : array of shape (k, )
        What a missing value says.

    Notes
    -----
    Weight of evidence: ``logit of the bin's share of buyers - logit of the overall share``,
    each bin with as many average rows added as hold five buyers. Bins are put together by
    isotonic regression, weighed by their rows.

    References
    ----------
    Siddiqi (2006), "Credit risk scorecards", ch. 6. Barlow et al. (1972), "Statistical
    inference under order restrictions": pooling adjacent violators.

    Examples
    --------
    >>> numbers = np.array([[0.0], [0.0], [1.0], [1.0], [2.0], [2.0], [3.0], [3.0]])
    >>> told = MonotoneBins(bins=4).fit_transform(numbers, [0, 0, 1, 0, 0, 1, 1, 1])
    >>> told.ravel().round(2).tolist()
    [-0.34, -0.34, 0.0, 0.0, 0.0, 0.0, 0.34, 0.34]
    """

    def __init__(self, *, bins: int = 10, monotone: Mapping[str, int] | None = None) -> None:
        self.bins = bins
        self.monotone = monotone

    def fit(self, X: pd.DataFrame | np.ndarray, y: np.ndarray | pd.Series) -> Self:
        """Find each column's bins and what they say.

        Parameters
        ----------
        X : DataFrame or array of shape (n, k)
            Numbers; NaN where missing.
        y : array of shape (n, )
            0 and 1; of other values the largest counts as 1.

        Returns
        -------
        MonotoneBins
        """
        numbers, outcome = validate_data(self, X, y, dtype=float, ensure_all_finite="allow-nan")
        truth = (outcome == np.unique(outcome)[-1]).astype(float)
        names = getattr(self, "feature_names_in_", np.arange(numbers.shape[1]))
        found = [
            _bins(column, truth, self.bins, (self.monotone or {}).get(str(name), 0))
            for name, column in zip(names, numbers.T, strict=True)
        ]
        self.edges_ = [edges for edges, _ in found]
        self.weights_ = [weights for _, weights in found]
        self.missing_ = np.array([_evidence(np.isnan(c), truth) for c in numbers.T])
        return self

    def transform(self, X: pd.DataFrame | np.ndarray) -> np.ndarray:
        """Say of each number what its bin says.

        Parameters
        ----------
        X : DataFrame or array of shape (n, k)

        Returns
        -------
        array of shape (n, k)
            Log-odds against the average row; without missing values.
        """
        check_is_fitted(self)
        numbers = validate_data(self, X, dtype=float, ensure_all_finite="allow-nan", reset=False)
        told = np.empty(numbers.shape)
        for at, column in enumerate(numbers.T):
            weights = self.weights_[at][np.searchsorted(self.edges_[at], column, side="left")]
            told[:, at] = np.where(np.isnan(column), self.missing_[at], weights)
        return told

    def __sklearn_tags__(self) -> Tags:
        """Say that an outcome is needed and that values may be missing."""
        tags = super().__sklearn_tags__()
        tags.target_tags.required = True
        tags.input_tags.allow_nan = True
        return tags


def information(X: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Tell how far the means of buyers and of others are apart, column by column.

    Parameters
    ----------
    X : array of shape (n, k)
        Numbers without missing values.
    y : array of shape (n, )
        0 and 1.

    Returns
    -------
    array of shape (k, )
        0 or more. Of a column of weights of evidence it is the information value.

    References
    ----------
    Siddiqi (2006), "Credit risk scorecards", ch. 6.

    Examples
    --------
    >>> information(np.array([[1.0, 5.0], [3.0, 5.0]]), np.array([0, 1])).tolist()
    [2.0, 0.0]
    """
    won = np.asarray(y) == 1
    return np.asarray(np.abs(X[won].mean(axis=0) - X[~won].mean(axis=0)))


def _bins(
    column: np.ndarray, truth: np.ndarray, n_bins: int, direction: int
) -> tuple[np.ndarray, np.ndarray]:
    """Cut a column into bins and make what they say rise or fall throughout."""
    known = ~np.isnan(column)
    if not known.any():
        return np.zeros(0), np.zeros(1)
    values, y = column[known], truth[known]
    inner = np.quantile(values, np.arange(1, n_bins) / n_bins, method="lower")
    edges = np.unique(inner[inner < values.max()])
    place = np.searchsorted(edges, values, side="left")
    said = np.array([_evidence(place == k, y, truth.mean()) for k in range(len(edges) + 1)])
    order, rows = np.arange(len(said)), np.bincount(place)
    tendency = direction or float((order[place] - order[place].mean()) @ (y - y.mean()))
    smooth = IsotonicRegression(increasing=tendency >= 0)
    weights = smooth.fit(order, said, rows).predict(order)
    kept = np.flatnonzero(np.diff(weights) != 0)
    return edges[kept], weights[np.append(kept, len(weights) - 1)]


def _evidence(rows: np.ndarray, truth: np.ndarray, rate: float | None = None) -> float:
    """Set the share of buyers among some rows against all, in log-odds."""
    overall = float(truth.mean() if rate is None else rate)
    if overall in (0.0, 1.0):
        return 0.0
    share = (truth[rows].sum() + PRIOR_BUYERS) / (rows.sum() + PRIOR_BUYERS / overall)
    return float(logit(share) - logit(overall))
