"""The written card: valid, within its limits, the same for the same leads, flat or timed."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from typer.testing import CliRunner

import leadscore as ls
from leadscore.cards import Rule, What, lint, parse_card
from leadscore.cli.verbs import app
from leadscore.errors import NotEnoughDataError, UsageError
from leadscore.features.card_found import not_in_data
from leadscore.features.card_matrix import card_matrix
from leadscore.features.frame import FeatureMatrix
from leadscore.features.matrix import build_matrix
from leadscore.models.written.written import WrittenCard, learn_card
from leadscore.settings import Settings, parse_settings
from leadscore.sources.simulate import simulate
from leadscore.sources.warehouse import Warehouse, warehouse_from_frames

CARD = parse_card("""
rules:
  - {id: boss, says: Boss, who: {seniority_in: [executive, director]}, points: 15}
  - {id: pricing, says: Pricing, what: {intent: pricing, within_days: 60}, points: 10, per: act,
     cap: 30}
  - {id: guide, says: Guide, what: {kind: download, within_days: 90}, points: 12}
  - {id: webinar, says: Webinar, what: {kind: webinar, within_days: 90}, points: 12}
groups:
  content: {cap: 20, rules: [guide, webinar]}
exclusions:
  - {id: student, says: Student, who: {seniority_in: student}}
  - {id: job_seeker, says: Job, what: {intent: careers, within_days: 90, at_least: 2}}
""")
SETTINGS = parse_settings(
    {
        "data": {"timezone": "UTC"},
        "time": {"target": "sql", "stop_stage": None, "horizon_days": 60},
        "features": {
            "windows_days": [30],
            "half_lives_days": [30],
            "intents": [
                {"name": "pricing", "pattern": "pricing", "buying": True},
                {"name": "careers", "pattern": "career"},
            ],
        },
        "models": {"folds": 3},
        "card": {"rules": 5, "least_leads": 20},
    }
)


@pytest.fixture(scope="module")
def warehouse() -> Warehouse:
    simulated = simulate(n_leads=2500, months=10, seed=3, clean=True)
    return warehouse_from_frames(simulated.tables, SETTINGS)


@pytest.fixture(scope="module")
def training(warehouse: Warehouse) -> FeatureMatrix:
    matrix = build_matrix(warehouse, SETTINGS)
    return matrix.take(matrix.rows["label"].notna())


@pytest.fixture(scope="module")
def written(warehouse: Warehouse, training: FeatureMatrix) -> WrittenCard:
    return learn_card(CARD, training, warehouse, SETTINGS)


def limited(**limits: object) -> Settings:
    return parse_settings({**SETTINGS.model_dump(), "card": {"least_leads": 20, **limits}})


def test_it_is_a_card_without_anything_odd(written: WrittenCard) -> None:
    assert 1 <= len(written.card.rules) <= 5
    assert parse_card(written.card.to_json(), SETTINGS) == written.card
    assert lint(written.card, SETTINGS) == ()
    assert written.card.exclusions == CARD.exclusions
    assert all(rule.points % 5 == 0 for rule in written.card.rules)
    assert all(abs(end) <= 40 for rule in written.card.rules for end in rule.bounds)


def test_its_points_part_buyers_from_others(
    written: WrittenCard, training: FeatureMatrix, warehouse: Warehouse
) -> None:
    points = card_matrix(written.card, training, warehouse, SETTINGS).X.sum(axis=1)
    won = training.rows["label"] == 1
    assert points[won].mean() > points[~won].mean() + 3
    assert written.card.thresholds is not None
    reached = (points >= float(str(written.card.thresholds.mql))).mean()
    assert written.reached == pytest.approx(reached, abs=1e-6)
    for rule, fires in zip(written.card.rules, written.rules["fires"], strict=True):
        excluded = card_matrix(written.card, training, warehouse, SETTINGS).X
        inside = ~(excluded.filter(like="card__exclusion_") < 0).any(axis=1)
        holds = (excluded[f"card__{rule.id}"] != 0) & inside
        assert holds.mean() == pytest.approx(fires, abs=1e-6)


def test_the_order_of_rows_and_columns_changes_nothing(
    written: WrittenCard, training: FeatureMatrix, warehouse: Warehouse
) -> None:
    rng = np.random.default_rng(0)
    mixed = training.take(rng.permutation(len(training)))
    features = list(mixed.catalogue)
    order = rng.permutation(len(features))
    catalogue = type(mixed.catalogue)(features[at] for at in order)
    mixed = FeatureMatrix(
        rows=mixed.rows, X=mixed.X[catalogue.names()], catalogue=catalogue, manifest=mixed.manifest
    )
    other = learn_card(CARD, mixed, warehouse, SETTINGS)
    assert other.card == written.card
    pd.testing.assert_frame_equal(other.rules, written.rules)
    pd.testing.assert_frame_equal(other.sizes, written.sizes)


def test_what_is_kept_held_and_barred_is(warehouse: Warehouse, training: FeatureMatrix) -> None:
    settings = limited(
        rules=4,
        step=3,
        most_points=21,
        keep=["boss"],
        hold=["guide", "webinar"],
        never=["kind: email_open", "intent", "job_seeker"],
    )
    card = learn_card(CARD, training, warehouse, settings).card
    rules = {rule.id: rule for rule in card.rules}
    assert len(rules) <= 4
    assert rules["boss"].points % 3 == 0
    assert [rules["guide"], rules["webinar"]] == [CARD.rules[2], CARD.rules[3]]
    assert card.groups == CARD.groups
    assert not any(rule.what and rule.what.intent for rule in card.rules)
    assert [each.id for each in card.exclusions] == ["student"]


def test_a_misspelt_rule_is_left_out_unless_it_is_to_stay(
    warehouse: Warehouse, training: FeatureMatrix
) -> None:
    misspelt = Rule(
        id="form",
        says={"en": "Form", "fi": "Form"},
        what=What(kind=("form_submit", "form_submits"), within_days=30),
        points=5,
    )
    card = CARD.model_copy(update={"rules": (*CARD.rules, misspelt)})
    assert [each.code for each in not_in_data(card, warehouse, SETTINGS)] == ["K12"]
    left = learn_card(card, training, warehouse, SETTINGS).card
    assert "form" not in {rule.id for rule in left.rules}
    assert not_in_data(left, warehouse, SETTINGS) == ()
    kept = learn_card(card, training, warehouse, limited(rules=2, keep=["form"])).card
    assert "form" in {rule.id for rule in kept.rules}


def test_one_row_earns_what_it_earns_in_a_batch(
    written: WrittenCard, training: FeatureMatrix, warehouse: Warehouse
) -> None:
    batch = card_matrix(written.card, training, warehouse, SETTINGS).X
    one = card_matrix(written.card, training.take([7]), warehouse, SETTINGS).X
    pd.testing.assert_frame_equal(one, batch.iloc[[7]].reset_index(drop=True))


def test_it_tells_of_itself(written: WrittenCard) -> None:
    for language in ("en", "fi"):
        summary = written.summary(language)
        assert list(summary.iloc[:, 0]) == [rule.says[language] for rule in written.card.rules]
        assert str(written.candidates) in written.sentence(language)


def test_too_few_conversions_are_refused(warehouse: Warehouse, training: FeatureMatrix) -> None:
    few = training.take(np.flatnonzero(training.y == 0)[:200])
    with pytest.raises(NotEnoughDataError, match=r"0 leads convert .* takes 30 of each"):
        learn_card(CARD, few, warehouse, SETTINGS)


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"keep": ["bos"]}, r"card.keep \(--keep\) names 'bos'.*'boss'"),
        ({"hold": ["nobody"]}, r"card.hold \(--hold\) names 'nobody'"),
        ({"keep": ["boss"], "never": ["seniority_in"]}, "is to stay, but card.never"),
        ({"rules": 1, "keep": ["boss", "guide"]}, "2 rules are to stay, but the card may have 1"),
        ({"never": ["kind of"]}, "names 'kind of'"),
    ],
)
def test_limits_that_do_not_fit_the_card_are_refused(
    warehouse: Warehouse, training: FeatureMatrix, limits: dict[str, object], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        learn_card(CARD, training, warehouse, limited(**limits))


MAPPING = """
flat:
  file: leads.csv
  target: bought
  positive: ["1"]
  order: row
  fit:
    size: {column: size, kind: number, known_at: creation}
    branch: {column: branch, kind: category, known_at: creation}
  behaviour:
    visits: {column: visits, kind: number, known_at: scoring}
"""
FLAT_CARD = """
rules:
  - {id: visits, says: Visits, what: {column: visits, at_least: 2}, points: 9}
"""


@pytest.fixture(scope="module")
def flat(tmp_path_factory: pytest.TempPathFactory) -> ls.Project:
    root = ls.init(tmp_path_factory.mktemp("flat") / "p")
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "size": rng.lognormal(4, 1, 2000).round(1),
            "branch": rng.choice(["food", "steel", "wood", "paper"], 2000),
            "visits": rng.poisson(1.5, 2000),
        }
    )
    logit = -2 + 1.2 * (frame["visits"] >= 3) + 0.8 * frame["branch"].isin(["steel", "wood"])
    frame["bought"] = (rng.random(2000) < expit(logit)).astype(int)
    frame.to_csv(root / "data" / "leads.csv", index=False)
    (root / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    (root / "card.yaml").write_text(FLAT_CARD, encoding="utf-8")
    toml = (root / "leadscore.toml").read_text(encoding="utf-8")
    toml = toml.replace("resamples = 2000", "resamples = 200").replace("folds = 5 ", "folds = 3 ")
    (root / "leadscore.toml").write_text(toml, encoding="utf-8")
    project = ls.Project(root)
    ls.build_features(project)
    return project


def test_a_flat_export_writes_a_card_on_its_columns(flat: ls.Project) -> None:
    written = ls.written_card(flat, rules=4)
    rules = {rule.id: rule for rule in written.card.rules}
    assert lint(written.card, flat.settings) == ()
    branches = [rule for rule in rules.values() if rule.who and rule.who.column == "branch"]
    named = {value for rule in branches for value in rule.who.in_ or ()}  # type: ignore[union-attr]
    assert named in [{"steel", "wood"}, {"food", "paper"}]
    (visits,) = (rule for rule in rules.values() if rule.what and rule.what.column == "visits")
    assert visits.points > 0 or visits.what.at_least is None  # type: ignore[union-attr]
    gain = ls.written_gain(flat, written)
    assert set(gain.table["against"]) == {"card"}
    assert gain.difference("card", "roc_auc")["difference"] > 0
    for language in ("en", "fi"):
        assert str(gain.comparison.n_buyers) in gain.sentence(language)
        assert len(gain.summary(language)) == 1
    assert "<table" in ls.written_story(written, language="fi").markup
    assert "<table" in ls.gain_story(gain, language="fi").markup


@pytest.mark.parametrize("size", ["", "shared", "row"], ids=["nothing", "one value", "ids"])
def test_a_flat_export_that_tells_nothing_renews_no_card(tmp_path: Path, size: str) -> None:
    root = ls.init(tmp_path / "p")
    values = [f"row {at}" for at in range(300)] if size == "row" else [size] * 300
    frame = pd.DataFrame({"size": values, "bought": np.arange(300) % 3 == 0})
    frame.astype({"bought": int}).to_csv(root / "data" / "leads.csv", index=False)
    size_only = MAPPING.replace("kind: number", "kind: category", 1)
    size_only = size_only[: size_only.index("    branch")]
    (root / "mapping.yaml").write_text(size_only, encoding="utf-8")
    card = 'rules: [{id: big, says: Big, who: {column: size, in: ["big"]}, points: 9}]'
    (root / "card.yaml").write_text(card, encoding="utf-8")
    project = ls.Project(root)
    ls.build_features(project)
    before = project.exports / "written_card.yaml"
    before.parent.mkdir(parents=True, exist_ok=True)
    before.write_text(card, encoding="utf-8")
    assert ls.renewed_card(project) is None
    assert not before.exists()


def test_settings_that_name_no_rule_stop_the_renewal(flat: ls.Project, tmp_path: Path) -> None:
    root = tmp_path / "p"
    shutil.copytree(flat.root, root)
    toml = (root / "leadscore.toml").read_text(encoding="utf-8")
    (root / "leadscore.toml").write_text(
        toml.replace("keep = []", 'keep = ["visit"]'), encoding="utf-8"
    )
    with pytest.raises(UsageError, match=r"card.keep .* names 'visit'.*'visits'"):
        ls.renewed_card(ls.Project(root))


def test_it_is_kept_beside_the_card_in_use(flat: ls.Project, tmp_path: Path) -> None:
    written = ls.written_card(flat, rules=2, never=["column: size"])
    place = ls.keep_written_card(flat, written)
    assert place == flat.exports / "written_card.yaml"
    assert ls.load_card(place, flat.settings) == written.card
    assert ls.keep_written_card(flat, written, tmp_path / "a" / "b.yaml").is_file()
    with pytest.raises(UsageError, match="never overwritten"):
        ls.keep_written_card(flat, written, flat.card_path)
    for path in (flat.root / "leadscore.toml", flat.root / flat.settings.data.mapping):
        before = path.read_bytes()
        with pytest.raises(UsageError, match="never overwritten"):
            ls.keep_written_card(flat, written, path, replace=True)
        assert path.read_bytes() == before
    other = tmp_path / "other.yaml"
    other.write_text("mine", "utf-8")
    with pytest.raises(UsageError, match="is there already and is not written over"):
        ls.keep_written_card(flat, written, other)
    assert other.read_text("utf-8") == "mine"
    ls.keep_written_card(flat, written, other, replace=True)
    assert ls.load_card(other, flat.settings) == written.card
    assert ls.keep_written_card(flat, written) == place


def test_the_command_writes_it_and_tells_what_it_gains(flat: ls.Project, tmp_path: Path) -> None:
    output = tmp_path / "written.yaml"
    asked = ["card", "write", "--project", str(flat.root), "--rules", "2", "--keep", "visits"]
    done = CliRunner().invoke(app, [*asked, "--never", "branch", "--output", str(output)])
    assert done.exit_code != 0
    assert isinstance(done.exception, UsageError)
    assert not output.exists()
    done = CliRunner().invoke(app, [*asked, "--never", "column: branch", "--output", str(output)])
    assert done.exit_code == 0, done.output
    assert "kept" in done.output
    assert "The written card" in done.output
    card = ls.load_card(output, flat.settings)
    assert "visits" in {rule.id for rule in card.rules}
    assert not any(rule.who and rule.who.column == "branch" for rule in card.rules)
    before = output.read_bytes()
    done = CliRunner().invoke(app, [*asked, "--output", str(output)])
    assert isinstance(done.exception, UsageError)
    assert output.read_bytes() == before
    done = CliRunner().invoke(app, [*asked, "--output", str(output), "--force"])
    assert done.exit_code == 0, done.output
    assert output.read_bytes() != before


def test_limits_that_do_not_fit_each_other_are_refused() -> None:
    with pytest.raises(UsageError, match=r"card.rules: .* \(it is 0\)"):
        ls.with_limits(Settings(), rules=0)
    with pytest.raises(UsageError, match=r"card.step is 50, more than card.most_points \(40\)"):
        ls.with_limits(Settings(), step=50)
    with pytest.raises(UsageError, match="both name 'a'"):
        ls.with_limits(Settings(), keep=["a"], hold=["a"])
