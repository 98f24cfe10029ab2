"""The auto model's average: the best of each family, weighted in log-odds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from leadscore.models.calibration import fit_calibration, fit_level, fit_weights, log_loss_of
from leadscore.models.members import FAMILIES, MemberPlan, some_rows
from leadscore.models.search import Exercise, Tried

#: How far weights may move from equal ones; which of these is right is found by leaving
#: out a fold at a time.
PRIORS = (0.3, 0.1, 0.03, 0.0)
#: Rows of all folds together that this is found on.
WEIGHING_ROWS = 12_000
#: How much the fold before counts in the last line, where folds go forward in time.
FADING = 0.5


@dataclass(frozen=True, kw_only=True)
class AutoPlan:
    """What a search decided: the members, their weights, the level, what is set aside.

    Parameters
    ----------
    members : tuple of MemberPlan
    weights : tuple of float
        Above 0; of the members' log-odds.
    level : float
        Added to the weighted sum.
    aside : tuple of str
        Columns that are not learned from.
    """

    members: tuple[MemberPlan, ...]
    weights: tuple[float, ...]
    level: float
    aside: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class _Told:
    """What members said of the rows of all folds."""

    margins: np.ndarray  # (n, members)
    y: np.ndarray
    fold: np.ndarray

    def some(self, rows: np.ndarray) -> _Told:
        return _Told(margins=self.margins[rows], y=self.y[rows], fold=self.fold[rows])


def average(
    tried: Sequence[Tried],
    exercises: Sequence[Exercise],
    *,
    forward: bool,
    seed: int,
    aside: Sequence[str] = (),
) -> tuple[AutoPlan, dict[str, Any]]:  # a report is figures and words
    """Weigh the best trial of each family on the rows they did not learn from.

    Parameters
    ----------
    tried : sequence of Tried
    exercises : sequence of Exercise
        What the trials were tested on.
    forward : bool
        Whether the exercises go forward in time; then newer ones count more in the line
        that makes the average honest.
    seed : int
    aside : sequence of str
        Columns that the trials did not see.

    Returns
    -------
    plan : AutoPlan
    report : dict
        ``trials``, ``tried``, ``members`` and ``validation`` as AutoModel tells them.

    Notes
    -----
    Weights that fit the folds at hand need not fit the next: a fold is one draw of the
    world, however many rows it has. How far they may move from equal ones is therefore
    found by leaving out one fold at a time, and of the answers that are within one
    standard error of the best the most careful one is taken.

    References
    ----------
    Breiman et al. (1984), "Classification and regression trees": the one-standard-error
    rule.
    """
    best = _best_of_each_family(tried)
    told = _Told(
        margins=np.column_stack([np.concatenate(trial.margins) for trial in best]),
        y=np.concatenate([each.y for each in exercises]),
        fold=np.repeat(np.arange(len(exercises)), [len(each.y) for each in exercises]),
    )
    some = some_rows(told.y, at_most=WEIGHING_ROWS, seed=seed)  # levels by fold take it up
    prior = _prior(told.some(some))
    weights = fit_weights(told.margins, told.y, told.fold, prior)
    averaged = told.margins @ weights
    age = len(exercises) - 1 - told.fold
    line = fit_calibration(averaged, told.y, FADING**age if forward else None)
    kept = [
        (trial, line.slope * float(weight))
        for trial, weight in zip(best, weights, strict=True)
        if weight
    ]
    plan = AutoPlan(
        members=tuple(trial.plan for trial, _ in kept),
        weights=tuple(weight for _, weight in kept),
        level=line.intercept,
        aside=tuple(aside),
    )
    report = {
        "trials": len(tried),
        "tried": dict(Counter(trial.plan.family for trial in tried)),
        "members": [_member(trial, float(w)) for trial, w in zip(best, weights, strict=True)],
        "validation": {**_quality(averaged, told), "spread": prior},
    }
    return plan, report


def _best_of_each_family(tried: Sequence[Tried]) -> list[Tried]:
    """Keep the best trial of each family, in the families' order."""
    by_family = {
        family: [trial for trial in tried if trial.plan.family == family] for family in FAMILIES
    }
    return [min(trials, key=lambda each: each.log_loss) for trials in by_family.values() if trials]


def _prior(told: _Told) -> float:
    """Find how far weights may move, the most careful answer within one standard error."""
    folds = np.unique(told.fold)
    if told.margins.shape[1] == 1 or len(folds) == 1:
        return PRIORS[0]
    losses = np.array([[_left_out(told, fold, prior) for fold in folds] for prior in PRIORS])
    best = losses[losses.mean(axis=1).argmin()]
    apart = losses - best
    error = apart.std(axis=1, ddof=1) / np.sqrt(len(folds))
    within = np.flatnonzero(apart.mean(axis=1) <= error)
    return PRIORS[within.max()]


def _left_out(told: _Told, fold: int, prior: float) -> float:
    """Weigh on all folds but one, and give the loss on that one at its own level."""
    learned, tested = told.some(told.fold != fold), told.some(told.fold == fold)
    _, stratum = np.unique(learned.fold, return_inverse=True)
    margin = tested.margins @ fit_weights(learned.margins, learned.y, stratum, prior)
    return float(log_loss_of(margin + fit_level(margin, tested.y), tested.y).mean())


def _member(trial: Tried, weight: float) -> dict[str, Any]:  # figures and words
    return {
        "family": trial.plan.family,
        "weight": round(weight, 4),
        "settings": dict(trial.plan.settings),
        "log_loss": trial.log_loss,
        "auc": trial.auc,
    }


def _quality(margin: np.ndarray, told: _Told) -> dict[str, Any]:  # figures
    """Judge the average as the trials were judged: each fold at its own level."""
    parts = [(margin[told.fold == k], told.y[told.fold == k]) for k in np.unique(told.fold)]
    losses = [log_loss_of(m + fit_level(m, truth), truth) for m, truth in parts]
    aucs = [float(roc_auc_score(truth, m)) for m, truth in parts]
    return {
        "rows": len(told.y),
        "conversions": int(told.y.sum()),
        "log_loss": float(np.concatenate(losses).mean()),
        "auc": float(np.mean(aucs)),
        "auc_by_fold": aucs,
    }
