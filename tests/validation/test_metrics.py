"""What each measure gives where the answer is known."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from scipy.special import expit
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score
from sklearn.metrics import log_loss as sklearn_log_loss

from leadscore.errors import UsageError
from leadscore.validation import metrics
from leadscore.validation.evidence import evidence, measure_all
from leadscore.validation.ranking import FloatArray


@pytest.fixture
def told() -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give labels, log-odds with many ties, and weights."""
    rng = np.random.default_rng(3)
    margin = np.round(rng.normal(-1.5, 1.2, 400), 1)
    label = (rng.random(400) < expit(margin)).astype(float)
    return label, margin, rng.integers(0, 4, 400).astype(float)


def test_ranking_measures_equal_scikit_learn_in_one_round(
    told: tuple[FloatArray, FloatArray, FloatArray],
) -> None:
    label, margin, weight = told
    assert metrics.roc_auc(label, margin, weight=weight) == pytest.approx(
        roc_auc_score(label, margin, sample_weight=weight)
    )
    assert metrics.average_precision(label, margin, weight=weight) == pytest.approx(
        average_precision_score(label, margin, sample_weight=weight)
    )


def test_probability_measures_equal_scikit_learn(
    told: tuple[FloatArray, FloatArray, FloatArray],
) -> None:
    label, margin, weight = told
    chance = expit(margin)
    assert metrics.log_loss(label, chance, weight=weight) == pytest.approx(
        sklearn_log_loss(label, chance, sample_weight=weight)
    )
    assert metrics.brier(label, chance, weight=weight) == pytest.approx(
        brier_score_loss(label, chance, sample_weight=weight)
    )


def test_log_loss_of_an_impossible_buyer_is_large_but_finite() -> None:
    assert 30 < metrics.log_loss(np.array([1.0]), np.array([0.0])) < 40


def test_auc_compares_only_within_rounds_weighted_by_pairs() -> None:
    # Round 0: one pair, won. Round 1: two pairs, lost. Across rounds all would be won.
    label = np.array([1.0, 0.0, 1.0, 0.0, 0.0])
    score = np.array([9.0, 1.0, 0.0, 0.5, 0.6])
    rounds = np.array([0, 0, 1, 1, 1])
    assert metrics.roc_auc(label, score, rounds=rounds) == pytest.approx(1 / 3)


def test_auc_is_unknown_where_no_round_holds_a_pair() -> None:
    label, rounds = np.array([1.0, 0.0]), np.array([0, 1])
    assert np.isnan(metrics.roc_auc(label, label, rounds=rounds))


def test_capture_of_a_tie_is_the_mean_over_all_orders() -> None:
    label = np.array([1.0, 0.0, 1.0, 0.0, 0.0])
    score = np.array([5.0, 3.0, 3.0, 3.0, 1.0])
    by_order = []
    for order in permutations([1, 2, 3]):
        called = [0, order[0]]
        by_order.append(label[called].sum() / 2)
    assert metrics.capture_at(label, score, 0.4) == pytest.approx(np.mean(by_order))
    assert metrics.lift_at(label, score, 0.4) == pytest.approx(np.mean(by_order) / 0.4)


def test_capture_of_everyone_is_whole_and_of_no_knowledge_is_the_share() -> None:
    label = np.array([1.0, 0.0, 0.0, 1.0, 0.0])
    assert metrics.capture_at(label, np.arange(5.0), 1.0) == pytest.approx(1.0)
    assert metrics.capture_at(label, np.zeros(5), 0.3) == pytest.approx(0.3)


def test_a_buyer_found_twice_is_counted_once() -> None:
    label = np.array([1.0, 0.0, 1.0, 0.0])
    leads, rounds = np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])
    found = metrics.buyers_at_capacity(
        label, np.array([2.0, 1.0, 2.0, 1.0]), 0.5, leads=leads, rounds=rounds
    )
    assert found == pytest.approx(1.0)


def test_a_buyer_in_ties_of_two_rounds_is_found_unless_lots_fail_twice() -> None:
    label = np.array([1.0, 0.0, 1.0, 0.0])
    leads, rounds = np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])
    found = metrics.buyers_at_capacity(label, np.zeros(4), 0.5, leads=leads, rounds=rounds)
    assert found == pytest.approx(1 - 0.5 * 0.5)


def test_a_call_long_before_the_purchase_finds_nobody() -> None:
    # Lead 0 is called in round 0, where the label is 0, and not in round 1, where it is 1.
    label = np.array([0.0, 0.0, 1.0, 0.0])
    score = np.array([2.0, 1.0, 1.0, 2.0])
    leads, rounds = np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])
    assert metrics.buyers_at_capacity(label, score, 0.5, leads=leads, rounds=rounds) == 0


def test_profit_counts_each_deal_once_and_every_call() -> None:
    profit = metrics.expected_profit(
        np.array([1.0, 0.0, 1.0, 0.0]),
        np.array([2.0, 1.0, 2.0, 1.0]),
        0.5,
        leads=np.array([0, 1, 0, 1]),
        rounds=np.array([0, 0, 1, 1]),
        amounts=np.array([1000.0, 0.0]),
        call_cost_eur=45,
    )
    assert profit == pytest.approx(1000 - 2 * 45)


def test_ties_survive_the_last_bits_of_a_sum() -> None:
    label = np.array([1.0, 0.0])
    score = np.array([0.1 + 0.2, 0.3])
    assert score[0] != score[1]
    assert metrics.roc_auc(label, score) == 0.5


def test_calibration_error_is_the_gap_where_every_row_has_one_chance() -> None:
    label = np.r_[np.ones(3), np.zeros(7)]
    assert metrics.calibration_error(label, np.full(10, 0.5)) == pytest.approx(0.2)
    assert metrics.calibration_ratio(label, np.full(10, 0.6)) == pytest.approx(2.0)


def test_weights_count_as_repeated_rows(
    told: tuple[FloatArray, FloatArray, FloatArray],
) -> None:
    label, margin, weight = told
    copies = weight.astype(int)
    rounds = (np.arange(400) % 3).astype(np.int64)
    repeated, again = np.repeat(label, copies), np.repeat(margin, copies)
    seen = evidence(label, expit(margin), margin, rounds=rounds)
    whole = evidence(repeated, expit(again), again, rounds=np.repeat(rounds, copies))
    weighted = measure_all(seen, weight[:, None], capacity=0.2, call_cost_eur=45)
    plain = measure_all(whole, np.ones((len(repeated), 1)), capacity=0.2, call_cost_eur=45)
    # Bins are cut on the rows as they are; copies of a buyer are buyers of their own, whose
    # lots are drawn apart in `whole` and as one row's in `seen`: the expectation is the same.
    for name in weighted.keys() - {"calibration_error_squared"}:
        assert weighted[name][0] == pytest.approx(plain[name][0]), name


def test_a_label_that_is_neither_0_nor_1_is_refused() -> None:
    with pytest.raises(UsageError, match=r"label must hold 0 or 1.*1 of 2 rows"):
        metrics.roc_auc(np.array([1.0, np.nan]), np.array([0.0, 1.0]))


def test_a_probability_outside_0_and_1_is_refused() -> None:
    with pytest.raises(UsageError, match=r"probability must be a finite number.*1 of 2 rows"):
        metrics.brier(np.array([1.0, 0.0]), np.array([1.2, 0.1]))


def test_an_infinite_score_is_refused() -> None:
    with pytest.raises(UsageError, match="score must be a finite number"):
        metrics.roc_auc(np.array([1.0, 0.0]), np.array([np.inf, 0.1]))


@pytest.mark.parametrize("share", [0.0, -0.1, 1.1])
def test_a_share_that_cannot_be_called_is_refused(share: float) -> None:
    with pytest.raises(UsageError, match="share must be above 0 and up to 1"):
        metrics.capture_at(np.array([1.0, 0.0]), np.array([0.0, 0.1]), share)
