"""What points are to be learned from, and what they must obey: plain numbers, no card."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from leadscore.errors import UsageError

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class Task:
    """Rows, what each candidate is worth on them, and the limits of its points.

    Parameters
    ----------
    worth : array of shape (n, k)
        How many times a candidate's points a row gets: 0 or 1, or a number of acts.
    y : array of shape (n, )
        1 for success, 0 for none.
    weight : array of shape (n, )
        For how many rows each stands.
    held : array of shape (n, )
        Points, in steps, that each row has from rules which stay as they are.
    low, high : array of int of shape (k, )
        The least and the most points of a candidate, in steps.
    kept : array of bool of shape (k, )
        Candidates that must be in.
    one_way : array of bool of shape (k, k)
        Pairs that must not go opposite ways; symmetric.
    keys : tuple of str, length k
        Candidates with the same key hold of different rows each (values of one thing), so
        that several of them with the same points are one rule; "" for those without.
    members : tuple of tuple of int, length k
        Of which of the candidates first given a column is made; its own place at first.
    size : int
        The most columns that may have points.

    Raises
    ------
    UsageError
        If more must be in than may be, or one that must be in may have no points.
    """

    worth: FloatArray
    y: FloatArray
    weight: FloatArray
    held: FloatArray
    low: IntArray
    high: IntArray
    kept: BoolArray
    one_way: BoolArray
    keys: tuple[str, ...]
    members: tuple[tuple[int, ...], ...]
    size: int

    def __post_init__(self) -> None:
        """Refuse limits that contradict each other."""
        if (needed := int(self.kept.sum())) > self.size:
            raise UsageError(
                f"{needed} rules must be in, but only {self.size} may be. Allow more rules "
                "(card.rules, --rules) or keep fewer (card.keep, --keep)."
            )
        if (self.kept & (self.low >= 0) & (self.high <= 0)).any():
            raise UsageError(
                "A rule that must be in may have no points: what it gives one lead is more than "
                "card.most_points for a single step. Raise card.most_points or lower card.step."
            )

    @cached_property
    def squared(self) -> FloatArray:
        """The worth of each candidate on each row, squared."""
        plain = ((self.worth == 0) | (self.worth == 1)).all()
        return self.worth if plain else self.worth**2

    @cached_property
    def scale(self) -> FloatArray:
        """The most that each candidate is worth on any row, of shape (k, )."""
        most: FloatArray = np.maximum(self.worth.max(axis=0, initial=0.0), 1e-12)
        return most

    def rows(self, which: npt.NDArray[np.int64]) -> Task:
        """Take some of the rows.

        Parameters
        ----------
        which : array of int

        Returns
        -------
        Task
        """
        return replace(
            self,
            worth=self.worth[which],
            y=self.y[which],
            weight=self.weight[which],
            held=self.held[which],
        )


def plain_task(
    worth: FloatArray,
    y: FloatArray,
    *,
    size: int,
    most: int = 8,
    weight: FloatArray | None = None,
    held: FloatArray | None = None,
    sign: IntArray | None = None,
    kept: BoolArray | None = None,
    one_way: BoolArray | None = None,
    keys: tuple[str, ...] | None = None,
) -> Task:
    """Lay a task out with limits that follow from few numbers.

    Parameters
    ----------
    worth, y, weight, held, kept, one_way, keys
        As of :class:`Task`.
    size : int
        The most columns that may have points.
    most : int, default 8
        The most points, in steps, that a candidate may give one row.
    sign : array of int of shape (k, ), optional
        1 where points must not be negative, -1 where not positive, 0 where both may be.

    Returns
    -------
    Task
    """
    n, k = worth.shape
    direction = np.zeros(k, dtype=np.int64) if sign is None else sign
    scale = np.maximum(worth.max(axis=0, initial=0.0), 1e-12)
    reach = np.floor(most / np.maximum(scale, 1.0) + 1e-9).astype(np.int64)
    return Task(
        worth=worth,
        y=y,
        weight=np.ones(n) if weight is None else weight,
        held=np.zeros(n) if held is None else held,
        low=np.where(direction > 0, 0, -reach),
        high=np.where(direction < 0, 0, reach),
        kept=np.zeros(k, dtype=np.bool_) if kept is None else kept,
        one_way=np.zeros((k, k), dtype=np.bool_) if one_way is None else one_way,
        keys=("",) * k if keys is None else keys,
        members=tuple((at,) for at in range(k)),
        size=size,
    )
