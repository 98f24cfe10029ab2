"""What is measured about a contender's scores, each with its formula.

Every function takes one row a snapshot and, where wanted, a weight for each row. What
ranks is measured within calling rounds (cutoffs), because that is how sales calls: a lead
competes only with the leads of the same day. Ties get the expected value over drawing lots.
"""

from __future__ import annotations

import numpy as np

from leadscore.errors import UsageError
from leadscore.validation.evidence import Evidence, evidence, measure_all
from leadscore.validation.ranking import FloatArray, IntArray


def roc_auc(
    label: FloatArray,
    score: FloatArray,
    *,
    rounds: IntArray | None = None,
    weight: FloatArray | None = None,
) -> float:
    """Measure how often a buyer is ranked above a non-buyer of the same round.

    Parameters
    ----------
    label : ndarray of shape (n_rows,)
        1 where the row converts, else 0.
    score : ndarray of shape (n_rows,)
        Higher is ranked first; any unit.
    rounds : ndarray of shape (n_rows,), optional
        Code from 0 of each row's calling round; default: one round.
    weight : ndarray of shape (n_rows,), optional
        Default 1.

    Returns
    -------
    float
        0 to 1; .5 is chance; NaN where no round holds both a buyer and a non-buyer.

    Notes
    -----
    The share of won pairs, a tie counting half, over all pairs of one buyer and one
    non-buyer within a round; so each round weighs by its number of pairs. Scores of
    different rounds are never compared: a month in which everybody buys tells nothing
    about the ranking.

    References
    ----------
    Hanley and McNeil (1982), The meaning and use of the area under a ROC curve,
    Radiology 143, 29-36.

    Examples
    --------
    >>> import numpy as np
    >>> roc_auc(np.array([1, 0, 0, 1]), np.array([3.0, 1.0, 3.0, 2.0]))
    0.625
    """
    return _one("roc_auc", label, score=score, rounds=rounds, weight=weight)


def average_precision(
    label: FloatArray,
    score: FloatArray,
    *,
    rounds: IntArray | None = None,
    weight: FloatArray | None = None,
) -> float:
    """Average the share of buyers among the called over the buyers, in calling order.

    Parameters
    ----------
    label, score, rounds, weight : ndarray of shape (n_rows,)
        As in :func:`roc_auc`.

    Returns
    -------
    float
        0 to 1; chance gives about the conversion rate.

    Notes
    -----
    ``sum over buyers of precision at the buyer's place / number of buyers``; the rows of
    a tie are called together, as in scikit-learn. Precision is that of the buyer's own
    round. With one round it equals ``sklearn.metrics.average_precision_score``.

    Examples
    --------
    >>> import numpy as np
    >>> average_precision(np.array([1, 0, 1, 0]), np.array([4.0, 3.0, 2.0, 1.0])).__round__(3)
    0.833
    """
    return _one("average_precision", label, score=score, rounds=rounds, weight=weight)


def capture_at(
    label: FloatArray,
    score: FloatArray,
    share: float,
    *,
    rounds: IntArray | None = None,
    weight: FloatArray | None = None,
) -> float:
    """Measure which share of the converting rows the best-ranked share of rows holds.

    Parameters
    ----------
    label, score, rounds, weight : ndarray of shape (n_rows,)
        As in :func:`roc_auc`.
    share : float
        Share of each round's rows that is called, above 0 and up to 1.

    Returns
    -------
    float
        0 to 1; chance gives `share`.

    Raises
    ------
    UsageError
        If `share` is not above 0 and up to 1.

    Notes
    -----
    ``share x rows`` of each round are called; where that is not a whole number the next
    row has a part of a chance, and where the last places fall into a tie all its rows
    have the same chance. Rows are counted here, not buyers: see
    :func:`buyers_at_capacity`.

    Examples
    --------
    >>> import numpy as np
    >>> capture_at(np.array([1, 0, 1, 0]), np.array([4.0, 3.0, 2.0, 1.0]), 0.5)
    0.5
    """
    return _one(
        "capture_at_capacity", label, score=score, rounds=rounds, weight=weight, share=share
    )


def lift_at(
    label: FloatArray,
    score: FloatArray,
    share: float,
    *,
    rounds: IntArray | None = None,
    weight: FloatArray | None = None,
) -> float:
    """Measure how many times more often the called convert than rows in general.

    Parameters
    ----------
    label, score, rounds, weight : ndarray of shape (n_rows,)
        As in :func:`roc_auc`.
    share : float
        Share of each round's rows that is called, above 0 and up to 1.

    Returns
    -------
    float
        0 to ``1 / share``; chance gives 1.

    Raises
    ------
    UsageError
        If `share` is not above 0 and up to 1.

    Notes
    -----
    ``capture / share``.

    Examples
    --------
    >>> import numpy as np
    >>> lift_at(np.array([1, 0, 0, 0]), np.array([4.0, 3.0, 2.0, 1.0]), 0.25)
    4.0
    """
    return _one("lift_at_capacity", label, score=score, rounds=rounds, weight=weight, share=share)


def buyers_at_capacity(
    label: FloatArray,
    score: FloatArray,
    share: float,
    *,
    leads: IntArray,
    rounds: IntArray | None = None,
    weight: FloatArray | None = None,
) -> float:
    """Count the distinct buyers that sales would have called.

    Parameters
    ----------
    label, score, rounds, weight : ndarray of shape (n_rows,)
        As in :func:`roc_auc`; all rows of a lead have the same weight.
    share : float
        Capacity: share of each round's rows that sales can call.
    leads : ndarray of shape (n_rows,)
        Code from 0 of each row's lead.

    Returns
    -------
    float
        0 to the number of leads that convert in at least one row.

    Raises
    ------
    UsageError
        If `share` is not above 0 and up to 1.

    Notes
    -----
    A buyer is found when called in a round whose label is 1, that is, no longer than the
    horizon before the purchase; being called before that counts for nothing, being
    called twice counts once. With ``q`` the chance of being called in a round (1, 0, or
    between them in a tie on the last places), the expected number is the sum over buyers
    of ``1 - product over the buyer's converting rows of (1 - q)``.

    Examples
    --------
    One buyer seen at two cutoffs is found once:

    >>> import numpy as np
    >>> label, score = np.array([1, 0, 1, 0]), np.array([2.0, 1.0, 2.0, 1.0])
    >>> leads, rounds = np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])
    >>> buyers_at_capacity(label, score, 0.5, leads=leads, rounds=rounds)
    1.0
    """
    return _one(
        "buyers_at_capacity",
        label,
        score=score,
        rounds=rounds,
        leads=leads,
        weight=weight,
        share=share,
    )


def expected_profit(
    label: FloatArray,
    score: FloatArray,
    share: float,
    *,
    leads: IntArray,
    amounts: FloatArray,
    call_cost_eur: float,
    rounds: IntArray | None = None,
    weight: FloatArray | None = None,
) -> float:
    """Set what the found buyers bring against what the calls cost.

    Parameters
    ----------
    label, score, share, leads, rounds, weight
        As in :func:`buyers_at_capacity`.
    amounts : ndarray of shape (n_leads,)
        Value of each lead's deal by lead code (EUR).
    call_cost_eur : float
        Cost of one call.

    Returns
    -------
    float
        EUR over all rounds together.

    Notes
    -----
    ``sum of found buyers' amounts - call cost x share x rows``. It takes every called
    buyer's deal as earned by the call, which flatters all contenders alike: read the
    difference between contenders, not the level.

    Examples
    --------
    >>> import numpy as np
    >>> expected_profit(
    ...     np.array([1, 0]), np.array([2.0, 1.0]), 0.5, leads=np.array([0, 1]),
    ...     amounts=np.array([1000.0, 0.0]), call_cost_eur=45.0,
    ... )
    955.0
    """
    return _one(
        "expected_profit_eur",
        label,
        score=score,
        rounds=rounds,
        leads=leads,
        amounts=amounts,
        weight=weight,
        share=share,
        call_cost_eur=call_cost_eur,
    )


def log_loss(
    label: FloatArray, probability: FloatArray, *, weight: FloatArray | None = None
) -> float:
    """Measure how surprised the probabilities are by the outcomes.

    Parameters
    ----------
    label : ndarray of shape (n_rows,)
        1 where the row converts, else 0.
    probability : ndarray of shape (n_rows,)
        0 to 1.
    weight : ndarray of shape (n_rows,), optional
        Default 1.

    Returns
    -------
    float
        0 or more; lower is better.

    Raises
    ------
    UsageError
        If a probability is not a number from 0 to 1.

    Notes
    -----
    Mean of ``-log p`` for rows that convert and ``-log (1 - p)`` for the others, ``p``
    held within 1e-15 of 0 and 1.

    Examples
    --------
    >>> import numpy as np
    >>> log_loss(np.array([1, 0]), np.array([0.5, 0.5])).__round__(3)
    0.693
    """
    return _one("log_loss", label, probability=probability, weight=weight)


def brier(label: FloatArray, probability: FloatArray, *, weight: FloatArray | None = None) -> float:
    """Measure the mean squared distance of the probabilities from the outcomes.

    Parameters
    ----------
    label, probability, weight : ndarray of shape (n_rows,)
        As in :func:`log_loss`.

    Returns
    -------
    float
        0 to 1; lower is better.

    References
    ----------
    Brier (1950), Verification of forecasts expressed in terms of probability, Monthly
    Weather Review 78, 1-3.

    Examples
    --------
    >>> import numpy as np
    >>> brier(np.array([1, 0]), np.array([0.5, 0.5]))
    0.25
    """
    return _one("brier", label, probability=probability, weight=weight)


def calibration_error(
    label: FloatArray, probability: FloatArray, *, weight: FloatArray | None = None
) -> float:
    """Measure how far promised and observed conversion lie apart, bin by bin.

    Parameters
    ----------
    label, probability, weight : ndarray of shape (n_rows,)
        As in :func:`log_loss`.

    Returns
    -------
    float
        0 to 1; lower is better.

    Notes
    -----
    Rows are cut into ten bins of about equal size by probability, equal probabilities
    kept together. The error is the root of the mean over rows of the squared gap between
    a bin's mean probability and its conversion rate. This plain form is never 0 on a
    sample, even for true probabilities; the comparison takes that bias out with the
    bootstrap, so that its figure may be 0.

    References
    ----------
    Kumar, Liang and Ma (2019), Verified uncertainty calibration, NeurIPS 32.

    Examples
    --------
    >>> import numpy as np
    >>> calibration_error(np.array([1, 0, 0, 0]), np.full(4, 0.5))
    0.25
    """
    squared = _one("calibration_error_squared", label, probability=probability, weight=weight)
    return float(np.sqrt(squared))


def calibration_ratio(
    label: FloatArray, probability: FloatArray, *, weight: FloatArray | None = None
) -> float:
    """Set the promised number of conversions against the observed one.

    Parameters
    ----------
    label, probability, weight : ndarray of shape (n_rows,)
        As in :func:`log_loss`.

    Returns
    -------
    float
        1 is right, 2 promises twice what came; NaN where nothing converts.

    Notes
    -----
    ``sum of probabilities / number of conversions``: calibration in the large.

    Examples
    --------
    >>> import numpy as np
    >>> calibration_ratio(np.array([1, 0]), np.array([0.9, 0.1]))
    1.0
    """
    return _one("calibration_ratio", label, probability=probability, weight=weight)


def _one(
    name: str,
    label: FloatArray,
    *,
    probability: FloatArray | None = None,
    score: FloatArray | None = None,
    rounds: IntArray | None = None,
    leads: IntArray | None = None,
    amounts: FloatArray | None = None,
    weight: FloatArray | None = None,
    share: float = 1.0,
    call_cost_eur: float = 0.0,
) -> float:
    """Take one measure of all rows, each row being its own unit."""
    if not 0 < share <= 1:
        raise UsageError(f"share must be above 0 and up to 1; it is {share}.")
    unsaid = np.full(len(label), 0.5)
    seen: Evidence = evidence(
        label,
        unsaid if probability is None else probability,
        unsaid if score is None else score,
        rounds=rounds,
        leads=leads,
        amounts=amounts,
    )
    weights = np.ones(len(label)) if weight is None else np.asarray(weight, dtype=np.float64)
    measured = measure_all(seen, weights[:, None], capacity=share, call_cost_eur=call_cost_eur)
    return float(measured[name][0])
