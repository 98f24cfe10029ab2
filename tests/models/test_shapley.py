"""Sampled parts add up exactly, and are Shapley values where that can be worked out."""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd
import pytest

from leadscore.models import shapley
from leadscore.models.shapley import Margin, draw_walks, sampled_parts

NAMES = ["a", "b", "c", "word"]


@pytest.fixture
def rows() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(rng.normal(size=(12, 3)), columns=NAMES[:3], dtype="float32")
    frame["word"] = pd.Series(rng.choice(["x", "y"], 12), dtype="str")
    frame.loc[::5, ["b", "word"]] = np.nan
    return frame


def in_pairs(rows: pd.DataFrame) -> np.ndarray:
    a, b, c = (rows[name].fillna(-1).to_numpy(dtype=float) for name in "abc")
    word = rows["word"].eq("x").fillna(False).to_numpy(dtype=float)
    return np.asarray(0.3 + 2 * a - b + a * b + 3 * b * word + c**2)


def all_together(rows: pd.DataFrame) -> np.ndarray:
    return np.asarray(in_pairs(rows) * (1 + rows["c"].to_numpy(dtype=float)))


def by_all_subsets(margin: Margin, row: pd.DataFrame, start: pd.DataFrame) -> np.ndarray:
    """Work Shapley's own formula out for one row against one other."""

    def worth(turned: tuple[str, ...]) -> float:
        mixed = start.reset_index(drop=True).copy()
        for name in turned:
            mixed[name] = row[name].to_numpy()
        return float(margin(mixed)[0])

    k, values = len(NAMES), []
    for name in NAMES:
        others = [other for other in NAMES if other != name]
        total = 0.0
        for size in range(k):
            share = factorial(size) * factorial(k - size - 1) / factorial(k)
            for subset in combinations(others, size):
                total += share * (worth((*subset, name)) - worth(subset))
        values.append(total)
    return np.array(values)


@pytest.mark.parametrize("margin", [in_pairs, all_together])
def test_parts_add_up_to_the_margin(rows: pd.DataFrame, margin: Margin) -> None:
    parts = sampled_parts(margin, rows[:8], rows[8:], draw_walks(4, 4, seed=0))
    np.testing.assert_allclose(parts.margin(), margin(rows[:8]), rtol=0, atol=1e-12)
    assert parts.base == pytest.approx(margin(rows[8:]).mean())


def test_an_order_and_its_reverse_are_exact_where_columns_act_in_pairs(rows: pd.DataFrame) -> None:
    parts = sampled_parts(in_pairs, rows[:8], rows[8:9], draw_walks(1, 4, seed=3))
    for at in range(8):
        exact = by_all_subsets(in_pairs, rows.iloc[[at]], rows.iloc[[8]])
        np.testing.assert_allclose(parts.values[at], exact, atol=1e-6)


def test_more_walks_come_nearer_where_columns_act_all_together(rows: pd.DataFrame) -> None:
    exact = np.array(
        [by_all_subsets(all_together, rows.iloc[[at]], rows.iloc[[8]]) for at in range(8)]
    )
    off = []
    for repeats in (1, 400):
        walks = [walk for k in range(repeats) for walk in draw_walks(1, 4, seed=k)]
        parts = sampled_parts(all_together, rows[:8], rows[8:9], walks)
        off.append(np.abs(parts.values - exact).max())
    assert off[1] < 0.2 * off[0]


def test_a_column_that_is_as_in_the_background_adds_nothing(rows: pd.DataFrame) -> None:
    same = rows.assign(a=np.float32(1.0), word=pd.Series([None] * 12, dtype="str"))
    parts = sampled_parts(all_together, same[:8], same[8:], draw_walks(4, 4, seed=0))
    assert (parts.values[:, [0, 3]] == 0).all()
    assert (parts.values[:, 2] != 0).all()


def test_a_row_equal_to_the_only_background_row_has_no_parts(rows: pd.DataFrame) -> None:
    parts = sampled_parts(in_pairs, rows[:1], rows[:1], draw_walks(1, 4, seed=0))
    assert not parts.values.any()


def test_a_row_alone_has_the_parts_of_the_batch(
    rows: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    walks = draw_walks(4, 4, seed=0)
    together = sampled_parts(all_together, rows[:8], rows[8:], walks)
    monkeypatch.setattr(shapley, "MADE_UP_ROWS", 1)
    alone = sampled_parts(all_together, rows[:8], rows[8:], walks)
    assert np.array_equal(alone.values, together.values)
    assert sampled_parts(all_together, rows[:0], rows[8:], walks).values.shape == (0, 4)


def test_no_more_rows_are_made_up_than_promised(rows: pd.DataFrame) -> None:
    asked = []

    def counted(made: pd.DataFrame) -> np.ndarray:
        asked.append(len(made))
        return in_pairs(made)

    sampled_parts(counted, rows[:8], rows[8:], draw_walks(4, 4, seed=0))
    assert 0 < sum(asked) - 4 - 8 <= 8 * 8 * 3
