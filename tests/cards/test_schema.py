"""The schema that editors check card.yaml with says what reading the card says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from leadscore.cards.schema import FILE, card_schema
from leadscore.layout import init

ROOT = Path(__file__).parents[2]
CARDS = (
    ROOT / "card.yaml",
    *sorted((ROOT / "data" / "samples" / "cards").glob("*.yaml")),
    *sorted((ROOT / "examples").glob("*/card.yaml")),
)
SCHEMA = json.loads(card_schema())
CHECK = Draft202012Validator(SCHEMA)


def read(text: str) -> Any:  # noqa: ANN401 - YAML
    """Read YAML as an editor does: every key is text."""

    def plain(node: object) -> object:
        if isinstance(node, dict):
            return {str(key): plain(value) for key, value in node.items()}
        return [plain(each) for each in node] if isinstance(node, list) else node

    return plain(YAML(typ="safe").load(text))


def test_it_is_a_schema_and_the_files_that_ship_hold_it() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    for path in (ROOT / FILE, ROOT / "leadscore" / "templates" / FILE):
        assert path.read_text(encoding="utf-8") == card_schema(), path


@pytest.mark.parametrize("path", CARDS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_card_that_ships_fits(path: Path) -> None:
    assert [each.message for each in CHECK.iter_errors(read(path.read_text("utf-8")))] == []


@pytest.mark.parametrize(
    "rule",
    [
        "{id: a, says: A, who: {industri_in: [retail]}, points: 5}",
        "{id: A, says: A, who: {industry_in: [retail]}, points: 5}",
        "{id: a, says: A, points: 5}",
        "{id: a, says: A, who: {industry_in: [retail]}}",
        "{id: a, says: A, who: {industry_in: [retail]}, points: ten}",
        "{id: a, says: A, who: {email_domain: [gmail]}, points: 5}",
        "{id: a, says: {sv: A}, who: {has: industry}, points: 5}",
        "{id: a, says: A, what: {within_days: 0}, points: 5}",
        "{id: a, says: A, what: {kind: download}, points: 5, decay: fast}",
        "{id: a, says: A, what: {kind: download}, points: 5, decay: {half_life_days: 0}}",
        "{id: a, says: A, what: {kind: download}, points: 5, per: visit}",
    ],
)
def test_slips_of_the_pen_do_not_fit(rule: str) -> None:
    assert list(CHECK.iter_errors(read(f"rules: [{rule}]")))


@pytest.mark.parametrize("decay", ["none", "linear", "{half_life_days: 30}"])
def test_short_forms_fit(decay: str) -> None:
    rule = f"{{id: a, says: {{en: A}}, what: {{kind: download}}, points: 5, decay: {decay}}}"
    assert not list(CHECK.iter_errors(read(f"rules: [{rule}]")))


FINLAND = "id: finland, says: Finland, who: {country_in: FI}"


@pytest.mark.parametrize(
    "thresholds",
    [
        "{mql: 30, sql: 50}",
        "{mql: [A1, A2], sql: A1}",
        f"{{mql: 30, segments: [{{{FINLAND}, mql: [A1], sql: 5}}, {{{FINLAND}, sql: 5}}]}}",
    ],
)
def test_limits_fit_as_points_and_as_cells(thresholds: str) -> None:
    rule = "rules: [{id: a, says: A, who: {has: industry}, points: 5}]"
    assert not list(CHECK.iter_errors(read(f"{rule}\nthresholds: {thresholds}")))


@pytest.mark.parametrize(
    "thresholds",
    [
        "{mql: [A5]}",
        "{mql: []}",
        "{sql: 30}",
        f"{{mql: 30, segments: [{{{FINLAND}}}]}}",
        f"{{mql: 30, segments: [{{{FINLAND}, what: {{intent: demo}}, mql: 5}}]}}",
    ],
)
def test_slips_in_limits_do_not_fit(thresholds: str) -> None:
    rule = "rules: [{id: a, says: A, who: {has: industry}, points: 5}]"
    assert list(CHECK.iter_errors(read(f"{rule}\nthresholds: {thresholds}")))


def test_every_key_is_explained() -> None:
    for part in ("Who", "What", "Rule", "Exclusion", "Group", "Thresholds", "Segment"):
        for key, told in SCHEMA["$defs"][part]["properties"].items():
            assert len(told.get("description", "")) > 5, (part, key)


def test_a_new_project_has_it_beside_its_card(tmp_path: Path) -> None:
    root = init(tmp_path / "acme")
    assert (root / FILE).read_text(encoding="utf-8") == card_schema()
    first = (root / "card.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={FILE}"
