"""What goes to another product and comes back is the same card, but for what is told."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leadscore.cards import Card, load_card, parse_card
from leadscore.cards.exchange import PRODUCTS, Lost
from leadscore.cards.spelling import spelled
from leadscore.errors import CardError
from leadscore.spreadsheets import neutralise
from leadscore.words import LANGUAGES, Language
from tests.cards.making import CARDS

ROOT = Path(__file__).parents[2]
SHIPPED = (ROOT / "card.yaml", *sorted((ROOT / "data/samples/cards").glob("*.yaml")))
EACH = pytest.mark.parametrize("product", PRODUCTS)


def differences(old: Card, new: Card) -> set[tuple[str, str]]:
    """Name every part and key by which cards differ, names apart."""
    found: set[tuple[str, str]] = set()
    for section in ("rules", "exclusions"):
        before, after = ({p.id: p for p in getattr(card, section)} for card in (old, new))
        assert not set(after) - set(before)
        for name, part in before.items():
            if name not in after:
                found.add((name, "rule"))
                continue
            mine, theirs = (p.model_dump(exclude={"says"}) for p in (part, after[name]))
            found |= {(name, key) for key in mine if mine[key] != theirs[key]}
    for name, group in old.groups.items():
        if name not in new.groups:
            found.add((name, "group"))
            continue
        assert group.cap == new.groups[name].cap
        if set(group.rules) != set(new.groups[name].rules):
            found.add((name, "rules"))
    found |= {
        ("card", name)
        for name in ("thresholds", "grades", "bands", "name")
        if getattr(old, name) != getattr(new, name)
    }
    orders = [[[rule.id for rule in card.rules], list(card.groups)] for card in (old, new)]
    left = [[[i for i in ids if i in orders[1][at]] for at, ids in enumerate(o)] for o in orders]
    if left[0] != left[1]:
        found.add(("card", "order"))
    return found


def named(lost: tuple[Lost, ...]) -> set[tuple[str, str]]:
    return {(each.part, key) for each in lost for key in each.keys}


@EACH
@settings(max_examples=30, deadline=None)
@given(card=CARDS, language=st.sampled_from(LANGUAGES))
def test_what_comes_back_differs_only_where_it_was_told(
    product: str, card: Card, language: Language
) -> None:
    exchange = PRODUCTS[product]
    try:
        sheet = exchange.to_sheet(card, language)
    except CardError:  # none of its rules can be carried over
        assume(False)
    back = exchange.from_sheet(sheet.text, "sheet.csv")
    assert differences(card, back.card) <= named(sheet.lost)
    if ("card", "says") not in named(sheet.lost):
        says = {part.id: part.says for part in (*card.rules, *card.exclusions)}
        assert all(rule.says == says[rule.id] for rule in back.card.rules)
    again = exchange.to_sheet(back.card, language)
    assert again.text == sheet.text
    assert exchange.from_sheet(again.text, "sheet.csv").card == back.card


@EACH
@settings(max_examples=30, deadline=None)
@given(card=CARDS)
def test_every_part_of_a_card_is_in_the_sheet_or_told_and_no_cell_is_a_formula(
    product: str, card: Card
) -> None:
    try:
        sheet = PRODUCTS[product].to_sheet(card, "en")
    except CardError:
        assume(False)
    rows = list(csv.DictReader(io.StringIO(sheet.text)))
    ids = {row["leadscore rule"] for row in rows}
    told = {each.part for each in sheet.lost}
    assert {part.id for part in (*card.rules, *card.exclusions)} <= ids | told
    assert set(card.groups) <= {row.get("leadscore group") for row in rows} | told
    numbers = {"Points", "Points (of 100)", "Score change"}
    for row in rows:
        for column, text in row.items():
            assert column in numbers or neutralise(text) == text, (column, text)
    for each in sheet.lost:
        assert each.sentence("en")
        assert each.sentence("fi")


@EACH
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_cards_that_ship_come_back_but_for_what_is_told(product: str, path: Path) -> None:
    card = load_card(path)
    sheet = PRODUCTS[product].to_sheet(card, "fi")
    back = PRODUCTS[product].from_sheet(sheet.text, "sheet.csv").card
    assert differences(card, back) <= named(sheet.lost)
    assert back.rules[0].says["en"] == back.rules[0].says["fi"]
    assert sheet.notes("fi").startswith("Mitä ")


CARD = """
name: Ours
rules:
  - {id: boss, says: Boss, who: {title_contains: [director, "=cmd()"]}, points: 15}
  - id: pricing
    says: Pricing
    what: {page: /pricing, within_days: 90}
    points: 10
    per: act
    cap: 30
    decay: {half_life_days: 30}
  - {id: mixed, says: Mixed, who: {country_in: FI}, what: {kind: download}, points: 4}
  - {id: spam, says: Spam, what: {kind: unsubscribe}, points: -5}
groups:
  web: {cap: 25, rules: [pricing, mixed]}
exclusions:
  - {id: rival, says: Rival, who: {email_domain_in: rival.example}}
thresholds: {mql: 20}
"""


def told(product: str) -> list[str]:
    lost = PRODUCTS[product].to_sheet(parse_card(CARD), "en").lost
    return [each.sentence() for each in lost]


def test_a_half_life_becomes_what_the_product_has() -> None:
    found = {name: " ".join(told(name)) for name in PRODUCTS}
    assert "straight fade to nothing over 60 days" in found["hubspot"] or (
        "full for 43 days" in found["hubspot"]
    )
    assert "count in full for 43 days" in found["dynamics"]
    assert "time frame of 43 days becomes 60 days" in found["eloqua"]
    assert "no fading of single acts" in found["pardot"]
    assert "no limit of 30 points for one rule" in found["pardot"]


def test_what_no_rule_can_say_is_left_out_with_all_that_it_takes_to_make_it_by_hand() -> None:
    [mixed] = [each for each in told("hubspot") if "rule mixed" in each]
    assert "give it 4 points: who {country_in: FI}, what {kind: download}" in mixed
    [spam] = [each for each in told("eloqua") if "rule spam" in each]
    assert "takes 5 points away, which the product cannot" in spam
    assert any("group web: groups have no cap" in each for each in told("dynamics"))
    assert all("exclusion rival: people are kept out by" in " ".join(told(p)) for p in PRODUCTS)


def test_a_cap_becomes_steps_or_a_maximum() -> None:
    steps = PRODUCTS["dynamics"].to_sheet(parse_card(CARD), "en").text
    assert [line.split(",")[5] for line in steps.splitlines() if ",pricing" in line] == [
        "at least 1 time",
        "at least 2 times",
        "at least 3 times",
    ]
    rule = (
        PRODUCTS["hubspot"]
        .from_sheet(PRODUCTS["hubspot"].to_sheet(parse_card(CARD), "en").text, "x")
        .card.rules
    )
    assert {each.id: each.cap for each in rule}["pricing"] == 30


def test_a_formula_does_no_harm_and_comes_back() -> None:
    sheet = PRODUCTS["hubspot"].to_sheet(parse_card(CARD), "en")
    assert "director; '=cmd()" in sheet.text
    back = PRODUCTS["hubspot"].from_sheet(sheet.text, "x").card
    assert spelled(back)["rules"][0]["who"] == {  # type: ignore[index]
        "title_contains": ["director", "=cmd()"]
    }


def test_a_sheet_filled_in_by_hand_needs_no_ids_and_may_come_from_a_finnish_spreadsheet() -> None:
    text = (
        "\ufeffScreen;Rule or criterion;Activity or field;Operator;Value;How often;Score change;"
        "Grade change;Who asked\r\n"
        "Profile criteria;Päättäjä;Job title;;johtaja; ;;up 2/3;Maija\r\n"
        "Scoring rules;Form submission;Prospect activity;;Form submission;every time;50;;\r\n"
        "Scoring rules;E-mail, opened;Prospect activity;;email open;;0,5;;\r\n"
        'Automation rules;50 people & prices;Employees;;"50; any"\r\n'
        "Automation rules;50 people & prices;Page URL;;/pricing;at least 2 times;7\r\n"
    )
    found = PRODUCTS["pardot"].from_sheet(text, "pardot.csv")
    assert (
        parse_card("""
    name: Card of Salesforce Account Engagement (Pardot)
    rules:
      - {id: paattaja, says: Päättäjä, who: {title_contains: johtaja}, points: 10}
      - {id: form_submission, says: Form submission, what: {kind: form_submit}, points: 50,
         per: act, cap: 500}
      - {id: e_mail_opened, says: "E-mail, opened", what: {kind: email_open}, points: 0.5}
      - {id: rule_50_people_prices, says: 50 people & prices, points: 7,
         who: {employees_between: [50, null]}, what: {page: /pricing, at_least: 2}}
    """)
        == found.card
    )
    assert [each.sentence() for each in found.lost] == [
        "line 1: column 'Who asked' is not one of the sheet's and was not read",
        "line 3, rule form_submission: every act counts there without end; the card needs a cap, "
        "so it has 500 points",
    ]


HEAD = (
    "Score type,Rule name,Property or event,Operator,Value,Frequency,Time frame (days),Points,Decay"
)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "Fit,A,Industry,,IT,,,5,",
            r"line 2, column 'Score type': does not know 'Fit'. Known here",
        ),
        ("Fit score,,Industry,,IT,,,5,", r"line 2, column 'Rule name': is empty"),
        ("Fit score,A,Shoe size,,44,,,5,", r"line 2, column 'Property or event': does not know"),
        ("Fit score,A,Job title,is,IT,,,5,", r"column 'Operator': is 'is'; for Job title it mu"),
        ("Fit score,A,Industry,,,,,5,", r"column 'Value': must hold at least one value"),
        ('Fit score,A,Industry,,"""IT",,,5,', r"has quotes that do not close"),
        ("Fit score,A,Number of employees,,50,,,5,", r"must hold two limits, such as 50; 1000"),
        ("Fit score,A,Customer,,maybe,,,5,", r"must be yes or no"),
        ("Fit score,A,Industry,,IT,,,many,", r"column 'Points': must be a number"),
        ("Fit score,A,Industry,,IT,,,,", r"column 'Points': are missing; give the rule points"),
        ("Fit score,A,Industry,,IT,,,0,", r"line 2: rule a: 0 points change nothing"),
        ("Engagement score,A,Event,,reply,often,,5,", r"'Frequency': is 'often'; it must be"),
        (
            "Engagement score,A,Event,,reply,,soon,5,",
            r"'Time frame \(days\)': days: must be a number",
        ),
        ("Engagement score,A,Event,,reply,,7.5,5,", r"'Time frame \(days\)': days: is 7.5; it mus"),
        ("Engagement score,A,Event,,reply,,inf,5,", r"'Time frame \(days\)': days: must be a num"),
        ("Engagement score,A,Content level,,inf,,,5,", r"column 'Value': must be a number"),
        ("Engagement score,A,Content level,,2.5,,,5,", r"column 'Value': is 2.5; it must be a wh"),
        ('Fit score,A,Industry,,IT,,,"1,000",', r"'Points': is '1,000', which can be .* as 1000"),
        ("Fit score,A,Industry,,IT,,,1_000,", r"column 'Points': must be a number"),
        ("Fit score,A,Field price,,1.500,,,5,", r"column 'Value': is '1.500', which can be read"),
        ('Fit score,A,Number of employees,,"1.500; any",,,5,', r"'Value': is '1.500', which can"),
        ("Engagement score,A,Event,,reply,,,5,slowly", r"fade by 'slowly'; write '50 % every mon"),
        ("Workflow,,MQL above,,,,,5,", r"must be one of MQL from"),
        ("Workflow,,MQL from,,,,,x,", r"column 'Points': must be a number"),
        ("Fit score,A,Industry,,IT,,,5,,more", r"line 2: has 10 cells, the first line 9"),
        ("", r"line 1: the sheet holds no criterion; add a line for each"),
        ("Workflow,,SQL from,,,,,5,", r"line 2, column 'Property or event': add a line 'MQL from'"),
        ("Fit score,A,Industry,,IT,,30,5,", r"'Time frame \(days\)': must be empty: only acts"),
        ("Engagement score,A,Event,,reply,,30,5,50 % every month", r"'Points': have a time frame"),
        ("Exclusion list,A,Industry,,IT,,,5,", r"'Points': must be empty: an exclusion gives no"),
    ],
)
def test_a_bad_cell_is_told_with_line_column_and_what_to_do(line: str, message: str) -> None:
    with pytest.raises(CardError, match=message):
        PRODUCTS["hubspot"].from_sheet(f"{HEAD}\n{line}\n", "hubspot.csv")


GROUPED = f"{HEAD},Score group,Group limit"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "Fit score,A,Industry,,IT,,,5,,;,9",
            r"line 2, column 'Score group': holds no name, only ';'",
        ),
        ('Fit score,A,Industry,,IT,,,5,,"""Web",9', r"'Score group': has quotes that do not close"),
        ("Score,;,,,,,,,,,", r"line 2, column 'Rule name': holds no name, only ';'; write one"),
        ('Score,"""Ours",,,,,,,,,', r"line 2, column 'Rule name': has quotes that do not close"),
    ],
)
def test_a_bad_name_is_told(line: str, message: str) -> None:
    text = f"{GROUPED}\n{line}\nFit score,B,Country/Region,,FI,,,5,,,\n"
    with pytest.raises(CardError, match=message):
        PRODUCTS["hubspot"].from_sheet(text, "hubspot.csv")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            "Fit score,A,Industry,,IT,,,5,,,\nFit score,A,Country/Region,,FI,,,7,,,",
            r"line 3, column 'Points': is '7', but line 2 of the same rule has '5'; write it once",
        ),
        (
            "Engagement score,A,Event,,reply,,30,5,,,\nEngagement score,A,Page URL,,/a,,60,,,,",
            r"line 3, column 'Time frame \(days\)': is '60', but line 2 of the same rule has '30'",
        ),
        (
            "Engagement score,A,Event,,reply,,,5,50 % every month,,\n"
            "Engagement score,A,Page URL,,/a,,,,25 % every month,,",
            r"line 3, column 'Decay': is '25 % every month', but line 2",
        ),
        ("Fit score,A,Industry,,IT,,,5,,,9", r"'Score group': is empty; name the group that the"),
        (
            "Fit score,A,Industry,,IT,,,5,,Web,9\nFit score,B,Country/Region,,FI,,,5,,Web,8",
            r"line 3, column 'Group limit': is 8, on a line above 9",
        ),
        (
            "Workflow,,MQL from,,,,,5,,,\nWorkflow,,MQL from,,,,,6,,,",
            r"line 3, column 'Property or event': 'MQL from' stands on line 2 already; keep one",
        ),
        ("Score,Ours,,,,,,,,,\nScore,Theirs,,,,,,,,,", r"line 3, .*is 'Theirs', on line 2 'Ours'"),
    ],
)
def test_cells_that_contradict_each_other_are_told(lines: str, message: str) -> None:
    with pytest.raises(CardError, match=message):
        PRODUCTS["hubspot"].from_sheet(f"{GROUPED}\n{lines}\n", "hubspot.csv")


def test_what_any_line_of_a_rule_or_group_gives_counts() -> None:
    lines = (
        "Fit score,A,Industry,,IT,,,,,Web,\nFit score,A,Country/Region,,FI,,,5.0,,,\n"
        "Fit score,A,Preferred language,,fi,,,5,,,\nFit score,B,Preferred language,,fi,,,4,,Web,9\n"
        "Fit score,C,Preferred language,,fi,,,4,,Ads,\n"
    )
    found = PRODUCTS["hubspot"].from_sheet(f"{GROUPED}\n{lines}", "hubspot.csv")
    assert [rule.points for rule in found.card.rules] == [5, 4, 4]
    assert {name: (g.cap, g.rules) for name, g in found.card.groups.items()} == {
        "web": (9, ("a", "b"))
    }
    [lost] = found.lost
    assert lost.sentence().startswith("line 6, group ads: no line gives the group a limit")
    assert lost.sentence("fi")


@pytest.mark.parametrize(
    ("product", "often", "message"),
    [
        ("dynamics", ("at least 1 time,5", "at least 4 times,5"), "belong to steps that must be"),
        ("dynamics", ("at least 1 time,5", "at least 2 times,6"), "differ between the steps"),
        (
            "eloqua",
            ("at least 1 time,90", "at least 2 times,100"),
            "must rise evenly, here 50, 100",
        ),
    ],
)
def test_steps_that_are_not_even_are_told(
    product: str, often: tuple[str, ...], message: str
) -> None:
    heads = {
        "dynamics": "Condition type,Condition group,Attribute or interaction,Value,Number of times,"
        "Points",
        "eloqua": "Tab,Criterion,Field or activity,Value,Frequency,Points (of 100),Weighting (%)",
    }
    first = {"dynamics": "Interaction,A,Any interaction,", "eloqua": "Engagement,A,Any engagement,"}
    lines = "".join(
        f"{first[product]},{each},{'10'[: 2 * (product == 'eloqua')]}\n" for each in often
    )
    with pytest.raises(CardError, match=message):
        PRODUCTS[product].from_sheet(f"{heads[product]}\n{lines}", "x")


def test_more_rules_than_a_card_holds_are_told() -> None:
    names = [f"{at:b}".replace("0", "!").replace("1", "?") for at in range(1, 1203)]
    lines = "".join(f"Fit score,{name},Industry,,IT,,,5,\n" for name in names)
    with pytest.raises(CardError, match=r"line 502, .* is rule number 501 of 1202, and a card"):
        PRODUCTS["hubspot"].from_sheet(f"{HEAD}\n{lines}", "hubspot.csv")
    few = "".join(lines.splitlines(keepends=True)[:500])
    ids = [each.id for each in PRODUCTS["hubspot"].from_sheet(f"{HEAD}\n{few}", "x").card.rules]
    assert ids[:2] + ids[-1:] == ["rule", "rule_2", "rule_500"]


def test_all_bad_cells_are_told_at_once() -> None:
    lines = "Fit score,A,Shoe size,,44,,,5,\nFit score,B,Industry,,IT,,,x,\n"
    with pytest.raises(CardError) as told_:
        PRODUCTS["hubspot"].from_sheet(f"{HEAD}\n{lines}", "hubspot.csv")
    assert "line 2, column 'Property or event'" in str(told_.value)
    assert "line 3, column 'Points'" in str(told_.value)
    assert str(told_.value).endswith("Mend these cells and import it again.")


def test_a_sheet_of_another_product_is_told() -> None:
    text = PRODUCTS["eloqua"].to_sheet(parse_card(CARD), "en").text
    with pytest.raises(CardError, match=r"line 1: the columns Score type, Rule name, .* missing"):
        PRODUCTS["hubspot"].from_sheet(text, "eloqua.csv")


def test_a_card_of_which_nothing_can_be_carried_over_is_told() -> None:
    card = parse_card("rules: [{id: a, says: A, what: {kind: unsubscribe}, points: -5}]")
    with pytest.raises(CardError, match="None of the 1 rules can be carried over to Oracle Eloqua"):
        PRODUCTS["eloqua"].to_sheet(card, "en")


@pytest.mark.parametrize(
    ("first", "mark"), [("", "\t"), ("sep=;\r\n", ";"), ("\n \n", ","), ("SEP=\t\n\t\t\n", "\t")]
)
def test_sheets_are_read_as_spreadsheets_save_them(first: str, mark: str) -> None:
    lines = [HEAD.split(","), ["Fit score", "A", "Industry", "", "IT, law", "", "", "x", ""]]
    body = first + "".join(mark.join(line) + "\n" for line in lines)
    quoted = body.replace("IT, law", '"IT, law"')
    with pytest.raises(CardError, match=rf"line {first.count(chr(10)) + 2}, column 'Points'"):
        PRODUCTS["hubspot"].from_sheet(f"\ufeff{quoted}", "x")
    card = (
        PRODUCTS["hubspot"].from_sheet(quoted.replace(f"{mark}x{mark}", f"{mark}5{mark}"), "x").card
    )
    assert spelled(card)["rules"][0]["who"] == {"industry_in": ["IT, law"]}  # type: ignore[index]


def test_a_header_that_stands_twice_is_told() -> None:
    with pytest.raises(CardError, match=r"line 1: the columns Points stand twice\. Keep one"):
        PRODUCTS["hubspot"].from_sheet(f"{HEAD},points\nFit score,A,Industry,,IT,,,5,,9\n", "x")


@EACH
@pytest.mark.parametrize(
    "limits",
    [
        "{mql: [A1, B1], sql: A1}",
        "{mql: 20, sql: [A1]}",
        "{mql: 20, segments: [{id: fin, says: F, who: {country_in: FI}, mql: 10}]}",
        "{mql: 20, segments: [{id: fin, says: F, who: {country_in: FI}, sql: [A1]}]}",
    ],
)
def test_limits_by_cells_and_segments_are_told_as_lost(product: str, limits: str) -> None:
    card = parse_card(CARD.replace("{mql: 20}", limits))
    sheet = PRODUCTS[product].to_sheet(card, "en")
    assert ("card", "thresholds") in named(sheet.lost)
    assert differences(card, PRODUCTS[product].from_sheet(sheet.text, "x").card) <= named(
        sheet.lost
    )
