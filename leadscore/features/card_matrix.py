"""The same snapshots, with the columns of another card."""

from __future__ import annotations

import tempfile
from pathlib import Path

import ibis.expr.types as ir
import pandas as pd

from leadscore.cards import Card
from leadscore.features.card import build_card
from leadscore.features.card_entries import card_features, limit_features
from leadscore.features.catalogue import KEY, Catalogue
from leadscore.features.fetching import fetched
from leadscore.features.flat import flat_rows
from leadscore.features.frame import FeatureMatrix
from leadscore.features.manifest import card_hash, hash_of
from leadscore.settings import Settings
from leadscore.sources.warehouse import Warehouse


def card_matrix(
    card: Card, matrix: FeatureMatrix, warehouse: Warehouse, settings: Settings
) -> FeatureMatrix:
    """Give the snapshots of a matrix the columns of another card.

    Parameters
    ----------
    card : Card
        Any card that the data can answer, also one of hundreds of rules.
    matrix : FeatureMatrix
        Past snapshots or open leads, or some of them, in any order.
    warehouse : Warehouse
        What the matrix was built from.
    settings : Settings

    Returns
    -------
    FeatureMatrix
        The same rows with the card's columns and no others.

    Raises
    ------
    CardError
        If a rule names what the tables do not have.
    """
    features = (*card_features(card), *limit_features(card))
    X = card_points(card, matrix.rows, warehouse, settings).astype("float32")
    catalogue = Catalogue(features)
    told = {**matrix.manifest, "card": card_hash(card, settings), "features": catalogue.names()}
    told["hash"] = hash_of(told, catalogue)
    return FeatureMatrix(rows=matrix.rows, X=X, catalogue=catalogue, manifest=told)


def card_points(
    card: Card, rows: pd.DataFrame, warehouse: Warehouse, settings: Settings
) -> pd.DataFrame:
    """Give snapshots the points of every rule as the engine works them out.

    Parameters
    ----------
    card : Card
    rows : DataFrame
        Of a feature matrix, in any order.
    warehouse : Warehouse
        What the matrix was built from.
    settings : Settings

    Returns
    -------
    DataFrame
        The card's columns as float64, with the index of ``rows``.

    Raises
    ------
    CardError
        If a rule names what the tables do not have.
    """
    with tempfile.TemporaryDirectory(prefix="leadscore-") as scratch:
        if warehouse.flat is not None:
            key, snapshots = ["lead_id"], flat_rows(warehouse.flat)
        else:
            key, snapshots = list(KEY), _as_snapshots(rows, warehouse, settings, scratch)
        made = build_card(card, warehouse, snapshots, settings)
        order = ["lead_id", "cutoff"]
        values = fetched(warehouse, made.table, order, Path(scratch) / "part")
    part = values.to_pandas()[[*key, *(each.name for each in made.features)]]
    points = rows[key].merge(part, on=key, how="left", validate="one_to_one").drop(columns=key)
    points.index = rows.index
    return points


def _as_snapshots(
    rows: pd.DataFrame, warehouse: Warehouse, settings: Settings, scratch: str
) -> ir.Table:
    """Give the engine the snapshots that some rows are, each with its place in its grid."""
    keys = rows[["lead_id", "account_id", "cutoff"]]
    after = settings.time.grid == "after_creation"
    day = (rows["created_at"].dt.normalize() - pd.Timestamp(0)).dt.days if after else 0
    keys = keys.assign(grid=day).astype({"grid": "int64"})
    ranked = keys.groupby("grid")["cutoff"].rank("dense").astype("int64")
    place = Path(scratch) / "rows"
    keys.assign(ordinal=ranked).to_parquet(place, index=False)
    return warehouse.engine.read_parquet(str(place)).cast(
        {"lead_id": "string", "account_id": "string", "cutoff": "timestamp(6)"}
    )
