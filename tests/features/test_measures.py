"""A measure whose parts do not go together is refused where it is written."""

from __future__ import annotations

import ibis.expr.types as ir
import pytest

from leadscore.errors import UsageError
from leadscore.features.measures import How, Measure


def seconds(acts: ir.Table) -> ir.Value:
    return acts.duration_s


def test_a_window_has_a_day_at_least() -> None:
    with pytest.raises(UsageError, match="window_days must be at least 1; it is 0"):
        Measure(name="acts", how="count", window_days=0)


def test_fading_needs_a_half_life() -> None:
    with pytest.raises(UsageError, match="half_life_days belongs to how='decay' and only there"):
        Measure(name="acts", how="decay", window_days=7)


def test_only_fading_takes_a_half_life() -> None:
    with pytest.raises(UsageError, match="how is 'count', half_life_days is 7"):
        Measure(name="acts", how="count", window_days=7, half_life_days=7)


def test_a_half_life_is_longer_than_nothing() -> None:
    with pytest.raises(UsageError, match="half_life_days must be above 0; it is -1"):
        Measure(name="acts", how="decay", window_days=7, half_life_days=-1)


@pytest.mark.parametrize("how", ["sum", "distinct"])
def test_what_is_summed_or_told_apart_must_be_named(how: How) -> None:
    with pytest.raises(UsageError, match=f"how='{how}' needs value, a column"):
        Measure(name="acts", how=how, window_days=7)


@pytest.mark.parametrize("how", ["count", "days", "last"])
def test_what_is_counted_needs_no_value(how: How) -> None:
    with pytest.raises(UsageError, match=f"how='{how}' takes no value"):
        Measure(name="acts", how=how, window_days=7, value=seconds)
