"""Few columns out of many: logistic models of every size, grown and mended step by step.

The way follows FasterRisk (Liu, Zhong, Li, Seltzer and Rudin 2022, NeurIPS): a beam of
models grows by one column at a time, and columns that later ones made needless are
exchanged. Signs, columns that must be in, and pairs that must go one way hold throughout.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from leadscore.models.written.task import BoolArray, FloatArray, Task

#: Newton's steps end when the loss falls by less than this share.
TOLERANCE = 1e-9
_MOST_STEPS = 25
_SWEEPS = 200


@dataclass(frozen=True, kw_only=True, eq=False)
class Model:
    """A logistic model of few columns.

    Parameters
    ----------
    places : tuple of int
        Columns of the task, rising.
    signs : tuple of int
        The way each goes: 1 or -1.
    beta : array of shape (len(places), )
        Log-odds for each time a column is worth.
    intercept, slope : float
        ``slope`` is the log-odds of a held step; 0 where nothing is held.
    loss : float
        Penalised negative log-likelihood, summed over weighted rows.
    """

    places: tuple[int, ...]
    signs: tuple[int, ...]
    beta: FloatArray
    intercept: float
    slope: float
    loss: float

    @property
    def order(self) -> tuple[float, tuple[int, ...]]:
        """What models are ranked by: loss, equal ones by their columns."""
        return float(f"{self.loss:.10g}"), self.places


@dataclass(frozen=True, kw_only=True)
class Search:
    """How widely is looked.

    Parameters
    ----------
    ridge : float
        Precision of the normal prior of each column's log-odds at its most.
    parents, children : int
        Models that are grown at each size, and ways in which each is.
    mended : bool
        Whether columns are exchanged at every size.
    """

    ridge: float
    parents: int = 1
    children: int = 3
    mended: bool = False


def grown(task: Task, search: Search) -> list[list[Model]]:
    """Grow models from those that must be in to the most columns allowed.

    Parameters
    ----------
    task : Task
    search : Search

    Returns
    -------
    list of list of Model
        For each size from that of the columns that must be in (0 where none) on, the best
        first; it ends early where no column is of use.
    """
    level = [_start(task, search)]
    levels = [level]
    while len(level[0].places) < task.size:
        found: dict[tuple[int, ...], Model] = {}
        for parent in level[: search.parents]:
            for child in _children(task, parent, search, search.children):
                if child.places not in found or child.order < found[child.places].order:
                    found[child.places] = child
        level = sorted(found.values(), key=lambda each: each.order)
        level = [each for each in level if each.order[0] < levels[-1][0].order[0]]
        if not level:
            break
        if search.mended:
            level[0] = mended(task, level[0], search)
        levels.append(level)
    return levels


def mended(task: Task, model: Model, search: Search, *, rounds: int = 3) -> Model:
    """Exchange columns as long as that fits the rows better.

    Parameters
    ----------
    task : Task
    model : Model
    search : Search
    rounds : int, default 3
        How often all columns are tried at most.

    Returns
    -------
    Model
        Of the same size.
    """
    for _ in range(rounds):
        before = model.order[0]
        for place in model.places:
            if task.kept[place] or place not in model.places:
                continue
            left = _without(task, model, place, search)
            for child in _children(task, left, search, 2):
                if child.order[0] < model.order[0]:
                    model = child
        if model.order[0] >= before:
            break
    return model


def _start(task: Task, search: Search) -> Model:
    """Fit what must be in, each column the way that serves best."""
    model = _fitted(task, (), (), search)
    for place in np.flatnonzero(task.kept):
        gain, sign = _gains(task, model, search)
        way = int(sign[place]) if np.isfinite(gain[place]) else _any_way(task, model, int(place))
        model = _with(task, model, int(place), way, search)
    return model


def _any_way(task: Task, model: Model, place: int) -> int:
    """Give a way that a column may go; its own limits outweigh the columns beside it."""
    ways = [way for way in (1, -1) if _may(task, model, place, way)]
    return ways[0] if ways else 1 if task.high[place] > 0 else -1


def _children(task: Task, parent: Model, search: Search, most: int) -> Iterator[Model]:
    gain, sign = _gains(task, parent, search)
    gain = np.array([float(f"{each:.9g}") for each in gain])
    best = np.lexsort((np.arange(len(gain)), -gain))[:most]
    for place in best:
        if gain[place] > 0:
            yield _with(task, parent, int(place), int(sign[place]), search)


def _with(task: Task, model: Model, place: int, sign: int, search: Search) -> Model:
    at = int(np.searchsorted(model.places, place))
    places = (*model.places[:at], place, *model.places[at:])
    signs = (*model.signs[:at], sign, *model.signs[at:])
    start = np.insert(model.beta, at, 0.0)
    return _fitted(task, places, signs, search, start=(model.intercept, model.slope, start))


def _without(task: Task, model: Model, place: int, search: Search) -> Model:
    at = model.places.index(place)
    places = (*model.places[:at], *model.places[at + 1 :])
    signs = (*model.signs[:at], *model.signs[at + 1 :])
    start = (model.intercept, model.slope, np.delete(model.beta, at))
    return _fitted(task, places, signs, search, start=start)


def _may(task: Task, model: Model, place: int, sign: int) -> bool:
    """Tell whether a column may go a way, beside those that are in."""
    if (task.high[place] <= 0) if sign > 0 else (task.low[place] >= 0):
        return False
    return not any(
        task.one_way[place, other] and way != sign
        for other, way in zip(model.places, model.signs, strict=True)
    )


def _allowed(task: Task, model: Model) -> tuple[BoolArray, BoolArray]:
    """Tell which columns may go up and which down; those that are in may do neither."""
    up, down = task.high > 0, task.low < 0
    for place, way in zip(model.places, model.signs, strict=True):
        opposed = task.one_way[place]
        up, down = (up, down & ~opposed) if way > 0 else (up & ~opposed, down)
    inside = list(model.places)
    up, down = up.copy(), down.copy()
    up[inside], down[inside] = False, False
    return up, down


def _gains(task: Task, model: Model, search: Search) -> tuple[FloatArray, FloatArray]:
    """Estimate how far each column would bring the loss down, and which way it would go.

    One step of Newton's, the columns that are in following along.
    """
    inside = _inside(task, model)
    margin = inside @ np.concatenate([[model.intercept, model.slope], model.beta])
    chance = expit(margin)
    curve = task.weight * np.maximum(chance * (1 - chance), 1e-12)
    slope = task.worth.T @ (task.weight * (chance - task.y))
    across = task.worth.T @ (curve[:, None] * inside)
    within = inside.T @ (curve[:, None] * inside)
    squared = task.squared.T @ curve
    penalty = search.ridge * task.scale**2
    within += np.diag(_penalties(task, model, search) + 1e-9)
    own = squared - np.einsum("ij,ij->i", across @ np.linalg.pinv(within, hermitian=True), across)
    # what the columns inside tell already is left alone: it is noise of the last bits
    told = own <= 1e-7 * np.maximum(squared, 1e-300)
    gain = slope**2 / (2 * (np.maximum(own, 0.0) + penalty + 1e-12))
    up, down = _allowed(task, model)
    sign = np.where(slope < 0, 1.0, -1.0)
    allowed = np.where(slope < 0, up, down) & ~told
    return np.where(allowed, gain, -np.inf), sign


def _inside(task: Task, model: Model) -> FloatArray:
    """Lay the intercept, what is held and the columns of a model side by side."""
    return np.column_stack([np.ones(len(task.y)), task.held, task.worth[:, list(model.places)]])


def _penalties(task: Task, model: Model, search: Search) -> FloatArray:
    held = search.ridge * float(np.max(np.abs(task.held), initial=0.0)) ** 2
    return np.concatenate([[0.0, held], search.ridge * task.scale[list(model.places)] ** 2])


def _fitted(
    task: Task,
    places: tuple[int, ...],
    signs: tuple[int, ...],
    search: Search,
    *,
    start: tuple[float, float, FloatArray] | None = None,
) -> Model:
    """Fit the columns, each its way or not at all, by Newton's method."""
    empty = Model(
        places=places, signs=signs, beta=np.zeros(len(places)), intercept=0.0, slope=0.0, loss=0.0
    )
    design = _inside(task, empty)
    ways = np.array([0.0, 1.0, *signs])  # the intercept is free, held points never count down
    penalty = _penalties(task, empty, search)
    if start is None:
        mean = float(np.clip(np.average(task.y, weights=task.weight), 1e-9, 1 - 1e-9))
        point = np.concatenate([[np.log(mean / (1 - mean)), 0.0], np.zeros(len(places))])
    else:
        point = np.concatenate([[start[0], start[1]], start[2]])
    free = np.array([True, bool(np.ptp(task.held) > 0), *([True] * len(places))])
    loss = _loss(design, task, point, penalty)
    for _ in range(_MOST_STEPS):
        step = _newton(design, task, point, penalty, ways, free)
        better, told = _searched(design, task, point, step, penalty, loss)
        if told >= loss - TOLERANCE * max(abs(loss), 1.0):
            break
        point, loss = better, told
    return Model(
        places=places,
        signs=signs,
        beta=point[2:],
        intercept=float(point[0]),
        slope=float(point[1]),
        loss=loss,
    )


def _searched(
    design: FloatArray,
    task: Task,
    point: FloatArray,
    step: FloatArray,
    penalty: FloatArray,
    loss: float,
) -> tuple[FloatArray, float]:
    """Halve the step until the loss falls."""
    share = 1.0
    for _ in range(30):
        there = point + share * step
        told = _loss(design, task, there, penalty)
        if told < loss:
            return there, told
        share /= 2
    return point, loss


def _loss(design: FloatArray, task: Task, point: FloatArray, penalty: FloatArray) -> float:
    margin = design @ point
    rows = np.logaddexp(0.0, margin) - task.y * margin
    return float(task.weight @ rows + 0.5 * (penalty @ point**2))


def _newton(
    design: FloatArray,
    task: Task,
    point: FloatArray,
    penalty: FloatArray,
    ways: FloatArray,
    free: BoolArray,
) -> FloatArray:
    """Give Newton's step, held back at zero where a column would go the wrong way."""
    chance = expit(design @ point)
    curve = task.weight * np.maximum(chance * (1 - chance), 1e-12)
    slope = design.T @ (task.weight * (chance - task.y)) + penalty * point
    second = design.T @ (curve[:, None] * design) + np.diag(penalty + 1e-9)
    step = np.zeros(len(point))
    step[free] = np.linalg.solve(second[np.ix_(free, free)], -slope[free])
    wrong = (ways != 0) & free & (ways * (point + step) < 0)
    if not wrong.any():
        return step
    return _bounded(slope, second, point, ways, free)


def _bounded(
    slope: FloatArray, second: FloatArray, point: FloatArray, ways: FloatArray, free: BoolArray
) -> FloatArray:
    """Minimise the quadratic within the signs, one coordinate after another."""
    step = np.zeros(len(point))
    pull = slope.copy()
    for _ in range(_SWEEPS):
        moved = 0.0
        for at in np.flatnonzero(free):
            to = step[at] - pull[at] / second[at, at]
            if ways[at]:
                to = ways[at] * max(ways[at] * (point[at] + to), 0.0) - point[at]
            change = to - step[at]
            if change:
                pull += change * second[:, at]
                step[at] = to
                moved = max(moved, abs(change))
        if moved < 1e-10:
            break
    return step
