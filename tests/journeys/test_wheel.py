"""With pip alone: the wheel, away from the checkout, does the whole job."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.journeys.walking import hasten

CHECKOUT = Path(__file__).parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel"), pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as `make wheel` does."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder)]
    subprocess.run(build, cwd=CHECKOUT, check=True, capture_output=True, timeout=300)
    return next(folder.glob("leadscore-*.whl"))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel; its dependencies are those of the one at work."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=False)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    home = Path(subprocess.check_output([python, "-c", ask], text=True).strip())
    # a folder named so, unlike one that site adds itself, brings no editable checkout along
    (home / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, "--target", str(home), str(wheel)], check=True, timeout=120)
    return python


def test_the_wheel_holds_notebooks_templates_and_no_leads(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in ("_notebooks/30_compare.ipynb", "templates/card.yaml", "templates/page.html"):
        assert f"leadscore/{wanted}" in names
    assert "leadscore/__init__.pyi" in names
    assert not [name for name in names if name.endswith((".csv", ".parquet", ".duckdb"))]


def test_init_and_run_do_the_main_job_outside_the_checkout(python: Path, tmp_path: Path) -> None:
    # the dependencies are the checkout's, and nbconvert keeps its templates beside them
    beside = str(Path(sysconfig.get_path("data")) / "share" / "jupyter")
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "JUPYTER_PATH": beside}
    environment.pop("PYTHONPATH", None)

    def leadscore(*words: str, cwd: Path) -> str:
        command = [str(python), "-m", "leadscore.cli", *words]
        ran = subprocess.run(
            command,
            cwd=cwd,
            env=environment,
            capture_output=True,
            text=True,
            timeout=800,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    where = "import leadscore; print(leadscore.__file__)"
    home = subprocess.check_output([python, "-c", where], cwd=tmp_path, text=True)
    assert str(CHECKOUT) not in home
    leadscore("init", "acme", cwd=tmp_path)
    root = tmp_path / "acme"
    laid_out = {path.name for path in root.iterdir()}
    wanted = {
        "leadscore.toml",
        "card.yaml",
        "data",
        "notebooks",
        "mlruns",
        "Makefile",
        ".gitignore",
    }
    assert laid_out == wanted
    hasten(root)
    leadscore("simulate", "--leads", "3000", cwd=root)
    assert "buyers found" in leadscore("run", cwd=root)
    assert (root / "reports" / "index.html").is_file()
    assert (root / "exports" / "scored_leads.parquet").is_file()
