"""Where tables end is told: planned rows, and stages that were exported earlier."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pandas as pd
import pytest

from leadscore.features.snapshots import take_snapshots
from leadscore.settings import Settings, parse_settings
from leadscore.sources.tables import Problem
from leadscore.sources.warehouse import Warehouse, warehouse_from_frames

Frames = dict[str, pd.DataFrame]
Faults = Callable[..., dict[str, Problem]]
Warned = Callable[[Warehouse, str], Problem]


def _daily(column: str, each_day: int, what: str, told: str) -> pd.DataFrame:
    days = pd.date_range("2024-01-01", "2024-08-31", freq="D")
    times = [day + pd.Timedelta(hours=24 // each_day * n) for day in days for n in range(each_day)]
    return pd.DataFrame({"lead_id": "0", column: times, what: told})


@pytest.fixture
def busy() -> Frames:
    """Give a CRM of eight months in which something happens each day."""
    leads = pd.DataFrame(
        {
            "lead_id": [str(n) for n in range(244)],
            "created_at": pd.date_range("2024-01-01", "2024-08-31", freq="D"),
        }
    )
    return {
        "leads": leads,
        "events": _daily("event_at", 12, "kind", "page_view"),
        "stages": _daily("entered_at", 4, "stage", "mql"),
    }


def _planned(n: int, days: int, until: str = "2024-08-31") -> pd.DataFrame:
    ahead = pd.date_range(until, periods=n + 1, freq=pd.Timedelta(days=days) / n)[1:]
    return pd.DataFrame({"lead_id": "7", "event_at": ahead, "kind": "meeting"})


def _with_events(frames: Frames, more: pd.DataFrame) -> Frames:
    return frames | {"events": pd.concat([frames["events"], more])}


def _time(**values: str) -> Settings:
    return parse_settings({"time": {"horizon_days": 30, **values}})


def test_tables_that_end_together_need_no_word(busy: Frames) -> None:
    warehouse = warehouse_from_frames(busy, Settings())
    assert warehouse.problems == ()
    assert warehouse.observed_until == warehouse.as_of


@pytest.mark.parametrize(("meetings", "days"), [(36, 90), (6, 10), (40, 60)])
def test_planned_meetings_ask_for_as_of(
    busy: Frames, faults: Faults, meetings: int, days: int
) -> None:
    problem = faults(_with_events(busy, _planned(meetings, days)))["thin_tail"]
    assert (problem.table, problem.count, problem.examples) == ("events", meetings, ("7",))
    assert f"lie in the {days} days after 2024-08-31, which no other table" in problem.message()
    assert "Set time.as_of in leadscore.toml to the day of the export" in problem.message()
    told = _time(as_of="2024-09-01T00:00:00Z")
    kept = warehouse_from_frames(_with_events(busy, _planned(meetings, days)), told)
    assert kept.events.event_at.max().to_pyarrow().as_py() < datetime(2024, 9, 1)


def test_planned_meetings_are_found_where_the_other_tables_are_older(
    busy: Frames, faults: Faults
) -> None:
    older = {
        "leads": busy["leads"].iloc[:150],
        "stages": busy["stages"][busy["stages"]["entered_at"] < "2024-06-01"],
    }
    problem = faults(_with_events(busy, _planned(36, 90)) | older)["thin_tail"]
    assert problem.count == 36
    assert "after 2024-08-31" in problem.what


def test_a_table_without_any_instant_is_told_as_such(busy: Frames, faults: Faults) -> None:
    busy["events"]["event_at"] = "sometime"
    assert set(faults(busy)) == {"unreadable_instant"}


def test_one_row_far_ahead_is_told_once(busy: Frames, faults: Faults) -> None:
    told = faults(_with_events(busy, _planned(1, 900)))
    assert set(told) == {"far_future_rows"}


def test_planned_stages_are_told_where_events_say_what_is_usual(
    busy: Frames, faults: Faults
) -> None:
    ahead = _planned(36, 90).rename(columns={"event_at": "entered_at"})
    stages = pd.concat([busy["stages"], ahead.drop(columns="kind").assign(stage="mql")])
    assert faults(busy | {"stages": stages})["thin_tail"].table == "stages"
    followed = {"leads": busy["leads"], "stages": stages}
    assert warehouse_from_frames(followed, Settings()).problems == ()


def test_a_table_that_goes_on_as_before_is_no_fault(busy: Frames) -> None:
    busy["leads"] = busy["leads"].iloc[:230]
    busy["stages"] = busy["stages"][busy["stages"]["entered_at"] < "2024-08-18"]
    assert warehouse_from_frames(busy, Settings()).problems == ()


def test_stages_exported_earlier_end_what_is_known_of_outcomes(
    busy: Frames, warned: Warned
) -> None:
    busy["stages"] = busy["stages"][busy["stages"]["entered_at"] < "2024-06-01"]
    warehouse = warehouse_from_frames(busy, _time())
    assert warehouse.observed_until == datetime(2024, 5, 31, 18)
    problem = warned(warehouse, "stages_end_early")
    assert problem.count > 900
    assert "rows of leads, events lie after the last stage entry (2024-05-31)" in problem.message()
    assert "set time.observed_until in leadscore.toml" in problem.message()
    taken = take_snapshots(warehouse, _time())
    ripe = taken.filter(taken.mature).cutoff.max().to_pyarrow().as_py()
    assert ripe == datetime(2024, 5, 1)
    assert taken.filter(~taken.mature).label.count().execute() == 0


def test_what_is_told_of_the_outcomes_ends_the_warning(busy: Frames) -> None:
    busy["stages"] = busy["stages"][busy["stages"]["entered_at"] < "2024-06-01"]
    told = warehouse_from_frames(busy, _time(observed_until="2024-06-15T00:00:00Z"))
    assert told.observed_until == datetime(2024, 6, 15)
    assert told.problems == ()
    later = warehouse_from_frames(busy, _time(observed_until="2030-01-01T00:00:00Z"))
    assert later.observed_until == later.as_of


@pytest.mark.parametrize("days", [10, 28])
def test_a_month_of_silence_is_no_end(busy: Frames, days: int) -> None:
    end = pd.Timestamp("2024-08-31") - pd.Timedelta(days=days)
    busy["stages"] = busy["stages"][busy["stages"]["entered_at"] < end]
    warehouse = warehouse_from_frames(busy, Settings())
    assert warehouse.problems == ()
    assert warehouse.observed_until == warehouse.as_of


def test_stages_that_are_rare_or_pause_by_habit_are_not_taken_for_ended(busy: Frames) -> None:
    daily, at = busy["stages"], busy["stages"]["entered_at"]
    rare = daily[at.dt.day.isin([1, 15]) & (at < "2024-06-02")]
    seasons = daily[at.dt.month.isin([1, 4, 7])]
    for stages in (rare, seasons):
        warehouse = warehouse_from_frames(busy | {"stages": stages}, Settings())
        assert warehouse.problems == ()
        assert warehouse.observed_until == warehouse.as_of
