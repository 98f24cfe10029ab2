"""Straight lines in log-odds: levels, calibration, the weights of an average.

Everything here is affine in the margins, so that contributions, scaled alike, still add
up. Where data are few, every line is pulled towards "change nothing".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

#: How far calibration may move without evidence: standard deviations of the prior for the
#: shift at the mean margin and for the logarithm of the slope. With 30 conversions the
#: shift is pulled back by about 1/30 of itself; with 3,000 nobody can see it.
SHIFT_PRIOR = 1.0
LOG_SLOPE_PRIOR = 0.5
#: Likewise for each weight of an average of k members, around 1/k, where nothing else is said.
WEIGHT_PRIOR = 0.3
#: The largest weight of an average is above this, or no member adds anything.
NO_WEIGHT = 1e-9

Bounds = list[tuple[float | None, float | None]]


@dataclass(frozen=True, kw_only=True)
class Affine:
    """The line ``intercept + slope * margin``; the slope is above 0.

    Examples
    --------
    >>> Affine(intercept=1.0, slope=2.0).apply(np.array([0.0, 3.0])).tolist()
    [1.0, 7.0]
    """

    intercept: float
    slope: float

    def apply(self, margin: np.ndarray) -> np.ndarray:
        """Put margins on the line.

        Parameters
        ----------
        margin : array of shape (n, )
            Log-odds.

        Returns
        -------
        array of shape (n, )
            Calibrated log-odds.
        """
        return np.asarray(self.intercept + self.slope * margin)


def log_loss_of(margin: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return minus the log-likelihood of each row, given its log-odds.

    Parameters
    ----------
    margin, y : array of shape (n, )

    Returns
    -------
    array of shape (n, )
    """
    return np.asarray(np.logaddexp(0.0, margin) - y * margin)


def fit_calibration(margin: np.ndarray, y: np.ndarray, weight: np.ndarray | None = None) -> Affine:
    """Find the line that makes margins of rows not learned from honest.

    Parameters
    ----------
    margin : array of shape (n, )
        Out-of-sample log-odds.
    y : array of shape (n, )
        0 and 1.
    weight : array of shape (n, ), optional
        How much each row counts; by default 1.

    Returns
    -------
    Affine
        With slope > 0, so that the order of leads is kept.

    Notes
    -----
    Maximises the likelihood of ``logit p = m + s + exp(t) * (margin - m)``, m the mean
    margin, times the priors s ~ N(0, 1) and t ~ N(0, 0.5²): no change, where data are few.

    References
    ----------
    Platt (1999), "Probabilistic outputs for support vector machines".
    """
    counts = np.ones(len(y)) if weight is None else weight
    mean = float(np.average(margin, weights=counts))
    centred = margin - mean

    def loss(line: np.ndarray) -> tuple[float, np.ndarray]:
        shift, log_slope = line
        told = np.exp(log_slope) * centred
        off = counts * (expit(mean + shift + told) - y)
        value = counts @ log_loss_of(mean + shift + told, y)
        value += (shift / SHIFT_PRIOR) ** 2 / 2 + (log_slope / LOG_SLOPE_PRIOR) ** 2 / 2
        slopes = [
            off.sum() + shift / SHIFT_PRIOR**2,
            off @ told + log_slope / LOG_SLOPE_PRIOR**2,
        ]
        return float(value) / len(y), np.array(slopes) / len(y)

    found = _lowest(loss, np.zeros(2), [(None, None), (-7.0, 3.0)])
    shift, slope = float(found[0]), float(np.exp(found[1]))
    return Affine(intercept=mean + shift - slope * mean, slope=slope)


def fit_level(margin: np.ndarray, y: np.ndarray) -> float:
    """Find the shift that makes a set of margins right on average.

    Parameters
    ----------
    margin, y : array of shape (n, )

    Returns
    -------
    float
        To be added to the margins; shrunk towards 0 where rows are few.
    """
    shift = 0.0
    for _ in range(50):
        chance = expit(margin + shift)
        slope = float((chance - y).sum()) + shift / SHIFT_PRIOR**2
        step = slope / (float((chance * (1 - chance)).sum()) + 1 / SHIFT_PRIOR**2)
        shift -= float(np.clip(step, -2.0, 2.0))
        if abs(step) < 1e-12:
            break
    return shift


def fit_weights(
    margins: np.ndarray, y: np.ndarray, stratum: np.ndarray, prior: float = WEIGHT_PRIOR
) -> np.ndarray:
    """Weigh members of an average, none below 0.

    Parameters
    ----------
    margins : array of shape (n, k)
        Out-of-sample log-odds, one column a member.
    y : array of shape (n, )
        0 and 1.
    stratum : array of int of shape (n, )
        Fold of each row: every fold has a level of its own, so that a change of the
        overall rate from fold to fold favours no member.
    prior : float, default 0.3
        How far weights may move from equal ones without evidence; 0 keeps them equal.

    Returns
    -------
    array of shape (k, )
        At least 0; 0 for members that add next to nothing. All equal where none adds
        anything, as when every fold turns what the fold before taught on its head.

    Notes
    -----
    Maximises the likelihood of ``logit p = level(stratum) + margins @ weights`` times a
    normal prior of standard deviation ``prior`` around equal weights that add up to 1.

    References
    ----------
    Breiman (1996), "Stacked regressions": non-negative weights generalise.
    """
    if prior == 0:
        return np.full(margins.shape[1], 1.0 / margins.shape[1])
    weights = _weights(margins, y, stratum, prior)
    if weights.max() <= NO_WEIGHT:
        return np.full(len(weights), 1.0 / len(weights))
    kept = weights >= 0.02 * weights.max()
    if kept.all():
        return weights
    weights = np.zeros(margins.shape[1])
    weights[kept] = _weights(margins[:, kept], y, stratum, prior)
    return weights


def _weights(margins: np.ndarray, y: np.ndarray, stratum: np.ndarray, prior: float) -> np.ndarray:
    members, strata = margins.shape[1], int(stratum.max()) + 1
    equal = 1.0 / members

    def loss(chosen: np.ndarray) -> tuple[float, np.ndarray]:
        weights, levels = chosen[:members], chosen[members:]
        told = margins @ weights + levels[stratum]
        off = expit(told) - y
        value = log_loss_of(told, y).sum() + ((weights - equal) ** 2).sum() / prior**2 / 2
        by_weight = margins.T @ off + (weights - equal) / prior**2
        by_level = np.bincount(stratum, weights=off, minlength=strata)
        return float(value) / len(y), np.concatenate([by_weight, by_level]) / len(y)

    start = np.concatenate([np.full(members, equal), np.zeros(strata)])
    free: Bounds = [(None, None)] * strata
    return _lowest(loss, start, [*[(0.0, None)] * members, *free])[:members]


def _lowest(
    loss: Callable[[np.ndarray], tuple[float, np.ndarray]], start: np.ndarray, bounds: Bounds
) -> np.ndarray:
    """Walk down a convex loss to where it is lowest within bounds."""
    found = minimize(
        loss,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"ftol": 1e-13, "gtol": 1e-9, "maxiter": 500},
    )
    return np.asarray(found.x)
