"""What each rule of a card is worth to each snapshot, so that other points need no engine.

The engine is asked once, for one point an act and without caps. Points, caps, groups and
exclusions are then worked out from that as :mod:`leadscore.features.card` works them out,
to the last bit; only what a rule asks, and how its points fade, need the engine again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from leadscore.cards import AXES, Card, Condition, Rule
from leadscore.errors import UsageError
from leadscore.features.card import check_answerable
from leadscore.features.card_entries import card_features, limit_features
from leadscore.features.card_matrix import card_points
from leadscore.features.catalogue import LIMIT, Catalogue
from leadscore.features.frame import FeatureMatrix
from leadscore.features.manifest import card_hash, hash_of
from leadscore.settings import Settings
from leadscore.sources.warehouse import Warehouse

FloatArray = npt.NDArray[np.float64]
#: More than any number of acts; no card may say it, so it is put in past its checks.
_WITHOUT_CAP = 1e15


@dataclass(frozen=True, kw_only=True, eq=False)
class CardWorth:
    """How many times each rule's points some snapshots are worth; made by :func:`card_worth`.

    Parameters
    ----------
    matrix : FeatureMatrix
        The snapshots; their features are not looked at.
    worth : mapping of str to ndarray of shape (n, )
        By what a rule asks: 0 where it does not hold, else from 0 up, before points and
        caps.
    holds : mapping of str to ndarray of bool of shape (n, )
        By what an exclusion or a segment asks: of whom it holds.
    settings : Settings
    """

    matrix: FeatureMatrix
    worth: Mapping[str, FloatArray]
    holds: Mapping[str, npt.NDArray[np.bool_]]
    settings: Settings

    def covers(self, card: Card) -> bool:
        """Tell whether a card can be worked out: whether all that it asks is known.

        Parameters
        ----------
        card : Card

        Returns
        -------
        bool
        """
        return not self._unknown(card)

    def _unknown(self, card: Card) -> list[str]:
        rules = [rule.id for rule in card.rules if _asks(rule) not in self.worth]
        parts = (*card.exclusions, *card.segments)
        return rules + [part.id for part in parts if _asks(part) not in self.holds]

    def points(self, card: Card) -> pd.DataFrame:
        """Work out the columns of a card.

        Parameters
        ----------
        card : Card
            With any points, caps, groups and limits, and any of the rules, exclusions and
            segments that the engine was asked for.

        Returns
        -------
        DataFrame
            As float32, in the order of the card's columns: what
            :func:`~leadscore.features.card_matrix.card_matrix` gives.

        Raises
        ------
        UsageError
            If a rule, exclusion or segment asks something else.
        """
        if unknown := self._unknown(card):
            raise UsageError(
                f"{len(unknown)} parts of the card ask what was not asked of the data "
                f"(first: {', '.join(unknown[:3])}). Evaluate the card anew: Project.with_card."
            )
        columns = {f"card__{rule.id}": self._earned(rule) for rule in card.rules}
        for name, group in card.groups.items():
            together = self._sum(columns[f"card__{rule.id}"] for rule in card.members(name))
            kept = np.minimum(np.maximum(together, -group.cap), group.cap)
            columns[f"card__cap_{name}"] = kept - together
        limits = {f"{LIMIT}{part.id}": self.holds[_asks(part)] for part in card.segments}
        taken = self._excluded(card, columns)
        frame = pd.DataFrame(columns | taken | limits, index=self.matrix.X.index)
        return frame.astype("float32")

    def _earned(self, rule: Rule) -> FloatArray:
        low, high = rule.bounds
        points = np.minimum(np.maximum(self.worth[_asks(rule)] * rule.points, low), high)
        return np.asarray(points, dtype=np.float64)

    def _sum(self, columns: Iterable[FloatArray]) -> FloatArray:
        """Add column by column from the first, as the engine does."""
        total = np.zeros(len(self.matrix))
        for column in columns:
            total = total + column
        return total

    def _excluded(self, card: Card, columns: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
        """Tell what brings an excluded lead down to the floor of the exclusion's side."""
        taken: dict[str, FloatArray] = {}
        features = card_features(card)
        for axis in AXES:
            names = [each.name for each in features if each.axis == axis and each.name in columns]
            down = card.floor(axis) - self._sum(columns[name] for name in names)
            already = np.zeros(len(self.matrix), dtype=bool)
            for part in card.exclusions:
                if part.axis == axis:
                    matched = self.holds[_asks(part)]
                    taken[f"card__exclusion_{part.id}"] = np.where(matched & ~already, down, 0.0)
                    already = already | matched
        return {each.name: taken[each.name] for each in features if each.name in taken}

    def with_card(self, card: Card) -> FeatureMatrix:
        """Give the snapshots the columns of a card, and no others.

        Parameters
        ----------
        card : Card
            As for :meth:`points`.

        Returns
        -------
        FeatureMatrix

        Raises
        ------
        UsageError
            As of :meth:`points`.
        """
        catalogue = Catalogue((*card_features(card), *limit_features(card)))
        told = {
            **self.matrix.manifest,
            "card": card_hash(card, self.settings),
            "features": catalogue.names(),
        }
        told["hash"] = hash_of(told, catalogue)
        return FeatureMatrix(
            rows=self.matrix.rows, X=self.points(card), catalogue=catalogue, manifest=told
        )


def card_worth(
    cards: Sequence[Card], matrix: FeatureMatrix, warehouse: Warehouse, settings: Settings
) -> CardWorth:
    """Ask the engine once what each rule of some cards is worth to some snapshots.

    Parameters
    ----------
    cards : sequence of Card
        What several of them ask is asked once.
    matrix : FeatureMatrix
        Past snapshots or open leads, or some of them.
    warehouse : Warehouse
        What the matrix was built from.
    settings : Settings

    Returns
    -------
    CardWorth

    Raises
    ------
    CardError
        If a rule names what the tables do not have.
    """
    for card in cards:
        check_answerable(card, warehouse, settings)
    rules = {_asks(rule): rule for card in cards for rule in card.rules}
    parts = {_asks(part): part for card in cards for part in (*card.exclusions, *card.segments)}
    made_up = _made_up(list(rules.values()), list(parts.values()))
    points = card_points(made_up, matrix.rows, warehouse, settings)
    worth = {asked: points[f"card__w{n}"].to_numpy() for n, asked in enumerate(rules)}
    holds = {asked: points[f"card__x{n}"].to_numpy() != 0 for n, asked in enumerate(parts)}
    return CardWorth(matrix=matrix, worth=worth, holds=holds, settings=settings)


def _made_up(rules: Sequence[Rule], parts: Sequence[Condition]) -> Card:
    """Make a card that gives one point an act without caps, and one to whom a part holds."""
    asked = [
        rule.model_copy(update={"id": f"w{n}", "points": 1.0, "cap": _cap_of(rule)})
        for n, rule in enumerate(rules)
    ]
    asked += [
        Rule(id=f"x{n}", says=part.says, who=part.who, what=part.what, points=1.0)
        for n, part in enumerate(parts)
    ]
    return Card.model_construct(name="worth", rules=tuple(asked), groups={}, exclusions=())


def _cap_of(rule: Rule) -> float | None:
    return _WITHOUT_CAP if rule.per == "act" else None


def _asks(part: Condition) -> str:
    """Name what has to be asked of the engine: the condition, how often, how it fades."""
    return part.model_dump_json(include={"who", "what", "per", "decay"}, by_alias=True)
