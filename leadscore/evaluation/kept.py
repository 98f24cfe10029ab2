"""Results as JSON: tables with their types, sorted keys, six significant figures."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pandas as pd

from leadscore.errors import UsageError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

#: The type of each column of each table of a result.
Tables = Mapping[str, Mapping[str, str]]


def write_result(result: DataclassInstance, tables: Tables) -> str:
    """Write a result as JSON.

    Parameters
    ----------
    result : dataclass
        Its fields are figures, texts and frames.
    tables : mapping of str to mapping
        The fields that are frames, each with the types of its columns.

    Returns
    -------
    str
        The same for the same result; NaN and missing become null.
    """
    values: dict[str, Any] = {}  # JSON
    for each in fields(result):
        value = getattr(result, each.name)
        if each.name in tables:
            value = json_records(value)
        values[each.name] = rounded(value)
    return json.dumps(values, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False)


def read_result(text: str, tables: Tables, *, what: str) -> dict[str, Any]:  # JSON
    """Read what :func:`write_result` wrote.

    Parameters
    ----------
    text : str
    tables : mapping of str to mapping
        As it was written with.
    what : str
        What to call it in a message, with its article.

    Returns
    -------
    dict
        The fields by name, frames with their types.

    Raises
    ------
    UsageError
        If the text is not such a file.
    """
    try:
        values: dict[str, Any] = dict(json.loads(text))
        for name, types in tables.items():
            values[name] = table_of(values[name], types)
    except (ValueError, TypeError, KeyError) as broken:
        raise UsageError(
            f"This is not {what} that leadscore wrote, or it is cut off. Run 'leadscore compare' "
            "again."
        ) from broken
    return values


def table_of(records: list[Any], types: Mapping[str, str]) -> pd.DataFrame:  # rows of any shape
    """Make a frame with given columns and types, also of no row.

    Parameters
    ----------
    records : list of mapping or of tuple
    types : mapping of str to str
        By column, in order.

    Returns
    -------
    DataFrame
    """
    return pd.DataFrame(records, columns=list(types)).astype(dict(types))


def json_records(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Write a frame as JSON allows: one dictionary a row, numbers of six significant figures.

    Parameters
    ----------
    frame : DataFrame

    Returns
    -------
    list of dict
        What is not known is None.
    """
    rows = frame.astype(object).to_dict("records")
    return [{str(key): rounded(cell) for key, cell in row.items()} for row in rows]


def rounded(cell: object) -> object:
    """Hold six significant figures, which outlives the last bits of any machine.

    Parameters
    ----------
    cell : object

    Returns
    -------
    object
        A number that is not known, or has no end, as None; anything else as it is.

    Examples
    --------
    >>> rounded(0.123456789), rounded(float("nan")), rounded("a")
    (0.123457, None, 'a')
    """
    if isinstance(cell, float):
        return float(f"{cell:.6g}") if math.isfinite(cell) else None
    return None if cell is pd.NA else cell
