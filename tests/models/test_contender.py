"""The contract's own check sees each kind of breach."""

from __future__ import annotations

from typing import Self

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin

from leadscore.models.contender import contract_breaches


class Sound(ClassifierMixin, BaseEstimator):
    """A contender that keeps the contract: the sum of its number columns."""

    def fit(
        self, X: pd.DataFrame, y: np.ndarray, groups: object = None, when: object = None
    ) -> Self:
        self.classes_ = np.array([0, 1])
        return self

    def contributions(self, X: pd.DataFrame) -> pd.DataFrame:
        parts = X.assign(**dict.fromkeys(X.select_dtypes(exclude="number").columns, 0.0))
        parts = parts.fillna(0.0).astype(float)
        parts.insert(0, "base", -1.0)
        return parts

    def decision_function(self, X: pd.DataFrame) -> np.ndarray:
        return np.asarray(self.contributions(X).sum(axis=1, skipna=False))

    def predict_proba(self, X: pd.DataFrame) -> np.ndarray:
        chance = expit(self.decision_function(X))
        return np.column_stack([1 - chance, chance])


class ForgetsItself(Sound):
    def fit(
        self, X: pd.DataFrame, y: np.ndarray, groups: object = None, when: object = None
    ) -> Sound:
        return Sound().fit(X, y)


class TurnedClasses(Sound):
    def fit(
        self, X: pd.DataFrame, y: np.ndarray, groups: object = None, when: object = None
    ) -> Self:
        self.classes_ = np.array([1, 0])
        return self


class OneColumn(Sound):
    def predict_proba(self, X: pd.DataFrame) -> np.ndarray:
        return expit(self.decision_function(X))


class LosesAColumn(Sound):
    def contributions(self, X: pd.DataFrame) -> pd.DataFrame:
        return super().contributions(X).iloc[:, :-1]


class LosesTheIndex(Sound):
    def contributions(self, X: pd.DataFrame) -> pd.DataFrame:
        return super().contributions(X).reset_index(drop=True)


class DoesNotAddUp(Sound):
    def contributions(self, X: pd.DataFrame) -> pd.DataFrame:
        return super().contributions(X) * 1.01

    def decision_function(self, X: pd.DataFrame) -> np.ndarray:
        return np.asarray(super().contributions(X).sum(axis=1, skipna=False))


class AnotherChance(Sound):
    def predict_proba(self, X: pd.DataFrame) -> np.ndarray:
        return np.full((len(X), 2), 0.5)


class LooksAround(Sound):
    def contributions(self, X: pd.DataFrame) -> pd.DataFrame:
        parts = super().contributions(X)
        parts["base"] = parts["base"] + parts.iloc[:, 1].mean()
        return parts


class MovingBase(Sound):
    def contributions(self, X: pd.DataFrame) -> pd.DataFrame:
        parts = super().contributions(X)
        first = X.columns[0]
        parts["base"] += parts[first]
        parts[first] = 0.0
        return parts


class TripsOverNothing(Sound):
    def contributions(self, X: pd.DataFrame) -> pd.DataFrame:
        parts = super().contributions(X)
        if X.select_dtypes("number").isna().all(axis=None):
            parts["base"] = np.nan
        return parts


class WritesIntoX(Sound):
    def fit(
        self, X: pd.DataFrame, y: np.ndarray, groups: object = None, when: object = None
    ) -> Self:
        X.iloc[0, 0] = 99.0
        return super().fit(X, y)


class HasNoContributions(ClassifierMixin, BaseEstimator):
    def fit(
        self, X: pd.DataFrame, y: np.ndarray, groups: object = None, when: object = None
    ) -> Self:
        return self


@pytest.fixture
def leads() -> tuple[pd.DataFrame, np.ndarray]:
    X = pd.DataFrame({"a": [0.5, 1.0, np.nan, 2.0, 0.0, 3.0], "b": [1.0, 0.0, 0.0, 1.0, 2.0, 0.0]})
    X = X.astype("float32").assign(c=pd.Series(["x", "y", None, "x", "y", "x"], dtype="str"))
    return X, np.array([0, 1, 0, 1, 0, 1])


def test_a_sound_contender_has_no_breach(leads: tuple[pd.DataFrame, np.ndarray]) -> None:
    assert contract_breaches(Sound(), *leads) == []


@pytest.mark.parametrize(
    ("breaker", "told"),
    [
        (ForgetsItself, "fit does not return the contender itself"),
        (TurnedClasses, "classes_ must be 0 and 1"),
        (OneColumn, "predict_proba must give two columns"),
        (LosesAColumn, "contributions must have the columns 'base' and those of X"),
        (LosesTheIndex, "contributions must have the index of X"),
        (DoesNotAddUp, "The contributions do not add up to the margin"),
        (AnotherChance, "The margin is not the log-odds of the probability"),
        (LooksAround, "Row 0 alone has another margin than in the batch"),
        (MovingBase, "The base differs between rows"),
        (TripsOverNothing, "rows missing everywhere is not a finite number"),
        (WritesIntoX, "X was changed"),
        (HasNoContributions, "Missing after fit: classes_, predict_proba"),
    ],
)
def test_each_breach_is_seen(
    breaker: type, told: str, leads: tuple[pd.DataFrame, np.ndarray]
) -> None:
    X, y = leads
    X.index = pd.RangeIndex(10, 16)
    assert any(told in breach for breach in contract_breaches(breaker(), X, y))
