"""The frames and labels that a classifier of two classes can learn from."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from sklearn.utils import check_array, column_or_1d
from sklearn.utils.multiclass import check_classification_targets, type_of_target

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


def as_frame(X: pd.DataFrame | npt.ArrayLike) -> pd.DataFrame:
    """Take any table for a frame.

    Parameters
    ----------
    X : DataFrame or array-like of shape (n, k)
        A frame is returned as it is, its columns named by text; those of an array are
        called x0, x1, …

    Returns
    -------
    DataFrame of shape (n, k)

    Raises
    ------
    TypeError
        If it is sparse.
    ValueError
        If it has no rows or columns, other than two dimensions, or complex numbers.
    """
    if isinstance(X, pd.DataFrame):
        if not X.shape[1]:
            raise DataError(f"0 feature(s) (shape={X.shape}) while a minimum of 1 is required.")
        texts = [str(name) for name in X.columns]
        return X if texts == list(X.columns) else X.set_axis(texts, axis=1)
    if sparse.issparse(X):
        raise TypeError(
            "Sparse data was passed, but dense data is required. Use '.toarray()' to convert it."
        )
    array = check_array(X, dtype=None, ensure_all_finite=False)
    frame = pd.DataFrame(array, columns=[f"x{at}" for at in range(array.shape[1])])
    return frame.infer_objects() if array.dtype == object else frame


def two_classes(y: npt.ArrayLike | None) -> tuple[np.ndarray, np.ndarray]:
    """Take labels of any kind, as long as there are two.

    Parameters
    ----------
    y : array-like of shape (n, )

    Returns
    -------
    classes : array of shape (2, )
        In order; the second one is success.
    truth : array of int of shape (n, )
        0 and 1.

    Raises
    ------
    ValueError
        If there are none, or they are not labels of two classes.
    """
    if y is None:
        raise DataError("AutoModel requires y to be passed, but the target y is None.")
    labels = column_or_1d(y, warn=True)
    check_classification_targets(labels)
    if (kind := type_of_target(labels, input_name="y")) != "binary":
        raise DataError(
            f"Only binary classification is supported. The type of the target is {kind}."
        )
    classes, truth = np.unique(labels, return_inverse=True)
    if len(classes) < 2:
        raise DataError(
            f"A model needs rows of both outcomes; the {len(labels)} training labels hold one "
            "class. Check the target, the horizon and that some snapshots are mature."
        )
    return classes, truth
