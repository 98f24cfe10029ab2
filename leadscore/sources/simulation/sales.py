"""What sales does: stage entries with their reasons and amounts, meetings, replies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leadscore.sources.simulation import law
from leadscore.sources.simulation.acts import Acts, join, make_acts
from leadscore.sources.simulation.calendar import Calendar
from leadscore.sources.simulation.law import Person, Stage
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
#: Sales' own guess of winning, by stage name: a number typed in by hand.
_GUESS = {"sql": 0.1, "opportunity": 0.3, "won": 1.0, "lost": 0.0, "recycled": 0.05}
#: A day's chance of a meeting while with sales.
MEETINGS = 0.06
#: One sales rep for about this many leads.
LEADS_PER_OWNER = 1500


@dataclass(frozen=True, kw_only=True)
class Entries:
    """Entries into named stages, one position each, in order of people and time."""

    person: Ints
    at: Ints
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
        The world and its states.

    Returns
    -------
    Entries
        With each person's first entry, ``lead``, at creation.
    """
    name_of = np.full(len(Stage), -1)
    for state, name in _NAMED.items():
        name_of[state] = NAMES.index(name)
    name = name_of[paths.moved_to]
    # a form that is forgotten leads back to a state that was entered long ago
    forgotten = (paths.moved_from == Stage.RECYCLED_FORM) & (paths.moved_to == Stage.RECYCLED)
    kept = np.flatnonzero((name >= 0) & ~forgotten)
    person, to = paths.moved_person[kept], paths.moved_to[kept]
    came = paths.moved_from[kept]
    at = _moments(rng, paths, kept)
    reason = _reasons(rng, people.points[person], came, to)
    deal = np.round(np.exp(rng.normal(8.7, 0.7, len(people))), 2)
    size = np.clip(accounts.employees[people.account], 5, 5000) / 60
    deal = np.round(deal * size**0.25, 2)
    amount = np.where(name[kept] == NAMES.index("won"), deal[person], np.nan)
    opened = name[kept] == NAMES.index("opportunity")
    hoped = np.round(deal[person] * rng.lognormal(0.1, 0.3, len(kept)), -2)
    amount = np.where(opened, hoped, amount)
    guess = np.array([_GUESS.get(stage, np.nan) for stage in NAMES])[name[kept]]
    guess = np.where(opened, np.round(np.clip(rng.normal(guess, 0.1), 0.05, 0.8), 2), guess)
    everyone = np.arange(len(people))
    nothing = np.full(len(people), np.nan)
    together = Entries(
        person=np.concatenate([everyone, person]),
        at=np.concatenate([people.created, at]),
        name=np.concatenate([np.zeros(len(people), np.int64), name[kept]]),
        reason=np.concatenate([np.zeros(len(people), np.int64), reason]),
        amount_eur=np.concatenate([nothing, amount]),
        guess=np.concatenate([nothing, guess]),
    )
    order = np.lexsort((together.at, together.person))
    return Entries(**{key: value[order] for key, value in vars(together).items()})


def _moments(rng: np.random.Generator, paths: Paths, kept: Ints) -> Ints:
    """Draw when in its day each entry falls.

    A contact on the third day falls before the hour of the hand-over, so that "fast" is
    within three times 24 hours and "late" is beyond them.
    """
    day, to = paths.moved_day[kept], paths.moved_to[kept]
    person, came = paths.moved_person[kept], paths.moved_from[kept]
    hour = rng.integers(8 * 3_600_000_000, 16 * 3_600_000_000, len(kept))
    order = np.lexsort((day, person))
    before = np.empty_like(hour)
    before[order] = np.concatenate([[0], hour[order][:-1]])
    third_day = (to == Stage.SQL_FAST) & (came == Stage.MQL_DAY_2)
    late = to == Stage.SQL_LATE
    hour = np.where(third_day, 7 * 3_600_000_000 + (before - 7 * 3_600_000_000) // 2, hour)
    return day * Calendar.DAY + np.where(late, np.maximum(hour, 9 * 3_600_000_000), hour)


def _reasons(rng: np.random.Generator, points: Ints, came: Ints, to: Ints) -> Ints:
    draw = rng.random(len(to))
    with_form = (came == Stage.LEAD_FORM) | (came == Stage.RECYCLED_FORM)
    chance = np.where(with_form, law.handover(form=True)[points], law.handover(form=False)[points])
    at_random = draw * chance < law.RANDOM_HANDOVER
    by_policy = np.where(with_form, REASONS.index("form"), REASONS.index("points"))
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
        The world and its states.

    Returns
    -------
    Acts
    """
    met: list[tuple[Ints, Ints]] = []
    weekend = calendar.weekend()
    for day in np.flatnonzero(~weekend):
        n = int(np.searchsorted(people.created_day, day))
        stage = paths.stage[day, :n]
        with_sales = np.flatnonzero((stage >= Stage.SQL_FAST) & (stage <= Stage.TALKS_LATE))
        meets = with_sales[rng.random(len(with_sales)) < MEETINGS]
        met.append((meets, np.full(len(meets), day)))
    person, days = (np.concatenate(part) for part in zip(*met, strict=True))
    hour = rng.integers(8, 15, len(person)) * 3_600_000_000
    contact = np.isin(paths.moved_to, (Stage.SQL_FAST, Stage.SQL_LATE))
    day, who = paths.moved_day[contact], paths.moved_person[contact]
    interest = paths.person[day + 1, who]
    answers = (
        rng.random(len(who)) < np.array([0.15, 0.4, 0.65])[np.minimum(interest, Person.INVOLVED)]
    )
    answered = (
        day[answers] * Calendar.DAY + rng.integers(16 * 3600, 22 * 3600, answers.sum()) * 1_000_000
    )
    length = rng.choice([1800.0, 2700.0, 3600.0], size=len(person))
    return join(
        [
            make_acts("meeting", person, days * Calendar.DAY + hour, seconds=length),
            make_acts("reply", who[answers], answered),
        ]
    )
