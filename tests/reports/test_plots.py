"""Pictures say in their titles what their tables hold, and treat data as text."""

from __future__ import annotations

import io
from collections.abc import Callable

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from leadscore.errors import UsageError
from leadscore.evaluation.groups.grouping import Grouping
from leadscore.evaluation.groups.segments import Segments
from leadscore.reports import plots, style
from leadscore.words import Language

LANGUAGES: tuple[Language, ...] = ("en", "fi")


def curve() -> pd.DataFrame:
    shares = [0.0, 0.2, 1.0]
    found = {"auto": [0, 0.6, 1], "card": [0, 0.4, 1], "lot": [0, 0.3, 1]}
    return pd.DataFrame(
        [
            (name, share, value, value * 0.9, min(1, value * 1.1))
            for name, values in found.items()
            for share, value in zip(shares, values, strict=True)
        ],
        columns=["contender", "share", "found", "low", "high"],
    )


def table(verdict: str = "better") -> tuple[pd.DataFrame, pd.DataFrame]:
    lines = [
        (name, measure, value, value * 0.9, value * 1.1)
        for name, buyers in (("auto", 60.0), ("card", 40.0))
        for measure, value in zip(plots.SHOWN, (buyers, 0.7, 0.2, 0.01), strict=True)
    ]
    pairs = pd.DataFrame({"a": ["auto"], "b": ["card"], "verdict": [verdict]})
    return pd.DataFrame(lines, columns=["contender", "measure", "value", "low", "high"]), pairs


def bins() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "contender": ["auto", "auto", "card", "card"],
            "n": [50, 50, 80, 20],
            "predicted": [0.1, 0.3, 0.1, 0.2],
            "observed": [0.1, 0.3, 0.2, 0.4],
            "low": [0.05, 0.2, 0.1, 0.2],
            "high": [0.2, 0.4, 0.3, 0.6],
        }
    )


def cells() -> pd.DataFrame:
    frame = pd.DataFrame(
        [(grade, band, 10 * band) for grade in "ABCD" for band in range(1, 5)],
        columns=["grade", "band", "leads"],
    )
    rate = np.linspace(0.3, 0.01, 16)
    rate[3] = np.nan
    return frame.assign(conversion=rate, low=rate / 2, high=rate * 1.5)


def parts(n: int = 3) -> pd.DataFrame:
    words = ["where every lead starts", *(f"did thing {i}" for i in range(n))]
    return pd.DataFrame({"words": words, "log_odds": [-2.0, *np.linspace(1, -1, n)]})


def weights() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "label": ["industry", "pricing, 7 days"],
            "weight": [0.4, 0.9],
            "more": ["", "lowers"],
        }
    )


def rules() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "says": ["downloaded the guide", "viewed pricing", "never"],
            "lift": [1.0, 3.0, np.nan],
            "low": [0.8, 2.0, np.nan],
            "high": [1.3, 4.0, np.nan],
        }
    )


def told_segments(warning: str = "roc_auc") -> Segments:
    values = ("retail", "mining $1 & <b>")
    way = Grouping(
        segment="fit__industry",
        label={"en": "Industry", "fi": "Toimiala"},
        values=values,
        names=tuple({"en": value, "fi": value} for value in values),
        codes=np.array([0, 1]),
    )
    lines = [
        ("auto", "fit__industry", values[0], 900, 60, "", 0.8, 0.75, 0.85, 0.6),
        ("auto", "fit__industry", values[1], 300, 20, warning, 0.6, 0.5, 0.7, 0.8),
    ]
    names = ["contender", "segment", "value", "leads", "buyers", "warning"]
    ends = ["", "_low", "_high", "_rest"]
    frame = pd.DataFrame(lines, columns=[*names, *(f"roc_auc{end}" for end in ends)])
    ratios = {f"calibration_ratio{end}": frame[f"roc_auc{end}"] * 1.3 for end in ends}
    return Segments(
        table=frame.assign(**ratios),
        ways=(way,),
        smallest_group=50,
        confidence=0.95,
        capacity=0.2,
    )


def tenths() -> pd.DataFrame:
    frame = pd.DataFrame({"contender": "auto", "tenth": range(1, 11)})
    frame["snapshots"], frame["worked"] = 100, np.linspace(0.4, 0.04, 10)
    for name, top in (("if_worked", 0.2), ("if_not", 0.01)):
        frame[name] = np.linspace(top, 0, 10)
        frame[f"{name}_low"], frame[f"{name}_high"] = frame[name] * 0.8, frame[name] * 1.3 + 0.01
    return frame


PICTURES: dict[str, Callable[[Language], Figure]] = {
    "gains": lambda language: plots.gains(curve(), 0.2, language=language),
    "contenders": lambda language: plots.contenders(*table(), language=language),
    "reliability": lambda language: plots.reliability(bins(), language=language),
    "scores": lambda language: plots.scores(
        pd.DataFrame({"score": [1, 50, 95]}), language=language
    ),
    "grid": lambda language: plots.grid(cells(), language=language),
    "reasons": lambda language: plots.reasons(parts(), language=language),
    "importance": lambda language: plots.importance(weights(), language=language),
    "rule_lifts": lambda language: plots.rule_lifts(rules(), language=language),
    "segments": lambda language: plots.segments(told_segments(), "auto", language=language),
    "worked": lambda language: plots.worked(tenths(), "auto", language=language),
}


def title(figure: Figure) -> str:
    return figure.get_suptitle().replace("\n", " ")


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


@pytest.mark.parametrize("name", ["contenders", "grid", "reasons"])
def test_a_picture_is_the_same_file_each_time_and_asks_no_date(name: str) -> None:
    one, other = PICTURES[name]("en"), PICTURES[name]("en")
    drawn = style.to_svg(one)
    assert drawn == style.to_svg(other) == style.to_svg(one)
    assert "<dc:date>" not in drawn


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PICTURES)
def test_no_text_is_cut_at_the_edge_of_a_picture(name: str, language: Language) -> None:
    figure = PICTURES[name](language)
    figure.draw_without_rendering()
    drawn, page = figure.get_tightbbox(), figure.bbox_inches
    assert drawn.x0 >= page.x0 - 0.01
    assert drawn.x1 <= page.x1 + 0.01
    assert drawn.y0 >= page.y0 - 0.01
    assert drawn.y1 <= page.y1 + 0.01


def test_no_global_state_is_left_behind() -> None:
    before = dict(mpl.rcParams)
    for draw in PICTURES.values():
        draw("en")
    style.to_svg(PICTURES["grid"]("en"))
    assert dict(mpl.rcParams) == before


def test_titles_tell_the_figures() -> None:
    told = {name: title(draw("en")) for name, draw in PICTURES.items()}
    assert told["gains"].startswith("Calling the best 20% of leads finds 60% of the buyers")
    assert told["gains"].endswith("40% with the points card; 30% by lot")
    assert told["contenders"].startswith("The auto model finds most buyers, 60 (54 to 66)")
    assert "the auto model promised 100 and the points card promised 50" in told["reliability"]
    assert told["scores"] == "Of 3 leads, 1 score above 90 and half score 50 or less"
    assert told["grid"] == (
        "Leads in cell A1 converted most often here (30%), those in D4 least (1.0%)"
    )
    assert "from 11.9%" in told["reasons"]
    assert told["reasons"].endswith("to 11.9%")
    assert told["importance"].startswith(
        "Pricing, 7 days moves the chance most: on average the odds"
    )
    assert told["segments"] == (
        "The auto model serves some leads much worse than others: Industry: mining $1 & <b>"
    )
    assert told["worked"].startswith(
        "Sales worked 40.0% of the best-scored tenth and 4.0% of the last; of the worked 13.3% "
    )
    assert told["rule_lifts"].startswith("1 of 3 rules fire on leads that convert more often, 0 on")


def test_the_title_says_when_the_data_cannot_tell() -> None:
    assert "cannot tell it from the points card" in title(plots.contenders(*table("cannot tell")))


def test_without_a_warning_the_title_says_that_no_group_is_told_worse() -> None:
    even = plots.segments(told_segments(""), "auto")
    assert (
        title(even) == "For no group can these data tell that the auto model serves it much worse"
    )


def test_groups_with_too_few_buyers_are_not_drawn() -> None:
    told = told_segments("")
    told.table.loc[1, ["roc_auc", "calibration_ratio"]] = np.nan
    assert "retail (60 of 900)" in texts(plots.segments(told, "auto"))
    assert not any("mining" in text for text in texts(plots.segments(told, "auto")))
    told.table["roc_auc"] = np.nan
    with pytest.raises(UsageError, match="nothing to draw"):
        plots.segments(told, "auto")


def test_finnish_pictures_hold_finnish_numbers() -> None:
    assert "60\u00a0%" in title(plots.gains(curve(), 0.2, language="fi"))
    assert "0,90" in texts(plots.importance(weights(), language="fi"))


def test_text_from_data_is_text_and_not_mathematics() -> None:
    hostile = r"$\frac{1}$ <script>alert(1)</script>"
    frame = pd.DataFrame({"words": ["start", hostile], "log_odds": [-1.0, 0.5]})
    labels = pd.DataFrame({"label": [hostile], "weight": [1.0], "more": ["raises"]})
    for figure in (plots.reasons(frame), plots.importance(labels)):
        svg = style.to_svg(figure)
        assert "<script" not in svg
        assert any(r"$\frac{1}$" in text for text in texts(figure))


def test_what_more_of_a_feature_does_is_seen_by_its_colour() -> None:
    axes = plots.importance(weights()).axes[0]
    first, second = (bar for bar in axes.patches if isinstance(bar, Rectangle) and bar.get_width())
    assert to_hex(first.get_facecolor()) == style.DOWN
    assert to_hex(second.get_facecolor()) == style.QUIET
    assert "more lowers it" in texts(plots.importance(weights()))


def test_many_reasons_end_in_a_bar_that_keeps_the_sum() -> None:
    frame = parts(30)
    figure = plots.reasons(frame)
    bars = figure.axes[0].patches
    lengths = [bar.get_width() for bar in bars if isinstance(bar, Rectangle)]
    assert len(lengths) == plots.MOST_BARS
    assert sum(lengths) == pytest.approx(frame["log_odds"].iloc[1:].sum())
    assert "19 smaller signals together" in texts(figure)


def test_a_lead_that_nothing_moves_has_a_picture_too() -> None:
    assert title(plots.reasons(parts(0))).startswith("Nothing moves this lead's chance")
    nothing = weights().assign(weight=0.0)
    assert title(plots.importance(nothing)) == "No feature moves the chance of any lead"


def test_a_grid_without_outcomes_says_so() -> None:
    unknown = cells().assign(conversion=np.nan, low=np.nan, high=np.nan)
    assert title(plots.grid(unknown)) == "No cell has a known outcome yet"
    even = cells().assign(conversion=0.02)
    assert title(plots.grid(even)).startswith("Leads convert equally often in every cell")


def test_every_contender_has_a_look_of_its_own() -> None:
    names = ["auto", "card", "scientist", "champion", "mine", "yours"]
    looks = style.looks(names)
    assert len({look.marker for look in looks.values()}) == len(names)
    assert len({look.colour for look in looks.values()}) == len(names)


def test_a_table_without_its_columns_is_refused() -> None:
    with pytest.raises(UsageError, match="lacks found, low; it has contender, share, high"):
        plots.gains(curve().drop(columns=["found", "low"]), 0.2)


def test_a_table_without_rows_is_refused() -> None:
    with pytest.raises(UsageError, match="no rows, so there is nothing to draw"):
        plots.scores(pd.DataFrame({"score": []}))


def test_a_figure_can_be_saved_as_png() -> None:
    buffer = io.BytesIO()
    plots.grid(cells()).savefig(buffer, format="png")
    assert buffer.getvalue().startswith(b"\x89PNG")
