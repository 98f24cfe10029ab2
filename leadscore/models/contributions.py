"""Fitted classifiers: margin → additive parts (the only room that imports shap)."""

from __future__ import annotations

import lazy_loader  # type: ignore[import-untyped]
import numpy as np
from sklearn.base import BaseEstimator
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from xgboost import XGBClassifier

from leadscore.errors import UsageError
from leadscore.models.parts import Parts, booster_margin, booster_parts, linear_parts

# loaded when first used: it compiles for seconds, and most contenders never need it
shap = lazy_loader.load("shap")

LINEAR = (LogisticRegression, LogisticRegressionCV)
BOOSTED_BY_SKLEARN = (GradientBoostingClassifier, HistGradientBoostingClassifier)
EXPLAINABLE = (*LINEAR, XGBClassifier, *BOOSTED_BY_SKLEARN)
#: The objective whose chance is the logistic function of the margin, and the booster of trees
#: that simply add up.
OBJECTIVE, BOOSTER = "binary:logistic", "gbtree"


def check_explainable(classifier: object) -> None:
    """Refuse a classifier whose margin has no exact parts in log-odds.

    Parameters
    ----------
    classifier : object
        The last step of a pipeline.

    Raises
    ------
    UsageError
        Naming its type and the types that can be explained; or the setting that stands in
        the way.
    """
    if not isinstance(classifier, EXPLAINABLE):
        raise UsageError(
            f"{type(classifier).__name__} cannot be explained exactly in log-odds. End the "
            f"pipeline with one of: {', '.join(kind.__name__ for kind in EXPLAINABLE)}."
        )
    if isinstance(classifier, XGBClassifier):
        _check_trees_of_log_odds(classifier)
    named = getattr(classifier, "categorical_features", None)
    if "c" in (getattr(classifier, "feature_types", None) or ()) or not (
        named is None or isinstance(named, str)  # by type: of numbers, none
    ):
        raise UsageError(
            f"{type(classifier).__name__} splits columns by category, which cannot be explained "
            "exactly. Encode categories in a step before it (OneHotEncoder)."
        )


def _check_trees_of_log_odds(classifier: XGBClassifier) -> None:
    settings = classifier.get_params()
    for name, usual in (("booster", (BOOSTER, None)), ("objective", (OBJECTIVE,))):
        if settings.get(name) not in usual:
            raise UsageError(
                f"XGBClassifier({name}={settings.get(name)!r}) cannot be explained exactly in "
                f'log-odds. Set {name}="{usual[0]}", or bring the pipeline by scientist.contender, '
                "which samples reasons of whatever gives chances."
            )


def classifier_margin(
    classifier: BaseEstimator, numbers: np.ndarray, means: np.ndarray
) -> np.ndarray:
    """Predict with a fitted classifier, in log-odds.

    Parameters
    ----------
    classifier : scikit-learn or xgboost classifier, fitted
        One of :data:`EXPLAINABLE`.
    numbers : array of shape (n, k)
        What its preprocessing gives.
    means : array of shape (k, )
        Means of the training rows.

    Returns
    -------
    array of shape (n, )
    """
    if isinstance(classifier, LINEAR):
        return classifier_parts(classifier, numbers, means).margin()
    if isinstance(classifier, XGBClassifier):
        return booster_margin(classifier.get_booster(), numbers)
    return np.asarray(classifier.decision_function(numbers), dtype=float).ravel()


def classifier_parts(classifier: BaseEstimator, numbers: np.ndarray, means: np.ndarray) -> Parts:
    """Split a fitted classifier's margin into its parts, exactly.

    Parameters
    ----------
    classifier : scikit-learn or xgboost classifier, fitted
        One of :data:`EXPLAINABLE`.
    numbers : array of shape (n, k)
        What its preprocessing gives.
    means : array of shape (k, )
        Means of the training rows; used where the classifier is linear.

    Returns
    -------
    Parts
        Adds up to :func:`classifier_margin`.

    Notes
    -----
    Linear: ``coefficient * (number - mean)``, what shap.LinearExplainer gives. xgboost:
    path-dependent TreeSHAP, what shap.TreeExplainer gives. scikit-learn's boosting:
    shap.TreeExplainer, path-dependent.
    """
    if isinstance(classifier, LINEAR):
        intercept = float(classifier.intercept_[0])
        return linear_parts(numbers, classifier.coef_[0], means, intercept)
    if isinstance(classifier, XGBClassifier):
        return booster_parts(classifier.get_booster(), numbers)
    return _parts_by_shap(classifier, numbers)


def _parts_by_shap(classifier: BaseEstimator, numbers: np.ndarray) -> Parts:
    explainer = shap.TreeExplainer(classifier)
    values = np.asarray(explainer.shap_values(numbers), dtype=float).reshape(numbers.shape)
    base = float(np.ravel(explainer.expected_value)[-1])
    return Parts(base=base, values=values).settled(
        np.asarray(classifier.decision_function(numbers), dtype=float).ravel()
    )
