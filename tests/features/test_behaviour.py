"""What a lead did, as features."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pandas as pd
import pytest

from leadscore.features.behaviour import build_behaviour
from leadscore.features.catalogue import Catalogue
from leadscore.features.snapshots import take_snapshots
from leadscore.settings import Settings, parse_settings
from leadscore.sources.warehouse import Warehouse

Make = Callable[..., Warehouse]
Row = dict[str, object]
CUTOFF = datetime(2024, 4, 1)
SETTINGS = parse_settings(
    {
        "time": {"horizon_days": 30, "lookback_days": 90},
        "features": {
            "windows_days": [7, 30],
            "half_lives_days": [10],
            "intents": [
                {"name": "pricing", "pattern": "pric|hinnasto", "buying": True},
                {"name": "guide", "pattern": "guide"},
            ],
        },
    }
)


def act(days_before: float, kind: str = "page_view", **more: object) -> Row:
    at = CUTOFF - timedelta(days=days_before)
    return {"lead_id": "a", "kind": kind, "event_at": at, **more}


def built(make: Make, *acts: Row, settings: Settings = SETTINGS) -> pd.DataFrame:
    leads = [{"lead_id": name, "created_at": "2024-01-02"} for name in ("a", "silent")]
    always_there = {**act(40, kind="unsubscribe"), "lead_id": "other"}
    warehouse = make(
        leads=[*leads, {"lead_id": "other", "created_at": "2024-01-02"}],
        events=[*acts, always_there],
        observed_from="2024-02-01",
        as_of="2024-05-15",
    )
    snapshots = take_snapshots(warehouse, settings)
    made = build_behaviour(warehouse, snapshots.filter(snapshots.lead_id != "other"), settings)
    frame = pd.DataFrame(warehouse.engine.to_pandas(made.table))
    frame.columns = [str(name).removeprefix("behaviour__") for name in frame.columns]
    return frame.set_index(["lead_id", "cutoff"]).sort_index()


def at_cutoff(make: Make, *acts: Row, settings: Settings = SETTINGS) -> pd.Series[float]:
    found = built(make, *acts, settings=settings)
    return found[found.index == ("a", pd.Timestamp(CUTOFF))].iloc[0]


def test_acts_are_counted_by_kind_in_each_window_and_the_lookback(warehouse_of: Make) -> None:
    acts = [act(days) for days in (0.5, 7, 7.5, 30, 89, 91)]
    row = at_cutoff(warehouse_of, *acts, act(3, "webinar"))
    assert [row[f"page_view_{days}d"] for days in (7, 30, 90)] == [2, 4, 5]
    assert [row[f"webinar_{days}d"] for days in (7, 30, 90)] == [1, 1, 1]
    assert [row[f"acts_{days}d"] for days in (7, 30, 90)] == [3, 5, 6]
    assert row["page_view_days_since"] == pytest.approx(0.5)


def test_intents_are_read_from_page_and_asset_whatever_the_case(warehouse_of: Make) -> None:
    row = at_cutoff(
        warehouse_of,
        act(1, url="/en/PRICING/plans"),
        act(2, url="/fi/hinnasto"),
        act(3, "download", asset="Pricing-Guide.pdf"),
        act(4, url="/blog"),
    )
    assert row["pricing_7d"] == 3
    assert row["guide_7d"] == 1
    assert row["buying_7d"] == 3
    assert row["pricing_days_since"] == pytest.approx(1.0)


def test_acts_fade_by_half_in_a_half_life(warehouse_of: Make) -> None:
    row = at_cutoff(warehouse_of, act(10, url="/pricing"), act(20), act(30))
    assert row["acts_decay_10d"] == pytest.approx(1 / 2 + 1 / 4 + 1 / 8, rel=1e-9)
    assert row["buying_decay_10d"] == pytest.approx(1 / 2, rel=1e-9)


def test_openings_of_mails_are_not_read(warehouse_of: Make) -> None:
    row = at_cutoff(warehouse_of, act(1, "email_open", url="/pricing", campaign_id="spring"))
    assert (row.dropna() == 0).all()


def test_a_scanners_clicks_are_no_interest_and_counted_as_bursts(warehouse_of: Make) -> None:
    second = 1 / 86_400
    burst = [
        act(3 + n * second, "email_click", url=page, campaign_id="spring", content_level=5)
        for n, page in enumerate(("/pricing", "/guide", "/demo"), start=10)
    ]
    own = act(5, "email_click", url="/pricing", campaign_id="winter")
    row = at_cutoff(warehouse_of, *burst, own)
    assert row["click_bursts"] == 1
    assert row["email_click_7d"] == 1
    assert row["campaign_responses"] == 1
    nothing = ["acts_90d", "pricing_90d", "buying_90d", "deepest_level_90d", "different_pages"]
    assert (row[[*nothing, "active_days_90d", "acts_decay_10d"]] == 0).all()


def test_a_burst_is_known_once_its_third_click_is(warehouse_of: Make) -> None:
    minute = CUTOFF - timedelta(days=3)
    clicks = [
        {**act(0, "email_click"), "event_at": minute + timedelta(seconds=n)} for n in range(3)
    ]
    clicks[0]["recorded_at"] = CUTOFF + timedelta(days=2)
    found = built(warehouse_of, *clicks).loc["a"]
    assert found["email_click_90d"].tolist() == [0, 0, 2, 0]
    assert found["click_bursts"].tolist() == [0, 0, 0, 1]


def test_two_clicks_in_a_minute_are_a_persons(warehouse_of: Make) -> None:
    second = 1 / 86_400
    clicks = [act(3 + n * second, "email_click") for n in (10, 11)]
    row = at_cutoff(warehouse_of, *clicks, act(3 + 70 * second, "email_click"))
    assert row["email_click_7d"] == 3
    assert row["click_bursts"] == 0


def test_depth_is_the_deepest_level_and_how_it_rose(warehouse_of: Make) -> None:
    acts = [act(60, content_level=2), act(45, content_level=1), act(10, content_level=4)]
    row = at_cutoff(warehouse_of, *acts)
    assert row["deepest_level_30d"] == 4
    assert row["deepest_level_90d"] == 4
    assert row["level_rise_30d"] == 2


def test_the_trend_sets_a_window_against_the_one_before(warehouse_of: Make) -> None:
    row = at_cutoff(warehouse_of, *(act(days) for days in (1, 2, 3, 31, 59)), act(61))
    assert row["acts_trend_30d"] == 1


def test_breadth_counts_each_thing_once(warehouse_of: Make) -> None:
    row = at_cutoff(
        warehouse_of,
        act(1, url="/x", duration_s=90.0, campaign_id="spring"),
        act(1.1, url="/x", duration_s=30.0, campaign_id="spring"),
        act(40, url="/y", campaign_id="winter"),
        act(41, "download", asset="guide.pdf"),
    )
    assert row["different_pages"] == 2
    assert row["different_assets"] == 1
    assert row["campaigns"] == 2
    assert row["campaign_responses"] == 3
    assert row["active_days_30d"] == 2
    assert row["active_days_90d"] == 4
    assert row["minutes_30d"] == pytest.approx(2.0)


def test_a_lead_that_never_acts_has_the_defaults_of_the_catalogue(warehouse_of: Make) -> None:
    silent = built(warehouse_of, act(1)).loc["silent"]
    features = _features(warehouse_of)
    for feature in features:
        values = silent[feature.name.removeprefix("behaviour__")]
        if feature.default is None:
            assert values.isna().all(), feature.name
        else:
            assert (values == feature.default).all(), feature.name


def _features(make: Make, settings: Settings = SETTINGS) -> Catalogue:
    events = [{"lead_id": "a", "kind": "page_view", "event_at": "2024-03-01"}]
    warehouse = make(leads=[{"lead_id": "a", "created_at": "2024-01-02"}], events=events)
    snapshots = take_snapshots(warehouse, settings)
    return Catalogue(build_behaviour(warehouse, snapshots, settings).features)


def test_every_feature_speaks_both_languages(warehouse_of: Make) -> None:
    catalogue = _features(warehouse_of)
    pricing = catalogue["behaviour__pricing_7d"]
    assert pricing.tell(4, "en") == "looked at pricing 4 times in 7 days"
    assert pricing.tell(4, "fi") == "katsoi kohdetta pricing 4 kertaa 7 päivässä"
    for feature in catalogue:
        assert feature.axis == feature.family == "behaviour"
        for language in ("en", "fi"):
            assert "{" not in feature.tell(3.0, language), feature.name
            assert "{" not in feature.tell(None, language), feature.name
        assert feature.tell(3.0, "en") != feature.tell(3.0, "fi"), feature.name


def test_more_buying_interest_can_only_help(warehouse_of: Make) -> None:
    catalogue = _features(warehouse_of)
    assert catalogue["behaviour__pricing_7d"].monotone == 1
    assert catalogue["behaviour__guide_7d"].monotone == 0


def test_without_events_there_is_no_behaviour(warehouse_of: Make) -> None:
    warehouse = warehouse_of(leads=[{"lead_id": "a", "created_at": "2024-01-02"}])
    snapshots = take_snapshots(warehouse, SETTINGS)
    assert build_behaviour(warehouse, snapshots, SETTINGS).features == ()
