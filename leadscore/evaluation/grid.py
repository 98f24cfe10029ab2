"""How often the leads of each cell of fit and behaviour convert."""

from __future__ import annotations

import numpy as np
import pandas as pd

from leadscore.errors import UsageError
from leadscore.settings import Settings
from leadscore.validation.shares import effective_accounts, wilson_interval

GRADES = ("A", "B", "C", "D")
BANDS = (1, 2, 3, 4)


def score_grid(cells: pd.DataFrame, rows: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Tell how often the leads of each cell, fit grade by behaviour band, convert.

    Parameters
    ----------
    cells : DataFrame
        `grade` (A to D) and `band` (1 to 4), one row for each of `rows`, same index.
    rows : DataFrame
        `lead_id`, `group` and `label` (missing where unknown).
    settings : Settings
        `comparison.confidence`.

    Returns
    -------
    DataFrame
        Sixteen rows: `grade`, `band`, `leads` (distinct), `snapshots` (with a known
        outcome), `conversion` (of those; NaN where there are none), `low`, `high` (Wilson,
        counting accounts, else leads, by their sizes).

    Raises
    ------
    UsageError
        If `cells` is not for these rows.
    """
    if not cells.index.equals(rows.index):
        raise UsageError(
            f"cells must be for the same rows: {len(cells)} cells, {len(rows)} rows, or another "
            "index. Score the same rows."
        )
    frame = pd.DataFrame(
        {
            "grade": cells["grade"].astype(str),
            "band": cells["band"].astype(int),
            "lead_id": rows["lead_id"],
            "group": rows["group"].where(rows["label"].notna()),
            "label": rows["label"].astype("float64"),
        }
    )
    grouped = frame.groupby(["grade", "band"])
    told = grouped.agg(
        leads=("lead_id", "nunique"),
        snapshots=("label", "count"),
        conversion=("label", "mean"),
        accounts=("group", lambda group: effective_accounts(group.value_counts())),
    ).reindex(pd.MultiIndex.from_product([GRADES, BANDS], names=["grade", "band"]))
    told[["leads", "snapshots"]] = told[["leads", "snapshots"]].fillna(0).astype("int64")
    ends = [
        wilson_interval(rate, n, confidence=settings.comparison.confidence)
        if n > 0
        else (np.nan, np.nan)
        for rate, n in zip(told["conversion"], told.pop("accounts"), strict=True)
    ]
    return told.assign(low=[end[0] for end in ends], high=[end[1] for end in ends]).reset_index()
