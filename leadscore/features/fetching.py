"""From the engine into memory: sorted, typed, streamed through Parquet."""

from __future__ import annotations

from pathlib import Path

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.dataset as ds

from leadscore.features.catalogue import KEY, FeatureSet
from leadscore.sources.warehouse import Warehouse


def narrow(made: FeatureSet) -> ir.Table:
    """Bring each feature to the type that models read."""
    types = {"number": "float32", "category": "string"}
    values = {each.name: made.table[each.name].cast(types[each.kind]) for each in made.features}
    return made.table.select(*KEY, **values)


def fetched(warehouse: Warehouse, table: ir.Table, order: list[str], path: Path) -> pa.Table:
    """Let the engine sort and stream a table into Parquet, and read that."""
    warehouse.engine.to_parquet(table.order_by(order), path)
    return ds.dataset(path, format="parquet").to_table()
