"""What the audit of a card tells: a sentence, a picture, what to do about each rule."""

from __future__ import annotations

import numpy as np
import pandas as pd

from leadscore.evaluation.card_audit.result import CardAudit
from leadscore.reports.plots_of_card import points_earned
from leadscore.reports.showing import Shown, folded, picture, table, told
from leadscore.words import Language, listed, number, say


def audit_story(audit: CardAudit, *, language: Language) -> Shown:
    """Show whether each rule of a card earns its points, and what to do about it.

    Parameters
    ----------
    audit : CardAudit
        From :func:`leadscore.evaluation.card_audit.auditing.audit_rules`.
    language : {"en", "fi"}

    Returns
    -------
    Shown
        The verdicts in a sentence, points set beside points earned, a short table; folded
        away, an answer for each rule and each rule by itself.
    """
    shown = told(audit.sentence(language), "verdict")
    if audit.conversions in (0, audit.snapshots):
        return shown + folded(say("audit.details", language), rules_table(audit, language=language))
    if (audit.table["kind"] == "rule").any():
        says = f"{audit.worth_sentence(language)} {say('audit.picture_key', language)}"
        shown += picture(points_earned(audit, language=language), says)
    reading = say("audit.reading", language, count=int((audit.table["verdict"] != "never").sum()))
    answers = Shown("".join(told(text).markup for text in audit.answers(language)))
    return (
        shown
        + table(audit.summary(language), reading, language=language)
        + folded(say("audit.answers", language), answers)
        + folded(say("audit.details", language), rules_table(audit, language=language))
    )


def rules_table(audit: CardAudit, *, language: Language) -> Shown:
    """Show each rule of a card by itself, one line a rule.

    Parameters
    ----------
    audit : CardAudit
    language : {"en", "fi"}

    Returns
    -------
    Shown
        How often it fires, conversion with and without it, the lift with its interval.
    """
    rules = audit.table
    interval = [
        "–" if np.isnan(low) else f"{number(low, language, 2)} – {number(high, language, 2)}"
        for low, high in zip(rules["low"], rules["high"], strict=True)
    ]
    names = {
        "says": "rule",
        "fires": "fires",
        "points": "points",
        "with_rule": "with_rule",
        "without_rule": "without_rule",
        "lift": "lift",
    }
    shown = rules[list(names)].rename(
        columns={key: say(f"column.{name}", language) for key, name in names.items()}
        | {"points": say("audit.column.given", language)}
    )
    shown[say("column.interval", language)] = interval
    shares = tuple(say(f"column.{key}", language) for key in ("fires", "with_rule", "without_rule"))
    digits = {say("column.lift", language): 2, say("audit.column.given", language): 0}
    return table(shown, language=language, percents=shares, digits=digits)


def rules_sentence(audit: CardAudit, language: Language) -> str:
    """Tell on which rules' leads conversion is higher, lower, or not told, each by itself.

    Parameters
    ----------
    audit : CardAudit
    language : {"en", "fi"}

    Returns
    -------
    str
    """
    rules = audit.table
    masks = _by_lift(rules)
    names = {key: listed(list(rules.loc[mask, "says"]), language) for key, mask in masks.items()}
    total, count = len(rules), int(masks["pays"].sum())
    parts = [
        say("rules.matter", language, count=count, total=total, names=names["pays"])
        if count
        else say("rules.none_matter", language, total=total)
    ]
    parts += [
        say(f"rules.{key}", language, names=names[key])
        for key in ("open", "backwards", "never")
        if names[key]
    ]
    return " ".join(parts)


def _by_lift(rules: pd.DataFrame) -> dict[str, pd.Series]:
    """Part the rules by what their lift tells."""
    silent, pays, less = rules["fires"] == 0, rules["low"] > 1, rules["high"] < 1
    return {
        "pays": pays,
        "open": ~(silent | pays | less),
        "backwards": less & (rules["points"] > 0),
        "never": silent,
    }
