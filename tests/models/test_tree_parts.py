"""Parts of trees from tables, beside xgboost's own walk and the definition."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from math import factorial

import numpy as np
import pytest
import xgboost as xgb
from scipy.special import expit

from leadscore.errors import UsageError
from leadscore.models import parts, tree_parts
from leadscore.models.parts import booster_margin, booster_parts
from leadscore.models.tree_parts import TooLargeError, Tree, TreeParts, trees_of


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


@pytest.mark.parametrize("depth", [1, 2, 3, 4, 6, 9, 10])
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


def _chained(n: int = 3000, width: int = 19) -> tuple[xgb.Booster, np.ndarray]:
    """Give one tree whose longest way asks for each of many features in turn."""
    rng = np.random.default_rng(0)
    numbers = (rng.random((n, width)) < 0.12).astype(np.float32)
    first = np.where(numbers.any(axis=1), numbers.argmax(axis=1), rng.integers(0, 2, n))
    params = {
        "objective": "binary:logistic", "max_depth": 0, "grow_policy": "lossguide",
        "max_leaves": 24, "eta": 1.0, "min_child_weight": 0.1, "lambda": 0.0, "nthread": 1,
    }  # fmt: skip
    return xgb.train(params, xgb.DMatrix(numbers, first % 2), 1), numbers


def _deep() -> tuple[xgb.Booster, np.ndarray]:
    return _boosted(12, width=14, rounds=8)


@pytest.mark.parametrize("grown", [_deep, _chained])
def test_trees_too_deep_for_tables_have_what_xgboost_gives(
    grown: Callable[[], tuple[xgb.Booster, np.ndarray]], monkeypatch: pytest.MonkeyPatch
) -> None:
    booster, numbers = grown()
    with pytest.raises(TooLargeError, match=r"levels; tables are made for 10"):
        TreeParts(trees_of(booster), numbers.shape[1])
    told = booster_parts(booster, numbers)
    wanted = booster.predict(xgb.DMatrix(numbers), pred_contribs=True)
    np.testing.assert_allclose(told.values, wanted[:, :-1], rtol=0, atol=2e-4)
    np.testing.assert_allclose(told.margin(), booster_margin(booster, numbers), rtol=0, atol=1e-9)
    monkeypatch.setattr(parts, "ROWS_AT_ONCE", 37)
    assert np.array_equal(booster_parts(booster, numbers).values, told.values)
    alone = booster_parts(booster, numbers[300:301])
    assert alone.base == told.base
    assert np.array_equal(alone.values, told.values[300:301])


def test_tables_beyond_the_bound_are_never_made(monkeypatch: pytest.MonkeyPatch) -> None:
    booster, numbers = _boosted(6)
    by_tables = booster_parts(booster, numbers)
    size = sum(table.parts.size for table in TreeParts(trees_of(booster), 6).tables)
    monkeypatch.setattr(tree_parts, "MOST_NUMBERS", size)
    TreeParts(trees_of(booster), 6)
    monkeypatch.setattr(tree_parts, "MOST_NUMBERS", size - 1)
    with pytest.raises(TooLargeError, match=f"more than {size - 1} numbers"):
        TreeParts(trees_of(booster), 6)
    walked = booster_parts(booster.copy(), numbers)
    np.testing.assert_allclose(walked.values, by_tables.values, rtol=0, atol=2e-5)
    assert walked.base == pytest.approx(by_tables.base, abs=1e-5)


def test_making_tables_a_few_at_a_time_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    booster, numbers = _boosted(6)
    wanted = TreeParts(trees_of(booster), 6).values(numbers)
    monkeypatch.setattr(tree_parts, "NUMBERS_AT_ONCE", 100)
    assert np.array_equal(TreeParts(trees_of(booster), 6).values(numbers), wanted)


def test_what_xgboost_cannot_walk_exactly_is_refused() -> None:
    booster, numbers = _chained(n=20_000, width=40)
    with pytest.raises(UsageError, match=r"miss the margin by up to .* more than rounding"):
        booster_parts(booster, numbers)
