"""The features in SQL by hand: one join of events with snapshots, one aggregation."""

from __future__ import annotations

from pathlib import Path

import duckdb

SQL = """
WITH seen AS (
    SELECT s.lead_id, s.cutoff, e.event_at, e.asset, e.kind, e.duration_s,
           epoch_us(s.cutoff) - epoch_us(e.event_at) AS age_us,
           regexp_matches(lower(e.url), 'pric|hinnasto') AS pricing
    FROM '{snapshots}' s
    LEFT JOIN '{events}/*.parquet' e
      ON e.lead_id = s.lead_id AND e.event_at < s.cutoff
     AND coalesce(e.recorded_at, e.event_at) < s.cutoff
     AND e.event_at >= s.cutoff - INTERVAL 365 DAY
)
SELECT lead_id, cutoff,
       count(*) FILTER (age_us <= 7 * 86400000000) AS acts_7d,
       count(*) FILTER (age_us <= 30 * 86400000000) AS acts_30d,
       count(*) FILTER (age_us <= 90 * 86400000000) AS acts_90d,
       count(event_at) AS acts_365d,
       count(*) FILTER (pricing AND age_us <= 7 * 86400000000) AS pricing_7d,
       count(*) FILTER (pricing AND age_us <= 30 * 86400000000) AS pricing_30d,
       count(*) FILTER (pricing AND age_us <= 90 * 86400000000) AS pricing_90d,
       count(*) FILTER (pricing) AS pricing_365d,
       count(*) FILTER (kind = 'page_view' AND age_us <= 30 * 86400000000) AS views_30d,
       count(*) FILTER (kind = 'page_view') AS views_365d,
       count(*) FILTER (kind = 'form_submit' AND age_us <= 90 * 86400000000) AS forms_90d,
       count(*) FILTER (kind = 'form_submit') AS forms_365d,
       min(age_us) / 86400000000 AS acts_since,
       min(age_us) FILTER (pricing) / 86400000000 AS pricing_since,
       coalesce(sum(exp(age_us * (-ln(2) / 7 / 86400000000))), 0) AS acts_decay_7d,
       coalesce(sum(exp(age_us * (-ln(2) / 30 / 86400000000))), 0) AS acts_decay_30d,
       coalesce(sum(exp(age_us * (-ln(2) / 90 / 86400000000))), 0) AS acts_decay_90d,
       coalesce(sum(exp(age_us * (-ln(2) / 30 / 86400000000))) FILTER (pricing), 0)
           AS pricing_decay_30d,
       count(DISTINCT asset) AS assets_365d,
       count(DISTINCT event_at::DATE) AS days_365d,
       coalesce(sum(duration_s) FILTER (age_us <= 30 * 86400000000), 0) AS seconds_30d,
       coalesce(sum(duration_s), 0) AS seconds_365d
FROM seen
GROUP BY lead_id, cutoff
"""


def write_features(folder: Path, cutoffs: int, out: Path, *, memory_gib: int) -> None:
    """Write the features of every snapshot to one Parquet file."""
    config = {"threads": 1, "memory_limit": f"{memory_gib}GiB", "temp_directory": str(out.parent)}
    con = duckdb.connect(config=config)
    con.execute("SET preserve_insertion_order = false")
    query = SQL.format(snapshots=folder / f"snapshots-{cutoffs}.parquet", events=folder / "events")
    con.execute(f"COPY ({query}) TO '{out}' (FORMAT parquet)")
