"""Say on a terminal what is being done and for how long; stay quiet in a log."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console


@dataclass
class Progress:
    """Steps told as they begin and end.

    Parameters
    ----------
    console : rich console, optional
        Where to tell them; without one, or where it is not a terminal, nothing is said.
    seconds : dict of str to float
        What each step took, filled as they end.
    """

    console: Console | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Tell that a step begins, turn a spinner while it lasts, tell what it took."""
        began = time.monotonic()
        if self.console is None or not self.console.is_terminal:
            yield
        else:
            with self.console.status(f"{text} …"):
                yield
            self.console.print(f"  [green]✓[/] {text} [dim]{time.monotonic() - began:.0f} s[/]")
        self.seconds[text] = time.monotonic() - began


#: For callers who want no progress told.
SILENT = Progress()
