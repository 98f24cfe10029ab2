"""YAML written by people, read as data: small, flat, without aliases.

A file is looked through before anything is built from it, so that a few kilobytes of
nested aliases cannot grow into gigabytes.
"""

from __future__ import annotations

from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from leadscore.errors import SettingsError

MOST_BYTES = 1_000_000
MOST_DEPTH = 20


def read_yaml(path: Path, *, error: type[SettingsError]) -> object:
    """Read a YAML file as plain data.

    Parameters
    ----------
    path : Path
    error : type of SettingsError
        What to raise.

    Returns
    -------
    object
        Dictionaries, lists, texts, numbers; None for an empty file.

    Raises
    ------
    SettingsError
        Of the given type: if the file cannot be read, is larger than 1 MB, uses aliases,
        is nested more than 20 deep, names a key twice or is not YAML.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise error(
                f"{path.name} has {size:,} bytes; more than {MOST_BYTES:,} are not read. "
                "Such a file is written by hand and small: check that it is the right one."
            )
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as broken:
        raise error(
            f"{path.name} cannot be read as UTF-8 text ({type(broken).__name__}). "
            "Save it as UTF-8 in the project's folder."
        ) from broken
    try:
        _look_through(text, name=path.name, error=error)
        return YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError) as broken:
        raise error(f"{path.name} is not valid YAML: {_where(broken)}.") from broken


def _look_through(text: str, *, name: str, error: type[SettingsError]) -> None:
    depth = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent):
            raise error(
                f"{name}, line {line}: aliases (*name) are not read, for they can grow without "
                "bound. Write the value out."
            )
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            depth += 1
        if isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            depth -= 1
        if depth > MOST_DEPTH:
            raise error(
                f"{name}, line {line}: nested more than {MOST_DEPTH} deep. Nothing here needs that."
            )


def _where(broken: Exception) -> str:
    mark = getattr(broken, "problem_mark", None)
    problem = getattr(broken, "problem", None) or type(broken).__name__
    return f"{problem}, line {mark.line + 1}" if mark is not None else str(problem)
