"""How sure a figure is: bootstrap over groups, and fairness to many comparisons.

A lead stands in several snapshots and an account has several leads, so rows are not
independent: whole groups are drawn, and every contender is measured on the same draws.
Intervals and p-values come from the same draws and agree: a difference is told at level
``alpha`` exactly when its interval at that level leaves out zero.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from leadscore.errors import UsageError
from leadscore.validation.ranking import FloatArray

#: Cells of the largest array that one block makes; bounds the memory to some tens of megabytes.
BLOCK_CELLS = 2_000_000

#: Chance of telling a difference of the size seen that "how many buyers" is asked for.
POWER = 0.8

#: With fewer pieces of information nothing is told: every draw of one account is that account.
LEAST_PIECES = 2


class Interval(NamedTuple):
    """Lower and upper end."""

    low: float
    high: float


def group_weights(
    n_groups: int, n_resamples: int, *, seed: int, width: int = 1
) -> Iterator[FloatArray]:
    """Draw groups with replacement, told as how often each was drawn.

    Parameters
    ----------
    n_groups : int
        Number of groups; each draw takes as many.
    n_resamples : int
        Number of draws.
    seed : int
    width : int, default 1
        Cells that the measure makes for one resample, where they are more than the groups.

    Yields
    ------
    ndarray of shape (n_groups, block)
        Counts, one column a resample; the blocks together hold `n_resamples` columns.

    Raises
    ------
    UsageError
        If there is no group or no resample.

    Notes
    -----
    The counts are multinomial with equal chances: the bootstrap of clusters. Blocks are
    sized so that memory does not grow with the number of resamples; the counts drawn are
    the same for every size of block.

    References
    ----------
    Field and Welsh (2007), Bootstrapping clustered data, JRSS B 69, 369-390.

    Examples
    --------
    >>> blocks = list(group_weights(5, 3, seed=0))
    >>> blocks[0].sum(axis=0)
    array([5., 5., 5.])
    """
    if n_groups < 1 or n_resamples < 1:
        raise UsageError(
            "The bootstrap needs at least one group and one resample; there are "
            f"{n_groups} groups and {n_resamples} resamples."
        )
    generator = np.random.default_rng(seed)
    size = max(1, BLOCK_CELLS // max(n_groups, width))
    for start in range(0, n_resamples, size):
        block = min(size, n_resamples - start)
        drawn = generator.integers(0, n_groups, size=(block, n_groups))
        cells = (drawn * block + np.arange(block)[:, None]).ravel()
        counts = np.bincount(cells, minlength=n_groups * block)
        yield counts.reshape(n_groups, block).astype(np.float64)


def bootstrap(
    measure: Callable[[FloatArray], Mapping[str, FloatArray]],
    n_groups: int,
    n_resamples: int,
    *,
    seed: int,
    width: int = 1,
) -> dict[str, FloatArray]:
    """Measure under many draws of the groups.

    Parameters
    ----------
    measure : callable
        Takes weights of shape (n_groups, block); returns values of shape (block,) by
        name.
    n_groups, n_resamples, seed : int
        As in :func:`group_weights`.
    width : int, default 1
        The largest number of cells that `measure` makes for one resample: of what ranks,
        :attr:`leadscore.validation.ranking.Ranking.width`.

    Returns
    -------
    dict of str to ndarray of shape (n_resamples,)
    """
    drawn = group_weights(n_groups, n_resamples, seed=seed, width=width)
    blocks = [measure(weights) for weights in drawn]
    return {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}


def percentile_interval(replicates: FloatArray, *, confidence: float, size: int) -> Interval:
    """Give the expanded percentile interval of bootstrap replicates.

    Parameters
    ----------
    replicates : ndarray of shape (n_resamples,)
        NaN where a draw could not be measured; those are left out.
    confidence : float
        For example 0.95.
    size : int
        Number of independent pieces that carry the information: here the groups that
        hold a buyer.

    Returns
    -------
    Interval
        NaN at both ends where nothing could be measured.

    Notes
    -----
    Ends are order statistics of the replicates. Plain percentiles are too narrow with few
    pieces, as a normal quantile is beside Student's t; the tail is therefore
    ``Phi(t * sqrt(n / (n - 1)))`` with ``t`` the t-quantile of ``n - 1`` degrees of
    freedom.

    References
    ----------
    Hesterberg (2015), What teachers should know about the bootstrap, The American
    Statistician 69, 371-386 (the expanded percentile interval).

    Examples
    --------
    >>> import numpy as np
    >>> percentile_interval(np.arange(999.0), confidence=0.9, size=1_000_000)
    Interval(low=48.0, high=950.0)
    """
    known = np.sort(replicates[~np.isnan(replicates)])
    if not len(known):
        return Interval(math.nan, math.nan)
    place = max(1, math.floor(_tail(1 - confidence, size) * (len(known) + 1) + 1e-9))
    return Interval(float(known[place - 1]), float(known[-place]))


def draws_needed(alpha: float, *, size: int) -> int:
    """Tell how many resamples an interval at a level needs for its ends to be ends.

    Parameters
    ----------
    alpha : float
        Level, for example 0.05 divided by the number of pairs.
    size : int
        As in :func:`percentile_interval`.

    Returns
    -------
    int
        So many that five replicates lie beyond each end; at most 10,000, beyond which a
        level so fine is not worth its time.

    Examples
    --------
    >>> draws_needed(0.05, size=1000)
    202
    """
    return math.ceil(min(10_000, 5 / max(_tail(alpha, size), 1e-9)))


def p_value(replicates: FloatArray, *, size: int) -> float:
    """Give the two-sided p-value of a difference of zero.

    Parameters
    ----------
    replicates : ndarray of shape (n_resamples,)
        Replicates of the difference.
    size : int
        As in :func:`percentile_interval`.

    Returns
    -------
    float
        Above 0 and up to 1.

    Notes
    -----
    The smallest ``alpha`` whose interval (:func:`percentile_interval`) leaves out zero.
    With ``R`` replicates it cannot be smaller than that of a tail of ``1 / (R + 1)``.

    Examples
    --------
    >>> import numpy as np
    >>> p_value(np.arange(-500.0, 500.0), size=100)
    1.0
    """
    known = replicates[~np.isnan(replicates)]
    crossing = min(int((known <= 0).sum()), int((known >= 0).sum()))
    tail = min(0.5, (crossing + 1) / (len(known) + 1))
    pieces = max(size, 2)
    statistic = special.ndtri(tail) * math.sqrt((pieces - 1) / pieces)
    return float(2 * stats.t.cdf(statistic, pieces - 1))


def normal_p_value(difference: float, replicates: FloatArray, *, size: int) -> float:
    """Give the two-sided p-value of a difference of zero from its standard error.

    Parameters
    ----------
    difference : float
        As measured.
    replicates : ndarray of shape (n_resamples,)
        Of the difference; a few hundred do, however fine the level.
    size : int
        As in :func:`percentile_interval`.

    Returns
    -------
    float
        1 where the error is not known or nothing differs.

    Notes
    -----
    ``difference / standard deviation of the replicates`` against Student's t with
    ``size - 1`` degrees of freedom. For what is close to normal (an area under a curve, a
    logarithm of a ratio) and asked so often that order statistics would need very many
    draws.

    Examples
    --------
    >>> import numpy as np
    >>> round(normal_p_value(1.96, np.tile([-1.0, 1.0], 200), size=100_000), 3)
    0.05
    """
    error = float(np.nanstd(replicates)) if np.isfinite(replicates).any() else 0.0
    if not math.isfinite(difference) or difference == 0 or error == 0:
        return 1.0
    return float(2 * stats.t.sf(abs(difference) / error, max(size, 2) - 1))


def holm(p_values: npt.ArrayLike) -> FloatArray:
    """Adjust p-values for being several.

    Parameters
    ----------
    p_values : array-like of shape (n_pairs,)

    Returns
    -------
    ndarray of shape (n_pairs,)
        In the order given. A pair is told when its value is at most ``alpha``; the chance
        of telling any pair wrongly is then at most ``alpha``, however the pairs depend on
        each other.

    References
    ----------
    Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian
    Journal of Statistics 6, 65-70.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03])
    array([0.03, 0.06, 0.06])
    """
    values = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    steps = values[order] * np.arange(len(values), 0, -1)
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(steps))
    return adjusted


def holm_levels(p_values: npt.ArrayLike, alpha: float) -> FloatArray:
    """Give the level at which Holm's procedure looks at each pair.

    Parameters
    ----------
    p_values : array-like of shape (n_pairs,)
        Unadjusted.
    alpha : float
        For example 0.05.

    Returns
    -------
    ndarray of shape (n_pairs,)
        An interval at this level leaves out zero exactly for the pairs that are told.

    Notes
    -----
    The smallest of ``m`` p-values is held against ``alpha / m``, the next against
    ``alpha / (m - 1)``, until one fails; it and all after it are held against the level
    at which that one failed.

    Examples
    --------
    >>> holm_levels([0.01, 0.04, 0.03], 0.05).round(4)
    array([0.0167, 0.025 , 0.025 ])
    """
    values = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    ladder = alpha / np.arange(len(values), 0, -1)
    failed = np.flatnonzero(values[order] > ladder)
    if len(failed):
        ladder[failed[0] :] = ladder[failed[0]]
    levels = np.empty_like(values)
    levels[order] = ladder
    return levels


def buyers_needed(
    difference: float, replicates: FloatArray, *, buyers: int, alpha: float
) -> int | None:
    """Tell about how many buyers it would take to tell a difference of this size.

    Parameters
    ----------
    difference : float
        As measured.
    replicates : ndarray of shape (n_resamples,)
        Of the difference.
    buyers : int
        Number of buyers it was measured on.
    alpha : float
        Level of the test.

    Returns
    -------
    int or None
        To two figures; None where the difference is zero or a million would not do.

    Notes
    -----
    ``buyers x ((z(1 - alpha / 2) + z(.8)) x standard error / difference)^2``: assumes
    that the difference in share of buyers found stays as measured, that new buyers are
    like these, and that the standard error shrinks with the root of their number; asks for
    a chance of four in five to tell. It is as rough as the difference itself.
    """
    error = float(np.nanstd(replicates))
    if difference == 0 or error == 0:
        return None
    reach = special.ndtri(1 - alpha / 2) + special.ndtri(POWER)
    needed = buyers * (reach * error / abs(difference)) ** 2
    if needed > 1_000_000:
        return None
    digits = max(0, math.floor(math.log10(max(needed, 1))) - 1)
    return int(math.ceil(needed / 10**digits) * 10**digits)


def _tail(alpha: float, size: int) -> float:
    """Give the share of replicates beyond each end of an expanded interval."""
    pieces = max(size, 2)
    quantile = stats.t.ppf(alpha / 2, pieces - 1) * math.sqrt(pieces / (pieces - 1))
    return float(special.ndtr(quantile))
