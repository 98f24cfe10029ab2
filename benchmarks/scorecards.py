"""The written card beside other ways of learning a scorecard, at equal size, on the same rows.

    LEADSCORE_REAL_DATA=/where/the/sets/lie python -m benchmarks.scorecards \
        --fasterrisk /an/environment/with/fasterrisk/bin/python \
        --optbinning /an/environment/with/optbinning/bin/python [task ...]

Every contestant gets the same training rows and is judged on the same later (or other)
rows. A size is a number of entries with points. Ours and FasterRisk choose among the same
columns (the candidate rules, one-value rules united as ours are) within the same bounds;
optbinning bins the features themselves, and its entries are the bins whose points differ
from those of the variable's commonest points. Whatever the points, what they mean is
learned by the same line on the training rows.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import expit

import leadscore as ls
from leadscore.cards import Card
from leadscore.features.card_matrix import card_matrix
from leadscore.models.written.choosing import learn_points, size_folds
from leadscore.models.written.laying_out import as_task, drawn, usable
from leadscore.models.written.rounding import line
from leadscore.models.written.scene import set_scene
from leadscore.models.written.task import Task
from leadscore.models.written.widening import widened
from leadscore.validation.evidence import evidence, measure_all
from leadscore.validation.intervals import bootstrap, percentile_interval
from leadscore.validation.splits import calling_rounds, moments
from tests.journeys.public_data import lay_out_example

OURS = "leadscore"
SIZES = (5, 10, 15)
TASKS = ("bank", "x_education", "relax", "olist", "salvirt", "simulated")
#: What is shown, and whether more is better.
SHOWN = {"roc_auc": True, "log_loss": False, "buyers_at_capacity": True}
RESAMPLES = 1000


@dataclass(frozen=True, kw_only=True, eq=False)
class Laid:
    """One data set, parted."""

    task: Task
    folds: list
    test: np.ndarray
    train_features: pd.DataFrame
    test_features: pd.DataFrame
    rows: pd.DataFrame
    settings: ls.Settings


def main() -> None:
    """Run the tasks and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tasks", nargs="*", metavar="task", help=f"of {', '.join(TASKS)}")
    parser.add_argument("--fasterrisk", help="a Python that has fasterrisk")
    parser.add_argument("--optbinning", help="a Python that has optbinning")
    parser.add_argument("--json", type=Path, help="write all figures there")
    asked = parser.parse_args()
    lines = []
    for name in asked.tasks or TASKS:
        laid = _laid_out(name)
        print(f"\n## {name}: {len(laid.task.y):,} rows to learn from "
              f"({int(laid.task.y.sum()):,} bought), {len(laid.rows):,} judged on "
              f"({int(laid.rows['label'].sum()):,} bought), {laid.task.worth.shape[1]} "
              "candidates\n", flush=True)  # fmt: skip
        told, costs = {}, {}
        for size in SIZES:
            for who, margin, seconds, used in _contestants(laid, size, asked):
                told[who, size], costs[who, size] = margin, (seconds, used)
        lines.append(_measured(laid, told, costs).assign(task=name))
        print(_shown(lines[-1]), flush=True)
    if asked.json:
        pd.concat(lines).to_json(asked.json, orient="records", indent=1)


def _laid_out(name: str) -> Laid:
    with tempfile.TemporaryDirectory(prefix="leadscore-") as scratch:
        root = Path(scratch) / name
        if name == "simulated":
            ls.init(root)
            ls.simulate(ls.Project(root), n_leads=20_000)
        else:
            lay_out_example(name, root)
        project = ls.Project(root)
        matrix = ls.build_features(project)
        return _parted(project, matrix)


def _parted(project: ls.Project, matrix: ls.FeatureMatrix) -> Laid:
    settings = project.settings
    card = project.card.model_copy(update={"exclusions": ()})
    split = project.split(matrix)
    training, test = matrix.take(split.train), matrix.take(split.test)
    places, weight = drawn(training.rows, settings.project.seed)
    learned = training.take(places)
    scene = set_scene(card, learned, weight, project.warehouse, settings)
    least = min(settings.card.least_leads, max(5, len(learned) // 20))
    candidates, columns = usable(
        scene.candidates, scene.worth, scene.rows, needed=frozenset(), least=least
    )
    task = as_task(
        candidates,
        scene.worth[:, columns],
        scene.rows["label"].to_numpy(dtype=float),
        scene.weight,
        scene.held,
        keep=frozenset(),
        size=max(SIZES),
        settings=settings.card,
    )
    folds, _ = size_folds(
        task.y,
        scene.rows["group"],
        moments(scene.rows),
        n_folds=settings.models.folds,
        gap=settings.time.known_after,
        seed=settings.project.seed,
    )
    trial = Card(rules=tuple(each.rule for each in candidates))
    worth = card_matrix(trial, test, project.warehouse, settings).X.to_numpy(dtype=float)
    features = matrix.columns()
    return Laid(
        task=task,
        folds=folds,
        test=worth,
        train_features=learned.X[features],
        test_features=test.X[features],
        rows=test.rows,
        settings=settings,
    )


def _contestants(
    laid: Laid, size: int, asked: argparse.Namespace
) -> Iterator[tuple[str, np.ndarray, float, int]]:
    began = time.perf_counter()
    learned = learn_points(replace(laid.task, size=size), laid.folds, size=size)
    seconds = time.perf_counter() - began
    points, wide = learned.points, learned.task
    total = sum(
        steps * laid.test[:, list(wide.members[place])].sum(axis=1)
        for place, steps in zip(points.places, points.steps, strict=True)
    ) + np.zeros(len(laid.test))
    yield OURS, points.intercept + points.slope * total, seconds, len(points.places)
    for who, python in (("fasterrisk", asked.fasterrisk), ("optbinning", asked.optbinning)):
        if python:
            found = _peer(who, python, laid, size)
            if found is not None:
                yield who, *found


def _peer(who: str, python: str, laid: Laid, size: int) -> tuple[np.ndarray, float, int] | None:
    """Let another package learn in its own environment; give its margins."""
    wide = widened(laid.task)
    with tempfile.TemporaryDirectory(prefix="leadscore-") as scratch:
        folder = Path(scratch)
        test = np.column_stack([laid.test[:, list(part)].sum(axis=1) for part in wide.members])
        np.savez(
            folder / "columns.npz",
            train=wide.worth, test=test, y=wide.y, low=wide.low, high=wide.high,
        )  # fmt: skip
        laid.train_features.to_parquet(folder / "train.parquet")
        laid.test_features.to_parquet(folder / "test.parquet")
        script = str(Path(__file__).with_name("scorecard_peers.py"))
        command = [python, script, who, str(folder), str(size)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{who} failed: {done.stderr.strip().splitlines()[-1:]}", flush=True)
            return None
        made = np.load(folder / "points.npz")
        facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    intercept, slope, _ = line(made["train"], wide.y, wide.weight)
    return intercept + slope * made["test"], facts["seconds"], facts["entries"]


def _measured(
    laid: Laid, told: dict[tuple[str, int], np.ndarray], costs: dict[tuple[str, int], tuple]
) -> pd.DataFrame:
    label = laid.rows["label"].to_numpy(dtype=float)
    units = pd.factorize(laid.rows["group"])[0]
    rounds = calling_rounds(laid.rows, laid.settings)
    seen = {
        f"{who} {size}": evidence(
            label,
            np.clip(expit(margin), 1e-6, 1 - 1e-6),
            margin,
            rounds=rounds,
            leads=pd.factorize(laid.rows["lead_id"])[0],
            units=units,
        )
        for (who, size), margin in told.items()
    }

    def measure(weights: np.ndarray) -> dict[str, np.ndarray]:
        return {
            f"{name}|{key}": values
            for name, each in seen.items()
            for key, values in measure_all(
                each, weights, capacity=laid.settings.sales.capacity, call_cost_eur=0.0
            ).items()
            if key in SHOWN
        }

    count = int(units.max()) + 1
    size_of = len(np.unique(units[label == 1]))
    value = measure(np.ones((count, 1)))
    width = max(each.width for each in seen.values())
    drawn_ = bootstrap(measure, count, RESAMPLES, seed=0, width=width)
    lines = []
    for (who, size), (seconds, used) in costs.items():
        line_: dict[str, object] = {"who": who, "size": size, "entries": used, "seconds": seconds}
        for key in SHOWN:
            own, ours = f"{who} {size}|{key}", f"{OURS} {size}|{key}"
            line_[key] = value[own][0]
            apart = percentile_interval(drawn_[own] - drawn_[ours], confidence=0.95, size=size_of)
            line_ |= {f"{key}_low": apart.low, f"{key}_high": apart.high}
        lines.append(line_)
    return pd.DataFrame(lines)


def _shown(lines: pd.DataFrame) -> str:
    told = lines[["size", "who", "entries"]].copy()
    for key, more in SHOWN.items():
        digits = 1 if key == "buyers_at_capacity" else 4
        told[key] = [
            f"{each[key]:.{digits}f}{_mark(each, key, more=more)}" for _, each in lines.iterrows()
        ]
    told["seconds"] = lines["seconds"].round(0)
    header = "| " + " | ".join(told.columns) + " |\n" + "|---" * len(told.columns) + "|\n"
    return header + "\n".join("| " + " | ".join(map(str, row)) + " |" for row in told.to_numpy())


def _mark(line_: pd.Series, key: str, *, more: bool) -> str:
    """Mark who is told better (+) or worse (-) than ours of the same size."""
    low, high = line_[f"{key}_low"], line_[f"{key}_high"]
    if low <= 0 <= high:
        return ""
    return " +" if (low > 0) == more else " -"


if __name__ == "__main__":
    sys.exit(main())
