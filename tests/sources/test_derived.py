"""A stage found in the events: the first run of enough acts close together."""

from __future__ import annotations

from datetime import datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscore.sources.derived import derive_stage
from leadscore.sources.mappings import Derive
from leadscore.sources.shelf import connect

START = datetime(2024, 1, 1)


def _rule(at_least: int = 3, *, distinct_days: bool = True, within_days: int = 7) -> Derive:
    return Derive.model_validate(
        {
            "from": "events",
            "kind": "login",
            "at_least": at_least,
            "within_days": within_days,
            "distinct_days": distinct_days,
            "stage": "won",
        }
    )


def _row(
    hours: list[int], rule: Derive, recorded: list[int | None] | None = None
) -> dict[str, datetime] | None:
    late = recorded or [None] * len(hours)
    events = pd.DataFrame(
        {
            "lead_id": "7",
            "event_at": pd.to_datetime([START + timedelta(hours=hour) for hour in hours]),
            "recorded_at": pd.Series(
                [None if hour is None else START + timedelta(hours=hour) for hour in late],
                dtype="datetime64[us]",
            ),
            "kind": "login",
            "asset": [f"asset {place}" for place in range(len(hours))],
        }
    )
    table = connect().create_table("events", events)
    rows = derive_stage(table, rule).to_pyarrow().to_pylist()
    assert len(rows) <= 1
    return rows[0] if rows else None


def _derived(hours: list[int], rule: Derive) -> datetime | None:
    row = _row(hours, rule)
    return row["entered_at"] if row else None


@pytest.mark.parametrize(
    ("days", "entered"),
    [
        ([0, 3, 6], 6),
        ([0, 3, 7], None),
        ([0, 0, 1], None),
        ([0, 10, 11, 12, 13], 12),
        ([0, 1], None),
    ],
)
def test_three_days_within_seven_count_by_the_calendar(
    days: list[int], entered: int | None
) -> None:
    found = _derived([24 * day for day in days], _rule())
    assert found == (None if entered is None else START + timedelta(days=entered))


def test_without_distinct_days_acts_of_one_day_count() -> None:
    assert _derived([0, 1, 2], _rule(distinct_days=False)) == START + timedelta(hours=2)
    assert _derived([0, 1, 24 * 7], _rule(distinct_days=False)) is None


def test_acts_of_another_kind_do_not_count() -> None:
    other = _rule().model_copy(update={"kind": "download"})
    assert _derived([0, 24, 48], other) is None


@pytest.mark.parametrize("distinct_days", [True, False])
@pytest.mark.parametrize(
    ("recorded", "known"),
    [
        ([None, None, None], 48),
        ([None, 24 * 40, None], 24 * 40),
        ([1, 25, 24 * 50], 24 * 50),
        ([-5, -5, -5], 48),
    ],
)
def test_a_derived_entry_is_known_when_the_last_act_of_its_run_is(
    recorded: list[int | None], known: int, *, distinct_days: bool
) -> None:
    row = _row([0, 24, 48], _rule(distinct_days=distinct_days), recorded)
    assert row is not None
    assert row["entered_at"] == START + timedelta(hours=48)
    assert row["recorded_at"] == START + timedelta(hours=known)


def test_acts_outside_the_run_do_not_delay_it() -> None:
    late = 24 * 90
    row = _row([0, 24 * 20, 24 * 21, 24 * 22, 24 * 23], _rule(), [late, None, None, None, late])
    assert row is not None
    assert row["entered_at"] == row["recorded_at"] == START + timedelta(days=22)


def test_the_first_act_of_a_day_says_when_the_day_is_known() -> None:
    row = _row([0, 5, 24, 48], _rule(), [24 * 30, 5, None, None])
    assert row is not None
    assert row["recorded_at"] == START + timedelta(days=30)


def _by_hand(hours: list[int], at_least: int, within: int) -> datetime | None:
    first_of_day: dict[int, int] = {}
    for hour in sorted(hours):
        first_of_day.setdefault(hour // 24, hour)
    days = sorted(first_of_day)
    for place in range(at_least - 1, len(days)):
        if days[place] - days[place - at_least + 1] < within:
            return START + timedelta(hours=first_of_day[days[place]])
    return None


@settings(max_examples=25, deadline=None)
@given(
    hours=st.lists(st.integers(0, 24 * 30), min_size=1, max_size=20),
    at_least=st.integers(1, 4),
    within=st.integers(1, 10),
)
def test_the_engine_agrees_with_a_plain_loop(hours: list[int], at_least: int, within: int) -> None:
    rule = _rule(at_least, within_days=within)
    assert _derived(hours, rule) == _by_hand(hours, at_least, within)
