"""Files are read by their known names, as told, whatever else lies beside them."""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from leadscore.errors import DataError, SettingsError
from leadscore.settings import parse_settings
from leadscore.sources.shelf import connect
from leadscore.sources.tables import Problem
from leadscore.sources.warehouse import Warehouse, open_warehouse

Crm = Callable[..., Warehouse]
Warned = Callable[[Warehouse, str], Problem]
UTC = parse_settings({"data": {"timezone": "UTC"}})


def _parquet(path: Path, frame: pd.DataFrame) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(path)


def test_csv_is_read_as_text_by_the_declared_types(crm: Crm) -> None:
    warehouse = crm(
        {
            "leads.csv": "lead_id,created_at\n007,2024-01-01\n1e3,2024-01-05\n"
            "2,2024-01-06\n1,2024-01-01\n"
        }
    )
    assert set(warehouse.leads.lead_id.to_pyarrow().to_pylist()) == {"007", "1e3", "2", "1"}
    assert warehouse.stages.entered_at.max().to_pyarrow().as_py() == datetime(2024, 2, 10, 12)


def test_encoding_separator_and_decimal_mark_are_as_told(crm: Crm) -> None:
    leads = "lead_id;created_at;source\n1;2024-01-01;Jyväskylä\n2;2024-01-02;Åbo\n"
    stages = "lead_id;stage;entered_at;amount_eur\n1;won;2024-02-01;1234,5\n"
    warehouse = crm(
        {"leads.csv": leads.encode("cp1252"), "stages.csv": stages},
        data={"csv_encoding": "cp1252", "csv_separator": ";", "csv_decimal": ","},
    )
    assert warehouse.leads.source.to_pyarrow().to_pylist() == ["Jyväskylä", "Åbo"]
    assert warehouse.stages.amount_eur.to_pyarrow().to_pylist() == [1234.5]


def test_a_wrong_encoding_is_an_error_that_names_the_setting(crm: Crm) -> None:
    head = "lead_id,created_at,source\n"
    leads = (head + "1,2024-01-01,Åbo\n2,2024-01-02,web\n").encode("latin-1")
    for encoding in ("utf-8", "ascii"):
        with pytest.raises(DataError, match=rf"read as {encoding} text .*data\.csv_encoding"):
            crm({"leads.csv": leads}, data={"csv_encoding": encoding})
    with pytest.raises(SettingsError, match="csv_encoding is 'klingon', which is not a known"):
        crm({"leads.csv": leads}, data={"csv_encoding": "klingon"})


def test_lines_in_another_encoding_are_counted(crm: Crm) -> None:
    lines = [f"{place},2024-01-01,web\n" for place in range(5000)] + ["x,2024-01-01,Åbo\n"]
    leads = ("lead_id,created_at,source\n" + "".join(lines)).encode("latin-1")
    with pytest.raises(DataError, match=r"1 lines of leads\.csv do not fit .*invalid encoding"):
        crm({"leads.csv": leads})


def test_a_byte_order_mark_and_gzip_are_read(crm: Crm, tmp_path: Path) -> None:
    events = "\ufefflead_id,event_at,kind\n1,2024-01-03,page_view\n"
    warehouse = crm({"events.csv.gz": gzip.compress(events.encode())})
    assert warehouse.events.kind.to_pyarrow().to_pylist() == ["page_view"]


def test_lines_that_do_not_fit_are_counted_by_number_and_never_shown(crm: Crm) -> None:
    leads = "lead_id,created_at\n1,2024-01-01\n2\n3,2024-01-01,anna@firm.fi\n"
    for _ in range(2):
        with pytest.raises(DataError, match=r"2 lines of leads.csv do not fit") as stopped:
            crm({"leads.csv": leads})
        assert "(first: line 3, line 4)" in str(stopped.value)
        assert "anna" not in str(stopped.value)


def test_broken_lines_are_told_together_with_everything_else(crm: Crm) -> None:
    with pytest.raises(DataError, match="2 problems") as stopped:
        crm(
            {
                "leads.csv": "lead_id,created_at\n1,2024-01-01\n2\n",
                "events.csv": "lead_id,kind\n1,a\n",
            }
        )
    assert "events.event_at" in str(stopped.value)


def test_quotes_hold_separators_and_line_ends(crm: Crm) -> None:
    leads = 'lead_id,created_at,source\n1,2024-01-01,"a ""b"", c\nd"\n2,2024-01-01,\n'
    assert crm({"leads.csv": leads}).leads.source.to_pyarrow().to_pylist() == ['a "b", c\nd', None]


def test_columns_named_twice_are_refused(crm: Crm) -> None:
    with pytest.raises(DataError, match=r"leads\.csv names 1 columns more than once: source"):
        crm({"leads.csv": "lead_id,created_at,source,source\n1,2024-01-01,a,b\n"})


def test_a_wrong_separator_shows_what_was_found(crm: Crm) -> None:
    with pytest.raises(
        DataError, match=r"leads\.csv has no such column.*It has: lead_id;created_at"
    ):
        crm({"leads.csv": "lead_id;created_at\n1;2024-01-01\n"})


def test_an_empty_file_is_an_empty_table(crm: Crm, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "events.csv").write_text("")
    with pytest.raises(DataError, match=r"events\.kind: events\.csv has no .*the file is empty"):
        crm()


def test_parquet_parts_in_a_folder_are_one_table(crm: Crm, tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"lead_id": ["1"], "event_at": [pd.Timestamp("2024-01-03")], "kind": ["a"]}
    )
    _parquet(tmp_path / "data" / "events" / "part-0.parquet", frame)
    _parquet(
        tmp_path / "data" / "events" / "day=2" / "part-1.parquet", frame.assign(kind="b", url="/")
    )
    warehouse = crm()
    assert sorted(warehouse.events.kind.to_pyarrow().to_pylist()) == ["a", "b"]
    assert "day" not in warehouse.events.columns


def test_naive_instants_of_parquet_are_utc_and_said_so_unless_a_zone_is_named(
    tmp_path: Path, warned: Warned
) -> None:
    at = pd.to_datetime(["2024-07-01 12:00"])
    _parquet(tmp_path / "data" / "leads.parquet", pd.DataFrame({"lead_id": [1], "created_at": at}))
    _parquet(
        tmp_path / "data" / "stages.parquet",
        pd.DataFrame(
            {"lead_id": [1], "stage": ["won"], "entered_at": at.tz_localize("Asia/Tokyo")}
        ),
    )
    warehouse = open_warehouse(parse_settings({}), tmp_path)
    told = [one for one in warehouse.problems if one.code == "zone_assumed"]
    assert [one.table for one in told] == ["leads"]
    assert "Set data.timezone" in told[0].message()
    assert warehouse.stages.entered_at.to_pyarrow().to_pylist() == [datetime(2024, 7, 1, 3)]
    local = open_warehouse(parse_settings({"data": {"timezone": "Europe/Helsinki"}}), tmp_path)
    assert local.problems[:1] == () or local.problems[0].code != "zone_assumed"
    assert local.leads.created_at.to_pyarrow().to_pylist() == [datetime(2024, 7, 1, 9)]


def test_one_duckdb_file_holds_all_tables_and_is_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "data" / "crm.duckdb"
    path.parent.mkdir()
    with duckdb.connect(str(path)) as database:
        database.execute(
            "CREATE TABLE leads AS SELECT 1 AS lead_id, "
            "TIMESTAMPTZ '2024-01-01 02:00:00+02' AS created_at"
        )
        database.execute(
            "CREATE TABLE stages "
            "(lead_id INT NOT NULL, stage TEXT NOT NULL, entered_at TIMESTAMPTZ NOT NULL)"
        )
        database.execute("INSERT INTO stages VALUES (1, 'won', '2024-02-01 00:00:00Z')")
        database.execute("CREATE TABLE salaries AS SELECT 1 AS secret")
        database.execute("CREATE VIEW events AS SELECT * FROM read_csv('/etc/passwd')")
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    warehouse = open_warehouse(UTC, tmp_path)
    assert warehouse.leads.created_at.to_pyarrow().to_pylist() == [datetime(2024, 1, 1)]
    assert warehouse.present == {"leads", "stages"}
    direct = parse_settings({"data": {"folder": "data/crm.duckdb"}})
    assert open_warehouse(direct, tmp_path).data_hash == warehouse.data_hash
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_what_is_no_duckdb_or_parquet_file_is_told(crm: Crm, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "events.parquet").write_text("not parquet")
    with pytest.raises(DataError, match=r"events\.parquet cannot be read as Parquet"):
        crm()
    (tmp_path / "data" / "events.parquet").unlink()
    (tmp_path / "data" / "crm.duckdb").write_text("not a database")
    with pytest.raises(DataError, match=r"crm\.duckdb cannot be opened as a DuckDB database"):
        crm()


def test_two_files_for_one_table_are_an_error(crm: Crm, tmp_path: Path) -> None:
    _parquet(tmp_path / "data" / "leads.parquet", pd.DataFrame({"lead_id": ["1"]}))
    with pytest.raises(
        DataError, match=r"leads: the table lies there 2 times: leads.csv, leads.parquet"
    ):
        crm()


def test_a_missing_folder_is_an_error_that_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"data folder .* cannot be read .*data\.folder"):
        open_warehouse(UTC, tmp_path)


HOSTILE = [
    "leads'; DROP TABLE leads; --.csv",
    'leads".parquet',
    "leads\n.csv",
    "*.csv",
    "[l]eads.parquet",
    "..csv",
    "leads.csv ",
    "anna@firm.fi.csv",
    "$(touch pwned).csv",
]


def test_hostile_file_names_are_ignored_and_do_no_harm(
    crm: Crm, tmp_path: Path, warned: Warned
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for name in HOSTILE:
        (data / name).write_text("lead_id,created_at\n666,2024-01-01\n")
    os.symlink("/etc", data / "events")
    warehouse = crm()
    assert "666" not in warehouse.leads.lead_id.to_pyarrow().to_pylist()
    told = warned(warehouse, "file_ignored").message()
    assert "\n" not in told
    assert "anna" not in told
    assert "DROP TABLE" in told


def test_a_project_in_a_folder_with_a_hostile_name_is_read(tmp_path: Path) -> None:
    root = tmp_path / 'o\'neil;[1]*? "x"\n--'
    frame = pd.DataFrame({"lead_id": ["1"], "created_at": pd.to_datetime(["2024-01-01"])})
    _parquet(root / "data" / "leads.parquet", frame)
    (root / "data" / "stages.csv").write_text("lead_id,stage,entered_at\n1,won,2024-02-01\n")
    assert open_warehouse(UTC, root).stages.count().execute() == 1


def test_the_hash_follows_the_content_not_the_place(crm: Crm, tmp_path: Path) -> None:
    here = crm()
    other = tmp_path / "elsewhere"
    (tmp_path / "data").rename(tmp_path / "moved")
    other.mkdir()
    (tmp_path / "moved").rename(other / "data")
    assert open_warehouse(UTC, other).data_hash == here.data_hash
    with (other / "data" / "leads.csv").open("a") as more:
        more.write("4,2024-02-02,web\n")
    assert open_warehouse(UTC, other).data_hash != here.data_hash


def test_only_the_columns_that_are_read_are_kept_beside_the_project(
    crm: Crm, tmp_path: Path
) -> None:
    crm({"leads.csv": "lead_id,created_at,email\n1,2024-01-01,anna@firm.fi\n2,2024-01-02,x@y.fi\n"})
    kept = list((tmp_path / ".leadscore").rglob("*.parquet"))
    assert kept
    assert not [path for path in kept if b"anna" in path.read_bytes()]


def test_reading_needs_no_network_and_leaves_no_half_written_file(crm: Crm, tmp_path: Path) -> None:
    crm()
    assert not list((tmp_path / ".leadscore").rglob("*.part"))
    engine = connect()
    (loaded,) = engine.con.execute(
        "SELECT count(*) FROM duckdb_extensions() "
        "WHERE installed AND install_mode <> 'STATICALLY_LINKED'"
    ).fetchone()
    assert loaded == 0
