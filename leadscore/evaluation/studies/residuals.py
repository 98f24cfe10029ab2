"""Where a pipeline promises too much or too little: outcome less promise, by segment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import expit

from leadscore.evaluation.comparison import CANNOT_TELL
from leadscore.evaluation.studies.sample import Study
from leadscore.validation.intervals import (
    bootstrap,
    draws_needed,
    holm,
    holm_levels,
    p_value,
    percentile_interval,
)
from leadscore.validation.ranking import FloatArray
from leadscore.words import Language

#: Segments with fewer accounts (else leads) tell nothing of their own.
LEAST_UNITS = 30
#: Values of one feature that are shown, the most frequent first.
MOST_VALUES = 8
COLUMNS = (
    "feature",
    "label",
    "value",
    "snapshots",
    "observed",
    "promised",
    "difference",
    "low",
    "high",
    "p_holm",
    "verdict",
)


def residuals(
    studied: Study, by: Sequence[str] | None = None, *, language: Language = "en"
) -> pd.DataFrame:
    """Set what came of each segment's leads against what was promised out of fold.

    Parameters
    ----------
    studied : Study
    by : sequence of str, optional
        Category features to cut by; by default all that say who a lead is.
    language : {"en", "fi"}
        Of the labels and values.

    Returns
    -------
    DataFrame
        One row a segment of at least 30 accounts (else leads), in the order of the
        features: ``feature``, ``label``, ``value`` (missing values have none), ``snapshots``
        (of all training snapshots that the drawn ones stand for), ``observed`` and
        ``promised`` share, their ``difference`` with ``low`` and ``high``, ``p_holm``, and
        ``verdict`` ("more", "fewer" than promised, "cannot tell").

    Notes
    -----
    Intervals resample accounts (else leads). Holm's procedure answers for there being many
    segments: the chance that any of them is told wrongly is at most 5 %, and each interval is
    at the level at which its segment is looked at, so that it leaves out zero exactly where
    the verdict tells.
    """
    catalogue = studied.matrix.catalogue
    told_who = studied.matrix.columns(axis="fit")
    names = [name for name in told_who if catalogue[name].kind == "category"]
    segments = list(_segments(studied, names if by is None else by))
    if not segments:
        return pd.DataFrame(columns=list(COLUMNS))
    promised, label = expit(studied.margin), studied.cohort.label
    drawn = _drawn(studied, [rows for *_, rows in segments], label - promised)
    weight = studied.weight
    sizes = [_pieces(studied, rows) for *_, rows in segments]
    p_values = [p_value(d, size=size) for d, size in zip(drawn, sizes, strict=True)]
    alpha = 1 - studied.settings.comparison.confidence
    adjusted, levels = holm(p_values), holm_levels(p_values, alpha)
    lines = []
    for at, (name, value, rows) in enumerate(segments):
        interval = percentile_interval(drawn[at], confidence=1 - levels[at], size=sizes[at])
        low, high = interval
        told = bool(adjusted[at] <= alpha)
        if not told:  # the draws may be too few to reach zero at this level
            low, high = min(low, 0.0), max(high, 0.0)
        came, said = (np.average(v[rows], weights=weight[rows]) for v in (label, promised))
        lines.append(
            (
                name,
                catalogue[name].label[language],
                value and catalogue[name].value_words.get(value, {}).get(language, value),
                round(float(weight[rows].sum())),
                float(came),
                float(said),
                float(came - said),
                low,
                high,
                float(adjusted[at]),
                ("more" if low > 0 else "fewer") if told else CANNOT_TELL,
            )
        )
    return pd.DataFrame(lines, columns=list(COLUMNS))


def _segments(studied: Study, names: Sequence[str]) -> Iterator[tuple[str, str | None, np.ndarray]]:
    """Cut the snapshots by the most frequent values of each feature, a missing one included."""
    units = studied.cohort.units
    for name in names:
        column = studied.matrix.X[name]
        for value in column.value_counts(dropna=False).index[:MOST_VALUES]:
            rows = (column.isna() if pd.isna(value) else column == value).to_numpy(dtype=bool)
            if len(np.unique(units[rows])) >= LEAST_UNITS and not rows.all():
                yield name, None if pd.isna(value) else str(value), rows


def _drawn(studied: Study, segments: list[np.ndarray], gap: FloatArray) -> list[FloatArray]:
    """Draw accounts again and again, and take the mean gap of each segment."""
    seen, settings = studied.cohort, studied.settings
    inside = sparse.csr_array(np.array(segments, dtype=float))
    units = sparse.coo_array(
        (studied.weight, (np.arange(len(gap)), seen.units)), shape=(len(gap), seen.n_units)
    ).tocsr()
    rows = (inside @ units).tocsr()
    gaps = (inside.multiply(gap[None, :]).tocsr() @ units).tocsr()

    def measure(weights: FloatArray) -> dict[str, FloatArray]:
        with np.errstate(divide="ignore", invalid="ignore"):
            means = (gaps @ weights) / (rows @ weights)
        return {str(at): mean for at, mean in enumerate(np.asarray(means))}

    finest = (1 - settings.comparison.confidence) / len(segments)
    draws = max(settings.comparison.resamples, draws_needed(finest, size=seen.pieces))
    drawn = bootstrap(measure, seen.n_units, draws, seed=settings.project.seed, width=len(segments))
    return [drawn[str(at)] for at in range(len(segments))]


def _pieces(studied: Study, rows: np.ndarray) -> int:
    """Count the units of a segment that carry the information: the rarer of the two kinds."""
    seen = studied.cohort
    bought = np.bincount(seen.units[rows], seen.label[rows], seen.n_units) > 0
    present = np.bincount(seen.units[rows], minlength=seen.n_units) > 0
    return int(min(bought.sum(), (present & ~bought).sum()))
