"""From contributions to reasons in words.

A contender's contributions are log-odds that add up to the calibrated margin. Here they
are told: the strongest few of each lead, for and against, with the lead's own values.

Features that tell of the same thing (pricing in 7, 30 and 90 days, days since pricing)
are one *signal*: their parts are summed, so nothing is lost or told three times, and the
member that pushes hardest in the direction of the sum lends its words.
"""

from leadscore.explain.lead import Explainable, Explanation, explain_lead
from leadscore.explain.signals import signal_of
from leadscore.explain.telling import JOINER, NEGLIGIBLE, reasons

__all__ = [
    "JOINER",
    "NEGLIGIBLE",
    "Explainable",
    "Explanation",
    "explain_lead",
    "reasons",
    "signal_of",
]
