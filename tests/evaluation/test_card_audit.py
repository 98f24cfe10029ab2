"""What the audit says of rules that find buyers, that do not, and that rarely fire."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from leadscore.errors import UsageError
from leadscore.evaluation.card_audit.auditing import audit_rules
from leadscore.evaluation.card_audit.lifts import _side, group_starts
from leadscore.features.catalogue import Catalogue, Feature
from leadscore.features.matrix import FeatureMatrix
from leadscore.settings import parse_settings
from leadscore.validation.shares import effective_accounts
from tests.evaluation.card_audits import matrix_of

SETTINGS = parse_settings({"comparison": {"resamples": 400}})


def _rule(name: str) -> Feature:
    words = {"en": f"{name}: {{value}} points", "fi": f"{name}: {{value}} pistettä"}
    return Feature(
        name=f"card__{name}",
        family="card",
        axis="behaviour",
        kind="number",
        label={"en": name, "fi": name},
        words=words,
    )


def audited(seed: int = 0, leads: int = 4_000) -> dict[str, dict[str, float]]:
    """Audit a rule with lift 3, one without any, one on ten leads, one that never fires."""
    draw = np.random.default_rng(seed)
    strong = draw.random(leads) < 0.3
    won = draw.random(leads) < np.where(strong, 0.15, 0.05)
    fires = {
        "strong": strong,
        "idle": draw.random(leads) < 0.3,
        "rare": np.arange(leads) < 10,
        "never": np.zeros(leads, dtype=bool),
        "barren": np.arange(leads) >= leads - 300,
    }
    won &= ~fires["barren"]
    names = [f"lead-{n}" for n in range(leads)]
    rows = pd.DataFrame({"lead_id": names, "group": names, "label": won.astype(float)})
    X = pd.DataFrame({f"card__{name}": 10.0 * on for name, on in fires.items()})
    catalogue = Catalogue([_rule(name) for name in fires])
    matrix = FeatureMatrix(rows=rows, X=X, catalogue=catalogue, manifest={})
    rules = audit_rules(matrix, SETTINGS).table.set_index("says")
    rules = rules[["fires", "points", "with_rule", "without_rule", "lift", "low", "high"]]
    return {str(says): {str(k): float(v) for k, v in row.items()} for says, row in rules.iterrows()}


def test_a_rule_that_finds_buyers_is_told_from_one_that_does_not() -> None:
    rules = audited()
    assert rules["strong"]["low"] > 1
    assert rules["strong"]["lift"] == pytest.approx(3, rel=0.35)
    assert rules["idle"]["low"] < 1 < rules["idle"]["high"]
    assert rules["strong"]["points"] == 10


def test_a_rule_on_so_few_leads_that_no_buyer_proves_nothing_gets_no_interval() -> None:
    rules = audited()
    assert rules["rare"]["fires"] == 10 / 4_000
    for says in ("rare", "never"):
        assert np.isnan([rules[says]["low"], rules[says]["high"]]).all()
    assert np.isnan(rules["never"]["lift"])


def test_a_rule_none_of_whose_leads_bought_may_still_have_some_lift() -> None:
    barren = audited()["barren"]
    assert (barren["lift"], barren["low"]) == (0, 0)
    most = 1 - 0.025 ** (1 / 300)  # the exact end: 300 leads without a buyer
    assert barren["high"] == pytest.approx(most / barren["without_rule"])
    assert 0.05 < barren["high"] < 1


def test_one_large_account_without_a_buyer_tells_less_than_many_small_ones() -> None:
    draw = np.random.default_rng(0)
    lead = np.arange(3_000)
    silent = lead < 400
    won = (draw.random(3_000) < 0.1) & ~silent
    # each alone; fours; one account of nearly all
    groups = (lead, np.where(silent, lead // 4, lead), np.where(lead < 390, -1, lead))
    alone, fours, together = (
        audit_rules(matrix_of({"barren": 5.0 * silent}, won, group), SETTINGS).table.iloc[0]
        for group in groups
    )
    assert alone["lift"] == fours["lift"] == together["lift"] == 0
    assert alone["high"] < fours["high"] < 1
    assert np.isnan(together["high"])
    assert together["reason"] == "few"


def account_luck(seed: int, holds: int, times: int) -> pd.Series:
    """Audit a rule true of the first accounts, ``times`` as large; it changes nothing."""
    draw = np.random.default_rng(seed)
    sizes = np.full(100, 20)
    sizes[:holds] *= times
    group = np.repeat(np.arange(100), sizes)
    won = draw.random(len(group)) < expit(1.5 * draw.normal(size=100)[group] - 2)
    others = {name: 10.0 * (draw.random(len(group)) < 0.3) for name in ("a", "b", "c")}
    audit = audit_rules(matrix_of({"fact": 10.0 * (group < holds), **others}, won, group), SETTINGS)
    return audit.table[audit.table["says"] == "fact"].iloc[0]


@pytest.mark.parametrize(("holds", "times"), [(1, 10), (2, 5), (3, 5)])
def test_the_luck_of_three_accounts_is_not_told_of_a_rule(holds: int, times: int) -> None:
    for line in (account_luck(seed, holds, times) for seed in range(3)):
        assert tuple(line[["verdict", "reason"]]) == ("no_evidence", "few")
        assert np.isnan([line["low"], line["high"]]).all()


def test_a_rule_on_few_of_many_accounts_is_told_where_most_of_these_bought() -> None:
    draw, lead = np.random.default_rng(0), np.arange(1_000)
    won = np.where(lead < 20, lead < 15, draw.random(1_000) < 0.02)
    line = audit_rules(matrix_of({"fact": 10.0 * (lead < 20)}, won), SETTINGS).table.iloc[0]
    assert line["verdict"] == "earns"
    assert line["low"] > 10


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=60))
def test_sides_count_as_many_accounts_as_a_share_of_their_rows_does(
    drawn: list[tuple[int, bool]],
) -> None:
    group, on = (np.array(each) for each in zip(*sorted(drawn), strict=True))
    label = np.asarray(np.arange(len(on)) % 2, dtype=np.float64)
    with np.errstate(invalid="ignore"):  # no row or no buyer on this side
        side = _side(on[:, None], label, group_starts(group))
    assert side.equal_accounts[0] == pytest.approx(effective_accounts(np.bincount(group[on])))


def test_intervals_hold_the_true_lift_about_as_often_as_they_say() -> None:
    held = [audited(seed, leads=600)["strong"] for seed in range(40)]
    inside = sum(one["low"] <= 3 <= one["high"] for one in held)
    assert inside >= 35  # fewer than these of 40 at 95 % happen once in 800 times


def test_a_matrix_without_a_card_is_told() -> None:
    rows = pd.DataFrame({"lead_id": ["a"], "group": ["a"], "label": [1.0]})
    bare = FeatureMatrix(
        rows=rows, X=pd.DataFrame(index=rows.index), catalogue=Catalogue([]), manifest={}
    )
    with pytest.raises(UsageError, match="The features hold no card"):
        audit_rules(bare, SETTINGS)
