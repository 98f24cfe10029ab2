"""Write made-up events of any number to Parquet, a month at a time.

Every value is a hash of the row's number, so that the same arguments give the same
files on any machine, and no more than a month is ever in memory. Rows lie as in a log:
months in order, leads mixed. Visits have a few acts each; one act in twenty is recorded
late, by up to 20 days.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb

FIRST_MONTH = datetime(2023, 12, 1)
MONTHS = 24
_KINDS = (
    ["page_view"] * 60
    + ["email_click"] * 12
    + ["ad_click"] * 8
    + ["download"] * 6
    + ["form_submit"] * 4
    + ["email_open"] * 4
    + ["webinar", "reply", "meeting"] * 2
)
_PAGES = (
    ["/pricing", "/pricing/plans", "/en/Hinnasto"]
    + [f"/solutions/{n}" for n in range(12)]
    + [f"/blog/post-{n}" for n in range(100)]
    + [f"/product/feature-{n}" for n in range(30)]
    + [f"/careers/{n}" for n in range(5)]
)
_ASSETS = [f"guide-{n}.pdf" for n in range(60)]


def write_events(
    folder: Path, *, leads: int, events: int, acts_a_visit: int, late: bool = True
) -> None:
    """Write the events of two years, one Parquet file a month.

    Parameters
    ----------
    folder : Path
        Made if missing; files already there are kept, so that a run can be repeated.
    leads, events, acts_a_visit : int
        How many of each; acts of one visit are 40 seconds apart.
    late : bool
        Whether some acts are recorded late.
    """
    folder.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect(config={"threads": 1, "memory_limit": "1GiB"})
    for name, values in (("kinds", _KINDS), ("pages", _PAGES), ("assets", _ASSETS)):
        con.execute(f"CREATE TABLE {name} AS SELECT unnest($1) AS {name[:-1]}", [values])
    a_month = events // MONTHS
    for month in range(MONTHS):
        file = folder / f"events-{month:02}.parquet"
        if file.exists():
            continue
        part = file.with_suffix(".part")
        con.execute(_MONTH.format(part=part), {
            "first": month * a_month, "past": (month + 1) * a_month, "month": month,
            "begins": FIRST_MONTH, "leads": leads, "visit": acts_a_visit, "late": late,
        })  # fmt: skip
        part.rename(file)


def write_snapshots(file: Path, *, leads: int, cutoffs: int) -> None:
    """Write every lead at the newest month starts.

    Parameters
    ----------
    file : Path
    leads, cutoffs : int
        How many of each; 24 cutoffs at most.
    """
    duckdb.connect().execute(
        f"""
        COPY (
            SELECT printf('L%07d', lead) AS lead_id,
                   $begins + to_months(({MONTHS} - $cutoffs + 1 + ordinal)::INTEGER) AS cutoff,
                   ordinal, 0::BIGINT AS grid
            FROM range($leads) l(lead), range($cutoffs) o(ordinal)
        ) TO '{file}' (FORMAT parquet)
        """,
        {"begins": FIRST_MONTH, "cutoffs": cutoffs, "leads": leads},
    )


_MONTH = """
COPY (
    WITH drawn AS (
        SELECT i % $visit AS act,
               hash(i // $visit * 4 + 1) % $leads AS lead,
               hash(i // $visit * 4 + 2) AS visit_draw,
               hash(i * 4 + 3) AS draw,
               hash(i * 4 + 4) AS other_draw,
               $begins + to_months($month::INTEGER) AS starts,
               $begins + to_months($month::INTEGER + 1) AS ends
        FROM range($first, $past) r(i)
    ), placed AS (
        SELECT lead, kind, draw, other_draw,
               other_draw // 32 % 60 AS asset_number, other_draw // 32 % 150 AS page_number,
               starts + to_seconds((visit_draw
                   % (epoch(ends) - epoch(starts))::UBIGINT)::BIGINT + 40 * act) AS event_at
        FROM drawn JOIN kinds ON kinds.rowid = draw % 100
    )
    SELECT printf('L%07d', lead) AS lead_id, event_at, kind,
           CASE WHEN $late AND other_draw % 20 = 0
                THEN event_at + to_seconds((other_draw % 1728000)::BIGINT) END AS recorded_at,
           CASE WHEN kind IN ('download', 'form_submit', 'webinar') THEN asset END AS asset,
           CASE WHEN kind IN ('page_view', 'ad_click') THEN page END AS url,
           (draw // 128 % 5 + 1)::BIGINT AS content_level,
           CASE WHEN kind IN ('email_click', 'ad_click')
                THEN 'C' || (other_draw // 64 % 40)::VARCHAR END AS campaign_id,
           CASE WHEN kind = 'page_view' THEN (draw // 256 % 3000) / 10.0 END AS duration_s
    FROM placed
    JOIN assets ON assets.rowid = asset_number
    JOIN pages ON pages.rowid = page_number
) TO '{part}' (FORMAT parquet)
"""
