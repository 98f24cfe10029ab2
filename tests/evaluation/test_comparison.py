"""A comparison is told in words, laid out for reading, and kept in a file."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from leadscore.errors import UsageError
from leadscore.evaluation.compare import compare
from leadscore.evaluation.comparison import Comparison, contender_name
from leadscore.settings import Settings

MakeCohort = Callable[..., tuple[dict[str, pd.DataFrame], pd.DataFrame]]


@pytest.fixture
def judged(cohort_of: MakeCohort, settings: Settings) -> Comparison:
    return compare(*cohort_of(), settings)


def test_the_file_gives_back_the_same_comparison(judged: Comparison) -> None:
    text = judged.to_json()
    again = Comparison.from_json(text)
    assert again.to_json() == text
    assert again.sentence("fi") == judged.sentence("fi")
    assert again.pairs.dtypes.equals(judged.pairs.dtypes)
    assert list(json.loads(text)) == sorted(json.loads(text))


def test_the_file_holds_no_nan_which_is_no_json(cohort_of: MakeCohort, settings: Settings) -> None:
    scored, rows = cohort_of()
    # One converting lead alone in its round: no pair, so no AUC.
    alone = rows.index[(rows["label"] == 1) & (rows["cutoff"] == "2026-01-01")][:1]
    other = rows.index[(rows["label"] == 0) & (rows["cutoff"] == "2026-02-01")]
    kept = alone.append(other)
    few = {"auto": scored["auto"].loc[kept]}
    comparison = compare(few, rows.loc[kept], settings)
    assert np.isnan(comparison.value("auto", "roc_auc"))
    assert np.isnan(Comparison.from_json(comparison.to_json()).value("auto", "roc_auc"))
    assert comparison.summary("en")["ROC AUC"].tolist() == ["– (– to –)"]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"table": 3}', "null"])
def test_a_file_that_is_cut_off_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="not a comparison that leadscore wrote"):
        Comparison.from_json(text)


def test_the_sentence_tells_the_figures_of_the_tables(judged: Comparison) -> None:
    sentence = judged.sentence("en")
    for name in judged.contenders:
        assert str(round(judged.value(name, "buyers_at_capacity"))) in sentence
    assert f"of {judged.n_buyers} buyers" in sentence
    assert f"{judged.n_groups} accounts" in sentence
    assert sentence.count("one cannot tell") == (judged.pairs["verdict"] == "cannot tell").sum()


def test_the_best_is_named_and_otherwise_the_sentence_says_that_one_cannot_tell(
    cohort_of: MakeCohort, settings: Settings
) -> None:
    clear = compare(*cohort_of(noise={"auto": 0.1, "card": 6.0}), settings)
    assert clear.sentence("en").startswith("The auto model is best.")
    assert clear.sentence("fi").startswith("Automaattimalli on paras.")
    open_ = compare(*cohort_of(noise={"auto": 0.5, "scientist": 0.5}), settings)
    assert open_.sentence("en").startswith("These data cannot tell which one is best.")
    assert "holds zero" in open_.sentence("en")


def test_who_is_surely_worse_is_told_first_where_the_best_cannot_be_told(
    cohort_of: MakeCohort, settings: Settings
) -> None:
    partly = compare(*cohort_of(noise={"auto": 0.5, "scientist": 0.5, "card": 6.0}), settings)
    first, second = partly.contenders[:2]
    assert partly.best is None
    assert partly.pair(first, "card")["verdict"] == "better"
    for language in ("en", "fi"):
        headline = partly.headline(language)
        names = [contender_name(each, language) for each in (first, "card", second)]
        assert [headline.lower().index(name) for name in names] == sorted(
            headline.lower().index(name) for name in names
        )
    assert "finds more buyers than the points card; whether it is better than" in partly.headline()


def test_tables_for_reading_speak_both_languages(judged: Comparison) -> None:
    english, finnish = judged.summary("en"), judged.summary("fi")
    assert english["contender"].tolist()[0] == "the auto model"
    assert finnish.shape == english.shape
    assert {"calibration error", "promised / observed"} <= set(english.columns)
    assert len(judged.pairs_summary("en")) == 3
    assert set(judged.pairs_summary("fi").iloc[:, 2]) <= {"parempi", "huonompi", "ei voi sanoa"}


def test_a_measure_that_was_not_taken_is_refused(judged: Comparison) -> None:
    with pytest.raises(UsageError, match=r"There is no 'f1' of 'auto'.*Contenders: auto"):
        judged.value("auto", "f1")


def test_a_pair_that_was_not_compared_is_refused(judged: Comparison) -> None:
    with pytest.raises(UsageError, match="'auto' and 'oracle' were not compared"):
        judged.pair("auto", "oracle")
