"""How much the outcome depends on being called, and what leads called by lot say.

Low scores go unworked, and who is not worked seldom buys. So the outcome tells of
yesterday's choice of whom to call as well as of the leads, and models learn both. Only
leads that sales takes up whatever their score can tell the two apart.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from leadscore.evaluation.cohort import Cohort, cohort, said
from leadscore.evaluation.comparison import contender_name, figure_text, json_records
from leadscore.features.worked import SALES, worked_stages
from leadscore.settings import Settings
from leadscore.validation.intervals import (
    Interval,
    bootstrap,
    percentile_interval,
    wilson_interval,
)
from leadscore.validation.ranking import FloatArray, IntArray, called, rank_rows
from leadscore.words import Language, listed, number, percent, say

#: Score groups in which worked and unworked leads are set side by side.
TENTHS = 10
#: With fewer accounts that bought (or did not) among the leads called by lot, no quality
#: is estimated from them; their conversions are shown all the same.
LEAST_PIECES = 8

KINDS = ("with_sales", "taken_up", "not_worked")


@dataclass(frozen=True, kw_only=True, eq=False)
class Selection:
    """What being worked has to do with the outcome; made by :func:`selection`.

    Parameters
    ----------
    kinds : DataFrame
        Three rows: `kind` (``"with_sales"`` at the cutoff already, ``"taken_up"`` within the
        horizon, ``"not_worked"``), `snapshots`, `leads`, `conversions`, `conversion`, `low`,
        `high`.
    tenths : DataFrame
        One row a contender and tenth of the scores of each cutoff (1 is the best):
        `contender`, `tenth`, `snapshots`, `worked` (share that sales worked, `worked_low`,
        `worked_high`), `if_worked` and `if_not` (conversion of either, each with its ends;
        NaN where there are none).
    slice : DataFrame
        One row a contender: `roc_auc` (within cutoffs) and `found` (share of conversions
        among those it would call), each from the leads called by lot, with ends (NaN where
        too few) and beside it that of all leads (`_all`); `if_called` and `if_not_called`,
        the conversion of leads called by lot that it would and would not call, with ends,
        and how many they are (`n_called`, `n_not_called`).
    by_lot : dict
        `snapshots`, `leads`, `buyers` of those called by lot.
    stages : tuple of str
        The stages that count as worked; empty where it cannot be told.
    reason : str
        What marks leads called by lot.
    """

    kinds: pd.DataFrame
    tenths: pd.DataFrame
    slice: pd.DataFrame
    by_lot: Mapping[str, int]
    stages: tuple[str, ...]
    reason: str

    @property
    def known(self) -> bool:
        """Whether the data tell who was worked."""
        counts = self.kinds.set_index("kind")["snapshots"]
        return bool(counts["with_sales"] + counts["taken_up"]) if len(counts) else False

    def sentence(self, language: Language = "en") -> str:
        """Tell how much of the outcome came to leads that sales worked.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        if not self.known:
            return say("selection.unknown", language)
        alone = self.kinds["kind"] == "not_worked"
        won = int(self.kinds["conversions"].sum())
        worked = self.kinds[~alone]
        rate = worked["conversions"].sum() / worked["snapshots"].sum()
        return say(
            "selection.says",
            language,
            won=won,
            worked=int(worked["conversions"].sum()),
            share=percent(worked["conversions"].sum() / max(won, 1), language),
            stages=listed(list(self.stages), language),
            rate=percent(float(rate), language, 1),
            unworked=percent(float(self.kinds["conversion"][alone].iloc[0]), language, 2),
        )

    def tenths_sentence(self, contender: str, language: Language = "en") -> str:
        """Tell how far sales worked the best and the last tenth of one contender's scores.

        Parameters
        ----------
        contender : str
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        share = self.tenths[self.tenths["contender"] == contender]["worked"]
        return say(
            "selection.tenths",
            language,
            name=contender_name(contender, language),
            best=percent(float(share.iloc[0]), language, 1),
            worst=percent(float(share.iloc[-1]), language, 1),
        )

    def slice_sentence(self, language: Language = "en") -> str:
        """Tell what the leads called by lot say of each contender.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
            Also where there are none or too few.
        """
        if not self.by_lot["snapshots"]:
            return say("slice.none", language, reason=self.reason)
        counts = {"leads": self.by_lot["leads"], "buyers": self.by_lot["buyers"]}
        if self.slice["roc_auc"].isna().all():
            return say("slice.few", language, **counts)
        parts = [
            say(
                "slice.one",
                language,
                name=contender_name(line["contender"], language),
                all=number(line["roc_auc_all"], language, 2),
                **{
                    key: number(line[f"roc_auc{end}"], language, 2)
                    for key, end in (("value", ""), ("low", "_low"), ("high", "_high"))
                },
            )
            for _, line in self.slice.iterrows()
        ]
        return say("slice.says", language, **counts, parts=listed(parts, language))

    def kinds_summary(self, language: Language = "en") -> pd.DataFrame:
        """Lay out how worked and unworked leads converted.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        DataFrame
            One row a kind, text columns save the counts.
        """
        return pd.DataFrame(
            {
                say("selection.kind", language): [
                    say(f"selection.{kind}", language) for kind in self.kinds["kind"]
                ],
                say("selection.snapshots", language): list(self.kinds["snapshots"]),
                say("segments.leads", language): list(self.kinds["leads"]),
                say("selection.conversions", language): list(self.kinds["conversions"]),
                say("segments.conversion", language): _ends(self.kinds, "", language),
            }
        )

    def slice_summary(self, language: Language = "en") -> pd.DataFrame:
        """Lay out what the leads called by lot say, one row a contender.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        DataFrame
            Text columns.
        """
        lines = self.slice
        names = [contender_name(name, language) for name in lines["contender"]]
        columns = {say("compare.who", language): names}
        for measure, unit in (("roc_auc", "number"), ("found", "rate")):
            columns[say(f"slice.{measure}", language)] = _ends(lines, measure, language, unit)
            columns[say(f"slice.{measure}_all", language)] = [
                _written(value, language, unit) for value in lines[f"{measure}_all"]
            ]
        for measure in ("if_called", "if_not_called"):
            columns[say(f"slice.{measure}", language)] = _ends(lines, measure, language)
        return pd.DataFrame(columns)

    def metrics(self) -> Mapping[str, Mapping[str, float]]:
        """Give what is kept as metrics of each version: its quality on leads called by lot.

        Returns
        -------
        dict of str to dict of str to float
            By contender; unknown figures are left out.
        """
        kept: dict[str, dict[str, float]] = {}
        for _, line in self.slice.iterrows():
            values = {
                f"called_by_lot_{measure}{end}": float(line[f"{measure}{end}"])
                for measure in ("roc_auc", "found")
                for end in ("", "_low", "_high")
            }
            known = {name: value for name, value in values.items() if np.isfinite(value)}
            kept[str(line["contender"])] = known
        return kept

    def to_json(self) -> str:
        """Write everything as JSON, six significant figures.

        Returns
        -------
        str
        """
        frames = {"kinds": self.kinds, "tenths": self.tenths, "slice": self.slice}
        values: dict[str, object] = {name: json_records(each) for name, each in frames.items()}
        values |= {"by_lot": dict(self.by_lot), "stages": self.stages, "reason": self.reason}
        return json.dumps(values, indent=1, ensure_ascii=False, allow_nan=False)


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
    place = pd.Series(-margin).groupby(judged.rounds).rank(method="first", pct=True).to_numpy()
    tenth = np.minimum(np.ceil(place * TENTHS).astype(int), TENTHS)
    lines = []
    for number_ in range(1, TENTHS + 1):
        inside = tenth == number_
        line = {"contender": name, "tenth": number_, "snapshots": int(inside.sum())}
        share = float(worked[inside].mean()) if inside.any() else np.nan
        units = len(np.unique(judged.units[inside]))
        low, high = wilson_interval(share, units, confidence=confidence)
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
    """Give the conversion of some rows with Wilson's interval over distinct accounts."""
    low, high = ends or (f"{name}_low", f"{name}_high")
    if not inside.any():
        return {name: np.nan, low: np.nan, high: np.nan}
    rate = float(judged.label[inside].mean())
    interval = wilson_interval(rate, len(np.unique(judged.units[inside])), confidence=confidence)
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
        measure, len(bought), settings.comparison.resamples, seed=settings.project.seed
    )
    confidence = settings.comparison.confidence
    return values, {
        key: percentile_interval(each, confidence=confidence, size=pieces)
        for key, each in drawn.items()
    }


def _ends(lines: pd.DataFrame, measure: str, language: Language, unit: str = "rate") -> list[str]:
    """Write a measure of each line with its interval; a dash where it is not known."""
    names = [f"{measure}{end}" for end in ("", "_low", "_high")]
    names = names if measure else ["conversion", "low", "high"]
    written = []
    for value, low, high in lines[names].to_numpy(dtype=np.float64):
        said_ = {
            key: _written(each, language, unit)
            for key, each in (("value", value), ("low", low), ("high", high))
        }
        written.append("–" if np.isnan(value) else say("compare.with_interval", language, **said_))
    return written


def _written(value: float, language: Language, unit: str) -> str:
    if unit == "rate" and abs(value) < 0.1:
        return percent(value, language, 2 if abs(value) < 0.01 else 1)
    return figure_text(value, unit, language)
