"""Which cutoffs see an act: a small table of days, shared by all leads of a grid.

Cutoffs are midnights and windows are whole days, so membership of an act depends only
on its day and on the day it became visible: with day numbers d and v, an act is in the
window of w days before the cutoff on day c if and only if v < c <= d + w. The cutoffs
of a grid that hold it are therefore a run: from the first after v to the last not after
d + w. This module looks both ends up once per day, not once per act.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from leadscore.features.instants import day_number

_DAYS_A_GRID = 1 << 24
#: Bits up to 2**51 are whole numbers to every engine, in float64 too.
SEGMENT_DAYS = 52


def closes(window_days: int) -> str:
    """Name the column with the first ordinal whose window an act has left."""
    return f"closes_{window_days}"


def place(grid: ir.IntegerValue, day: ir.IntegerValue) -> ir.IntegerValue:
    """Name a day of a grid by one number.

    An engine that may join on the grid alone pairs every lead with every day first;
    with one key it cannot.
    """
    return grid * _DAYS_A_GRID + day


def open_days(snapshots: ir.Table, windows: Sequence[int]) -> ir.Table:
    """Look up, for every day of every grid, the cutoffs that an act of that day is in.

    Parameters
    ----------
    snapshots : ibis table
        ``grid``, ``ordinal``, ``cutoff``.
    windows : sequence of int
        Window lengths in days.

    Returns
    -------
    ibis table
        One row per grid and day that any cutoff can see: ``place`` (see
        :func:`place`), ``opens`` (ordinal of the first cutoff after the day), ``closes_w``
        for each window (ordinal of the first cutoff that is more than w days after the
        day; past every ordinal where there is none), ``segment`` (the place of the first
        of at most 52 days that have all of these in common) and ``bit`` (of the day
        within its segment: a set of days is a sum of bits).
    """
    cutoffs = snapshots.select("grid", "ordinal", cutoff_day=day_number(snapshots.cutoff))
    cutoffs = cutoffs.distinct()
    past = cutoffs.group_by("grid").agg(past=cutoffs.ordinal.max() + 1)
    reach = ibis.range(0, ibis.literal(max(windows))).unnest()
    seen = cutoffs.mutate(back=reach)
    days = seen.select("grid", day=seen.cutoff_day - 1 - seen.back).distinct()
    pairs = days.join(cutoffs, "grid").join(past, "grid")

    def first_after(day: ir.IntegerValue) -> ir.IntegerValue:
        later = ibis.ifelse(pairs.cutoff_day > day, pairs.ordinal, pairs.past)
        return later.min()

    ends = {closes(window): first_after(pairs.day + window) for window in windows}
    known = pairs.group_by("grid", place=place(pairs.grid, pairs.day)).agg(
        opens=first_after(pairs.day), **ends
    )
    alike = ibis.window(group_by=["grid", "opens", *ends])
    first = known.place.min().over(alike)
    after = known.mutate(first=first, after=known.place - first)
    within = after.after % SEGMENT_DAYS
    bit = ibis.literal(2).cast("float64") ** within.cast("float64")
    return after.select(
        "place", "opens", *ends, segment=after.place - within, bit=bit.cast("int64")
    )


def count_days(bits: ir.IntegerValue) -> ir.IntegerValue:
    """Count the days in a sum of bits.

    Parameters
    ----------
    bits : ibis integer
        At most 54 of them.

    Returns
    -------
    ibis integer

    Notes
    -----
    No function for it exists on every engine. Bits are counted by threes, threes added
    by twos, and the remainder by 63 is the sum of what stands in each six bits.

    References
    ----------
    Beeler, Gosper, Schroeppel: HAKMEM (MIT AI Memo 239, 1972), item 169.
    """
    threes = bits - ((bits >> 1) & int("3" * 18, 8)) - ((bits >> 2) & int("1" * 18, 8))
    return ((threes + (threes >> 3)) & int("07" * 9, 8)) % 63


def segment_ends(days: ir.Table) -> ir.Table:
    """List the segments of :func:`open_days` with the ordinals that close their windows.

    Parameters
    ----------
    days : ibis table

    Returns
    -------
    ibis table
        One row a segment: ``end_segment``, ``closes_w`` for each window.
    """
    ends = [name for name in days.columns if name.startswith("closes_")]
    return days.group_by(end_segment=days.segment).agg(**{name: days[name].max() for name in ends})
