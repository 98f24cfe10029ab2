"""What a version holds: contenders, calibration, score scale, limits; and how it is fitted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit

from leadscore.cards import AXES, Card
from leadscore.errors import DataError, NotEnoughDataError, VersionError
from leadscore.features.catalogue import LIMIT, Catalogue
from leadscore.features.frame import FeatureMatrix
from leadscore.models.artifacts import Contents, load_contents, save_contents
from leadscore.models.calibration import Affine
from leadscore.models.card import CardContender
from leadscore.models.contender import Contender
from leadscore.models.encoding import check_columns
from leadscore.models.fitting import (
    Lessons,
    calibration_folds,
    fit_view,
    follower,
    reference_rows,
    with_horizon,
)
from leadscore.models.labels import both_classes
from leadscore.models.limits import card_classes, card_status, limit_columns
from leadscore.models.views import BAND_LIMITS, GRADE_LIMITS, VIEWS, View, ViewName, at_limits
from leadscore.settings import Settings
from leadscore.validation.splits import moments, trace


@dataclass(frozen=True, kw_only=True, eq=False)
class LeadScorer:
    """Score leads, grade them, and say what each column added.

    Parameters
    ----------
    views : mapping of str to View
        ``"combined"``, ``"fit"`` and ``"behaviour"``.
    catalogue : Catalogue
        The features it reads, with their words.
    grade_limits, band_limits : mapping
        The least fit score of each grade and the least behaviour score of each band; what
        the card sets in points counts instead.
    card : Card, optional
        The points card, where it is the contender.
    settings : dict
        The settings it was trained with.
    manifest : dict
        Where the features came from, and ``training``: counts, cutoffs, notes, and up to
        where the rows reach that it learned from (``learned``).

    Notes
    -----
    *probability*: ``expit(a + b * margin)``, fitted on margins of rows not learned from,
    and later than those learned from where time allows it.
    *score*: 1 to 100, the mid-rank of the margin among the reference population (newest
    mature training cutoff, one row a lead), so it means the same until the next version.
    One row is scored to the bit as in a batch; columns it does not read are ignored.
    """

    views: Mapping[ViewName, View]
    catalogue: Catalogue
    grade_limits: Mapping[str, int]
    band_limits: Mapping[int, int]
    settings: Mapping[str, Any]  # JSON
    manifest: Mapping[str, Any]  # JSON
    card: Card | None = None

    @property
    def features(self) -> list[str]:
        """The columns that X must have."""
        return self.catalogue.names()

    @property
    def contender(self) -> Contender | None:
        """The fitted contender behind the combined score."""
        return self.views["combined"].contender

    @property
    def notes(self) -> list[str]:
        """What a reader of the scores must know, such as a view without any column."""
        return [f"{name}: {view.note}" for name, view in self.views.items() if view.note]

    def score(self, X: pd.DataFrame) -> pd.DataFrame:
        """Score leads.

        Parameters
        ----------
        X : DataFrame of shape (n, k)
            Features, one row a lead.

        Returns
        -------
        DataFrame of shape (n, 8)
            Index as X. ``probability`` (0 to 1), ``score``, ``fit_score`` and
            ``behaviour_score`` (1 to 100), ``grade`` (A to D), ``band`` (1 to 4), ``cell``
            (for example ``"A1"``), ``qualified`` (``"sql"``, ``"mql"``, or missing; missing
            for all where no card with thresholds scores).

        Raises
        ------
        DataError
            If a column is missing or a number is not one.
        """
        rows = self._typed(X)
        combined = self.views["combined"]
        margin = combined.raw_margin(rows)
        scores = {name: self._score(rows, name) for name in ("fit", "behaviour")}
        grade, band = (
            card_classes(self.card, axis, rows[list(self.views[axis].columns)]) for axis in AXES
        )
        grade = at_limits(scores["fit"], self.grade_limits) if grade is None else grade
        band = at_limits(scores["behaviour"], self.band_limits) if band is None else band
        cell = np.array([f"{g}{b}" for g, b in zip(grade, band, strict=True)], dtype=object)
        return pd.DataFrame(
            {
                "probability": expit(combined.calibration.apply(margin)),
                "score": combined.rank(margin),
                "fit_score": scores["fit"],
                "behaviour_score": scores["behaviour"],
                "grade": pd.array(grade, dtype="str"),
                "band": band.astype(np.int64),
                "cell": pd.array(cell, dtype="str"),
                "qualified": pd.array(card_status(self.card, rows, cell), dtype="str"),
            },
            index=X.index,
        )

    def margin(self, X: pd.DataFrame, view: ViewName = "combined") -> np.ndarray:
        """Return the calibrated log-odds.

        Parameters
        ----------
        X : DataFrame of shape (n, k)
        view : {"combined", "fit", "behaviour"}

        Returns
        -------
        array of shape (n, )
        """
        seen = self.views[view]
        return seen.calibration.apply(seen.raw_margin(self._typed(X)))

    def contributions(self, X: pd.DataFrame, view: ViewName = "combined") -> pd.DataFrame:
        """Split the calibrated log-odds into what each column added.

        Parameters
        ----------
        X : DataFrame of shape (n, k)
        view : {"combined", "fit", "behaviour"}

        Returns
        -------
        DataFrame
            Index as X; columns ``base`` and the view's columns; each row adds up to
            :meth:`margin`.
        """
        return self.views[view].contributions(self._typed(X))

    def save(self, folder: Path) -> None:
        """Write the scorer as data into a new folder.

        Parameters
        ----------
        folder : Path

        Raises
        ------
        VersionError
            If a contender holds types that a version must not hold.
        OutputError
            If the folder is not empty or cannot be written.
        """
        document = {
            "views": {
                name: {
                    "columns": list(view.columns),
                    "intercept": view.calibration.intercept,
                    "slope": view.calibration.slope,
                    "note": view.note,
                }
                for name, view in self.views.items()
            },
            "grade_limits": dict(self.grade_limits),
            "band_limits": {str(band): least for band, least in self.band_limits.items()},
            "catalogue": self.catalogue.to_json(),
            "settings": dict(self.settings),
            "manifest": dict(self.manifest),
            "card": None if self.card is None else self.card.to_json(),
        }
        contenders: dict[str, Contender] = {
            name: view.contender for name, view in self.views.items() if view.contender is not None
        }
        arrays = {f"{name}-reference": view.reference for name, view in self.views.items()}
        save_contents(Contents(document=document, contenders=contenders, arrays=arrays), folder)

    @classmethod
    def load(cls, folder: Path) -> LeadScorer:
        """Read a scorer from a folder, every file's hash checked first.

        Parameters
        ----------
        folder : Path

        Returns
        -------
        LeadScorer

        Raises
        ------
        VersionError
            Naming the file that is missing, changed or unknown, or the type that a version
            must not hold.
        """
        contents = load_contents(folder)
        document = contents.document
        try:
            return cls(
                views={name: _view(name, contents) for name in VIEWS},
                catalogue=Catalogue.from_json(document["catalogue"]),
                grade_limits=document["grade_limits"],
                band_limits={int(band): v for band, v in document["band_limits"].items()},
                settings=document["settings"],
                manifest=document["manifest"],
                card=_card(contents),
            )
        except (KeyError, TypeError, ValueError) as broken:
            raise VersionError(
                f"scorer.json in {folder} does not hold what a scorer needs ({broken}). Use the "
                "leadscore that saved it, or train again."
            ) from broken

    def _score(self, rows: pd.DataFrame, name: ViewName) -> np.ndarray:
        view = self.views[name]
        return view.rank(view.raw_margin(rows))

    def _typed(self, X: pd.DataFrame) -> pd.DataFrame:
        """Bring columns into the order and types of training, whatever reader they came by."""
        check_columns(X, self.features)
        columns = {
            feature.name: _typed(X[feature.name], feature.kind) for feature in self.catalogue
        }
        return pd.DataFrame(columns, index=X.index)


def fit_scorer(
    contender: Contender,
    matrix: FeatureMatrix,
    settings: Settings,
    progress: Callable[[str], None] | None = None,
) -> LeadScorer:
    """Fit a contender three times (all, fit, behaviour), calibrate it and give it a scale.

    Parameters
    ----------
    contender : Contender
        Left as it is.
    matrix : FeatureMatrix
        Training snapshots; rows without a label are passed over.
    settings : Settings
        ``models`` (folds, threads, least conversions), ``time``, the seed.
    progress : callable, optional
        Told in a few words what is being done.

    Returns
    -------
    LeadScorer

    Raises
    ------
    UsageError
        If the features do not tell whose limits a lead has, though the card has segments.
    NotEnoughDataError
        If fewer leads convert than ``models.min_conversions`` (the card needs only two).
    DataError
        If there are not both outcomes.
    """
    known = matrix.rows["label"].notna() & matrix.rows["mature"].astype(bool)
    matrix = matrix.take(np.flatnonzero(known.to_numpy()))
    by_card = isinstance(contender, CardContender)
    _check_conversions(matrix.rows, settings.models.min_conversions, by_card=by_card)
    lessons = _lessons(matrix, settings)
    template = with_horizon(contender, settings.time.known_after)
    views: dict[ViewName, View] = {}
    for name in VIEWS:
        if progress is not None:
            progress(f"{type(contender).__name__}: {name}")
        columns = _columns(matrix.catalogue, name, by_card=by_card)
        views[name] = fit_view(template, columns, lessons, settings.models.threads)
        fitted = views["combined"].contender
        template = template if fitted is None else follower(fitted)  # one search for all views
    card = contender.card if isinstance(contender, CardContender) else None
    used = {*views["combined"].columns, *limit_columns(card, matrix.X)}
    return LeadScorer(
        views=views,
        catalogue=Catalogue(feature for feature in matrix.catalogue if feature.name in used),
        grade_limits=dict(GRADE_LIMITS),
        band_limits=dict(BAND_LIMITS),
        settings=settings.model_dump(mode="json"),
        manifest={
            **matrix.manifest,
            "training": {
                **_training(matrix.rows, lessons, views),
                "learned": trace(matrix.rows, settings),
            },
        },
        card=card,
    )


def _lessons(matrix: FeatureMatrix, settings: Settings) -> Lessons:
    rows = matrix.rows
    y = both_classes(rows["label"])
    groups = rows["group"].to_numpy(dtype=object)
    when = moments(rows)
    folds, counts = calibration_folds(rows, y, when, settings)
    return Lessons(
        X=matrix.X,
        y=y,
        groups=groups,
        when=when,
        folds=folds,
        counts=counts,
        reference=reference_rows(rows, np.concatenate([fold.test for fold in folds])),
    )


def _columns(catalogue: Catalogue, view: ViewName, *, by_card: bool) -> list[str]:
    """Name a view's columns: the card sees only its own, nobody else sees the card's."""
    return [
        feature.name
        for feature in catalogue
        if (feature.family == "card") == by_card
        and view in ("combined", feature.axis)
        and not feature.name.startswith(LIMIT)
    ]


def _check_conversions(rows: pd.DataFrame, least: int, *, by_card: bool) -> None:
    won = rows.loc[rows["label"] == 1, "lead_id"].nunique()
    if won < least and not by_card:
        raise NotEnoughDataError(
            f"{won} leads convert in the {len(rows)} training snapshots; a model needs "
            f"{least} (models.min_conversions). Use the points card until there are more, or "
            "choose a target that is reached more often (time.target)."
        )


def _training(
    rows: pd.DataFrame, lessons: Lessons, views: Mapping[ViewName, View]
) -> dict[str, Any]:  # JSON
    cutoffs = rows["cutoff"].dropna()
    return {
        "rows": len(rows),
        "leads": int(rows["lead_id"].nunique()),
        "conversions": int(rows.loc[rows["label"] == 1, "lead_id"].nunique()),
        "first_cutoff": None if cutoffs.empty else cutoffs.min().isoformat(),
        "last_cutoff": None if cutoffs.empty else cutoffs.max().isoformat(),
        "reference_rows": len(lessons.reference),
        "notes": {name: view.note for name, view in views.items() if view.note},
    }


def _view(name: ViewName, contents: Contents) -> View:
    held = contents.document["views"][name]
    return View(
        contender=contents.contenders.get(name),
        columns=tuple(held["columns"]),
        calibration=Affine(intercept=float(held["intercept"]), slope=float(held["slope"])),
        reference=contents.arrays[f"{name}-reference"],
        note=held["note"],
    )


def _card(contents: Contents) -> Card | None:
    held, contender = contents.document.get("card"), contents.contenders.get("combined")
    if held is None and isinstance(contender, CardContender):
        return contender.card  # kept before the scorer held it too
    return None if held is None else Card.from_json(held)


def _typed(column: pd.Series, kind: str) -> pd.Series:
    if kind == "category":
        if isinstance(column.dtype, pd.StringDtype):
            return column
        return column.astype(object).where(column.notna(), None).astype("str")
    try:
        return pd.to_numeric(column).astype("float32")
    except (ValueError, TypeError) as text:
        raise DataError(
            f"The feature {column.name} must hold numbers; it holds something else in "
            f"{len(column)} rows. Build the features with leadscore, or convert the column."
        ) from text
