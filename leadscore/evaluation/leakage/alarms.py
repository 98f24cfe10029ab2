"""The named checks for columns and rows that know the future, and what they find."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal

import pandas as pd

from leadscore.words import Language, listed, number, percent, plain, say

Severity = Literal["stop", "warn", "ask"]
Figure = float | int | str


@dataclass(frozen=True, kw_only=True)
class Check:
    """One named check.

    Parameters
    ----------
    code : str
        ``"L01"`` and so on; never given to another check.
    severity : {"stop", "warn", "ask"}
        ``stop``: no result can be believed until this is looked at. ``warn``: look at it.
        ``ask``: the column is left out until the mapping says when it is known.

    Examples
    --------
    >>> CHECKS["L05"].title("en")
    'Equal rows on both sides of the split'
    """

    code: str
    severity: Severity

    def title(self, language: Language) -> str:
        """Say what is looked for."""
        return say(f"leak.{self.code}.title", language)

    def todo(self, language: Language) -> str:
        """Say what to do where it is found."""
        entry = {"entry": "…"} if self.severity == "ask" else {}
        return say(f"leak.{self.code}.todo", language, **entry)


#: Every check, by code. What is looked for and what to do stands in the texts.
CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        each.code: each
        for each in (
            Check(code="L01", severity="stop"),
            Check(code="L02", severity="stop"),
            Check(code="L03", severity="stop"),
            Check(code="L04", severity="stop"),
            Check(code="L05", severity="warn"),
            Check(code="L06", severity="stop"),
            Check(code="L07", severity="stop"),
            Check(code="L08", severity="warn"),
            Check(code="L09", severity="warn"),
            Check(code="L10", severity="ask"),
        )
    }
)


#: The checks that find a column; the others find rows.
_OF_COLUMNS = frozenset({"L01", "L02", "L03", "L04", "L08", "L10"})


@dataclass(frozen=True, kw_only=True)
class Leak:
    """What one check found.

    Parameters
    ----------
    code : str
        Of the check.
    column : str
        As the data call it; empty where rows are meant.
    feature : str
        The feature that reads the column; empty where none does by itself.
    rows : int
        Rows that show it.
    figures : mapping of str to float, int or str
        What the sentence says; ``share`` and names that end in ``_share`` are shares, those
        that end in ``_auc`` pairs in a hundred; ``variant`` chooses the sentence, ``entry`` is
        the line of the mapping that would answer.
    read : bool
        Whether the scores rest on it: only then it is an alarm. Where not, it is a column
        that is rightly not read.
    left_out : bool
        Whether the column was left out of the features because of it.
    """

    code: str
    column: str = ""
    feature: str = ""
    rows: int = 0
    figures: Mapping[str, Figure] = field(default_factory=dict)
    read: bool = True
    left_out: bool = False

    @property
    def check(self) -> Check:
        """The check that found it."""
        return CHECKS[self.code]

    def sentence(self, language: Language) -> str:
        """Say what was found, with its figures.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        told = {
            name.removesuffix("_auc").removesuffix("_share"): _told(name, value, language)
            for name, value in self.figures.items()
            if name not in ("variant", "entry")
        }
        if self.column and self.code in _OF_COLUMNS:
            told["column"] = say("leak.column", language, name=plain(self.column))
        variant = self.figures.get("variant", "")
        return say(f"leak.{self.code}.found{variant}", language, **told)

    def todo(self, language: Language) -> str:
        """Say what to do about it.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
            Nothing needs doing about a column that is not read.
        """
        if not self.read:
            return say("leak.not_read", language)
        if "entry" in self.figures:  # a question first of all, whatever the check
            return say("leak.L10.todo", language, entry=self.figures["entry"])
        return self.check.todo(language)


def _told(name: str, value: Figure, language: Language) -> str:
    if isinstance(value, str):
        return value
    if name.endswith("share"):
        return percent(value, language, 0 if value >= 0.1 or not value else 1)
    return number(100 * value, language, 1) if name.endswith("_auc") else number(value, language, 0)


@dataclass(frozen=True, kw_only=True)
class Leaks:
    """Everything that the checks found.

    Parameters
    ----------
    found : tuple of Leak
        In the order of the codes.
    """

    found: tuple[Leak, ...] = ()

    @property
    def alarms(self) -> tuple[Leak, ...]:
        """What the scores rest on, or would if it were not left out."""
        return tuple(each for each in self.found if each.read)

    @property
    def excluded(self) -> tuple[str, ...]:
        """The features that are left out, each once."""
        return tuple(dict.fromkeys(each.feature for each in self.found if each.left_out))

    @property
    def unread(self) -> tuple[Leak, ...]:
        """What knows the future in the tables and is rightly not read."""
        return tuple(each for each in self.found if not each.read)

    def codes(self, column: str) -> tuple[str, ...]:
        """List the codes of the checks that named a column.

        Parameters
        ----------
        column : str
            As the data call it.

        Returns
        -------
        tuple of str
        """
        return tuple(each.code for each in self.found if each.column == column)

    def table(self, language: Language = "en") -> pd.DataFrame:
        """Show what was found, one line a finding.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        DataFrame
            Code, severity, column, what was found and what to do; alarms first.
        """
        names = ("check", "severity", "column", "found", "todo")
        lines = [
            (
                each.code,
                say(f"leak.{_weight(each)}", language),
                plain(each.column) or "–",
                each.sentence(language),
                each.todo(language),
            )
            for each in (*self.alarms, *self.unread)
        ]
        return pd.DataFrame(lines, columns=[_column(name, language) for name in names])

    def sentence(self, language: Language = "en") -> str:
        """Say in a few sentences what was found, and what was left out because of it.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        parts = []
        if not self.alarms:
            parts.append(say("leak.none", language))
        open_alarms = [each for each in self.alarms if not each.left_out]
        if open_alarms:
            titles = dict.fromkeys(each.check.title(language) for each in open_alarms)
            told = listed([_lowered(title) for title in titles], language)
            parts.append(say("leak.some", language, count=len(open_alarms), what=told))
        left_out = dict.fromkeys(plain(each.column) for each in self.alarms if each.left_out)
        if left_out:
            names = listed(list(left_out), language)
            parts.append(say("leak.left_out", language, count=len(left_out), names=names))
        unread = dict.fromkeys(plain(each.column) for each in self.unread)
        if unread:
            parts.append(say("leak.unread", language, names=listed(list(unread), language)))
        return " ".join(parts)

    def lines(self, language: Language = "en") -> tuple[str, ...]:
        """Say each alarm in one line, what it is and what to do.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        tuple of str
        """
        return tuple(
            f"{each.code} {each.sentence(language)} {each.todo(language)}" for each in self.alarms
        )

    def joined(self, more: Iterable[Leak]) -> Leaks:
        """Add findings.

        Parameters
        ----------
        more : iterable of Leak

        Returns
        -------
        Leaks
        """
        return Leaks(found=tuple(sorted((*self.found, *more), key=lambda each: each.code)))

    def leaving_out(self, features: Iterable[str]) -> Leaks:
        """Mark the findings of features that are left out.

        Parameters
        ----------
        features : iterable of str

        Returns
        -------
        Leaks
        """
        gone = set(features)
        found = (
            replace(each, left_out=True) if each.feature and each.feature in gone else each
            for each in self.found
        )
        return Leaks(found=tuple(found))

    def to_list(self) -> list[dict[str, Any]]:  # JSON
        """Write the findings as JSON allows.

        Returns
        -------
        list of dict
        """
        return [{**asdict(each), "figures": dict(each.figures)} for each in self.found]

    @classmethod
    def from_list(cls, written: Sequence[Mapping[str, Any]]) -> Leaks:
        """Read what :meth:`to_list` wrote.

        Parameters
        ----------
        written : sequence of mapping

        Returns
        -------
        Leaks
        """
        return cls(found=tuple(Leak(**each) for each in written))


def _weight(leak: Leak) -> str:
    """Name how grave a finding is as it stands."""
    if not leak.read:
        return "not_alarm"
    return "out" if leak.left_out else leak.check.severity


def _column(name: str, language: Language) -> str:
    return say("column.column" if name == "column" else f"leak.column_{name}", language)


def _lowered(title: str) -> str:
    return title[:1].lower() + title[1:]
