"""What a card's own limits make of points: grades, bands, and who is qualified."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from leadscore.cards import Axis, Card
from leadscore.cards.limits import Limit
from leadscore.errors import UsageError
from leadscore.features.catalogue import LIMIT
from leadscore.models.card import CardContender
from leadscore.models.views import at_limits

#: Points that count as reached: features hold single precision, which turns 0.7 into less.
NEAR = 1e-3
BoolArray = npt.NDArray[np.bool_]


def qualified(
    card: Card,
    points: npt.NDArray[np.float64],
    cells: npt.NDArray[np.object_],
    segments: Mapping[str, BoolArray],
) -> npt.NDArray[np.object_]:
    """Tell who is marketing-qualified and sales-qualified by the card's thresholds.

    Parameters
    ----------
    card : Card
    points : array of shape (n, )
        All points of each lead, after caps and exclusions.
    cells : array of str of shape (n, )
        Grade and band, for example ``"A1"``.
    segments : mapping of str to array of bool of shape (n, )
        Of whom each segment of the card holds, by its id; see :func:`segments_of`.

    Returns
    -------
    array of shape (n, )
        ``"sql"``, ``"mql"`` or None; None for all where the card has no thresholds.

    Raises
    ------
    UsageError
        If a segment of the card is missing.

    Notes
    -----
    The first segment that holds counts, else the limits for all others. Who is not
    marketing-qualified is not sales-qualified either, also where one limit is points and the
    other is cells. Excluded leads are known by their points, which lie below the least that
    any other lead can have, and are never qualified.

    Examples
    --------
    >>> from leadscore.cards import parse_card
    >>> card = parse_card('''
    ... rules: [{id: demo, says: Asked for a demo, what: {intent: demo}, points: 20}]
    ... thresholds: {mql: 10, sql: [A1], segments: [
    ...   {id: finland, says: Finland, who: {country_in: FI}, mql: 30}]}
    ... ''')
    >>> qualified(card, np.array([20.0, 20, 0, 20]), np.array(["A1", "A2", "A1", "A1"]),
    ...           {"finland": np.array([False, False, False, True])}).tolist()
    ['sql', 'mql', None, None]
    """
    status = np.full(len(points), None, dtype=object)
    if card.thresholds is None:
        return status
    if missing := [each.id for each in card.segments if each.id not in segments]:
        raise UsageError(
            f"segments lacks {len(missing)} of the {len(card.segments)} segments of the card "
            f"(first: {', '.join(missing[:3])}). Build the features with the same card."
        )
    mql, sql = (_reached(limit, points, cells) for limit in card.thresholds.of())
    for segment in reversed(card.segments):
        holds = segments[segment.id]
        own = [_reached(limit, points, cells) for limit in card.thresholds.of(segment)]
        mql, sql = np.where(holds, own[0], mql), np.where(holds, own[1], sql)
    mql &= np.asarray(points) > card.bounds()[0] - 0.5
    status[mql] = "mql"
    status[mql & sql] = "sql"
    return status


def _reached(
    limit: Limit | None, points: npt.NDArray[np.float64], cells: npt.NDArray[np.object_]
) -> BoolArray:
    if limit is None:
        return np.zeros(len(points), dtype=np.bool_)
    if isinstance(limit, tuple):
        return np.isin(np.asarray(cells, dtype=str), limit)
    return np.asarray(points) >= limit - NEAR


def limit_columns(card: Card | None, X: pd.DataFrame) -> list[str]:
    """Name the columns that tell whose limits a lead has.

    Parameters
    ----------
    card : Card or None
    X : DataFrame of shape (n, k)

    Returns
    -------
    list of str
        One for each segment of the card, in its order.

    Raises
    ------
    UsageError
        If X lacks one.
    """
    names = [f"{LIMIT}{each.id}" for each in (() if card is None else card.segments)]
    if missing := [name for name in names if name not in X.columns]:
        raise UsageError(
            f"X lacks {len(missing)} of the {len(names)} columns that tell whose limits a lead "
            f"has (first: {', '.join(missing[:3])}). Build the features with the same card."
        )
    return names


def segments_of(card: Card, X: pd.DataFrame) -> dict[str, BoolArray]:
    """Read off the features of whom each segment of a card holds.

    Parameters
    ----------
    card : Card
    X : DataFrame of shape (n, k)
        With a column ``limit__<id>`` for each segment.

    Returns
    -------
    dict of str to array of bool of shape (n, )
        By the segment's id; a missing value is no.

    Raises
    ------
    UsageError
        If a column is missing.
    """
    names = limit_columns(card, X)
    return {name.removeprefix(LIMIT): X[name].to_numpy(dtype=float) > 0 for name in names}


def card_status(
    card: Card | None, X: pd.DataFrame, cells: npt.NDArray[np.object_]
) -> npt.NDArray[np.object_]:
    """Tell who is qualified from the card's own columns; see :func:`qualified`.

    Parameters
    ----------
    card : Card or None
    X : DataFrame of shape (n, k)
        The card's columns, of points and of segments.
    cells : array of str of shape (n, )

    Returns
    -------
    array of shape (n, )
        None for all without a card.
    """
    if card is None:
        return np.full(len(X), None, dtype=object)
    return qualified(card, CardContender(card).points(X), cells, segments_of(card, X))


def card_classes(card: Card | None, axis: Axis, X: pd.DataFrame) -> np.ndarray | None:
    """Tell each lead's grade or band by the card's own limits.

    Parameters
    ----------
    card : Card or None
    axis : {"fit", "behaviour"}
        Fit gives grades, behaviour gives bands.
    X : DataFrame of shape (n, k)
        The columns of that side.

    Returns
    -------
    array of shape (n, ) or None
        A to D, or 1 to 4; None where no card sets such limits. Who is excluded on this
        side is in the worst.
    """
    classes = None if card is None else card.grades if axis == "fit" else card.bands
    if card is None or classes is None:
        return None
    contender = CardContender(card)
    points = np.where(contender.excluded(X), -np.inf, contender.points(X))
    return at_limits(points + NEAR, classes.least)
