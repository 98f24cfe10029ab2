"""Measure how much the outcome depends on being called, and judge on leads called by lot."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from leadscore.evaluation.cohort import Cohort, cohort, said
from leadscore.evaluation.selection.selection import Selection
from leadscore.features.worked import SALES, worked_stages
from leadscore.settings import Settings
from leadscore.validation.intervals import Interval, bootstrap, percentile_interval
from leadscore.validation.ranking import TIE_DECIMALS, FloatArray, IntArray, called, rank_rows
from leadscore.validation.shares import interval_of_share

#: Score groups in which worked and unworked leads are set side by side.
TENTHS = 10
#: With fewer accounts that bought (or did not) among the leads called by lot, no quality
#: is estimated from them; their conversions are shown all the same.
LEAST_PIECES = 8

KINDS = ("with_sales", "taken_up", "not_worked")


def selection(
    scored: Mapping[str, pd.DataFrame],
    rows: pd.DataFrame,
    settings: Settings,
) -> Selection:
    """Measure how the outcome hangs on being worked, and what leads called by lot say.

    Parameters
    ----------
    scored, rows, settings
        As in :func:`leadscore.evaluation.compare.compare`. The rows of a project also hold
        what :func:`leadscore.features.worked.what_sales_did` gives (`with_sales`,
        `taken_up`, `by_lot`); without these columns nothing is known of it.

    Returns
    -------
    Selection

    Raises
    ------
    UsageError, NotEnoughDataError
        As :func:`leadscore.evaluation.compare.compare`.
    """
    judged = cohort(rows, settings)
    said(scored, rows, judged)  # refuses what cannot be judged
    with_sales, taken_up, by_lot = (
        rows[name].to_numpy(dtype=bool) if name in rows else np.zeros(len(rows), dtype=bool)
        for name in SALES
    )
    worked = with_sales | taken_up
    kind = np.where(with_sales, 0, np.where(taken_up, 1, 2))
    confidence = settings.comparison.confidence
    margins = {name: scored[name]["margin"].to_numpy(dtype=np.float64) for name in sorted(scored)}
    return Selection(
        kinds=_kinds(kind, judged, confidence),
        tenths=pd.concat(
            [_tenths(name, each, worked, judged, confidence) for name, each in margins.items()],
            ignore_index=True,
        ),
        slice=pd.DataFrame(
            [_by_lot(name, each, by_lot, judged, settings) for name, each in margins.items()]
        ),
        by_lot={
            "snapshots": int(by_lot.sum()),
            "leads": len(np.unique(judged.leads[by_lot])),
            "buyers": len(np.unique(judged.leads[by_lot & (judged.label == 1)])),
        },
        stages=worked_stages(settings),
        reason=settings.sales.random_slice_reason,
    )


def _kinds(kind: IntArray, judged: Cohort, confidence: float) -> pd.DataFrame:
    lines = []
    for code, name in enumerate(KINDS):
        inside = kind == code
        lines.append(
            {
                "kind": name,
                "snapshots": int(inside.sum()),
                "leads": len(np.unique(judged.leads[inside])),
                "conversions": int(judged.label[inside].sum()),
                **_rate(inside, judged, "conversion", confidence, ends=("low", "high")),
            }
        )
    return pd.DataFrame(lines)


def _tenths(
    name: str, margin: FloatArray, worked: np.ndarray, judged: Cohort, confidence: float
) -> pd.DataFrame:
    """Set worked and unworked leads of each tenth of the scores side by side."""
    place = pd.Series(-np.round(margin, TIE_DECIMALS)).groupby(judged.rounds).rank(pct=True)
    tenth = np.ceil(place.to_numpy() * TENTHS).astype(int)
    lines = []
    for each in np.unique(tenth):  # equal scores stand together, so a tenth may be missing
        inside = tenth == each
        line = {"contender": name, "tenth": int(each), "snapshots": int(inside.sum())}
        share = float(worked[inside].mean())
        low, high = interval_of_share(share, judged.units[inside], confidence=confidence)
        line |= {"worked": share, "worked_low": low, "worked_high": high}
        line |= _rate(inside & worked, judged, "if_worked", confidence)
        line |= _rate(inside & ~worked, judged, "if_not", confidence)
        lines.append(line)
    return pd.DataFrame(lines)


def _rate(
    inside: np.ndarray,
    judged: Cohort,
    name: str,
    confidence: float,
    ends: tuple[str, str] | None = None,
) -> dict[str, float]:
    """Give the conversion of some rows with Wilson's interval over accounts."""
    low, high = ends or (f"{name}_low", f"{name}_high")
    if not inside.any():
        return {name: np.nan, low: np.nan, high: np.nan}
    rate = float(judged.label[inside].mean())
    interval = interval_of_share(rate, judged.units[inside], confidence=confidence)
    return {name: rate, low: interval.low, high: interval.high}


def _by_lot(
    name: str, margin: FloatArray, by_lot: np.ndarray, judged: Cohort, settings: Settings
) -> dict[str, object]:
    """Estimate one contender's quality from the leads called by lot alone."""
    confidence = settings.comparison.confidence
    chance = called(margin, judged.rounds, settings.sales.capacity)
    first = chance >= 0.5  # in a tie at the edge, whoever is likelier called than not
    everyone = np.ones(len(margin), dtype=bool)
    whole, _ = _quality(everyone, margin, chance, judged, settings, draws=0)
    mine, ends = _quality(by_lot, margin, chance, judged, settings, draws=1)
    line: dict[str, object] = {"contender": name}
    for measure in ("roc_auc", "found"):
        line |= {
            measure: mine[measure],
            f"{measure}_low": ends[measure].low,
            f"{measure}_high": ends[measure].high,
            f"{measure}_all": whole[measure],
        }
    for key, inside in (("if_called", by_lot & first), ("if_not_called", by_lot & ~first)):
        line |= _rate(inside, judged, key, confidence)
        line[key.replace("if_", "n_")] = int(inside.sum())
    return line


def _quality(
    inside: np.ndarray,
    margin: FloatArray,
    chance: FloatArray,
    judged: Cohort,
    settings: Settings,
    *,
    draws: int,
) -> tuple[dict[str, float], dict[str, Interval]]:
    """Measure ranking within cutoffs and the share of conversions called, on some rows."""
    unknown = {"roc_auc": np.nan, "found": np.nan}
    nothing = {name: Interval(np.nan, np.nan) for name in unknown}
    units = np.unique(judged.units[inside], return_inverse=True)[1].astype(np.int64)
    bought = np.bincount(units, judged.label[inside]) > 0
    pieces = int(min(bought.sum(), (~bought).sum()))
    if pieces < (LEAST_PIECES if draws else 1):
        return unknown, nothing
    ranking = rank_rows(
        judged.label[inside],
        margin[inside],
        rounds=judged.rounds[inside],
        leads=judged.leads[inside],
        units=units,
        n_units=len(bought),
    )
    hits = np.bincount(units, judged.label[inside])
    found = np.bincount(units, judged.label[inside] * chance[inside])

    def measure(weights: FloatArray) -> dict[str, FloatArray]:
        won, pairs = ranking.pairs(ranking.masses(weights))
        with np.errstate(divide="ignore", invalid="ignore"):
            return {
                "roc_auc": won.sum(axis=0) / pairs.sum(axis=0),
                "found": (found @ weights) / (hits @ weights),
            }

    values = {key: float(each[0]) for key, each in measure(np.ones((len(bought), 1))).items()}
    if not draws:
        return values, nothing
    drawn = bootstrap(
        measure,
        len(bought),
        settings.comparison.resamples,
        seed=settings.project.seed,
        width=ranking.width,
    )
    confidence = settings.comparison.confidence
    return values, {
        key: percentile_interval(each, confidence=confidence, size=pieces)
        for key, each in drawn.items()
    }
