"""A frame of anything → numbers, for the auto model: categories, dates, words, gaps.

Only the columns themselves are looked at, never the outcome, so that nothing can leak.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from numbers import Number
from typing import Literal, Self

import numpy as np
import pandas as pd
from pandas.api import types as kinds

from leadscore.errors import DataError
from leadscore.models.parts import Owners

ColumnKind = Literal["number", "date", "category", "words"]

#: A category stands for itself from this share of the rows on, and this many rows.
RARE_SHARE = 0.005
RARE_ROWS = 8
MOST_LEVELS = 30
#: Text with more different values than this, for its rows, is read word by word.
WORDS_FROM_SHARE = 0.2
MOST_WORDS = 40
SECONDS_A_DAY = 86_400
_WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True, kw_only=True)
class ColumnCode:
    """How one column becomes numbers.

    Parameters
    ----------
    name : str
    kind : {"number", "date", "category", "words"}
    levels : tuple of str
        Categories or words that have a number of their own; all others have none.
    origin_day : float
        For a date: the day that counts as zero, in days since 1970.
    missing : bool
        Whether a number tells that the value is missing (categories and words; elsewhere
        a missing value stays NaN).
    """

    name: str
    kind: ColumnKind
    levels: tuple[str, ...] = ()
    origin_day: float = 0.0
    missing: bool = False

    @property
    def width(self) -> int:
        """How many numbers the column becomes."""
        if self.kind in ("number", "date"):
            return 1
        return len(self.levels) + int(self.missing)

    def encode(self, column: pd.Series) -> np.ndarray:
        """Turn the column's values into numbers.

        Parameters
        ----------
        column : Series of length n

        Returns
        -------
        array of float32 of shape (n, width)
        """
        if self.kind == "number":
            return _numbers(column)[:, None]
        if self.kind == "date":
            return (_days(column) - self.origin_day).astype(np.float32)[:, None]
        table = np.zeros((len(column), self.width), dtype=np.float32)
        row_text, texts = _texts(column)
        if self.levels and texts:
            present = self._present(texts)
            known = row_text >= 0
            table[known, : len(self.levels)] = present[row_text[known]]
        if self.missing:
            table[:, -1] = row_text < 0
        return table

    def _present(self, texts: Sequence[str]) -> np.ndarray:
        """Tell for each different text which levels it holds."""
        if self.kind == "category":
            level_of = {level: at for at, level in enumerate(self.levels)}
            at = np.array([level_of.get(text, -1) for text in texts])
            return np.asarray(at[:, None] == np.arange(len(self.levels)))
        said = [_words(text) for text in texts]
        return np.array([[level in words for level in self.levels] for words in said])


class ColumnEncoder:
    """Learn from a frame how to make numbers of each of its columns.

    Attributes
    ----------
    codes_ : list of ColumnCode
        Of the columns that are used.
    owners_ : list of tuple of int
        For each number, the position of its column.
    columns_ : list of str
        All columns of the frame.
    set_aside_ : dict of str to str
        Columns that are not used, and why.

    Examples
    --------
    >>> X = pd.DataFrame({"size": [1.0, None, 3.0], "country": ["FI", "FI", "FI"]})
    >>> encoder = ColumnEncoder().fit(X)
    >>> encoder.set_aside_
    {'country': 'has the same value in every row'}
    >>> encoder.transform(X).tolist()
    [[1.0], [nan], [3.0]]
    """

    def fit(self, X: pd.DataFrame) -> Self:
        """Learn levels, words and zero days.

        Parameters
        ----------
        X : DataFrame of shape (n, k)

        Returns
        -------
        ColumnEncoder
        """
        self.columns_ = [str(name) for name in X.columns]
        self.codes_: list[ColumnCode] = []
        self.owners_: list[Owners] = []
        self.set_aside_: dict[str, str] = {}
        for position, name in enumerate(self.columns_):
            learned = _learn(name, X.iloc[:, position])
            if isinstance(learned, str):
                self.set_aside_[name] = learned
            else:
                self.codes_.append(learned)
                self.owners_.extend([(position,)] * learned.width)
        return self

    def without(self, names: Mapping[str, str]) -> ColumnEncoder:
        """Make an encoder that sets more columns aside.

        Parameters
        ----------
        names : mapping of str to str
            Column → why.

        Returns
        -------
        ColumnEncoder
        """
        fewer = ColumnEncoder()
        fewer.columns_ = self.columns_
        fewer.codes_ = [code for code in self.codes_ if code.name not in names]
        fewer.owners_ = [own for own in self.owners_ if self.columns_[own[0]] not in names]
        fewer.set_aside_ = {**self.set_aside_, **names}
        return fewer

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Make numbers of a frame.

        Parameters
        ----------
        X : DataFrame of shape (n, k)
            With the columns seen in ``fit``.

        Returns
        -------
        array of float32 of shape (n, len(owners_))
            NaN where a number or a date is missing.

        Raises
        ------
        DataError
            If a column is gone, or a column of numbers or dates holds text now.
        """
        check_columns(X, [code.name for code in self.codes_])
        blocks = [code.encode(X[code.name]) for code in self.codes_]
        empty = np.zeros((len(X), 0), dtype=np.float32)
        return np.ascontiguousarray(np.concatenate([empty, *blocks], axis=1))


def check_columns(X: pd.DataFrame, names: Iterable[str]) -> None:
    """Refuse a frame that lacks columns which a model was trained on.

    Parameters
    ----------
    X : DataFrame
    names : iterable of str

    Raises
    ------
    DataError
        Naming up to five of the missing columns.
    """
    wanted = list(names)
    gone = [name for name in wanted if name not in X.columns]
    if gone:
        shown = ", ".join(gone[:5]) + (", …" if len(gone) > 5 else "")
        raise DataError(
            f"{len(gone)} of the {len(wanted)} columns that the model was trained on are missing: "
            f"{shown}. Bring them back into the data, leadscore.toml, the mapping or the card, or "
            "train again: leadscore run."
        )


def _learn(name: str, column: pd.Series) -> ColumnCode | str:
    """Say how a column becomes numbers, or why it does not."""
    known = column.dropna()
    if known.empty:
        return "has no value in any row"
    kind = _kind_of(known)
    if kind is None:
        return _learn_text(name, column)
    if len(known) == len(column) and bool((known == known.iloc[0]).all()):
        return "has the same value in every row"
    day = float(np.nanmin(_days(column))) if kind == "date" else 0.0
    return ColumnCode(name=name, kind=kind, origin_day=day)


def _kind_of(known: pd.Series) -> ColumnKind | None:
    """Find numbers and dates, also among objects, as databases hand them over."""
    if kinds.is_numeric_dtype(known.dtype) or kinds.is_timedelta64_dtype(known.dtype):
        return "number"
    if kinds.is_datetime64_any_dtype(known.dtype):
        return "date"
    if known.dtype != object:
        return None
    if all(isinstance(value, Number | Decimal) and not _is_bool(value) for value in known):
        return "number"
    return "date" if all(isinstance(value, date) for value in known) else None


def _is_bool(value: object) -> bool:
    return isinstance(value, bool | np.bool_)


def _learn_text(name: str, column: pd.Series) -> ColumnCode | str:
    row_text, texts = _texts(column)
    gaps = bool((row_text < 0).any())
    if len(texts) == 1 and not gaps:
        return "has the same value in every row"
    rows = np.bincount(row_text[row_text >= 0], minlength=len(texts)).tolist()
    counts = dict(zip(texts, rows, strict=True))
    floor = max(RARE_ROWS, RARE_SHARE * len(row_text))
    if len(texts) > max(MOST_LEVELS, WORDS_FROM_SHARE * len(row_text)):
        said: Counter[str] = Counter()
        for text, times in counts.items():
            said.update(dict.fromkeys(_words(text), times))
        words = _frequent(said, floor, MOST_WORDS)
        if not words:
            return "has another text in almost every row"
        return ColumnCode(name=name, kind="words", levels=words, missing=gaps)
    levels = _frequent(counts, min(floor, max(rows)), MOST_LEVELS)
    return ColumnCode(name=name, kind="category", levels=levels, missing=gaps)


def _frequent(counts: Mapping[str, int], floor: float, most: int) -> tuple[str, ...]:
    ranked = sorted(counts, key=lambda text: (-counts[text], text))
    return tuple(text for text in ranked[:most] if counts[text] >= floor)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


def _texts(column: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Give the different texts, and for each row which it holds (-1: missing)."""
    row_value, values = pd.factorize(column.astype(object))
    value_text, texts = pd.factorize(np.array([_written(value) for value in values], dtype=object))
    row_text = np.where(row_value >= 0, np.append(value_text, -1)[row_value], -1)
    return row_text, [str(text) for text in texts]


def _written(value: object) -> str:
    """Write a category; 2 and 2.0 are the same, since a gap turns whole numbers into floats."""
    if isinstance(value, float | np.floating) and value.is_integer():
        value = int(value)
    return str(value)


def _numbers(column: pd.Series) -> np.ndarray:
    if kinds.is_timedelta64_dtype(column.dtype):
        column = pd.to_timedelta(column).dt.total_seconds() / SECONDS_A_DAY
    with np.errstate(over="ignore"):  # beyond float32 is infinite, and infinite is missing
        values = _converted(
            column, lambda: pd.to_numeric(column).to_numpy(dtype=np.float32, na_value=np.nan)
        )
    return np.where(np.isfinite(values), values, np.float32("nan"))


def _days(column: pd.Series) -> np.ndarray:
    def days() -> np.ndarray:
        instants = pd.to_datetime(column, utc=True).dt.tz_localize(None)
        since = instants.to_numpy().astype("datetime64[us]") - np.datetime64(0, "us")
        return since / np.timedelta64(1, "D")

    return np.asarray(_converted(column, days), dtype=float)


def _converted(column: pd.Series, convert: Callable[[], np.ndarray]) -> np.ndarray:
    try:
        return convert()
    except (ValueError, TypeError) as text:
        raise DataError(
            f"The column {column.name} held numbers or dates in training and holds something "
            f"else now, in {len(column)} rows. Bring it in as it was, or train again."
        ) from text
