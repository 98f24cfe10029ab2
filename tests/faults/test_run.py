"""The whole job with too few conversions and hostile values, and a command that is stopped."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import leadscore as ls
from tests.faults.conftest import export
from tests.faults.spoiling import Said, call, change, contents, unfinished
from tests.faults.test_notebooks import KEPT, write_notebook

#: Six notebooks, each in a process of its own, take long on a busy machine.
pytestmark = [pytest.mark.timeout(1200), pytest.mark.xdist_group("faults")]


@pytest.fixture(scope="module")
def poor(learned: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Said]:
    """Run the main job where 12 leads converted, a third of a model's need."""
    root = Path(shutil.copytree(learned, tmp_path_factory.mktemp("poor") / "acme"))
    for name in ("mlruns", "exports", ".leadscore"):
        shutil.rmtree(root / name)
    change(root / "leadscore.toml", "resamples = 2000", "resamples = 200")
    change(root / "leadscore.toml", "backtest_months = 15", "backtest_months = 3")
    change(root / "leadscore.toml", "learning_curve_repeats = 3", "learning_curve_repeats = 1")
    rows = export().splitlines()
    won = [at for at, row in enumerate(rows) if row.endswith(",1")]
    for at in set(won) - set(won[:: len(won) // 12][:12]):
        rows[at] = rows[at][:-1] + "0"
    (root / "data" / "export.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (root / "mlruns").mkdir()
    return root, call(root, "run")


def test_with_few_conversions_the_card_alone_is_used_and_the_run_says_so(
    poor: tuple[Path, Said],
) -> None:
    root, said = poor
    assert said.code == 0, said.err
    for model in ("scientist", "auto"):
        (line,) = [one for one in said.out.splitlines() if one.startswith(f"! {model}: ")]
        assert "a model needs 30 (models.min_conversions). Use the points card" in line
    store = ls.Project(root).store
    assert list(store.versions()["contender"]) == ["card"]
    assert (root / "exports" / "scored_leads.csv").is_file()
    assert unfinished(root) == []


def test_no_page_holds_a_script_or_a_formula_that_came_with_the_data(
    poor: tuple[Path, Said],
) -> None:
    pages = sorted((poor[0] / "reports").glob("*.html"))
    assert "40_leads.html" in {page.name for page in pages}
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text
        assert "alert(1)</" not in text


#: The command line, hearing Ctrl-C also where the tests themselves run in the background.
HEARING = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from leadscore.cli import main; main()"
)


def test_ctrl_c_stops_with_its_own_exit_code_and_keeps_what_was_there(flat: Path) -> None:
    begun = flat / "begun"
    write_notebook(
        flat / "notebooks" / "10_data.ipynb",
        f"import pathlib, time; pathlib.Path({str(begun)!r}).touch(); time.sleep(300)",
    )
    ls.Project(flat).store.champion()  # a copied project's database learns where it lies now
    before = {name: each for name, each in contents(flat).items() if name.startswith(KEPT)}
    with subprocess.Popen(
        [sys.executable, "-c", HEARING, "report", "--project", str(flat)],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as command:
        for _ in range(1200):
            if begun.exists():
                break
            time.sleep(0.1)
        os.killpg(command.pid, signal.SIGINT)  # as a terminal does: to all of its processes
        _, said = command.communicate(timeout=60)
    assert command.returncode == 130
    assert said.startswith("Stopped. What was finished before stays")
    assert "Traceback" not in said
    after = {name: each for name, each in contents(flat).items() if name.startswith(KEPT)}
    assert after == before
    assert unfinished(flat) == []
