"""An SQL database: each known table streamed once to Parquet, in bounded pieces.

Every column travels as text, so that one strict reading of instants and numbers serves
all databases. The address, which may hold a password, comes from an environment variable
and never reaches a message.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from leadscore.errors import DataError, SettingsError
from leadscore.sources.files import Source
from leadscore.sources.shelf import Shelf
from leadscore.sources.tables import TABLES

#: Rows held in memory at a time.
PIECE_ROWS = 50_000


@contextmanager
def connected(variable: str) -> Iterator[sa.Connection]:
    """Connect to the database that an environment variable names, for reading.

    Parameters
    ----------
    variable : str
        Name of the environment variable that holds a SQLAlchemy URL.

    Yields
    ------
    sqlalchemy.Connection
        In one transaction: PostgreSQL shows all tables as of the same moment.

    Raises
    ------
    SettingsError
        If the variable is not set, is not a URL, or needs a driver that is not installed.
    DataError
        If the database cannot be reached or refuses to be read.
    """
    url = os.environ.get(variable, "")
    if not url:
        raise SettingsError(
            f"data.database_url_env names the environment variable {variable}, which is not set. "
            "Set it to a SQLAlchemy URL, such as postgresql+psycopg://user:password@host/name."
        )
    # No cause is chained below: drivers repeat parts of the address in their messages.
    try:
        engine = sa.create_engine(url)
    except (NoSuchModuleError, ImportError):
        raise SettingsError(
            f"The database in {variable} needs a driver that is not installed. "
            "For PostgreSQL: pip install 'leadscore[postgres]' and begin with postgresql+psycopg://."
        ) from None
    except (ArgumentError, ValueError):
        raise SettingsError(
            f"{variable} does not hold a SQLAlchemy URL, such as "
            "postgresql+psycopg://user:password@host/name or sqlite:///crm.db."
        ) from None
    try:
        with engine.connect() as connection:
            yield _for_reading(connection)
    except SQLAlchemyError as broken:
        raise DataError(
            f"The database in {variable} cannot be read ({type(broken).__name__}). Check that it "
            "is up, that the address and the password are right, and that its user may read."
        ) from None
    finally:
        engine.dispose()


def stage_tables(
    connection: sa.Connection, shelf: Shelf, wanted: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[Source, tuple[str, ...]]]:
    """Copy the known tables of a database to Parquet, as text.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    shelf : Shelf
        Where the copies go; written beside and renamed.
    wanted : mapping of str to tuple of str
        Columns to read, by table; no other column is asked for.

    Returns
    -------
    dict
        By table: the Parquet source, and all the columns that the database has.
    """
    inspector = sa.inspect(connection)
    present = {*inspector.get_table_names(), *inspector.get_view_names()}
    staged: dict[str, tuple[Source, tuple[str, ...]]] = {}
    for name in TABLES:
        if name not in present:
            continue
        columns = tuple(str(column["name"]) for column in inspector.get_columns(name))
        read = [column for column in columns if column in wanted[name]]
        path = _copy(connection, shelf, name, read)
        source = Source(kind="parquet", paths=(path,), label=f"database table {name}")
        staged[name] = (source, columns)
    return staged


def _for_reading(connection: sa.Connection) -> sa.Connection:
    if connection.dialect.name != "postgresql":
        return connection
    steady = connection.execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    )
    steady.execute(sa.text("SET LOCAL TIME ZONE 'UTC'"))
    steady.execute(sa.text("SET LOCAL datestyle TO 'ISO'"))
    return steady


def _copy(connection: sa.Connection, shelf: Shelf, name: str, columns: list[str]) -> Path:
    part = shelf.part(name, "copy")
    schema = pa.schema([(column, pa.string()) for column in columns])
    try:
        with pq.ParquetWriter(part, schema) as writer:
            for piece in _pieces(connection, name, columns):
                by_column = zip(*piece, strict=True)
                arrays = [pa.array(map(_text, values), pa.string()) for values in by_column]
                writer.write_table(pa.table(arrays, schema=schema))
        source = Source(kind="parquet", paths=(part,), label=name)
        return shelf.adopt(part, name, source.content_hash())
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _pieces(
    connection: sa.Connection, name: str, columns: list[str]
) -> Iterator[list[tuple[object, ...]]]:
    if not columns:
        return
    table = sa.table(name, *(sa.column(column) for column in columns))
    texts = [sa.cast(table.c[column], sa.Text).label(column) for column in columns]
    # Sorted, so that the same rows give the same file and the same hash.
    query = sa.select(*texts).order_by(*texts)
    streamed = connection.execution_options(stream_results=True, max_row_buffer=PIECE_ROWS)
    result = streamed.execute(query)
    for rows in result.partitions(PIECE_ROWS):
        yield [tuple(row) for row in rows]


def _text(value: object) -> str | None:
    return None if value is None else str(value)
