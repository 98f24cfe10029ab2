"""What the audit of a card found, as a table and in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from leadscore.errors import UsageError
from leadscore.words import Language, listed, number, percent, say

#: More rules than these of which nothing can be told are counted, not named.
MANY = 4
#: Verdicts, those that ask for something first.
VERDICTS = ("backwards", "overrated", "underrated", "earns", "no_evidence", "never")


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What one point of a card is worth.

    Parameters
    ----------
    log_odds, low, high : float
        That a point adds, with its interval; NaN with fewer than three rules to measure.
    rules : int
        The rules that it is the middle of.
    """

    log_odds: float
    low: float
    high: float
    rules: int

    @property
    def is_told(self) -> bool:
        """Whether a point is told to be worth anything."""
        return self.low > 0


@dataclass(frozen=True, kw_only=True, eq=False)
class CardAudit:
    """Whether each rule of a card finds buyers; made by :func:`audit_rules`.

    Parameters
    ----------
    table : DataFrame
        One row a rule or exclusion, by lift: ``rule`` (its column), ``says``, ``kind``
        (``"rule"`` or ``"exclusion"``), ``fires`` (share of snapshots), ``points`` (mean
        where it fires), ``points_set`` (that it gives at a time, or what its group's cap
        leaves of them where it alone meets that); ``with_rule``, ``without_rule``
        (conversion rates), ``lift`` (their ratio) with ``low`` and
        ``high``; ``effect`` (log-odds each time, given all other rules) and ``earned`` (the
        same in points), each with ``_low`` and ``_high`` at the corrected ``level``;
        ``verdict``; of ``no_evidence`` the ``reason`` (``"few"``, ``"always"``,
        ``"shares"``, ``"one_class"``, or empty where the interval is just too wide) and what
        it ``shares_with``. NaN where nothing can be told.
    worth : Worth
        What a point is worth.
    snapshots, conversions, accounts, accounts_bought : int
        What it was measured on.
    confidence : float
        Chance that no verdict at all is wrong, at least.

    Notes
    -----
    Verdicts, from the corrected intervals alone, in the direction of the points set:

    - ``backwards``: the effect's interval lies wholly on the other side of 0;
    - ``overrated``: the earned points' interval lies wholly below the points set;
    - ``underrated``: wholly above them;
    - ``earns``: the effect's interval leaves out 0, and that of the points holds those set
      (or what a point is worth is not told);
    - ``no_evidence``: anything else; ``never``: it fires on no snapshot.

    An exclusion has no points: it ``earns`` where its leads convert less often, given the
    rules, and works ``backwards`` where they do more often.
    """

    COLUMNS: ClassVar[tuple[str, ...]] = (
        *("rule", "says", "kind", "fires", "points", "points_set"),
        *("with_rule", "without_rule", "lift", "low", "high"),
        *("effect", "effect_low", "effect_high", "earned", "earned_low", "earned_high"),
        *("level", "verdict", "reason", "shares_with"),
    )

    table: pd.DataFrame
    worth: Worth
    snapshots: int
    conversions: int
    accounts: int
    accounts_bought: int
    confidence: float

    def by_verdict(self) -> pd.DataFrame:
        """Give the table with what asks for something first, then by points set."""
        order = self.table["verdict"].map({name: at for at, name in enumerate(VERDICTS)})
        sorted_by = self.table.assign(_order=order, _size=-self.table["points_set"].abs())
        return sorted_by.sort_values(
            ["_order", "_size", "rule"], ignore_index=True, kind="stable"
        ).drop(columns=["_order", "_size"])

    def sentence(self, language: Language = "en") -> str:
        """Tell what was found, rule by rule in order of verdict.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        if self.conversions in (0, self.snapshots):
            return say("audit.one_class", language, snapshots=self.snapshots)
        counts = {"count": len(self.table), "snapshots": self.snapshots}
        parts = [say("audit.headline", language, conversions=self.conversions, **counts)]
        told = self.by_verdict()
        for verdict in VERDICTS:
            names = list(told.loc[told["verdict"] == verdict, "says"])
            if verdict == "no_evidence" and len(names) > MANY:
                parts.append(say("audit.many.no_evidence", language, count=len(names)))
            elif names:
                parts.append(say(f"audit.some.{verdict}", language, names=listed(names, language)))
        return " ".join(parts)

    def worth_sentence(self, language: Language = "en") -> str:
        """Tell what a point of the card is worth.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        if not self.worth.is_told:
            return say("audit.worth_nothing", language)
        ends = {
            name: percent(float(np.expm1(value)), language, 1)
            for name, value in (
                ("odds", self.worth.log_odds),
                ("low", self.worth.low),
                ("high", self.worth.high),
            )
        }
        return say("audit.worth", language, rules=self.worth.rules, **ends)

    def answer(self, rule: str, language: Language = "en") -> str:
        """Answer "did this rule matter?" and say what to do.

        Parameters
        ----------
        rule : str
            A rule's id or column, for example ``"guide"`` or ``"card__exclusion_student"``.
        language : {"en", "fi"}

        Returns
        -------
        str

        Raises
        ------
        UsageError
            If the card has no such rule.
        """
        line = self._line(rule)
        answer = _answer(line, language)
        do = to_do(line, language)
        return f"{answer} {do[:1].upper()}{do[1:]}."

    def answers(self, language: Language = "en") -> tuple[str, ...]:
        """Answer "did this rule matter?" for every rule, those that ask for something first.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        tuple of str
        """
        return tuple(self.answer(rule, language) for rule in self.by_verdict()["rule"])

    def summary(self, language: Language = "en") -> pd.DataFrame:
        """Lay the audit out for reading, one row a rule.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        DataFrame
            Text columns: rule, fires on, how many of its leads buy beside the others, points
            set, points earned with interval, verdict, what to do.
        """
        lines = [line for _, line in self.by_verdict().iterrows()]
        shown = {
            "rule": [str(line["says"]) for line in lines],
            "fires": [percent(line["fires"], language, 1) for line in lines],
            "buy": [_bought(line, language) for line in lines],
            "set": [points_text(line["points_set"], language) for line in lines],
            "earned": [_earned(line, language) for line in lines],
            "verdict": [verdict_text(line, language) for line in lines],
            "do": [to_do(line, language) for line in lines],
        }
        return pd.DataFrame({say(f"audit.column.{key}", language): shown[key] for key in shown})

    def _line(self, rule: str) -> pd.Series:
        names = {rule, f"card__{rule}", f"card__exclusion_{rule}"}
        found = self.table[self.table["rule"].isin(names)]
        if found.empty:
            known = ", ".join(name.removeprefix("card__") for name in self.table["rule"])
            raise UsageError(f"The audit has no rule {rule!r}. It has: {known}.")
        return found.iloc[0]


def verdict_text(line: pd.Series, language: Language) -> str:
    """Say a verdict in words.

    Parameters
    ----------
    line : Series
        Of ``CardAudit.table``.
    language : {"en", "fi"}

    Returns
    -------
    str
    """
    out = line["kind"] == "exclusion" and line["verdict"] == "earns"
    open_ = _open_verdict(line) if line["verdict"] == "no_evidence" else ""
    return say(f"audit.verdict.{open_ or line['verdict']}{'_out' if out else ''}", language)


def _open_verdict(line: pd.Series) -> str:
    """Tell apart why a rule cannot be told: too rare, seen by itself only, or no sign at all."""
    if line["reason"] == "few":
        return "few"
    if line["reason"]:
        return "no_evidence"
    way = line["low"] > 1 if line["points_set"] > 0 else line["high"] < 1
    return "alone" if way else "no_sign"


def _bought(line: pd.Series, language: Language) -> str:
    """Write how many of a rule's leads buy, and of the others."""
    if np.isnan(line["with_rule"]) or np.isnan(line["without_rule"]):
        return "–"
    shares = {
        "of_its": percent(line["with_rule"], language, 1),
        "of_others": percent(line["without_rule"], language, 1),
    }
    return say("audit.bought", language, **shares)


def points_text(points: float, language: Language) -> str:
    """Write points to what can be set: whole ones, below ten to a tenth.

    Parameters
    ----------
    points : float
    language : {"en", "fi"}

    Returns
    -------
    str
        A dash where there are none.
    """
    if np.isnan(points):
        return "–"
    return number(round(points, 1 if abs(points) < 9.95 else 0), language)


def to_do(line: pd.Series, language: Language) -> str:
    """Say what to do about a rule.

    Parameters
    ----------
    line : Series
        Of ``CardAudit.table``.
    language : {"en", "fi"}

    Returns
    -------
    str
    """
    verdict = line["verdict"]
    ends = _whole_ends(line, language) if verdict in ("overrated", "underrated") else {}
    best = points_text(round(line["earned"]) if ends else np.nan, language)
    if verdict == "overrated":
        if line["earned_low"] <= 0 <= line["earned_high"]:
            end = ends["high"] if line["points_set"] > 0 else ends["low"]
            if end == points_text(0, language):
                return say("audit.do.out", language)
            return say("audit.do.nothing", language, set=ends["set"], end=end)
        return say("audit.do.other", language, **ends, best=best)
    if verdict == "underrated":
        return say("audit.do.other", language, **ends, best=best)
    if line["reason"] == "shares":
        others = line["shares_with"]
        return say("audit.do.merge", language, rule=f"“{line['says']}”", others=others)
    simple = {"earns": "keep", "backwards": "out", "never": "check"}
    return say(f"audit.do.{simple.get(verdict, 'wait')}", language)


def _ends(line: pd.Series, language: Language) -> dict[str, str]:
    names = {"set": "points_set", "low": "earned_low", "high": "earned_high"}
    return {key: points_text(line[name], language) for key, name in names.items()}


def _whole_ends(line: pd.Series, language: Language) -> dict[str, str]:
    """Write the ends within which a rule earns its points as whole points, where there are any."""
    low, high = math.ceil(line["earned_low"]), math.floor(line["earned_high"])
    if low > high:
        return _ends(line, language)
    ends = {"low": low, "high": high}
    written = {key: points_text(float(end), language) for key, end in ends.items()}
    return _ends(line, language) | written


def _earned(line: pd.Series, language: Language) -> str:
    if np.isnan(line["earned"]):
        return "–"
    ends = _ends(line, language)
    earned = points_text(line["earned"], language)
    return say("audit.with_interval", language, earned=earned, low=ends["low"], high=ends["high"])


def _answer(line: pd.Series, language: Language) -> str:
    rule, verdict = line["says"], line["verdict"]
    way = "out" if line["kind"] == "exclusion" else "up" if line["points_set"] > 0 else "down"
    ends = _ends(line, language)
    if verdict in ("overrated", "underrated"):
        nothing = "_nothing" if line["earned_low"] <= 0 <= line["earned_high"] else ""
        earned = points_text(line["earned"], language)
        key = f"audit.answer.{verdict}{nothing}"
        return say(key, language, rule=rule, earned=earned, **ends)
    if verdict == "backwards" and way != "out":
        return say(f"audit.answer.backwards_{way}", language, rule=rule, set=ends["set"])
    if verdict not in ("earns", "backwards"):
        return _open_answer(line, language)
    answer = say(f"audit.answer.{verdict}_{way}", language, rule=rule)
    if np.isnan(line["earned"]):
        return answer
    earned = points_text(line["earned"], language)
    return f"{answer} {say('audit.answer.points', language, earned=earned, **ends)}"


def _open_answer(line: pd.Series, language: Language) -> str:
    """Say why nothing can be told of a rule."""
    rule, reason = line["says"], line["reason"] or line["verdict"]
    if reason == "few":
        fires = percent(line["fires"], language, 1)
        return say("audit.answer.few", language, rule=rule, fires=fires)
    if reason == "shares":
        return say("audit.answer.shares", language, rule=rule, others=line["shares_with"])
    if reason == "one_class":
        return say("audit.answer.one_class", language)
    if reason in ("never", "always"):
        return say(f"audit.answer.{reason}", language, rule=rule)
    if np.isnan(line["earned"]):
        answer = say("audit.answer.no_evidence_at_all", language, rule=rule)
    else:
        answer = say("audit.answer.no_evidence", language, rule=rule, **_ends(line, language))
    if not (line["low"] > 1 or line["high"] < 1):
        return answer
    lift = {key: number(line[key], language, 2) for key in ("lift", "low", "high")}
    return f"{answer} {say('audit.answer.alone', language, **lift)}"
