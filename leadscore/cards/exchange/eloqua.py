"""Oracle Eloqua: lead scoring models of profile and engagement.

What it can express, as its pages tell it:

- Profile criteria are fields of the contact, each with a weighting in percent and values of
  up to 100 points; they make the letters A to D. Weightings need not add up to 100 %.
  (https://docs.oracle.com/en/cloud/saas/marketing/eloqua-user/Help/LeadScoring/Tasks/ConfiguringProfileCriteria.htm)
- Engagement criteria are acts, each with a weighting, and with frequencies and time frames of
  up to 100 points each ("at least 3 times", "exactly 1 time"; "within the last 7, 14, 30
  days"); they make the figures 1 to 4.
  (https://docs.oracle.com/en/cloud/saas/marketing/eloqua-user/Help/LeadScoring/Tasks/ConfiguringEngagementCriteria.htm)

Our reading: a contact has the weighting of each criterion times the points, out of 100, of
the best of its values that holds, so that a card's points can be typed in as the weighting,
with 100 points for the value; weightings are whole percents and nothing is taken away;
time frames go beyond the 30 days of the example, to 60, 90, 180 and 365. A criterion asks
about one field, or one kind of act with one detail, and nothing fades. A rule that gives
points for every act becomes one criterion whose weighting is the cap, with a frequency for
each step.
"""

from __future__ import annotations

import math
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
    """Write a card as the sheet of an Oracle Eloqua scoring model.

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
    held, lost = fitted(card, language, PRODUCT, _step, limits=("grades", "bands"))
    return sheet(PRODUCT, held, lost, language)


def from_sheet(text: str, name: str = "the sheet") -> Imported:
    """Read a sheet of an Oracle Eloqua scoring model.

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


#: Time frames that can be chosen, in days.
TIME_FRAMES = (7, 14, 30, 60, 90, 180, 365)


def _step(rule: Rule, fitting: Fitting) -> Rule | None:
    if cannot(rule, fitting, mixed=True, negative=True):
        return None
    if _fields(rule) > 1:
        fitting.left_out(rule, "several")
        return None
    rule = stepped(without_fewest(tidied(rule, fitting), fitting), fitting)
    return _weighted(_framed(in_window(rule, fitting), fitting), fitting)


def _fields(rule: Rule) -> int:
    """Count the fields that a rule asks about; what kind of act it is goes with one more."""
    if rule.who is not None:
        return len(rule.who.asked - {"column"})
    assert rule.what is not None
    return len(rule.what.asked & {"intent", "page", "asset", "channel", "campaign"})


def _framed(rule: Rule, fitting: Fitting) -> Rule:
    """Take the nearest time frame that can be chosen."""
    if rule.what is None or rule.what.within_days is None:
        return rule
    days = rule.what.within_days
    nearest = min(TIME_FRAMES, key=lambda each: (abs(math.log(each / days)), each))
    if nearest != days:
        fitting.note(rule, "what", "window_nearest", days=days, instead=nearest)
    what = rule.what.model_copy(update={"within_days": nearest})
    return rule.model_copy(update={"what": what})


def _weighted(rule: Rule, fitting: Fitting) -> Rule:
    """Let the most that a rule gives be a whole percent."""
    most = rule.cap or rule.points
    weight = float(max(1, min(100, round(most))))
    if weight == most:
        return rule
    fitting.note(
        rule, "points cap" if rule.cap else "points", "points_rounded", points=most, instead=weight
    )
    acts = steps(rule)
    cap = None if rule.cap is None else weight
    return rule.model_copy(update={"points": weight / acts, "cap": cap})


def _worth(rule: Rule) -> list[Line]:
    acts = steps(rule)
    weight = {"weight": cell(rule.cap or rule.points)}
    if rule.per != "act":
        return [{**weight, "points": "100"}]
    return [
        {**weight, "frequency": f"at least {times(at)}", "points": str(round(100 * at / acts))}
        for at in range(1, acts + 1)
    ]


def _read_worth(lines: Sequence[Line], acts: bool) -> dict[str, object]:
    if not lines:
        raise ValueError("are missing; give the criterion a weighting and points")
    weight = number(lines[0].get("weight", ""))
    if any(number(line["weight"]) != weight for line in lines if "weight" in line):
        raise ValueError("belong to several weightings; a criterion has one")
    if acts and len(lines) > 1:
        check_steps(lines)
        shares = [round(100 * at / len(lines)) for at in range(1, len(lines) + 1)]
        if any(
            abs(number(line.get("points", "")) - share) > 1
            for line, share in zip(lines, shares, strict=True)
        ):
            raise ValueError(
                f"of the steps must rise evenly, here {', '.join(map(str, shares))}; a card gives "
                "the same points for every act"
            )
        return {"points": weight / len(lines), "per": "act", "cap": weight}
    points = weight * number(lines[0].get("points", "100")) / 100
    if acts and lines[0].get("frequency", "").lower() == EVERY_TIME:
        cap = min(MOST_ACTS * abs(points), 10_000)
        return {"points": points, "per": "act", "cap": cap, "cap_made": cell(cap)}
    return {"points": points}


PRODUCT = Product(
    title="Oracle Eloqua lead scoring",
    columns={
        "screen": "Tab",
        "rule": "Criterion",
        "weight": "Weighting (%)",
        "about": "Field or activity",
        "operator": "Operator",
        "value": "Value",
        "frequency": "Frequency",
        "window": "Time frame (days)",
        "points": "Points (of 100)",
        "id": "leadscore rule",
    },
    screens={"model": "Model", "exclusion": "Shared list: leave out", "limit": "Threshold"},
    rule_screens=("Profile", "Engagement"),
    terms=Terms(
        properties={
            "title_contains": "Title",
            "title_has_word": "Title",
            "employees_between": "Employees",
            "asset": "Form, email or file name",
            "any_act": "Any engagement",
        },
        acts={
            "page_view": "Website visit",
            "form_submit": "Form submit",
            "download": "File download",
            "email_open": "Email open",
            "email_click": "Email clickthrough",
            "webinar": "External activity: webinar",
            "trade_fair": "External activity: trade show",
            "unsubscribe": "Unsubscribe",
        },
    ),
    screen_of=lambda rule: "Profile" if rule.axis == "fit" else "Engagement",
    worth=_worth,
    read_worth=_read_worth,
    steps=True,
)
