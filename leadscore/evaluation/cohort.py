"""The later leads on which all contenders are judged, and what each said about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from leadscore.errors import NotEnoughDataError, UsageError
from leadscore.settings import Settings
from leadscore.validation.evidence import Evidence, evidence
from leadscore.validation.ranking import FloatArray, IntArray
from leadscore.validation.splits import calling_rounds


@dataclass(frozen=True, kw_only=True, eq=False)
class Cohort:
    """Test rows as codes, the same for every contender; made by :func:`cohort`.

    Parameters
    ----------
    label : ndarray of shape (n_rows,)
        1 where the row converts, else 0.
    rounds, leads, units : ndarray of shape (n_rows,)
        Codes of the calling round, the lead and the resampling unit (account, else lead).
    amounts : ndarray of shape (n_leads,)
        What each lead's deal brought (EUR), by lead code; 0 where there is none.
    """

    label: FloatArray
    rounds: IntArray
    leads: IntArray
    units: IntArray
    amounts: FloatArray

    @property
    def n_units(self) -> int:
        """Number of accounts (else leads)."""
        return int(self.units.max()) + 1

    @property
    def n_leads(self) -> int:
        """Number of distinct leads."""
        return int(self.leads.max()) + 1

    @property
    def n_buyers(self) -> int:
        """Number of distinct leads that convert in at least one row."""
        return len(np.unique(self.leads[self.label == 1]))

    @property
    def pieces(self) -> int:
        """Number of units that carry the information: the rarer of buying and not buying."""
        bought = np.bincount(self.units, self.label) > 0
        return int(min(bought.sum(), (~bought).sum()))

    def evidence(self, probability: FloatArray, margin: FloatArray) -> Evidence:
        """Prepare what one contender said for weighing.

        Parameters
        ----------
        probability, margin : ndarray of shape (n_rows,)

        Returns
        -------
        Evidence
        """
        return evidence(
            self.label,
            probability,
            margin,
            rounds=self.rounds,
            leads=self.leads,
            units=self.units,
            amounts=self.amounts,
        )

    def by_lot(self) -> Evidence:
        """Prepare a ranking that knows nothing: every row has the same score."""
        return self.evidence(np.full(len(self.label), self.label.mean()), np.zeros(len(self.label)))


def cohort(rows: pd.DataFrame, settings: Settings) -> Cohort:
    """Turn test rows into codes.

    Parameters
    ----------
    rows : DataFrame
        One row a mature test snapshot: `lead_id`, `group`, `cutoff`, `label`, and
        `amount_eur` where known.
    settings : Settings
        `time.grid` for the calling rounds; `sales.deal_value_eur` where an amount is
        missing.

    Returns
    -------
    Cohort

    Raises
    ------
    UsageError
        If a row has no label.
    NotEnoughDataError
        If no row, or every row, converts.
    """
    label = rows["label"].to_numpy(dtype=np.float64, na_value=np.nan)
    unknown = int(np.isnan(label).sum())
    if unknown:
        raise UsageError(
            f"rows must be mature: {unknown} of {len(rows)} rows have no label. Compare on the "
            "test rows of outer_split."
        )
    if not (label == 1).any() or not (label == 0).any():
        raise NotEnoughDataError(
            f"A comparison needs buyers and non-buyers: {int(label.sum())} of {len(label)} test "
            "rows converted. Use more comparison.test_cutoffs, a longer time.horizon_days, or a "
            "target that is reached more often (time.target)."
        )
    leads = pd.factorize(rows["lead_id"], sort=True)[0].astype(np.int64)
    return Cohort(
        label=label,
        rounds=calling_rounds(rows, settings),
        leads=leads,
        units=pd.factorize(rows["group"], sort=True)[0].astype(np.int64),
        amounts=_amounts(rows, label, leads, settings.sales.deal_value_eur),
    )


def _amounts(
    rows: pd.DataFrame, label: FloatArray, leads: IntArray, deal_value_eur: float
) -> FloatArray:
    """Give each buyer the amount of its first converting row, or the usual deal's."""
    if "amount_eur" in rows:
        amount = rows["amount_eur"].to_numpy(dtype=np.float64, na_value=np.nan)
    else:
        amount = np.full(len(rows), np.nan)
    bought = pd.DataFrame({"lead": leads, "cutoff": rows["cutoff"].array, "amount": amount})
    bought = bought[label == 1].sort_values(["lead", "cutoff", "amount"], kind="stable")
    first = bought.groupby("lead")["amount"].first().fillna(deal_value_eur)
    amounts = np.zeros(int(leads.max()) + 1)
    amounts[first.index.to_numpy()] = first.to_numpy()
    return amounts


def said(
    scored: Mapping[str, pd.DataFrame], rows: pd.DataFrame, judged: Cohort
) -> dict[str, Evidence]:
    """Prepare what every contender said.

    Parameters
    ----------
    scored : mapping of str to DataFrame
        By contender: `probability` and `margin`, one row for each of `rows`, same index.
    rows : DataFrame
        The test rows.
    judged : Cohort
        Of the same rows.

    Returns
    -------
    dict of str to Evidence
        In the order of the names.

    Raises
    ------
    UsageError
        If there is no contender, its rows are not those of `rows`, or a value is not a
        finite number.
    """
    if not scored:
        raise UsageError("There is no contender to judge. Train at least one, then compare.")
    prepared = {}
    for name in sorted(scored):
        frame = scored[name]
        if not frame.index.equals(rows.index):
            raise UsageError(
                f"The scores of {name} are not for the test rows: {len(frame)} scores, "
                f"{len(rows)} rows, or another index. Score the same rows for every contender."
            )
        values = [
            frame[column].to_numpy(dtype=np.float64, na_value=np.nan)
            for column in ("probability", "margin")
        ]
        try:
            prepared[name] = judged.evidence(*values)
        except UsageError as wrong:
            raise UsageError(f"The scores of {name} cannot be judged: {wrong}") from wrong
    return prepared
