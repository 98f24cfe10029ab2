"""Run a project's notebooks, each in a process of its own, and keep what they showed.

This is the only room that uses papermill. A notebook that fails keeps nothing but a
copy for looking at, and its error reaches the caller as the error it was.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias, cast

import lazy_loader  # type: ignore[import-untyped]

from leadscore import errors
from leadscore.errors import LeadscoreError, OutputError, UsageError

# loaded when first used: most commands run no notebook, and these take seconds
nbclient = lazy_loader.load("nbclient")
nbformat = lazy_loader.load("nbformat")
papermill = lazy_loader.load("papermill")
Stopped: TypeAlias = Any  # papermill's PapermillExecutionError, which has no types

#: The notebooks in the order in which the main job runs them.
TRAINING = ("20_card", "21_scientist", "22_auto")
DATA, COMPARISON, LEADS = "10_data", "30_compare", "40_leads"
ALL = (DATA, *TRAINING, COMPARISON, LEADS)

# papermill logs every cell, its own deprecations, and what the error tells anyway
logging.getLogger("papermill").setLevel(logging.CRITICAL)


def run_notebook(
    name: str,
    *,
    source: Path,
    output: Path,
    folder: Path | None = None,
    parameters: Mapping[str, object] | None = None,
) -> Path:
    """Run one notebook from top to bottom and keep the executed copy.

    Parameters
    ----------
    name : str
        The notebook's name without its ending, for example ``"30_compare"``.
    source : Path
        The folder that holds the notebook.
    output : Path
        The folder for the executed copy; made where missing.
    folder : Path, optional
        The folder it runs in; by default the one that holds it.
    parameters : mapping, optional
        Values for the cell tagged ``parameters``.

    Returns
    -------
    Path
        The executed notebook.

    Raises
    ------
    UsageError
        If there is no such notebook.
    OutputError
        If the executed copy cannot be written.
    LeadscoreError
        The error that stopped the notebook, as the class it was, or a plain one that
        names the cell for anything else.
    """
    origin = source / f"{name}.ipynb"
    if not origin.is_file():
        raise UsageError(
            f"There is no notebook {name}.ipynb in {source}. "
            "'leadscore init' lays them out; copy the missing one from a fresh project."
        )
    _check(origin)
    target, failed = output / f"{name}.ipynb", output / f"{name}.failed.ipynb"
    unfinished = output / f".{name}.{os.getpid()}.ipynb"
    try:
        output.mkdir(parents=True, exist_ok=True)
        papermill.execute_notebook(
            str(origin),
            str(unfinished),
            parameters=dict(parameters or {}),
            kernel_name="python3",
            progress_bar=False,
            log_output=False,
            extra_arguments=["--IPKernelApp.log_level=50"],  # what it logs is not for users
            cwd=str(folder or source),
        )
        unfinished.replace(target)
    except papermill.exceptions.PapermillExecutionError as stopped:
        unfinished.replace(failed)
        if stopped.ename == KeyboardInterrupt.__name__:
            raise KeyboardInterrupt from stopped
        raise _as_it_was(stopped, name, failed) from stopped
    except nbclient.exceptions.DeadKernelError as died:
        raise LeadscoreError(
            f"The process that ran {origin.name} was ended from outside, most often because the "
            "memory was full. Close other programs, or lower models.threads and models.trials in "
            "leadscore.toml, then call again."
        ) from died
    except papermill.exceptions.PapermillException as broken:
        raise UsageError(f"{origin.name} cannot be run: {broken}") from broken
    except OSError as refused:
        raise OutputError(
            f"The executed notebook cannot be written into {output}: {refused.strerror}."
        ) from refused
    finally:
        unfinished.unlink(missing_ok=True)
    failed.unlink(missing_ok=True)
    return target


def _check(origin: Path) -> None:
    try:
        nbformat.read(origin, as_version=4)
    except (ValueError, AttributeError, OSError, nbformat.ValidationError) as broken:
        raise UsageError(
            f"{origin.name} in {origin.parent} is not a notebook, or it is cut off "
            f"({type(broken).__name__}). Copy it from a fresh project, which 'leadscore init' "
            "lays out."
        ) from broken


def _as_it_was(stopped: Stopped, name: str, failed: Path) -> LeadscoreError:
    """Give the error that stopped a notebook the kind it had in the notebook's process."""
    for kind in _kinds(LeadscoreError):
        if kind.__name__ == stopped.ename:
            public = next(base for base in kind.__mro__ if base.__module__ == errors.__name__)
            return cast("type[LeadscoreError]", public)(str(stopped.evalue))
    return LeadscoreError(
        f"{name}.ipynb stopped in cell {stopped.cell_index}: {stopped.ename}: {stopped.evalue}. "
        f"What it had shown until then is in {failed}."
    )


def _kinds(of: type[LeadscoreError]) -> Iterator[type[LeadscoreError]]:
    """List a kind of error and all kinds of it, those of other rooms too."""
    yield of
    for kind in of.__subclasses__():
        yield from _kinds(kind)
