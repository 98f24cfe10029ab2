"""How fast what leads did stops telling: the likelihood of an outcome over half-lives.

Plain arrays only. What the acts are worth at a half-life comes from outside; here their
effect is fitted anew at each half-life beside everything else that is known of the leads,
and the likelihoods are set against each other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import stats
from scipy.interpolate import CubicSpline
from scipy.special import expit

from leadscore.validation.intervals import Interval
from leadscore.validation.ranking import FloatArray

IntArray = npt.NDArray[np.int64]
#: Gives what each row's acts are worth at a half-life in days, of shape (n_rows,).
Worth = Callable[[float], npt.NDArray[np.floating]]

#: No card can say more (:class:`leadscore.cards.conditions.Decay`); beyond it is no decay.
MOST_DAYS = 3650.0
#: Half-lives that are fitted; the profile is smooth, so a spline tells what lies between.
STEPS = 24
#: Cells and rows that are read at a time: small enough for the processor's cache.
_CELLS, _BLOCK = 1 << 19, 16_384
#: Prior standard deviation of each effect, in log-odds per standard deviation: so wide that it
#: matters only where a rule parts all buyers from all others.
_PRIOR = 10.0
#: Log-likelihood that may still be gained when a fit stops, and that single precision may lose.
_NEAR, _ROUNDING = 1e-4, 1e-2
#: Where less than this share of a column is its own, the likelihood has nothing to go by.
_OWN = 1e-6
_DENSE = 2_000
_MOST_STEPS = 50
#: How far along the profile one looks to see where it leads.
_NUDGE = 0.2


@dataclass(frozen=True, kw_only=True)
class Profile:
    """How well each half-life tells the outcome.

    Parameters
    ----------
    half_lives : ndarray of shape (n, )
        Days, falling; the first is infinite: no decay.
    fall : ndarray of shape (n, )
        Twice the log-likelihood that is lost to the best, divided by what rows that go
        together exaggerate it; 0 at the best.
    learned : float
        The half-life with the greatest likelihood; infinite where no decay has it.
    effect : float
        Log-odds that one act of today adds there.
    strength : float
        As ``fall``, lost where the acts have no effect at all.
    pieces : int
        The rarer of groups with and without a success: what the evidence rests on.
    others : mapping of str to float
        ``fall`` of ways to fade other than by halves; below 0 where one does better.
    """

    half_lives: FloatArray
    fall: FloatArray
    learned: float
    effect: float
    strength: float
    pieces: int
    others: Mapping[str, float] = field(default_factory=dict)

    @property
    def spread(self) -> int:
        """Degrees of freedom that the evidence has."""
        return max(self.pieces - 1, 1)

    def has_effect(self, confidence: float) -> bool:
        """Tell whether the acts have any effect.

        Parameters
        ----------
        confidence : float

        Returns
        -------
        bool

        Notes
        -----
        The half-life was chosen, and without an effect there is none, so the loss is held
        against two degrees of freedom instead of one (Davies 1987): level and speed.
        """
        return self.strength > 2 * float(stats.f.ppf(confidence, 2, self.spread))

    def interval(self, confidence: float) -> Interval:
        """Give the half-lives that the data do not rule out.

        Parameters
        ----------
        confidence : float

        Returns
        -------
        Interval
            Days: 0 where the fastest that was tried is not ruled out, infinite where no decay
            is not. The widest where there are gaps.
        """
        held = np.flatnonzero(self.fall <= float(stats.f.ppf(confidence, 1, self.spread)))
        days = self.half_lives[held]
        fastest = held[-1] == len(self.half_lives) - 1
        return Interval(0.0 if fastest else float(days[-1]), within_card(float(days[0])))

    def lost(self, half_life: float) -> float:
        """Give ``fall`` at a half-life, which may be infinite."""
        speed = 1 / self.half_lives
        return float(np.interp(1 / half_life, speed, self.fall))

    def p_value(self, fall: float) -> float:
        """Give the chance of losing so much or more where nothing is to be lost."""
        return float(stats.f.sf(max(fall, 0.0), 1, self.spread))


def within_card(days: float) -> float:
    """Take a half-life that no card can say for none."""
    return math.inf if days > MOST_DAYS else days


def profile(
    y: FloatArray,
    group: npt.ArrayLike,
    beside: npt.NDArray[np.floating],
    worth: Worth,
    *,
    longest: float,
    others: Mapping[str, npt.NDArray[np.floating]] | None = None,
    weight: FloatArray | None = None,
    without: int | None = None,
) -> Profile:
    """Set half-lives against each other by the outcome they tell.

    Parameters
    ----------
    y : array of shape (n_rows, )
        1 for success, 0 for none; true chances do as well.
    group : array-like of shape (n_rows, )
        What goes together: the account, else the lead.
    beside : array of shape (n_rows, k)
        What else is known of each row.
    worth : callable
        What the row's acts are worth at a half-life.
    longest : float
        Days that acts are looked back at.
    others : mapping of str to array of shape (n_rows, ), optional
        What the acts are worth when they fade in other ways.
    weight : array of shape (n_rows, ), optional
        For how many rows each stands where whole groups were drawn; 1 by default.
    without : int, optional
        A column of ``beside`` to leave out, which spares a copy of all the others.

    Returns
    -------
    Profile

    Notes
    -----
    At each half-life ``h`` a logistic regression of the outcome on ``beside`` and on
    ``worth(h)`` is fitted anew. Half-lives stand evenly in ``log(1 + longest / h)``: evenly in
    the logarithm where they are short, in the speed where they are long, with no decay at
    the end.

    Rows of a group tell less than as many rows apart. Twice the log-likelihood lost is
    therefore divided by ``J / I``: ``I`` the information that the likelihood claims to have
    on the half-life, ``J`` what the scores of the groups, added up within each, really vary,
    both after everything else that is fitted, at the half-life in question; never by less
    than 1. Held against F(1, pieces - 1). Where groups were drawn, likelihood and scores are
    weighted by how many each stands for, so ``J`` holds what the draw adds.

    ``beside`` is read block by block, standardised on the way; no copy of it is made if it
    is of single precision.

    References
    ----------
    Chandler and Bate (2007), Inference for clustered data using the independence
    loglikelihood, Biometrika 94, 167-183. Davies (1987), Hypothesis testing when a nuisance
    parameter is present only under the alternative, Biometrika 74, 33-43.
    """
    code, pieces = _pieces(y, group)
    weight = np.ones(len(y)) if weight is None else weight
    values = np.asarray(beside, dtype=np.float32)
    rows = _Rows(y=y, weight=weight, group=code, beside=_Beside.of(values, weight, without))
    places = np.linspace(0.0, math.log1p(longest), STEPS)
    fits: list[_Fit] = []
    for place in places:
        here = worth(_days(place, longest))
        toward = worth(_days(place + _NUDGE, longest)) - here
        fits.append(rows.fitted(here, toward=toward, near=fits[-1] if fits else None))
    dense = np.linspace(0.0, places[-1], _DENSE)
    likelihood = CubicSpline(places, [fit.likelihood for fit in fits])(dense)
    excess = np.exp(np.interp(dense, places, np.log([fit.excess for fit in fits])))
    top = int(likelihood.argmax())
    near = fits[int(np.abs(places - dense[top]).argmin())]
    best = worth(_days(dense[top], longest))
    bare = rows.fitted(None, toward=best)
    ways = {name: rows.fitted(each, near=near).likelihood for name, each in (others or {}).items()}
    return Profile(
        half_lives=np.array([_days(place, longest) for place in dense]),
        fall=2 * (likelihood[top] - likelihood) / excess,
        learned=within_card(_days(dense[top], longest)),
        effect=float(rows.fitted(best, near=near).weights[-1]),
        strength=2 * (likelihood[top] - bare.likelihood) / bare.excess,
        pieces=pieces,
        others={name: 2 * (likelihood[top] - way) / excess[top] for name, way in ways.items()},
    )


def _days(place: float, longest: float) -> float:
    """Give the half-life at a place of the profile."""
    return longest / math.expm1(place) if place > 0 else math.inf


def _pieces(y: FloatArray, group: npt.ArrayLike) -> tuple[IntArray, int]:
    """Give each row its group's number, and count the rarer of those with and without a success."""
    names, code = np.unique(np.asarray(group), return_inverse=True)
    bought = int((np.bincount(code, weights=y, minlength=len(names)) > 0).sum())
    return code.astype(np.int64), min(bought, len(names) - bought)


@dataclass(frozen=True, kw_only=True)
class _Beside:
    """Columns that are brought to mean 0 and deviation 1 as they are read."""

    values: npt.NDArray[np.float32]
    kept: IntArray
    middle: npt.NDArray[np.float32]
    spread: npt.NDArray[np.float32]

    @classmethod
    def of(
        cls, values: npt.NDArray[np.float32], weight: FloatArray, without: int | None
    ) -> _Beside:
        """Leave out columns that do not vary, and one more where asked."""
        total, n = float(weight.sum()), values.shape[1]
        parts = list(_parts(len(values), n))
        middle = sum((weight[at] @ values[at] for at in parts), np.zeros(n)) / total
        squares = sum((weight[at] @ (values[at] - middle) ** 2 for at in parts), np.zeros(n))
        spread = np.sqrt(squares / total)
        kept = np.flatnonzero(
            (spread > 1e-9) & (np.arange(n) != (-1 if without is None else without))
        )
        return cls(
            values=values,
            kept=kept,
            middle=middle[kept].astype(np.float32),
            spread=spread[kept].astype(np.float32),
        )

    def part(self, at: slice) -> npt.NDArray[np.float32]:
        """Give some rows."""
        return np.asarray((self.values[at][:, self.kept] - self.middle) / self.spread)


def _parts(n_rows: int, n_columns: int) -> Iterator[slice]:
    """Cut rows into blocks of so few cells that what is made of them takes little room."""
    step = int(np.clip(_CELLS // max(n_columns, 1), 1, _BLOCK))
    for start in range(0, n_rows, step):
        yield slice(start, min(start + step, n_rows))


@dataclass(frozen=True, kw_only=True)
class _Fit:
    """One regression: its weights (level, beside, acts), and how sure it only seems to be."""

    likelihood: float
    weights: FloatArray
    excess: float


@dataclass(frozen=True, kw_only=True)
class _Rows:
    """What every regression reads."""

    y: FloatArray
    weight: FloatArray
    group: IntArray
    beside: _Beside

    def fitted(
        self,
        acts: npt.NDArray[np.floating] | None,
        *,
        toward: npt.NDArray[np.floating] | None = None,
        near: _Fit | None = None,
    ) -> _Fit:
        """Fit by Newton's method; ``toward`` is the column that the excess is asked of."""
        n = 1 + len(self.beside.kept) + (acts is not None)
        least = np.full(n, 1 / _PRIOR**2)
        least[0] = 0.0
        if acts is not None:
            least[-1] = float(np.var(acts, dtype=np.float64)) / _PRIOR**2 + 1e-12
        weights: FloatArray = self._start(n, near)
        likelihood, gain = -math.inf, 0.0
        step: FloatArray = np.zeros_like(weights)
        for _ in range(_MOST_STEPS):
            sums = self._sums(acts, weights)
            here = sums.likelihood - 0.5 * float(least @ weights**2)
            if here < likelihood - _ROUNDING:  # too far: half the way
                step = step / 2
                weights = weights - step
                continue
            likelihood = here
            slope = sums.slope - least * weights
            step = np.asarray(np.linalg.solve(sums.curve + np.diag(least), slope))
            gain = float(slope @ step) / 2
            if gain < _NEAR:
                break
            weights = weights + step
        excess = 1.0 if toward is None else self._excess(acts, weights, toward)
        return _Fit(likelihood=likelihood + gain, weights=weights + step, excess=excess)

    def _blocks(
        self, acts: npt.NDArray[np.floating] | None
    ) -> Iterator[tuple[slice, npt.NDArray[np.float32]]]:
        """Give the columns (level, beside, acts), some rows at a time."""
        for at in _parts(len(self.y), len(self.beside.kept) + 2):
            beside = self.beside.part(at)
            parts = [np.ones((len(beside), 1), dtype=np.float32), beside]
            if acts is not None:
                parts.append(np.asarray(acts[at], dtype=np.float32)[:, None])
            yield at, np.hstack(parts)

    def _start(self, n: int, near: _Fit | None) -> FloatArray:
        if near is not None:
            return near.weights.copy()
        start = np.zeros(n)
        rate = float(np.clip(np.average(self.y, weights=self.weight), 1e-6, 1 - 1e-6))
        start[0] = math.log(rate / (1 - rate))
        return start

    def _sums(self, acts: npt.NDArray[np.floating] | None, weights: FloatArray) -> _Sums:
        """Add up the likelihood, its slope and its curvature, block by block."""
        n = len(weights)
        likelihood, slope, curve = 0.0, np.zeros(n), np.zeros((n, n))
        for at, block in self._blocks(acts):
            told, stands_for = self.y[at], self.weight[at]
            margin = _margin(block, weights)
            chance = expit(margin)
            likelihood += float(stands_for @ (told * margin - np.logaddexp(0.0, margin)))
            slope += (stands_for * (told - chance)).astype(np.float32) @ block
            sure = stands_for * chance * (1 - chance)
            curve += (block * sure.astype(np.float32)[:, None]).T @ block
        return _Sums(likelihood=likelihood, slope=slope, curve=curve)

    def _excess(
        self,
        acts: npt.NDArray[np.floating] | None,
        weights: FloatArray,
        toward: npt.NDArray[np.floating],
    ) -> float:
        """Divide how much the groups' scores vary by what the likelihood says they do."""
        n = len(weights)
        curve, across, whole = np.zeros((n, n)), np.zeros(n), 0.0
        for at, block in self._blocks(acts):
            chance = expit(_margin(block, weights))
            sure = self.weight[at] * chance * (1 - chance)
            heavy = block * sure.astype(np.float32)[:, None]
            curve += heavy.T @ block
            across += toward[at].astype(np.float32) @ heavy
            whole += float(sure @ np.square(toward[at], dtype=np.float64))
        ridge = _OWN * np.diag(np.diag(curve)) + 1e-12 * np.eye(n)
        known = np.linalg.solve(curve + ridge, across)
        claimed, scores = 0.0, np.zeros(int(self.group.max()) + 1)
        for at, block in self._blocks(acts):
            chance = expit(_margin(block, weights))
            own = toward[at] - block @ known
            claimed += float((self.weight[at] * chance * (1 - chance)) @ own**2)
            score = self.weight[at] * (self.y[at] - chance) * own
            scores += np.bincount(self.group[at], weights=score, minlength=len(scores))
        if claimed <= _OWN * whole:
            return 1.0
        real = float(scores @ scores) * len(scores) / max(len(scores) - 1, 1)
        return max(real / claimed, 1.0)


@dataclass(frozen=True, kw_only=True)
class _Sums:
    likelihood: float
    slope: FloatArray
    curve: FloatArray


def _margin(block: npt.NDArray[np.float32], weights: FloatArray) -> FloatArray:
    """Give the log-odds of some rows."""
    return np.asarray(block @ weights.astype(np.float32), dtype=np.float64)
