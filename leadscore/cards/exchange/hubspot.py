"""HubSpot's lead scoring tool: fit and engagement scores, made of groups of rules.

What it can express, as its pages tell it:

- Scores are for fit, for engagement, or both combined. A score has groups; the score and
  each group have a limit of points, and a rule adds or takes points. Each event's decay is
  linear: with 50 % every month, a form's 10 points are 5 after a month and gone after two.
  (https://knowledge.hubspot.com/scoring/build-lead-scores, as reprinted at
  https://www.iv-lead.com/hubspot-by-iv-lead/a-guide-to-hubspots-lead-scoring-tool)
- An event's points are unlimited or have a maximum; a rule with a frequency has none. A
  group decays only if none of its actions has a time frame.
  (https://docs.google.com/spreadsheets/d/11WeioovGK6lzwX-MTNVH6tf-drvaxmLc8Isa7pk5DH4, a
  third party's; time frame or decay, never both, also at
  https://www.xcellimark.com/how-to-hubspot/control-lead-score-durations-with-decay-timeframe-settings-hubspot-lead-scoring-tips)
- A minimum and a maximum for each rule and each group.
  (https://developers.hubspot.com/docs/api-reference/2026-09-beta/marketing/lead-scoring/guide)
- Up to five lists of people to score or to leave out. (the spreadsheet above)

Our reading: decay is 25, 50 or 100 % every 1, 3, 6 or 12 months of 30 days; a rule on events
cannot ask for a property of the contact; a maximum of a rule that takes points is the most
that it takes. Check these in your portal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from leadscore.cards.card import Card, Rule
from leadscore.cards.exchange.cells import cell, number
from leadscore.cards.exchange.criteria import Terms
from leadscore.cards.exchange.fitting import (
    MOST_ACTS,
    Fitting,
    cannot,
    fitted,
    in_window,
    straight,
    tidied,
    without_fewest,
)
from leadscore.cards.exchange.reading import read_sheet
from leadscore.cards.exchange.sheet import EVERY_TIME, Imported, Line, Product, Sheet, sheet
from leadscore.words import Language

MONTH_DAYS = 30
#: Days until nothing is left, with the percent and months that make it so.
_SPANS = {
    MONTH_DAYS * months * 100 // percent: (percent, months)
    for months in (12, 6, 3, 1)
    for percent in (25, 50, 100)
}
_FADE = re.compile(r"(\d+(?:[.,]\d+)?)\s*% every (?:(\d+) )?months?", re.IGNORECASE)


def to_sheet(card: Card, language: Language = "en") -> Sheet:
    """Write a card as the sheet of HubSpot's lead scoring tool.

    Parameters
    ----------
    card : Card
    language : {"en", "fi"}
        Of the rules' names.

    Returns
    -------
    Sheet

    Raises
    ------
    CardError
        If no rule can be carried over.
    """
    uneven = _uneven_groups(card)

    def step(rule: Rule, fitting: Fitting) -> Rule | None:
        if cannot(rule, fitting, mixed=True):
            return None
        rule = without_fewest(tidied(rule, fitting), fitting)
        if rule.id in uneven:
            return in_window(rule, fitting, "fade_group")
        return straight(rule, fitting, sorted(_SPANS))

    held, lost = fitted(card, language, PRODUCT, step, limits=("thresholds",), groups=True)
    return sheet(PRODUCT, held, lost, language)


def from_sheet(text: str, name: str = "the sheet") -> Imported:
    """Read a sheet of HubSpot's lead scoring tool.

    Parameters
    ----------
    text : str
        CSV.
    name : str
        What to call it in messages.

    Returns
    -------
    Imported

    Raises
    ------
    CardError
        If it cannot be read; every cell is named.
    """
    return read_sheet(PRODUCT, text, name)


def _uneven_groups(card: Card) -> set[str]:
    """Find the rules of groups whose rules do not all fade alike."""
    found: set[str] = set()
    for name, group in card.groups.items():
        trial = Fitting(card=card)
        faded = [straight(rule, trial, sorted(_SPANS)) for rule in card.members(name)]
        spans = {r.what.within_days if r.decay is not None and r.what else None for r in faded}
        if len(spans) > 1:
            found |= set(group.rules)
    return found


def _worth(rule: Rule) -> list[Line]:
    line: Line = {"points": cell(rule.points)}
    if rule.per == "act" and rule.cap is not None:
        line["most"] = cell(rule.cap)
    if rule.decay is not None and rule.what is not None and rule.what.within_days is not None:
        percent, months = _SPANS[rule.what.within_days]
        every = "month" if months == 1 else f"{months} months"
        line |= {"fade": f"{percent} % every {every}", "window": ""}
    return [line]


def _read_worth(lines: Sequence[Line], acts: bool) -> dict[str, object]:
    if not lines:
        raise ValueError("are missing; give the rule points")
    line = lines[0]
    points = number(line.get("points", ""))
    found: dict[str, object] = {"points": points}
    if acts and "most" in line:
        found |= {"per": "act", "cap": number(line["most"])}
    elif acts and line.get("frequency", "").lower() == EVERY_TIME:
        cap = min(MOST_ACTS * abs(points), 10_000)
        found |= {"per": "act", "cap": cap, "cap_made": cell(cap)}
    elif "most" in line:
        found["cap"] = number(line["most"])
    if fade := line.get("fade"):
        if "window" in line:
            raise ValueError("have a time frame and a decay; empty one of the two cells")
        told = _FADE.fullmatch(fade)
        if told is None or not number(told[1]):
            raise ValueError(
                f"fade by {fade!r:.40}; write '50 % every month' or '25 % every 3 months'"
            )
        days = round(MONTH_DAYS * int(told[2] or 1) * 100 / number(told[1]))
        found |= {"decay": "linear", "what": {"within_days": days}}
    return found


PRODUCT = Product(
    title="HubSpot lead scoring",
    columns={
        "screen": "Score type",
        "group": "Score group",
        "limit": "Group limit",
        "rule": "Rule name",
        "about": "Property or event",
        "operator": "Operator",
        "value": "Value",
        "frequency": "Frequency",
        "window": "Time frame (days)",
        "points": "Points",
        "most": "Maximum points",
        "fade": "Decay",
        "id": "leadscore rule",
        "group_id": "leadscore group",
    },
    screens={"model": "Score", "exclusion": "Exclusion list", "limit": "Workflow"},
    rule_screens=("Fit score", "Engagement score"),
    terms=Terms(
        properties={
            "country_in": "Country/Region",
            "language_in": "Preferred language",
            "source_in": "Original traffic source",
            "revenue_eur_between": "Annual revenue",
            "asset": "Asset or form name",
            "kind": "Event",
            "any_act": "Any event",
        },
        acts={
            "page_view": "Page visited",
            "form_submit": "Form submission",
            "download": "Document or file view",
            "email_open": "Marketing email opened",
            "email_click": "Marketing email clicked",
            "ad_click": "Ad interaction",
            "webinar": "Marketing event attended",
            "meeting": "Meeting booked",
            "reply": "Sales email replied",
            "unsubscribe": "Unsubscribed from email",
        },
    ),
    screen_of=lambda rule: "Fit score" if rule.axis == "fit" else "Engagement score",
    worth=_worth,
    read_worth=_read_worth,
)
