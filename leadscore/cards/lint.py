"""What is odd about a card, told from the card and the settings alone, without any data."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from leadscore.cards.card import Card, Rule
from leadscore.cards.conditions import Axis
from leadscore.cards.implying import SINGLE, asks_for, folded, implies, same
from leadscore.cards.limits import BANDS, CELLS, GRADES, Limit
from leadscore.settings import Settings
from leadscore.words import Language, listed, number, percent, say

#: Days that an act is old on average when the next cutoff comes, by grid.
AGE_AT_CUTOFF = {"week": 3.5, "month": 15.0}
#: Points that have faded to less than this share count for nothing.
NOTHING_LEFT = 0.1


@dataclass(frozen=True, kw_only=True)
class Oddity:
    """Something about a card that is probably not what was meant.

    Parameters
    ----------
    code : str
        ``K01`` to ``K13``; docs/card.md lists them.
    place : str
        Rule, exclusion, segment, group or limit, with its line where that is known.
    key : str
        The text's key below ``card.``.
    values : mapping
        What the text takes.
    """

    code: str
    place: str
    key: str
    values: dict[str, str] = field(default_factory=dict)

    def sentence(self, language: Language = "en") -> str:
        """Tell what is odd, where, and what to do.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        return f"{self.code} {self.place}: {say(f'card.{self.key}', language, **self.values)}"


def lint(card: Card, settings: Settings) -> tuple[Oddity, ...]:
    """Look for what is odd about a card.

    Parameters
    ----------
    card : Card
    settings : Settings
        `time` (grid, lookback) and the language.

    Returns
    -------
    tuple of Oddity
        In the order of the codes, then of the card. Only what must be so by the card's own
        words is told; what depends on the leads, the audit tells.

    Examples
    --------
    >>> from leadscore.cards import parse_card
    >>> card = parse_card('''
    ... rules:
    ...   - {id: one, says: Boss, who: {seniority_in: director}, points: 10}
    ...   - {id: two, says: Director, who: {seniority_in: Director}, points: 5}
    ... ''')
    >>> [each.sentence() for each in lint(card, Settings())]  # doctest: +ELLIPSIS
    ['K02 line 4, rule two: asks the same as rule one, so ... Take one of them out.']
    """
    return (
        *_never(card),
        *_twice(card),
        *_excluded(card),
        *_capped_away(card),
        *_caps(card),
        *_limits(card, settings.project.language),
        *_windows(card, settings),
        *_faded(card, settings),
        *_against_better(card, settings.project.language),
    )


def most_points(card: Card, axis: Axis | None = None) -> float:
    """Give the most points that one lead can have, as far as the card alone tells.

    Parameters
    ----------
    card : Card
    axis : {"fit", "behaviour"}, optional
        One side alone; None takes both.

    Returns
    -------
    float
        At most :meth:`Card.bounds`: rules that ask for different values of what a lead has
        one of (industry, seniority, ...) do not add up.
    """
    _, high = card.bounds(axis)
    grouped = {rule for group in card.groups.values() for rule in group.rules}
    loose = [rule for rule in card.rules if rule.id not in grouped and axis in (None, rule.axis)]
    for key in SINGLE:
        rules = [rule for rule in loose if _asks_only(rule, key) and rule.points > 0]
        worth = {
            value: sum(rule.bounds[1] for rule in rules if value in _values(rule, key))
            for value in set().union(*(_values(rule, key) for rule in rules))
        }
        high -= sum(rule.bounds[1] for rule in rules) - max(worth.values(), default=0.0)
    return high


def _asks_only(rule: Rule, key: str) -> bool:
    return rule.what is None and rule.who is not None and rule.who.asked == {key}


def _values(rule: Rule, key: str) -> set[str]:
    return folded(getattr(rule.who, key))


def _never(card: Card) -> Iterator[Oddity]:
    """K01: what can hold of nobody."""
    for part in card.parts:
        who = part.who
        for column in (who.missing if who is not None else None) or ():
            known = [key for key in asks_for(column) if getattr(who, key) is not None]
            if who is not None and column in (who.has or ()):
                known.append("has")
            if known:
                yield Oddity(
                    code="K01",
                    place=card.place(part),
                    key="never",
                    values={"column": column, "keys": ", ".join(known)},
                )


def _twice(card: Card) -> Iterator[Oddity]:
    """K02 and K03: rules that ask the same, or one of which only takes back the other's points."""
    for first, second in combinations(card.rules, 2):
        if same(first, second):
            opposed = (first.points > 0) != (second.points > 0)
            yield Oddity(
                code="K02",
                place=card.place(second),
                key="opposed" if opposed else "same",
                values={"other": first.id},
            )
            continue
        for narrow, wide in ((first, second), (second, first)):
            if implies(narrow, wide) and _plain(narrow) and narrow.points == -wide.points:
                yield Oddity(
                    code="K03",
                    place=card.place(narrow),
                    key="against",
                    values={"other": wide.id, "points": f"{wide.points:+g}"},
                )


def _excluded(card: Card) -> Iterator[Oddity]:
    """K04: rules whose leads are all excluded, and exclusions within another one."""
    for rule in card.rules:
        for exclusion in card.exclusions:
            if rule.axis == exclusion.axis and implies(rule, exclusion):
                yield Oddity(
                    code="K04",
                    place=card.place(rule),
                    key="excluded",
                    values={"other": exclusion.id},
                )
                break
    for place, one in enumerate(card.exclusions):
        for at, other in enumerate(card.exclusions):
            if at != place and implies(one, other) and (at < place or not implies(other, one)):
                yield Oddity(
                    code="K04",
                    place=card.place(one),
                    key="excluded_already",
                    values={"other": other.id},
                )
                break


def _capped_away(card: Card) -> Iterator[Oddity]:
    """K05: rules of a group whose points another rule of it leaves no room for."""
    for name, group in card.groups.items():
        members = card.members(name)
        full = [rule for rule in members if _always(rule) >= group.cap]
        for rule in members:
            filling = [each for each in full if each is not rule and implies(rule, each)]
            if rule.points > 0 and filling:
                yield Oddity(
                    code="K05",
                    place=card.place(rule),
                    key="capped_away",
                    values={"other": filling[0].id, "group": name, "cap": f"{group.cap:g}"},
                )


def _always(rule: Rule) -> float:
    """Give the points that a rule gives whenever it holds; 0 where that varies."""
    return rule.bounds[1] if _plain(rule) else 0.0


def _plain(rule: Rule) -> bool:
    return rule.per == "lead" and rule.decay is None


def _caps(card: Card) -> Iterator[Oddity]:
    """K06: caps that one act reaches, and caps that nothing ever reaches."""
    for rule in card.rules:
        if rule.cap is not None and rule.cap < abs(rule.points):
            yield Oddity(
                code="K06",
                place=card.place(rule),
                key="cap_at_once",
                values={"points": f"{abs(rule.points):g}", "cap": f"{rule.cap:g}"},
            )
    for name, group in card.groups.items():
        bounds = [rule.bounds for rule in card.members(name)]
        most = max(sum(high for _, high in bounds), -sum(low for low, _ in bounds))
        if most <= group.cap:
            yield Oddity(
                code="K06",
                place=f"group {name}",
                key="cap_never",
                values={"most": f"{most:g}", "cap": f"{group.cap:g}"},
            )


def _limits(card: Card, language: Language) -> Iterator[Oddity]:
    """K07 and K08: limits that no lead reaches, and limits that every lead reaches."""
    limits: list[tuple[str, float, Axis | None]] = [
        (place, limit, None) for place, limit in _thresholds(card) if isinstance(limit, float)
    ]
    if card.grades is not None:
        limits += [(f"grades.{name}", getattr(card.grades, name), "fit") for name in "ABC"]
    if card.bands is not None:
        named = zip("123", ("first", "second", "third"), strict=True)
        limits += [(f"bands.{at}", getattr(card.bands, each), "behaviour") for at, each in named]
    for name, limit, axis in limits:
        most, least = most_points(card, axis), card.bounds(axis)[0]
        if limit > most:
            yield _limit("K07", name, "unreachable", limit, most, language)
        elif limit <= least:
            yield _limit("K08", name, "everybody", limit, least, language)
    yield from _cells(card, language)


def _thresholds(card: Card) -> Iterator[tuple[str, Limit]]:
    """Give each threshold with its place, those of the segments after the others."""
    if card.thresholds is None:
        return
    limits: dict[str, tuple[Limit | None, Limit | None]] = {
        "thresholds.": (card.thresholds.mql, card.thresholds.sql)
    }
    limits |= {f"{card.place(part)}, ": (part.mql, part.sql) for part in card.segments}
    for place, pair in limits.items():
        for name, limit in zip(("mql", "sql"), pair, strict=True):
            if limit is not None:
                yield f"{place}{name}", limit


def _cells(card: Card, language: Language) -> Iterator[Oddity]:
    """K07 and K08 of thresholds on cells."""
    grades, bands = [*GRADES], [*map(str, BANDS)]
    if card.grades is not None:
        grades = _filled(card, "fit", card.grades.least)
    if card.bands is not None:
        least = {str(band): limit for band, limit in card.bands.least.items()}
        bands = _filled(card, "behaviour", least)
    filled = {f"{grade}{band}" for grade in grades for band in bands}
    for place, limit in _thresholds(card):
        if not isinstance(limit, tuple):
            continue
        if empty := [cell for cell in limit if cell not in filled]:
            cells = {"cells": listed(empty, language)}
            yield Oddity(code="K07", place=place, key="cells_unreachable", values=cells)
        if filled <= set(limit):
            yield Oddity(code="K08", place=place, key="cells_everybody")


def _filled(card: Card, axis: Axis, least: Mapping[str, float]) -> list[str]:
    """Give the grades or bands that a lead not excluded can be in."""
    most, fewest = most_points(card, axis), card.bounds(axis)[0]
    above = [math.inf, *least.values()]
    return [
        name
        for (name, limit), better in zip(least.items(), above, strict=False)
        if limit <= most and better > fewest
    ]


def _limit(code: str, name: str, key: str, limit: float, end: float, language: Language) -> Oddity:
    values = {"limit": number(limit, language), "end": number(end, language)}
    return Oddity(code=code, place=name, key=key, values=values)


def _windows(card: Card, settings: Settings) -> Iterator[Oddity]:
    """K09: windows longer than what is looked back at."""
    lookback = settings.time.lookback_days
    for part in card.parts:
        days = part.what.within_days if part.what is not None else None
        if days is not None and days > lookback:
            yield Oddity(
                code="K09",
                place=card.place(part),
                key="window",
                values={"days": str(days), "lookback": str(lookback)},
            )


def _faded(card: Card, settings: Settings) -> Iterator[Oddity]:
    """K10: points that are gone before anybody looks."""
    language = settings.project.language
    age = AGE_AT_CUTOFF.get(settings.time.grid)
    for rule in card.rules:
        if age is None or rule.decay is None or rule.what is None:
            continue
        left = _left(rule, age, settings)
        if left < NOTHING_LEFT:
            yield Oddity(
                code="K10",
                place=card.place(rule),
                key="faded",
                values={"age": number(age, language, 0), "left": percent(left, language)},
            )


def _left(rule: Rule, age: float, settings: Settings) -> float:
    """Give the share of a rule's points that an act of some age still brings."""
    if rule.decay is not None and rule.decay.half_life_days is not None:
        return float(0.5 ** (age / rule.decay.half_life_days))
    window = rule.what.within_days if rule.what is not None else None
    return max(0.0, 1.0 - age / (window or settings.time.lookback_days))


def _against_better(card: Card, language: Language) -> Iterator[Oddity]:
    """K13: segments that an earlier one leaves nobody, and cells without one that is better."""
    for at, segment in enumerate(card.segments):
        earlier = [each for each in card.segments[:at] if implies(segment, each)]
        if earlier:
            values = {"other": earlier[0].id}
            yield Oddity(code="K13", place=card.place(segment), key="segment_empty", values=values)
    for place, limit in _thresholds(card):
        if isinstance(limit, tuple) and (better := _better(limit)):
            values = {"cells": listed(better, language)}
            yield Oddity(code="K13", place=place, key="cells_better", values=values)


def _better(cells: tuple[str, ...]) -> list[str]:
    """Give the cells left out that are at least as good as one of some, on both sides."""
    return [
        cell
        for cell in CELLS
        if cell not in cells and any(cell[0] <= one[0] and cell[1] <= one[1] for one in cells)
    ]
