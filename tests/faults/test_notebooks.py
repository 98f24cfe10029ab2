"""Notebooks that fail, are cut off, or whose process is ended."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from leadscore.errors import LeadscoreError, UsageError
from leadscore.project import Project
from tests.faults.spoiling import call, contents, refused

#: One worker lays the flat project out once.
pytestmark = pytest.mark.xdist_group("faults")
KEPT = ("mlruns/", "exports/", "data/", ".leadscore/features/", ".leadscore/scored.parquet")


def write_notebook(path: Path, *cells: str) -> None:
    """Write a notebook of a few cells, quick to run."""
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_markdown_cell("# Data")]
    notebook.cells += [nbformat.v4.new_code_cell(cell) for cell in cells]
    nbformat.write(notebook, path)


def _kept(root: Path) -> dict[str, str]:
    return {name: each for name, each in contents(root).items() if name.startswith(KEPT)}


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("raise ZeroDivisionError('[red]half-way')", "stopped in cell"),
        ("import os; os._exit(137)", "was ended from outside"),
    ],
)
def test_a_notebook_that_fails_half_way_keeps_no_result(flat: Path, code: str, told: str) -> None:
    write_notebook(flat / "notebooks" / "10_data.ipynb", "1 + 1", code, "2 + 2")
    Project(flat).store.champion()  # a copied project's database learns where it lies now
    before = _kept(flat)
    said = call(flat, "report")
    assert said.code == LeadscoreError.exit_code
    assert told in said.err
    assert "Traceback" not in said.err
    assert _kept(flat) == before
    assert not (flat / "reports").exists()
    executed = flat / ".leadscore" / "notebooks"
    assert not any((executed / f"{name}.ipynb").exists() for name in ("10_data", "40_leads"))


@pytest.mark.parametrize("text", ["", "hello", '{"cells": [', json.dumps([1])])
def test_a_notebook_that_is_cut_off_is_told_before_it_runs(flat: Path, text: str) -> None:
    (flat / "notebooks" / "10_data.ipynb").write_text(text, encoding="utf-8")
    said = refused(flat, UsageError.exit_code, "report")
    assert "10_data.ipynb in" in said
    assert "is not a notebook, or it is cut off" in said
