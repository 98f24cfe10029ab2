"""Which features tell of the same thing, what that adds to each lead, and who tells it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

_WINDOWS = re.compile(r"(_\d+d|_lookback|_ever|_days_since|_decay|_trend)+$")


def signal_of(feature: str) -> str:
    """Name the signal that a feature tells of: its name without window and way of counting.

    Parameters
    ----------
    feature : str
        Column name. A rule of the card is a signal of its own.

    Returns
    -------
    str

    Examples
    --------
    >>> signal_of("behaviour__pricing_7d"), signal_of("behaviour__pricing_days_since")
    ('behaviour__pricing', 'behaviour__pricing')
    >>> signal_of("card__pricing_7d")
    'card__pricing_7d'
    """
    return feature if feature.startswith("card__") else _WINDOWS.sub("", feature)


@dataclass(frozen=True, kw_only=True)
class Signals:
    """The signals of some leads: what each adds, and which feature tells of it.

    ``columns`` are the positions of each signal's features among the columns of X;
    ``parts`` (log-odds) and ``teller`` (position of a feature) have one row a lead and one
    column a signal.
    """

    columns: list[list[int]]
    parts: np.ndarray
    teller: np.ndarray


def signals(contributions: pd.DataFrame) -> Signals:
    """Sum each signal's parts and find the feature that tells of it.

    Parameters
    ----------
    contributions : DataFrame of shape (n, k + 1)
        ``base`` and one column a feature.

    Returns
    -------
    Signals
    """
    features = list(contributions.columns[1:])
    values = contributions[features].to_numpy(dtype=float)
    members: dict[str, list[int]] = {}
    for position, feature in enumerate(features):
        members.setdefault(signal_of(feature), []).append(position)
    parts = np.empty((len(values), len(members)))
    teller = np.empty(parts.shape, dtype=np.intp)
    for signal, columns in enumerate(members.values()):
        of_signal = values[:, columns]
        total = of_signal.sum(axis=1)
        towards = np.where(total < 0, -1.0, 1.0)[:, None]
        parts[:, signal] = total
        teller[:, signal] = np.asarray(columns)[np.argmax(of_signal * towards, axis=1)]
    return Signals(columns=list(members.values()), parts=parts, teller=teller)
