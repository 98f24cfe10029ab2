"""A small feature matrix whose outcome is partly known, and settings to fit it quickly."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from leadscore.features.catalogue import Catalogue, Feature
from leadscore.features.frame import FeatureMatrix
from leadscore.settings import Settings, parse_settings

MakeMatrix = Callable[..., FeatureMatrix]


def _feature(name: str, X: pd.DataFrame) -> Feature:
    family = name.partition("__")[0]
    return Feature(
        name=name,
        family=family,  # type: ignore[arg-type]
        axis="behaviour" if family == "behaviour" or name == "card__pricing" else "fit",
        kind="category" if isinstance(X[name].dtype, pd.StringDtype) else "number",
        label={"en": name, "fi": name},
        words={"en": f"{name}: {{value}}", "fi": f"{name}: {{value}}"},
    )


def _made(n_leads: int = 300, n_cutoffs: int = 4, *, level: float = -2.2) -> FeatureMatrix:
    """Make leads of accounts of two, each seen at every cutoff, intent and fit telling."""
    rng = np.random.default_rng(3)
    lead = np.tile(np.arange(n_leads), n_cutoffs)
    cutoff = np.repeat(pd.date_range("2026-01-01", periods=n_cutoffs, freq="MS"), n_leads)
    n = len(lead)
    size = rng.lognormal(4, 1, n_leads)[lead]
    industry = rng.choice(["software", "retail", "media", "mining"], n_leads)[lead]
    pricing = rng.poisson(0.8, n)
    chance = expit(level + 0.9 * pricing + 1.0 * (industry == "software"))
    X = pd.DataFrame(
        {
            "fit__industry": pd.Series(industry, dtype="str").where(rng.random(n) > 0.1),
            "fit__employees": np.where(rng.random(n) < 0.2, np.nan, size),
            "behaviour__pricing_7d": pricing,
            "behaviour__pages_30d": rng.poisson(3, n),
            "behaviour__last_kind": pd.Series(rng.choice(["page", "form"], n), dtype="str"),
            "card__title": rng.choice([0.0, 10.0], n),
            "card__pricing": np.minimum(10.0 * pricing, 30.0),
        }
    )
    numbers = X.select_dtypes("number").columns
    X = X.astype(dict.fromkeys(numbers, "float32"))
    ids = pd.Series(lead).map("L{:05d}".format).astype("str")
    groups = pd.Series(lead // 2).map("A{:05d}".format).astype("str")
    rows = pd.DataFrame(
        {
            "lead_id": ids,
            "account_id": groups,
            "group": groups,
            "cutoff": pd.Series(cutoff).astype("datetime64[us]"),
            "created_at": pd.Series(cutoff).astype("datetime64[us]") - pd.Timedelta(days=9),
            "mature": True,
            "label": (rng.random(n) < chance).astype(float),
            "contactable": True,
            "amount_eur": np.nan,
        }
    )
    catalogue = Catalogue(_feature(str(name), X) for name in X)
    return FeatureMatrix(rows=rows, X=X, catalogue=catalogue, manifest={"data_hash": "d" * 64})


@pytest.fixture(scope="session")
def make_matrix() -> MakeMatrix:
    return _made


@pytest.fixture(scope="session")
def matrix() -> FeatureMatrix:
    return _made()


@pytest.fixture(scope="session")
def settings() -> Settings:
    return parse_settings(
        {"models": {"trials": 4, "folds": 3, "threads": 1}, "time": {"horizon_days": 20}}
    )


@pytest.fixture
def table(matrix: FeatureMatrix) -> tuple[pd.DataFrame, np.ndarray]:
    """Give the matrix' features without the card's, and the labels."""
    return matrix.X[matrix.columns()], matrix.y.astype(int)
