"""Values that mean something to a spreadsheet, a browser, a terminal or a model."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

import leadscore as ls
from leadscore.errors import DataError, NotEnoughDataError, VersionError
from leadscore.judging import outdated, put_into_use
from tests.faults.conftest import CARD, FORMULA, MARKUP, SCRIPT, export
from tests.faults.spoiling import call, change, contents, refused

#: One worker lays the flat project out once.
pytestmark = pytest.mark.xdist_group("faults")


def test_no_cell_of_the_scored_file_is_a_formula_and_parquet_keeps_the_id(flat: Path) -> None:
    with (flat / "exports" / "scored_leads.csv").open(encoding="utf-8-sig") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert any(cell.startswith("'=F2") for cell in cells)
    assert any(FORMULA.split("|")[0] in cell for cell in cells), "the industry is a reason"
    assert not [cell for cell in cells if cell.strip()[:1] in tuple("=+@")]
    kept = pd.read_parquet(flat / "exports" / "scored_leads.parquet")
    assert kept["lead_id"].str.startswith("=F2").any()


def test_markup_and_scripts_are_text_on_the_terminal_and_on_a_page(flat: Path) -> None:
    project = ls.Project(flat)
    scored = project.scored()
    told = scored[["reasons_up", "reasons_down"]].to_string()
    assert SCRIPT in told
    assert MARKUP in told
    by_id = {lead: call(flat, "explain", lead) for lead in scored["lead_id"].head(3)}
    seen = " ".join(said.out for said in by_id.values())
    assert {said.code for said in by_id.values()} == {0}
    assert "[bold red]Metal[/]" in " ".join(seen.split()) or SCRIPT in seen
    assert "\x1b" not in seen
    markup = ls.leads_table(scored, language="en").markup
    assert "&lt;script&gt;alert(1)" in markup
    assert "<script" not in markup


def test_a_lead_that_is_not_there_is_told_as_it_was_written(flat: Path) -> None:
    assert "no open lead '[red]x[/]<script>'" in refused(flat, 2, "explain", "[red]x[/]<script>")


def test_a_category_never_seen_in_training_is_scored(flat: Path) -> None:
    change(flat / "data" / "export.csv", "Buyer", "Astronaut")
    said = call(flat, "score")
    assert said.code == 0, said.err
    scored = ls.Project(flat).scored()
    assert scored["probability"].between(0, 1).all()
    assert len(scored) == 40


def test_data_changed_since_the_features_are_read_again(flat: Path) -> None:
    path = flat / "data" / "export.csv"
    path.write_text(export(n_leads=320, n_open=60), encoding="utf-8")
    assert call(flat, "score").code == 0
    assert len(ls.Project(flat).scored()) == 60


def test_data_spoilt_since_the_features_stop_the_scoring_and_lose_nothing(flat: Path) -> None:
    change(flat / "data" / "export.csv", "Id,", "Number,")
    assert "lacks columns of the mapping: Id" in refused(flat, DataError.exit_code, "score")


def test_a_column_gone_from_the_export_is_told_by_its_name(flat: Path) -> None:
    change(flat / "data" / "export.csv", "Size", "Largeness")
    assert "lacks columns of the mapping: Size" in refused(flat, DataError.exit_code, "score")


def test_a_feature_gone_since_training_stops_the_scoring_until_learned_again(flat: Path) -> None:
    change(flat / "mapping.yaml", "    size: {column: Size, kind: number}\n", "")
    scored = (flat / ".leadscore" / "scored.parquet").read_bytes()
    said = call(flat, "score")
    assert said.code == DataError.exit_code
    assert "1 of the 4 columns that the model was trained on are missing: fit__size" in said.err
    assert "leadscore run" in said.err
    assert (flat / ".leadscore" / "scored.parquet").read_bytes() == scored

    project = ls.Project(flat)
    test = project.test()
    judged = ls.score_contenders(project, test)
    assert list(judged) == ["card"]
    ls.keep_comparison(project, ls.compare(judged, test.rows, project.settings))
    (sentence,) = outdated(project)
    assert "scientist 2 is left out of the comparison" in sentence
    assert "can no longer score" in put_into_use(project).sentence("en")
    assert call(flat, "score").code == 0


def test_a_column_without_a_value_since_training_is_a_warning(flat: Path) -> None:
    text = (flat / "data" / "export.csv").read_text(encoding="utf-8").splitlines()
    rows = [line.split(",") for line in text]
    emptied = [[*row[:3], "", *row[4:]] for row in rows[1:]]
    lines = [",".join(row) for row in [rows[0], *emptied]]
    (flat / "data" / "export.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = call(flat, "score")
    assert said.code == 0, said.err
    assert "no lead has a value of any more: Size" in " ".join(said.out.split())


def test_rows_put_before_those_learned_from_leave_the_versions_out(flat: Path) -> None:
    lines = export().splitlines()
    older = [f"=G{n:03d},Metal,Buyer,5,{n % 10},{n % 2}" for n in range(30)]
    text = "\n".join([lines[0], *older, *lines[1:]]) + "\n"
    (flat / "data" / "export.csv").write_text(text, encoding="utf-8")
    assert call(flat, "features").code == 0
    project = ls.Project(flat)
    with pytest.raises(VersionError, match="None of the 2 versions can be compared"):
        ls.score_contenders(project, project.test())


def test_rows_put_behind_those_learned_from_leave_the_versions_in(flat: Path) -> None:
    (flat / "data" / "export.csv").write_text(export(n_leads=330), encoding="utf-8")
    assert call(flat, "features").code == 0
    project = ls.Project(flat)
    assert set(ls.score_contenders(project, project.test())) == {"card", "scientist"}


def test_not_even_two_conversions_are_too_little_for_the_card(flat: Path) -> None:
    rows = export().replace(",1\n", ",0\n").splitlines()
    rows[10] = rows[10][:-1] + "1"
    (flat / "data" / "export.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert call(flat, "features").code == 0
    said = refused(flat, NotEnoughDataError.exit_code, "train")
    assert "There is too little to learn from some leads and judge on others" in said


def test_an_edited_card_does_not_stop_the_next_version(flat: Path) -> None:
    project = ls.Project(flat)
    project.store.set_champion("card", reason="a test")
    (flat / "card.yaml").write_text(CARD.replace("id: metal", "id: iron"), encoding="utf-8")
    before = contents(flat / "mlruns")
    assert "card__metal" in call(flat, "score").err
    assert contents(flat / "mlruns") == before
    project = ls.Project(flat)
    scorer = ls.fit_scorer(ls.CardContender(project.card), project.training(), project.settings)
    ls.keep_version(project, "card", scorer)
    test = project.test()
    judged = ls.score_contenders(project, test)
    assert list(judged) == ["card", "scientist"]
    ls.keep_comparison(project, ls.compare(judged, test.rows, project.settings))
    assert put_into_use(project).promote in judged
    assert call(flat, "score").code == 0
