"""The points card as a language that a marketer edits."""

from leadscore.cards.card import Card, Exclusion, Group, Rule
from leadscore.cards.conditions import AXES, Axis, Condition, Decay, What, Who
from leadscore.cards.limits import Segment, Thresholds
from leadscore.cards.lint import Oddity, lint
from leadscore.cards.reading import check_card, load_card, parse_card
from leadscore.cards.writing import rewrite_card, save_card, write_card

__all__ = [
    "AXES",
    "Axis",
    "Card",
    "Condition",
    "Decay",
    "Exclusion",
    "Group",
    "Oddity",
    "Rule",
    "Segment",
    "Thresholds",
    "What",
    "Who",
    "check_card",
    "lint",
    "load_card",
    "parse_card",
    "rewrite_card",
    "save_card",
    "write_card",
]
