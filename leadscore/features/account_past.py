"""What is known of an account by each cutoff: its leads, its won deals, its orders.

One pass in the order of days, however many cutoffs: what happened and the cutoffs stand
in one line, and each cutoff adds up the days before its own.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from leadscore.features.instants import day_number, day_start, visible_from
from leadscore.settings import Settings
from leadscore.sources.warehouse import Warehouse

#: What is added up; a row of the line has 0 or null where it tells nothing.
_COUNTS = ("leads", "deals", "orders", "days", "cents")


def account_past(warehouse: Warehouse, base: ir.Table, settings: Settings) -> ir.Table:
    """Add up what was known of each account before each of its cutoffs.

    Parameters
    ----------
    warehouse : Warehouse
    base : ibis table
        Snapshots.
    settings : Settings
        ``time.lookback_days``.

    Returns
    -------
    ibis table
        One row an account and cutoff: leads (known by then), deals (won), orders, days
        (with an order), cents, first_day and last_day (of an order, since 1970-01-01),
        recent_orders and recent_cents (in the lookback). Counts are float64.
    """
    with_account = base.filter(base.account_id.notnull())
    cuts = with_account.select("account_id", day=day_number(with_account.cutoff)).distinct()
    marks = _line(cuts, is_cutoff=ibis.literal(True))
    line = ibis.union(marks, _leads(warehouse), _deals(warehouse), _orders(warehouse))
    ever = ibis.range_window(preceding=(None, 1), group_by="account_id", order_by="day")
    recent = ibis.range_window(
        preceding=(settings.time.lookback_days, 1), group_by="account_id", order_by="day"
    )
    summed = line.select(
        "account_id",
        "day",
        "is_cutoff",
        **{name: line[name].sum().over(ever).cast("float64") for name in _COUNTS},
        recent_orders=line.orders.sum().over(recent).cast("float64"),
        recent_cents=line.cents.sum().over(recent).cast("float64"),
        first_day=line.order_day.min().over(ever),
        last_day=line.order_day.max().over(ever),
    )
    ends = summed.filter(summed.is_cutoff)
    return ends.mutate(cutoff=day_start(ends.day)).drop("day", "is_cutoff")


def _line(rows: ir.Table, **told: ir.Value) -> ir.Table:
    """Bring rows with account_id and day to the line's columns."""
    zero = ibis.literal(0, type="int64")
    nothing = {
        **dict.fromkeys(_COUNTS, zero),
        "order_day": ibis.null("int64"),
        "is_cutoff": ibis.literal(False),
    }
    return rows.select("account_id", "day", **{**nothing, **told})


def _leads(warehouse: Warehouse) -> ir.Table:
    leads = warehouse.leads
    kept = leads.filter(~leads.opted_out & leads.account_id.notnull())
    rows = kept.select("account_id", day=day_number(kept.created_at))
    return _line(rows, leads=ibis.literal(1, type="int64"))


def _deals(warehouse: Warehouse) -> ir.Table:
    """Give the won deals, each known no earlier than recorded and its lead created."""
    leads = warehouse.leads.select("lead_id", "account_id", "created_at")
    stages = warehouse.stages
    won = stages.filter(stages.stage == "won").join(
        leads.filter(leads.account_id.notnull()), "lead_id"
    )
    known_at = ibis.greatest(visible_from(won.entered_at, won.recorded_at), won.created_at)
    rows = won.select("account_id", day=day_number(known_at))
    return _line(rows, deals=ibis.literal(1, type="int64"))


def _orders(warehouse: Warehouse) -> ir.Table:
    """Give each day an account ordered on; whole cents add up the same in any order."""
    orders = warehouse.orders.filter(warehouse.orders.account_id.notnull())
    told = orders.select(
        "account_id",
        day=day_number(orders.ordered_at),
        cents=(orders.amount_eur.fill_null(0.0) * 100.0).round().cast("int64"),
    )
    daily = told.group_by("account_id", "day").agg(
        times=told.count().cast("int64"), cents=told.cents.sum().cast("int64")
    )
    return _line(
        daily,
        orders=daily.times,
        cents=daily.cents,
        days=ibis.literal(1, type="int64"),
        order_day=daily.day,
    )
