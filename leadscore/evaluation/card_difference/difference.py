"""Hold a new points card against an old one: in words, on last quarter's leads, and today."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from leadscore.cards import Card
from leadscore.errors import NotEnoughDataError, UsageError
from leadscore.evaluation.card_difference.call_list import call_list, moves, no_moves
from leadscore.evaluation.card_difference.calls import Brought, PastCalls, brought, resamples_of
from leadscore.evaluation.card_difference.changes import card_changes
from leadscore.evaluation.card_difference.limits import reached
from leadscore.evaluation.card_difference.result import CardDifference
from leadscore.evaluation.cohort import Cohort, cohort
from leadscore.features.card_entries import card_features
from leadscore.features.frame import FeatureMatrix
from leadscore.models.card import CardContender
from leadscore.settings import Settings

Both = tuple[FeatureMatrix, FeatureMatrix]


def difference(
    old: Card,
    new: Card,
    *,
    past: Both | None,
    now: Both | None,
    settings: Settings,
    resamples: int | None = None,
    known: Brought | None = None,
) -> CardDifference:
    """Tell what another points card would change.

    Parameters
    ----------
    old, new : Card
    past : tuple of two FeatureMatrix, optional
        The same later snapshots, with known outcomes, with the columns of the old and of
        the new card; both evaluated in the same way. None where there are none.
    now : tuple of two FeatureMatrix, optional
        The same of the leads that are open now.
    settings : Settings
        `sales` (capacity, what a deal brings), `comparison`, `project.seed`.
    resamples : int, optional
        At least so many draws for the interval; by default as many as the comparison makes.
    known : Brought, optional
        What :func:`~leadscore.evaluation.card_difference.calls.brought` said of the old
        card with as many draws or more, so that it need not be worked out again.

    Returns
    -------
    CardDifference

    Raises
    ------
    UsageError
        If the two matrices of a pair do not hold the same rows.
    """
    for pair in (past, now):
        _check(pair)
    changed = past_calls(old, new, past, settings, resamples=resamples, known=known)
    lists = moved = None
    if now is not None and len(now[0]):
        lists = call_list(old, now[0], settings), call_list(new, now[1], settings)
        moved = moves(*now, *lists)
    return CardDifference(
        old=old.name,
        new=new.name,
        changes=card_changes(old, new),
        past=changed,
        open_leads=0 if now is None else len(now[0]),
        calls=(0, 0) if lists is None else (lists[0].calls, lists[1].calls),
        moves=no_moves() if moved is None else moved,
        limits=reached(old, new, past, now),
        labels=_labels(old, new),
        resamples=0 if changed is None else len(changed.new.drawn_buyers),
        seed=settings.project.seed,
    )


def past_calls(
    old: Card,
    new: Card,
    past: Both | None,
    settings: Settings,
    *,
    resamples: int | None = None,
    known: Brought | None = None,
) -> PastCalls | None:
    """Tell what the new card's calls would have brought instead of the old one's.

    Parameters
    ----------
    old, new, past, settings, resamples, known
        As of :func:`difference`.

    Returns
    -------
    PastCalls or None
        None where the later leads hold no buyer, or no one else.
    """
    judged = None if past is None else judged_on(past[0].rows, settings)
    if past is None or judged is None:
        return None
    draws = resamples_of(judged, settings, resamples)
    before = None if known is None else known.first(draws)
    if before is None:
        before = brought(CardContender(old).points(past[0].X), judged, settings, resamples=draws)
    after = brought(CardContender(new).points(past[1].X), judged, settings, resamples=draws)
    cutoffs = past[0].rows["cutoff"]
    ends = (None, None) if cutoffs.isna().any() else (cutoffs.min(), cutoffs.max())
    return PastCalls(
        old=before,
        new=after,
        judged=judged,
        confidence=settings.comparison.confidence,
        cutoffs=int(cutoffs.nunique()),
        first=None if ends[0] is None else ends[0].date().isoformat(),
        last=None if ends[1] is None else ends[1].date().isoformat(),
    )


def judged_on(rows: pd.DataFrame, settings: Settings) -> Cohort | None:
    """Take later leads to count on; None where they hold no buyer, or no one else."""
    try:
        return cohort(rows, settings)
    except NotEnoughDataError:
        return None


def _check(pair: Both | None) -> None:
    if pair is None:
        return
    keys = [each.rows[["lead_id", "cutoff"]] for each in pair]
    if not keys[0].equals(keys[1]):
        raise UsageError(
            f"The two cards must be evaluated on the same rows: {len(keys[0])} and {len(keys[1])} "
            "rows, or other ones. Take both from Project.with_card with the same matrix."
        )


def _labels(old: Card, new: Card) -> Mapping[str, Mapping[str, str]]:
    """Give the words of each column of the two cards; the new one's where both have it."""
    return {each.name: each.label for card in (old, new) for each in card_features(card)}
