"""What a spreadsheet would do with a text that it is given as data."""

from __future__ import annotations

import re

# What follows the start of a text or a separator, white space, quotes or invisible marks
# aside: a program that splits at ; or unwraps quotes must not meet a formula either.
_FORMULA = re.compile(
    r"(?P<before>(?:^|[;,|])[\s\"`\u200b-\u200f\u2060\ufeff]*)(?P<sign>[=+\-@＝＋－＠])"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_GUARDED = re.compile(_FORMULA.pattern.replace("(?P<sign>", "'(?P<more>'*)(?P<sign>"))
_UNGUARDED = re.compile(_FORMULA.pattern.replace("(?P<sign>", "(?P<more>'*)(?P<sign>"))


def neutralise(text: str) -> str:
    r"""Take from a text what a spreadsheet would run as a formula.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        An apostrophe before each sign that begins the text or what follows a separator;
        control characters, among them tabs and line ends, as one space.

    Examples
    --------
    >>> neutralise("=cmd()"), neutralise("in stock; +5"), neutralise("A-1")
    ("'=cmd()", "in stock; '+5", 'A-1')

    References
    ----------
    OWASP, CSV Injection: https://owasp.org/www-community/attacks/CSV_Injection
    """
    return _FORMULA.sub(r"\g<before>'\g<sign>", _CONTROL.sub(" ", text))


def guard(text: str) -> str:
    """Take from a text what a spreadsheet would run, so that it can be given back.

    Parameters
    ----------
    text : str
        Without control characters.

    Returns
    -------
    str
        One apostrophe more before each sign that begins the text or what follows a
        separator; :func:`unguard` takes it away again.

    Examples
    --------
    >>> guard("=cmd(); 'A"), guard("'=x"), unguard(guard("'=x"))
    ("'=cmd(); 'A", "''=x", "'=x")
    """
    return _UNGUARDED.sub(r"\g<before>'\g<more>\g<sign>", text)


def unguard(text: str) -> str:
    """Give back the text that was given to :func:`guard`.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
    """
    return _GUARDED.sub(r"\g<before>\g<more>\g<sign>", text)
