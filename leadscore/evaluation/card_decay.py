"""Ask of each rule on acts how fast the acts stop telling, beside what the card says."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from leadscore.cards import Card, Rule
from leadscore.errors import NotEnoughDataError, UsageError
from leadscore.evaluation.comparison import CANNOT_TELL
from leadscore.evaluation.drawn_groups import drawn_groups
from leadscore.evaluation.faded_acts import FadedActs, faded_acts, fades
from leadscore.evaluation.half_life import Profile, profile
from leadscore.features.frame import FeatureMatrix
from leadscore.models.card import EXCLUSION
from leadscore.settings import Settings
from leadscore.validation.intervals import holm
from leadscore.words import Language, listed, number, say

WithCard = Callable[[Card, FeatureMatrix], FeatureMatrix]
Why = Literal["", "never", "few", "no_effect", "backwards", "flat", "many"]
FITS, FASTER, SLOWER = "fits", "faster", "slower"
#: With fewer successes than these expected on a rule's snapshots, nothing could be told.
LEAST_BUYERS = 5
#: The half-life that comes closest to a straight line to nothing, as a share of the window:
#: by least squares over the window's days, the points set anew.
LINEAR = 0.3727


@dataclass(frozen=True, kw_only=True, eq=False)
class CardDecay:
    """How fast the acts that a card asks for fade, by the data and by the card.

    Parameters
    ----------
    table : DataFrame
        One row a rule that asks for acts, in the card's order: ``rule`` (its column),
        ``says``; ``set`` (days in which its points halve on the card; infinite: no decay; of
        a straight line, the nearest half-life) and ``linear`` (whether it is a straight
        line); ``learned`` (days; infinite: no decay; NaN where nothing is) with ``low`` (0:
        however fast) and ``high`` (infinite: no decay is not ruled out); ``verdict``
        ("fits", "faster", "slower", "cannot tell") with ``p_holm`` and ``why`` ("never",
        "few", "no_effect", "backwards", "flat", "many" where it cannot tell); ``effect``
        (log-odds that one act of today adds; NaN
        where none can be told), ``line_lost`` (what a straight line does worse
        than the best half-life, in the measure that ``p_holm`` is made of; below 0: better),
        ``fires`` (share of the snapshots) and ``window`` (days).
    why : {"", "flat_export", "no_acts", "one_outcome"}
        Why there is no answer at all.
    snapshots, buyers : int
        What was learned from: snapshots that were read, at most
        :data:`~leadscore.evaluation.drawn_groups.MOST_ROWS`, and leads that bought in those.
    confidence : float
    """

    table: pd.DataFrame
    why: Literal["", "flat_export", "no_acts", "one_outcome"]
    snapshots: int
    buyers: int
    confidence: float

    def of(self, verdict: str, why: str | None = None) -> pd.DataFrame:
        """Give the rows of one verdict, and of one reason where asked."""
        chosen = self.table["verdict"] == verdict
        return self.table[chosen if why is None else chosen & (self.table["why"] == why)]

    def sentence(self, language: Language) -> str:
        """Tell of which rules the half-life is wrong, right, or cannot be told.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        if self.why:
            return say(f"decay.{self.why}", language)
        parts = [
            say(
                "decay.asked",
                language,
                count=len(self.table),
                snapshots=self.snapshots,
                buyers=self.buyers,
            )
        ]
        for verdict in (FASTER, SLOWER, FITS):
            lines = self.of(verdict)
            if len(lines):
                told = "; ".join(spoken(line, language) for _, line in lines.iterrows())
                parts.append(say(f"decay.{verdict}", language, names=told))
        for why in ("flat", "many", "no_effect", "backwards", "few", "never"):
            lines = self.of(CANNOT_TELL, why)
            if len(lines):
                names = listed([_name(line, language) for _, line in lines.iterrows()], language)
                parts.append(say(f"decay.{why}", language, names=names))
        return " ".join(parts)


def card_decay(
    card: Card, matrix: FeatureMatrix, settings: Settings, *, with_card: WithCard
) -> CardDecay:
    """Learn for each rule that asks for acts how fast they fade, and hold it against the card.

    Parameters
    ----------
    card : Card
    matrix : FeatureMatrix
        Snapshots to learn from, with the card's columns: of a project,
        ``project.training()``. Those without a label are left out.
    settings : Settings
        `comparison.confidence`, `time.lookback_days` and the language.
    with_card : callable
        Evaluates another card on the same snapshots: ``project.with_card``.

    Returns
    -------
    CardDecay
        Of a flat export, which has no acts, one that says so.

    Raises
    ------
    UsageError
        If the matrix lacks columns of the card.
    NotEnoughDataError
        If no row has a label.

    Notes
    -----
    For each rule a logistic regression of the outcome on the points of all other rules, as
    the card gives them, and on the rule's acts at a half-life, fitted anew at each; see
    :func:`~leadscore.evaluation.half_life.profile`. Window, ``per`` and the rule's own cap
    stay as they are set; caps of groups are lifted, and leads whom an exclusion takes out are
    left aside. What is learned of one rule holds beside the others as they are now.

    ``fits``: the half-life set lies in the interval. ``faster`` and ``slower``: the acts fade
    faster, or slower, than set; told so that the chance of saying it of any rule wrongly is
    at most 1 - confidence (Holm). All else cannot be told: the rule hardly fires or the acts
    have no effect beside the other rules (which is asked first, at the same confidence), the
    effect is against the points, every half-life does equally well, or the difference may be
    the chance of many rules.

    Of more than :data:`~leadscore.evaluation.drawn_groups.MOST_ROWS` snapshots, whole
    accounts are drawn by lot: those that bought before all others, the others weighted for
    those not drawn (:func:`~leadscore.evaluation.drawn_groups.drawn_groups`).
    """
    if matrix.manifest.get("as_of", "") is None or matrix.rows["cutoff"].isna().all():
        return _nothing("flat_export", settings)
    asked = [rule for rule in card.rules if fades(rule)]
    if not asked:
        return _nothing("no_acts", settings)
    rows = _Learned.of(card, matrix, settings.project.seed)
    if len(np.unique(rows.y)) < 2:
        return replace(_nothing("one_outcome", settings), snapshots=len(rows.y))

    def evaluate(made_up: Card) -> FeatureMatrix:
        return with_card(made_up, rows.matrix)

    lines = [
        _line(rows, acts, settings) for acts in faded_acts(asked, evaluate, len(rows.y), settings)
    ]
    return CardDecay(
        table=_judged(pd.DataFrame(lines), settings.comparison.confidence),
        why="",
        snapshots=len(rows.y),
        buyers=int(rows.matrix.rows.loc[rows.y > 0, "lead_id"].nunique()),
        confidence=settings.comparison.confidence,
    )


def spoken(line: pd.Series, language: Language) -> str:
    """Say of one rule what was learned beside what is set.

    Parameters
    ----------
    line : Series
        A row of the table.
    language : {"en", "fi"}

    Returns
    -------
    str
    """
    told = learned_words(line, language)
    return say(
        "decay.rule",
        language,
        name=_name(line, language),
        learned=told,
        set=set_words(line, language),
    )


def learned_words(line: pd.Series, language: Language) -> str:
    """Say which half-lives the data support: about, at most or at least so many days."""
    low, high = float(line["low"]), float(line["high"])
    if low == 0 and math.isinf(high):
        return say("decay.any", language)
    if low == 0:
        return say("decay.at_most", language, days=_days(high, language))
    if math.isinf(high):
        return say("decay.at_least", language, days=_days(low, language))
    ends = {"low": _days(low, language), "high": _days(high, language)}
    return say("decay.about", language, days=_days(float(line["learned"]), language), **ends)


def set_words(line: pd.Series, language: Language) -> str:
    """Say how a rule's points fade on the card."""
    if line["linear"]:
        window, days = int(line["window"]), _days(float(line["set"]), language)
        return say("decay.set_linear", language, window=window, days=days)
    if math.isinf(line["set"]):
        return say("decay.set_none", language)
    return say("decay.set_days", language, days=_days(float(line["set"]), language))


def _days(days: float, language: Language) -> str:
    return number(days, language, 1 if days < 3 else 0)


def _name(line: pd.Series, language: Language) -> str:
    return say("decay.name", language, name=line["says"])


@dataclass(frozen=True, kw_only=True)
class _Learned:
    """The snapshots that are learned from: labelled, and not taken out by an exclusion."""

    matrix: FeatureMatrix
    points: npt.NDArray[np.float32]
    places: dict[str, int]
    weight: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    group: npt.NDArray[np.int64]

    @classmethod
    def of(cls, card: Card, matrix: FeatureMatrix, seed: int) -> _Learned:
        names = [f"card__{rule.id}" for rule in card.rules]
        gone = [name for name in names if name not in matrix.X]
        if gone:
            raise UsageError(
                f"The features lack {len(gone)} of the card's {len(names)} rules (first: "
                f"{', '.join(gone[:3])}). Build them with this card: leadscore features."
            )
        known = matrix.rows["label"].notna().to_numpy()
        if not known.any():
            raise NotEnoughDataError("No snapshot has a label yet, so no fading can be learned.")
        out = [name for name in matrix.X if str(name).startswith(EXCLUSION)]
        left = known & ~(matrix.X[out].to_numpy() < 0).any(axis=1)
        usable = np.flatnonzero(left if left.any() else known)
        drawn, weight = drawn_groups(matrix.rows.iloc[usable], seed)
        taken = matrix.take(usable[drawn])
        return cls(
            matrix=taken,
            points=np.ascontiguousarray(taken.X[names].to_numpy(dtype=np.float32)),
            places={name: at for at, name in enumerate(names)},
            weight=weight,
            y=taken.y,
            group=pd.factorize(taken.rows["group"], sort=True)[0].astype(np.int64),
        )


def _line(rows: _Learned, acts: FadedActs, settings: Settings) -> dict[str, object]:
    """Learn one rule's half-life."""
    rule = acts.rule
    fires = float(rows.weight[acts.holds].sum() / rows.weight.sum())
    line: dict[str, object] = {
        "rule": f"card__{rule.id}",
        "says": rule.label[settings.project.language],
        "set": _set(rule, acts.window),
        "linear": rule.decay is not None and rule.decay.kind == "linear",
        "learned": math.nan,
        "low": 0.0,
        "high": math.inf,
        "p": math.nan,
        "why": _too_few(fires, rows.y),
        "effect": math.nan,
        "line_lost": math.nan,
        "fires": fires,
        "window": acts.window,
    }
    if line["why"]:
        return line
    found = profile(
        rows.y,
        rows.group,
        rows.points,
        acts.at,
        longest=acts.window,
        others={"linear": acts.linear()},
        weight=rows.weight,
        without=rows.places[f"card__{rule.id}"],
    )
    return line | _found(found, rule, acts.window, settings.comparison.confidence)


def _found(found: Profile, rule: Rule, window: int, confidence: float) -> dict[str, object]:
    """Read what a profile says of a rule."""
    line_lost = found.others["linear"]
    told: dict[str, object] = {"line_lost": line_lost, "p": 1.0}
    if not found.has_effect(confidence):
        return told | {"why": "no_effect"}
    low, high = found.interval(confidence)
    told |= {"effect": found.effect, "learned": found.learned, "low": low, "high": high}
    if found.effect * rule.points < 0:
        return told | {"why": "backwards"}
    linear = rule.decay is not None and rule.decay.kind == "linear"
    told["p"] = found.p_value(line_lost if linear else found.lost(_set(rule, window)))
    return told | ({"why": "flat"} if low == 0 and math.isinf(high) else {})


def _set(rule: Rule, window: int) -> float:
    """Give the half-life that is set on the card; of a straight line, the nearest."""
    if rule.decay is None:
        return math.inf
    if rule.decay.kind == "linear":
        return LINEAR * window
    return float(rule.decay.half_life_days or 1)


def _too_few(fires: float, y: npt.NDArray[np.float64]) -> Why:
    if not fires:
        return "never"
    return "few" if fires * y.sum() < LEAST_BUYERS else ""


def _judged(table: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Say of each rule whether what is set fits, as one of several that are looked at."""
    alpha, looked_at = 1 - confidence, table["p"].notna().to_numpy()
    table["p_holm"] = np.nan
    table.loc[looked_at, "p_holm"] = holm(table.loc[looked_at, "p"])
    verdicts = [_verdict(line, alpha) for _, line in table.iterrows()]
    table["verdict"] = [verdict for verdict, _ in verdicts]
    table["why"] = [why for _, why in verdicts]
    order = ["rule", "says", "set", "linear", "learned", "low", "high", "verdict", "why"]
    return table[[*order, "p_holm", "effect", "line_lost", "fires", "window"]]


def _verdict(line: pd.Series, alpha: float) -> tuple[str, Why]:
    if line["why"]:
        return CANNOT_TELL, line["why"]
    if line["p"] > alpha or (not line["linear"] and line["low"] <= line["set"] <= line["high"]):
        return FITS, ""
    if line["p_holm"] > alpha:
        return CANNOT_TELL, "many"
    return (FASTER if line["learned"] < line["set"] else SLOWER), ""


def _nothing(
    why: Literal["flat_export", "no_acts", "one_outcome"], settings: Settings
) -> CardDecay:
    columns = ["rule", "says", "set", "linear", "learned", "low", "high", "verdict", "why"]
    return CardDecay(
        table=pd.DataFrame(columns=[*columns, "p_holm", "effect", "line_lost", "fires", "window"]),
        why=why,
        snapshots=0,
        buyers=0,
        confidence=settings.comparison.confidence,
    )
