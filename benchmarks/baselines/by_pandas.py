"""The features in pandas by hand, vectorised: one merge of events with snapshots."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

DAY = pd.Timedelta(days=1)
KEYS = ["lead_id", "cutoff"]


def write_features(folder: Path, cutoffs: int, out: Path, *, memory_gib: int) -> None:  # noqa: ARG001 - pandas takes what it needs
    """Write the features of every snapshot to one Parquet file."""
    snapshots = pd.read_parquet(folder / f"snapshots-{cutoffs}.parquet", columns=KEYS)
    columns = ["lead_id", "event_at", "recorded_at", "kind", "url", "asset", "duration_s"]
    events = pd.read_parquet(folder / "events", columns=columns)
    seen = events.merge(snapshots, on="lead_id")
    known = seen["recorded_at"].fillna(seen["event_at"])
    inside = (seen["event_at"] < seen["cutoff"]) & (known < seen["cutoff"])
    seen = seen[inside & (seen["event_at"] >= seen["cutoff"] - 365 * DAY)]
    age = ((seen["cutoff"] - seen["event_at"]) / DAY).to_numpy()
    pricing = seen["url"].str.lower().str.contains("pric|hinnasto").fillna(False).to_numpy(bool)
    views, forms = (seen["kind"].eq(kind).to_numpy() for kind in ("page_view", "form_submit"))
    spent = seen["duration_s"].fillna(0.0).to_numpy()
    sums = {f"acts_{days}d": age <= days for days in (7, 30, 90, 365)}
    sums |= {f"pricing_{days}d": pricing & (age <= days) for days in (7, 30, 90, 365)}
    sums |= {f"views_{days}d": views & (age <= days) for days in (30, 365)}
    sums |= {f"forms_{days}d": forms & (age <= days) for days in (90, 365)}
    sums |= {f"acts_decay_{days}d": 0.5 ** (age / days) for days in (7, 30, 90)}
    sums["pricing_decay_30d"] = 0.5 ** (age / 30) * pricing
    sums |= {"seconds_30d": spent * (age <= 30), "seconds_365d": spent}
    keys = seen[KEYS].reset_index(drop=True)
    added = pd.concat([keys, pd.DataFrame(sums).astype(float)], axis=1).groupby(KEYS).sum()
    since = keys.assign(acts_since=age, pricing_since=np.where(pricing, age, np.nan))
    things = keys.assign(
        assets_365d=seen["asset"].to_numpy(), days_365d=seen["event_at"].dt.floor("D").to_numpy()
    )
    told = added.join(since.groupby(KEYS).min()).join(things.groupby(KEYS).nunique())
    counted = [name for name in told if not name.endswith("_since")]
    whole = snapshots.merge(told.reset_index(), on=KEYS, how="left")
    whole[counted] = whole[counted].fillna(0.0).astype(float)
    whole.to_parquet(out, index=False)
