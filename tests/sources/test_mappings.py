"""A mapping is checked as a whole, and a hostile one costs nothing."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from leadscore.errors import MappingError
from leadscore.sources.mappings import load_mapping, parse_mapping

LEADS = "tables:\n  leads:\n    file: crm.csv\n    columns: {lead_id: Id, created_at: Made}\n"
FLAT = "flat:\n  file: crm.csv\n  target: Won\n  positive: [1]\n  fit: {size: Size}\n"


def test_numbers_and_truth_values_in_a_mapping_are_the_texts_of_the_file() -> None:
    mapping = parse_mapping(LEADS + "    values: {lead_id: {1: true, 2: null}}\n")
    assert mapping.tables["leads"][0].values == {"lead_id": {"1": "true", "2": None}}


def test_a_table_may_be_put_together_from_several_blocks() -> None:
    mapping = parse_mapping(
        "tables:\n  stages:\n    - file: a.csv\n      columns: {lead_id: x}\n"
        "    - derive: {from: events, kind: login, at_least: 3, within_days: 7, stage: won}\n"
    )
    assert [block.file for block in mapping.tables["stages"]] == ["a.csv", None]


def test_a_misspelt_key_is_told_with_its_line_and_the_right_one() -> None:
    with pytest.raises(MappingError, match=r"line 5, .*colums is not a key .* 'columns'"):
        parse_mapping(LEADS + "    colums: {}\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tables: {}\n", "must hold either tables or flat"),
        (LEADS + FLAT, "must hold either tables or flat"),
        ("tables:\n  people:\n    file: a.csv\n", "unknown tables: people. Known: leads"),
        ("tables:\n  leads:\n    columns: {}\n", "either a file or what to derive"),
        (LEADS + "    skip_empty: [stage]\n", "skip_empty name what columns does not: stage"),
        (
            "tables:\n  leads:\n    derive: {from: events, kind: a, at_least: 1, within_days: 1, "
            "stage: won}\n",
            "only rows of stages can be derived",
        ),
        (
            "tables:\n  stages:\n    constants: {kind: a}\n    derive: {from: events, kind: a, "
            "at_least: 1, within_days: 1, stage: won}\n",
            "take no columns, constants or values",
        ),
        (FLAT.replace("{size: Size}", "{}"), "at least one column under fit or behaviour"),
        (FLAT.replace("Size}", "Size, more: Size}"), "columns named twice: Size"),
        (FLAT.replace("size: Size", "size: Won"), "target cannot also be a feature"),
        (FLAT.replace("size: Size", "size: Phone"), "personal columns are never read: Phone"),
        (FLAT + "  order: rows\n", "flat.order: must be row, none, or"),
        (FLAT.replace("[1]", "[]"), "flat.positive: "),
        (FLAT.replace("size", "Größe"), "flat.fit.Größe"),
    ],
)
def test_what_does_not_fit_is_told(text: str, message: str) -> None:
    with pytest.raises(MappingError, match=message):
        parse_mapping(text)


@pytest.mark.parametrize(
    "file", ["../crm.csv", "/etc/passwd", "a/b.csv", "..", "a\\\\b.csv", "crm.xlsx"]
)
def test_a_mapping_reaches_no_file_but_tables_in_the_data_folder(file: str) -> None:
    with pytest.raises(MappingError, match=r"plain name of a file|must end in one of"):
        parse_mapping(LEADS.replace("crm.csv", f'"{file}"'))


def test_ten_megabytes_of_nested_aliases_fail_at_once(tmp_path: Path) -> None:
    bomb = tmp_path / "mapping.yaml"
    lines = ["a0: &a0 [x, x]", *(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 40))]
    bomb.write_text("\n".join(lines) + "\n# " + "x" * 10_000_000)
    begun = time.perf_counter()
    with pytest.raises(MappingError, match=r"mapping\.yaml has 10,0.* bytes"):
        load_mapping(bomb)
    bomb.write_text("\n".join(lines))
    with pytest.raises(MappingError, match="aliases"):
        load_mapping(bomb)
    assert time.perf_counter() - begun < 5
