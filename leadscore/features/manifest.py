"""What a matrix was made from, and the hashes that tell two of them apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from leadscore import __version__
from leadscore.cards import Card
from leadscore.features.catalogue import Catalogue
from leadscore.settings import Settings
from leadscore.sources.warehouse import Warehouse


def manifest_of(
    warehouse: Warehouse,
    rows: pd.DataFrame,
    catalogue: Catalogue,
    settings: Settings,
    card: Card | None,
) -> dict[str, Any]:  # JSON
    """Say what a matrix was made from and how, with a hash of all of it."""
    flat = warehouse.flat
    made: dict[str, Any] = {
        "leadscore": __version__,
        "features": catalogue.names(),
        "settings": settings.model_dump(mode="json", include={"data", "time", "features"}),
        "card": None if card is None else card_hash(card, settings),
        "data_hash": warehouse.data_hash,
        "engine": warehouse.engine.name,
        "as_of": None if flat else _told(warehouse.as_of),
        "observed_from": None if flat else _told(warehouse.observed_from),
        "split": flat.how if flat else "time",
        "left_out": dict(flat.left_out) if flat else {},
        "undeclared": [each.name for each in flat.columns if not each.declared] if flat else [],
        "snapshots": len(rows),
        "leads": int(rows["lead_id"].nunique()),
    }
    return {**made, "hash": hash_of(made, catalogue)}


def _told(instant: datetime) -> str:
    return instant.isoformat(sep=" ")


def card_hash(card: Card, settings: Settings) -> str:
    """Hash what decides a lead's points, cell and status; what parts are called does not."""
    worded = {"__all__": {"says"}}
    said = {"rules": worded, "groups": worded, "exclusions": worded}
    rules = card.model_dump_json(
        by_alias=True,
        exclude={**said, "thresholds": {"segments": worded}, "version": True, "name": True},
    )
    intents = settings.model_dump_json(include={"features": {"intents"}})
    return hashlib.sha256(f"{rules}\n{intents}".encode()).hexdigest()


def hash_of(made: Mapping[str, Any], catalogue: Catalogue) -> str:
    """Hash what decides the values; the same input and settings give the same hash."""
    digest = hashlib.sha256(catalogue.to_json().encode())
    digest.update(json.dumps(made, sort_keys=True).encode())
    return digest.hexdigest()
