"""What every contender holds; a new one is added to ``CONTENDERS`` and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.decomposition import PCA
from sklearn.ensemble import (
    ExtraTreesClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import LinearSVC

from leadscore.cards import parse_card
from leadscore.models.auto import AutoModel
from leadscore.models.card import CardContender
from leadscore.models.contender import Contender, contract_breaches
from leadscore.models.sampled import Sampled
from leadscore.models.scientist import (
    scientist_logistic,
    scientist_scorecard,
    scientist_splines,
    scientist_xgboost,
)

CARD = """
rules:
  - {id: title, says: Title, who: {has: job_title}, points: 10}
  - {id: pricing, says: Pricing, what: {intent: pricing}, points: 10, per: act, cap: 30}
  - {id: guide, says: Guide, what: {asset: guide}, points: 5}
groups:
  web: {cap: 30, rules: [pricing, guide]}
exclusions:
  - {id: student, says: Student, who: {seniority_in: student}}
"""


def sampled(*steps: BaseEstimator) -> Callable[[], Contender]:
    """Encode text and gaps before a classifier whose reasons are sampled."""
    encode = make_column_transformer(
        (SimpleImputer(keep_empty_features=True), make_column_selector(dtype_include="number")),
        (
            OneHotEncoder(handle_unknown="ignore", sparse_output=False),
            make_column_selector(dtype_include="str"),
        ),
    )
    return lambda: Sampled(make_pipeline(encode, *steps), background=2)


def card_contender() -> Contender:
    return CardContender(parse_card(CARD))


CONTENDERS: dict[str, Callable[[], Contender]] = {
    "card": card_contender,
    "scientist, logistic": scientist_logistic,
    "scientist, splines": scientist_splines,
    "scientist, scorecard": lambda: scientist_scorecard(interacting=3),
    "scientist, xgboost": scientist_xgboost,
    "sampled, forest": sampled(RandomForestClassifier(20, random_state=0, n_jobs=2)),
    "sampled, extra trees": sampled(ExtraTreesClassifier(20, random_state=0)),
    "sampled, boosting": sampled(HistGradientBoostingClassifier(max_iter=20)),
    "sampled, network": sampled(
        StandardScaler(), MLPClassifier((4,), max_iter=500, random_state=0)
    ),
    "sampled, support vectors": sampled(StandardScaler(), CalibratedClassifierCV(LinearSVC())),
    "sampled, mixed columns": sampled(StandardScaler(), PCA(3), LogisticRegression()),
    "auto": lambda: AutoModel(trials=5),
}


@pytest.fixture(scope="module")
def leads() -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Make 240 leads of 80 accounts whose chance rises with pricing views and industry."""
    rng = np.random.default_rng(7)
    n = 240
    views = rng.poisson(1.0, n)
    industry = rng.choice(["software", "retail", "media"], n)
    card = parse_card(CARD)
    X = pd.DataFrame(
        {
            "behaviour__pricing_30d": views,
            "behaviour__pricing_days_since": np.where(views > 0, rng.uniform(0, 30, n), np.nan),
            "fit__industry": pd.Series(industry, dtype="str"),
            "fit__employees": rng.lognormal(4, 1, n),
            "card__title": rng.choice([0, 10], n),
            "card__pricing": np.minimum(views * 10, 30),
            "card__guide": rng.choice([0, 5], n),
        }
    )
    web = X["card__pricing"] + X["card__guide"]
    X["card__cap_web"] = np.minimum(web, 30) - web
    out = rng.random(n) < 0.05
    X["card__exclusion_student"] = np.where(out, card.floor("fit") - X["card__title"], 0)
    numbers = X.select_dtypes("number").columns
    X = X.astype(dict.fromkeys(numbers, "float32"))
    X.loc[rng.random(n) < 0.1, ["fit__industry", "fit__employees"]] = np.nan
    X.index = pd.RangeIndex(1000, 1000 + n)
    chance = 1 / (1 + np.exp(2.0 - 0.8 * views - 0.7 * (industry == "software")))
    return X, (rng.random(n) < chance).astype(int), rng.integers(0, 80, n)


@pytest.mark.parametrize("name", CONTENDERS)
def test_a_contender_keeps_the_contract(
    name: str, leads: tuple[pd.DataFrame, np.ndarray, np.ndarray]
) -> None:
    X, y, groups = leads
    assert contract_breaches(CONTENDERS[name](), X, y, groups=groups) == []


@pytest.mark.parametrize("name", CONTENDERS)
def test_a_contender_ranks_better_than_chance_where_there_is_something_to_learn(
    name: str, leads: tuple[pd.DataFrame, np.ndarray, np.ndarray]
) -> None:
    X, y, groups = leads
    margin = CONTENDERS[name]().fit(X, y, groups=groups).decision_function(X)
    better = margin[y == 1][:, None] > margin[y == 0][None, :]
    equal = margin[y == 1][:, None] == margin[y == 0][None, :]
    assert (better + 0.5 * equal).mean() > 0.6


@pytest.mark.parametrize("name", CONTENDERS)
def test_a_row_alone_is_scored_to_the_bit_as_in_a_batch(
    name: str, leads: tuple[pd.DataFrame, np.ndarray, np.ndarray]
) -> None:
    X, y, groups = leads
    fitted = CONTENDERS[name]().fit(X, y, groups=groups)
    margin, parts = fitted.decision_function(X), fitted.contributions(X)
    for size in (1, 3, 17):
        batches = [X.iloc[start : start + size] for start in range(0, 51, size)]
        alone = np.concatenate([fitted.decision_function(rows) for rows in batches])
        assert np.array_equal(alone, margin[: len(alone)])
        told = pd.concat([fitted.contributions(rows) for rows in batches])
        pd.testing.assert_frame_equal(told, parts.iloc[: len(told)], check_exact=True)


@pytest.mark.parametrize("name", CONTENDERS)
def test_fitting_twice_gives_the_same_to_the_bit(
    name: str, leads: tuple[pd.DataFrame, np.ndarray, np.ndarray]
) -> None:
    X, y, groups = leads
    once, again = (CONTENDERS[name]().fit(X, y, groups=groups) for _ in range(2))
    assert np.array_equal(once.decision_function(X), again.decision_function(X))
