"""Change values in YAML that a person wrote, and leave every other sign as it stands.

A round trip through ruamel.yaml keeps comments, but writes spacing, line lengths and
styles anew. So only its parse tree is used: it tells where each value stands in the text,
and nothing but what changes is replaced there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from leadscore.cards.placing import COMMENT, Item, Placed, is_block, joined
from leadscore.cards.spelling import inline, item, named

#: Sections and their entries are blocks; what lies deeper stands on one line.
_BLOCKS = 2


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    """An entry as it is to be: its text, and the item that it was, if any."""

    text: str
    was: int | None = None


def edited(
    text: str,
    old: Mapping[str, object],
    new: Mapping[str, object],
    *,
    other_names: Mapping[str, str] | None = None,
) -> str:
    r"""Change what a YAML text says from one set of values to another.

    Parameters
    ----------
    text : str
        Checked YAML with keys and values at the top; line ends are ``\n``.
    old, new : mapping
        What it says now, and what it is to say, as :func:`leadscore.cards.spelling.spelled`
        gives it. Keys of the text that neither has are left alone.
    other_names : mapping of str to str, optional
        Keys that may be written in a second way, each with its name.

    Returns
    -------
    str

    Examples
    --------
    >>> edited("points:  5  # a guess\n", {"points": 5}, {"points": 8, "cap": 3})
    'points:  8  # a guess\n\ncap: 3\n'
    """
    placed = Placed(text, other_names or {})
    start, end = placed.span(placed.root)
    return text[:start] + _value(placed, placed.root, old, new, 0) + text[end:]


def _value(placed: Placed, node: Node, old: object, new: object, depth: int) -> str:
    """Give the text of a value as it is to be."""
    if _same(old, new):
        start, end = placed.span(node)
        return placed.text[start:end]
    if not _goes_deeper(node, old, new):
        return _replaced(placed, node, new)
    items = placed.items(node)
    if isinstance(node, MappingNode):
        assert isinstance(old, Mapping)
        assert isinstance(new, Mapping)
        wanted = list(_entries(placed, node, items, old, new, depth))
    else:
        assert isinstance(node, SequenceNode)
        assert isinstance(old, Sequence)
        assert isinstance(new, Sequence)
        wanted = list(_elements(placed, node, items, old, new, depth))
    return _put_together(placed, node, items, wanted, depth)


def _goes_deeper(node: Node, old: object, new: object) -> bool:
    """Whether a value stays a list or mapping, so that its entries are changed one by one."""
    if isinstance(node, MappingNode):
        return bool(node.value) and isinstance(old, Mapping) and isinstance(new, Mapping)
    both = isinstance(old, list | tuple) and isinstance(new, list | tuple)
    return isinstance(node, SequenceNode) and bool(node.value) and both


def _same(one: object, other: object) -> bool:
    """Whether values are spelled alike: True is not 1, and order counts."""
    return json.dumps(one) == json.dumps(other)


def _replaced(placed: Placed, node: Node, new: object, above: Sequence[str] = ()) -> str:
    """Write a value anew on one line, behind it the comments that stood within the old one."""
    quote = getattr(node, "style", None)
    told = inline(new, quote=quote if quote in ("'", '"') else None)
    comments = "  ".join((*above, *placed.comments(node)))
    if not comments:
        return told
    column = placed.column(node.start_mark.index)
    return f"{told}  {comments}" + ("" if is_block(node) else f"\n{' ' * (column + 1)}")


def _entries(
    placed: Placed,
    node: MappingNode,
    items: Sequence[Item],
    old: Mapping[str, object],
    new: Mapping[str, object],
    depth: int,
) -> Iterator[_Wanted]:
    """Give a mapping's entries as they are to be."""
    here = {each.name: at for at, each in enumerate(items)}
    as_block = is_block(node) and depth < _BLOCKS
    for name in _order(list(here), old, new, depth):
        if name not in here:
            text = named(name, new[name], node.start_mark.column, as_block=as_block)
            yield _Wanted(text=text)
            continue
        each = items[here[name]]
        if name not in new or _same(old.get(name), new[name]):
            text = placed.text[each.lead : each.end]
        else:
            text = _entry(placed, each, old.get(name), new[name], depth, as_block=as_block)
        yield _Wanted(text=text, was=here[name])


def _order(
    here: Sequence[str], old: Mapping[str, object], new: Mapping[str, object], depth: int
) -> list[str]:
    """Keep the text's order and put each new key behind those that go before it.

    The groups alone, being names of the user's own, come in the order that is wanted.
    """
    if depth == 1 and all(isinstance(value, Mapping) for value in new.values()):
        return list(new)
    names = [name for name in here if name in new or name not in old]
    for at, name in enumerate(new):
        if name not in here and not _same(old.get(name), new[name]):
            before = [names.index(other) + 1 for other in list(new)[:at] if other in names]
            names.insert(max(before, default=min(1, len(names))), name)
    return names


def _entry(
    placed: Placed, each: Item, old: object, new: object, depth: int, *, as_block: bool
) -> str:
    """Give the text of a key that stays, with its value as it is to be."""
    (start, end), text = each.span, placed.text
    before, after = text[each.lead : start], text[end : each.end]
    if not _goes_deeper(each.value, old, new):
        if as_block and isinstance(new, Mapping | tuple) and not placed.comments(each.value):
            told = named(each.name, new, placed.column(each.key[0]), as_block=True)
            return text[each.lead : each.key[0]] + told + after
        if is_block(each.value) or start == end:
            told = _replaced(placed, each.value, new, COMMENT.findall(text[each.key[1] : start]))
            return f"{text[each.lead : each.key[1]]}: {told}{after}"
    return before + _value(placed, each.value, old, new, depth + 1) + after


def _elements(
    placed: Placed,
    node: SequenceNode,
    items: Sequence[Item],
    old: Sequence[object],
    new: Sequence[object],
    depth: int,
) -> Iterator[_Wanted]:
    """Give a list's entries as they are to be."""
    column = node.start_mark.column
    for value, was in zip(new, _matched(old, new), strict=True):
        if was is None:
            text = item(value, column) if depth < _BLOCKS else f"- {inline((value,))[1:-1]}"
            yield _Wanted(text=text if is_block(node) else inline(value))
            continue
        each = items[was]
        told = _value(placed, each.value, old[was], value, depth + 1)
        (start, end), text = each.span, placed.text
        yield _Wanted(text=text[each.lead : start] + told + text[end : each.end], was=was)


def _matched(old: Sequence[object], new: Sequence[object]) -> list[int | None]:
    """Find for each new entry the old one: of the same id, else the same but for its id."""
    found: dict[int, int] = {}
    for alike in (_identity, _but_its_id):
        free: dict[str, list[int]] = {}
        for at, value in enumerate(old):
            if at not in found.values():
                free.setdefault(alike(value), []).append(at)
        for at, value in enumerate(new):
            if at not in found and free.get(alike(value)):
                found[at] = free[alike(value)].pop(0)
    return [found.get(at) for at in range(len(new))]


def _identity(value: object) -> str:
    return json.dumps(value["id"] if isinstance(value, Mapping) else value)


def _but_its_id(value: object) -> str:
    if not isinstance(value, Mapping):
        return json.dumps(value)
    return json.dumps({key: part for key, part in value.items() if key != "id"})


def _put_together(
    placed: Placed, node: Node, items: Sequence[Item], wanted: Sequence[_Wanted], depth: int
) -> str:
    """Join entries by the gaps of the text: those stay in their places."""
    flow = not is_block(node)
    kept = sorted(each.was for each in wanted if each.was is not None)
    ends = pairwise(items)
    gaps = ["", *(placed.text[one.end : other.lead] for one, other in ends)]
    if depth >= _BLOCKS:  # the rule stays, so what was said of it does
        for at in set(range(len(items))) - set(kept):
            gaps[at] += _remarks(placed, node, items[at])
    between = iter(
        joined(gaps[one + 1 : other + 1], "between", flow=flow) for one, other in pairwise(kept)
    )
    separator = _separator(placed, node, items, wanted, depth)
    start, end = placed.span(node)  # with the brackets, where there are any
    parts = [placed.text[start : items[0].lead]]
    parts += [joined(gaps[: kept[0] + 1], "first", flow=flow)] if kept else []
    seen = False
    for at, each in enumerate(wanted):
        if at:
            parts.append(next(between) if each.was is not None and seen else separator)
        seen = seen or each.was is not None
        parts.append(each.text)
    rest = joined(gaps[kept[-1] + 1 if kept else 0 :], "last", flow=flow)
    new_line = is_block(node) and rest and "\n" not in rest.partition("#")[0]
    parts.append(f"\n{' ' * node.start_mark.column}{rest}" if new_line else rest)
    parts.append(placed.text[items[-1].end : end])
    return "".join(parts)


def _remarks(placed: Placed, node: Node, each: Item) -> str:
    """Give the comments of an entry that goes, as lines of their own."""
    line = f"\n{' ' * placed.column(node.start_mark.index)}"
    before = "" if is_block(node) else " "
    return "".join(f"{before}{comment}{line}" for comment in placed.comments(each))


def _separator(
    placed: Placed, node: Node, items: Sequence[Item], wanted: Sequence[_Wanted], depth: int
) -> str:
    """Tell what to put before a new entry: entries of several lines stand apart."""
    if not is_block(node):
        return ", "
    apart = any(each.was is None and "\n" in each.text for each in wanted) or depth == 0
    if len(items) > 1 and depth == 1:
        gap = placed.text[items[0].end : items[1].lead]
        apart = gap.count("\n") > 1
    column: int = node.start_mark.column
    return ("\n\n" if apart else "\n") + " " * column
