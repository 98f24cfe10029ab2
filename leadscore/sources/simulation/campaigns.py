"""Campaigns: one broad and one aimed at an industry, per channel and quarter; newsletters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leadscore.sources.simulation.calendar import Calendar
from leadscore.sources.simulation.population import Accounts, People
from leadscore.sources.simulation.vocabulary import CHANNELS, INDUSTRIES

Ints = NDArray[np.int64]

#: What a lead costs on average, in euros.
COST_PER_LEAD_EUR = 45.0
#: Days in a campaign's quarter, and between two newsletters.
QUARTER_DAYS, NEWSLETTER_DAYS = 91, 14
#: The industries that campaigns are aimed at, by turns.
AIMED_AT = ("manufacturing", "software", "logistics", "healthcare", "finance")
#: Share of an industry's leads that come by the campaign aimed at it.
AIMED_SHARE = 0.6


@dataclass(frozen=True, kw_only=True)
class Campaigns:
    """Campaigns, one position each; the newsletters come last.

    ``channel`` is a position in ``CHANNELS``, or -1 for e-mail.
    """

    name: tuple[str, ...]
    channel: Ints
    first_day: Ints
    last_day: Ints
    cost_eur: NDArray[np.float64]
    of_person: Ints
    first_newsletter: int


def make_campaigns(
    rng: np.random.Generator, calendar: Calendar, accounts: Accounts, people: People
) -> Campaigns:
    """Draw which campaign brought whom, and what campaigns cost.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    calendar, accounts, people
        The world.

    Returns
    -------
    Campaigns
        Only those that brought a lead, and the newsletters. Costs add up to 45 € a lead.
    """
    quarters = -(-calendar.n_days // QUARTER_DAYS)
    quarter = people.created_day // QUARTER_DAYS
    aims = list(INDUSTRIES)
    focus = np.array([aims.index(AIMED_AT[q % len(AIMED_AT)]) for q in range(quarters)])
    in_focus = accounts.industry[people.account] == focus[quarter]
    aimed = in_focus & (rng.random(len(people)) < AIMED_SHARE)
    slot = (quarter * len(CHANNELS) + people.channel) * 2 + aimed
    slots, of_person, leads = np.unique(slot, return_inverse=True, return_counts=True)
    channel = slots // 2 % len(CHANNELS)
    price = np.array([row.price for row in CHANNELS])[channel] * rng.lognormal(0, 0.2, len(slots))
    cost = leads * price
    sends = np.arange(1, calendar.n_days - 1, NEWSLETTER_DAYS)
    total = COST_PER_LEAD_EUR * len(people)
    first_day = slots // (2 * len(CHANNELS)) * QUARTER_DAYS
    return Campaigns(
        name=tuple(_name(int(slot), focus) for slot in slots)
        + tuple(f"Newsletter {number + 1}" for number in range(len(sends))),
        channel=np.concatenate([channel, np.full(len(sends), -1)]),
        first_day=np.concatenate([first_day, sends]),
        last_day=np.concatenate(
            [
                np.minimum(first_day + QUARTER_DAYS, calendar.n_days),
                np.minimum(sends + 14, calendar.n_days),
            ]
        ),
        cost_eur=_costs(cost, len(sends), total),
        of_person=of_person,
        first_newsletter=len(slots),
    )


def _name(slot: int, focus: Ints) -> str:
    aimed, channel, quarter = slot % 2, slot // 2 % len(CHANNELS), slot // 2 // len(CHANNELS)
    words = CHANNELS[channel].name.replace("_", " ").capitalize()
    aim = list(INDUSTRIES)[focus[quarter]] if aimed else "all industries"
    return f"{words}, {aim}, quarter {quarter + 1}"


def _costs(channels: NDArray[np.float64], newsletters: int, total: float) -> NDArray[np.float64]:
    """Give newsletters a fiftieth of the money and the channels the rest."""
    letters = np.full(newsletters, total / 50 / max(newsletters, 1))
    left = total - letters.sum()
    return np.round(np.concatenate([channels * left / channels.sum(), letters]), 2)
