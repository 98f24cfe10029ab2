"""Draw docs/pictures/intervals.svg and print its figures: python docs/pictures/intervals.py."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator, PercentFormatter

from leadscore.validation.intervals import bootstrap, percentile_interval
from leadscore.validation.ranking import FloatArray

mpl.use("svg")
mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "leadscore", "font.size": 10})

ROWS, ACCOUNTS, PLAIN, INK = "#d55e00", "#0b5c8f", "#9aa5af", "#222222"
CONFIDENCE, RESAMPLES = 0.95, 400
TRIALS = 400
ALIKE = (1, 2, 4, 8, 16)
PIECES = (5, 10, 20, 40, 80)


def covers(values: FloatArray, units: np.ndarray, *, expanded: bool, seed: int) -> bool:
    """Tell whether the interval of a mean holds the truth, which is 0."""
    n_units = int(units.max()) + 1
    sums, sizes = (np.bincount(units, part) for part in (values, np.ones(len(values))))

    def mean(weights: FloatArray) -> dict[str, FloatArray]:
        return {"mean": (sums @ weights) / (sizes @ weights)}

    drawn = bootstrap(mean, n_units, RESAMPLES, seed=seed)["mean"]
    size = n_units if expanded else 1_000_000  # of endless pieces the plain percentiles are left
    low, high = percentile_interval(drawn, confidence=CONFIDENCE, size=size)
    return bool(low <= 0 <= high)


def held_by_rows_and_accounts() -> dict[str, list[float]]:
    """Count how often intervals hold the truth where the rows of an account are alike."""
    found: dict[str, list[float]] = {"rows": [], "accounts": []}
    for alike in ALIKE:
        hits = np.zeros(2)
        for trial in range(TRIALS):
            rng = np.random.default_rng(1000 * alike + trial)
            account = np.repeat(np.arange(80), alike)
            shared = rng.normal(size=80)[account]
            values = np.sqrt(0.5) * shared + np.sqrt(0.5) * rng.normal(size=len(account))
            hits += [
                covers(values, np.arange(len(values)), expanded=True, seed=trial),
                covers(values, account, expanded=True, seed=trial),
            ]
        for name, hit in zip(found, hits / TRIALS, strict=True):
            found[name].append(float(hit))
    return found


def held_with_few_pieces() -> dict[str, list[float]]:
    """Count how often plain and expanded percentile intervals hold the truth."""
    found: dict[str, list[float]] = {"plain": [], "expanded": []}
    for pieces in PIECES:
        hits = np.zeros(2)
        for trial in range(TRIALS):
            values = np.random.default_rng(1000 * pieces + trial).normal(size=pieces)
            hits += [
                covers(values, np.arange(pieces), expanded=expanded, seed=trial)
                for expanded in (False, True)
            ]
        for name, hit in zip(found, hits / TRIALS, strict=True):
            found[name].append(float(hit))
    return found


def panel(axes: Axes, at: tuple[int, ...], lines: dict[str, tuple[list[float], str, str]]) -> None:
    """Draw how often the truth was held, beside what was promised."""
    axes.axhspan(CONFIDENCE - 0.022, CONFIDENCE + 0.022, color="#eef2f5", linewidth=0)
    axes.axhline(CONFIDENCE, color=INK, linestyle=":", linewidth=1)
    for label, (values, colour, dash) in lines.items():
        axes.plot(at, values, color=colour, linestyle=dash, marker="o", markersize=4, label=label)
    axes.set_xscale("log")
    axes.set_xticks(at, [str(n) for n in at])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set_ylabel("intervals that hold the truth")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(color="#d9dfe5", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.legend(
        frameon=False, fontsize=9, loc="lower left" if len(at) and at[0] == 1 else "lower right"
    )


def draw(path: Path) -> None:
    """Draw the picture."""
    alike, few = held_by_rows_and_accounts(), held_with_few_pieces()
    for name, values in {**alike, **few}.items():
        print(name, [f"{value:.3f}" for value in values])  # noqa: T201 - for the page
    figure = Figure(figsize=(9.5, 3.8), layout="constrained")
    left, right = figure.subplots(1, 2)
    panel(
        left,
        ALIKE,
        {
            "accounts drawn": (alike["accounts"], ACCOUNTS, "-"),
            "rows drawn": (alike["rows"], ROWS, "--"),
        },
    )
    left.set_xlabel("snapshots of one account, half of it shared")
    left.set_title("Draw what is independent", loc="left", fontsize=10)
    panel(
        right,
        PIECES,
        {
            "ends pushed outward": (few["expanded"], ACCOUNTS, "-"),
            "plain percentiles": (few["plain"], PLAIN, "--"),
        },
    )
    right.set_xlabel("accounts that carry the information")
    right.set_title("Mend what few of them lack", loc="left", fontsize=10)
    figure.savefig(path, metadata={"Date": None, "Title": "Intervals that hold the truth"})


if __name__ == "__main__":
    draw(Path(__file__).with_suffix(".svg"))
