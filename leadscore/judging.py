"""Judge versions on the same later leads, keep what came out, and put the best into use."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import pandas as pd
from matplotlib.figure import Figure

from leadscore.errors import UsageError, VersionError
from leadscore.evaluation.comparison import Comparison
from leadscore.evaluation.enough.curve import LearningCurve
from leadscore.evaluation.grid_findings import GridFindings
from leadscore.evaluation.groups.segments import Segments
from leadscore.evaluation.past.lived import Backtest
from leadscore.evaluation.readings import read_off
from leadscore.evaluation.selection.selection import Selection
from leadscore.evaluation.threshold import Earlier, find_threshold, present_choice
from leadscore.evaluation.threshold_findings import ThresholdFindings
from leadscore.features.matrix import FeatureMatrix
from leadscore.models.scorer import LeadScorer
from leadscore.project import Project
from leadscore.scoring import CONTENDERS, grid_of, why_outdated
from leadscore.versions import standing
from leadscore.versions.champion import Decision, decide, instead_of
from leadscore.versions.records import write_figures
from leadscore.versions.version import CHAMPION, Version
from leadscore.words import Language, say

NOTHING_LEARNED = "Nothing was learned yet. Run 'leadscore train' first."


def score_contenders(project: Project, test: FeatureMatrix) -> dict[str, pd.DataFrame]:
    """Score later leads with the newest version of each contender and the one in use.

    Parameters
    ----------
    project : Project
    test : FeatureMatrix
        Snapshots to judge on.

    Returns
    -------
    dict of str to DataFrame
        By contender, ``probability`` and ``margin`` of each row of ``test``; the version
        in use stands as ``champion`` where it is not the newest of its contender. A version
        that is outdated, or may have learned from ``test``, is left out; see
        :func:`outdated`.

    Raises
    ------
    VersionError
        If nothing was learned yet, or every version had to be left out.
    """
    judged = _judged(project, test)
    fair = {name: each for name, each in judged.items() if not each.left_out}
    if not fair:
        raise VersionError(
            f"None of the {len(judged)} versions can be compared. "
            + " ".join(each.left_out for each in judged.values())
            + " Run 'leadscore train' for new versions."
        )
    scored = {name: _scored(each.scorer, test) for name, each in fair.items()}
    project.judged = {name: each.version for name, each in fair.items()}
    return scored


def grids(project: Project, contenders: Collection[str] | None = None) -> dict[str, GridFindings]:
    """Judge the cells of the newest version of each contender, and of the one in use.

    Parameters
    ----------
    project : Project
    contenders : collection of str, optional
        Only these.

    Returns
    -------
    dict of str to GridFindings
        By contender, on the leads of the comparison; the version in use stands as
        ``champion`` where it is not the newest of its contender. A version that is outdated,
        or may have learned from these leads, is left out; see :func:`outdated`.

    Raises
    ------
    VersionError
        If nothing was learned yet.
    """
    test = project.test()
    return {
        name: grid_of(each.scorer, test, project.settings, contender=name)
        for name, each in _judged(project, test, contenders).items()
        if not each.left_out
    }


def thresholds(
    project: Project, contenders: Collection[str] | None = None
) -> dict[str, ThresholdFindings]:
    """Look for the best threshold of the newest version of each contender, and the one in use.

    Parameters
    ----------
    project : Project
    contenders : collection of str, optional
        Only these.

    Returns
    -------
    dict of str to ThresholdFindings
        By contender, as :func:`grids`: points for the card, scores for the models. The
        points of a card that people wrote learn from no outcome, so its threshold is chosen
        on the training leads; a model's is chosen on part of the accounts and judged on the
        others. A card whose points were learned from the training leads (the written card)
        has its threshold chosen in-sample there, and judged on later leads all the same.

    Raises
    ------
    VersionError
        If nothing was learned yet.
    """
    test, found = project.test(), {}
    for name, each in _judged(project, test, contenders).items():
        if each.left_out:
            continue
        said = each.scorer.score(test.X)
        readings = read_off(each.scorer, test.X, said)
        found[name] = find_threshold(
            readings.combined,
            test.rows,
            project.settings,
            unit=readings.unit,
            present=present_choice(each.scorer, readings, said),
            earlier=_training(project, each.scorer) if readings.unit == "points" else None,
            contender=name,
        )
    return found


def _training(project: Project, scorer: LeadScorer) -> Earlier:
    training = project.training()
    return Earlier(values=read_off(scorer, training.X).combined, rows=training.rows)


def outdated(project: Project) -> tuple[str, ...]:
    """Tell of each version that the comparison leaves out, and why.

    Parameters
    ----------
    project : Project

    Returns
    -------
    tuple of str
        A sentence for each version that is outdated, or that may have learned from the
        leads it would be judged on.
    """
    judged = _judged(project, project.test())
    return tuple(each.left_out for each in judged.values() if each.left_out)


@dataclass(frozen=True, kw_only=True)
class _Judged:
    """A version that is to be compared; ``left_out`` says why it is not."""

    version: Version
    scorer: LeadScorer
    left_out: str


def _judged(
    project: Project, test: FeatureMatrix, contenders: Collection[str] | None = None
) -> dict[str, _Judged]:
    """Look at each version whether it can be judged on these leads."""
    language, matrix = project.settings.project.language, project.matrix()
    found = {}
    for name, version in _compared(project).items():
        if contenders is not None and name not in contenders:
            continue
        scorer, left_out = project.store.load(version), ""
        if why := why_outdated(project, scorer, test):
            left_out = why.sentence(version, language)
        elif standing.knows(scorer, test, matrix):
            left_out = say("version.knows", language, version=version.name)
        found[name] = _Judged(version=version, scorer=scorer, left_out=left_out)
    return found


def _compared(project: Project) -> dict[str, Version]:
    """Name the newest version of each contender, and the one in use where it is older."""
    newest = {name: project.store.find(name) for name in CONTENDERS if project.store.has(name)}
    if not newest:
        raise VersionError(NOTHING_LEARNED)
    used = project.store.champion()
    if used is not None and used not in newest.values():
        newest[CHAMPION] = used
    return newest


def keep_comparison(
    project: Project,
    comparison: Comparison,
    *,
    backtest: Backtest | None = None,
    curve: LearningCurve | None = None,
    figures: Mapping[str, Figure] = MappingProxyType({}),
    segments: Segments | None = None,
    selection: Selection | None = None,
) -> None:
    """Keep a comparison in the project, and each contender's figures with its version.

    Parameters
    ----------
    project : Project
    comparison : Comparison
        Of what :func:`score_contenders` scored.
    backtest : Backtest, optional
    curve : LearningCurve, optional
        What belongs to it; their figures are kept with the versions, too.
    figures : mapping of str to Figure, optional
        Pictures by name; each version keeps them.
    segments : Segments, optional
        Whom the scores are good for; told beside the verdict and kept with each version.
    selection : Selection, optional
        What being worked does to the outcome; kept with each version.

    Raises
    ------
    UsageError
        If a contender is not a version that :func:`score_contenders` scored.
    """
    if unknown := sorted(set(comparison.contenders) - set(project.judged)):
        raise UsageError(
            f"keep_comparison: {len(unknown)} of {len(comparison.contenders)} contenders are no "
            f"versions that score_contenders scored: {', '.join(unknown[:3])}. Keep a new model "
            "with keep_version, then score and compare again."
        )
    judged = {name: project.judged[name] for name in comparison.contenders}
    features = str(project.matrix().manifest["hash"])
    project.keep_comparison(
        replace(
            comparison,
            versions={
                name: {"number": version.number, "digest": version.digest}
                for name, version in judged.items()
            },
            features=features,
            notes=_notes(comparison, segments, project.settings.project.language),
        ),
        backtest=None if backtest is None else replace(backtest, features=features),
        curve=None if curve is None else replace(curve, features=features),
    )
    beside = [each for each in (segments, selection) if each is not None]
    documents = {
        name: each.to_json()
        for name, each in (("segments", segments), ("selection", selection))
        if each is not None
    }
    table = comparison.table.astype({"contender": str, "measure": str})
    with tempfile.TemporaryDirectory() as scratch:
        drawn = write_figures(Path(scratch), figures)  # once for all versions
        for name, lines in table.groupby("contender"):
            metrics = {
                f"{measure}{end}": float(value)
                for end, column in {"": "value", "_low": "low", "_high": "high"}.items()
                for measure, value in zip(lines["measure"], lines[column], strict=True)
            }
            for each in beside:
                metrics |= each.metrics().get(str(name), {})
            metrics |= backtest.metrics(str(name)) if backtest else {}
            metrics |= curve.metrics(str(name)) if curve else {}
            project.store.record(
                judged[str(name)], metrics=metrics, figures=drawn, documents=documents
            )


def _notes(
    comparison: Comparison, segments: Segments | None, language: Language
) -> tuple[str, ...]:
    """Say what must stand beside the verdict, also on the terminal."""
    if segments is None:
        return ()
    worse = [each for name in comparison.contenders for each in segments.told_worse(name, language)]
    return (segments.unseen_sentence(language), *worse)


def _scored(scorer: LeadScorer, test: FeatureMatrix) -> pd.DataFrame:
    scores = scorer.score(test.X)
    return pd.DataFrame(
        {"probability": scores["probability"], "margin": scorer.margin(test.X)}, index=test.X.index
    )


def put_into_use(project: Project) -> Decision:
    """Decide from the last comparison which version is in use, and put it there.

    Parameters
    ----------
    project : Project

    Returns
    -------
    Decision
        What was decided and why, in words. What is put into use is the very version that
        was compared, however many were learned since. Another always takes the place of a
        version in use that is outdated, which can score nobody.

    Raises
    ------
    UsageError
        If nothing was compared yet, or the features or the compared versions are no longer
        those that were compared.
    """
    comparison = project.comparison()
    used = project.store.champion()
    compared = _as_compared(project, comparison, used)
    curve = _belonging(project.learning_curve(), comparison)
    if used is None:
        decision = decide(None, comparison, project.settings, curve=curve)
    elif why := why_outdated(project, project.store.load(used), project.matrix()):
        same = used.contender if used.contender in comparison.contenders else None
        decision = instead_of(
            used, decide(same, comparison, project.settings, curve=curve), why=why.why
        )
    else:
        names = {version.number: name for name, version in compared.items()}
        name = names.get(used.number, CHAMPION)
        decision = decide(name, comparison, project.settings, curve=curve)
    if decision.promote is not None:
        reason = decision.sentence(project.settings.project.language)
        project.store.set_champion(compared[decision.promote], reason=reason)
    return decision


def _belonging(curve: LearningCurve | None, comparison: Comparison) -> LearningCurve | None:
    """Take a learning curve only where it was made from the features that were compared."""
    return curve if curve is not None and curve.features == comparison.features else None


def _as_compared(
    project: Project, comparison: Comparison, used: Version | None
) -> dict[str, Version]:
    """Find the very versions that were compared, by contender."""
    if comparison.features != project.matrix().manifest["hash"]:
        raise UsageError(_stale("the features were built anew from other data or settings"))
    found = {}
    for name in comparison.contenders:
        kept = comparison.versions.get(name, {})
        number = str(kept.get("number", ""))
        version = project.store.find(number) if project.store.has(number) else None
        if version is None or version.digest != kept.get("digest"):
            raise UsageError(_stale(f"the version of {name} that was compared is another one now"))
        found[name] = version
    if CHAMPION in found and (used is None or used.number != found[CHAMPION].number):
        raise UsageError(_stale("another version was put into use"))
    return found


def _stale(why: str) -> str:
    return (
        f"The comparison does not decide any more: since it was made, {why}. "
        "Run 'leadscore compare' again."
    )
