"""Scorers as files: data only, each file's hash checked before anything is read from it.

A folder holds ``scorer.json``, per contender a skops file and its boosters as UBJ, arrays
as NPY, and ``files.json`` with the SHA-256 of every other file. No file is code, none is
a pickle, and skops builds only the types listed here.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import skops.io
from skops.io.exceptions import UnsupportedTypeException
from xgboost.core import XGBoostError

from leadscore.errors import OutputError, VersionError
from leadscore.models.contender import Contender

FORMAT = 1
HASHES = "files.json"
DOCUMENT = "scorer.json"
#: What a version may be built of, besides what skops itself knows to be harmless
#: (plain Python values, NumPy arrays and functions, scikit-learn's estimators).
TRUSTED_TYPES = (
    "datetime.timedelta",
    "leadscore.models.auto.AutoModel",
    "leadscore.models.averaging.AutoPlan",
    "leadscore.models.binning.MonotoneBins",
    "leadscore.models.binning.information",
    "leadscore.models.card.CardContender",
    "leadscore.models.encoding.ColumnCode",
    "leadscore.models.encoding.ColumnEncoder",
    "leadscore.models.explained.Explained",
    "leadscore.models.members.BoostedMember",
    "leadscore.models.members.LinearMember",
    "leadscore.models.members.MemberPlan",
    "leadscore.models.sampled.Sampled",
    "leadscore.models.scaling.Scale",
    "numpy.dtype",
    "scipy._lib.array_api_compat.numpy._aliases.asarray",  # held by splines
    "scipy.interpolate._bsplines.BSpline",
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
    "sklearn.compose._column_transformer.make_column_selector",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.feature_selection._univariate_selection.f_classif",
    "sklearn.feature_selection._univariate_selection.f_regression",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
    "sklearn.tree._tree.Tree",
    "sklearn.utils._bunch.Bunch",
    "xgboost.sklearn.XGBClassifier",
)
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*\.(json|skops|ubj|npy)")
_AGAIN = "Restore the folder from a copy, or train again."


@dataclass(frozen=True, kw_only=True, eq=False)
class Contents:
    """What a scorer's folder holds.

    Parameters
    ----------
    document : dict
        JSON values.
    contenders : mapping of str to Contender
        Fitted, by name.
    arrays : mapping of str to array
        By name.
    """

    document: Mapping[str, Any]  # JSON
    contenders: Mapping[str, Contender]
    arrays: Mapping[str, np.ndarray]


def save_contents(contents: Contents, folder: Path) -> None:
    """Write a scorer's files into a new folder.

    Parameters
    ----------
    contents : Contents
    folder : Path
        Made when it is not there; must be empty.

    Raises
    ------
    VersionError
        If a contender holds types that are not on the list; each is named and nothing
        is written.
    OutputError
        If the folder is not empty or cannot be written.

    Notes
    -----
    ``files.json`` is written last: a folder left half-written is refused when loaded.
    """
    files = dict(_files(contents))
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    listing = json.dumps({"format": FORMAT, "files": hashes}, indent=1)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise OutputError(
                f"The folder {folder} for a new version is not empty. Give an empty or a new one."
            )
        for name, data in files.items():
            (folder / name).write_bytes(data)
        (folder / HASHES).write_text(listing, encoding="utf-8")
    except OSError as broken:
        raise OutputError(
            f"The version cannot be written to {folder}: {broken.strerror}. Check the path, its "
            "rights and the free space."
        ) from broken


def check_storable(contender: Contender) -> None:
    """Refuse a contender that a version could not hold.

    Parameters
    ----------
    contender : Contender
        Fitted.

    Raises
    ------
    VersionError
        If it holds types that are not on the list; each is named.
    """
    shell = contender.without_boosters()[0] if hasattr(contender, "without_boosters") else contender
    _skops(shell)


def load_contents(folder: Path) -> Contents:
    """Read a scorer's files after checking every one of them.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    Contents

    Raises
    ------
    VersionError
        If a file is missing, changed, unknown or not one that a version may have, if the
        format is another, or if a contender holds types that are not on the list.
    """
    files = _checked_files(folder)
    document = _json(files[DOCUMENT], DOCUMENT)
    boosters: dict[str, list[bytes]] = {}
    for name in sorted(files):
        if name.endswith(".ubj"):
            boosters.setdefault(name.rpartition("-")[0], []).append(files[name])
    contenders = {
        name.removesuffix(".skops"): _contender(
            files[name], name, boosters.get(name.removesuffix(".skops"), [])
        )
        for name in files
        if name.endswith(".skops")
    }
    arrays = {
        name.removesuffix(".npy"): _array(files[name], name)
        for name in files
        if name.endswith(".npy")
    }
    return Contents(document=document, contenders=contenders, arrays=arrays)


def _files(contents: Contents) -> Iterator[tuple[str, bytes]]:
    yield DOCUMENT, json.dumps(contents.document, indent=1, ensure_ascii=False).encode()
    for name, contender in contents.contenders.items():
        shell, boosters = contender, []
        if hasattr(contender, "without_boosters"):
            shell, boosters = contender.without_boosters()
        yield f"{name}.skops", _skops(shell)
        for position, ubj in enumerate(boosters):
            yield f"{name}-{position:03d}.ubj", ubj
    for name, array in contents.arrays.items():
        buffer = io.BytesIO()
        np.save(buffer, array, allow_pickle=False)
        yield f"{name}.npy", buffer.getvalue()


def _skops(contender: object) -> bytes:
    try:
        data = bytes(skops.io.dumps(contender))
        foreign = _foreign_types(data)
    except (UnsupportedTypeException, TypeError, AttributeError, RecursionError) as unknown:
        raise VersionError(
            f"A {type(contender).__name__} holds something that cannot be saved as data: "
            f"{unknown}. Build the pipeline of scikit-learn's and xgboost's own parts."
        ) from unknown
    if foreign:
        raise VersionError(
            f"A {type(contender).__name__} holds types that a version must not hold: "
            f"{', '.join(foreign)}. Build the pipeline of scikit-learn's and xgboost's own "
            "parts, without functions of your own."
        )
    return data


def _foreign_types(data: bytes) -> list[str]:
    found = skops.io.get_untrusted_types(data=data)
    return sorted(set(found) - set(TRUSTED_TYPES))


def _checked_files(folder: Path) -> dict[str, bytes]:
    """Read every file once, and give it out only when its hash is right."""
    listing = _json(_read(folder / HASHES), HASHES)
    if listing.get("format") != FORMAT:
        raise VersionError(
            f"{HASHES} in {folder} has format {listing.get('format')!r}; this leadscore reads "
            f"{FORMAT}. Use the leadscore that saved the version, or train again."
        )
    hashes = listing.get("files")
    if not isinstance(hashes, dict) or DOCUMENT not in hashes:
        raise VersionError(f"{HASHES} in {folder} does not list {DOCUMENT}. {_AGAIN}")
    for name in hashes:
        if not _NAME.fullmatch(name):
            raise VersionError(
                f"{HASHES} in {folder} lists {name[:80]!r}, which no version has. {_AGAIN}"
            )
    present = {path.name for path in folder.iterdir()}
    if unknown := sorted(present - {*hashes, HASHES}):
        raise VersionError(
            f"{folder} holds what does not belong to the version, {len(unknown)} in all (first: "
            f"{unknown[0][:80]!r}). Take it out, or restore the folder from a copy."
        )
    files = {name: _read(folder / name) for name in hashes}
    for name, data in files.items():
        if hashlib.sha256(data).hexdigest() != hashes[name]:
            raise VersionError(f"{name} in {folder} is not as it was saved. {_AGAIN}")
    return files


def _read(path: Path) -> bytes:
    try:
        if path.is_symlink() or not path.is_file():
            raise VersionError(f"{path.name} is missing in {path.parent}. {_AGAIN}")
        return path.read_bytes()
    except OSError as broken:
        raise VersionError(
            f"{path.name} in {path.parent} cannot be read: {broken.strerror}. {_AGAIN}"
        ) from broken


def _json(data: bytes, name: str) -> dict[str, Any]:  # JSON
    try:
        values = json.loads(data)
    except ValueError as broken:
        raise VersionError(f"{name} is not valid JSON. {_AGAIN}") from broken
    if not isinstance(values, dict):
        raise VersionError(f"{name} does not hold what it should. {_AGAIN}")
    return values


def _contender(data: bytes, name: str, boosters: list[bytes]) -> Contender:
    try:
        foreign = _foreign_types(data)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as broken:
        raise VersionError(f"{name} is not a skops file. {_AGAIN}") from broken
    if foreign:
        raise VersionError(
            f"{name} holds types that a version must not hold: "
            f"{', '.join(foreign)}. It was not made by leadscore; do not use it."
        )
    contender: Contender = skops.io.loads(data, trusted=list(TRUSTED_TYPES))
    try:
        if hasattr(contender, "with_boosters"):
            contender.with_boosters(boosters)
    except (XGBoostError, StopIteration, ValueError) as broken:
        raise VersionError(
            f"A file beside {name} is not a booster, or one is missing. {_AGAIN}"
        ) from broken
    return contender


def _array(data: bytes, name: str) -> np.ndarray:
    try:
        return np.asarray(np.load(io.BytesIO(data), allow_pickle=False))
    except (ValueError, EOFError) as broken:
        raise VersionError(f"{name} is not an array of numbers. {_AGAIN}") from broken
