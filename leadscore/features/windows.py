"""Roll what leads did from cutoff to cutoff: all measures of all snapshots at once.

Acts are added up once, to cells: by lead, by the cutoff that first sees them, and by
segment, the days whose acts all windows of all cutoffs treat alike (calendar.py). A
cell then joins each cutoff of its run. A plain join would do that with every act:
what is joined here is bounded by leads and segments, however many acts there are.

All sums are of what is inside a window. Nothing is subtracted, so nothing cancels.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from leadscore.errors import UsageError
from leadscore.features.calendar import closes, count_days, open_days, place, segment_ends
from leadscore.features.instants import day_number
from leadscore.features.measures import Measure
from leadscore.features.readings import (
    MICROSECONDS_A_DAY,
    ONE,
    ZERO,
    Base,
    Column,
    Readings,
    bit_or,
    days_after,
    growth,
)

__all__ = ["Measure", "measure"]


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
    return _Roll(Readings.of(events, measures), snapshots).answers()


class _Roll:
    """One rolling: the readings, the leads of the snapshots, and their calendar."""

    def __init__(self, readings: Readings, snapshots: ir.Table) -> None:
        self.readings = readings
        self.snapshots = snapshots
        self.leads = _leads(snapshots)
        self.days = open_days(snapshots, readings.windows)

    def answers(self) -> ir.Table:
        """Give the measures, one row a snapshot."""
        rows = self.snapshots.select("lead_id", "ordinal", "cutoff")
        rows = rows.join(self.leads.select("lead_id", "lead", "middle_day"), "lead_id")
        for part in self._parts():
            rows = rows.left_join(part, ["lead", "ordinal"]).drop("lead_right", "ordinal_right")
        columns = {each.name: self._answer(rows, each) for each in self.readings.bases}
        return rows.select("lead_id", "cutoff", **columns)

    def _parts(self) -> list[ir.Table]:
        """Give what is known by lead and ordinal: from cells, and from things seen."""
        parts = [self._from_cells()] if self.readings.columns else []
        spans = [
            self._spans(column, window)
            for column in self.readings.things
            for window in self.readings.windows_of(column.bases)
        ]
        return [*parts, self._from_spans(spans)] if spans else parts

    def _placed(self, bases: Sequence[Base]) -> ir.Table:
        """Give each act its lead's number, its segment, and the ordinal that first sees it."""
        acts = self.readings.acts(bases)
        oldest, newest = self._reach()
        near = acts.filter(acts.event_at >= oldest, acts.event_at < newest)
        its = self.days.select(its_place="place", segment="segment", bit="bit")
        shown = self.days.select(shown_place="place", opens="opens")
        placed = near.join(self.leads, "lead_id")
        placed = placed.join(its, place(placed.grid, placed.day) == its.its_place)
        placed = placed.join(shown, place(placed.grid, placed.seen_day) == shown.shown_place)
        opens = ibis.greatest(placed.opens, placed.first_ordinal)
        placed = placed.mutate(opens=opens, days_after=days_after(placed))
        return placed.filter(placed.opens <= placed.last_ordinal)

    def _reach(self) -> tuple[ir.Scalar, ir.Scalar]:
        """Bound the instants that any snapshot can see, so that others are read no further."""
        cutoff, widest = self.snapshots.cutoff, max(self.readings.windows)
        return cutoff.min() - ibis.interval(days=widest), cutoff.max()

    def _from_cells(self) -> ir.Table:
        """Add up acts to cells, and cells to the cutoffs of their runs."""
        columns = self.readings.columns
        acts = self._placed([base for column in columns for base in column.bases])
        cells = acts.group_by("lead", "segment", "opens").agg(
            **{column.name: column.added_up(acts) for column in columns}
        )
        days = [column.name for column in columns if column.how == "days"]
        if days:
            cells = _with_new_days(cells, days)
        windows = self.readings.windows
        ends = segment_ends(self.days)
        cells = cells.join(ends, cells.segment == ends.end_segment)
        spread = self._spread(cells, cells.opens, cells[closes(max(windows))])
        return spread.group_by("lead", "ordinal").agg(
            **{
                _rolled(column, window): _inside(spread, column, window, widest=max(windows))
                for column in columns
                for window in self.readings.windows_of(column.bases)
            }
        )

    def _spans(self, column: Column, window: int) -> ir.Table:
        """List the ordinals from which and until which a lead's thing is in a window.

        The sights of one thing hold it for overlapping runs of cutoffs; each adds only
        what no earlier sight has held.
        """
        (base,) = column.bases
        assert base.value is not None
        placed = self._placed([base])
        ends = segment_ends(self.days).select("end_segment", until=closes(window))
        seen = placed.filter(placed[str(base.where)]).join(ends, placed.segment == ends.end_segment)
        sights = seen.group_by("lead", "opens", thing=seen[base.value]).agg(until=seen.until.max())
        earlier = ibis.window(group_by=["lead", "thing"], order_by="opens", preceding=(None, 1))
        held = ibis.coalesce(sights.until.max().over(earlier), sights.opens)
        own = _rolled(column, window)
        names = [
            _rolled(other, days)
            for other in self.readings.things
            for days in self.readings.windows_of(other.bases)
        ]
        return sights.select(
            "lead",
            "until",
            since=ibis.greatest(sights.opens, held),
            **{name: ONE if name == own else ZERO for name in names},
        )

    def _from_spans(self, spans: Sequence[ir.Table]) -> ir.Table:
        """Count the things in each window at each cutoff."""
        rows = ibis.union(*spans, distinct=False) if len(spans) > 1 else spans[0]
        names = [name for name in rows.columns if name not in ("lead", "since", "until")]
        spread = self._spread(rows, rows.since, rows.until)
        return spread.group_by("lead", "ordinal").agg(
            **{name: spread[name].sum() for name in names}
        )

    def _spread(self, rows: ir.Table, since: ir.IntegerValue, until: ir.IntegerValue) -> ir.Table:
        """Repeat each row for every ordinal of its run, up to the lead's last.

        In the order of leads, so that what is added up together lies together: an
        aggregation over more groups than fit the processor's cache is half as fast.
        """
        bounds = self.leads.select(bound_lead="lead", last_ordinal="last_ordinal")
        runs = rows.mutate(since=since, until=until)
        runs = runs.join(bounds, runs.lead == bounds.bound_lead)
        runs = runs.mutate(until=ibis.least(runs.until, runs.last_ordinal + 1))
        runs = runs.filter(runs.since < runs.until).order_by("lead")
        return runs.mutate(ordinal=ibis.range(runs.since, runs.until).unnest())

    def _answer(self, rows: ir.Table, each: Measure) -> ir.Value:
        base = self.readings.bases[each]
        columns = [*self.readings.columns, *self.readings.things]
        column = next(column for column in columns if base in column.bases)
        value = rows[_rolled(column, each.window_days)]
        if column.how == "last":
            return rows.cutoff.delta(value, unit="microsecond").cast("float64") / MICROSECONDS_A_DAY
        value = column.read(value, base).cast("float64").fill_null(ZERO)
        if base.half_life_days is None:
            return value
        days = (day_number(rows.cutoff) - rows.middle_day).cast("float64")
        return value / growth(days, base.half_life_days)


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


def _with_new_days(cells: ir.Table, names: Sequence[str]) -> ir.Table:
    """Count the days of each cell that no earlier cutoff had seen an act of."""
    earlier = ibis.window(group_by=["lead", "segment"], order_by="opens", preceding=(None, 1))
    before = {f"{name}_before": bit_or(cells[name]).over(earlier) for name in names}
    cells = cells.mutate(**before)
    new = {
        name: cells[name] - (cells[name] & cells[f"{name}_before"].fill_null(0)) for name in names
    }
    cells = cells.mutate(**new).drop(*before)
    return cells.mutate(**{name: count_days(cells[name]).cast("float64") for name in names})


def _rolled(column: Column, window: int) -> str:
    return f"{column.name}_{window}"


def _inside(spread: ir.Table, column: Column, window: int, widest: int) -> ir.Value:
    """Add up a column over the cells whose window holds the ordinal: the widest holds all."""
    values = spread[column.name]
    if window == widest:
        return values.max() if column.how == "last" else values.sum()
    inside = spread[closes(window)] > spread.ordinal
    if column.how == "last":
        return spread[column.name].max(where=inside)
    return ibis.ifelse(inside, spread[column.name], ZERO).sum()
