"""What the page on the card tells of the card that the data would write."""

from __future__ import annotations

from leadscore.evaluation.gained import Gained
from leadscore.models.written.written import WrittenCard
from leadscore.reports.showing import Shown, table, told
from leadscore.words import Language, say


def written_story(written: WrittenCard | None, *, language: Language) -> Shown:
    """Show the written card beside the current one.

    Parameters
    ----------
    written : WrittenCard or None
        None where too few leads convert to write one.
    language : {"en", "fi"}

    Returns
    -------
    Shown
    """
    if written is None:
        return told(say("written.too_few", language))
    return told(written.sentence(language)) + table(written.summary(language), language=language)


def gain_story(gain: Gained | None, *, language: Language) -> Shown:
    """Show what the written card gains over the current one, and loses to the auto model.

    Parameters
    ----------
    gain : Gained or None
        None where no card was written.
    language : {"en", "fi"}

    Returns
    -------
    Shown
    """
    if gain is None:
        return told(say("written.too_few", language))
    figures = table(gain.summary(language), language=language)
    return told(gain.sentence(language), "verdict") + figures
