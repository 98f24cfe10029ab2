"""The points card in the words of other products: sheets to set them up by, and to read from.

Each product has a module with two functions: ``to_sheet(card, language)`` and
``from_sheet(text, name)``. What it can express, where that is written and what is our own
reading, each module tells; docs/exchange.md tells it for people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from leadscore.cards.card import Card
from leadscore.cards.exchange import dynamics, eloqua, hubspot, pardot
from leadscore.cards.exchange.sheet import Imported, Lost, Sheet
from leadscore.words import Language


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """How a card goes to a product, and comes from it."""

    to_sheet: Callable[[Card, Language], Sheet]
    from_sheet: Callable[[str, str], Imported]


#: The products, by the name that the command line gives them.
PRODUCTS = {
    "pardot": Exchange(to_sheet=pardot.to_sheet, from_sheet=pardot.from_sheet),
    "hubspot": Exchange(to_sheet=hubspot.to_sheet, from_sheet=hubspot.from_sheet),
    "eloqua": Exchange(to_sheet=eloqua.to_sheet, from_sheet=eloqua.from_sheet),
    "dynamics": Exchange(to_sheet=dynamics.to_sheet, from_sheet=dynamics.from_sheet),
}

__all__ = ["PRODUCTS", "Exchange", "Imported", "Lost", "Sheet"]
