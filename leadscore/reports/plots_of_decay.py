"""The picture of how fast acts fade: by the data with intervals, and on the card."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from leadscore.evaluation.card_decay import FASTER, FITS, SLOWER
from leadscore.evaluation.comparison import CANNOT_TELL
from leadscore.reports import style
from leadscore.words import Language, number, say

#: Days that people think in.
_TICKS = (1, 3, 7, 14, 30, 60, 90, 180, 365, 730, 1825, 3650)
#: The left end of the axis: however fast.
_LEAST = 0.7
_LOOKS = {
    FITS: (style.UP, "o"),
    FASTER: (style.DOWN, "s"),
    SLOWER: (style.DOWN, "s"),
    CANNOT_TELL: (style.QUIET, "d"),
}


def decay(table: pd.DataFrame, *, language: Language = "en") -> Figure:
    """Draw for each rule the half-life that the data support, and the one set on the card.

    Parameters
    ----------
    table : DataFrame
        Of :class:`leadscore.evaluation.card_decay.CardDecay`: `says`, `set`, `learned`, `low`,
        `high`, `verdict`; days, infinite for no decay.
    language : {"en", "fi"}

    Returns
    -------
    Figure

    Raises
    ------
    UsageError
        If a column is missing or there is no row.
    """
    style.require(table, "says", "set", "learned", "low", "high", "verdict")
    figure = style.new_figure(1.4 + 0.36 * len(table), _title(table, language))
    axes = style.clean(figure.subplots(), x=say("decay.axis", language), lines="x")
    none = _days_axis(axes, table, language)
    for row, line in enumerate(table.to_dict("records")):
        colour, marker = _LOOKS[line["verdict"]]
        ends = [max(line["low"], _LEAST), min(line["high"], none)]
        axes.plot(ends, [row, row], color=colour, linewidth=2, solid_capstyle="butt")
        if not math.isnan(line["learned"]):
            axes.plot(min(line["learned"], none), row, color=colour, marker=marker, markersize=7)
        axes.plot(
            min(line["set"], none), row, color=style.INK, marker="|", markersize=16, mew=2, ls=""
        )
    axes.plot([], [], color=style.SOFT, marker="o", label=say("decay.legend_learned", language))
    axes.plot(
        [], [], color=style.INK, marker="|", markersize=12, mew=2, ls="",
        label=say("decay.legend_set", language),
    )  # fmt: skip
    style.named_rows(axes, [str(text) for text in table["says"]])
    style.legend_below(figure)
    return figure


def _days_axis(axes: Axes, table: pd.DataFrame, language: Language) -> float:
    """Lay out days on a logarithmic axis, and give the place of no decay at its end."""
    days = table[["set", "learned", "low", "high"]].to_numpy(dtype=float)
    most = float(max([30.0, *days[np.isfinite(days)]]))
    ticks = [tick for tick in _TICKS if tick <= 1.05 * most]
    none = 2.0 * max(most, float(ticks[-1]))
    axes.set_xscale("log")
    axes.set_xlim(_LEAST, 1.15 * none)
    axes.xaxis.set_minor_locator(NullLocator())
    names = [*(number(tick, language, 0) for tick in ticks), say("decay.none", language)]
    axes.set_xticks([*ticks, none], names, parse_math=False)
    return none


def _title(table: pd.DataFrame, language: Language) -> str:
    counts = table["verdict"].value_counts()
    return say(
        "decay.title",
        language,
        count=len(table),
        fits=int(counts.get(FITS, 0)),
        faster=int(counts.get(FASTER, 0)),
        slower=int(counts.get(SLOWER, 0)),
        open=int(counts.get(CANNOT_TELL, 0)),
    )
