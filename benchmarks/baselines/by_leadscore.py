"""The features with leadscore's roll engine on DuckDB."""

from __future__ import annotations

from pathlib import Path

import ibis
import ibis.backends.duckdb  # connecting loads it; DuckDB by hand is loaded beforehand, too
import ibis.expr.types as ir

from leadscore.features.windows import Measure, measure


def _pricing(acts: ir.Table) -> ir.BooleanValue:
    return acts.url.lower().re_search("pric|hinnasto")


def _views(acts: ir.Table) -> ir.BooleanValue:
    return acts.kind == "page_view"


def _forms(acts: ir.Table) -> ir.BooleanValue:
    return acts.kind == "form_submit"


def _seconds(acts: ir.Table) -> ir.FloatingValue:
    return acts.duration_s


def _asset(acts: ir.Table) -> ir.StringValue:
    return acts.asset


_COUNTED = ((None, "acts", (7, 30, 90, 365)), (_pricing, "pricing", (7, 30, 90, 365)),
            (_views, "views", (30, 365)), (_forms, "forms", (90, 365)))  # fmt: skip
MEASURES = (
    *(
        Measure(name=f"{name}_{days}d", how="count", where=where, window_days=days)
        for where, name, windows in _COUNTED
        for days in windows
    ),
    Measure(name="acts_since", how="last", window_days=365),
    Measure(name="pricing_since", how="last", where=_pricing, window_days=365),
    *(
        Measure(name=f"acts_decay_{days}d", how="decay", half_life_days=days, window_days=365)
        for days in (7, 30, 90)
    ),
    Measure(
        name="pricing_decay_30d", how="decay", where=_pricing, half_life_days=30, window_days=365
    ),
    Measure(name="assets_365d", how="distinct", value=_asset, window_days=365),
    Measure(name="days_365d", how="days", window_days=365),
    Measure(name="seconds_30d", how="sum", value=_seconds, window_days=30),
    Measure(name="seconds_365d", how="sum", value=_seconds, window_days=365),
)


def write_features(folder: Path, cutoffs: int, out: Path, *, memory_gib: int) -> None:
    """Write the features of every snapshot to a Parquet file."""
    engine = ibis.duckdb.connect(
        threads=1, memory_limit=f"{memory_gib}GiB", temp_directory=str(folder)
    )
    engine.raw_sql("SET TimeZone = 'UTC'; SET preserve_insertion_order = false")
    events = engine.read_parquet(str(folder / "events" / "*.parquet"))
    snapshots = engine.read_parquet(str(folder / f"snapshots-{cutoffs}.parquet"))
    engine.to_parquet(measure(events, snapshots, MEASURES), out / "000.parquet")
