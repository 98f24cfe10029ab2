"""What several measures share, told apart once: conditions, values, columns.

A hundred measures ask for few different things. Equal conditions and values become one
column of the acts; equal sums within a cell become one base; one base and one window
become one lane that is rolled from cutoff to cutoff.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir

from leadscore.features.measures import How, Measure
from leadscore.features.snapshots import day_number, visible_from

# a bare 1.0 is a decimal to both engines, and sums of decimals are several times slower
ONE = ibis.literal(1).cast("float64")
ZERO = ibis.literal(0).cast("float64")
NEVER = ibis.null("timestamp(6)")

#: Windows up to this length are written out cutoff by cutoff; longer ones are rolled.
#: On a monthly grid an act is in one or two windows of a month, in 12 of a year.
UNROLLED_DAYS = 31
#: Two counts share one float64 (53 bits), exact below 2**26 acts of one lead: summing
#: and rolling a column is what costs, whatever it holds.
_HALF = float(1 << 26)


@dataclass(frozen=True, kw_only=True)
class Base:
    """What is added up over the acts of a cell; for "last", their latest instant."""

    how: How
    where: str
    value: str | None = None
    half_life_days: float | None = None


@dataclass(frozen=True, kw_only=True)
class Lane:
    """A base in a window; window 0 for "last", which only moves forward."""

    base: Base
    window_days: int

    @property
    def counts(self) -> bool:
        """Whether it holds whole numbers of acts or things."""
        return self.base.how in ("count", "distinct", "days")

    @property
    def latest(self) -> bool:
        """Whether it holds an instant that only moves forward."""
        return self.base.how == "last"

    @property
    def unrolled(self) -> bool:
        """Whether it is written out cutoff by cutoff."""
        added = self.base.how in ("count", "sum", "decay")
        return added and self.window_days <= UNROLLED_DAYS


@dataclass(kw_only=True)
class Readings:
    """The measures bound to one events table.

    ``columns`` are what the acts must carry, ``bases`` the names of what is added up in
    a cell, ``lanes`` the lane of each measure, ``guards`` the lane that tells whether a
    sum has any act at all (a rolled sum of nothing may be off zero by a rounding).
    """

    events: ir.Table
    columns: dict[str, ir.Value] = field(default_factory=dict)
    bases: dict[Base, str] = field(default_factory=dict)
    lanes: dict[Measure, Lane] = field(default_factory=dict)
    guards: dict[Measure, Lane] = field(default_factory=dict)
    _names: dict[object, str] = field(default_factory=dict)

    @classmethod
    def of(cls, events: ir.Table, measures: Sequence[Measure]) -> Readings:
        """Bind the measures, sharing what is equal."""
        readings = cls(events=events)
        for each in measures:
            readings._read(each)
        return readings

    def _read(self, each: Measure) -> None:
        where = self._condition(each)
        base = Base(
            how=each.how,
            where=where,
            value=self._value(each),
            half_life_days=each.half_life_days,
        )
        self.lanes[each] = self._lane(base, 0 if each.how == "last" else each.window_days)
        if each.how in ("sum", "decay"):
            self.guards[each] = self._lane(Base(how="count", where=where), each.window_days)

    def _lane(self, base: Base, window_days: int) -> Lane:
        if base.how != "distinct":
            stands_for = Base(how="count", where=base.where) if base.how == "days" else base
            self.bases.setdefault(stands_for, f"base_{len(self.bases)}")
        return Lane(base=base, window_days=window_days)

    def _condition(self, each: Measure) -> str:
        true = ibis.literal(True)
        where = true if each.where is None else each.where(self.events).fill_null(False)
        if each.value is not None:
            where = where & each.value(self.events).notnull()
        return self._column(where)

    def _value(self, each: Measure) -> str | None:
        if each.value is None:
            return None
        value = each.value(self.events)
        return self._column(value if each.how == "distinct" else value.cast("float64"))

    def _column(self, value: ir.Value) -> str:
        name = self._names.setdefault(value.op(), f"read_{len(self._names)}")
        self.columns[name] = value
        return name

    def acts(self, columns: Sequence[str]) -> ir.Table:
        """Give the acts with their day, the day they became visible, and some columns."""
        events = self.events
        return events.select(
            "lead_id",
            "event_at",
            day=day_number(events.event_at),
            seen_day=day_number(visible_from(events.event_at, events.recorded_at)),
            **{name: self.columns[name] for name in columns},
        )

    @property
    def windows(self) -> tuple[int, ...]:
        """Every window length, rising."""
        return tuple(sorted({each.window_days for each in self.lanes}))

    @property
    def things(self) -> dict[Base, tuple[int, ...]]:
        """What is counted once however often it is seen, with its windows."""
        found: dict[Base, set[int]] = {}
        for lane in self.lanes.values():
            if lane.base.how in ("distinct", "days"):
                found.setdefault(lane.base, set()).add(lane.window_days)
        return {base: tuple(sorted(windows)) for base, windows in found.items()}


class Tracks:
    """Lanes laid side by side as columns, two counts to a column.

    Parameters
    ----------
    lanes : iterable of Lane
    prefix : str
        Begins the columns' names.
    """

    def __init__(self, lanes: Sequence[Lane], prefix: str) -> None:
        unique = list(dict.fromkeys(lanes))
        counts = [lane for lane in unique if lane.counts]
        alone = [lane for lane in unique if not lane.counts]
        pairs = [tuple(counts[i : i + 2]) for i in range(0, len(counts), 2)]
        groups = [*pairs, *((lane,) for lane in alone)]
        self._columns = {f"{prefix}_{i}": group for i, group in enumerate(groups)}
        self.lanes = unique

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    @property
    def latest(self) -> set[str]:
        """The columns that hold instants."""
        return {name for name, group in self._columns.items() if group[0].latest}

    def row(self, values: Mapping[Lane, ir.Value]) -> dict[str, ir.Value]:
        """Fill the columns; a lane that is not given neither adds nor takes."""
        return {name: _packed(group, values) for name, group in self._columns.items()}

    def value(self, table: ir.Table, lane: Lane) -> ir.Value:
        """Read one lane back."""
        for name, group in self._columns.items():
            if lane in group:
                both = table[name]
                if len(group) == 1:
                    return both
                high = (both / _HALF).floor()
                return high if lane == group[1] else both - high * _HALF
        raise KeyError(lane)


def _packed(group: tuple[Lane, ...], values: Mapping[Lane, ir.Value]) -> ir.Value:
    given = [(place, values[lane]) for place, lane in enumerate(group) if lane in values]
    if not given:
        return NEVER if group[0].latest else ZERO
    parts = [value * _HALF if place else value for place, value in given]
    return parts[0] + parts[1] if len(parts) == 2 else parts[0]
