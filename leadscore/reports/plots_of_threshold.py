"""The picture of the threshold: what each brings, calls and finds."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from leadscore.evaluation.threshold_findings import ThresholdFindings
from leadscore.reports import style
from leadscore.words import Language, number, say

#: What is drawn of the profit: prefix of its columns, colour, dash, name.
_LINES = (
    ("", style.DOWN, (0, (6, 2)), "plot.without"),
    ("capped_", style.UP, "solid", "plot.within"),
)


def threshold(found: ThresholdFindings, *, language: Language = "en") -> Figure:
    """Draw what each threshold brings, with its interval, and what it calls and finds.

    Parameters
    ----------
    found : ThresholdFindings
    language : {"en", "fi"}

    Returns
    -------
    Figure
        Above the profit within capacity and without an end to the calls (left out where no
        deal is worth anything), with today's threshold and the best; below the share of the
        leads called and of the buyers found.
    """
    style.require(found.table, "threshold", "profit", "share", "buyers")
    worth = not found.choices.empty
    figure = style.new_figure(4.8 if worth else 2.6, _title(found, language))
    drawn = figure.subplots(
        2 if worth else 1, sharex=True, squeeze=False, height_ratios=((3, 2) if worth else (1,))
    )[:, 0]
    if worth:
        _profit(drawn[0], found, language)
        _mark(drawn[0], found, language)
    below = style.clean(
        drawn[-1],
        x=say(f"plot.threshold_{found.unit}", language),
        y=say("plot.shares", language),
        lines="y",
    )
    at = found.table["threshold"]
    called, bought = found.table["share"], found.table["buyers"] / found.n_buyers
    below.step(at, called, where="mid", color=style.SOFT, label=say("plot.share_called", language))
    below.step(
        at,
        bought,
        where="mid",
        color=style.UP,
        linestyle=(0, (2, 1)),
        label=say("plot.share_found", language),
    )
    below.set_ylim(0, 1.02)
    below.yaxis.set_major_formatter(style.in_percent(language))
    below.xaxis.set_major_formatter(style.in_numbers(language))
    style.legend(below, place="upper right")
    return figure


def _profit(axes: Axes, found: ThresholdFindings, language: Language) -> None:
    style.clean(axes, y=say("plot.profit", language), lines="y")
    table = found.table
    for prefix, colour, dash, name in _LINES:
        low, high = table[f"{prefix}low"], table[f"{prefix}high"]
        axes.fill_between(table["threshold"], low, high, step="mid", color=colour, alpha=0.13, lw=0)
        axes.step(
            table["threshold"],
            table[f"{prefix}profit"],
            where="mid",
            color=colour,
            linestyle=dash,
            linewidth=1.8,
            label=say(name, language),
        )
    axes.axhline(0, color=style.SOFT, linewidth=0.8)
    axes.set_ylim(*_window(table))
    axes.yaxis.set_major_locator(MaxNLocator(6))
    axes.yaxis.set_major_formatter(style.in_numbers(language, 0))
    style.legend(axes, place="upper right")


def _window(table: pd.DataFrame) -> tuple[float, float]:
    """Show all of the profit within capacity; of large losses beyond it only the beginning."""
    within, beyond = table[["capped_low", "capped_profit"]], table[["low", "profit"]]
    highest = table[["high", "capped_high", "profit", "capped_profit"]]
    top = float(np.nanmax([np.nanmax(highest), 0.0]))
    least = float(np.nanmin([np.nanmin(within), 0.0]))
    low = max(float(np.nanmin([np.nanmin(beyond), least])), least - max(top, 1.0))
    return low - 0.05 * (top - low), top + 0.14 * max(top - low, 1.0)


def _mark(axes: Axes, found: ThresholdFindings, language: Language) -> None:
    best = "plot.runs_out" if found.suggested == found.cut else "plot.suggested"
    for key, at, dash, height, colour in (
        ("plot.today", found.present.limit, "dotted", 0.99, style.SOFT),
        (best, found.suggested, "solid", 0.91, style.INK),
    ):
        if at is None:
            continue
        axes.axvline(at, color=colour, linewidth=1.2, linestyle=dash)
        right = at > float(np.mean(axes.get_xlim()))
        axes.annotate(
            say(key, language, limit=number(at, language)),
            (at, height),
            xycoords=("data", "axes fraction"),
            xytext=(-4 if right else 4, 0),
            textcoords="offset points",
            ha="right" if right else "left",
            va="top",
            fontsize=9,
            color=colour,
            parse_math=False,
        )


def _title(found: ThresholdFindings, language: Language) -> str:
    if found.choices.empty:
        return say("plot.threshold_no_value", language)
    chosen = found.choice("capacity")
    best = number(found.suggested or 0.0, language)
    if chosen["verdict"] == "better":
        profit = found.written("profit", language)
        return say("plot.threshold", language, best=best, profit=profit)
    if chosen["verdict"] == "same":
        return say("plot.threshold_same", language, profit=found.written("present", language))
    key = "worse" if chosen["verdict"] == "worse" else "open"
    return say(f"plot.threshold_{key}", language, best=best)
