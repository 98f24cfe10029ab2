"""Draws, intervals, p-values and Holm's procedure agree with each other and with theory."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import expit

from leadscore.errors import UsageError
from leadscore.validation import intervals
from leadscore.validation.evidence import evidence, measure_all
from leadscore.validation.ranking import FloatArray


def test_every_draw_takes_as_many_groups_as_there_are() -> None:
    weights = np.hstack(list(intervals.group_weights(7, 50, seed=1)))
    assert weights.shape == (7, 50)
    assert (weights.sum(axis=0) == 7).all()


def test_draws_repeat_for_a_seed_and_differ_for_another() -> None:
    first, again, other = (
        np.hstack(list(intervals.group_weights(9, 20, seed=seed))) for seed in (1, 1, 2)
    )
    assert (first == again).all()
    assert (first != other).any()


def test_memory_is_bounded_by_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = np.hstack(list(intervals.group_weights(10, 30, seed=5)))
    monkeypatch.setattr(intervals, "BLOCK_CELLS", 40)
    blocks = list(intervals.group_weights(10, 30, seed=5))
    assert max(block.shape[1] for block in blocks) == 4
    assert (np.hstack(blocks) == whole).all()


@pytest.mark.parametrize("width", [1, 10, 11, 37, 400, 10_000])
def test_the_weights_drawn_do_not_hang_on_the_size_of_the_blocks(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = np.hstack(list(intervals.group_weights(7, 33, seed=5)))
    monkeypatch.setattr(intervals, "BLOCK_CELLS", 400)
    blocks = list(intervals.group_weights(7, 33, seed=5, width=width))
    assert (np.hstack(blocks) == whole).all()
    assert max(block.shape[1] for block in blocks) == min(33, max(1, 400 // max(7, width)))


def test_memory_does_not_grow_with_the_rows_of_few_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    n_rows, n_units = 4000, 20
    label = (rng.random(n_rows) < 0.3).astype(float)
    seen = evidence(
        label, np.full(n_rows, 0.3), rng.normal(size=n_rows), units=np.arange(n_rows) % n_units
    )

    def measure(weights: FloatArray) -> dict[str, FloatArray]:
        return measure_all(seen, weights, capacity=0.2, call_cost_eur=45.0)

    drawn, peaks = {}, {}
    for width in (1, seen.width):
        monkeypatch.setattr(intervals, "BLOCK_CELLS", 50_000)
        tracemalloc.start()
        drawn[width] = intervals.bootstrap(measure, n_units, 300, seed=1, width=width)
        peaks[width] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    cells = 8 * intervals.BLOCK_CELLS
    assert seen.width > 1000
    assert peaks[seen.width] < 20 * cells < peaks[1]
    for name, values in drawn[1].items():
        np.testing.assert_allclose(drawn[seen.width][name], values, rtol=1e-12)


def test_no_group_to_draw_from_is_refused() -> None:
    with pytest.raises(UsageError, match="at least one group and one resample; there are 0 groups"):
        next(intervals.group_weights(0, 10, seed=0))


def test_the_bootstrap_of_a_mean_has_its_standard_error() -> None:
    values = np.random.default_rng(0).normal(size=200)

    def mean(weights: FloatArray) -> dict[str, FloatArray]:
        return {"mean": values @ weights / weights.sum(axis=0)}

    drawn = intervals.bootstrap(mean, 200, 2000, seed=1)["mean"]
    assert drawn.std() == pytest.approx(values.std() / np.sqrt(200), rel=0.06)


def test_few_pieces_widen_the_interval_as_student_t_does() -> None:
    replicates = np.random.default_rng(0).normal(size=100_000)
    low, high = intervals.percentile_interval(replicates, confidence=0.95, size=10)
    reach = stats.t.ppf(0.975, 9) * np.sqrt(10 / 9)
    assert high - low == pytest.approx(2 * reach, rel=0.03)


def test_draws_that_could_not_be_measured_are_left_out() -> None:
    drawn = np.r_[np.arange(999.0), np.full(50, np.nan)]
    clean = intervals.percentile_interval(np.arange(999.0), confidence=0.9, size=100)
    assert intervals.percentile_interval(drawn, confidence=0.9, size=100) == clean
    assert np.isnan(intervals.percentile_interval(drawn[999:], confidence=0.9, size=9)).all()


@given(
    shift=st.floats(-4, 4),
    size=st.integers(2, 400),
    confidence=st.floats(0.8, 0.999),
    seed=st.integers(0, 50),
)
def test_a_difference_is_told_exactly_when_its_interval_leaves_out_zero(
    shift: float, size: int, confidence: float, seed: int
) -> None:
    replicates = np.random.default_rng(seed).normal(shift, 1, 999)
    p = intervals.p_value(replicates, size=size)
    low, high = intervals.percentile_interval(replicates, confidence=confidence, size=size)
    told = p <= 1 - confidence
    outermost = low == replicates.min()  # at the last draw, the interval may reach farther
    assert told == (low > 0 or high < 0) or (outermost and not told)


def test_p_value_of_draws_all_above_zero_is_small_but_not_zero() -> None:
    assert 0 < intervals.p_value(np.ones(999), size=1000) < 0.003


def test_p_value_of_no_difference_is_one() -> None:
    assert intervals.p_value(np.zeros(999), size=100) == pytest.approx(1.0)


@given(st.lists(st.floats(0.0001, 1), min_size=1, max_size=6))
def test_holm_levels_and_adjusted_values_tell_the_same(values: list[float]) -> None:
    alpha = 0.05
    told = intervals.holm(values) <= alpha + 1e-12
    at_level = np.asarray(values) <= intervals.holm_levels(values, alpha) + 1e-12
    assert (told == at_level).all()


def test_buyers_needed_scale_with_the_square_of_the_noise() -> None:
    replicates = np.random.default_rng(0).normal(10, 10, 100_000)
    needed = intervals.buyers_needed(10.0, replicates, buyers=100, alpha=0.05)
    # (1.96 + 0.84) ** 2 is 7.85: 785 buyers, to two figures.
    assert needed in {780, 790}
    assert intervals.buyers_needed(0.0, replicates, buyers=100, alpha=0.05) is None
    assert intervals.buyers_needed(1e-6, replicates, buyers=100, alpha=0.05) is None


def test_intervals_cover_a_known_auc_as_often_as_they_say() -> None:
    """Count how many of 200 intervals at 95 % hold the true AUC.

    Rows come in accounts of two with a common part in their scores, so that rows are not
    independent. With a true rate of .95 the count lies within the bounds in all but one
    of a thousand such tests.
    """
    truth = stats.norm.cdf(1 / np.sqrt(2))
    covered = sum(_covers(truth, seed) for seed in range(200))
    assert stats.binom.ppf(0.0005, 200, 0.95) <= covered <= stats.binom.ppf(0.9995, 200, 0.95)


def _covers(truth: float, seed: int) -> bool:
    rng = np.random.default_rng(seed)
    accounts = 150
    label = np.repeat((rng.random(accounts) < 0.25).astype(float), 2)
    common = np.repeat(rng.normal(size=accounts), 2)
    score = label + np.sqrt(0.6) * common + np.sqrt(0.4) * rng.normal(size=2 * accounts)
    units = np.repeat(np.arange(accounts), 2)
    seen = evidence(label, expit(score), score, units=units)
    drawn = intervals.bootstrap(
        lambda weights: measure_all(seen, weights, capacity=0.2, call_cost_eur=0),
        accounts,
        400,
        seed=seed,
    )
    pieces = int(min(label.sum(), (1 - label).sum()) / 2)
    low, high = intervals.percentile_interval(drawn["roc_auc"], confidence=0.95, size=pieces)
    return bool(low <= truth <= high)
