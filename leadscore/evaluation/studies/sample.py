"""A close look at one pipeline: tried on accounts that it did not learn from.

All studies share one thin sample of the training snapshots, its folds, and what the whole
pipeline says of each fold's leads when it learned from the others. The later leads of the
comparison are never touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from sklearn.base import clone
from threadpoolctl import threadpool_limits

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
    """A pipeline and the snapshots it is studied on; made by :func:`study`.

    Parameters
    ----------
    contender : Contender
        Not fitted.
    matrix : FeatureMatrix
        The drawn snapshots.
    settings : Settings
    folds : sequence of Fold
        Of accounts.
    cohort : Cohort
        The snapshots as codes.
    weight : ndarray of shape (n, )
        For how many of all training snapshots each drawn one stands.
    """

    contender: Contender
    matrix: FeatureMatrix
    settings: Settings
    folds: Sequence[Fold]
    cohort: Cohort
    weight: FloatArray

    @cached_property
    def margin(self) -> FloatArray:
        """What the pipeline with all columns says out of fold, in calibrated log-odds."""
        return self.out_of_fold(self.matrix.X[self.matrix.columns()])

    @property
    def by_rate(self) -> FloatArray:
        """What one knows without any column: the rate of all, in log-odds, a row each."""
        rate = float(np.average(self.cohort.label, weights=self.weight))
        return np.full(len(self.weight), np.log(rate / (1 - rate)))

    def out_of_fold(self, X: pd.DataFrame, folds: Sequence[Fold] | None = None) -> FloatArray:
        """Say of each row what a copy says that did not learn from its account.

        Parameters
        ----------
        X : DataFrame of shape (n, k)
            What to learn from: the matrix' own columns, some of them, or others.
        folds : sequence of Fold, optional
            By default the study's own.

        Returns
        -------
        ndarray of shape (n, )
            Log-odds, put on one line that is fitted to all folds, as a version's are, and moved
            to the rate of all training snapshots.
        """
        y, groups = self.matrix.y.astype(int), self.matrix.groups
        when = self.matrix.rows["cutoff"]
        parts = self.folds if folds is None else folds

        def tested(fold: Fold) -> FloatArray:
            learn, test = fold
            fitted = clone(self.contender).fit(
                X.iloc[learn], y[learn], groups=groups[learn], when=when.iloc[learn]
            )
            return np.asarray(fitted.decision_function(X.iloc[test]), dtype=float)

        margin = np.empty(len(X))
        with threadpool_limits(1), ThreadPoolExecutor(self.settings.models.threads) as pool:
            for fold, told in zip(parts, pool.map(tested, parts), strict=True):
                margin[fold.test] = told
        drawn = fit_calibration(margin, y.astype(float)).apply(margin)
        moved: FloatArray = drawn + np.log(self.weight[y == 1][0] / self.weight[y == 0][0])
        return moved

    def losses(self, margin: FloatArray) -> FloatArray:
        """Give each row's log loss, weighed by what it stands for.

        Parameters
        ----------
        margin : ndarray of shape (n, )

        Returns
        -------
        ndarray of shape (n, )
            Their sum is the mean log loss of all training snapshots.
        """
        losses = log_loss_of(margin, self.cohort.label)
        return np.asarray(self.weight * losses / self.weight.sum())


def study(
    contender: Contender,
    training: FeatureMatrix,
    settings: Settings,
    *,
    snapshots: int = 4_000,
    folds: int = 3,
) -> Study:
    """Draw a sample of the training snapshots to study a pipeline on.

    Parameters
    ----------
    contender : Contender
        Left as it is; clones are fitted.
    training : FeatureMatrix
        The snapshots to learn from.
    settings : Settings
    snapshots : int, default 4000
        How many to draw at most. Conversions are rare and tell most: all of them are drawn,
        up to half of the sample, and of the others as many as have room.
    folds : int, default 3
        Of accounts.

    Returns
    -------
    Study

    Raises
    ------
    NotEnoughDataError
        If there are too few conversions to make folds of.

    Notes
    -----
    Drawing by outcome moves the log-odds by a constant, which is known and taken back; every
    figure weighs each snapshot by how many it stands for. What is studied has learned from fewer
    snapshots than a version does, and knows somewhat less.

    References
    ----------
    King and Zeng (2001), "Logistic regression in rare events data", Political Analysis 9:
    choice-based sampling and prior correction.
    """
    mature = training.rows["label"].notna() & training.rows["mature"].astype(bool)
    known = training.take(mature.to_numpy())
    seed = settings.project.seed
    chosen, weight = draw_by_outcome(known.y, snapshots, seed)
    drawn = known.take(chosen)
    return Study(
        contender=contender,
        matrix=drawn,
        settings=settings,
        folds=account_folds(drawn.groups, drawn.y, folds, seed),
        cohort=cohort(drawn.rows, settings),
        weight=weight,
    )


def draw_by_outcome(y: FloatArray, snapshots: int, seed: int) -> tuple[np.ndarray, FloatArray]:
    """Draw rows of each outcome, and tell for how many each stands.

    Parameters
    ----------
    y : ndarray of shape (n, )
        0 and 1.
    snapshots : int
        How many to draw at most: all that convert, up to half, and others at random.
    seed : int

    Returns
    -------
    chosen : ndarray of int
        Row positions, rising.
    weight : ndarray of shape (len(chosen), )
        1 or more.

    Examples
    --------
    >>> chosen, weight = draw_by_outcome(np.array([1.0] + [0.0] * 9), 4, seed=0)
    >>> int(chosen[0]), weight.tolist()
    (0, [1.0, 3.0, 3.0, 3.0])
    """
    generator = np.random.default_rng(seed)
    won, lost = (generator.permutation(np.flatnonzero(y == outcome)) for outcome in (1, 0))
    n_won = min(len(won), max(snapshots // 2, snapshots - len(lost)))
    n_lost = min(len(lost), max(0, snapshots - n_won))
    chosen = np.sort(np.concatenate([won[:n_won], lost[:n_lost]]))
    stands_for = {1: len(won) / max(n_won, 1), 0: len(lost) / max(n_lost, 1)}
    return chosen, np.array([stands_for[int(outcome)] for outcome in y[chosen]])


def known(studied: Study, margins: Mapping[str, FloatArray]) -> pd.DataFrame:
    """Tell how much is known with each of several sets of log-odds.

    Parameters
    ----------
    studied : Study
    margins : mapping of str to ndarray of shape (n, )

    Returns
    -------
    DataFrame
        One row a name: ``name``, ``known``, ``low``, ``high``.

    Notes
    -----
    ``known = 1 - log loss / log loss of the overall rate``: 0 where no more is known than the
    rate, 1 where all is. The interval resamples accounts (else leads).
    """
    none = studied.losses(studied.by_rate)
    lines = _shares(studied, none, {name: none - studied.losses(m) for name, m in margins.items()})
    return lines.rename(columns={"share": "known"})


def gained(studied: Study, margins: Mapping[str, FloatArray]) -> pd.DataFrame:
    """Tell how much more is known with each set of log-odds than with the one before it.

    Parameters
    ----------
    studied : Study
    margins : mapping of str to ndarray of shape (n, )
        In order.

    Returns
    -------
    DataFrame
        One row a name: ``name``, ``gain``, ``gain_low``, ``gain_high``; paired, missing for the
        first.
    """
    losses = {name: studied.losses(margin) for name, margin in margins.items()}
    before = dict(zip(list(losses)[1:], losses.values(), strict=False))
    lines = _shares(
        studied,
        studied.losses(studied.by_rate),
        {name: loss - losses[name] for name, loss in before.items()},
    )
    lines = lines.set_index("name").reindex(list(losses)).reset_index(names="name")
    return lines.rename(columns={"share": "gain", "low": "gain_low", "high": "gain_high"})


def set_against(
    studied: Study, others: Mapping[str, FloatArray], whole: FloatArray | None = None
) -> pd.DataFrame:
    """Tell how much of what one set of log-odds knows is lost with others.

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
    resamples accounts (else leads). Where the whole itself knows nothing, it is missing.
    """
    best = studied.losses(studied.margin if whole is None else whole)
    told = {name: studied.losses(margin) for name, margin in others.items()}
    lines = _shares(
        studied,
        studied.losses(studied.by_rate) - best,
        {name: losses - best for name, losses in told.items()},
    )
    seen = studied.cohort
    lines.insert(1, "log_loss", [float(losses.sum()) for losses in told.values()])
    aucs = [
        roc_auc(seen.label, margin, rounds=seen.rounds, weight=studied.weight)
        for margin in others.values()
    ]
    lines.insert(2, "roc_auc", aucs)
    return lines.rename(columns={"share": "lost"})


def _shares(studied: Study, whole: FloatArray, parts: Mapping[str, FloatArray]) -> pd.DataFrame:
    """Divide sums over rows by another sum over rows, each with its interval."""
    seen, settings = studied.cohort, studied.settings
    sums = np.array(
        [np.bincount(seen.units, row, seen.n_units) for row in (whole, *parts.values())]
    )

    def shares(weights: FloatArray) -> dict[str, FloatArray]:
        drawn = sums @ weights
        with np.errstate(divide="ignore", invalid="ignore"):
            told = np.where(drawn[0] > 0, drawn[1:] / drawn[0], np.nan)
        return dict(zip(parts, told, strict=True))

    once = shares(np.ones((seen.n_units, 1)))
    drawn = bootstrap(
        shares,
        seen.n_units,
        settings.comparison.resamples,
        seed=settings.project.seed,
        width=len(sums),
    )
    confidence = settings.comparison.confidence
    lines = [
        (
            name,
            float(once[name][0]),
            *percentile_interval(drawn[name], confidence=confidence, size=seen.pieces),
        )
        for name in parts
    ]
    return pd.DataFrame(lines, columns=["name", "share", "low", "high"])
