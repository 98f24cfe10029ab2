"""All rules of a card at once: what each adds to the chance, given all the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import linalg, sparse
from scipy.sparse import csgraph
from scipy.special import expit, logit

from leadscore.evaluation.card_audit.lifts import CELLS, group_starts
from leadscore.evaluation.card_audit.rules import Fired, FloatArray, Times

#: Newton's method ends when a step would better the log-likelihood by less.
TOLERANCE = 1e-9
MOST_STEPS = 100
#: Share of a column's variance that the other columns leave below which it is one of them.
ALONE = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class JointFit:
    """The effects of all parts together.

    Parameters
    ----------
    effect : array of shape (parts, )
        Log-odds that a part adds each time it gives its points, the others being equal.
    covariance : array of shape (parts, parts)
        Of the effects, allowing for leads of one account being alike.
    influence : array of shape (parts, parts + 1)
        Brings an account's score to its influence on the effects.
    chance : array of shape (n, )
        What the model gives each snapshot.
    """

    effect: FloatArray
    covariance: FloatArray
    influence: FloatArray
    chance: FloatArray


def fit_joint(fired: Fired) -> JointFit:
    """Fit one logistic regression of the outcome on all parts of a card.

    Parameters
    ----------
    fired : Fired
        With at least one conversion and one snapshot without.

    Returns
    -------
    JointFit

    Notes
    -----
    Each effect has a log-F(1, 1) prior (as if, for each, half a lead of whom nothing but
    this rule holds had converted and half a one had not). It leaves alone what the data
    know well, and keeps finite and honest the effects of rules none of whose leads bought, of
    rules that always fire together and of cards with more rules than buyers. Half of its
    mass lies between odds ratios of 1/6 and 6, 95 % between 1/648 and 648. The
    intercept has none.

    The covariance is the sandwich over accounts, with the correction G / (G - 1). Where it
    claims to know an effect better than the model would if all snapshots were independent,
    the model's own error is taken: where few buyers carry an effect, the sandwich is too
    sure of itself. A group's cap is a part of its own: effects are those of points that no
    cap takes away.

    References
    ----------
    Greenland and Mansournia (2015), Penalization, bias reduction, and default priors in
    logistic and related categorical and survival regressions, Statistics in Medicine 34,
    3133-3143. Liang and Zeger (1986), Longitudinal data analysis using generalized linear
    models, Biometrika 73, 13-22.
    """
    parameters = _maximise(fired.times, fired.label)
    information = _at(fired.times, fired.label, parameters).information
    inverse = linalg.inv(information)
    chance = _chances(fired.times, parameters)
    meat = np.zeros_like(information)
    groups = 0
    for scores in account_scores(fired, chance):
        meat += scores.T @ scores
        groups += len(scores)
    robust = inverse @ meat @ inverse * (groups / max(1, groups - 1))
    ratio = np.diag(inverse) / np.maximum(np.diag(robust), 1e-300)
    wider = np.sqrt(np.maximum(ratio, 1.0))
    covariance = robust * np.outer(wider, wider)
    return JointFit(
        effect=parameters[1:],
        covariance=covariance[1:, 1:],
        influence=inverse[1:],
        chance=chance,
    )


def account_scores(fired: Fired, chance: FloatArray) -> Iterator[FloatArray]:
    """Add up, account by account, what each moves the fit.

    Parameters
    ----------
    fired : Fired
    chance : array of shape (n, )

    Yields
    ------
    array of shape (some accounts, parts + 1)
        Sums of ``(y - p) x``, the intercept first.
    """
    starts = group_starts(fired.group)
    ends = np.r_[starts[1:], len(fired.label)]
    most = max(1, CELLS // (fired.times.shape[1] + 1))
    first = 0
    while first < len(starts):
        # at least one account, however large
        last = max(first + 1, int(np.searchsorted(ends, starts[first] + most, side="right")))
        rows = slice(starts[first], ends[last - 1])
        off = fired.label[rows] - chance[rows]
        scores = np.add.reduceat(
            _with_intercept(fired.times[rows]) * off[:, None], starts[first:last] - starts[first]
        )
        yield scores
        first = last


def carried_by(fired: Fired, fit: JointFit, ways: FloatArray) -> FloatArray:
    """Tell on how many accounts some combinations of effects rest.

    Parameters
    ----------
    fired : Fired
    fit : JointFit
    ways : array of shape (parts, k)
        Weights of the effects in each combination.

    Returns
    -------
    array of shape (k, )
        ``(sum u^2)^2 / sum u^4`` over the accounts' influences ``u``; from 1 up.
    """
    bring = fit.influence.T @ ways
    second, fourth = np.zeros(ways.shape[1]), np.zeros(ways.shape[1])
    for scores in account_scores(fired, fit.chance):
        squares = (scores @ bring) ** 2
        second += squares.sum(axis=0)
        fourth += (squares**2).sum(axis=0)
    return np.maximum(second**2 / np.maximum(fourth, 1e-300), 1.0)


def sharing(times: Times) -> list[tuple[int, ...]]:
    """Find parts of which one is told exactly by others, by sets.

    Parameters
    ----------
    times : array of shape (n, parts)

    Returns
    -------
    list of tuple of int
        Each a set of columns that no data like these can tell apart; of one column alone
        where it is the same for every lead and not 0.

    Notes
    -----
    Columns that take part in a linear dependence, found in the space of their correlation
    matrix that carries less than a billionth of the variance.
    """
    spread, used = _correlations(times)
    sets: list[tuple[int, ...]] = [
        (int(at),) for at in np.flatnonzero((~used) & (times[:1] != 0).any(axis=0))
    ]
    columns = np.flatnonzero(used)
    if not len(columns):
        return sets
    values, vectors = linalg.eigh(spread[np.ix_(columns, columns)])
    nothing = vectors[:, values < ALONE]
    linked = np.abs(nothing @ nothing.T) > np.sqrt(ALONE)
    count, which = csgraph.connected_components(sparse.csr_array(linked), directed=False)
    for each in range(count):
        found = columns[which == each]
        if len(found) > 1:
            sets.append(tuple(int(at) for at in found))
    return sets


def _correlations(times: Times) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """Give the correlations of the columns, and which columns vary."""
    mean = times.mean(axis=0, dtype=np.float64)
    moments = np.zeros((times.shape[1], times.shape[1]))
    for block in _blocks(times):
        centred = block - mean
        moments += centred.T @ centred
    size = np.sqrt(np.diag(moments))
    used = size > 1e-6 * np.sqrt(len(times)) * np.maximum(np.abs(mean), 1e-30)
    size = np.where(used, size, 1.0)
    return moments / np.outer(size, size), used


def _blocks(times: Times) -> Iterator[FloatArray]:
    """Go through rows in blocks of bounded memory, as float64."""
    most = max(1, CELLS // (times.shape[1] + 1))
    for start in range(0, len(times), most):
        yield times[start : start + most].astype(np.float64)


def _with_intercept(times: Times | FloatArray) -> FloatArray:
    return np.column_stack([np.ones(len(times)), times.astype(np.float64)])


def _chances(times: Times, parameters: FloatArray) -> FloatArray:
    margins = [block @ parameters[1:] + parameters[0] for block in _blocks(times)]
    return np.asarray(expit(np.concatenate(margins)), dtype=np.float64)


def _maximise(times: Times, label: FloatArray) -> FloatArray:
    """Find the penalised maximum by Newton's method, halving steps that go too far."""
    parameters = np.zeros(times.shape[1] + 1)
    parameters[0] = logit(label.mean())
    now = _at(times, label, parameters)
    for _ in range(MOST_STEPS):
        step = linalg.solve(now.information, now.gradient, assume_a="pos")
        if now.gradient @ step < TOLERANCE:
            break
        found = _at(times, label, parameters + step)
        while found.value < now.value and np.abs(step).max() > TOLERANCE:
            step = step / 2
            found = _at(times, label, parameters + step)
        parameters, now = parameters + step, found
    return parameters


@dataclass(frozen=True, kw_only=True, eq=False)
class _Height:
    """The penalised log-likelihood at some parameters, with its slope and its curvature."""

    value: float
    gradient: FloatArray
    information: FloatArray


def _at(times: Times, label: FloatArray, parameters: FloatArray) -> _Height:
    effect = parameters[1:]
    pull = expit(effect)
    value = float(np.sum(effect / 2 - np.logaddexp(0, effect)))
    gradient = np.r_[0.0, 0.5 - pull]
    information = np.diag(np.r_[0.0, pull * (1 - pull)])
    start = 0
    for block in _blocks(times):
        X, y = _with_intercept(block), label[start : start + len(block)]
        margin = X @ parameters
        chance = expit(margin)
        value += float(y @ margin - np.logaddexp(0, margin).sum())
        gradient += X.T @ (y - chance)
        information += X.T @ (X * (chance * (1 - chance))[:, None])
        start += len(block)
    return _Height(value=value, gradient=gradient, information=information)
