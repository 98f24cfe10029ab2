"""The days of the simulated market and the day on which it changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

#: The day of a change that does not come.
NEVER = 10**6
#: How many leads come in each month, January first, relative to a usual one.
SEASON = np.array([1.0, 1.0, 1.1, 1.0, 1.05, 0.9, 0.5, 0.9, 1.15, 1.15, 1.1, 0.75])


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Days from the start (0) to the end (``n_days``), and the day of the change."""

    DAY: ClassVar[int] = 86_400_000_000

    start: datetime
    n_days: int
    change_day: int

    @property
    def end(self) -> datetime:
        """The instant at which the data was taken out; nothing later is in it."""
        return self.start + timedelta(days=self.n_days)

    @property
    def change_at(self) -> datetime | None:
        """The instant of the change, if there is one."""
        changes = self.change_day < NEVER
        return self.start + timedelta(days=self.change_day) if changes else None

    @property
    def season(self) -> NDArray[np.float64]:
        """The month's weight for each day, of shape (n_days, )."""
        return SEASON[self._months()]

    def _months(self) -> NDArray[np.int64]:
        days = np.datetime64(self.start, "D") + np.arange(self.n_days)
        return days.astype("datetime64[M]").astype(np.int64) % 12

    def weekend(self) -> NDArray[np.bool_]:
        """Say for each day whether it is a Saturday or a Sunday.

        Returns
        -------
        array of shape (n_days, )
        """
        days = np.datetime64(self.start, "D") + np.arange(self.n_days)
        return ~np.is_busday(days)

    def instants(self, microseconds: NDArray[np.int64]) -> NDArray[np.datetime64]:
        """Turn microseconds since the start into instants.

        Parameters
        ----------
        microseconds : array of int

        Returns
        -------
        array of datetime64[us]
        """
        return np.datetime64(self.start, "us") + microseconds.astype("timedelta64[us]")


def make_calendar(start: datetime, months: int, *, changes: bool = True) -> Calendar:
    """Lay out the days.

    Parameters
    ----------
    start : datetime
        A midnight in UTC, on day 1 to 28 of a month.
    months : int
        Calendar months; the change comes after half of them.
    changes : bool
        Whether there is a change at all.

    Returns
    -------
    Calendar

    Examples
    --------
    >>> make_calendar(datetime(2024, 1, 1), 24).change_at
    datetime.datetime(2025, 1, 1, 0, 0)
    """
    n_days = (_later(start, months) - start).days
    half = (_later(start, months // 2) - start).days or n_days // 2
    return Calendar(start=start, n_days=n_days, change_day=half if changes else NEVER)


def _later(start: datetime, months: int) -> datetime:
    year, month = divmod(start.month - 1 + months, 12)
    return start.replace(year=start.year + year, month=month + 1)
