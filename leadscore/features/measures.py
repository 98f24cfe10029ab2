"""What can be asked about a lead's acts before a cutoff: one Measure, one number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import ibis.expr.types as ir

from leadscore.errors import UsageError

How = Literal["count", "sum", "decay", "distinct", "days", "last"]
Condition = Callable[[ir.Table], ir.BooleanValue]
Reading = Callable[[ir.Table], ir.Value]


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One number to be known of every snapshot, from the acts visible to it.

    Parameters
    ----------
    name : str
        The column it becomes.
    how : {"count", "sum", "decay", "distinct", "days", "last"}
        "count": acts. "sum": of ``value``, nothing where it is null. "decay": every act
        weighs 2 to the power of minus its age over ``half_life_days``, times ``value``
        where given. "distinct": different values of ``value``, null not counted.
        "days": different UTC days with an act. "last": days, with fraction, since the
        last act; null without one.
    window_days : int
        Acts from this many days before the cutoff on, that instant included, the
        cutoff not.
    where : callable, optional
        Takes the events table and gives the condition; null is false. All acts by default.
    value : callable, optional
        Takes the events table and gives a column.
    half_life_days : float, optional
        For "decay".

    Raises
    ------
    UsageError
        If the parts do not go together.

    Examples
    --------
    >>> Measure(name="views_7d", how="count", window_days=7,
    ...         where=lambda acts: acts.kind == "page_view").name
    'views_7d'
    """

    name: str
    how: How
    window_days: int
    where: Condition | None = None
    value: Reading | None = None
    half_life_days: float | None = None

    def __post_init__(self) -> None:
        """Refuse parts that do not go together."""
        if self.window_days < 1:
            raise UsageError(
                f"Measure {self.name!r}: window_days must be at least 1; it is {self.window_days}."
            )
        if (self.how == "decay") != (self.half_life_days is not None):
            raise UsageError(
                f"Measure {self.name!r}: half_life_days belongs to how='decay' and only there; "
                f"how is {self.how!r}, half_life_days is {self.half_life_days}."
            )
        if self.half_life_days is not None and self.half_life_days <= 0:
            raise UsageError(
                f"Measure {self.name!r}: half_life_days must be above 0; "
                f"it is {self.half_life_days}."
            )
        if self.how in ("sum", "distinct") and self.value is None:
            raise UsageError(f"Measure {self.name!r}: how={self.how!r} needs value, a column.")
        if self.how in ("count", "days", "last") and self.value is not None:
            raise UsageError(f"Measure {self.name!r}: how={self.how!r} takes no value.")
