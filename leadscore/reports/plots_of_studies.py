"""Pictures of the scientist's studies: learning, segments, what is lost, two importances."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

from leadscore.evaluation.comparison import CANNOT_TELL
from leadscore.evaluation.studies.shuffling import agreement
from leadscore.reports import style
from leadscore.words import Language, number, percent, say

#: Rows that one can still read.
MOST_ROWS = 14


def sample_sizes(curve: pd.DataFrame, *, language: Language = "en") -> Figure:
    """Draw how much is known against how many conversions were learned from.

    Parameters
    ----------
    curve : DataFrame
        From :func:`leadscore.evaluation.studies.sample_sizes.learning_curve`.
    language : {"en", "fi"}

    Returns
    -------
    Figure

    Raises
    ------
    UsageError
        If a column is missing or there is no row.
    """
    style.require(curve, "conversions", "known", "low", "high")
    first, last = curve.iloc[0], curve.iloc[-1]
    title = say(
        "plot.learning",
        language,
        few=int(first["conversions"]),
        many=int(last["conversions"]),
        known_few=percent(float(first["known"]), language),
        known_many=percent(float(last["known"]), language),
    )
    figure = style.new_figure(3.0, title)
    axes = style.clean(
        figure.subplots(),
        x=say("plot.learned_from", language),
        y=say("plot.known", language),
        lines="both",
    )
    at = curve["conversions"].to_numpy(float)
    axes.fill_between(at, curve["low"], curve["high"], color=style.UP, alpha=0.13, linewidth=0)
    axes.plot(at, curve["known"], color=style.UP, marker="o", markersize=6, linewidth=1.8)
    axes.axhline(0, color=style.SOFT, linewidth=1)
    axes.set_xscale("log")
    axes.set_xticks(at, [number(value, language, 0) for value in at])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(style.in_percent(language))
    return figure


def lost(table: pd.DataFrame, title: str, *, language: Language = "en") -> Figure:
    """Draw how much of what a pipeline knows is lost, a row a change, with intervals.

    Parameters
    ----------
    table : DataFrame
        ``row`` (in words), ``lost``, ``low``, ``high``.
    title : str
        What the picture says.
    language : {"en", "fi"}

    Returns
    -------
    Figure

    Raises
    ------
    UsageError
        If a column is missing or there is no row.
    """
    style.require(table, "row", "lost", "low", "high")
    figure = style.new_figure(0.9 + 0.36 * len(table), title)
    axes = style.clean(figure.subplots(), x=say("plot.lost", language), lines="x")
    style.dots_in_rows(axes, table["lost"], table["low"], table["high"])
    style.named_rows(axes, list(table["row"]))
    axes.xaxis.set_major_formatter(style.in_percent(language))
    return figure


def residuals(table: pd.DataFrame, *, language: Language = "en") -> Figure:
    """Draw by how much segments convert otherwise than promised, the surest first.

    Parameters
    ----------
    table : DataFrame
        From :func:`leadscore.evaluation.studies.residuals.residuals`.
    language : {"en", "fi"}

    Returns
    -------
    Figure

    Raises
    ------
    UsageError
        If a column is missing or there is no row.
    """
    style.require(table, "label", "value", "difference", "low", "high", "p_holm", "verdict")
    order = np.lexsort((-table["difference"].abs(), table["p_holm"]))
    shown = table.iloc[order[:MOST_ROWS]]
    figure = style.new_figure(0.9 + 0.34 * len(shown), _gaps_title(table, language))
    axes = style.clean(figure.subplots(), x=say("plot.gap", language), lines="x")
    style.dots_in_rows(axes, shown["difference"], shown["low"], shown["high"])
    style.named_rows(axes, [segment(row, language) for _, row in shown.iterrows()])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(100 * value, language)))
    return figure


def _gaps_title(table: pd.DataFrame, language: Language) -> str:
    told = table[table["verdict"] != CANNOT_TELL]
    if told.empty:
        return say("plot.residuals_none", language, count=len(table))
    largest = told.iloc[int(told["difference"].abs().argmax())]
    return say(
        "plot.residuals",
        language,
        told=len(told),
        count=len(table),
        segment=segment(largest, language),
    )


def segment(row: pd.Series, language: Language) -> str:
    """Name a segment: the feature and its value.

    Parameters
    ----------
    row : Series
        With ``label`` and ``value``, which is missing for leads without one.
    language : {"en", "fi"}

    Returns
    -------
    str
    """
    value = say("study.missing", language) if pd.isna(row["value"]) else row["value"]
    return f"{row['label']}: {value}"


def importances(table: pd.DataFrame, *, language: Language = "en") -> Figure:
    """Draw side by side what features add and what shuffling them costs.

    Parameters
    ----------
    table : DataFrame
        From :func:`leadscore.evaluation.studies.shuffling.importances`.
    language : {"en", "fi"}

    Returns
    -------
    Figure

    Raises
    ------
    UsageError
        If a column is missing or there is no row.
    """
    style.require(table, "label", "contribution", "loss")
    shown = table.head(MOST_ROWS)
    title = say("plot.agreement", language, rho=number(agreement(table), language, 2))
    figure = style.new_figure(0.9 + 0.34 * len(shown), title)
    left, right = figure.subplots(1, 2, sharey=True)
    sides = ((left, "contribution", "plot.contribution"), (right, "loss", "plot.shuffled"))
    for axes, name, says in sides:
        style.clean(axes, x=say(says, language), lines="x")
        values = shown[name].to_numpy(float)
        colours = [style.UP if value >= 0 else style.DOWN for value in values]
        axes.barh(range(len(values)), values, height=0.62, color=colours)
        axes.xaxis.set_major_locator(MaxNLocator(4))
        axes.xaxis.set_major_formatter(style.in_numbers(language, _digits(values)))
    right.axvline(0, color=style.SOFT, linewidth=1)
    style.named_rows(left, list(shown["label"]))
    return figure


def _digits(values: np.ndarray) -> int:
    """Decimals that tell four ticks of an axis apart."""
    reach = float(np.ptp(np.append(values, 0.0)))
    return int(np.clip(np.ceil(-np.log10(max(reach, 1e-6) / 4)), 0, 6))
