"""What one cell of a set-up sheet holds: a text, a list, a number."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

_ENTRY = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^;"][^;]*|)\s*(?:;|$)')
_QUOTES = "has quotes that do not close, or odd signs between them; write texts without quotes"
_TRUTHS = {"true": True, "false": False}

Plain = str | float | bool


def cell(value: Plain, *, typed: bool = False, quoted: bool = False) -> str:
    """Write one value.

    Parameters
    ----------
    value : str, float or bool
    typed : bool
        The cell may hold numbers and truth values as well, so a text that looks like one is
        quoted.
    quoted : bool
        Quote a text in any case.

    Returns
    -------
    str

    Examples
    --------
    >>> cell("IT"), cell("a; b"), cell("1.0", typed=True), cell(1.5), cell(True)
    ('IT', '"a; b"', '"1.0"', '1.5', 'true')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(int(value)) if value.is_integer() and str(value) != "-0.0" else repr(value)
    plain = value.isprintable() and value == value.strip() and not set(';"') & set(value)
    odd = typed and (value.lower() in _TRUTHS or as_number(value) is not None)
    if value and plain and not odd and not quoted:
        return value
    return json.dumps(value, ensure_ascii=not value.isprintable())


def cells(values: Iterable[Plain], *, typed: bool = False) -> str:
    """Write several values into one cell, parted by semicolons."""
    return "; ".join(cell(value, typed=typed) for value in values)


def entries(text: str, *, typed: bool = False) -> list[tuple[Plain, bool]]:
    """Read the values of a cell, and whether each was quoted.

    Parameters
    ----------
    text : str
    typed : bool
        Read numbers and truth values as such, unless quoted.

    Returns
    -------
    list of tuple

    Raises
    ------
    ValueError
        If a quoted text is no text.

    Examples
    --------
    >>> entries('IT; "a; b"; 2,5', typed=True)
    [('IT', False), ('a; b', True), (2.5, False)]
    """
    found: list[tuple[Plain, bool]] = []
    place = 0
    while place < len(text):
        match = _ENTRY.match(text, place)
        if match is None:
            raise ValueError(_QUOTES)
        place = match.end()
        told = match[1].strip()
        if told.startswith('"'):
            found.append((_unquoted(told), True))
        elif told:
            found.append((_typed(told) if typed else told, False))
    return found


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(text))
    except ValueError as broken:
        raise ValueError(_QUOTES) from broken


def values(text: str, *, typed: bool = False) -> list[Plain]:
    """Read the values of a cell; see :func:`entries`."""
    return [value for value, _ in entries(text, typed=typed)]


def as_number(text: str) -> float | None:
    """Read a number, with a point or a comma, else None."""
    try:
        return float(text.strip().replace(",", ".").replace("−", "-"))
    except ValueError:
        return None


def number(text: str) -> float:
    """Read a number.

    Raises
    ------
    ValueError
        If it is none.
    """
    found = as_number(text)
    if found is None:
        raise ValueError("must be a number, such as 10 or 2.5")
    return found


def _typed(text: str) -> Plain:
    if text.lower() in _TRUTHS:
        return _TRUTHS[text.lower()]
    found = as_number(text)
    return text if found is None else found
