"""The time rules, against a plain reading of them row by row."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscore.features.snapshots import take_snapshots
from leadscore.settings import Settings, parse_settings
from leadscore.sources.warehouse import Warehouse, warehouse_from_frames

START, AS_OF = datetime(2024, 1, 1), datetime(2024, 5, 1)
HORIZON, IDLE = 20, 45
STAGES = ("mql", "opportunity", "won", "lost", "recycled")
# cutoffs are midnights, so instants on and around them matter most
INSTANTS = st.builds(
    lambda day, part: START + timedelta(days=day) + part,
    st.integers(0, 119),
    st.sampled_from([timedelta(0), timedelta(microseconds=1), timedelta(hours=13)]),
)
DELAYS = st.sampled_from([None, timedelta(0), timedelta(hours=11), timedelta(days=25)])


class Entry(NamedTuple):
    """A stage entry, or an act where there is no stage."""

    stage: str | None
    at: datetime
    delay: timedelta | None

    @property
    def seen(self) -> datetime:
        return self.at + (self.delay or timedelta(0))


HISTORIES = st.lists(
    st.builds(Entry, st.sampled_from([None, *STAGES]), INSTANTS, DELAYS), max_size=6
).map(lambda entries: [entry for entry in entries if entry.seen <= AS_OF])


def project(grid: str) -> Settings:
    return parse_settings(
        {
            "time": {
                "grid": grid,
                "after_creation_days": [1, 30],
                "horizon_days": HORIZON,
                "idle_days": IDLE,
                "as_of": AS_OF,
                "observed_from": START,
            }
        }
    )


def warehouse_of(created: datetime, history: list[Entry], setting: Settings) -> Warehouse:
    def frame(entries: list[Entry], at: str) -> pd.DataFrame:
        recorded = [entry.seen if entry.delay is not None else None for entry in entries]
        return pd.DataFrame(
            {
                "lead_id": ["a"] * len(entries),
                at: pd.Series([entry.at for entry in entries], dtype="datetime64[us]"),
                "recorded_at": pd.Series(recorded, dtype="datetime64[us]"),
                "kind" if at == "event_at" else "stage": [e.stage or "visit" for e in entries],
            }
        )

    lead = pd.DataFrame({"lead_id": ["a", "b"], "created_at": [pd.Timestamp(created)] * 2})
    stages = frame([entry for entry in history if entry.stage], "entered_at")
    anchor = frame([Entry("mql", AS_OF, None)], "entered_at").assign(lead_id="b")
    tables = {"leads": lead, "stages": pd.concat([stages, anchor])}
    events = frame([entry for entry in history if not entry.stage], "event_at")
    return warehouse_from_frames({**tables, "events": events} if len(events) else tables, setting)


def cutoffs_of(created: datetime, grid: str) -> list[datetime]:
    if grid == "month":
        return [datetime(2024, month, 1) for month in range(1, 6)]
    day = datetime(created.year, created.month, created.day)
    return [cutoff for n in (1, 30) if (cutoff := day + timedelta(days=n)) <= AS_OF]


def is_open(created: datetime, history: list[Entry], cutoff: datetime) -> bool:
    if not created < cutoff:
        return False
    seen = [entry for entry in history if entry.at < cutoff and entry.seen < cutoff]
    closed = [e.at for e in seen if e.stage in ("opportunity", "won", "lost")]
    reopened = [e.at for e in seen if e.stage == "recycled"]
    if any(entry.stage == "won" for entry in seen):
        return False
    if closed and not (reopened and max(reopened) >= max(closed)):
        return False
    active = max([created, *(entry.at for entry in seen)])
    return active >= cutoff - timedelta(days=IDLE)


def label_of(history: list[Entry], cutoff: datetime) -> int | None:
    end = cutoff + timedelta(days=HORIZON)
    if end > AS_OF:
        return None
    return int(any(e.stage == "won" and cutoff <= e.at < end for e in history))


@settings(max_examples=40, deadline=None)
@given(created=INSTANTS, history=HISTORIES, grid=st.sampled_from(["month", "after_creation"]))
def test_snapshots_are_those_of_the_rules_read_row_by_row(
    created: datetime, history: list[Entry], grid: str
) -> None:
    history = [entry for entry in history if entry.stage is None or entry.at >= created]
    setting = project(grid)
    warehouse = warehouse_of(created, history, setting)
    table = take_snapshots(warehouse, setting)
    rows = warehouse.engine.to_pyarrow(table.filter(table.lead_id == "a")).to_pylist()
    found = {row["cutoff"]: row["label"] for row in rows}
    expected = {
        cutoff: label_of(history, cutoff)
        for cutoff in cutoffs_of(created, grid)
        if is_open(created, history, cutoff)
    }
    assert found == expected
