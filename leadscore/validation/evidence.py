"""One contender's scores beside the outcomes, ready to be weighed many times.

The bootstrap asks for every measure under thousands of weightings of the same rows. What
does not change with the weights (order, ties, losses, calibration bins) is worked out once
here; each weighting then costs a few small products.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from leadscore.errors import UsageError
from leadscore.validation.ranking import FloatArray, IntArray, Ranking, StepMasses, rank_rows

#: Shares of each round's leads at which lift and capture are always shown.
SHARES = {"5": 0.05, "10": 0.10, "20": 0.20}

#: Probabilities are held this far from 0 and 1 in the log loss, so that one row that was
#: called impossible and bought does not make the mean infinite.
CLIP = 1e-15

CALIBRATION_BINS = 10


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What one contender said about labelled rows, ready to be weighed many times.

    Parameters
    ----------
    ranking : Ranking
        The rows in calling order.
    sums : ndarray of shape (n_units, 5)
        By resampling unit: rows, conversions, probability, log loss, squared error.
    gaps : sparse array of shape (n_bins, n_units)
        Probability minus outcome, summed by calibration bin and unit.
    sizes : sparse array of shape (n_bins, n_units)
        Rows by calibration bin and unit.
    amounts : ndarray of shape (n_buyers,)
        What each buyer's deal brought (EUR), in the order of the ranking's buyers.
    """

    ranking: Ranking
    sums: FloatArray
    gaps: sparse.csr_array
    sizes: sparse.csr_array
    amounts: FloatArray

    @property
    def width(self) -> int:
        """Cells of the largest array made for one weighting."""
        return self.ranking.width


def evidence(
    label: FloatArray,
    probability: FloatArray,
    score: FloatArray,
    *,
    rounds: IntArray | None = None,
    leads: IntArray | None = None,
    units: IntArray | None = None,
    amounts: FloatArray | None = None,
) -> Evidence:
    """Prepare one contender's rows for weighing.

    Parameters
    ----------
    label : ndarray of shape (n_rows,)
        1 where the row converts, else 0.
    probability : ndarray of shape (n_rows,)
        Calibrated chance, 0 to 1.
    score : ndarray of shape (n_rows,)
        What rows are ranked by; higher is called first.
    rounds, leads, units : ndarray of shape (n_rows,), optional
        Codes from 0: calling round (default: one), lead and resampling unit (default:
        each row its own).
    amounts : ndarray of shape (n_leads,), optional
        Value of each lead's deal by lead code (EUR); default 0.

    Returns
    -------
    Evidence

    Raises
    ------
    UsageError
        If there are no rows, a label is not 0 or 1, or a probability or score is not a
        finite number.
    """
    label, probability = _labels(label), _finite(probability, "probability", 0.0, 1.0)
    score = _finite(score, "score", -np.inf, np.inf)
    rows = np.arange(len(label))
    rounds = np.zeros_like(rows) if rounds is None else rounds
    leads = rows if leads is None else leads
    units = rows if units is None else units
    n_units = int(units.max()) + 1
    ranking = rank_rows(label, score, rounds=rounds, leads=leads, units=units, n_units=n_units)
    bins = _equal_mass_bins(probability)
    shape = (int(bins.max()) + 1, n_units)
    parts = (np.ones_like(label), label, probability, *_losses(label, probability))
    return Evidence(
        ranking=ranking,
        sums=np.column_stack([np.bincount(units, part, n_units) for part in parts]),
        gaps=sparse.coo_array((probability - label, (bins, units)), shape=shape).tocsr(),
        sizes=sparse.coo_array((np.ones_like(label), (bins, units)), shape=shape).tocsr(),
        amounts=(
            np.zeros(len(ranking.buyer_leads)) if amounts is None else amounts[ranking.buyer_leads]
        ),
    )


def measure_all(
    seen: Evidence, weights: FloatArray, *, capacity: float, call_cost_eur: float
) -> dict[str, FloatArray]:
    """Take every measure under every weighting.

    Parameters
    ----------
    seen : Evidence
    weights : ndarray of shape (n_units, n_weightings)
        How often each resampling unit is drawn.
    capacity : float
        Share of the rows of each round that sales can call.
    call_cost_eur : float
        Cost of one call.

    Returns
    -------
    dict of str to ndarray of shape (n_weightings,)
        By the names of :data:`leadscore.validation.measures.MEASURES`, save that the
        calibration error is given as its square (``calibration_error_squared``), which
        can be freed of its bias.
    """
    ranking = seen.ranking
    masses = ranking.masses(weights)
    called = ranking.chosen(masses, capacity)
    rows, hits, expected, loss, squared = seen.sums.T @ weights
    with np.errstate(divide="ignore", invalid="ignore"):
        values = {
            "roc_auc": _auc(ranking, masses),
            "average_precision": _average_precision(masses),
            "log_loss": loss / rows,
            "brier": squared / rows,
            "calibration_error_squared": _squared_calibration(seen, weights),
            "calibration_ratio": expected / np.where(hits > 0, hits, np.nan),
        }
        for name, share in {**SHARES, "capacity": capacity}.items():
            chance = called if share == capacity else ranking.chosen(masses, share)
            captured = _captured(masses, chance) / hits
            values[f"capture_at_{name}"] = captured
            values[f"lift_at_{name}"] = captured / share
        costs = call_cost_eur * (capacity * masses.total.sum(axis=0))
        values |= _buyers(seen, called, weights, costs)
    return values


def buyers_found(seen: Evidence, weights: FloatArray, share: float) -> FloatArray:
    """Count distinct buyers among the called, for a share of each round.

    Parameters
    ----------
    seen : Evidence
    weights : ndarray of shape (n_units, n_weightings)
    share : float
        Share of the rows of each round that are called.

    Returns
    -------
    ndarray of shape (n_weightings,)
    """
    masses = seen.ranking.masses(weights)
    found = seen.ranking.found(seen.ranking.chosen(masses, share))
    return np.asarray((found * weights[seen.ranking.hit_units]).sum(axis=0))


def _auc(ranking: Ranking, masses: StepMasses) -> FloatArray:
    won, pairs = ranking.pairs(masses)
    return np.asarray(won.sum(axis=0) / pairs.sum(axis=0))


def _average_precision(masses: StepMasses) -> FloatArray:
    called = masses.before + masses.everyone
    precision = np.where(called > 0, (masses.buyers_before + masses.buyers) / called, 0.0)
    return np.asarray((masses.buyers * precision).sum(axis=0) / masses.buyers_total.sum(axis=0))


def _captured(masses: StepMasses, chance: FloatArray) -> FloatArray:
    return np.asarray((masses.buyers * chance).sum(axis=0))


def _buyers(
    seen: Evidence, called: FloatArray, weights: FloatArray, costs: FloatArray
) -> dict[str, FloatArray]:
    copies = weights[seen.ranking.hit_units]
    found = seen.ranking.found(called) * copies
    return {
        "buyers_at_capacity": found.sum(axis=0),
        "buyer_share_at_capacity": found.sum(axis=0) / copies.sum(axis=0),
        "expected_profit_eur": seen.amounts @ found - costs,
    }


def _squared_calibration(seen: Evidence, weights: FloatArray) -> FloatArray:
    sizes = np.asarray(seen.sizes @ weights)
    gaps = np.asarray(seen.gaps @ weights)
    terms = np.where(sizes > 0, gaps**2 / sizes, 0.0)
    return np.asarray(terms.sum(axis=0) / sizes.sum(axis=0))


def _losses(label: FloatArray, probability: FloatArray) -> tuple[FloatArray, FloatArray]:
    held = np.clip(probability, CLIP, 1 - CLIP)
    log = -(label * np.log(held) + (1 - label) * np.log1p(-held))
    return log, (probability - label) ** 2


def _equal_mass_bins(probability: FloatArray, n_bins: int = CALIBRATION_BINS) -> IntArray:
    """Cut rows into bins of about equal size, equal probabilities kept together."""
    edges = np.quantile(probability, np.linspace(0, 1, n_bins + 1)[1:-1])
    return np.unique(np.searchsorted(edges, probability, side="right"), return_inverse=True)[1]


def _labels(label: FloatArray) -> FloatArray:
    values = np.asarray(label, dtype=np.float64)
    wrong = int((~np.isin(values, (0.0, 1.0))).sum())
    if len(values) == 0 or wrong:
        raise UsageError(
            f"label must hold 0 or 1 for at least one row: {wrong} of {len(values)} rows hold "
            "something else. Leave immature rows out before measuring."
        )
    return values


def _finite(values: FloatArray, name: str, low: float, high: float) -> FloatArray:
    numbers = np.asarray(values, dtype=np.float64)
    wrong = int((~(np.isfinite(numbers) & (numbers >= low) & (numbers <= high))).sum())
    if wrong:
        raise UsageError(
            f"{name} must be a finite number from {low:g} to {high:g}: {wrong} of "
            f"{len(numbers)} rows hold something else. Check how the contender was fitted."
        )
    return numbers
