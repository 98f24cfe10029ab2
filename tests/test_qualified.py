"""A lead's status reaches the people who call: the file, the list and the terminal."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import leadscore as ls
from leadscore.errors import VersionError
from leadscore.layout import init
from leadscore.scoring import score_open
from tests.faults.spoiling import call

CARD = """\
rules:
  - {id: title, says: Boss, who: {has: job_title}, points: 10}
  - {id: web, says: From the web, who: {source_in: [web]}, points: 5}
exclusions:
  - {id: rival, says: Rival, who: {email_domain_in: rival.example}}
thresholds:
  mql: 10
  sql: 15
  segments:
    - {id: sweden, says: {en: Sweden, fi: Ruotsi}, who: {country_in: SE}, mql: 15, sql: 15}
"""
ROW = "L{n:03d},{day:%Y-%m-%d},{source},{title},{country},{domain}"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out two years of leads of whom some come from Sweden, and put their card into use."""
    root = init(tmp_path_factory.mktemp("qualified") / "acme")
    born = [pd.Timestamp("2024-01-02") + pd.Timedelta(days=2 * n) for n in range(240)]
    leads = ["lead_id,created_at,source,job_title,country,email_domain"]
    stages = ["lead_id,stage,entered_at"]
    for n, day in enumerate(born):
        leads.append(
            ROW.format(
                n=n,
                day=day,
                source=("web", "fair")[n % 2],
                title=("CEO", "")[n // 2 % 2],
                country=("FI", "SE", "FI")[n % 3],
                domain="rival.example" if n % 11 == 0 else "",
            )
        )
        if n % 8 in (0, 1) or n % 7 == 0:
            stages.append(f"L{n:03d},won,{day + pd.Timedelta(days=45):%Y-%m-%d}")
    for name, lines in {"leads": leads, "stages": stages}.items():
        (root / "data" / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (root / "card.yaml").write_text(CARD, encoding="utf-8")
    project = ls.Project(root)
    project.build()
    scorer = ls.fit_scorer(ls.CardContender(project.card), project.training(), project.settings)
    version = ls.keep_version(project, "card", scorer)
    project.store.set_champion(version, reason="the only one")
    return root


def expected(lead_id: str) -> str | None:
    n = int(lead_id[1:])
    points = (10 if n // 2 % 2 == 0 else 0) + (5 if n % 2 == 0 else 0)
    if n % 11 == 0 or points < (15 if n % 3 == 1 else 10):
        return None
    return "sql" if points >= 15 else "mql"


def test_each_lead_of_the_file_has_its_status(root: Path) -> None:
    said = call(root, "score")
    assert said.code == 0, said.err
    assert "qualified" in said.out
    assert call(root, "export").code == 0
    parquet = pd.read_parquet(root / "exports" / "scored_leads.parquet")
    csv = pd.read_csv(root / "exports" / "scored_leads.csv", encoding="utf-8-sig")
    for frame in (parquet, csv):
        told = dict(zip(frame["lead_id"], frame["qualified"], strict=True))
        found = {lead: None if pd.isna(status) else status for lead, status in told.items()}
        assert found == {lead: expected(lead) for lead in found}
        assert set(found.values()) == {"sql", "mql", None}
        assert frame.columns[-1] == "qualified"


def test_the_page_shows_the_status_only_where_any_lead_has_one(root: Path) -> None:
    scored = score_open(ls.Project(root))
    page = ls.leads_table(scored, language="en").markup
    assert "Qualified" in page
    assert "MQL" in page
    assert "SQL" in page
    assert "nan" not in page
    nobody = scored.assign(qualified=pd.array([None] * len(scored), dtype="str"))
    assert "Qualified" not in ls.leads_table(nobody, language="en").markup
    assert "Tila" in ls.leads_table(scored, language="fi").markup


def test_reasons_never_name_a_segment(root: Path) -> None:
    scored = score_open(ls.Project(root))
    assert "Boss" in scored["reasons_up"].str.cat(sep=" ")
    assert "Sweden" not in scored[["reasons_up", "reasons_down"]].to_string()


def test_limits_that_changed_since_a_version_was_kept_are_refused(root: Path) -> None:
    card = root / "card.yaml"
    card.write_text(CARD.replace("mql: 10", "mql: 12"), encoding="utf-8")
    try:
        project = ls.Project(root)
        project.build()
        with pytest.raises(VersionError, match=r"card was changed since .* points and limits"):
            score_open(project)
    finally:
        card.write_text(CARD, encoding="utf-8")
        ls.Project(root).build()
