"""The roll gives the same on Spark as on DuckDB, also for leads that never act."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
import pytest
from ibis.backends import BaseBackend

from leadscore.features.scanners import scanner_clicks
from leadscore.features.windows import Measure, measure

INSTALLED = importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None
pytestmark = [
    pytest.mark.java,
    pytest.mark.slow,
    pytest.mark.xdist_group("spark"),
    pytest.mark.timeout(900),
    pytest.mark.skipif(
        not INSTALLED, reason="needs Java and pyspark: pip install 'leadscore[spark]'"
    ),
]


@pytest.fixture(scope="module")
def spark() -> Iterator[BaseBackend]:
    # without the extra the module is not there, and every test here is skipped
    sql = pytest.importorskip("pyspark.sql")
    session = (
        sql.SparkSession.builder.master("local[1]")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.timestampType", "TIMESTAMP_NTZ")
        .config("spark.sql.ansi.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    yield ibis.pyspark.connect(session)
    session.stop()


def is_pricing(acts: ir.Table) -> ir.BooleanValue:
    return acts.url == "/pricing"


def page(acts: ir.Table) -> ir.Value:
    return acts.url


def seconds(acts: ir.Table) -> ir.Value:
    return acts.duration_s


MEASURES = [
    Measure(name="acts_7", how="count", window_days=7),
    Measure(name="acts_200", how="count", window_days=200),
    Measure(name="pricing_30", how="count", window_days=30, where=is_pricing),
    Measure(name="seconds_90", how="sum", window_days=90, value=seconds),
    Measure(name="fading", how="decay", window_days=90, half_life_days=7, where=is_pricing),
    Measure(name="pages_90", how="distinct", window_days=90, value=page),
    Measure(name="days_200", how="days", window_days=200),
    Measure(name="last_90", how="last", window_days=90, where=is_pricing),
]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    draw, acts = np.random.default_rng(5), 400
    at = pd.Timestamp("2024-01-01") + pd.to_timedelta(draw.integers(0, 200 * 1440, acts), "min")
    late = pd.Series(at + pd.to_timedelta(draw.integers(0, 60, acts), "D"))
    events = pd.DataFrame(
        {
            "lead_id": [f"lead-{n}" for n in draw.integers(0, 12, acts)],
            "event_at": at.astype("datetime64[us]"),
            "recorded_at": late.where(draw.random(acts) < 0.3).astype("datetime64[us]"),
            "campaign_id": "spring",
            "kind": "email_click",
            "url": draw.choice(np.array(["/pricing", "/blog", None]), acts),
            "duration_s": np.where(draw.random(acts) < 0.5, np.nan, draw.random(acts) * 100),
        }
    )
    burst = pd.concat([events[:20]] * 3)
    events = pd.concat([events, burst], ignore_index=True)
    cutoffs = pd.date_range("2024-02-01", periods=5, freq="MS").astype("datetime64[us]")
    snapshots = pd.DataFrame(
        {
            "lead_id": [f"lead-{n}" for n in range(15) for _ in cutoffs],
            "grid": 0,
            "ordinal": [*range(5)] * 15,
            "cutoff": [*cutoffs] * 15,
        }
    )
    folder = tmp_path_factory.mktemp("tables")
    paths = {name: folder / f"{name}.parquet" for name in ("events", "snapshots")}
    events.to_parquet(paths["events"])
    snapshots.to_parquet(paths["snapshots"])
    return paths


def on(engine: BaseBackend, tables: dict[str, Path], *, scanners: bool) -> pd.DataFrame:
    read = {name: engine.read_parquet(str(path)) for name, path in tables.items()}
    events = scanner_clicks(read["events"]) if scanners else read["events"]
    asked = [Measure(name="clicks", how="count", window_days=90)] if scanners else MEASURES
    frame: pd.DataFrame = measure(events, read["snapshots"], asked).to_pandas()
    frame["cutoff"] = frame["cutoff"].astype("datetime64[us]")
    return frame.sort_values(["lead_id", "cutoff"]).reset_index(drop=True)


@pytest.mark.parametrize("scanners", [False, True])
def test_both_engines_measure_the_same(
    spark: BaseBackend, tables: dict[str, Path], scanners: bool
) -> None:
    here = ibis.duckdb.connect()
    here.raw_sql("SET TimeZone = 'UTC'")
    expected = on(here, tables, scanners=scanners)
    silent = expected[expected["lead_id"] == "lead-13"]
    assert (silent.filter(regex="acts|clicks") == 0).all().all()
    assert (expected.filter(regex="acts|clicks").max() > 0).all()
    pd.testing.assert_frame_equal(on(spark, tables, scanners=scanners), expected, rtol=1e-9)
