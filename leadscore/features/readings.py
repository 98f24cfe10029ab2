"""What several measures share, told apart once: conditions, values, sums.

A hundred measures ask for few different things. Equal conditions and values become one
column of the acts, and equal sums one column of the cells that acts are added up in.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir

from leadscore.features.instants import day_number, visible_from
from leadscore.features.measures import How, Measure

MICROSECONDS_A_DAY = 86_400_000_000
#: Two counts share one float64 (53 bits), exact below 2**26 acts of one lead: what a sum
#: costs does not depend on what it holds.
HALF = float(1 << 26)
# a bare 1.0 is a decimal to both engines, and sums of decimals are several times slower
ONE = ibis.literal(1).cast("float64")
ZERO = ibis.literal(0).cast("float64")


@ibis.udf.agg.builtin  # type: ignore[untyped-decorator, unused-ignore]
def bit_or(bits: int) -> int:  # type: ignore[empty-body, untyped-decorator, unused-ignore]
    """Unite sets of bits; both engines call it so, Ibis knows it on one of them only."""


@dataclass(frozen=True, kw_only=True)
class Base:
    """What is summed over acts; for "last", their latest instant."""

    how: How
    where: str | None
    value: str | None = None
    half_life_days: float | None = None


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of the cells: one base, or two counts in one number."""

    name: str
    bases: tuple[Base, ...]

    @property
    def how(self) -> How:
        """What its bases have in common."""
        return self.bases[0].how

    def added_up(self, acts: ir.Table) -> ir.Value:
        """Aggregate placed acts to the column; for "days", to a sum of bits."""
        where = self.bases[0].where
        if self.how == "last":
            return acts.event_at.max(where=None if where is None else acts[where])
        if self.how == "days":
            bits = acts.bit if where is None else ibis.ifelse(acts[where], acts.bit, 0)
            return bit_or(bits)
        low, *high = (_amount(acts, base) for base in self.bases)
        total = low + high[0] * HALF if high else low
        # all acts, unconditionally, is a number and no column to add up
        return acts.count().cast("float64") if isinstance(total, ir.Scalar) else total.sum()

    def read(self, value: ir.Value, base: Base) -> ir.Value:
        """Take one base out of a rolled column."""
        if len(self.bases) == 1:
            return value
        low = (value.cast("int64") % int(HALF)).cast("float64")
        return low if base == self.bases[0] else (value - low) * (1 / HALF)


@dataclass(kw_only=True)
class Readings:
    """The measures bound to one events table.

    ``reads`` are what acts must carry, by column name; ``bases`` what each measure needs.
    """

    events: ir.Table
    reads: dict[str, ir.Value] = field(default_factory=dict)
    bases: dict[Measure, Base] = field(default_factory=dict)
    _names: dict[object, str] = field(default_factory=dict)

    @classmethod
    def of(cls, events: ir.Table, measures: Sequence[Measure]) -> Readings:
        """Bind the measures, sharing what is equal."""
        readings = cls(events=events)
        for each in measures:
            readings.bases[each] = Base(
                how=each.how,
                where=readings._condition(each),
                value=readings._value(each),
                half_life_days=each.half_life_days,
            )
        return readings

    def _condition(self, each: Measure) -> str | None:
        given = [] if each.where is None else [each.where(self.events).fill_null(False)]
        if each.value is not None:
            given.append(each.value(self.events).notnull())
        return self._read(ibis.and_(*given)) if given else None

    def _value(self, each: Measure) -> str | None:
        if each.value is None:
            return None
        value = each.value(self.events)
        return self._read(value if each.how == "distinct" else value.cast("float64"))

    def _read(self, value: ir.Value) -> str:
        name = self._names.setdefault(value.op(), f"read_{len(self._names)}")
        self.reads[name] = value
        return name

    def acts(self, bases: Sequence[Base]) -> ir.Table:
        """Give the acts with their day, the day they became visible, and what bases read."""
        events = self.events
        names = {name for base in bases for name in (base.where, base.value) if name}
        return events.select(
            "lead_id",
            "event_at",
            day=day_number(events.event_at),
            seen_day=day_number(visible_from(events.event_at, events.recorded_at)),
            **{name: self.reads[name] for name in sorted(names)},
        )

    @property
    def windows(self) -> tuple[int, ...]:
        """Every window length, rising."""
        return tuple(sorted({each.window_days for each in self.bases}))

    def windows_of(self, bases: Sequence[Base]) -> tuple[int, ...]:
        """Give the windows in which any of some bases is asked for, rising."""
        asked = {each.window_days for each, base in self.bases.items() if base in bases}
        return tuple(sorted(asked))

    @property
    def columns(self) -> list[Column]:
        """Lay what acts are added up to side by side."""
        wanted = [base for base in dict.fromkeys(self.bases.values()) if base.how != "distinct"]
        counts = [base for base in wanted if base.how == "count"]
        pairs = [tuple(counts[i : i + 2]) for i in range(0, len(counts), 2)]
        alone = [(base,) for base in wanted if base.how != "count"]
        return [Column(name=f"cell_{i}", bases=b) for i, b in enumerate([*pairs, *alone])]

    @property
    def things(self) -> list[Column]:
        """Lay the things that are counted once, however often seen, side by side."""
        wanted = [base for base in dict.fromkeys(self.bases.values()) if base.how == "distinct"]
        return [Column(name=f"thing_{i}", bases=(base,)) for i, base in enumerate(wanted)]


def _amount(acts: ir.Table, base: Base) -> ir.FloatingValue:
    amount: ir.FloatingValue = ONE if base.value is None else acts[base.value]
    if base.half_life_days is not None:
        weight = growth(acts.days_after, base.half_life_days)
        amount = weight if base.value is None else amount * weight
    return amount if base.where is None else ibis.ifelse(acts[base.where], amount, ZERO)


def days_after(acts: ir.Table) -> ir.FloatingValue:
    """Give the days, with fraction, from the middle of a lead's cutoffs to each act."""
    epoch = ibis.literal("1970-01-01", type="timestamp(6)")
    since = acts.event_at.delta(epoch, unit="microsecond")
    return (since - acts.middle_day * MICROSECONDS_A_DAY).cast("float64") / MICROSECONDS_A_DAY


def growth(days: ir.FloatingValue, half_life_days: float) -> ir.FloatingValue:
    """Double with every half-life: what an act weighs that much later than another.

    Weights are kept relative to the middle of a lead's cutoffs and divided by the
    cutoff's own at the end, so that one sum serves every cutoff. They stay within the
    range of float64 while a window and half a lead's span of cutoffs stay below 1,000
    half-lives.
    """
    grown: ir.FloatingValue = (days * (math.log(2) / half_life_days)).exp()
    return grown
