"""Tables given as frames, for tests and small notebooks: registered on the engine."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pandas as pd
import pyarrow as pa
from ibis.backends.duckdb import Backend

from leadscore.errors import DataError
from leadscore.sources.parsing import RawTable, TextForm
from leadscore.sources.readings import Reading, shape
from leadscore.sources.tables import ColumnType, Problem, shown


def frame_table(
    engine: Backend,
    name: str,
    frame: pd.DataFrame | pa.Table,
    types: dict[str, ColumnType],
    form: TextForm,
) -> tuple[RawTable, list[Problem]]:
    """Register a frame under a table's name.

    Parameters
    ----------
    engine : ibis DuckDB backend
    name : str
    frame : pandas.DataFrame or pyarrow.Table
        Columns of instants without a zone are UTC.
    types : dict of str to str
        The columns that may be read.
    form : TextForm
        How text is read, where a column holds text.

    Returns
    -------
    tuple of RawTable and list of Problem

    Raises
    ------
    DataError
        If a column mixes types.
    """
    arrow = _arrow(name, frame)
    table = engine.create_table(f"given_{name}", arrow, temp=True, overwrite=True)
    reading = Reading(table=name, form=form)
    raw, problems = shape(table, reading, types, f"the frame {name}", content(arrow))
    return replace(raw, trusted_utc=True), problems


def content(table: pa.Table) -> str:
    """Hash what an Arrow table holds, whatever its chunks and notes.

    Returns
    -------
    str
        SHA-256 in hexadecimal.
    """
    sink = _Digest()
    plain = table.replace_schema_metadata(None).combine_chunks()
    with pa.PythonFile(sink, mode="w") as file, pa.ipc.new_stream(file, plain.schema) as stream:
        stream.write_table(plain)
    return sink.digest.hexdigest()


class _Digest:
    """A file to write to that keeps only the hash of what was written."""

    closed = False

    def __init__(self) -> None:
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Take bytes in."""
        self.digest.update(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: everything is taken in at once."""

    def close(self) -> None:
        """Do nothing: there is nothing to let go."""


def _arrow(name: str, frame: pd.DataFrame | pa.Table) -> pa.Table:
    try:
        table = (
            frame
            if isinstance(frame, pa.Table)
            else pa.Table.from_pandas(frame, preserve_index=False)
        )
    except (pa.ArrowInvalid, pa.ArrowTypeError) as broken:
        raise DataError(
            f"The frame {shown(name)} mixes types in a column ({type(broken).__name__}). "
            "Give every column one type."
        ) from broken
    return table.cast(pa.schema([_plain(column) for column in table.schema]))


def _plain(column: pa.Field) -> pa.Field:
    """Unfold categories, and take a column without any value as text."""
    if pa.types.is_dictionary(column.type):
        return pa.field(column.name, column.type.value_type)
    if pa.types.is_null(column.type):
        return pa.field(column.name, pa.string())
    return pa.field(column.name, column.type)
