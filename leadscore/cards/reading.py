"""From card.yaml to a card, or to every problem in it with its rule and line."""

from __future__ import annotations

import types
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from leadscore.cards.card import Card, InconsistentCardError
from leadscore.errors import CardError
from leadscore.settings import Settings
from leadscore.yaml_files import YamlFile, nearest, parse_yaml, read_yaml

_Location = tuple[str | int, ...]
_SECTIONS: dict[_Location, str] = {
    ("rules",): "rule",
    ("exclusions",): "exclusion",
    ("groups",): "group",
    ("thresholds", "segments"): "segment",
}
#: What pydantic's kinds of error mean to someone who writes a card.
TOLD = {
    "string_type": "must be text; put it in quotes",
    "string_too_short": "must not be empty",
    "string_too_long": "is too long",
    "string_pattern_mismatch": (
        "must begin with a small letter and hold small letters, digits and _ only, at most 50"
    ),
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "too_long": "holds too many entries",
    "tuple_type": "must be a list: one entry a line, each beginning with '-'",
    "dict_type": "must be keys and values",
    "model_type": "must be keys and values",
    "model_attributes_type": "must be keys and values",
}


def load_card(path: Path, settings: Settings | None = None) -> Card:
    """Read and check a points card.

    Parameters
    ----------
    path : Path
        The YAML file.
    settings : Settings, optional
        When given, the intent classes that the card names must be among theirs.

    Returns
    -------
    Card

    Raises
    ------
    CardError
        If the file cannot be read or holds anything that is not in the language; every
        problem is named at once, with its rule and line.
    """
    return _card(read_yaml(path, error=CardError), settings)


def parse_card(text: str, settings: Settings | None = None, *, name: str = "card.yaml") -> Card:
    """Check a card given as YAML text; see :func:`load_card`.

    Parameters
    ----------
    text : str
    settings : Settings, optional
    name : str
        What to call the text in messages.

    Returns
    -------
    Card

    Raises
    ------
    CardError
        As :func:`load_card`.

    Examples
    --------
    >>> card = parse_card('''
    ... rules:
    ...   - id: pricing_page
    ...     says: Viewed pricing
    ...     what: {intent: pricing, within_days: 30}
    ...     points: 10
    ... ''')
    >>> card.rules[0].axis, card.place(card.rules[0])
    ('behaviour', 'line 3, rule pricing_page')
    """
    return _card(parse_yaml(text, name=name, error=CardError), settings)


def check_card(card: Card, settings: Settings) -> None:
    """Check that the intent classes a card names exist.

    Parameters
    ----------
    card : Card
    settings : Settings

    Raises
    ------
    CardError
        Naming each rule with an unknown intent class.
    """
    known = [intent.name for intent in settings.features.intents]
    problems = [
        f"{card.place(part)}: there is no intent class {intent!r} in leadscore.toml. "
        + nearest(intent, known)
        for part in card.parts
        if part.what is not None
        for intent in part.what.intent or ()
        if intent not in known
    ]
    _refuse("The card", problems)


def _card(file: YamlFile, settings: Settings | None) -> Card:
    try:
        card = Card.model_validate(_plain(file.values))
    except ValidationError as broken:
        _refuse(file.name, [told for _, told in sorted(_problems(broken, file))])
        raise  # pragma: no cover - a validation error always has a problem
    card.standing_at(_lines(file))
    if settings is not None:
        check_card(card, settings)
    return card


def _refuse(name: str, problems: Sequence[str]) -> None:
    if problems:
        listed = "\n".join(f"  - {problem}" for problem in problems)
        raise CardError(f"{name} does not fit:\n{listed}")


def _plain(value: object) -> object:
    """Turn ruamel's containers and numbers into Python's own."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    for plain in (bool, int, float, str):
        if isinstance(value, plain):
            return plain(value)
    return value


def _lines(file: YamlFile) -> dict[str, int]:
    """Find where each rule, exclusion and segment begins."""
    listed = {
        ("rules",): file.values.get("rules"),
        ("exclusions",): file.values.get("exclusions"),
        ("thresholds", "segments"): (file.values.get("thresholds") or {}).get("segments"),
    }
    return {
        f"{_SECTIONS[section]} {part['id']}": file.line([*section, position])
        for section, parts in listed.items()
        for position, part in enumerate(parts or ())
    }


def _problems(broken: ValidationError, file: YamlFile) -> Iterator[tuple[int, str]]:
    """Tell each problem with its line, its rule, and what to do."""
    for error in broken.errors():
        cause = error.get("ctx", {}).get("error")
        if isinstance(cause, InconsistentCardError):
            for place, message in cause.problems:
                yield file.line(place), f"{_place(place, file)}: {message}"
            continue
        path = _known_path(error["loc"], file)
        yield file.line(path), f"{_place(path, file)}: {_told(error, path)}"


def _told(error: ErrorDetails, path: _Location) -> str:
    key = str(error["loc"][-1]) if error["loc"] else ""
    if error["type"] == "extra_forbidden":
        return f"there is no {key!r} here. {nearest(key, _keys(error['loc'][:-1]))}"
    if error["type"] == "missing":
        return f"{key!r} is missing."
    return f"{_inside(path)}{plain_message(error)}{_found(error)}."


def _known_path(loc: _Location, file: YamlFile) -> _Location:
    """Leave out of pydantic's location what is not in the file, such as a type's name."""
    path: list[str | int] = []
    node: object = file.values
    for part in loc:
        key = _own_key(node, part)
        if key is not None:
            path.append(key)
            node = node[key]  # type: ignore[index]
    return tuple(path)


def _own_key(node: object, part: str | int) -> str | int | None:
    if isinstance(node, dict):
        return next((key for key in node if str(key) == str(part)), None)
    if isinstance(node, list) and isinstance(part, int) and part < len(node):
        return part
    return None


def _place(path: _Location, file: YamlFile) -> str:
    """Say where something stands: ``line 7, rule pricing_page``."""
    line = f"line {file.line(path)}"
    section = _section(path)
    if section is None:
        return f"{line}, {path[0]}" if path else line
    kind, key = _SECTIONS[section], path[len(section)]
    part = file.values
    for step in path[: len(section) + 1]:
        part = part[step]
    name = key if kind == "group" else part.get("id") if isinstance(part, dict) else None
    return f"{line}, {kind} {name if name else f'number {int(key) + 1}'}"


def _section(path: _Location) -> _Location | None:
    """Find the list of parts that a place lies in."""
    return next(
        (each for each in _SECTIONS if len(path) > len(each) and path[: len(each)] == each), None
    )


def _inside(path: _Location) -> str:
    """Name the key within the rule."""
    section = _section(path)
    inner = path[1:] if section is None else path[len(section) + 1 :]
    keys = [str(part) for part in inner if isinstance(part, str)]
    return f"{'.'.join(keys)}: " if keys else ""


def plain_message(error: ErrorDetails) -> str:
    """Say what a value must be, in a marketer's words.

    Parameters
    ----------
    error : dict
        One of pydantic's.

    Returns
    -------
    str
        Without what was found, and without a full stop.
    """
    told = TOLD.get(error["type"]) or error["msg"].removeprefix("Value error, ")
    return told.replace("Input should be", "must be").replace("Input should", "must").rstrip(".")


def _found(error: ErrorDetails) -> str:
    value = error["input"]
    if error["type"] == "value_error" and isinstance(value, dict | BaseModel):
        return ""
    kinds = {dict: "keys and values", list: "a list", tuple: "a list", type(None): "empty"}
    return f" (it is {kinds.get(type(value)) or f'{value!r:.60}'})"


def _keys(loc: _Location) -> list[str]:
    """List the keys known at a place."""
    model: type[BaseModel] = Card
    for part in loc:
        field = model.model_fields.get(str(part))
        inner = _model_in(field.annotation) if field is not None else None
        model = inner or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: object) -> type[BaseModel] | None:
    """Find the model that a field holds, alone or in a list or mapping."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (tuple, dict, list, Union, types.UnionType) or get_args(
        annotation
    ):
        found = [_model_in(part) for part in get_args(annotation)]
        return next((model for model in found if model is not None), None)
    return None
