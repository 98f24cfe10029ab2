"""The texts that users read, in English and Finnish.

Each text stands once, under a key, in both languages; numbers, sums of money and dates
are written as the language writes them. Texts are plain: whoever puts them on a page or
into a file escapes them there.
"""

from leadscore.words.saying import chance, placeholders, say
from leadscore.words.texts import TEXTS
from leadscore.words.writing import (
    LANGUAGES,
    Language,
    apart,
    day,
    euros,
    in_singular,
    instant,
    listed,
    month,
    number,
    percent,
    plain,
    signed,
)

__all__ = [
    "LANGUAGES",
    "TEXTS",
    "Language",
    "apart",
    "chance",
    "day",
    "euros",
    "in_singular",
    "instant",
    "listed",
    "month",
    "number",
    "percent",
    "placeholders",
    "plain",
    "say",
    "signed",
]
