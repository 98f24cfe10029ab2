"""Acts: what can be seen of people, as columns of numbers until tables are made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from leadscore.sources.simulation.vocabulary import ASSETS, KINDS

#: Stands for "no page", "no asset", "no campaign".
NONE = -1


@dataclass(frozen=True, kw_only=True)
class Acts:
    """Acts of people, one position each.

    Attributes
    ----------
    person : array of int64
        Position among the people.
    moment : array of int64
        Microseconds since the start.
    kind, page, asset, campaign : arrays of int16
        Positions in ``KINDS``, ``URLS``, ``ASSETS`` and among the campaigns, or ``NONE``.
    seconds : array of float32
        How long it lasted; NaN where that is not known.
    """

    person: NDArray[np.int64]
    moment: NDArray[np.int64]
    kind: NDArray[np.int16]
    page: NDArray[np.int16]
    asset: NDArray[np.int16]
    campaign: NDArray[np.int16]
    seconds: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.person)

    def take(self, positions: NDArray[np.int64] | NDArray[np.bool_]) -> Self:
        """Give some of the acts.

        Parameters
        ----------
        positions : array of int or bool
            Which ones, in which order.

        Returns
        -------
        Acts
        """
        parts = {field.name: getattr(self, field.name)[positions] for field in fields(self)}
        return type(self)(**parts)


def make_acts(
    kind: str | NDArray[np.int64],
    person: NDArray[np.int64],
    moment: NDArray[np.int64],
    *,
    page: int | NDArray[np.int64] = NONE,
    asset: str | NDArray[np.int64] = "",
    campaign: int | NDArray[np.int64] = NONE,
    seconds: float | NDArray[np.float64] = np.nan,
) -> Acts:
    """Put acts together, repeating what is the same for all.

    Parameters
    ----------
    kind : str or array of int
        A name in ``KINDS`` or positions in it.
    person, moment : arrays of int
        Who and when, in microseconds since the start.
    page, campaign : int or array of int
        Positions, or ``NONE``.
    asset : str or array of int
        A name in ``ASSETS``, nothing, or positions in it.
    seconds : float or array of float
        How long it lasted.

    Returns
    -------
    Acts
    """
    n = len(person)
    kinds = KINDS.index(kind) if isinstance(kind, str) else kind
    assets = (ASSETS.index(asset) if asset else NONE) if isinstance(asset, str) else asset
    return Acts(
        person=person,
        moment=moment,
        kind=np.broadcast_to(np.asarray(kinds, np.int16), n),
        page=np.broadcast_to(np.asarray(page, np.int16), n),
        asset=np.broadcast_to(np.asarray(assets, np.int16), n),
        campaign=np.broadcast_to(np.asarray(campaign, np.int16), n),
        seconds=np.broadcast_to(np.asarray(seconds, np.float32), n),
    )


def join(acts: Sequence[Acts]) -> Acts:
    """Put several lots of acts one after the other.

    Parameters
    ----------
    acts : sequence of Acts

    Returns
    -------
    Acts
    """
    names = [field.name for field in fields(Acts)]
    return Acts(**{name: np.concatenate([getattr(lot, name) for lot in acts]) for name in names})
