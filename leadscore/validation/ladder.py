"""What calling everyone from a threshold on costs and finds, for all thresholds at once.

Rows stand on the steps of a ladder, by calling round and by how many thresholds they reach.
Whatever the weights of the accounts, a whole curve over thresholds is then a few small
products and one sum from the top down.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from leadscore.validation.ranking import FloatArray, IntArray


@dataclass(frozen=True, kw_only=True)
class Called:
    """What is called and found from each threshold on; shapes (n_thresholds, n_weightings).

    Parameters
    ----------
    calls : ndarray
        Rows called, all rounds together.
    buyers : ndarray
        Distinct buyers found, who count once however often they are called.
    amounts : ndarray
        What their deals bring (EUR).
    """

    calls: FloatArray
    buyers: FloatArray
    amounts: FloatArray

    def profit(self, call_cost_eur: float) -> FloatArray:
        """Give what the deals bring less what the calls cost (EUR)."""
        return self.amounts - call_cost_eur * self.calls


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """Rows by calling round and step, ready to be weighed many times; made by :func:`ladder`.

    Parameters
    ----------
    rows : sparse array of shape (n_rounds * (n_thresholds + 1), n_units)
        Number of rows that may be called, by round, step and resampling unit.
    everyone : sparse array of shape (n_rounds, n_units)
        Number of all rows, of which capacity is a share.
    tops : sparse array of shape (n_thresholds + 1, n_units)
        Number of leads by the highest step that they reach.
    n_thresholds : int
    hits : ndarray of shape (n_hits,)
        Round and step of each row that converts, those of a buyer beside each other, the
        highest step first.
    hit_starts, hit_units : ndarray of shape (n_buyers,)
        Where each buyer's rows begin in `hits`, and its resampling unit.
    worth : ndarray of shape (n_buyers,)
        What each buyer's deal brings (EUR).
    """

    rows: sparse.csr_array
    everyone: sparse.csr_array
    tops: sparse.csr_array
    n_thresholds: int
    hits: IntArray
    hit_starts: IntArray
    hit_units: IntArray
    worth: FloatArray

    @property
    def width(self) -> int:
        """Cells of the largest array made for one weighting."""
        return max(self.rows.shape[0], len(self.hits), 1)

    def called(self, weights: FloatArray, capacity: float | None = None) -> Called:
        """Count what is called and found from each threshold on.

        Parameters
        ----------
        weights : ndarray of shape (n_units, n_weightings)
        capacity : float, optional
            Share of all rows of a round that can be called: the highest steps first, by lot
            within the step in which it runs out. By default there is no end to it.

        Returns
        -------
        Called
        """
        steps = self.n_thresholds + 1
        standing = np.asarray(self.rows @ weights).reshape(-1, steps, weights.shape[1])
        if capacity is None:
            chance = np.ones_like(standing)
        else:
            places = capacity * np.asarray(self.everyone @ weights)[:, None, :]
            above = _from_the_top(standing, axis=1) - standing
            with np.errstate(divide="ignore", invalid="ignore"):
                chance = np.clip((places - above) / standing, 0.0, 1.0)
            chance[standing == 0] = 0.0
        calls = _from_the_top((standing * chance).sum(axis=0), axis=0)
        found = self._newly_found(chance.reshape(-1, weights.shape[1]))
        found *= np.repeat(weights[self.hit_units], self._sizes, axis=0)
        worth = np.repeat(self.worth, self._sizes)[:, None]
        return Called(
            calls=calls[1:],
            buyers=self._by_step(found),
            amounts=self._by_step(found * worth),
        )

    def leads(self, weights: FloatArray) -> FloatArray:
        """Count the distinct leads that reach each threshold in at least one round.

        Parameters
        ----------
        weights : ndarray of shape (n_units, n_weightings)

        Returns
        -------
        ndarray of shape (n_thresholds, n_weightings)
        """
        return _from_the_top(np.asarray(self.tops @ weights), axis=0)[1:]

    @property
    def _sizes(self) -> IntArray:
        return np.diff(np.append(self.hit_starts, len(self.hits)))

    def _newly_found(self, chance: FloatArray) -> FloatArray:
        """Give the chance that a row is the first of its buyer, from the top, to be called."""
        called = chance[self.hits]
        missed = 1.0 - called
        first = called.copy()
        before = np.ones((len(self.hit_starts), chance.shape[1]))
        sizes = self._sizes
        for turn in range(1, int(sizes.max(initial=0))):
            more = np.flatnonzero(sizes > turn)
            at = self.hit_starts[more] + turn
            before[more] *= missed[at - 1]
            first[at] *= before[more]
        return first

    def _by_step(self, found: FloatArray) -> FloatArray:
        steps = self.n_thresholds + 1
        placed = sparse.csr_array(
            (np.ones(len(self.hits)), (self.hits % steps, np.arange(len(self.hits)))),
            shape=(steps, len(self.hits)),
        )
        return _from_the_top(np.asarray(placed @ found), axis=0)[1:]


def ladder(
    step: IntArray,
    *,
    n_thresholds: int,
    label: FloatArray,
    rounds: IntArray,
    leads: IntArray,
    units: IntArray,
    amounts: FloatArray,
    may: npt.NDArray[np.bool_] | None = None,
) -> Ladder:
    """Put rows on the steps of a ladder.

    Parameters
    ----------
    step : ndarray of int of shape (n_rows,)
        How many thresholds each row reaches, 0 to `n_thresholds`.
    n_thresholds : int
    label : ndarray of shape (n_rows,)
        1 where the row converts, else 0.
    rounds, leads, units : ndarray of int of shape (n_rows,)
        Codes from 0 of the calling round, the lead and the resampling unit. All rows of a
        lead lie in one unit.
    amounts : ndarray of shape (n_leads,)
        What each lead's deal brings (EUR).
    may : ndarray of bool of shape (n_rows,), optional
        The rows that may be called at all; by default every one.

    Returns
    -------
    Ladder
    """
    steps, n_units, n_rounds = n_thresholds + 1, int(units.max()) + 1, int(rounds.max()) + 1
    kept = np.flatnonzero(np.ones(len(step), dtype=bool) if may is None else may)
    place = rounds * steps + step
    hits = kept[label[kept] > 0]
    hits = hits[np.lexsort((-step[hits], leads[hits]))]
    starts = np.flatnonzero(np.r_[True, leads[hits][1:] != leads[hits][:-1]][: len(hits)])
    tops = np.full(int(leads.max()) + 1, -1, dtype=np.int64)
    np.maximum.at(tops, leads[kept], step[kept])
    unit_of = np.zeros(len(tops), dtype=np.int64)
    unit_of[leads] = units
    there = np.flatnonzero(tops >= 0)
    return Ladder(
        rows=_count(place[kept], units[kept], (n_rounds * steps, n_units)),
        everyone=_count(rounds, units, (n_rounds, n_units)),
        tops=_count(tops[there], unit_of[there], (steps, n_units)),
        n_thresholds=n_thresholds,
        hits=place[hits],
        hit_starts=starts,
        hit_units=units[hits][starts],
        worth=amounts[leads[hits][starts]],
    )


def _count(place: IntArray, unit: IntArray, shape: tuple[int, int]) -> sparse.csr_array:
    return sparse.coo_array((np.ones(len(place)), (place, unit)), shape=shape).tocsr()


def _from_the_top(values: FloatArray, *, axis: int) -> FloatArray:
    """Add up from the highest step down."""
    return np.flip(np.cumsum(np.flip(values, axis=axis), axis=axis), axis=axis)
