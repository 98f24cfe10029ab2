"""How many rules, and how far they are drawn to nothing: tried on rows not learned from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import pandas as pd

from leadscore.models.search import inner_folds
from leadscore.models.written.rounding import Points, whole_points
from leadscore.models.written.sparse import Model, Search, grown, mended
from leadscore.models.written.task import FloatArray, Task
from leadscore.models.written.widening import widened
from leadscore.validation.folds import Fold, account_folds

#: Precisions that are tried for a rule's log-odds: standard deviations of 2, 0.7 and 0.35.
RIDGES = (0.25, 2.0, 8.0)
#: A fold that learns from less than this share of the conversions tells of smaller cards only.
LEAST_SHARE, LEAST_FOLDS = 0.5, 2
#: The last search looks wider than those of the folds.
PARENTS, CHILDREN = 4, 6


@dataclass(frozen=True, kw_only=True, eq=False)
class Learned:
    """Points, and how they were chosen.

    Parameters
    ----------
    task : Task
        The one learned from, widened: what the points' places mean.
    points : Points
    ridge : float
    sizes : DataFrame
        One row a number of rules: ``rules``, ``loss`` (mean log loss a row on rows not
        learned from, less that of the overall chance), ``worse`` (than the best number,
        over folds) and ``error`` (the standard error of that), ``chosen``.
    """

    task: Task
    points: Points
    ridge: float
    sizes: pd.DataFrame


def learn_points(task: Task, folds: Sequence[Fold] = (), *, size: int | None = None) -> Learned:
    """Learn few rules and their whole points.

    Parameters
    ----------
    task : Task
    folds : sequence of Fold
        Rows to learn from and rows to try on; without any the number of rules is the most
        allowed.
    size : int, optional
        Just so many columns, as far as so many are of use, instead of what the folds say.

    Returns
    -------
    Learned

    Notes
    -----
    For each precision of the prior, each fold and each number of rules, points are learned
    and tried. Of the precisions the one with the least loss is taken, and then the fewest
    rules that are within one standard error of the best number, paired over folds (Breiman
    and others 1984). With that, all rows are searched once more, and wider.
    """
    ridge, sizes = RIDGES[0], _no_sizes()
    if folds:
        tables = {each: _tried(task, folds, each) for each in RIDGES}
        ridge = min(RIDGES, key=lambda each: (round(tables[each]["loss"].min(), 9), -each))
        sizes = tables[ridge]
    wanted = task.size if size is None else size
    if size is None and len(sizes):
        wanted = int(sizes.loc[sizes["chosen"], "rules"].iloc[0])
    wide = widened(task)
    search = Search(ridge=ridge, parents=PARENTS, children=CHILDREN)
    levels = grown(replace(wide, size=max(wanted, int(task.kept.sum()))), search)
    model = mended(wide, levels[-1][0], search)
    return Learned(task=wide, points=whole_points(wide, model), ridge=ridge, sizes=sizes)


def size_folds(
    y: FloatArray,
    groups: np.ndarray | pd.Series,
    when: pd.Series | None,
    *,
    n_folds: int,
    gap: timedelta,
    seed: int,
) -> tuple[list[Fold], bool]:
    """Cut rows into what is learned from and what numbers of rules are tried on.

    Parameters
    ----------
    y : array of shape (n, )
    groups : array of shape (n, )
        Account, else lead: kept whole.
    when : Series of length n, optional
        Cutoffs or positions.
    n_folds : int
    gap : timedelta
        How long after its cutoff an outcome is known.
    seed : int

    Returns
    -------
    folds : list of Fold
    forward : bool
        Whether they go forward in time. They do where at least two of them learn from half
        of the conversions: one that learns from few can only say that few rules are best.
    """
    folds, how = inner_folds(y, groups, when, n_folds=n_folds, gap=gap, seed=seed)
    if how == "forward":
        enough = [fold for fold in folds if y[fold.train].sum() >= LEAST_SHARE * y.sum()]
        if len(enough) >= LEAST_FOLDS:
            return enough, True
    return account_folds(groups, y, n_folds, seed), False


def _no_sizes() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "rules": np.zeros(0, dtype=np.int64),
            "loss": np.zeros(0),
            "worse": np.zeros(0),
            "error": np.zeros(0),
            "chosen": np.zeros(0, dtype=np.bool_),
        }
    )


def _tried(task: Task, folds: Sequence[Fold], ridge: float) -> pd.DataFrame:
    """Try every number of rules on every fold."""
    losses = np.array([_of_fold(task, fold, ridge) for fold in folds])
    rows = np.array([float(task.weight[fold.test].sum()) for fold in folds])
    share = rows / rows.sum()
    mean = share @ losses
    best = int(np.argmin(mean.round(9)))
    apart = losses - losses[:, [best]]
    worse = share @ apart
    error = np.sqrt(share @ (apart - worse) ** 2 / max(len(folds) - 1, 1))
    least = int(task.kept.sum())
    chosen = int(np.flatnonzero(worse <= error + 1e-12)[0])
    return pd.DataFrame(
        {
            "rules": np.arange(least, least + len(mean)),
            "loss": mean,
            "worse": worse,
            "error": error,
            "chosen": np.arange(len(mean)) == chosen,
        }
    )


def _of_fold(task: Task, fold: Fold, ridge: float) -> FloatArray:
    """Learn on a fold's earlier rows and give the loss of each size on its later ones."""
    wide = widened(task.rows(fold.train))
    test = task.rows(fold.test)
    levels = grown(wide, Search(ridge=ridge))
    told = [_loss(wide, test, level[0]) for level in levels]
    mean = float(np.average(wide.y, weights=wide.weight))
    nothing = _log_loss(np.full(len(test.y), np.log(mean / (1 - mean))), test)
    most = task.size - int(task.kept.sum()) + 1
    told += told[-1:] * (most - len(told))  # no further column was of use
    return np.array(told) - nothing


def _loss(wide: Task, test: Task, model: Model) -> float:
    points = whole_points(wide, model, bettered=0)
    total = test.held.copy()
    for place, steps in zip(points.places, points.steps, strict=True):
        total += steps * test.worth[:, list(wide.members[place])].sum(axis=1)
    return _log_loss(points.intercept + points.slope * total, test)


def _log_loss(margin: FloatArray, test: Task) -> float:
    rows = np.logaddexp(0.0, margin) - test.y * margin
    return float(np.average(rows, weights=test.weight))
