"""Whom sales worked, and whom by lot, is read from the stages of each lead."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from leadscore.features.worked import what_sales_did, worked_stages
from leadscore.settings import Settings, parse_settings
from leadscore.sources.warehouse import Warehouse

MakeWarehouse = Callable[..., Warehouse]
LOT = "random sample"


def entry(lead: str, stage: str, at: str, reason: str = "") -> dict[str, object]:
    return {"lead_id": lead, "stage": stage, "entered_at": at, "reason": reason}


STORIES: dict[str, list[dict[str, object]]] = {
    "untouched": [entry("untouched", "lead", "2024-01-02")],
    "taken up": [entry("taken up", "sql", "2024-03-20")],
    "at once": [entry("at once", "sql", "2024-03-01")],
    "too late": [entry("too late", "sql", "2024-05-30")],
    "with sales": [entry("with sales", "sql", "2024-02-10")],
    "returned": [
        entry("returned", "sql", "2024-02-10"),
        entry("returned", "recycled", "2024-02-20"),
    ],
    "by lot": [entry("by lot", "mql", "2024-03-05", LOT), entry("by lot", "sql", "2024-03-09")],
    "lot after": [
        entry("lot after", "sql", "2024-03-03"),
        entry("lot after", "mql", "2024-03-09", LOT),
    ],
    "late lot": [entry("late lot", "mql", "2024-04-10", LOT)],
    "old lot": [entry("old lot", "mql", "2024-02-27", LOT)],
    "by itself": [entry("by itself", "won", "2024-03-20", "self-service")],
    "no reason": [{"lead_id": "no reason", "stage": "opportunity", "entered_at": "2024-03-09"}],
}
EXPECTED = {
    "untouched": (False, False, False),
    "taken up": (False, True, False),
    "at once": (False, True, False),
    "too late": (False, False, False),
    "with sales": (True, False, False),
    "returned": (False, False, False),
    "by lot": (False, True, True),
    "lot after": (False, True, False),
    "late lot": (False, False, False),
    "old lot": (False, False, False),
    "by itself": (False, False, False),
    "no reason": (False, True, False),
}


@pytest.mark.parametrize("story", STORIES)
def test_each_story_is_read_as_it_is(story: str, warehouse_of: MakeWarehouse) -> None:
    leads = [{"lead_id": each, "created_at": "2024-01-01"} for each in STORIES]
    stages = [each for entries in STORIES.values() for each in entries]
    warehouse = warehouse_of(leads=leads, stages=stages)
    rows = pd.DataFrame({"lead_id": [story], "cutoff": pd.Timestamp("2024-03-01")}, index=[7])
    told = what_sales_did(warehouse, rows, Settings())
    assert told.index.tolist() == [7]
    assert tuple(told.iloc[0]) == EXPECTED[story]


def test_each_cutoff_of_a_lead_is_told_by_itself(warehouse_of: MakeWarehouse) -> None:
    warehouse = warehouse_of(
        leads=[{"lead_id": "a", "created_at": "2024-01-01"}],
        stages=[entry("a", "mql", "2024-03-05", LOT), entry("a", "sql", "2024-03-09")],
    )
    cutoffs = pd.to_datetime(["2024-02-01", "2024-03-01", "2024-04-01"])
    told = what_sales_did(warehouse, pd.DataFrame({"lead_id": "a", "cutoff": cutoffs}), Settings())
    assert told["with_sales"].tolist() == [False, False, True]
    assert told["taken_up"].tolist() == [True, True, False]
    assert told["by_lot"].tolist() == [False, True, False]


def test_the_stages_that_count_lie_before_the_target() -> None:
    assert worked_stages(parse_settings({"sales": {"worked_stage": "mql"}})) == (
        "mql",
        "sql",
        "opportunity",
    )
    assert worked_stages(parse_settings({"time": {"target": "sql", "stop_stage": None}})) == ()
    assert worked_stages(parse_settings({"sales": {"worked_stage": "called"}})) == ()
