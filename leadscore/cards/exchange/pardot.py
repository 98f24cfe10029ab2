"""Salesforce Account Engagement (Pardot): scoring rules and grading profiles.

What it can express, as its pages tell it:

- Scoring rules give points for each act of a kind, for the whole account; e-mail opens count
  once. An edit rescores all prospects.
  (http://help.pardot.com/customer/portal/articles/2127224-prospect-scoring-overview,
  https://help.salesforce.com/apex/HTViewHelpDoc?id=mktg.pardot_leadqual_scoring_customize.htm)
- Page actions, completion actions and automation rules adjust a score by themselves;
  automation rules match all or any of several criteria, once or again.
  (https://trailhead.salesforce.com/pt-BR/content/learn/modules/pardot-lead-scoring-and-grading/use-scoring)
- Grades go from F to A+ and begin at D. A criterion of a profile moves the grade by 1/3, 2/3
  or a whole letter: up where it is matched, down where it is not; automation rules do the
  matching. (http://help.pardot.com/customer/portal/articles/2128179-grading-overview,
  https://trailhead.salesforce.com/en/content/learn/modules/pardot-lead-scoring-and-grading/use-grading)
- Nothing fades by itself: scores of prospects without activity are lowered by automation
  rules. (https://thespotforpardot.com/2024/01/05/how-to-deal-with-score-decay-in-account-engagement/,
  a third party's)

Our reading: a third of a letter is read as 5 points of fit, both ways; scores are whole
numbers; acts have no time frame and a rule no cap, but "no activity for so many days" can be
asked. What gives points for every act of one kind is a scoring rule, for every view of pages
a page action, all else an automation rule.
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
    sign,
    tidied,
    without,
    without_fewest,
)
from leadscore.cards.exchange.reading import read_sheet
from leadscore.cards.exchange.sheet import EVERY_TIME, Imported, Line, Product, Sheet, sheet
from leadscore.words import Language


def to_sheet(card: Card, language: Language = "en") -> Sheet:
    """Write a card as the sheet of Salesforce Account Engagement (Pardot).

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
    held, lost = fitted(card, language, PRODUCT, _step, limits=("thresholds",))
    return sheet(PRODUCT, held, lost, language)


def from_sheet(text: str, name: str = "the sheet") -> Imported:
    """Read a sheet of Salesforce Account Engagement (Pardot).

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


#: Points of fit that a third of a letter stands for.
POINTS_PER_THIRD = 5
_THIRDS = {1: "1/3", 2: "2/3", 3: "3/3"}
_GRADE = re.compile(r"(up|down) ([123])/3", re.IGNORECASE)
_PAGES = {"page", "intent", "content_level_at_least"}


def _step(rule: Rule, fitting: Fitting) -> Rule | None:
    if cannot(rule, fitting, mixed=False):
        return None
    rule = tidied(rule, fitting)
    if rule.what is None:
        return _graded(rule, fitting)
    rule = _ageless(_whole(without_fewest(rule, fitting), fitting), fitting)
    if rule.per != "act":
        return rule
    cap = min(MOST_ACTS * abs(rule.points), 10_000.0)
    if cap != rule.cap:
        fitting.note(rule, "cap", "cap_gone", cap=rule.cap)
    return rule.model_copy(update={"cap": cap})


def _graded(rule: Rule, fitting: Fitting) -> Rule:
    """Let points of fit be thirds of a letter."""
    thirds = max(1, min(3, round(abs(rule.points) / POINTS_PER_THIRD)))
    points = float(sign(rule) * thirds * POINTS_PER_THIRD)
    if points != rule.points:
        told = {"points": rule.points, "instead": _grade(points), "back": points}
        fitting.note(rule, "points", "points_grade", **told)
    return rule.model_copy(update={"points": points})


def _grade(points: float) -> str:
    thirds = _THIRDS[round(abs(points) / POINTS_PER_THIRD)]
    return f"{'up' if points > 0 else 'down'} {thirds}"


def _whole(rule: Rule, fitting: Fitting) -> Rule:
    points = float(sign(rule) * max(1, round(abs(rule.points))))
    if points != rule.points:
        fitting.note(rule, "points", "points_whole", points=rule.points, instead=points)
    return rule.model_copy(update={"points": points})


def _ageless(rule: Rule, fitting: Fitting) -> Rule:
    """Take off time frames and fading; that nothing was done for a while can be asked."""
    assert rule.what is not None
    if rule.decay is not None:
        fitting.note(rule, "decay", "fade_gone")
        rule = rule.model_copy(update={"decay": None})
    what = rule.what
    silent = what is not None and what.asked == {"within_days", "at_most"} and what.at_most == 0
    if what is None or what.within_days is None or silent:
        return rule
    fitting.note(rule, "what", "window_gone", days=what.within_days)
    return rule.model_copy(update={"what": without(what, "within_days")})


def _screen(rule: Rule) -> str:
    if rule.what is None:
        return "Profile criteria"
    asked = set(rule.what.asked)
    if rule.who is None and rule.per == "act" and asked == {"kind"}:
        return "Scoring rules"
    if rule.who is None and rule.per == "act" and asked & _PAGES and asked <= _PAGES | {"kind"}:
        return "Page actions"
    return "Automation rules"


def _worth(rule: Rule) -> list[Line]:
    if rule.what is None:
        return [{"grade": _grade(rule.points)}]
    return [{"points": cell(rule.points)}]


def _read_worth(lines: Sequence[Line], acts: bool) -> dict[str, object]:
    if not lines:
        raise ValueError("are missing; give the rule points, or a change of the grade")
    if grade := lines[0].get("grade"):
        if "points" in lines[0]:
            raise ValueError("stand beside a change of the grade; empty one of the two cells")
        told = _GRADE.fullmatch(grade)
        if told is None:
            raise ValueError(
                f"of the grade are {grade!r:.40}; write up 1/3, up 2/3, up 3/3 or down ..."
            )
        points = float(POINTS_PER_THIRD * int(told[2]))
        return {"points": points if told[1].lower() == "up" else -points}
    points = number(lines[0].get("points", ""))
    if acts and lines[0].get("frequency", "").lower() == EVERY_TIME:
        cap = min(MOST_ACTS * abs(points), 10_000.0)
        return {"points": points, "per": "act", "cap": cap, "cap_made": cell(cap)}
    return {"points": points}


PRODUCT = Product(
    title="Salesforce Account Engagement (Pardot)",
    columns={
        "screen": "Screen",
        "rule": "Rule or criterion",
        "about": "Activity or field",
        "operator": "Operator",
        "value": "Value",
        "frequency": "How often",
        "window": "Days without activity",
        "points": "Score change",
        "grade": "Grade change",
        "id": "leadscore rule",
    },
    screens={
        "model": "Profile name",
        "exclusion": "Suppression list",
        "limit": "Automation rule: assign",
    },
    rule_screens=("Profile criteria", "Scoring rules", "Page actions", "Automation rules"),
    terms=Terms(
        properties={
            "employees_between": "Employees",
            "source_in": "Source",
            "kind": "Prospect activity",
            "any_act": "Any activity",
        },
        acts={
            "page_view": "Visitor page view",
            "form_submit": "Form submission",
            "download": "File access",
            "email_open": "Email open",
            "email_click": "Email click",
            "ad_click": "Custom redirect click",
            "webinar": "Webinar attended",
            "trade_fair": "Event checked in",
            "unsubscribe": "Email opt out",
        },
    ),
    screen_of=_screen,
    worth=_worth,
    read_worth=_read_worth,
)
