"""The result of looking for a threshold: tables, figures, words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from leadscore.errors import UsageError
from leadscore.evaluation.comparison import CANNOT_TELL
from leadscore.evaluation.readings import Unit
from leadscore.words import Language, euros, number, percent, say

#: The best threshold calls just whom the present choice calls.
SAME = "same"
ChosenOn = Literal["earlier", "others", "accounts"]

_FIGURES = tuple(
    f"{name}{end}" for name in ("profit", "present", "difference") for end in ("", "_low", "_high")
)
CHOICE_COLUMNS = ("under", "best", "best_low", "best_high", *_FIGURES, "verdict")


@dataclass(frozen=True, kw_only=True, eq=False)
class Present:
    """Whom sales calls today.

    Parameters
    ----------
    kind : {"points", "cells", "capacity"}
        From so many points on; whom the card's cells or segments qualify; or the best share
        of the leads that can be called.
    called : ndarray of bool of shape (n_rows,)
        One for each row; of these, the best are called where there are too many.
    limit : float, optional
        The number of points, with ``"points"``.
    """

    kind: Literal["points", "cells", "capacity"]
    called: npt.NDArray[np.bool_]
    limit: float | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class ThresholdFindings:
    """What each threshold brings and what the present one costs; made by ``find_threshold``.

    Parameters
    ----------
    contender : str
        Whose points or scores these are; empty where it was not said.
    unit : {"points", "score"}
    table : DataFrame
        One row a threshold, rising: `threshold`; of all who reach it `leads` (distinct),
        `share` (of all rows), `calls` (a round), `buyers` (distinct), `conversion` (buyers of
        leads), `profit` (EUR, all rounds together) with `low` and `high`; and the same of
        whom capacity lets be called, `capped_share` to `capped_high`.
    choices : DataFrame
        Two rows, `under` ``"capacity"`` and ``"open"`` (no end to the calls): `best` with
        `best_low` and `best_high`; `profit` of the best and of the `present` choice, and
        `difference` (best less present), each with `_low` and `_high`, on leads it was not
        chosen on; `verdict` of the best: ``"better"``, ``"worse"``, ``"cannot tell"`` or
        ``"same"``. No row where no deal is worth anything. Ends of intervals are NaN with
        fewer than two accounts that bought, or that did not.
    present : Present
    chosen_on : {"earlier", "others", "accounts"}
        The best is chosen on earlier leads, on others where leads have no order, or on four
        fifths of the accounts for the last.
    n_leads, n_buyers, n_rounds : int
        Distinct leads and buyers judged on, and calling rounds.
    capacity, call_cost_eur, confidence : float
        The settings that it was made with.
    """

    contender: str
    unit: Unit
    table: pd.DataFrame
    choices: pd.DataFrame
    present: Present
    chosen_on: ChosenOn
    n_leads: int
    n_buyers: int
    n_rounds: int
    capacity: float
    call_cost_eur: float
    confidence: float

    @property
    def cut(self) -> float:
        """The highest threshold that still fills the capacity; the lowest where none does."""
        fills = self.table.loc[self.table["share"] >= self.capacity, "threshold"]
        return float(fills.max() if len(fills) else self.table["threshold"].iloc[0])

    @property
    def suggested(self) -> float | None:
        """The threshold that is best within capacity; None where no deal is worth anything.

        Where no threshold does better than calling the best that can be called, the one at
        which capacity runs out (:attr:`cut`).
        """
        if self.choices.empty:
            return None
        best = float(self.choice("capacity")["best"])
        return self.cut if self._takes_all(best) else best

    def _takes_all(self, threshold: float) -> bool:
        return threshold <= float(self.table["threshold"].iloc[0])

    def choice(self, under: Literal["capacity", "open"]) -> pd.Series:
        """Give the best threshold, what it brings, and what the present choice costs.

        Parameters
        ----------
        under : {"capacity", "open"}

        Returns
        -------
        Series
            A row of `choices`.

        Raises
        ------
        UsageError
            If there is none.
        """
        found = self.choices[self.choices["under"] == under]
        if found.empty:
            raise UsageError(
                f"There is no choice {under!r} of a threshold: give 'capacity' or 'open', and set "
                "what a deal is worth (sales.deal_value_eur)."
            )
        return found.iloc[0]

    def written(
        self, figure: Literal["profit", "present", "difference"], language: Language = "en"
    ) -> str:
        """Write what the best, or the present choice, brings within capacity.

        Parameters
        ----------
        figure : {"profit", "present", "difference"}
        language : {"en", "fi"}

        Returns
        -------
        str
            Euros, with their interval.

        Raises
        ------
        UsageError
            If no deal is worth anything.
        """
        found = self.choice("capacity")
        return _money(found[[figure, f"{figure}_low", f"{figure}_high"]], language)

    def summary(self, language: Language = "en", *, most: int = 12) -> pd.DataFrame:
        """Lay the thresholds out for reading, evenly chosen where there are many.

        Parameters
        ----------
        language : {"en", "fi"}
        most : int, default 12
            Rows, beside those of the present and the suggested threshold.

        Returns
        -------
        DataFrame
            Text and figures: threshold, calls a round, leads, buyers, conversion, profit with
            its interval, and profit within capacity with its interval.
        """
        wanted = {self.present.limit, self.suggested}
        places = np.unique(np.linspace(0, len(self.table) - 1, most).round().astype(int))
        named = np.flatnonzero(self.table["threshold"].isin([w for w in wanted if w is not None]))
        lines = self.table.iloc[np.union1d(places, named)]
        columns = {
            self.unit: [number(each, language) for each in lines["threshold"]],
            "calls": [number(each, language, 0) for each in lines["calls"]],
            "reach": [number(each, language, 0) for each in lines["leads"]],
            "buyers": [number(each, language, 0) for each in lines["buyers"]],
            "rate": ["–" if np.isnan(x) else percent(x, language, 1) for x in lines["conversion"]],
            "profit": [_money(ends, language) for ends in _ends(lines, "")],
            "capped": [_money(ends, language) for ends in _ends(lines, "capped_")],
        }
        return pd.DataFrame(
            {say(f"limits.column_{key}", language): of for key, of in columns.items()}
        )

    def sentence(self, language: Language = "en") -> str:
        """Tell what the present choice brings, which threshold is best, and what that is worth.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        return f"{self.headline(language)} {self.details(language)}".strip()

    def headline(self, language: Language = "en") -> str:
        """Tell the best threshold within capacity and what the present choice costs.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        if self.choices.empty:
            return say("threshold.no_value", language)
        found = self.choice("capacity")
        values: dict[str, object] = {
            "now": self._present(language),
            "profit": self.written("present", language),
            "capacity": percent(self.capacity, language),
        }
        if self.n_rounds == 1:
            now = say("threshold.now_once", language, **values)
        else:
            now = say("threshold.now", language, **values, rounds=self.n_rounds)
        if self._takes_all(found["best"]):
            cut = number(self.cut, language)
            best = say(f"threshold.bottom_{self.unit}", language, cut=cut)
        elif found["verdict"] == SAME:
            return f"{now} {say('threshold.same', language)}"
        else:
            ends = ("best",) if np.isnan(found["best_low"]) else ("best", "best_low", "best_high")
            values = {name.removeprefix("best_"): number(found[name], language) for name in ends}
            key = f"threshold.best_{self.unit}{'_alone' if len(ends) == 1 else ''}"
            best = say(key, language, **values)
        told = "" if found["verdict"] == SAME else self._verdict(found, language)
        return f"{now} {best} {told}".strip()

    def details(self, language: Language = "en") -> str:
        """Tell what would be best without an end to the calls, and how it was judged.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        parts = []
        if len(self.choices):
            found = self.choice("open")
            profit = _money(found[["profit", "profit_low", "profit_high"]], language)
            if self._takes_all(found["best"]):
                parts = [say("threshold.open_all", language, profit=profit)]
            else:
                best = number(found["best"], language)
                key = f"threshold.open_{self.unit}"
                parts = [say(key, language, best=best, profit=profit)]
            if found["verdict"] != SAME:
                parts.append(self._verdict(found, language))
            if self.table["profit"].max() <= 0:
                parts.append(say("threshold.never", language))
            if not self.call_cost_eur:
                parts.append(say("threshold.no_cost", language))
        counts = {"leads": self.n_leads, "buyers": self.n_buyers}
        confidence = percent(self.confidence, language)
        parts.append(
            say(f"threshold.on_{self.chosen_on}", language, **counts, confidence=confidence)
        )
        if self.table["low"].isna().all():
            parts.append(say("threshold.no_interval", language))
        return " ".join(parts)

    def _present(self, language: Language) -> str:
        if self.present.kind == "points" and self.present.limit is not None:
            return say("threshold.now_points", language, limit=self.present.limit)
        share = percent(self.capacity, language)
        if self.present.kind == "capacity":
            return say("threshold.now_capacity", language, share=share)
        return say("threshold.now_cells", language)

    def _verdict(self, found: pd.Series, language: Language) -> str:
        ends = found[["difference", "difference_low", "difference_high"]].to_list()
        if found["verdict"] == "worse":
            ends = [-ends[0], -ends[2], -ends[1]]
        key = "cannot_tell" if found["verdict"] == CANNOT_TELL else found["verdict"]
        return say(f"threshold.{key}", language, difference=_money(ends, language))


def _ends(lines: pd.DataFrame, prefix: str) -> np.ndarray:
    return lines[[f"{prefix}{key}" for key in ("profit", "low", "high")]].to_numpy()


def _money(value_and_ends: Iterable[float], language: Language) -> str:
    """Write an amount with its interval, or alone where there is none."""
    value, low, high = value_and_ends
    if np.isnan(low) or np.isnan(high):
        return euros(_rounded(value), language)
    keys = ("value", "low", "high")
    written = {
        key: euros(_rounded(each), language)
        for key, each in zip(keys, (value, low, high), strict=True)
    }
    return say("compare.with_interval", language, **written)


def _rounded(amount: float) -> float:
    """Hold three figures: more would claim what no interval bears out."""
    return float(f"{amount:.3g}")
