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
from leadscore.reports.kernels import KernelManager

# loaded when first used: most commands run no notebook, and these take seconds
nbclient = lazy_loader.load("nbclient")
nbformat = lazy_loader.load("nbformat")
papermill = lazy_loader.load("papermill")
Stopped: TypeAlias = Any  # papermill's PapermillExecutionError, which has no types

#: The notebooks in the order in which the main job runs them.
TRAINING = ("20_card", "21_scientist", "22_auto")
DATA, COMPARISON, LEADS = "10_data", "30_compare", "40_leads"
ALL = (DATA, *TRAINING, COMPARISON, LEADS)
#: For people to play with; the main job does not run it.
WHAT_IF = "25_what_if"

# papermill logs every cell, its own deprecations, and what the error tells anyway
logging.getLogger("papermill").setLevel(logging.CRITICAL)


def run_notebooks(
    *names: str,
    source: Path,
    output: Path,
    folder: Path | None = None,
    parameters: Mapping[str, object] | None = None,
) -> list[Path]:
    """Run notebooks from top to bottom, one after the other, and keep the executed copies.

    Parameters
    ----------
    *names : str
        Names without their ending, for example ``"30_compare"``.
    source : Path
        The folder that holds the notebooks.
    output : Path
        The folder for the executed copies; made where missing.
    folder : Path, optional
        The folder they run in; by default the one that holds them.
    parameters : mapping, optional
        Values for the cell tagged ``parameters``.

    Returns
    -------
    list of Path
        The executed notebooks; where one fails, none is kept.

    Raises
    ------
    UsageError
        If there is no such notebook.
    OutputError
        If the executed copies cannot be written.
    LeadscoreError
        The error that stopped a notebook, as the class it was, or a plain one that
        names the cell for anything else.
    """
    origins = [source / f"{name}.ipynb" for name in names]
    for origin in origins:
        _check(origin)
    unfinished = [output / f".{name}.{os.getpid()}.ipynb" for name in names]
    executed = [output / origin.name for origin in origins]
    given = {"cwd": str(folder or source), "parameters": dict(parameters or {})}
    try:
        output.mkdir(parents=True, exist_ok=True)
        for origin, copy in zip(origins, unfinished, strict=True):
            _execute(origin, copy, given)
        for ran, kept in zip(unfinished, executed, strict=True):
            ran.replace(kept)
            _failed(kept).unlink(missing_ok=True)
    except OSError as refused:
        raise OutputError(
            f"The executed notebook cannot be written into {output}: {refused.strerror}."
        ) from refused
    finally:
        for path in unfinished:
            path.unlink(missing_ok=True)
    return executed


def _execute(origin: Path, unfinished: Path, given: Mapping[str, object]) -> None:
    """Run one notebook; what it had shown until it failed is kept for looking at."""
    try:
        papermill.execute_notebook(
            str(origin),
            str(unfinished),
            kernel_name="python3",
            progress_bar=False,
            log_output=False,
            extra_arguments=["--IPKernelApp.log_level=50"],  # what it logs is not for users
            kernel_manager_class=KernelManager,
            **given,
        )
    except papermill.exceptions.PapermillExecutionError as stopped:
        failed = _failed(unfinished.with_name(origin.name))
        unfinished.replace(failed)
        if stopped.ename == KeyboardInterrupt.__name__:
            raise KeyboardInterrupt from stopped
        raise _as_it_was(stopped, origin.name, failed) from stopped
    except nbclient.exceptions.DeadKernelError as died:
        raise LeadscoreError(
            f"The process that ran {origin.name} was ended from outside, most often because the "
            "memory was full. Close other programs, or lower models.threads and models.trials in "
            "leadscore.toml, then call again."
        ) from died
    except papermill.exceptions.PapermillException as broken:
        raise UsageError(f"{origin.name} cannot be run: {broken}") from broken


def _failed(executed: Path) -> Path:
    """Where the copy of a notebook that failed lies."""
    return executed.with_suffix(".failed.ipynb")


def _check(origin: Path) -> None:
    if not origin.is_file():
        raise UsageError(
            f"There is no notebook {origin.name} in {origin.parent}. "
            "'leadscore init' lays them out; copy the missing one from a fresh project."
        )
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
        f"{name} stopped in cell {stopped.cell_index}: {stopped.ename}: {stopped.evalue}. "
        f"What it had shown until then is in {failed}."
    )


def _kinds(of: type[LeadscoreError]) -> Iterator[type[LeadscoreError]]:
    """List a kind of error and all kinds of it, those of other rooms too."""
    yield of
    for kind in of.__subclasses__():
        yield from _kinds(kind)
