"""Roll what leads did from cutoff to cutoff: all measures of all snapshots at once.

Acts are added up once, by lead, day and the cutoff that first sees them, into cells.
Every number then enters at the ordinal that opens its run of cutoffs (see calendar.py)
and leaves at the one that closes it; a cumulative sum along a lead's ordinals gives its
value at each. The work grows with acts plus snapshots, not with acts times snapshots.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import ibis
import ibis.expr.types as ir

from leadscore.errors import UsageError
from leadscore.features.calendar import closes, open_days, place
from leadscore.features.measures import Measure
from leadscore.features.readings import (
    NEVER,
    ONE,
    UNROLLED_DAYS,
    ZERO,
    Base,
    Lane,
    Readings,
    Tracks,
)
from leadscore.features.snapshots import day_number

__all__ = ["Measure", "measure"]
_MICROSECONDS_A_DAY = 86_400_000_000


def measure(events: ir.Table, snapshots: ir.Table, measures: Sequence[Measure]) -> ir.Table:
    """Measure what each lead had done, as each of its snapshots could see it.

    One row is a snapshot.

    Parameters
    ----------
    events : ibis table
        Acts: ``lead_id``, ``event_at``, ``recorded_at`` (null: known at once), and
        whatever the measures read. Instants are naive UTC.
    snapshots : ibis table
        ``lead_id``, ``cutoff`` (a UTC midnight), ``ordinal``, ``grid``. Within a grid an
        ordinal always stands for the same cutoff, and a later cutoff has a larger one.
        A lead has one grid.
    measures : sequence of Measure
        Names must differ.

    Returns
    -------
    ibis table
        ``lead_id``, ``cutoff`` and one float64 column per measure, one row per snapshot.
        A lead without acts has 0; null for "last".

    Raises
    ------
    UsageError
        If two measures have the same name, or there is none.

    Notes
    -----
    An act is visible to a snapshot if its instant and its ``recorded_at`` are both before
    the cutoff. See docs/features-over-time.md for how the work is shared among cutoffs.
    """
    names = [each.name for each in measures]
    if not names or len(set(names)) != len(names):
        doubled = sorted({name for name in names if names.count(name) > 1})
        raise UsageError(
            "measures must be at least one, with different names; "
            + (f"twice there: {', '.join(doubled)}." if doubled else "there is none.")
        )
    readings = Readings.of(events, measures)
    return _Roll(readings, snapshots).answers()


class _Roll:
    """One rolling: the readings, the leads, the calendar, and the columns rolled."""

    def __init__(self, readings: Readings, snapshots: ir.Table) -> None:
        self.readings = readings
        self.snapshots = snapshots
        self.leads = _leads(snapshots)
        self.days = open_days(snapshots, readings.windows)
        lanes = [*readings.lanes.values(), *readings.guards.values()]
        self.short = Tracks([lane for lane in lanes if lane.unrolled], "short")
        self.long = Tracks([lane for lane in lanes if not lane.unrolled], "long")

    def answers(self) -> ir.Table:
        """Give the measures, one row a snapshot."""
        cells = self._cells()
        changes = [self._standing(), *self._of_cells(cells)]
        for base, windows in self.readings.things.items():
            runs = self._day_runs(cells, base) if base.how == "days" else self._runs(base)
            changes.extend(self._of_runs(self._closing(runs, windows), base, windows))
        rolled = self._rolled(ibis.union(*changes, distinct=False))
        named = rolled.join(self.leads.select("lead", "lead_id", "middle_day"), "lead")
        columns = {each.name: self._answer(named, each) for each in self.readings.lanes}
        return named.select("lead_id", "cutoff", **columns)

    def _placed(self, acts: ir.Table) -> ir.Table:
        """Give each act its lead's number and the ordinal that first sees it."""
        oldest, newest = self._reach()
        near = acts.filter(acts.event_at >= oldest, acts.event_at < newest)
        shown = self.days.select(seen_place="place", opens="opens")
        placed = near.join(self.leads, "lead_id")
        placed = placed.join(shown, place(placed.grid, placed.seen_day) == shown.seen_place)
        opens = ibis.greatest(placed.opens, placed.first_ordinal)
        kept = placed.mutate(opens=opens.cast("int32"), place=place(placed.grid, placed.day))
        return kept.filter(kept.opens <= kept.last_ordinal)

    def _reach(self) -> tuple[ir.Scalar, ir.Scalar]:
        """Bound the instants that any snapshot can see, so that others are read no further."""
        cutoff, widest = self.snapshots.cutoff, max(self.readings.windows)
        return cutoff.min() - ibis.interval(days=widest), cutoff.max()

    def _standing(self) -> ir.Table:
        """Make one row of no change per snapshot, so that each gets an answer."""
        numbers = self.leads.select("lead_id", "lead")
        rows = self.snapshots.select("lead_id", "ordinal", "cutoff").join(numbers, "lead_id")
        return self._change(rows, rows.ordinal, cutoff=rows.cutoff)

    def _cells(self) -> ir.Table:
        """Add up what each lead did on each day, by the ordinal that first sees it.

        The aggregation itself is what others share: DuckDB keeps a shared aggregation,
        and would repeat anything else.
        """
        bases = self.readings.bases
        columns = {base.where for base in bases} | {base.value for base in bases if base.value}
        acts = self._placed(self.readings.acts(sorted(columns)))
        return acts.group_by("lead", "place", "opens").agg(
            last_ordinal=acts.last_ordinal.max(),
            **{name: _added_up(acts, base) for base, name in bases.items()},
        )

    def _closing(self, rows: ir.Table, windows: Sequence[int]) -> ir.Table:
        """Give rows the ordinals at which they leave some windows; drop what is in none."""
        closing = self.days.select(day_place="place", **{closes(w): closes(w) for w in windows})
        joined = rows.join(closing, rows.place == closing.day_place).drop("day_place")
        return joined.filter(joined.opens < joined[closes(max(windows))])

    def _of_cells(self, cells: ir.Table) -> Iterator[ir.Table]:
        """Let each cell enter where its run opens and leave where it closes."""
        bases = self.readings.bases

        def held(lane: Lane, kept: ir.BooleanValue) -> ir.Value:
            return ibis.ifelse(kept, spread[bases[lane.base]], ZERO)

        spread = self._spread(self._closing(cells, self.readings.windows))
        enters = spread.ordinal == spread.opens
        long = {
            lane: ibis.ifelse(enters, spread[bases[lane.base]], NEVER)
            if lane.latest
            else held(lane, enters & (spread[closes(lane.window_days)] > spread.opens))
            for lane in self.long.lanes
            if lane.base in bases
        }
        short = {
            lane: held(lane, spread[closes(lane.window_days)] > spread.ordinal)
            for lane in self.short.lanes
        }
        yield self._change(spread, spread.ordinal, short | long)
        for window in self.readings.windows:
            gone = [
                lane
                for lane in self.long.lanes
                if lane.window_days == window and lane.base in bases
            ]
            if gone:
                leaving = self._closing(cells, [window])
                leaving = leaving.filter(leaving[closes(window)] <= leaving.last_ordinal)
                yield self._change(
                    leaving,
                    leaving[closes(window)],
                    {lane: -leaving[bases[lane.base]] for lane in gone},
                )

    def _spread(self, cells: ir.Table) -> ir.Table:
        """Repeat each cell for every cutoff whose short windows hold it; once at least."""
        short = [days for days in self.readings.windows if days <= UNROLLED_DAYS]
        if not short:
            return cells.mutate(ordinal=cells.opens.cast("int64"))
        until = ibis.least(cells[closes(max(short))], cells.last_ordinal + 1)
        until = ibis.greatest(until, cells.opens + 1)
        opens = cells.opens.cast("int64")
        return cells.mutate(ordinal=ibis.range(opens, until.cast("int64")).unnest())

    def _runs(self, base: Base) -> ir.Table:
        """List the ordinals that first see a thing, with where each sight leaves windows."""
        assert base.value is not None
        acts = self.readings.acts(sorted({base.where, base.value}))
        seen = self._placed(acts.filter(acts[base.where]))
        return seen.group_by("lead", "opens", thing=seen[base.value]).agg(
            last_ordinal=seen.last_ordinal.max(), place=seen.place.max()
        )

    def _day_runs(self, cells: ir.Table, base: Base) -> ir.Table:
        """List the days with an act, each from the ordinal that first sees one."""
        acted = cells.filter(cells[self._count_of(base)] > 0)
        return acted.group_by("lead", "place").agg(
            opens=acted.opens.min(), last_ordinal=acted.last_ordinal.max()
        )

    def _count_of(self, base: Base) -> str:
        return self.readings.bases[Base(how="count", where=base.where)]

    def _of_runs(self, runs: ir.Table, base: Base, windows: tuple[int, ...]) -> Iterator[ir.Table]:
        """Count a thing from the cutoff that first sees it until its last sight leaves."""
        key = "place" if base.how == "days" else "thing"
        earlier = ibis.window(group_by=["lead", key], order_by="opens", preceding=(None, 1))
        for window in windows:
            lane, end = Lane(base=base, window_days=window), runs[closes(window)]
            begins = runs.opens.cast("int64")
            if base.how == "distinct":
                begins = ibis.greatest(begins, ibis.coalesce(end.max().over(earlier), begins))
            spans = runs.select("lead", "last_ordinal", begins=begins, ends=end)
            spans = spans.filter(spans.begins < spans.ends, spans.begins <= spans.last_ordinal)
            yield self._change(spans, spans.begins, {lane: ONE})
            over = spans.filter(spans.ends <= spans.last_ordinal)
            yield self._change(over, over.ends, {lane: -ONE})

    def _change(
        self,
        rows: ir.Table,
        ordinal: ir.Value,
        values: Mapping[Lane, ir.Value] | None = None,
        cutoff: ir.Value = NEVER,
    ) -> ir.Table:
        """Shape rows as changes at an ordinal: the same columns for every kind of row."""
        given = values or {}
        return rows.select(
            "lead",
            ordinal=ordinal.cast("int64"),
            cutoff=cutoff,
            **self.short.row(given),
            **self.long.row(given),
        )

    def _rolled(self, changes: ir.Table) -> ir.Table:
        """Add changes up at each ordinal, and the long ones along them."""
        latest = self.long.latest

        def combined(column: ir.Value, name: str) -> ir.Value:
            return column.max() if name in latest else column.sum()

        at = changes.group_by("lead", "ordinal").agg(
            cutoff=changes.cutoff.max(),
            **{name: combined(changes[name], name) for name in (*self.short, *self.long)},
        )
        until_now = ibis.window(group_by="lead", order_by="ordinal", preceding=None, following=0)
        rolled = at.select(
            "lead",
            "cutoff",
            *self.short,
            **{name: combined(at[name], name).over(until_now) for name in self.long},
        )
        return rolled.filter(rolled.cutoff.notnull())

    def _answer(self, named: ir.Table, each: Measure) -> ir.Value:
        value = self._value(named, self.readings.lanes[each])
        if each.how == "last":
            days = named.cutoff.delta(value, unit="microsecond").cast("float64")
            days = days / _MICROSECONDS_A_DAY
            return ibis.ifelse(days <= each.window_days, days, ibis.null("float64"))
        if each.half_life_days is not None:
            value = value / _weight_at(named, each.half_life_days)
        if each in self.readings.guards:
            acts = self._value(named, self.readings.guards[each])
            value = ibis.ifelse(acts > 0, value, ZERO)
        return value

    def _value(self, named: ir.Table, lane: Lane) -> ir.Value:
        return (self.short if lane.unrolled else self.long).value(named, lane)


def _leads(snapshots: ir.Table) -> ir.Table:
    """Give each lead a number, its first and last ordinal and the day between."""
    day = day_number(snapshots.cutoff)
    leads = snapshots.group_by("lead_id").agg(
        grid=snapshots.grid.min(),
        first_ordinal=snapshots.ordinal.min(),
        last_ordinal=snapshots.ordinal.max(),
        middle_day=(day.min() + day.max()) // 2,
    )
    return leads.mutate(lead=ibis.row_number().over(order_by="lead_id").cast("int32"))


def _added_up(acts: ir.Table, base: Base) -> ir.Value:
    where = acts[base.where]
    if base.how == "last":
        return acts.event_at.max(where=where)
    one = ONE if base.value is None else acts[base.value]
    if base.half_life_days is not None:
        one = one * _weight(acts, base.half_life_days)
    return ibis.ifelse(where, one, ZERO).sum()


def _weight(acts: ir.Table, half_life_days: float) -> ir.FloatingValue:
    """Weigh an act by its instant relative to the middle of its lead's cutoffs.

    The middle keeps the power of two within the range of float64 as long as a lead's
    window and half its span of cutoffs stay under 1,000 half-lives.
    """
    since = acts.event_at.delta(ibis.literal("1970-01-01", type="timestamp(6)"), unit="microsecond")
    age = (since - acts.middle_day * _MICROSECONDS_A_DAY).cast("float64")
    return (age * (math.log(2) / half_life_days / _MICROSECONDS_A_DAY)).exp()


def _weight_at(named: ir.Table, half_life_days: float) -> ir.FloatingValue:
    days = (day_number(named.cutoff) - named.middle_day).cast("float64")
    return (days * (math.log(2) / half_life_days)).exp()
