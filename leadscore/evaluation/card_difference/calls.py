"""Whom a card's points would have called on later leads, and what that would have brought."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from leadscore.evaluation.cohort import Cohort
from leadscore.evaluation.comparison import CANNOT_TELL
from leadscore.settings import Settings
from leadscore.validation.intervals import (
    LEAST_PIECES,
    Interval,
    bootstrap,
    draws_needed,
    p_value,
    percentile_interval,
)
from leadscore.validation.ranking import FloatArray, called, rank_rows


@dataclass(frozen=True, kw_only=True, eq=False)
class Brought:
    """What one card's calls would have brought.

    Parameters
    ----------
    chance : ndarray of shape (n_rows, )
        Each row's chance of being called; between 0 and 1 where the last places fall into
        a tie, which shares them out.
    buyers, eur : float
        Distinct buyers among the called, and what their deals brought.
    drawn_buyers, drawn_eur : ndarray of shape (n_resamples, )
        The same under each draw of the groups. The draws are the same for every card.
    """

    chance: FloatArray
    buyers: float
    eur: float
    drawn_buyers: FloatArray
    drawn_eur: FloatArray

    def first(self, draws: int) -> Brought | None:
        """Give the same with the first so many draws; None where there are fewer."""
        if draws > len(self.drawn_buyers):
            return None
        cut = slice(draws)
        return replace(self, drawn_buyers=self.drawn_buyers[cut], drawn_eur=self.drawn_eur[cut])


def brought(
    points: FloatArray, judged: Cohort, settings: Settings, *, resamples: int | None = None
) -> Brought:
    """Tell what calling by points would have brought on later leads.

    Parameters
    ----------
    points : ndarray of shape (n_rows, )
    judged : Cohort
        The later leads.
    settings : Settings
        `sales.capacity`, `comparison`, `project.seed`.
    resamples : int, optional
        Draws of the groups; by default as many as the comparison makes.

    Returns
    -------
    Brought

    Notes
    -----
    Counted as :func:`leadscore.evaluation.compare.compare` counts: the capacity is a share
    of each calling round, drawn groups choose anew whom to call, and a buyer who is called
    in several rounds is found once. What is drawn first does not depend on how much is
    drawn, so few draws are the beginning of many.
    """
    capacity = settings.sales.capacity
    ranking = rank_rows(
        judged.label,
        points,
        rounds=judged.rounds,
        leads=judged.leads,
        units=judged.units,
        n_units=judged.n_units,
    )
    amounts = judged.amounts[ranking.buyer_leads]

    def measure(weights: FloatArray) -> dict[str, FloatArray]:
        found = ranking.found(ranking.chosen(ranking.masses(weights), capacity))
        found *= weights[ranking.hit_units]
        return {"buyers": found.sum(axis=0), "eur": amounts @ found}

    once = measure(np.ones((judged.n_units, 1)))
    drawn = bootstrap(
        measure,
        judged.n_units,
        resamples or resamples_of(judged, settings),
        seed=settings.project.seed,
        width=ranking.width,
    )
    return Brought(
        chance=called(points, judged.rounds, capacity),
        buyers=float(once["buyers"][0]),
        eur=float(once["eur"][0]),
        drawn_buyers=drawn["buyers"],
        drawn_eur=drawn["eur"],
    )


def resamples_of(judged: Cohort, settings: Settings, least: int | None = None) -> int:
    """Tell how often to draw, so that the ends of an interval are ends.

    Parameters
    ----------
    judged : Cohort
    settings : Settings
    least : int, optional
        At least so often; by default as the comparison does.

    Returns
    -------
    int
    """
    wanted = settings.comparison.resamples if least is None else least
    return max(wanted, draws_needed(1 - settings.comparison.confidence, size=judged.pieces))


@dataclass(frozen=True, kw_only=True, eq=False)
class PastCalls:
    """What a new card's calls would have brought on later leads instead of the old one's.

    Parameters
    ----------
    old, new : Brought
        With the same number of draws.
    judged : Cohort
    confidence : float
    cutoffs : int
        0 where the leads have no time.
    first, last : str or None
        ISO dates of the cutoffs; None where there is no time.
    """

    old: Brought
    new: Brought
    judged: Cohort
    confidence: float
    cutoffs: int
    first: str | None
    last: str | None

    @property
    def calls(self) -> float:
        """How many calls there are, over all rounds."""
        return float(self.old.chance.sum())

    @property
    def changed(self) -> float:
        """How many calls would go to another lead, a shared place counting as its share."""
        return float(np.maximum(self.new.chance - self.old.chance, 0.0).sum())

    @property
    def difference(self) -> float:
        """Buyers that the new card finds more than the old one."""
        return self.new.buyers - self.old.buyers

    @cached_property
    def interval(self) -> Interval:
        """Paired interval of the difference; it holds zero where the data cannot tell."""
        return self._interval(self.new.drawn_buyers - self.old.drawn_buyers, told=self.told)

    @property
    def eur_difference(self) -> float:
        """What the new card's calls bring more, in deals (EUR); there are as many calls."""
        return self.new.eur - self.old.eur

    @cached_property
    def eur_interval(self) -> Interval:
        """Paired interval of the difference in deals; it holds zero where that in buyers does."""
        return self._interval(self.new.drawn_eur - self.old.drawn_eur, told=self.told)

    @cached_property
    def p(self) -> float:
        """Two-sided p-value of finding as many buyers."""
        apart = self.new.drawn_buyers - self.old.drawn_buyers
        return p_value(apart, size=self.judged.pieces)

    @property
    def told(self) -> bool:
        """Whether the data tell the two cards apart; those of one account never do."""
        return self.judged.pieces >= LEAST_PIECES and self.p <= 1 - self.confidence

    @property
    def verdict(self) -> str:
        """``better``, ``worse`` or ``cannot tell``, said of the new card."""
        if not self.told:
            return CANNOT_TELL
        return "better" if self.interval.low > 0 else "worse"

    def _interval(self, apart: FloatArray, *, told: bool) -> Interval:
        found = percentile_interval(apart, confidence=self.confidence, size=self.judged.pieces)
        return found if told else Interval(min(found.low, 0.0), max(found.high, 0.0))
