"""The card's columns as the audit reads them: how often each rule gave its points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from leadscore.cards import Card
from leadscore.errors import NotEnoughDataError, UsageError
from leadscore.features.frame import FeatureMatrix

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Times = npt.NDArray[np.float32]
Kind = Literal["rule", "exclusion", "cap"]

_ORDER: tuple[Kind, ...] = ("rule", "exclusion", "cap")
_PREFIXES: dict[str, Kind] = {"card__cap_": "cap", "card__exclusion_": "exclusion"}


@dataclass(frozen=True, kw_only=True)
class Part:
    """A rule, an exclusion, or a group's cap.

    Parameters
    ----------
    column : str
        In the feature matrix.
    kind : {"rule", "exclusion", "cap"}
    says : mapping of str to str
        What people read, by language.
    unit : float
        The points that it gives at a time, or the size of a cap; 1 for an exclusion.
    """

    column: str
    kind: Kind
    says: Mapping[str, str]
    unit: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Fired:
    """What every part of a card did on leads whose outcome is known; rows by group.

    Parameters
    ----------
    parts : tuple of Part
        Rules and exclusions in the card's order, then caps.
    times : array of float32 of shape (n, n_parts)
        How many times a part gave its points: 1 where it gave them once, less where they
        had faded, more where it gave them for several acts; of an exclusion 1 where it
        took the lead out.
    label : array of shape (n, )
        1 or 0.
    group : array of int of shape (n, )
        The account, else the lead, from 0; rising, so that a group's rows stand together.
    """

    parts: tuple[Part, ...]
    times: Times
    label: FloatArray
    group: IntArray

    @property
    def judged(self) -> int:
        """How many of the parts are rules or exclusions; they come first."""
        return sum(part.kind != "cap" for part in self.parts)


def read_rules(matrix: FeatureMatrix, card: Card | None) -> Fired:
    """Read from a matrix how often each rule gave its points.

    Parameters
    ----------
    matrix : FeatureMatrix
        With the card's columns; rows without a label are left aside.
    card : Card, optional
        The card that they were made from. Without it, the points of a rule are taken to
        be the most, up or down, that it gave any lead.

    Returns
    -------
    Fired

    Raises
    ------
    UsageError
        If the matrix has no column of the card, or not those of this one.
    NotEnoughDataError
        If no row has a label.
    """
    columns = matrix.columns(family="card")
    if not any(_kind(name) != "cap" for name in columns):
        raise UsageError("The features hold no card. Build them with a card: leadscore features.")
    if card is not None:
        _check_card(columns, card)
    known = np.flatnonzero(matrix.rows["label"].notna().to_numpy())
    if not len(known):
        raise NotEnoughDataError("No snapshot has a label yet, so no rule can be judged.")
    columns = sorted(columns, key=lambda name: _ORDER.index(_kind(name)))
    group = np.unique(matrix.rows["group"].to_numpy()[known], return_inverse=True)[1]
    order = np.argsort(group, kind="stable")
    points = matrix.X[columns].to_numpy(dtype=np.float32)[known[order]]
    np.nan_to_num(points, copy=False, nan=0.0)
    units = _units(columns, points, card)
    for at, name in enumerate(columns):
        taken_out = _kind(name) == "exclusion"
        points[:, at] = points[:, at] != 0 if taken_out else points[:, at] / np.float32(units[at])
    return Fired(
        parts=tuple(
            Part(column=name, kind=_kind(name), says=matrix.catalogue[name].label, unit=unit)
            for name, unit in zip(columns, units, strict=True)
        ),
        times=points,
        label=matrix.y[known[order]],
        group=group[order].astype(np.int64),
    )


def _kind(column: str) -> Kind:
    return next((kind for start, kind in _PREFIXES.items() if column.startswith(start)), "rule")


def _check_card(columns: list[str], card: Card) -> None:
    """Refuse a matrix that was built with another card."""
    wanted = [f"card__{rule.id}" for rule in card.rules]
    wanted += [f"card__exclusion_{part.id}" for part in card.exclusions]
    missing = [name for name in wanted if name not in columns]
    other = [name for name in columns if _kind(name) != "cap" and name not in wanted]
    if missing or other:
        what = (
            f"lacks {len(missing)} of the {len(wanted)} rules and exclusions of card {card.name!r}"
            if missing
            else f"holds {len(other)} that card {card.name!r} does not have"
        )
        first = ", ".join((missing or other)[:3])
        raise UsageError(
            f"The matrix {what} (first: {first}): it was built with another card. Build the "
            "features with this one: project.with_card(card, matrix)."
        )


def _units(columns: list[str], points: Times, card: Card | None) -> list[float]:
    """Give the points that each part gives at a time."""
    known: dict[str, float] = {}
    if card is not None:
        known = {
            f"card__{rule.id}": float(np.clip(rule.points, *rule.bounds)) for rule in card.rules
        }
        known |= {f"card__cap_{name}": float(group.cap) for name, group in card.groups.items()}
    return [
        1.0 if _kind(name) == "exclusion" else known.get(name) or _most(points[:, at])
        for at, name in enumerate(columns)
    ]


def _most(points: Times) -> float:
    """Give the largest points, up or down; 1 where there are none."""
    return float(points[np.argmax(np.abs(points))]) or 1.0
