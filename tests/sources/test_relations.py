"""What must hold between rows and tables is counted, and worked around as told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pandas as pd
import pytest

from leadscore.errors import DataError
from leadscore.settings import Settings, parse_settings
from leadscore.sources.tables import Problem
from leadscore.sources.warehouse import Warehouse, warehouse_from_frames

Frames = dict[str, pd.DataFrame]
Faults = Callable[..., dict[str, Problem]]
Warned = Callable[[Warehouse, str], Problem]


def _rows(warehouse: Warehouse, table: str) -> int:
    return int(warehouse.tables[table].count().execute())


def _twice(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([frame, frame], ignore_index=True)


def test_a_table_delivered_twice_counts_once(frames: Frames, warned: Warned) -> None:
    once = warehouse_from_frames(frames, Settings())
    twice = warehouse_from_frames(
        {name: _twice(frame) for name, frame in frames.items()}, Settings()
    )
    told = {one.table: one.count for one in twice.problems if one.code == "duplicate_rows"}
    assert told == {"leads": 3, "stages": 3, "events": 2}
    for table in frames:
        assert _rows(twice, table) == _rows(once, table)


def test_one_lead_in_rows_that_differ_is_an_error(frames: Frames, faults: Faults) -> None:
    other = frames["leads"].iloc[[1]].assign(account_id="b")
    frames["leads"] = pd.concat([frames["leads"], other])
    problem = faults(frames)["duplicate_lead"]
    assert (problem.count, problem.examples) == (1, ("2",))
    assert "1 id in several rows that differ" in problem.message()


def test_events_and_stages_of_unknown_leads_are_left_out_and_counted(frames: Frames) -> None:
    frames["events"].loc[0, "lead_id"] = "99"
    frames["stages"].loc[2, "lead_id"] = "98"
    warehouse = warehouse_from_frames(frames, Settings())
    told = {one.table: one.examples for one in warehouse.problems if one.code == "unknown_lead"}
    assert told == {"events": ("99",), "stages": ("98",)}
    assert (_rows(warehouse, "events"), _rows(warehouse, "stages")) == (1, 2)


def test_stages_before_creation_are_counted_and_kept(frames: Frames, warned: Warned) -> None:
    frames["leads"]["created_at"] = pd.Timestamp("2024-01-08")
    frames["leads"].loc[0, "created_at"] = pd.Timestamp("2024-03-01")
    warehouse = warehouse_from_frames(frames, Settings())
    assert warned(warehouse, "won_before_creation").examples == ("1",)
    assert warned(warehouse, "stage_before_creation").examples == ("1", "2")
    assert _rows(warehouse, "stages") == 3


def test_references_to_nothing_are_counted_and_kept(frames: Frames, warned: Warned) -> None:
    frames["accounts"] = pd.DataFrame({"account_id": ["b"]})
    frames["campaigns"] = pd.DataFrame({"campaign_id": ["c"], "name": ["Spring"]})
    frames["events"]["campaign_id"] = ["c", "d"]
    warehouse = warehouse_from_frames(frames, Settings())
    assert warned(warehouse, "unknown_account").count == 2
    assert warned(warehouse, "unknown_campaign").examples == ("2",)
    assert _rows(warehouse, "leads") == 3


def _as_of(day: str) -> Settings:
    return parse_settings({"time": {"as_of": f"{day}T00:00:00Z"}})


def test_rows_after_as_of_are_left_out_and_counted(frames: Frames) -> None:
    warehouse = warehouse_from_frames(frames, _as_of("2024-01-20"))
    told = {one.table: one.count for one in warehouse.problems if one.code == "future_rows"}
    assert told == {"leads": 1, "stages": 1}
    assert (_rows(warehouse, "leads"), _rows(warehouse, "stages")) == (2, 2)
    assert warehouse.as_of == datetime(2024, 1, 20)


def test_a_row_recorded_after_as_of_was_not_known_then(frames: Frames) -> None:
    frames["events"]["recorded_at"] = pd.to_datetime(["2024-01-01", "2024-02-05"])
    warehouse = warehouse_from_frames(frames, _as_of("2024-01-20"))
    assert warehouse.events.lead_id.to_pyarrow().to_pylist() == ["1"]


def test_nothing_before_as_of_is_an_error(frames: Frames) -> None:
    with pytest.raises(DataError, match=r"Nothing is left: set a later time\.as_of"):
        warehouse_from_frames(frames, _as_of("2020-01-01"))


def _busy(days: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "lead_id": "1",
            "event_at": pd.date_range("2024-01-02", periods=days * 10, freq="144min"),
            "kind": "page_view",
        }
    )


def test_a_few_rows_long_after_all_others_ask_for_as_of(frames: Frames, faults: Faults) -> None:
    late = pd.DataFrame(
        {"lead_id": ["2"], "event_at": [pd.Timestamp("2099-12-31")], "kind": "reply"}
    )
    spoiled = frames | {"events": pd.concat([_busy(40), late])}
    problem = faults(spoiled)["far_future_rows"]
    assert (problem.table, problem.count, problem.examples) == ("events", 1, ("2",))
    assert "Set time.as_of" in problem.message()
    kept = warehouse_from_frames(spoiled, _as_of("2024-06-01"))
    assert _rows(kept, "events") == 400


def test_many_late_rows_or_a_quiet_month_in_a_small_table_are_no_fault(frames: Frames) -> None:
    pause = _busy(40)
    later = pause.assign(event_at=pause["event_at"] + pd.Timedelta(days=100))
    quiet = frames | {"events": pd.concat([pause, later])}
    assert warehouse_from_frames(quiet, Settings()).problems == ()
    frames["stages"].loc[1, "entered_at"] = pd.Timestamp("2024-12-01")
    assert warehouse_from_frames(frames, Settings()).problems == ()
