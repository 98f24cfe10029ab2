"""Ask of each rule of the points card whether its leads convert more often."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from leadscore.errors import NotEnoughDataError, UsageError
from leadscore.features.matrix import FeatureMatrix
from leadscore.settings import Settings
from leadscore.validation.intervals import Interval, bootstrap, percentile_interval

#: What a cap takes away is no rule of its own.
CAP = "card__cap_"
#: With fewer buyers than these among a rule's leads, if it meant nothing, none proves nothing.
LEAST_BUYERS = 5
FloatArray = npt.NDArray[np.float64]


def audit_rules(matrix: FeatureMatrix, settings: Settings) -> pd.DataFrame:
    """Measure how often each rule fires and how its leads convert beside the others.

    Parameters
    ----------
    matrix : FeatureMatrix
        Labelled snapshots that nothing was fitted on, with the card's columns.
    settings : Settings
        `comparison.resamples`, `comparison.confidence`, `project.seed` and language.

    Returns
    -------
    DataFrame
        One row a rule: ``rule`` (its column), ``says``, ``fires`` (share of snapshots),
        ``points`` (mean where it fires), ``with_rule`` and ``without_rule`` (conversion
        rates), ``lift`` (their ratio) with ``low`` and ``high``; sorted by lift, the
        rules that never fire last, with NaN. Where fewer than five buyers would be
        expected on the rule's leads, no interval is given: nothing could be told.

    Raises
    ------
    UsageError
        If the matrix has no column of the card.
    NotEnoughDataError
        If no row has a label.

    Notes
    -----
    Each rule is looked at alone: a rule may share its lift with others that fire on the
    same leads. Intervals resample accounts (else leads). Where none of a rule's leads
    bought, every resample holds none; the upper end is then the exact one for that many
    accounts without a buyer (Clopper and Pearson 1934), each counted with as many
    conversions as accounts that bought have.
    """
    columns = [name for name in matrix.columns(family="card") if not name.startswith(CAP)]
    if not columns:
        raise UsageError("The features hold no card. Build them with a card: leadscore features.")
    known = np.flatnonzero(matrix.rows["label"].notna().to_numpy())
    if not len(known):
        raise NotEnoughDataError("No snapshot has a label yet, so no rule can be judged.")
    points = matrix.X[columns].to_numpy(dtype=np.float64)[known]
    label = matrix.rows["label"].to_numpy(dtype=np.float64)[known]
    group = np.unique(matrix.rows["group"].to_numpy()[known], return_inverse=True)[1]
    counts = _counts(points != 0, label, group)
    ratios = bootstrap(
        lambda weights: {"lift": _lift(np.tensordot(counts, weights, axes=(0, 0)))},
        n_groups=len(counts),
        n_resamples=settings.comparison.resamples,
        seed=settings.project.seed,
        width=counts[0].size,
    )
    return _table(matrix, columns, points, counts, ratios["lift"], settings)


def _counts(
    fires: npt.NDArray[np.bool_], label: FloatArray, group: npt.NDArray[np.int64]
) -> FloatArray:
    """Count, by group and rule: fired, converted with, not fired, converted without."""
    kinds = np.stack([fires, fires * label[:, None], ~fires, ~fires * label[:, None]], axis=2)
    counts = np.zeros((group.max() + 1, *kinds.shape[1:]))
    np.add.at(counts, group, kinds)
    return counts


def _lift(counts: FloatArray) -> FloatArray:
    """Give the ratio of the two conversion rates, of shape (resamples, rules)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (counts[:, 1] / counts[:, 0]) / (counts[:, 3] / counts[:, 2])
    return ratio.T


def _most_without_a_buyer(counts: FloatArray, rule: int, confidence: float) -> float:
    """Bound the lift of a rule none of whose leads bought."""
    fired, _, other, other_won = counts[:, rule].sum(axis=0)
    accounts = np.count_nonzero(counts[:, rule, 0])
    share = 1 - ((1 - confidence) / 2) ** (1 / accounts)
    conversions = other_won / np.count_nonzero(counts[:, rule, 3])
    return float(share * accounts * conversions / fired / (other_won / other))


def _table(
    matrix: FeatureMatrix,
    columns: list[str],
    points: FloatArray,
    counts: FloatArray,
    replicates: FloatArray,
    settings: Settings,
) -> pd.DataFrame:
    language, confidence = settings.project.language, settings.comparison.confidence
    total = counts.sum(axis=0)
    lift = _lift(total[:, :, None])[0]
    bought = counts[:, 0, [1, 3]].sum(axis=1) > 0
    pieces = int(min(bought.sum(), (~bought).sum()))
    expected = total[:, 0] * (total[:, 1] + total[:, 3]) / len(points)
    rows = []
    for at, column in enumerate(columns):
        fired, won, other, other_won = total[at]
        interval = Interval(np.nan, np.nan)
        if expected[at] >= LEAST_BUYERS:
            told = percentile_interval(replicates[:, at], confidence=confidence, size=pieces)
            interval = told if np.isfinite(told).all() else interval
            if won == 0:
                interval = Interval(0.0, _most_without_a_buyer(counts, at, confidence))
        rows.append(
            {
                "rule": column,
                "says": matrix.catalogue[column].label[language],
                "fires": fired / len(points),
                "points": points[points[:, at] != 0, at].mean() if fired else np.nan,
                "with_rule": won / fired if fired else np.nan,
                "without_rule": other_won / other if other else np.nan,
                "lift": lift[at] if np.isfinite(lift[at]) else np.nan,
                "low": interval.low,
                "high": interval.high,
            }
        )
    return pd.DataFrame(rows).sort_values("lift", ascending=False, ignore_index=True)
