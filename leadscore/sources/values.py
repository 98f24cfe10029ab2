"""Values that are empty, unreadable, without a zone or against a rule, in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import ibis.expr.types as ir
import pandera.ibis as pa

from leadscore.sources.parsing import BAD, NO_ZONE
from leadscore.sources.rules import breaks, value_rules
from leadscore.sources.tables import TABLES, ColumnType, Problem, listed, shown

#: An optional column with more than this share of unreadable values is an error.
MOST_UNREADABLE = 0.01
_INSTANT = "timestamp(6)"
_UNREADABLE: Mapping[str, str] = {
    _INSTANT: "cannot be read as an instant",
    "boolean": "are neither true nor false",
    "int64": "are not whole numbers",
    "float64": "are not numbers",
}


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """One thing that may be wrong with the values of one column, and for which rows."""

    code: str
    column: str
    where: ir.BooleanValue
    what: str
    todo: str
    severity: Literal["error", "warning"] = "error"
    rule: pa.Check | None = None


def doubts_about(
    table: ir.Table,
    declared: pa.DataFrameSchema,
    types: Mapping[str, ColumnType],
    *,
    broken: frozenset[str],
) -> list[Doubt]:
    """List everything to count in a table.

    Parameters
    ----------
    table : ibis table
        Typed, with its flags.
    declared : pandera.ibis.DataFrameSchema
        Its rules and its required columns.
    types : mapping of str to str
    broken : frozenset of str
        Columns that are missing or of a wrong type, already told.

    Returns
    -------
    list of Doubt
    """
    required = [name for name, column in declared.columns.items() if column.required]
    found: list[Doubt] = []
    for column, kind in types.items():
        bad, zoneless = table[BAD + column], table[NO_ZONE + column]
        if column in required and column not in broken:
            empty = table[column].isnull() & ~bad & ~zoneless
            found.append(_missing(column, empty))
        if kind != "string":
            found.append(_unreadable(column, kind, bad))
        if kind == _INSTANT:
            found.append(_zoneless(column, zoneless))
    for (column, code), rule in value_rules(declared).items():
        found.append(
            Doubt(
                code=code,
                column=column,
                where=breaks(rule, table, column),
                what=str(rule.description),
                todo=str(rule.title),
                severity="warning" if rule.raise_warning else "error",
                rule=rule,
            )
        )
    return found


def count_doubts(
    table: ir.Table, doubts: list[Doubt], *, name: str, required: tuple[str, ...]
) -> Iterator[tuple[Doubt, Problem]]:
    """Count all doubts in one pass and tell those that hold.

    Parameters
    ----------
    table : ibis table
    doubts : list of Doubt
    name : str
        Of the table.
    required : tuple of str
        Columns whose every value must be readable.

    Yields
    ------
    tuple of Doubt and Problem
    """
    places = {f"doubt_{place}": doubt for place, doubt in enumerate(doubts)}
    sums = {label: table.count(where=doubt.where) for label, doubt in places.items()}
    filled = {f"filled_{doubt.column}": table[doubt.column].count() for doubt in doubts}
    counts = table.aggregate(rows=table.count(), **sums, **filled).to_pyarrow().to_pylist()[0]
    for label, doubt in places.items():
        count = counts[label]
        if not count:
            continue
        told = doubt
        few = count <= MOST_UNREADABLE * (count + counts[f"filled_{doubt.column}"])
        if doubt.code.startswith("unreadable") and few and doubt.column not in required:
            told = replace(
                doubt,
                severity="warning",
                todo="They are read as empty. Correct them in the source.",
            )
        what = told.what
        if doubt.code == "unknown_stage":
            what = f"{what}: {_values(table, doubt)}"
        yield (
            doubt,
            Problem(
                code=told.code,
                severity=told.severity,
                table=name,
                column=told.column,
                what=what,
                todo=told.todo,
                count=count,
                total=counts["rows"],
                examples=first_ids(table.filter(doubt.where), TABLES[name].key),
            ),
        )


def first_ids(rows: ir.Table, key: str) -> tuple[str, ...]:
    """Give the three lowest ids among rows, made safe to show.

    Parameters
    ----------
    rows : ibis table
    key : str
        The id's column.

    Returns
    -------
    tuple of str
        At most three.
    """
    ids = rows.select(key).distinct()
    found = ids.filter(ids[key].notnull()).order_by(key).limit(3).to_pyarrow()
    return tuple(shown(value) for value in found[key].to_pylist())


def _missing(column: str, where: ir.BooleanValue) -> Doubt:
    return Doubt(
        code="missing_value",
        column=column,
        where=where,
        what="are empty",
        todo="Every row needs it. Correct the export.",
    )


def _unreadable(column: str, kind: str, where: ir.BooleanValue) -> Doubt:
    instant = kind == _INSTANT
    return Doubt(
        code="unreadable_instant" if instant else "unreadable_value",
        column=column,
        where=where,
        what=_UNREADABLE[kind],
        todo="Mend these rows; or, if all are written like that, say how: data.datetime_format in "
        "leadscore.toml, or in mapping.yaml."
        if instant
        else "Correct the export; for decimal commas set data.csv_decimal in leadscore.toml.",
    )


def _zoneless(column: str, where: ir.BooleanValue) -> Doubt:
    return Doubt(
        code="no_zone",
        column=column,
        where=where,
        what="have no time zone, and none is named",
        todo="Set data.timezone in leadscore.toml, such as 'Europe/Helsinki' or 'UTC'.",
    )


def _values(table: ir.Table, doubt: Doubt) -> str:
    rows = table.filter(doubt.where).select(doubt.column).distinct()
    names = rows.order_by(doubt.column).limit(6).to_pyarrow()[doubt.column].to_pylist()
    return listed(names, most=5)
