"""The feature matrix itself: one row a snapshot, in memory or in a folder, with its manifest.

Models learn and score from nothing else. Rows stand in the order of cutoff and lead_id
(position for a flat export), so the same input gives the same matrix to the byte.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from leadscore.errors import DataError, OutputError, UsageError
from leadscore.features.catalogue import LIMIT, Axis, Catalogue, Family

#: Ending of a folder that is set aside until the new one stands in its place.
FORMER = ".former"
_ROWS, _FEATURES = "rows.parquet", "features.parquet"
_CATALOGUE, _MANIFEST = "catalogue.json", "manifest.json"


@dataclass(frozen=True, kw_only=True)
class FeatureMatrix:
    """Snapshots with their features.

    Parameters
    ----------
    rows : DataFrame
        One row a snapshot, RangeIndex: lead_id, account_id, group (``account:`` and the
        account, else ``lead:`` and the lead), cutoff, ordinal, created_at, mature, label (1,
        0, NaN where unknown), contactable, amount_eur. A flat export has its own groups,
        cutoff NaT, and position where its rows have an order.
    X : DataFrame
        The features, same index: numbers as float32 and categories as ``str``, NaN where
        missing.
    catalogue : Catalogue
        One entry for each column of X, in order.
    manifest : dict
        What it was made from and how, as JSON allows.

    Raises
    ------
    UsageError
        If rows, X and catalogue do not fit each other.
    """

    rows: pd.DataFrame
    X: pd.DataFrame
    catalogue: Catalogue
    manifest: dict[str, Any]  # JSON: values of any type that JSON has

    def __repr__(self) -> str:
        """Tell how much there is; the parts have texts of their own."""
        return f"FeatureMatrix({len(self.rows):,} snapshots, {self.X.shape[1]} features)"

    def __post_init__(self) -> None:
        """Refuse parts that do not belong together."""
        if len(self.rows) != len(self.X) or list(self.X.columns) != self.catalogue.names():
            raise UsageError(
                f"FeatureMatrix: rows ({len(self.rows)}), X ({self.X.shape[0]} by "
                f"{self.X.shape[1]}) and catalogue ({len(self.catalogue)}) do not fit each "
                "other. X needs one row a snapshot and one column a catalogue entry, in order."
            )

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def y(self) -> npt.NDArray[np.float64]:
        """The labels, of shape (n, ): 1, 0, NaN where unknown."""
        return self.rows["label"].to_numpy(dtype=np.float64)

    @property
    def groups(self) -> npt.NDArray[np.object_]:
        """What must stay together, of shape (n, ): the account, else the lead."""
        return self.rows["group"].to_numpy(dtype=object)

    def columns(self, *, axis: Axis | None = None, family: Family | None = None) -> list[str]:
        """List features; the card's points only when asked for by family.

        Whose limits of the card a lead has is no feature, and is never listed.

        Parameters
        ----------
        axis, family : str or None
            None takes all.

        Returns
        -------
        list of str
        """
        return [
            name
            for name in self.catalogue.names(axis=axis, family=family)
            if not name.startswith(LIMIT)
            and (family == "card" or self.catalogue[name].family != "card")
        ]

    def take(self, which: Sequence[int] | npt.NDArray[Any] | pd.Series[Any]) -> FeatureMatrix:
        """Take some of the snapshots.

        Parameters
        ----------
        which : array of bool of shape (n, ), or of int
            A mask, or positions in the order wanted.

        Returns
        -------
        FeatureMatrix
        """
        chosen = np.asarray(which)
        positions = np.flatnonzero(chosen) if chosen.dtype == bool else chosen.astype(np.int64)
        return FeatureMatrix(
            rows=self.rows.iloc[positions].reset_index(drop=True),
            X=self.X.iloc[positions].reset_index(drop=True),
            catalogue=self.catalogue,
            manifest=self.manifest,
        )

    def write(self, folder: Path) -> Path:
        """Write the matrix into a folder; what was there before is replaced as a whole.

        Parameters
        ----------
        folder : Path

        Returns
        -------
        Path
            The folder.

        Raises
        ------
        OutputError
            If it cannot be written; then the folder is as it was.
        """
        beside = folder.with_name(f".{folder.name}.{os.getpid()}")
        try:
            beside.mkdir(parents=True, exist_ok=True)
            self.rows.to_parquet(beside / _ROWS, index=False)
            self.X.to_parquet(beside / _FEATURES, index=False)
            (beside / _CATALOGUE).write_text(self.catalogue.to_json(), encoding="utf-8")
            told = json.dumps(self.manifest, ensure_ascii=False, indent=1, sort_keys=True)
            (beside / _MANIFEST).write_text(told, encoding="utf-8")
            put_in_place(beside, folder)
        except OSError as refused:
            raise OutputError(
                f"The features cannot be written into {folder}: {refused.strerror or refused}. "
                "Make room, or change the folder's rights."
            ) from refused
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        return folder

    @classmethod
    def read(cls, folder: Path) -> FeatureMatrix:
        """Read a matrix that :meth:`write` wrote.

        Parameters
        ----------
        folder : Path

        Returns
        -------
        FeatureMatrix

        Raises
        ------
        DataError
            If a file is missing or broken, or the files are not of one matrix.
        """
        try:
            catalogue = Catalogue.from_json((folder / _CATALOGUE).read_text(encoding="utf-8"))
            manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
            rows, X = pd.read_parquet(folder / _ROWS), pd.read_parquet(folder / _FEATURES)
            return cls(rows=rows, X=X, catalogue=catalogue, manifest=manifest)
        except (OSError, ValueError, TypeError, pa.ArrowException, UsageError) as broken:
            raise DataError(
                f"The features in {folder} cannot be read ({type(broken).__name__}). "
                "Build them again with 'leadscore features'."
            ) from broken


def put_in_place(made: Path, folder: Path) -> None:
    """Put a finished folder in the place of another.

    Parameters
    ----------
    made : Path
        On the same disk.
    folder : Path
        Need not exist.

    Raises
    ------
    OSError
        If a folder cannot be renamed; then the former one is in its place again. Also if
        what stands there is a file, which is left alone.

    Notes
    -----
    The former folder is deleted only when the new one stands. Until then it stands aside
    under the ending ``FORMER``, so that at every moment one of the two is whole.
    """
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    former = folder.with_name(folder.name + FORMER)
    if folder.exists():
        shutil.rmtree(former, ignore_errors=True)
        folder.rename(former)
    try:
        made.rename(folder)
    except OSError:
        put_back(folder)
        raise
    shutil.rmtree(former, ignore_errors=True)


def put_back(folder: Path) -> None:
    """Undo or end what a command left that was killed in :func:`put_in_place`.

    Parameters
    ----------
    folder : Path
    """
    former = folder.with_name(folder.name + FORMER)
    if folder.exists():
        shutil.rmtree(former, ignore_errors=True)
    elif former.exists():
        former.rename(folder)
