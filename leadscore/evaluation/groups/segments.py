"""Whom the scores are good for: the result, as tables and in words."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from leadscore.errors import UsageError
from leadscore.evaluation.comparison import contender_name, figure_text
from leadscore.evaluation.groups.grouping import KNOWN_ACCOUNT, NEVER_SEEN, SEEN, Grouping
from leadscore.evaluation.kept import json_records
from leadscore.words import Language, listed, number, percent, say


@dataclass(frozen=True, kw_only=True, eq=False)
class Segments:
    """How well each contender serves each group of leads; made by :func:`by_segment`.

    Parameters
    ----------
    table : DataFrame
        One row a contender and group: `contender`, `segment`, `value`; `leads`, `snapshots`,
        `buyers` (distinct) and `pieces` (the rarer of accounts with and without a buyer);
        `conversion` and `promised` (mean chance) of the snapshots, `called` (share of them
        within capacity); `roc_auc` (within cutoff and group), `calibration_ratio` (promised
        over observed) and `found` (share of buyers within capacity), each with `_low`,
        `_high`, `_rest` (the same of the segment's other groups) and the first two with `_p`
        (of their difference, before Holm's correction); `warning` (``""``, ``"roc_auc"``,
        ``"calibration_ratio"`` or ``"both"``). NaN where a group holds too little.
    ways : tuple of Grouping
        The segments, and what their groups are called.
    smallest_group : int
        Leads below which a group is not told by name.
    confidence, capacity : float
        The settings that it was made with.
    """

    table: pd.DataFrame
    ways: tuple[Grouping, ...]
    smallest_group: int
    confidence: float
    capacity: float

    @property
    def warnings(self) -> pd.DataFrame:
        """The rows of `table` where a group is told to be served much worse."""
        return self.table[self.table["warning"] != ""]

    def of(self, contender: str) -> pd.DataFrame:
        """Give one contender's rows of `table`, segments in their order.

        Parameters
        ----------
        contender : str

        Returns
        -------
        DataFrame

        Raises
        ------
        UsageError
            If there is no such contender.
        """
        lines = self.table[self.table["contender"] == contender]
        if lines.empty and self.ways:
            names = ", ".join(sorted(self.table["contender"].unique()))
            raise UsageError(f"There is no {contender!r} by segment; there are {names}.")
        return lines

    def name(self, segment: str, value: str, language: Language) -> str:
        """Say what a group is called, with its segment.

        Parameters
        ----------
        segment, value : str
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        way = next(each for each in self.ways if each.segment == segment)
        group = way.names[way.values.index(value)][language]
        return f"{way.label[language]}: {group}"

    def summary(self, contender: str, language: Language = "en") -> pd.DataFrame:
        """Lay one contender's figures out for reading, one row a group.

        Parameters
        ----------
        contender : str
        language : {"en", "fi"}

        Returns
        -------
        DataFrame
            Text columns, save the counts.
        """
        lines = self.of(contender)
        shown: dict[str, Sequence[object]] = {
            "group": [
                self.name(segment, value, language)
                for segment, value in zip(lines["segment"], lines["value"], strict=True)
            ],
            "leads": list(lines["leads"]),
            "buyers": list(lines["buyers"]),
            "conversion": _ends(lines, "conversion", "rate", language),
            "promised": [percent(share, language, 1) for share in lines["promised"]],
            "ratio": _ends(lines, "calibration_ratio", "ratio", language),
            "auc": _ends(lines, "roc_auc", "number", language),
            "found": _ends(lines, "found", "rate", language),
            "called": [percent(share, language) for share in lines["called"]],
        }
        return pd.DataFrame({say(f"segments.{key}", language): shown[key] for key in shown})

    def sentence(self, contender: str, language: Language = "en") -> str:
        """Tell whom one contender serves worse, or that none is told.

        Parameters
        ----------
        contender : str
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        lines = self.of(contender)
        if lines.empty:
            return say("segments.none", language, least=self.smallest_group)
        told = self.told_worse(contender, language)
        name = contender_name(contender, language)
        if told:
            return " ".join(told)
        if not self.judged(contender):
            return say("segments.few", language, groups=len(lines))
        counts = {"groups": len(lines), "judged": self.judged(contender)}
        return say("segments.nobody", language, name=name, **counts)

    def judged(self, contender: str) -> int:
        """Count the groups with enough buyers to tell how well one contender serves them.

        Parameters
        ----------
        contender : str

        Returns
        -------
        int
        """
        return int(self.of(contender)["roc_auc"].notna().sum())

    def told_worse(self, contender: str, language: Language = "en") -> tuple[str, ...]:
        """Tell each group that one contender serves much worse, in a sentence.

        Parameters
        ----------
        contender : str
        language : {"en", "fi"}

        Returns
        -------
        tuple of str
        """
        said = []
        for _, line in self.warnings[self.warnings["contender"] == contender].iterrows():
            for measure, unit in (("roc_auc", "number"), ("calibration_ratio", "ratio")):
                if line["warning"] in (measure, "both"):
                    ends = ("", "_low", "_high", "_rest")
                    value, low, high, rest = (
                        figure_text(line[f"{measure}{end}"], unit, language) for end in ends
                    )
                    said.append(
                        say(
                            f"segments.worse_{measure}",
                            language,
                            name=_start(contender_name(contender, language)),
                            group=self.name(line["segment"], line["value"], language),
                            **{"value": value, "low": low, "high": high, "rest": rest},
                        )
                    )
        return tuple(said)

    def unseen_summary(self, language: Language = "en") -> pd.DataFrame:
        """Lay quality on accounts that were and were not learned from side by side.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        DataFrame
            One row a contender and kind of account, text columns; empty where all test
            accounts are of one kind.
        """
        lines = self.table[self.table["segment"] == KNOWN_ACCOUNT]
        shown = {
            say("compare.who", language): [contender_name(n, language) for n in lines["contender"]],
            say("segments.group", language): [
                say(f"segments.{'seen' if value == SEEN else 'never_seen'}", language)
                for value in lines["value"]
            ],
            say("segments.leads", language): list(lines["leads"]),
            say("segments.buyers", language): list(lines["buyers"]),
            say("segments.found", language): _ends(lines, "found", "rate", language),
            say("segments.auc", language): _ends(lines, "roc_auc", "number", language),
            say("segments.ratio", language): _ends(lines, "calibration_ratio", "ratio", language),
        }
        return pd.DataFrame(shown)

    def unseen_sentence(self, language: Language = "en") -> str:
        """Tell how well leads of accounts never seen are ranked beside the others.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
            Also where there are no such accounts, or too few of their leads bought.
        """
        lines = self.table[self.table["segment"] == KNOWN_ACCOUNT]
        new = lines[lines["value"] == NEVER_SEEN]
        if new.empty:
            return say("unseen.none", language, least=self.smallest_group)
        counts = {"leads": int(new["leads"].iloc[0]), "buyers": int(new["buyers"].iloc[0])}
        if new["roc_auc"].isna().all():
            return say("unseen.few", language, **counts)
        parts = [
            say(
                "unseen.one",
                language,
                name=contender_name(line["contender"], language),
                value=figure_text(line["roc_auc"], "number", language),
                low=figure_text(line["roc_auc_low"], "number", language),
                high=figure_text(line["roc_auc_high"], "number", language),
                rest=figure_text(line["roc_auc_rest"], "number", language),
            )
            for _, line in new.iterrows()
        ]
        return say("unseen.says", language, **counts, parts=listed(parts, language))

    def metrics(self) -> Mapping[str, Mapping[str, float]]:
        """Give what is kept as metrics of each version: quality on accounts never seen.

        Returns
        -------
        dict of str to dict of str to float
            By contender; unknown figures are left out.
        """
        kept: dict[str, dict[str, float]] = {
            str(name): {"segments_served_worse": float((lines["warning"] != "").sum())}
            for name, lines in self.table.groupby("contender")
        }
        new = self.table[
            (self.table["segment"] == KNOWN_ACCOUNT) & (self.table["value"] == NEVER_SEEN)
        ]
        for _, line in new.iterrows():
            for measure in ("roc_auc", "calibration_ratio", "found"):
                for end in ("", "_low", "_high"):
                    value = float(line[f"{measure}{end}"])
                    if math.isfinite(value):
                        kept[line["contender"]][f"unseen_accounts_{measure}{end}"] = value
        return kept

    def to_json(self) -> str:
        """Write the table as JSON records, six significant figures.

        Returns
        -------
        str
        """
        records = json_records(self.table)
        return json.dumps(records, indent=1, ensure_ascii=False, allow_nan=False)


def _ends(lines: pd.DataFrame, measure: str, unit: str, language: Language) -> list[str]:
    """Write a measure of each line with its interval; a dash where it is not known."""
    written = []
    for _, line in lines.iterrows():
        value, low, high = (
            _figure(line[f"{measure}{end}"], unit, language) for end in ("", "_low", "_high")
        )
        known = not math.isnan(line[measure])
        said = say("compare.with_interval", language, value=value, low=low, high=high)
        written.append(said if known else "–")
    return written


def _figure(value: float, unit: str, language: Language) -> str:
    """Write a figure; a small share to the tenth of a percent, an area to two decimals."""
    if math.isnan(value):
        return "–"
    if unit == "rate":
        return percent(value, language, 1 if value < 0.1 else 0)
    return number(value, language, 2)


def _start(text: str) -> str:
    return text[:1].upper() + text[1:]
