"""Write the card that the data would write, and hold it against what is in use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pandas as pd
from pydantic import ValidationError

from leadscore.cards import Card, load_card
from leadscore.cards.putting import put, refuse_inputs
from leadscore.cards.writing import write_card
from leadscore.errors import NotEnoughDataError, OutputError, UsageError, VersionError
from leadscore.evaluation.compare import compare
from leadscore.evaluation.gained import WRITTEN, Gained, gained
from leadscore.features.frame import FeatureMatrix
from leadscore.judging import score_contenders
from leadscore.models.card import CardContender
from leadscore.models.scorer import fit_scorer
from leadscore.models.written.written import WrittenCard, learn_card
from leadscore.project import Project
from leadscore.settings import CardSettings, Settings

#: What a written card is held against, where versions of them are kept.
AGAINST = ("card", "auto")
FILE = "written_card.yaml"


def written_card(
    project: Project,
    *,
    rules: int | None = None,
    step: int | None = None,
    most_points: int | None = None,
    keep: Sequence[str] = (),
    hold: Sequence[str] = (),
    never: Sequence[str] = (),
    progress: Callable[[str], None] | None = None,
) -> WrittenCard:
    """Learn the points card that a project's training leads would write.

    Parameters
    ----------
    project : Project
        With features built.
    rules, step, most_points : int, optional
        The most rules, of how many points a step is, and the most points of a rule; by
        default those of the settings' section ``card``.
    keep, hold, never : sequence of str
        Beside those of the settings: rules of the current card that must be in with new
        points, those that stay as they stand, and what no rule may use.
    progress : callable, optional
        Told in a few words what is being done.

    Returns
    -------
    WrittenCard

    Raises
    ------
    UsageError
        If the features were not built, or the limits do not fit the card or each other.
    NotEnoughDataError
        If too few leads convert to learn a card.

    Examples
    --------
    >>> written = written_card(Project("acme"), rules=8)  # doctest: +SKIP
    """
    settings = with_limits(
        project.settings,
        rules=rules,
        step=step,
        most_points=most_points,
        keep=keep,
        hold=hold,
        never=never,
    )
    return learn_card(project.card, project.training(), project.warehouse, settings, progress)


def with_limits(
    settings: Settings,
    *,
    rules: int | None = None,
    step: int | None = None,
    most_points: int | None = None,
    keep: Sequence[str] = (),
    hold: Sequence[str] = (),
    never: Sequence[str] = (),
) -> Settings:
    """Change what a written card must obey.

    Parameters
    ----------
    settings : Settings
    rules, step, most_points, keep, hold, never
        As of :func:`written_card`.

    Returns
    -------
    Settings

    Raises
    ------
    UsageError
        If a value does not fit.
    """
    limits = settings.card.model_dump()
    numbers = {"rules": rules, "step": step, "most_points": most_points}
    limits |= {name: value for name, value in numbers.items() if value is not None}
    for name, more in (("keep", keep), ("hold", hold), ("never", never)):
        limits[name] = tuple(dict.fromkeys((*limits[name], *more)))
    try:
        return settings.model_copy(update={"card": CardSettings.model_validate(limits)})
    except ValidationError as broken:
        told = [
            ".".join(["card", *map(str, each["loc"])])
            + f": {each['msg'].removeprefix('Value error, ')} (it is {each['input']!r:.80})"
            for each in broken.errors()
        ]
        raise UsageError(f"The written card's limits do not fit: {'; '.join(told)}.") from broken


def written_gain(
    project: Project, written: WrittenCard | Card, scored: Mapping[str, pd.DataFrame] | None = None
) -> Gained:
    """Judge a written card on later leads, beside the current card and the auto model.

    Parameters
    ----------
    project : Project
    written : WrittenCard or Card
        Learned from the project's training leads.
    scored : mapping of str to DataFrame, optional
        What the contenders said of the later leads, where that is known already
        (:func:`~leadscore.judging.score_contenders`).

    Returns
    -------
    Gained
        Against the newest kept versions of the card and the auto model. Where there is no
        version of the card that may be judged on these leads, the card as it stands is
        calibrated on the training leads for it.

    Raises
    ------
    UsageError
        If the features were not built.
    NotEnoughDataError
        If the later leads hold no buyer, or no one else.
    """
    training, test = project.training(), project.test()
    found = dict(scored or {})
    if scored is None:
        with suppress(VersionError):
            found = score_contenders(project, test)
    beside = {name: found[name] for name in AGAINST if name in found}
    if AGAINST[0] not in beside:
        beside[AGAINST[0]] = _scored(project, project.card, training, test)
    card = written.card if isinstance(written, WrittenCard) else written
    beside[WRITTEN] = _scored(project, card, training, test)
    return gained(compare(beside, test.rows, project.settings))


def renewed_card(project: Project) -> WrittenCard | None:
    """Learn the card that the data would write by the settings' limits, and keep it.

    Parameters
    ----------
    project : Project

    Returns
    -------
    WrittenCard or None
        None where too few leads convert, or nothing that is known of them tells who does;
        the card kept before is then taken away.

    Raises
    ------
    UsageError
        If the features were not built, or the settings' ``card`` names a rule that is not
        there or contradicts itself: what the settings ask for is never passed over.
    CardError
        If the current card cannot be read, or the data cannot answer it.
    OutputError
        If the card cannot be written.
    """
    try:
        written = written_card(project)
    except NotEnoughDataError:
        (project.exports / FILE).unlink(missing_ok=True)
        return None
    keep_written_card(project, written)
    return written


def kept_written_card(project: Project) -> Card | None:
    """Read the written card that was kept last; None where there is none.

    Raises
    ------
    CardError
        If the file is there and holds no card.
    """
    place = project.exports / FILE
    return load_card(place, project.settings) if place.is_file() else None


def _scored(
    project: Project, card: Card, training: FeatureMatrix, test: FeatureMatrix
) -> pd.DataFrame:
    """Calibrate a card on training leads and score later ones."""
    learned = project.with_card(card, training)
    scorer = fit_scorer(CardContender(card), learned, project.settings)
    X = project.with_card(card, test).X
    scores = scorer.score(X)
    return pd.DataFrame(
        {"probability": scores["probability"], "margin": scorer.margin(X)}, index=test.X.index
    )


def written_place(project: Project, path: Path | None = None, *, replace: bool = False) -> Path:
    """Tell where a written card is kept, and refuse a place that is taken.

    Parameters
    ----------
    project : Project
    path : Path, optional
        By default ``exports/written_card.yaml`` in the project, which is made anew each time.
    replace : bool, default False
        Whether another file that is there may be replaced.

    Returns
    -------
    Path

    Raises
    ------
    UsageError
        If the path is that of the card in use, of leadscore.toml or of the mapping, which
        are the team's and never overwritten, or if it is there and may not be replaced.
    """
    place = project.exports / FILE if path is None else path
    refuse_inputs(place, project.root, project.settings)
    if path is not None and not replace and (place.exists() or place.is_symlink()):
        raise UsageError(
            f"{place} is there already and is not written over. Name another file, or ask for it "
            "to be replaced (--force, or replace=True in Python)."
        )
    return place


def keep_written_card(
    project: Project, written: WrittenCard, path: Path | None = None, *, replace: bool = False
) -> Path:
    """Write a written card as YAML, beside the card in use.

    Parameters
    ----------
    project : Project
    written : WrittenCard
    path : Path, optional
        By default ``exports/written_card.yaml`` in the project, which is made anew each time.
    replace : bool, default False
        Whether another file that is there may be replaced.

    Returns
    -------
    Path
        Where it lies.

    Raises
    ------
    UsageError
        As of :func:`written_place`.
    OutputError
        If it cannot be written.
    """
    place = written_place(project, path, replace=replace)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        put(write_card(written.card).encode(), place)
    except OSError as refused:
        raise OutputError(f"{place} cannot be written: {refused.strerror}.") from refused
    return place
