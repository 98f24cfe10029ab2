"""Columns of the data's own that a rule may ask about: which there are, and how compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import ibis
import ibis.expr.types as ir

from leadscore.cards import Axis, Card, Condition, Rule
from leadscore.cards.conditions import ColumnTest, Range
from leadscore.errors import CardError
from leadscore.features.catalogue import Kind
from leadscore.features.extras import extra_name
from leadscore.settings import Settings
from leadscore.sources.warehouse import Warehouse
from leadscore.yaml_files import nearest

#: What a flat export can be asked: its own columns.
_FLAT_KEYS = frozenset({"column", "in_", "between", "at_least", "at_most"})


@dataclass(frozen=True, kw_only=True)
class OwnColumn:
    """A column of the data's own that a rule may ask about."""

    name: str
    kind: Kind
    axis: Axis


def own_columns(warehouse: Warehouse, settings: Settings) -> dict[str, OwnColumn]:
    """Find the columns of the data's own that a card may ask about.

    Parameters
    ----------
    warehouse : Warehouse
    settings : Settings

    Returns
    -------
    dict of str to OwnColumn
        Extra columns by their name in the data; a flat export's also by the short name
        that the mapping gives them.
    """
    if warehouse.flat is None:
        return _extra_columns(settings)
    columns = warehouse.flat.columns
    own = [OwnColumn(name=each.name, kind=each.kind, axis=each.axis) for each in columns]
    short = {each.name.partition("__")[2]: each for each in own}
    return short | {each.source: found for each, found in zip(columns, own, strict=True)}


def check_columns(card: Card, columns: Mapping[str, OwnColumn], *, flat: bool) -> None:
    """Check that every column the card asks for is there, on its side and of its kind.

    Parameters
    ----------
    card : Card
    columns : mapping of str to OwnColumn
        By the name that the card may call them.
    flat : bool
        Whether the data are a flat export, which has nothing but columns.

    Raises
    ------
    CardError
        Naming each rule, exclusion or segment that asks for what is not there.
    """
    told = [
        f"  - {card.place(part)}: {problem}"
        for part in card.parts
        for problem in _part_problems(part, columns, flat=flat)
    ]
    if told:
        raise CardError("The card does not fit the data:\n" + "\n".join(told))


def _part_problems(
    part: Condition, columns: Mapping[str, OwnColumn], *, flat: bool
) -> Iterator[str]:
    for side, test in (("who", part.who), ("what", part.what)):
        if test is None:
            continue
        beyond = sorted(test.asked - _FLAT_KEYS)
        if flat and (beyond or test.column is None):
            yield (
                f"in a flat export there is no {', '.join(map(repr, beyond)) or 'act'} to ask for. "
                f"Ask for one of its columns instead: {side}: {{column: ..., in: [...]}}."
            )
        elif test.column is not None and test.column not in columns:
            source = "mapping.yaml" if flat else "features.extra_columns in leadscore.toml"
            yield (
                f"there is no column {test.column!r} that may be used; {source} says which may. "
                + nearest(test.column, sorted(columns))
            )
        elif test.column is not None:
            counted = isinstance(part, Rule) and part.per == "act"
            yield from _kind_problems(test, side, columns[test.column], counted=counted)


def _kind_problems(
    test: ColumnTest, side: str, column: OwnColumn, *, counted: bool
) -> Iterator[str]:
    """Say what is wrong with what a rule asks of a column that is there."""
    if (side == "what") != (column.axis == "behaviour"):
        right = "what" if column.axis == "behaviour" else "who"
        yield f"{test.column!r} is a column on {column.axis}: ask for it under {right!r}."
    ranged = sorted(test.asked & {"between", "at_least", "at_most"})
    if column.kind == "category" and (ranged or counted):
        without = " or ".join([*ranged, *(["per: act"] if counted else [])])
        yield f"{test.column!r} holds text, which has no {without}; use 'in'."
    if column.kind == "number" and any(_as_number(each) is None for each in test.in_ or ()):
        yield f"{test.column!r} holds numbers; 'in' must list numbers."


def _as_number(value: str | float | bool) -> float | None:
    """Read a number, also one in quotes."""
    try:
        return float(value)
    except ValueError:
        return None


def _as_text(value: str | float | bool) -> str:
    """Write a value as a text column holds it: 1, not 1.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _extra_columns(settings: Settings) -> dict[str, OwnColumn]:
    """Find the extra columns that the settings allow, by the name they have in the data."""
    return {
        extra.column: OwnColumn(name=extra_name(extra), kind=extra.kind, axis=extra.axis)
        for extra in settings.features.extra_columns
    }


def column_holds(test: ColumnTest, value: ir.Value, kind: Kind) -> ir.BooleanValue:
    """Compare a column with what a rule says of it.

    Parameters
    ----------
    test : ColumnTest
        With ``in``, ``between``, ``at_least`` or ``at_most``.
    value : ibis value
        Number or text; null does not hold.
    kind : {"number", "category"}

    Returns
    -------
    ibis boolean
        Never null.
    """
    tests = []
    if test.in_ is not None:
        if kind == "category":
            tests.append(among(value, [_as_text(each) for each in test.in_]))
        else:
            tests.append(value.isin([_as_number(each) for each in test.in_]).fill_null(False))
    if test.between is not None:
        tests.append(within(value, test.between))
    limits = (getattr(test, "at_least", None), getattr(test, "at_most", None))
    if limits != (None, None):
        tests.append(within(value, limits))
    return all_of(tests)


def among(value: ir.Value, wanted: Sequence[str]) -> ir.BooleanValue:
    """Tell whether a value is one of some texts, in large or small letters; null is not."""
    text = value.cast("string").strip().lower()
    return text.isin([each.strip().lower() for each in wanted]).fill_null(False)


def within(value: ir.Value, limits: Range) -> ir.BooleanValue:
    """Tell whether a value lies between two limits, both included; null does not."""
    low, high = limits
    tests = [value.notnull()]
    if low is not None:
        tests.append(value >= low)
    if high is not None:
        tests.append(value <= high)
    return all_of([test.fill_null(False) for test in tests])


def all_of(tests: Sequence[ir.BooleanValue]) -> ir.BooleanValue:
    """Tell whether all tests hold; none at all does."""
    return reduce(lambda one, other: one & other, tests, ibis.literal(True))


def any_of(tests: Sequence[ir.BooleanValue]) -> ir.BooleanValue:
    """Tell whether one of the tests holds."""
    return reduce(lambda one, other: one | other, tests, ibis.literal(False))
