"""Points worked out without the engine are the engine's, to the last bit."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime

import ibis
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadscore.cards import Card, Group, Rule, parse_card
from leadscore.errors import CardError, UsageError
from leadscore.features.card_matrix import card_matrix
from leadscore.features.card_worth import CardWorth, card_worth
from leadscore.features.frame import FeatureMatrix
from leadscore.features.matrix import build_matrix
from leadscore.settings import Settings, parse_settings
from leadscore.sources.flat import FlatColumn, FlatTable
from leadscore.sources.simulate import simulate
from leadscore.sources.warehouse import Warehouse, warehouse_from_frames

SETTINGS = parse_settings(
    {
        "time": {"horizon_days": 30},
        "features": {"windows_days": [30], "half_lives_days": [30]},
    }
)
#: Every way in which points are given: once and for each act, fading and not, up and down.
BASE = parse_card("""
rules:
  - {id: director, says: Director, who: {seniority_in: [director]}, points: 7}
  - {id: size, says: Size, who: {employees_between: [50, 1000]}, points: 5}
  - {id: views, says: Views, what: {kind: page_view}, points: 3, per: act, cap: 20,
     decay: {half_life_days: 10}}
  - {id: pages, says: Pages, what: {kind: page_view}, points: 1.5, per: act, cap: 9, decay: linear}
  - {id: guide, says: Guide, what: {kind: download}, points: 4, decay: {half_life_days: 30}}
  - {id: form, says: Form, what: {kind: form_submit, within_days: 90}, points: 4, decay: linear}
  - {id: opens, says: Opens, what: {kind: email_open}, points: 1, per: act, cap: 5}
  - {id: both, says: Both, who: {seniority_in: [manager]}, what: {kind: page_view}, points: 2}
  - {id: silent, says: Silent, what: {within_days: 30, at_most: 0}, points: -5}
exclusions:
  - {id: top, says: Top, who: {seniority_in: [executive]}}
  - {id: small, says: Small, who: {employees_between: [null, 20]}}
  - {id: clicks, says: Clicks, what: {kind: email_click, at_least: 2}}
thresholds:
  mql: 5
  segments:
    - {id: large, says: Large, who: {employees_between: [500, null]}, mql: 3}
""")
FIT, BEHAVIOUR = (
    [rule.id for rule in BASE.rules if rule.axis == axis] for axis in ("fit", "behaviour")
)

Case = tuple[CardWorth, FeatureMatrix, Warehouse]


@functools.cache
def case() -> Case:
    """Build it once; not a fixture, since hypothesis would print all of it."""
    tables = simulate(n_leads=250, months=8, seed=3).tables
    warehouse = warehouse_from_frames(tables, SETTINGS)
    matrix = build_matrix(warehouse, SETTINGS)
    newest = (matrix.rows["cutoff"] >= matrix.rows["cutoff"].max() - pd.Timedelta(days=62)).array
    matrix = matrix.take(newest)
    return card_worth([BASE], matrix, warehouse, SETTINGS), matrix, warehouse


# as many digits as a person writes; a longer literal the engine's SQL reads half a bit otherwise
written = st.floats(0.01, 60).map(lambda value: round(value, 6))
sizes = st.tuples(written | st.integers(1, 40) | st.just(0.1), st.sampled_from([-1, 1])).map(
    lambda drawn: drawn[0] * drawn[1]
)
caps = written.filter(lambda cap: cap > 0) | st.integers(1, 50)


@st.composite
def cards(draw: st.DrawFn) -> Card:
    """Draw a card that asks what BASE asks, with any points, caps, groups and order."""
    chosen = draw(st.lists(st.sampled_from(BASE.rules), min_size=1, unique_by=lambda r: r.id))
    rules = []
    for rule in chosen:
        cap = draw(caps) if rule.per == "act" else draw(st.none() | caps)
        changed = {"points": float(draw(sizes)), "cap": None if cap is None else float(cap)}
        rules.append(Rule.model_validate(rule.model_dump() | changed))
    groups = {}
    for name, ids in (("who", FIT), ("what", BEHAVIOUR)):
        members = [rule.id for rule in rules if rule.id in ids and draw(st.booleans())]
        if members:
            groups[name] = Group(cap=draw(caps), rules=tuple(members))
    out = draw(st.lists(st.sampled_from(BASE.exclusions), unique_by=lambda each: each.id))
    limits = draw(st.sampled_from([BASE.thresholds, None]))
    return Card(rules=tuple(rules), groups=groups, exclusions=tuple(out), thresholds=limits)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(card=cards())
def test_any_points_caps_and_groups_give_what_the_engine_gives(card: Card) -> None:
    worth, matrix, warehouse = case()
    expected = card_matrix(card, matrix, warehouse, SETTINGS)
    given_ = worth.with_card(card)
    pd.testing.assert_frame_equal(given_.X, expected.X, check_exact=True)
    assert given_.manifest == expected.manifest
    assert given_.rows is matrix.rows


def test_every_rule_of_the_base_card_fires_so_that_equality_means_something() -> None:
    worth, _, _ = case()
    assert all(values.any() for values in worth.worth.values())
    assert all(matched.any() for matched in worth.holds.values())
    fractions = worth.points(BASE)["card__views"] % 1
    assert ((fractions > 0) & (fractions < 1)).any()


@pytest.mark.parametrize(
    "change",
    [
        lambda rule: {"decay": None},
        lambda rule: {"per": "lead"},
        lambda rule: {"what": {"kind": "page_view", "within_days": 7}},
    ],
)
def test_what_asks_something_else_needs_the_engine(
    change: Callable[[Rule], dict[str, object]],
) -> None:
    views = BASE.rules[2]
    other = Rule.model_validate(views.model_dump() | change(views))
    card = Card(rules=(other,))
    worth, _, _ = case()
    assert not worth.covers(card)
    with pytest.raises(UsageError, match=r"1 parts of the card ask what was not.*views"):
        worth.points(card)


def test_words_and_ids_do_not_matter_to_what_is_asked() -> None:
    worth, _, _ = case()
    renamed = BASE.rules[2].model_copy(update={"id": "other", "says": {"en": "O", "fi": "O"}})
    assert worth.covers(Card(rules=(renamed,)))


def test_a_flat_export_is_worked_out_from_its_columns() -> None:
    engine = ibis.duckdb.connect()
    frame = pa.table(
        {
            "lead_id": ["y", "z", "x"],
            "position": [0, 1, 2],
            "group_id": ["g", "h", "g"],
            "converted": [False, None, True],
            "behaviour__visits": [2.5, None, 7.0],
        }
    )
    visits = FlatColumn(name="behaviour__visits", source="Visits", axis="behaviour", kind="number")
    flat = FlatTable(
        frame=engine.create_table("flat", frame), columns=(visits,), how="order", left_out={}
    )
    never = datetime(1970, 1, 1)
    warehouse = Warehouse(engine=engine, tables={}, as_of=never, observed_from=never, flat=flat)
    matrix = build_matrix(warehouse, Settings())
    text = """
rules:
  - {id: visits, says: Visits, what: {column: Visits, at_least: 1}, points: %s, per: act, cap: %s}
"""
    worth = card_worth([parse_card(text % (1, 5))], matrix, warehouse, Settings())
    other = parse_card(text % (-0.3, 2))
    expected = card_matrix(other, matrix, warehouse, Settings())
    pd.testing.assert_frame_equal(worth.points(other), expected.X, check_exact=True)
    assert (expected.X != 0).any().any()


def test_a_rule_that_the_data_cannot_answer_is_told_as_the_card_calls_it() -> None:
    _, matrix, warehouse = case()
    text = "rules: [{id: mine, says: Mine, who: {column: nowhere, in: [1]}, points: 1}]"
    with pytest.raises(CardError, match=r"line 1, rule mine: there is no column 'nowhere'"):
        card_worth([BASE, parse_card(text)], matrix, warehouse, SETTINGS)


def test_what_two_cards_ask_is_asked_together() -> None:
    _, matrix, warehouse = case()
    few = matrix.take(range(40))
    other = parse_card("rules: [{id: it, says: It, what: {kind: webinar}, points: 3}]")
    worth = card_worth([other, Card(rules=BASE.rules[:1])], few, warehouse, SETTINGS)
    assert worth.covers(other)
    assert worth.covers(Card(rules=BASE.rules[:1]))
    assert not worth.covers(BASE)
    expected = card_matrix(other, few, warehouse, SETTINGS)
    pd.testing.assert_frame_equal(worth.points(other), expected.X, check_exact=True)
