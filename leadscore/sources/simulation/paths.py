"""Let time pass: draw every account's, person's and lead's state, day by day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leadscore.sources.simulation.calendar import Calendar
from leadscore.sources.simulation.law import Account, Law, Person, Stage
from leadscore.sources.simulation.population import Accounts, People
from leadscore.sources.simulation.vocabulary import CHANNELS

Ints = NDArray[np.int64]
States = NDArray[np.uint8]
Floats = NDArray[np.float64]

#: What a person's state and stage are before the person is a lead.
UNBORN = 255
#: Account states at entry for a source of usual warmth: rising, buying, fading.
_ENTRY = np.array([0.13, 0.07, 0.05])
#: How tiers differ in that.
_ENTRY_BY_TIER = np.array([0.5, 0.75, 1.0, 1.3, 1.6])
#: Person states at creation, by account state: cumulated over cold, interested, involved.
_FIRST = np.array(
    [[0.80, 0.98, 1.0], [0.45, 0.90, 1.0], [0.25, 0.70, 1.0], [0.65, 0.93, 1.0], [0.85, 0.99, 1.0]]
)
#: Readers and job seekers come for something else.
_FIRST_OF_OTHERS = np.array([0.96, 0.999, 1.0])


@dataclass(frozen=True, kw_only=True)
class Paths:
    """States at each midnight and what happened in between.

    Attributes
    ----------
    account, person, stage : arrays of uint8
        Of shape (n_days + 1, accounts or people); row d is the midnight before day d.
    moved_day, moved_person, moved_from, moved_to : arrays of shape (n_moves, )
        Each change of a lead's stage, in order of days, then people.
    """

    account: States
    person: States
    stage: States
    moved_day: Ints
    moved_person: Ints
    moved_from: Ints
    moved_to: Ints


class _Chain:
    """Draw the next state of many things from one table of chances."""

    def __init__(self, moves: Floats) -> None:
        states = moves.shape[-1]
        flat = moves.reshape(-1, states)
        diagonal = np.arange(len(flat)) % states
        self.leave = 1.0 - flat[np.arange(len(flat)), diagonal]
        leaving = flat.copy()
        leaving[np.arange(len(flat)), diagonal] = 0.0
        total = leaving.sum(axis=1, keepdims=True)
        self.limits = np.cumsum(leaving / np.where(total > 0, total, 1.0), axis=1)

    def move(self, rng: np.random.Generator, row: Ints) -> tuple[Ints, Ints]:
        """Give the positions that leave their state, and their new states."""
        goes = np.flatnonzero(rng.random(len(row)) < self.leave[row])
        limits = self.limits[row[goes]]
        new = (limits <= rng.random((len(goes), 1))).sum(axis=1)
        return goes, np.minimum(new, limits.shape[1] - 1)


def walk(
    rng: np.random.Generator, calendar: Calendar, law: Law, accounts: Accounts, people: People
) -> Paths:
    """Draw all states from the start to the end.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    calendar, law, accounts, people
        The world.

    Returns
    -------
    Paths

    Notes
    -----
    An account's state is drawn anew on the day of its first lead, warmer where the source
    is warm: no snapshot is before that, so the law of what follows is untouched. Memory is
    one byte per person, day and state.
    """
    days = calendar.n_days
    account = np.zeros((days + 1, len(accounts)), np.uint8)
    person = np.full((days + 1, len(people)), UNBORN, np.uint8)
    stage = np.full((days + 1, len(people)), UNBORN, np.uint8)
    account[0, accounts.customer & (rng.random(len(accounts)) < 0.2)] = Account.LAPSED
    starts = _Starts(rng, accounts, people)
    account_chain = tuple(_Chain(law.account[half]) for half in (0, 1))
    person_chain, stage_chain = _Chain(law.person), _Chain(law.stage)
    born = np.concatenate([[0], np.cumsum(np.bincount(people.created_day, minlength=days))])
    moves: list[tuple[Ints, Ints, Ints, Ints]] = []
    for day in range(days):
        half = int(day >= calendar.change_day)
        known = slice(0, born[day])
        now = account[day].copy()
        row = (accounts.tier[half] * 2 + accounts.customer) * 5 + now
        goes, new = account_chain[half].move(rng, row)
        now[goes] = new
        starts.enter(day, now)
        account[day + 1] = now

        # row numbers follow the axes of Law.person and Law.stage
        around = now[people.account[known]].astype(np.int64)
        persona = people.persona[known]
        interest = person[day, known].copy()
        goes, new = person_chain.move(rng, (persona * 5 + around) * 3 + interest)
        interest[goes] = new
        person[day + 1, known] = interest

        tier = accounts.tier[half][people.account[known]]
        row = ((people.points[known] * 5 + persona) * 5 + tier) * 5 + around
        at = stage[day, known].copy()
        goes, new = stage_chain.move(rng, (row * 3 + interest) * len(Stage) + at)
        moves.append((np.full(len(goes), day), goes, at[goes].astype(np.int64), new))
        at[goes] = new
        stage[day + 1, known] = at

        fresh = slice(born[day], born[day + 1])
        person[day + 1, fresh] = starts.interest(fresh, now)
        stage[day + 1, fresh] = Stage.LEAD
    moved = [np.concatenate(part) for part in zip(*moves, strict=True)]
    return Paths(
        account=account,
        person=person,
        stage=stage,
        moved_day=moved[0],
        moved_person=moved[1],
        moved_from=moved[2],
        moved_to=moved[3],
    )


class _Starts:
    """First states: of accounts when their first lead comes, of people when they do."""

    def __init__(self, rng: np.random.Generator, accounts: Accounts, people: People) -> None:
        self._people = people
        self._draws = rng.random(len(people))
        self._order = np.argsort(accounts.entry_day, kind="stable")
        self._days = accounts.entry_day[self._order]
        self._state = self._entry_states(rng, accounts, people)

    @staticmethod
    def _entry_states(rng: np.random.Generator, accounts: Accounts, people: People) -> Ints:
        first = np.full(len(accounts), len(people))
        np.minimum.at(first, people.account, np.arange(len(people)))
        warmth = np.array([channel.warmth for channel in CHANNELS])[people.channel[first]]
        half = 1 if accounts.tier.shape[0] > 1 else 0
        heat = warmth * _ENTRY_BY_TIER[accounts.tier[half]]
        limits = np.cumsum(_ENTRY * heat[:, None], axis=1)
        draw = rng.random((len(accounts), 1))
        found = (draw >= limits).sum(axis=1)
        return np.array([Account.RISING, Account.BUYING, Account.FADING, Account.DORMANT])[found]

    def enter(self, day: int, now: States) -> None:
        """Set the states of the accounts whose first lead comes on this day."""
        span = slice(*np.searchsorted(self._days, [day, day + 1]))
        who = self._order[span]
        keeps = now[who] == Account.LAPSED
        now[who] = np.where(keeps, Account.LAPSED, self._state[who])

    def interest(self, fresh: slice, now: States) -> Ints:
        """Give the first states of the people who come on this day."""
        persona = self._people.persona[fresh]
        limits = _FIRST[now[self._people.account[fresh]]]
        limits = np.where((persona >= 3)[:, None], _FIRST_OF_OTHERS, limits)
        return np.minimum((limits <= self._draws[fresh][:, None]).sum(axis=1), Person.INVOLVED)
