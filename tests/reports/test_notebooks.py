"""Notebooks run in a process of their own; what stops one stops the caller the same way."""

from pathlib import Path

import nbformat
import pytest

from leadscore.errors import DataError, LeadscoreError, NotEnoughDataError, UsageError
from leadscore.reports.notebooks import ALL, WHAT_IF, run_notebooks
from leadscore.sources.tables import TablesError


def write(folder: Path, name: str, *cells: str) -> None:
    notebook = nbformat.v4.new_notebook()
    parameters = nbformat.v4.new_code_cell("answer = 1", metadata={"tags": ["parameters"]})
    notebook.cells = [parameters, *(nbformat.v4.new_code_cell(cell) for cell in cells)]
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    nbformat.write(notebook, folder / f"{name}.ipynb")


def test_the_executed_copy_holds_what_was_shown_and_the_parameters(tmp_path: Path) -> None:
    write(tmp_path, "story", "answer")
    (executed,) = run_notebooks(
        "story", source=tmp_path, output=tmp_path / "out", parameters={"answer": 42}
    )
    shown = nbformat.read(executed, as_version=4).cells[-1].outputs[0]
    assert shown["data"]["text/plain"] == "42"
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["story.ipynb"]


LITTLE = """
from leadscore.errors import NotEnoughDataError
raise NotEnoughDataError("3 of 9 leads")
"""
WRONG_TABLE = """
from leadscore.sources.tables import Problem, TablesError
raise TablesError([Problem(code="x", severity="error", table="a", what="3 of 9 leads", todo="")])
"""


@pytest.mark.parametrize(("cell", "kind"), [(LITTLE, NotEnoughDataError), (WRONG_TABLE, DataError)])
def test_an_expected_error_keeps_its_kind_and_message(
    tmp_path: Path, cell: str, kind: type[LeadscoreError]
) -> None:
    assert issubclass(TablesError, DataError)
    write(tmp_path, "little", cell)
    with pytest.raises(kind, match="3 of 9 leads"):
        run_notebooks("little", source=tmp_path, output=tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["little.failed.ipynb"]


def test_of_two_both_are_kept_or_none(tmp_path: Path) -> None:
    write(tmp_path, "first", "1 + 1")
    write(tmp_path, "second", "1 / 0")
    out = tmp_path / "out"
    with pytest.raises(LeadscoreError, match=r"second\.ipynb stopped"):
        run_notebooks("first", "second", source=tmp_path, output=out)
    assert [path.name for path in out.iterdir()] == ["second.failed.ipynb"]
    write(tmp_path, "second", "2 + 2")
    executed = run_notebooks("first", "second", source=tmp_path, output=out)
    assert executed == [out / "first.ipynb", out / "second.ipynb"]
    assert sorted(out.iterdir()) == executed


def test_any_other_error_names_the_notebook_and_the_cell(tmp_path: Path) -> None:
    write(tmp_path, "broken", "1 / 0")
    with pytest.raises(LeadscoreError, match=r"broken\.ipynb stopped in cell \d+: ZeroDivision"):
        run_notebooks("broken", source=tmp_path, output=tmp_path / "out")


def test_a_missing_notebook_says_where_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no notebook 10_data\.ipynb.*leadscore init"):
        run_notebooks("10_data", source=tmp_path, output=tmp_path / "out")


def test_every_notebook_begins_with_its_question_and_holds_no_functions() -> None:
    folder = Path(__file__).parents[2] / "notebooks"
    assert sorted(path.stem for path in folder.glob("*.ipynb")) == sorted([*ALL, WHAT_IF])
    for path in folder.glob("*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        code = [cell.source for cell in cells if cell.cell_type == "code"]
        assert cells[0].cell_type == "markdown", path.name
        assert "**In:**" in cells[0].source, path.name
        assert cells[1].metadata.tags == ["parameters"], path.name
        assert sum(text.count("\n") + 1 for text in code) < 120, path.name
        lines = "\n".join(code).splitlines()
        assert not [line for line in lines if line.lstrip().startswith(("def ", "class "))]
