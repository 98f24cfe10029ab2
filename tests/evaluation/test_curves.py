"""The tables behind the pictures agree with the comparison."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from leadscore.evaluation.compare import compare
from leadscore.evaluation.curves import gains_curve, reliability_curve
from leadscore.evaluation.grid import score_grid
from leadscore.settings import Settings
from leadscore.validation.shares import effective_accounts, wilson_interval

MakeCohort = Callable[..., tuple[dict[str, pd.DataFrame], pd.DataFrame]]


def test_the_gains_curve_passes_through_the_figure_that_decides(
    cohort_of: MakeCohort, settings: Settings
) -> None:
    scored, rows = cohort_of()
    curve, comparison = gains_curve(scored, rows, settings), compare(scored, rows, settings)
    at_capacity = curve[curve["share"] == 0.2].set_index("contender")["found"]
    for name in scored:
        expected = comparison.value(name, "buyer_share_at_capacity")
        assert at_capacity[name] == pytest.approx(expected)
    assert at_capacity["lot"] == pytest.approx(comparison.by_lot / comparison.n_buyers)


def test_the_gains_curve_rises_from_nobody_to_everybody(
    cohort_of: MakeCohort, settings: Settings
) -> None:
    curve = gains_curve(*cohort_of(), settings)
    for _, line in curve.groupby("contender"):
        assert line["found"].is_monotonic_increasing
        assert (line["found"].iloc[0], line["found"].iloc[-1]) == (0, 1)
        assert ((line["low"] <= line["found"]) & (line["found"] <= line["high"])).all()


def test_reliability_bins_hold_every_row_once(cohort_of: MakeCohort, settings: Settings) -> None:
    scored, rows = cohort_of()
    curve = reliability_curve(scored, rows, settings)
    for name, bins in curve.groupby("contender"):
        assert bins["n"].sum() == len(rows)
        assert (bins["observed"] * bins["n"]).sum() == pytest.approx(rows["label"].sum())
        assert bins["predicted"].is_monotonic_increasing, name


def test_equal_probabilities_share_a_bin(cohort_of: MakeCohort, settings: Settings) -> None:
    scored, rows = cohort_of(noise={"card": 1.0})
    scored["card"]["probability"] = np.where(scored["card"]["probability"] > 0.3, 0.4, 0.1)
    assert len(reliability_curve(scored, rows, settings)) == 2


def test_shares_know_no_more_than_few_large_accounts_do(settings: Settings) -> None:
    rows = pd.DataFrame(
        {
            "lead_id": [f"l{code}" for code in range(120)],
            "group": ["large"] * 100 + [f"small {code}" for code in range(20)],
            "cutoff": pd.Timestamp("2026-01-01"),
            "label": np.tile([0.0, 0.0, 0.0, 1.0], 30),
        }
    )
    ends = wilson_interval(0.25, effective_accounts([100, *[1] * 20]), confidence=0.95)
    cells = pd.DataFrame({"grade": "B", "band": 2}, index=rows.index)
    grid = score_grid(cells, rows, settings).dropna().iloc[0]
    assert (grid["low"], grid["high"]) == pytest.approx(ends)
    alike = {"card": pd.DataFrame({"probability": 0.2, "margin": 0.0}, index=rows.index)}
    curve = reliability_curve(alike, rows, settings).iloc[0]
    assert (curve["low"], curve["high"]) == pytest.approx(ends)
