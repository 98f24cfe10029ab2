"""Which of two choices of whom to call brings more, and whether these leads can tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import special

from leadscore.evaluation.cohort import Cohort
from leadscore.settings import Settings
from leadscore.validation.intervals import (
    LEAST_PIECES,
    Interval,
    bootstrap,
    percentile_interval,
)
from leadscore.validation.ladder import Ladder
from leadscore.validation.ranking import FloatArray


def hold_against(
    ladders: Mapping[str, Ladder],
    shares: Mapping[str, float | None],
    judged: Cohort,
    settings: Settings,
) -> dict[str, float]:
    """Measure two choices of whom to call, and their difference, on the same draws.

    Parameters
    ----------
    ladders : mapping of str to Ladder
        ``"best"`` and ``"present"``, each of the rows that it calls; their first threshold
        takes all of these.
    shares : mapping of str to float or None
        The capacity of each; None where there is no end to the calls.
    judged : Cohort
        The rows of both.
    settings : Settings

    Returns
    -------
    dict of str to float
        ``profit`` (of the best), ``present`` and ``difference``, each with ``_low`` and
        ``_high`` (EUR); NaN where nothing can be told of them.

    Notes
    -----
    With fewer than two pieces of information (accounts that bought, or that did not) every
    draw is much the same: no interval is given then, both ends being NaN.

    The interval of the difference is that of a bootstrap over accounts, counting as pieces
    of information only the buyers by which the two differ; it is made to hold zero where
    chance alone would part them as far.
    """
    cost = settings.sales.call_cost_eur

    def profits(weights: FloatArray) -> dict[str, FloatArray]:
        found = {
            name: each.called(weights, shares[name]).profit(cost)[0]
            for name, each in ladders.items()
        }
        return {**found, "difference": found["best"] - found["present"]}

    once = np.ones((judged.n_units, 1))
    observed = profits(once)
    drawn = bootstrap(
        profits,
        judged.n_units,
        settings.comparison.resamples,
        seed=settings.project.seed,
        width=max(each.width for each in ladders.values()),
    )
    apart = _Apart.of(ladders, shares, once, cost, worth=_usual_worth(judged))
    lines: dict[str, float] = {}
    for name, prefix in (("best", "profit"), ("present", "present"), ("difference", "difference")):
        pieces = judged.pieces if prefix != "difference" else min(judged.pieces, apart.pieces)
        ends = told_interval(drawn[name], judged, settings, size=pieces)
        if prefix == "difference" and not apart.tells(settings.comparison.confidence):
            # numpy's, for which an end that is not known stays so
            ends = Interval(float(np.minimum(ends.low, 0.0)), float(np.maximum(ends.high, 0.0)))
        lines |= {
            prefix: float(observed[name][0]),
            f"{prefix}_low": ends.low,
            f"{prefix}_high": ends.high,
        }
    return lines


def told_interval(
    drawn: FloatArray, judged: Cohort, settings: Settings, *, size: int | None = None
) -> Interval:
    """Give the interval of what was drawn, where there is more than one account to draw.

    Parameters
    ----------
    drawn : ndarray of shape (n_resamples, )
    judged : Cohort
        The rows that were drawn.
    settings : Settings
    size : int, optional
        Pieces of information; by default all of the rows'.

    Returns
    -------
    Interval
        NaN at both ends with fewer than two pieces of information in the rows.
    """
    if judged.pieces < LEAST_PIECES:
        return Interval(np.nan, np.nan)
    confidence = settings.comparison.confidence
    return percentile_interval(
        drawn, confidence=confidence, size=judged.pieces if size is None else size
    )


def _usual_worth(judged: Cohort) -> float:
    """Give what the deal of a buyer brings on average (EUR)."""
    return float(judged.amounts[np.unique(judged.leads[judged.label == 1])].mean())


@dataclass(frozen=True, kw_only=True)
class _Apart:
    """By how many buyers two choices differ, and how many would make them even.

    Where calls that found nobody are the whole difference, every resample finds nobody
    there. Yet had they paid for themselves, nobody might have bought by luck: of so few
    calls one cannot tell, and no resampling knows.
    """

    buyers: float
    even: float

    @classmethod
    def of(
        cls,
        ladders: Mapping[str, Ladder],
        shares: Mapping[str, float | None],
        once: FloatArray,
        cost: float,
        *,
        worth: float,
    ) -> _Apart:
        found = {name: each.called(once, shares[name]) for name, each in ladders.items()}
        more = found["best"].calls[0, 0] - found["present"].calls[0, 0]
        buyers = found["best"].buyers[0, 0] - found["present"].buyers[0, 0]
        return cls(buyers=float(buyers), even=float(more * cost / worth))

    @property
    def pieces(self) -> int:
        """Number of buyers that the difference hangs on."""
        return int(np.ceil(max(abs(self.buyers), abs(self.even))))

    def tells(self, confidence: float) -> bool:
        """Tell whether chance alone would seldom part the two so far, were they even."""
        off = abs(self.buyers - self.even) - 0.5
        usual = np.sqrt(max(abs(self.buyers), abs(self.even), 1e-9))
        return bool(off >= special.ndtri((1 + confidence) / 2) * usual)
