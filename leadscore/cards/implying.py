"""Tell where one condition of a card holds wherever another one does.

Read from the conditions alone, so only what must be so is told: "no" means "not surely".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from leadscore.cards.conditions import SHORT_TERM, ColumnTest, Condition, Range, What, Who

#: A lead has one value of these, so two rules that ask for different ones never both hold.
SINGLE = (
    "industry_in",
    "country_in",
    "language_in",
    "source_in",
    "seniority_in",
    "department_in",
    "email_domain",
    "email_domain_in",
)
_ACT_LISTS = ("kind", "intent", "page", "asset", "channel", "campaign")
_TITLES = ("title_contains", "title_has_word")
_COLUMN_KEYS = frozenset({"column", "in_", "between", "at_least", "at_most"})
_RANGES = ("employees_between", "revenue_eur_between")


def implies(one: Condition, other: Condition) -> bool:
    """Tell whether whoever fulfils one condition surely fulfils the other.

    Parameters
    ----------
    one, other : Condition

    Returns
    -------
    bool
        False also where it cannot be told from the conditions alone.

    Examples
    --------
    >>> from leadscore.cards import Rule, What
    >>> often = Rule(id="often", says="Often", what=What(intent="pricing", at_least=3), points=5)
    >>> once = Rule(id="once", says="Once", what=What(intent="pricing"), points=5)
    >>> implies(often, once), implies(once, often)
    (True, False)
    """
    who = other.who is None or (one.who is not None and _who_implies(one.who, other.who))
    what = other.what is None or (one.what is not None and _what_implies(one.what, other.what))
    return who and what


def same(one: Condition, other: Condition) -> bool:
    """Tell whether two conditions ask the same.

    Parameters
    ----------
    one, other : Condition

    Returns
    -------
    bool
    """
    return implies(one, other) and implies(other, one)


def _who_implies(one: Who, other: Who) -> bool:
    return _column_implies(one, other) and all(
        _key_implies(one, key, getattr(other, key)) for key in other.asked - _COLUMN_KEYS
    )


def _key_implies(one: Who, key: str, wanted: Any) -> bool:  # noqa: ANN401 - as the key has it
    """Tell whether a condition fulfils one key of another."""
    given = getattr(one, key)
    if key in _TITLES:
        return _title_implies(one, key, wanted)
    if key == "has":
        return all(each in (given or ()) or _known(one, each) for each in wanted)
    if given is None or key == "customer":
        return bool(given == wanted)
    if key in _RANGES:
        return _within(given, wanted)
    if key == "missing":
        return set(wanted) <= set(given)
    return folded(given) <= folded(wanted)


def _title_implies(one: Who, key: str, wanted: Iterable[str]) -> bool:
    """Every title that holds one of the given terms holds one of the wanted ones."""
    terms = folded(wanted)
    given = [folded(each) for each in (one.title_contains, one.title_has_word) if each is not None]
    words = folded(one.title_has_word or ())
    for parts in given:
        whole = parts == words or all(len(part) <= SHORT_TERM for part in parts)
        if key == "title_has_word" and whole and parts <= terms:
            return True
        if key == "title_contains" and all(_holds_one(part, terms) for part in parts):
            return True
    return False


def _holds_one(part: str, terms: set[str]) -> bool:
    return any(term in part if len(term) > SHORT_TERM else term == part for term in terms)


def _known(who: Who, column: str) -> bool:
    """Tell whether a condition can hold only where a column has a value."""
    return any(getattr(who, key) is not None for key in asks_for(column))


def asks_for(column: str) -> tuple[str, ...]:
    """List the keys of a condition that hold only where a column is known.

    Parameters
    ----------
    column : str
        As ``has`` and ``missing`` name it.

    Returns
    -------
    tuple of str
    """
    return {
        "job_title": (*_TITLES, "seniority_in", "department_in"),
        "seniority": ("seniority_in",),
        "department": ("department_in",),
        "industry": ("industry_in",),
        "country": ("country_in",),
        "language": ("language_in",),
        "source": ("source_in",),
        "employees": ("employees_between",),
        "revenue_eur": ("revenue_eur_between",),
        "email_domain": ("email_domain_in", "email_domain"),
        "account_id": ("industry_in", "employees_between", "revenue_eur_between"),
    }[column]


def _what_implies(one: What, other: What) -> bool:
    if one.column is not None or other.column is not None:
        return _column_implies(one, other)
    if one.at_most is not None or other.at_most is not None:
        return one == other
    for key in _ACT_LISTS:
        wanted, given = getattr(other, key), getattr(one, key)
        if wanted is not None and (given is None or not folded(given) <= folded(wanted)):
            return False
    levels = one.content_level_at_least or 0, other.content_level_at_least or 0
    if levels[0] < levels[1] or one.fewest < other.fewest:
        return False
    return other.within_days is None or (
        one.within_days is not None and one.within_days <= other.within_days
    )


def _column_implies(one: ColumnTest, other: ColumnTest) -> bool:
    if other.column is None:
        return True
    if one.column != other.column:
        return False
    if other.in_ is not None:
        return one.in_ is not None and set(one.in_) <= set(other.in_)
    return one.in_ is None and _within(_range(one), _range(other))


def _range(test: ColumnTest) -> Range:
    if test.between is not None:
        return test.between
    return getattr(test, "at_least", None), getattr(test, "at_most", None)


def _within(inner: Range, outer: Range) -> bool:
    low = outer[0] is None or (inner[0] is not None and inner[0] >= outer[0])
    high = outer[1] is None or (inner[1] is not None and inner[1] <= outer[1])
    return low and high


def folded(values: Iterable[str]) -> set[str]:
    """Forget the difference of large and small letters.

    Parameters
    ----------
    values : iterable of str

    Returns
    -------
    set of str
    """
    return {value.casefold() for value in values}
