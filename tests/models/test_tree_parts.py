"""Parts of trees from tables, beside xgboost's own walk and the definition."""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np
import pytest
import xgboost as xgb
from scipy.special import expit

from leadscore.models import tree_parts
from leadscore.models.parts import booster_margin, booster_parts
from leadscore.models.tree_parts import Tree, TreeParts, trees_of


def _numbers(n: int = 700, width: int = 6) -> np.ndarray:
    numbers = np.random.default_rng(8).normal(size=(n, width)).astype(np.float32)
    numbers[np.random.default_rng(9).random(numbers.shape) < 0.15] = np.nan
    return numbers


def _boosted(depth: int, width: int = 6, rounds: int = 12) -> tuple[xgb.Booster, np.ndarray]:
    numbers = _numbers(width=width)
    known = np.nan_to_num(numbers)
    y = (np.random.default_rng(7).random(len(known)) < expit(known[:, 0] * known[:, 1] * 2)) * 1
    params = {"objective": "binary:logistic", "max_depth": depth, "eta": 0.3, "nthread": 1}
    return xgb.train(params, xgb.DMatrix(numbers, y), rounds), numbers


@pytest.mark.parametrize("depth", [1, 2, 3, 4, 6, 9])
def test_they_are_what_xgboost_gives(depth: int) -> None:
    booster, numbers = _boosted(depth)
    wanted = booster.predict(xgb.DMatrix(numbers), pred_contribs=True)[:, :-1]
    told = TreeParts(trees_of(booster), 6).values(numbers)
    np.testing.assert_allclose(told, wanted, rtol=0, atol=2e-5)


@pytest.mark.parametrize("most", [1, 3, 12])
def test_how_a_tree_is_cut_changes_nothing(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    booster, numbers = _boosted(4)
    wanted = TreeParts(trees_of(booster), 6).values(numbers)
    monkeypatch.setattr(tree_parts, "MOST_CONDITIONS", most)
    told = TreeParts(trees_of(booster), 6).values(numbers)
    np.testing.assert_allclose(told, wanted, rtol=0, atol=1e-12)


def test_a_row_alone_has_the_parts_it_has_in_a_batch_to_the_bit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    booster, numbers = _boosted(5)
    explainer = TreeParts(trees_of(booster), 6)
    together = explainer.values(numbers)
    assert np.array_equal(explainer.values(numbers[300:301]), together[300:301])
    monkeypatch.setattr(tree_parts, "ROWS_AT_ONCE", 37)
    assert np.array_equal(explainer.values(numbers), together)


def test_they_are_shapley_values_by_the_definition() -> None:
    booster, numbers = _boosted(3, width=4, rounds=3)
    trees = trees_of(booster)
    row = numbers[5]
    told = TreeParts(trees, 4).values(numbers[5:6])[0]
    for feature in range(4):
        others = [each for each in range(4) if each != feature]
        wanted = sum(
            factorial(len(known)) * factorial(3 - len(known)) / factorial(4)
            * (_expected(trees, row, {*known, feature}) - _expected(trees, row, set(known)))
            for size in range(4)
            for known in combinations(others, size)
        )  # fmt: skip
        assert told[feature] == pytest.approx(wanted, abs=1e-9)


def _expected(trees: list[Tree], row: np.ndarray, known: set[int]) -> float:
    """Give what the trees say of a row of which only some features are known."""

    def walk(tree: Tree, node: int) -> float:
        left, right = int(tree.left[node]), int(tree.right[node])
        if left < 0:
            return float(tree.value[node])
        feature = int(tree.feature[node])
        if feature in known:
            value = row[feature]
            goes_left = tree.missing_left[node] if np.isnan(value) else value < tree.threshold[node]
            return walk(tree, left if goes_left else right)
        shares = tree.cover[[left, right]] / tree.cover[node]
        return float(shares[0] * walk(tree, left) + shares[1] * walk(tree, right))

    return sum(walk(tree, 0) for tree in trees)


def test_base_and_parts_add_up_to_the_margin() -> None:
    booster, numbers = _boosted(4)
    told = booster_parts(booster, numbers)
    walked = booster.predict(xgb.DMatrix(numbers), pred_contribs=True)
    assert told.base == pytest.approx(walked[0, -1], abs=1e-5)
    np.testing.assert_allclose(told.margin(), booster_margin(booster, numbers), rtol=0, atol=1e-9)
