"""What the grid and the threshold tell: a picture, sentences, a table, and how."""

from __future__ import annotations

from collections.abc import Mapping

from leadscore.evaluation.comparison import contender_name
from leadscore.evaluation.grid_findings import GridFindings
from leadscore.reports.plots_of_grid import grid
from leadscore.reports.showing import Shown, folded, picture, table, told
from leadscore.words import Language, say


def grid_story(found: GridFindings, *, language: Language) -> Shown:
    """Show the grid, what can be told of its cells, and whom to call.

    Parameters
    ----------
    found : GridFindings
    language : {"en", "fi"}

    Returns
    -------
    Shown
        The picture with its headline, the questions of fit against behaviour, whom to call;
        the figures and the way they were found are folded away.
    """
    drawn = picture(grid(found.table, language=language), found.headline(language))
    rest = found.trades(language)
    shown = drawn + (told(rest) if rest else Shown("")) + told(found.suggested.sentence(language))
    figures = table(found.summary(language), language=language)
    limits = found.suggested.summary(language)
    if len(limits):
        figures += table(limits, language=language)
    listing = say("limits.grid_listing", language)
    return shown + folded(listing, told(found.details(language)) + figures)


def grids_story(grids: Mapping[str, GridFindings], *, first: str, language: Language) -> Shown:
    """Show the grid of one contender, and those of the others folded away.

    Parameters
    ----------
    grids : mapping of str to GridFindings
        From ``ls.grids``.
    first : str
        The contender whose grid is shown open; where it has none, the first that has.
    language : {"en", "fi"}

    Returns
    -------
    Shown
    """
    names = sorted(grids, key=lambda name: name != first)
    shown = Shown("")
    for place, name in enumerate(names):
        says = say("limits.grid_of", language, name=contender_name(name, language))
        story = grid_story(grids[name], language=language)
        shown += told(says) + story if place == 0 else folded(says, story)
    return shown
