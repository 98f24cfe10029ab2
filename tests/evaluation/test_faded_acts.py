"""Acts at any half-life are worth what the engine gives a card that asks for just that."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as runs
from hypothesis import strategies as some

from leadscore.cards import Card, Rule, parse_card
from leadscore.evaluation.card_decay import card_decay
from leadscore.evaluation.faded_acts import faded_acts, fades
from leadscore.features.card_entries import card_features
from leadscore.features.card_matrix import card_matrix
from leadscore.features.catalogue import Catalogue
from leadscore.features.frame import FeatureMatrix
from leadscore.features.matrix import build_rows
from leadscore.settings import parse_settings
from leadscore.sources.simulate import simulate
from leadscore.sources.warehouse import Warehouse, warehouse_from_frames

SETTINGS = parse_settings({"time": {"horizon_days": 60, "lookback_days": 200, "target": "sql"}})
CARD = parse_card("""
rules:
  - {id: director, says: Director, who: {seniority_in: [director]}, points: 7}
  - {id: views, says: Views, what: {kind: page_view, within_days: 45}, points: 3, per: act, cap: 20}
  - {id: both, says: Both, who: {email_domain: company}, what: {kind: page_view}, points: -3,
     per: act, cap: 40}
  - {id: thrice, says: Three, what: {kind: page_view, within_days: 30, at_least: 3}, points: 5}
  - {id: twice, says: Two, what: {kind: page_view, within_days: 30, at_least: 2}, points: 2,
     per: act, cap: 30}
  - {id: last, says: Last, what: {kind: [page_view, download]}, points: 5, cap: 4}
  - {id: silent, says: Silent, what: {within_days: 30, at_most: 0}, points: -5}
""")
WAYS = ("linear", None, 1, 17, 3000)


@pytest.fixture(scope="module")
def warehouse() -> Warehouse:
    return warehouse_from_frames(simulate(n_leads=250, months=10, seed=3).tables, SETTINGS)


@pytest.fixture(scope="module")
def rows(warehouse: Warehouse) -> FeatureMatrix:
    return build_rows(warehouse, SETTINGS)


def set_to(rule: Rule, way: str | int | None) -> Rule:
    decay = {"half_life_days": way} if isinstance(way, int) else way
    told = rule.model_dump(by_alias=True, exclude_none=True)
    return Rule.model_validate(told | {"id": f"{rule.id}_{way}".lower(), "decay": decay})


def test_any_half_life_is_worth_what_the_engine_gives(
    warehouse: Warehouse, rows: FeatureMatrix
) -> None:
    rules = [rule for rule in CARD.rules if fades(rule)]
    every = {(rule.id, way): set_to(rule, way) for rule in rules for way in WAYS}
    engine = card_matrix(Card(rules=tuple(every.values())), rows, warehouse, SETTINGS).X
    found = faded_acts(
        rules, lambda card: card_matrix(card, rows, warehouse, SETTINGS), len(rows), SETTINGS
    )
    for acts in found:
        assert len(acts.holds)
        for way in WAYS:
            days = float(way) if isinstance(way, int) else math.inf
            worth = acts.linear() if way == "linear" else acts.at(days)
            given = engine[f"card__{every[acts.rule.id, way].id}"].to_numpy()
            np.testing.assert_allclose(acts.rule.points * worth, given, rtol=1e-2, atol=0.02)


def given_for(ages: npt.NDArray[np.float64], card: Card) -> FeatureMatrix:
    """Evaluate rules that count each act as the engine would, on acts of these ages."""
    columns = {}
    for rule in card.rules:
        days = math.inf if rule.decay is None else float(rule.decay.half_life_days or 1)
        columns[f"card__{rule.id}"] = (0.5 ** (ages / days)).sum(axis=1)
    X = pd.DataFrame(columns).astype("float32")
    return FeatureMatrix(rows=X[[]], X=X, catalogue=Catalogue(card_features(card)), manifest={})


@runs(max_examples=30, deadline=None)
@given(
    window=some.one_of(some.integers(1, 60), some.integers(61, 3650)),
    share=some.floats(0, 1),
    acts=some.sampled_from([1, 50]),
)
def test_each_act_is_met_within_a_thousandth(window: int, share: float, acts: int) -> None:
    half_life = float(window**share)
    rng = np.random.default_rng(window)
    ages = np.vstack(
        [
            np.repeat(np.linspace(0, window, 200)[:, None], acts, axis=1),
            np.repeat(np.linspace(0, min(window, 10), 100)[:, None], acts, axis=1),
            rng.uniform(0, window, (40, acts)),
        ]
    )
    asked = {"id": "views", "cap": 30, "points": 1, "what": {"within_days": window}}
    rule = Rule.model_validate({**asked, "says": "Views", "per": "act"})
    (found,) = faded_acts([rule], lambda card: given_for(ages, card), len(ages), SETTINGS)
    found = replace(found, rule=rule.model_copy(update={"cap": None}))
    bound = acts * 1e-3
    told = {"at": found.at(half_life), "linear": found.linear()}
    np.testing.assert_allclose(told["at"], (0.5 ** (ages / half_life)).sum(axis=1), 0, bound)
    np.testing.assert_allclose(told["linear"], (1 - ages / window).sum(axis=1), 0, bound)


def test_a_whole_card_is_asked_about_on_the_engine(
    warehouse: Warehouse, rows: FeatureMatrix
) -> None:
    matrix = card_matrix(CARD, rows, warehouse, SETTINGS)
    found = card_decay(
        CARD,
        matrix,
        SETTINGS,
        with_card=lambda card, of: card_matrix(card, of, warehouse, SETTINGS),
    )
    assert found.table["rule"].tolist() == [
        f"card__{name}" for name in ("views", "both", "thrice", "twice", "last")
    ]
    assert set(found.table["verdict"]) <= {"fits", "faster", "slower", "cannot tell"}
    assert found.table["window"].tolist() == [45, 200, 30, 30, 200]
