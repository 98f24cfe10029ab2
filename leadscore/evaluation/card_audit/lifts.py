"""Each rule by itself: how its leads convert beside the others, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from leadscore.evaluation.card_audit.rules import Fired, FloatArray, IntArray

#: With fewer accounts that would have bought, had a rule meant nothing, none proves nothing.
LEAST_BUYERS = 5.0
#: Cells of the largest array made at once.
CELLS = 4_000_000


def measure_lifts(fired: Fired, *, confidence: float) -> pd.DataFrame:
    """Measure each rule and exclusion by itself.

    Parameters
    ----------
    fired : Fired
    confidence : float

    Returns
    -------
    DataFrame
        One row a rule or exclusion: ``fires`` (share of snapshots), ``times`` (mean where
        it fires), ``with_rule`` and ``without_rule`` (conversion rates), ``lift`` (their
        ratio) with ``low`` and ``high``; ``pieces`` (accounts of equal size that would have
        bought on the scarcer side, had the rule meant nothing, or that did, where these are
        more). NaN where nothing can be measured; the interval also where ``pieces`` is
        below five.

    Notes
    -----
    The interval is that of the log of the ratio. An account moves it by ``sum((y - r1) d)
    / won1 - sum((y - r0) (1 - d)) / won0`` to first order (``d`` whether the rule fires,
    ``r`` and ``won`` the rates and conversions of both sides); the variance is the sum of
    the squares ``u^2``, and Student's t has one degree of freedom less than the number of
    accounts that this rests on, ``(sum u^2)^2 / sum u^4``. Drawing accounts again and again
    comes to the same, at the cost of all the draws.

    A side is as sure as its accounts, however many snapshots they have: where a rule holds
    on one account alone, that account's luck is all that is seen, and where it holds on a
    large one and some small ones, mostly the luck of the large one.

    Where none of a rule's leads bought, no influence is seen. The upper end is then the
    exact one for that many accounts without a buyer (Clopper and Pearson 1934). Accounts
    of unequal size count as ``(sum n)^2 / sum n^2`` equal ones, and in one that would have
    bought as large a share of the snapshots converts as in those that did.

    References
    ----------
    Clopper and Pearson (1934), The use of confidence or fiducial limits, Biometrika 26,
    404-413. Carter, Schnepel and Steigerwald (2017), Asymptotic behavior of a t-test robust
    to cluster heterogeneity, Review of Economics and Statistics 99, 698-709 (the effective
    number of clusters).
    """
    starts = group_starts(fired.group)
    step = max(1, CELLS // len(fired.label))
    parts = [
        _both_sides(fired, slice(at, min(at + step, fired.judged)), starts)
        for at in range(0, fired.judged, step)
    ]
    told = pd.concat(parts, ignore_index=True)
    enough, none = told["pieces"] >= LEAST_BUYERS, told["lift"] == 0
    degrees = np.maximum(told["carried"] - 1, 1)
    reach = stats.t.ppf((1 + confidence) / 2, degrees) * np.sqrt(told["variance"])
    tail = ((1 - confidence) / 2) ** (1 / told["equal_accounts"])
    most = (1 - tail) * told["in_a_buyer"] / told["without_rule"]
    told["low"] = np.where(none, 0.0, told["lift"] * np.exp(-reach))
    told["high"] = np.where(none, most, told["lift"] * np.exp(reach))
    told.loc[~enough, ["low", "high"]] = np.nan
    return told.drop(columns=["variance", "carried", "equal_accounts", "in_a_buyer"])


def group_starts(group: IntArray) -> IntArray:
    """Give the first row of each group, of shape (n_groups, ); its rows stand together."""
    return np.flatnonzero(np.r_[True, np.diff(group) > 0]).astype(np.int64)


def count_bought(label: FloatArray, starts: IntArray) -> int:
    """Count the groups with a conversion."""
    return int(np.count_nonzero(np.add.reduceat(label, starts)))


def _both_sides(fired: Fired, some: slice, starts: IntArray) -> pd.DataFrame:
    """Measure some of the parts, one row each."""
    times, label = fired.times[:, some], fired.label
    on = times != 0
    with np.errstate(divide="ignore", invalid="ignore"):
        this, other = _side(on, label, starts), _side(~on, label, starts)
        squares = (this.influence - other.influence) ** 2
        told = pd.DataFrame(
            {
                "fires": this.rows / len(label),
                "times": times.sum(axis=0, dtype=np.float64) / this.rows,
                "with_rule": this.won / this.rows,
                "without_rule": other.won / other.rows,
                "lift": this.won / this.rows / (other.won / other.rows),
                "pieces": _pieces(this, other, count_bought(label, starts), len(starts)),
                "variance": squares.sum(axis=0),
                "carried": squares.sum(axis=0) ** 2 / (squares**2).sum(axis=0),
                "equal_accounts": this.equal_accounts,
                "in_a_buyer": np.minimum(1.0, other.in_a_buyer(this)),
            }
        )
    return told.where(np.isfinite(told))


def _pieces(this: _Side, other: _Side, bought: int, accounts: int) -> FloatArray:
    """Count the accounts that tell of parts, where so many of all accounts bought.

    Those that would have bought, had the rule meant nothing, of as many as the rows make or
    as there are, whichever is less; or those that did buy, where these are more. A side
    never counts for more accounts than it has.
    """
    at_hand = np.minimum(this.equal_accounts, other.equal_accounts)
    of_rows = accounts * np.minimum(this.rows, other.rows) / (this.rows + other.rows)
    seen = np.minimum(np.minimum(this.bought, other.bought), at_hand)
    return np.maximum(bought / accounts * np.minimum(of_rows, at_hand), seen)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Side:
    """Snapshots on which parts fire, or do not; arrays of shape (parts, ).

    ``rows``, ``won``: snapshots, and those that converted; ``groups``, ``bought``: accounts
    among them, and those with a conversion; ``squared``: sum of the accounts' squared
    numbers of snapshots; ``influence`` of shape (accounts, parts): on the log of the rate.
    """

    rows: FloatArray
    won: FloatArray
    groups: FloatArray
    bought: FloatArray
    squared: FloatArray
    rows_of_buyers: FloatArray
    influence: FloatArray

    @property
    def equal_accounts(self) -> FloatArray:
        """Accounts of equal size that the rows are as sure as; 0 where there is no row.

        Of each part what :func:`leadscore.validation.shares.effective_accounts` gives.
        """
        return np.where(self.rows > 0, self.rows**2 / np.maximum(self.squared, 1.0), 0.0)

    def in_a_buyer(self, there: _Side) -> FloatArray:
        """Bound the share of snapshots that convert in an account that buys, elsewhere.

        The larger of the share seen here, and that of as many conversions an account.
        """
        each = self.won / self.bought
        return np.maximum(self.won / self.rows_of_buyers, each * there.groups / there.rows)


def _side(on: npt.NDArray[np.bool_], label: FloatArray, starts: IntArray) -> _Side:
    rows = np.add.reduceat(on, starts, axis=0, dtype=np.float64)
    won = np.add.reduceat(on * label[:, None], starts, axis=0)
    rate = won.sum(axis=0) / rows.sum(axis=0)
    return _Side(
        rows=rows.sum(axis=0),
        won=won.sum(axis=0),
        groups=np.count_nonzero(rows, axis=0).astype(np.float64),
        bought=np.count_nonzero(won, axis=0).astype(np.float64),
        squared=(rows**2).sum(axis=0),
        rows_of_buyers=(rows * (won > 0)).sum(axis=0),
        influence=(won - rate * rows) / won.sum(axis=0),
    )
