"""What is said to follow from a condition follows for every lead that there can be."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from leadscore.cards.card import Rule
from leadscore.cards.conditions import SHORT_TERM, What, Who
from leadscore.cards.implying import implies

TERMS = ("cto", "director", "sales director", "sales", "it")
TITLES = (None, "CTO", "Sales Director", "Director of IT", "Sales", "doctor")
COUNTRIES = ("FI", "fi", "SE", "DE")
KINDS = ("page_view", "download")
INTENTS = ("pricing", "demo")

Lead = dict[str, Any]  # a title, a country, employees, and acts


def _some(values: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)


WHO = st.fixed_dictionaries(
    {},
    optional={
        "title_contains": _some(TERMS),
        "title_has_word": _some(("cto", "director", "sales")),
        "country_in": _some(COUNTRIES),
        "employees_between": st.sampled_from([(None, 50), (10, 50), (10, None), (100, 200)]),
        "has": _some(("job_title", "country", "employees")),
        "missing": _some(("job_title", "country", "employees")),
    },
).filter(bool)
WHAT = st.fixed_dictionaries(
    {},
    optional={
        "kind": _some(KINDS),
        "intent": _some(INTENTS),
        "content_level_at_least": st.integers(1, 3),
        "within_days": st.sampled_from([7, 30, 90]),
        "at_least": st.integers(1, 3),
    },
).filter(bool)


def _rule(who: dict[str, Any] | None, what: dict[str, Any] | None) -> Rule:
    return Rule(
        id="r",
        says={"en": "R", "fi": "R"},
        who=None if who is None else Who(**who),
        what=None if what is None else What(**what),
        points=5,
    )


CONDITIONS = st.one_of(
    st.builds(_rule, WHO, st.none()),
    st.builds(_rule, st.none(), WHAT),
    st.builds(_rule, WHO, WHAT),
)
ACT = st.tuples(
    st.sampled_from(KINDS), st.sampled_from(INTENTS), st.integers(1, 3), st.integers(0, 100)
)
LEADS = st.fixed_dictionaries(
    {
        "job_title": st.sampled_from(TITLES),
        "country": st.sampled_from((None, *COUNTRIES)),
        "employees": st.sampled_from((None, 5, 10, 30, 50, 150)),
        "acts": st.lists(ACT, max_size=5),
    }
)


def holds(rule: Rule, lead: Lead) -> bool:
    """Read a condition for one lead, as plainly as can be."""
    return (rule.who is None or _is(rule.who, lead)) and (
        rule.what is None or _did(rule.what, lead)
    )


def _is(who: Who, lead: Lead) -> bool:
    title = f" {(lead['job_title'] or '').lower()} "
    low, high = who.employees_between or (None, None)
    people = lead["employees"]
    return all(
        (
            who.title_contains is None or any(_inside(term, title) for term in who.title_contains),
            who.title_has_word is None or any(f" {term} " in title for term in who.title_has_word),
            who.country_in is None
            or (lead["country"] or "").lower() in {each.lower() for each in who.country_in},
            who.employees_between is None
            or (people is not None and (low or 0) <= people <= (high or 1e9)),
            all(lead[key] is not None for key in who.has or ()),
            all(lead[key] is None for key in who.missing or ()),
        )
    )


def _inside(term: str, title: str) -> bool:
    return (f" {term} " if len(term) <= SHORT_TERM else term) in title


def _did(what: What, lead: Lead) -> bool:
    count = sum(
        (what.kind is None or kind in what.kind)
        and (what.intent is None or intent in what.intent)
        and level >= (what.content_level_at_least or 0)
        and age <= (what.within_days or 365)
        for kind, intent, level, age in lead["acts"]
    )
    return bool(count >= what.fewest)


@settings(max_examples=1_000, deadline=None)
@given(CONDITIONS, CONDITIONS, st.lists(LEADS, min_size=10, max_size=10))
def test_nobody_fulfils_a_condition_without_what_it_implies(
    one: Rule, other: Rule, leads: list[Lead]
) -> None:
    if implies(one, other):
        assert all(holds(other, lead) for lead in leads if holds(one, lead))


@settings(max_examples=200, deadline=None)
@given(CONDITIONS)
def test_every_condition_implies_itself(rule: Rule) -> None:
    assert implies(rule, rule)
