"""The scored lead file: what goes back to the CRM.

One CSV for people and importers, one Parquet file for programs, of the same leads in the
same order: who is most likely first. Both are written beside their place, forced to disk
and then renamed, so that a reader sees the whole old file or the whole new one.

The CSV is UTF-8 with a byte order mark, because spreadsheets otherwise garble ä, ö and €;
pandas, polars, DuckDB and the CRMs' importers skip the mark. Texts are quoted and numbers
are not. A text that a spreadsheet would run as a formula gets an apostrophe in front, in
the CSV only: Parquet keeps every value as it is.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from leadscore.errors import BusyError, OutputError, UsageError
from leadscore.spreadsheets import neutralise
from leadscore.words import Language, say

CSV_NAME = "scored_leads.csv"
PARQUET_NAME = "scored_leads.parquet"

#: The columns of both files, in order, with what each one holds.
SCHEMA = pa.schema(
    [
        pa.field("lead_id", pa.string(), nullable=False),
        pa.field("score", pa.int16(), nullable=False),
        pa.field("fit_score", pa.int16()),
        pa.field("behaviour_score", pa.int16()),
        pa.field("grade", pa.string()),
        pa.field("band", pa.int8()),
        pa.field("cell", pa.string()),
        pa.field("probability", pa.float64(), nullable=False),
        pa.field("reasons_up", pa.string()),
        pa.field("reasons_down", pa.string()),
        pa.field("contactable", pa.bool_(), nullable=False),
        pa.field("random_slice", pa.bool_(), nullable=False),
        pa.field("version", pa.string(), nullable=False),
        pa.field("scored_at", pa.timestamp("us")),
        pa.field("qualified", pa.string()),
    ]
)

#: How long to wait for another command that writes into the same folder.
LOCK_SECONDS = 10.0


@dataclass(frozen=True, kw_only=True)
class ExportedFiles:
    """What was written.

    Parameters
    ----------
    csv, parquet : Path
        The two files.
    rows : int
        Leads in each.
    defused : int
        Texts of the CSV that carry an apostrophe because they began like a formula.
    """

    csv: Path
    parquet: Path
    rows: int
    defused: int

    def note(self, language: Language) -> str:
        """Say what was made harmless in the CSV; empty where nothing had to be.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        return say("export.defused", language, count=self.defused) if self.defused else ""


def write_scored_leads(frame: pd.DataFrame, folder: Path) -> ExportedFiles:
    """Write the scored leads as CSV and as Parquet.

    Parameters
    ----------
    frame : DataFrame
        One row a lead, with the columns of ``SCHEMA``; others are left out.
    folder : Path
        Made where missing.

    Returns
    -------
    ExportedFiles

    Raises
    ------
    UsageError
        If a column is missing, empty where it must not be, or of another type, or a lead
        stands twice.
    BusyError
        If another command writes into the folder at this moment.
    OutputError
        If the folder or a file cannot be written; files of before are left as they were.

    Notes
    -----
    Rows are sorted by probability, highest first, then by lead_id, so the same leads give
    the same bytes in whatever order they come.
    """
    table = _typed(frame)
    harmless, defused = _defused(table)
    csv_path, parquet_path = folder / CSV_NAME, folder / PARQUET_NAME
    with _writing(folder):
        _replace_all(
            {
                csv_path: lambda path: _write_csv(harmless, path),
                parquet_path: lambda path: pq.write_table(table, path),
            }
        )
    return ExportedFiles(csv=csv_path, parquet=parquet_path, rows=len(frame), defused=defused)


def _typed(frame: pd.DataFrame) -> pa.Table:
    if missing := [name for name in SCHEMA.names if name not in frame.columns]:
        raise UsageError(
            f"{len(missing)} of {len(SCHEMA)} columns of the scored lead file are missing: "
            f"{', '.join(missing)}. Score the leads with 'leadscore score' first."
        )
    for field in SCHEMA:
        empty = int(frame[field.name].isna().sum())
        if empty and not field.nullable:
            raise UsageError(
                f"{empty} of {len(frame)} rows of the scored lead file have no {field.name}. "
                "Every lead needs one: score the leads again."
            )
    if twice := int(frame["lead_id"].duplicated().sum()):
        raise UsageError(
            f"{twice} of {len(frame)} rows of the scored lead file repeat a lead. "
            "Score each lead at one cutoff."
        )
    ordered = frame.sort_values(["probability", "lead_id"], ascending=[False, True])
    return pa.Table.from_arrays([_column(ordered, field) for field in SCHEMA], schema=SCHEMA)


def _column(frame: pd.DataFrame, field: pa.Field) -> pa.Array:
    try:
        return pa.Array.from_pandas(frame[field.name], type=field.type)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        # the value itself may be personal, so Arrow's own message is not passed on
        raise UsageError(
            f"The column {field.name} of the scored lead file must hold {field.type}; it is "
            f"{frame[field.name].dtype} with values that are not. Score the leads again."
        ) from None


def _defused(table: pa.Table) -> tuple[pa.Table, int]:
    """Neutralise every text column; count the texts that had to be changed."""
    changed = 0
    for at, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            before = table[field.name].to_pylist()
            after = [None if text is None else neutralise(text) for text in before]
            changed += sum(old != new for old, new in zip(before, after, strict=True))
            table = table.set_column(at, field, pa.array(after, pa.string()))
    return table, changed


def _write_csv(table: pa.Table, path: Path) -> None:
    """Write texts quoted, numbers bare; instants as ISO text with their zone."""
    scored_at = pc.strftime(
        table["scored_at"].cast(pa.timestamp("s"), safe=False), "%Y-%m-%dT%H:%M:%SZ"
    )
    for name, column in (
        ("probability", pc.round(table["probability"], ndigits=6)),
        ("scored_at", scored_at),
    ):
        table = table.set_column(table.schema.get_field_index(name), name, column)
    with path.open("wb") as file:
        file.write(codecs.BOM_UTF8)
        pa_csv.write_csv(table, file)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Hold the folder while its files are written; tell what went wrong in words."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".exports.lock", timeout=LOCK_SECONDS):
            yield
    except Timeout as busy:
        raise BusyError(
            f"Another leadscore command is writing into {folder}. Wait until it has ended, "
            "then run 'leadscore export' again."
        ) from busy
    except OSError as refused:
        raise OutputError(
            f"The scored leads cannot be written into {folder}: {refused.strerror or refused}. "
            "What stood there before is still whole. Make room or change the folder's rights, "
            "then run 'leadscore export' again."
        ) from refused


def _replace_all(writers: dict[Path, Callable[[Path], None]]) -> None:
    """Write all files beside their places, then put each in its place at once.

    The names beside are fixed, so what a killed command left is overwritten by the next.
    """
    beside = {path: path.with_name(f".{path.name}.partial") for path in writers}
    try:
        for path, write in writers.items():
            write(beside[path])
            _force_to_disk(beside[path])
        for path in writers:
            os.replace(beside[path], path)
    finally:
        for path in beside.values():
            path.unlink(missing_ok=True)
    if os.name == "posix":
        _force_to_disk(next(iter(writers)).parent)


def _force_to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
