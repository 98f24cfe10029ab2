"""The judgement is fair, repeatable, and says when it cannot tell."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.metrics import roc_auc_score

from leadscore.errors import NotEnoughDataError, UsageError
from leadscore.evaluation.compare import compare
from leadscore.evaluation.curves import gains_curve
from leadscore.settings import Settings, parse_settings
from leadscore.validation import intervals
from leadscore.validation.measures import MEASURES

Scored = dict[str, pd.DataFrame]
MakeCohort = Callable[..., tuple[Scored, pd.DataFrame]]


def test_a_clearly_better_contender_is_told_best(cohort_of: MakeCohort, settings: Settings) -> None:
    scored, rows = cohort_of(noise={"auto": 0.1, "card": 6.0})
    comparison = compare(scored, rows, settings)
    assert comparison.best == "auto"
    verdict = comparison.pair("auto", "card")
    assert verdict["verdict"] == "better"
    assert comparison.pairs["low"].iloc[0] > 0


def test_equal_contenders_cannot_be_told_apart(cohort_of: MakeCohort, settings: Settings) -> None:
    scored, rows = cohort_of()
    comparison = compare({"auto": scored["auto"], "mine": scored["auto"]}, rows, settings)
    pair = comparison.pairs.iloc[0]
    assert comparison.best is None
    assert (pair["difference"], pair["low"], pair["high"]) == (0, 0, 0)
    assert (pair["p_holm"], pair["verdict"]) == (1, "cannot tell")
    assert pd.isna(pair["buyers_needed"])


def test_the_order_of_contenders_and_rows_changes_nothing(
    cohort_of: MakeCohort, settings: Settings
) -> None:
    scored, rows = cohort_of()
    order = np.random.default_rng(1).permutation(len(rows))
    turned = {name: scored[name].iloc[order].reset_index(drop=True) for name in reversed(scored)}
    one = compare(scored, rows, settings)
    other = compare(turned, rows.iloc[order].reset_index(drop=True), settings)
    assert one.to_json() == other.to_json()


def test_pairs_are_antisymmetric(cohort_of: MakeCohort, settings: Settings) -> None:
    comparison = compare(*cohort_of(), settings)
    swapped = {"better": "worse", "worse": "better", "cannot tell": "cannot tell"}
    for a, b in [("auto", "card"), ("auto", "scientist"), ("scientist", "card")]:
        one, other = comparison.pair(a, b), comparison.pair(b, a)
        assert (other["a"], other["b"]) == (b, a)
        assert (other["low"], other["high"]) == (-float(str(one["high"])), -float(str(one["low"])))
        assert other["difference"] == -float(str(one["difference"]))
        assert other["verdict"] == swapped[str(one["verdict"])]


def test_the_verdict_is_cannot_tell_exactly_where_the_interval_holds_zero(
    cohort_of: MakeCohort, settings: Settings
) -> None:
    verdicts = set()
    for seed in range(6):
        noise = {"a": 0.1, "b": 0.5, "c": 1.5, "d": 4.0}
        pairs = compare(*cohort_of(seed, leads=150, noise=noise), settings).pairs
        zero_inside = (pairs["low"] <= 0) & (pairs["high"] >= 0)
        assert ((pairs["verdict"] == "cannot tell") == zero_inside).all()
        assert ((pairs["p_holm"] > 0.05) == zero_inside).all()
        verdicts |= set(pairs["verdict"])
    assert verdicts == {"cannot tell", "better"}


def test_buyers_are_counted_once_whatever_the_number_of_cutoffs(
    cohort_of: MakeCohort, settings: Settings
) -> None:
    scored, rows = cohort_of()
    everyone = parse_settings({"comparison": {"resamples": 100}, "sales": {"capacity": 0.9999}})
    comparison = compare(scored, rows, everyone)
    buyers = rows.loc[rows["label"] == 1, "lead_id"].nunique()
    assert comparison.n_buyers == buyers
    assert rows["label"].sum() > buyers
    assert comparison.value("auto", "buyers_at_capacity") == pytest.approx(buyers, abs=0.5)


def test_figures_are_those_of_the_rows(cohort_of: MakeCohort, settings: Settings) -> None:
    scored, rows = cohort_of()
    comparison = compare(scored, rows, settings)
    halves = [rows["cutoff"] == cutoff for cutoff in rows["cutoff"].unique()]
    areas = [roc_auc_score(rows["label"][h], scored["auto"]["margin"][h]) for h in halves]
    pairs = [rows["label"][h].sum() * (1 - rows["label"][h]).sum() for h in halves]
    expected = np.average(areas, weights=pairs)
    assert comparison.value("auto", "roc_auc") == pytest.approx(expected)
    assert (comparison.n_rows, comparison.n_leads, comparison.n_groups) == (800, 400, 200)
    assert (comparison.n_cutoffs, comparison.groups_are) == (2, "accounts")
    assert (comparison.first_cutoff, comparison.last_cutoff) == ("2026-01-01", "2026-02-01")


def test_every_measure_lies_within_its_interval(cohort_of: MakeCohort, settings: Settings) -> None:
    table = compare(*cohort_of(), settings).table
    assert list(table["measure"].unique()) == [measure.name for measure in MEASURES]
    inside = (table["low"] <= table["value"]) & (table["value"] <= table["high"])
    assert inside.all(), table[~inside]


def test_profit_takes_known_amounts_and_the_usual_deal_for_the_rest(settings: Settings) -> None:
    rows = pd.DataFrame(
        {
            "lead_id": ["a", "b", "c", "d"],
            "group": ["a", "b", "c", "d"],
            "cutoff": pd.Timestamp("2026-01-01"),
            "label": [1.0, 1.0, 0.0, 0.0],
            "amount_eur": [700.0, np.nan, np.nan, np.nan],
        }
    )
    scored = {"auto": pd.DataFrame({"probability": [0.9, 0.8, 0.2, 0.1], "margin": [4, 3, 2, 1]})}
    half = settings.model_copy(
        update={"sales": settings.sales.model_copy(update={"capacity": 0.5})}
    )
    profit = compare(scored, rows, half).value("auto", "expected_profit_eur")
    assert profit == pytest.approx(700 + 10_000 - 2 * 45)


def test_true_probabilities_have_no_calibration_error_once_its_bias_is_out(
    cohort_of: MakeCohort, settings: Settings
) -> None:
    lows, values = [], []
    for seed in range(10):
        scored, rows = cohort_of(seed, noise={"truth": 0.0})
        line = compare(scored, rows, settings).table.query("measure == 'calibration_error'")
        lows.append(line["low"].iloc[0])
        values.append(line["value"].iloc[0])
    assert np.mean(np.array(lows) == 0) >= 0.8
    assert np.median(values) < 0.02


def test_shuffled_labels_are_seldom_told_apart(cohort_of: MakeCohort, settings: Settings) -> None:
    """Run a negative control: of 40 runs in which nobody knows anything, few are told.

    At most one run in twenty may give any verdict but "cannot tell"; more than 6 of 40
    would happen by chance in fewer than one of two hundred such tests.
    """
    told = 0
    for seed in range(40):
        scored, rows = cohort_of(seed, leads=150, shuffled=True)
        told += int((compare(scored, rows, settings).pairs["verdict"] != "cannot tell").any())
    assert told <= stats.binom.ppf(0.995, 40, 0.05)


def test_one_contender_is_measured_but_not_judged(
    cohort_of: MakeCohort, settings: Settings
) -> None:
    scored, rows = cohort_of(noise={"card": 1.0})
    comparison = compare(scored, rows, settings)
    assert comparison.best is None
    assert comparison.pairs.empty
    assert comparison.sentence("en").startswith("There is one contender")


def test_flat_rows_are_one_round(cohort_of: MakeCohort, settings: Settings) -> None:
    scored, rows = cohort_of()
    rows["cutoff"] = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]")
    rows["group"] = rows["lead_id"] = [f"l{i}" for i in range(len(rows))]
    comparison = compare(scored, rows, settings)
    assert (comparison.n_cutoffs, comparison.first_cutoff) == (0, None)
    assert comparison.groups_are == "leads"
    assert "Judged on 800 leads" in comparison.sentence("en")


def test_rows_without_an_outcome_are_refused(cohort_of: MakeCohort, settings: Settings) -> None:
    scored, rows = cohort_of()
    rows.loc[3, "label"] = np.nan
    with pytest.raises(UsageError, match="rows must be mature: 1 of 800 rows have no label"):
        compare(scored, rows, settings)


def test_a_cohort_without_a_buyer_is_too_little(cohort_of: MakeCohort, settings: Settings) -> None:
    scored, rows = cohort_of()
    rows["label"] = 0.0
    with pytest.raises(NotEnoughDataError, match="0 of 800 test rows converted"):
        compare(scored, rows, settings)


def test_scores_of_other_rows_are_refused(cohort_of: MakeCohort, settings: Settings) -> None:
    scored, rows = cohort_of()
    scored["card"] = scored["card"].iloc[1:]
    with pytest.raises(UsageError, match="scores of card are not for the test rows: 799 scores"):
        compare(scored, rows, settings)


def test_scores_that_are_no_numbers_are_refused(cohort_of: MakeCohort, settings: Settings) -> None:
    scored, rows = cohort_of()
    scored["card"].loc[5, "margin"] = np.nan
    with pytest.raises(UsageError, match="scores of card cannot be judged: score must be a finite"):
        compare(scored, rows, settings)


def test_no_contender_is_refused(cohort_of: MakeCohort, settings: Settings) -> None:
    with pytest.raises(UsageError, match="There is no contender to judge"):
        compare({}, cohort_of()[1], settings)


def test_a_flat_export_is_told_without_cutoffs_and_accounts(settings: Settings) -> None:
    rng = np.random.default_rng(5)
    label = rng.integers(0, 2, 200).astype(float)
    rows = pd.DataFrame(
        {
            "lead_id": [str(place) for place in range(200)],
            "group": [str(place // 2) for place in range(200)],
            "cutoff": pd.NaT,
            "label": label,
            "amount_eur": np.nan,
        }
    )
    chance = np.where(label == 1, 0.6, 0.4)
    scored = {
        name: pd.DataFrame({"probability": told, "margin": np.log(told / (1 - told))})
        for name, told in {"card": chance, "auto": 1 - chance}.items()
    }
    comparison = compare(scored, rows, settings)
    assert comparison.groups_are == "groups"
    assert "Calling the best 20% finds, of" in comparison.sentence("en")
    assert "100 groups of leads" in comparison.details("en")
    assert "cutoff" not in comparison.sentence("en") + comparison.details("en")


@pytest.mark.parametrize(
    ("ranks", "times_less"), [(compare, 11), (gains_curve, 3)], ids=["compare", "gains_curve"]
)
def test_memory_is_bounded_where_few_accounts_hold_many_rows(
    ranks: Callable[..., object],
    times_less: int,
    cohort_of: MakeCohort,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scored, rows = cohort_of()
    rows["group"] = "account " + (rows["lead_id"].astype("category").cat.codes % 20).astype(str)
    ranks(scored, rows, settings)  # what is made once is made
    peaks = []
    for cells in (2_000_000, 20_000):
        monkeypatch.setattr(intervals, "BLOCK_CELLS", cells)
        tracemalloc.start()
        ranks(scored, rows, settings)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] * times_less < peaks[0]


def test_the_size_of_the_blocks_changes_no_figure(
    cohort_of: MakeCohort, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []
    for cells in (2_000_000, 20_000, 1):
        monkeypatch.setattr(intervals, "BLOCK_CELLS", cells)
        told.append(compare(*cohort_of(), settings).to_json())
    assert told[0] == told[1] == told[2]
