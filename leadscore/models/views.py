"""One of a scorer's three views of a lead: combined, fit alone, behaviour alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from leadscore.models.calibration import Affine
from leadscore.models.contender import BASE, Contender

ViewName = Literal["combined", "fit", "behaviour"]
VIEWS: tuple[ViewName, ...] = ("combined", "fit", "behaviour")

#: The least fit score of each grade, and the least behaviour score of each band: the best
#: tenth of the reference, the next fifth, the next three tenths, the rest.
GRADE_LIMITS: Mapping[str, int] = {"A": 91, "B": 71, "C": 41, "D": 1}
BAND_LIMITS: Mapping[int, int] = {1: 91, 2: 71, 3: 41, 4: 1}


@dataclass(frozen=True, kw_only=True, eq=False)
class View:
    """A fitted contender on some columns, with its calibration and its scale.

    Parameters
    ----------
    contender : Contender or None
        None where there is nothing to tell leads apart by.
    columns : tuple of str
        What it reads, in order.
    calibration : Affine
        Margin → log-odds of the calibrated chance. Without a contender the margin is 0.
    reference : array of shape (m, )
        Margins, rising, that scores rank against.
    note : str
        Why there is no contender; empty otherwise.
    """

    contender: Contender | None
    columns: tuple[str, ...]
    calibration: Affine
    reference: np.ndarray
    note: str = ""

    def raw_margin(self, X: pd.DataFrame) -> np.ndarray:
        """Return the contender's own margin, of shape (n, )."""
        if self.contender is None:
            return np.zeros(len(X))
        return np.asarray(self.contender.decision_function(X[list(self.columns)]), dtype=float)

    def contributions(self, X: pd.DataFrame) -> pd.DataFrame:
        """Split the calibrated margin into its parts.

        Parameters
        ----------
        X : DataFrame of shape (n, k)

        Returns
        -------
        DataFrame of shape (n, len(columns) + 1)
            Columns ``["base", *columns]``, in log-odds.
        """
        if self.contender is None:
            parts = pd.DataFrame(0.0, index=X.index, columns=[BASE, *self.columns])
        else:
            parts = self.contender.contributions(X[list(self.columns)]) * self.calibration.slope
        parts[BASE] += self.calibration.intercept
        return parts

    def rank(self, raw_margin: np.ndarray) -> np.ndarray:
        """Return scores from 1 to 100: where margins stand among the reference.

        Parameters
        ----------
        raw_margin : array of shape (n, )

        Returns
        -------
        array of int of shape (n, )
            100 times the share of the reference below, equals counted half, rounded up.
        """
        below = np.searchsorted(self.reference, raw_margin, side="left")
        not_above = np.searchsorted(self.reference, raw_margin, side="right")
        share = (below + not_above) / (2 * len(self.reference))
        return np.clip(np.ceil(100 * share), 1, 100).astype(np.int64)


def at_limits(scores: np.ndarray, limits: Mapping[str, float] | Mapping[int, float]) -> np.ndarray:
    """Tell which grade or band each score is in.

    Parameters
    ----------
    scores : array of shape (n, )
        From 1 to 100; or points.
    limits : mapping
        The least of each grade, best first; the last one takes the rest.

    Returns
    -------
    array of shape (n, )

    Notes
    -----
    Leads with equal margins have equal scores, hence equal grades; where many are equal, a
    grade can stay empty.

    Examples
    --------
    >>> at_limits(np.array([100, 91, 90, 1]), GRADE_LIMITS).tolist()
    ['A', 'A', 'B', 'D']
    """
    names = list(limits)
    beyond = [scores < least for least in limits.values()][:-1]
    return np.array(names)[np.sum(beyond, axis=0, dtype=np.int64)]
