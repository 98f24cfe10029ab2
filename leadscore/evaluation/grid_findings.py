"""The result of judging a grid: tables, figures, words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from leadscore.cards.limits import CELLS, GRADES
from leadscore.errors import UsageError
from leadscore.evaluation.capacity import Suggested
from leadscore.evaluation.comparison import CANNOT_TELL
from leadscore.words import Language, listed, percent, say

PLACES = {cell: place for place, cell in enumerate(CELLS)}

#: A cell of fewer accounts (else leads), counted by their sizes, is compared with no other.
LEAST_ACCOUNTS = 10
TOO_FEW = "too few"
#: How a cell and its neighbour lie.
STEPS = ("fit_step", "behaviour_step")

PAIR_COLUMNS = (*("a", "b", "relation", "difference", "low", "high", "p", "p_holm", "verdict"),)


@dataclass(frozen=True, kw_only=True, eq=False)
class GridFindings:
    """What the leads of a grid's cells show; made by :func:`judge_grid`.

    Parameters
    ----------
    contender : str
        Whose grades and bands these are; empty where it was not said.
    table : DataFrame
        Sixteen rows, the best corner first: what :func:`score_grid` gives, and `cell`,
        `letters` (two cells that share one cannot be told apart; empty where there are too
        few leads), `alike` (those cells, as text), `expected`, `share` and `called` (see
        :class:`~leadscore.evaluation.capacity.Suggested`).
    pairs : DataFrame
        One row a pair of cells that were compared: `a` (of the better grade, or at the same
        grade of the better band), `b`, `relation` (``"fit_step"``, ``"behaviour_step"``,
        ``"ordered"`` or ``"trade"``: better fit against better behaviour), `difference` (of
        conversion, a less b), `low`, `high` (at Holm's level of the pair), `p`, `p_holm`,
        `verdict` (of a: ``"better"``, ``"worse"`` or ``"cannot tell"``).
    suggested : Suggested
        Which cells to call within capacity, and limits for grades and bands.
    overall : float
        Conversion of all rows; NaN where none has a known outcome.
    confidence : float
    """

    contender: str
    table: pd.DataFrame
    pairs: pd.DataFrame
    suggested: Suggested
    overall: float
    confidence: float

    @property
    def steps(self) -> pd.DataFrame:
        """The 24 steps from a cell to its neighbour, `verdict` ``"too few"`` where untold.

        One row a step: `a` (the better placed), `b`, `relation`, `verdict`.
        """
        known = {(line["a"], line["b"]): line["verdict"] for line in self.pairs.to_dict("records")}
        lines = [
            (a, b, lies, known.get((a, b), TOO_FEW))
            for a, b in combinations(CELLS, 2)
            if (lies := relation(a, b)) in STEPS
        ]
        return pd.DataFrame(lines, columns=["a", "b", "relation", "verdict"])

    @property
    def contradicted(self) -> pd.DataFrame:
        """The pairs in which the cell that should be better surely converts less."""
        wrong = (self.pairs["verdict"] == "worse") & (self.pairs["relation"] != "trade")
        return self.pairs[wrong]

    @property
    def too_few(self) -> tuple[str, ...]:
        """The cells that have too few leads to be compared."""
        return tuple(self.table.loc[self.table["letters"] == "", "cell"])

    def verdict(self, a: str, b: str) -> str:
        """Answer whether the leads of one cell surely convert more often than another's.

        Parameters
        ----------
        a, b : str
            Cells, such as ``"A3"`` and ``"B1"``.

        Returns
        -------
        {"better", "worse", "cannot tell", "too few"}
            Of `a`.

        Raises
        ------
        UsageError
            If there is no such cell, or the two are the same.
        """
        wrong = [cell for cell in (a, b) if cell not in PLACES]
        if wrong or a == b:
            raise UsageError(
                f"verdict() takes two different cells from {CELLS[0]} to {CELLS[-1]}; it was "
                f"given {a!r} and {b!r}."
            )
        swapped = PLACES[a] > PLACES[b]
        first, second = (b, a) if swapped else (a, b)
        found = self.pairs[(self.pairs["a"] == first) & (self.pairs["b"] == second)]
        if found.empty:
            return TOO_FEW
        told = str(found["verdict"].iloc[0])
        return {"better": "worse", "worse": "better"}.get(told, told) if swapped else told

    def summary(self, language: Language = "en") -> pd.DataFrame:
        """Lay the cells out for reading, the first to call first.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        DataFrame
            Text and figures: cell, leads, conversion with its interval, the cells it cannot
            be told from, and the share of it that capacity reaches.
        """
        order = {cell: place for place, cell in enumerate(self.suggested.calls["cell"])}
        lines = self.table.sort_values("cell", key=lambda cells: cells.map(order))
        columns = {
            "cell": list(lines["cell"]),
            "leads": list(lines["leads"]),
            "conversion": [self._written(cell, language) for cell in lines["cell"]],
            "alike": [
                self._told_alike(marks, alike, language)
                for marks, alike in zip(lines["letters"], lines["alike"], strict=True)
            ],
            "called": [percent(share, language) for share in lines["called"]],
        }
        return pd.DataFrame(
            {say(f"limits.column_{name}", language): of for name, of in columns.items()}
        )

    def sentence(self, language: Language = "en") -> str:
        """Tell the best cell, what can be told apart and what not, and whom to call.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        parts = (
            self.headline(language),
            self.trades(language),
            self.suggested.sentence(language),
        )
        return " ".join(part for part in parts if part)

    def headline(self, language: Language = "en") -> str:
        """Tell the best cell, how many steps can be told, and where the order is wrong.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        if self.pairs.empty:
            return say("limits.grid_untold", language)
        parts = [self._best(language), self._steps(language), *self._contradictions(language)]
        return " ".join(parts)

    def trades(self, language: Language = "en") -> str:
        """Answer whether better fit beats better behaviour: for a told and an untold pair.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
            Of each kind the pair with most buyers at stake; empty where there is none.
        """
        trades = self.pairs[self.pairs["relation"] == "trade"]
        table = self.table.set_index("cell")
        few = np.minimum(trades["a"].map(table["leads"]), trades["b"].map(table["leads"]))
        high = np.maximum(
            trades["a"].map(table["conversion"]), trades["b"].map(table["conversion"])
        )
        by_stake = trades.assign(stake=few * high).sort_values(
            "stake", ascending=False, kind="stable"
        )
        told = by_stake["verdict"] != CANNOT_TELL
        chosen = pd.concat([by_stake[told].head(1), by_stake[~told].head(1)])
        return " ".join(
            say(
                f"limits.trade_{line['verdict'].replace(' ', '_')}",
                language,
                a=line["a"],
                b=line["b"],
                of_a=self._conversion(line["a"], language),
                of_b=self._conversion(line["b"], language),
            )
            for line in chosen.to_dict("records")
        )

    def details(self, language: Language = "en") -> str:
        """Tell how cells were told apart and how those to call were chosen.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        return say(
            "limits.grid_how",
            language,
            pairs=len(self.pairs),
            wrongly=percent(1 - self.confidence, language),
            least=LEAST_ACCOUNTS,
        )

    def _told_alike(self, marks: str, alike: str, language: Language) -> str:
        if not marks:
            return say("limits.too_few", language)
        others = len(CELLS) - len(self.too_few) - 1
        if others and len(alike.split()) == others:
            return say("limits.any_other", language)
        return alike or "–"

    def _best(self, language: Language) -> str:
        compared = self.table[self.table["letters"] != ""]
        best = compared.iloc[int(compared["conversion"].to_numpy().argmax())]
        return say(
            "limits.grid_best",
            language,
            cell=best["cell"],
            conversion=self._written(best["cell"], language),
            leads=int(best["leads"]),
            overall=rate_in_words(self.overall, language),
        )

    def _steps(self, language: Language) -> str:
        counts = self.steps["verdict"].value_counts()
        told = say(
            "limits.grid_steps",
            language,
            better=int(counts.get("better", 0)),
            open=int(counts.get(CANNOT_TELL, 0)),
            worse=int(counts.get("worse", 0)),
            few=int(counts.get(TOO_FEW, 0)),
        )
        if not self.too_few:
            return told
        few = listed(list(self.too_few), language)
        return f"{told} {say('limits.grid_few', language, cells=few)}"

    def _contradictions(self, language: Language) -> list[str]:
        wrong = self.contradicted.sort_values("p", kind="stable")
        if wrong.empty:
            return [say("limits.grid_order_holds", language)]
        return [
            say(
                "limits.grid_contradicted",
                language,
                worse=line["a"],
                better=line["b"],
                low=self._conversion(line["a"], language),
                high=self._conversion(line["b"], language),
            )
            for line in wrong.head(3).to_dict("records")
        ]

    def _conversion(self, cell: str, language: Language) -> str:
        return rate_in_words(float(self.table["conversion"].iloc[PLACES[cell]]), language)

    def _written(self, cell: str, language: Language) -> str:
        line = self.table.iloc[PLACES[cell]]
        if np.isnan(line["conversion"]):
            return "–"
        value, low, high = (
            rate_in_words(line[key], language) for key in ("conversion", "low", "high")
        )
        return say("compare.with_interval", language, value=value, low=low, high=high)


def relation(a: str, b: str) -> str:
    """Tell how two cells lie.

    Parameters
    ----------
    a, b : str
        `a` stands before `b` in the list of cells.

    Returns
    -------
    {"fit_step", "behaviour_step", "ordered", "trade"}
    """
    down = GRADES.index(b[0]) - GRADES.index(a[0])
    along = int(b[1]) - int(a[1])
    if along < 0:
        return "trade"
    if down + along > 1:
        return "ordered"
    return "fit_step" if down else "behaviour_step"


def rate_in_words(share: float, language: Language) -> str:
    """Write a conversion rate to the tenth of a percent where that is told apart.

    Parameters
    ----------
    share : float
    language : {"en", "fi"}

    Returns
    -------
    str

    Examples
    --------
    >>> rate_in_words(0.034, "en"), rate_in_words(0.34, "en")
    ('3.4%', '34%')
    """
    return percent(share, language, 1 if share < 0.1 else 0)
