"""Groups are told apart no more often than promised, and letters say exactly what was told."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from leadscore.validation.apart import (
    counted_for,
    difference_interval,
    exact_p_values,
    letters,
    likeness,
)
from leadscore.validation.intervals import holm
from leadscore.validation.shares import effective_accounts


def draw(
    rng: np.random.Generator, *, rate: float, alike: float, groups: int = 8, accounts: int = 300
) -> tuple[np.ndarray, np.ndarray]:
    """Give accounts of unequal sizes, their rows alike, all groups converting equally."""
    rows = 2 * rng.geometric(0.5, accounts)
    account = np.repeat(np.arange(accounts), rows)
    own = rng.beta(rate * (1 - alike) / alike, (1 - rate) * (1 - alike) / alike, accounts)
    label = (rng.random(len(account)) < own[account]).astype(float)
    home = rng.choice(groups, accounts, p=rng.dirichlet(np.ones(groups)))
    moved = rng.random(len(account)) < 0.2
    group = np.where(moved, rng.integers(0, groups, len(account)), home[account])
    sizes, hits = np.zeros((accounts, groups)), np.zeros((accounts, groups))
    np.add.at(sizes, (account, group), 1)
    np.add.at(hits, (account, group), label)
    return hits, sizes


@pytest.mark.parametrize(("rate", "alike"), [(0.03, 0.5), (0.3, 0.5), (0.1, 0.05)])
def test_equal_groups_are_seldom_told_apart(rate: float, alike: float) -> None:
    rng, wrong = np.random.default_rng(7), 0
    pairs = np.array(list(combinations(range(8), 2)))
    for _ in range(200):
        hits, sizes = draw(rng, rate=rate, alike=alike)
        counts = counted_for(sizes, likeness(hits, sizes))
        rates = hits.sum(axis=0) / np.maximum(sizes.sum(axis=0), 1)
        wrong += int((holm(exact_p_values(rates, counts, pairs)) <= 0.05).any())
    assert wrong <= stats.binom.ppf(0.999, 200, 0.05)


def test_the_same_rows_taken_as_independent_would_be_told_apart_wrongly() -> None:
    rng, wrong = np.random.default_rng(7), 0
    pairs = np.array(list(combinations(range(8), 2)))
    for _ in range(100):
        hits, sizes = draw(rng, rate=0.3, alike=0.8)
        rates = hits.sum(axis=0) / np.maximum(sizes.sum(axis=0), 1)
        wrong += int((holm(exact_p_values(rates, sizes.sum(axis=0), pairs)) <= 0.05).any())
    assert wrong > 20


def test_groups_that_differ_are_told_apart() -> None:
    rng = np.random.default_rng(0)
    low, high = draw(rng, rate=0.05, alike=0.3, groups=1), draw(rng, rate=0.3, alike=0.3, groups=1)
    hits, sizes = (np.hstack([low[part], high[part]]) for part in (0, 1))
    counts = counted_for(sizes, likeness(hits, sizes))
    rates = hits.sum(axis=0) / sizes.sum(axis=0)
    assert exact_p_values(rates, counts, np.array([[0, 1]]))[0] < 1e-6


def test_likeness_is_that_of_the_rows() -> None:
    rng = np.random.default_rng(1)
    for alike in (0.1, 0.5):
        found = [likeness(*draw(rng, rate=0.3, alike=alike, groups=2)) for _ in range(40)]
        assert np.mean(found) == pytest.approx(alike, abs=0.04)


def test_rows_that_go_all_one_way_are_quite_alike_and_single_rows_unknown() -> None:
    assert likeness(np.array([[3.0], [0.0], [3.0], [0]]), np.full((4, 1), 3.0)) == 1.0
    assert likeness(np.array([[1.0], [0.0]]), np.ones((2, 1))) == 1.0


def test_rows_count_for_what_their_likeness_leaves() -> None:
    sizes = np.array([[5.0], [1.0], [2.0], [0.0]])
    assert counted_for(sizes, 1.0)[0] == pytest.approx(effective_accounts(sizes[:, 0]))
    assert counted_for(sizes, 0.0)[0] == 8
    assert counted_for(np.zeros((3, 1)), 0.5)[0] == 0


@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_whole_counts_give_fishers_exact_test(n: int, m: int, data: st.DataObject) -> None:
    x, y = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    found = exact_p_values(
        np.array([x / n, y / m]), np.array([n, m], dtype=float), np.array([[0, 1]])
    )[0]
    table = np.array([[x, n - x], [y, m - y]])
    sides = [stats.fisher_exact(table, alternative=side).pvalue for side in ("less", "greater")]
    assert found == pytest.approx(min(1.0, 2 * min(sides)))


@given(st.floats(0, 1), st.floats(0, 1), st.floats(1, 60), st.floats(1, 60))
def test_counts_that_are_not_whole_never_tell_more_than_those_beyond_them(
    a: float, b: float, n: float, m: float
) -> None:
    pair = np.array([[0, 1]])
    value = exact_p_values(np.array([a, b]), np.array([n, m]), pair)[0]
    assert 0 < value <= 1
    assert value == exact_p_values(np.array([b, a]), np.array([m, n]), pair)[0]


def test_the_interval_of_a_difference_turns_with_it() -> None:
    one = difference_interval((0.4, 0.1), (50, 80), confidence=0.9)
    other = difference_interval((0.1, 0.4), (80, 50), confidence=0.9)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))
    # Newcombe 1998, table II, 56/70 against 48/80, method 10
    low, high = difference_interval((56 / 70, 48 / 80), (70, 80), confidence=0.95)
    assert (low, high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


@given(
    st.integers(1, 10).flatmap(
        lambda n: st.tuples(
            st.just(n),
            st.sets(
                st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(
                    lambda pair: pair[0] < pair[1]
                )
            ),
        )
    )
)
def test_two_groups_share_a_letter_exactly_where_they_are_not_told_apart(
    case: tuple[int, set[tuple[int, int]]],
) -> None:
    n, told = case
    marks = letters(list(range(n)), told)
    assert all(marks.values())
    for pair in combinations(range(n), 2):
        shared = set(marks[pair[0]]) & set(marks[pair[1]])
        assert bool(shared) == (pair not in told)


def test_letters_begin_with_the_first_group_and_need_one_where_nothing_is_told() -> None:
    assert letters([2, 0, 1], []) == {2: "a", 0: "a", 1: "a"}
    assert letters([2, 0, 1], [(0, 1), (2, 1), (0, 2)]) == {2: "a", 0: "b", 1: "c"}
    assert letters([], []) == {}
