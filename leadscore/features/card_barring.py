"""What a written card must never use: a rule by its id, a key, or one value of a key."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from leadscore.cards import Rule, What, Who
from leadscore.errors import UsageError

_PLACES: dict[str, type[Who | What]] = {"who": Who, "what": What}


def without_barred(
    rules: Iterable[Rule], never: Iterable[str], known: Iterable[str] = ()
) -> tuple[Rule, ...]:
    """Leave out the rules that must not be used.

    Parameters
    ----------
    rules : iterable of Rule
    never : iterable of str
        ``"pricing"`` (the rule with that id), ``"country_in"`` or ``"who.country_in"``
        (every rule with that key), ``"kind: email_open"`` or ``"column: age"`` (every rule
        whose key has that value).
    known : iterable of str
        Other ids that may be named, such as those of exclusions.

    Returns
    -------
    tuple of Rule

    Raises
    ------
    UsageError
        If an entry names no rule and no key.

    Examples
    --------
    >>> who, what = Who(country_in=["FI"]), What(kind=["email_open", "reply"])
    >>> rules = [Rule(id="finn", says="Finn", who=who, points=5),
    ...          Rule(id="mail", says="Mail", what=what, points=5)]
    >>> [each.id for each in without_barred(rules, ["kind: email_open"])]
    ['finn']
    >>> [each.id for each in without_barred(rules, ["who.country_in", "mail"])]
    []
    """
    given, entries = list(rules), list(never)
    names = [*(rule.id for rule in given), *known]
    for entry in entries:
        _check(entry, names)
    return tuple(rule for rule in given if not any(is_barred(rule, each) for each in entries))


def is_barred(rule: Rule, entry: str) -> bool:
    """Tell whether an entry of ``never`` names a rule.

    Parameters
    ----------
    rule : Rule
    entry : str

    Returns
    -------
    bool
    """
    if rule.id == entry:
        return True
    place, key, value = _parts(entry)
    for name, test in (("who", rule.who), ("what", rule.what)):
        if test is None or place not in ("", name):
            continue
        asked = {each.rstrip("_") for each in test.asked}
        if key in asked and (value is None or value in _values(getattr(test, _field(key)))):
            return True
    return False


def barred_kinds(never: Iterable[str]) -> frozenset[str]:
    """Name the kinds of act that must not be used.

    Parameters
    ----------
    never : iterable of str

    Returns
    -------
    frozenset of str
    """
    parted = [_parts(entry) for entry in never]
    return frozenset(value for _, key, value in parted if key == "kind" and value is not None)


def _parts(entry: str) -> tuple[str, str, str | None]:
    """Part ``who.country_in: FI`` into who, country_in and fi."""
    name, colon, value = entry.partition(":")
    place, dot, key = name.strip().rpartition(".")
    return place if dot else "", key, value.strip().casefold() if colon else None


def _field(key: str) -> str:
    return "in_" if key == "in" else key


def _values(found: object) -> set[str]:
    many = found if isinstance(found, tuple) else (found,)
    return {str(each).casefold() for each in many}


def _check(entry: str, names: list[str]) -> None:
    place, key, value = _parts(entry)
    keys = {
        name.rstrip("_")
        for where, model in _PLACES.items()
        if place in ("", where)
        for name in model.model_fields
    }
    if key in keys or (value is None and entry in names):
        return
    raise UsageError(
        f"card.never (--never) names {entry!r}, which is no rule's id and no key of who or what. "
        f"{_close(entry, [*names, *sorted(keys)])}Write an id, a key such as who.country_in, or "
        "a key and a value such as kind: email_open."
    )


def _close(entry: str, known: list[str]) -> str:
    """Name up to three that come near; there may be hundreds of candidates."""
    close = difflib.get_close_matches(entry, dict.fromkeys(known), n=3)
    return f"Did you mean {' or '.join(map(repr, close))}? " if close else ""
