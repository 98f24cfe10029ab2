"""Pages: one file each, safe, without code, and true about their making."""

import dataclasses
import re
from pathlib import Path

import nbformat
import pytest

from leadscore.errors import OutputError
from leadscore.reports.pages import PageFacts, render_pages

FACTS = PageFacts(
    project="acme",
    language="en",
    made_at="2026-01-02 03:04 UTC",
    data_until="2026-01-01",
    data_hash="0123456789abcdef",
    versions={"card": "1", "champion": "card 1"},
    simulated=True,
)


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    book = nbformat.v4.new_notebook()
    shown = nbformat.v4.new_output(
        "display_data", data={"text/html": "<p class='verdict'>Found 12 buyers.</p>"}
    )
    printed = nbformat.v4.new_output("stream", name="stderr", text="a warning for terminals")
    book.cells = [
        nbformat.v4.new_markdown_cell("# Whom to call\nThe **open** leads, best first."),
        nbformat.v4.new_code_cell("secret = 1", outputs=[printed, shown]),
    ]
    path = tmp_path / "40_leads.ipynb"
    nbformat.write(book, path)
    return path


def test_a_page_shows_results_without_code_or_terminal_output(
    notebook: Path, tmp_path: Path
) -> None:
    render_pages([notebook], tmp_path / "reports", FACTS)
    page = (tmp_path / "reports" / "40_leads.html").read_text(encoding="utf-8")
    assert "Found 12 buyers." in page
    assert "secret = 1" not in page
    assert "a warning for terminals" not in page


def test_a_page_asks_no_network_and_links_only_its_neighbours(
    notebook: Path, tmp_path: Path
) -> None:
    render_pages([notebook], tmp_path / "reports", FACTS)
    for path in (tmp_path / "reports").glob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert not re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", page), path.name
        links = set(re.findall(r'href="([^"#]+)"', page))
        assert links <= {"index.html", "40_leads.html"}, path.name


def test_a_page_says_when_from_which_data_and_which_version_it_was_made(
    notebook: Path, tmp_path: Path
) -> None:
    render_pages([notebook], tmp_path / "reports", FACTS)
    page = (tmp_path / "reports" / "index.html").read_text(encoding="utf-8")
    for fact in (FACTS.made_at, FACTS.data_until, "0123456789ab", "card 1", "simulated"):
        assert fact in page


def test_a_hostile_title_is_text(notebook: Path, tmp_path: Path) -> None:
    book = nbformat.read(notebook, as_version=4)
    book.cells[0].source = "# <script>alert(1)</script>\n<img src=x onerror=alert(2)>"
    nbformat.write(book, notebook)
    render_pages([notebook], tmp_path / "reports", FACTS)
    index = (tmp_path / "reports" / "index.html").read_text(encoding="utf-8")
    assert "<script>" not in index
    assert "<img" not in index


def test_a_folder_that_cannot_be_written_is_told(notebook: Path, tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file in the way", encoding="utf-8")
    with pytest.raises(OutputError, match=r"pages cannot be written.*leadscore report"):
        render_pages([notebook], tmp_path / "reports", FACTS)


def test_every_page_of_a_flat_export_says_what_it_cannot_give_and_what_was_left_out(
    notebook: Path, tmp_path: Path
) -> None:
    why = {"Tags": "filled in <afterwards>", "Magazine": "all equal", "Notes": "all equal"}
    flat = dataclasses.replace(FACTS, simulated=False, left_out=why)
    render_pages([notebook], tmp_path / "reports", flat)
    for path in (tmp_path / "reports").glob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert "It cannot give cutoffs" in page, path.name
        assert "Tags (filled in &lt;afterwards&gt;); Magazine, Notes (all equal)" in page, path.name


def test_a_flat_export_of_which_every_column_is_read_says_so(
    notebook: Path, tmp_path: Path
) -> None:
    render_pages([notebook], tmp_path, dataclasses.replace(FACTS, left_out={}))
    assert "nothing; every column is read" in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_a_page_of_data_with_a_history_says_nothing_of_flat_exports(
    notebook: Path, tmp_path: Path
) -> None:
    render_pages([notebook], tmp_path / "reports", FACTS)
    page = (tmp_path / "reports" / "40_leads.html").read_text(encoding="utf-8")
    assert "flat export" not in page
    assert "Left out" not in page
