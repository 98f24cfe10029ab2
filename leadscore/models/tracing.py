"""Which source columns each number after the preprocessing was made from."""

from __future__ import annotations

import copy
from collections.abc import Sequence

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import FeatureUnion, Pipeline

from leadscore.errors import UsageError
from leadscore.models.parts import Owners


def trace_columns(transformer: BaseEstimator | str, owners: Sequence[Owners]) -> list[Owners]:
    """Follow columns through a fitted scikit-learn transformer.

    Parameters
    ----------
    transformer : scikit-learn transformer, fitted
        Pipelines, column transformers and feature unions are followed inside.
    owners : sequence of tuple of int
        For each column that goes in, the source columns it was made from.

    Returns
    -------
    list of tuple of int
        For each column that comes out, the source columns it was made from.

    Raises
    ------
    UsageError
        If a step does not tell which of its inputs an output was made from.

    Notes
    -----
    A step is asked for its output names under input names that cannot be mistaken for one
    another; names such as ``"a"`` and ``"a_b"`` could.
    """
    if isinstance(transformer, str):
        return [] if transformer == "drop" else list(owners)
    if not owners:
        return []
    if isinstance(transformer, Pipeline):
        for _, step in transformer.steps:
            owners = trace_columns(step, owners)
        return list(owners)
    if isinstance(transformer, ColumnTransformer):
        return _through_column_transformer(transformer, owners)
    if isinstance(transformer, FeatureUnion):
        steps = (step for _, step in transformer.transformer_list)
        return [owner for step in steps for owner in trace_columns(step, owners)]
    return _through_step(transformer, owners)


def _through_column_transformer(
    transformer: ColumnTransformer, owners: Sequence[Owners]
) -> list[Owners]:
    names = getattr(transformer, "feature_names_in_", range(len(owners)))
    positions = pd.Series(range(len(owners)), index=list(names))
    traced: list[Owners] = []
    for _, step, columns in transformer.transformers_:
        named = isinstance(columns, str) or (
            len(np.atleast_1d(columns)) and isinstance(np.atleast_1d(columns)[0], str)
        )
        picked = positions.loc[columns] if named else positions.iloc[columns]
        traced.extend(trace_columns(step, [owners[i] for i in np.atleast_1d(picked)]))
    return traced


def _through_step(step: BaseEstimator, owners: Sequence[Owners]) -> list[Owners]:
    tokens = [f"\x02{i}\x03" for i in range(len(owners))]
    nameless = copy.copy(step)
    if hasattr(nameless, "feature_names_in_"):
        del nameless.feature_names_in_
    try:
        names = nameless.get_feature_names_out(np.array(tokens, dtype=object))
    except (AttributeError, TypeError, ValueError) as mute:
        raise UsageError(
            f"The pipeline's step {type(step).__name__} does not name its outputs, so no reasons "
            "can be given. Give it get_feature_names_out (a FunctionTransformer: "
            "feature_names_out='one-to-one')."
        ) from mute
    if len(owners) == 1:
        return [owners[0]] * len(names)
    return [_owners_named(str(name), tokens, owners, step) for name in names]


def _owners_named(
    name: str, tokens: Sequence[str], owners: Sequence[Owners], step: object
) -> Owners:
    found = {
        source
        for token, sources in zip(tokens, owners, strict=True)
        if token in name
        for source in sources
    }
    if not found:
        raise UsageError(
            f"The pipeline's step {type(step).__name__} mixes its inputs (its output {name!r} "
            "belongs to none of them), so no reasons can be given. Leave it out, or apply it to "
            "one column at a time."
        )
    return tuple(sorted(found))
