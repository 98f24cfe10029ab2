"""What a card asks for that is nowhere in the data: kinds, pages, sources, titles ..."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import ibis.expr.types as ir

from leadscore.cards import Card, Condition, Rule, What, Who
from leadscore.cards.lint import Oddity
from leadscore.features.card_acts import asked_acts, matches
from leadscore.features.card_columns import all_of, column_holds, own_columns
from leadscore.features.card_who import LISTS, facts_of_leads, timeless
from leadscore.settings import Settings
from leadscore.sources.warehouse import Warehouse

#: Keys that any lead may answer, or that ask of a number of acts and not of one.
_NOT_A_THING = frozenset({"customer", "has", "missing", "within_days", "at_least", "at_most"})
#: What a misspelt value is held against, by key: a column of the events.
_SPELLED = {"kind": "kind", "channel": "channel", "campaign": "campaign_id"}
#: More different values than these are not looked through for a similar one.
MOST_VALUES = 1_000
#: How alike two words are of which one is taken for a slip of the other (difflib's ratio).
ALIKE = 0.75


@dataclass(frozen=True, kw_only=True)
class _Thing:
    """One value of one key that a rule asks for."""

    part: Condition
    side: str
    key: str
    value: str

    def test(self) -> Who | What:
        """Ask for this value alone."""
        asked: Who | What = getattr(self.part, self.side)
        whole = getattr(asked, self.key)
        alone = (self.value,) if _is_list(asked, self.key) else whole
        return type(asked).model_validate({self.key: alone})


def not_in_data(card: Card, warehouse: Warehouse, settings: Settings) -> tuple[Oddity, ...]:
    """Tell what a card asks for that no lead has and no act shows.

    Parameters
    ----------
    card : Card
        One that the data can answer.
    warehouse : Warehouse
    settings : Settings

    Returns
    -------
    tuple of Oddity
        K11: nothing that a key of a rule asks for is in the data, so the rule never holds
        (or, where it asks for few acts, always); of an exclusion or a segment only where
        something spelled almost alike is there. K12: a value is not in the data, but one
        that is spelled almost alike is.

    Notes
    -----
    All leads and acts are looked at, whenever they were: two queries, whatever the number
    of rules. Of a flat export, the columns are asked.
    """
    if warehouse.flat is not None:
        return tuple(_columns_without(card, warehouse, settings))
    scene = _Scene(card=card, warehouse=warehouse, settings=settings)
    things = [thing for part in scene.parts for thing in _things(part)]
    return tuple(_told(things, scene.there(things), scene))


@dataclass(frozen=True, kw_only=True)
class _Scene:
    """Leads and acts, as the rules ask about them."""

    card: Card
    warehouse: Warehouse
    settings: Settings

    @property
    def parts(self) -> tuple[Condition, ...]:
        """Rules, exclusions and segments, in the card's order."""
        return self.card.parts

    def there(self, things: Sequence[_Thing]) -> list[bool]:
        """Tell of each thing whether any lead has it, or any act shows it."""
        found: dict[int, bool] = {}
        for side in ("who", "what"):
            asked = {place: each for place, each in enumerate(things) if each.side == side}
            if not asked:
                continue
            table = self._table(side)
            sums = {f"n{at}": self._holds(table, each).any() for at, each in asked.items()}
            row = self._first(table.aggregate(**sums))
            found |= {place: bool(row[f"n{place}"]) for place in asked}
        return [found[place] for place in range(len(things))]

    def values(self, thing: _Thing) -> list[str]:
        """List what the data hold instead, where that is a small vocabulary."""
        column = LISTS.get(thing.key) if thing.side == "who" else _SPELLED.get(thing.key)
        if column is None or thing.key.startswith("email_domain"):
            return []
        value = self._table(thing.side)[column]
        distinct = value.as_table().distinct().filter(lambda row: row[column].notnull())
        frame = distinct.limit(MOST_VALUES + 1).to_pyarrow().to_pydict()[column]
        return sorted(map(str, frame)) if len(frame) <= MOST_VALUES else []

    def _table(self, side: str) -> ir.Table:
        if side == "who":
            return facts_of_leads(self.warehouse)
        return asked_acts(self.warehouse, self.parts, self.settings)

    def _holds(self, table: ir.Table, thing: _Thing) -> ir.BooleanValue:
        test = thing.test()
        if isinstance(test, Who):
            return all_of(list(timeless(test, table))).fill_null(False)
        return matches(test, table, self.settings).fill_null(False)

    @staticmethod
    def _first(table: ir.Table) -> dict[str, object]:
        return dict(table.to_pyarrow().to_pylist()[0])


def _things(part: Condition) -> Iterator[_Thing]:
    for side, test in (("who", part.who), ("what", part.what)):
        if test is None or test.column is not None:
            continue
        for key in sorted(test.asked - _NOT_A_THING):
            asked = getattr(test, key)
            for value in asked if _is_list(test, key) else (asked,):
                yield _Thing(part=part, side=side, key=key, value=_written(value))


def _is_list(test: Who | What, key: str) -> bool:
    """Tell whether one value of several is enough, as against two limits or a level."""
    return isinstance(getattr(test, key), tuple) and not key.endswith("_between")


def _written(value: object) -> str:
    """Write limits as the card does: 50 to 1000, from 50 on."""
    if not isinstance(value, tuple):
        return str(value)
    low, high = ("…" if end is None else f"{end:g}" for end in value)
    return f"{low}–{high}"


def _told(things: Sequence[_Thing], there: Sequence[bool], scene: _Scene) -> Iterator[Oddity]:
    """Go through the rules key by key: nothing of it there, or one value of it misspelt."""
    by_key: dict[tuple[str, str, str, str], list[tuple[_Thing, bool]]] = {}
    for thing, found in zip(things, there, strict=True):
        question = (type(thing.part).__name__, thing.part.id, thing.side, thing.key)
        by_key.setdefault(question, []).append((thing, found))
    for asked in by_key.values():
        gone = [thing for thing, found in asked if not found]
        if len(gone) == len(asked):
            # that nobody is to be excluded yet is no slip
            if isinstance(gone[0].part, Rule) or _similar(gone[0], scene):
                yield _oddity("K11", "not_in_data", gone, scene)
        else:
            for thing in gone:
                if _similar(thing, scene):
                    yield _oddity("K12", "misspelt", [thing], scene)


def _oddity(code: str, key: str, gone: Sequence[_Thing], scene: _Scene) -> Oddity:
    first, similar = gone[0], _similar(gone[0], scene)
    told = {"asked": first.key, "values": ", ".join(thing.value for thing in gone)}
    if similar:
        told["similar"] = similar
    key = "not_in_data_similar" if similar and key == "not_in_data" else key
    return Oddity(code=code, place=scene.card.place(first.part), key=key, values=told)


def _similar(thing: _Thing, scene: _Scene) -> str:
    known = {each.lower(): each for each in scene.values(thing)}
    close = difflib.get_close_matches(thing.value.lower(), list(known), n=1, cutoff=ALIKE)
    return known[close[0]] if close else ""


def _columns_without(card: Card, warehouse: Warehouse, settings: Settings) -> Iterator[Oddity]:
    """K11 of a flat export: no row of a column holds what a rule asks of it."""
    assert warehouse.flat is not None
    columns, frame = own_columns(warehouse, settings), warehouse.flat.frame
    asked = [
        (part, test)
        for part in card.parts
        for test in (part.who, part.what)
        if test is not None and test.column is not None
    ]
    if not asked:
        return
    sums = {
        f"n{place}": column_holds(
            test, frame[columns[str(test.column)].name], columns[str(test.column)].kind
        ).any()
        for place, (_, test) in enumerate(asked)
    }
    row = frame.aggregate(**sums).to_pyarrow().to_pylist()[0]
    for place, (part, test) in enumerate(asked):
        if not row[f"n{place}"]:
            yield Oddity(
                code="K11",
                place=card.place(part),
                key="not_in_column",
                values={"column": str(test.column)},
            )
