"""Few rules and small whole points are learned from plain numbers, within every limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from leadscore.cards import parse_card
from leadscore.errors import UsageError
from leadscore.models.written.choosing import learn_points, size_folds
from leadscore.models.written.laying_out import pairs_one_way
from leadscore.models.written.rounding import line, whole_points
from leadscore.models.written.sparse import Search, grown
from leadscore.models.written.task import Task, plain_task
from leadscore.models.written.widening import widened
from leadscore.validation.folds import account_folds

LAW = {3: 3, 10: -2, 17: 1, 25: 4}


def planted(n: int = 6000, k: int = 30, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    worth = (rng.random((n, k)) < rng.uniform(0.1, 0.4, k)).astype(float)
    steps = np.array([LAW.get(at, 0) for at in range(k)])
    return worth, (rng.random(n) < expit(-2.5 + 0.45 * worth @ steps)).astype(float)


def test_a_planted_card_is_found_again() -> None:
    worth, y = planted(n=12_000)
    folds = account_folds(np.arange(len(y)), y, 3, seed=0)
    learned = learn_points(plain_task(worth, y, size=6), folds)
    assert learned.points.places == tuple(LAW)
    found = np.array(learned.points.steps)
    np.testing.assert_allclose(found / found[0] * LAW[3], list(LAW.values()), atol=0.51)
    assert learned.sizes.loc[learned.sizes["chosen"], "rules"].tolist() == [len(LAW)]


def test_noise_alone_writes_no_rule() -> None:
    rng = np.random.default_rng(5)
    worth = (rng.random((1500, 20)) < 0.3).astype(float)
    y = (rng.random(1500) < 0.2).astype(float)
    learned = learn_points(plain_task(worth, y, size=3), account_folds(np.arange(1500), y, 3, 0))
    assert learned.points.places == ()


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    k = draw(st.integers(2, 9))
    n = draw(st.integers(30, 120))
    rng = np.random.default_rng(draw(st.integers(0, 2**31)))
    worth = (rng.random((n, k)) < rng.uniform(0.05, 0.9, k)).astype(float)
    worth[:, 0] *= rng.integers(1, 4, n)  # acts that count each
    y = (rng.random(n) < draw(st.sampled_from([0.1, 0.5]))).astype(float)
    y[:2] = [0, 1]
    one_way = np.zeros((k, k), dtype=bool)
    if draw(st.booleans()):
        one_way[0, 1] = one_way[1, 0] = True
    size = draw(st.integers(1, k))
    kept = np.zeros(k, dtype=bool)
    kept[rng.permutation(k)[: draw(st.integers(0, size))]] = True
    return plain_task(
        worth,
        y,
        size=size,
        most=draw(st.integers(3, 8)),
        weight=rng.uniform(0.5, 3, n),
        held=rng.integers(-2, 4, n).astype(float) if draw(st.booleans()) else None,
        sign=rng.integers(-1, 2, k),
        kept=kept,
        one_way=one_way,
        keys=("", "", *("values",) * (k - 2)) if draw(st.booleans()) else None,
    )


@given(tasks())
@settings(max_examples=40, deadline=None)
def test_every_limit_holds(task: Task) -> None:
    learned = learn_points(task)
    points, wide = learned.points, learned.task
    assert len(points.places) <= task.size
    assert set(np.flatnonzero(task.kept)) <= set(points.places)
    for place, steps in zip(points.places, points.steps, strict=True):
        assert steps != 0
        assert wide.low[place] <= steps <= wide.high[place]
        for other, more in zip(points.places, points.steps, strict=True):
            # what must be in is in, also where the rows of both would have them opposed
            if wide.one_way[place, other] and not (wide.kept[place] and wide.kept[other]):
                assert steps * more > 0
    assert points.slope >= 0


@given(st.integers(0, 2**31))
@settings(max_examples=10, deadline=None)
def test_the_order_of_rows_and_columns_changes_nothing(seed: int) -> None:
    worth, y = planted(n=600, k=12, seed=1)
    names = np.arange(12)
    rng = np.random.default_rng(seed)
    rows, columns = rng.permutation(len(y)), rng.permutation(12)
    first = learn_points(plain_task(worth, y, size=4))
    other = learn_points(plain_task(worth[rows][:, columns], y[rows], size=4))
    assert dict(zip(first.points.places, first.points.steps, strict=True)) == {
        int(names[columns[at]]): steps
        for at, steps in zip(other.points.places, other.points.steps, strict=True)
    }


def test_a_weight_is_worth_as_many_rows() -> None:
    worth, y = planted(n=500, k=10, seed=2)
    weight = np.where(y == 1, 1.0, 3.0)
    often = np.repeat(np.arange(len(y)), weight.astype(int))
    one = learn_points(plain_task(worth, y, size=4, weight=weight)).points
    other = learn_points(plain_task(worth[often], y[often], size=4)).points
    assert (one.places, one.steps) == (other.places, other.steps)


def test_held_points_set_the_scale_of_the_others() -> None:
    rng = np.random.default_rng(4)
    worth = (rng.random((8000, 6)) < 0.3).astype(float)
    held = np.where(rng.random(8000) < 0.4, 2.0, 0.0)
    y = (rng.random(8000) < expit(-2 + 0.4 * (held + 3 * worth[:, 1]))).astype(float)
    learned = learn_points(plain_task(worth, y, size=1, held=held))
    assert (learned.points.places, learned.points.steps) == ((1,), (3,))


def test_values_with_the_same_chance_become_one_rule() -> None:
    rng = np.random.default_rng(6)
    value = rng.integers(0, 8, 9000)
    worth = (value[:, None] == np.arange(8)).astype(float)
    y = (rng.random(9000) < np.where(np.isin(value, [1, 4, 6]), 0.4, 0.1)).astype(float)
    learned = learn_points(plain_task(worth, y, size=1, keys=("value",) * 8))
    (place,) = learned.points.places
    united = set(learned.task.members[place])
    assert united in ({1, 4, 6}, {0, 2, 3, 5, 7})


def test_widening_adds_nothing_to_things_without_a_key() -> None:
    worth, y = planted(n=200, k=5)
    task = plain_task(worth, y, size=2)
    assert widened(task) is task


def test_more_columns_never_fit_worse() -> None:
    worth, y = planted(n=800, k=15, seed=3)
    losses = [level[0].loss for level in grown(plain_task(worth, y, size=8), Search(ridge=0.25))]
    assert losses == sorted(losses, reverse=True)
    assert len(losses) > 4


def test_whole_points_lose_little() -> None:
    worth, y = planted(n=3000)
    task = plain_task(worth, y, size=5)
    level = grown(task, Search(ridge=0.25))[-1]
    points = whole_points(task, level[0])
    nothing = line(np.zeros(len(y)), y, np.ones(len(y)))[2]
    assert (points.loss - level[0].loss) < 0.02 * (nothing - level[0].loss)


def test_points_that_work_backwards_mean_nothing() -> None:
    y = np.tile([0.0, 1.0], 50)
    intercept, slope, _ = line(1 - y, y, np.ones(100))
    assert slope == 0
    assert intercept == pytest.approx(0, abs=1e-9)


def test_limits_that_contradict_each_other_are_refused() -> None:
    worth, y = planted(n=50, k=4)
    task = plain_task(worth, y, size=2)
    with pytest.raises(UsageError, match="4 rules must be in, but only 2 may be"):
        replace(task, kept=np.ones(4, dtype=bool))
    with pytest.raises(UsageError, match="may have no points"):
        plain_task(3 * worth, y, size=2, most=2, kept=np.array([True, False, False, False]))


def test_folds_that_learn_from_few_conversions_do_not_choose_the_size() -> None:
    rng = np.random.default_rng(0)
    when = pd.Series(np.repeat(pd.date_range("2025-01-01", periods=12, freq="MS"), 100))
    groups = rng.integers(0, 300, 1200)
    even = (rng.random(1200) < 0.3).astype(float)
    folds, forward = size_folds(even, groups, when, n_folds=5, gap=timedelta(days=30), seed=0)
    assert forward
    assert all(even[fold.train].sum() >= even.sum() / 2 for fold in folds)
    late = even * (when >= when.max() - pd.Timedelta(days=40)).to_numpy()
    folds, forward = size_folds(late, groups, when, n_folds=5, gap=timedelta(days=30), seed=0)
    assert not forward
    assert all(not set(groups[fold.train]) & set(groups[fold.test]) for fold in folds)


def test_a_rule_goes_the_way_of_each_that_holds_wherever_it_does() -> None:
    rules = parse_card("""
rules:
  - {id: demo, says: D, what: {intent: demo, within_days: 90}, points: 1}
  - {id: boss, says: B, who: {seniority_in: manager}, points: 1}
  - {id: boss_demo, says: BD, who: {seniority_in: manager},
     what: {intent: demo, within_days: 90}, points: 1}
  - {id: demo_often, says: DO, what: {intent: demo, within_days: 30, at_least: 3}, points: 1}
  - {id: boss_late, says: BL, who: {seniority_in: manager}, what: {intent: demo}, points: 1}
  - {id: silent, says: S, what: {intent: demo, within_days: 90, at_most: 0}, points: 1}
  - {id: nordic, says: N, who: {country_in: [FI, SE]}, points: 1}
""").rules
    found = pairs_one_way(rules)
    assert (found == found.T).all()
    named = {
        (rules[low].id, rules[high].id)
        for low, high in zip(*np.nonzero(np.triu(found)), strict=True)
    }
    assert named == {
        ("demo", "boss_demo"),
        ("boss", "boss_demo"),
        ("demo", "demo_often"),  # the same acts
        ("boss", "boss_late"),
        ("boss_demo", "boss_late"),
    }
