"""Folds inside the training part: accounts kept whole, or forward in time."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from leadscore.errors import NotEnoughDataError, UsageError

Positions = npt.NDArray[np.int64]


class Fold(NamedTuple):
    """Row positions to learn from and to test on; scikit-learn takes a list of them as cv."""

    train: Positions
    test: Positions


def account_folds(groups: npt.ArrayLike, y: npt.ArrayLike, n_folds: int, seed: int) -> list[Fold]:
    """Cut rows into folds at random, every account (else lead) whole, wins spread evenly.

    Parameters
    ----------
    groups : array-like of shape (n_rows,)
        Account of each row, else lead.
    y : array-like of shape (n_rows,)
        1 for a conversion, else 0.
    n_folds : int
        Wanted number of folds, 2 or more; fewer are made where fewer groups hold a
        conversion, so that every fold tests on one.
    seed : int

    Returns
    -------
    list of Fold
        Each row is in the test part of exactly one fold. The order of the rows changes
        nothing.

    Raises
    ------
    UsageError
        If `n_folds` is below 2.
    NotEnoughDataError
        If fewer than two groups hold a conversion, or there are fewer than two groups
        without.

    Notes
    -----
    Groups are shuffled, then given one by one, those with most conversions first, to the
    fold with the fewest conversions, then the fewest rows. Where fewer groups hold a lead
    that did not convert than hold one that did, those leads are dealt so instead.

    Examples
    --------
    >>> folds = account_folds(["a", "a", "b", "c", "d"], [1, 0, 1, 0, 0], 2, seed=0)
    >>> [len(fold.train) + len(fold.test) for fold in folds]
    [5, 5]
    """
    if n_folds < 2:
        raise UsageError(f"n_folds of account_folds must be 2 or more; it is {n_folds}.")
    codes, _ = pd.factorize(pd.Series(groups), sort=True, use_na_sentinel=False)
    wins = np.bincount(codes, weights=np.asarray(y, dtype=np.float64)).astype(np.float64)
    sizes = np.bincount(codes)
    winning = int((wins > 0).sum())
    losing = int((sizes > wins).sum())
    if losing < 2 <= winning:
        raise NotEnoughDataError(
            f"Folds need at least two accounts (else leads) with a lead that does not convert; "
            f"there are {losing} among {len(wins)}, in {len(codes)} rows. Check the target "
            "(time.target): where all but one convert there is nothing to tell apart."
        )
    if winning < 2 or len(wins) < 4:
        raise NotEnoughDataError(
            f"Folds need at least two accounts (else leads) with a conversion and four in all; "
            f"there are {winning} with one among {len(wins)}, in {len(codes)} rows. Collect "
            "more history, or choose a target that is reached more often (time.target)."
        )
    n_folds = min(n_folds, winning, losing)
    rare = wins if winning <= losing else sizes - wins
    fold = _deal(rare, sizes, n_folds, seed)[codes]
    return [Fold(np.flatnonzero(fold != k), np.flatnonzero(fold == k)) for k in range(n_folds)]


def _deal(wins: npt.NDArray[np.float64], sizes: Positions, n_folds: int, seed: int) -> Positions:
    """Deal groups to folds: first those with conversions, then the rest by size."""
    shuffled = np.random.default_rng(seed).permutation(len(wins))
    order = shuffled[np.lexsort((-sizes[shuffled], -wins[shuffled]))]
    fold = np.empty(len(wins), dtype=np.int64)
    winning = order[wins[order] > 0]
    loads = [(0.0, 0, k) for k in range(n_folds)]
    for group in winning:
        won, rows, k = heapq.heappop(loads)
        fold[group] = k
        heapq.heappush(loads, (won + wins[group], rows + int(sizes[group]), k))
    lengths = [(rows, k) for _, rows, k in loads]
    heapq.heapify(lengths)
    for group in order[len(winning) :]:
        rows, k = heapq.heappop(lengths)
        fold[group] = k
        heapq.heappush(lengths, (rows + int(sizes[group]), k))
    return fold


def forward_folds(rows: pd.DataFrame, n_folds: int, horizon: timedelta) -> list[Fold]:
    """Cut training rows into folds that test on later cutoffs than they learn from.

    Parameters
    ----------
    rows : DataFrame
        One row a snapshot, with `cutoff` (and `position` for flat data, whose cutoffs
        are missing) and `label`; rows without a label are in no fold.
    n_folds : int
        Wanted number of folds, 1 or more; fewer are made where time does not allow it.
    horizon : timedelta
        Gap between the last cutoff learned from and the first tested on: the horizon,
        plus the label delay where there is one. Flat data have none.

    Returns
    -------
    list of Fold
        Oldest first. Each fold learns from all cutoffs at least `horizon` before its
        first test cutoff, and both its parts hold both classes.

    Raises
    ------
    UsageError
        If `n_folds` is below 1.
    NotEnoughDataError
        If no such fold can be cut.

    Notes
    -----
    The cutoffs that lie at least `horizon` after the first one are cut, whole, into
    `n_folds` stretches of about equally many rows.
    """
    if n_folds < 1:
        raise UsageError(f"n_folds of forward_folds must be 1 or more; it is {n_folds}.")
    label = rows["label"].to_numpy(dtype=np.float64, na_value=np.nan)
    known = np.flatnonzero(~np.isnan(label))
    instant, gap = _instants(rows, horizon)
    folds = [
        fold
        for first, last in _stretches(instant[known], gap, n_folds)
        for fold in _forward_fold(instant, label, known, first, last, gap)
    ]
    if not folds:
        raise NotEnoughDataError(
            f"Validation forward in time needs cutoffs that lie {horizon.days} days apart with "
            f"conversions before and after; {len(known)} labelled rows at "
            f"{len(np.unique(instant[known]))} cutoffs with {int(np.nansum(label))} conversions "
            "do not allow it. Use folds by account, a shorter horizon, or more history."
        )
    return folds


def _instants(rows: pd.DataFrame, horizon: timedelta) -> tuple[Positions, int]:
    """Give each row's moment as a number, and the gap in the same unit."""
    cutoff = rows["cutoff"]
    if cutoff.notna().all():
        micros = cutoff.to_numpy().astype("datetime64[us]").astype(np.int64)
        return micros, horizon // timedelta(microseconds=1)
    if "position" not in rows or rows["position"].isna().any():
        raise UsageError(
            f"forward_folds needs a cutoff or a position for every row; {int(cutoff.isna().sum())} "
            f"of {len(rows)} rows have neither. Use account_folds for rows without an order."
        )
    return rows["position"].to_numpy(dtype=np.int64), 1


def _stretches(instant: Positions, gap: int, n_folds: int) -> Iterator[tuple[int, int]]:
    """Cut the moments that can be tested on into stretches of about equally many rows."""
    if not len(instant):
        return
    testable = np.sort(instant[instant >= instant.min() + gap])
    if not len(testable):
        return
    ends = [len(testable) * (k + 1) // n_folds - 1 for k in range(n_folds)]
    first = testable[0]
    for end in sorted({testable[max(end, 0)] for end in ends}):
        yield int(first), int(end)
        later = testable[testable > end]
        if not len(later):
            return
        first = later[0]


def _forward_fold(
    instant: Positions,
    label: npt.NDArray[np.float64],
    known: Positions,
    first: int,
    last: int,
    gap: int,
) -> Iterator[Fold]:
    train = known[instant[known] + gap <= first]
    test = known[(instant[known] >= first) & (instant[known] <= last)]
    if all(len(np.unique(label[part])) == 2 for part in (train, test)):
        yield Fold(train, test)
