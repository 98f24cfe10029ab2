"""Parts add up, to the bit whatever the batch."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xgboost as xgb
from scipy.special import expit

from leadscore.errors import UsageError
from leadscore.models import parts
from leadscore.models.parts import (
    Parts,
    booster_from_bytes,
    booster_margin,
    booster_parts,
    linear_parts,
    steady,
)


def _booster(numbers: np.ndarray) -> xgb.Booster:
    y = (np.nan_to_num(numbers[:, 0]) > 0).astype(int)
    params = {"objective": "binary:logistic", "max_depth": 3, "nthread": 1}
    return steady(xgb.train(params, xgb.DMatrix(numbers, y), num_boost_round=20))


def _numbers() -> np.ndarray:
    numbers = np.random.default_rng(0).normal(size=(200, 4)).astype(np.float32)
    numbers[::7, 1] = np.nan
    return numbers


def test_what_rounding_leaves_over_goes_to_the_largest_part_and_the_base_stays() -> None:
    parts = Parts(base=1.0, values=np.array([[0.5, -2.0], [3.0, 0.0]]))
    settled = parts.settled(np.array([-0.5 + 1e-5, 4.0]))
    np.testing.assert_allclose(settled.values, [[0.5, -2.0 + 1e-5], [3.0, 0.0]], atol=1e-12)
    assert settled.base == 1.0


@pytest.mark.parametrize("margin", [4.01, np.nan, np.inf])
def test_more_than_rounding_leaves_over_is_refused(margin: float) -> None:
    parts = Parts(base=1.0, values=np.array([[0.5, -2.0], [3.0, 0.0]]))
    with pytest.raises(UsageError, match=r"1 of 2 rows miss the margin by .*max_depth.*Calibrated"):
        parts.settled(np.array([-0.5, margin]))


@pytest.mark.parametrize("base_score", [0.5, 0.05])
@pytest.mark.parametrize(("depth", "rounds"), [(1, 2000), (3, 2000), (6, 300), (12, 30)])
def test_what_rounding_leaves_over_is_far_below_what_is_refused(
    depth: int, rounds: int, base_score: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = _numbers()
    y = (np.random.default_rng(1).random(200) < expit(np.nan_to_num(numbers).sum(axis=1))) * 1
    params = {"objective": "binary:logistic", "max_depth": depth, "base_score": base_score}
    rows = xgb.DMatrix(numbers, y, nthread=1)
    booster = xgb.train({**params, "nthread": 1, "min_child_weight": 0.01}, rows, rounds)
    monkeypatch.setattr(parts, "MOST_LEFT_OVER", parts.MOST_LEFT_OVER / 20)
    assert np.ptp(booster_parts(booster, numbers).values) > 1


def test_parts_of_numbers_made_from_one_column_are_summed_and_shared_ones_halved() -> None:
    parts = Parts(base=0.0, values=np.array([[1.0, 2.0, 4.0]]))
    gathered = parts.gathered([(0,), (0,), (0, 1)], 2)
    assert gathered.values.tolist() == [[5.0, 2.0]]


def test_the_frame_has_the_base_first_and_the_index_of_the_rows() -> None:
    told = Parts(base=2.0, values=np.array([[1.0], [3.0]])).frame(pd.Index([7, 9]), ["a"])
    assert told.columns.tolist() == ["base", "a"]
    assert told.index.tolist() == [7, 9]
    assert told["base"].tolist() == [2.0, 2.0]


def test_a_booster_s_parts_add_up_to_its_margin_beyond_single_precision() -> None:
    numbers = _numbers()
    booster = _booster(numbers)
    parts = booster_parts(booster, numbers)
    np.testing.assert_allclose(
        parts.base + parts.values.sum(axis=1), booster_margin(booster, numbers), rtol=0, atol=1e-12
    )


def test_a_booster_read_from_its_bytes_predicts_the_same_to_the_bit() -> None:
    numbers = _numbers()
    booster = _booster(numbers)
    again = booster_from_bytes(bytes(booster.save_raw("ubj")))
    assert np.array_equal(booster_margin(booster, numbers), booster_margin(again, numbers))


def test_no_rows_give_no_parts() -> None:
    numbers = _numbers()
    booster = _booster(numbers)
    assert booster_margin(booster, numbers[:0]).shape == (0,)
    assert booster_parts(booster, numbers[:0]).values.shape == (0, 4)


def test_the_base_of_a_linear_margin_is_the_margin_at_the_means() -> None:
    parts = linear_parts(np.array([[1.0, 4.0]]), np.array([2.0, 3.0]), np.array([1.0, 4.0]), 0.5)
    assert parts.base == 0.5 + 2.0 + 12.0
    assert parts.values.tolist() == [[0.0, 0.0]]
