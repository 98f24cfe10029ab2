"""The frames, labels and moments that a classifier of two classes can learn from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from numbers import Number

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
        if repeated := sorted({name for name in texts if texts.count(name) > 1}):
            raise DataError(
                f"{len(repeated)} of the {X.shape[1]} columns are called like another one, such "
                f"as {repeated[0]!r}. Give each column a name of its own."
            )
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
    if labels.dtype == object:
        labels = pd.Series(labels).infer_objects().to_numpy()
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


def as_moments(when: npt.ArrayLike) -> pd.Series:
    """Take what puts rows in the order of time: instants, or numbers that only order them.

    Parameters
    ----------
    when : array-like of shape (n, )
        Instants, dates or periods, of any type; or numbers.

    Returns
    -------
    Series of datetime64 (UTC, without a zone) or of numbers
        Index 0 to n - 1.

    Raises
    ------
    DataError
        If it holds anything else, such as dates written as text: 02.01.2026 would come
        before 03.12.2025.

    Examples
    --------
    >>> from datetime import date
    >>> as_moments([date(2026, 1, 2), date(2025, 12, 3)]).dt.year.tolist()
    [2026, 2025]
    """
    moments = pd.Series(when).reset_index(drop=True)
    if moments.dtype == object:
        moments = moments.infer_objects()
    if isinstance(moments.dtype, pd.PeriodDtype):
        return pd.Series(pd.PeriodIndex(moments).to_timestamp())
    known, kinds = moments.dropna(), pd.api.types
    objects = moments.dtype == object and len(known) > 0
    if kinds.is_datetime64_any_dtype(moments.dtype) or (
        objects and all(isinstance(each, date | np.datetime64) for each in known)
    ):
        return pd.to_datetime(moments, utc=True).dt.tz_localize(None)
    if kinds.is_numeric_dtype(moments.dtype) or (
        objects and all(isinstance(each, Number | Decimal) for each in known)
    ):
        return pd.to_numeric(moments)
    raise DataError(
        f"when must hold instants, dates or numbers; its {len(moments)} values are of type "
        f"{moments.dtype}. Turn text into instants first: pd.to_datetime(when, format=...)."
    )
