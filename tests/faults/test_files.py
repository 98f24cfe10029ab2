"""Settings, card, mapping, and places that are not what they should be."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from leadscore.errors import DataError, OutputError, SettingsError, VersionError
from leadscore.project import Project
from tests.faults.spoiling import call, change, contents, full_disk, refused, unfinished

#: One worker lays the flat project out once.
pytestmark = pytest.mark.xdist_group("faults")
Crm = Callable[..., Path]
ALIASES = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"b{n}: &b{n} [*{f'b{n - 1}' if n else 'a'},*{f'b{n - 1}' if n else 'a'}]\n"
    for n in range(300_000)
)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("leadscore.toml", "capacity =", "capasity =", "Did you mean 'capacity'?"),
        ("card.yaml", "who:", "whoo:", "line 5, rule metal: there is no 'whoo' here"),
        ("mapping.yaml", "target:", "tarjet:", "line 3, flat.tarjet is not a key"),
        ("card.yaml", "column: industry", "column: indusstry", "Did you mean 'industry'?"),
    ],
)
def test_a_misspelt_key_is_told_with_the_right_one(
    flat: Path, file: str, old: str, new: str, told: str
) -> None:
    change(flat / file, old, new)
    assert told in refused(flat, SettingsError.exit_code, "score")


def test_check_tells_of_the_data_and_then_of_a_card_that_does_not_fit(flat: Path) -> None:
    assert "the data know every column they ask about" in call(flat, "check").out
    change(flat / "card.yaml", "column: industry", "column: indusstry")
    said = call(flat, "check")
    assert said.code == SettingsError.exit_code
    assert "What is there" in said.out
    assert "Did you mean 'industry'?" in said.err


def test_check_tells_what_is_odd_about_the_card(flat: Path) -> None:
    assert "K07" not in call(flat, "check").out
    card = flat / "card.yaml"
    card.write_text(
        card.read_text(encoding="utf-8") + "\nthresholds: {mql: 900}\n", encoding="utf-8"
    )
    said = call(flat, "check")
    assert said.code == 0
    assert "K07 thresholds.mql: no lead reaches 900 points" in said.out


@pytest.mark.parametrize("file", ["card.yaml", "mapping.yaml"])
@pytest.mark.parametrize("size", [len(ALIASES), 900_000])
def test_ten_megabytes_of_nested_aliases_are_refused_at_once(
    flat: Path, file: str, size: int
) -> None:
    assert len(ALIASES) > 10_000_000
    (flat / file).write_text(ALIASES[:size], encoding="utf-8")
    began = time.process_time()
    said = refused(flat, SettingsError.exit_code, "score")
    assert "bytes; at most 1,000,000 are read" in said or "aliases (*) are not read" in said
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("place", "code", "words", "told"),
    [
        (".leadscore", OutputError.exit_code, ["score"], "cannot be written"),
        (".leadscore/tables", OutputError.exit_code, ["check"], "cannot be written"),
        (".leadscore/features", OutputError.exit_code, ["score"], "cannot be written"),
        ("exports", OutputError.exit_code, ["export"], "cannot be written"),
        ("mlruns/mlflow.db", VersionError.exit_code, ["score"], "not a database. Look whether"),
        (".leadscore/scored.parquet", DataError.exit_code, ["export"], "Score them again"),
    ],
)
def test_a_file_in_the_way_is_told_and_left_as_it_is(
    flat: Path, place: str, code: int, words: list[str], told: str
) -> None:
    path = flat / place
    if path.is_dir():
        shutil.rmtree(path)
    path.write_text("in the way", encoding="utf-8")
    assert told in refused(flat, code, *words)


def test_a_place_that_does_not_exist_is_told(crm: Crm, tmp_path: Path) -> None:
    assert "leadscore init" in refused(tmp_path / "none", SettingsError.exit_code, "check")
    root = crm()
    shutil.rmtree(root / "data")
    said = refused(root, DataError.exit_code, "check")
    assert "No such file or directory" in said
    assert "data.folder" in said


def test_features_that_cannot_be_read_are_built_anew(flat: Path) -> None:
    (flat / ".leadscore" / "features" / "current" / "rows.parquet").write_bytes(b"PAR1 cut off")
    assert "leadscore features" in refused(flat, DataError.exit_code, "explain", "=F299")
    assert call(flat, "features").code == 0
    assert call(flat, "explain", "=F299").code == 0


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["check"], OutputError.exit_code, "cannot be written"),
        (["features"], OutputError.exit_code, "cannot be written"),
        (["score"], VersionError.exit_code, "disk is full"),
        (["export"], OutputError.exit_code, "cannot be written"),
    ],
)
def test_a_full_disk_is_told_and_leaves_what_stood_there(
    flat: Path, words: list[str], code: int, told: str
) -> None:
    change(flat / "data" / "export.csv", "Buyer", "Buying manager")  # nothing may be reused
    if words == ["score"]:
        assert call(flat, "features").code == 0
    before = contents(flat)
    with full_disk(2_000):
        said = call(flat, *words)
    assert said.code == code, said.err or said.out
    assert told in said.err
    assert contents(flat) == before
    assert unfinished(flat) == []


def test_a_full_disk_while_features_are_computed_is_told(crm: Crm) -> None:
    project = Project(crm())
    _ = project.warehouse
    with full_disk(1_000), pytest.raises(OutputError, match="more room than there is"):
        project.build()
