"""The data scientist's models: pipelines made by hand, each readable in one screen."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler
from xgboost import XGBClassifier

from leadscore.features.catalogue import Catalogue
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
    categories = OneHotEncoder(
        handle_unknown="infrequent_if_exist", min_frequency=0.01, sparse_output=False
    )
    encode = make_column_transformer(
        (numbers, make_column_selector(dtype_include=["number", "bool"])),
        (categories, make_column_selector(dtype_include=TEXT)),
    )
    learn = LogisticRegression(C=C, solver="newton-cholesky", random_state=seed)
    return as_contender(make_pipeline(encode, learn))


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
    categories = OneHotEncoder(
        handle_unknown="infrequent_if_exist", min_frequency=0.01, sparse_output=False
    )
    encode = make_column_transformer(
        ("passthrough", make_column_selector(dtype_include=["number", "bool"])),
        (categories, make_column_selector(dtype_include=TEXT)),
    )
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
    return as_contender(make_pipeline(encode, learn), monotone=monotone)


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
