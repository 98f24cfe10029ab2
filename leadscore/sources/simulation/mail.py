"""E-mail: newsletters read by people, and clicked by machines that look for viruses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from leadscore.sources.simulation.acts import Acts, join, make_acts
from leadscore.sources.simulation.calendar import Calendar
from leadscore.sources.simulation.campaigns import Campaigns
from leadscore.sources.simulation.law import Stage
from leadscore.sources.simulation.paths import Paths
from leadscore.sources.simulation.population import Accounts, People
from leadscore.sources.simulation.visits import moods
from leadscore.sources.simulation.vocabulary import URLS

Ints = NDArray[np.int64]

#: Chance of opening a newsletter and of clicking once opened, by mood.
OPENS = np.array([0.12, 0.25, 0.33, 0.40, 0.65, 0.10, 0.20])
CLICKS = np.array([0.10, 0.17, 0.25, 0.32, 0.35, 0.08, 0.12])
#: The links in a newsletter; a scanner follows all of them.
LINKS = (
    URLS[0],
    URLS[1],
    "/benefits",
    "/product",
    "/pricing",
    "/demo",
)
#: Which of them people follow.
_FOLLOWED = np.array([0.42, 0.28, 0.13, 0.10, 0.05, 0.02])
#: Newsletters go out at 7 o'clock.
_SENT = 7 * 3_600_000_000


def make_mail(
    rng: np.random.Generator,
    calendar: Calendar,
    accounts: Accounts,
    people: People,
    paths: Paths,
    campaigns: Campaigns,
    leaving: Ints,
) -> Acts:
    """Draw what becomes of every newsletter.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    calendar, accounts, people, paths, campaigns
        The world and its states.
    leaving : array of int
        Microseconds since the start at which each person gets no more mail.

    Returns
    -------
    Acts
    """
    lots: list[Acts] = []
    links = np.array([URLS.index(link) for link in LINKS])
    sends = range(campaigns.first_newsletter, len(campaigns.name))
    for campaign in sends:
        day = int(campaigns.first_day[campaign])
        sent = day * Calendar.DAY + _SENT
        n = int(np.searchsorted(people.created_day, day))
        struck_off = paths.stage[day, :n] == Stage.OUT
        reached = np.flatnonzero((leaving[:n] > sent) & ~struck_off)
        mood = moods(accounts, people, paths, day, slice(0, n))[reached]
        lots.append(_read(rng, reached, mood, sent, campaign, links))
        lots.append(
            _scanned(rng, reached[accounts.scanner[people.account[reached]]], sent, campaign, links)
        )
    gone = np.flatnonzero(leaving < calendar.n_days * Calendar.DAY)
    gone = gone[leaving[gone] > people.created[gone]]
    lots.append(make_acts("unsubscribe", gone, leaving[gone]))
    return join(lots)


def _read(
    rng: np.random.Generator, reached: Ints, mood: Ints, sent: int, campaign: int, links: Ints
) -> Acts:
    opens = rng.random(len(reached)) < OPENS[mood]
    who, mood = reached[opens], mood[opens]
    wait = np.minimum(120 + rng.exponential(5 * 3600, len(who)), 4 * 86_400)
    opened = sent + (wait * 1_000_000).astype(np.int64)
    clicks = np.flatnonzero(rng.random(len(who)) < CLICKS[mood])
    clicked = opened[clicks] + rng.integers(5, 240, len(clicks)) * 1_000_000
    page = links[rng.choice(len(links), size=len(clicks), p=_FOLLOWED)]
    return join(
        [
            make_acts("email_open", who, opened, campaign=campaign),
            make_acts("email_click", who[clicks], clicked, page=page, campaign=campaign),
        ]
    )


def _scanned(
    rng: np.random.Generator, scanned: Ints, sent: int, campaign: int, links: Ints
) -> Acts:
    """Open each mail and follow every link within a minute of its delivery."""
    first = sent + rng.integers(1_000_000, 15_000_000, len(scanned))
    who = np.repeat(scanned, len(links))
    at = np.repeat(first, len(links)) + rng.integers(200_000, 40_000_000, len(who))
    return join(
        [
            make_acts("email_open", scanned, first, campaign=campaign),
            make_acts("email_click", who, at, page=np.tile(links, len(scanned)), campaign=campaign),
        ]
    )


def unsubscribing(rng: np.random.Generator, calendar: Calendar, people: People) -> Ints:
    """Draw when people who do not want mail say so.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    calendar, people
        The world.

    Returns
    -------
    array of int
        Microseconds since the start: the creation for half of those opted out, a later
        moment for the others, and the far future for everyone else.
    """
    end = calendar.n_days * Calendar.DAY
    later = people.created + ((end - people.created) * rng.random(len(people))).astype(np.int64)
    at = np.where(rng.random(len(people)) < 0.5, people.created, later)
    return np.where(people.opted_out, at, 2 * end)
