"""Which of several groups convert at different rates, and which cannot be told apart.

Rows of an account may go all the same way, so accounts are counted, by their sizes; and
where few convert, only an exact test keeps what it promises at the fine levels that many
comparisons ask for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from string import ascii_lowercase

import numpy as np
from scipy import stats

from leadscore.validation.intervals import Interval
from leadscore.validation.ranking import FloatArray, IntArray
from leadscore.validation.shares import wilson_interval

#: Counts nearer to a whole number than this are that number.
_WHOLE = 1e-9


def counts_to_test(sizes: FloatArray) -> FloatArray:
    """Tell for how many equal accounts the rows of each group are tested.

    Parameters
    ----------
    sizes : ndarray of shape (n_accounts, n_groups)
        Rows of each account (else lead) in each group.

    Returns
    -------
    ndarray of shape (n_groups,)
        The number of accounts where all have equally many rows; never more than
        :func:`leadscore.validation.shares.effective_accounts`, never fewer than the rows
        over those of the largest account; 0 where there is no row.

    Notes
    -----
    ``sum of sizes x sum of squared sizes / sum of cubed sizes``. Where the rows of an account
    all go the same way, so many equal accounts give a number of buyers of no smaller
    variance, and of no smaller third moment about its mean. The variance alone (effective
    accounts) is enough for an interval at 95 %, but not for the fine levels of many
    comparisons: one larger account that buys would tell a group of few buyers from others.

    Outcomes are not asked how alike the rows are. One figure for all groups is none for
    any where accounts are unlike: a few large ones whose leads are strangers would free
    the rows of a lead seen several times.

    Examples
    --------
    >>> counts_to_test(np.array([[4.0, 10.0], [4.0, 1.0], [4.0, 1.0]])).round(2)
    array([3.  , 1.22])
    """
    squared, cubed = (sizes**2).sum(axis=0), (sizes**3).sum(axis=0)
    return np.asarray(sizes.sum(axis=0) * (squared / np.maximum(cubed, 1)))


def exact_p_values(rates: FloatArray, counts: FloatArray, pairs: IntArray) -> FloatArray:
    """Test for each pair of groups whether they convert at the same rate.

    Parameters
    ----------
    rates : ndarray of shape (n_groups,)
        Observed, 0 to 1.
    counts : ndarray of shape (n_groups,)
        Independent rows, from :func:`counts_to_test`.
    pairs : ndarray of int of shape (n_pairs, 2)

    Returns
    -------
    ndarray of shape (n_pairs,)
        Two-sided p-values: twice the smaller tail of Fisher's exact test. Counts that are
        not whole are rounded so that the two come nearer to each other.

    References
    ----------
    Fisher (1935), The logic of inductive inference; Rao and Scott (1992), A simple method
    for the analysis of clustered binary data, Biometrics 48, 577-585 (effective counts).

    Examples
    --------
    >>> exact_p_values(np.array([0.5, 0.0]), np.array([10.0, 10.0]), np.array([[0, 1]])).round(3)
    array([0.033])
    """
    first, second = pairs[:, 0], pairs[:, 1]
    higher = np.where(rates[first] >= rates[second], first, second)
    lower = np.where(rates[first] >= rates[second], second, first)
    hits, misses = rates * counts, (1 - rates) * counts
    most, few = np.floor(hits[higher] + _WHOLE), np.ceil(hits[lower] - _WHOLE)
    of_most = most + np.ceil(misses[higher] - _WHOLE)
    of_few = few + np.floor(misses[lower] + _WHOLE)
    tail = stats.hypergeom.sf(most - 1, of_most + of_few, most + few, of_most)
    return np.asarray(np.minimum(1.0, 2 * tail))


def difference_interval(
    rates: tuple[float, float], counts: tuple[float, float], *, confidence: float
) -> Interval:
    """Give the interval of the difference of two shares.

    Parameters
    ----------
    rates, counts : tuple of float
        Of the first and the second; the difference is the first less the second.
    confidence : float

    Returns
    -------
    Interval

    References
    ----------
    Newcombe (1998), Interval estimation for the difference between independent
    proportions, Statistics in Medicine 17, 873-890 (method 10).

    Examples
    --------
    >>> low, high = difference_interval((0.5, 0.25), (100, 100), confidence=0.95)
    >>> round(low, 2), round(high, 2)
    (0.12, 0.37)
    """
    a, b = (
        wilson_interval(*each, confidence=confidence) for each in zip(rates, counts, strict=True)
    )
    apart = rates[0] - rates[1]
    down = np.hypot(rates[0] - a.low, b.high - rates[1])
    up = np.hypot(a.high - rates[0], rates[1] - b.low)
    return Interval(float(max(-1.0, apart - down)), float(min(1.0, apart + up)))


def letters(order: Sequence[int], told: Iterable[tuple[int, int]]) -> dict[int, str]:
    """Give groups letters so that two share one exactly where they cannot be told apart.

    Parameters
    ----------
    order : sequence of int
        The groups, in the order in which letters are given out.
    told : iterable of tuple of int
        The pairs that are told apart.

    Returns
    -------
    dict of int to str
        By group, its letters in the order of the alphabet (``a1`` follows ``z``); every
        group has one.

    Notes
    -----
    A letter stands for a largest set of groups of which no two are told apart; of these
    sets as few are taken, the largest first, as it takes for every untold pair to be in
    one. Being told apart does not pass on: A may be told from C while B is told from
    neither.

    References
    ----------
    Piepho (2004), An algorithm for a letter-based representation of all-pairwise
    comparisons, Journal of Computational and Graphical Statistics 13, 456-466.

    Examples
    --------
    >>> letters([0, 1, 2], [(0, 2)])
    {0: 'a', 1: 'ab', 2: 'b'}
    """
    parted = {frozenset(pair) for pair in told}
    place = {group: number for number, group in enumerate(order)}
    open_ = {frozenset(p) for p in combinations(order, 2)} - parted
    alike = {a: {b for b in order if frozenset((a, b)) in open_} for a in order}
    sets = sorted(
        (sorted(each, key=place.__getitem__) for each in _largest(alike)),
        key=lambda each: (-len(each), [place[group] for group in each]),
    )
    kept = _covering(sets, open_)
    kept.sort(key=lambda each: [place[group] for group in each])
    marks: dict[int, str] = dict.fromkeys(order, "")
    for number, each in enumerate(kept):
        for group in each:
            marks[group] += _mark(number)
    return marks


def _largest(alike: dict[int, set[int]]) -> Iterator[set[int]]:
    """List the largest sets of which all are alike (Bron and Kerbosch 1973, with a pivot)."""

    def grow(chosen: set[int], more: set[int], done: set[int]) -> Iterator[set[int]]:
        if not more and not done:
            yield chosen
            return
        pivot = max(sorted(more | done), key=lambda each: len(alike[each] & more))
        for each in sorted(more - alike[pivot]):
            yield from grow(chosen | {each}, more & alike[each], done & alike[each])
            more, done = more - {each}, done | {each}

    yield from grow(set(), set(alike), set())


def _covering(sets: list[list[int]], wanted: set[frozenset[int]]) -> list[list[int]]:
    """Take sets until every wanted pair, and every member, is in one; then drop the needless."""
    need = wanted | {frozenset((group,)) for each in sets for group in each}
    holds = {
        number: {frozenset(p) for p in combinations(each, 2)} | {frozenset((g,)) for g in each}
        for number, each in enumerate(sets)
    }
    taken: list[int] = []
    left = set(need)
    while left:
        best = max(holds, key=lambda number: (len(holds[number] & left), -number))
        taken.append(best)
        left -= holds[best]
    for number in reversed(taken.copy()):
        others = set().union(*(holds[other] for other in taken if other != number))
        if need <= others:
            taken.remove(number)
    return [sets[number] for number in taken]


def _mark(number: int) -> str:
    turn, letter = divmod(number, len(ascii_lowercase))
    return ascii_lowercase[letter] + (str(turn) if turn else "")
