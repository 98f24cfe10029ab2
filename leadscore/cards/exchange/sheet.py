"""A set-up sheet: what a person types into a product, a line a criterion, and reads back.

None of the products takes a file for its scoring screens, so the sheet is for people: its
columns bear the product's own names, its lines follow the product's screens. The last
columns hold the card's own ids; the product has no place for them, and a sheet that a person
fills in from the product may leave them empty.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from leadscore.cards.card import Card, Rule
from leadscore.cards.conditions import Condition, What
from leadscore.cards.exchange.cells import cell
from leadscore.cards.exchange.criteria import Criterion, Terms, criteria
from leadscore.spreadsheets import guard
from leadscore.words import Language, say

#: The limits of the card, each with how a sheet names it.
LIMITS = {
    ("thresholds", "mql"): "MQL from",
    ("thresholds", "sql"): "SQL from",
    ("grades", "A"): "Grade A from",
    ("grades", "B"): "Grade B from",
    ("grades", "C"): "Grade C from",
    ("bands", "1"): "Band 1 from",
    ("bands", "2"): "Band 2 from",
    ("bands", "3"): "Band 3 from",
}
EVERY_TIME = "every time"
#: One line of a sheet, by field; see :class:`Product`.
Line = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Lost:
    """Something that could not be carried over, and what was done instead.

    Parameters
    ----------
    place : str
        Where it stands, as people are told: ``line 12, rule demo``.
    part : str
        The id of the rule, exclusion or group; ``card`` for the card itself.
    keys : tuple of str
        What of it: keys of the language, or ``rule`` where the whole rule is left out.
    text : str
        The text's key below ``exchange.``.
    values : mapping
        What the text takes.
    """

    place: str
    part: str
    keys: tuple[str, ...]
    text: str
    values: Mapping[str, str] = field(default_factory=dict)

    def sentence(self, language: Language = "en") -> str:
        """Tell what is lost, where, and what was done instead.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        return f"{self.place}: {say(f'exchange.{self.text}', language, **self.values)}"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A set-up sheet.

    Parameters
    ----------
    product : str
        The product's full name.
    text : str
        CSV, with commas and a header.
    lost : tuple of Lost
    """

    product: str
    text: str
    lost: tuple[Lost, ...]

    def notes(self, language: Language = "en") -> str:
        """Tell all that is lost, a line each.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        return told(self.lost, "head", self.product, language)


@dataclass(frozen=True, kw_only=True)
class Imported:
    """A card read from a set-up sheet.

    Parameters
    ----------
    product : str
        The product's full name.
    card : Card
    lost : tuple of Lost
    """

    product: str
    card: Card
    lost: tuple[Lost, ...]

    def notes(self, language: Language = "en") -> str:
        """Tell all that the card cannot hold, a line each.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        return told(self.lost, "head_back", self.product, language)


@dataclass(frozen=True, kw_only=True)
class Product:
    """How one product's sheet looks.

    Parameters
    ----------
    title : str
        The product's full name.
    columns : mapping of str to str
        Header by field. Fields: ``screen, group, limit, rule, about, operator, value,
        frequency, window, points, most, fade, weight, grade, id, group_id``.
    screens : mapping of str to str
        The product's name of the screen for ``model``, ``exclusion`` and ``limit``; those of
        rules are named by `screen_of`.
    rule_screens : tuple of str
        In the order of the set-up.
    terms : Terms
    screen_of : callable
        The screen on which a rule is typed in.
    worth : callable
        The lines that say what a rule gives.
    read_worth : callable
        From those lines, and whether they ask for acts, to keys of a rule.
    steps : bool
        Whether points for every act are steps there, a line each.
    """

    title: str
    columns: Mapping[str, str]
    screens: Mapping[str, str]
    rule_screens: tuple[str, ...]
    terms: Terms
    screen_of: Callable[[Rule], str]
    worth: Callable[[Rule], list[Line]]
    read_worth: Callable[[Sequence[Line], bool], dict[str, object]]
    steps: bool = False


def told(lost: Sequence[Lost], head: str, product: str, language: Language) -> str:
    """Tell what is lost under a heading, a line each."""
    if not lost:
        return say("exchange.none", language) + "\n"
    heading = say(f"exchange.{head}", language, product=product, count=len(lost))
    return "\n".join((heading, *(f"- {each.sentence(language)}" for each in lost))) + "\n"


def sheet(product: Product, card: Card, lost: Sequence[Lost], language: Language) -> Sheet:
    """Write a card that a product can hold as its sheet.

    Parameters
    ----------
    product : Product
    card : Card
        Already without what the product cannot hold.
    lost : sequence of Lost
    language : {"en", "fi"}
        Of the rules' names.

    Returns
    -------
    Sheet
    """
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n")
    write.writerow(product.columns.values())
    for line in _lines(product, card, language):
        unknown = set(line) - set(product.columns)
        assert not unknown, f"{product.title} has no column for {unknown}"
        write.writerow(_safe(name, line.get(name, "")) for name in product.columns)
    return Sheet(product=product.title, text=out.getvalue(), lost=tuple(lost))


def _safe(name: str, text: str) -> str:
    """Leave numbers bare; a spreadsheet shows them as such."""
    return text if name in ("points", "most", "weight", "window", "limit") else guard(text)


def _lines(product: Product, card: Card, language: Language) -> Iterator[Line]:
    yield {"screen": product.screens["model"], "rule": cell(card.name)}
    for rule in card.rules:
        group = next((name for name, each in card.groups.items() if rule.id in each.rules), None)
        first: Line = {"screen": product.screen_of(rule)}
        if group is not None:
            says = card.groups[group].says
            first |= {
                "group": cell(says[language] if says else group),
                "limit": cell(card.groups[group].cap),
                "group_id": group,
            }
        yield from _condition(product, rule, product.worth(rule), first, language)
    for exclusion in card.exclusions:
        line = {"screen": product.screens["exclusion"]}
        yield from _condition(product, exclusion, [{}], line, language)
    for (section, name), label in LIMITS.items():
        limits = getattr(card, section)
        value = limits.model_dump(by_alias=True).get(name) if limits is not None else None
        if value is not None:
            yield {"screen": product.screens["limit"], "about": label, "points": cell(float(value))}


def _condition(
    product: Product, part: Condition, worth: Sequence[Line], first: Line, language: Language
) -> Iterator[Line]:
    """Write the criteria of a rule, a line each, and beside them what it gives."""
    asked: list[Criterion] = criteria(part.who, part.what, product.terms)
    for at, (one, gives) in enumerate(zip_longest(asked, worth)):
        line: Line = {"screen": first["screen"], "rule": cell(part.says[language]), "id": part.id}
        if one is not None:
            line |= {"about": one.about, "operator": one.operator, "value": one.value}
        if not at:
            line |= first | _acts(part.what, every=isinstance(part, Rule) and part.per == "act")
        yield {name: text for name, text in (line | (gives or {})).items() if text}


def _acts(what: What | None, *, every: bool) -> Line:
    """Write how often and how lately."""
    if what is None or what.column is not None:
        return {}
    line: Line = {} if what.within_days is None else {"window": str(what.within_days)}
    counts = [
        f"{word} {times(int(count))}"
        for word, count in (("at least", what.at_least), ("at most", what.at_most))
        if count is not None
    ]
    return line | {"frequency": EVERY_TIME if every else ", ".join(counts)}


def times(count: int) -> str:
    """Say how often: ``1 time``, ``3 times``."""
    return f"{count} time{'s' if count != 1 else ''}"
