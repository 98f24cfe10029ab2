"""Public data through the example projects; counted to the unit.

Set LEADSCORE_REAL_DATA to the folder with the five sets; none of them is in the repository.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from leadscore.settings import Settings, load_settings
from leadscore.sources.flat import FlatTable
from leadscore.sources.warehouse import Warehouse, open_warehouse

REAL = os.environ.get("LEADSCORE_REAL_DATA", "")
EXAMPLES = Path(__file__).parents[2] / "examples"
FOLDERS = {
    "relax": "relax_saas_adoption",
    "olist": "olist_funnel",
    "x_education": "x_education",
    "bank": "bank_marketing",
    "salvirt": "salvirt_b2b",
}

pytestmark = pytest.mark.skipif(not REAL, reason="LEADSCORE_REAL_DATA names no folder of real data")


def _project(name: str, root: Path) -> tuple[Settings, Warehouse]:
    for file in ("leadscore.toml", "mapping.yaml"):
        shutil.copy(EXAMPLES / name / file, root)
    (root / "data").symlink_to(Path(REAL) / FOLDERS[name])
    settings = load_settings(root / "leadscore.toml")
    return settings, open_warehouse(settings, root)


def _flat(name: str, root: Path) -> tuple[FlatTable, Warehouse]:
    _, warehouse = _project(name, root)
    assert warehouse.flat is not None
    return warehouse.flat, warehouse


def test_relax_has_the_adopters_of_its_note(tmp_path: Path) -> None:
    _, warehouse = _project("relax", tmp_path)
    leads, events, stages = warehouse.leads, warehouse.events, warehouse.stages
    assert leads.count().execute() == 12_000
    assert events.count().execute() == 207_917
    assert stages.count().execute() == 1_602
    assert stages.lead_id.nunique().execute() == 1_602
    # Users sign up until the end of May and log in until June 2014: read month-day-year,
    # sign-ups would run on into December.
    assert str(leads.created_at.max().to_pyarrow().as_py()) == "2014-05-30 23:59:00"
    assert str(events.event_at.max().to_pyarrow().as_py()) == "2014-06-06 00:00:00"


def test_nobody_at_relax_logs_in_before_signing_up(tmp_path: Path) -> None:
    _, warehouse = _project("relax", tmp_path)
    first = warehouse.events.group_by("lead_id").aggregate(at=warehouse.events.event_at.min())
    joined = first.join(warehouse.leads, "lead_id")
    early = joined.filter(joined["at"] < joined.created_at.truncate("D"))
    assert early.count().execute() == 0


def test_the_mailing_list_of_relax_is_no_consent(tmp_path: Path) -> None:
    _, warehouse = _project("relax", tmp_path)
    assert warehouse.leads.opted_out.sum().execute() == 0
    assert warehouse.leads.contactable.all().execute()
    told = [one.message() for one in warehouse.problems if one.code == "columns_left_out"]
    assert "opted_in_to_mailing_list (a preference as it stands today, no consent" in told[0]


def test_the_funnel_of_olist_is_counted_to_the_unit(tmp_path: Path) -> None:
    settings, warehouse = _project("olist", tmp_path)
    assert warehouse.leads.count().execute() == 8_000
    counts = warehouse.stages.stage.value_counts(name="rows").to_pyarrow().to_pylist()
    assert {row["stage"]: row["rows"] for row in counts} == {"mql": 8_000, "won": 842}
    early = [one for one in warehouse.problems if one.code == "won_before_creation"]
    assert [one.count for one in early] == [1]
    won = warehouse.stages.filter(warehouse.stages.stage == "won")
    assert won.entered_at.min().to_pyarrow().as_py() >= warehouse.observed_from
    assert settings.time.after_creation_days == (1,)


def test_x_education_leaves_out_what_sales_fills_in(tmp_path: Path) -> None:
    flat, _ = _flat("x_education", tmp_path)
    assert flat.frame.count().execute() == 9_240
    assert flat.frame.converted.sum().execute() == 3_561
    for column in ("Tags", "Lead Quality", "Lead Profile", "Asymmetrique Activity Score"):
        assert "afterwards" in flat.left_out[column] or "by sales" in flat.left_out[column]
    assert flat.how == "order"
    assert len(flat.columns) + len(flat.left_out) + 3 == 37


def test_bank_keeps_the_order_of_its_rows_and_leaves_duration_out(tmp_path: Path) -> None:
    flat, _ = _flat("bank", tmp_path)
    rows = flat.frame.order_by("position").to_pyarrow()
    assert rows.num_rows == 41_188
    assert rows["lead_id"].to_pylist() == [str(place) for place in range(1, 41_189)]
    assert rows["behaviour__month"].to_pylist()[:3] == ["may", "may", "may"]
    assert sum(rows["converted"].to_pylist()) == 4_640
    assert list(flat.left_out) == ["duration"]
    assert rows["behaviour__days_since_last_campaign"].null_count == 39_673


@pytest.mark.parametrize("name", ["bank", "salvirt", "x_education"])
def test_each_flat_example_has_one_way_to_say_no(name: str, tmp_path: Path) -> None:
    _, warehouse = _flat(name, tmp_path)
    assert not [one for one in warehouse.problems if one.code == "taken_as_no"]


def test_salvirt_keeps_equal_rows_together(tmp_path: Path) -> None:
    flat, _ = _flat("salvirt", tmp_path)
    assert flat.frame.count().execute() == 448
    assert flat.frame.group_id.nunique().execute() == 346
    assert flat.frame.converted.sum().execute() == 227
    groups = flat.frame.group_by("group_id").aggregate(kinds=flat.frame.converted.nunique())
    assert groups.filter(groups.kinds > 1).count().execute() == 19
    assert flat.how == "random"
