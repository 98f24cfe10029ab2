"""Each notebook runs in a process of its own, forked where that is safe."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest

from leadscore.errors import LeadscoreError
from leadscore.reports import kernels
from leadscore.reports.notebooks import run_notebooks

forks = pytest.mark.skipif(not kernels.CAN_FORK, reason="kernels are forked on Linux alone")
WHO = "import os, sys; print(os.getpid(), os.getppid())"


def write(folder: Path, name: str, *cells: str) -> None:
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
    nbformat.write(notebook, folder / f"{name}.ipynb")


def told(executed: Path) -> list[str]:
    """Read what the cells printed."""
    cells = nbformat.read(executed, as_version=4).cells
    texts = [each["text"].strip() for cell in cells for each in cell.outputs if "text" in each]
    return [text for text in texts if text]


def run(folder: Path, *names: str) -> list[list[str]]:
    return [told(path) for path in run_notebooks(*names, source=folder, output=folder / "out")]


def is_running(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def gone(pid: int) -> bool:
    for _ in range(100):
        if not is_running(pid):
            return True
        time.sleep(0.1)
    return False


@forks
def test_forked_notebooks_share_what_is_loaded_and_nothing_else(tmp_path: Path) -> None:
    asks = "print('colorsys' in sys.modules, os.environ.get('MARK'), getattr(sys, 'mark', None))"
    marks = "os.environ['MARK'] = 'set'; sys.mark = 'set'; os.chdir('/')"
    for name in ("first", "second"):
        write(tmp_path, name, WHO, asks, marks)
    with kernels.loading(["colorsys"]):
        first, second = run(tmp_path, "first", "second")
        assert kernels.standing() is not None
    (one, loader), (two, same) = (each[0].split() for each in (first, second))
    assert loader == same
    assert one != two
    assert first[1] == second[1] == "True None None"
    assert all(gone(int(pid)) for pid in (one, two, loader))


@forks
def test_a_forked_kernel_gives_what_jupyters_own_gives(tmp_path: Path) -> None:
    (tmp_path / "beside.py").write_text("answer = 42\n", encoding="utf-8")
    write(
        tmp_path,
        "story",
        "import os, sys; print(os.getcwd(), sys.argv[0][-20:], 'colorsys' in sys.modules)",
        "import subprocess; print(subprocess.run(['true']).returncode)",
        "import beside; print(beside.answer)",
        "import signal; print(signal.getsignal(signal.SIGCHLD))",
        "import matplotlib.pyplot as plt; plt.plot([1, 2]); print('drawn')",
    )
    (alone,) = run_notebooks("story", source=tmp_path, output=tmp_path / "alone", folder=tmp_path)
    with kernels.loading(["matplotlib.figure"]):
        (forked,) = run_notebooks(
            "story", source=tmp_path, output=tmp_path / "forked", folder=tmp_path
        )
    assert told(forked)[1:] == told(alone)[1:]
    assert told(forked)[0].split()[0] == str(tmp_path)
    for path in (alone, forked):
        last = nbformat.read(path, as_version=4).cells[-1].outputs
        assert any("image/png" in each.get("data", {}) for each in last), path


@forks
def test_where_loading_fails_or_ends_notebooks_run_all_the_same(tmp_path: Path) -> None:
    write(tmp_path, "story", WHO)
    with kernels.loading(["no_such_module"]):
        ((who,),) = run(tmp_path, "story")
    assert who.split()[1] == str(os.getpid())
    with kernels.loading([]):
        loaded = kernels.standing()
        assert loaded is not None
        os.kill(loaded, signal.SIGKILL)
        ((who,),) = run(tmp_path, "story")
        assert who.split()[1] == str(os.getpid())


@forks
def test_a_forked_kernel_that_dies_is_told(tmp_path: Path) -> None:
    write(tmp_path, "story", "import os; os._exit(137)")
    with kernels.loading([]), pytest.raises(LeadscoreError, match="was ended from outside"):
        run(tmp_path, "story")


@forks
def test_loading_may_be_asked_for_inside_and_ends_with_the_outermost() -> None:
    with kernels.loading([]):
        loaded = kernels.standing()
        with kernels.loading([]):
            assert kernels.standing() == loaded
        assert kernels.standing() == loaded
    assert kernels.standing() is None
    assert loaded is not None
    assert gone(loaded)


ENDLESS = """
import sys
from pathlib import Path
from leadscore.reports import kernels
from leadscore.reports.notebooks import run_notebooks
folder = Path(sys.argv[1])
with kernels.loading([]):
    run_notebooks("story", source=folder, output=folder / "out")
"""


@forks
def test_a_killed_command_leaves_no_process_behind(tmp_path: Path) -> None:
    cell = f"{WHO}; import pathlib, time\n"
    cell += "pathlib.Path('pids').write_text(f'{os.getpid()} {os.getppid()}'); time.sleep(300)"
    write(tmp_path, "story", cell)
    with subprocess.Popen([sys.executable, "-c", ENDLESS, str(tmp_path)]) as command:
        for _ in range(600):
            if (tmp_path / "pids").exists() and (tmp_path / "pids").read_text():
                break
            time.sleep(0.1)
        pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
        assert all(is_running(pid) for pid in pids)
        command.kill()
    assert all(gone(pid) for pid in pids)
