"""What exact reasons cost, and what quality that cost buys.

First one family at a time, on simulated leads: how well it tells buyers on later leads, and
what its contributions cost a row, by xgboost's own walk and by leadscore's tables. Then the
whole auto model: a million prepared rows, scored with exact reasons.

    python -m benchmarks.explaining --rows 1000000 [--pictures docs/pictures]
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import pandas as pd
import xgboost as xgb
from matplotlib.figure import Figure
from sklearn.metrics import log_loss

from benchmarks.peers import peak_mb
from benchmarks.tasks import TASKS, Task
from leadscore.models.auto import AutoModel
from leadscore.models.encoding import ColumnEncoder
from leadscore.models.members import MAX_BIN
from leadscore.models.parts import booster_parts
from leadscore.models.tree_parts import TreeParts, trees_of
from leadscore.reports import style
from leadscore.validation.metrics import roc_auc

#: Depth and rounds of the families that are tried one by one.
SHAPES = ((1, 300), (2, 300), (3, 200), (4, 150), (6, 100), (8, 60))
#: Rows that xgboost's own walk, which is slow, is timed on.
WALKED = 1_000
TABLED = 20_000


def _by_shape(task: Task, seed: int) -> pd.DataFrame:
    encoder = ColumnEncoder().fit(task.train)
    train, test = encoder.transform(task.train), encoder.transform(task.test)
    rows = xgb.QuantileDMatrix(train, task.y_train, max_bin=MAX_BIN, nthread=1)
    return pd.DataFrame([_shape(*shape, rows, test, task, seed) for shape in SHAPES])


def _shape(
    depth: int, rounds: int, rows: xgb.QuantileDMatrix, test: np.ndarray, task: Task, seed: int
) -> dict[str, float]:
    params = {
        "objective": "binary:logistic", "max_depth": depth, "eta": 0.06, "subsample": 0.7,
        "colsample_bytree": 0.3, "min_child_weight": 5, "lambda": 10, "max_bin": MAX_BIN,
        "nthread": 1, "seed": seed,
    }  # fmt: skip
    booster = xgb.train(params, rows, rounds)
    chance = booster.predict(xgb.DMatrix(test, nthread=1))
    began = time.perf_counter()
    walked = booster.predict(xgb.DMatrix(test[:WALKED], nthread=1), pred_contribs=True)
    walk = (time.perf_counter() - began) / WALKED
    began = time.perf_counter()
    TreeParts(trees_of(booster), test.shape[1])
    made = time.perf_counter() - began
    booster_parts(booster, test[:1])
    began = time.perf_counter()
    told = booster_parts(booster, test[:TABLED])
    table = (time.perf_counter() - began) / len(test[:TABLED])
    return {
        "depth": depth,
        "trees": rounds,
        "AUC": roc_auc(task.y_test, chance, rounds=task.rounds),
        "log loss": log_loss(task.y_test, chance),
        "xgboost µs a row": walk * 1e6,
        "tables µs a row": table * 1e6,
        "times faster": walk / table,
        "tables made in s": made,
        "greatest difference": np.abs(told.values[:WALKED] - walked[:, :-1]).max(),
    }


def quality_for_cost(shapes: pd.DataFrame) -> Figure:
    """Draw what quality each depth buys for what its exact reasons cost."""
    best = shapes.loc[shapes["log loss"].idxmin()]
    figure = style.new_figure(
        3.4,
        f"Depth {best['depth']:.0f} does best on later leads; its exact reasons cost "
        f"{best['tables µs a row']:.0f} µs a lead with tables, {best['xgboost µs a row']:.0f} "
        "by xgboost's own walk",
    )
    x, y = (
        "µs a lead for exact reasons, one thread (numbers: depth)",
        "log loss on later leads (lower is better)",
    )
    axes = style.clean(figure.subplots(), x=x, y=y, lines="both")
    ways = (
        ("xgboost's own walk", "xgboost µs a row", style.DOWN, "s", "--"),
        ("leadscore's tables", "tables µs a row", style.UP, "o", ":"),
    )
    for name, column, colour, marker, dash in ways:
        axes.plot(shapes[column], shapes["log loss"], dash, color=colour, marker=marker, label=name)
        for depth, cost, loss in shapes[["depth", column, "log loss"]].to_numpy():
            axes.annotate(f"{depth:.0f}", (cost, loss), (5, 5), textcoords="offset points")
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(style.in_numbers("en", 0))
    axes.yaxis.set_major_formatter(style.in_numbers("en", 4))
    style.legend(axes, place="upper right")
    return figure


def _many(task: Task, n_rows: int, trials: int, seed: int) -> None:
    """Score prepared rows with the auto model's exact reasons."""
    model = AutoModel(trials=trials, seed=seed, threads=2, horizon=task.horizon)
    model.fit(task.train, task.y_train, groups=task.groups_train, when=task.when)
    chosen = np.random.default_rng(seed).integers(0, len(task.test), n_rows)
    rows = task.test.iloc[chosen].reset_index(drop=True)
    began = time.perf_counter()
    parts = model.contributions(rows)
    took = time.perf_counter() - began
    some = np.arange(0, n_rows, max(1, n_rows // 20_000))
    apart = parts.iloc[some].sum(axis=1) - model.decision_function(rows.iloc[some])
    print(
        f"\n{n_rows:,} rows of {rows.shape[1]} columns, {len(model.members_)} members: "
        f"{took:,.1f} s, {n_rows / took:,.0f} rows a second, peak of the whole process "
        f"{peak_mb():,.0f} MiB; parts and margin differ by at most {np.abs(apart).max():.0e}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--pictures", type=Path, help="the folder that the picture goes into")
    asked = parser.parse_args()
    task = TASKS["simulated_after"]("simulated_after", asked.seed)
    shapes = _by_shape(task, asked.seed)
    print(shapes.round(4).to_string(index=False))
    if asked.pictures:
        path = asked.pictures / "explaining.svg"
        path.write_text(style.to_svg(quality_for_cost(shapes)), encoding="utf-8")
    _many(task, asked.rows, asked.trials, asked.seed)


if __name__ == "__main__":
    main()
