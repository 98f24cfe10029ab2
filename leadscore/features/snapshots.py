"""Who is scored when: leads at cutoffs, open or not, with labels that can be known.

The time rules of the design live here, once. A row is visible to a cutoff only if its
instant and its ``recorded_at`` lie before it; every cutoff is a midnight (UTC), so a
row's first cutoff depends on the day it became visible and on nothing finer. Rows are
therefore brought to their first cutoff and rolled forward from there: the work grows
with rows plus leads times cutoffs, never with rows times cutoffs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from leadscore.errors import NotEnoughDataError
from leadscore.features.instants import EPOCH, day_number, day_start, visible_from
from leadscore.settings import Settings
from leadscore.sources.warehouse import Warehouse

#: The columns of a table of snapshots, in order.
COLUMNS = (
    "lead_id",
    "account_id",
    "created_at",
    "cutoff",
    "ordinal",
    "grid",
    "mature",
    "label",
    "won_at",
    "amount_eur",
    "contactable",
)
#: Stages that end a lead's way; all others stand in the order of ``data.stages``.
_ASIDE = ("lost", "recycled")


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The cutoffs that leads may be seen at, as days after the lead's grid number.

    ``offsets`` rise. On a calendar grid every lead's number is 0, so that an offset is
    the cutoff's day since 1970-01-01; on an after-creation grid it is the day of the
    lead's creation, so that an offset is the N of "N days after creation".
    """

    after_creation: bool
    offsets: tuple[int, ...]

    @property
    def table(self) -> ir.Table:
        """One row a cutoff: its ordinal and its offset."""
        rows = pa.table(
            {
                "ordinal": pa.array(range(len(self.offsets)), pa.int64()),
                "offset_days": pa.array(self.offsets, pa.int64()),
            }
        )
        return ibis.memtable(rows)

    @property
    def by_day(self) -> ir.Table:
        """One row a day: the first cutoff after it; days before the first cutoff are one."""
        days = range(self.offsets[0] - 1, self.offsets[-1])
        first = [sum(offset <= day for offset in self.offsets) for day in days]
        rows = pa.table(
            {"offset_days": pa.array(days, pa.int64()), "ordinal": pa.array(first, pa.int64())}
        )
        return ibis.memtable(rows)


def cutoff_grid(settings: Settings, *, observed_from: datetime, as_of: datetime) -> Grid:
    """Lay out the cutoffs that the settings ask for.

    Parameters
    ----------
    settings : Settings
        ``time.grid`` is "month" (first of each month), "week" (Mondays) or
        "after_creation" (the midnight ``time.after_creation_days`` after the day the
        lead was created, which is always after its creation).
    observed_from, as_of : datetime
        Calendar cutoffs lie between the two, both included: before the first no
        outcome was recorded, after the second nothing is known.

    Returns
    -------
    Grid

    Raises
    ------
    NotEnoughDataError
        If no calendar cutoff lies between the two instants.

    Examples
    --------
    >>> grid = cutoff_grid(Settings(), observed_from=datetime(1970, 1, 2),
    ...                    as_of=datetime(1970, 3, 1))
    >>> grid.offsets
    (31, 59)
    """
    if settings.time.grid == "after_creation":
        days = tuple(sorted(set(settings.time.after_creation_days)))
        return Grid(after_creation=True, offsets=days)
    cutoffs = []
    day = datetime(observed_from.year, observed_from.month, observed_from.day)
    while day <= as_of:
        starts = day.day == 1 if settings.time.grid == "month" else day.weekday() == 0
        if starts and day >= observed_from:
            cutoffs.append((day - EPOCH).days)
        day += timedelta(days=1)
    if not cutoffs:
        raise NotEnoughDataError(
            f"No {settings.time.grid} starts between {observed_from} (time.observed_from) and "
            f"{as_of} (time.as_of), so there is no cutoff to take snapshots at. Bring a longer "
            "history, or set time.grid to 'week' or 'after_creation' in leadscore.toml."
        )
    return Grid(after_creation=False, offsets=tuple(cutoffs))


def take_snapshots(warehouse: Warehouse, settings: Settings) -> ir.Table:
    """Take every open lead at every cutoff of the grid, with its label.

    Parameters
    ----------
    warehouse : Warehouse
    settings : Settings
        ``time`` says which grid, target, stop stage, horizon and delays.

    Returns
    -------
    ibis table
        One row a snapshot, lazy: lead_id, account_id (may be null), created_at, cutoff,
        ordinal (place of the cutoff in its grid), grid (0, or the lead's creation day
        since 1970-01-01 on an after-creation grid), mature (horizon and label delay
        passed before ``observed_until``), label (1, 0, or null where it cannot be known
        yet, wins included), won_at and amount_eur of the first
        target entry within the horizon, contactable.

    Raises
    ------
    NotEnoughDataError
        If the history holds no cutoff.

    Notes
    -----
    A lead is open at a cutoff by the rows visible then: created before it; not at the
    target, the stop stage or any stage beyond; not lost; active within
    ``time.idle_days`` (creation, events and stage entries count); not opted out. A
    visible ``recycled`` entry not older than the closing one opens the lead again, save
    after ``won``, which is final. A target entered before the cutoff but recorded after
    it does not close the lead, for it was not known, and is no win of its horizon.
    """
    grid = cutoff_grid(settings, observed_from=warehouse.observed_from, as_of=warehouse.as_of)
    return _snapshots(warehouse, settings, grid)


def current_snapshots(warehouse: Warehouse, settings: Settings) -> ir.Table:
    """Take every lead that is open now, for scoring.

    Parameters
    ----------
    warehouse : Warehouse
    settings : Settings

    Returns
    -------
    ibis table
        As :func:`take_snapshots`, one row a lead, immature. The cutoff is the first
        midnight after ``as_of``, whatever the grid: everything known counts, and the
        same leads open on the same day give the same rows.
    """
    tomorrow = (warehouse.as_of - EPOCH).days + 1
    return _snapshots(warehouse, settings, Grid(after_creation=False, offsets=(tomorrow,)))


def all_snapshots(warehouse: Warehouse, settings: Settings) -> ir.Table:
    """Take past and current snapshots as one table, so that features are built in one go.

    Parameters
    ----------
    warehouse : Warehouse
    settings : Settings

    Returns
    -------
    ibis table
        The rows of :func:`take_snapshots` and those of :func:`current_snapshots`, the
        latter with the ordinal after the grid's last: :func:`now_ordinal`.

    Raises
    ------
    NotEnoughDataError
        If the history holds no cutoff.
    """
    now = current_snapshots(warehouse, settings)
    after = settings.time.grid == "after_creation"
    now = now.mutate(
        ordinal=ibis.literal(now_ordinal(warehouse, settings), "int64"),
        grid=day_number(now.created_at) if after else ibis.literal(0, "int64"),
    )
    return take_snapshots(warehouse, settings).union(now.select(*COLUMNS))


def now_ordinal(warehouse: Warehouse, settings: Settings) -> int:
    """Give the place of the current cutoff after those of the grid.

    Parameters
    ----------
    warehouse : Warehouse
    settings : Settings

    Returns
    -------
    int
    """
    grid = cutoff_grid(settings, observed_from=warehouse.observed_from, as_of=warehouse.as_of)
    return len(grid.offsets)


def _snapshots(warehouse: Warehouse, settings: Settings, grid: Grid) -> ir.Table:
    candidates = _candidates(warehouse, grid)
    history = _rolled(candidates, _history(warehouse, settings, grid))
    seen = _only_open(history, warehouse, settings, grid)
    return _labelled(seen, warehouse, settings)


def _candidates(warehouse: Warehouse, grid: Grid) -> ir.Table:
    """Pair every lead that may be contacted with every cutoff of its grid."""
    pairs = _numbered(warehouse.leads, grid).cross_join(grid.table)
    return pairs.mutate(cutoff=day_start(pairs.grid + pairs.offset_days)).drop("offset_days")


def _numbered(leads: ir.Table, grid: Grid) -> ir.Table:
    """Give each lead the number that its grid's offsets are counted from."""
    number = day_number(leads.created_at) if grid.after_creation else ibis.literal(0, "int64")
    kept = leads.filter(~leads.opted_out).mutate(grid=number)
    return kept.select("lead_id", "account_id", "created_at", "grid", "contactable")


def closing_stages(settings: Settings) -> tuple[str, ...]:
    """Name the stages in which a lead is no longer marketing's to score.

    Parameters
    ----------
    settings : Settings

    Returns
    -------
    tuple of str
        The target, the stop stage, all beyond the earlier of the two, and ``lost``.

    Examples
    --------
    >>> closing_stages(Settings())
    ('opportunity', 'won', 'lost')
    >>> closing_stages(Settings(time={"target": "mql"}))
    ('mql', 'sql', 'opportunity', 'won', 'lost')
    """
    way = [stage for stage in settings.data.stages if stage not in _ASIDE]
    named = {settings.time.target, settings.time.stop_stage} - {None}
    first = min((way.index(str(stage)) for stage in named if stage in way), default=len(way))
    aside = {stage for stage in named if stage in _ASIDE} | {"lost"}
    return (*way[first:], *(stage for stage in _ASIDE if stage in aside))


def _history(warehouse: Warehouse, settings: Settings, grid: Grid) -> ir.Table:
    """Bring acts and stage entries to the first cutoff that sees them, one row a lead each."""
    closing = closing_stages(settings)
    reopening = "recycled" not in closing
    nothing = ibis.null("timestamp(6)")
    stage = warehouse.stages
    entries = stage.select(
        "lead_id",
        visible_at=visible_from(stage.entered_at, stage.recorded_at),
        active_at=stage.entered_at,
        closed_at=ibis.ifelse(stage.stage.isin(closing), stage.entered_at, nothing),
        won_at=ibis.ifelse(stage.stage == "won", stage.entered_at, nothing),
        reopened_at=ibis.ifelse(
            (stage.stage == "recycled") & ibis.literal(reopening), stage.entered_at, nothing
        ),
    )
    event = warehouse.events
    acts = event.select(
        "lead_id",
        visible_at=visible_from(event.event_at, event.recorded_at),
        active_at=event.event_at,
        closed_at=nothing,
        won_at=nothing,
        reopened_at=nothing,
    )
    rows = entries.union(acts).join(
        _numbered(warehouse.leads, grid).select("lead_id", "created_at", "grid"), "lead_id"
    )
    # what came before the lead is seen from its first cutoff on
    day = day_number(ibis.greatest(rows.visible_at, rows.created_at)) - rows.grid
    rows = rows.mutate(offset_days=ibis.greatest(day, ibis.literal(grid.offsets[0] - 1, "int64")))
    return (
        rows.join(grid.by_day, "offset_days")
        .group_by("lead_id", "ordinal")
        .agg(**{name: ibis._[name].max() for name in _STATE})
    )


_STATE = ("active_at", "closed_at", "won_at", "reopened_at")


def _rolled(candidates: ir.Table, history: ir.Table) -> ir.Table:
    """Carry each lead's latest instants forward from cutoff to cutoff."""
    joined = candidates.left_join(history, ["lead_id", "ordinal"])
    joined = joined.drop("lead_id_right", "ordinal_right")
    until_now = ibis.window(group_by="lead_id", order_by="ordinal", following=0)
    return joined.mutate(**{name: joined[name].max().over(until_now) for name in _STATE})


def _only_open(rolled: ir.Table, warehouse: Warehouse, settings: Settings, grid: Grid) -> ir.Table:
    """Keep the leads that are open at their cutoff (time rule 3)."""
    t = rolled
    reopened = (t.reopened_at >= t.closed_at).fill_null(False)
    closed = t.closed_at.notnull() & ~reopened
    if "won" in closing_stages(settings):
        closed = closed | t.won_at.notnull()
    active_at = ibis.greatest(t.created_at, ibis.coalesce(t.active_at, t.created_at))
    alive = active_at >= t.cutoff - ibis.interval(days=settings.time.idle_days)
    kept = t.filter((t.created_at < t.cutoff) & ~closed & alive)
    if grid.after_creation:
        first = ibis.literal(warehouse.observed_from, type="timestamp(6)")
        last = ibis.literal(warehouse.as_of, type="timestamp(6)")
        kept = kept.filter((kept.cutoff >= first) & (kept.cutoff <= last))
    return kept.drop(*_STATE)


def _labelled(seen: ir.Table, warehouse: Warehouse, settings: Settings) -> ir.Table:
    """Look for the target within the horizon, where that can be known (time rule 2)."""
    first = ibis.literal(warehouse.observed_from, type="timestamp(6)")
    wait = settings.time.horizon_days + settings.time.label_delay_days
    until = warehouse.observed_until or warehouse.as_of
    last = ibis.literal(until - timedelta(days=wait), type="timestamp(6)")
    won = _wins(seen, warehouse, settings)
    joined = seen.left_join(won, ["lead_id", "cutoff"]).drop("lead_id_right", "cutoff_right")
    mature = (joined.cutoff >= first) & (joined.cutoff <= last)
    labelled = joined.mutate(
        mature=mature,
        label=ibis.ifelse(mature, joined.won_at.notnull().cast("int8"), ibis.null("int8")),
        won_at=ibis.ifelse(mature, joined.won_at, ibis.null("timestamp(6)")),
        amount_eur=ibis.ifelse(mature, joined.amount_eur, ibis.null("float64")),
    )
    return labelled.select(*COLUMNS)


def target_entries(warehouse: Warehouse, settings: Settings) -> ir.Table:
    """List the instants at which leads entered the target.

    Parameters
    ----------
    warehouse : Warehouse
    settings : Settings

    Returns
    -------
    ibis table
        One row a lead and instant: lead_id, won_at, amount_eur (the largest, should the
        source have the entry twice).
    """
    stage = warehouse.stages
    hits = stage.filter(stage.stage == settings.time.target)
    return hits.group_by("lead_id", won_at=hits.entered_at).agg(amount_eur=hits.amount_eur.max())


def _wins(seen: ir.Table, warehouse: Warehouse, settings: Settings) -> ir.Table:
    """Find the first target entry in [cutoff, cutoff + horizon) of each snapshot."""
    entries = target_entries(warehouse, settings)
    pairs = seen.select("lead_id", "cutoff").join(entries, "lead_id")
    end = pairs.cutoff + ibis.interval(days=settings.time.horizon_days)
    inside = pairs.filter((pairs.won_at >= pairs.cutoff) & (pairs.won_at < end))
    earliest = inside.group_by("lead_id", "cutoff").agg(won_at=inside.won_at.min())
    return earliest.join(entries, ["lead_id", "won_at"]).select(
        "lead_id", "cutoff", "won_at", "amount_eur"
    )
