"""How a journey is walked: the command line in a process of its own, on a small project."""

import json
import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Journey:
    """A project and what the command line said."""

    root: Path
    said: subprocess.CompletedProcess[str]
    laid_out: frozenset[str] = frozenset()

    @property
    def comparison(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.said.stdout.strip().splitlines()[-1])
        return found


def leadscore(
    *words: str, cwd: Path, python: Path = Path(sys.executable)
) -> subprocess.CompletedProcess[str]:
    """Call the command line as a user does, of this environment or another one."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "COLUMNS": "120", "NO_COLOR": "1"}
    if python != Path(sys.executable):
        # its dependencies are the checkout's, and nbconvert keeps its templates beside them
        environment["JUPYTER_PATH"] = str(Path(sysconfig.get_path("data")) / "share" / "jupyter")
        environment.pop("PYTHONPATH", None)
    return subprocess.run(
        [str(python), "-m", "leadscore.cli", *words],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


def hasten(root: Path) -> None:
    """Search and resample less, so that tests end soon; everything else stays as shipped."""
    path = root / "leadscore.toml"
    text = path.read_text(encoding="utf-8")
    less = {
        "trials = 20": "trials = 4",
        "folds = 5": "folds = 3",
        "backtest_months = 15": "backtest_months = 4",
    }
    less |= {"learning_curve_repeats = 3": "learning_curve_repeats = 1"}
    for key, ours in {**less, "resamples = 2000": "resamples = 200"}.items():
        assert key in text
        text = text.replace(key, ours)
    path.write_text(text, encoding="utf-8")
