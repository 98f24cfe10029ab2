"""What being worked does to the outcome is shown, and leads called by lot are believed."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from leadscore.evaluation.comparison import contender_name
from leadscore.evaluation.selection.measuring import selection
from leadscore.features.snapshots import take_snapshots
from leadscore.features.worked import what_sales_did
from leadscore.settings import Settings, parse_settings
from leadscore.sources.simulate import simulate
from leadscore.sources.warehouse import warehouse_from_frames
from leadscore.validation.metrics import roc_auc
from leadscore.validation.splits import calling_rounds
from leadscore.words import Language


def chosen_by_sales(
    seed: int = 0, *, leads: int = 4000, lot: float = 0.15
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Give leads whom sales calls by a whim of its own, and some by lot; the uncalled never buy.

    ``mirror`` ranks by the whim, which has nothing to do with wanting to buy; ``true`` ranks
    by the wish.
    """
    rng = np.random.default_rng(seed)
    want, whim = rng.normal(size=leads), rng.normal(size=leads)
    by_lot = rng.random(leads) < lot
    worked = by_lot | (whim > 0.8)
    label = worked & (rng.random(leads) < expit(1.2 * want - 1))
    rows = pd.DataFrame(
        {
            "lead_id": [f"l{code:05d}" for code in range(leads)],
            "group": [f"a{code // 2:05d}" for code in range(leads)],
            "cutoff": pd.Timestamp("2026-01-01"),
            "label": label.astype(float),
            "with_sales": False,
            "taken_up": worked,
            "by_lot": by_lot,
        }
    )
    said = {
        "mirror": pd.DataFrame({"probability": expit(whim - 2), "margin": whim}),
        "true": pd.DataFrame({"probability": expit(want - 2), "margin": want}),
    }
    return said, rows


@pytest.fixture
def settings() -> Settings:
    return parse_settings({"comparison": {"resamples": 300}})


def test_only_the_lot_tells_a_mirror_of_sales_from_knowing_who_buys(settings: Settings) -> None:
    said, rows = chosen_by_sales()
    told = selection(said, rows, settings).slice.set_index("contender").to_dict("index")
    assert told["mirror"]["roc_auc_all"] > told["true"]["roc_auc_all"]
    assert told["mirror"]["roc_auc_low"] < 0.5 < told["mirror"]["roc_auc_high"]
    assert told["true"]["roc_auc_low"] > 0.65
    assert told["true"]["if_called"] > told["true"]["if_not_called_high"]


@pytest.mark.parametrize("language", ["en", "fi"])
def test_tables_name_every_line_and_column(settings: Settings, language: Language) -> None:
    said, rows = chosen_by_sales()
    told = selection(said, rows, settings)
    kinds, by_lot = told.kinds_summary(language), told.slice_summary(language)
    assert kinds.shape == (len(told.kinds), 5)
    assert by_lot.shape == (len(said), 7)
    for table in (kinds, by_lot):
        assert all(isinstance(name, str) for name in table.iloc[:, 0])
        assert table.iloc[:, 0].is_unique


def test_intervals_from_the_lot_hold_the_quality_as_if_everyone_were_called(
    settings: Settings,
) -> None:
    """Count how many of 100 intervals at 95 % hold the AUC that calling everyone would show.

    For the binomial(100, .95) the chance of 87 or fewer is .1 %.
    """
    rng = np.random.default_rng(99)
    want = rng.normal(size=400_000)
    bought = rng.random(len(want)) < expit(1.2 * want - 1)
    ranks = pd.Series(want).rank().to_numpy()
    n = bought.sum()
    truth = (ranks[bought].sum() - n * (n + 1) / 2) / (n * (len(want) - n))
    held = 0
    for seed in range(100):
        said, rows = chosen_by_sales(seed, leads=1200)
        line = selection({"true": said["true"]}, rows, settings).slice.iloc[0]
        held += line["roc_auc_low"] <= truth <= line["roc_auc_high"]
    assert held >= 88


def test_in_the_simulated_crm_the_lot_tells_what_calling_everyone_would_show() -> None:
    """Judge the ranking by the true chances as sales works, on all leads and by lot.

    What calling everyone would show is summed from each lead's true chance if contacted.
    """
    settings = parse_settings({"comparison": {"resamples": 400}})
    market = simulate(n_leads=8_000, seed=1)
    warehouse = warehouse_from_frames(dict(market.tables), settings)
    rows = warehouse.engine.to_pandas(take_snapshots(warehouse, settings))
    rows = rows[rows["mature"]].reset_index(drop=True)
    rows["group"] = rows["account_id"].fillna("lead:" + rows["lead_id"])
    rows = pd.concat([rows, what_sales_did(warehouse, rows, settings)], axis=1)
    true = market.truth(rows)
    chance, if_called = (true[name].to_numpy() for name in ("p_observed", "p_if_worked"))
    everyone = roc_auc(
        np.repeat([1.0, 0.0], len(rows)),
        np.tile(chance, 2),
        rounds=np.tile(calling_rounds(rows, settings), 2),
        weight=np.r_[if_called, 1 - if_called],
    )
    scored = {"truth": pd.DataFrame({"probability": chance, "margin": chance})}
    line = selection(scored, rows, settings).slice.iloc[0]
    assert line["roc_auc_low"] <= everyone <= line["roc_auc_high"]
    assert line["roc_auc_high"] < line["roc_auc_all"]
    assert everyone < 0.75 < 0.85 < line["roc_auc_all"]


def test_worked_and_unworked_are_counted_apart(settings: Settings) -> None:
    said, rows = chosen_by_sales()
    rows.loc[:99, ["with_sales", "taken_up"]] = [True, False]
    told = selection(said, rows, settings)
    kinds = told.kinds.set_index("kind").to_dict("index")
    assert told.kinds["snapshots"].sum() == len(rows)
    assert told.kinds["conversions"].sum() == rows["label"].sum()
    assert (kinds["with_sales"]["snapshots"], kinds["not_worked"]["conversions"]) == (
        100,
        0,
    )
    assert kinds["not_worked"]["high"] > 0
    assert "came to leads that sales worked (entered sql and opportunity)" in told.sentence("en")
    assert told.sentence("en").endswith("who wants to buy, and models learn both.")


def test_a_large_account_makes_conversion_less_sure(settings: Settings) -> None:
    said, rows = chosen_by_sales()
    even = selection(said, rows, settings)
    rows.loc[:1999, "group"] = "large"
    uneven = selection(said, rows, settings)
    for table, low, high in [
        ("kinds", "low", "high"),
        ("tenths", "if_worked_low", "if_worked_high"),
        ("tenths", "worked_low", "worked_high"),
        ("slice", "if_called_low", "if_called_high"),
    ]:
        one, other = getattr(even, table), getattr(uneven, table)
        wide = one[high] - one[low]
        known = wide > 0
        assert (other[high] - other[low] > 2 * wide)[known].all()


def test_where_being_worked_makes_no_difference_it_is_not_claimed(settings: Settings) -> None:
    said, rows = chosen_by_sales()
    rows["label"] = (np.random.default_rng(5).random(len(rows)) < 0.2).astype(float)
    told = selection(said, rows, settings).sentence("en")
    assert told.endswith("do not show that worked leads convert more often than the others.")


def test_each_tenth_tells_its_share_of_worked_leads(settings: Settings) -> None:
    said, rows = chosen_by_sales()
    told = selection(said, rows, settings)
    tenths = told.tenths[told.tenths["contender"] == "mirror"].set_index("tenth").to_dict("index")
    assert [tenth["snapshots"] for tenth in tenths.values()] == [400] * 10
    assert tenths[1]["worked"] == 1
    order = np.argsort(-said["mirror"]["margin"].to_numpy())
    last = rows["taken_up"].to_numpy()[order[-400:]]
    assert tenths[10]["worked"] == pytest.approx(last.mean())
    assert np.isnan(tenths[1]["if_not"])
    assert "Sales worked 100.0% of the leads in the best tenth" in told.tenths_sentence("mirror")


def test_equal_scores_stand_in_one_tenth_whatever_the_order_of_rows(settings: Settings) -> None:
    said, rows = chosen_by_sales(leads=1000)
    coarse = {"card": said["true"].assign(margin=np.round(said["true"]["margin"]))}
    order = np.random.default_rng(3).permutation(len(rows))
    turned = {"card": coarse["card"].iloc[order].reset_index(drop=True)}
    one = selection(coarse, rows, settings)
    other = selection(turned, rows.iloc[order].reset_index(drop=True), settings)
    assert one.to_json() == other.to_json()
    assert len(one.tenths) <= coarse["card"]["margin"].nunique()


def test_few_leads_called_by_lot_give_counts_but_no_quality(settings: Settings) -> None:
    said, rows = chosen_by_sales(leads=400, lot=0.02)
    told = selection(said, rows, settings)
    assert told.by_lot["leads"] == int(rows["by_lot"].sum())
    assert told.slice["roc_auc"].isna().all()
    assert "too few to estimate quality" in told.slice_sentence("en")
    assert told.metrics() == {"mirror": {}, "true": {}}


def test_another_order_on_leads_called_by_lot_is_told(settings: Settings) -> None:
    told = selection(*chosen_by_sales(), settings)
    turned = told.slice.assign(found=[0.2, 0.4], found_all=[0.6, 0.5])
    other = replace(told, slice=turned).slice_sentence("en")
    name = contender_name(str(turned["contender"].iloc[1]), "en")
    assert f"Among these, {name} finds the largest share of the conversions" in other
    same = replace(told, slice=turned.assign(found=[0.4, 0.2])).slice_sentence("en")
    assert "Among these" not in same


def test_without_a_lot_the_reason_is_named(settings: Settings) -> None:
    said, rows = chosen_by_sales()
    told = selection(said, rows.assign(by_lot=False), settings)
    assert "(reason random sample)" in told.slice_sentence("en")


def test_where_nobody_is_known_to_be_worked_nothing_is_told_of_it(settings: Settings) -> None:
    said, rows = chosen_by_sales()
    told = selection(said, rows.drop(columns=["with_sales", "taken_up", "by_lot"]), settings)
    assert not told.known
    assert "do not tell whom sales worked" in told.sentence("en")
    assert "sales.worked_stage" in told.sentence("fi")


def test_everything_is_kept_as_json(settings: Settings) -> None:
    told = selection(*chosen_by_sales(leads=1000), settings)
    kept = json.loads(told.to_json())
    assert kept["by_lot"] == dict(told.by_lot)
    assert len(kept["tenths"]) == 20
    assert set(told.metrics()["true"]) >= {"called_by_lot_roc_auc", "called_by_lot_found_low"}
