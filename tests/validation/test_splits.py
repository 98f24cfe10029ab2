"""Nothing that is learned from reaches into what is judged on."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from leadscore.errors import NotEnoughDataError
from leadscore.settings import Settings, parse_settings
from leadscore.validation.splits import calling_rounds, lies_apart, outer_split, trace


def monthly(months: int, leads: int = 30, seed: int = 0) -> pd.DataFrame:
    """Give snapshots at month starts; the newest three cutoffs are immature."""
    cutoffs = pd.date_range("2024-01-01", periods=months, freq="MS").as_unit("us")
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "lead_id": np.tile([f"l{i}" for i in range(leads)], months),
            "group": np.tile([f"a{i // 3}" for i in range(leads)], months),
            "cutoff": np.repeat(cutoffs, leads),
            "label": (rng.random(months * leads) < 0.2).astype(float),
            "mature": True,
        }
    )
    young = frame["cutoff"] > cutoffs[-4]
    frame.loc[young, "label"] = np.nan
    frame.loc[young, "mature"] = False
    return frame


def flat(rows: int = 200, *, order: bool = True) -> pd.DataFrame:
    """Give a flat export, two rows a group."""
    rng = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "lead_id": [f"l{i}" for i in range(rows)],
            "group": [f"g{i // 2}" for i in range(rows)],
            "cutoff": pd.Series(pd.NaT, index=range(rows), dtype="datetime64[us]"),
            "position": pd.Series(range(rows) if order else [pd.NA] * rows, dtype="Int64"),
            "label": (rng.random(rows) < 0.3).astype(float),
            "mature": True,
        }
    )


def settings(**sections: dict[str, object]) -> Settings:
    return parse_settings(dict(sections))


def test_test_cutoffs_are_the_newest_mature_ones_and_a_horizon_lies_between() -> None:
    rows = monthly(18)
    split = outer_split(rows, settings(time={"label_delay_days": 10}))
    assert len(split.test_cutoffs) == 4
    assert split.test_cutoffs[-1] == rows.loc[rows["mature"], "cutoff"].max()
    gap = split.test_cutoffs[0] - split.train_cutoffs[-1]
    assert gap >= pd.Timedelta(days=100)
    # The next cutoff would have fitted with a shorter gap only.
    later = rows.loc[rows["cutoff"] > split.train_cutoffs[-1], "cutoff"].min()
    assert later + pd.Timedelta(days=100) > split.test_cutoffs[0]


def test_every_row_is_in_exactly_one_part_and_immature_ones_in_neither() -> None:
    rows = monthly(18)
    split = outer_split(rows, Settings())
    parts = np.concatenate([split.train, split.test, split.unused])
    assert sorted(parts) == list(range(len(rows)))
    assert rows["mature"].iloc[np.r_[split.train, split.test]].all()
    assert set(np.flatnonzero(~rows["mature"])) <= set(split.unused)


def test_the_order_of_rows_changes_nothing() -> None:
    rows = monthly(16).reset_index(names="was")
    shuffled = rows.sample(frac=1, random_state=1).reset_index(drop=True)
    one, other = outer_split(rows, Settings()), outer_split(shuffled, Settings())
    assert set(rows["was"].iloc[one.test]) == set(shuffled["was"].iloc[other.test])
    assert set(rows["was"].iloc[one.train]) == set(shuffled["was"].iloc[other.train])
    assert one.sentence == other.sentence


def test_a_short_history_shrinks_the_test_part_and_says_so() -> None:
    rows = monthly(9)  # six mature cutoffs, January to June
    split = outer_split(rows, Settings())
    assert list(split.train_cutoffs) == [pd.Timestamp("2024-01-01")]
    assert list(split.test_cutoffs) == list(pd.date_range("2024-04-01", "2024-06-01", freq="MS"))
    assert "3 test cutoffs instead of the wanted 4" in split.sentence


def test_a_history_shorter_than_the_horizon_is_too_little() -> None:
    with pytest.raises(NotEnoughDataError, match=r"90 days between them.*at 3 cutoffs.*shorter"):
        outer_split(monthly(6), Settings())


def test_a_test_part_without_a_buyer_is_too_little() -> None:
    rows = monthly(16)
    rows.loc[rows["cutoff"] > "2024-06-01", "label"] *= 0
    with pytest.raises(NotEnoughDataError, match="non-conversions on both sides"):
        outer_split(rows, Settings())


def test_nothing_known_or_one_outcome_only_is_told_as_what_it_is() -> None:
    rows = monthly(16)
    with pytest.raises(NotEnoughDataError, match=r"the data end before the 90 days .*'won'"):
        outer_split(rows.assign(label=np.nan), Settings())
    with pytest.raises(NotEnoughDataError, match=r"have the same one: none of them converted"):
        outer_split(rows.assign(label=rows["label"] * 0), Settings())
    with pytest.raises(NotEnoughDataError, match="the target column is empty"):
        outer_split(rows.assign(label=np.nan), Settings(), how="random")


def test_the_sentence_tells_dates_and_counts_in_both_languages() -> None:
    rows = monthly(18)
    english = outer_split(rows, Settings())
    wins = int(rows["label"].iloc[english.test].sum())
    assert "from 1 January 2024 to 1 September 2024" in english.sentence
    assert f"from 1 December 2024 to 1 March 2025 ({wins} converted)" in english.sentence
    finnish = outer_split(rows, settings(project={"language": "fi"})).sentence
    assert "1.1.2024–1.9.2024" in finnish


def test_days_after_creation_test_on_the_newest_share_of_rows() -> None:
    days = pd.date_range("2024-01-01", periods=300, freq="D").as_unit("us")
    rng = np.random.default_rng(0)
    rows = pd.DataFrame(
        {
            "lead_id": [f"l{i}" for i in range(600)],
            "group": [f"l{i}" for i in range(600)],
            "cutoff": np.repeat(days, 2),
            "label": (rng.random(600) < 0.3).astype(float),
            "mature": True,
        }
    )
    chosen = settings(time={"grid": "after_creation", "horizon_days": 30})
    split = outer_split(rows, chosen)
    assert len(split.test) == 120
    assert split.train_cutoffs[-1] + pd.Timedelta(days=30) == split.test_cutoffs[0]
    rounds = calling_rounds(rows.iloc[split.test], chosen)
    assert sorted(set(rounds)) == [0, 1, 2]  # 28 August to 26 October: three months


def test_a_flat_export_in_order_is_tested_on_its_newest_rows() -> None:
    rows = flat()
    split = outer_split(rows, Settings())
    assert split.kind == "order"
    assert list(split.test) == list(range(160, 200))
    assert len(split.test_cutoffs) == 0
    assert "newest 40" in split.sentence
    assert (calling_rounds(rows, Settings()) == 0).all()


def test_a_flat_export_without_order_keeps_groups_whole() -> None:
    rows = flat(2000, order=False)
    split = outer_split(rows, Settings())
    assert split.kind == "random"
    assert set(rows["group"].iloc[split.train]).isdisjoint(rows["group"].iloc[split.test])
    assert len(split.test) == pytest.approx(400, abs=75)  # three standard deviations
    share = rows["label"].iloc[split.test].sum() / rows["label"].sum()
    assert share == pytest.approx(0.2, abs=0.05)


def test_rows_that_are_added_never_move_others_to_the_other_side() -> None:
    before, after = flat(200, order=False), flat(300, order=False)
    old, new = outer_split(before, Settings()), outer_split(after, Settings())
    assert set(old.test) == {at for at in new.test if at < 200}
    assert set(old.train) == {at for at in new.train if at < 200}


def test_a_random_split_repeats_for_a_seed_and_differs_for_another() -> None:
    rows = flat(order=False)
    one, again, other = (
        outer_split(rows, settings(project={"seed": seed})).test.tolist() for seed in (1, 1, 2)
    )
    assert one == again
    assert one != other


def test_rows_whose_outcome_is_unknown_are_in_no_part_of_a_flat_export() -> None:
    rows = flat()
    rows.loc[[0, 199], "label"] = np.nan
    split = outer_split(rows, Settings())
    assert list(split.unused) == [0, 199]


def test_one_class_in_a_flat_export_is_too_little() -> None:
    rows = flat(order=False)
    rows["label"] = 0.0
    with pytest.raises(NotEnoughDataError, match="none of them converted"):
        outer_split(rows, Settings())


def learned(rows: pd.DataFrame, **sections: dict[str, object]) -> dict[str, str | int | float]:
    chosen = settings(**sections)
    return trace(rows.iloc[outer_split(rows, chosen).train], chosen)


def test_what_was_learned_from_lies_apart_from_what_is_judged_on() -> None:
    for rows in (monthly(18), flat(), flat(order=False)):
        split = outer_split(rows, Settings())
        assert lies_apart(learned(rows), rows.iloc[split.test])
        assert not lies_apart(trace(rows, Settings()), rows.iloc[split.test])


def test_a_version_whose_outcomes_reach_into_the_judged_months_does_not_lie_apart() -> None:
    rows = monthly(18)
    test = rows.iloc[outer_split(rows, Settings()).test]
    assert lies_apart(learned(rows), test)
    assert not lies_apart(learned(rows, comparison={"test_cutoffs": 2}), test)
    late = settings(time={"label_delay_days": 60})
    assert not lies_apart(trace(rows[rows["cutoff"] <= "2024-09-01"], late), test)


def test_leads_drawn_with_another_seed_or_a_smaller_share_do_not_lie_apart() -> None:
    rows = flat(order=False)
    test = rows.iloc[outer_split(rows, Settings()).test]
    assert lies_apart(learned(rows, comparison={"test_share": 0.3}), test)
    assert not lies_apart(learned(rows, comparison={"test_share": 0.1}), test)
    assert not lies_apart(learned(rows, project={"seed": 1}), test)


def test_what_was_learned_from_in_another_way_or_is_not_known_does_not_lie_apart() -> None:
    rows = flat()
    test = rows.iloc[outer_split(rows, Settings()).test]
    assert not lies_apart({}, test)
    assert not lies_apart(trace(monthly(18), Settings()), test)
