"""What being called does to the outcome: the result, as tables and in words.

Low scores go unworked, and who is not worked seldom buys. So the outcome tells of
yesterday's choice of whom to call as well as of the leads, and models learn both. Only
leads that sales takes up whatever their score can tell the two apart.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from leadscore.evaluation.comparison import contender_name, figure_text
from leadscore.evaluation.kept import json_records
from leadscore.words import Language, listed, number, percent, say


@dataclass(frozen=True, kw_only=True, eq=False)
class Selection:
    """What being worked has to do with the outcome; see ``selection.measuring``.

    Parameters
    ----------
    kinds : DataFrame
        Three rows: `kind` (``"with_sales"`` at the cutoff already, ``"taken_up"`` within the
        horizon, ``"not_worked"``), `snapshots`, `leads`, `conversions`, `conversion`, `low`,
        `high`.
    tenths : DataFrame
        One row a contender and tenth of the scores of each cutoff (1 is the best):
        `contender`, `tenth`, `snapshots`, `worked` (share that sales worked, `worked_low`,
        `worked_high`), `if_worked` and `if_not` (conversion of either, each with its ends;
        NaN where there are none).
    slice : DataFrame
        One row a contender: `roc_auc` (within cutoffs) and `found` (share of conversions
        among those it would call), each from the leads called by lot, with ends (NaN where
        too few) and beside it that of all leads (`_all`); `if_called` and `if_not_called`,
        the conversion of leads called by lot that it would and would not call, with ends,
        and how many they are (`n_called`, `n_not_called`).
    by_lot : dict
        `snapshots`, `leads`, `buyers` of those called by lot.
    stages : tuple of str
        The stages that count as worked; empty where it cannot be told.
    reason : str
        What marks leads called by lot.
    """

    kinds: pd.DataFrame
    tenths: pd.DataFrame
    slice: pd.DataFrame
    by_lot: Mapping[str, int]
    stages: tuple[str, ...]
    reason: str

    @property
    def known(self) -> bool:
        """Whether the data tell who was worked."""
        counts = self.kinds.set_index("kind")["snapshots"]
        return bool(counts["with_sales"] + counts["taken_up"]) if len(counts) else False

    def sentence(self, language: Language = "en") -> str:
        """Tell how much of the outcome came to leads that sales worked.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        if not self.known:
            return say("selection.unknown", language)
        alone = self.kinds["kind"] == "not_worked"
        won = int(self.kinds["conversions"].sum())
        worked = self.kinds[~alone]
        rate = worked["conversions"].sum() / worked["snapshots"].sum()
        told = say(
            "selection.says",
            language,
            won=won,
            worked=int(worked["conversions"].sum()),
            share=percent(worked["conversions"].sum() / max(won, 1), language),
            stages=listed(list(self.stages), language),
            rate=percent(float(rate), language, 1),
            unworked=percent(float(self.kinds["conversion"][alone].iloc[0]), language, 2),
        )
        apart = float(worked["low"].max()) > float(self.kinds["high"][alone].iloc[0])
        return f"{told} {say('selection.depends' if apart else 'selection.open', language)}"

    def tenths_sentence(self, contender: str, language: Language = "en") -> str:
        """Tell how far sales worked the best and the last tenth of one contender's scores.

        Parameters
        ----------
        contender : str
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        share = self.tenths[self.tenths["contender"] == contender]["worked"]
        return say(
            "selection.tenths",
            language,
            name=contender_name(contender, language),
            best=percent(float(share.iloc[0]), language, 1),
            worst=percent(float(share.iloc[-1]), language, 1),
        )

    def slice_sentence(self, language: Language = "en") -> str:
        """Tell what the leads called by lot say of each contender.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
            Also where there are none or too few.
        """
        if not self.by_lot["snapshots"]:
            return say("slice.none", language, reason=self.reason)
        counts = {"leads": self.by_lot["leads"], "buyers": self.by_lot["buyers"]}
        if self.slice["roc_auc"].isna().all():
            return say("slice.few", language, **counts)
        parts = [
            say(
                "slice.one",
                language,
                name=contender_name(line["contender"], language),
                all=number(line["roc_auc_all"], language, 2),
                **{
                    key: number(line[f"roc_auc{end}"], language, 2)
                    for key, end in (("value", ""), ("low", "_low"), ("high", "_high"))
                },
            )
            for _, line in self.slice.iterrows()
        ]
        told = say("slice.says", language, **counts, parts=listed(parts, language))
        return f"{told} {self._order_by_lot(language)}".rstrip()

    def _order_by_lot(self, language: Language) -> str:
        """Tell where another contender finds most when only leads called by lot count."""
        found = self.slice.set_index("contender")[["found", "found_all"]]
        if found.isna().any(axis=None) or found["found"].idxmax() == found["found_all"].idxmax():
            return ""
        first = str(found["found"].idxmax())
        return say("slice.other_order", language, name=contender_name(first, language))

    def kinds_summary(self, language: Language = "en") -> pd.DataFrame:
        """Lay out how worked and unworked leads converted.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        DataFrame
            One row a kind, text columns save the counts.
        """
        return pd.DataFrame(
            {
                say("selection.kind", language): [
                    say(f"selection.{kind}", language) for kind in self.kinds["kind"]
                ],
                say("selection.snapshots", language): list(self.kinds["snapshots"]),
                say("segments.leads", language): list(self.kinds["leads"]),
                say("selection.conversions", language): list(self.kinds["conversions"]),
                say("segments.conversion", language): _ends(self.kinds, "", language),
            }
        )

    def slice_summary(self, language: Language = "en") -> pd.DataFrame:
        """Lay out what the leads called by lot say, one row a contender.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        DataFrame
            Text columns.
        """
        lines = self.slice
        names = [contender_name(name, language) for name in lines["contender"]]
        columns = {say("compare.who", language): names}
        for measure, unit in (("roc_auc", "number"), ("found", "rate")):
            columns[say(f"slice.{measure}", language)] = _ends(lines, measure, language, unit)
            columns[say(f"slice.{measure}_all", language)] = [
                _written(value, language, unit) for value in lines[f"{measure}_all"]
            ]
        for measure in ("if_called", "if_not_called"):
            columns[say(f"slice.{measure}", language)] = _ends(lines, measure, language)
        return pd.DataFrame(columns)

    def metrics(self) -> Mapping[str, Mapping[str, float]]:
        """Give what is kept as metrics of each version: its quality on leads called by lot.

        Returns
        -------
        dict of str to dict of str to float
            By contender; unknown figures are left out.
        """
        kept: dict[str, dict[str, float]] = {}
        for _, line in self.slice.iterrows():
            values = {
                f"called_by_lot_{measure}{end}": float(line[f"{measure}{end}"])
                for measure in ("roc_auc", "found")
                for end in ("", "_low", "_high")
            }
            known = {name: value for name, value in values.items() if np.isfinite(value)}
            kept[str(line["contender"])] = known
        return kept

    def to_json(self) -> str:
        """Write everything as JSON, six significant figures.

        Returns
        -------
        str
        """
        frames = {"kinds": self.kinds, "tenths": self.tenths, "slice": self.slice}
        values: dict[str, object] = {name: json_records(each) for name, each in frames.items()}
        values |= {"by_lot": dict(self.by_lot), "stages": self.stages, "reason": self.reason}
        return json.dumps(values, indent=1, ensure_ascii=False, allow_nan=False)


def _ends(lines: pd.DataFrame, measure: str, language: Language, unit: str = "rate") -> list[str]:
    """Write a measure of each line with its interval; a dash where it is not known."""
    names = [f"{measure}{end}" for end in ("", "_low", "_high")]
    names = names if measure else ["conversion", "low", "high"]
    written = []
    for value, low, high in lines[names].to_numpy(dtype=np.float64):
        said_ = {
            key: _written(each, language, unit)
            for key, each in (("value", value), ("low", low), ("high", high))
        }
        written.append("–" if np.isnan(value) else say("compare.with_interval", language, **said_))
    return written


def _written(value: float, language: Language, unit: str) -> str:
    if unit == "rate" and abs(value) < 0.1:
        return percent(value, language, 2 if abs(value) < 0.01 else 1)
    return figure_text(value, unit, language)
