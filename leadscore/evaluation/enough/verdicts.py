"""What a learning curve says of a model: use it, use the card, collect more, or nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from leadscore.evaluation.enough.power_law import fit_power_law
from leadscore.validation.intervals import Interval, percentile_interval
from leadscore.validation.ranking import FloatArray

USE, CARD, COLLECT, CANNOT_TELL = "use", "card", "collect", "cannot tell"

#: A curve is followed up to so many times the conversions it was drawn with, no further.
FURTHEST = 20
#: Sizes that a curve must have before it is followed at all.
LEAST_SIZES = 4
#: Share of the resamples whose own curves must arrive, too.
MOST_ARRIVE = 2 / 3


@dataclass(frozen=True, kw_only=True, eq=False)
class Curve:
    """One model's learning curve beside the points card's line.

    Parameters
    ----------
    contender : str
    sizes : ndarray of shape (n_sizes,)
        Conversions learned from, rising.
    observed : ndarray of shape (n_sizes,)
        Mean quality over the draws of a size.
    drawn : ndarray of shape (n_sizes, n_resamples)
        The same in each resample.
    card : float
    card_drawn : ndarray of shape (n_resamples,)
        The card's quality, in the same resamples.
    """

    contender: str
    sizes: FloatArray
    observed: FloatArray
    drawn: FloatArray
    card: float
    card_drawn: FloatArray


def judge(curve: Curve, *, confidence: float, size: int) -> dict[str, object]:
    """Give a verdict on a model.

    Parameters
    ----------
    curve : Curve
    confidence : float
        Of the interval that the verdict rests on.
    size : int
        Independent pieces behind the figures.

    Returns
    -------
    dict
        ``contender``, ``verdict`` (``"use"``, ``"card"``, ``"collect"`` or ``"cannot
        tell"``), ``difference`` to the card at the largest size with ``low`` and ``high``,
        and ``needed`` (about how many conversions; None unless the verdict is collect).

    Notes
    -----
    *use*: the interval of the difference at the largest size lies above zero. *collect*:
    it does not, yet the curve still rises and, followed by an inverse power law, comes so far
    above the card that leads as many times more would tell it (the interval shrinks with
    the root of their number). *card*: it lies below zero and the curve does not lead out.
    *cannot tell*: anything else.
    """
    apart = percentile_interval(
        curve.drawn[-1] - curve.card_drawn, confidence=confidence, size=size
    )
    needed = None
    if apart.low > 0:
        verdict = USE
    elif (needed := _needed(curve, apart, confidence, size)) is not None:
        verdict = COLLECT
    else:
        verdict = CARD if apart.high < 0 else CANNOT_TELL
    return {
        "contender": curve.contender,
        "verdict": verdict,
        "difference": float(curve.observed[-1] - curve.card),
        "low": apart.low,
        "high": apart.high,
        "needed": needed,
    }


def _needed(curve: Curve, apart: Interval, confidence: float, size: int) -> int | None:
    """Tell at about how many conversions the model would be told better than the card."""
    if len(curve.sizes) < LEAST_SIZES:
        return None
    rise = percentile_interval(curve.drawn[-1] - curve.drawn[0], confidence=confidence, size=size)
    if not rise.low > 0:
        return None
    hurdle = (apart.high - apart.low) / 2
    arrival = _arrivals(curve.sizes, curve.observed[:, None], np.array([curve.card]), hurdle)
    known = ~np.isnan(curve.drawn).any(axis=0) & ~np.isnan(curve.card_drawn)
    arrivals = _arrivals(curve.sizes, curve.drawn[:, known], curve.card_drawn[known], hurdle)
    if math.isnan(arrival[0]) or np.isfinite(arrivals).mean() < MOST_ARRIVE:
        return None
    return two_figures(float(arrival[0]))


def _arrivals(sizes: FloatArray, values: FloatArray, card: FloatArray, hurdle: float) -> FloatArray:
    """Give the least size at which each curve is clearly above its card; NaN beyond reach."""
    law, now = fit_power_law(sizes, values), float(sizes[-1])
    arrived = np.full(values.shape[1], np.nan)
    for ahead in np.geomspace(now, FURTHEST * now, 120)[::-1]:
        clear = law.at(ahead) - card >= hurdle * math.sqrt(now / ahead)
        arrived = np.where(clear, ahead, arrived)
    return arrived


def two_figures(count: float) -> int:
    """Round up to two figures, as what is extrapolated deserves.

    Parameters
    ----------
    count : float
        Above 0.

    Returns
    -------
    int

    Examples
    --------
    >>> two_figures(1234.5), two_figures(87)
    (1300, 87)
    """
    step = 10 ** max(0, math.floor(math.log10(max(count, 1.0))) - 1)
    return int(math.ceil(count / step) * step)
