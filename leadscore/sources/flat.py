"""A flat export: one row a lead, a converted column, no history.

Which columns are read, and as what, says the mapping; every other column is left out and
listed with the reason. Such a table has no cutoffs: it can be split by the order of its
rows at best.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import ibis
import ibis.expr.types as ir

from leadscore.settings import Settings
from leadscore.sources.delimited import rejected_lines
from leadscore.sources.files import Source, opened
from leadscore.sources.mappings import Flat, FlatField
from leadscore.sources.parsing import BAD, NO_ZONE, ParsedTable, RawTable, check_form, parse
from leadscore.sources.readings import NOT_NAMED, PERSONAL, csv_form, mapped_form
from leadscore.sources.shelf import Shelf, fingerprint
from leadscore.sources.tables import (
    ColumnType,
    Problem,
    is_personal,
    listed,
    shown,
    stop_on_errors,
)
from leadscore.sources.values import MOST_UNREADABLE, first_ids

Axis = Literal["fit", "behaviour"]
Kind = Literal["number", "category"]
Split = Literal["order", "time", "random"]

ROW = "row"


@dataclass(frozen=True, kw_only=True)
class FlatColumn:
    """One feature of a flat export; ``told`` when its kind was told from its values.

    ``declared`` when the mapping says when it is known.
    """

    name: str
    source: str
    axis: Axis
    kind: Kind
    told: bool = False
    declared: bool = False


@dataclass(frozen=True, kw_only=True)
class FlatTable:
    """A flat export as a lazy table.

    ``frame`` has lead_id (text), position (int64, from the oldest lead or the first row),
    group_id (text; rows of one group stay together), converted (boolean, null where not
    known) and one column for each of ``columns``. ``how`` says what an honest split can
    follow: the order of the rows, their time, or nothing. ``left_out`` gives the reason
    for each column that is not read.
    """

    frame: ir.Table
    columns: tuple[FlatColumn, ...]
    how: Split
    left_out: Mapping[str, str] = field(default_factory=dict)


def read_flat(
    shelf: Shelf, source: Source, flat: Flat, settings: Settings
) -> tuple[FlatTable, tuple[Problem, ...]]:
    """Read a flat export as its mapping says.

    Parameters
    ----------
    shelf : Shelf
    source : Source
    flat : Flat
    settings : Settings

    Returns
    -------
    tuple of FlatTable and tuple of Problem
        The warnings.

    Raises
    ------
    TablesError
        If a column is missing, an id stands twice, a number cannot be read, a lead has no
        place in the order, the target never has a positive value, or has one that is
        neither positive nor negative; all at once.
    """
    form = mapped_form(settings, flat.csv, flat.datetime_format)
    check_form(shelf.engine, form, where=f"The mapping of {source.label}")
    key = fingerprint([source.content_hash(), flat, form, csv_form(settings, flat.csv)])
    fields = _fields(flat)
    with opened(shelf.engine, source, csv_form(settings, flat.csv)) as rows:
        here = rows.table.columns
        stop_on_errors(list(_absent(flat, fields, here, source)))
        text = shelf.find("flat_text", key)
        if text is None:
            text = shelf.keep(_as_text(rows.table, flat, fields), "flat_text", key)
        broken = rejected_lines(shelf.engine, rows.rejects, table="flat", origin=source.label)
    if broken:
        shelf.drop("flat_text", key)
        stop_on_errors(broken)
    told = _kinds(text, fields, form.decimal)
    types = _types(told, flat)
    raw = RawTable(
        name="flat", table=text, origin=source.label, content_hash=key, form=form, columns=here
    )
    parsed = parse(raw, types)
    frame = shelf.label(_frame(parsed, flat, told), "flat_frame")
    left_out = _reasons(flat, fields, here)
    problems = list(_problems(parsed, frame, flat, told, left_out))
    stop_on_errors(problems)
    clean = frame.drop("target_text").order_by("position")
    kept = shelf.find("flat", key)
    if kept is None:
        kept = shelf.keep(clean, "flat", key)
    return FlatTable(frame=kept, columns=told, how=_how(flat), left_out=left_out), tuple(problems)


def _fields(flat: Flat) -> dict[str, tuple[Axis, FlatField]]:
    fit: dict[str, tuple[Axis, FlatField]] = {f"fit__{n}": ("fit", f) for n, f in flat.fit.items()}
    return fit | {f"behaviour__{n}": ("behaviour", f) for n, f in flat.behaviour.items()}


def _special(flat: Flat) -> dict[str, str]:
    """Name the columns that are read but are no features."""
    special = {"target_text": flat.target}
    if flat.lead_id is not None:
        special["lead_id"] = flat.lead_id
    if flat.order is not None and flat.order.column is not None:
        special["order"] = flat.order.column
    if flat.group not in ("none", "duplicates"):
        special["group"] = flat.group
    return special


def _absent(
    flat: Flat, fields: Mapping[str, tuple[Axis, FlatField]], here: tuple[str, ...], source: Source
) -> Iterator[Problem]:
    named = [*_special(flat).values(), *(spec.column for _, spec in fields.values())]
    gone = sorted({*named, *flat.left_out} - set(here))
    if gone:
        yield Problem(
            code="missing_column",
            severity="error",
            table="flat",
            what=f"{shown(source.label)} lacks columns of the mapping: {listed(gone)}",
            todo=f"It has: {listed(here, most=40)}. Correct the mapping, or export the column.",
        )


def _as_text(rows: ir.Table, flat: Flat, fields: Mapping[str, tuple[Axis, FlatField]]) -> ir.Table:
    """Take what the mapping names, as text, what it calls missing as empty, rows numbered."""
    named = _special(flat) | {name: spec.column for name, (_, spec) in fields.items()}
    columns = {}
    for name, source in named.items():
        text = rows[source].cast("string").strip().nullif("")
        known = name in ("lead_id", "order", "group") or not flat.missing
        columns[name] = text if known else text.isin(flat.missing).ifelse(ibis.null("string"), text)
    return rows.select(**{ROW: ibis.row_number()}, **columns)


def _kinds(
    text: ir.Table, fields: Mapping[str, tuple[Axis, FlatField]], decimal: str
) -> tuple[FlatColumn, ...]:
    """Tell number from category: a number when every filled value is one."""
    open_fields = [name for name, (_, spec) in fields.items() if spec.kind is None]
    numbers: set[str] = set()
    if open_fields:
        plain = {
            name: text[name] if decimal == "." else text[name].replace(decimal, ".")
            for name in open_fields
        }
        counts = text.aggregate(
            **{f"filled__{name}": text[name].count() for name in open_fields},
            **{f"number__{name}": plain[name].try_cast("float64").count() for name in open_fields},
        )
        row = counts.to_pyarrow().to_pylist()[0]
        numbers = {
            name
            for name in open_fields
            if row[f"filled__{name}"] and row[f"filled__{name}"] == row[f"number__{name}"]
        }
    return tuple(
        FlatColumn(
            name=name,
            source=spec.column,
            axis=axis,
            kind=spec.kind or ("number" if name in numbers else "category"),
            told=spec.kind is None,
            declared=spec.known_at is not None,
        )
        for name, (axis, spec) in fields.items()
    )


def _types(columns: tuple[FlatColumn, ...], flat: Flat) -> dict[str, ColumnType]:
    types: dict[str, ColumnType] = {ROW: "int64"}
    types |= dict.fromkeys(_special(flat), "string")
    if flat.order is not None and flat.order.column is not None:
        types["order"] = "timestamp(6)" if flat.order.read_as == "instant" else "float64"
    for column in columns:
        types[column.name] = "float64" if column.kind == "number" else "string"
    return types


def _frame(parsed: ParsedTable, flat: Flat, columns: tuple[FlatColumn, ...]) -> ir.Table:
    rows = parsed.table
    row = rows[ROW]
    named = rows.lead_id if flat.lead_id is not None else (row + 1).cast("string")
    ordered = "order" in rows.columns
    place = ibis.row_number().over(order_by=[rows.order, row]) if ordered else row
    if flat.group == "duplicates":
        same = ibis.window(group_by=[rows[column.name] for column in columns])
        group = row.min().over(same).cast("string")
    else:
        group = named if flat.group == "none" else ibis.coalesce(rows.group, named)
    return rows.select(
        lead_id=named,
        position=place.cast("int64"),
        group_id=group,
        converted=_converted(rows.target_text, flat),
        target_text=rows.target_text,
        **{column.name: rows[column.name] for column in columns},
    )


def _converted(target: ir.StringValue, flat: Flat) -> ir.BooleanValue:
    """Read the target: yes, no, or empty where it is not known."""
    positive = target.isin(flat.positive)
    if not flat.negative:
        return positive
    return ibis.cases((positive, True), (target.isin(flat.negative), False))


def _how(flat: Flat) -> Split:
    if flat.order is None:
        return "random"
    return "time" if flat.order.read_as == "instant" else "order"


def _reasons(
    flat: Flat, fields: Mapping[str, tuple[Axis, FlatField]], here: tuple[str, ...]
) -> dict[str, str]:
    read = {*_special(flat).values(), *(spec.column for _, spec in fields.values())}
    return {
        name: flat.left_out.get(name, PERSONAL if is_personal(name) else NOT_NAMED)
        for name in here
        if name not in read
    }


def _problems(
    parsed: ParsedTable,
    frame: ir.Table,
    flat: Flat,
    columns: tuple[FlatColumn, ...],
    left_out: Mapping[str, str],
) -> Iterator[Problem]:
    rows = int(frame.count().execute())
    if not rows:
        yield _error("empty_table", "", "the file has no rows", "Export it again.")
        return
    yield from _unreadable(parsed, rows)
    yield from _placeless(parsed, flat, rows)
    yield from _ids(frame, flat, rows)
    yield from _target(frame, flat)
    yield from _addresses(frame, columns, rows)
    told = [column for column in columns if column.told]
    if told:
        numbers = [column.source for column in told if column.kind == "number"]
        yield _note(
            "kinds_told",
            f"{len(told)} columns have no kind in the mapping; from their values "
            f"{len(numbers)} are numbers ({listed(numbers) or 'none'}), the others categories",
            "Say kind: number or kind: category where this is wrong.",
        )
    if left_out:
        names = "; ".join(
            f"{shown(name)} ({shown(why, width=200)})" for name, why in left_out.items()
        )
        yield _note(
            "columns_left_out",
            f"{len(left_out)} columns are not read: {names}",
            "To use one, name it under fit or behaviour, if it is known before the outcome.",
        )


def _addresses(frame: ir.Table, columns: tuple[FlatColumn, ...], rows: int) -> Iterator[Problem]:
    texts = [column for column in columns if column.kind == "category"]
    sums = {one.name: frame.count(where=frame[one.name].contains("@")) for one in texts}
    counts = frame.aggregate(**sums).to_pyarrow().to_pylist()[0] if sums else {}
    for column in texts:
        if counts[column.name]:
            yield _error(
                "email_address",
                column.source,
                "hold an e-mail address, which is personal data",
                "Take the column out of the mapping.",
                count=counts[column.name],
                total=rows,
            )


def _unreadable(parsed: ParsedTable, rows: int) -> Iterator[Problem]:
    table = parsed.table
    flags = [name for name in table.columns if name.startswith((BAD, NO_ZONE))]
    if not flags:
        return
    sums = table.aggregate(**{flag: table.count(where=table[flag]) for flag in flags})
    for flag, count in sums.to_pyarrow().to_pylist()[0].items():
        if not count:
            continue
        column = flag.partition("__")[2]
        few = count <= MOST_UNREADABLE * rows and column != "order"
        zone = flag.startswith(NO_ZONE)
        yield Problem(
            code="no_zone" if zone else "unreadable_value",
            severity="warning" if few and not zone else "error",
            table="flat",
            column=column,
            what="have no time zone, and none is named" if zone else "are not numbers or instants",
            todo="They are read as empty."
            if few and not zone
            else "Set data.timezone, or csv.timezone in the mapping."
            if zone
            else "Name what stands for missing under missing, or say how it is written.",
            count=count,
            total=rows,
            examples=_first_leads(table.filter(table[flag])),
        )


def _placeless(parsed: ParsedTable, flat: Flat, rows: int) -> Iterator[Problem]:
    """Count leads without a value in the column of the order: they may be old or new."""
    if flat.order is None or flat.order.column is None:
        return
    table = parsed.table
    told = [table[flag + "order"] for flag in (BAD, NO_ZONE) if flag + "order" in table.columns]
    empty = table.filter(table.order.isnull(), *(~flag for flag in told))
    count = int(empty.count().execute())
    if count:
        yield Problem(
            code="missing_value",
            severity="error",
            table="flat",
            column=flat.order.column,
            what="are empty, so that nothing tells whether these leads are old or new",
            todo="Fill the column, leave these rows out of the export, or give order: another "
            "column, row or none in the mapping.",
            count=count,
            total=rows,
            examples=_first_leads(empty),
        )


def _first_leads(rows: ir.Table) -> tuple[str, ...]:
    """Give the three lowest ids among rows; without ids, the numbers of the rows."""
    if "lead_id" in rows.columns:
        return first_ids(rows, "lead_id")
    return first_ids(rows.select(number=rows[ROW] + 1), "number")


def _ids(frame: ir.Table, flat: Flat, rows: int) -> Iterator[Problem]:
    if flat.lead_id is None:
        return
    empty = int(frame.lead_id.isnull().sum().execute())
    if empty:
        yield _error("missing_value", flat.lead_id, "are empty", "Every row needs it.", empty, rows)
    counted = frame.filter(frame.lead_id.notnull()).lead_id.value_counts(name="rows")
    twice = counted.filter(counted["rows"] > 1)
    count = int(twice.count().execute())
    if count:
        yield Problem(
            code="duplicate_lead",
            severity="error",
            table="flat",
            column=flat.lead_id,
            what=f"{count:,} id{'s' * (count > 1)} in several rows",
            todo="Export one row for each lead.",
            count=count,
            examples=first_ids(twice, "lead_id"),
        )


def _target(frame: ir.Table, flat: Flat) -> Iterator[Problem]:
    counted = frame.filter(frame.target_text.notnull()).group_by("target_text")
    rows = counted.aggregate(rows=ibis._.count()).order_by(ibis.desc("rows"), "target_text")
    counts = {row["target_text"]: row["rows"] for row in rows.to_pyarrow().to_pylist()}
    if not set(counts) & set(flat.positive):
        yield _error(
            "no_positive",
            flat.target,
            f"no row holds a positive value ({listed(flat.positive)}); "
            f"there are: {listed(sorted(counts), most=6)}",
            "Correct positive: in the mapping.",
        )
        return
    others = {
        value: count
        for value, count in counts.items()
        if value not in flat.positive and value not in flat.negative
    }
    yield from _other_outcomes(flat, others, total=sum(counts.values()))


def _other_outcomes(flat: Flat, others: Mapping[str, int], *, total: int) -> Iterator[Problem]:
    """Tell values of the target that the mapping does not name, the most frequent first."""
    told = listed((f"{shown(value)} ({count:,})" for value, count in others.items()), most=6)
    count = sum(others.values())
    if flat.negative and others:
        yield _error(
            "unknown_outcome",
            flat.target,
            f"hold a value that is neither positive nor negative: {told}",
            "Name it under positive:, negative: or, where the outcome is still open, missing: in "
            "the mapping.",
            count,
            total,
        )
    elif len(others) > 1:
        yield Problem(
            code="taken_as_no",
            severity="warning",
            table="flat",
            column=flat.target,
            what=f"are taken as not converted, though they hold {len(others)} different values: "
            + told,
            todo="Name those that are still open under missing: in the mapping, and those that "
            "are a no under negative:.",
            count=count,
            total=total,
        )


def _error(code: str, column: str, what: str, todo: str, count: int = 0, total: int = 0) -> Problem:
    return Problem(
        code=code,
        severity="error",
        table="flat",
        column=column,
        what=what,
        todo=todo,
        count=count,
        total=total,
    )


def _note(code: str, what: str, todo: str) -> Problem:
    return Problem(code=code, severity="warning", table="flat", what=what, todo=todo)
