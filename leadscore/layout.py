"""Lay out a new project: settings, card, folders, notebooks."""

from __future__ import annotations

import re
import shutil
from importlib.resources import files
from pathlib import Path

from leadscore.errors import OutputError, UsageError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def init(folder: str | Path) -> Path:
    """Lay out a project: leadscore.toml, card.yaml, data/, notebooks/, mlruns/, Makefile.

    ``card.schema.json`` beside the card lets editors complete and check it.

    Parameters
    ----------
    folder : str or Path
        Where; its last part becomes the project's name. It must not exist or be empty.

    Returns
    -------
    Path
        The project's folder.

    Raises
    ------
    UsageError
        If the name does not fit or the folder already holds something.
    OutputError
        If it cannot be written.
    """
    root = Path(folder)
    name = root.resolve().name
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} cannot be a project's name: use letters, digits, - and _ only, "
            "beginning with a letter or digit."
        )
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise UsageError(f"{root} already holds something. Choose a new folder.")
    try:
        _lay_out(root, name)
    except OSError as refused:
        raise OutputError(
            f"The project cannot be laid out in {root}: {refused.strerror}."
        ) from refused
    return root


def _lay_out(root: Path, name: str) -> None:
    for part in ("data", "notebooks", "mlruns"):
        (root / part).mkdir(parents=True)
    templates = files("leadscore") / "templates"
    settings = (templates / "leadscore.toml").read_text("utf-8")
    (root / "leadscore.toml").write_text(settings.replace("@NAME@", name), encoding="utf-8")
    for source, target in {
        "card.yaml": "card.yaml",
        "card.schema.json": "card.schema.json",
        "Makefile": "Makefile",
        "gitignore": ".gitignore",
    }.items():
        (root / target).write_text((templates / source).read_text("utf-8"), encoding="utf-8")
    for notebook in sorted(shipped_notebooks().glob("[0-9]*.ipynb")):
        shutil.copyfile(notebook, root / "notebooks" / notebook.name)


def shipped_notebooks() -> Path:
    """Find the notebooks: inside the wheel, or beside the package in a checkout.

    Returns
    -------
    Path
        The folder; nothing is ever written there.
    """
    inside = Path(__file__).parent / "_notebooks"
    return inside if inside.is_dir() else Path(__file__).parents[1] / "notebooks"
