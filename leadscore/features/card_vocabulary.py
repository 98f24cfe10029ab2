"""What training leads are and do, in the words that a points card can ask with."""

from __future__ import annotations

import tempfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from leadscore.features.frame import FeatureMatrix
from leadscore.features.intents import intent_column, with_intents
from leadscore.features.titles import plain_title
from leadscore.settings import Settings
from leadscore.sources.warehouse import Warehouse

#: Of one thing, no more values than these, the most frequent ones.
MOST_VALUES, MOST_THINGS, MOST_WORDS = 12, 10, 15
#: Letters of a word in a title that may tell something.
_LEAST_LETTERS = 3
_DEEPEST = 5
#: A number with at most so many different values is asked for each of them.
_FEW = 6
_SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)
#: The longest text and the largest number that a card may ask for.
_LONGEST, _LARGEST = 200, 1e12
#: Control characters, halves of a character, ends of lines and of paragraphs.
_NOT_WRITTEN = frozenset({"Cc", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """What occurs on enough training leads and a card can ask for, the most frequent first.

    Parameters
    ----------
    values : mapping of str to tuple of str
        By feature (``fit__industry``), its values.
    numbers : mapping of str to tuple of float
        By feature, values that part its leads: quantiles, or every value where few.
    words : tuple of str
        Words of job titles.
    kinds : tuple of str
    intents, assets, channels, levels : mapping of str to tuple of str
        By intent class, asset, channel and content level, the kinds of act that show it.
    """

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    intents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    assets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    channels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    levels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_vocabulary(matrix: FeatureMatrix, warehouse: Warehouse, settings: Settings) -> Vocabulary:
    """Read what training leads are and do.

    Parameters
    ----------
    matrix : FeatureMatrix
        Training snapshots with their features. Nothing is read of other leads, and of
        these nothing from the last cutoff on.
    warehouse : Warehouse
    settings : Settings
        ``features.intents``, ``card.least_leads``.

    Returns
    -------
    Vocabulary
        The order of rows changes nothing in it.
    """
    least = settings.card.least_leads
    values = {
        each.name: _frequent(matrix, each.name, least)
        for each in matrix.catalogue
        if each.kind == "category" and each.family in ("fit", "behaviour")
    }
    if warehouse.flat is not None or settings.features.extra_columns:
        numbers = {
            each.name: _parting(matrix.X[each.name])
            for each in matrix.catalogue
            if each.kind == "number" and each.family in ("fit", "behaviour")
        }
    else:
        numbers = {}
    if warehouse.flat is not None:
        return Vocabulary(values=values, numbers=numbers)
    leads = matrix.rows[["lead_id", "group"]].drop_duplicates()
    return Vocabulary(
        values=values,
        numbers=numbers,
        words=_words(leads, warehouse, least),
        **_acts(leads, matrix, warehouse, settings),
    )


def askable(value: str) -> bool:
    """Tell whether a card can ask for a value of the data.

    Parameters
    ----------
    value : str

    Returns
    -------
    bool
        False for what is empty, longer than a card's texts or not to be written in a line.

    Examples
    --------
    >>> askable("Food & drink"), askable("x" * 201), askable(chr(10).join(["Food", "drink"]))
    (True, False, False)
    """
    return 0 < len(value) <= _LONGEST and not any(
        unicodedata.category(letter) in _NOT_WRITTEN for letter in value
    )


def _frequent(matrix: FeatureMatrix, name: str, least: int) -> tuple[str, ...]:
    """List a feature's values that enough leads have."""
    known = matrix.X[name].notna()
    pairs = pd.DataFrame(
        {"lead": matrix.rows.loc[known, "lead_id"], "value": matrix.X.loc[known, name]}
    ).drop_duplicates()
    return _most(Counter(pairs["value"].astype(str)), least, MOST_VALUES)


def _most(counted: Mapping[str, int], least: int, most: int) -> tuple[str, ...]:
    """Take the most frequent that a card can ask for, ties in the order of the alphabet."""
    enough = [(-count, name) for name, count in counted.items() if count >= least and askable(name)]
    return tuple(name for _, name in sorted(enough)[:most])


def _parting(column: pd.Series) -> tuple[float, ...]:
    """Give values at which a number may part leads, as the source wrote them."""
    known = np.sort(column.dropna().to_numpy(dtype=np.float32))
    known = known[np.abs(known) < _LARGEST]
    if not len(known):
        return ()
    different = np.unique(known)
    if len(different) > _FEW:
        at = [round(share * (len(known) - 1)) for share in (0.0, *_SHARES)]
        different = np.unique(known[at])
    # the shortest decimal that the float32 stands for is what the file says
    return tuple(float(str(each)) for each in different)


def _words(leads: pd.DataFrame, warehouse: Warehouse, least: int) -> tuple[str, ...]:
    """List the words of titles that enough accounts have."""
    table = warehouse.leads
    titled = table.filter(table.job_title.notnull())  # noqa: PD004 - Ibis
    ids = ibis.memtable(pa.table({"wanted": pa.array(leads["lead_id"].unique(), pa.string())}))
    kept = titled.join(ids, titled.lead_id == ids.wanted)
    told = kept.select("lead_id", title=plain_title(kept.job_title))
    frame = warehouse.engine.to_pyarrow(told).to_pandas()
    groups = dict(zip(leads["lead_id"], leads["group"], strict=True))
    found: dict[str, set[str]] = defaultdict(set)
    for lead, title in zip(frame["lead_id"], frame["title"], strict=True):
        for word in set(str(title).split()):
            if len(word) >= _LEAST_LETTERS and not word.isdigit():
                found[word].add(groups[lead])
    return _most({word: len(held) for word, held in found.items()}, least, MOST_WORDS)


def _acts(
    leads: pd.DataFrame, matrix: FeatureMatrix, warehouse: Warehouse, settings: Settings
) -> dict[str, Any]:  # the fields of Vocabulary
    """Count what training leads did before the last training cutoff, each lead once."""
    if not warehouse.has("events") or leads.empty:
        return {}
    least = settings.card.least_leads
    done = _done(leads, matrix, warehouse, settings)
    deep = done["content_level"].dropna().astype(int)
    done["level"] = deep[(deep > 1) & (deep <= _DEEPEST)].astype(str)
    shown = {}
    for each in settings.features.intents:
        acts = done[done[intent_column(each)]]
        if acts["lead_id"].nunique() >= least:
            shown[each.name] = tuple(sorted(acts["kind"].unique()))
    return {
        "kinds": tuple(_frequent_acts(done, "kind", least)),
        "assets": {
            name: kinds
            for name, kinds in _frequent_acts(done, "asset", least).items()
            if "*" not in name  # which stands for anything
        },
        "channels": _frequent_acts(done, "channel", least),
        "levels": _frequent_acts(done, "level", least),
        "intents": shown,
    }


def _frequent_acts(done: pd.DataFrame, name: str, least: int) -> dict[str, tuple[str, ...]]:
    """Give what enough leads did, each with the kinds of act that it was."""
    known = done[done[name].notna()]
    pairs = known[["lead_id", name]].drop_duplicates()
    found = _most(Counter(pairs[name]), least, MOST_THINGS)
    return {each: tuple(sorted(known.loc[known[name] == each, "kind"].unique())) for each in found}


def _done(
    leads: pd.DataFrame, matrix: FeatureMatrix, warehouse: Warehouse, settings: Settings
) -> pd.DataFrame:
    """Fetch which acts each lead did, each kind of act once."""
    last = ibis.literal(matrix.rows["cutoff"].max().to_pydatetime(), type="timestamp(6)")
    ids = ibis.memtable(pa.table({"wanted": pa.array(leads["lead_id"].unique(), pa.string())}))
    events = warehouse.events
    seen = events.filter(events.event_at < last)
    seen = seen.join(ids, seen.lead_id == ids.wanted).select(
        "lead_id", "asset", "url", "content_level", "campaign_id", kind=seen.kind.lower()
    )
    campaigns = warehouse.campaigns
    runs = campaigns.select(run_id=campaigns.campaign_id, channel=campaigns.channel)
    seen = seen.distinct().left_join(runs, seen.campaign_id == runs.run_id).drop("run_id")
    marked = with_intents(seen, settings).drop("url", "campaign_id").distinct()
    with tempfile.TemporaryDirectory(prefix="leadscore-") as scratch:
        path = Path(scratch) / "acts"
        warehouse.engine.to_parquet(marked, path)
        fetched: pd.DataFrame = ds.dataset(path, format="parquet").to_table().to_pandas()
        return fetched
