"""A project's folder: where everything lies, and what has been built in it so far.

What is built is kept under ``.leadscore/`` together with a stamp of what it was built
from, so that nothing stale is ever taken for new.
"""

from __future__ import annotations

# First of all: it looks 800 names up in every module loaded so far, 4 seconds' worth of them
import skops.io  # noqa: F401

# isort: split
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Literal

import duckdb
import pandas as pd
import pyarrow as pa
from filelock import FileLock, Timeout

from leadscore import __version__
from leadscore.cards import Card, lint, load_card
from leadscore.cards.lint import Oddity
from leadscore.errors import BusyError, DataError, MappingError, OutputError, UsageError
from leadscore.evaluation.comparison import Comparison
from leadscore.evaluation.enough.curve import LearningCurve
from leadscore.evaluation.leakage.finding import (
    Leaks,
    asked_about,
    find_leaks,
    kept_leaks,
    leave_out,
)
from leadscore.evaluation.past.lived import Backtest
from leadscore.features.card_found import not_in_data
from leadscore.features.card_matrix import card_matrix
from leadscore.features.frame import FORMER, put_back, put_in_place
from leadscore.features.matrix import FeatureMatrix, build_both, build_matrix, build_rows
from leadscore.features.worked import what_sales_did
from leadscore.layout import shipped_notebooks
from leadscore.settings import FILE_NAME, Settings, load_settings
from leadscore.sources.files import is_note
from leadscore.sources.simulate import simulate
from leadscore.sources.spark import on_spark
from leadscore.sources.warehouse import Warehouse, open_warehouse
from leadscore.validation.splits import Split, outer_split
from leadscore.versions.store import VersionStore
from leadscore.versions.version import Version

Engine = Literal["duckdb", "spark"]
#: The file that marks a data folder as simulated.
SIMULATED = "simulated.json"
FEATURES = "features"
NOT_BUILT = "Run 'leadscore features' first, or 'leadscore run' for everything."


class Project:
    """One project: its settings, its tables, and what has been built from them.

    Parameters
    ----------
    root : str or Path
        The folder that holds leadscore.toml.

    Raises
    ------
    SettingsError
        If leadscore.toml is missing or does not fit.

    Examples
    --------
    >>> project = Project("acme")  # doctest: +SKIP
    >>> project.matrix().X.shape  # doctest: +SKIP
    """

    def __init__(self, root: str | Path = ".") -> None:
        self.root = Path(root).resolve()
        self.settings: Settings = load_settings(self.root / FILE_NAME)
        #: The versions that were last scored for a comparison, by contender.
        self.judged: Mapping[str, Version] = {}

    def __repr__(self) -> str:
        return f"Project({self.settings.project.name!r})"

    @property
    def notebooks(self) -> Path:
        """The project's own notebooks, which its people may change, else the shipped ones."""
        return self._own_notebooks if self.has_notebooks else shipped_notebooks()

    @property
    def has_notebooks(self) -> bool:
        """Whether the project has notebooks of its own."""
        return self._own_notebooks.is_dir()

    @property
    def _own_notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def executed(self) -> Path:
        """The notebooks as they last ran."""
        return self._built / "notebooks"

    @property
    def reports(self) -> Path:
        """The rendered pages."""
        return self.root / "reports"

    @property
    def exports(self) -> Path:
        """The files for the CRM."""
        return self.root / "exports"

    @property
    def card_path(self) -> Path:
        """The points card."""
        return self.root / self.settings.models.card

    @property
    def _built(self) -> Path:
        return self.root / ".leadscore"

    @cached_property
    def warehouse(self) -> Warehouse:
        """The tables, checked and lazy."""
        return open_warehouse(self.settings, self.root)

    @cached_property
    def card(self) -> Card:
        """The points card, checked."""
        return load_card(self.card_path, self.settings)

    @cached_property
    def store(self) -> VersionStore:
        """The versions of this project."""
        folder = self.root / self.settings.versions.folder
        return VersionStore(folder, self.settings.project.name)

    @property
    def data(self) -> Path:
        """What the user puts in."""
        return self.root / self.settings.data.folder

    @property
    def is_empty(self) -> bool:
        """Whether nothing was put in yet: no database named, in data/ nothing but notes."""
        if self.settings.data.database_url_env:
            return False
        if not self.data.is_dir():
            return not self.data.exists()
        return all(is_note(path.name) for path in self.data.iterdir())

    @property
    def is_simulated(self) -> bool:
        """Whether the data are a simulated CRM."""
        return (self.data / SIMULATED).is_file()

    def fill_with_simulation(
        self, n_leads: int, *, months: int = 24, seed: int = 0, clean: bool = False
    ) -> Path:
        """Fill the data folder with a simulated CRM, unless it holds data of the user's.

        Returns
        -------
        Path
            The folder.

        Raises
        ------
        UsageError
            If the folder holds tables that were not simulated.
        OutputError
            If it cannot be written.
        """
        if not self.is_empty and not self.is_simulated:
            raise UsageError(
                f"{self.data} already holds data that were not simulated; they are never "
                "overwritten. Lay out a project for the simulation with: leadscore init NAME"
            )
        simulation = simulate(n_leads=n_leads, months=months, seed=seed, clean=clean)
        try:
            self.data.mkdir(exist_ok=True)
            facts = {"n_leads": n_leads, "months": months, "seed": seed, "clean": clean}
            (self.data / SIMULATED).write_text(json.dumps(facts) + "\n", encoding="utf-8")
            simulation.write(self.data)
        except OSError as refused:
            raise OutputError(f"{self.data} cannot be written: {refused.strerror}.") from refused
        self.__dict__.pop("warehouse", None)
        return self.data

    def build(self, engine: Engine = "duckdb") -> FeatureMatrix:
        """Build the features of past and present snapshots, unless they stand as they would be.

        Parameters
        ----------
        engine : {"duckdb", "spark"}
            Where to compute; the values are the same.

        Returns
        -------
        FeatureMatrix
            The snapshots for learning and judging, their rows with what sales did
            (:func:`~leadscore.features.worked.what_sales_did`); the open leads lie beside it.

        Raises
        ------
        DataError, SettingsError, NotEnoughDataError
            If the tables, the card or the settings do not allow it.
        UsageError
            If Spark is asked for and is not installed.
        OutputError
            If the features cannot be written; those of before stay.
        BusyError
            If another command holds the project.
        """
        with self.alone():
            self._tidy()
            stamp = self._stamps()
            if self._features()[1] == stamp:
                with suppress(DataError):  # what cannot be read is built anew
                    self.current()
                    return self.matrix()
            return self._built_anew(engine, stamp)

    def _tidy(self) -> None:
        """Put right what a killed command left half-built."""
        put_back(self._built / FEATURES)
        for left in self._built.glob(f"{FEATURES}.[0-9]*"):
            shutil.rmtree(left, ignore_errors=True)

    def _built_anew(self, engine: Engine, stamp: dict[str, str]) -> FeatureMatrix:
        warehouse = self.warehouse
        if engine == "spark":
            warehouse = on_spark(warehouse, self._built / "spark")
        try:
            matrix, current = build_both(warehouse, self.settings, self.card)
            sales = what_sales_did(self.warehouse, matrix.rows, self.settings)
            matrix = replace(matrix, rows=pd.concat([matrix.rows, sales], axis=1))
        except (OSError, duckdb.OperationalError) as refused:
            raise OutputError(
                "Building the features needs more room than there is, in memory or in the folder "
                f"for temporary files, {tempfile.gettempdir()}. Make room there, or name another "
                "folder in the environment variable TMPDIR. What was built before stays."
            ) from refused
        leaks = self._found_in(matrix)
        matrix, current = (self._without(leaks, each) for each in (matrix, current))
        unfinished = self._built / f"{FEATURES}.{os.getpid()}"
        try:
            matrix.write(unfinished / "past")
            current.write(unfinished / "current")
            (unfinished / "stamp.json").write_text(json.dumps(stamp), encoding="utf-8")
            put_in_place(unfinished, self._built / FEATURES)
        except OSError as refused:
            raise OutputError(
                f"The features cannot be written into {self._built}: {refused.strerror}. "
                "Make room or change the folder's rights, then run 'leadscore features'."
            ) from refused
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
        return matrix

    def matrix(self) -> FeatureMatrix:
        """Read the features of past snapshots, for learning and judging.

        Raises
        ------
        UsageError
            If they were not built yet, or leadscore.toml or the card changed since.
        """
        return self._read_features("past")

    def current(self) -> FeatureMatrix:
        """Read the features of the leads that are open now.

        Raises
        ------
        UsageError
            If they were not built yet, or leadscore.toml or the card changed since.
        """
        return self._read_features("current")

    def leaks(self) -> Leaks:
        """Read what was found to know the future when the features were built.

        Raises
        ------
        UsageError
            If they were not built yet, or leadscore.toml or the card changed since.
        """
        return kept_leaks(self.matrix())

    def find_leaks(self) -> Leaks:
        """Tell what knows the future in the data as they are now.

        Returns
        -------
        Leaks
            What was found when the features were built, if they stand as they would be.
            Else what the tables show by themselves: of a flat export everything, of a
            history what leads and accounts hold today.

        Raises
        ------
        DataError, SettingsError, NotEnoughDataError
            If the tables cannot be used.
        """
        if self._features()[1] == self._stamps():
            with suppress(DataError):
                return self.leaks()
        build = build_rows if self.warehouse.flat is None else build_matrix
        return self._found_in(build(self.warehouse, self.settings))

    def _found_in(self, matrix: FeatureMatrix) -> Leaks:
        """Look for leaks, and mark the columns that are left out until someone answers."""
        tables = self.warehouse if self.warehouse.flat is None else None
        leaks = find_leaks(matrix, self.settings, warehouse=tables)
        return asked_about(leaks, matrix.manifest.get("undeclared", ()))

    def _without(self, leaks: Leaks, matrix: FeatureMatrix) -> FeatureMatrix:
        language = self.settings.project.language
        kept = leave_out(matrix, leaks, language)
        if matrix.columns() and not kept.columns():
            raise MappingError(
                f"Nothing is left to score by: each of the {len(leaks.excluded)} columns of "
                f"{self.settings.data.mapping} is strong alone, and none says when it is known.\n"
                + "\n".join(f"  - {line}" for line in leaks.lines(language))
            )
        return kept

    def with_card(self, card: Card, matrix: FeatureMatrix) -> FeatureMatrix:
        """Give snapshots the columns of another card, and no others.

        Parameters
        ----------
        card : Card
            Any card that the data can answer, also one of hundreds of rules.
        matrix : FeatureMatrix
            Past snapshots or open leads, or some of them.

        Returns
        -------
        FeatureMatrix

        Raises
        ------
        CardError
            If a rule names what the tables do not have.
        """
        return card_matrix(card, matrix, self.warehouse, self.settings)

    def odd_about_card(self) -> tuple[Oddity, ...]:
        """Tell what is odd about the points card: by its own words, and beside the data.

        Raises
        ------
        CardError
            If the card cannot be read, or the data cannot answer it.
        """
        beside_data = not_in_data(self.card, self.warehouse, self.settings)
        return (*lint(self.card, self.settings), *beside_data)

    def split(self, matrix: FeatureMatrix | None = None) -> Split:
        """Divide past snapshots into earlier ones to learn from and later ones to judge on."""
        return outer_split((matrix or self.matrix()).rows, self.settings)

    def training(self) -> FeatureMatrix:
        """Read the snapshots to learn from."""
        matrix = self.matrix()
        return matrix.take(self.split(matrix).train)

    def test(self) -> FeatureMatrix:
        """Read the later snapshots to judge on."""
        matrix = self.matrix()
        return matrix.take(self.split(matrix).test)

    def comparison(self) -> Comparison:
        """Read the last comparison.

        Raises
        ------
        UsageError
            If nothing was compared yet.
        """
        text = self._read_text("comparison.json")
        if text is None:
            raise UsageError("Nothing was compared yet. Run 'leadscore compare' first.")
        return Comparison.from_json(text)

    def keep_comparison(
        self,
        comparison: Comparison,
        *,
        backtest: Backtest | None = None,
        curve: LearningCurve | None = None,
    ) -> None:
        """Keep a comparison, so that terminal, pages and versions all tell the same one.

        Parameters
        ----------
        comparison : Comparison
        backtest : Backtest, optional
        curve : LearningCurve, optional
            What belongs to the comparison; without them those of before are forgotten.
        """
        for name, result in {"backtest": backtest, "learning_curve": curve}.items():
            if result is None:
                (self._built / f"{name}.json").unlink(missing_ok=True)
            else:
                self._write_text(f"{name}.json", result.to_json())
        self._write_text("comparison.json", comparison.to_json())

    def backtest(self) -> Backtest | None:
        """Read the backtest that was kept with the last comparison; None where there is none."""
        text = self._read_text("backtest.json")
        return None if text is None else Backtest.from_json(text)

    def learning_curve(self) -> LearningCurve | None:
        """Read the learning curve of the last comparison; None where there is none."""
        text = self._read_text("learning_curve.json")
        return None if text is None else LearningCurve.from_json(text)

    def scored(self) -> pd.DataFrame:
        """Read the leads as last scored, best first.

        Raises
        ------
        UsageError
            If nothing was scored yet.
        """
        path = self._built / "scored.parquet"
        if not path.is_file():
            raise UsageError("No lead was scored yet. Run 'leadscore score' first.")
        try:
            return pd.read_parquet(path)
        except (OSError, pa.ArrowException) as broken:
            raise DataError(
                f"The scored leads in {path} cannot be read ({type(broken).__name__}). "
                "Score them again with 'leadscore score'."
            ) from broken

    def keep_scored(self, scored: pd.DataFrame) -> None:
        """Keep the scored leads for reports and export."""
        path = self._built / "scored.parquet"
        unfinished = path.with_suffix(f".{os.getpid()}")
        try:
            path.parent.mkdir(exist_ok=True)
            scored.to_parquet(unfinished, index=False)
            unfinished.replace(path)
        except OSError as refused:
            raise OutputError(f"{path} cannot be written: {refused.strerror}.") from refused
        finally:
            unfinished.unlink(missing_ok=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the project while something is written in it; may be held again inside.

        Raises
        ------
        BusyError
            If another command holds it.
        """
        try:
            self._built.mkdir(exist_ok=True)
        except OSError as refused:
            raise OutputError(f"{self.root} cannot be written: {refused.strerror}.") from refused
        try:
            with self._lock:
                yield
        except Timeout as held:
            raise BusyError(
                f"Another leadscore command is at work in {self.root}. "
                "Wait until it has ended, then call again."
            ) from held

    @cached_property
    def _lock(self) -> FileLock:
        """One lock for the project object, which counts how often it is held."""
        return FileLock(self._built / "lock", timeout=0)

    def _stamps(self) -> dict[str, str]:
        """Say what features built now would be built from."""
        return {"inputs": self._stamp(), "data": self.warehouse.data_hash}

    def _stamp(self) -> str:
        """Hash what features depend on besides the data.

        Which columns are left out is decided on training rows, so the split counts too.
        """
        split = {"test_cutoffs", "test_share", "confidence"}
        settings = self.settings.model_dump_json(
            include={
                "data": True,
                "time": True,
                "features": True,
                "comparison": split,
                "project": {"seed", "language"},
                "sales": {"worked_stage", "random_slice_reason"},
            }
        )
        digest = hashlib.sha256(f"{__version__}\n{settings}".encode())
        for path in (self.card_path, self.root / self.settings.data.mapping):
            digest.update(path.read_bytes() if path.is_file() else b"-")
        return digest.hexdigest()

    def _read_features(self, which: str) -> FeatureMatrix:
        """Read one whole build, again where it was replaced meanwhile."""
        place, stamp = self._features()
        if stamp is None:
            raise UsageError(f"The features were not built yet. {NOT_BUILT}")
        if stamp.get("inputs") != self._stamp():
            raise UsageError(
                "leadscore.toml, the card, the mapping or leadscore itself changed since the "
                f"features were built. {NOT_BUILT}"
            )
        try:
            matrix = FeatureMatrix.read(place / which)
        except DataError:
            if self._features() == (place, stamp):
                raise
            return self._read_features(which)
        return matrix if self._features()[1] == stamp else self._read_features(which)

    def _features(self) -> tuple[Path, dict[str, str] | None]:
        """Find the build that stands, or stood until it was set aside, and its stamp."""
        for name in (FEATURES, FEATURES + FORMER, FEATURES):  # it may be moved while we look
            if (stamp := self._read_json(f"{name}/stamp.json")) is not None:
                return self._built / name, stamp
        return self._built / FEATURES, None

    def _read_json(self, name: str) -> dict[str, str] | None:
        text = self._read_text(name)
        try:
            found = json.loads(text) if text is not None else None
        except ValueError:
            return None
        return found if isinstance(found, dict) else None

    def _read_text(self, name: str) -> str | None:
        path = self._built / name
        try:
            return path.read_text(encoding="utf-8") if path.is_file() else None
        except FileNotFoundError:  # it was replaced between the two
            return None

    def _write_text(self, name: str, text: str) -> None:
        path = self._built / name
        unfinished = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished.write_text(text, encoding="utf-8")
            unfinished.replace(path)
        except OSError as refused:
            raise OutputError(f"{path} cannot be written: {refused.strerror}.") from refused
        finally:
            unfinished.unlink(missing_ok=True)
