"""Month after month: who could be called, and what was known by then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from leadscore.settings import Settings
from leadscore.validation.folds import Positions
from leadscore.validation.splits import Kind, split_kind

#: With fewer months than these there is no telling how quality moves.
LEAST_MONTHS = 3
#: Accounts with a conversion that there must be, so that a model can be validated on some.
LEAST_ACCOUNTS = 6


@dataclass(frozen=True, kw_only=True, eq=False)
class Month:
    """One month as it was lived; made by :func:`months`.

    Parameters
    ----------
    name : str
        ISO date of its first cutoff; the number of the slice, from 1, for flat data.
    known : ndarray of int
        Row positions of the snapshots whose outcome was known at its first cutoff.
    judged : ndarray of int
        Row positions of the snapshots of the month: who could be called.
    """

    name: str
    known: Positions
    judged: Positions


@dataclass(frozen=True, kw_only=True, eq=False)
class Calendar:
    """Rows by the moment at which they could be called, and when their outcome was known.

    Parameters
    ----------
    usable : ndarray of bool of shape (n_rows,)
        Whether the outcome is known today.
    period : ndarray of int of shape (n_rows,)
        Rising with time.
    begins : ndarray of int of shape (n_rows,)
        The moment at which the row's period begins.
    known : ndarray of int of shape (n_rows,)
        The moment from which the row's outcome is known, on the same scale.
    """

    usable: npt.NDArray[np.bool_]
    period: Positions
    begins: Positions
    known: Positions


def months(rows: pd.DataFrame, settings: Settings) -> list[Month]:
    """Cut the past into months, each with what could be learned from when it began.

    Parameters
    ----------
    rows : DataFrame
        One row a snapshot, as for :func:`leadscore.validation.splits.outer_split`.
    settings : Settings
        `comparison.backtest_months`, `models.min_conversions` and `time`.

    Returns
    -------
    list of Month
        Oldest first, at most `backtest_months`, the newest ones; none where fewer than
        three begin with `models.min_conversions` leads known to have converted, or where
        rows have no order.

    Notes
    -----
    An outcome is known at a moment when the snapshot's cutoff, the horizon and the label
    delay lie before it. A month is a calendar month of cutoffs. A flat export with an order
    is cut into one slice more than there are months, of about equally many rows; with no
    time in it, the outcomes of all earlier slices count as known.
    """
    kind, wanted = split_kind(rows), settings.comparison.backtest_months
    if kind == "random" or not wanted:
        return []
    calendar = _calendar(rows, kind, settings)
    found = [_month(rows, calendar, period, kind) for period in _periods(calendar)]
    enough = [each for each in found if _enough(rows, each.known, settings.models.min_conversions)]
    return enough[-wanted:] if len(enough) >= LEAST_MONTHS else []


def _periods(calendar: Calendar) -> list[int]:
    return [int(each) for each in np.unique(calendar.period[calendar.usable])]


def _calendar(rows: pd.DataFrame, kind: Kind, settings: Settings) -> Calendar:
    label = rows["label"].to_numpy(dtype=np.float64, na_value=np.nan)
    usable = ~np.isnan(label) & rows["mature"].to_numpy(dtype=bool, na_value=False)
    if kind == "order":
        period = _slices(rows["position"].to_numpy(dtype=np.int64), usable, settings)
        return Calendar(usable=usable, period=period, begins=period, known=period + 1)
    moment = rows["cutoff"].to_numpy().astype("datetime64[us]")
    wait = settings.time.known_after // timedelta(microseconds=1)
    month = moment.astype("datetime64[M]").astype(np.int64)
    instant = moment.astype(np.int64)
    _, place = np.unique(month, return_inverse=True)
    first = np.full(place.max() + 1 if len(place) else 0, np.iinfo(np.int64).max)
    np.minimum.at(first, place[usable], instant[usable])
    return Calendar(usable=usable, period=month, begins=first[place], known=instant + wait)


def _slices(position: Positions, usable: npt.NDArray[np.bool_], settings: Settings) -> Positions:
    """Cut rows into slices of about equally many; equal positions stay together."""
    known = np.sort(position[usable])
    count = settings.comparison.backtest_months + 1
    edges = [known[len(known) * k // count] for k in range(1, count)] if len(known) else []
    return np.searchsorted(np.asarray(edges, dtype=np.int64), position, side="right")


def _month(rows: pd.DataFrame, calendar: Calendar, period: int, kind: Kind) -> Month:
    judged = np.flatnonzero(calendar.usable & (calendar.period == period))
    begins = calendar.begins[judged[0]]
    known = np.flatnonzero(calendar.usable & (calendar.known <= begins))
    name = str(period) if kind == "order" else rows["cutoff"].iloc[judged].min().date().isoformat()
    return Month(name=name, known=known, judged=judged)


def _enough(rows: pd.DataFrame, known: Positions, least: int) -> bool:
    """Tell whether a model could be learned at all: conversions, of more than one account."""
    seen = rows.iloc[known]
    won = seen[seen["label"] == 1]
    others = len(seen) - len(won)
    several = won["group"].nunique() >= LEAST_ACCOUNTS
    return bool(won["lead_id"].nunique() >= least and several and others > 0)
