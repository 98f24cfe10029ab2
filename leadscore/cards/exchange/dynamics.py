"""Dynamics 365 Customer Insights - Journeys: scoring models of leads.

What it can express, as its pages tell it:

- A model is made of conditions in groups; a condition asks for attributes (of the lead, its
  contact or account) or for interactions (e-mails, forms, events, the website), and its group
  gives points if it is met. Grades put ranges of scores into words (cold, warm, hot). A model
  can be for a certain audience.
  (https://learn.microsoft.com/en-us/training/modules/manage-leads-scoring/create-scoring-models,
  https://meganvwalker.com/?p=9202, a third party's)
- A lead is qualified outside the model: "score model 1 > 50 points and/or score model 2 > 30".
  (https://github.com/MicrosoftDocs/customer-insights/blob/main/ci-docs/journeys/transition-walkthrough-leads.md)
- The older outbound designer, with its condition and action tiles, was removed on June 30,
  2025, and its models cannot be moved. (the same page;
  https://docs.microsoft.com/en-us/dynamics365/marketing/set-up-lead-scoring)

Our reading: an interaction can be asked for within the last so many days and at least or at
most so many times, as in a segment; points vanish when no act is within the days any more;
nothing fades, and groups of conditions have no cap. A rule that gives points for every act
up to a cap becomes one condition a step: at least once, at least twice, and so on.
"""

from __future__ import annotations

from collections.abc import Sequence

from leadscore.cards.card import Card, Rule
from leadscore.cards.exchange.agreeing import check_steps
from leadscore.cards.exchange.cells import cell, number
from leadscore.cards.exchange.criteria import Terms
from leadscore.cards.exchange.fitting import (
    MOST_ACTS,
    Fitting,
    cannot,
    fitted,
    in_window,
    stepped,
    steps,
    tidied,
    without_fewest,
)
from leadscore.cards.exchange.reading import read_sheet
from leadscore.cards.exchange.sheet import EVERY_TIME, Imported, Line, Product, Sheet, sheet, times
from leadscore.words import Language


def to_sheet(card: Card, language: Language = "en") -> Sheet:
    """Write a card as the sheet of a Dynamics 365 scoring model.

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
    held, lost = fitted(card, language, PRODUCT, _step, limits=("thresholds", "grades", "bands"))
    return sheet(PRODUCT, held, lost, language)


def from_sheet(text: str, name: str = "the sheet") -> Imported:
    """Read a sheet of a Dynamics 365 scoring model.

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


def _step(rule: Rule, fitting: Fitting) -> Rule | None:
    if cannot(rule, fitting, mixed=False):
        return None
    rule = stepped(without_fewest(tidied(rule, fitting), fitting), fitting)
    return in_window(rule, fitting)


def _worth(rule: Rule) -> list[Line]:
    points = {"points": cell(rule.points)}
    if rule.per != "act":
        return [points]
    return [{"frequency": f"at least {times(at)}", **points} for at in range(1, steps(rule) + 1)]


def _read_worth(lines: Sequence[Line], acts: bool) -> dict[str, object]:
    if not lines:
        raise ValueError("are missing; give the rule points")
    points = number(lines[0].get("points", ""))
    if len({number(line.get("points", "")) for line in lines}) > 1:
        raise ValueError("differ between the steps; a card gives the same points for every act")
    if acts and len(lines) > 1:
        check_steps(lines)
        return {"points": points, "per": "act", "cap": len(lines) * abs(points)}
    if acts and lines[0].get("frequency", "").lower() == EVERY_TIME:
        cap = min(MOST_ACTS * abs(points), 10_000)
        return {"points": points, "per": "act", "cap": cap, "cap_made": cell(cap)}
    return {"points": points}


PRODUCT = Product(
    title="Dynamics 365 Customer Insights - Journeys",
    columns={
        "screen": "Condition type",
        "rule": "Condition group",
        "about": "Attribute or interaction",
        "operator": "Operator",
        "value": "Value",
        "frequency": "Number of times",
        "window": "In the last (days)",
        "points": "Points",
        "id": "leadscore rule",
    },
    screens={"model": "Model", "exclusion": "Audience: leave out", "limit": "Grade"},
    rule_screens=("Attribute", "Interaction", "Attribute and interaction"),
    terms=Terms(
        properties={
            "country_in": "Address: Country/Region",
            "employees_between": "No. of employees",
            "asset": "Form, event or file name",
            "kind": "Interaction",
            "any_act": "Any interaction",
        },
        acts={
            "page_view": "Website visited",
            "form_submit": "Marketing form submitted",
            "download": "File downloaded",
            "email_open": "Email opened",
            "email_click": "Email link clicked",
            "webinar": "Webinar checked in",
            "trade_fair": "Event checked in",
            "unsubscribe": "Email opted out",
        },
    ),
    screen_of=lambda rule: (
        "Attribute"
        if rule.what is None
        else "Interaction"
        if rule.who is None
        else "Attribute and interaction"
    ),
    worth=_worth,
    read_worth=_read_worth,
    steps=True,
)
