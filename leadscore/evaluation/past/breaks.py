"""Where quality broke, and how soon it was back: told only where the months can tell it."""

from __future__ import annotations

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
    contrasts = np.stack([_before_less_after(len(known), int(place)) for place in places])
    falls = contrasts @ values
    noise = contrasts @ replicates - falls[:, None]
    error = np.maximum(noise.std(axis=1), 1e-12)
    best = int(np.argmax(falls / error))
    highest = (noise / error[:, None]).max(axis=0)
    p = (1 + int((highest >= falls[best] / error[best]).sum())) / (1 + len(highest))
    return Break(place=int(known[places[best]]), told=p <= 1 - confidence, p=p)


def _before_less_after(count: int, place: int) -> FloatArray:
    after = count - place
    return np.concatenate([np.full(place, 1 / place), np.full(after, -1 / after)])


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
        After how many months it had made up for the fall; 0 where no fall is told, None where
        it had not by the end.
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
    A contender falls where the mean of its first three months, or of all, from the break on
    is told below the mean before: the interval of the difference, over the resamples, lies above
    zero. It has made up for it in the first month from which the mean of three months is no
    longer told below, and has won back at least half of what was lost.
    """

    def fall(start: int, stop: int) -> tuple[float, float, float]:
        """Give the mean of some months, and the interval of what it lacks."""
        gap = np.nanmean(drawn[:place], axis=0) - np.nanmean(drawn[start:stop], axis=0)
        ends = percentile_interval(gap, confidence=confidence, size=size)
        return float(np.nanmean(observed[start:stop])), ends.low, ends.high

    before, whole = float(np.nanmean(observed[:place])), fall(place, len(observed))
    ends = range(place + LEAST_SIDE, len(observed) + 1)
    quarters = [fall(end - LEAST_SIDE, end) for end in ends]
    return Recovery(
        before=before,
        after=whole[0],
        low=whole[1],
        high=whole[2],
        back=_months_until_back(before, whole, quarters),
    )


def _months_until_back(
    before: float,
    whole: tuple[float, float, float],
    quarters: list[tuple[float, float, float]],
) -> int | None:
    """Count the months until a fall was made up for; each entry is a mean and its lack."""
    if not (quarters[0][1] > 0 or whole[1] > 0):
        return 0
    half = (before + min(quarters[0][0], whole[0])) / 2
    for months, (mean, low, _) in enumerate(quarters[1:], start=1):
        if mean >= half and not low > 0:
            return months
    return None
