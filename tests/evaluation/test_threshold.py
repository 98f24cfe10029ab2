"""A threshold is judged on leads it was not chosen on, and told no better than they bear out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.special import expit

from leadscore.errors import NotEnoughDataError, UsageError
from leadscore.evaluation.threshold import Earlier, find_threshold
from leadscore.evaluation.threshold_findings import Present, ThresholdFindings
from leadscore.reports.plots_of_threshold import threshold
from leadscore.settings import Settings, parse_settings
from leadscore.validation import intervals
from leadscore.validation.splits import lots
from leadscore.words import Language, say


def leads_of(
    seed: int = 0, *, leads: int = 500, rounds: int = 3, slope: float = 1.0
) -> tuple[np.ndarray, pd.DataFrame]:
    """Give points and leads, two an account, that convert the more often the more points."""
    rng = np.random.default_rng(seed)
    lead = np.tile(np.arange(leads), rounds)
    own = rng.normal(size=leads)[lead]
    points = np.round(30 + 10 * (0.8 * own + 0.6 * rng.normal(size=len(lead))))
    chance = expit(-4 + slope * (points - 30) / 10)
    rows = pd.DataFrame(
        {
            "lead_id": [f"l{code:05d}" for code in lead],
            "group": [f"a{code // 2:05d}" for code in lead],
            "cutoff": np.repeat(pd.date_range("2026-01-01", periods=rounds, freq="MS"), leads),
            "label": (rng.random(len(lead)) < chance).astype(float),
        }
    )
    return points, rows


def asked(**sales: float) -> Settings:
    """Give settings in which calling everyone costs more than it brings."""
    money = {"call_cost_eur": 100.0, "deal_value_eur": 2000.0, "capacity": 0.2}
    return parse_settings({"sales": {**money, **sales}, "comparison": {"resamples": 200}})


def from_points(points: np.ndarray, limit: float) -> Present:
    return Present(kind="points", called=points >= limit, limit=limit)


def same(one: ThresholdFindings, other: ThresholdFindings) -> None:
    pd.testing.assert_frame_equal(one.table, other.table)
    pd.testing.assert_frame_equal(one.choices, other.choices)
    assert one.sentence() == other.sentence()


def test_the_table_counts_calls_buyers_and_euros() -> None:
    points, rows = leads_of()
    found = find_threshold(points, rows, asked(), unit="points")
    for line in found.table.iloc[::7].to_dict("records"):
        reach = points >= line["threshold"]
        buyers = rows.loc[reach & (rows["label"] == 1), "lead_id"].nunique()
        assert line["leads"] == rows.loc[reach, "lead_id"].nunique()
        assert line["calls"] == pytest.approx(reach.sum() / 3)
        assert line["share"] == pytest.approx(reach.mean())
        assert line["buyers"] == buyers
        assert line["conversion"] == pytest.approx(buyers / line["leads"])
        assert line["profit"] == pytest.approx(2000 * buyers - 100 * reach.sum())
        assert line["low"] <= line["profit"] <= line["high"]
        assert line["capped_calls"] <= 0.2 * 500 + 1e-9


def test_amounts_of_deals_count_where_they_are_known() -> None:
    points, rows = leads_of()
    rows["amount_eur"] = np.where(rows["label"] == 1, 500.0, np.nan)
    found = find_threshold(points, rows, asked(call_cost_eur=0.0), unit="points")
    assert found.table["profit"].iloc[0] == pytest.approx(500 * found.n_buyers)


def test_the_order_of_the_rows_changes_nothing() -> None:
    points, rows = leads_of()
    mixed = np.random.default_rng(1).permutation(len(rows))
    present = points >= 40
    one = find_threshold(points, rows, asked(), unit="points", present=from_points(points, 40.0))
    other = find_threshold(
        points[mixed],
        rows.iloc[mixed],
        asked(),
        unit="points",
        present=Present(kind="points", called=present[mixed], limit=40.0),
    )
    same(one, other)


def test_memory_is_bounded_and_the_size_of_blocks_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    points, rows = leads_of(leads=200)
    whole = find_threshold(points, rows, asked(), unit="score")
    monkeypatch.setattr(intervals, "BLOCK_CELLS", 3000)
    same(whole, find_threshold(points, rows, asked(), unit="score"))


@pytest.fixture(scope="module")
def truth() -> pd.DataFrame:
    """Tell what each threshold brings 400 leads on average."""
    points, rows = leads_of(seed=99, leads=40_000)
    rows["group"] = "one"  # nothing is drawn again
    found = find_threshold(points, rows, asked(), unit="points")
    table = found.table.set_index("threshold")
    return table[["profit", "capped_profit"]] / 100


def test_intervals_of_profit_hold_the_truth_as_often_as_they_promise(truth: pd.DataFrame) -> None:
    held = np.zeros((3, 2))
    for seed in range(60):
        table = find_threshold(*leads_of(seed, leads=400), asked(), unit="points").table
        table = table.set_index("threshold")
        for place, at in enumerate((35.0, 42.0, 48.0)):
            for side, prefix in enumerate(("", "capped_")):
                line = table.loc[at]
                true = truth[f"{prefix}profit"].loc[at]
                held[place, side] += line[f"{prefix}low"] <= true <= line[f"{prefix}high"]
    assert (held >= stats.binom.ppf(0.001, 60, 0.95)).all()


def test_a_threshold_that_is_best_already_is_seldom_told_to_cost_anything(
    truth: pd.DataFrame,
) -> None:
    best = float(truth.index[int(truth["capped_profit"].to_numpy().argmax())])
    told = 0
    for seed in range(60):
        points, rows = leads_of(seed, leads=300)
        found = find_threshold(
            points, rows, asked(), unit="points", present=from_points(points, best)
        )
        told += found.choice("capacity")["verdict"] == "better"
    assert told <= 5  # 2.5 % of 60, or more once in a hundred times


def test_what_is_chosen_on_noise_is_not_praised_for_it() -> None:
    """Points that say nothing: the best on its own leads looks good, elsewhere it does not."""
    looks, is_ = [], []
    for seed in range(25):
        points, rows = leads_of(seed, leads=300, slope=0.0)
        found = find_threshold(points, rows, asked(call_cost_eur=36.0), unit="points")
        looks.append(found.table["profit"].max())
        is_.append(found.choice("open")["profit"])
    assert np.mean(looks) > np.mean(is_) + 500


@pytest.mark.parametrize("apart", [False, True])
def test_calls_that_pay_for_themselves_are_seldom_told_to_cost_or_to_bring(apart: bool) -> None:
    """Points that say nothing, at the price at which every call is worth what it costs."""
    told = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        points = np.round(rng.normal(30, 10, 800))
        ids = [f"l{code}" for code in range(800)]
        rows = pd.DataFrame({"lead_id": ids, "group": ids, "cutoff": pd.Timestamp("2026-01-01")})
        label = (rng.random((2, 800)) < 0.03).astype(float)
        found = find_threshold(
            points,
            rows.assign(label=label[0]),
            asked(call_cost_eur=60.0),
            unit="points",
            present=from_points(points, 30.0),
            earlier=Earlier(values=points, rows=rows.assign(label=label[1])) if apart else None,
        )
        told += [found.choice("open")["verdict"] in {"better", "worse"}]
    assert sum(told) <= stats.binom.ppf(0.999, 60, 0.05)


def test_calls_that_found_nobody_are_no_proof_where_they_are_few() -> None:
    points = np.repeat([10.0, 20.0, 30.0], [30, 30, 300])
    ids = [f"l{code}" for code in range(360)]
    rows = pd.DataFrame({"lead_id": ids, "group": ids, "cutoff": pd.Timestamp("2026-01-01")})
    rows["label"] = np.where(points == 30, np.arange(360) % 5 == 0, False) * 1.0
    for cost, verdict in ((100.0, "cannot tell"), (350.0, "better")):
        found = find_threshold(
            points,
            rows,
            asked(call_cost_eur=cost, capacity=0.99),
            unit="points",
            present=from_points(points, 20.0),
            earlier=Earlier(values=points, rows=rows),
        )
        line = found.choice("open")
        assert line["difference"] == pytest.approx(30 * cost)
        assert line["verdict"] == verdict
        assert (line["difference_low"] > 0) == (verdict == "better")


def test_a_limit_far_too_low_is_told_to_cost_and_the_words_say_how_much() -> None:
    points, rows = leads_of(leads=1500)
    before, past = leads_of(seed=7, leads=1500)
    found = find_threshold(
        points,
        rows,
        asked(capacity=0.6),
        unit="points",
        present=from_points(points, 20.0),
        earlier=Earlier(values=before, rows=past),
    )
    line = found.choice("capacity")
    assert line["verdict"] == "better"
    assert line["difference_low"] > 0
    assert line["difference"] == pytest.approx(line["profit"] - line["present"])
    assert line["best_low"] <= line["best"] <= line["best_high"]
    assert found.suggested == line["best"] > 35
    told = found.sentence()
    assert "Calling from 20 points on, as the card says today, brings" in told
    assert "Beside that, today's choice surely costs €" in told
    assert "was chosen on earlier leads" in told
    assert "maksaa varmasti" in found.sentence("fi")


def test_earlier_leads_choose_and_the_later_ones_alone_judge() -> None:
    points, rows = leads_of()
    before, past = leads_of(seed=7)
    one = find_threshold(
        points, rows, asked(), unit="points", earlier=Earlier(values=before, rows=past)
    )
    other = find_threshold(
        points,
        rows,
        asked(),
        unit="points",
        earlier=Earlier(values=before, rows=past.assign(label=1 - past["label"])),
    )
    pd.testing.assert_frame_equal(one.table, other.table)
    assert one.chosen_on == "earlier"
    assert one.choice("open")["best"] != other.choice("open")["best"]


def test_earlier_leads_of_one_outcome_choose_nothing() -> None:
    points, rows = leads_of()
    past = rows.assign(label=[np.nan, 0.0, 0.0] * 500)
    found = find_threshold(
        points, rows, asked(), unit="points", earlier=Earlier(values=points, rows=past)
    )
    assert found.chosen_on == "accounts"
    same(found, find_threshold(points, rows, asked(), unit="points"))


def test_the_very_same_calls_are_the_same() -> None:
    points, rows = leads_of()
    before, past = leads_of(seed=7)
    earlier = Earlier(values=before, rows=past)
    best = find_threshold(points, rows, asked(), unit="points", earlier=earlier).suggested
    assert best is not None
    found = find_threshold(
        points, rows, asked(), unit="points", present=from_points(points, best), earlier=earlier
    )
    assert found.choice("capacity")["verdict"] == "same"
    assert found.choice("capacity")["difference"] == 0
    assert "the best calls just the same" in found.sentence()


def test_leads_that_are_excluded_are_never_called() -> None:
    points, rows = leads_of()
    out = np.arange(len(rows)) % 4 == 0
    found = find_threshold(np.where(out, np.nan, points), rows, asked(), unit="points")
    assert found.table["share"].max() == pytest.approx((~out).mean())
    with pytest.raises(NotEnoughDataError, match="None of the 1500 leads has points"):
        find_threshold(np.full(len(rows), np.nan), rows, asked(), unit="points")


def test_where_every_call_pays_capacity_decides_and_no_threshold() -> None:
    points, rows = leads_of()
    before, past = leads_of(seed=7)
    earlier = Earlier(values=before, rows=past)

    def sought(limit: float) -> ThresholdFindings:
        present = from_points(points, limit)
        settings = asked(call_cost_eur=0.0)
        return find_threshold(
            points, rows, settings, unit="points", present=present, earlier=earlier
        )

    low = sought(20.0)
    assert low.choice("capacity")["best"] == low.table["threshold"].iloc[0]
    assert low.choice("capacity")["verdict"] == "same"
    reached = {at: float((points >= at).mean()) for at in low.table["threshold"]}
    assert low.suggested == low.cut == max(at for at, share in reached.items() if share >= 0.2)
    assert f"calls run out, at about {low.cut:g} points" in low.sentence()
    assert "every lead would be worth one" in low.sentence()
    high = sought(50.0)
    assert high.choice("capacity")["verdict"] == "better"
    assert "today's choice surely costs" in high.headline()
    assert "maksaa varmasti" in high.headline("fi")


def test_whom_cells_qualify_is_held_against_the_threshold_too() -> None:
    points, rows = leads_of()
    present = Present(kind="cells", called=np.arange(len(rows)) % 2 == 0)
    found = find_threshold(points, rows, asked(), unit="points", present=present)
    open_ = found.choice("open")
    bought = rows[present.called & (rows["label"] == 1)]["lead_id"].nunique()
    assert open_["present"] == pytest.approx(2000 * bought - 100 * 750)
    assert "Calling the leads that the card qualifies today" in found.sentence()


@pytest.mark.parametrize("language", ["en", "fi"])
@pytest.mark.parametrize(
    ("sales", "says"),
    [
        ({"call_cost_eur": 0.0}, "sales.call_cost_eur"),
        ({"deal_value_eur": 0.0}, "sales.deal_value_eur"),
        ({"call_cost_eur": 50_000.0}, {"en": "Nowhere do the calls", "fi": "Millään rajalla"}),
    ],
)
def test_costs_that_are_not_set_or_never_earned_are_told(
    sales: dict[str, float], says: str | dict[str, str], language: Language
) -> None:
    found = find_threshold(*leads_of(leads=200), asked(**sales), unit="score")
    assert (says if isinstance(says, str) else says[language]) in found.sentence(language)
    assert len(found.summary(language)) >= 10
    assert found.choices.empty == ("deal_value_eur" in sales)
    if found.choices.empty:
        assert found.suggested is None
        with pytest.raises(UsageError, match=r"set what a deal is worth \(sales.deal_value_eur\)"):
            found.choice("capacity")


def test_a_flat_export_is_one_round() -> None:
    points, rows = leads_of(rounds=1)
    flat = rows.assign(cutoff=pd.Series(pd.NaT, index=rows.index), position=np.nan)
    before, past = leads_of(seed=3, rounds=1)
    found = find_threshold(points, flat, asked(), unit="points")
    assert found.n_rounds == 1
    assert "calling rounds" not in found.sentence()
    other = find_threshold(
        points, flat, asked(), unit="points", earlier=Earlier(values=before, rows=past)
    )
    assert other.chosen_on == "others"
    assert "chosen on other leads" in other.sentence()


def test_folds_of_accounts_are_not_those_of_a_random_split() -> None:
    """The test rows of a random split are the groups of the lowest lots."""
    groups = pd.Series([f"a{code}" for code in range(3000)])
    kept = groups[pd.Series(lots(groups, 0) < 0.2)]
    points, rows = leads_of(leads=2 * len(kept), rounds=1)
    rows["group"] = np.repeat(kept.to_numpy(), 2)
    found = find_threshold(points, rows, asked(), unit="points")
    assert found.choice("open")["profit"] < found.table["profit"].max()


@pytest.mark.parametrize("size", [2, 3, 8])
def test_a_handful_of_leads_tells_nothing(size: int) -> None:
    points, rows = leads_of(leads=size, rounds=1)
    rows["label"] = (np.arange(size) == 0).astype(float)
    found = find_threshold(points, rows, asked(), unit="points")
    assert found.choice("capacity")["verdict"] in {"cannot tell", "same"}
    assert found.sentence("fi")


@pytest.mark.parametrize("language", ["en", "fi"])
@pytest.mark.parametrize("accounts", [1, 2])
def test_one_account_alone_tells_nothing(accounts: int, language: Language) -> None:
    points, rows = leads_of(leads=300, rounds=1)
    # of two, both bought: no draw holds an account that did not
    rows["group"] = [f"a{code % accounts}" for code in range(300)]
    earlier = Earlier(values=points, rows=leads_of(1, leads=300, rounds=1)[1])
    found = find_threshold(
        points, rows, asked(), unit="points", present=from_points(points, 60), earlier=earlier
    )
    assert set(found.choices["verdict"]) <= {"cannot tell", "same"}
    ends = [name for name in map(str, found.choices) if name.endswith(("_low", "_high"))]
    assert found.choices[ends].isna().all(axis=None)
    assert found.table[["low", "high", "capped_low", "capped_high"]].isna().all(axis=None)
    assert "nan" not in found.sentence(language) + found.summary(language).to_string()
    assert say("threshold.no_interval", language) in found.sentence(language)
    drawn = threshold(found, language=language).axes[0]
    assert drawn.get_ylim()[1] > found.table["profit"].max()


@pytest.mark.parametrize("label", [0.0, 1.0])
def test_one_outcome_alone_is_refused(label: float) -> None:
    points, rows = leads_of(leads=20)
    with pytest.raises(NotEnoughDataError, match="buyers and non-buyers"):
        find_threshold(points, rows.assign(label=label), asked(), unit="points")


def test_values_of_other_rows_are_refused() -> None:
    points, rows = leads_of(leads=20)
    with pytest.raises(UsageError, match="59 values, 60 of present, 60 rows"):
        find_threshold(points[1:], rows, asked(), unit="points")
    with pytest.raises(UsageError, match="60 values, 3 of present, 60 rows"):
        find_threshold(points, rows, asked(), unit="points", present=from_points(points[:3], 40.0))
