"""Choose between candidates on training leads alone, each tried on later leads than it saw."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit
from sklearn.base import clone

from leadscore.errors import NotEnoughDataError, UsageError
from leadscore.evaluation.studies.sample import draw_by_outcome
from leadscore.features.matrix import FeatureMatrix
from leadscore.models.contender import Contender
from leadscore.models.fitting import with_horizon
from leadscore.settings import Settings
from leadscore.validation.folds import Fold, account_folds, forward_folds
from leadscore.validation.metrics import log_loss, roc_auc
from leadscore.validation.splits import calling_rounds, moments


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which candidate did best on training leads it had not seen.

    ``table`` has one row a candidate, best first: its name, log loss and ROC AUC (within
    calling rounds), each the mean over the folds; ``forward`` says whether the folds were
    later in time than what was learned from, and ``snapshots`` how many
    were drawn to try them on, None where it was all.
    """

    best: str
    table: pd.DataFrame
    forward: bool
    snapshots: int | None


def choose(
    candidates: Mapping[str, Contender],
    training: FeatureMatrix,
    settings: Settings,
    folds: int = 3,
    snapshots: int | None = None,
) -> Choice:
    """Try candidates on parts of the training leads and name the one with the least log loss.

    Parameters
    ----------
    candidates : mapping of str to Contender
        Left as they are; clones are fitted.
    training : FeatureMatrix
        The snapshots to learn from; the later ones for judging are never touched.
    settings : Settings
    folds : int, default 3
        Into how many parts.
    snapshots : int, optional
        Try them on at most so many, every conversion among them where there is room; figures
        still stand for all, see :func:`~leadscore.evaluation.studies.sample.study`. By
        default on all.

    Returns
    -------
    Choice

    Raises
    ------
    UsageError
        If there is no candidate.
    NotEnoughDataError
        If no fold holds both classes.

    Notes
    -----
    Folds go forward in time with a gap of the horizon; where time does not allow that, or
    rows have no order, they keep accounts whole instead.
    """
    if not candidates:
        raise UsageError("choose needs at least one candidate; it was given none.")
    tries = _tries(training, settings, snapshots)
    parts, forward = _folds(tries.matrix, settings, folds)
    tried = []
    for name, candidate in candidates.items():
        told = with_horizon(candidate, settings.time.known_after)
        loss, auc = np.mean([_try(told, tries, part) for part in parts], axis=0)
        tried.append({"candidate": name, "log loss": loss, "ROC AUC": auc})
    table = pd.DataFrame(tried).sort_values("log loss", ignore_index=True)
    return Choice(
        best=str(table["candidate"].iloc[0]),
        table=table,
        forward=forward,
        snapshots=len(tries.matrix) if len(tries.matrix) < len(training) else None,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Tries:
    """The snapshots tried on, their calling rounds, and for how many each stands."""

    matrix: FeatureMatrix
    rounds: np.ndarray
    weight: np.ndarray


def _tries(training: FeatureMatrix, settings: Settings, snapshots: int | None) -> _Tries:
    rounds = calling_rounds(training.rows, settings)
    if snapshots is None or snapshots >= len(training):
        return _Tries(matrix=training, rounds=rounds, weight=np.ones(len(training)))
    chosen, weight = draw_by_outcome(training.y, snapshots, settings.project.seed)
    return _Tries(matrix=training.take(chosen), rounds=rounds[chosen], weight=weight)


def _folds(training: FeatureMatrix, settings: Settings, folds: int) -> tuple[list[Fold], bool]:
    gap = settings.time.known_after
    rows = training.rows
    ordered = bool(rows["cutoff"].notna().all()) or "position" in rows
    with contextlib.suppress(NotEnoughDataError):
        if ordered:
            return forward_folds(rows, folds, gap), True
    return account_folds(training.groups, training.y, folds, settings.project.seed), False


def _try(candidate: Contender, tries: _Tries, fold: Fold) -> tuple[float, float]:
    learn, test = fold
    matrix, weight = tries.matrix, tries.weight
    X, y = matrix.X[matrix.columns()], np.asarray(matrix.y, dtype=float)
    groups, when = np.asarray(matrix.groups), moments(matrix.rows)
    fitted = clone(candidate).fit(
        X.iloc[learn],
        y[learn],
        groups=groups[learn],
        when=None if when is None else when.iloc[learn],
    )
    # drawing by outcome moves the log-odds by a constant, which is taken back
    moved = np.log(weight[y == 1][0] / weight[y == 0][0])
    chance = expit(fitted.decision_function(X.iloc[test]) + moved)
    return (
        log_loss(y[test], chance, weight=weight[test]),
        roc_auc(y[test], chance, rounds=tries.rounds[test], weight=weight[test]),
    )
