"""Month after month as it would have been lived: what each contender would have found.

Each month every contender knows only the outcomes that were known by then, ranks the leads
that were open, and is judged on what happened next. Nothing is decided by it: it shows what
keeping a model fresh is worth, and where the market changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd

from leadscore.errors import NotEnoughDataError
from leadscore.evaluation.cohort import Cohort, cohort
from leadscore.evaluation.comparison import CANNOT_TELL
from leadscore.evaluation.kept import table_of
from leadscore.evaluation.past.breaks import find_break, recovery
from leadscore.evaluation.past.counting import Followed, Found, followed
from leadscore.evaluation.past.lived import (
    CHANGES,
    DIFFERENCES,
    LOT,
    MONTHS,
    TOTALS,
    Backtest,
    not_lived,
)
from leadscore.evaluation.past.living import LIVED, live
from leadscore.evaluation.past.months import Month, months
from leadscore.features.frame import FeatureMatrix
from leadscore.models.contender import Contender
from leadscore.settings import Settings
from leadscore.validation.intervals import (
    bootstrap,
    holm,
    holm_levels,
    p_value,
    percentile_interval,
)
from leadscore.validation.ranking import FloatArray, IntArray
from leadscore.validation.splits import split_kind

#: Resamples behind the intervals, unless the settings want fewer.
RESAMPLES = 1_000


def backtest(
    matrix: FeatureMatrix,
    settings: Settings,
    *,
    scientist: Contender | None = None,
    progress: Callable[[str], None] | None = None,
) -> Backtest:
    """Live the past again, month after month, with the card and with models.

    Parameters
    ----------
    matrix : FeatureMatrix
        All past snapshots, with the card's columns.
    settings : Settings
        `comparison` (backtest_months, resamples, confidence), `sales`, `models`, the seed.
    scientist : Contender, optional
        The scientist's pipeline; by default the better of two, as judged on what was known
        at the beginning.
    progress : callable, optional
        Told in a few words what is being done.

    Returns
    -------
    Backtest
        Where it cannot be done it is empty, and its sentence says why.

    Notes
    -----
    The contenders: ``card`` as it stands; ``frozen``, the scientist's model fitted once, at
    the first month; ``refitted``, the same fitted again each month; ``renewed``, the auto
    model, whose search was done at the first month. The card is that of today. docs/comparison.md
    tells more.
    """
    lived = months(matrix.rows, settings)
    if not lived:
        return not_lived(_why(matrix, settings))
    try:
        rows = np.concatenate([month.judged for month in lived])
        judged = cohort(matrix.rows.iloc[rows], settings)
        margins = live(matrix, lived, settings, scientist=scientist, progress=progress)
    except NotEnoughDataError:
        return not_lived("short")
    return judged_months(matrix.rows.iloc[rows], lived, margins, judged, settings)


def _why(matrix: FeatureMatrix, settings: Settings) -> str:
    if not settings.comparison.backtest_months:
        return "off"
    return "no_order" if split_kind(matrix.rows) == "random" else "short"


def judged_months(
    rows: pd.DataFrame,
    lived: list[Month],
    margins: Mapping[str, FloatArray],
    judged: Cohort,
    settings: Settings,
) -> Backtest:
    """Count what each contender found, month after month.

    Parameters
    ----------
    rows : DataFrame
        The judged snapshots, month after month.
    lived : list of Month
    margins : mapping of str to ndarray of shape (n_rows,)
        By contender, what it ranks by.
    judged : Cohort
        Of the same rows.
    settings : Settings

    Returns
    -------
    Backtest
    """
    month = np.repeat(np.arange(len(lived)), [len(each.judged) for each in lived])
    timed = split_kind(rows) == "time"
    if not timed:  # what has no time is called slice by slice
        judged = replace(judged, rounds=month)
    names = [name for name in LIVED if name in margins]
    names += sorted(set(margins) - set(names))
    scores = {**{name: margins[name] for name in names}, LOT: np.zeros(len(rows))}
    seen = {name: followed(judged, score, month) for name, score in scores.items()}
    observed = _measured(seen, np.ones((judged.n_units, 1)), settings)
    drawn = _resampled(seen, judged, settings)
    change, changes = _changes(names, observed, drawn, judged, settings)
    amount = rows.loc[rows["label"] == 1, "amount_eur"] if "amount_eur" in rows else pd.Series()
    return Backtest(
        months=table_of(_months(lived, month, judged, observed, drawn, settings), MONTHS),
        totals=table_of(_totals(observed, drawn, judged, settings), TOTALS),
        differences=table_of(_differences(names, observed, drawn, judged, settings), DIFFERENCES),
        changes=table_of(changes, CHANGES),
        change=None if change is None else lived[change].name,
        looked_for_change=len(changes) > 0,
        n_months=len(lived),
        first=lived[0].name,
        last=lived[-1].name,
        timed=timed,
        n_leads=judged.n_leads,
        n_buyers=judged.n_buyers,
        in_euros=bool(amount.notna().any()),
        capacity=settings.sales.capacity,
        confidence=settings.comparison.confidence,
        horizon_days=settings.time.horizon_days,
        seed=settings.project.seed,
    )


def _measured(
    seen: Mapping[str, Followed], weights: FloatArray, settings: Settings
) -> dict[str, Found]:
    sales = settings.sales
    return {
        name: each.found(weights, capacity=sales.capacity, call_cost_eur=sales.call_cost_eur)
        for name, each in seen.items()
    }


def _resampled(
    seen: Mapping[str, Followed], judged: Cohort, settings: Settings
) -> dict[str, Found]:
    """Count under the same draws of accounts for all contenders."""

    def measure(weights: FloatArray) -> dict[str, FloatArray]:
        return {
            f"{name}\n{key}\n{place}": values
            for name, found in _measured(seen, weights, settings).items()
            for key in ("buyers", "eur", "auc")
            for place, values in enumerate(getattr(found, key))
        }

    resamples = min(RESAMPLES, settings.comparison.resamples)
    drawn = bootstrap(
        measure,
        judged.n_units,
        resamples,
        seed=settings.project.seed,
        width=max(each.ranking.width for each in seen.values()),
    )

    def gathered(name: str, key: str) -> FloatArray:
        return np.stack([drawn[f"{name}\n{key}\n{at}"] for at in range(seen[name].n_months)])

    return {
        name: Found(
            buyers=gathered(name, "buyers"), eur=gathered(name, "eur"), auc=gathered(name, "auc")
        )
        for name in seen
    }


def _months(
    lived: list[Month],
    month: IntArray,
    judged: Cohort,
    observed: Mapping[str, Found],
    drawn: Mapping[str, Found],
    settings: Settings,
) -> list[tuple[object, ...]]:
    leads = [len(np.unique(judged.leads[month == at])) for at in range(len(lived))]
    lines: list[tuple[object, ...]] = []
    for name, found in observed.items():
        so_far = np.cumsum(found.buyers[:, 0])
        drawn_so_far = np.cumsum(drawn[name].buyers, axis=0)
        earned = np.cumsum(found.eur[:, 0])
        for at, each in enumerate(lived):
            reach = _ends(drawn_so_far[at], judged, settings)
            quality = _ends(drawn[name].auc[at], judged, settings)
            figures = (found.buyers[at, 0], so_far[at], *reach, found.eur[at, 0], earned[at])
            lines.append((name, each.name, leads[at], *figures, found.auc[at, 0], *quality))
    return lines


def _totals(
    observed: Mapping[str, Found],
    drawn: Mapping[str, Found],
    judged: Cohort,
    settings: Settings,
) -> list[tuple[object, ...]]:
    return [
        (
            name,
            found.buyers.sum(),
            *_ends(drawn[name].buyers.sum(axis=0), judged, settings),
            found.eur.sum(),
            *_ends(drawn[name].eur.sum(axis=0), judged, settings),
        )
        for name, found in observed.items()
    ]


def _ends(replicates: FloatArray, judged: Cohort, settings: Settings) -> tuple[float, float]:
    return percentile_interval(
        replicates, confidence=settings.comparison.confidence, size=judged.pieces
    )


def _differences(
    names: list[str],
    observed: Mapping[str, Found],
    drawn: Mapping[str, Found],
    judged: Cohort,
    settings: Settings,
) -> list[tuple[object, ...]]:
    """Hold every two contenders against each other by buyers found, with Holm's correction."""
    alpha = 1 - settings.comparison.confidence
    couples = list(combinations(names, 2))
    apart = [drawn[a].buyers.sum(axis=0) - drawn[b].buyers.sum(axis=0) for a, b in couples]
    p_values = [p_value(replicates, size=judged.pieces) for replicates in apart]
    adjusted, levels = holm(p_values), holm_levels(p_values, alpha)
    lines: list[tuple[object, ...]] = []
    for place, (a, b) in enumerate(couples):
        difference = float(observed[a].buyers.sum() - observed[b].buyers.sum())
        low, high = percentile_interval(
            apart[place], confidence=1 - levels[place], size=judged.pieces
        )
        told = bool(adjusted[place] <= alpha)
        verdict = ("better" if low > 0 else "worse") if told else CANNOT_TELL
        if not told:
            low, high = min(low, 0.0), max(high, 0.0)
        lines.append((a, b, difference, low, high, float(adjusted[place]), verdict))
    return lines


def _changes(
    names: list[str],
    observed: Mapping[str, Found],
    drawn: Mapping[str, Found],
    judged: Cohort,
    settings: Settings,
) -> tuple[int | None, list[tuple[object, ...]]]:
    """Look where the frozen model broke, and how each contender fared over that month."""
    watched = "frozen" if "frozen" in names else names[0]
    confidence = settings.comparison.confidence
    found = find_break(observed[watched].auc[:, 0], drawn[watched].auc, confidence=confidence)
    if found is None:
        return None, []
    lines: list[tuple[object, ...]] = []
    for name in names:
        told = recovery(
            observed[name].auc[:, 0],
            drawn[name].auc,
            found.place,
            confidence=confidence,
            size=judged.pieces,
        )
        back = told.back if found.told else None
        lines.append((name, told.before, told.after, told.low, told.high, back))
    return (found.place if found.told else None), lines
