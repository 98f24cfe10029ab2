"""Days and instants: which day an instant is in, and from when a row is known.

Nothing of the package is imported here, so that what rolls acts stays light.
"""

from __future__ import annotations

from datetime import datetime

import ibis
import ibis.expr.types as ir

EPOCH = datetime(1970, 1, 1)


def day_number(at: ir.TimestampValue) -> ir.IntegerValue:
    """Count whole days since 1970-01-01, the same on every engine.

    Parameters
    ----------
    at : ibis timestamp
        Naive UTC.

    Returns
    -------
    ibis integer
    """
    return at.date().delta(ibis.date(EPOCH.date()), unit="day").cast("int64")


def day_start(day: ir.IntegerValue) -> ir.TimestampValue:
    """Give the midnight a day begins with; the inverse of :func:`day_number`.

    Parameters
    ----------
    day : ibis integer
        Days since 1970-01-01.

    Returns
    -------
    ibis timestamp
    """
    epoch = ibis.literal(EPOCH, type="timestamp(6)")
    return (epoch + day.as_interval("D")).cast("timestamp(6)")


def visible_from(at: ir.TimestampValue, recorded_at: ir.TimestampValue) -> ir.TimestampValue:
    """Give the instant after which a row is known (time rule 1).

    Parameters
    ----------
    at, recorded_at : ibis timestamp
        When it happened, and when the source says it was written down (may be null).

    Returns
    -------
    ibis timestamp
        A cutoff sees the row when this instant lies strictly before it.
    """
    return ibis.greatest(at, ibis.coalesce(recorded_at, at))
