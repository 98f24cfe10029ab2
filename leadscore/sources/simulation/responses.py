"""Responses to campaigns: becoming a lead, webinars, advertisements."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from leadscore.sources.simulation.acts import NONE, Acts, join, make_acts
from leadscore.sources.simulation.calendar import Calendar
from leadscore.sources.simulation.campaigns import QUARTER_DAYS
from leadscore.sources.simulation.moods import moods
from leadscore.sources.simulation.visits import time_of_day
from leadscore.sources.simulation.vocabulary import ASSETS, CHANNELS, KINDS, pages_of
from leadscore.sources.simulation.world import World

Ints = NDArray[np.int64]

#: A month's chance of taking part in the webinar, by mood; after the change it tells nothing.
WEBINARS = np.array([0.01, 0.03, 0.08, 0.15, 0.05, 0.01, 0.02])
WEBINARS_AFTER = np.full(7, 0.025)
WEBINAR_DAYS = 30
#: A day's chance of clicking an advertisement, by mood.
AD_CLICKS = np.array([0.0012, 0.002, 0.004, 0.006, 0.001, 0.001, 0.001])
#: What a new lead signed up for, by the act that made it one.
_SIGNED = {"webinar": "webinar-signup", "trade_fair": "trade-fair-scan"}


def make_responses(rng: np.random.Generator, world: World) -> Acts:
    """Draw how people respond to campaigns other than e-mail.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    world : World

    Returns
    -------
    Acts
    """
    return join([_first_acts(world), _webinars(rng, world), _ad_clicks(rng, world)])


def _first_acts(world: World) -> Acts:
    """Write down the act by which each person became a lead, at that very instant."""
    people = world.people
    kinds = np.array([KINDS.index(channel.act) for channel in CHANNELS])
    assets = np.array([ASSETS.index(_SIGNED.get(row.act, "content-signup")) for row in CHANNELS])
    online = np.array([channel.act != "trade_fair" for channel in CHANNELS])[people.channel]
    return make_acts(
        kinds[people.channel],
        np.arange(len(people)),
        people.created,
        page=np.where(online, pages_of("benefits").start, NONE),
        asset=assets[people.channel],
        campaign=world.campaigns.of_person,
    )


def _webinars(rng: np.random.Generator, world: World) -> Acts:
    joined = [np.zeros((2, 0), np.int64)]
    for day in range(WEBINAR_DAYS // 2, world.calendar.n_days, WEBINAR_DAYS):
        chances = WEBINARS_AFTER if day >= world.calendar.change_day else WEBINARS
        mood = moods(world, day)
        joins = np.flatnonzero(rng.random(len(mood)) < chances[mood])
        joined.append(np.stack([joins, np.full(len(joins), day)]))
    person, day = np.hstack(joined)
    at = day * Calendar.DAY + Calendar.DAY // 2 + rng.integers(0, 300, len(day)) * 1_000_000
    minutes = rng.integers(10, 60, len(day)).astype(np.float64)
    return make_acts("webinar", person, at, seconds=minutes * 60)


def _ad_clicks(rng: np.random.Generator, world: World) -> Acts:
    """Draw clicks, each on an advertisement of its quarter; drop it where that does not run."""
    clicked = [np.zeros((2, 0), np.int64)]
    for day in range(world.calendar.n_days):
        mood = moods(world, day)
        clicks = np.flatnonzero(rng.random(len(mood)) < AD_CLICKS[mood])
        clicked.append(np.stack([clicks, np.full(len(clicks), day)]))
    person, day = np.hstack(clicked)
    campaign = _advertisements(rng, world, day)
    at = day * Calendar.DAY + time_of_day(rng, len(day))
    page = pages_of("benefits").start
    clicks = np.flatnonzero(campaign >= 0)
    return make_acts("ad_click", person, at, page=page, campaign=campaign).take(clicks)


def _advertisements(rng: np.random.Generator, world: World, day: Ints) -> Ints:
    """Draw a campaign of advertisements for each day, or ``NONE`` where it does not run."""
    every = world.campaigns
    # newsletters are of channel -1, which is the last entry
    paid = np.array([*(channel.act == "ad_click" for channel in CHANNELS), False])
    ads = np.flatnonzero(paid[every.channel])
    if not len(ads):
        return np.full(len(day), NONE)
    ads = ads[np.argsort(every.quarter[ads], kind="stable")]
    lower = np.searchsorted(every.quarter[ads], day // QUARTER_DAYS, side="left")
    upper = np.searchsorted(every.quarter[ads], day // QUARTER_DAYS, side="right")
    drawn = lower + (rng.random(len(day)) * (upper - lower)).astype(np.int64)
    campaign = ads[np.minimum(drawn, len(ads) - 1)]
    runs = (every.first_day[campaign] <= day) & (day < every.last_day[campaign])
    return np.where(runs & (upper > lower), campaign, NONE)
