"""Both languages say the same things, each in its own way of writing."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest

import leadscore
from leadscore.errors import UsageError
from leadscore.words import (
    LANGUAGES,
    TEXTS,
    Language,
    chance,
    day,
    euros,
    in_singular,
    instant,
    listed,
    number,
    percent,
    placeholders,
    plain,
    say,
    signed,
)


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_every_text_stands_in_both_languages_with_the_same_placeholders(key: str) -> None:
    texts = TEXTS[key]

    assert set(texts) == set(LANGUAGES)
    assert all(text.strip() for text in texts.values())
    assert placeholders(texts["en"]) == placeholders(texts["fi"])
    assert all(name.isidentifier() for name in placeholders(texts["en"]))


def test_a_text_that_takes_no_name_or_figure_is_truly_translated() -> None:
    same = [key for key, texts in TEXTS.items() if texts["en"] == texts["fi"]]

    assert set(same) <= {"measure.roc_auc"}


def test_every_text_that_the_package_says_is_there() -> None:
    package = Path(leadscore.__file__).parent
    said = {
        key
        for module in package.rglob("*.py")
        for key in re.findall(r'\bsay\(\s*"([^"{}]+)"', module.read_text(encoding="utf-8"))
    }

    assert len(said) > 20
    assert said <= set(TEXTS)


def test_numbers_in_a_text_are_written_as_the_language_does() -> None:
    assert say("explain.rest", "en", count=1200) == "parts too small to list: 1,200"
    assert say("explain.rest", "fi", count=1200) == "liian pieniä kerrottaviksi: 1\u00a0200"


def test_braces_in_a_value_are_not_read_as_placeholders() -> None:
    assert say("explain.up", "en", reasons="industry: {count}") == "In favour: industry: {count}."


def test_an_unknown_text_is_an_error() -> None:
    with pytest.raises(UsageError, match=r"no text 'no\.such'"):
        say("no.such", "en")


@pytest.mark.parametrize("values", [{}, {"count": 1, "more": 2}, {"kount": 1}])
def test_missing_or_surplus_values_are_an_error(values: dict[str, object]) -> None:
    with pytest.raises(UsageError, match=r"'explain.rest' needs \['count'\]"):
        say("explain.rest", "en", **values)


@pytest.mark.parametrize("language", ["sv", "", "EN"])
def test_an_unknown_language_is_an_error(language: Language) -> None:
    with pytest.raises(UsageError, match=r"must be one of en, fi.*project\.language"):
        say("yes", language)


@pytest.mark.parametrize(
    ("value", "english", "finnish"),
    [
        (0, "0", "0"),
        (4.0, "4", "4"),
        (3.2000000477, "3.2", "3,2"),
        (12.34, "12.3", "12,3"),
        (1234567, "1,234,567", "1\u00a0234\u00a0567"),
        (-0.5, "−0.5", "−0,5"),
        (-0.001, "0", "0"),
    ],
)
def test_numbers_follow_the_language(value: float, english: str, finnish: str) -> None:
    assert number(value, "en") == english
    assert number(value, "fi") == finnish


def test_a_signed_number_shows_its_sign_unless_it_is_nothing() -> None:
    assert [signed(value, "en") for value in (0.5, -0.5, 0.0, 0.001)] == [
        "+0.50",
        "−0.50",
        "0.00",
        "0.00",
    ]


def test_shares_and_money_follow_the_language() -> None:
    assert (percent(0.125, "en", 1), percent(0.125, "fi", 1)) == ("12.5%", "12,5\u00a0%")
    assert (euros(1234.5, "en", 2), euros(1234.5, "fi", 2)) == ("€1,234.50", "1\u00a0234,50\u00a0€")
    assert (euros(-1234, "en"), euros(-1234, "fi")) == ("−€1,234", "−1\u00a0234\u00a0€")


def test_days_and_instants_follow_the_language() -> None:
    assert (day(date(2026, 12, 1), "en"), day(date(2026, 12, 1), "fi")) == (
        "1 December 2026",
        "1.12.2026",
    )
    assert instant(datetime(2026, 12, 1, 15, 4), "fi") == "1.12.2026 klo 15.04 UTC"


@pytest.mark.parametrize(
    ("probability", "english"),
    [
        (0.0, "less than 1 in 1,000"),
        (0.001, "about 1 in 1,000"),
        (0.0042, "about 1 in 250"),
        (0.028, "about 1 in 35"),
        (0.2, "about 1 in 5"),
        (0.5, "about 5 in 10"),
        (0.97, "about 97 in 100"),
        (1.0, "more than 99 in 100"),
    ],
)
def test_a_chance_is_told_in_round_figures(probability: float, english: str) -> None:
    assert chance(probability, "en") == english
    assert chance(probability, "fi") != english


@pytest.mark.parametrize("probability", [-0.1, 1.1, float("nan")])
def test_what_is_no_probability_is_an_error(probability: float) -> None:
    with pytest.raises(UsageError, match="between 0 and 1"):
        chance(probability, "en")


@pytest.mark.parametrize(
    ("parts", "english"), [([], ""), (["a"], "a"), (["a", "b"], "a and b")]
)  # fmt: skip
def test_words_are_joined_as_in_a_sentence(parts: list[str], english: str) -> None:
    assert listed(parts, "en") == english
    assert listed(["a", "b", "c"], "fi") == "a, b ja c"


@pytest.mark.parametrize(
    ("text", "language", "mended"),
    [
        ("viewed pricing 1 times in 7 days", "en", "viewed pricing once in 7 days"),
        ("1 colleagues engaged", "en", "1 colleague engaged"),
        ("1 activities in 30 days", "en", "1 activity in 30 days"),
        ("11 times, 1 address", "en", "11 times, 1 address"),
        ("last 0.1 days ago", "en", "last 0.1 days ago"),
        ("viimeksi 0,1 päivää sitten", "fi", "viimeksi 0,1 päivää sitten"),
        ("katsoi hinnoittelua 1 kertaa 7 päivässä", "fi", "katsoi hinnoittelua kerran 7 päivässä"),
        ("viimeksi 1 päivää sitten", "fi", "viimeksi 1 päivä sitten"),
        ("latasi 1 aineistoa 30 päivässä", "fi", "latasi 1 aineiston 30 päivässä"),
        ("latasi 11 aineistoa", "fi", "latasi 11 aineistoa"),
    ],
)
def test_what_counts_one_is_said_of_one(text: str, language: Language, mended: str) -> None:
    assert in_singular(text, language) == mended


def test_text_from_data_becomes_one_short_printable_line() -> None:
    assert plain(" Acme\x00\r\n\tOy\u202e<script> ") == "Acme Oy <script>"
    assert plain("x" * 200) == "x" * 79 + "…"
