"""Trees with random splits, written down as an xgboost model."""

from __future__ import annotations

import lightgbm as lgb
import numpy as np
import pytest
import xgboost as xgb
from scipy.special import expit

from leadscore.models import random_splits
from leadscore.models.random_splits import as_xgboost, grow

SETTINGS = {"depth": 5, "rate": 0.2, "columns": 0.5, "rows": 0.7, "leaf": 2.0, "l2": 1.0}


def _rows(*, gaps: bool) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    numbers = rng.normal(size=(900, 5)).astype(np.float32)
    numbers[:, 3:] = np.round(numbers[:, 3:])
    y = (rng.random(900) < expit(2 * numbers[:, 0] - numbers[:, 3])).astype(int)
    if gaps:
        numbers[rng.random(900) < 0.2, 0] = np.nan
    return numbers, y


@pytest.mark.parametrize("gaps", [True, False])
def test_the_written_model_says_what_the_grown_one_says(*, gaps: bool) -> None:
    numbers, y = _rows(gaps=gaps)
    params = {"objective": "binary", "extra_trees": True, "num_leaves": 20, "verbosity": -1}
    grown = lgb.train(params, lgb.Dataset(numbers, y), num_boost_round=30)
    booster = as_xgboost(grown)
    holes = np.where(np.arange(5) == np.arange(900)[:, None] % 7, np.nan, numbers)
    for rows in (numbers, holes.astype(np.float32)):
        told = booster.predict(xgb.DMatrix(rows), output_margin=True)
        wanted = np.asarray(grown.predict(rows, raw_score=True))
        np.testing.assert_allclose(told, wanted, rtol=0, atol=1e-5)
        parts = booster.predict(xgb.DMatrix(rows), pred_contribs=True)
        lightgbm_s = np.asarray(grown.predict(rows, pred_contrib=True))
        np.testing.assert_allclose(parts, lightgbm_s, rtol=0, atol=1e-5)


def test_rows_on_a_threshold_go_where_they_went() -> None:
    below = np.float32(0.1)  # a little more than a tenth
    assert np.float32(random_splits._below(float(below))) > below
    assert np.float32(random_splits._below(0.1)) <= below


def test_the_same_seed_grows_the_same_trees_and_another_others() -> None:
    numbers, y = _rows(gaps=True)
    one, two, other = (
        bytes(grow(numbers, y, rounds=5, settings=SETTINGS, seed=seed).save_raw("ubj"))
        for seed in (1, 1, 2)
    )
    assert one == two != other


def test_rows_that_cannot_be_split_leave_one_answer() -> None:
    numbers = np.zeros((40, 2), dtype=np.float32)
    y = np.tile([0, 1], 20)
    booster = grow(numbers, y, rounds=5, settings=SETTINGS, seed=0)
    told = booster.predict(xgb.DMatrix(numbers), output_margin=True)
    assert np.ptp(told) == 0
    assert told[0] == pytest.approx(0.0, abs=1e-6)
