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


def _derived(hours: list[int], rule: Derive) -> datetime | None:
    events = pd.DataFrame(
        {
            "lead_id": "7",
            "event_at": pd.to_datetime([START + timedelta(hours=hour) for hour in hours]),
            "kind": "login",
        }
    )
    table = connect().create_table("events", events)
    rows = derive_stage(table, rule).to_pyarrow().to_pylist()
    assert len(rows) <= 1
    return rows[0]["entered_at"] if rows else None


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
