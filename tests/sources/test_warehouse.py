"""What a warehouse promises to everyone who reads from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import ibis
import pandas as pd
import pyarrow as pa
import pytest

from leadscore.errors import DataError, UsageError
from leadscore.settings import Settings, parse_settings
from leadscore.sources.tables import TABLES
from leadscore.sources.warehouse import Warehouse, describe, warehouse_from_frames

Frames = dict[str, pd.DataFrame]


def test_all_six_tables_stand_with_the_promised_types(frames: Frames) -> None:
    warehouse = warehouse_from_frames(frames, Settings())
    for name, table in TABLES.items():
        schema = warehouse.tables[name].schema()
        promised = {column: str(schema[column]) for column in table.types}
        assert promised == dict(table.types)
        assert isinstance(warehouse.tables[name], ibis.Table)
    assert warehouse.present == {"leads", "stages", "events"}


def test_as_of_is_the_last_instant_that_happened_or_was_recorded(frames: Frames) -> None:
    assert warehouse_from_frames(frames, Settings()).as_of == datetime(2024, 2, 10)
    frames["events"]["recorded_at"] = pd.to_datetime(["2024-01-01 10:00", "2024-02-12 08:00"])
    assert warehouse_from_frames(frames, Settings()).as_of == datetime(2024, 2, 12, 8)
    frames["campaigns"] = pd.DataFrame(
        {"campaign_id": ["c"], "name": ["Next"], "ended_at": [pd.Timestamp("2030-01-01")]}
    )
    assert warehouse_from_frames(frames, Settings()).as_of == datetime(2024, 2, 12, 8)


def test_observed_from_is_the_first_stage_unless_set(frames: Frames) -> None:
    assert warehouse_from_frames(frames, Settings()).observed_from == datetime(2024, 1, 2)
    told = parse_settings({"time": {"observed_from": "2024-01-15T00:00:00Z"}})
    assert warehouse_from_frames(frames, told).observed_from == datetime(2024, 1, 15)


@pytest.mark.parametrize(
    ("columns", "opted_out", "contactable"),
    [
        ({}, [False] * 3, [True] * 3),
        ({"do_not_contact": [True, False, None]}, [True, False, False], [False, True, True]),
        (
            {"marketing_consent": ["no", "yes", "unknown"]},
            [True, False, False],
            [False, True, False],
        ),
        (
            {"marketing_consent": [True, True, None], "do_not_contact": [None, True, False]},
            [False, True, False],
            [True, False, False],
        ),
    ],
)
def test_consent_decides_who_is_opted_out_and_who_may_be_contacted(
    frames: Frames,
    columns: dict[str, list[object]],
    opted_out: list[bool],
    contactable: list[bool],
) -> None:
    for column, values in columns.items():
        frames["leads"][column] = pd.Series(values)
    leads = warehouse_from_frames(frames, Settings()).leads.order_by("lead_id").to_pyarrow()
    assert leads["opted_out"].to_pylist() == opted_out
    assert leads["contactable"].to_pylist() == contactable


def test_opted_out_people_have_no_acts_and_no_stages(frames: Frames) -> None:
    frames["leads"] = frames["leads"].assign(do_not_contact=[True, False, False])
    warehouse = warehouse_from_frames(frames, Settings())
    for table in (warehouse.events, warehouse.stages):
        assert set(table.lead_id.to_pyarrow().to_pylist()) == {"2"}
    assert warehouse.leads.count().execute() == 3


def test_the_hash_speaks_for_the_content_alone(frames: Frames) -> None:
    one = warehouse_from_frames(frames, Settings()).data_hash
    arrow = {name: pa.Table.from_pandas(frame) for name, frame in frames.items()}
    noted = {
        name: table.replace_schema_metadata({"note": "exported on Monday"})
        for name, table in arrow.items()
    }
    assert warehouse_from_frames(noted, Settings()).data_hash == one
    frames["events"].loc[0, "kind"] = "reply"
    assert warehouse_from_frames(frames, Settings()).data_hash != one


def test_unknown_tables_and_mixed_columns_are_refused(frames: Frames) -> None:
    with pytest.raises(UsageError, match=r"unknown tables: people\. Known: leads, accounts"):
        warehouse_from_frames(frames | {"people": frames["leads"]}, Settings())
    frames["leads"]["source"] = [1, "web", None]
    with pytest.raises(DataError, match="frame leads mixes types in a column"):
        warehouse_from_frames(frames, Settings())


def test_categories_and_empty_columns_of_a_frame_are_read(frames: Frames) -> None:
    frames["events"]["kind"] = frames["events"]["kind"].astype("category")
    frames["events"]["recorded_at"] = None
    events = warehouse_from_frames(frames, Settings()).events
    assert events.kind.nunique().execute() == 2
    assert events.recorded_at.count().execute() == 0


def test_it_describes_each_table_in_both_languages(crm: Callable[..., Warehouse]) -> None:
    described = describe(crm()).set_index("table")
    assert list(described.index) == list(TABLES)
    assert described.loc["leads", "rows"] == 3
    assert described.loc["stages", "last"] == pd.Timestamp("2024-02-10 12:00")
    assert not described.loc["events", "present"]
    assert "only who people are" in str(described.loc["events", "allows"])
    assert set(describe(crm(), language="fi")["allows"]).isdisjoint(described["allows"])
