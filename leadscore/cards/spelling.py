"""How the parts of a card are spelled in YAML: plain values, then their text.

A part is spelled without its defaults, a text once where both languages have the same, a
list of one as the value itself. Rules, exclusions and groups are blocks of one key a line;
what lies deeper stands on one line. A text is quoted wherever some reader of YAML, old or
new, could take it for anything but that text.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping

from leadscore.cards.card import Card, Group, Rule
from leadscore.cards.conditions import Condition, What, Who
from leadscore.cards.limits import Segment, Thresholds

#: Keys whose value stays a list even with a single entry.
_LISTS = frozenset({"rules", "employees_between", "revenue_eur_between", "between"})
#: Words that some YAML reader takes for a truth value or for nothing.
_TAKEN = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
# letters first, or a number that words follow; nothing that has a meaning anywhere in YAML
_PLAIN = re.compile(r"(?:[^\W\d_]|\d+(?:[-–]\d+)? [^\W\d_]{2})(?:[\w .()+/%'–-]*[\w.()+/%'–])?")

Entry = Mapping[str, object]


def spelled(card: Card) -> dict[str, object]:
    """Spell a card as the plain values that card.yaml holds.

    Parameters
    ----------
    card : Card

    Returns
    -------
    dict
        In the order of the language; without ``version`` and without what is a default,
        the name excepted. Lists that may be written as a single value are lists, others
        are tuples.

    Examples
    --------
    >>> from leadscore.cards import Rule, Who
    >>> rule = Rule(id="a", says="A", who=Who(seniority_in="manager"), points=5)
    >>> spelled(Card(rules=(rule,)))["rules"]
    ({'id': 'a', 'says': 'A', 'who': {'seniority_in': ['manager']}, 'points': 5.0},)
    """
    limits: dict[str, object] = {
        name: part.model_dump(by_alias=True)
        for name, part in (("grades", card.grades), ("bands", card.bands))
        if part is not None
    }
    if card.thresholds is not None:
        limits = {"thresholds": _thresholds(card.thresholds)} | limits
    whole: dict[str, object] = {
        "name": card.name,
        "rules": tuple(dict(_condition(rule)) for rule in card.rules),
    }
    if card.groups:
        whole["groups"] = {name: _group(group) for name, group in card.groups.items()}
    if card.exclusions:
        whole["exclusions"] = tuple(dict(_condition(part)) for part in card.exclusions)
    return whole | limits


def _thresholds(thresholds: Thresholds) -> dict[str, object]:
    found: dict[str, object] = dict(_lines(thresholds))
    if thresholds.segments:
        found["segments"] = tuple(dict(_condition(part)) for part in thresholds.segments)
    return found


def _lines(part: Thresholds | Segment) -> Iterator[tuple[str, object]]:
    for name, limit in (("mql", part.mql), ("sql", part.sql)):
        if limit is not None:
            yield name, limit if isinstance(limit, float) else list(limit)


def _condition(part: Condition) -> Iterator[tuple[str, object]]:
    yield "id", part.id
    yield "says", _says(part.says)
    for key, side in (("who", part.who), ("what", part.what)):
        if side is not None:
            yield key, asked(side)
    if isinstance(part, Segment):
        yield from _lines(part)
    if isinstance(part, Rule):
        yield "points", part.points
        if part.per != "lead":
            yield "per", part.per
        if part.cap is not None:
            yield "cap", part.cap
        if part.decay is not None:
            days = part.decay.half_life_days
            yield "decay", "linear" if days is None else {"half_life_days": days}


def asked(side: Who | What) -> dict[str, object]:
    """Spell what is asked of who a lead is, or of what it did.

    Parameters
    ----------
    side : Who or What

    Returns
    -------
    dict
        Only what is asked; lists that may be written as a single value are lists.
    """
    return {
        key: list(value) if isinstance(value, tuple) and key not in _LISTS else value
        for key, value in side.model_dump(by_alias=True, exclude_none=True).items()
    }


def _group(group: Group) -> dict[str, object]:
    says = {} if group.says is None else {"says": _says(group.says)}
    return {**says, "cap": group.cap, "rules": tuple(group.rules)}


def _says(says: Mapping[str, str]) -> object:
    return says["en"] if says["en"] == says["fi"] else {"en": says["en"], "fi": says["fi"]}


def inline(value: object, *, quote: str | None = None) -> str:
    """Write a value on one line.

    Parameters
    ----------
    value : object
        A text, number, truth value or None, or lists and mappings of them.
    quote : {'"', "'"}, optional
        Quote a text so even where it need not be.

    Returns
    -------
    str

    Examples
    --------
    >>> print(inline({"in": ["no", "1.0", 2.0], "between": (None, 2e6), "page": ["/a: #b"]}))
    {in: ["no", "1.0", 2], between: [null, 2000000], page: "/a: #b"}
    """
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_key(key)}: {inline(each)}' for key, each in value.items())}}}"
    if isinstance(value, list) and len(value) == 1:
        return inline(value[0], quote=quote)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(inline, value))}]"
    return _text(value, quote) if isinstance(value, str) else _number(value)


def _number(value: object) -> str:
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    assert isinstance(value, int | float), "a card holds texts, numbers and truth values"
    number = float(value)
    if not math.isfinite(number):
        return ".nan" if math.isnan(number) else ".inf" if number > 0 else "-.inf"
    negative_zero = number == 0 and math.copysign(1, number) < 0
    whole = number.is_integer() and abs(number) < 1e15 and not negative_zero
    return str(int(number)) if whole else repr(number)


def _text(text: str, quote: str | None) -> str:
    printable = text.isprintable()
    if quote == "'" and printable:
        return "'" + text.replace("'", "''") + "'"
    if quote is None and _PLAIN.fullmatch(text) and text.lower() not in _TAKEN:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return quoted if printable else "".join(map(_printable, quoted))


def _printable(sign: str) -> str:
    if sign.isprintable():
        return sign
    return f"\\U{ord(sign):08x}" if ord(sign) > 0xFFFF else f"\\u{ord(sign):04x}"


def _key(key: object) -> str:
    # the bands' names are digits, which stay as they are
    name = str(key)
    return name if name.isdigit() else _text(name, None)


def entry(values: Entry, column: int) -> str:
    """Write a rule, exclusion or group: one key a line.

    Parameters
    ----------
    values : mapping
    column : int
        Where each line begins; the first is not indented.

    Returns
    -------
    str
    """
    line = f"\n{' ' * column}"
    return line.join(f"{_key(key)}:{_entry_value(value, column)}" for key, value in values.items())


def _entry_value(value: object, column: int) -> str:
    """Write a value behind its key; the segments of the limits stand one a line."""
    if isinstance(value, tuple) and any(isinstance(part, Mapping) for part in value):
        return "".join(f"\n{' ' * (column + 2)}- {inline(part)}" for part in value)
    return f" {inline(value)}"


def item(value: object, column: int) -> str:
    """Write one entry of a list, with its dash.

    Parameters
    ----------
    value : object
    column : int
        Where the dash stands.

    Returns
    -------
    str
    """
    return f"- {entry(value, column + 2) if isinstance(value, Mapping) else inline(value)}"


def named(name: str, value: object, column: int, *, as_block: bool) -> str:
    """Write a key with its value.

    Parameters
    ----------
    name : str
    value : object
    column : int
        Where the key stands.
    as_block : bool
        Spread the value below its key where it is made of several parts.

    Returns
    -------
    str
    """
    inner = column + 2
    line = f"\n{' ' * inner}"
    if as_block and isinstance(value, Mapping) and not _flat(value.values()):
        if all(isinstance(part, Mapping) for part in value.values()):
            parts = [named(each, part, inner, as_block=True) for each, part in value.items()]
            return f"{_key(name)}:{line}" + f"\n{line}".join(parts)
        return f"{_key(name)}:{line}{entry(value, inner)}"
    if as_block and isinstance(value, list | tuple) and not _flat(value):
        return f"{_key(name)}:{line}" + f"\n{line}".join(item(part, inner) for part in value)
    return f"{_key(name)}: {inline(value)}"


def _flat(values: Iterable[object]) -> bool:
    return not any(isinstance(value, list | tuple | Mapping) for value in values)
