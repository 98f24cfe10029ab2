"""The documentation: its links lead somewhere, and it names what there is."""

import doctest
import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
PAGES = sorted(
    path
    for path in [*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/**/*.md"), *CHECKOUT.glob("*/*.md")]
    if ".venv" not in path.parts
)


@pytest.mark.parametrize("page", sorted(set(PAGES)), ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (page.parent / target).exists(), f"{page.name} → {target}"


@pytest.mark.parametrize(
    "page",
    [page for page in sorted(set(PAGES)) if ">>> " in page.read_text(encoding="utf-8")],
    ids=lambda page: page.name,
)
def test_every_example_of_a_page_gives_what_it_says(page: Path) -> None:
    tried = doctest.testfile(str(page), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert tried.attempted > 0
    assert tried.failed == 0


def test_every_page_of_docs_is_in_the_index() -> None:
    index = (CHECKOUT / "docs" / "index.md").read_text(encoding="utf-8")
    for page in (CHECKOUT / "docs").glob("*.md"):
        assert page.name == "index.md" or f"({page.name})" in index, page.name


def test_decisions_are_numbered_once() -> None:
    names = [path.name for path in (CHECKOUT / "docs" / "decisions").glob("*.md")]
    numbers = [name[:4] for name in names]
    assert len(numbers) == len(set(numbers))
    assert all(re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", name) for name in names)


def test_nothing_tells_of_a_machine_or_a_registry() -> None:
    hosts = re.compile(r"/(?:work|root|home/\w+)/|pypi\.org|pythonhosted|registry\.npmjs")
    for path in [*PAGES, *CHECKOUT.glob("leadscore/**/*.py"), CHECKOUT / "requirements.lock"]:
        found = hosts.search(path.read_text(encoding="utf-8"))
        assert found is None, f"{path.name}: {found and found.group()}"
