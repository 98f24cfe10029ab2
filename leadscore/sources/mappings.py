"""mapping.yaml: how exports that do not look like the tables are read as such.

Either ``tables:`` says, for each of the six tables, from which file and columns its rows
come (several blocks are put together; a stage may be derived from events), or ``flat:``
describes one file with a row a lead and no history.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from leadscore.errors import MappingError
from leadscore.sources.files import SUFFIXES
from leadscore.sources.tables import TABLES, is_personal, listed, shown
from leadscore.yaml_files import YamlFile, nearest, parse_yaml, read_yaml


def _as_text(value: object) -> object:
    """Take what YAML reads as a number or a truth value as the text in the file."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


def _as_list(value: object) -> object:
    return [value] if isinstance(value, dict) else value


def _plain_file(value: object) -> object:
    if isinstance(value, str):
        if not value or value in (".", "..") or any(mark in value for mark in "/\\\0"):
            raise ValueError("must be the plain name of a file in the data folder")
        if not value.endswith(tuple(SUFFIXES)):
            raise ValueError("must end in one of " + ", ".join(SUFFIXES))
    return value


Text = Annotated[str, BeforeValidator(_as_text)]
FileName = Annotated[str, BeforeValidator(_plain_file)]
FeatureName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CsvPart(_Part):
    """How a file's text is written, where it differs from leadscore.toml."""

    encoding: str | None = None
    separator: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    decimal: Literal[".", ","] | None = None
    timezone: str | None = None


class Derive(_Part):
    """A stage that no system records: entered when enough events fall close together.

    The stage is entered at the act that completes the first run of ``at_least`` acts
    (with ``distinct_days``: on as many days, UTC) within ``within_days`` days. Rows that
    stand twice are one act; the entry is known when the last act of the run is recorded.
    """

    source: Annotated[Literal["events"], Field(alias="from")]
    kind: Text
    at_least: Annotated[int, Field(ge=1, le=1000)]
    within_days: Annotated[int, Field(ge=1, le=3650)]
    distinct_days: bool = False
    stage: Text


class Block(_Part):
    """Rows of one table from one file, or derived from another table."""

    file: FileName | None = None
    columns: dict[str, Text] = {}
    constants: dict[str, Text] = {}
    values: dict[str, dict[Text, Text | None]] = {}
    skip_empty: tuple[str, ...] = ()
    left_out: dict[str, str] = {}
    datetime_format: str | None = None
    csv: CsvPart = CsvPart()
    derive: Derive | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if (self.file is None) == (self.derive is None):
            raise ValueError("must name either a file or what to derive the rows from")
        if self.derive is not None and (self.columns or self.constants or self.values):
            raise ValueError("rows that are derived take no columns, constants or values")
        missing = (set(self.values) | set(self.skip_empty)) - set(self.columns)
        if missing:
            raise ValueError(f"values or skip_empty name what columns does not: {listed(missing)}")
        return self


class FlatField(_Part):
    """One column of a flat export that becomes a feature; kind "told" from its values.

    ``known_at`` answers "when is this known?": at the lead's ``creation``, or by the time of
    ``scoring``, while the outcome is still open. Without an answer a column that is strong
    alone is left out.
    """

    column: Text
    kind: Literal["number", "category"] | None = None
    known_at: Literal["creation", "scoring"] | None = None


class Order(_Part):
    """What tells which leads came first: a column, or without one the order of the rows."""

    column: Text | None = None
    read_as: Annotated[Literal["number", "instant"], Field(alias="as")] = "number"


def _as_order(value: object) -> object:
    if value == "row":
        return {}
    if value == "none":
        return None
    if not isinstance(value, dict) or "column" not in value:
        raise ValueError("must be row, none, or {column: NAME, as: number or instant}")
    return value


def _as_field(value: object) -> object:
    return {"column": value} if isinstance(value, str | int | float) else value


Fields = dict[FeatureName, Annotated[FlatField, BeforeValidator(_as_field)]]


class Flat(_Part):
    """One file with a row a lead, a converted column and no history.

    Of the target, ``positive`` values are a yes, ``negative`` ones a no (without it: all
    others), those of ``missing`` and empty ones are not known.
    """

    file: FileName
    target: Text
    positive: Annotated[tuple[Text, ...], Field(min_length=1)]
    negative: tuple[Text, ...] = ()
    lead_id: Text | None = None
    order: Annotated[Order | None, BeforeValidator(_as_order)] = None
    group: Text = "none"
    missing: tuple[Text, ...] = ()
    fit: Fields = {}
    behaviour: Fields = {}
    left_out: dict[str, str] = {}
    datetime_format: str | None = None
    csv: CsvPart = CsvPart()

    @model_validator(mode="after")
    def _each_column_once(self) -> Self:
        fields = [field.column for field in (*self.fit.values(), *self.behaviour.values())]
        if not fields:
            raise ValueError("must name at least one column under fit or behaviour")
        named = [*fields, *self.left_out]
        twice = {name for name in named if named.count(name) > 1}
        if twice:
            raise ValueError(f"columns named twice: {listed(sorted(twice))}")
        if self.target in named:
            raise ValueError("the target cannot also be a feature")
        words = [*set(self.positive), *set(self.negative), *set(self.missing)]
        unclear = sorted({word for word in words if words.count(word) > 1})
        if unclear:
            raise ValueError(f"two of positive, negative and missing hold: {listed(unclear)}")
        personal = [name for name in fields if is_personal(name)]
        if personal:
            raise ValueError(f"personal columns are never read: {listed(personal)}")
        return self


class TableMapping(_Part):
    """Everything that mapping.yaml can say."""

    tables: dict[str, Annotated[tuple[Block, ...], BeforeValidator(_as_list)]] = {}
    flat: Flat | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.tables) == (self.flat is not None):
            raise ValueError("must hold either tables or flat")
        unknown = sorted(set(self.tables) - set(TABLES))
        if unknown:
            raise ValueError(f"unknown tables: {listed(unknown)}. Known: {', '.join(TABLES)}")
        derived = [
            name for name, blocks in self.tables.items() if any(block.derive for block in blocks)
        ]
        if derived not in ([], ["stages"]):
            raise ValueError("only rows of stages can be derived")
        return self


def load_mapping(path: Path) -> TableMapping:
    """Read and check mapping.yaml.

    Parameters
    ----------
    path : Path

    Returns
    -------
    TableMapping

    Raises
    ------
    MappingError
        Naming every unknown key and every value that does not fit.
    """
    return _checked(read_yaml(path, error=MappingError))


def parse_mapping(text: str) -> TableMapping:
    r"""Check a mapping given as text.

    Parameters
    ----------
    text : str
        YAML.

    Returns
    -------
    TableMapping

    Raises
    ------
    MappingError
        Naming every unknown key and every value that does not fit.

    Examples
    --------
    >>> mapping = parse_mapping("tables:\n  leads: {file: crm.csv, columns: {lead_id: Id}}\n")
    >>> mapping.tables["leads"][0].columns
    {'lead_id': 'Id'}
    """
    return _checked(parse_yaml(text, name="the mapping", error=MappingError))


def _checked(file: YamlFile) -> TableMapping:
    try:
        return TableMapping.model_validate(file.values)
    except ValidationError as broken:
        lines = "\n".join(f"  - {line}" for line in _problems(broken, file))
        raise MappingError(f"{file.name} does not fit:\n{lines}") from broken


def _problems(broken: ValidationError, file: YamlFile) -> Iterator[str]:
    for error in broken.errors():
        where = ".".join(shown(part) for part in error["loc"]) or "the file as a whole"
        place = f"line {file.line(error['loc'])}, {where}"
        if error["type"] == "extra_forbidden":
            hint = nearest(str(error["loc"][-1]), _known())
            yield f"{place} is not a key of a mapping. {hint}"
        else:
            yield f"{place}: {error['msg'].removeprefix('Value error, ')}."


def _known() -> list[str]:
    parts = (TableMapping, Block, CsvPart, Derive, Flat, FlatField, Order)
    return sorted(
        {field.alias or name for part in parts for name, field in part.model_fields.items()}
    )
