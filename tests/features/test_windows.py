"""The roll gives what the plain join gives, for any acts, cutoffs and late recordings."""

from datetime import datetime

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
import pytest

from leadscore.errors import UsageError
from leadscore.features.windows import Measure, measure

WINDOWS = (7, 30, 90, 365)
START = np.datetime64("2024-01-01", "us")
SECOND, DAY = np.timedelta64(1, "s"), np.timedelta64(1, "D")


def _priced(acts: ir.Table) -> ir.BooleanValue:
    return acts.url.re_search("pric")


def _url(acts: ir.Table) -> ir.Value:
    return acts.url


def _duration(acts: ir.Table) -> ir.Value:
    return acts.duration_s


MEASURES = (
    *(Measure(name=f"all_{w}", how="count", window_days=w) for w in WINDOWS),
    *(Measure(name=f"priced_{w}", how="count", window_days=w, where=_priced) for w in WINDOWS),
    *(Measure(name=f"spent_{w}", how="sum", window_days=w, value=_duration) for w in WINDOWS),
    *(Measure(name=f"urls_{w}", how="distinct", window_days=w, value=_url) for w in WINDOWS),
    *(Measure(name=f"days_{w}", how="days", window_days=w) for w in WINDOWS),
    *(Measure(name=f"last_{w}", how="last", window_days=w, where=_priced) for w in WINDOWS),
    *(Measure(name=f"fade_{w}", how="decay", window_days=w, half_life_days=5.0) for w in WINDOWS),
)


def acts_of(seed: int, leads: int = 25, rows: int = 900) -> pd.DataFrame:
    """Draw acts, a fifth of them exactly at midnights, a third recorded late."""
    draw = np.random.default_rng(seed)
    at = START + draw.integers(-100 * 86_400, 330 * 86_400, rows) * SECOND
    midnight = draw.random(rows) < 0.2
    at[midnight] = at[midnight].astype("datetime64[D]").astype("datetime64[us]")
    late = at + draw.integers(-86_400, 90 * 86_400, rows) * SECOND
    frame = pd.DataFrame(
        {
            "lead_id": [f"L{number}" for number in draw.integers(0, leads, rows)],
            "event_at": at,
            "recorded_at": np.where(draw.random(rows) < 0.3, late, np.datetime64("NaT")),
            "url": draw.choice(["/pricing", "/blog", "/x", None], rows),
            "duration_s": np.where(draw.random(rows) < 0.3, np.nan, draw.integers(0, 99, rows)),
        }
    )
    return frame.astype({"event_at": "datetime64[us]", "recorded_at": "datetime64[us]"})


def snapshots_of(cutoffs: pd.DatetimeIndex, seed: int, leads: int = 28) -> pd.DataFrame:
    """Take some cutoffs of each lead; the last leads have no acts at all."""
    every = pd.MultiIndex.from_product(
        [[f"L{number}" for number in range(leads)], range(len(cutoffs))],
        names=["lead_id", "ordinal"],
    ).to_frame(index=False)
    every["cutoff"] = cutoffs[every["ordinal"].to_numpy()].astype("datetime64[us]")
    every["grid"] = 0
    kept = np.random.default_rng(seed).random(len(every)) < 0.7
    return every[kept].astype({"ordinal": "int64", "grid": "int64"}).reset_index(drop=True)


def joined(acts: pd.DataFrame, snapshots: pd.DataFrame) -> pd.DataFrame:
    """Answer by joining every act with every snapshot of its lead."""
    keys = ["lead_id", "cutoff"]
    pairs = snapshots[keys].merge(acts, on="lead_id")
    known = pairs[["event_at", "recorded_at"]].max(axis=1)
    pairs = pairs[(pairs["event_at"] < pairs["cutoff"]) & (known < pairs["cutoff"])]
    pairs["age"] = (pairs["cutoff"] - pairs["event_at"]) / pd.Timedelta(days=1)
    pairs["day"] = pairs["event_at"].dt.floor("D")
    out = snapshots[keys].set_index(keys)
    for days in WINDOWS:
        seen = pairs[pairs["age"] <= days]
        priced = seen[seen["url"].fillna("").str.contains("pric")]
        out[f"all_{days}"] = seen.groupby(keys).size()
        out[f"priced_{days}"] = priced.groupby(keys).size()
        out[f"spent_{days}"] = seen.groupby(keys)["duration_s"].sum()
        out[f"urls_{days}"] = seen.groupby(keys)["url"].nunique()
        out[f"days_{days}"] = seen.groupby(keys)["day"].nunique()
        out[f"last_{days}"] = priced.groupby(keys)["age"].min()
        faded = seen.assign(weight=0.5 ** (seen["age"] / 5.0))
        out[f"fade_{days}"] = faded.groupby(keys)["weight"].sum()
    counted = [name for name in out if not name.startswith("last")]
    out[counted] = out[counted].fillna(0.0)
    return out[[each.name for each in MEASURES]].sort_index().astype(float)


def rolled(acts: pd.DataFrame, snapshots: pd.DataFrame) -> pd.DataFrame:
    engine = ibis.duckdb.connect()
    engine.raw_sql("SET TimeZone = 'UTC'")
    tables = engine.create_table("acts", acts), engine.create_table("snapshots", snapshots)
    told = engine.to_pandas(measure(*tables, MEASURES))
    return told.set_index(["lead_id", "cutoff"]).sort_index()


GRIDS = {
    "months": pd.date_range("2024-02-01", periods=10, freq="MS"),
    "weeks": pd.date_range("2024-02-05", periods=20, freq="7D"),
    "one": pd.DatetimeIndex([datetime(2024, 9, 1)]),
}


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("seed", [0, 1])
def test_the_roll_equals_the_plain_join(grid: str, seed: int) -> None:
    acts, snapshots = acts_of(seed), snapshots_of(GRIDS[grid], seed)
    told = rolled(acts, snapshots)
    expected = joined(acts, snapshots)
    assert told.index.equals(expected.index)
    pd.testing.assert_frame_equal(
        told[expected.columns], expected, rtol=1e-9, atol=1e-12, check_dtype=False
    )


def test_an_act_at_the_cutoff_is_not_seen_and_one_at_the_window_is() -> None:
    acts = acts_of(0).head(0)
    cutoff = np.datetime64("2024-09-01", "us")
    for at in (cutoff, cutoff - 7 * DAY, cutoff - 7 * DAY - SECOND):
        acts.loc[len(acts)] = ["L0", at, None, "/pricing", 1.0]
    acts = acts.astype({"event_at": "datetime64[us]", "recorded_at": "datetime64[us]"})
    snapshots = snapshots_of(GRIDS["one"], 0, leads=1)
    snapshots = pd.DataFrame(
        {"lead_id": ["L0"], "ordinal": [0], "cutoff": [cutoff], "grid": [0]}
    ).astype(snapshots.dtypes.to_dict())
    told = rolled(acts, snapshots).iloc[0]
    assert told["all_7"] == 1
    assert told["all_30"] == 2


def test_two_measures_of_one_name_are_refused() -> None:
    twice = [Measure(name="acts", how="count", window_days=w) for w in (7, 30)]
    tables = ibis.memtable(acts_of(0)), ibis.memtable(snapshots_of(GRIDS["one"], 0))
    with pytest.raises(UsageError, match="twice there: acts"):
        measure(*tables, twice)
