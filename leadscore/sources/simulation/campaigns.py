"""Campaigns: one broad and one aimed at an industry, per channel and quarter; newsletters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leadscore.sources.simulation.calendar import Calendar
from leadscore.sources.simulation.population import Accounts, People
from leadscore.sources.simulation.vocabulary import CHANNELS, DYING, INDUSTRIES, NEW

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: What a lead costs on average, in euros.
COST_PER_LEAD_EUR = 45.0
#: Days in a campaign's quarter, and between two newsletters.
QUARTER_DAYS, NEWSLETTER_DAYS = 91, 14
#: The industries that campaigns are aimed at, by turns.
AIMED_AT = ("manufacturing", "software", "logistics", "healthcare", "finance")
#: Share of an industry's leads that come by the campaign aimed at it.
AIMED_SHARE = 0.6
#: How much warmer such a lead is.
AIMED_WARMTH = 1.5


@dataclass(frozen=True, kw_only=True)
class Campaigns:
    """Campaigns, one position each; the newsletters come last.

    ``channel`` is a position in ``CHANNELS``, or -1 for e-mail; ``of_person`` gives the
    campaign that brought each person.
    """

    name: tuple[str, ...]
    channel: Ints
    quarter: Ints
    aimed: NDArray[np.bool_]
    first_day: Ints
    last_day: Ints
    cost_eur: Floats
    of_person: Ints

    @property
    def newsletters(self) -> Ints:
        """The positions of the newsletters, in the order in which they went out."""
        return np.flatnonzero(self.channel < 0)

    def warmth(self) -> Floats:
        """Say how warm each person's source is; 1 is usual.

        Returns
        -------
        array of shape (n_people, )
        """
        by_channel = np.array([channel.warmth for channel in CHANNELS])
        aimed = np.where(self.aimed[self.of_person], AIMED_WARMTH, 1.0)
        return np.asarray(by_channel[self.channel[self.of_person]] * aimed)


def make_campaigns(
    rng: np.random.Generator, calendar: Calendar, accounts: Accounts, people: People
) -> Campaigns:
    """Draw which campaign brought whom, and what campaigns cost.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    calendar, accounts, people
        The market.

    Returns
    -------
    Campaigns
        Only those that brought a lead, and the newsletters. Costs add up to 45 € a lead.
    """
    quarter_of = people.created_day // QUARTER_DAYS
    focus = _focus(quarter_of)
    in_focus = accounts.industry[people.account] == focus[quarter_of]
    aimed_at = in_focus & (rng.random(len(people)) < AIMED_SHARE)
    slot = (quarter_of * len(CHANNELS) + people.channel) * 2 + aimed_at
    slots, of_person, leads = np.unique(slot, return_inverse=True, return_counts=True)
    quarter, channel, aimed = slots // (2 * len(CHANNELS)), slots // 2 % len(CHANNELS), slots % 2
    price = np.array([row.price for row in CHANNELS])[channel] * rng.lognormal(0, 0.2, len(slots))
    first, last = _days(calendar, quarter, channel)
    sends = np.arange(1, calendar.n_days - 1, NEWSLETTER_DAYS)
    names = [_name(*row, focus) for row in zip(channel, aimed, quarter, strict=True)]
    names += [f"Newsletter {number + 1}" for number in range(len(sends))]
    return Campaigns(
        name=tuple(names),
        channel=np.concatenate([channel, np.full(len(sends), -1)]),
        quarter=np.concatenate([quarter, sends // QUARTER_DAYS]),
        aimed=np.concatenate([aimed == 1, np.zeros(len(sends), np.bool_)]),
        first_day=np.concatenate([first, sends]),
        last_day=np.concatenate([last, np.minimum(sends + NEWSLETTER_DAYS, calendar.n_days)]),
        cost_eur=_costs(leads * price, len(sends), COST_PER_LEAD_EUR * len(people)),
        of_person=of_person,
    )


def _focus(quarter_of: Ints) -> Ints:
    """Give the industry that each quarter's campaigns are aimed at."""
    industries = list(INDUSTRIES)
    turns = np.array([industries.index(name) for name in AIMED_AT])
    return turns[np.arange(int(quarter_of.max()) + 1) % len(turns)]


def _days(calendar: Calendar, quarter: Ints, channel: Ints) -> tuple[Ints, Ints]:
    first = quarter * QUARTER_DAYS
    last = np.minimum(first + QUARTER_DAYS, calendar.n_days)
    names = np.array([row.name for row in CHANNELS])[channel]
    first = np.where(names == NEW, np.maximum(first, calendar.change_day), first)
    return first, np.where(names == DYING, np.minimum(last, calendar.change_day), last)


def _name(channel: int, aimed: int, quarter: int, focus: Ints) -> str:
    words = CHANNELS[channel].name.replace("_", " ").capitalize()
    aim = list(INDUSTRIES)[focus[quarter]] if aimed else "all industries"
    return f"{words}, {aim}, quarter {quarter + 1}"


def _costs(by_weight: Floats, newsletters: int, total: float) -> Floats:
    """Give the newsletters a fiftieth of the money and the channels the rest."""
    letters = np.full(newsletters, total / 50 / max(newsletters, 1))
    left = total - letters.sum()
    return np.round(np.concatenate([by_weight * left / by_weight.sum(), letters]), 2)
