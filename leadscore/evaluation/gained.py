"""What a written card gains over the current one, and loses to a model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from leadscore.errors import UsageError
from leadscore.evaluation.comparison import Comparison, contender_name
from leadscore.words import Language, apart, listed, number, percent, say

#: What the written card is called among contenders.
WRITTEN = "written"
_TOLD = ("buyers_at_capacity", "roc_auc")


@dataclass(frozen=True, kw_only=True, eq=False)
class Gained:
    """A written card beside others on the same later leads.

    Parameters
    ----------
    comparison : Comparison
        Of all of them; one contender is called ``written``.
    table : DataFrame
        One row another contender and measure: ``against``, ``measure``
        ("buyers_at_capacity" or "roc_auc"), ``written``, ``other``, ``difference`` (the
        written card's less the other's) with its paired interval ``low`` and ``high``.
    """

    comparison: Comparison
    table: pd.DataFrame

    def difference(self, against: str, measure: str = "buyers_at_capacity") -> pd.Series:
        """Give one row of the table.

        Parameters
        ----------
        against, measure : str

        Returns
        -------
        Series

        Raises
        ------
        UsageError
            If there is no such contender or measure.
        """
        found = self.table[(self.table["against"] == against) & (self.table["measure"] == measure)]
        if found.empty:
            raise UsageError(
                f"The written card was not held against {against!r} by {measure!r}. It was held "
                f"against {', '.join(self.table['against'].unique())} by {', '.join(_TOLD)}."
            )
        return found.iloc[0]

    def summary(self, language: Language = "en") -> pd.DataFrame:
        """Lay the differences out for reading, one row another contender.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        DataFrame
            Text columns: the other contender, what the written card finds, what the other
            finds, and how far they are apart in buyers and in ROC AUC, with intervals.
        """
        lines = []
        for name in self.table["against"].unique():
            buyers, auc = (self.difference(name, measure) for measure in _TOLD)
            lines.append(
                (
                    contender_name(name, language),
                    number(buyers["written"], language, 0),
                    number(buyers["other"], language, 0),
                    _apart(buyers, language),
                    say(
                        "compare.with_signed",
                        language,
                        **{
                            to: _signed(float(auc[key]), language)
                            for to, key in (
                                ("value", "difference"),
                                ("low", "low"),
                                ("high", "high"),
                            )
                        },
                    ),
                )
            )
        names = ("against", "written", "other", "buyers_apart", "auc_apart")
        return pd.DataFrame(lines, columns=[say(f"gained.{each}", language) for each in names])

    def sentence(self, language: Language = "en") -> str:
        """Tell what is gained and what is lost, in buyers, with their intervals.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        judged = self.comparison
        found = [
            f"{number(judged.value(name, 'buyers_at_capacity'), language, 0)} "
            f"({contender_name(name, language)})"
            for name in judged.contenders
        ]
        parts = [
            say(
                "gained.found",
                language,
                capacity=percent(judged.capacity, language),
                buyers=judged.n_buyers,
                found=listed(found, language),
            )
        ]
        for name in self.table["against"].unique():
            line = self.difference(name)
            parts.append(
                say(
                    f"gained.{_way(line)}",
                    language,
                    name=contender_name(name, language),
                    count=round(abs(float(line["difference"]))),
                    low=apart(float(line["low"]), language),
                    high=apart(float(line["high"]), language),
                )
            )
        parts.append(say("gained.how", language, confidence=percent(judged.confidence, language)))
        return " ".join(parts)


def gained(comparison: Comparison, *, written: str = WRITTEN) -> Gained:
    """Read from a comparison what the written card gains and loses.

    Parameters
    ----------
    comparison : Comparison
        With the written card among its contenders.
    written : str, default "written"
        What it is called there.

    Returns
    -------
    Gained
        Intervals are paired over the same draws, each at the comparison's confidence and
        not adjusted for there being several.

    Raises
    ------
    UsageError
        If the written card, or anything to hold it against, is not in the comparison.
    """
    others = [name for name in comparison.contenders if name != written]
    if written not in comparison.contenders or not others:
        raise UsageError(
            f"gained needs a comparison of {written!r} and at least one other contender; it was "
            f"given one of {', '.join(comparison.contenders)}."
        )
    lines = []
    for name in others:
        for measure in _TOLD:
            difference, low, high = _paired(comparison, written, name, measure)
            lines.append(
                {
                    "against": name,
                    "measure": measure,
                    "written": comparison.value(written, measure),
                    "other": comparison.value(name, measure),
                    "difference": difference,
                    "low": low,
                    "high": high,
                }
            )
    return Gained(comparison=comparison, table=pd.DataFrame(lines))


def _paired(
    comparison: Comparison, written: str, other: str, measure: str
) -> tuple[float, float, float]:
    rows = comparison.differences
    for a, b, sign in ((written, other, 1.0), (other, written, -1.0)):
        found = rows[(rows["a"] == a) & (rows["b"] == b) & (rows["measure"] == measure)]
        if len(found):
            line = found.iloc[0]
            low, high = sorted((sign * float(line["low"]), sign * float(line["high"])))
            return sign * float(line["difference"]), low, high
    return np.nan, np.nan, np.nan


def _way(line: pd.Series) -> str:
    if line["low"] > 0:
        return "more"
    return "fewer" if line["high"] < 0 else "open"


def _apart(line: pd.Series, language: Language) -> str:
    ends = {key: apart(float(line[key]), language) for key in ("low", "high")}
    value = apart(float(line["difference"]), language)
    return say("compare.with_signed", language, value=value, **ends)


def _signed(value: float, language: Language) -> str:
    text = number(value, language, 3)
    return f"+{text}" if value > 0 else text
