"""``leadscore card compare``: what it says, and what it says of cards that cannot be used."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from leadscore.errors import CardError
from leadscore.layout import init
from tests.faults.spoiling import call, refused

MAPPING = """\
flat:
  file: export.csv
  target: Converted
  positive: ["1"]
  negative: ["0"]
  lead_id: Id
  order: row
  fit:
    industry: {column: Industry, kind: category, known_at: creation}
  behaviour:
    visits: {column: Visits, kind: number, known_at: creation}
"""
CARD = """\
rules:
  - {id: visits, says: Came often, what: {column: visits, at_least: 8}, points: 10}
  # the foundries, not the mines
  - {id: metal, says: "[bold red]Metal[/]", who: {column: industry, in: [metal]}, points: 5}
thresholds: {mql: 10}
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out a flat project in which visits tell who buys and metal does not."""
    root = init(tmp_path_factory.mktemp("cards") / "acme")
    lines = ["Id,Industry,Visits,Converted"]
    for n in range(700):
        visits, industry = n * 7 % 10, ("metal", "wood")[n % 2]
        won = int(visits > 7 and n % 7 < 5)
        lines.append(f"F{n:03d},{industry},{visits},{'' if n >= 620 else won}")
    (root / "data" / "export.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (root / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    (root / "card.yaml").write_text(CARD, encoding="utf-8")
    return root


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "acme"))


def other(root: Path, old: str, new: str) -> str:
    """Write a card that differs in one place, and give its path."""
    assert old in CARD
    path = root / "other.yaml"
    path.write_text(CARD.replace(old, new), encoding="utf-8")
    return str(path)


def test_a_card_is_held_against_the_projects_and_features_are_built(root: Path) -> None:
    said = call(root, "card", "compare", other(root, "points: 10", "points: -10"), "--json")
    assert said.code == 0, said.err
    told = json.loads(said.out.strip().splitlines()[-1])
    assert [change["id"] for change in told["changes"]] == ["visits"]
    assert told["past"]["verdict"] == "worse"
    assert told["past"]["buyers_after"] < told["past"]["buyers_before"]
    assert {line["limit"] for line in told["limits"]} == {"mql"}
    entered = {line["lead_id"] for line in told["moves"] if line["change"] == "in"}
    assert entered
    shown = " ".join(said.out.split())
    assert "Came often: points 10 → −10" in shown
    assert "The new card finds fewer buyers." in shown
    assert "The first 10 in and out" in shown
    assert any(lead in shown for lead in entered)


def test_two_files_are_held_against_each_other_in_their_order(root: Path) -> None:
    path = other(root, "points: 10", "points: -10")
    said = call(root, "card", "compare", path, str(root / "card.yaml"), "--json")
    told = json.loads(said.out.strip().splitlines()[-1])
    assert told["changes"][0]["before"] == -10
    assert told["past"]["verdict"] == "better"


def test_words_of_the_card_are_no_markup_to_the_terminal(root: Path) -> None:
    said = call(root, "card", "compare", other(root, "points: 5", "points: 50"))
    assert "[bold red]Metal[/]: points 5 → 50" in said.out


def test_finnish_is_spoken_where_the_project_is(root: Path) -> None:
    toml = root / "leadscore.toml"
    text = toml.read_text(encoding="utf-8")
    assert 'language = "en"' in text
    toml.write_text(text.replace('language = "en"', 'language = "fi"'), encoding="utf-8")
    said = call(root, "card", "compare", other(root, "mql: 10", "mql: 15"))
    assert "Markkinoinnin hyväksymä (MQL): raja 10 → 15" in said.out


def test_the_same_card_is_told_without_building_anything(root: Path) -> None:
    said = call(root, "card", "compare", str(root / "card.yaml"), "--json")
    assert said.code == 0
    assert said.out.startswith("The two cards are the same; nothing changes.")
    assert json.loads(said.out.strip().splitlines()[-1])["same"] is True
    assert not (root / ".leadscore" / "features").exists()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("column: visits", "column: visit", r"other.yaml: .*line 2, rule visits: there is no"),
        ("points: 5", "points: 5000", r"other.yaml does not fit:.*line 4, rule metal"),
        ("mql: 10", "mql: 10, sql: 5", r"other.yaml does not fit:.*sql must not be below mql"),
    ],
)
def test_a_card_that_cannot_be_used_is_told_with_file_and_line(
    root: Path, old: str, new: str, told: str
) -> None:
    path = other(root, old, new)
    said = " ".join(refused(root, CardError.exit_code, "card", "compare", path).split())
    assert re.search(told, said), said


def test_a_missing_card_is_named(root: Path) -> None:
    path = str(root / "nowhere.yaml")
    assert "nowhere.yaml" in refused(root, CardError.exit_code, "card", "compare", path)
