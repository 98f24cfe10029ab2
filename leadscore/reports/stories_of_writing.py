"""What the page on the card tells of the card that the data would write."""

from __future__ import annotations

from leadscore.evaluation.gained import Gained
from leadscore.models.written.written import WrittenCard
from leadscore.reports.showing import Shown, table, told
from leadscore.words import Language


def written_story(written: WrittenCard, gain: Gained | None = None, *, language: Language) -> Shown:
    """Show the written card beside the current one, and what it gains and loses.

    Parameters
    ----------
    written : WrittenCard
    gain : Gained, optional
        Of the same card, on later leads.
    language : {"en", "fi"}

    Returns
    -------
    Shown
    """
    shown = told(written.sentence(language)) + table(written.summary(language), language=language)
    if gain is None:
        return shown
    return (
        shown
        + told(gain.sentence(language), "verdict")
        + table(gain.summary(language), language=language)
    )
