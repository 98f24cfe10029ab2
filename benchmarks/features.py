"""Compute the same behaviour features by hand and with leadscore, side by side.

``python -m benchmarks.features`` makes its own events, runs each contender in a process
of its own on one thread, compares every value, and only then reports time and memory,
as ratios to DuckDB by hand at one cutoff. Look at ``--help`` for sizes.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from benchmarks.baselines.data import write_events, write_snapshots

BY_HAND = ("duckdb", "polars", "pandas")
CUTOFFS = (1, 24)
#: No contender may differ by more, relative to DuckDB's value.
TOLERANCE = 1e-9
#: featuretools takes hours where others take seconds: so many leads, a hundred acts each.
BEARABLE_LEADS = 1_000
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "POLARS_MAX_THREADS": "1",
    "ARROW_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "PASSIVE",
}


@dataclass(frozen=True, kw_only=True)
class Run:
    """One contender, once."""

    contender: str
    leads: int
    events: int
    cutoffs: int
    seconds: float
    cpu_seconds: float
    peak_mb: float


@dataclass(frozen=True, kw_only=True)
class Data:
    """Events and snapshots on disk, and how many."""

    folder: Path
    leads: int
    events: int

    def made(self, acts_a_visit: int, *, late: bool = True) -> Data:
        """Write them where they are not there yet."""
        write_events(
            self.folder / "events",
            leads=self.leads,
            events=self.events,
            acts_a_visit=acts_a_visit,
            late=late,
        )
        for cutoffs in CUTOFFS:
            file = self.folder / f"snapshots-{cutoffs}.parquet"
            write_snapshots(file, leads=self.leads, cutoffs=cutoffs)
        return self

    def out(self, contender: str, cutoffs: int) -> Path:
        """Where a contender writes its features."""
        return self.folder / f"{contender}-{cutoffs}"


def main() -> None:
    """Read the arguments and run."""
    args = _arguments()
    if args.child:
        _child(args)
        return
    console = Console(width=120)
    name = f"{args.leads}-{args.events}-{args.visit}"
    data = Data(folder=args.folder / name, leads=args.leads, events=args.events).made(args.visit)
    runs = [
        _run(contender, data, cutoffs, args.memory_gib, console)
        for cutoffs in CUTOFFS
        for contender in ("leadscore", *args.by_hand)
        if cutoffs == 1 or contender in ("leadscore", *args.by_hand_often)
    ]
    _check(data, runs)
    if args.times_events > 1:
        runs += _with_more_events(args, console)
    if args.featuretools:
        runs += _with_featuretools(args, console)
    _report(runs, console)
    if args.json:
        told = {"machine": platform.platform(), "runs": [asdict(run) for run in runs]}
        args.json.write_text(json.dumps(told, indent=1), encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=40_000)
    parser.add_argument("--events", type=int, default=4_000_000)
    parser.add_argument("--visit", type=int, default=4, help="acts in a visit (default 4)")
    parser.add_argument("--memory-gib", type=int, default=3, help="DuckDB's limit (default 3)")
    parser.add_argument("--folder", type=Path, default=Path("build/benchmarks"))
    parser.add_argument("--by-hand", nargs="*", choices=BY_HAND, default=list(BY_HAND))
    parser.add_argument(
        "--by-hand-often", nargs="*", choices=BY_HAND, default=["duckdb"],
        help="who computes all 24 cutoffs by hand, one after the other (default duckdb)",
    )  # fmt: skip
    parser.add_argument(
        "--times-events",
        type=int,
        default=1,
        help="leadscore once more on so many times the events",
    )
    parser.add_argument(
        "--featuretools", action="store_true", help="install it in an environment of its own, too"
    )
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--cutoffs", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _child(args: argparse.Namespace) -> None:
    """Compute in this process, and tell what it took."""
    contender = importlib.import_module(f"benchmarks.baselines.by_{args.child}")
    started, cpu = time.perf_counter(), time.process_time()
    contender.write_features(args.folder, args.cutoffs, args.out, memory_gib=args.memory_gib)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(time.perf_counter() - started, time.process_time() - cpu, peak)


def _run(contender: str, data: Data, cutoffs: int, memory_gib: int, console: Console) -> Run:
    command = [
        sys.executable, "-m", "benchmarks.features", "--child", contender,
        "--folder", str(data.folder), "--cutoffs", str(cutoffs),
        "--out", str(_emptied(data.out(contender, cutoffs))), "--memory-gib", str(memory_gib),
    ]  # fmt: skip
    return _measured(command, contender, data, cutoffs, console)


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _measured(
    command: list[str], contender: str, data: Data, cutoffs: int, console: Console
) -> Run:
    with console.status(f"{contender}, {cutoffs} cutoffs, {data.events:,} events"):
        done = subprocess.run(
            command, check=True, stdout=subprocess.PIPE, text=True, env=os.environ | ONE_THREAD
        )
    seconds, cpu, peak = (float(told) for told in done.stdout.split()[-3:])
    console.print(
        f"{contender}, {cutoffs} cutoffs, {data.events:,} events: {cpu:.1f} CPU s, {peak:,.0f} MB"
    )
    return Run(
        contender=contender,
        leads=data.leads,
        events=data.events,
        cutoffs=cutoffs,
        seconds=seconds,
        cpu_seconds=cpu,
        peak_mb=peak,
    )


def _check(data: Data, runs: list[Run], reference: str = "leadscore") -> None:
    """Compare every value of every contender, or stop."""
    for run in runs:
        if run.contender == reference:
            continue
        ours, theirs = (data.out(who, run.cutoffs) for who in (reference, run.contender))
        con = duckdb.connect()
        con.execute(f"CREATE VIEW ours AS FROM '{ours}/*.parquet'")
        con.execute(f"CREATE VIEW theirs AS FROM '{theirs}/*.parquet'")
        told = con.sql("SELECT column_name FROM (DESCRIBE theirs)").fetchall()
        columns = [name for (name,) in told if name not in ("lead_id", "cutoff")]
        same = " + ".join(
            f"(a.{name} IS DISTINCT FROM b.{name} AND NOT coalesce(abs(a.{name} - b.{name}) "
            f"<= {TOLERANCE} * abs(b.{name}), false))::INTEGER"
            for name in columns
        )
        pairs, different = con.sql(
            f"SELECT count(*), sum({same}) FROM ours a JOIN theirs b USING (lead_id, cutoff)"
        ).fetchall()[0]
        expected = data.leads * run.cutoffs
        if pairs != expected or different:
            raise SystemExit(
                f"{run.contender} at {run.cutoffs} cutoffs: {pairs:,} of {expected:,} snapshots "
                f"found, {different} values differ. Times of wrong results are not reported."
            )


def _with_more_events(args: argparse.Namespace, console: Console) -> list[Run]:
    events = args.events * args.times_events
    name = f"{args.leads}-{events}-{args.visit}"
    more = Data(folder=args.folder / name, leads=args.leads, events=events).made(args.visit)
    return [_run("leadscore", more, cutoffs, args.memory_gib, console) for cutoffs in CUTOFFS]


def _with_featuretools(args: argparse.Namespace, console: Console) -> list[Run]:
    """Compare on few leads and without late records, which featuretools cannot express."""
    leads = min(BEARABLE_LEADS, args.leads)
    data = Data(folder=args.folder / f"{leads}-bearable", leads=leads, events=leads * 100)
    data.made(args.visit, late=False)
    runs = [_run(who, data, 1, args.memory_gib, console) for who in ("leadscore", "duckdb")]
    script = Path(__file__).parent / "baselines" / "by_featuretools.py"
    out = _emptied(data.out("featuretools", 1))
    command = [str(_environment(args.folder)), str(script), str(data.folder), "1", str(out)]
    runs.append(_measured(command, "featuretools", data, 1, console))
    _check(data, runs)
    return runs


def _environment(folder: Path) -> Path:
    """Make an environment with featuretools, which the package's pandas is too new for."""
    place = (folder / "featuretools").resolve()
    python = place / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        wanted = ["featuretools==1.31.0", "pandas<2.3", "numpy<2", "pyarrow<21", "setuptools<80"]
        subprocess.run([str(python), "-m", "pip", "install", "-q", *wanted], check=True)
    return python


def _report(runs: list[Run], console: Console) -> None:
    """Print one line a run, with ratios to DuckDB by hand on the same events, one cutoff."""
    table = Table(title="22 behaviour features, one thread; every value compared")
    for name in ("contender", "leads", "events", "cutoffs", "s", "CPU s", "peak MB"):
        table.add_column(name, justify="left" if name == "contender" else "right")
    for name in ("CPU ÷ DuckDB, 1 cutoff", "memory ÷ pandas", "CPU ÷ own, 1 cutoff"):
        table.add_column(name, justify="right")
    for run in runs:
        duck = _same(runs, run, "duckdb", 1)
        pandas = _same(runs, run, "pandas", run.cutoffs)
        own = _same(runs, run, run.contender, 1)
        table.add_row(
            run.contender, f"{run.leads:,}", f"{run.events:,}", str(run.cutoffs),
            f"{run.seconds:.1f}", f"{run.cpu_seconds:.1f}", f"{run.peak_mb:,.0f}",
            f"{run.cpu_seconds / duck.cpu_seconds:.2f}" if duck else "",
            f"{run.peak_mb / pandas.peak_mb:.2f}" if pandas else "",
            f"{run.cpu_seconds / own.cpu_seconds:.2f}" if own else "",
        )  # fmt: skip
    console.print(table)
    if not any(run.contender == "featuretools" for run in runs):
        console.print("featuretools was skipped; give --featuretools to install and run it.")


def _same(runs: list[Run], run: Run, contender: str, cutoffs: int) -> Run | None:
    wanted = (contender, run.leads, run.events, cutoffs)
    found = [r for r in runs if (r.contender, r.leads, r.events, r.cutoffs) == wanted]
    return found[0] if found else None


if __name__ == "__main__":
    main()
