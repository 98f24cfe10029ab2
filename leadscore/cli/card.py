"""The commands about the points card."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from leadscore.cli.terminal import Folder, open_project, out

if TYPE_CHECKING:
    from leadscore.project import Project

app = typer.Typer(
    help="Look at the points card, change it, and take it elsewhere.", no_args_is_help=True
)


@app.command()
def check(project: Folder = Path()) -> None:
    """Say what is odd about the points card, and whether the data can answer its rules."""
    pipeline, opened, _ = open_project(project)
    tell_card(pipeline, opened)


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
