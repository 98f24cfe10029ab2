"""A close look at one pipeline: tried on accounts that it did not learn from.

All studies share one thin sample of the training snapshots, its folds, and what the whole
pipeline says of each fold's leads when it learned from the others. The later leads of the
comparison are never touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.base import clone

from leadscore.evaluation.cohort import Cohort, cohort
from leadscore.features.matrix import FeatureMatrix
from leadscore.models.calibration import fit_calibration, log_loss_of
from leadscore.models.contender import Contender
from leadscore.settings import Settings
from leadscore.validation.folds import Fold, account_folds
from leadscore.validation.intervals import bootstrap, percentile_interval
from leadscore.validation.metrics import roc_auc
from leadscore.validation.ranking import FloatArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Study:
    """A pipeline, the snapshots it is studied on, and what it says of them out of fold.

    Parameters
    ----------
    contender : Contender
        Not fitted.
    matrix : FeatureMatrix
        Mature training snapshots, accounts whole.
    settings : Settings
    folds : sequence of Fold
        Of accounts.
    cohort : Cohort
        The snapshots as codes.
    margin : ndarray of shape (n, )
        Calibrated log-odds out of fold, from all columns.
    """

    contender: Contender
    matrix: FeatureMatrix
    settings: Settings
    folds: Sequence[Fold]
    cohort: Cohort
    margin: FloatArray

    @property
    def by_rate(self) -> FloatArray:
        """What one knows without any column: the overall rate, in log-odds, a row each."""
        rate = self.cohort.label.mean()
        return np.full(len(self.margin), np.log(rate / (1 - rate)))

    @property
    def known(self) -> float:
        """Share of the log loss of knowing only the rate that the pipeline takes away."""
        label = self.cohort.label
        least = log_loss_of(self.by_rate, label).mean()
        return float(1 - log_loss_of(self.margin, label).mean() / least)


def study(
    contender: Contender,
    training: FeatureMatrix,
    settings: Settings,
    *,
    snapshots: int = 4_000,
    folds: int = 3,
) -> Study:
    """Draw a thin sample of the training snapshots and try a pipeline on it, out of fold.

    Parameters
    ----------
    contender : Contender
        Left as it is; clones are fitted.
    training : FeatureMatrix
        The snapshots to learn from.
    settings : Settings
    snapshots : int, default 4000
        About how many to draw, by whole accounts; all where there are fewer.
    folds : int, default 3
        Of accounts.

    Returns
    -------
    Study

    Raises
    ------
    NotEnoughDataError
        If the sample holds too few conversions to make folds of.
    """
    seed = settings.project.seed
    mature = training.rows["label"].notna() & training.rows["mature"].astype(bool)
    thin = _thinned(training.take(mature.to_numpy()), snapshots, seed)
    parts = account_folds(thin.groups, thin.y, folds, seed)
    return Study(
        contender=contender,
        matrix=thin,
        settings=settings,
        folds=parts,
        cohort=cohort(thin.rows, settings),
        margin=out_of_fold(contender, thin.X[thin.columns()], thin, parts),
    )


def _thinned(matrix: FeatureMatrix, snapshots: int, seed: int) -> FeatureMatrix:
    """Draw whole accounts until there are about so many snapshots."""
    if len(matrix) <= snapshots:
        return matrix
    sizes = pd.Series(matrix.groups).value_counts().sort_index()
    drawn = sizes.sample(frac=1, random_state=seed)
    kept = drawn.index[drawn.cumsum() <= snapshots]
    return matrix.take(np.isin(matrix.groups, kept.to_numpy()))


def out_of_fold(
    contender: Contender, X: pd.DataFrame, matrix: FeatureMatrix, folds: Sequence[Fold]
) -> FloatArray:
    """Say of each row what a copy says that did not learn from its account, calibrated.

    Parameters
    ----------
    contender : Contender
        Left as it is; clones are fitted.
    X : DataFrame of shape (n, k)
        What to learn from; the matrix' own columns, some of them, or others.
    matrix : FeatureMatrix
        The rows of X.
    folds : sequence of Fold

    Returns
    -------
    ndarray of shape (n, )
        Log-odds, on one line fitted to all folds, as a version's are.
    """
    y, groups, when = matrix.y.astype(int), matrix.groups, matrix.rows["cutoff"]
    margin = np.empty(len(X))
    for learn, test in folds:
        fitted = clone(contender).fit(
            X.iloc[learn], y[learn], groups=groups[learn], when=when.iloc[learn]
        )
        margin[test] = fitted.decision_function(X.iloc[test])
    return fit_calibration(margin, y.astype(float)).apply(margin)


def set_against(
    studied: Study, others: Mapping[str, FloatArray], whole: FloatArray | None = None
) -> pd.DataFrame:
    """Tell how much of what one pipeline knows is lost with others, each with its interval.

    Parameters
    ----------
    studied : Study
    others : mapping of str to ndarray of shape (n, )
        Log-odds of each row, by name.
    whole : ndarray of shape (n, ), optional
        What they are set against; by default the pipeline with all columns.

    Returns
    -------
    DataFrame
        One row a name: ``name``, ``log_loss``, ``roc_auc``, and ``lost`` with ``low`` and
        ``high``.

    Notes
    -----
    ``lost = (loss of the other - loss of the whole) / (loss of the rate - loss of the
    whole)``: 0 where nothing is lost, 1 where no more is known than the overall rate, below 0
    where the other knows more. Paired: all losses are of the same rows, and the interval
    resamples accounts (else leads).
    """
    seen, settings = studied.cohort, studied.settings
    best = log_loss_of(studied.margin if whole is None else whole, seen.label)
    told = {name: log_loss_of(margin, seen.label) for name, margin in others.items()}
    rows = {"rate": log_loss_of(studied.by_rate, seen.label), **told}
    sums = np.array([np.bincount(seen.units, loss - best) for loss in rows.values()])

    def lost(weights: FloatArray) -> dict[str, FloatArray]:
        apart = sums @ weights
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = np.where(apart[0] > 0, apart[1:] / apart[0], np.nan)
        return dict(zip(told, shares, strict=True))

    everyone_once = lost(np.ones((seen.n_units, 1)))
    drawn = bootstrap(
        lost, seen.n_units, settings.comparison.resamples, seed=settings.project.seed
    )
    lines = []
    for name, margin in others.items():
        interval = percentile_interval(
            drawn[name], confidence=settings.comparison.confidence, size=seen.pieces
        )
        auc = roc_auc(seen.label, margin, rounds=seen.rounds)
        lines.append(
            (name, float(told[name].mean()), auc, float(everyone_once[name][0]), *interval)
        )
    return pd.DataFrame(lines, columns=["name", "log_loss", "roc_auc", "lost", "low", "high"])
