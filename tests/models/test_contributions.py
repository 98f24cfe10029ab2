"""Contributions equal shap's own, and are refused where none are exact."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shap
from sklearn.base import BaseEstimator
from sklearn.ensemble import (
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.linear_model import LogisticRegression
from xgboost import XGBClassifier

from leadscore.errors import UsageError
from leadscore.models.contributions import classifier_margin, classifier_parts
from leadscore.models.explained import as_contender


def _numbers() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    numbers = rng.normal(size=(80, 5))
    return numbers, (numbers[:, 0] + rng.normal(size=80) > 0.3).astype(int)


def test_a_linear_model_s_parts_are_those_of_shap() -> None:
    numbers, y = _numbers()
    model = LogisticRegression().fit(numbers, y)
    parts = classifier_parts(model, numbers, numbers.mean(axis=0))
    explainer = shap.LinearExplainer(model, shap.maskers.Independent(numbers, max_samples=1000))
    np.testing.assert_allclose(parts.values, explainer.shap_values(numbers), atol=1e-9)
    assert parts.base == pytest.approx(float(explainer.expected_value))


def test_an_xgboost_model_s_parts_are_those_of_shap() -> None:
    numbers, y = _numbers()
    numbers[::9, 2] = np.nan
    model = XGBClassifier(n_estimators=25, max_depth=3, n_jobs=1).fit(numbers, y)
    parts = classifier_parts(model, numbers, np.zeros(5))
    explainer = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
    np.testing.assert_allclose(parts.values, explainer.shap_values(numbers), atol=1e-5)
    assert parts.base == pytest.approx(float(np.ravel(explainer.expected_value)[0]), abs=1e-5)


@pytest.mark.parametrize(
    "model",
    [
        LogisticRegression(),
        XGBClassifier(n_estimators=10, max_depth=3, n_jobs=1),
        GradientBoostingClassifier(n_estimators=10),
        HistGradientBoostingClassifier(max_iter=10, min_samples_leaf=5),
    ],
    ids=lambda model: type(model).__name__,
)
def test_parts_add_up_to_the_log_odds_of_the_model_s_own_probability(model: BaseEstimator) -> None:
    numbers, y = _numbers()
    model.fit(numbers, y)
    margin = classifier_margin(model, numbers, numbers.mean(axis=0))
    parts = classifier_parts(model, numbers, numbers.mean(axis=0))
    np.testing.assert_allclose(parts.margin(), margin, rtol=0, atol=1e-9)
    chance = model.predict_proba(numbers)[:, 1]
    np.testing.assert_allclose(np.log(chance / (1 - chance)), margin, atol=1e-5)


def test_scikit_learn_s_boosting_makes_a_contender_too() -> None:
    numbers, y = _numbers()
    X = pd.DataFrame(numbers, columns=list("abcde"))
    told = as_contender(GradientBoostingClassifier(n_estimators=10)).fit(X, y)
    parts = told.contributions(X)
    np.testing.assert_allclose(parts.sum(axis=1), told.decision_function(X), rtol=0, atol=1e-9)


def test_a_classifier_without_exact_parts_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match="RandomForestClassifier cannot be explained exactly"):
        as_contender(RandomForestClassifier())
