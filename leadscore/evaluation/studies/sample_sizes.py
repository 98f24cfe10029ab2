"""Would more conversions help this pipeline? Its own learning curve."""

from __future__ import annotations

import numpy as np
import pandas as pd

from leadscore.evaluation.studies.sample import Study, gained, known
from leadscore.validation.folds import Fold
from leadscore.validation.ranking import FloatArray

#: Shares of the accounts learned from: each doubles the one before.
SHARES = (0.125, 0.25, 0.5, 1.0)


def learning_curve(studied: Study, shares: tuple[float, ...] = SHARES) -> pd.DataFrame:
    """Learn from more and more accounts, and see what is known of others.

    Parameters
    ----------
    studied : Study
    shares : tuple of float
        Of the accounts of each fold's learning part; rising, the last is 1.

    Returns
    -------
    DataFrame
        One row a share: ``conversions`` (distinct leads learned from that convert) and
        ``snapshots`` (of the sample), means over the folds; ``known`` with ``low`` and
        ``high``, see :func:`~leadscore.evaluation.studies.sample.known`; and ``gain`` with
        ``gain_low`` and ``gain_high``: how much more is known than in the row before, paired.

    Notes
    -----
    Accounts are taken in one random order, whole, so each step holds the one before. A share
    whose part holds only one outcome is left out. The folds tested on are always the same.
    """
    lines, margins = [], dict[str, FloatArray]()
    for share in shares:
        folds = _folds(studied, share)
        if folds is None:
            continue
        lines.append(_learned(studied, folds))
        margins[str(share)] = _margin(studied, share, folds)
    counts = pd.DataFrame(lines, columns=["conversions", "snapshots"])
    told, gains = known(studied, margins), gained(studied, margins)
    return pd.concat([counts, told.drop(columns="name"), gains.drop(columns="name")], axis=1)


def _folds(studied: Study, share: float) -> list[Fold] | None:
    """Cut each fold's learning part down to some accounts; None where an outcome is missing."""
    y, groups = studied.matrix.y, studied.matrix.groups
    codes, found = pd.factorize(pd.Series(groups), sort=True)
    order = np.random.default_rng(studied.settings.project.seed).permutation(len(found))
    folds = []
    for learn, test in studied.folds:
        place = order[codes[learn]]
        least = np.sort(np.unique(place))[: max(1, round(share * len(np.unique(place))))][-1]
        kept = learn[place <= least]
        if len(np.unique(y[kept])) < 2:
            return None
        folds.append(Fold(kept, test))
    return folds


def _learned(studied: Study, folds: list[Fold]) -> tuple[int, int]:
    leads, won = studied.cohort.leads, studied.cohort.label == 1
    conversions = [len(np.unique(leads[learn][won[learn]])) for learn, _ in folds]
    return round(float(np.mean(conversions))), round(float(np.mean([len(f.train) for f in folds])))


def _margin(studied: Study, share: float, folds: list[Fold]) -> FloatArray:
    """Learn again, unless all was learned from already."""
    if share >= 1:
        return studied.margin
    return studied.out_of_fold(studied.matrix.X[studied.matrix.columns()], folds)
