"""CSV: every column as text, in the encoding and with the separator that are told.

The engine's own guessing of types, separators and quotes is switched off. Lines that do
not fit the header are counted by number, never shown: they may hold anything.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import uuid4

import ibis.expr.types as ir
from ibis.backends.duckdb import Backend

from leadscore.errors import DataError, SettingsError
from leadscore.sources.shelf import exact_path, sql_name, sql_text
from leadscore.sources.tables import Problem, listed, shown

_UTF8 = "utf-8"
_CHUNK = 1 << 20
_MOST_REJECTS = 100_000
#: What an empty file is said to have.
NO_COLUMN = "nothing, the file is empty"


@dataclass(frozen=True, kw_only=True)
class CsvForm:
    """How a CSV file is written; told by the settings or a mapping."""

    encoding: str = _UTF8
    separator: str = ","


def header(path: Path, form: CsvForm) -> tuple[str, ...]:
    """Read the names in a CSV file's first line.

    Parameters
    ----------
    path : Path
        A ``.csv`` or ``.csv.gz`` file.
    form : CsvForm

    Returns
    -------
    tuple of str
        Empty for an empty file.

    Raises
    ------
    SettingsError
        If there is no such encoding.
    DataError
        If the file cannot be read in this encoding, or a name stands twice.
    """
    try:
        with _text(path, form.encoding) as stream:
            names = tuple(next(csv.reader(stream, delimiter=form.separator), ()))
    except (UnicodeError, OSError, EOFError, csv.Error) as broken:
        raise _unreadable(path, form, broken) from broken
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DataError(
            f"{shown(path.name)} names {len(twice)} columns more than once: {listed(twice)}. "
            "Rename them in the export."
        )
    return names


@contextmanager
def open_csv(engine: Backend, path: Path, form: CsvForm) -> Iterator[tuple[ir.Table, str]]:
    """Open a CSV file as a lazy table of text.

    Parameters
    ----------
    engine : ibis DuckDB backend
    path : Path
    form : CsvForm

    Yields
    ------
    tuple of ibis table and str
        The rows, readable inside the ``with`` only, and the name of the engine's table in
        which lines that do not fit are noted once the rows have been read.
    """
    names = header(path, form)
    tag = uuid4().hex
    with tempfile.TemporaryDirectory(prefix="leadscore-") as folder:
        plain = path if _is_utf8(form) else _recoded(path, form, Path(folder))
        engine.con.execute(_view(plain, names, form.separator, tag))
        try:
            yield engine.table(f"csv_{tag}"), f"rejects_{tag}"
        finally:
            engine.con.execute(f"DROP VIEW IF EXISTS csv_{tag}")


def rejected_lines(engine: Backend, rejects: str, *, table: str, origin: str) -> list[Problem]:
    """Tell how many lines of a CSV file did not fit its header.

    Parameters
    ----------
    engine : ibis DuckDB backend
    rejects : str
        As given by :func:`open_csv`, after the rows were read.
    table, origin : str
        Table and file for the message.

    Returns
    -------
    list of Problem
        One error with the first three line numbers, or nothing.
    """
    known = "SELECT count(*) FROM duckdb_tables() WHERE table_name = ?"
    if not rejects or not engine.con.execute(known, [rejects]).fetchone()[0]:
        return []
    count, kinds = engine.con.execute(
        f"SELECT count(DISTINCT line), list(DISTINCT error_type) FROM {rejects}"
    ).fetchone()
    if not count:
        return []
    first = engine.con.execute(f"SELECT DISTINCT line FROM {rejects} ORDER BY line LIMIT 3")
    lines = tuple(f"line {line}" for (line,) in first.fetchall())
    told = ", ".join(sorted(kind.lower() for kind in kinds))
    return [
        Problem(
            code="broken_lines",
            severity="error",
            table=table,
            what=f"{count:,} lines of {shown(origin)} do not fit its header ({told})",
            todo="Check data.csv_separator, data.csv_encoding and the quotes, or export again.",
            count=count,
            examples=lines,
        )
    ]


def _view(path: Path, names: tuple[str, ...], separator: str, tag: str) -> str:
    if not names:
        nothing = f"NULL::VARCHAR AS {sql_name(NO_COLUMN)}"
        return f"CREATE TEMP VIEW csv_{tag} AS SELECT {nothing} WHERE false"
    columns = ", ".join(f"{sql_text(name)}: 'VARCHAR'" for name in _named(names))
    packed = "gzip" if path.name.endswith(".gz") else "none"
    return (
        f"CREATE TEMP VIEW csv_{tag} AS SELECT {', '.join(map(sql_name, _named(names)))} "
        f"FROM read_csv({sql_text(exact_path(path))}, auto_detect = false, header = true, "
        f"delim = {sql_text(separator)}, quote = '\"', escape = '\"', nullstr = '', "
        f"compression = '{packed}', columns = {{{columns}}}, store_rejects = true, "
        f"rejects_table = 'rejects_{tag}', rejects_scan = 'scans_{tag}', "
        f"rejects_limit = {_MOST_REJECTS})"
    )


def _named(names: tuple[str, ...]) -> list[str]:
    """Give a name to a column whose header is empty, such as the index that pandas writes."""
    return [name or f"column {place}" for place, name in enumerate(names, start=1)]


def _recoded(path: Path, form: CsvForm, folder: Path) -> Path:
    """Write the file again as UTF-8, a piece at a time; the engine reads no other surely."""
    plain = folder / "recoded.csv"
    try:
        with (
            _text(path, form.encoding) as stream,
            plain.open("w", encoding=_UTF8, newline="") as to,
        ):
            while chunk := stream.read(_CHUNK):
                to.write(chunk)
    except (UnicodeError, OSError, EOFError) as broken:
        raise _unreadable(path, form, broken) from broken
    return plain


def _text(path: Path, encoding: str) -> IO[str]:
    try:
        name = codecs.lookup(encoding).name
    except LookupError as unknown:
        raise SettingsError(
            f"csv_encoding is {encoding!r}, which is not a known encoding. "
            "Name it as in 'utf-8', 'latin-1' or 'cp1252'."
        ) from unknown
    told = "utf-8-sig" if name == _UTF8 else name
    if path.name.endswith(".gz"):
        return gzip.open(path, "rt", encoding=told, newline="")
    return path.open(encoding=told, newline="")


def _is_utf8(form: CsvForm) -> bool:
    return form.encoding.lower().replace("_", "-") in (_UTF8, "utf8")


def _unreadable(path: Path, form: CsvForm, broken: Exception) -> DataError:
    return DataError(
        f"{shown(path.name)} cannot be read as {form.encoding} text ({type(broken).__name__}). "
        "Name its encoding in leadscore.toml: data.csv_encoding."
    )
