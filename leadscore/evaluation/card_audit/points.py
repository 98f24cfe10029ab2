"""What each rule adds given all others, and what that is in points, with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from leadscore.evaluation.card_audit.currency import (
    Currency,
    middle_worth,
    ratio_interval,
    two_sided,
)
from leadscore.evaluation.card_audit.joint import JointFit, carried_by, fit_joint
from leadscore.evaluation.card_audit.result import Worth
from leadscore.evaluation.card_audit.rules import Fired, FloatArray
from leadscore.validation.intervals import holm_levels

BoolArray = npt.NDArray[np.bool_]
COLUMNS = ("effect", "effect_low", "effect_high", "earned", "earned_low", "earned_high", "level")


def measure_points(
    fired: Fired, asked: BoolArray, pieces: FloatArray, *, confidence: float, seed: int
) -> tuple[pd.DataFrame, Worth]:
    """Measure what rules and exclusions add given all others, and what rules earn.

    Parameters
    ----------
    fired : Fired
    asked : array of bool of shape (judged, )
        Of which parts anything can be asked; all enter the fit, and all that fire count
        in the correction for being several.
    pieces : array of shape (judged, )
        Accounts of equal size that would have bought on a part's scarcer side, or did.
    confidence : float
    seed : int

    Returns
    -------
    DataFrame
        One row a judged part: ``effect``, ``earned``, each with ``_low`` and ``_high``, and
        the ``level`` of these intervals; NaN where not asked.
    Worth
        What a point is worth.

    Notes
    -----
    The intervals' degrees of freedom are the accounts that an effect rests on less one:
    those that its sandwich rests on, or, where more, those that would have bought there
    had the rule meant nothing; where only few did buy, that is what tells.
    """
    if not asked.any():
        nothing = Worth(log_odds=np.nan, low=np.nan, high=np.nan, rules=0)
        return pd.DataFrame(np.nan, index=range(fired.judged), columns=list(COLUMNS)), nothing
    fit = fit_joint(fired)
    known = _known(fired, fit, pieces)
    rates = _rates(fired, fit, known)
    measured = asked[: len(rates.unit)]
    currency = middle_worth(rates.value, rates.covariance, measured, seed=seed)
    figures = _figures(known, rates, currency, asked, 1 - confidence)
    return figures, _worth(fired, fit, rates, currency, confidence)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Known:
    """Effects of the judged parts, rules first; arrays of shape (judged, )."""

    effect: FloatArray
    variance: FloatArray
    degrees: FloatArray
    fires: BoolArray

    @property
    def error(self) -> FloatArray:
        """Standard errors."""
        return np.sqrt(self.variance)


def _known(fired: Fired, fit: JointFit, pieces: FloatArray) -> _Known:
    judged = fired.judged
    carried = carried_by(fired, fit, np.eye(len(fired.parts), judged))
    degrees = np.maximum(np.maximum(carried, pieces) - 1, 1.0)
    return _Known(
        effect=fit.effect[:judged],
        # a sum of n squared influences misses one degree of freedom
        variance=np.diag(fit.covariance)[:judged] * (1 + 1 / degrees),
        degrees=degrees,
        fires=(fired.times[:, :judged] != 0).any(axis=0),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Rates:
    """Log-odds a point of the rules, which come first among the judged parts."""

    unit: FloatArray
    value: FloatArray
    variance: FloatArray
    covariance: FloatArray


def _rates(fired: Fired, fit: JointFit, known: _Known) -> _Rates:
    unit = np.array([part.unit for part in fired.parts if part.kind == "rule"])
    rules = len(unit)
    return _Rates(
        unit=unit,
        value=known.effect[:rules] / unit,
        variance=known.variance[:rules] / unit**2,
        covariance=fit.covariance[:rules, :rules] / np.outer(unit, unit),
    )


def _worth(
    fired: Fired, fit: JointFit, rates: _Rates, currency: Currency, confidence: float
) -> Worth:
    """Say what a point is worth, with an interval."""
    way = np.zeros((len(fired.parts), 1))
    way[: len(rates.unit), 0] = currency.leaning / rates.unit
    degrees = max(1.0, float(carried_by(fired, fit, way)[0]) - 1)
    reach = float(stats.t.ppf((1 + confidence) / 2, degrees)) * currency.error
    return Worth(
        log_odds=currency.log_odds,
        low=currency.log_odds - reach,
        high=currency.log_odds + reach,
        rules=currency.rules,
    )


def _figures(
    known: _Known, rates: _Rates, currency: Currency, asked: BoolArray, alpha: float
) -> pd.DataFrame:
    """Give effects and what they earn, with intervals corrected for being several."""
    rules = len(rates.unit)
    both = rates.covariance @ currency.leaning
    p_values = two_sided(known.effect, known.error, known.degrees)
    if np.isfinite(currency.log_odds):
        apart = np.sqrt(rates.variance - 2 * both + currency.error**2)
        off = two_sided(rates.value - currency.log_odds, apart, known.degrees[:rules])
        p_values[:rules] = np.maximum(p_values[:rules], off)
    level = np.full(len(known.effect), np.nan)
    level[known.fires] = holm_levels(np.where(asked, p_values, 1.0)[known.fires], alpha)
    reach = np.where(asked, stats.t.ppf(1 - level / 2, known.degrees), np.nan)
    spread = np.stack([rates.variance, np.full(rules, currency.error**2), both])
    ends = ratio_interval(rates.value, currency.log_odds, spread, reach[:rules])
    figures = {
        "effect": np.where(asked, known.effect, np.nan),
        "effect_low": known.effect - reach * known.error,
        "effect_high": known.effect + reach * known.error,
        "level": level,
    }
    in_points = _in_points(rates, currency, np.stack(ends))
    return pd.DataFrame(figures).join(in_points)[list(COLUMNS)]


def _in_points(rates: _Rates, currency: Currency, ends: FloatArray) -> pd.DataFrame:
    """Bring ratios to the worth of a point to points; NaN where that worth is not told."""
    low, high = np.sort(ends * rates.unit, axis=0)
    earned = np.where(np.isnan(low), np.nan, rates.value / currency.log_odds * rates.unit)
    return pd.DataFrame({"earned": earned, "earned_low": low, "earned_high": high})
