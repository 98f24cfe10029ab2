"""Would more conversions help this pipeline? Its own learning curve."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.model_selection import learning_curve as sklearn_learning_curve

from leadscore.evaluation.studies import Study
from leadscore.models.calibration import log_loss_of
from leadscore.validation.ranking import FloatArray

#: Shares of the learning part, so that each doubles the one before.
SHARES = (0.125, 0.25, 0.5, 1.0)


def learning_curve(studied: Study, shares: tuple[float, ...] = SHARES) -> pd.DataFrame:
    """Learn from more and more accounts, and see what is known of others.

    Parameters
    ----------
    studied : Study
    shares : tuple of float
        Of each fold's learning part, rising to 1.

    Returns
    -------
    DataFrame
        One row a share: ``snapshots`` and ``conversions`` learned from (conversions: distinct
        leads, mean over the folds), ``known`` (of other accounts; mean over the folds) with
        ``low`` and ``high`` (the worst and the best fold), and ``known_learned`` (of the very
        snapshots that were learned from).

    Notes
    -----
    *Known* is the share of the log loss of the overall rate that is taken away: 0 knows no
    more than the rate. The gap between what is known of one's own lessons and of others is what
    the pipeline learned by heart; where it is wide, more leads or a simpler pipeline help.
    Nothing is calibrated here, so it may be below 0 with few conversions.
    """
    matrix = studied.matrix
    y = matrix.y.astype(int)
    generator = np.random.default_rng(studied.settings.project.seed)
    cv = [(_accounts_shuffled(fold.train, matrix.groups, generator), fold.test)
          for fold in studied.folds]
    sizes, learned, others = sklearn_learning_curve(
        studied.contender,
        matrix.X[matrix.columns()],
        y,
        cv=cv,
        train_sizes=list(shares),
        scoring="neg_log_loss",
    )
    leads = matrix.rows["lead_id"].to_numpy()
    lines = []
    for at, size in enumerate(sizes):
        parts = [(train[:size], test) for train, test in cv]
        known = [1 + loss / _of_rate(y[test]) for loss, (_, test) in zip(others[at], parts, strict=True)]
        own = [1 + loss / _of_rate(y[some]) for loss, (some, _) in zip(learned[at], parts, strict=True)]
        conversions = np.mean([len(np.unique(leads[some][y[some] == 1])) for some, _ in parts])
        lines.append((int(size), int(conversions), np.mean(known), min(known), max(known), np.mean(own)))
    columns = ["snapshots", "conversions", "known", "low", "high", "known_learned"]
    return pd.DataFrame(lines, columns=columns)


def _accounts_shuffled(
    rows: np.ndarray, groups: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """Put rows into a random order of their accounts, so that a first part holds them whole."""
    codes, found = pd.factorize(groups[rows], sort=True)
    place = generator.permutation(len(found))
    return rows[np.argsort(place[codes], kind="stable")]


def _of_rate(y: np.ndarray) -> float:
    """Give the log loss of knowing the rate of these rows."""
    rate = float(np.clip(y.mean(), 1e-9, 1 - 1e-9))
    margin: FloatArray = np.full(len(y), np.log(rate / (1 - rate)))
    return float(log_loss_of(margin, y.astype(float)).mean())
