"""How a project is spoilt, called and looked at: every fault is met as a user meets it."""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import re
import resource
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from leadscore import cli

LEADS = "lead_id,created_at,source,job_title,account_id\n" + "".join(
    f"L{n:02d},2024-01-{1 + n % 28:02d},web,CEO,a{n % 7}\n" for n in range(60)
)
STAGES = "lead_id,stage,entered_at\n" + "".join(
    f"L{n:02d},won,2024-{3 + n // 10:02d}-{1 + n % 28:02d}\n" for n in range(0, 60, 4)
)
#: What a command leaves beside a file's place while it writes.
UNFINISHED = re.compile(r"\.(part|partial|tmp|\d+)(/|$)|/\.[^/]+\.\d+\.ipynb$|/\.saving-")
#: Files that change with every command and hold nothing of the user's.
RESTLESS = re.compile(r"^\.leadscore/(lock|tables/.*|tables)$|^\.leadscore$|/\.exports\.lock$")


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str


def call(root: Path, *words: str) -> Said:
    """Call the command line in this process; anything but its own ends is a defect."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    argv = ["leadscore", *words, "--project", str(root)]
    with (
        mock.patch.object(sys, "argv", argv),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            cli.main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        finally:
            logging.captureWarnings(capture=False)
    return Said(code, out.getvalue(), err.getvalue())


def contents(root: Path) -> dict[str, str]:
    """Give the hash of every file that must not change when a command fails."""
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not RESTLESS.search(name := path.relative_to(root).as_posix())
    }


def unfinished(root: Path) -> list[str]:
    """List what looks half-written."""
    names = [path.relative_to(root).as_posix() for path in root.rglob("*")]
    return [name for name in names if UNFINISHED.search(f"/{name}")]


def refused(root: Path, code: int, *words: str) -> str:
    """Call a command that must fail, see that it changed nothing, and give what it said."""
    before = contents(root)
    said = call(root, *words)
    assert said.code == code, said.err or said.out
    assert contents(root) == before
    assert unfinished(root) == []
    assert "Traceback" not in said.err + said.out
    assert len(said.err.splitlines()) >= 2, "a title and what to do"
    return said.err


@contextlib.contextmanager
def full_disk(most_bytes: int) -> Iterator[None]:
    """Let no file grow beyond a few bytes, as on a disk that is nearly full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def change(path: Path, old: str, new: str) -> None:
    """Replace a text that must be in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
