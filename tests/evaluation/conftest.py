"""Small test cohorts in which the truth is known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from leadscore.settings import Settings, parse_settings

Scored = dict[str, pd.DataFrame]
MakeCohort = Callable[..., tuple[Scored, pd.DataFrame]]


def said(margin: np.ndarray) -> pd.DataFrame:
    """Give what a contender with these log-odds says."""
    return pd.DataFrame({"probability": expit(margin), "margin": margin})


def make_cohort(
    seed: int = 0,
    *,
    leads: int = 400,
    noise: dict[str, float] | None = None,
    shuffled: bool = False,
) -> tuple[Scored, pd.DataFrame]:
    """Give leads at two cutoffs, two leads an account, and contenders of known noise.

    A contender ranks by the true log-odds plus its own noise. With `shuffled`, labels are
    dealt anew within each cutoff, so that nobody knows anything.
    """
    rng = np.random.default_rng(seed)
    want = rng.normal(size=leads)
    lead = np.tile(np.arange(leads), 2)
    month = np.repeat(["2026-01-01", "2026-02-01"], leads)
    truth = 1.5 * want[lead] - 2
    label = (rng.random(2 * leads) < expit(truth)).astype(float)
    if shuffled:
        for chosen in (month == "2026-01-01", month == "2026-02-01"):
            label[chosen] = rng.permutation(label[chosen])
    rows = pd.DataFrame(
        {
            "lead_id": [f"l{code:04d}" for code in lead],
            "group": [f"a{code // 2:04d}" for code in lead],
            "cutoff": pd.to_datetime(month).as_unit("us"),
            "label": label,
            "amount_eur": np.where((label == 1) & (lead % 2 == 0), 5000.0, np.nan),
            "mature": True,
        }
    )
    levels = noise or {"auto": 0.2, "scientist": 0.6, "card": 3.0}
    scored = {
        name: said(truth + level * rng.normal(size=leads)[lead]) for name, level in levels.items()
    }
    return scored, rows


@pytest.fixture
def cohort_of() -> MakeCohort:
    """Give the maker of test cohorts."""
    return make_cohort


@pytest.fixture
def settings() -> Settings:
    """Give settings with few resamples."""
    return parse_settings({"comparison": {"resamples": 400}})
