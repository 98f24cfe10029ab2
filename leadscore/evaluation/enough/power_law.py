"""How a learning curve goes on, where it says so: AUC(n) = a - b / n^c."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leadscore.validation.ranking import FloatArray

#: Exponents tried. Below, a curve has no visible end; above, it is as good as at its end.
_EXPONENTS = np.arange(0.1, 1.55, 0.05)


@dataclass(frozen=True, kw_only=True, eq=False)
class PowerLaw:
    """Curves of the form ``a - b / n^c``, one a resample.

    Parameters
    ----------
    a, b, c : ndarray of shape (n_curves,)
        The end of the curve, at most 1; how far below it the curve begins, at least 0; how
        fast it closes in.
    """

    a: FloatArray
    b: FloatArray
    c: FloatArray

    def at(self, size: float) -> FloatArray:
        """Give the curves' values.

        Parameters
        ----------
        size : float
            Above 0.

        Returns
        -------
        ndarray of shape (n_curves,)
        """
        return np.asarray(self.a - self.b * size**-self.c)


def fit_power_law(sizes: FloatArray, values: FloatArray) -> PowerLaw:
    """Fit an inverse power law to learning curves.

    Parameters
    ----------
    sizes : ndarray of shape (n_sizes,)
        What was learned from, rising; at least three.
    values : ndarray of shape (n_sizes, n_curves)
        Quality reached, higher is better and 1 is the most.

    Returns
    -------
    PowerLaw

    Notes
    -----
    Least squares, the larger sizes weighing more (the j-th of m by j / m), with b at least
    0 and a at most 1. For each of some exponents a and b are solved for; the exponent with
    the least squares is kept.

    References
    ----------
    Figueroa, Zeng-Treitler, Kandula and Ngo (2012), Predicting sample size required for
    classification performance, BMC Medical Informatics and Decision Making 12:8.

    Examples
    --------
    >>> sizes = np.array([25.0, 50, 100, 200])
    >>> law = fit_power_law(sizes, (0.8 - 0.9 * sizes**-0.5)[:, None])
    >>> law.at(400).round(3)
    array([0.755])
    """
    weights = (np.arange(len(sizes)) + 1) / len(sizes)
    tried = [_solve(sizes**-c, values, weights) for c in _EXPONENTS]
    a, b, loss = (np.stack([each[part] for each in tried]) for part in range(3))
    best = loss.argmin(axis=0)
    curve = np.arange(values.shape[1])
    return PowerLaw(a=a[best, curve], b=b[best, curve], c=_EXPONENTS[best])


def _solve(
    falling: FloatArray, values: FloatArray, weights: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Solve ``a - b * falling`` for one exponent, within the bounds of a and b."""
    share = weights / weights.sum()
    middle, level = share @ falling, share @ values
    steps = falling - middle
    b = np.maximum(0.0, -(share * steps) @ (values - level) / (share @ steps**2))
    a = level + b * middle
    high = a > 1.0
    held = (share * falling) @ (1.0 - values) / (share @ falling**2)
    a, b = np.where(high, 1.0, a), np.where(high, np.maximum(0.0, held), b)
    off = values - (a - falling[:, None] * b)
    return a, b, share @ off**2
