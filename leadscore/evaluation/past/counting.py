"""What calling the best of each month finds: distinct buyers, euros, and quality of ranking."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leadscore.evaluation.cohort import Cohort
from leadscore.validation.ranking import FloatArray, IntArray, Ranking, StepMasses, rank_rows


@dataclass(frozen=True, kw_only=True, eq=False)
class Found:
    """One contender's months under each of some weightings.

    Parameters
    ----------
    buyers : ndarray of shape (n_months, n_weightings)
        Buyers found in the month that no earlier month had found.
    eur : ndarray of shape (n_months, n_weightings)
        What their deals brought, less what the month's calls cost.
    auc : ndarray of shape (n_months, n_weightings)
        ROC AUC within calling rounds; NaN where a month holds no buyer, or no one else.
    """

    buyers: FloatArray
    eur: FloatArray
    auc: FloatArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Followed:
    """One contender's ranking of all months, ready to be weighed many times.

    Parameters
    ----------
    ranking : Ranking
    month_of_round : ndarray of shape (n_rounds,)
    amounts : ndarray of shape (n_buyers,)
        What each buyer's deal brought (EUR), in the order of the ranking's buyers.
    """

    ranking: Ranking
    month_of_round: IntArray
    amounts: FloatArray

    @property
    def n_months(self) -> int:
        """Number of months."""
        return int(self.month_of_round.max()) + 1

    def found(self, weights: FloatArray, *, capacity: float, call_cost_eur: float) -> Found:
        """Count month by month.

        Parameters
        ----------
        weights : ndarray of shape (n_units, n_weightings)
            How often each resampling unit is drawn.
        capacity : float
            Share of each round's rows that sales can call.
        call_cost_eur : float

        Returns
        -------
        Found

        Notes
        -----
        A buyer is found in a month with the chance of being called in one of its rounds
        that count and in none before. Chances between 0 and 1 come from ties, which are
        drawn by lot, anew in each round.
        """
        ranking = self.ranking
        masses = ranking.masses(weights)
        first = _first_calls(ranking, ranking.chosen(masses, capacity))
        buyer = _buyer_of_hit(ranking)
        found = first * weights[ranking.hit_units][buyer]
        month = self.month_of_round[ranking.round_of_step[ranking.hit_steps]]
        calls = capacity * self._by_month(masses.total)
        buyers = np.zeros((self.n_months, weights.shape[1]))
        eur = -call_cost_eur * calls
        np.add.at(buyers, month, found)
        np.add.at(eur, month, found * self.amounts[buyer][:, None])
        return Found(buyers=buyers, eur=eur, auc=self._auc(masses))

    def auc(self, weights: FloatArray) -> FloatArray:
        """Measure the ranking alone, month by month.

        Parameters
        ----------
        weights : ndarray of shape (n_units, n_weightings)

        Returns
        -------
        ndarray of shape (n_months, n_weightings)
            As in :class:`Found`.
        """
        return self._auc(self.ranking.masses(weights))

    def _by_month(self, by_round: FloatArray) -> FloatArray:
        total = np.zeros((self.n_months, by_round.shape[1]))
        np.add.at(total, self.month_of_round, by_round)
        return total

    def _auc(self, masses: StepMasses) -> FloatArray:
        ranking = self.ranking
        others = masses.everyone - masses.buyers
        others_total = masses.total - masses.buyers_total
        before = masses.before - masses.buyers_before
        won = masses.buyers * (others_total[ranking.round_of_step] - before - others / 2)
        pairs = self._by_month(masses.buyers_total * others_total)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(self._by_month(ranking.by_round(won)) / pairs)


def followed(judged: Cohort, score: FloatArray, month: IntArray) -> Followed:
    """Prepare one contender's ranking for counting.

    Parameters
    ----------
    judged : Cohort
        The snapshots of all months.
    score : ndarray of shape (n_rows,)
        What the contender ranks by.
    month : ndarray of shape (n_rows,)
        Codes of the months, from 0, rising with the rounds.

    Returns
    -------
    Followed
    """
    ranking = rank_rows(
        judged.label,
        score,
        rounds=judged.rounds,
        leads=judged.leads,
        units=judged.units,
        n_units=judged.n_units,
    )
    _, first = np.unique(judged.rounds, return_index=True)
    return Followed(
        ranking=ranking,
        month_of_round=month[first],
        amounts=judged.amounts[ranking.buyer_leads],
    )


def _buyer_of_hit(ranking: Ranking) -> IntArray:
    starts = np.zeros(len(ranking.hit_steps), dtype=np.int64)
    starts[ranking.hit_starts] = 1
    return np.cumsum(starts) - 1


def _first_calls(ranking: Ranking, chance: FloatArray) -> FloatArray:
    """Give for each converting row the chance that it is its lead's first one to be called.

    The rows of a lead stand in the order of the rounds.
    """
    called, buyers = chance[ranking.hit_steps], _buyer_of_hit(ranking)
    turn = np.arange(len(called)) - ranking.hit_starts[buyers]
    first = np.zeros_like(called)
    missed = np.ones((len(ranking.hit_starts), called.shape[1]))
    for each in range(int(turn.max()) + 1 if len(turn) else 0):
        now = np.flatnonzero(turn == each)
        buyer = buyers[now]
        first[now] = missed[buyer] * called[now]
        missed[buyer] *= 1.0 - called[now]
    return first
