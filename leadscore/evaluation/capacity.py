"""What capacity suggests: which cells to call, and where grades and bands begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from leadscore.evaluation.readings import Unit, levels
from leadscore.validation.monotone import falling_both_ways
from leadscore.validation.ranking import FloatArray
from leadscore.validation.shares import interval_of_share
from leadscore.words import Language, listed, number, percent, say

#: Columns of ``Suggested.limits``.
LIMIT_COLUMNS = (*("axis", "name", "least", "share", "snapshots", "conversion", "low", "high"),)
_NEVER = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class Suggested:
    """What capacity suggests for a grid; made by ``judge_grid``.

    Parameters
    ----------
    calls : DataFrame
        One row a cell, the first to call first: `cell`, `expected` (share that converts,
        shrunk where few and made to fall with grade and band), `share` (of all rows),
        `called` (share of its rows that capacity reaches).
    limits : DataFrame
        One row a grade and a band that limits were found for: `axis` (``"fit"``,
        ``"behaviour"``), `name`, `least` (missing for the last, which takes the rest),
        `share` (of all rows), `snapshots`, `conversion`, `low`, `high`. No row where
        nothing was given to set limits on.
    capacity : float
        Share of the leads that sales can call.
    unit : {"points", "score"}
        What the limits are of.
    """

    calls: pd.DataFrame
    capacity: float
    unit: Unit = "score"
    limits: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(LIMIT_COLUMNS)))

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells that are called whole, the first to call first."""
        return tuple(self.calls.loc[self.calls["called"] > 1 - _NEVER, "cell"])

    @property
    def cut(self) -> tuple[str, float] | None:
        """The cell in which capacity runs out, with the share of it that is called."""
        part = self.calls[self.calls["called"].between(_NEVER, 1 - _NEVER)]
        if part.empty:
            return None
        return str(part["cell"].iloc[0]), float(part["called"].iloc[0])

    def limits_of(self, axis: str) -> dict[str, float]:
        """Give the suggested limits of one side, as a card's ``grades`` or ``bands`` has them.

        Parameters
        ----------
        axis : {"fit", "behaviour"}

        Returns
        -------
        dict of str to float
            The least points or score of each grade or band but the last, best first.
        """
        lines = self.limits[(self.limits["axis"] == axis) & self.limits["least"].notna()]
        return dict(zip(lines["name"], lines["least"].astype(float), strict=True))

    def summary(self, language: Language = "en") -> pd.DataFrame:
        """Lay the suggested limits out for reading, one row a grade or band.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        DataFrame
            Text columns: the side, the grade or band, where it begins, its share of the
            leads, and the share of those that convert with its interval.
        """
        lines = [
            (
                say(f"limits.axis_{line['axis']}", language),
                line["name"],
                "–" if np.isnan(line["least"]) else number(line["least"], language),
                percent(line["share"], language),
                _conversion(line["conversion"], line["low"], line["high"], language),
            )
            for line in self.limits.to_dict("records")
        ]
        columns = ("axis", "name", self.unit, "share", "conversion")
        return pd.DataFrame(
            lines, columns=[say(f"limits.column_{name}", language) for name in columns]
        )

    def sentence(self, language: Language = "en") -> str:
        """Tell whom to call within capacity, and where grades and bands should begin.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        return " ".join([self._calls(language), *self._limits(language)])

    def _calls(self, language: Language) -> str:
        capacity = percent(self.capacity, language)
        whole, part = listed(list(self.cells), language), self.cut
        if part is None:
            return say("limits.call_whole", language, capacity=capacity, cells=whole)
        share = percent(part[1], language)
        if not self.cells:
            return say("limits.call_part", language, capacity=capacity, cell=part[0], share=share)
        return say(
            "limits.call", language, capacity=capacity, cells=whole, cell=part[0], share=share
        )

    def _limits(self, language: Language) -> list[str]:
        told = []
        for axis in ("fit", "behaviour"):
            if found := self.limits_of(axis):
                parts = [
                    say("limits.from", language, name=name, least=number(least, language))
                    for name, least in found.items()
                ]
                told.append(
                    say(f"limits.{axis}_{self.unit}", language, limits=listed(parts, language))
                )
        return told


def cells_to_call(
    hits: FloatArray, counts: FloatArray, shares: FloatArray, capacity: float
) -> tuple[FloatArray, FloatArray, list[int]]:
    """Choose which cells of a grid to call.

    Parameters
    ----------
    hits, counts : ndarray of shape (n_grades, n_bands)
        Accounts that convert, and all, counted by their sizes
        (:func:`leadscore.validation.shares.effective_accounts`); the best corner first.
    shares : ndarray of shape (n_grades, n_bands)
        Share of all rows in each cell; they add up to 1.
    capacity : float
        Share of the rows that can be called.

    Returns
    -------
    expected : ndarray of shape (n_grades, n_bands)
        Share that converts.
    called : ndarray of shape (n_grades, n_bands)
        Share of each cell that is called.
    order : list of int
        The cells in calling order, numbered row by row.

    Notes
    -----
    Each cell is given one more buyer among as many more accounts as bring one on average, so
    that a cell of few accounts stands near the average; what is found is made to fall along
    every row and column (:func:`leadscore.validation.monotone.falling_both_ways`), for a
    better grade at the same band can hardly be worth less. Cells that come out equal are
    called from the best corner outwards.
    """
    overall = (hits.sum() + 0.5) / (counts.sum() + 1.0)
    shrunk = (hits + 1.0) / (counts + 1.0 / overall)
    expected = falling_both_ways(shrunk, counts)
    n_grades, n_bands = expected.shape
    away = np.add.outer(np.arange(n_grades), np.arange(n_bands)).ravel()
    order = np.lexsort((np.arange(expected.size), away, -expected.ravel().round(12)))
    in_order = shares.ravel()[order]
    before = np.cumsum(in_order) - in_order
    with np.errstate(divide="ignore", invalid="ignore"):
        reached = np.where(in_order > 0, (capacity - before) / in_order, 0.0)
    called = np.empty(expected.size)
    called[order] = np.clip(reached, 0.0, 1.0)
    return expected, called.reshape(expected.shape), [int(cell) for cell in order]


def suggested_limits(
    values: FloatArray,
    label: FloatArray,
    units: np.ndarray,
    *,
    axis: str,
    names: Sequence[str],
    capacity: float,
    confidence: float,
) -> pd.DataFrame:
    """Set the limits of grades, or of bands, from capacity.

    Parameters
    ----------
    values : ndarray of shape (n_rows,)
        Points or scores of one side; NaN for the last grade whatever the limits.
    label : ndarray of shape (n_rows,)
        1 where the row converts, 0 where not, NaN where unknown.
    units : ndarray of int of shape (n_rows,)
        Code of each row's account (else lead).
    axis : {"fit", "behaviour"}
    names : sequence of str
        Four names, the best first.
    capacity : float
    confidence : float

    Returns
    -------
    DataFrame
        See ``Suggested.limits``. Fewer than four names where too few values differ.

    Notes
    -----
    Were this side all one knew, the first two grades together would be as many as sales
    can call: the first is the better half of them, the second the other half; the third is
    half of all others, and the last the rest. The limit is the round value whose share
    comes nearest to that.
    """
    wanted = (capacity / 2, capacity, (1 + capacity) / 2)
    tried = levels(values)
    reached = np.array([np.mean(values >= each) for each in tried])
    leasts: list[float] = []
    for share in wanted:
        open_ = np.flatnonzero((tried < leasts[-1]) if leasts else np.isfinite(tried))
        if not len(open_):
            break
        off = np.abs(reached[open_] - share)
        leasts.append(float(tried[open_[np.flatnonzero(off <= off.min() + _NEVER)[-1]]]))
    if leasts and reached[np.searchsorted(tried, leasts[-1])] >= 1:
        leasts.pop()  # a limit that everyone reaches parts nobody
    if not leasts:
        return pd.DataFrame(columns=list(LIMIT_COLUMNS))
    place = np.sum([~(values >= least) for least in leasts], axis=0)
    lines = []
    for number_, least in enumerate([*leasts, np.nan]):
        inside = place == number_
        known = inside & np.isfinite(label)
        rate = float(label[known].mean()) if known.any() else np.nan
        ends = (
            interval_of_share(rate, units[known], confidence=confidence)
            if known.any()
            else (np.nan, np.nan)
        )
        name = names[number_] if number_ < len(leasts) else names[-1]
        lines.append((axis, name, least, float(inside.mean()), int(known.sum()), rate, *ends))
    return pd.DataFrame(lines, columns=list(LIMIT_COLUMNS))


def _conversion(value: float, low: float, high: float, language: Language) -> str:
    if np.isnan(value):
        return "–"
    ends = {"value": value, "low": low, "high": high}
    written = {key: percent(each, language, 1) for key, each in ends.items()}
    return say("compare.with_interval", language, **written)
