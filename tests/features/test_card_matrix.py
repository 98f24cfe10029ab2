"""Another card on the same snapshots gives what it would have given from the start."""

from __future__ import annotations

from datetime import datetime

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from leadscore.cards import parse_card
from leadscore.errors import CardError
from leadscore.features.card_matrix import card_matrix
from leadscore.features.matrix import build_both, build_current, build_matrix
from leadscore.settings import Settings, parse_settings
from leadscore.sources.flat import FlatColumn, FlatTable
from leadscore.sources.simulate import simulate
from leadscore.sources.warehouse import Warehouse, warehouse_from_frames

FEW = {"windows_days": [30], "half_lives_days": [30], "intents": []}
OTHER = parse_card("""
rules:
  - {id: director, says: Director, who: {seniority_in: [director]}, points: 7}
  - {id: views, says: Views, what: {kind: page_view, within_days: 60}, points: 3, per: act, cap: 20,
     decay: {half_life_days: 10}}
  - {id: silent, says: Silent, what: {within_days: 30, at_most: 0}, points: -5}
groups:
  all: {cap: 15, rules: [views]}
exclusions:
  - {id: student, says: Student, who: {seniority_in: [student]}}
""")


@pytest.fixture(scope="module")
def simulated() -> Warehouse:
    return warehouse_from_frames(simulate(n_leads=300, months=8, seed=3).tables, Settings())


@pytest.mark.parametrize("grid", ["month", "week", "after_creation"])
def test_another_card_gives_what_building_with_it_gives(simulated: Warehouse, grid: str) -> None:
    settings = parse_settings(
        {
            "time": {"grid": grid, "horizon_days": 30, "after_creation_days": [14, 45]},
            "features": FEW,
        }
    )
    past, current = build_both(simulated, settings)
    expected = build_both(simulated, settings, OTHER)
    for matrix, other in zip((past, current), expected, strict=True):
        given = card_matrix(OTHER, matrix, simulated, settings)
        columns = other.columns(family="card")
        assert columns == list(given.X.columns)
        assert (given.X != 0).any().any()
        pd.testing.assert_frame_equal(given.X, other.X[columns])
        assert given.rows is matrix.rows


def test_some_rows_in_any_order_give_the_same(simulated: Warehouse) -> None:
    settings = parse_settings({"time": {"horizon_days": 30}, "features": FEW})
    matrix = build_matrix(simulated, settings)
    whole = card_matrix(OTHER, matrix, simulated, settings)
    some = np.random.default_rng(0).permutation(len(matrix))[: len(matrix) // 3]
    part = card_matrix(OTHER, matrix.take(some), simulated, settings)
    pd.testing.assert_frame_equal(part.X, whole.take(some).X)


def test_the_manifest_names_the_other_card(simulated: Warehouse) -> None:
    settings = parse_settings({"features": FEW})
    matrix = build_current(simulated, settings)
    other = card_matrix(OTHER, matrix, simulated, settings)
    assert other.manifest["card"] == build_current(simulated, settings, OTHER).manifest["card"]
    assert other.manifest["hash"] != matrix.manifest["hash"]


def test_a_flat_export_is_asked_about_its_columns() -> None:
    engine = ibis.duckdb.connect()
    frame = pa.table(
        {
            "lead_id": ["y", "z", "x"],
            "position": [0, 1, 2],
            "group_id": ["g", "h", "g"],
            "converted": [False, None, True],
            "fit__origin": [None, "fair", "web"],
        }
    )
    origin = FlatColumn(name="fit__origin", source="Lead Origin", axis="fit", kind="category")
    flat = FlatTable(
        frame=engine.create_table("flat", frame), columns=(origin,), how="order", left_out={}
    )
    never = datetime(1970, 1, 1)
    warehouse = Warehouse(engine=engine, tables={}, as_of=never, observed_from=never, flat=flat)
    matrix = build_matrix(warehouse, Settings())
    asked = "rules: [{id: web, says: Web, who: {column: %s, in: [Web]}, points: 4}]"
    given = card_matrix(parse_card(asked % "Lead Origin"), matrix, warehouse, Settings())
    assert given.X["card__web"].tolist() == [0.0, 0.0, 4.0]
    with pytest.raises(CardError, match="rule web: there is no column 'Nowhere'"):
        card_matrix(parse_card(asked % "Nowhere"), matrix, warehouse, Settings())
