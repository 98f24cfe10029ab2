"""The grid counts, tells apart and suggests no more than the leads bear out."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from leadscore.cards.limits import CELLS
from leadscore.errors import UsageError
from leadscore.evaluation.grid import judge_grid, score_grid
from leadscore.evaluation.readings import Readings, levels
from leadscore.settings import Settings


def test_grid_cells_count_leads_once_and_know_nothing_of_young_rows(settings: Settings) -> None:
    rows = pd.DataFrame(
        {
            "lead_id": ["a", "a", "b", "c"],
            "group": ["x", "x", "y", "z"],
            "label": [1.0, 0.0, 0.0, np.nan],
        }
    )
    cells = pd.DataFrame({"grade": ["A", "A", "A", "D"], "band": [1, 1, 1, 4]})
    grid = score_grid(cells, rows, settings)
    assert len(grid) == 16
    best = grid[(grid["grade"] == "A") & (grid["band"] == 1)].iloc[0]
    young = grid[(grid["grade"] == "D") & (grid["band"] == 4)].iloc[0]
    assert (best["leads"], best["snapshots"]) == (2, 3)
    assert best["conversion"] == pytest.approx(1 / 3)
    assert 0 < best["low"] < 1 / 3 < best["high"] < 1
    assert (young["leads"], young["snapshots"]) == (1, 0)
    assert np.isnan(young["conversion"])


def test_cells_of_other_rows_are_refused(settings: Settings) -> None:
    cells = pd.DataFrame({"grade": ["A"], "band": [1]})
    rows = pd.DataFrame({"lead_id": ["a", "b"], "group": ["a", "b"], "label": [1.0, 0.0]})
    with pytest.raises(UsageError, match="cells must be for the same rows: 1 cells, 2 rows"):
        score_grid(cells, rows, settings)


def leads_of(
    seed: int = 0, *, leads: int = 1500, strength: float = 1.0, known: float = 1.0
) -> tuple[pd.DataFrame, pd.DataFrame, Readings]:
    """Give leads seen twice, four rows an account, that convert by fit and by behaviour."""
    rng = np.random.default_rng(seed)
    lead = np.repeat(np.arange(leads), 2)
    fit, behaviour = rng.normal(size=leads)[lead], rng.normal(size=2 * leads)
    chance = expit(-3 + strength * (fit + behaviour))
    label = (rng.random(2 * leads) < chance).astype(float)
    label[rng.random(2 * leads) >= known] = np.nan
    rows = pd.DataFrame(
        {
            "lead_id": [f"l{code:04d}" for code in lead],
            "group": [f"a{code // 2:04d}" for code in lead],
            "label": label,
        }
    )
    cells = pd.DataFrame(
        {
            "grade": np.select([fit > 1.3, fit > 0.5, fit > -0.3], ["A", "B", "C"], "D"),
            "band": np.select([behaviour > 1.3, behaviour > 0.5, behaviour > -0.3], [1, 2, 3], 4),
        }
    )
    points = {"fit": np.round(10 * fit + 30), "behaviour": np.round(10 * behaviour + 30)}
    both = points["fit"] + points["behaviour"]
    return cells, rows, Readings(unit="points", combined=both, **points)


def test_the_table_holds_what_was_counted_and_what_was_told(settings: Settings) -> None:
    cells, rows, readings = leads_of()
    found = judge_grid(cells, rows, settings, readings=readings, contender="card")
    counted = score_grid(cells, rows, settings)
    pd.testing.assert_frame_equal(found.table[counted.columns], counted)
    assert found.table["cell"].tolist() == list(CELLS)
    assert len(found.pairs) == 120
    assert found.overall == rows["label"].mean()
    assert found.verdict("A1", "D4") == "better"
    assert found.verdict("D4", "A1") == "worse"
    alike = found.table.set_index("cell")["alike"].str.split()
    marks = found.table.set_index("cell")["letters"]
    for a, b in found.pairs.loc[:, ["a", "b"]].itertuples(index=False):
        untold = found.verdict(a, b) == "cannot tell"
        assert untold == (b in alike[a]) == (a in alike[b]) == bool(set(marks[a]) & set(marks[b]))


def test_the_order_of_the_rows_changes_nothing(settings: Settings) -> None:
    cells, rows, readings = leads_of()
    one = judge_grid(cells, rows, settings, readings=readings)
    mixed = np.random.default_rng(3).permutation(len(rows))
    other = judge_grid(
        cells.iloc[mixed],
        rows.iloc[mixed],
        settings,
        readings=Readings(
            unit="points",
            combined=readings.combined[mixed],
            fit=readings.fit[mixed],
            behaviour=readings.behaviour[mixed],
        ),
    )
    pd.testing.assert_frame_equal(one.table, other.table)
    pd.testing.assert_frame_equal(one.pairs, other.pairs)
    pd.testing.assert_frame_equal(one.suggested.limits, other.suggested.limits)
    assert one.sentence() == other.sentence()


def test_intervals_of_pairs_leave_out_zero_exactly_where_they_are_told(settings: Settings) -> None:
    pairs = judge_grid(*leads_of()[:2], settings).pairs
    told = pairs["verdict"] != "cannot tell"
    assert told.any()
    assert not told.all()
    assert (((pairs["low"] > 0) | (pairs["high"] < 0)) == told).all()
    assert ((pairs["p_holm"] <= 0.05 + 1e-12) == told).all()
    assert (
        np.sign(pairs.loc[told, "difference"])
        == np.where(pairs.loc[told, "verdict"] == "better", 1, -1)
    ).all()


def test_leads_that_convert_equally_are_seldom_told_apart(settings: Settings) -> None:
    wrong = sum(
        bool(
            (
                judge_grid(*leads_of(seed, leads=500, strength=0.0)[:2], settings).pairs["verdict"]
                != "cannot tell"
            ).any()
        )
        for seed in range(60)
    )
    assert wrong <= 9  # of 60 at 5 %: more come once in a thousand times


def repeated(
    seed: int, *, best: float = 0.1, single: int = 1000, large: int = 5, cells: int = 16
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give leads seen at up to six cutoffs, always with one outcome; a tenth of them buy.

    Most have no account; those of the large accounts are strangers to each other. `best` is
    the chance of those in A1.
    """
    rng = np.random.default_rng(seed)
    group = np.r_[np.arange(single), single + np.repeat(np.arange(large), 100)]
    cell = rng.integers(0, cells, single + large)[group]
    buys = rng.random(len(group)) < np.where(cell == 0, best, 0.1)
    lead = np.repeat(np.arange(len(group)), rng.choice([5, 6], len(group)))
    rows = pd.DataFrame(
        {
            "lead_id": [f"l{code}" for code in lead],
            "group": [f"g{code}" for code in group[lead]],
            "label": buys[lead].astype(float),
        }
    )
    grade, band = np.array(list("ABCD"))[cell[lead] // 4], cell[lead] % 4 + 1
    return pd.DataFrame({"grade": grade, "band": band}), rows


def test_leads_seen_often_beside_large_accounts_are_seldom_told_apart(settings: Settings) -> None:
    wrong = sum(
        bool((judge_grid(*repeated(seed), settings).pairs["verdict"] != "cannot tell").any())
        for seed in range(20)
    )
    assert wrong <= 5  # of 20 at 5 %: more come once in a thousand times


def test_cells_of_leads_seen_often_are_told_apart_where_they_differ(settings: Settings) -> None:
    told = [
        judge_grid(*repeated(seed, best=0.4, large=0, cells=8), settings).verdict("A1", "B2")
        for seed in range(10)
    ]
    assert told.count("better") >= 7
    assert "worse" not in told


def test_a_grid_that_stands_on_its_head_is_contradicted(settings: Settings) -> None:
    cells, rows, _ = leads_of()
    turned = cells.assign(band=5 - cells["band"])
    found = judge_grid(turned, rows, settings)
    assert len(found.contradicted)
    assert (found.contradicted["relation"] != "trade").all()
    assert "The order of the grid is contradicted: leads in " in found.sentence()
    assert "Ruudukon järjestys ei pidä" in found.sentence("fi")
    assert "Nowhere do the leads contradict" in judge_grid(cells, rows, settings).sentence()


def test_better_fit_against_better_behaviour_is_answered(settings: Settings) -> None:
    cells, rows, _ = leads_of(leads=4000)
    told = judge_grid(cells, rows, settings).trades()
    assert re.search(r"Is [A-C]\d really better than [B-D]\d\? Surely", told)
    assert re.search(r"Is [A-C]\d really better than [B-D]\d\? One cannot tell: ", told)


def test_what_is_called_adds_up_to_capacity_and_begins_at_the_best_corner(
    settings: Settings,
) -> None:
    for capacity in (0.005, 0.2, 0.7, 0.999):
        wanted = settings.model_copy(
            update={"sales": settings.sales.model_copy(update={"capacity": capacity})}
        )
        suggested = judge_grid(*leads_of()[:2], wanted).suggested
        calls = suggested.calls
        assert (calls["share"] * calls["called"]).sum() == pytest.approx(capacity)
        assert calls["called"].is_monotonic_decreasing
        assert calls["expected"].is_monotonic_decreasing
        assert calls["cell"].iloc[0] == "A1"
        assert capacity > 0.01 or suggested.cells == ()
        assert suggested.cut is not None
        assert f"of the leads of {suggested.cut[0]}" in suggested.sentence() or capacity < 0.01


def test_a_cell_of_few_is_called_no_sooner_than_a_better_placed_one(settings: Settings) -> None:
    cells, rows, _ = leads_of()
    lucky = pd.DataFrame({"lead_id": ["x"], "group": ["x"], "label": [1.0]})
    cell = pd.DataFrame({"grade": ["D"], "band": [4]})
    kept = (cells["grade"] != "D") | (cells["band"] != 4)
    found = judge_grid(
        pd.concat([cells[kept], cell], ignore_index=True),
        pd.concat([rows[kept], lucky], ignore_index=True),
        settings,
    )
    assert found.suggested.calls["cell"].iloc[-1] == "D4"
    assert found.too_few == ("D4",)
    assert "Too few leads to be compared: D4." in found.sentence()
    assert found.verdict("C4", "D4") == "too few"
    expected = found.table["expected"].to_numpy().reshape(4, 4)
    assert (np.diff(expected, axis=0) <= 1e-12).all()
    assert (np.diff(expected, axis=1) <= 1e-12).all()


def test_limits_hold_the_shares_that_capacity_asks_for(settings: Settings) -> None:
    cells, rows, readings = leads_of()
    suggested = judge_grid(cells, rows, settings, readings=readings).suggested
    for axis in ("fit", "behaviour"):
        lines = suggested.limits[suggested.limits["axis"] == axis]
        assert lines["share"].tolist() == pytest.approx([0.1, 0.1, 0.4, 0.4], abs=0.03)
        assert lines["snapshots"].sum() == len(rows)
        assert lines["least"].iloc[:3].is_monotonic_decreasing
    grades = suggested.limits_of("fit")
    assert list(grades) == ["A", "B", "C"]
    assert (readings.fit >= grades["A"]).mean() == pytest.approx(suggested.limits["share"].iloc[0])
    assert "grades begin at these fit points: A from " in suggested.sentence()
    assert list(suggested.limits_of("behaviour")) == ["1", "2", "3"]


def test_where_few_values_differ_there_are_fewer_limits_and_excluded_leads_are_last(
    settings: Settings,
) -> None:
    cells, rows, _ = leads_of()
    two = np.where(np.arange(len(rows)) % 5 == 0, 10.0, 0.0)
    out = np.where(np.arange(len(rows)) % 2 == 0, np.nan, 0.0)
    readings = Readings(unit="points", combined=two, fit=two, behaviour=out)
    suggested = judge_grid(cells, rows, settings, readings=readings).suggested
    assert suggested.limits_of("fit") == {"A": 10.0}
    assert suggested.limits["name"].tolist()[:2] == ["A", "D"]
    assert suggested.limits_of("behaviour") == {"1": 0.0}
    nothing = Readings(unit="score", combined=two * 0, fit=two * 0, behaviour=two * 0)
    none = judge_grid(cells, rows, settings, readings=nothing).suggested
    assert none.limits.empty
    assert "begin at" not in none.sentence()


@pytest.mark.parametrize("label", [0.0, 1.0, np.nan])
def test_one_outcome_alone_tells_nothing_apart(settings: Settings, label: float) -> None:
    cells, rows, readings = leads_of()
    found = judge_grid(cells, rows.assign(label=label), settings, readings=readings)
    assert set(found.pairs["verdict"]) <= {"cannot tell"}
    assert found.suggested.calls["called"].sum() > 0
    for language in ("en", "fi"):
        assert found.sentence(language)
        assert len(found.summary(language)) == 16


@pytest.mark.parametrize("size", [1, 2, 9])
def test_a_handful_of_leads_is_told_to_be_too_few(settings: Settings, size: int) -> None:
    cells, rows, readings = leads_of()
    some = Readings(
        unit="score",
        combined=readings.combined[:size],
        fit=readings.fit[:size],
        behaviour=readings.behaviour[:size],
    )
    found = judge_grid(cells[:size], rows[:size], settings, readings=some)
    assert found.pairs.empty
    assert set(found.steps["verdict"]) == {"too few"}
    assert found.sentence().startswith("No two cells have enough leads")
    assert found.trades() == ""
    assert (found.table["letters"] == "").all()


def test_young_rows_count_for_shares_but_tell_nothing(settings: Settings) -> None:
    cells, rows, _ = leads_of(known=0.5)
    known = rows["label"].notna()
    found = judge_grid(cells, rows, settings)
    told = judge_grid(cells[known], rows[known], settings)
    pd.testing.assert_frame_equal(found.pairs, told.pairs)
    assert found.table["share"].tolist() == pytest.approx(
        (
            found.table["cell"].map((cells["grade"] + cells["band"].astype(str)).value_counts())
            / len(rows)
        ).tolist()
    )


def test_a_question_about_no_cell_is_refused(settings: Settings) -> None:
    found = judge_grid(*leads_of(leads=40)[:2], settings)
    with pytest.raises(UsageError, match="two different cells from A1 to D4; it was given 'A5'"):
        found.verdict("A5", "B1")
    with pytest.raises(UsageError, match="'B1' and 'B1'"):
        found.verdict("B1", "B1")


def test_levels_are_round_and_part_the_rows() -> None:
    assert levels(np.array([5.0, 10, 10, 40])).tolist() == [5, 10, 40]
    assert levels(np.array([5.0, 10]), also=(7.0,)).tolist() == [5, 7, 10]
    assert levels(np.array([np.nan])).size == 0
    values = np.random.default_rng(0).gamma(2, 20, 5000)
    tried = levels(values)
    assert 50 < len(tried) <= 100
    assert (tried % 2 == 0).all()
    reached = [(values >= each).mean() for each in tried]
    assert (np.diff(reached) < 0).all()
