"""Each check finds what it is named for, and is silent where there is nothing to find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import KFold

from leadscore.evaluation.compare import compare
from leadscore.evaluation.leakage.alarms import CHECKS, Leak, Leaks
from leadscore.evaluation.leakage.finding import (
    asked_about,
    doubted,
    find_leaks,
    kept_leaks,
    leave_out,
)
from leadscore.features.catalogue import Catalogue, Feature
from leadscore.features.frame import FeatureMatrix
from leadscore.features.matrix import build_rows
from leadscore.settings import Settings, parse_settings
from leadscore.sources.simulate import simulate
from leadscore.sources.warehouse import Warehouse, warehouse_from_frames
from leadscore.validation.splits import account_folds, outer_split
from leadscore.words import Language, say
from tests.evaluation.conftest import said

RNG = np.random.default_rng
LANGUAGES: tuple[Language, Language] = ("en", "fi")
#: Every way in which a check may say what it found.
VARIANTS = {
    "L02": [f"_{side}_{end}" for side in ("filled", "empty") for end in ("yes", "no")],
    "L07": ["_rows", "_time", "_order", "_leads"],
}


def entry(name: str, kind: str) -> Feature:
    family = name.partition("__")[0]
    label = {"en": name.partition("__")[2], "fi": name.partition("__")[2]}
    return Feature(
        name=name,
        family=family,  # type: ignore[arg-type]
        axis="fit" if family == "fit" else "behaviour",
        kind=kind,  # type: ignore[arg-type]
        label=label,
        words={"en": "{value}", "fi": "{value}"},
    )


def matrix_of(
    columns: Mapping[str, object],
    label: Sequence[float] | np.ndarray,
    *,
    how: str = "order",
    groups: Sequence[str] | None = None,
    undeclared: Sequence[str] = (),
    **more: Sequence[object] | pd.DatetimeIndex | pd.Series,
) -> FeatureMatrix:
    """Lay out rows whose features are given; one lead a row unless told otherwise."""
    n = len(label)
    X = pd.DataFrame(dict(columns), index=pd.RangeIndex(n))
    lead = [f"l{row:05d}" for row in range(n)]
    rows = pd.DataFrame(
        {
            "lead_id": lead,
            "account_id": None,
            "group": list(groups) if groups is not None else lead,
            "cutoff": pd.Series(pd.NaT, index=range(n)).astype("datetime64[us]"),
            "created_at": pd.Series(pd.NaT, index=range(n)).astype("datetime64[us]"),
            "label": np.asarray(label, dtype=float),
            "mature": True,
        }
    )
    if how == "order":
        rows["position"] = np.arange(n)
    rows = pd.concat([rows.drop(columns=[*more], errors="ignore"), pd.DataFrame(more)], axis=1)
    kinds = {name: "number" if pd.api.types.is_numeric_dtype(X[name]) else "category" for name in X}
    return FeatureMatrix(
        rows=rows,
        X=X,
        catalogue=Catalogue(entry(str(name), kinds[name]) for name in X),
        manifest={"left_out": {}, "undeclared": list(undeclared)},
    )


def labels(n: int = 2_000, share: float = 0.2, seed: int = 0) -> np.ndarray:
    return (RNG(seed).random(n) < share).astype(float)


def noise(n: int = 2_000, seed: int = 1) -> np.ndarray:
    return RNG(seed).normal(size=n)


def weak(y: np.ndarray, shift: float, seed: int = 2) -> np.ndarray:
    """Give a number whose effect on the outcome is ``shift`` standard deviations."""
    return RNG(seed).normal(size=len(y)) + shift * y


def codes(leaks: Leaks) -> set[str]:
    return {each.code for each in leaks.found}


def test_every_check_has_a_code_a_weight_a_title_and_something_to_do() -> None:
    for code, check in CHECKS.items():
        assert check.code == code
        assert check.severity in ("stop", "warn", "ask")
        for language in LANGUAGES:
            assert check.title(language)
            assert check.todo(language)
    titles = [check.title("en") for check in CHECKS.values()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_variant_of_what_is_found_can_be_said(language: Language) -> None:
    for code, variants in VARIANTS.items():
        for variant in variants:
            told = {"rows": 7, "hits": 0, "expected": 60} if code == "L02" else {"rows": 7}
            leak = Leak(code=code, column="tags", figures={"variant": variant, **told})
            assert "7" in leak.sentence(language)


def test_a_column_of_noise_raises_no_alarm() -> None:
    y = labels()
    columns = {"fit__size": noise(), "fit__colour": RNG(3).choice(["a", "b", ""], len(y))}
    found = find_leaks(matrix_of(columns, y, undeclared=list(columns)), Settings())
    assert found == Leaks()
    assert found.sentence("en") == say("leak.none", "en")


def test_too_few_rows_to_split_are_no_alarm_and_no_error() -> None:
    assert find_leaks(matrix_of({"fit__size": [1.0, 2.0]}, [1.0, 1.0]), Settings()) == Leaks()


class TestL01ColumnAloneDecides:
    def test_is_found_by_its_values_whatever_it_is_called(self) -> None:
        y = labels()
        found = find_leaks(matrix_of({"fit__colour": weak(y, 3)}, y), Settings())
        (leak,) = found.found
        assert (leak.code, leak.column, leak.feature) == ("L01", "colour", "fit__colour")
        assert float(leak.figures["low_auc"]) >= 0.9
        assert "“colour” alone puts 97.5" in leak.sentence("en")

    def test_is_found_whichever_way_it_points(self) -> None:
        y = labels()
        assert codes(find_leaks(matrix_of({"fit__a": -weak(y, 3)}, y), Settings())) == {"L01"}

    def test_a_category_that_decides_is_found(self) -> None:
        y = labels()
        tag = np.where(y == 1, "will come", RNG(5).choice(["ringing", "lost"], len(y)))
        assert "L01" in codes(find_leaks(matrix_of({"fit__a": tag}, y), Settings()))

    def test_an_id_that_could_be_learned_by_heart_is_not_strong(self) -> None:
        y = labels()
        ids = [f"id{row}" for row in range(len(y))]
        repeated = matrix_of(
            {"fit__a": np.repeat(ids[:400], 5)},
            np.repeat(labels(400), 5),
            groups=np.repeat(ids[:400], 5).tolist(),
            undeclared=["fit__a"],
        )
        assert find_leaks(matrix_of({"fit__a": ids}, y, undeclared=["fit__a"]), Settings()) == (
            Leaks()
        )
        assert find_leaks(repeated, Settings()) == Leaks()

    def test_with_few_conversions_nothing_is_claimed(self) -> None:
        y = np.tile([1.0, *[0.0] * 9], 12)
        assert find_leaks(matrix_of({"fit__a": y * 2}, y), Settings()) == Leaks()

    def test_only_training_rows_are_looked_at(self) -> None:
        y = labels()
        told = np.where(np.arange(len(y)) >= 1_600, y, noise())
        assert find_leaks(matrix_of({"fit__a": told}, y), Settings()) == Leaks()


class TestL02FilledForOneOutcome:
    def test_a_column_filled_only_for_converted_leads_is_found(self) -> None:
        y = labels()
        value = np.where((y == 1) | (RNG(4).random(len(y)) < 0.3), noise(), np.nan)
        (leak,) = find_leaks(matrix_of({"fit__a": value}, y), Settings()).found
        assert leak.code == "L02"
        assert "of which 0 converted" in leak.sentence("en")
        assert "for converted leads" in leak.sentence("en")

    def test_a_column_filled_only_for_lost_leads_is_found(self) -> None:
        y = labels()
        why = pd.Series("too dear", index=range(len(y)))
        value = why.where((y == 0) & (RNG(4).random(len(y)) < 0.3))
        (leak,) = find_leaks(matrix_of({"fit__a": value}, y), Settings()).found
        assert leak.code == "L02"
        assert "for leads that do not convert" in leak.sentence("en")

    def test_a_column_that_is_empty_more_often_for_some_is_none(self) -> None:
        y = labels()
        value = np.where(RNG(4).random(len(y)) < 0.4 + 0.3 * y, noise(), np.nan)
        assert find_leaks(matrix_of({"fit__a": value}, y), Settings()) == Leaks()

    def test_a_few_empty_rows_without_a_buyer_prove_nothing(self) -> None:
        y = labels()
        value = np.where((np.arange(len(y)) % 50 == 0) & (y == 0), np.nan, noise())
        assert find_leaks(matrix_of({"fit__a": value}, y), Settings()) == Leaks()


class TestL05CopiesAcrossTheSplit:
    def copied(self, detail: int) -> FeatureMatrix:
        """Give 500 leads, a third of them twice, told apart by columns of three values."""
        rng = RNG(7)
        which = np.r_[np.arange(500), rng.choice(500, 170, replace=False)]
        rng.shuffle(which)
        first = {f"fit__c{n}": rng.choice(list("abc"), 500)[which] for n in range(detail)}
        return matrix_of(first, labels(500, 0.5)[which], how="random")

    def test_copies_are_found(self) -> None:
        (leak,) = find_leaks(self.copied(20), Settings()).found
        assert leak.code == "L05"
        assert leak.rows == pytest.approx(2 * 170 * 0.2 * 0.8, abs=20)

    def test_copies_kept_together_are_no_alarm(self) -> None:
        matrix = self.copied(20)
        same = pd.util.hash_pandas_object(matrix.X, index=False).astype("str")
        matrix.rows["group"] = same
        assert find_leaks(matrix, Settings()) == Leaks()

    def test_rows_that_are_equal_because_there_is_little_to_say_are_none(self) -> None:
        assert find_leaks(self.copied(4), Settings()) == Leaks()

    def test_leads_that_did_nothing_yet_are_no_copies(self) -> None:
        rng, n = RNG(8), 3_000
        came = rng.random(n) < 0.4
        columns = {
            "fit__source": rng.choice(["web", "fair"], n),
            **{
                f"behaviour__c{k}": np.where(came, rng.normal(size=n).round(1), 0.0)
                for k in range(8)
            },
        }
        assert find_leaks(matrix_of(columns, labels(n)), Settings()) == Leaks()


class TestL06AccountOnBothSides:
    def test_folds_that_tear_accounts_apart_are_found(self) -> None:
        y, groups = labels(), [f"a{row // 4}" for row in range(2_000)]
        matrix = matrix_of({"fit__a": noise()}, y, groups=groups)
        torn = [(train, test) for train, test in KFold(5, shuffle=True, random_state=0).split(y)]
        (leak,) = find_leaks(matrix, Settings(), folds=torn).found
        assert (leak.code, leak.figures["groups"]) == ("L06", 500)
        assert int(leak.figures["torn"]) > 400

    def test_folds_by_account_keep_them_whole(self) -> None:
        y, groups = labels(), [f"a{row // 4}" for row in range(2_000)]
        matrix = matrix_of({"fit__a": noise()}, y, groups=groups)
        folds = [(fold.train, fold.test) for fold in account_folds(groups, y, 5, seed=0)]
        assert find_leaks(matrix, Settings(), folds=folds) == Leaks()

    def test_a_random_split_that_tears_accounts_apart_is_found(self) -> None:
        groups = [f"a{row // 2}" for row in range(2_000)]
        matrix = matrix_of({"fit__a": noise()}, labels(), how="random", groups=groups)
        cut = (np.arange(0, 2_000, 2), np.arange(1, 2_000, 2))
        assert codes(find_leaks(matrix, Settings(), split=cut)) == {"L06"}


class TestL07Overlap:
    def test_rows_on_both_sides_are_found(self) -> None:
        matrix = matrix_of({"fit__a": noise()}, labels())
        both = (np.arange(1_500), np.arange(1_400, 2_000))
        (leak,) = find_leaks(matrix, Settings(), split=both).found
        assert (leak.code, leak.rows) == ("L07", 100)

    def test_training_rows_newer_than_the_rows_judged_on_are_found(self) -> None:
        matrix = matrix_of({"fit__a": noise()}, labels())
        mixed = np.arange(2_000) % 5 == 0
        found = find_leaks(
            matrix, Settings(), split=(np.flatnonzero(~mixed), np.flatnonzero(mixed))
        )
        (leak,) = found.found
        assert "newer than the oldest row judged on" in leak.sentence("en")

    def test_a_lead_on_both_sides_of_a_random_split_is_found(self) -> None:
        lead = [f"l{row // 2}" for row in range(2_000)]
        matrix = matrix_of({"fit__a": noise()}, labels(), how="random", lead_id=lead)
        cut = (np.arange(0, 2_000, 2), np.arange(1, 2_000, 2))
        assert "are of leads that were learned from" in find_leaks(
            matrix, Settings(), split=cut
        ).found[-1].sentence("en")

    def test_outcomes_that_reach_into_the_test_are_found_and_the_gap_prevents_it(self) -> None:
        cutoffs = pd.date_range("2024-01-01", periods=10, freq="MS").repeat(200).as_unit("us")
        matrix = matrix_of(
            {"fit__a": noise()},
            labels(),
            how="time",
            cutoff=cutoffs,
            created_at=cutoffs - pd.Timedelta(days=9),
        )
        late = matrix.rows["cutoff"] >= "2024-08-01"
        close = (np.flatnonzero(~late), np.flatnonzero(late))
        (leak,) = find_leaks(matrix, Settings(), split=close).found
        assert (leak.code, leak.rows) == ("L07", 400)
        assert find_leaks(matrix, Settings()) == Leaks()


class TestL08ColumnDatesTheRow:
    def test_a_number_that_only_rises_is_found(self) -> None:
        column = np.arange(2_000) / 100 + noise()
        (leak,) = find_leaks(matrix_of({"fit__a": column}, labels()), Settings()).found
        assert leak.code == "L08"
        assert "a model can use it as a calendar" in leak.sentence("en")

    def test_a_source_that_ends_and_one_that_begins_do_not_date_a_row(self) -> None:
        old = RNG(1).choice(["web", "fair", "dying"], 2_000)
        new = np.where(np.arange(2_000) > 900, np.where(old == "dying", "new", old), old)
        assert find_leaks(matrix_of({"fit__a": new}, labels()), Settings()) == Leaks()

    def test_rows_without_an_order_cannot_be_dated(self) -> None:
        matrix = matrix_of({"fit__a": np.arange(2_000.0)}, labels(), how="random")
        assert find_leaks(matrix, Settings()) == Leaks()


class TestL09QualityTooGood:
    @staticmethod
    def judged(noise_of_auto: float) -> Leaks:
        rng, n = RNG(0), 1_000
        y = labels(n)
        settings = parse_settings({"comparison": {"resamples": 200}})
        rows = matrix_of({}, y).rows
        scored = {
            "auto": said(6 * (y - 0.5) + noise_of_auto * rng.normal(size=n)),
            "card": said(rng.normal(size=n)),
        }
        return doubted(Leaks(), compare(scored, rows, settings), settings)

    def test_a_contender_that_knows_nearly_everything_is_doubted(self) -> None:
        (leak,) = self.judged(1.0).found
        assert leak.code == "L09"
        assert "the auto model" in leak.sentence("en")

    def test_a_good_contender_is_not(self) -> None:
        assert self.judged(6.0) == Leaks()


class TestL10WhenIsThisKnown:
    def test_a_strong_column_of_unknown_moment_is_asked_about(self) -> None:
        y = labels()
        columns = {"behaviour__seconds": weak(y, 1), "fit__size": weak(y, 0.2)}
        found = find_leaks(matrix_of(columns, y, undeclared=list(columns)), Settings())
        (leak,) = found.found
        assert (leak.code, leak.feature) == ("L10", "behaviour__seconds")
        assert "When is “seconds” known?" in leak.sentence("en")
        assert (
            "behaviour: seconds: {column: seconds, kind: number, known_at: creation}"
            in leak.todo("en")
        )

    def test_an_answer_is_an_answer(self) -> None:
        y = labels()
        assert find_leaks(matrix_of({"fit__seconds": weak(y, 1)}, y), Settings()) == Leaks()

    def test_what_is_asked_about_is_left_out_with_its_reason(self) -> None:
        y = labels()
        columns = {"behaviour__seconds": weak(y, 1), "fit__size": weak(y, 0.2)}
        matrix = matrix_of(columns, y, undeclared=list(columns))
        leaks = asked_about(find_leaks(matrix, Settings()), list(columns))
        left = leave_out(matrix, leaks, "en")
        assert list(left.X.columns) == ["fit__size"]
        assert left.catalogue.names() == left.manifest["features"] == ["fit__size"]
        assert list(left.manifest["left_out"]) == ["seconds"]
        assert "L10" in left.manifest["left_out"]["seconds"]
        assert kept_leaks(left) == leaks
        assert "Left out until the mapping says when they are known: 1 (seconds)" in (
            leaks.sentence("en")
        )

    def test_what_nearly_decides_is_left_out_too_until_someone_answers(self) -> None:
        y = labels()
        matrix = matrix_of({"fit__tags": weak(y, 3)}, y, undeclared=["fit__tags"])
        leaks = find_leaks(matrix, Settings())
        assert "fit: tags: {column: tags, kind: number, known_at: creation}" in leaks.lines()[0]
        assert asked_about(leaks, ["fit__tags"]).excluded == ("fit__tags",)
        assert asked_about(leaks, []).excluded == ()
        assert codes(asked_about(leaks, [])) == {"L01"}


def test_the_table_says_it_in_both_languages() -> None:
    leak = Leak(
        code="L04",
        column="accounts.customer_since",
        rows=3,
        figures={"after": 3, "filled": 10, "share": 0.3},
        read=False,
    )
    leaks = Leaks(found=(leak,))
    for language in LANGUAGES:
        table = leaks.table(language)
        assert table.shape == (1, 5)
        assert say("leak.not_alarm", language) in table.iloc[0].tolist()
        assert "accounts.customer_since" in leaks.sentence(language)
    assert leaks.alarms == ()
    assert leaks.lines() == ()
    assert Leaks.from_list(leaks.to_list()) == leaks


Market = tuple[Warehouse, FeatureMatrix]


@pytest.fixture(scope="module")
def market() -> Market:
    """Give a simulated CRM with everything that is planted in it, and its snapshots."""
    tables = simulate(n_leads=2_000, months=20, seed=4).tables
    silent = {name: table for name, table in tables.items() if name != "events"}
    warehouse = warehouse_from_frames(silent, Settings())
    return warehouse, build_rows(warehouse, Settings())


def with_column(warehouse: Warehouse, **leads: ir.Value) -> Warehouse:
    """Give the same tables with other columns of leads."""
    return replace(warehouse, tables={**warehouse.tables, "leads": warehouse.leads.mutate(**leads)})


class TestL03FilledAfterTheCutoff:
    def test_the_owner_whom_sales_gives_is_found_in_the_simulated_crm(self, market: Market) -> None:
        warehouse, matrix = market
        found = find_leaks(matrix, Settings(), warehouse=warehouse)
        (leak,) = (each for each in found.found if each.code == "L03")
        assert (leak.column, leak.read) == ("leads.owner_id", False)
        assert "100% of the leads that reach the stage mql" in leak.sentence("en")

    def test_an_owner_given_to_every_other_lead_is_no_leak(self, market: Market) -> None:
        warehouse, matrix = market
        even = warehouse.leads.lead_id.right(1).isin(list("02468"))
        given = ibis.ifelse(even, "R001", ibis.null("string"))
        other = with_column(warehouse, owner_id=given)
        found = find_leaks(matrix, Settings(), warehouse=other)
        assert {each.column for each in found.found} == {"accounts.customer_since"}

    def test_a_column_that_is_read_and_filled_in_on_the_way_is_an_alarm(
        self, market: Market
    ) -> None:
        warehouse, matrix = market
        worked = warehouse.leads.owner_id.notnull()  # noqa: PD004 - an Ibis column, no pandas
        other = with_column(warehouse, seniority=ibis.ifelse(worked, "lead", ibis.null("string")))
        (leak,) = find_leaks(matrix, Settings(), warehouse=other).alarms
        assert (leak.code, leak.column) == ("L03", "leads.seniority")
        assert "known_at" in leak.todo("en")


class TestL04InstantAfterTheCutoff:
    def test_customer_since_is_found_in_the_simulated_crm(self, market: Market) -> None:
        warehouse, matrix = market
        found = find_leaks(matrix, Settings(), warehouse=warehouse)
        (leak,) = (each for each in found.found if each.code == "L04")
        assert (leak.column, leak.read) == ("accounts.customer_since", False)
        since = warehouse.accounts.select("account_id", "customer_since").to_pandas()
        train = matrix.rows.iloc[outer_split(matrix.rows, Settings()).train]
        seen = train.merge(since.dropna(), on="account_id")
        assert leak.rows == (seen["customer_since"] >= seen["cutoff"]).sum()

    def test_a_snapshot_of_a_lead_that_was_not_there_yet_is_an_alarm(self) -> None:
        cutoffs = pd.date_range("2024-01-01", periods=10, freq="MS").repeat(200).as_unit("us")
        created = pd.Series(cutoffs - pd.Timedelta(days=9))
        created.iloc[5:8] = pd.Timestamp("2025-01-01")
        matrix = matrix_of(
            {"fit__a": noise()}, labels(), how="time", cutoff=cutoffs, created_at=created
        )
        (leak,) = find_leaks(matrix, Settings()).found
        assert (leak.code, leak.column, leak.rows) == ("L04", "created_at", 3)
        assert leak.read


def test_nothing_that_is_read_of_the_simulated_crm_knows_the_future(market: Market) -> None:
    warehouse, matrix = market
    found = find_leaks(matrix, Settings(), warehouse=warehouse)
    assert found.alarms == ()
    assert {each.column for each in found.unread} == {"leads.owner_id", "accounts.customer_since"}
    assert "rightly not read" in found.sentence("en")
