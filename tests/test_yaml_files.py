"""YAML that people write is read with its lines; hostile YAML is refused at once."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from leadscore.errors import CardError, MappingError, SettingsError
from leadscore.yaml_files import nearest, parse_yaml, read_yaml

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join(['*' + old] * 9)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


def test_everything_knows_its_line() -> None:
    file = parse_yaml("name: Ours\n\nrules:\n  # first\n  - id: a\n    points: 5\n  - {id: b}\n")
    assert file.line() == 1
    assert file.line(["rules"]) == 3
    assert file.line(["rules", 0, "points"]) == 6
    assert file.line(["rules", 1]) == 7
    assert file.line(["rules", 1, "not there", "id"]) == 7


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1: the file must hold keys and values .* it is empty"),
        ("- a\n- b\n", "it holds a list"),
        ("just text", "it holds a single value"),
        (BOMB, r"line 1: anchors \(&\) and aliases \(\*\) are not read"),
        ("a: 1\nb: *a\n", "line 2: anchors"),
        ("a: !!python/object/apply:os.system [ls]", "line 1: tags .* are not read"),
        ("a: " + "[" * 5000, "nested more than 20 deep"),
        ("a: " + "{b: " * 5000, "nested more than 20 deep"),
        ("\n".join(f"a{n}: 1" for n in range(20_000)), "line 5000: more than 10,000 values"),
        ("a: 1\nb: 2\na: 3\n", "line 3: a key stands twice"),
        ("a: 1\nb: [1\n", "line 3: not valid YAML"),
        ("a:\n\tb: 1\n", "line 2: not valid YAML: found character"),
        ("a: b: c\n", "line 1: not valid YAML: mapping values are not allowed"),
        ("a: 1\n---\nb: 2\n", "line 2: not valid YAML: .*another document"),
        ("a: 2024-13-45", "not valid YAML: month must be"),
        ("a: \x00", "not valid YAML: unacceptable character"),
        ("a: " + "x" * 1_000_001, "longer than 1,000,000 characters"),
    ],
)
def test_what_is_not_plain_yaml_is_refused_with_its_line_and_quickly(text: str, told: str) -> None:
    began = time.monotonic()
    with pytest.raises(SettingsError, match=told):
        parse_yaml(text, name="card.yaml")
    assert time.monotonic() - began < 10


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CardError, match=r"There is no card\.yaml in "):
        read_yaml(tmp_path / "card.yaml", error=CardError)


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "card.yaml"
    path.write_text("a: &a [1]\n" * 200_000, encoding="utf-8")
    with pytest.raises(MappingError, match=r"card\.yaml has 2,000,000 bytes; at most 1,000,000"):
        read_yaml(path, error=MappingError)


def test_other_encodings_are_refused_and_a_byte_order_mark_is_not(tmp_path: Path) -> None:
    path = tmp_path / "card.yaml"
    path.write_bytes("name: Päällikkö".encode("latin-1"))
    with pytest.raises(SettingsError, match=r"card\.yaml cannot be read as UTF-8 text"):
        read_yaml(path)
    path.write_bytes("name: Päällikkö".encode("utf-8-sig"))
    assert read_yaml(path).values == {"name": "Päällikkö"}


def test_the_nearest_word_is_named_else_all() -> None:
    assert nearest("ponits", ["id", "points"]) == "Did you mean 'points'?"
    assert nearest("zzz", ["id", "points"]) == "Known here: id, points."
    assert nearest("zzz", []) == "None are known here."
