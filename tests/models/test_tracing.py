"""Every number after the preprocessing is traced to its columns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator
from sklearn.compose import make_column_transformer
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import (
    FunctionTransformer,
    OneHotEncoder,
    PolynomialFeatures,
    SplineTransformer,
    StandardScaler,
)

from leadscore.errors import UsageError
from leadscore.models.parts import Owners
from leadscore.models.tracing import trace_columns

X = pd.DataFrame(
    {
        "a": ["b_x", "y", "b_x", "z"],
        "a_b": ["x", "y", "x", "x"],
        "n": [1.0, np.nan, 3.0, 4.0],
        "n_1": [0.0, 1.0, 2.0, 5.0],
    }
)


def _traced(transformer: BaseEstimator, frame: pd.DataFrame) -> list[Owners]:
    numbers = transformer.fit_transform(frame)
    traced = trace_columns(transformer, [(i,) for i in range(frame.shape[1])])
    assert len(traced) == numbers.shape[1]
    return traced


def test_columns_whose_names_run_into_each_other_are_told_apart() -> None:
    assert _traced(OneHotEncoder(), X[["a", "a_b"]]) == [(0,)] * 3 + [(1,)] * 2


def test_a_column_transformer_is_followed_inside_in_its_own_order() -> None:
    numbers = make_pipeline(SimpleImputer(add_indicator=True), StandardScaler())
    transformer = make_column_transformer(
        (numbers, ["n_1", "n"]), (OneHotEncoder(), ["a"]), remainder="drop"
    )
    assert _traced(transformer, X) == [(3,), (2,), (2,), (0,), (0,), (0,)]


def test_passed_through_and_dropped_columns_are_known() -> None:
    transformer = make_column_transformer(
        ("drop", ["a"]),
        (OneHotEncoder(sparse_output=False), ["a_b"]),
        remainder="passthrough",
    )
    assert _traced(transformer, X) == [(1,), (1,), (2,), (3,)]


def test_a_union_of_splines_and_the_numbers_themselves_is_followed() -> None:
    transformer = make_union(SplineTransformer(n_knots=2, degree=1), StandardScaler())
    assert _traced(transformer, X[["n_1"]]) == [(0,)] * 3


def test_an_interaction_belongs_to_both_its_columns() -> None:
    frame = X[["n", "n_1"]].fillna(0)
    traced = _traced(PolynomialFeatures(interaction_only=True, include_bias=False), frame)
    assert traced == [(0,), (1,), (0, 1)]


def test_a_step_that_mixes_its_inputs_is_refused() -> None:
    fitted = PCA(1).fit(X[["n", "n_1"]].fillna(0))
    with pytest.raises(UsageError, match="step PCA mixes its inputs"):
        trace_columns(fitted, [(0,), (1,)])


def test_a_step_that_does_not_name_its_outputs_is_refused() -> None:
    fitted = FunctionTransformer(np.sqrt).fit(X[["n_1"]])
    with pytest.raises(UsageError, match=r"does not name its outputs.*one-to-one"):
        trace_columns(fitted, [(0,)])
