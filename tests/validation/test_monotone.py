"""A grid is made to fall in both directions, and moved no further than it takes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import LinearConstraint, minimize

from leadscore.errors import UsageError
from leadscore.validation.monotone import falling_both_ways

SHARES = arrays(np.float64, (4, 4), elements=st.floats(0, 1, width=32))
WEIGHTS = arrays(np.float64, (4, 4), elements=st.floats(0, 500, width=32))


def falls(grid: np.ndarray) -> bool:
    return bool((np.diff(grid, axis=0) <= 1e-9).all() and (np.diff(grid, axis=1) <= 1e-9).all())


@given(SHARES, WEIGHTS)
def test_it_falls_both_ways_within_what_was_there(values: np.ndarray, weights: np.ndarray) -> None:
    found = falling_both_ways(values, weights)
    assert falls(found)
    assert values.min() - 1e-9 <= found.min() <= found.max() <= values.max() + 1e-9


@given(SHARES, WEIGHTS)
def test_what_falls_already_stays(values: np.ndarray, weights: np.ndarray) -> None:
    sorted_ = -np.sort(np.sort(-values, axis=0), axis=1)
    assert falling_both_ways(sorted_, weights + 1) == pytest.approx(sorted_)


@given(SHARES, WEIGHTS)
def test_the_weighted_mean_stays(values: np.ndarray, weights: np.ndarray) -> None:
    kept = weights + 1
    found = falling_both_ways(values, kept)
    assert (found * kept).sum() == pytest.approx((values * kept).sum(), abs=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_no_other_falling_grid_is_nearer(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values, weights = rng.random((3, 4)), rng.integers(1, 60, (3, 4)).astype(float)

    def off(flat: np.ndarray) -> float:
        return float((weights.ravel() * (flat - values.ravel()) ** 2).sum())

    cells = np.eye(12).reshape(3, 4, 12)
    steps = np.vstack([-np.diff(cells, axis=axis).reshape(-1, 12) for axis in (0, 1)])
    other = minimize(
        off,
        np.full(12, 0.5),
        constraints=LinearConstraint(steps, 0, np.inf),
        method="SLSQP",
        tol=1e-12,
    )
    found = falling_both_ways(values, weights)
    assert off(found.ravel()) == pytest.approx(other.fun, rel=1e-5)
    assert found.ravel() == pytest.approx(other.x, abs=1e-4)


def test_a_cell_without_weight_follows_its_neighbours() -> None:
    found = falling_both_ways(np.array([[0.0, 0.2], [0.3, 0.1]]), np.array([[0.0, 9], [9, 9]]))
    assert found == pytest.approx(np.array([[0.3, 0.2], [0.3, 0.1]]))


def test_what_is_no_grid_is_refused() -> None:
    with pytest.raises(UsageError, match=r"same shape; they are \(2, 2\) and \(2,\)"):
        falling_both_ways(np.ones((2, 2)), np.ones(2))
    with pytest.raises(UsageError, match="up to 6 rows and columns"):
        falling_both_ways(np.ones((7, 2)), np.ones((7, 2)))
    with pytest.raises(UsageError, match="2 cells of 4 are not"):
        falling_both_ways(np.array([[np.nan, 1], [1, 1]]), np.array([[1.0, 1], [1, -1]]))
