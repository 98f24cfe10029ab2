"""From how many points, or from which score on, a call pays; and what today's limit costs.

A threshold is chosen on other leads than those it is judged on: on earlier ones where they
are given, else on the other accounts. The difference from today's choice is paired and
resampled over accounts (else leads).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from leadscore.errors import NotEnoughDataError, UsageError
from leadscore.evaluation.cohort import Cohort, cohort
from leadscore.evaluation.comparison import CANNOT_TELL
from leadscore.evaluation.readings import Readings, Unit, levels
from leadscore.evaluation.threshold_findings import (
    CHOICE_COLUMNS,
    SAME,
    ChosenOn,
    Present,
    ThresholdFindings,
)
from leadscore.evaluation.two_choices import hold_against, told_interval
from leadscore.models.card import CardContender
from leadscore.models.scorer import LeadScorer
from leadscore.settings import Settings
from leadscore.validation.intervals import bootstrap
from leadscore.validation.ladder import Ladder, ladder
from leadscore.validation.ranking import FloatArray, IntArray
from leadscore.validation.splits import lots, split_kind

#: Parts of the accounts: the threshold is chosen on all others and judged on each.
FOLDS = 5
Under = Literal["capacity", "open"]
#: Whether sales calls no more than it can, or everyone from the threshold on.
UNDERS: tuple[Under, Under] = ("capacity", "open")


@dataclass(frozen=True, kw_only=True, eq=False)
class Earlier:
    """Leads to choose a threshold on, earlier than those it is judged on.

    Parameters
    ----------
    values : ndarray of shape (n_rows,)
        In the unit of the later ones; nothing that was fitted on these rows' outcomes.
    rows : DataFrame
        As the later ones.
    """

    values: FloatArray
    rows: pd.DataFrame


def find_threshold(
    values: FloatArray,
    rows: pd.DataFrame,
    settings: Settings,
    *,
    unit: Unit,
    present: Present | None = None,
    earlier: Earlier | None = None,
    contender: str = "",
) -> ThresholdFindings:
    """Tell what each threshold brings, which is best, and what the present one costs.

    Parameters
    ----------
    values : ndarray of shape (n_rows,)
        Points or scores, one for each of `rows`; NaN for a lead that is never to be called.
    rows : DataFrame
        Later leads: `lead_id`, `group` (account, else lead), `cutoff`, `label` (0 or 1) and,
        where known, `amount_eur`.
    settings : Settings
        `sales` (capacity, cost of a call, value of a deal), `comparison` (resamples,
        confidence), `project.seed`.
    unit : {"points", "score"}
    present : Present, optional
        Whom sales calls today; by default the best share that it can call.
    earlier : Earlier, optional
        Leads to choose on. Without them, or where these hold only one outcome, the threshold
        is chosen on four fifths of the accounts and judged on the last, in turn.
    contender : str
        Whose points or scores these are.

    Returns
    -------
    ThresholdFindings
        The order of the rows changes nothing in it.

    Raises
    ------
    UsageError
        If there is not one value for each row, or a row has no label.
    NotEnoughDataError
        If no row, or every row, converts, or no row has a value.

    Notes
    -----
    Calls are counted in every calling round, a buyer who is found twice once. In each
    resample the capacity is that share of the resampled leads. docs/limits.md tells the
    whole.
    """
    judged = cohort(rows, settings)
    tried = _tried(values, rows, present)
    now = present or Present(kind="capacity", called=np.isfinite(values))
    ground = _Ground.of(values, tried, judged)
    before = _chosen_before(earlier, tried, settings)
    table, curves = _curves(ground, settings)
    worth = float(ground.climb.worth.sum())
    choices = (
        [_choice(under, ground, now, curves, before, rows, settings) for under in UNDERS]
        if worth > 0
        else []
    )
    return ThresholdFindings(
        contender=contender,
        unit=unit,
        table=table,
        choices=pd.DataFrame(choices, columns=list(CHOICE_COLUMNS)),
        present=now,
        chosen_on=_chosen_on(rows, before),
        n_leads=judged.n_leads,
        n_buyers=judged.n_buyers,
        n_rounds=int(judged.rounds.max()) + 1,
        capacity=settings.sales.capacity,
        call_cost_eur=settings.sales.call_cost_eur,
        confidence=settings.comparison.confidence,
    )


def present_choice(scorer: LeadScorer, readings: Readings, said: pd.DataFrame) -> Present:
    """Tell whom sales calls today by a version: whom the card qualifies, else the best share.

    Parameters
    ----------
    scorer : LeadScorer
    readings : Readings
    said : DataFrame
        What ``scorer.score`` gave for the same rows.

    Returns
    -------
    Present
    """
    contender = scorer.contender
    may = np.isfinite(readings.combined)
    limits = contender.card.thresholds if isinstance(contender, CardContender) else None
    if limits is None:
        return Present(kind="capacity", called=may)
    called = may & said["qualified"].notna().to_numpy(dtype=bool)
    if isinstance(limits.mql, tuple) or limits.segments:
        return Present(kind="cells", called=called)
    return Present(kind="points", called=called, limit=float(limits.mql))


@dataclass(frozen=True, kw_only=True, eq=False)
class _Ground:
    """Rows, the thresholds that are tried on them, and the ladder of all."""

    tried: FloatArray
    step: IntArray
    judged: Cohort
    climb: Ladder

    @classmethod
    def of(cls, values: FloatArray, tried: FloatArray, judged: Cohort) -> _Ground:
        step = np.searchsorted(tried, np.where(np.isfinite(values), values, -np.inf), "right")
        step = step.astype(np.int64)
        return cls(tried=tried, step=step, judged=judged, climb=_ladder(step, len(tried), judged))

    def only(self, called: npt.NDArray[np.bool_]) -> Ladder:
        """Give the ladder of the rows that a choice calls; its last threshold takes all."""
        return _ladder(self.step, len(self.tried), self.judged, called)


def _ladder(
    step: IntArray, n: int, judged: Cohort, may: npt.NDArray[np.bool_] | None = None
) -> Ladder:
    # one step more at the bottom, so that what reaches no threshold can be chosen too
    return ladder(
        step + (may is not None),
        n_thresholds=n + (may is not None),
        label=judged.label,
        rounds=judged.rounds,
        leads=judged.leads,
        units=judged.units,
        amounts=judged.amounts,
        may=may,
    )


def _tried(values: FloatArray, rows: pd.DataFrame, present: Present | None) -> FloatArray:
    if len(values) != len(rows) or (present is not None and len(present.called) != len(rows)):
        raise UsageError(
            f"values and present must be for the same rows: {len(values)} values, "
            f"{len(rows) if present is None else len(present.called)} of present, {len(rows)} "
            "rows. Score the same rows."
        )
    if not np.isfinite(values).any():
        raise NotEnoughDataError(
            f"None of the {len(rows)} leads has points that count: the card's exclusions take "
            "out every one. Look at them with 'leadscore check'."
        )
    at = present.limit if present is not None else None
    return levels(values, also=() if at is None else (at,))


@dataclass(frozen=True, kw_only=True, eq=False)
class _Curves:
    """Profit at each threshold, as observed and resampled, by whether capacity binds."""

    observed: dict[Under, FloatArray]
    drawn: dict[Under, FloatArray]


def _curves(ground: _Ground, settings: Settings) -> tuple[pd.DataFrame, _Curves]:
    sales, judged, climb = settings.sales, ground.judged, ground.climb
    once = np.ones((judged.n_units, 1))
    shares: dict[Under, float | None] = {"capacity": sales.capacity, "open": None}

    def profits(weights: FloatArray) -> dict[str, FloatArray]:
        return {
            under: climb.called(weights, shares[under]).profit(sales.call_cost_eur).T
            for under in UNDERS
        }

    drawn = bootstrap(
        profits,
        judged.n_units,
        settings.comparison.resamples,
        seed=settings.project.seed,
        width=climb.width,
    )
    rounds = int(judged.rounds.max()) + 1
    leads = climb.leads(once)[:, 0]
    columns: dict[str, FloatArray] = {"threshold": ground.tried, "leads": leads}
    for under, prefix in (("open", ""), ("capacity", "capped_")):
        found = climb.called(once, shares[under])  # type: ignore[index]
        profit = found.profit(sales.call_cost_eur)[:, 0]
        ends = np.array(
            [
                told_interval(drawn[under][:, place], judged, settings)
                for place in range(len(ground.tried))
            ]
        )
        columns |= {
            f"{prefix}share": found.calls[:, 0] / len(ground.step),
            f"{prefix}calls": found.calls[:, 0] / rounds,
            f"{prefix}buyers": found.buyers[:, 0],
            f"{prefix}profit": profit,
            f"{prefix}low": ends[:, 0],
            f"{prefix}high": ends[:, 1],
        }
    with np.errstate(invalid="ignore", divide="ignore"):
        columns["conversion"] = np.where(leads > 0, columns["buyers"] / leads, np.nan)
    table = pd.DataFrame(columns)
    return table, _Curves(
        observed={
            "open": table["profit"].to_numpy(),
            "capacity": table["capped_profit"].to_numpy(),
        },
        drawn={under: drawn[under] for under in UNDERS},
    )


def _best(profit: FloatArray) -> npt.NDArray[np.int64]:
    """Find the threshold of most profit.

    Of equal ones the highest, which asks fewest calls; but the lowest of all where it does as
    well: then capacity decides, and a threshold could only leave calls unused.

    Parameters
    ----------
    profit : ndarray of shape (..., n_thresholds)
    """
    cents = np.round(profit, 2)
    turned = np.flip(cents, axis=-1)
    highest = profit.shape[-1] - 1 - turned.argmax(axis=-1)
    return np.where(cents[..., 0] == cents.max(axis=-1), 0, highest).astype(np.int64)


def _chosen_before(
    earlier: Earlier | None, tried: FloatArray, settings: Settings
) -> _Curves | None:
    """Take the curves of earlier leads over the same thresholds, where they tell anything."""
    if earlier is None:
        return None
    label = earlier.rows["label"].to_numpy(dtype=np.float64, na_value=np.nan)
    known = np.flatnonzero(np.isfinite(label))
    if len(np.unique(label[known])) < 2:
        return None
    judged = cohort(earlier.rows.iloc[known], settings)
    ground = _Ground.of(earlier.values[known], tried, judged)
    return _curves(ground, settings)[1]


def _chosen_on(rows: pd.DataFrame, before: _Curves | None) -> ChosenOn:
    if before is None:
        return "accounts"
    return "others" if split_kind(rows) == "random" else "earlier"


def _choice(
    under: Under,
    ground: _Ground,
    now: Present,
    curves: _Curves,
    before: _Curves | None,
    rows: pd.DataFrame,
    settings: Settings,
) -> dict[str, object]:
    """Judge the best threshold against the present choice, on leads it was not chosen on."""
    source = before or curves
    place = int(_best(source.observed[under]))
    spread = ground.tried[_best(source.drawn[under])]
    low, high = told_interval(spread, ground.judged, settings)
    per_row = (
        np.full(len(ground.step), place)
        if before is not None
        else _by_account(under, ground, rows, settings)
    )
    best = ground.step > per_row
    # today's cut is all that can be called, whether or not the threshold is held to that
    shares = {
        "best": settings.sales.capacity if under == "capacity" else None,
        "present": settings.sales.capacity if "capacity" in (under, now.kind) else None,
    }
    called = {"best": best, "present": now.called}
    ladders = {name: ground.only(each) for name, each in called.items()}
    told = hold_against(ladders, shares, ground.judged, settings)
    same = np.array_equal(best, now.called) and shares["best"] == shares["present"]
    verdict = SAME if same or _equal(told) else CANNOT_TELL
    # an end that is not known is on neither side of zero
    if verdict != SAME and (told["difference_low"] > 0 or told["difference_high"] < 0):
        verdict = "better" if told["difference"] > 0 else "worse"
    return {
        "under": under,
        "best": float(ground.tried[place]),
        "best_low": low,
        "best_high": high,
        **told,
        "verdict": verdict,
    }


def _equal(told: dict[str, float]) -> bool:
    ends = (told["difference"], told["difference_low"], told["difference_high"])
    return all(abs(each) < 0.005 for each in ends)


def _by_account(under: Under, ground: _Ground, rows: pd.DataFrame, settings: Settings) -> IntArray:
    """Choose for each fifth of the accounts the threshold that does best on the others."""
    # lots of their own: a random split's test rows are those of the lowest lots
    drawn = lots(rows["group"] + ":threshold", settings.project.seed)
    fold = np.minimum((drawn * FOLDS).astype(np.int64), FOLDS - 1)
    of_unit = np.zeros(ground.judged.n_units, dtype=np.int64)
    of_unit[ground.judged.units] = fold
    weights = (of_unit[:, None] != np.arange(FOLDS)).astype(np.float64)
    share = settings.sales.capacity if under == "capacity" else None
    profit = ground.climb.called(weights, share).profit(settings.sales.call_cost_eur)
    return np.asarray(_best(profit.T)[fold])
