"""What was worked out is kept whole or not at all, and does not pile up."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import ibis
import pytest

from leadscore.errors import OutputError
from leadscore.sources.shelf import Shelf, connect, fingerprint
from leadscore.sources.warehouse import Warehouse


def _shelf(folder: Path | None) -> tuple[Shelf, ibis.Table]:
    engine = connect()
    engine.con.execute("CREATE TABLE given AS SELECT range AS x FROM range(5)")
    return Shelf(engine, folder), engine.table("given")


@pytest.mark.parametrize("on_disk", [True, False])
def test_a_kept_table_has_the_same_rows(tmp_path: Path, on_disk: bool) -> None:
    shelf, given = _shelf(tmp_path if on_disk else None)
    kept = shelf.keep(given, "events", fingerprint(["a"]))
    assert kept.x.sum().execute() == 10
    assert (shelf.find("events", fingerprint(["a"])) is not None) is on_disk
    assert shelf.find("events", fingerprint(["b"])) is None


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    shelf, given = _shelf(tmp_path)
    broken = given.select(y=ibis.literal("x").cast("int64") + given.x)
    with pytest.raises(Exception, match="Could not convert"):
        shelf.keep(broken, "events", fingerprint(["a"]))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    shelf, given = _shelf(tmp_path / "taken")
    with pytest.raises(OutputError, match=r"taken cannot be written\. Check its rights"):
        shelf.keep(given, "events", fingerprint(["a"]))


def test_what_no_one_used_for_a_day_is_removed(
    crm: Callable[..., Warehouse], tmp_path: Path
) -> None:
    crm()
    tables = tmp_path / ".leadscore" / "tables"
    for name in ("old.parquet", "old.part", "fresh.parquet"):
        (tables / name).write_bytes(b"x")
    for path in tables.iterdir():
        if "fresh" not in path.name:
            os.utime(path, (0, 0))
    used = {path.name for path in tables.iterdir() if "-" in path.name}
    crm()
    assert {path.name for path in tables.iterdir()} == used | {"fresh.parquet"}


def test_a_second_reading_parses_nothing_again(
    crm: Callable[..., Warehouse], tmp_path: Path
) -> None:
    first = crm()
    made = {path: path.stat().st_ino for path in (tmp_path / ".leadscore").rglob("*.parquet")}
    again = crm()
    assert {path: path.stat().st_ino for path in made} == made
    assert again.data_hash == first.data_hash


def test_fingerprints_tell_lists_apart() -> None:
    assert fingerprint(["ab", "c"]) != fingerprint(["a", "bc"])
