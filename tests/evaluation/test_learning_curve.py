"""Is there enough data: drawn inside the training part, and each verdict where it belongs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from leadscore.errors import UsageError
from leadscore.evaluation.enough.curve import CURVES, VERDICTS, LearningCurve
from leadscore.evaluation.enough.learning_curve import learning_curve
from leadscore.evaluation.enough.power_law import fit_power_law
from leadscore.evaluation.enough.verdicts import CANNOT_TELL, CARD, COLLECT, USE, Curve, judge
from leadscore.evaluation.kept import table_of
from leadscore.features.frame import FeatureMatrix
from leadscore.settings import Settings, parse_settings
from leadscore.words import Language

#: What is fitted once is shared: all of it on one worker.
pytestmark = pytest.mark.xdist_group("curve")

MakePast = Callable[..., FeatureMatrix]
SIZES = np.array([25.0, 50, 100, 200])


def asking(**comparison: object) -> Settings:
    return parse_settings(
        {
            "time": {"horizon_days": 60},
            "models": {"trials": 4, "folds": 3, "threads": 1},
            "comparison": {"resamples": 200, "test_cutoffs": 2, **comparison},
        }
    )


@pytest.fixture(scope="module")
def drawn(make_past: MakePast) -> LearningCurve:
    return learning_curve(make_past(400), asking())


# the curve


def test_sizes_rise_to_all_there_is_and_the_card_learns_nothing(drawn: LearningCurve) -> None:
    assert drawn.why == ""
    for _, lines in drawn.curves.groupby("contender"):
        sizes = lines["conversions"].to_numpy()
        assert (np.diff(sizes) > 0).all()
        assert (sizes[0], sizes[-1]) == (25, drawn.conversions)
        assert (lines["low"] <= lines["auc"]).all()
        assert (lines["auc"] <= lines["high"]).all()
    card = drawn.curves.query("contender == 'card'")["auc"]
    assert (card == card.iloc[0]).all()
    assert set(drawn.curves["contender"]) == {"card", "auto", "scientist"}


def test_a_model_that_sees_more_than_the_card_does_better_with_more(drawn: LearningCurve) -> None:
    for name in ("auto", "scientist"):
        auc = drawn.curves.query("contender == @name")["auc"].to_numpy()
        assert auc[-1] > auc[0]
        verdict = drawn.of(name)
        assert verdict is not None
        assert verdict["verdict"] == USE  # the card lacks the industry, which tells most
    assert drawn.verdict == USE
    assert drawn.headline("en").startswith("There is enough data to use a model")
    assert drawn.headline("fi").startswith("Dataa on tarpeeksi mallin käyttöön")


def test_the_leads_of_the_comparison_are_never_looked_at(make_past: MakePast) -> None:
    """Only the training part is given, so what follows it cannot matter; nor can its gap."""
    matrix, settings = make_past(), asking(learning_curve_repeats=1)
    cutoffs = sorted(matrix.rows["cutoff"].unique())
    part = matrix.take((matrix.rows["cutoff"] <= cutoffs[6]).to_numpy())
    # learned: cutoffs 0 to 3, judged: 5 and 6; the labels of cutoff 4 lie in the gap
    rows = part.rows.copy()
    gap = (rows["cutoff"] == cutoffs[4]).to_numpy()
    rows.loc[gap, "label"] = 1 - rows.loc[gap, "label"]
    one = learning_curve(part, settings)
    other = learning_curve(replace(part, rows=rows), settings)
    pd.testing.assert_frame_equal(one.curves, other.curves)
    assert one.judged == int((rows["cutoff"] >= cutoffs[5]).sum())


def test_the_same_seed_gives_the_same_and_a_file_holds_it_all(
    drawn: LearningCurve, make_past: MakePast
) -> None:
    assert learning_curve(make_past(400), asking()).to_json() == drawn.to_json()
    read = LearningCurve.from_json(drawn.to_json())
    assert read.sentence("fi") == drawn.sentence("fi")
    assert read.to_json() == drawn.to_json()
    with pytest.raises(UsageError, match="not a learning curve that leadscore wrote"):
        LearningCurve.from_json(drawn.to_json()[:-40])


def test_figures_go_to_the_versions_they_belong_to(drawn: LearningCurve) -> None:
    auto = drawn.metrics("auto")
    assert auto["learning_curve_auc"] == drawn.curves.query("contender == 'auto'")["auc"].iloc[-1]
    assert auto["learning_curve_low"] > 0
    assert set(drawn.metrics("card")) == {"learning_curve_auc"}
    assert drawn.metrics("champion") == {}


@pytest.mark.parametrize("language", ["en", "fi"])
def test_the_table_has_a_line_a_size(drawn: LearningCurve, language: Language) -> None:
    shown = drawn.table(language)
    assert len(shown) == drawn.curves["conversions"].nunique()
    assert shown.shape[1] == 4
    assert not shown.isna().any().any()


def test_where_it_cannot_be_drawn_it_says_why(
    make_past: MakePast, without_card: Callable[[FeatureMatrix], FeatureMatrix]
) -> None:
    matrix = make_past()
    many = parse_settings({**asking().model_dump(), "models": {"min_conversions": 100_000}})
    early = matrix.take((matrix.rows["cutoff"] < "2025-02-15").to_numpy())
    reasons = {
        "learning_curve_repeats is 0": learning_curve(matrix, asking(learning_curve_repeats=0)),
        "no points card": learning_curve(without_card(matrix), asking()),
        "training part is too short": learning_curve(early, asking()),
        "Use the points card, and collect": learning_curve(matrix, many),
    }
    for said, told in reasons.items():
        assert said in told.sentence("en")
        assert told.sentence("fi") != told.sentence("en")
        assert told.verdict == CANNOT_TELL
        assert told.trusts("auto")
        assert LearningCurve.from_json(told.to_json()).why == told.why


# the verdict, each from a curve made for it


def curve(values: list[float], *, card: float, noise: float = 0.02, shared: float = 0.02) -> Curve:
    """A curve whose draws move together with the card's, as the same accounts make them."""
    rng = np.random.default_rng(0)
    together = shared * rng.normal(size=400)
    observed = np.asarray(values)
    return Curve(
        contender="auto",
        sizes=SIZES[: len(observed)],
        observed=observed,
        drawn=observed[:, None] + together + noise * rng.normal(size=(len(observed), 400)),
        card=card,
        card_drawn=card + together,
    )


def verdict_on(made: Curve) -> dict[str, object]:
    return judge(made, confidence=0.95, size=100)


def test_a_model_clearly_above_the_card_is_to_be_used() -> None:
    told = verdict_on(curve([0.72, 0.76, 0.79, 0.80], card=0.70))
    assert (told["verdict"], told["needed"]) == (USE, None)
    assert told["low"] > 0  # type: ignore[operator]  # a float


def test_a_rising_curve_says_about_how_many_conversions_to_collect() -> None:
    # a law that is known: 0.85 - 1.25 / sqrt(n); it passes 0.79 at about 430
    law = [0.85 - 1.25 * size**-0.5 for size in SIZES]
    told = verdict_on(curve(law, card=0.79, noise=0.012))
    assert told["verdict"] == COLLECT
    assert 430 < told["needed"] < 2_000  # type: ignore[operator]  # an int


def test_a_flat_curve_clearly_below_the_card_leaves_the_card() -> None:
    told = verdict_on(curve([0.700, 0.701, 0.702, 0.702], card=0.80))
    assert (told["verdict"], told["needed"]) == (CARD, None)


def test_a_curve_that_rises_to_an_end_below_the_card_leaves_the_card() -> None:
    law = [0.75 - 40.0 * size**-1.5 for size in SIZES]
    told = verdict_on(curve(law, card=0.82, noise=0.01))
    assert (told["verdict"], told["needed"]) == (CARD, None)


def test_a_curve_too_noisy_to_follow_cannot_tell() -> None:
    told = verdict_on(curve([0.74, 0.75, 0.74, 0.76], card=0.75, noise=0.04))
    assert (told["verdict"], told["needed"]) == (CANNOT_TELL, None)
    assert told["low"] < 0 < told["high"]  # type: ignore[operator]  # floats


def test_two_sizes_are_never_followed_further() -> None:
    told = verdict_on(curve([0.60, 0.74], card=0.75, noise=0.01))
    assert told["verdict"] in (CANNOT_TELL, CARD)
    assert told["needed"] is None


def test_the_law_behind_a_curve_is_found_again() -> None:
    law = fit_power_law(SIZES, (0.82 - 0.9 * SIZES**-0.6)[:, None])
    assert law.a == pytest.approx(0.82, abs=1e-6)
    assert law.c == pytest.approx(0.6)
    flat = fit_power_law(SIZES, np.array([[0.8], [0.79], [0.78], [0.77]]))
    assert flat.b == 0  # a curve that falls is not followed down
    steep = fit_power_law(SIZES, (1.2 - 0.9 * SIZES**-0.15)[:, None])
    assert steep.a <= 1  # nothing ranks better than perfectly


def told_as(*verdicts: tuple[str, str, float, int | None], today: int = 300) -> LearningCurve:
    lines = [
        (name, verdict, difference, difference - 0.02, difference + 0.02, needed)
        for name, verdict, difference, needed in verdicts
    ]
    curves = [(name, 200, 0.75 + gap, 0.7, 0.8) for name, _, gap, _ in verdicts]
    return LearningCurve(
        curves=table_of([("card", 200, 0.75, 0.7, 0.8), *curves], CURVES),
        verdicts=table_of(lines, VERDICTS),
        conversions=200,
        conversions_today=today,
    )


@pytest.mark.parametrize(
    ("verdicts", "said", "sanottu"),
    [
        (
            [("auto", CANNOT_TELL, 0.01, None), ("scientist", USE, 0.05, None)],
            "enough data to use a model: learned from 200 conversions, the scientist's model ranks",
            "tarpeeksi mallin käyttöön: 200 onnistumisesta oppinut analyytikon malli",
        ),
        (
            [("auto", COLLECT, -0.01, 900), ("scientist", COLLECT, -0.005, 1400)],
            "Use the points card, and collect until about 900 conversions: learned from 200",
            "Käytä pistekorttia ja kerää, kunnes onnistumisia on noin 900",
        ),
        (
            [("auto", CARD, -0.04, None), ("scientist", CARD, -0.06, None)],
            "Use the points card: learned from 200 conversions, even the auto model ranks worse",
            "Käytä pistekorttia: 200 onnistumisesta oppineena jopa automaattimalli",
        ),
        (
            [("auto", CANNOT_TELL, 0.01, None), ("scientist", CARD, -0.06, None)],
            "cannot be told from 200 conversions",
            "sitä ei 200 onnistumisesta voi sanoa",
        ),
    ],
)
def test_the_verdict_on_the_data_is_that_of_the_model_that_gets_furthest(
    verdicts: list[tuple[str, str, float, int | None]], said: str, sanottu: str
) -> None:
    told = told_as(*verdicts)
    assert said in told.headline("en")
    assert sanottu in told.headline("fi")


def test_a_model_is_trusted_unless_its_curve_says_card_or_collect_first() -> None:
    assert not told_as(("auto", CARD, -0.04, None)).trusts("auto")
    assert not told_as(("auto", COLLECT, -0.01, 900)).trusts("auto")
    assert told_as(("auto", COLLECT, -0.01, 900), today=1_000).trusts("auto")
    assert told_as(("auto", CANNOT_TELL, 0.0, None)).trusts("auto")
    assert told_as(("auto", USE, 0.05, None)).trusts("auto")
    assert told_as(("auto", CARD, -0.04, None)).trusts("mine")  # which has no curve
