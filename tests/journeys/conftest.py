"""A whole small project, run once as a user runs it; the journeys look at what it left."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.journeys.walking import CHECKOUT, Journey, hasten, leadscore


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as `make wheel` does."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder)]
    subprocess.run(build, cwd=CHECKOUT, check=True, capture_output=True, timeout=300)
    return next(folder.glob("leadscore-*.whl"))


@pytest.fixture(scope="session")
def clean_python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
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


@pytest.fixture(scope="session")
def journey(tmp_path_factory: pytest.TempPathFactory, clean_python: Path) -> Journey:
    """``leadscore init``, ``simulate`` and ``run --json`` of the wheel, on a small CRM."""
    folder = tmp_path_factory.mktemp("journey")
    assert leadscore("init", "acme", cwd=folder, python=clean_python).returncode == 0
    root = folder / "acme"
    laid_out = frozenset(path.name for path in root.iterdir())
    hasten(root)
    simulate = ("simulate", "--leads", "4000", "--seed", "3")
    simulated = leadscore(*simulate, cwd=root, python=clean_python)
    assert simulated.returncode == 0, simulated.stderr
    said = leadscore("run", "--json", cwd=root, python=clean_python)
    return Journey(root=root, said=said, laid_out=laid_out)
