"""Put a file in its place, whole or not at all, and never where the project's own files are."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

from leadscore.errors import UsageError
from leadscore.settings import FILE_NAME, Settings


def put(data: bytes, path: Path, *, check: Callable[[], None] | None = None) -> None:
    """Write beside the place, force it to disk, then put it there at once.

    Parameters
    ----------
    data : bytes
    path : Path
        Its folder must be there. A file that is there is replaced and keeps its rights;
        where a link is there, what it points to is.
    check : callable, optional
        Called right before the file is replaced; what it raises leaves all as it was.

    Raises
    ------
    OSError
        If it cannot be written. What stood there is whole, and nothing lies beside it.
    """
    target = path.resolve()
    beside = target.with_name(f".{secrets.token_hex(8)}.partial")
    file = beside.open("xb")  # a name that nobody can have laid a link under
    try:
        with file:
            if target.exists():
                shutil.copymode(target, beside)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if check is not None:
            check()
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)


def refuse_inputs(path: Path, root: Path, settings: Settings, **others: Path) -> None:
    """Refuse to write over what a project is made from.

    Parameters
    ----------
    path : Path
        Where something is to be written.
    root : Path
        The project's folder.
    settings : Settings
    **others : Path
        More files that may not be written over, by what they are.

    Raises
    ------
    UsageError
        If it is leadscore.toml, the mapping, the card in use or one of the others.
    """
    inputs = {
        "the card in use": root / settings.models.card,
        "the project's settings": root / FILE_NAME,
        "the project's mapping": root / settings.data.mapping,
        **{name.replace("_", " "): other for name, other in others.items()},
    }
    for name, other in inputs.items():
        if same_file(path, other):
            raise UsageError(
                f"{path} is {name}, which is never overwritten. Name another file to write to."
            )


def same_file(one: Path, other: Path) -> bool:
    """Tell whether two paths lead to one file, by whatever names and links."""
    if one.resolve() == other.resolve():
        return True
    return one.exists() and other.exists() and one.samefile(other)
