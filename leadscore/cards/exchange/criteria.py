"""Conditions of the card as criteria of a set-up screen: a property, an operator, a value.

A line is one criterion; all lines of a rule must hold, and of the values in a cell one is
enough, which is how the card reads its keys and lists too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from leadscore.cards.conditions import What, Who
from leadscore.cards.exchange.cells import Plain, cell, cells, entries, number, values, whole_number

_CONTAINS, _WORD, _ANY = "contains any of", "has the word", "is any of"
_BETWEEN, _LEAST, _MOST = "is between", "is at least", "is at most"
_KNOWN, _UNKNOWN, _IS = "is known", "is unknown", "is"
_OPEN = "any"
_FIELD, _ACTS_FIELD = "Field ", "Behaviour field "
_NO_KIND = "any_act"

#: What each key of ``who`` and ``what`` asks about, and how; products name some otherwise.
WHO = {
    "title_contains": ("Job title", _CONTAINS),
    "title_has_word": ("Job title", _WORD),
    "industry_in": ("Industry", _ANY),
    "country_in": ("Country", _ANY),
    "language_in": ("Language", _ANY),
    "source_in": ("Lead source", _ANY),
    "seniority_in": ("Seniority", _ANY),
    "department_in": ("Department", _ANY),
    "employees_between": ("Number of employees", _BETWEEN),
    "revenue_eur_between": ("Annual revenue (EUR)", _BETWEEN),
    "email_domain": ("Kind of e-mail address", _ANY),
    "email_domain_in": ("E-mail domain", _ANY),
    "customer": ("Customer", _IS),
    "has": ("Record field", _KNOWN),
    "missing": ("Record field", _UNKNOWN),
}
WHAT = {
    "kind": ("Activity", _ANY),
    "intent": ("Page group", _ANY),
    "page": ("Page URL", _CONTAINS),
    "asset": ("Asset name", _CONTAINS),
    "content_level_at_least": ("Content level", _LEAST),
    "channel": ("Campaign channel", _ANY),
    "campaign": ("Campaign", _ANY),
}
_COLUMN = {"in": _ANY, "between": _BETWEEN, "at_least": _LEAST, "at_most": _MOST}


class CellError(ValueError):
    """A cell that cannot be read, by its field."""

    def __init__(self, name: str, message: object) -> None:
        super().__init__(str(message))
        self.name = name


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One line of a condition, in a product's terms."""

    about: str
    operator: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Terms:
    """A product's own names.

    Parameters
    ----------
    properties : mapping of str to str
        By key of ``who`` or ``what``, where they differ from the usual.
    acts : mapping of str to str
        By kind of act.
    """

    properties: Mapping[str, str]
    acts: Mapping[str, str]

    def about(self, key: str) -> str:
        """Name what a key asks about."""
        return self.properties.get(key) or (WHO | WHAT)[key][0]

    @property
    def any_act(self) -> str:
        """Name an act of any kind."""
        return self.properties.get(_NO_KIND, "Any activity")


def criteria(who: Who | None, what: What | None, terms: Terms) -> list[Criterion]:
    """Write a condition as criteria.

    Parameters
    ----------
    who, what : Who, What
        Days and numbers of acts are left out: they have columns of their own.
    terms : Terms

    Returns
    -------
    list of Criterion
    """
    found = [*_side(who, WHO, _FIELD, terms), *_side(what, WHAT, _ACTS_FIELD, terms)]
    if what is not None and not any(
        each.about in (terms.about(key) for key in WHAT) or each.about.startswith(_ACTS_FIELD)
        for each in found
    ):
        found.append(Criterion(about=terms.any_act, operator="", value=""))
    return found


def _side(
    asked: Who | What | None, known: Mapping[str, tuple[str, str]], field: str, terms: Terms
) -> Iterator[Criterion]:
    if asked is None:
        return
    plain = asked.model_dump(by_alias=True, exclude_none=True)
    column = plain.pop("column", None)
    for key, value in plain.items():
        if key in known:
            yield Criterion(
                about=terms.about(key),
                operator=known[key][1],
                value=_value(key, value, known[key][1], terms),
            )
        elif column is not None and key in _COLUMN:
            operator = _COLUMN[key]
            told = _value(key, value, operator, terms, typed=True)
            yield Criterion(about=field + cell(column), operator=operator, value=told)


def _value(key: str, value: object, operator: str, terms: Terms, *, typed: bool = False) -> str:
    if operator == _BETWEEN:
        assert isinstance(value, tuple)
        return "; ".join(_OPEN if each is None else cell(each) for each in value)
    if key == "kind":
        assert isinstance(value, tuple)
        taken = {name.lower() for name in terms.acts.values()}
        return "; ".join(
            cell(terms.acts[kind])
            if kind in terms.acts
            else cell(kind, quoted=kind.lower() in taken)
            for kind in value
        )
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return cells(value, typed=typed)
    assert isinstance(value, int | float)
    return cell(float(value))


def read_criterion(told: Criterion, terms: Terms) -> tuple[str, dict[str, object]]:
    """Read one criterion.

    Parameters
    ----------
    told : Criterion
    terms : Terms

    Returns
    -------
    side : {"who", "what"}
    keys : dict
        As they stand on the card.

    Raises
    ------
    CellError
        If the property or the operator is not known; says what is.
    ValueError
        If the value cannot be read.
    """
    for side, prefix in (("what", _ACTS_FIELD), ("who", _FIELD)):
        if told.about.lower().startswith(prefix.lower()):
            name = values(told.about[len(prefix) :])
            key = _key(_COLUMN, told)
            return side, {"column": name[0] if name else "", key: _read(key, told, typed=True)}
    if told.about.lower() == terms.any_act.lower():
        return "what", {}
    for side, known in (("who", WHO), ("what", WHAT)):
        here = {
            key: operator
            for key, (_, operator) in known.items()
            if terms.about(key).lower() == told.about.lower()
        }
        if here:
            key = _key(here, told)
            return side, {key: _kinds(told, terms) if key == "kind" else _read(key, told)}
    names = [terms.any_act, *sorted({terms.about(key) for key in (*WHO, *WHAT)})]
    raise CellError(
        "about",
        f"does not know {told.about!r:.60}; known are {', '.join(names)}, and "
        f"'{_FIELD}NAME' or '{_ACTS_FIELD}NAME' for a field of your own",
    )


def _key(known: Mapping[str, str], told: Criterion) -> str:
    """Find the key that the operator makes of a property: the first where it is empty."""
    by_operator = {operator: key for key, operator in known.items()}
    wanted = told.operator.lower()
    if wanted in by_operator:
        return by_operator[wanted]
    if not wanted:
        return next(iter(known))
    raise CellError(
        "operator",
        f"is {told.operator!r:.40}; for {told.about} it must be {' or '.join(by_operator)}",
    )


def _read(key: str, told: Criterion, *, typed: bool = False) -> object:
    operator = (_COLUMN if typed else {k: o for k, (_, o) in (WHO | WHAT).items()})[key]
    if operator == _BETWEEN:
        ends = [each.strip() for each in told.value.split(";")]
        if len(ends) != 2:
            raise ValueError(f"must hold two limits, such as 50; 1000 or 50; {_OPEN}")
        return [None if end.lower() == _OPEN else number(end) for end in ends]
    if operator == _IS:
        if told.value.lower() not in ("yes", "no"):
            raise ValueError("must be yes or no")
        return told.value.lower() == "yes"
    if key == "content_level_at_least":
        return whole_number(told.value)
    if operator in (_LEAST, _MOST):
        return number(told.value)
    found = values(told.value, typed=typed)
    if not found:
        raise ValueError("must hold at least one value; several are parted by semicolons")
    return found


def _kinds(told: Criterion, terms: Terms) -> list[Plain]:
    """Read kinds of acts by the product's names; what is quoted is a kind as it stands."""
    by_name = {name.lower(): kind for kind, name in terms.acts.items()}
    found = [
        value if quoted else by_name.get(str(value).lower(), value)
        for value, quoted in entries(told.value)
    ]
    if not found:
        raise ValueError("must hold at least one activity")
    return found
