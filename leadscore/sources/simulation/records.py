"""How the CRM keeps what happened: people twice, rows late, rows twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leadscore.sources.simulation.acts import Acts
from leadscore.sources.simulation.calendar import Calendar
from leadscore.sources.simulation.population import People
from leadscore.sources.simulation.vocabulary import KINDS

Ints = NDArray[np.int64]

#: Share of the rows of the leads table that are second records of the same person.
SECONDS = 0.02
#: Share of acts that a tracker sends in only days later, and that are delivered twice.
LATE_ACTS, TWICE = 0.03, 0.004
#: Chance that an act after the second record's creation goes to the second record.
TO_SECOND = 0.5
#: Share of stage entries that sales types in days later.
LATE_ENTRIES = 0.2


@dataclass(frozen=True, kw_only=True)
class Records:
    """Rows of the leads table, ordered by creation: whose record, and since when.

    ``first`` and ``second`` give each person's rows; ``second`` is -1 for who has one.
    """

    person: Ints
    created: Ints
    is_second: NDArray[np.bool_]
    first: Ints
    second: Ints

    def __len__(self) -> int:
        return len(self.person)


def number_of_seconds(n_leads: int, *, clean: bool) -> int:
    """Say how many of the records are second records of one person.

    Parameters
    ----------
    n_leads : int
        Records in all.
    clean : bool
        None at all.

    Returns
    -------
    int
    """
    return 0 if clean else int(SECONDS * n_leads)


def make_records(
    rng: np.random.Generator, calendar: Calendar, people: People, n_seconds: int
) -> Records:
    """Draw who is kept twice, and number the records by creation.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    calendar, people
        The world.
    n_seconds : int
        How many second records.

    Returns
    -------
    Records
    """
    n = len(people)
    twice = np.sort(rng.choice(n, size=n_seconds, replace=False))
    end = calendar.n_days * Calendar.DAY
    wait = (end - people.created[twice]) * rng.random(n_seconds)
    person = np.concatenate([np.arange(n), twice])
    created = np.concatenate([people.created, people.created[twice] + wait.astype(np.int64)])
    is_second = np.arange(len(person)) >= n
    order = np.lexsort((is_second, person, created))
    row = np.empty(len(order), np.int64)
    row[order] = np.arange(len(order))
    second = np.full(n, -1)
    second[twice] = row[n:]
    return Records(
        person=person[order],
        created=created[order],
        is_second=is_second[order],
        first=row[:n],
        second=second,
    )


def to_records(rng: np.random.Generator, acts: Acts, records: Records) -> Ints:
    """Say on which record each act is kept.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    acts : Acts
        The acts of people.
    records : Records
        Their records.

    Returns
    -------
    array of int
        Rows of the leads table.
    """
    row = records.first[acts.person]
    second = records.second[acts.person]
    candidates = np.flatnonzero(second >= 0)
    moves = rng.random(len(candidates)) < TO_SECOND
    moves &= acts.moment[candidates] >= records.created[second[candidates]]
    row[candidates[moves]] = second[candidates[moves]]
    return row


def act_delays(rng: np.random.Generator, acts: Acts) -> Ints:
    """Draw how long after each act its row came in, in microseconds.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    acts : Acts

    Returns
    -------
    array of int
        Seconds as a rule; days for trade fair lists, meetings and a late tracker.
    """
    n = len(acts)
    delay = rng.integers(1, 60, n) * 1_000_000
    late = rng.random(n) < LATE_ACTS
    days = rng.random(n)
    delay[late] = ((0.5 + 3.5 * days[late]) * Calendar.DAY).astype(np.int64)
    fair = acts.kind == KINDS.index("trade_fair")
    delay[fair] = ((3 + 11 * days[fair]) * Calendar.DAY).astype(np.int64)
    meeting = acts.kind == KINDS.index("meeting")
    delay[meeting] = ((0.1 + 3 * days[meeting]) * Calendar.DAY).astype(np.int64)
    return delay


def entry_delays(rng: np.random.Generator, is_first: NDArray[np.bool_]) -> Ints:
    """Draw how long after each stage entry sales typed it in, in microseconds.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    is_first : array of bool
        Entries made by the system at creation, which are never late.

    Returns
    -------
    array of int
    """
    n = len(is_first)
    delay = rng.integers(60, 7200, n) * 1_000_000
    late = rng.random(n) < LATE_ENTRIES
    delay[late] = ((0.5 + 3.5 * rng.random(int(late.sum()))) * Calendar.DAY).astype(np.int64)
    return np.where(is_first, 0, delay)


def delivered(rng: np.random.Generator, n: int) -> Ints:
    """Give the positions of acts as they are delivered, a few of them twice in a row.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    n : int
        How many acts.

    Returns
    -------
    array of int
    """
    return np.repeat(np.arange(n), 1 + (rng.random(n) < TWICE))
