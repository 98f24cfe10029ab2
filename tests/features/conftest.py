"""Small warehouses made of a few rows, without the source checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

import ibis
import pyarrow as pa
import pytest

from leadscore.sources.tables import TABLES
from leadscore.sources.warehouse import Warehouse

Row = Mapping[str, object]
_ARROW = {
    "string": pa.string(),
    "timestamp(6)": pa.timestamp("us"),
    "float64": pa.float64(),
    "int64": pa.int64(),
    "boolean": pa.bool_(),
}


class MakeWarehouse(Protocol):
    """Build a warehouse of rows; instants may be ISO text."""

    def __call__(
        self, *, as_of: str = ..., observed_from: str = ..., **tables: Iterable[Row]
    ) -> Warehouse: ...


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _arrow(name: str, rows: list[Row]) -> pa.Table:
    types = dict(TABLES[name].types)
    columns = {}
    for column, kind in types.items():
        values = [row.get(column) for row in rows]
        if kind == "timestamp(6)":
            values = [at(value) if isinstance(value, str) else value for value in values]
        columns[column] = pa.array(values, _ARROW[kind])
    extra = {key for row in rows for key in row} - set(types)
    columns.update({key: pa.array([row.get(key) for row in rows]) for key in sorted(extra)})
    return pa.table(columns)


def build_warehouse(
    *,
    as_of: str = "2024-07-01",
    observed_from: str = "2024-01-01",
    **tables: Iterable[Row],
) -> Warehouse:
    engine = ibis.duckdb.connect()
    engine.raw_sql("SET TimeZone = 'UTC'")
    frames = {name: list(tables.get(name, [])) for name in TABLES}
    out = {
        row["lead_id"]
        for row in frames["leads"]
        if row.get("do_not_contact") or row.get("marketing_consent") is False
    }
    for row in frames["leads"]:
        opted = row["lead_id"] in out
        row.update(opted_out=opted, contactable=not opted)  # type: ignore[attr-defined]
    for name in ("events", "stages"):
        frames[name] = [row for row in frames[name] if row["lead_id"] not in out]
    made = {name: engine.create_table(name, _arrow(name, rows)) for name, rows in frames.items()}
    if not frames["leads"]:
        made["leads"] = made["leads"].mutate(opted_out=False, contactable=True)
    return Warehouse(
        engine=engine,
        tables=made,
        as_of=at(as_of),
        observed_from=at(observed_from),
        data_hash="0" * 64,
        present=frozenset(name for name, rows in frames.items() if rows),
    )


@pytest.fixture(scope="session")
def warehouse_of() -> MakeWarehouse:
    """Make a warehouse of rows."""
    return build_warehouse
