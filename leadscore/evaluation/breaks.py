"""Where quality broke, and how soon it was back: told only where the months can tell it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from leadscore.validation.intervals import percentile_interval
from leadscore.validation.ranking import FloatArray

#: Months that a mean is taken over at least, before and after a break.
LEAST_SIDE = 3


@dataclass(frozen=True, kw_only=True)
class Break:
    """Where quality fell most clearly, and whether that is more than chance.

    Parameters
    ----------
    place : int
        Place of the first month of the lower quality.
    told : bool
        Whether a fall as clear as this is more than chance.
    p : float
        Chance that some place looks at least as clear where nothing fell.
    """

    place: int
    told: bool
    p: float


def find_break(observed: FloatArray, drawn: FloatArray, *, confidence: float) -> Break | None:
    """Look for the month from which quality is lower than before.

    Parameters
    ----------
    observed : ndarray of shape (n_months,)
        Quality by month; NaN where it is not known.
    drawn : ndarray of shape (n_months, n_resamples)
        The same in each resample.
    confidence : float

    Returns
    -------
    Break or None
        None where no place has three known months on both sides.

    Notes
    -----
    At every place the mean of the months before, less the mean of those from it on, is
    divided by its standard error over the resamples. The largest is held against the
    largest of the resamples' own falls, centred at those observed: so looking in many
    places is paid for, and so is that months share accounts and buyers.

    References
    ----------
    Andrews (1993), Tests for parameter instability and structural change with unknown
    change point, Econometrica 61, 821-856 (the largest over all places).
    """
    known = np.flatnonzero(~np.isnan(observed))
    if len(known) < 2 * LEAST_SIDE:
        return None
    values = observed[known]
    replicates = np.where(np.isnan(drawn[known]), values[:, None], drawn[known])
    places = np.arange(LEAST_SIDE, len(known) - LEAST_SIDE + 1)
    contrasts = np.stack([_before_less_after(len(known), place) for place in places])
    falls = contrasts @ values
    noise = contrasts @ replicates - falls[:, None]
    error = np.maximum(noise.std(axis=1), 1e-12)
    best = int(np.argmax(falls / error))
    highest = (noise / error[:, None]).max(axis=0)
    p = (1 + int((highest >= falls[best] / error[best]).sum())) / (1 + len(highest))
    return Break(place=int(known[places[best]]), told=p <= 1 - confidence, p=p)


def _before_less_after(count: int, place: int) -> FloatArray:
    return np.r_[np.full(place, 1 / place), np.full(count - place, -1 / (count - place))]


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """How one contender fared over a break.

    Parameters
    ----------
    before, after : float
        Mean quality of the months before the break, and of all months from it on.
    low, high : float
        Interval of the fall, before less after.
    back : int or None
        After how many months it was back within its earlier range; 0 where it was never
        told below it, None where it was not back by the end.
    """

    before: float
    after: float
    low: float
    high: float
    back: int | None


def recovery(
    observed: FloatArray, drawn: FloatArray, place: int, *, confidence: float, size: int
) -> Recovery:
    """Tell how far quality fell at a break and after how many months it was back.

    Parameters
    ----------
    observed, drawn
        As in :func:`find_break`.
    place : int
        Place of the first month after the break.
    confidence : float
    size : int
        Independent pieces behind the figures.

    Returns
    -------
    Recovery

    Notes
    -----
    Back is the first month from which the mean of three months is no longer told below the
    mean before the break: its interval, over the resamples, holds that mean or lies above.
    """

    def fall(start: int, stop: int) -> tuple[float, float, float]:
        gap = np.nanmean(drawn[:place], axis=0) - np.nanmean(drawn[start:stop], axis=0)
        ends = percentile_interval(gap, confidence=confidence, size=size)
        return float(np.nanmean(observed[start:stop])), ends.low, ends.high

    after, low, high = fall(place, len(observed))
    back = None
    for start in range(place, len(observed) - LEAST_SIDE + 1):
        below = fall(start, start + LEAST_SIDE)[1]
        if math.isnan(below) or below <= 0:
            back = start - place
            break
    return Recovery(
        before=float(np.nanmean(observed[:place])), after=after, low=low, high=high, back=back
    )
