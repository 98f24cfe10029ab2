"""What follows from a card: sides, bounds, floors, groups."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from leadscore.cards import Card, Rule, What, Who, parse_card

CARD = """
rules:
  - {id: title, says: Title, who: {has: job_title}, points: 10}
  - {id: private, says: Private, who: {email_domain: private}, points: -8}
  - {id: pricing, says: Pricing, what: {intent: pricing}, points: 10, per: act, cap: 30}
  - {id: guide, says: Guide, what: {asset: guide}, points: 5, cap: 3}
  - {id: spam, says: Spam, what: {kind: unsubscribe}, points: -4, per: act, cap: 6}
  - id: boss
    says: Boss on pricing
    who: {seniority_in: director}
    what: {intent: pricing}
    points: 7
groups:
  web: {cap: 20, rules: [pricing, guide]}
exclusions:
  - {id: student, says: Student, who: {seniority_in: student}}
  - {id: jobs, says: Jobs, what: {intent: careers}}
"""


@pytest.fixture
def card() -> Card:
    return parse_card(CARD)


def test_a_rule_that_needs_an_act_is_one_on_behaviour(card: Card) -> None:
    sides = {part.id: part.axis for part in (*card.rules, *card.exclusions)}
    assert {name for name, side in sides.items() if side == "fit"} == {
        "title",
        "private",
        "student",
    }


def test_a_rule_gives_between_nothing_and_its_points_or_cap(card: Card) -> None:
    assert [rule.bounds for rule in card.rules] == [
        (0, 10), (-8, 0), (0, 30), (0, 3), (-6, 0), (0, 7),
    ]  # fmt: skip


def test_a_groups_cap_bounds_its_rules_together(card: Card) -> None:
    assert card.bounds("fit") == (-8, 10)
    assert card.bounds("behaviour") == (-6, 27)
    assert card.bounds() == (-14, 37)
    assert [rule.id for rule in card.members("web")] == ["pricing", "guide"]
    assert card.group_axis("web") == "behaviour"


def test_a_floor_lies_below_every_lead_that_is_not_excluded(card: Card) -> None:
    for side, other in (("fit", "behaviour"), ("behaviour", "fit")):
        best_of_the_excluded = card.floor(side) + card.bounds(other)[1]  # type: ignore[arg-type]
        assert best_of_the_excluded == card.bounds()[0] - 1


def test_a_card_of_one_side_has_its_floor_one_below_its_least_points() -> None:
    card = Card(
        rules=(Rule(id="a", says={"en": "A", "fi": "A"}, who=Who(has=("industry",)), points=-3),)
    )
    assert card.bounds() == (-3, 0)
    assert card.floor("fit") == -4


def test_one_text_stands_for_both_languages_and_one_language_for_the_other() -> None:
    rules = parse_card(
        "rules:\n"
        "  - {id: a, says: Same, who: {has: industry}, points: 1}\n"
        "  - {id: b, says: {fi: Toimiala}, who: {has: industry}, points: 1}\n"
        "  - {id: c, says: {en: Industry, fi: Toimiala}, who: {has: industry}, points: 1}\n"
    ).rules
    assert [dict(rule.label) for rule in rules] == [
        {"en": "Same", "fi": "Same"},
        {"en": "Toimiala", "fi": "Toimiala"},
        {"en": "Industry", "fi": "Toimiala"},
    ]


def test_a_card_made_in_python_is_checked_like_one_from_a_file() -> None:
    rule = Rule(id="a", says={"en": "A", "fi": "A"}, what=What(kind=("download",)), points=1)
    with pytest.raises(ValidationError, match="the id 'a' stands twice"):
        Card(rules=(rule, rule))
    assert Card(rules=(rule,)).place(rule) == "rule a"


def test_no_decay_may_be_written_out() -> None:
    (rule,) = parse_card(
        "rules:\n  - {id: a, says: A, what: {kind: download}, points: 1, decay: none}"
    ).rules
    assert rule.decay is None


def test_few_acts_may_be_asked_for_instead_of_many() -> None:
    what = What(at_most=0, within_days=30)
    assert what.fewest == 0
    assert What(kind=("download",)).fewest == 1
    assert What(kind=("download",), at_least=3).fewest == 3
