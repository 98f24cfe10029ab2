"""The outer split: what is learned from, and the later rows on which all are judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from leadscore.errors import NotEnoughDataError
from leadscore.settings import Settings
from leadscore.validation.folds import Fold, Positions, account_folds, forward_folds
from leadscore.words import Language, day, say

__all__ = [
    "Fold",
    "Positions",
    "Split",
    "account_folds",
    "calling_rounds",
    "forward_folds",
    "outer_split",
]

Kind = Literal["time", "order", "random"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Split:
    """Rows to learn from and later rows to be judged on.

    Parameters
    ----------
    train, test, unused : ndarray of int
        Row positions, rising; every row is in exactly one of the three.
    train_cutoffs, test_cutoffs : DatetimeIndex
        Distinct cutoffs, rising; empty for flat data.
    kind : {"time", "order", "random"}
        How the rows were parted: by cutoffs, by the order of a flat export, or at random.
    sentence : str
        The split in words with its dates and counts.
    """

    train: Positions
    test: Positions
    unused: Positions
    train_cutoffs: pd.DatetimeIndex
    test_cutoffs: pd.DatetimeIndex
    kind: Kind
    sentence: str


def outer_split(rows: pd.DataFrame, settings: Settings, *, how: Kind | None = None) -> Split:
    """Part rows into training rows and later test rows, with a gap between them.

    Parameters
    ----------
    rows : DataFrame
        One row a snapshot: `lead_id`, `group` (account, else lead), `cutoff` (missing
        for flat data), `position` (the order of a flat export; missing where it has
        none), `label` (0, 1, or missing where unknown) and `mature`.
    settings : Settings
        `time` (horizon, label delay, grid), `comparison` (test cutoffs or test share)
        and the seed and language of `project`.
    how : {"time", "order", "random"}, optional
        By default what the rows allow: cutoffs, else positions, else at random.

    Returns
    -------
    Split

    Raises
    ------
    NotEnoughDataError
        If no split leaves both classes on both sides.

    Notes
    -----
    By time: the newest `comparison.test_cutoffs` mature cutoffs are tested on (on the
    grid after_creation, where every day is a cutoff, the newest `comparison.test_share`
    of the rows); training takes every mature cutoff at least horizon plus label delay
    before the first of them, so that no training label overlaps the test period. Where
    history is too short for that, the test part is made smaller, cutoff by cutoff, and
    the sentence says so. Accounts may be on both sides, as they are in use.

    By order: the newest `test_share` of the rows are tested on. At random: `test_share`
    of the groups, drawn with the seed, groups with and without a conversion alike.
    """
    label = rows["label"].to_numpy(dtype=np.float64, na_value=np.nan)
    usable = ~np.isnan(label) & rows["mature"].to_numpy(dtype=bool, na_value=False)
    kind = how or _kind(rows)
    if kind == "random":
        return _random_split(rows, label, usable, settings)
    return _later_split(rows, label, usable, settings, kind)


def calling_rounds(rows: pd.DataFrame, settings: Settings) -> npt.NDArray[np.int64]:
    """Tell which rows compete for the same calls.

    Parameters
    ----------
    rows : DataFrame
        With `cutoff`.
    settings : Settings
        `time.grid`.

    Returns
    -------
    ndarray of shape (n_rows,)
        Codes from 0 in the order of time. A round is a cutoff; on the grid
        after_creation, whose cutoffs hold a few leads each, the calendar month of the
        cutoff; all rows for flat data.
    """
    cutoff = rows["cutoff"]
    if cutoff.isna().any():
        return np.zeros(len(rows), dtype=np.int64)
    moment = cutoff.to_numpy().astype("datetime64[us]")
    if settings.time.grid == "after_creation":
        moment = moment.astype("datetime64[M]")
    return np.unique(moment, return_inverse=True)[1].astype(np.int64)


def _kind(rows: pd.DataFrame) -> Kind:
    if rows["cutoff"].notna().all():
        return "time"
    if "position" in rows and rows["position"].notna().all():
        return "order"
    return "random"


def _later_split(
    rows: pd.DataFrame,
    label: npt.NDArray[np.float64],
    usable: npt.NDArray[np.bool_],
    settings: Settings,
    kind: Kind,
) -> Split:
    """Test on what is newest; shrink the test part until both sides can be used."""
    if kind == "time":
        instant = rows["cutoff"].to_numpy().astype("datetime64[us]").astype(np.int64)
        gap = (settings.time.horizon + settings.time.label_delay) // timedelta(microseconds=1)
    else:
        instant, gap = rows["position"].to_numpy(dtype=np.int64), 1
    moments = np.unique(instant[usable])
    starts = list(_first_test_moments(instant[usable], moments, settings, kind))
    for first in starts:
        train = np.flatnonzero(usable & (instant + gap <= first))
        test = np.flatnonzero(usable & (instant >= first))
        if _both_classes(label[train]) and _both_classes(label[test]):
            wanted = len(starts)
            if kind == "time" and settings.time.grid != "after_creation":
                wanted = settings.comparison.test_cutoffs
            kept = int((moments >= first).sum())
            return _split(rows, train, test, kind, settings, shrunk=(kept, wanted))
    raise NotEnoughDataError(_too_little(label[usable], len(rows), len(moments), settings, kind))


def _first_test_moments(
    instant: Positions, moments: Positions, settings: Settings, kind: Kind
) -> Iterator[int]:
    """Name the moments at which the test part may begin, the wanted one first."""
    if not len(moments):
        return
    if kind == "time" and settings.time.grid != "after_creation":
        start = max(0, len(moments) - settings.comparison.test_cutoffs)
    else:
        newest = max(1, round(settings.comparison.test_share * len(instant)))
        start = int(np.searchsorted(moments, np.sort(instant)[-newest]))
    for first in moments[start:]:
        yield int(first)


def _random_split(
    rows: pd.DataFrame,
    label: npt.NDArray[np.float64],
    usable: npt.NDArray[np.bool_],
    settings: Settings,
) -> Split:
    known = np.flatnonzero(usable)
    codes, _ = pd.factorize(rows["group"].iloc[known], sort=True, use_na_sentinel=False)
    wins = np.bincount(codes, weights=label[known])
    sizes = np.bincount(codes)
    shuffled = np.random.default_rng(settings.project.seed).permutation(len(sizes))
    tested = np.zeros(len(sizes), dtype=bool)
    for stratum in (shuffled[wins[shuffled] > 0], shuffled[wins[shuffled] == 0]):
        before = np.cumsum(sizes[stratum]) - sizes[stratum]
        tested[stratum] = before < settings.comparison.test_share * sizes[stratum].sum()
    train, test = known[~tested[codes]], known[tested[codes]]
    if not (_both_classes(label[train]) and _both_classes(label[test])):
        raise NotEnoughDataError(
            _too_little(label[usable], len(rows), len(sizes), settings, "random")
        )
    return _split(rows, train, test, "random", settings)


def _both_classes(label: npt.NDArray[np.float64]) -> bool:
    return bool((label == 1).any() and (label == 0).any())


def _split(
    rows: pd.DataFrame,
    train: Positions,
    test: Positions,
    kind: Kind,
    settings: Settings,
    *,
    shrunk: tuple[int, int] = (0, 0),
) -> Split:
    unused = np.setdiff1d(np.arange(len(rows)), np.union1d(train, test))
    cutoffs = [
        pd.DatetimeIndex(rows["cutoff"].iloc[part].dropna().unique()).sort_values()
        for part in (train, test)
    ]
    return Split(
        train=train,
        test=test,
        unused=unused,
        train_cutoffs=cutoffs[0],
        test_cutoffs=cutoffs[1],
        kind=kind,
        sentence=_sentence(rows, (train, test, unused), cutoffs, kind, settings, shrunk),
    )


def _sentence(
    rows: pd.DataFrame,
    parts: tuple[Positions, Positions, Positions],
    cutoffs: list[pd.DatetimeIndex],
    kind: Kind,
    settings: Settings,
    shrunk: tuple[int, int],
) -> str:
    language: Language = settings.project.language
    train, test, unused = parts
    counts = {
        "train_rows": len(train),
        "train_wins": int(rows["label"].iloc[train].sum()),
        "test_rows": len(test),
        "test_wins": int(rows["label"].iloc[test].sum()),
    }
    if kind != "time":
        return say(f"split.{kind}", language, **counts, unused=len(unused))
    text = say(
        "split.time",
        language,
        **counts,
        unused=len(unused),
        train_first=day(cutoffs[0][0], language),
        train_last=day(cutoffs[0][-1], language),
        train_cutoffs=len(cutoffs[0]),
        test_first=day(cutoffs[1][0], language),
        test_last=day(cutoffs[1][-1], language),
        test_cutoffs=len(cutoffs[1]),
        gap_days=settings.time.horizon_days + settings.time.label_delay_days,
    )
    if shrunk[0] < shrunk[1]:
        text += " " + say("split.shrunk", language, kept=shrunk[0], wanted=shrunk[1])
    return text


def _too_little(
    label: npt.NDArray[np.float64],
    n_rows: int,
    n_moments: int,
    settings: Settings,
    kind: Kind,
) -> str:
    time = settings.time
    gap = time.horizon_days + time.label_delay_days
    won = int(label.sum())
    if not len(label):
        known = (
            f"the data end before the {gap} days in which {time.target!r} is looked for have "
            "passed. Shorten time.horizon_days, or bring a longer history."
            if kind == "time"
            else "the target column is empty. Bring leads whose outcome is known."
        )
        return f"None of the {n_rows:,} rows has a known outcome: {known}"
    if won in (0, len(label)):
        return (
            f"All {len(label):,} rows with a known outcome have the same one: "
            f"{'all' if won else 'none'} of them converted, so there is nothing to learn. Look "
            "whether time.target and the target in the data or the mapping are right."
        )
    found = f"{len(label)} of {n_rows} rows have a known outcome, {won} of them converted"
    if kind == "time":
        return (
            "The history is too short to learn from earlier leads and judge on later ones: that "
            "takes conversions and non-conversions on both sides and "
            f"{gap} days between them. {found}, at "
            f"{n_moments} cutoffs. Use a shorter time.horizon_days, a finer time.grid, a target "
            "that is reached more often (time.target), or more history."
        )
    return (
        "There is too little to learn from some leads and judge on others: that takes "
        f"conversions and non-conversions on both sides. {found}. Bring more rows, "
        f"or another comparison.test_share (it is {settings.comparison.test_share:g})."
    )
