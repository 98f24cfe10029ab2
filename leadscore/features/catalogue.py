"""Every feature's family, axis, unit and words.

A column that is not in the catalogue is not a feature: the catalogue is the allow-list
of design rule 6, and the place where a column learns to speak English and Finnish.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal, get_args

import ibis.expr.types as ir
import pandas as pd

from leadscore.errors import UsageError
from leadscore.words import LANGUAGES

Family = Literal["fit", "behaviour", "account", "card"]
Axis = Literal["fit", "behaviour"]
Kind = Literal["number", "category"]

#: Columns of the card that hold no points but tell whose limits a lead has begin with this.
LIMIT = "limit__"
#: The columns that name a snapshot; every feature table is keyed by them.
KEY = ("lead_id", "cutoff")


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One column of the feature matrix.

    Parameters
    ----------
    name : str
        Family, two underscores, what, window: ``"behaviour__pricing_7d"``. A column of the
        card that holds no points begins with ``limit__``.
    family : {"fit", "behaviour", "account", "card"}
        The builder it comes from.
    axis : {"fit", "behaviour"}
        Which of the two scores it counts for.
    kind : {"number", "category"}
        A float32 (NaN = missing) or a text (NaN = missing).
    unit : str
        What a number counts, for example ``"days"``; empty for a category.
    default : float or None
        The value of a lead without rows; None is missing.
    label : mapping of str to str
        Short name by language, for charts.
    words : mapping of str to str
        What is said of a value, by language; ``{value}`` stands for it, ``{size}`` for it
        without its sign.
    words_absent : mapping of str to str
        What is said when the value is zero or missing; the label is said when empty.
    value_words : mapping of str to mapping of str to str
        For a category: how a value is called, by value and language.
    monotone : {-1, 0, 1}
        The direction in which the feature can only help; 0 where that is open.

    Raises
    ------
    UsageError
        If the name does not begin with the family, a language is missing, or the
        direction is not one of three.

    Examples
    --------
    >>> pricing = Feature(
    ...     name="behaviour__pricing_7d", family="behaviour", axis="behaviour",
    ...     kind="number", unit="times", default=0.0,
    ...     label={"en": "Pricing, 7 days", "fi": "Hinnoittelu, 7 pv"},
    ...     words={"en": "viewed pricing {value} times in 7 days",
    ...            "fi": "katsoi hinnoittelua {value} kertaa 7 päivässä"},
    ...     words_absent={"en": "did not view pricing in 7 days",
    ...                   "fi": "ei katsonut hinnoittelua 7 päivässä"})
    >>> pricing.tell(4, "en")
    'viewed pricing 4 times in 7 days'
    >>> pricing.tell(0, "fi")
    'ei katsonut hinnoittelua 7 päivässä'
    """

    name: str
    family: Family
    axis: Axis
    kind: Kind
    label: Mapping[str, str]
    words: Mapping[str, str]
    words_absent: Mapping[str, str] = field(default_factory=dict)
    value_words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unit: str = ""
    default: float | None = None
    monotone: Literal[-1, 0, 1] = 0

    def __post_init__(self) -> None:
        limit = self.family == "card" and self.name.startswith(LIMIT)
        if not self.name.startswith(f"{self.family}__") and not limit:
            raise UsageError(
                f"Feature.name must begin with its family and two underscores "
                f"({self.family}__...); it is {self.name!r}. Rename one of the two."
            )
        if self.family not in get_args(Family) or self.axis not in get_args(Axis):
            raise UsageError(
                f"Feature {self.name}: family must be one of {', '.join(get_args(Family))} and "
                f"axis one of {', '.join(get_args(Axis))}; they are {self.family!r} and "
                f"{self.axis!r}."
            )
        if self.monotone not in (-1, 0, 1):
            raise UsageError(
                f"Feature {self.name}: monotone must be -1, 0 or 1; it is {self.monotone!r}."
            )
        for what, texts in (("label", self.label), ("words", self.words)):
            silent = [language for language in LANGUAGES if not texts.get(language)]
            if silent:
                raise UsageError(
                    f"Feature {self.name}: {what} lacks {', '.join(silent)}. "
                    "Give a text for every language."
                )

    def tell(self, value: object, language: str) -> str:
        """Say in words what a value means.

        Parameters
        ----------
        value : float, str or None
            The lead's own value; None and NaN are missing.
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        if _is_absent(value):
            return self.words_absent.get(language) or _nothing(self.label[language], language)
        if isinstance(value, str):
            spoken = self.value_words.get(value, {}).get(language, value)
            return self.words[language].replace("{value}", spoken)
        number = float(value)  # type: ignore[arg-type]
        if self.unit == "days":
            number = math.ceil(number)  # part of a day ago was yesterday, to people
        told = self.words[language].replace("{size}", _spoken_number(abs(number), language))
        return told.replace("{value}", _spoken_number(number, language))


@dataclass(frozen=True, kw_only=True)
class FeatureSet:
    """What a builder gives: a lazy table keyed by lead_id and cutoff, and its entries.

    Raises
    ------
    UsageError
        If the table's columns are not the key and the catalogued features.
    """

    table: ir.Table
    features: tuple[Feature, ...]

    def __post_init__(self) -> None:
        expected = {*KEY, *(feature.name for feature in self.features)}
        found = set(self.table.columns)
        if expected != found:
            raise UsageError(
                "FeatureSet.table must hold lead_id, cutoff and one column per catalogued "
                f"feature. Without entry: {sorted(found - expected)}; without column: "
                f"{sorted(expected - found)}."
            )


class Catalogue:
    """Features in order, found by name.

    Parameters
    ----------
    features : iterable of Feature

    Raises
    ------
    UsageError
        If a name stands twice.

    Examples
    --------
    >>> plain = {"en": "Industry", "fi": "Toimiala"}
    >>> said = {"en": "industry: {value}", "fi": "toimiala: {value}"}
    >>> catalogue = Catalogue([Feature(name="fit__industry", family="fit", axis="fit",
    ...                                kind="category", label=plain, words=said)])
    >>> catalogue.names(axis="fit")
    ['fit__industry']
    >>> Catalogue.from_json(catalogue.to_json()) == catalogue
    True
    """

    def __init__(self, features: Iterable[Feature] = ()) -> None:
        self._features: dict[str, Feature] = {}
        for feature in features:
            if feature.name in self._features:
                raise UsageError(
                    f"The feature {feature.name} stands twice in the catalogue. Rename one."
                )
            self._features[feature.name] = feature

    def __iter__(self) -> Iterator[Feature]:
        return iter(self._features.values())

    def __len__(self) -> int:
        return len(self._features)

    def __contains__(self, name: object) -> bool:
        return name in self._features

    def __getitem__(self, name: str) -> Feature:
        try:
            return self._features[name]
        except KeyError as missing:
            raise UsageError(
                f"There is no feature {name!r} among the {len(self)} in the catalogue. "
                "Look at catalogue.to_frame() for the names."
            ) from missing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Catalogue) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Catalogue({len(self)} features)"

    def names(
        self, *, axis: Axis | None = None, family: Family | None = None, kind: Kind | None = None
    ) -> list[str]:
        """List the names of an axis, a family and a kind; None takes all.

        Parameters
        ----------
        axis, family, kind : str or None

        Returns
        -------
        list of str
            In the catalogue's order.
        """
        return [
            feature.name
            for feature in self
            if axis in (None, feature.axis)
            and family in (None, feature.family)
            and kind in (None, feature.kind)
        ]

    def to_frame(self, language: str = "en") -> pd.DataFrame:
        """Show the catalogue as a table, one row a feature.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        DataFrame
            Columns name, label, family, axis, kind, unit, default, monotone, words.
        """
        columns = ["name", "label", "family", "axis", "kind", "unit", "default", "monotone"]
        rows = [
            {
                **{column: getattr(feature, column) for column in columns if column != "label"},
                "label": feature.label[language],
                "words": feature.words[language],
            }
            for feature in self
        ]
        return pd.DataFrame(rows, columns=[*columns, "words"])

    def to_json(self) -> str:
        """Write the catalogue as JSON text.

        Returns
        -------
        str
        """
        return json.dumps([asdict(feature) for feature in self], ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Catalogue:
        """Read a catalogue written by :meth:`to_json`.

        Parameters
        ----------
        text : str

        Returns
        -------
        Catalogue
        """
        return cls(Feature(**entry) for entry in json.loads(text))


def _is_absent(value: object) -> bool:
    return bool(pd.isna(value)) or value == 0  # type: ignore[call-overload]


def _nothing(label: str, language: str) -> str:
    return f"{label}: {'ei mitään' if language == 'fi' else 'none'}"


def _spoken_number(number: float, language: str) -> str:
    """Write a number as people do: no needless decimals, thousands apart."""
    digits = 0 if number == round(number) or abs(number) >= 100 else 1 if abs(number) >= 10 else 2
    text = f"{number:,.{digits}f}"
    if digits:
        text = text.rstrip("0").rstrip(".")
    if language == "fi":
        text = text.replace(",", "\u00a0").replace(".", ",")
    return text
