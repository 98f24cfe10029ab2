"""Every problem of the tables at once: what is wrong, how often, with the first ids.

The rules for one table are counted in a single pass on the engine; what holds between
tables is in :mod:`leadscore.sources.relations`. Errors stop; warnings are counted and
worked around as they say, in :mod:`leadscore.sources.cleaning`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir

from leadscore.settings import Settings
from leadscore.sources.cleaning import CleanTables, Findings, clean
from leadscore.sources.parsing import BAD, NO_ZONE, ParsedTable
from leadscore.sources.readings import types_of
from leadscore.sources.relations import check_relations
from leadscore.sources.rules import schema, schema_problems
from leadscore.sources.shelf import Shelf
from leadscore.sources.tables import (
    REQUIRED_TABLES,
    TABLES,
    ColumnType,
    Problem,
    listed,
    shown,
    stop_on_errors,
)
from leadscore.sources.values import count_doubts, doubts_about


@dataclass(frozen=True, kw_only=True)
class Assembled:
    """One table from all its sources: every column typed, flags beside, gaps empty.

    ``broken`` are columns that are missing or of a wrong type; they hold nothing.
    ``given`` are the columns that a source brought.
    """

    name: str
    table: ir.Table
    types: Mapping[str, ColumnType]
    rows: int = 0
    given: frozenset[str] = frozenset()
    broken: frozenset[str] = frozenset()

    @property
    def plain(self) -> ir.Table:
        """The table without its flags."""
        return self.table.select(*self.types)

    @property
    def sound(self) -> bool:
        """Whether it has rows and all required columns, so that others can be held to it."""
        return self.rows > 0 and not self.broken & set(TABLES[self.name].required)


def check_tables(
    given: Mapping[str, Sequence[ParsedTable]],
    settings: Settings,
    shelf: Shelf,
    *,
    key: str,
    already: tuple[Problem, ...] = (),
) -> CleanTables:
    """Check all tables and give them back clean.

    Parameters
    ----------
    given : mapping of str to sequence of ParsedTable
        By table, its sources; a table may be missing.
    settings : Settings
    shelf : Shelf
        Keeps what had to be cleaned.
    key : str
        Fingerprint of what was read and of the settings.
    already : tuple of Problem
        What was found while reading; told together with the rest.

    Returns
    -------
    CleanTables
        With the warnings.

    Raises
    ------
    TablesError
        If there is any error; it holds every problem.
    """
    problems: list[Problem] = [*already]
    tables: dict[str, Assembled] = {}
    findings = Findings()
    for name, blocks in given.items():
        assembled, wrong = assemble(name, blocks, settings, shelf)
        counted = list(_value_problems(assembled, settings, findings)) if assembled.rows else []
        tables[name] = assembled
        problems += [*wrong, *counted]
    problems += _missing_tables(tables)
    sound = {name: table.plain for name, table in tables.items() if table.sound}
    problems += check_relations(sound, settings, findings)
    stop_on_errors(problems)
    cleaned = clean(
        {name: table.plain for name, table in tables.items() if table.rows},
        given={name: table.given for name, table in tables.items()},
        findings=findings,
        settings=settings,
        shelf=shelf,
        key=key,
    )
    return replace(cleaned, problems=tuple(problems))


def assemble(
    name: str, blocks: Sequence[ParsedTable], settings: Settings, shelf: Shelf
) -> tuple[Assembled, list[Problem]]:
    """Put a table's sources together under one set of columns.

    Parameters
    ----------
    name : str
    blocks : sequence of ParsedTable
        At least one.
    settings : Settings
    shelf : Shelf

    Returns
    -------
    tuple of Assembled and list of Problem
        Problems of the columns: missing, of a wrong type, left out, without a zone.
    """
    types = types_of(name, settings)
    declared = schema(name, types, settings)
    problems: list[Problem] = []
    whole: list[ir.Table] = []
    broken: set[str] = set()
    for block in blocks:
        wrong = schema_problems(declared, block.table, block.raw.origin, block.raw.columns)
        broken |= {problem.column for problem in wrong}
        problems += [*wrong, *_column_notes(block), *_missing_extras(name, block, settings)]
        whole.append(_complete(block.table, types, without=broken))
    table = shelf.label(ibis.union(*whole) if len(whole) > 1 else whole[0], f"assembled_{name}")
    assembled = Assembled(
        name=name,
        table=table,
        types=types,
        rows=int(table.count().execute()),
        given=frozenset(column for block in blocks for column in block.table.columns),
        broken=frozenset(broken),
    )
    return assembled, problems


def _complete(table: ir.Table, types: Mapping[str, ColumnType], *, without: set[str]) -> ir.Table:
    """Give every column, typed, and both flags for it; what is not there is empty."""
    columns: dict[str, ir.Value] = {}
    for name, kind in types.items():
        sound = name in table.columns and name not in without
        columns[name] = table[name] if sound else ibis.null(kind)
    for name in types:
        for flag in (BAD + name, NO_ZONE + name):
            columns[flag] = table[flag] if flag in table.columns else ibis.literal(False)
    return table.select(**columns)


def _value_problems(
    assembled: Assembled, settings: Settings, findings: Findings
) -> Iterator[Problem]:
    name, types = assembled.name, assembled.types
    declared = schema(name, types, settings)
    doubts = doubts_about(assembled.table, declared, types, broken=assembled.broken)
    required = TABLES[name].required
    for doubt, problem in count_doubts(assembled.table, doubts, name=name, required=required):
        if doubt.rule is not None and problem.severity == "warning":
            findings.emptied.setdefault(name, {})[doubt.column] = doubt.rule
        yield problem


def _column_notes(block: ParsedTable) -> Iterator[Problem]:
    raw = block.raw
    if raw.left_out:
        reasons: dict[str, list[str]] = {}
        for column, reason in raw.left_out.items():
            reasons.setdefault(reason, []).append(column)
        told = "; ".join(
            f"{listed(names)} ({shown(why, width=200)})" for why, names in reasons.items()
        )
        yield Problem(
            code="columns_left_out",
            severity="warning",
            table=raw.name,
            what=f"{len(raw.left_out)} columns of {shown(raw.origin)} are not read: {told}",
            todo="To use one, allow it in features.extra_columns with the moment it is known.",
        )
    if block.assumed_utc:
        yield Problem(
            code="zone_assumed",
            severity="warning",
            table=raw.name,
            what=f"instants of {shown(raw.origin)} have no time zone and are read as UTC: "
            + listed(block.assumed_utc),
            todo="Set data.timezone in leadscore.toml to say which it is.",
        )


def _missing_extras(name: str, block: ParsedTable, settings: Settings) -> Iterator[Problem]:
    for extra in settings.features.extra_columns:
        needed = {extra.column} | ({extra.known_at} - {"creation"})
        gone = sorted(needed - set(block.table.columns))
        if extra.table == name and gone:
            yield Problem(
                code="missing_column",
                severity="error",
                table=name,
                column=gone[0],
                what=f"{shown(block.raw.origin)} has no such column, but features.extra_columns "
                f"names it",
                todo="Export it, map it, or take it out of features.extra_columns.",
            )


def _missing_tables(tables: Mapping[str, Assembled]) -> Iterator[Problem]:
    for name in REQUIRED_TABLES:
        if name not in tables:
            yield Problem(
                code="missing_table",
                severity="error",
                table=name,
                what="the table is not there, and without it nothing can be scored",
                todo=f"Put {name}.csv or {name}.parquet into the data folder, or map an export in "
                "mapping.yaml.",
            )
    for name, table in tables.items():
        if not table.rows:
            required = name in REQUIRED_TABLES
            yield Problem(
                code="empty_table",
                severity="error" if required else "warning",
                table=name,
                what="the table has no rows",
                todo="Export it again." if required else "It is taken as not there.",
            )
