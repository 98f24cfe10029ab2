"""Any scikit-learn pipeline as a contender: the same fit, plus exact reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Self

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.base import BaseEstimator, clone
from sklearn.pipeline import Pipeline, make_pipeline
from threadpoolctl import threadpool_limits

from leadscore.errors import UsageError
from leadscore.models.boosters import BoosterApart, make_steady
from leadscore.models.contender import MarginClassifier
from leadscore.models.contributions import check_explainable, classifier_margin, classifier_parts
from leadscore.models.labels import both_classes
from leadscore.models.parts import Owners
from leadscore.models.tracing import trace_columns

#: Rows encoded at a time when scoring, so that memory does not grow with the table.
BATCH_ROWS = 20_000


class Explained(BoosterApart, MarginClassifier):
    """Fit a scikit-learn pipeline as it is, and tell what each column of X added.

    Parameters
    ----------
    pipeline : scikit-learn Pipeline or classifier
        Ends in LogisticRegression, XGBClassifier or scikit-learn's own gradient boosting;
        its steps name their outputs and treat every row by itself.
    monotone : mapping of str to int, optional
        Directions (1, -1) in which a number column may only move the margin; only for
        pipelines that end in XGBClassifier. Columns that X lacks are passed over.

    Attributes
    ----------
    pipeline_ : Pipeline
        The fitted copy.
    classes_ : array
        0 and 1.
    owners_ : list of tuple of int
        For each number that the classifier sees, the columns of X it was made from.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> X = pd.DataFrame({"fit__size": [1.0, 2.0, 3.0, 4.0]})
    >>> contender = Explained(LogisticRegression()).fit(X, [0, 0, 1, 1])
    >>> contender.contributions(X).columns.tolist()
    ['base', 'fit__size']
    """

    def __init__(
        self, pipeline: BaseEstimator, *, monotone: Mapping[str, int] | None = None
    ) -> None:
        self.pipeline = pipeline
        self.monotone = monotone

    def fit(
        self,
        X: pd.DataFrame,
        y: np.ndarray | pd.Series,
        groups: np.ndarray | pd.Series | None = None,  # noqa: ARG002 - the contract's
        when: np.ndarray | pd.Series | None = None,  # noqa: ARG002 - the contract's
    ) -> Self:
        """Fit the pipeline.

        Parameters
        ----------
        X : DataFrame of shape (n, k)
        y : array of shape (n, )
            0 and 1.
        groups, when : array of shape (n, ), optional
            Not used: a pipeline made by hand chooses nothing by folds.

        Returns
        -------
        Explained

        Raises
        ------
        UsageError
            If the pipeline cannot be explained exactly; of xgboost, all but trees that simply add
            up to log-odds (booster gbtree, objective binary:logistic).
        DataError
            If y does not hold both classes.
        """
        truth = both_classes(y)
        self.pipeline_ = _as_pipeline(clone(self.pipeline))
        check_explainable(self.pipeline_[-1])
        with threadpool_limits(1):
            self._fit_pipeline(X, truth)
        self.classes_ = np.array([0, 1])
        self.feature_names_in_ = np.asarray(X.columns, dtype=object)
        self.n_features_in_ = X.shape[1]
        return self

    def _fit_pipeline(self, X: pd.DataFrame, y: np.ndarray) -> None:
        head, classifier = self.pipeline_[:-1], self.pipeline_[-1]
        numbers = _dense(head.fit_transform(X, y) if len(head) else X)
        sources: list[Owners] = [(i,) for i in range(X.shape[1])]
        self.owners_ = trace_columns(head, sources) if len(head) else sources
        if len(self.owners_) != numbers.shape[1]:
            raise UsageError(
                f"The pipeline names {len(self.owners_)} numbers and gives {numbers.shape[1]}, so "
                "no reasons can be given. Check get_feature_names_out of its steps."
            )
        self.means_ = np.nan_to_num(numbers).mean(axis=0, dtype=float)
        if self.monotone is not None:
            classifier.set_params(monotone_constraints=self._constraints(X))
        classifier.fit(numbers, y)
        make_steady(classifier)

    def _constraints(self, X: pd.DataFrame) -> tuple[int, ...]:
        numeric = set(X.select_dtypes("number").columns)
        names = [X.columns[owner[0]] if len(owner) == 1 else "" for owner in self.owners_]
        return tuple(
            int((self.monotone or {}).get(name, 0)) if name in numeric else 0 for name in names
        )

    def _batches(self, X: pd.DataFrame) -> Iterator[tuple[pd.DataFrame, np.ndarray]]:
        """Encode the rows, some thousands at a time."""
        head = self.pipeline_[:-1]
        for start in range(0, max(len(X), 1), BATCH_ROWS):
            rows = X.iloc[start : start + BATCH_ROWS]
            shape = (0, len(self.owners_))
            if not len(rows):
                yield rows, np.zeros(shape)
            else:
                yield rows, _dense(head.transform(rows) if len(head) else rows)

    def decision_function(self, X: pd.DataFrame) -> np.ndarray:
        """Return the margin in log-odds.

        Parameters
        ----------
        X : DataFrame of shape (n, k)

        Returns
        -------
        array of shape (n, )
        """
        classifier = self.pipeline_[-1]
        margins = [classifier_margin(classifier, T, self.means_) for _, T in self._batches(X)]
        return np.concatenate(margins)

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
        classifier = self.pipeline_[-1]
        tables = [
            classifier_parts(classifier, T, self.means_)
            .gathered(self.owners_, X.shape[1])
            .frame(rows.index, list(X.columns))
            for rows, T in self._batches(X)
        ]
        return pd.concat(tables)


def as_contender(
    pipeline: BaseEstimator, *, monotone: Mapping[str, int] | None = None
) -> Explained:
    """Make a contender of any scikit-learn pipeline whose margin can be split exactly.

    Parameters
    ----------
    pipeline : scikit-learn Pipeline or classifier
        Not fitted; ends in one of the classifiers that :class:`Explained` names.
    monotone : mapping of str to int, optional
        See :class:`Explained`.

    Returns
    -------
    Explained

    Raises
    ------
    UsageError
        If it ends in a classifier that cannot be explained exactly.
    """
    check_explainable(_as_pipeline(pipeline)[-1])
    return Explained(pipeline, monotone=monotone)


def _as_pipeline(pipeline: BaseEstimator) -> Pipeline:
    return pipeline if isinstance(pipeline, Pipeline) else make_pipeline(pipeline)


def _dense(numbers: np.ndarray | pd.DataFrame | sparse.csr_matrix) -> np.ndarray:
    dense = numbers.toarray() if isinstance(numbers, sparse.csr_matrix) else np.asarray(numbers)
    return np.ascontiguousarray(dense, dtype=np.float32 if dense.dtype == np.float32 else float)
