"""What featuretools can bear of the features, in its cutoff-time mode.

Run with an interpreter that has featuretools: ``python by_featuretools.py FOLDER CUTOFFS
OUT``. It knows one instant per act, so the events must hold none recorded late; it has
no decayed sums, and counts days only of columns made beforehand.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import featuretools as ft
import pandas as pd


def entities(folder: Path) -> ft.EntitySet:
    """Bring leads and acts into an entity set, as its guide for cutoff times says."""
    events = pd.read_parquet(folder / "events")
    events["pricing"] = events["url"].str.lower().str.contains("pric|hinnasto", na=False)
    events = events[["lead_id", "event_at", "pricing", "asset", "duration_s"]]
    snapshots = pd.read_parquet(folder / "snapshots-1.parquet")
    made = ft.EntitySet("crm")
    made.add_dataframe(dataframe_name="leads", dataframe=snapshots[["lead_id"]], index="lead_id")
    made.add_dataframe(
        dataframe_name="events",
        dataframe=events.reset_index(names="event_id"),
        index="event_id",
        time_index="event_at",
        logical_types={"asset": "Categorical", "lead_id": "Unknown"},
    )
    made.add_relationship("leads", "lead_id", "events", "lead_id")
    return made


def main(folder: Path, cutoffs: int, out: Path) -> None:
    """Write the features of every snapshot and print seconds and peak memory."""
    started = time.perf_counter()
    made = entities(folder)
    times = pd.read_parquet(folder / f"snapshots-{cutoffs}.parquet")[["lead_id", "cutoff"]]
    times = times.rename(columns={"cutoff": "time"})
    asked = [
        ft.Feature(made["events"].ww["event_id"], parent_dataframe_name="leads",
                   primitive=ft.primitives.Count).rename("acts_365d"),
        ft.Feature(made["events"].ww["asset"], parent_dataframe_name="leads",
                   primitive=ft.primitives.NumUnique).rename("assets_365d"),
        ft.Feature(made["events"].ww["duration_s"], parent_dataframe_name="leads",
                   primitive=ft.primitives.Sum).rename("seconds_365d"),
        ft.Feature(made["events"].ww["pricing"], parent_dataframe_name="leads",
                   primitive=ft.primitives.NumTrue).rename("pricing_365d"),
    ]  # fmt: skip
    found = ft.calculate_feature_matrix(
        asked, made, cutoff_time=times, training_window=ft.Timedelta("365 days"),
        include_cutoff_time=False, cutoff_time_in_index=True, n_jobs=1,
    )  # fmt: skip
    found = found.reset_index().rename(columns={"time": "cutoff"})
    numbers = [name for name in found if name.endswith("365d")]
    found[numbers] = found[numbers].astype("float64").fillna(0)
    found.to_parquet(out / "000.parquet", index=False)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{time.perf_counter() - started} {time.process_time()} {peak}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
