"""The points card as a contender: points add up, and one rising line makes them chances."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
import skops.io
from scipy.special import expit, logit
from sklearn.base import clone

from leadscore.cards import Card, parse_card
from leadscore.errors import NotEnoughDataError, UsageError
from leadscore.models.card import LEAST_SLOPE, CardContender

CARD = """
rules:
  - {id: title, says: Title, who: {has: job_title}, points: 10}
  - {id: pricing, says: Pricing, what: {intent: pricing}, points: 20}
exclusions:
  - {id: student, says: Student, who: {seniority_in: student}}
"""


@pytest.fixture
def card() -> Card:
    return parse_card(CARD)


def leads(title: list[float], pricing: list[float], student: list[float]) -> pd.DataFrame:
    columns = {"card__title": title, "card__pricing": pricing, "card__exclusion_student": student}
    return pd.DataFrame(columns, dtype="float32")


def many(n: int, *, seed: int = 0) -> tuple[pd.DataFrame, np.ndarray]:
    """Make leads whose log-odds are -3 + 0.1 * points."""
    rng = np.random.default_rng(seed)
    X = leads(list(rng.choice([0.0, 10.0], n)), list(rng.choice([0.0, 20.0], n)), list(np.zeros(n)))
    points = X.sum(axis=1).to_numpy()
    return X, (rng.random(n) < expit(-3 + 0.1 * points)).astype(int)


def test_points_are_the_sum_of_all_columns_after_exclusions(card: Card) -> None:
    X = leads([10, 0, 10], [20, 20, 0], [0, 0, -31])
    contender = CardContender(card)
    assert contender.points(X).tolist() == [30, 20, -21]
    assert contender.excluded(X).tolist() == [False, False, True]


def test_the_line_is_found_where_data_are_many(card: Card) -> None:
    X, y = many(20_000)
    contender = CardContender(card).fit(X, y)
    assert contender.intercept_ == pytest.approx(-3, abs=0.12)
    assert contender.slope_ == pytest.approx(0.1, abs=0.006)
    assert contender.predict_proba(X)[:, 1].mean() == pytest.approx(y.mean(), abs=1e-3)


def test_a_handful_of_conversions_makes_a_flatter_line_than_their_own(card: Card) -> None:
    # by themselves these four rows are separated: the unshrunk slope is infinite
    X, y = leads([0, 0, 10, 10], [0, 0, 20, 20], [0, 0, 0, 0]), np.array([0, 0, 1, 1])
    contender = CardContender(card).fit(X, y)
    assert 0 < contender.slope_ * 30 < 2.5
    assert contender.predict_proba(X)[:, 1].max() < 0.8


def test_contributions_are_each_rules_points_times_the_slope(card: Card) -> None:
    X, y = many(500)
    contender = CardContender(card).fit(X, y)
    parts = contender.contributions(leads([10], [20], [-31]))
    slope = contender.slope_
    assert parts.iloc[0].tolist() == [
        contender.intercept_,
        10 * slope,
        20 * slope,
        -31 * slope,
    ]


def test_columns_of_others_are_let_be(card: Card) -> None:
    X, y = many(500)
    wide = X.assign(
        fit__industry=pd.Series(["a"] * 500, dtype="str"), behaviour__x=np.float32("nan")
    )
    narrow = CardContender(card).fit(X, y).decision_function(X)
    contender = CardContender(card).fit(wide, y)
    assert (contender.decision_function(wide) == narrow).all()
    assert (contender.contributions(wide)[["fit__industry", "behaviour__x"]] == 0).all(axis=None)


@pytest.mark.parametrize("label", [0, 1])
def test_one_class_alone_gives_a_chance_that_is_near_it_but_not_certain(
    card: Card, label: int
) -> None:
    X, _ = many(200)
    chance = CardContender(card).fit(X, np.full(200, label)).predict_proba(X)[:, 1]
    assert abs(chance - label).max() < 0.02
    assert abs(chance - label).min() > 0.001


def test_a_card_that_works_backwards_gets_an_all_but_flat_line_and_keeps_its_order(
    card: Card,
) -> None:
    X, y = many(2000)
    contender = CardContender(card).fit(X, 1 - y)
    assert contender.slope_ * X.sum(axis=1).std(ddof=0) == pytest.approx(LEAST_SLOPE)
    assert (
        np.diff(contender.decision_function(leads([0, 10, 10], [0, 0, 20], [0, 0, 0]))) > 0
    ).all()


def test_equal_points_for_all_give_the_base_rate_and_still_rank_new_leads(card: Card) -> None:
    X, y = leads([10] * 50, [20] * 50, [0] * 50), np.repeat([0, 1], [40, 10])
    contender = CardContender(card).fit(X, y)
    assert contender.predict_proba(X)[:, 1].mean() == pytest.approx(0.2, abs=0.03)
    assert contender.decision_function(leads([0, 10], [0, 20], [0, 0]))[0] < logit(0.25)
    assert contender.slope_ > 0


def test_excluded_leads_do_not_bend_the_line_and_stand_below_all_others(card: Card) -> None:
    X, y = many(3000)
    without = CardContender(card).fit(X, y)
    shut = X.assign(card__exclusion_student=np.float32(0))
    extra = leads([10] * 300, [20] * 300, [card.floor("fit") - 10] * 300)
    both = pd.concat([shut, extra], ignore_index=True)
    contender = CardContender(card).fit(both, np.concatenate([y, np.ones(300, dtype=int)]))
    assert contender.slope_ == pytest.approx(without.slope_)
    margin = contender.decision_function(both)
    assert margin[3000:].max() < margin[:3000].min()


def test_when_all_are_excluded_the_line_is_learned_from_them(card: Card) -> None:
    X = leads([10] * 20, [0] * 20, [-31] * 20)
    contender = CardContender(card).fit(X, np.repeat([0, 1], 10))
    assert contender.predict_proba(X)[:, 1].mean() == pytest.approx(0.5, abs=0.01)


def test_a_side_without_rules_is_flat_at_the_base_rate(card: Card) -> None:
    X, y = many(400)
    contender = CardContender(card).fit(X[[]], y)
    assert contender.predict_proba(X[[]])[:, 1] == pytest.approx(y.mean(), abs=0.01)
    assert list(contender.contributions(X[[]]).columns) == ["base"]


def test_one_lead_scores_to_the_bit_as_in_a_batch(card: Card) -> None:
    X, y = many(300)
    X["card__pricing"] = (X["card__pricing"] * 0.333).astype("float32")
    contender = CardContender(card).fit(X, y)
    batch = contender.decision_function(X)
    alone = [contender.decision_function(X.iloc[[row]])[0] for row in range(len(X))]
    assert batch.tolist() == alone


def test_a_missing_value_is_no_points(card: Card) -> None:
    X = leads([np.nan, 0.0], [20.0, 20.0], [0.0, np.nan])
    assert CardContender(card).points(X).tolist() == [20, 20]


def test_features_built_without_the_card_are_refused(card: Card) -> None:
    with pytest.raises(UsageError, match=r"X has 1 columns, but none begins with 'card__'"):
        CardContender(card).fit(pd.DataFrame({"fit__a": [1.0]}), np.array([1]))


def test_a_column_gone_since_is_named(card: Card) -> None:
    X, y = many(50)
    contender = CardContender(card).fit(X, y)
    with pytest.raises(UsageError, match=r"X lacks 1 of the 3 columns .*first: card__pricing"):
        contender.predict_proba(X.drop(columns="card__pricing"))


def test_no_row_at_all_is_too_little(card: Card) -> None:
    with pytest.raises(NotEnoughDataError, match="without a single training snapshot"):
        CardContender(card).fit(leads([], [], []), np.array([]))


def test_a_fitted_contender_is_saved_as_plain_data(card: Card) -> None:
    X, y = many(100)
    contender = CardContender(card).fit(X, y)
    saved = skops.io.dumps(contender)
    assert skops.io.get_untrusted_types(data=saved) == ["leadscore.models.card.CardContender"]
    for again in (
        skops.io.loads(saved, trusted=["leadscore.models.card.CardContender"]),
        pickle.loads(pickle.dumps(contender)),
    ):
        assert (again.decision_function(X) == contender.decision_function(X)).all()
        assert again.card == card


def test_a_clone_is_fresh(card: Card) -> None:
    X, y = many(100)
    fresh = clone(CardContender(card).fit(X, y))
    assert fresh.card == card
    assert not hasattr(fresh, "slope_")


def test_the_likelier_class_is_predicted(card: Card) -> None:
    X, y = many(2000)
    contender = CardContender(card).fit(X, y)
    assert (contender.predict(X) == (contender.predict_proba(X)[:, 1] > 0.5)).all()
    assert set(contender.predict(X)) == {0, 1}
