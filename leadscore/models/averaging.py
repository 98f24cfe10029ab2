"""The auto model's average: the best of each family, weighted in log-odds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from leadscore.models.calibration import fit_level, fit_weights, log_loss_of
from leadscore.models.members import FAMILIES, MemberPlan
from leadscore.models.search import Exercise, Tried


@dataclass(frozen=True, kw_only=True)
class AutoPlan:
    """What a search decided: the members, their weights, the level.

    Parameters
    ----------
    members : tuple of MemberPlan
    weights : tuple of float
        Above 0; of the members' log-odds.
    level : float
        Added to the weighted sum.
    """

    members: tuple[MemberPlan, ...]
    weights: tuple[float, ...]
    level: float


def average(
    tried: Sequence[Tried], exercises: Sequence[Exercise]
) -> tuple[AutoPlan, dict[str, Any]]:  # a report is figures and words
    """Weigh the best trial of each family on the rows they did not learn from.

    Parameters
    ----------
    tried : sequence of Tried
    exercises : sequence of Exercise
        What the trials were tested on.

    Returns
    -------
    plan : AutoPlan
    report : dict
        ``trials``, ``tried``, ``members`` and ``validation`` as AutoModel tells them.
    """
    best = _best_of_each_family(tried)
    margins = np.column_stack([np.concatenate(trial.margins) for trial in best])
    y = np.concatenate([each.y for each in exercises])
    fold = np.repeat(np.arange(len(exercises)), [len(each.y) for each in exercises])
    weights = fit_weights(margins, y, fold)
    averaged = margins @ weights
    level = fit_level(averaged, y)
    kept = [(trial, float(weight)) for trial, weight in zip(best, weights, strict=True) if weight]
    plan = AutoPlan(
        members=tuple(trial.plan for trial, _ in kept),
        weights=tuple(weight for _, weight in kept),
        level=level,
    )
    report = {
        "trials": len(tried),
        "tried": dict(Counter(trial.plan.family for trial in tried)),
        "members": [_told(trial, float(w)) for trial, w in zip(best, weights, strict=True)],
        "validation": _quality(averaged, y, fold),
    }
    return plan, report


def _best_of_each_family(tried: Sequence[Tried]) -> list[Tried]:
    """Keep the best trial of each family, in the families' order."""
    by_family = {
        family: [trial for trial in tried if trial.plan.family == family] for family in FAMILIES
    }
    return [min(trials, key=lambda each: each.log_loss) for trials in by_family.values() if trials]


def _told(trial: Tried, weight: float) -> dict[str, Any]:  # figures and words
    return {
        "family": trial.plan.family,
        "weight": round(weight, 4),
        "settings": dict(trial.plan.settings),
        "log_loss": trial.log_loss,
        "auc": trial.auc,
    }


def _quality(margin: np.ndarray, y: np.ndarray, fold: np.ndarray) -> dict[str, float]:
    """Judge the average as the trials were judged: each fold at its own level."""
    parts = [(margin[fold == k], y[fold == k]) for k in np.unique(fold)]
    losses = [log_loss_of(m + fit_level(m, truth), truth) for m, truth in parts]
    return {
        "rows": len(y),
        "conversions": int(y.sum()),
        "log_loss": float(np.concatenate(losses).mean()),
        "auc": float(np.mean([roc_auc_score(truth, m) for m, truth in parts])),
    }
