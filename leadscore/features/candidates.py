"""What the CRM holds today of leads and accounts, beside snapshots of the past.

Nothing here becomes a feature. A column whose history is not kept may tell what came after
a cutoff; whether one does is looked for in the very values that the tables hold now, of
columns that are read and of those that are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import numpy as np
import numpy.typing as npt
import pandas as pd

from leadscore.settings import Settings
from leadscore.sources.warehouse import Warehouse

#: Read as they stand today, into features of the fit family.
READ = {
    "leads": ("source", "country", "language", "job_title", "seniority", "department"),
    "accounts": ("industry", "employees", "revenue_eur", "country"),
}
#: Keys of rows, and what is worked out from other columns.
_NO_FACTS = frozenset({"lead_id", "account_id", "created_at", "opted_out", "contactable"})
_KEYS = {"leads": "lead_id", "accounts": "account_id"}


@dataclass(frozen=True, kw_only=True, eq=False)
class Candidates:
    """The raw columns of leads and accounts as they stand today, one row a snapshot.

    Parameters
    ----------
    frame : DataFrame
        Columns ``leads.owner_id``, ``accounts.industry`` and so on, in the order of the
        snapshots; instants as datetime64.
    there : mapping of str to ndarray of bool
        By table: whether the snapshot has a row in it; a lead without an account has none.
    as_it_stands : frozenset of str
        Columns that features read as they stand today, whatever the cutoff.
    later : mapping of str to ndarray of float
        By stage: 1 where the lead entered it for the first time at the cutoff or later, 0
        where it never did, NaN where it had before.
    """

    frame: pd.DataFrame
    there: Mapping[str, npt.NDArray[np.bool_]]
    as_it_stands: frozenset[str]
    later: Mapping[str, npt.NDArray[np.float64]]


def candidates(warehouse: Warehouse, settings: Settings, rows: pd.DataFrame) -> Candidates:
    """Put what the CRM holds today beside snapshots.

    Parameters
    ----------
    warehouse : Warehouse
        With tables; a flat export has none.
    settings : Settings
    rows : DataFrame
        One row a snapshot: `lead_id`, `account_id` and `cutoff`.

    Returns
    -------
    Candidates
    """
    frames, there = [], {}
    for table, key in _KEYS.items():
        today = _today(warehouse, table, rows[key])
        there[table] = rows[key].isin(today.index).to_numpy()
        named = today.add_prefix(f"{table}.").reindex(rows[key])
        frames.append(named.reset_index(drop=True))
    return Candidates(
        frame=pd.concat(frames, axis=1),
        there=there,
        as_it_stands=_as_it_stands(settings),
        later=_later(warehouse, settings, rows),
    )


def _today(warehouse: Warehouse, table: str, keys: pd.Series) -> pd.DataFrame:
    """Fetch the rows that are asked for, by their key."""
    key, source = _KEYS[table], warehouse.tables[table]
    wanted = ibis.memtable(pd.DataFrame({"wanted": keys.dropna().unique()}).astype("str"))
    facts = [name for name in source.columns if name not in _NO_FACTS]
    asked = source.semi_join(wanted, source[key] == wanted.wanted).select(key, *facts)
    found: pd.DataFrame = asked.to_pandas()
    return found.set_index(key)


def _as_it_stands(settings: Settings) -> frozenset[str]:
    standard = {f"{table}.{name}" for table, names in READ.items() for name in names}
    extra = {
        f"{each.table}.{each.column}"
        for each in settings.features.extra_columns
        if each.known_at == "creation"
    }
    return frozenset({*standard, "leads.email_domain", *extra})


def _later(
    warehouse: Warehouse, settings: Settings, rows: pd.DataFrame
) -> dict[str, npt.NDArray[np.float64]]:
    """Tell for each stage whether a lead entered it after the snapshot."""
    stage = warehouse.stages
    first = stage.group_by("lead_id", "stage").agg(at=stage.entered_at.min()).to_pandas()
    cutoff = rows["cutoff"].to_numpy().astype("datetime64[us]")
    later = {}
    for name in settings.data.stages:
        entered = first[first["stage"] == name].set_index("lead_id")["at"]
        at = entered.reindex(rows["lead_id"]).to_numpy().astype("datetime64[us]")
        never = np.isnat(at)
        later[name] = np.where(never, 0.0, np.where(at >= cutoff, 1.0, np.nan))
    return later
