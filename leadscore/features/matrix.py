"""From the warehouse to the feature matrix: every builder once, aligned by their keys.

Each builder's table is sorted by its key and streamed to Parquet by the engine, one
after another; they line up row by row because each holds every snapshot exactly once.
So no join is as wide as the matrix, and memory is bounded by the widest builder.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import numpy as np
import pandas as pd
import pyarrow as pa

from leadscore.cards import Card
from leadscore.errors import DataError
from leadscore.features.account import build_account
from leadscore.features.behaviour import build_behaviour
from leadscore.features.card import build_card
from leadscore.features.catalogue import KEY, Catalogue, Feature, FeatureSet
from leadscore.features.fetching import fetched, narrow
from leadscore.features.fit import build_fit
from leadscore.features.flat import flat_features, flat_rows
from leadscore.features.frame import FeatureMatrix
from leadscore.features.manifest import manifest_of
from leadscore.features.snapshots import (
    all_snapshots,
    current_snapshots,
    now_ordinal,
    take_snapshots,
)
from leadscore.settings import Settings
from leadscore.sources.warehouse import FlatTable, Warehouse

__all__ = ["FeatureMatrix", "build_both", "build_current", "build_matrix", "build_rows"]

NEVER_KNOWN = "no snapshot has a value"
_ROWS = ("lead_id", "account_id", "group", "cutoff", "ordinal", "created_at", "mature", "label")
_ROWS_AFTER = ("contactable", "amount_eur")


def build_matrix(
    warehouse: Warehouse,
    settings: Settings,
    card: Card | None = None,
    snapshots: ir.Table | None = None,
) -> FeatureMatrix:
    """Build the features of past snapshots, for learning and judging.

    Parameters
    ----------
    warehouse : Warehouse
    settings : Settings
    card : Card, optional
        Adds one column for each of its rules.
    snapshots : ibis table, optional
        Other snapshots than :func:`~leadscore.features.snapshots.take_snapshots` gives.

    Returns
    -------
    FeatureMatrix
        Features that no snapshot has a value of are left out and named in the manifest.

    Raises
    ------
    NotEnoughDataError
        If the history holds no cutoff.
    SettingsError, CardError
        If a setting or a rule names what the tables do not have.
    """
    if warehouse.flat is not None:
        matrix = _flat_matrix(warehouse, warehouse.flat, settings, card)
    else:
        taken = take_snapshots(warehouse, settings) if snapshots is None else snapshots
        matrix = _timed_matrix(warehouse, taken, settings, card)
    return _without_unknown(matrix)


def build_rows(warehouse: Warehouse, settings: Settings) -> FeatureMatrix:
    """Take past snapshots and their labels without building any feature.

    Parameters
    ----------
    warehouse : Warehouse
        With a history.
    settings : Settings

    Returns
    -------
    FeatureMatrix
        Without features, in a fraction of the time of :func:`build_matrix`.

    Raises
    ------
    NotEnoughDataError
        If the history holds no cutoff.
    """
    with tempfile.TemporaryDirectory(prefix="leadscore-") as scratch:
        taken = take_snapshots(warehouse, settings)
        rows = fetched(warehouse, taken, ["cutoff", "lead_id"], Path(scratch) / "rows")
    frame, nothing = _snapshot_rows(rows), Catalogue()
    return FeatureMatrix(
        rows=frame,
        X=pd.DataFrame(index=frame.index),
        catalogue=nothing,
        manifest=manifest_of(warehouse, frame, nothing, settings, None),
    )


def build_current(
    warehouse: Warehouse, settings: Settings, card: Card | None = None
) -> FeatureMatrix:
    """Build the features of the leads that are open now, for scoring.

    Parameters
    ----------
    warehouse : Warehouse
    settings : Settings
    card : Card, optional

    Returns
    -------
    FeatureMatrix
        One row a lead. All features are there, also those nobody has a value of today.
        Of a flat export: the leads whose outcome is open; all, where none is.
    """
    if warehouse.flat is None:
        return _timed_matrix(warehouse, current_snapshots(warehouse, settings), settings, card)
    matrix = _flat_matrix(warehouse, warehouse.flat, settings, card)
    unknown = np.isnan(matrix.y)
    return matrix.take(unknown) if unknown.any() else matrix


def build_both(
    warehouse: Warehouse, settings: Settings, card: Card | None = None
) -> tuple[FeatureMatrix, FeatureMatrix]:
    """Build the features of past snapshots and of the leads open now, in one go.

    Parameters
    ----------
    warehouse : Warehouse
    settings : Settings
    card : Card, optional

    Returns
    -------
    past, current : FeatureMatrix
        As :func:`build_matrix` and :func:`build_current` give them, for little more than
        the cost of the first.

    Raises
    ------
    NotEnoughDataError, SettingsError, CardError
        As of :func:`build_matrix`.
    """
    if warehouse.flat is not None:
        return build_matrix(warehouse, settings, card), build_current(warehouse, settings, card)
    together = _timed_matrix(warehouse, all_snapshots(warehouse, settings), settings, card)
    now = (together.rows["ordinal"] == now_ordinal(warehouse, settings)).to_numpy()
    past, current = (
        _counted(together.take(np.flatnonzero(rows)), warehouse, settings, card)
        for rows in (~now, now)
    )
    current.rows["ordinal"] = 0
    return _without_unknown(past), current


def _counted(
    matrix: FeatureMatrix, warehouse: Warehouse, settings: Settings, card: Card | None
) -> FeatureMatrix:
    """Describe some rows of a matrix as a matrix of their own."""
    return FeatureMatrix(
        rows=matrix.rows,
        X=matrix.X,
        catalogue=matrix.catalogue,
        manifest=manifest_of(warehouse, matrix.rows, matrix.catalogue, settings, card),
    )


def _timed_matrix(
    warehouse: Warehouse, snapshots: ir.Table, settings: Settings, card: Card | None
) -> FeatureMatrix:
    with tempfile.TemporaryDirectory(prefix="leadscore-") as scratch:
        place = Path(scratch) / "rows"
        rows = fetched(warehouse, snapshots, ["cutoff", "lead_id"], place)
        # taken once: every builder reads the snapshots from here instead of taking them anew
        kept = warehouse.engine.read_parquet(str(place)).cast(snapshots.schema())
        sets = [
            build_fit(warehouse, kept, settings),
            build_behaviour(warehouse, kept, settings),
            build_account(warehouse, kept, settings),
        ]
        if card is not None:
            sets.append(build_card(card, warehouse, kept, settings))
        parts = [
            _part(warehouse, each, rows, Path(scratch) / f"part{number}")
            for number, each in enumerate(sets)
        ]
        features = [feature for each in sets for feature in each.features]
        return _assembled(warehouse, _snapshot_rows(rows), parts, features, settings, card)


def _part(warehouse: Warehouse, made: FeatureSet, rows: pa.Table, path: Path) -> pa.Table:
    """Compute one builder's columns, in the order of the rows."""
    part = fetched(warehouse, narrow(made), ["cutoff", "lead_id"], path)
    same = part.num_rows == rows.num_rows and all(
        part[key].combine_chunks().equals(rows[key].combine_chunks()) for key in KEY
    )
    if not same:
        raise DataError(
            f"{part.num_rows:,} rows of {made.features[0].family} features came back for "
            f"{rows.num_rows:,} snapshots, or for other ones. A key of the tables stands twice: "
            "run 'leadscore check' and look at lead_id and account_id."
        )
    return part.drop_columns(list(KEY))


def _snapshot_rows(rows: pa.Table) -> pd.DataFrame:
    frame = rows.to_pandas()
    # accounts and leads may bear the same number
    account, lead = ("account:" + frame["account_id"].astype("str"), "lead:" + frame["lead_id"])
    frame["group"] = account.fillna(lead)
    return _typed(frame)[[*_ROWS, *_ROWS_AFTER]]


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    types = {
        "lead_id": "str",
        "account_id": "str",
        "group": "str",
        "cutoff": "datetime64[us]",
        "created_at": "datetime64[us]",
        "ordinal": "int64",
        "mature": "bool",
        "label": "float64",
        "contactable": "bool",
        "amount_eur": "float64",
    }
    return frame.astype(types)


def _flat_matrix(
    warehouse: Warehouse, flat: FlatTable, settings: Settings, card: Card | None
) -> FeatureMatrix:
    """Lay a flat export out as if each lead had one snapshot without a cutoff."""
    features = list(flat_features(flat))
    rows = flat_rows(flat)
    values = flat.frame.select(
        "lead_id",
        "position",
        **{
            each.name: flat.frame[each.name].cast("float32" if each.kind == "number" else "string")
            for each in features
        },
    )
    tables = [values]
    if card is not None:
        made = build_card(card, warehouse, rows, settings)
        tables.append(
            narrow(made).drop("cutoff").join(rows.select("lead_id", "position"), "lead_id")
        )
        features += made.features
    with tempfile.TemporaryDirectory(prefix="leadscore-") as scratch:
        order = ["position", "lead_id"]
        told = fetched(warehouse, rows, order, Path(scratch) / "rows").to_pandas()
        parts = [
            fetched(warehouse, each, order, Path(scratch) / f"part{n}").drop_columns(order)
            for n, each in enumerate(tables)
        ]
        return _assembled(warehouse, _flat_frame(told, flat), parts, features, settings, card)


def _flat_frame(told: pd.DataFrame, flat: FlatTable) -> pd.DataFrame:
    missing: dict[str, Any] = {  # one empty value for each type
        "account_id": None,
        "cutoff": pd.NaT,
        "created_at": pd.NaT,
        "ordinal": 0,
        "contactable": True,
        "amount_eur": np.nan,
    }
    frame = _typed(told.assign(**missing))
    order = [] if flat.how == "random" else ["position"]
    return frame[[*_ROWS, *_ROWS_AFTER, *order]]


def _assembled(
    warehouse: Warehouse,
    rows: pd.DataFrame,
    parts: list[pa.Table],
    features: list[Feature],
    settings: Settings,
    card: Card | None,
) -> FeatureMatrix:
    catalogue = Catalogue(features)
    columns = {name: part[name] for part in parts for name in part.column_names}
    X = pa.table({each.name: columns[each.name] for each in features}).to_pandas()
    categories = dict.fromkeys(catalogue.names(kind="category"), "str")
    return FeatureMatrix(
        rows=rows,
        X=X.astype(categories),
        catalogue=catalogue,
        manifest=manifest_of(warehouse, rows, catalogue, settings, card),
    )


def _without_unknown(matrix: FeatureMatrix) -> FeatureMatrix:
    """Leave out what no snapshot has a value of: nothing can be learned from it."""
    empty = list(_never_known(matrix.X)) if len(matrix) else []
    if not empty:
        return matrix
    catalogue = Catalogue(each for each in matrix.catalogue if each.name not in empty)
    left_out = {**matrix.manifest["left_out"], **dict.fromkeys(empty, NEVER_KNOWN)}
    changed = {"features": catalogue.names(), "left_out": left_out}
    return FeatureMatrix(
        rows=matrix.rows,
        X=matrix.X.drop(columns=empty),
        catalogue=catalogue,
        manifest={**matrix.manifest, **changed},
    )


def _never_known(X: pd.DataFrame) -> Iterator[str]:
    for name in X.columns:
        if X[name].isna().all():
            yield str(name)
