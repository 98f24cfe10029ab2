"""A simulated CRM with known truth, for demonstrations and for tests.

Nothing in it is real: no company, no person, no figure. ``Simulation.planted`` says what is
hidden in it; ``Simulation.truth`` gives what nobody outside can know, each lead's true
chance. docs/simulation.md tells how it is made.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from leadscore.errors import OutputError, UsageError
from leadscore.sources.simulation import frames, who
from leadscore.sources.simulation.acts import join
from leadscore.sources.simulation.calendar import make_calendar
from leadscore.sources.simulation.columns import arrow
from leadscore.sources.simulation.mail import make_mail
from leadscore.sources.simulation.planted import Planted, planted_in
from leadscore.sources.simulation.responses import make_responses
from leadscore.sources.simulation.sales import make_entries, make_meetings
from leadscore.sources.simulation.truth import locate, true_chances
from leadscore.sources.simulation.visits import make_visits
from leadscore.sources.simulation.world import World, make_world

START = datetime(2024, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """A simulated CRM: its six tables and what is known about them.

    Attributes
    ----------
    tables : mapping of str to DataFrame
        The six tables, with the standard columns and types: leads in order of creation,
        accounts and campaigns by id, events and stages by lead and instant, orders by
        account and instant.
    planted : Planted
        What is hidden in the tables.
    """

    tables: Mapping[str, pd.DataFrame]
    planted: Planted
    _world: World = field(repr=False)

    def truth(self, snapshots: pd.DataFrame, horizon_days: int = 90) -> pd.DataFrame:
        """Give each snapshot's true chance of a win within the horizon.

        Parameters
        ----------
        snapshots : DataFrame
            With ``lead_id`` and ``cutoff``: midnights after the lead's creation.
        horizon_days : int
            Days from the cutoff.

        Returns
        -------
        DataFrame
            In the order of the snapshots: ``lead_id``, ``cutoff``, ``p_observed`` (as sales
            works) and ``p_if_worked`` (had sales contacted the lead at the cutoff), given
            the hidden states at the cutoff and nothing of what came after.

        Raises
        ------
        UsageError
            If the snapshots are not of this simulation, or ``horizon_days`` is below 1.
        """
        if horizon_days < 1:
            raise UsageError(f"truth: horizon_days must be 1 or more, not {horizon_days}.")
        record, day = locate(self._world, snapshots, self.tables["leads"])
        observed, worked = true_chances(self._world, record, day, horizon_days)
        known = snapshots[["lead_id", "cutoff"]].reset_index(drop=True)
        return known.assign(p_observed=observed, p_if_worked=worked)

    def write(self, folder: Path) -> tuple[Path, ...]:
        """Write the tables as Parquet, one file a table.

        Parameters
        ----------
        folder : Path
            Made where it is missing; files of the same names are replaced.

        Returns
        -------
        tuple of Path
            The files. Each is whole or not there: it is written beside and then renamed.

        Raises
        ------
        OutputError
            If the folder or a file cannot be written.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return tuple(_write(folder, name, frame) for name, frame in self.tables.items())
        except OSError as broken:
            raise OutputError(
                f"The simulated tables cannot be written to {folder}: {broken.strerror}. "
                "Choose a folder that can be written to, with room on its disk."
            ) from broken

    def describe(self) -> str:
        """Say in a few lines that this is simulated, how much there is and what is in it.

        Returns
        -------
        str
        """
        stages = self.tables["stages"].groupby("stage", observed=True)["lead_id"].nunique()
        counts = {stage: int(stages.get(stage, 0)) for stage in ("sql", "opportunity", "won")}
        calendar = self._world.calendar
        return (
            f"Simulated CRM, nothing in it is real: {len(self.tables['leads']):,} leads of "
            f"{len(self.tables['accounts']):,} accounts with {len(self.tables['events']):,} "
            f"events, {calendar.start:%Y-%m-%d} to {calendar.end:%Y-%m-%d} (UTC).\n"
            f"Sales contacted {counts['sql']:,} leads, opened {counts['opportunity']:,} "
            f"opportunities and won {counts['won']:,}.\n{self.planted.describe()}"
        )


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

    Examples
    --------
    >>> simulation = simulate(n_leads=300, months=6)
    >>> list(simulation.tables)
    ['leads', 'accounts', 'events', 'stages', 'campaigns', 'orders']
    >>> simulation.planted.guide
    'great-guide'
    """
    _check(n_leads, months, seed, start)
    rng = np.random.default_rng(seed)
    calendar = make_calendar(start, months, changes=not clean)
    world = make_world(rng, calendar, n_leads, clean=clean)
    entries = make_entries(rng, world.accounts, world.people, world.paths)
    acts = join(
        [
            make_responses(rng, world),
            make_visits(rng, world),
            make_mail(rng, world),
            make_meetings(rng, calendar, world.people, world.paths),
        ]
    )
    tables = {
        "leads": who.leads(rng, world, entries),
        "accounts": who.accounts(rng, world, entries),
        "events": frames.events(rng, world, acts),
        "stages": frames.stages(rng, world, entries),
        "campaigns": frames.campaigns(world),
        "orders": frames.orders(rng, world, entries),
    }
    return Simulation(tables=tables, planted=planted_in(world), _world=world)


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
            "simulate: start must be a midnight without a zone on day 1 to 28 of a month, "
            f"not {start}."
        )


def _write(folder: Path, name: str, frame: pd.DataFrame) -> Path:
    """Write one table beside its place and move it there in one step."""
    path, beside = folder / f"{name}.parquet", folder / f".{name}.parquet.part"
    try:
        pq.write_table(arrow(name, frame), beside, compression="zstd")
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return path
