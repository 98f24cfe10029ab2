"""What the audit does with data that can tell little, and with cards that fit badly."""

from __future__ import annotations

from datetime import datetime

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from leadscore.cards import Card, Exclusion, Group, Rule, What, Who, parse_card
from leadscore.errors import NotEnoughDataError, UsageError
from leadscore.evaluation.card_audit.auditing import audit_rules
from leadscore.evaluation.card_audit.currency import middle_worth
from leadscore.evaluation.card_audit.joint import fit_joint, sharing
from leadscore.evaluation.card_audit.lifts import measure_lifts
from leadscore.evaluation.card_audit.result import VERDICTS
from leadscore.evaluation.card_audit.rules import read_rules
from leadscore.features.matrix import build_matrix
from leadscore.settings import parse_settings
from leadscore.sources.flat import FlatColumn, FlatTable
from leadscore.sources.warehouse import Warehouse
from tests.evaluation.card_audits import POINT, market, matrix_of

SETTINGS = parse_settings({})


def _said(text: str) -> dict[str, str]:
    return {"en": text, "fi": text}


def leads(
    n: int = 3_000, seed: int = 0, rate: float = 0.2
) -> tuple[np.random.Generator, np.ndarray]:
    """Give a generator, and outcomes that nothing tells."""
    draw = np.random.default_rng(seed)
    return draw, draw.random(n) < rate


def test_rules_that_always_fire_together_are_named_and_told_apart_from_none() -> None:
    draw, won = leads()
    one, other = draw.random(3_000) < 0.3, draw.random(3_000) < 0.2
    matrix = matrix_of({"one": 10.0 * one, "twin": 5.0 * one, "other": 5.0 * other}, won)
    table = audit_rules(matrix, SETTINGS).table.set_index("says")
    assert list(table.loc[["one", "twin"], "reason"]) == ["shares", "shares"]
    assert (table.loc["one", "shares_with"], table.loc["twin", "shares_with"]) == (
        "“twin”",
        "“one”",
    )
    assert table.loc["one", "verdict"] == "no_evidence"
    assert table.loc["other", "reason"] == ""


def test_a_rule_that_others_add_up_to_is_found_too() -> None:
    draw, _ = leads()
    a, b, c = (draw.random((3, 3_000)) < 0.3).astype(np.float32)
    b *= 1 - a
    assert sharing(np.stack([a, b, c, a + b], axis=1)) == [(0, 1, 3)]
    assert sharing(np.stack([a, b, c], axis=1)) == []
    assert sharing(np.stack([a, np.ones_like(a), np.zeros_like(a)], axis=1)) == [(1,)]


def test_a_rule_that_gives_everyone_the_same_tells_nothing() -> None:
    draw, won = leads()
    matrix = matrix_of({"all": np.full(3_000, 5.0), "some": 5.0 * (draw.random(3_000) < 0.3)}, won)
    table = audit_rules(matrix, SETTINGS).table.set_index("says")
    assert tuple(table.loc["all", ["verdict", "reason"]]) == ("no_evidence", "always")


def test_a_rule_that_never_fires_is_told_so_and_changes_nothing() -> None:
    drawn = market(0).matrix
    points = {str(name).removeprefix("card__"): drawn.X[name].to_numpy() for name in drawn.X}
    groups = drawn.rows["group"].to_numpy()
    with_it = matrix_of({**points, "never": np.zeros(len(drawn))}, drawn.y, groups)
    without = matrix_of(points, drawn.y, groups)
    more, fewer = (audit_rules(each, SETTINGS).table for each in (with_it, without))
    assert more.set_index("says").loc["never", "verdict"] == "never"
    rest = more[more["verdict"] != "never"].reset_index(drop=True)
    np.testing.assert_allclose(rest["earned"], fewer["earned"], rtol=1e-6)
    assert list(rest["verdict"]) == list(fewer["verdict"])


@pytest.mark.parametrize("outcome", [0.0, 1.0])
def test_outcomes_of_one_kind_tell_nothing(outcome: float) -> None:
    draw, _ = leads(200)
    matrix = matrix_of(
        {"a": 5.0 * (draw.random(200) < 0.3), "never": np.zeros(200)}, np.full(200, outcome)
    )
    audit = audit_rules(matrix, SETTINGS)
    table = audit.table.set_index("says")
    assert tuple(table.loc["a", ["verdict", "reason"]]) == ("no_evidence", "one_class")
    assert table.loc["never", "verdict"] == "never"
    assert "ended alike" in audit.sentence("en")
    assert "cannot be told from these leads" in audit.worth_sentence("en")


def test_one_rule_is_told_by_its_direction_alone() -> None:
    draw, _ = leads()
    on = draw.random(3_000) < 0.3
    won = draw.random(3_000) < np.where(on, 0.3, 0.1)
    audit = audit_rules(matrix_of({"one": 10.0 * on}, won), SETTINGS)
    line = audit.table.iloc[0]
    assert line["verdict"] == "earns"
    assert np.isnan([line["earned"], audit.worth.log_odds]).all()
    assert not audit.worth.is_told
    against = audit_rules(matrix_of({"one": -10.0 * on}, won), SETTINGS)
    assert against.table["verdict"][0] == "backwards"


def test_more_rules_than_buyers_are_survived() -> None:
    draw, won = leads(2_000, rate=0.03)
    points = {f"r{n}": 5.0 * (draw.random(2_000) < 0.15) for n in range(200)}
    audit = audit_rules(matrix_of(points, won), SETTINGS)
    assert len(audit.table) == 200
    assert set(audit.table["verdict"]) <= set(VERDICTS)
    assert np.isfinite(audit.table.loc[audit.table["reason"] == "", "effect"]).all()


def test_rows_without_a_label_are_left_aside() -> None:
    drawn = market(1).matrix
    drawn.rows.loc[::3, "label"] = np.nan
    whole = audit_rules(drawn, SETTINGS).table
    known = audit_rules(drawn.take(drawn.rows["label"].notna()), SETTINGS).table
    assert whole.equals(known)


def test_a_handful_of_leads_gives_no_verdict() -> None:
    for n in (1, 2, 5, 12):
        draw = np.random.default_rng(n)
        matrix = matrix_of(
            {"a": 5.0 * (draw.random(n) < 0.5), "b": 5.0 * (draw.random(n) < 0.5)},
            np.arange(n) % 2 == 0,
        )
        assert set(audit_rules(matrix, SETTINGS).table["verdict"]) <= {"no_evidence", "never"}


def test_no_label_at_all_and_no_card_are_told() -> None:
    empty = matrix_of({"a": np.zeros(3)}, np.full(3, np.nan))
    with pytest.raises(NotEnoughDataError, match="No snapshot has a label yet"):
        audit_rules(empty, SETTINGS)
    caps = matrix_of({"cap_g": np.zeros(3)}, np.zeros(3))
    with pytest.raises(UsageError, match="The features hold no card"):
        audit_rules(caps, SETTINGS)


def _card() -> Card:
    who, what = Who(seniority_in=("director",)), What(intent=("pricing",))
    return Card(
        name="Ours",
        rules=(
            Rule(id="boss", says=_said("Boss"), who=who, points=15),
            Rule(id="low", says=_said("Low"), who=Who(seniority_in=("other",)), points=-10, cap=4),
            Rule(id="pricing", says=_said("Pricing"), what=what, points=10, per="act", cap=25),
            Rule(id="demo", says=_said("Demo"), what=What(intent=("demo",)), points=20),
        ),
        groups={"acts": Group(cap=30, rules=("pricing", "demo"))},
        exclusions=(
            Exclusion(id="student", says=_said("Student"), who=Who(seniority_in=("student",))),
        ),
    )


def _points(n: int = 4_000) -> tuple[dict[str, np.ndarray], np.ndarray]:
    draw = np.random.default_rng(3)
    boss, low = draw.random((2, n)) < 0.3
    views, demo = draw.integers(0, 4, n), draw.random(n) < 0.2
    pricing = np.minimum(10.0 * views, 25.0)
    together = pricing + 20.0 * demo
    student = draw.random(n) < 0.1
    points = {
        "boss": 15.0 * boss,
        "low": -4.0 * low,
        "pricing": pricing,
        "demo": 20.0 * demo,
        "cap_acts": np.minimum(together, 30.0) - together,
        "exclusion_student": np.where(student, -70.0, 0.0),
    }
    counted = points["boss"] + points["low"] + np.minimum(together, 30.0)
    chance = 1 / (1 + np.exp(3.0 - POINT * counted + 2.0 * student))
    return points, draw.random(n) < chance


def test_points_are_those_that_the_card_says_and_caps_are_no_rule_of_their_own() -> None:
    audit = audit_rules(matrix_of(*_points()), SETTINGS, _card())
    table = audit.table.set_index("rule")
    assert set(table.index) == {
        *("card__boss", "card__low", "card__pricing", "card__demo"),
        "card__exclusion_student",
    }
    assert table["points_set"].dropna().to_dict() == {
        "card__boss": 15,
        "card__low": -4,
        "card__pricing": 10,
        "card__demo": 20,
    }
    assert list(table.loc["card__exclusion_student", ["kind", "verdict"]]) == [
        "exclusion",
        "earns",
    ]
    for name in ("boss", "pricing", "demo"):  # a right card's rules, below the group's cap
        line = table.loc[f"card__{name}"]
        assert line["earned_low"] < line["points_set"] < line["earned_high"]


def test_a_flat_export_is_audited_as_one_row_a_lead() -> None:
    draw, _ = leads(2_000)
    web, visits = draw.random(2_000) < 0.3, draw.integers(0, 4, 2_000)
    won = draw.random(2_000) < 1 / (1 + np.exp(3.0 - web - 0.4 * visits))
    engine = ibis.duckdb.connect()
    frame = pa.table(
        {
            "lead_id": [f"x{n}" for n in range(2_000)],
            "position": np.arange(2_000),
            "group_id": [f"x{n}" for n in range(2_000)],
            "converted": [None if n % 10 == 0 else bool(each) for n, each in enumerate(won)],
            "fit__origin": np.where(web, "web", "fair"),
            "behaviour__visits": visits.astype(float),
        }
    )
    columns = (
        FlatColumn(name="fit__origin", source="Origin", axis="fit", kind="category"),
        FlatColumn(name="behaviour__visits", source="Visits", axis="behaviour", kind="number"),
    )
    flat = FlatTable(
        frame=engine.create_table("flat", frame), columns=columns, how="order", left_out={}
    )
    never = datetime(1970, 1, 1)
    warehouse = Warehouse(engine=engine, tables={}, as_of=never, observed_from=never, flat=flat)
    card = parse_card("""
rules:
  - {id: web, says: Web, who: {column: Origin, in: [web]}, points: 10}
  - {id: visits, says: Visits, what: {column: Visits, at_least: 1}, points: 4, per: act, cap: 12}
  - {id: many, says: Many, what: {column: Visits, at_least: 9}, points: 5}
""")
    audit = audit_rules(build_matrix(warehouse, SETTINGS, card), SETTINGS, card)
    table = audit.table.set_index("rule")
    assert audit.snapshots == 1_800
    assert list(table.loc["card__many", ["verdict", "points_set"]]) == ["never", 5]
    # two rules cannot say what a point is worth, but whether they find buyers
    assert set(table.loc[["card__web", "card__visits"], "verdict"]) == {"earns"}
    assert table.loc["card__visits", "effect"] == pytest.approx(0.4, abs=0.25)


def test_an_exclusion_whose_leads_buy_more_works_backwards() -> None:
    draw, _ = leads()
    out = draw.random(3_000) < 0.2
    won = draw.random(3_000) < np.where(out, 0.3, 0.1)
    points = {"a": 5.0 * (draw.random(3_000) < 0.3), "exclusion_out": np.where(out, -50.0, 0.0)}
    table = audit_rules(matrix_of(points, won), SETTINGS).table.set_index("says")
    assert table.loc["exclusion_out", "verdict"] == "backwards"


def test_a_matrix_of_another_card_is_refused() -> None:
    points, won = _points(100)
    fewer = matrix_of({name: each for name, each in points.items() if name != "demo"}, won)
    with pytest.raises(UsageError, match=r"lacks 1 of the 5 .* \(first: card__demo\).*with_card"):
        audit_rules(fewer, SETTINGS, _card())
    with pytest.raises(UsageError, match=r"holds 1 that card 'Ours' does not have"):
        audit_rules(matrix_of({**points, "older": np.zeros(100)}, won), SETTINGS, _card())


def test_verdicts_do_not_hang_on_knowing_the_card() -> None:
    matrix = matrix_of(*_points())
    told, guessed = (
        audit_rules(matrix, SETTINGS, card).table.set_index("rule") for card in (_card(), None)
    )
    assert list(told["verdict"]) == list(guessed.loc[told.index, "verdict"])
    assert guessed.loc["card__pricing", "points_set"] == 25  # the most that it gave
    share = told["earned"] / told["points_set"]
    other = guessed.loc[told.index, "earned"] / guessed.loc[told.index, "points_set"]
    np.testing.assert_allclose(share, other, rtol=0.05)


@pytest.mark.parametrize("absurd", [900.0, 0.01])
def test_one_rule_with_absurd_points_does_not_move_what_a_point_is_worth(absurd: float) -> None:
    def worth(points: float) -> float:
        drawn = market(2, planted={"guide": (points, 0.3, 0.0)})
        return audit_rules(drawn.matrix, SETTINGS).worth.log_odds

    assert worth(absurd) == pytest.approx(worth(10.0), rel=0.35)


def test_twice_all_points_is_the_same_card() -> None:
    one = market(4).matrix
    points = {str(name).removeprefix("card__"): 2 * one.X[name].to_numpy() for name in one.X}
    twice = audit_rules(matrix_of(points, one.y, one.groups), SETTINGS)
    once = audit_rules(one, SETTINGS)
    assert list(once.table["verdict"]) == list(twice.table["verdict"])
    np.testing.assert_allclose(2 * once.table["earned"], twice.table["earned"], rtol=1e-4)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.floats(-0.5, 0.5), min_size=3, max_size=12),
    st.floats(-1e6, 1e6),
    st.integers(0, 11),
)
def test_no_single_rule_brings_the_worth_out_of_the_range_of_the_others(
    rates: list[float], wild: float, at: int
) -> None:
    own = np.array(rates)
    at %= len(own)
    others = np.delete(own, at)
    own[at] = wild
    spread = np.eye(len(own)) * 1e-6
    worth = middle_worth(own, spread, np.ones(len(own), dtype=bool), seed=0)
    assert others.min() - 1e-9 <= worth.log_odds <= others.max() + 1e-9
    assert worth.leaning.sum() == pytest.approx(1)


def test_the_order_of_rows_changes_nothing() -> None:
    one = market(5, planted={"guide": (15.0, 0.3, 0.0)}).matrix
    shuffled = one.take(np.random.default_rng(0).permutation(len(one)))
    first, second = (audit_rules(each, SETTINGS).table for each in (one, shuffled))
    assert list(first["verdict"]) == list(second["verdict"])
    np.testing.assert_allclose(first["earned"], second["earned"], rtol=1e-6)


def test_effects_are_those_of_a_plain_logistic_regression_with_the_prior_as_rows() -> None:
    fired = read_rules(market(6).matrix, None)
    n, parts = fired.times.shape
    # the prior: for each part half a lead that converted and half that did not, no intercept
    X = np.vstack([np.column_stack([np.ones(n), fired.times])] + 2 * [np.eye(parts + 1)[1:]])
    y = np.concatenate([fired.label, np.ones(parts), np.zeros(parts)])
    weight = np.concatenate([np.ones(n), np.full(2 * parts, 0.5)])
    plain = LogisticRegression(C=np.inf, fit_intercept=False, tol=1e-12, max_iter=1_000)
    plain.fit(X, y, sample_weight=weight)
    np.testing.assert_allclose(fit_joint(fired).effect, plain.coef_[0, 1:], atol=1e-4)


def test_blocks_of_rows_and_columns_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    fired = read_rules(market(7).matrix, None)
    whole, lifts = fit_joint(fired), measure_lifts(fired, confidence=0.95)
    for room in ("joint", "lifts"):
        monkeypatch.setattr(f"leadscore.evaluation.card_audit.{room}.CELLS", 700)
    np.testing.assert_allclose(fit_joint(fired).covariance, whole.covariance, rtol=1e-8)
    parted = measure_lifts(fired, confidence=0.95)
    np.testing.assert_allclose(parted["high"], lifts["high"], rtol=1e-10)
