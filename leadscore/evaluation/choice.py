"""Choose between candidates on training leads alone, each tried on later leads than it saw."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.base import clone

from leadscore.errors import NotEnoughDataError, UsageError
from leadscore.features.matrix import FeatureMatrix
from leadscore.models.contender import Contender
from leadscore.settings import Settings
from leadscore.validation.folds import Fold, account_folds, forward_folds
from leadscore.validation.metrics import log_loss, roc_auc
from leadscore.validation.splits import calling_rounds


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which candidate did best on training leads it had not seen.

    ``table`` has one row a candidate, best first: its name, log loss and ROC AUC (within
    calling rounds), each the mean over the folds; ``forward`` says whether the folds were
    later in time than what was learned from.
    """

    best: str
    table: pd.DataFrame
    forward: bool


def choose(
    candidates: Mapping[str, Contender], training: FeatureMatrix, settings: Settings, folds: int = 3
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
    parts, forward = _folds(training, settings, folds)
    rounds = calling_rounds(training.rows, settings)
    columns = training.columns()
    tried = []
    for name, candidate in candidates.items():
        figures = [_try(candidate, training, columns, rounds, part) for part in parts]
        loss, auc = np.mean(figures, axis=0)
        tried.append({"candidate": name, "log loss": loss, "ROC AUC": auc})
    table = pd.DataFrame(tried).sort_values("log loss", ignore_index=True)
    return Choice(best=str(table["candidate"].iloc[0]), table=table, forward=forward)


def _folds(training: FeatureMatrix, settings: Settings, folds: int) -> tuple[list[Fold], bool]:
    gap = settings.time.horizon + settings.time.label_delay
    rows = training.rows
    ordered = bool(rows["cutoff"].notna().all()) or "position" in rows
    with contextlib.suppress(NotEnoughDataError):
        if ordered:
            return forward_folds(rows, folds, gap), True
    return account_folds(training.groups, training.y, folds, settings.project.seed), False


def _try(
    candidate: Contender,
    training: FeatureMatrix,
    columns: list[str],
    rounds: np.ndarray,
    fold: Fold,
) -> tuple[float, float]:
    learn, test = fold
    X, y = training.X[columns], np.asarray(training.y, dtype=float)
    groups, when = np.asarray(training.groups), training.rows["cutoff"].to_numpy()
    fitted = clone(candidate).fit(X.iloc[learn], y[learn], groups=groups[learn], when=when[learn])
    chance = fitted.predict_proba(X.iloc[test])[:, 1]
    return log_loss(y[test], chance), roc_auc(y[test], chance, rounds=rounds[test])
