"""A text that is guarded against spreadsheets does no harm, and is given back as it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leadscore.spreadsheets import guard, neutralise, unguard

SIGNS = st.text(st.sampled_from(list("'=+-@;,| ab\"\u200b＝")), max_size=12)


@given(SIGNS | st.text())
def test_a_guarded_text_is_harmless_and_comes_back(text: str) -> None:
    assert unguard(guard(text)) == text
    printable = "".join(sign for sign in text if sign.isprintable())
    assert neutralise(guard(printable)) == guard(printable)


@given(SIGNS)
def test_a_text_without_apostrophes_is_guarded_as_in_every_export(text: str) -> None:
    plain = text.replace("'", "")
    assert guard(plain) == neutralise(plain)
