"""The auto model's search: which settings of which family do well on rows not learned from."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import optuna
import pandas as pd
from sklearn.metrics import roc_auc_score

from leadscore.errors import NotEnoughDataError
from leadscore.models.calibration import fit_level, log_loss_of
from leadscore.models.labels import as_moments
from leadscore.models.members import (
    FAMILIES,
    BoostedMember,
    Family,
    Lesson,
    MemberPlan,
    Settings,
    fit_member,
    make_lesson,
)
from leadscore.validation.folds import Fold, account_folds, forward_folds

#: Rows that a trial learns from in each fold; more changes the choice little.
SEARCH_ROWS = 10_000
#: Conversions that both parts of a fold forward in time must have.
LEAST_CONVERSIONS = 12

#: Most rounds of boosting; each trial is also judged after a half, a quarter, an eighth.
MOST_ROUNDS: Mapping[Family, int] = {
    "shallow": 320,
    "middle": 200,
    "deep": 160,
    "random": 200,
    "forest": 12,
}
#: What each family is tried with first; also the point the search starts from.
DEFAULTS: Mapping[Family, Settings] = {
    "logistic": {"strength": 0.03, "shape": "root"},
    "shallow": {"depth": 2, "rate": 0.1, "columns": 0.5, "rows": 0.8, "leaf": 5.0, "l2": 5.0},
    "middle": {"depth": 4, "rate": 0.06, "columns": 0.3, "rows": 0.7, "leaf": 8.0, "l2": 10.0},
    "deep": {"depth": 6, "rate": 0.05, "columns": 0.3, "rows": 0.7, "leaf": 4.0, "l2": 10.0},
    "random": {"depth": 5, "rate": 0.1, "columns": 0.4, "rows": 0.7, "leaf": 4.0, "l2": 5.0},
    "forest": {"depth": 4, "rate": 0.4, "columns": 0.15, "rows": 0.6, "leaf": 5.0, "l2": 5.0},
}
#: The bounds of each boosted family's depth, rate and share of columns.
_DEPTH = {"shallow": (1, 2), "middle": (3, 4), "deep": (5, 7), "random": (3, 7), "forest": (3, 5)}
_RATE = {
    "shallow": (0.03, 0.3),
    "middle": (0.02, 0.2),
    "deep": (0.02, 0.15),
    "random": (0.03, 0.3),
    "forest": (0.15, 0.8),
}
_COLUMNS = {
    "shallow": (0.1, 1.0),
    "middle": (0.1, 0.8),
    "deep": (0.1, 0.8),
    "random": (0.1, 1.0),
    "forest": (0.05, 0.4),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Exercise:
    """One fold, ready to be learned from and tested on many times."""

    lesson: Lesson
    numbers: np.ndarray
    y: np.ndarray


@dataclass(frozen=True, kw_only=True, eq=False)
class Tried:
    """One trial and what it reached on the rows it did not learn from.

    Parameters
    ----------
    plan : MemberPlan
    margins : list of arrays
        Log-odds of each fold's test rows.
    log_loss : float
        Mean over all test rows, each fold at its own level.
    auc : float
        Mean over the folds.
    """

    plan: MemberPlan
    margins: list[np.ndarray]
    log_loss: float
    auc: float


def inner_folds(
    y: np.ndarray,
    groups: np.ndarray | pd.Series | None,
    when: np.ndarray | pd.Series | None,
    *,
    n_folds: int,
    gap: timedelta,
    seed: int,
) -> tuple[list[Fold], str]:
    """Cut training rows into folds: forward in time where that can be done, else by account.

    Parameters
    ----------
    y : array of shape (n, )
    groups : array of shape (n, ), optional
        Kept whole; a row of which it is missing is a group of its own, as every row is
        by default.
    when : array of shape (n, ), optional
        Instants, dates or periods; or numbers in the order of time. Where one is missing,
        folds are cut by account.
    n_folds : int
    gap : timedelta
        Between what is learned from and what is tested on; numbers are an order only, in
        which no gap can be kept.
    seed : int

    Returns
    -------
    folds : list of Fold
    how : {"forward", "grouped"}
    """
    folds = _forward(y, when, n_folds, gap) if when is not None else []
    if len(folds) >= 2:
        return folds, "forward"
    kept_whole = np.arange(len(y))
    if groups is not None:
        codes, names = pd.factorize(pd.Series(groups), sort=True)
        kept_whole = np.where(codes < 0, len(names) + kept_whole, codes)
    return account_folds(pd.Series(kept_whole), y, n_folds, seed), "grouped"


def _forward(
    y: np.ndarray, when: np.ndarray | pd.Series, n_folds: int, gap: timedelta
) -> list[Fold]:
    moments = as_moments(when)
    if moments.isna().any():
        return []
    rows = pd.DataFrame({"label": y.astype(float), "cutoff": pd.NaT, "position": 0})
    if pd.api.types.is_datetime64_any_dtype(moments.dtype):
        rows["cutoff"] = moments
    else:
        rows["position"] = moments.rank(method="dense").astype("int64")
    try:
        folds = forward_folds(rows, n_folds, gap)
    except NotEnoughDataError:
        return []
    return [
        fold for fold in folds if min(y[fold.train].sum(), y[fold.test].sum()) >= LEAST_CONVERSIONS
    ]


def make_exercises(
    numbers: np.ndarray, y: np.ndarray, folds: Sequence[Fold], seed: int
) -> list[Exercise]:
    """Prepare folds for the search.

    Parameters
    ----------
    numbers : array of shape (n, k)
        Encoded rows.
    y : array of shape (n, )
    folds : sequence of Fold
    seed : int

    Returns
    -------
    list of Exercise
    """
    return [
        Exercise(
            lesson=make_lesson(numbers[fold.train], y[fold.train], at_most=SEARCH_ROWS, seed=seed),
            numbers=numbers[fold.test],
            y=y[fold.test],
        )
        for fold in folds
    ]


def search(
    exercises: Sequence[Exercise],
    *,
    trials: int,
    seconds: float | None,
    threads: int,
    seed: int,
    start: Sequence[MemberPlan] = (),
    progress: Callable[[str], None] | None = None,
) -> list[Tried]:
    """Try families and settings within a budget of trials.

    Parameters
    ----------
    exercises : sequence of Exercise
    trials : int
        How many are tried; the first ones are those of ``start``, then each family as it
        comes.
    seconds : float or None
        After how long no further trial begins.
    threads : int
        Folds worked on at a time; changes nothing but the time it takes.
    seed : int
    start : sequence of MemberPlan
        What an earlier search found.
    progress : callable, optional
        Told of each trial.

    Returns
    -------
    list of Tried
        In the order they were tried.

    References
    ----------
    Bergstra et al. (2011), "Algorithms for hyper-parameter optimization" (TPE), as Optuna
    implements it.
    """
    began = time.monotonic()
    tried: list[Tried] = []
    with _quiet_optuna(), ThreadPoolExecutor(threads) as pool:
        study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
        firsts = [MemberPlan(family=family, settings=DEFAULTS[family]) for family in FAMILIES]
        for plan in [*start, *firsts][:trials]:
            study.enqueue_trial(_as_asked(plan), skip_if_exists=True)
        while len(tried) < trials:
            trial = study.ask()
            plan = _suggest(trial)
            told = list(pool.map(lambda each, plan=plan: _margins(plan, each, seed), exercises))
            tried.append(_best_stop(plan, told, exercises))
            study.tell(trial, tried[-1].log_loss)
            if progress is not None:
                progress(f"trial {len(tried)} of {trials}: {plan.family}")
            if seconds is not None and time.monotonic() - began > seconds:
                break
    return tried


def _as_asked(plan: MemberPlan) -> dict[str, float | int | str]:
    """Name a plan's settings as the search asks for them, within its bounds."""
    family = plan.family
    held = {name: value for name, value in plan.settings.items() if name != "rounds"}
    if family != "logistic":
        bounds = {"depth": _DEPTH[family], "rate": _RATE[family], "columns": _COLUMNS[family]}
        for name, (low, high) in bounds.items():
            held[name] = type(low)(min(max(float(held[name]), low), high))
    return {"family": family, **{f"{family}_{name}": value for name, value in held.items()}}


def _suggest(trial: optuna.Trial) -> MemberPlan:
    family: Family = trial.suggest_categorical("family", FAMILIES)
    if family == "logistic":
        return MemberPlan(
            family=family,
            settings={
                "strength": trial.suggest_float("logistic_strength", 3e-4, 3.0, log=True),
                "shape": trial.suggest_categorical("logistic_shape", ["root", "rank"]),
            },
        )

    def between(what: str, low: float, high: float) -> float:
        return float(trial.suggest_float(f"{family}_{what}", low, high, log=True))

    settings: Settings = {
        "depth": trial.suggest_int(f"{family}_depth", *_DEPTH[family]),
        "rate": between("rate", *_RATE[family]),
        "columns": between("columns", *_COLUMNS[family]),
        "rows": between("rows", 0.4, 1.0),
        "leaf": between("leaf", 1.0, 60.0),
        "l2": between("l2", 0.5, 100.0),
    }
    return MemberPlan(family=family, settings=settings)


def _stops(plan: MemberPlan) -> list[MemberPlan]:
    """Give a boosted plan with each number of rounds that it is judged after, most last."""
    if plan.family == "logistic":
        return [plan]
    most = MOST_ROUNDS[plan.family]
    rounds = sorted({max(1, most // share) for share in (8, 4, 2, 1)})
    return [
        MemberPlan(family=plan.family, settings={**plan.settings, "rounds": stop})
        for stop in rounds
    ]


def _margins(plan: MemberPlan, exercise: Exercise, seed: int) -> list[np.ndarray]:
    """Learn once and tell the log-odds of the fold's test rows at every stop."""
    stops = _stops(plan)
    member = fit_member(stops[-1], exercise.lesson, seed)
    if isinstance(member, BoostedMember):
        rounds = [int(stop.settings["rounds"]) for stop in stops]
        return [member.margin(exercise.numbers, count) for count in rounds]
    return [member.margin(exercise.numbers)]


def _best_stop(
    plan: MemberPlan, told: Sequence[Sequence[np.ndarray]], exercises: Sequence[Exercise]
) -> Tried:
    judged = [
        _judged(stop, [margins[at] for margins in told], exercises)
        for at, stop in enumerate(_stops(plan))
    ]
    return min(judged, key=lambda each: each.log_loss)


def _judged(plan: MemberPlan, margins: list[np.ndarray], exercises: Sequence[Exercise]) -> Tried:
    pairs = list(zip(margins, exercises, strict=True))
    losses = [log_loss_of(m + fit_level(m, each.y), each.y) for m, each in pairs]
    aucs = [roc_auc_score(each.y, m) for m, each in pairs]
    return Tried(
        plan=plan,
        margins=margins,
        log_loss=float(np.concatenate(losses).mean()),
        auc=float(np.mean(aucs)),
    )


@contextmanager
def _quiet_optuna() -> Iterator[None]:
    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    try:
        yield
    finally:
        optuna.logging.set_verbosity(before)
