"""The outer split: what is learned from, and the later rows on which all are judged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
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
    "lies_apart",
    "lots",
    "moments",
    "outer_split",
    "split_kind",
    "trace",
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

    By order: the newest `test_share` of the rows are tested on. At random: the groups whose
    :func:`lots` lie below `test_share`. A group's lot hangs on nothing but its name and the
    seed, so it never changes sides when rows are added, and no version comes to be judged
    on rows that it learned from.
    """
    label = rows["label"].to_numpy(dtype=np.float64, na_value=np.nan)
    usable = ~np.isnan(label) & rows["mature"].to_numpy(dtype=bool, na_value=False)
    kind = how or split_kind(rows)
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


def lots(groups: pd.Series, seed: int) -> npt.NDArray[np.float64]:
    """Draw a lot for each group that hangs on nothing but its name and the seed.

    Parameters
    ----------
    groups : Series of str
    seed : int

    Returns
    -------
    ndarray of shape (n_rows,)
        From 0 up to, not including, 1; equal for rows of one group.

    Examples
    --------
    >>> lots(pd.Series(["a", "b", "a"]), 0).round(3).tolist()
    [0.617, 0.876, 0.617]
    """
    codes, names = pd.factorize(groups, use_na_sentinel=False)
    drawn = [hashlib.sha256(f"{seed}:{name}".encode()).digest()[:4] for name in names]
    return np.array([int.from_bytes(each) / 2**32 for each in drawn])[codes]


def split_kind(rows: pd.DataFrame) -> Kind:
    """Tell how rows can be parted: by cutoffs, else by positions, else at random.

    Parameters
    ----------
    rows : DataFrame
        As for :func:`outer_split`.

    Returns
    -------
    {"time", "order", "random"}
    """
    if rows["cutoff"].notna().all():
        return "time"
    if "position" in rows and rows["position"].notna().all():
        return "order"
    return "random"


def moments(rows: pd.DataFrame) -> pd.Series | None:
    """Give what puts rows in the order of time.

    Parameters
    ----------
    rows : DataFrame
        As for :func:`outer_split`.

    Returns
    -------
    Series or None
        Cutoffs or positions; None where rows have no order.
    """
    column = {"time": "cutoff", "order": "position"}.get(split_kind(rows))
    return None if column is None else rows[column]


def trace(rows: pd.DataFrame, settings: Settings) -> dict[str, str | int | float]:
    """Write down up to where rows reach that are learned from, without naming anyone.

    Parameters
    ----------
    rows : DataFrame
        The rows learned from, as for :func:`outer_split`; at least one.
    settings : Settings
        `time` (horizon and label delay) and the seed.

    Returns
    -------
    dict
        ``kind``, and for ``"time"`` the instant ``until`` which outcomes were looked for,
        for ``"order"`` the last position ``until`` which was read, for ``"random"`` the
        ``seed`` and the lowest of the :func:`lots` ``above`` which all rows lie.
    """
    kind = split_kind(rows)
    if kind == "time":
        until = rows["cutoff"].max() + settings.time.known_after
        return {"kind": kind, "until": until.isoformat()}
    if kind == "order":
        return {"kind": kind, "until": int(rows["position"].max())}
    seed = settings.project.seed
    return {"kind": kind, "seed": seed, "above": float(lots(rows["group"], seed).min())}


def lies_apart(learned: Mapping[str, object], rows: pd.DataFrame) -> bool:
    """Tell whether rows to be judged on lie apart from what was learned from.

    Parameters
    ----------
    learned : mapping
        What :func:`trace` wrote.
    rows : DataFrame
        The rows to be judged on.

    Returns
    -------
    bool
        False also where it cannot be told, such as when rows were parted in another way.
    """
    kind = split_kind(rows)
    if learned.get("kind") != kind:
        return False
    if kind == "time":
        return bool(pd.Timestamp(str(learned["until"])) <= rows["cutoff"].min())
    if kind == "order":
        return bool(int(str(learned["until"])) < rows["position"].min())
    drawn = lots(rows["group"], int(str(learned["seed"])))
    return bool(drawn.max() < float(str(learned["above"])))


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
        gap = settings.time.known_after // timedelta(microseconds=1)
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
    groups = rows["group"].iloc[known]
    tested = lots(groups, settings.project.seed) < settings.comparison.test_share
    train, test = known[~tested], known[tested]
    if not (_both_classes(label[train]) and _both_classes(label[test])):
        raise NotEnoughDataError(
            _too_little(label[usable], len(rows), groups.nunique(), settings, "random")
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
