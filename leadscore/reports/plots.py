"""The pictures, each from a plain table, each with a sentence as its title.

Nothing is measured here: the tables come from :mod:`leadscore.evaluation` and
:mod:`leadscore.explain`. Every function returns a matplotlib ``Figure`` and leaves no
global state behind.
"""

from leadscore.reports.plots_of_card import points_earned, rule_lifts
from leadscore.reports.plots_of_contenders import SHOWN, contenders, gains, reliability
from leadscore.reports.plots_of_decay import decay
from leadscore.reports.plots_of_grid import grid
from leadscore.reports.plots_of_leads import (
    MOST_BARS,
    importance,
    reasons,
    scores,
)
from leadscore.reports.plots_of_segments import segments, worked
from leadscore.reports.plots_of_studies import importances, lost, residuals, sample_sizes
from leadscore.reports.plots_of_threshold import threshold
from leadscore.reports.plots_of_time import backtest, learning
from leadscore.reports.style import to_svg

__all__ = [
    "MOST_BARS",
    "SHOWN",
    "backtest",
    "contenders",
    "decay",
    "gains",
    "grid",
    "importance",
    "importances",
    "learning",
    "lost",
    "points_earned",
    "reasons",
    "reliability",
    "residuals",
    "rule_lifts",
    "sample_sizes",
    "scores",
    "segments",
    "threshold",
    "to_svg",
    "worked",
]
