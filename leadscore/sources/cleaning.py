"""The checked tables as everyone after this reads them.

Only what the checks found is worked around, so that tables without fault stay plain
scans of their files; a table that rows were taken from is worked out once and kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import ibis
import ibis.expr.types as ir
import pandera.ibis as pa

from leadscore.settings import Settings
from leadscore.sources.readings import types_of
from leadscore.sources.rules import breaks
from leadscore.sources.shelf import Shelf, fingerprint
from leadscore.sources.tables import TABLES, Problem

CONSENT = "marketing_consent"


@dataclass(kw_only=True)
class Findings:
    """What the checks found that must be taken out of tables."""

    repeated: set[str] = field(default_factory=set)
    future: set[str] = field(default_factory=set)
    unknown_leads: set[str] = field(default_factory=set)
    emptied: dict[str, dict[str, pa.Check]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CleanTables:
    """The six tables, typed and clean; ``present`` names those with rows."""

    tables: Mapping[str, ir.Table]
    present: frozenset[str]
    problems: tuple[Problem, ...] = ()


def seen_at(table: ir.Table, name: str) -> ir.TimestampValue:
    """Give the instant from which a row can be known: when it happened or was recorded."""
    at = table[TABLES[name].instant]
    if "recorded_at" not in table.columns:
        return at
    return ibis.greatest(at, ibis.coalesce(table.recorded_at, at))


def clean(
    tables: Mapping[str, ir.Table],
    *,
    given: Mapping[str, frozenset[str]],
    findings: Findings,
    settings: Settings,
    shelf: Shelf,
    key: str,
) -> CleanTables:
    """Take out what the checks counted, and mark who may be contacted.

    Parameters
    ----------
    tables : mapping of str to ibis table
        Those with rows, typed.
    given : mapping of str to frozenset of str
        The columns that the source brought, by table.
    findings : Findings
    settings : Settings
    shelf : Shelf
    key : str
        Fingerprint of what was read and of the settings.

    Returns
    -------
    CleanTables
        All six; leads with ``opted_out`` and ``contactable``, events and stages without
        rows of opted-out people, of unknown leads, or after ``as_of``.
    """
    result: dict[str, ir.Table] = {}
    leads: ir.Table | None = None
    gone: ir.Table | None = None
    for name in TABLES:
        if name not in tables:
            result[name] = _empty(shelf, name, settings)
            continue
        table = _without_faults(name, tables[name], findings, settings)
        changed = name in findings.repeated | findings.future
        if name == "leads":
            table = _with_consent(table, CONSENT in given["leads"])
        elif name in ("events", "stages") and leads is not None:
            if name in findings.unknown_leads or "leads" in findings.future:
                table, changed = table.semi_join(leads, "lead_id"), True
            if gone is not None:
                table, changed = table.anti_join(gone, "lead_id"), True
        if changed:
            table = shelf.keep(table, f"clean_{name}", fingerprint([key, name]))
        result[name] = shelf.label(table, name)
        if name == "leads":
            leads, gone = result[name].select("lead_id"), _opted_out(result[name])
    return CleanTables(tables=MappingProxyType(result), present=frozenset(tables))


def empty_tables(shelf: Shelf, settings: Settings) -> Mapping[str, ir.Table]:
    """Give all six tables without rows, for a source that has no history."""
    return MappingProxyType({name: _empty(shelf, name, settings) for name in TABLES})


def _without_faults(name: str, table: ir.Table, findings: Findings, settings: Settings) -> ir.Table:
    for column, rule in findings.emptied.get(name, {}).items():
        nothing = ibis.null(table[column].type())
        table = table.mutate(**{column: breaks(rule, table, column).ifelse(nothing, table[column])})
    if name in findings.repeated:
        table = table.distinct()
    if name in findings.future:
        table = table.filter(seen_at(table, name) <= ibis.literal(settings.time.as_of))
    return table


def _with_consent(leads: ir.Table, has_consent: bool) -> ir.Table:
    refused = ibis.coalesce(leads.do_not_contact, False) | ~ibis.coalesce(leads[CONSENT], True)
    answered = leads[CONSENT].notnull() if has_consent else ibis.literal(True)
    return leads.mutate(opted_out=refused, contactable=~refused & answered)


def _opted_out(leads: ir.Table) -> ir.Table | None:
    """Give the ids of opted-out people, or None where nobody is."""
    gone = leads.filter(leads.opted_out).select("lead_id")
    return gone if gone.count().execute() else None


def _empty(shelf: Shelf, name: str, settings: Settings) -> ir.Table:
    columns = dict(types_of(name, settings))
    if name == "leads":
        columns |= {"opted_out": "boolean", "contactable": "boolean"}
    return shelf.engine.create_table(
        f"empty_{name}", schema=ibis.schema(columns), temp=True, overwrite=True
    )
