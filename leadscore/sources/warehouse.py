"""The tables on an engine: checked, typed, lazy.

A warehouse holds Ibis expressions, never frames of events. Text ids, naive UTC
instants and the columns of :mod:`leadscore.sources.tables` are promised to whoever
reads from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa
from ibis.backends import BaseBackend

from leadscore.errors import MappingError
from leadscore.settings import Settings
from leadscore.sources.checks import check_tables
from leadscore.sources.cleaning import CleanTables, empty_tables, seen_at
from leadscore.sources.ends import silence_of, silent_stages
from leadscore.sources.files import look_into
from leadscore.sources.flat import FlatColumn, FlatTable, read_flat
from leadscore.sources.gathering import (
    Gathered,
    gather_database,
    gather_folder,
    gather_frames,
    ignored_files,
    mapped_source,
)
from leadscore.sources.mappings import Block, Flat, TableMapping, load_mapping
from leadscore.sources.shelf import Shelf, connect, fingerprint
from leadscore.sources.tables import TABLES, Problem
from leadscore.sources.uses import ABSENT, PRESENT, Language

__all__ = [
    "FlatColumn",
    "FlatTable",
    "Warehouse",
    "describe",
    "open_warehouse",
    "warehouse_from_frames",
]

#: Where a project keeps what was worked out from its sources.
WORK_FOLDER = ".leadscore"
#: Stands for an instant where a flat export has none; nothing may be read from it.
NO_INSTANT = datetime(1970, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Warehouse:
    """The six tables as lazy expressions on one engine.

    Parameters
    ----------
    engine : ibis backend
        DuckDB in the process, or Spark.
    tables : mapping of str to ibis table
        All six by name, with the standard columns and types (without rows where the
        source lacks them); leads also carry ``opted_out`` and ``contactable`` (booleans,
        never null), and events and stages hold no row of an opted-out person.
    as_of : datetime
        The instant the data speaks from, naive UTC.
    observed_from : datetime
        The instant from which outcomes were recorded, naive UTC.
    observed_until : datetime, optional
        The instant until which they were, naive UTC; by default, ``as_of``.
    problems : tuple of Problem
        The warnings that the checks counted.
    data_hash : str
        SHA-256 over what was read; the same input gives the same hash.
    present : frozenset of str
        The tables that the source brought with rows.
    flat : FlatTable, optional
        A flat export; then the six tables are empty and there are no instants.
    """

    engine: BaseBackend
    tables: Mapping[str, ir.Table]
    as_of: datetime
    observed_from: datetime
    observed_until: datetime | None = None
    problems: tuple[Problem, ...] = ()
    data_hash: str = ""
    present: frozenset[str] = field(default_factory=frozenset)
    flat: FlatTable | None = None

    def has(self, table: str) -> bool:
        """Whether the source brought this table."""
        return table in self.present

    def __getattr__(self, name: str) -> ir.Table:
        """Give a table by its name: ``warehouse.events``."""
        if name in TABLES:
            return self.tables[name]
        raise AttributeError(name)


def open_warehouse(settings: Settings, root: Path) -> Warehouse:
    """Open a project's data: check it, and give its tables lazily.

    Parameters
    ----------
    settings : Settings
    root : Path
        The project's folder. What is parsed from text or a database is kept under
        ``.leadscore/tables`` in it.

    Returns
    -------
    Warehouse

    Raises
    ------
    TablesError
        If the tables hold errors; all are told at once.
    DataError
        If a source cannot be read at all.
    SettingsError
        If the settings or the mapping do not fit the sources.
    OutputError
        If the project's folder cannot be written.
    """
    work = root / WORK_FOLDER
    engine = connect(work / "spill")
    shelf = Shelf(engine, work / "tables")
    mapping_path = root / settings.data.mapping
    mapping = load_mapping(mapping_path) if mapping_path.is_file() else None
    folder = root / settings.data.folder
    if settings.data.database_url_env:
        if mapping is not None:
            raise MappingError(
                f"{mapping_path.name} maps files, but data.database_url_env names a database. "
                "Empty one of the two; in the database, give the tables their names by views."
            )
        gathered = gather_database(shelf, settings.data.database_url_env, settings)
    elif mapping is not None and mapping.flat is not None:
        return _flat_warehouse(shelf, folder, mapping.flat, settings)
    else:
        gathered = gather_folder(shelf, folder, settings, mapping)
    warehouse = _warehouse(shelf, gathered, settings, mapping)
    shelf.tidy()
    return warehouse


def warehouse_from_frames(
    frames: Mapping[str, pd.DataFrame | pa.Table], settings: Settings
) -> Warehouse:
    """Make a warehouse of frames, with the same checks, for tests and small notebooks.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame or pyarrow.Table
        By table; instants without a zone are UTC.
    settings : Settings

    Returns
    -------
    Warehouse

    Raises
    ------
    TablesError
        If the tables hold errors; all are told at once.
    UsageError
        If a name is not one of the six tables.

    Examples
    --------
    >>> leads = pd.DataFrame({"lead_id": ["7"], "created_at": [pd.Timestamp("2024-01-01")]})
    >>> stages = pd.DataFrame(
    ...     {"lead_id": ["7"], "stage": ["won"], "entered_at": [pd.Timestamp("2024-02-01")]}
    ... )
    >>> warehouse = warehouse_from_frames({"leads": leads, "stages": stages}, Settings())
    >>> warehouse.as_of, warehouse.has("events"), warehouse.stages.count().execute()
    (datetime.datetime(2024, 2, 1, 0, 0), False, 1)
    """
    shelf = Shelf(connect(), None)
    return _warehouse(shelf, gather_frames(shelf, frames, settings), settings, None)


def _warehouse(
    shelf: Shelf, gathered: Gathered, settings: Settings, mapping: TableMapping | None
) -> Warehouse:
    told = mapping.model_dump_json() if mapping is not None else ""
    data_hash = fingerprint([gathered.data_hash, told])
    key = fingerprint([data_hash, settings.model_dump_json()])
    clean = check_tables(
        gathered.tables, settings, shelf, key=key, already=tuple(gathered.problems)
    )
    as_of = settings.time.as_of or _last_instant(clean)
    first = clean.tables["stages"].entered_at.min().to_pyarrow().as_py()
    observed_until, early = _observed_until(clean, settings, as_of)
    return Warehouse(
        engine=shelf.engine,
        tables=clean.tables,
        as_of=as_of,
        observed_from=settings.time.observed_from or first or as_of,
        observed_until=observed_until,
        problems=(*clean.problems, *early),
        data_hash=data_hash,
        present=clean.present,
    )


def _last_instant(clean: CleanTables) -> datetime:
    """Find the last instant at which something happened or was recorded."""
    last: list[datetime | None] = [
        seen_at(clean.tables[name], name).max().to_pyarrow().as_py()
        for name in ("leads", "events", "stages", "orders")
        if name in clean.present
    ]
    return max(instant for instant in last if instant is not None)


def _observed_until(
    clean: CleanTables, settings: Settings, as_of: datetime
) -> tuple[datetime, tuple[Problem, ...]]:
    """Find until when outcomes were recorded: as told, else as_of or where the stages end."""
    if settings.time.observed_until is not None:
        return min(settings.time.observed_until, as_of), ()
    silence = silence_of(clean.tables["stages"], as_of)
    if silence is None:
        return as_of, ()
    present = {name: clean.tables[name] for name in clean.present}
    return silence.since, (silent_stages(silence, present, as_of),)


def _flat_warehouse(shelf: Shelf, folder: Path, flat: Flat, settings: Settings) -> Warehouse:
    found = look_into(shelf.engine, folder)
    source = mapped_source(folder, flat.file)
    table, problems = read_flat(shelf, source, flat, settings)
    ignored = ignored_files(found, {"flat": [Block(file=flat.file)]})
    shelf.tidy()
    return Warehouse(
        engine=shelf.engine,
        tables=empty_tables(shelf, settings),
        as_of=settings.time.as_of or NO_INSTANT,
        observed_from=settings.time.observed_from or NO_INSTANT,
        problems=(*problems, *ignored),
        data_hash=fingerprint([source.content_hash(), flat.model_dump_json()]),
        flat=table,
    )


def describe(warehouse: Warehouse, *, language: Language = "en") -> pd.DataFrame:
    """Tell what is there, and what each table lets a team do.

    Parameters
    ----------
    warehouse : Warehouse
    language : {"en", "fi"}
        Of the sentences.

    Returns
    -------
    pandas.DataFrame
        One row a table (of a flat export: one row), with the columns table, present,
        rows, first and last (instants, empty where the table has none) and allows.
    """
    if warehouse.flat is not None:
        flat = {"table": "flat", "present": True, "first": pd.NaT, "last": pd.NaT}
        size = int(warehouse.flat.frame.count().execute())
        described = [flat | {"rows": size, "allows": PRESENT["flat"][language]}]
    else:
        described = [_described(warehouse, name, language) for name in TABLES]
    columns = ["table", "present", "rows", "first", "last", "allows"]
    table = pd.DataFrame(described, columns=columns)
    return table.astype({"first": "datetime64[us]", "last": "datetime64[us]"})


def _described(warehouse: Warehouse, name: str, language: Language) -> dict[str, object]:
    table, present = warehouse.tables[name], warehouse.has(name)
    told = {"table": name, "present": present, "first": pd.NaT, "last": pd.NaT}
    told["allows"] = (PRESENT if present else ABSENT)[name][language]
    instant = TABLES[name].instant
    if not instant:
        return told | {"rows": int(table.count().execute())}
    at = table[instant]
    counted = table.aggregate(rows=table.count(), first=at.min(), last=at.max())
    found = counted.to_pyarrow().to_pylist()[0]
    return told | {key: value for key, value in found.items() if value is not None}
