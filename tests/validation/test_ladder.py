"""The ladder gives for every threshold what counting row by row gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscore.validation.evidence import buyers_found, evidence
from leadscore.validation.ladder import ladder

Rows = dict[str, np.ndarray]


def some_rows(seed: int, n: int = 60, rounds: int = 3) -> Rows:
    """Give rows of leads in accounts of two, each lead in some rounds, with ties."""
    rng = np.random.default_rng(seed)
    every = [(lead, each) for lead in range(n // 2) for each in range(rounds)]
    kept = sorted(rng.choice(len(every), n, replace=False))
    lead, at = np.array([every[place] for place in kept]).T
    lead = np.unique(lead, return_inverse=True)[1]
    return {
        "step": rng.integers(0, 6, n),
        "label": (rng.random(n) < 0.3).astype(float),
        "rounds": np.unique(at, return_inverse=True)[1],
        "leads": lead,
        "units": lead // 2,
        "amounts": rng.integers(1, 9, lead.max() + 1).astype(float),
    }


@given(st.integers(0, 10_000))
def test_without_an_end_every_row_is_counted_once_and_every_buyer_too(seed: int) -> None:
    rows = some_rows(seed)
    weights = np.random.default_rng(seed).integers(0, 3, (rows["units"].max() + 1, 2)).astype(float)
    climb = ladder(n_thresholds=5, **rows)
    found, leads = climb.called(weights), climb.leads(weights)
    for place in range(5):
        there = rows["step"] > place
        bought = np.unique(rows["leads"][there & (rows["label"] == 1)])
        weight = weights[bought // 2]
        assert found.calls[place] == pytest.approx(weights[rows["units"][there]].sum(axis=0))
        assert found.buyers[place] == pytest.approx(weight.sum(axis=0))
        assert found.amounts[place] == pytest.approx(rows["amounts"][bought] @ weight)
        seen = np.unique(rows["leads"][there])
        assert leads[place] == pytest.approx(weights[seen // 2].sum(axis=0))


@given(st.integers(0, 10_000), st.floats(0.05, 0.95))
def test_with_capacity_all_thresholds_below_it_find_what_the_comparison_finds(
    seed: int, capacity: float
) -> None:
    rows = some_rows(seed)
    weights = np.random.default_rng(seed).integers(0, 3, (rows["units"].max() + 1, 3)).astype(float)
    score = rows["step"].astype(float)
    seen = evidence(
        rows["label"],
        np.full(len(score), 0.1),
        score,
        rounds=rows["rounds"],
        leads=rows["leads"],
        units=rows["units"],
    )
    every = ladder(n_thresholds=6, **{**rows, "step": rows["step"] + 1})
    found = every.called(weights, capacity)
    assert found.buyers[0] == pytest.approx(buyers_found(seen, weights, capacity))
    total = np.array(
        [weights[rows["units"][rows["rounds"] == each]].sum(axis=0) for each in range(3)]
    )
    assert found.calls[0] == pytest.approx(capacity * total.sum(axis=0))


@given(st.integers(0, 10_000), st.floats(0.05, 0.95))
def test_a_higher_threshold_calls_and_finds_no_more(seed: int, capacity: float) -> None:
    climb = ladder(n_thresholds=5, **some_rows(seed))
    once = np.ones((climb.rows.shape[1], 1))
    for share in (None, capacity):
        found = climb.called(once, share)
        for each in (found.calls, found.buyers, found.amounts):
            assert (np.diff(each[:, 0]) <= 1e-9).all()
    capped, free = climb.called(once, capacity), climb.called(once)
    assert (capped.calls <= free.calls + 1e-9).all()
    assert (capped.buyers <= free.buyers + 1e-9).all()


def test_rows_that_may_not_be_called_are_no_cost_but_count_for_capacity() -> None:
    rows = some_rows(1)
    may = rows["step"] > 2
    once = np.ones((rows["units"].max() + 1, 1))
    some, every = ladder(n_thresholds=5, may=may, **rows), ladder(n_thresholds=5, **rows)
    assert some.called(once).calls[0] == may.sum()
    assert some.called(once, 0.1).buyers[2] == pytest.approx(every.called(once, 0.1).buyers[2])
    nobody = ladder(n_thresholds=5, may=np.zeros(len(may), dtype=bool), **rows)
    assert (nobody.called(once, 0.1).buyers == 0).all()
    assert (nobody.called(once).profit(10.0) == 0).all()
    assert nobody.width >= 1
