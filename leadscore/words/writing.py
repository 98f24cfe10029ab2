"""Numbers, money, dates and data as each language writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from leadscore.errors import UsageError

Language = Literal["en", "fi"]

LANGUAGES: tuple[Language, ...] = ("en", "fi")

#: Keeps a number and its unit on one line.
_NBSP = "\u00a0"
_MINUS = "\u2212"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

#: What Finnish says of one where it counts many in the partitive; longer ones first.
_ONE_FI = {
    "päättävää kollegaa": "1 päättävä kollega",
    "kollegaa": "1 kollega",
    "kertaa": "kerran",
    "päivää": "1 päivä",
    "kauppaa": "1 kauppa",
    "pistettä": "1 piste",
    "sivua": "1 sivun",
    "lomaketta": "1 lomakkeen",
    "aineistoa": "1 aineiston",
    "klikkausryöppyä": "1 klikkausryöppy",
}


def number(value: float, language: Language, digits: int | None = None) -> str:
    """Write a number as the language does.

    Parameters
    ----------
    value : float
    language : {"en", "fi"}
    digits : int, optional
        Decimals; by default as few as tell: none for whole numbers and from 100 on, one
        from 10 on, else two.

    Returns
    -------
    str

    Examples
    --------
    >>> number(1234.5, "en", 1), number(0.25, "fi")
    ('1,234.5', '0,25')
    """
    require_language(language)
    fixed = digits
    if fixed is None:
        whole = value == round(value) or abs(value) >= 100
        fixed = 0 if whole else 1 if abs(value) >= 10 else 2
    text = f"{abs(value):,.{fixed}f}"
    if digits is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if language == "fi":
        text = text.replace(",", _NBSP).replace(".", ",")
    return f"{_MINUS}{text}" if value < 0 and text.strip("0,.") else text


def signed(value: float, language: Language, digits: int = 2) -> str:
    """Write a number with its sign, for what is added or taken away.

    Parameters
    ----------
    value : float
    language : {"en", "fi"}
    digits : int, default 2

    Returns
    -------
    str

    Examples
    --------
    >>> signed(0.5, "en"), signed(-0.5, "fi")
    ('+0.50', '−0,50')
    """
    text = number(value, language, digits)
    return text if value <= 0 or not text.strip("0,.") else f"+{text}"


def apart(difference: float, language: Language) -> str:
    """Write a difference in leads or buyers: whole, but never as zero when it is not.

    Parameters
    ----------
    difference : float
    language : {"en", "fi"}

    Returns
    -------
    str

    Examples
    --------
    >>> apart(14.6, "en"), apart(0.2, "en"), apart(0.0, "en")
    ('+15', '+0.2', '0')
    """
    small = 0 < abs(difference) < 1
    return signed(difference, language, 1 if small else 0)


def percent(share: float, language: Language, digits: int = 0) -> str:
    r"""Write a share as a percentage.

    Parameters
    ----------
    share : float
        0.2 is 20 %.
    language : {"en", "fi"}
    digits : int, default 0

    Returns
    -------
    str

    Examples
    --------
    >>> percent(0.2, "en"), percent(0.034, "fi", 1).replace("\u00a0", " ")
    ('20%', '3,4 %')
    """
    text = number(100 * share, language, digits)
    return f"{text}%" if language == "en" else f"{text}{_NBSP}%"


def euros(amount: float, language: Language, digits: int = 0) -> str:
    r"""Write a sum of euros.

    Parameters
    ----------
    amount : float
    language : {"en", "fi"}
    digits : int, default 0

    Returns
    -------
    str

    Examples
    --------
    >>> euros(1234, "en"), euros(1234, "fi").replace("\u00a0", " ")
    ('€1,234', '1 234 €')
    """
    if language == "fi":
        return f"{number(amount, language, digits)}{_NBSP}€"
    text = number(abs(amount), language, digits)
    return f"{_MINUS}€{text}" if amount < 0 else f"€{text}"


def day(when: date, language: Language) -> str:
    """Write a day.

    Parameters
    ----------
    when : date or datetime
    language : {"en", "fi"}

    Returns
    -------
    str

    Examples
    --------
    >>> day(date(2026, 5, 4), "en"), day(date(2026, 5, 4), "fi")
    ('4 May 2026', '4.5.2026')
    """
    require_language(language)
    if language == "fi":
        return f"{when.day}.{when.month}.{when.year}"
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def month(when: date, language: Language) -> str:
    """Write a month and its year, short enough for an axis.

    Parameters
    ----------
    when : date or datetime
    language : {"en", "fi"}

    Returns
    -------
    str

    Examples
    --------
    >>> month(date(2026, 5, 4), "en"), month(date(2026, 5, 4), "fi")
    ('May 2026', '5/2026')
    """
    require_language(language)
    if language == "fi":
        return f"{when.month}/{when.year}"
    return f"{_MONTHS[when.month - 1][:3]} {when.year}"


def instant(when: datetime, language: Language) -> str:
    """Write an instant to the minute; instants are UTC, and it says so.

    Parameters
    ----------
    when : datetime
        Naive UTC.
    language : {"en", "fi"}

    Returns
    -------
    str

    Examples
    --------
    >>> instant(datetime(2026, 5, 4, 3, 7), "en"), instant(datetime(2026, 5, 4, 3, 7), "fi")
    ('4 May 2026, 03:07 UTC', '4.5.2026 klo 3.07 UTC')
    """
    if language == "fi":
        return f"{day(when, language)} klo {when.hour}.{when.minute:02d} UTC"
    return f"{day(when, language)}, {when.hour:02d}:{when.minute:02d} UTC"


def listed(parts: Sequence[str], language: Language) -> str:
    """Join words as a sentence does.

    Parameters
    ----------
    parts : sequence of str
    language : {"en", "fi"}

    Returns
    -------
    str

    Examples
    --------
    >>> listed(["fit", "behaviour", "reasons"], "en")
    'fit, behaviour and reasons'
    """
    require_language(language)
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {'ja' if language == 'fi' else 'and'} {parts[-1]}"


#: Not the end of a longer number.
_ALONE = r"(?<![\d.,\u00a0\u202f])"


def in_singular(text: str, language: Language) -> str:
    """Mend a text where it counts exactly one of something.

    Parameters
    ----------
    text : str
        Worded for many: ``"1 times"``.
    language : {"en", "fi"}

    Returns
    -------
    str

    Examples
    --------
    >>> in_singular("viewed pricing 1 times in 7 days", "en")
    'viewed pricing once in 7 days'
    >>> in_singular("last 0.1 days ago", "en")
    'last 0.1 days ago'
    >>> in_singular("viimeksi 1 päivää sitten", "fi")
    'viimeksi 1 päivä sitten'
    """
    if language == "fi":
        for many, one in _ONE_FI.items():
            text = re.sub(rf"{_ALONE}1 {many}\b", one, text)
        return text
    text = re.sub(rf"{_ALONE}1 times\b", "once", text)
    text = re.sub(rf"{_ALONE}1 (\w+)ies\b", r"1 \1y", text)
    return re.sub(rf"{_ALONE}1 (\w+[^\Ws])s\b", r"1 \1", text)


def plain(value: object, longest: int = 80) -> str:
    r"""Make one short printable line of a value that comes from data.

    Parameters
    ----------
    value : object
    longest : int, default 80
        Longer texts end in an ellipsis.

    Returns
    -------
    str
        Control and direction marks become spaces; nothing is escaped.

    Examples
    --------
    >>> plain("Acme\r\n Oy")
    'Acme Oy'
    """
    text = "".join(letter if letter.isprintable() else " " for letter in str(value))
    text = re.sub(" +", " ", text).strip()
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def require_language(language: str) -> None:
    """Refuse a language that leadscore does not speak.

    Parameters
    ----------
    language : str

    Raises
    ------
    UsageError
        If it is not one of ``LANGUAGES``.
    """
    if language not in LANGUAGES:
        raise UsageError(
            f"The language must be one of {', '.join(LANGUAGES)}; it is {language!r}. "
            "Set project.language in leadscore.toml."
        )
