"""A store with two real versions, made once and copied for each test that changes it."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from leadscore.features.catalogue import Catalogue, Feature
from leadscore.features.matrix import FeatureMatrix
from leadscore.models.scientist import scientist_logistic
from leadscore.models.scorer import LeadScorer, fit_scorer
from leadscore.settings import Settings
from leadscore.versions.store import VersionStore

PROJECT = "acme"
N_LEADS = 600


def _catalogue() -> Catalogue:
    industry = Feature(
        name="fit__industry",
        family="fit",
        axis="fit",
        kind="category",
        label={"en": "Industry", "fi": "Toimiala"},
        words={"en": "industry: {value}", "fi": "toimiala: {value}"},
    )
    pricing = Feature(
        name="behaviour__pricing_7d",
        family="behaviour",
        axis="behaviour",
        kind="number",
        unit="times",
        default=0.0,
        label={"en": "Pricing, 7 days", "fi": "Hinnoittelu, 7 pv"},
        words={"en": "viewed pricing {value} times", "fi": "katsoi hinnoittelua {value} kertaa"},
    )
    return Catalogue([industry, pricing])


def _matrix() -> FeatureMatrix:
    rng = np.random.default_rng(0)
    industry = rng.choice(["software", "mining", "retail"], N_LEADS)
    pricing = rng.poisson(1.5, N_LEADS).astype("float32")
    chance = expit(-2 + 0.6 * pricing + 1.0 * (industry == "software"))
    pricing[::17] = np.nan
    cutoff = pd.Timestamp("2026-01-01") + pd.to_timedelta(30 * (np.arange(N_LEADS) % 3), unit="D")
    leads = [f"L{at}" for at in range(N_LEADS)]
    rows = pd.DataFrame(
        {
            "lead_id": pd.array(leads, dtype="str"),
            "account_id": pd.array([f"A{at // 2}" for at in range(N_LEADS)], dtype="str"),
            "group": pd.array([f"A{at // 2}" for at in range(N_LEADS)], dtype="str"),
            "cutoff": cutoff,
            "created_at": cutoff - pd.Timedelta(days=20),
            "grid": np.int64(0),
            "ordinal": np.int64(0),
            "mature": True,
            "label": (rng.random(N_LEADS) < chance).astype(float),
            "contactable": True,
            "amount_eur": np.nan,
        }
    )
    X = pd.DataFrame(
        {
            "fit__industry": pd.array(industry, dtype="str"),
            "behaviour__pricing_7d": pricing,
        }
    )
    manifest = {"data_hash": "d" * 64, "split": "time"}
    return FeatureMatrix(rows=rows, X=X, catalogue=_catalogue(), manifest=manifest)


@pytest.fixture(scope="session")
def matrix() -> FeatureMatrix:
    return _matrix()


@pytest.fixture(scope="session")
def scorer(matrix: FeatureMatrix) -> LeadScorer:
    return fit_scorer(scientist_logistic(), matrix, Settings())


@pytest.fixture(scope="session")
def other_scorer(matrix: FeatureMatrix) -> LeadScorer:
    return fit_scorer(scientist_logistic(C=0.001), matrix, Settings())


@pytest.fixture(scope="session")
def kept(
    tmp_path_factory: pytest.TempPathFactory,
    scorer: LeadScorer,
    other_scorer: LeadScorer,
) -> VersionStore:
    """Hold versions card 1 (in use) and auto 2; for reading only."""
    store = VersionStore(tmp_path_factory.mktemp("kept") / "mlruns", PROJECT)
    facts = {"metrics": {"roc_auc": 0.8}, "params": {"seed": 0}}
    first = store.save(scorer, contender="card", **facts)  # type: ignore[arg-type]
    store.save(other_scorer, contender="auto", **facts)  # type: ignore[arg-type]
    store.set_champion(first, reason="what the team uses today")
    return store


@pytest.fixture
def store(kept: VersionStore, tmp_path: Path) -> VersionStore:
    """Hold the same in a copy that a test may change."""
    shutil.copytree(kept.folder, tmp_path / "mlruns")
    return VersionStore(tmp_path / "mlruns", PROJECT)
