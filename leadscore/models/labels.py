"""The labels that a classifier of two classes can learn from."""

from __future__ import annotations

import numpy as np
import pandas as pd

from leadscore.errors import DataError


def both_classes(y: np.ndarray | pd.Series) -> np.ndarray:
    """Check that labels are 0 and 1 and that both occur.

    Parameters
    ----------
    y : array of shape (n, )

    Returns
    -------
    array of int of shape (n, )

    Raises
    ------
    DataError
        Otherwise, saying what was found.
    """
    found = np.unique(np.asarray(y, dtype=float))
    if not np.array_equal(found, [0.0, 1.0]):
        shown = ", ".join(f"{value:g}" for value in found[:5]) or "none at all"
        raise DataError(
            f"A model needs rows of both outcomes, labelled 0 and 1; the {len(y)} training labels "
            f"hold {shown}. Check the target, the horizon and that some snapshots are mature."
        )
    return np.asarray(y).astype(int)
