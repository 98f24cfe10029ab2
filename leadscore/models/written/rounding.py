"""From log-odds to small whole points: the scale at which rounding loses least.

As in FasterRisk (Liu and others 2022) many scales are tried, for what rounds badly on one
rounds well on another; whole points are then bettered one after another. What a point is
worth is learned anew for each set of points, so nothing is lost but what rounding itself
loses.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from leadscore.models.written.sparse import Model
from leadscore.models.written.task import FloatArray, IntArray, Task

#: Scales that are tried, and how many of them are bettered.
SCALES, BETTERED = 24, 3
#: Smaller points are taken where they lose at most this share of what points gain at all.
GIVEN_UP = 0.002
#: A card on which points tell nobody apart has this slope.
_LEAST_SLOPE = 1e-6
_MOST_STEPS = 40


@dataclass(frozen=True, kw_only=True, eq=False)
class Points:
    """Whole points for some columns, and what they mean.

    Parameters
    ----------
    places : tuple of int
        Columns of the task with points, rising.
    steps : tuple of int
        Their points, in steps; none is 0.
    intercept, slope : float
        Log-odds of a row without points, and of one step.
    loss : float
        Negative log-likelihood, summed over weighted rows.
    """

    places: tuple[int, ...]
    steps: tuple[int, ...]
    intercept: float
    slope: float
    loss: float

    def total(self, task: Task) -> FloatArray:
        """Add up each row's points in steps, those of held rules too.

        Parameters
        ----------
        task : Task

        Returns
        -------
        array of shape (n, )
        """
        earned = task.worth[:, list(self.places)] @ np.array(self.steps, dtype=np.float64)
        total: FloatArray = task.held + earned
        return total


def whole_points(task: Task, model: Model, *, bettered: int = BETTERED) -> Points:
    """Round a model to whole points within the limits of the task.

    Parameters
    ----------
    task : Task
    model : Model
    bettered : int, default 3
        How many of the scales are bettered point by point; 0 rounds only.

    Returns
    -------
    Points
        Of the smallest points that lose next to nothing.
    """
    tried: dict[tuple[int, ...], Points] = {}
    for unit in _units(task, model):
        steps = _nearest(task, model, unit)
        tried.setdefault(steps, _line_of(task, model.places, steps))
    ranked = sorted(tried.items(), key=lambda each: (_rounded(each[1].loss), each[0]))
    if not bettered:
        return _without_zeros(ranked[0][0], model.places, ranked[0][1])
    better = [_bettered(task, model, steps, found) for steps, found in ranked[:bettered]]
    smaller = [_without_zeros(steps, model.places, points) for steps, points in better]
    return _smallest(task, smaller)


def line(total: FloatArray, y: FloatArray, weight: FloatArray) -> tuple[float, float, float]:
    """Learn what points mean: intercept, slope and loss, the slope never below zero.

    Parameters
    ----------
    total : array of shape (n, )
        Points in any unit.
    y, weight : array of shape (n, )

    Returns
    -------
    intercept, slope, loss : float

    Notes
    -----
    Maximum likelihood with a normal prior of standard deviation 1 for the slope per
    standard deviation of points, as the card's own line has it.
    """
    rows = float(weight.sum())
    middle = float(weight @ total) / rows
    spread = float(np.sqrt(float(weight @ (total - middle) ** 2) / rows))
    mean = float(np.clip(weight @ y / rows, 1e-12, 1 - 1e-12))
    start = float(np.log(mean / (1 - mean)))
    if spread <= 1e-9:
        return start, 0.0, _loss(np.array([start, 0.0]), np.zeros(1), np.array([rows]), rows * mean)
    levels, masses, wins = _levels(total, y, weight)
    steps = (levels - middle) / spread
    point = _newton(start, steps, masses, wins)
    if point[1] < 0:
        point = np.array([start, 0.0])
    slope = float(point[1]) / spread
    return float(point[0]) - slope * middle, slope, _loss(point, steps, masses, wins)


def _levels(
    total: FloatArray, y: FloatArray, weight: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Bring rows with equal points together."""
    low = float(total.min())
    codes = np.rint(total - low).astype(np.int64)
    if codes.max() > 10_000 or np.abs(codes - (total - low)).max() > 1e-9:
        levels, codes = np.unique(total, return_inverse=True)
    else:
        levels = low + np.arange(codes.max() + 1, dtype=np.float64)
    masses, wins = (
        np.bincount(codes, weights=each, minlength=len(levels)).astype(np.float64)
        for each in (weight, weight * y)
    )
    return levels, masses, wins


def _newton(start: float, steps: FloatArray, masses: FloatArray, wins: FloatArray) -> FloatArray:
    point = np.array([start, 0.0])
    design = np.column_stack([np.ones(len(steps)), steps])
    prior = np.array([0.0, 1.0])
    loss = _loss(point, steps, masses, wins)
    for _ in range(_MOST_STEPS):
        chance = expit(design @ point)
        slope = design.T @ (masses * chance - wins) + prior * point
        curve = masses * np.maximum(chance * (1 - chance), 1e-12)
        step = np.linalg.solve(design.T @ (curve[:, None] * design) + np.diag(prior + 1e-9), -slope)
        share, there, told = 1.0, point, loss
        for _ in range(30):
            there = point + share * step
            told = _loss(there, steps, masses, wins)
            if told < loss:
                break
            share /= 2
        if told >= loss - 1e-12 * max(abs(loss), 1.0):
            break
        point, loss = there, told
    return point


def _loss(
    point: FloatArray, steps: FloatArray, masses: FloatArray, wins: FloatArray | float
) -> float:
    margin = point[0] + point[1] * steps
    return float(np.sum(masses * np.logaddexp(0.0, margin) - wins * margin) + point[1] ** 2 / 2)


def _units(task: Task, model: Model) -> FloatArray:
    """Give scales: log-odds of one step, from the finest that the limits allow to coarse."""
    reach = np.where(np.array(model.signs) > 0, task.high[list(model.places)], 0) + np.where(
        np.array(model.signs) < 0, -task.low[list(model.places)], 0
    )
    size = np.abs(model.beta)
    if not (size > 0).any():
        return np.array([max(model.slope, 1e-3)])
    finest = float(np.max(size / np.maximum(reach, 1)))
    coarsest = float(np.max(size)) / 1.5
    units = np.geomspace(0.7 * finest, max(coarsest, 1.4 * finest), SCALES)
    if model.slope > 0:  # held points set a scale of their own
        units = np.concatenate([units, model.slope * np.geomspace(0.5, 2.0, SCALES // 2)])
    return units


def _nearest(task: Task, model: Model, unit: float) -> tuple[int, ...]:
    places = list(model.places)
    steps = np.rint(model.beta / unit).astype(np.int64)
    steps = np.clip(steps, task.low[places], task.high[places])
    least = np.array(model.signs, dtype=np.int64)
    steps = np.where(task.kept[places] & (steps == 0), least, steps)
    return tuple(int(each) for each in steps)


def _line_of(task: Task, places: tuple[int, ...], steps: tuple[int, ...]) -> Points:
    total = task.held + task.worth[:, list(places)] @ np.array(steps, dtype=np.float64)
    intercept, slope, loss = line(total, task.y, task.weight)
    return Points(places=places, steps=steps, intercept=intercept, slope=slope, loss=loss)


def _bettered(
    task: Task, model: Model, steps: tuple[int, ...], found: Points
) -> tuple[tuple[int, ...], Points]:
    """Move one column's points at a time as long as that fits the rows better."""
    columns = task.worth[:, list(model.places)]
    ways = _ways(task, model)
    current = list(steps)
    total = task.held + columns @ np.array(current, dtype=np.float64)
    moved = True
    while moved:
        moved = False
        for at in range(len(current)):
            for change in (-2, -1, 1, 2):
                to = current[at] + change
                if not ways[at, 0] <= to <= ways[at, 1] or (to == 0 and ways[at, 2]):
                    continue
                there = total + change * columns[:, at]
                intercept, slope, loss = line(there, task.y, task.weight)
                if loss < found.loss - 1e-9 * max(abs(found.loss), 1.0):
                    current[at], total, moved = to, there, True
                    found = Points(
                        places=model.places,
                        steps=tuple(current),
                        intercept=intercept,
                        slope=slope,
                        loss=loss,
                    )
                    break
    return tuple(current), found


def _ways(task: Task, model: Model) -> IntArray:
    """Give the least and the most steps of each column, and whether it must have points."""
    places, signs = list(model.places), np.array(model.signs)
    low = np.where(signs > 0, 0, task.low[places])
    high = np.where(signs < 0, 0, task.high[places])
    return np.column_stack([low, high, task.kept[places].astype(np.int64)]).astype(np.int64)


def _without_zeros(steps: tuple[int, ...], places: tuple[int, ...], found: Points) -> Points:
    """Leave out the columns that came to have no points."""
    used = [at for at, each in enumerate(steps) if each]
    return Points(
        places=tuple(places[at] for at in used),
        steps=tuple(steps[at] for at in used),
        intercept=found.intercept,
        slope=found.slope,
        loss=found.loss,
    )


def _smallest(task: Task, found: list[Points]) -> Points:
    """Take the smallest points among those that lose next to nothing."""
    best = min(each.loss for each in found)
    _, _, nothing = line(np.zeros(len(task.y)), task.y, task.weight)
    enough = [each for each in found if each.loss <= best + GIVEN_UP * max(nothing - best, 0.0)]
    return min(
        enough, key=lambda each: (sum(map(abs, each.steps)), _rounded(each.loss), each.steps)
    )


def _rounded(loss: float) -> float:
    """Forget the last bits, which the order of rows moves."""
    return float(f"{loss:.10g}")
