"""The auto model: searches several families, averages them in log-odds, explains itself."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import logit
from sklearn.utils import Tags, check_consistent_length
from sklearn.utils.validation import check_is_fitted, validate_data
from threadpoolctl import threadpool_limits

from leadscore.errors import UsageError
from leadscore.models.averaging import AutoPlan, average
from leadscore.models.contender import BASE, MarginClassifier
from leadscore.models.encoding import ColumnEncoder
from leadscore.models.labels import as_frame, two_classes
from leadscore.models.members import BoostedMember, Member, fit_member, make_lesson, thinned
from leadscore.models.parts import Parts, booster_from_bytes
from leadscore.models.search import Exercise, inner_folds, make_exercises, search
from leadscore.models.steadiness import better_without, moving
from leadscore.validation.folds import Fold

#: Rows that are looked at at all, so that memory is bounded; further ones of the common
#: class are left out at random and the log-odds corrected for it.
MOST_ROWS = 250_000
#: Likewise, rows that each member learns from in the end; and how many others a conversion
#: needs: with thirty, a thirtieth of what all others could add is lost.
FINAL_ROWS = 60_000
LEAST_ROWS = 12_000
OTHERS = 30
#: Rows encoded at a time when scoring, so that memory does not grow with the table.
BATCH_ROWS = 20_000
#: Why a column that dates the row is not learned from.
DATES_THE_ROW = "moves so much with time that later rows were told better without it"


class AutoModel(MarginClassifier):
    """Find out by itself what tells buyers from others, and say what it did.

    Takes any frame of numbers, booleans, text, categories and dates with missing values.
    Tries linear models, shallow, middle and deep boosted trees, boosted trees with random
    splits and boosted forests, validates them forward in time where it can, averages the
    best of each family in log-odds with weights of at least 0, and makes the average
    honest with a line that the newest outcomes say most about. All of it is linear in
    log-odds, so contributions stay exact and additive. Columns that date the row are set
    aside where later rows are told better without them.

    Parameters
    ----------
    trials : int, default 20
        Settings tried; 6 try each family once.
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
    start : AutoPlan, optional
        An earlier search's result: its members are tried first, and the search goes on
        from there.
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
    ``conversions``, ``log_loss``, ``auc`` and ``auc_by_fold`` of the average, which its
    weights have seen, and ``spread``, how far weights were let move from equal ones),
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
        start: AutoPlan | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> None:
        self.trials = trials
        self.seed = seed
        self.seconds = seconds
        self.threads = threads
        self.folds = folds
        self.horizon = horizon
        self.plan = plan
        self.start = start
        self.progress = progress

    def fit(
        self,
        X: pd.DataFrame | npt.ArrayLike,
        y: npt.ArrayLike,
        groups: npt.ArrayLike | None = None,
        when: npt.ArrayLike | None = None,
    ) -> Self:
        """Search and learn, or only learn where a plan was given.

        Parameters
        ----------
        X : DataFrame or array-like of shape (n, k)
        y : array-like of shape (n, )
            Labels of two classes; the greater one is success.
        groups : array-like of shape (n, ), optional
            Rows with an equal value stay together where folds are drawn at random; rows
            without one stand alone.
        when : array-like of shape (n, ), optional
            Instants, dates or periods, or numbers in the order of time; makes validation
            go forward, with a gap of ``horizon`` between instants. Numbers are an order
            only: no gap is kept.

        Returns
        -------
        AutoModel

        Raises
        ------
        UsageError
            If ``trials`` is below 1, or ``folds`` below 2.
        DataError
            If y does not hold both classes, two columns have one name, or ``when`` holds
            text. It is a ValueError.
        NotEnoughDataError
            If there are too few groups with a conversion to validate on. It is a
            ValueError.
        """
        began = time.monotonic()
        for name, least in (("trials", 1), ("folds", 2)):
            if (given := getattr(self, name)) < least:
                raise UsageError(f"{name} of AutoModel must be {least} or more; it is {given}.")
        frame = as_frame(X)
        check_consistent_length(frame, y, groups, when)
        self.classes_, truth = two_classes(y)
        validate_data(self, X, skip_check_array=True)
        kept, offset = thinned(truth, at_most=MOST_ROWS, seed=self.seed)
        rows = frame.iloc[kept]
        self.report_: dict[str, Any] = {"searched": self.plan is None}  # figures and words
        self.encoder_ = ColumnEncoder().fit(rows)
        with threadpool_limits(1):
            if self.plan is None:
                self.plan_ = self._searched(
                    rows, truth[kept], _some(groups, kept), _some(when, kept)
                )
            else:
                self.plan_ = self.plan
                self._set_aside(self.plan.aside)
            self._learn(self.encoder_.transform(rows), truth[kept], offset)
        self.report_["set_aside"] = dict(self.encoder_.set_aside_)
        self.report_["seconds"] = round(time.monotonic() - began, 1)
        return self

    def frozen(self) -> AutoModel:
        """Make an unfitted model that follows this one's plan: no search, one thread.

        Returns
        -------
        AutoModel
        """
        searched = {"threads": 1, "plan": self.plan_, "start": None, "progress": None}
        return AutoModel(**{**self.get_params(), **searched})

    def decision_function(self, X: pd.DataFrame | npt.ArrayLike) -> np.ndarray:
        """Return the margin in log-odds.

        Parameters
        ----------
        X : DataFrame of shape (n, k)

        Returns
        -------
        array of shape (n, )
        """
        frame = self._known(X)
        margin = np.empty(len(frame))
        for rows, numbers in self._batches(frame):
            margin[rows] = self.level_
            for weight, member in zip(self.weights_, self.members_, strict=True):
                margin[rows] += weight * member.margin(numbers)
        return margin

    def contributions(self, X: pd.DataFrame | npt.ArrayLike) -> pd.DataFrame:
        """Tell what each column of X added to each row's margin.

        Parameters
        ----------
        X : DataFrame of shape (n, k)

        Returns
        -------
        DataFrame of shape (n, k + 1)
            Columns ``["base", *X.columns]``, in log-odds; each row adds up to its margin.
        """
        frame = self._known(X)
        told = np.empty((len(frame), frame.shape[1] + 1))

        def tell(rows: slice, numbers: np.ndarray) -> None:
            parts = self._parts(numbers).gathered(self.encoder_.owners_, frame.shape[1])
            told[rows, 0], told[rows, 1:] = parts.base, parts.values

        with ThreadPoolExecutor(self.threads) as pool:
            for _ in pool.map(lambda batch: tell(*batch), self._batches(frame)):
                pass
        return pd.DataFrame(told, index=frame.index, columns=[BASE, *frame.columns], copy=False)

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

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.input_tags.allow_nan = True
        tags.input_tags.categorical = True
        tags.input_tags.string = True
        return tags

    def _known(self, X: pd.DataFrame | npt.ArrayLike) -> pd.DataFrame:
        """Take rows to be scored, whose columns must be those learned from."""
        check_is_fitted(self)
        frame = as_frame(X)
        validate_data(self, X, skip_check_array=True, reset=False)
        return frame

    def _batches(self, frame: pd.DataFrame) -> Iterator[tuple[slice, np.ndarray]]:
        for start in range(0, len(frame), BATCH_ROWS):
            rows = slice(start, start + BATCH_ROWS)
            yield rows, self.encoder_.transform(frame.iloc[rows])

    def _parts(self, numbers: np.ndarray) -> Parts:
        base, values = self.level_, np.zeros(numbers.shape)
        for weight, member in zip(self.weights_, self.members_, strict=True):
            told = member.parts(numbers)
            base += weight * told.base
            values += weight * told.values
        return Parts(base=base, values=values)

    def _learn(self, numbers: np.ndarray, y: np.ndarray, offset: float) -> None:
        """Fit the plan's members on all rows."""
        at_most = int(np.clip((1 + OTHERS) * y.sum(), LEAST_ROWS, FINAL_ROWS))
        self.report_["rows"] = {"given": len(y), "used": min(len(y), at_most)}
        if not numbers.shape[1]:
            self._set([], (), float(logit(y.mean())) + offset)
            return
        self._say(f"learning {len(self.plan_.members)} members")
        lesson = make_lesson(numbers, y, at_most=at_most, seed=self.seed)
        members = [fit_member(plan, lesson, self.seed) for plan in self.plan_.members]
        self._set(members, self.plan_.weights, self.plan_.level + offset)

    def _set(self, members: list[Member], weights: tuple[float, ...], level: float) -> None:
        self.members_: list[Member] = members
        self.weights_, self.level_ = weights, level

    def _searched(
        self,
        X: pd.DataFrame,
        y: np.ndarray,
        groups: pd.Series | None,
        when: pd.Series | None,
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
        numbers = self.encoder_.transform(X)
        if not numbers.shape[1]:
            return AutoPlan(members=(), weights=(), level=float(logit(y.mean())))
        exercises, aside = self._steady(numbers, y, folds, forward=how == "forward")
        tried = search(
            exercises,
            trials=self.trials,
            seconds=self.seconds,
            threads=self.threads,
            seed=self.seed,
            start=self.start.members if self.start else (),
            progress=self.progress,
        )
        plan, report = average(
            tried, exercises, forward=how == "forward", seed=self.seed, aside=aside
        )
        self.report_["validation"].update(report.pop("validation"))
        self.report_.update(report, stopped_early=len(tried) < self.trials)
        return plan

    def _steady(
        self, numbers: np.ndarray, y: np.ndarray, folds: list[Fold], *, forward: bool
    ) -> tuple[list[Exercise], tuple[str, ...]]:
        """Prepare the folds, without columns that date the row where that does better."""
        exercises = make_exercises(numbers, y, folds, self.seed)
        owners = [owner[0] for owner in self.encoder_.owners_]
        dated = moving(numbers, owners, folds, self.seed) if forward else {}
        kept = [at for at, owner in enumerate(owners) if owner not in dated]
        if not dated or not kept:
            return exercises, ()
        self._say(f"trying without {len(dated)} columns that date the row")
        reduced = make_exercises(numbers[:, kept], y, folds, self.seed)
        if not better_without(exercises, reduced, self.seed):
            return exercises, ()
        aside = tuple(self.encoder_.columns_[owner] for owner in dated)
        self._set_aside(aside)
        return reduced, aside

    def _set_aside(self, names: tuple[str, ...]) -> None:
        self.encoder_ = self.encoder_.without(dict.fromkeys(names, DATES_THE_ROW))

    def _say(self, text: str) -> None:
        if self.progress is not None:
            self.progress(text)


def _some(values: npt.ArrayLike | None, rows: np.ndarray) -> pd.Series | None:
    """Take some rows of a column that may not be there, its type kept."""
    return None if values is None else pd.Series(values).iloc[rows].reset_index(drop=True)
