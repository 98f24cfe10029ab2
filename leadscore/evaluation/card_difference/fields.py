"""What of a card can be changed by a number alone, and the card that such numbers make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from leadscore.cards import Card
from leadscore.cards.card import InconsistentCardError
from leadscore.errors import CardError, UsageError
from leadscore.words import Language, plain, say

Section = Literal["fit", "behaviour", "group", "limit"]
#: The most points that a card may give for one act, and the most that a cap may be.
_MOST_POINTS, _MOST_CAP = 1000.0, 10_000.0


@dataclass(frozen=True, kw_only=True)
class Field:
    """A number of a card that can be tried.

    Parameters
    ----------
    key : str
        Names it: ``rules.demo.points``, ``rules.demo.cap``, ``groups.content.cap``,
        ``thresholds.mql``.
    section : {"fit", "behaviour", "group", "limit"}
    label : str
        What people read.
    value : float
        As the card has it.
    low, high, step : float
        Between which numbers, and how finely, it is tried.
    """

    key: str
    section: Section
    label: str
    value: float
    low: float
    high: float
    step: float


def fields_of(card: Card, language: Language) -> tuple[Field, ...]:
    """List the numbers of a card that can be tried.

    Parameters
    ----------
    card : Card
    language : {"en", "fi"}

    Returns
    -------
    tuple of Field
        The points and caps of rules, the caps of groups, and thresholds that are points;
        in the order of the card.
    """
    return (*_rule_fields(card, language), *_cap_fields(card, language), *_limits(card, language))


def _rule_fields(card: Card, language: Language) -> Iterator[Field]:
    for rule in card.rules:
        name = plain(rule.says[language])
        reach = min(_MOST_POINTS, max(50.0, 2 * abs(rule.points)))
        yield Field(
            key=f"rules.{rule.id}.points",
            section=rule.axis,
            label=say("what_if.points_of", language, name=name),
            value=rule.points,
            low=-reach,
            high=reach,
            step=_step(rule.points),
        )
        if rule.cap is not None:
            label = say("what_if.most_of", language, name=name)
            yield _cap(f"rules.{rule.id}.cap", rule.axis, label, rule.cap)


def _cap_fields(card: Card, language: Language) -> Iterator[Field]:
    for name, group in card.groups.items():
        says = plain(group.says[language]) if group.says else name
        label = say("what_if.most_of", language, name=says)
        yield _cap(f"groups.{name}.cap", "group", label, group.cap)


def _cap(key: str, section: Section, label: str, cap: float) -> Field:
    step = _step(cap)
    high = min(_MOST_CAP, max(100.0, 2 * cap))
    return Field(key=key, section=section, label=label, value=cap, low=step, high=high, step=step)


def _limits(card: Card, language: Language) -> Iterator[Field]:
    low, high = card.bounds()
    for name in ("mql", "sql"):
        limit = None if card.thresholds is None else getattr(card.thresholds, name)
        if isinstance(limit, float):
            yield Field(
                key=f"thresholds.{name}",
                section="limit",
                label=say(f"what_if.thresholds_{name}", language),
                value=limit,
                low=min(low, limit),
                high=max(high, limit),
                step=_step(limit),
            )


def _step(value: float) -> float:
    """Try whole numbers where the card has whole ones."""
    return 1.0 if value == int(value) else 0.1


def changed_card(card: Card, values: Mapping[str, float]) -> Card:
    """Make the card that some numbers make of another.

    Parameters
    ----------
    card : Card
    values : mapping of str to float
        By the key of a :class:`Field`; what is not given stays. A rule with 0 points is
        taken out, and a group without rules too.

    Returns
    -------
    Card

    Raises
    ------
    UsageError
        If the card has no such number.
    CardError
        If the numbers do not go together, such as an SQL limit below the MQL limit.

    Examples
    --------
    >>> from leadscore.cards import parse_card
    >>> card = parse_card("rules: [{id: demo, says: Demo, what: {intent: demo}, points: 5}]")
    >>> changed_card(card, {"rules.demo.points": 8}).rules[0].points
    8.0
    """
    known = {each.key for each in fields_of(card, "en")}
    if unknown := sorted(set(values) - known):
        raise UsageError(
            f"The card has no number {unknown[0]!r}. It has: {', '.join(sorted(known))}."
        )
    plain_card = card.model_dump(mode="json", by_alias=True, exclude_none=True)
    rules = {rule["id"]: rule for rule in plain_card["rules"]}
    places = {"rules": rules, "groups": plain_card["groups"]}
    for key, value in values.items():
        section, *inner = key.split(".")
        part = plain_card["thresholds"] if section == "thresholds" else places[section][inner[0]]
        part[inner[-1]] = float(value)
    try:
        return Card.model_validate(_without_nothing(plain_card))
    except ValidationError as broken:
        raise CardError(" ".join(_told(broken))) from broken


def _without_nothing(card: dict[str, Any]) -> dict[str, Any]:  # a card as JSON has it
    """Take out rules that give no points, and groups that lose all of theirs."""
    rules = [rule for rule in card["rules"] if rule["points"] != 0]
    left = {rule["id"] for rule in rules}
    groups = {
        name: {**group, "rules": [rule for rule in group["rules"] if rule in left]}
        for name, group in card["groups"].items()
    }
    kept = {name: group for name, group in groups.items() if group["rules"]}
    return {**card, "rules": rules, "groups": kept}


def _told(broken: ValidationError) -> Iterator[str]:
    for error in broken.errors():
        cause = error.get("ctx", {}).get("error")
        place = ".".join(str(part) for part in error["loc"])
        if isinstance(cause, InconsistentCardError):
            yield from (message for _, message in cause.problems)
        else:
            yield f"{place}: {error['msg'].removeprefix('Value error, ')}."
