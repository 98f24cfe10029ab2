"""The command line. Only this room talks to a terminal."""

from __future__ import annotations

import logging
import sys

from rich.markup import escape

from leadscore.cli import card
from leadscore.cli.terminal import err
from leadscore.cli.verbs import app
from leadscore.errors import LeadscoreError

#: The exit code that typer gives where someone pressed Ctrl-C.
STOPPED = 130

app.add_typer(card.app, name="card")


def main() -> None:
    """Run the command line; an expected error becomes one message and its exit code."""
    logging.captureWarnings(capture=True)
    try:
        app()
    except LeadscoreError as error:
        err.print(f"[bold red]{escape(error.title)}.[/]", soft_wrap=True)
        err.print(escape(str(error)), soft_wrap=True)
        sys.exit(error.exit_code)
    except SystemExit as ended:
        if ended.code == STOPPED:
            # the cell that was stopped half-way is no news, nor is its kernel's end
            logging.getLogger("asyncio").setLevel(logging.CRITICAL)
            err.print("Stopped. What was finished before stays; nothing is half-written.")
        raise
