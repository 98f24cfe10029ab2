"""What notebooks show: sentences, tables and pictures that read the same on a page.

Everything here is safe to put on a page: texts that come from data are escaped, pictures
are images without scripts.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from leadscore.reports.style import to_svg
from leadscore.words import Language, number, percent, say

#: Letters from which on a cell must not become narrow on a small screen.
LONG = 40


@dataclass(frozen=True)
class Shown:
    """A piece of a page; Jupyter shows it by itself."""

    markup: str

    def _repr_html_(self) -> str:
        return self.markup

    def __add__(self, other: Shown) -> Shown:
        """Put one below the other."""
        return Shown(self.markup + other.markup)


def told(text: str, kind: str = "") -> Shown:
    """Show a sentence.

    Parameters
    ----------
    text : str
        Plain text; it is escaped.
    kind : {"", "verdict", "warning"}
        How it is set off from the rest.

    Returns
    -------
    Shown
    """
    attribute = f' class="{html.escape(kind)}"' if kind else ""
    return Shown(f"<p{attribute}>{html.escape(text)}</p>")


def table(
    frame: pd.DataFrame,
    caption: str = "",
    *,
    language: Language = "en",
    percents: tuple[str, ...] = (),
    digits: Mapping[str, int] | None = None,
) -> Shown:
    """Show a frame as a table, every text escaped, numbers to the right.

    Parameters
    ----------
    frame : DataFrame
        One row a line; the index is not shown.
    caption : str, optional
        A sentence below the table that says how to read it.
    language : {"en", "fi"}
        How numbers are written.
    percents : tuple of str
        Columns that hold shares.
    digits : mapping of str to int, optional
        Decimals of a column; by default as few as tell.

    Returns
    -------
    Shown
    """
    numeric = {str(name): frame[name].dtype.kind in "iuf" for name in frame.columns}

    def cell(name: str, value: object) -> str:
        mark = ' class="number"' if numeric[name] else ""
        if isinstance(value, pd.Timestamp):
            mark = ' class="date"'
        text = _written(value, language, share=name in percents, digits=(digits or {}).get(name))
        if len(text) > LONG:
            mark = ' class="long"'
        return f"<td{mark}>{html.escape(text)}</td>"

    head = "".join(
        f'<th scope="col"{" class=number" if numeric[n] else ""}>{html.escape(n)}</th>'
        for n in numeric
    )
    rows = "".join(
        "<tr>" + "".join(cell(n, v) for n, v in zip(numeric, row, strict=True)) + "</tr>"
        for row in frame.itertuples(index=False)
    )
    below = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    return Shown(f"<table>{below}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")


def folded(summary: str, inside: Shown) -> Shown:
    """Fold away what few need, below a line that tells what it is; a click unfolds it.

    Parameters
    ----------
    summary : str
        Plain text; it is escaped.
    inside : Shown

    Returns
    -------
    Shown
    """
    return Shown(f"<details><summary>{html.escape(summary)}</summary>{inside.markup}</details>")


def picture(figure: Figure, says: str) -> Shown:
    """Show a figure as an image, with what it says for those who do not see it.

    Parameters
    ----------
    figure : Figure
    says : str
        The figure's message in a sentence.

    Returns
    -------
    Shown
    """
    data = base64.b64encode(to_svg(figure).encode()).decode("ascii")
    return Shown(
        f'<figure><img src="data:image/svg+xml;base64,{data}" alt="{html.escape(says)}">'
        f"<figcaption>{html.escape(says)}</figcaption></figure>"
    )


def _written(value: object, language: Language, *, share: bool, digits: int | None) -> str:
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):  # noqa: PLR0124 - NaN
        return "–"
    if isinstance(value, bool):
        return say("yes" if value else "no", language)
    if isinstance(value, int | float):
        return (
            percent(value, language, 1 if abs(value) < 0.1 else 0)
            if share
            else number(value, language, digits)
        )
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return str(value)
