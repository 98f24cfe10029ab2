"""Is there enough data: the learning curve's result, in tables, in words, and in a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from leadscore.evaluation.comparison import contender_name, figure_text
from leadscore.evaluation.enough.verdicts import CANNOT_TELL, CARD, COLLECT, USE
from leadscore.evaluation.kept import Tables, read_result, table_of, write_result
from leadscore.words import Language, percent, say, signed

CURVES: Mapping[str, str] = {
    "contender": "str",
    "conversions": "int64",
    "auc": "float64",
    "low": "float64",
    "high": "float64",
}
VERDICTS: Mapping[str, str] = {
    "contender": "str",
    "verdict": "str",
    "difference": "float64",
    "low": "float64",
    "high": "float64",
    "needed": "Int64",
}
_TABLES: Tables = {"curves": CURVES, "verdicts": VERDICTS}


@dataclass(frozen=True, kw_only=True, eq=False)
class LearningCurve:
    """Card against models over conversions learned from; made by :func:`learning_curve`.

    Parameters
    ----------
    curves : DataFrame
        One row a contender and size: `contender`, `conversions` (learned from), `auc` (mean
        ROC AUC within calling rounds), `low`, `high`. The card learns nothing: a level line.
    verdicts : DataFrame
        One row a model: `contender`, `verdict` (``"use"``, ``"card"``, ``"collect"`` or
        ``"cannot tell"``), `difference` (AUC less the card's, at the largest size) with
        `low` and `high` (for both models together), `needed` (about how many conversions;
        missing unless the verdict is collect).
    conversions : int
        The largest size.
    conversions_today : int
        Leads known to have converted in the whole training part.
    judged : int
        Snapshots judged on.
    repeats : int
        Draws of each size but the largest.
    confidence, seed
        The settings that it was made with.
    why : str
        Why there is no curve: ``"off"``, ``"few"``, ``"short"``, ``"no_card"``; empty where
        there is.
    features : str
        Hash of the features it was made from; empty as long as it is not kept.
    """

    curves: pd.DataFrame
    verdicts: pd.DataFrame
    conversions: int = 0
    conversions_today: int = 0
    judged: int = 0
    repeats: int = 0
    confidence: float = 0.95
    seed: int = 0
    why: str = ""
    features: str = ""

    @property
    def verdict(self) -> str:
        """The verdict on the data: of the model that gets furthest."""
        return str(self.leading()["verdict"]) if len(self.verdicts) else CANNOT_TELL

    def of(self, contender: str) -> pd.Series | None:
        """Give the verdict on one model.

        Parameters
        ----------
        contender : str

        Returns
        -------
        Series or None
            A row of `verdicts`; None where the model has no curve.
        """
        lines = self.verdicts[self.verdicts["contender"] == contender]
        return None if lines.empty else lines.iloc[0]

    def trusts(self, contender: str) -> bool:
        """Tell whether nothing speaks against a model's taking the card's place.

        Parameters
        ----------
        contender : str

        Returns
        -------
        bool
            False where the verdict is to use the card, or to collect until there are more
            conversions than are known today. Where it cannot be told, or the model has no
            curve, the comparison on later leads decides alone.
        """
        line = self.of(contender)
        if line is None or line["verdict"] not in (CARD, COLLECT):
            return True
        return bool(pd.notna(line["needed"]) and line["needed"] <= self.conversions_today)

    def sentence(self, language: Language = "en") -> str:
        """Tell the verdict and how it was come by.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        return " ".join(filter(None, [self.headline(language), self.details(language)]))

    def headline(self, language: Language = "en") -> str:
        """Tell the verdict: use the model, use the card, collect, or that it cannot be told.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        if self.why:
            return say(f"enough.why_{self.why}", language)
        line = self.leading()
        values: dict[str, object] = {
            "count": self.conversions,
            "name": contender_name(str(line["contender"]), language),
            "difference": signed(float(line["difference"]), language, 3),
            "low": signed(float(line["low"]), language, 3),
            "high": signed(float(line["high"]), language, 3),
        }
        if line["verdict"] == COLLECT:
            values["needed"] = int(line["needed"])
        return say(f"enough.{str(line['verdict']).replace(' ', '_')}", language, **values)

    def details(self, language: Language = "en") -> str:
        """Tell on which leads the verdict rests, and what the intervals hold.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
            Empty where there is no curve.
        """
        if self.why:
            return ""
        return say(
            "enough.how",
            language,
            judged=self.judged,
            repeats=self.repeats,
            confidence=percent(self.confidence, language),
        )

    def table(self, language: Language = "en") -> pd.DataFrame:
        """Lay the curves out for reading, one row a size.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        DataFrame
            The conversions learned from, then each contender's ROC AUC with its interval.
        """
        order = list(dict.fromkeys(self.curves["contender"]))
        sizes = sorted(set(self.curves["conversions"]))
        told = self.curves.set_index(["contender", "conversions"])
        columns: dict[str, list[object]] = {say("enough.conversions", language): sizes}
        for name in order:
            columns[contender_name(name, language)] = [
                _with_interval(told.loc[(name, size)], language)
                if (name, size) in told.index
                else "–"
                for size in sizes
            ]
        return pd.DataFrame(columns)

    def leading(self) -> pd.Series:
        """Take the verdict on the model that gets furthest: to use, else soonest, else likeliest.

        Returns
        -------
        Series
            A row of `verdicts`.
        """
        order = {USE: 0, COLLECT: 1, CANNOT_TELL: 2, CARD: 3}
        ranked = self.verdicts.assign(
            rank=self.verdicts["verdict"].map(order),
            until=self.verdicts["needed"].fillna(0),
            short=-self.verdicts["difference"],
        )
        return ranked.sort_values(["rank", "until", "short"], kind="stable").iloc[0]

    def metrics(self, contender: str) -> dict[str, float]:
        """Give what belongs to a contender's version, by name.

        Parameters
        ----------
        contender : str

        Returns
        -------
        dict of str to float
            Its AUC at the largest size; a model's difference to the card, and about how
            many conversions it needs, where that is told.
        """
        lines = self.curves[self.curves["contender"] == contender]
        if lines.empty:
            return {}
        found = {"learning_curve_auc": float(lines["auc"].iloc[-1])}
        if (line := self.of(contender)) is not None:
            for key in ("difference", "low", "high"):
                found[f"learning_curve_{key}"] = float(line[key])
            if pd.notna(line["needed"]):
                found["learning_curve_needed"] = float(line["needed"])
        return found

    def to_json(self) -> str:
        """Write everything as JSON: sorted keys, six significant figures.

        Returns
        -------
        str
        """
        return write_result(self, _TABLES)

    @classmethod
    def from_json(cls, text: str) -> LearningCurve:
        """Read what :meth:`to_json` wrote.

        Parameters
        ----------
        text : str

        Returns
        -------
        LearningCurve

        Raises
        ------
        UsageError
            If the text is not such a file.
        """
        return cls(**read_result(text, _TABLES, what="a learning curve"))


def _with_interval(line: pd.Series, language: Language) -> str:
    value, low, high = (
        figure_text(float(line[key]), "number", language) for key in ("auc", "low", "high")
    )
    return say("compare.with_interval", language, value=value, low=low, high=high)


def no_curve(why: str) -> LearningCurve:
    """Say that there is no curve, and why.

    Parameters
    ----------
    why : {"off", "few", "short", "no_card"}

    Returns
    -------
    LearningCurve
    """
    return LearningCurve(curves=table_of([], CURVES), verdicts=table_of([], VERDICTS), why=why)
