"""Versions of a project: what was learned, with its evidence, on MLflow.

One run a version: parameters, metrics, pictures, the notebook, the feature manifest, the
environment, and the scorer as data (:mod:`leadscore.versions.package`). A version is
registered only after it was written whole and loaded back, and the alias ``champion`` is
set only to a version that loads: whenever a command is killed, the champion stays a
complete version.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import mlflow.pyfunc
import pandas as pd
from matplotlib.figure import Figure

from leadscore.errors import UsageError, VersionError
from leadscore.models.scorer import LeadScorer
from leadscore.versions.package import (
    empty_row,
    load_for_serving,
    load_package,
    verify_package,
    write_package,
)
from leadscore.versions.records import write_documents, write_figures, write_texts
from leadscore.versions.registry import Registry
from leadscore.versions.tracking import locked
from leadscore.versions.version import CHAMPION, PREVIOUS, Version

_CONTENDER_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SCRATCH = ".saving-"


class VersionStore:
    """The versions of one project, and which one is in use.

    Parameters
    ----------
    folder : Path
        Holds MLflow's database and artifacts; made at first use. It may be moved or
        copied as a whole.
    project : str
        Names the experiment and the registered model.

    Examples
    --------
    >>> store = VersionStore(Path("mlruns"), "acme")
    >>> version = store.save(scorer, contender="auto", metrics={"roc_auc": 0.8},
    ...                      params={"trials": 20}, manifest=matrix.manifest)  # doctest: +SKIP
    >>> store.set_champion(version, reason="found more buyers")  # doctest: +SKIP
    >>> store.load("champion").score(matrix.X)  # doctest: +SKIP
    """

    def __init__(self, folder: Path, project: str) -> None:
        self.folder = Path(folder).resolve()
        self.project = project
        self._registry = Registry(self.folder, project)

    def __repr__(self) -> str:
        return f"VersionStore({str(self.folder)!r}, {self.project!r})"

    @property
    def tracking_uri(self) -> str:
        """The database as MLflow wants it told, for ``mlflow ui --backend-store-uri``."""
        return self._registry.tracking.uri

    def save(
        self,
        scorer: LeadScorer,
        *,
        contender: str,
        metrics: Mapping[str, float],
        params: Mapping[str, object],
        manifest: Mapping[str, object] | None = None,
        figures: Mapping[str, Figure | Path] | None = None,
        notebook: Path | None = None,
    ) -> Version:
        """Keep what was learned as a new version.

        Parameters
        ----------
        scorer : LeadScorer
        contender : str
            Small letters, digits and underscores: ``"auto"``.
        metrics : mapping of str to float
            Figures on the training side or on later leads, by name.
        params : mapping of str to object
            How it was learned; nested mappings become dotted names. Never personal data.
        manifest : mapping, optional
            Where the features came from, by default as the scorer tells; its ``data_hash``
            is the version's.
        figures : mapping of str to matplotlib figure or Path, optional
            Pictures by name; a figure is kept as SVG, a file as it is.
        notebook : Path, optional
            The executed notebook.

        Returns
        -------
        Version

        Raises
        ------
        UsageError
            If the contender's name does not fit.
        VersionError
            If the version cannot be loaded back, or MLflow refuses.
        OutputError
            If the folder cannot be written.
        BusyError
            If another command holds the folder too long.
        """
        if not _CONTENDER_NAME.fullmatch(contender) or contender in (CHAMPION, PREVIOUS):
            raise UsageError(
                "VersionStore.save: contender must be small letters, digits and underscores, and "
                f"not {CHAMPION} or {PREVIOUS}; it is {contender!r}. Give it another name."
            )
        told = scorer.manifest if manifest is None else manifest
        with self._writing() as scratch:
            content = scratch / "run"
            write_documents(content, manifest=told, figures=figures or {}, notebook=notebook)
            digest = write_package(scorer, content / "model")
            data_hash = str(told.get("data_hash", ""))
            with self._registry.new_version(contender, data_hash) as run_id:
                self._registry.log(run_id, metrics=metrics, params=params, folder=content)
                _try_out(self._registry.package(run_id), digest)
            return self._registry.register(run_id, digest)

    def load(self, ref: Version | int | str = CHAMPION) -> LeadScorer:
        """Load a version as data, its files' hashes checked first.

        Parameters
        ----------
        ref : Version, int or str
            ``"champion"``, ``"previous"``, a contender's name (its newest version), a
            number, or name and number (``"auto 3"``).

        Returns
        -------
        LeadScorer

        Raises
        ------
        VersionError
            If there is no such version, or its files are missing, changed or swapped.
        """
        found = self.find(ref)
        return load_package(self.package_folder(found), found.digest)

    def load_for_serving(self, ref: Version | int | str = CHAMPION) -> mlflow.pyfunc.PyFuncModel:
        """Load a version as MLflow's pyfunc, after checking all its files.

        Parameters
        ----------
        ref : Version, int or str
            As for :meth:`load`.

        Returns
        -------
        mlflow.pyfunc.PyFuncModel

        Raises
        ------
        VersionError
            As :meth:`load`.
        """
        found = self.find(ref)
        verify_package(self.package_folder(found), found.digest)
        return load_for_serving(self.package_folder(found))

    def package_folder(self, ref: Version | int | str) -> Path:
        """Tell where a version's files lie, wherever the store lies now.

        Parameters
        ----------
        ref : Version, int or str

        Returns
        -------
        Path
        """
        return self._registry.package(self.find(ref).run_id)

    def find(self, ref: Version | int | str) -> Version:
        """Find a version by what people call it.

        Parameters
        ----------
        ref : Version, int or str
            As for :meth:`load`.

        Returns
        -------
        Version

        Raises
        ------
        VersionError
            If there is none, naming those that are there.
        """
        if isinstance(ref, Version):
            return ref
        known, wanted = self._registry.versions(), str(ref)
        aliases = {CHAMPION: self._registry.in_use, PREVIOUS: self._registry.before}
        number = str(aliases[wanted]()) if wanted in aliases else wanted
        for found in reversed(known):
            if number == str(found.number) or wanted in (found.contender, found.name):
                return found
        if wanted == CHAMPION:
            raise VersionError(
                f"No version of {self.project} is in use yet. Run 'leadscore run', which learns, "
                "compares and puts one into use."
            )
        raise VersionError(
            f"There is no version {wanted!r} of {self.project}. There are: "
            f"{', '.join(found.name for found in known) or 'none'}. Run 'leadscore train'."
        )

    def has(self, ref: Version | int | str) -> bool:
        """Whether there is such a version.

        Parameters
        ----------
        ref : Version, int or str
            As for :meth:`load`.

        Returns
        -------
        bool
        """
        try:
            self.find(ref)
        except VersionError:
            return False
        return True

    def versions(self) -> pd.DataFrame:
        """List the versions, the newest first.

        Returns
        -------
        DataFrame
            Columns version (name), number, contender, created_at (naive UTC), in_use,
            data_hash, run_id.
        """
        in_use = self._registry.in_use()
        rows = [
            {
                "version": found.name,
                "number": found.number,
                "contender": found.contender,
                "created_at": found.created_at,
                "in_use": found.number == in_use,
                "data_hash": found.data_hash,
                "run_id": found.run_id,
            }
            for found in reversed(self._registry.versions())
        ]
        names = ["version", "number", "contender", "created_at", "in_use", "data_hash", "run_id"]
        return pd.DataFrame(rows, columns=names).astype({"created_at": "datetime64[us]"})

    def champion(self) -> Version | None:
        """Tell which version is in use.

        Returns
        -------
        Version or None
            None as long as none was put into use.
        """
        return None if self._registry.in_use() is None else self.find(CHAMPION)

    def set_champion(self, ref: Version | int | str, *, reason: str) -> Version:
        """Put a version into use, after loading it; the one before it stays findable.

        Parameters
        ----------
        ref : Version, int or str
            As for :meth:`load`.
        reason : str
            Why, in words; kept with the decision.

        Returns
        -------
        Version
            The one in use now. If it was in use already, nothing is recorded.

        Raises
        ------
        VersionError
            If there is no such version or it does not load; the champion stays.
        """
        chosen = self.find(ref)
        _try_out(self.package_folder(chosen), chosen.digest)
        with locked(self.folder):
            if self._registry.in_use() != chosen.number:
                self._registry.put_into_use(chosen, reason)
        return chosen

    def history(self) -> pd.DataFrame:
        """Tell which version was put into use when, and why, the newest first.

        Returns
        -------
        DataFrame
            Columns decided_at (naive UTC), version, before (names; empty where there was
            none), reason.
        """
        names = {found.number: found.name for found in self._registry.versions()}
        rows = [
            {
                "decided_at": decided.decided_at,
                "version": names.get(decided.chosen, ""),
                "before": "" if decided.before is None else names.get(decided.before, ""),
                "reason": decided.reason,
            }
            for decided in self._registry.decisions()
        ]
        frame = pd.DataFrame(rows, columns=["decided_at", "version", "before", "reason"])
        return frame.astype({"decided_at": "datetime64[us]"})

    def attach_notebook(self, ref: Version | int | str, executed: Path) -> None:
        """Keep an executed notebook with a version that was saved while it ran.

        Parameters
        ----------
        ref : Version, int or str
            As for :meth:`load`.
        executed : Path

        Raises
        ------
        VersionError
            If there is no such version.
        OutputError
            If it cannot be written.
        """
        found = self.find(ref)
        with locked(self.folder):
            self._registry.attach(found.run_id, executed, "notebook")

    def record(
        self,
        ref: Version | int | str,
        *,
        metrics: Mapping[str, float],
        figures: Mapping[str, Figure | Path] | None = None,
        documents: Mapping[str, str] | None = None,
    ) -> None:
        """Add to a version what was measured of it after it was kept.

        Parameters
        ----------
        ref : Version, int or str
            As for :meth:`load`.
        metrics : mapping of str to float
            Figures by name; one measured again is added beside the earlier one.
        figures : mapping of str to matplotlib figure or Path, optional
            Pictures by name, as for :meth:`save`.
        documents : mapping of str to str, optional
            Tables as JSON texts by name; never a lead's data.

        Raises
        ------
        VersionError
            If there is no such version.
        OutputError
            If the folder cannot be written.
        """
        found = self.find(ref)
        with self._writing() as scratch:
            content = scratch / "run"
            content.mkdir()
            write_figures(content, figures or {})
            write_texts(content, documents or {})
            self._registry.log(found.run_id, metrics=metrics, params={}, folder=content)

    @contextmanager
    def _writing(self) -> Iterator[Path]:
        """Hold the store and give a scratch folder on its disk; clear what a kill left."""
        self._registry.open()
        with locked(self.folder):
            for left in self.folder.glob(f"{_SCRATCH}*"):
                shutil.rmtree(left, ignore_errors=True)
            with tempfile.TemporaryDirectory(dir=self.folder, prefix=_SCRATCH) as scratch:
                yield Path(scratch)


def _try_out(folder: Path, digest: str) -> None:
    """Load a version and score a lead of whom nothing is known."""
    scorer = load_package(folder, digest)
    scorer.score(empty_row(scorer.catalogue)[list(scorer.features)])
