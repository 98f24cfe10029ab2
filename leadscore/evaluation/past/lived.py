"""A backtest's result: tables, figures, words, and a file that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from leadscore.evaluation.comparison import contender_name, tell_pair
from leadscore.evaluation.kept import Tables, read_result, table_of, write_result
from leadscore.words import (
    Language,
    day,
    euros,
    in_singular,
    listed,
    number,
    percent,
    say,
)

#: The contender that draws lots.
LOT = "lot"

MONTHS: Mapping[str, str] = {
    "contender": "str",
    "month": "str",
    "leads": "int64",
    "found": "float64",
    "found_so_far": "float64",
    "low": "float64",
    "high": "float64",
    "eur": "float64",
    "eur_so_far": "float64",
    "auc": "float64",
    "auc_low": "float64",
    "auc_high": "float64",
}
TOTALS: Mapping[str, str] = {
    "contender": "str",
    "found": "float64",
    "low": "float64",
    "high": "float64",
    "eur": "float64",
    "eur_low": "float64",
    "eur_high": "float64",
}
DIFFERENCES: Mapping[str, str] = {
    "a": "str",
    "b": "str",
    "difference": "float64",
    "low": "float64",
    "high": "float64",
    "p_holm": "float64",
    "verdict": "str",
}
CHANGES: Mapping[str, str] = {
    "contender": "str",
    "before": "float64",
    "after": "float64",
    "low": "float64",
    "high": "float64",
    "back": "Int64",
}
_TABLES: Tables = {
    "months": MONTHS,
    "totals": TOTALS,
    "differences": DIFFERENCES,
    "changes": CHANGES,
}

#: As which of the lived ones each contender goes, and what their figures' names end in.
_LIVED_BY: Mapping[str, Mapping[str, str]] = {
    "card": {"card": ""},
    "scientist": {"refitted": "", "frozen": "_frozen"},
    "auto": {"renewed": ""},
}

_ENDS = ("", "_low", "_high")


@dataclass(frozen=True, kw_only=True, eq=False)
class Backtest:
    """What living the past again gave; made by :func:`backtest`.

    Parameters
    ----------
    months : DataFrame
        One row a contender and month: `contender` (``"lot"`` draws lots), `month` (ISO
        date of its first cutoff; slice of flat data), `leads` (who could be called),
        `found` (buyers that no earlier month had found), `found_so_far` with `low` and
        `high`, `eur` and `eur_so_far` (what they brought, less the cost of the calls), `auc`
        (within calling rounds) with `auc_low` and `auc_high`.
    totals : DataFrame
        One row a contender: `found`, `low`, `high`, `eur`, `eur_low`, `eur_high`.
    differences : DataFrame
        One row a pair: `a`, `b`, `difference` in buyers found (a less b), `low`, `high`,
        `p_holm`, `verdict`.
    changes : DataFrame
        One row a contender, where there were months enough to look for a break: `before`
        and `after` (mean AUC of the months before the likeliest break, and from it on),
        `low` and `high` (of the fall), `back` (months until it was made up for; 0 where none
        is told; missing where it was not by the end, or no break is told).
    change : str or None
        The month from which the frozen model ranks worse than before; None where no such
        month is told.
    looked_for_change : bool
        Whether there were months enough.
    n_months, n_leads, n_buyers : int
        Months, distinct leads and distinct buyers in them.
    first, last : str
        Names of the first and the last month.
    timed : bool
        Whether months are months, not slices of flat data.
    in_euros : bool
        Whether any amount is known.
    capacity, confidence, horizon_days, seed
        The settings that it was made with.
    why : str
        Why nothing was lived: ``"off"``, ``"short"``, ``"no_order"``; empty where it was.
    features : str
        Hash of the features it was made from; empty as long as it is not kept.
    """

    months: pd.DataFrame
    totals: pd.DataFrame
    differences: pd.DataFrame
    changes: pd.DataFrame
    change: str | None = None
    looked_for_change: bool = False
    n_months: int = 0
    n_leads: int = 0
    n_buyers: int = 0
    first: str = ""
    last: str = ""
    timed: bool = True
    in_euros: bool = False
    capacity: float = 0.2
    confidence: float = 0.95
    horizon_days: int = 90
    seed: int = 0
    why: str = ""
    features: str = ""

    @property
    def contenders(self) -> tuple[str, ...]:
        """Names without the lot, the one that found most first."""
        ranked = self.totals.sort_values("found", ascending=False, kind="stable")
        return tuple(name for name in ranked["contender"] if name != LOT)

    def total(self, contender: str, figure: str = "found") -> float:
        """Give one figure of the totals.

        Parameters
        ----------
        contender : str
        figure : str

        Returns
        -------
        float
        """
        lines = self.totals.set_index("contender")
        return float(lines.loc[contender, figure])  # type: ignore[arg-type]  # a float64 column

    def sentence(self, language: Language = "en") -> str:
        """Tell what each contender would have found, and where quality broke.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        return " ".join(filter(None, [self.headline(language), self.details(language)]))

    def headline(self, language: Language = "en") -> str:
        """Tell the buyers found and the month from which quality broke.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        if self.why:
            return say(f"backtest.why_{self.why}", language)
        return f"{self._found(language)} {self._change(language)}"

    def details(self, language: Language = "en") -> str:
        """Tell the recoveries, the differences that matter, the euros, and how it was done.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
            Empty where nothing was lived.
        """
        if self.why:
            return ""
        parts = [*self._recoveries(language), *self._pairs(language), self._euros(language)]
        how = say("backtest.how", language, confidence=percent(self.confidence, language))
        return " ".join([*parts, how])

    def table(self, language: Language = "en") -> pd.DataFrame:
        """Lay the totals and the recoveries out for reading, one row a contender.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        DataFrame
            Text columns.
        """
        lines = []
        for name in (*self.contenders, LOT):
            ends = [number(self.total(name, key), language, 0) for key in ("found", "low", "high")]
            earned = [euros(self.total(name, f"eur{end}"), language) for end in _ENDS]
            told = [_interval(ends, language)]
            told += [_interval(earned, language)] if self.in_euros else []
            told += self._fared(name, language) if self.change is not None else []
            lines.append((contender_name(name, language), *told))
        keys = ["compare.who", "measure.buyers_at_capacity"]
        keys += ["backtest.eur_column"] if self.in_euros else []
        if self.change is not None:
            keys += ["backtest.before", "backtest.after", "backtest.back_after"]
        return pd.DataFrame(lines, columns=[say(key, language) for key in keys])

    def month_name(self, name: str, language: Language) -> str:
        """Write a month as people do, or a slice as its number.

        Parameters
        ----------
        name : str
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        return day(date.fromisoformat(name), language) if self.timed else name

    def _found(self, language: Language) -> str:
        found = [
            say(
                "compare.found_one",
                language,
                count=round(self.total(name)),
                name=contender_name(name, language),
            )
            for name in self.contenders
        ]
        return say(
            "backtest.found" if self.timed else "backtest.found_slices",
            language,
            first=self.month_name(self.first, language),
            last=self.month_name(self.last, language),
            capacity=percent(self.capacity, language),
            buyers=self.n_buyers,
            found=listed(found, language),
            lot=round(self.total(LOT)),
        )

    def _change(self, language: Language) -> str:
        if self.change is None:
            return say(
                "backtest.no_change" if self.looked_for_change else "backtest.change_few", language
            )
        before, after, _ = self._fared("frozen", language)
        month = self.month_name(self.change, language)
        return say("backtest.change", language, month=month, before=before, after=after)

    def _fared(self, name: str, language: Language) -> list[str]:
        """Write how one contender fared over the break; lots have no quality to lose."""
        for line in self.changes[self.changes["contender"] == name].to_dict("records"):
            quality = [number(line[key], language, 3) for key in ("before", "after")]
            back = line["back"]
            return [*quality, "–" if pd.isna(back) else number(int(back), language)]
        return ["–"] * 3

    def _pairs(self, language: Language) -> list[str]:
        """Tell what a model kept fresh brings beside the card, and what freezing costs."""
        told = []
        for a, b in (("renewed", "card"), ("refitted", "frozen")):
            line = self.differences[(self.differences["a"] == a) & (self.differences["b"] == b)]
            told += [tell_pair(each, language) for _, each in line.iterrows()]
        return told

    def _recoveries(self, language: Language) -> list[str]:
        if self.change is None:
            return []
        back = self.changes["back"]
        names = {
            key: [contender_name(name, language) for name in self.changes.loc[mask, "contender"]]
            for key, mask in {"steady": back.eq(0), "not_back": back.isna()}.items()
        }
        told = [
            say("backtest.back", language, name=contender_name(name, language), count=int(months))
            for name, months in zip(self.changes["contender"], back.fillna(0), strict=True)
            if months > 0
        ]
        return [in_singular(each, language) for each in told] + [
            say(f"backtest.{key}", language, name=listed(each, language))
            for key, each in names.items()
            if each
        ]

    def _euros(self, language: Language) -> str:
        if not self.in_euros:
            return say("backtest.no_eur", language)
        amounts = [
            say(
                "backtest.eur_one",
                language,
                amount=euros(self.total(name, "eur"), language),
                name=contender_name(name, language),
            )
            for name in self.contenders
        ]
        return say("backtest.eur", language, amounts=listed(amounts, language))

    def metrics(self, contender: str) -> dict[str, float]:
        """Give what belongs to a contender's version, by name.

        Parameters
        ----------
        contender : {"card", "scientist", "auto"} or str

        Returns
        -------
        dict of str to float
            Buyers and euros of the contender kept fresh, and of the scientist's frozen one.
        """
        found = {}
        for lived, ending in _LIVED_BY.get(contender, {}).items():
            lines = self.totals[self.totals["contender"] == lived]
            for _, line in lines.iterrows():
                for end, key in zip(_ENDS, ("found", "low", "high"), strict=True):
                    found[f"backtest_buyers{ending}{end}"] = float(line[key])
                    if self.in_euros:
                        found[f"backtest_eur{ending}{end}"] = float(line[f"eur{end}"])
        return found

    def to_json(self) -> str:
        """Write everything as JSON: sorted keys, six significant figures.

        Returns
        -------
        str
        """
        return write_result(self, _TABLES)

    @classmethod
    def from_json(cls, text: str) -> Backtest:
        """Read what :meth:`to_json` wrote.

        Parameters
        ----------
        text : str

        Returns
        -------
        Backtest

        Raises
        ------
        UsageError
            If the text is not such a file.
        """
        return cls(**read_result(text, _TABLES, what="a backtest"))


def _interval(texts: list[str], language: Language) -> str:
    value, low, high = texts
    return say("compare.with_interval", language, value=value, low=low, high=high)


def not_lived(why: str) -> Backtest:
    """Say that there is no backtest, and why.

    Parameters
    ----------
    why : {"off", "short", "no_order"}

    Returns
    -------
    Backtest
    """
    return Backtest(
        **{name: table_of([], types) for name, types in _TABLES.items()},  # type: ignore[arg-type]
        why=why,
    )
