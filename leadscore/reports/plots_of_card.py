"""Pictures of a points card: what rules give and earn, and how their leads convert."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from leadscore.evaluation.card_audit.result import VERDICTS, CardAudit
from leadscore.reports import style
from leadscore.words import Language, say

#: Rules that one can still read.
MOST_ROWS = 24
#: How each verdict is drawn: colour and marker, so that grey prints tell them apart.
LOOKS = {
    "backwards": (style.DOWN, "s"),
    "overrated": ("#a67c00", "v"),
    "underrated": ("#009e73", "^"),
    "earns": (style.UP, "o"),
    "no_evidence": (style.QUIET, "d"),
    "never": (style.QUIET, "x"),
}


def points_earned(audit: CardAudit, *, language: Language = "en") -> Figure:
    """Draw what each rule gives beside what it earns, with intervals, by verdict.

    Parameters
    ----------
    audit : CardAudit
        From :func:`leadscore.evaluation.card_audit.auditing.audit_rules`. Where it does not
        tell what a point is worth, effects are drawn instead, in log-odds.
    language : {"en", "fi"}

    Returns
    -------
    Figure

    Raises
    ------
    UsageError
        If the card has no rule, only exclusions.
    """
    rules = audit.by_verdict()
    rules = rules[rules["kind"] == "rule"]
    style.require(rules, "says", "verdict", "points_set", "earned", "effect")
    drawn = rules.head(MOST_ROWS).reset_index(drop=True)
    figure = style.new_figure(1.3 + 0.36 * len(drawn), _title(rules, len(drawn), language))
    in_points = bool(drawn["earned"].notna().any())
    what = "earned" if in_points else "effect"
    key = "audit.axis" if in_points else "audit.axis_effect"
    axes = style.clean(figure.subplots(), x=say(key, language), lines="x")
    axes.axvline(0, color=style.SOFT, linewidth=1)
    ends = _reach(drawn, what)
    axes.set_xlim(*ends)
    for row, line in drawn.iterrows():
        _rule(axes, int(str(row)), line, what, ends)
    style.named_rows(axes, [str(text) for text in drawn["says"]])
    axes.xaxis.set_major_formatter(style.in_numbers(language))
    _legend(figure, axes, drawn, language, in_points=in_points)
    return figure


def _title(rules: pd.DataFrame, drawn: int, language: Language) -> str:
    told = int((rules["verdict"] == "earns").sum())
    off = int(rules["verdict"].isin(["backwards", "overrated", "underrated"]).sum())
    count = len(rules)
    title = say("audit.picture", language, told=told, count=count, off=off, open=count - told - off)
    if drawn == count:
        return title
    return f"{title}. {say('audit.picture_most', language, shown=drawn, count=count)}"


def _reach(drawn: pd.DataFrame, what: str) -> tuple[float, float]:
    """Choose the ends of the axis by marks, not by intervals that say next to nothing."""
    marks = drawn[what].to_numpy(dtype=np.float64)
    if what == "earned":
        marks = np.concatenate([marks, drawn["points_set"].to_numpy(dtype=np.float64)])
    marks = np.append(marks[np.isfinite(marks)], 0.0)
    room = 0.6 * max(float(np.ptp(marks)), 1e-3)
    sides = drawn[[f"{what}_low", f"{what}_high"]].to_numpy(dtype=np.float64).ravel()
    sides = np.append(sides[np.isfinite(sides)], marks)
    low = max(float(marks.min()) - room, float(sides.min()) - 0.05 * room)
    high = min(float(marks.max()) + room, float(sides.max()) + 0.05 * room)
    return low, high


def _rule(axes: Axes, row: int, line: pd.Series, what: str, ends: tuple[float, float]) -> None:
    colour, marker = LOOKS[line["verdict"]]
    value, low, high = (line[f"{what}{end}"] for end in ("", "_low", "_high"))
    if np.isfinite([value, low, high]).all():
        shown = np.clip([low, high], *ends)
        axes.plot(shown, [row, row], color=colour, linewidth=2, solid_capstyle="butt")
        for side, end, arrow in ((low, ends[0], "<"), (high, ends[1], ">")):
            if side != np.clip(side, *ends):  # goes on beyond the picture
                axes.plot(end, row, color=colour, marker=arrow, markersize=6, clip_on=False)
        axes.plot(value, row, color=colour, marker=marker, markersize=7)
    if what == "earned" and np.isfinite(line["points_set"]):
        at = line["points_set"]
        axes.plot([at, at], [row - 0.36, row + 0.36], color=style.INK, linewidth=2)


def _legend(
    figure: Figure, axes: Axes, drawn: pd.DataFrame, language: Language, *, in_points: bool
) -> None:
    """Name the marks of the verdicts that are in the picture."""
    if in_points:
        axes.plot([], [], color=style.INK, linewidth=2, label=say("audit.set", language))
    for verdict in VERDICTS:
        if (drawn["verdict"] == verdict).any():
            colour, marker = LOOKS[verdict]
            word = say(f"audit.verdict.{verdict}", language)
            axes.plot([], [], color=colour, marker=marker, linewidth=2, label=word)
    names = axes.get_legend_handles_labels()
    drawn_legend = figure.legend(
        *names, loc="outside lower center", ncols=min(4, len(names[0])), frameon=False, fontsize=9
    )
    style.as_plain_text(drawn_legend.get_texts())


def rule_lifts(rules: pd.DataFrame | CardAudit, *, language: Language = "en") -> Figure:
    """Draw how the leads of each rule of the card convert beside the others.

    Parameters
    ----------
    rules : CardAudit or DataFrame
        From :func:`leadscore.evaluation.card_audit.auditing.audit_rules`, or its table:
        `says`, `lift`, `low`, `high` (NaN where a rule never fires; those are left out).
    language : {"en", "fi"}

    Returns
    -------
    Figure

    Raises
    ------
    UsageError
        If a column is missing or there is no row.
    """
    table = rules.table if isinstance(rules, CardAudit) else rules
    style.require(table, "says", "lift", "low", "high")
    told = table[table[["lift", "low", "high"]].notna().all(axis=1)]
    more, less = int((told["low"] > 1).sum()), int((told["high"] < 1).sum())
    title = say(
        "plot.rules",
        language,
        more=more,
        count=len(table),
        less=less,
        open=len(table) - more - less,
    )
    figure = style.new_figure(0.9 + 0.36 * max(1, len(told)), title)
    axes = style.clean(figure.subplots(), x=say("plot.lift", language), lines="x")
    style.dots_in_rows(axes, told["lift"], told["low"], told["high"], none=1.0)
    style.named_rows(axes, [str(text) for text in told["says"]])
    axes.xaxis.set_major_formatter(style.in_numbers(language))
    return figure
