"""With pip alone: the wheel, away from the checkout, does the whole job."""

import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.journeys.walking import CHECKOUT, Journey

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("journey"), pytest.mark.timeout(900)]


def test_the_wheel_holds_notebooks_templates_and_no_leads(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in ("_notebooks/30_compare.ipynb", "templates/card.yaml", "templates/page.html"):
        assert f"leadscore/{wanted}" in names
    assert "leadscore/__init__.pyi" in names
    assert not [name for name in names if name.endswith((".csv", ".parquet", ".duckdb"))]


def test_the_clean_environment_has_the_wheels_leadscore(clean_python: Path, tmp_path: Path) -> None:
    where = "import leadscore; print(leadscore.__file__)"
    home = subprocess.check_output([clean_python, "-c", where], cwd=tmp_path, text=True)
    assert str(CHECKOUT) not in home


def test_init_and_run_do_the_main_job_outside_the_checkout(journey: Journey) -> None:
    wanted = {"leadscore.toml", "card.yaml", "card.schema.json", "data", "notebooks", "mlruns"}
    assert journey.laid_out == {*wanted, "Makefile", ".gitignore"}
    assert journey.said.returncode == 0, journey.said.stderr
    assert "buyers found" in journey.said.stdout
    assert (journey.root / "reports" / "index.html").is_file()
    assert (journey.root / "exports" / "scored_leads.parquet").is_file()
