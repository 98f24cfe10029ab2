"""One contender's rows in the order in which sales would call them.

Everything that ranks (AUC, average precision, capture, buyers found) is read from one
structure: within each calling round the rows stand by falling score, cut into *steps*.
Rows with the same score share a step, so that what depends on the order within a tie can
be replaced by its expected value. Steps hold rows per resampling unit, so a block of
bootstrap weights turns into step masses with one sparse product.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: Scores nearer to each other than this (log-odds) are a tie: sums of the same points
#: may differ in the last bits with the order of adding, and must not break a tie.
TIE_DECIMALS = 9

#: From so many weightings on, adding whole rows is faster than adding down each column.
LONG_ROW = 100


@dataclass(frozen=True, kw_only=True)
class StepMasses:
    """Weights of the steps under each of some sets of weights.

    Parameters
    ----------
    everyone, buyers : ndarray of shape (n_steps, n_weightings)
        Weight of all rows, and of the rows that convert, in each step.
    before, buyers_before : ndarray of shape (n_steps, n_weightings)
        The same of the steps that come earlier in the round.
    total, buyers_total : ndarray of shape (n_rounds, n_weightings)
        The same of whole rounds.
    """

    everyone: FloatArray
    buyers: FloatArray
    before: FloatArray
    buyers_before: FloatArray
    total: FloatArray
    buyers_total: FloatArray

    @cached_property
    def divisor(self) -> FloatArray:
        """Weight of all rows in each step, infinite where none is, so that its share is 0."""
        return np.where(self.everyone > 0, self.everyone, np.inf)


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """Rows of one contender, ranked within calling rounds; made by :func:`rank_rows`.

    Parameters
    ----------
    everyone, buyers : sparse array of shape (n_steps, n_units)
        Number of rows, and of rows that convert, by step and resampling unit.
    round_of_step : ndarray of shape (n_steps,)
        Calling round of each step.
    round_starts : ndarray of shape (n_rounds,)
        First step of each round.
    hit_steps : ndarray of shape (n_hits,)
        Step of each row that converts, those of one lead beside each other.
    hit_starts, hit_units : ndarray of shape (n_buyers,)
        Where each buying lead's rows begin in `hit_steps`, and its resampling unit.
    buyer_leads : ndarray of shape (n_buyers,)
        Code of each buying lead.
    """

    everyone: sparse.csr_array
    buyers: sparse.csr_array
    round_of_step: IntArray
    round_starts: IntArray
    hit_steps: IntArray
    hit_starts: IntArray
    hit_units: IntArray
    buyer_leads: IntArray

    @property
    def width(self) -> int:
        """Cells of the largest array made for one weighting: the steps, or converting rows."""
        return max(len(self.round_of_step), len(self.hit_steps))

    def masses(self, weights: FloatArray) -> StepMasses:
        """Weigh the steps.

        Parameters
        ----------
        weights : ndarray of shape (n_units, n_weightings)
            Weight of each resampling unit, one column a weighting.

        Returns
        -------
        StepMasses
        """
        everyone = np.asarray(self.everyone @ weights)
        buyers = np.asarray(self.buyers @ weights)
        return StepMasses(
            everyone=everyone,
            buyers=buyers,
            before=self._before(everyone),
            buyers_before=self._before(buyers),
            total=self.by_round(everyone),
            buyers_total=self.by_round(buyers),
        )

    def by_round(self, values: FloatArray) -> FloatArray:
        """Add up what stands by step within each round.

        Parameters
        ----------
        values : ndarray of shape (n_steps, n_weightings)

        Returns
        -------
        ndarray of shape (n_rounds, n_weightings)
        """
        # a sparse product walks the rows as they lie in memory; reduceat walks each column
        n_steps = len(self.round_of_step)
        ends = np.append(self.round_starts, n_steps)
        rounds = sparse.csr_array((np.ones(n_steps), np.arange(n_steps), ends))
        return np.asarray(rounds @ values)

    def _before(self, mass: FloatArray) -> FloatArray:
        before = _cumulated(mass)
        before -= mass
        if len(self.round_starts) > 1:
            before -= before[self.round_starts][self.round_of_step]
        return before

    def chosen(self, masses: StepMasses, share: float) -> FloatArray:
        """Give the chance that a row of each step is called.

        Parameters
        ----------
        masses : StepMasses
        share : float
            Share of each round's rows that can be called.

        Returns
        -------
        ndarray of shape (n_steps, n_weightings)
            Within 0 and 1. Between them where the last places fall into a step: then
            every row of it has the same chance, as if lots were drawn. A fraction of a
            place is a chance of a place.
        """
        chance: FloatArray = (share * masses.total)[self.round_of_step]
        chance -= masses.before
        chance /= masses.divisor
        return np.clip(chance, 0.0, 1.0, out=chance)

    def pairs(self, masses: StepMasses) -> tuple[FloatArray, FloatArray]:
        """Count the pairs of a buyer and a non-buyer within each round, and those won.

        Parameters
        ----------
        masses : StepMasses

        Returns
        -------
        won, all : ndarray of shape (n_rounds, n_weightings)
            A pair is won when the buyer stands above the non-buyer; a tie counts half.
        """
        others = masses.everyone - masses.buyers
        others_total = masses.total - masses.buyers_total
        others_before = masses.before - masses.buyers_before
        below: FloatArray = others_total[self.round_of_step]
        below -= others_before
        others /= 2
        below -= others
        below *= masses.buyers
        return self.by_round(below), masses.buyers_total * others_total

    def found(self, chance: FloatArray) -> FloatArray:
        """Give the chance that each buyer is called in at least one round that counts.

        Parameters
        ----------
        chance : ndarray of shape (n_steps, n_weightings)
            From :meth:`chosen`.

        Returns
        -------
        ndarray of shape (n_buyers, n_weightings)
            A round counts for a buyer when the row of that round converts; lots are
            drawn anew in each round.
        """
        kept: FloatArray = chance[self.hit_steps]
        np.subtract(1.0, kept, out=kept)
        rows = np.diff(np.append(self.hit_starts, len(kept)))
        missed: FloatArray = kept[self.hit_starts]
        for turn in range(1, int(rows.max(initial=0))):
            more = np.flatnonzero(rows > turn)
            missed[more] *= kept[self.hit_starts[more] + turn]
        return np.subtract(1.0, missed, out=missed)


def rank_rows(
    label: FloatArray,
    score: FloatArray,
    *,
    rounds: IntArray,
    leads: IntArray,
    units: IntArray,
    n_units: int,
) -> Ranking:
    """Put rows into calling order.

    Parameters
    ----------
    label : ndarray of shape (n_rows,)
        1 where the row converts, else 0.
    score : ndarray of shape (n_rows,)
        Higher is called first.
    rounds, leads, units : ndarray of shape (n_rows,)
        Codes from 0 of each row's calling round, lead and resampling unit. All rows of a
        lead lie in one unit.
    n_units : int
        Number of resampling units.

    Returns
    -------
    Ranking
    """
    falling = -np.round(score, TIE_DECIMALS)
    order = np.lexsort((falling, rounds))
    in_round, in_score = rounds[order], falling[order]
    new_round = np.r_[True, in_round[1:] != in_round[:-1]]
    new_tie = new_round | np.r_[True, in_score[1:] != in_score[:-1]]
    starts_step = _merge_empty(new_tie, new_round, label[order])
    step = np.cumsum(starts_step) - 1
    n_steps = int(step[-1]) + 1
    hits = label[order] > 0
    unit = units[order]
    by_lead = np.argsort(leads[order][hits], kind="stable")
    hit_leads = leads[order][hits][by_lead]
    hit_starts = np.flatnonzero(np.r_[True, hit_leads[1:] != hit_leads[:-1]][: len(hit_leads)])
    round_of_step = in_round[starts_step]
    return Ranking(
        everyone=_count(step, unit, (n_steps, n_units)),
        buyers=_count(step[hits], unit[hits], (n_steps, n_units)),
        round_of_step=_codes(round_of_step),
        round_starts=np.flatnonzero(np.r_[True, round_of_step[1:] != round_of_step[:-1]]),
        hit_steps=step[hits][by_lead],
        hit_starts=hit_starts,
        hit_units=unit[hits][by_lead][hit_starts],
        buyer_leads=hit_leads[hit_starts],
    )


def called(score: FloatArray, rounds: IntArray, share: float) -> FloatArray:
    """Give each row's chance of being called when the best share of its round is.

    Parameters
    ----------
    score : ndarray of shape (n_rows,)
        Higher is called first.
    rounds : ndarray of shape (n_rows,)
        Code of each row's calling round.
    share : float
        Share of each round's rows that can be called.

    Returns
    -------
    ndarray of shape (n_rows,)
        Within 0 and 1; between them where the last places fall into a tie.

    Examples
    --------
    >>> called(np.array([3.0, 2.0, 2.0, 1.0]), np.array([0, 0, 0, 0]), 0.5)
    array([1. , 0.5, 0.5, 0. ])
    """
    falling = -np.round(score, TIE_DECIMALS)
    order = np.lexsort((falling, rounds))
    in_round, in_score = rounds[order], falling[order]
    new_round = np.r_[True, in_round[1:] != in_round[:-1]]
    new_tie = new_round | np.r_[True, in_score[1:] != in_score[:-1]]
    tie, of_round = np.cumsum(new_tie) - 1, np.cumsum(new_round) - 1
    sizes, starts = np.bincount(tie), np.flatnonzero(new_tie)
    before = starts - np.flatnonzero(new_round)[of_round[starts]]
    places = share * np.bincount(of_round)[of_round[starts]] - before
    chance = np.empty(len(score))
    chance[order] = np.clip(places / sizes, 0.0, 1.0)[tie]
    return chance


def _merge_empty(
    new_tie: npt.NDArray[np.bool_], new_round: npt.NDArray[np.bool_], label: FloatArray
) -> npt.NDArray[np.bool_]:
    """Say where steps start: runs of ties without a buyer become one step.

    No measure depends on the order among rows that do not convert, and with few
    conversions this leaves few steps.
    """
    tie = np.cumsum(new_tie) - 1
    bought = np.bincount(tie, weights=label) > 0
    before_bought = np.r_[True, bought[:-1]]
    starts: npt.NDArray[np.bool_] = new_tie & (new_round | bought[tie] | before_bought[tie])
    return starts


def _cumulated(mass: FloatArray) -> FloatArray:
    """Add rows up from the top, as ``cumsum`` along axis 0 does.

    It walks whole rows where they are long, since numpy's walks each column by itself.
    """
    if mass.shape[1] < LONG_ROW:
        return np.cumsum(mass, axis=0)
    added = mass.copy()
    for row in range(1, len(added)):
        added[row] += added[row - 1]
    return added


def _count(step: IntArray, unit: IntArray, shape: tuple[int, int]) -> sparse.csr_array:
    counted = sparse.coo_array((np.ones(len(step)), (step, unit)), shape=shape)
    return counted.tocsr()


def _codes(values: IntArray) -> IntArray:
    return np.unique(values, return_inverse=True)[1].astype(np.int64)
