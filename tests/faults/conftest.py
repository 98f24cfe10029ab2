"""Small projects, one over time and one flat, laid out once and copied for each fault."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import leadscore as ls
from leadscore.layout import init
from leadscore.models.contender import Contender
from tests.faults.spoiling import LEADS, STAGES, call, change

#: Values that mean something to a spreadsheet, a browser and a terminal.
FORMULA, SCRIPT, MARKUP = "=cmd()|'/C calc'!A0", "<script>alert(1)</script>", "[bold red]Metal[/]"
MAPPING = """\
flat:
  file: export.csv
  target: Converted
  positive: ["1"]
  lead_id: Id
  order: row
  fit:
    industry: {column: Industry, kind: category, known_at: creation}
    job_title: {column: Title, kind: category, known_at: creation}
    size: {column: Size, kind: number}
  behaviour:
    visits: {column: Visits, kind: number, known_at: creation}
"""
CARD = """\
version: 1
name: Small
rules:
  - {id: visits, says: Came often, what: {column: visits, at_least: 5}, points: 10}
  - {id: metal, says: In metal, who: {column: industry, in: ["[bold red]Metal[/]"]}, points: 5}
"""


def export(n_leads: int = 300, n_open: int = 40) -> str:
    """Write a flat export in which industry, title and visits matter."""
    lines = ["Id,Industry,Title,Size,Visits,Converted"]
    for n in range(n_leads):
        industry = (FORMULA, SCRIPT, MARKUP)[n % 3]
        title = (SCRIPT, "Buyer")[n % 2]
        visits = n * 7 % 10
        won = int(visits > 4 and n % 3 != 1 and n % 5 < 3)
        told = won if n < n_leads - n_open else ""
        lines.append(f"=F{n:03d},{industry},{title},{n % 90},{visits},{told}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def crm(tmp_path: Path) -> Callable[..., Path]:
    """Lay out a project with leads and stages; a table given as None is left away."""

    def laid_out(settings: dict[str, str] | None = None, **tables: str | None) -> Path:
        root = init(tmp_path / "acme")
        for name, text in ({"leads": LEADS, "stages": STAGES} | tables).items():
            if text is not None:
                (root / "data" / f"{name}.csv").write_text(text, encoding="utf-8")
        for old, new in (settings or {}).items():
            change(root / "leadscore.toml", old, new)
        return root

    return laid_out


@pytest.fixture(scope="session")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out a flat project, learn a card and a scientist's model, score and export."""
    root = init(tmp_path_factory.mktemp("learned") / "acme")
    (root / "data" / "export.csv").write_text(export(), encoding="utf-8")
    (root / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    (root / "card.yaml").write_text(CARD, encoding="utf-8")
    project = ls.Project(root)
    project.build()
    training = project.training()
    contenders: dict[str, Contender] = {
        "card": ls.CardContender(project.card),
        "scientist": ls.scientist_logistic(0),
    }
    for name, contender in contenders.items():
        version = ls.keep_version(
            project, name, ls.fit_scorer(contender, training, project.settings)
        )
    project.store.set_champion(version, reason="a test")
    for words in (["score"], ["export"]):
        assert call(root, *words).code == 0
    return root


@pytest.fixture
def flat(learned: Path, tmp_path: Path) -> Path:
    """Give a copy of the flat project, to be spoilt."""
    return Path(shutil.copytree(learned, tmp_path / "acme"))
