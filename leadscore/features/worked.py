"""What sales did with each snapshot's lead: an outcome, never a feature.

A lead that sales calls buys more often because it is called, so a label tells of sales
as much as of the lead. Whoever judges scores wants to know who was worked, and who was
worked by lot.
"""

from __future__ import annotations

from datetime import timedelta

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from leadscore.settings import Settings
from leadscore.sources.warehouse import Warehouse

#: A lot counts for a cutoff when sales took the lead up within so many days of it: long
#: enough for a monthly list to be worked, short enough that few others were called first.
LOT_DAYS = 31

#: The columns that tell of it.
SALES = ("with_sales", "taken_up", "by_lot")

_ASIDE = ("lost", "recycled")


def worked_stages(settings: Settings) -> tuple[str, ...]:
    """Name the stages in which sales works a lead.

    Parameters
    ----------
    settings : Settings
        `sales.worked_stage`, `time.target`, `data.stages`.

    Returns
    -------
    tuple of str
        From the worked stage on and before the target; empty where there is none.

    Examples
    --------
    >>> worked_stages(Settings())
    ('sql', 'opportunity')
    >>> worked_stages(Settings(time={"target": "mql"}))
    ()
    """
    way = [stage for stage in settings.data.stages if stage not in _ASIDE]
    first, target = settings.sales.worked_stage, settings.time.target
    if first not in way or target not in way:
        return ()
    return tuple(way[way.index(first) : way.index(target)])


def what_sales_did(warehouse: Warehouse, rows: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Tell of each snapshot whether sales worked its lead, and whether by lot.

    Parameters
    ----------
    warehouse : Warehouse
    rows : DataFrame
        Snapshots with `lead_id` and `cutoff`.
    settings : Settings
        `sales.worked_stage`, `sales.random_slice_reason`, `time`.

    Returns
    -------
    DataFrame
        Index as `rows`. ``with_sales``: worked before the cutoff and not sent back since;
        ``taken_up``: entered a worked stage in [cutoff, cutoff + horizon), and was not with
        sales; ``by_lot``: of these, within 31 days and first of all with the random slice's
        reason. All False for a flat export, and where there is no worked stage.

    Notes
    -----
    By what came to be known in the end, late recordings included, as labels are.
    """
    stages = worked_stages(settings)
    if warehouse.flat is not None or not stages or not len(rows):
        return pd.DataFrame(data=False, index=rows.index, columns=list(SALES))
    found = _found(warehouse, rows, stages, settings).to_pandas().set_index("place")
    found = found.reindex(range(len(rows)))
    back = found["sent_back"].isna() | (found["worked_before"] > found["sent_back"])
    with_sales = found["worked_before"].notna() & back
    taken_up = found["worked_after"].notna() & ~with_sales
    first = found["worked_after"].isna() | (found["drawn"] <= found["worked_after"])
    by_lot = found["drawn"].notna() & first & ~with_sales
    told = zip(SALES, (with_sales, taken_up, by_lot), strict=True)
    return pd.DataFrame({name: each.to_numpy(dtype=bool) for name, each in told}, rows.index)


def _found(
    warehouse: Warehouse, rows: pd.DataFrame, stages: tuple[str, ...], settings: Settings
) -> pa.Table:
    """Find the instants that decide, one row for each snapshot with any stage entry."""
    asked = pa.table(
        {
            "place": pa.array(range(len(rows)), pa.int64()),
            "lead_id": pa.array(rows["lead_id"].astype(object), pa.string()),
            "cutoff": pa.array(rows["cutoff"].to_numpy("datetime64[us]"), pa.timestamp("us")),
        }
    )
    entry = warehouse.stages.select("lead_id", "stage", "entered_at", "reason")
    t = ibis.memtable(asked).join(entry, "lead_id")
    worked, before = t.stage.isin(stages), t.entered_at < t.cutoff
    lot = t.reason == settings.sales.random_slice_reason
    within = min(timedelta(days=LOT_DAYS), settings.time.horizon)
    summed = t.group_by("place").agg(
        worked_before=_last(t, worked & before),
        sent_back=_last(t, t.stage.isin(_ASIDE) & before),
        worked_after=_first(t, worked & ~before & _sooner(t, settings.time.horizon)),
        drawn=_first(t, lot.fill_null(False) & ~before & _sooner(t, within)),
    )
    return warehouse.engine.to_pyarrow(summed)


def _sooner(t: ir.Table, span: timedelta) -> ir.BooleanValue:
    return t.entered_at < t.cutoff + ibis.interval(days=span.days)


def _last(t: ir.Table, which: ir.BooleanValue) -> ir.Value:
    return ibis.ifelse(which, t.entered_at, ibis.null("timestamp(6)")).max()


def _first(t: ir.Table, which: ir.BooleanValue) -> ir.Value:
    return ibis.ifelse(which, t.entered_at, ibis.null("timestamp(6)")).min()
