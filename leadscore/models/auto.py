"""The auto model: searches several families, averages them in log-odds, explains itself."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, Self

import numpy as np
import pandas as pd
from scipy.special import expit, logit
from sklearn.base import BaseEstimator, ClassifierMixin
from threadpoolctl import threadpool_limits

from leadscore.models.averaging import AutoPlan, average
from leadscore.models.encoding import ColumnEncoder
from leadscore.models.labels import both_classes
from leadscore.models.members import BoostedMember, Member, fit_member, make_lesson
from leadscore.models.parts import Parts, booster_from_bytes
from leadscore.models.search import inner_folds, make_exercises, search

#: Rows that each member learns from in the end; further ones of the common class are left
#: out at random and the log-odds corrected for it.
FINAL_ROWS = 24_000
#: Rows encoded at a time when scoring, so that memory does not grow with the table.
BATCH_ROWS = 20_000


class AutoModel(ClassifierMixin, BaseEstimator):
    """Find out by itself what tells buyers from others, and say what it did.

    Takes any frame of numbers, booleans, text, categories and dates with missing values.
    Tries linear, shallow and deeper boosted models and boosted forests, validates them
    forward in time where it can, and averages the best of each family in log-odds with
    weights of at least 0, so that contributions stay exact and additive.

    Parameters
    ----------
    trials : int, default 20
        Settings tried; 4 try each family once.
    seed : int, default 0
        The same seed, data and machine give the same model to the bit.
    seconds : float, optional
        After how long no further trial begins; with it, a slow machine may try fewer.
    threads : int, default 1
        Folds that a trial works on at a time; changes nothing but the time it takes.
    folds : int, default 5
        Most folds that a trial is validated on.
    horizon : timedelta, optional
        How long after ``when`` an outcome may still come; validation forward in time
        leaves a gap this long. Without it there is no gap.
    plan : AutoPlan, optional
        A search's result: with it, ``fit`` only learns and does not search again.
    progress : callable, optional
        Told in a few words what is being done.

    Attributes
    ----------
    plan_ : AutoPlan
    encoder_ : ColumnEncoder
    members_ : list of fitted members
    report_ : dict
        What it did; see Notes.
    classes_ : array
        0 and 1.

    Notes
    -----
    ``report_`` holds ``members`` (family, weight, settings, log_loss and auc on rows not
    learned from), ``validation`` (``how``: "forward" or "grouped", ``folds``, ``rows``,
    ``conversions``, ``log_loss``, ``auc`` of the average, which its weights have seen),
    ``trials``, ``tried`` (trials by family), ``stopped_early``, ``seconds``,
    ``set_aside`` (column → reason) and ``rows`` (``given`` and ``used``). After a plan
    was only followed, ``searched`` is False and the figures of the search are missing.

    Examples
    --------
    >>> X = pd.DataFrame({"size": np.arange(200.0), "country": ["FI", "SE"] * 100})
    >>> model = AutoModel(trials=1).fit(X, X["size"] > 120)
    >>> model.report_["members"][0]["family"]
    'logistic'
    >>> bool(model.predict_proba(X)[-1, 1] > 0.9)
    True
    """

    def __init__(
        self,
        trials: int = 20,
        seed: int = 0,
        seconds: float | None = None,
        threads: int = 1,
        folds: int = 5,
        *,
        horizon: timedelta | None = None,
        plan: AutoPlan | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> None:
        self.trials = trials
        self.seed = seed
        self.seconds = seconds
        self.threads = threads
        self.folds = folds
        self.horizon = horizon
        self.plan = plan
        self.progress = progress

    def fit(
        self,
        X: pd.DataFrame,
        y: np.ndarray | pd.Series,
        groups: np.ndarray | pd.Series | None = None,
        when: np.ndarray | pd.Series | None = None,
    ) -> Self:
        """Search and learn, or only learn where a plan was given.

        Parameters
        ----------
        X : DataFrame of shape (n, k)
        y : array of shape (n, )
            0 and 1.
        groups : array of shape (n, ), optional
            Rows with an equal value stay together where folds are drawn at random.
        when : array of shape (n, ), optional
            Instants or numbers in the order of time; makes validation go forward.

        Returns
        -------
        AutoModel

        Raises
        ------
        DataError
            If y does not hold both classes.
        NotEnoughDataError
            If there are too few groups with a conversion to validate on.
        """
        began = time.monotonic()
        truth = both_classes(y)
        self.encoder_ = ColumnEncoder().fit(X)
        numbers = self.encoder_.transform(X)
        self.report_: dict[str, Any] = {"searched": self.plan is None}  # figures and words
        with threadpool_limits(1):
            if self.plan is not None:
                self.plan_ = self.plan
            else:
                self.plan_ = self._searched(numbers, truth, groups, when)
            self._learn(numbers, truth)
        self.classes_ = np.array([0, 1])
        self.feature_names_in_ = np.asarray(X.columns, dtype=object)
        self.n_features_in_ = X.shape[1]
        self.report_["set_aside"] = dict(self.encoder_.set_aside_)
        self.report_["seconds"] = round(time.monotonic() - began, 1)
        return self

    def frozen(self) -> AutoModel:
        """Make an unfitted model that follows this one's plan: no search, one thread.

        Returns
        -------
        AutoModel
        """
        return AutoModel(
            **{**self.get_params(), "threads": 1, "plan": self.plan_, "progress": None}
        )

    def decision_function(self, X: pd.DataFrame) -> np.ndarray:
        """Return the margin in log-odds.

        Parameters
        ----------
        X : DataFrame of shape (n, k)

        Returns
        -------
        array of shape (n, )
        """
        margins = []
        for _, numbers in self._batches(X):
            margin = np.full(len(numbers), self.level_)
            for weight, member in zip(self.weights_, self.members_, strict=True):
                margin += weight * member.margin(numbers)
            margins.append(margin)
        return np.concatenate(margins)

    def predict_proba(self, X: pd.DataFrame) -> np.ndarray:
        """Return the chances of class 0 and class 1.

        Parameters
        ----------
        X : DataFrame of shape (n, k)

        Returns
        -------
        array of shape (n, 2)
        """
        chance = expit(self.decision_function(X))
        return np.column_stack([1 - chance, chance])

    def predict(self, X: pd.DataFrame) -> np.ndarray:
        """Return the likelier class.

        Parameters
        ----------
        X : DataFrame of shape (n, k)

        Returns
        -------
        array of shape (n, )
        """
        return (self.decision_function(X) > 0).astype(int)

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
        at = {name: position for position, name in enumerate(X.columns)}
        names = self.encoder_.columns_
        owners = [tuple(at[names[i]] for i in owner) for owner in self.encoder_.owners_]
        tables = [
            self._parts(numbers).gathered(owners, X.shape[1]).frame(rows.index, list(X.columns))
            for rows, numbers in self._batches(X)
        ]
        return pd.concat(tables)

    def without_boosters(self) -> tuple[Self, list[bytes]]:
        """Split off the boosters, which are saved in files of their own.

        Returns
        -------
        shell : AutoModel
            The rest; this object itself stays whole.
        boosters : list of bytes
            UBJ, in the order of the members.
        """
        shell = copy.copy(self)
        shell.progress = None
        shell.members_ = [
            replace(member, booster=None) if isinstance(member, BoostedMember) else member
            for member in self.members_
        ]
        held = (m.booster for m in self.members_ if isinstance(m, BoostedMember))
        return shell, [bytes(booster.save_raw("ubj")) for booster in held if booster is not None]

    def with_boosters(self, boosters: list[bytes]) -> Self:
        """Put back what :meth:`without_boosters` split off.

        Parameters
        ----------
        boosters : list of bytes

        Returns
        -------
        AutoModel
            This object.
        """
        files = iter(boosters)
        members: list[Member] = [
            replace(member, booster=booster_from_bytes(next(files)))
            if isinstance(member, BoostedMember)
            else member
            for member in self.members_
        ]
        self._set(members, self.weights_, self.level_)
        return self

    def _batches(self, X: pd.DataFrame) -> Iterator[tuple[pd.DataFrame, np.ndarray]]:
        for start in range(0, max(len(X), 1), BATCH_ROWS):
            rows = X.iloc[start : start + BATCH_ROWS]
            yield rows, self.encoder_.transform(rows)

    def _parts(self, numbers: np.ndarray) -> Parts:
        base, values = self.level_, np.zeros(numbers.shape)
        for weight, member in zip(self.weights_, self.members_, strict=True):
            told = member.parts(numbers)
            base += weight * told.base
            values += weight * told.values
        return Parts(base=base, values=values)

    def _learn(self, numbers: np.ndarray, y: np.ndarray) -> None:
        """Fit the plan's members on all rows."""
        self.report_["rows"] = {"given": len(y), "used": min(len(y), FINAL_ROWS)}
        if not numbers.shape[1]:
            self._set([], (), float(logit(y.mean())))
            return
        self._say(f"learning {len(self.plan_.members)} members")
        lesson = make_lesson(numbers, y, at_most=FINAL_ROWS, seed=self.seed)
        members = [fit_member(plan, lesson, self.seed) for plan in self.plan_.members]
        self._set(members, self.plan_.weights, self.plan_.level)

    def _set(self, members: list[Member], weights: tuple[float, ...], level: float) -> None:
        self.members_: list[Member] = members
        self.weights_, self.level_ = weights, level

    def _searched(
        self,
        numbers: np.ndarray,
        y: np.ndarray,
        groups: np.ndarray | pd.Series | None,
        when: np.ndarray | pd.Series | None,
    ) -> AutoPlan:
        folds, how = inner_folds(
            y,
            groups,
            when,
            n_folds=self.folds,
            gap=self.horizon or timedelta(0),
            seed=self.seed,
        )
        self.report_["validation"] = {"how": how, "folds": len(folds)}
        if not numbers.shape[1]:
            return AutoPlan(members=(), weights=(), level=float(logit(y.mean())))
        exercises = make_exercises(numbers, y, folds, self.seed)
        tried = search(
            exercises,
            trials=self.trials,
            seconds=self.seconds,
            threads=self.threads,
            seed=self.seed,
            progress=self.progress,
        )
        plan, report = average(tried, exercises)
        self.report_["validation"].update(report.pop("validation"))
        self.report_.update(report, stopped_early=len(tried) < self.trials)
        return plan

    def _say(self, text: str) -> None:
        if self.progress is not None:
            self.progress(text)
