"""Time and memory of behaviour features, beside the same features written by hand.

One run, each contender in a process of its own on one thread: hand-written SQL on DuckDB,
pandas, polars, and leadscore's roll, for one cutoff a lead and for 24. Before any time is
told, every contender's values are checked against the hand-written SQL.

    python -m benchmarks.features --leads 200000 --events 20000000
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import psutil

from benchmarks.baselines.data import write_events, write_snapshots

CHECKOUT = Path(__file__).parents[1]
#: What is run, and for how many cutoffs a lead.
RUNS = (("duckdb", 1), ("leadscore", 1), ("polars", 1), ("pandas", 1), ("leadscore", 24))
ONE_THREAD = dict.fromkeys(("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "ARROW_NUM_THREADS"), "1")
CALL = (
    "import sys; from pathlib import Path; "
    "from benchmarks.baselines.by_{who} import write_features; "
    "write_features(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), memory_gib=3)"
)


def run(who: str, folder: Path, cutoffs: int) -> dict[str, object]:
    """Run one contender; tell its seconds and the most memory it held."""
    out = folder / f"out-{who}-{cutoffs}.parquet"
    command = [sys.executable, "-c", CALL.format(who=who), str(folder), str(cutoffs), str(out)]
    began, peak = time.perf_counter(), 0
    with subprocess.Popen(command, cwd=CHECKOUT, env={**os.environ, **ONE_THREAD}) as process:
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            try:
                peak = max(peak, watched.memory_info().rss)
            except psutil.NoSuchProcess:
                break
            time.sleep(0.02)
    if process.returncode:
        raise SystemExit(f"{who} ended with exit code {process.returncode}.")
    seconds = time.perf_counter() - began
    return {"contender": who, "cutoffs": cutoffs, "seconds": seconds, "peak_mib": peak / 2**20}


def check(folder: Path) -> None:
    """Hold every contender's values against the hand-written SQL's."""
    keys = ["lead_id", "cutoff"]
    expected = pd.read_parquet(folder / "out-duckdb-1.parquet").set_index(keys).sort_index()
    for who, cutoffs in RUNS[1:]:
        told = pd.read_parquet(folder / f"out-{who}-{cutoffs}.parquet").set_index(keys).sort_index()
        same = told.loc[expected.index, list(expected.columns)].to_numpy(dtype=float)
        if not np.allclose(same, expected.to_numpy(dtype=float), rtol=1e-9, equal_nan=True):
            raise SystemExit(f"{who} at {cutoffs} cutoffs gives other values than DuckDB.")


def main() -> None:
    """Write the data, run everything, check, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--leads", type=int, default=40_000)
    parser.add_argument("--events", type=int, default=4_000_000)
    parser.add_argument("--acts-a-visit", type=int, default=4)
    parser.add_argument("--folder", type=Path, help="keep the data here for another run")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.folder or Path(scratch)
        write_events(
            folder / "events",
            leads=asked.leads,
            events=asked.events,
            acts_a_visit=asked.acts_a_visit,
        )
        for cutoffs in (1, 24):
            write_snapshots(
                folder / f"snapshots-{cutoffs}.parquet", leads=asked.leads, cutoffs=cutoffs
            )
        table = pd.DataFrame([run(who, folder, cutoffs) for who, cutoffs in RUNS])
        check(folder)
    first = table.iloc[0]
    table["times_duckdb"] = table["seconds"] / first["seconds"]
    table["memory_of_duckdb"] = table["peak_mib"] / first["peak_mib"]
    print(f"{asked.leads:,} leads, {asked.events:,} events, one thread; all values equal")
    print(table.to_string(index=False, float_format=lambda value: f"{value:,.2f}"))
    if asked.json:
        asked.json.write_text(json.dumps(table.to_dict("records"), indent=2) + "\n")


if __name__ == "__main__":
    main()
