"""Numbers → columns that a linear model can use: tamed, centred, without gaps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

_RANK_KNOTS = 33


@dataclass(frozen=True, kw_only=True, eq=False)
class Scale:
    """What training rows say about how to bend, centre and fill numbers.

    Parameters
    ----------
    shape : {"root", "rank"}
        The signed square root, or the share of training rows below.
    knots, heights : list of arrays
        For ``"rank"``: per number, its values and the share of rows below each.
    low, high : array of shape (k, )
        Bounds of the training rows, beyond which nothing is extrapolated.
    mean, spread : array of shape (k, )
        Of the tamed training rows.
    gaps : array of int
        Numbers that were missing in some training rows; each gets a column that says so.
    """

    shape: str
    knots: list[np.ndarray]
    heights: list[np.ndarray]
    low: np.ndarray
    high: np.ndarray
    mean: np.ndarray
    spread: np.ndarray
    gaps: np.ndarray

    @classmethod
    def learned(cls, numbers: np.ndarray, shape: str) -> Self:
        """Learn the scale of training rows.

        Parameters
        ----------
        numbers : array of shape (n, k)
        shape : {"root", "rank"}

        Returns
        -------
        Scale
        """
        known = np.where(np.isnan(numbers).all(axis=0), np.float32(0), numbers)
        ordered = [np.sort(column[~np.isnan(column)]).astype(float) for column in known.T]
        grids = [_ranks(column) for column in ordered] if shape == "rank" else []
        unscaled = cls(
            shape=shape,
            knots=[knots for knots, _ in grids],
            heights=[heights for _, heights in grids],
            low=np.array([column[int(0.001 * (len(column) - 1))] for column in ordered]),
            high=np.array([column[int(np.ceil(0.999 * (len(column) - 1)))] for column in ordered]),
            mean=np.zeros(known.shape[1]),
            spread=np.ones(known.shape[1]),
            gaps=np.flatnonzero(np.isnan(numbers).any(axis=0)),
        )
        tamed = unscaled.tamed(known)
        spread = np.nanstd(tamed, axis=0)
        return replace(
            unscaled, mean=np.nanmean(tamed, axis=0), spread=np.where(spread > 1e-9, spread, 1.0)
        )

    def tamed(self, numbers: np.ndarray) -> np.ndarray:
        """Bound the numbers and bend them to the scale's shape; NaN stays NaN."""
        bounded: np.ndarray = np.clip(numbers.astype(float), self.low, self.high)
        if self.shape == "root":
            return np.asarray(np.copysign(np.sqrt(np.abs(bounded)), bounded))
        for position, (knots, heights) in enumerate(zip(self.knots, self.heights, strict=True)):
            bounded[:, position] = np.interp(bounded[:, position], knots, heights)
        return bounded

    def apply(self, numbers: np.ndarray) -> np.ndarray:
        """Make the linear model's columns.

        Parameters
        ----------
        numbers : array of shape (n, k)

        Returns
        -------
        array of shape (n, k + len(gaps))
        """
        scaled = (self.tamed(numbers) - self.mean) / self.spread
        missing = np.isnan(numbers)
        return np.hstack([np.where(missing, 0.0, scaled), missing[:, self.gaps].astype(float)])


def _ranks(ordered: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give values, and the mid-rank that each has among the training rows."""
    grid = np.quantile(ordered, np.linspace(0, 1, _RANK_KNOTS), method="nearest")
    knots = np.unique(grid)
    below = np.searchsorted(ordered, knots, "left") + np.searchsorted(ordered, knots, "right")
    return knots, below / (2 * len(ordered))
