"""What is rolled from cutoff to cutoff, against joining every act with every cutoff."""

from __future__ import annotations

from datetime import datetime, timedelta

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
import pytest

from leadscore.errors import UsageError
from leadscore.features.windows import Measure, measure

WINDOWS = (7, 30, 90, 365)
HALF_LIVES = ((2, 90), (30, 365))
FIRST, PAST = pd.Timestamp("2023-02-01"), pd.Timestamp("2025-02-01")


def is_pricing(acts: ir.Table) -> ir.BooleanValue:
    return acts.url == "/pricing"


def page(acts: ir.Table) -> ir.Value:
    return acts.url


def seconds(acts: ir.Table) -> ir.Value:
    return acts.duration_s


def in_window(days: int) -> list[Measure]:
    return [
        Measure(name=f"count_{days}", how="count", window_days=days),
        Measure(name=f"sum_{days}", how="sum", window_days=days, value=seconds),
        Measure(name=f"days_{days}", how="days", window_days=days, where=is_pricing),
        Measure(name=f"distinct_{days}", how="distinct", window_days=days, value=page),
        Measure(name=f"last_{days}", how="last", window_days=days, where=is_pricing),
    ]


MEASURES = [each for days in WINDOWS for each in in_window(days)]
MEASURES += [Measure(name="pricing_7", how="count", window_days=7, where=is_pricing)]
MEASURES += [
    Measure(name=f"decay_{half}", how="decay", window_days=days, half_life_days=half)
    for half, days in HALF_LIVES
]


def plain_join(events: pd.DataFrame, snapshots: pd.DataFrame) -> pd.DataFrame:
    """Read every measure off the acts that a snapshot can see, one by one."""
    pairs = snapshots.merge(events, on="lead_id")
    known_at = pairs[["event_at", "recorded_at"]].max(axis=1)
    pairs = pairs[(pairs.event_at < pairs.cutoff) & (known_at < pairs.cutoff)]
    pairs = pairs.assign(age=(pairs.cutoff - pairs.event_at).dt.total_seconds() / 86_400)
    keys = ["lead_id", "cutoff"]
    table = snapshots[keys].set_index(keys)
    for days in WINDOWS:
        inside = pairs[pairs.age <= days]
        priced = inside[inside.url == "/pricing"]
        table[f"count_{days}"] = inside.groupby(keys).size()
        table[f"sum_{days}"] = inside.groupby(keys).duration_s.sum()
        table[f"days_{days}"] = (
            priced.event_at.dt.floor("D").groupby([priced.lead_id, priced.cutoff]).nunique()
        )
        table[f"distinct_{days}"] = inside.groupby(keys).url.nunique()
        table[f"last_{days}"] = priced.groupby(keys).age.min()
        if days == 7:
            table["pricing_7"] = priced.groupby(keys).size()
        for half, longest in HALF_LIVES:
            if longest == days:
                weights = inside.assign(weight=np.exp2(-inside.age / half))
                table[f"decay_{half}"] = weights.groupby(keys).weight.sum()
    silent = {str(name): 0.0 for name in table if not str(name).startswith("last")}
    return table.fillna(silent).sort_index().astype("float64")


def measured(
    events: pd.DataFrame, snapshots: pd.DataFrame, measures: list[Measure] = MEASURES
) -> pd.DataFrame:
    engine = ibis.duckdb.connect()
    engine.raw_sql("SET TimeZone = 'UTC'")
    acts = engine.create_table("acts", events)
    rows = engine.create_table("rows", snapshots)
    frame: pd.DataFrame = engine.to_pandas(measure(acts, rows, measures))
    return frame.set_index(["lead_id", "cutoff"]).sort_index()


def some_events(leads: int, acts: int, seed: int) -> pd.DataFrame:
    """Draw acts around and between cutoffs: a fifth at midnight, a third recorded late."""
    draw = np.random.default_rng(seed)
    span = int((PAST - FIRST) / pd.Timedelta(seconds=1)) + 40 * 86_400
    at = pd.Series(FIRST + pd.to_timedelta(draw.integers(0, span, acts), unit="s"))
    at = at.where(draw.random(acts) > 0.2, at.dt.floor("D"))
    delays = pd.Series(pd.to_timedelta(draw.integers(-86_400, 90 * 86_400, acts), unit="s"))
    recorded = (at + delays).where(draw.random(acts) < 0.3)
    noon = draw.random(acts) < 0.1
    recorded = recorded.where(~noon, recorded.dt.floor("D"))
    return pd.DataFrame(
        {
            "lead_id": [f"lead-{n}" for n in draw.integers(0, leads, acts)],
            "event_at": at.astype("datetime64[us]"),
            "recorded_at": recorded.astype("datetime64[us]"),
            "url": draw.choice(np.array(["/pricing", "/blog", "/docs", None]), acts),
            "duration_s": np.where(
                draw.random(acts) < 0.3, np.nan, draw.integers(0, 9000, acts) / 7
            ),
        }
    )


def some_snapshots(grid: str, leads: int) -> pd.DataFrame:
    """Lay leads over a grid, with gaps; one lead in ten has no acts."""
    draw = np.random.default_rng(1)
    names = [f"lead-{n}" for n in range(leads + leads // 10 + 1)]
    if grid == "after_creation":
        created = draw.integers(19_500, 19_800, len(names))
        rows = [
            (name, int(day), ordinal, int(day) + offset)
            for name, day in zip(names, created, strict=True)
            for ordinal, offset in enumerate((1, 14, 90))
        ]
    else:
        every = {"month": "MS", "week": "W-MON", "one": "YS"}[grid]
        cutoffs = pd.date_range("2024-01-01", "2024-12-31", freq=every)
        days = (cutoffs - pd.Timestamp(0)).days
        rows = [
            (name, 0, ordinal, int(day))
            for name in names
            for ordinal, day in enumerate(days)
            if grid == "one" or draw.random() < 0.7
        ]
    frame = pd.DataFrame(rows, columns=["lead_id", "grid", "ordinal", "day"])
    cutoff = pd.to_datetime(frame.pop("day"), unit="D").astype("datetime64[us]")
    return frame.assign(cutoff=cutoff)


@pytest.mark.parametrize("grid", ["month", "week", "one", "after_creation"])
def test_every_measure_equals_the_plain_join(grid: str) -> None:
    events, snapshots = some_events(40, 3000, seed=len(grid)), some_snapshots(grid, 40)
    found = measured(events, snapshots)
    expected = plain_join(events, snapshots)
    pd.testing.assert_frame_equal(
        found[expected.columns], expected, rtol=1e-9, atol=0, check_index_type=False
    )


def test_the_order_of_rows_changes_nothing() -> None:
    events, snapshots = some_events(10, 300, seed=3), some_snapshots("month", 10)
    turned = measured(events[::-1].reset_index(drop=True), snapshots.sample(frac=1, random_state=0))
    pd.testing.assert_frame_equal(measured(events, snapshots), turned, rtol=1e-12)


CUTOFF = datetime(2024, 3, 1)
INSTANT = timedelta(microseconds=1)


def one_lead(*acts: tuple[datetime, datetime | None], url: str = "/") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "lead_id": "a",
            "event_at": pd.Series([at for at, _ in acts], dtype="datetime64[us]"),
            "recorded_at": pd.Series([known for _, known in acts], dtype="datetime64[us]"),
            "url": url,
        }
    )


def at_cutoffs(*cutoffs: datetime) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "lead_id": "a",
            "grid": 0,
            "ordinal": range(len(cutoffs)),
            "cutoff": pd.Series(cutoffs, dtype="datetime64[us]"),
        }
    )


@pytest.mark.parametrize(
    ("at", "recorded_at", "seen"),
    [
        (CUTOFF, None, 0.0),
        (CUTOFF - INSTANT, None, 1.0),
        (CUTOFF - INSTANT, CUTOFF, 0.0),
        (CUTOFF - INSTANT, CUTOFF - INSTANT, 1.0),
        (CUTOFF - timedelta(days=7), None, 1.0),
        (CUTOFF - timedelta(days=7) - INSTANT, None, 0.0),
    ],
)
def test_an_act_counts_from_the_windows_first_instant_until_just_before_the_cutoff(
    at: datetime, recorded_at: datetime | None, seen: float
) -> None:
    week = [Measure(name="acts", how="count", window_days=7)]
    found = measured(one_lead((at, recorded_at)), at_cutoffs(CUTOFF), week)
    assert found["acts"].tolist() == [seen]


def test_a_day_counts_once_though_one_of_its_acts_is_recorded_late() -> None:
    morning, late = datetime(2024, 2, 27, 8), datetime(2024, 3, 20)
    acts = one_lead((morning, None), (morning + timedelta(hours=1), late))
    days = [Measure(name="days", how="days", window_days=90)]
    found = measured(acts, at_cutoffs(CUTOFF, datetime(2024, 4, 1)), days)
    assert found["days"].tolist() == [1.0, 1.0]


def test_a_thing_counts_until_its_last_sight_leaves_the_window() -> None:
    acts = one_lead((datetime(2024, 2, 10), None), (datetime(2024, 3, 10), None))
    pages = [Measure(name="pages", how="distinct", window_days=30, value=page)]
    cutoffs = at_cutoffs(*(datetime(2024, month, 1) for month in (2, 3, 4, 5)))
    assert measured(acts, cutoffs, pages)["pages"].tolist() == [0.0, 1.0, 1.0, 0.0]


def test_a_lead_without_acts_has_zeros_and_no_days_since() -> None:
    found = measured(some_events(1, 50, seed=0), some_snapshots("month", 1))
    silent = found.loc["lead-1"]
    last = silent.filter(like="last")
    assert last.isna().all().all()
    assert (silent.drop(columns=last.columns) == 0.0).all().all()


def test_a_null_condition_is_no_act() -> None:
    acts = one_lead((CUTOFF - INSTANT, None)).assign(url=pd.Series([None], dtype="str"))
    priced = [Measure(name="priced", how="count", window_days=7, where=is_pricing)]
    assert measured(acts, at_cutoffs(CUTOFF), priced)["priced"].tolist() == [0.0]


def test_an_old_act_fades_to_the_billionth() -> None:
    ages = (0.5, 300.0, 365.0)
    acts = one_lead(*((CUTOFF - timedelta(days=age), None) for age in ages))
    fading = [Measure(name="fading", how="decay", window_days=365, half_life_days=1)]
    old = one_lead((CUTOFF - timedelta(days=365), None))
    assert measured(acts, at_cutoffs(CUTOFF), fading)["fading"].tolist() == pytest.approx(
        [sum(2.0**-age for age in ages)], rel=1e-9
    )
    assert measured(old, at_cutoffs(CUTOFF), fading)["fading"].tolist() == pytest.approx(
        [2.0**-365], rel=1e-9
    )


def test_names_must_differ() -> None:
    twice = [Measure(name="acts", how="count", window_days=days) for days in (7, 30)]
    with pytest.raises(UsageError, match="with different names; twice there: acts"):
        measured(some_events(1, 1, seed=0), at_cutoffs(CUTOFF), twice)


def test_something_must_be_asked() -> None:
    with pytest.raises(UsageError, match=r"at least one, .* there is none"):
        measured(some_events(1, 1, seed=0), at_cutoffs(CUTOFF), [])
