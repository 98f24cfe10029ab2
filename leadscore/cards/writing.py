"""From a card to card.yaml: a new file, or the file that is there with its comments kept."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import Path

from leadscore.cards.card import Card
from leadscore.cards.conditions import Axis
from leadscore.cards.editing import edited
from leadscore.cards.placing import not_in_place
from leadscore.cards.putting import put
from leadscore.cards.reading import parse_card
from leadscore.cards.schema import FILE as SCHEMA
from leadscore.cards.spelling import inline, item, named, spelled
from leadscore.errors import CardError, OutputError

#: Keys that the language takes under a second name.
_OTHER_NAMES = {"in_": "in", "first": "1", "second": "2", "third": "3"}
_HEADER = f"""\
# yaml-language-server: $schema={SCHEMA}
# The points card: who gets how many points, and why.
"""
_ABOUT = {
    "groups": (
        "Rules of a group count together at most up to its cap. A group holds either rules on\n"
        "# who a lead is or rules on what it did."
    ),
    "exclusions": "Whoever matches is not called, whatever the points.",
    "thresholds": "From how many points on a lead is marketing-qualified, and sales-qualified.",
    "grades": "From how many fit points on a lead is an A, B or C; below it is a D.",
    "bands": "From how many behaviour points on a lead is in band 1, 2 or 3; below it is in 4.",
}
_AXES: dict[Axis, str] = {"fit": "who the lead is", "behaviour": "what the lead has done"}
_WIDTH = 84


def write_card(card: Card) -> str:
    """Write a card as a whole new card.yaml.

    Parameters
    ----------
    card : Card

    Returns
    -------
    str
        YAML that reads back as the same card: a line a key, conditions on one line,
        nothing spelled out that is so anyway, each section with a word on what it is.

    Examples
    --------
    >>> from leadscore.cards import Rule, What
    >>> card = Card(name="Tiny", rules=(
    ...     Rule(id="pricing", says={"en": "Viewed pricing", "fi": "Katsoi hintoja"},
    ...          what=What(intent="pricing", within_days=60), points=10),))
    >>> print(write_card(card))
    # yaml-language-server: $schema=card.schema.json
    # The points card: who gets how many points, and why.
    <BLANKLINE>
    version: 1
    name: Tiny
    <BLANKLINE>
    rules:
      # ---- what the lead has done ------------------------------------------------------
      - id: pricing
        says: {en: Viewed pricing, fi: Katsoi hintoja}
        what: {intent: pricing, within_days: 60}
        points: 10
    <BLANKLINE>
    """
    parts = spelled(card)
    sections = [f"version: 1\nname: {inline(parts.pop('name'))}\n"]
    rules = parts.pop("rules")
    assert isinstance(rules, Sequence)
    sections.append("rules:\n" + "\n".join(_rules(card, rules)))
    sections += [
        f"# {_ABOUT[name]}\n{named(name, value, 0, as_block=True)}\n"
        for name, value in parts.items()
    ]
    return "\n".join((_HEADER, *sections))


def _rules(card: Card, rules: Sequence[object]) -> Iterator[str]:
    """Write the rules, under a heading for each side where the sides stand apart."""
    runs = [(axis, len(list(run))) for axis, run in groupby(rule.axis for rule in card.rules)]
    headed = len(runs) == len({axis for axis, _ in runs})
    left = iter(rules)
    for axis, count in runs:
        heading = f"  # ---- {_AXES[axis]} ".ljust(_WIDTH + 2, "-") + "\n" if headed else ""
        for at in range(count):
            yield f"{'' if at else heading}  {item(next(left), 2)}\n"


def rewrite_card(text: str, card: Card) -> str:
    r"""Change the text of a card.yaml where a card differs from it, and nowhere else.

    Parameters
    ----------
    text : str
        A card.yaml.
    card : Card
        What it is to say.

    Returns
    -------
    str
        The text with changed values in their places, new rules at theirs, and without the
        rules that the card has no more; everything else, comments, order, quoting and
        spacing, is as it was. A comment right above a rule goes with it; headings and
        comments that stand apart stay.

    Raises
    ------
    CardError
        If the text is no card, or is written so unusually that it cannot be changed in
        place (keys marked with ``?``, lines that end in a lone carriage return).

    Examples
    --------
    >>> text = '''rules:
    ...   # the price list, not the news about prices
    ...   - {id: pricing, says: Viewed pricing, what: {page: "/pricing"}, points: 10}  # was 15
    ... '''
    >>> rule = parse_card(text).rules[0].model_copy(update={"points": 12.0, "cap": 12.0})
    >>> print(rewrite_card(text, Card(rules=(rule,))))
    rules:
      # the price list, not the news about prices
      - {id: pricing, says: Viewed pricing, what: {page: "/pricing"}, points: 12, cap: 12}  # was 15
    <BLANKLINE>
    """
    old = parse_card(text)
    if old == card:
        return text
    plain = text.replace("\r\n", "\n")
    if "\r" in plain:  # ends a line in YAML, and is not looked for where values are placed
        raise not_in_place()
    changed = edited(plain, spelled(old), spelled(card), other_names=_OTHER_NAMES)
    if not _says(changed, card):
        raise not_in_place()
    return _with_ends(changed, text)


def _with_ends(changed: str, text: str) -> str:
    """Give each line the end that it had in the text; a new one takes what most have."""
    ends = re.findall(r"\r?\n", text)
    most = "\r\n" if 2 * ends.count("\r\n") > len(ends) else "\n"
    if len(set(ends)) < 2:
        return changed.replace("\n", most)
    old, new = text.replace("\r\n", "\n").split("\n"), changed.split("\n")
    theirs = [most] * len(new)
    for _, first, last, start, stop in SequenceMatcher(None, old, new, False).get_opcodes():
        # a changed line is told from a new one by its place
        for at, end in zip(range(start, stop), ends[first:last], strict=False):
            theirs[at] = end
    theirs[-1] = ""
    return "".join(line + end for line, end in zip(new, theirs, strict=True))


def _says(text: str, card: Card) -> bool:
    try:
        return parse_card(text) == card
    except CardError:
        return False


def save_card(card: Card, path: Path, *, read: str | None = None) -> None:
    """Save a card: into the file that is there, comments kept, else as a new file.

    Parameters
    ----------
    card : Card
    path : Path
        A card.yaml; its folder must be there.
    read : str, optional
        The text of the file that the card was made from; when given, a file that says
        anything else by now is not written over.

    Raises
    ------
    CardError
        If the file that is there is no card, or cannot be changed in place.
    OutputError
        If somebody else changed the file meanwhile, or it cannot be written. What stood
        there is whole in either case.
    """
    target = path.resolve()
    try:
        before = target.read_bytes() if target.exists() else None
        after = _after(before, card, path, read)

        def unchanged() -> None:
            if (target.read_bytes() if target.exists() else None) != before:
                raise _changed_meanwhile(target)

        put(after, target, check=unchanged)
    except OSError as refused:
        raise OutputError(
            f"{path.name} cannot be written into {target.parent}: {refused.strerror or refused}. "
            "What stood there before is still whole. Make room or change the rights of the "
            "folder and the file, then save again."
        ) from refused


def _after(before: bytes | None, card: Card, path: Path, read: str | None) -> bytes:
    """Give what the file is to hold."""
    if before is None:
        return write_card(card).encode()
    try:
        text = before.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        raise CardError(
            f"{path.name} is not UTF-8 text, so it cannot be changed in place. Save it as "
            "UTF-8 in your editor first, or save the card to a new file."
        ) from broken
    if read is not None and _lines(read) != _lines(text):
        raise _changed_meanwhile(path)
    mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    return mark + rewrite_card(text, card).encode()


def _lines(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _changed_meanwhile(path: Path) -> OutputError:
    return OutputError(
        f"{path.name} was changed by somebody else since it was read, so it is not written "
        "over. Read it again, make your change there, and save."
    )
