"""The picture of the grid: fit by behaviour, conversion, what can be told, whom to call."""

from __future__ import annotations

from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from leadscore.evaluation.grid_findings import rate_in_words
from leadscore.reports import style
from leadscore.words import Language, percent, say


def grid(cells: pd.DataFrame, *, language: Language = "en") -> Figure:
    """Draw the fit x behaviour grid: leads, observed conversion and interval in each cell.

    Where they are known, letters mark the cells that cannot be told apart, hatching those of
    too few leads, and a thick line goes round the cells that are called within capacity
    (dashed round the cell in which it runs out).

    Parameters
    ----------
    cells : DataFrame
        From :func:`leadscore.evaluation.grid.score_grid`: `grade`, `band`, `leads`,
        `conversion` (NaN where no outcome is known), `low`, `high`; or the ``table`` of
        :class:`~leadscore.evaluation.grid_findings.GridFindings`, with `letters` and
        `called` besides.
    language : {"en", "fi"}

    Returns
    -------
    Figure

    Raises
    ------
    UsageError
        If a column is missing.
    """
    style.require(cells, "grade", "band", "leads", "conversion", "low", "high")
    figure = style.new_figure(4.6, _grid_title(cells, language))
    axes = style.clean(
        figure.subplots(), x=say("plot.band", language), y=say("plot.grade", language)
    )
    grades, bands = sorted(cells["grade"].unique()), sorted(cells["band"].unique())
    table = cells.set_index(["grade", "band"])
    every_cell = pd.MultiIndex.from_product([grades, bands])
    rates = table["conversion"].reindex(every_cell).to_numpy(float).reshape(len(grades), -1)
    known = rates[np.isfinite(rates)]
    top = float(known.max()) if known.size and known.max() > 0 else 1.0
    heat = LinearSegmentedColormap.from_list("leadscore", style.HEAT).with_extremes(bad="white")
    axes.pcolormesh(
        np.ma.masked_invalid(rates), cmap=heat, vmin=0, vmax=top, edgecolor="white", linewidth=2
    )
    for (row, grade), (column, band) in product(enumerate(grades), enumerate(bands)):
        if (grade, band) in table.index:
            cell = table.loc[(grade, band)]
            dark = np.isfinite(cell["conversion"]) and cell["conversion"] > 0.55 * top
            _write_cell(axes, (column + 0.5, row + 0.5), cell, dark=bool(dark), language=language)
            _mark_cell(axes, (column, row), cell, dark=bool(dark), language=language)
    if "called" in table:
        called = table["called"].reindex(every_cell).fillna(0.0).to_numpy(float)
        _outline(axes, called.reshape(rates.shape))
    axes.set_xticks(np.arange(len(bands)) + 0.5, [str(band) for band in bands], parse_math=False)
    axes.set_yticks(np.arange(len(grades)) + 0.5, grades, parse_math=False)
    axes.tick_params(labelsize=11, labelcolor=style.INK)
    axes.invert_yaxis()
    for spine in axes.spines.values():
        spine.set_visible(False)
    if "letters" in table:
        figure.supxlabel(
            say("plot.grid_key", language),
            x=0.012,
            ha="left",
            fontsize=8.5,
            color=style.SOFT,
            parse_math=False,
        )
    return figure


def _mark_cell(
    axes: Axes, corner: tuple[int, int], cell: pd.Series, *, dark: bool, language: Language
) -> None:
    """Put letters, or hatching, and the share that is called into a cell."""
    colour = "white" if dark else style.INK
    texts = []
    if cell.get("letters"):
        texts.append((0.95, 0.13, "right", str(cell["letters"])))
    elif "letters" in cell:
        axes.add_patch(
            Rectangle(corner, 1, 1, fill=False, hatch="///", edgecolor=style.QUIET, linewidth=0)
        )
    if 0 < cell.get("called", 0.0) < 1:
        share = say("plot.cell_called", language, share=percent(cell["called"], language))
        texts.append((0.05, 0.13, "left", share))
    for x, y, side, text in texts:
        axes.text(
            corner[0] + x,
            corner[1] + y,
            text,
            ha=side,
            va="center",
            color=colour,
            fontsize=8.5,
            parse_math=False,
        )


def _outline(axes: Axes, called: npt.NDArray[np.float64]) -> None:
    """Draw the line between what is called and what is not, dashed round a cell called in part."""
    whole = np.pad(called >= 1, 1)
    for row, column in product(range(called.shape[0]), range(called.shape[1])):
        beside = {  # the neighbour beyond each edge, and the edge's ends
            (row, column + 1): ([column, column + 1], [row, row]),
            (row + 2, column + 1): ([column, column + 1], [row + 1, row + 1]),
            (row + 1, column): ([column, column], [row, row + 1]),
            (row + 1, column + 2): ([column + 1, column + 1], [row, row + 1]),
        }
        for neighbour, (xs, ys) in beside.items():
            if called[row, column] >= 1 and not whole[neighbour]:
                axes.plot(xs, ys, color=style.INK, linewidth=2.5, clip_on=False)
            elif 0 < called[row, column] < 1 and not whole[neighbour]:
                axes.plot(xs, ys, color=style.INK, linewidth=1.5, linestyle=(0, (3, 2)))


def _write_cell(
    axes: Axes, centre: tuple[float, float], cell: pd.Series, *, dark: bool, language: Language
) -> None:
    colour = "white" if dark else style.INK
    x, y = centre
    share, ends = "–", ""
    if np.isfinite(cell["conversion"]):
        share, low, high = (
            rate_in_words(cell[key], language) for key in ("conversion", "low", "high")
        )
        ends = say("plot.cell_range", language, low=low, high=high)
    count = say("plot.cell_leads", language, count=int(cell["leads"]))
    for text, shift, size, weight in (
        (share, -0.16, 13, "bold"),
        (ends, 0.1, 8.5, "normal"),
        (count, 0.3, 8.5, "normal"),
    ):
        axes.text(
            x,
            y + shift,
            text,
            ha="center",
            va="center",
            color=colour,
            fontsize=size,
            fontweight=weight,
            parse_math=False,
        )


def _grid_title(cells: pd.DataFrame, language: Language) -> str:
    known = cells[cells["conversion"].notna()]
    if known.empty:
        return say("plot.grid_empty", language)
    best = known.iloc[int(known["conversion"].to_numpy().argmax())]
    worst = known.iloc[int(known["conversion"].to_numpy().argmin())]
    high = rate_in_words(best["conversion"], language)
    if best["conversion"] == worst["conversion"]:
        return say("plot.grid_even", language, high=high)
    return say(
        "plot.grid",
        language,
        best=f"{best['grade']}{best['band']}",
        worst=f"{worst['grade']}{worst['band']}",
        high=high,
        low=rate_in_words(worst["conversion"], language),
    )
