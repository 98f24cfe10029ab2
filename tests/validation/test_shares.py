"""Intervals of shares hold the truth, be accounts of one size or of many sizes.

Every account has its own rate, drawn from a beta distribution about the true one, and its
rows follow it. For the binomial(1000, .95) the chance of 921 or fewer is below 1 in
10,000, and so is that of 976 or more.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from leadscore.validation.ranking import IntArray
from leadscore.validation.shares import effective_accounts, wilson_interval

SAMPLES, ACCOUNTS = 1000, 150
LEAST, MOST = 922, 975
RATE = 0.1
#: How much the rows of an account resemble each other: 1 would be wholly.
SOMEWHAT, STRONGLY = 0.33, 0.83

SIZES: dict[str, IntArray] = {
    "one row each": np.ones(ACCOUNTS, dtype=np.int64),
    "four rows each": np.full(ACCOUNTS, 4),
    "one to twelve, eight of sixty": np.r_[np.full(8, 60), 1 + np.arange(ACCOUNTS - 8) % 12],
    "five hold two thirds": np.r_[np.full(5, 250), 1 + np.arange(ACCOUNTS - 5) % 8],
}


def held(sizes: IntArray, accounts: float, *, alike: float) -> int:
    """Count the samples whose interval over so many accounts holds the true rate."""
    rng = np.random.default_rng(0)
    spread = 1 / alike - 1
    rates = rng.beta(RATE * spread, (1 - RATE) * spread, size=(SAMPLES, len(sizes)))
    shares = rng.binomial(sizes, rates).sum(axis=1) / sizes.sum()
    ends = (wilson_interval(share, accounts, confidence=0.95) for share in shares)
    return sum(low <= RATE <= high for low, high in ends)


def test_the_bounds_are_the_binomial_s() -> None:
    assert stats.binom.cdf(LEAST - 1, SAMPLES, 0.95) < 0.0001
    assert stats.binom.sf(MOST, SAMPLES, 0.95) < 0.0001


@pytest.mark.parametrize("sizes", SIZES)
def test_intervals_hold_the_truth_where_the_rows_of_an_account_go_the_same_way(sizes: str) -> None:
    accounts = effective_accounts(SIZES[sizes])
    assert LEAST <= held(SIZES[sizes], accounts, alike=STRONGLY) <= MOST


@pytest.mark.parametrize("sizes", SIZES)
def test_intervals_are_not_too_narrow_where_they_hardly_resemble_each_other(sizes: str) -> None:
    assert held(SIZES[sizes], effective_accounts(SIZES[sizes]), alike=SOMEWHAT) >= LEAST


def test_counting_accounts_of_many_sizes_alike_is_too_narrow() -> None:
    assert held(SIZES["five hold two thirds"], ACCOUNTS, alike=SOMEWHAT) < 0.75 * SAMPLES


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30))
def test_accounts_count_from_one_to_their_number(sizes: list[int]) -> None:
    present = [size for size in sizes if size]
    counted = effective_accounts(sizes)
    assert counted == pytest.approx(effective_accounts(present)) if present else counted == 0
    assert min(len(present), 1) <= counted + 1e-9 <= len(present) + 2e-9
    assert effective_accounts([7] * len(sizes)) == len(sizes)


def test_wilson_interval_of_no_conversions_still_has_an_upper_end() -> None:
    low, high = wilson_interval(0.0, 50, confidence=0.95)
    assert low == 0
    assert high == pytest.approx(0.0713, abs=0.0005)
    assert wilson_interval(0.0, 0, confidence=0.95) == (0.0, 1.0)
