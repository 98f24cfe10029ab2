"""What the account does besides the lead: colleagues, roles, won deals, orders.

What colleagues do tells of the buying committee, so it counts for behaviour. What the
account bought tells who it is, so it counts for fit.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from leadscore.features.account_past import account_past
from leadscore.features.account_words import account_features
from leadscore.features.catalogue import FeatureSet
from leadscore.features.colleagues import SENIOR, own_acts, peers, team
from leadscore.features.instants import day_number
from leadscore.features.titles import OTHER, lead_roles
from leadscore.settings import Settings
from leadscore.sources.warehouse import Warehouse

#: An account ordered regularly when it ordered on this many days at least.
REGULAR_DAYS = 3
#: A pause longer than this many usual gaps is a stop. The usual gap is the mean one; were
#: orders to come at random at the same rate, such a pause would have a chance of one in
#: seven (the exponential's tail at 2).
STOP_GAPS = 2.0


def build_account(warehouse: Warehouse, snapshots: ir.Table, settings: Settings) -> FeatureSet:
    """Build what the account did before each cutoff, one row a snapshot.

    Parameters
    ----------
    warehouse : Warehouse
        Without events no colleague is engaged and without orders nothing was bought:
        these features are then left out.
    snapshots : ibis table
        From :func:`~leadscore.features.snapshots.take_snapshots`.
    settings : Settings
        ``features.windows_days`` and ``time.lookback_days``.

    Returns
    -------
    FeatureSet
        A lead without an account has 0 everywhere, and no days since an order.

    Notes
    -----
    The lead itself is no colleague: its own acts are taken off what the account's leads
    did, exactly, since both are counted in the same windows. An act of a colleague counts
    only once the colleague was created, for before that nobody knew whose visit it was.

    An account *stopped ordering* when it ordered on at least three different days and
    more than twice its mean gap between them has passed since the last.
    """
    base = snapshots.select("lead_id", "account_id", "cutoff", "ordinal", "grid")
    table = _with_past(base, warehouse, settings)
    values = _past_values(table, warehouse)
    if warehouse.has("events"):
        table = _with_colleagues(table, base, warehouse, settings)
        values |= _colleague_values(table, settings.features.windows_days)
    features = account_features(warehouse, settings)
    columns = {}
    for each in features:
        value = values[each.name].cast("float64")
        columns[each.name] = value if each.default is None else value.fill_null(each.default)
    return FeatureSet(table=table.select("lead_id", "cutoff", **columns), features=features)


def _joined(table: ir.Table, more: ir.Table, keys: tuple[str, ...], tag: str) -> ir.Table:
    """Join columns on, at most one row of ``more`` each; its keys get a tag, not a clash.

    Joins chain without a selection in between, which the engine's compiler would have to
    take apart again.
    """
    tagged = more.rename({f"{key}_{tag}": key for key in keys})
    return table.left_join(tagged, [(key, f"{key}_{tag}") for key in keys])


def _with_past(base: ir.Table, warehouse: Warehouse, settings: Settings) -> ir.Table:
    past = account_past(warehouse, base, settings)
    table = _joined(base, past, ("account_id", "cutoff"), "past")
    if warehouse.has("accounts"):
        since = warehouse.accounts.select("account_id", "customer_since")
        table = _joined(table, since, ("account_id",), "company")
    return table


def _past_values(table: ir.Table, warehouse: Warehouse) -> dict[str, ir.Value]:
    """Write the features of what is known of the account by the cutoff."""
    customer = (table.deals > 0) | (table.orders > 0)
    if warehouse.has("accounts"):
        customer = customer.fill_null(False) | (table.customer_since < table.cutoff)
    since = day_number(table.cutoff) - table.last_day
    gap = (table.last_day - table.first_day).cast("float64") / (table.days - 1.0).nullif(0.0)
    stopped = (table.days >= REGULAR_DAYS) & (since.cast("float64") > gap * STOP_GAPS)
    return {
        "account__known_colleagues": ibis.greatest(table.leads - 1.0, 0.0),
        "account__won_deals": table.deals,
        "account__is_customer": _one_if(customer),
        "account__orders_ever": table.orders,
        "account__orders_lookback": table.recent_orders,
        "account__order_eur_ever": table.cents / 100.0,
        "account__order_eur_lookback": table.recent_cents / 100.0,
        "account__order_days_since": since,
        "account__stopped_ordering": _one_if(stopped),
    }


def _with_colleagues(
    table: ir.Table, base: ir.Table, warehouse: Warehouse, settings: Settings
) -> ir.Table:
    windows = settings.features.windows_days
    roles = lead_roles(warehouse.leads).select(
        "lead_id", level="seniority", role=ibis._.department.nullif(OTHER)
    )
    table = _joined(table, own_acts(warehouse, base, windows), ("lead_id", "cutoff"), "own")
    table = _joined(table, roles, ("lead_id",), "roles")
    everyone = team(warehouse, base, roles, windows)
    table = _joined(table, everyone, ("account_id", "grid", "cutoff"), "team")
    alike = peers(warehouse, base, roles, windows[-1])
    return _joined(table, alike, ("account_id", "role", "grid", "cutoff"), "peers")


def _colleague_values(table: ir.Table, windows: tuple[int, ...]) -> dict[str, ir.Value]:
    """Write the features of what the account's leads did, less what the lead did itself."""
    values: dict[str, ir.Value] = {}
    for days in windows:
        own = table[f"own_{days}"]
        engaged = table[f"team_{days}"] - _one_if(own > 0)
        values[f"account__engaged_colleagues_{days}d"] = engaged
        values[f"account__colleague_acts_{days}d"] = table[f"acts_{days}"] - own
    longest = windows[-1]
    active = table[f"own_{longest}"] > 0
    senior = _one_if(active & table.level.isin(SENIOR))
    # its own department counts only where a colleague covers it too
    alone = _one_if(active & (table.peers == 1.0))
    values[f"account__engaged_senior_colleagues_{longest}d"] = table.team_senior - senior
    values[f"account__engaged_departments_{longest}d"] = table.team_roles - alone
    return values


def _one_if(condition: ir.BooleanValue) -> ir.FloatingValue:
    return ibis.ifelse(condition.fill_null(False), 1.0, 0.0)
