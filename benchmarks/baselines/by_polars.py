"""The features in polars by hand: at each cutoff one join and one aggregation, lazy."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl


def write_features(folder: Path, cutoffs: int, out: Path, *, memory_gib: int) -> None:
    """Write the features of every snapshot, a Parquet file for each cutoff."""
    del memory_gib  # polars takes what it needs
    snapshots = pl.read_parquet(folder / f"snapshots-{cutoffs}.parquet")
    for (ordinal,), rows in snapshots.group_by("ordinal"):
        found = _at(folder, rows.lazy().select("lead_id", "cutoff"), rows["cutoff"][0])
        found.collect().write_parquet(out / f"{ordinal:03}.parquet")


def _at(folder: Path, rows: pl.LazyFrame, cutoff: datetime) -> pl.LazyFrame:
    at, known = pl.col("event_at"), pl.col("recorded_at").fill_null(pl.col("event_at"))
    seen = (
        pl.scan_parquet(folder / "events" / "*.parquet")
        .filter(at < cutoff, at >= cutoff - timedelta(days=365), known < cutoff)
        .with_columns(
            age=(pl.lit(cutoff) - at).dt.total_microseconds() / 86_400_000_000,
            pricing=pl.col("url").str.to_lowercase().str.contains("pric|hinnasto").fill_null(False),
        )
        .join(rows.select("lead_id"), on="lead_id", how="semi")
    )
    found = seen.group_by("lead_id").agg(*_columns())
    since = ("acts_since", "pricing_since")
    filled = pl.all().exclude("lead_id", "cutoff", *since).fill_null(0)
    return rows.join(found, on="lead_id", how="left").with_columns(filled)


def _columns() -> list[pl.Expr]:
    age, pricing, kind = pl.col("age"), pl.col("pricing"), pl.col("kind")
    groups = {
        "acts": (pl.lit(True), (7, 30, 90, 365)),
        "pricing": (pricing, (7, 30, 90, 365)),
        "views": (kind == "page_view", (30, 365)),
        "forms": (kind == "form_submit", (90, 365)),
    }
    counts = [
        (which & (age <= window)).sum().alias(f"{name}_{window}d")
        for name, (which, windows) in groups.items()
        for window in windows
    ]
    weights = {half: (age * (-math.log(2) / half)).exp() for half in (7, 30, 90)}
    seconds = pl.col("duration_s")
    return [
        *counts,
        age.min().alias("acts_since"),
        age.filter(pricing).min().alias("pricing_since"),
        *(weight.sum().alias(f"acts_decay_{half}d") for half, weight in weights.items()),
        weights[30].filter(pricing).sum().alias("pricing_decay_30d"),
        pl.col("asset").drop_nulls().n_unique().alias("assets_365d"),
        pl.col("event_at").dt.date().n_unique().alias("days_365d"),
        seconds.filter(age <= 30).sum().alias("seconds_30d"),
        seconds.sum().alias("seconds_365d"),
    ]
