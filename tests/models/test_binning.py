"""Bins rise or fall throughout, and say what their rows say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from sklearn.utils.estimator_checks import check_estimator

from leadscore.models.binning import MonotoneBins


@pytest.fixture
def told() -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(2)
    n = 3000
    X = pd.DataFrame(
        {"up": rng.normal(size=n), "down": rng.poisson(1.0, n), "noise": rng.normal(size=n)}
    )
    chance = expit(X["up"].to_numpy() - X["down"].to_numpy() - 2)
    X.loc[rng.random(n) < 0.2, "up"] = np.nan
    return X, (rng.random(n) < chance).astype(int)


def test_what_bins_say_rises_or_falls_throughout(told: tuple[pd.DataFrame, np.ndarray]) -> None:
    X, y = told
    bins = MonotoneBins().fit(X, y)
    up, down, _ = bins.weights_
    assert len(up) > 3
    assert (np.diff(up) > 0).all()
    assert len(down) > 1
    assert (np.diff(down) < 0).all()


def test_a_direction_that_is_given_is_kept_against_the_data(
    told: tuple[pd.DataFrame, np.ndarray],
) -> None:
    X, y = told
    bins = MonotoneBins(monotone={"up": -1, "gone": 1}).fit(X, y)
    assert (np.diff(bins.weights_[0]) <= 0).all()
    assert len(bins.weights_[0]) < len(MonotoneBins().fit(X, y).weights_[0])


def test_each_number_says_what_the_rows_of_its_bin_say(
    told: tuple[pd.DataFrame, np.ndarray],
) -> None:
    X, y = told
    said = MonotoneBins().fit(X, y).transform(X)[:, 1]
    overall = np.log(y.mean() / (1 - y.mean()))
    for value in (0, 1, 2):
        rows = (X["down"] == value).to_numpy()
        share = (y[rows].sum() + 5) / (rows.sum() + 5 / y.mean())
        expected = np.log(share / (1 - share)) - overall
        np.testing.assert_allclose(said[rows], expected, atol=1e-9)


def test_a_missing_value_has_a_bin_of_its_own(told: tuple[pd.DataFrame, np.ndarray]) -> None:
    X, y = told
    bins = MonotoneBins().fit(X, y)
    said = bins.transform(X)
    gone = X["up"].isna().to_numpy()
    assert np.isfinite(said).all()
    assert len(np.unique(said[gone, 0])) == 1
    fresh = bins.transform(X[:1].assign(down=np.nan))
    assert fresh[0, 1] == 0.0  # no missing value was seen there, so it says nothing


def test_values_beyond_those_seen_fall_into_the_outer_bins(
    told: tuple[pd.DataFrame, np.ndarray],
) -> None:
    X, y = told
    bins = MonotoneBins().fit(X, y)
    said = bins.transform(X[:2].assign(up=[-99.0, 99.0]))
    assert said[:, 0].tolist() == [bins.weights_[0][0], bins.weights_[0][-1]]


def test_a_column_without_a_value_and_one_without_a_difference_say_nothing() -> None:
    X = pd.DataFrame({"empty": [np.nan] * 4, "same": [1.0] * 4})
    said = MonotoneBins().fit_transform(X, np.array([0, 1, 0, 1]))
    assert not said.any()


def test_it_keeps_scikit_learn_s_rules() -> None:
    found = check_estimator(MonotoneBins(), on_fail=None)
    failed = {check["check_name"] for check in found if check["status"] == "failed"}
    assert failed == set()
