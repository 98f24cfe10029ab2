"""A simulated CRM with known truth, for demonstrations and for tests.

Nothing in it is real: no company, no person, no figure. What is planted in it is said in
``Simulation.planted``, and what nobody outside can know, each lead's true chance, is given
by ``Simulation.truth``. docs/simulation.md tells how it is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import pandas as pd

from leadscore.errors import UsageError
from leadscore.sources.simulation import dirt, frames
from leadscore.sources.simulation.acts import join
from leadscore.sources.simulation.calendar import make_calendar
from leadscore.sources.simulation.campaigns import make_campaigns
from leadscore.sources.simulation.frames import World
from leadscore.sources.simulation.law import Law, make_law
from leadscore.sources.simulation.mail import make_mail, unsubscribing
from leadscore.sources.simulation.paths import walk
from leadscore.sources.simulation.population import make_population
from leadscore.sources.simulation.sales import make_entries, make_meetings
from leadscore.sources.simulation.visits import make_visits

START = datetime(2024, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """A simulated CRM: its six tables and what is known about them.

    Attributes
    ----------
    tables : mapping of str to DataFrame
        The six tables, with the standard columns and types.
    """

    tables: Mapping[str, pd.DataFrame]
    _world: World = field(repr=False)
    _law: Law = field(repr=False)


def simulate(
    n_leads: int = 20_000,
    months: int = 24,
    seed: int = 0,
    clean: bool = False,
    start: datetime = START,
) -> Simulation:
    """Simulate the CRM of a company that sells software to companies.

    Parameters
    ----------
    n_leads : int
        Rows of the leads table, second records of the same person included.
    months : int
        Calendar months from the start to the end.
    seed : int
        The same seed gives the same tables to the byte.
    clean : bool
        Leave out duplicates, e-mail scanners, late rows and the change half-way.
    start : datetime
        First instant: a midnight in UTC, on day 1 to 28 of a month.

    Returns
    -------
    Simulation

    Raises
    ------
    UsageError
        If an argument is out of range.
    """
    _check(n_leads, months, seed, start)
    rng = np.random.default_rng(seed)
    calendar = make_calendar(start, months)
    law = make_law(changes=not clean)
    n_seconds = dirt.number_of_duplicates(n_leads, clean=clean)
    accounts, people = make_population(rng, calendar, n_leads - n_seconds, clean=clean)
    paths = walk(rng, calendar, law, accounts, people)
    campaigns = make_campaigns(rng, calendar, accounts, people)
    world = World(
        calendar=calendar,
        accounts=accounts,
        people=people,
        paths=paths,
        records=dirt.make_records(rng, calendar, people, n_seconds),
        campaigns=campaigns,
        clean=clean,
    )
    entries = make_entries(rng, accounts, people, paths)
    leaving = unsubscribing(rng, calendar, people)
    acts = join(
        [
            make_visits(rng, calendar, accounts, people, paths, campaigns),
            make_mail(rng, calendar, accounts, people, paths, campaigns, leaving),
            make_meetings(rng, calendar, people, paths),
        ]
    )
    tables = {
        "leads": frames.leads(rng, world, entries),
        "accounts": frames.accounts(rng, world, entries),
        "events": frames.events(rng, world, acts),
        "stages": frames.stages(rng, world, entries),
        "campaigns": frames.campaigns(world),
        "orders": frames.orders(rng, world, entries),
    }
    return Simulation(tables=tables, _world=world, _law=law)


def _check(n_leads: int, months: int, seed: int, start: datetime) -> None:
    """Refuse what cannot be simulated."""
    if n_leads < 1:
        raise UsageError(f"simulate: n_leads must be 1 or more, not {n_leads}.")
    if not 1 <= months <= 120:
        raise UsageError(f"simulate: months must be between 1 and 120, not {months}.")
    if seed < 0:
        raise UsageError(f"simulate: seed must be 0 or more, not {seed}.")
    midnight = start.tzinfo is None and start == datetime(start.year, start.month, start.day)
    if not midnight or start.day > 28:
        raise UsageError(
            f"simulate: start must be a midnight without a zone on day 1 to 28 of a month, not {start}."
        )
