"""The pictures over time: lines that end in names, a mark where the market changed."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from leadscore.errors import UsageError
from leadscore.evaluation.enough.curve import CURVES, VERDICTS, LearningCurve, no_curve
from leadscore.evaluation.kept import table_of
from leadscore.evaluation.past.lived import (
    CHANGES,
    DIFFERENCES,
    MONTHS,
    TOTALS,
    Backtest,
    not_lived,
)
from leadscore.reports import plots, style
from leadscore.reports.plots_of_time import spread
from leadscore.reports.stories_of_time import backtest_story, curve_story, pictures_over_time
from leadscore.words import Language

LANGUAGES: tuple[Language, ...] = ("en", "fi")
PACES = {"renewed": 30.0, "refitted": 29.6, "frozen": 24.0, "card": 20.0, "lot": 9.0}


def lived(change: str | None = "2025-05-01", *, euros: bool = True) -> Backtest:
    names = [f"2025-{month:02d}-01" for month in range(1, 11)]
    rows = [
        (name, month, 900, pace, pace * place, 0, 0, pace * 9e3, 9e3 * pace * place, 0.7, 0.6, 0.8)
        for name, pace in PACES.items()
        for place, month in enumerate(names, start=1)
    ]
    totals = [
        (name, 10 * pace, 9 * pace, 11 * pace, 9e4 * pace, 8e4 * pace, 1e5 * pace)
        for name, pace in PACES.items()
    ]
    changes = [(name, 0.8, 0.7, 0.05, 0.15, 2) for name in PACES if name != "lot"]
    return Backtest(
        months=table_of(rows, MONTHS),
        totals=table_of(totals, TOTALS),
        differences=table_of([("renewed", "card", 100, 60, 140, 0.01, "better")], DIFFERENCES),
        changes=table_of(changes, CHANGES),
        change=change,
        looked_for_change=True,
        n_months=10,
        n_buyers=400,
        first=names[0],
        last=names[-1],
        in_euros=euros,
    )


def curve(verdict: str = "collect") -> LearningCurve:
    sizes = (25, 50, 100, 200)
    rows = [
        (name, size, 0.7 + place * gain, 0.65, 0.85)
        for name, gain in (("card", 0.0), ("auto", 0.04), ("scientist", 0.03))
        for place, size in enumerate(sizes)
    ]
    needed = 900 if verdict == "collect" else None
    verdicts = [("auto", verdict, 0.01, -0.02, 0.04, needed)]
    return LearningCurve(
        curves=table_of(rows, CURVES),
        verdicts=table_of(verdicts, VERDICTS),
        conversions=200,
        judged=3000,
        repeats=3,
    )


def texts(figure: Figure) -> str:
    return "\n".join(text.get_text() for text in figure.findobj(Text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_cut_at_the_edge_and_no_label_hides_another(language: Language) -> None:
    for figure in (
        plots.backtest(lived(), language=language),
        plots.learning(curve(), language=language),
    ):
        figure.draw_without_rendering()
        drawn, page = figure.get_tightbbox(), figure.bbox_inches
        assert drawn.x0 >= page.x0 - 0.01
        assert drawn.x1 <= page.x1 + 0.01
        assert drawn.y0 >= page.y0 - 0.01
        assert drawn.y1 <= page.y1 + 0.01
    figure = plots.backtest(lived(), language=language)
    figure.draw_without_rendering()
    ends = [text for text in figure.axes[0].texts if "€" in text.get_text()]
    boxes = sorted((text.get_window_extent() for text in ends), key=lambda box: box.y0)
    assert len(boxes) == len(PACES)
    assert all(low.y1 <= high.y0 + 1 for low, high in pairwise(boxes))


def test_the_title_tells_who_found_most_and_beside_it_the_card() -> None:
    told = texts(plots.backtest(lived()))
    assert "The renewed auto model would have found most buyers, 300 of 400" in told
    assert "the points card 200" in told.replace("\n", " ")
    assert "300 buyers, €2.70M" in told
    assert "300 ostajaa, 2,70 M€" in texts(plots.backtest(lived(), language="fi"))


def test_where_the_months_cannot_tell_the_title_says_so() -> None:
    pairs = lived().differences.assign(verdict="cannot tell")
    told = texts(plots.backtest(replace(lived(), differences=pairs))).replace("\n", " ")
    assert "cannot tell the two apart" in told


def test_the_change_is_marked_only_where_one_is_told() -> None:
    assert "ranks worse" in texts(plots.backtest(lived()))
    assert "ranks worse" not in texts(plots.backtest(lived(None)))


def test_without_amounts_no_euros_are_written() -> None:
    assert "€" not in texts(plots.backtest(lived(euros=False)))
    assert "300 buyers" in texts(plots.backtest(lived(euros=False)))


@pytest.mark.parametrize("verdict", ["use", "card", "collect", "cannot tell"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_learning_curve_says_its_verdict(verdict: str, language: Language) -> None:
    told = texts(plots.learning(curve(verdict), language=language))
    assert "200" in told
    assert ("900" in told) == (verdict == "collect")


def test_labels_are_moved_apart_and_keep_their_order() -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        places = rng.random(5)
        moved = spread(places, 0.11)
        assert (np.diff(np.sort(moved)) >= 0.11 - 1e-9).all()
        assert (np.argsort(moved) == np.argsort(places)).all()
    apart = np.array([0.9, 0.2, 0.5])
    assert spread(apart, 0.1) == pytest.approx(apart)


@pytest.mark.parametrize("language", LANGUAGES)
def test_stories_hold_verdict_picture_and_table(language: Language) -> None:
    for story, told in (
        (backtest_story(lived(), language=language), lived().headline(language)),
        (curve_story(curve(), language=language), curve().headline(language)),
    ):
        assert "<figure>" in story.markup
        assert "<table>" in story.markup
        assert told.split("(")[0] in story.markup.replace("&#x27;", "'")


def test_where_there_is_nothing_the_reason_stands_alone() -> None:
    nothing, none = not_lived("no_order"), no_curve("short")
    assert pictures_over_time(nothing, none, language="en") == {}
    assert set(pictures_over_time(lived(), curve(), language="en")) == {
        "backtest",
        "learning_curve",
    }
    assert "neither time nor order" in backtest_story(nothing, language="en").markup
    assert "<figure>" not in curve_story(none, language="en").markup
    with pytest.raises(UsageError, match="no backtest to draw: The past cannot be lived again"):
        plots.backtest(nothing)
    with pytest.raises(UsageError, match="no learning curve to draw"):
        plots.learning(none)


def test_the_same_figure_gives_the_same_svg() -> None:
    assert style.to_svg(plots.backtest(lived())) == style.to_svg(plots.backtest(lived()))
