"""Checks of columns: which one knows the outcome, a later stage, or the date of its row.

Names are never looked at, only values; and only those of training rows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from leadscore.evaluation.leakage.alarms import Figure, Leak
from leadscore.evaluation.leakage.strength import (
    LEAST_GROUPS,
    Apart,
    Ground,
    Strength,
    coded,
    ground,
    rates_apart,
    strength,
)
from leadscore.features.candidates import Candidates
from leadscore.features.catalogue import Catalogue, Feature
from leadscore.validation.ranking import FloatArray, IntArray

Mask = npt.NDArray[np.bool_]
#: What YAML reads as something else than the text.
_READ_OTHERWISE = frozenset({"yes", "no", "on", "off", "true", "false", "null"})
#: A column "nearly decides" when the lower end of its interval reaches this AUC: nine pairs in
#: ten. Honest models on public lead data reach .60 to .91 with all their columns together.
NEARLY = 0.90
#: A column is strong from a medium effect on: Cohen's d of .5 is an AUC of .639 (Rice and
#: Harris 2005, Comparing effect sizes in follow-up studies, Law and Human Behavior 29, 615-620).
STRONG = 0.639
#: "Only" allows one in ten of what there would be if being filled told nothing.
ONLY = 0.10
#: A column dates a row when it alone tells the later of two rows in 19 of 20 pairs.
DATES = 0.95
#: Instants after the cutoff: so many rows, and so large a share of the filled ones, are no slip.
LEAST_ROWS, LEAST_SHARE = 10, 0.01


@dataclass(frozen=True, kw_only=True, eq=False)
class Training:
    """The labelled training rows that columns are looked at on.

    Parameters
    ----------
    rows, X : DataFrame
        Of the same rows.
    rounds : ndarray of shape (n_rows,)
        Calling rounds.
    moment : ndarray of shape (n_rows,)
        When each row was looked at: any number that rises with time; one number where the
        rows have no order.
    on : Ground or None
        None where there are too few conversions to say anything of a column.
    seed : int
    confidence : float
    """

    rows: pd.DataFrame
    X: pd.DataFrame
    rounds: IntArray
    moment: IntArray
    on: Ground | None
    seed: int
    confidence: float


def deciding(
    training: Training, catalogue: Catalogue, undeclared: Collection[str]
) -> Iterator[Leak]:
    """Find features that alone nearly decide the outcome, and strong ones of unknown moment.

    Parameters
    ----------
    training : Training
    catalogue : Catalogue
    undeclared : collection of str
        Features whose moment nobody declared.

    Yields
    ------
    Leak
        L01 and L10.
    """
    if training.on is None:
        return
    for feature in catalogue:
        if feature.family == "card":
            continue
        found = strength(coded(training.X[feature.name]), training.on)
        unsaid = feature.name in undeclared
        if found.low >= NEARLY or (found.low >= STRONG and unsaid):
            yield _strong(
                "L01" if found.low >= NEARLY else "L10",
                feature.label["en"],
                found,
                feature=feature.name,
                entry=_entry(feature) if unsaid else "",
            )


def _strong(code: str, column: str, found: Strength, *, feature: str, entry: str = "") -> Leak:
    figures = {"pairs_auc": found.auc, "low_auc": found.low, "high_auc": found.high}
    return Leak(
        code=code,
        column=column,
        feature=feature,
        rows=found.rows,
        figures={**figures, **({"entry": entry} if entry else {})},
    )


def _entry(feature: Feature) -> str:
    """Write the line of the mapping that would answer."""
    name, column = feature.name.partition("__")[2], feature.label["en"]
    bare = re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*( [A-Za-z0-9_]+)*", column)
    clear = bare and column.lower() not in _READ_OTHERWISE
    quoted = column if clear else json.dumps(column, ensure_ascii=False)
    return f"{feature.axis}: {name}: {{column: {quoted}, kind: {feature.kind}, known_at: creation}}"


def filled_by_outcome(
    training: Training, catalogue: Catalogue, undeclared: Collection[str]
) -> Iterator[Leak]:
    """Find columns of a flat export that are filled for one outcome only.

    Parameters
    ----------
    training : Training
        Of a flat export, whose columns are as they stood on export.
    catalogue : Catalogue
    undeclared : collection of str
        Features whose moment nobody declared.

    Yields
    ------
    Leak
        L02.
    """
    if training.on is None:
        return
    for feature in catalogue:
        if feature.family != "card":
            filled = training.X[feature.name].notna().to_numpy()
            told = _only(rates_apart(filled, training.rounds, training.on))
            if told is not None:
                leak = _filled(told, feature.label["en"], feature=feature.name)
                entry = {"entry": _entry(feature)} if feature.name in undeclared else {}
                yield replace(leak, figures={**leak.figures, **entry})


def _only(sides: tuple[Apart, ...]) -> Apart | None:
    """Take the side on which one outcome is nearly never found, the clearest first."""
    told = [each for each in sides if each.most <= ONLY]
    return min(told, key=lambda each: each.most) if told else None


def _filled(told: Apart, column: str, *, feature: str = "", read: bool = True) -> Leak:
    side, outcome = ("filled", "empty")[not told.filled], ("no", "yes")[told.outcome]
    return Leak(
        code="L02",
        column=column,
        feature=feature,
        rows=told.rows,
        figures={
            "variant": f"_{side}_{outcome}",
            "rows": told.rows,
            "hits": told.found,
            "expected": round(told.expected),
        },
        read=read,
    )


def raw_columns(training: Training, raw: Candidates) -> Iterator[Leak]:
    """Look at what the tables hold today of each lead and account.

    Parameters
    ----------
    training : Training
        Of snapshots.
    raw : Candidates
        Of the same rows.

    Yields
    ------
    Leak
        L01 to L04. A column that no feature reads as it stands today is no alarm.
    """
    for table, there in raw.there.items():
        on = _RawGrounds(
            there=there,
            outcome=_ground(training, training.rows["label"].to_numpy(dtype=np.float64), there),
            stages=dict(_stage_grounds(training, raw, there)),
        )
        for column in raw.frame.columns:
            if column.startswith(f"{table}."):
                yield from _raw_column(training, raw, column, on)


@dataclass(frozen=True, kw_only=True, eq=False)
class _RawGrounds:
    """What the columns of one table are measured on: the rows that have a row in it."""

    there: Mask
    outcome: Ground | None
    #: By stage: rows that had not entered it at the cutoff, and who does later.
    stages: Mapping[str, tuple[Mask, Ground]]


def _stage_grounds(
    training: Training, raw: Candidates, there: Mask
) -> Iterator[tuple[str, tuple[Mask, Ground]]]:
    for stage, later in raw.later.items():
        before = there & ~np.isnan(later)
        on = _ground(training, later, before)
        if on is not None:
            yield stage, (before, on)


def _raw_column(
    training: Training, raw: Candidates, column: str, on: _RawGrounds
) -> Iterator[Leak]:
    values, read = raw.frame[column], column in raw.as_it_stands
    if pd.api.types.is_datetime64_any_dtype(values):
        yield from _instants(training, column, values, read=read)
    elif not read:  # what is read is looked at as a feature
        yield from _raw_strength(training, column, values)
    filled = values.notna().to_numpy()
    if filled.all() or not filled.any():
        return
    if on.outcome is not None:
        told = _only(rates_apart(filled[on.there], training.rounds[on.there], on.outcome))
        if told is not None:
            yield _filled(told, column, read=read)
    yield from _filled_later(column, filled, on, read=read)


def _instants(training: Training, column: str, values: pd.Series, *, read: bool) -> Iterator[Leak]:
    cutoff = training.rows["cutoff"].to_numpy().astype("datetime64[us]")
    at = values.to_numpy().astype("datetime64[us]")
    filled, after = int((~np.isnat(at)).sum()), int((at >= cutoff).sum())
    if after >= LEAST_ROWS and after >= LEAST_SHARE * filled:
        figures = {"after": after, "filled": filled, "share": after / filled}
        yield Leak(code="L04", column=column, rows=after, figures=figures, read=read)


def _raw_strength(training: Training, column: str, values: pd.Series) -> Iterator[Leak]:
    if training.on is not None:
        found = strength(coded(values), training.on)
        if found.low >= NEARLY:
            figures = {"pairs_auc": found.auc, "low_auc": found.low, "high_auc": found.high}
            yield Leak(code="L01", column=column, rows=found.rows, figures=figures, read=False)


def _filled_later(column: str, filled: Mask, on: _RawGrounds, *, read: bool) -> Iterator[Leak]:
    """Tell whether a column is filled where a lead enters a stage after the cutoff."""
    for stage, (before, ground_of_stage) in on.stages.items():
        here, enters = filled[before], ground_of_stage.label == 1
        entering, other = float(here[enters].mean()), float(here[~enters].mean())
        if entering <= other:
            continue
        if strength(here.astype(np.int64), ground_of_stage).low >= NEARLY:
            figures: dict[str, Figure] = {
                "stage": stage,
                "entering_share": entering,
                "other_share": other,
            }
            rows = int(here[enters].sum())
            yield Leak(code="L03", column=column, rows=rows, figures=figures, read=read)
            return


def _ground(training: Training, label: FloatArray, which: npt.NDArray[np.bool_]) -> Ground | None:
    return ground(
        label[which],
        training.rows["group"].to_numpy()[which],
        training.rounds[which],
        seed=training.seed,
        confidence=training.confidence,
    )


def dating(training: Training, catalogue: Catalogue) -> Iterator[Leak]:
    """Find features that tell by themselves when a row was looked at.

    Parameters
    ----------
    training : Training
    catalogue : Catalogue

    Yields
    ------
    Leak
        L08.

    Notes
    -----
    The earlier half of the training rows against the later half; whole moments stay in
    one half.
    """
    later = _later_half(training.moment)
    if later is None:
        return
    every = np.zeros(len(later), dtype=np.int64)
    on = ground(
        later,
        training.rows["group"].to_numpy(),
        every,
        seed=training.seed,
        confidence=training.confidence,
    )
    if on is None:
        return
    for feature in catalogue:
        if feature.family == "card":
            continue
        found = strength(coded(training.X[feature.name]), on)
        if found.low >= DATES:
            yield _strong("L08", feature.label["en"], found, feature=feature.name)


def _later_half(moment: IntArray) -> FloatArray | None:
    moments, counts = np.unique(moment, return_counts=True)
    if len(moments) < 2:
        return None
    before = np.cumsum(counts)[:-1]
    cut = moments[1:][np.argmin(np.abs(before - len(moment) / 2))]
    return np.asarray(moment >= cut, dtype=np.float64)


__all__ = [
    "DATES",
    "LEAST_GROUPS",
    "NEARLY",
    "ONLY",
    "STRONG",
    "Training",
    "dating",
    "deciding",
    "filled_by_outcome",
    "raw_columns",
]
