"""Is there enough data? Card against models, learned from ever more conversions.

Everything happens inside the training part, which is split once more by time: the leads on
which the comparison is reported are never looked at, so a verdict that decides what may be
used is not tuned on them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from leadscore.errors import NotEnoughDataError
from leadscore.evaluation.cohort import Cohort, cohort
from leadscore.evaluation.enough.curve import CURVES, VERDICTS, LearningCurve, no_curve
from leadscore.evaluation.enough.verdicts import Curve, judge
from leadscore.evaluation.kept import table_of
from leadscore.evaluation.lessons import MOST_ROWS, Lesson, lesson, points
from leadscore.evaluation.past.counting import followed
from leadscore.evaluation.past.living import better_candidate
from leadscore.evaluation.past.months import LEAST_ACCOUNTS
from leadscore.features.frame import FeatureMatrix
from leadscore.models.auto import AutoModel
from leadscore.models.contender import Contender
from leadscore.models.members import FAMILIES, some_rows
from leadscore.settings import Settings
from leadscore.validation.folds import Positions
from leadscore.validation.intervals import bootstrap, percentile_interval
from leadscore.validation.ranking import FloatArray
from leadscore.validation.splits import outer_split

#: The least number of conversions learned from, the number of sizes up to all there are, and by
#: how much each is to be larger than the one before.
LEAST, SIZES, LEAST_GROWTH = 25, 6, 1.3
#: More conversions than these are not learned from here; see MOST_ROWS.
MOST = MOST_ROWS // 2
#: Snapshots learned from for each conversion, but never fewer than the least, nor more than
#: MOST_ROWS: the others of a draw are many and tell little more.
ROWS_EACH, LEAST_ROWS = 30, 1_500
#: Snapshots judged on at most: the conversions, and of the others a draw.
MOST_JUDGED = 5_000
#: Trials and folds of each of the auto model's searches, at most.
TRIALS, FOLDS = len(FAMILIES), 3
#: Resamples behind the intervals, unless the settings want fewer.
RESAMPLES = 500

MODELS = ("auto", "scientist")
Margins = dict[str, dict[int, list[FloatArray]]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Draw:
    """Whole accounts, drawn at random until they hold so many conversions."""

    size: int
    lesson: Lesson


def learning_curve(
    training: FeatureMatrix,
    settings: Settings,
    *,
    scientist: Contender | None = None,
    progress: Callable[[str], None] | None = None,
) -> LearningCurve:
    """Learn from 25 and ever more conversions and judge each model beside the points card.

    Parameters
    ----------
    training : FeatureMatrix
        The training part alone.
    settings : Settings
        `comparison` (learning_curve_repeats, confidence, how the part is split),
        `models`, the seed.
    scientist : Contender, optional
        The scientist's pipeline; by default the better of two, as judged on the older
        leads of this part.
    progress : callable, optional
        Told in a few words what is being done.

    Returns
    -------
    LearningCurve
        Where it cannot be drawn it is empty, and its sentence says why.

    Notes
    -----
    The newest cutoffs of the training part are judged on, with a gap of the horizon before
    them, as the comparison itself does one level up. Whole accounts are drawn at random
    rather than the most recent first: the question is what more data of this kind would
    bring, and the newest first would mix how much there is with how old it is. The draws
    of one repeat contain each other. The auto model searches once for each size, on the
    first draw, and follows that plan in the others. Quality is ROC AUC within calling
    rounds, which tells smaller differences apart than counts of buyers do. In each
    resample accounts are drawn for the judging, and draws for the mean of a size.
    """
    if not settings.comparison.learning_curve_repeats:
        return no_curve("off")
    if not training.columns(family="card"):
        return no_curve("no_card")
    if _conversions(training) < settings.models.min_conversions:
        return no_curve("few")
    try:
        inner = outer_split(training.rows, settings)
        draws = _draws(training, inner.train, settings)
        return _judged(training, draws, inner.train, inner.test, settings, scientist, progress)
    except NotEnoughDataError:
        return no_curve("short")


def _conversions(training: FeatureMatrix) -> int:
    return int(training.rows.loc[training.y == 1, "lead_id"].nunique())


def _draws(training: FeatureMatrix, learned: Positions, settings: Settings) -> list[Draw]:
    """Draw whole accounts for every size, the same ones first in all sizes of a repeat."""
    rows, y = training.rows.iloc[learned], training.y[learned]
    group = np.unique(rows["group"].to_numpy(), return_inverse=True)[1]
    won = rows[y == 1].drop_duplicates("lead_id")
    won_group = group[np.flatnonzero(y == 1)][_first_places(rows.loc[y == 1, "lead_id"])]
    conversions = np.bincount(won_group, minlength=int(group.max()) + 1)
    sizes = _sizes(min(len(won), MOST))
    draws = []
    for repeat in range(settings.comparison.learning_curve_repeats):
        seed = settings.project.seed + repeat
        order = np.random.default_rng(seed).permutation(len(conversions))
        reached = np.cumsum(conversions[order])
        for size in sizes if repeat == 0 else sizes[:-1]:
            taken = order[: int(np.searchsorted(reached, size)) + 1]
            if np.count_nonzero(conversions[taken]) < LEAST_ACCOUNTS:
                continue
            chosen = learned[np.isin(group, taken)] if size < len(won) else learned
            at_most = min(MOST_ROWS, max(LEAST_ROWS, ROWS_EACH * size))
            told = lesson(training, chosen, seed=seed, at_most=at_most)
            draws.append(Draw(size=size, lesson=told))
    if not draws:
        raise NotEnoughDataError(
            f"A learning curve needs {LEAST_ACCOUNTS} accounts with a conversion among the older "
            f"training leads; there are {np.count_nonzero(conversions)}. Collect more history."
        )
    return draws


def _first_places(names: pd.Series) -> Positions:
    return np.flatnonzero(~names.duplicated().to_numpy())


def _sizes(most: int) -> list[int]:
    """Space sizes evenly on the scale of the logarithm, from the least to all there are.

    Examples
    --------
    >>> _sizes(800), _sizes(60), _sizes(12)
    ([25, 50, 100, 200, 400, 800], [25, 33, 45, 60], [12])
    """
    if most <= LEAST:
        return [most]
    steps = min(SIZES, 1 + max(1, round(np.log(most / LEAST) / np.log(LEAST_GROWTH))))
    return [round(size) for size in np.geomspace(LEAST, most, steps)]


def _judged(
    training: FeatureMatrix,
    draws: list[Draw],
    learned: Positions,
    tested: Positions,
    settings: Settings,
    scientist: Contender | None,
    progress: Callable[[str], None] | None,
) -> LearningCurve:
    seed = settings.project.seed
    tested = tested[some_rows(training.y[tested], at_most=MOST_JUDGED, seed=seed)]
    judged = cohort(training.rows.iloc[tested], settings)
    chosen = scientist or better_candidate(training, learned, settings)
    X = training.X.iloc[tested][training.columns()]
    margins = _margins(draws, chosen, X, settings, progress)
    card = points(training, tested)
    curves = _curves(margins, np.zeros(len(tested)) if card is None else card, judged, settings)
    confidence = settings.comparison.confidence
    both = 1 - (1 - confidence) / len(MODELS)  # Bonferroni: two models may each be told
    told = [judge(curve, confidence=both, size=judged.pieces) for curve in curves]
    return LearningCurve(
        curves=table_of(_points(curves, judged, settings), CURVES),
        verdicts=table_of(told, VERDICTS),
        conversions=max(draw.size for draw in draws),
        conversions_today=_conversions(training),
        judged=len(tested),
        repeats=settings.comparison.learning_curve_repeats,
        confidence=confidence,
        seed=settings.project.seed,
    )


def _margins(
    draws: list[Draw],
    scientist: Contender,
    X: pd.DataFrame,
    settings: Settings,
    progress: Callable[[str], None] | None,
) -> Margins:
    """Let the models learn from every draw and rank the judged snapshots."""
    tell = progress or (lambda _: None)
    first = {draw.size: draw for draw in reversed(draws)}
    plans: Mapping[int, Contender]

    def search(size: int) -> Contender:
        tell(f"learning curve: {size} conversions")
        searched = first[size].lesson.teach(_auto(settings))
        return searched.frozen() if isinstance(searched, AutoModel) else searched

    def learn(task: tuple[Draw, str]) -> FloatArray:
        draw, name = task
        contender = scientist if name == "scientist" else plans[draw.size]
        return np.asarray(draw.lesson.teach(contender).decision_function(X), dtype=np.float64)

    tasks = [(draw, name) for draw in draws for name in MODELS]
    with threadpool_limits(1), ThreadPoolExecutor(settings.models.threads) as pool:
        plans = dict(zip(first, pool.map(search, first), strict=True))
        told = list(pool.map(learn, tasks))
    margins: Margins = {name: {} for name in MODELS}
    for (draw, name), margin in zip(tasks, told, strict=True):
        margins[name].setdefault(draw.size, []).append(margin)
    return margins


def _auto(settings: Settings) -> AutoModel:
    models = settings.models
    return AutoModel(
        trials=min(models.trials, TRIALS),
        seconds=models.seconds,
        folds=min(models.folds, FOLDS),
        seed=settings.project.seed,
        horizon=settings.time.known_after,
    )


def _curves(margins: Margins, card: FloatArray, judged: Cohort, settings: Settings) -> list[Curve]:
    """Average the quality of each size's draws, as observed and in every resample."""
    month = np.zeros(len(judged.label), dtype=np.int64)
    ranked = {
        f"{name}\n{size}\n{repeat}": followed(judged, margin, month)
        for name, by_size in {**margins, "card": {0: [card]}}.items()
        for size, each in by_size.items()
        for repeat, margin in enumerate(each)
    }

    def measure(weights: FloatArray) -> dict[str, FloatArray]:
        return {key: seen.auc(weights)[0] for key, seen in ranked.items()}

    resamples = min(RESAMPLES, settings.comparison.resamples)
    observed = measure(np.ones((judged.n_units, 1)))
    drawn = bootstrap(
        measure,
        judged.n_units,
        resamples,
        seed=settings.project.seed,
        width=max(seen.ranking.width for seen in ranked.values()),
    )
    generator = np.random.default_rng(settings.project.seed)
    curves = []
    for name, by_size in margins.items():
        sizes = sorted(by_size)
        keys = {
            size: [f"{name}\n{size}\n{repeat}" for repeat in range(len(by_size[size]))]
            for size in sizes
        }
        curves.append(
            Curve(
                contender=name,
                sizes=np.asarray(sizes, dtype=np.float64),
                observed=np.array(
                    [np.mean([observed[key][0] for key in keys[size]]) for size in sizes]
                ),
                drawn=np.stack(
                    [_resampled(np.stack([drawn[k] for k in keys[s]]), generator) for s in sizes]
                ),
                card=float(observed["card\n0\n0"][0]),
                card_drawn=drawn["card\n0\n0"],
            )
        )
    return curves


def _resampled(by_draw: FloatArray, generator: np.random.Generator) -> FloatArray:
    """Average as many draws in each resample as there are, taken with replacement."""
    taken = generator.integers(0, len(by_draw), size=by_draw.shape)
    return np.asarray(np.take_along_axis(by_draw, taken, axis=0).mean(axis=0))


def _points(
    curves: list[Curve], judged: Cohort, settings: Settings
) -> list[tuple[str, int, float, float, float]]:
    """Lay the curves out as rows with intervals, the card's line first."""
    confidence, pieces = settings.comparison.confidence, judged.pieces
    card, card_drawn = curves[0].card, curves[0].card_drawn
    level = percentile_interval(card_drawn, confidence=confidence, size=pieces)
    lines = [("card", int(size), card, *level) for size in curves[0].sizes]
    for curve in curves:
        for size, value, drawn in zip(curve.sizes, curve.observed, curve.drawn, strict=True):
            ends = percentile_interval(drawn, confidence=confidence, size=pieces)
            lines.append((curve.contender, int(size), float(value), *ends))
    return lines
