"""Two answers to "which feature matters": permutation importance beside mean |SHAP|."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.base import clone
from sklearn.inspection import permutation_importance

from leadscore.evaluation.studies import Study
from leadscore.models.contender import BASE
from leadscore.words import Language

#: Held-out snapshots that are enough for both answers.
ROWS = 800


def importances(
    studied: Study, *, repeats: int = 2, rows: int = ROWS, language: Language = "en"
) -> pd.DataFrame:
    """Shuffle each feature of held-out leads, and average what it adds to their margins.

    Parameters
    ----------
    studied : Study
    repeats : int, default 2
        How often each feature is shuffled.
    rows : int, default 800
        Held-out snapshots of the first fold, at most.
    language : {"en", "fi"}
        Of the labels.

    Returns
    -------
    DataFrame
        One row a feature, the largest mean |SHAP| first: ``feature``, ``label``,
        ``contribution`` (mean size of what it adds, log-odds), ``loss`` (by how much the log loss
        of held-out leads grows when it is shuffled; may be below 0), ``rank_contribution`` and
        ``rank_loss`` (1 is first).

    Notes
    -----
    The two ask different things. A contribution is what the model *uses*, right or wrong. The
    loss is what held-out outcomes *miss*, which is little where another feature tells the same:
    of windows of 7, 30 and 90 days each may be shuffled at no cost, and all three not.
    """
    learn, test = studied.folds[0]
    X, y = studied.matrix.X[studied.matrix.columns()], studied.matrix.y.astype(int)
    fitted = clone(studied.contender).fit(X.iloc[learn], y[learn])
    seed = studied.settings.project.seed
    held = np.sort(np.random.default_rng(seed).permutation(test)[:rows])
    shuffled = permutation_importance(
        fitted, X.iloc[held], y[held], scoring="neg_log_loss", n_repeats=repeats, random_state=seed
    )
    parts = fitted.contributions(X.iloc[held]).drop(columns=BASE).abs().mean()
    catalogue = studied.matrix.catalogue
    table = pd.DataFrame(
        {
            "feature": list(X.columns),
            "label": [catalogue[str(name)].label[language] for name in X.columns],
            "contribution": parts.to_numpy(),
            "loss": shuffled.importances_mean,
        }
    )
    table = table.sort_values(
        ["contribution", "loss", "feature"], ascending=[False, False, True], ignore_index=True
    )
    for name in ("contribution", "loss"):
        table[f"rank_{name}"] = table[name].rank(ascending=False, method="min").astype(int)
    return table


def agreement(table: pd.DataFrame) -> float:
    """Tell how alike the two answers order the features that the model uses.

    Parameters
    ----------
    table : DataFrame
        Of :func:`importances`.

    Returns
    -------
    float
        Spearman's rank correlation, -1 to 1, over features whose contribution is above 0; NaN
        where there are fewer than two.

    Examples
    --------
    >>> agreement(pd.DataFrame({"contribution": [3.0, 2.0, 1.0, 0.0], "loss": [9.0, 1.0, 0.5, 7.0]}))
    1.0
    """
    used = table[table["contribution"] > 0]
    if len(used) < 2:
        return float("nan")
    return float(stats.spearmanr(used["contribution"], used["loss"]).statistic)
