"""Draw docs/pictures/snapshots.svg: python docs/pictures/snapshots.py."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import matplotlib as mpl
from matplotlib import dates
from matplotlib.axes import Axes
from matplotlib.figure import Figure

mpl.use("svg")
mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "leadscore", "font.size": 10})

SEES, WAITS, DELAY, INK = "#3b6ea5", "#e08e2b", "#c9c9c9", "#222222"
AS_OF = datetime(2024, 9, 10)
OBSERVED = datetime(2024, 1, 1)
LOOKBACK, HORIZON, LABEL_DELAY = (timedelta(days=days) for days in (75, 60, 10))
ACTS = [datetime(2024, 2, 12), datetime(2024, 3, 20), datetime(2024, 4, 18), datetime(2024, 5, 10)]
WON = datetime(2024, 5, 28)
LATE, RECORDED = datetime(2024, 4, 24), datetime(2024, 5, 6)


def span(axes: Axes, row: float, start: datetime, length: timedelta, colour: str) -> None:
    """Draw a stretch of time on one row."""
    axes.barh(row, length, left=start, height=0.42, color=colour, edgecolor="white")


def note(axes: Axes, at: datetime, row: float, text: str, **how: str) -> None:
    """Write on the picture."""
    axes.text(at, row, text, va="center", color=INK, **{"ha": "center", **how})


def snapshot(axes: Axes, row: float, cutoff: datetime, verdict: str) -> None:
    """Draw what one cutoff sees, what it waits for, and what comes of it."""
    span(axes, row, cutoff - LOOKBACK, LOOKBACK, SEES)
    span(axes, row, cutoff, HORIZON, WAITS)
    span(axes, row, cutoff + HORIZON, LABEL_DELAY, DELAY)
    axes.plot([cutoff, cutoff], [row - 0.36, row + 0.36], color=INK, linewidth=2.2)
    note(axes, datetime(2023, 11, 27), row, f"cutoff {cutoff:%-d %B}", ha="right")
    note(axes, datetime(2024, 11, 14), row, verdict, ha="left")


def history(axes: Axes, row: float) -> None:
    """Draw what happened to the lead."""
    note(axes, datetime(2023, 11, 27), row, "one lead", ha="right")
    axes.plot([datetime(2024, 1, 20), WON], [row, row], color=INK, linewidth=0.8)
    axes.plot([datetime(2024, 1, 20)], [row], "o", color=INK, fillstyle="none")
    note(axes, datetime(2024, 1, 20), row + 0.42, "created")
    axes.plot(ACTS, [row] * len(ACTS), "o", color=SEES)
    note(axes, datetime(2024, 3, 2), row + 0.42, "acts")
    axes.plot([WON], [row], "*", color=WAITS, markersize=14)
    note(axes, WON, row + 0.45, "won")
    arrow = {"arrowstyle": "->", "color": SEES, "linestyle": "--"}
    axes.annotate("", (RECORDED, row - 0.32), (LATE, row - 0.02), arrowprops=arrow)
    axes.plot([LATE], [row], "o", color=SEES, fillstyle="none")
    note(axes, datetime(2024, 5, 9), row - 0.36, "recorded only now", ha="left")


def legend(axes: Axes, row: float, cutoff: datetime) -> None:
    """Name the stretches on a snapshot."""
    for at, text in ((cutoff - LOOKBACK / 2, "lookback"), (cutoff + HORIZON / 2, "horizon")):
        axes.text(at, row, text, va="center", ha="center", color="white")
    note(axes, cutoff + HORIZON + LABEL_DELAY * 1.4, row, "label delay", ha="left")


def draw(path: Path) -> None:
    """Draw the picture."""
    figure = Figure(figsize=(11, 5.6))
    axes = figure.add_axes((0.01, 0.08, 0.98, 0.9))
    history(axes, 6)
    snapshot(axes, 5, datetime(2024, 3, 1), "mature; no win in the horizon: 0")
    legend(axes, 5, datetime(2024, 3, 1))
    snapshot(axes, 4, datetime(2024, 4, 1), "mature; won in the horizon: 1")
    snapshot(axes, 3, datetime(2024, 5, 1), "mature: 1; does not see the late row")
    note(axes, datetime(2023, 11, 27), 2, "cutoff 1 June", ha="right")
    note(axes, datetime(2024, 11, 14), 2, "no snapshot: the lead is won", ha="left")
    axes.plot([datetime(2024, 6, 1)] * 2, [1.64, 2.36], color=DELAY, linewidth=2.2)
    snapshot(
        axes,
        1,
        datetime(2024, 8, 1),
        "another lead; immature: unknown,\nalso if it is won in August",
    )
    for at, text in ((OBSERVED, "observed from "), (AS_OF, "as of ")):
        axes.axvline(at, color=INK, linestyle=":", linewidth=1.2)
        note(axes, at, 0.35, text, ha="right")
    axes.set(xlim=(datetime(2023, 10, 1), datetime(2025, 4, 25)), ylim=(0.1, 6.75), yticks=[])
    months = [f"2024-{month:02}-01" for month in range(1, 12)]
    axes.set_xticks([datetime.fromisoformat(month) for month in months])
    axes.xaxis.set_major_formatter(dates.DateFormatter("%b"))
    axes.spines[["top", "left", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None, "Title": "Snapshots over time"})


if __name__ == "__main__":
    draw(Path(__file__).with_suffix(".svg"))
