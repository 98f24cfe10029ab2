"""The small table of days that all leads of a grid share."""

from __future__ import annotations

from datetime import date, datetime

import ibis
import pandas as pd
import pytest

from leadscore.features.calendar import SEGMENT_DAYS, count_days, open_days, place

EPOCH = date(1970, 1, 1)


def days_of(cutoffs: list[datetime], windows: list[int]) -> pd.DataFrame:
    rows = pd.DataFrame(
        {
            "grid": 0,
            "ordinal": range(len(cutoffs)),
            "cutoff": pd.Series(cutoffs, dtype="datetime64[us]"),
        }
    )
    engine = ibis.duckdb.connect()
    found: pd.DataFrame = engine.to_pandas(open_days(engine.create_table("rows", rows), windows))
    found.index = pd.to_datetime(found["place"], unit="D")
    return found.sort_index()


def test_a_day_is_in_the_run_of_cutoffs_that_hold_it() -> None:
    days = days_of([datetime(2024, month, 1) for month in (1, 2, 3)], [7, 40])
    january = days.loc["2024-01-24"]
    assert (january.opens, january.closes_7, january.closes_40) == (1, 1, 3)
    last = days.loc["2024-01-25"]
    assert (last.opens, last.closes_7, last.closes_40) == (1, 2, 3)
    cutoff = days.loc["2024-02-01"]
    assert (cutoff.opens, cutoff.closes_7, cutoff.closes_40) == (2, 2, 3)


def test_only_days_that_a_cutoff_can_see_are_listed() -> None:
    days = days_of([datetime(2024, 2, 1)], [7])
    assert [f"{day:%m-%d}" for day in days.index] == [f"01-{day}" for day in range(25, 32)]


def test_days_of_a_segment_are_treated_alike_and_told_apart_by_a_bit() -> None:
    days = days_of([datetime(2024, 2, 1), datetime(2024, 12, 1)], [30, 365])
    for _, segment in days.groupby("segment"):
        assert len(segment[["opens", "closes_30", "closes_365"]].drop_duplicates()) == 1
        assert segment["bit"].is_unique
        assert len(segment) <= SEGMENT_DAYS
    assert len(days) > 600


def test_the_same_day_of_two_grids_is_two_places() -> None:
    engine = ibis.duckdb.connect()
    table = ibis.memtable({"grid": [0, 1, 19_000], "day": [19_000, 19_000, 0]})
    places = engine.to_pandas(table.select(place=place(table.grid, table.day)))["place"]
    assert places.is_unique


@pytest.mark.parametrize("bits", [0, 1, 0b1011, (1 << 52) - 1, 1 << 51, 0o5252525252525252])
def test_days_are_counted_from_bits(bits: int) -> None:
    engine = ibis.duckdb.connect()
    table = ibis.memtable({"bits": [bits]})
    assert engine.to_pandas(count_days(table.bits)).tolist() == [bits.bit_count()]
