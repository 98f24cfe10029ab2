"""Stages that no system records, found in the events, on the engine."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from leadscore.sources.mappings import Derive


def derive_stage(events: ir.Table, rule: Derive) -> ir.Table:
    """Find when each lead first had enough acts close together, and when that was known.

    Parameters
    ----------
    events : ibis table
        With ``lead_id``, ``event_at``, ``recorded_at`` (naive UTC, the latter may be null)
        and ``kind``. Rows that are equal in every column are one act.
    rule : Derive

    Returns
    -------
    ibis table
        One row a lead that entered the stage: lead_id, entered_at (the act that completes
        the first run), recorded_at (when the last of the run's acts was known), stage.

    Notes
    -----
    Two acts lie within *n* days when they are less than *n* days apart; with
    ``distinct_days``, when their days (UTC) are at most *n* - 1 days apart, that is,
    within *n* days counted on the calendar, and the first act of a day stands for it.
    An act is known from the later of ``event_at`` and ``recorded_at``.
    """
    acts = _acts(events, rule)
    order = [acts.day, acts.event_at, acts.known_at]
    before = rule.at_least - 1
    ordered = ibis.window(group_by=acts.lead_id, order_by=order)
    run = ibis.window(group_by=acts.lead_id, order_by=order, preceding=before, following=0)
    runs = acts.mutate(
        first=acts.day.lag(before).over(ordered), recorded_at=acts.known_at.max().over(run)
    )
    close = runs.filter(runs.day < runs.first + ibis.interval(days=rule.within_days))
    entered_at = close.event_at.min().over(ibis.window(group_by=close.lead_id))
    entered = close.mutate(entered_at=entered_at).filter(lambda row: row.event_at == row.entered_at)
    found = entered.group_by("lead_id", "entered_at").aggregate(
        recorded_at=entered.recorded_at.min()
    )
    return found.mutate(stage=ibis.literal(rule.stage))


def _acts(events: ir.Table, rule: Derive) -> ir.Table:
    """Take each act of the rule's kind once, or the first of each day: day, event_at, known_at."""
    once = events.filter(events.kind == rule.kind).distinct()
    acts = once.select(
        "lead_id",
        "event_at",
        known_at=ibis.greatest(once.event_at, ibis.coalesce(once.recorded_at, once.event_at)),
        day=once.event_at.truncate("D") if rule.distinct_days else once.event_at,
    )
    if not rule.distinct_days:
        return acts
    first = ibis.window(group_by=[acts.lead_id, acts.day], order_by=[acts.event_at, acts.known_at])
    return acts.mutate(place=ibis.row_number().over(first)).filter(lambda row: row.place == 0)
