"""A pipeline that is brought becomes the right kind of contender, or is refused with reasons."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.decomposition import PCA
from sklearn.ensemble import (
    ExtraTreesClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
    VotingClassifier,
)
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    OneHotEncoder,
    SplineTransformer,
)
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier
from xgboost import XGBClassifier

from leadscore.errors import UsageError, VersionError
from leadscore.features.frame import FeatureMatrix
from leadscore.models.artifacts import Contents, load_contents, save_contents
from leadscore.models.brought import as_any_contender
from leadscore.models.explained import Explained
from leadscore.models.sampled import Sampled
from leadscore.models.scientist import scientist_scorecard

NUMBERS = make_column_selector(dtype_include="number")
TEXTS = make_column_selector(dtype_include="str")


def pipeline(*steps: object, numbers: object = None) -> Pipeline:
    impute = SimpleImputer(keep_empty_features=True)
    encode = make_column_transformer(
        (impute if numbers is None else make_pipeline(impute, numbers), NUMBERS),
        (OneHotEncoder(handle_unknown="ignore", sparse_output=False), TEXTS),
    )
    return make_pipeline(encode, *steps)


class Mine(ClassifierMixin, BaseEstimator):
    """Says the rate of everybody."""

    def fit(self, X: pd.DataFrame, y: np.ndarray) -> Mine:
        self.classes_, self.rate_ = np.array([0, 1]), float(np.mean(y))
        return self

    def predict_proba(self, X: pd.DataFrame) -> np.ndarray:
        return np.tile([1 - self.rate_, self.rate_], (len(X), 1))


@pytest.mark.parametrize(
    ("brought", "kind"),
    [
        (pipeline(LogisticRegression(), numbers=SplineTransformer(knots="quantile")), Explained),
        (pipeline(HistGradientBoostingClassifier(max_iter=5)), Explained),
        (pipeline(RandomForestClassifier(5)), Sampled),
        (pipeline(ExtraTreesClassifier(5)), Sampled),
        (pipeline(PCA(2), LogisticRegression()), Sampled),
        (pipeline(XGBClassifier(n_estimators=5, max_depth=12)), Explained),
        (pipeline(XGBClassifier(n_estimators=5, booster="dart")), Sampled),
        (scientist_scorecard(), Explained),
    ],
    ids=[
        "splines",
        "boosting",
        "forest",
        "extra trees",
        "mixed columns",
        "deep trees",
        "dart",
        "contender",
    ],
)
def test_reasons_are_exact_where_they_can_be(
    brought: BaseEstimator, kind: type, matrix: FeatureMatrix
) -> None:
    assert isinstance(as_any_contender(brought, matrix), kind)


@pytest.mark.parametrize(
    "brought",
    [
        pipeline(LogisticRegression(), numbers=SplineTransformer(knots="quantile")),
        scientist_scorecard(),
        pipeline(SelectKBest(f_classif, k=2), HistGradientBoostingClassifier(max_iter=5)),
        pipeline(ExtraTreesClassifier(5, random_state=0)),
        pipeline(MLPClassifier((3,), max_iter=20, random_state=0)),
        pipeline(CalibratedClassifierCV(LinearSVC())),
        pipeline(CalibratedClassifierCV(RandomForestClassifier(3), method="isotonic")),
        pipeline(
            VotingClassifier([("a", GaussianNB()), ("b", DecisionTreeClassifier())], voting="soft")
        ),
        pipeline(KNeighborsClassifier(algorithm="brute")),
        pipeline(XGBClassifier(n_estimators=5, booster="dart", rate_drop=0.3)),
        pipeline(XGBClassifier(n_estimators=5, booster="gblinear")),
        pipeline(PCA(2), XGBClassifier(n_estimators=5)),
    ],
    ids=[
        "splines",
        "scorecard",
        "best columns",
        "extra trees",
        "network",
        "calibrated",
        "isotonic",
        "voting",
        "neighbours",
        "dart",
        "linear booster",
        "trees on mixed columns",
    ],
)
def test_what_is_taken_is_loaded_as_it_was_saved(
    brought: BaseEstimator, matrix: FeatureMatrix, tmp_path: Path
) -> None:
    X = matrix.X[matrix.columns()]
    fitted = as_any_contender(brought, matrix).fit(X, matrix.y.astype(int))
    document = {"kept": "for a test"}
    save_contents(Contents(document=document, contenders={"combined": fitted}, arrays={}), tmp_path)
    loaded = load_contents(tmp_path).contenders["combined"]
    assert np.array_equal(loaded.decision_function(X), fitted.decision_function(X))
    pd.testing.assert_frame_equal(
        loaded.contributions(X[:5]), fitted.contributions(X[:5]), check_exact=True
    )


def test_what_a_pipeline_has_learned_is_not_used(matrix: FeatureMatrix) -> None:
    fitted = pipeline(LogisticRegression()).fit(matrix.X[matrix.columns()], matrix.y)
    contender = as_any_contender(fitted, matrix)
    assert not hasattr(contender, "pipeline_")


@pytest.mark.parametrize(
    ("brought", "message"),
    [
        (pipeline(SVC()), r"SVC gives no chances.*CalibratedClassifierCV"),
        (
            pipeline(XGBClassifier(objective="binary:hinge")),
            r"objective='binary:hinge'\) gives no chances.*Set objective=\"binary:logistic\"",
        ),
        (pipeline(XGBClassifier(objective="binary:logitraw")), r"logitraw'\) gives no chances"),
        (
            make_pipeline(
                make_column_transformer((SimpleImputer(), ["fit__employees"])), LogisticRegression()
            ),
            r"cannot be fitted on .* columns \(behaviour\).*make_column_selector",
        ),
        (LogisticRegression(), r"cannot be fitted on .* columns.*Encode text and missing values"),
        (
            make_pipeline(
                make_column_transformer((SimpleImputer(), NUMBERS), (OneHotEncoder(), TEXTS)),
                LogisticRegression(),
            ),
            r"fails on rows whose values are missing or were never seen.*handle_unknown",
        ),
    ],
    ids=["no chances", "hinge", "raw", "columns by name", "text as it is", "unknown categories"],
)
def test_what_cannot_be_a_contender_is_refused_with_what_to_do(
    brought: BaseEstimator, message: str, matrix: FeatureMatrix
) -> None:
    with pytest.raises(UsageError, match=message):
        as_any_contender(brought, matrix)


def test_directions_go_with_xgboost_alone(matrix: FeatureMatrix) -> None:
    up = {"behaviour__pricing_7d": 1}
    contender = as_any_contender(pipeline(XGBClassifier(n_estimators=3)), matrix, monotone=up)
    assert isinstance(contender, Explained)
    assert contender.monotone == up
    with pytest.raises(UsageError, match=r"ends in XGBClassifier.*ends in LogisticRegression"):
        as_any_contender(pipeline(LogisticRegression()), matrix, monotone=up)


@pytest.mark.parametrize(
    ("brought", "named"),
    [
        (Mine(), "Mine"),
        (pipeline(KNeighborsClassifier()), "KDTree"),
        (
            pipeline(LogisticRegression(), numbers=FunctionTransformer(np.abs)),
            "",
        ),
    ],
    ids=["a class of one's own", "a tree of neighbours", "numpy's own function"],
)
def test_types_that_a_version_must_not_hold_are_named_before_anything_is_learned(
    brought: BaseEstimator, named: str, matrix: FeatureMatrix
) -> None:
    if not named:
        as_any_contender(brought, matrix)
        return
    with pytest.raises(VersionError, match=named):
        as_any_contender(brought, matrix)
