"""Versions are judged on leads they never learned from, and used as they were judged."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import mlflow
import pandas as pd
import pytest

import leadscore as ls
from leadscore import pipeline
from leadscore import project as project_module
from leadscore.errors import BusyError, UsageError, VersionError
from leadscore.evaluation.enough.curve import CURVES, VERDICTS, LearningCurve
from leadscore.evaluation.kept import table_of
from leadscore.features.frame import put_in_place
from leadscore.judging import outdated, put_into_use
from leadscore.layout import init
from leadscore.scoring import random_slice
from leadscore.versions.version import Version

pytestmark = pytest.mark.xdist_group("scoring")

CARD = """\
version: 1
name: Small
rules:
  - {id: title, says: Boss, who: {has: job_title}, points: 10}
  - {id: web, says: From the web, who: {source_in: [web]}, points: 5}
"""


def change(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    (root / name).write_text(text.replace(old, new), encoding="utf-8")


def learn(root: Path, contender: str = "card") -> Version:
    """Build the features, learn a contender on the training side and keep it."""
    project = ls.Project(root)
    project.build()
    made = ls.CardContender(project.card) if contender == "card" else ls.scientist_logistic(0)
    scorer = ls.fit_scorer(made, project.training(), project.settings)
    return ls.keep_version(project, contender, scorer)


def judge(root: Path) -> ls.Comparison:
    project = ls.Project(root)
    project.build()
    test = project.test()
    scored = ls.score_contenders(project, test)
    ls.keep_comparison(project, ls.compare(scored, test.rows, project.settings))
    return project.comparison()


def told(root: Path) -> str:
    return " ".join(outdated(ls.Project(root)))


@pytest.fixture(scope="session")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out two years of leads, of whom those with a title buy more often; learn a card."""
    root = init(tmp_path_factory.mktemp("scoring") / "acme")
    born = [pd.Timestamp("2024-01-02") + pd.Timedelta(days=2 * n) for n in range(360)]
    leads = ["lead_id,created_at,source,job_title"]
    stages = ["lead_id,stage,entered_at"]
    for n, day in enumerate(born):
        leads.append(f"L{n:03d},{day:%Y-%m-%d},{('web', 'fair')[n % 2]},{('CEO', '')[n // 2 % 2]}")
        if n % 4 == 1 or n % 7 == 0:
            stages.append(f"L{n:03d},won,{day + pd.Timedelta(days=45):%Y-%m-%d}")
    for name, lines in {"leads": leads, "stages": stages}.items():
        (root / "data" / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (root / "card.yaml").write_text(CARD, encoding="utf-8")
    change(root, "leadscore.toml", "resamples = 2000", "resamples = 200")
    learn(root)
    learn(root, "scientist")
    return root


@pytest.fixture
def root(laid_out: Path, tmp_path: Path) -> Path:
    """Give a copy that a test may change."""
    return Path(shutil.copytree(laid_out, tmp_path / "acme"))


def test_versions_that_never_saw_the_later_leads_are_compared(root: Path) -> None:
    assert set(judge(root).contenders) == {"card", "scientist"}
    assert told(root) == ""


def test_a_version_that_learned_from_the_later_leads_is_left_out(root: Path) -> None:
    change(root, "leadscore.toml", "test_cutoffs = 4", "test_cutoffs = 8")
    learn(root)
    assert set(judge(root).contenders) == {"card"}
    assert "scientist 2 is left out of the comparison: it may have learned from" in told(root)


def test_where_every_version_knows_the_later_leads_none_is_judged(root: Path) -> None:
    change(root, "leadscore.toml", "test_cutoffs = 4", "test_cutoffs = 8")
    with pytest.raises(VersionError, match=r"None of the 2 versions.*card 1.*leadscore train"):
        judge(root)


def test_a_version_learned_from_everything_is_left_out_whoever_kept_it(root: Path) -> None:
    project = ls.Project(root)
    scorer = ls.fit_scorer(ls.scientist_logistic(0), project.matrix(), project.settings)
    ls.keep_version(project, "scientist", scorer)
    assert set(judge(root).contenders) == {"card"}
    assert "scientist 3 is left out" in told(root)


def test_the_comparison_keeps_which_versions_it_compared(root: Path) -> None:
    comparison = judge(root)
    store = ls.Project(root).store
    assert comparison.versions == {
        name: {"number": store.find(name).number, "digest": store.find(name).digest}
        for name in comparison.contenders
    }
    assert comparison.features == ls.Project(root).matrix().manifest["hash"]


def test_the_cells_of_every_version_are_judged_on_the_later_leads(root: Path) -> None:
    judge(root)
    put_into_use(ls.Project(root))
    project = ls.Project(root)
    grids = ls.grids(project)
    assert list(grids) == ["card", "scientist"]
    assert grids["card"].suggested.unit == "points"
    assert grids["scientist"].suggested.unit == "score"
    assert set(grids["card"].suggested.limits["axis"]) == {"fit"}  # it has no rule on behaviour
    for found in grids.values():
        assert found.table["snapshots"].sum() == len(project.test().rows)
    used = ls.grid_in_use(project)
    assert used.sentence() == grids[used.contender].sentence()
    pd.testing.assert_frame_equal(ls.grid(project), used.table[list(ls.grid(project))])


def test_thresholds_are_of_points_for_the_card_and_of_scores_for_the_models(root: Path) -> None:
    found = ls.thresholds(ls.Project(root))
    assert list(found) == ["card", "scientist"]
    card, model = found["card"], found["scientist"]
    assert (card.unit, card.chosen_on) == ("points", "earlier")
    assert (model.unit, model.chosen_on) == ("score", "accounts")
    assert card.table["threshold"].tolist() == [0, 5, 10, 15]
    assert card.present.kind == model.present.kind == "capacity"  # it sets no threshold
    (root / "card.yaml").write_text(CARD + "thresholds: {mql: 12}\n", encoding="utf-8")
    learn(root)
    project = ls.Project(root)
    limited = ls.thresholds(project)["card"]
    assert (limited.present.kind, limited.present.limit) == ("points", 12.0)
    points = ls.CardContender(project.card).points(project.test().X)
    assert limited.present.called.tolist() == (points >= 12).tolist()
    (root / "card.yaml").write_text(CARD + "thresholds: {mql: [A1, A4]}\n", encoding="utf-8")
    learn(root)
    project = ls.Project(root)
    by_cells = ls.thresholds(project)["card"].present
    cells = project.store.load("card").score(project.test().X)["cell"]
    assert (by_cells.kind, by_cells.limit) == ("cells", None)
    assert by_cells.called.tolist() == cells.isin(["A1", "A4"]).tolist()


def test_what_is_put_into_use_is_the_version_that_was_compared(root: Path) -> None:
    compared = {each["number"] for each in judge(root).versions.values()}
    learn(root)
    learn(root, "scientist")
    assert put_into_use(ls.Project(root)).promote in {"card", "scientist"}
    champion = ls.Project(root).store.champion()
    assert champion is not None
    assert champion.number in compared


def test_whom_the_scores_serve_is_kept_with_the_versions(root: Path) -> None:
    change(root, "leadscore.toml", "smallest_group = 50", "smallest_group = 10")
    learn(root)
    project = ls.Project(root)
    test = project.test()
    scored = ls.score_contenders(project, test)
    comparison = ls.compare(scored, test.rows, project.settings)
    segments = ls.by_segment(scored, test, project.settings, project.training())
    selection = ls.selection(scored, test.rows, project.settings)
    ls.keep_comparison(project, comparison, segments=segments, selection=selection)

    kept = project.comparison()
    assert kept.notes[0] == segments.unseen_sentence("en")
    assert set(segments.table["segment"]) >= {"fit__source"}
    folder = project.store.package_folder("card").parent
    assert json.loads((folder / "segments.json").read_text())[0]["contender"] == "card"
    assert json.loads((folder / "selection.json").read_text())["by_lot"]["leads"] == 0


def test_what_sales_did_stands_beside_the_labels_and_follows_the_settings(root: Path) -> None:
    stages = root / "data" / "stages.csv"
    with stages.open("a", encoding="utf-8") as file:
        file.write("L000,sql,2024-01-20\nL000,mql,2024-01-20\n")
    project = ls.Project(root)
    rows = project.build().rows
    mine = rows[rows["lead_id"] == "L000"]
    assert mine["with_sales"].tolist() == [True] * len(mine)
    assert not rows.loc[rows["lead_id"] != "L000", ["with_sales", "taken_up", "by_lot"]].any(
        axis=None
    )
    change(root, "leadscore.toml", 'worked_stage = "sql"', 'worked_stage = "opportunity"')
    with pytest.raises(UsageError, match="changed since the features were built"):
        ls.Project(root).matrix()
    assert not ls.Project(root).build().rows["with_sales"].any()


def open_leads(n: int, day: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "lead_id": [f"L{each}" for each in range(n)],
            "cutoff": pd.Timestamp(day),
            "contactable": [each % 10 != 0 for each in range(n)],
        }
    )


def test_the_lot_hangs_on_the_lead_and_the_month_alone() -> None:
    settings = ls.parse_settings({"sales": {"random_slice": 0.1}})
    leads = open_leads(20_000, "2026-05-04")
    drawn = random_slice(leads, settings)
    assert (drawn == random_slice(leads.assign(cutoff=pd.Timestamp("2026-05-29")), settings)).all()
    assert (drawn != random_slice(leads.assign(cutoff=pd.Timestamp("2026-06-01")), settings)).any()
    few = leads.sample(frac=0.3, random_state=1)
    assert (random_slice(few, settings) == drawn[few.index]).all()
    # 18,000 may be called, a tenth of them drawn: three standard errors are 121 leads
    assert abs(drawn.sum() - 1800) < 121
    assert not drawn[~leads["contactable"]].any()


def test_a_weekly_grid_draws_anew_each_week() -> None:
    settings = ls.parse_settings({"sales": {"random_slice": 0.1}, "time": {"grid": "week"}})
    monday = open_leads(2000, "2026-05-04")
    drawn = random_slice(monday, settings)
    assert (drawn == random_slice(monday.assign(cutoff=pd.Timestamp("2026-05-10")), settings)).all()
    assert (drawn != random_slice(monday.assign(cutoff=pd.Timestamp("2026-05-11")), settings)).any()


def test_nobody_is_drawn_unless_it_is_asked_for() -> None:
    assert not random_slice(open_leads(2000, "2026-05-04"), ls.Settings()).any()


def test_a_flat_export_without_time_draws_by_the_lead_alone() -> None:
    leads = open_leads(2000, "2026-05-04")
    leads["cutoff"] = pd.Series(pd.NaT, index=leads.index, dtype="datetime64[us]")
    settings = ls.parse_settings({"sales": {"random_slice": 0.1}})
    assert 100 < random_slice(leads, settings).sum() < 260


def test_a_comparison_on_other_features_does_not_decide(root: Path) -> None:
    judge(root)
    change(root, "data/leads.csv", "L359,2025-12-20", "L359,2025-12-19")
    ls.Project(root).build()
    with pytest.raises(UsageError, match=r"features were built anew.*leadscore compare"):
        put_into_use(ls.Project(root))
    assert ls.Project(root).store.champion() is None


def test_a_comparison_of_versions_that_are_gone_does_not_decide(root: Path) -> None:
    judge(root)
    change(root, "leadscore.toml", 'folder = "mlruns"', 'folder = "others"')
    learn(root)
    with pytest.raises(UsageError, match=r"the version of \w+ that was compared is another one"):
        put_into_use(ls.Project(root))


def test_a_comparison_with_a_version_no_longer_in_use_does_not_decide(root: Path) -> None:
    ls.Project(root).store.set_champion("card 1", reason="a test")
    learn(root)
    assert "champion" in judge(root).contenders
    ls.Project(root).store.set_champion("scientist", reason="a test")
    with pytest.raises(UsageError, match="another version was put into use"):
        put_into_use(ls.Project(root))


def test_a_comparison_of_what_is_no_version_is_not_kept(root: Path) -> None:
    project = ls.Project(root)
    test = project.test()
    scored = ls.score_contenders(project, test)
    compared = ls.compare({"mine": scored["card"]}, test.rows, project.settings)
    with pytest.raises(UsageError, match=r"1 of 1 contenders are no versions.*mine"):
        ls.keep_comparison(project, compared)


@pytest.mark.parametrize(
    "verb",
    [
        pipeline.train,
        pipeline.compare,
        pipeline.promote,
        pipeline.score,
        pipeline.export,
        pipeline.report,
    ],
)
def test_a_verb_that_writes_waits_for_nobody_and_disturbs_nobody(
    root: Path, verb: Callable[[ls.Project], object]
) -> None:
    with ls.Project(root).alone(), pytest.raises(BusyError, match="is at work in"):
        verb(ls.Project(root))


def test_a_project_may_be_held_again_by_whoever_holds_it(root: Path) -> None:
    project = ls.Project(root)
    with project.alone():
        with project.alone():
            pass
        with pytest.raises(BusyError), ls.Project(root).alone():
            pass
    with ls.Project(root).alone():
        pass


def use(root: Path, ref: str) -> None:
    ls.Project(root).store.set_champion(ref, reason="a test")


def test_an_edited_card_does_not_score_with_the_chances_of_the_former(root: Path) -> None:
    use(root, "card")
    before = ls.Project(root).store.load("card").score(ls.Project(root).current().X)
    change(root, "card.yaml", "points: 10", "points: 900")
    ls.Project(root).build()
    for verb in (pipeline.score, ls.grid, lambda one: pipeline.explain_lead(one, "L359")):
        with pytest.raises(VersionError, match=r"card 1, cannot score: the points card.*'lead"):
            verb(ls.Project(root))
    change(root, "card.yaml", "points: 900", "points: 10")
    ls.Project(root).build()
    scored = pipeline.score(ls.Project(root))
    assert sorted(scored["probability"]) == sorted(before["probability"])


def test_a_card_version_of_another_card_is_left_out_and_replaced(root: Path) -> None:
    use(root, "card")
    change(root, "card.yaml", "points: 10", "points: 900")
    assert set(judge(root).contenders) == {"scientist"}
    assert "card 1 is left out of the comparison: the points card was changed" in told(root)
    decision = put_into_use(ls.Project(root))
    assert decision.promote == "scientist"
    assert "card 1, can no longer score: the points card was changed" in decision.sentence("en")
    assert "pistekorttia on muutettu" in decision.sentence("fi")
    assert len(pipeline.score(ls.Project(root)))


def test_other_words_on_the_card_change_no_version(root: Path) -> None:
    use(root, "card")
    change(root, "card.yaml", "says: Boss", "says: Leads others")
    assert set(judge(root).contenders) == {"card", "scientist"}
    assert len(pipeline.score(ls.Project(root)))


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("horizon_days = 90", "horizon_days = 60", "time.horizon_days (90 → 60)"),
        ('target = "won"', 'target = "opportunity"', "time.target (won → opportunity)"),
        ('stop_stage = "opportunity"', 'stop_stage = "sql"', "time.stop_stage (opportunity → sql)"),
        ('grid = "month"', 'grid = "week"', "time.grid (month → week)"),
    ],
)
def test_a_version_learned_for_another_question_is_left_out_and_does_not_score(
    root: Path, old: str, new: str, named: str
) -> None:
    use(root, "scientist")
    change(root, "leadscore.toml", old, new)
    project = ls.Project(root)
    project.build()
    with pytest.raises(VersionError, match=rf"scientist 2, cannot score: .*{re.escape(named)}"):
        pipeline.score(project)
    if "target" in named:
        return
    with pytest.raises(VersionError, match="None of the 2 versions can be compared"):
        ls.score_contenders(project, project.test())
    assert "scientist 2 is left out of the comparison: it was learned with other" in told(root)
    assert named in told(root)


def test_a_version_in_use_that_answers_another_question_is_replaced(root: Path) -> None:
    use(root, "scientist")
    change(root, "leadscore.toml", "horizon_days = 90", "horizon_days = 60")
    learn(root)
    assert set(judge(root).contenders) == {"card"}
    decision = put_into_use(ls.Project(root))
    assert decision.promote == "card"
    assert "scientist 2, no longer answers what is asked" in decision.sentence("en")


def test_an_explanation_tells_the_chance_that_the_version_was_learned_for(root: Path) -> None:
    use(root, "scientist")
    lead = str(ls.Project(root).current().rows["lead_id"].iloc[0])
    assert "within 90 days" in pipeline.explain_lead(ls.Project(root), lead).sentence
    change(root, "leadscore.toml", "horizon_days = 90", "horizon_days = 60")
    ls.Project(root).build()
    assert "within 90 days" in pipeline.explain_lead(ls.Project(root), lead).sentence


def test_features_that_a_killed_command_set_aside_are_read_and_put_back(root: Path) -> None:
    built = root / ".leadscore"
    before = ls.Project(root).matrix()
    (built / "features").rename(built / "features.former")
    (built / "features.4711").mkdir()
    pd.testing.assert_frame_equal(ls.Project(root).matrix().X, before.X)
    ls.Project(root).build()
    assert sorted(path.name for path in built.glob("features*")) == ["features"]
    pd.testing.assert_frame_equal(ls.Project(root).matrix().X, before.X)


def test_features_replaced_while_they_are_read_are_read_again_whole(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = root / ".leadscore"
    shutil.copytree(built / "features", tmp_path / "newer")
    stamp = json.loads((tmp_path / "newer" / "stamp.json").read_text())
    (tmp_path / "newer" / "stamp.json").write_text(json.dumps({**stamp, "data": "newer"}))
    read, times = ls.FeatureMatrix.read, iter(range(9))

    def replaced(folder: Path) -> ls.FeatureMatrix:
        matrix = read(folder)
        if next(times) == 0:
            put_in_place(tmp_path / "newer", built / "features")
        return matrix

    monkeypatch.setattr(ls.FeatureMatrix, "read", replaced)
    ls.Project(root).matrix()
    assert next(times) == 2


def test_features_of_another_leadscore_are_not_taken_for_current(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project_module, "__version__", "99.0.0")
    with pytest.raises(UsageError, match="leadscore itself changed since the features were built"):
        ls.Project(root).matrix()
    ls.Project(root).build()
    assert len(ls.Project(root).matrix())


def test_backtest_and_curve_are_kept_with_the_comparison_and_gone_with_the_next(
    root: Path,
) -> None:
    project = ls.Project(root)
    project.build()
    test = project.test()
    compared = ls.compare(ls.score_contenders(project, test), test.rows, project.settings)
    curve = LearningCurve(
        curves=table_of([("card", 30, 0.7, 0.6, 0.8), ("scientist", 30, 0.6, 0.5, 0.7)], CURVES),
        verdicts=table_of([("scientist", "card", -0.1, -0.15, -0.05, None)], VERDICTS),
        conversions=30,
    )
    backtest = ls.backtest(project.matrix(), project.settings)
    ls.keep_comparison(project, compared, backtest=backtest, curve=curve)
    kept, lived = project.learning_curve(), project.backtest()
    assert kept is not None
    assert lived is not None
    assert lived.headline("en") == backtest.headline("en")
    assert kept.features == lived.features == project.comparison().features
    client = mlflow.MlflowClient(project.store.tracking_uri)
    recorded = client.get_run(project.store.find("scientist").run_id).data.metrics
    assert recorded["learning_curve_difference"] == pytest.approx(-0.1)
    assert recorded["backtest_buyers_frozen"] == pytest.approx(backtest.total("frozen"))
    decision = put_into_use(project)
    assert "Use the points card: learned from 30 conversions" in decision.sentence("en")
    judge(root)
    assert ls.Project(root).learning_curve() is None
    assert ls.Project(root).backtest() is None
