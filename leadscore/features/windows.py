"""Roll what leads did from cutoff to cutoff: all measures of all snapshots at once.

Acts are aggregated once, by lead and run of cutoffs (see calendar.py), into cells.
Every number then enters at the ordinal that opens its run and leaves at the one that
closes it; a cumulative sum over a lead's ordinals gives its value at each. The work
grows with acts plus snapshots, not with acts times snapshots.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir

from leadscore.errors import UsageError
from leadscore.features.calendar import closes, open_days, place
from leadscore.features.measures import Measure
from leadscore.features.snapshots import day_number, visible_from

__all__ = ["Measure", "measure"]
_MICROSECONDS_A_DAY = 86_400_000_000
# a bare 1.0 is a decimal to both engines, and sums of decimals are several times slower
_ONE, _ZERO = ibis.literal(1).cast("float64"), ibis.literal(0).cast("float64")


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
    plan = _Plan.of(events, measures)
    leads = _leads(snapshots)
    days = open_days(snapshots, plan.windows)
    acts = _placed(plan.acts, leads, days)
    parts = [_standing(snapshots, leads, plan), *_from_cells(acts, plan)]
    for thing in plan.distinct.items():
        parts.extend(_from_things(acts, plan, thing))
    return _answers(_rolled(ibis.union(*parts, distinct=False), plan), leads, plan)


@dataclass(frozen=True, kw_only=True)
class _Base:
    """What is summed (or, for "last", maximised) in a cell: a column of acts."""

    how: str
    where: str
    value: str | None = None
    half_life_days: float | None = None


@dataclass(kw_only=True)
class _Plan:
    """The measures with everything they share told apart once.

    ``acts`` has one column per different condition and value; ``rolled`` names one
    column per different base and window, ``latest`` one per different "last" condition.
    """

    measures: Sequence[Measure]
    acts: ir.Table
    columns: dict[Measure, str] = field(default_factory=dict)
    guards: dict[Measure, str] = field(default_factory=dict)
    bases: dict[_Base, str] = field(default_factory=dict)
    rolled: dict[tuple[_Base, int], str] = field(default_factory=dict)

    @classmethod
    def of(cls, events: ir.Table, measures: Sequence[Measure]) -> _Plan:
        """Bind the measures to the events and share equal conditions and values."""
        bound = _Bound(events)
        places = [(bound.condition(each), bound.reading(each)) for each in measures]
        plan = cls(measures=measures, acts=bound.acts())
        for each, (where, value) in zip(measures, places, strict=True):
            plan.columns[each] = plan._column(
                _Base(how=each.how, where=where, value=value, half_life_days=each.half_life_days),
                each.window_days,
            )
            if each.how in ("sum", "decay"):
                plan.guards[each] = plan._column(_Base(how="count", where=where), each.window_days)
        return plan

    def _column(self, base: _Base, window: int) -> str:
        self.bases.setdefault(base, f"base_{len(self.bases)}")
        key = (base, 0 if base.how == "last" else window)
        return self.rolled.setdefault(key, f"roll_{len(self.rolled)}")

    @property
    def windows(self) -> tuple[int, ...]:
        """Every window length, rising."""
        return tuple(sorted({each.window_days for each in self.measures}))

    @property
    def summed(self) -> dict[tuple[_Base, int], str]:
        """The rolled columns that cells add to and take from."""
        return {k: name for k, name in self.rolled.items() if k[0].how in _SUMMED}

    @property
    def latest(self) -> dict[_Base, str]:
        """The rolled columns that only ever move forward."""
        return {base: name for (base, _), name in self.rolled.items() if base.how == "last"}

    @property
    def distinct(self) -> dict[_Base, dict[int, str]]:
        """The rolled columns that count each thing once, by thing and window."""
        found: dict[_Base, dict[int, str]] = {}
        for (base, window), name in self.rolled.items():
            if base.how in ("distinct", "days"):
                found.setdefault(base, {})[window] = name
        return found

    def row(self, values: dict[str, ir.Value]) -> dict[str, ir.Value]:
        """Fill a row of changes: what is not given neither adds nor takes."""
        late = set(self.latest.values())
        empty = {True: ibis.null("timestamp(6)"), False: _ZERO}
        return {n: values.get(n, empty[n in late]) for n in self.rolled.values()}


_SUMMED = ("count", "sum", "decay")


class _Bound:
    """Conditions and values bound to one events table; equal ones become one column."""

    def __init__(self, events: ir.Table) -> None:
        self._events = events
        self._names: dict[object, str] = {}
        self._columns: dict[str, ir.Value] = {}

    def condition(self, each: Measure) -> str:
        true = ibis.literal(True)
        where = true if each.where is None else each.where(self._events).fill_null(False)
        if each.value is not None:
            where = where & each.value(self._events).notnull()
        return self._name(where)

    def reading(self, each: Measure) -> str | None:
        if each.value is None:
            return None
        value = each.value(self._events)
        return self._name(value if each.how == "distinct" else value.cast("float64"))

    def _name(self, column: ir.Value) -> str:
        name = self._names.setdefault(column.op(), f"read_{len(self._names)}")
        self._columns[name] = column
        return name

    def acts(self) -> ir.Table:
        events = self._events
        seen_at = visible_from(events.event_at, events.recorded_at)
        return events.select(
            "lead_id",
            "event_at",
            day=day_number(events.event_at),
            seen_day=day_number(seen_at),
            **self._columns,
        )


def _leads(snapshots: ir.Table) -> ir.Table:
    """Give each lead a number, its first and last ordinal and the day between."""
    day = day_number(snapshots.cutoff)
    leads = snapshots.group_by("lead_id").agg(
        grid=snapshots.grid.min(),
        first_ordinal=snapshots.ordinal.min(),
        last_ordinal=snapshots.ordinal.max(),
        middle_day=(day.min() + day.max()) // 2,
    )
    return leads.mutate(lead=ibis.row_number().over(order_by="lead_id"))


def _placed(acts: ir.Table, leads: ir.Table, days: ir.Table) -> ir.Table:
    """Give each act its lead's number and its run of ordinals; drop what no cutoff sees."""
    placed = acts.join(leads, "lead_id")
    placed = placed.join(days.drop("opens"), place(placed.grid, placed.day) == days.place)
    placed = placed.drop("place")
    shown = days.select("place", "opens")
    placed = placed.join(shown, place(placed.grid, placed.seen_day) == shown.place)
    placed = placed.mutate(opens=ibis.greatest(placed.opens, placed.first_ordinal))
    widest = max(int(name.removeprefix("closes_")) for name in days.columns if "closes_" in name)
    return placed.filter(placed.opens <= placed.last_ordinal, placed.opens < placed[closes(widest)])


def _standing(snapshots: ir.Table, leads: ir.Table, plan: _Plan) -> ir.Table:
    """Make one row of no change per snapshot, so that each gets an answer."""
    rows = snapshots.select("lead_id", "ordinal", "cutoff").join(
        leads.select("lead_id", "lead"), "lead_id"
    )
    return rows.select("lead", "ordinal", "cutoff", **plan.row({}))


def _from_cells(acts: ir.Table, plan: _Plan) -> Iterable[ir.Table]:
    """Add up acts of one run of ordinals, then let each cell enter and leave."""
    bases = {base: name for base, name in plan.bases.items() if base.how in (*_SUMMED, "last")}
    ends = [closes(window) for window in plan.windows]
    cells = acts.group_by("lead", "last_ordinal", "opens", *ends).agg(
        **{name: _cell(acts, base) for base, name in bases.items()}
    )

    def inside(window: int) -> ir.BooleanValue:
        return cells[closes(window)] > cells.opens

    enter = {
        name: ibis.ifelse(inside(window), cells[plan.bases[base]], _ZERO)
        for (base, window), name in plan.summed.items()
    }
    enter |= {name: cells[plan.bases[base]] for base, name in plan.latest.items()}
    yield _changes(cells, cells.opens, enter, plan)
    for window in plan.windows:
        end = cells[closes(window)]
        leave = {
            name: -cells[plan.bases[base]]
            for (base, days), name in plan.summed.items()
            if days == window
        }
        if leave:
            gone = _changes(cells, end, leave, plan, inside(window) & (end <= cells.last_ordinal))
            yield gone


def _cell(acts: ir.Table, base: _Base) -> ir.Value:
    where = acts[base.where]
    if base.how == "last":
        return acts.event_at.max(where=where)
    one = _ONE if base.value is None else acts[base.value]
    if base.half_life_days is not None:
        one = one * _weight(acts, base.half_life_days)
    return ibis.ifelse(where, one, _ZERO).sum()


def _weight(acts: ir.Table, half_life_days: float) -> ir.FloatingValue:
    """Weigh an act by its instant relative to the middle of its lead's cutoffs.

    The middle keeps the power of two within the range of float64 as long as a lead's
    window and half its span of cutoffs stay under 1,000 half-lives.
    """
    epoch = ibis.literal("1970-01-01", type="timestamp(6)")
    since = acts.event_at.delta(epoch, unit="microsecond")
    age = (since - acts.middle_day * _MICROSECONDS_A_DAY).cast("float64")
    return (age * (math.log(2) / half_life_days / _MICROSECONDS_A_DAY)).exp()


def _from_things(
    acts: ir.Table, plan: _Plan, thing: tuple[_Base, dict[int, str]]
) -> Iterable[ir.Table]:
    """Count a thing from the cutoff that first sees it until its last window closes."""
    base, columns = thing
    wanted = acts.filter(acts[base.where])
    key = "day" if base.value is None else base.value
    runs = wanted.group_by("lead", "last_ordinal", key, "opens").agg(
        **{closes(window): wanted[closes(window)].max() for window in columns}
    )
    earlier = ibis.window(group_by=["lead", key], order_by="opens", preceding=(None, 1))
    for window, name in columns.items():
        end = runs[closes(window)]
        spans = runs.mutate(
            begins=ibis.greatest(runs.opens, ibis.coalesce(end.max().over(earlier), runs.opens)),
            ends=end,
        )
        spans = spans.filter(spans.begins < spans.ends)
        yield _changes(spans, spans.begins, {name: _ONE}, plan, spans.begins <= spans.last_ordinal)
        yield _changes(spans, spans.ends, {name: -_ONE}, plan, spans.ends <= spans.last_ordinal)


def _changes(
    rows: ir.Table,
    ordinal: ir.IntegerValue,
    values: dict[str, ir.Value],
    plan: _Plan,
    kept: ir.BooleanValue | None = None,
) -> ir.Table:
    """Shape rows as changes at an ordinal; the same columns for every kind of row."""
    made = rows.select(
        "lead",
        ordinal=ordinal,
        cutoff=ibis.null("timestamp(6)"),
        **plan.row(values),
        **({} if kept is None else {"kept": kept}),
    )
    return made if kept is None else made.filter(made.kept).drop("kept")


def _rolled(changes: ir.Table, plan: _Plan) -> ir.Table:
    """Add changes up along each lead's ordinals."""
    latest = set(plan.latest.values())

    def combined(column: ir.Value, name: str) -> ir.Value:
        return column.max() if name in latest else column.sum()

    names = list(plan.rolled.values())
    at = changes.group_by("lead", "ordinal").agg(
        cutoff=changes.cutoff.max(), **{name: combined(changes[name], name) for name in names}
    )
    until_now = ibis.window(group_by="lead", order_by="ordinal", preceding=None, following=0)
    rolled = at.select(
        "lead", "cutoff", **{name: combined(at[name], name).over(until_now) for name in names}
    )
    return rolled.filter(rolled.cutoff.notnull())


def _answers(rolled: ir.Table, leads: ir.Table, plan: _Plan) -> ir.Table:
    """Turn what was rolled into the measures, one row a snapshot."""
    named = rolled.join(leads.select("lead", "lead_id", "middle_day"), "lead")
    return named.select(
        "lead_id", "cutoff", **{each.name: _answer(named, each, plan) for each in plan.measures}
    )


def _answer(named: ir.Table, each: Measure, plan: _Plan) -> ir.Value:
    value = named[plan.columns[each]]
    if each.how == "last":
        days = named.cutoff.delta(value, unit="microsecond").cast("float64") / _MICROSECONDS_A_DAY
        return ibis.ifelse(days <= each.window_days, days, ibis.null("float64"))
    if each.how == "decay":
        value = value / _weight_at(named, each)
    if each in plan.guards:
        value = ibis.ifelse(named[plan.guards[each]] > 0.5, value, _ZERO)
    return value


def _weight_at(named: ir.Table, each: Measure) -> ir.FloatingValue:
    assert each.half_life_days is not None
    days = (day_number(named.cutoff) - named.middle_day).cast("float64")
    return (days * (math.log(2) / each.half_life_days)).exp()
