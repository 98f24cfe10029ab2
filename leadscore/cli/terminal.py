"""The terminal: what is written to it, and how a command opens a project.

Results go to standard output, progress and errors to standard error. Everything heavy is
loaded by the command that needs it, so that ``--help`` answers at once.
"""

from __future__ import annotations

import gc
import importlib
import warnings
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    import pandas as pd

    from leadscore.progress import Progress
    from leadscore.project import Project

out = Console(highlight=False, soft_wrap=False)
err = Console(stderr=True, highlight=False)

Folder = Annotated[
    Path,
    typer.Option(
        "--project",
        "-p",
        help="The project's folder, the one with leadscore.toml.",
        show_default="this folder",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="End with one JSON line, for programs.")]


def load(module: str) -> ModuleType:
    """Load what a command needs, when it needs it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return importlib.import_module(f"leadscore.{module}")


def open_project(folder: Path) -> tuple[ModuleType, Project, Progress]:
    """Give the verbs, the project and what shows progress."""
    pipeline = load("pipeline")
    gc.freeze()  # hundreds of thousands of objects that are here to stay
    return pipeline, pipeline.Project(folder), load("progress").Progress(err)


def print_table(frame: pd.DataFrame, title: str) -> None:
    """Show a frame as it stands, numbers to the right."""
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    for name in frame.columns:
        kind = frame[name].dtype.kind
        right, sentence = kind in "iuf", name in ("allows", "reasons_up")
        table.add_column(
            escape(str(name)),
            justify="right" if right else "left",
            overflow="fold",
            ratio=1 if sentence else None,
        )
    for row in frame.itertuples(index=False):
        table.add_row(*(escape(as_text(value)) for value in row))
    out.print(table)


def as_text(value: object) -> str:
    """Write a value as a reader expects it: no zones, no microseconds, no NaN."""
    if value is None or value != value:  # noqa: PLR0124 - NaN and NaT differ from themselves
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.3g}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    return str(value)
