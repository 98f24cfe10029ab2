"""The points card as a language that a marketer edits."""

from leadscore.cards.card import AXES, Axis, Card, Exclusion, Group, Rule
from leadscore.cards.conditions import Decay, What, Who
from leadscore.cards.lint import Oddity, lint
from leadscore.cards.reading import check_card, load_card, parse_card

__all__ = [
    "AXES",
    "Axis",
    "Card",
    "Decay",
    "Exclusion",
    "Group",
    "Oddity",
    "Rule",
    "What",
    "Who",
    "check_card",
    "lint",
    "load_card",
    "parse_card",
]
