"""What sales does: stage entries with their reasons and amounts, meetings, replies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leadscore.sources.simulation import law
from leadscore.sources.simulation.acts import Acts, join, make_acts
from leadscore.sources.simulation.calendar import Calendar
from leadscore.sources.simulation.law import Stage
from leadscore.sources.simulation.paths import Paths
from leadscore.sources.simulation.population import Accounts, People
from leadscore.sources.simulation.vocabulary import LOST_REASONS, RECYCLED_REASONS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: The reasons that stand in the stages table.
REASONS = (
    "",
    "points",
    "form",
    "random sample",
    "self-service",
    "struck off",
    "taken up again",
    *LOST_REASONS,
    *RECYCLED_REASONS,
)
#: The stages as the table names them, and which states enter each.
NAMES = ("lead", "mql", "sql", "opportunity", "won", "lost", "recycled")
_NAMED = {
    Stage.MQL_DAY_0: "mql",
    Stage.SQL_FAST: "sql",
    Stage.SQL_LATE: "sql",
    Stage.OPEN_FAST: "opportunity",
    Stage.OPEN_LATE: "opportunity",
    Stage.WON: "won",
    Stage.LOST: "lost",
    Stage.OUT: "lost",
    Stage.RECYCLED: "recycled",
}
_NAME_OF = np.array([NAMES.index(_NAMED[state]) if state in _NAMED else -1 for state in Stage])
#: Sales' own guess of winning, by stage name: a number typed in by hand.
_GUESS = {"sql": 0.1, "opportunity": 0.3, "won": 1.0, "lost": 0.0, "recycled": 0.05}
#: A day's chance of a meeting while with sales.
MEETINGS = 0.06
#: Chance of a reply to the first contact, by person state.
REPLIES = np.array([0.15, 0.40, 0.65])
_HOUR = 3_600_000_000


@dataclass(frozen=True, kw_only=True)
class Entries:
    """Entries into named stages, one position each, in order of people and time."""

    person: Ints
    moment: Ints
    name: Ints
    reason: Ints
    amount_eur: Floats
    guess: Floats


def make_entries(
    rng: np.random.Generator, accounts: Accounts, people: People, paths: Paths
) -> Entries:
    """Turn moves between states into entries into stages.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    accounts, people, paths
        The market and its states.

    Returns
    -------
    Entries
        With each person's first entry, ``lead``, at creation.
    """
    entered = _NAME_OF[paths.moved_to]
    # a form that is forgotten leads back to a state that was entered long ago
    forgotten = (paths.moved_from == Stage.RECYCLED_FORM) & (paths.moved_to == Stage.RECYCLED)
    kept = np.flatnonzero((entered >= 0) & ~forgotten)
    person, name = paths.moved_person[kept], entered[kept]
    came, to = paths.moved_from[kept], paths.moved_to[kept]
    at = _moments(rng, paths, kept)
    reason = _reasons(rng, people.points[person], came, to)
    amount = _amounts(rng, accounts, people, person, name)
    guess = _guesses(rng, name)
    n = len(people)
    order = np.lexsort(
        (np.concatenate([people.created, at]), np.concatenate([np.arange(n), person]))
    )
    nothing = np.full(n, np.nan)
    return Entries(
        person=np.concatenate([np.arange(n), person])[order],
        moment=np.concatenate([people.created, at])[order],
        name=np.concatenate([np.zeros(n, np.int64), name])[order],
        reason=np.concatenate([np.zeros(n, np.int64), reason])[order],
        amount_eur=np.concatenate([nothing, amount])[order],
        guess=np.concatenate([nothing, guess])[order],
    )


def _moments(rng: np.random.Generator, paths: Paths, kept: Ints) -> Ints:
    """Draw when in its day each entry falls.

    A contact on the third day falls before the hour of the hand-over, so that a fast one is
    within three times 24 hours; a late one, at least four days on, is beyond them.
    """
    day, person = paths.moved_day[kept], paths.moved_person[kept]
    hour = rng.integers(8 * _HOUR, 16 * _HOUR, len(kept))
    order = np.lexsort((day, person))
    before = np.empty_like(hour)
    before[order] = np.concatenate([hour[:1], hour[order][:-1]])
    third_day = (paths.moved_to[kept] == Stage.SQL_FAST) & (
        paths.moved_from[kept] == Stage.MQL_DAY_2
    )
    return day * Calendar.DAY + np.where(third_day, (before + 7 * _HOUR) // 2, hour)


def _amounts(
    rng: np.random.Generator, accounts: Accounts, people: People, person: Ints, name: Ints
) -> Floats:
    """Give each person one deal size; sales hopes for more when it opens the opportunity."""
    size = np.clip(accounts.employees[people.account], 5, 5000) / 60
    deal = np.round(np.exp(rng.normal(9.0, 0.7, len(people))) * size**0.25, 2)
    hoped = np.round(deal[person] * rng.lognormal(0.1, 0.3, len(person)), -2)
    amount = np.where(name == NAMES.index("won"), deal[person], np.nan)
    return np.where(name == NAMES.index("opportunity"), hoped, amount)


def _guesses(rng: np.random.Generator, name: Ints) -> Floats:
    guess = np.array([_GUESS.get(stage, np.nan) for stage in NAMES])[name]
    typed_in = np.round(np.clip(rng.normal(guess, 0.1), 0.05, 0.8), 2)
    return np.where(name == NAMES.index("opportunity"), typed_in, guess)


def _reasons(rng: np.random.Generator, points: Ints, came: Ints, to: Ints) -> Ints:
    draw = rng.random(len(to))
    with_form = (came == Stage.LEAD_FORM) | (came == Stage.RECYCLED_FORM)
    chance = np.where(with_form, law.handover(form=True)[points], law.handover(form=False)[points])
    by_policy = np.where(with_form, REASONS.index("form"), REASONS.index("points"))
    at_random = draw * chance < law.RANDOM_HANDOVER
    lost = REASONS.index(LOST_REASONS[0]) + (draw**1.3 * len(LOST_REASONS)).astype(np.int64)
    later = REASONS.index(RECYCLED_REASONS[0]) + (draw * len(RECYCLED_REASONS)).astype(np.int64)
    reason = np.zeros(len(to), np.int64)
    for state, value in (
        (Stage.MQL_DAY_0, np.where(at_random, REASONS.index("random sample"), by_policy)),
        (Stage.LOST, lost),
        (Stage.RECYCLED, np.where(came == Stage.LOST, REASONS.index("taken up again"), later)),
        (Stage.OUT, np.full(len(to), REASONS.index("struck off"))),
        (Stage.WON, np.where(came == Stage.LEAD, REASONS.index("self-service"), 0)),
    ):
        reason = np.where(to == state, value, reason)
    return reason


def make_meetings(
    rng: np.random.Generator, calendar: Calendar, people: People, paths: Paths
) -> Acts:
    """Draw meetings while a lead is with sales, and replies to the first contact.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    calendar, people, paths
        The market and its states.

    Returns
    -------
    Acts
    """
    met = [np.zeros((2, 0), np.int64)]
    for day in np.flatnonzero(~calendar.weekend()):
        stage = paths.stage[day, : np.searchsorted(people.created_day, day)]
        with_sales = np.flatnonzero((stage >= Stage.SQL_FAST) & (stage <= Stage.TALKS_LATE))
        meets = with_sales[rng.random(len(with_sales)) < MEETINGS]
        met.append(np.stack([meets, np.full(len(meets), day)]))
    person, day = np.hstack(met)
    at = day * Calendar.DAY + rng.integers(8, 15, len(person)) * _HOUR
    length = rng.choice([1800.0, 2700.0, 3600.0], size=len(person))
    return join([make_acts("meeting", person, at, seconds=length), _replies(rng, paths)])


def _replies(rng: np.random.Generator, paths: Paths) -> Acts:
    contact = np.isin(paths.moved_to, (Stage.SQL_FAST, Stage.SQL_LATE))
    day, person = paths.moved_day[contact], paths.moved_person[contact]
    answers = rng.random(len(person)) < REPLIES[paths.person[day + 1, person]]
    day, person = day[answers], person[answers]
    at = day * Calendar.DAY + rng.integers(16 * _HOUR, 22 * _HOUR, len(person))
    return make_acts("reply", person, at)
