"""Whole groups are drawn so that what is learned of them is what all would tell."""

from __future__ import annotations

import tracemalloc
from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as runs
from hypothesis import strategies as some

from leadscore.cards import Card
from leadscore.evaluation import card_decay as of_cards
from leadscore.evaluation.drawn_groups import drawn_groups
from leadscore.evaluation.half_life import Profile, _Beside, _Rows, profile
from tests.evaluation.test_card_decay import (
    RULES,
    SETTINGS,
    WINDOW,
    Past,
    asked,
    laid_out,
    learned,
    past,
)


@runs(max_examples=60, deadline=None)
@given(
    sizes=some.lists(some.integers(1, 5), min_size=1, max_size=40),
    buys=some.integers(0, 2**40 - 1),
    most=some.integers(10, 60),
    seed=some.integers(0, 9),
)
def test_whole_groups_are_drawn_by_name_and_stand_for_all(
    sizes: list[int], buys: int, most: int, seed: int
) -> None:
    code = np.repeat(np.arange(len(sizes)), sizes)
    first = np.r_[True, np.diff(code) > 0]
    label = (first & ((buys >> code) & 1 > 0)).astype(float)
    rows = pd.DataFrame({"group": [f"account:{each}" for each in code], "label": label})
    places, weight = drawn_groups(rows, seed, most=most)
    assert len(places) <= most
    assert set(np.flatnonzero(np.isin(code, code[places]))) == set(places)
    bought = np.bincount(code, weights=label) > 0
    kept, at = np.unique(code[places], return_index=True)
    for part in (bought, ~bought):
        if part.any():
            assert weight[at][part[kept]].sum() == pytest.approx(part.sum())
    if sum(np.array(sizes)[bought]) <= most // 2:
        assert (weight[bought[code[places]]] == 1).all()
    order = np.random.default_rng(seed).permutation(len(rows))
    again, same = drawn_groups(rows.iloc[order], seed, most=most)
    assert dict(zip(order[again], same, strict=True)) == dict(zip(places, weight, strict=True))


def from_drawn(drawn: Past, most: int) -> Profile:
    rows = pd.DataFrame({"group": [f"account:{each}" for each in drawn.account], "label": drawn.y})
    places, weight = drawn_groups(rows, 0, most=most)
    assert len(places) <= most < len(rows)
    return profile(
        drawn.y[places],
        drawn.account[places],
        drawn.fit[places, None],
        lambda half_life: drawn.worth(half_life)[places],
        longest=WINDOW,
        weight=weight,
    )


def test_what_is_learned_of_drawn_groups_is_what_all_would_tell() -> None:
    drawn = past(3, accounts=1_500)
    whole, part = learned(drawn), from_drawn(drawn, 6_000)
    for other in (whole.interval(0.95), part.interval(0.95)):
        assert other.low <= whole.learned <= other.high
        assert other.low <= part.learned <= other.high
    assert part.effect == pytest.approx(whole.effect, rel=0.15)
    ends = [each.interval(0.95) for each in (whole, part)]
    wide = [np.log(each.high / each.low) for each in ends]
    assert 0.9 < wide[1] / wide[0] < 2


def test_the_interval_of_drawn_groups_holds_the_true_half_life() -> None:
    found = [from_drawn(past(seed, accounts=300), 1_500) for seed in range(30)]
    assert sum(each.p_value(each.lost(10.0)) > 0.05 for each in found) >= 25  # less: 1 in 300


def test_a_row_that_stands_for_two_is_as_two_rows() -> None:
    drawn = past(4, accounts=60)
    twice = np.repeat(np.arange(len(drawn.y)), 2)
    fit = drawn.fit[:, None]
    told = profile(
        drawn.y, drawn.account, fit, drawn.worth, longest=WINDOW, weight=np.full(len(drawn.y), 2.0)
    )
    again = profile(
        drawn.y[twice],
        drawn.account[twice],
        fit[twice],
        lambda half_life: drawn.worth(half_life)[twice],
        longest=WINDOW,
    )
    np.testing.assert_allclose(told.fall, again.fall, rtol=1e-2, atol=1e-3)
    assert told.strength == pytest.approx(again.strength, rel=1e-2)


def test_a_column_left_out_is_as_one_that_is_not_there() -> None:
    drawn = past(4, accounts=60)
    both = np.column_stack([drawn.fit, drawn.y])
    told = profile(drawn.y, drawn.account, both, drawn.worth, longest=WINDOW, without=1)
    np.testing.assert_array_equal(told.fall, learned(drawn).fall)


def test_a_card_tells_how_many_snapshots_were_read(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = past(1, accounts=600)
    whole = asked(drawn)
    monkeypatch.setattr(of_cards, "drawn_groups", partial(drawn_groups, most=3_000))
    found, other_order = asked(drawn), asked(drawn, shuffled=3)
    assert whole.snapshots == len(drawn.y)
    assert 2_900 < found.snapshots <= 3_000
    assert found.snapshots == other_order.snapshots
    pd.testing.assert_frame_equal(found.table, other_order.table, rtol=2e-2, check_exact=False)
    (line,), (all_told,) = found.table.to_dict("records"), whole.table.to_dict("records")
    assert line["fires"] == pytest.approx(all_told["fires"], rel=0.1)
    assert all_told["low"] <= line["learned"] <= all_told["high"]


def test_what_a_fit_needs_beside_the_matrix_does_not_grow_with_it() -> None:
    rng = np.random.default_rng(0)
    peaks = []
    for n in (30_000, 60_000):
        values, y = rng.random((n, 100), dtype=np.float32), (rng.random(n) < 0.1).astype(float)
        acts, ones = rng.random(n, dtype=np.float32), np.ones(n)
        tracemalloc.start()
        rows = _Rows(
            y=y, weight=ones, group=np.arange(n) // 5, beside=_Beside.of(values, ones, None)
        )
        rows.fitted(acts, toward=acts**2)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 30_000 * 100 * 4 / 5
    assert peaks[1] < values.nbytes


def test_the_matrix_is_not_drawn_where_all_can_be_read() -> None:
    rows = laid_out(past(1, accounts=20), Card(rules=RULES)).rows
    places, weight = drawn_groups(rows, SETTINGS.project.seed)
    assert (places == np.arange(len(rows))).all()
    assert (weight == 1).all()
