"""A pipeline made a contender predicts as it did, and says why."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, clone
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler
from xgboost import DMatrix, XGBClassifier

from leadscore.errors import DataError, UsageError
from leadscore.models import explained
from leadscore.models.explained import Explained, as_contender
from leadscore.models.scientist import scientist_xgboost

Table = tuple[pd.DataFrame, np.ndarray]


def test_the_pipeline_s_own_probabilities_are_kept(table: Table) -> None:
    X, y = table
    numbers = X.select_dtypes("number").fillna(0).astype(float)
    pipeline = make_pipeline(StandardScaler(), LogisticRegression())
    own = clone(pipeline).fit(numbers.to_numpy(), y).predict_proba(numbers.to_numpy())
    told = as_contender(pipeline).fit(numbers, y)
    np.testing.assert_allclose(told.predict_proba(numbers), own, atol=1e-12)
    assert np.array_equal(told.predict(numbers), (own[:, 1] > 0.5).astype(int))


def test_a_one_hot_column_s_parts_come_back_to_the_column(table: Table) -> None:
    X, y = table
    encode = make_column_transformer(
        (OneHotEncoder(), make_column_selector(dtype_include="str")), remainder="drop"
    )
    parts = as_contender(make_pipeline(encode, LogisticRegression())).fit(X, y).contributions(X)
    assert parts.columns.tolist() == ["base", *X.columns]
    assert parts["behaviour__pricing_7d"].eq(0).all()
    by_industry = parts["fit__industry"].groupby(X["fit__industry"]).mean()
    assert by_industry.idxmax() == "software"


def test_scoring_in_batches_changes_nothing(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    X, y = table
    fitted = scientist_xgboost().fit(X, y)
    margin, parts = fitted.decision_function(X), fitted.contributions(X)
    monkeypatch.setattr(explained, "BATCH_ROWS", 100)
    assert np.array_equal(fitted.decision_function(X), margin)
    pd.testing.assert_frame_equal(fitted.contributions(X), parts, check_exact=True)


def test_no_rows_give_no_margins(table: Table) -> None:
    X, y = table
    fitted = scientist_xgboost().fit(X, y)
    assert fitted.decision_function(X.iloc[:0]).shape == (0,)
    assert fitted.contributions(X.iloc[:0]).shape == (0, X.shape[1] + 1)


def test_a_monotone_column_only_helps(table: Table) -> None:
    X, y = table
    turned = scientist_xgboost(monotone={"behaviour__pricing_7d": -1, "gone": 1}).fit(X, y)
    steps = pd.concat([X.iloc[[0]].assign(behaviour__pricing_7d=np.float32(k)) for k in range(5)])
    assert (np.diff(turned.decision_function(steps)) <= 1e-9).all()
    free = scientist_xgboost().fit(X, y)
    assert free.decision_function(steps)[-1] > free.decision_function(steps)[0]


def test_the_booster_can_be_split_off_and_put_back(table: Table) -> None:
    X, y = table
    fitted = scientist_xgboost().fit(X, y)
    margin = fitted.decision_function(X)
    shell, boosters = fitted.without_boosters()
    assert len(boosters) == 1
    assert not hasattr(shell.pipeline_[-1], "_Booster")
    assert np.array_equal(shell.with_boosters(boosters).decision_function(X), margin)
    assert np.array_equal(fitted.decision_function(X), margin)


def test_labels_of_one_class_are_refused(table: Table) -> None:
    X, _ = table
    with pytest.raises(DataError, match=r"both outcomes.*training labels hold 0"):
        Explained(LogisticRegression()).fit(X[["behaviour__pages_30d"]], np.zeros(len(X)))


def test_a_step_that_hides_numbers_is_refused(table: Table) -> None:
    X, y = table
    widen = FunctionTransformer(
        lambda frame: np.hstack([frame, frame]), feature_names_out="one-to-one"
    )
    contender = as_contender(make_pipeline(widen, LogisticRegression()))
    with pytest.raises(UsageError, match="names 2 numbers and gives 4"):
        contender.fit(X[["behaviour__pages_30d", "behaviour__pricing_7d"]], y)


@pytest.mark.parametrize(
    ("classifier", "message"),
    [
        (XGBClassifier(booster="dart"), r"booster='dart'.*Set booster=\"gbtree\".*samples reasons"),
        (XGBClassifier(booster="gblinear"), r"booster='gblinear'"),
        (XGBClassifier(objective="binary:hinge"), r"objective='binary:hinge'.*binary:logistic"),
        (XGBClassifier(objective="binary:logitraw"), r"objective='binary:logitraw'"),
        (XGBClassifier(objective=None), r"objective=None"),
        (XGBClassifier(feature_types=["c"]), r"XGBClassifier splits columns by category"),
        (
            HistGradientBoostingClassifier(categorical_features=[0]),
            r"HistGradientBoostingClassifier splits columns by category.*OneHotEncoder",
        ),
    ],
)
def test_trees_of_other_kinds_are_refused(
    classifier: BaseEstimator, message: str, table: Table
) -> None:
    X, y = table
    with pytest.raises(UsageError, match=message):
        Explained(classifier).fit(X[["behaviour__pages_30d"]], y)
    with pytest.raises(UsageError, match=message):
        as_contender(classifier)


def test_deep_trees_are_explained_column_by_column(table: Table) -> None:
    X, y = table
    encode = make_column_transformer(
        (OneHotEncoder(), make_column_selector(dtype_include="str")), remainder="passthrough"
    )
    grown = XGBClassifier(max_depth=14, n_estimators=10, min_child_weight=0.01, reg_lambda=0.1)
    fitted = as_contender(make_pipeline(encode, grown)).fit(X, y)
    told = fitted.contributions(X)
    numbers = np.asarray(fitted.pipeline_[:-1].transform(X))
    booster = fitted.pipeline_[-1].get_booster()
    walked = booster.predict(DMatrix(numbers), pred_contribs=True)
    for at, name in enumerate(X.columns):
        mine = [i for i, owners in enumerate(fitted.owners_) if owners == (at,)]
        np.testing.assert_allclose(told[name], walked[:, mine].sum(axis=1), rtol=0, atol=2e-5)
    np.testing.assert_allclose(told.sum(axis=1), fitted.decision_function(X), rtol=0, atol=1e-9)
