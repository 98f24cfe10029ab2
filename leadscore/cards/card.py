"""The points card itself: rules, groups, exclusions, limits, and what follows from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, PrivateAttr, model_validator

from leadscore.cards.conditions import Axis, Condition, Decay, Id, Number, Part, Says, not_empty
from leadscore.cards.limits import Bands, Grades, Problem, Segment, Thresholds, disordered
from leadscore.yaml_files import nearest

Points = Annotated[Number, Field(ge=-1000, le=1000)]
Positive = Annotated[Number, Field(gt=0, le=10_000)]
#: Column names that groups and exclusions need for themselves.
_RESERVED = ("cap_", "exclusion_")


class Rule(Condition):
    """Points for leads of whom something holds.

    Parameters
    ----------
    id : str
        Small letters, digits and ``_``; names the column ``card__<id>``.
    says : str or mapping of str to str
        What people read.
    who, what : Who, What
        The condition; with both, both must hold, and the rule is one on behaviour.
    points : float
        Up or down.
    per : {"lead", "act"}
        Once, or for every act (a column's value stands for the number of acts).
    cap : float, optional
        The most points, up or down, that the rule gives one lead; needed with ``per: act``.
    decay : Decay, optional
        Per lead, the age of the newest act counts; per act, each act's own.
    """

    points: Points
    per: Literal["lead", "act"] = "lead"
    cap: Positive | None = None
    decay: Annotated[
        Decay | None, BeforeValidator(lambda value: None if value == "none" else value)
    ] = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.id.startswith(_RESERVED):
            raise ValueError("an id must not begin with cap_ or exclusion_; choose another")
        if self.points == 0:
            raise ValueError("0 points change nothing; give points or take the rule out")
        acts = self.what is not None and self.what.column is None
        if self.decay is not None and not acts:
            raise ValueError("only acts decay: 'decay' needs a 'what' that is not a column")
        if self.per == "act" and self.what is None:
            raise ValueError("'per: act' needs a 'what'")
        if self.per == "act" and self.cap is None:
            raise ValueError(
                "'per: act' needs a cap, else one robot that clicks everything leads the list"
            )
        if self.what is not None and self.what.at_most is not None and acts:
            self._check_absence()
        return self

    def _check_absence(self) -> None:
        if self.per == "act" or self.decay is not None:
            raise ValueError("'at_most' asks for few acts: it goes with neither decay nor per: act")

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the most points the rule can give one lead."""
        most = self.cap if self.per == "act" and self.cap else abs(self.points)
        most = min(most, self.cap or most)
        return (0.0, most) if self.points > 0 else (-most, 0.0)


class Exclusion(Condition):
    """A lead of whom this holds is not called, whatever its points.

    Parameters
    ----------
    id : str
        Small letters, digits and ``_``; names the column ``card__exclusion_<id>``.
    says : str or mapping of str to str
        What people read.
    who, what : Who, What
        The condition; with both, both must hold.
    """


class Group(Part):
    """Rules whose points together count at most up to a cap, up and down.

    Parameters
    ----------
    cap : float
        The most points, up or down, that they give one lead together.
    rules : list of str
        Ids of rules, all on who a lead is or all on what it does.
    says : str or mapping of str to str, optional
        What people read.
    """

    cap: Positive
    rules: Annotated[tuple[Id, ...], BeforeValidator(not_empty)]
    says: Says | None = None


class InconsistentCardError(ValueError):
    """Parts of a card that do not fit each other, each with the place where it stands."""

    def __init__(self, problems: list[tuple[tuple[str | int, ...], str]]) -> None:
        super().__init__("; ".join(message for _, message in problems))
        self.problems = problems


class Card(Part):
    """A points card.

    Parameters
    ----------
    version : {1}
        The version of the language.
    name : str
    rules : tuple of Rule
    groups : mapping of str to Group
    exclusions : tuple of Exclusion
    thresholds : Thresholds, optional
        Who is marketing-qualified and sales-qualified.
    grades, bands : Grades, Bands, optional
        Fit points that make a grade, behaviour points that make a band; without them the
        best tenth, the next fifth and the next three tenths of the leads make them.

    Notes
    -----
    A lead's points are the sum of what each rule gives, less what the groups' caps take
    away. An exclusion takes the points of its own side (fit, or behaviour where it asks
    for acts) down to the floor of that side. The floor lies so low that no points of the
    other side can bring an excluded lead up to the lowest that is not excluded; and since
    it concerns one side only, a lead's fit points never change by its acts.

    Examples
    --------
    >>> from leadscore.cards import What, Who
    >>> card = Card(name="Tiny", rules=(
    ...     Rule(id="director", says="Director", who=Who(title_contains=["director"]), points=15),
    ...     Rule(id="pricing", says="Viewed pricing", what=What(intent="pricing"), points=10,
    ...          per="act", cap=30)))
    >>> card.bounds(), card.bounds("fit"), card.floor("fit")
    ((0.0, 45.0), (0.0, 15.0), -31.0)
    """

    version: Literal[1] = 1
    name: Annotated[str, Field(strict=True, min_length=1, max_length=120)] = "Points card"
    rules: Annotated[tuple[Rule, ...], BeforeValidator(not_empty), Field(max_length=500)]
    groups: dict[Id, Group] = Field(default_factory=dict)
    exclusions: Annotated[tuple[Exclusion, ...], Field(max_length=100)] = ()
    thresholds: Thresholds | None = None
    grades: Grades | None = None
    bands: Bands | None = None
    _lines: dict[str, int] = PrivateAttr(default_factory=dict)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        limits = disordered(self.thresholds, self.grades, self.bands)
        problems = [*_repeated(self), *_ungrouped(self), *limits]
        if problems:
            raise InconsistentCardError(problems)
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Card) and self.to_json() == other.to_json()

    def __hash__(self) -> int:
        return hash(self.to_json())

    def members(self, group: str) -> tuple[Rule, ...]:
        """Give the rules of a group, in the card's order."""
        return tuple(rule for rule in self.rules if rule.id in self.groups[group].rules)

    def group_axis(self, group: str) -> Axis:
        """Give the axis that all rules of a group share."""
        return self.members(group)[0].axis

    def bounds(self, axis: Axis | None = None) -> tuple[float, float]:
        """Give the least and the most points that a lead not excluded can have.

        Parameters
        ----------
        axis : {"fit", "behaviour"}, optional
            One side alone; None takes both.

        Returns
        -------
        tuple of float
        """
        grouped = {rule for group in self.groups.values() for rule in group.rules}
        parts = [r.bounds for r in self.rules if r.id not in grouped and axis in (None, r.axis)]
        for name, group in self.groups.items():
            if axis in (None, self.group_axis(name)):
                low, high = zip(*(rule.bounds for rule in self.members(name)), strict=True)
                parts.append((max(sum(low), -group.cap), min(sum(high), group.cap)))
        return float(sum(low for low, _ in parts)), float(sum(high for _, high in parts))

    def floor(self, axis: Axis) -> float:
        """Give the points that an exclusion leaves on its side.

        Parameters
        ----------
        axis : {"fit", "behaviour"}

        Returns
        -------
        float
            One point under what can be told apart: the side's least points, less all
            that the other side can vary.
        """
        low, high = self.bounds("behaviour" if axis == "fit" else "fit")
        return self.bounds(axis)[0] - (high - low) - 1.0

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Leads with limits of their own, the first that holds counting."""
        return () if self.thresholds is None else self.thresholds.segments

    @property
    def parts(self) -> tuple[Condition, ...]:
        """All that asks something of a lead: rules, exclusions, segments."""
        return (*self.rules, *self.exclusions, *self.segments)

    def place(self, part: Condition) -> str:
        """Say where a part stands, for messages: ``line 12, rule demo``."""
        name = f"{type(part).__name__.lower()} {part.id}"
        return f"line {self._lines[name]}, {name}" if name in self._lines else name

    def standing_at(self, lines: Mapping[str, int]) -> Self:
        """Remember on which line each ``rule ID``, ``exclusion ID``, ``segment ID`` stands."""
        self._lines = dict(lines)
        return self

    def to_json(self) -> str:
        """Write the card as JSON text, without comments and lines."""
        return self.model_dump_json(by_alias=True, exclude_none=True)

    @classmethod
    def from_json(cls, text: str) -> Card:
        """Read a card written by :meth:`to_json`."""
        return cls.model_validate_json(text)


def _repeated(card: Card) -> Iterator[Problem]:
    """Find ids that stand twice among rules, among exclusions or among segments."""
    sections: dict[tuple[str, ...], Iterable[Condition]] = {
        ("rules",): card.rules,
        ("exclusions",): card.exclusions,
        ("thresholds", "segments"): card.segments,
    }
    for section, parts in sections.items():
        counts: Counter[str] = Counter()
        for position, part in enumerate(parts):
            counts[part.id] += 1
            if counts[part.id] > 1:
                yield (
                    (*section, position, "id"),
                    f"the id {part.id!r} stands twice among the {section[-1]}; rename one.",
                )


def _ungrouped(card: Card) -> Iterator[Problem]:
    """Find groups that name unknown rules, share rules, or mix who and what."""
    axes = {rule.id: rule.axis for rule in card.rules}
    owner: dict[str, str] = {}
    for name, group in card.groups.items():
        for position, rule in enumerate(group.rules):
            place = ("groups", name, "rules", position)
            if rule not in axes:
                yield place, f"there is no rule {rule!r}. {nearest(rule, list(axes))}"
            elif rule in owner:
                yield (
                    place,
                    f"rule {rule!r} is in group {owner[rule]!r} already; a rule has one cap.",
                )
            owner.setdefault(rule, name)
        if len({axes[rule] for rule in group.rules if rule in axes}) > 1:
            yield (
                ("groups", name),
                "holds rules on who a lead is and on what it did; make a group of each, so that "
                "fit points never change by acts.",
            )
