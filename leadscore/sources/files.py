"""A folder of CSV, Parquet and DuckDB files: what is there, opened lazily.

Only files with a known name are opened: ``leads.csv``, ``leads.csv.gz``,
``leads.parquet``, a folder ``leads/`` of Parquet parts, tables of one ``.duckdb`` file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import duckdb
import ibis.expr.types as ir
from ibis.backends.duckdb import Backend

from leadscore.errors import DataError
from leadscore.sources.delimited import CsvForm, open_csv
from leadscore.sources.shelf import exact_path, sql_text
from leadscore.sources.tables import TABLES, Problem, listed, shown

SUFFIXES: Mapping[str, Literal["csv", "parquet"]] = {
    ".csv": "csv",
    ".csv.gz": "csv",
    ".parquet": "parquet",
}
#: The forms that are read, for messages.
FORMS = "<table>.csv, <table>.csv.gz, <table>.parquet, a folder <table>/ of Parquet, or one .duckdb"
#: What leadscore itself puts into a data folder: sample cards, the mark of simulated data.
_OWN = ("samples", "simulated.json")
_CHUNK = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where one table's rows lie: one file, several parts, or a table of a database file."""

    kind: Literal["csv", "parquet", "duckdb"]
    paths: tuple[Path, ...]
    label: str
    database: str = ""
    table: str = ""

    def content_hash(self) -> str:
        """Hash the bytes of the files, read as a stream; where they lie does not matter."""
        digest = hashlib.sha256()
        for path in self.paths:
            with path.open("rb") as stream:
                while chunk := stream.read(_CHUNK):
                    digest.update(chunk)
        return digest.hexdigest()


@dataclass(frozen=True, kw_only=True)
class Folder:
    """What a data folder holds: sources by table name, and the names that mean nothing."""

    path: Path
    sources: Mapping[str, tuple[Source, ...]]
    ignored: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def is_note(name: str) -> bool:
    """Tell by its name whether an entry of a data folder holds no data and needs no word.

    Parameters
    ----------
    name : str

    Returns
    -------
    bool
        True for hidden files, notes and what leadscore itself puts there.

    Examples
    --------
    >>> is_note("README.md"), is_note(".DS_Store"), is_note("leads.xlsx"), is_note("NOTES.csv")
    (True, True, False, False)
    """
    note = name.startswith(("README", "NOTE")) and not name.endswith((*SUFFIXES, ".duckdb"))
    return note or name.startswith(".") or name in _OWN


def look_into(engine: Backend, path: Path) -> Folder:
    """List the sources in a data folder, or in one DuckDB file.

    Parameters
    ----------
    engine : ibis DuckDB backend
        DuckDB files are attached to it, read-only.
    path : Path
        A folder, or a file ending in ``.duckdb``.

    Returns
    -------
    Folder

    Raises
    ------
    DataError
        If the path does not exist or cannot be listed, or a DuckDB file cannot be opened.
    """
    try:
        entries = sorted(path.iterdir()) if path.is_dir() else [path.resolve(strict=True)]
    except OSError as missing:
        raise DataError(
            f"The data folder {path} cannot be read ({missing.strerror}). Put the tables "
            "there, or name another folder in leadscore.toml: data.folder."
        ) from missing
    found: dict[str, list[Source]] = {}
    ignored: list[str] = []
    for entry in entries:
        sources = list(_sources_of(engine, entry))
        for name, source in sources:
            found.setdefault(name, []).append(source)
        if not sources and not is_note(entry.name):
            ignored.append(entry.name)
    return Folder(
        path=path,
        sources={name: tuple(sources) for name, sources in found.items()},
        ignored=tuple(ignored),
        problems=tuple(_ambiguities(found)),
    )


def named_file(path: Path) -> Source | None:
    """Describe a file that a mapping names, or None where its ending is not known."""
    for suffix, kind in SUFFIXES.items():
        if path.name.endswith(suffix):
            return Source(kind=kind, paths=(path,), label=path.name)
    return None


@contextmanager
def opened(engine: Backend, source: Source, form: CsvForm) -> Iterator[OpenTable]:
    """Open a source lazily.

    Parameters
    ----------
    engine : ibis DuckDB backend
    source : Source
    form : CsvForm
        How CSV text is written; not used by other kinds.

    Yields
    ------
    OpenTable
        With the source's own columns; for CSV all are text and the rows can be read only
        inside the ``with``.

    Raises
    ------
    DataError
        If the file is not what its ending says.
    """
    if source.kind == "csv":
        with open_csv(engine, source.paths[0], form) as (table, rejects):
            yield OpenTable(table=table, rejects=rejects)
    elif source.kind == "duckdb":
        yield OpenTable(table=engine.table(source.table, database=(source.database, "main")))
    else:
        yield OpenTable(table=_parquet(engine, source))


@dataclass(frozen=True, kw_only=True)
class OpenTable:
    """A source's rows under its own names; ``rejects`` names the table of broken lines."""

    table: ir.Table
    rejects: str = ""


def _parquet(engine: Backend, source: Source) -> ir.Table:
    paths = [exact_path(path) for path in source.paths]
    try:
        return engine.read_parquet(paths, union_by_name=True, hive_partitioning=False)
    except (duckdb.Error, OSError) as broken:
        raise DataError(
            f"{shown(source.label)} cannot be read as Parquet ({type(broken).__name__}). "
            "Export it again, or give the table as CSV."
        ) from broken


def _sources_of(engine: Backend, entry: Path) -> Iterator[tuple[str, Source]]:
    if entry.is_dir():
        parts = tuple(sorted(entry.rglob("*.parquet"))) if entry.name in TABLES else ()
        if parts:
            label = f"{entry.name}/ ({len(parts)} parts)"
            yield entry.name, Source(kind="parquet", paths=parts, label=label)
        return
    if entry.suffix == ".duckdb":
        yield from _database_tables(engine, entry)
        return
    name, _, ending = entry.name.partition(".")
    if name in TABLES and f".{ending}" in SUFFIXES:
        yield name, Source(kind=SUFFIXES[f".{ending}"], paths=(entry,), label=entry.name)


def _database_tables(engine: Backend, path: Path) -> Iterator[tuple[str, Source]]:
    """Name the known tables of a DuckDB file; views are not followed, they reach anywhere."""
    database = f"given_{hashlib.sha256(str(path).encode()).hexdigest()[:12]}"
    try:
        engine.con.execute(f"ATTACH {sql_text(path)} AS {database} (READ_ONLY)")
    except duckdb.Error as broken:
        raise DataError(
            f"{shown(path.name)} cannot be opened as a DuckDB database "
            f"({type(broken).__name__}). Close the program that writes to it, or export it again."
        ) from broken
    rows = engine.con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = ? AND schema_name = 'main'",
        [database],
    ).fetchall()
    for (table,) in sorted(rows):
        if table in TABLES:
            label = f"{path.name}, table {table}"
            yield (
                table,
                Source(kind="duckdb", paths=(path,), label=label, database=database, table=table),
            )


def _ambiguities(found: Mapping[str, list[Source]]) -> Iterator[Problem]:
    for name, sources in found.items():
        if len(sources) > 1:
            yield Problem(
                code="ambiguous_source",
                severity="error",
                table=name,
                what=f"the table lies there {len(sources)} times: "
                + listed(source.label for source in sources),
                todo="Keep one of them in the data folder.",
            )
