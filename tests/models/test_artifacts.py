"""Scorers on disk: exact, checked, and never code."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from leadscore.cards import parse_card
from leadscore.errors import OutputError, VersionError
from leadscore.features.frame import FeatureMatrix
from leadscore.models.auto import AutoModel
from leadscore.models.card import CardContender
from leadscore.models.contender import Contender
from leadscore.models.explained import as_contender
from leadscore.models.scientist import scientist_logistic, scientist_xgboost
from leadscore.models.scorer import LeadScorer, fit_scorer
from leadscore.settings import Settings

CARD = "rules: [{id: title, says: Title, who: {has: job_title}, points: 10}]"


def half(numbers: pd.DataFrame) -> pd.DataFrame:
    return numbers / 2


@pytest.fixture(scope="module")
def scorer(matrix: FeatureMatrix, settings: Settings) -> LeadScorer:
    return fit_scorer(scientist_xgboost(), matrix, settings)


@pytest.fixture
def saved(scorer: LeadScorer, tmp_path: Path) -> Path:
    folder = tmp_path / "scorer"
    scorer.save(folder)
    return folder


def _rehashed(folder: Path, **changes: bytes | None) -> None:
    """Change files and list them as if they had always been so."""
    listing = json.loads((folder / "files.json").read_text())
    for stem, data in changes.items():
        name = stem.replace("__", ".")
        if data is not None:
            (folder / name).write_bytes(data)
            listing["files"][name] = hashlib.sha256(data).hexdigest()
    (folder / "files.json").write_text(json.dumps(listing))


def test_a_fresh_process_scores_to_the_bit(
    matrix: FeatureMatrix, settings: Settings, tmp_path: Path
) -> None:
    contenders: dict[str, Contender] = {
        "card": CardContender(parse_card(CARD)),
        "logistic": scientist_logistic(),
        "xgboost": scientist_xgboost(monotone={"behaviour__pricing_7d": 1}),
        "auto": AutoModel(trials=4, folds=3),
    }
    rows = matrix.X.head(60)
    rows.to_parquet(tmp_path / "rows.parquet")
    scorers = {name: fit_scorer(made, matrix, settings) for name, made in contenders.items()}
    for name, scorer in scorers.items():
        scorer.save(tmp_path / name)
    code = (
        "import sys, pandas as pd; from pathlib import Path\n"
        "from leadscore.models.scorer import LeadScorer\n"
        "at = Path(sys.argv[1]); X = pd.read_parquet(at / 'rows.parquet')\n"
        "for name in sys.argv[2:]:\n"
        "    scorer = LeadScorer.load(at / name)\n"
        "    scorer.score(X).to_parquet(at / f'{name}-scored.parquet')\n"
        "    scorer.contributions(X).to_parquet(at / f'{name}-parts.parquet')\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path), *scorers], check=True, timeout=120)
    for name, scorer in scorers.items():
        for made, file in ((scorer.score(rows), "scored"), (scorer.contributions(rows), "parts")):
            again = pd.read_parquet(tmp_path / f"{name}-{file}.parquet")
            pd.testing.assert_frame_equal(again, made, check_exact=True)


def test_everything_a_scorer_knows_comes_back(saved: Path, scorer: LeadScorer) -> None:
    loaded = LeadScorer.load(saved)
    assert loaded.features == scorer.features
    assert loaded.catalogue == scorer.catalogue
    assert loaded.settings == scorer.settings
    assert loaded.manifest == scorer.manifest
    assert loaded.band_limits == scorer.band_limits
    assert loaded.grade_limits == scorer.grade_limits


def test_every_file_is_data_of_a_known_kind_with_its_hash(saved: Path) -> None:
    listing = json.loads((saved / "files.json").read_text())["files"]
    assert {path.name for path in saved.iterdir()} == {*listing, "files.json"}
    assert {name.rpartition(".")[2] for name in listing} == {"json", "skops", "ubj", "npy"}


@pytest.mark.parametrize("kind", ["skops", "ubj", "npy", "json"])
def test_a_changed_file_is_refused_by_name(saved: Path, kind: str) -> None:
    name = "scorer.json" if kind == "json" else min(saved.glob(f"*.{kind}")).name
    data = (saved / name).read_bytes()
    (saved / name).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(VersionError, match=f"{name} in .* is not as it was saved"):
        LeadScorer.load(saved)


def test_a_truncated_file_is_refused(saved: Path) -> None:
    (saved / "combined.skops").write_bytes((saved / "combined.skops").read_bytes()[:100])
    with pytest.raises(VersionError, match=r"combined\.skops in .* is not as it was saved"):
        LeadScorer.load(saved)


def test_a_missing_file_is_refused(saved: Path) -> None:
    (saved / "combined.skops").unlink()
    with pytest.raises(VersionError, match=r"combined\.skops is missing.*train again"):
        LeadScorer.load(saved)


def test_a_half_written_folder_is_refused(saved: Path) -> None:
    (saved / "files.json").unlink()
    with pytest.raises(VersionError, match=r"files\.json is missing"):
        LeadScorer.load(saved)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VersionError, match=r"files\.json is missing"):
        LeadScorer.load(tmp_path / "nowhere")


def test_a_file_too_many_is_refused(saved: Path) -> None:
    (saved / "extra.py").write_text("print('hello')")
    with pytest.raises(VersionError, match=r"does not belong.*extra\.py"):
        LeadScorer.load(saved)


@pytest.mark.parametrize("name", ["../outside.json", "/etc/passwd", "sub/x.npy", "model.pkl"])
def test_a_path_out_of_the_folder_or_of_another_kind_is_refused(saved: Path, name: str) -> None:
    listing = json.loads((saved / "files.json").read_text())
    listing["files"][name] = "0" * 64
    (saved / "files.json").write_text(json.dumps(listing))
    with pytest.raises(VersionError, match="which no version has"):
        LeadScorer.load(saved)


def test_a_link_in_the_place_of_a_file_is_refused(saved: Path, tmp_path: Path) -> None:
    target = saved / "combined.skops"
    target.rename(tmp_path / "elsewhere")
    target.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(VersionError, match=r"combined\.skops is missing"):
        LeadScorer.load(saved)


def test_another_format_is_refused_with_what_to_do(saved: Path) -> None:
    listing = json.loads((saved / "files.json").read_text())
    (saved / "files.json").write_text(json.dumps({**listing, "format": 99}))
    with pytest.raises(VersionError, match="has format 99; this leadscore reads 1"):
        LeadScorer.load(saved)


@pytest.mark.parametrize("text", ["{", "[]", '{"format": 1}', '{"format": 1, "files": []}'])
def test_a_broken_listing_is_refused(saved: Path, text: str) -> None:
    (saved / "files.json").write_text(text)
    with pytest.raises(VersionError, match=r"files\.json"):
        LeadScorer.load(saved)


@pytest.mark.parametrize(
    ("file", "data", "said"),
    [
        ("scorer__json", b"{}", "does not hold what a scorer needs"),
        ("scorer__json", b"not json", "not valid JSON"),
        ("combined__skops", b"no zip", "not a skops file"),
        ("combined-reference__npy", b"no array", "not an array of numbers"),
        ("combined-000__ubj", b"no booster", "not a booster"),
    ],
)
def test_files_of_other_contents_are_refused_even_with_right_hashes(
    saved: Path, file: str, data: bytes, said: str
) -> None:
    _rehashed(saved, **{file: data})
    with pytest.raises(VersionError, match=said):
        LeadScorer.load(saved)


def test_a_pickled_array_is_not_opened(saved: Path, tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    _rehashed(saved, **{"combined-reference__npy": (tmp_path / "x.npy").read_bytes()})
    with pytest.raises(VersionError, match="not an array of numbers"):
        LeadScorer.load(saved)


def test_types_outside_the_list_are_refused_when_saved_and_nothing_is_written(
    matrix: FeatureMatrix, settings: Settings, tmp_path: Path
) -> None:
    step = FunctionTransformer(half, feature_names_out="one-to-one")
    numbers = ["behaviour__pricing_7d", "behaviour__pages_30d"]
    small = FeatureMatrix(
        rows=matrix.rows,
        X=matrix.X[numbers],
        catalogue=type(matrix.catalogue)(matrix.catalogue[name] for name in numbers),
        manifest={},
    )
    scorer = fit_scorer(as_contender(make_pipeline(step, LogisticRegression())), small, settings)
    with pytest.raises(VersionError, match=r"must not hold: .*half"):
        scorer.save(tmp_path / "scorer")
    assert not (tmp_path / "scorer").exists()


def test_a_skops_file_with_a_foreign_type_is_refused_when_loaded(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leadscore.models.artifacts.TRUSTED_TYPES", ("numpy.dtype",))
    with pytest.raises(VersionError, match=r"must not hold: .*Explained"):
        LeadScorer.load(saved)


def test_a_folder_in_use_is_not_overwritten(scorer: LeadScorer, saved: Path) -> None:
    with pytest.raises(OutputError, match="is not empty"):
        scorer.save(saved)


def test_a_folder_that_cannot_be_made_is_said(scorer: LeadScorer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        scorer.save(tmp_path / "file" / "scorer")
