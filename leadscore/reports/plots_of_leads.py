"""Pictures of scored leads: scores, the grid, reasons, and what features and rules do."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from scipy.special import expit

from leadscore.reports import style
from leadscore.words import Language, number, percent, say, signed

#: Bars of reasons and of importance that one can still read.
MOST_BARS = 12
#: What more of a feature does to the chance, and the colour of it.
_MORE = {"raises": style.UP, "lowers": style.DOWN}


def scores(frame: pd.DataFrame, *, language: Language = "en") -> Figure:
    """Draw how many leads have which score.

    Parameters
    ----------
    frame : DataFrame
        One row a lead, with `score` (1 to 100).
    language : {"en", "fi"}

    Returns
    -------
    Figure

    Raises
    ------
    UsageError
        If there is no `score`, or no lead.
    """
    style.require(frame, "score")
    score = frame["score"].to_numpy(dtype=np.float64)
    title = say(
        "plot.scores",
        language,
        count=len(score),
        top=int((score > 90).sum()),
        median=float(np.median(score)),
    )
    figure = style.new_figure(3.2, title)
    axes = style.clean(
        figure.subplots(), x=say("plot.score", language), y=say("plot.leads", language), lines="y"
    )
    axes.hist(
        score,
        bins=[0.5 + 5 * step for step in range(21)],
        color=style.UP,
        edgecolor="white",
        linewidth=1,
    )
    axes.set_xlim(0.5, 100.5)
    axes.set_xticks([1, *range(10, 101, 10)])
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(style.in_numbers(language, 0))
    return figure


def grid(cells: pd.DataFrame, *, language: Language = "en") -> Figure:
    """Draw the fit x behaviour grid: leads, observed conversion and interval in each cell.

    Parameters
    ----------
    cells : DataFrame
        From :func:`leadscore.evaluation.grid.score_grid`: `grade`, `band`, `leads`,
        `conversion` (NaN where no outcome is known), `low`, `high`.
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
    for row, grade in enumerate(grades):
        for column, band in enumerate(bands):
            if (grade, band) in table.index:
                cell = table.loc[(grade, band)]
                dark = np.isfinite(cell["conversion"]) and cell["conversion"] > 0.55 * top
                _write_cell(
                    axes, (column + 0.5, row + 0.5), cell, dark=bool(dark), language=language
                )
    axes.set_xticks(np.arange(len(bands)) + 0.5, [str(band) for band in bands], parse_math=False)
    axes.set_yticks(np.arange(len(grades)) + 0.5, grades, parse_math=False)
    axes.tick_params(labelsize=11, labelcolor=style.INK)
    axes.invert_yaxis()
    for spine in axes.spines.values():
        spine.set_visible(False)
    return figure


def _write_cell(
    axes: Axes, centre: tuple[float, float], cell: pd.Series, *, dark: bool, language: Language
) -> None:
    colour = "white" if dark else style.INK
    x, y = centre
    share, ends = "–", ""
    if np.isfinite(cell["conversion"]):
        share, low, high = (_rate(cell[key], language) for key in ("conversion", "low", "high"))
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
    high = _rate(best["conversion"], language)
    if best["conversion"] == worst["conversion"]:
        return say("plot.grid_even", language, high=high)
    return say(
        "plot.grid",
        language,
        best=f"{best['grade']}{best['band']}",
        worst=f"{worst['grade']}{worst['band']}",
        high=high,
        low=_rate(worst["conversion"], language),
    )


def _rate(share: float, language: Language) -> str:
    """Write a conversion rate to the tenth of a percent where that is told apart."""
    return percent(share, language, 1 if share < 0.1 else 0)


def reasons(parts: pd.DataFrame, *, language: Language = "en") -> Figure:
    """Draw what moves one lead's chance up and down.

    Parameters
    ----------
    parts : DataFrame
        The ``table`` of :class:`leadscore.explain.Explanation`: the first row is where
        every lead starts, then one row a part; `words` and `log_odds`. What does not fit
        is summed into one last bar, so that the bars still add up.
    language : {"en", "fi"}

    Returns
    -------
    Figure

    Raises
    ------
    UsageError
        If a column is missing or there is no row.
    """
    style.require(parts, "words", "log_odds")
    start, total = float(parts["log_odds"].iloc[0]), float(parts["log_odds"].sum())
    moved = parts.iloc[1:]
    moved = moved[moved["log_odds"] != 0].sort_values(
        "log_odds", key=np.abs, ascending=False, kind="stable"
    )
    names, sizes = list(moved["words"]), list(moved["log_odds"])
    if len(names) > MOST_BARS:
        rest = sum(sizes[MOST_BARS - 1 :])
        hidden = len(names) - MOST_BARS + 1
        names = [*names[: MOST_BARS - 1], say("plot.rest", language, count=hidden)]
        sizes = [*sizes[: MOST_BARS - 1], rest]
    key = "plot.reasons" if sizes else "plot.reasons_none"
    chances = {"start": percent(float(expit(start)), language, 1)}
    if sizes:
        chances["end"] = percent(float(expit(total)), language, 1)
    figure = style.new_figure(0.9 + 0.42 * max(1, len(sizes)), say(key, language, **chances))
    axes = style.clean(figure.subplots(), x=say("plot.log_odds", language), lines="x")
    _bars(axes, names, sizes, [signed(size, language, 2) for size in sizes])
    axes.axvline(0, color=style.SOFT, linewidth=1)
    axes.xaxis.set_major_formatter(style.in_numbers(language))
    return figure


def importance(weights: pd.DataFrame, *, language: Language = "en") -> Figure:
    """Draw how much each feature moves the chance on average.

    Parameters
    ----------
    weights : DataFrame
        `label` (of the feature, in words), `weight` (mean size of its contribution,
        log-odds, 0 or more) and `more` (of it ``"raises"`` or ``"lowers"`` the chance,
        ``"mixed"``, or empty). The largest are drawn.
    language : {"en", "fi"}

    Returns
    -------
    Figure

    Raises
    ------
    UsageError
        If a column is missing or there is no row.
    """
    style.require(weights, "label", "weight", "more")
    largest = weights[weights["weight"] > 0].sort_values(
        ["weight", "label"], ascending=[False, True], kind="stable"
    )[:MOST_BARS]
    title = say("plot.importance_none", language)
    if len(largest):
        first = str(largest["label"].iloc[0])
        title = say(
            "plot.importance",
            language,
            first=first[:1].upper() + first[1:],
            factor=number(float(np.exp(largest["weight"].iloc[0])), language, 2),
        )
    figure = style.new_figure(1.2 + 0.34 * max(1, len(largest)), title)
    axes = style.clean(figure.subplots(), x=say("plot.weight", language), lines="x")
    sizes = [float(weight) for weight in largest["weight"]]
    colours = [_MORE.get(more, style.QUIET) for more in largest["more"]]
    written = [number(size, language, 2) for size in sizes]
    _bars(axes, list(largest["label"]), sizes, written, colours)
    axes.xaxis.set_major_formatter(style.in_numbers(language))
    for more, colour in _MORE.items():
        axes.barh([0], [0], color=colour, label=say(f"plot.more_{more}", language))
    axes.barh([0], [0], color=style.QUIET, label=say("plot.more_mixed", language))
    style.legend_below(figure)
    return figure


def rule_lifts(rules: pd.DataFrame, *, language: Language = "en") -> Figure:
    """Draw how the leads of each rule of the card convert beside the others.

    Parameters
    ----------
    rules : DataFrame
        From :func:`leadscore.evaluation.card_audit.audit_rules`: `says`, `lift`, `low`,
        `high` (NaN where a rule never fires; those are left out).
    language : {"en", "fi"}

    Returns
    -------
    Figure

    Raises
    ------
    UsageError
        If a column is missing or there is no row.
    """
    style.require(rules, "says", "lift", "low", "high")
    told = rules[rules[["lift", "low", "high"]].notna().all(axis=1)]
    more, less = int((told["low"] > 1).sum()), int((told["high"] < 1).sum())
    title = say(
        "plot.rules",
        language,
        more=more,
        count=len(rules),
        less=less,
        open=len(rules) - more - less,
    )
    figure = style.new_figure(0.9 + 0.36 * max(1, len(told)), title)
    axes = style.clean(figure.subplots(), x=say("plot.lift", language), lines="x")
    style.dots_in_rows(axes, told["lift"], told["low"], told["high"], none=1.0)
    style.named_rows(axes, [str(text) for text in told["says"]])
    axes.xaxis.set_major_formatter(style.in_numbers(language))
    return figure


def _bars(
    axes: Axes,
    names: list[str],
    sizes: list[float],
    written: list[str],
    colours: list[str] | None = None,
) -> None:
    """Draw bars from zero, each with its value at its end."""
    for row, (size, text) in enumerate(zip(sizes, written, strict=True)):
        up = size >= 0
        colour = colours[row] if colours else style.UP if up else style.DOWN
        axes.barh(row, size, height=0.62, color=colour)
        axes.annotate(
            text,
            (size, row),
            xytext=(4 if up else -4, 0),
            textcoords="offset points",
            ha="left" if up else "right",
            va="center",
            fontsize=9,
            color=style.INK,
            parse_math=False,
        )
    style.named_rows(axes, names)
    axes.margins(x=0.14)
