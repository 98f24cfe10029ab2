"""Move checked tables from DuckDB to Spark, for who outgrows one machine.

The expressions of snapshots and features are the same on both engines; only where the
tables lie differs. This is the only room that imports pyspark, which the extra
``spark`` brings.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import ibis

from leadscore.errors import OutputError, require_extra
from leadscore.sources.warehouse import Warehouse

#: Instants are naive UTC throughout; Spark must not shift them by the machine's zone.
_CONFIGURATION = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.ansi.enabled": "false",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "8",
}


def on_spark(warehouse: Warehouse, folder: Path, *, master: str = "local[*]") -> Warehouse:
    """Give a warehouse whose tables are expressions on Spark.

    Parameters
    ----------
    warehouse : Warehouse
        Checked, on DuckDB.
    folder : Path
        Where the tables are handed over, as Parquet; Spark reads them there lazily.
    master : str, default "local[*]"
        Spark's master; a cluster needs the folder to be one that all its machines see.

    Returns
    -------
    Warehouse

    Raises
    ------
    UsageError
        If the extra ``spark`` is not installed, or the data are a flat export, which has
        no tables to spread.
    OutputError
        If the folder cannot be written.
    """
    sql = require_extra("pyspark.sql", extra="spark")
    builder = sql.SparkSession.builder.master(master).appName("leadscore")
    for key, value in _CONFIGURATION.items():
        builder = builder.config(key, value)
    engine = ibis.pyspark.connect(builder.getOrCreate())
    tables = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in warehouse.tables.items():
            path = folder / f"{name}.parquet"
            warehouse.engine.to_parquet(table, path)
            tables[name] = engine.read_parquet(str(path)).cast(table.schema())
    except OSError as refused:
        raise OutputError(
            f"The tables cannot be handed over in {folder}: {refused.strerror}."
        ) from refused
    return replace(warehouse, engine=engine, tables=tables)
