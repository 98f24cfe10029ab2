"""The auto model's families: thinning, scales, parts."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from leadscore.models.members import FAMILIES, Family, MemberPlan, fit_member, make_lesson
from leadscore.models.scaling import Scale
from leadscore.models.search import DEFAULTS, MOST_ROUNDS


def _rows(n: int = 4000, level: float = -3.0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(5)
    numbers = rng.normal(size=(n, 3)).astype(np.float32)
    y = (rng.random(n) < expit(level + numbers[:, 0])).astype(int)
    numbers[rng.random(n) < 0.1, 1] = np.nan
    return numbers, y


def _plan(family: Family) -> MemberPlan:
    rounds = {} if family == "logistic" else {"rounds": MOST_ROUNDS[family] // 4}
    return MemberPlan(family=family, settings={**DEFAULTS[family], **rounds})


@pytest.mark.parametrize("family", FAMILIES)
def test_leaving_out_common_rows_does_not_move_the_chances(family: Family) -> None:
    numbers, y = _rows()
    lesson = make_lesson(numbers, y, at_most=900, seed=0)
    assert len(lesson.y) == 900
    assert lesson.y.sum() == y.sum()
    member = fit_member(_plan(family), lesson, seed=0)
    assert expit(member.margin(numbers)).mean() == pytest.approx(y.mean(), rel=0.15)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_member_s_parts_add_up_to_its_margin(family: Family) -> None:
    numbers, y = _rows(600, -1.0)
    lesson = make_lesson(numbers, y, at_most=10_000, seed=0)
    assert lesson.offset == 0.0
    member = fit_member(_plan(family), lesson, seed=0)
    np.testing.assert_allclose(
        member.parts(numbers).margin(), member.margin(numbers), rtol=0, atol=1e-9
    )


def test_both_classes_are_thinned_where_successes_are_many() -> None:
    numbers, y = _rows(4000, 0.0)
    lesson = make_lesson(numbers, y, at_most=1000, seed=0)
    assert lesson.y.sum() == 500
    assert len(lesson.y) == 1000


@pytest.mark.parametrize("shape", ["root", "rank"])
def test_a_scale_is_bounded_centred_and_marks_gaps(shape: str) -> None:
    numbers, _ = _rows(500)
    scale = Scale.learned(numbers, shape)
    columns = scale.apply(numbers)
    assert columns.shape == (500, 4)
    np.testing.assert_allclose(columns[:, :3].mean(axis=0), 0.0, atol=1e-7)
    assert np.array_equal(columns[:, 3], np.isnan(numbers[:, 1]))
    beyond = np.full((2, 3), [[1e9], [1e12]], dtype=np.float32)
    assert np.array_equal(*scale.apply(beyond))


def test_a_column_missing_in_every_training_row_scales_to_nothing() -> None:
    numbers = np.full((50, 1), np.nan, dtype=np.float32)
    assert Scale.learned(numbers, "root").apply(numbers)[:, 0].tolist() == [0.0] * 50
