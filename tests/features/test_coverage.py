"""What the snapshots see, and what none sees."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from leadscore.features.coverage import UnseenWins, describe_snapshots, unseen_wins
from leadscore.settings import parse_settings
from leadscore.sources.warehouse import Warehouse

Make = Callable[..., Warehouse]
MONTHS = parse_settings({"time": {"horizon_days": 30}})
FIRST_DAY = parse_settings({"time": {"horizon_days": 30, "grid": "after_creation"}})


def history(make: Make) -> Warehouse:
    created = {"seen": "01-10", "fast": "02-05", "early": "01-05", "late": "06-05", "idle": "02-20"}
    won = {"seen": "02-20", "fast": "02-15", "early": "01-20", "late": "06-10"}
    leads = [{"lead_id": n, "created_at": f"2024-{day}"} for n, day in created.items()]
    stages = [{"lead_id": n, "stage": "won", "entered_at": f"2024-{day}"} for n, day in won.items()]
    return make(leads=leads, stages=stages, as_of="2024-06-20")


def test_wins_between_two_cutoffs_are_named_apart_from_early_and_unripe_ones(
    warehouse_of: Make,
) -> None:
    unseen = unseen_wins(history(warehouse_of), MONTHS)
    assert unseen == UnseenWins(total=4, count=3, early=1, unripe=1, missed=1)
    assert unseen.share == 0.75


def test_a_grid_by_creation_sees_fast_wins(warehouse_of: Make) -> None:
    unseen = unseen_wins(history(warehouse_of), FIRST_DAY)
    assert unseen == UnseenWins(total=4, count=2, early=0, unripe=1, missed=1)


def test_without_wins_or_ripe_snapshots_nothing_breaks(warehouse_of: Make) -> None:
    lead = {"lead_id": "a", "created_at": "2024-01-10"}
    none = unseen_wins(warehouse_of(leads=[lead]), MONTHS)
    assert (none.total, none.count, none.share) == (0, 0, 0.0)
    won = {"lead_id": "a", "stage": "won", "entered_at": "2024-02-10"}
    unripe = unseen_wins(warehouse_of(leads=[lead], stages=[won], as_of="2024-02-20"), MONTHS)
    assert unripe == UnseenWins(total=1, count=1, early=0, unripe=1, missed=0)


def test_snapshots_are_counted_by_cutoff(warehouse_of: Make) -> None:
    counted = describe_snapshots(history(warehouse_of), MONTHS)
    assert list(counted.columns) == ["cutoff", "snapshots", "mature", "conversions"]
    assert counted["cutoff"].is_monotonic_increasing
    rows = {row[0]: row[1:] for row in counted.itertuples(index=False, name=None)}
    assert rows[pd.Timestamp("2024-02-01")] == (1, 1, 1)
    assert rows[pd.Timestamp("2024-06-01")] == (1, 0, 0)
    by_month = describe_snapshots(history(warehouse_of), FIRST_DAY)
    assert by_month["cutoff"].tolist() == [
        pd.Timestamp(f"2024-{month}-01") for month in ("01", "02", "06")
    ]
    assert by_month["conversions"].tolist() == [1, 1, 0]
