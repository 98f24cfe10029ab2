"""What another card would change, counted as the comparison counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from leadscore.cards import Card, parse_card
from leadscore.errors import UsageError
from leadscore.evaluation.card_difference.call_list import call_list, moves
from leadscore.evaluation.card_difference.calls import Brought, PastCalls, brought
from leadscore.evaluation.card_difference.changes import card_changes
from leadscore.evaluation.card_difference.difference import difference
from leadscore.evaluation.card_difference.result import CardDifference
from leadscore.evaluation.cohort import cohort
from leadscore.evaluation.compare import compare
from leadscore.features.card_entries import card_features, limit_features
from leadscore.features.catalogue import Catalogue
from leadscore.features.frame import FeatureMatrix
from leadscore.settings import Settings, parse_settings
from tests.evaluation.conftest import MakeCohort, said

OLD = """
rules:
  - {id: title, says: {en: Title, fi: Titteli}, who: {has: job_title}, points: 10}
  - {id: pricing, says: {en: Pricing, fi: Hinnat}, what: {intent: pricing, within_days: 60},
     points: 15, per: act, cap: 30, decay: {half_life_days: 30}}
  - {id: guide, says: {en: Guide, fi: Opas}, what: {kind: download}, points: 5}
groups:
  reading: {says: {en: reading, fi: luku}, cap: 25, rules: [guide, pricing]}
exclusions:
  - {id: student, says: {en: Student, fi: Opiskelija}, who: {seniority_in: student}}
thresholds: {mql: 10, sql: 20}
"""


def changed(*replaced: tuple[str, str]) -> Card:
    text = OLD
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    return parse_card(text)


@pytest.mark.parametrize(
    ("replaced", "told"),
    [
        (("points: 15", "points: 10"), "Pricing: points 15 → 10"),
        (("cap: 30", "cap: 45"), "Pricing: cap 30 → 45"),
        (
            ("decay: {half_life_days: 30}", "decay: linear"),
            "Pricing: how points fade: half as much after every 30 days → fading to nothing over "
            "the window",
        ),
        (
            (", decay: {half_life_days: 30}", ""),
            "Pricing: how points fade: half as much after every 30 days → none",
        ),
        (
            ("within_days: 60", "within_days: 30"),
            "Pricing: what.within_days is 30 instead of 60",
        ),
        (
            ("job_title}, points", "[job_title, industry]}, points"),
            "Title: who.has is job_title and industry instead of job_title",
        ),
        (("per: act, cap: 30", "cap: 30"), "Pricing: points for each act → once a lead"),
        (("en: Guide", "en: White paper"), "Guide: called “White paper” now"),
        (("cap: 25", "cap: 20"), "Group reading: cap 25 → 20"),
        (("[guide, pricing]", "[guide]"), "Group reading: holds guide instead of guide and"),
        (("en: reading", "en: texts"), "Group reading: called “texts” now"),
        (
            ("seniority_in: student", "seniority_in: intern"),
            "Student: who.seniority_in is intern instead of student",
        ),
        (("mql: 10", "mql: 12"), "Marketing-qualified (MQL): limit 10 → 12"),
        ((", sql: 20", ""), "Sales-qualified (SQL): limit 20 → none"),
    ],
)
def test_every_kind_of_change_is_told(replaced: tuple[str, str], told: str) -> None:
    (change,) = card_changes(parse_card(OLD), changed(replaced))
    assert change.sentence("en").startswith(told)
    assert change.sentence("fi") != change.sentence("en")
    assert json.loads(json.dumps(change.to_record()))["key"] == change.key


def test_rules_groups_and_exclusions_come_and_go() -> None:
    less = changed(
        ("  - {id: guide, says: {en: Guide, fi: Opas}, what: {kind: download}, points: 5}\n", ""),
        ("  reading: {says: {en: reading, fi: luku}, cap: 25, rules: [guide, pricing]}\n", ""),
        ("groups:\n", ""),
        (
            "exclusions:\n  - {id: student, says: {en: Student, fi: Opiskelija}, "
            "who: {seniority_in: student}}\n",
            "",
        ),
        ("thresholds: {mql: 10, sql: 20}\n", ""),
    )
    gone = [change.sentence("en") for change in card_changes(parse_card(OLD), less)]
    assert gone == [
        "Guide: taken out (it gave 5 points)",
        "Group reading: taken out (it had a cap of 25)",
        "May be called again: Student",
        "Marketing-qualified (MQL): limit 10 → none",
        "Sales-qualified (SQL): limit 20 → none",
    ]
    come = [change.sentence("fi") for change in card_changes(less, parse_card(OLD))]
    assert come[:3] == [
        "Opas: uusi, 5 pistettä",
        "Ryhmä luku: uusi, katto 25",
        "Ei enää soiteta: Opiskelija",
    ]


def test_a_change_of_words_in_one_language_is_told_in_that_one() -> None:
    (change,) = card_changes(parse_card(OLD), changed(("fi: Opas", "fi: Lehtinen")))
    assert (change.heard("fi"), change.heard("en")) == (True, False)
    assert change.only_words


def test_the_order_of_rules_and_the_cards_name_change_nothing() -> None:
    card = parse_card(OLD)
    other = card.model_copy(update={"rules": card.rules[::-1], "name": "Other"})
    assert card_changes(card, other) == ()


def two_points(rows: pd.DataFrame, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Give points that know something and nothing, with many ties."""
    rng = np.random.default_rng(seed)
    knows = rows["label"].to_numpy() + rng.normal(size=len(rows))
    return np.round(2 * knows), rng.integers(0, 5, len(rows)).astype(float)


def test_buyers_and_interval_are_those_of_the_comparison(
    cohort_of: MakeCohort, settings: Settings
) -> None:
    _, rows = cohort_of(2)
    points = two_points(rows)
    margins = [0.1 * each - 2 for each in points]
    expected = compare(
        {name: said(margin) for name, margin in zip(("old", "new"), margins, strict=True)},
        rows,
        settings,
    )
    pair = expected.pair("new", "old")
    past = past_told(past_of(rows, points, settings))
    assert past.old.buyers == pytest.approx(expected.value("old", "buyers_at_capacity"))
    assert past.new.buyers == pytest.approx(expected.value("new", "buyers_at_capacity"))
    assert past.difference == pytest.approx(pair["difference"])
    assert (past.interval.low, past.interval.high) == pytest.approx((pair["low"], pair["high"]))
    assert past.verdict == pair["verdict"]
    assert past.p == pytest.approx(pair["p"])
    profits = [expected.value(name, "expected_profit_eur") for name in ("new", "old")]
    assert past.eur_difference == pytest.approx(profits[0] - profits[1])
    assert past.verdict == "worse"
    assert past.interval.high < 0


def past_of(
    rows: pd.DataFrame,
    points: tuple[np.ndarray, np.ndarray],
    settings: Settings,
    *,
    resamples: int | None = None,
    known: Brought | None = None,
) -> CardDifference:
    """Hold two one-rule cards against each other whose points are given."""
    old = parse_card("rules: [{id: it, says: It, what: {kind: x}, points: 1, per: act, cap: 9}]")
    new = old.model_copy(update={"rules": (old.rules[0].model_copy(update={"points": 2.0}),)})
    one, other = (matrix_of(old, rows, {"card__it": each}) for each in points)
    past = (one, other)
    return difference(
        old, new, past=past, now=None, settings=settings, resamples=resamples, known=known
    )


def past_told(told: CardDifference) -> PastCalls:
    assert told.past is not None
    return told.past


def matrix_of(card: Card, rows: pd.DataFrame, columns: Mapping[str, object]) -> FeatureMatrix:
    """Give rows the columns of a card; those not given are 0."""
    features = (*card_features(card), *limit_features(card))
    zeros = {each.name: np.zeros(len(rows)) for each in features}
    X = pd.DataFrame({**zeros, **columns}, index=rows.index).astype("float32")
    return FeatureMatrix(rows=rows, X=X, catalogue=Catalogue(features), manifest={})


def test_one_account_alone_tells_no_difference(settings: Settings) -> None:
    rows = rows_of(100, label=np.arange(100) < 30).assign(group="a0")
    draw = np.random.default_rng(0)
    points = np.arange(100.0)[::-1], draw.permutation(100).astype(float)
    past = past_told(past_of(rows, points, settings))
    assert past.difference < 0
    assert past.verdict == "cannot tell"
    assert replace(past, confidence=0.1).verdict == "cannot tell"  # however little is asked
    for low, high in (past.interval, past.eur_interval):
        assert low <= 0 <= high


def test_the_difference_in_deals_holds_zero_where_that_in_buyers_does(
    cohort_of: MakeCohort, settings: Settings
) -> None:
    _, rows = cohort_of(2)
    points = two_points(rows)
    past = past_told(past_of(rows, points, settings))
    assert past.eur_interval.high < 0  # told
    judged = past.judged
    ends = []
    for seed in range(12):
        noise = np.random.default_rng(seed).normal(size=(2, len(rows)))
        one, other = (brought(each, judged, settings) for each in noise)
        apart = replace(past, old=one, new=replace(other, drawn_eur=one.drawn_eur + 1e6))
        if not apart.told:
            ends.append(apart.eur_interval)
    assert len(ends) > 6
    assert all(low <= 0 <= high for low, high in ends)


def test_few_draws_are_the_beginning_of_many(cohort_of: MakeCohort, settings: Settings) -> None:
    _, rows = cohort_of(3)
    judged = cohort(rows, settings)
    points, _ = two_points(rows)
    many = brought(points, judged, settings)
    few = brought(points, judged, settings, resamples=70)
    assert len(many.drawn_buyers) == settings.comparison.resamples
    np.testing.assert_allclose(few.drawn_buyers, many.drawn_buyers[:70])
    np.testing.assert_allclose(few.drawn_eur, many.drawn_eur[:70])


def test_what_is_known_of_the_old_card_is_not_worked_out_again(
    cohort_of: MakeCohort, settings: Settings
) -> None:
    _, rows = cohort_of(3)
    points = two_points(rows)
    whole = past_told(past_of(rows, points, settings))
    again = past_told(past_of(rows, points, settings, known=whole.old))
    assert again.old.drawn_buyers.base is whole.old.drawn_buyers
    fewer = past_told(past_of(rows, points, settings, resamples=300, known=whole.old))
    assert len(fewer.old.drawn_buyers) == len(fewer.new.drawn_buyers) < 400
    np.testing.assert_array_equal(
        fewer.old.drawn_eur, past_told(past_of(rows, points, settings, resamples=300)).old.drawn_eur
    )
    assert len(past_told(past_of(rows, points, settings, known=fewer.old)).old.drawn_eur) == 400


def test_calls_change_by_shares_of_places_that_are_tied(settings: Settings) -> None:
    rows = rows_of(10, label=[1, 0] * 5)
    old, new = np.zeros(10), np.zeros(10)
    old[:2], new[1:3] = 1, 1
    assert past_told(past_of(rows, (old, new), settings)).changed == pytest.approx(1)
    # of the ten that are tied for two places each has a fifth of one: one and a half move
    assert past_told(past_of(rows, (np.zeros(10), new), settings)).changed == pytest.approx(1.6)
    told = past_of(rows, (old, 3 * old), settings)
    assert past_told(told).changed == 0
    assert "none of 2 calls" in told.sentence("en")


def rows_of(n: int, **columns: object) -> pd.DataFrame:
    """Give rows of one cutoff, one lead and account each."""
    names = [f"L{code:02d}" for code in range(n)]
    frame = pd.DataFrame(
        {
            "lead_id": names,
            "group": names,
            "cutoff": pd.Timestamp("2026-01-01"),
            "label": np.nan,
            "contactable": True,
            "amount_eur": np.nan,
        }
    )
    return frame.assign(**columns)  # type: ignore[arg-type]


def test_the_call_list_leaves_out_whom_nobody_may_call() -> None:
    card = parse_card(OLD)
    rows = rows_of(10, contactable=[False] + [True] * 9)
    excluded = np.where(np.arange(10) == 1, -200.0, 0.0)
    columns = {"card__title": np.arange(10)[::-1] * 1.0, "card__exclusion_student": excluded}
    matrix = matrix_of(card, rows, columns)
    settings = parse_settings({"sales": {"capacity": 0.15}})
    found = call_list(card, matrix, settings)
    assert list(rows["lead_id"][found.listed]) == ["L02", "L03"]
    assert not found.tied.any()
    everyone = call_list(card, matrix, parse_settings({"sales": {"capacity": 0.99}}))
    assert everyone.calls == 8


def test_of_equal_points_the_first_lead_is_called_and_marked() -> None:
    card = parse_card(OLD)
    settings = parse_settings({"sales": {"capacity": 0.25}})
    rows = rows_of(8).iloc[::-1].reset_index(drop=True)
    points = np.array([0, 5, 5, 5, 0, 9, 0, 0])[::-1] * 1.0
    found = call_list(card, matrix_of(card, rows, {"card__title": points}), settings)
    assert sorted(rows["lead_id"][found.listed]) == ["L01", "L05"]
    assert sorted(rows["lead_id"][found.tied]) == ["L01", "L02", "L03"]


def test_who_moves_is_told_with_the_rules_that_did_it() -> None:
    old, new = parse_card(OLD), changed(("points: 5", "points: 50"), ("kind: download", "kind: x"))
    rows = rows_of(10)
    settings = parse_settings({"sales": {"capacity": 0.2}})
    base = np.zeros(10)
    guide, title = base.copy(), base.copy()
    title[[0, 1]] = 10
    guide[4] = 5
    before = matrix_of(old, rows, {"card__title": title, "card__guide": guide})
    after = matrix_of(
        new,
        rows,
        {"card__title": title, "card__guide": 10 * guide, "card__cap_reading": -5 * guide},
    )
    told = difference(old, new, past=None, now=(before, after), settings=settings)
    assert told.calls == (2, 2)
    assert told.moves.drop(columns="why").to_dict("records") == [
        {"lead_id": "L04", "change": "in", "before": 5.0, "after": 25.0, "tie": False},
        {"lead_id": "L01", "change": "out", "before": 10.0, "after": 10.0, "tie": True},
    ]
    table = told.moves_table("en")
    assert table["because of"].tolist() == [
        "Guide +45.0; Cap of 25 on reading −25.0",
        "own points unchanged; equal points went by lead_id",
    ]
    assert told.moves_table("fi", first=0).empty
    assert told.now("en") == "Of the 2 open leads to call now, 1 would be others."
    again = moves(before, before, *(call_list(old, before, settings),) * 2)
    assert again.empty


def test_a_new_exclusion_is_named_without_its_floor() -> None:
    old = changed(("  - {id: student", "  - {id: other"))
    new = parse_card(OLD)
    rows = rows_of(5)
    settings = parse_settings({"sales": {"capacity": 0.2}})
    points = {"card__title": [10.0, 9, 0, 0, 0]}
    out = {"card__exclusion_student": [-300.0, 0, 0, 0, 0]}
    now = (matrix_of(old, rows, points), matrix_of(new, rows, points | out))
    told = difference(old, new, past=None, now=now, settings=settings)
    assert told.moves_table("en")["because of"].tolist() == [
        "own points unchanged; other leads moved",
        "Not called: Student",
    ]
    back = difference(new, old, past=None, now=now[::-1], settings=settings)
    assert "may be called now: " in back.moves_table("en")["because of"].iloc[0]


def test_a_list_that_an_exclusion_shortens_says_so() -> None:
    card = parse_card(OLD)
    rows = rows_of(4)
    out = {"card__exclusion_student": [-300.0, -300.0, -300.0, -300.0]}
    now = (matrix_of(card, rows, {}), matrix_of(card, rows, out))
    new = changed(("points: 15", "points: 16"))
    told = difference(card, new, past=None, now=now, settings=Settings())
    assert told.calls == (1, 0)
    assert told.now("en").startswith("1 leads leave the call list now and 0 enter")


def test_thresholds_are_counted_by_lead_and_by_buyer() -> None:
    old, new = parse_card(OLD), changed(("mql: 10, sql: 20", "mql: 15"))
    rows = rows_of(6, label=[1, 1, 0, 0, 0, 0])
    rows = pd.concat([rows, rows], ignore_index=True)  # each lead in two snapshots
    points = {"card__title": [10, 20, 15, 10, 0, 30] * 2}
    excluded = {"card__exclusion_student": [0, 0, 0, 0, 0, -90] * 2}
    past = (matrix_of(old, rows, points | excluded), matrix_of(new, rows, points | excluded))
    told = difference(old, new, past=past, now=None, settings=Settings())
    found = told.limits[["before", "after", "bought_before", "bought_after"]]
    assert found.iloc[0].tolist() == [4, 2, 2, 1]
    assert found["before"].tolist() == [4, 1]
    assert found["after"].isna().tolist() == [False, True]
    assert found["bought_after"].isna().tolist() == [False, True]
    shown = told.limits_table("en")
    assert shown["limit after"].tolist() == ["15", "–"]


CELLS = """
rules:
  - {id: title, says: Title, who: {has: job_title}, points: 10}
  - {id: views, says: Views, what: {kind: page_view}, points: 5, per: act, cap: 20}
thresholds:
  mql: [A1, B1]
  segments:
    - {id: finland, says: {en: Finland, fi: Suomi}, who: {country_in: FI}, mql: 5}
"""
MADE = "grades: {A: 10, B: 5, C: 1}\nbands: {1: 15, 2: 10, 3: 5}\n"


def test_limits_on_cells_and_segments_count_as_the_card_says() -> None:
    cells, points = parse_card(CELLS + MADE), parse_card(CELLS.replace("[A1, B1]", "12"))
    rows = rows_of(4)
    columns = {
        "card__title": [10, 10, 0, 0],
        "card__views": [15, 5, 15, 5],
        "limit__finland": [0, 0, 0, 1],
    }
    pair = (matrix_of(cells, rows, columns), matrix_of(points, rows, columns))
    told = difference(cells, points, past=None, now=pair, settings=Settings())
    # cells: the first is A1, the last is in Finland; points: the first three, and the last
    assert told.limits[["before", "after"]].iloc[0].tolist() == [2, 4]
    assert told.limits_table("en")["limit before"].tolist() == ["A1 and B1"]
    assert json.loads(told.to_json())["limits"][0]["limit_before"] == ["A1", "B1"]
    assert "Marketing-qualified (MQL): limit A1 and B1 → 12" in told.lines("en")


def test_cells_that_only_a_version_makes_are_not_counted() -> None:
    card, rows = parse_card(CELLS), rows_of(4)
    both = (matrix_of(card, rows, {}),) * 2
    told = difference(card, card, past=None, now=both, settings=Settings())
    assert told.limits[["before", "after"]].isna().all(axis=None)
    assert told.limits_table("en")["reach it before"].tolist() == [None]


def test_changes_of_segments_are_told() -> None:
    old = parse_card(CELLS)
    new = parse_card(CELLS.replace("mql: 5}", "mql: 7, sql: 9}").replace("FI}", "[FI, SE]}"))
    assert [change.sentence("en") for change in card_changes(old, new)] == [
        "Finland: who.country_in is FI and SE instead of FI",
        "Finland: MQL limit 5 → 7",
        "Finland: SQL limit none → 9",
    ]
    without = parse_card(CELLS.split("  segments", maxsplit=1)[0])
    assert [change.sentence("fi") for change in card_changes(old, without)] == [
        "Ei enää omia rajoja: Suomi"
    ]
    assert [change.sentence("en") for change in card_changes(without, old)] == [
        "Own limits for: Finland"
    ]


def test_the_same_cards_change_nothing() -> None:
    card = parse_card(OLD)
    rows = rows_of(10, label=[1, 0] * 5)
    both = (matrix_of(card, rows, {}),) * 2
    told = difference(card, card, past=both, now=both, settings=Settings())
    assert told.same
    assert told.lines("en") == ("The two cards are the same; nothing changes.",)
    assert told.sentence("fi") == "Kortit ovat samat; mikään ei muutu."
    assert told.moves.empty
    assert told.past is not None
    assert (told.past.difference, told.past.verdict) == (0, "cannot tell")


@pytest.mark.parametrize("label", [[0.0] * 4, [1.0] * 4])
def test_without_buyers_or_others_nothing_is_said_of_last_quarter(label: list[float]) -> None:
    card, new = parse_card(OLD), changed(("points: 15", "points: 16"))
    both = (matrix_of(card, rows_of(4, label=label), {}),) * 2
    told = difference(card, new, past=both, now=None, settings=Settings())
    assert told.past is None
    assert told.past_table("en").empty
    assert told.verdict("en").startswith("Last quarter cannot be looked at")
    assert told.how("en") == ""
    assert told.now("en") == "No lead is open now, so there is nobody to call."


def test_without_values_of_deals_no_euros_are_told(
    cohort_of: MakeCohort, settings: Settings
) -> None:
    _, rows = cohort_of(2)
    none = settings.model_copy(
        update={"sales": settings.sales.model_copy(update={"deal_value_eur": 0.0})}
    )
    told = past_of(rows.assign(amount_eur=np.nan), two_points(rows), none)
    assert "€" not in told.sentence("en")
    assert told.past_table("en").shape == (3, 3)
    assert past_of(rows, two_points(rows), settings).past_table("en").shape == (3, 4)


def test_everything_is_written_as_json(cohort_of: MakeCohort, settings: Settings) -> None:
    _, rows = cohort_of(2)
    told = past_of(rows, two_points(rows), settings)
    values = json.loads(told.to_json())
    assert values["past"]["verdict"] == "worse"
    assert values["changes"][0] == {
        **{"section": "rule", "id": "it", "says": {"en": "It", "fi": "It"}},
        **{"key": "points", "before": 1, "after": 2},
    }
    assert told.to_json() == past_of(rows, two_points(rows), settings).to_json()
    for language in ("en", "fi"):
        assert told.sentence(language)
        assert len(told.past_table(language)) == 3


def test_matrices_of_other_rows_are_refused() -> None:
    card = parse_card(OLD)
    one = matrix_of(card, rows_of(4), {})
    other = replace(one, rows=one.rows.iloc[::-1].reset_index(drop=True))
    with pytest.raises(UsageError, match="evaluated on the same rows: 4 and 4"):
        difference(card, card, past=None, now=(one, other), settings=Settings())
