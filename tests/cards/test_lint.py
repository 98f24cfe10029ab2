"""What is odd about a card is told from its own words, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadscore.cards import lint, load_card, parse_card
from leadscore.cards.lint import most_points
from leadscore.settings import Settings, parse_settings

CARDS = (
    Path("card.yaml"),
    *(
        Path("data/samples/cards") / f"{name}.yaml"
        for name in ("default_b2b", "intent_only", "layered")
    ),
)
ROOT = Path(__file__).parents[2]


def told(rules: str, settings: Settings | None = None) -> list[str]:
    """Read a card and give what is odd about it: code and sentence."""
    found = lint(parse_card(rules), settings or Settings())
    return [each.sentence() for each in found]


@pytest.mark.parametrize("card", CARDS, ids=lambda path: path.stem)
def test_the_cards_that_ship_are_not_odd(card: Path) -> None:
    assert lint(load_card(card), Settings()) == ()


@pytest.mark.parametrize(
    ("who", "keys"),
    [
        ("{missing: job_title, title_contains: [director]}", "title_contains"),
        ("{missing: job_title, seniority_in: [director]}", "seniority_in"),
        ("{missing: industry, industry_in: [retail]}", "industry_in"),
        ("{missing: country, has: country}", "has"),
        ("{missing: account_id, employees_between: [50, null]}", "employees_between"),
    ],
)
def test_a_rule_that_can_hold_of_nobody_is_told(who: str, keys: str) -> None:
    [only] = told(f"rules: [{{id: odd, says: Odd, who: {who}, points: 5}}]")
    assert only.startswith("K01 line 1, rule odd: can hold of nobody")
    assert f"asks {keys}, which need it" in only


def test_two_rules_that_ask_the_same_are_told_whatever_their_letters() -> None:
    rules = """
    rules:
      - {id: one, says: Boss, who: {seniority_in: [director, executive]}, points: 10}
      - {id: two, says: Boss too, who: {seniority_in: [Executive, Director]}, points: POINTS}
    """
    [same] = told(rules.replace("POINTS", "5"))
    assert same.startswith("K02 line 4, rule two: asks the same as rule one")
    [opposed] = told(rules.replace("POINTS", "-10"))
    assert "takes points where that gives them" in opposed


def test_a_narrower_rule_that_only_takes_points_back_is_told() -> None:
    card = """
    rules:
      - {id: content, says: Reads, what: {kind: [page_view, download]}, points: 5}
      - {id: guide, says: Guide, what: {kind: download, asset: guide, at_least: 2}, points: POINTS}
    """
    [only] = told(card.replace("POINTS", "-5"))
    assert only.startswith("K03 line 4, rule guide: holds only where rule content holds too")
    assert "takes its +5 points back" in only
    assert not told(card.replace("POINTS", "-8"))


def test_rules_that_only_overlap_or_add_up_on_purpose_are_let_alone() -> None:
    assert not told("""
    rules:
      - {id: once, says: Once, what: {intent: pricing}, points: 5}
      - {id: often, says: Often, what: {intent: pricing, at_least: 3}, points: 10}
      - {id: lately, says: Lately, what: {kind: page_view, within_days: 7}, points: 5}
      - {id: small, says: Small, who: {employees_between: [null, 10]}, points: -5}
      - {id: middle, says: Middle, who: {employees_between: [5, 50]}, points: 5}
      - {id: silent, says: Silent, what: {within_days: 90, at_most: 0}, points: -5}
    """)


def test_a_rule_whose_leads_are_all_excluded_is_told() -> None:
    found = told("""
    rules:
      - {id: intern, says: Intern, who: {title_has_word: [trainee], country_in: FI}, points: -5}
      - {id: other, says: Other, who: {country_in: FI}, points: -3}
    exclusions:
      - {id: student, says: Student, who: {title_has_word: [trainee, student]}}
      - {id: pupil, says: Pupil, who: {title_has_word: [student]}}
    """)
    assert [each.split(":")[0] for each in found] == [
        "K04 line 3, rule intern",
        "K04 line 7, exclusion pupil",
    ]
    assert "exclusion student takes out" in found[0]
    assert "exclusion student does not exclude already" in found[1]


def test_a_rule_that_its_group_leaves_no_room_for_is_told() -> None:
    card = """
    rules:
      - {id: visit, says: Visit, what: {kind: page_view}, points: 10}
      - {id: pricing, says: Pricing, what: {kind: page_view, intent: pricing}, points: 5}
    groups:
      web: {cap: CAP, rules: [visit, pricing]}
    """
    [only] = told(card.replace("CAP", "10"))
    assert only.startswith("K05 line 4, rule pricing: never adds anything")
    assert not told(card.replace("CAP", "12"))
    [never] = told(card.replace("CAP", "20"))
    assert never.startswith("K06 group web: its rules bring 15 points at most")


def test_a_cap_that_the_first_act_reaches_is_told() -> None:
    [only] = told("""
    rules:
      - {id: visit, says: Visit, what: {kind: page_view}, points: 10, per: act, cap: 5}
    """)
    assert only.startswith("K06 line 3, rule visit: gives 10 points, but its cap is 5")


def test_limits_that_nobody_or_everybody_reaches_are_told() -> None:
    found = told("""
    rules:
      - {id: boss, says: Boss, who: {seniority_in: director}, points: 10}
      - {id: clerk, says: Clerk, who: {seniority_in: specialist}, points: 8}
      - {id: demo, says: Demo, what: {intent: demo}, points: 20}
    thresholds: {mql: 0, sql: 35}
    grades: {A: 12, B: 9, C: 1}
    bands: {1: 15, 2: 10, 3: 5}
    """)
    assert [each.split(":")[0] for each in found] == [
        "K08 thresholds.mql",
        "K07 thresholds.sql",
        "K07 grades.A",
    ]
    assert "30 are the most that the card gives one lead" in found[1]


LAYERS = """
    rules:
      - {id: boss, says: Boss, who: {seniority_in: director}, points: 10}
      - {id: demo, says: Demo, what: {intent: demo}, points: 20}
    THRESHOLDS
    """


def limited(thresholds: str) -> list[str]:
    return told(LAYERS.replace("THRESHOLDS", thresholds))


def test_limits_of_a_segment_are_looked_at_too() -> None:
    found = limited("""
    thresholds:
      mql: 10
      segments:
        - {id: finland, says: Finland, who: {country_in: FI}, mql: 0, sql: 40}
    """)
    assert [each.split(":")[0] for each in found] == [
        "K08 line 9, segment finland, mql",
        "K07 line 9, segment finland, sql",
    ]


def test_cells_of_a_grade_or_band_that_nobody_gets_are_told() -> None:
    cells = "thresholds: {mql: [A1, A2, B1, B2], sql: [A1]}"
    assert not limited(cells), "percentiles fill every cell"
    assert not limited(f"{cells}\n    grades: {{A: 10, B: 5, C: 1}}")
    found = limited(f"{cells}\n    grades: {{A: 11, B: 5, C: 1}}")
    assert [each.split(":")[0] for each in found] == [
        "K07 grades.A",
        "K07 thresholds.mql",
        "K07 thresholds.sql",
    ]
    assert "no lead is ever in A1 and A2" in found[1]
    found = limited(f"{cells}\n    bands: {{1: 5, 2: 0, 3: -1}}")
    assert [each.split(":")[0] for each in found] == ["K08 bands.2", "K08 bands.3"]
    everybody = "thresholds: {mql: [A1, A2, B1, B2, C1, C2, D1, D2]}"
    found = limited(f"{everybody}\n    bands: {{1: 5, 2: 0, 3: -1}}")
    assert found[-1].startswith("K08 thresholds.mql: every lead that is not excluded is in one")


def test_cells_that_leave_out_a_better_one_are_told() -> None:
    [only] = limited("thresholds: {mql: [A2, B1]}")
    assert only.startswith("K13 thresholds.mql: leaves out A1, though better")
    assert not limited("thresholds: {mql: [A1, A2, B1, B2, C1]}")


def test_a_segment_within_an_earlier_one_is_told() -> None:
    segments = """
    thresholds:
      mql: 10
      segments:
        - {id: north, says: North, who: {country_in: [FI, SE]}, mql: 5}
        - {id: finland, says: Finland, who: {country_in: FI}, mql: 8}
    """
    [only] = limited(segments)
    assert only.startswith("K13 line 10, segment finland: its limits never count")
    assert not limited(segments.replace("[FI, SE]", "[SE]"))
    [never] = limited(segments.replace("{country_in: FI}", "{missing: country, country_in: NO}"))
    assert never.startswith("K01 line 10, segment finland: can hold of nobody")


def test_only_values_that_exclude_each_other_are_kept_apart_in_the_most_points() -> None:
    card = parse_card("""
    rules:
      - {id: a, says: A, who: {seniority_in: [director, manager]}, points: 10}
      - {id: b, says: B, who: {seniority_in: [manager]}, points: 8}
      - {id: c, says: C, who: {seniority_in: [director], country_in: FI}, points: 4}
      - {id: d, says: D, who: {title_contains: [sales]}, points: 2}
      - {id: e, says: E, who: {seniority_in: [specialist]}, points: 9}
    """)
    assert card.bounds() == (0.0, 33.0)
    assert most_points(card) == most_points(card, "fit") == 10 + 8 + 4 + 2
    assert most_points(card, "behaviour") == 0


def test_windows_and_decay_are_held_against_the_settings() -> None:
    card = """
    rules:
      - {id: far, says: Far, what: {kind: webinar, within_days: 200}, points: 5}
      - id: short
        says: Short
        what: {intent: pricing, within_days: 60}
        points: 10
        decay: {half_life_days: 3}
    """
    settings = parse_settings({"time": {"lookback_days": 90}})
    far, short = told(card, settings)
    assert far.startswith("K09 line 3, rule far: asks for 200 days, but only 90")
    assert short.startswith("K10 line 4, rule short: its points fade so fast that 3% of them")
    weekly = parse_settings({"time": {"grid": "week"}})
    assert not told(card, weekly)


@pytest.mark.parametrize("language", ["en", "fi"])
def test_every_oddity_is_told_in_both_languages(language: str) -> None:
    card = parse_card("""
    rules:
      - {id: none, says: None, who: {missing: source, source_in: web}, points: 5}
      - {id: one, says: One, who: {country_in: FI}, points: 5}
      - {id: two, says: Two, who: {country_in: fi}, points: 5}
    thresholds:
      mql: 100
      segments:
        - {id: cells, says: Cells, who: {country_in: FI}, mql: [A1, A3, D4]}
        - {id: again, says: Again, who: {country_in: FI}, mql: [A1]}
        - {id: all, says: All, who: {country_in: NO},
           mql: [A1, A2, A3, A4, B1, B2, B3, B4, C1, C2, C3, C4, D1, D2, D3, D4]}
    grades: {A: 900, B: 800, C: 700}
    """)
    settings = parse_settings({"project": {"language": language}})
    for each in lint(card, settings):
        assert each.sentence(settings.project.language).startswith(f"{each.code} {each.place}: ")
