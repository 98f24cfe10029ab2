"""The search: folds, trials, their order."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from leadscore.models.members import FAMILIES, fit_member
from leadscore.models.search import MOST_ROUNDS, Exercise, inner_folds, make_exercises, search

NO_GAP = timedelta(0)


def _exercises() -> list[Exercise]:
    rng = np.random.default_rng(0)
    numbers = rng.normal(size=(300, 4)).astype(np.float32)
    y = (rng.random(300) < expit(numbers[:, 0])).astype(int)
    folds, how = inner_folds(y, None, None, n_folds=3, gap=NO_GAP, seed=0)
    assert (len(folds), how) == (3, "grouped")
    return make_exercises(numbers, y, folds, seed=0)


def test_validation_goes_forward_with_a_gap_where_instants_allow() -> None:
    when = pd.Series(np.repeat(pd.date_range("2026-01-01", periods=12, freq="MS"), 50))
    y = np.tile([0, 1], 300)
    gap = timedelta(days=60)
    folds, how = inner_folds(y, None, when, n_folds=4, gap=gap, seed=0)
    assert how == "forward"
    assert len(folds) >= 2
    for fold in folds:
        assert when[fold.train].max() + gap <= when[fold.test].min()


def test_positions_order_validation_too() -> None:
    folds, how = inner_folds(
        np.tile([0, 1], 200), None, np.arange(400), n_folds=3, gap=NO_GAP, seed=0
    )
    assert how == "forward"
    assert all(fold.train.max() < fold.test.min() for fold in folds)


def test_few_conversions_are_validated_by_account_instead() -> None:
    y = np.zeros(400, dtype=int)
    y[::10] = 1
    groups = np.arange(400) // 2
    folds, how = inner_folds(y, groups, np.arange(400), n_folds=5, gap=NO_GAP, seed=0)
    assert how == "grouped"
    for fold in folds:
        assert not set(groups[fold.train]) & set(groups[fold.test])


def test_each_family_is_tried_first_and_trials_are_counted() -> None:
    tried = search(_exercises(), trials=8, seconds=None, threads=1, seed=0)
    families = [trial.plan.family for trial in tried]
    assert families[:6] == list(FAMILIES)
    assert len(families) == 8


def test_each_boosted_trial_stops_where_it_did_best() -> None:
    exercises = _exercises()
    for trial in search(exercises, trials=6, seconds=None, threads=1, seed=0)[1:]:
        rounds = int(trial.plan.settings["rounds"])
        most = MOST_ROUNDS[trial.plan.family]
        assert rounds in {most, most // 2, most // 4, most // 8}
        member = fit_member(trial.plan, exercises[0].lesson, 0)
        np.testing.assert_allclose(
            member.margin(exercises[0].numbers), trial.margins[0], rtol=0, atol=1e-5
        )


def test_threads_change_nothing() -> None:
    one, two = (
        search(_exercises(), trials=6, seconds=None, threads=threads, seed=3) for threads in (1, 2)
    )
    assert [trial.plan for trial in one] == [trial.plan for trial in two]
    assert [trial.log_loss for trial in one] == [trial.log_loss for trial in two]


def test_seconds_are_only_a_stop_and_one_trial_is_always_made() -> None:
    told: list[str] = []
    tried = search(_exercises(), trials=50, seconds=0.0, threads=1, seed=0, progress=told.append)
    assert len(tried) == 1
    assert told == ["trial 1 of 50: logistic"]


@pytest.mark.parametrize("missing", [None, np.nan])
def test_instants_with_gaps_do_not_order_anything(missing: float | None) -> None:
    when = pd.Series([missing, *range(199)])
    _, how = inner_folds(np.tile([0, 1], 100), None, when, n_folds=2, gap=NO_GAP, seed=0)
    assert how == "grouped"
