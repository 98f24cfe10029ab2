"""Which columns are read from which source, and how: the standard way or a mapping's.

A reading names every column that it takes. What it does not name is not read, only
listed with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import ibis
import ibis.expr.types as ir

from leadscore.settings import Settings
from leadscore.sources.delimited import CsvForm, rejected_lines
from leadscore.sources.files import Source, opened
from leadscore.sources.mappings import Block, CsvPart
from leadscore.sources.parsing import (
    BAD,
    ParsedTable,
    RawTable,
    TextForm,
    check_form,
    form_of,
    parse,
)
from leadscore.sources.shelf import Shelf, fingerprint
from leadscore.sources.tables import (
    TABLES,
    ColumnType,
    Problem,
    is_personal,
    listed,
    shown,
)

NOT_ALLOWED = "not among the standard columns, and not in features.extra_columns"
NOT_NAMED = "not named in the mapping"
PERSONAL = "personal data"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What one table takes from one source.

    ``columns`` gives the source's column by the table's; None takes the standard columns
    and the allowed extra ones by their own names. ``left_out`` gives reasons, and
    ``elsewhere`` names columns that another reading of the same source takes.
    """

    table: str
    form: TextForm = field(default_factory=TextForm)
    csv: CsvForm = field(default_factory=CsvForm)
    columns: Mapping[str, str] | None = None
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    skip_empty: tuple[str, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()


def types_of(table: str, settings: Settings) -> dict[str, ColumnType]:
    """Give every column that may be read into a table, with its type.

    Parameters
    ----------
    table : str
    settings : Settings
        ``features.extra_columns`` adds columns and the instants they are known from.

    Returns
    -------
    dict of str to str
    """
    types = dict(TABLES[table].types)
    for extra in settings.features.extra_columns:
        if extra.table != table:
            continue
        types.setdefault(extra.column, "float64" if extra.kind == "number" else "string")
        if extra.known_at != "creation":
            types.setdefault(extra.known_at, "timestamp(6)")
    return types


def standard_reading(table: str, settings: Settings) -> Reading:
    """Read a table under its own column names, text as the settings say."""
    return Reading(table=table, form=form_of(settings), csv=csv_form(settings))


def block_reading(
    table: str, block: Block, settings: Settings, *, elsewhere: frozenset[str] = frozenset()
) -> Reading:
    """Read a table as one block of a mapping says."""
    return Reading(
        table=table,
        form=mapped_form(settings, block.csv, block.datetime_format),
        csv=csv_form(settings, block.csv),
        columns=block.columns,
        constants=block.constants,
        values=block.values,
        skip_empty=block.skip_empty,
        left_out=block.left_out,
        elsewhere=elsewhere,
    )


def csv_form(settings: Settings, part: CsvPart | None = None) -> CsvForm:
    """Take encoding and separator from a mapping, else from the settings."""
    told = part or CsvPart()
    return CsvForm(
        encoding=told.encoding or settings.data.csv_encoding,
        separator=told.separator or settings.data.csv_separator,
    )


def mapped_form(settings: Settings, part: CsvPart, datetime_format: str | None) -> TextForm:
    """Take zone, format and decimal mark from a mapping, else from the settings."""
    form = form_of(settings)
    return TextForm(
        timezone=form.timezone if part.timezone is None else part.timezone,
        datetime_format=form.datetime_format if datetime_format is None else datetime_format,
        decimal=part.decimal or form.decimal,
    )


def read_source(
    shelf: Shelf, source: Source, reading: Reading, settings: Settings
) -> tuple[ParsedTable, list[Problem]]:
    """Read one table from one source, with the declared types.

    Parameters
    ----------
    shelf : Shelf
        Keeps what was parsed from text, so that it is parsed once.
    source : Source
    reading : Reading
    settings : Settings

    Returns
    -------
    tuple of ParsedTable and list of Problem
        Problems that lie in the file itself: broken lines, columns that a mapping names
        and the file lacks, personal columns asked for.

    Raises
    ------
    SettingsError
        If the zone, the format or the encoding is not known.
    DataError
        If the file cannot be read at all.
    """
    check_form(shelf.engine, reading.form, where=f"The reading of {source.label}")
    types = types_of(reading.table, settings)
    content = source.content_hash()
    with opened(shelf.engine, source, reading.csv) as open_table:
        raw, problems = shape(open_table.table, reading, types, source.label, content)
        key = fingerprint([content, reading, sorted(types.items())])
        parsed = replace(parse(raw, types), key=key)
        if source.kind != "csv" and not any(name.startswith(BAD) for name in parsed.table.columns):
            return parsed, problems
        kept = shelf.find(reading.table, key)
        if kept is None:
            kept = shelf.keep(parsed.table, reading.table, key)
        broken = rejected_lines(
            shelf.engine, open_table.rejects, table=reading.table, origin=source.label
        )
    if broken:
        # Not whole, so not for the next process: it would never hear of the broken lines.
        kept = shelf.hold(kept, reading.table, key)
        shelf.drop(reading.table, key)
    return replace(parsed, table=kept), [*problems, *broken]


def shape(
    table: ir.Table,
    reading: Reading,
    types: Mapping[str, ColumnType],
    origin: str,
    content_hash: str,
) -> tuple[RawTable, list[Problem]]:
    """Bring a source's columns under the table's names, nothing cast yet.

    Parameters
    ----------
    table : ibis table
        The source under its own names.
    reading : Reading
    types : mapping of str to str
        The columns that may be read.
    origin, content_hash : str
        What the raw table says of itself.

    Returns
    -------
    tuple of RawTable and list of Problem
    """
    here = table.columns
    asked = dict(reading.columns or {name: name for name in types if name in here})
    personal = [name for name, source in asked.items() if _is_personal(reading, name, source)]
    wanted = {
        name: source
        for name, source in asked.items()
        if source in here and name in types and name not in personal
    }
    constants = {name: text for name, text in reading.constants.items() if name in types}
    columns = {
        name: _translated(table[source], reading.values.get(name, {}))
        for name, source in wanted.items()
    } | {name: ibis.literal(text) for name, text in constants.items()}
    shaped = table.select(**columns) if columns else table.select(nothing=ibis.null("string"))
    for name in reading.skip_empty:
        if name in wanted:
            shaped = shaped.filter(_filled(shaped[name]))
    raw = RawTable(
        name=reading.table,
        table=shaped,
        origin=origin,
        content_hash=content_hash,
        form=reading.form,
        columns=tuple(here),
        left_out=_left_out([name for name in here if name not in wanted.values()], reading),
    )
    return raw, [
        *_absent(reading, here, origin),
        *_unknown_targets(reading, types, origin),
        *_personal(reading, personal, origin),
    ]


def _is_personal(reading: Reading, name: str, source: str) -> bool:
    return is_personal(name, reading.table) or is_personal(source, reading.table)


def why_unread(column: str, table: str, usual: str = NOT_ALLOWED) -> str:
    """Say why a column is not read that nothing asks for."""
    return PERSONAL if is_personal(column, table) else usual


def _left_out(unread: Iterable[str], reading: Reading) -> dict[str, str]:
    usual = NOT_ALLOWED if reading.columns is None else NOT_NAMED
    return {
        name: reading.left_out.get(name, why_unread(name, reading.table, usual))
        for name in unread
        if name not in reading.elsewhere
    }


def _translated(value: ir.Value, told: Mapping[str, str | None]) -> ir.Value:
    """Replace the values that a mapping names; others stay as they are."""
    if not told:
        return value
    text = value.cast("string")
    cases = [
        (text == old, ibis.null("string") if new is None else new) for old, new in told.items()
    ]
    return ibis.cases(*cases, else_=text)


def _filled(value: ir.Value) -> ir.BooleanValue:
    return value.nullif("").notnull() if value.type().is_string() else value.notnull()


def _absent(reading: Reading, here: Iterable[str], origin: str) -> list[Problem]:
    present = set(here)
    gone = [source for source in (reading.columns or {}).values() if source not in present]
    return (
        [
            Problem(
                code="missing_column",
                severity="error",
                table=reading.table,
                what=f"{shown(origin)} lacks columns of the mapping: {listed(sorted(set(gone)))}",
                todo=f"It has: {listed(here, most=40)}. Correct the mapping, or export the column.",
            )
        ]
        if gone
        else []
    )


def _unknown_targets(
    reading: Reading, types: Mapping[str, ColumnType], origin: str
) -> list[Problem]:
    named = [*(reading.columns or {}), *reading.constants]
    unknown = [name for name in named if name not in types]
    return (
        [
            Problem(
                code="unknown_column",
                severity="error",
                table=reading.table,
                what=f"the mapping of {shown(origin)} fills columns that the table does not have: "
                + listed(unknown),
                todo="Use the table's own columns, or allow one in features.extra_columns with the "
                "moment it is known.",
            )
        ]
        if unknown
        else []
    )


def _personal(reading: Reading, personal: Iterable[str], origin: str) -> list[Problem]:
    names = list(personal)
    return (
        [
            Problem(
                code="personal_column",
                severity="error",
                table=reading.table,
                what=f"personal data of {shown(origin)} is asked for: {listed(names)}",
                todo="Names, addresses and phone numbers are never read in. Take the column out of "
                "features.extra_columns or the mapping.",
            )
        ]
        if names
        else []
    )
