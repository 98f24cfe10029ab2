"""Where a card draws its lines: who is qualified, and which grade and band points make."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from leadscore.cards.conditions import Condition, Number, Part, Who, is_number

GRADES = ("A", "B", "C", "D")
BANDS = (1, 2, 3, 4)
# fmt: off
Cell = Literal[
    "A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4", "C1", "C2", "C3", "C4", "D1", "D2", "D3", "D4",
]
# fmt: on
#: Every cell of fit and behaviour, best first.
CELLS: tuple[str, ...] = tuple(f"{grade}{band}" for grade in GRADES for band in BANDS)
_MOST = 1e12
Problem = tuple[tuple[str | int, ...], str]


def _limit(value: object) -> object:
    """Take a number of points, or cells: each once, best first."""
    if isinstance(value, list | tuple | str):
        cells = [value] if isinstance(value, str) else list(value)
        if unknown := [each for each in cells if each not in CELLS]:
            raise ValueError(
                "must be a number of points, or cells from A1 (best) to D4; "
                f"{unknown[0]!r:.60} is neither"
            )
        if not cells:
            raise ValueError("must hold at least one cell, from A1 (best) to D4")
        return tuple(cell for cell in CELLS if cell in cells)
    if abs(float(str(is_number(value)))) > _MOST:
        raise ValueError(f"must lie between {-_MOST:g} and {_MOST:g}")
    return value


_Cells = Annotated[tuple[Cell, ...], Field(min_length=1)]
#: So many points, or one of these cells.
Limit = Annotated[
    float | tuple[str, ...],
    BeforeValidator(_limit, json_schema_input_type=Number | Cell | _Cells),
]


class Segment(Condition):
    """Leads of whom something holds, with limits of their own.

    Parameters
    ----------
    id : str
        Small letters, digits and ``_``; names the column ``limit__<id>``.
    says : str or mapping of str to str
        What people read.
    who : Who
        Which leads these are; never what they did.
    mql, sql : float or list of cells, optional
        Their limits; what is not given is as for all others.
    """

    who: Who
    mql: Limit | None = None
    sql: Limit | None = None

    @model_validator(mode="before")
    @classmethod
    def _on_who_alone(cls, value: object) -> object:
        if isinstance(value, Mapping) and value.get("what") is not None:
            raise ValueError(
                "a segment is made of who leads are, so that no act moves one to other limits; "
                "take out 'what'"
            )
        return value

    @model_validator(mode="after")
    def _limited(self) -> Self:
        if self.mql is None and self.sql is None:
            raise ValueError("gives no limit of its own: give mql, sql or both")
        return self


class Thresholds(Part):
    """From where on a lead is marketing-qualified, and sales-qualified.

    Parameters
    ----------
    mql : float or list of cells
        Marketing-qualified from so many points on, or in one of these cells.
    sql : float or list of cells, optional
        Sales-qualified from so many points on, or in one of these cells. Who is
        sales-qualified is marketing-qualified too.
    segments : list of Segment, optional
        Leads with limits of their own; the first one that holds of a lead counts.

    Examples
    --------
    >>> limits = Thresholds(mql=30, sql=("A1", "B1"), segments=(
    ...     Segment(id="finland", says="Finland", who=Who(country_in="FI"), mql=20),))
    >>> limits.of(), limits.of(limits.segments[0])
    ((30.0, ('A1', 'B1')), (20.0, ('A1', 'B1')))
    """

    mql: Limit
    sql: Limit | None = None
    segments: Annotated[tuple[Segment, ...], Field(max_length=100)] = ()

    def of(self, segment: Segment | None = None) -> tuple[Limit, Limit | None]:
        """Give the limits that count in a segment, or for all others.

        Parameters
        ----------
        segment : Segment, optional

        Returns
        -------
        mql, sql : float or tuple of str
            ``sql`` is None where nobody is sales-qualified.
        """
        if segment is None:
            return self.mql, self.sql
        return (
            self.mql if segment.mql is None else segment.mql,
            self.sql if segment.sql is None else segment.sql,
        )


class Grades(Part):
    """From how many fit points on a lead is an A, B or C; below it is a D."""

    A: Number
    B: Number
    C: Number

    @property
    def least(self) -> Mapping[str, float]:
        """The least fit points of each grade, best first."""
        return {"A": self.A, "B": self.B, "C": self.C, "D": -math.inf}


class Bands(Part):
    """From how many behaviour points on a lead is in band 1, 2 or 3; below it is in 4."""

    first: Number = Field(alias="1")
    second: Number = Field(alias="2")
    third: Number = Field(alias="3")

    @model_validator(mode="before")
    @classmethod
    def _keys_as_text(cls, value: object) -> object:
        return {str(k): v for k, v in value.items()} if isinstance(value, Mapping) else value

    @property
    def least(self) -> Mapping[int, float]:
        """The least behaviour points of each band, best first."""
        return {1: self.first, 2: self.second, 3: self.third, 4: -math.inf}


def disordered(
    thresholds: Thresholds | None, grades: Grades | None, bands: Bands | None
) -> Iterator[Problem]:
    """Find limits that do not fall from the best class to the worst.

    Parameters
    ----------
    thresholds, grades, bands : Thresholds, Grades, Bands, or None

    Yields
    ------
    place, message
    """
    if thresholds is not None:
        for position, segment in enumerate((None, *thresholds.segments)):
            told = _above_each_other(*thresholds.of(segment))
            inner = () if segment is None else ("segments", position - 1)
            if told and (segment is None or thresholds.of(segment) != thresholds.of()):
                yield ("thresholds", *inner), told + _taken_over(segment)
    if grades and not grades.A > grades.B > grades.C:
        yield ("grades",), "the limits must fall from A to C."
    if bands and not bands.first > bands.second > bands.third:
        yield ("bands",), "the limits must fall from 1 to 3."


def _above_each_other(mql: Limit, sql: Limit | None) -> str:
    """Say what is wrong with two limits of one kind; kinds that differ cannot be compared."""
    if isinstance(mql, float) and isinstance(sql, float) and sql < mql:
        return "sql must not be below mql."
    if isinstance(mql, tuple) and isinstance(sql, tuple) and not set(sql) <= set(mql):
        more = ", ".join(cell for cell in sql if cell not in mql)
        return f"sql names {more}, which mql does not; add them to mql or take them out."
    return ""


def _taken_over(segment: Segment | None) -> str:
    if segment is None or (segment.mql is not None and segment.sql is not None):
        return ""
    key = "sql" if segment.sql is None else "mql"
    return f" The segment gives no {key}, so that of all others counts here."
