"""What changed from one points card to another, rule by rule, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from leadscore.cards import Card, Condition, Decay, Rule
from leadscore.words import TEXTS, Language, in_singular, listed, number, placeholders, plain, say

Section = Literal["rule", "exclusion", "group", "limit", "segment"]
#: Told key by key, since one asks much.
_CONDITIONS = ("who", "what")
_LIMITS = ("thresholds", "grades", "bands")


@dataclass(frozen=True, kw_only=True)
class CardChange:
    """One thing that is not in the new card as it was in the old.

    Parameters
    ----------
    section : {"rule", "exclusion", "group", "limit", "segment"}
    id : str
        The rule's, exclusion's or group's id; of a limit its name: ``thresholds.mql``.
    says : mapping of str to str
        How people call it, by language.
    key : str
        What changed: ``added``, ``taken_out``, or the key: ``points``, ``cap``,
        ``what.within_days``, ``says``.
    before, after : object
        Plain values as JSON has them; None where there is none.
    """

    section: Section
    id: str
    says: Mapping[str, str]
    key: str
    before: object
    after: object

    @property
    def only_words(self) -> bool:
        """Whether nobody's points can change by it."""
        return self.key == "says"

    def heard(self, language: Language) -> bool:
        """Whether it can be told in a language: words may have changed in the other one."""
        return self._written(self.before, language) != self._written(self.after, language)

    def sentence(self, language: Language = "en") -> str:
        """Tell the change in words.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        key = f"what_if.{self.section}_{self.key}"
        if key not in TEXTS:
            key = "what_if.limit" if self.section == "limit" else "what_if.other"
        values = {
            "name": self._name(language),
            "asks": self.key,
            "before": self._written(self.before, language),
            "after": self._written(self.after, language),
        }
        wanted = {name: values[name] for name in placeholders(TEXTS[key][language])}
        return say(key, language, **wanted)

    def _written(self, value: object, language: Language) -> str:
        if self.key == "per":
            return say(f"what_if.per_{value}", language)
        return _written(value, language)

    def _name(self, language: Language) -> str:
        if self.section == "limit":
            key = f"what_if.{self.id.replace('.', '_')}"
            return say(key, language) if key in TEXTS else self.id
        return plain(self.says[language])

    def to_record(self) -> dict[str, object]:
        """Give everything as plain values."""
        return {
            **{"section": self.section, "id": self.id, "says": dict(self.says)},
            **{"key": self.key, "before": self.before, "after": self.after},
        }


def card_changes(old: Card, new: Card) -> tuple[CardChange, ...]:
    """Tell what changed from one card to another.

    Parameters
    ----------
    old, new : Card
        Rules, exclusions and groups are the same where their ids are.

    Returns
    -------
    tuple of CardChange
        Rules first, in the order of the new card, then what was taken out of the old.
        Neither the order of rules nor the card's own name counts.

    Examples
    --------
    >>> from leadscore.cards import What
    >>> rule = Rule(id="demo", says="Asked for a demo", points=20, what=What(intent="demo"))
    >>> less = rule.model_copy(update={"points": 12.0})
    >>> (change,) = card_changes(Card(rules=(rule,)), Card(rules=(less,)))
    >>> change.sentence("en")
    'Asked for a demo: points 20 → 12'
    """
    return (
        *_parts("rule", old.rules, new.rules),
        *_groups(old, new),
        *_parts("exclusion", old.exclusions, new.exclusions),
        *_limits(old, new),
        *_parts("segment", old.segments, new.segments),
    )


def _parts(
    section: Section, old: Iterable[Condition], new: Iterable[Condition]
) -> Iterator[CardChange]:
    former, present = ({part.id: part for part in parts} for parts in (old, new))
    for name, part in present.items():
        if name in former:
            yield from _within(section, former[name], part)
        else:
            yield _change(section, part, "added", None, _plain(part))
    for name, part in former.items():
        if name not in present:
            yield _change(section, part, "taken_out", _plain(part), None)


def _within(section: Section, old: Condition, new: Condition) -> Iterator[CardChange]:
    for key, before, after in _apart(_plain(old), _plain(new)):
        if key not in _CONDITIONS:
            yield _change(section, new, key, before, after)
            continue
        asked = before if isinstance(before, Mapping) else {}
        asks = after if isinstance(after, Mapping) else {}
        for name, one, other in _apart(asked, asks):
            yield _change(section, new, f"{key}.{name}", one, other)


def _groups(old: Card, new: Card) -> Iterator[CardChange]:
    for name in dict.fromkeys((*new.groups, *old.groups)):
        former, present = old.groups.get(name), new.groups.get(name)
        group = present or former
        assert group is not None
        says = group.says or {"en": name, "fi": name}
        before, after = (None if one is None else _plain(one) for one in (former, present))
        for key, one, other in _apart(before, after):
            yield CardChange(section="group", id=name, says=says, key=key, before=one, after=other)


def _apart(
    before: Mapping[str, object] | None, after: Mapping[str, object] | None
) -> Iterator[tuple[str, object, object]]:
    """Give key by key what two forms of one part have otherwise."""
    if before is None or after is None:
        yield ("added" if before is None else "taken_out"), before, after
        return
    for key in dict.fromkeys((*before, *after)):
        if before.get(key) != after.get(key):
            yield key, before.get(key), after.get(key)


def _limits(old: Card, new: Card) -> Iterator[CardChange]:
    before, after = (dict(_flat("", _limits_of(card))) for card in (old, new))
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield CardChange(
                section="limit",
                id=name,
                says={"en": name, "fi": name},
                key="limit",
                before=before.get(name),
                after=after.get(name),
            )


def _limits_of(card: Card) -> dict[str, object]:
    """Give a card's thresholds, grades and bands as plain values, save for the segments."""
    found = {name: getattr(card, name) for name in _LIMITS}
    return {
        name: part.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"segments"})
        for name, part in found.items()
        if part is not None
    }


def _flat(prefix: str, values: object) -> Iterator[tuple[str, object]]:
    if not isinstance(values, Mapping):
        yield prefix, values
        return
    for key, value in values.items():
        yield from _flat(f"{prefix}.{key}" if prefix else str(key), value)


def _change(
    section: Section, part: Condition, key: str, before: object, after: object
) -> CardChange:
    return CardChange(
        section=section, id=part.id, says=part.says, key=key, before=before, after=after
    )


def _plain(part: object) -> dict[str, object]:
    """Give a part of the card as plain values, without what is not said."""
    assert hasattr(part, "model_dump")
    values: dict[str, object] = part.model_dump(mode="json", by_alias=True, exclude_none=True)
    return values


def _written(value: object, language: Language) -> str:
    """Write a value of the card as people read it."""
    if value is None:
        return say("what_if.none", language)
    if isinstance(value, bool):
        return say("yes" if value else "no", language)
    if isinstance(value, int | float):
        return number(value, language)
    if isinstance(value, Mapping):
        return _written_mapping(value, language)
    if isinstance(value, list | tuple):
        return listed([_written(each, language) for each in value], language)
    return plain(value)


def _written_mapping(value: Mapping[str, object], language: Language) -> str:
    if "points" in value:
        return points_told(Rule.model_validate(value), language)
    if set(value) <= {"kind", "half_life_days"}:
        return _decay(Decay.model_validate(value), language)
    if set(value) == {"en", "fi"}:
        return plain(value[language])
    if "cap" in value and "rules" in value:
        return say("what_if.cap_of", language, cap=_written(value["cap"], language))
    return "; ".join(f"{key}: {_written(each, language)}" for key, each in value.items())


def points_told(rule: Rule, language: Language) -> str:
    """Tell how many points a rule gives, how often, and how they fade.

    Parameters
    ----------
    rule : Rule
    language : {"en", "fi"}

    Returns
    -------
    str

    Examples
    --------
    >>> from leadscore.cards import What
    >>> rule = Rule(id="it", says="It", what=What(intent="demo"), points=5, per="act", cap=15)
    >>> points_told(rule, "en")
    '5 points for each act, at most 15'
    """
    key = "what_if.points_act" if rule.per == "act" else "what_if.points_lead"
    parts = [in_singular(say(key, language, points=rule.points), language)]
    if rule.cap is not None:
        parts.append(say("what_if.at_most", language, cap=rule.cap))
    if rule.decay is not None:
        parts.append(_decay(rule.decay, language))
    return ", ".join(parts)


def _decay(decay: Decay, language: Language) -> str:
    if decay.kind == "linear":
        return say("what_if.decay_linear", language)
    if decay.kind == "half_life" and decay.half_life_days is not None:
        text = say("what_if.decay_half", language, days=decay.half_life_days)
        return in_singular(text, language)
    return plain(decay.model_dump_json(exclude_none=True))
