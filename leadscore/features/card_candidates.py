"""Rules that a card could hold, each worth one point, in words that people read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from leadscore.cards import Rule, What, Who
from leadscore.words import LANGUAGES, listed, say

#: The most letters that a rule may say (see :class:`leadscore.cards.Rule`), and its id have.
MOST_LETTERS, _MOST_ID = 120, 50
Sense = Literal[-1, 0, 1]
Said = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A rule that a card could hold.

    Parameters
    ----------
    rule : Rule
        Worth one point: what it gives is how many times its points a lead gets.
    own : bool
        Whether it stands in the current card.
    key : str
        Of what it asks one value (``who.industry_in``); rules with one key hold of
        different leads each. "" for others.
    sense : {-1, 0, 1}
        1 where its points must not be negative, -1 where they must not be positive.
    thing, value : mapping of str to str
        With a key: what is asked, and its value, by language.
    """

    rule: Rule
    own: bool = False
    key: str = ""
    sense: Sense = 0
    thing: Said = field(default_factory=dict)
    value: Said = field(default_factory=dict)


def of_card(rule: Rule, sense: Sense) -> Candidate:
    """Take a rule of the current card for a candidate.

    Parameters
    ----------
    rule : Rule
    sense : {-1, 0, 1}

    Returns
    -------
    Candidate
        With the rule at one point and its cap in acts.
    """
    cap = None if rule.cap is None or rule.per == "lead" else rule.cap / abs(rule.points)
    return Candidate(
        rule=rule.model_copy(update={"points": 1.0, "cap": cap}), own=True, sense=sense
    )


def with_points(rule: Rule, points: float) -> Rule:
    """Give a candidate's rule its points.

    Parameters
    ----------
    rule : Rule
        Worth one point.
    points : float
        Not 0.

    Returns
    -------
    Rule
        Its cap, where it has one, as many times the points as before.
    """
    cap = None if rule.cap is None else rule.cap * abs(points)
    return Rule.model_validate({**rule.model_dump(by_alias=True), "points": points, "cap": cap})


def one_value(
    place: str, key: str, value: str, thing: Said, told: Said, *, column: str | None = None
) -> Candidate:
    """Make a rule that asks one value of a thing.

    Parameters
    ----------
    place : {"who", "what"}
    key : str
        The key of the condition; ``in`` for a column.
    value : str
    thing, told : mapping of str to str
        What the thing and the value are called, by language.
    column : str, optional
        The column, for ``in``.

    Returns
    -------
    Candidate
    """
    asked: dict[str, object] = {key: [value]}
    if column is not None:
        asked["column"] = column
    return Candidate(
        rule=_rule(
            slug(f"{column or key.removesuffix('_in')}_{value}"),
            place,
            asked,
            values_said(thing, [told]),
        ),
        key=f"{place}.{key if column is None else f'column: {column}'}",
        thing=thing,
        value=told,
    )


def united(parts: Sequence[Candidate]) -> Rule:
    """Make one rule of several that ask one value each of the same thing.

    Parameters
    ----------
    parts : sequence of Candidate
        With one key; at least one.

    Returns
    -------
    Rule
        Worth one point.
    """
    if len(parts) == 1:
        return parts[0].rule
    first = parts[0]
    tests = [test for part in parts for test in (part.rule.who, part.rule.what) if test is not None]
    name = "in_" if tests[0].column is not None else next(iter(tests[0].asked))
    values = sorted(value for test in tests for value in getattr(test, name))
    asked = tests[0].model_dump(by_alias=True, exclude_none=True)
    asked["in" if name == "in_" else name] = values
    says = values_said(first.thing, [part.value for part in parts])
    stem = slug(first.rule.id, most=_MOST_ID - len("_and_99"))
    place = "what" if first.rule.who is None else "who"
    return _rule(f"{stem}_and_{len(parts) - 1}", place, asked, says)


def acts(
    name: str, asked: Mapping[str, object], says: Said, *, sense: Sense, cap: int | None = None
) -> Candidate:
    """Make a rule on what a lead did.

    Parameters
    ----------
    name : str
        What its id is made of.
    asked : mapping
        The keys of ``what``.
    says : mapping of str to str
    sense : {-1, 0, 1}
    cap : int, optional
        Points for each act, up to so many; without it once a lead.

    Returns
    -------
    Candidate
    """
    return Candidate(rule=_rule(slug(name), "what", asked, says, cap=cap), sense=sense)


def plain(name: str, place: str, asked: Mapping[str, object], says: Said) -> Candidate:
    """Make a rule of any condition, without a key or a sense.

    Parameters
    ----------
    name : str
        What its id is made of.
    place : {"who", "what"}
    asked : mapping
    says : mapping of str to str

    Returns
    -------
    Candidate
    """
    return Candidate(rule=_rule(slug(name), place, asked, says))


def named_apart(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Give rules that bear the same id numbers, the current card's keeping theirs.

    Parameters
    ----------
    candidates : iterable of Candidate
        In order of importance.

    Returns
    -------
    list of Candidate
    """
    taken: set[str] = set()
    found = []
    for each in candidates:
        name, number = each.rule.id, 2
        while name in taken:
            tail = f"_{number}"
            name, number = each.rule.id[: _MOST_ID - len(tail)] + tail, number + 1
        taken.add(name)
        rule = each.rule if name == each.rule.id else each.rule.model_copy(update={"id": name})
        found.append(
            Candidate(
                rule=rule,
                own=each.own,
                key=each.key,
                sense=each.sense,
                thing=each.thing,
                value=each.value,
            )
        )
    return found


def slug(text: str, *, most: int = _MOST_ID) -> str:
    """Make an id of a text.

    Parameters
    ----------
    text : str
    most : int, default 50
        Letters at most.

    Returns
    -------
    str

    Examples
    --------
    >>> slug("Toimiala: Käyttö & huolto"), slug("1000+")
    ('toimiala_kaytto_huolto', 'r_1000')
    """
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "_", folded).strip("_")
    if not name[:1].isalpha() or name.startswith(("cap_", "exclusion_")):
        name = f"r_{name}"
    return name[:most].strip("_")


def in_both(key: str, **values: object) -> dict[str, str]:
    """Say a text in both languages; a value may be a text for each language.

    Parameters
    ----------
    key : str
    **values : object
        A mapping is read at the language.

    Returns
    -------
    dict of str to str
        Cut where it is longer than a rule may say.
    """
    return {
        language: short(
            say(
                key,
                language,
                **{
                    name: value[language] if isinstance(value, Mapping) else value
                    for name, value in values.items()
                },
            )
        )
        for language in LANGUAGES
    }


def short(text: str) -> str:
    """Cut a text to what a rule may say."""
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1].rstrip()}…"


def values_said(thing: Said, values: Sequence[Said]) -> dict[str, str]:
    """Say that a thing has one of some values.

    Parameters
    ----------
    thing : mapping of str to str
    values : sequence of mapping of str to str

    Returns
    -------
    dict of str to str
        By language.
    """
    return {
        language: short(
            f"{thing[language]}: {listed([each[language] for each in values], language)}"
        )
        for language in LANGUAGES
    }


def _rule(
    name: str, place: str, asked: Mapping[str, object], says: Said, *, cap: int | None = None
) -> Rule:
    model: type[Who | What] = Who if place == "who" else What
    test = model.model_validate(dict(asked))
    return Rule(
        id=name,
        says=dict(says),
        who=test if isinstance(test, Who) else None,
        what=test if isinstance(test, What) else None,
        points=1.0,
        per="lead" if cap is None else "act",
        cap=cap,
    )
