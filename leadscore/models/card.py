"""The points card as a contender: its points, and what they mean in log-odds."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import expit, logit
from sklearn.utils.validation import check_is_fitted

from leadscore.cards import Card
from leadscore.errors import NotEnoughDataError, UsageError
from leadscore.models.contender import BASE, MarginClassifier

#: Columns that the card's builder makes begin with this.
PREFIX = "card__"
#: Columns that hold what an exclusion takes away begin with this.
EXCLUSION = "card__exclusion_"
#: The least slope, in log-odds per standard deviation of points: the order of the points
#: is the team's and is kept, even where the data see no use in it.
LEAST_SLOPE = 0.01
#: The most slope: odds e**20 apart at one standard deviation mean separation, not evidence.
MOST_SLOPE = 20.0


class CardContender(MarginClassifier):
    """Rank leads by the card's points and say what chance the points stand for.

    Parameters
    ----------
    card : Card
        The card whose columns X holds; other columns are left alone.

    Attributes
    ----------
    classes_ : array of [0, 1]
    intercept_ : float
        Log-odds of a lead with no points.
    slope_ : float
        Log-odds that one point adds; always above 0.
    feature_names_in_ : array of str
        The columns of X in ``fit``.

    Notes
    -----
    The points are the team's; only the straight line ``logit p = a + b * points`` is
    learned, by maximum likelihood with two additions that matter where data are few:
    Platt's smoothed targets, so that no chance is ever 0 or 1, and a normal prior of
    mean 0 and standard deviation 1 for the slope per standard deviation of points, so
    that a handful of conversions cannot make a steep line. Leads that an exclusion took
    out are left aside in learning the line (their points are a floor, not a judgement)
    and then read off it like all others. A card whose points work backwards gets an all
    but flat line, never a falling one.

    References
    ----------
    Platt (1999), Probabilistic outputs for support vector machines.

    Examples
    --------
    >>> from leadscore.cards import Rule, What
    >>> card = Card(rules=(Rule(id="demo", says="Asked for a demo", points=20,
    ...                         what=What(intent="demo")),))
    >>> X = pd.DataFrame({"card__demo": [0.0, 20.0] * 50})
    >>> contender = CardContender(card).fit(X, np.tile([0, 1, 0, 0], 25))
    >>> contender.points(X.head(2)).tolist(), bool(contender.slope_ > 0)
    ([0.0, 20.0], True)
    """

    def __init__(self, card: Card) -> None:
        self.card = card

    def fit(
        self,
        X: pd.DataFrame,
        y: np.ndarray | pd.Series,
        groups: np.ndarray | pd.Series | None = None,  # noqa: ARG002 - the contract's signature
        when: np.ndarray | pd.Series | None = None,  # noqa: ARG002 - the contract's signature
    ) -> Self:
        """Learn what chance the points stand for.

        Parameters
        ----------
        X : DataFrame of shape (n, k)
            With the card's columns: all of them, or those of one side; a frame without
            any column is a side for which the card has no rule.
        y : array of shape (n, )
            1 for success, 0 for none. One class alone gives a flat line near it.
        groups, when : ignored

        Returns
        -------
        CardContender

        Raises
        ------
        UsageError
            If X has columns, but none of the card's.
        NotEnoughDataError
            If there is no row.
        """
        target = np.asarray(y, dtype=float)
        if not len(target):
            raise NotEnoughDataError(
                "The card cannot be calibrated without a single training snapshot. "
                "Run 'leadscore check' to see why none is mature."
            )
        used = [name for name in X.columns if name.startswith(PREFIX)]
        if len(X.columns) and not used:
            raise UsageError(
                f"X has {len(X.columns)} columns, but none begins with {PREFIX!r}. "
                "Build the feature matrix with the card: build_matrix(..., card=card)."
            )
        self.classes_ = np.array([0, 1])
        self.feature_names_in_ = np.asarray(X.columns, dtype=object)
        self.n_features_in_ = len(X.columns)
        points, left = _total(X, used), ~_taken_out(X, used)
        rows = left if left.any() else np.ones(len(target), dtype=bool)
        low, high = self.card.bounds()
        self.intercept_, self.slope_ = _line(points[rows], target[rows], span=high - low)
        return self

    def points(self, X: pd.DataFrame) -> np.ndarray:
        """Add up each lead's points, after caps and exclusions.

        Parameters
        ----------
        X : DataFrame of shape (n, k)
            As in ``fit``; it need not be fitted.

        Returns
        -------
        array of shape (n, )
        """
        return _total(X, [name for name in X.columns if name.startswith(PREFIX)])

    def excluded(self, X: pd.DataFrame) -> np.ndarray:
        """Tell which leads the card says not to call, whatever their points.

        Parameters
        ----------
        X : DataFrame of shape (n, k)

        Returns
        -------
        array of bool of shape (n, )
        """
        return _taken_out(X, list(X.columns))

    def decision_function(self, X: pd.DataFrame) -> np.ndarray:
        """Return the log-odds that each lead's points stand for, of shape (n, )."""
        points = _total(X, self._used(X))
        return self.intercept_ + self.slope_ * points

    def contributions(self, X: pd.DataFrame) -> pd.DataFrame:
        """Split each lead's log-odds into what each rule, cap and exclusion adds.

        Parameters
        ----------
        X : DataFrame of shape (n, k)

        Returns
        -------
        DataFrame of shape (n, k + 1)
            Columns ``["base", *X.columns]``; columns that are not the card's are 0.
        """
        used = set(self._used(X))
        parts = {
            name: self.slope_ * _points_of(X, name) if name in used else np.zeros(len(X))
            for name in X.columns
        }
        base = {BASE: np.full(len(X), self.intercept_)}
        return pd.DataFrame({**base, **parts}, index=X.index)

    def _used(self, X: pd.DataFrame) -> list[str]:
        """List the card's columns that were there in fit, which X must have."""
        check_is_fitted(self)
        used = [name for name in self.feature_names_in_ if name.startswith(PREFIX)]
        if gone := [name for name in used if name not in X.columns]:
            raise UsageError(
                f"X lacks {len(gone)} of the {len(used)} columns of the card that it was "
                f"calibrated with (first: {', '.join(gone[:3])}). Build the features with the "
                "same card, or calibrate again."
            )
        return used

    def __getstate__(self) -> dict[str, Any]:  # the state of an estimator is anything
        """Hold the card as text, so that a saved contender is plain data."""
        state: dict[str, Any] = dict(super().__getstate__())
        return {**state, "card": self.card.to_json()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Read the card back from its text."""
        super().__setstate__({**state, "card": Card.from_json(state["card"])})


def _points_of(X: pd.DataFrame, name: str) -> np.ndarray:
    """Give one column's points; a missing value is none."""
    points: np.ndarray = np.nan_to_num(X[name].to_numpy(dtype=float), nan=0.0)
    return points


def _total(X: pd.DataFrame, names: list[str]) -> np.ndarray:
    """Add column by column, so that one row gives to the last bit what a batch gives."""
    total = np.zeros(len(X))
    for name in names:
        total += _points_of(X, name)
    return total


def _taken_out(X: pd.DataFrame, names: list[str]) -> np.ndarray:
    out = np.zeros(len(X), dtype=bool)
    for name in names:
        if name.startswith(EXCLUSION):
            out |= _points_of(X, name) < 0
    return out


def _line(points: np.ndarray, target: np.ndarray, *, span: float) -> tuple[float, float]:
    """Learn intercept and slope; ``span`` scales the slope where all points are equal."""
    won, lost = target.sum(), len(target) - target.sum()
    smooth = np.where(target > 0, (won + 1) / (won + 2), 1 / (lost + 2))
    middle, spread = float(points.mean()), float(points.std())
    if spread <= 1e-9:
        slope = LEAST_SLOPE / max(span, 1.0)
        return float(logit(smooth.mean()) - slope * middle), slope
    steps = (points - middle) / spread
    found = minimize(
        _loss,
        x0=(float(logit(smooth.mean())), 0.5),
        args=(steps, smooth),
        jac=True,
        method="L-BFGS-B",
        bounds=[(None, None), (LEAST_SLOPE, MOST_SLOPE)],
        options={"ftol": 1e-14, "gtol": 1e-10},
    )
    intercept, slope = float(found.x[0]), float(found.x[1]) / spread
    return intercept - slope * middle, slope


def _loss(line: np.ndarray, steps: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    """Give the penalised negative log-likelihood a row, and its gradient."""
    margin = line[0] + line[1] * steps
    loss = np.sum(np.logaddexp(0, margin) - target * margin) + line[1] ** 2 / 2
    off = expit(margin) - target
    slopes = np.array([off.sum(), off @ steps + line[1]])
    return float(loss) / len(target), slopes / len(target)
