"""A version is what was saved, or it is refused."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest
from filelock import FileLock
from matplotlib.figure import Figure

from leadscore.errors import BusyError, OutputError, UsageError, VersionError
from leadscore.features.matrix import FeatureMatrix
from leadscore.models.scorer import LeadScorer
from leadscore.versions import tracking
from leadscore.versions.package import load_for_serving
from leadscore.versions.store import VersionStore


def save(store: VersionStore, scorer: LeadScorer, contender: str = "auto") -> None:
    store.save(
        scorer,
        contender=contender,
        metrics={"roc_auc": 0.75, "unknown": float("nan")},
        params={"auto": {"trials": 20}},
        manifest={"data_hash": "e" * 64},
    )


def test_a_version_scores_as_what_was_saved(
    kept: VersionStore, scorer: LeadScorer, matrix: FeatureMatrix
) -> None:
    loaded = kept.load("card")

    pd.testing.assert_frame_equal(loaded.score(matrix.X), scorer.score(matrix.X))


def test_versions_are_found_by_what_people_call_them(kept: VersionStore) -> None:
    assert kept.find("champion").name == "card 1"
    assert kept.find("auto").name == "auto 2"
    assert kept.find(2) == kept.find("2") == kept.find("auto 2") == kept.find(kept.find(2))
    assert kept.champion() == kept.find(1)
    assert kept.has("auto")
    assert not kept.has("scientist")
    assert not kept.has("previous")


def test_the_list_tells_contender_data_and_which_one_is_in_use(kept: VersionStore) -> None:
    versions = kept.versions()

    assert versions["version"].tolist() == ["auto 2", "card 1"]
    assert versions["in_use"].tolist() == [False, True]
    assert versions["data_hash"].tolist() == ["d" * 64] * 2
    assert str(versions["created_at"].dtype) == "datetime64[us]"


def test_a_version_says_what_it_is_in_both_languages(kept: VersionStore) -> None:
    assert kept.find("card").sentence("en").startswith("Kept as version card 1")
    assert "pistekortti" in kept.find("card").sentence("fi")


def test_an_unknown_version_is_an_error_that_names_the_known(kept: VersionStore) -> None:
    with pytest.raises(VersionError, match=r"no version 'scientist' of acme.*card 1, auto 2"):
        kept.load("scientist")
    with pytest.raises(VersionError, match="no version 'previous'"):
        kept.load("previous")


def test_reading_where_nothing_was_kept_makes_nothing(tmp_path: Path) -> None:
    store = VersionStore(tmp_path / "mlruns", "acme")

    assert store.versions().empty
    assert store.history().empty
    assert store.champion() is None
    with pytest.raises(VersionError, match=r"No version of acme is in use yet.*leadscore run"):
        store.load("champion")
    assert not (tmp_path / "mlruns").exists()


def test_a_run_holds_the_evidence(store: VersionStore, scorer: LeadScorer, tmp_path: Path) -> None:
    figure = Figure()
    figure.subplots().plot([0, 1])
    (tmp_path / "22_auto.ipynb").write_text("{}")

    version = store.save(
        scorer,
        contender="auto",
        metrics={"roc_auc": 0.75, "unknown": float("nan")},
        params={"auto": {"trials": 20}, **{f"p{at}": at for at in range(150)}},
        manifest={"data_hash": "e" * 64},
        figures={"gains": figure},
        notebook=tmp_path / "22_auto.ipynb",
    )
    store.attach_notebook("auto", tmp_path / "22_auto.ipynb")

    with closing(sqlite3.connect(store.folder / tracking.DATABASE)) as database:
        where = (version.run_id,)
        params = dict(database.execute("SELECT key, value FROM params WHERE run_uuid = ?", where))
        metrics = dict(database.execute("SELECT key, value FROM metrics WHERE run_uuid = ?", where))
        status = database.execute("SELECT status, user_id FROM runs WHERE run_uuid = ?", where)
        assert status.fetchone() == ("FINISHED", "unknown")
    assert params["auto.trials"] == "20"
    assert len(params) == 151
    assert metrics == {"roc_auc": 0.75}
    artifacts = store.package_folder(version).parent
    names = {path.relative_to(artifacts).as_posix() for path in artifacts.rglob("*.*")}
    assert {
        "manifest.json",
        "environment.json",
        "figures/gains.svg",
        "notebook/22_auto.ipynb",
        "model/pyfunc_model.py",
        "model/hashes.json",
    } <= names
    assert json.loads((artifacts / "manifest.json").read_text()) == {"data_hash": "e" * 64}
    assert version.data_hash == "e" * 64
    assert not [path for path in artifacts.rglob("*") if path.suffix in (".pkl", ".pickle")]


def test_putting_a_version_into_use_keeps_the_one_before_findable(store: VersionStore) -> None:
    store.set_champion("auto", reason="found more buyers")

    assert store.find("champion").name == "auto 2"
    assert store.find("previous").name == "card 1"
    history = store.history()
    assert history["version"].tolist() == ["auto 2", "card 1"]
    assert history["before"].tolist() == ["card 1", ""]
    assert history["reason"].tolist() == ["found more buyers", "what the team uses today"]


def test_tables_measured_later_are_kept_beside_the_version(
    store: VersionStore, scorer: LeadScorer
) -> None:
    save(store, scorer)
    folder = store.package_folder("auto").parent
    store.record("auto", metrics={"unseen": 0.7}, documents={"segments": '[{"value": "FI"}]'})

    assert json.loads((folder / "segments.json").read_text()) == [{"value": "FI"}]
    store.load("auto")  # what is checked when it is loaded did not change


def test_putting_the_version_in_use_into_use_records_nothing(store: VersionStore) -> None:
    store.set_champion("card", reason="again")

    assert len(store.history()) == 1


def test_a_damaged_version_is_not_put_into_use(store: VersionStore) -> None:
    shutil.rmtree(store.package_folder("auto") / "artifacts")

    with pytest.raises(VersionError, match="are missing"):
        store.set_champion("auto", reason="found more buyers")

    assert store.find("champion").name == "card 1"


def _tamper(folder: Path, _: Path) -> None:
    path = next(path for path in (folder / "artifacts").rglob("*.json") if path.stat().st_size > 99)
    path.write_bytes(path.read_bytes().replace(b"1", b"2"))


def _truncate(folder: Path, _: Path) -> None:
    path = max((folder / "artifacts" / "scorer").rglob("*.*"), key=lambda one: one.stat().st_size)
    path.write_bytes(path.read_bytes()[:-10])


def _tamper_code(folder: Path, _: Path) -> None:
    with (folder / "pyfunc_model.py").open("a") as code:
        code.write("\nprint('hello')\n")


def _delete(folder: Path, _: Path) -> None:
    max((folder / "artifacts" / "scorer").rglob("*.*"), key=lambda one: one.stat().st_size).unlink()


def _add(folder: Path, _: Path) -> None:
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "pyfunc_model.cpython-311.pyc").write_bytes(b"code")


def _swap_one(folder: Path, other: Path) -> None:
    name = "artifacts/scorer/scorer.json"
    shutil.copyfile(other / name, folder / name)


def _swap_all(folder: Path, other: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(other, folder)


def _forget_hashes(folder: Path, _: Path) -> None:
    (folder / "hashes.json").unlink()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (_tamper, r"1 of .* files .* are changed"),
        (_truncate, r"1 of .* files .* are changed"),
        (_tamper_code, r"are changed: pyfunc_model\.py"),
        (_delete, r"1 of .* files .* are missing"),
        (_add, r"are not part of it: __pycache__/pyfunc_model"),
        (_swap_one, r"are changed: artifacts/scorer/scorer\.json"),
        (_swap_all, "not those of this version"),
        (_forget_hashes, r"has no hashes\.json"),
    ],
)
def test_a_version_whose_files_were_touched_is_refused(
    store: VersionStore, harm: Callable[[Path, Path], None], said: str
) -> None:
    harm(store.package_folder("card"), store.package_folder("auto"))

    with pytest.raises(VersionError, match=said) as told:
        store.load("card")
    with pytest.raises(VersionError, match=said):
        store.load_for_serving("card")

    assert "leadscore train" in str(told.value)
    assert store.load("auto") is not None


def test_a_run_id_that_points_elsewhere_is_refused(store: VersionStore) -> None:
    with closing(sqlite3.connect(store.folder / tracking.DATABASE)) as database, database:
        database.execute("UPDATE model_versions SET run_id = '../../etc' WHERE version = 2")

    with pytest.raises(VersionError, match="which is no run of MLflow's"):
        store.load("auto")


def test_a_moved_project_loads_scores_and_goes_on(
    kept: VersionStore, scorer: LeadScorer, matrix: FeatureMatrix, tmp_path: Path
) -> None:
    shutil.copytree(kept.folder, tmp_path / "one place" / "mlruns")
    before = VersionStore(tmp_path / "one place" / "mlruns", "acme")
    save(before, scorer)
    shutil.move(tmp_path / "one place", tmp_path / "ä new place")

    moved = VersionStore(tmp_path / "ä new place" / "mlruns", "acme")
    pd.testing.assert_frame_equal(moved.load("champion").score(matrix.X), scorer.score(matrix.X))
    save(moved, scorer, "scientist")

    assert moved.versions()["version"].tolist() == ["scientist 4", "auto 3", "auto 2", "card 1"]
    assert moved.package_folder("scientist").is_relative_to(moved.folder)
    assert not (tmp_path / "one place").exists()
    assert b"one%20place" not in (moved.folder / tracking.DATABASE).read_bytes()


@pytest.mark.parametrize("name", ["", "Auto", "a b", "champion", "previous", "../x", "7"])
def test_a_contender_must_have_a_plain_name(
    store: VersionStore, scorer: LeadScorer, name: str
) -> None:
    with pytest.raises(UsageError, match="contender must be small letters"):
        save(store, scorer, name)


def test_a_figure_that_mlflow_refuses_leaves_no_version(
    store: VersionStore, scorer: LeadScorer
) -> None:
    with pytest.raises(VersionError, match="refused"):
        store.save(scorer, contender="auto", metrics={"not/\nallowed": 1.0}, params={}, manifest={})

    assert len(store.versions()) == 2
    assert not list(store.folder.glob(".saving-*"))


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path, scorer: LeadScorer) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(OutputError, match="cannot be written into"):
        save(VersionStore(tmp_path / "file" / "mlruns", "acme"), scorer)


@pytest.mark.parametrize("name", ["what?", "50%", "a#b"])
def test_a_folder_that_sqlite_cannot_be_told_is_an_error(
    tmp_path: Path, scorer: LeadScorer, name: str
) -> None:
    with pytest.raises(OutputError, match=r"gives .* another meaning.*versions\.folder"):
        save(VersionStore(tmp_path / name, "acme"), scorer)


def test_a_database_that_is_none_is_an_error(store: VersionStore) -> None:
    (store.folder / tracking.DATABASE).write_bytes(b"this is no database at all" * 100)

    with pytest.raises(VersionError, match=r"database in .* refused"):
        VersionStore(store.folder, "acme").load()


def test_a_store_held_by_another_command_is_busy(
    store: VersionStore, scorer: LeadScorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.versions()
    monkeypatch.setattr(tracking, "LOCK_SECONDS", 0.1)

    with FileLock(store.folder / ".lock"), pytest.raises(BusyError, match="is writing a version"):
        save(store, scorer)


def test_what_a_killed_command_left_is_cleared(store: VersionStore, scorer: LeadScorer) -> None:
    (store.folder / ".saving-killed" / "run").mkdir(parents=True)

    save(store, scorer)

    assert not list(store.folder.glob(".saving-*"))


_SERVE = """
import sys
import pandas as pd
import leadscore.versions
import mlflow
model = mlflow.pyfunc.load_model(sys.argv[1])
model.predict(pd.read_parquet(sys.argv[2])).to_parquet(sys.argv[3])
"""


def test_the_pyfunc_scores_the_same_in_a_fresh_process_without_pickle(
    kept: VersionStore, scorer: LeadScorer, matrix: FeatureMatrix, tmp_path: Path
) -> None:
    matrix.X.to_parquet(tmp_path / "X.parquet")
    folder = kept.package_folder("card")
    command = [sys.executable, "-c", _SERVE, folder, tmp_path / "X.parquet", tmp_path / "s.parquet"]
    settings = {**os.environ, "MLFLOW_ALLOW_PICKLE_DESERIALIZATION": "false"}

    subprocess.run(list(map(str, command)), check=True, cwd=tmp_path, env=settings)

    pd.testing.assert_frame_equal(
        pd.read_parquet(tmp_path / "s.parquet"), scorer.score(matrix.X), check_dtype=False
    )
    assert not list(tmp_path.glob("*.db"))
    assert not (tmp_path / "mlruns").exists()


def test_a_version_does_not_tell_where_it_was_made(kept: VersionStore) -> None:
    folder = kept.package_folder(kept.find("champion"))
    for path in (path for path in folder.rglob("*") if path.is_file()):
        assert str(kept.folder).encode() not in path.read_bytes(), path


def test_serving_in_this_process_gives_the_same(
    store: VersionStore, scorer: LeadScorer, matrix: FeatureMatrix
) -> None:
    served = store.load_for_serving("champion").predict(matrix.X)

    pd.testing.assert_frame_equal(served, scorer.score(matrix.X), check_dtype=False)
    assert store.load("champion") is not None


def _foreign_loader(folder: Path) -> None:
    path = folder / "MLmodel"
    text, times = re.subn(r"loader_module: \S+", "loader_module: foreign_loader", path.read_text())
    assert times == 1
    path.write_text(text)


def _foreign_code(folder: Path) -> None:
    path = folder / "MLmodel"
    text, times = re.subn(r"    code: \S+", "    code: code", path.read_text())
    assert times == 1
    path.write_text(text)
    (folder / "code").mkdir()
    (folder / "code" / "pandas.py").write_text(_FOREIGN)


def _foreign_file(folder: Path) -> None:
    (folder / "pyfunc_model.py").write_text(_FOREIGN)


_FOREIGN = "raise RuntimeError('foreign code was run')\n"


@pytest.mark.parametrize("plant", [_foreign_loader, _foreign_code, _foreign_file])
def test_serving_a_folder_from_elsewhere_runs_no_code_of_its_own(
    store: VersionStore,
    scorer: LeadScorer,
    matrix: FeatureMatrix,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    plant: Callable[[Path], None],
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "foreign_loader.py").write_text(_FOREIGN)
    monkeypatch.syspath_prepend(tmp_path / "elsewhere")
    folder = store.package_folder("card")
    plant(folder)
    before = list(sys.path)

    served = load_for_serving(folder).predict(matrix.X)

    pd.testing.assert_frame_equal(served, scorer.score(matrix.X), check_dtype=False)
    assert sys.path == before
    assert "foreign_loader" not in sys.modules


def test_serving_a_folder_whose_scorer_was_changed_is_refused(store: VersionStore) -> None:
    folder = store.package_folder("card")
    path = folder / "artifacts" / "scorer" / "scorer.json"
    path.write_text(path.read_text().replace("slope", "slopes"))

    with pytest.raises(VersionError, match=r"scorer\.json in .* is not as it was saved"):
        load_for_serving(folder)
