"""From a filled-in set-up sheet to a card, or to every problem with its line and column."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import count

from pydantic import ValidationError

from leadscore.cards.card import Card, Exclusion, Rule
from leadscore.cards.exchange.agreeing import Block, check
from leadscore.cards.exchange.cells import number, values, whole_number
from leadscore.cards.exchange.criteria import CellError, Criterion, read_criterion
from leadscore.cards.exchange.rows import Told, rows
from leadscore.cards.exchange.sheet import EVERY_TIME, LIMITS, Imported, Line, Lost, Product
from leadscore.cards.reading import plain_message
from leadscore.yaml_files import nearest

_TIMES = re.compile(r"at (least|most) (\d+)(?: times?)?", re.IGNORECASE)
MAX_RULES = 500
MAX_EXCLUSIONS = 100


def read_sheet(product: Product, text: str, name: str) -> Imported:
    """Read a set-up sheet.

    Parameters
    ----------
    product : Product
    text : str
        CSV with commas, semicolons or tabs, with or without a byte order mark.
    name : str
        What to call the sheet in messages.

    Returns
    -------
    Imported

    Raises
    ------
    CardError
        If it is no sheet of this product; every cell that cannot be read is named with its
        line and column.
    """
    problems = Told(name=name, product=product)
    lines, lost = rows(product, text, problems)
    blocks = _blocks(product, lines, problems)
    for block in blocks:
        check(block, problems)
    problems.refuse()
    card: dict[str, object] = {"name": _model(product, lines, problems)}
    parts: dict[str, list[Rule | Exclusion]] = {"rule": [], "exclusion": []}
    for block in blocks:
        part = _part(product, block, problems, lost)
        if part is not None:
            parts[block.kind].append(part)
    card |= {"rules": tuple(parts["rule"]), "exclusions": tuple(parts["exclusion"])}
    card |= {"groups": _groups(blocks, problems, lost), **_limits(product, lines, problems)}
    if not problems.problems and not parts["rule"]:
        told = "the sheet holds no criterion; add a line for each thing that gives points"
        problems.wrong(lines[-1][0] if lines else 1, "", told)
    problems.refuse()
    return Imported(product=product.title, card=_card(card, problems), lost=tuple(lost))


def _blocks(product: Product, lines: Sequence[tuple[int, Line]], problems: Told) -> list[Block]:
    """Gather the lines of each rule: by id, else by name; a line without either goes on."""
    kinds = {screen.lower(): "rule" for screen in product.rule_screens}
    kinds |= {screen.lower(): kind for kind, screen in product.screens.items()}
    found: dict[tuple[str, str], Block] = {}
    last: Block | None = None
    for at, line in lines:
        screen = line.get("screen", "")
        kind = kinds.get(screen.lower(), last.kind if not screen and last else "")
        if not kind:
            known = [*product.rule_screens, *product.screens.values()]
            problems.wrong(at, "screen", f"does not know {screen!r:.60}. {nearest(screen, known)}")
            continue
        if kind not in ("rule", "exclusion"):
            continue
        try:
            name = str((values(line.get("rule", "")) or [""])[0])
        except ValueError as broken:
            problems.wrong(at, "rule", broken)
            continue
        if name or line.get("id"):
            key = (kind, line.get("id") or f" {screen} {name}".lower())
            last = found.setdefault(
                key, Block(steps=product.steps, kind=kind, id=line.get("id", ""), name=name)
            )
        if last is None:
            problems.wrong(at, "rule", "is empty; give the rule a name")
            continue
        last.lines.append((at, line))
    _check_number(found.values(), problems)
    taken = {block.id for block in found.values()}
    for block in found.values():
        block.id = block.id or _id(block.name, taken)
        taken.add(block.id)
    return list(found.values())


def _check_number(blocks: Collection[Block], problems: Told) -> None:
    for kind, most in (("rule", MAX_RULES), ("exclusion", MAX_EXCLUSIONS)):
        found = [block for block in blocks if block.kind == kind]
        if len(found) > most:
            line = found[most].lines[0][0] if found[most].lines else 1
            problems.wrong(
                line,
                "rule",
                f"is {kind} number {most + 1} of {len(found)}, and a card holds at most {most}; "
                "take some out, or put values that give the same points into one line",
            )
            problems.refuse()


def _name(text: str) -> str:
    """Read a name, which must not be made of semicolons alone."""
    found = values(text)
    if not found:
        raise ValueError(f"holds no name, only {text!r:.40}; write one")
    return str(found[0])


def _id(name: str, taken: set[str]) -> str:
    """Make an id of a name: small letters, digits and _."""
    plain = name.lower().translate(str.maketrans("äöåü", "aoau"))
    made = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40] or "rule"
    if not made[0].isalpha() or made.startswith(("cap_", "exclusion_")):
        made = f"rule_{made}"
    if made not in taken:
        return made
    return next(each for each in (f"{made}_{at}" for at in count(2)) if each not in taken)


def _part(
    product: Product, block: Block, problems: Told, lost: list[Lost]
) -> Rule | Exclusion | None:
    """Make a rule or exclusion of its lines."""
    at = block.lines[0][0]
    try:
        plain, where = _asked(product, block)
        if block.kind == "exclusion":
            return Exclusion.model_validate(plain)
        worth = block.worth
        gives = product.read_worth(worth, "what" in plain)
        if made := gives.pop("cap_made", None):
            lost.append(
                Lost(
                    place=f"line {at}, rule {block.id}",
                    part=block.id,
                    keys=("cap",),
                    text="cap_made",
                    values={"instead": str(made)},
                )
            )
        what = gives.pop("what", {})
        assert isinstance(what, dict)
        if len(worth) > 1:  # steps of the number of acts: no condition of the rule
            where["what"].pop("at_least", None)
        if "what" in plain:  # any act at all is asked for by one act or more
            plain["what"] = (where["what"] | what) or {"at_least": 1.0}
        return Rule.model_validate(plain | gives)
    except CellError as wrong:
        line = next((n for n, each in block.lines if wrong.name in each), at)
        problems.wrong(line, wrong.name, wrong)
    except ValidationError as broken:
        for message in _messages(broken):
            problems.wrong(at, "", f"{block.kind} {block.id}: {message}")
    except ValueError as broken:
        problems.wrong(at, "points", broken)
    return None


def _asked(
    product: Product, block: Block
) -> tuple[dict[str, object], dict[str, dict[str, object]]]:
    """Read the conditions of a rule."""
    where: dict[str, dict[str, object]] = {"who": {}, "what": {}}
    sides: list[str] = []
    for _, line in block.lines:
        if not line.get("about"):
            continue
        told = Criterion(
            about=line["about"], operator=line.get("operator", ""), value=line.get("value", "")
        )
        try:
            side, keys = read_criterion(told, product.terms)
        except CellError:
            raise
        except ValueError as broken:
            raise CellError("value", broken) from broken
        for key, value in keys.items():
            if where[side].get(key, value) != value:
                raise CellError("about", f"asks twice about {line['about']}; put all into one line")
        where[side] |= keys
        sides.append(side)
    if "what" in sides and "column" not in where["what"]:
        where["what"] |= _how_often(block.whole)
    else:
        for column in ("window", "frequency"):
            if column in block.whole:
                raise CellError(column, "must be empty: only acts have times and a number")
    plain: dict[str, object] = {"id": block.id, "says": block.name or block.id}
    return plain | {side: where[side] for side in ("who", "what") if side in sides}, where


def _how_often(line: Line) -> dict[str, object]:
    """Read the time frame and the frequency."""
    keys: dict[str, object] = {}
    if window := line.get("window"):
        try:
            keys["within_days"] = whole_number(window)
        except ValueError as broken:
            raise CellError("window", f"days: {broken}") from broken
    frequency = line.get("frequency", "")
    if frequency and frequency.lower() != EVERY_TIME:
        for part in frequency.split(","):
            found = _TIMES.fullmatch(part.strip())
            if found is None:
                raise CellError(
                    "frequency",
                    f"is {frequency!r:.40}; it must be '{EVERY_TIME}', 'at least 3 times' or "
                    "'at most 0 times'",
                )
            keys[f"at_{found[1].lower()}"] = float(found[2])
    return keys


def _groups(blocks: Sequence[Block], problems: Told, lost: list[Lost]) -> dict[str, object]:
    """Gather the groups with their limits, which one line of a group is enough to give."""
    groups: dict[str, dict[str, object]] = {}
    names: dict[str, str] = {}
    for block in blocks:
        at, line = block.lines[0][0], block.whole
        if block.kind != "rule" or not {"group", "limit", "group_id"} & set(line):
            continue
        try:
            label = _name(line.get("group") or line.get("group_id", ""))
        except ValueError as broken:
            alone = "group" not in line
            told = "is empty; name the group that the limit is for" if alone else broken
            problems.wrong(at, "group", told)
            continue
        name = line.get("group_id") or names.get(label) or _id(label, set(groups))
        names.setdefault(label, name)
        group = groups.setdefault(name, {"line": at, "rules": []})
        if label != name:
            group.setdefault("says", label)
        rules = group["rules"]
        assert isinstance(rules, list)
        rules.append(block.id)
        if "limit" in line:
            _limit(block, group, problems)
    for name in [name for name, group in groups.items() if "cap" not in group]:
        place = f"line {groups.pop(name)['line']}, group {name}"
        lost.append(Lost(place=place, part=name, keys=("group",), text="group_endless"))
    return {name: {k: v for k, v in each.items() if k != "line"} for name, each in groups.items()}


def _limit(block: Block, group: dict[str, object], problems: Told) -> None:
    at, text = next((at, line["limit"]) for at, line in block.lines if "limit" in line)
    try:
        limit = number(text)
    except ValueError as broken:
        problems.wrong(at, "limit", broken)
        return
    if group.setdefault("cap", limit) != limit:
        problems.wrong(at, "limit", f"is {limit:g}, on a line above {group['cap']:g}")


def _limits(
    product: Product, lines: Sequence[tuple[int, Line]], problems: Told
) -> dict[str, object]:
    """Read thresholds, grades and bands."""
    by_label = {label.lower(): place for place, label in LIMITS.items()}
    stands: dict[tuple[str, str], int] = {}
    found: dict[str, dict[str, float]] = {}
    for at, line in lines:
        if line.get("screen", "").lower() != product.screens["limit"].lower():
            continue
        place = by_label.get(line.get("about", "").lower())
        if place is None:
            message = f"must be one of {', '.join(LIMITS.values())}"
            problems.wrong(at, "about", message)
            continue
        if stands.setdefault(place, at) != at:
            told = f"{LIMITS[place]!r} stands on line {stands[place]} already; keep one of them"
            problems.wrong(at, "about", told)
            continue
        try:
            found.setdefault(place[0], {})[place[1]] = number(line.get("points", ""))
        except ValueError as broken:
            problems.wrong(at, "points", broken)
    for section, name in LIMITS:
        if section in found and name not in found[section] and name != "sql":
            first = min(at for place, at in stands.items() if place[0] == section)
            told = f"add a line {LIMITS[section, name]!r}, which the limits beside it need"
            if (section, name) not in stands:
                problems.wrong(first, "about", told)
    return dict(found)


def _model(product: Product, lines: Sequence[tuple[int, Line]], problems: Told) -> str:
    names: dict[str, int] = {}
    for at, line in lines:
        if line.get("screen", "").lower() == product.screens["model"].lower() and "rule" in line:
            try:
                name = _name(line["rule"])
            except ValueError as broken:
                problems.wrong(at, "rule", broken)
                continue
            names.setdefault(name, at)
            if len(names) > 1:
                told = f"is {name!r:.40}, on line {min(names.values())} {next(iter(names))!r:.40}"
                problems.wrong(at, "rule", f"{told}; a card has one name")
    return next(iter(names), f"Card of {product.title}")


def _card(parts: Mapping[str, object], problems: Told) -> Card:
    try:
        return Card.model_validate(parts)
    except ValidationError as broken:
        for message in _messages(broken):
            problems.wrong(1, "", message)
        problems.refuse()
        raise  # pragma: no cover - a validation error always has a problem


def _messages(broken: ValidationError) -> Iterator[str]:
    """Tell what does not fit, with the part where it stands."""
    for error in broken.errors():
        inside = ".".join(str(key) for key in error["loc"])
        message = plain_message(error)
        yield f"{inside + ': ' if inside else ''}{message}"
