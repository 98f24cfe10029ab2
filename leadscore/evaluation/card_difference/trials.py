"""Try one card after the other against the one in use, without asking the engine again."""

from __future__ import annotations

from dataclasses import dataclass, field

from leadscore.cards import Card
from leadscore.evaluation.card_difference.calls import Brought
from leadscore.evaluation.card_difference.difference import Both, difference
from leadscore.evaluation.card_difference.result import CardDifference
from leadscore.features.card_worth import CardWorth
from leadscore.settings import Settings


@dataclass(frozen=True, kw_only=True, eq=False)
class CardTrials:
    """Past and open leads on which cards can be tried.

    Parameters
    ----------
    old : Card
        The card that others are held against.
    past : CardWorth or None
        What rules are worth to later leads whose outcome is known.
    now : CardWorth or None
        What they are worth to the leads that are open now.
    settings : Settings
    """

    old: Card
    past: CardWorth | None
    now: CardWorth | None
    settings: Settings
    #: What the old card brought, with the most draws that were asked for.
    _known: list[Brought] = field(default_factory=list, repr=False)

    def covers(self, card: Card) -> bool:
        """Tell whether a card can be tried: whether all that it asks was asked of the data."""
        return all(each.covers(card) for each in (self.past, self.now) if each is not None)

    def difference(self, new: Card, *, resamples: int | None = None) -> CardDifference:
        """Tell what a new card would change.

        Parameters
        ----------
        new : Card
            With any points, caps, groups and limits.
        resamples : int, optional
            At least so many draws for the interval; by default as many as the comparison
            makes.

        Returns
        -------
        CardDifference

        Raises
        ------
        UsageError
            If it asks what was not asked of the data.
        """
        told = difference(
            self.old,
            new,
            past=self._both(self.past, new),
            now=self._both(self.now, new),
            settings=self.settings,
            resamples=resamples,
            known=self._known[0] if self._known else None,
        )
        if told.past is not None and told.resamples >= self._draws:
            self._known[:] = [told.past.old]
        return told

    @property
    def _draws(self) -> int:
        return len(self._known[0].drawn_buyers) if self._known else 0

    def _both(self, worth: CardWorth | None, new: Card) -> Both | None:
        return None if worth is None else (worth.with_card(self.old), worth.with_card(new))
