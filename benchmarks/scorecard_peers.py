"""What benchmarks.scorecards runs in the other packages' own environments.

python benchmarks/scorecard_peers.py {fasterrisk,optbinning} FOLDER SIZE
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np

#: Points in steps: at most eight of five.
MOST = 8


def main() -> None:
    """Learn points of one size and write those of the training and the test rows."""
    who, folder, size = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    began = time.perf_counter()
    train, test, entries = {"fasterrisk": fasterrisk, "optbinning": optbinning}[who](folder, size)
    facts = {"seconds": time.perf_counter() - began, "entries": int(entries)}
    np.savez(folder / "points.npz", train=train, test=test)
    (folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")


def fasterrisk(folder: Path, size: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Take the risk score with the least logistic loss on the training rows."""
    from fasterrisk.fasterrisk import RiskScoreOptimizer

    told = np.load(folder / "columns.npz")
    X = np.ascontiguousarray(told["train"], dtype=float)
    y = np.where(told["y"] > 0, 1.0, -1.0)
    optimizer = RiskScoreOptimizer(
        X=X,
        y=y,
        k=size,
        lb=told["low"].astype(float).tolist(),
        ub=told["high"].astype(float).tolist(),
    )
    optimizer.optimize()
    _, _, points = optimizer.get_models(model_index=0)
    points = np.asarray(points).ravel()
    return X @ points, told["test"] @ points, np.count_nonzero(points)


def optbinning(folder: Path, size: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Bin, fit and round; of the settings whose entries fit the size, take the best in training.

    Variables enter in the order of their information value. An entry is a bin whose points
    are not the variable's commonest ones.
    """
    import pandas as pd
    from optbinning import BinningProcess
    from sklearn.linear_model import LogisticRegression

    y = np.load(folder / "columns.npz")["y"].astype(int)
    train, test = (pd.read_parquet(folder / f"{name}.parquet") for name in ("train", "test"))
    texts = [name for name in train if not pd.api.types.is_numeric_dtype(train[name])]
    for frame in (train, test):
        frame[texts] = frame[texts].astype(object).where(frame[texts].notna(), "(missing)")
    best = (np.inf, np.zeros(len(train)), np.zeros(len(test)), 0)
    for most_bins in (2, 3, 4, 6):
        process = BinningProcess(
            list(train.columns), categorical_variables=texts, max_n_bins=most_bins
        ).fit(train, y)
        summary = process.summary().sort_values("iv", ascending=False)
        names = [name for name in summary["name"] if summary.set_index("name").loc[name, "iv"] > 0]
        kept = names[: 2 * size]
        woe = process.transform(train, metric="woe")[kept].to_numpy(dtype=float)
        woe_test = process.transform(test, metric="woe")[kept].to_numpy(dtype=float)
        for count in range(1, len(kept) + 1):
            model = LogisticRegression(C=1.0, max_iter=1000).fit(woe[:, :count], y)
            raw = woe[:, :count] * model.coef_[0]
            raw_test = woe_test[:, :count] * model.coef_[0]
            points, points_test, entries = rounded(raw, raw_test)
            if entries > size:
                continue
            loss = in_training(points.sum(axis=1), y, LogisticRegression)
            if loss < best[0]:
                best = (loss, points.sum(axis=1), points_test.sum(axis=1), entries)
    return best[1], best[2], best[3]


def rounded(raw: np.ndarray, raw_test: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    """Scale points to the most allowed, the commonest of each variable being none."""
    middle = np.array([_commonest(column) for column in raw.T])
    apart, apart_test = raw - middle, raw_test - middle
    unit = max(float(np.abs(apart).max()), 1e-12) / MOST
    points = np.rint(apart / unit)
    points_test = np.clip(np.rint(apart_test / unit), -MOST, MOST)
    entries = sum(
        len({value for value, step in zip(column.round(9), steps, strict=True) if step})
        for column, steps in zip(raw.T, points.T, strict=True)
    )
    return points, points_test, entries


def _commonest(column: np.ndarray) -> float:
    values, counts = np.unique(column.round(9), return_counts=True)
    return float(values[np.argmax(counts)])


def in_training(total: np.ndarray, y: np.ndarray, regression: type) -> float:
    """Give the log loss of points read by a line, on the training rows."""
    if np.ptp(total) == 0:
        return np.inf
    model = regression(C=1e6, max_iter=1000).fit(total[:, None], y)
    margin = model.decision_function(total[:, None])
    return float(np.mean(np.logaddexp(0, margin) - y * margin))


if __name__ == "__main__":
    main()
