"""The future never changes a measure, nor does the order of rows; silence has its default."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

import ibis
import ibis.expr.types as ir
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from ibis.backends.duckdb import Backend as DuckDBBackend

from leadscore.features.windows import Measure, measure

CUTOFFS = [datetime(2024, month, 1) for month in (2, 3, 4)]
AT = CUTOFFS[1]
MICROSECOND = timedelta(microseconds=1)
SILENT = "lead-silent"
# cutoffs and windows begin at midnights, so instants on and around them matter most
INSTANTS = st.builds(
    lambda day, part: datetime(2023, 12, 1) + timedelta(days=day) + part,
    st.integers(0, 125),
    st.sampled_from([timedelta(0), MICROSECOND, timedelta(hours=13), -MICROSECOND]),
)


class Act(NamedTuple):
    """What one lead did."""

    lead: str
    at: datetime
    recorded_at: datetime | None
    url: str | None
    seconds: float | None

    @property
    def known_at(self) -> datetime:
        return max(self.at, self.recorded_at or self.at)


def acts(
    at: st.SearchStrategy[datetime], known: st.SearchStrategy[datetime | None]
) -> st.SearchStrategy[list[Act]]:
    one = st.builds(
        Act,
        st.sampled_from(["lead-1", "lead-2", "lead-3"]),
        at,
        known,
        st.sampled_from(["/pricing", "/blog", None]),
        st.one_of(st.none(), st.floats(0.01, 1e4)),
    )
    return st.lists(one, max_size=25)


ANY = acts(INSTANTS, st.one_of(st.none(), INSTANTS))
NOT_BEFORE = INSTANTS.map(lambda at: max(at, AT))
UNSEEN = st.one_of(acts(NOT_BEFORE, st.one_of(st.none(), INSTANTS)), acts(INSTANTS, NOT_BEFORE))


def is_pricing(rows: ir.Table) -> ir.BooleanValue:
    return rows.url == "/pricing"


def page(rows: ir.Table) -> ir.Value:
    return rows.url


def seconds(rows: ir.Table) -> ir.Value:
    return rows.duration_s


MEASURES = [
    Measure(name="acts_7", how="count", window_days=7),
    Measure(name="pricing_40", how="count", window_days=40, where=is_pricing),
    Measure(name="seconds_40", how="sum", window_days=40, value=seconds),
    Measure(name="fading", how="decay", window_days=90, half_life_days=3),
    Measure(name="pages_40", how="distinct", window_days=40, value=page),
    Measure(name="days_90", how="days", window_days=90),
    Measure(name="last_90", how="last", window_days=90, where=is_pricing),
]


@cache
def rolling() -> tuple[DuckDBBackend, str]:
    """Write the query once: examples differ in their rows only."""
    engine = ibis.duckdb.connect()
    engine.raw_sql("SET TimeZone = 'UTC'")
    leads = ["lead-1", "lead-2", "lead-3", SILENT]
    snapshots = pd.DataFrame(
        [(lead, n, 0) for lead in leads for n in range(3)], columns=["lead_id", "ordinal", "grid"]
    )
    cutoffs = [CUTOFFS[n] for n in snapshots["ordinal"]]
    snapshots["cutoff"] = pd.Series(cutoffs, dtype="datetime64[us]")
    acts = engine.create_table("acts", events_of([]))
    table = measure(acts, engine.create_table("snapshots", snapshots), MEASURES)
    return engine, str(ibis.to_sql(table, dialect="duckdb"))


def events_of(rows: list[Act]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "lead_id": pd.Series([act.lead for act in rows], dtype="str"),
            "event_at": pd.Series([act.at for act in rows], dtype="datetime64[us]"),
            "recorded_at": pd.Series([act.recorded_at for act in rows], dtype="datetime64[us]"),
            "url": pd.Series([act.url for act in rows], dtype="str"),
            "duration_s": pd.Series([act.seconds for act in rows], dtype="float64"),
        }
    )


def measured(rows: list[Act]) -> pd.DataFrame:
    engine, query = rolling()
    engine.create_table("acts", events_of(rows), overwrite=True)
    frame: pd.DataFrame = engine.con.sql(query).df()
    return frame.set_index(["lead_id", "cutoff"]).sort_index()


def until_then(found: pd.DataFrame) -> pd.DataFrame:
    return found[found.index.get_level_values("cutoff") <= pd.Timestamp(AT)]


@settings(max_examples=25, deadline=None)
@given(past=ANY, unseen=UNSEEN)
def test_what_a_cutoff_cannot_see_changes_nothing(past: list[Act], unseen: list[Act]) -> None:
    seen = [act for act in past if act.known_at < AT]
    with_more = until_then(measured(seen + unseen))
    pd.testing.assert_frame_equal(with_more, until_then(measured(seen)), rtol=1e-12)


@settings(max_examples=15, deadline=None)
@given(rows=ANY, data=st.data())
def test_the_order_of_rows_changes_nothing(rows: list[Act], data: st.DataObject) -> None:
    turned = data.draw(st.permutations(rows))
    pd.testing.assert_frame_equal(measured(rows), measured(list(turned)), rtol=1e-12)


@settings(max_examples=15, deadline=None)
@given(rows=ANY)
def test_each_snapshot_counts_what_it_can_see_and_silence_is_zero(rows: list[Act]) -> None:
    found = measured(rows)
    for lead in ("lead-1", "lead-2", "lead-3", SILENT):
        for cutoff in CUTOFFS:
            week = cutoff - timedelta(days=7)
            seen = [a for a in rows if a.lead == lead and a.known_at < cutoff and a.at >= week]
            assert found.loc[(lead, pd.Timestamp(cutoff)), "acts_7"] == len(seen)
    silent = found.loc[SILENT]
    assert silent["last_90"].isna().all()
    assert (silent.drop(columns="last_90") == 0).all().all()
