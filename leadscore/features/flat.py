"""Features of a flat export: its allowed columns, as they are."""

from __future__ import annotations

import ibis.expr.types as ir

from leadscore.features.catalogue import Feature
from leadscore.sources.warehouse import FlatColumn, FlatTable


def flat_features(flat: FlatTable) -> tuple[Feature, ...]:
    """Write the catalogue entries of a flat export's columns.

    Parameters
    ----------
    flat : FlatTable

    Returns
    -------
    tuple of Feature
        Called as the export calls them, in every language.
    """
    return tuple(_entry(column) for column in flat.columns)


def _entry(column: FlatColumn) -> Feature:
    said = {"en": f"{column.source}: {{value}}", "fi": f"{column.source}: {{value}}"}
    return Feature(
        name=column.name,
        family=column.axis,
        axis=column.axis,
        kind=column.kind,
        label={"en": column.source, "fi": column.source},
        words=said,
        words_absent={
            "en": f"{column.source}: zero or not known",
            "fi": f"{column.source}: nolla tai ei tiedossa",
        },
    )


def flat_rows(flat: FlatTable) -> ir.Table:
    """Give a flat export's rows the columns that snapshots have.

    Parameters
    ----------
    flat : FlatTable

    Returns
    -------
    ibis table
        One row a lead, with ``position`` and ``group`` beside the snapshots' columns; no
        instant is known, so cutoff and created_at are null.
    """
    frame = flat.frame
    return frame.select(
        "lead_id",
        "position",
        group=frame.group_id,
        mature=frame.converted.notnull(),
        label=frame.converted.cast("int8"),
    )
