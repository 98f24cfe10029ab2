"""Cards on made-up leads whose law is known, for the tests of the audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit

from leadscore.features.catalogue import Catalogue, Feature
from leadscore.features.frame import FeatureMatrix

#: What a point is worth where a card is right, in log-odds.
POINT = 0.05


def rule(name: str) -> Feature:
    """Write the catalogue entry of one column of a card."""
    says = name.removeprefix("card__")
    words = {"en": f"{says}: {{value}} points", "fi": f"{says}: {{value}} pistettä"}
    return Feature(
        name=name,
        family="card",
        axis="behaviour",
        kind="number",
        label={"en": says, "fi": says},
        words=words,
    )


def matrix_of(
    points: Mapping[str, np.ndarray], label: np.ndarray, group: np.ndarray | None = None
) -> FeatureMatrix:
    """Put columns of points (names without ``card__``) and labels into a matrix."""
    columns = {f"card__{name}": np.asarray(values, np.float32) for name, values in points.items()}
    leads = [f"l{n}" for n in range(len(label))]
    whose = leads if group is None else [f"a{code}" for code in group]
    rows = pd.DataFrame({"lead_id": leads, "group": whose, "label": np.asarray(label, float)})
    return FeatureMatrix(
        rows=rows,
        X=pd.DataFrame(columns),
        catalogue=Catalogue([rule(name) for name in columns]),
        manifest={},
    )


@dataclass(frozen=True, kw_only=True)
class Market:
    """A card and leads of a known law.

    ``points``: each rule's; ``effects``: log-odds each time it fires, by rule.
    """

    matrix: FeatureMatrix
    points: Mapping[str, float]
    effects: Mapping[str, float]

    def earned(self, name: str) -> float:
        """Give the points that a rule truly earns."""
        return self.effects[name] / POINT


def market(
    seed: int,
    *,
    accounts: int = 1_500,
    level: float = -4.0,
    snapshots: int = 2,
    planted: Mapping[str, tuple[float, float, float]] | None = None,
) -> Market:
    """Draw leads of a known law: logistic in what rules fire, alike within a lead.

    Six rules that are right (each point adds :data:`POINT`), and those ``planted``: name to
    points, share of leads on which it fires, and effect. Every chance is exactly the
    logistic one; a lead's snapshots share three quarters of what is left to chance.
    """
    draw = np.random.default_rng(seed)
    right = {"a": 10.0, "b": 20.0, "c": 5.0, "d": -10.0, "e": 15.0, "f": 8.0}
    shares = dict(zip(right, (0.3, 0.05, 0.25, 0.15, 0.1, 0.4), strict=True))
    effects = {name: POINT * points for name, points in right.items()}
    for name, (points, share, effect) in (planted or {}).items():
        right[name], shares[name], effects[name] = points, share, effect
    account = np.repeat(np.arange(accounts), draw.geometric(0.6, accounts))
    lead = np.repeat(np.arange(len(account)), snapshots)
    fires = {}
    for at, (name, share) in enumerate(shares.items()):
        who = draw.random(len(account)) < share  # every other rule is of the lead, not the act
        fires[name] = who[lead] if at % 2 else draw.random(len(lead)) < share
    margin = level + sum(effects[name] * on for name, on in fires.items())
    luck = np.sqrt(0.75) * draw.normal(size=len(account))[lead]
    luck = luck + np.sqrt(0.25) * draw.normal(size=len(lead))
    order = np.argsort(np.argsort(luck))  # uniform, and nearly exactly so
    won = (order + 0.5) / len(lead) < expit(margin)
    given = {name: right[name] * on for name, on in fires.items()}
    return Market(matrix=matrix_of(given, won, account[lead]), points=right, effects=effects)
