"""What is known to be wrong in the public data is found in them; see docs/leakage.md.

Set LEADSCORE_REAL_DATA to the folder with the data sets; none of them is in the repository.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import leadscore as ls
from tests.journeys.public_data import REAL, lay_out_example

pytestmark = pytest.mark.skipif(not REAL, reason="LEADSCORE_REAL_DATA names no folder of real data")

Change = Callable[[str], str]


def as_it_is(text: str) -> str:
    return text


def undeclared(text: str) -> str:
    """Take every answer out of a mapping."""
    return re.sub(r", known_at: \w+", "", text)


def with_columns(*columns: str) -> Change:
    """Read columns that the example leaves out, without an answer."""

    def change(text: str) -> str:
        for number, column in enumerate(columns):
            text, gone = re.subn(rf"    {re.escape(column)}: .*\n", "", text)
            assert gone == 1
            text = text.replace("  behaviour:\n", f"  behaviour:\n    x{number}: {column}\n")
        return text.removesuffix("  left_out:\n")

    return change


def project_of(name: str, root: Path, change: Change = as_it_is) -> ls.Project:
    lay_out_example(name, root / name)
    mapping = root / name / "mapping.yaml"
    mapping.write_text(change(mapping.read_text(encoding="utf-8")), encoding="utf-8")
    return ls.Project(root / name)


@pytest.mark.parametrize("name", ["x_education", "salvirt", "bank", "olist", "relax"])
def test_the_examples_answer_what_is_asked_and_leave_nothing_more_out(
    name: str, tmp_path: Path
) -> None:
    leaks = project_of(name, tmp_path).find_leaks()
    assert leaks.excluded == ()
    # bank's economic indices change by the month, and its rows are in order of time
    dating = {"cons.price.idx", "cons.conf.idx", "euribor3m"} if name == "bank" else set()
    assert {leak.column for leak in leaks.alarms} == dating
    assert {leak.code for leak in leaks.alarms} <= {"L08"}


def test_the_tags_that_sales_wrote_are_found_from_the_data(tmp_path: Path) -> None:
    project = project_of("x_education", tmp_path, with_columns("Tags", "Lead Quality"))
    leaks = project.find_leaks()
    assert leaks.codes("Tags") == ("L01",)
    assert leaks.codes("Lead Quality") == ("L10",)
    assert set(leaks.excluded) == {"behaviour__x0", "behaviour__x1"}


def test_a_strong_column_of_which_nothing_is_said_is_asked_about(tmp_path: Path) -> None:
    leaks = project_of("x_education", tmp_path, undeclared).find_leaks()
    assert leaks.codes("Total Time Spent on Website") == ("L10",)
    assert leaks.codes("City") == ()


def test_the_length_of_the_call_is_asked_about(tmp_path: Path) -> None:
    leaks = project_of("bank", tmp_path, with_columns("duration")).find_leaks()
    assert leaks.codes("duration") == ("L10",)
    assert leaks.excluded == ("behaviour__x0",)


def test_the_copies_of_salvirt_are_found_unless_they_are_kept_together(tmp_path: Path) -> None:
    project = project_of(
        "salvirt", tmp_path, lambda text: text.replace("group: duplicates", "group: none")
    )
    (leak,) = project.find_leaks().alarms
    assert leak.code == "L05"
    matrix = project.build()
    split = project.split(matrix)
    told = matrix.X[matrix.columns()].fillna("?")
    learned = set(told.iloc[split.train].itertuples(index=False, name=None))
    judged = told.iloc[split.test].itertuples(index=False, name=None)
    assert leak.rows == sum(row in learned for row in judged)
    assert "group: duplicates" in leak.todo("en")
