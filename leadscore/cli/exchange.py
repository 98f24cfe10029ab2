"""The commands that take the points card to other products, and fetch it from there."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from leadscore.cli.terminal import Folder, load, out
from leadscore.errors import CardError, OutputError, UsageError


class ProductName(StrEnum):
    """The products that a card can go to."""

    pardot = "pardot"
    hubspot = "hubspot"
    eloqua = "eloqua"
    dynamics = "dynamics"


To = Annotated[ProductName, typer.Option("--to", help="The product the card is typed into.")]
From = Annotated[ProductName, typer.Option("--from", help="The product the sheet was filled from.")]
CardPath = Annotated[
    Path | None,
    typer.Option("--card", help="A card (YAML).", show_default="the project's card"),
]
SheetPath = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", help="The sheet (CSV).", show_default="exports/card_for_PRODUCT.csv"
    ),
]
SheetFile = Annotated[Path, typer.Argument(help="A filled-in set-up sheet (CSV).")]
NewCard = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        help="The new card.",
        show_default="card_from_PRODUCT.yaml beside the sheet",
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Write over the file that is there.")]


def export_card(
    to: To,
    card: CardPath = None,
    output: SheetPath = None,
    force: Force = False,
    project: Folder = Path(),
) -> None:
    """Write the card as a sheet to set up another product by, and tell what that cannot hold."""
    opened = load("project").Project(project)
    language = opened.settings.project.language
    source = card or opened.card_path
    usual = opened.exports / f"card_for_{to.value}.csv"
    path = output or usual
    notes = path.with_name(f"{path.name}.txt")
    putting = load("cards.putting")
    for place in (path, notes):
        putting.refuse_inputs(place, opened.root, opened.settings, the_exported_card=source)
        if not (force or putting.same_file(path, usual)):
            _refuse_existing(place)
    read = load("cards").load_card(source)
    sheet = load("cards.exchange").PRODUCTS[to.value].to_sheet(read, language)
    _write(path, "\ufeff" + sheet.text)  # spreadsheets otherwise garble ä, ö and €
    _write(notes, sheet.notes(language))
    out.print(escape(sheet.notes(language).rstrip()), soft_wrap=True)
    out.print(
        f"\n[bold]{escape(str(path))}[/] is what to type into {escape(sheet.product)}, a line a "
        "criterion, in the order of its screens; what is lost stands beside it in "
        f"{escape(notes.name)}.",
        soft_wrap=True,
    )


def import_card(
    file: SheetFile,
    product: From,
    output: NewCard = None,
    force: Force = False,
    project: Folder = Path(),
) -> None:
    """Read a filled-in set-up sheet as a card, and tell what a card cannot hold of it."""
    opened = load("project").Project(project)
    language = opened.settings.project.language
    exchange = load("cards.exchange").PRODUCTS[product.value]
    path = output or file.with_name(f"card_from_{product.value}.yaml")
    if load("cards.putting").same_file(path, file):
        raise UsageError(
            f"{path} is the sheet itself, which is never overwritten. Name another file with "
            "--output."
        )
    if not force:
        _refuse_existing(path)
    found = exchange.from_sheet(_read(file), file.name)
    _write(path, load("cards").write_card(found.card))
    out.print(escape(found.notes(language).rstrip()), soft_wrap=True)
    out.print(
        f"\n[bold]{escape(str(path))}[/] holds {len(found.card.rules)} rules and "
        f"{len(found.card.exclusions)} exclusions. Look it over, then hold it against yours: "
        f"leadscore card compare {escape(str(path))}",
        soft_wrap=True,
    )


def _refuse_existing(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise UsageError(
            f"{path} is there already and is not written over. Name another file with --output, "
            "or add --force."
        )


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        raise CardError(
            f"{path.name} is not UTF-8 text. Save it from the spreadsheet as 'CSV UTF-8'."
        ) from broken
    except OSError as missing:
        raise CardError(
            f"{path} cannot be read: {missing.strerror or missing}. Name the sheet that was "
            "filled in; 'leadscore card export' makes one of a card, to begin with."
        ) from missing


def _write(path: Path, text: str) -> None:
    """Write beside the place, then put it there at once."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        load("cards.putting").put(text.encode(), path)
    except OSError as refused:
        raise OutputError(
            f"{path} cannot be written: {refused.strerror or refused}. What stood there before is "
            "still whole. Make room, change the folder's rights, or name another file."
        ) from refused
