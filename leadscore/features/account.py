"""What the account does besides the lead: colleagues, roles, won deals, orders.

What colleagues do tells of the buying committee, so it counts for behaviour. What the
account bought tells who it is, so it counts for fit. An act of a colleague counts only
once the colleague was created, for before that nobody knew whose visit it was.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from leadscore.features.account_words import account_features
from leadscore.features.catalogue import FeatureSet
from leadscore.features.measures import Measure
from leadscore.features.snapshots import day_number, day_start, visible_from
from leadscore.features.titles import OTHER, lead_roles
from leadscore.features.windows import measure
from leadscore.settings import Settings
from leadscore.sources.warehouse import Warehouse

#: The levels of role that decide.
SENIOR = ("executive", "director")
#: An account ordered regularly when it ordered on this many days at least.
REGULAR_DAYS = 3
#: A pause longer than this many usual gaps is a stop. The usual gap is the mean one; with
#: orders at random that are not stopped, a pause of two gaps has a chance of one in seven.
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
    did, exactly, since both are counted in the same windows.

    An account *stopped ordering* when it ordered on at least three different days and
    more than twice its mean gap between them has passed since the last.
    """
    table = snapshots.select("lead_id", "account_id", "cutoff", "ordinal", "grid")
    features = account_features(warehouse, settings)
    table = _with_known(table, warehouse)
    if warehouse.has("events"):
        table = _with_colleagues(table, warehouse, settings)
    if warehouse.has("orders"):
        table = _with_orders(table, warehouse, settings)
    table = _with_customer(table, warehouse)
    zeros = {each.name: table[each.name].fill_null(0.0) for each in features if each.default == 0}
    names = [each.name for each in features]
    return FeatureSet(
        table=table.mutate(**zeros).select("lead_id", "cutoff", *names), features=features
    )


def _add(table: ir.Table, more: ir.Table, keys: tuple[str, ...]) -> ir.Table:
    """Join further columns on, one row of ``more`` at most for each row."""
    joined = table.left_join(more, list(keys))
    return joined.drop(*(f"{key}_right" for key in keys))


def _with_known(table: ir.Table, warehouse: Warehouse) -> ir.Table:
    """Count the account's other leads and its won deals that are known by the cutoff."""
    leads, stages = warehouse.leads, warehouse.stages
    kept = leads.filter(~leads.opted_out & leads.account_id.notnull())
    known = kept.select("account_id", day=day_number(kept.created_at), cents=0)
    entries = stages.filter(stages.stage == "won").join(
        leads.select("lead_id", "account_id", "created_at"), "lead_id"
    )
    known_at = ibis.greatest(
        visible_from(entries.entered_at, entries.recorded_at), entries.created_at
    )
    deals = entries.select("account_id", day=day_number(known_at), cents=0)
    table = _add(table, _before(known, table, leads_known="times"), ("account_id", "cutoff"))
    table = _add(table, _before(deals, table, won="times"), ("account_id", "cutoff"))
    return table.mutate(
        account__known_colleagues=ibis.greatest(table.leads_known - 1.0, 0.0),
        account__won_deals=table.won,
    )


def _with_colleagues(table: ir.Table, warehouse: Warehouse, settings: Settings) -> ir.Table:
    """Count the account's leads that were active, and their acts, less the lead's own."""
    windows = settings.features.windows_days
    longest = windows[-1]
    acts = _known_acts(warehouse)
    own = measure(
        acts,
        table.select("lead_id", "cutoff", "ordinal", "grid"),
        [Measure(name=f"own_{days}", how="count", window_days=days) for days in windows],
    )
    table = _add(table, own, ("lead_id", "cutoff"))
    roles = lead_roles(warehouse.leads).rename(own_role="department", own_level="seniority")
    table = _add(table, roles, ("lead_id",))
    team = _group(table, acts, "account_id", _team_measures(settings))
    table = _add(table, team, ("account_id", "grid", "cutoff"))
    peers = _group(
        table,
        acts,
        "own_role",
        [Measure(name="peers", how="distinct", window_days=longest, value=_person)],
    )
    table = _add(table, peers, ("account_id", "own_role", "grid", "cutoff"))
    active = {days: ibis.ifelse(table[f"own_{days}"] > 0, 1.0, 0.0) for days in windows}
    senior = ibis.ifelse(table.own_level.isin(SENIOR).fill_null(False), active[longest], 0.0)
    alone = (table.peers == 1.0).fill_null(False)
    own_role = ibis.ifelse(alone, active[longest], 0.0)
    engaged = {f"account__engaged_colleagues_{d}d": table[f"team_{d}"] - active[d] for d in windows}
    did = {f"account__colleague_acts_{d}d": table[f"acts_{d}"] - table[f"own_{d}"] for d in windows}
    return table.mutate(
        **engaged,
        **did,
        **{
            f"account__engaged_senior_colleagues_{longest}d": table.team_senior - senior,
            f"account__engaged_departments_{longest}d": table.team_roles - own_role,
        },
    )


def _team_measures(settings: Settings) -> list[Measure]:
    windows = settings.features.windows_days
    return [
        *(Measure(name=f"team_{d}", how="distinct", window_days=d, value=_person) for d in windows),
        *(Measure(name=f"acts_{d}", how="count", window_days=d) for d in windows),
        Measure(
            name="team_senior",
            how="distinct",
            window_days=windows[-1],
            value=_person,
            where=lambda acts: acts.own_level.isin(SENIOR),
        ),
        Measure(
            name="team_roles",
            how="distinct",
            window_days=windows[-1],
            value=lambda acts: acts.own_role,
        ),
    ]


def _person(acts: ir.Table) -> ir.Value:
    return acts.person


def _known_acts(warehouse: Warehouse) -> ir.Table:
    """Give every act of a lead with an account, known no earlier than its lead."""
    roles = lead_roles(warehouse.leads)
    leads = warehouse.leads.select("lead_id", "account_id", "created_at")
    people = leads.filter(leads.account_id.notnull()).join(roles, "lead_id")
    acts = warehouse.events.select("lead_id", "event_at", "recorded_at").join(people, "lead_id")
    known_at = ibis.greatest(visible_from(acts.event_at, acts.recorded_at), acts.created_at)
    return acts.select(
        "lead_id",
        "account_id",
        "event_at",
        recorded_at=known_at,
        person=acts.lead_id,
        own_role=acts.department.nullif(OTHER),
        own_level=acts.seniority,
    )


def _group(table: ir.Table, acts: ir.Table, by: str, measures: list[Measure]) -> ir.Table:
    """Measure an account, or one role in it, as if it were a lead."""
    keys = tuple(dict.fromkeys(("account_id", by)))
    known = table.filter(*(table[key].notnull() for key in keys))
    rows = known.select(*keys, "grid", "cutoff", "ordinal").distinct()
    groups = rows.select(*keys, "grid").distinct()
    # a lead has one grid, so each grid of an account is a lead of its own to the engine
    joined = acts.drop("lead_id").join(groups, list(keys))
    measured = measure(
        joined.mutate(lead_id=_name_of(joined, keys)),
        rows.select("cutoff", "ordinal", "grid", lead_id=_name_of(rows, keys)),
        measures,
    )
    named = rows.mutate(lead_id=_name_of(rows, keys)).drop("ordinal")
    return _add(named, measured, ("lead_id", "cutoff")).drop("lead_id")


def _name_of(table: ir.Table, keys: tuple[str, ...]) -> ir.StringValue:
    """Write a group's keys as one text; lengths keep different keys apart."""
    name = table.grid.cast("string")
    for key in keys:
        name = name + ":" + table[key].length().cast("string") + ":" + table[key]
    return name


def _with_orders(table: ir.Table, warehouse: Warehouse, settings: Settings) -> ir.Table:
    """Tell recency, frequency and amount of the orders before the cutoff."""
    orders = warehouse.orders
    # whole cents add up to the same on every engine, in any order
    cents = (orders.amount_eur.fill_null(0.0) * 100.0).round().cast("int64")
    rows = orders.select("account_id", day=day_number(orders.ordered_at), cents=cents)
    ever = _before(
        rows, table, ever="times", eur="cents", days="days", first_day="first", last_day="last"
    )
    recent = _before(
        rows, table, window=settings.time.lookback_days, recent="times", recent_eur="cents"
    )
    table = _add(table, ever, ("account_id", "cutoff"))
    table = _add(table, recent, ("account_id", "cutoff"))
    since = (day_number(table.cutoff) - table.last_day).cast("float64")
    gap = (table.last_day - table.first_day).cast("float64") / (table.days - 1.0).nullif(0.0)
    stopped = (table.days >= REGULAR_DAYS) & (since > gap * STOP_GAPS)
    return table.mutate(
        account__orders_ever=table.ever,
        account__orders_lookback=table.recent,
        account__order_eur_ever=table.eur.cast("float64") / 100.0,
        account__order_eur_lookback=table.recent_eur.cast("float64") / 100.0,
        account__order_days_since=since,
        account__stopped_ordering=ibis.ifelse(stopped.fill_null(False), 1.0, 0.0),
    )


def _with_customer(table: ir.Table, warehouse: Warehouse) -> ir.Table:
    """Say whether the account was known to be a customer before the cutoff."""
    signs = table.account__won_deals > 0
    if warehouse.has("orders"):
        signs = signs | (table.account__orders_ever > 0)
    if warehouse.has("accounts"):
        accounts = warehouse.accounts.select("account_id", "customer_since")
        table = _add(table, accounts, ("account_id",))
        signs = signs.fill_null(False) | (table.customer_since < table.cutoff).fill_null(False)
    return table.mutate(account__is_customer=ibis.ifelse(signs.fill_null(False), 1.0, 0.0))


def _before(
    rows: ir.Table, table: ir.Table, *, window: int | None = None, **names: str
) -> ir.Table:
    """Add up an account's rows of the days before each of its cutoffs.

    ``rows`` have account_id, day (when known) and cents; ``names`` says which total goes
    by which name: "times", "cents", "days", "first" or "last" day. One pass in the order
    of days, however many cutoffs: what was, and the cutoffs, stand in one line.
    """
    rows = rows.filter(rows.account_id.notnull())
    daily = rows.group_by("account_id", "day").agg(
        times=rows.count().cast("float64"), cents=rows.cents.sum().cast("int64")
    )
    cuts = table.select("account_id", "cutoff").filter(table.account_id.notnull()).distinct()
    nothing = ibis.literal(0.0, "float64")
    line = daily.select("account_id", "day", "times", "cents", days=1.0, at=daily.day).union(
        cuts.select(
            "account_id",
            day=day_number(cuts.cutoff),
            times=nothing,
            cents=ibis.literal(0, "int64"),
            days=nothing,
            at=ibis.null("int64"),
        )
    )
    span = ibis.range_window(preceding=(window, 1), group_by="account_id", order_by="day")
    totals = {
        "times": line.times.sum(),
        "cents": line.cents.sum(),
        "days": line.days.sum(),
        "first": line["at"].min(),
        "last": line["at"].max(),
    }
    summed = line.mutate(**{name: totals[what].over(span) for name, what in names.items()})
    ends = summed.filter(summed["at"].isnull())
    return ends.select("account_id", cutoff=day_start(ends.day), **{n: ends[n] for n in names})
