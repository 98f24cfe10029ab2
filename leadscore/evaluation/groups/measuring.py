"""Measure how well each contender serves each group of leads.

Whom to call is chosen among all leads of a cutoff, as sales does; then each group is
looked at by itself. A group is held against the others of its segment on the same draws
of accounts, and a warning needs both: that the data can tell, after Holm's correction for
looking at many groups, and that the difference is large enough to matter.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from leadscore.evaluation.cohort import Cohort, cohort, said
from leadscore.evaluation.groups.grouping import Grouping, groupings
from leadscore.evaluation.groups.segments import Segments
from leadscore.features.frame import FeatureMatrix
from leadscore.settings import Settings
from leadscore.validation.intervals import (
    bootstrap,
    holm,
    normal_p_value,
    percentile_interval,
)
from leadscore.validation.ranking import FloatArray, IntArray, Ranking, called, rank_rows
from leadscore.validation.shares import effective_accounts, wilson_interval

#: With fewer accounts that bought (or did not) in a group, its quality is not told.
LEAST_PIECES = 10
#: How much lower an area under the curve must be to matter.
MUCH_LOWER = 0.05
#: Promised over observed beyond which a chance misleads.
MISLEADING = (0.67, 1.5)
#: Draws; they give the 95 % intervals and standard errors, never an order statistic at a
#: finer level.
RESAMPLES = 1000

_MEASURES = ("roc_auc", "calibration_ratio", "found")


def by_segment(
    scored: Mapping[str, pd.DataFrame],
    test: FeatureMatrix,
    settings: Settings,
    training: FeatureMatrix | None = None,
) -> Segments:
    """Measure quality and calibration of every contender by segment.

    Parameters
    ----------
    scored : mapping of str to DataFrame
        As for :func:`leadscore.evaluation.compare.compare`.
    test : FeatureMatrix
        The rows that they were scored on, with the features that make the segments.
    settings : Settings
        `comparison` (segments, smallest group, resamples, confidence), `sales.capacity`.
    training : FeatureMatrix, optional
        What was learned from; with it, accounts never seen are a segment of their own.

    Returns
    -------
    Segments

    Raises
    ------
    UsageError, NotEnoughDataError
        As :func:`leadscore.evaluation.compare.compare`; also if the settings name a segment
        that these data do not have.

    Notes
    -----
    ROC AUC counts pairs of the same cutoff and the same group. It is held against the
    same figure of the segment's other groups, not against that of all leads: where the
    industry itself tells much, ranking within any one industry is harder for everyone.
    """
    judged = cohort(test.rows, settings)
    said(scored, test.rows, judged)  # refuses what cannot be judged
    ways = groupings(test, settings, training)
    looked = [
        _Look.at(name, way, scored[name], judged, settings)
        for name in sorted(scored)
        for way in ways
    ]
    drawn: dict[str, FloatArray] = {}
    if looked:
        drawn = bootstrap(
            lambda weights: {each.key: each.measure(weights) for each in looked},
            judged.n_units,
            min(RESAMPLES, settings.comparison.resamples),
            seed=settings.project.seed,
            width=max(each.width for each in looked),
        )
    counts = {way.segment: _counts(way, test.rows, judged, settings) for way in ways}
    tables = [_table(each, counts[each.way.segment], drawn[each.key], settings) for each in looked]
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=COLUMNS)
    return Segments(
        table=_warned(table, settings),
        ways=ways,
        smallest_group=settings.comparison.smallest_group,
        confidence=settings.comparison.confidence,
        capacity=settings.sales.capacity,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Look:
    """One contender's rows in the groups of one segment, ready to be weighed."""

    name: str
    way: Grouping
    ranking: Ranking
    group_of_round: IntArray
    sums: sparse.csr_array
    share_called: FloatArray

    @property
    def key(self) -> str:
        return f"{self.name}\n{self.way.segment}"

    @property
    def width(self) -> int:
        """Cells of the largest array made for one weighting."""
        return max(self.ranking.width, self.sums.shape[0])

    @classmethod
    def at(
        cls, name: str, way: Grouping, said: pd.DataFrame, judged: Cohort, settings: Settings
    ) -> _Look:
        """Rank one contender's rows within cutoff and group; add up what it promised."""
        margin = said["margin"].to_numpy(dtype=np.float64)
        chance = called(margin, judged.rounds, settings.sales.capacity)
        n_groups, n_rounds = len(way.values), int(judged.rounds.max()) + 1
        rounds = way.codes * n_rounds + judged.rounds
        ranking = rank_rows(
            judged.label,
            margin,
            rounds=rounds,
            leads=judged.leads,
            units=judged.units,
            n_units=judged.n_units,
        )
        cell = way.codes * judged.n_units + judged.units
        size = n_groups * judged.n_units
        promised = said["probability"].to_numpy(dtype=np.float64)
        buyers, found = _buyers(way.codes, chance, judged, size)
        parts = [np.bincount(cell, part, size) for part in (promised, judged.label)]
        rows = np.bincount(way.codes, minlength=n_groups)
        return cls(
            name=name,
            way=way,
            ranking=ranking,
            group_of_round=np.unique(rounds) // n_rounds,
            sums=sparse.csr_array(np.stack([*parts, buyers, found]).reshape(-1, judged.n_units)),
            share_called=np.bincount(way.codes, chance, n_groups) / rows,
        )

    def measure(self, weights: FloatArray) -> FloatArray:
        """Give measures and those of the other groups, of shape (weightings, 2, 3, groups)."""
        won, pairs = self.ranking.pairs(self.ranking.masses(weights))
        first = np.searchsorted(self.group_of_round, np.arange(len(self.way.values)))
        added = np.asarray(self.sums @ weights)
        promised, hits, buyers, found = added.reshape(4, len(self.way.values), -1)
        tops = np.stack([np.add.reduceat(won, first, axis=0), promised, found])
        bottoms = np.stack([np.add.reduceat(pairs, first, axis=0), hits, buyers])
        rest_tops = tops.sum(axis=1, keepdims=True) - tops
        rest_bottoms = bottoms.sum(axis=1, keepdims=True) - bottoms
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.stack([tops / bottoms, rest_tops / rest_bottoms])
        values[~np.isfinite(values)] = np.nan
        return np.moveaxis(values, -1, 0)


def _buyers(
    codes: IntArray, chance: FloatArray, judged: Cohort, size: int
) -> tuple[FloatArray, FloatArray]:
    """Count, by group and unit, distinct buyers and those called at least once in time."""
    hits = np.flatnonzero(judged.label == 1)
    whose = codes[hits] * judged.n_leads + judged.leads[hits]
    buyer, place = np.unique(whose, return_inverse=True)
    missed = np.ones(len(buyer))
    np.multiply.at(missed, place, 1.0 - chance[hits])
    cell = np.empty(len(buyer), dtype=np.int64)
    cell[place] = codes[hits] * judged.n_units + judged.units[hits]
    found = np.bincount(cell, 1.0 - missed, size)
    return np.bincount(cell, minlength=size).astype(np.float64), found.astype(np.float64)


#: Columns of ``Segments.table``.
COLUMNS = (
    *("contender", "segment", "value", "leads", "snapshots", "buyers", "pieces"),
    *("conversion", "conversion_low", "conversion_high", "promised", "called"),
    *(
        f"{measure}{end}"
        for measure in _MEASURES
        for end in ("", "_low", "_high", "_rest", "_p")
        if measure != "found" or end != "_p"
    ),
    "warning",
)


def _counts(way: Grouping, rows: pd.DataFrame, judged: Cohort, settings: Settings) -> pd.DataFrame:
    """Count leads, buyers and accounts of each group; one row a group."""
    frame = pd.DataFrame(
        {
            "code": way.codes,
            "lead": rows["lead_id"].to_numpy(),
            "unit": judged.units,
            "label": judged.label,
        }
    )
    grouped, bought = frame.groupby("code"), frame[frame["label"] == 1].groupby("code")
    told = grouped.agg(
        leads=("lead", "nunique"),
        snapshots=("label", "size"),
        conversion=("label", "mean"),
        units=("unit", "nunique"),
    )
    told["buyers"] = bought["lead"].nunique().reindex(told.index, fill_value=0)
    buying = bought["unit"].nunique().reindex(told.index, fill_value=0)
    told["pieces"] = np.minimum(buying, told.pop("units") - buying)
    accounts = grouped["unit"].agg(lambda unit: effective_accounts(unit.value_counts()))
    ends = [
        wilson_interval(rate, n, confidence=settings.comparison.confidence)
        for rate, n in zip(told["conversion"], accounts, strict=True)
    ]
    low, high = (list(each) for each in zip(*ends, strict=True))
    return told.assign(value=list(way.values), conversion_low=low, conversion_high=high)


def _table(
    look: _Look, counts: pd.DataFrame, drawn: FloatArray, settings: Settings
) -> pd.DataFrame:
    """Lay one contender's measures in one segment out, one row a group."""
    everyone_once = np.ones((look.sums.shape[1], 1))
    observed = look.measure(everyone_once)[0]
    promised = np.asarray(look.sums @ everyone_once)[: len(counts), 0]
    buyers = look.sums[2 * len(counts) : 3 * len(counts)].toarray()  # by group and account
    lines = []
    for place, (_, group) in enumerate(counts.iterrows()):
        line: dict[Hashable, object] = {
            "contender": look.name,
            "segment": look.way.segment,
            **group.to_dict(),
            "promised": promised[place] / group["snapshots"],
            "called": look.share_called[place],
        }
        others = counts.drop(index=counts.index[place])["pieces"].sum()
        for which, measure in enumerate(_MEASURES):
            here, there = observed[:, which, place]
            draws = drawn[:, :, which, place]
            pieces = group["pieces"], others
            line |= _figures(measure, (here, there), draws, pieces, buyers[place], settings)
        lines.append(line)
    return pd.DataFrame(lines)


def _figures(
    measure: str,
    values: tuple[float, float],
    drawn: FloatArray,
    pieces: tuple[int, int],
    buyers: FloatArray,
    settings: Settings,
) -> dict[Hashable, object]:
    """Give a group's figure, its interval, that of the others, and whether they differ."""
    enough = pieces[1] >= LEAST_PIECES
    rest = values[1] if enough else np.nan
    if pieces[0] < LEAST_PIECES:
        empty = ("", "_low", "_high", "_p")
        return {**{f"{measure}{end}": np.nan for end in empty}, f"{measure}_rest": rest}
    confidence = settings.comparison.confidence
    ends = percentile_interval(drawn[:, 0], confidence=confidence, size=int(pieces[0]))
    if measure == "found" and values[0] in (0.0, 1.0):  # every draw says the same
        ends = wilson_interval(values[0], effective_accounts(buyers), confidence=confidence)
    both = np.asarray(values), drawn
    if measure == "calibration_ratio":
        with np.errstate(divide="ignore", invalid="ignore"):
            both = np.log(both[0]), np.log(drawn)
    apart, draws = float(both[0][0] - both[0][1]), both[1][:, 0] - both[1][:, 1]
    return {
        measure: values[0],
        f"{measure}_low": ends.low,
        f"{measure}_high": ends.high,
        f"{measure}_rest": rest,
        f"{measure}_p": normal_p_value(apart, draws, size=int(min(pieces))) if enough else np.nan,
    }


def _warned(table: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Say where a group is served much worse, told after Holm's correction by contender."""
    warnings = pd.Series("", index=table.index, dtype=object)
    alpha = 1 - settings.comparison.confidence
    for _, lines in table.groupby("contender"):
        p_values = lines[["roc_auc_p", "calibration_ratio_p"]].to_numpy(dtype=np.float64)
        told, asked_of = np.zeros(p_values.shape, dtype=bool), np.isfinite(p_values)
        told[asked_of] = holm(p_values[asked_of]) <= alpha
        ranks = told[:, 0] & (lines["roc_auc"] <= lines["roc_auc_rest"] - MUCH_LOWER)
        ratio, rest = lines["calibration_ratio"], lines["calibration_ratio_rest"]
        off = (ratio < MISLEADING[0]) | (ratio > MISLEADING[1])
        promises = told[:, 1] & off & (np.log(ratio).abs() > np.log(rest).abs())
        warnings[lines.index[promises]] = "calibration_ratio"
        warnings[lines.index[ranks]] = "roc_auc"
        warnings[lines.index[ranks & promises]] = "both"
    return table.assign(warning=warnings)[list(COLUMNS)]
