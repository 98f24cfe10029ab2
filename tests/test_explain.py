"""Reasons say what the contributions say, and lose nothing on the way."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from leadscore.errors import UsageError, VersionError
from leadscore.explain import NEGLIGIBLE, explain_lead, reasons, signal_of
from leadscore.features.catalogue import Axis, Catalogue, Family, Feature
from leadscore.words import Language


def counted(name: str, en: str, fi: str, absent_en: str, family: Family = "behaviour") -> Feature:
    axis: Axis = "fit" if family == "fit" else "behaviour"
    return Feature(
        name=name,
        family=family,
        axis=axis,
        kind="number",
        unit="times",
        default=0.0,
        label={"en": name, "fi": name},
        words={"en": en, "fi": fi},
        words_absent={"en": absent_en, "fi": f"ei: {fi.replace('{value} ', '')}"},
    )


CATALOGUE = Catalogue(
    [
        Feature(
            name="fit__industry",
            family="fit",
            axis="fit",
            kind="category",
            label={"en": "Industry", "fi": "Toimiala"},
            words={"en": "industry: {value}", "fi": "toimiala: {value}"},
            words_absent={"en": "industry not known", "fi": "toimialaa ei tiedetä"},
            value_words={"software": {"en": "software", "fi": "ohjelmistot"}},
        ),
        counted(
            "behaviour__pricing_7d",
            "viewed pricing {value} times in 7 days",
            "katsoi hinnoittelua {value} kertaa 7 päivässä",
            "did not view pricing in 7 days",
        ),
        counted(
            "behaviour__pricing_30d",
            "viewed pricing {value} times in 30 days",
            "katsoi hinnoittelua {value} kertaa 30 päivässä",
            "did not view pricing in 30 days",
        ),
        counted(
            "behaviour__careers_30d",
            "viewed the careers page {value} times",
            "katsoi työpaikkoja {value} kertaa",
            "did not view the careers page",
        ),
    ]
)
FEATURES = [feature.name for feature in CATALOGUE]


class LinearScorer:
    """A scorer whose parts are known by hand: weight times value."""

    catalogue = CATALOGUE

    def __init__(self, promised: float = 0.0) -> None:
        self.promised = promised

    def contributions(self, X: pd.DataFrame) -> pd.DataFrame:
        industry = X["fit__industry"].map({"software": 0.7, "mining": -0.4}).fillna(-0.1)
        return pd.DataFrame(
            {
                "base": -2.0,
                "fit__industry": industry.astype(float),
                "behaviour__pricing_7d": 0.3 * X["behaviour__pricing_7d"].astype(float) - 0.1,
                "behaviour__pricing_30d": 0.1 * X["behaviour__pricing_30d"].astype(float) - 0.1,
                "behaviour__careers_30d": -0.005 * X["behaviour__careers_30d"].astype(float),
            },
            index=X.index,
        )

    def margin(self, X: pd.DataFrame) -> np.ndarray:
        return np.asarray(self.contributions(X).sum(axis=1)) + self.promised

    def score(self, X: pd.DataFrame) -> pd.DataFrame:
        chance = expit(self.margin(X))
        return pd.DataFrame({"probability": chance, "score": 87, "cell": "A1"}, index=X.index)


def leads(*rows: tuple[str | None, float, float, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=FEATURES, index=[f"L{at}" for at in range(len(rows))])
    return frame.astype(dict.fromkeys(FEATURES[1:], "float32") | {"fit__industry": "str"})


def told(X: pd.DataFrame, language: Language = "en", top: int = 5) -> pd.DataFrame:
    return reasons(LinearScorer().contributions(X), X, CATALOGUE, language, top)


def text(said: pd.DataFrame, lead: str, side: str) -> str:
    return str(said[f"reasons_{side}"].to_dict()[lead])


def test_reasons_are_told_with_the_leads_own_values_strongest_first() -> None:
    said = told(leads(("software", 4, 6, 0)))

    assert text(said, "L0", "up") == ("viewed pricing 4 times in 7 days; industry: software")
    assert text(said, "L0", "down") == ""


def test_zero_missing_and_one_are_said_properly() -> None:
    said = told(leads((None, 0, 0, 0), ("software", 1, 1, 0)))

    assert text(said, "L0", "down") == ("did not view pricing in 7 days; industry not known")
    assert text(said, "L1", "up") == "industry: software; viewed pricing once in 7 days"


def test_reasons_speak_finnish() -> None:
    said = told(leads(("software", 4, 6, 0)), "fi")

    assert text(said, "L0", "up") == (
        "katsoi hinnoittelua 4 kertaa 7 päivässä; toimiala: ohjelmistot"
    )


def test_features_of_one_signal_are_told_once_and_their_parts_summed() -> None:
    X = leads(("mining", 0, 30, 0))
    parts = LinearScorer().contributions(X)

    said = reasons(parts, X, CATALOGUE)

    assert parts["behaviour__pricing_7d"].iloc[0] < 0
    assert text(said, "L0", "up") == "viewed pricing 30 times in 30 days"
    assert text(said, "L0", "down") == "industry: mining"


def test_two_signals_with_the_same_words_are_told_once() -> None:
    twin = counted("behaviour__prices_7d", "x {value}", "x {value}", "did not view pricing")
    other = counted("behaviour__pricing_7d", "y {value}", "y {value}", "did not view pricing")
    X = pd.DataFrame({twin.name: [0.0], other.name: [0.0]})
    parts = pd.DataFrame({"base": [0.0], twin.name: [-0.5], other.name: [-0.4]})

    said = reasons(parts, X, Catalogue([twin, other]))

    assert said["reasons_down"].tolist() == ["did not view pricing"]


@pytest.mark.parametrize(
    ("feature", "signal"),
    [
        ("behaviour__page_view_30d", "behaviour__page_view"),
        ("behaviour__intent_decay_30d", "behaviour__intent"),
        ("behaviour__pricing_days_since", "behaviour__pricing"),
        ("behaviour__pricing_lookback", "behaviour__pricing"),
        ("account__orders_ever", "account__orders"),
        ("fit__size_band", "fit__size_band"),
        ("card__demo_30d", "card__demo_30d"),
    ],
)
def test_a_signal_is_a_feature_without_its_window(feature: str, signal: str) -> None:
    assert signal_of(feature) == signal


def test_negligible_parts_are_no_reasons() -> None:
    said = told(leads(("software", 4, 6, 1), ("software", 4, 6, 20)))

    assert 0.005 < NEGLIGIBLE < 0.1
    assert said["reasons_down"].tolist() == ["", "viewed the careers page 20 times"]


def test_no_more_reasons_are_told_than_asked_for() -> None:
    said = told(leads(("software", 4, 6, 0)), top=1)

    assert text(said, "L0", "up") == "viewed pricing 4 times in 7 days"


def test_a_hostile_value_stays_plain_text_on_one_line() -> None:
    said = told(leads(("<script>alert(1)</script>\n=cmd()", 0, 0, 0)))

    assert "industry: <script>alert(1)</script> =cmd()" in text(said, "L0", "down")


def test_a_value_that_reads_as_an_answer_is_quoted() -> None:
    assert "industry: “no”" in text(told(leads(("no", 0, 0, 0))), "L0", "down")


def test_a_number_that_is_shown_as_one_is_said_of_one() -> None:
    assert "viewed pricing once in 7 days" in text(
        told(leads(("software", 1.001, 0, 0))), "L0", "up"
    )


def test_one_lead_reads_as_in_the_batch_and_order_changes_nothing() -> None:
    X = leads(("software", 4, 6, 0), (None, 0, 0, 90), ("mining", 1, 2, 3))
    together = told(X)

    pd.testing.assert_frame_equal(told(X.iloc[::-1]).iloc[::-1], together)
    pd.testing.assert_frame_equal(told(X.loc[["L1"]]), together.loc[["L1"]])


def test_no_leads_give_no_reasons() -> None:
    said = told(leads(("mining", 0, 0, 0)).iloc[:0])

    assert said.empty
    assert list(said.columns) == ["reasons_up", "reasons_down"]


def test_rows_and_columns_that_do_not_belong_together_are_an_error() -> None:
    X = leads(("software", 4, 6, 0))
    parts = LinearScorer().contributions(X)

    with pytest.raises(UsageError, match="the rows of X, the column 'base'"):
        reasons(parts.drop(columns="base"), X, CATALOGUE)
    with pytest.raises(UsageError, match=r"1 of 4 features have no words.*behaviour__pricing_7d"):
        reasons(parts, X, Catalogue(f for f in CATALOGUE if f.name != "behaviour__pricing_7d"))
    with pytest.raises(UsageError, match="top must be at least 1; it is 0"):
        reasons(parts, X, CATALOGUE, top=0)


def test_columns_that_have_no_part_are_ignored() -> None:
    X = leads(("software", 4, 6, 0))
    parts = LinearScorer().contributions(X)

    said = reasons(parts, X.assign(card__demo=1.0), CATALOGUE)

    pd.testing.assert_frame_equal(said, reasons(parts, X, CATALOGUE))


def test_a_hundred_thousand_leads_take_seconds() -> None:
    rng = np.random.default_rng(0)
    signals = [
        counted(f"behaviour__s{at}_{days}d", "s {value}", "s {value}", "no s")
        for at in range(20)
        for days in (7, 30, 90)
    ]
    names = [feature.name for feature in signals]
    X = pd.DataFrame(rng.exponential(3, (100_000, len(names))).astype("float32"), columns=names)
    parts = pd.DataFrame(rng.normal(0, 0.2, X.shape), columns=names)
    parts.insert(0, "base", -1.0)
    started = time.process_time()

    said = reasons(parts, X, Catalogue(signals))

    assert time.process_time() - started < 30
    assert (said["reasons_up"].str.count("; ") == 4).mean() > 0.9


@pytest.mark.parametrize("row", [("software", 4, 6, 3), (None, 0, 0, 0), ("mining", 1, 0, 50)])
def test_the_table_adds_up_to_the_calibrated_margin(
    row: tuple[str | None, float, float, float],
) -> None:
    X = leads(row)
    scorer = LinearScorer()

    explained = explain_lead(scorer, X)

    table = explained.table
    assert table["log_odds"].sum() == pytest.approx(scorer.margin(X)[0], abs=1e-12)
    assert table["running_total"].iloc[-1] == explained.margin
    np.testing.assert_allclose(np.diff(table["running_total"]), table["log_odds"][1:], atol=1e-12)
    assert table["probability"].iloc[-1] == pytest.approx(explained.probability)
    assert table["part"].iloc[0] == "base"
    assert explained.base == -2.0


def test_every_feature_stands_in_exactly_one_part_of_the_table() -> None:
    table = explain_lead(LinearScorer(), leads(("software", 4, 6, 3))).table

    named = [name for row in table["features"] for name in row.split(", ") if name]
    assert sorted(named) == sorted(FEATURES)
    assert table["words"].iloc[-1] == "parts too small to list: 1"


def test_the_table_is_shown_with_headings_and_numbers_of_the_language() -> None:
    shown = explain_lead(LinearScorer(), leads(("mining", 0, 0, 0)), language="fi").shown("fi")

    assert shown.iloc[:, 0].tolist()[0] == "mistä jokainen liidi lähtee"
    assert shown["Logaritminen veto"].tolist()[:2] == ["−2,00", "−0,40"]
    assert shown["Todennäköisyys tähän asti"].tolist()[-1] == "6,9\u00a0%"


def test_the_sentence_tells_chance_score_and_reasons() -> None:
    X = leads(("software", 4, 6, 0))

    explained = explain_lead(LinearScorer(), X, target="won", horizon_days=90)

    assert explained.sentence == (
        "The chance of becoming a customer within 90 days is 57% (about 6 in 10); "
        "the score is 87 of 100, the cell A1. "
        "In favour: viewed pricing 4 times in 7 days; industry: software."
    )
    assert explained.up == ("viewed pricing 4 times in 7 days", "industry: software")
    assert explained.down == ()


def test_the_sentence_speaks_finnish_and_names_other_stages() -> None:
    X = leads(("mining", 0, 0, 0))

    explained = explain_lead(
        LinearScorer(), X, language="fi", target="opportunity", horizon_days=30
    )

    assert explained.sentence.startswith(
        "Todennäköisyys päästä vaiheeseen opportunity 30 päivän kuluessa on 6,9\u00a0% (noin 1/14)"
    )
    assert "Vastaan: toimiala: mining" in explained.sentence


def test_a_lead_without_any_signal_is_told_so() -> None:
    X = leads(("software", 0, 0, 0))[FEATURES]
    scorer = LinearScorer()
    flat = scorer.contributions(X) * 0.0

    class FlatScorer(LinearScorer):
        def contributions(self, X: pd.DataFrame) -> pd.DataFrame:
            return flat

    explained = explain_lead(FlatScorer(), X)

    assert explained.sentence.endswith("Nothing about this lead stands out.")


def test_a_reason_that_holds_the_joiner_stays_one_reason() -> None:
    explained = explain_lead(LinearScorer(), leads(("oil; gas", 0, 0, 0)))

    assert "industry: oil; gas" in explained.down


def test_parts_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(VersionError, match="do not add up"):
        explain_lead(LinearScorer(promised=0.01), leads(("software", 4, 6, 0)))


@pytest.mark.parametrize("count", [0, 2])
def test_only_one_lead_is_explained_at_a_time(count: int) -> None:
    X = leads(("software", 4, 6, 0), ("mining", 0, 0, 0)).iloc[:count]

    with pytest.raises(UsageError, match=f"one lead; it was given {count} rows"):
        explain_lead(LinearScorer(), X)
