"""Open MLflow's database of a project: made once, wherever its folder lies now.

MLflow keeps the places of artifacts as absolute URIs, so a project that was moved or
copied would point to where it once was; and the first two processes on a fresh database
collide while it is made. Both are put right here, under a file lock.
"""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

from leadscore.errors import BusyError, OutputError, VersionError

#: What MLflow loads when its client is first used, two seconds' worth.
LOADED_LATE = (
    "mlflow.store.tracking.sqlalchemy_store",
    "mlflow.store.model_registry.sqlalchemy_store",
)
DATABASE = "mlflow.db"
ARTIFACTS = "artifacts"
#: How long a command waits for another one that is writing a version.
LOCK_SECONDS = 120.0

#: Where MLflow's schema keeps places of artifacts.
_PLACES = (
    ("experiments", "artifact_location"),
    ("runs", "artifact_uri"),
    ("logged_models", "artifact_location"),
    ("model_versions", "source"),
    ("model_versions", "storage_location"),
)


@dataclass(frozen=True, kw_only=True)
class Tracking:
    """MLflow's client for one project.

    Parameters
    ----------
    client : MlflowClient
    uri : str
        The database, as MLflow wants it told.
    experiment_id : str
    """

    client: MlflowClient
    uri: str
    experiment_id: str


def open_tracking(folder: Path, project: str) -> Tracking:
    """Open the database, make it and the project's experiment if they are not there.

    Parameters
    ----------
    folder : Path
        Absolute; made where missing.
    project : str
        Names the experiment and the registered model.

    Returns
    -------
    Tracking

    Raises
    ------
    BusyError
        If another command holds the database too long.
    OutputError
        If the folder cannot be written.
    VersionError
        If the database cannot be read.
    """
    logging.getLogger("mlflow.store.db.utils").setLevel(logging.WARNING)
    if odd := re.search(r"[?#%]", str(folder)):
        raise OutputError(
            f"Versions cannot be kept in {folder}: SQLite's address gives {odd.group()!r} another "
            "meaning. Set versions.folder in leadscore.toml to a path without it."
        )
    with locked(folder):
        uri = f"sqlite:///{(folder / DATABASE).as_posix()}"
        artifacts = (folder / ARTIFACTS).as_uri()
        _bring_home(folder / DATABASE, project, artifacts)
        client = MlflowClient(tracking_uri=uri, registry_uri=uri)
        experiment = client.get_experiment_by_name(project)
        experiment_id = (
            client.create_experiment(project, artifact_location=artifacts)
            if experiment is None
            else experiment.experiment_id
        )
        if not client.search_registered_models(f"name = '{project}'"):
            client.create_registered_model(project)
    return Tracking(client=client, uri=uri, experiment_id=experiment_id)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the versions' folder while something is written; tell troubles in words.

    Parameters
    ----------
    folder : Path

    Raises
    ------
    BusyError
        If another command holds it too long.
    OutputError
        If it cannot be written.
    VersionError
        If MLflow's database refuses.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock", timeout=LOCK_SECONDS):
            yield
    except Timeout as busy:
        raise BusyError(
            f"Another leadscore command is writing a version in {folder}. Wait until it has "
            "ended, then run this again."
        ) from busy
    except (MlflowException, sqlite3.Error) as refused:
        raise VersionError(
            f"MLflow's database in {folder} refused: {str(refused).splitlines()[0].rstrip('.')}. "
            "Look whether its disk is full; if it is damaged, restore the folder from a backup."
        ) from refused
    except OSError as refused:
        raise OutputError(
            f"Versions cannot be written into {folder}: {refused.strerror or refused}. "
            "Make room or change the folder's rights, then run this again."
        ) from refused


def _bring_home(database: Path, project: str, artifacts: str) -> None:
    """Let every place below the former artifact folder point below the present one."""
    if not database.is_file():
        return
    with closing(sqlite3.connect(database)) as connection, connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if "experiments" not in tables:
            return
        former = connection.execute(
            "SELECT artifact_location FROM experiments WHERE name = ?", (project,)
        ).fetchone()
        if former is None or former[0] == artifacts:
            return
        for table, column in _PLACES:
            if table in tables:
                connection.execute(
                    f"UPDATE {table} SET {column} = ? || substr({column}, ?) "
                    f"WHERE substr({column}, 1, ?) = ?",
                    (artifacts, len(former[0]) + 1, len(former[0]) + 1, f"{former[0]}/"),
                )
                connection.execute(
                    f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (artifacts, former[0])
                )
