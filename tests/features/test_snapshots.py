"""Who is scored when: the time rules of the design, case by case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import ibis.expr.types as ir
import pandas as pd
import pytest

from leadscore.errors import NotEnoughDataError
from leadscore.features.snapshots import (
    COLUMNS,
    closing_stages,
    current_snapshots,
    cutoff_grid,
    take_snapshots,
)
from leadscore.settings import Settings, parse_settings
from leadscore.sources.warehouse import Warehouse

Make = Callable[..., Warehouse]
LEAD = {"lead_id": "a", "created_at": "2024-01-10 09:00", "account_id": "acme"}


def with_time(**values: object) -> Settings:
    return parse_settings({"time": {"horizon_days": 30, **values}})


def taken(warehouse: Warehouse, settings: Settings) -> pd.DataFrame:
    return fetched(warehouse, take_snapshots(warehouse, settings))


def fetched(warehouse: Warehouse, table: ir.Table) -> pd.DataFrame:
    frame = warehouse.engine.to_pandas(table.order_by("cutoff", "lead_id"))
    assert list(frame.columns) == list(COLUMNS)
    return pd.DataFrame(frame)


def cutoffs(warehouse: Warehouse, settings: Settings | None = None) -> list[str]:
    frame = taken(warehouse, settings or with_time())
    return [f"{cutoff:%m-%d}" for cutoff in frame["cutoff"]]


def entered(stage: str, at: str, recorded_at: str | None = None) -> dict[str, object]:
    return {"lead_id": "a", "stage": stage, "entered_at": at, "recorded_at": recorded_at}


ALL = ["02-01", "03-01", "04-01", "05-01", "06-01", "07-01"]


def test_a_lead_is_seen_from_the_first_cutoff_after_its_creation(warehouse_of: Make) -> None:
    assert cutoffs(warehouse_of(leads=[LEAD])) == ALL
    at_midnight = warehouse_of(leads=[{**LEAD, "created_at": "2024-02-01"}])
    assert cutoffs(at_midnight) == ALL[1:]


def test_a_label_needs_its_horizon_and_delay_before_the_as_of(warehouse_of: Make) -> None:
    warehouse = warehouse_of(leads=[LEAD], as_of="2024-05-31")
    frame = taken(warehouse, with_time())
    assert list(frame["mature"]) == [True, True, True, True]
    late = taken(warehouse, with_time(label_delay_days=1))
    assert list(late["mature"]) == [True, True, True, False]
    assert list(late["label"].isna()) == [False, False, False, True]


def test_a_label_needs_outcomes_that_were_recorded_so_long(warehouse_of: Make) -> None:
    warehouse = replace(warehouse_of(leads=[LEAD]), observed_until=datetime(2024, 5, 1))
    frame = taken(warehouse, with_time())
    assert [f"{cutoff:%m-%d}" for cutoff in frame["cutoff"]] == ALL
    assert list(frame["label"].isna()) == [False, False, False, True, True, True]
    assert list(frame["mature"]) == [True, True, True, False, False, False]


def test_a_win_is_a_label_only_inside_the_horizon_and_where_it_is_ripe(warehouse_of: Make) -> None:
    won = {**entered("won", "2024-04-30 10:00"), "amount_eur": 500.0}
    warehouse = warehouse_of(leads=[LEAD], stages=[won])
    frame = taken(warehouse, with_time())
    assert list(frame["label"]) == [0, 0, 1]
    assert list(frame["amount_eur"].fillna(0)) == [0, 0, 500]
    assert frame["won_at"].iloc[2] == datetime(2024, 4, 30, 10)
    unripe = taken(warehouse_of(leads=[LEAD], stages=[won], as_of="2024-04-30 12:00"), with_time())
    assert list(unripe["mature"]) == [True, True, False]
    assert unripe["label"].isna().tolist() == [False, False, True]
    assert unripe["won_at"].isna().all()
    assert unripe["amount_eur"].isna().all()


def test_the_horizon_includes_its_start_and_not_its_end(warehouse_of: Make) -> None:
    at_start = warehouse_of(leads=[LEAD], stages=[entered("won", "2024-03-01")])
    assert list(taken(at_start, with_time(horizon_days=29))["label"]) == [0, 1]
    at_end = warehouse_of(leads=[LEAD], stages=[entered("won", "2024-03-02")])
    assert list(taken(at_end, with_time())["label"]) == [0, 1]
    assert list(taken(at_end, with_time(horizon_days=31))["label"]) == [1, 1]


def test_before_outcomes_were_observed_there_are_no_snapshots(warehouse_of: Make) -> None:
    warehouse = warehouse_of(leads=[LEAD], observed_from="2024-04-01")
    assert cutoffs(warehouse) == ALL[2:]
    later = warehouse_of(leads=[LEAD], observed_from="2024-04-01 00:00:01")
    assert cutoffs(later) == ALL[3:]


@pytest.mark.parametrize("stage", ["opportunity", "won", "lost"])
def test_a_closed_lead_is_not_scored(warehouse_of: Make, stage: str) -> None:
    assert cutoffs(warehouse_of(leads=[LEAD], stages=[entered(stage, "2024-03-05")])) == ALL[:2]


@pytest.mark.parametrize("stage", ["contact", "mql", "sql"])
def test_a_stage_before_the_stop_leaves_a_lead_open(warehouse_of: Make, stage: str) -> None:
    assert cutoffs(warehouse_of(leads=[LEAD], stages=[entered(stage, "2024-03-05")])) == ALL


def test_equal_is_not_before(warehouse_of: Make) -> None:
    at_cutoff = warehouse_of(leads=[LEAD], stages=[entered("lost", "2024-03-01")])
    assert cutoffs(at_cutoff) == ALL[:2]
    just_before = warehouse_of(leads=[LEAD], stages=[entered("lost", "2024-02-29 23:59:59.999999")])
    assert cutoffs(just_before) == ALL[:1]


def test_what_was_recorded_late_is_not_known_before(warehouse_of: Make) -> None:
    late = warehouse_of(leads=[LEAD], stages=[entered("won", "2024-02-10", "2024-04-20")])
    frame = taken(late, with_time())
    assert cutoffs(late) == ALL[:3]
    assert list(frame["label"]) == [1, 0, 0]


def test_recycled_since_opens_a_lost_lead_again(warehouse_of: Make) -> None:
    story = [entered("lost", "2024-02-10"), entered("recycled", "2024-04-10")]
    assert cutoffs(warehouse_of(leads=[LEAD], stages=story)) == [*ALL[:1], *ALL[3:]]
    lost_again = [*story, entered("lost", "2024-05-10")]
    assert cutoffs(warehouse_of(leads=[LEAD], stages=lost_again)) == ["02-01", "05-01"]
    before = [entered("recycled", "2024-02-09"), entered("lost", "2024-02-10")]
    assert cutoffs(warehouse_of(leads=[LEAD], stages=before)) == ALL[:1]
    same_instant = [entered("lost", "2024-02-10"), entered("recycled", "2024-02-10")]
    assert cutoffs(warehouse_of(leads=[LEAD], stages=same_instant)) == ALL


def test_recycled_recorded_late_opens_late(warehouse_of: Make) -> None:
    story = [entered("lost", "2024-02-10"), entered("recycled", "2024-03-10", "2024-05-10")]
    assert cutoffs(warehouse_of(leads=[LEAD], stages=story)) == [ALL[0], *ALL[4:]]


def test_won_is_final(warehouse_of: Make) -> None:
    story = [entered("won", "2024-02-10"), entered("recycled", "2024-04-10")]
    assert cutoffs(warehouse_of(leads=[LEAD], stages=story)) == ALL[:1]


def test_an_idle_lead_leaves_and_an_act_brings_it_back(warehouse_of: Make) -> None:
    settings = with_time(idle_days=60)
    assert cutoffs(warehouse_of(leads=[LEAD]), settings) == ALL[:2]
    act = {"lead_id": "a", "kind": "page_view", "event_at": "2024-04-10"}
    assert cutoffs(warehouse_of(leads=[LEAD], events=[act]), settings) == [
        *ALL[:2],
        "05-01",
        "06-01",
    ]
    late = {**act, "recorded_at": "2024-05-15"}
    assert cutoffs(warehouse_of(leads=[LEAD], events=[late]), settings) == [*ALL[:2], "06-01"]
    step = warehouse_of(leads=[LEAD], stages=[entered("mql", "2024-04-10")])
    assert cutoffs(step, settings) == [*ALL[:2], "05-01", "06-01"]


def test_opted_out_people_are_in_no_snapshot(warehouse_of: Make) -> None:
    assert cutoffs(warehouse_of(leads=[{**LEAD, "do_not_contact": True}])) == []
    assert cutoffs(warehouse_of(leads=[{**LEAD, "marketing_consent": False}])) == []


def test_rows_from_before_the_lead_are_known_from_its_first_cutoff(warehouse_of: Make) -> None:
    lost = warehouse_of(leads=[LEAD], stages=[entered("lost", "2024-01-09")])
    assert cutoffs(lost) == []


def test_week_cutoffs_are_mondays(warehouse_of: Make) -> None:
    warehouse = warehouse_of(leads=[LEAD], as_of="2024-01-30")
    assert cutoffs(warehouse, with_time(grid="week")) == ["01-15", "01-22", "01-29"]


def test_days_after_creation_are_midnights_after_it(warehouse_of: Make) -> None:
    leads = [LEAD, {"lead_id": "b", "created_at": "2024-02-01"}]
    warehouse = warehouse_of(leads=leads, stages=[entered("won", "2024-01-20")])
    settings = with_time(grid="after_creation", after_creation_days=[7, 1])
    frame = taken(warehouse, settings)
    assert [f"{cutoff:%m-%d}" for cutoff in frame["cutoff"]] == ["01-11", "01-17", "02-02", "02-08"]
    assert list(frame["ordinal"]) == [0, 1, 0, 1]
    creation_day = (datetime(2024, 1, 10) - datetime(1970, 1, 1)).days
    assert list(frame["grid"]) == [creation_day, creation_day, creation_day + 22, creation_day + 22]
    assert list(frame["label"]) == [1, 1, 0, 0]


def test_days_after_creation_stay_within_what_is_known(warehouse_of: Make) -> None:
    settings = with_time(grid="after_creation", after_creation_days=[1, 30])
    warehouse = warehouse_of(leads=[LEAD], as_of="2024-02-01", observed_from="2024-01-11")
    assert cutoffs(warehouse, settings) == ["01-11"]
    assert cutoffs(warehouse_of(leads=[LEAD], observed_from="2024-01-12"), settings) == ["02-09"]


def test_scoring_takes_each_open_lead_once_and_sees_all_that_is_known(warehouse_of: Make) -> None:
    leads = [LEAD, {"lead_id": "b", "created_at": "2024-07-01"}, {**LEAD, "lead_id": "c"}]
    gone = {"lead_id": "c", "stage": "lost", "entered_at": "2024-07-01"}
    warehouse = warehouse_of(leads=leads, stages=[gone], as_of="2024-07-01")
    for grid in ("month", "week", "after_creation"):
        frame = fetched(warehouse, current_snapshots(warehouse, with_time(grid=grid)))
        assert list(frame["lead_id"]) == ["a", "b"]
        assert set(frame["cutoff"]) == {pd.Timestamp("2024-07-02")}
        assert not frame["mature"].any()
        assert frame["label"].isna().all()


def test_a_target_entered_twice_counts_once_with_the_first_amount(warehouse_of: Make) -> None:
    wins = [
        {**entered("won", "2024-02-20"), "amount_eur": 2.0},
        {**entered("won", "2024-02-10"), "amount_eur": None},
        {**entered("won", "2024-02-20"), "amount_eur": 9.0},
    ]
    frame = taken(warehouse_of(leads=[LEAD], stages=wins), with_time())
    assert list(frame["label"]) == [1]
    assert frame["won_at"].iloc[0] == datetime(2024, 2, 10)
    assert frame["amount_eur"].isna().all()


def test_another_target_closes_with_all_beyond_and_recycled_reopens_it(warehouse_of: Make) -> None:
    settings = with_time(target="mql")
    assert closing_stages(settings) == ("mql", "sql", "opportunity", "won", "lost")
    story = [entered("sql", "2024-02-10"), entered("recycled", "2024-04-10")]
    assert cutoffs(warehouse_of(leads=[LEAD], stages=story), settings) == [*ALL[:1], *ALL[3:]]
    again = [*story, entered("mql", "2024-05-10")]
    frame = taken(warehouse_of(leads=[LEAD], stages=again), settings)
    assert dict(zip(frame["cutoff"].dt.month, frame["label"], strict=True)) == {2: 0, 5: 1}


def test_closing_stages_follow_target_and_stop() -> None:
    assert closing_stages(with_time(stop_stage=None)) == ("won", "lost")
    assert closing_stages(with_time(stop_stage="sql")) == ("sql", "opportunity", "won", "lost")
    assert closing_stages(with_time(target="lost", stop_stage=None)) == ("lost",)
    assert closing_stages(with_time(target="recycled")) == (
        "opportunity",
        "won",
        "lost",
        "recycled",
    )


def test_too_short_a_history_is_told() -> None:
    span = {"observed_from": datetime(2024, 1, 2), "as_of": datetime(2024, 1, 31)}
    with pytest.raises(NotEnoughDataError, match=r"No month starts between 2024-01-02.*2024-01-31"):
        cutoff_grid(Settings(), **span)
