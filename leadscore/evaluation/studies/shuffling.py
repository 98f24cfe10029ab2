"""Two answers to "which feature matters": permutation importance beside mean |SHAP|."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.base import clone
from sklearn.inspection import permutation_importance
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

from leadscore.evaluation.importance import SAMPLED_ROWS
from leadscore.evaluation.studies.sample import Study
from leadscore.models.contender import BASE, Contender
from leadscore.models.sampled import Sampled
from leadscore.words import Language

#: Held-out snapshots, and features, that are enough for both answers.
ROWS, FEATURES = 800, 25


def importances(
    studied: Study,
    *,
    features: int = FEATURES,
    repeats: int = 3,
    rows: int = ROWS,
    language: Language = "en",
) -> pd.DataFrame:
    """Average what features add to held-out leads' margins, and shuffle them one by one.

    Parameters
    ----------
    studied : Study
    features : int, default 25
        How many, those with the largest mean |SHAP|; others are not shuffled.
    repeats : int, default 3
        How often each is shuffled.
    rows : int, default 800
        Held-out snapshots of the first fold, at most; contributions that are sampled are
        averaged over 200.
    language : {"en", "fi"}
        Of the labels.

    Returns
    -------
    DataFrame
        One row a feature, the largest mean |SHAP| first: ``feature``, ``label``,
        ``contribution`` (mean size of what it adds, log-odds), ``loss`` (by how much the log loss
        of the held-out leads grows when it is shuffled; may be below 0), ``rank_contribution``
        and ``rank_loss`` (1 is first).

    Notes
    -----
    The two ask different things. A contribution is what the model *uses*, right or wrong. The
    loss is what held-out outcomes *miss*, which is little where another feature tells the same:
    of windows of 7, 30 and 90 days each may be shuffled at little cost, and all three not.
    """
    fitted, held, y = _held_out(studied, rows)
    told = held.head(SAMPLED_ROWS) if isinstance(fitted, Sampled) else held
    parts = fitted.contributions(told).drop(columns=BASE).abs().mean()
    largest = parts[parts > 0].sort_values(ascending=False, kind="stable").head(features)
    names = [str(name) for name in largest.index]
    put_back = FunctionTransformer(_put_back, kw_args={"whole": held})
    shuffled = permutation_importance(
        Pipeline([("whole", put_back), ("model", fitted)]),
        held[names],
        y,
        scoring="neg_log_loss",
        n_repeats=repeats,
        random_state=studied.settings.project.seed,
    )
    catalogue = studied.matrix.catalogue
    table = pd.DataFrame(
        {
            "feature": names,
            "label": [catalogue[name].label[language] for name in names],
            "contribution": largest.to_numpy(),
            "loss": shuffled.importances_mean,
        }
    )
    for name in ("contribution", "loss"):
        table[f"rank_{name}"] = table[name].rank(ascending=False, method="min").astype(int)
    return table


def _held_out(studied: Study, rows: int) -> tuple[Contender, pd.DataFrame, np.ndarray]:
    """Learn from the first fold's learning part, and give the rows that it is tested on."""
    learn, test = studied.folds[0]
    X, y = studied.matrix.X[studied.matrix.columns()], studied.matrix.y.astype(int)
    fitted: Contender = clone(studied.contender).fit(
        X.iloc[learn], y[learn], groups=studied.matrix.groups[learn]
    )
    generator = np.random.default_rng(studied.settings.project.seed)
    held = np.sort(generator.permutation(test)[:rows])
    return fitted, X.iloc[held], y[held]


def _put_back(some: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Put shuffled columns among those that are left as they are."""
    return whole.assign(**{str(name): some[name].array for name in some})


def agreement(table: pd.DataFrame) -> float:
    """Tell how alike the two answers order the features that the model uses.

    Parameters
    ----------
    table : DataFrame
        Of :func:`importances`.

    Returns
    -------
    float
        Spearman's rank correlation, -1 to 1, over the features shown; NaN where there are
        fewer than two.

    Examples
    --------
    >>> agreement(pd.DataFrame({"contribution": [3.0, 2.0, 1.0], "loss": [9.0, 0.5, 0.7]}))
    0.5
    """
    if len(table) < 2:
        return float("nan")
    return float(stats.spearmanr(table["contribution"], table["loss"]).statistic)
