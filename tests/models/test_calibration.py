"""Straight lines in log-odds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from leadscore.models.calibration import fit_calibration, fit_level, fit_weights


def _drawn(n: int, intercept: float, slope: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(11)
    margin = rng.normal(-1.0, 1.0, n)
    return margin, (rng.random(n) < expit(intercept + slope * margin)).astype(int)


def test_the_line_behind_many_rows_is_found() -> None:
    line = fit_calibration(*_drawn(60_000, intercept=0.7, slope=1.8))
    assert line.intercept == pytest.approx(0.7, abs=0.06)
    assert line.slope == pytest.approx(1.8, abs=0.06)


def test_few_rows_change_little() -> None:
    margin = np.array([-1.0, 0.0, 1.0, 2.0])
    line = fit_calibration(margin, np.array([1, 0, 1, 0]))
    assert 0.6 < line.slope < 1.1
    assert abs(line.intercept) < 1.0


def test_the_slope_stays_above_zero_where_margins_point_the_wrong_way() -> None:
    margin, y = _drawn(5000, intercept=0.0, slope=-2.0)
    assert 0 < fit_calibration(margin, y).slope < 0.1


def test_the_mean_chance_is_the_rate_after_calibration() -> None:
    margin, y = _drawn(20_000, intercept=-1.0, slope=0.5)
    told = fit_calibration(margin, y).apply(margin)
    assert expit(told).mean() == pytest.approx(y.mean(), rel=0.01)


def test_a_level_makes_margins_right_on_average() -> None:
    margin, y = _drawn(20_000, intercept=2.0, slope=1.0)
    assert fit_level(margin, y) == pytest.approx(2.0, abs=0.06)


def test_weights_are_never_negative_and_drop_what_adds_nothing() -> None:
    rng = np.random.default_rng(2)
    good = rng.normal(size=8000)
    y = (rng.random(8000) < expit(1.5 * good - 2)).astype(int)
    margins = np.column_stack([good, -good, 0.3 * rng.normal(size=8000)])
    weights = fit_weights(margins, y, np.zeros(8000, dtype=int))
    assert weights[0] == pytest.approx(1.5, abs=0.15)
    assert weights[1] == 0.0
    assert (weights >= 0).all()


def test_members_of_which_none_adds_anything_weigh_the_same() -> None:
    signal = np.random.default_rng(3).normal(size=(4000, 2))
    y = (signal.sum(axis=1) < 0).astype(int)
    assert list(fit_weights(signal, y, np.zeros(4000, dtype=int))) == [0.5, 0.5]


def test_a_rate_that_changes_from_fold_to_fold_favours_no_member() -> None:
    rng = np.random.default_rng(4)
    fold = np.repeat([0, 1], 6000)
    signal = rng.normal(size=12_000)
    y = (rng.random(12_000) < expit(signal - 3.0 + 2.5 * fold)).astype(int)
    margins = np.column_stack([signal, 2.5 * fold])
    assert fit_weights(margins, y, fold)[0] == pytest.approx(1.0, abs=0.1)
