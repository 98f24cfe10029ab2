"""The data scientist's models: pipelines made by hand, each readable in one screen."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.compose import ColumnTransformer, make_column_selector, make_column_transformer
from sklearn.feature_selection import SelectKBest
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    OneHotEncoder,
    PolynomialFeatures,
    SplineTransformer,
    StandardScaler,
)
from xgboost import XGBClassifier

from leadscore.features.catalogue import Catalogue
from leadscore.models.binning import MonotoneBins, information
from leadscore.models.explained import Explained, as_contender

TEXT = ["str", "object", "category"]


def scientist_logistic(seed: int = 0, *, C: float = 0.05) -> Explained:
    """Build a regularised logistic regression with sensible encodings.

    Numbers: the cube root tames counts and amounts that few leads have many of, a missing
    value becomes the median and says so in a column of its own. Categories: one column
    each, those of fewer than 1 % of the rows together with the ones never seen.

    Parameters
    ----------
    seed : int, default 0
    C : float, default 0.05
        Inverse strength of the L2 penalty on standardised columns.

    Returns
    -------
    Explained

    Examples
    --------
    >>> scientist_logistic().pipeline[-1]
    LogisticRegression(C=0.05, random_state=0, solver='newton-cholesky')
    """
    numbers = make_pipeline(
        SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True),
        FunctionTransformer(np.cbrt, feature_names_out="one-to-one"),
        StandardScaler(),
    )
    learn = LogisticRegression(C=C, solver="newton-cholesky", random_state=seed)
    return as_contender(make_pipeline(_with_categories(numbers), learn))


def scientist_splines(seed: int = 0, *, knots: int = 4, C: float = 0.02) -> Explained:
    """Build a logistic regression in which each number may bend.

    Numbers: the cube root, then a cubic spline that is flat beyond what was seen in training,
    so that an odd value is never carried to infinity. Missing values and categories as in
    :func:`scientist_logistic`.

    Parameters
    ----------
    seed : int, default 0
    knots : int, default 4
        Of each spline, evenly over the range of the cube roots.
    C : float, default 0.02
        Inverse strength of the L2 penalty.

    Returns
    -------
    Explained
    """
    numbers = make_pipeline(
        SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True),
        FunctionTransformer(np.cbrt, feature_names_out="one-to-one"),
        SplineTransformer(n_knots=knots, extrapolation="constant", include_bias=False),
        StandardScaler(),
    )
    learn = LogisticRegression(C=C, solver="newton-cholesky", random_state=seed)
    return as_contender(make_pipeline(_with_categories(numbers), learn))


def scientist_scorecard(
    seed: int = 0,
    *,
    monotone: Mapping[str, int] | None = None,
    interacting: int = 6,
    C: float = 0.005,
) -> Explained:
    """Build a scorecard of monotone bins in which the strongest columns act together, too.

    Parameters
    ----------
    seed : int, default 0
    monotone : mapping of str to int, optional
        Directions of the bins; :func:`directions` reads them from a catalogue.
    interacting : int, default 6
        How many of the strongest columns are also multiplied with each other. A product's
        part is shared equally between its two columns.
    C : float, default 0.005
        Inverse strength of the L2 penalty.

    Returns
    -------
    Explained
    """
    together = make_pipeline(
        SelectKBest(information, k=interacting),
        PolynomialFeatures(2, interaction_only=True, include_bias=False),
    )
    return as_contender(
        make_pipeline(
            _with_categories(MonotoneBins(monotone=monotone)),
            FeatureUnion([("alone", "passthrough"), ("together", together)]),
            StandardScaler(),
            LogisticRegression(C=C, solver="newton-cholesky", random_state=seed),
        )
    )


def scientist_xgboost(seed: int = 0, *, monotone: Mapping[str, int] | None = None) -> Explained:
    """Build shallow boosted trees, as a data scientist would begin.

    Parameters
    ----------
    seed : int, default 0
    monotone : mapping of str to int, optional
        Directions in which a number may only move the margin;
        :func:`directions` reads them from a catalogue.

    Returns
    -------
    Explained
    """
    learn = XGBClassifier(
        max_depth=3,
        n_estimators=150,
        learning_rate=0.07,
        subsample=0.7,
        colsample_bytree=0.4,
        min_child_weight=5,
        reg_lambda=5,
        max_bin=64,
        random_state=seed,
        n_jobs=1,
    )
    return as_contender(make_pipeline(_with_categories("passthrough"), learn), monotone=monotone)


def _with_categories(numbers: BaseEstimator | str) -> ColumnTransformer:
    """Put the encoding of numbers beside one column for each common category."""
    categories = OneHotEncoder(
        handle_unknown="infrequent_if_exist", min_frequency=0.01, sparse_output=False
    )
    return make_column_transformer(
        (numbers, make_column_selector(dtype_include=["number", "bool"])),
        (categories, make_column_selector(dtype_include=TEXT)),
    )


def directions(catalogue: Catalogue) -> dict[str, int]:
    """Read from a catalogue which features can only help or only harm.

    Parameters
    ----------
    catalogue : Catalogue

    Returns
    -------
    dict of str to int
        1 or -1 by feature name; features whose direction is open are left out.
    """
    return {feature.name: feature.monotone for feature in catalogue if feature.monotone}
