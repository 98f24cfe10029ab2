"""What the grid and the threshold tell: a picture, sentences, a table, and how."""

from __future__ import annotations

from collections.abc import Mapping

from leadscore.evaluation.comparison import contender_name
from leadscore.evaluation.grid_findings import GridFindings
from leadscore.evaluation.threshold_findings import ThresholdFindings
from leadscore.reports.plots_of_grid import grid
from leadscore.reports.plots_of_threshold import threshold
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
    stories = {name: grid_story(each, language=language) for name, each in grids.items()}
    return _one_open(stories, "limits.grid_of", first, language)


def threshold_story(found: ThresholdFindings, *, language: Language) -> Shown:
    """Show what each threshold brings, which is best, and what the present one costs.

    Parameters
    ----------
    found : ThresholdFindings
    language : {"en", "fi"}

    Returns
    -------
    Shown
    """
    drawn = picture(threshold(found, language=language), found.headline(language))
    figures = table(found.summary(language), language=language)
    listing = say("limits.threshold_listing", language)
    return drawn + told(found.details(language)) + folded(listing, figures)


def thresholds_story(
    thresholds: Mapping[str, ThresholdFindings], *, first: str, language: Language
) -> Shown:
    """Show the threshold of one contender, and those of the others folded away.

    Parameters
    ----------
    thresholds : mapping of str to ThresholdFindings
        From ``ls.thresholds``.
    first : str
        The contender whose threshold is shown open; where it has none, the first that has.
    language : {"en", "fi"}

    Returns
    -------
    Shown
    """
    stories = {name: threshold_story(each, language=language) for name, each in thresholds.items()}
    return _one_open(stories, "limits.threshold_of", first, language)


def _one_open(stories: Mapping[str, Shown], heading: str, first: str, language: Language) -> Shown:
    shown = Shown("")
    for place, name in enumerate(sorted(stories, key=lambda name: name != first)):
        says = say(heading, language, name=contender_name(name, language))
        shown += folded(says, stories[name]) if place else told(says) + stories[name]
    return shown
