"""What a point of a card is worth, and what each rule earns in that currency.

A card's points have no unit of their own: twice all points is the same card. So what a
rule earns can only be told beside the other rules of the same card.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from leadscore.evaluation.card_audit.rules import FloatArray

#: With fewer rules that can be measured, each would be held against all but itself.
LEAST_RULES = 3
#: Half of the least share of the card's weight that the middle is taken from.
LEAST_HALF = 0.01
#: Draws of all effects at once; they tell how the middle moves with each rule.
DRAWS = 4000


@dataclass(frozen=True, kw_only=True, eq=False)
class Currency:
    """What one point is worth.

    Parameters
    ----------
    log_odds : float
        That a point adds, by the rule in the middle of the card; NaN with fewer than three
        rules that can be measured.
    error : float
        Standard error of it.
    leaning : array of shape (rules, )
        How it moves with each rule's own log-odds a point; adds up to 1.
    rules : int
        The rules that it is the middle of.
    """

    log_odds: float
    error: float
    leaning: FloatArray
    rules: int


def middle_worth(
    rates: FloatArray,
    covariance: FloatArray,
    measured: npt.NDArray[np.bool_],
    *,
    seed: int,
) -> Currency:
    """Find what a point is worth by the rule in the middle.

    Parameters
    ----------
    rates : array of shape (rules, )
        Log-odds a point of each rule: its effect over its points.
    covariance : array of shape (rules, rules)
        Of the rates.
    measured : array of bool of shape (rules, )
        Which rules can be measured; the others have no say.
    seed : int

    Returns
    -------
    Currency

    Notes
    -----
    The rates' mean over the middle half of the card: the rules in order of their rates,
    each as long as its weight, the quarter at either end left out. A rule weighs ``1 /
    variance``, but none more than the rule in the middle of the weights, so that what
    hardly fires has little say; and where one rule is longer than a quarter, as much is
    left out at either end as the longest is long. So no rule alone, however wrong its
    points, brings the worth of a point out of what the others say. (The slope of the
    outcome on all points together, which comes to mind first, bends to one rule with far
    too many points, and all others look underrated by it; the median is as safe as this,
    but less sure.) The rules in the middle of a card are thus paid rightly by definition,
    and what is told of the others is told beside them.

    How it moves with each rule, and its error, come from draws of all rates at once from
    the normal with their covariance.
    """
    leaning = np.zeros(len(rates))
    if np.count_nonzero(measured) < LEAST_RULES:
        return Currency(log_odds=np.nan, error=np.nan, leaning=leaning, rules=0)
    own, spread = rates[measured], covariance[np.ix_(measured, measured)]
    weights = 1 / np.diag(spread)
    weights = np.minimum(weights, np.median(weights))
    values, vectors = np.linalg.eigh(spread)
    root = vectors * np.sqrt(np.maximum(values, 0))
    normal = np.random.default_rng(seed).standard_normal((DRAWS, len(own)))
    middles, moves = _middles(own + normal @ root.T, weights)
    leaning[measured] = moves.mean(axis=0)
    return Currency(
        log_odds=float(_middles(own[None, :], weights)[0][0]),
        error=float(middles.std()),
        leaning=leaning,
        rules=len(own),
    )


def _middles(rates: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give the mean of each row's middle half by weight, and how it moves with each rate."""
    order = np.argsort(rates, axis=1, kind="stable")
    share = weights[order] / weights.sum()
    end = np.cumsum(share, axis=1)
    half = np.clip(0.5 - share.max(), LEAST_HALF, 0.25)
    inside = np.minimum(end, 0.5 + half) - np.maximum(end - share, 0.5 - half)
    moves = np.zeros_like(rates)
    np.put_along_axis(moves, order, np.maximum(inside, 0.0) / (2 * half), axis=1)
    return (rates * moves).sum(axis=1), moves


def ratio_interval(
    top: FloatArray, bottom: float, spread: FloatArray, reach: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Give intervals of ratios by Fieller's theorem.

    Parameters
    ----------
    top : array of shape (k, )
    bottom : float
        What they are all divided by.
    spread : array of shape (3, k)
        Variances of the tops, of the bottom, and their covariances.
    reach : array of shape (k, )
        How many standard errors an interval reaches.

    Returns
    -------
    low, high : arrays of shape (k, )
        All ratios ``q`` that ``top - q * bottom = 0`` does not contradict; NaN where the
        bottom itself is not told from 0, so that any ratio may be.

    References
    ----------
    Fieller (1954), Some problems in interval estimation, JRSS B 16, 175-185.

    Examples
    --------
    >>> low, high = ratio_interval(np.array([2.0]), 1.0, np.array([[0.01], [0.0], [0.0]]),
    ...                            np.array([2.0]))
    >>> low.round(3), high.round(3)
    (array([1.8]), array([2.2]))
    """
    own, of_bottom, both = spread
    a = bottom**2 - reach**2 * of_bottom
    b = top * bottom - reach**2 * both
    c = top**2 - reach**2 * own
    told = (a > 0) & (bottom > 0)
    root = np.sqrt(np.where(told, np.maximum(b**2 - a * c, 0.0), np.nan))
    a = np.where(told, a, np.nan)
    return (b - root) / a, (b + root) / a


def two_sided(value: FloatArray, error: FloatArray, degrees: FloatArray) -> FloatArray:
    """Give two-sided p-values of a value of 0 by Student's t; 1 where nothing is known."""
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = np.abs(value) / error
    return np.where(np.isfinite(statistic), 2 * stats.t.sf(statistic, degrees), 1.0)
