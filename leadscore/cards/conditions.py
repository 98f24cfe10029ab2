"""What a rule asks of a lead: who it is, and what it did.

Every key narrows: all keys of a condition must hold. Every list widens: one of its
values is enough. Large and small letters are alike. What is not known does not hold.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

#: Terms of at most this many letters are looked for as whole words: the CTO in "director".
SHORT_TERM = 3

#: What may be asked to be there or not, as the tables call it.
Known = Literal[
    "account_id",
    "source",
    "country",
    "language",
    "job_title",
    "seniority",
    "department",
    "email_domain",
    "industry",
    "employees",
    "revenue_eur",
]


def not_empty(value: object) -> object:
    """Refuse an empty list; one with wrong entries is told of by its entries."""
    if isinstance(value, list | tuple) and not value:
        raise ValueError("must hold at least one entry")
    return value


def _as_list(value: object) -> object:
    """Take a single value for a list of one, and refuse an empty list."""
    return not_empty(value if isinstance(value, list | tuple) else [value])


def is_number(value: object) -> object:
    """Refuse yes and no, which Python would take for 1 and 0."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("must be a number")
    try:
        finite = math.isfinite(value)
    except OverflowError:  # a whole number of more than 308 digits
        finite = False
    if not finite:
        raise ValueError("must be a finite number")
    return value


Text = Annotated[str, Field(strict=True, min_length=1, max_length=200)]
Texts = Annotated[
    tuple[Text, ...], BeforeValidator(_as_list, json_schema_input_type=Text | tuple[Text, ...])
]
Number = Annotated[float, BeforeValidator(is_number), Field(ge=-1e12, le=1e12)]
Days = Annotated[int, Field(strict=True, ge=1, le=3650)]
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Range = tuple[Number | None, Number | None]
Id = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9_]{0,49}$")]
Axis = Literal["fit", "behaviour"]
AXES: tuple[Axis, ...] = ("fit", "behaviour")


def _both_languages(value: object) -> object:
    """Let a single text stand for both languages, and one language for the other."""
    if isinstance(value, str):
        return {"en": value, "fi": value}
    if isinstance(value, Mapping) and value and set(value) <= {"en", "fi"}:
        first = next(iter(value.values()))
        return {language: value.get(language, first) for language in ("en", "fi")}
    raise ValueError("must be a text, or one text per language: {en: ..., fi: ...}")


_Words = Annotated[str, Field(strict=True, min_length=1, max_length=120)]
Says = Annotated[
    dict[str, _Words],
    BeforeValidator(
        _both_languages, json_schema_input_type=_Words | dict[Literal["en", "fi"], _Words]
    ),
]


class Part(BaseModel):
    """A piece of the card: frozen, and without unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Decay(Part):
    """How points fade: linearly to nothing over the window, or by halves.

    An act's age is counted in whole days between its day and the cutoff.
    """

    kind: Literal["linear", "half_life"]
    half_life_days: Days | None = None

    @model_validator(mode="before")
    @classmethod
    def _spelled_out(cls, value: object) -> object:
        """Take the short forms: ``linear``, and ``{half_life_days: 30}``."""
        if value == "linear":
            return {"kind": "linear"}
        if isinstance(value, Mapping):
            return {"kind": "half_life", **value}
        raise ValueError("must be none, linear, or {half_life_days: 30}")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.kind == "half_life") != (self.half_life_days is not None):
            raise ValueError("half_life_days belongs to a half-life, and only to it")
        return self


DomainKind = Literal["private", "education", "company"]
DomainKinds = Annotated[
    tuple[DomainKind, ...],
    BeforeValidator(_as_list, json_schema_input_type=DomainKind | tuple[DomainKind, ...]),
]
Columns = Annotated[
    tuple[Known, ...], BeforeValidator(_as_list, json_schema_input_type=Known | tuple[Known, ...])
]
Value = Annotated[str | float | bool, Field(union_mode="smart")]
Values = Annotated[
    tuple[Value, ...], BeforeValidator(_as_list, json_schema_input_type=Value | tuple[Value, ...])
]


class ColumnTest(Part):
    """What a column of the data's own must hold; for flat exports and extra columns."""

    column: Text | None = None
    in_: Values | None = Field(default=None, alias="in")
    between: Range | None = None

    @property
    def asked(self) -> frozenset[str]:
        """The keys that were given."""
        return frozenset(
            name for name in type(self).model_fields if getattr(self, name) is not None
        )

    def _check_column(self, tests: frozenset[str]) -> None:
        if self.column is None and self.asked & {"in_", "between"}:
            raise ValueError("'in' and 'between' need a 'column' to look at")
        if self.column is not None and not self.asked & tests:
            raise ValueError("say what the column must hold: in, between, at_least or at_most")

    @staticmethod
    def _check_range(name: str, limits: Range | None) -> None:
        if limits is None:
            return
        low, high = limits
        if low is None and high is None:
            raise ValueError(f"{name}: give at least one of its two limits")
        if low is not None and high is not None and low > high:
            raise ValueError(f"{name}: the first limit must not be above the second")


class Who(ColumnTest):
    """What a lead is, apart from its acts.

    Parameters
    ----------
    title_contains : list of str
        Parts of the job title; a term of up to three letters must be a whole word.
    title_has_word : list of str
        Whole words of the job title ("intern" is not found in "international").
    industry_in, country_in, language_in, source_in : list of str
        The country is the lead's, else its account's.
    seniority_in, department_in : list of str
        As read from the titles by the fit features.
    employees_between, revenue_eur_between : two numbers
        Both limits count; ``null`` leaves an end open.
    email_domain : list of {"private", "education", "company"}
        What kind of address the lead has.
    email_domain_in : list of str
        Domains by name, such as competitors'.
    customer : bool
        Whether the account was a customer, or had ordered, before the cutoff.
    has, missing : list of str
        Columns that are known, or not known, of the lead or its account.
    column, in, between, at_least, at_most
        A column of a flat export, or an extra column that the settings allow.
    """

    title_contains: Texts | None = None
    title_has_word: Texts | None = None
    industry_in: Texts | None = None
    country_in: Texts | None = None
    language_in: Texts | None = None
    source_in: Texts | None = None
    seniority_in: Texts | None = None
    department_in: Texts | None = None
    employees_between: Range | None = None
    revenue_eur_between: Range | None = None
    email_domain: DomainKinds | None = None
    email_domain_in: Texts | None = None
    customer: Annotated[bool, Field(strict=True)] | None = None
    has: Columns | None = None
    missing: Columns | None = None
    at_least: Number | None = None
    at_most: Number | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if not self.asked:
            raise ValueError("says nothing about the lead; give at least one condition")
        self._check_column(frozenset({"in_", "between", "at_least", "at_most"}))
        if self.column is None and self.asked & {"at_least", "at_most"}:
            raise ValueError("'at_least' and 'at_most' need a 'column' to look at")
        for name in ("employees_between", "revenue_eur_between", "between"):
            self._check_range(name, getattr(self, name))
        return self


class What(ColumnTest):
    """What a lead did.

    Parameters
    ----------
    kind : list of str
        Kinds of act: page_view, download, form_submit, webinar, ...
    intent : list of str
        Intent classes of the settings: pricing, references, careers, ...
    page, asset : list of str
        Parts of the page's address or the asset's name; ``*`` stands for anything.
    content_level_at_least : int
        1 attention, 2 benefit, 3 product, 4 feature, 5 technical.
    channel, campaign : list of str
        The channel, or the id, of the campaign that the act belongs to.
    within_days : int
        Only acts this many days back; without it the whole lookback of the settings.
    at_least, at_most : int
        How many such acts; at least 1 unless ``at_most`` is given (0: none).
    column, in, between
        A behaviour column of a flat export; ``at_least`` and ``at_most`` are then values.
    """

    kind: Texts | None = None
    intent: Texts | None = None
    page: Texts | None = None
    asset: Texts | None = None
    content_level_at_least: Annotated[int, Field(strict=True, ge=1, le=5)] | None = None
    channel: Texts | None = None
    campaign: Texts | None = None
    within_days: Days | None = None
    at_least: Number | None = None
    at_most: Number | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if not self.asked:
            raise ValueError("says nothing about acts; give at least one condition")
        self._check_column(frozenset({"in_", "between", "at_least", "at_most"}))
        self._check_range("between", self.between)
        self._check_range("at_least and at_most", self._limits())
        if self.column is None:
            for name in ("at_least", "at_most"):
                self._check_count(name, getattr(self, name))
        elif acts := self.asked - {"column", "in_", "between", "at_least", "at_most"}:
            raise ValueError(f"a column has no acts: take out {', '.join(sorted(acts))}")
        return self

    def _limits(self) -> Range | None:
        both = (self.at_least, self.at_most)
        return None if both == (None, None) else both

    @staticmethod
    def _check_count(name: str, value: float | None) -> None:
        if value is not None and (value < 0 or value != int(value)):
            raise ValueError(f"{name}: must be a whole number of acts, 0 or more")

    @property
    def fewest(self) -> int:
        """How many acts are needed."""
        if self.at_least is not None:
            return int(self.at_least)
        return 0 if self.at_most is not None else 1


class Condition(Part):
    """Something that holds for a lead: who it is, what it did, or both together."""

    id: Id
    says: Says
    who: Who | None = None
    what: What | None = None

    @property
    def axis(self) -> Axis:
        """Fit, unless it takes an act to hold."""
        return "fit" if self.what is None else "behaviour"

    @property
    def label(self) -> Mapping[str, str]:
        """What people read, by language."""
        return self.says

    @model_validator(mode="after")
    def _conditioned(self) -> Self:
        if self.who is None and self.what is None:
            raise ValueError("needs a condition: 'who' (what the lead is) or 'what' (what it did)")
        return self
