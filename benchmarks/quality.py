"""The auto model beside what a user would pick instead, on the same splits, in one run.

    LEADSCORE_REAL_DATA=/where/the/sets/lie python -m benchmarks.quality --seconds 120 \
        --python /an/environment/with/autogluon/and/flaml/bin/python [task ...]

Every contestant learns in a process of its own, on the same training rows, and is judged
on the same later (or other) rows. AutoGluon (best_quality) and FLAML get the seconds
named; xgboost, HistGradientBoosting and logistic regression are taken as they come; the
auto model has its budget in trials. Intervals are those of a bootstrap over accounts
(else leads); a difference is told where its 95 % interval leaves out zero.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.peers import LEARN, measured
from benchmarks.tasks import TASKS, Task, tasks
from leadscore.models.auto import AutoModel
from leadscore.validation.evidence import evidence, measure_all
from leadscore.validation.intervals import bootstrap, percentile_interval

OURS = "leadscore"
#: What is shown, and whether more is better.
SHOWN = {"roc_auc": True, "average_precision": True, "log_loss": False, "lift_at_10": True}
RESAMPLES = 1000


def main() -> None:
    """Run the tasks and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tasks", nargs="*", metavar="task", help=f"of {', '.join(TASKS)}")
    parser.add_argument("--seconds", type=float, default=120.0, help="for AutoGluon and FLAML")
    parser.add_argument("--trials", type=int, default=20, help="for the auto model")
    parser.add_argument("--seeds", type=int, default=1, help="runs, each with a seed of its own")
    parser.add_argument("--python", default=sys.executable, help="runs the others")
    parser.add_argument("--without", nargs="*", default=[], help="contestants to leave out")
    parser.add_argument("--json", type=Path, help="write all figures there")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        _learn_ours(Path(asked.child[0]), asked.trials, int(asked.child[1]))
        return
    names = asked.tasks or list(TASKS)
    contestants = [name for name in (OURS, *LEARN) if name not in asked.without]
    lines: list[pd.DataFrame] = []
    for seed in range(asked.seeds):
        for task in tasks(names, seed):
            lines.append(_judged(task, contestants, asked, seed))
            print(f"\n## {task.name}, seed {seed}: {len(task.train):,} rows to learn from "
                  f"({int(task.y_train.sum()):,} bought), {len(task.test):,} judged on "
                  f"({int(task.y_test.sum()):,} bought)\n")  # fmt: skip
            print(_shown(lines[-1]), flush=True)
    everything = pd.concat(lines, ignore_index=True)
    print("\n## Ranks\n")
    print(_ranks(everything))
    if asked.json:
        everything.to_json(asked.json, orient="records", indent=1)


def _judged(
    task: Task, contestants: list[str], asked: argparse.Namespace, seed: int
) -> pd.DataFrame:
    with tempfile.TemporaryDirectory(prefix="leadscore-") as scratch:
        folder = Path(scratch)
        _laid_out(task, folder)
        for name in contestants:
            _run(name, folder, asked, seed)
        chances = {
            name: np.load(folder / f"{name}.npy")
            for name in contestants
            if (folder / f"{name}.npy").is_file()
        }
        costs = {
            name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
            for name in chances
        }
    return _measured(task, chances, costs).assign(task=task.name, seed=seed)


def _laid_out(task: Task, folder: Path) -> None:
    task.train.assign(__y__=task.y_train).to_parquet(folder / "train.parquet")
    task.test.to_parquet(folder / "test.parquet")
    known = pd.DataFrame({"group": task.groups_train})
    if task.when is not None:
        known["when"] = task.when
    known.to_parquet(folder / "known.parquet")
    (folder / "horizon.json").write_text(json.dumps(task.horizon.days), encoding="utf-8")


def _run(name: str, folder: Path, asked: argparse.Namespace, seed: int) -> None:
    """Run a contestant; one that fails is left out and said so."""
    if name == OURS:
        command = [sys.executable, "-m", "benchmarks.quality", "--trials", str(asked.trials)]
        command += ["--child", str(folder), str(seed)]
    else:
        script = str(Path(__file__).with_name("peers.py"))
        command = [asked.python, script, name, str(folder), str(asked.seconds), str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{name} failed: {done.stderr.strip().splitlines()[-1:]}", flush=True)


def _learn_ours(folder: Path, trials: int, seed: int) -> None:
    """Learn with the auto model, in the process that was started for it."""
    train = pd.read_parquet(folder / "train.parquet")
    known = pd.read_parquet(folder / "known.parquet")
    horizon = pd.Timedelta(days=json.loads((folder / "horizon.json").read_text(encoding="utf-8")))
    y = train.pop("__y__").to_numpy()
    model = AutoModel(trials=trials, seed=seed, threads=2, horizon=horizon.to_pytimedelta())

    def learn():  # type: ignore[no-untyped-def] # noqa: ANN202 - as benchmarks.peers takes it
        model.fit(train, y, groups=known["group"], when=known.get("when"))
        return lambda rows: model.predict_proba(rows)[:, 1]

    measured(OURS, folder, learn)


def _measured(
    task: Task, chances: dict[str, np.ndarray], costs: dict[str, dict[str, float]]
) -> pd.DataFrame:
    units = pd.factorize(task.groups_test)[0]
    seen = {
        name: evidence(
            task.y_test, np.clip(told, 1e-6, 1 - 1e-6), told, rounds=task.rounds, units=units
        )
        for name, told in chances.items()
    }

    def measure(weights: np.ndarray) -> dict[str, np.ndarray]:
        return {
            f"{name} {key}": values
            for name, each in seen.items()
            for key, values in measure_all(each, weights, capacity=0.2, call_cost_eur=0.0).items()
            if key in SHOWN
        }

    n_units = int(units.max()) + 1
    size = len(np.unique(units[task.y_test == 1]))
    value = measure(np.ones((n_units, 1)))
    width = max(each.width for each in seen.values())
    drawn = bootstrap(measure, n_units, RESAMPLES, seed=0, width=width)
    lines = []
    for name in chances:
        line: dict[str, object] = {"contestant": name, **costs[name]}
        for key in SHOWN:
            ours, own = f"{OURS} {key}", f"{name} {key}"
            interval = percentile_interval(drawn[own], confidence=0.95, size=size)
            line |= {key: value[own][0], f"{key}_low": interval.low, f"{key}_high": interval.high}
            if OURS in chances:
                apart = percentile_interval(drawn[ours] - drawn[own], confidence=0.95, size=size)
                line |= {f"{key}_apart_low": apart.low, f"{key}_apart_high": apart.high}
        lines.append(line)
    return pd.DataFrame(lines)


def _shown(lines: pd.DataFrame) -> str:
    told = pd.DataFrame({"who": lines["contestant"]})
    for key, more in SHOWN.items():
        told[key] = [
            f"{each[key]:.3f} ({each[f'{key}_low']:.3f} to {each[f'{key}_high']:.3f})"
            + _mark(each, key, more=more)
            for _, each in lines.iterrows()
        ]
    for key, name in (("fit_s", "fit s"), ("predict_s", "predict s"), ("peak_mb", "MB")):
        told[name] = lines[key].round(1 if key != "peak_mb" else 0)
    header = "| " + " | ".join(told.columns) + " |\n" + "|---" * len(told.columns) + "|\n"
    rows = ["| " + " | ".join(map(str, row)) + " |" for row in told.to_numpy()]
    return header + "\n".join(rows)


def _mark(line: pd.Series, key: str, *, more: bool) -> str:
    """Mark a contestant that is told better (+) or worse (-) than the auto model."""
    low, high = line.get(f"{key}_apart_low", 0.0), line.get(f"{key}_apart_high", 0.0)
    if low <= 0 <= high:
        return ""
    ours_is_better = (low > 0) == more
    return " -" if ours_is_better else " +"


def _ranks(lines: pd.DataFrame) -> str:
    """Give the mean rank of each contestant over the tasks, 1 the best."""
    runs = lines.groupby(["task", "seed"])
    ranks = pd.DataFrame(
        {
            key: runs[key].rank(ascending=not more).groupby(lines["contestant"]).mean()
            for key, more in SHOWN.items()
        }
    )
    ranks["fit s, all tasks"] = lines.groupby("contestant")["fit_s"].sum().round(0)
    return str(ranks.sort_values("roc_auc").round(2).to_string())


if __name__ == "__main__":
    main()
