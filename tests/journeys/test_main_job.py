"""The main job as its three users meet it: terminal, pages, files, versions."""

import html
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

import leadscore as ls
from leadscore.reports.notebooks import ALL
from tests.journeys.walking import Journey, leadscore

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("journey"), pytest.mark.timeout(900)]


def test_run_ends_well_with_a_table_a_verdict_and_where_everything_lies(journey: Journey) -> None:
    assert journey.said.returncode == 0, journey.said.stderr
    told = journey.said.stdout
    for name in ("points card", "scientist's model", "auto model", "buyers found"):
        assert name in told
    for place in ("reports/index.html", "exports/scored_leads.csv", "mlruns"):
        assert place in told.replace("\n", "")


def test_the_last_line_of_json_is_the_comparison(journey: Journey) -> None:
    comparison = journey.comparison
    assert comparison["decide_by"] == "buyers_at_capacity"
    assert {row["contender"] for row in comparison["table"]} == {"card", "scientist", "auto"}  # type: ignore[attr-defined]


def test_terminal_pages_and_files_tell_the_same(journey: Journey) -> None:
    project = ls.Project(journey.root)
    sentence = project.comparison().sentence("en")
    page = (journey.root / "reports" / "30_compare.html").read_text(encoding="utf-8")
    page = " ".join(html.unescape(page).split())
    assert " ".join(sentence.split()) in " ".join(journey.said.stdout.split())
    for told in (project.comparison().headline("en"), project.comparison().details("en")):
        assert told in page


def test_scored_leads_are_the_open_ones_each_once_best_first(journey: Journey) -> None:
    leads = pd.read_csv(journey.root / "exports" / "scored_leads.csv")
    assert leads["lead_id"].is_unique
    assert leads["probability"].is_monotonic_decreasing
    assert leads["score"].between(1, 100).all()
    assert set(leads["cell"]) <= {f"{grade}{band}" for grade in "ABCD" for band in "1234"}
    assert leads["reasons_up"].notna().mean() > 0.5


def test_no_opted_out_person_is_in_snapshots_files_or_pages(journey: Journey) -> None:
    raw = pd.read_parquet(journey.root / "data" / "leads.parquet")
    out = raw["do_not_contact"].fillna(False).astype(bool) | (raw["marketing_consent"] == False)  # noqa: E712 - missing is not False
    gone = set(raw.loc[out, "lead_id"])
    assert len(gone) > 10
    project = ls.Project(journey.root)
    assert not gone & set(project.matrix().rows["lead_id"])
    assert not gone & set(project.scored()["lead_id"])
    for page in (journey.root / "reports").glob("*.html"):
        told = set(re.findall(r"[A-Za-z0-9_-]+", page.read_text(encoding="utf-8")))
        assert not gone & told, page.name


def test_every_notebook_became_a_page_marked_as_simulated(journey: Journey) -> None:
    pages = {path.name for path in (journey.root / "reports").glob("*.html")}
    assert pages == {"index.html", *(f"{name}.html" for name in ALL)}
    for name in pages:
        assert "simulated" in (journey.root / "reports" / name).read_text(encoding="utf-8"), name


def test_explain_adds_up_and_an_unknown_lead_is_told(journey: Journey) -> None:
    best = str(ls.Project(journey.root).scored()["lead_id"].iloc[0])
    explained = leadscore("explain", best, cwd=journey.root)
    assert explained.returncode == 0, explained.stderr
    assert "The chance of" in explained.stdout
    unknown = leadscore("explain", "nobody", cwd=journey.root)
    assert unknown.returncode == 2
    assert "no open lead 'nobody'" in unknown.stderr


def test_a_version_scores_in_a_fresh_process_as_it_did(journey: Journey) -> None:
    before = (journey.root / "exports" / "scored_leads.csv").read_bytes()
    assert leadscore("score", cwd=journey.root).returncode == 0
    exported = leadscore("export", cwd=journey.root)
    assert exported.returncode == 0, exported.stderr
    assert (journey.root / "exports" / "scored_leads.csv").read_bytes() == before


def test_retrain_keeps_the_champion_unless_better_and_says_why(
    journey: Journey, tmp_path: Path
) -> None:
    root = tmp_path / "acme"
    shutil.copytree(journey.root, root)  # the other tests look at what the run left
    before = ls.Project(root).store.champion()
    retrained = leadscore("retrain", cwd=root)
    assert retrained.returncode == 0, retrained.stderr
    after = ls.Project(root).store.champion()
    assert before is not None
    assert after is not None
    assert after.number == before.number
    assert "in use" in retrained.stdout


def test_no_lead_or_path_stands_in_a_page_name_or_parameter(journey: Journey) -> None:
    store = ls.Project(journey.root).store
    told = store.versions().drop(columns="run_id").to_string()
    assert str(journey.root) not in told
    for page in (journey.root / "reports").glob("*.html"):
        assert str(Path.home()) not in page.read_text(encoding="utf-8")
