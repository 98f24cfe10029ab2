"""The five example projects on public data, run as their READMEs say, beside public results.

Set LEADSCORE_REAL_DATA to the folder with the data sets; none of them is in the repository.
"""

from __future__ import annotations

import html
from collections.abc import Callable

import pandas as pd
import pytest

import leadscore as ls
from leadscore.reports.notebooks import ALL
from tests.journeys.public_data import REAL, hasten_example, lay_out_example, public_results
from tests.journeys.walking import Journey, leadscore

pytestmark = [
    pytest.mark.skipif(not REAL, reason="LEADSCORE_REAL_DATA names no folder of real data"),
    pytest.mark.slow,
    pytest.mark.timeout(1800),
]

RunOf = Callable[[str], Journey]
PUBLIC = public_results()
FLAT = ("x_education", "bank", "salvirt")


def _each(*names: str) -> pytest.MarkDecorator:
    """Ask of several examples, each run by one worker only."""
    marked = [pytest.param(name, marks=pytest.mark.xdist_group(f"real-{name}")) for name in names]
    return pytest.mark.parametrize("name", marked)


@pytest.fixture(scope="session")
def run_of(tmp_path_factory: pytest.TempPathFactory) -> RunOf:
    """Run an example once: its folder copied, its data linked, ``leadscore run --json``."""
    done: dict[str, Journey] = {}

    def run(name: str) -> Journey:
        if name not in done:
            root = tmp_path_factory.mktemp("real") / name
            lay_out_example(name, root)
            hasten_example(root)
            done[name] = Journey(root=root, said=leadscore("run", "--json", cwd=root))
        return done[name]

    return run


def _pages(journey: Journey) -> dict[str, str]:
    """Read each page's text by its name."""
    found = (journey.root / "reports").glob("*.html")
    return {path.stem: html.unescape(path.read_text(encoding="utf-8")) for path in found}


def _table(journey: Journey) -> pd.DataFrame:
    rows = journey.comparison["table"]
    assert isinstance(rows, list)
    return pd.DataFrame.from_records(rows)


@_each(*PUBLIC)
def test_the_example_runs_to_the_end(name: str, run_of: RunOf) -> None:
    journey = run_of(name)
    assert journey.said.returncode == 0, journey.said.stderr
    assert set(_table(journey)["contender"]) == {"card", "scientist", "auto"}
    assert set(_pages(journey)) == {"index", *ALL}
    leads = pd.read_csv(journey.root / "exports" / "scored_leads.csv", dtype={"lead_id": "str"})
    assert leads["lead_id"].is_unique
    assert leads["score"].between(1, 100).all()
    assert leads["probability"].is_monotonic_decreasing
    assert not (journey.root / "notebooks").exists()


@_each(*PUBLIC)
def test_the_best_contender_reaches_what_is_known_in_public(name: str, run_of: RunOf) -> None:
    table = _table(run_of(name))
    best = table[table["measure"] == "roc_auc"].nlargest(1, "value").iloc[0]
    # by how much the figure of test leads as many as these can differ by chance
    chance = (best["high"] - best["low"]) / 2
    low, high = PUBLIC[name].auc
    assert chance < 0.1
    assert low - chance <= best["value"] <= high + chance


@_each("relax", "olist", "x_education", "salvirt")
def test_a_learned_contender_finds_more_buyers_than_drawing_lots(name: str, run_of: RunOf) -> None:
    table = _table(run_of(name))
    lift = table[(table["measure"] == "lift_at_capacity") & (table["contender"] != "card")]
    assert (lift["low"] > 1).all()


@pytest.mark.parametrize(
    ("name", "rows", "buyers"),
    [
        pytest.param(name, rows, buyers, marks=pytest.mark.xdist_group(f"real-{name}"))
        for name, rows, buyers in (
            ("relax", 1_914, 219),
            ("olist", 1_265, 95),
            ("x_education", 1_848, 684),
            ("bank", 8_238, 2_540),
            ("salvirt", 102, 52),
        )
    ],
)
def test_the_leads_judged_on_are_counted_to_the_unit(
    name: str, rows: int, buyers: int, run_of: RunOf
) -> None:
    comparison = run_of(name).comparison
    assert (comparison["n_rows"], comparison["n_buyers"]) == (rows, buyers)


@_each("relax", "olist")
def test_leads_with_a_history_are_judged_later_than_learned_from(name: str, run_of: RunOf) -> None:
    project = ls.Project(run_of(name).root)
    split = project.split()
    assert split.kind == "time"
    gap = split.test_cutoffs.min() - split.train_cutoffs.max()
    assert gap >= project.settings.time.horizon
    page = _pages(run_of(name))["40_leads"]
    assert "leads are open; sales can call 20%" in page


@pytest.mark.xdist_group("real-relax")
def test_the_funnel_of_relax_stands_on_its_page(run_of: RunOf) -> None:
    journey = run_of("relax")
    page = _pages(journey)["10_data"]
    for count in ("12,000", "207,917", "1,602"):
        assert count in page
    assert "a preference as it stands today, no consent" in page
    project = ls.Project(journey.root)
    rows = project.matrix().rows
    wait = rows["cutoff"] - rows["created_at"].dt.normalize()
    assert wait.between(pd.Timedelta(days=7), pd.Timedelta(days=8)).all()


@pytest.mark.xdist_group("real-olist")
def test_the_funnel_of_olist_stands_on_its_page(run_of: RunOf) -> None:
    journey = run_of("olist")
    page = _pages(journey)["10_data"]
    assert "8,000" in page
    assert "of 842 entries into won" in page
    assert "1 of 8,842 rows enter won before the lead was created" in page
    project = ls.Project(journey.root)
    assert project.matrix().rows["cutoff"].min() >= pd.Timestamp("2017-12-01")
    stages = project.warehouse.stages
    won = stages.filter(stages.stage == "won")
    assert won.count().execute() == 842
    assert won.entered_at.min().to_pyarrow().as_py() >= pd.Timestamp("2017-12-01")


@_each(*FLAT)
def test_every_page_of_a_flat_export_says_what_it_cannot_give(name: str, run_of: RunOf) -> None:
    journey = run_of(name)
    left_out = ls.Project(journey.root).matrix().manifest["left_out"]
    for page, text in _pages(journey).items():
        assert "It cannot give cutoffs" in text, page
        for column, reason in left_out.items():
            assert column in text, page
            assert reason in text, page
    assert "None of them sees anything at or after its cutoff" not in _pages(journey)["10_data"]


@_each(*FLAT)
def test_nobody_is_called_whose_outcome_is_known(name: str, run_of: RunOf) -> None:
    journey = run_of(name)
    assert "nobody is left to call" in _pages(journey)["40_leads"]
    leads = pd.read_csv(journey.root / "exports" / "scored_leads.csv", dtype={"lead_id": "str"})
    assert len(leads) == len(ls.Project(journey.root).matrix())


@pytest.mark.xdist_group("real-x_education")
def test_x_education_sees_nothing_that_sales_filled_in(run_of: RunOf) -> None:
    project = ls.Project(run_of("x_education").root)
    matrix = project.matrix()
    assert len(matrix) == 9_240
    read = {feature.label["en"] for feature in matrix.catalogue}
    left_out = set(matrix.manifest["left_out"])
    filled_in = {"Tags", "Lead Quality", "Lead Profile"} | {
        f"Asymmetrique {what} {form}"
        for what in ("Activity", "Profile")
        for form in ("Index", "Score")
    }
    assert filled_in | {"Last Activity", "Last Notable Activity"} <= left_out
    assert not filled_in & read
    split = project.split()
    assert split.kind == "order"
    position = matrix.rows["position"]
    assert position.iloc[split.train].max() < position.iloc[split.test].min()


@pytest.mark.xdist_group("real-bank")
def test_bank_is_judged_on_its_newest_fifth_without_duration(run_of: RunOf) -> None:
    project = ls.Project(run_of("bank").root)
    matrix, split = project.matrix(), project.split()
    assert len(matrix) == 41_188
    assert set(matrix.manifest["left_out"]) == {"duration"}
    assert split.kind == "order"
    assert matrix.rows["lead_id"].iloc[split.test].astype(int).min() == 41_188 - 8_238 + 1


@pytest.mark.xdist_group("real-salvirt")
def test_salvirt_keeps_equal_rows_on_one_side(run_of: RunOf) -> None:
    project = ls.Project(run_of("salvirt").root)
    matrix, split = project.matrix(), project.split()
    groups = matrix.rows["group"]
    assert (len(matrix), groups.nunique()) == (448, 346)
    assert split.kind == "random"
    assert not set(groups.iloc[split.train]) & set(groups.iloc[split.test])
