"""A rule is never said to share what it tells with the cap of its own group."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from leadscore.cards import Card, parse_card
from leadscore.evaluation.card_audit.auditing import audit_rules
from leadscore.evaluation.card_audit.caps import without_own_caps
from leadscore.evaluation.card_audit.rules import read_rules
from leadscore.settings import parse_settings
from tests.evaluation.card_audits import matrix_of

SETTINGS = parse_settings({})
N = 4_000


def capped(**set_to: float) -> Card:
    """Write a card of rules of which the guide and the webinar stand under a cap of 20."""
    rules = "".join(
        f" - {{id: {name}, says: {name}, what: {{kind: {name}}}, points: {points}}}\n"
        for name, points in set_to.items()
    )
    return parse_card(f"rules:\n{rules}groups: {{content: {{cap: 20, rules: [guide, webinar]}}}}")


def audited(
    fires: dict[str, np.ndarray], set_to: dict[str, float], *, with_card: bool = True
) -> pd.DataFrame:
    """Audit a card in which the guide adds 1.5 to the log-odds and others half a one."""
    draw = np.random.default_rng(0)
    margin = -3 + sum((1.5 if name == "guide" else 0.5) * on for name, on in fires.items())
    points = {name: set_to[name] * on for name, on in fires.items()}
    together = points["guide"] + points["webinar"]
    points["cap_content"] = np.clip(together, -20, 20) - together
    matrix = matrix_of(points, draw.random(N) < expit(margin))
    audit = audit_rules(matrix, SETTINGS, capped(**set_to) if with_card else None)
    assert not any("cap_content" in text for text in audit.answers("en") + audit.answers("fi"))
    return audit.table.set_index("says")


def others(draw: np.random.Generator) -> dict[str, np.ndarray]:
    return {name: (draw.random(N) < 0.3).astype(float) for name in "abc"}


@pytest.mark.parametrize("with_card", [True, False])
def test_a_rule_that_alone_meets_its_cap_is_asked_by_what_the_cap_leaves(with_card: bool) -> None:
    draw = np.random.default_rng(1)
    fires = {"guide": (draw.random(N) < 0.3).astype(float), "webinar": np.zeros(N), **others(draw)}
    set_to = {"guide": 30.0, "webinar": 10.0, "a": 10.0, "b": 10.0, "c": 10.0}
    table = audited(fires, set_to, with_card=with_card)
    guide = table.loc["guide"]
    assert (guide["points"], guide["points_set"]) == pytest.approx((20, 20))
    assert guide["shares_with"] == ""
    assert guide["verdict"] in {"earns", "underrated"}
    assert guide["earned_low"] < 30 < guide["earned_high"]
    # the same as had the card given 20 without a cap
    plain = audited(fires, {**set_to, "guide": 20.0}).loc["guide"]
    figures = ["effect", "effect_low", "effect_high", "earned", "earned_low", "earned_high"]
    np.testing.assert_allclose(guide[figures].astype(float), plain[figures].astype(float), 1e-5)


def test_rules_that_share_their_cap_name_each_other_and_not_the_cap() -> None:
    draw = np.random.default_rng(2)
    guide = (draw.random(N) < 0.4).astype(float)
    webinar = guide * (draw.random(N) < 0.5)  # never without the guide
    set_to = {"guide": 30.0, "webinar": 10.0, "a": 10.0, "b": 10.0, "c": 10.0}
    table = audited({"guide": guide, "webinar": webinar, **others(draw)}, set_to)
    assert list(table.loc[["guide", "webinar"], "shares_with"]) == ["“webinar”", "“guide”"]


def test_a_cap_that_takes_all_of_a_rule_leaves_it_as_it_is_set() -> None:
    draw = np.random.default_rng(3)
    fires = {"guide": (draw.random(N) < 0.3).astype(float), "webinar": np.ones(N), **others(draw)}
    set_to = {"guide": 5.0, "webinar": 25.0, "a": 10.0, "b": 10.0, "c": 10.0}
    table = audited(fires, set_to)
    assert table.loc["guide", "points_set"] == 5
    assert table.loc["guide", "reason"] == ""
    assert table.loc["webinar", "reason"] == "always"


def test_a_cap_that_no_rule_tells_stays_a_part_of_the_fit() -> None:
    draw = np.random.default_rng(4)
    guide, webinar = 15.0 * (draw.random((2, N)) < 0.4)
    together = guide + webinar
    cap = np.clip(together, -20, 20) - together
    points = {"guide": guide, "webinar": webinar, "cap_content": cap}
    fired = read_rules(matrix_of(points, draw.random(N) < 0.2), None)
    assert without_own_caps(fired) is fired
