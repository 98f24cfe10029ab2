"""The pipelines made by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from leadscore.features.catalogue import Catalogue, Feature
from leadscore.models.scientist import directions, scientist_logistic, scientist_xgboost

Table = tuple[pd.DataFrame, np.ndarray]


def test_both_find_what_tells_buyers_from_others_on_later_rows(table: Table) -> None:
    X, y = table
    for contender in (scientist_logistic(), scientist_xgboost()):
        margin = contender.fit(X[:900], y[:900]).decision_function(X[900:])
        assert roc_auc_score(y[900:], margin) > 0.7


def test_the_strongest_part_is_that_of_the_telling_column(table: Table) -> None:
    X, y = table
    for contender in (scientist_logistic(), scientist_xgboost()):
        parts = contender.fit(X, y).contributions(X).drop(columns="base")
        assert parts.abs().mean().idxmax() == "behaviour__pricing_7d"


def test_a_column_without_a_value_and_one_without_a_difference_do_no_harm(table: Table) -> None:
    X, y = table
    poor = X.assign(fit__empty=np.float32("nan"), fit__same="x")
    poor["fit__same"] = poor["fit__same"].astype("str")
    for contender in (scientist_logistic(), scientist_xgboost()):
        parts = contender.fit(poor, y).contributions(poor)
        np.testing.assert_allclose(parts[["fit__empty", "fit__same"]], 0.0, atol=1e-9)


def test_directions_come_from_the_catalogue() -> None:
    def feature(name: str, monotone: int) -> Feature:
        text = {"en": name, "fi": name}
        return Feature(
            name=name,
            family="fit",
            axis="fit",
            kind="number",
            label=text,
            words=text,
            monotone=monotone,  # type: ignore[arg-type]
        )

    catalogue = Catalogue(
        [feature("fit__up", 1), feature("fit__open", 0), feature("fit__down", -1)]
    )
    assert directions(catalogue) == {"fit__up": 1, "fit__down": -1}
