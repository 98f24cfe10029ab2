"""leadscore.toml: every setting, its default, its check.

Settings are read once, checked as a whole and frozen. A misspelt key is an error that
names the nearest right one, so that no setting is ever silently ignored.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from leadscore.errors import SettingsError

FILE_NAME = "leadscore.toml"

#: The stages of the funnel in order; a lead's history names them in the stages table.
DEFAULT_STAGES = ("contact", "lead", "mql", "sql", "opportunity", "won", "lost", "recycled")

Share = Annotated[float, Field(gt=0, lt=1)]
Days = Annotated[int, Field(ge=1, le=3650)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ProjectSettings(_Section):
    """What the project is called and how it speaks."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")] = "leads"
    language: Literal["en", "fi"] = "en"
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class DataSettings(_Section):
    """Where the tables come from and how their text is to be read."""

    folder: str = "data"
    simulate_when_empty: bool = False
    database_url_env: str = ""
    mapping: str = "mapping.yaml"
    timezone: str = ""
    csv_encoding: str = "utf-8"
    csv_separator: Annotated[str, Field(min_length=1, max_length=1)] = ","
    csv_decimal: Literal[".", ","] = "."
    datetime_format: str = ""
    stages: tuple[str, ...] = DEFAULT_STAGES


class TimeSettings(_Section):
    """Which instants snapshots are taken at and how far they look."""

    as_of: datetime | None = None
    observed_from: datetime | None = None
    observed_until: datetime | None = None
    target: str = "won"
    stop_stage: str | None = "opportunity"
    horizon_days: Days = 90
    lookback_days: Days = 365
    label_delay_days: Annotated[int, Field(ge=0, le=3650)] = 0
    idle_days: Days = 365
    grid: Literal["month", "week", "after_creation"] = "month"
    after_creation_days: tuple[Days, ...] = (1,)

    @field_validator("as_of", "observed_from", "observed_until", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("as_of", "observed_from", "observed_until")
    @classmethod
    def _naive_utc(cls, value: datetime | None) -> datetime | None:
        """Hold instants as the tables do: UTC, without a zone."""
        if value is None or value.tzinfo is None:
            return value
        return value.astimezone(UTC).replace(tzinfo=None)

    @property
    def horizon(self) -> timedelta:
        """How long after the cutoff the outcome is looked for."""
        return timedelta(days=self.horizon_days)

    @property
    def lookback(self) -> timedelta:
        """How long before the cutoff behaviour is read."""
        return timedelta(days=self.lookback_days)

    @property
    def label_delay(self) -> timedelta:
        """How long after the horizon a label may still arrive."""
        return timedelta(days=self.label_delay_days)

    @property
    def known_after(self) -> timedelta:
        """How long after the cutoff the outcome is known: horizon and label delay."""
        return self.horizon + self.label_delay


class SalesSettings(_Section):
    """What sales can do and what a deal brings."""

    capacity: Share = 0.2
    call_cost_eur: Annotated[float, Field(ge=0)] = 45.0
    deal_value_eur: Annotated[float, Field(ge=0)] = 10_000.0
    worked_stage: str = "sql"
    random_slice: Annotated[float, Field(ge=0, le=0.5)] = 0.0
    random_slice_reason: str = "random sample"


class IntentClass(_Section):
    """One kind of interest, told by where on the site or in which asset it shows."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    pattern: Annotated[str, Field(min_length=1, max_length=200)]
    buying: bool = False


DEFAULT_INTENTS = (
    IntentClass(name="pricing", pattern="pricing|price|hinnoittelu|hinnasto", buying=True),
    IntentClass(name="solutions", pattern="solution|ratkaisu", buying=True),
    IntentClass(name="references", pattern="reference|customer-stor|case|referenssi", buying=True),
    IntentClass(name="demo", pattern="demo|contact-sales|ota-yhteytta", buying=True),
    IntentClass(name="product", pattern="product|feature|docs|tuote"),
    IntentClass(name="article", pattern="blog|article|newsletter|artikkeli|uutiskirje"),
    IntentClass(name="guide", pattern="guide|whitepaper|opas"),
    IntentClass(name="careers", pattern="career|job|tyopaik|rekry"),
)


class ExtraColumn(_Section):
    """A column beyond the standard ones, allowed by name, with the moment it is known."""

    table: Literal["leads", "accounts"]
    column: str
    axis: Literal["fit", "behaviour"] = "fit"
    kind: Literal["number", "category"]
    known_at: str


class FeatureSettings(_Section):
    """What is read from the tables."""

    windows_days: tuple[Days, ...] = (7, 30, 90)
    half_lives_days: tuple[Days, ...] = (7, 30, 90)
    home_countries: tuple[str, ...] = ()
    intents: tuple[IntentClass, ...] = DEFAULT_INTENTS
    extra_columns: tuple[ExtraColumn, ...] = ()

    @field_validator("windows_days", "half_lives_days")
    @classmethod
    def _rising(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if not value or list(value) != sorted(set(value)):
            raise ValueError("must be different numbers of days in rising order")
        return value


class CardSettings(_Section):
    """What the points card that the data would write must obey."""

    rules: Annotated[int, Field(ge=1, le=100)] = 12
    step: Annotated[int, Field(ge=1, le=100)] = 5
    most_points: Annotated[int, Field(ge=1, le=1000)] = 40
    keep: tuple[str, ...] = ()
    hold: tuple[str, ...] = ()
    never: tuple[str, ...] = ("kind: email_open",)
    never_positive: tuple[str, ...] = ("careers", "unsubscribe")
    least_leads: Annotated[int, Field(ge=5, le=100_000)] = 30

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.step > self.most_points:
            raise ValueError(
                f"card.step is {self.step}, more than card.most_points ({self.most_points}), "
                "so no rule could have points"
            )
        if both := sorted(set(self.keep) & set(self.hold)):
            raise ValueError(f"card.keep and card.hold both name {both[0]!r}; name it in one")
        return self


class ModelSettings(_Section):
    """How the contenders are learned."""

    card: str = "card.yaml"
    trials: Annotated[int, Field(ge=1, le=10_000)] = 20
    seconds: Annotated[int, Field(ge=1)] = 600
    folds: Annotated[int, Field(ge=2, le=20)] = 5
    min_conversions: Annotated[int, Field(ge=2)] = 30
    threads: Annotated[int, Field(ge=1, le=256)] = 2


class ComparisonSettings(_Section):
    """How the contenders are judged; set before anyone looks."""

    decide_by: Literal["buyers_at_capacity"] = "buyers_at_capacity"
    test_cutoffs: Annotated[int, Field(ge=1, le=60)] = 4
    test_share: Share = 0.2
    resamples: Annotated[int, Field(ge=100, le=100_000)] = 2000
    confidence: Annotated[float, Field(gt=0.5, lt=1)] = 0.95
    segments: tuple[str, ...] = (
        *("fit__industry", "fit__size_band", "fit__country", "fit__language", "fit__source"),
        "account__is_customer",
    )
    smallest_group: Annotated[int, Field(ge=10, le=100_000)] = 50
    backtest_months: Annotated[int, Field(ge=0, le=120)] = 15
    learning_curve_repeats: Annotated[int, Field(ge=0, le=100)] = 3


class VersionSettings(_Section):
    """Where versions live."""

    folder: str = "mlruns"


class Settings(_Section):
    """Everything that leadscore.toml can say, checked and frozen.

    Examples
    --------
    >>> settings = Settings()
    >>> settings.time.target, settings.sales.capacity
    ('won', 0.2)
    """

    project: ProjectSettings = ProjectSettings()
    data: DataSettings = DataSettings()
    time: TimeSettings = TimeSettings()
    sales: SalesSettings = SalesSettings()
    features: FeatureSettings = FeatureSettings()
    card: CardSettings = CardSettings()
    models: ModelSettings = ModelSettings()
    comparison: ComparisonSettings = ComparisonSettings()
    versions: VersionSettings = VersionSettings()

    @model_validator(mode="after")
    def _stages_known(self) -> Self:
        for key in ("target", "stop_stage"):
            stage = getattr(self.time, key)
            if stage is not None and stage not in self.data.stages:
                raise ValueError(
                    f"time.{key} is {stage!r}, which is not among data.stages: "
                    + ", ".join(self.data.stages)
                )
        return self


def load_settings(path: Path) -> Settings:
    """Read and check leadscore.toml.

    Parameters
    ----------
    path : Path
        The file itself.

    Returns
    -------
    Settings

    Raises
    ------
    SettingsError
        If the file is missing, is not TOML, or holds an unknown key or a value that
        does not fit; every problem is named at once.

    Notes
    -----
    An empty string for an instant or a stage means "not set".
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError as missing:
        raise SettingsError(
            f"There is no {path.name} in {path.parent}. Run 'leadscore init NAME' to lay out "
            "a project, or go to the project's folder first."
        ) from missing
    except (OSError, UnicodeDecodeError) as broken:
        raise SettingsError(f"{path} cannot be read as UTF-8 text: {broken}.") from broken
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise SettingsError(f"{path.name} is not valid TOML: {broken}.") from broken
    if isinstance(values.get("time"), dict) and values["time"].get("stop_stage") == "":
        values["time"]["stop_stage"] = None
    return parse_settings(values, source=path.name)


def parse_settings(values: dict[str, object], *, source: str = FILE_NAME) -> Settings:
    """Check settings given as nested dictionaries.

    Parameters
    ----------
    values : dict
        Sections, each a dictionary of keys.
    source : str
        What to call the origin in messages.

    Returns
    -------
    Settings

    Raises
    ------
    SettingsError
        Naming every unknown key and every value that does not fit.
    """
    try:
        return Settings.model_validate(values)
    except ValidationError as broken:
        lines = "\n".join(f"  - {line}" for line in _problems(broken))
        raise SettingsError(f"{source} does not fit:\n{lines}") from broken


def _problems(broken: ValidationError) -> Iterator[str]:
    for error in broken.errors():
        where = ".".join(str(part) for part in error["loc"]) or "the file as a whole"
        if error["type"] == "extra_forbidden":
            yield f"{where} is not a setting. {_nearest(error['loc'])}"
        else:
            found = "" if error["type"] == "value_error" else f" (it is {error['input']!r:.80})"
            yield f"{where}: {error['msg'].removeprefix('Value error, ')}{found}."


def _nearest(loc: tuple[int | str, ...]) -> str:
    """Name the known key closest to a misspelt one."""
    model: type[BaseModel] = Settings
    for part in loc[:-1]:
        field = model.model_fields.get(str(part))
        if field is None or not isinstance(field.annotation, type):
            break
        if issubclass(field.annotation, BaseModel):
            model = field.annotation
    names = list(model.model_fields)
    close = difflib.get_close_matches(str(loc[-1]), names, n=1)
    if close:
        return f"Did you mean {close[0]!r}?"
    return "Known here: " + ", ".join(names) + "."
