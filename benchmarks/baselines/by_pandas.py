"""The features in pandas by hand, vectorised: at each cutoff one merge, then groupbys."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.dataset as ds

_COLUMNS = ["lead_id", "event_at", "kind", "recorded_at", "asset", "url", "duration_s"]


def write_features(folder: Path, cutoffs: int, out: Path, *, memory_gib: int) -> None:
    """Write the features of every snapshot, a Parquet file for each cutoff."""
    del memory_gib  # pandas takes what it needs
    read = ds.dataset(folder / "events").to_table(columns=_COLUMNS)
    events = read.to_pandas(split_blocks=True, self_destruct=True)
    del read
    events["pricing"] = events.pop("url").str.lower().str.contains("pric|hinnasto", na=False)
    snapshots = pd.read_parquet(folder / f"snapshots-{cutoffs}.parquet")
    for ordinal, rows in snapshots.groupby("ordinal"):
        found = _at(events, rows["lead_id"], rows["cutoff"].iloc[0])
        found.to_parquet(out / f"{ordinal:03}.parquet", index=False)


def _at(events: pd.DataFrame, leads: pd.Series, cutoff: pd.Timestamp) -> pd.DataFrame:
    begins = cutoff - pd.Timedelta(days=365)
    known = events["recorded_at"].isna() | (events["recorded_at"] < cutoff)
    inside = (events["event_at"] >= begins) & (events["event_at"] < cutoff) & known
    seen = events[inside & events["lead_id"].isin(leads)]
    age = (cutoff - seen["event_at"]).dt.total_seconds() / 86_400
    found = pd.DataFrame(index=pd.Index(leads, name="lead_id"))
    found["cutoff"] = cutoff
    _count(found, seen, age)
    _weigh(found, seen, age)
    found["assets_365d"] = seen.groupby("lead_id")["asset"].nunique()
    days = pd.DataFrame({"lead_id": seen["lead_id"], "day": seen["event_at"].dt.floor("D")})
    found["days_365d"] = days.drop_duplicates().groupby("lead_id").size()
    for window in (30, 365):
        recent = seen[age <= window]
        found[f"seconds_{window}d"] = recent.groupby("lead_id")["duration_s"].sum()
    since = ["acts_since", "pricing_since"]
    filled = found.columns.difference(since)
    found[filled] = found[filled].fillna(0)
    return found.reset_index()


def _count(found: pd.DataFrame, seen: pd.DataFrame, age: pd.Series) -> None:
    groups = {
        "acts": (None, (7, 30, 90, 365)),
        "pricing": (seen["pricing"], (7, 30, 90, 365)),
        "views": (seen["kind"] == "page_view", (30, 365)),
        "forms": (seen["kind"] == "form_submit", (90, 365)),
    }
    for name, (which, windows) in groups.items():
        leads, ages = (
            (seen["lead_id"], age) if which is None else (seen["lead_id"][which], age[which])
        )
        for window in windows:
            found[f"{name}_{window}d"] = leads[ages <= window].value_counts()
        if name in ("acts", "pricing"):
            found[f"{name}_since"] = ages.groupby(leads).min()


def _weigh(found: pd.DataFrame, seen: pd.DataFrame, age: pd.Series) -> None:
    for half_life in (7, 30, 90):
        weight = np.exp2(-age / half_life)
        found[f"acts_decay_{half_life}d"] = weight.groupby(seen["lead_id"]).sum()
        if half_life == 30:
            priced = seen["pricing"]
            found["pricing_decay_30d"] = weight[priced].groupby(seen["lead_id"][priced]).sum()
