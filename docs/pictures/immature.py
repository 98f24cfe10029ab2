"""Draw docs/pictures/immature.svg: python docs/pictures/immature.py."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

mpl.use("svg")
mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "leadscore", "font.size": 10})

UNKNOWN, AS_LOST, EARLY = "#0b5c8f", "#d55e00", "#9aa5af"
#: Of 100 leads 5 buy within the horizon of 90 days, on any of its days alike; the data end
#: after twelve months, and cutoffs are a month of 30 days apart.
RATE, HORIZON, MONTH, MONTHS = 0.05, 90, 30, 12


def draw(path: Path) -> None:
    """Draw the share of winners by cutoff, as three ways of labelling tell it."""
    cutoff = np.arange(MONTHS)
    seen_days = np.minimum(HORIZON, (MONTHS - cutoff) * MONTH)
    won = RATE * seen_days / HORIZON
    mature = seen_days >= HORIZON
    early = np.where(mature, won, 1.0)  # of a young cutoff only the winners would be left
    figure = Figure(figsize=(9.5, 3.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot(
        cutoff,
        won,
        color=AS_LOST,
        linestyle="--",
        marker="s",
        markersize=4,
        label="whoever has not won yet counts as lost",
    )
    left.plot(
        cutoff[mature],
        won[mature],
        color=UNKNOWN,
        marker="o",
        markersize=4,
        label="leadscore: too young is unknown",
    )
    left.set(ylim=(0, 0.07), ylabel="share of winners")
    left.set_title("The newest months look worse than they are", loc="left", fontsize=10)
    right.plot(
        cutoff,
        early,
        color=EARLY,
        linestyle="--",
        marker="d",
        markersize=4,
        label="early winners kept, others unknown",
    )
    right.plot(
        cutoff[mature],
        won[mature],
        color=UNKNOWN,
        marker="o",
        markersize=4,
        label="leadscore: too young is unknown, winners too",
    )
    right.set(ylim=(0, 1.05))
    right.set_title("Or every lead of them is a winner", loc="left", fontsize=10)
    for axes in (left, right):
        axes.axvspan(MONTHS - HORIZON / MONTH + 0.5, MONTHS - 0.5, color="#eef2f5", linewidth=0)
        axes.set_xlabel("cutoff, months after the first (grey: too young)")
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False, fontsize=9, loc="lower left" if axes is left else "upper left")
    figure.savefig(path, metadata={"Date": None, "Title": "What unripe labels do"})


if __name__ == "__main__":
    draw(Path(__file__).with_suffix(".svg"))
