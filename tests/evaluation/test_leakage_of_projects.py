"""From the mapping to the terminal: what is asked about is left out until it is answered."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import leadscore as ls
from leadscore.errors import MappingError, UsageError
from leadscore.evaluation.leakage.finding import kept_leaks
from leadscore.layout import init
from leadscore.reports.stories import leak_story
from leadscore.sources.mappings import parse_mapping
from tests.faults.spoiling import call, change

MAPPING = """\
flat:
  file: export.csv
  target: Converted
  positive: ["1"]
  lead_id: Id
  order: row
  fit:
    size: {column: Size, kind: number}
  behaviour:
    visits: {column: Visits, kind: number}
    quality: {column: "Lead Quality: said", kind: category}
"""
CARD = """\
version: 1
name: Small
rules:
  - {id: big, says: Is big, who: {column: size, at_least: 5}, points: 10}
"""
ANSWER = 'behaviour: quality: {column: "Lead Quality: said", kind: category, known_at: creation}'


def export() -> str:
    """Write an export in which sales noted what came of most leads."""
    rng = np.random.default_rng(0)
    lines = ["Id,Size,Visits,Lead Quality: said,Converted"]
    for n in range(800):
        won = int(rng.random() < 0.3)
        noted = ("High" if won else "Low") if rng.random() < 0.35 else "Might be"
        lines.append(f"F{n:03d},{rng.integers(9)},{rng.integers(20) + 3 * won},{noted},{won}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Lay out a flat project one of whose columns was filled in by sales."""
    folder = init(tmp_path / "acme")
    (folder / "data" / "export.csv").write_text(export(), encoding="utf-8")
    (folder / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    (folder / "card.yaml").write_text(CARD, encoding="utf-8")
    return folder


def answered(root: Path, when: str = "creation") -> None:
    """Answer for the column that is asked about."""
    change(
        root / "mapping.yaml",
        'said", kind: category}',
        f'said", kind: category, known_at: {when}}}',
    )


def test_check_names_the_column_and_the_line_that_answers(root: Path) -> None:
    said = call(root, "check")
    assert said.code == 0
    assert "L10 When is “Lead Quality: said” known?" in said.out
    assert ANSWER in said.out
    assert "Left out until the mapping says when they are known: 1 (Lead Quality: said)" in said.out


def test_the_line_that_check_writes_is_the_answer(root: Path) -> None:
    written = ANSWER.removeprefix("behaviour: ")
    text = (root / "mapping.yaml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if "quality:" not in line]
    (root / "mapping.yaml").write_text("\n".join([*lines, f"    {written}", ""]), encoding="utf-8")
    assert call(root, "check").code == 0
    assert ls.Project(root).find_leaks().excluded == ()


@pytest.mark.parametrize("when", ["creation", "scoring"])
def test_the_column_is_left_out_until_the_mapping_answers(root: Path, when: str) -> None:
    project = ls.Project(root)
    project.build()
    for matrix in (project.matrix(), project.current()):
        assert "behaviour__quality" not in matrix.X
        assert "L10" in matrix.manifest["left_out"]["Lead Quality: said"]
    assert project.matrix().X.columns.tolist()[:2] == ["fit__size", "behaviour__visits"]
    left_out = project.matrix().manifest["hash"]
    answered(root, when)
    project = ls.Project(root)
    project.build()
    assert project.matrix().manifest["hash"] != left_out
    assert "behaviour__quality" in project.matrix().X
    assert project.matrix().manifest["left_out"] == {}


def test_what_check_says_is_what_the_features_leave_out(root: Path) -> None:
    before = ls.Project(root).find_leaks()
    with pytest.raises(UsageError, match="not built yet"):
        ls.Project(root).leaks()
    project = ls.Project(root)
    project.build()
    assert project.leaks() == project.find_leaks() == before
    json.dumps(project.matrix().manifest)


def test_the_choice_rests_on_the_training_rows_of_the_split_in_force(root: Path) -> None:
    project = ls.Project(root)
    first = project.build()
    change(root / "leadscore.toml", "test_share = 0.2", "test_share = 0.5")
    again = ls.Project(root)
    with pytest.raises(UsageError, match="changed since the features were built"):
        again.matrix()
    again.build()
    rows = {leak.rows for leak in again.leaks().found}
    assert rows == {400}
    assert {leak.rows for leak in kept_leaks(first).found} == {640}


def test_check_looks_at_the_data_as_they_are_now(root: Path) -> None:
    ls.Project(root).build()
    lines = export().splitlines()
    silent = [lines[0], *(",".join([*line.split(",")[:3], "", line[-1]]) for line in lines[1:])]
    (root / "data" / "export.csv").write_text("\n".join(silent) + "\n", encoding="utf-8")
    project = ls.Project(root)
    assert project.leaks().excluded == ("behaviour__quality",)
    assert project.find_leaks().excluded == ()


def test_the_same_data_ask_the_same(root: Path) -> None:
    assert ls.Project(root).find_leaks() == ls.Project(root).find_leaks()


def test_where_every_column_is_asked_about_nothing_is_scored(root: Path) -> None:
    for line in (
        "    size: {column: Size, kind: number}\n",
        "  fit:\n",
        "    visits: {column: Visits, kind: number}\n",
    ):
        change(root / "mapping.yaml", line, "")
    (root / "card.yaml").write_text(
        CARD.replace("who: {column: size, at_least: 5}", "what: {column: quality, in: [High]}"),
        encoding="utf-8",
    )
    with pytest.raises(MappingError, match=r"Nothing is left to score by.*\n.*known_at: creation"):
        ls.Project(root).build()


def test_the_page_warns_of_what_is_grave_and_only_tells_of_what_is_left_out(root: Path) -> None:
    leaks = ls.Project(root).find_leaks()
    assert "warning" not in leak_story(leaks, language="en").markup
    told = leak_story(leaks, language="fi").markup
    assert "Milloin ”Lead Quality: said” tiedetään?" in told
    sure = export().replace("Might be", "Open").splitlines()
    lines = [sure[0]]
    for line in sure[1:]:
        *facts, _, won = line.split(",")
        lines.append(",".join([*facts, "High" if won == "1" else "Low", won]))
    (root / "data" / "export.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    answered(root)
    found = ls.Project(root).find_leaks()
    assert {leak.code for leak in found.alarms} == {"L01"}
    assert found.excluded == ()
    assert 'class="warning"' in leak_story(found, language="en").markup


def test_an_answer_that_is_none_is_refused() -> None:
    with pytest.raises(MappingError, match=r"known_at.*'creation' or 'scoring'"):
        parse_mapping(MAPPING.replace("kind: category}", "kind: category, known_at: later}"))
