"""Draw docs/pictures/months.svg: python docs/pictures/months.py PROJECT.

PROJECT is the folder of a project that was compared; the picture in the documentation is of
`leadscore init demo`, `leadscore simulate` and `leadscore run`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import leadscore as ls


def draw(project: ls.Project, path: Path) -> None:
    """Draw the backtest that was kept with the project's last comparison."""
    lived = project.backtest()
    if lived is None:
        raise SystemExit("This project keeps no backtest. Run 'leadscore compare' in it first.")
    path.write_text(ls.plots.to_svg(ls.plots.backtest(lived)), encoding="utf-8")


if __name__ == "__main__":
    draw(ls.Project(sys.argv[1]), Path(__file__).with_suffix(".svg"))
