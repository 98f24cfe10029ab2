"""Whether a version can still be judged fairly, and still scores as it was kept.

A version is *outdated* where what it reads is no longer what it learned from: a column is
gone, the points card was changed, or leads are looked at in another way (target, horizon,
stop stage, grid). It *knows* later leads where it may have learned from them. Neither is
compared with others, so no version is ever favoured.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from leadscore.features.catalogue import Catalogue
from leadscore.features.frame import FeatureMatrix
from leadscore.models.scorer import LeadScorer
from leadscore.settings import Settings
from leadscore.validation.splits import lies_apart
from leadscore.versions.version import Version
from leadscore.words import Language, listed, say

#: What makes a snapshot and its outcome; a version learned with another one is outdated.
LOOKED_AT = ("target", "horizon_days", "stop_stage", "grid", "after_creation_days")
#: Columns of a version that are named when they are gone.
MOST_NAMED = 5


@dataclass(frozen=True, kw_only=True)
class Outdated:
    """Why a version is outdated.

    Parameters
    ----------
    why : {"columns", "card", "settings"}
    names : tuple of str
        The columns or settings, as people call them; empty for the card.
    """

    why: Literal["columns", "card", "settings"]
    names: tuple[str, ...] = ()

    def sentence(self, version: Version, language: Language) -> str:
        """Say that the version is left out, and why.

        Parameters
        ----------
        version : Version
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        key = "version.outdated" if self.why == "columns" else f"version.outdated_{self.why}"
        named = {"names": listed(list(self.names), language)} if self.names else {}
        return say(key, language, version=version.name, **named)

    def refusal(self, version: Version) -> str:
        """Say why the version does not score, and what to do.

        Parameters
        ----------
        version : Version

        Returns
        -------
        str
        """
        changed = {
            "columns": f"columns that it reads are gone: {', '.join(self.names)}",
            "card": "the points card was changed since it was kept, so its chances do not fit "
            "the points and limits of today",
            "settings": "it was learned with other settings than leadscore.toml has now: "
            f"{', '.join(self.names)}",
        }
        return (
            f"The version in use, {version.name}, cannot score: {changed[self.why]}. Learn, "
            "compare and put a version into use with 'leadscore run', or undo the change."
        )


def outdated(
    scorer: LeadScorer, matrix: FeatureMatrix, settings: Settings, language: Language
) -> Outdated | None:
    """Tell why a version no longer fits the features and the settings.

    Parameters
    ----------
    scorer : LeadScorer
    matrix : FeatureMatrix
        As they are built now.
    settings : Settings
        As they are now.
    language : {"en", "fi"}

    Returns
    -------
    Outdated or None
        None where it fits.
    """
    if gone := gone_columns(scorer, matrix):
        return Outdated(why="columns", names=labels(scorer.catalogue, gone, language))
    by_card = scorer.card is not None
    if by_card and scorer.manifest.get("card") != matrix.manifest.get("card"):
        return Outdated(why="card")
    if other := _other_settings(scorer, settings):
        return Outdated(why="settings", names=other)
    return None


def gone_columns(scorer: LeadScorer, matrix: FeatureMatrix) -> list[str]:
    """List the columns that a version reads and the features do not have.

    Parameters
    ----------
    scorer : LeadScorer
    matrix : FeatureMatrix

    Returns
    -------
    list of str
    """
    return [name for name in scorer.features if name not in matrix.X.columns]


def labels(catalogue: Catalogue, names: Sequence[str], language: Language) -> tuple[str, ...]:
    """Call a few features as people do.

    Parameters
    ----------
    catalogue : Catalogue
    names : sequence of str
    language : {"en", "fi"}

    Returns
    -------
    tuple of str
    """
    told = [catalogue[name].label[language] for name in names[:MOST_NAMED]]
    return (*told, *["…"] * (len(names) > MOST_NAMED))


def with_trace(scorer: LeadScorer, matrix: FeatureMatrix) -> LeadScorer:
    """Write into a scorer of an ordered export which rows lie before those to be judged on.

    Parameters
    ----------
    scorer : LeadScorer
        Learned from some rows of the matrix.
    matrix : FeatureMatrix
        All rows.

    Returns
    -------
    LeadScorer
        The same, where positions are not what rows are parted by.

    Notes
    -----
    A position means the same only as long as the rows up to it are the same. One hash over
    all their ids tells that, and gives back none of them.
    """
    learned = _learned(scorer)
    if learned.get("kind") != "order":
        return scorer
    told = {**learned, "rows": _rows_until(matrix.rows, learned)}
    training = {**scorer.manifest["training"], "learned": told}
    return replace(scorer, manifest={**scorer.manifest, "training": training})


def knows(scorer: LeadScorer, test: FeatureMatrix, matrix: FeatureMatrix) -> bool:
    """Tell whether a version may have learned from what it is to be judged on.

    Parameters
    ----------
    scorer : LeadScorer
    test : FeatureMatrix
        The rows to be judged on.
    matrix : FeatureMatrix
        All rows, as they are now.

    Returns
    -------
    bool
        True also where it cannot be ruled out.
    """
    learned = _learned(scorer)
    if not lies_apart(learned, test.rows):
        return True
    return learned["kind"] == "order" and learned.get("rows") != _rows_until(matrix.rows, learned)


def _learned(scorer: LeadScorer) -> Mapping[str, Any]:  # JSON
    training: Mapping[str, Any] = scorer.manifest.get("training", {})
    learned: Mapping[str, Any] = training.get("learned", {})
    return learned


def _rows_until(rows: pd.DataFrame, learned: Mapping[str, Any]) -> str:
    """Hash the ids of all rows up to the last one learned from, in their order."""
    if "position" not in rows:
        return ""
    before = rows[rows["position"] <= learned["until"]].sort_values("position")
    return hashlib.sha256("\n".join(before["lead_id"].astype(str)).encode()).hexdigest()


def _other_settings(scorer: LeadScorer, settings: Settings) -> tuple[str, ...]:
    """Name what is looked at in another way now; a flat export has no such settings."""
    if _learned(scorer).get("kind", "time") != "time":
        return ()
    then, now = scorer.settings["time"], settings.time.model_dump(mode="json")
    keys = [key for key in LOOKED_AT if key != "after_creation_days" or _by_age(then, now)]
    return tuple(
        f"time.{key} ({_told(then.get(key))} → {_told(now[key])})"
        for key in keys
        if then.get(key) != now[key]
    )


def _by_age(then: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    return bool(then.get("grid") == now["grid"] == "after_creation")


def _told(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "–" if value is None else str(value)
