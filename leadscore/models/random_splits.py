"""Boosted trees whose splits are drawn at random, as xgboost models.

Where the world changes between learning and use, trees that look for the very best split
fit what will not last; random splits are wrong in different ways and average out. xgboost
has none, so LightGBM grows them; they are then written down as an xgboost model, which
scores, explains and stores them like any other.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

import lightgbm as lgb
import numpy as np
import xgboost as xgb

#: Node of LightGBM's own description of a tree.
Node = Mapping[str, Any]
#: How xgboost writes down that a node is the root.
NO_PARENT = 2**31 - 1


def grow(
    numbers: np.ndarray, y: np.ndarray, *, rounds: int, settings: Mapping[str, float], seed: int
) -> xgb.Booster:
    """Boost trees with random splits; on one thread, so that every run gives the same.

    Parameters
    ----------
    numbers : array of float32 of shape (n, k)
        NaN where missing.
    y : array of shape (n, )
        0 and 1.
    rounds : int
    settings : mapping of str to float
        ``depth``, ``rate``, ``columns``, ``rows``, ``leaf`` and ``l2`` as the other
        boosted families have them.
    seed : int

    Returns
    -------
    xgboost.Booster
        Predicts what LightGBM's model predicts, in single precision.

    References
    ----------
    Geurts, Ernst and Wehenkel (2006), "Extremely randomized trees".
    """
    params = {
        "objective": "binary",
        "extra_trees": True,
        "extra_seed": seed,
        "max_depth": int(settings["depth"]),
        "num_leaves": 2 ** int(settings["depth"]),
        "learning_rate": settings["rate"],
        "feature_fraction_bynode": settings["columns"],
        "bagging_fraction": settings["rows"],
        "bagging_freq": 1,
        "min_sum_hessian_in_leaf": settings["leaf"],
        "min_data_in_leaf": 1,
        "lambda_l2": settings["l2"],
        "num_threads": 1,
        "deterministic": True,
        "force_col_wise": True,
        "seed": seed,
        "verbosity": -1,
    }
    rows = lgb.Dataset(numbers, y, params={"verbosity": -1, "num_threads": 1})
    return as_xgboost(lgb.train(params, rows, num_boost_round=rounds))


def as_xgboost(grown: lgb.Booster) -> xgb.Booster:
    """Write a LightGBM model of numbers and two classes down as an xgboost model.

    Parameters
    ----------
    grown : lightgbm.Booster

    Returns
    -------
    xgboost.Booster
    """
    told = grown.dump_model()
    trees = [each["tree_structure"] for each in told["tree_info"]]
    n_numbers = grown.num_feature()
    params = {"objective": "binary:logistic", "base_score": 0.5, "max_depth": 1, "nthread": 1}
    blank = xgb.train(params, xgb.DMatrix(np.zeros((2, n_numbers)), [0, 1]), num_boost_round=1)
    model = json.loads(blank.save_raw("json"))
    held = model["learner"]["gradient_booster"]["model"]
    pattern = held["trees"][0]
    held["trees"] = [_tree(told, at, pattern, n_numbers) for at, told in enumerate(trees)]
    held["tree_info"] = [0] * len(trees)
    held["iteration_indptr"] = list(range(len(trees) + 1))
    held["gbtree_model_param"]["num_trees"] = str(len(trees))
    return xgb.Booster(
        params={"nthread": 1}, model_file=bytearray(json.dumps(model), encoding="utf-8")
    )


def _tree(told: Node, at: int, pattern: Mapping[str, Any], n_numbers: int) -> dict[str, Any]:
    """Write one tree the way xgboost keeps it: arrays over its nodes, the root first."""
    nodes = list(_nodes(told))
    place = {id(node): number for number, (node, _) in enumerate(nodes)}
    conditions = [
        _below(float(node["threshold"])) if _splits(node) else float(node["leaf_value"])
        for node, _ in nodes
    ]
    return {
        **pattern,
        "id": at,
        "left_children": [_child(node, "left_child", place) for node, _ in nodes],
        "right_children": [_child(node, "right_child", place) for node, _ in nodes],
        "parents": [place[id(parent)] if parent else NO_PARENT for _, parent in nodes],
        "split_indices": [int(node.get("split_feature", 0)) for node, _ in nodes],
        "split_conditions": conditions,
        "split_type": [0] * len(nodes),
        "default_left": [int(_splits(node) and _missing_left(node)) for node, _ in nodes],
        "base_weights": [
            0.0 if _splits(node) else value
            for (node, _), value in zip(nodes, conditions, strict=True)
        ],
        "loss_changes": [float(node.get("split_gain", 0.0)) for node, _ in nodes],
        "sum_hessian": [_cover(node) for node, _ in nodes],
        "tree_param": {
            **pattern["tree_param"],
            "num_nodes": str(len(nodes)),
            "num_feature": str(n_numbers),
        },
    }


def _splits(node: Node) -> bool:
    return "left_child" in node


def _child(node: Node, side: str, place: Mapping[int, int]) -> int:
    return place[id(node[side])] if _splits(node) else -1


def _nodes(root: Node) -> Iterator[tuple[Node, Node | None]]:
    """Give each node with its parent, level by level, as xgboost's own walk expects them."""
    waiting = deque[tuple[Node, Node | None]]([(root, None)])
    while waiting:
        node, parent = waiting.popleft()
        yield node, parent
        if _splits(node):
            waiting.append((node["left_child"], node))
            waiting.append((node["right_child"], node))


def _cover(node: Node) -> float:
    """Give how many training rows reached a node; a tree that never split tells none."""
    return float(node.get("internal_count", node.get("leaf_count", 1.0)))


def _below(threshold: float) -> float:
    """Turn "not above" in double precision into "below" in single precision."""
    nearest = np.float32(threshold)
    if float(nearest) > threshold:
        return float(nearest)
    return float(np.nextafter(nearest, np.float32(np.inf)))


def _missing_left(node: Node) -> bool:
    """Tell where a missing value goes: without any in training it counts as 0."""
    if node["missing_type"] == "NaN":
        return bool(node["default_left"])
    return float(node["threshold"]) >= 0.0
