"""What the studies of the scientist's model tell: a picture each, and sentences of its figures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from leadscore.evaluation.comparison import CANNOT_TELL
from leadscore.evaluation.studies.sample import Study, known
from leadscore.evaluation.studies.shuffling import agreement
from leadscore.reports import plots_of_studies as plots
from leadscore.reports.showing import Shown, picture, told
from leadscore.words import Language, listed, number, percent, say


def sample_sentence(studied: Study, language: Language) -> str:
    """Tell what the studies look at and how much the model knows there."""
    whole = known(studied, {"": studied.margin}).iloc[0]
    return say(
        "study.sample",
        language,
        snapshots=len(studied.matrix),
        conversions=studied.cohort.n_buyers,
        **_shares(whole, ("known", "low", "high"), language),
    )


def learning_story(curve: pd.DataFrame, *, language: Language) -> Shown:
    """Show a learning curve, and whether it still rises."""
    if len(curve) < 2:
        return told(say("study.nothing", language))
    first, last = curve.iloc[0], curve.iloc[-1]
    says = say(
        "study.learning",
        language,
        few=int(first["conversions"]),
        many=int(last["conversions"]),
        known_few=percent(float(first["known"]), language),
        known_many=percent(float(last["known"]), language),
    )
    gain = {
        "gain": percent(float(last["gain"]), language, 1),
        "low": percent(float(last["gain_low"]), language, 1),
        "high": percent(float(last["gain_high"]), language, 1),
    }
    key = "study.learning_rises" if last["gain_low"] > 0 else "study.learning_open"
    return picture(
        plots.sample_sizes(curve, language=language), f"{says} {say(key, language, **gain)}"
    )


def residual_story(table: pd.DataFrame, *, language: Language) -> Shown:
    """Show where outcomes differ from promises, and of which segments that can be told."""
    if table.empty:
        return told(say("study.nothing", language))
    sure = table[table["verdict"] != CANNOT_TELL]
    names = [
        say(
            "study.residuals_one",
            language,
            segment=plots.segment(row, language),
            promised=percent(row["promised"], language, 1),
            observed=percent(row["observed"], language, 1),
        )
        for _, row in sure.iterrows()
    ]
    says = (
        say(
            "study.residuals_some",
            language,
            told=len(sure),
            count=len(table),
            names=listed(names, language),
        )
        if names
        else say("study.residuals_none", language, count=len(table))
    )
    read = say("study.residuals_read", language)
    return picture(plots.residuals(table, language=language), f"{says} {read}")


def ablation_story(table: pd.DataFrame, *, language: Language) -> Shown:
    """Show what is lost without each family of features, and with each alone."""
    changed = table[table["how"] != "all"].dropna(subset=["lost"])
    if changed.empty:
        return told(say("study.nothing", language))
    changed = changed.sort_values(["how", "lost"], ascending=False, ignore_index=True)
    families = [say(f"family.{family}", language) for family in changed["family"]]
    rows = [
        say(f"family.{how}", language, family=family)
        for how, family in zip(changed["how"], families, strict=True)
    ]
    title = say(
        "study.ablation_title",
        language,
        family=f"“{families[0]}”",
        lost=percent(float(changed["lost"].iloc[0]), language),
    )
    drawn = plots.lost(changed.assign(row=rows), title, language=language)
    return picture(drawn, say("study.ablation", language, parts=_parts(changed, rows, language)))


def lookback_story(table: pd.DataFrame, *, language: Language) -> Shown:
    """Show what a shorter lookback loses, and what each half-life tells by itself."""
    drawn = table.dropna(subset=["lost"])
    shown = [
        _lookback(drawn[drawn["how"] == "lookback"], language),
        _half_life(drawn[drawn["how"] == "half_life"], language),
    ]
    both = [each for each in shown if each is not None]
    if not both:
        return told(say("study.nothing", language))
    return both[0] + both[1] if len(both) > 1 else both[0]


def importances_story(table: pd.DataFrame, *, language: Language) -> Shown:
    """Show two orders of the features, and how far they agree."""
    rho = agreement(table)
    if np.isnan(rho):
        return told(say("study.nothing", language))
    says = say(
        "study.agreement",
        language,
        count=len(table),
        rho=number(rho, language, 2),
        used=listed(list(table["label"].head(3)), language),
        missed=listed(list(table.nsmallest(3, "rank_loss")["label"]), language),
    )
    return picture(plots.importances(table, language=language), says)


def _lookback(table: pd.DataFrame, language: Language) -> Shown | None:
    if len(table) < 2:
        return None
    longest, shorter = int(table["days"].iloc[-1]), table.iloc[:-1]
    rows = [say("study.lookback_row", language, days=int(days)) for days in shorter["days"]]
    title = say(
        "study.lookback_title",
        language,
        days=int(shorter["days"].iloc[0]),
        longest=longest,
        lost=percent(float(shorter["lost"].iloc[0]), language),
    )
    enough = [int(days) for days in shorter.loc[shorter["low"] <= 0, "days"]]
    says = say("study.lookback", language, longest=longest, days=min([*enough, longest]))
    parts = _parts(shorter, rows, language)
    parts = say("study.lookback_parts", language, longest=longest, parts=parts)
    drawn = plots.lost(shorter.assign(row=rows), title, language=language)
    return picture(drawn, f"{says} {parts}")


def _half_life(table: pd.DataFrame, language: Language) -> Shown | None:
    if table.empty:
        return None
    best = table.iloc[int(table["lost"].argmin())]
    rows = [say("study.half_life_row", language, days=int(days)) for days in table["days"]]
    title = say("study.half_life_title", language, days=int(best["days"]))
    says = say(
        "study.half_life",
        language,
        days=int(best["days"]),
        lost=percent(float(best["lost"]), language),
    )
    return picture(plots.lost(table.assign(row=rows), title, language=language), says)


def _parts(table: pd.DataFrame, rows: Sequence[str], language: Language) -> str:
    parts = [
        say("study.part", language, name=name, **_shares(line, ("lost", "low", "high"), language))
        for name, (_, line) in zip(rows, table.iterrows(), strict=True)
    ]
    return "; ".join(parts)


def _shares(line: pd.Series, names: Sequence[str], language: Language) -> dict[str, str]:
    return {name: percent(float(line[name]), language) for name in names}
