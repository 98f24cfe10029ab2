"""Tables that are not as they should be, checked from the command line."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import leadscore as ls
from leadscore.errors import DataError, NotEnoughDataError
from tests.faults.spoiling import LEADS, STAGES, call, contents, refused, unfinished

Crm = Callable[..., Path]
EVENTS = "lead_id,event_at,kind,content_level\nL01,2024-02-01,page_view,2\n"
NO_ZONE = {'timezone = "UTC"': 'timezone = ""'}
AS_OF = {'as_of = ""': 'as_of = "2025-01-01"'}


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ({"stages": None}, "stages: the table is not there"),
        ({"leads": None, "stages": None}, "2 problems in the data"),
        ({"leads": ""}, "the file is empty"),
        ({"stages": "lead_id,stage,entered_at\n"}, "stages: the table has no rows"),
        ({"leads": LEADS.replace("created_at", "creation")}, "has no such column"),
        ({"events": EVENTS.replace(",2\n", ",deep\n")}, "events.content_level: 1 of 1 rows"),
        ({"leads": LEADS.replace("2024-01-05", "5.1.2024")}, "cannot be read as an instant"),
        ({"settings": NO_ZONE}, "60 of 60 rows have no time zone"),
        ({"stages": STAGES + "L02,customer,2024-05-01\n"}, "does not know .*: customer"),
        ({"leads": LEADS + "L01,2024-01-09,fair,,\n"}, "1 id in several rows that differ"),
        ({"stages": STAGES + "L02,mql,2099-05-01\n"}, r"Set time\.as_of"),
    ],
)
def test_what_cannot_be_used_is_one_error_of_the_data(
    crm: Crm,
    spoilt: dict[str, Any],  # settings are a dictionary, tables are texts
    told: str,
) -> None:
    said = refused(crm(**spoilt), DataError.exit_code, "check")
    assert re.search(told, said)
    assert said.startswith(DataError.title)


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ({"events": "lead_id,event_at,kind\n"}, "events: the table has no rows"),
        ({"events": EVENTS + "X99,2024-02-01,page_view,1\n"}, "1 of 2 rows belong to a lead that"),
        ({"stages": STAGES + "L02,mql,2023-05-01\n"}, "enter a stage before the lead was created"),
        ({"stages": STAGES + "L03,won,2023-05-01\n"}, "enter won before the lead was created"),
        ({"stages": STAGES + "L02,mql,2099-05-01\n", "settings": AS_OF}, "lie after time.as_of"),
        ({"leads": LEADS + LEADS.splitlines()[1] + "\n"}, "stand there more than once"),
    ],
)
def test_what_can_be_worked_around_is_a_counted_warning(
    crm: Crm,
    spoilt: dict[str, Any],  # as above
    told: str,
) -> None:
    root = crm(**spoilt)
    before = contents(root)
    said = call(root, "check")
    assert said.code == 0, said.err
    (line,) = [one for one in said.out.splitlines() if told in one]
    assert line.startswith("! ")
    assert contents(root) == before
    assert unfinished(root) == []


@pytest.mark.parametrize(
    ("stages", "told"),
    [
        (STAGES.replace("won", "mql"), "none of them converted"),
        (STAGES[: STAGES.index("L04")], "the data end before the 90 days"),
    ],
)
def test_one_outcome_or_none_known_is_too_little_before_any_notebook(
    crm: Crm, stages: str, told: str
) -> None:
    root = crm(stages=stages)
    said = call(root, "train")
    assert said.code == NotEnoughDataError.exit_code
    assert told in said.err
    assert not (root / ".leadscore" / "notebooks").exists()
    assert unfinished(root) == []


def test_hostile_file_names_are_listed_and_touch_nothing(crm: Crm, tmp_path: Path) -> None:
    root = crm()
    names = ("a'b\".csv", "a\nb.csv", "; rm -rf ~;.csv", "$(touch x).csv", "[red]x[-]", "-rf")
    for name in names:
        (root / "data" / name).write_text("lead_id\n1\n", encoding="utf-8")
    beside = sorted(path.name for path in tmp_path.iterdir())
    before = contents(root)
    said = call(root, "check")
    assert said.code == 0, said.err
    assert "6 files are not read: $(touch x).csv" in said.out
    assert "[red]x[-], a?b.csv" in said.out
    assert contents(root) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == beside


@pytest.mark.parametrize(
    "name", ["leads.CSV", "leads.xlsx", "leads.tsv", "crm.db", "export/leads.csv"]
)
def test_a_file_that_is_not_read_stops_the_run_and_nothing_is_simulated_beside_it(
    crm: Crm, name: str
) -> None:
    root = crm(leads=None, stages=None)
    (root / "data" / name).parent.mkdir(exist_ok=True)
    (root / "data" / name).write_text(LEADS, encoding="utf-8")
    said = refused(root, DataError.exit_code, "run")
    assert f"1 files are not read: {name.partition('/')[0]}. Read are <table>.csv" in said
    assert "leads: the table is not there" in said


def test_notes_and_hidden_files_leave_a_data_folder_empty(crm: Crm) -> None:
    root = crm(leads=None, stages=None)
    for name in ("README.md", "NOTE", "NOTES.txt", ".DS_Store", ".gitkeep"):
        (root / "data" / name).touch()
    (root / "data" / "samples").mkdir()
    assert ls.Project(root).is_empty
    (root / "data" / "NOTES.csv").touch()
    assert not ls.Project(root).is_empty


def test_one_database_file_as_the_data_folder_is_not_empty(crm: Crm) -> None:
    root = crm(settings={'folder = "data"': 'folder = "crm.duckdb"'})
    assert ls.Project(root).is_empty
    (root / "crm.duckdb").touch()
    assert not ls.Project(root).is_empty


def test_a_project_in_a_folder_with_a_hostile_name_is_read(crm: Crm) -> None:
    root = crm()
    hostile = root.with_name("a'b\"; rm -rf [*]")
    root.rename(hostile)
    assert call(hostile, "check").code == 0
