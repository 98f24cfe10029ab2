"""Fit a contender on a view's columns, and judge it on rows it did not learn from."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd
from sklearn.base import clone
from threadpoolctl import threadpool_limits

from leadscore.models.auto import AutoModel
from leadscore.models.averaging import FADING
from leadscore.models.calibration import Affine, fit_calibration, fit_level
from leadscore.models.card import CardContender
from leadscore.models.contender import Contender
from leadscore.models.search import inner_folds
from leadscore.models.views import View
from leadscore.settings import Settings
from leadscore.validation.folds import Fold

#: A reference population smaller than this takes in older cutoffs too.
REFERENCE_LEADS = 500
#: Stretches of time that calibration is learned on; older ones would hardly count.
CALIBRATED_ON = 3
#: Margins that differ by less are the same: the view tells nobody apart.
FLAT = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class Lessons:
    """Training rows as every view needs them.

    Parameters
    ----------
    X : DataFrame of shape (n, k)
    y : array of shape (n, )
        0 and 1.
    groups : array of shape (n, )
    when : Series of length n, or None
        Instants or positions; None where rows have no order.
    folds : sequence of Fold
        What calibration is learned on: forward in time, else accounts kept whole.
    counts : sequence of float
        How much the rows of each fold count in calibration.
    reference : array of int
        Rows that scores rank against.
    """

    X: pd.DataFrame
    y: np.ndarray
    groups: np.ndarray
    when: pd.Series | None
    folds: Sequence[Fold]
    counts: Sequence[float]
    reference: np.ndarray


def fit_view(contender: Contender, columns: Sequence[str], lessons: Lessons, threads: int) -> View:
    """Fit a contender on some columns, calibrate it and give it a scale.

    Parameters
    ----------
    contender : Contender
        Left as it is; clones of it are fitted.
    columns : sequence of str
    lessons : Lessons
    threads : int
        Folds at work at a time.

    Returns
    -------
    View

    Notes
    -----
    An auto model searches once, on all rows; its folds follow the plan it found, so the plan
    has seen the outcomes of the rows that its calibration is learned on. What its members
    learn has not.
    """
    if not columns:
        return flat_view(columns, lessons.y, "There is no column of this kind in the data.")
    fitted = _fit(clone(contender), columns, lessons, np.arange(len(lessons.y)))
    final = np.asarray(fitted.decision_function(lessons.X[list(columns)]), dtype=float)
    if np.ptp(final) <= FLAT:
        return flat_view(columns, lessons.y, "Its columns do not tell any two leads apart.")
    margin, count = _out_of_sample(follower(fitted), columns, lessons, threads)
    told = count > 0
    # The card's points are not learned, so its own margins keep ties as they are.
    ranked = final if isinstance(fitted, CardContender) else margin
    return View(
        contender=fitted,
        columns=tuple(columns),
        calibration=fit_calibration(margin[told], lessons.y[told], count[told]),
        reference=np.sort(ranked[lessons.reference]),
    )


def flat_view(columns: Sequence[str], y: np.ndarray, note: str) -> View:
    """Make a view that says the same of every lead: the overall chance, score 50.

    Parameters
    ----------
    columns : sequence of str
    y : array of shape (n, )
    note : str
        Why.

    Returns
    -------
    View
    """
    start = float(np.log(y.mean()) - np.log1p(-y.mean()))
    level = start + fit_level(np.full(len(y), start), y)
    return View(
        contender=None,
        columns=tuple(columns),
        calibration=Affine(intercept=level, slope=1.0),
        reference=np.zeros(1),
        note=note,
    )


def follower(fitted: Contender) -> Contender:
    """Make an unfitted copy that chooses nothing again.

    Parameters
    ----------
    fitted : Contender

    Returns
    -------
    Contender
    """
    if isinstance(fitted, AutoModel):
        return fitted.frozen()
    copied: Contender = clone(fitted)
    return copied


def with_horizon(contender: Contender, horizon: timedelta) -> Contender:
    """Tell an auto model how far ahead labels look, where nobody has.

    Parameters
    ----------
    contender : Contender
    horizon : timedelta

    Returns
    -------
    Contender
        The same, or a clone.
    """
    if isinstance(contender, AutoModel) and contender.horizon is None:
        told: AutoModel = clone(contender).set_params(horizon=horizon)
        return told
    return contender


def calibration_folds(
    rows: pd.DataFrame, y: np.ndarray, when: pd.Series | None, settings: Settings
) -> tuple[list[Fold], list[float]]:
    """Choose what calibration is learned on: later rows than those the model learned from.

    Parameters
    ----------
    rows : DataFrame
        Training rows with ``group``.
    y : array of shape (n, )
    when : Series of length n, or None
    settings : Settings

    Returns
    -------
    folds : list of Fold
        The newest three forward in time with a gap of horizon and label delay, where there
        are conversions enough on both sides; else by account.
    counts : list of float
        How much a row of each fold counts: forward in time half as much as one of the
        fold after, since chances that move are best known from the newest outcomes.
    """
    folds, how = inner_folds(
        y,
        rows["group"].to_numpy(dtype=object),
        when,
        n_folds=settings.models.folds,
        gap=settings.time.known_after,
        seed=settings.project.seed,
    )
    if how != "forward":
        return folds, [1.0] * len(folds)
    newest = folds[-CALIBRATED_ON:]
    return newest, [FADING**age for age in reversed(range(len(newest)))]


def reference_rows(rows: pd.DataFrame, tested: np.ndarray) -> np.ndarray:
    """Choose the population that scores rank against.

    Parameters
    ----------
    rows : DataFrame
        Training rows with ``lead_id`` and ``cutoff``.
    tested : array of int
        Positions of those that a fold tests on: the only ones with a margin of a model
        that did not learn from them.

    Returns
    -------
    array of int
        Row positions: at the newest cutoff, one row a lead. Where it holds fewer than 500
        leads, older cutoffs are taken in until there are 500, each lead with its newest
        row. Flat data, without cutoffs: all rows.
    """
    tested = np.sort(tested)
    if rows["cutoff"].isna().any():
        return tested
    places = rows.reset_index(drop=True).iloc[tested]
    newest = places.sort_values("cutoff", kind="stable").drop_duplicates("lead_id", keep="last")
    leads_by_cutoff = newest["cutoff"].value_counts().sort_index(ascending=False).cumsum()
    enough = leads_by_cutoff[leads_by_cutoff >= min(REFERENCE_LEADS, len(newest))]
    chosen = newest.index[newest["cutoff"] >= enough.index[0]]
    return np.sort(chosen.to_numpy())


def _out_of_sample(
    contender: Contender, columns: Sequence[str], lessons: Lessons, threads: int
) -> tuple[np.ndarray, np.ndarray]:
    """Give rows the margin of a model that did not learn from them, and how much they count."""

    def tested(fold: Fold) -> np.ndarray:
        fitted = _fit(clone(contender), columns, lessons, fold.train)
        rows = lessons.X[list(columns)].iloc[fold.test]
        return np.asarray(fitted.decision_function(rows), dtype=float)

    margin, count = np.full(len(lessons.y), np.nan), np.zeros(len(lessons.y))
    with threadpool_limits(1), ThreadPoolExecutor(threads) as pool:
        told = pool.map(tested, lessons.folds)
        for fold, weight, margins in zip(lessons.folds, lessons.counts, told, strict=True):
            margin[fold.test], count[fold.test] = margins, weight
    return margin, count


def _fit(
    contender: Contender, columns: Sequence[str], lessons: Lessons, rows: np.ndarray
) -> Contender:
    return contender.fit(
        lessons.X[list(columns)].iloc[rows],
        lessons.y[rows],
        groups=lessons.groups[rows],
        when=None if lessons.when is None else lessons.when.iloc[rows],
    )
