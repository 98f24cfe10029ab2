"""Numbers of a card that are none."""

from __future__ import annotations

import pytest

from leadscore.cards import parse_card
from leadscore.cards.conditions import is_number
from leadscore.errors import CardError


@pytest.mark.parametrize("digits", [310, 4000])
def test_a_whole_number_of_hundreds_of_digits_is_refused(digits: int) -> None:
    with pytest.raises(ValueError, match="must be a finite number"):
        is_number(10**digits)
    text = f"rules: [{{id: a, says: A, who: {{has: industry}}, points: {'9' * digits}}}]\n"
    with pytest.raises(CardError, match="must be a finite number"):
        parse_card(text)
