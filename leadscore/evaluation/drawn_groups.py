"""Whole groups drawn by lot, where there are more rows than an answer needs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from leadscore.validation.ranking import FloatArray
from leadscore.validation.splits import lots

#: Rows that are read at most. With so many the intervals are narrow; time and memory are bounded.
MOST_ROWS = 200_000


def drawn_groups(
    rows: pd.DataFrame, seed: int, *, most: int = MOST_ROWS
) -> tuple[npt.NDArray[np.int64], FloatArray]:
    """Draw whole groups, and say for how many each row stands.

    Parameters
    ----------
    rows : DataFrame
        With ``group`` (account, else lead) and ``label`` (0 or 1).
    seed : int
    most : int
        Rows that are kept at most, unless a single group has more.

    Returns
    -------
    places : array of int
        Rows, rising; all of them where there are no more than ``most``.
    weight : array of float
        Rows of the whole that each stands for; 1 where all are kept.

    Notes
    -----
    Groups with a success are rare and carry what can be told, so they are all kept as long as
    they fill no more than half of the room; the others are drawn by :func:`lots`, which hang
    on the group's name and the seed alone, and stand for as many groups as there are to each
    drawn one. Sums over the drawn rows, so weighted, are those over all rows on average; the
    squared sums of a group's weighted scores hold the variance of the draw as well (Horvitz
    and Thompson 1952), so intervals made of them stay honest, and only a little wider.
    """
    if len(rows) <= most:
        return np.arange(len(rows)), np.ones(len(rows))
    code, names = pd.factorize(rows["group"], sort=True)
    size = np.bincount(code)
    bought = np.bincount(code, weights=rows["label"].to_numpy(dtype=np.float64)) > 0
    room = max(most // 2, most - int(size[~bought].sum()))
    lot = lots(pd.Series(names), seed)
    stands_for = np.zeros(len(names))
    for part in (np.flatnonzero(bought), np.flatnonzero(~bought)):
        order = part[np.argsort(lot[part], kind="stable")]
        kept = order[: max(1, int((np.cumsum(size[order]) <= room).sum()))]
        stands_for[kept] = len(part) / max(len(kept), 1)
        room = most - int(size[kept].sum())
    places = np.flatnonzero(stands_for[code])
    return places, stands_for[code[places]]
