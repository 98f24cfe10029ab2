"""How often the leads of each cell of fit and behaviour convert, and what that is worth.

Which cells can be told apart, where the grid's own order is contradicted, and which cells
to call when sales can call so many.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from leadscore.cards.limits import BANDS, CELLS, GRADES
from leadscore.errors import UsageError
from leadscore.evaluation.capacity import LIMIT_COLUMNS, Suggested, cells_to_call, suggested_limits
from leadscore.evaluation.comparison import CANNOT_TELL
from leadscore.evaluation.grid_findings import (
    LEAST_ACCOUNTS,
    PAIR_COLUMNS,
    PLACES,
    GridFindings,
    relation,
)
from leadscore.evaluation.readings import Readings
from leadscore.settings import Settings
from leadscore.validation.apart import (
    counts_to_test,
    difference_interval,
    exact_p_values,
    letters,
)
from leadscore.validation.intervals import Interval, holm, holm_levels
from leadscore.validation.ranking import FloatArray
from leadscore.validation.shares import effective_accounts, wilson_interval


def judge_grid(
    cells: pd.DataFrame,
    rows: pd.DataFrame,
    settings: Settings,
    *,
    readings: Readings | None = None,
    contender: str = "",
) -> GridFindings:
    """Tell which cells of fit and behaviour can be told apart, and which to call.

    Parameters
    ----------
    cells : DataFrame
        `grade` (A to D) and `band` (1 to 4), one row for each of `rows`, same index.
    rows : DataFrame
        Leads that nothing was learned from: `lead_id`, `group` (account, else lead) and
        `label` (missing where unknown).
    settings : Settings
        `comparison.confidence`, `sales.capacity`.
    readings : Readings, optional
        Of the same rows; limits for grades and bands are suggested from them.
    contender : str
        Whose grades and bands these are.

    Returns
    -------
    GridFindings
        The order of the rows changes nothing in it.

    Raises
    ------
    UsageError
        If `cells` is not for these rows.

    Notes
    -----
    All pairs of cells are compared that have leads of ten accounts (counted by their
    sizes): letters need all, and so does a question such as "is an A3 better than a B1?".
    Which pairs are compared depends on no outcome, and Holm's procedure answers for all
    of them. docs/limits.md tells the whole.
    """
    table = score_grid(cells, rows, settings)
    table.insert(0, "cell", list(CELLS))
    counted = _Counted.of(cells, rows)
    pairs = _pairs(counted, settings.comparison.confidence)
    shares = counted.all_rows / max(counted.all_rows.sum(), 1.0)
    shape = (len(GRADES), len(BANDS))
    expected, called, order = cells_to_call(
        (counted.rates * counted.accounts).reshape(shape),
        counted.accounts.reshape(shape),
        shares.reshape(shape),
        settings.sales.capacity,
    )
    laid = pd.DataFrame(
        {"cell": list(CELLS), "expected": expected.ravel(), "share": shares}
    ).assign(called=called.ravel())
    marks = _marks(pairs, counted.compared, order)
    suggested = Suggested(
        calls=laid.iloc[order].reset_index(drop=True),
        capacity=settings.sales.capacity,
        unit="score" if readings is None else readings.unit,
        limits=_limits(readings, rows, settings),
    )
    return GridFindings(
        contender=contender,
        table=table.assign(
            letters=[marks.get(place, "") for place in range(len(CELLS))],
            alike=[_alike(pairs, cell) for cell in CELLS],
            expected=laid["expected"],
            share=laid["share"],
            called=laid["called"],
        ),
        pairs=pairs,
        suggested=suggested,
        overall=float(rows["label"].astype("float64").mean()),
        confidence=settings.comparison.confidence,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Counted:
    """The rows of each cell: rates, for how many they count, and whether that is enough.

    `accounts` is what a share is as sure as, `tested` what comparisons may count: the same
    where accounts are of one size, else less.
    """

    rates: FloatArray
    accounts: FloatArray
    tested: FloatArray
    all_rows: FloatArray
    compared: list[int]

    @classmethod
    def of(cls, cells: pd.DataFrame, rows: pd.DataFrame) -> _Counted:
        named = cells["grade"].astype(str) + cells["band"].astype(int).astype(str)
        place = pd.Categorical(named, categories=list(CELLS)).codes.astype(np.int64)
        label = rows["label"].to_numpy(dtype=np.float64, na_value=np.nan)
        known = np.flatnonzero(np.isfinite(label))
        units = pd.factorize(rows["group"].iloc[known], sort=True)[0]
        shape = (int(units.max(initial=0)) + 1, len(CELLS))
        sizes, hits = np.zeros(shape), np.zeros(shape)
        np.add.at(sizes, (units, place[known]), 1.0)
        np.add.at(hits, (units, place[known]), label[known])
        in_cell = sizes.sum(axis=0)
        accounts = np.array([effective_accounts(each) for each in sizes.T])
        return cls(
            rates=hits.sum(axis=0) / np.maximum(in_cell, 1.0),
            accounts=accounts,
            tested=counts_to_test(sizes),
            all_rows=np.bincount(place, minlength=len(CELLS)).astype(np.float64),
            compared=[int(cell) for cell in np.flatnonzero(accounts >= LEAST_ACCOUNTS - 1e-9)],
        )


def _pairs(counted: _Counted, confidence: float) -> pd.DataFrame:
    couples = np.array(list(combinations(counted.compared, 2)), dtype=np.int64).reshape(-1, 2)
    if not len(couples):
        return pd.DataFrame(columns=list(PAIR_COLUMNS))
    alpha = 1 - confidence
    p_values = exact_p_values(counted.rates, counted.tested, couples)
    adjusted, at_levels = holm(p_values), holm_levels(p_values, alpha)
    lines = []
    for number, (a, b) in enumerate(couples):
        rates = float(counted.rates[a]), float(counted.rates[b])
        apart = rates[0] - rates[1]
        told = bool(adjusted[number] <= alpha)
        ends = difference_interval(
            rates,
            (float(counted.tested[a]), float(counted.tested[b])),
            confidence=1 - float(at_levels[number]),
        )
        lines.append(
            {
                "a": CELLS[a],
                "b": CELLS[b],
                "relation": relation(CELLS[a], CELLS[b]),
                "difference": apart,
                **_agreeing(ends, apart, told=told)._asdict(),
                "p": float(p_values[number]),
                "p_holm": float(adjusted[number]),
                "verdict": ("better" if apart > 0 else "worse") if told else CANNOT_TELL,
            }
        )
    return pd.DataFrame(lines, columns=list(PAIR_COLUMNS))


def _agreeing(ends: Interval, apart: float, *, told: bool) -> Interval:
    """Let an interval hold zero exactly where the exact test does not tell the two apart."""
    if not told:
        return Interval(min(ends.low, 0.0), max(ends.high, 0.0))
    if apart > 0:
        return Interval(max(ends.low, 1e-9), ends.high)
    return Interval(ends.low, min(ends.high, -1e-9))


def _marks(pairs: pd.DataFrame, compared: list[int], order: list[int]) -> dict[int, str]:
    told = pairs[pairs["verdict"] != CANNOT_TELL]
    apart = [(PLACES[a], PLACES[b]) for a, b in zip(told["a"], told["b"], strict=True)]
    return letters([cell for cell in order if cell in set(compared)], apart)


def _alike(pairs: pd.DataFrame, cell: str) -> str:
    """Name the cells that one cannot be told from."""
    open_ = pairs[pairs["verdict"] == CANNOT_TELL]
    others = {*open_.loc[open_["a"] == cell, "b"], *open_.loc[open_["b"] == cell, "a"]}
    return " ".join(sorted(others))


def _limits(readings: Readings | None, rows: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    none = pd.DataFrame(columns=list(LIMIT_COLUMNS))
    if readings is None:
        return none
    label = rows["label"].to_numpy(dtype=np.float64, na_value=np.nan)
    units = pd.factorize(rows["group"], sort=True)[0]
    found = [
        suggested_limits(
            values,
            label,
            units,
            axis=axis,
            names=names,
            capacity=settings.sales.capacity,
            confidence=settings.comparison.confidence,
        )
        for axis, values, names in (
            ("fit", readings.fit, GRADES),
            ("behaviour", readings.behaviour, [str(band) for band in BANDS]),
        )
    ]
    filled = [each for each in found if len(each)]
    return pd.concat(filled, ignore_index=True) if filled else none


def score_grid(cells: pd.DataFrame, rows: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Tell how often the leads of each cell, fit grade by behaviour band, convert.

    Parameters
    ----------
    cells : DataFrame
        `grade` (A to D) and `band` (1 to 4), one row for each of `rows`, same index.
    rows : DataFrame
        `lead_id`, `group` and `label` (missing where unknown).
    settings : Settings
        `comparison.confidence`.

    Returns
    -------
    DataFrame
        Sixteen rows: `grade`, `band`, `leads` (distinct), `snapshots` (with a known
        outcome), `conversion` (of those; NaN where there are none), `low`, `high` (Wilson,
        counting accounts, else leads, by their sizes).

    Raises
    ------
    UsageError
        If `cells` is not for these rows.
    """
    if not cells.index.equals(rows.index):
        raise UsageError(
            f"cells must be for the same rows: {len(cells)} cells, {len(rows)} rows, or another "
            "index. Score the same rows."
        )
    frame = pd.DataFrame(
        {
            "grade": cells["grade"].astype(str),
            "band": cells["band"].astype(int),
            "lead_id": rows["lead_id"],
            "group": rows["group"].where(rows["label"].notna()),
            "label": rows["label"].astype("float64"),
        }
    )
    grouped = frame.groupby(["grade", "band"])
    told = grouped.agg(
        leads=("lead_id", "nunique"),
        snapshots=("label", "count"),
        conversion=("label", "mean"),
        accounts=("group", lambda group: effective_accounts(group.value_counts())),
    ).reindex(pd.MultiIndex.from_product([GRADES, BANDS], names=["grade", "band"]))
    told[["leads", "snapshots"]] = told[["leads", "snapshots"]].fillna(0).astype("int64")
    ends = [
        wilson_interval(rate, n, confidence=settings.comparison.confidence)
        if n > 0
        else (np.nan, np.nan)
        for rate, n in zip(told["conversion"], told.pop("accounts"), strict=True)
    ]
    return told.assign(low=[end[0] for end in ends], high=[end[1] for end in ends]).reset_index()
