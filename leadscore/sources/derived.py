"""Stages that no system records, found in the events, on the engine."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from leadscore.sources.mappings import Derive


def derive_stage(events: ir.Table, rule: Derive) -> ir.Table:
    """Find when each lead first had enough acts close together.

    Parameters
    ----------
    events : ibis table
        With ``lead_id``, ``event_at`` (naive UTC) and ``kind``.
    rule : Derive

    Returns
    -------
    ibis table
        One row a lead that entered the stage: lead_id, stage, entered_at (the act that
        completes the first run).

    Notes
    -----
    Two acts lie within *n* days when they are less than *n* days apart; with
    ``distinct_days``, when their days (UTC) are at most *n* - 1 days apart, that is,
    within *n* days counted on the calendar, and the first act of a day stands for it.
    """
    acts = events.filter(events.kind == rule.kind).select("lead_id", "event_at")
    if rule.distinct_days:
        days = acts.mutate(day=acts.event_at.truncate("D"))
        acts = days.group_by("lead_id", "day").aggregate(event_at=days.event_at.min())
    else:
        acts = acts.mutate(day=acts.event_at)
    ordered = ibis.window(group_by=acts.lead_id, order_by=[acts.day, acts.event_at])
    runs = acts.mutate(first=acts.day.lag(rule.at_least - 1).over(ordered))
    close = runs.filter(runs.day < runs.first + ibis.interval(days=rule.within_days))
    entered = close.group_by("lead_id").aggregate(entered_at=close.event_at.min())
    return entered.select("lead_id", "entered_at", stage=ibis.literal(rule.stage))
