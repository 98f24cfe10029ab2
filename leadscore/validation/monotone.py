"""Shares in a grid, made to fall from the best corner in both directions."""

from __future__ import annotations

from itertools import combinations_with_replacement

import numpy as np

from leadscore.errors import UsageError
from leadscore.validation.ranking import FloatArray

#: Most rows and columns: a grid of 6 x 6 has 924 upper sets, one of 4 x 4 only 70.
LARGEST = 6


def falling_both_ways(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Find the values nearest to given ones that fall along every row and every column.

    Parameters
    ----------
    values : ndarray of shape (n_rows, n_columns)
        The best corner first; what has no weight may hold anything finite.
    weights : ndarray of shape (n_rows, n_columns)
        0 or more.

    Returns
    -------
    ndarray of shape (n_rows, n_columns)
        Minimises the weighted sum of squares among all grids that nowhere rise; a cell
        without weight takes a value that its neighbours allow.

    Raises
    ------
    UsageError
        If the shapes differ, a side has more than six cells, a value is not finite or a
        weight is negative.

    Notes
    -----
    The max-min formula: each cell gets the largest, over the sets that hold it and all
    better cells, of the smallest, over the sets that hold it and all worse ones, of the
    weighted mean of what both hold. A set of the first kind is a staircase from corner to
    corner, so that they can be counted up.

    References
    ----------
    Robertson, Wright and Dykstra (1988), Order Restricted Statistical Inference, theorem
    1.4.4.

    Examples
    --------
    >>> falling_both_ways(np.array([[0.3, 0.1], [0.2, 0.2]]), np.ones((2, 2))).round(2)
    array([[0.3 , 0.15],
           [0.2 , 0.15]])
    """
    _check(values, weights)
    best = _upper_sets(*values.shape)
    # so light that it moves no cell that has a weight, yet no mean is taken of nothing
    held = np.maximum(weights.ravel(), 1e-9 * max(float(weights.max()), 1.0))
    worst = 1.0 - best  # what is not in a set of better cells is one of worse cells
    mass = (best * held) @ worst.T
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = ((best * held * values.ravel()) @ worst.T) / mass
    found = np.empty(values.size)
    for cell in range(values.size):
        holds = np.ix_(best[:, cell] > 0, worst[:, cell] > 0)
        found[cell] = mean[holds].min(axis=1).max()
    return found.reshape(values.shape)


def _check(values: FloatArray, weights: FloatArray) -> None:
    if values.shape != weights.shape or values.ndim != 2 or not values.size:
        raise UsageError(
            f"values and weights must be grids of the same shape; they are {values.shape} and "
            f"{weights.shape}. Give one weight a cell."
        )
    if max(values.shape) > LARGEST:
        raise UsageError(
            f"A grid may have up to {LARGEST} rows and columns; it has {values.shape}. "
            "Put grades or bands together."
        )
    wrong = int((~np.isfinite(values)).sum() + (~(weights >= 0)).sum())
    if wrong:
        raise UsageError(
            f"values must be finite and weights 0 or more; {wrong} cells of {values.size} are "
            "not. Give a cell that has no lead the weight 0 and any value."
        )


def _upper_sets(n_rows: int, n_columns: int) -> FloatArray:
    """List all sets that hold with each cell every better one, as rows of 0 and 1."""
    lengths = combinations_with_replacement(range(n_columns, -1, -1), n_rows)
    stairs = np.array(list(lengths))[:, :, None] > np.arange(n_columns)
    return stairs.reshape(len(stairs), -1).astype(np.float64)
