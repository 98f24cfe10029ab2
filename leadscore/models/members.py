"""The families of models that the auto model averages, each with exact additive parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import xgboost as xgb
from sklearn.linear_model import LogisticRegression

from leadscore.models import random_splits
from leadscore.models.parts import Parts, booster_margin, booster_parts, linear_parts, steady
from leadscore.models.scaling import Scale

Family = Literal["logistic", "shallow", "middle", "deep", "random", "forest"]
FAMILIES: tuple[Family, ...] = ("logistic", "shallow", "middle", "deep", "random", "forest")

#: How a family is set, by name.
Settings = Mapping[str, float | int | str]

#: Histogram bins of the boosted families: coarse bins are quick and, on counts, enough.
MAX_BIN = 64
_FOREST_WIDTH = 8


@dataclass(frozen=True, kw_only=True)
class MemberPlan:
    """One member of the average: its family and how that family is set.

    Parameters
    ----------
    family : {"logistic", "shallow", "middle", "deep", "random", "forest"}
    settings : mapping of str to float, int or str
        What the search chose; see :mod:`leadscore.models.search`.
    """

    family: Family
    settings: Settings


@dataclass(frozen=True, kw_only=True, eq=False)
class Lesson:
    """Rows to learn from, thinned where they are many.

    Parameters
    ----------
    numbers : array of float32 of shape (n, k)
        Encoded rows, NaN where missing.
    y : array of shape (n, )
    offset : float
        What thinning added to the log-odds, to be added back to every margin.
    bins : xgboost.QuantileDMatrix
        The same rows as histograms, made once for all members; fit them one by one.
    """

    numbers: np.ndarray
    y: np.ndarray
    offset: float
    bins: xgb.QuantileDMatrix


def some_rows(y: np.ndarray, *, at_most: int, seed: int) -> np.ndarray:
    """Choose rows where there are too many, successes before the others.

    Parameters
    ----------
    y : array of shape (n, )
        0 and 1.
    at_most : int
        Rows to keep; successes take more than half of them only where the others are too few.
    seed : int

    Returns
    -------
    array of int
        Rising.

    Examples
    --------
    >>> y = np.array([1, 0, 0, 0, 1, 0])
    >>> kept = some_rows(y, at_most=4, seed=0)
    >>> len(kept), y[kept].sum()
    (4, np.int64(2))
    """
    won, lost = np.flatnonzero(y == 1), np.flatnonzero(y != 1)
    keep_won = min(len(won), max(at_most // 2, at_most - len(lost)))
    keep_lost = min(len(lost), at_most - keep_won)
    draw = np.random.default_rng(seed)
    chosen = [draw.permutation(won)[:keep_won], draw.permutation(lost)[:keep_lost]]
    return np.sort(np.concatenate(chosen))


def thinned(y: np.ndarray, *, at_most: int, seed: int) -> tuple[np.ndarray, float]:
    """Choose rows to learn from where there are too many.

    Parameters
    ----------
    y : array of shape (n, )
        0 and 1, both there.
    at_most : int
        Rows to keep, as :func:`some_rows` chooses them.
    seed : int

    Returns
    -------
    rows : array of int
        Rising.
    offset : float
        What must be added to log-odds learned from them.

    Notes
    -----
    Keeping a share q1 of the successes and q0 of the others shifts the log-odds by
    ln(q1 / q0) and changes nothing else; ``offset`` takes that back.

    References
    ----------
    King and Zeng (2001), "Logistic regression in rare events data", prior correction.
    """
    rows = some_rows(y, at_most=at_most, seed=seed)
    share = {way: np.mean(y[rows] == way) / np.mean(y == way) for way in (0, 1)}
    return rows, float(np.log(share[0]) - np.log(share[1]))


def make_lesson(numbers: np.ndarray, y: np.ndarray, *, at_most: int, seed: int) -> Lesson:
    """Prepare rows to learn from, thinned where they are many.

    Parameters
    ----------
    numbers : array of shape (n, k)
    y : array of shape (n, )
        0 and 1.
    at_most : int
        Rows to keep; see :func:`thinned`.
    seed : int

    Returns
    -------
    Lesson
    """
    rows, offset = thinned(y, at_most=at_most, seed=seed)
    kept = np.ascontiguousarray(numbers[rows])
    bins = xgb.QuantileDMatrix(kept, y[rows], max_bin=MAX_BIN, nthread=1)
    return Lesson(numbers=kept, y=y[rows], offset=offset, bins=bins)


@dataclass(frozen=True, kw_only=True, eq=False)
class LinearMember:
    """A logistic regression on scaled columns."""

    scale: Scale
    coefficients: np.ndarray
    means: np.ndarray
    intercept: float

    def margin(self, numbers: np.ndarray) -> np.ndarray:
        """Return the log-odds of encoded rows, of shape (n, )."""
        return self._told(numbers).margin()

    def parts(self, numbers: np.ndarray) -> Parts:
        """Split the log-odds into what each number adds."""
        n_numbers = numbers.shape[1]
        owners = [(i,) for i in [*range(n_numbers), *self.scale.gaps.tolist()]]
        return self._told(numbers).gathered(owners, n_numbers)

    def _told(self, numbers: np.ndarray) -> Parts:
        columns = self.scale.apply(numbers)
        return linear_parts(columns, self.coefficients, self.means, self.intercept)


@dataclass(frozen=True, kw_only=True, eq=False)
class BoostedMember:
    """Boosted trees; the booster is None only while it lies in a file of its own."""

    booster: xgb.Booster | None
    offset: float

    def margin(self, numbers: np.ndarray, rounds: int = 0) -> np.ndarray:
        """Return the log-odds of encoded rows, of shape (n, ), after some rounds or all (0)."""
        assert self.booster is not None
        rounds = min(rounds, self.booster.num_boosted_rounds())  # growing may end early
        return booster_margin(self.booster, numbers, rounds) + self.offset

    def parts(self, numbers: np.ndarray) -> Parts:
        """Split the log-odds into what each number adds."""
        assert self.booster is not None
        told = booster_parts(self.booster, numbers)
        return replace(told, base=told.base + self.offset)


Member = LinearMember | BoostedMember


def fit_member(plan: MemberPlan, lesson: Lesson, seed: int) -> Member:
    """Fit one member; runs on one thread, so that every run gives the same.

    Parameters
    ----------
    plan : MemberPlan
    lesson : Lesson
    seed : int

    Returns
    -------
    LinearMember or BoostedMember
    """
    if plan.family == "logistic":
        return _fit_linear(plan, lesson)
    return _fit_boosted(plan, lesson, seed)


def _fit_linear(plan: MemberPlan, lesson: Lesson) -> LinearMember:
    scale = Scale.learned(lesson.numbers, str(plan.settings["shape"]))
    columns = scale.apply(lesson.numbers)
    learner = LogisticRegression(C=float(plan.settings["strength"]), max_iter=200, tol=1e-3)
    learner.fit(columns, lesson.y)
    return LinearMember(
        scale=scale,
        coefficients=learner.coef_[0].astype(float),
        means=columns.mean(axis=0),
        intercept=float(learner.intercept_[0]) + lesson.offset,
    )


def _fit_boosted(plan: MemberPlan, lesson: Lesson, seed: int) -> BoostedMember:
    chosen = plan.settings
    rounds = int(chosen["rounds"])
    if plan.family == "random":
        numeric = {name: float(value) for name, value in chosen.items()}
        booster = random_splits.grow(
            lesson.numbers, lesson.y, rounds=rounds, settings=numeric, seed=seed
        )
        return BoostedMember(booster=steady(booster), offset=lesson.offset)
    forest = plan.family == "forest"
    share_of_columns = {"colsample_bynode" if forest else "colsample_bytree": chosen["columns"]}
    params = {
        "objective": "binary:logistic",
        "tree_method": "hist",
        "max_bin": MAX_BIN,
        "nthread": 1,
        "seed": seed,
        "num_parallel_tree": _FOREST_WIDTH if forest else 1,
        "max_depth": chosen["depth"],
        "eta": chosen["rate"],
        "subsample": chosen["rows"],
        "min_child_weight": chosen["leaf"],
        "lambda": chosen["l2"],
        **share_of_columns,
    }
    booster = xgb.train(params, lesson.bins, num_boost_round=rounds)
    return BoostedMember(booster=steady(booster), offset=lesson.offset)
