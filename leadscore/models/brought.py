"""A pipeline that its author brings: what kind of contender it makes, and is it one at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from sklearn.base import BaseEstimator, clone
from sklearn.pipeline import Pipeline
from xgboost import XGBClassifier

from leadscore.errors import UsageError
from leadscore.features.frame import FeatureMatrix
from leadscore.models.artifacts import check_storable
from leadscore.models.contender import Contender, contract_breaches
from leadscore.models.contributions import EXPLAINABLE
from leadscore.models.explained import Explained
from leadscore.models.sampled import Sampled, check_gives_chances

#: Rows of each outcome that a pipeline is tried on before it is learned in earnest.
TRIED_ROWS = 150
_FAILS = (ValueError, TypeError, KeyError, IndexError, AttributeError)


def as_any_contender(
    pipeline: BaseEstimator | Contender,
    training: FeatureMatrix,
    *,
    monotone: Mapping[str, int] | None = None,
    background: int = 4,
    seed: int = 0,
) -> Contender:
    """Make a contender of any scikit-learn classifier, tried on some hundred training rows.

    Parameters
    ----------
    pipeline : scikit-learn classifier or Pipeline, or Contender
        Fitted or not; what it has learned is not used.
    training : FeatureMatrix
        Some rows of it are tried; ``X`` says which columns there are.
    monotone : mapping of str to int, optional
        See :class:`~leadscore.models.explained.Explained`.
    background : int, default 4
        See :class:`~leadscore.models.sampled.Sampled`; not used where reasons are exact.
    seed : int, default 0
        Of the rows tried and of sampled reasons.

    Returns
    -------
    Contender
        :class:`~leadscore.models.explained.Explained`, with exact reasons, where the last step
        allows it and every number can be traced to its columns; else
        :class:`~leadscore.models.sampled.Sampled`.

    Raises
    ------
    UsageError
        If it gives no chances, cannot be fitted on the columns of each score, or breaks what
        every contender promises; each breach is named.
    VersionError
        If it holds types that a version must not hold; each is named.
    """
    tried = _some_rows(training, seed)
    contender = _kind(pipeline, tried, monotone, Sampled(None, background=background, seed=seed))
    for axis in ("fit", "behaviour"):  # each of the three scores has its own columns
        if training.columns(axis=axis):
            _fitted(contender, tried, training.columns(axis=axis), axis)
    check_storable(_fitted(contender, tried, training.columns(), "all"))
    _check_promises(contender, tried)
    return contender


def _kind(
    pipeline: BaseEstimator | Contender,
    tried: FeatureMatrix,
    monotone: Mapping[str, int] | None,
    sampled: Sampled,
) -> Contender:
    """Take exact reasons where they can be had, else sampled ones."""
    if hasattr(pipeline, "contributions"):
        contender: Contender = pipeline
        return contender
    last = pipeline[-1] if isinstance(pipeline, Pipeline) else pipeline
    if monotone is not None and not isinstance(last, XGBClassifier):
        raise UsageError(
            f"monotone goes with a pipeline that ends in XGBClassifier; this one ends in "
            f"{type(last).__name__}. Leave monotone out, or set directions in the pipeline itself."
        )
    if isinstance(last, EXPLAINABLE):
        exact = Explained(pipeline, monotone=monotone)
        try:
            fitted = _fitted(exact, tried, tried.columns(), "all")
            fitted.contributions(tried.X[tried.columns()])
        except (UsageError, *_FAILS):  # columns are mixed or not named, or parts do not add up
            if monotone is not None:
                raise
        else:
            return exact
    check_gives_chances(pipeline)
    whole: Contender = sampled.set_params(pipeline=pipeline)
    return whole


def _fitted(
    contender: Contender, tried: FeatureMatrix, columns: Sequence[str], name: str
) -> Contender:
    """Fit a copy on some columns, and say of a failure which they were."""
    X = tried.X[list(columns)]
    try:
        fitted: Contender = clone(contender).fit(X, tried.y.astype(int), groups=tried.groups)
    except _FAILS as broken:
        raise UsageError(
            f"The pipeline cannot be fitted on {len(X.columns)} columns ({name}), of which "
            f"leadscore makes one of its scores ({type(broken).__name__}, see above). Encode text "
            "and missing values, and choose columns with make_column_selector instead of naming "
            "them: a column need not be there."
        ) from broken
    return fitted


def _check_promises(contender: Contender, tried: FeatureMatrix) -> None:
    quick = clone(contender)
    if isinstance(contender, Sampled):
        quick.set_params(background=1)  # what is promised does not depend on it, the time does
    X, y = tried.X[tried.columns()], tried.y.astype(int)
    try:
        breaches = contract_breaches(quick, X, y, groups=tried.groups)
    except _FAILS as broken:
        raise UsageError(
            "The pipeline fails on rows whose values are missing or were never seen "
            f"({type(broken).__name__}, see above). Impute missing numbers, and let encoders "
            "ignore categories that they do not know (handle_unknown)."
        ) from broken
    if breaches:
        raise UsageError(f"The pipeline breaks what contenders promise: {' '.join(breaches)}")


def _some_rows(training: FeatureMatrix, seed: int) -> FeatureMatrix:
    generator = np.random.default_rng(seed)
    chosen = []
    for outcome in (0.0, 1.0):
        rows = np.flatnonzero(training.y == outcome)
        chosen.append(generator.permutation(rows)[:TRIED_ROWS])
    return training.take(np.sort(np.concatenate(chosen)))
