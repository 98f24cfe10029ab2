"""Live the past again: each contender learns what was known, and ranks who could be called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from threadpoolctl import threadpool_limits

from leadscore.evaluation.choice import choose
from leadscore.evaluation.lessons import MOST_ROWS, lesson, points
from leadscore.evaluation.past.months import Month
from leadscore.features.frame import FeatureMatrix
from leadscore.models.auto import AutoModel
from leadscore.models.contender import Contender
from leadscore.models.members import FAMILIES, some_rows
from leadscore.models.scientist import directions, scientist_logistic, scientist_xgboost
from leadscore.settings import Settings
from leadscore.validation.folds import Positions
from leadscore.validation.ranking import FloatArray

#: Who is followed, in the order in which they are told of. The frozen model is the scientist's
#: as it was at the beginning; the refitted one is made anew each month, as is the renewed auto.
LIVED = ("renewed", "refitted", "frozen", "card")

#: Trials of the auto model's one search; the months after it follow the plan that it found.
TRIALS = len(FAMILIES)


def candidates(matrix: FeatureMatrix, seed: int) -> dict[str, Contender]:
    """Make the pipelines that a data scientist would begin with.

    Parameters
    ----------
    matrix : FeatureMatrix
        Its catalogue tells which features may only help or only harm.
    seed : int

    Returns
    -------
    dict of str to Contender
    """
    return {
        "logistic regression": scientist_logistic(seed),
        "boosted trees": scientist_xgboost(seed, monotone=directions(matrix.catalogue)),
    }


def live(
    matrix: FeatureMatrix,
    lived: Sequence[Month],
    settings: Settings,
    *,
    scientist: Contender | None = None,
    progress: Callable[[str], None] | None = None,
) -> dict[str, FloatArray]:
    """Let every contender rank the leads of each month with what was known when it began.

    Parameters
    ----------
    matrix : FeatureMatrix
        Past snapshots.
    lived : sequence of Month
        From :func:`leadscore.evaluation.past.months.months`; at least one.
    settings : Settings
        `models` and the seed.
    scientist : Contender, optional
        The scientist's pipeline; by default the better of two, as judged on what was known
        at the beginning.
    progress : callable, optional
        Told in a few words what is being done.

    Returns
    -------
    dict of str to ndarray of shape (n_judged,)
        By contender, what its leads are ranked by: one row a judged snapshot, month after
        month. The card is missing where the features hold none.

    Notes
    -----
    The auto model searches once, on what was known at the beginning, and follows that plan
    when it is renewed. Nobody learns from more than
    :data:`~leadscore.evaluation.lessons.MOST_ROWS` snapshots.
    """
    tell = progress or (lambda _: None)
    seed, threads = settings.project.seed, settings.models.threads
    tell("backtest: the first month")
    first = lesson(matrix, lived[0].known, seed=seed)
    chosen = scientist or better_candidate(matrix, lived[0].known, settings)
    frozen = first.teach(chosen)
    searched = first.teach(_auto(settings))
    plan = searched.frozen() if isinstance(searched, AutoModel) else searched

    def month(place: int) -> dict[str, FloatArray]:
        each = lived[place]
        tell(f"backtest: {each.name}")
        X = matrix.X.iloc[each.judged][matrix.columns()]
        known = first if place == 0 else lesson(matrix, each.known, seed=seed)
        refitted = frozen if place == 0 else known.teach(chosen)
        renewed = searched if place == 0 else known.teach(plan)
        models = {"renewed": renewed, "refitted": refitted, "frozen": frozen}
        return {name: np.asarray(model.decision_function(X)) for name, model in models.items()}

    with threadpool_limits(1), ThreadPoolExecutor(threads) as pool:
        told = list(pool.map(month, range(len(lived))))
    margins = {name: np.concatenate([each[name] for each in told]) for name in LIVED[:3]}
    carded = points(matrix, np.concatenate([each.judged for each in lived]))
    return margins if carded is None else {**margins, "card": carded}


def better_candidate(matrix: FeatureMatrix, known: Positions, settings: Settings) -> Contender:
    """Take the better of the scientist's two pipelines, as tried on what is known.

    Parameters
    ----------
    matrix : FeatureMatrix
    known : ndarray of int
        Positions of the snapshots whose outcome is known.
    settings : Settings

    Returns
    -------
    Contender
        Not fitted.
    """
    seed = settings.project.seed
    tried = candidates(matrix, seed)
    rows = matrix.take(known[some_rows(matrix.y[known], at_most=MOST_ROWS, seed=seed)])
    return tried[choose(tried, rows, settings, folds=2).best]


def _auto(settings: Settings) -> AutoModel:
    models = settings.models
    return AutoModel(
        trials=min(models.trials, TRIALS),
        seconds=models.seconds,
        folds=models.folds,
        threads=models.threads,
        seed=settings.project.seed,
        horizon=settings.time.known_after,
    )
