"""Draw docs/pictures/months.svg and enough.svg: python docs/pictures/months.py PROJECT.

PROJECT is the folder of a project that was compared; the pictures in the documentation are of
`leadscore init demo`, `leadscore simulate` and `leadscore run`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import leadscore as ls


def draw(project: ls.Project, folder: Path) -> None:
    """Draw what was kept with the project's last comparison."""
    lived, curve = project.backtest(), project.learning_curve()
    if lived is None or curve is None:
        raise SystemExit("This project keeps neither. Run 'leadscore compare' in it first.")
    for name, figure in ls.pictures_over_time(lived, curve, language="en").items():
        file = {"backtest": "months", "learning_curve": "enough"}[name]
        (folder / f"{file}.svg").write_text(ls.plots.to_svg(figure), encoding="utf-8")


if __name__ == "__main__":
    draw(ls.Project(sys.argv[1]), Path(__file__).parent)
