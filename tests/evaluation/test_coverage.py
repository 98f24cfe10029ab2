"""Intervals of 95 % hold the truth about 95 times in 100, for every kind of figure.

Cohorts are drawn from a law that is known: accounts of one to three leads, seen at two
cutoffs, whose wishes resemble each other; three contenders that see the wish through
noise. The truth is the same figure on a cohort so large that its own error does not
matter. For the binomial(150, .95) the chance of 131 or fewer is .02 %, and that of all 150
is .05 %; with some two dozen figures looked at, the chance that a true 95 % breaks any bound
is below 2 %. An interval that holds the truth less often is too narrow, and one that
always does is too wide. Figures that count whole buyers may be a little too wide (a
difference of exactly zero counts for both sides), so for them the lower bound alone is asked
for.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.special import expit

from leadscore.evaluation.cohort import cohort
from leadscore.evaluation.compare import compare
from leadscore.evaluation.comparison import Comparison
from leadscore.settings import parse_settings
from leadscore.validation.evidence import measure_all

#: What is fitted once is shared: all of it on one worker.
pytestmark = pytest.mark.xdist_group("coverage")

COHORTS = 150
LEAST, MOST = 132, 149
NOISE = {"auto": 0.5, "scientist": 0.9, "card": 2.0}
SETTINGS = parse_settings({"comparison": {"resamples": 300}})
#: A hundred times a cohort; its own error is a tenth of a cohort's.
LARGE = 30_000
COUNTED = ("buyer_share_at_capacity",)


def draw(seed: int, accounts: int = 250) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    rng = np.random.default_rng(seed)
    account = np.repeat(np.arange(accounts), rng.integers(1, 4, accounts))
    leads = len(account)
    wish = 0.8 * rng.normal(size=accounts)[account] + 0.9 * rng.normal(size=leads)
    lead = np.tile(np.arange(leads), 2)
    drift = np.concatenate([np.zeros(leads), 0.5 * rng.normal(size=leads)])
    want = 1.1 * wish[lead] + drift - 2
    rows = pd.DataFrame(
        {
            "lead_id": lead.astype(str),
            "group": account[lead].astype(str),
            "cutoff": pd.to_datetime(np.repeat(["2026-01-01", "2026-02-01"], leads)).as_unit("us"),
            "label": (rng.random(2 * leads) < expit(want)).astype(float),
        }
    )
    scored = {}
    for name, level in NOISE.items():
        seen = want + level * rng.normal(size=leads)[lead]
        scored[name] = pd.DataFrame({"probability": expit(0.7 * seen - 0.4), "margin": seen})
    return scored, rows


@cache
def truth() -> dict[str, dict[str, float]]:
    """Measure a cohort so large that it stands for the truth."""
    scored, rows = draw(10_000, LARGE)
    judged = cohort(rows, SETTINGS)
    everyone = np.ones((judged.n_units, 1))
    return {
        name: {
            measure: float(value[0])
            for measure, value in measure_all(
                judged.evidence(said["probability"].to_numpy(), said["margin"].to_numpy()),
                everyone,
                capacity=SETTINGS.sales.capacity,
                call_cost_eur=0,
            ).items()
        }
        for name, said in scored.items()
    }


@cache
def small() -> tuple[Comparison, ...]:
    return tuple(compare(*draw(seed), SETTINGS) for seed in range(COHORTS))


def test_the_bounds_are_the_binomial_s() -> None:
    assert stats.binom.cdf(LEAST - 1, COHORTS, 0.95) == pytest.approx(0.0002, abs=0.00005)
    assert stats.binom.sf(MOST, COHORTS, 0.95) == pytest.approx(0.0005, abs=0.00005)


@pytest.mark.parametrize("contender", NOISE)
@pytest.mark.parametrize(
    "measure",
    ["roc_auc", "average_precision", "log_loss", "calibration_ratio", *COUNTED],
)
def test_intervals_of_a_figure_hold_the_truth(measure: str, contender: str) -> None:
    true = truth()[contender][measure]
    held = 0
    for told in small():
        lines = told.table[told.table["contender"] == contender].set_index("measure")
        low, high = lines[["low", "high"]].to_dict("index")[measure].values()
        held += low <= true <= high
    assert LEAST <= held <= (COHORTS if measure in COUNTED else MOST)


@pytest.mark.parametrize("pair", [("auto", "card"), ("auto", "scientist"), ("scientist", "card")])
@pytest.mark.parametrize("measure", ["roc_auc", "log_loss", "buyer_share_at_capacity"])
def test_intervals_of_a_paired_difference_hold_the_truth(
    measure: str, pair: tuple[str, str]
) -> None:
    true = truth()[pair[0]][measure] - truth()[pair[1]][measure]
    held = 0
    for told in small():
        lines = told.differences[told.differences["measure"] == measure]
        for _, line in lines.iterrows():
            sign = {pair: 1, pair[::-1]: -1}.get((line["a"], line["b"]))
            if sign is not None:
                low, high = sorted((sign * line["low"], sign * line["high"]))
                held += low <= true <= high
    assert LEAST <= held <= (COHORTS if measure in COUNTED else MOST)
