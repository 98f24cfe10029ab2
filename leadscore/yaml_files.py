"""Read YAML that people write: small, plain, and with the line of everything.

Anchors and aliases, tags and deep nesting are refused before anything is built, so that
no file, however hostile, takes more than a second or any memory to speak of.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent

from leadscore.errors import SettingsError

MAX_BYTES = 1_000_000
MAX_VALUES = 10_000
MAX_DEPTH = 20


@dataclass(frozen=True, kw_only=True)
class YamlFile:
    """What a file says, and where it says it.

    Parameters
    ----------
    name : str
        What the file is called in messages.
    values : CommentedMap
        A dictionary that still knows its comments.
    """

    name: str
    values: CommentedMap

    def line(self, path: Sequence[str | int] = ()) -> int:
        """Give the line on which a key or list item stands, counted from 1.

        Parameters
        ----------
        path : sequence of str or int
            Keys and positions from the top; what is not there is skipped, so that the
            nearest enclosing line is given.

        Returns
        -------
        int
        """
        node: object = self.values
        line = 1
        for part in path:
            if isinstance(node, CommentedMap) and part in node:
                line = node.lc.key(part)[0] + 1
            elif isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node):
                line = node.lc.item(part)[0] + 1
            else:
                continue
            node = node[part]
        return line


def read_yaml(path: Path, *, error: type[SettingsError] = SettingsError) -> YamlFile:
    """Read a YAML file that holds keys and values.

    Parameters
    ----------
    path : Path
        The file.
    error : type of SettingsError
        What to raise when it cannot be used.

    Returns
    -------
    YamlFile

    Raises
    ------
    SettingsError
        Or the kind given: if the file is missing, too large, not UTF-8, not YAML, uses
        anchors, aliases or tags, is nested too deeply, repeats a key, or holds anything
        but keys and values at the top.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise error(
                f"{path.name} has {size:,} bytes; at most {MAX_BYTES:,} are read. "
                "A file written by hand has a few thousand: look whether it is the right one."
            )
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as missing:
        raise error(
            f"There is no {path.name} in {path.parent}. Put one there, or name another file "
            "in leadscore.toml."
        ) from missing
    except (OSError, UnicodeDecodeError) as broken:
        raise error(f"{path.name} cannot be read as UTF-8 text: {_short(broken)}.") from broken
    return parse_yaml(text, name=path.name, error=error)


def parse_yaml(
    text: str, *, name: str = "the text", error: type[SettingsError] = SettingsError
) -> YamlFile:
    r"""Read YAML text that holds keys and values; see :func:`read_yaml`.

    Parameters
    ----------
    text : str
    name : str
        What to call the text in messages.
    error : type of SettingsError
        What to raise when it cannot be used.

    Returns
    -------
    YamlFile

    Raises
    ------
    SettingsError
        As :func:`read_yaml`.

    Examples
    --------
    >>> card = parse_yaml("name: Ours\nrules:\n  - id: demo\n    points: 20\n")
    >>> card.values["rules"][0]["points"], card.line(["rules", 0, "points"])
    (20, 4)
    """
    if len(text) > MAX_BYTES:
        raise error(f"{name} is longer than {MAX_BYTES:,} characters.")
    try:
        _refuse_hostile(text, name, error)
        values = YAML(typ="rt", pure=True).load(text)
    except MarkedYAMLError as broken:
        mark = broken.problem_mark or broken.context_mark
        place = f", line {mark.line + 1}" if mark else ""
        twice = isinstance(broken, DuplicateKeyError)
        told = (
            "a key stands twice; keep one" if twice else f"not valid YAML: {_short(broken.problem)}"
        )
        raise error(f"{name}{place}: {told}.") from broken
    except (YAMLError, ValueError) as broken:
        raise error(f"{name}: not valid YAML: {_short(broken)}.") from broken
    if not isinstance(values, CommentedMap):
        raise error(
            f"{name}, line 1: the file must hold keys and values ('name: ...'); it "
            f"{'is empty' if values is None else 'holds ' + _kind(values)}."
        )
    return YamlFile(name=name, values=values)


def nearest(wrong: str, known: Sequence[str]) -> str:
    """Name the known word closest to a misspelt one, else all of them.

    Parameters
    ----------
    wrong : str
    known : sequence of str

    Returns
    -------
    str
        A sentence for the end of a message.

    Examples
    --------
    >>> nearest("ponits", ["id", "points"])
    "Did you mean 'points'?"
    """
    close = difflib.get_close_matches(wrong, known, n=1)
    if close:
        return f"Did you mean {close[0]!r}?"
    return f"Known here: {', '.join(known)}." if known else "None are known here."


def _refuse_hostile(text: str, name: str, error: type[SettingsError]) -> None:
    """Walk the file as a stream, before anything is built from it."""
    depth = 0
    for count, event in enumerate(YAML(typ="safe", pure=True).parse(text)):
        place = f"{name}, line {event.start_mark.line + 1}"
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise error(f"{place}: anchors (&) and aliases (*) are not read. Write the value out.")
        if getattr(event, "tag", None):
            raise error(f"{place}: tags (!) are not read. Write the plain value.")
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise error(f"{place}: nested more than {MAX_DEPTH} deep. Write it flatter.")
        if count > MAX_VALUES:
            raise error(f"{place}: more than {MAX_VALUES:,} values. Write a shorter file.")


def _kind(value: object) -> str:
    return "a list" if isinstance(value, CommentedSeq) else "a single value"


def _short(problem: object) -> str:
    """Tell the parser's complaint on one line, without quoting much of the file."""
    line = str(problem).strip().splitlines()[0] if str(problem).strip() else "unreadable"
    return line[:160].rstrip(".")
