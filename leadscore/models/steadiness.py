"""Columns whose values move so much with time that they date the row.

An index of the economy or a running number tells in which month a row was written, and so
everything that happened in that month. On rows drawn at random that looks like knowledge;
on later rows its values are new. Such a column may still help; whether it does is asked of
later rows, never taken for granted.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from leadscore.models.calibration import fit_level, log_loss_of
from leadscore.models.members import MemberPlan, fit_member
from leadscore.models.search import DEFAULTS, MOST_ROUNDS, Exercise
from leadscore.validation.folds import Fold

#: A column dates the row where knowing it tells later from earlier rows nearly for sure.
MOVES = 0.8
#: Rows of each part that this is looked at, and classes that their values are put in.
LOOKED_AT = 4_000
CLASSES = 32
#: One model that goes beyond what it has seen, and one that does not.
PROBES = (
    MemberPlan(family="logistic", settings=DEFAULTS["logistic"]),
    MemberPlan(
        family="middle", settings={**DEFAULTS["middle"], "rounds": MOST_ROUNDS["middle"] // 2}
    ),
)


def moving(
    numbers: np.ndarray, owners: Sequence[int], folds: Sequence[Fold], seed: int
) -> dict[int, float]:
    """Find columns whose values in later rows are hardly those of earlier rows.

    Parameters
    ----------
    numbers : array of shape (n, k)
        Encoded rows.
    owners : sequence of int, of length k
        The column that each number was made from.
    folds : sequence of Fold
        Forward in time.
    seed : int

    Returns
    -------
    dict of int to float
        Column → how far the two distributions are apart (total variation over classes of
        equal size, 0 to 1, mean over the folds), where it is at least .8.
    """
    draw = np.random.default_rng(seed)
    apart: dict[int, float] = {}
    parts = [
        (draw.permutation(fold.train)[:LOOKED_AT], draw.permutation(fold.test)[:LOOKED_AT])
        for fold in folds
    ]
    for number, owner in enumerate(owners):
        column = np.nan_to_num(numbers[:, number], nan=-3e38)
        far = [_apart(column[a], column[b]) for a, b in parts]
        apart[owner] = max(apart.get(owner, 0.0), float(np.mean(far)))
    return {owner: far for owner, far in apart.items() if far >= MOVES}


def _apart(earlier: np.ndarray, later: np.ndarray) -> float:
    """Give the share of rows that cannot be matched with one of the other part."""
    edges = np.unique(
        np.quantile(np.concatenate([earlier, later]), np.linspace(0, 1, CLASSES + 1)[1:-1])
    )
    shares = [
        np.bincount(np.searchsorted(edges, part, side="right"), minlength=len(edges) + 1)
        / len(part)
        for part in (earlier, later)
    ]
    return float(1 - np.minimum(*shares).sum())


def better_without(exercises: Sequence[Exercise], reduced: Sequence[Exercise], seed: int) -> bool:
    """Ask of later rows whether columns are better left out.

    Parameters
    ----------
    exercises, reduced : sequence of Exercise
        The same folds with and without the columns.
    seed : int

    Returns
    -------
    bool
        Whether the log loss, each fold at its own level, is lower without them by more
        than one standard error over folds and models.
    """
    gains = [
        _loss(plan, whole, seed) - _loss(plan, part, seed)
        for plan in PROBES
        for whole, part in zip(exercises, reduced, strict=True)
    ]
    error = np.std(gains, ddof=1) / np.sqrt(len(gains))
    return bool(np.mean(gains) > error)


def _loss(plan: MemberPlan, exercise: Exercise, seed: int) -> float:
    margin = fit_member(plan, exercise.lesson, seed).margin(exercise.numbers)
    return float(log_loss_of(margin + fit_level(margin, exercise.y), exercise.y).mean())
