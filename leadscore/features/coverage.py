"""What the snapshots see of the history, and what no snapshot sees."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pandas as pd

from leadscore.features.snapshots import take_snapshots, target_entries
from leadscore.settings import Settings
from leadscore.sources.warehouse import Warehouse


@dataclass(frozen=True, kw_only=True)
class UnseenWins:
    """How many target entries no labelled snapshot sees, and why.

    ``total`` entries stand in the history and ``count`` of them are seen by none:
    ``early`` came before the first labelled cutoff, ``unripe`` are too young to be
    judged, and ``missed`` are the rest: leads that came and went between two cutoffs, or
    were not open at any.
    """

    total: int
    count: int
    early: int
    unripe: int
    missed: int

    @property
    def share(self) -> float:
        """The unseen entries among all, 0 where there are none."""
        return self.count / self.total if self.total else 0.0


def describe_snapshots(
    warehouse: Warehouse, settings: Settings, snapshots: ir.Table | None = None
) -> pd.DataFrame:
    """Count snapshots, those that are mature, and conversions.

    Parameters
    ----------
    warehouse : Warehouse
    settings : Settings
    snapshots : ibis table, optional
        Those already taken; taken anew by default.

    Returns
    -------
    DataFrame
        One row a cutoff (a month of cutoffs on the grid "after_creation"), in order:
        cutoff, snapshots, mature, conversions.

    Raises
    ------
    NotEnoughDataError
        If the history holds no cutoff.
    """
    taken = take_snapshots(warehouse, settings) if snapshots is None else snapshots
    by_month = settings.time.grid == "after_creation"
    when = taken.cutoff.truncate("M") if by_month else taken.cutoff
    rows = taken.select(
        cutoff=when.cast("timestamp(6)"),
        mature=ibis.ifelse(taken.mature, 1, 0),
        label=taken.label.fill_null(0).cast("int64"),
    )
    counted = rows.group_by("cutoff").agg(
        snapshots=rows.count(), mature=rows.mature.sum(), conversions=rows.label.sum()
    )
    frame: pd.DataFrame = warehouse.engine.to_pandas(counted.order_by("cutoff"))
    return frame.astype({"snapshots": "int64", "mature": "int64", "conversions": "int64"})


def unseen_wins(
    warehouse: Warehouse, settings: Settings, snapshots: ir.Table | None = None
) -> UnseenWins:
    """Count the target entries that no labelled snapshot sees.

    Parameters
    ----------
    warehouse : Warehouse
    settings : Settings
    snapshots : ibis table, optional
        Those already taken; taken anew by default.

    Returns
    -------
    UnseenWins

    Raises
    ------
    NotEnoughDataError
        If the history holds no cutoff.

    Notes
    -----
    An entry is seen when it lies within the horizon of a labelled snapshot of its lead.
    """
    taken = take_snapshots(warehouse, settings) if snapshots is None else snapshots
    ripe = taken.filter(taken.mature).select("lead_id", "cutoff")
    entries = target_entries(warehouse, settings).select("lead_id", "won_at")
    horizon = ibis.interval(days=settings.time.horizon_days)
    pairs = ripe.join(entries, "lead_id")
    inside = pairs.filter((pairs.won_at >= pairs.cutoff) & (pairs.won_at < pairs.cutoff + horizon))
    seen = inside.select(seen_lead="lead_id", seen_at="won_at").distinct()
    created = warehouse.leads.select("lead_id", "created_at")
    same = [("lead_id", "seen_lead"), ("won_at", "seen_at")]
    unseen = entries.join(created, "lead_id").anti_join(seen, same)
    frame = warehouse.engine.to_pandas(unseen.select("won_at", "created_at"))
    first, last = _span(warehouse, ripe)
    early = frame["won_at"] < first
    after = pd.Timedelta(days=settings.time.horizon_days)
    unripe = ~early & ((frame["won_at"] >= last + after) | (frame["created_at"] >= last))
    return UnseenWins(
        total=int(warehouse.engine.to_pyarrow(entries.count()).as_py()),
        count=len(frame),
        early=int(early.sum()),
        unripe=int(unripe.sum()),
        missed=int((~early & ~unripe).sum()),
    )


def _span(warehouse: Warehouse, ripe: ir.Table) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Give the first and last labelled cutoff; without any, nothing is ripe."""
    span = warehouse.engine.to_pandas(ripe.agg(first=ripe.cutoff.min(), last=ripe.cutoff.max()))
    first, last = span["first"].iloc[0], span["last"].iloc[0]
    if pd.isna(first):
        return pd.Timestamp(warehouse.observed_from), pd.Timestamp(warehouse.observed_from)
    return pd.Timestamp(first), pd.Timestamp(last)
