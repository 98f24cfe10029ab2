"""How much each feature moves the chance of a lead, on average."""

from __future__ import annotations

import numpy as np
import pandas as pd

from leadscore.features.matrix import FeatureMatrix
from leadscore.models.contender import BASE
from leadscore.models.sampled import Sampled
from leadscore.models.scorer import LeadScorer
from leadscore.words import Language

#: Rows are enough for a mean; contributions of deep trees are dear.
ROWS = 5_000
#: Sampled contributions are dearer still.
SAMPLED_ROWS = 200
#: Rank correlation of a feature's values and its contributions from which on it has a direction.
CLEAR = 0.3


def importance(
    scorer: LeadScorer, matrix: FeatureMatrix, *, language: Language = "en", seed: int = 0
) -> pd.DataFrame:
    """Average the size of each feature's contribution.

    Parameters
    ----------
    scorer : LeadScorer
    matrix : FeatureMatrix
        Any snapshots; at most 5,000 are drawn from them, 200 where contributions are sampled.
    language : {"en", "fi"}
    seed : int, default 0
        Of the draw.

    Returns
    -------
    DataFrame
        One row a feature, the weightiest first: ``feature``, ``label`` (in words),
        ``weight`` (mean absolute contribution to the calibrated log-odds, 0 or more) and
        ``more``: what more of it does to the chance, ``"raises"``, ``"lowers"`` or
        ``"mixed"`` (rank correlation of value and contribution within .3 of none); empty
        for categories, of which there is no more.
    """
    most = SAMPLED_ROWS if isinstance(scorer.contender, Sampled) else ROWS
    size = min(most, len(matrix.X))
    drawn = np.sort(np.random.default_rng(seed).choice(len(matrix.X), size=size, replace=False))
    X = matrix.X.iloc[drawn]
    parts = scorer.contributions(X).drop(columns=BASE)
    weights = parts.abs().mean()
    frame = pd.DataFrame(
        {
            "feature": weights.index,
            "label": [scorer.catalogue[str(name)].label[language] for name in weights.index],
            "weight": weights.to_numpy(),
            "more": _more(X, parts),
        }
    )
    return frame.sort_values(["weight", "feature"], ascending=[False, True], ignore_index=True)


def _more(X: pd.DataFrame, parts: pd.DataFrame) -> list[str]:
    """Tell what more of each feature does to the chance."""
    numbers = X[parts.columns].select_dtypes("number")
    agree = numbers.rank().corrwith(parts[numbers.columns].rank()).fillna(0.0)
    told = np.select([agree > CLEAR, agree < -CLEAR], ["raises", "lowers"], default="mixed")
    return list(pd.Series(told, index=agree.index).reindex(parts.columns, fill_value=""))
