"""Small test cohorts in which the truth is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from leadscore.features.catalogue import Catalogue, Feature
from leadscore.features.frame import FeatureMatrix
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


def make_past(n_leads: int = 260, n_cutoffs: int = 9, seed: int = 5) -> FeatureMatrix:
    """Give leads of accounts of two, seen each month; a card that knows half of what tells."""
    rng = np.random.default_rng(seed)
    lead = np.tile(np.arange(n_leads), n_cutoffs)
    month = np.repeat(pd.date_range("2025-01-01", periods=n_cutoffs, freq="MS"), n_leads)
    n = len(lead)
    industry = rng.choice(["software", "retail", "mining"], n_leads)[lead]
    pricing, pages = rng.poisson(0.7, n), rng.poisson(3, n)
    truth = 1.1 * pricing + 1.2 * (industry == "software") - 3.2
    X = pd.DataFrame(
        {
            "fit__industry": pd.Series(industry, dtype="str"),
            "behaviour__pricing_7d": pricing.astype("float32"),
            "behaviour__pages_30d": pages.astype("float32"),
            "card__pricing": (10.0 * (pricing > 0)).astype("float32"),
            "card__pages": (2.0 * pages).astype("float32"),
        }
    )
    words = {"en": "{value}", "fi": "{value}"}
    catalogue = Catalogue(
        Feature(
            name=str(name),
            family=str(name).partition("__")[0],  # type: ignore[arg-type]
            axis="fit" if str(name).startswith("fit") else "behaviour",
            kind="category" if name == "fit__industry" else "number",
            label={"en": str(name), "fi": str(name)},
            words=words,
        )
        for name in X
    )
    label = (rng.random(n) < expit(truth)).astype(float)
    rows = pd.DataFrame(
        {
            "lead_id": pd.Series([f"L{code:04d}" for code in lead], dtype="str"),
            "group": pd.Series([f"A{code // 2:04d}" for code in lead], dtype="str"),
            "cutoff": pd.Series(month).astype("datetime64[us]"),
            "mature": True,
            "label": label,
            "amount_eur": np.where(label == 1, 1000.0 + lead, np.nan),
        }
    )
    return FeatureMatrix(rows=rows, X=X, catalogue=catalogue, manifest={})


@pytest.fixture(scope="session", name="make_past")
def make_past_fixture() -> Callable[..., FeatureMatrix]:
    """Give the maker of past snapshots with features."""
    return make_past


def without_card(matrix: FeatureMatrix) -> FeatureMatrix:
    """Take the card's columns out."""
    kept = matrix.columns()
    catalogue = Catalogue(matrix.catalogue[name] for name in kept)
    return replace(matrix, X=matrix.X[kept], catalogue=catalogue)


@pytest.fixture(scope="session", name="without_card")
def without_card_fixture() -> Callable[[FeatureMatrix], FeatureMatrix]:
    """Give what takes the card's columns out."""
    return without_card
