"""The true chance of each lead: summed over the law, given the states at the cutoff.

Nothing is drawn here. Going back from the end of the horizon day by day, the chance of a
win in what is left is the mean, over the moves of that day, of the chance from there on::

    V(day; account, person, stage) = sum over a', p', s' of
        account[account, a'] * person[a'; person, p'] * stage[a', p'; stage, s']
        * V(day + 1; a', p', s')

with V = 1 once won. It depends on the lead only through tier, customer or not, persona
and points, so it is worked out once for each such class.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from leadscore.errors import UsageError
from leadscore.sources.simulation.law import Law, Stage
from leadscore.sources.simulation.world import World

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Where a contact at the cutoff puts a lead, by its stage; who is with sales stays there.
CONTACTED = np.arange(len(Stage))
CONTACTED[[Stage.LEAD, Stage.LEAD_FORM, Stage.RECYCLED, Stage.RECYCLED_FORM]] = Stage.SQL_FAST
CONTACTED[[Stage.MQL_DAY_0, Stage.MQL_DAY_1, Stage.MQL_DAY_2]] = Stage.SQL_FAST
CONTACTED[Stage.MQL_LATE] = Stage.SQL_LATE


@dataclass(frozen=True, kw_only=True)
class _Classes:
    """Kinds of leads that share one law, one position each."""

    tiers: Ints
    customer: Ints
    persona: Ints
    points: Ints


def true_chances(world: World, record: Ints, day: Ints, horizon_days: int) -> tuple[Floats, Floats]:
    """Compute the chance of a win in the horizon, as things stand and if contacted now.

    Parameters
    ----------
    world : World
        The law, and the states that were drawn.
    record : array of int of shape (n, )
        Rows of the leads table.
    day : array of int of shape (n, )
        Days of the cutoffs, after the record's creation.
    horizon_days : int
        Days from the cutoff.

    Returns
    -------
    p_observed, p_if_worked : arrays of shape (n, )

    Notes
    -----
    A second record of a person is never worked and never wins under its own id; had sales
    contacted it, that would have been a first contact with that person.
    """
    person, second = world.records.person[record], world.records.is_second[record]
    around = world.paths.account[day, world.people.account[person]]
    interest = world.paths.person[day, person]
    stage = np.where(second, Stage.LEAD, world.paths.stage[day, person])
    observed, worked = np.zeros(len(record)), np.zeros(len(record))
    before = np.clip(world.calendar.change_day - day, 0, horizon_days)
    for steps in np.unique(before):
        rows = np.flatnonzero(before == steps)
        after = horizon_days - int(steps)
        classes, member = _classes(world, person[rows], before=steps > 0, after=after > 0)
        value = _look_back(world.law, classes, before=int(steps), after=after)
        states = member, around[rows], interest[rows]
        observed[rows] = value[*states, stage[rows]]
        worked[rows] = value[*states, CONTACTED[stage[rows]]]
    observed[second | (stage == Stage.WON)] = 0.0
    worked[stage == Stage.WON] = 0.0
    return observed, worked


def _classes(world: World, person: Ints, *, before: bool, after: bool) -> tuple[_Classes, Ints]:
    """Find the classes among people, and each one's class."""
    account = world.people.account[person]
    tiers = world.accounts.tier[:, account]
    # the tier of a half that the horizon does not touch makes no difference
    tiers = tiers if before and after else np.stack([tiers[0 if before else 1]] * 2)
    marks = np.stack(
        [
            *tiers,
            world.accounts.customer[account],
            world.people.persona[person],
            world.people.points[person],
        ]
    )
    found, member = np.unique(marks, axis=1, return_inverse=True)
    classes = _Classes(tiers=found[:2], customer=found[2], persona=found[3], points=found[4])
    return classes, member


def _look_back(law: Law, classes: _Classes, *, before: int, after: int) -> Floats:
    """Give the chance of a win by class, account state, person state and stage."""
    value = np.zeros((len(classes.persona), 5, 3, len(Stage)))
    value[..., Stage.WON] = 1.0
    for half, steps in ((1, after), (0, before)):
        if not steps:
            continue
        tier = classes.tiers[half]
        account = law.account[half][tier, classes.customer]
        person = law.person[classes.persona]
        stage = law.stage[classes.points, classes.persona, tier]
        for _ in range(steps):
            value = (stage @ value[..., None])[..., 0]
            value = person @ value
            value = (account @ value.reshape(len(value), 5, -1)).reshape(value.shape)
    return value


def locate(world: World, snapshots: pd.DataFrame, leads: pd.DataFrame) -> tuple[Ints, Ints]:
    """Find each snapshot's row of the leads table and its day.

    Parameters
    ----------
    world : World
    snapshots : DataFrame
        With ``lead_id`` and ``cutoff``.
    leads : DataFrame
        The leads table.

    Returns
    -------
    record, day : arrays of int of shape (n_snapshots, )

    Raises
    ------
    UsageError
        If a column is missing, a lead is unknown, or a cutoff is not a midnight after the
        lead's creation and within the simulated time.
    """
    missing = {"lead_id", "cutoff"} - set(snapshots.columns)
    if missing:
        raise UsageError(f"truth: snapshots must have a column {sorted(missing)[0]!r}; add it.")
    record = pd.Index(leads["lead_id"]).get_indexer(pd.Index(snapshots["lead_id"]))
    cutoff = snapshots["cutoff"].to_numpy("datetime64[us]")
    since = (cutoff - np.datetime64(world.calendar.start, "us")).astype(np.int64)
    day = since // world.calendar.DAY
    created = world.records.created[record]
    for wrong, what in (
        (record < 0, "are of leads that this simulation does not hold"),
        (since % world.calendar.DAY != 0, "have a cutoff that is not a midnight in UTC"),
        (since <= created, "have a cutoff before the lead was created"),
        (
            day > world.calendar.n_days,
            f"have a cutoff after the end, {world.calendar.end:%Y-%m-%d}",
        ),
    ):
        if wrong.any():
            first = ", ".join(snapshots["lead_id"].astype(str)[wrong].head(3))
            raise UsageError(
                f"truth: {int(wrong.sum()):,} of {len(snapshots):,} snapshots {what} "
                f"(first: {first}). Take the snapshots from this simulation's own tables."
            )
    return record.astype(np.int64), day
