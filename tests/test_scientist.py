"""A pipeline that its author keeps is a contender like the others, and stays as it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from mlflow import MlflowClient
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, SplineTransformer

import leadscore as ls
from leadscore.errors import UsageError, VersionError
from leadscore.layout import init
from leadscore.models.explained import Explained
from leadscore.models.sampled import Sampled

pytestmark = pytest.mark.xdist_group("scoring")


class Mine(ClassifierMixin, BaseEstimator):
    """Says the rate of everybody."""

    def fit(self, X: pd.DataFrame, y: np.ndarray) -> Mine:
        self.classes_, self.rate_ = np.array([0, 1]), float(np.mean(y))
        return self

    def predict_proba(self, X: pd.DataFrame) -> np.ndarray:
        return np.tile([1 - self.rate_, self.rate_], (len(X), 1))


def pipeline(*steps: BaseEstimator) -> Pipeline:
    encode = make_column_transformer(
        (
            make_pipeline(SimpleImputer(), SplineTransformer(3, extrapolation="constant")),
            make_column_selector(dtype_include="number"),
        ),
        (
            OneHotEncoder(handle_unknown="ignore", sparse_output=False),
            make_column_selector(dtype_include="str"),
        ),
    )
    return make_pipeline(encode, *steps)


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out two years of leads, of whom those with a title buy more often; learn a card."""
    root = init(tmp_path_factory.mktemp("scientist") / "acme")
    leads, stages = ["lead_id,created_at,source,job_title"], ["lead_id,stage,entered_at"]
    for n in range(360):
        day = pd.Timestamp("2024-01-02") + pd.Timedelta(days=2 * n)
        leads.append(f"L{n:03d},{day:%Y-%m-%d},{('web', 'fair')[n % 2]},{('CEO', '')[n // 2 % 2]}")
        if n % 4 == 1 or n % 7 == 0:
            stages.append(f"L{n:03d},won,{day + pd.Timedelta(days=45):%Y-%m-%d}")
    for name, lines in {"leads": leads, "stages": stages}.items():
        (root / "data" / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    rules = "rules:\n  - {id: title, says: Boss, who: {has: job_title}, points: 10}\n"
    (root / "card.yaml").write_text(f"version: 1\nname: Small\n{rules}", encoding="utf-8")
    settings = root / "leadscore.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("resamples = 2000", "resamples = 200"), encoding="utf-8")
    project = ls.Project(root)
    project.build()
    card = ls.fit_scorer(ls.CardContender(project.card), project.training(), project.settings)
    ls.keep_version(project, "card", card)
    return root


@pytest.fixture
def project(laid_out: Path, tmp_path: Path) -> ls.Project:
    """Give a copy that a test may change."""
    return ls.Project(shutil.copytree(laid_out, tmp_path / "acme"))


@pytest.mark.parametrize(
    ("last", "kind", "reasons"),
    [
        (LogisticRegression(max_iter=1000), Explained, "exact"),
        (RandomForestClassifier(10, random_state=0), Sampled, "sampled"),
        (ExtraTreesClassifier(10, random_state=0), Sampled, "sampled"),
    ],
    ids=["splines", "forest", "extra trees"],
)
def test_a_kept_pipeline_is_compared_used_and_explained(
    project: ls.Project, last: BaseEstimator, kind: type, reasons: str
) -> None:
    version = ls.scientist.save(pipeline(last), project, facts={"author": "test"})
    assert version.contender == "scientist"
    scorer = project.store.load(version)
    assert isinstance(scorer.contender, kind)
    kept = MlflowClient(project.store.tracking_uri).get_run(version.run_id).data.params
    assert (kept["pipeline"], kept["reasons"]) == (type(last).__name__, reasons)
    assert kept["author"] == "test"

    test = project.test()
    comparison = ls.compare(ls.score_contenders(project, test), test.rows, project.settings)
    assert set(comparison.contenders) == {"card", "scientist"}

    current = project.current().X
    parts = scorer.contributions(current)
    np.testing.assert_allclose(parts.sum(axis=1), scorer.margin(current), rtol=0, atol=1e-9)
    assert parts.drop(columns="base").abs().to_numpy().max() > 0

    project.store.set_champion(version, reason="a test")
    lead = str(project.current().rows["lead_id"].iloc[0])
    told = ls.explain_lead(project, lead)
    assert told.up or told.down
    assert told.table["running_total"].iloc[-1] == pytest.approx(told.margin)


def test_a_kept_version_scores_as_it_did_when_it_was_learned(project: ls.Project) -> None:
    forest = pipeline(RandomForestClassifier(10, random_state=0))
    contender = ls.scientist.contender(forest, project.training())
    scorer = ls.fit_scorer(contender, project.training(), project.settings)
    version = ls.scientist.save(forest, project)
    loaded = project.store.load(version)
    X = project.test().X
    pd.testing.assert_frame_equal(loaded.score(X), scorer.score(X), check_exact=True)
    pd.testing.assert_frame_equal(
        loaded.contributions(X[:20]), scorer.contributions(X[:20]), check_exact=True
    )


def test_what_a_fitted_pipeline_has_seen_is_forgotten(project: ls.Project) -> None:
    everything = project.matrix()
    seen = pipeline(LogisticRegression(max_iter=1000))
    seen.fit(everything.X[everything.columns()], everything.rows["label"].fillna(0))
    version = ls.scientist.save(seen, project)
    again = ls.scientist.save(pipeline(LogisticRegression(max_iter=1000)), project)
    X = project.test().X
    first, second = (project.store.load(each).margin(X) for each in (version, again))
    assert np.array_equal(first, second)


def test_a_class_of_one_s_own_is_refused_by_name_and_nothing_is_kept(project: ls.Project) -> None:
    with pytest.raises(VersionError, match=r"types that a version must not hold.*Mine"):
        ls.scientist.save(Mine(), project)
    assert not project.store.has("scientist")


def test_a_pipeline_that_fails_is_refused_before_it_is_learned(project: ls.Project) -> None:
    with pytest.raises(UsageError, match="Encode text and missing values"):
        ls.scientist.save(LogisticRegression(), project)
    assert not project.store.has("scientist")


def test_one_learned_from_the_later_leads_is_kept_and_left_out(project: ls.Project) -> None:
    everything = project.matrix()
    ls.scientist.save(pipeline(LogisticRegression(max_iter=1000)), project, training=everything)
    assert set(ls.score_contenders(project, project.test())) == {"card"}
