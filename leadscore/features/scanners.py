"""E-mail scanners: programs that click every link of a mail within seconds.

A burst is three or more clicks in e-mails by one lead within one minute. A snapshot sees
a burst from the moment at which the third of its clicks is known, and from then on
counts all its clicks as the scanner's.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from leadscore.features.instants import visible_from

#: So many clicks in one minute are no person's.
LEAST_CLICKS = 3


def scanner_clicks(events: ir.Table) -> ir.Table:
    """Find the clicks that belong to a burst, each from the moment it is known to.

    Parameters
    ----------
    events : ibis table
        Acts: ``lead_id``, ``event_at``, ``recorded_at``, ``kind``, ``campaign_id``.

    Returns
    -------
    ibis table
        ``lead_id``, ``event_at``, ``recorded_at`` (when the click is known to be a
        scanner's), ``campaign_id`` and ``starts`` (whether it is the click that makes the
        burst).
    """
    clicks = events.filter(events.kind == "email_click")
    clicks = clicks.select(
        "lead_id",
        "event_at",
        "campaign_id",
        minute=clicks.event_at.truncate("m"),
        known_at=visible_from(clicks.event_at, clicks.recorded_at),
    )
    order = ibis.window(group_by=("lead_id", "minute"), order_by=(clicks.known_at, clicks.event_at))
    ranked = clicks.mutate(place=ibis.row_number().over(order).cast("int64") + 1)
    third = ranked.filter(ranked.place == LEAST_CLICKS).select(
        burst_lead="lead_id", burst_minute="minute", burst_at="known_at"
    )
    inside = ranked.join(third, [("lead_id", "burst_lead"), ("minute", "burst_minute")])
    return inside.select(
        "lead_id",
        "event_at",
        "campaign_id",
        recorded_at=ibis.greatest(inside.known_at, inside.burst_at),
        starts=inside.place == LEAST_CLICKS,
    )
