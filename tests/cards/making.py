"""Cards made at random, and their YAML in the many ways that people write it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from leadscore.cards import Card

#: What a YAML reader could take for something else, and what needs care in a text.
TRICKY = (
    "no", "null", "1.0", "~", "yes: no", "a #b", "#b", "- x", "[x", "it's", 'so "so"', "äö – €",
    "🚀 go", "=1+2", "a, b", "{x}", "50 to 90", "1e3", "0x1F", "2024-01-01", " padded ", "\\n",
    "line\nend", "*", "&a", "!b", "%", "@", "`", "?", "|", ">", "a: ", "\u2028", "\x7f",
)  # fmt: skip
TEXT = st.one_of(
    st.sampled_from(TRICKY),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12),
    st.sampled_from(["manager", "director", "IT", "pricing", "guide", "page_view"]),
)
NUMBER = st.one_of(
    st.integers(-500, 500).map(float),
    st.floats(-500, 500, allow_nan=False).map(lambda value: round(value, 3)),
)
POSITIVE = st.one_of(
    st.integers(1, 500).map(float), st.sampled_from([0.5, 12.25, 0.001]), st.just(1e4)
)
KNOWN = ("account_id", "source", "country", "industry", "job_title", "employees")
IDS = tuple(f"rule_{letter}" for letter in "abcdefgh")


def some(values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """Give lists of one or two."""
    return st.lists(values, min_size=1, max_size=2)


@st.composite
def few_of(draw: st.DrawFn, keys: dict[str, st.SearchStrategy[Any]]) -> dict[str, Any]:
    """Give one to three of the keys, each with a value."""
    names = draw(st.lists(st.sampled_from(sorted(keys)), min_size=1, max_size=3, unique=True))
    return {name: draw(keys[name]) for name in names}


@st.composite
def ranges(draw: st.DrawFn) -> list[float | None]:
    """Give two limits, one of them open at times."""
    low, high = sorted(draw(st.tuples(NUMBER, NUMBER)))
    return draw(st.sampled_from([[low, high], [None, high], [low, None]]))


COLUMN = st.fixed_dictionaries(
    {"column": TEXT, "in": some(st.one_of(TEXT, NUMBER, st.booleans()))},
    optional={"between": ranges()},
)
WHO = st.one_of(
    few_of(
        {
            "title_contains": some(TEXT),
            "title_has_word": some(TEXT),
            "industry_in": some(TEXT),
            "country_in": some(TEXT),
            "language_in": some(TEXT),
            "source_in": some(TEXT),
            "seniority_in": some(TEXT),
            "department_in": some(TEXT),
            "employees_between": ranges(),
            "revenue_eur_between": ranges(),
            "email_domain": some(st.sampled_from(["private", "education", "company"])),
            "email_domain_in": some(TEXT),
            "customer": st.booleans(),
            "has": some(st.sampled_from(KNOWN)),
            "missing": some(st.sampled_from(KNOWN)),
        }
    ),
    COLUMN,
)
ACTS = few_of(
    {
        "kind": some(TEXT),
        "intent": some(TEXT),
        "page": some(TEXT),
        "asset": some(TEXT),
        "channel": some(TEXT),
        "campaign": some(TEXT),
        "content_level_at_least": st.integers(1, 5),
        "within_days": st.integers(1, 365),
        "at_least": st.integers(1, 9),
    }
)
ABSENCE = st.fixed_dictionaries({"at_most": st.integers(0, 2)}, optional={"kind": some(TEXT)})
SAYS = st.one_of(TEXT, st.fixed_dictionaries({"en": TEXT, "fi": TEXT}))


@st.composite
def conditions(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """Give what an exclusion holds, which is how a rule begins."""
    part: dict[str, Any] = {"id": name, "says": draw(SAYS)}
    sides = draw(st.sampled_from([("who",), ("what",), ("who", "what")]))
    if "who" in sides:
        part["who"] = draw(WHO)
    if "what" in sides:
        part["what"] = draw(st.one_of(ACTS, ACTS, ABSENCE, COLUMN))
    return part


@st.composite
def rules(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """Give a rule as it stands in YAML."""
    rule = draw(conditions(name))
    rule["points"] = draw(NUMBER.filter(bool))
    what = rule.get("what", {})
    acts = bool(what) and not {"column", "at_most"} & set(what)
    if draw(st.booleans()):
        rule["cap"] = draw(POSITIVE)
        if what and "at_most" not in what and draw(st.booleans()):
            rule["per"] = "act"
    if acts and draw(st.booleans()):
        rule["decay"] = draw(
            st.one_of(
                st.just("linear"),
                st.integers(1, 90).map(lambda days: {"half_life_days": days}),
            )
        )
    return rule


@st.composite
def plain_cards(draw: st.DrawFn) -> dict[str, Any]:
    """Give a card as plain values."""
    names = draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=4, unique=True))
    card: dict[str, Any] = {
        "version": 1,
        "name": draw(st.one_of(st.just("Points card"), TEXT)),
        "rules": [draw(rules(name)) for name in names],
    }
    by_side: dict[bool, list[str]] = {}
    for rule in card["rules"]:
        by_side.setdefault("what" in rule, []).append(rule["id"])
    groups = {
        f"group_{'b' if side else 'a'}": {
            **draw(st.fixed_dictionaries({}, optional={"says": SAYS})),
            "cap": draw(POSITIVE),
            "rules": draw(st.permutations(ids)),
        }
        for side, ids in draw(st.permutations(sorted(by_side.items())))
        if draw(st.booleans())
    }
    excluded = draw(st.lists(st.sampled_from("uvw"), max_size=2, unique=True))
    exclusions = [draw(conditions(name)) for name in excluded]
    high, middle, low = sorted(draw(st.sets(NUMBER, min_size=3, max_size=3)), reverse=True)
    thresholds: dict[str, Any] | None = draw(
        st.sampled_from(
            [
                None,
                {"mql": low},
                {"mql": low, "sql": high},
                {"mql": ["A1", "B2"]},
                {"mql": ["A1", "A2", "B1"], "sql": ["A1"]},
                {"mql": low, "sql": ["A1", "B1"]},
            ]
        )
    )
    if thresholds and draw(st.booleans()):
        names = draw(st.lists(st.sampled_from(["fin", "swe"]), min_size=1, unique=True))
        thresholds = {
            **thresholds,
            "segments": [
                {"id": name, "says": draw(SAYS), "who": draw(WHO), "mql": thresholds["mql"]}
                for name in names
            ],
        }
    parts = {
        "groups": groups,
        "exclusions": exclusions,
        "thresholds": thresholds,
        "grades": draw(st.sampled_from([None, {"A": high, "B": middle, "C": low}])),
        "bands": draw(st.sampled_from([None, {"1": high, "2": middle, "3": low}])),
    }
    return card | {name: part for name, part in parts.items() if part}


def made(plain: Mapping[str, Any]) -> Card:
    """Make the card of its plain values."""
    return Card.model_validate(plain)


CARDS = plain_cards().map(made)
