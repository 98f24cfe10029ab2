"""The project's versions and decisions as MLflow keeps them."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from mlflow.entities import Metric, Param, Run
from mlflow.entities.model_registry import ModelVersion

from leadscore.errors import VersionError
from leadscore.versions.records import flat_params, known_metrics
from leadscore.versions.tracking import ARTIFACTS, DATABASE, Tracking, open_tracking
from leadscore.versions.version import CHAMPION, Decided, Version

# tags of runs and of registered versions
_KIND, _CONTENDER = "leadscore.kind", "leadscore.contender"
_DATA, _DIGEST = "leadscore.data_hash", "leadscore.digest"
_CHOSEN, _BEFORE, _REASON = "leadscore.chosen", "leadscore.before", "leadscore.reason"

_RUN_ID = re.compile(r"[0-9a-f]{32}")
#: MLflow takes at most so many parameters at once.
_AT_ONCE = 100


class Registry:
    """One project's runs, registered versions and alias.

    Reading from a folder where nothing was kept yet makes nothing there. Writing is for
    who holds :func:`leadscore.versions.tracking.locked`.

    Parameters
    ----------
    folder : Path
        Absolute.
    project : str
    """

    def __init__(self, folder: Path, project: str) -> None:
        self.folder = folder
        self.project = project

    @cached_property
    def tracking(self) -> Tracking:
        """MLflow's client, opened at first use."""
        return open_tracking(self.folder, self.project)

    def open(self) -> None:
        """Make the database where there is none, before its folder is locked for writing."""
        _ = self.tracking

    @property
    def is_new(self) -> bool:
        """Whether nothing was kept yet."""
        return not (self.folder / DATABASE).is_file()

    def package(self, run_id: str) -> Path:
        """Find a version's files below the folder itself, never where MLflow says.

        Parameters
        ----------
        run_id : str

        Returns
        -------
        Path

        Raises
        ------
        VersionError
            If it is no run of MLflow's.
        """
        if not _RUN_ID.fullmatch(run_id):
            raise VersionError(
                f"MLflow's database in {self.folder} names a run {run_id[:40]!r}, which is no "
                "run of MLflow's. Restore the folder from a backup."
            )
        return self.folder / ARTIFACTS / run_id / "artifacts" / "model"

    @contextmanager
    def new_version(self, contender: str, data_hash: str) -> Iterator[str]:
        """Open the run of a new version; it is closed as failed when something was raised.

        Parameters
        ----------
        contender, data_hash : str

        Yields
        ------
        str
            The run's id.
        """
        tags = {_KIND: "version", _CONTENDER: contender, _DATA: data_hash}
        with self._run(contender, tags) as run_id:
            yield run_id

    def log(
        self,
        run_id: str,
        *,
        metrics: Mapping[str, float],
        params: Mapping[str, object],
        folder: Path,
    ) -> None:
        """Write figures, parameters and a folder of files to a run.

        Parameters
        ----------
        run_id : str
        metrics, params : mapping
        folder : Path
            Its content becomes the run's artifacts.
        """
        client, now = self.tracking.client, int(time.time() * 1000)
        figures = [Metric(name, value, now, 0) for name, value in known_metrics(metrics).items()]
        texts = [Param(name, value) for name, value in flat_params(params).items()]
        client.log_batch(run_id, metrics=figures)
        for start in range(0, len(texts), _AT_ONCE):
            client.log_batch(run_id, params=texts[start : start + _AT_ONCE])
        client.log_artifacts(run_id, str(folder))

    def attach(self, run_id: str, file: Path, place: str) -> None:
        """Add a file to a run.

        Parameters
        ----------
        run_id : str
        file : Path
        place : str
            Folder among the run's artifacts.
        """
        self.tracking.client.log_artifact(run_id, str(file), place)

    def register(self, run_id: str, digest: str) -> Version:
        """Make a run's files a version that others can see.

        Parameters
        ----------
        run_id, digest : str

        Returns
        -------
        Version
        """
        client = self.tracking.client
        run = client.get_run(run_id)
        kept = {name: run.data.tags[name] for name in (_CONTENDER, _DATA)}
        registered = client.create_model_version(
            self.project,
            source=f"{run.info.artifact_uri}/model",
            run_id=run_id,
            tags={**kept, _DIGEST: digest},
        )
        return _version(registered)

    def put_into_use(self, version: Version, reason: str) -> None:
        """Record a decision and set the alias.

        Parameters
        ----------
        version : Version
        reason : str
        """
        tags = {
            _KIND: "decision",
            _CHOSEN: str(version.number),
            _BEFORE: str(self.in_use() or ""),
            _REASON: reason,
        }
        with self._run(f"in use: {version.name}", tags):
            self.tracking.client.set_registered_model_alias(
                self.project, CHAMPION, str(version.number)
            )

    def versions(self) -> list[Version]:
        """List the versions, the oldest first; what was never finished is not among them.

        Returns
        -------
        list of Version
        """
        found: list[ModelVersion] = []
        token: str | None = None
        while not self.is_new:
            page = self.tracking.client.search_model_versions(
                f"name = '{self.project}'", max_results=1000, page_token=token
            )
            found.extend(page)
            token = page.token
            if not token:
                break
        versions = [_version(registered) for registered in found if _DIGEST in registered.tags]
        return sorted(versions, key=lambda one: one.number)

    def in_use(self) -> int | None:
        """Tell the number of the version in use.

        Returns
        -------
        int or None
        """
        if self.is_new:
            return None
        registered = self.tracking.client.get_registered_model(self.project)
        number = registered.aliases.get(CHAMPION)
        return None if number is None else int(number)

    def before(self) -> int | None:
        """Tell the number of the version that was in use before this one.

        Returns
        -------
        int or None
        """
        in_use = self.in_use()
        return next((one.before for one in self.decisions() if one.chosen == in_use), None)

    def decisions(self) -> list[Decided]:
        """List the decisions that came into force, the newest first.

        Returns
        -------
        list of Decided

        Notes
        -----
        A command killed between setting the alias and closing the run leaves an open run;
        it counts where it is the newest and names the version in use.
        """
        if self.is_new:
            return []
        runs = self.tracking.client.search_runs(
            [self.tracking.experiment_id],
            f"tags.`{_KIND}` = 'decision'",
            order_by=["attributes.start_time DESC"],
        )
        in_use = self.in_use()
        return [
            decided
            for at, (run, decided) in enumerate((run, _decided(run)) for run in runs)
            if run.info.status == "FINISHED" or (at == 0 and decided.chosen == in_use)
        ]

    @contextmanager
    def _run(self, name: str, tags: Mapping[str, str]) -> Iterator[str]:
        client = self.tracking.client
        run = client.create_run(self.tracking.experiment_id, run_name=name, tags=dict(tags))
        status = "FAILED"
        try:
            yield run.info.run_id
            status = "FINISHED"
        finally:
            client.set_terminated(run.info.run_id, status)


def _version(registered: ModelVersion) -> Version:
    return Version(
        number=int(registered.version),
        contender=registered.tags[_CONTENDER],
        run_id=registered.run_id,
        created_at=_instant(registered.creation_timestamp),
        data_hash=registered.tags[_DATA],
        digest=registered.tags[_DIGEST],
    )


def _decided(run: Run) -> Decided:
    before = run.data.tags[_BEFORE]
    return Decided(
        decided_at=_instant(run.info.start_time),
        chosen=int(run.data.tags[_CHOSEN]),
        before=int(before) if before else None,
        reason=run.data.tags[_REASON],
    )


def _instant(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).replace(tzinfo=None)
