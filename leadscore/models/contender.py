"""What every contender promises, so that the three differ in nothing else for who uses them.

A contender is a scikit-learn classifier of two classes (0: no success within the horizon,
1: success) whose margin is in log-odds and whose contributions add up to it exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin, clone

#: The column of ``contributions`` that holds what every lead gets.
BASE = "base"
#: How far a sum of contributions may be from the margin, in log-odds.
TOLERANCE = 1e-6
_PROMISED = ("classes_", "predict_proba", "decision_function", "contributions", "get_params")


class Contender(Protocol):
    """A classifier that can tell what each column added to a lead's margin.

    ``X`` is a frame of features, one row a snapshot: number features ``float32`` with NaN
    where missing, category features text with NaN where missing. Categories that were
    never seen in training are allowed in every method but ``fit``.
    """

    classes_: np.ndarray

    # scikit-learn's own signature leaves the parameters open
    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return what the constructor was given."""
        ...

    def fit(
        self,
        X: pd.DataFrame,
        y: np.ndarray | pd.Series,
        groups: np.ndarray | pd.Series | None = None,
        when: np.ndarray | pd.Series | None = None,
    ) -> Self:
        """Learn from training snapshots.

        Parameters
        ----------
        X : DataFrame of shape (n, k)
            Features.
        y : array of shape (n, )
            1 for success, 0 for none.
        groups : array of shape (n, ), optional
            Rows with an equal value stay together in every inner fold (account, else lead).
        when : array of shape (n, ), optional
            Cutoffs, for who weighs or splits by time.
        """
        ...

    def predict_proba(self, X: pd.DataFrame) -> np.ndarray:
        """Return the chances of class 0 and class 1, of shape (n, 2)."""
        ...

    def decision_function(self, X: pd.DataFrame) -> np.ndarray:
        """Return the margin, the log-odds of class 1, of shape (n, )."""
        ...

    def contributions(self, X: pd.DataFrame) -> pd.DataFrame:
        """Split each row's margin into its parts.

        Parameters
        ----------
        X : DataFrame of shape (n, k)
            Features.

        Returns
        -------
        DataFrame of shape (n, k + 1)
            Index as X; columns ``["base", *X.columns]``, in log-odds; each row's sum is
            its margin.
        """
        ...


class MarginClassifier(ClassifierMixin, BaseEstimator):
    """Answers everything that follows from the margin; a subclass fits and gives the margin."""

    classes_: np.ndarray

    def decision_function(self, X: Any) -> np.ndarray:  # noqa: ANN401 - the subclass says
        """Return the margin, the log-odds of the second class, of shape (n, )."""
        raise NotImplementedError

    def predict_proba(self, X: pd.DataFrame | npt.ArrayLike) -> np.ndarray:
        """Return the chances of the first class and the second.

        Parameters
        ----------
        X : DataFrame of shape (n, k)

        Returns
        -------
        array of shape (n, 2)
        """
        chance = expit(self.decision_function(X))
        return np.column_stack([1 - chance, chance])

    def predict(self, X: pd.DataFrame | npt.ArrayLike) -> np.ndarray:
        """Return the likelier class.

        Parameters
        ----------
        X : DataFrame of shape (n, k)

        Returns
        -------
        array of shape (n, )
            Of ``classes_``.
        """
        likelier = (self.decision_function(X) > 0).astype(int)
        return np.asarray(self.classes_[likelier])


def contract_breaches(
    contender: Contender,
    X: pd.DataFrame,
    y: np.ndarray,
    groups: np.ndarray | None = None,
    when: np.ndarray | None = None,
) -> list[str]:
    """Fit a fresh copy of a contender and tell in what it breaks the contract.

    Parameters
    ----------
    contender : Contender
        Left as it is; a clone of it is fitted.
    X : DataFrame of shape (n, k)
        Features, at least four rows; some missing values make the test sharper.
    y : array of shape (n, )
        1 for success, 0 for none; both must be there.
    groups, when : array of shape (n, ), optional
        Handed on to ``fit``.

    Returns
    -------
    list of str
        One sentence for each breach; empty when the contract holds.
    """
    fresh = clone(contender)
    stored = repr(fresh.get_params())
    before = X.copy(deep=True)
    fitted = fresh.fit(X, y, groups=groups, when=when)
    breaches = [] if fitted is fresh else ["fit does not return the contender itself."]
    if missing := [name for name in _PROMISED if not hasattr(fresh, name)]:
        return [*breaches, f"Missing after fit: {', '.join(missing)}."]
    breaches.extend(_shape_breaches(fresh, X))
    if not breaches:
        breaches.extend(_value_breaches(fresh, X))
        breaches.extend(_row_breaches(fresh, X))
        breaches.extend(_robustness_breaches(fresh, X))
    if not X.equals(before):
        breaches.append("X was changed.")
    if repr(fresh.get_params()) != stored:
        breaches.append("fit changed what the constructor stored.")
    return breaches


def _shape_breaches(contender: Contender, X: pd.DataFrame) -> Iterator[str]:
    if list(contender.classes_) != [0, 1]:
        yield f"classes_ must be 0 and 1; it is {list(contender.classes_)}."
    if contender.predict_proba(X).shape != (len(X), 2):
        yield "predict_proba must give two columns, one row a lead."
    if np.shape(contender.decision_function(X)) != (len(X),):
        yield "decision_function must give one number a lead."
    parts = contender.contributions(X)
    if list(parts.columns) != [BASE, *X.columns]:
        yield "contributions must have the columns 'base' and those of X, in their order."
    if not parts.index.equals(X.index):
        yield "contributions must have the index of X."


def _value_breaches(contender: Contender, X: pd.DataFrame) -> Iterator[str]:
    chance, margin = contender.predict_proba(X), contender.decision_function(X)
    parts = contender.contributions(X).to_numpy(dtype=float)
    if not (np.isfinite(chance).all() and np.isfinite(margin).all() and np.isfinite(parts).all()):
        yield "A probability, margin or contribution is not a finite number."
    if (chance < 0).any() or not np.allclose(chance.sum(axis=1), 1, atol=TOLERANCE):
        yield "The two probabilities of a row must be at least 0 and add up to 1."
    if not np.allclose(chance[:, 1], expit(margin), atol=TOLERANCE):
        yield "The margin is not the log-odds of the probability."
    if not np.allclose(parts.sum(axis=1), margin, rtol=0, atol=TOLERANCE):
        yield "The contributions do not add up to the margin."
    if np.ptp(parts[:, 0]) > TOLERANCE:
        yield "The base differs between rows."


def _row_breaches(contender: Contender, X: pd.DataFrame) -> Iterator[str]:
    """Rows are scored each for itself: alone, in any order."""
    margin = contender.decision_function(X)
    parts = contender.contributions(X).to_numpy(dtype=float)
    for row in {0, len(X) // 2, len(X) - 1}:
        alone = X.iloc[[row]]
        if not np.allclose(contender.decision_function(alone), margin[row], atol=TOLERANCE):
            yield f"Row {row} alone has another margin than in the batch."
        if not np.allclose(contender.contributions(alone), parts[[row]], atol=TOLERANCE):
            yield f"Row {row} alone has other contributions than in the batch."
    if not np.allclose(contender.decision_function(X.iloc[::-1])[::-1], margin, atol=TOLERANCE):
        yield "The order of the rows changes the margin."


def _robustness_breaches(contender: Contender, X: pd.DataFrame) -> Iterator[str]:
    """Score rows with nothing known, and with categories never seen."""
    numbers = X.select_dtypes("number").columns
    texts = X.columns.difference(numbers)
    empty, unseen = X.copy(), X.copy()
    empty[numbers] = np.float32("nan")
    for column in texts:
        empty[column] = pd.Series([None] * len(X), index=X.index, dtype="str")
        unseen[column] = pd.Series(["never seen"] * len(X), index=X.index, dtype="str")
    for name, rows in (("missing everywhere", empty), ("of unseen categories", unseen)):
        margin = contender.decision_function(rows)
        parts = contender.contributions(rows).to_numpy(dtype=float)
        if not np.isfinite(margin).all():
            yield f"The margin of rows {name} is not a finite number."
        elif not np.allclose(parts.sum(axis=1), margin, rtol=0, atol=TOLERANCE):
            yield f"The contributions of rows {name} do not add up to the margin."
