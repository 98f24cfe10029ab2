"""The measures of a comparison: their names, what is good, how they are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Measure:
    """Name and nature of one measure.

    Parameters
    ----------
    name : str
    better : {"higher", "lower", "one"}
        What is good: high, low, or near one.
    unit : {"buyers", "rate", "ratio", "number", "eur"}
        How the value is written.
    """

    name: str
    better: Literal["higher", "lower", "one"]
    unit: Literal["buyers", "rate", "ratio", "number", "eur"]


#: The measures of a comparison, in the order in which they are shown.
MEASURES: tuple[Measure, ...] = (
    Measure(name="buyers_at_capacity", better="higher", unit="buyers"),
    Measure(name="buyer_share_at_capacity", better="higher", unit="rate"),
    Measure(name="expected_profit_eur", better="higher", unit="eur"),
    Measure(name="roc_auc", better="higher", unit="number"),
    Measure(name="average_precision", better="higher", unit="number"),
    Measure(name="log_loss", better="lower", unit="number"),
    Measure(name="brier", better="lower", unit="number"),
    Measure(name="calibration_error", better="lower", unit="number"),
    Measure(name="calibration_ratio", better="one", unit="ratio"),
    Measure(name="lift_at_capacity", better="higher", unit="ratio"),
    Measure(name="lift_at_5", better="higher", unit="ratio"),
    Measure(name="lift_at_10", better="higher", unit="ratio"),
    Measure(name="lift_at_20", better="higher", unit="ratio"),
    Measure(name="capture_at_capacity", better="higher", unit="rate"),
    Measure(name="capture_at_5", better="higher", unit="rate"),
    Measure(name="capture_at_10", better="higher", unit="rate"),
    Measure(name="capture_at_20", better="higher", unit="rate"),
)
