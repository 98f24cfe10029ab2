"""What a version says of leads."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from leadscore.cards import parse_card
from leadscore.errors import DataError, NotEnoughDataError
from leadscore.evaluation.importance import importance
from leadscore.features.catalogue import Catalogue
from leadscore.features.frame import FeatureMatrix
from leadscore.models.auto import AutoModel
from leadscore.models.card import CardContender
from leadscore.models.contender import Contender
from leadscore.models.fitting import CALIBRATED_ON, REFERENCE_LEADS, reference_rows
from leadscore.models.scientist import scientist_logistic, scientist_xgboost
from leadscore.models.scorer import LeadScorer, fit_scorer
from leadscore.settings import Settings

CARD = """
rules:
  - {id: title, says: Title, who: {has: job_title}, points: 10}
  - {id: pricing, says: Pricing, what: {intent: pricing}, points: 10, per: act, cap: 30}
"""
CONTENDERS: dict[str, Callable[[], Contender]] = {
    "card": lambda: CardContender(parse_card(CARD)),
    "logistic": scientist_logistic,
    "xgboost": scientist_xgboost,
    "auto": lambda: AutoModel(trials=4, folds=3),
}


@pytest.fixture(scope="module", params=CONTENDERS)
def scorer(request: pytest.FixtureRequest, matrix: FeatureMatrix, settings: Settings) -> LeadScorer:
    return fit_scorer(CONTENDERS[request.param](), matrix, settings)


@pytest.fixture(scope="module")
def logistic(matrix: FeatureMatrix, settings: Settings) -> LeadScorer:
    return fit_scorer(scientist_logistic(), matrix, settings)


def _without(matrix: FeatureMatrix, prefix: str) -> FeatureMatrix:
    kept = [name for name in matrix.catalogue.names() if not name.startswith(prefix)]
    return FeatureMatrix(
        rows=matrix.rows,
        X=matrix.X[kept],
        catalogue=Catalogue(matrix.catalogue[name] for name in kept),
        manifest=matrix.manifest,
    )


def test_scores_have_their_ranges_and_the_cell_is_grade_and_band(
    scorer: LeadScorer, matrix: FeatureMatrix
) -> None:
    scored = scorer.score(matrix.X)
    assert scored.columns.tolist() == [
        "probability",
        "score",
        "fit_score",
        "behaviour_score",
        "grade",
        "band",
        "cell",
        "qualified",
    ]
    assert scored.index.equals(matrix.X.index)
    for name in ("score", "fit_score", "behaviour_score"):
        assert scored[name].between(1, 100).all()
    assert (scored["cell"] == scored["grade"] + scored["band"].astype(str)).all()
    order = scored.sort_values("probability")["score"].to_numpy()
    assert (np.diff(order) >= 0).all()


def test_contributions_add_up_to_the_calibrated_margin(
    scorer: LeadScorer, matrix: FeatureMatrix
) -> None:
    for view in ("combined", "fit", "behaviour"):
        parts, margin = scorer.contributions(matrix.X, view), scorer.margin(matrix.X, view)
        np.testing.assert_allclose(parts.sum(axis=1), margin, rtol=0, atol=1e-9)
    np.testing.assert_allclose(
        expit(scorer.margin(matrix.X)), scorer.score(matrix.X)["probability"], rtol=0, atol=1e-15
    )


def test_one_row_scores_to_the_bit_as_in_a_batch(scorer: LeadScorer, matrix: FeatureMatrix) -> None:
    batch, parts = scorer.score(matrix.X), scorer.contributions(matrix.X)
    for at in (0, 7, len(matrix.X) - 1):
        row = matrix.X.iloc[[at]]
        pd.testing.assert_frame_equal(scorer.score(row), batch.iloc[[at]], check_exact=True)
        pd.testing.assert_frame_equal(scorer.contributions(row), parts.iloc[[at]], check_exact=True)


def test_chances_are_calibrated_on_rows_not_learned_from(
    scorer: LeadScorer, matrix: FeatureMatrix
) -> None:
    assert scorer.score(matrix.X)["probability"].mean() == pytest.approx(matrix.y.mean(), rel=0.1)
    assert all(view.calibration.slope > 0 for view in scorer.views.values())


def test_models_never_see_the_card_s_columns_and_the_card_sees_only_those(
    scorer: LeadScorer,
) -> None:
    by_card = isinstance(scorer.contender, CardContender)
    assert scorer.features
    assert all(name.startswith("card__") == by_card for name in scorer.features)
    for axis in ("fit", "behaviour"):
        columns = scorer.views[axis].columns
        assert columns
        assert all(scorer.catalogue[name].axis == axis for name in columns)


def test_unseen_categories_missing_values_and_further_columns_are_no_trouble(
    scorer: LeadScorer, matrix: FeatureMatrix
) -> None:
    rows = matrix.X.head(3).copy()
    for feature in scorer.catalogue:
        rows[feature.name] = "never seen" if feature.kind == "category" else np.nan
    scored = scorer.score(rows.assign(surplus=1))
    assert scored["probability"].between(0, 1).all()


def test_values_of_another_reader_s_types_score_the_same(
    logistic: LeadScorer, matrix: FeatureMatrix
) -> None:
    rows = matrix.X.head(20)
    loose = rows.astype(object).where(rows.notna(), None)
    pd.testing.assert_frame_equal(logistic.score(loose), logistic.score(rows), check_exact=True)


def test_a_column_gone_is_named(logistic: LeadScorer, matrix: FeatureMatrix) -> None:
    rows = matrix.X.drop(columns=["fit__industry", "behaviour__pages_30d"])
    with pytest.raises(DataError, match=r"2 of the 5 columns.*fit__industry, behaviour__pages_30d"):
        logistic.score(rows)


def test_text_in_a_number_column_is_named(logistic: LeadScorer, matrix: FeatureMatrix) -> None:
    rows = matrix.X.head(4).assign(fit__employees="many")
    with pytest.raises(DataError, match=r"fit__employees must hold numbers.*4 rows"):
        logistic.score(rows)


@pytest.mark.parametrize("name", CONTENDERS)
def test_a_side_without_columns_scores_fifty_and_says_so(
    name: str, matrix: FeatureMatrix, settings: Settings
) -> None:
    side = "card__pricing" if name == "card" else "behaviour__"
    scorer = fit_scorer(CONTENDERS[name](), _without(matrix, side), settings)
    scored = scorer.score(matrix.X)
    assert scored["behaviour_score"].eq(50).all()
    assert scored["band"].eq(3).all()
    assert scorer.notes == ["behaviour: There is no column of this kind in the data."]
    assert np.ptp(scored["score"]) > 0


def test_columns_that_tell_nobody_apart_leave_the_overall_chance(
    matrix: FeatureMatrix, settings: Settings
) -> None:
    flat = FeatureMatrix(
        rows=matrix.rows,
        X=matrix.X.assign(card__title=np.float32(0), card__pricing=np.float32(0)),
        catalogue=matrix.catalogue,
        manifest=matrix.manifest,
    )
    scorer = fit_scorer(CONTENDERS["card"](), flat, settings)
    assert scorer.contender is None
    assert scorer.score(flat.X)["probability"].iloc[0] == pytest.approx(matrix.y.mean(), rel=0.01)
    parts = scorer.contributions(flat.X)
    np.testing.assert_allclose(parts.sum(axis=1), scorer.margin(flat.X))


def test_equal_points_keep_equal_scores_in_the_card_s_reference(
    matrix: FeatureMatrix, settings: Settings
) -> None:
    scorer = fit_scorer(CONTENDERS["card"](), matrix, settings)
    points = matrix.X["card__title"] + matrix.X["card__pricing"]
    levels = scorer.views["combined"].reference
    assert (
        len(np.unique(levels))
        == points[reference_rows(matrix.rows, np.arange(len(matrix.rows)))].nunique()
    )


def test_rows_without_a_label_are_passed_over(
    matrix: FeatureMatrix, settings: Settings, logistic: LeadScorer
) -> None:
    rows, more = matrix.rows.tail(50).assign(label=np.nan, mature=False), matrix.X.tail(50)
    longer = FeatureMatrix(
        rows=pd.concat([matrix.rows, rows], ignore_index=True),
        X=pd.concat([matrix.X, more], ignore_index=True),
        catalogue=matrix.catalogue,
        manifest=matrix.manifest,
    )
    again = fit_scorer(scientist_logistic(), longer, settings)
    assert np.array_equal(again.margin(matrix.X), logistic.margin(matrix.X))


def test_too_few_conversions_are_said_with_the_number(
    matrix: FeatureMatrix, settings: Settings
) -> None:
    won = np.flatnonzero(matrix.y == 1)[:9]
    few = matrix.take(np.sort(np.r_[won, np.flatnonzero(matrix.y == 0)[:300]]))
    with pytest.raises(NotEnoughDataError, match=r"leads convert.*needs 30 \(models.min_conv"):
        fit_scorer(scientist_logistic(), few, settings)
    assert fit_scorer(CONTENDERS["card"](), few, settings).contender is not None


@pytest.mark.parametrize("ordered", [True, False])
def test_flat_rows_with_a_margin_not_learned_from_are_the_reference(
    matrix: FeatureMatrix, settings: Settings, *, ordered: bool
) -> None:
    rows = matrix.rows.assign(
        cutoff=pd.Series(pd.NaT, index=matrix.rows.index, dtype="datetime64[us]")
    )
    if ordered:
        rows["position"] = np.arange(len(rows))
    flat = FeatureMatrix(rows=rows, X=matrix.X, catalogue=matrix.catalogue, manifest={})
    scorer = fit_scorer(scientist_logistic(), flat, settings)
    # in order of time the oldest parts are only learned from
    tested = min(CALIBRATED_ON, settings.models.folds - 1) if ordered else settings.models.folds
    share = tested / settings.models.folds
    assert len(scorer.views["combined"].reference) == pytest.approx(len(rows) * share, abs=1)
    assert scorer.manifest["training"]["last_cutoff"] is None


def test_the_reference_is_the_newest_cutoff_with_one_row_a_lead() -> None:
    cutoffs = pd.date_range("2026-01-01", periods=3, freq="MS")
    n = REFERENCE_LEADS + 100
    rows = pd.DataFrame(
        {
            "lead_id": np.tile([f"L{at}" for at in range(n)], 3),
            "cutoff": np.repeat(cutoffs, n),
        }
    )
    assert reference_rows(rows, np.arange(len(rows))).tolist() == list(range(2 * n, 3 * n))


def test_a_small_newest_cutoff_takes_in_older_ones() -> None:
    cutoffs = pd.date_range("2026-01-01", periods=40, freq="D")
    rows = pd.DataFrame(
        {
            "lead_id": [f"L{at % 800}" for at in range(4000)],
            "cutoff": np.repeat(cutoffs, 100),
        }
    )
    chosen = rows.iloc[reference_rows(rows, np.arange(len(rows)))]
    assert chosen["lead_id"].is_unique
    assert len(chosen) == REFERENCE_LEADS
    assert chosen["cutoff"].min() == cutoffs[-5]


def test_the_auto_model_searches_once_for_all_three_views(
    matrix: FeatureMatrix, settings: Settings
) -> None:
    told: list[str] = []
    scorer = fit_scorer(AutoModel(trials=4, folds=3), matrix, settings, told.append)
    combined, fit = (scorer.views[name].contender for name in ("combined", "fit"))
    assert isinstance(combined, AutoModel)
    assert isinstance(fit, AutoModel)
    assert combined.report_["searched"]
    assert combined.horizon == settings.time.horizon
    assert fit.plan == combined.plan_
    assert told == ["AutoModel: combined", "AutoModel: fit", "AutoModel: behaviour"]


def test_importance_tells_what_more_of_a_feature_does(
    logistic: LeadScorer, matrix: FeatureMatrix
) -> None:
    weights = importance(logistic, matrix).set_index("feature")
    assert weights["weight"].is_monotonic_decreasing
    parts = logistic.contributions(matrix.X)
    for name, line in weights.head(8).iterrows():
        values = matrix.X[str(name)]
        if not pd.api.types.is_numeric_dtype(values):
            assert line["more"] == ""
            continue
        slope = values.corr(parts[str(name)], method="spearman")
        assert line["more"] == ("raises" if slope > 0.3 else "lowers" if slope < -0.3 else "mixed")
    assert {"raises", "lowers"} <= set(weights["more"])
