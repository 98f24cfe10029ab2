"""Limits of a card: on points, on cells, and of segments of their own."""

from __future__ import annotations

import pytest

from leadscore.cards import Card, parse_card
from leadscore.cards.limits import CELLS, Thresholds
from leadscore.errors import CardError

RULES = "rules:\n  - {id: boss, says: Boss, who: {seniority_in: director}, points: 60}\n"
FINLAND = "{id: finland, says: {en: Finland, fi: Suomi}, who: {country_in: FI}, mql: 20, sql: 40}"


def card(thresholds: str) -> Card:
    return parse_card(f"{RULES}thresholds: {thresholds}")


def limits(thresholds: str) -> Thresholds:
    found = card(thresholds).thresholds
    assert found is not None
    return found


def segmented(*segments: str) -> str:
    return "\n  mql: 30\n  sql: 50\n  segments:\n" + "".join(f"    - {each}\n" for each in segments)


def test_a_limit_is_points_or_cells_best_first() -> None:
    assert limits("{mql: 30}").of() == (30.0, None)
    assert limits("{mql: [B1, A1, A2, A1], sql: A1}").of() == (("A1", "A2", "B1"), ("A1",))
    assert limits("{mql: 30, sql: [D4, A1]}").of() == (30.0, ("A1", "D4"))
    assert CELLS[0] == "A1"
    assert CELLS[-1] == "D4"
    assert len(CELLS) == 16


def test_what_a_segment_does_not_give_is_as_for_all_others() -> None:
    found = limits(
        segmented(
            FINLAND,
            "{id: big, says: Big, who: {employees_between: [500, null]}, mql: 10}",
            "{id: late, says: Late, who: {country_in: SE}, sql: [A1, A2]}",
        )
    )
    assert found.of() == (30.0, 50.0)
    assert [found.of(each) for each in found.segments] == [
        (20.0, 40.0),
        (10.0, 50.0),
        (30.0, ("A1", "A2")),
    ]


def test_a_card_with_limits_comes_back_from_its_text() -> None:
    made = parse_card(
        f"{RULES}thresholds: {segmented(FINLAND)}grades: {{A: 9, B: 4, C: 1}}\n"
        "bands: {1: 9, 2: 4, 3: 1}"
    )
    assert Card.from_json(made.to_json()) == made
    assert made.segments[0].axis == "fit"
    assert made.place(made.segments[0]) == "line 7, segment finland"
    assert [part.id for part in made.parts] == ["boss", "finland"]


@pytest.mark.parametrize(
    ("thresholds", "told"),
    [
        ("{mql: [A1, A5]}", r"line 3, thresholds: mql: .*cells from A1 \(best\) to D4; 'A5' is"),
        ("{mql: ten}", "line 3, thresholds: mql: must be a number of points, or cells .*'ten' is"),
        ("{mql: [A1, 30]}", "line 3, thresholds: mql: .*; 30 is neither"),
        ("{mql: []}", "line 3, thresholds: mql: must hold at least one cell"),
        ("{mql: true}", "line 3, thresholds: mql: must be a number"),
        ("{mql: .inf}", "line 3, thresholds: mql: must be a finite number"),
        ("{mql: 1.0e+13}", "line 3, thresholds: mql: must lie between"),
        ("{mql: [A1], sql: [A1, B1]}", "line 3, thresholds: sql names B1, which mql does not"),
        ("{mql: 30, sqll: 5}", "line 3, thresholds: there is no 'sqll' here. .*'sql'"),
        (
            segmented(FINLAND, FINLAND),
            "line 8, segment finland: the id 'finland' stands twice among the segments",
        ),
        (
            segmented("{id: fi, says: Fi, who: {contry_in: FI}, mql: 5}"),
            "line 7, segment fi: there is no 'contry_in' here. .*'country_in'",
        ),
        (
            segmented("{id: fi, says: Fi, who: {country_in: FI}}"),
            "line 7, segment fi: gives no limit of its own: give mql, sql or both",
        ),
        (segmented("{id: fi, says: Fi, mql: 5}"), "line 7, segment fi: 'who' is missing"),
        (
            segmented("{says: Fi, who: {country_in: FI}, mql: 5}"),
            "line 7, segment number 1: 'id' is missing",
        ),
        (
            segmented("{id: fi, says: Fi, who: {country_in: FI}, what: {intent: demo}, mql: 5}"),
            "line 7, segment fi: a segment is made of who leads are, .* take out 'what'",
        ),
        (
            segmented("{id: fi, says: Fi, who: {country_in: FI}, mql: 20, sql: 10}"),
            "line 7, segment fi: sql must not be below mql",
        ),
        (
            segmented("{id: fi, says: Fi, who: {country_in: FI}, mql: 60}"),
            "line 7, segment fi: sql must not be below mql. The segment gives no sql",
        ),
        (
            segmented("{id: fi, says: Fi, who: {country_in: FI}, mql: [A1], sql: [B1]}"),
            "line 7, segment fi: sql names B1",
        ),
    ],
)
def test_a_slip_in_a_limit_names_its_segment_and_line(thresholds: str, told: str) -> None:
    with pytest.raises(CardError, match=told):
        card(thresholds)


def test_two_kinds_of_limit_may_stand_side_by_side() -> None:
    assert limits("{mql: [D4], sql: 5}").of() == (("D4",), 5.0)
    mixed = limits(segmented("{id: fi, says: Fi, who: {country_in: FI}, mql: [C1]}"))
    assert mixed.of(mixed.segments[0]) == (("C1",), 50.0)


def test_general_limits_in_disorder_are_told_once() -> None:
    with pytest.raises(CardError) as caught:
        card(
            "\n  mql: 50\n  sql: 30\n  segments:\n"
            "    - {id: fi, says: Fi, who: {country_in: FI}, mql: 50}"
        )
    assert str(caught.value).count("sql must not be below mql") == 1
