"""What is hidden in the simulated tables, for whoever wants to know whether it was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from leadscore.sources.simulation import law
from leadscore.sources.simulation.law import Account, Persona
from leadscore.sources.simulation.vocabulary import CHANNELS, DYING, GUIDE, NEW, TELLING_ASSETS
from leadscore.sources.simulation.world import World


@dataclass(frozen=True, kw_only=True)
class Planted:
    """What is hidden in the tables.

    Attributes
    ----------
    guide : str
        The asset that everyone downloads and that means nothing, given a lead's age.
    telling_assets : tuple of str
        Assets that are downloaded mostly by those who are about to buy.
    pricing_url, careers_url : str
        The page that tells of buying, and the one where job seekers go (and below it).
    change_at : datetime or None
        When the market changes: ``dying_channel`` ends, ``new_channel`` begins, other
        industries fit, onsets of intent become rarer, webinars stop to tell anything.
    dying_channel, new_channel : str or None
        Values of ``leads.source``; None where nothing changes.
    channel_warmth : mapping of str to float
        How warm the leads of each source are when they come; 1 is usual.
    aimed_campaigns : frozenset of str
        Ids of campaigns aimed at an industry, whose leads are half as warm again.
    scanner_accounts : frozenset of str
        Accounts whose mail is clicked by a machine within a minute.
    duplicates : mapping of str to str
        Second record of a person: first record. Sales works the first one only.
    newsletter_readers, job_seekers : frozenset of str
        Leads who never buy.
    stopped_customers : frozenset of str
        Accounts whose orders have stopped by the end.
    fast_contact_days, fast_contact_factor : int, float
        A contact within so many days of the hand-over closes so many times as well.
    random_handover : float
        A lead's daily chance to be handed over to sales whatever its points.
    self_service : float
        The daily chance of a sale without sales, only while intent is at its highest.
    """

    guide: str
    telling_assets: tuple[str, ...]
    pricing_url: str
    careers_url: str
    change_at: datetime | None
    dying_channel: str | None
    new_channel: str | None
    channel_warmth: Mapping[str, float]
    aimed_campaigns: frozenset[str]
    scanner_accounts: frozenset[str]
    duplicates: Mapping[str, str]
    newsletter_readers: frozenset[str]
    job_seekers: frozenset[str]
    stopped_customers: frozenset[str]
    fast_contact_days: int
    fast_contact_factor: float
    random_handover: float
    self_service: float

    def describe(self) -> str:
        """Say in a few sentences what is hidden.

        Returns
        -------
        str
        """
        change = (
            f"On {self.change_at:%Y-%m-%d} {self.dying_channel} ends and {self.new_channel} "
            "begins, and what fits changes. "
            if self.change_at
            else "Nothing changes half-way. "
        )
        return (
            f"Hidden in it: the asset {self.guide} means nothing; {self.pricing_url} tells of "
            f"buying, {self.careers_url} of looking for a job. {change}"
            f"{len(self.scanner_accounts):,} accounts have mail scanners; "
            f"{len(self.duplicates):,} leads are second records of the same person."
        )


def planted_in(world: World) -> Planted:
    """Say what is hidden in one simulated market.

    Parameters
    ----------
    world : World

    Returns
    -------
    Planted
    """
    persona = world.people.persona[world.records.person]
    seconds = np.flatnonzero(world.records.is_second)
    firsts = world.records.first[world.records.person[seconds]]
    change = world.calendar.change_at
    stopped = world.accounts.customer & (world.paths.account[-1] == Account.LAPSED)
    return Planted(
        guide=GUIDE,
        telling_assets=TELLING_ASSETS,
        pricing_url="/pricing",
        careers_url="/careers",
        change_at=change,
        dying_channel=DYING if change else None,
        new_channel=NEW if change else None,
        channel_warmth=MappingProxyType({row.name: row.warmth for row in CHANNELS}),
        aimed_campaigns=frozenset(_ids("C", 4, world.campaigns.aimed)),
        scanner_accounts=frozenset(_account_ids(world, world.accounts.scanner)),
        duplicates=MappingProxyType(
            dict(zip(_numbered("L", 7, seconds), _numbered("L", 7, firsts), strict=True))
        ),
        newsletter_readers=frozenset(_ids("L", 7, persona == Persona.READER)),
        job_seekers=frozenset(_ids("L", 7, persona == Persona.JOB_SEEKER)),
        stopped_customers=frozenset(_account_ids(world, stopped)),
        fast_contact_days=3,
        fast_contact_factor=law.FAST_FACTOR,
        random_handover=law.RANDOM_HANDOVER,
        self_service=law.SELF_SERVICE,
    )


def _numbered(prefix: str, width: int, rows: NDArray[np.int64]) -> list[str]:
    return [f"{prefix}{row + 1:0{width}d}" for row in rows.tolist()]


def _ids(prefix: str, width: int, marked: NDArray[np.bool_]) -> list[str]:
    return _numbered(prefix, width, np.flatnonzero(marked))


def _account_ids(world: World, marked: NDArray[np.bool_]) -> list[str]:
    return _numbered("A", 6, world.account_row[marked & world.accounts.visible])
