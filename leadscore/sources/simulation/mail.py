"""E-mail: newsletters read by people, and clicked by machines that look for viruses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from leadscore.sources.simulation.acts import Acts, join, make_acts
from leadscore.sources.simulation.calendar import Calendar
from leadscore.sources.simulation.law import Stage
from leadscore.sources.simulation.moods import moods
from leadscore.sources.simulation.vocabulary import URLS
from leadscore.sources.simulation.world import World

Ints = NDArray[np.int64]

#: Chance of opening a newsletter and of clicking once opened, by mood.
OPENS = np.array([0.12, 0.25, 0.33, 0.40, 0.65, 0.10, 0.20])
CLICKS = np.array([0.10, 0.17, 0.25, 0.32, 0.35, 0.08, 0.12])
#: The links in a newsletter, and which of them people follow; a scanner follows all.
LINKS = (URLS[0], URLS[1], "/benefits", "/product", "/pricing", "/demo")
FOLLOWED = np.array([0.42, 0.28, 0.13, 0.10, 0.05, 0.02])
#: Newsletters go out at 7 o'clock.
SENT_AT = 7 * 3_600_000_000
#: Share of those opted out who had agreed at first and unsubscribe later.
UNSUBSCRIBE = 0.5


def make_mail(rng: np.random.Generator, world: World) -> Acts:
    """Draw what becomes of every newsletter, and who unsubscribes.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    world : World

    Returns
    -------
    Acts
    """
    until = _mailed_until(rng, world)
    lots: list[Acts] = []
    for campaign in world.campaigns.newsletters:
        day = int(world.campaigns.first_day[campaign])
        sent = day * Calendar.DAY + SENT_AT
        mood = moods(world, day)
        struck_off = world.paths.stage[day, : len(mood)] == Stage.OUT
        reached = np.flatnonzero((until[: len(mood)] > sent) & ~struck_off)
        lots.append(_read(rng, reached, mood[reached], sent, campaign))
        scanned = reached[world.accounts.scanner[world.people.account[reached]]]
        lots.append(_scanned(rng, scanned, sent, campaign))
    leaves = (until > world.people.created) & (until < world.calendar.n_days * Calendar.DAY)
    gone = np.flatnonzero(leaves)
    return join([*lots, make_acts("unsubscribe", gone, until[gone])])


def _read(rng: np.random.Generator, reached: Ints, mood: Ints, sent: int, campaign: int) -> Acts:
    opens = rng.random(len(reached)) < OPENS[mood]
    who, mood = reached[opens], mood[opens]
    wait = np.minimum(120 + rng.exponential(5 * 3600, len(who)), 4 * 86_400)
    opened = sent + (wait * 1_000_000).astype(np.int64)
    clicks = np.flatnonzero(rng.random(len(who)) < CLICKS[mood])
    clicked = opened[clicks] + rng.integers(5, 240, len(clicks)) * 1_000_000
    page = _links()[rng.choice(len(LINKS), size=len(clicks), p=FOLLOWED)]
    return join(
        [
            make_acts("email_open", who, opened, campaign=campaign),
            make_acts("email_click", who[clicks], clicked, page=page, campaign=campaign),
        ]
    )


def _scanned(rng: np.random.Generator, scanned: Ints, sent: int, campaign: int) -> Acts:
    """Open each mail and follow every link within a minute of its delivery."""
    first = sent + rng.integers(1_000_000, 15_000_000, len(scanned))
    who = np.repeat(scanned, len(LINKS))
    at = np.repeat(first, len(LINKS)) + rng.integers(200_000, 40_000_000, len(who))
    page = np.tile(_links(), len(scanned))
    return join(
        [
            make_acts("email_open", scanned, first, campaign=campaign),
            make_acts("email_click", who, at, page=page, campaign=campaign),
        ]
    )


def _links() -> Ints:
    return np.array([URLS.index(link) for link in LINKS])


def _mailed_until(rng: np.random.Generator, world: World) -> Ints:
    """Draw until when each person gets mail: those opted out never did, or unsubscribe."""
    created, end = world.people.created, world.calendar.n_days * Calendar.DAY
    later = created + ((end - created) * rng.random(len(created))).astype(np.int64)
    at = np.where(rng.random(len(created)) < UNSUBSCRIBE, later, created)
    return np.where(world.people.opted_out, at, 2 * end)
