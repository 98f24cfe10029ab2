"""The pipelines made by hand."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from leadscore.features.catalogue import Catalogue, Feature
from leadscore.models.scientist import (
    directions,
    scientist_logistic,
    scientist_scorecard,
    scientist_splines,
    scientist_xgboost,
)

Table = tuple[pd.DataFrame, np.ndarray]
ALL = (
    scientist_logistic,
    scientist_splines,
    partial(scientist_scorecard, interacting=3),
    scientist_xgboost,
)


def test_all_find_what_tells_buyers_from_others_on_later_rows(table: Table) -> None:
    X, y = table
    for contender in (build() for build in ALL):
        margin = contender.fit(X[:900], y[:900]).decision_function(X[900:])
        assert roc_auc_score(y[900:], margin) > 0.7


def test_the_strongest_part_is_that_of_the_telling_column(table: Table) -> None:
    X, y = table
    for contender in (build() for build in ALL):
        parts = contender.fit(X, y).contributions(X).drop(columns="base")
        assert parts.abs().mean().idxmax() == "behaviour__pricing_7d"


def test_a_column_without_a_value_and_one_without_a_difference_do_no_harm(table: Table) -> None:
    X, y = table
    poor = X.assign(fit__empty=np.float32("nan"), fit__same="x")
    poor["fit__same"] = poor["fit__same"].astype("str")
    for contender in (build() for build in ALL):
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


def test_splines_bend_and_are_flat_beyond_what_was_seen() -> None:
    rng = np.random.default_rng(0)
    root = rng.uniform(0, 3, 3000)
    X = pd.DataFrame({"fit__size": (root**3).astype("float32")})
    y = (rng.random(3000) < 1 / (1 + np.exp(4 * (root - 1.5) ** 2 - 1.5))).astype(int)
    fitted = scientist_splines(C=1.0).fit(X, y)
    line = scientist_logistic(C=1.0).fit(X, y)
    asked = pd.DataFrame({"fit__size": np.array([0, 3.375, 27, 99, 999], dtype="float32")})
    low, middle, high, beyond, far = fitted.decision_function(asked)
    assert middle > low + 1
    assert middle > high + 1
    assert beyond == far == high
    assert np.ptp(line.decision_function(asked[:3])) < 1


def test_a_scorecard_moves_one_way_only(table: Table) -> None:
    X, y = table
    up = {"behaviour__pricing_7d": 1}
    fitted = scientist_scorecard(monotone=up, interacting=2).fit(X, y)
    steps = pd.concat([X.iloc[[0]].assign(behaviour__pricing_7d=np.float32(k)) for k in range(6)])
    parts = fitted.contributions(steps)["behaviour__pricing_7d"]
    assert (np.diff(parts) >= -1e-9).all()
    assert parts.iloc[-1] > parts.iloc[0]
    against = scientist_scorecard(monotone={"behaviour__pricing_7d": -1}, interacting=2).fit(X, y)
    still = against.contributions(steps)["behaviour__pricing_7d"]
    np.testing.assert_allclose(still, still.iloc[0], atol=1e-9)


def test_a_scorecard_sees_what_two_columns_say_together() -> None:
    rng = np.random.default_rng(1)
    X = pd.DataFrame(rng.normal(size=(4000, 2)), columns=["fit__a", "fit__b"], dtype="float32")
    margin = -1 + 0.3 * X["fit__a"] + 0.3 * X["fit__b"] + 1.5 * X["fit__a"] * X["fit__b"]
    y = (rng.random(4000) < 1 / (1 + np.exp(-margin))).astype(int)
    together = scientist_scorecard(interacting=2, C=1.0).fit(X[:2000], y[:2000])
    alone = scientist_scorecard(interacting=1, C=1.0).fit(X[:2000], y[:2000])
    auc = [roc_auc_score(y[2000:], c.decision_function(X[2000:])) for c in (together, alone)]
    assert auc[0] > auc[1] + 0.02
