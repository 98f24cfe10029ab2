"""What every feature builder holds, on one small CRM with everything in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache, partial

import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from leadscore.cards import parse_card
from leadscore.features.account import build_account
from leadscore.features.behaviour import build_behaviour
from leadscore.features.card import build_card
from leadscore.features.catalogue import KEY, FeatureSet
from leadscore.features.fit import build_fit
from leadscore.features.snapshots import take_snapshots
from leadscore.settings import Settings, parse_settings
from leadscore.sources.warehouse import Warehouse, warehouse_from_frames
from leadscore.words import LANGUAGES

Build = Callable[[Warehouse, ir.Table, Settings], FeatureSet]
Frames = Mapping[str, pd.DataFrame]
Instants = npt.NDArray[np.datetime64]

START, CUTOFF, AS_OF = datetime(2024, 1, 1), datetime(2024, 5, 1), datetime(2024, 7, 15)
SECRETS = ("Zanzibar", "secretdomain", "lead-", "account-", "@")
CARD = parse_card(
    """
rules:
  - {id: boss, says: Boss, who: {seniority_in: [director]}, points: 10}
  - {id: pricing, says: Pricing, what: {intent: pricing, within_days: 30}, points: 5}
"""
)
BUILDERS: dict[str, Build] = {
    "fit": build_fit,
    "account": build_account,
    "behaviour": build_behaviour,
    "card": partial(build_card, CARD),
}


def settings_for(grid: str) -> Settings:
    return parse_settings(
        {
            "time": {
                "grid": grid,
                "after_creation_days": [3, 40],
                "horizon_days": 30,
                "as_of": AS_OF,
                "observed_from": START,
            },
            "features": {
                "home_countries": ["FI"],
                "windows_days": [7, 60],
                "half_lives_days": [30],
                "intents": [{"name": "pricing", "pattern": "pricing", "buying": True}],
            },
        }
    )


SETTINGS = settings_for("month")


@cache
def crm() -> dict[str, pd.DataFrame]:
    """Draw leads of few accounts with acts, stages and orders, some recorded late."""
    draw = np.random.default_rng(7)

    def instants(size: int) -> Instants:
        minutes = draw.integers(0, (AS_OF - START) // timedelta(minutes=1), size)
        drawn: Instants = np.datetime64(START, "us") + minutes.astype("timedelta64[m]")
        return drawn

    def late(at: Instants) -> Instants:
        days = draw.choice([0, 0, 1, 20], len(at)).astype("timedelta64[D]")
        known: Instants = np.minimum(at + days, np.datetime64(AS_OF, "us"))
        return known

    n = 60
    names = [f"lead-{number}" for number in range(n)]
    leads = pd.DataFrame(
        {
            "lead_id": names,
            "created_at": instants(n),
            "account_id": [
                f"account-{draw.integers(12)}" if number % 4 else None for number in range(n)
            ],
            "source": draw.choice(["web", "fair"], n),
            "country": draw.choice(["FI", "SE"], n),
            "job_title": draw.choice(["Zanzibar Director", "Zanzibar ostaja", "Zanzibar"], n),
            "email_domain": draw.choice(["gmail.com", "secretdomain.fi"], n),
        }
    )
    acting = draw.choice(names[:-8], 600)
    at = instants(600)
    events = pd.DataFrame(
        {
            "lead_id": acting,
            "event_at": at,
            "recorded_at": late(at),
            "kind": draw.choice(["page_view", "download"], 600),
            "url": draw.choice(["/pricing", "/blog/x", "/"], 600),
        }
    )
    created = leads.set_index("lead_id")["created_at"]
    stage_at = instants(60)
    who = draw.choice(names[:-8], 60)
    at = np.maximum(stage_at, created.loc[who].to_numpy())
    stages = pd.DataFrame(
        {
            "lead_id": who,
            "stage": draw.choice(["mql", "sql", "won", "lost", "recycled"], 60),
            "entered_at": at,
            "recorded_at": late(at),
        }
    )
    accounts = pd.DataFrame(
        {
            "account_id": [f"account-{number}" for number in range(12)],
            "industry": draw.choice(["energy", "retail"], 12),
            "employees": draw.integers(1, 2000, 12).astype(float),
            "country": draw.choice(["FI", "SE"], 12),
            "customer_since": instants(12),
        }
    )
    orders = pd.DataFrame(
        {
            "account_id": draw.choice(accounts["account_id"].tolist(), 60),
            "ordered_at": instants(60),
            "amount_eur": draw.integers(1, 900, 60).astype(float),
        }
    )
    return {
        "leads": leads,
        "events": events,
        "stages": stages,
        "accounts": accounts,
        "orders": orders,
    }


def built(
    build: Build,
    frames: Frames,
    settings: Settings = SETTINGS,
    only: Callable[[ir.Table], ir.BooleanValue] | None = None,
) -> pd.DataFrame:
    warehouse = warehouse_from_frames(frames, settings)
    snapshots = take_snapshots(warehouse, settings)
    snapshots = snapshots if only is None else snapshots.filter(only(snapshots))
    made = build(warehouse, snapshots.cache(), settings)
    frame: pd.DataFrame = warehouse.engine.to_pandas(made.table)
    return frame.sort_values(list(KEY)).reset_index(drop=True)


@cache
def batch_of(name: str) -> pd.DataFrame:
    """Build all snapshots once for the tests that only look."""
    return built(BUILDERS[name], crm())


def known_before(frames: Frames, cutoff: datetime) -> dict[str, pd.DataFrame]:
    """Take away every row and instant that a cutoff cannot see."""
    kept = {name: frame.copy() for name, frame in frames.items()}
    kept["leads"] = kept["leads"][kept["leads"]["created_at"] < cutoff]
    there = set(kept["leads"]["lead_id"])
    for name, at in (("events", "event_at"), ("stages", "entered_at")):
        rows = kept[name]
        seen = rows[[at, "recorded_at"]].max(axis=1) < cutoff
        kept[name] = rows[seen & rows["lead_id"].isin(there)]
    kept["orders"] = kept["orders"][kept["orders"]["ordered_at"] < cutoff]
    since = kept["accounts"]["customer_since"]
    kept["accounts"]["customer_since"] = since.where(since < cutoff)
    return kept


@pytest.mark.parametrize("grid", ["month", "after_creation"])
@pytest.mark.parametrize("name", BUILDERS)
def test_nothing_at_or_after_the_cutoff_changes_a_feature(name: str, grid: str) -> None:
    settings, build = settings_for(grid), BUILDERS[name]

    def until(snapshots: ir.Table) -> ir.BooleanValue:
        at = snapshots.cutoff == CUTOFF
        return at if grid == "month" else snapshots.cutoff <= CUTOFF

    full = built(build, crm(), settings, until)
    full = full[full["cutoff"] == full["cutoff"].max()].reset_index(drop=True)
    last = full["cutoff"].max()
    cut = built(build, known_before(crm(), last), settings, lambda t: t.cutoff == last)
    assert len(full) > 0
    pd.testing.assert_frame_equal(full, cut)


@pytest.mark.parametrize("name", BUILDERS)
def test_the_order_of_rows_changes_nothing(name: str) -> None:
    turned = {table: frame.iloc[::-1] for table, frame in crm().items()}
    pd.testing.assert_frame_equal(batch_of(name), built(BUILDERS[name], turned))


@pytest.mark.parametrize("name", BUILDERS)
def test_one_row_is_built_as_in_a_batch(name: str) -> None:
    batch = batch_of(name)
    one = batch.iloc[[len(batch) // 2]].reset_index(drop=True)
    lead, cutoff = one["lead_id"].iloc[0], one["cutoff"].iloc[0]
    alone = built(BUILDERS[name], crm(), only=lambda t: (t.lead_id == lead) & (t.cutoff == cutoff))
    pd.testing.assert_frame_equal(alone, one)


@pytest.mark.parametrize("name", BUILDERS)
def test_every_snapshot_has_one_row_and_every_column_an_entry(name: str) -> None:
    warehouse = warehouse_from_frames(crm(), SETTINGS)
    snapshots = take_snapshots(warehouse, SETTINGS).cache()
    made = BUILDERS[name](warehouse, snapshots, SETTINGS)
    frame: pd.DataFrame = warehouse.engine.to_pandas(made.table)
    keys: pd.DataFrame = warehouse.engine.to_pandas(snapshots.select(*KEY))
    assert list(frame.columns) == [*KEY, *(each.name for each in made.features)]
    assert sorted(map(tuple, frame[list(KEY)].to_numpy())) == sorted(map(tuple, keys.to_numpy()))
    for each in made.features:
        number = pd.api.types.is_numeric_dtype(frame[each.name])
        assert number == (each.kind == "number"), each.name
        assert all(each.tell(None, language) for language in LANGUAGES)


@pytest.mark.parametrize("name", BUILDERS)
def test_a_lead_without_rows_has_the_documented_defaults(name: str) -> None:
    bare = pd.DataFrame({"lead_id": ["bare"], "created_at": [START]})
    frames = {**crm(), "leads": pd.concat([crm()["leads"], bare], ignore_index=True)}
    warehouse = warehouse_from_frames(frames, SETTINGS)
    snapshots = take_snapshots(warehouse, SETTINGS).cache()
    made = BUILDERS[name](warehouse, snapshots.filter(snapshots.lead_id == "bare"), SETTINGS)
    frame: pd.DataFrame = warehouse.engine.to_pandas(made.table)
    assert len(frame) > 0
    numbers = [each for each in made.features if each.kind == "number" and each.family != "fit"]
    for each in numbers:
        values = frame[each.name].astype(float)
        assert values.isna().all() if each.default is None else (values == each.default).all()


@pytest.mark.parametrize("name", BUILDERS)
def test_no_id_title_or_domain_becomes_a_value(name: str) -> None:
    frame = batch_of(name).drop(columns=list(KEY))
    texts = {str(value) for column in frame for value in frame[column].dropna().unique()}
    for secret in SECRETS:
        assert not [text for text in texts if secret.lower() in text.lower()]
