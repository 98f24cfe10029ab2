"""The auto model: decides by itself, repeats itself, explains itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from sklearn.base import clone
from sklearn.metrics import roc_auc_score
from sklearn.utils.estimator_checks import check_estimator

from leadscore.errors import DataError, NotEnoughDataError, UsageError
from leadscore.models import auto
from leadscore.models.auto import DATES_THE_ROW, AutoModel
from leadscore.models.members import FAMILIES
from leadscore.models.search import inner_folds

Table = tuple[pd.DataFrame, np.ndarray]


def _fitted(table: Table, **given: object) -> AutoModel:
    X, y = table
    model: AutoModel = AutoModel(trials=5, folds=3).set_params(**given)
    return model.fit(X, y, groups=np.arange(len(y)) // 2)


def test_it_ranks_rows_it_has_not_seen(table: Table) -> None:
    X, y = table
    margin = AutoModel(trials=4).fit(X[:900], y[:900]).decision_function(X[900:])
    assert roc_auc_score(y[900:], margin) > 0.7


def test_parts_add_up_through_average_and_level(table: Table) -> None:
    fitted = _fitted(table)
    parts = fitted.contributions(table[0])
    np.testing.assert_allclose(
        parts.sum(axis=1), fitted.decision_function(table[0]), rtol=0, atol=1e-9
    )
    assert np.ptp(parts["base"]) == 0
    assert parts.drop(columns="base").abs().mean().idxmax() == "behaviour__pricing_7d"


def test_the_same_seed_gives_the_same_model_whatever_the_threads(table: Table) -> None:
    one, two = _fitted(table, threads=1), _fitted(table, threads=2)
    assert one.plan_ == two.plan_
    assert np.array_equal(one.decision_function(table[0]), two.decision_function(table[0]))


def test_another_seed_searches_elsewhere(table: Table) -> None:
    assert _fitted(table, seed=0, trials=8).plan_ != _fitted(table, seed=1, trials=8).plan_


def test_a_plan_is_followed_without_a_search(table: Table) -> None:
    X, y = table
    first = _fitted(table)
    followed = first.frozen().fit(X, y)
    assert np.array_equal(followed.decision_function(X), first.decision_function(X))
    assert followed.report_["searched"] is False
    assert clone(followed).plan == first.plan_


def test_weights_are_positive_and_the_report_says_what_was_done(table: Table) -> None:
    X, y = table
    rows = X.assign(fit__same=1.0, fit__empty=np.nan)
    model = AutoModel(trials=7, folds=3).fit(rows, y, groups=np.arange(len(y)) // 2)
    report = model.report_
    assert all(weight > 0 for weight in model.plan_.weights)
    assert report["trials"] == 7
    assert sum(report["tried"].values()) == 7
    assert [each["family"] for each in report["members"]] == list(FAMILIES)
    assert report["set_aside"] == {
        "fit__same": "has the same value in every row",
        "fit__empty": "has no value in any row",
    }
    validation = report["validation"]
    assert (validation["how"], validation["folds"], validation["rows"]) == ("grouped", 3, len(y))
    assert validation["auc"] > 0.7
    assert report["stopped_early"] is False


def test_the_average_is_no_worse_than_its_best_member(table: Table) -> None:
    report = _fitted(table).report_
    best = min(each["log_loss"] for each in report["members"])
    assert report["validation"]["log_loss"] < best + 0.002


def test_cutoffs_make_validation_go_forward(table: Table) -> None:
    X, y = table
    when = pd.Series(np.repeat(pd.date_range("2026-01-01", periods=4, freq="MS"), 300))
    model = AutoModel(trials=2).fit(X, y, when=when)
    assert model.report_["validation"]["how"] == "forward"


def test_forty_conversions_are_enough(table: Table) -> None:
    X, y = table
    rows = np.sort(np.r_[np.flatnonzero(y == 1)[:40], np.flatnonzero(y == 0)[:260]])
    model = AutoModel(trials=5).fit(X.iloc[rows], y[rows], groups=rows // 2)
    assert model.report_["validation"]["conversions"] == 40
    later = np.setdiff1d(np.arange(len(y)), rows)
    assert roc_auc_score(y[later], model.decision_function(X.iloc[later])) > 0.6


def test_booleans_dates_and_free_text_are_taken_as_they_are(table: Table) -> None:
    _, y = table
    n = len(y)
    rng = np.random.default_rng(0)
    X = pd.DataFrame(
        {
            "asked": (y == 1) ^ (rng.random(n) < 0.2),
            "since": pd.date_range("2026-01-01", periods=n, freq="h"),
            "title": [f"{'buyer' if rng.random() < 0.5 else 'student'} {i}" for i in range(n)],
        }
    )
    X.loc[::9, "since"] = pd.NaT
    parts = AutoModel(trials=2).fit(X, y).contributions(X)
    assert parts.drop(columns="base").abs().mean().idxmax() == "asked"


def test_columns_that_all_say_nothing_leave_the_overall_chance(table: Table) -> None:
    _, y = table
    X = pd.DataFrame({"same": np.ones(len(y))})
    model = AutoModel(trials=2).fit(X, y)
    np.testing.assert_allclose(model.predict_proba(X)[:, 1], y.mean())
    assert model.contributions(X)["same"].eq(0).all()


def test_scoring_in_batches_changes_nothing(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    X, _ = table
    fitted = _fitted(table)
    margin = fitted.decision_function(X)
    monkeypatch.setattr(auto, "BATCH_ROWS", 77)
    assert np.array_equal(fitted.decision_function(X), margin)


def test_columns_must_be_those_learned_from_in_their_order(table: Table) -> None:
    X, _ = table
    fitted = _fitted(table)
    with pytest.raises(ValueError, match="must be in the same order"):
        fitted.decision_function(X[X.columns[::-1]])
    with pytest.raises(ValueError, match="seen at fit time, yet now missing"):
        fitted.contributions(X.drop(columns="fit__industry"))


def test_it_passes_scikit_learn_s_own_checks() -> None:
    results = check_estimator(AutoModel(trials=1, folds=2), on_fail=None, on_skip=None)
    assert len(results) > 50
    not_passed = {each["check_name"]: each["status"] for each in results}
    assert {name for name, status in not_passed.items() if status != "passed"} <= {
        "check_array_api_input"  # skipped unless SCIPY_ARRAY_API is set
    }


def test_labels_may_be_words_and_tables_arrays() -> None:
    rng = np.random.default_rng(0)
    numbers = rng.normal(size=(200, 3))
    y = np.where(numbers[:, 0] > 0.3, "won", "lost")
    model = AutoModel(trials=2).fit(numbers, y)
    assert list(model.classes_) == ["lost", "won"]
    assert (model.predict(numbers) == y).mean() > 0.9
    assert list(model.contributions(numbers).columns) == ["base", "x0", "x1", "x2"]


def test_a_search_begins_where_an_earlier_one_ended(table: Table) -> None:
    first = _fitted(table, trials=8)
    told: list[str] = []
    begun = _fitted(table, trials=len(first.plan_.members), start=first.plan_, progress=told.append)
    assert [each.split(": ")[1] for each in told[:-1]] == [
        member.family for member in first.plan_.members
    ]
    known = {each["family"]: each["log_loss"] for each in first.report_["members"]}
    again = {each["family"]: each["log_loss"] for each in begun.report_["members"]}
    assert again == pytest.approx({family: known[family] for family in again}, abs=0.003)


def test_a_column_that_dates_the_row_is_set_aside_where_that_does_better() -> None:
    rng = np.random.default_rng(1)
    n, stretch = 2400, 480
    number = np.arange(n)
    steady = rng.normal(size=n)
    # every stretch has values of its own, and what their sign means turns round each time
    side = rng.choice([-1.0, 1.0], n)
    index = side * (5 + 0.1 * (np.array([4, 3, 2, 1, 0])[number // stretch] + rng.random(n)))
    meaning = np.array([1.0, -1.5, 2.0, -3.0, 4.0])[number // stretch]
    y = (rng.random(n) < expit(0.8 * steady + meaning * side)).astype(int)
    X = pd.DataFrame({"steady": steady, "index": index})
    model = AutoModel(trials=3).fit(X, y, when=number)
    assert model.report_["set_aside"] == {"index": DATES_THE_ROW}
    assert model.frozen().fit(X, y).report_["set_aside"] == {"index": DATES_THE_ROW}
    assert model.contributions(X)["index"].eq(0).all()


def test_far_more_rows_than_are_looked_at_leave_the_chances_right(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    X, y = table
    monkeypatch.setattr(auto, "MOST_ROWS", 500)
    chance = AutoModel(trials=2).fit(X, y).predict_proba(X)[:, 1]
    assert chance.mean() == pytest.approx(y.mean(), rel=0.15)


def test_the_boosters_can_be_split_off_and_put_back(table: Table) -> None:
    fitted = _fitted(table)
    margin = fitted.decision_function(table[0])
    shell, boosters = fitted.without_boosters()
    assert len(boosters) == sum(member.family != "logistic" for member in fitted.plan_.members)
    assert np.array_equal(shell.with_boosters(boosters).decision_function(table[0]), margin)


def test_each_step_is_told(table: Table) -> None:
    told: list[str] = []
    AutoModel(trials=2, folds=2, progress=told.append).fit(*table)
    assert told[:2] == ["trial 1 of 2: logistic", "trial 2 of 2: shallow"]
    assert told[2].startswith("learning")


@pytest.mark.parametrize(
    "as_given",
    [
        lambda days: days,
        lambda days: days.dt.date,
        lambda days: days.dt.tz_localize("Europe/Helsinki"),
        lambda days: days.dt.to_period("D"),
        lambda days: days.dt.to_pydatetime().tolist(),
        lambda days: days.astype("timestamp[us][pyarrow]"),
    ],
    ids=["datetime64", "dates", "with a zone", "periods", "list", "arrow"],
)
def test_instants_of_any_type_keep_the_gap(as_given: Callable[[pd.Series], object]) -> None:
    rng = np.random.default_rng(0)
    days = pd.Series(pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 700, 900), "D"))
    y = (rng.random(900) < 0.3).astype(int)
    when = as_given(days)
    folds, how = inner_folds(y, None, when, n_folds=3, gap=timedelta(90), seed=0)  # type: ignore[arg-type]
    assert how == "forward"
    gaps = [(days[fold.test].min() - days[fold.train].max()).days for fold in folds]
    assert min(gaps) >= 90


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%d.%m.%Y"])
def test_dates_written_as_text_are_refused(table: Table, form: str) -> None:
    X, y = table[:2]
    when = pd.Series(pd.date_range("2024-01-01", periods=len(X), freq="h")).dt.strftime(form)
    with pytest.raises(DataError, match=r"instants, dates or numbers; .* pd\.to_datetime"):
        AutoModel(trials=1).fit(X, y, when=when)


def test_rows_without_a_group_stand_alone() -> None:
    rng = np.random.default_rng(0)
    groups = pd.Series([f"a{each}" for each in range(300)], dtype=object)
    groups[rng.random(300) < 0.7] = None
    y = (rng.random(300) < 0.3).astype(int)
    folds, how = inner_folds(y, groups, None, n_folds=5, gap=timedelta(0), seed=0)
    assert how == "grouped"
    assert {len(fold.test) for fold in folds} == {60}


def test_numbers_and_dates_that_come_as_objects_are_numbers_and_dates() -> None:
    rng = np.random.default_rng(0)
    amount = np.round(rng.normal(size=400) * 1000, 2)
    days = pd.Series(pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 700, 400), "D"))
    plain = pd.DataFrame({"amount": amount, "since": days, "waited": amount + 5000})
    as_objects = pd.DataFrame(
        {
            "amount": [Decimal(str(value)) for value in amount],
            "since": days.dt.date,
            "waited": pd.to_timedelta(plain["waited"], unit="D"),
        }
    )
    y = (amount > 300).astype(int)
    one, other = AutoModel(trials=2).fit(plain, y), AutoModel(trials=2).fit(as_objects, y)
    assert other.report_["set_aside"] == {}
    np.testing.assert_allclose(
        one.predict_proba(plain), other.predict_proba(as_objects), rtol=0, atol=1e-5
    )


def test_a_whole_number_is_the_same_category_as_a_float() -> None:
    code = pd.Series(np.random.default_rng(0).integers(0, 4, 300))
    model = AutoModel(trials=1).fit(pd.DataFrame({"code": code.astype("category")}), code == 2)
    later = pd.DataFrame({"code": code.astype(float).astype("category")})
    assert model.predict(later).tolist() == (code == 2).tolist()


def test_labels_that_come_as_objects_are_labels() -> None:
    X = pd.DataFrame({"size": np.arange(200.0)})
    model = AutoModel(trials=1).fit(X, pd.Series([0, 1] * 100, dtype=object))
    assert model.classes_.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"trials": 0}, "trials of AutoModel must be 1 or more"),
        ({"folds": 1}, "folds of AutoModel"),
    ],
)
def test_a_budget_that_is_none_is_refused(table: Table, given: dict[str, int], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        AutoModel(**given).fit(*table[:2])  # type: ignore[arg-type]


def test_columns_of_one_name_are_refused(table: Table) -> None:
    X, y = table[:2]
    with pytest.raises(DataError, match="are called like another one"):
        AutoModel(trials=1).fit(pd.concat([X, X], axis=1), y)


def test_a_single_lead_that_does_not_convert_is_too_few(table: Table) -> None:
    X = table[0]
    y = np.ones(len(X), dtype=int)
    y[0] = 0
    with pytest.raises(NotEnoughDataError, match="that does not convert; there are 1 among"):
        AutoModel(trials=1).fit(X, y)
    y[1:3] = 0
    model = AutoModel(trials=1).fit(X, y)
    assert np.isfinite(model.report_["validation"]["auc"])
