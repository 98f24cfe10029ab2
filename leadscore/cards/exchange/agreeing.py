"""Whether the lines of a sheet agree, so that no cell is lost where two tell different things."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from leadscore.cards.exchange.cells import as_number
from leadscore.cards.exchange.rows import Told
from leadscore.cards.exchange.sheet import Line, times

WORTH = ("points", "weight", "grade", "most", "fade")
_ONCE = ("rule", "group", "limit", "group_id", "window", "frequency", *WORTH)
_STEP = "at least "


@dataclass(kw_only=True)
class Block:
    """The lines of one rule or exclusion.

    Parameters
    ----------
    kind : {"rule", "exclusion"}
    id, name : str
    steps : bool
        Whether the product has steps.
    lines : list of tuple
        The number of each line and its cells.
    """

    kind: str
    id: str
    name: str
    steps: bool = False
    lines: list[tuple[int, Line]] = field(default_factory=list)

    @property
    def whole(self) -> Line:
        """Give the cells of all lines as one; the first that says something counts."""
        found: Line = {}
        for _, line in reversed(self.lines):
            found |= line
        return found

    @property
    def stepped(self) -> bool:
        """Whether its lines are steps: at least once, at least twice, each with its points."""
        often = [line["frequency"].lower() for _, line in self.lines if "frequency" in line]
        steps = {each for each in often if each.startswith(_STEP) and "," not in each}
        return self.steps and len(steps) > 1 and len(steps) == len(often)

    @property
    def worth(self) -> list[Line]:
        """Give the lines that tell what it gives: all of them as one, unless they are steps."""
        if self.stepped:
            return [line for _, line in self.lines if "frequency" in line or set(line) & set(WORTH)]
        return [self.whole] if set(self.whole) & set(WORTH) else []


def check(block: Block, problems: Told) -> None:
    """Note each cell that another line of the same rule contradicts.

    Parameters
    ----------
    block : Block
    problems : Told
    """
    once = [each for each in _ONCE if not (block.stepped and each in ("frequency", "points"))]
    for name in once:
        for at, told, first, before in _different(block.lines, name):
            problems.wrong(
                at,
                name,
                f"is {told!r:.40}, but line {first} of the same {block.kind} has {before!r:.40}; "
                "write it once, or give another name to what is another "
                f"{block.kind}",
            )
    if block.kind == "exclusion":
        for at, line in block.lines:
            for name in (*WORTH, "group", "limit"):
                if name in line:
                    problems.wrong(at, name, "must be empty: an exclusion gives no points")


def check_steps(lines: Sequence[Line]) -> None:
    """Refuse steps that are not at least once, at least twice, and so on.

    Parameters
    ----------
    lines : sequence of dict

    Raises
    ------
    ValueError
        If a step is missing.
    """
    wanted = [f"{_STEP}{times(at)}" for at in range(1, len(lines) + 1)]
    told = [line.get("frequency", "").lower().removesuffix("s") for line in lines]
    if told != [each.removesuffix("s") for each in wanted]:
        raise ValueError(f"belong to steps that must be {', '.join(wanted)}, one line each")


def _different(lines: Sequence[tuple[int, Line]], name: str) -> Iterator[tuple[int, str, int, str]]:
    told = [(at, line[name]) for at, line in lines if name in line]
    for at, text in told[1:]:
        if _same(text) != _same(told[0][1]):
            yield at, text, *told[0]


def _same(text: str) -> object:
    """Give what makes two cells alike: 10 and 10,0 are."""
    try:
        found = as_number(text)
    except ValueError:
        found = None
    return " ".join(text.lower().split()) if found is None else found
