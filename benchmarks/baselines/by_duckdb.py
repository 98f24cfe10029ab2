"""The features in SQL by hand: at each cutoff one join and one aggregation."""

from __future__ import annotations

from pathlib import Path

import duckdb

_DAY = 86_400_000_000
SQL = f"""
WITH seen AS (
    SELECT s.lead_id, s.cutoff, e.event_at, e.asset, e.kind, e.duration_s,
           epoch_us(s.cutoff) - epoch_us(e.event_at) AS age_us,
           regexp_matches(lower(e.url), 'pric|hinnasto') AS pricing
    FROM (SELECT * FROM '{{snapshots}}' WHERE ordinal = $ordinal) s
    LEFT JOIN (
        SELECT * FROM '{{events}}/*.parquet'
        WHERE event_at < $cutoff AND event_at >= $cutoff - INTERVAL 365 DAY
          AND coalesce(recorded_at, event_at) < $cutoff
    ) e ON e.lead_id = s.lead_id
)
SELECT lead_id, cutoff,
       count(*) FILTER (age_us <= 7 * {_DAY}) AS acts_7d,
       count(*) FILTER (age_us <= 30 * {_DAY}) AS acts_30d,
       count(*) FILTER (age_us <= 90 * {_DAY}) AS acts_90d,
       count(event_at) AS acts_365d,
       count(*) FILTER (pricing AND age_us <= 7 * {_DAY}) AS pricing_7d,
       count(*) FILTER (pricing AND age_us <= 30 * {_DAY}) AS pricing_30d,
       count(*) FILTER (pricing AND age_us <= 90 * {_DAY}) AS pricing_90d,
       count(*) FILTER (pricing) AS pricing_365d,
       count(*) FILTER (kind = 'page_view' AND age_us <= 30 * {_DAY}) AS views_30d,
       count(*) FILTER (kind = 'page_view') AS views_365d,
       count(*) FILTER (kind = 'form_submit' AND age_us <= 90 * {_DAY}) AS forms_90d,
       count(*) FILTER (kind = 'form_submit') AS forms_365d,
       min(age_us) / {_DAY} AS acts_since,
       min(age_us) FILTER (pricing) / {_DAY} AS pricing_since,
       coalesce(sum(exp(age_us * (-ln(2) / 7 / {_DAY}))), 0) AS acts_decay_7d,
       coalesce(sum(exp(age_us * (-ln(2) / 30 / {_DAY}))), 0) AS acts_decay_30d,
       coalesce(sum(exp(age_us * (-ln(2) / 90 / {_DAY}))), 0) AS acts_decay_90d,
       coalesce(sum(exp(age_us * (-ln(2) / 30 / {_DAY}))) FILTER (pricing), 0)
           AS pricing_decay_30d,
       count(DISTINCT asset) AS assets_365d,
       count(DISTINCT event_at::DATE) AS days_365d,
       coalesce(sum(duration_s) FILTER (age_us <= 30 * {_DAY}), 0) AS seconds_30d,
       coalesce(sum(duration_s), 0) AS seconds_365d
FROM seen
GROUP BY lead_id, cutoff
"""


def write_features(folder: Path, cutoffs: int, out: Path, *, memory_gib: int) -> None:
    """Write the features of every snapshot, a Parquet file for each cutoff."""
    config = {"threads": 1, "memory_limit": f"{memory_gib}GiB", "temp_directory": str(folder)}
    con = duckdb.connect(config=config)
    con.execute("SET preserve_insertion_order = false")
    snapshots = folder / f"snapshots-{cutoffs}.parquet"
    query = SQL.format(snapshots=snapshots, events=folder / "events")
    every = con.sql(f"SELECT DISTINCT ordinal, cutoff FROM '{snapshots}' ORDER BY 1").fetchall()
    for ordinal, cutoff in every:
        given = {"ordinal": ordinal, "cutoff": cutoff}
        con.execute(f"COPY ({query}) TO '{out}/{ordinal:03}.parquet' (FORMAT parquet)", given)
