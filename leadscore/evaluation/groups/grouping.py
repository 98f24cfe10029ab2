"""Which leads belong together when asking whom the scores are good for.

A group of few leads is never told by name: who is alone in it would be told too. Small
groups are put together, and where even together they are few, the smallest named group
joins them, so that nothing can be worked out by taking away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from leadscore.errors import UsageError
from leadscore.features.catalogue import Feature
from leadscore.features.frame import FeatureMatrix
from leadscore.settings import ComparisonSettings, Settings
from leadscore.validation.ranking import IntArray
from leadscore.words import LANGUAGES, Language, plain, say

#: Groups told by name in one segment; the rest stand together.
MOST_GROUPS = 7
#: Columns taken from a flat export, whose names are its own.
MOST_FLAT = 6
#: The segment of accounts that were, or were not, learned from.
KNOWN_ACCOUNT = "known_account"
SEEN, NEVER_SEEN = "seen", "never seen"
#: Values that no data have: nothing known, and small groups together.
UNKNOWN, OTHER = "(not known)", "(others)"

_CUSTOMER = "account__is_customer"


@dataclass(frozen=True, kw_only=True, eq=False)
class Grouping:
    """Rows put into groups; made by :func:`groupings`.

    Parameters
    ----------
    segment : str
        The feature, or ``"known_account"``.
    label : mapping of str to str
        What the segment is called, by language.
    values : tuple of str
        The groups, the largest first; what is not known and the others last.
    names : tuple of mapping of str to str
        What each group is called, by language.
    codes : ndarray of shape (n_rows,)
        Place of each row's group in `values`.
    """

    segment: str
    label: Mapping[Language, str]
    values: tuple[str, ...]
    names: tuple[Mapping[Language, str], ...]
    codes: IntArray


def groupings(
    test: FeatureMatrix, settings: Settings, training: FeatureMatrix | None = None
) -> tuple[Grouping, ...]:
    """Put test rows into groups, one way a segment.

    Parameters
    ----------
    test : FeatureMatrix
        The rows that contenders are judged on.
    settings : Settings
        `comparison.segments` and `comparison.smallest_group`.
    training : FeatureMatrix, optional
        What was learned from; with it, accounts never seen are a segment of their own.

    Returns
    -------
    tuple of Grouping
        Segments with a single group are left out.

    Raises
    ------
    UsageError
        If the settings name a segment that is neither a feature of these data nor one of
        the usual ones.
    """
    found = [
        _grouping(test, each.name, _label(each), _spoken(test, each), settings.comparison)
        for each in _features(test, settings.comparison)
    ]
    if training is not None:
        found.append(_by_account(test, training, settings.comparison))
    return tuple(each for each in found if each is not None)


def _features(test: FeatureMatrix, asked: ComparisonSettings) -> Iterator[Feature]:
    """Name the features that make segments; of a flat export, its own who-it-is columns."""
    usual = asked.segments == ComparisonSettings().segments
    if usual and test.manifest.get("split") in ("order", "random"):
        names = test.catalogue.names(axis="fit", kind="category")[:MOST_FLAT]
    else:
        names = list(asked.segments)
    for name in names:
        if name in test.catalogue:
            yield test.catalogue[name]
        elif name not in ComparisonSettings().segments:
            raise UsageError(
                f"comparison.segments names {name!r}, which is no feature of these data. Take a "
                "name from the catalogue (matrix.catalogue.to_frame()), or leave it out."
            )


def _spoken(test: FeatureMatrix, feature: Feature) -> pd.Series:
    """Give each row's value as a text; missing where it is not known."""
    column = test.X[feature.name]
    if feature.kind == "category":
        return column.astype(object)
    return column.map(lambda value: f"{value:g}", na_action="ignore").astype(object)


def _label(feature: Feature) -> Mapping[Language, str]:
    if feature.name == _CUSTOMER:
        return {each: say("segments.customer", each) for each in LANGUAGES}
    return {each: feature.label[each] for each in LANGUAGES}


def _by_account(
    test: FeatureMatrix, training: FeatureMatrix, asked: ComparisonSettings
) -> Grouping | None:
    seen = test.rows["group"].isin(set(training.rows["group"]))
    values = pd.Series(np.where(seen, SEEN, NEVER_SEEN), dtype=object)
    label: dict[Language, str] = {each: say("segments.known_account", each) for each in LANGUAGES}
    return _grouping(test, KNOWN_ACCOUNT, label, values, asked)


def _grouping(
    test: FeatureMatrix,
    segment: str,
    label: Mapping[Language, str],
    values: pd.Series,
    asked: ComparisonSettings,
) -> Grouping | None:
    told = values.where(values.notna(), UNKNOWN).astype(str).to_numpy()
    leads = pd.Series(test.rows["lead_id"].to_numpy()).groupby(told).nunique()
    named = _named(leads, asked.smallest_group)
    if len(leads) > len(named):
        told = np.where(np.isin(told, named), told, OTHER)
    last = [each for each in (UNKNOWN, OTHER) if each in set(told)]
    order = (*(each for each in named if each != UNKNOWN), *last)
    if len(order) < 2:
        return None
    together = len(leads) - len(named)
    return Grouping(
        segment=segment,
        label=label,
        values=order,
        names=tuple(_name(test, segment, value, together) for value in order),
        codes=pd.Index(order).get_indexer(pd.Index(told)).astype(np.int64),
    )


def _named(leads: pd.Series, least: int) -> list[str]:
    """Say which values may be told by name, the largest first."""
    largest = leads.sort_values(ascending=False, kind="stable")
    named = [str(value) for value, size in largest.items() if size >= least]
    known = [value for value in named if value != UNKNOWN][:MOST_GROUPS]
    named = [value for value in named if value in known or value == UNKNOWN]
    rest = int(leads.drop(named).sum())
    while named and 0 < rest < least:
        rest += int(leads[named.pop()])
    return named


def _name(test: FeatureMatrix, segment: str, value: str, together: int) -> Mapping[Language, str]:
    if value == OTHER:
        return {each: say("segments.others", each, count=together) for each in LANGUAGES}
    if value == UNKNOWN:
        return {each: say("segments.unknown", each) for each in LANGUAGES}
    if segment == KNOWN_ACCOUNT:
        key = "seen" if value == SEEN else "never_seen"
        return {each: say(f"segments.{key}", each) for each in LANGUAGES}
    if segment == _CUSTOMER:
        key = "new_account" if value == "0" else "existing_account"
        return {each: say(f"segments.{key}", each) for each in LANGUAGES}
    words = test.catalogue[segment].value_words.get(value, {})
    if not words and test.catalogue[segment].unit == "yes or no":
        words = {each: say("no" if value == "0" else "yes", each) for each in LANGUAGES}
    return {each: plain(words.get(each, value), 40) for each in LANGUAGES}
