"""Any classifier as a contender: its own chances, and parts that add up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.compose import make_column_selector
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from leadscore.errors import DataError, UsageError
from leadscore.models import sampled
from leadscore.models.explained import as_contender
from leadscore.models.sampled import Sampled
from leadscore.models.scientist import scientist_logistic

Table = tuple[pd.DataFrame, np.ndarray]


def test_the_pipeline_s_own_chances_are_kept(table: Table) -> None:
    X, y = table
    numbers = X.select_dtypes("number").fillna(0).astype(float)
    own = LogisticRegression().fit(numbers, y).predict_proba(numbers)
    told = Sampled(LogisticRegression()).fit(numbers, y)
    np.testing.assert_allclose(told.predict_proba(numbers), own, atol=1e-9)
    assert np.array_equal(told.predict(numbers), (own[:, 1] > 0.5).astype(int))


def test_sampled_parts_of_a_sum_are_its_exact_parts_but_for_where_they_start(table: Table) -> None:
    X, y = table
    pipeline = scientist_logistic().pipeline
    exact = as_contender(clone(pipeline)).fit(X, y).contributions(X)
    told = Sampled(pipeline).fit(X, y).contributions(X)
    centred = (exact - exact.mean()).drop(columns="base")
    np.testing.assert_allclose(
        (told - told.mean()).drop(columns="base"), centred, rtol=0, atol=1e-8
    )


def test_chances_of_none_and_all_are_held_by_the_number_of_rows(table: Table) -> None:
    X, y = table
    numbers = X.select_dtypes("number").fillna(0)
    forest = Sampled(RandomForestClassifier(20, random_state=0)).fit(numbers, y)
    chance = forest.predict_proba(numbers)[:, 1]
    assert chance.min() == pytest.approx(1 / (len(y) + 2))
    assert np.isfinite(forest.decision_function(numbers)).all()


def test_the_background_comes_from_the_whole_range_of_margins(table: Table) -> None:
    X, y = table
    fitted = Sampled(scientist_logistic().pipeline, background=4).fit(X, y)
    rows = pd.DataFrame(fitted.background_).astype(X.dtypes.to_dict())
    ranks = np.searchsorted(np.sort(fitted.decision_function(X)), fitted.decision_function(rows))
    np.testing.assert_allclose(np.sort(ranks) / len(X), [0.125, 0.375, 0.625, 0.875], atol=0.01)
    assert fitted.contributions(X)["base"].iloc[0] == pytest.approx(
        fitted.decision_function(rows).mean()
    )


def test_rows_are_scored_in_blocks_of_one_size(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    X, y = table
    fitted = Sampled(scientist_logistic().pipeline).fit(X, y)
    margin = fitted.decision_function(X)
    monkeypatch.setattr(sampled, "BLOCK_ROWS", 100)
    np.testing.assert_allclose(fitted.decision_function(X), margin, rtol=0, atol=1e-9)
    assert fitted.decision_function(X.iloc[:0]).shape == (0,)
    assert fitted.contributions(X.iloc[:0]).shape == (0, X.shape[1] + 1)


def test_a_fitted_forest_scores_on_one_thread(table: Table) -> None:
    X, y = table
    numbers = X.select_dtypes("number").fillna(0)
    pipeline = make_pipeline("passthrough", RandomForestClassifier(5, n_jobs=2, random_state=0))
    fitted = Sampled(pipeline).fit(numbers, y)
    assert fitted.pipeline_[-1].n_jobs == 1
    assert pipeline[-1].n_jobs == 2


def test_what_gives_no_chances_is_refused_by_name(table: Table) -> None:
    X, y = table
    with pytest.raises(UsageError, match=r"LinearSVC gives no chances.*CalibratedClassifierCV"):
        Sampled(make_pipeline("passthrough", LinearSVC())).fit(X, y)


def test_labels_of_one_class_are_refused(table: Table) -> None:
    X, _ = table
    with pytest.raises(DataError, match="both outcomes"):
        Sampled(LogisticRegression()).fit(X[["behaviour__pages_30d"]], np.zeros(len(X)))


def test_columns_are_chosen_by_type_in_every_view(table: Table) -> None:
    X, y = table
    fit = X[[name for name in X if str(name).startswith("fit__")]]
    told = Sampled(scientist_logistic().pipeline).fit(fit, y)
    assert told.contributions(fit).columns.tolist() == ["base", *fit.columns]
    assert make_column_selector(dtype_include="number")(fit) == ["fit__employees"]
