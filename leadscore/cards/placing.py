"""Where each value of a YAML text stands, and which comments belong to it.

A list or mapping is read as *items* with *gaps* between them. To an item belong the
comment lines right above it, what follows on its line, and comment lines below it that
are indented deeper than it. Headings (``# ---- who the lead is ----``) and comments that
stand apart by a blank line belong to the gaps, and stay when an item goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from leadscore.errors import CardError

#: What follows a sign of number that begins a line or comes after a space.
COMMENT = re.compile(r"(?:^|(?<=\s))#[^\n]*")
_HEADING = re.compile(r"#.*([-=*~_+#])\1{3}")
_COMMA = re.compile(rf"({COMMENT.pattern})|,")


@dataclass(frozen=True, kw_only=True)
class Item:
    """One entry of a list or mapping.

    Parameters
    ----------
    name : str
        Its key; empty in a list.
    key : tuple of int
        Where the key, or the dash, begins and ends.
    value : Node
    span : tuple of int
        Where the value begins and ends, with the comments of its parts.
    lead, end : int
        Where the comments above begin, and where its last line ends.
    """

    name: str
    key: tuple[int, int]
    value: Node
    span: tuple[int, int]
    lead: int
    end: int


def is_block(node: Node) -> bool:
    """Whether a value is a list or mapping of an entry a line."""
    if not isinstance(node, MappingNode | SequenceNode):
        return False
    return not node.flow_style and bool(node.value)


class Placed:
    r"""A YAML text and its parse tree.

    Parameters
    ----------
    text : str
        Checked YAML with keys and values at the top; line ends are ``\n``.
    other_names : mapping of str to str
        Keys that may be written in a second way, each with its name.
    """

    def __init__(self, text: str, other_names: Mapping[str, str]) -> None:
        self.text = text
        self.other_names = other_names
        self.root = YAML(typ="rt", pure=True).compose(text)

    def span(self, node: Node) -> tuple[int, int]:
        """Tell from where to where a value stands, with the comments of its parts."""
        if is_block(node):
            items = self.items(node)
            return items[0].lead, items[-1].end
        start, end = node.start_mark.index, node.end_mark.index
        return start, start + len(self.text[start:end].rstrip())

    def items(self, node: Node) -> list[Item]:
        """List the entries of a list or mapping."""
        found: list[Item] = []
        for name, key, value in self._parts(node):
            span = self.span(value)
            if span[0] == span[1]:  # nothing is written: it stands where its colon ends
                colon = self.text.index(":", key[1]) + 1
                span = colon, colon
            lead, end = key[0], span[1]
            if is_block(node):
                lead = self._lead(key[0], found[-1].end) if found else self._first_lead(node, key)
                end = self._end(end, node)
            found.append(Item(name=name, key=key, value=value, span=span, lead=lead, end=end))
        return found

    def column(self, place: int) -> int:
        """Tell the column of a place in the text, counted from 0."""
        return place - self._line(place)

    def comments(self, value: Node | Item) -> list[str]:
        """List the comments within a value, or with an entry."""
        if isinstance(value, Item):
            start, end = value.lead, value.end
            leaves = [value.key, *map(self.span, _leaves(value.value))]
        else:
            start, end = self.span(value)
            leaves = [self.span(leaf) for leaf in _leaves(value)]
        befores = [start, *(stop for _, stop in leaves)]
        afters = [*(begin for begin, _ in leaves), end]
        return [
            comment
            for one, other in zip(befores, afters, strict=True)
            for comment in COMMENT.findall(self.text[one:other])
        ]

    def _parts(self, node: Node) -> Iterator[tuple[str, tuple[int, int], Node]]:
        if isinstance(node, MappingNode):
            for key, value in node.value:
                name = self.other_names.get(key.value, key.value)
                yield name, (key.start_mark.index, key.end_mark.index), value
            return
        for value in node.value:
            start = value.start_mark.index
            dash = self._dash(start, node.start_mark.column) if is_block(node) else start
            yield "", (dash, dash), value

    def _line(self, place: int) -> int:
        return self.text.rfind("\n", 0, place) + 1

    def _line_end(self, place: int) -> int:
        end = self.text.find("\n", place)
        return len(self.text) if end < 0 else end

    def _dash(self, place: int, column: int) -> int:
        """Find the dash of a list's entry, on its line or on one above."""
        line = self._line(place)
        while not self.text.startswith("-", line + column):
            if line == 0:
                raise not_in_place()
            line = self._line(line - 1)
        return line + column

    def _first_lead(self, node: Node, key: tuple[int, int]) -> int:
        # what stands above the first key of the file is about the file
        return key[0] if node is self.root else self._lead(key[0], 0)

    def _lead(self, place: int, floor: int) -> int:
        """Find the comment lines right above, up to a heading, a blank or another line."""
        line = self._line(place)
        if self.text[line:place].strip():
            return place
        lead = place
        while line > floor:
            above = self._line(line - 1)
            told = self.text[above:line].strip()
            if above < floor or not told.startswith("#") or _HEADING.match(told):
                break
            line, lead = above, self.text.index("#", above)
        return lead

    def _end(self, place: int, node: Node) -> int:
        """Find where the last line ends, and comment lines below that are deeper."""
        end = place + len(self.text[place : self._line_end(place)].rstrip())
        below = self._line_end(end) + 1
        while below < len(self.text):
            line = self.text[below : self._line_end(below)]
            deeper = len(line) - len(line.lstrip()) > node.start_mark.column
            if line.strip().startswith("#") and deeper:
                end = below + len(line.rstrip())
            elif line.strip() or node is not self.root:  # a section holds all that is indented
                break
            below += len(line) + 1
        return end


def not_in_place() -> CardError:
    """Give the error of a card that is written too unusually to be changed in place."""
    return CardError(
        "The card is written in a way that leadscore cannot change in place without "
        "touching the rest. Write keys and values plainly ('points: 10'), or save the "
        "changed card to a new file and copy your comments over."
    )


def joined(gaps: Sequence[str], place: str, *, flow: bool) -> str:
    r"""Make one gap of those around items that go: their comments stay.

    Parameters
    ----------
    gaps : sequence of str
        Each the text between two items.
    place : {"first", "between", "last"}
        Where the new gap stands.
    flow : bool
        Whether the items stand in brackets, with commas between.

    Returns
    -------
    str

    Examples
    --------
    >>> joined([", # why\n", ", "], "between", flow=True)
    ', # why\n'
    """
    total = ""
    for at, gap in enumerate(gaps):
        told = _COMMA.sub(r"\1", gap) if flow and (at or place != "between") else gap
        if not total.strip():
            total = told if told.strip() or not total else total
        elif told.strip():
            total = total.rstrip() + told
    if place == "first":
        return f" {total.lstrip()}" if flow and total.strip() else total.lstrip()
    if place == "last" and not (flow and total.strip()):
        return total.rstrip()
    return total


def _leaves(node: Node) -> list[Node]:
    if isinstance(node, ScalarNode):
        return [node]
    parts = [each for part in node.value for each in (part if isinstance(part, tuple) else (part,))]
    return [leaf for part in parts for leaf in _leaves(part)]
