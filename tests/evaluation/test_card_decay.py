"""What is learned of fading where the half-life is known, and where nothing can be learned."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as runs
from hypothesis import strategies as some
from matplotlib.text import Text
from scipy.special import expit, ndtr

import leadscore as ls
from leadscore.cards import Card, Rule, What, Who
from leadscore.cards.card import Exclusion
from leadscore.cards.conditions import Decay
from leadscore.errors import NotEnoughDataError, UsageError
from leadscore.evaluation.card_decay import CardDecay, card_decay
from leadscore.evaluation.faded_acts import FadedActs, faded_acts
from leadscore.evaluation.half_life import Profile, profile
from leadscore.features.card_entries import card_features
from leadscore.features.catalogue import Catalogue
from leadscore.features.frame import FeatureMatrix
from leadscore.settings import parse_settings
from leadscore.words import LANGUAGES, Language

SETTINGS = parse_settings({})
WINDOW = 60
DAYS = np.arange(WINDOW + 1)


@dataclass(frozen=True, kw_only=True)
class Past:
    """Snapshots of accounts of two leads at four cutoffs, with the ages of their acts."""

    counts: npt.NDArray[np.float64]
    fit: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    account: npt.NDArray[np.int64]
    lead: npt.NDArray[np.int64]

    def worth(self, half_life: float) -> npt.NDArray[np.float64]:
        return np.asarray(self.counts @ 0.5 ** (DAYS / half_life))


def past(
    seed: int,
    *,
    half_life: float = 10.0,
    effect: float = 1.2,
    accounts: int = 300,
    together: float = 0.8,
) -> Past:
    """Draw outcomes whose chances fade as told, alike within leads and accounts.

    A normal copula makes rows of a lead, and of an account, go together without touching any
    row's own chance, so the half-life is known exactly.
    """
    rng = np.random.default_rng(seed)
    leads, cutoffs = 2 * accounts, 4
    acts = rng.poisson(3.0 * (rng.random(leads) < 0.5))
    who, day = np.repeat(np.arange(leads), acts), rng.integers(0, WINDOW + 90, acts.sum())
    counts = np.zeros((leads * cutoffs, WINDOW + 1))
    for at in range(cutoffs):
        age = WINDOW + 30 * at - day
        seen = (age >= 1) & (age <= WINDOW)
        np.add.at(counts, (who[seen] * cutoffs + at, age[seen]), 1)
    lead = np.repeat(np.arange(leads), cutoffs)
    fit = (rng.random(leads) < 0.4)[lead].astype(float)
    chance = expit(-2.6 + effect * counts @ 0.5 ** (DAYS / half_life) + 0.7 * fit)
    shared = rng.normal(size=accounts)[lead // 2] + rng.normal(size=leads)[lead]
    drawn = math.sqrt(together / 2) * shared + math.sqrt(1 - together) * rng.normal(size=len(lead))
    y = (ndtr(drawn) < chance).astype(float)
    return Past(counts=counts, fit=fit, y=y, account=lead // 2, lead=lead)


def learned(drawn: Past) -> Profile:
    return profile(drawn.y, drawn.account, drawn.fit[:, None], drawn.worth, longest=WINDOW)


RULES = (
    Rule(
        id="fit",
        says={"en": "Right industry", "fi": "Oikea toimiala"},
        who=Who(industry_in=("steel",)),
        points=10,
    ),
    Rule(
        id="pricing",
        says={"en": "Viewed pricing", "fi": "Katsoi hinnoittelua"},
        what=What(intent=("pricing",), within_days=WINDOW),
        points=10,
        per="act",
        cap=1000,
        decay=Decay(kind="half_life", half_life_days=10),
    ),
)


def on_cards(drawn: Past) -> Callable[[Card, FeatureMatrix], FeatureMatrix]:
    """Evaluate cards on drawn snapshots as the engine would: by each rule's page."""
    acts: Mapping[str, npt.NDArray[np.float64]] = {
        "pricing": drawn.counts,
        "never": np.zeros_like(drawn.counts),
        "rare": drawn.counts * (np.arange(len(drawn.y)) < 12)[:, None],
        "noise": np.roll(drawn.counts, len(drawn.y) // 4, axis=0),
    }

    def points(rule: Rule) -> npt.NDArray[np.float64]:
        if rule.what is None:
            return rule.points * drawn.fit
        told = acts[(rule.what.intent or ("pricing",))[0]]
        fades = np.ones(WINDOW + 1)
        if rule.decay is not None:
            line, days = rule.decay.kind == "linear", rule.decay.half_life_days or 1
            fades = 1 - DAYS / WINDOW if line else 0.5 ** (DAYS / days)
        worth = (told > 0) * fades if rule.per == "lead" else told * fades
        total = worth.max(axis=1) if rule.per == "lead" else worth.sum(axis=1)
        low, high = rule.bounds
        return np.asarray(np.clip(rule.points * total, low, high))

    def with_card(card: Card, matrix: FeatureMatrix) -> FeatureMatrix:
        rows = matrix.rows["row"].to_numpy()
        columns = {f"card__{rule.id}": points(rule)[rows] for rule in card.rules}
        columns |= {
            f"card__exclusion_{part.id}": -99.0 * (drawn.fit[rows] > 0) for part in card.exclusions
        }
        X = pd.DataFrame(columns, index=matrix.rows.index).astype("float32")
        features = [each for each in card_features(card) if each.name in X]
        return replace(matrix, X=X, catalogue=Catalogue(features))

    return with_card


def laid_out(drawn: Past, card: Card) -> FeatureMatrix:
    n = len(drawn.y)
    rows = pd.DataFrame(
        {
            "row": np.arange(n),
            "lead_id": [f"L{each}" for each in drawn.lead],
            "group": [f"account:{each}" for each in drawn.account],
            "cutoff": pd.Timestamp("2026-01-01"),
            "label": drawn.y,
        }
    )
    empty = pd.DataFrame(index=rows.index)
    bare = FeatureMatrix(rows=rows, X=empty, catalogue=Catalogue([]), manifest={"as_of": "2026"})
    return on_cards(drawn)(card, bare)


def asked(
    drawn: Past, *rules: Rule, exclusions: tuple[Exclusion, ...] = (), shuffled: int | None = None
) -> CardDecay:
    card = Card(rules=rules or RULES, exclusions=exclusions)
    matrix = laid_out(drawn, card)
    if shuffled is not None:
        matrix = matrix.take(np.random.default_rng(shuffled).permutation(len(matrix)))
    return card_decay(card, matrix, SETTINGS, with_card=on_cards(drawn))


def pricing(**changed: object) -> Rule:
    return Rule.model_validate(RULES[1].model_dump(by_alias=True) | changed)


@cache
def telling() -> Past:
    return past(1, accounts=600)


def only(found: CardDecay) -> dict[str, object]:
    (line,) = found.table.to_dict("records")
    return {str(name): value for name, value in line.items()}


# ---- the interval ---------------------------------------------------------------------------


@pytest.mark.parametrize(("half_life", "effect"), [(10.0, 1.2), (30.0, 0.6), (math.inf, 0.4)])
def test_the_interval_holds_the_true_half_life_as_often_as_it_says(
    half_life: float, effect: float
) -> None:
    found = [learned(past(seed, half_life=half_life, effect=effect)) for seed in range(40)]
    held = sum(each.p_value(each.lost(half_life)) > 0.05 for each in found)
    assert held >= 34  # fewer than these of 40 at 95 % happen once in 300 times


def test_rows_told_again_are_no_news() -> None:
    """Four times the same rows of an account: taken for news they would promise too much."""
    held = {"accounts": 0, "rows": 0}
    for seed in range(40):
        drawn = past(seed, accounts=120, together=0.0)
        again = np.repeat(np.arange(len(drawn.y)), 4)

        def worth(half_life: float, of: Past = drawn) -> npt.NDArray[np.float64]:
            return np.repeat(of.worth(half_life), 4)

        fit, y = drawn.fit[again, None], drawn.y[again]
        for name, group in (("accounts", drawn.account[again]), ("rows", np.arange(len(again)))):
            found = profile(y, group, fit, worth, longest=WINDOW)
            held[name] += found.p_value(found.lost(10.0)) > 0.05
    assert held["accounts"] >= 34
    assert held["rows"] <= 34  # some 27 are expected


def test_the_interval_narrows_round_the_truth_as_data_grow() -> None:
    few, many = (learned(past(3, accounts=n)).interval(0.95) for n in (200, 2_000))
    assert few.low <= many.low <= 10 <= many.high <= few.high
    assert many.high / many.low < 3
    assert learned(past(3, accounts=2_000)).learned == pytest.approx(10, rel=0.4)


def test_acts_without_effect_have_no_half_life() -> None:
    found = [learned(past(seed, effect=0.0)) for seed in range(40)]
    assert sum(each.has_effect(0.95) for each in found) <= 6  # more are rarer than 1 in 290


def test_the_effect_is_that_of_an_act_of_today() -> None:
    found = learned(past(5, accounts=3_000, together=0.0))
    assert found.effect == pytest.approx(1.2, rel=0.2)
    assert found.fall.min() == pytest.approx(0, abs=1e-9)
    assert (np.diff(found.half_lives) < 0).all()
    assert math.isinf(found.half_lives[0])


def test_true_chances_do_for_an_outcome() -> None:
    drawn = past(2, accounts=400)
    chance = expit(-2.6 + 1.2 * drawn.worth(10.0) + 0.7 * drawn.fit)
    assert learned(replace(drawn, y=chance)).learned == pytest.approx(10, rel=0.02)


@pytest.mark.parametrize("column", [0.0, 1.0])
def test_what_does_not_vary_or_stands_twice_beside_the_acts_changes_nothing(column: float) -> None:
    drawn = past(4)
    beside = np.column_stack([drawn.fit, drawn.fit, np.full(len(drawn.y), column)])
    found = profile(drawn.y, drawn.account, beside, drawn.worth, longest=WINDOW)
    assert found.learned == pytest.approx(learned(drawn).learned, rel=0.05)


def test_a_rule_that_parts_all_buyers_from_all_others_is_borne() -> None:
    drawn = past(6)
    parted = np.where(drawn.y > 0, 1.0, 0.0)[:, None]
    found = profile(drawn.y, drawn.account, parted, drawn.worth, longest=WINDOW)
    assert np.isfinite(found.fall).all()
    assert not found.has_effect(0.95)


# ---- what the engine is asked ---------------------------------------------------------------


def acts_of(rule: Rule, drawn: Past) -> FadedActs:
    bare = laid_out(drawn, Card(rules=RULES))
    evaluate = on_cards(drawn)
    (found,) = faded_acts([rule], lambda card: evaluate(card, bare), len(drawn.y), SETTINGS)
    return found


@runs(max_examples=25, deadline=None)
@given(
    half_life=some.floats(1, 2_000),
    per=some.sampled_from(["act", "lead"]),
    cap=some.integers(5, 60),
)
def test_acts_are_worth_at_any_half_life_what_the_card_would_give(
    half_life: float, per: str, cap: int
) -> None:
    drawn = telling()
    days = max(1, round(half_life))
    rule = pricing(per=per, cap=cap, decay={"half_life_days": days} if days <= 3650 else None)
    card = laid_out(drawn, Card(rules=(rule,)))
    mine = rule.points * acts_of(rule, drawn).at(days)
    np.testing.assert_allclose(mine, card.X["card__pricing"], atol=0.03)


@pytest.mark.parametrize("per", ["act", "lead"])
@pytest.mark.parametrize("decay", [None, "linear"])
def test_no_decay_and_a_straight_line_are_as_on_the_card(per: str, decay: str | None) -> None:
    drawn = telling()
    rule = pricing(per=per, decay=decay)
    card = laid_out(drawn, Card(rules=(rule,)))
    acts = acts_of(rule, drawn)
    worth = acts.linear() if decay else acts.at(math.inf)
    np.testing.assert_allclose(rule.points * worth, card.X["card__pricing"], atol=0.03)


def test_many_rules_come_in_the_order_of_the_card_on_cards_of_at_most_500_rules() -> None:
    drawn = past(1, accounts=20)
    bare, evaluate, sizes = laid_out(drawn, Card(rules=RULES)), on_cards(drawn), list[int]()

    def counted(card: Card) -> FeatureMatrix:
        sizes.append(len(card.rules))
        return evaluate(card, bare)

    rules = [pricing(id=f"r{at}") for at in range(80)]
    found = list(faded_acts(rules, counted, len(drawn.y), SETTINGS))
    assert [each.rule.id for each in found] == [rule.id for rule in rules]
    assert len(sizes) > 1
    assert max(sizes) <= 500


def test_an_evaluation_on_other_snapshots_is_refused() -> None:
    drawn = past(1, accounts=20)
    card = Card(rules=RULES)
    matrix = laid_out(drawn, card)
    with pytest.raises(UsageError, match="made-up card came back with 159 snapshots; 160"):
        card_decay(
            card,
            matrix,
            SETTINGS,
            with_card=lambda made_up, rows: on_cards(drawn)(made_up, rows.take(np.arange(159))),
        )


# ---- verdicts -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decay", "verdict"),
    [
        ({"half_life_days": 10}, "fits"),
        ({"half_life_days": 90}, "faster"),
        (None, "faster"),
        ({"half_life_days": 2}, "slower"),
    ],
)
def test_what_is_set_is_held_against_the_data(decay: object, verdict: str) -> None:
    line = only(asked(telling(), RULES[0], pricing(decay=decay)))
    assert line["verdict"] == verdict
    assert line["low"] <= 10 <= line["high"]  # type: ignore[operator]
    assert line["effect"] > 0.5  # type: ignore[operator]


def test_a_straight_line_is_judged_as_a_straight_line() -> None:
    line = only(asked(telling(), RULES[0], pricing(decay="linear")))
    assert line["linear"]
    assert line["set"] == pytest.approx(0.3727 * WINDOW)
    assert (line["p_holm"] > 0.05) == (line["verdict"] == "fits")  # type: ignore[operator]


def test_the_nearest_half_life_of_a_straight_line_is_the_nearest() -> None:
    days = np.linspace(0, 1, 2_001)
    line = 1 - days

    def missed(half_life: float) -> float:
        fading = 0.5 ** (days / half_life)
        return float(((line - fading * (fading @ line) / (fading @ fading)) ** 2).sum())

    tried = np.linspace(0.3, 0.45, 1_501)
    assert tried[np.argmin([missed(each) for each in tried])] == pytest.approx(0.3727, abs=2e-3)


def test_a_rule_that_never_fires_and_one_that_hardly_does_cannot_be_told() -> None:
    found = asked(
        telling(),
        *RULES,
        pricing(id="never", what={"intent": "never", "within_days": WINDOW}),
        pricing(id="rare", what={"intent": "rare", "within_days": WINDOW}),
    )
    why = found.table.set_index("rule")["why"].to_dict()
    assert why == {"card__pricing": "", "card__never": "never", "card__rare": "few"}
    untold = found.table.set_index("rule").loc[["card__never", "card__rare"]]
    assert (untold["verdict"] == "cannot tell").all()
    assert (untold["low"] == 0).all()
    assert np.isinf(untold["high"]).all()
    assert untold[["learned", "effect", "p_holm"]].isna().all(axis=None)


def test_acts_that_mean_nothing_have_the_whole_range() -> None:
    noise = pricing(id="noise", what={"intent": "noise", "within_days": WINDOW})
    line = only(asked(telling(), RULES[0], noise))
    assert (line["verdict"], line["why"]) == ("cannot tell", "no_effect")
    assert (line["low"], line["high"]) == (0, math.inf)


def test_acts_that_count_against_their_points_get_no_half_life_to_set() -> None:
    line = only(asked(telling(), RULES[0], pricing(points=-10)))
    assert (line["verdict"], line["why"]) == ("cannot tell", "backwards")


def test_a_window_shorter_than_the_fading_says_at_least() -> None:
    """Within two months nobody can tell a half-life of a year from none."""
    drawn = past(2, half_life=365, effect=0.5, accounts=900)
    found = asked(drawn, RULES[0], pricing(decay={"half_life_days": 365}))
    line = only(found)
    assert line["verdict"] == "fits"
    assert line["low"] > 10  # type: ignore[operator]
    assert line["high"] == math.inf
    assert "half-life at least" in found.sentence("en")
    assert "vähintään" in found.sentence("fi")


def test_what_fades_within_a_day_or_two_says_at_most() -> None:
    drawn = past(2, half_life=1, effect=6.0, accounts=1_500)
    found = asked(drawn, RULES[0], pricing(decay={"half_life_days": 1}))
    line = only(found)
    assert (line["verdict"], line["low"]) == ("fits", 0)
    assert line["high"] < 6  # type: ignore[operator]
    assert "half-life at most" in found.sentence("en")
    assert "enintään" in found.sentence("fi")


def test_among_many_rules_a_difference_must_be_larger() -> None:
    rules = [
        pricing(id=f"noise{at}", what={"intent": "noise", "within_days": WINDOW}, cap=10 + at)
        for at in range(6)
    ]
    alone = asked(telling(), RULES[0], pricing(decay={"half_life_days": 90}))
    among = asked(telling(), RULES[0], pricing(decay={"half_life_days": 90}), *rules)
    p_alone, p_among = (each.table["p_holm"].iloc[0] for each in (alone, among))
    assert p_among > p_alone


# ---- laws -----------------------------------------------------------------------------------


def test_the_order_of_rows_changes_nothing() -> None:
    drawn = past(7)
    pd.testing.assert_frame_equal(
        asked(drawn).table, asked(drawn, shuffled=3).table, rtol=2e-2, check_exact=False
    )


def test_the_same_input_gives_the_same_result() -> None:
    drawn = past(7)
    pd.testing.assert_frame_equal(asked(drawn).table, asked(drawn).table)


def test_leads_that_an_exclusion_takes_out_are_left_aside() -> None:
    drawn = telling()
    out = Exclusion(id="out", says={"en": "Out", "fi": "Ulos"}, who=Who(industry_in=("steel",)))
    assert asked(drawn, exclusions=(out,)).snapshots == int((drawn.fit == 0).sum())


def test_snapshots_without_a_label_are_left_out() -> None:
    drawn, card = past(7), Card(rules=RULES)
    matrix = laid_out(drawn, card)
    matrix.rows.loc[:99, "label"] = np.nan
    found = card_decay(card, matrix, SETTINGS, with_card=on_cards(drawn))
    assert found.snapshots == len(matrix) - 100


# ---- where there is nothing to learn from ---------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", [0.0, 1.0])
def test_one_outcome_alone_is_told(outcome: float, language: Language) -> None:
    drawn = replace(past(1), y=np.full(2_400, outcome))
    found = asked(drawn)
    assert found.why == "one_outcome"
    assert found.table.empty
    assert found.sentence(language) in ls.decay_story(found, language=language).markup


def test_a_card_without_rules_on_acts_is_told() -> None:
    found = asked(past(1, accounts=20), RULES[0])
    assert found.why == "no_acts"
    assert "nothing that could fade" in found.sentence("en")


def test_rules_that_ask_for_few_acts_are_not_asked_about() -> None:
    silent = Rule(
        id="silent",
        says={"en": "Silent", "fi": "Hiljaa"},
        what=What(within_days=WINDOW, at_most=0),
        points=-5,
    )
    drawn = past(1, accounts=20)
    assert asked(drawn, RULES[0], silent).why == "no_acts"


def test_a_flat_export_is_told() -> None:
    drawn, card = past(1, accounts=20), Card(rules=RULES)
    matrix = laid_out(drawn, card)
    flat = replace(
        matrix, rows=matrix.rows.assign(cutoff=np.datetime64("NaT", "us")), manifest={"as_of": None}
    )
    found = card_decay(card, flat, SETTINGS, with_card=on_cards(drawn))
    assert found.why == "flat_export"
    assert "flat export has no acts" in found.sentence("en")


def test_no_label_at_all_is_an_error() -> None:
    drawn, card = past(1, accounts=20), Card(rules=RULES)
    matrix = laid_out(drawn, card)
    matrix.rows["label"] = np.nan
    with pytest.raises(NotEnoughDataError, match="No snapshot has a label yet"):
        card_decay(card, matrix, SETTINGS, with_card=on_cards(drawn))


def test_a_matrix_of_another_card_is_refused() -> None:
    drawn = past(1, accounts=20)
    matrix = laid_out(drawn, Card(rules=RULES[:1]))
    with pytest.raises(UsageError, match=r"lack 1 of the card's 2 rules \(first: card__pricing\)"):
        card_decay(Card(rules=RULES), matrix, SETTINGS, with_card=on_cards(drawn))


# ---- what people read -----------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_verdict_is_said_and_drawn(language: Language) -> None:
    line = only(asked(past(7)))
    lines = [
        line | {"says": f"Rule $1 <{verdict} {why}>", "verdict": verdict, "why": why}
        for verdict, why in [
            *(("fits", ""), ("faster", ""), ("slower", "")),
            *(("cannot tell", why) for why in ("flat", "many", "no_effect", "backwards")),
            *(("cannot tell", why) for why in ("few", "never")),
        ]
    ]
    lines[1] |= {"set": math.inf}
    lines[2] |= {"set": 1.0, "low": 40.0, "high": math.inf, "learned": math.inf}
    lines[3] |= {"set": 67.0, "linear": True, "low": 0.0, "high": math.inf}
    lines[-1] |= {"learned": math.nan, "low": 0.0, "high": math.inf, "effect": math.nan}
    found = CardDecay(
        table=pd.DataFrame(lines), why="", snapshots=2_400, buyers=80, confidence=0.95
    )
    sentence = found.sentence(language)
    assert all(sentence.count(str(each["says"])) == 1 for each in lines)
    figure = ls.plots.decay(found.table, language=language)
    drawn = [text.get_text() for text in figure.findobj(Text)]
    assert any("9" in text for text in drawn)
    assert "none" in drawn if language == "en" else "ei" in drawn
    markup = ls.decay_story(found, language=language).markup
    assert "<fits" not in markup
    assert "&lt;fits" in markup


def test_a_picture_needs_a_table_with_rows() -> None:
    with pytest.raises(UsageError, match="no rows"):
        ls.plots.decay(asked(telling()).table.head(0))
