"""The points card's language as a JSON schema, for editors that complete and check YAML."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from leadscore.cards.card import Card, Exclusion, Group, Rule
from leadscore.cards.conditions import Decay, What, Who
from leadscore.cards.limits import Segment, Thresholds

#: The file beside card.yaml whose first line names it.
FILE = "card.schema.json"
_DESCRIBED: tuple[type[BaseModel], ...] = (
    *(Card, Rule, Exclusion, Group, Thresholds, Segment, Decay),
    *(Who, What),
)
_LIMITS = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum"}
_ENTRY = re.compile(r"^([\w, ]+?)(?: : .*)?$")


def card_schema() -> str:
    """Write the JSON schema of card.yaml.

    Returns
    -------
    str
        JSON Schema of draft 2020-12; keys are told with the words of the documentation.

    Notes
    -----
    What hangs on other keys (a cap with ``per: act``, a column with its test) is not in the
    schema: reading the card tells it.
    """
    schema: dict[str, Any] = {  # JSON
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Card.model_json_schema(by_alias=True),
        "title": "The points card of leadscore",
    }
    parts: dict[str, Any] = {**schema["$defs"], "Card": schema}
    for model in _DESCRIBED:
        part = parts[model.__name__]
        part["description"] = (inspect.getdoc(model) or "").partition("\n")[0]
        for key, told in _told(model):
            part["properties"].get(key, {})["description"] = told
    for name in ("Rule", "Exclusion"):
        parts[name]["anyOf"] = [{"required": ["who"]}, {"required": ["what"]}]
    _spell_short(parts)
    parts["Segment"]["properties"].pop("what")
    parts["Segment"]["anyOf"] = [{"required": ["mql"]}, {"required": ["sql"]}]
    return json.dumps(_tidy(schema), indent=2, ensure_ascii=False) + "\n"


def _spell_short(parts: dict[str, Any]) -> None:  # JSON
    """Allow the short forms of decay, as the card is written."""
    days = parts["Decay"]["properties"]["half_life_days"]["anyOf"][0]
    parts["Decay"] |= {"properties": {"half_life_days": days}, "required": ["half_life_days"]}
    forms = parts["Rule"]["properties"]["decay"]["anyOf"]
    parts["Rule"]["properties"]["decay"]["anyOf"] = [{"enum": ["none", "linear"]}, *forms]


def _tidy(node: Any) -> Any:  # noqa: ANN401 - JSON
    """Leave out the titles that pydantic makes of names, and name limits as JSON schema does."""
    if isinstance(node, list):
        return [_tidy(each) for each in node]
    if not isinstance(node, dict):
        return node
    kept = {
        _LIMITS.get(key, key): _tidy(value)
        for key, value in node.items()
        if not (key == "title" and isinstance(value, str) and "$schema" not in node)
    }
    if "exclusiveMinimum" in kept:
        kept.pop("minimum", None)
    return kept


def _told(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    """Read what the documentation of a part says of its keys."""
    names: list[str] = []
    lines: list[str] = []
    for line in [*_parameters(inspect.getdoc(model) or ""), ""]:
        if line.startswith(" "):
            lines.append(line.strip())
            continue
        yield from ((name, " ".join(lines).replace("``", "")) for name in names if lines)
        found = _ENTRY.match(line)
        names = [] if found is None else [name.strip() for name in found[1].split(",")]
        lines = []


def _parameters(text: str) -> Iterator[str]:
    """Give the lines of the section on parameters."""
    inside = False
    lines = text.splitlines()
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if below.startswith("---"):
            inside = line == "Parameters"
        elif inside and line and not line.startswith("---"):
            yield line
