"""Keep versions, and score open leads with the one in use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.figure import Figure

from leadscore.errors import NotEnoughDataError, VersionError
from leadscore.evaluation.grid import judge_grid, score_grid
from leadscore.evaluation.grid_findings import GridFindings
from leadscore.evaluation.readings import read_off
from leadscore.explain import reasons
from leadscore.features.matrix import FeatureMatrix
from leadscore.models.auto import AutoModel
from leadscore.models.averaging import AutoPlan
from leadscore.models.scorer import LeadScorer
from leadscore.project import Project
from leadscore.settings import Settings
from leadscore.validation.splits import lots
from leadscore.versions import standing
from leadscore.versions.version import CHAMPION, Version
from leadscore.words import listed, say

#: The contenders, in the order in which people meet them.
CONTENDERS: tuple[str, ...] = ("card", "scientist", "auto")
NOBODY_OPEN = (
    "No lead is open now, so there is nobody to score. A lead is scored while it is open: not "
    "opted out, not with sales (time.stop_stage), not won or lost, and not silent for longer than "
    "time.idle_days. Bring newer leads, or look with 'leadscore check' what is in the data."
)
#: Leads scored at once; bounds memory however many there are.
BATCH = 50_000


def keep_version(
    project: Project,
    contender: str,
    scorer: LeadScorer,
    *,
    facts: Mapping[str, object] = MappingProxyType({}),
    figures: Mapping[str, Figure] = MappingProxyType({}),
) -> Version:
    """Keep a fitted scorer as a new version of a contender.

    Parameters
    ----------
    project : Project
    contender : {"card", "scientist", "auto"}
    scorer : LeadScorer
    facts : mapping, optional
        What else should be kept about how it was learned; never personal data.
    figures : mapping of str to Figure, optional
        Pictures by name.

    Returns
    -------
    Version

    Raises
    ------
    VersionError
        If the scorer holds a type that cannot be saved as data.
    """
    matrix = project.matrix()
    training = scorer.manifest["training"]
    learned = {
        "learned_until": str(training["learned"].get("until", "")),
        "split": training["learned"]["kind"],
        "train_snapshots": training["rows"],
        "train_conversions": training["conversions"],
    }
    settings = project.settings.model_dump(mode="json", include={"project", "time", "models"})
    return project.store.save(
        standing.with_trace(scorer, matrix),
        contender=contender,
        metrics={key: float(value) for key, value in learned.items() if isinstance(value, int)},
        params={**settings, **learned, **facts},
        manifest={**matrix.manifest, **learned},
        figures=figures,
    )


def last_plan(project: Project) -> AutoPlan | None:
    """Give what the newest auto version's search found, for the next search to begin with.

    Parameters
    ----------
    project : Project

    Returns
    -------
    AutoPlan or None
        None where there is no auto version yet, or this leadscore cannot read it.
    """
    if not project.store.has("auto"):
        return None
    try:
        contender = project.store.load("auto").contender
    except VersionError:
        return None
    return contender.plan_ if isinstance(contender, AutoModel) else None


def why_outdated(
    project: Project, scorer: LeadScorer, matrix: FeatureMatrix
) -> standing.Outdated | None:
    """Tell why a version cannot be used on these features any more.

    Parameters
    ----------
    project : Project
    scorer : LeadScorer
    matrix : FeatureMatrix

    Returns
    -------
    Outdated or None
        None where it can be used.
    """
    settings = project.settings
    return standing.outdated(scorer, matrix, settings, settings.project.language)


def in_use(project: Project, *, whys: Sequence[str] = ("card", "settings")) -> LeadScorer:
    """Load the version in use, unless it is outdated.

    Parameters
    ----------
    project : Project
    whys : sequence of {"columns", "card", "settings"}
        For which reasons an outdated version is refused. Scoring itself refuses one whose
        columns are gone, and names them.

    Returns
    -------
    LeadScorer

    Raises
    ------
    VersionError
        If no version is in use yet, or it is outdated: it would score with other points, or
        answer another question, than when it was kept.
    """
    version = project.store.find(CHAMPION)
    scorer = project.store.load(version)
    why = why_outdated(project, scorer, project.current())
    if why is not None and why.why in whys:
        raise VersionError(why.refusal(version))
    return scorer


def faded(project: Project) -> str:
    """Tell which columns of the version in use no lead has a value of any more.

    Parameters
    ----------
    project : Project

    Returns
    -------
    str
        A sentence; empty where every column still has values.
    """
    language = project.settings.project.language
    version = project.store.find(CHAMPION)
    scorer = project.store.load(version)
    gone = standing.gone_columns(scorer, project.matrix())
    names = listed(list(standing.labels(scorer.catalogue, gone, language)), language)
    return say("version.faded", language, version=version.name, names=names) if gone else ""


def score_open(project: Project) -> pd.DataFrame:
    """Score every open lead with the version in use, with reasons in words.

    Parameters
    ----------
    project : Project

    Returns
    -------
    DataFrame
        One row a lead, best first, with the columns of the scored lead file; also kept in
        the project. ``scored_at`` is the instant up to which everything known counted;
        empty for a flat export, which has no time.

    Raises
    ------
    VersionError
        If no version is in use yet, or it is outdated; see :func:`in_use`.
    NotEnoughDataError
        If no lead is open.
    """
    current = project.current()
    version = project.store.find(CHAMPION)
    if not len(current):
        raise NotEnoughDataError(NOBODY_OPEN)
    scorer = in_use(project)
    language = project.settings.project.language
    parts = []
    for start in range(0, len(current.X), BATCH):
        X = current.X.iloc[start : start + BATCH]
        told = reasons(scorer.contributions(X), X, scorer.catalogue, language)
        parts.append(pd.concat([scorer.score(X), told], axis=1))
    scored = pd.concat([current.rows[["lead_id", "contactable"]], pd.concat(parts)], axis=1)
    scored["version"] = version.name
    as_of = current.manifest["as_of"]
    scored["scored_at"] = pd.Timestamp(str(as_of)) if as_of else pd.NaT
    scored["random_slice"] = random_slice(current.rows, project.settings)
    scored = scored.sort_values(["probability", "lead_id"], ascending=[False, True])
    project.keep_scored(scored.reset_index(drop=True))
    return project.scored()


def random_slice(rows: pd.DataFrame, settings: Settings) -> npt.NDArray[np.bool_]:
    """Draw by lot the leads that sales is to call whatever their score.

    Parameters
    ----------
    rows : DataFrame
        Open leads: `lead_id`, `cutoff` and `contactable`.
    settings : Settings
        `sales.random_slice`, the share to draw; `time.grid` and `project.seed`.

    Returns
    -------
    ndarray of bool of shape (n_rows,)
        Only leads that may be called.

    Notes
    -----
    A lead's lot hangs on its id, the seed and the calling period of the cutoff (its week on
    a weekly grid, else its month) and on nothing else: scoring again within the period
    draws the same leads, and no score can move a lead in or out.

    Examples
    --------
    >>> rows = pd.DataFrame({"lead_id": ["a", "b", "c"], "cutoff": pd.Timestamp("2026-05-04"),
    ...                      "contactable": True})
    >>> settings = Settings(sales={"random_slice": 0.5})
    >>> random_slice(rows, settings).tolist()
    [True, False, True]
    """
    every = "W" if settings.time.grid == "week" else "M"
    period = rows["cutoff"].dt.to_period(every).astype("str").fillna("")  # a flat export has none
    drawn = lots(rows["lead_id"].astype("str") + ":" + period, settings.project.seed)
    callable_ = rows["contactable"].to_numpy(dtype=bool)
    both: npt.NDArray[np.bool_] = np.logical_and(drawn < settings.sales.random_slice, callable_)
    return both


def grid(project: Project) -> pd.DataFrame:
    """Tell how the leads of each cell of fit and behaviour converted in the comparison.

    Returns
    -------
    DataFrame
        As :func:`leadscore.evaluation.grid.score_grid`.
    """
    test = project.test()
    cells = in_use(project).score(test.X)
    return score_grid(cells, test.rows, project.settings)


def grid_in_use(project: Project) -> GridFindings:
    """Judge the cells of the version in use on the leads of the comparison.

    Parameters
    ----------
    project : Project

    Returns
    -------
    GridFindings
        Which cells can be told apart, which to call, and suggested limits.

    Raises
    ------
    VersionError
        If no version is in use yet, or it is outdated; see :func:`in_use`.
    """
    name = project.store.find(CHAMPION).contender
    return grid_of(in_use(project), project.test(), project.settings, contender=name)


def grid_of(
    scorer: LeadScorer, test: FeatureMatrix, settings: Settings, *, contender: str
) -> GridFindings:
    """Judge the cells of a version.

    Parameters
    ----------
    scorer : LeadScorer
    test : FeatureMatrix
        Snapshots that it did not learn from.
    settings : Settings
    contender : str

    Returns
    -------
    GridFindings
    """
    said = scorer.score(test.X)
    readings = read_off(scorer, test.X, said)
    return judge_grid(said, test.rows, settings, readings=readings, contender=contender)


def versions_shown(project: Project) -> dict[str, str]:
    """Name the newest version of each contender, and mark the one in use.

    Returns
    -------
    dict of str to str
        Number, or number and mark, by contender.
    """
    used = project.store.champion()
    shown = {
        name: str(project.store.find(name).number) for name in CONTENDERS if project.store.has(name)
    }
    return shown if used is None else {**shown, CHAMPION: used.name}
