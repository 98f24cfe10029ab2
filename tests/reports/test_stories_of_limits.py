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
from leadscore.reports import plots, style
from leadscore.reports.stories_of_limits import grid_story, grids_story
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
