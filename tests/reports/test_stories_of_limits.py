"""Pages show what can be told of the grid, and never by colour alone."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from leadscore.evaluation.grid import judge_grid
from leadscore.evaluation.grid_findings import GridFindings
from leadscore.evaluation.readings import Readings
from leadscore.evaluation.threshold import find_threshold
from leadscore.evaluation.threshold_findings import Present, ThresholdFindings
from leadscore.reports import plots, style
from leadscore.reports.stories_of_limits import (
    grid_story,
    grids_story,
    threshold_story,
    thresholds_story,
)
from leadscore.settings import parse_settings
from leadscore.words import Language

LANGUAGES: tuple[Language, ...] = ("en", "fi")


def judged(contender: str = "card", capacity: float = 0.2) -> GridFindings:
    """Judge a grid whose better cells convert more often, and whose D4 has one lead."""
    rng = np.random.default_rng(0)
    grade, band = rng.integers(0, 4, 1600), rng.integers(0, 4, 1600)
    kept = (grade + band < 6) | (np.arange(1600) == np.argmax(grade + band))
    grade, band = grade[kept], band[kept]
    label = (rng.random(len(grade)) < 0.5 ** (1 + grade + band)).astype(float)
    ids = [f"l{code}" for code in range(len(grade))]
    return judge_grid(
        pd.DataFrame({"grade": np.array(list("ABCD"))[grade], "band": band + 1}),
        pd.DataFrame({"lead_id": ids, "group": ids, "label": label}),
        parse_settings({"sales": {"capacity": capacity}}),
        readings=Readings(
            unit="points", combined=60.0 - grade - band, fit=30.0 - grade, behaviour=30.0 - band
        ),
        contender=contender,
    )


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_cells_that_cannot_be_told_apart_carry_the_same_letter(language: Language) -> None:
    found = judged()
    figure = plots.grid(found.table, language=language)
    for marks in found.table["letters"]:
        assert not marks or marks in texts(figure)
    figure.draw_without_rendering()
    assert figure.get_tightbbox().y0 >= -0.01


def test_cells_of_too_few_leads_are_hatched() -> None:
    found = judged()
    assert found.too_few == ("D4",)
    hatched = [
        each.get_xy() for each in plots.grid(found.table).findobj(Rectangle) if each.get_hatch()
    ]
    assert hatched == [(3, 3)]


def test_a_line_goes_round_what_is_called_and_dashes_round_the_cell_in_which_it_ends() -> None:
    found = judged()
    assert found.suggested.cut is not None
    cell, share = found.suggested.cut
    figure = plots.grid(found.table)
    assert f"{share:.0%} called" in texts(figure)
    whole = set(found.suggested.cells)
    edges = 0  # those between a cell that is called whole and one that is not, or the margin
    for grade, band in product(range(4), range(4)):
        for down, along in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            there = (grade + down, band + along)
            inside = all(0 <= place < 4 for place in there)
            other = f"{'ABCD'[there[0]]}{there[1] + 1}" if inside else ""
            edges += f"{'ABCD'[grade]}{band + 1}" in whole and other not in whole
    lines = figure.axes[0].lines
    assert sum(line.get_linestyle() == "-" for line in lines) == edges
    assert 1 <= sum(line.get_linestyle() == "--" for line in lines) <= 4
    assert cell not in whole


def test_a_grid_of_counts_alone_is_drawn_as_before() -> None:
    counts = judged().table.drop(columns=["letters", "called"])
    figure = plots.grid(counts)
    assert not figure.axes[0].lines
    assert not any("Same letter" in text for text in texts(figure))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_story_of_a_grid_tells_and_folds_away(language: Language) -> None:
    markup = grid_story(judged(), language=language).markup
    assert markup.count("<figure>") == 1
    assert markup.count("<table>") == 2
    assert markup.index("</figure>") < markup.index("<details>")
    assert markup.count("<tr>") == 1 + 16 + 1 + 8


def test_the_grid_asked_for_is_open_and_the_others_are_folded_away() -> None:
    grids = {"card": judged(), "auto": judged("auto")}
    markup = grids_story(grids, first="auto", language="en").markup
    assert markup.startswith("<p>The grid of the auto model</p><figure>")
    assert "<details><summary>The grid of the points card</summary><figure>" in markup
    assert grids_story(grids, first="scientist", language="en").markup.startswith(
        "<p>The grid of the points card</p>"
    )


def test_a_picture_of_a_grid_is_the_same_file_each_time() -> None:
    found = judged(capacity=0.999)
    assert style.to_svg(plots.grid(found.table)) == style.to_svg(plots.grid(found.table))


def sought(limit: float = 20.0, *, deal: float = 2000.0, cost: float = 200.0) -> ThresholdFindings:
    """Look for a threshold on leads that convert from 60 points on."""
    points = np.repeat(np.arange(0.0, 100.0, 10.0), 60)
    ids = [f"l{code}" for code in range(len(points))]
    label = np.where(points >= 60, np.arange(len(points)) % 5 == 0, np.arange(len(points)) == 1)
    rows = pd.DataFrame(
        {"lead_id": ids, "group": ids, "cutoff": pd.Timestamp("2026-01-01"), "label": label * 1.0}
    )
    settings = parse_settings(
        {
            "sales": {"capacity": 0.9, "call_cost_eur": cost, "deal_value_eur": deal},
            "comparison": {"resamples": 100},
        }
    )
    present = Present(kind="points", called=points >= limit, limit=limit)
    return find_threshold(points, rows, settings, unit="points", present=present, contender="card")


def title(figure: Figure) -> str:
    return figure.get_suptitle().replace("\n", " ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_picture_of_thresholds_marks_the_present_and_the_best(language: Language) -> None:
    found = sought()
    figure = plots.threshold(found, language=language)
    drawn = texts(figure)
    assert ("today 20" in drawn) or ("nyt 20" in drawn)
    assert ("best 60" in drawn) or ("paras 60" in drawn)
    assert len(figure.axes) == 2
    assert len(figure.axes[0].collections) == 2  # an interval round each of the two lines
    figure.draw_without_rendering()
    page, whole = figure.bbox_inches, figure.get_tightbbox()
    assert page.x0 - 0.01 <= whole.x0
    assert whole.x1 <= page.x1 + 0.01
    assert style.to_svg(plots.threshold(found)) == style.to_svg(plots.threshold(found))


def test_the_title_of_thresholds_is_their_verdict() -> None:
    assert title(plots.threshold(sought())).startswith("Within capacity, calling from 60 on brings")
    assert title(plots.threshold(sought(60.0))).startswith("Today's choice brings as much as any")
    without = plots.threshold(sought(deal=0.0))
    assert title(without) == "What each threshold calls and finds"
    assert len(without.axes) == 1
    few = sought(50.0, cost=20.0)
    assert few.choice("capacity")["verdict"] in {"cannot tell", "better"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_story_of_a_threshold_tells_and_folds_away(language: Language) -> None:
    found = sought()
    markup = threshold_story(found, language=language).markup
    assert markup.index("</figure>") < markup.index("<details>")
    assert markup.count("<tr>") == 1 + len(found.summary(language)) == 1 + len(found.table)


def test_the_threshold_asked_for_is_open_and_the_others_are_folded_away() -> None:
    found = {"card": sought(), "auto": sought(30.0)}
    markup = thresholds_story(found, first="card", language="en").markup
    assert markup.startswith("<p>The threshold of the points card</p><figure>")
    assert "<summary>The threshold of the auto model</summary>" in markup
    assert thresholds_story({}, first="card", language="en").markup == ""
