"""All that is known about a simulated market before tables are made of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leadscore.sources.simulation.calendar import Calendar
from leadscore.sources.simulation.campaigns import Campaigns, make_campaigns
from leadscore.sources.simulation.law import Law, make_law
from leadscore.sources.simulation.paths import Paths, walk
from leadscore.sources.simulation.population import Accounts, People, make_population
from leadscore.sources.simulation.records import Records, make_records, number_of_seconds

#: One sales rep for about this many leads.
LEADS_PER_OWNER = 1500


@dataclass(frozen=True, kw_only=True)
class World:
    """Days, the law, companies, people, their states, their records, the campaigns."""

    calendar: Calendar
    law: Law
    accounts: Accounts
    people: People
    paths: Paths
    records: Records
    campaigns: Campaigns
    clean: bool

    @property
    def n_owners(self) -> int:
        """How many sales reps there are."""
        return max(2, round(len(self.records) / LEADS_PER_OWNER))

    @property
    def account_row(self) -> NDArray[np.int64]:
        """Each account's row in the accounts table, or -1 for the account of a lone person."""
        visible = self.accounts.visible
        return np.where(visible, np.cumsum(visible) - 1, -1)


def make_world(rng: np.random.Generator, calendar: Calendar, n_leads: int, *, clean: bool) -> World:
    """Draw companies, people and all that becomes of them.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    calendar : Calendar
        The days.
    n_leads : int
        Rows of the leads table.
    clean : bool
        Without scanners and second records.

    Returns
    -------
    World
    """
    law = make_law()
    n_seconds = number_of_seconds(n_leads, clean=clean)
    accounts, people = make_population(rng, calendar, n_leads - n_seconds, clean=clean)
    campaigns = make_campaigns(rng, calendar, accounts, people)
    return World(
        calendar=calendar,
        law=law,
        accounts=accounts,
        people=people,
        campaigns=campaigns,
        paths=walk(rng, calendar, law, accounts, people, campaigns.warmth()),
        records=make_records(rng, calendar, people, n_seconds),
        clean=clean,
    )
