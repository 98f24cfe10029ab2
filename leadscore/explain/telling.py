"""Tell the strongest reasons for and against each lead, in words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from leadscore import words
from leadscore.errors import UsageError
from leadscore.explain.signals import signals
from leadscore.features.catalogue import Catalogue, Feature
from leadscore.models.contender import BASE
from leadscore.words import Language

#: A smaller part moves no probability by more than half a percentage point
#: (the slope of the logistic function is at most 1/4), so it is no reason.
NEGLIGIBLE = 0.02
#: What the texts of one lead are joined by.
JOINER = "; "
#: Values that would read as an answer: the Norwegian language is no "no".
AMBIGUOUS = frozenset({"yes", "no", "true", "false", "kyllä", "ei"})
#: Rows told at once; bounds memory however many leads there are.
_BATCH = 50_000
#: The two directions, and the sign of a part that pushes there.
SIDES = {"up": 1.0, "down": -1.0}


def reasons(
    contributions: pd.DataFrame,
    X: pd.DataFrame,
    catalogue: Catalogue,
    language: Language = "en",
    top: int = 5,
) -> pd.DataFrame:
    """Tell the strongest reasons for and against each lead, in words.

    One row is a lead, as in ``X``.

    Parameters
    ----------
    contributions : DataFrame of shape (n, k + 1)
        ``base`` and one column a feature, calibrated log-odds.
    X : DataFrame
        The features with the leads' own values; columns without a part are ignored.
    catalogue : Catalogue
        Words for every feature that has a part.
    language : {"en", "fi"}
    top : int, default 5
        Most reasons of each direction.

    Returns
    -------
    DataFrame
        Index as ``X``; columns ``reasons_up`` and ``reasons_down``, plain text joined by
        ``"; "``, strongest first; empty where nothing of more than 0.02 log-odds speaks.

    Raises
    ------
    UsageError
        If rows or columns do not belong together, or a feature has no catalogue entry.
    """
    check_together(contributions, X, catalogue, top)
    X = X[list(contributions.columns[1:])]
    batches = [slice(start, start + _BATCH) for start in range(0, len(X), _BATCH)]
    told = [
        told_sides(contributions.iloc[batch], X.iloc[batch], catalogue, language, top)
        for batch in batches
    ]
    return pd.DataFrame(
        {
            f"reasons_{side}": pd.Series(
                [JOINER.join(distinct(row)) for texts in told for row in texts[side]],
                index=X.index,
                dtype="str",
            )
            for side in SIDES
        }
    )


def check_together(
    contributions: pd.DataFrame, X: pd.DataFrame, catalogue: Catalogue, top: int
) -> None:
    """Refuse contributions, features and words that do not belong together.

    Parameters
    ----------
    contributions, X : DataFrame
    catalogue : Catalogue
    top : int

    Raises
    ------
    UsageError
    """
    if top < 1:
        raise UsageError(f"reasons: top must be at least 1; it is {top}.")
    features = list(contributions.columns[1:])
    belongs = contributions.columns[0] == BASE and set(features) <= set(X.columns)
    if not belongs or not contributions.index.equals(X.index):
        raise UsageError(
            "Contributions must have the rows of X, the column 'base' and then columns of X; "
            f"they have {contributions.shape[0]} rows and {contributions.shape[1]} columns, X has "
            f"{X.shape[0]} and {X.shape[1]}. Make them from the same X."
        )
    if silent := [name for name in features if name not in catalogue]:
        raise UsageError(
            f"{len(silent)} of {len(features)} features have no words in the catalogue: "
            f"{', '.join(silent[:3])}. Give each an entry in its builder."
        )


def told_sides(
    contributions: pd.DataFrame,
    X: pd.DataFrame,
    catalogue: Catalogue,
    language: Language,
    top: int,
) -> dict[str, np.ndarray]:
    """Tell the reasons of each side: texts of shape (n, top), empty where there is none."""
    found = signals(contributions)
    told = {}
    for side, sign in SIDES.items():
        push = sign * found.parts
        order = np.argsort(-push, axis=1, kind="stable")[:, :top]
        counts = np.take_along_axis(push, order, axis=1) > NEGLIGIBLE
        teller = np.where(counts, np.take_along_axis(found.teller, order, axis=1), -1)
        told[side] = word(teller, X, catalogue, language)
    return told


def distinct(texts: np.ndarray) -> tuple[str, ...]:
    """Drop what is empty, and what another signal of the lead already said in the same words."""
    return tuple(dict.fromkeys(filter(None, texts)))


def word(
    teller: np.ndarray, X: pd.DataFrame, catalogue: Catalogue, language: Language
) -> np.ndarray:
    """Put words to features; each different value of a feature is worded once."""
    texts = np.full(teller.shape, "", dtype=object)
    for position in np.unique(teller[teller >= 0]):
        at = teller == position
        feature = catalogue[str(X.columns[position])]
        values = X.iloc[np.nonzero(at)[0], position]
        if feature.kind == "number":
            values = values.astype(float).round(2)
        codes, different = pd.factorize(values, use_na_sentinel=False)
        spoken = np.array([_tell(feature, value, language) for value in different], dtype=object)
        texts[at] = spoken[codes]
    return texts


def _tell(feature: Feature, value: object, language: Language) -> str:
    if isinstance(value, str) and value not in feature.value_words:
        shown = words.plain(value)
        return feature.tell(f"“{shown}”" if shown.lower() in AMBIGUOUS else shown, language)
    text = feature.tell(value, language)
    return words.in_singular(text, language) if feature.kind == "number" else text
