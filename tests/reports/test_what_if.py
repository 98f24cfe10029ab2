"""The sliders of the points card: what they show, without a browser."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import nbformat
import pytest

import leadscore as ls
from leadscore.cards import load_card, parse_card
from leadscore.errors import CardError, OutputError, UsageError
from leadscore.evaluation.card_difference.fields import changed_card, fields_of
from leadscore.layout import init, shipped_notebooks
from leadscore.reports import what_if as room
from leadscore.reports.notebooks import WHAT_IF, run_notebooks

MAPPING = """\
flat:
  file: export.csv
  target: Converted
  positive: ["1"]
  negative: ["0"]
  lead_id: Id
  order: row
  fit:
    industry: {column: Industry, kind: category, known_at: creation}
  behaviour:
    visits: {column: Visits, kind: number, known_at: creation}
    forms: {column: Forms, kind: number, known_at: creation}
"""
CARD = """\
name: Small
rules:
  - {id: visits, says: "Came <b>often</b>", what: {column: visits, at_least: 8}, points: 10}
  - {id: forms, says: Forms, what: {column: forms, at_least: 1}, points: 2, per: act, cap: 6}
  # the foundries, not the mines
  - {id: metal, says: {en: Metal, fi: Metalli}, who: {column: industry, in: [metal]}, points: 2.5}
groups:
  site: {says: {en: the site, fi: sivusto}, cap: 12, rules: [visits, forms]}
thresholds: {mql: 10, sql: 12}
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out a small flat project in which visits tell who buys."""
    root = init(tmp_path_factory.mktemp("tried") / "acme")
    lines = ["Id,Industry,Visits,Forms,Converted"]
    for n in range(700):
        visits, industry = n * 7 % 10, ("metal", "wood")[n % 2]
        won = int(visits > 7 and n % 7 < 5)
        lines.append(f"<i>F{n:03d},{industry},{visits},{n % 4},{'' if n >= 620 else won}")
    (root / "data" / "export.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (root / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    (root / "card.yaml").write_text(CARD, encoding="utf-8")
    toml = root / "leadscore.toml"
    text = toml.read_text(encoding="utf-8").replace("resamples = 2000", "resamples = 400")
    toml.write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def shared(built: Path) -> ls.WhatIf:
    return ls.what_if(ls.Project(built))


@pytest.fixture
def trial(shared: ls.WhatIf, built: Path) -> ls.WhatIf:
    """Give sliders that stand where the card has them."""
    for path in built.glob("*.yaml"):
        if path.name not in ("card.yaml", "mapping.yaml"):
            path.unlink()
    (built / "card.yaml").write_text(CARD, encoding="utf-8")
    return ls.WhatIf(shared.trials, path=shared.path, language="en", never=shared.never)


def words(markup: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", markup).split())


def test_there_is_a_labelled_field_for_every_number(trial: ls.WhatIf) -> None:
    labels = {key: field.description for key, field in trial.fields.items()}
    assert labels == {
        "rules.visits.points": "Came <b>often</b>: points",
        "rules.forms.points": "Forms: points",
        "rules.forms.cap": "Forms: at most",
        "rules.metal.points": "Metal: points",
        "groups.site.cap": "the site: at most",
        "thresholds.mql": "Marketing-qualified (MQL)",
        "thresholds.sql": "Sales-qualified (SQL)",
    }
    assert not any(field.description_allow_html for field in trial.fields.values())
    values = [field.value for field in trial.fields.values()]
    assert [slider.value for slider in trial.sliders.values()] == values
    assert values == [10, 2, 6, 2.5, 12, 10, 12]
    assert "Move a slider" in trial.panel.value


def test_a_slider_moves_the_figures_that_the_command_gives(trial: ls.WhatIf, built: Path) -> None:
    trial.fields["rules.visits.points"].value = -10
    shown = words(trial.panel.value)
    project = ls.Project(built)
    expected = ls.compare_cards(project, project.card, trial.card)
    assert trial.difference is not None
    assert trial.difference.to_json() == expected.to_json()
    assert expected.verdict("en") in shown
    assert "The new card finds fewer buyers." in shown
    assert expected.now("en") in shown
    assert str(expected.moves["lead_id"].iloc[0]).removeprefix("<i>") in shown


def test_a_slider_and_its_field_follow_each_other(trial: ls.WhatIf) -> None:
    slider, field = (each["rules.visits.points"] for each in (trial.sliders, trial.fields))
    slider.value = 9.9999999998  # what a browser makes of 10
    assert (field.value, trial.card) == (10, load_card(trial.path))
    slider.value = -10
    assert field.value == -10
    assert "The new card finds fewer buyers." in trial.panel.value
    field.value = 4
    assert slider.value == 4
    trial.reset.click()
    assert slider.value == 10


def test_texts_of_cards_and_data_are_escaped(trial: ls.WhatIf) -> None:
    trial.fields["rules.visits.points"].value = -10
    for markup in (trial.panel.value, trial.story().markup):
        assert "&lt;b&gt;often" in markup
        assert "&lt;i&gt;F" in markup
        assert "<b>" not in markup
        assert "<i>" not in markup


def test_no_points_take_a_rule_out_and_reset_puts_everything_back(trial: ls.WhatIf) -> None:
    trial.fields["rules.metal.points"].value = 0
    assert [rule.id for rule in trial.card.rules] == ["visits", "forms"]
    assert "Metal: taken out" in trial.panel.value
    trial.fields["thresholds.mql"].value = 5
    trial.reset.click()
    assert trial.card == load_card(trial.path)
    assert "Move a slider" in trial.panel.value


def test_numbers_that_do_not_go_together_are_told_and_can_be_mended(trial: ls.WhatIf) -> None:
    trial.fields["thresholds.sql"].value = 5
    assert "sql must not be below mql." in words(trial.panel.value)
    assert trial.difference is None
    with pytest.raises(CardError, match="sql must not be below mql"):
        trial.story()
    trial.save.click()
    assert "sql must not be below mql." in words(trial.status.value)
    assert not trial.path.with_name("card-what-if.yaml").exists()
    trial.fields["thresholds.mql"].value = 4
    assert trial.difference is not None


def test_all_rules_taken_out_is_no_card(trial: ls.WhatIf) -> None:
    for key in ("visits", "forms", "metal"):
        trial.fields[f"rules.{key}.points"].value = 0
    assert "must hold at least one entry" in words(trial.panel.value)


def test_the_tried_card_is_saved_beside_the_card_with_its_comments(trial: ls.WhatIf) -> None:
    trial.fields["rules.metal.points"].value = 7.5
    trial.save.click()
    saved = trial.path.with_name("card-what-if.yaml")
    assert load_card(saved) == trial.card
    text = saved.read_text(encoding="utf-8")
    assert text == CARD.replace("points: 2.5", "points: 7.5")
    assert trial.path.read_text(encoding="utf-8") == CARD
    assert "Saved as card-what-if.yaml" in trial.status.value
    trial.fields["rules.metal.points"].value = 8
    trial.save_as("card-what-if.yaml")
    assert "points: 8}" in saved.read_text(encoding="utf-8")


def test_the_card_in_use_is_changed_in_place_when_its_own_name_is_given(trial: ls.WhatIf) -> None:
    trial.fields["rules.visits.points"].value = 12
    trial.save_as("card.yaml")
    assert trial.path.read_text(encoding="utf-8") == CARD.replace("points: 10}", "points: 12}")


@pytest.mark.parametrize("name", ["", "../card.yaml", "a/b.yaml", "card.txt", ".yaml", "x" * 99])
def test_a_name_that_is_no_card_file_is_refused(trial: ls.WhatIf, name: str) -> None:
    with pytest.raises(UsageError, match="cannot be the card's file"):
        trial.save_as(name)


def test_a_file_that_is_no_card_stays_as_it_is(trial: ls.WhatIf) -> None:
    before = trial.path.with_name("mapping.yaml").read_text(encoding="utf-8")
    trial.fields["rules.visits.points"].value = 12
    with pytest.raises(UsageError, match=r"mapping\.yaml is there already.*another name"):
        trial.save_as("mapping.yaml")
    assert trial.path.with_name("mapping.yaml").read_text(encoding="utf-8") == before


def test_a_card_that_these_sliders_did_not_save_stays(trial: ls.WhatIf) -> None:
    other = trial.path.with_name("other.yaml")
    other.write_text(CARD, encoding="utf-8")
    trial.fields["rules.visits.points"].value = 12
    with pytest.raises(UsageError, match=r"other\.yaml is there already and was not saved from"):
        trial.save_as("other.yaml")
    assert other.read_text(encoding="utf-8") == CARD


@pytest.mark.parametrize("name", ["card.yaml", "card-what-if.yaml"])
def test_what_somebody_changed_meanwhile_stays(trial: ls.WhatIf, name: str) -> None:
    trial.fields["rules.visits.points"].value = 12
    trial.save_as(name)
    trial.fields["rules.visits.points"].value = 13
    trial.save_as(name)
    place = trial.path.with_name(name)
    theirs = place.read_text(encoding="utf-8").replace("name: Small", "name: Theirs")
    place.write_text(theirs, encoding="utf-8")
    with pytest.raises(OutputError, match="changed by somebody else since it was read"):
        trial.save_as(name)
    assert place.read_text(encoding="utf-8") == theirs


def test_a_card_that_changed_before_the_sliders_were_laid_out_stays(trial: ls.WhatIf) -> None:
    theirs = CARD.replace("name: Small", "name: Theirs")
    trial.path.write_text(theirs, encoding="utf-8")
    late = ls.WhatIf(trial.trials, path=trial.path, language="en")
    with pytest.raises(OutputError, match="changed by somebody else since it was read"):
        late.save_as("card.yaml")
    assert trial.path.read_text(encoding="utf-8") == theirs


@pytest.mark.parametrize("kept", ["mapping.yaml", "leadscore.toml"])
def test_mapping_and_settings_are_never_saved_over(trial: ls.WhatIf, kept: str) -> None:
    place, link = trial.path.with_name(kept), trial.path.with_name("link.yaml")
    before = place.read_bytes()
    link.symlink_to(place)
    with pytest.raises(UsageError, match="is not written over"):
        trial.save_as("link.yaml")
    assert place.read_bytes() == before


def test_what_cannot_be_written_leaves_nothing_behind(
    trial: ls.WhatIf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfile", full)
    with pytest.raises(OutputError, match=r"new\.yaml cannot be written.*No space left"):
        trial.save_as("new.yaml")
    assert not trial.path.with_name("new.yaml").exists()


def test_while_a_slider_moves_the_interval_is_rough_and_then_whole(
    trial: ls.WhatIf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "PAUSE", 0.05)

    async def slide() -> tuple[str, str]:
        for value in (5, 0, -10):
            trial.fields["rules.visits.points"].value = value
        rough = trial.panel.value
        await asyncio.sleep(1)
        return rough, trial.panel.value

    rough, whole = asyncio.run(slide())
    assert "draws only" in words(rough)
    assert "draws only" not in words(whole)
    assert trial.difference is not None
    assert trial.difference.resamples == 400
    assert trial.difference.verdict("en") in words(whole)


def test_finnish_projects_have_finnish_sliders(trial: ls.WhatIf) -> None:
    finnish = ls.WhatIf(trial.trials, path=trial.path, language="fi")
    assert finnish.fields["rules.metal.points"].description == "Metalli: pisteet"
    finnish.fields["rules.visits.points"].value = -10
    assert "Uusi kortti löytää vähemmän ostajia." in finnish.panel.value
    assert finnish.reset.description == "Palauta"


def test_jupyter_shows_it_by_itself(trial: ls.WhatIf) -> None:
    shown = trial._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in str(shown)


def test_the_notebook_runs_from_top_to_bottom(built: Path, tmp_path: Path) -> None:
    (built / "card.yaml").write_text(CARD, encoding="utf-8")
    (executed,) = run_notebooks(
        WHAT_IF,
        source=shipped_notebooks(),
        output=tmp_path,
        folder=built,
        parameters={"project_folder": str(built)},
    )
    cells = nbformat.read(executed, as_version=4).cells
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    assert any("application/vnd.jupyter.widget-view+json" in each.data for each in outputs)
    assert "Move a slider" in str(outputs[-1].data["text/html"])


def test_a_new_project_has_the_notebook(built: Path) -> None:
    assert (built / "notebooks" / f"{WHAT_IF}.ipynb").is_file()


def test_only_numbers_that_the_card_has_can_be_tried() -> None:
    card = parse_card(CARD)
    assert changed_card(card, {}) == card
    with pytest.raises(UsageError, match=r"no number 'rules.visits.cap'. It has: groups.site.cap"):
        changed_card(card, {"rules.visits.cap": 5})


def test_a_group_that_loses_its_rules_is_taken_out() -> None:
    card = parse_card(CARD)
    less = changed_card(card, {"rules.visits.points": 0, "rules.forms.points": 0})
    assert (len(less.rules), less.groups) == (1, {})


def test_limits_on_cells_have_no_slider() -> None:
    card = parse_card(CARD.replace("mql: 10, sql: 12", "mql: 10, sql: [A1]"))
    keys = [each.key for each in fields_of(card, "en")]
    assert "thresholds.mql" in keys
    assert "thresholds.sql" not in keys


def test_sliders_reach_what_the_card_has() -> None:
    text = CARD.replace("points: 10}", "points: -300}").replace("cap: 12", "cap: 9000")
    for each in fields_of(parse_card(text), "en"):
        assert each.low <= each.value <= each.high
        assert abs(each.high) <= 10_000
