"""Which contender finds more buyers, and whether these data can tell.

All contenders are judged on the same later leads. One measure, set in advance, decides:
distinct buyers within sales' capacity. Differences are paired and resampled over accounts
(else leads); Holm's procedure answers for there being several; where the interval of a
difference holds zero, the verdict is "cannot tell".
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from leadscore.evaluation.cohort import Cohort, cohort, said
from leadscore.evaluation.comparison import CANNOT_TELL, Comparison
from leadscore.settings import Settings
from leadscore.validation.evidence import Evidence, buyers_found, measure_all
from leadscore.validation.intervals import (
    Interval,
    bootstrap,
    buyers_needed,
    draws_needed,
    holm,
    holm_levels,
    p_value,
    percentile_interval,
)
from leadscore.validation.measures import MEASURES
from leadscore.validation.ranking import FloatArray

Measured = dict[str, FloatArray]

_SQUARED = "calibration_error_squared"


def compare(
    scored: Mapping[str, pd.DataFrame], rows: pd.DataFrame, settings: Settings
) -> Comparison:
    """Judge contenders on the same later leads.

    Parameters
    ----------
    scored : mapping of str to DataFrame
        By contender: `probability` (0 to 1) and `margin` (log-odds; what leads are ranked
        by), one row for each of `rows`, with the same index.
    rows : DataFrame
        One row a mature test snapshot: `lead_id`, `group` (account, else lead),
        `cutoff`, `label` (0 or 1) and, where known, `amount_eur`.
    settings : Settings
        `comparison` (resamples, of which more are drawn where few buyers and many pairs
        need them; confidence), `sales` (capacity, costs), `project.seed`.

    Returns
    -------
    Comparison
        The order of contenders and of rows changes nothing in it.

    Raises
    ------
    UsageError
        If there is no contender, or scores do not fit the rows or are not finite.
    NotEnoughDataError
        If the rows hold no buyer, or no one else.

    Notes
    -----
    In each resample the capacity is that share of the resampled leads, and the choice of
    whom to call is made anew. docs/comparison.md tells the whole judgement.
    """
    judged = cohort(rows, settings)
    prepared = said(scored, rows, judged)
    observed = _measure(prepared, np.ones((judged.n_units, 1)), settings)
    resamples = _resamples(len(prepared), judged, settings)
    drawn = _resample(prepared, judged, resamples, settings)
    decide_by = settings.comparison.decide_by
    names = sorted(prepared, key=lambda name: (-observed[name][decide_by][0], name))
    pairs = _pairs(names, observed, drawn, judged, settings)
    return Comparison(
        table=_table(names, observed, drawn, judged, settings),
        pairs=pairs,
        differences=_differences(names, observed, drawn, judged, settings),
        decide_by=decide_by,
        best=_best(names, pairs),
        by_lot=_by_lot(judged, settings),
        n_rows=len(rows),
        n_leads=judged.n_leads,
        n_buyers=judged.n_buyers,
        n_cutoffs=int(rows["cutoff"].nunique()),
        n_groups=judged.n_units,
        groups_are=_units(judged, rows),
        first_cutoff=_date(rows["cutoff"].min()),
        last_cutoff=_date(rows["cutoff"].max()),
        horizon_days=settings.time.horizon_days,
        target=settings.time.target,
        capacity=settings.sales.capacity,
        confidence=settings.comparison.confidence,
        resamples=resamples,
        seed=settings.project.seed,
    )


def _measure(
    prepared: Mapping[str, Evidence], weights: FloatArray, settings: Settings
) -> dict[str, Measured]:
    sales = settings.sales
    return {
        name: measure_all(seen, weights, capacity=sales.capacity, call_cost_eur=sales.call_cost_eur)
        for name, seen in prepared.items()
    }


def _resamples(n_contenders: int, judged: Cohort, settings: Settings) -> int:
    """Draw often enough that Holm's finest level can be told at all."""
    pairs = max(1, n_contenders * (n_contenders - 1) // 2)
    finest = (1 - settings.comparison.confidence) / pairs
    return max(settings.comparison.resamples, draws_needed(finest, size=judged.pieces))


def _resample(
    prepared: Mapping[str, Evidence], judged: Cohort, resamples: int, settings: Settings
) -> dict[str, Measured]:
    """Measure all contenders on the same draws."""

    def measure(weights: FloatArray) -> dict[str, FloatArray]:
        return {
            f"{name}\n{key}": values
            for name, measured in _measure(prepared, weights, settings).items()
            for key, values in measured.items()
        }

    drawn = bootstrap(
        measure,
        judged.n_units,
        resamples,
        seed=settings.project.seed,
        width=max(seen.width for seen in prepared.values()),
    )
    split: dict[str, Measured] = {name: {} for name in prepared}
    for key, values in drawn.items():
        name, _, measure_name = key.rpartition("\n")
        split[name][measure_name] = values
    return split


def _table(
    names: list[str],
    observed: dict[str, Measured],
    drawn: dict[str, Measured],
    judged: Cohort,
    settings: Settings,
) -> pd.DataFrame:
    lines = []
    for name in names:
        for measure in MEASURES:
            value, replicates = _estimate(measure.name, observed[name], drawn[name])
            interval = percentile_interval(
                replicates, confidence=settings.comparison.confidence, size=judged.pieces
            )
            lines.append((name, measure.name, value, *interval))
    return pd.DataFrame(lines, columns=["contender", "measure", "value", "low", "high"])


def _estimate(name: str, observed: Measured, drawn: Measured) -> tuple[float, FloatArray]:
    """Give a measure's value and its replicates, the calibration error freed of its bias.

    On a sample the squared gaps hold their own noise; in a resample they hold it twice.
    What resampling adds on average is therefore taken off the value once and off the
    replicates twice.
    """
    if name != "calibration_error":
        return float(observed[name][0]), drawn[name]
    noise = float(np.nanmean(drawn[_SQUARED])) - float(observed[_SQUARED][0])
    value = float(np.sqrt(max(0.0, observed[_SQUARED][0] - noise)))
    return value, np.sqrt(np.maximum(0.0, drawn[_SQUARED] - 2 * noise))


def _pairs(
    names: list[str],
    observed: dict[str, Measured],
    drawn: dict[str, Measured],
    judged: Cohort,
    settings: Settings,
) -> pd.DataFrame:
    """Hold every two contenders against each other by the measure that decides."""
    decide_by, alpha = settings.comparison.decide_by, 1 - settings.comparison.confidence
    couples = list(combinations(names, 2))
    apart = [drawn[a][decide_by] - drawn[b][decide_by] for a, b in couples]
    p_values = [p_value(replicates, size=judged.pieces) for replicates in apart]
    adjusted, levels = holm(p_values), holm_levels(p_values, alpha)
    lines = []
    for place, (a, b) in enumerate(couples):
        difference = float(observed[a][decide_by][0] - observed[b][decide_by][0])
        told = bool(adjusted[place] <= alpha)
        interval = percentile_interval(
            apart[place], confidence=1 - levels[place], size=judged.pieces
        )
        lines.append(
            {
                "a": a,
                "b": b,
                "difference": difference,
                **(interval if told else _with_zero(interval))._asdict(),
                "p": p_values[place],
                "p_holm": float(adjusted[place]),
                "verdict": ("better" if interval.low > 0 else "worse") if told else CANNOT_TELL,
                "buyers_needed": buyers_needed(
                    difference, apart[place], buyers=judged.n_buyers, alpha=levels[place]
                ),
            }
        )
    frame = pd.DataFrame(lines, columns=list(PAIR_COLUMNS))
    return frame.astype({"buyers_needed": "Int64"})


#: Columns of ``Comparison.pairs``.
PAIR_COLUMNS = (
    *("a", "b", "difference", "low", "high", "p", "p_holm", "verdict", "buyers_needed"),
)


def _with_zero(interval: Interval) -> Interval:
    """Reach to zero where the draws are too few to leave it out at this level."""
    return Interval(min(interval.low, 0.0), max(interval.high, 0.0))


def _differences(
    names: list[str],
    observed: dict[str, Measured],
    drawn: dict[str, Measured],
    judged: Cohort,
    settings: Settings,
) -> pd.DataFrame:
    """Describe how far contenders are apart by every measure; nothing is decided by it."""
    lines = []
    for a, b in combinations(names, 2):
        for measure in MEASURES:
            value_a, drawn_a = _estimate(measure.name, observed[a], drawn[a])
            value_b, drawn_b = _estimate(measure.name, observed[b], drawn[b])
            interval = percentile_interval(
                drawn_a - drawn_b,
                confidence=settings.comparison.confidence,
                size=judged.pieces,
            )
            lines.append((a, b, measure.name, value_a - value_b, *interval))
    return pd.DataFrame(lines, columns=["a", "b", "measure", "difference", "low", "high"])


def _best(names: list[str], pairs: pd.DataFrame) -> str | None:
    """Name the contender that is told better than each other one, if there is one."""
    for name in names:
        wins = ((pairs["a"] == name) & (pairs["verdict"] == "better")).sum()
        wins += ((pairs["b"] == name) & (pairs["verdict"] == "worse")).sum()
        if len(names) > 1 and wins == len(names) - 1:
            return name
    return None


def _by_lot(judged: Cohort, settings: Settings) -> float:
    everyone_once = np.ones((judged.n_units, 1))
    return float(buyers_found(judged.by_lot(), everyone_once, settings.sales.capacity)[0])


def _units(judged: Cohort, rows: pd.DataFrame) -> str:
    """Name what is drawn again and again."""
    if judged.n_units == judged.n_leads:
        return "leads"
    return "accounts" if rows["cutoff"].notna().all() else "groups"


def _date(instant: object) -> str | None:
    return instant.date().isoformat() if isinstance(instant, pd.Timestamp) else None
