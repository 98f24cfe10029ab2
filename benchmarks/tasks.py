"""The tasks of benchmarks.quality: real and simulated leads, each parted honestly.

A task is a frame to learn from and a later (or other) one to be judged on. The real ones
are the example projects' own features, whose mappings leave out what sales fills in; a
random split keeps equal rows, or accounts, on one side.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd

import leadscore as ls
from leadscore.features.frame import FeatureMatrix
from leadscore.sources.simulate import simulate
from leadscore.validation.folds import account_folds
from leadscore.validation.splits import calling_rounds, outer_split
from tests.journeys.public_data import REAL, lay_out_example


@dataclass(frozen=True, kw_only=True)
class Task:
    """Rows to learn from and rows to be judged on.

    Parameters
    ----------
    name : str
    train, test : DataFrame
        Features, text as str.
    y_train, y_test : ndarray
        0 and 1.
    groups_train, groups_test : ndarray of str
        Account, else lead; equal rows where rows repeat.
    when : Series or None
        Moment or position of each training row, where the split is by time.
    horizon : timedelta
        How long after ``when`` the outcome is looked for.
    rounds : ndarray of int
        Calling round of each test row.
    """

    name: str
    train: pd.DataFrame
    test: pd.DataFrame
    y_train: np.ndarray
    y_test: np.ndarray
    groups_train: np.ndarray
    groups_test: np.ndarray
    when: pd.Series | None
    horizon: timedelta
    rounds: np.ndarray


def tasks(names: list[str], seed: int) -> Iterator[Task]:
    """Make the tasks named.

    Parameters
    ----------
    names : list of str
        Keys of :data:`TASKS`.
    seed : int
        Parts those that are parted at random; simulates the simulated ones.

    Yields
    ------
    Task
    """
    for name in names:
        yield TASKS[name](name, seed)


def _example(name: str) -> tuple[FeatureMatrix, ls.Settings]:
    with tempfile.TemporaryDirectory(prefix="leadscore-") as scratch:
        root = Path(scratch) / name
        lay_out_example(name, root)
        project = ls.Project(root)
        return ls.build_features(project), project.settings


def _later(example: str) -> Callable[[str, int], Task]:
    """Judge on the newest rows, as the example project does."""

    def make(name: str, _seed: int) -> Task:
        matrix, settings = _example(example)
        split = outer_split(matrix.rows, settings)
        return _task(name, matrix, settings, split.train, split.test, timed=split.kind != "random")

    return make


def _at_random(example: str) -> Callable[[str, int], Task]:
    """Judge on a fifth drawn at random, groups kept whole."""

    def make(name: str, seed: int) -> Task:
        matrix, settings = _example(example)
        fold = account_folds(matrix.rows["group"], matrix.rows["label"], 5, seed)[0]
        return _task(name, matrix, settings, fold.train, fold.test, timed=False)

    return make


def _simulated(*, after: bool) -> Callable[[str, int], Task]:
    """Judge on cutoffs before, or after, the change half-way, and learn from what was known."""

    def make(name: str, seed: int) -> Task:
        market = simulate(n_leads=20_000, months=36, seed=seed)
        settings = ls.parse_settings(
            {"data": {"timezone": "UTC"}, "comparison": {"test_cutoffs": 3}}
        )
        warehouse = ls.warehouse_from_frames(dict(market.tables), settings)
        matrix = ls.build_matrix(warehouse, settings)
        if not after:
            known = matrix.rows["cutoff"] + settings.time.horizon
            matrix = matrix.take(np.flatnonzero(known <= market.planted.change_at))
        split = outer_split(matrix.rows, settings)
        return _task(name, matrix, settings, split.train, split.test, timed=True)

    return make


def _hillstrom(name: str, seed: int) -> Task:
    rows = pd.read_csv(Path(REAL) / "hillstrom" / "hillstrom.csv")
    X = rows.drop(columns=["visit", "conversion", "spend"])
    y = rows["visit"].to_numpy(dtype=float)
    customer = np.array([f"c{i}" for i in range(len(rows))], dtype=object)
    fold = account_folds(customer, y, 5, seed)[0]
    return Task(
        name=name,
        train=X.iloc[fold.train].reset_index(drop=True),
        test=X.iloc[fold.test].reset_index(drop=True),
        y_train=y[fold.train],
        y_test=y[fold.test],
        groups_train=customer[fold.train],
        groups_test=customer[fold.test],
        when=None,
        horizon=timedelta(0),
        rounds=np.zeros(len(fold.test), dtype=np.int64),
    )


def _task(
    name: str,
    matrix: FeatureMatrix,
    settings: ls.Settings,
    train: np.ndarray,
    test: np.ndarray,
    *,
    timed: bool,
) -> Task:
    features = [f.name for f in matrix.catalogue if f.family != "card"]
    X, rows = matrix.X[features], matrix.rows
    when = None
    if timed:
        column = "cutoff" if rows["cutoff"].notna().all() else "position"
        when = rows[column].iloc[train].reset_index(drop=True)
    return Task(
        name=name,
        train=X.iloc[train].reset_index(drop=True),
        test=X.iloc[test].reset_index(drop=True),
        y_train=rows["label"].iloc[train].to_numpy(dtype=float),
        y_test=rows["label"].iloc[test].to_numpy(dtype=float),
        groups_train=rows["group"].iloc[train].to_numpy(dtype=object),
        groups_test=rows["group"].iloc[test].to_numpy(dtype=object),
        when=when,
        horizon=settings.time.horizon + settings.time.label_delay,
        rounds=calling_rounds(rows.iloc[test], settings),
    )


#: Every task by name, in the order of the table.
TASKS: dict[str, Callable[[str, int], Task]] = {
    "bank_random": _at_random("bank"),
    "bank_newest": _later("bank"),
    "x_education_newest": _later("x_education"),
    "relax_later": _later("relax"),
    "olist_later": _later("olist"),
    "salvirt_grouped": _at_random("salvirt"),
    "hillstrom_visit": _hillstrom,
    "simulated_before": _simulated(after=False),
    "simulated_after": _simulated(after=True),
}
