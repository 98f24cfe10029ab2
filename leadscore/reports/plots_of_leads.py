"""Pictures of scored leads: scores, reasons, and what features do."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
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
