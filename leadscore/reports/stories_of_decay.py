"""What is told of how fast acts fade: a picture, a sentence, a table, and how to read it."""

from __future__ import annotations

import math

import pandas as pd

from leadscore.evaluation.card_decay import CardDecay, learned_words, set_words
from leadscore.reports import plots_of_decay
from leadscore.reports.showing import Shown, picture, table, told
from leadscore.words import Language, number, say


def decay_story(found: CardDecay, *, language: Language) -> Shown:
    """Show which half-lives the data support beside those on the card, or why none can be told.

    Parameters
    ----------
    found : CardDecay
    language : {"en", "fi"}

    Returns
    -------
    Shown
    """
    if found.why:
        return told(found.sentence(language))
    drawn = plots_of_decay.decay(found.table, language=language)
    lines = table(_lines(found.table, language), language=language)
    return picture(drawn, found.sentence(language)) + lines + told(say("decay.read", language))


def _lines(rules: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Write the table in words, a line a rule."""
    lines = [line for _, line in rules.iterrows()]
    columns = {
        "column.rule": rules["says"].tolist(),
        "decay.column_set": [set_words(line, language) for line in lines],
        "decay.column_learned": [learned_words(line, language) for line in lines],
        "decay.column_verdict": [_verdict(line, language) for line in lines],
        "decay.column_effect": [_factor(float(line["effect"]), language) for line in lines],
    }
    return pd.DataFrame({say(key, language): values for key, values in columns.items()})


def _verdict(line: pd.Series, language: Language) -> str:
    return say(f"decay.verdict_{line['verdict'].replace(' ', '_')}", language)


def _factor(effect: float, language: Language) -> str:
    """Say by what one act of today multiplies the odds."""
    return "–" if math.isnan(effect) else f"×{number(math.exp(effect), language, 2)}"
