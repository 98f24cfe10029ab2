"""Pictures of whom the scores are good for, and of what being worked does to the outcome."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator

from leadscore.evaluation.comparison import contender_name
from leadscore.evaluation.groups.measuring import MISLEADING
from leadscore.evaluation.groups.segments import Segments
from leadscore.reports import style
from leadscore.words import Language, listed, number, percent, say

#: Ticks of promised over observed, where it ranges far and where it does not.
_FAR, _NEAR = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0), (0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0)


def segments(told: Segments, contender: str, *, language: Language = "en") -> Figure:
    """Draw one contender's ranking and calibration in each group, with intervals.

    Parameters
    ----------
    told : Segments
        From :func:`leadscore.evaluation.groups.measuring.by_segment`.
    contender : str
    language : {"en", "fi"}

    Returns
    -------
    Figure

    Raises
    ------
    UsageError
        If there is no such contender, or no group with enough buyers.
    """
    lines = told.of(contender)
    style.require(lines, "segment", "value", "roc_auc", "calibration_ratio", "warning")
    style.require(lines[lines["roc_auc"].notna()], "roc_auc")
    rows = _rows(told, lines, language)
    figure = style.new_figure(0.9 + 0.205 * len(rows), _title(told, lines, contender, language))
    left, right = figure.subplots(1, 2, sharey=True)
    for axes, measure, key in (
        (left, "roc_auc", "plot.segments_auc"),
        (right, "calibration_ratio", "plot.segments_ratio"),
    ):
        style.clean(axes, x=say(key, language), lines="x")
        for place, (_, line) in enumerate(rows):
            if line is not None:
                _interval(axes, place, line, measure)
    _name_rows(left, [name for name, _ in rows])
    for place, (_, line) in enumerate(rows):
        if line is None:
            left.get_yticklabels()[place].set_fontweight("bold")
    right.tick_params(axis="y", labelleft=False)
    left.xaxis.set_major_locator(MaxNLocator(5))
    left.xaxis.set_major_formatter(style.in_numbers(language))
    _ratio_axis(right, lines, language)
    key = "\n".join(textwrap.wrap(say("plot.segments_key", language), 96))
    figure.supxlabel(key, fontsize=8.5, color=style.SOFT, parse_math=False)
    return figure


def _rows(
    told: Segments, lines: pd.DataFrame, language: Language
) -> list[tuple[str, pd.Series | None]]:
    """Give what stands on each row: a segment's name, then its groups with enough buyers."""
    rows: list[tuple[str, pd.Series | None]] = []
    judged = lines[lines["roc_auc"].notna()]
    for way in told.ways:
        mine = {
            str(line["value"]): line
            for _, line in judged[judged["segment"] == way.segment].iterrows()
        }
        if not mine:
            continue
        rows.append((way.label[language], None))
        for value, name in zip(way.values, way.names, strict=True):
            if value not in mine:
                continue
            line = mine[value]
            counts = {"buyers": int(line["buyers"]), "leads": int(line["leads"])}
            said = say("plot.segments_row", language, group=name[language], **counts)
            rows.append((said, line))
    return rows


def _name_rows(axes: Axes, names: list[str]) -> None:
    style.named_rows(axes, names, width=60)
    axes.tick_params(axis="y", labelsize=8.5, pad=3)


def _interval(axes: Axes, place: int, line: pd.Series, measure: str) -> None:
    """Draw a group's figure and interval; orange and square where a warning is told."""
    value, low, high = (line[f"{measure}{end}"] for end in ("", "_low", "_high"))
    if not np.isfinite([value, low, high]).all():
        return
    worse = line["warning"] in (measure, "both")
    colour, marker = (style.DOWN, "s") if worse else (style.UP, "o")
    axes.plot([low, high], [place, place], color=colour, linewidth=1.6, solid_capstyle="butt")
    axes.plot(value, place, color=colour, marker=marker, markersize=5)
    rest = line[f"{measure}_rest"]
    if np.isfinite(rest):
        axes.plot([rest, rest], [place - 0.42, place + 0.42], color=style.SOFT, linewidth=1.2)


def _ratio_axis(axes: Axes, lines: pd.DataFrame, language: Language) -> None:
    """Set promised over observed on a logarithmic axis, with the range that does not mislead."""
    axes.set_xscale("log")
    axes.axvspan(*MISLEADING, color=style.LINE, alpha=0.45, linewidth=0)
    axes.axvline(1, color=style.SOFT, linewidth=1)
    ends = lines[["calibration_ratio_low", "calibration_ratio_high"]].to_numpy(dtype=np.float64)
    ends = ends[np.isfinite(ends) & (ends > 0)]
    low, high = min([0.6, *ends * 0.95]), max([1.65, *ends * 1.05])
    low, high = max(low, 0.1), min(high, 10.0)
    axes.set_xlim(low, high)
    ticks = _FAR if high / low > 6 else _NEAR
    axes.xaxis.set_major_locator(FixedLocator([tick for tick in ticks if low <= tick <= high]))
    axes.xaxis.set_major_formatter(lambda value, _: number(value, language))
    axes.xaxis.set_minor_locator(NullLocator())


def _title(told: Segments, lines: pd.DataFrame, contender: str, language: Language) -> str:
    name = contender_name(contender, language)
    worse = lines[lines["warning"] != ""]
    if worse.empty:
        return say("plot.segments_even", language, name=name)
    groups = [
        told.name(segment, value, language)
        for segment, value in zip(worse["segment"], worse["value"], strict=True)
    ]
    start = f"{name[:1].upper()}{name[1:]}"
    return say("plot.segments_worse", language, name=start, groups=listed(groups, language))


def worked(tenths: pd.DataFrame, contender: str, *, language: Language = "en") -> Figure:
    """Draw, by tenth of one contender's scores, who was worked and how either converted.

    Parameters
    ----------
    tenths : DataFrame
        Of a :class:`leadscore.evaluation.selection.selection.Selection`.
    contender : str
    language : {"en", "fi"}

    Returns
    -------
    Figure

    Raises
    ------
    UsageError
        If a column is missing or there is no such contender.
    """
    lines = tenths[tenths["contender"] == contender]
    style.require(lines, "tenth", "worked", "if_worked", "if_not")
    figure = style.new_figure(3.4, _worked_title(lines, language))
    left, right = figure.subplots(1, 2)
    for axes, key in ((left, "plot.worked_share"), (right, "plot.worked_rate")):
        style.clean(axes, y=say(key, language), lines="y")
        axes.set_xticks(lines["tenth"].to_numpy())
    figure.supxlabel(say("plot.tenth", language), fontsize=9.5, color=style.SOFT, parse_math=False)
    left.bar(lines["tenth"], lines["worked"], width=0.7, color=style.UP)
    for name, colour, marker, shift in (
        ("if_worked", style.UP, "o", -0.12),
        ("if_not", style.DOWN, "s", 0.12),
    ):
        at = lines["tenth"] + shift
        right.vlines(at, lines[f"{name}_low"], lines[f"{name}_high"], color=colour, linewidth=1.6)
        right.plot(
            at,
            lines[name],
            color=colour,
            marker=marker,
            markersize=5,
            linewidth=0,
            label=say(f"plot.{name}", language),
        )
    for axes in (left, right):
        axes.set_ylim(bottom=0)
        axes.yaxis.set_major_locator(MaxNLocator(5))
        axes.yaxis.set_major_formatter(style.in_percent(language))
    style.legend(right, place="upper right")
    return figure


def _worked_title(lines: pd.DataFrame, language: Language) -> str:
    share = lines["worked"]
    worked, others = lines["snapshots"] * share, lines["snapshots"] * (1 - share)
    told = {
        "best": float(share.iloc[0]),
        "worst": float(share.iloc[-1]),
        "worked": float((lines["if_worked"] * worked).sum() / worked.sum()),
        "others": float((lines["if_not"] * others).sum() / others.sum()),
    }
    return say(
        "plot.worked", language, **{key: percent(each, language, 1) for key, each in told.items()}
    )
