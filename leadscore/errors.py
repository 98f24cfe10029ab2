"""What can go wrong, and the exit code each kind of trouble has.

Every error that a user can meet is a :class:`LeadscoreError`. Its message says what
is wrong, where, how many, and what to do next; it never holds a name, an address or
any other personal value. The command line turns it into one message and its
``exit_code``; anything else that reaches the command line is a defect of leadscore.
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import ClassVar


class LeadscoreError(Exception):
    """Say what a user can act on; the base of every expected error."""

    exit_code: ClassVar[int] = 1
    title: ClassVar[str] = "leadscore cannot go on"


class UsageError(LeadscoreError):
    """A command or function was called with arguments that do not fit."""

    exit_code = 2
    title = "This cannot be done as asked"


class SettingsError(LeadscoreError):
    """leadscore.toml cannot be used as it is."""

    exit_code = 3
    title = "The settings do not fit"


class MappingError(SettingsError):
    """mapping.yaml cannot be used as it is."""

    title = "The mapping does not fit"


class CardError(SettingsError):
    """card.yaml cannot be used as it is."""

    title = "The points card does not fit"


class DataError(LeadscoreError, ValueError):
    """The tables hold something that leadscore must not work around silently.

    It is a ValueError as well, which is what scikit-learn's tools expect of an estimator.
    """

    exit_code = 4
    title = "The data cannot be used as it is"


class NotEnoughDataError(LeadscoreError, ValueError):
    """There are too few leads, conversions or mature snapshots for what was asked."""

    exit_code = 5
    title = "There is too little data for this"


class VersionError(LeadscoreError):
    """A version is missing, incomplete, tampered with or cannot be saved."""

    exit_code = 6
    title = "The version cannot be used"


class OutputError(LeadscoreError):
    """A file or folder cannot be written."""

    exit_code = 7
    title = "The result cannot be written"


class BusyError(LeadscoreError):
    """Another leadscore command is at work in the same project."""

    exit_code = 8
    title = "The project is in use"


class DataWarning(UserWarning):
    """Something in the data was counted and worked around; nothing was lost silently."""


def require_extra(module: str, *, extra: str) -> ModuleType:
    """Import an optional dependency, or say which extra to install.

    Parameters
    ----------
    module : str
        Name of the module to import, for example ``"pyspark.sql"``.
    extra : str
        The extra of leadscore that brings it.

    Returns
    -------
    module

    Raises
    ------
    UsageError
        If the module is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError as missing:
        raise UsageError(
            f"This needs {module.partition('.')[0]}, which is not installed. "
            f"Install it with: pip install 'leadscore[{extra}]'"
        ) from missing
