"""Draw docs/pictures/calibration.svg and print its figures: python docs/pictures/calibration.py."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator, PercentFormatter
from scipy.special import expit, logit
from sklearn.isotonic import IsotonicRegression

from leadscore.models.calibration import fit_calibration, log_loss_of

mpl.use("svg")
mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "leadscore", "font.size": 10})

NONE, STEPS, LINE, INK = "#9aa5af", "#d55e00", "#0b5c8f", "#222222"
#: The true chance is this line of what the model says: it shouts, and is too sure.
INTERCEPT, SLOPE = -0.9, 0.5
CONVERSIONS = (10, 30, 100, 300, 1000)
DRAWS = 200
FAR = 10_000


def leads(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give what an overconfident model says, the true log-odds, and what came."""
    said = rng.normal(-3.2, 1.6, n)
    true = INTERCEPT + SLOPE * said
    return said, true, (rng.random(n) < expit(true)).astype(float)


def steps(said: np.ndarray, came: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Calibrate by isotonic regression, held away from 0 and 1 as for any log loss."""
    fitted = IsotonicRegression(out_of_bounds="clip").fit(said, came)
    return np.asarray(logit(np.clip(fitted.predict(asked), 0.5 / len(said), 1 - 0.5 / len(said))))


def regrets() -> dict[str, list[float]]:
    """Measure the log loss above that of the true chances, on leads not learned from."""
    rng = np.random.default_rng(0)
    far, true, _ = leads(rng, FAR)
    truth = expit(true)

    def regret(margin: np.ndarray) -> float:
        """Expect it over outcomes, which are known in distribution."""
        lost = truth * log_loss_of(margin, np.ones(FAR)) + (1 - truth) * log_loss_of(
            margin, np.zeros(FAR)
        )
        least = truth * log_loss_of(true, np.ones(FAR)) + (1 - truth) * log_loss_of(
            true, np.zeros(FAR)
        )
        return float((lost - least).mean())

    rate = float(truth.mean())
    found: dict[str, list[float]] = {"none": [], "steps": [], "line": []}
    for conversions in CONVERSIONS:
        told = []
        for _ in range(DRAWS):
            said, _, came = leads(rng, round(conversions / rate))
            if came.sum() < 2:
                continue
            line = fit_calibration(said, came).apply(far)
            told.append((regret(far), regret(steps(said, came, far)), regret(line)))
        for name, value in zip(found, np.mean(told, axis=0), strict=True):
            found[name].append(float(value))
    return found


def one_example(axes: Axes) -> None:
    """Draw one calibration on 60 conversions beside the truth."""
    rng = np.random.default_rng(4)
    asked = np.linspace(-7, 1.5, 400)
    said, _, came = leads(rng, 620)
    axes.plot(
        expit(asked), expit(INTERCEPT + SLOPE * asked), color=INK, linewidth=2.5, label="the truth"
    )
    axes.plot(expit(asked), expit(asked), color=NONE, linestyle=":", label="taken at its word")
    axes.plot(
        expit(asked),
        expit(steps(said, came, asked)),
        color=STEPS,
        linestyle="--",
        label="isotonic steps",
    )
    axes.plot(
        expit(asked),
        expit(fit_calibration(said, came).apply(asked)),
        color=LINE,
        label="the line of leadscore",
    )
    axes.set(
        xlabel="chance as the model says it",
        ylabel="chance after calibration",
        xlim=(0, 0.8),
        ylim=(0, 0.8),
    )
    axes.set_title(f"One sample with {int(came.sum())} conversions", loc="left", fontsize=10)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.legend(frameon=False, fontsize=9, loc="upper left")


def many(axes: Axes, found: dict[str, list[float]]) -> None:
    """Draw what calibration costs and saves, by the number of conversions."""
    for name, colour, dash in (("none", NONE, ":"), ("steps", STEPS, "--"), ("line", LINE, "-")):
        axes.plot(CONVERSIONS, found[name], color=colour, linestyle=dash, marker="o", markersize=4)
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="conversions that calibration saw",
        ylabel="log loss above that of the truth",
    )
    axes.set_xticks(CONVERSIONS, [f"{n:,}" for n in CONVERSIONS])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_title(f"Mean over {DRAWS} samples each", loc="left", fontsize=10)


def draw(path: Path) -> None:
    """Draw the picture."""
    found = regrets()
    for name, values in found.items():
        print(name, [f"{value:.4f}" for value in values])  # noqa: T201 - for the page
    figure = Figure(figsize=(9.5, 4.0), layout="constrained")
    left, right = figure.subplots(1, 2)
    one_example(left)
    many(right, found)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(color="#d9dfe5", linewidth=0.6)
        axes.set_axisbelow(True)
    figure.savefig(path, metadata={"Date": None, "Title": "Calibration by a line"})


if __name__ == "__main__":
    draw(Path(__file__).with_suffix(".svg"))
