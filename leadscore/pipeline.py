"""The verbs, in the order of the main job; the command line and programs call these.

Each verb reads what the one before it left in the project, does one thing, and leaves
its result for the next. ``run`` is all of them; ``retrain`` is all of them with nobody
watching.
"""

from __future__ import annotations

# First of all: it looks 800 names up in every module loaded so far, 4 seconds' worth of them
import skops.io  # noqa: F401

# isort: split
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from leadscore.cards import Card
from leadscore.errors import NotEnoughDataError, UsageError
from leadscore.evaluation.comparison import Comparison
from leadscore.evaluation.leakage.finding import Leaks, doubted, kept_leaks
from leadscore.explain import Explanation
from leadscore.explain import explain_lead as explain_row
from leadscore.exports import ExportedFiles, write_scored_leads
from leadscore.features.card import check_answerable
from leadscore.features.matrix import FeatureMatrix
from leadscore.judging import outdated, put_into_use
from leadscore.progress import SILENT, Progress
from leadscore.project import Engine, Project
from leadscore.reports import kernels, notebooks
from leadscore.reports.findings import Findings, findings
from leadscore.reports.pages import PageFacts, render_pages
from leadscore.reports.stories import in_use_sentence
from leadscore.scoring import CONTENDERS, in_use, score_open, versions_shown
from leadscore.versions.champion import Decision
from leadscore.versions.tracking import LOADED_LATE
from leadscore.words import Language, instant

#: What every notebook loads.
LOADED = (__name__, *LOADED_LATE)
#: Which notebook learns which contender.
LEARNED_IN = dict(zip(CONTENDERS, notebooks.TRAINING, strict=True))


@dataclass(frozen=True, kw_only=True)
class RunResult:
    """What the main job left behind."""

    comparison: Comparison
    decision: Decision
    index: Path
    files: ExportedFiles
    #: What was found to know the future.
    leaks: Leaks
    #: What was not learned for want of data, or not compared for want of columns.
    skipped: tuple[str, ...] = ()


def simulate(
    project: Project,
    *,
    n_leads: int = 20_000,
    months: int = 24,
    seed: int = 0,
    clean: bool = False,
    progress: Progress = SILENT,
) -> Path:
    """Fill the data folder with a simulated CRM whose truth is known.

    Parameters
    ----------
    project : Project
    n_leads : int, default 20,000
        How many people.
    months : int, default 24
        How many months of history.
    seed : int, default 0
        The same seed gives the same CRM.
    clean : bool, default False
        Leave out duplicates, scanners, late rows and the change of regime.
    progress : Progress, optional

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    UsageError
        If the folder holds tables that were not simulated: they are never overwritten.
    OutputError
        If it cannot be written.
    """
    with progress.step(f"Simulating a CRM of {n_leads:,} leads"), project.alone():
        return project.fill_with_simulation(n_leads, months=months, seed=seed, clean=clean)


def check(project: Project, *, progress: Progress = SILENT) -> Findings:
    """Say what is in the data, what each table allows, and every problem in it.

    Parameters
    ----------
    project : Project
    progress : Progress, optional

    Returns
    -------
    Findings
        Tables, problems, snapshots by cutoff and the share of wins that none sees; what
        knows the future, as far as that can be told before features are built.

    Raises
    ------
    DataError
        If the tables cannot be used; the message holds every problem at once.
    """
    with progress.step("Reading and checking the tables"):
        _ = project.warehouse
    with progress.step("Looking for what knows the future"):
        leaks = project.find_leaks()
    return findings(project.warehouse, project.settings, leaks)


def check_card(project: Project) -> Card:
    """Check that the points card can be read, and that the data can answer every rule.

    Parameters
    ----------
    project : Project

    Returns
    -------
    Card

    Raises
    ------
    CardError
        Naming each rule, with its line, that cannot be used.
    """
    check_answerable(project.card, project.warehouse, project.settings)
    return project.card


def odd_about_card(project: Project) -> tuple[str, ...]:
    """Tell what is odd about the points card: by its own words, and beside the data.

    Parameters
    ----------
    project : Project

    Returns
    -------
    tuple of str
        A sentence each, with its code, place and what to do.

    Raises
    ------
    CardError
        If the card cannot be read.
    """
    language = project.settings.project.language
    return tuple(each.sentence(language) for each in project.odd_about_card())


def build_features(
    project: Project, *, engine: Engine = "duckdb", progress: Progress = SILENT
) -> FeatureMatrix:
    """Build the features of every snapshot, past and present, unless they stand already.

    Parameters
    ----------
    project : Project
    engine : {"duckdb", "spark"}
        Where to compute; the values are the same.
    progress : Progress, optional

    Returns
    -------
    FeatureMatrix
        The past snapshots, one row each.

    Raises
    ------
    DataError, SettingsError, NotEnoughDataError, OutputError
        If the tables, the settings, the card or the disk do not allow it.
    """
    with progress.step("Reading and checking the tables"):
        _ = project.warehouse
    with progress.step("Building features as they were known at each cutoff"), project.alone():
        return project.build(engine)


def train(
    project: Project,
    contenders: Sequence[str] = tuple(LEARNED_IN),
    *,
    from_last: bool = False,
    progress: Progress = SILENT,
) -> tuple[str, ...]:
    """Learn each contender once, in its notebook, and keep it as a version.

    Parameters
    ----------
    project : Project
    contenders : sequence of {"card", "scientist", "auto"}
        Which ones to learn.
    from_last : bool, default False
        Let the auto model's search begin with what the last one found.
    progress : Progress, optional

    Returns
    -------
    tuple of str
        A sentence for each contender that could not be learned for want of data.

    Raises
    ------
    NotEnoughDataError
        If not even the points card could be calibrated.
    UsageError
        If a contender is not known.
    LeadscoreError
        Whatever stopped a notebook.
    """
    if unknown := sorted(set(contenders) - set(LEARNED_IN)):
        raise UsageError(
            f"There is no contender {', '.join(unknown)}; there are {', '.join(LEARNED_IN)}."
        )
    skipped: list[str] = []
    with project.alone(), kernels.loading(LOADED):
        project.split()  # too little data is told before a notebook begins
        for contender in contenders:
            with progress.step(f"Learning in {LEARNED_IN[contender]}"):
                try:
                    _learn(project, contender, from_last=from_last)
                except NotEnoughDataError as little:
                    if contender == "card":
                        raise
                    skipped.append(f"{contender}: {little}")
    return tuple(skipped)


def _learn(project: Project, contender: str, *, from_last: bool) -> None:
    given = {"start_from_last": True} if from_last and contender == "auto" else {}
    (executed,) = _run_notebooks(project, LEARNED_IN[contender], **given)
    project.store.attach_notebook(contender, executed)


def _run_notebooks(project: Project, *names: str, **given: object) -> list[Path]:
    """Run notebooks where they lie, or shipped ones where their executed copies will lie."""
    source, output = project.notebooks, project.executed
    if project.has_notebooks:
        return notebooks.run_notebooks(*names, source=source, output=output, parameters=given)
    folder = {"project_folder": os.path.relpath(project.root, output)}
    return notebooks.run_notebooks(
        *names, source=source, output=output, folder=output, parameters={**folder, **given}
    )


def compare(project: Project, *, progress: Progress = SILENT) -> Comparison:
    """Judge the newest version of each contender, and the champion, on the same later leads.

    Returns
    -------
    Comparison

    Raises
    ------
    VersionError
        If nothing was learned yet.
    """
    with progress.step("Comparing on later leads"), project.alone():
        _run_notebooks(project, notebooks.COMPARISON)
        return project.comparison()


def promote(project: Project, *, progress: Progress = SILENT) -> Decision:
    """Decide from the last comparison which version is in use, and put it there.

    Returns
    -------
    Decision
        What was decided and why, in words.
    """
    with progress.step("Deciding which version is in use"), project.alone():
        return put_into_use(project)


def score(project: Project, *, progress: Progress = SILENT) -> pd.DataFrame:
    """Score every open lead with the champion, with reasons in words.

    Returns
    -------
    DataFrame
        One row a lead, best first; the columns of the scored lead file.

    Raises
    ------
    VersionError
        If no version is in use yet.
    """
    with progress.step("Scoring the open leads"), project.alone():
        return score_open(project)


def explain_lead(project: Project, lead_id: str) -> Explanation:
    """Explain one lead's score by parts that add up to it.

    Parameters
    ----------
    project : Project
    lead_id : str
        As in the leads table.

    Returns
    -------
    Explanation
        Of the chance that the version in use was learned for, whatever leadscore.toml asks now.

    Raises
    ------
    UsageError
        If the lead is not among the open ones.
    VersionError
        If no version is in use yet, or the points card was changed since it was kept.
    """
    current = project.current()
    found = current.rows["lead_id"].to_numpy() == lead_id
    if not found.any():
        raise UsageError(
            f"There is no open lead {lead_id!r} among the {len(found):,} that can be scored. "
            "A lead is scored while it is open: not opted out, not with sales, not won or lost."
        )
    scorer = in_use(project, whys=["card"])
    asked = scorer.settings["time"] if current.manifest["as_of"] else {}
    return explain_row(
        scorer,
        current.X[found],
        language=project.settings.project.language,
        target=asked.get("target"),
        horizon_days=asked.get("horizon_days"),
    )


def export(project: Project, *, progress: Progress = SILENT) -> ExportedFiles:
    """Write the scored leads as files that a CRM or a spreadsheet reads.

    Returns
    -------
    ExportedFiles
        Where they lie.

    Raises
    ------
    OutputError
        If they cannot be written; then the files before them stand untouched.
    """
    with progress.step("Writing the scored lead file"), project.alone():
        return write_scored_leads(project.scored(), project.exports)


def report(project: Project, *, progress: Progress = SILENT) -> Path:
    """Render everything that was run as pages for people who never see code.

    Returns
    -------
    Path
        The index.

    Notes
    -----
    Nothing is learned here: the pages show the notebooks as they ran when the contenders
    were learned and compared; only those that look at data and scored leads run again.
    """
    looking = (notebooks.DATA, notebooks.LEADS)
    with project.alone(), kernels.loading(LOADED):
        with progress.step(f"Running {' and '.join(looking)}"):
            _run_notebooks(project, *looking)
        executed = [project.executed / f"{name}.ipynb" for name in notebooks.ALL]
        with progress.step("Rendering the pages"):
            render_pages(
                [path for path in executed if path.is_file()], project.reports, _facts(project)
            )
    return project.reports / "index.html"


def _facts(project: Project) -> PageFacts:
    matrix = project.matrix()
    manifest = matrix.manifest
    return PageFacts(
        project=project.settings.project.name,
        language=project.settings.project.language,
        made_at=instant(datetime.now(UTC), project.settings.project.language),
        data_until=_told_until(manifest, project.settings.project.language),
        data_hash=str(manifest["data_hash"]),
        versions=versions_shown(project),
        simulated=project.is_simulated,
        verdict=_verdict(project, matrix),
        left_out=None if manifest["split"] == "time" else manifest["left_out"],
    )


def _verdict(project: Project, matrix: FeatureMatrix) -> tuple[str, ...]:
    """Tell what the comparison said, where there was one, its doubts, and what is in use."""
    language, leaks = project.settings.project.language, kept_leaks(matrix)
    try:
        comparison = project.comparison()
        said, leaks = comparison.headline(language), doubted(leaks, comparison, project.settings)
    except UsageError:
        said = ""
    return said, leaks.sentence(language) if leaks.alarms else "", in_use_sentence(project)


def _told_until(manifest: Mapping[str, object], language: Language) -> str:
    """Tell until when the data speak; a flat export has no time."""
    as_of = manifest.get("as_of")
    return instant(datetime.fromisoformat(str(as_of)), language) if as_of else "–"


def run(project: Project, *, progress: Progress = SILENT) -> RunResult:
    """Do the main job: check, features, train, compare, score, export, report.

    Parameters
    ----------
    project : Project
    progress : Progress, optional

    Returns
    -------
    RunResult

    Raises
    ------
    LeadscoreError
        Whatever stopped a step; what earlier steps left stays whole.
    """
    return _run(project, tuple(LEARNED_IN), progress, from_last=False)


def retrain(project: Project, *, progress: Progress = SILENT) -> RunResult:
    """Do the main job with nobody watching; the scientist's model stays as it is.

    The card and the auto model are learned again on the newest data, the auto model's
    search beginning with what the last one found; the champion stays
    in use unless the paired comparison on later leads says that a challenger is better.

    Parameters
    ----------
    project : Project
    progress : Progress, optional

    Returns
    -------
    RunResult

    Raises
    ------
    LeadscoreError
        Whatever stopped a step; the champion in use is then untouched.
    """
    renewed = ("card", "auto") if project.store.has("scientist") else tuple(LEARNED_IN)
    return _run(project, renewed, progress, from_last=True)


def _run(
    project: Project, contenders: Sequence[str], progress: Progress, *, from_last: bool
) -> RunResult:
    with project.alone(), kernels.loading(LOADED):
        if project.settings.data.simulate_when_empty and project.is_empty:
            simulate(project, progress=progress)
        build_features(project, progress=progress)
        skipped = train(project, contenders, from_last=from_last, progress=progress)
        comparison = compare(project, progress=progress)
        leaks = doubted(project.leaks(), comparison, project.settings)
        skipped += outdated(project)
        decision = promote(project, progress=progress)
        score(project, progress=progress)
        files = export(project, progress=progress)
        index = report(project, progress=progress)
    return RunResult(
        comparison=comparison,
        decision=decision,
        index=index,
        files=files,
        skipped=skipped,
        leaks=leaks,
    )
