"""Groups are told apart no more often than promised, and letters say exactly what was told."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from leadscore.validation.apart import (
    counts_to_test,
    difference_interval,
    exact_p_values,
    letters,
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
        counts = counts_to_test(sizes)
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
    counts = counts_to_test(sizes)
    rates = hits.sum(axis=0) / sizes.sum(axis=0)
    assert exact_p_values(rates, counts, np.array([[0, 1]]))[0] < 1e-6


def told_wrongly(
    rng: np.random.Generator, groups: list[np.ndarray], *, rate: float, by_variance: bool = False
) -> int:
    """Count the grids of 200 that tell apart groups whose accounts buy wholly or not at all."""
    sizes = np.zeros((max(map(len, groups)), len(groups)))
    for place, group in enumerate(groups):
        sizes[: len(group), place] = group
    counts = np.array([effective_accounts(each) for each in sizes.T])
    if not by_variance:
        counts = counts_to_test(sizes)
    pairs, wrong = np.array(list(combinations(range(len(groups)), 2))), 0
    for _ in range(200):
        hits = sizes * (rng.random(sizes.shape) < rate)
        rates = hits.sum(axis=0) / sizes.sum(axis=0)
        wrong += int((holm(exact_p_values(rates, counts, pairs)) <= 0.05).any())
    return wrong


ONE_LARGE = [np.ones(3000), *[np.r_[50, np.ones(600)]] * 15]
OF_MANY_SIZES = [1 + np.random.default_rng(place).pareto(1.2, 80) // 0.2 for place in range(16)]


@pytest.mark.parametrize("rate", [0.03, 0.2])
@pytest.mark.parametrize("groups", [ONE_LARGE, OF_MANY_SIZES], ids=["one large", "many sizes"])
def test_accounts_of_unequal_sizes_are_seldom_told_apart(
    groups: list[np.ndarray], rate: float
) -> None:
    wrong = told_wrongly(np.random.default_rng(3), groups, rate=rate)
    assert wrong <= stats.binom.ppf(0.999, 200, 0.05)


def test_counts_of_the_same_variance_alone_would_tell_a_larger_account_apart() -> None:
    wrong = told_wrongly(np.random.default_rng(3), ONE_LARGE, rate=0.03, by_variance=True)
    assert wrong > stats.binom.ppf(0.999, 200, 0.05)


@given(st.lists(st.integers(1, 500), min_size=1, max_size=30), st.integers(2, 9))
def test_accounts_count_whole_where_equal_and_less_where_they_are_not(
    sizes: list[int], times: int
) -> None:
    column = np.array(sizes, dtype=float)[:, None]
    counted = counts_to_test(column)[0]
    assert counted <= effective_accounts(column) * (1 + 1e-9)
    assert counted >= sum(sizes) / max(sizes) * (1 - 1e-9)
    assert counts_to_test(times * column)[0] == pytest.approx(counted)
    assert counts_to_test(np.vstack([column, 0 * column]))[0] == pytest.approx(counted)
    assert counts_to_test(np.full_like(column, times))[0] == pytest.approx(len(sizes))


def test_a_group_without_rows_counts_for_none() -> None:
    assert counts_to_test(np.zeros((3, 2))).tolist() == [0, 0]


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
