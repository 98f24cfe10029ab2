"""How sure a share is: Wilson's interval, and on how many accounts a share of rows rests."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy import special

from leadscore.validation.intervals import Interval


def effective_accounts(sizes: npt.ArrayLike) -> float:
    """Tell how many accounts of equal size a share of rows is as sure as.

    Parameters
    ----------
    sizes : array-like of shape (n_accounts,)
        Rows of each account (else lead) that the share is taken of; those without a row
        count for nothing.

    Returns
    -------
    float
        From 1 to the number of accounts that have rows, which it is where all have equally
        many; 0 where there is no row.

    Notes
    -----
    ``(sum of sizes)^2 / sum of squared sizes``. The variance of the share is ``rate x
    (1 - rate)`` divided by this where the rows of an account all go the same way, and less
    where they do not, so that an interval with this number errs towards being too wide.

    References
    ----------
    Kish (1965), Survey Sampling, section 11.7 (the effect of unequal weights).

    Examples
    --------
    >>> effective_accounts([3, 3, 3, 3])
    4.0
    >>> round(effective_accounts([100, 1, 1, 1]), 2)
    1.06
    """
    rows = np.asarray(sizes, dtype=np.float64)
    squared = float((rows**2).sum())
    return float(rows.sum()) ** 2 / squared if squared else 0.0


def interval_of_share(rate: float, account: npt.ArrayLike, *, confidence: float) -> Interval:
    """Give the Wilson interval of a share of rows, counting accounts by their sizes.

    Parameters
    ----------
    rate : float
        Observed share, 0 to 1.
    account : array-like of int of shape (n_rows,)
        Number of the account (else lead) of each row that the share is taken of.
    confidence : float

    Returns
    -------
    Interval
        As :func:`wilson_interval`.

    Examples
    --------
    >>> low, high = interval_of_share(0.0, range(20), confidence=0.95)
    >>> round(low, 3), round(high, 3)
    (0.0, 0.161)
    """
    return wilson_interval(rate, effective_accounts(np.bincount(account)), confidence=confidence)


def wilson_interval(rate: float, n: float, *, confidence: float) -> Interval:
    """Give the Wilson interval of a share.

    Parameters
    ----------
    rate : float
        Observed share, 0 to 1.
    n : float
        Number of independent pieces that it was observed on: of a share of rows,
        :func:`effective_accounts`, not the number of rows.
    confidence : float

    Returns
    -------
    Interval
        Within 0 and 1, also for shares of exactly 0 or 1; 0 to 1 where `n` is 0.

    References
    ----------
    Wilson (1927), Probable inference, the law of succession, and statistical inference,
    JASA 22, 209-212.

    Examples
    --------
    >>> low, high = wilson_interval(0.0, 20, confidence=0.95)
    >>> round(low, 3), round(high, 3)
    (0.0, 0.161)
    """
    if n <= 0:
        return Interval(0.0, 1.0)
    z = float(special.ndtri((1 + confidence) / 2))
    middle = (rate + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * math.sqrt(rate * (1 - rate) / n + z**2 / (4 * n**2))
    return Interval(max(0.0, min(rate, middle - half)), min(1.0, max(rate, middle + half)))
