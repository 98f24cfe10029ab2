"""Checks of rows: copies across the split, accounts on both sides, parts that overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from leadscore.evaluation.comparison import Comparison, contender_name
from leadscore.evaluation.leakage.alarms import Figure, Leak
from leadscore.settings import Settings
from leadscore.validation.folds import Positions
from leadscore.validation.ranking import IntArray
from leadscore.validation.splits import Kind

#: Rows to learn from, rows to be judged on.
Parts = tuple[Positions, Positions]
#: So many rows with a twin, and so large a share of the rows judged on, are no slip.
LEAST_TWINS, LEAST_TWIN_SHARE = 5, 0.01
#: A pattern that more rows share is a common one (a lead that did nothing yet), not a copy.
MOST_COPIES = 10
#: Rows that agree in all columns but one agree in that one, too, at least so often, whichever
#: it is: people who only look alike would differ in some column more often than not.
AGREE = 0.5
#: The lower end of an AUC from which on quality is doubted. What nobody can know keeps honest
#: scores well below: public lead data allow .60 to .91, and the true chances themselves rank
#: buyers of the simulated CRM at .85 to .87.
TOO_GOOD = 0.95


def twins(X: pd.DataFrame, groups: pd.Series, parts: Parts) -> Iterator[Leak]:
    """Find rows judged on that stand among the rows learned from, under another group.

    Parameters
    ----------
    X : DataFrame
        The features, without those of the card.
    groups : Series
        What is kept together.
    parts : tuple of ndarray of int
        Rows to learn from, rows to be judged on.

    Yields
    ------
    Leak
        L05.

    Notes
    -----
    With few columns many rows are equal by chance, and rightly so. For each column, of the
    rows that agree with a few others in all columns but this, the share that agrees in it as
    well is counted. Copies agree in every column; people who look alike by chance differ in
    some column: in the seconds they spent, in their age.
    """
    hashes = _hashes(X)
    whole = hashes.sum(axis=1, dtype=np.uint64)
    alike = _rows_alike(whole)
    train, test = parts
    twin = np.isin(whole[test], whole[train])
    apart = ~groups.iloc[test].isin(groups.iloc[train]).to_numpy()
    twin &= apart & (alike[test] <= MOST_COPIES)
    found = int(twin.sum())
    if found < LEAST_TWINS or found < LEAST_TWIN_SHARE * len(test):
        return
    if min(_agreement(hashes, whole, alike)) < AGREE:
        return
    figures = {"twins": found, "judged": len(test), "share": found / len(test)}
    yield Leak(code="L05", rows=found, figures=figures)


def _hashes(X: pd.DataFrame) -> npt.NDArray[np.uint64]:
    """Hash each cell so that the sum over a row tells rows apart."""
    columns = []
    for place, name in enumerate(X.columns):
        codes = pd.factorize(X[name], use_na_sentinel=False)[0]
        salted = pd.Series(codes.astype(np.uint64) * np.uint64(1_000_003) + np.uint64(place))
        columns.append(pd.util.hash_array(salted.to_numpy()))
    return np.column_stack(columns) if columns else np.zeros((len(X), 1), dtype=np.uint64)


def _agreement(
    hashes: npt.NDArray[np.uint64], whole: npt.NDArray[np.uint64], alike: IntArray
) -> Iterator[float]:
    """Tell of each column how often rows that agree in all others agree in it."""
    for place in range(hashes.shape[1]):
        but_one = _rows_alike(whole - hashes[:, place])
        few = (but_one >= 2) & (but_one <= MOST_COPIES)
        yield float(((alike[few] - 1) / (but_one[few] - 1)).mean()) if few.any() else 0.0


def _rows_alike(values: npt.NDArray[np.uint64]) -> IntArray:
    """Count for each row how many rows have its value, itself included."""
    _, code, counts = np.unique(values, return_inverse=True, return_counts=True)
    return counts[code].astype(np.int64)


def torn_groups(rows: pd.DataFrame, folds: Sequence[Parts]) -> Iterator[Leak]:
    """Find accounts (else leads) that stand on both sides of a random fold.

    Parameters
    ----------
    rows : DataFrame
        With `group`.
    folds : sequence of tuple of ndarray of int
        Drawn at random.

    Yields
    ------
    Leak
        L06, once for all folds.
    """
    group = pd.factorize(rows["group"])[0]
    torn = [np.intersect1d(group[train], group[test]) for train, test in folds]
    count = len(np.unique(np.concatenate(torn))) if torn else 0
    if count:
        hit = int(np.isin(group, np.concatenate(torn)).sum())
        figures = {"torn": count, "groups": int(group.max()) + 1}
        yield Leak(code="L06", rows=hit, figures=figures)


def overlapping(rows: pd.DataFrame, parts: Parts, kind: Kind, settings: Settings) -> Iterator[Leak]:
    """Find training rows that reach into the rows judged on.

    Parameters
    ----------
    rows : DataFrame
        With `lead_id`, `cutoff` and, where rows have an order, `position`.
    parts : tuple of ndarray of int
        Rows to learn from, rows to be judged on.
    kind : {"time", "order", "random"}
    settings : Settings
        `time`: horizon and label delay.

    Yields
    ------
    Leak
        L07: rows in both parts; over time, training outcomes that were looked for until
        after the first cutoff judged on; in an order, training rows behind the first row
        judged on; without a history, leads in both parts.
    """
    train, test = parts
    if both := len(np.intersect1d(train, test)):
        yield Leak(code="L07", rows=both, figures={"variant": "_rows", "rows": both})
        return
    if not len(train) or not len(test):
        return
    if kind == "time":
        end = rows["cutoff"].iloc[train] + settings.time.known_after
        late = int((end > rows["cutoff"].iloc[test].min()).sum())
        variant = "_time"
    elif kind == "order":
        late = int((rows["position"].iloc[train] > rows["position"].iloc[test].min()).sum())
        variant = "_order"
    else:
        late = int(rows["lead_id"].iloc[test].isin(rows["lead_id"].iloc[train]).sum())
        variant = "_leads"
    if late:
        yield Leak(code="L07", rows=late, figures={"variant": variant, "rows": late})


def after_cutoff(rows: pd.DataFrame) -> Iterator[Leak]:
    """Find snapshots of leads that had not been created yet.

    Parameters
    ----------
    rows : DataFrame
        With `created_at` and `cutoff`.

    Yields
    ------
    Leak
        L04.
    """
    late = int((rows["created_at"] >= rows["cutoff"]).sum())
    if late:
        figures = {"after": late, "filled": len(rows), "share": late / len(rows)}
        yield Leak(code="L04", column="created_at", rows=late, figures=figures)


def too_good(comparison: Comparison, settings: Settings) -> Iterator[Leak]:
    """Doubt contenders that rank better than anyone can know.

    Parameters
    ----------
    comparison : Comparison
    settings : Settings
        The language in which contenders are named.

    Yields
    ------
    Leak
        L09, one a contender.
    """
    table = comparison.table[comparison.table["measure"] == "roc_auc"]
    measured = table.set_index("contender")[["value", "low", "high"]].astype("float64")
    for name, (auc, low, high) in zip(measured.index, measured.to_numpy(), strict=True):
        if low >= TOO_GOOD:
            figures: dict[str, Figure] = {
                "who": contender_name(str(name), settings.project.language),
                "pairs_auc": float(auc),
                "low_auc": float(low),
                "high_auc": float(high),
            }
            yield Leak(code="L09", rows=comparison.n_rows, figures=figures)
