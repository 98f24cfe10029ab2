"""The simulated CRM: its funnel, what is planted in it, and that its truth is true.

Figures are pooled over three markets of 5,000 leads with fixed seeds. Bounds are about three
standard errors: wide enough for most other seeds, and narrow enough to fail when a figure
moves.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from scipy import stats

from leadscore.errors import OutputError, UsageError
from leadscore.sources.simulate import Simulation, simulate
from leadscore.sources.simulation.columns import ARROW_TYPES
from leadscore.sources.simulation.law import Stage, make_law
from leadscore.sources.simulation.truth import CONTACTED
from leadscore.sources.tables import TABLES

HORIZON = pd.Timedelta(days=90)
#: Quarter starts: horizons do not overlap, and none reaches over the change on 2025-01-01.
BEFORE = [pd.Timestamp(day) for day in ("2024-04-01", "2024-07-01", "2024-10-01")]
AFTER = [pd.Timestamp(day) for day in ("2025-01-01", "2025-04-01", "2025-07-01")]


@pytest.fixture(scope="module")
def markets() -> list[Simulation]:
    return [simulate(n_leads=5000, seed=seed) for seed in (10, 11, 12)]


@pytest.fixture(scope="module")
def market(markets: list[Simulation]) -> Simulation:
    return markets[0]


@pytest.fixture(scope="module")
def clean() -> Simulation:
    return simulate(n_leads=2500, seed=4, clean=True)


@pytest.fixture(scope="module")
def snapshots(markets: list[Simulation]) -> list[pd.DataFrame]:
    """Give each market's open leads at the quarter starts, with label and truth."""
    return [_judge(market, [*BEFORE, *AFTER]) for market in markets]


@pytest.fixture(scope="module")
def judged(snapshots: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(snapshots, ignore_index=True)


def _judge(market: Simulation, cutoffs: list[pd.Timestamp]) -> pd.DataFrame:
    """Take snapshots by the time rules, in pandas, independently of the package."""
    leads, stages = market.tables["leads"], market.tables["stages"]
    refused = leads["do_not_contact"].fillna(False) | ~leads["marketing_consent"].fillna(True)
    won = stages[stages["stage"] == "won"].groupby("lead_id")["entered_at"].min()
    lots = []
    for cutoff in cutoffs:
        seen = stages[(stages["entered_at"] < cutoff) & (stages["recorded_at"] < cutoff)]
        stage = leads["lead_id"].map(seen.groupby("lead_id")["stage"].last())
        is_open = (leads["created_at"] < cutoff) & ~stage.isin(["won", "lost", "opportunity"])
        rows = leads.loc[is_open & ~refused, ["lead_id", "account_id", "created_at"]]
        rows = rows.assign(cutoff=cutoff, won_at=rows["lead_id"].map(won))
        rows["label"] = (rows["won_at"] >= cutoff) & (rows["won_at"] < cutoff + HORIZON)
        lots.append(rows)
    snapshots = pd.concat(lots, ignore_index=True)
    truth = market.truth(snapshots)
    return snapshots.assign(p=truth["p_observed"], p_if_worked=truth["p_if_worked"])


def _surprise(rows: pd.DataFrame) -> float:
    """Give how many binomial standard errors the wins lie above the truth."""
    spread = np.sqrt((rows["p"] * (1 - rows["p"])).sum())
    return float((rows["label"] - rows["p"]).sum() / spread)


def _auc(rows: pd.DataFrame, guess: pd.Series) -> float:
    """Give the chance that a win outranks another lead of the same cutoff."""
    better = pairs = 0.0
    for _, lot in rows.assign(guess=guess).groupby("cutoff"):
        rank = lot["guess"].rank()
        wins, n = int(lot["label"].sum()), len(lot)
        better += float(rank[lot["label"]].sum()) - wins * (wins + 1) / 2
        pairs += wins * (n - wins)
    return better / pairs


def _expected_lift(snapshots: pd.DataFrame, acts: pd.DataFrame, days: int) -> float:
    """Give the mean truth of leads with such an act in the window, over that of all.

    Only leads older than the window, so that the age of a lead plays no part.
    """
    window = pd.Timedelta(days=days)
    rows = snapshots[snapshots["created_at"] < snapshots["cutoff"] - window]
    has = pd.Series(False, index=rows.index)
    for cutoff in [*BEFORE, *AFTER]:
        in_window = acts["event_at"].between(cutoff - window, cutoff, inclusive="left")
        seen = rows["lead_id"].isin(acts.loc[in_window, "lead_id"])
        has |= seen & (rows["cutoff"] == cutoff)
    return float(rows["p"][has].mean() / rows["p"].mean())


def _funnel(markets: list[Simulation]) -> dict[str, int]:
    counts = [m.tables["stages"].groupby("stage")["lead_id"].nunique() for m in markets]
    return {stage: int(sum(count[stage] for count in counts)) for stage in counts[0].index}


def test_tables_have_the_standard_columns_and_types(market: Simulation, tmp_path: Path) -> None:
    files = market.write(tmp_path / "data")
    assert [file.stem for file in files] == list(TABLES)
    for file in files:
        schema = pq.read_schema(file)
        expected = {name: ARROW_TYPES[kind] for name, kind in TABLES[file.stem].types.items()}
        assert dict(zip(schema.names, schema.types, strict=True)) == expected
        assert tuple(market.tables[file.stem].columns) == tuple(expected)
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == sorted(
        f"{name}.parquet" for name in TABLES
    )


def test_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    def written(folder: str, seed: int) -> list[bytes]:
        files = simulate(n_leads=400, months=8, seed=seed).write(tmp_path / folder)
        return [file.read_bytes() for file in files]

    assert written("one", 5) == written("two", 5)
    assert written("one", 5) != written("three", 6)


def test_rows_stand_in_the_stated_order(market: Simulation) -> None:
    tables = market.tables
    assert tables["leads"]["created_at"].is_monotonic_increasing
    for name, keys in (
        ("accounts", ["account_id"]),
        ("events", ["lead_id", "event_at"]),
        ("stages", ["lead_id", "entered_at"]),
        ("orders", ["account_id", "ordered_at"]),
        ("campaigns", ["campaign_id"]),
    ):
        ordered = tables[name].sort_values(keys, kind="stable")
        assert ordered.index.is_monotonic_increasing, name


def test_ids_are_unique_and_lead_to_their_tables(market: Simulation) -> None:
    tables = market.tables
    assert len(tables["leads"]) == 5000
    for table, key in (("leads", "lead_id"), ("accounts", "account_id"), ("campaigns", None)):
        column = tables[table][key or "campaign_id"]
        assert column.is_unique
        assert column.notna().all()
    assert set(tables["leads"]["account_id"].dropna()) == set(tables["accounts"]["account_id"])
    assert set(tables["events"]["lead_id"]) <= set(tables["leads"]["lead_id"])
    assert set(tables["stages"]["lead_id"]) == set(tables["leads"]["lead_id"])
    assert set(tables["orders"]["account_id"]) <= set(tables["accounts"]["account_id"])
    campaigns = set(tables["campaigns"]["campaign_id"])
    assert set(tables["events"]["campaign_id"].dropna()) <= campaigns


def test_nothing_happens_before_creation_or_is_known_before_it_happens(
    market: Simulation,
) -> None:
    created = market.tables["leads"].set_index("lead_id")["created_at"]
    for name, at in (("events", "event_at"), ("stages", "entered_at")):
        table = market.tables[name]
        assert (table[at] >= table["lead_id"].map(created)).all(), name
        assert (table["recorded_at"] >= table[at]).all(), name
        assert table["recorded_at"].max() < pd.Timestamp("2026-01-01"), name
    first = market.tables["stages"].groupby("lead_id").first()
    assert (first["stage"] == "lead").all()
    assert (first["entered_at"] == created).all()


def test_stages_follow_the_funnel(market: Simulation) -> None:
    stages = market.tables["stages"]
    before = stages.groupby("lead_id")["stage"].shift()
    allowed = {
        "mql": {"lead", "recycled"},
        "sql": {"mql"},
        "opportunity": {"sql"},
        "won": {"opportunity", "lead"},
        "recycled": {"sql", "opportunity", "lost"},
        "lost": {"sql", "opportunity", "lead", "recycled"},
    }
    # what sales typed in late is missing in the last days, and with it steps in between
    typed_in = stages["entered_at"] < pd.Timestamp("2025-12-20")
    for stage, origins in allowed.items():
        found = set(before[typed_in & (stages["stage"] == stage)])
        assert found <= origins, f"{stage}: {found}"


def test_of_100_leads_sales_handles_20_and_wins_3(markets: list[Simulation]) -> None:
    count = _funnel(markets)
    assert count["sql"] / count["lead"] == pytest.approx(0.20, abs=0.015)
    assert count["opportunity"] / count["sql"] == pytest.approx(0.80, abs=0.03)
    assert count["won"] / count["opportunity"] == pytest.approx(0.20, abs=0.03)
    assert count["won"] / count["lead"] == pytest.approx(0.032, abs=0.005)


def test_a_lead_costs_45_euros(markets: list[Simulation]) -> None:
    for market in markets:
        cost = market.tables["campaigns"]["cost_eur"].sum() / len(market.tables["leads"])
        assert cost == pytest.approx(45, abs=2)


def test_a_late_contact_closes_half_as_well(markets: list[Simulation]) -> None:
    rates = {True: [0, 0], False: [0, 0]}
    for market in markets:
        first = market.tables["stages"].pivot_table(
            index="lead_id", columns="stage", values="entered_at", aggfunc="first"
        )
        contacted = first[first["sql"].notna() & first["mql"].notna()]
        waited = contacted["sql"] - contacted["mql"]
        fast = waited <= pd.Timedelta(days=market.planted.fast_contact_days)
        for key in (True, False):
            rates[key][0] += int(contacted["won"].notna()[fast == key].sum())
            rates[key][1] += int((fast == key).sum())
    ratio = (rates[True][0] / rates[True][1]) / (rates[False][0] / rates[False][1])
    assert 1.5 < ratio < 2.5
    assert rates[True][1] / (rates[True][1] + rates[False][1]) == pytest.approx(0.5, abs=0.04)


def test_one_lead_in_twenty_is_worked_at_random(markets: list[Simulation]) -> None:
    drawn = sum(
        m.tables["stages"].query("reason == 'random sample'")["lead_id"].nunique() for m in markets
    )
    assert drawn / 15_000 == pytest.approx(0.05, abs=0.01)


def test_unworked_leads_practically_never_buy(markets: list[Simulation]) -> None:
    alone = sum((m.tables["stages"]["reason"] == "self-service").sum() for m in markets)
    assert alone / 15_000 < 0.001


def test_committees_are_typically_of_three(markets: list[Simulation]) -> None:
    sizes = pd.concat([m.tables["leads"]["account_id"].value_counts() for m in markets])
    assert sizes.median() == 3
    assert sizes.mode().tolist() == [3]
    alone = np.mean([m.tables["leads"]["account_id"].isna().mean() for m in markets])
    assert alone == pytest.approx(0.12, abs=0.02)


def test_leads_have_tens_of_events_and_many_have_few(market: Simulation) -> None:
    counts = market.tables["events"]["lead_id"].value_counts()
    assert 20 < counts.mean() < 60
    assert counts.median() < 0.6 * counts.mean()


def test_titles_are_english_and_finnish_and_messy(market: Simulation) -> None:
    titles = market.tables["leads"]["job_title"]
    assert titles.str.contains("Toimitusjohtaja", case=True, na=False).any()
    assert titles.str.contains("CEO", na=False).any()
    assert titles.str.contains("Mgr|Sr", na=False).any()
    assert titles.str.isupper().sum() > 10
    assert 0.05 < titles.isna().mean() < 0.3


def test_firmographics_are_missing_more_often_for_small_companies(market: Simulation) -> None:
    accounts = market.tables["accounts"]
    small = accounts["revenue_eur"] < 5_000_000
    large = accounts["revenue_eur"] > 50_000_000
    gone = accounts["employees"].isna()
    assert gone[small].mean() > 2 * gone[large].mean()


def test_customers_order_until_they_stop(market: Simulation) -> None:
    orders = market.tables["orders"]
    last = orders.groupby("account_id")["ordered_at"].max()
    bought = market.planted.stopped_customers & set(last.index)
    assert bought
    assert last[sorted(bought)].max() < pd.Timestamp("2026-01-01")
    since = market.tables["accounts"].set_index("account_id")["customer_since"]
    assert (since < pd.Timestamp("2024-01-01")).sum() > 50
    assert since[since > pd.Timestamp("2024-01-01")].index.isin(orders["account_id"]).all()


def test_recycled_leads_come_back(markets: list[Simulation]) -> None:
    back = 0
    for market in markets:
        stages = market.tables["stages"]
        before = stages.groupby("lead_id")["stage"].shift()
        back += int(((stages["stage"] == "mql") & (before == "recycled")).sum())
    assert back > 30


def test_the_guide_means_nothing(markets: list[Simulation], snapshots: list[pd.DataFrame]) -> None:
    lifts = []
    for market, rows in zip(markets, snapshots, strict=True):
        events = market.tables["events"]
        guide = events[events["asset"] == market.planted.guide]
        assert guide["lead_id"].nunique() > 0.5 * len(market.tables["leads"])
        lifts.append(_expected_lift(rows, guide, 90))
    assert np.mean(lifts) == pytest.approx(1.0, abs=0.06)


def test_pricing_tells_of_buying_and_careers_of_not(
    markets: list[Simulation], snapshots: list[pd.DataFrame]
) -> None:
    pricing, careers = [], []
    for market, rows in zip(markets, snapshots, strict=True):
        views = market.tables["events"].query("kind == 'page_view'")
        url = views["url"].fillna("")
        pricing.append(_expected_lift(rows, views[url == market.planted.pricing_url], 30))
        is_careers = url.str.startswith(market.planted.careers_url)
        careers.append(_expected_lift(rows, views[is_careers], 30))
    assert np.mean(pricing) > 2
    assert np.mean(careers) < 0.8


def test_readers_and_job_seekers_never_buy(markets: list[Simulation]) -> None:
    for market in markets:
        stages = market.tables["stages"]
        winners = set(stages.loc[stages["stage"] == "won", "lead_id"])
        assert market.planted.newsletter_readers
        assert market.planted.job_seekers
        assert not winners & (market.planted.newsletter_readers | market.planted.job_seekers)


def test_opted_out_people_are_never_worked(market: Simulation) -> None:
    leads = market.tables["leads"]
    refused = leads["do_not_contact"].fillna(False) | ~leads["marketing_consent"].fillna(True)
    assert 0.04 < refused.mean() < 0.12
    worked = market.tables["stages"].query("stage == 'mql'")["lead_id"]
    assert not set(leads.loc[refused, "lead_id"]) & set(worked)
    unsubscribed = market.tables["events"].query("kind == 'unsubscribe'")["lead_id"]
    assert len(unsubscribed) > 0
    firsts = set(market.planted.duplicates) | set(market.planted.duplicates.values())
    assert set(unsubscribed) - firsts <= set(leads.loc[refused, "lead_id"])


def _burst_leads(market: Simulation) -> set[str]:
    """Leads with six or more clicks within one minute of one mail."""
    clicks = market.tables["events"].query("kind == 'email_click'").drop_duplicates()
    spread = clicks.groupby(["lead_id", "campaign_id"])["event_at"].agg(["size", "min", "max"])
    burst = (spread["size"] >= 6) & (spread["max"] - spread["min"] < pd.Timedelta(minutes=1))
    return set(spread[burst].index.get_level_values("lead_id"))


def test_scanners_click_everything_within_a_minute(market: Simulation) -> None:
    account = market.tables["leads"].set_index("lead_id")["account_id"]
    found = set(account[sorted(_burst_leads(market))])
    assert len(found) > 10
    assert found <= market.planted.scanner_accounts


def test_some_rows_come_late_and_fair_lists_always(market: Simulation) -> None:
    events = market.tables["events"]
    delay = events["recorded_at"] - events["event_at"]
    assert 0.02 < (delay > pd.Timedelta(days=0.5)).mean() < 0.08
    assert delay[events["kind"] == "trade_fair"].min() >= pd.Timedelta(days=3)
    stages = market.tables["stages"]
    late = stages["recorded_at"] - stages["entered_at"] > pd.Timedelta(days=0.5)
    assert 0.02 < late.mean() < 0.25


def test_people_are_kept_twice_and_rows_delivered_twice(market: Simulation) -> None:
    leads = market.tables["leads"].set_index("lead_id")
    assert len(market.planted.duplicates) == 100
    second = leads.loc[list(market.planted.duplicates)].reset_index()
    first = leads.loc[list(market.planted.duplicates.values())].reset_index()
    assert (second["created_at"] >= first["created_at"]).all()
    assert second["account_id"].equals(first["account_id"])
    stages = market.tables["stages"]
    of_seconds = stages[stages["lead_id"].isin(list(market.planted.duplicates))]
    assert (of_seconds["stage"] == "lead").all()
    assert 0.002 < market.tables["events"].duplicated().mean() < 0.008


def test_half_way_a_channel_dies_and_another_is_born(market: Simulation) -> None:
    leads, planted = market.tables["leads"], market.planted
    assert planted.change_at == datetime(2025, 1, 1)
    dying = leads.loc[leads["source"] == planted.dying_channel, "created_at"]
    born = leads.loc[leads["source"] == planted.new_channel, "created_at"]
    seconds = leads.loc[leads["lead_id"].isin(list(planted.duplicates)), "created_at"]
    assert dying.drop(seconds.index, errors="ignore").max() < planted.change_at <= born.min()
    assert min(len(dying), len(born)) > 150


def test_clean_has_neither_duplicates_nor_scanners_nor_late_rows_nor_a_change(
    clean: Simulation,
) -> None:
    tables, planted = clean.tables, clean.planted
    assert len(tables["leads"]) == 2500
    assert not planted.duplicates
    assert not tables["events"].duplicated().any()
    assert not planted.scanner_accounts
    assert not _burst_leads(clean)
    assert (tables["events"]["recorded_at"] == tables["events"]["event_at"]).all()
    assert (tables["stages"]["recorded_at"] == tables["stages"]["entered_at"]).all()
    assert planted.change_at is None
    assert planted.dying_channel is None
    assert planted.new_channel is None
    by_half = tables["leads"].groupby(tables["leads"]["created_at"] < datetime(2025, 1, 1))
    assert "ai_search" not in set(tables["leads"]["source"])
    assert (by_half["source"].apply(lambda source: (source == "display_ads").mean()) > 0.1).all()


def test_truth_equals_the_observed_rate_overall_and_in_each_half(judged: pd.DataFrame) -> None:
    # three standard errors: a true truth fails about one seed in 300
    assert abs(_surprise(judged)) < 3
    assert abs(_surprise(judged[judged["cutoff"].isin(BEFORE)])) < 3
    assert abs(_surprise(judged[judged["cutoff"].isin(AFTER)])) < 3
    assert 0.005 < judged["label"].mean() < 0.015


def test_truth_is_calibrated_by_tenths(judged: pd.DataFrame) -> None:
    tenth = pd.qcut(judged["p"].rank(method="first"), 10, labels=False)
    lots = [rows for _, rows in judged.groupby(tenth) if rows["p"].sum() > 3]
    assert len(lots) >= 7
    chi_square = sum(_surprise(rows) ** 2 for rows in lots)
    assert chi_square < stats.chi2.ppf(0.997, len(lots))
    never = judged[judged["p"] == 0]
    assert len(never) > 100
    assert not never["label"].any()


def test_truth_is_calibrated_where_the_horizon_reaches_over_the_change(
    markets: list[Simulation],
) -> None:
    rows = pd.concat([_judge(market, [pd.Timestamp("2024-11-15")]) for market in markets])
    assert abs(_surprise(rows)) < 3


def test_truth_ranks_far_better_than_fit_alone(
    markets: list[Simulation], snapshots: list[pd.DataFrame], judged: pd.DataFrame
) -> None:
    assert 0.80 < _auc(judged, judged["p"]) < 0.91
    # the best that hidden fit can do: the mean truth of its classes, behaviour unseen
    fit = []
    for market, every in zip(markets, snapshots, strict=True):
        rows = every[every["cutoff"].isin(AFTER)]
        record = market.tables["leads"]["lead_id"].searchsorted(rows["lead_id"])
        person = market._world.records.person[record]
        people, accounts = market._world.people, market._world.accounts
        marks = [accounts.tier[1, people.account[person]], people.persona[person]]
        fit.append(rows.assign(guess=rows["p"].groupby(marks).transform("mean")))
    after = pd.concat(fit, ignore_index=True)
    assert 0.6 < _auc(after, after["guess"]) < 0.78
    assert _auc(after, after["p"]) > _auc(after, after["guess"]) + 0.08


def test_being_worked_now_is_better_on_average(judged: pd.DataFrame) -> None:
    assert judged["p_if_worked"].mean() > 5 * judged["p"].mean()
    assert (judged["p_if_worked"] >= judged["p"] - 1e-9).mean() > 0.99


def test_truth_equals_powers_of_the_law(market: Simulation) -> None:
    """The same chance, forward: the joint law of one class as one matrix, multiplied out."""
    world, law = market._world, make_law()
    rows = _judge(market, [pd.Timestamp("2024-12-01")])
    for horizon in (7, 90):
        truth = market.truth(rows, horizon_days=horizon)
        for row in (0, 50, 400):
            record = int(str(rows["lead_id"].iloc[row])[1:]) - 1
            if world.records.is_second[record]:
                continue
            person = world.records.person[record]
            account = world.people.account[person]
            joint = []
            for half in (0, 1):
                tier = world.accounts.tier[half, account]
                moves = law.account[half][tier, int(world.accounts.customer[account])]
                of_person = law.person[world.people.persona[person]]
                of_stage = law.stage[
                    world.people.points[person], world.people.persona[person], tier
                ]
                both = np.einsum("aA,Apq,AqsS->apsAqS", moves, of_person, of_stage)
                joint.append(both.reshape(255, 255))
            day = 335
            before = min(horizon, 366 - day)
            power = np.linalg.matrix_power
            far = power(joint[0], before) @ power(joint[1], horizon - before)
            states = [
                int(world.paths.account[day, account]),
                int(world.paths.person[day, person]),
                int(world.paths.stage[day, person]),
            ]
            won = far.reshape(5, 3, 17, 5, 3, 17)[..., Stage.WON].sum(axis=(3, 4))
            assert truth["p_observed"].iloc[row] == pytest.approx(won[*states], rel=1e-9)
            states[2] = int(CONTACTED[states[2]])
            assert truth["p_if_worked"].iloc[row] == pytest.approx(won[*states], rel=1e-9)


def test_truth_knows_nothing_of_the_future(market: Simulation) -> None:
    """Two markets that part ways after the cutoff have the same truth at it."""
    rows = _judge(market, BEFORE[:1])
    other = simulate(n_leads=5000, seed=10)
    day = (BEFORE[0] - pd.Timestamp("2024-01-01")).days
    other._world.paths.stage[day + 1 :] = Stage.WON
    other._world.paths.account[day + 1 :] = 0
    expected = market.truth(rows)
    pd.testing.assert_frame_equal(other.truth(rows), expected)


def test_truth_refuses_what_is_not_of_this_simulation(clean: Simulation) -> None:
    lead = clean.tables["leads"].iloc[[0]]
    good = pd.DataFrame({"lead_id": lead["lead_id"], "cutoff": [pd.Timestamp("2024-06-01")]})
    assert len(clean.truth(good)) == 1
    with pytest.raises(UsageError, match=r"1 of 1 snapshots are of leads that this simulation"):
        clean.truth(good.assign(lead_id="X1"))
    with pytest.raises(UsageError, match=r"not a midnight in UTC \(first: L0000001\)"):
        clean.truth(good.assign(cutoff=pd.Timestamp("2024-06-01 01:00")))
    with pytest.raises(UsageError, match="a cutoff before the lead was created"):
        clean.truth(good.assign(cutoff=pd.Timestamp("2023-06-01")))
    with pytest.raises(UsageError, match="a cutoff after the end, 2026-01-01"):
        clean.truth(good.assign(cutoff=pd.Timestamp("2026-01-02")))
    with pytest.raises(UsageError, match="must have a column 'cutoff'"):
        clean.truth(good[["lead_id"]])
    with pytest.raises(UsageError, match="horizon_days must be 1 or more, not 0"):
        clean.truth(good, horizon_days=0)


def test_arguments_out_of_range_are_refused() -> None:
    with pytest.raises(UsageError, match="n_leads must be 1 or more, not 0"):
        simulate(n_leads=0)
    with pytest.raises(UsageError, match="months must be between 1 and 120, not 0"):
        simulate(months=0)
    with pytest.raises(UsageError, match="seed must be 0 or more, not -1"):
        simulate(seed=-1)
    with pytest.raises(UsageError, match="start must be a midnight"):
        simulate(start=datetime(2024, 1, 1, 12))


@pytest.mark.parametrize("n_leads", [1, 3, 40])
@pytest.mark.parametrize("months", [1, 5])
def test_small_markets_work(n_leads: int, months: int) -> None:
    market = simulate(n_leads=n_leads, months=months, seed=n_leads)
    assert len(market.tables["leads"]) == n_leads
    assert market.describe().startswith("Simulated CRM, nothing in it is real")


def test_a_folder_that_cannot_be_written_is_told(clean: Simulation, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(OutputError, match=r"cannot be written to .*data"):
        clean.write(tmp_path / "data")
