"""What one cell of a set-up sheet holds: a text, a list, a number."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable

_ENTRY = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^;"][^;]*|)\s*(?:;|$)')
_QUOTES = "has quotes that do not close, or odd signs between them; write texts without quotes"
#: Thousands in groups, or a number with three decimals: no one can tell.
_GROUPED = re.compile(r"[-+]?[1-9]\d{0,2}(?:[,.\s]\d{3})+(?:[,.]\d+)?")
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
    >>> cell("IT"), cell("a; b"), cell("1.0", typed=True), cell(1.5), cell(True), cell(1.234)
    ('IT', '"a; b"', '"1.0"', '1.5', 'true', '1.2340')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        text = str(int(value)) if value.is_integer() and str(value) != "-0.0" else repr(value)
        return f"{text}0" if _grouped(text) else text
    plain = value.isprintable() and value == value.strip() and not set(';"') & set(value)
    odd = typed and (value.lower() in _TRUTHS or _grouped(value) or as_number(value) is not None)
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
    """Read a number, with a point or a comma, else None.

    Raises
    ------
    ValueError
        If a mark in it may part thousands or decimals.

    Examples
    --------
    >>> as_number("2,5"), as_number("many"), as_number("inf"), as_number("1_000")
    (2.5, None, None, None)
    """
    plain = text.strip().replace("−", "-")
    if _grouped(plain):
        whole = re.sub(r"[,.\s]", "", plain)
        raise ValueError(
            f"is {plain[:40]!r}, which can be read in two ways; write thousands without a mark, "
            f"such as {whole[:20]}, and decimals as 1.5, or 1.2340 where there are three"
        )
    try:
        found = float(plain.replace(",", "."))
    except ValueError:
        return None
    return found if math.isfinite(found) and "_" not in plain else None


def _grouped(text: str) -> bool:
    return _GROUPED.fullmatch(text.strip().replace("−", "-")) is not None


def number(text: str) -> float:
    """Read a number.

    Raises
    ------
    ValueError
        If it is none, or may be two.
    """
    found = as_number(text)
    if found is None:
        raise ValueError("must be a number, such as 10 or 2.5")
    return found


def whole_number(text: str) -> int:
    """Read a whole number.

    Raises
    ------
    ValueError
        If it is none.
    """
    found = number(text)
    if not found.is_integer():
        raise ValueError(f"is {text[:40]}; it must be a whole number, such as 30")
    return int(found)


def _typed(text: str) -> Plain:
    if text.lower() in _TRUTHS:
        return _TRUTHS[text.lower()]
    found = as_number(text)
    return text if found is None else found
