"""The commands that take the card to other products and fetch it from there."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from leadscore.cards import load_card
from leadscore.cli.card import app
from leadscore.errors import CardError, LeadscoreError, UsageError
from leadscore.layout import init


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return init(tmp_path / "ours")


def run(*words: str | Path) -> str:
    """Run a command; an expected error is raised as on the terminal."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    if isinstance(result.exception, LeadscoreError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def test_a_card_goes_to_a_product_and_comes_back(project: Path) -> None:
    told = run("export", "--to", "hubspot", "--project", project)
    sheet = project / "exports" / "card_for_hubspot.csv"
    assert sheet.read_bytes().startswith("\ufeffScore type,".encode())
    notes = sheet.with_name("card_for_hubspot.csv.txt").read_text("utf-8")
    assert "rule pricing: points that halve every 30 days become a straight fade" in notes
    assert " ".join(notes.split()) in told
    assert "is what to type into HubSpot lead scoring" in told

    told = run("import", sheet, "--from", "hubspot", "--project", project)
    card = load_card(sheet.with_name("card_from_hubspot.yaml"))
    assert "holds 13 rules and 2 exclusions" in told
    assert [rule.id for rule in card.rules] == [
        rule.id for rule in load_card(project / "card.yaml").rules
    ]


def test_another_card_and_another_place_may_be_named(project: Path) -> None:
    card = project / "small.yaml"
    card.write_text("rules: [{id: a, says: A, who: {has: industry}, points: 5}]\n", "utf-8")
    output = project / "new" / "sheet.csv"
    run("export", "--to", "pardot", "--card", card, "--output", output, "--project", project)
    assert output.exists()
    assert output.with_name("sheet.csv.txt").read_text("utf-8") == (
        "Nothing is lost: the sheet holds the whole card.\n"
    )


def test_a_card_that_is_there_is_not_written_over_unless_forced(project: Path) -> None:
    run("export", "--to", "eloqua", "--project", project)
    sheet, card = project / "exports" / "card_for_eloqua.csv", project / "card.yaml"
    before = card.read_bytes()
    words = ("import", sheet, "--from", "eloqua", "--output", card, "--project", project)
    with pytest.raises(UsageError, match=r"is not written over\. Name another file .* add --force"):
        run(*words)
    assert card.read_bytes() == before
    run(*words, "--force")
    assert len(load_card(card).rules) == 11


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "Name the sheet that was filled in"),
        (b"\xff\xfe", "Save it from the spreadsheet as 'CSV UTF-8'"),
        (b"", "line 1: the columns"),
        (b"a,b\n1,2\n", "line 1: the columns"),
    ],
)
def test_a_file_that_is_no_sheet_is_told(
    project: Path, content: bytes | None, message: str
) -> None:
    sheet = project / "sheet.csv"
    if content is not None:
        sheet.write_bytes(content)
    with pytest.raises(CardError, match=message):
        run("import", sheet, "--from", "dynamics", "--project", project)
    assert not (project / "card_from_dynamics.yaml").exists()


def test_what_lies_under_the_name_of_an_unfinished_file_is_left_alone(project: Path) -> None:
    (project / "exports").mkdir(exist_ok=True)
    victim = project / "victim"
    victim.write_text("mine", "utf-8")
    link = project / "exports" / ".card_for_hubspot.csv.partial"
    link.symlink_to(victim)
    run("export", "--to", "hubspot", "--project", project)
    assert victim.read_text("utf-8") == "mine"
    assert link.is_symlink()


@pytest.mark.parametrize("force", [(), ("--force",)])
@pytest.mark.parametrize("name", ["card.yaml", "leadscore.toml", "mapping.yaml", "other.yaml"])
def test_a_sheet_never_replaces_what_the_project_is_made_from(
    project: Path, name: str, force: tuple[str, ...]
) -> None:
    other = project / "other.yaml"
    other.write_bytes((project / "card.yaml").read_bytes())
    (project / "mapping.yaml").touch()
    place, link = project / name, project / "link.csv"
    before = place.read_bytes()
    link.symlink_to(place)
    words: tuple[str | Path, ...] = (
        *("export", "--to", "hubspot", "--card", other, "--project", project),
        *force,
    )
    for output in (place, link):
        with pytest.raises(UsageError, match=r"which is never overwritten|is there already"):
            run(*words, "--output", output)
    assert place.read_bytes() == before
    assert not place.with_name(f"{name}.txt").exists()


def test_notes_never_replace_the_card(project: Path) -> None:
    card = project / "sheet.csv.txt"
    card.write_bytes((project / "card.yaml").read_bytes())
    before = card.read_bytes()
    words = ("export", "--to", "hubspot", "--card", card, "--output", project / "sheet.csv")
    with pytest.raises(UsageError, match="the exported card, which is never overwritten"):
        run(*words, "--force", "--project", project)
    assert card.read_bytes() == before
    assert not (project / "sheet.csv").exists()


@pytest.mark.parametrize("there", ["sheet.txt", "sheet.txt.txt"])
def test_other_files_are_not_replaced_unless_forced(project: Path, there: str) -> None:
    (project / there).write_text("mine", "utf-8")
    words = ("export", "--to", "hubspot", "--output", project / "sheet.txt", "--project", project)
    with pytest.raises(UsageError, match=r"is there already.*add --force"):
        run(*words)
    assert (project / there).read_text("utf-8") == "mine"
    run(*words, "--force")
    assert (project / "sheet.txt").read_bytes().startswith(b"\xef\xbb\xbfScore type,")
    assert "rule pricing" in (project / "sheet.txt.txt").read_text("utf-8")


def test_the_usual_sheet_is_made_anew(project: Path) -> None:
    for _ in range(2):
        run("export", "--to", "hubspot", "--project", project)


def test_the_sheet_itself_is_never_replaced_by_its_card(project: Path) -> None:
    run("export", "--to", "hubspot", "--project", project)
    sheet = project / "exports" / "card_for_hubspot.csv"
    before = sheet.read_bytes()
    words = ("import", sheet, "--from", "hubspot", "--output", sheet, "--project", project)
    with pytest.raises(UsageError, match="the sheet itself, which is never overwritten"):
        run(*words, "--force")
    assert sheet.read_bytes() == before
