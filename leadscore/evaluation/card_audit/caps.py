"""Caps of groups that one rule alone meets: the rule gives what its cap leaves of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from leadscore.evaluation.card_audit.joint import sharing
from leadscore.evaluation.card_audit.rules import Fired, FloatArray

#: Share of a rule's points below which its cap takes all of them.
LEAST_LEFT = 1e-6


def without_own_caps(fired: Fired) -> Fired:
    """Leave out each cap that one rule alone tells, and give the rule the points it leaves.

    Parameters
    ----------
    fired : Fired

    Returns
    -------
    Fired
        Without these caps. The ``unit`` of such a rule is at most what it really gave any
        lead, its ``times`` are the points that it really gave over this. Where the cap takes
        all that a rule gives, the rule stays as it is set.

    Notes
    -----
    A cap's column that is an affine function of one rule's, ``a + b x``, cannot be told from
    it: both would be said to share what they tell. Of the rule's points ``x`` the cap
    leaves ``(1 + b) x``; ``b`` is the least-squares slope. Sets of columns in which two or
    more rules stand stay as they are, see
    :func:`~leadscore.evaluation.card_audit.joint.sharing`.
    """
    if fired.judged == len(fired.parts):
        return fired
    own: dict[int, list[int]] = {}
    for found in sharing(fired.times):
        judged = [at for at in found if at < fired.judged]
        if len(judged) == 1 and len(found) > 1:
            own[judged[0]] = [at for at in found if at >= fired.judged]
    if not own:
        return fired
    parts, times = list(fired.parts), fired.times.copy()
    for at, caps in own.items():
        rule = parts[at]
        left = 1 + sum(_slope(fired, at, cap) for cap in caps)
        if rule.kind != "rule" or left < LEAST_LEFT:
            continue
        most = float(np.abs(times[:, at]).max()) * left  # in units
        shrunk = min(1.0, most)
        parts[at] = replace(rule, unit=rule.unit * shrunk)
        times[:, at] *= np.float32(left / shrunk)
    gone = {cap for caps in own.values() for cap in caps}
    kept = [at for at in range(len(parts)) if at not in gone]
    return replace(fired, parts=tuple(parts[at] for at in kept), times=times[:, kept])


def _slope(fired: Fired, rule: int, cap: int) -> float:
    """Tell how many points a cap takes, below 0, for each that a rule gives."""
    gives, takes = (_centred(fired, at) for at in (rule, cap))
    return float(gives @ takes / (gives @ gives))


def _centred(fired: Fired, at: int) -> FloatArray:
    points = fired.times[:, at].astype(np.float64) * fired.parts[at].unit
    return np.asarray(points - points.mean(), dtype=np.float64)
