"""Does anything know the future? The named checks, run over features, tables and split.

Two kinds. *From the data*: what the values themselves show. *By asking*: a column that is
strong alone, and of which nobody said when it is known, is left out until the mapping says
so. What is left out is decided on training rows alone; of the rows judged on only their
place is looked at: copies, overlap.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import numpy as np

from leadscore.errors import NotEnoughDataError
from leadscore.evaluation.comparison import Comparison
from leadscore.evaluation.leakage.alarms import CHECKS, Check, Leak, Leaks
from leadscore.evaluation.leakage.columns import (
    Training,
    dating,
    deciding,
    filled_by_outcome,
    raw_columns,
)
from leadscore.evaluation.leakage.rows import (
    Parts,
    after_cutoff,
    overlapping,
    too_good,
    torn_groups,
    twins,
)
from leadscore.evaluation.leakage.strength import ground
from leadscore.features.candidates import candidates
from leadscore.features.catalogue import Catalogue
from leadscore.features.frame import FeatureMatrix
from leadscore.settings import Settings
from leadscore.sources.warehouse import Warehouse
from leadscore.validation.splits import (
    Kind,
    Positions,
    calling_rounds,
    lots,
    outer_split,
    split_kind,
)
from leadscore.words import Language, say

__all__ = [
    "CHECKS",
    "Check",
    "Leak",
    "Leaks",
    "asked_about",
    "doubted",
    "find_leaks",
    "kept_leaks",
    "leave_out",
]

#: Columns are looked at on so many training rows at most, whole accounts drawn by lot.
MOST_ROWS = 100_000


def find_leaks(
    matrix: FeatureMatrix,
    settings: Settings,
    *,
    warehouse: Warehouse | None = None,
    split: Parts | None = None,
    folds: Sequence[Parts] = (),
    undeclared: Collection[str] | None = None,
) -> Leaks:
    """Look for whatever knows the future.

    Parameters
    ----------
    matrix : FeatureMatrix
        Past snapshots, or the rows of a flat export.
    settings : Settings
    warehouse : Warehouse, optional
        Then the columns of leads and accounts are looked at as well as they stand in the
        tables, those too that no feature reads.
    split : tuple of ndarray of int, optional
        Rows to learn from and rows to be judged on; by default those of
        :func:`~leadscore.validation.splits.outer_split`.
    folds : sequence of tuple of ndarray of int, optional
        Random folds to be looked at, each rows to learn from and rows to be tested on.
    undeclared : collection of str, optional
        Features of which nobody said when they are known; by default those that the
        mapping of a flat export gives no ``known_at``.

    Returns
    -------
    Leaks
        Empty where the rows are too few to be split: then nothing is learned either.

    Examples
    --------
    >>> leaks = find_leaks(project.matrix(), project.settings)  # doctest: +SKIP
    >>> leaks.table()  # doctest: +SKIP
    """
    kind = split_kind(matrix.rows)
    if split is None:
        try:
            made = outer_split(matrix.rows, settings)
        except NotEnoughDataError:
            return Leaks()
        split = (made.train, made.test)
    if undeclared is None:
        undeclared = matrix.manifest.get("undeclared", ())
    found = [
        *_of_columns(matrix, settings, split[0], undeclared, warehouse),
        *_of_rows(matrix, settings, split, kind, folds),
    ]
    return Leaks().joined(found)


def leave_out(matrix: FeatureMatrix, leaks: Leaks, language: Language) -> FeatureMatrix:
    """Leave out what is asked about, and keep what was found in the manifest.

    Parameters
    ----------
    matrix : FeatureMatrix
    leaks : Leaks
        What was found, those that are left out marked.
    language : {"en", "fi"}
        Of the reasons in the manifest.

    Returns
    -------
    FeatureMatrix
        Without the features of ``leaks.excluded``.
    """
    gone = [name for name in leaks.excluded if name in matrix.catalogue]
    catalogue = Catalogue(each for each in matrix.catalogue if each.name not in gone)
    reasons = {
        each.column: say("leak.reason", language, code=each.code)
        for each in leaks.found
        if each.left_out
    }
    changed: dict[str, Any] = {  # JSON
        "features": catalogue.names(),
        "left_out": {**matrix.manifest["left_out"], **reasons},
        "leaks": leaks.to_list(),
    }
    if gone:  # other features, so another hash
        told = "\n".join([str(matrix.manifest.get("hash", "")), *gone])
        changed["hash"] = hashlib.sha256(told.encode()).hexdigest()
    return FeatureMatrix(
        rows=matrix.rows,
        X=matrix.X.drop(columns=gone),
        catalogue=catalogue,
        manifest={**matrix.manifest, **changed},
    )


def asked_about(leaks: Leaks, undeclared: Collection[str]) -> Leaks:
    """Mark as left out what nobody declared and the checks named.

    Parameters
    ----------
    leaks : Leaks
    undeclared : collection of str
        Features of which nobody said when they are known.

    Returns
    -------
    Leaks
        A declared column stays in whatever was found: who answered has answered, and the
        alarm stands beside it.
    """
    named = {each.feature for each in leaks.found if each.code in ("L01", "L02", "L10")}
    return leaks.leaving_out(named & set(undeclared))


def kept_leaks(matrix: FeatureMatrix) -> Leaks:
    """Read what was found when the features were built.

    Parameters
    ----------
    matrix : FeatureMatrix

    Returns
    -------
    Leaks
    """
    return Leaks.from_list(matrix.manifest.get("leaks", []))


def doubted(leaks: Leaks, comparison: Comparison, settings: Settings) -> Leaks:
    """Add the contenders whose quality is too good to be true.

    Parameters
    ----------
    leaks : Leaks
    comparison : Comparison
    settings : Settings

    Returns
    -------
    Leaks
    """
    return leaks.joined(too_good(comparison, settings))


def _of_columns(
    matrix: FeatureMatrix,
    settings: Settings,
    train: Positions,
    undeclared: Collection[str],
    warehouse: Warehouse | None,
) -> Iterator[Leak]:
    timed = split_kind(matrix.rows) == "time"
    training = _training(matrix, settings, _bounded(matrix, train, settings.project.seed))
    yield from deciding(training, matrix.catalogue, undeclared)
    if not timed:
        yield from filled_by_outcome(training, matrix.catalogue, undeclared)
    yield from dating(training, matrix.catalogue)
    if timed and warehouse is not None:
        yield from raw_columns(training, candidates(warehouse, settings, training.rows))


def _of_rows(
    matrix: FeatureMatrix, settings: Settings, split: Parts, kind: Kind, folds: Sequence[Parts]
) -> Iterator[Leak]:
    if kind == "time":
        yield from after_cutoff(matrix.rows)
    else:  # over time, a lead recurs in later snapshots by design
        yield from twins(matrix.X[matrix.columns()], matrix.rows["group"], split)
    yield from torn_groups(matrix.rows, [split, *folds] if kind == "random" else folds)
    yield from overlapping(matrix.rows, split, kind, settings)


def _bounded(matrix: FeatureMatrix, train: Positions, seed: int) -> Positions:
    """Draw whole groups where there are more rows than are needed."""
    if len(train) <= MOST_ROWS:
        return train
    drawn = lots(matrix.rows["group"].iloc[train], seed)
    return train[drawn < MOST_ROWS / len(train)]


def _training(matrix: FeatureMatrix, settings: Settings, train: Positions) -> Training:
    rows = matrix.rows.iloc[train].reset_index(drop=True)
    rounds = calling_rounds(rows, settings)
    seed, confidence = settings.project.seed, settings.comparison.confidence
    label = rows["label"].to_numpy(dtype=np.float64)
    kind = split_kind(rows)
    moment = np.zeros(len(rows), dtype=np.int64)
    if kind == "time":
        moment = rows["cutoff"].to_numpy().astype("datetime64[us]").astype(np.int64)
    elif kind == "order":
        moment = rows["position"].to_numpy(dtype=np.int64)
    return Training(
        rows=rows,
        X=matrix.X.iloc[train].reset_index(drop=True),
        rounds=rounds,
        moment=moment,
        on=ground(label, rows["group"], rounds, seed=seed, confidence=confidence),
        seed=seed,
        confidence=confidence,
    )
