"""The figures and pictures of docs/leakage.md: what leaks promise, and what is left without them.

One plain model, scikit-learn's boosting as it comes, is fitted on each public set with and
without what knows the future, and judged on the same rows. Run from the checkout's root:

    LEADSCORE_REAL_DATA=/where/the/sets/lie python -m benchmarks.leakage [--pictures docs/pictures]
"""

from __future__ import annotations

import argparse
import itertools
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.figure import Figure
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import KFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OrdinalEncoder

import leadscore as ls
from leadscore.evaluation.leakage.columns import NEARLY, STRONG
from leadscore.evaluation.leakage.strength import coded, ground, strength
from leadscore.reports import style
from leadscore.validation.splits import Fold, account_folds
from tests.journeys.public_data import REAL, lay_out_example

Change = Callable[[str], str]
#: What X Education's example leaves out and why it knows too much.
SALES = ("Tags", "Lead Quality", "Lead Profile", "Last Activity", "Last Notable Activity")
SCORES = tuple(
    f"Asymmetrique {what} {form}" for what in ("Activity", "Profile") for form in ("Index", "Score")
)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One figure: of which data, in which way, with its interval."""

    data: str
    way: str
    honest: bool
    auc: float
    low: float
    high: float


def main() -> None:
    """Print the table, and draw the pictures where a folder is given."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pictures", type=Path, help="the folder that the pictures go into")
    folder = parser.parse_args().pictures
    if not REAL:
        parser.error("set LEADSCORE_REAL_DATA to the folder with the data sets")
    print("| data | as it is read and split | AUC | interval |\n|---|---|---|---|")
    lines = []
    for line in figures():
        way = f"**{line.way}**" if line.honest else line.way
        told = f"| {line.data} | {way} | {line.auc:.3f} | {line.low:.3f}–{line.high:.3f} |"
        print(told, flush=True)
        lines.append(line)
    if folder is not None:
        for name, figure in {"leakage": leaky_against_honest(lines), "columns": columns()}.items():
            path = folder / f"leakage-{name}.svg" if name == "columns" else folder / "leakage.svg"
            path.write_text(style.to_svg(figure), encoding="utf-8")


def figures() -> Iterator[Line]:
    """Fit and judge each way of reading and splitting."""
    yield from x_education()
    yield from bank()
    yield from salvirt()
    yield from relax()


def x_education() -> Iterator[Line]:
    """Judge on the newest fifth: with every column, without what is found, as the example says."""
    every = undeclared(with_columns(*SALES, *SCORES))
    with project("x_education", every) as opened:
        matrix = whole(opened)
        found = opened.find_leaks()
        decides = {leak.feature for leak in found.found if leak.code == "L01"}
        kept = matrix.columns()
        yield later(opened, matrix, kept, "X Education", "every column")
        few = [name for name in kept if name not in decides]
        yield later(opened, matrix, few, "X Education", "without what is found from the data")
        few = [name for name in kept if name not in found.excluded]
        way = "without what is asked about, nothing answered"
        yield later(opened, matrix, few, "X Education", way)
    with project("x_education") as opened:
        matrix = whole(opened)
        way = "as the example answers"
        yield later(opened, matrix, matrix.columns(), "X Education", way, honest=True)


def bank() -> Iterator[Line]:
    """Judge with and without the length of the call, at random and on the newest fifth."""
    with project("bank", with_columns("duration")) as opened:
        matrix = whole(opened)
        way = "with duration, newest fifth"
        yield later(opened, matrix, matrix.columns(), "bank", way)
    with project("bank") as opened:
        matrix = whole(opened)
        split = ls.outer_split(matrix.rows, opened.settings, how="random")
        parts = Fold(split.train, split.test)
        way = "without duration, a random fifth"
        yield judged(opened, matrix, matrix.columns(), [parts], "bank", way)
        way = "without duration, newest fifth"
        yield later(opened, matrix, matrix.columns(), "bank", way, honest=True)


def salvirt() -> Iterator[Line]:
    """Judge out of ten folds: rows dealt singly, and equal rows kept together."""
    with project("salvirt") as opened:
        matrix = whole(opened)
        torn = [Fold(*each) for each in KFold(10, shuffle=True, random_state=0).split(matrix.X)]
        columns = matrix.columns()
        way = "copies on both sides of the folds"
        yield judged(opened, matrix, columns, torn, "Salvirt", way)
        folds = account_folds(matrix.groups, matrix.y, 10, seed=0)
        way = "copies kept together"
        yield judged(opened, matrix, columns, folds, "Salvirt", way, honest=True)


def relax() -> Iterator[Line]:
    """Judge with and without the last log-in as it stood on export."""

    def last_session(mapping: str) -> str:
        mapping = re.sub(r"      last_session_creation_time: .*\n", "", mapping)
        return mapping.replace(
            "      source: creation_source\n",
            "      source: creation_source\n      last_session: last_session_creation_time\n",
        )

    extra = (
        '[[features.extra_columns]]\ntable = "leads"\ncolumn = "last_session"\n'
        'kind = "number"\nknown_at = "creation"\n\n[comparison]'
    )
    with project("relax", last_session, lambda text: text.replace("[comparison]", extra)) as opened:
        matrix = whole(opened)
        way = "with the last log-in at export"
        yield later(opened, matrix, matrix.columns(), "relax", way)
    with project("relax") as opened:
        matrix = whole(opened)
        way = "with log-ins before the cutoff"
        yield later(opened, matrix, matrix.columns(), "relax", way, honest=True)


class project:  # noqa: N801 - read as a verb: with project("bank") as opened
    """Lay an example out in a folder that is gone afterwards."""

    def __init__(
        self, name: str, mapping: Change | None = None, settings: Change | None = None
    ) -> None:
        self.name, self.changes = name, {"mapping.yaml": mapping, "leadscore.toml": settings}

    def __enter__(self) -> ls.Project:
        """Lay it out and open it."""
        self.scratch = tempfile.TemporaryDirectory(prefix="leadscore-")
        root = Path(self.scratch.name) / self.name
        lay_out_example(self.name, root)
        for file, change in self.changes.items():
            if change is not None:
                text = (root / file).read_text(encoding="utf-8")
                (root / file).write_text(change(text), encoding="utf-8")
        return ls.Project(root)

    def __exit__(self, *_: object) -> None:
        """Remove it."""
        self.scratch.cleanup()


def with_columns(*names: str) -> Change:
    """Read columns that the example leaves out."""

    def change(text: str) -> str:
        for number, name in enumerate(names):
            text = re.sub(rf"    {re.escape(name)}: .*\n", "", text)
            text = text.replace("  behaviour:\n", f"  behaviour:\n    x{number}: {name}\n")
        return text.removesuffix("  left_out:\n")

    return change


def undeclared(change: Change) -> Change:
    """Take every answer out as well."""
    return lambda text: re.sub(r", known_at: \w+", "", change(text))


def whole(opened: ls.Project) -> ls.FeatureMatrix:
    """Build everything that the mapping reads; nothing is left out."""
    return ls.build_matrix(opened.warehouse, opened.settings)


def later(
    opened: ls.Project,
    matrix: ls.FeatureMatrix,
    columns: list[str],
    data: str,
    way: str,
    *,
    honest: bool = False,
) -> Line:
    """Judge on the rows that the project keeps for it."""
    split = ls.outer_split(matrix.rows, opened.settings)
    parts = [Fold(split.train, split.test)]
    return judged(opened, matrix, columns, parts, data, way, honest=honest)


def judged(
    opened: ls.Project,
    matrix: ls.FeatureMatrix,
    columns: list[str],
    folds: list[Fold],
    data: str,
    way: str,
    *,
    honest: bool = False,
) -> Line:
    """Fit on one part of each fold, say the chance of the other, and measure all together."""
    X, y = matrix.X[columns], matrix.y
    margin = np.full(len(X), np.nan)
    for fold in folds:
        fitted = plain().fit(X.iloc[fold.train], y[fold.train])
        margin[fold.test] = fitted.decision_function(X.iloc[fold.test])
    tested = np.flatnonzero(~np.isnan(margin))
    rows = matrix.rows.iloc[tested]
    said = {"probability": 1 / (1 + np.exp(-margin[tested])), "margin": margin[tested]}
    scored = {"plain": pd.DataFrame(said, index=rows.index)}
    table = ls.compare(scored, rows, opened.settings).table.set_index("measure")
    auc, low, high = table.loc["roc_auc", ["value", "low", "high"]].astype(float)
    return Line(data=data, way=way, honest=honest, auc=auc, low=low, high=high)


def plain() -> Pipeline:
    """Give scikit-learn's boosting as it comes; categories by number."""
    numbers = OrdinalEncoder(
        handle_unknown="use_encoded_value", unknown_value=-1, encoded_missing_value=-2
    )
    read = make_column_transformer(
        (numbers, make_column_selector(dtype_exclude="number")), remainder="passthrough"
    )
    return make_pipeline(read, HistGradientBoostingClassifier(random_state=0))


def leaky_against_honest(lines: list[Line]) -> Figure:
    """Draw every figure with its interval, the honest one of each set filled."""
    figure = style.new_figure(
        0.36 * len(lines) + 1.1, "What one plain model promises, leaky against honest"
    )
    axes = style.clean(figure.subplots(), x="ROC AUC on rows that were not learned from", lines="x")
    for place, line in enumerate(lines):
        colour = style.UP if line.honest else style.DOWN
        axes.plot([line.low, line.high], [place, place], color=colour, linewidth=2)
        face = colour if line.honest else "white"
        axes.plot(
            line.auc,
            place,
            "o",
            color=colour,
            markerfacecolor=face,
            markersize=7,
            markeredgewidth=2,
        )
        axes.annotate(
            f"{line.auc:.2f}",
            (line.high, place),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=9,
            color=style.SOFT,
        )
    style.named_rows(axes, [f"{line.data}: {line.way}" for line in lines], width=46)
    for place, (line, following) in enumerate(itertools.pairwise(lines)):
        if line.data != following.data:
            axes.axhline(place + 0.5, color=style.LINE, linewidth=1)
    axes.set_xlim(0.55, 1.03)
    return figure


def columns() -> Figure:
    """Draw how much each column of X Education tells alone, beside the two limits."""
    with project("x_education", undeclared(with_columns(*SALES, *SCORES))) as opened:
        matrix = whole(opened)
        split = ls.outer_split(matrix.rows, opened.settings)
        rows, X = matrix.rows.iloc[split.train], matrix.X.iloc[split.train]
        label: npt.NDArray[np.float64] = rows["label"].to_numpy(dtype=np.float64)
        one_round = np.zeros(len(rows), dtype=np.int64)
        on = ground(label, rows["group"], one_round, seed=0, confidence=0.95)
        assert on is not None
        found = {
            matrix.catalogue[name].label["en"]: strength(coded(X[name]), on)
            for name in matrix.columns()
        }
    told = sorted(found.items(), key=lambda each: -each[1].low)[:14]
    decides = sum(one.low >= NEARLY for one in found.values())
    asked = sum(STRONG <= one.low < NEARLY for one in found.values())
    figure = style.new_figure(
        0.3 * len(told) + 1.2,
        f"Of {len(found)} columns of X Education {decides} nearly decides alone, and {asked} more "
        "are strong enough to be asked about",
    )
    axes = style.clean(figure.subplots(), x="share of pairs in the right order, alone", lines="x")
    for place, (_, one) in enumerate(told):
        grave = one.low >= NEARLY
        colour = style.DOWN if grave else style.UP if one.low >= STRONG else style.QUIET
        axes.plot([one.low, one.high], [place, place], color=colour, linewidth=2)
        axes.plot(one.auc, place, "o", color=colour, markersize=6)
    style.named_rows(axes, [name for name, _ in told], width=48)
    for limit, text in ((STRONG, "asked about"), (NEARLY, "nearly decides")):
        axes.axvline(limit, color=style.SOFT, linewidth=1, linestyle="--")
        axes.text(limit + 0.004, len(told) - 0.7, text, fontsize=9, color=style.SOFT, va="bottom")
    axes.set_xlim(0.5, 1.03)
    return figure


if __name__ == "__main__":
    main()
