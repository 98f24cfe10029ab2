"""Which leads of an account were active, counted by the same engine as one lead's acts.

To the engine an account is a lead whose acts are those of all its leads; so is one
department of an account. A lead has one grid there, hence each grid of an account is
a lead of its own.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from leadscore.features.instants import visible_from
from leadscore.features.measures import Measure
from leadscore.features.windows import measure
from leadscore.sources.warehouse import Warehouse

#: The levels of role that decide.
SENIOR = ("executive", "director")


def own_acts(warehouse: Warehouse, base: ir.Table, windows: tuple[int, ...]) -> ir.Table:
    """Count a lead's own acts in each window.

    Parameters
    ----------
    warehouse : Warehouse
    base : ibis table
        Snapshots.
    windows : tuple of int
        Days.

    Returns
    -------
    ibis table
        One row a snapshot: lead_id, cutoff, own_7, own_30, ...
    """
    asked = [Measure(name=f"own_{days}", how="count", window_days=days) for days in windows]
    acts = warehouse.events.select("lead_id", "event_at", "recorded_at")
    return measure(acts, base.select("lead_id", "cutoff", "ordinal", "grid"), asked)


def team(
    warehouse: Warehouse, base: ir.Table, roles: ir.Table, windows: tuple[int, ...]
) -> ir.Table:
    """Count an account's active leads, their acts, and how many roles they cover.

    Parameters
    ----------
    warehouse : Warehouse
    base : ibis table
        Snapshots.
    roles : ibis table
        One row a lead: lead_id, level, role.
    windows : tuple of int
        Days.

    Returns
    -------
    ibis table
        One row an account, grid and cutoff: team_7 and acts_7 for each window, and
        team_senior and team_roles in the longest.
    """
    longest = windows[-1]
    asked = [
        *(Measure(name=f"team_{d}", how="distinct", window_days=d, value=_person) for d in windows),
        *(Measure(name=f"acts_{d}", how="count", window_days=d) for d in windows),
        Measure(
            name="team_senior", how="distinct", window_days=longest, value=_person, where=_senior
        ),
        Measure(name="team_roles", how="distinct", window_days=longest, value=_role),
    ]
    groups = base.filter(base.account_id.notnull())
    return _measured(groups, _known_acts(warehouse, roles), ("account_id",), asked)


def peers(warehouse: Warehouse, base: ir.Table, roles: ir.Table, window: int) -> ir.Table:
    """Count an account's active leads of each role.

    Parameters
    ----------
    warehouse : Warehouse
    base : ibis table
        Snapshots.
    roles : ibis table
        One row a lead: lead_id, level, role.
    window : int
        Days.

    Returns
    -------
    ibis table
        One row an account, role, grid and cutoff: peers.
    """
    asked = [Measure(name="peers", how="distinct", window_days=window, value=_person)]
    told = base.filter(base.account_id.notnull()).join(roles, "lead_id")
    groups = told.filter(told.role.notnull())
    return _measured(groups, _known_acts(warehouse, roles), ("account_id", "role"), asked)


def _person(acts: ir.Table) -> ir.Value:
    return acts.person


def _role(acts: ir.Table) -> ir.Value:
    return acts.role


def _senior(acts: ir.Table) -> ir.BooleanValue:
    return acts.level.isin(SENIOR)


def _known_acts(warehouse: Warehouse, roles: ir.Table) -> ir.Table:
    """Give every act of a lead with an account, known no earlier than its lead."""
    leads = warehouse.leads.select("lead_id", "account_id", "created_at")
    people = leads.filter(leads.account_id.notnull()).join(roles, "lead_id")
    acts = warehouse.events.select("lead_id", "event_at", "recorded_at").join(people, "lead_id")
    known_at = ibis.greatest(visible_from(acts.event_at, acts.recorded_at), acts.created_at)
    return acts.select(
        "account_id", "role", "level", "event_at", recorded_at=known_at, person=acts.lead_id
    )


def _measured(
    groups: ir.Table, acts: ir.Table, keys: tuple[str, ...], asked: list[Measure]
) -> ir.Table:
    """Measure each group of an account's leads as if it were one lead."""
    rows = groups.select(*keys, "grid", "cutoff", "ordinal").distinct()
    names = rows.select(*keys, "grid").distinct()
    named = names.mutate(group_id=_name_of(names, keys))
    of_group = acts.join(named, list(keys))
    wanted = rows.join(named, [*keys, "grid"])
    measured = measure(
        of_group.mutate(lead_id=of_group.group_id),
        wanted.select("cutoff", "ordinal", "grid", lead_id=wanted.group_id),
        asked,
    )
    back = measured.join(named, measured.lead_id == named.group_id)
    return back.select(*keys, "grid", "cutoff", *(each.name for each in asked))


def _name_of(table: ir.Table, keys: tuple[str, ...]) -> ir.StringValue:
    """Write a group's keys as one text; lengths keep different keys apart."""
    name = table.grid.cast("string")
    for key in keys:
        name = name + ":" + table[key].length().cast("string") + ":" + table[key]
    return name
