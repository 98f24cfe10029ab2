"""The engine, and what it keeps beside the project so that text is parsed only once.

What a text source, a database or a clean-up step yields is written as Parquet under
``.leadscore/tables`` in the project, under a name made of its content and of how it was
read: written beside and renamed, so that another process sees all of it or nothing.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import duckdb
import ibis
import ibis.expr.types as ir
from ibis.backends.duckdb import Backend

from leadscore import __version__
from leadscore.errors import OutputError

_DAY_SECONDS = 86_400


def connect(spill: Path | None = None) -> Backend:
    """Start DuckDB in this process, speaking UTC.

    Parameters
    ----------
    spill : Path, optional
        Folder for what does not fit into memory; made only when needed.

    Returns
    -------
    ibis DuckDB backend
    """
    engine = ibis.duckdb.connect()
    engine.con.execute("SET TimeZone = 'UTC'")
    folder = spill or Path(tempfile.gettempdir()) / f"leadscore-{os.getpid()}"
    engine.con.execute(f"SET temp_directory = {sql_text(folder)}")
    return engine


def sql_text(text: object) -> str:
    """Quote a text for the engine's SQL.

    Examples
    --------
    >>> sql_text("it's")
    "'it''s'"
    """
    return "'" + str(text).replace("'", "''") + "'"


def sql_name(text: str) -> str:
    """Quote a column's or a table's name for the engine's SQL.

    Examples
    --------
    >>> print(sql_name('a"b'))
    "a""b"
    """
    return '"' + text.replace('"', '""') + '"'


def exact_path(path: Path) -> str:
    """Write a path so that the engine takes no character of it for a pattern.

    Examples
    --------
    >>> exact_path(Path("a[1]*.csv"))
    'a[[]1][*].csv'
    """
    return str(path).replace("[", "[[]").replace("*", "[*]").replace("?", "[?]")


def fingerprint(parts: Iterable[object]) -> str:
    """Hash a few texts so that no two different lists give the same.

    Parameters
    ----------
    parts : iterable
        Taken as text.

    Returns
    -------
    str
        SHA-256 in hexadecimal.
    """
    digest = hashlib.sha256()
    for part in parts:
        text = str(part).encode()
        digest.update(str(len(text)).encode() + b":" + text)
    return digest.hexdigest()


class Shelf:
    """Keep tables that were worked out once.

    Parameters
    ----------
    engine : ibis DuckDB backend
    folder : Path or None
        Where Parquet files are kept; None keeps tables in the engine itself, which
        spills them to disk when memory is short.
    """

    def __init__(self, engine: Backend, folder: Path | None) -> None:
        self.engine = engine
        self.folder = folder
        self._used: set[Path] = set()

    def find(self, name: str, key: str) -> ir.Table | None:
        """Give a kept table, or None where it is not on the shelf."""
        path = self._path(name, key)
        if path is None or not path.exists():
            return None
        return self._read(path)

    def keep(self, table: ir.Table, name: str, key: str) -> ir.Table:
        """Work a table out and keep it.

        Parameters
        ----------
        table : ibis table
        name : str
            What it is called.
        key : str
            Fingerprint of everything that it is made of.

        Returns
        -------
        ibis table
            The same rows, read from where they are kept.

        Raises
        ------
        OutputError
            If the folder cannot be written.
        """
        path = self._path(name, key)
        if path is None:
            return self.hold(table, name, key)
        part = self.part(name, key)
        query = ibis.to_sql(table, dialect="duckdb")
        try:
            self.engine.con.execute(f"COPY ({query}) TO {sql_text(part)} (FORMAT parquet)")
            os.replace(part, path)
        except (OSError, duckdb.IOException) as broken:
            raise self._unwritable() from broken
        finally:
            part.unlink(missing_ok=True)
        return self._read(path)

    def hold(self, table: ir.Table, name: str, key: str) -> ir.Table:
        """Work a table out and keep it in the engine, for this process only."""
        return self.engine.create_table(f"held_{name}_{key[:32]}", table, temp=True, overwrite=True)

    def label(self, table: ir.Table, name: str) -> ir.Table:
        """Give an expression a name in the engine: still lazy, but quick to build upon."""
        return self.engine.create_view(name, table, overwrite=True)

    def adopt(self, part: Path, name: str, key: str) -> Path:
        """Take a Parquet file written to :meth:`part` onto the shelf."""
        path = self._path(name, key) or part.with_suffix(".parquet")
        os.replace(part, path)
        self._used.add(path)
        return path

    def drop(self, name: str, key: str) -> None:
        """Take a kept table off the shelf again."""
        path = self._path(name, key)
        if path is not None:
            path.unlink(missing_ok=True)

    def part(self, name: str, key: str) -> Path:
        """Name a file beside the shelf that only this process writes."""
        folder = self.folder or Path(tempfile.mkdtemp(prefix="leadscore-"))
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as broken:
            raise self._unwritable() from broken
        return folder / f"{name}-{key[:32]}.{os.getpid()}.part"

    def tidy(self) -> None:
        """Remove kept files that this reading did not use and that are a day old."""
        if self.folder is None or not self.folder.is_dir():
            return
        oldest = time.time() - _DAY_SECONDS
        for path in self.folder.iterdir():
            stale = path.suffix in (".parquet", ".part") and path not in self._used
            if stale and path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)

    def _path(self, name: str, key: str) -> Path | None:
        if self.folder is None:
            return None
        # Another release may read the same source another way.
        return self.folder / f"{name}-{fingerprint([__version__, key])[:32]}.parquet"

    def _read(self, path: Path) -> ir.Table:
        self._used.add(path)
        os.utime(path)
        return self.engine.read_parquet(exact_path(path))

    def _unwritable(self) -> OutputError:
        return OutputError(
            f"{self.folder} cannot be written. Check its rights and the free space of its disk."
        )
