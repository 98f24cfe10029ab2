"""Studies of a pipeline find what was put into the data, and no more."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from leadscore.errors import NotEnoughDataError, UsageError
from leadscore.evaluation.choice import choose
from leadscore.evaluation.studies.ablation import ablation, lookback, reads_back
from leadscore.evaluation.studies.residuals import residuals
from leadscore.evaluation.studies.sample import Study, draw_by_outcome, known, set_against, study
from leadscore.evaluation.studies.sample_sizes import learning_curve
from leadscore.evaluation.studies.shuffling import agreement, importances
from leadscore.features.catalogue import Catalogue, Feature
from leadscore.features.matrix import FeatureMatrix
from leadscore.models.calibration import log_loss_of
from leadscore.models.scientist import scientist_logistic
from leadscore.settings import parse_settings

SETTINGS = parse_settings(
    {"time": {"lookback_days": 365}, "models": {"threads": 1}, "comparison": {"resamples": 300}}
)


def feature(name: str, kind: str = "number") -> Feature:
    family = name.partition("__")[0]
    return Feature(
        name=name,
        family=family,  # type: ignore[arg-type]
        axis="fit" if family == "fit" else "behaviour",
        kind=kind,  # type: ignore[arg-type]
        label={"en": name, "fi": f"{name}, suomeksi"},
        words={"en": "{value}", "fi": "{value}"},
        value_words={"mining": {"en": "mining", "fi": "kaivos"}} if kind == "category" else {},
    )


def made(n_leads: int = 1500, *, level: float = -2.5, seed: int = 1) -> FeatureMatrix:
    """Make leads of accounts of two; only acts of the last 30 days and the industry tell."""
    rng = np.random.default_rng(seed)
    lead = np.repeat(np.arange(n_leads), 2)
    n = len(lead)
    industry = rng.choice(["software", "mining"], n_leads)[lead]
    week, month, year = rng.poisson(0.4, n), rng.poisson(1.0, n), rng.poisson(3.0, n)
    margin = level + 1.1 * (week + month) + 0.8 * (industry == "software")
    X = pd.DataFrame(
        {
            "fit__industry": pd.Series(industry, dtype="str").where(rng.random(n) > 0.1),
            "behaviour__acts_7d": week,
            "behaviour__acts_30d": week + month,
            "behaviour__acts_365d": week + month + year,
            "behaviour__acts_days_since": np.where(week > 0, 3.0, np.where(month > 0, 20.0, 200.0)),
            "behaviour__acts_decay_7d": week + 0.1 * month,
            "behaviour__acts_decay_30d": week + 0.7 * month + 0.05 * year,
            "account__colleagues_30d": rng.poisson(1.0, n),
        }
    )
    X = X.astype(dict.fromkeys(X.columns[1:], "float32"))
    group = pd.Series(lead // 2).map("A{:05d}".format).astype("str")
    cutoff = pd.Series(np.tile(pd.to_datetime(["2026-01-01", "2026-02-01"]), n_leads))
    rows = pd.DataFrame(
        {
            "lead_id": pd.Series(lead).map("L{:05d}".format).astype("str"),
            "group": group,
            "cutoff": cutoff.astype("datetime64[us]"),
            "mature": True,
            "label": (rng.random(n) < expit(margin)).astype(float),
            "amount_eur": np.nan,
        }
    )
    kinds = ["category" if name == "fit__industry" else "number" for name in X]
    catalogue = Catalogue(feature(str(n), kind) for n, kind in zip(X, kinds, strict=True))
    return FeatureMatrix(rows=rows, X=X, catalogue=catalogue, manifest={})


def at(table: pd.DataFrame, column: str, key: object) -> float:
    """Give one figure of a table."""
    return float(table[column].to_dict()[key])


@pytest.fixture(scope="module")
def matrix() -> FeatureMatrix:
    return made()


@pytest.fixture(scope="module")
def studied(matrix: FeatureMatrix) -> Study:
    return study(scientist_logistic(C=1.0), matrix, SETTINGS)


def test_conversions_are_drawn_first_and_every_row_stands_for_its_like() -> None:
    y = np.array([1.0] * 30 + [0.0] * 970)
    chosen, weight = draw_by_outcome(y, 100, seed=0)
    assert set(range(30)) <= set(chosen)
    assert len(chosen) == 100
    assert weight.sum() == pytest.approx(1000)
    assert weight[y[chosen] == 1].tolist() == [1.0] * 30


def test_at_most_half_of_the_sample_converts_unless_others_are_few() -> None:
    chosen, weight = draw_by_outcome(np.array([1.0] * 500 + [0.0] * 500), 100, seed=0)
    assert (chosen < 500).sum() == 50
    assert weight.sum() == pytest.approx(1000)
    chosen, weight = draw_by_outcome(np.array([1.0] * 990 + [0.0] * 10), 100, seed=0)
    assert (chosen < 990).sum() == 90
    assert weight.sum() == pytest.approx(1000)


def test_a_matrix_that_is_small_enough_is_studied_whole(matrix: FeatureMatrix) -> None:
    whole = study(scientist_logistic(), matrix, SETTINGS, snapshots=10_000)
    assert len(whole.matrix) == len(matrix)
    assert (whole.weight == 1).all()


def test_no_account_is_on_both_sides_of_a_fold(studied: Study) -> None:
    for learn, test in studied.folds:
        groups = studied.matrix.groups
        assert not set(groups[learn]) & set(groups[test])


def test_a_thin_sample_tells_the_rate_and_the_chances_of_all(matrix: FeatureMatrix) -> None:
    rare = made(4000, level=-4.5)
    thin = study(scientist_logistic(C=1.0), rare, SETTINGS, snapshots=1500)
    assert len(thin.matrix) == 1500
    rate = np.average(expit(thin.by_rate), weights=thin.weight)
    assert rate == pytest.approx(rare.y.mean())
    promised = np.average(expit(thin.margin), weights=thin.weight)
    assert promised == pytest.approx(rare.y.mean(), rel=0.1)
    whole = study(scientist_logistic(C=1.0), rare, SETTINGS, snapshots=10_000)
    told, right = (known(each, {"all": each.margin}) for each in (thin, whole))
    assert at(told, "low", 0) < at(right, "known", 0) < at(told, "high", 0)


def test_snapshots_without_a_label_are_left_out(matrix: FeatureMatrix) -> None:
    rows = matrix.rows.assign(label=matrix.rows["label"].where(matrix.rows.index % 3 > 0))
    some = study(scientist_logistic(), dataclasses.replace(matrix, rows=rows), SETTINGS)
    assert len(some.matrix) == (matrix.rows.index % 3 > 0).sum()


def test_too_few_conversions_for_folds_are_told(matrix: FeatureMatrix) -> None:
    few = matrix.take(np.flatnonzero(matrix.y == 0))
    few.rows.loc[0, "label"] = 1.0
    with pytest.raises(NotEnoughDataError, match="at least two accounts"):
        study(scientist_logistic(), few, SETTINGS)


def test_nothing_is_lost_with_the_same_and_all_with_the_rate(studied: Study) -> None:
    table = set_against(studied, {"same": studied.margin, "rate": studied.by_rate})
    shares = table[["lost", "low", "high"]].to_numpy(dtype=float)
    np.testing.assert_allclose(shares, [[0, 0, 0], [1, 1, 1]], atol=1e-12)
    assert at(table, "roc_auc", 1) == 0.5
    losses = log_loss_of(studied.margin, studied.cohort.label)
    assert at(table, "log_loss", 0) == pytest.approx(np.average(losses, weights=studied.weight))


def test_what_is_known_is_the_uncertainty_taken_away(studied: Study) -> None:
    table = known(studied, {"all": studied.margin})
    low, share, high = (at(table, column, 0) for column in ("low", "known", "high"))
    losses = [
        log_loss_of(m, studied.cohort.label).mean() for m in (studied.margin, studied.by_rate)
    ]
    assert share == pytest.approx(1 - losses[0] / losses[1])
    assert 0 < low < share < high < 1


def test_the_family_that_tells_is_missed_and_the_one_of_noise_is_not(studied: Study) -> None:
    table = ablation(studied).set_index(["how", "family"])
    assert at(table, "low", ("without", "behaviour")) > 0.5
    assert at(table, "low", ("without", "fit")) > 0
    assert at(table, "low", ("without", "account")) < 0.01
    assert abs(at(table, "lost", ("without", "account"))) < 0.03
    assert at(table, "lost", ("alone", "account")) > 0.95
    alone = [at(table, "lost", ("alone", family)) for family in ("behaviour", "fit")]
    assert alone[0] < alone[1]
    assert table["columns"].tolist() == [8, 7, 1, 2, 6, 7, 1]


def test_one_family_alone_has_nothing_to_be_left_out(matrix: FeatureMatrix) -> None:
    names = matrix.catalogue.names(family="behaviour")
    alone = FeatureMatrix(
        rows=matrix.rows,
        X=matrix.X[names],
        catalogue=Catalogue(matrix.catalogue[name] for name in names),
        manifest={},
    )
    assert ablation(study(scientist_logistic(), alone, SETTINGS))["how"].tolist() == ["all"]


def test_of_two_families_each_alone_is_the_other_left_out(matrix: FeatureMatrix) -> None:
    names = [*matrix.catalogue.names(family="fit"), *matrix.catalogue.names(family="behaviour")]
    two = FeatureMatrix(
        rows=matrix.rows,
        X=matrix.X[names],
        catalogue=Catalogue(matrix.catalogue[name] for name in names),
        manifest={},
    )
    table = ablation(study(scientist_logistic(), two, SETTINGS))
    assert table["how"].tolist() == ["all", "without", "without"]


def test_a_lookback_that_misses_what_tells_loses_and_a_longer_one_does_not(studied: Study) -> None:
    table = lookback(studied)
    spans = table[table["how"] == "lookback"].set_index("days")
    assert spans.index.tolist() == [7, 30, 365]
    assert at(spans, "low", 7) > 0.1
    assert abs(at(spans, "lost", 30)) < 0.03
    assert at(spans, "lost", 365) == 0
    fading = table[table["how"] == "half_life"].set_index("days")
    assert fading.index.tolist() == [7, 30]
    assert at(fading, "lost", 30) < at(fading, "lost", 7)


def test_days_since_an_act_further_back_are_not_known(studied: Study) -> None:
    from_all = studied.matrix.X["behaviour__acts_days_since"]
    seen: list[pd.DataFrame] = []

    class Watching(type(studied.contender)):  # type: ignore[misc]
        def fit(self, X: pd.DataFrame, *rest: object, **more: object) -> Watching:
            seen.append(X)
            fitted: Watching = super().fit(X, *rest, **more)
            return fitted

    watched = dataclasses.replace(
        studied, contender=Watching(studied.contender.get_params()["pipeline"])
    )
    lookback(watched)
    week = next(
        X
        for X in seen
        if list(X) == ["fit__industry", "behaviour__acts_7d", "behaviour__acts_days_since"]
    )
    assert from_all.max() == 200
    assert week["behaviour__acts_days_since"].max() == 3
    assert week["behaviour__acts_days_since"].isna().any()


def test_without_windows_there_is_nothing_to_look_back_on(matrix: FeatureMatrix) -> None:
    names = matrix.catalogue.names(family="fit")
    flat = FeatureMatrix(
        rows=matrix.rows,
        X=matrix.X[names],
        catalogue=Catalogue(matrix.catalogue[name] for name in names),
        manifest={},
    )
    assert lookback(study(scientist_logistic(), flat, SETTINGS)).empty


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("behaviour__pricing_7d", 7),
        ("behaviour__acts_365d", 365),
        ("behaviour__acts_trend_30d", 60),
        ("behaviour__level_rise_30d", 365),
        ("behaviour__buying_decay_7d", 365),
        ("behaviour__different_assets", 365),
        ("account__engaged_contacts_30d", 30),
        ("fit__age_days", 0),
    ],
)
def test_how_far_back_a_feature_reads_stands_in_its_name(name: str, days: int) -> None:
    assert reads_back(name, 365) == days


def test_more_conversions_tell_more_and_accounts_stay_whole(studied: Study) -> None:
    curve = learning_curve(studied)
    assert curve["conversions"].is_monotonic_increasing
    halves = curve["conversions"].to_numpy()[1:] / curve["conversions"].to_numpy()[:-1]
    np.testing.assert_allclose(halves, 2, rtol=0.25)
    assert curve["known"].iloc[-1] > curve["known"].iloc[0]
    whole = known(studied, {"all": studied.margin})
    assert curve["known"].iloc[-1] == pytest.approx(at(whole, "known", 0))
    gains = curve["known"].diff().iloc[1:]
    np.testing.assert_allclose(curve["gain"].iloc[1:], gains, atol=1e-12)
    assert curve["gain"].isna().tolist() == [True, False, False, False]


def test_a_share_without_both_outcomes_is_left_out(studied: Study) -> None:
    rare = study(scientist_logistic(), made(600, level=-5.5), SETTINGS)
    curve = learning_curve(rare, shares=(0.005, 1.0))
    assert len(curve) == 1
    assert curve["gain"].isna().all()


def test_where_chances_are_right_no_segment_is_told(studied: Study) -> None:
    table = residuals(studied)
    assert set(table["value"].dropna()) == {"software", "mining"}
    assert table["value"].isna().sum() == 1
    assert (table["verdict"] == "cannot tell").all()
    assert ((table["low"] <= 0) & (table["high"] >= 0)).all()
    assert table["snapshots"].sum() == len(studied.matrix)


def test_a_segment_that_is_promised_too_little_is_told(matrix: FeatureMatrix) -> None:
    blind = dataclasses.replace(
        matrix,
        X=matrix.X.assign(
            fit__industry=matrix.X["fit__industry"].sample(frac=1, random_state=0).to_numpy()
        ),
    )
    shuffled = study(scientist_logistic(C=1.0), blind, SETTINGS)
    true = dataclasses.replace(shuffled, matrix=matrix)
    true.__dict__["margin"] = shuffled.margin
    table = residuals(true, language="fi").set_index("value")
    verdicts = table["verdict"].to_dict()
    assert (verdicts["software"], verdicts["kaivos"]) == ("more", "fewer")
    assert at(table, "low", "software") > 0
    assert set(table["label"]) == {"fit__industry, suomeksi"}
    gap = at(table, "observed", "software") - at(table, "promised", "software")
    assert at(table, "difference", "software") == pytest.approx(gap)


def test_small_segments_are_left_out_and_none_leaves_an_empty_table(studied: Study) -> None:
    few = studied.matrix.X.assign(
        fit__industry=pd.Series(["same"] * len(studied.matrix), dtype="str")
    )
    same = dataclasses.replace(studied, matrix=dataclasses.replace(studied.matrix, X=few))
    same.__dict__["margin"] = studied.margin
    assert residuals(same).empty


def test_what_tells_is_first_by_both_and_noise_by_neither(studied: Study) -> None:
    table = importances(studied, repeats=5)
    assert table["contribution"].is_monotonic_decreasing
    named = table.set_index("feature")
    assert at(named, "rank_contribution", "account__colleagues_30d") > 3
    assert abs(at(named, "loss", "account__colleagues_30d")) < 0.002
    best = table.sort_values("rank_loss").head(1)
    assert best["feature"].str.startswith("behaviour__acts").all()
    assert (best["loss"] > 0.01).all()
    assert -1 <= agreement(table) <= 1


def test_only_the_weightiest_are_shuffled(studied: Study) -> None:
    assert len(importances(studied, features=2, repeats=1)) == 2


def test_shuffling_leaves_the_sample_as_it_was(studied: Study) -> None:
    before = studied.matrix.X.copy(deep=True)
    importances(studied, repeats=1)
    pd.testing.assert_frame_equal(studied.matrix.X, before)


def test_a_drawn_choice_stands_for_all(matrix: FeatureMatrix) -> None:
    rare = made(4000, level=-4.5)
    settings = parse_settings({"time": {"horizon_days": 20}})
    candidates = {"good": scientist_logistic(C=1.0), "poor": scientist_logistic(C=1e-6)}
    whole = choose(candidates, rare, settings)
    drawn = choose(candidates, rare, settings, snapshots=2000)
    assert (whole.snapshots, drawn.snapshots) == (None, 2000)
    assert whole.best == drawn.best == "good"
    for name in ("log loss", "ROC AUC"):
        np.testing.assert_allclose(drawn.table[name], whole.table[name], rtol=0.15)


def test_no_column_at_all_is_refused(studied: Study) -> None:
    empty = dataclasses.replace(
        studied,
        matrix=FeatureMatrix(
            rows=studied.matrix.rows, X=studied.matrix.X[[]], catalogue=Catalogue(), manifest={}
        ),
    )
    with pytest.raises(UsageError, match="no column at all"):
        ablation(empty)
