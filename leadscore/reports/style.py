"""The house style of pictures: colours, type, and a figure without global state.

Colours are those of Okabe and Ito, which stay apart for colour-blind eyes; a second sign
(marker or dash) keeps them apart in grey. Text from data never reaches the mathematics
parser, so a dollar sign is a dollar sign.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter
from numpy.typing import ArrayLike

from leadscore.errors import UsageError
from leadscore.words import Language, number, percent, plain

INK, SOFT, LINE = "#1c2733", "#5a6875", "#d9dfe5"
UP, DOWN, QUIET = "#0b5c8f", "#d55e00", "#9aa5af"

#: From light to dark, so that a grey print keeps the order.
HEAT = ("#f3f7fa", "#c9dfec", "#86b8d6", "#3f8bb7", "#0b5c8f")

#: Inches; fits the width of a report page.
WIDTH = 7.6

_TITLE_CHARACTERS_PER_INCH = 9.6


@dataclass(frozen=True, kw_only=True)
class Look:
    """How one contender is drawn everywhere."""

    colour: str
    marker: str
    dash: str | tuple[int, tuple[int, ...]]


_LOOKS = {
    "auto": Look(colour="#0b5c8f", marker="o", dash="solid"),
    "scientist": Look(colour="#d55e00", marker="s", dash=(0, (6, 2))),
    "card": Look(colour="#4d4d4d", marker="^", dash=(0, (2, 1))),
}
_OTHERS = (
    Look(colour="#009e73", marker="D", dash=(0, (8, 2, 2, 2))),
    Look(colour="#cc79a7", marker="v", dash=(0, (4, 1, 1, 1))),
    Look(colour="#a67c00", marker="P", dash=(0, (1, 1))),
    Look(colour="#56b4e9", marker="X", dash=(0, (5, 4))),
)


def looks(contenders: Iterable[str]) -> dict[str, Look]:
    """Give every contender its look; the three keep theirs in every picture.

    Parameters
    ----------
    contenders : iterable of str

    Returns
    -------
    dict of str to Look

    Examples
    --------
    >>> looks(["card", "mine"])["card"].marker
    '^'
    """
    names = list(dict.fromkeys(contenders))
    others = [name for name in names if name not in _LOOKS]
    return {name: _LOOKS.get(name) or _OTHERS[others.index(name) % len(_OTHERS)] for name in names}


def in_order(contenders: Iterable[str]) -> list[str]:
    """Put contenders in the order of every picture: the three first.

    Parameters
    ----------
    contenders : iterable of str

    Returns
    -------
    list of str

    Examples
    --------
    >>> in_order(["mine", "card", "auto"])
    ['auto', 'card', 'mine']
    """
    names = dict.fromkeys(contenders)
    return [name for name in _LOOKS if name in names] + [n for n in names if n not in _LOOKS]


def new_figure(height: float, title: str, *, width: float = WIDTH) -> Figure:
    """Start a figure whose title is a sentence.

    Parameters
    ----------
    height : float
        Inches, without the title.
    title : str
        Wrapped to the width.
    width : float, default 7.6
        Inches.

    Returns
    -------
    Figure
    """
    lines = textwrap.wrap(title, int(width * _TITLE_CHARACTERS_PER_INCH)) or [""]
    figure = Figure(
        figsize=(width, height + 0.24 * len(lines)),
        layout=ConstrainedLayoutEngine(w_pad=0.08, h_pad=0.08),
    )
    figure.set_facecolor("white")
    figure.suptitle(
        "\n".join(lines),
        x=0.012,
        ha="left",
        fontsize=11.5,
        fontweight="bold",
        color=INK,
        parse_math=False,
        linespacing=1.25,
    )
    return figure


def clean(
    axes: Axes, *, x: str = "", y: str = "", lines: Literal["", "x", "y", "both"] = ""
) -> Axes:
    """Leave of an axes what tells something.

    Parameters
    ----------
    axes : Axes
    x, y : str
        Labels.
    lines : {"", "x", "y", "both"}
        Where faint lines help reading values off.

    Returns
    -------
    Axes
    """
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(LINE)
    axes.tick_params(colors=SOFT, labelsize=9, length=0, pad=5)
    axes.set_xlabel(x, fontsize=9.5, color=SOFT, parse_math=False)
    axes.set_ylabel(y, fontsize=9.5, color=SOFT, parse_math=False)
    axes.set_axisbelow(True)
    if lines:
        axes.grid(axis=lines, color=LINE, linewidth=0.7)
    return axes


def in_percent(language: Language, digits: int = 0) -> FuncFormatter:
    """Write an axis of shares as percentages."""
    return FuncFormatter(lambda value, _: percent(value, language, digits))


def in_numbers(language: Language, digits: int | None = None) -> FuncFormatter:
    """Write an axis of numbers as the language does."""
    return FuncFormatter(lambda value, _: number(value, language, digits))


def named_rows(axes: Axes, names: Sequence[str], *, width: int = 38) -> None:
    """Name the rows of a horizontal chart with texts that may come from data.

    Parameters
    ----------
    axes : Axes
    names : sequence of str
        From top to bottom.
    width : int, default 38
        Characters after which a name goes on in the next line; three lines at most.
    """
    wrapped = [
        "\n".join(textwrap.wrap(plain(name, longest=3 * width - 6), width)[:3]) or " "
        for name in names
    ]
    axes.set_yticks(range(len(names)), wrapped, parse_math=False)
    axes.tick_params(axis="y", labelcolor=INK)
    axes.set_ylim(max(len(names), 1) - 0.5, -0.5)


def dots_in_rows(
    axes: Axes, values: ArrayLike, lows: ArrayLike, highs: ArrayLike, *, none: float = 0.0
) -> None:
    """Draw a row a value with its interval: coloured and shaped by whether it can be told.

    Parameters
    ----------
    axes : Axes
    values, lows, highs : array of shape (n, )
        From top to bottom.
    none : float, default 0.0
        The value that stands for no difference; a line is drawn there.
    """
    lines = np.column_stack([values, lows, highs]).astype(float)
    for row, (value, low, high) in enumerate(lines):
        up, down = low > none, high < none
        colour, marker = (UP, "o") if up else (DOWN, "s") if down else (QUIET, "d")
        axes.plot([low, high], [row, row], color=colour, linewidth=2, solid_capstyle="butt")
        axes.plot(value, row, color=colour, marker=marker, markersize=7)
    axes.axvline(none, color=SOFT, linewidth=1)


def legend(axes: Axes, *, place: str) -> None:
    """Add a legend whose texts are taken as they are."""
    drawn = axes.legend(loc=place, frameon=False, fontsize=9, labelcolor=INK, handlelength=2.6)
    as_plain_text(drawn.get_texts())


def legend_below(figure: Figure) -> None:
    """Add a legend below the axes, in one row, where it hides nothing."""
    names = figure.axes[0].get_legend_handles_labels()
    drawn = figure.legend(
        *names, loc="outside lower center", ncols=len(names[0]), frameon=False, fontsize=9
    )
    as_plain_text(drawn.get_texts())


def as_plain_text(texts: Iterable[Text]) -> None:
    """Keep texts away from the mathematics parser."""
    for text in texts:
        text.set_parse_math(False)


def to_svg(figure: Figure) -> str:
    """Draw a figure as SVG; the same figure gives the same text.

    Parameters
    ----------
    figure : Figure

    Returns
    -------
    str
        Without date and with ids that do not depend on chance. The layout is settled
        once and then kept: each further pass of it would move things by a hair.
    """
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    buffer = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "leadscore", "svg.fonttype": "path"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def require(frame: pd.DataFrame, *columns: str) -> None:
    """Refuse a table that cannot be drawn.

    Parameters
    ----------
    frame : DataFrame
    *columns : str
        What it must have.

    Raises
    ------
    UsageError
        If a column is missing or there is no row.
    """
    missing = [column for column in columns if column not in frame]
    if missing:
        raise UsageError(
            f"A table for a picture lacks {', '.join(missing)}; it has "
            f"{', '.join(map(str, frame.columns)) or 'no columns'}."
        )
    if frame.empty:
        raise UsageError("A table for a picture has no rows, so there is nothing to draw.")
