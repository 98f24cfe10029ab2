"""The data scientist's desk: bring a pipeline of your own, look at it closely, keep it.

Everything here is meant for ``ls.scientist.…`` in a notebook; docs/scientist.md shows how.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from matplotlib.figure import Figure
from sklearn.base import BaseEstimator

from leadscore.evaluation.studies.ablation import ablation, lookback
from leadscore.evaluation.studies.residuals import residuals
from leadscore.evaluation.studies.sample import Study, study
from leadscore.evaluation.studies.sample_sizes import learning_curve
from leadscore.evaluation.studies.shuffling import importances
from leadscore.features.matrix import FeatureMatrix
from leadscore.models.brought import as_any_contender
from leadscore.models.contender import Contender
from leadscore.models.sampled import Sampled
from leadscore.models.scorer import fit_scorer
from leadscore.project import Project
from leadscore.scoring import keep_version
from leadscore.versions.version import Version

__all__ = [
    "Study",
    "ablation",
    "contender",
    "importances",
    "learning_curve",
    "lookback",
    "residuals",
    "save",
    "study",
]

contender = as_any_contender


def save(
    pipeline: BaseEstimator | Contender,
    project: Project,
    *,
    training: FeatureMatrix | None = None,
    monotone: Mapping[str, int] | None = None,
    background: int = 4,
    facts: Mapping[str, object] = MappingProxyType({}),
    figures: Mapping[str, Figure] = MappingProxyType({}),
) -> Version:
    """Make a scikit-learn pipeline the scientist's contender, with reasons, and keep it.

    Parameters
    ----------
    pipeline : scikit-learn classifier or Pipeline, or Contender
        Takes the features as :meth:`FeatureMatrix.X` has them: numbers with gaps, categories
        as text. What it has learned already is not used: it is learned anew, because
        calibration needs what it says of leads that it has not seen.
    project : Project
    training : FeatureMatrix, optional
        What to learn from; by default the snapshots before the later ones of the comparison.
    monotone : mapping of str to int, optional
        Directions of columns, for a pipeline that ends in XGBClassifier.
    background : int, default 4
        For reasons by sampling: how many leads every lead is told against.
    facts : mapping, optional
        What else should be kept about how it was learned; never personal data.
    figures : mapping of str to Figure, optional
        Pictures by name.

    Returns
    -------
    Version
        The scientist's newest; the next comparison judges it, and it stays as it is until its
        author calls this again.

    Raises
    ------
    UsageError
        If the pipeline cannot be a contender; the message says why.
    VersionError
        If it holds types that a version must not hold; each is named, before anything is
        learned.
    NotEnoughDataError
        If fewer leads convert than ``models.min_conversions``.

    Notes
    -----
    The pipeline is fitted ``3 * (1 + models.folds)`` times: for the whole score, for fit and
    for behaviour alone, each time on all rows and on all rows but one fold.
    """
    rows = project.training() if training is None else training
    settings = project.settings
    brought = as_any_contender(
        pipeline, rows, monotone=monotone, background=background, seed=settings.project.seed
    )
    told = {
        "pipeline": _name(pipeline),
        "reasons": "sampled" if isinstance(brought, Sampled) else "exact",
    }
    scorer = fit_scorer(brought, rows, settings)
    return keep_version(project, "scientist", scorer, facts={**told, **facts}, figures=figures)


def _name(pipeline: BaseEstimator | Contender) -> str:
    """Name the classifier at the end of a pipeline."""
    inside = getattr(pipeline, "pipeline", pipeline)
    steps = getattr(inside, "steps", None)
    return type(steps[-1][1] if steps else inside).__name__
