"""Ranks against a reference, and the limits of grades and bands."""

from __future__ import annotations

import numpy as np
import pandas as pd

from leadscore.models.calibration import Affine
from leadscore.models.views import BAND_LIMITS, GRADE_LIMITS, View, at_limits


def _view(reference: np.ndarray) -> View:
    return View(
        contender=None,
        columns=("a",),
        calibration=Affine(intercept=-1.0, slope=1.0),
        reference=reference,
    )


def test_a_score_is_the_share_of_the_reference_below() -> None:
    view = _view(np.arange(1000.0))
    assert view.rank(np.array([-5.0, 0.0, 499.5, 900.0, 2000.0])).tolist() == [1, 1, 50, 91, 100]


def test_equal_margins_stand_in_the_middle_of_their_tie() -> None:
    view = _view(np.r_[np.zeros(60), np.ones(40)])
    assert view.rank(np.array([0.0, 1.0])).tolist() == [30, 80]


def test_a_higher_margin_never_scores_lower() -> None:
    view = _view(np.sort(np.random.default_rng(0).normal(size=333)))
    scores = view.rank(np.linspace(-5, 5, 4001))
    assert (np.diff(scores) >= 0).all()
    assert (scores.min(), scores.max()) == (1, 100)


def test_a_reference_fills_grades_and_bands_in_their_shares() -> None:
    view = _view(np.arange(1000.0))
    scores = view.rank(view.reference)
    grades, counts = np.unique(at_limits(scores, GRADE_LIMITS), return_counts=True)
    assert dict(zip(grades.tolist(), counts.tolist(), strict=True)) == {
        "A": 100,
        "B": 200,
        "C": 300,
        "D": 400,
    }
    assert at_limits(np.array([100, 80, 50, 2]), BAND_LIMITS).tolist() == [1, 2, 3, 4]


def test_a_view_without_a_contender_says_the_same_of_every_lead() -> None:
    view, X = _view(np.zeros(1)), pd.DataFrame({"a": [1.0, 2.0]}, index=[4, 5])
    assert view.rank(view.raw_margin(X)).tolist() == [50, 50]
    assert view.contributions(X).to_numpy().tolist() == [[-1.0, 0.0], [-1.0, 0.0]]
