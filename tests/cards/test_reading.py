"""Every slip in card.yaml is told with its rule and line, all at once."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from leadscore.cards import Card, lint, load_card, parse_card
from leadscore.errors import CardError
from leadscore.settings import IntentClass, Settings

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(
    [
        ROOT / "leadscore/templates/card.yaml",
        *(ROOT / "data/samples/cards").glob("*.yaml"),
        *(ROOT / "examples").glob("*/card.yaml"),
    ]
)


def card_with(rule: str, *, more: str = "") -> str:
    """Write a card whose second rule is the one to be tried, on line 3."""
    first = "{id: first, says: First, who: {has: job_title}, points: 1}"
    return f"rules:\n  - {first}\n  - {rule}\n{more}"


def rule(condition: str, rest: str = "") -> str:
    return f"{{id: tried, says: Tried, {condition}, points: 5{rest}}}"


@pytest.mark.parametrize(
    ("tried", "told"),
    [
        (
            "{id: tried, says: T, who: {has: industry}, ponits: 5}",
            "there is no 'ponits' here. Did you mean 'points'",
        ),
        ("{id: tried, says: T, who: {has: industry}, ponits: 5}", "'points' is missing"),
        ("{id: tried, who: {has: industry}, points: 5}", "'says' is missing"),
        (
            rule("who: {title_contain: [x]}"),
            "there is no 'title_contain' here. Did you mean 'title_contains'",
        ),
        (rule("what: {intents: pricing}"), "there is no 'intents' here. Did you mean 'intent'"),
        (rule("who: {has: jobtitle}"), r"who\.has: must be 'account_id', .* \(it is 'jobtitle'\)"),
        (
            rule("who: {email_domain: privat}"),
            "who.email_domain: must be 'private', 'education' or 'company'",
        ),
        (rule("who: {customer: maybe}"), r"who\.customer: must be true or false \(it is 'maybe'\)"),
        (rule("who: {country_in: []}"), "who.country_in: must hold at least one entry"),
        (
            rule("who: {country_in: [1]}"),
            r"who\.country_in: must be text; put it in quotes \(it is 1\)",
        ),
        (
            rule("who: {employees_between: [10, ten]}"),
            r"who\.employees_between: must be a number \(it is 'ten'\)",
        ),
        (
            rule("who: {employees_between: [10, 5]}"),
            "employees_between: the first limit must not be above",
        ),
        (rule("who: {employees_between: [null, null]}"), "employees_between: give at least one"),
        (rule("who: {}"), "who: says nothing about the lead"),
        (rule("what: {}"), "what: says nothing about acts"),
        (rule("who: {in: [a]}"), "'in' and 'between' need a 'column'"),
        (rule("who: {at_least: 3}"), "'at_least' and 'at_most' need a 'column'"),
        (rule("who: {column: City}"), "say what the column must hold"),
        (
            rule("what: {column: Visits, at_least: 2, kind: x}"),
            "a column has no acts: take out kind",
        ),
        (rule("what: {kind: x, within_days: soon}"), r"what\.within_days: must be a whole number"),
        (
            rule("what: {kind: x, within_days: 0}"),
            "what.within_days: must be greater than or equal to 1",
        ),
        (rule("what: {kind: x, at_least: 1.5}"), "at_least: must be a whole number of acts"),
        (rule("what: {kind: x, at_least: 3, at_most: 2}"), "at_least and at_most: the first limit"),
        (
            rule("what: {content_level_at_least: 6}"),
            "content_level_at_least: must be less than or equal to 5",
        ),
        (rule("what: {kind: x}", ", per: act"), "'per: act' needs a cap"),
        (rule("what: {kind: x}", ", per: week"), r"per: must be 'lead' or 'act' \(it is 'week'\)"),
        (rule("who: {has: industry}", ", per: act, cap: 5"), "'per: act' needs a 'what'"),
        (rule("what: {kind: x}", ", cap: 0"), "cap: must be greater than 0"),
        (rule("what: {kind: x}", ", cap: high"), r"cap: must be a number \(it is 'high'\)"),
        (
            rule("what: {kind: x}", ", decay: fast"),
            "decay: must be none, linear, or {half_life_days: 30}",
        ),
        (
            rule("what: {kind: x}", ", decay: {halflife: 3}"),
            "there is no 'halflife' here. Did you mean 'half_life_days'",
        ),
        (
            rule("what: {kind: x}", ", decay: {kind: linear, half_life_days: 3}"),
            "half_life_days belongs to a half-life",
        ),
        (rule("who: {has: industry}", ", decay: linear"), "only acts decay"),
        (rule("what: {kind: x, at_most: 0}", ", decay: linear"), "'at_most' asks for few acts"),
        (rule("what: {kind: x, at_most: 0}", ", per: act, cap: 5"), "'at_most' asks for few acts"),
        ("{id: tried, says: T, points: 5}", "needs a condition: 'who' .* or 'what'"),
        ("{id: tried, says: T, who: {has: industry}, points: 0}", "0 points change nothing"),
        (
            "{id: tried, says: T, who: {has: industry}, points: ten}",
            r"points: must be a number \(it is 'ten'\)",
        ),
        ("{id: tried, says: T, who: {has: industry}, points: yes}", "points: must be a number"),
        ("{id: tried, says: T, who: {has: industry}, points: true}", "points: must be a number"),
        (
            "{id: tried, says: T, who: {has: industry}, points: .nan}",
            "points: must be a finite number",
        ),
        (
            "{id: tried, says: T, who: {has: industry}, points: 5000}",
            "points: must be less than or equal to 1000",
        ),
        (
            "{id: tried, says: {sv: T}, who: {has: industry}, points: 5}",
            "says: must be a text, or one text per language",
        ),
        ("{id: tried, says: '', who: {has: industry}, points: 5}", "says.*: must not be empty"),
        (
            "{id: tried, says: T, who: [a], points: 5}",
            r"who: must be keys and values \(it is a list\)",
        ),
    ],
)
def test_a_slip_in_a_rule_names_rule_and_line(tried: str, told: str) -> None:
    with pytest.raises(CardError, match=f"line 3, rule tried: .*{told}"):
        parse_card(card_with(tried))


@pytest.mark.parametrize(
    ("tried", "told"),
    [
        (
            "{id: First Rule, says: T, who: {has: industry}, points: 5}",
            "line 3, rule First Rule: id: must begin with a small letter",
        ),
        (
            "{id: cap_it, says: T, who: {has: industry}, points: 5}",
            "line 3, rule cap_it: an id must not begin with cap_",
        ),
        (
            "{id: first, says: T, who: {has: industry}, points: 5}",
            "line 3, rule first: the id 'first' stands twice among the rules",
        ),
        ("7", "line 3, rule number 2: must be keys and values .it is 7."),
        ("{says: T, who: {has: industry}, points: 5}", "line 3, rule number 2: 'id' is missing"),
    ],
)
def test_a_rule_without_a_good_id_is_named_by_its_place(tried: str, told: str) -> None:
    with pytest.raises(CardError, match=told):
        parse_card(card_with(tried))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("rulez: []", "line 4, rulez: there is no 'rulez' here. Did you mean 'rules'"),
        ("version: 2", r"line 4, version: must be 1 \(it is 2\)"),
        ("name: 7", "line 4, name: must be text"),
        ("groups: []", "line 4, groups: must be keys and values"),
        (
            "groups: {g: {cap: 5, rules: [frist]}}",
            "line 4, group g: there is no rule 'frist'. Did you mean 'first'",
        ),
        (
            "groups: {g: {cap: 5, rules: []}}",
            "line 4, group g: rules: must hold at least one entry",
        ),
        ("groups: {g: {rules: [first]}}", "line 4, group g: 'cap' is missing"),
        (
            "groups: {g: {cap: 5, rules: [first, second]}}",
            "line 4, group g: holds rules on who a lead is and on what it did",
        ),
        (
            "groups:\n  g: {cap: 5, rules: [first]}\n  h: {cap: 5, rules: [first]}",
            "line 6, group h: rule 'first' is in group 'g' already",
        ),
        ("exclusions: {id: x}", "line 4, exclusions: must be a list"),
        (
            "exclusions:\n  - {id: s, says: S, who: {email_domain: student}}",
            "line 5, exclusion s: who.email_domain: must be",
        ),
        ("exclusions:\n  - &a {id: s, says: S, who: {has: industry}}", "line 5: anchors"),
        (
            "exclusions:\n  - {id: s, says: S, who: {has: industry}}\n"
            "  - {id: s, says: T, who: {missing: industry}}",
            "line 6, exclusion s: the id 's' stands twice among the exclusions",
        ),
        (
            "exclusions:\n  - {id: s, says: S, who: {has: industry}, points: 5}",
            "line 5, exclusion s: there is no 'points' here",
        ),
        ("thresholds: {mql: 50, sql: 30}", "line 4, thresholds: sql must not be below mql"),
        ("thresholds: {sql: 30}", "line 4, thresholds: 'mql' is missing"),
        ("grades: {A: 10, B: 20, C: 5}", "line 4, grades: the limits must fall from A to C"),
        ("bands: {1: 10, 2: 20, 3: 5}", "line 4, bands: the limits must fall from 1 to 3"),
        ("bands: {1: 30, 2: 20, 4: 5}", "line 4, bands: there is no '4' here. Known here: 1, 2, 3"),
    ],
)
def test_a_slip_outside_the_rules_names_its_section_and_line(more: str, told: str) -> None:
    second = "{id: second, says: Second, what: {kind: download}, points: 1}"
    with pytest.raises(CardError, match=told):
        parse_card(card_with(second, more=more))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name: Empty", "line 1: 'rules' is missing"),
        ("rules: []", "line 1, rules: must hold at least one entry"),
        (
            "rules: {a: 1}",
            "line 1, rules: must be a list: one entry a line, each beginning with '-'",
        ),
    ],
)
def test_a_card_without_rules_is_refused(text: str, told: str) -> None:
    with pytest.raises(CardError, match=told):
        parse_card(text)


def test_all_slips_are_told_at_once_in_the_order_of_their_lines() -> None:
    text = card_with(
        "{id: tried, says: T, who: {hass: a}, points: ten}", more="tresholds: {mql: 5}"
    )
    with pytest.raises(CardError) as caught:
        parse_card(text)
    lines = str(caught.value).splitlines()
    assert lines[0] == "card.yaml does not fit:"
    assert [line.split(":")[0].strip(" -") for line in lines[1:]] == [
        "line 3, rule tried",
        "line 3, rule tried",
        "line 4, tresholds",
    ]


def test_an_unknown_intent_is_told_with_rule_and_line_when_the_settings_are_known() -> None:
    text = card_with(
        rule("what: {intent: [pricing, prcing]}"),
        more="exclusions:\n  - {id: jobs, says: Jobs, what: {intent: carers}}",
    )
    assert parse_card(text).rules[1].id == "tried"
    with pytest.raises(
        CardError, match=r"line 3, rule tried: there is no intent class 'prcing'.*'pricing'"
    ):
        parse_card(text, Settings())
    with pytest.raises(
        CardError, match="line 5, exclusion jobs: there is no intent class 'carers'"
    ):
        parse_card(text, Settings())
    own = Settings.model_validate(
        {
            "features": {
                "intents": [IntentClass(name=n, pattern=n) for n in ("pricing", "prcing", "carers")]
            }
        }
    )
    assert parse_card(text, own).exclusions[0].id == "jobs"


def test_a_file_names_itself_in_its_errors(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text("rules: []", encoding="utf-8")
    with pytest.raises(CardError, match=r"^ours\.yaml does not fit"):
        load_card(path)
    with pytest.raises(CardError, match=r"There is no missing\.yaml"):
        load_card(tmp_path / "missing.yaml")


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    bomb = "rules:\n  - &a [x, x]\n" + "".join(
        f"  - &{new} [{', '.join(['*' + old] * 9)}]\n"
        for old, new in zip("abcdefg", "bcdefgh", strict=True)
    )
    began = time.monotonic()
    with pytest.raises(CardError, match="line 2: anchors"):
        parse_card(bomb)
    assert time.monotonic() - began < 2


def test_country_codes_need_no_quotes() -> None:
    # YAML 1.1 would read Norway as False
    card = parse_card(card_with(rule("who: {country_in: [NO, FI]}")))
    assert card.rules[1].who is not None
    assert card.rules[1].who.country_in == ("NO", "FI")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_shipped_card_is_good_and_speaks_both_languages(path: Path) -> None:
    card = load_card(path, Settings())
    assert card.thresholds is not None
    points = card.thresholds.mql
    assert isinstance(points, float)
    assert card.bounds()[0] <= points <= card.bounds()[1]
    assert all(part.label["en"] != part.label["fi"] for part in (*card.rules, *card.exclusions))


def test_the_exclusions_that_are_promised_stand_in_the_shipped_cards() -> None:
    promised = {"student", "job_seeker", "competitor", "customer"}
    layered = load_card(ROOT / "data/samples/cards/layered.yaml", Settings())
    assert {part.id for part in layered.exclusions} == promised
    text = (ROOT / "leadscore/templates/card.yaml").read_text("utf-8")
    told = re.sub(r"(?m)^  # (- |  )", r"  \1", text)
    told = re.sub(r"(?m)^# (grades|bands)", r"\1", told)
    card = parse_card(told, Settings())
    assert {part.id for part in card.exclusions} == promised
    assert card.grades is not None
    assert card.bands is not None
    assert lint(card, Settings()) == ()


def test_the_sample_default_is_the_card_of_new_projects() -> None:
    sample = (ROOT / "data/samples/cards/default_b2b.yaml").read_text("utf-8")
    assert sample == (ROOT / "leadscore/templates/card.yaml").read_text("utf-8")


def test_a_card_survives_as_json() -> None:
    card = load_card(ROOT / "leadscore/templates/card.yaml")
    again = Card.from_json(card.to_json())
    assert again == card
    assert hash(again) == hash(card)
    assert again.place(again.rules[0]) == "rule decision_maker"
