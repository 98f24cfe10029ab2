"""Exact additive parts of boosted trees, from tables made once instead of walks per row.

What a feature adds to a tree's answer hangs only on which of the tree's conditions hold
for the row. A tree is cut into blocks of at most :data:`MOST_CONDITIONS` conditions, and
for every pattern of holding and failing conditions the parts are worked out in advance;
scoring a row is then a few comparisons and look-ups.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xgboost as xgb

FloatArray = npt.NDArray[np.float64]

#: Conditions of one block: its table has two to this power lines.
MOST_CONDITIONS = 8
#: Levels of a tree: the way to a leaf alone has as many conditions, whatever a block may have.
MOST_LEVELS = 10
#: Numbers in all tables of a booster together (512 MB).
MOST_NUMBERS = 2**26
#: Numbers worked on at a time while tables are made, so that making them takes little more.
NUMBERS_AT_ONCE = 2**21
#: Rows worked on at a time, so that what is worked on stays near the processor.
ROWS_AT_ONCE = 16_384


@dataclass(frozen=True, kw_only=True, eq=False)
class Tree:
    """One tree as arrays over its nodes; node 0 is the root.

    Parameters
    ----------
    left, right : array of int of shape (m, )
        Children; -1 at leaves.
    feature : array of int of shape (m, )
    threshold : array of float32 of shape (m, )
        A row goes left where its value is below.
    missing_left : array of bool of shape (m, )
        Where a row without the value goes.
    value : array of shape (m, )
        Of the leaves, in log-odds.
    cover : array of shape (m, )
        Weight of the training rows that reached each node.
    """

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    feature: npt.NDArray[np.int64]
    threshold: npt.NDArray[np.float32]
    missing_left: npt.NDArray[np.bool_]
    value: FloatArray
    cover: FloatArray


#: A condition on a row: feature, threshold, and whether a missing value holds it.
Condition = tuple[int, float, bool]
#: A node of a path, and whether the path goes left there.
Step = tuple[int, bool]


@dataclass(frozen=True, kw_only=True, eq=False)
class Leaf:
    """A leaf as its block sees it.

    Parameters
    ----------
    value : float
    features : tuple of int
        Distinct features on the way from the root.
    shares : tuple of float
        For each of them the share of training rows that would go this way.
    needs : tuple of tuples of (int, bool)
        For each of them the block's conditions, by place, and what each must be.
    """

    value: float
    features: tuple[int, ...]
    shares: tuple[float, ...]
    needs: tuple[tuple[tuple[int, bool], ...], ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Block:
    """Some leaves of a tree, and all conditions on the ways to them."""

    conditions: tuple[Condition, ...]
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """A block ready to be looked up: parts by feature and pattern of conditions."""

    conditions: tuple[Condition, ...]
    features: tuple[int, ...]
    parts: FloatArray  # of shape (len(features), 2 ** len(conditions))


class TooLargeError(ValueError):
    """The tables of some trees would be larger than is sensible."""


class TreeParts:
    """What each number adds to the margin of boosted trees.

    Parameters
    ----------
    trees : sequence of Tree
    n_numbers : int
        How many numbers a row has.

    Raises
    ------
    TooLargeError
        If a tree has more than :data:`MOST_LEVELS` levels, or the tables would hold more than
        :data:`MOST_NUMBERS` numbers; known before any table is made.

    Notes
    -----
    Path-dependent SHAP values, as xgboost gives them itself. With d distinct features on
    the way to a leaf of value v, shares z and o (1 where the row goes the leaf's way as
    far as that feature is asked, else 0), the leaf adds to feature i

        v (o_i - z_i) * integral from 0 to 1 of product over j != i of (z_j (1 - u) + o_j u) du,

    and Gauss-Legendre quadrature with ceil(d / 2) points is exact for it.

    References
    ----------
    Lundberg et al. (2020), "From local explanations to global understanding with
    explainable AI for trees". Yang (2021), "Fast TreeSHAP" (patterns worked out in
    advance). Bifet et al. (2022), "Linear TreeShap" (the polynomial).
    """

    def __init__(self, trees: Sequence[Tree], n_numbers: int) -> None:
        self.n_numbers = n_numbers
        self.tables = _tables(_all_blocks(trees))

    def values(self, numbers: npt.NDArray[np.float32]) -> FloatArray:
        """Tell what each number adds to each row's margin.

        Parameters
        ----------
        numbers : array of float32 of shape (n, k)
            NaN where missing.

        Returns
        -------
        array of shape (n, k)
            A row's parts are the same to the bit alone and in a batch.
        """
        found = np.empty((len(numbers), self.n_numbers))
        for start in range(0, len(numbers), ROWS_AT_ONCE):
            rows = slice(start, start + ROWS_AT_ONCE)
            found[rows] = self._some(np.ascontiguousarray(numbers[rows].T)).T
        return found

    def _some(self, columns: npt.NDArray[np.float32]) -> FloatArray:
        added = np.zeros((self.n_numbers, columns.shape[1]))
        gaps = {at: gap for at, column in enumerate(columns) if (gap := np.isnan(column)).any()}
        holds = np.empty(columns.shape[1], dtype=bool)
        part = np.empty(columns.shape[1])
        for table in self.tables:
            pattern = np.zeros(columns.shape[1], dtype=np.uint16)
            for feature, threshold, missing_left in reversed(table.conditions):
                np.less(columns[feature], np.float32(threshold), out=holds)
                if missing_left and feature in gaps:
                    holds |= gaps[feature]
                pattern <<= np.uint16(1)
                pattern |= holds
            places = pattern.astype(np.intp)
            for feature, parts in zip(table.features, table.parts, strict=True):
                np.take(parts, places, out=part, mode="clip")
                added[feature] += part
        return added


def trees_of(booster: xgb.Booster) -> list[Tree]:
    """Read the trees of an xgboost model.

    Parameters
    ----------
    booster : xgboost.Booster
        A gbtree of binary:logistic, numbers only.

    Returns
    -------
    list of Tree
    """
    model = json.loads(booster.save_raw("json"))["learner"]["gradient_booster"]["model"]
    return [_tree(told) for told in model["trees"]]


def _tree(told: dict[str, list[float]]) -> Tree:
    left = np.array(told["left_children"], dtype=np.int64)
    conditions = np.array(told["split_conditions"])
    return Tree(
        left=left,
        right=np.array(told["right_children"], dtype=np.int64),
        feature=np.array(told["split_indices"], dtype=np.int64),
        threshold=conditions.astype(np.float32),
        missing_left=np.array(told["default_left"], dtype=bool),
        value=np.where(left < 0, conditions.astype(np.float32).astype(float), 0.0),
        cover=np.array(told["sum_hessian"], dtype=float),
    )


def _all_blocks(trees: Sequence[Tree]) -> list[Block]:
    """Cut all trees into blocks, unless their tables would be too large."""
    levels = max((_levels(tree) for tree in trees), default=0)
    if levels > MOST_LEVELS:
        raise TooLargeError(f"A tree has {levels} levels; tables are made for {MOST_LEVELS}.")
    blocks, size = [], 0
    for tree in trees:
        for block in _blocks(tree):
            blocks.append(block)
            size += len(_features(block)) << len(block.conditions)
        if size > MOST_NUMBERS:
            raise TooLargeError(f"The tables would hold more than {MOST_NUMBERS} numbers.")
    return blocks


def _levels(tree: Tree) -> int:
    """Count the conditions on the longest way to a leaf."""
    levels, nodes = 0, np.array([0])
    while len(nodes := nodes[tree.left[nodes] >= 0]):
        nodes = np.concatenate([tree.left[nodes], tree.right[nodes]])
        levels += 1
    return levels


def _blocks(tree: Tree) -> Iterator[Block]:
    """Cut a tree into blocks, from the root down."""
    waiting: list[tuple[int, tuple[Step, ...]]] = [(0, ())]
    while waiting:
        root, above = waiting.pop()
        leaves = list(_ways(tree, root, above))
        conditions = list(dict.fromkeys(_condition(tree, n) for _, way in leaves for n, _ in way))
        if len(conditions) <= MOST_CONDITIONS or len(leaves) == 1:
            if conditions:
                yield _block(tree, leaves, conditions)
            continue
        waiting.append((int(tree.right[root]), (*above, (root, False))))
        waiting.append((int(tree.left[root]), (*above, (root, True))))


def _ways(tree: Tree, root: int, above: tuple[Step, ...]) -> Iterator[tuple[int, tuple[Step, ...]]]:
    """Give each leaf below a node with the whole way to it."""
    waiting = [(root, above)]
    while waiting:
        node, way = waiting.pop()
        if tree.left[node] < 0:
            yield node, way
            continue
        waiting.append((int(tree.right[node]), (*way, (node, False))))
        waiting.append((int(tree.left[node]), (*way, (node, True))))


def _condition(tree: Tree, node: int) -> Condition:
    return int(tree.feature[node]), float(tree.threshold[node]), bool(tree.missing_left[node])


def _block(
    tree: Tree, leaves: list[tuple[int, tuple[Step, ...]]], conditions: list[Condition]
) -> Block:
    place = {condition: at for at, condition in enumerate(conditions)}
    return Block(
        conditions=tuple(conditions),
        leaves=tuple(_leaf(tree, leaf, way, place) for leaf, way in leaves),
    )


def _leaf(tree: Tree, leaf: int, way: tuple[Step, ...], place: dict[Condition, int]) -> Leaf:
    shares: dict[int, float] = {}
    needs: dict[int, list[tuple[int, bool]]] = {}
    for node, goes_left in way:
        child = tree.left[node] if goes_left else tree.right[node]
        feature, weight = int(tree.feature[node]), float(tree.cover[node])
        share = float(tree.cover[child]) / weight if weight > 0 else 0.0
        shares[feature] = shares.get(feature, 1.0) * share
        needs.setdefault(feature, []).append((place[_condition(tree, node)], goes_left))
    return Leaf(
        value=float(tree.value[leaf]),
        features=tuple(shares),
        shares=tuple(shares.values()),
        needs=tuple(tuple(each) for each in needs.values()),
    )


def _tables(blocks: Sequence[Block]) -> list[Table]:
    tables: list[Table] = []
    for some in _some_at_once(blocks):
        known = iter(_leaf_parts([leaf for block in some for leaf in block.leaves]))
        tables += [_table(block, [next(known) for _ in block.leaves]) for block in some]
    return tables


def _some_at_once(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Part blocks into runs whose leaves' parts are about :data:`NUMBERS_AT_ONCE` numbers."""
    some, size = [], 0
    for block in blocks:
        some.append(block)
        size += sum(len(leaf.features) << len(leaf.features) for leaf in block.leaves)
        if size >= NUMBERS_AT_ONCE:
            yield some
            some, size = [], 0
    yield some


def _leaf_parts(leaves: Sequence[Leaf]) -> list[FloatArray]:
    """Work out each leaf's parts for every pattern of its own features, many leaves at once."""
    found: list[FloatArray] = [np.empty(0)] * len(leaves)
    for n_features in sorted({len(leaf.features) for leaf in leaves}):
        places = [at for at, leaf in enumerate(leaves) if len(leaf.features) == n_features]
        shares = np.array([leaves[at].shares for at in places])
        values = np.array([leaves[at].value for at in places])
        for at, parts in zip(places, _pattern_parts(shares, values), strict=True):
            found[at] = parts
    return found


def _pattern_parts(shares: FloatArray, values: FloatArray) -> FloatArray:
    """Give the parts of leaves for all patterns.

    Parameters
    ----------
    shares : array of shape (n_leaves, d)
    values : array of shape (n_leaves, )

    Returns
    -------
    array of shape (n_leaves, d, 2 ** d)
    """
    width = shares.shape[1]
    goes = (np.arange(2**width) >> np.arange(width)[:, None]) & 1  # (d, 2 ** d)
    points, weights = np.polynomial.legendre.leggauss(max(1, (width + 1) // 2))
    total = np.zeros((len(values), width, 2**width))
    for u, weight in zip((points + 1) / 2, weights / 2, strict=True):
        factors = shares[:, :, None] * (1 - u) + goes * u
        others = np.ones_like(factors)
        for i in range(1, width):
            others[:, i] = others[:, i - 1] * factors[:, i - 1]
        after = np.ones_like(factors[:, 0])
        for i in range(width - 1, -1, -1):
            others[:, i] *= after
            after = after * factors[:, i]
        total += weight * others
    return np.asarray(total * (goes - shares[:, :, None]) * values[:, None, None])


def _features(block: Block) -> list[int]:
    return sorted({feature for leaf in block.leaves for feature in leaf.features})


def _table(block: Block, known: Sequence[FloatArray]) -> Table:
    features = _features(block)
    row = {feature: at for at, feature in enumerate(features)}
    n_conditions = len(block.conditions)
    holds = ((np.arange(2**n_conditions) >> np.arange(n_conditions)[:, None]) & 1).astype(bool)
    parts = np.zeros((len(features), 2**n_conditions))
    for leaf, leaf_parts in zip(block.leaves, known, strict=True):
        pattern = np.zeros(2**n_conditions, dtype=np.intp)
        for at, needs in enumerate(leaf.needs):
            goes = np.ones(2**n_conditions, dtype=bool)
            for place, wanted in needs:
                goes &= holds[place] == wanted
            pattern |= goes.astype(np.intp) << at
        parts[[row[feature] for feature in leaf.features]] += leaf_parts[:, pattern]
    return Table(conditions=block.conditions, features=tuple(features), parts=parts)
