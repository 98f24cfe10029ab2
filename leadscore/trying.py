"""Try other points cards on a project's leads, past and open."""

from __future__ import annotations

import numpy as np

from leadscore.cards import Card
from leadscore.errors import NotEnoughDataError
from leadscore.evaluation.card_difference.result import CardDifference
from leadscore.evaluation.card_difference.trials import CardTrials
from leadscore.features.card_worth import card_worth
from leadscore.features.matrix import FeatureMatrix
from leadscore.project import Project


def card_trials(project: Project, *cards: Card) -> CardTrials:
    """Ask once what cards ask, so that they, with any points, can be tried on past and open leads.

    Parameters
    ----------
    project : Project
        With features that stand; their own card is not looked at.
    *cards : Card
        Any cards that the data can answer; the first is the one that others are held
        against.

    Returns
    -------
    CardTrials

    Raises
    ------
    UsageError
        If the features were not built yet.
    CardError
        If a rule names what the tables do not have.
    """
    past, now = (
        None if each is None else card_worth(cards, each, project.warehouse, project.settings)
        for each in (later_leads(project), open_leads(project))
    )
    return CardTrials(old=cards[0], past=past, now=now, settings=project.settings)


def compare_cards(project: Project, old: Card, new: Card) -> CardDifference:
    """Tell what another points card would change, in last quarter's calls and today.

    Parameters
    ----------
    project : Project
        With features that stand; their own card is not looked at.
    old, new : Card
        Any two cards that the data can answer.

    Returns
    -------
    CardDifference

    Raises
    ------
    UsageError
        If the features were not built yet.
    CardError
        If a rule names what the tables do not have.
    """
    return card_trials(project, old, new).difference(new)


def later_leads(project: Project) -> FeatureMatrix | None:
    """Take the later leads to judge on; None where there are too few."""
    try:
        return project.test()
    except NotEnoughDataError:
        return None


def open_leads(project: Project) -> FeatureMatrix | None:
    """Take the leads that are open now; None of a flat export whose outcomes are all known."""
    current = project.current()
    timed = current.manifest["split"] == "time"
    return current if timed or np.isnan(current.y).any() else None
