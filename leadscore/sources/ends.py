"""Where the tables end: what the data speak from, and until when outcomes were recorded.

A table that was exported earlier than the others, or that holds what is only planned,
says nothing wrong in any row; it shows where one table ends and the others do not.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate, pairwise

import ibis
import ibis.expr.types as ir

from leadscore.settings import Settings
from leadscore.sources.cleaning import seen_at
from leadscore.sources.tables import TABLES, Problem
from leadscore.sources.values import first_ids

#: The tables whose rows say how far the data reach.
DATED = ("leads", "events", "stages", "orders")
#: A tail that is shorter may be a weekend.
TAIL_DAYS = 7
#: Rows in a tail for each row of the equally long time before, at most, and least rows there.
THIN_SHARE = 0.1
LEAST_BEFORE = 30
#: Stages that are silent for so long, or for three usual pauses, were exported earlier.
SILENT_DAYS = 30
SILENT_PAUSES = 3
#: How many of the pauses are usual, and on how many days entries must lie to tell.
USUAL_SHARE = 0.95
LEAST_DAYS = 20

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Silence:
    """How long a table is silent at the end: its last instant, the days since, its usual pause."""

    since: datetime
    days: int
    usual_days: int


@dataclass(frozen=True, kw_only=True)
class Tail:
    """Rows at the end of a table: after which day, for how long, and how many were usual."""

    after: date
    days: int
    rows: int
    before: int


def thin_tails(
    tables: Mapping[str, ir.Table], settings: Settings, *, told: Iterable[str] = ()
) -> Iterator[Problem]:
    """Find few rows of one table beyond the end of all others, such as planned meetings.

    Parameters
    ----------
    tables : mapping of str to ibis table
        Those with rows, typed.
    settings : Settings
        With ``time.as_of`` nothing can become the day the data speak from.
    told : iterable of str
        Tables whose late rows were already told.

    Yields
    ------
    Problem

    Notes
    -----
    A tail begins on or after the last day of all other tables. It is thin when it lasts at
    least 7 days and holds at most a tenth of the rows of the equally long time before it,
    of which there must be 30. Stages may run on alone
    where there are no events: outcomes are often followed longer than leads are collected.
    """
    if settings.time.as_of is not None:
        return
    counted = {name: rows_by_day(tables[name], name) for name in DATED if name in tables}
    last = {name: days[-1][0] for name, days in counted.items() if days}
    for name in last:
        others = [day for other, day in last.items() if other != name]
        followed = name == "stages" and "events" not in last
        if others and name not in told and not followed:
            tail = thinnest_tail(counted[name], max(others))
            if tail is not None:
                yield _thin_tail(name, tables[name], tail)


def thinnest_tail(counted: Sequence[tuple[date, int]], reached: date) -> Tail | None:
    """Find where rows become few, on or after the day that the other tables reach.

    Parameters
    ----------
    counted : sequence of tuple of date and int
        The days with rows, in order, and how many; at least one.
    reached : date

    Returns
    -------
    Tail or None
        The thinnest of all tails, or None where none is thin.

    Examples
    --------
    >>> usual = [(date(2024, 5, 1) + timedelta(days=day), 5) for day in range(31)]
    >>> thinnest_tail([*usual, (date(2024, 6, 9), 1), (date(2024, 6, 20), 1)], date(2024, 5, 20))
    Tail(after=datetime.date(2024, 5, 31), days=20, rows=2, before=100)
    >>> thinnest_tail(usual, date(2024, 5, 20))
    """
    days = [day for day, _ in counted]
    sums = [0, *accumulate(rows for _, rows in counted)]
    tails = []
    for after in {reached, *days}:
        until = days[-1] - after
        if after < reached or until < TAIL_DAYS * _DAY:
            continue
        there = sums[bisect_right(days, after)]
        before = there - sums[bisect_right(days, after - until)]
        rows = sums[-1] - there
        if before >= LEAST_BEFORE and rows <= THIN_SHARE * before:
            tails.append(Tail(after=after, days=until.days, rows=rows, before=before))
    return min(tails, key=lambda tail: (tail.rows / tail.before, tail.after), default=None)


def rows_by_day(table: ir.Table, name: str) -> list[tuple[date, int]]:
    """Count a table's rows by the day from which they can be known.

    Parameters
    ----------
    table : ibis table
    name : str
        Of the table.

    Returns
    -------
    list of tuple of date and int
        In order; days without rows are left out.
    """
    at = seen_at(table, name)
    dated = table.filter(at.notnull())
    days = dated.group_by(day=seen_at(dated, name).date()).aggregate(rows=dated.count())
    return [(row["day"], row["rows"]) for row in days.order_by("day").to_pyarrow().to_pylist()]


def silence_of(stages: ir.Table, as_of: datetime) -> Silence | None:
    """Tell whether the stages end conspicuously earlier than the data.

    Parameters
    ----------
    stages : ibis table
        Clean.
    as_of : datetime
        The instant the data speak from.

    Returns
    -------
    Silence or None
        None where the silence at the end is no longer than must be expected.

    Notes
    -----
    A silence is conspicuous when it is longer than 30 days, than three usual pauses
    between two days with entries (95 of 100 are no longer), and than all earlier pauses
    but one, which may come of a mistaken date. Entries on fewer than 20 days tell nothing.
    """
    days = [day for day, _ in rows_by_day(stages, "stages")]
    last = _last(stages, "stages")
    if last is None or len(days) < LEAST_DAYS:
        return None
    usual, second = _pauses(days)
    silent = as_of - last
    if silent <= _DAY * max(SILENT_DAYS, SILENT_PAUSES * usual, second):
        return None
    return Silence(since=last, days=silent.days, usual_days=usual)


def silent_stages(silence: Silence, tables: Mapping[str, ir.Table], as_of: datetime) -> Problem:
    """Tell that the stages end early, and what follows.

    Parameters
    ----------
    silence : Silence
    tables : mapping of str to ibis table
        Clean, all that are there.
    as_of : datetime

    Returns
    -------
    Problem
        A warning that counts the rows of the other tables after the last stage.
    """
    others = [name for name in DATED if name != "stages" and name in tables]
    sums = [(_after(tables[name], name, silence.since), tables[name]) for name in others]
    return Problem(
        code="stages_end_early",
        severity="warning",
        table="stages",
        column=TABLES["stages"].instant,
        what=f"of {', '.join(others)} lie after the last stage entry ({silence.since:%Y-%m-%d}), "
        f"{silence.days} days before the data end ({as_of:%Y-%m-%d}), though the stages usually "
        f"pause for {silence.usual_days} days at most; whether a lead was won is taken as known "
        "until that entry only",
        todo="Export the stages anew, or set time.observed_until in leadscore.toml to the day "
        "until which they were recorded.",
        count=sum(count for count, _ in sums),
        total=sum(int(table.count().execute()) for _, table in sums),
    )


def _thin_tail(name: str, table: ir.Table, tail: Tail) -> Problem:
    begins = ibis.literal(tail.after + _DAY).cast("timestamp(6)")
    late = table.filter(seen_at(table, name) >= begins)
    return Problem(
        code="thin_tail",
        severity="error",
        table=name,
        column=TABLES[name].instant,
        what=f"lie in the {tail.days} days after {tail.after}, which no other table reaches, "
        f"against {tail.before:,} in the {tail.days} days before, and would become the day the "
        "data speaks from; are they planned?",
        todo="Set time.as_of in leadscore.toml to the day of the export; what lies after it is "
        "then left out.",
        count=tail.rows,
        total=int(table.count().execute()),
        examples=first_ids(late, TABLES[name].key),
    )


def _last(table: ir.Table, name: str) -> datetime | None:
    last: datetime | None = seen_at(table, name).max().to_pyarrow().as_py()
    return last


def _after(table: ir.Table, name: str, at: datetime) -> int:
    return int(table.filter(seen_at(table, name) > ibis.literal(at)).count().execute())


def _pauses(days: list[date]) -> tuple[int, int]:
    """Give the usual and the second longest number of days from one day to the next.

    Examples
    --------
    >>> _pauses([date(2024, 1, day) for day in (1, 2, 3, 5, 6, 7, 21)])
    (2, 2)
    """
    pauses = sorted((later - day).days for day, later in pairwise(days))
    return pauses[int(USUAL_SHARE * (len(pauses) - 1))], pauses[-2]
