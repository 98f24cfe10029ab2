"""The studies are told in the data's own figures, in both languages, whatever the data lack."""

from __future__ import annotations

import base64
import re

import numpy as np
import pandas as pd
import pytest

from leadscore.errors import UsageError
from leadscore.reports import plots
from leadscore.reports.plots_of_studies import segment
from leadscore.reports.showing import Shown
from leadscore.reports.stories_of_studies import (
    ablation_story,
    importances_story,
    learning_story,
    lookback_story,
    residual_story,
)
from leadscore.words import LANGUAGES, Language

CURVE = pd.DataFrame(
    {
        "conversions": [20, 40, 80],
        "snapshots": [200, 400, 800],
        "known": [0.05, 0.1, 0.12],
        "low": [0.01, 0.06, 0.09],
        "high": [0.09, 0.14, 0.15],
        "gain": [np.nan, 0.05, 0.02],
        "gain_low": [np.nan, 0.01, 0.005],
        "gain_high": [np.nan, 0.09, 0.035],
    }
)
SEGMENTS = pd.DataFrame(
    {
        "feature": "fit__industry",
        "label": "Industry",
        "value": ["<b>mining</b>", "$media$", None],
        "snapshots": [100, 200, 300],
        "observed": [0.02, 0.05, 0.03],
        "promised": [0.06, 0.05, 0.03],
        "difference": [-0.04, 0.0, 0.001],
        "low": [-0.06, -0.01, -0.02],
        "high": [-0.01, 0.01, 0.02],
        "p_holm": [0.01, 1.0, 1.0],
        "verdict": ["fewer", "cannot tell", "cannot tell"],
    }
)
FAMILIES = pd.DataFrame(
    {
        "how": ["all", "without", "alone", "without", "alone"],
        "family": ["", "fit", "fit", "behaviour", "behaviour"],
        "columns": [10, 6, 4, 4, 6],
        "log_loss": 0.1,
        "roc_auc": 0.7,
        "lost": [0.0, 0.04, 0.9, 0.7, 0.1],
        "low": [0.0, -0.03, 0.8, 0.6, 0.02],
        "high": [0.0, 0.1, 1.0, 0.8, 0.2],
    }
)
SPANS = pd.DataFrame(
    {
        "how": ["lookback"] * 4 + ["half_life"] * 2,
        "days": [7, 30, 90, 365, 7, 30],
        "columns": 5,
        "log_loss": 0.1,
        "roc_auc": 0.7,
        "lost": [0.4, 0.2, 0.01, 0.0, 0.5, 0.45],
        "low": [0.3, 0.1, -0.04, 0.0, 0.4, 0.35],
        "high": [0.5, 0.3, 0.06, 0.0, 0.6, 0.55],
    }
)
WEIGHED = pd.DataFrame(
    {
        "feature": ["a", "b", "c"],
        "label": ["First", "Second", "Third"],
        "contribution": [0.3, 0.2, 0.1],
        "loss": [0.001, 0.009, -0.002],
        "rank_contribution": [1, 2, 3],
        "rank_loss": [2, 1, 3],
    }
)


def caption(shown: Shown) -> str:
    return " ".join(re.findall(r"<figcaption>(.*?)</figcaption>", shown.markup))


def drawn(shown: Shown) -> list[str]:
    pictures = re.findall(r'base64,([^"]+)"', shown.markup)
    return [base64.b64decode(picture).decode() for picture in pictures]


def test_a_learning_curve_tells_whether_it_still_rises() -> None:
    says = caption(learning_story(CURVE, language="en"))
    assert "from 20 conversions the model takes away 5% of the uncertainty" in says.lower()
    assert "added 2.0% (0.5% to 3.5%): more conversions would probably help" in says
    flat = CURVE.assign(gain_low=-0.01)
    assert "these leads cannot tell" in caption(learning_story(flat, language="en"))


def test_segments_that_can_be_told_are_named_and_escaped() -> None:
    says = caption(residual_story(SEGMENTS, language="en"))
    assert "1 of 3 segments convert otherwise than promised" in says
    assert "Industry: &lt;b&gt;mining&lt;/b&gt; (promised 6.0%, came 2.0%)" in says
    none = residual_story(SEGMENTS.assign(verdict="cannot tell"), language="en")
    assert "Of none of the 3 segments" in caption(none)


def test_a_segment_of_leads_without_a_value_is_called_so() -> None:
    assert segment(SEGMENTS.iloc[2], "en") == "Industry: not known"
    assert segment(SEGMENTS.iloc[2], "fi") == "Industry: ei tiedossa"


def test_families_are_told_with_what_is_lost() -> None:
    says = caption(ablation_story(FAMILIES, language="en"))
    assert "without: what the lead does 70% (60% to 80%)" in says
    assert "alone: who the lead is 90% (80% to 100%)" in says
    assert says.index("without: what the lead does") < says.index("without: who the lead is")


def test_the_shortest_lookback_that_may_do_is_named() -> None:
    shown = lookback_story(SPANS, language="en")
    assert "against 365 days: 90 days." in caption(shown)
    assert "45% of what the model knows is lost with the best half-life, 30 days" in caption(shown)
    assert len(drawn(shown)) == 2
    sure = SPANS.assign(low=SPANS["lost"] - 0.001)
    assert "against 365 days: 365 days." in caption(lookback_story(sure, language="en"))
    only_half_lives = lookback_story(SPANS[SPANS["how"] == "half_life"], language="en")
    assert len(drawn(only_half_lives)) == 1


def test_two_orders_are_told_with_how_far_they_agree() -> None:
    says = caption(importances_story(WEIGHED, language="en"))
    assert "rank correlation of 0.50" in says
    assert "First by contribution: First, Second and Third" in says
    assert "first by what shuffling costs: Second, First and Third" in says


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_data_do_not_allow_is_said(language: Language) -> None:
    empty = [
        learning_story(CURVE[:1], language=language),
        residual_story(SEGMENTS[:0], language=language),
        ablation_story(FAMILIES[:1], language=language),
        lookback_story(SPANS[:0], language=language),
        importances_story(WEIGHED[:1], language=language),
    ]
    assert len({shown.markup for shown in empty}) == 1
    assert "<img" not in empty[0].markup


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_story_is_drawn_and_told_in_both_languages(language: Language) -> None:
    shown = [
        learning_story(CURVE, language=language),
        residual_story(SEGMENTS, language=language),
        ablation_story(FAMILIES, language=language),
        lookback_story(SPANS, language=language),
        importances_story(WEIGHED, language=language),
    ]
    for each in shown:
        assert all(picture.startswith("<?xml") for picture in drawn(each))
        assert len(caption(each)) > 60
        assert "{" not in caption(each)


def test_a_table_without_its_columns_is_refused() -> None:
    with pytest.raises(UsageError, match="lacks lost"):
        plots.lost(FAMILIES.drop(columns="lost").assign(row="x"), "title")
    with pytest.raises(UsageError, match="no rows"):
        plots.residuals(SEGMENTS[:0])
    with pytest.raises(UsageError, match="lacks known"):
        plots.sample_sizes(CURVE.drop(columns="known"))
    with pytest.raises(UsageError, match="lacks loss"):
        plots.importances(WEIGHED.drop(columns="loss"))
