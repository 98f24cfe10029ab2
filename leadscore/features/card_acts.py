"""What a lead did, as the card asks: how often, how fresh, and what it is worth.

The acts are measured by the same engine as the behaviour features; equal questions of
several rules are asked once.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

import ibis
import ibis.expr.types as ir

from leadscore.cards import Condition, Rule, What
from leadscore.features.instants import EPOCH, day_number
from leadscore.features.intents import intent_column, with_intents
from leadscore.features.measures import Measure
from leadscore.features.readings import ONE
from leadscore.settings import Settings
from leadscore.sources.warehouse import Warehouse

_DAY = 86_400.0


def acts_measures(parts: Iterable[Condition], settings: Settings) -> list[Measure]:
    """List what has to be measured for rules and exclusions that ask for acts.

    Parameters
    ----------
    parts : iterable of Rule or Exclusion
    settings : Settings

    Returns
    -------
    list of Measure
        Each question once.
    """
    found: dict[str, Measure] = {}
    for part in parts:
        for each in _measures(part, settings):
            found.setdefault(each.name, each)
    return list(found.values())


def asked_acts(warehouse: Warehouse, parts: Iterable[Condition], settings: Settings) -> ir.Table:
    """Give the events with what the rules ask about them: intents, campaign channels.

    Parameters
    ----------
    warehouse : Warehouse
    parts : iterable of Rule or Exclusion
    settings : Settings

    Returns
    -------
    ibis table
        The events; with their intent classes and their campaign's channel where any rule
        asks for those.
    """
    asked = [part.what for part in parts if part.what is not None]
    events = warehouse.events
    if any(what.intent for what in asked):
        events = with_intents(events, settings)
    if any(what.channel for what in asked):
        campaigns = warehouse.campaigns
        runs = campaigns.select(run_id=campaigns.campaign_id, channel=campaigns.channel)
        events = events.left_join(runs, events.campaign_id == runs.run_id).drop("run_id")
    return events


def acts_hold(what: What, rows: ir.Table, settings: Settings) -> ir.BooleanValue:
    """Tell whether a lead did as often as asked.

    Parameters
    ----------
    what : What
    rows : ibis table
        With the measured columns.
    settings : Settings

    Returns
    -------
    ibis boolean
        Never null.
    """
    count = rows[_name(what, "count", settings)].fill_null(0.0)
    enough = count >= float(what.fewest)
    return enough if what.at_most is None else enough & (count <= what.at_most)


def acts_worth(rule: Rule, rows: ir.Table, settings: Settings) -> ir.NumericValue:
    """Tell how many times a rule's points a lead's acts are worth, before the cap.

    Parameters
    ----------
    rule : Rule
        One that asks for acts.
    rows : ibis table
        With the measured columns, and ``cutoff``.
    settings : Settings

    Returns
    -------
    ibis number
        Per lead from 0 to 1, per act from 0 up.
    """
    what, decay = rule.what, rule.decay
    assert what is not None
    if decay is None:
        if rule.per == "lead":
            return ONE
        return rows[_name(what, "count", settings)].fill_null(0.0)
    if decay.kind == "half_life":
        half_life = float(decay.half_life_days or 1)
        if rule.per == "act":
            return rows[_name(what, "decay", settings, half_life)].fill_null(0.0)
        age = rows[_name(what, "last", settings)]
        return (ibis.literal(0.5) ** (age / half_life)).fill_null(0.0)
    return _linear(rule, what, rows, settings)


def _linear(rule: Rule, what: What, rows: ir.Table, settings: Settings) -> ir.NumericValue:
    window = float(_window(what, settings))
    if rule.per == "lead":
        age = rows[_name(what, "last", settings)]
        return ibis.greatest(1.0 - age / window, ibis.literal(0.0)).fill_null(0.0)
    # the ages of n acts add up to n times the cutoff less the sum of their instants
    count = rows[_name(what, "count", settings)].fill_null(0.0)
    instants = rows[_name(what, "sum", settings)].fill_null(0.0)
    cutoff = day_number(rows.cutoff).cast("float64") * _DAY
    ages = (count * cutoff - instants) / _DAY
    return ibis.greatest(count - ages / window, ibis.literal(0.0))


def _measures(part: Condition, settings: Settings) -> Iterable[Measure]:
    what = part.what
    if what is None or what.column is not None:
        return
    hows: list[tuple[str, float | None]] = [("count", None)]
    decay = part.decay if isinstance(part, Rule) else None
    if isinstance(part, Rule) and decay is not None:
        if part.per == "lead":
            hows.append(("last", None))
        elif decay.kind == "linear":
            hows.append(("sum", None))
        else:
            hows.append(("decay", float(decay.half_life_days or 1)))
    for how, half_life in hows:
        yield Measure(
            name=_name(what, how, settings, half_life),
            how=how,  # type: ignore[arg-type]
            window_days=_window(what, settings),
            where=lambda events, what=what: matches(what, events, settings),  # type: ignore[misc]
            value=_seconds if how == "sum" else None,
            half_life_days=half_life,
        )


def _window(what: What, settings: Settings) -> int:
    return what.within_days or settings.time.lookback_days


def _name(what: What, how: str, settings: Settings, half_life: float | None = None) -> str:
    """Name a measure after its question, so that equal questions have one name."""
    asked = what.model_copy(update={"within_days": None, "at_least": None, "at_most": None})
    question = f"{asked.model_dump_json()} {_window(what, settings)} {half_life}"
    return f"{how}_{hashlib.sha256(question.encode()).hexdigest()[:16]}"


def _seconds(events: ir.Table) -> ir.NumericValue:
    """Count whole seconds since 1970-01-01, whose sums a double holds exactly."""
    since = events.event_at.delta(ibis.literal(EPOCH, type="timestamp(6)"), unit="microsecond")
    return (since.cast("float64") / 1_000_000.0).floor().cast("float64")


def matches(what: What, events: ir.Table, settings: Settings) -> ir.BooleanValue:
    """Tell whether an act is one of those asked for.

    Parameters
    ----------
    what : What
        Its window and number of acts are not looked at.
    events : ibis table
        From :func:`asked_acts`.
    settings : Settings

    Returns
    -------
    ibis boolean
    """
    tests: list[ir.BooleanValue] = [ibis.literal(True)]
    for key, column in (("kind", "kind"), ("channel", "channel"), ("campaign", "campaign_id")):
        wanted = getattr(what, key)
        if wanted is not None:
            tests.append(events[column].lower().isin([each.lower() for each in wanted]))
    if what.intent is not None:
        shown = [each for each in settings.features.intents if each.name in what.intent]
        tests.append(_either([events[intent_column(each)] for each in shown]))
    for column, texts in (("url", what.page), ("asset", what.asset)):
        if texts is not None:
            tests.append(_either([_like(events[column], text) for text in texts]))
    if what.content_level_at_least is not None:
        tests.append(events.content_level >= what.content_level_at_least)
    holds = tests[0]
    for test in tests[1:]:
        holds = holds & test.fill_null(False)
    return holds


def _like(value: ir.StringValue, text: str) -> ir.BooleanValue:
    """Look for a text anywhere in another; ``*`` stands for anything."""
    if "*" not in text:
        return value.lower().contains(text.lower())
    return value.lower().re_search(".*".join(re.escape(part) for part in text.lower().split("*")))


def _either(tests: Sequence[ir.BooleanValue]) -> ir.BooleanValue:
    holds = tests[0].fill_null(False)
    for test in tests[1:]:
        holds = holds | test.fill_null(False)
    return holds
