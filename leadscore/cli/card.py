"""The commands about the points card."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from leadscore.cli import exchange
from leadscore.cli.terminal import Folder, Json, load, open_project, out, print_table
from leadscore.errors import CardError

if TYPE_CHECKING:
    from leadscore.cards import Card
    from leadscore.evaluation.card_difference.result import CardDifference
    from leadscore.project import Project

app = typer.Typer(
    help="Look at the points card, change it, and take it elsewhere.", no_args_is_help=True
)
app.command("export")(exchange.export_card)
app.command("import")(exchange.import_card)


@app.command()
def check(project: Folder = Path()) -> None:
    """Say what is odd about the points card, and whether the data can answer its rules."""
    pipeline, opened, _ = open_project(project)
    tell_card(pipeline, opened)


@app.command()
def write(
    project: Folder = Path(),
    rules: Annotated[int | None, typer.Option(min=1, max=100, help="The most rules.")] = None,
    step: Annotated[int | None, typer.Option(min=1, max=100, help="Points of a step.")] = None,
    most_points: Annotated[
        int | None, typer.Option(min=1, max=1000, help="The most points of a rule.")
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="A rule that must be in; its points are new."),
    ] = None,
    hold: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A rule that stays, points and all.")
    ] = None,
    never: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="What no rule may use: an id, a key, or 'key: value'."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(help="The file to write.", show_default="exports/written_card.yaml"),
    ] = None,
    force: exchange.Force = False,
) -> None:
    """Write the points card that the data would write, and say what it gains and loses."""
    _, opened, progress = open_project(project)
    writing = load("written")
    writing.written_place(opened, output, replace=force)
    with progress.step("Writing the card that the data would write"):
        written = writing.written_card(
            opened,
            rules=rules,
            step=step,
            most_points=most_points,
            keep=keep or (),
            hold=hold or (),
            never=never or (),
        )
    place = writing.keep_written_card(opened, written, output, replace=force)
    language = opened.settings.project.language
    print_table(written.summary(language), written.card.name)
    out.print(escape(written.sentence(language)), soft_wrap=True)
    with progress.step("Judging it on later leads"):
        gain = writing.written_gain(opened, written)
    out.print(escape(gain.sentence(language)), soft_wrap=True)
    out.print(f"The card lies in [bold]{escape(str(place))}[/].", soft_wrap=True)


def tell_card(pipeline: ModuleType, opened: Project) -> None:
    """Print what the card holds and what is odd about it."""
    card = pipeline.check_card(opened)
    out.print(
        f"The points card holds {len(card.rules)} rules and {len(card.exclusions)} exclusions; "
        "the data know every column they ask about.",
        soft_wrap=True,
    )
    for sentence in pipeline.odd_about_card(opened):
        out.print(f"[yellow]![/] {escape(sentence)}", soft_wrap=True)


#: So many leads that enter and that leave the call list are shown.
SHOWN = 10
CardFile = Annotated[
    Path, typer.Argument(help="A card (YAML): the new one, or with a second one the old one.")
]
NewCardFile = Annotated[
    Path | None,
    typer.Argument(help="The new card, held against the first.", show_default="the project's card"),
]


@app.command()
def compare(
    card: CardFile, new: NewCardFile = None, project: Folder = Path(), json_line: Json = False
) -> None:
    """Say what another card would change: in words, in last quarter's calls, and today.

    With one card, it is held against the project's; with two, the second against the first.
    """
    pipeline, opened, progress = open_project(project)
    paths = (opened.card_path, card) if new is None else (card, new)
    cards = [_answerable(path, opened) for path in paths]
    if cards[0] == cards[1]:
        told = load("evaluation.card_difference.difference").difference(
            *cards, past=None, now=None, settings=opened.settings
        )
    else:
        pipeline.build_features(opened, progress=progress)
        with progress.step("Trying both cards on later and open leads"):
            told = load("trying").compare_cards(opened, *cards)
    _tell_difference(told, opened)
    if json_line:
        sys.stdout.write(json.dumps(json.loads(told.to_json())) + "\n")


def _answerable(path: Path, opened: Project) -> Card:
    """Read a card that the data can answer; what is wrong is told with the file's name."""
    card: Card = load("cards").load_card(path, opened.settings)
    try:
        load("features.card").check_answerable(card, opened.warehouse, opened.settings)
    except CardError as unanswerable:
        raise CardError(f"{path.name}: {unanswerable}") from unanswerable
    return card


def _tell_difference(told: CardDifference, opened: Project) -> None:
    """Print what changed, last quarter, and the first leads in and out."""
    language = opened.settings.project.language
    for line in told.lines(language):
        out.print(escape(line), soft_wrap=True)
    if told.same:
        return
    out.print()
    if not told.past_table(language).empty:
        print_table(told.past_table(language), "Last quarter")
    out.print(escape(told.verdict(language)), soft_wrap=True)
    out.print(escape(told.how(language)), soft_wrap=True, style="dim")
    if len(told.limits):
        print_table(told.limits_table(language), "Who reaches the thresholds")
    out.print(escape(told.now(language)), soft_wrap=True)
    if len(told.moves):
        print_table(told.moves_table(language, SHOWN), f"The first {SHOWN} in and out")
