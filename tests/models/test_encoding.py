"""Frames of anything become numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from leadscore.errors import DataError
from leadscore.models.encoding import ColumnEncoder

N = 200


def _frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "number": np.arange(N, dtype=float),
            "flag": np.arange(N) % 3 == 0,
            "country": pd.Series(["FI", "SE", None, "FI"] * (N // 4), dtype="str"),
            "since": pd.date_range("2026-01-01", periods=N, tz="Europe/Helsinki"),
            "title": [f"head of sales no {i}" if i % 2 else f"engineer {i}" for i in range(N)],
            "crm_id": [f"x{i}" for i in range(N)],
            "empty": np.nan,
            "same": 1,
            "whole": pd.array([1, None] * (N // 2), dtype="Int64"),
        }
    )


def test_columns_that_say_nothing_are_set_aside_with_the_reason() -> None:
    assert ColumnEncoder().fit(_frame()).set_aside_ == {
        "crm_id": "has another text in almost every row",
        "empty": "has no value in any row",
        "same": "has the same value in every row",
    }


def test_each_kind_of_column_has_its_own_numbers() -> None:
    encoder = ColumnEncoder().fit(_frame())
    kinds = {code.name: (code.kind, code.levels) for code in encoder.codes_}
    assert kinds["flag"] == ("number", ())
    assert kinds["since"] == ("date", ())
    assert kinds["country"] == ("category", ("FI", "SE"))
    assert kinds["title"] == ("words", ("engineer", "head", "sales"))
    numbers = encoder.transform(_frame())
    assert numbers.dtype == np.float32
    assert numbers.shape == (N, len(encoder.owners_))
    country = [at for at, owner in enumerate(encoder.owners_) if owner == (2,)]
    assert numbers[:4, country].tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]]
    since = encoder.owners_.index((3,))
    assert numbers[:3, since].tolist() == [0.0, 1.0, 2.0]


def test_an_unseen_category_is_none_of_the_known_ones() -> None:
    encoder = ColumnEncoder().fit(_frame()[["country"]])
    rows = pd.DataFrame({"country": pd.Series(["NO", None], dtype="str")})
    assert encoder.transform(rows).tolist() == [[0, 0, 0], [0, 0, 1]]


def test_infinite_and_huge_numbers_count_as_missing() -> None:
    encoder = ColumnEncoder().fit(_frame()[["number"]])
    rows = pd.DataFrame({"number": [np.inf, -np.inf, 1e300, 2.0]})
    assert np.isnan(encoder.transform(rows)[:3]).all()


def test_rare_categories_have_no_number_of_their_own() -> None:
    texts = ["common"] * (N - 4) + ["rare"] * 4
    encoder = ColumnEncoder().fit(pd.DataFrame({"c": texts}))
    assert encoder.codes_[0].levels == ("common",)


def test_text_where_numbers_were_is_an_error_that_names_the_column() -> None:
    encoder = ColumnEncoder().fit(_frame())
    with pytest.raises(DataError, match="column number held numbers or dates in training"):
        encoder.transform(_frame().assign(number="many"))


def test_a_column_gone_is_an_error_that_names_it() -> None:
    encoder = ColumnEncoder().fit(_frame())
    with pytest.raises(DataError, match=r"1 of the 6 columns.* are missing: country"):
        encoder.transform(_frame().drop(columns="country"))
