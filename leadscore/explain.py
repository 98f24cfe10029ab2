"""From contributions to reasons in words.

A contender's contributions are log-odds that add up to the calibrated margin. Here they
are told: the strongest few of each lead, for and against, with the lead's own values.

Features that tell of the same thing (pricing in 7, 30 and 90 days, days since pricing)
are one *signal*: their parts are summed, so nothing is lost or told three times, and the
member that pushes hardest in the direction of the sum lends its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
from scipy.special import expit

from leadscore import words
from leadscore.errors import UsageError, VersionError
from leadscore.features.catalogue import Catalogue, Feature
from leadscore.models.contender import BASE, TOLERANCE
from leadscore.words import Language, say

#: A smaller part moves no probability by more than half a percentage point
#: (the slope of the logistic function is at most 1/4), so it is no reason.
NEGLIGIBLE = 0.02
#: What the texts of one lead are joined by.
JOINER = "; "
#: Rows told at once; bounds memory however many leads there are.
_BATCH = 50_000
_SIDES = {"up": 1.0, "down": -1.0}
_WINDOWS = re.compile(r"(_\d+d|_lookback|_ever|_days_since|_decay|_trend)+$")


class Explainable(Protocol):
    """What explaining needs of a scorer; :class:`~leadscore.models.scorer.LeadScorer` has it."""

    @property
    def catalogue(self) -> Catalogue:
        """The features' words."""
        ...

    def margin(self, X: pd.DataFrame) -> np.ndarray:
        """Return the calibrated log-odds, of shape (n, )."""
        ...

    def contributions(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return the parts of the calibrated log-odds."""
        ...

    def score(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return probability, score and cell."""
        ...


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Why one lead has its score.

    Parameters
    ----------
    table : DataFrame
        One row a part, in the order of their size after the base; columns ``part`` (label),
        ``words``, ``log_odds``, ``running_total`` (log-odds), ``probability`` (so far,
        0 to 1) and ``features`` (the columns it sums). The last running total is the
        calibrated margin.
    base, margin : float
        Log-odds that every lead starts from, and that this lead ends at.
    probability : float
        Between 0 and 1.
    score : int
        1 to 100.
    cell : str
        Grade and band, for example ``"A1"``.
    up, down : tuple of str
        The reasons for and against in words, strongest first.
    sentence : str
        All of it in words.
    """

    table: pd.DataFrame
    base: float
    margin: float
    probability: float
    score: int
    cell: str
    up: tuple[str, ...]
    down: tuple[str, ...]
    sentence: str


def signal_of(feature: str) -> str:
    """Name the signal that a feature tells of: its name without window and way of counting.

    Parameters
    ----------
    feature : str
        Column name. A rule of the card is a signal of its own.

    Returns
    -------
    str

    Examples
    --------
    >>> signal_of("behaviour__pricing_7d"), signal_of("behaviour__pricing_days_since")
    ('behaviour__pricing', 'behaviour__pricing')
    >>> signal_of("card__pricing_7d")
    'card__pricing_7d'
    """
    return feature if feature.startswith("card__") else _WINDOWS.sub("", feature)


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
    _check(contributions, X, catalogue, top)
    X = X[list(contributions.columns[1:])]
    batches = [slice(start, start + _BATCH) for start in range(0, len(X), _BATCH)]
    told = [
        _told(contributions.iloc[batch], X.iloc[batch], catalogue, language, top)
        for batch in batches
    ]
    return pd.DataFrame(
        {
            f"reasons_{side}": pd.Series(
                [JOINER.join(_spoken(row)) for texts in told for row in texts[side]],
                index=X.index,
                dtype="str",
            )
            for side in _SIDES
        }
    )


def explain_lead(
    scorer: Explainable,
    x_row: pd.DataFrame,
    *,
    language: Language = "en",
    top: int = 5,
    target: str | None = None,
    horizon_days: int | None = None,
) -> Explanation:
    """Explain one lead's score with parts that add up to it.

    Parameters
    ----------
    scorer : LeadScorer
    x_row : DataFrame of shape (1, k)
        The lead's features.
    language : {"en", "fi"}
    top : int, default 5
        Most reasons of each direction in the sentence; the table has all parts.
    target : str, optional
        The stage whose entry is success.
    horizon_days : int, optional
        Within which time; the sentence names target and horizon if both are given.

    Returns
    -------
    Explanation

    Raises
    ------
    UsageError
        If ``x_row`` is not one row.
    VersionError
        If the parts do not add up to the margin.
    """
    if len(x_row) != 1:
        raise UsageError(
            f"explain_lead takes the features of one lead; it was given {len(x_row)} rows. "
            "Select the row with X.loc[[index]]."
        )
    parts = scorer.contributions(x_row)
    _check(parts, x_row, scorer.catalogue, top)
    x_row = x_row[list(parts.columns[1:])]
    table = _parts_table(parts, x_row, scorer.catalogue, language)
    margin = float(table["running_total"].iloc[-1])
    if abs(margin - float(scorer.margin(x_row)[0])) > TOLERANCE:
        raise VersionError(
            "The parts of this lead's score do not add up to it, so they would explain another "
            "number. The version does not hold what it promises: run 'leadscore train' again."
        )
    scored = scorer.score(x_row).iloc[0]
    told = _told(parts, x_row, scorer.catalogue, language, top)
    up, down = (_spoken(told[side][0]) for side in _SIDES)
    probability, score, cell = float(expit(margin)), int(scored["score"]), str(scored["cell"])
    return Explanation(
        table=table,
        base=float(table["log_odds"].iloc[0]),
        margin=margin,
        probability=probability,
        score=score,
        cell=cell,
        up=up,
        down=down,
        sentence=" ".join(
            [
                _chance_sentence(probability, score, cell, language, target, horizon_days),
                *_reason_sentences(up, down, language),
            ]
        ),
    )


def _check(contributions: pd.DataFrame, X: pd.DataFrame, catalogue: Catalogue, top: int) -> None:
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


@dataclass(frozen=True, kw_only=True)
class _Signals:
    """The signals of some leads: what each adds, and which feature tells of it.

    ``columns`` are the positions of each signal's features among the columns of X;
    ``parts`` (log-odds) and ``teller`` (position of a feature) have one row a lead and one
    column a signal.
    """

    columns: list[list[int]]
    parts: np.ndarray
    teller: np.ndarray


def _signals(contributions: pd.DataFrame) -> _Signals:
    features = list(contributions.columns[1:])
    values = contributions[features].to_numpy(dtype=float)
    members: dict[str, list[int]] = {}
    for position, feature in enumerate(features):
        members.setdefault(signal_of(feature), []).append(position)
    parts = np.empty((len(values), len(members)))
    teller = np.empty(parts.shape, dtype=np.intp)
    for signal, columns in enumerate(members.values()):
        of_signal = values[:, columns]
        total = of_signal.sum(axis=1)
        towards = np.where(total < 0, -1.0, 1.0)[:, None]
        parts[:, signal] = total
        teller[:, signal] = np.asarray(columns)[np.argmax(of_signal * towards, axis=1)]
    return _Signals(columns=list(members.values()), parts=parts, teller=teller)


def _told(
    contributions: pd.DataFrame,
    X: pd.DataFrame,
    catalogue: Catalogue,
    language: Language,
    top: int,
) -> dict[str, np.ndarray]:
    """Tell the reasons of each side: texts of shape (n, top), empty where there is none."""
    signals = _signals(contributions)
    told = {}
    for side, sign in _SIDES.items():
        push = sign * signals.parts
        order = np.argsort(-push, axis=1, kind="stable")[:, :top]
        counts = np.take_along_axis(push, order, axis=1) > NEGLIGIBLE
        teller = np.where(counts, np.take_along_axis(signals.teller, order, axis=1), -1)
        told[side] = _texts(teller, X, catalogue, language)
    return told


def _spoken(texts: np.ndarray) -> tuple[str, ...]:
    """Drop what is empty, and what another signal of the lead already said in the same words."""
    return tuple(dict.fromkeys(filter(None, texts)))


def _texts(
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
        return feature.tell(words.plain(value), language)
    text = feature.tell(value, language)
    return words.in_singular(text, language) if value == 1 else text


def _parts_table(
    contributions: pd.DataFrame, X: pd.DataFrame, catalogue: Catalogue, language: Language
) -> pd.DataFrame:
    """List one lead's parts by size, what is negligible summed up in one last row."""
    signals = _signals(contributions)
    parts, teller = signals.parts[0], signals.teller[0]
    shown = [int(at) for at in np.argsort(-np.abs(parts), kind="stable")]
    small = [at for at in shown if abs(parts[at]) <= NEGLIGIBLE]
    rows: list[dict[str, object]] = [
        {"part": BASE, "words": say("explain.base", language), "features": ""}
    ]
    log_odds = [float(contributions[BASE].iloc[0])]
    for at in shown[: len(shown) - len(small)]:
        feature = catalogue[str(X.columns[teller[at]])]
        rows.append(
            {
                "part": feature.label[language],
                "words": str(_texts(teller[[at]], X, catalogue, language)[0]),
                "features": _names(X, signals.columns[at]),
            }
        )
        log_odds.append(float(parts[at]))
    if small:
        rows.append(
            {
                "part": "rest",
                "words": say("explain.rest", language, count=len(small)),
                "features": _names(X, [column for at in small for column in signals.columns[at]]),
            }
        )
        log_odds.append(float(parts[small].sum()))
    table = pd.DataFrame(rows)
    table.insert(2, "log_odds", log_odds)
    table.insert(3, "running_total", np.cumsum(log_odds))
    table.insert(4, "probability", expit(np.cumsum(log_odds)))
    return table


def _names(X: pd.DataFrame, columns: list[int]) -> str:
    return ", ".join(str(X.columns[column]) for column in columns)


def _chance_sentence(
    probability: float,
    score: int,
    cell: str,
    language: Language,
    target: str | None,
    horizon_days: int | None,
) -> str:
    facts: dict[str, object] = {
        "percent": words.percent(probability, language, 1 if probability < 0.1 else 0),
        "chance": words.chance(probability, language),
        "score": score,
        "cell": cell,
    }
    if target is None or horizon_days is None:
        return say("explain.chance_open", language, **facts)
    reached = (
        say("target.won", language)
        if target == "won"
        else say("target.other", language, stage=target)
    )
    return say("explain.chance", language, target=reached, days=horizon_days, **facts)


def _reason_sentences(
    up: tuple[str, ...], down: tuple[str, ...], language: Language
) -> Iterator[str]:
    if not up and not down:
        yield say("explain.nothing", language)
    if up:
        yield say("explain.up", language, reasons=JOINER.join(up))
    if down:
        yield say("explain.down", language, reasons=JOINER.join(down))
