"""Let time pass: draw every account's, person's and lead's state, day by day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leadscore.sources.simulation.calendar import Calendar
from leadscore.sources.simulation.law import TIERS, Account, Law, Person, Persona, Stage
from leadscore.sources.simulation.population import Accounts, People

Ints = NDArray[np.int64]
States = NDArray[np.uint8]
Floats = NDArray[np.float64]

#: What a person's state and stage are before the person is a lead.
UNBORN = 255
#: Share of customers whose contract had ended before the start.
ENDED_BEFORE = 0.2
#: An account's state when its first lead comes, at usual warmth: rising, buying, fading.
_ENTRY = np.array([0.13, 0.07, 0.05])
_ENTERED = np.array([Account.RISING, Account.BUYING, Account.FADING, Account.DORMANT])
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


def walk(
    rng: np.random.Generator,
    calendar: Calendar,
    law: Law,
    accounts: Accounts,
    people: People,
    warmth: Floats,
) -> Paths:
    """Draw all states from the start to the end.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    calendar, law, accounts, people
        The market.
    warmth : array of shape (n_people, )
        How warm the source of each person is; 1 is usual.

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
    ended = accounts.customer & (rng.random(len(accounts)) < ENDED_BEFORE)
    account[0, ended] = Account.LAPSED
    market = _Market(rng, law, accounts, people)
    starts = _Starts(rng, calendar, accounts, people, warmth)
    born = np.searchsorted(people.created_day, np.arange(days + 1))
    moves = []
    for day in range(days):
        half, known = int(day >= calendar.change_day), slice(0, born[day])
        now = starts.enter(day, market.accounts_move(half, account[day]))
        interest = market.people_move(now, person[day, known])
        at, moved = market.stages_move(half, now, interest, stage[day, known])
        moves.append(np.vstack([np.full(moved.shape[1], day), moved]))
        fresh = slice(born[day], born[day + 1])
        account[day + 1], person[day + 1, known], stage[day + 1, known] = now, interest, at
        person[day + 1, fresh] = starts.interest(fresh, now)
        stage[day + 1, fresh] = Stage.LEAD
    moved_day, moved_person, moved_from, moved_to = np.hstack(moves)
    return Paths(
        account=account,
        person=person,
        stage=stage,
        moved_day=moved_day,
        moved_person=moved_person,
        moved_from=moved_from,
        moved_to=moved_to,
    )


class _Chain:
    """Draw the next state of many things from one table of chances."""

    def __init__(self, moves: Floats) -> None:
        states = moves.shape[-1]
        flat = moves.reshape(-1, states).copy()
        rows = np.arange(len(flat))
        self._leave = 1.0 - flat[rows, rows % states]
        flat[rows, rows % states] = 0.0
        total = flat.sum(axis=1, keepdims=True)
        self._limits = np.cumsum(flat / np.where(total > 0, total, 1.0), axis=1)

    def move(self, rng: np.random.Generator, row: Ints) -> tuple[Ints, Ints]:
        """Give the positions that leave their state, and their new states."""
        goes = np.flatnonzero(rng.random(len(row)) < self._leave[row])
        limits = self._limits[row[goes]]
        new = (limits <= rng.random((len(goes), 1))).sum(axis=1)
        return goes, np.minimum(new, limits.shape[1] - 1)


class _Market:
    """One day's moves of everybody; row numbers follow the axes of the law's tables."""

    def __init__(
        self,
        rng: np.random.Generator,
        law: Law,
        accounts: Accounts,
        people: People,
    ) -> None:
        self._rng, self._accounts, self._people = rng, accounts, people
        self._account_chains = [_Chain(law.account[half]) for half in (0, 1)]
        self._person_chain, self._stage_chain = _Chain(law.person), _Chain(law.stage)

    def accounts_move(self, half: int, before: States) -> States:
        """Give the accounts' states after the day."""
        now = before.copy()
        row = (self._accounts.tier[half] * 2 + self._accounts.customer) * len(Account) + now
        goes, new = self._account_chains[half].move(self._rng, row)
        now[goes] = new
        return now

    def people_move(self, now: States, before: States) -> States:
        """Give the states of the first people after the day, given their accounts'."""
        interest = before.copy()
        n = len(interest)
        around = self._people.persona[:n] * len(Account) + now[self._people.account[:n]]
        goes, new = self._person_chain.move(self._rng, around * len(Person) + interest)
        interest[goes] = new
        return interest

    def stages_move(
        self, half: int, now: States, interest: States, before: States
    ) -> tuple[States, Ints]:
        """Give the stages after the day, and who moved, from where, to where."""
        at, n = before.copy(), len(before)
        account = self._people.account[:n]
        row = self._people.points[:n] * len(Persona) + self._people.persona[:n]
        row = row * TIERS + self._accounts.tier[half][account]
        row = (row * len(Account) + now[account]) * len(Person) + interest
        goes, new = self._stage_chain.move(self._rng, row * len(Stage) + at)
        moved = np.stack([goes, at[goes].astype(np.int64), new])
        at[goes] = new
        return at, moved


class _Starts:
    """First states: of accounts when their first lead comes, of people when they do."""

    def __init__(
        self,
        rng: np.random.Generator,
        calendar: Calendar,
        accounts: Accounts,
        people: People,
        warmth: Floats,
    ) -> None:
        self._people = people
        self._draws = rng.random(len(people))
        self._order = np.argsort(accounts.entry_day, kind="stable")
        self._days = accounts.entry_day[self._order]
        first = np.full(len(accounts), len(people))
        np.minimum.at(first, people.account, np.arange(len(people)))
        half = (accounts.entry_day >= calendar.change_day).astype(np.int64)
        tier = accounts.tier[half, np.arange(len(accounts))]
        heat = np.minimum(warmth[first] * _ENTRY_BY_TIER[tier], 3.0)
        limits = np.cumsum(_ENTRY * heat[:, None], axis=1)
        self._entered = _ENTERED[(rng.random((len(accounts), 1)) >= limits).sum(axis=1)]

    def enter(self, day: int, now: States) -> States:
        """Set the states of the accounts whose first lead comes on this day."""
        who = self._order[slice(*np.searchsorted(self._days, [day, day + 1]))]
        now[who] = np.where(now[who] == Account.LAPSED, Account.LAPSED, self._entered[who])
        return now

    def interest(self, fresh: slice, now: States) -> Ints:
        """Give the first states of the people who come on this day."""
        limits = _FIRST[now[self._people.account[fresh]]]
        others = self._people.persona[fresh] >= Persona.READER
        limits = np.where(others[:, None], _FIRST_OF_OTHERS, limits)
        state = (limits <= self._draws[fresh][:, None]).sum(axis=1)
        first: Ints = np.minimum(state, Person.INVOLVED).astype(np.int64)
        return first
