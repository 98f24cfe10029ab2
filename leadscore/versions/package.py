"""What lies on disk for one version: the scorer as data, and MLflow's pyfunc around it.

::

    model/
      MLmodel, requirements.txt, ...   MLflow's description
      pyfunc_model.py                  our one fixed code file
      artifacts/scorer/                what LeadScorer.save wrote: data only
      hashes.json                      SHA-256 of every file above

The SHA-256 of hashes.json is kept apart, in MLflow's database, so that neither a changed
file nor another version's whole folder can stand in for the one that was saved.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import warnings
from importlib.metadata import version
from pathlib import Path

import mlflow.pyfunc
import numpy as np
import pandas as pd
from mlflow.models import Model
from mlflow.models.signature import ModelSignature
from mlflow.types import ColSpec, DataType, Schema

from leadscore.errors import VersionError
from leadscore.features.catalogue import Catalogue
from leadscore.models.scorer import LeadScorer

CODE_FILE = Path(__file__).with_name("pyfunc_model.py")
HASHES = "hashes.json"
SCORER = Path("artifacts", "scorer")
#: MLflow writes this beside a model when it loads it by its registered name.
_WRITTEN_BY_MLFLOW = {"registered_model_meta"}
_AGAIN = "Restore the folder from a backup, or run 'leadscore train' to make a new version."


def write_package(scorer: LeadScorer, folder: Path) -> str:
    """Write a version's files.

    Parameters
    ----------
    scorer : LeadScorer
    folder : Path
        Does not exist yet; its parent does.

    Returns
    -------
    str
        SHA-256 of hashes.json, which :func:`verify_package` asks for.
    """
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch, warnings.catch_warnings():
        # an example would copy leads into the version
        warnings.filterwarnings("ignore", message=".*input example was not provided")
        data = Path(scratch, SCORER.name)
        scorer.save(data)
        mlflow.pyfunc.save_model(
            path=folder,
            python_model=str(CODE_FILE),
            artifacts={SCORER.name: str(data)},
            pip_requirements=[f"leadscore=={version('leadscore')}"],
            signature=_signature(scorer),
        )
    _forget_where_it_was_made(folder)
    hashes = {_relative(path, folder): _sha256(path) for path in _files(folder)}
    text = json.dumps(hashes, indent=1, sort_keys=True)
    (folder / HASHES).write_text(text, encoding="utf-8")
    return _sha256(folder / HASHES)


def _forget_where_it_was_made(folder: Path) -> None:
    """Name the scorer's place in the folder, not the scratch folder it came from."""
    described = Model.load(folder)
    flavor = described.flavors[mlflow.pyfunc.FLAVOR_NAME]
    flavor["artifacts"][SCORER.name]["uri"] = SCORER.as_posix()
    described.save(folder / "MLmodel")


def verify_package(folder: Path, digest: str) -> None:
    """Check that a version's files are those that were saved.

    Parameters
    ----------
    folder : Path
    digest : str
        What :func:`write_package` gave.

    Raises
    ------
    VersionError
        Naming what is missing, changed or too much.
    """
    if not (folder / HASHES).is_file():
        raise VersionError(f"The version in {folder} is incomplete: it has no {HASHES}. {_AGAIN}")
    if _sha256(folder / HASHES) != digest:
        raise VersionError(
            f"The files in {folder} are not those of this version: {HASHES} is another one. "
            f"{_AGAIN}"
        )
    expected: dict[str, str] = json.loads((folder / HASHES).read_text(encoding="utf-8"))
    found = {_relative(path, folder): path for path in _files(folder)}
    for name, paths in (
        ("missing", expected.keys() - found.keys()),
        ("not part of it", found.keys() - expected.keys()),
        (
            "changed",
            {
                path
                for path in expected.keys() & found.keys()
                if _sha256(found[path]) != expected[path]
            },
        ),
    ):
        if paths:
            raise VersionError(
                f"{len(paths)} of {len(expected)} files of the version in {folder} are {name}: "
                f"{', '.join(sorted(paths)[:3])}. {_AGAIN}"
            )


def load_package(folder: Path, digest: str) -> LeadScorer:
    """Load a version as data, after checking its files; no stored code is run.

    Parameters
    ----------
    folder : Path
    digest : str

    Returns
    -------
    LeadScorer

    Raises
    ------
    VersionError
        If the files are not those that were saved.
    """
    verify_package(folder, digest)
    return LeadScorer.load(folder / SCORER)


def load_for_serving(folder: Path) -> mlflow.pyfunc.PyFuncModel:
    """Load a version as MLflow's pyfunc without running anything that its folder holds.

    Parameters
    ----------
    folder : Path
        The ``model`` folder of a version, wherever it was copied to.

    Returns
    -------
    mlflow.pyfunc.PyFuncModel
        ``predict(X)`` gives what :meth:`LeadScorer.score` gives.

    Raises
    ------
    VersionError
        If the scorer's files are missing, changed, unknown or hold types that a version
        must not hold.

    Notes
    -----
    MLmodel may name any module to load with, and folders of code to put before all others.
    It is not read, nor is the code file: the scorer is read as data and wrapped by the
    installed leadscore.
    """
    scorer = LeadScorer.load(folder / SCORER)
    described = Model(
        signature=_signature(scorer),
        flavors={mlflow.pyfunc.FLAVOR_NAME: {mlflow.pyfunc.MAIN: __name__}},
    )
    return mlflow.pyfunc.PyFuncModel(model_meta=described, model_impl=_Served(scorer))


class _Served:
    """A scorer as MLflow calls it."""

    def __init__(self, scorer: LeadScorer) -> None:
        self._scorer = scorer

    def predict(self, model_input: pd.DataFrame) -> pd.DataFrame:
        """Score one lead a row; columns as :meth:`LeadScorer.score` gives them."""
        return self._scorer.score(model_input)


def empty_row(catalogue: Catalogue) -> pd.DataFrame:
    """Make the features of a lead of whom nothing is known.

    Parameters
    ----------
    catalogue : Catalogue

    Returns
    -------
    DataFrame of shape (1, k)
        Numbers and categories all missing, with the types of a feature matrix.
    """
    return pd.DataFrame(
        {
            feature.name: pd.Series(
                [np.nan], dtype="float32" if feature.kind == "number" else "str"
            )
            for feature in catalogue
        }
    )


def _signature(scorer: LeadScorer) -> ModelSignature:
    """Describe what goes in and out, told by scoring a lead of whom nothing is known."""
    given = {"number": DataType.float, "category": DataType.string}
    told = {"f": DataType.double, "i": DataType.long, "b": DataType.boolean}
    scored = scorer.score(empty_row(scorer.catalogue)[list(scorer.features)])
    return ModelSignature(
        inputs=Schema(
            [
                ColSpec(given[scorer.catalogue[name].kind], name, required=False)
                for name in scorer.features
            ]
        ),
        outputs=Schema(
            [
                ColSpec(told.get(scored[name].dtype.kind, DataType.string), name)
                for name in scored.columns
            ]
        ),
    )


def _files(folder: Path) -> list[Path]:
    """List what counts as part of a version, links included."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if not path.is_dir() and path.name not in {HASHES, *_WRITTEN_BY_MLFLOW}
    ]


def _relative(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
