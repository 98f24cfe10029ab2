"""Visits to the website: pages, downloads, forms, advertisements, webinars.

What a visitor looks at tells of the mood that the states put him in. The guide is the
exception: everyone downloads it, at the same rate whatever the states.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from leadscore.sources.simulation.acts import NONE, Acts, join, make_acts
from leadscore.sources.simulation.calendar import Calendar
from leadscore.sources.simulation.campaigns import Campaigns
from leadscore.sources.simulation.law import Account, Person, Persona, Stage
from leadscore.sources.simulation.paths import Paths
from leadscore.sources.simulation.population import Accounts, People, pick
from leadscore.sources.simulation.vocabulary import (
    ASSETS,
    CHANNELS,
    CONTACT_FORMS,
    GUIDE,
    KINDS,
    PAGES,
    TELLING_ASSETS,
    URLS,
    pages_of,
)

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Moods, in the order of the tables below.
COLD, CURIOUS, WARM, HOT, READER, JOB_SEEKER, USER_OF_OURS = range(7)
#: A day's chance of a visit for a person of usual activity, and pages beyond the first.
VISITS = np.array([0.014, 0.045, 0.10, 0.22, 0.10, 0.035, 0.035])
MORE_PAGES = np.array([0.9, 1.6, 2.4, 3.2, 1.0, 2.0, 1.2])
#: Weekends bring this share of a working day's visits.
WEEKEND = 0.3
#: Chance that a visit ends with a download that means something.
DOWNLOADS = np.array([0.01, 0.03, 0.07, 0.12, 0.005, 0.0, 0.01])
#: Everyone's daily chance of downloading the guide.
GUIDE_RATE = 0.008
#: What is looked at, by mood, in shares.
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
    "careers": (1.5, 0.8, 0.5, 0.5, 0.5, 64.9, 0.8),
}
#: A month's chance of taking part in the webinar, by mood; in the second half it tells nothing.
WEBINARS = np.array([0.01, 0.03, 0.08, 0.15, 0.05, 0.01, 0.02])
WEBINARS_LATER = 0.025
WEBINAR_DAYS = 30
#: A day's chance of clicking an advertisement, by mood.
AD_CLICKS = np.array([0.0012, 0.002, 0.004, 0.006, 0.001, 0.001, 0.001])


def moods(accounts: Accounts, people: People, paths: Paths, day: int, who: slice) -> Ints:
    """Give the mood of people on one day.

    Parameters
    ----------
    accounts, people, paths
        The world and its states.
    day : int
        The day; states are those at its end.
    who : slice
        Positions among the people.

    Returns
    -------
    array of int
        Positions in the tables of this module.
    """
    around = paths.account[day + 1][people.account[who]]
    interest = paths.person[day + 1, who]
    persona = people.persona[who]
    awake = (around == Account.RISING) | (around == Account.BUYING)
    mood = np.where(interest == Person.COLD, COLD, np.where(awake, WARM, CURIOUS))
    mood[(interest == Person.INVOLVED) & awake] = HOT
    served = accounts.customer[people.account[who]] & (around != Account.LAPSED)
    mood[served & (mood == COLD)] = USER_OF_OURS
    mood[persona == Persona.READER] = READER
    mood[persona == Persona.JOB_SEEKER] = JOB_SEEKER
    return mood


def make_visits(
    rng: np.random.Generator,
    calendar: Calendar,
    accounts: Accounts,
    people: People,
    paths: Paths,
    campaigns: Campaigns,
) -> Acts:
    """Draw all that people do on the website and around it.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    calendar, accounts, people, paths, campaigns
        The world and its states.

    Returns
    -------
    Acts
    """
    person, day, mood, webinars, ads = _who_comes(rng, calendar, accounts, people, paths)
    at = day * Calendar.DAY + _time_of_day(rng, len(day))
    return join(
        [
            _first_acts(rng, people, campaigns),
            _page_views(rng, accounts, people, person, at, mood),
            _downloads(rng, person, at, mood),
            _guide(rng, calendar, people),
            _contact_forms(rng, calendar, paths),
            make_acts(
                "webinar",
                webinars[0],
                webinars[1] * Calendar.DAY + 12 * 3_600_000_000,
                seconds=rng.integers(600, 3600, len(webinars[0])).astype(np.float64),
            ),
            _ad_clicks(rng, people, campaigns, *ads),
        ]
    )


def _who_comes(
    rng: np.random.Generator,
    calendar: Calendar,
    accounts: Accounts,
    people: People,
    paths: Paths,
) -> tuple[Ints, Ints, Ints, tuple[Ints, Ints], tuple[Ints, Ints]]:
    """Go through the days once and draw who visits, who joins a webinar, who clicks an ad."""
    born = np.searchsorted(people.created_day, np.arange(calendar.n_days), side="left")
    weekend = calendar.weekend()
    visits: list[tuple[Ints, Ints, Ints]] = []
    webinars: list[tuple[Ints, Ints]] = []
    ads: list[tuple[Ints, Ints]] = []
    for day in range(calendar.n_days):
        who = slice(0, int(born[day]))
        mood = moods(accounts, people, paths, day, who)
        rate = VISITS[mood] * people.activity[who] * (WEEKEND if weekend[day] else 1.15)
        comes = np.flatnonzero(rng.random(len(mood)) < rate)
        visits.append((comes, np.full(len(comes), day), mood[comes]))
        clicks = np.flatnonzero(rng.random(len(mood)) < AD_CLICKS[mood])
        ads.append((clicks, np.full(len(clicks), day)))
        if day % WEBINAR_DAYS == WEBINAR_DAYS // 2:
            later = day >= calendar.change_day
            chance = np.full(len(mood), WEBINARS_LATER) if later else WEBINARS[mood]
            joins = np.flatnonzero(rng.random(len(mood)) < chance)
            webinars.append((joins, np.full(len(joins), day)))
    person, days, mood = (np.concatenate(part) for part in zip(*visits, strict=True))
    empty = (np.zeros(0, np.int64), np.zeros(0, np.int64))
    joined = [np.concatenate(part) for part in zip(*(webinars or [empty]), strict=True)]
    clicked = [np.concatenate(part) for part in zip(*ads, strict=True)]
    return person, days, mood, (joined[0], joined[1]), (clicked[0], clicked[1])


def _time_of_day(rng: np.random.Generator, n: int) -> Ints:
    """Draw instants between 5 and 21 o'clock, mostly in working hours."""
    hours = np.clip(rng.normal(11.5, 3.0, n), 5.0, 21.0)
    return (hours * 3_600_000_000).astype(np.int64) + rng.integers(0, 1_000_000, n)


def _page_views(
    rng: np.random.Generator,
    accounts: Accounts,
    people: People,
    person: Ints,
    at: Ints,
    mood: Ints,
) -> Acts:
    count = np.minimum(1 + rng.geometric(1 / (1 + MORE_PAGES[mood])) - 1, 20)
    visit = np.repeat(np.arange(len(person)), count)
    place = np.arange(len(visit)) - np.repeat(np.cumsum(count) - count, count)
    family = pick(rng, _family_limits(), mood[visit])
    page = _pages(rng, accounts.industry[people.account[person[visit]]], family)
    seconds = np.round(rng.lognormal(3.6, 0.9, len(visit))).clip(1, 540)
    spent = np.cumsum(seconds) - seconds
    since = spent - np.repeat(spent[place == 0], count)
    known = np.where(place == count[visit] - 1, np.nan, seconds)
    moment = at[visit] + (since * 1_000_000).astype(np.int64)
    return make_acts("page_view", person[visit], moment, page=page, seconds=known)


def _family_limits() -> Floats:
    shares = np.array(list(LOOKED_AT.values()), np.float64).T
    limits = np.cumsum(shares, axis=1)
    return np.asarray(limits / limits[:, -1:])


def _pages(rng: np.random.Generator, industry: Ints, family: Ints) -> Ints:
    """Draw a page of each family; on solutions people look at their own industry's."""
    spans = [pages_of(name) for name in LOOKED_AT]
    first = np.array([span.start for span in spans])[family]
    size = np.array([len(span) for span in spans])[family]
    # a few pages of each family get most of the looks
    page = first + (size * rng.random(len(family)) ** 1.6).astype(np.int64)
    own = (family == list(LOOKED_AT).index("solutions")) & (rng.random(len(family)) < 0.6)
    return np.where(own, pages_of("solutions").start + industry, page)


def _downloads(rng: np.random.Generator, person: Ints, at: Ints, mood: Ints) -> Acts:
    takes = np.flatnonzero(rng.random(len(person)) < DOWNLOADS[mood])
    asset = ASSETS.index(TELLING_ASSETS[0]) + rng.integers(0, len(TELLING_ASSETS), len(takes))
    later = rng.integers(60, 900, len(takes)) * 1_000_000
    return make_acts("download", person[takes], at[takes] + later, asset=asset)


def _guide(rng: np.random.Generator, calendar: Calendar, people: People) -> Acts:
    """Let everyone download the guide, at one rate, whoever and whenever."""
    left = calendar.n_days - 1 - people.created_day
    person = np.repeat(np.arange(len(people)), rng.poisson(GUIDE_RATE * left))
    day = people.created_day[person] + 1 + (rng.random(len(person)) * left[person]).astype(np.int64)
    at = day * Calendar.DAY + _time_of_day(rng, len(day))
    return make_acts("download", person, at, page=pages_of("guide").start, asset=GUIDE)


def _contact_forms(rng: np.random.Generator, calendar: Calendar, paths: Paths) -> Acts:
    quiet = (paths.moved_from == Stage.LEAD) & (paths.moved_to == Stage.LEAD_FORM)
    back = (paths.moved_from == Stage.RECYCLED) & (paths.moved_to == Stage.RECYCLED_FORM)
    form = np.flatnonzero(quiet | back)
    at = paths.moved_day[form] * Calendar.DAY + _time_of_day(rng, len(form))
    which = rng.choice(len(CONTACT_FORMS), size=len(form), p=[0.5, 0.3, 0.2])
    pages = [URLS.index(url) for url in ("/contact", "/demo", "/pricing")]
    return make_acts(
        "form_submit",
        paths.moved_person[form],
        at,
        page=np.array(pages)[which],
        asset=ASSETS.index(CONTACT_FORMS[0]) + which,
    )


def _first_acts(rng: np.random.Generator, people: People, campaigns: Campaigns) -> Acts:
    """Write down the act by which each person became a lead, at that very instant."""
    acts = [KINDS.index(channel.act) for channel in CHANNELS]
    sign_ups = {"webinar": "webinar-signup", "trade_fair": "trade-fair-scan"}
    assets = [ASSETS.index(sign_ups.get(channel.act, "content-signup")) for channel in CHANNELS]
    first = PAGES["benefits"][1][0]
    online = np.array([channel.act != "trade_fair" for channel in CHANNELS])[people.channel]
    return make_acts(
        np.array(acts)[people.channel],
        np.arange(len(people)),
        people.created,
        page=np.where(online, URLS.index(first), NONE),
        asset=np.array(assets)[people.channel],
        campaign=campaigns.of_person,
    )


def _ad_clicks(
    rng: np.random.Generator, people: People, campaigns: Campaigns, person: Ints, day: Ints
) -> Acts:
    """Send each click to a campaign that runs on that day; drop it where none does."""
    paid = np.array([channel.act == "ad_click" for channel in CHANNELS])
    runs = np.flatnonzero((campaigns.channel >= 0) & paid[campaigns.channel])
    order = runs[np.argsort(campaigns.first_day[runs], kind="stable")]
    starts = campaigns.first_day[order]
    upper = np.searchsorted(starts, day, side="right")
    lower = np.searchsorted(starts, starts[np.maximum(upper - 1, 0)], side="left")
    which = lower + (rng.random(len(day)) * (upper - lower)).astype(np.int64)
    campaign = order[np.minimum(which, len(order) - 1)] if len(order) else np.zeros(0, np.int64)
    at = day * Calendar.DAY + _time_of_day(rng, len(day))
    keep = np.flatnonzero((upper > 0) & bool(len(order)))
    return make_acts(
        "ad_click",
        person[keep],
        at[keep],
        page=pages_of("benefits").start,
        campaign=campaign[keep] if len(order) else np.zeros(0, np.int64),
    )
