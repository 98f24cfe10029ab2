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


def check_explainable(classifier: object) -> None:
    """Refuse a classifier whose margin has no exact parts in log-odds.

    Parameters
    ----------
    classifier : object
        The last step of a pipeline.

    Raises
    ------
    UsageError
        Naming its type and the types that can be explained.
    """
    if not isinstance(classifier, EXPLAINABLE):
        raise UsageError(
            f"{type(classifier).__name__} cannot be explained exactly in log-odds. End the "
            f"pipeline with one of: {', '.join(kind.__name__ for kind in EXPLAINABLE)}."
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
    its own TreeSHAP, what shap.TreeExplainer calls. scikit-learn's boosting:
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
