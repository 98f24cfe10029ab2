"""What acts are worth at any half-life, from few columns of a made-up card.

The engine is asked for each rule once: its acts without points and cap, at a handful of
half-lives. Everything between follows. Of a rule that counts once a lead one column tells the
age of the newest act; of a rule that counts each act, the sum at any half-life is a weighted
sum of those that were asked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from leadscore.cards import Card, Rule
from leadscore.cards.conditions import Decay
from leadscore.errors import UsageError
from leadscore.features.frame import FeatureMatrix
from leadscore.settings import Settings

Evaluate = Callable[[Card], FeatureMatrix]
Floats = npt.NDArray[np.float32]
Fade = Callable[[npt.NDArray[np.floating]], npt.NDArray[np.floating]]
#: A cap that no lead reaches: the most that the language of cards allows.
_NO_CAP = 10_000.0
#: Cells of one made-up card's matrix, so that memory is bounded.
_CELLS = 30_000_000
#: Below this share of the largest, directions of the fit between half-lives are noise.
_NOISE = 1e-6
#: Half-lives asked for beside the doubling ones: between one day and two a fading bends most.
_BETWEEN = (3.0, 5.0)
#: Ages at which the fit looks at least: of a window of few days, parts of days too.
_AGES = 60


@dataclass(frozen=True, kw_only=True)
class FadedActs:
    """What a rule's acts are worth to each snapshot, at any half-life.

    Parameters
    ----------
    rule : Rule
    window : int
        Days that the rule looks back.
    n_rows : int
        Snapshots.
    holds : ndarray of int of shape (m, )
        Those that the rule holds of.
    values : ndarray of shape (m, k)
        Per act: the acts' worth at each of ``half_lives``. Per lead: the newest act's age in
        days.
    half_lives : tuple of float
        Infinite: no decay. Empty per lead.
    """

    rule: Rule
    window: int
    n_rows: int
    holds: npt.NDArray[np.int64]
    values: Floats
    half_lives: tuple[float, ...]

    @property
    def most(self) -> float:
        """The acts of today that fill the rule's cap; infinite without one."""
        points = abs(self.rule.points)
        return math.inf if self.rule.cap is None else self.rule.cap / points

    def at(self, half_life: float) -> Floats:
        """Give what the acts are worth at a half-life, after the rule's own cap.

        Parameters
        ----------
        half_life : float
            Days; infinite: no decay.

        Returns
        -------
        ndarray of float32 of shape (n_rows, )
            In acts of today.
        """
        return self._spread(lambda age: 0.5 ** (age / half_life))

    def linear(self) -> Floats:
        """Give what they are worth when they fade in a straight line to the window's end."""
        return self._spread(lambda age: np.maximum(1.0 - age / self.window, 0.0))

    def _spread(self, fade: Fade) -> Floats:
        if self.half_lives:
            ages = np.linspace(0.0, self.window, max(self.window, _AGES) + 1)
            known = np.column_stack([0.5 ** (ages / each) for each in self.half_lives])
            shares = np.linalg.lstsq(known, fade(ages), rcond=_NOISE)[0]
            worth = self.values @ shares.astype(np.float32)
        else:
            worth = fade(self.values[:, 0])
        told = np.zeros(self.n_rows, dtype=np.float32)
        told[self.holds] = np.clip(worth, 0.0, self.most)
        return told


def fades(rule: Rule) -> bool:
    """Tell whether a rule's points may fade: it asks for acts, and not for few of them."""
    return rule.what is not None and rule.what.column is None and rule.what.at_most is None


def faded_acts(
    rules: Sequence[Rule], evaluate: Evaluate, n_rows: int, settings: Settings
) -> Iterator[FadedActs]:
    """Ask the engine for what the acts of each rule are worth.

    Parameters
    ----------
    rules : sequence of Rule
        Those that :func:`fades` holds of.
    evaluate : callable
        Evaluates a card on the snapshots in question.
    n_rows : int
        How many those are.
    settings : Settings
        `time.lookback_days`, for rules without a window.

    Yields
    ------
    FadedActs
        In the order of the rules.

    Raises
    ------
    UsageError
        If the evaluation gives another number of rows.

    Notes
    -----
    Half-lives asked for double from one day up to the window, with 3 and 5 days beside them;
    no decay is the last. Between them a fading is written as a sum of those, by least squares
    over the window. From a half-life of one day on, each act is met within a thousandth of
    an act of today, whatever its age in a window of 1 to 3,650 days; what many acts are
    worth together, within as many thousandths.
    """
    asked = [(rule, _questions(rule, settings)) for rule in rules]
    for batch in _batches(asked, max(1, _CELLS // max(n_rows, 1))):
        questions = [question for _, each in batch for question in each]
        names = [f"q{at}" for at in range(len(questions))]
        made_up = Card(
            name="Half-lives",
            rules=tuple(
                question.model_copy(update={"id": name})
                for question, name in zip(questions, names, strict=True)
            ),
        )
        matrix = evaluate(made_up)
        if len(matrix) != n_rows:
            raise UsageError(
                f"The made-up card came back with {len(matrix):,} snapshots; {n_rows:,} were "
                "asked about. Evaluate it on the same snapshots: project.with_card."
            )
        left = iter(names)
        for rule, own in batch:
            columns = [f"card__{next(left)}" for _ in own]
            values = matrix.X[columns].to_numpy(dtype=np.float32)
            yield _read(rule, own, values, window_of(rule, settings))


def window_of(rule: Rule, settings: Settings) -> int:
    """Tell how many days a rule on acts looks back."""
    within = None if rule.what is None else rule.what.within_days
    return within or settings.time.lookback_days


def _questions(rule: Rule, settings: Settings) -> list[Rule]:
    """Write the rules of the made-up card that tell one rule's acts."""
    window = window_of(rule, settings)
    if rule.per == "lead":
        return [_question(rule, float(window), cap=None)]
    doubling = [2.0**step for step in range(math.ceil(math.log2(window)) + 1)]
    half_lives = sorted({*doubling, *_BETWEEN})
    return [_question(rule, each, cap=_NO_CAP) for each in (*half_lives, math.inf)]


def _question(rule: Rule, half_life: float, *, cap: float | None) -> Rule:
    days = None if math.isinf(half_life) else min(int(half_life), 3650)
    decay = None if days is None else Decay(kind="half_life", half_life_days=days)
    return rule.model_copy(update={"points": 1.0, "cap": cap, "decay": decay})


def _batches(
    asked: list[tuple[Rule, list[Rule]]], most: int
) -> Iterator[list[tuple[Rule, list[Rule]]]]:
    """Put as many rules on one made-up card as memory and the language allow."""
    batch: list[tuple[Rule, list[Rule]]] = []
    size = 0
    for each in asked:
        if batch and size + len(each[1]) > min(most, 500):
            yield batch
            batch, size = [], 0
        batch.append(each)
        size += len(each[1])
    if batch:
        yield batch


def _read(rule: Rule, questions: list[Rule], values: Floats, window: int) -> FadedActs:
    holds = np.flatnonzero(values[:, -1] > 0)
    told = values[holds]
    half_lives = tuple(
        math.inf if each.decay is None else float(each.decay.half_life_days or 1)
        for each in questions
    )
    if rule.per == "lead":
        told, half_lives = -np.log2(told) * np.float32(half_lives[0]), ()
    return FadedActs(
        rule=rule,
        window=window,
        n_rows=len(values),
        holds=holds,
        values=told,
        half_lives=half_lives,
    )
