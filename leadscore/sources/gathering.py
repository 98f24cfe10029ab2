"""All sources of a project brought together: a folder, a mapping, a database, frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from leadscore.errors import DataError, MappingError, UsageError
from leadscore.settings import Settings
from leadscore.sources.cleaning import seen_at
from leadscore.sources.derived import derive_stage
from leadscore.sources.files import FORMS, Folder, Source, look_into, named_file
from leadscore.sources.frames import frame_table
from leadscore.sources.mappings import Block, Derive, TableMapping
from leadscore.sources.parsing import ParsedTable, RawTable, TextForm, form_of, parse
from leadscore.sources.readings import (
    Reading,
    block_reading,
    read_source,
    standard_reading,
    types_of,
    why_unread,
)
from leadscore.sources.shelf import Shelf, fingerprint
from leadscore.sources.sql import connected, stage_tables
from leadscore.sources.tables import REQUIRED_TABLES, TABLES, ColumnType, Problem, listed, shown


@dataclass(kw_only=True)
class Gathered:
    """What the sources hold, parsed: by table its blocks, what is wrong, what was read."""

    tables: dict[str, list[ParsedTable]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    contents: list[str] = field(default_factory=list)

    @property
    def data_hash(self) -> str:
        """SHA-256 that speaks for the content of everything read, not for where it lay."""
        return fingerprint(sorted(self.contents))

    def add(self, name: str, parsed: ParsedTable, problems: Sequence[Problem] = ()) -> None:
        """Take in one block of a table."""
        self.tables.setdefault(name, []).append(parsed)
        self.problems += problems
        self.contents.append(f"{name} {parsed.raw.content_hash}")


def gather_folder(
    shelf: Shelf, path: Path, settings: Settings, mapping: TableMapping | None
) -> Gathered:
    """Read the tables in a data folder, those of a mapping first.

    Parameters
    ----------
    shelf : Shelf
    path : Path
    settings : Settings
    mapping : TableMapping or None

    Returns
    -------
    Gathered

    Raises
    ------
    DataError
        If the folder or a file cannot be read at all.
    MappingError
        If a mapping names a file that is not there.
    """
    folder = look_into(shelf.engine, path)
    gathered = Gathered()
    blocks = dict(mapping.tables) if mapping is not None else {}
    for name in TABLES:
        if name in blocks:
            _add_mapped(gathered, shelf, folder, name, blocks, settings)
            continue
        sources = folder.sources.get(name, ())
        if sources:
            reading = standard_reading(name, settings)
            gathered.add(name, *read_source(shelf, sources[0], reading, settings))
    gathered.problems += [one for one in folder.problems if one.table not in blocks]
    lacking = not set(REQUIRED_TABLES) <= set(gathered.tables)
    gathered.problems += ignored_files(folder, blocks, lacking=lacking)
    return gathered


def gather_database(shelf: Shelf, variable: str, settings: Settings) -> Gathered:
    """Read the tables of an SQL database.

    Parameters
    ----------
    shelf : Shelf
    variable : str
        Environment variable with the SQLAlchemy URL.
    settings : Settings

    Returns
    -------
    Gathered
    """
    gathered = Gathered()
    wanted = {name: tuple(types_of(name, settings)) for name in TABLES}
    with connected(variable) as connection:
        staged = stage_tables(connection, shelf, wanted)
    # Databases write instants and numbers one way, whatever the CSV settings say.
    form = TextForm(timezone=settings.data.timezone)
    for name, (source, columns) in staged.items():
        reading = Reading(table=name, form=form)
        parsed, problems = read_source(shelf, source, reading, settings)
        unread = {
            column: why_unread(column, name) for column in columns if column not in wanted[name]
        }
        raw = replace(parsed.raw, columns=columns, left_out={**parsed.raw.left_out, **unread})
        gathered.add(name, replace(parsed, raw=raw), problems)
    return gathered


def gather_frames(
    shelf: Shelf, frames: Mapping[str, pd.DataFrame | pa.Table], settings: Settings
) -> Gathered:
    """Read tables given as frames.

    Raises
    ------
    UsageError
        If a name is not one of the six tables.
    """
    unknown = sorted(set(frames) - set(TABLES))
    if unknown:
        raise UsageError(
            f"frames holds unknown tables: {listed(unknown)}. Known: {', '.join(TABLES)}."
        )
    gathered = Gathered()
    for name in TABLES:
        if name in frames:
            types = types_of(name, settings)
            raw, problems = frame_table(shelf.engine, name, frames[name], types, form_of(settings))
            gathered.add(name, parse(raw, types), problems)
    return gathered


def mapped_source(path: Path, file: str) -> Source:
    """Find the file that a mapping names in the data folder.

    Raises
    ------
    MappingError
        If it is not there.
    """
    source = named_file(path / file)
    if source is None or not source.paths[0].is_file():
        raise MappingError(
            f"The mapping names the file {shown(file)}, which is not in {path}. "
            "Put it there, or correct the name."
        )
    return source


def ignored_files(
    folder: Folder, mapped: Mapping[str, Sequence[Block]], *, lacking: bool = False
) -> list[Problem]:
    """List the files of a data folder that mean nothing to leadscore.

    Parameters
    ----------
    folder : Folder
    mapped : mapping of str to sequence of Block
        What a mapping reads, by table.
    lacking : bool, default False
        Whether a table is missing that nothing works without; one of the files may be it,
        so that they are an error.

    Returns
    -------
    list of Problem
        None or one.
    """
    named = {block.file for blocks in mapped.values() for block in blocks}
    ignored = [name for name in folder.ignored if name not in named]
    if not ignored:
        return []
    return [
        Problem(
            code="file_ignored",
            severity="error" if lacking else "warning",
            table="data",
            what=f"{len(ignored)} files are not read: {listed(ignored)}",
            todo=f"Read are {FORMS} file, in small letters. Export them in one of these forms, "
            "or map CSV and Parquet files of other names in mapping.yaml.",
        )
    ]


def _add_mapped(
    gathered: Gathered,
    shelf: Shelf,
    folder: Folder,
    name: str,
    mapped: Mapping[str, Sequence[Block]],
    settings: Settings,
) -> None:
    for block in mapped[name]:
        if block.derive is not None:
            gathered.add(name, _derived(shelf, gathered, block.derive, settings))
            continue
        source = mapped_source(folder.path, str(block.file))
        others = [one for blocks in mapped.values() for one in blocks if one.file == block.file]
        elsewhere = frozenset(column for one in others for column in one.columns.values())
        reading = block_reading(name, block, settings, elsewhere=elsewhere)
        gathered.add(name, *read_source(shelf, source, reading, settings))


def _derived(shelf: Shelf, gathered: Gathered, rule: Derive, settings: Settings) -> ParsedTable:
    """Work a stage out of the events; they come before the stages in the order of reading."""
    if rule.source not in gathered.tables:
        raise DataError(
            f"The mapping derives a stage from {rule.source}, but there is no such table. "
            f"Map {rule.source} too, or put it into the data folder."
        )
    blocks = gathered.tables[rule.source]
    needed = {"lead_id", "event_at", "kind"}
    if any(not needed <= set(block.table.columns) for block in blocks):
        raise MappingError(
            f"The mapping derives a stage from {rule.source}, which must have the columns "
            f"{', '.join(sorted(needed))}. Map them."
        )
    types = types_of(rule.source, settings)
    parts = [_only_typed(block.table, types) for block in blocks]
    events = ibis.union(*parts) if len(parts) > 1 else parts[0]
    as_of = settings.time.as_of
    if as_of is not None:
        events = events.filter(seen_at(events, rule.source) <= ibis.literal(as_of))
    content = fingerprint([rule.model_dump_json()])
    key = fingerprint([content, as_of, *types, *(block.key for block in blocks)])
    table = shelf.find("derived_stage", key)
    if table is None:
        table = shelf.keep(derive_stage(events, rule), "derived_stage", key)
    raw = RawTable(name="stages", table=table, origin="the rule", content_hash=content)
    return ParsedTable(raw=raw, table=raw.table, key=key)


def _only_typed(table: ir.Table, types: Mapping[str, ColumnType]) -> ir.Table:
    """Take the declared columns; one that is missing or of a wrong type is empty."""
    columns: dict[str, ir.Value] = {}
    for name, kind in types.items():
        there = name in table.columns and table[name].type().copy(nullable=True) == dt.dtype(kind)
        columns[name] = table[name] if there else ibis.null(kind)
    return table.select(**columns)
