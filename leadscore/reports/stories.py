"""What each notebook tells: its tables in the reader's words, its sentences from the figures."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from leadscore.errors import UsageError
from leadscore.evaluation.choice import Choice
from leadscore.evaluation.comparison import Comparison, contender_name
from leadscore.evaluation.groups.segments import Segments
from leadscore.evaluation.leakage.finding import Leaks
from leadscore.evaluation.selection.selection import Selection
from leadscore.features.catalogue import LIMIT
from leadscore.features.matrix import FeatureMatrix
from leadscore.models.auto import DATES_THE_ROW, AutoModel
from leadscore.models.scorer import LeadScorer
from leadscore.project import Project
from leadscore.reports.findings import Findings
from leadscore.reports.showing import Shown, folded, picture, table, told
from leadscore.settings import Settings
from leadscore.sources.tables import Problem
from leadscore.words import Language, day, listed, number, percent, say

#: A cell of the grid with fewer leads is not named as the best.
LEAST_LEADS = 30


def problems(found: Findings, *, language: Language) -> Shown:
    """Show every counted warning, or that there is none; and the columns left out."""
    if not found.problems and found.left_out.empty:
        return told(say("data.no_problems", language))
    items = "".join(
        f"<li>{html.escape(_without_ids(problem).message())}</li>"
        for problem in found.problems
        if found.left_out.empty or problem.code != "columns_left_out"  # the table below says it
    )
    counted = Shown(f"<ul>{items}</ul>" if items else "")
    if found.left_out.empty:
        return counted
    heading = Shown(f"<h3>{html.escape(say('data.left_out', language))}</h3>")
    return counted + heading + table(found.left_out, language=language)


def _without_ids(problem: Problem) -> Problem:
    """Leave out the first ids: some may be of people who opted out, and pages are passed on."""
    return replace(problem, examples=())


def snapshot_story(found: Findings, settings: Settings) -> Shown:
    """Show the snapshots by cutoff and what follows from them."""
    language = settings.project.language
    sentences = Shown("".join(told(sentence).markup for sentence in found.sentences))
    if found.snapshots is None:
        return sentences
    return sentences + table(found.snapshots, language=language)


def leak_story(leaks: Leaks, *, language: Language) -> Shown:
    """Tell what was found to know the future, and what to do about it."""
    grave = any(each.check.severity == "stop" and not each.left_out for each in leaks.alarms)
    sentence = told(leaks.sentence(language), "warning" if grave else "")
    return sentence + table(leaks.table(language), language=language) if leaks.found else sentence


def feature_story(matrix: FeatureMatrix, *, language: Language) -> Shown:
    """Show how many features of each family are read, with an example of each."""
    frame = matrix.catalogue.to_frame(language)
    frame = frame[~frame["name"].str.startswith(LIMIT)]
    grouped = frame.groupby("family", sort=False)
    summary = pd.DataFrame(
        {
            say("column.family", language): list(grouped.groups),
            say("column.count", language): grouped.size().to_numpy(),
            say("column.example", language): [
                listed(list(part["label"].iloc[:3]), language) for _, part in grouped
            ],
        }
    )
    axes = frame["axis"].value_counts()
    sentence = say(
        "data.features" if matrix.manifest["split"] == "time" else "data.features_flat",
        language,
        count=len(frame),
        fit=int(axes.get("fit", 0)),
        behaviour=int(axes.get("behaviour", 0)),
    )
    return told(sentence) + table(summary, language=language)


def odd_story(project: Project) -> Shown:
    """Show what is odd about the points card: by its own words, and beside the data."""
    language = project.settings.project.language
    found = project.odd_about_card()
    if not found:
        return told(say("card.nothing_odd", language))
    return Shown("".join(told(each.sentence(language), "warning").markup for each in found))


def choice_sentence(choice: Choice, language: Language) -> str:
    """Tell how the scientist's candidates were tried and which one is kept."""
    how = "forward" if choice.forward else "by_account"
    says = say(f"choice.{how}", language, best=choice.best)
    if choice.snapshots is None:
        return says
    return f"{says} {say('choice.drawn', language, snapshots=choice.snapshots)}"


def auto_story(scorer: LeadScorer, *, language: Language) -> Shown:
    """Tell what the auto model searched, kept and set aside."""
    model = scorer.contender
    if not isinstance(model, AutoModel):
        raise UsageError("auto_story tells of an auto model; this scorer holds another contender.")
    report = model.report_
    how = report["validation"]["how"]
    sentence = say(
        "auto.searched", language, trials=report["trials"], families=len(report["members"])
    )
    members = pd.DataFrame(
        {
            say("column.member", language): [
                say(f"auto.{member['family']}", language) for member in report["members"]
            ],
            say("column.weight", language): [member["weight"] for member in report["members"]],
            say("measure.log_loss", language): [m["log_loss"] for m in report["members"]],
            say("measure.roc_auc", language): [m["auc"] for m in report["members"]],
        }
    )
    digits = {say("measure.log_loss", language): 4, say("measure.roc_auc", language): 3}
    shown = told(f"{sentence} {say(f'auto.{how}', language)} {_sure(report, language)}") + table(
        members,
        language=language,
        digits={**digits, say("column.weight", language): 2},
    )
    aside = report["set_aside"]
    dated = [name for name, why in aside.items() if why == DATES_THE_ROW]
    empty = [name for name in aside if name not in dated]
    if empty:
        names = listed([_label(scorer, name, language) for name in empty[:10]], language)
        shown += told(say("auto.set_aside", language, count=len(empty), names=names))
    if dated:
        names = listed([_label(scorer, name, language) for name in dated], language)
        shown += told(say("auto.dated", language, names=names))
    return shown


def _sure(report: Mapping[str, Any], language: Language) -> str:  # figures and words
    """Tell how well the average did on rows that its members had not learned from."""
    validation = report["validation"]
    sentence = say(
        "auto.sure",
        language,
        rows=number(validation["rows"], language, 0),
        conversions=number(validation["conversions"], language, 0),
        auc=percent(validation["auc"], language),
        low=percent(min(validation["auc_by_fold"]), language),
        high=percent(max(validation["auc_by_fold"]), language),
    )
    return sentence if validation["spread"] else f"{sentence} {say('auto.equal', language)}"


def _label(scorer: LeadScorer, name: str, language: Language) -> str:
    return scorer.catalogue[name].label[language] if name in scorer.catalogue else name


def importance_sentence(weights: pd.DataFrame, language: Language) -> str:
    """Name the features with the most weight."""
    names = [
        say(f"importance.{more}", language, name=label) if more in ("raises", "lowers") else label
        for label, more in weights[["label", "more"]].head(3).itertuples(index=False)
    ]
    return say("importance.first", language, names=listed(names, language))


def found_sentence(comparison: Comparison, language: Language) -> str:
    """Tell how many buyers each contender finds, the most first."""
    found = [
        f"{number(comparison.value(name, 'buyers_at_capacity'), language, 0)} "
        f"({contender_name(name, language)})"
        for name in comparison.contenders
    ]
    return say("found.says", language, buyers=comparison.n_buyers, found=listed(found, language))


def gains_sentence(comparison: Comparison, language: Language) -> str:
    """Tell which share of the buyers each contender finds within capacity."""
    found = [
        f"{percent(comparison.value(name, 'buyer_share_at_capacity'), language)} "
        f"({contender_name(name, language)})"
        for name in comparison.contenders
    ]
    return say(
        "gains.says",
        language,
        capacity=percent(comparison.capacity, language),
        found=listed(found, language),
        lot=percent(comparison.by_lot / comparison.n_buyers, language),
    )


def calibration_sentence(comparison: Comparison, language: Language) -> str:
    """Tell how the promised chances stand to those that came."""
    ratios = [
        f"{contender_name(name, language)} "
        f"{comparison.written(name, 'calibration_ratio', language)}"
        for name in comparison.contenders
    ]
    return say("calibration.says", language, ratios=listed(ratios, language))


def segment_story(
    segments: Segments, pictures: Mapping[str, Figure], contender: str, *, language: Language
) -> Shown:
    """Show how well one contender serves each group of leads, and every warning there is."""
    sentence = segments.sentence(contender, language)
    if not segments.ways:
        return told(sentence)
    drawn = pictures.get("segments")
    shown = told(sentence) if drawn is None else picture(drawn, sentence)
    for name in segments.table["contender"].unique():
        if name != contender:
            for worse in segments.told_worse(name, language):
                shown += told(worse, "warning")
    summary = segments.summary(contender, language)
    listing = say("segments.listing", language, count=len(summary))
    return shown + folded(listing, table(summary, language=language))


def unseen_story(segments: Segments, *, language: Language) -> Shown:
    """Show quality on accounts never seen beside that on the others."""
    shown, summary = told(segments.unseen_sentence(language)), segments.unseen_summary(language)
    return shown if summary.empty else shown + table(summary, language=language)


def selection_story(
    selection: Selection, pictures: Mapping[str, Figure], contender: str, *, language: Language
) -> Shown:
    """Show how much of the outcome came to leads that sales worked."""
    shown = told(selection.sentence(language))
    if not selection.known:
        return shown
    shown += table(selection.kinds_summary(language), language=language)
    return shown + picture(pictures["worked"], selection.tenths_sentence(contender, language))


def slice_story(selection: Selection, *, language: Language) -> Shown:
    """Show what leads called by lot say of every contender."""
    shown = told(selection.slice_sentence(language))
    if not selection.by_lot["snapshots"]:
        return shown
    return shown + table(selection.slice_summary(language), language=language)


def in_use_sentence(project: Project) -> str:
    """Tell which version is in use and why; empty where none is."""
    language = project.settings.project.language
    version = project.store.champion()
    if version is None:
        return ""
    name = contender_name(version.contender, language)
    reason = str(project.store.history()["reason"].iloc[0])
    return say("pages.in_use", language, name=f"{name} ({version.name})", reason=reason)


def leads_sentence(scored: pd.DataFrame, current: FeatureMatrix, settings: Settings) -> str:
    """Tell how many leads are open, how many can be called and what to expect of them.

    Of a flat export whose outcomes are all known, tell that nobody is left to call.
    """
    language = settings.project.language
    timed = current.manifest["split"] == "time"
    if not timed and not np.isnan(current.y).any():
        return say("leads.all_known", language, leads=len(scored))
    calls = int(np.ceil(settings.sales.capacity * len(scored)))
    called = callable_leads(scored).head(calls)
    values: dict[str, object] = {
        "open": len(scored),
        "capacity": percent(settings.sales.capacity, language),
        "calls": calls,
        "buyers": round(float(called["probability"].sum())),
    }
    if timed:
        values |= {"target": settings.time.target, "days": settings.time.horizon_days}
        values |= {"day": day(datetime.fromisoformat(current.manifest["as_of"]), language)}
    parts = [say("leads.verdict" if timed else "leads.flat", language, **values)]
    if older := _older_than_learned(current, settings):
        ages = listed([str(each) for each in settings.time.after_creation_days], language)
        parts.append(say("leads.older", language, days=ages, older=older))
    if drawn := int(scored["random_slice"].sum()):
        reason = settings.sales.random_slice_reason
        parts.append(say("leads.random_slice", language, count=drawn, reason=reason))
    if silent := int((~scored["contactable"]).sum()):
        parts.append(say("leads.not_contactable", language, count=silent))
    return " ".join(parts)


def callable_leads(scored: pd.DataFrame) -> pd.DataFrame:
    """Leave out the leads that gave no consent to be contacted.

    Parameters
    ----------
    scored : DataFrame
        With `contactable`.

    Returns
    -------
    DataFrame
        In the same order.
    """
    return scored[scored["contactable"].astype(bool)]


def _older_than_learned(current: FeatureMatrix, settings: Settings) -> int:
    """Count leads much older than any that was learned from, on a grid that follows their age."""
    time = settings.time
    if time.grid != "after_creation":
        return 0
    learned = pd.Timedelta(days=max(time.after_creation_days)) + time.horizon
    age = current.rows["cutoff"] - current.rows["created_at"]
    return int((age > learned).sum())


def leads_table(scored: pd.DataFrame, *, language: Language) -> Shown:
    """Show leads with their scores and reasons, and their status where any has one."""
    qualified = "qualified" in scored and scored["qualified"].notna().any()
    if qualified:
        scored = scored.assign(qualified=scored["qualified"].str.upper().fillna(""))
    names: Mapping[str, str] = {
        "lead_id": "lead",
        "score": "score",
        "cell": "cell",
        **({"qualified": "qualified"} if qualified else {}),
        "fit_score": "fit",
        "behaviour_score": "behaviour",
        "probability": "chance",
        "reasons_up": "for",
        "reasons_down": "against",
    }
    shown = scored[list(names)].rename(
        columns={key: say(f"leads.{name}", language) for key, name in names.items()}
    )
    return table(shown, language=language, percents=(say("leads.chance", language),))


def grid_sentence(grid: pd.DataFrame, language: Language) -> str:
    """Name the cell of fit and behaviour whose leads did best."""
    judged = grid[grid["leads"] >= LEAST_LEADS]
    best = (judged if len(judged) else grid).nlargest(1, "conversion").iloc[0]
    others = grid.drop(index=best.name)
    alike = others["high"] >= best["low"]
    overall = (grid["conversion"] * grid["snapshots"]).sum() / max(grid["snapshots"].sum(), 1)
    return say(
        "grid.says",
        language,
        least=LEAST_LEADS,
        cell=f"{best['grade']}{best['band']}",
        conversion=percent(float(best["conversion"]), language, 1),
        overall=percent(float(overall), language, 1),
        alike=int(alike.sum()),
    )
