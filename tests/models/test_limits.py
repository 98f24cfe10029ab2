"""What a card's own limits make of points: grades, bands, and who is qualified."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from leadscore.cards import Card, parse_card
from leadscore.errors import UsageError
from leadscore.evaluation.card_audit.auditing import audit_rules
from leadscore.evaluation.importance import importance
from leadscore.evaluation.lessons import points as lesson_points
from leadscore.explain import reasons
from leadscore.features.card_entries import limit_features
from leadscore.features.catalogue import Catalogue
from leadscore.features.frame import FeatureMatrix
from leadscore.models.card import CardContender
from leadscore.models.limits import card_classes, card_status, qualified
from leadscore.models.scientist import scientist_logistic
from leadscore.models.scorer import LeadScorer, fit_scorer
from leadscore.settings import Settings
from leadscore.versions.package import empty_row
from leadscore.versions.standing import outdated

RULES = """
rules:
  - {id: title, says: Title, who: {has: job_title}, points: 10}
  - {id: pricing, says: Pricing, what: {intent: pricing}, points: 10, per: act, cap: 30}
exclusions:
  - {id: student, says: Student, who: {seniority_in: student}}
"""
LIMITS = """
thresholds:
  mql: 20
  sql: 30
  segments:
    - {id: finland, says: Finland, who: {country_in: FI}, mql: [A1, A2], sql: [A1]}
    - {id: north, says: North, who: {country_in: [FI, SE]}, mql: 35, sql: 40}
grades: {A: 10, B: 5, C: 1}
bands: {1: 20, 2: 10, 3: 5}
"""


def status(card: Card, points: list[float], cells: list[str], **segments: list[bool]) -> list[str]:
    told = qualified(
        card,
        np.array(points),
        np.array(cells, dtype=object),
        {name: np.array(holds) for name, holds in segments.items()},
    )
    return [each or "-" for each in told]


@pytest.fixture(scope="module")
def limited() -> Card:
    return parse_card(RULES + LIMITS)


@pytest.fixture(scope="module")
def told(matrix: FeatureMatrix, limited: Card) -> FeatureMatrix:
    """Give the leads of the matrix segments, and make some students."""
    lead = matrix.rows["lead_id"].str[1:].astype(int)
    finland = (lead % 5 == 0).to_numpy()
    made = limit_features(limited)
    X = matrix.X.assign(
        card__exclusion_student=np.where(lead % 11 == 0, -60, 0).astype("float32"),
        limit__finland=finland.astype("float32"),
        limit__north=(finland | (lead % 7 == 0).to_numpy()).astype("float32"),
    )
    student = replace(
        matrix.catalogue["card__title"], name="card__exclusion_student", label=made[0].label
    )
    catalogue = Catalogue([*matrix.catalogue, student, *made])
    return FeatureMatrix(rows=matrix.rows, X=X, catalogue=catalogue, manifest=matrix.manifest)


@pytest.fixture(scope="module")
def scorer(told: FeatureMatrix, limited: Card, settings: Settings) -> LeadScorer:
    return fit_scorer(CardContender(limited), told, settings)


def test_points_decide_or_cells_do() -> None:
    by_points = parse_card(RULES + "thresholds: {mql: 20, sql: 30}")
    assert status(by_points, [30, 29, 20, 19], ["D4"] * 4) == ["sql", "mql", "mql", "-"]
    by_cells = parse_card(RULES + "thresholds: {mql: [A1, B1], sql: A1}")
    assert status(by_cells, [0, 0, 0], ["A1", "B1", "A2"]) == ["sql", "mql", "-"]
    no_sql = parse_card(RULES + "thresholds: {mql: 20}")
    assert status(no_sql, [30, 10], ["A1", "A1"]) == ["mql", "-"]


def test_who_is_sales_qualified_is_marketing_qualified_also_where_kinds_differ() -> None:
    mixed = parse_card(RULES + "thresholds: {mql: 20, sql: [A1]}")
    assert status(mixed, [20, 20, 10], ["A1", "A2", "A1"]) == ["sql", "mql", "-"]


def test_a_card_without_thresholds_qualifies_nobody() -> None:
    assert status(parse_card(RULES), [99], ["A1"]) == ["-"]
    assert card_status(None, pd.DataFrame(index=range(2)), np.array(["A1", "A1"])).tolist() == [
        None,
        None,
    ]


def test_the_first_segment_that_holds_counts(limited: Card) -> None:
    found = status(
        limited,
        [40, 40, 40, 30, 30],
        ["A2", "D4", "D4", "D4", "D4"],
        finland=[True, True, False, False, False],
        north=[True, True, True, True, False],
    )
    assert found == ["mql", "-", "sql", "-", "sql"]


def test_a_segment_that_is_not_told_is_an_error(limited: Card) -> None:
    with pytest.raises(UsageError, match=r"lacks 1 of the 2 segments .*north"):
        status(limited, [40], ["A1"], finland=[True])


def test_excluded_leads_are_never_qualified() -> None:
    everybody = parse_card(RULES + "thresholds: {mql: -1.0e+9, sql: -1.0e+9}")
    floor = everybody.floor("fit") + everybody.bounds("behaviour")[1]
    assert status(everybody, [floor, everybody.bounds()[0]], ["A1", "D4"]) == ["-", "sql"]
    cells = parse_card(RULES + "thresholds: {mql: [A4, D1]}")
    assert status(cells, [floor, 0], ["D1", "D1"]) == ["-", "mql"]


def test_points_in_single_precision_reach_a_limit_with_decimals() -> None:
    card = parse_card(
        "rules: [{id: a, says: A, who: {has: industry}, points: 0.7}]\n"
        "thresholds: {mql: 0.7}\ngrades: {A: 0.7, B: 0.2, C: 0.1}"
    )
    X = pd.DataFrame({"card__a": np.array([0.7, 0.69], dtype="float32")})
    assert float(X["card__a"].iloc[0]) < 0.7
    assert card_status(card, X, np.array(["A1", "A1"])).tolist() == ["mql", None]
    grades = card_classes(card, "fit", X)
    assert grades is not None
    assert grades.tolist() == ["A", "B"]


def test_grades_and_bands_come_from_the_card_where_it_sets_them(
    scorer: LeadScorer, told: FeatureMatrix, settings: Settings
) -> None:
    scored = scorer.score(told.X)
    out = told.X["card__exclusion_student"] < 0
    expected = np.where(out, "D", np.where(told.X["card__title"] >= 10, "A", "D"))
    assert scored["grade"].tolist() == expected.tolist()
    bands = told.X["card__pricing"].map({0: 4, 10: 2, 20: 1, 30: 1})
    assert scored["band"].tolist() == bands.tolist()
    assert (scored["cell"] == scored["grade"] + scored["band"].astype(str)).all()
    half = parse_card(RULES + "grades: {A: 10, B: 5, C: 1}")
    halved = fit_scorer(CardContender(half), told, settings).score(told.X)
    own = fit_scorer(CardContender(parse_card(RULES)), told, settings).score(told.X)
    assert halved["grade"].equals(scored["grade"])
    assert halved["band"].equals(own["band"])
    assert not halved["band"].equals(scored["band"])
    assert own["qualified"].isna().all()


def test_an_excluded_lead_is_in_the_worst_grade_even_where_all_points_are_an_a(
    told: FeatureMatrix,
) -> None:
    card = parse_card(RULES + "grades: {A: -900, B: -950, C: -1000}")
    columns = ["card__title", "card__exclusion_student"]
    grades = card_classes(card, "fit", told.X[columns])
    assert grades is not None
    out = told.X["card__exclusion_student"] < 0
    assert out.any()
    assert grades.tolist() == np.where(out, "D", "A").tolist()


def test_every_lead_has_its_status_as_plain_python_tells_it(
    scorer: LeadScorer, told: FeatureMatrix, limited: Card
) -> None:
    scored = scorer.score(told.X)
    names = ["card__title", "card__pricing", "card__exclusion_student"]
    for at in range(0, len(told.X), 13):
        row, cell = told.X.iloc[at], scored["cell"].iloc[at]
        points = sum(row[name] for name in names)
        if row["limit__finland"]:
            mql, sql = cell in ("A1", "A2"), cell == "A1"
        elif row["limit__north"]:
            mql, sql = points >= 35, points >= 40
        else:
            mql, sql = points >= 20, points >= 30
        reached = mql and row["card__exclusion_student"] == 0
        expected = ("sql" if sql else "mql") if reached else None
        found = scored["qualified"].iloc[at]
        assert (None if pd.isna(found) else found) == expected
    assert set(scored["qualified"].dropna()) == {"sql", "mql"}
    assert scored["qualified"].isna().any()
    assert scored.loc[told.X["card__exclusion_student"] < 0, "qualified"].isna().all()


def test_one_row_has_the_status_it_has_in_a_batch(scorer: LeadScorer, told: FeatureMatrix) -> None:
    batch = scorer.score(told.X)
    for at in (0, 5, 7, 11, len(told.X) - 1):
        pd.testing.assert_frame_equal(
            scorer.score(told.X.iloc[[at]]), batch.iloc[[at]], check_exact=True
        )


def test_limits_survive_saving_as_data(
    scorer: LeadScorer, told: FeatureMatrix, tmp_path: Path
) -> None:
    scorer.save(tmp_path / "version")
    loaded = LeadScorer.load(tmp_path / "version")
    assert loaded.card == scorer.card
    pd.testing.assert_frame_equal(loaded.score(told.X), scorer.score(told.X), check_exact=True)
    nobody = loaded.score(empty_row(loaded.catalogue)[loaded.features])
    assert nobody["qualified"].isna().all()


def test_a_card_that_tells_nobody_apart_still_has_its_limits(
    told: FeatureMatrix, limited: Card, settings: Settings
) -> None:
    same = told.X.assign(card__title=10, card__pricing=30, card__exclusion_student=0)
    flat = replace(told, X=same.astype(told.X.dtypes.to_dict()))
    scored = fit_scorer(CardContender(limited), flat, settings).score(flat.X)
    assert scored["cell"].eq("A1").all()
    assert scored["qualified"].eq("sql").all()


def test_other_contenders_give_no_status_and_never_see_a_limit(
    told: FeatureMatrix, settings: Settings
) -> None:
    learned = fit_scorer(scientist_logistic(), told, settings)
    assert not [name for name in learned.features if name.startswith("limit__")]
    assert learned.score(told.X)["qualified"].isna().all()
    assert learned.card is None


def test_a_limit_is_no_rule_no_reason_and_no_points(
    scorer: LeadScorer, told: FeatureMatrix, settings: Settings
) -> None:
    rules = ["card__title", "card__pricing", "card__exclusion_student"]
    assert scorer.features == [*rules, "limit__finland", "limit__north"]
    assert all(set(view.columns) <= set(rules) for view in scorer.views.values())
    parts = scorer.contributions(told.X)
    assert list(parts.columns) == ["base", *rules]
    assert told.columns(family="card") == rules
    assert not [name for name in told.columns() if name.startswith("limit__")]
    assert set(audit_rules(told, settings).table["rule"]) == set(rules)
    assert set(importance(scorer, told)["feature"]) == set(rules)
    shown = reasons(parts.head(30), told.X.head(30), scorer.catalogue, "en")
    assert not shown.to_string().count("limits")
    counted = lesson_points(told, np.arange(len(told)))
    assert counted is not None
    np.testing.assert_allclose(counted, CardContender(parse_card(RULES)).points(told.X))


def test_features_without_the_segments_are_refused(
    matrix: FeatureMatrix, scorer: LeadScorer, limited: Card, settings: Settings
) -> None:
    with pytest.raises(UsageError, match=r"X lacks 2 of the 2 columns.*limit__finland"):
        fit_scorer(CardContender(limited), matrix, settings)
    assert outdated(scorer, matrix, settings, "en") is not None
