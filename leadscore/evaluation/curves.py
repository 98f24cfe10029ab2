"""What the pictures of a comparison show, as tables."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from leadscore.evaluation.cohort import cohort, said
from leadscore.settings import Settings
from leadscore.validation.evidence import Evidence
from leadscore.validation.intervals import bootstrap, percentile_interval
from leadscore.validation.ranking import FloatArray
from leadscore.validation.shares import interval_of_share

#: Shares called at which the gains curve is drawn, beside the capacity.
_SHARES = (0.01, 0.025, *(round(0.05 * step, 2) for step in range(1, 20)))

#: Resamples are enough here for a band in a picture; nothing is decided by it.
_RESAMPLES = 400


def gains_curve(
    scored: Mapping[str, pd.DataFrame], rows: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """Tell which share of the buyers is found by calling which share of the leads.

    Parameters
    ----------
    scored : mapping of str to DataFrame
        As for :func:`leadscore.evaluation.compare.compare`.
    rows : DataFrame
        The test rows.
    settings : Settings

    Returns
    -------
    DataFrame
        One row a contender and share: `contender`, `share` (called at each cutoff),
        `found` (share of distinct buyers), `low`, `high`. The contender ``"lot"`` draws
        whom to call by lot.

    Raises
    ------
    UsageError, NotEnoughDataError
        As :func:`leadscore.evaluation.compare.compare`.
    """
    judged = cohort(rows, settings)
    shares = sorted({*_SHARES, settings.sales.capacity})
    lines = [("lot", share, *_by_lot(judged.by_lot(), share)) for share in (0.0, *shares, 1.0)]
    for name, seen in said(scored, rows, judged).items():
        observed = _found(seen, np.ones((judged.n_units, 1)), shares)
        drawn = bootstrap(
            lambda weights, seen=seen: _found(seen, weights, shares),  # type: ignore[misc]
            judged.n_units,
            min(_RESAMPLES, settings.comparison.resamples),
            seed=settings.project.seed,
            width=seen.width,
        )
        lines.append((name, 0.0, 0.0, 0.0, 0.0))
        for share in shares:
            ends = percentile_interval(
                drawn[f"{share}"], confidence=settings.comparison.confidence, size=judged.pieces
            )
            lines.append((name, share, float(observed[f"{share}"][0]), *ends))
        lines.append((name, 1.0, 1.0, 1.0, 1.0))
    return pd.DataFrame(lines, columns=["contender", "share", "found", "low", "high"])


def _found(seen: Evidence, weights: FloatArray, shares: list[float]) -> dict[str, FloatArray]:
    masses = seen.ranking.masses(weights)
    copies = weights[seen.ranking.hit_units]
    with np.errstate(invalid="ignore"):
        return {
            f"{share}": (seen.ranking.found(seen.ranking.chosen(masses, share)) * copies).sum(0)
            / copies.sum(0)
            for share in shares
        }


def _by_lot(seen: Evidence, share: float) -> tuple[float, float, float]:
    found = float(_found(seen, np.ones((seen.sums.shape[0], 1)), [share])[f"{share}"][0])
    return found, found, found


def reliability_curve(
    scored: Mapping[str, pd.DataFrame], rows: pd.DataFrame, settings: Settings, *, bins: int = 10
) -> pd.DataFrame:
    """Set promised against observed conversion, bin by bin.

    Parameters
    ----------
    scored, rows, settings
        As in :func:`gains_curve`.
    bins : int, default 10
        Number of bins of about equally many rows; equal probabilities stay together, so
        that a contender with few distinct values has fewer.

    Returns
    -------
    DataFrame
        One row a contender and bin: `contender`, `bin`, `n` (rows), `predicted` (mean
        probability), `observed` (conversion rate), `low`, `high` (Wilson, counting
        accounts, else leads, by their sizes rather than rows).

    Raises
    ------
    UsageError, NotEnoughDataError
        As :func:`leadscore.evaluation.compare.compare`.
    """
    judged = cohort(rows, settings)
    said(scored, rows, judged)
    lines = []
    for name in sorted(scored):
        probability = scored[name]["probability"].to_numpy(dtype=np.float64)
        edges = np.quantile(probability, np.linspace(0, 1, bins + 1)[1:-1])
        place = np.unique(np.searchsorted(edges, probability, "right"), return_inverse=True)[1]
        for number in range(int(place.max()) + 1):
            inside = place == number
            observed = float(judged.label[inside].mean())
            ends = interval_of_share(
                observed, judged.units[inside], confidence=settings.comparison.confidence
            )
            lines.append(
                (
                    name,
                    number,
                    int(inside.sum()),
                    float(probability[inside].mean()),
                    observed,
                    *ends,
                )
            )
    columns = ["contender", "bin", "n", "predicted", "observed", "low", "high"]
    return pd.DataFrame(lines, columns=columns)
