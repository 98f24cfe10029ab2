"""Columns of the six tables: text from codes, instants, nullable numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from leadscore.sources.tables import TABLES

#: The Arrow types of the tables' columns.
ARROW_TYPES = {
    "string": pa.string(),
    "timestamp(6)": pa.timestamp("us"),
    "float64": pa.float64(),
    "int64": pa.int64(),
    "boolean": pa.bool_(),
}
_PANDAS_TYPES = {
    "string": "str",
    "timestamp(6)": "datetime64[us]",
    "float64": "float64",
    "int64": "Int64",
    "boolean": "boolean",
}


def text(codes: NDArray[np.integer], words: Sequence[str]) -> pd.Series:
    """Turn codes into text.

    Parameters
    ----------
    codes : array of int
        Positions in ``words``; negative is missing.
    words : sequence of str

    Returns
    -------
    Series of str

    Examples
    --------
    >>> text(np.array([1, -1]), ["a", "b"]).tolist()
    ['b', nan]
    """
    mask = np.asarray(codes) < 0
    indices = pa.array(np.where(mask, 0, codes).astype(np.int32), mask=mask)
    coded = pa.DictionaryArray.from_arrays(indices, pa.array(list(words), pa.large_string()))
    return pd.Series(coded.cast(pa.large_string()), dtype="str")


def ids(prefix: str, numbers: NDArray[np.integer], width: int) -> pd.Series:
    """Turn numbers into ids; negative is missing.

    Parameters
    ----------
    prefix : str
        First letter.
    numbers : array of int
        Positions, from 0.
    width : int
        Digits.

    Returns
    -------
    Series of str

    Examples
    --------
    >>> ids("L", np.array([0, 11]), 3).tolist()
    ['L001', 'L012']
    """
    words = [
        f"{prefix}{number + 1:0{width}d}" for number in range(int(max(numbers, default=0)) + 1)
    ]
    return text(numbers, words)


def table(name: str, columns: Mapping[str, object]) -> pd.DataFrame:
    """Put a table together with the standard columns and types, in their order.

    Parameters
    ----------
    name : str
        One of the six tables.
    columns : mapping
        Every column of that table.

    Returns
    -------
    DataFrame
    """
    types = TABLES[name].types
    frame = pd.DataFrame({column: columns[column] for column in types})
    return frame.astype({column: _PANDAS_TYPES[kind] for column, kind in types.items()})


def arrow(name: str, frame: pd.DataFrame) -> pa.Table:
    """Give a table as Arrow, with exactly the standard types.

    Parameters
    ----------
    name : str
        One of the six tables.
    frame : DataFrame
        As :func:`table` made it.

    Returns
    -------
    pyarrow.Table
    """
    types = TABLES[name].types
    schema = pa.schema([(column, ARROW_TYPES[kind]) for column, kind in types.items()])
    return pa.Table.from_pandas(
        frame, schema=schema, preserve_index=False
    ).replace_schema_metadata()
