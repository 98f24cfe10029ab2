"""A challenger goes into use only where later leads say that it is better."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from leadscore.errors import UsageError
from leadscore.evaluation.compare import compare
from leadscore.evaluation.comparison import Comparison
from leadscore.evaluation.enough.curve import CURVES, VERDICTS, LearningCurve, no_curve
from leadscore.evaluation.kept import table_of
from leadscore.settings import parse_settings
from leadscore.versions.champion import decide, instead_of
from leadscore.versions.version import Version
from leadscore.words import LANGUAGES

SETTINGS = parse_settings({"comparison": {"resamples": 200}})
N_LEADS = 1200


def comparison(**noise: float) -> Comparison:
    """Compare contenders that know who buys up to so much noise."""
    rng = np.random.default_rng(0)
    likely = rng.normal(-2.5, 1.5, N_LEADS)
    rows = pd.DataFrame(
        {
            "lead_id": [f"L{at}" for at in range(N_LEADS)],
            "group": [f"L{at}" for at in range(N_LEADS)],
            "cutoff": pd.Timestamp("2026-01-01"),
            "label": (rng.random(N_LEADS) < expit(likely)).astype(float),
            "amount_eur": 1000.0,
        }
    )
    scored = {}
    for name, amount in noise.items():
        margin = likely + np.random.default_rng(len(name)).normal(0, amount, N_LEADS)
        scored[name] = pd.DataFrame({"margin": margin, "probability": expit(margin)})
    return compare(scored, rows, SETTINGS)


@pytest.fixture(scope="module")
def models_far_ahead() -> Comparison:
    return comparison(card=20.0, scientist=0.6, auto=0.1)


@pytest.fixture(scope="module")
def all_alike() -> Comparison:
    return comparison(card=0.2, scientist=0.21, auto=0.19)


def test_without_a_champion_the_card_holds_the_place(all_alike: Comparison) -> None:
    decision = decide(None, all_alike, SETTINGS)

    assert (decision.promote, decision.keep) == ("card", None)
    assert "no model was shown to find more buyers" in decision.sentence("en")


def test_without_a_champion_a_better_model_goes_before_the_card(
    models_far_ahead: Comparison,
) -> None:
    decision = decide(None, models_far_ahead, SETTINGS)

    assert decision.promote == models_far_ahead.contenders[0]
    assert decision.promote != "card"
    assert "found more buyers than the points card (difference +" in decision.sentence("en")


def test_a_challenger_that_is_told_better_replaces_the_champion(
    models_far_ahead: Comparison,
) -> None:
    decision = decide("card", models_far_ahead, SETTINGS)

    assert decision.promote == models_far_ahead.contenders[0]
    assert decision.keep is None
    assert {pair["b"] for pair in decision.pairs} == {"card"}
    assert decision.sentence("en").endswith("it is put into use instead.")


def test_cannot_tell_keeps_the_champion_and_says_so(all_alike: Comparison) -> None:
    decision = decide("scientist", all_alike, SETTINGS)

    assert (decision.promote, decision.keep) == (None, "scientist")
    assert decision.sentence("en") == (
        "The scientist's model stays in use: on these later leads one cannot tell whether any "
        "challenger is better."
    )
    assert decision.sentence("fi").startswith("Analyytikon malli pysyy käytössä")


def test_a_worse_challenger_changes_nothing(models_far_ahead: Comparison) -> None:
    two = comparison(card=20.0, auto=0.1)

    decision = decide("auto", two, SETTINGS)

    assert (decision.promote, decision.keep) == (None, "auto")
    assert "every challenger found fewer buyers" in decision.sentence("en")


def test_a_champion_alone_stays() -> None:
    decision = decide("auto", comparison(auto=0.1), SETTINGS)

    assert decision.keep == "auto"
    assert "compared with no challenger" in decision.sentence("en")


def test_a_champion_that_was_not_compared_stays(all_alike: Comparison) -> None:
    decision = decide("champion", all_alike, SETTINGS)

    assert decision.keep == "champion"
    assert "was not part of the comparison" in decision.sentence("en")


def test_a_version_that_cannot_score_any_more_gives_way(all_alike: Comparison) -> None:
    old = Version(
        number=1,
        contender="card",
        run_id="0" * 32,
        created_at=datetime(2024, 1, 1),
        data_hash="",
        digest="",
    )
    decision = instead_of(old, decide("card", all_alike, SETTINGS))

    assert (decision.promote, decision.keep) == ("card", None)
    assert "card 1, can no longer score" in decision.sentence("en")
    assert "card 1 ei voi enää pisteyttää" in decision.sentence("fi")


@pytest.mark.parametrize(
    ("why", "said"), [("card", "points card was changed"), ("settings", "no longer answers what")]
)
def test_a_version_that_gives_way_is_told_why(all_alike: Comparison, why: str, said: str) -> None:
    old = Version(
        number=1,
        contender="card",
        run_id="0" * 32,
        created_at=datetime(2024, 1, 1),
        data_hash="",
        digest="",
    )
    decision = instead_of(old, decide("card", all_alike, SETTINGS), why=why)

    assert said in decision.sentence("en")
    assert "card 1" in decision.sentence("fi")


def test_without_card_and_champion_the_first_is_taken_and_called_no_proof() -> None:
    two = comparison(scientist=0.6, auto=0.1)

    decision = decide(None, two, SETTINGS)

    assert decision.promote == two.contenders[0]
    assert "Whether it is truly the best was not asked" in decision.sentence("en")


def test_every_decision_speaks_both_languages(
    models_far_ahead: Comparison, all_alike: Comparison
) -> None:
    for champion in (None, "card", "auto", "champion"):
        for judged in (models_far_ahead, all_alike):
            said = {decide(champion, judged, SETTINGS).sentence(one) for one in LANGUAGES}
            assert len(said) == 2
            assert all(text[0].isupper() and text.endswith(".") for text in said)


@pytest.mark.parametrize(
    "changed",
    [
        {"sales": {"capacity": 0.1}},
        {"time": {"horizon_days": 30}},
        {"comparison": {"confidence": 0.9}},
    ],
)
def test_a_comparison_made_with_other_settings_does_not_decide(
    all_alike: Comparison, changed: dict[str, object]
) -> None:
    with pytest.raises(UsageError, match=r"made with another \w+ than leadscore\.toml says now"):
        decide("card", all_alike, parse_settings(changed))


def enough(verdict: str, difference: float, needed: int | None = None) -> LearningCurve:
    """A learning curve that says the same of both models."""
    ends = (difference, difference - 0.02, difference + 0.02)
    lines = [(name, verdict, *ends, needed) for name in ("auto", "scientist")]
    return LearningCurve(
        curves=table_of([], CURVES),
        verdicts=table_of(lines, VERDICTS),
        conversions=200,
        conversions_today=300,
    )


@pytest.mark.parametrize("champion", [None, "card"])
@pytest.mark.parametrize("curve", [enough("card", -0.05), enough("collect", -0.01, 900)])
def test_a_model_that_its_learning_curve_contradicts_does_not_replace_the_card(
    models_far_ahead: Comparison, champion: str | None, curve: LearningCurve
) -> None:
    decision = decide(champion, models_far_ahead, SETTINGS, curve=curve)

    assert (decision.promote or decision.keep) == "card"
    assert "it cannot be trusted yet" in decision.sentence("en")
    assert decision.sentence("en").endswith(curve.headline("en"))
    assert "Use the points card" in decision.sentence("en")
    assert "siihen ei voi vielä luottaa" in decision.sentence("fi")
    assert decision.pairs


@pytest.mark.parametrize(
    "curve",
    [
        enough("use", 0.05),
        enough("cannot tell", 0.0),
        enough("collect", -0.01, 250),
        no_curve("short"),
    ],
)
def test_a_curve_that_does_not_contradict_leaves_the_paired_test_to_decide(
    models_far_ahead: Comparison, curve: LearningCurve
) -> None:
    without = decide("card", models_far_ahead, SETTINGS)

    decision = decide("card", models_far_ahead, SETTINGS, curve=curve)

    assert decision == without


def test_between_models_the_learning_curve_has_no_say(models_far_ahead: Comparison) -> None:
    models = comparison(scientist=20.0, auto=0.1)

    decision = decide("scientist", models, SETTINGS, curve=enough("card", -0.05))

    assert decision == decide("scientist", models, SETTINGS)
    assert decision.promote == "auto"


def test_the_card_that_is_fallen_back_on_comes_with_what_the_curve_says(
    all_alike: Comparison,
) -> None:
    curve = enough("collect", 0.0, 900)
    for champion in (None, "card"):
        decision = decide(champion, all_alike, SETTINGS, curve=curve)
        assert (decision.promote or decision.keep) == "card"
        assert decision.sentence("en").endswith(curve.headline("en"))
        assert "collect until about 900 conversions" in decision.sentence("en")
    used = decide("scientist", all_alike, SETTINGS, curve=curve)
    assert used == decide("scientist", all_alike, SETTINGS)
