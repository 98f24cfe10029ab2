"""Over many seeds of a known law: what is planted is seen, and little else is told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from leadscore.evaluation.card_audit.auditing import audit_rules
from leadscore.evaluation.card_audit.joint import fit_joint
from leadscore.evaluation.card_audit.rules import read_rules
from leadscore.settings import parse_settings
from tests.evaluation.card_audits import Market, market

SETTINGS = parse_settings({})
SEEDS = 120
#: Name: points set, share of leads, true effect (log-odds).
PLANTED = {
    "guide": (15.0, 0.3, 0.0),
    "careers": (10.0, 0.2, -1.2),
    "strong": (5.0, 0.2, 1.2),
}


@pytest.fixture(scope="module")
def told() -> pd.DataFrame:
    """Audit a card of six right rules and three planted ones, for every seed."""
    tables = []
    for seed in range(SEEDS):
        drawn = market(seed, level=-3.5, planted=PLANTED)
        audit = audit_rules(drawn.matrix, SETTINGS)
        table = audit.table.assign(seed=seed).set_index("says")
        table["true_effect"] = pd.Series(dict(drawn.effects))
        table["true_earned"] = [drawn.earned(str(name)) for name in table.index]
        tables.append(table)
    return pd.concat(tables)


def _wrong(line: pd.Series) -> bool:
    """Tell whether a verdict contradicts the law."""
    points, adds = line["points_set"], line["true_effect"] * np.sign(line["points_set"])
    share = line["true_earned"] / points
    contradicts: dict[str, bool] = {
        "earns": adds <= 0,
        "backwards": adds >= 0,
        "overrated": share >= 1 - 1e-9,
        "underrated": share <= 1 + 1e-9,
        "no_evidence": False,
    }
    return contradicts[line["verdict"]]


def test_anything_is_told_wrongly_in_no_more_seeds_than_the_confidence_allows(
    told: pd.DataFrame,
) -> None:
    wrong = told.apply(_wrong, axis=1).groupby(told["seed"]).any().sum()
    assert wrong <= stats.binom.ppf(0.999, SEEDS, 0.05)


def test_what_is_planted_is_seen(told: pd.DataFrame) -> None:
    def seen(name: str, *verdicts: str) -> float:
        return float(told["verdict"][told.index == name].isin(verdicts).mean())

    assert seen("guide", "overrated", "backwards") > 0.8
    assert seen("careers", "backwards") > 0.9
    assert seen("strong", "underrated") > 0.9
    assert seen("b", "earns") > 0.8


def test_corrected_intervals_hold_the_truth_together_as_often_as_they_say(
    told: pd.DataFrame,
) -> None:
    for what in ("effect", "earned"):
        true = told[f"true_{what}"]
        held = (told[f"{what}_low"] <= true) & (true <= told[f"{what}_high"])
        asked = told[what].notna()
        missed = int((asked & ~held).groupby(told["seed"]).any().sum())
        assert missed <= stats.binom.ppf(0.999, SEEDS, 0.05), what


def test_standard_errors_are_those_of_effects_from_seed_to_seed() -> None:
    def effects(drawn: Market) -> tuple[np.ndarray, np.ndarray]:
        fit = fit_joint(read_rules(drawn.matrix, None))
        return fit.effect, np.sqrt(np.diag(fit.covariance))

    found = [effects(market(1_000 + seed, planted=PLANTED)) for seed in range(60)]
    spread = np.std([effect for effect, _ in found], axis=0)
    said = np.mean([error for _, error in found], axis=0)
    # of 60 draws a standard deviation is known to a tenth
    assert np.all((said / spread > 0.7) & (said / spread < 1.5))
    true = np.array(list(market(0, planted=PLANTED).effects.values()))
    off = np.mean([effect for effect, _ in found], axis=0) - true
    assert np.all(np.abs(off) < 0.1 + 3.5 * spread / np.sqrt(60))
