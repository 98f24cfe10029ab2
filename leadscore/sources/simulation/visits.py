"""Visits to the website: pages, downloads, forms.

What visitors look at tells of their mood. The guide is the exception: everyone downloads
it, at the same rate whatever the mood.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from leadscore.sources.simulation.acts import Acts, join, make_acts
from leadscore.sources.simulation.calendar import Calendar
from leadscore.sources.simulation.law import Stage
from leadscore.sources.simulation.moods import moods
from leadscore.sources.simulation.population import pick
from leadscore.sources.simulation.vocabulary import (
    ASSETS,
    CONTACT_FORMS,
    GUIDE,
    TELLING_ASSETS,
    URLS,
    pages_of,
)
from leadscore.sources.simulation.world import World

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: A day's chance of a visit for a person of usual activity, and pages beyond the first,
#: by mood: cold, curious, warm, hot, reader, job seeker, user of ours.
VISITS = np.array([0.014, 0.045, 0.10, 0.22, 0.10, 0.035, 0.035])
MORE_PAGES = np.array([0.9, 1.6, 2.4, 3.2, 1.0, 2.0, 1.2])
#: Weekends bring less, working days a little more.
WEEKEND, WORKING_DAY = 0.3, 1.15
#: Chance that a visit ends with a download that means something, by mood.
DOWNLOADS = np.array([0.01, 0.03, 0.07, 0.12, 0.005, 0.0, 0.01])
#: Everyone's daily chance of downloading the guide.
GUIDE_RATE = 0.008
#: What is looked at, in percent, by mood.
LOOKED_AT = {
    "blog": (58, 34, 16, 6, 93, 22, 14),
    "benefits": (13, 18, 11, 5, 2, 4, 4),
    "product": (12, 19, 21, 14, 2, 5, 8),
    "solutions": (5, 9, 12, 11, 0.5, 1, 2),
    "references": (3.5, 6, 11, 14, 0.5, 1, 1),
    "features": (4, 8, 15, 19, 1, 1, 14),
    "pricing": (1.2, 2.5, 7, 15, 0.2, 0.5, 1),
    "demo": (0.3, 0.7, 2, 5, 0, 0.1, 0.2),
    "docs": (1.5, 2, 4.5, 10.5, 0.3, 0.5, 55),
    "careers": (0.5, 0.3, 0.1, 0.05, 0.2, 64.9, 0.3),
}
#: Share of looks at solutions that go to the visitor's own industry.
OWN_INDUSTRY = 0.6
_HOUR = 3_600_000_000


def make_visits(rng: np.random.Generator, world: World) -> Acts:
    """Draw all that people do on the website.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    world : World

    Returns
    -------
    Acts
    """
    person, day, mood = _who_comes(rng, world)
    at = day * Calendar.DAY + time_of_day(rng, len(day))
    return join(
        [
            _page_views(rng, world, person, at, mood),
            _downloads(rng, person, at, mood),
            _guide(rng, world),
            _contact_forms(rng, world),
        ]
    )


def _who_comes(rng: np.random.Generator, world: World) -> tuple[Ints, Ints, Ints]:
    """Draw each day's visitors: person, day, mood."""
    weekend = world.calendar.weekend()
    visits = [np.zeros((3, 0), np.int64)]
    for day in range(world.calendar.n_days):
        mood = moods(world, day)
        rate = VISITS[mood] * world.people.activity[: len(mood)]
        rate *= WEEKEND if weekend[day] else WORKING_DAY
        comes = np.flatnonzero(rng.random(len(mood)) < rate)
        visits.append(np.stack([comes, np.full(len(comes), day), mood[comes]]))
    person, days, mood = np.hstack(visits)
    return person, days, mood


def time_of_day(rng: np.random.Generator, n: int) -> Ints:
    """Draw moments between 5 and 21 o'clock, mostly in working hours.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    n : int
        How many.

    Returns
    -------
    array of int
        Microseconds since midnight.
    """
    hours = np.clip(rng.normal(11.5, 3.0, n), 5.0, 21.0)
    return (hours * _HOUR).astype(np.int64) + rng.integers(0, 1_000_000, n)


def _page_views(rng: np.random.Generator, world: World, person: Ints, at: Ints, mood: Ints) -> Acts:
    count = np.minimum(rng.geometric(1 / (1 + MORE_PAGES[mood])), 20)
    visit = np.repeat(np.arange(len(person)), count)
    first = np.cumsum(count) - count
    industry = world.accounts.industry[world.people.account[person[visit]]]
    page = _pages(rng, industry, pick(rng, _family_limits(), mood[visit]))
    seconds = np.round(rng.lognormal(3.6, 0.9, len(visit))).clip(1, 540)
    spent = np.cumsum(seconds) - seconds
    since = spent - spent[first][visit]
    # nobody knows how long the last page of a visit was looked at
    is_last = np.arange(len(visit)) == (first + count - 1)[visit]
    moment = at[visit] + (since * 1_000_000).astype(np.int64)
    known = np.where(is_last, np.nan, seconds)
    return make_acts("page_view", person[visit], moment, page=page, seconds=known)


def _family_limits() -> Floats:
    shares = np.array(list(LOOKED_AT.values()), np.float64).T
    limits = np.cumsum(shares, axis=1)
    return np.asarray(limits / limits[:, -1:])


def _pages(rng: np.random.Generator, industry: Ints, family: Ints) -> Ints:
    """Draw a page of each family; a few pages get most of the looks."""
    spans = [pages_of(name) for name in LOOKED_AT]
    first = np.array([span.start for span in spans])[family]
    size = np.array([len(span) for span in spans])[family]
    page = first + (size * rng.random(len(family)) ** 1.6).astype(np.int64)
    own = (family == list(LOOKED_AT).index("solutions")) & (rng.random(len(family)) < OWN_INDUSTRY)
    return np.where(own, pages_of("solutions").start + industry, page)


def _downloads(rng: np.random.Generator, person: Ints, at: Ints, mood: Ints) -> Acts:
    takes = np.flatnonzero(rng.random(len(person)) < DOWNLOADS[mood])
    asset = ASSETS.index(TELLING_ASSETS[0]) + rng.integers(0, len(TELLING_ASSETS), len(takes))
    later = rng.integers(60, 900, len(takes)) * 1_000_000
    return make_acts("download", person[takes], at[takes] + later, asset=asset)


def _guide(rng: np.random.Generator, world: World) -> Acts:
    """Let everyone download the guide, at one rate, whoever and whenever."""
    born = world.people.created_day
    left = world.calendar.n_days - 1 - born
    person = np.repeat(np.arange(len(born)), rng.poisson(GUIDE_RATE * left))
    day = born[person] + 1 + (rng.random(len(person)) * left[person]).astype(np.int64)
    at = day * Calendar.DAY + time_of_day(rng, len(day))
    return make_acts("download", person, at, page=pages_of("guide").start, asset=GUIDE)


def _contact_forms(rng: np.random.Generator, world: World) -> Acts:
    """Write down the forms that the law drew: they are what brings a lead to sales' desk."""
    form = np.isin(world.paths.moved_to, (Stage.LEAD_FORM, Stage.RECYCLED_FORM))
    day, person = world.paths.moved_day[form], world.paths.moved_person[form]
    which = rng.choice(len(CONTACT_FORMS), size=len(day), p=[0.5, 0.3, 0.2])
    pages = np.array([URLS.index(url) for url in ("/contact", "/demo", "/pricing")])
    return make_acts(
        "form_submit",
        person,
        day * Calendar.DAY + time_of_day(rng, len(day)),
        page=pages[which],
        asset=ASSETS.index(CONTACT_FORMS[0]) + which,
    )
