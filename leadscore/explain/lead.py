"""Explain one lead's score by parts that add up to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
from scipy.special import expit

from leadscore import words
from leadscore.errors import UsageError, VersionError
from leadscore.explain.signals import signals
from leadscore.explain.telling import (
    JOINER,
    NEGLIGIBLE,
    SIDES,
    check_together,
    distinct,
    told_sides,
    word,
)
from leadscore.features.catalogue import Catalogue
from leadscore.models.contender import BASE, TOLERANCE
from leadscore.words import Language, say


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

    def shown(self, language: Language) -> pd.DataFrame:
        """Lay the table out for people: headings in words, numbers as the language writes them.

        Parameters
        ----------
        language : {"en", "fi"}
            The one that the lead was explained in.

        Returns
        -------
        DataFrame
            One row a part, texts only: words, log-odds with sign, running total, chance so far.
        """
        columns = {
            "words": self.table["words"],
            "log_odds": self.table["log_odds"].map(lambda x: words.signed(x, language)),
            "running_total": self.table["running_total"].map(lambda x: words.signed(x, language)),
            "probability": self.table["probability"].map(lambda x: words.percent(x, language, 1)),
        }
        return pd.DataFrame(
            {say(f"explain.{name}", language): column for name, column in columns.items()}
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
    check_together(parts, x_row, scorer.catalogue, top)
    x_row = x_row[list(parts.columns[1:])]
    table = _parts_table(parts, x_row, scorer.catalogue, language)
    margin = float(table["running_total"].iloc[-1])
    if abs(margin - float(scorer.margin(x_row)[0])) > TOLERANCE:
        raise VersionError(
            "The parts of this lead's score do not add up to it, so they would explain another "
            "number. The version does not hold what it promises: run 'leadscore train' again."
        )
    scored = scorer.score(x_row).iloc[0]
    told = told_sides(parts, x_row, scorer.catalogue, language, top)
    up, down = (distinct(told[side][0]) for side in SIDES)
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


def _parts_table(
    contributions: pd.DataFrame, X: pd.DataFrame, catalogue: Catalogue, language: Language
) -> pd.DataFrame:
    """List one lead's parts by size, what is negligible summed up in one last row."""
    found = signals(contributions)
    parts, teller = found.parts[0], found.teller[0]
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
                "words": str(word(teller[[at]], X, catalogue, language)[0]),
                "features": _names(X, found.columns[at]),
            }
        )
        log_odds.append(float(parts[at]))
    if small:
        rows.append(
            {
                "part": "rest",
                "words": say("explain.rest", language, count=len(small)),
                "features": _names(X, [column for at in small for column in found.columns[at]]),
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
