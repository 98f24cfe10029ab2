"""From the text of a set-up sheet to its lines, as spreadsheets save them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from leadscore.cards.exchange.sheet import Line, Lost, Product
from leadscore.errors import CardError
from leadscore.spreadsheets import unguard

MAX_CHARACTERS = 2_000_000
_MARKS = ",;\t"
_SEPARATOR = re.compile(r"\A(\s*)sep=([,;\t])[^\S\r\n\t]*(?=\r|\n|\Z)", re.IGNORECASE)
_Rows = list[tuple[int, list[str]]]


@dataclass(kw_only=True)
class Told:
    """What is wrong with a sheet, gathered.

    Parameters
    ----------
    name : str
        What to call the sheet.
    product : Product
    problems : list of tuple
        Line and message.
    """

    name: str
    product: Product
    problems: list[tuple[int, str]] = field(default_factory=list)

    def wrong(self, line: int, column: str, message: object) -> None:
        """Note what is wrong in a cell, or in a line where the column is empty."""
        header = self.product.columns.get(column)
        place = f"line {line}, column '{header}'" if header else f"line {line}"
        self.problems.append((line, f"{place}: {message}."))

    def refuse(self) -> None:
        """Refuse the sheet if anything is wrong."""
        if self.problems:
            listed = "\n".join(f"  - {told}" for _, told in sorted(set(self.problems)))
            raise CardError(
                f"{self.name} cannot be read as a set-up sheet of {self.product.title}:\n{listed}\n"
                "Mend these cells and import it again."
            )


def rows(product: Product, text: str, problems: Told) -> tuple[list[tuple[int, Line]], list[Lost]]:
    """Part the text into lines by field.

    Parameters
    ----------
    product : Product
    text : str
        Parted by commas, semicolons or tabs, which a first line ``sep=;`` may tell; blank
        lines may stand above the header.
    problems : Told

    Returns
    -------
    lines : list of tuple
        The number of each line and its cells that hold something.
    lost : list of Lost
        Columns that the sheet does not know.

    Raises
    ------
    CardError
        If it has no header of this product.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_CHARACTERS:
        raise CardError(f"{problems.name} is longer than {MAX_CHARACTERS:,} characters.")
    by_header = {header.lower(): name for name, header in product.columns.items()}
    (top, header), *below = _parted(text, by_header, problems.name)
    _check_header(product, top, header, problems.name)
    fields = [by_header.get(cell.lower(), "") for cell in header]
    lines = []
    for at, row in below:
        if len(row) > len(fields) and any(map(str.strip, row[len(fields) :])):
            problems.wrong(at, "", f"has {len(row)} cells, the first line {len(fields)}")
        found = {
            name: unguard(cell.strip())
            for name, cell in zip(fields, row, strict=False)
            if name and cell.strip()
        }
        if found:
            lines.append((at, found))
    unknown = [cell for cell in header if cell and cell.lower() not in by_header]
    return lines, [_column(top, cell) for cell in unknown]


def _column(line: int, header: str) -> Lost:
    return Lost(
        place=f"line {line}",
        part="card",
        keys=("column",),
        text="column",
        values={"value": header[:60]},
    )


def _check_header(product: Product, line: int, header: Sequence[str], name: str) -> None:
    small = [cell.lower() for cell in header]
    needed = [product.columns[each] for each in ("screen", "rule", "about", "value")]
    if missing := [each for each in needed if each.lower() not in small]:
        raise CardError(
            f"{name}, line {line}: the columns {', '.join(missing)} are missing. The first "
            f"line must name the columns of a set-up sheet of {product.title}: "
            f"{', '.join(product.columns.values())}. Begin with 'leadscore card export'."
        )
    if twice := [each for each in product.columns.values() if small.count(each.lower()) > 1]:
        raise CardError(
            f"{name}, line {line}: the columns {', '.join(twice)} stand twice. Keep one of each."
        )


def _parted(text: str, headers: Collection[str], name: str) -> _Rows:
    """Part the text at the mark that finds most of the headers."""
    told = _SEPARATOR.match(text)
    marks = told[2] if told else _MARKS
    if told:
        text = told[1] + text[told.end() :]
    found: list[tuple[int, _Rows]] = []
    broken: list[CardError] = []
    for mark in marks:
        try:
            parted = _split(text, mark, name)
        except CardError as error:
            broken.append(error)
        else:
            found.append((sum(cell.lower() in headers for cell in parted[0][1]), parted))
    if not found:
        raise broken[0]
    return max(found, key=lambda each: each[0])[1]


def _split(text: str, mark: str, name: str) -> _Rows:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    found: _Rows = []
    try:
        before = 0
        for row in reader:
            if found or any(map(str.strip, row)):
                found.append((before + 1, row if found else [cell.strip() for cell in row]))
            before = reader.line_num
    except csv.Error as broken:
        raise CardError(f"{name}, line {reader.line_num}: not CSV: {broken}.") from broken
    return found or [(1, [])]
