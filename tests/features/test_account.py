"""What the account does besides the lead."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from leadscore.features.account import build_account
from leadscore.features.snapshots import take_snapshots
from leadscore.settings import Settings, parse_settings
from leadscore.sources.warehouse import Warehouse

Make = Callable[..., Warehouse]
SETTINGS = parse_settings({"time": {"horizon_days": 30}})
ACCOUNT = "acme"


def lead(name: str, created_at: str = "2024-01-10", **more: object) -> dict[str, object]:
    return {"lead_id": name, "created_at": created_at, "account_id": ACCOUNT, **more}


def act(name: str, at: str, recorded_at: str | None = None) -> dict[str, object]:
    return {"lead_id": name, "kind": "page_view", "event_at": at, "recorded_at": recorded_at}


def order(at: str, amount: float | None = 10.0) -> dict[str, object]:
    return {"account_id": ACCOUNT, "ordered_at": at, "amount_eur": amount}


def built(warehouse: Warehouse, settings: Settings = SETTINGS) -> pd.DataFrame:
    features = build_account(warehouse, take_snapshots(warehouse, settings), settings)
    frame = pd.DataFrame(warehouse.engine.to_pandas(features.table))
    assert list(frame.columns[2:]) == [each.name for each in features.features]
    frame.columns = [name.removeprefix("account__") for name in frame.columns]
    return frame.sort_values(["lead_id", "cutoff"]).set_index(["lead_id", "cutoff"])


def of(frame: pd.DataFrame, column: str, name: str = "a") -> list[float]:
    one = frame[frame.index.get_level_values("lead_id") == name]
    return [float(value) for value in one[column].tolist()]


def test_colleagues_are_counted_once_each_and_the_lead_is_none_of_them(warehouse_of: Make) -> None:
    acts = [
        act("a", "2024-01-25"),
        act("b", "2024-01-20"),
        act("b", "2024-01-31"),
        act("c", "2024-02-28"),
    ]
    frame = built(
        warehouse_of(leads=[lead("a"), lead("b"), lead("c")], events=acts, as_of="2024-04-10")
    )
    assert of(frame, "engaged_colleagues_7d") == [1, 1, 0]
    assert of(frame, "engaged_colleagues_30d") == [1, 2, 0]
    assert of(frame, "engaged_colleagues_90d") == [1, 2, 2]
    assert of(frame, "colleague_acts_90d") == [2, 3, 3]
    assert of(frame, "engaged_colleagues_90d", "b") == [1, 2, 2]
    assert of(frame, "colleague_acts_90d", "b") == [1, 2, 2]
    assert of(frame, "known_colleagues") == [2, 2, 2]


def test_a_colleagues_act_counts_once_recorded_and_once_the_colleague_is_known(
    warehouse_of: Make,
) -> None:
    leads = [lead("a"), lead("b"), lead("c", created_at="2024-03-15")]
    acts = [act("b", "2024-01-20", recorded_at="2024-02-10"), act("c", "2024-01-25")]
    frame = built(warehouse_of(leads=leads, events=acts, as_of="2024-04-10"))
    assert of(frame, "engaged_colleagues_90d") == [0, 1, 2]
    assert of(frame, "known_colleagues") == [1, 1, 2]


def test_acts_of_other_accounts_and_of_nobodys_account_do_not_count(warehouse_of: Make) -> None:
    leads = [lead("a"), lead("b", account_id=None), lead("c", account_id="other"), lead("d")]
    acts = [act(name, "2024-01-20") for name in "bc"]
    frame = built(warehouse_of(leads=leads, events=acts, as_of="2024-02-10"))
    assert frame["engaged_colleagues_90d"].tolist() == [0, 0, 0, 0]
    assert frame["known_colleagues"].tolist() == [1, 0, 0, 1]


def test_opted_out_colleagues_are_not_there(warehouse_of: Make) -> None:
    leads = [lead("a"), lead("b", do_not_contact=True)]
    frame = built(
        warehouse_of(leads=leads, events=[act("b", "2024-01-20"), act("a", "2024-01-20")])
    )
    assert set(frame["engaged_colleagues_90d"]) == set(frame["known_colleagues"]) == {0}


def test_departments_are_those_of_colleagues_only(warehouse_of: Make) -> None:
    leads = [
        lead("a", job_title="Buyer"),
        lead("b", job_title="hankintajohtaja"),
        lead("c", job_title="CFO"),
        lead("d", job_title="Ninja"),
        lead("e", department="Finance"),
    ]
    acts = [act(name, "2024-01-20") for name in "abcde"]
    frame = built(warehouse_of(leads=leads, events=acts, as_of="2024-02-10"))
    # b still covers purchasing for a; nobody but the buyers covers it for c
    assert frame["engaged_departments_90d"].tolist() == [2, 2, 2, 2, 2]
    assert frame["engaged_senior_colleagues_90d"].tolist() == [2, 1, 1, 2, 2]
    alone = [lead("a", job_title="Buyer"), lead("c", job_title="CFO")]
    frame = built(warehouse_of(leads=alone, events=acts[:3:2], as_of="2024-02-10"))
    assert frame["engaged_departments_90d"].tolist() == [1, 1]
    assert frame["engaged_senior_colleagues_90d"].tolist() == [1, 0]


@pytest.mark.parametrize("days", [[1], [1, 30]])
def test_colleagues_of_a_grid_by_creation_are_counted_too(
    warehouse_of: Make, days: list[int]
) -> None:
    settings = parse_settings(
        {"time": {"grid": "after_creation", "after_creation_days": days, "horizon_days": 30}}
    )
    leads = [lead("a", "2024-01-10"), lead("b", "2024-01-05"), lead("c", "2024-01-10 13:00")]
    acts = [act("b", "2024-01-10 12:00"), act("c", "2024-01-10 14:00"), act("a", "2024-01-11")]
    frame = built(warehouse_of(leads=leads, events=acts), settings)
    assert of(frame, "engaged_colleagues_30d")[0] == 2
    assert of(frame, "engaged_colleagues_30d", "b")[0] == 0
    assert of(frame, "engaged_colleagues_30d", "c")[0] == 1


def test_deals_won_by_colleagues_count_once_known(warehouse_of: Make) -> None:
    won = {"lead_id": "b", "stage": "won", "entered_at": "2024-01-20", "recorded_at": "2024-02-01"}
    frame = built(warehouse_of(leads=[lead("a"), lead("b")], stages=[won], as_of="2024-03-10"))
    assert of(frame, "won_deals") == [0, 1]
    assert of(frame, "is_customer") == [0, 1]


def test_orders_before_the_cutoff_count(warehouse_of: Make) -> None:
    orders = [order("2023-01-15"), order("2024-01-20", 5.55), order("2024-02-01", None)]
    frame = built(warehouse_of(leads=[lead("a")], orders=orders, as_of="2024-03-10"))
    assert of(frame, "orders_ever") == [2, 3]
    assert of(frame, "orders_lookback") == [1, 2]
    assert of(frame, "order_eur_ever") == [15.55, 15.55]
    assert of(frame, "order_eur_lookback") == [5.55, 5.55]
    assert of(frame, "order_days_since") == [12, 29]
    assert of(frame, "is_customer") == [1, 1]


def test_a_regular_customer_that_pauses_twice_its_gap_has_stopped(warehouse_of: Make) -> None:
    regular = [order("2023-11-01"), order("2023-11-21"), order("2023-12-11")]
    frame = built(warehouse_of(leads=[lead("a", "2023-12-12")], orders=regular, as_of="2024-03-10"))
    # the gap is 20 days; on 1 January 21 have passed, on 1 February 52
    assert of(frame, "stopped_ordering") == [0, 1, 1]
    twice = built(warehouse_of(leads=[lead("a")], orders=regular[:2], as_of="2024-03-10"))
    assert of(twice, "stopped_ordering") == [0, 0]


def test_customer_since_counts_only_from_then_on(warehouse_of: Make) -> None:
    accounts = [{"account_id": ACCOUNT, "customer_since": "2024-03-01"}]
    frame = built(warehouse_of(leads=[lead("a")], accounts=accounts, as_of="2024-04-10"))
    assert of(frame, "is_customer") == [0, 0, 1]


def test_a_lead_without_an_account_has_the_defaults(warehouse_of: Make) -> None:
    warehouse = warehouse_of(
        leads=[lead("a", account_id=None), lead("b")],
        events=[act("a", "2024-01-20"), act("b", "2024-01-20")],
        orders=[order("2024-01-20")],
        as_of="2024-02-10",
    )
    frame = built(warehouse)
    defaults = frame[frame.index.get_level_values("lead_id") == "a"]
    assert (defaults.drop(columns="order_days_since") == 0).all(axis=None)
    assert defaults["order_days_since"].isna().all()
