"""From candidate rules and what they give each snapshot to plain numbers to learn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from leadscore.cards import Rule
from leadscore.cards.implying import implies, same
from leadscore.features.card_candidates import Candidate
from leadscore.models.written.task import BoolArray, FloatArray, IntArray, Task
from leadscore.settings import CardSettings
from leadscore.validation.splits import lots

#: Snapshots that are learned from at most; half of them at most of either outcome.
MOST_ROWS = 20_000
_CUT = 1e-9


def drawn(rows: pd.DataFrame, seed: int) -> tuple[IntArray, FloatArray]:
    """Draw snapshots by outcome, and say for how many each stands.

    Parameters
    ----------
    rows : DataFrame
        Labelled snapshots, with ``lead_id`` and ``cutoff``.
    seed : int

    Returns
    -------
    places : array of int
        Rows, by cutoff and lead; all of them where there are few.
    weight : array of float

    Notes
    -----
    A snapshot's lot hangs on its lead, its cutoff and the seed alone, so the order of rows
    changes nothing.
    """
    label = rows["label"].to_numpy(dtype=np.float64)
    named = rows["lead_id"].astype("str") + "|" + rows["cutoff"].astype("str").fillna("")
    lot = lots(named, seed)
    won, lost = np.flatnonzero(label == 1), np.flatnonzero(label == 0)
    room = max(MOST_ROWS // 2, MOST_ROWS - min(len(won), len(lost)))
    kept = [part[np.argsort(lot[part], kind="stable")][:room] for part in (won, lost)]
    weight = np.concatenate(
        [np.full(len(k), len(p) / max(len(k), 1)) for k, p in zip(kept, (won, lost), strict=True)]
    )
    places = np.concatenate(kept)
    order = np.lexsort((named.iloc[places].to_numpy(), _instants(rows.iloc[places])))
    return places[order], weight[order]


def _instants(rows: pd.DataFrame) -> npt.NDArray[np.int64]:
    if rows["cutoff"].notna().all():
        instants: npt.NDArray[np.int64] = rows["cutoff"].to_numpy().astype(np.int64)
        return instants
    if "position" in rows and rows["position"].notna().all():
        return rows["position"].to_numpy(dtype=np.int64)
    return np.zeros(len(rows), dtype=np.int64)


def usable(
    candidates: Sequence[Candidate],
    worth: FloatArray,
    rows: pd.DataFrame,
    *,
    needed: frozenset[str],
    least: int,
) -> tuple[tuple[Candidate, ...], IntArray]:
    """Choose the candidates that hold of enough leads of enough accounts, each once.

    Parameters
    ----------
    candidates : sequence of Candidate
        In order of importance.
    worth : array of shape (n, k)
    rows : DataFrame of n rows
        With ``group`` (account, else lead) and ``lead_id``.
    needed : frozenset of str
        Ids that must stay however few leads they hold of.
    least : int
        So many leads, of a third as many accounts; and so many of whom it does not hold.

    Returns
    -------
    tuple of Candidate, array of int
        And their columns. Of candidates that are worth the same on every row, the first.
    """
    codes = [np.unique(rows[name], return_inverse=True)[1] for name in ("lead_id", "group")]
    found: dict[bytes, tuple[int, Candidate]] = {}
    for at, each in enumerate(candidates):
        column = np.ascontiguousarray(worth[:, at]).tobytes()
        before = found.get(column)
        if before is not None and each.rule.id not in needed:
            found[column] = (before[0], _as_value(before[1], each, needed))
        elif each.rule.id in needed or _tells(worth[:, at] > _CUT, codes, least):
            found[column if before is None else each.rule.id.encode()] = (at, each)
    kept = sorted(found.values(), key=lambda pair: pair[0])
    return tuple(each for _, each in kept), np.array([at for at, _ in kept], dtype=np.int64)


def _tells(fires: BoolArray, codes: Sequence[IntArray], least: int) -> bool:
    """Tell whether a rule parts enough leads, of enough accounts, from enough others."""
    leads, groups = codes
    return all(
        len(np.unique(leads[part])) >= least and len(np.unique(groups[part])) >= least / 3
        for part in (fires, ~fires)
    )


def _as_value(first: Candidate, other: Candidate, needed: frozenset[str]) -> Candidate:
    """Let a rule of the current card be united with others where it asks for one value."""
    if first.key or not other.key or first.rule.id in needed or not same(first.rule, other.rule):
        return first
    return replace(first, key=other.key, thing=other.thing, value=other.value)


def as_task(
    candidates: Sequence[Candidate],
    worth: FloatArray,
    y: FloatArray,
    weight: FloatArray,
    held_points: FloatArray,
    *,
    keep: frozenset[str],
    size: int,
    settings: CardSettings,
) -> Task:
    """Lay the numbers out, with the limits that the settings and good sense set.

    Parameters
    ----------
    candidates : sequence of Candidate
    worth : array of shape (n, k)
    y, weight, held_points : array of shape (n, )
        ``held_points`` in points.
    keep : frozenset of str
        Ids of candidates that must be in.
    size : int
        The most rules beside those held.
    settings : CardSettings
        ``step`` and ``most_points``.

    Returns
    -------
    Task

    Raises
    ------
    UsageError
        If the limits contradict each other.
    """
    most_worth = np.array([_most_worth(each.rule) for each in candidates])
    reach = np.floor(settings.most_points / settings.step / most_worth + _CUT).astype(np.int64)
    sense = np.array([each.sense for each in candidates])
    return Task(
        worth=worth,
        y=y,
        weight=weight,
        held=held_points / settings.step,
        low=np.where(sense > 0, 0, -reach),
        high=np.where(sense < 0, 0, reach),
        kept=np.array([each.rule.id in keep for each in candidates], dtype=np.bool_),
        one_way=pairs_one_way([each.rule for each in candidates]),
        keys=tuple("" if each.rule.id in keep else each.key for each in candidates),
        members=tuple((at,) for at in range(len(candidates))),
        size=size,
    )


def _most_worth(rule: Rule) -> float:
    """Tell how many times its points a rule gives at most."""
    return rule.cap if rule.per == "act" and rule.cap else 1.0


def pairs_one_way(rules: Sequence[Rule]) -> BoolArray:
    """Find the rules that must not go opposite ways.

    Parameters
    ----------
    rules : sequence of Rule

    Returns
    -------
    array of bool of shape (k, k)
        Symmetric: rules on the same acts, however often and within how many days, so that
        doing more never turns round; and rules one of which holds only where the other does,
        so that none takes back what another gave. A rule on who and what together holds only
        where a rule on one of the two does.
    """
    acts = [_acts(rule) for rule in rules]
    found = np.zeros((len(rules), len(rules)), dtype=np.bool_)
    for at, rule in enumerate(rules):
        for place in range(at):
            other = rules[place]
            alike = acts[at] is not None and acts[at] == acts[place]
            if alike or implies(rule, other) or implies(other, rule):
                found[at, place] = found[place, at] = True
    return found


def _acts(rule: Rule) -> str | None:
    """Name the acts that a rule counts; None where it asks for none or for few."""
    what = rule.what
    if what is None or what.column is not None or what.at_most is not None:
        return None
    alike = what.model_copy(update={"within_days": None, "at_least": None})
    who = "" if rule.who is None else rule.who.model_dump_json()
    return f"{who} {alike.model_dump_json()}"
