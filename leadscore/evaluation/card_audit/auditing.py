"""Audit every rule of a card on later leads: alone, given all others, and by its points."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from leadscore.cards import Card
from leadscore.evaluation.card_audit.caps import without_own_caps
from leadscore.evaluation.card_audit.joint import sharing
from leadscore.evaluation.card_audit.lifts import (
    LEAST_BUYERS,
    count_bought,
    group_starts,
    measure_lifts,
)
from leadscore.evaluation.card_audit.points import measure_points
from leadscore.evaluation.card_audit.result import CardAudit
from leadscore.evaluation.card_audit.rules import Fired, read_rules
from leadscore.features.frame import FeatureMatrix
from leadscore.settings import Settings
from leadscore.words import Language, listed, say

#: Names of rules that share what they tell.
MOST_NAMES = 3
BoolArray = npt.NDArray[np.bool_]


def audit_rules(matrix: FeatureMatrix, settings: Settings, card: Card | None = None) -> CardAudit:
    """Ask of every rule and exclusion of a card whether it finds buyers.

    Parameters
    ----------
    matrix : FeatureMatrix
        Labelled snapshots that nothing was fitted on, with the card's columns; rows
        without a label are left aside.
    settings : Settings
        `comparison.confidence`, `project.seed` and language.
    card : Card, optional
        The card that the columns were made from: it tells the points of each rule. Without
        it they are taken to be the most that a rule gave any lead.

    Returns
    -------
    CardAudit

    Raises
    ------
    UsageError
        If the matrix has no column of the card, or those of another one.
    NotEnoughDataError
        If no row has a label.

    Notes
    -----
    *Alone*: see :func:`~leadscore.evaluation.card_audit.lifts.measure_lifts`.

    *Given the others*: one logistic regression of the outcome on how many times each rule
    gave its points (its column over its points: a half where they had faded to a half, three
    where three acts counted, after the rule's own cap), on whether each exclusion took the
    lead out, and on what each group's cap took away, as a column of its own. A rule's
    effect is thus that of points which no group's cap takes back. Where one rule alone tells
    what its group's cap takes away, it is asked by the points that are left of it, see
    :func:`~leadscore.evaluation.card_audit.caps.without_own_caps`. Of two exclusions that
    match one lead, the first is told. See
    :func:`~leadscore.evaluation.card_audit.joint.fit_joint`.

    *In points*: the effect over what a point is worth, see
    :func:`~leadscore.evaluation.card_audit.currency.middle_worth`. The interval is
    Fieller's, so that it holds how little is known of the worth of a point, too.

    *Told fairly*: of each rule two things are asked, whether its effect is 0 and whether it
    is what its points say. Both cannot be true, so with m rules at most m true hypotheses
    stand against being told; Holm's procedure over the rules, each with the larger of its
    two p-values, then tells anything wrongly with a chance of at most 1 - confidence
    (Shaffer 1986). Intervals stand at the level at which that looks at each rule. Student's
    t has one degree of freedom less than the accounts that an effect rests on.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6, 65-70. Shaffer (1986), Modified
    sequentially rejective multiple test procedures, JASA 81, 826-831.
    """
    fired = without_own_caps(read_rules(matrix, card))
    confidence, language = settings.comparison.confidence, settings.project.language
    table = _named(fired, language).join(measure_lifts(fired, confidence=confidence))
    asked, why = _asked(fired, table, language)
    figures, worth = measure_points(
        fired,
        asked,
        table["pieces"].to_numpy(dtype=np.float64),
        confidence=confidence,
        seed=settings.project.seed,
    )
    table = table.join(figures)
    table["points"] = table["times"] * table["points_set"]
    table["verdict"] = _verdicts(table, asked)
    table["reason"] = np.where(table["verdict"] == "no_evidence", [each for each, _ in why], "")
    table["shares_with"] = [names for _, names in why]
    if card is None:  # a rule that never fires gave nobody any points to tell them from
        table.loc[table["verdict"] == "never", "points_set"] = np.nan
    table = table.sort_values("lift", ascending=False, ignore_index=True, kind="stable")
    starts = group_starts(fired.group)
    return CardAudit(
        table=table[list(CardAudit.COLUMNS)],
        worth=worth,
        snapshots=len(fired.label),
        conversions=int(fired.label.sum()),
        accounts=len(starts),
        accounts_bought=count_bought(fired.label, starts),
        confidence=confidence,
    )


def _named(fired: Fired, language: Language) -> pd.DataFrame:
    judged = fired.parts[: fired.judged]
    return pd.DataFrame(
        {
            "rule": [part.column for part in judged],
            "says": [part.says[language] for part in judged],
            "kind": [part.kind for part in judged],
            "points_set": [part.unit if part.kind == "rule" else np.nan for part in judged],
        }
    )


def _asked(
    fired: Fired, table: pd.DataFrame, language: Language
) -> tuple[BoolArray, list[tuple[str, str]]]:
    """Tell which parts anything can be asked of, and of each other one why not."""
    why = [("", "")] * fired.judged
    asked = (table["fires"] > 0).to_numpy(dtype=bool, copy=True)
    if not 0 < fired.label.mean() < 1:
        return np.zeros_like(asked), [("one_class", "")] * fired.judged
    few = table["pieces"].to_numpy(dtype=np.float64) < LEAST_BUYERS
    for at in map(int, np.flatnonzero(few)):
        asked[at], why[at] = False, ("few", "")
    for found in sharing(fired.times):
        for at in (each for each in found if each < fired.judged):
            others = [each for each in found if each != at and each < fired.judged]
            asked[at] = False
            why[at] = ("shares", _listed(fired, others, language)) if others else ("always", "")
    return asked, why


def _listed(fired: Fired, which: list[int], language: Language) -> str:
    """Name some parts, the first three of many."""
    names = [f"“{fired.parts[at].says[language]}”" for at in which[:MOST_NAMES]]
    if len(which) > MOST_NAMES:
        names.append(say("audit.more", language, count=len(which) - MOST_NAMES))
    return listed(names, language)


def _verdicts(table: pd.DataFrame, asked: BoolArray) -> list[str]:
    """Give each part's verdict, from its corrected intervals alone."""
    return [
        "never" if line["fires"] == 0 else _verdict(line) if told else "no_evidence"
        for told, (_, line) in zip(asked, table.iterrows(), strict=True)
    ]


def _verdict(line: pd.Series) -> str:
    down = line["kind"] == "exclusion" or line["points_set"] < 0
    low, high = line["effect_low"], line["effect_high"]
    if low > 0 if down else high < 0:
        return "backwards"
    # in the direction of the points set: 1 stands for just those
    ends = sorted(
        line[["earned_low", "earned_high"]].to_numpy(dtype=np.float64) / line["points_set"]
    )
    if ends[1] < 1:
        return "overrated"
    if ends[0] > 1:
        return "underrated"
    return "earns" if (high < 0 if down else low > 0) else "no_evidence"
