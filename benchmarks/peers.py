"""What a user would pick instead, each as it comes; run by benchmarks.quality.

Needs nothing of leadscore, so that it also runs in an environment of its own, with
AutoGluon and FLAML, whose requirements clash with leadscore's:

    python benchmarks/peers.py NAME FOLDER SECONDS SEED

FOLDER holds train.parquet (with the outcome as ``__y__``) and test.parquet; what is
written there is NAME.npy, the chance of each test row, and NAME.json, what it cost.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

#: Takes training rows, outcomes, seconds and seed; returns what tells chances.
Chances = Callable[[pd.DataFrame], np.ndarray]
Learn = Callable[[pd.DataFrame, np.ndarray, float, int], Chances]


def _logistic(X: pd.DataFrame, y: np.ndarray, seconds: float, seed: int) -> Chances:
    from sklearn.compose import make_column_selector, make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    numbers = make_pipeline(SimpleImputer(keep_empty_features=True), StandardScaler())
    texts = OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=10)
    encode = make_column_transformer(
        (numbers, make_column_selector(dtype_include="number")),
        (texts, make_column_selector(dtype_exclude="number")),
    )
    model = make_pipeline(encode, LogisticRegression(max_iter=2000)).fit(X, y)
    return lambda rows: model.predict_proba(rows)[:, 1]


def _as_categories(X: pd.DataFrame) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Make categories of text, those beyond the commonest 200 missing."""
    levels = {
        name: X[name].value_counts().index[:200]
        for name in X.columns
        if not pd.api.types.is_numeric_dtype(X[name])
    }
    return lambda rows: rows.assign(
        **{
            name: pd.Categorical(rows[name].where(rows[name].isin(kept)), categories=kept)
            for name, kept in levels.items()
        }
    )


def _hist_gradient_boosting(X: pd.DataFrame, y: np.ndarray, seconds: float, seed: int) -> Chances:
    from sklearn.ensemble import HistGradientBoostingClassifier

    encode = _as_categories(X)
    model = HistGradientBoostingClassifier(random_state=seed).fit(encode(X), y)
    return lambda rows: model.predict_proba(encode(rows))[:, 1]


def _xgboost(X: pd.DataFrame, y: np.ndarray, seconds: float, seed: int) -> Chances:
    from xgboost import XGBClassifier

    encode = _as_categories(X)
    model = XGBClassifier(random_state=seed, n_jobs=2, enable_categorical=True).fit(encode(X), y)
    return lambda rows: model.predict_proba(encode(rows))[:, 1]


def _flaml(X: pd.DataFrame, y: np.ndarray, seconds: float, seed: int) -> Chances:
    from flaml import AutoML

    encode = _as_categories(X)
    model = AutoML()
    model.fit(
        encode(X), y, task="classification", metric="log_loss", time_budget=seconds, seed=seed,
        n_jobs=2, verbose=0,
    )  # fmt: skip
    return lambda rows: model.predict_proba(encode(rows))[:, 1]


def _autogluon(X: pd.DataFrame, y: np.ndarray, seconds: float, seed: int) -> Chances:
    from autogluon.tabular import TabularPredictor

    folder = tempfile.mkdtemp(prefix="autogluon-")
    learner = TabularPredictor("__y__", path=folder, eval_metric="log_loss", verbosity=0)
    model = learner.fit(
        X.assign(__y__=y.astype(int)), presets="best_quality", time_limit=seconds, num_cpus=2
    )
    return lambda rows: model.predict_proba(rows)[1].to_numpy()


LEARN: dict[str, Learn] = {
    "autogluon": _autogluon,
    "flaml": _flaml,
    "hist_gradient_boosting": _hist_gradient_boosting,
    "xgboost": _xgboost,
    "logistic": _logistic,
}


def peak_mb() -> float:
    """Tell the most memory that this program has held since it began (MiB)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def measured(name: str, folder: Path, learn: Callable[[], Chances]) -> None:
    """Learn, tell chances, and write both with what they cost."""
    test = pd.read_parquet(folder / "test.parquet")
    began = time.perf_counter()
    chances = learn()
    learned = time.perf_counter()
    told = chances(test)
    scored = time.perf_counter()
    np.save(folder / f"{name}.npy", np.asarray(told, dtype=float))
    cost = {"fit_s": learned - began, "predict_s": scored - learned, "peak_mb": peak_mb()}
    (folder / f"{name}.json").write_text(json.dumps(cost), encoding="utf-8")


def main() -> None:
    """Run one of them."""
    name, folder, seconds, seed = sys.argv[1], Path(sys.argv[2]), sys.argv[3], sys.argv[4]
    warnings.filterwarnings("ignore")
    train = pd.read_parquet(folder / "train.parquet")
    y = train.pop("__y__").to_numpy()
    measured(name, folder, lambda: LEARN[name](train, y, float(seconds), int(seed)))


if __name__ == "__main__":
    main()
