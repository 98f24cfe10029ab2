"""The features in polars by hand: one join of events with snapshots, one aggregation."""

from __future__ import annotations

import math
from pathlib import Path

import polars as pl

DAY = 86_400_000_000


def _aggregates() -> list[pl.Expr]:
    age, pricing = pl.col("age_us"), pl.col("pricing").fill_null(False)
    everything = pl.lit(True)

    def within(days: int) -> pl.Expr:
        return age <= days * DAY

    def count(where: pl.Expr) -> pl.Expr:
        return where.fill_null(False).sum()

    def fading(days: int, where: pl.Expr = everything) -> pl.Expr:
        return ((age * (-math.log(2) / days / DAY)).exp() * where).sum()

    views, forms = pl.col("kind") == "page_view", pl.col("kind") == "form_submit"
    told = {f"acts_{days}d": count(within(days)) for days in (7, 30, 90, 365)}
    told |= {f"pricing_{days}d": count(pricing & within(days)) for days in (7, 30, 90, 365)}
    told |= {f"views_{days}d": count(views & within(days)) for days in (30, 365)}
    told |= {f"forms_{days}d": count(forms & within(days)) for days in (90, 365)}
    told |= {"acts_since": age.min() / DAY, "pricing_since": age.filter(pricing).min() / DAY}
    told |= {f"acts_decay_{days}d": fading(days) for days in (7, 30, 90)}
    told["pricing_decay_30d"] = fading(30, pricing)
    told["assets_365d"] = pl.col("asset").drop_nulls().n_unique()
    told["days_365d"] = pl.col("event_at").dt.date().drop_nulls().n_unique()
    told["seconds_30d"] = pl.col("duration_s").filter(within(30)).sum()
    told["seconds_365d"] = pl.col("duration_s").sum()
    return [value.cast(pl.Float64).alias(name) for name, value in told.items()]


def write_features(folder: Path, cutoffs: int, out: Path, *, memory_gib: int) -> None:  # noqa: ARG001 - polars takes what it needs
    """Write the features of every snapshot to one Parquet file."""
    snapshots = pl.scan_parquet(folder / f"snapshots-{cutoffs}.parquet").select("lead_id", "cutoff")
    events = pl.scan_parquet(folder / "events" / "*.parquet")
    pairs = events.join(snapshots, on="lead_id").filter(
        (pl.col("event_at") < pl.col("cutoff"))
        & (pl.coalesce("recorded_at", "event_at") < pl.col("cutoff"))
        & (pl.col("event_at") >= pl.col("cutoff").dt.offset_by("-365d"))
    )
    age = (pl.col("cutoff") - pl.col("event_at")).dt.total_microseconds()
    seen = pairs.with_columns(
        age.alias("age_us"),
        pl.col("url").str.to_lowercase().str.contains("pric|hinnasto").alias("pricing"),
    )
    told = seen.group_by("lead_id", "cutoff").agg(_aggregates())
    counted = pl.exclude("lead_id", "cutoff", "acts_since", "pricing_since")
    whole = snapshots.join(told, on=["lead_id", "cutoff"], how="left")
    whole.with_columns(counted.fill_null(0.0)).sink_parquet(out)
