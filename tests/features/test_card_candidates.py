"""Candidate rules: made of training leads' own words, sensible, and barred where told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.cards import Card, Rule, What, Who, parse_card
from leadscore.cards.writing import write_card
from leadscore.errors import UsageError
from leadscore.features.card_barring import without_barred
from leadscore.features.card_candidates import (
    MOST_LETTERS,
    Candidate,
    named_apart,
    of_card,
    one_value,
    united,
    with_points,
)
from leadscore.features.card_making import _acts, _shown, _titles, make_candidates, sense_of
from leadscore.features.card_vocabulary import (
    Vocabulary,
    _most,
    _parting,
    askable,
    read_vocabulary,
)
from leadscore.features.matrix import build_matrix
from leadscore.settings import Settings, parse_settings
from leadscore.sources.simulate import simulate
from leadscore.sources.warehouse import Warehouse, warehouse_from_frames

CARD = parse_card("""
rules:
  - {id: pricing, says: Pricing, what: {intent: pricing, within_days: 60}, points: 10, per: act,
     cap: 30, decay: {half_life_days: 30}}
  - {id: referral, says: Referral, who: {source_in: referral}, points: -4}
""")
#: The vocabulary reads no behaviour features, so few are built.
QUICK = {"features": {"windows_days": [30], "half_lives_days": [30], "intents": []}}


@pytest.fixture(scope="module")
def simulated() -> Warehouse:
    return warehouse_from_frames(simulate(n_leads=900, months=6, seed=3).tables, Settings())


@pytest.fixture(scope="module")
def made(simulated: Warehouse) -> tuple[Candidate, ...]:
    return make(simulated, Settings())


def make(warehouse: Warehouse, settings: Settings) -> tuple[Candidate, ...]:
    matrix = build_matrix(warehouse, parse_settings({**settings.model_dump(), **QUICK}))
    early = np.flatnonzero(matrix.rows["cutoff"] <= matrix.rows["cutoff"].median())
    training = matrix.take(early)
    vocabulary = read_vocabulary(training, warehouse, settings)
    shuffled = training.take(np.random.default_rng(1).permutation(len(training)))
    assert read_vocabulary(shuffled, warehouse, settings) == vocabulary
    return make_candidates(CARD, vocabulary, training.catalogue, warehouse, settings)


def test_a_card_can_hold_them_all(made: tuple[Candidate, ...]) -> None:
    card = Card(rules=tuple(each.rule for each in made))
    assert 100 < len(card.rules) < 400
    assert [each.rule.id for each in made if each.own] == ["pricing", "referral"]
    assert all(len(text) <= MOST_LETTERS for rule in card.rules for text in rule.says.values())


def test_they_ask_for_who_and_what(made: tuple[Candidate, ...]) -> None:
    ids = {each.rule.id for each in made}
    assert {"seniority_manager", "source_search", "employees_50_to_249", "customer"} <= ids
    assert {"pricing_30d", "pricing_2x_30d", "pricing_each_365d", "silent_90d"} <= ids
    assert {"page_view_30d", "level_4_90d"} <= ids
    assert any(name.startswith("title_") for name in ids)


def test_no_e_mail_open_is_asked_for(made: tuple[Candidate, ...]) -> None:
    assert not any(each.rule.what and "email_open" in (each.rule.what.kind or ()) for each in made)
    by_mail = next(each for each in made if each.rule.id == "channel_email_90d")
    assert by_mail.rule.what is not None
    assert "email_click" in (by_mail.rule.what.kind or ())
    silent = next(each for each in made if each.rule.id == "silent_90d")
    assert silent.rule.what is not None
    assert "page_view" in (silent.rule.what.kind or ())


def test_e_mail_opens_are_asked_for_where_they_are_not_barred(simulated: Warehouse) -> None:
    made = make(simulated, parse_settings({"card": {"never": []}}))
    assert "email_open_30d" in {each.rule.id for each in made}


@pytest.mark.parametrize(
    ("what", "sense"),
    [
        (What(intent=("pricing",)), 1),
        (What(intent=("pricing", "demo"), at_least=3), 1),
        (What(intent=("careers",)), -1),
        (What(intent=("careers",), at_least=3), -1),
        (What(intent=("careers", "pricing")), -1),
        (What(kind=("unsubscribe",)), -1),
        (What(kind=("download",)), 0),
        (What(kind=("download",), at_least=2), 1),
        (What(within_days=90, at_most=0), -1),
        (What(intent=("pricing",), at_most=0), -1),
        (What(intent=("careers",), at_most=0), 1),
        (What(column="visits", at_least=2), 0),
        (None, 0),
    ],
)
def test_points_go_the_way_that_makes_sense(what: What | None, sense: int) -> None:
    assert sense_of(what, Settings()) == sense


def test_points_come_back_as_they_were() -> None:
    for rule in CARD.rules:
        candidate = of_card(rule, 0)
        assert candidate.rule.points == 1
        assert with_points(candidate.rule, rule.points) == rule


def test_values_of_one_thing_become_one_rule() -> None:
    thing = {"en": "Industry", "fi": "Toimiala"}
    parts = [
        one_value("who", "industry_in", name, thing, {"en": name, "fi": name})
        for name in ("media", "retail", "x" * 200)
    ]
    rule = united(parts[:2])
    assert rule.id == "industry_media_and_1"
    assert rule.who == Who(industry_in=("media", "retail"))
    assert rule.says == {"en": "Industry: media and retail", "fi": "Toimiala: media ja retail"}
    assert len(united(parts).says["en"]) == MOST_LETTERS
    assert united(parts[:1]) is parts[0].rule


def test_values_of_a_column_become_one_rule() -> None:
    said = {"en": "job", "fi": "job"}
    parts = [
        one_value("what", "in", name, said, {"en": name, "fi": name}, column="job")
        for name in ("b", "a")
    ]
    assert united(parts).what == What.model_validate({"column": "job", "in": ["a", "b"]})


def test_ids_are_told_apart() -> None:
    rules = [
        Rule(id="a", says={"en": "A", "fi": "A"}, who=Who(country_in=(each,)), points=1)
        for each in "xyz"
    ]
    made = named_apart(Candidate(rule=rule) for rule in rules)
    assert [each.rule.id for each in made] == ["a", "a_2", "a_3"]


@pytest.mark.parametrize(
    ("entry", "left"),
    [
        ("finn", ["mail", "old"]),
        ("country_in", ["mail", "old"]),
        ("who.country_in: fi", ["mail", "old"]),
        ("country_in: SE", ["finn", "mail", "old"]),
        ("what.country_in", None),
        ("kind: EMAIL_open", ["finn", "old"]),
        ("column: age", ["finn", "mail"]),
        ("within_days: 30", ["finn", "old"]),
    ],
)
def test_what_is_barred_is_left_out(entry: str, left: list[str] | None) -> None:
    rules = [
        Rule(id="finn", says={"en": "F", "fi": "F"}, who=Who(country_in=("FI",)), points=1),
        Rule(
            id="mail",
            says={"en": "M", "fi": "M"},
            what=What(kind=("email_open",), within_days=30),
            points=1,
        ),
        Rule(id="old", says={"en": "O", "fi": "O"}, who=Who(column="age", at_least=60), points=1),
    ]
    if left is None:
        with pytest.raises(UsageError, match="no rule's id and no key"):
            without_barred(rules, [entry])
    else:
        assert [rule.id for rule in without_barred(rules, [entry])] == left


def test_a_misspelt_entry_is_named() -> None:
    with pytest.raises(UsageError, match=r"names 'fin', .* Did you mean 'finn'"):
        without_barred(
            [Rule(id="finn", says={"en": "F", "fi": "F"}, who=Who(customer=True), points=1)],
            ["fin"],
        )


@pytest.mark.parametrize("value", ["x" * 201, "IT\nservices", "a\x00b", "a\u2028b", "\ud800", ""])
def test_a_value_that_a_card_cannot_ask_for_is_none_of_the_most_frequent(value: str) -> None:
    assert not askable(value)
    assert _most({value: 99, "Food & drink": 30, "x" * 200: 25}, 20, 2) == (
        "Food & drink",
        "x" * 200,
    )


@given(st.text(max_size=220))
def test_a_card_holds_whatever_can_be_asked_for(value: str) -> None:
    if askable(value):
        told = {"en": value, "fi": value}
        made = one_value("who", "industry_in", value, {"en": "Industry", "fi": "Toimiala"}, told)
        vocabulary = Vocabulary(
            words=(value,),
            kinds=(value,),
            assets={value: ("visit",)},
            channels={value: ("visit",)},
        )
        more = [*_titles(vocabulary), *_acts(vocabulary, Settings())]
        card = Card(rules=tuple(each.rule for each in named_apart([made, *more])))
        assert parse_card(write_card(card), Settings()) == card


def test_numbers_that_a_card_cannot_ask_for_part_nothing() -> None:
    numbers = pd.Series([1.0, 2.0, np.inf, -np.inf, 1e13, np.nan], dtype="float32")
    assert _parting(numbers) == (1.0, 2.0)


def test_a_kind_that_a_card_cannot_ask_for_is_not_named_beside_a_barred_one() -> None:
    shown = list(
        _shown("a", {"asset": ["a"]}, {}, ("k" * 300, "open", "visit"), frozenset({"open"}))
    )
    assert shown == [("a", {"asset": ["a"], "kind": ["visit"]}, {})]
    assert not list(_shown("a", {}, {}, ("k" * 300, "open"), frozenset({"open"})))


def test_an_entry_like_none_of_hundreds_is_told_shortly() -> None:
    rules = [
        Rule(
            id=f"country_{at}",
            says={"en": "Here", "fi": "Here"},
            who=Who(country_in=("FI",)),
            points=5,
        )
        for at in range(300)
    ]
    with pytest.raises(UsageError) as told:
        without_barred(rules, ["nosuch"])
    assert len(str(told.value)) < 250
    assert "Write an id, a key such as who.country_in" in str(told.value)
    with pytest.raises(
        UsageError, match=r"Did you mean 'country_\d+' or '[a-z_0-9]+' or '[^']+'\?"
    ):
        without_barred(rules, ["contry_1"])


def test_nothing_is_made_of_values_too_long_for_a_card() -> None:
    tables = dict(simulate(n_leads=600, months=6, seed=3, clean=True).tables)
    leads, events = tables["leads"].copy(), tables["events"].copy()
    source, kind = (frame.value_counts().index[0] for frame in (leads["source"], events["kind"]))
    leads["source"] = leads["source"].mask(leads["source"] == source, "utm=abc&" * 30)
    leads["job_title"] = "Manager " + "x" * 300
    events["kind"] = events["kind"].mask(events["kind"] == kind, "k" * 300)
    tables |= {"leads": leads, "events": events}
    made = make(warehouse_from_frames(tables, Settings()), Settings())
    told = Card(rules=tuple(each.rule for each in made)).to_json()
    assert "title_manager" in told
    assert not [part for part in ("utm=abc", "xxx", "kkk") if part in told]
