"""The catalogue: names, words, and what it refuses."""

from __future__ import annotations

import ibis
import numpy as np
import pandas as pd
import pytest

from leadscore.errors import UsageError
from leadscore.features.catalogue import Catalogue, Feature, FeatureSet

TEXT = {"en": "Pricing", "fi": "Hinnoittelu"}
WORDS = {"en": "viewed pricing {value} times", "fi": "katsoi hinnoittelua {value} kertaa"}


def feature(name: str = "behaviour__pricing_7d", **changes: object) -> Feature:
    values: dict[str, object] = {
        "family": "behaviour",
        "axis": "behaviour",
        "kind": "number",
        "label": TEXT,
        "words": WORDS,
    }
    return Feature(name=name, **{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (4, "viewed pricing 4 times"),
        (np.float32(4), "viewed pricing 4 times"),
        (1234.5, "viewed pricing 1,234 times"),
        (0.25, "viewed pricing 0.25 times"),
        (12.34, "viewed pricing 12.3 times"),
        (-3, "viewed pricing -3 times"),
    ],
)
def test_a_number_is_told_without_needless_decimals(value: float, said: str) -> None:
    assert feature().tell(value, "en") == said


def test_finnish_numbers_have_a_decimal_comma_and_spaced_thousands() -> None:
    assert feature().tell(2.5, "fi") == "katsoi hinnoittelua 2,5 kertaa"
    assert feature().tell(12345, "fi") == "katsoi hinnoittelua 12\u00a0345 kertaa"


@pytest.mark.parametrize("absent", [None, 0, 0.0, float("nan"), pd.NA, np.float32("nan")])
def test_zero_and_missing_are_told_as_absent(absent: object) -> None:
    assert feature().tell(absent, "en") == "Pricing: none"
    told = feature(words_absent={"en": "no pricing", "fi": "ei hinnoittelua"})
    assert told.tell(absent, "fi") == "ei hinnoittelua"


def test_a_categorys_value_is_called_by_its_word_and_else_by_itself() -> None:
    role = feature(
        kind="category",
        words={"en": "is {value}", "fi": "on {value}"},
        value_words={"executive": {"en": "an executive", "fi": "johtaja"}},
    )
    assert role.tell("executive", "fi") == "on johtaja"
    assert role.tell("{value}", "en") == "is {value}"


@pytest.mark.parametrize(
    ("name", "changes", "message"),
    [
        ("fit__pricing", {}, r"Feature\.name must begin with its family.*'fit__pricing'"),
        ("odd__x", {"family": "odd"}, r"family must be one of .*'odd'"),
        ("behaviour__x", {"axis": "both"}, r"axis one of .*'both'"),
        ("behaviour__x", {"monotone": 2}, r"monotone must be -1, 0 or 1; it is 2"),
        ("behaviour__x", {"words": {"en": "x"}}, r"behaviour__x: words lacks fi"),
        ("behaviour__x", {"label": {}}, r"label lacks en, fi"),
    ],
)
def test_an_entry_that_does_not_fit_is_refused(
    name: str, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        feature(name, **changes)


def test_a_catalogue_is_found_by_name_and_survives_json() -> None:
    fit = feature("fit__industry", family="fit", axis="fit", kind="category")
    catalogue = Catalogue([feature(), fit])
    assert [entry.name for entry in catalogue] == ["behaviour__pricing_7d", "fit__industry"]
    assert catalogue["fit__industry"] is fit
    assert "fit__industry" in catalogue
    assert catalogue.names(axis="fit") == catalogue.names(kind="category") == ["fit__industry"]
    assert Catalogue.from_json(catalogue.to_json()) == catalogue
    assert list(catalogue.to_frame("fi")["label"]) == ["Hinnoittelu", "Hinnoittelu"]


def test_an_unknown_and_a_doubled_name_are_refused() -> None:
    with pytest.raises(UsageError, match=r"no feature 'fit__x' among the 1 in the catalogue"):
        Catalogue([feature()])["fit__x"]
    with pytest.raises(UsageError, match=r"behaviour__pricing_7d stands twice"):
        Catalogue([feature(), feature()])


def test_a_feature_set_holds_its_key_and_its_features_and_nothing_else() -> None:
    table = ibis.table({"lead_id": "string", "cutoff": "timestamp(6)", "fit__x": "float64"})
    with pytest.raises(UsageError, match=r"Without entry: \['fit__x'\]"):
        FeatureSet(table=table, features=())
    with pytest.raises(UsageError, match=r"without column: \['behaviour__pricing_7d'\]"):
        FeatureSet(table=table.drop("fit__x"), features=(feature(),))
