"""Parameters, figures and the environment are written as MLflow and people can read them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from leadscore.errors import UsageError
from leadscore.versions.records import (
    environment,
    flat_params,
    known_metrics,
    write_documents,
    write_figures,
)


def test_nested_parameters_become_dotted_names_of_bounded_length() -> None:
    flat = flat_params({"auto": {"trials": 20, "long": "x" * 10_000}, "seed": 0})

    assert set(flat) == {"auto.trials", "auto.long", "seed"}
    assert len(flat["auto.long"]) == 6000


def test_figures_that_are_not_known_are_left_out() -> None:
    assert known_metrics({"auc": 0.5, "lift": float("nan"), "gain": float("inf")}) == {"auc": 0.5}


def test_the_environment_names_what_figures_depend_on_and_no_machine() -> None:
    said = environment()

    assert {"python", "leadscore", "numpy", "xgboost", "mlflow"} <= set(said)
    assert all(value[0].isdigit() or value == "not installed" for value in said.values())


def test_documents_lie_by_name(tmp_path: Path) -> None:
    (tmp_path / "20_card.ipynb").write_text("{}")
    (tmp_path / "gains.png").write_bytes(b"picture")
    figure = Figure()
    figure.subplots().plot([0, 1])

    write_documents(
        tmp_path / "documents",
        manifest={"data_hash": "abc", "as_of": np.datetime64("2026-01-01")},
        figures={"lift": figure, "gains": tmp_path / "gains.png"},
        notebook=tmp_path / "20_card.ipynb",
    )

    written = {
        path.relative_to(tmp_path / "documents").as_posix()
        for path in (tmp_path / "documents").rglob("*.*")
    }
    assert written == {
        "manifest.json",
        "environment.json",
        "figures/lift.svg",
        "figures/gains.png",
        "notebook/20_card.ipynb",
    }
    manifest = json.loads((tmp_path / "documents" / "manifest.json").read_text())
    assert manifest == {"data_hash": "abc", "as_of": "2026-01-01"}


def test_a_figure_is_drawn_the_same_each_time(tmp_path: Path) -> None:
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
        figure = Figure()
        figure.subplots().fill_between([0, 1], [1, 2], hatch="//")
        assert write_figures(tmp_path / folder, {"lift": figure}) == {
            "lift": tmp_path / folder / "figures" / "lift.svg"
        }
    first, second = (tmp_path / name / "figures" / "lift.svg" for name in ("first", "second"))
    assert first.read_bytes() == second.read_bytes()


def test_a_notebook_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no file .*missing\.ipynb to keep"):
        write_documents(
            tmp_path / "documents", manifest={}, figures={}, notebook=tmp_path / "missing.ipynb"
        )
