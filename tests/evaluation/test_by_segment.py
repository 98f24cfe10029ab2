"""Whom the scores are good for is told with care: no small group, no chance finding."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from sklearn.metrics import roc_auc_score

from leadscore.errors import UsageError
from leadscore.evaluation.groups.grouping import NEVER_SEEN, OTHER, UNKNOWN, groupings
from leadscore.evaluation.groups.measuring import by_segment
from leadscore.features.catalogue import Catalogue, Feature
from leadscore.features.frame import FeatureMatrix
from leadscore.settings import Settings, parse_settings
from leadscore.validation.shares import effective_accounts, wilson_interval

Scored = dict[str, pd.DataFrame]


def feature(name: str, kind: str, unit: str = "") -> Feature:
    label = {"en": name.partition("__")[2], "fi": f"{name.partition('__')[2]} (fi)"}
    return Feature(
        name=name,
        family=name.partition("__")[0],  # type: ignore[arg-type]
        axis="fit",
        kind=kind,  # type: ignore[arg-type]
        unit=unit,
        label=label,
        words={"en": "{value}", "fi": "{value}"},
    )


def market(
    seed: int = 0, *, leads: int = 1200, blind: str = "", loud: str = ""
) -> tuple[Scored, FeatureMatrix]:
    """Give leads of accounts of two at two cutoffs, in industries, and one contender.

    In the industry `blind` it ranks at random, and in `loud` it promises four times the odds.
    """
    rng = np.random.default_rng(seed)
    lead = np.tile(np.arange(leads), 2)
    account = lead // 2
    industry = rng.choice(["software", "retail", "media"], leads // 2)[account]
    want = rng.normal(size=leads)[lead]
    truth = 1.5 * want - 2.2
    rows = pd.DataFrame(
        {
            "lead_id": [f"l{code:04d}" for code in lead],
            "group": [f"account:{code:04d}" for code in account],
            "cutoff": pd.to_datetime(np.repeat(["2026-01-01", "2026-02-01"], leads)).as_unit("us"),
            "label": (rng.random(2 * leads) < expit(truth)).astype(float),
            "mature": True,
        }
    )
    X = pd.DataFrame(
        {
            "fit__industry": pd.Series(industry, dtype="str"),
            "account__is_customer": (account % 4 == 0).astype("float32"),
        }
    )
    margin = np.where(industry == blind, rng.normal(size=leads)[lead] - 2.2, truth)
    margin = margin + np.where(industry == loud, np.log(4), 0)
    scored = {"auto": pd.DataFrame({"probability": expit(margin), "margin": margin})}
    catalogue = Catalogue(
        [
            feature("fit__industry", "category"),
            feature("account__is_customer", "number", "yes or no"),
        ]
    )
    return scored, FeatureMatrix(rows=rows, X=X, catalogue=catalogue, manifest={"split": "time"})


@pytest.fixture
def settings() -> Settings:
    return parse_settings({"comparison": {"resamples": 300}})


def test_figures_are_those_of_the_groups_own_rows(settings: Settings) -> None:
    scored, test = market()
    told = by_segment(scored, test, settings)
    line = told.table.set_index("value").to_dict("index")["media"]
    inside = (test.X["fit__industry"] == "media").to_numpy()
    rows, said = test.rows[inside], scored["auto"][inside]
    halves = [rows["cutoff"] == cutoff for cutoff in rows["cutoff"].unique()]
    areas = [roc_auc_score(rows["label"][h], said["margin"][h]) for h in halves]
    pairs = [rows["label"][h].sum() * (1 - rows["label"][h]).sum() for h in halves]
    assert line["roc_auc"] == pytest.approx(np.average(areas, weights=pairs))
    assert line["calibration_ratio"] == pytest.approx(
        said["probability"].sum() / rows["label"].sum()
    )
    assert (line["leads"], line["snapshots"]) == (rows["lead_id"].nunique(), len(rows))
    assert line["buyers"] == rows.loc[rows["label"] == 1, "lead_id"].nunique()
    assert line["conversion"] == pytest.approx(rows["label"].mean())
    for measure in ("roc_auc", "calibration_ratio", "found", "conversion"):
        assert line[f"{measure}_low"] <= line[measure] <= line[f"{measure}_high"]


def test_shares_of_a_group_count_its_accounts_by_their_sizes() -> None:
    half = parse_settings({"comparison": {"resamples": 100}, "sales": {"capacity": 0.5}})
    scored, test = market()
    test.rows.loc[test.rows["lead_id"] < "l0400", "group"] = "account:large"
    media = (test.X["fit__industry"] == "media").to_numpy()
    scored["auto"]["margin"] += 100.0 * media  # so that all of them are called
    told = by_segment(scored, test, half).table.set_index("value").to_dict("index")["media"]
    rows = test.rows[media]
    buyers = rows[rows["label"] == 1].drop_duplicates("lead_id")
    for name, of in (("conversion", rows), ("found", buyers)):
        ends = wilson_interval(
            told[name], effective_accounts(of["group"].value_counts()), confidence=0.95
        )
        assert (told[f"{name}_low"], told[f"{name}_high"]) == pytest.approx(ends)
    assert told["found"] == 1
    assert told["found_low"] < 0.9


def test_a_buyer_is_found_in_its_group_as_among_all_leads(settings: Settings) -> None:
    scored, test = market()
    margin, rows = scored["auto"]["margin"], test.rows
    place = margin.groupby(rows["cutoff"]).rank(ascending=False, method="first")
    chosen = place <= 0.2 * 1200
    told = by_segment(scored, test, settings).table.set_index("value").to_dict("index")
    for value in ("software", "retail", "media"):
        inside = test.X["fit__industry"] == value
        bought = rows[inside & (rows["label"] == 1)]
        found = rows[inside & (rows["label"] == 1) & chosen]["lead_id"].nunique()
        assert told[value]["found"] == pytest.approx(found / bought["lead_id"].nunique())
        assert told[value]["called"] == pytest.approx(chosen[inside].mean())


@pytest.mark.parametrize(
    ("fault", "warning"),
    [({"blind": "retail"}, "roc_auc"), ({"loud": "media"}, "calibration_ratio")],
)
def test_a_group_served_much_worse_is_told(
    fault: dict[str, str], warning: str, settings: Settings
) -> None:
    told = by_segment(*market(**fault), settings)  # type: ignore[arg-type]
    assert told.warnings[["segment", "value", "warning"]].to_numpy().tolist() == [
        ["fit__industry", *fault.values(), warning]
    ]
    (sentence,) = told.told_worse("auto", "en")
    assert f"industry: {next(iter(fault.values()))}" in sentence
    assert told.sentence("auto", "fi") == told.told_worse("auto", "fi")[0]


def test_where_all_are_served_alike_hardly_any_group_is_told_worse(settings: Settings) -> None:
    """Of 20 markets without any fault, at most 4 may warn of anything.

    Holm's correction holds the chance of any warning at 5 % a market; the chance that
    more than 4 of 20 warn is then at most .26 % (binomial).
    """
    warned = sum(
        len(by_segment(*market(seed, leads=600), settings).warnings) > 0 for seed in range(20)
    )
    assert warned <= 4


def test_small_groups_stand_together_and_are_never_named(settings: Settings) -> None:
    scored, test = market()
    industry = test.X["fit__industry"].to_numpy(dtype=object)
    leads = test.rows["lead_id"].to_numpy()
    for value, first in (("yachts", 0), ("castles", 40)):
        industry[np.isin(leads, [f"l{code:04d}" for code in range(first, first + 30)])] = value
    spoilt = FeatureMatrix(
        rows=test.rows,
        X=test.X.assign(fit__industry=pd.Series(industry, dtype="str")),
        catalogue=test.catalogue,
        manifest=test.manifest,
    )
    told = by_segment(scored, spoilt, settings)
    assert told.table.loc[told.table["value"] == OTHER, "leads"].tolist() == [60]
    everything = told.to_json() + told.summary("auto").to_csv() + told.sentence("auto")
    assert "yachts" not in everything
    assert "castles" not in everything
    assert "others (2)" in everything
    assert (told.table["leads"] >= 50).all()


def test_what_is_left_over_cannot_be_worked_out_by_taking_away(settings: Settings) -> None:
    _, test = market()
    industry = test.X["fit__industry"].to_numpy(dtype=object)
    few = np.isin(test.rows["lead_id"], [f"l{code:04d}" for code in range(5)])
    industry[few] = "yachts"
    spoilt = FeatureMatrix(
        rows=test.rows,
        X=test.X.assign(fit__industry=pd.Series(industry, dtype="str")),
        catalogue=test.catalogue,
        manifest=test.manifest,
    )
    way = groupings(spoilt, settings)[0]
    sizes = pd.Series(test.rows["lead_id"].to_numpy()).groupby(way.codes).nunique()
    assert len(way.values) == 3  # two industries by name, the smallest joins the five leads
    assert way.values[-1] == OTHER
    assert sizes.min() >= 50


def test_what_is_not_known_is_a_group_of_its_own(settings: Settings) -> None:
    _, test = market()
    unknown = test.X["fit__industry"].where(test.X["fit__industry"] != "media")
    spoilt = FeatureMatrix(
        rows=test.rows,
        X=test.X.assign(fit__industry=unknown.astype("str")),
        catalogue=test.catalogue,
        manifest=test.manifest,
    )
    way = groupings(spoilt, settings)[0]
    assert way.values[-1] == UNKNOWN
    assert (way.names[-1]["en"], way.names[-1]["fi"]) == ("not known", "ei tiedossa")


def test_accounts_never_seen_are_told_beside_the_others(settings: Settings) -> None:
    scored, test = market()
    training = test.take((test.rows["group"] < "account:0300").to_numpy())
    told = by_segment(scored, test, settings, training)
    new = told.table[told.table["value"] == NEVER_SEEN].iloc[0]
    assert new["leads"] == 600
    sentence = told.unseen_sentence("en")
    assert (
        f"On the 600 leads of accounts that nothing was learned from, of whom {new['buyers']}"
        in (sentence)
    )
    assert len(told.unseen_summary("fi")) == 2
    assert told.metrics()["auto"]["unseen_accounts_roc_auc"] == pytest.approx(new["roc_auc"])


def test_where_every_account_was_learned_from_it_is_said(settings: Settings) -> None:
    scored, test = market()
    told = by_segment(scored, test, settings, test)
    assert "quality on accounts never seen cannot be shown" in told.unseen_sentence("en")
    assert told.unseen_summary("en").empty


def test_groups_with_too_few_buyers_have_no_quality(settings: Settings) -> None:
    scored, test = market(leads=400)
    media = test.X["fit__industry"] == "media"
    test.rows.loc[media, "label"] = 0.0
    test.rows.loc[np.flatnonzero(media)[:3], "label"] = 1.0
    told = by_segment(scored, test, settings)
    line = told.table.set_index("value").loc["media"]
    assert line[["roc_auc", "calibration_ratio", "found"]].isna().all()
    assert line["warning"] == ""
    assert "–" in told.summary("auto")["ROC AUC within it"].tolist()


def test_a_segment_that_the_data_do_not_have_is_refused_if_asked_for() -> None:
    scored, test = market(leads=400)
    wrong = parse_settings({"comparison": {"segments": ["fit__industri"]}})
    with pytest.raises(UsageError, match=r"comparison\.segments names 'fit__industri'"):
        by_segment(scored, test, wrong)


def test_without_any_segment_there_is_a_sentence(settings: Settings) -> None:
    scored, test = market(leads=400)
    bare = FeatureMatrix(
        rows=test.rows, X=test.X[[]], catalogue=Catalogue([]), manifest={"split": "time"}
    )
    told = by_segment(scored, bare, settings)
    assert "cannot be told apart" in told.sentence("auto", "en")
    assert json.loads(told.to_json()) == []
    assert told.metrics() == {}


def test_the_order_of_rows_changes_nothing(settings: Settings) -> None:
    scored, test = market(leads=400)
    order = np.random.default_rng(1).permutation(len(test.rows))
    turned = {"auto": scored["auto"].iloc[order].reset_index(drop=True)}
    assert (
        by_segment(scored, test, settings).to_json()
        == by_segment(turned, test.take(order), settings).to_json()
    )


def test_a_flat_export_is_told_by_its_own_columns(settings: Settings) -> None:
    scored, test = market(leads=400)
    catalogue = Catalogue([feature("fit__line_of_business", "category")])
    flat = FeatureMatrix(
        rows=test.rows.assign(cutoff=pd.Series(pd.NaT, test.rows.index, dtype="datetime64[us]")),
        X=test.X[["fit__industry"]].set_axis(["fit__line_of_business"], axis=1),
        catalogue=catalogue,
        manifest={"split": "random"},
    )
    told = by_segment(scored, flat, settings)
    assert set(told.table["segment"]) == {"fit__line_of_business"}
    assert told.summary("auto", "fi")["Ryhmä"].str.startswith("line_of_business (fi): ").all()


def test_an_unknown_contender_is_refused(settings: Settings) -> None:
    with pytest.raises(UsageError, match="There is no 'card' by segment; there are auto"):
        by_segment(*market(leads=400), settings).of("card")
