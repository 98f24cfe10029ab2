"""Pictures over time: what each contender would have found month after month, and data by data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, date2num, num2date
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator
from sklearn.isotonic import IsotonicRegression

from leadscore.errors import UsageError
from leadscore.evaluation.comparison import CANNOT_TELL, contender_name
from leadscore.evaluation.enough.curve import LearningCurve
from leadscore.evaluation.enough.verdicts import COLLECT, USE
from leadscore.evaluation.past.lived import LOT, Backtest
from leadscore.reports import style
from leadscore.validation.ranking import FloatArray
from leadscore.words import Language, euros, month, number, say

#: Whose look each contender of a backtest has: frozen and refitted are the scientist's.
_OWNERS = {"renewed": "auto", "refitted": "scientist", "frozen": "scientist", "card": "card"}
#: Least distance of two labels, as a share of the height.
_APART = 0.115


@dataclass(frozen=True, kw_only=True)
class End:
    """What is written beside the end of a line."""

    says: str
    height: float
    colour: str


def backtest(result: Backtest, *, language: Language = "en") -> Figure:
    """Draw the buyers found so far, month after month, a line a contender.

    Parameters
    ----------
    result : Backtest
    language : {"en", "fi"}

    Returns
    -------
    Figure
        Each line bears its name and its total; the month is marked from which the frozen
        model ranks worse, where one is told.

    Raises
    ------
    UsageError
        If nothing was lived.
    """
    if result.why:
        raise UsageError("There is no backtest to draw: " + result.sentence("en"))
    figure = style.new_figure(4.1, _backtest_title(result, language))
    axes = style.clean(figure.subplots(), y=say("plot.found_so_far", language), lines="y")
    names = list(result.months.loc[result.months["contender"] == LOT, "month"])
    places = [date2num(date.fromisoformat(n)) if result.timed else float(n) for n in names]
    looks = _looks(result.contenders)
    for name in (*reversed(result.contenders), LOT):
        line = result.months[result.months["contender"] == name]
        look = looks.get(name)
        axes.plot(
            places,
            line["found_so_far"],
            color=look.colour if look else style.QUIET,
            linestyle=look.dash if look else ":",
            linewidth=2.2 if look else 1.5,
        )
    axes.set_ylim(0, max(result.months["found_so_far"]) * 1.06)
    axes.set_xlim(places[0], places[-1])
    _label_ends(axes, _backtest_ends(result, looks, language), places[-1])
    _mark_change(axes, result, dict(zip(names, places, strict=True)), language)
    axes.yaxis.set_major_formatter(style.in_numbers(language, 0))
    _name_months(axes, result, language)
    return figure


def _looks(names: tuple[str, ...]) -> dict[str, style.Look]:
    owners = {name: _OWNERS.get(name, name) for name in names}
    looks = style.looks(owners.values())
    told = {name: looks[owner] for name, owner in owners.items()}
    if "refitted" in told:  # the frozen one keeps the scientist's dashes
        told["refitted"] = style.Look(
            colour=told["refitted"].colour, marker=told["refitted"].marker, dash="solid"
        )
    return told


def _backtest_ends(result: Backtest, looks: dict[str, style.Look], language: Language) -> list[End]:
    ends = [
        End(
            says=f"{_found(result, name, language)}\n{contender_name(name, language)}",
            height=result.total(name),
            colour=looks[name].colour,
        )
        for name in result.contenders
    ]
    lot = f"{_found(result, LOT, language)}\n{say('plot.lot', language)}"
    return [*ends, End(says=lot, height=result.total(LOT), colour=style.SOFT)]


def _backtest_title(result: Backtest, language: Language) -> str:
    first = result.contenders[0]
    values = {
        "count": number(result.total(first), language, 0),
        "buyers": number(result.n_buyers, language),
    }
    if first == "card":
        return say("plot.backtest_card", language, **values)
    name = contender_name(first, language)
    name = name[:1].upper() + name[1:]
    if "card" not in result.contenders:
        return say("plot.backtest_alone", language, name=name, **values)
    card = number(result.total("card"), language, 0)
    title = say("plot.backtest", language, name=name, card=card, **values)
    pairs = result.differences
    open_pair = pairs[(pairs["b"] == "card") & (pairs["a"] == first)]["verdict"] == CANNOT_TELL
    return title + (say("plot.backtest_open", language) if open_pair.any() else "")


def _label_ends(axes: Axes, ends: Sequence[End], at: float) -> None:
    """Write beside each line's end what it is, apart where ends lie near each other."""
    low, high = axes.get_ylim()
    heights = np.array([(end.height - low) / (high - low) for end in ends])
    for end, place in zip(ends, spread(heights, _APART), strict=True):
        written = axes.annotate(
            end.says,
            xy=(at, end.height),
            xytext=(1.04, place),
            textcoords="axes fraction",
            va="center",
            fontsize=9,
            linespacing=1.15,
            color=end.colour,
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": style.LINE,
                "relpos": (0, 0.5),
                "shrinkA": 3,
                "shrinkB": 2,
            },
        )
        written.set_parse_math(False)


def _found(result: Backtest, name: str, language: Language) -> str:
    count = number(result.total(name), language, 0)
    if not result.in_euros:
        return say("plot.end", language, count=count)
    amount = result.total(name, "eur")
    told = (
        say("plot.millions", language, amount=number(amount / 1e6, language, 2))
        if abs(amount) >= 1e6
        else euros(amount, language)
    )
    return say("plot.end_eur", language, count=count, amount=told)


def spread(places: FloatArray, apart: float) -> FloatArray:
    """Move places on a line apart until no two are nearer than they may be.

    Parameters
    ----------
    places : ndarray of shape (n,)
    apart : float
        Least distance.

    Returns
    -------
    ndarray of shape (n,)
        In the same order from low to high, none below half a distance from 0; moved about
        as little as can be.

    Examples
    --------
    >>> spread(np.array([0.5, 0.52, 0.9]), 0.1).round(2).tolist()
    [0.46, 0.56, 0.9]
    """
    order = np.argsort(places, kind="stable")
    steps = apart * np.arange(len(places))
    # equal distances make it a question of the nearest rising line
    level = IsotonicRegression().fit_transform(np.arange(len(places)), places[order] - steps)
    moved = np.empty(len(places))
    moved[order] = np.maximum(level, apart / 2) + steps
    return moved


def _mark_change(
    axes: Axes, result: Backtest, places: dict[str, float], language: Language
) -> None:
    if result.change is None:
        return
    place = places[result.change]
    axes.axvline(place, color=style.INK, linewidth=1, linestyle=(0, (3, 3)))
    axes.annotate(
        say("plot.change", language),
        xy=(place, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(-6, -4),
        textcoords="offset points",
        ha="right",
        va="top",
        fontsize=9,
        color=style.INK,
    )


def _name_months(axes: Axes, result: Backtest, language: Language) -> None:
    """Write months as the language does, few enough to be read."""
    if not result.timed:
        axes.set_xlabel(say("plot.slices", language), fontsize=9.5, color=style.SOFT)
        axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
        return
    axes.xaxis.set_major_locator(AutoDateLocator(minticks=3, maxticks=7))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda at, _: month(num2date(at), language)))


def learning(result: LearningCurve, *, language: Language = "en") -> Figure:
    """Draw how well each contender ranks against the conversions that it learned from.

    Parameters
    ----------
    result : LearningCurve
    language : {"en", "fi"}

    Returns
    -------
    Figure

    Raises
    ------
    UsageError
        If there is no curve.
    """
    if result.why:
        raise UsageError("There is no learning curve to draw: " + result.sentence("en"))
    figure = style.new_figure(3.7, _learning_title(result, language))
    axes = style.clean(
        figure.subplots(),
        x=say("plot.conversions", language),
        y=say("plot.auc", language),
        lines="y",
    )
    looks = style.looks(result.curves["contender"])
    sizes = sorted(set(result.curves["conversions"]))
    step = (sizes[-1] / sizes[0]) ** 0.008
    ends = []
    for place, (name, look) in enumerate(looks.items()):
        line = result.curves[result.curves["contender"] == name]
        beside = line["conversions"] * step ** (place - (len(looks) - 1) / 2)
        axes.vlines(beside, line["low"], line["high"], color=look.colour, alpha=0.45, linewidth=2)
        axes.plot(
            beside,
            line["auc"],
            color=look.colour,
            linestyle=look.dash,
            marker=look.marker,
            markersize=5.5,
            linewidth=1.8,
        )
        last = float(line["auc"].iloc[-1])
        says = f"{number(last, language, 3)}\n{contender_name(name, language)}"
        ends.append(End(says=says, height=last, colour=look.colour))
    axes.set_xscale("log")
    axes.set_xticks(sizes)
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(style.in_numbers(language, 0))
    axes.yaxis.set_major_formatter(style.in_numbers(language, 2))
    _label_ends(axes, ends, sizes[-1] * step)
    return figure


def _learning_title(result: LearningCurve, language: Language) -> str:
    verdict = result.verdict
    first = result.leading()
    values: dict[str, object] = {"count": result.conversions}
    if verdict == COLLECT:
        values["needed"] = int(str(first["needed"]))
    if verdict == USE:
        values["name"] = contender_name(str(first["contender"]), language)
    return say(f"plot.enough_{verdict.replace(' ', '_')}", language, **values)
