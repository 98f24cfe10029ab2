"""Any scikit-learn classifier as a contender: its own chances, reasons by sampling."""

from __future__ import annotations

from typing import Self

import numpy as np
import pandas as pd
from scipy.special import logit
from sklearn.base import BaseEstimator, clone
from threadpoolctl import threadpool_limits
from xgboost import XGBClassifier

from leadscore.errors import UsageError
from leadscore.models.boosters import BoosterApart, last_step, make_steady
from leadscore.models.contender import MarginClassifier
from leadscore.models.labels import both_classes
from leadscore.models.shapley import draw_walks, sampled_parts

#: Rows that the classifier is always given at once, filled up where there are fewer: matrix
#: products of another shape add up in another order, and a row alone must score as in a batch.
BLOCK_ROWS = 1_024
#: What xgboost may aim at so that its predict_proba gives chances.
CHANCES_BY_XGBOOST = ("binary:logistic", "reg:logistic")


class Sampled(BoosterApart, MarginClassifier):
    """Fit any scikit-learn classifier as it is, and sample what each column of X added.

    Parameters
    ----------
    pipeline : scikit-learn classifier or Pipeline
        Has ``predict_proba`` and treats every row by itself.
    background : int, default 4
        Training leads that every lead is told against: reasons say what a column adds beside
        the mean of these. More are steadier and dearer.
    seed : int, default 0
        Of the orders in which columns are turned.

    Attributes
    ----------
    pipeline_ : Pipeline
        The fitted copy.
    classes_ : array
        0 and 1.
    least_ : float
        Chances are held between this and 1 less this: one over the training rows.

    Notes
    -----
    The margin is the logit of the chance. A lead's reasons are Shapley values, sampled by
    ``2 * background`` walks; they add up to the margin exactly. Where the margin adds up
    column by column, or columns act together in pairs at most, they are exact against the
    background; else they carry the noise of sampling, the same for the same lead. A lead costs
    as much as scoring up to ``2 * background * (columns - 1)`` leads.

    Examples
    --------
    >>> from sklearn.naive_bayes import GaussianNB
    >>> X = pd.DataFrame({"fit__size": [1.0, 2.0, 3.0, 4.0], "fit__age": [1.0, 0.0, 1.0, 0.0]})
    >>> contender = Sampled(GaussianNB()).fit(X, [0, 0, 1, 1])
    >>> contender.contributions(X).columns.tolist()
    ['base', 'fit__size', 'fit__age']
    """

    def __init__(self, pipeline: BaseEstimator, *, background: int = 4, seed: int = 0) -> None:
        self.pipeline = pipeline
        self.background = background
        self.seed = seed

    def fit(
        self,
        X: pd.DataFrame,
        y: np.ndarray | pd.Series,
        groups: np.ndarray | pd.Series | None = None,  # noqa: ARG002 - the contract's
        when: np.ndarray | pd.Series | None = None,  # noqa: ARG002 - the contract's
    ) -> Self:
        """Fit the classifier and choose the leads that others are told against.

        Parameters
        ----------
        X : DataFrame of shape (n, k)
        y : array of shape (n, )
            0 and 1.
        groups, when : array of shape (n, ), optional
            Not used: a pipeline made by hand chooses nothing by folds.

        Returns
        -------
        Sampled

        Raises
        ------
        UsageError
            If the classifier gives no chances.
        DataError
            If y does not hold both classes.
        """
        check_gives_chances(self.pipeline)
        truth = both_classes(y)
        with threadpool_limits(1):
            self.pipeline_ = clone(self.pipeline).fit(X, truth)
        make_steady(self.pipeline_)
        # several threads add up in an order of their own
        jobs = [name for name in self.pipeline_.get_params() if name.endswith("n_jobs")]
        self.pipeline_.set_params(**dict.fromkeys(jobs, 1))
        self.classes_ = np.array([0, 1])
        self.feature_names_in_ = np.asarray(X.columns, dtype=object)
        self.n_features_in_ = X.shape[1]
        self.least_ = 1.0 / (len(truth) + 2)
        self.background_ = _as_values(X.iloc[self._typical(X)])
        return self

    def _typical(self, X: pd.DataFrame) -> np.ndarray:
        """Choose rows from the whole range of margins, as many of each part of it."""
        order = np.argsort(self.decision_function(X), kind="stable")
        shares = (np.arange(self.background) + 0.5) / self.background
        return order[np.unique((shares * len(order)).astype(np.int64))]

    def decision_function(self, X: pd.DataFrame) -> np.ndarray:
        """Return the margin in log-odds.

        Parameters
        ----------
        X : DataFrame of shape (n, k)

        Returns
        -------
        array of shape (n, )
        """
        margin = np.zeros(len(X))
        with threadpool_limits(1):
            for first in range(0, len(X), BLOCK_ROWS):
                rows = np.arange(first, first + BLOCK_ROWS).clip(max=len(X) - 1)
                chance = self.pipeline_.predict_proba(X.iloc[rows])[:, 1]
                told = logit(np.clip(chance, self.least_, 1 - self.least_))
                margin[first : first + BLOCK_ROWS] = told[: len(X) - first]
        return margin

    def contributions(self, X: pd.DataFrame) -> pd.DataFrame:
        """Tell what each column of X added to each row's margin.

        Parameters
        ----------
        X : DataFrame of shape (n, k)

        Returns
        -------
        DataFrame of shape (n, k + 1)
            Columns ``["base", *X.columns]``, in log-odds; each row adds up to its margin.
        """
        kinds = {str(name): X[name].dtype for name in X}
        background = pd.DataFrame(self.background_).astype(kinds)
        walks = draw_walks(len(background), X.shape[1], seed=self.seed)
        parts = sampled_parts(self.decision_function, X, background, walks)
        return parts.frame(X.index, list(X.columns))


def check_gives_chances(pipeline: BaseEstimator) -> None:
    """Refuse what gives no chances.

    Parameters
    ----------
    pipeline : scikit-learn classifier or Pipeline

    Raises
    ------
    UsageError
        Naming the type and what to do.
    """
    last = last_step(pipeline)
    if isinstance(last, XGBClassifier) and last.objective not in CHANCES_BY_XGBOOST:
        raise UsageError(
            f"XGBClassifier(objective={last.objective!r}) gives no chances, so it cannot be a "
            f'contender. Set objective="{CHANCES_BY_XGBOOST[0]}".'
        )
    if not hasattr(pipeline, "predict_proba"):
        raise UsageError(
            f"{type(last).__name__} gives no chances (it has no predict_proba), so it cannot be a "
            "contender. Put it into scikit-learn's CalibratedClassifierCV."
        )


def _as_values(rows: pd.DataFrame) -> dict[str, list[float | str | None]]:
    """Turn rows into plain values, which a version may hold."""
    return {
        str(name): [
            None if pd.isna(value) else value if isinstance(value, str) else float(value)
            for value in rows[name]
        ]
        for name in rows
    }
