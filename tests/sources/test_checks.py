"""Each kind of fault in a table is told with its count and its first ids."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from leadscore.errors import DataError
from leadscore.settings import Settings, parse_settings
from leadscore.sources.tables import Problem, TablesError
from leadscore.sources.warehouse import Warehouse, warehouse_from_frames

Frames = dict[str, pd.DataFrame]
Faults = Callable[..., dict[str, Problem]]
Warned = Callable[[Warehouse, str], Problem]


def test_a_sound_crm_has_no_problems(frames: Frames) -> None:
    assert warehouse_from_frames(frames, Settings()).problems == ()


@pytest.mark.parametrize("table", ["leads", "stages"])
def test_a_missing_required_table_is_an_error(frames: Frames, table: str) -> None:
    del frames[table]
    with pytest.raises(DataError, match=f"{table}: the table is not there"):
        warehouse_from_frames(frames, Settings())


def test_an_empty_required_table_is_an_error_an_optional_one_a_warning(
    frames: Frames, warned: Warned
) -> None:
    frames["events"] = frames["events"].iloc[:0]
    warehouse = warehouse_from_frames(frames, Settings())
    assert "taken as not there" in warned(warehouse, "empty_table").message()
    assert not warehouse.has("events")
    assert warehouse.events.count().execute() == 0
    frames["stages"] = frames["stages"].iloc[:0]
    with pytest.raises(DataError, match=r"stages: the table has no rows\. Export it again"):
        warehouse_from_frames(frames, Settings())


def test_all_missing_columns_and_wrong_types_are_told_at_once(frames: Frames) -> None:
    frames["leads"] = frames["leads"].drop(columns="created_at")
    frames["events"] = frames["events"].assign(event_at=[1, 2])
    frames["stages"] = frames["stages"].assign(lead_id=[1.0, 1.0, 2.0])
    with pytest.raises(TablesError, match="3 problems in the data") as stopped:
        warehouse_from_frames(frames, Settings())
    told = str(stopped.value)
    assert "leads.created_at: the frame leads has no such column" in told
    assert "events.event_at: the frame events holds int64 here, where an instant" in told
    assert "stages.lead_id: the frame stages holds float64 here, where text" in told


def test_an_empty_id_is_counted(frames: Frames, faults: Faults) -> None:
    frames["leads"].loc[1, "lead_id"] = None
    problem = faults(frames)["missing_value"]
    assert (problem.table, problem.column, problem.count, problem.total) == (
        "leads",
        "lead_id",
        1,
        3,
    )
    assert "are empty" in problem.message()


def test_an_unparseable_required_instant_is_an_error_with_its_ids(
    frames: Frames, faults: Faults
) -> None:
    frames["leads"]["created_at"] = ["2024-01-01T00:00:00Z", "sometime", "32.1.2024"]
    problem = faults(frames)["unreadable_instant"]
    assert (problem.count, problem.examples) == (2, ("2", "3"))
    assert "data.datetime_format" in problem.message()


def test_an_instant_without_a_zone_names_the_setting(frames: Frames, faults: Faults) -> None:
    frames["leads"]["created_at"] = "2024-01-01 10:00"
    assert "Set data.timezone" in faults(frames)["no_zone"].message()
    named = parse_settings({"data": {"timezone": "Europe/Helsinki"}})
    leads = warehouse_from_frames(frames, named).leads.created_at.to_pyarrow().to_pylist()
    assert {at.hour for at in leads} == {8}


def test_few_unreadable_optional_values_are_emptied_many_are_an_error(
    frames: Frames, warned: Warned, faults: Faults
) -> None:
    many = pd.DataFrame(
        {
            "lead_id": "1",
            "event_at": pd.date_range("2024-01-02", periods=200, freq="h"),
            "kind": "page_view",
            "duration_s": ["12"] * 199 + ["long"],
        }
    )
    warehouse = warehouse_from_frames(frames | {"events": many}, Settings())
    assert warned(warehouse, "unreadable_value").count == 1
    assert warehouse.events.duration_s.count().execute() == 199
    many["duration_s"] = ["12"] * 190 + ["long"] * 10
    assert faults(frames | {"events": many})["unreadable_value"].count == 10


def test_an_unknown_stage_names_the_setting_the_mapping_and_the_stages(
    frames: Frames, faults: Faults
) -> None:
    frames["stages"]["stage"] = ["MQL", "won", "demo booked"]
    told = faults(frames)["unknown_stage"].message()
    assert "2 of 3 rows name a stage that data.stages does not know" in told
    assert "MQL, demo booked (first: 1, 2)" in told
    assert "data.stages in leadscore.toml" in told
    assert "mapping.yaml" in told


def test_an_address_in_email_domain_is_an_error_and_not_shown(
    frames: Frames, faults: Faults
) -> None:
    frames["leads"]["email_domain"] = ["firm.fi", "anna@firm.fi", None]
    frames["stages"]["lead_id"] = ["1", "1", "2"]
    with pytest.raises(DataError, match="1 of 3 rows hold an e-mail address") as stopped:
        warehouse_from_frames(frames, Settings())
    assert "anna" not in str(stopped.value)
    frames["leads"] = frames["leads"].assign(email_domain=None, lead_id=["anna@firm.fi", "2", "3"])
    assert "anna" not in faults(frames)["email_address"].message()


def test_money_below_zero_stops_what_cannot_be_is_emptied(
    frames: Frames, warned: Warned, faults: Faults
) -> None:
    frames["events"]["duration_s"] = [-1.0, 5.0]
    frames["events"]["content_level"] = [9, 3]
    frames["stages"]["probability"] = [0.2, 100.0, None]
    warehouse = warehouse_from_frames(frames, Settings())
    assert warned(warehouse, "negative_amount").examples == ("1",)
    assert {one.table for one in warehouse.problems if one.code == "out_of_range"} == {
        "events",
        "stages",
    }
    events = warehouse.events.order_by("lead_id").to_pyarrow().to_pylist()
    assert [(row["duration_s"], row["content_level"]) for row in events] == [(None, None), (5.0, 3)]
    frames["stages"]["amount_eur"] = [None, -5.0, None]
    assert "below zero" in faults(frames)["negative_amount"].message()


def test_columns_beyond_the_standard_ones_are_listed_with_the_reason(
    frames: Frames, warned: Warned
) -> None:
    frames["leads"] = frames["leads"].assign(first_name="Anna", lead_quality="high")
    warehouse = warehouse_from_frames(frames, Settings())
    told = warned(warehouse, "columns_left_out").message()
    assert "first_name (personal data)" in told
    assert "lead_quality (not among the standard columns" in told
    assert not {"first_name", "lead_quality"} & set(warehouse.leads.columns)


def _extra(known_at: str, column: str = "plan") -> Settings:
    extra = {"table": "leads", "column": column, "kind": "category", "known_at": known_at}
    return parse_settings({"features": {"extra_columns": [extra]}})


def test_an_allowed_extra_column_is_kept_with_the_instant_it_is_known_from(frames: Frames) -> None:
    frames["leads"] = frames["leads"].assign(plan="gold", plan_at=pd.Timestamp("2024-03-01"))
    leads = warehouse_from_frames(frames, _extra("plan_at")).leads
    assert leads.schema()["plan"].is_string()
    assert leads.schema()["plan_at"].is_timestamp()
    assert "plan_at" not in warehouse_from_frames(frames, _extra("creation")).leads.columns


def test_an_extra_column_that_is_not_there_is_an_error(frames: Frames) -> None:
    with pytest.raises(DataError, match=r"leads\.plan: .* features\.extra_columns names it"):
        warehouse_from_frames(frames, _extra("creation"))


def test_a_personal_column_is_refused_even_when_asked_for(frames: Frames) -> None:
    frames["leads"] = frames["leads"].assign(phone="040")
    with pytest.raises(DataError, match="personal data of the frame leads is asked for: phone"):
        warehouse_from_frames(frames, _extra("creation", "phone"))


def test_errors_and_warnings_of_all_tables_come_in_one_error(frames: Frames) -> None:
    frames["leads"].loc[0, "lead_id"] = None
    frames["stages"].loc[0, "stage"] = "nonsense"
    frames["events"].loc[0, "lead_id"] = "99"
    with pytest.raises(TablesError) as stopped:
        warehouse_from_frames(frames, Settings())
    codes = {problem.code for problem in stopped.value.problems}
    assert {"missing_value", "unknown_stage", "unknown_lead"} <= codes
