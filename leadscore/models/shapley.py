"""Parts of any margin by Shapley values, sampled so that they still add up exactly.

Nothing is known of the model but what it says. A lead is turned, one column after
another, from a lead of a small background into itself; what the margin moves by at each
step is that column's part. The moves of a walk add up to where it ends less where it
began, whatever the order of the columns, so the mean over walks adds up exactly, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from leadscore.models.parts import Parts

Margin = Callable[[pd.DataFrame], np.ndarray]
#: A row of the background, by position, and the order in which columns are turned.
Walk = tuple[int, npt.NDArray[np.int64]]
#: Rows made up at a time; bounds the memory.
MADE_UP_ROWS = 32_768


def draw_walks(n_background: int, n_columns: int, *, seed: int) -> list[Walk]:
    """Draw for each row of the background an order of the columns, and its reverse.

    Parameters
    ----------
    n_background, n_columns : int
    seed : int

    Returns
    -------
    list of (int, array of int of shape (n_columns, ))
        Twice as many as rows of the background.

    Notes
    -----
    Where columns act together in pairs at most, an order and its reverse give the exact
    Shapley value against their background row; one order alone does not.

    References
    ----------
    Mitchell et al. (2022), "Sampling permutations for Shapley value estimation", JMLR 23:
    antithetic pairs of orders.
    """
    generator = np.random.default_rng(seed)
    walks: list[Walk] = []
    for row in range(n_background):
        order = generator.permutation(n_columns)
        walks += [(row, order), (row, order[::-1].copy())]
    return walks


def sampled_parts(
    margin: Margin, X: pd.DataFrame, background: pd.DataFrame, walks: Sequence[Walk]
) -> Parts:
    """Split a margin into what each column adds, by walks from a background to each row.

    Parameters
    ----------
    margin : callable
        Takes a frame like X and gives log-odds, one a row, each row for itself.
    X : DataFrame of shape (n, k)
    background : DataFrame of shape (b, k)
        Of the same columns and types.
    walks : sequence of (int, array of int of shape (k, ))
        See :func:`draw_walks`; the same for every row, so that a row alone has the parts
        that it has in a batch.

    Returns
    -------
    Parts
        ``base`` is the mean margin over the walks' background rows.

    Notes
    -----
    A column that holds the same value in both rows adds exactly 0 and costs nothing. At
    most ``len(walks) * (k - 1)`` rows are made up and scored for each row of X.

    References
    ----------
    Štrumbelj and Kononenko (2014), "Explaining prediction models and individual
    predictions with feature contributions", KAIS 41.

    Examples
    --------
    >>> X = pd.DataFrame({"a": [3.0], "b": [1.0]})
    >>> none = pd.DataFrame({"a": [0.0], "b": [0.0]})
    >>> parts = sampled_parts(lambda rows: (rows["a"] * rows["b"]).to_numpy(), X, none,
    ...                       draw_walks(1, 2, seed=0))
    >>> parts.base, parts.values.tolist()
    (0.0, [[1.5, 1.5]])
    """
    starts, ends = margin(background), margin(X)
    base = float(np.mean([starts[row] for row, _ in walks]))
    size = max(1, MADE_UP_ROWS // max(1, len(walks) * X.shape[1]))
    values = np.zeros(X.shape)
    for first in range(0, len(X), size):
        some = slice(first, first + size)
        values[some] = _of_rows(margin, X.iloc[some], ends[some], background, starts, walks)
    return Parts(base=base, values=values).settled(ends)


def _of_rows(
    margin: Margin,
    X: pd.DataFrame,
    ends: np.ndarray,
    background: pd.DataFrame,
    starts: np.ndarray,
    walks: Sequence[Walk],
) -> np.ndarray:
    """Give the mean moves of some rows."""
    pool = pd.concat([X, background], ignore_index=True)
    codes = np.column_stack(
        [pd.factorize(pool[name], use_na_sentinel=False)[0] for name in pool]
    ).reshape(len(pool), X.shape[1])
    turned = [_steps(codes[: len(X)], codes[len(X) + row], order) for row, order in walks]
    places = [
        chosen
        for (row, _), steps in zip(walks, turned, strict=True)
        for chosen in _made_up(steps, len(X) + row)
    ]
    between = _margins_of(margin, pool, places)
    total = np.zeros(X.shape)
    for (row, _), steps in zip(walks, turned, strict=True):
        total += _moves(steps, starts[row], between, ends)
    return total / len(walks)


def _steps(
    codes: npt.NDArray[np.int64], start: npt.NDArray[np.int64], order: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Count from 1 the columns in which rows differ from the start; the others have 0."""
    differs = (codes != start)[:, order]
    steps = np.zeros(codes.shape, dtype=np.int64)
    steps[:, order] = np.where(differs, differs.cumsum(axis=1), 0)
    return steps


def _made_up(steps: npt.NDArray[np.int64], start: int) -> Iterator[npt.NDArray[np.int64]]:
    """Tell for each row between start and end, column by column, which row it is taken from."""
    for row, turned in enumerate(steps):
        after = np.arange(1, turned.max(initial=1))
        yield np.where(turned[None, :] <= after[:, None], row, start)


def _margins_of(
    margin: Margin, pool: pd.DataFrame, places: Sequence[npt.NDArray[np.int64]]
) -> Iterator[np.ndarray]:
    """Score made-up rows, all at once, and hand them out walk by walk."""
    chosen = np.concatenate(places)
    made = pd.DataFrame(
        {name: pool[name].array.take(chosen[:, at]) for at, name in enumerate(pool.columns)}
    )
    told = margin(made)
    first = 0
    for place in places:
        yield told[first : first + len(place)]
        first += len(place)


def _moves(
    steps: npt.NDArray[np.int64], start: float, between: Iterator[np.ndarray], ends: np.ndarray
) -> np.ndarray:
    """Tell what each column moved the margin by on one walk."""
    moves = np.zeros(steps.shape)
    for row, turned in enumerate(steps):
        path = np.concatenate([[start], next(between), [ends[row]]])
        if turned.any():
            moves[row] = np.where(turned > 0, np.diff(path, prepend=start)[turned], 0.0)
    return moves
