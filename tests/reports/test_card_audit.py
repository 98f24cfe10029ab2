"""What is shown of a card's audit says what the audit found, in both languages."""

from __future__ import annotations

import io

import numpy as np
import pytest

from leadscore.errors import UsageError
from leadscore.evaluation.card_audit.auditing import audit_rules
from leadscore.evaluation.card_audit.result import CardAudit
from leadscore.reports import plots
from leadscore.reports.plots_of_card import MOST_ROWS
from leadscore.reports.stories_of_card import audit_story, rules_sentence, rules_table
from leadscore.settings import parse_settings
from leadscore.words import Language
from tests.evaluation.card_audits import market, matrix_of

LANGUAGES: tuple[Language, ...] = ("en", "fi")
SETTINGS = parse_settings({})
#: Name: points set, share of leads, true effect (log-odds).
PLANTED = {
    "guide": (15.0, 0.3, 0.0),
    "careers": (10.0, 0.2, -1.5),
    "strong": (5.0, 0.2, 1.4),
    "overpaid": (40.0, 0.25, 0.9),
}


@pytest.fixture(scope="module")
def audit() -> CardAudit:
    """Audit a card of which every verdict is told of some rule."""
    drawn = market(0, accounts=5_000, planted=PLANTED).matrix
    points = {str(name).removeprefix("card__"): drawn.X[name].to_numpy() for name in drawn.X}
    draw = np.random.default_rng(1)
    out = draw.random(len(drawn)) < 0.2
    rare = np.arange(len(drawn)) < 8
    points |= {
        "never": np.zeros(len(drawn)),
        "always": np.full(len(drawn), 2.0),
        "twin": points["c"] * 3,
        "rare <b>$x$": 4.0 * rare,
        "exclusion_out": np.where(out, -80.0, 0.0),
    }
    return audit_rules(matrix_of(points, drawn.y * ~(out & (drawn.y > 0)), drawn.groups), SETTINGS)


def test_every_rule_has_an_answer_and_something_to_do(audit: CardAudit) -> None:
    said = {name: audit.answer(name) for name in ("guide", "careers", "strong", "overpaid")}
    assert said["guide"].startswith("Hardly, if at all: “guide” gives 15 points and earns")
    assert "Take it out, or cut its 15 points to" in said["guide"]
    assert said["careers"].startswith("The wrong way round: “careers” gives 10 points")
    assert said["careers"].endswith("Take it out.")
    assert said["strong"].startswith("More than its points say: “strong” gives 5 points")
    assert "Give" in said["strong"]
    assert "points instead of 5 (best guess " in said["strong"]
    assert said["overpaid"].startswith("Less than its points say: “overpaid” gives 40 points")
    assert "points instead of 40 (best guess " in said["overpaid"]
    assert audit.answer("b").startswith("Yes: of two leads alike in all other rules")
    assert "It gives 20 points and earns" in audit.answer("b")
    assert "buys less often, as its minus points say" in audit.answer("d")
    assert audit.answer("exclusion_out").startswith("Yes: leads of “exclusion_out” buy less often")
    assert "fires on none of these leads" in audit.answer("never")
    assert "gives every lead the same" in audit.answer("always")
    assert audit.answer("twin").endswith("Keep one of “twin” and “c”.")
    assert "too few buyers among the leads" in audit.answer("card__rare <b>$x$")


def test_answers_stand_in_both_languages_those_that_ask_for_something_first(
    audit: CardAudit,
) -> None:
    for language in LANGUAGES:
        answers = audit.answers(language)
        assert len(answers) == len(audit.table)
        assert "careers" in answers[0]
        assert all(text.endswith(".") and "{" not in text and "nan" not in text for text in answers)
    assert audit.answer("guide", "fi").startswith("Tuskin lainkaan: ”guide” antaa 15 pistettä")
    with pytest.raises(UsageError, match=r"The audit has no rule .gide.\. It has: "):
        audit.answer("gide")


def test_the_sentence_names_every_rule_under_its_verdict(audit: CardAudit) -> None:
    said = audit.sentence("en")
    assert "The wrong way round: careers." in said
    assert "More points than earned: overpaid and guide." in said
    assert "Fewer points than earned: strong." in said
    assert "Never fires: never." in said
    assert all(name in audit.sentence("fi") for name in audit.table["says"])
    assert audit.worth_sentence("en").startswith("One point of this card is worth ")


def test_the_summary_holds_points_set_earned_and_what_to_do(audit: CardAudit) -> None:
    shown = audit.summary("en").set_index("Rule")
    assert shown.loc["guide", "Points set"] == "15"
    assert " to " in str(shown.loc["guide", "Points earned"])
    assert shown.loc["guide", "Verdict"] == "too many points"
    assert list(shown.loc["exclusion_out", ["Points set", "Points earned", "Verdict"]]) == [
        "–",
        "–",
        "rightly leaves out",
    ]
    assert list(audit.summary("fi").columns)[-2:] == ["Arvio", "Mitä tehdä"]


def test_the_page_escapes_what_comes_from_the_card_and_folds_the_details(audit: CardAudit) -> None:
    for language in LANGUAGES:
        page = audit_story(audit, language=language).markup
        assert "<b>" not in page
        assert "&lt;b&gt;" in page
        assert page.count("<details>") == 2
        assert "nan" not in page.lower().replace("nanos", "")
        assert page.count("<img") == 1


def test_the_picture_tells_how_many_rules_earn_their_points(audit: CardAudit) -> None:
    figure = plots.points_earned(audit, language="en")
    (title,) = figure.texts[:1] or [figure._suptitle]  # type: ignore[attr-defined]
    rules = audit.table[audit.table["kind"] == "rule"]
    told = int((rules["verdict"] == "earns").sum())
    assert title.get_text().replace("\n", " ").startswith(f"{told} of {len(rules)} rules earn")
    words = [text.get_text() for text in figure.legends[0].get_texts()]
    assert words[:2] == ["points set", "works backwards"]
    figure.savefig(io.BytesIO(), format="svg")
    assert plots.to_svg(plots.points_earned(audit)) == plots.to_svg(plots.points_earned(audit))


def test_the_largest_cards_are_drawn_in_part_and_say_so() -> None:
    draw = np.random.default_rng(0)
    points = {f"r{n}": 5.0 * (draw.random(1_500) < 0.3) for n in range(MOST_ROWS + 6)}
    audit = audit_rules(matrix_of(points, draw.random(1_500) < 0.2), SETTINGS)
    for language in LANGUAGES:
        figure = plots.points_earned(audit, language=language)
        assert len(figure.axes[0].get_yticks()) == MOST_ROWS
        assert str(MOST_ROWS) in figure._suptitle.get_text()  # type: ignore[attr-defined]


def test_where_no_point_has_a_worth_effects_are_drawn() -> None:
    draw = np.random.default_rng(0)
    on = draw.random(2_000) < 0.3
    won = draw.random(2_000) < np.where(on, 0.3, 0.1)
    audit = audit_rules(matrix_of({"one": 10.0 * on}, won), SETTINGS)
    figure = plots.points_earned(audit)
    assert figure.axes[0].get_xlabel().startswith("log-odds")
    assert "buys more often. Keep it." in audit.answer("one")
    assert "cannot be told" in audit_story(audit, language="en").markup


def test_what_a_rule_shares_with_others_is_told_as_what_it_is_by_itself() -> None:
    draw = np.random.default_rng(2)
    hot = draw.random(3_000) < 0.2
    near, also = (np.where(draw.random(3_000) < 0.995, hot, ~hot) for _ in range(2))
    won = draw.random(3_000) < np.where(hot, 0.1, 0.03)
    matrix = matrix_of({"near": 5.0 * near, "also": 5.0 * also}, won)
    audit = audit_rules(matrix, SETTINGS)
    assert set(audit.table["verdict"]) == {"no_evidence"}
    assert "By itself its leads convert" in audit.answer("near")
    assert "Yksinään katsottuna sen liidit ostavat" in audit.answer("near", "fi")


def test_a_card_of_one_outcome_is_shown_without_a_picture() -> None:
    audit = audit_rules(matrix_of({"one": np.array([0.0, 5.0])}, np.zeros(2)), SETTINGS)
    page = audit_story(audit, language="fi").markup
    assert "päättyivät samoin" in page
    assert "<img" not in page


def test_lifts_are_shown_from_the_audit_as_before(audit: CardAudit) -> None:
    assert "careers" in rules_sentence(audit, "en")
    assert "Never fires: never." in rules_sentence(audit, "en")
    assert "&lt;b&gt;" in rules_table(audit, language="en").markup
    svg = plots.to_svg(plots.rule_lifts(audit, language="fi"))
    assert svg == plots.to_svg(plots.rule_lifts(audit.table, language="fi"))
