"""Folds keep accounts whole, or go forward in time."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.errors import NotEnoughDataError, UsageError
from leadscore.validation.folds import account_folds, forward_folds


@given(st.integers(0, 1000), st.integers(2, 6))
def test_accounts_are_whole_and_every_row_is_tested_once(seed: int, n_folds: int) -> None:
    rng = np.random.default_rng(seed)
    groups = rng.integers(0, 40, 300).astype(str)
    y = (rng.random(300) < 0.1).astype(float)
    folds = account_folds(groups, y, n_folds, seed)
    assert sorted(np.concatenate([fold.test for fold in folds])) == list(range(300))
    for fold in folds:
        assert set(groups[fold.train]).isdisjoint(groups[fold.test])
        assert y[fold.test].sum() > 0


def test_wins_and_rows_are_spread_evenly() -> None:
    rng = np.random.default_rng(0)
    groups, y = rng.integers(0, 500, 2000), (rng.random(2000) < 0.1).astype(float)
    folds = account_folds(groups, y, 5, seed=0)
    wins = [y[fold.test].sum() for fold in folds]
    rows = [len(fold.test) for fold in folds]
    assert max(wins) - min(wins) <= 2
    assert max(rows) - min(rows) <= 8


def test_few_wins_make_fewer_folds() -> None:
    groups, y = np.arange(50), np.r_[np.ones(3), np.zeros(47)]
    assert len(account_folds(groups, y, 10, seed=0)) == 3


def test_the_order_of_rows_changes_no_fold() -> None:
    rng = np.random.default_rng(2)
    groups, y = rng.integers(0, 60, 200), (rng.random(200) < 0.3).astype(float)
    order = rng.permutation(200)
    one = account_folds(groups, y, 4, seed=3)
    other = account_folds(groups[order], y[order], 4, seed=3)
    for fold, same in zip(one, other, strict=True):
        assert set(fold.test) == set(order[same.test])


def test_folds_without_two_winning_accounts_are_too_little() -> None:
    with pytest.raises(NotEnoughDataError, match="there are 1 with one among 10, in 20 rows"):
        account_folds(np.repeat(np.arange(10), 2), [1, 1] + [0] * 18, 5, seed=0)


def test_one_fold_is_no_fold() -> None:
    with pytest.raises(UsageError, match="n_folds of account_folds must be 2 or more; it is 1"):
        account_folds(["a", "b"], [0, 1], 1, seed=0)


def cutoffs(months: int, leads: int = 20) -> pd.DataFrame:
    instants = pd.date_range("2024-01-01", periods=months, freq="MS").as_unit("us")
    label = (np.random.default_rng(0).random(months * leads) < 0.3).astype(float)
    return pd.DataFrame({"cutoff": np.repeat(instants, leads), "label": label})


def without_cutoffs(leads: int) -> pd.DataFrame:
    rows = cutoffs(1, leads)
    rows["cutoff"] = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]")
    return rows


def test_forward_folds_learn_only_from_a_horizon_before() -> None:
    rows = cutoffs(12)
    horizon = timedelta(days=90)
    folds = forward_folds(rows, 4, horizon)
    assert len(folds) == 4
    last_end = None
    for fold in folds:
        tested = rows["cutoff"].iloc[fold.test]
        assert rows["cutoff"].iloc[fold.train].max() + horizon <= tested.min()
        assert last_end is None or tested.min() > last_end
        last_end = tested.max()
    assert last_end == rows["cutoff"].max()


def test_forward_folds_leave_unknown_outcomes_out() -> None:
    rows = cutoffs(12)
    rows.loc[rows["cutoff"] > "2024-10-01", "label"] = np.nan
    used = np.concatenate(
        [np.r_[fold] for part in forward_folds(rows, 3, timedelta(90)) for fold in part]
    )
    assert rows["label"].iloc[used].notna().all()


def test_forward_folds_of_a_flat_export_follow_its_order() -> None:
    rows = without_cutoffs(100).assign(position=np.arange(100)[::-1])
    for fold in forward_folds(rows, 3, timedelta(90)):
        positions = rows["position"].to_numpy()
        assert positions[fold.train].max() < positions[fold.test].min()


def test_forward_folds_need_a_history() -> None:
    with pytest.raises(NotEnoughDataError, match=r"cutoffs that lie 90 days apart.*at 2 cutoffs"):
        forward_folds(cutoffs(2), 3, timedelta(days=90))


def test_forward_folds_need_an_order() -> None:
    rows = without_cutoffs(10)
    with pytest.raises(UsageError, match="10 of 10 rows have neither"):
        forward_folds(rows, 3, timedelta(days=90))


def test_no_forward_fold_is_no_fold() -> None:
    with pytest.raises(UsageError, match="n_folds of forward_folds must be 1 or more; it is 0"):
        forward_folds(cutoffs(6), 0, timedelta(days=90))
