"""The table of data problems in the docs is whole."""

from __future__ import annotations

import re
from pathlib import Path

import leadscore

PACKAGE = Path(leadscore.__file__).parent / "sources"
DOCUMENT = Path(__file__).parents[2] / "docs" / "bad-input.md"


def test_every_problem_has_its_line_in_the_docs() -> None:
    sources = "\n".join(path.read_text() for path in PACKAGE.glob("*.py"))
    codes = set(re.findall(r'(?:code=|_error\(\s*|_note\(\s*|_rule\(\s*)"([a-z_]+)"', sources))
    codes |= {"unreadable_instant", "unreadable_value", "unknown_account", "unknown_campaign"}
    codes |= {"won_before_creation", "stage_before_creation", "duplicate_lead", "duplicate_id"}
    assert len(codes) > 25
    told = set(re.findall(r"`([a-z_]+)`", DOCUMENT.read_text()))
    assert codes <= told
