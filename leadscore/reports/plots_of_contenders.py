"""Pictures of a comparison: gains, figures with intervals, reliability."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from leadscore.evaluation.comparison import contender_name, figure_text
from leadscore.reports import style
from leadscore.validation.measures import MEASURES
from leadscore.words import Language, listed, number, percent, say

_BETTER = {measure.name: measure.better for measure in MEASURES}
_UNITS = {measure.name: measure.unit for measure in MEASURES}

#: The measures of the dot plot.
SHOWN = ("buyers_at_capacity", "roc_auc", "log_loss", "calibration_error")


def gains(curve: pd.DataFrame, capacity: float, *, language: Language = "en") -> Figure:
    """Draw the share of buyers found against the share of leads called.

    Parameters
    ----------
    curve : DataFrame
        From :func:`leadscore.evaluation.curves.gains_curve`: `contender`, `share`,
        `found`, `low`, `high`; the capacity is among the shares.
    capacity : float
        Share of leads that sales can call; marked by a line.
    language : {"en", "fi"}

    Returns
    -------
    Figure

    Raises
    ------
    UsageError
        If a column is missing.
    """
    style.require(curve, "contender", "share", "found", "low", "high")
    at_capacity = curve[np.isclose(curve["share"], capacity)].set_index("contender")["found"]
    names = at_capacity.drop("lot", errors="ignore").sort_values(ascending=False, kind="stable")
    figure = style.new_figure(4.3, _gains_title(at_capacity, list(names.index), capacity, language))
    axes = style.clean(
        figure.subplots(),
        x=say("plot.called", language),
        y=say("plot.found", language),
        lines="both",
    )
    lot = curve[curve["contender"] == "lot"]
    axes.plot(
        lot["share"],
        lot["found"],
        color=style.QUIET,
        linestyle=":",
        label=say("plot.lot", language),
    )
    for name, look in style.looks(names.index).items():
        line = curve[curve["contender"] == name]
        axes.fill_between(
            line["share"], line["low"], line["high"], color=look.colour, alpha=0.13, linewidth=0
        )
        axes.plot(
            line["share"],
            line["found"],
            color=look.colour,
            linestyle=look.dash,
            linewidth=1.8,
            label=contender_name(name, language),
        )
        axes.plot(capacity, names[name], color=look.colour, marker=look.marker, markersize=7)
    axes.axvline(capacity, color=style.SOFT, linewidth=1)
    axes.text(
        capacity + 0.012,
        0.02,
        say("plot.capacity", language, share=percent(capacity, language)),
        color=style.SOFT,
        fontsize=9,
        parse_math=False,
    )
    axes.set(xlim=(0, 1), ylim=(0, 1.005))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(style.in_percent(language))
    style.legend(axes, place="lower right")
    return figure


def _gains_title(found: pd.Series, names: list[str], capacity: float, language: Language) -> str:
    parts = [
        say(
            "plot.gains_next" if place else "plot.gains_first",
            language,
            found=percent(found[name], language),
            name=contender_name(name, language),
        )
        for place, name in enumerate(names)
    ]
    return say(
        "plot.gains",
        language,
        share=percent(capacity, language),
        found=listed(parts, language),
        lot=percent(found.get("lot", capacity), language),
    )


def contenders(table: pd.DataFrame, pairs: pd.DataFrame, *, language: Language = "en") -> Figure:
    """Draw the main figures of every contender with their intervals.

    Parameters
    ----------
    table, pairs : DataFrame
        Of a :class:`leadscore.evaluation.comparison.Comparison`.
    language : {"en", "fi"}

    Returns
    -------
    Figure

    Raises
    ------
    UsageError
        If a column is missing.
    """
    style.require(table, "contender", "measure", "value", "low", "high")
    names = list(table["contender"].unique())
    figure = style.new_figure(
        1.9 + 0.56 * len(names), _contenders_title(table, pairs, names, language)
    )
    for place, (axes, measure) in enumerate(zip(figure.subplots(2, 2).flat, SHOWN, strict=True)):
        _dots(axes, table[table["measure"] == measure].set_index("contender"), names)
        better = "lower" if _BETTER[measure] == "lower" else "higher"
        axes.set_title(
            f"{say(f'measure.{measure}', language)} ({say(f'plot.{better}', language)})",
            loc="left",
            fontsize=9.5,
            color=style.INK,
            parse_math=False,
        )
        labels = (
            [contender_name(name, language) for name in names]
            if place % 2 == 0
            else [""] * len(names)
        )
        style.named_rows(axes, labels)
        axes.xaxis.set_major_locator(MaxNLocator(4))
        axes.xaxis.set_major_formatter(
            lambda value, _, unit=_UNITS[measure]: figure_text(value, unit, language)
        )
    return figure


def _dots(axes: Axes, lines: pd.DataFrame, names: list[str]) -> None:
    style.clean(axes, lines="x")
    axes.margins(x=0.1)
    for row, (name, look) in enumerate(style.looks(names).items()):
        value, low, high = lines.loc[[name], ["value", "low", "high"]].to_numpy(float)[0]
        axes.plot([low, high], [row, row], color=look.colour, linewidth=2, solid_capstyle="butt")
        axes.plot(value, row, color=look.colour, marker=look.marker, markersize=7)


def _contenders_title(
    table: pd.DataFrame, pairs: pd.DataFrame, names: list[str], language: Language
) -> str:
    line = table[(table["contender"] == names[0]) & (table["measure"] == "buyers_at_capacity")]
    value, low, high = line.iloc[0][["value", "low", "high"]]
    said = contender_name(names[0], language)
    figures = {
        "name": said[:1].upper() + said[1:],
        "count": round(value),
        "low": round(low),
        "high": round(high),
    }
    counts = table[table["measure"] == "buyers_at_capacity"].set_index("contender")["value"]
    tied = [name for name in names if round(counts[name]) == round(value)]
    if len(tied) > 1:
        together = listed([contender_name(name, language) for name in tied], language)
        return say(
            "plot.tied",
            language,
            names=together[:1].upper() + together[1:],
            count=figures["count"],
        )
    mine = pairs[(pairs["a"] == names[0]) | (pairs["b"] == names[0])]
    unsure = mine[mine["verdict"] == "cannot tell"]
    if unsure.empty:
        return say("plot.best" if len(mine) else "plot.one", language, **figures)
    others = [b if a == names[0] else a for a, b in zip(unsure["a"], unsure["b"], strict=True)]
    spoken = listed([contender_name(name, language) for name in others], language)
    return say("plot.cannot_tell", language, **figures, others=spoken)


def reliability(curve: pd.DataFrame, *, language: Language = "en") -> Figure:
    """Draw promised against observed conversion, a panel a contender, with counts below.

    Parameters
    ----------
    curve : DataFrame
        From :func:`leadscore.evaluation.curves.reliability_curve`: `contender`, `n`,
        `predicted`, `observed`, `low`, `high`.
    language : {"en", "fi"}

    Returns
    -------
    Figure

    Raises
    ------
    UsageError
        If a column is missing.
    """
    style.require(curve, "contender", "n", "predicted", "observed", "low", "high")
    names = style.in_order(curve["contender"])
    figure = style.new_figure(3.9, _promised_title(curve, names, language))
    panels = figure.subplots(
        2, len(names), squeeze=False, sharex=True, sharey="row", height_ratios=(4, 1)
    )
    top = max(float(curve["high"].max()), float(curve["predicted"].max())) * 1.04
    for column, (name, look) in enumerate(style.looks(names).items()):
        upper, lower = panels[0, column], panels[1, column]
        bins = curve[curve["contender"] == name]
        _reliability_panel(upper, bins, look, top, language)
        upper.set_title(
            contender_name(name, language),
            loc="left",
            fontsize=9.5,
            color=style.INK,
            parse_math=False,
        )
        style.clean(lower, x=say("plot.predicted", language))
        lower.vlines(bins["predicted"], 0, bins["n"], color=look.colour, linewidth=2.5)
        lower.set_ylim(0, curve["n"].max() * 1.15)
        lower.yaxis.set_major_locator(MaxNLocator(2, integer=True))
        lower.yaxis.set_major_formatter(style.in_numbers(language, 0))
        lower.xaxis.set_major_locator(MaxNLocator(4))
        lower.xaxis.set_major_formatter(style.in_percent(language, _digits(top)))
    panels[0, 0].set_ylabel(say("plot.observed", language))
    panels[1, 0].set_ylabel(say("plot.rows", language))
    return figure


def _reliability_panel(
    axes: Axes, bins: pd.DataFrame, look: style.Look, top: float, language: Language
) -> None:
    style.clean(axes, lines="both")
    axes.plot(
        [0, top], [0, top], color=style.QUIET, linestyle=":", label=say("plot.ideal", language)
    )
    axes.vlines(bins["predicted"], bins["low"], bins["high"], color=look.colour, linewidth=1.5)
    axes.plot(
        bins["predicted"],
        bins["observed"],
        color=look.colour,
        marker=look.marker,
        markersize=5,
        linewidth=1,
    )
    axes.set(xlim=(0, top), ylim=(0, top))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(style.in_percent(language, _digits(top)))
    style.legend(axes, place="upper left")


def _digits(top: float) -> int:
    """Decimals that tell the ticks of an axis apart."""
    return 0 if top > 0.25 else 1 if top > 0.02 else 2


def _promised_title(curve: pd.DataFrame, names: list[str], language: Language) -> str:
    parts = []
    for name in names:
        bins = curve[curve["contender"] == name]
        came = float((bins["observed"] * bins["n"]).sum())
        promised = float((bins["predicted"] * bins["n"]).sum())
        parts.append(
            say(
                "plot.promised_one",
                language,
                name=contender_name(name, language),
                count=number(100 * promised / came, language, 0) if came else "–",
            )
        )
    return say("plot.promised", language, promised=listed(parts, language))
