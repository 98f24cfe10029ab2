"""The feature matrix: what it holds, how it is kept, when it is too small."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pytest

from leadscore.cards import Card, parse_card
from leadscore.errors import DataError, OutputError, UsageError
from leadscore.features.frame import put_in_place
from leadscore.features.matrix import (
    FeatureMatrix,
    build_both,
    build_current,
    build_matrix,
)
from leadscore.settings import Settings, parse_settings
from leadscore.sources.flat import FlatColumn, FlatTable
from leadscore.sources.simulate import simulate
from leadscore.sources.warehouse import Warehouse, warehouse_from_frames

Make = Callable[..., Warehouse]
#: One of everything: what is tested here does not depend on how many columns there are.
FEW: dict[str, object] = {"windows_days": [30], "half_lives_days": [30], "intents": []}
SETTINGS = parse_settings(
    {"time": {"horizon_days": 30}, "features": FEW, "models": {"min_conversions": 2}}
)
WON_8 = {"lead_id": "8", "stage": "won", "entered_at": "2024-03-10"}
CARD = parse_card("rules:\n  - {id: boss, says: Boss, who: {seniority_in: [director]}, points: 10}")


def crm(make: Make, **changes: object) -> Warehouse:
    leads = [
        {"lead_id": "b", "created_at": "2024-01-10", "job_title": "Myyntijohtaja"},
        {"lead_id": "a", "created_at": "2024-01-20", "account_id": "acme", "source": "web"},
        {"lead_id": "c", "created_at": "2024-03-20", "account_id": "acme"},
    ]
    events = [{"lead_id": "a", "kind": "page_view", "event_at": "2024-01-25"}]
    won = {"lead_id": "a", "stage": "won", "entered_at": "2024-03-10", "amount_eur": 70.0}
    values = {"leads": leads, "events": events, "stages": [won], "as_of": "2024-04-10"}
    return make(**{**values, **changes})


@pytest.fixture(scope="module")
def matrix(warehouse_of: Make) -> FeatureMatrix:
    """The matrix of the small CRM, for tests that only look at it."""
    return build_matrix(crm(warehouse_of), SETTINGS)


def test_a_matrix_has_its_rows_in_order_and_its_columns_typed(matrix: FeatureMatrix) -> None:
    rows = matrix.rows
    order = [f"{lead}{cutoff:%m}" for lead, cutoff in zip(rows.lead_id, rows.cutoff, strict=True)]
    assert order == ["a02", "b02", "a03", "b03", "b04", "c04"]
    acme, b = "account:acme", "lead:b"
    assert list(matrix.groups) == [acme, b, acme, b, b, acme]
    assert rows["label"].fillna(-1).tolist() == [0, 0, 1, 0, -1, -1]
    assert rows["amount_eur"].fillna(0).tolist() == [0, 0, 70, 0, 0, 0]
    assert list(matrix.X.columns) == matrix.catalogue.names()
    for entry in matrix.catalogue:
        assert matrix.X[entry.name].dtype == ("float32" if entry.kind == "number" else "str")
    assert rows.index.equals(matrix.X.index)


def test_a_lead_and_an_account_of_the_same_number_are_not_one_group(warehouse_of: Make) -> None:
    leads = [
        {"lead_id": "7", "created_at": "2024-01-10"},
        {"lead_id": "8", "created_at": "2024-01-10", "account_id": "7"},
    ]
    matrix = build_matrix(crm(warehouse_of, leads=leads, events=[], stages=[WON_8]), SETTINGS)
    assert set(matrix.groups) == {"lead:7", "account:7"}


@pytest.mark.parametrize("grid", ["month", "after_creation"])
def test_past_and_current_built_in_one_go_are_those_built_alone(grid: str) -> None:
    settings = parse_settings(
        {"data": {"timezone": "UTC"}, "time": {"grid": grid}, "features": FEW}
    )
    tables = simulate(n_leads=150, months=8, seed=1).tables
    warehouse = warehouse_from_frames(tables, settings)
    together = build_both(warehouse, settings, CARD)
    alone = (build_matrix(warehouse, settings, CARD), build_current(warehouse, settings, CARD))
    for here, there in zip(together, alone, strict=True):
        assert len(here) > 50
        assert here.manifest == there.manifest
        pd.testing.assert_frame_equal(here.rows, there.rows)
        pd.testing.assert_frame_equal(here.X, there.X, rtol=1e-6)


def test_what_nobody_has_is_left_out_for_learning_and_kept_for_scoring(warehouse_of: Make) -> None:
    warehouse = crm(warehouse_of)
    past, current = build_matrix(warehouse, SETTINGS), build_current(warehouse, SETTINGS)
    assert "fit__country" not in past.X
    left_out = past.manifest["left_out"]
    assert left_out.keys() >= {"fit__country", "fit__language"}
    assert set(left_out.values()) == {"no snapshot has a value"}
    assert "fit__country" in current.X
    assert set(past.X) <= set(current.X)
    assert current.rows["lead_id"].tolist() == ["b", "c"]
    assert current.rows["label"].isna().all()


def test_the_same_input_gives_the_same_matrix(matrix: FeatureMatrix, warehouse_of: Make) -> None:
    one, other = matrix, build_matrix(crm(warehouse_of), SETTINGS)
    pd.testing.assert_frame_equal(one.X, other.X)
    pd.testing.assert_frame_equal(one.rows, other.rows)
    assert one.manifest == other.manifest
    longer = parse_settings({"time": {"horizon_days": 31}, "features": FEW})
    assert build_matrix(crm(warehouse_of), longer).manifest["hash"] != one.manifest["hash"]


def test_the_cards_points_are_listed_only_when_asked_for(warehouse_of: Make) -> None:
    matrix = build_matrix(crm(warehouse_of), SETTINGS, CARD)
    assert matrix.columns(family="card") == ["card__boss"]
    assert not [name for name in matrix.columns() if name.startswith("card__")]
    assert matrix.X["card__boss"].tolist() == [0, 10, 0, 10, 10, 0]


def test_the_manifest_tells_which_card_gave_the_points(warehouse_of: Make) -> None:
    def told(card: Card | None, settings: Settings = SETTINGS) -> object:
        return build_matrix(crm(warehouse_of), settings, card).manifest["card"]

    text = CARD.to_json()
    reworded = Card.from_json(text.replace("Boss", "Leads others"))
    dearer = Card.from_json(text.replace("10", "11"))
    plain = told(CARD)
    assert told(None) is None
    assert plain == told(reworded)
    assert plain != told(dearer)
    pricing = {"name": "pricing", "pattern": "pricing"}
    asked = {"time": {"horizon_days": 30}, "features": {**FEW, "intents": [pricing]}}
    assert plain != told(CARD, parse_settings(asked))


def test_taking_rows_keeps_rows_and_features_together(matrix: FeatureMatrix) -> None:
    won = matrix.take(matrix.y == 1)
    assert won.rows["lead_id"].tolist() == ["a"]
    assert won.X.index.tolist() == [0]
    turned = matrix.take([3, 0])
    assert turned.rows["lead_id"].tolist() == ["b", "a"]
    assert turned.X["fit__age_days"].tolist() == [51, 12]


def test_a_matrix_survives_its_folder(matrix: FeatureMatrix, tmp_path: Path) -> None:
    folder = matrix.write(tmp_path / "deep" / "past")
    again = FeatureMatrix.read(folder)
    pd.testing.assert_frame_equal(again.X, matrix.X)
    pd.testing.assert_frame_equal(again.rows, matrix.rows)
    assert (again.catalogue, again.manifest) == (matrix.catalogue, matrix.manifest)
    assert matrix.take([0]).write(folder) == folder
    assert len(FeatureMatrix.read(folder)) == 1
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["past"]


def test_a_folder_is_whole_at_every_step_of_being_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, made = tmp_path / "past", tmp_path / "made"
    for place, text in ((folder, "old"), (made, "new")):
        place.mkdir()
        (place / "a").write_text(text)
    seen: list[set[str]] = []

    def look(act: Callable[..., object]) -> Callable[..., object]:
        def looked(*args: object, **kwargs: object) -> object:
            seen.append({(each / "a").read_text() for each in tmp_path.glob("past*")})
            return act(*args, **kwargs)

        return looked

    monkeypatch.setattr(Path, "rename", look(Path.rename))
    monkeypatch.setattr(shutil, "rmtree", look(shutil.rmtree))
    put_in_place(made, folder)
    assert seen == [{"old"}, {"old"}, {"old"}, {"old", "new"}]
    assert [path.name for path in tmp_path.iterdir()] == ["past"]
    assert (folder / "a").read_text() == "new"


def test_a_folder_that_cannot_be_put_in_place_leaves_the_former(tmp_path: Path) -> None:
    (tmp_path / "past").mkdir()
    with pytest.raises(FileNotFoundError):
        put_in_place(tmp_path / "nothing", tmp_path / "past")
    assert [path.name for path in tmp_path.iterdir()] == ["past"]


@pytest.mark.parametrize("name", ["rows.parquet", "features.parquet", "manifest.json"])
def test_a_broken_folder_is_told(matrix: FeatureMatrix, tmp_path: Path, name: str) -> None:
    folder = matrix.write(tmp_path / "past")
    (folder / name).write_bytes((folder / name).read_bytes()[:40])
    with pytest.raises(DataError, match=r"cannot be read \(.*\)\. Build them again"):
        FeatureMatrix.read(folder)
    (folder / name).unlink()
    with pytest.raises(DataError, match=r"cannot be read \(FileNotFoundError\)"):
        FeatureMatrix.read(folder)


def test_a_folder_that_cannot_be_written_is_told(matrix: FeatureMatrix, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match=r"features cannot be written into .*Make room"):
        matrix.write(tmp_path / "file" / "past")


def test_files_of_two_matrices_are_not_mixed(matrix: FeatureMatrix, tmp_path: Path) -> None:
    folder = matrix.write(tmp_path / "past")
    matrix.X.drop(columns="fit__age_days").to_parquet(folder / "features.parquet")
    with pytest.raises(DataError, match=r"cannot be read \(UsageError\)"):
        FeatureMatrix.read(folder)
    with pytest.raises(UsageError, match=r"rows \(6\), X \(6 by .* do not fit each other"):
        replace(matrix, X=matrix.X.drop(columns="fit__age_days"))


def test_a_company_that_stands_twice_is_told_not_multiplied(warehouse_of: Make) -> None:
    twice = [{"account_id": "acme"}, {"account_id": "acme"}]
    with pytest.raises(DataError, match=r"9 rows of fit features came back for 6 snapshots"):
        build_matrix(crm(warehouse_of, accounts=twice), SETTINGS)


def flat_crm(how: str) -> Warehouse:
    frame = pd.DataFrame(
        {
            "lead_id": ["x", "y", "z"],
            "position": [2, 0, 1],
            "group_id": ["g", "g", "h"],
            "converted": pd.array([True, False, None], dtype="boolean"),
            "fit__origin": ["web", None, "fair"],
            "behaviour__visits": [3.0, 1.0, np.nan],
        }
    )
    columns = (
        FlatColumn(name="fit__origin", source="Lead Origin", axis="fit", kind="category"),
        FlatColumn(name="behaviour__visits", source="Visits", axis="behaviour", kind="number"),
    )
    engine = ibis.duckdb.connect()
    flat = FlatTable(
        frame=engine.create_table("flat", frame),
        columns=columns,
        how=how,  # type: ignore[arg-type]
        left_out={"Tags": "filled in by sales afterwards"},
    )
    never = pd.Timestamp("1970-01-01").to_pydatetime()
    return Warehouse(engine=engine, tables={}, as_of=never, observed_from=never, flat=flat)


def test_a_flat_export_gives_a_matrix_without_instants() -> None:
    matrix = build_matrix(flat_crm("order"), Settings())
    rows = matrix.rows
    assert rows["lead_id"].tolist() == ["y", "z", "x"]
    assert rows["position"].tolist() == [0, 1, 2]
    assert rows["label"].fillna(-1).tolist() == [0, -1, 1]
    assert rows["mature"].tolist() == [True, False, True]
    assert list(matrix.groups) == ["g", "h", "g"]
    assert rows["cutoff"].isna().all()
    assert rows["cutoff"].dtype == "datetime64[us]"
    assert matrix.X["fit__origin"].fillna("?").tolist() == ["?", "fair", "web"]
    assert matrix.X["behaviour__visits"].fillna(-1).tolist() == [1, -1, 3]
    assert matrix.manifest["split"] == "order"
    assert matrix.manifest["left_out"] == {"Tags": "filled in by sales afterwards"}
    assert matrix.catalogue["fit__origin"].tell("web", "fi") == "Lead Origin: web"
    json.dumps(matrix.manifest)


def test_a_flat_export_without_order_has_no_position() -> None:
    assert "position" not in build_matrix(flat_crm("random"), Settings()).rows


def test_of_a_flat_export_the_open_leads_are_scored() -> None:
    assert build_current(flat_crm("order"), Settings()).rows["lead_id"].tolist() == ["z"]
