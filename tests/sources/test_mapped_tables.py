"""Exports that do not look like the tables are read as their mapping says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from leadscore.errors import DataError, MappingError, SettingsError
from leadscore.settings import Settings, parse_settings
from leadscore.sources.tables import Problem
from leadscore.sources.warehouse import Warehouse, open_warehouse

UTC = parse_settings({"data": {"timezone": "UTC"}})
PEOPLE = """Id,Made,Firm,Optin,Won,Name
7,03.01.2024,A,Y,,Anna
8,04.01.2024,B,N,05.02.2024,Bea
9,05.01.2024,A,?,06.02.2024,Cilla
"""
MAPPING = """tables:
  leads:
    file: people.csv
    datetime_format: "%d.%m.%Y"
    columns: {lead_id: Id, created_at: Made, account_id: Firm, marketing_consent: Optin}
    values: {marketing_consent: {Y: true, N: false, "?": null}}
  stages:
    - file: people.csv
      datetime_format: "%d.%m.%Y"
      columns: {lead_id: Id, entered_at: Made}
      constants: {stage: mql}
    - file: people.csv
      datetime_format: "%d.%m.%Y"
      columns: {lead_id: Id, entered_at: Won}
      constants: {stage: won}
      skip_empty: [entered_at]
"""


def _open(root: Path, mapping: str = MAPPING, settings: Settings = UTC, **files: str) -> Warehouse:
    data = root / "data"
    data.mkdir(exist_ok=True)
    for name, text in ({"people": PEOPLE} | files).items():
        (data / f"{name}.csv").write_text(text)
    (root / "mapping.yaml").write_text(mapping)
    return open_warehouse(settings, root)


def test_several_tables_come_from_one_file(tmp_path: Path) -> None:
    warehouse = _open(tmp_path)
    leads = warehouse.leads.order_by("lead_id").to_pyarrow().to_pylist()
    assert [(row["lead_id"], row["opted_out"], row["contactable"]) for row in leads] == [
        ("7", False, True),
        ("8", True, False),
        ("9", False, False),
    ]
    stages = warehouse.stages.order_by("lead_id", "entered_at").to_pyarrow().to_pylist()
    assert [(row["lead_id"], row["stage"], row["entered_at"]) for row in stages] == [
        ("7", "mql", datetime(2024, 1, 3)),
        ("9", "mql", datetime(2024, 1, 5)),
        ("9", "won", datetime(2024, 2, 6)),
    ]


def test_a_column_that_any_block_reads_is_not_called_left_out(tmp_path: Path) -> None:
    told = [one.message() for one in _open(tmp_path).problems if one.code == "columns_left_out"]
    assert told
    assert all(
        "1 columns of people.csv are not read: Name (personal data)" in line for line in told
    )


def test_tables_that_are_not_mapped_are_looked_for_by_name(
    tmp_path: Path, warned: Callable[[Warehouse, str], Problem]
) -> None:
    events = "lead_id,event_at,kind\n7,2024-01-05,page_view\n"
    warehouse = _open(tmp_path, events=events, rubbish="a\n1\n")
    assert warehouse.events.count().execute() == 1
    assert "not read: rubbish.csv." in warned(warehouse, "file_ignored").message()


def test_a_derived_stage_stands_beside_recorded_ones(tmp_path: Path) -> None:
    rule = "    - derive: {from: events, kind: login, at_least: 2, within_days: 3, stage: sql}\n"
    events = "lead_id,event_at,kind\n7,2024-01-05,login\n7,2024-01-06,login\n9,2024-01-05,login\n"
    warehouse = _open(tmp_path, MAPPING + rule, events=events)
    found = warehouse.stages.filter(warehouse.stages.stage == "sql").to_pyarrow().to_pylist()
    assert [(row["lead_id"], row["entered_at"]) for row in found] == [("7", datetime(2024, 1, 6))]
    again = _open(tmp_path, MAPPING + rule.replace("at_least: 2", "at_least: 1"), events=events)
    assert again.data_hash != warehouse.data_hash
    assert again.stages.filter(again.stages.stage == "sql").count().execute() == 2


RULE = "    - derive: {from: events, kind: login, at_least: 2, within_days: 3, stage: sql}\n"
LOGINS = "lead_id,event_at,kind,recorded_at\n"


def _entered(warehouse: Warehouse) -> list[tuple[str, datetime, datetime]]:
    rows = warehouse.stages.filter(warehouse.stages.stage == "sql").to_pyarrow().to_pylist()
    return [(row["lead_id"], row["entered_at"], row["recorded_at"]) for row in rows]


def test_a_file_delivered_twice_derives_no_stage(tmp_path: Path) -> None:
    once = "7,2024-01-05,login,\n9,2024-01-05,login,\n9,2024-01-06,login,\n"
    warehouse = _open(tmp_path, MAPPING + RULE, events=LOGINS + once + once)
    assert _entered(warehouse) == [("9", datetime(2024, 1, 6), datetime(2024, 1, 6))]


def test_a_derived_stage_is_not_known_before_its_acts_are_recorded(tmp_path: Path) -> None:
    late = "7,2024-01-05,login,2024-01-05\n7,2024-01-06,login,2024-03-01\n"
    warehouse = _open(tmp_path, MAPPING + RULE, events=LOGINS + late)
    assert _entered(warehouse) == [("7", datetime(2024, 1, 6), datetime(2024, 3, 1))]


def test_acts_after_as_of_complete_no_run_and_hide_none(tmp_path: Path) -> None:
    acts = "7,2024-01-05,login,\n7,2024-01-06,login,2024-03-01\n7,2024-01-07,login,\n"
    told = parse_settings({"data": {"timezone": "UTC"}, "time": {"as_of": "2024-02-10T00:00:00Z"}})
    warehouse = _open(tmp_path, MAPPING + RULE, settings=told, events=LOGINS + acts)
    assert _entered(warehouse) == [("7", datetime(2024, 1, 7), datetime(2024, 1, 7))]


def test_a_column_of_a_wrong_type_beside_a_derived_stage_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    pd.DataFrame({"lead_id": ["7"], "event_at": [5], "kind": ["login"]}).to_parquet(
        tmp_path / "data" / "events.parquet"
    )
    with pytest.raises(DataError, match="holds int64 here, where an instant must stand"):
        _open(tmp_path, MAPPING + RULE)


def test_deriving_from_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    rule = "    - derive: {from: events, kind: login, at_least: 2, within_days: 3, stage: sql}\n"
    with pytest.raises(DataError, match="derives a stage from events, but there is no such table"):
        _open(tmp_path, MAPPING + rule)
    with pytest.raises(MappingError, match="events, which must have the columns event_at, kind"):
        _open(tmp_path, MAPPING + rule, events="lead_id\n7\n")


@pytest.mark.parametrize(
    ("old", "new", "error", "message"),
    [
        (
            "lead_id: Id,",
            "lead_id: ID,",
            DataError,
            r"people\.csv lacks columns of .*: ID\. It has: Id",
        ),
        ("account_id: Firm", "firm: Firm", DataError, "table does not have: firm"),
        ("account_id: Firm", "source: Name", DataError, "source"),
        ("people.csv", "gone.csv", MappingError, r"names the file gone\.csv, which is not in"),
        ("%d.%m.%Y", "%Q", SettingsError, "datetime_format is '%Q', which cannot be understood"),
        ("stage: won", "stage: sold", DataError, "does not know .*: sold"),
    ],
)
def test_a_mapping_that_does_not_fit_the_file_is_told(
    tmp_path: Path, old: str, new: str, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        _open(tmp_path, MAPPING.replace(old, new))


def test_dates_read_the_wrong_way_round_do_not_pass_silently(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read as an instant"):
        _open(tmp_path, MAPPING.replace("%d.%m.%Y", "%Y-%m-%d"))
