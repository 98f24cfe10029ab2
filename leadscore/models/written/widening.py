"""Several values of one thing as one rule: the industries that buy most, or least."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from leadscore.models.written.task import IntArray, Task

#: More values than these in one rule are hardly read by anybody.
MOST_VALUES = 6
#: Rows that the overall chance counts for, before a value's own rows do.
PRIOR_ROWS = 100.0


def widened(task: Task) -> Task:
    """Add candidates that unite values of one thing, as the rows' outcomes order them.

    Parameters
    ----------
    task : Task
        Its rows decide, so widen what is learned from and never what is tested on.

    Returns
    -------
    Task
        With more columns. Whatever overlaps goes one way.

    Notes
    -----
    For one thing alone the best split of its values in two is a split of the values in the
    order of their rates (Fisher 1958), so only the first and the last few in that order are
    united, rates being drawn to the overall one where rows are few.
    """
    added = list(_unions(task))
    if not added:
        return task
    first = len(task.keys)
    worth = np.column_stack(
        [task.worth, *(task.worth[:, list(part)].sum(axis=1) for part in added)]
    )
    places = [list(part) for part in added]
    count = first + len(added)
    one_way = np.zeros((count, count), dtype=np.bool_)
    one_way[:first, :first] = task.one_way
    sets = [*(frozenset(each) for each in task.members), *map(frozenset, added)]
    for at in range(first, count):
        overlaps = [bool(sets[at] & other) and place != at for place, other in enumerate(sets)]
        one_way[at] |= overlaps
        one_way[:, at] |= overlaps
    return replace(
        task,
        worth=worth,
        low=np.concatenate([task.low, [task.low[p].max() for p in places]]),
        high=np.concatenate([task.high, [task.high[p].min() for p in places]]),
        kept=np.concatenate([task.kept, np.zeros(len(added), dtype=np.bool_)]),
        one_way=one_way,
        keys=(*task.keys, *(task.keys[part[0]] for part in added)),
        members=(*task.members, *added),
    )


def _unions(task: Task) -> Iterator[tuple[int, ...]]:
    by_key: dict[str, list[int]] = defaultdict(list)
    for at, key in enumerate(task.keys):
        if key:
            by_key[key].append(at)
    for key in sorted(by_key):
        places = np.array(by_key[key])
        if len(places) < 3:
            continue
        order = _by_rate(task, places)
        parts = [
            part
            for count in range(2, min(MOST_VALUES, len(places) - 1) + 1)
            for part in (order[:count], order[-count:])
        ]
        yield from dict.fromkeys(tuple(sorted(int(at) for at in part)) for part in parts)


def _by_rate(task: Task, places: IntArray) -> IntArray:
    holds = task.worth[:, places] > 0
    rows = task.weight @ holds
    won = (task.weight * task.y) @ holds
    overall = float(np.average(task.y, weights=task.weight))
    rate = (won + PRIOR_ROWS * overall) / (rows + PRIOR_ROWS)
    order: IntArray = places[np.lexsort((places, -rate.round(12)))]
    return order
