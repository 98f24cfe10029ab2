"""The card on the engine gives the points that one gets with pencil and paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pandas as pd
import pytest

from leadscore.cards import Axis, Card, load_card, parse_card
from leadscore.errors import CardError
from leadscore.features.card import build_card
from leadscore.features.card_columns import OwnColumn, check_columns
from leadscore.features.card_entries import card_features
from leadscore.settings import Settings
from leadscore.sources.flat import FlatColumn, FlatTable
from leadscore.sources.mappings import Fields, load_mapping
from leadscore.sources.warehouse import Warehouse

MakeWarehouse = Callable[..., Warehouse]

EXAMPLES = Path(__file__).parents[2] / "examples"
JUNE = datetime(2024, 6, 1)
MAY = datetime(2024, 5, 1)


def snapshots_of(warehouse: Warehouse, *cutoffs: datetime) -> ir.Table:
    """Take every lead at every cutoff."""
    grid = pd.DataFrame({"cutoff": sorted(cutoffs)})
    grid = grid.assign(ordinal=range(len(grid)), grid=0).astype({"cutoff": "datetime64[us]"})
    leads = warehouse.leads.select("lead_id", "account_id")
    taken = leads.cross_join(ibis.memtable(grid))
    return taken.mutate(cutoff=taken.cutoff.cast("timestamp(6)"))


def points(
    card: Card | str,
    warehouse: Warehouse,
    *cutoffs: datetime,
    settings: Settings | None = None,
) -> pd.DataFrame:
    """Give the card's columns by lead (and cutoff, when there are several)."""
    card = parse_card(card) if isinstance(card, str) else card
    cutoffs = cutoffs or (JUNE,)
    snapshots = snapshots_of(warehouse, *cutoffs)
    built = build_card(card, warehouse, snapshots, settings or Settings())
    frame = pd.DataFrame(warehouse.engine.to_pandas(built.table)).sort_values(["lead_id", "cutoff"])
    key = ["lead_id"] if len(cutoffs) == 1 else ["lead_id", "cutoff"]
    return frame.set_index(key)[[feature.name for feature in built.features]]


def one_rule(condition: str, more: str = "points: 10") -> str:
    return f"rules:\n  - {{id: it, says: It, {condition}, {more}}}"


def many_rules(rules: Iterable[str]) -> str:
    """Write a card of many rules, so that one run answers them all."""
    return "rules:\n" + "".join(
        f"  - {{id: r{n}, says: R, {rule}}}\n" for n, rule in enumerate(rules)
    )


def view(at: str, *, lead: str = "L1", **more: object) -> dict[str, object]:
    row = {"lead_id": lead, "event_at": at, "kind": "page_view", "url": "/pricing"}
    return {**row, **more}


def lead(lead_id: str, **more: object) -> dict[str, object]:
    return {"lead_id": lead_id, "created_at": "2023-01-01", **more}


@pytest.fixture
def viewers(warehouse_of: MakeWarehouse) -> Warehouse:
    """L1 viewed pricing 1, 15, 30 and 61 days before June; L2 did nothing."""
    days = ("2024-05-31", "2024-05-17", "2024-05-02", "2024-04-01")
    return warehouse_of(leads=[lead("L1"), lead("L2")], events=[view(day) for day in days])


EARNED: list[tuple[str, str, float]] = [
    ("within_days: 30", "points: 10", 10),
    ("within_days: 30", "points: 10, per: act, cap: 100", 30),
    ("within_days: 30", "points: 10, per: act, cap: 25", 25),
    ("within_days: 30", "points: -10, per: act, cap: 25", -25),
    ("within_days: 30", "points: 10, cap: 7", 7),
    ("within_days: 29", "points: 10, per: act, cap: 100", 20),
    ("within_days: 61", "points: 10, per: act, cap: 100", 40),
    ("kind: page_view", "points: 10, per: act, cap: 100", 40),
    ("within_days: 30, at_least: 3", "points: 10", 10),
    ("within_days: 30, at_least: 4", "points: 10", 0),
    ("at_least: 4", "points: 10", 10),
    ("within_days: 30, at_most: 2", "points: 10", 0),
    ("within_days: 30, at_most: 3", "points: 10", 10),
    ("within_days: 30, at_least: 1, at_most: 3", "points: 10", 10),
    # newest act one day old
    ("within_days: 30", "points: 10, decay: {half_life_days: 15}", 10 * 0.5 ** (1 / 15)),
    ("within_days: 30", "points: 10, decay: linear", 10 * (1 - 1 / 30)),
    # ages 1, 15 and 30
    (
        "within_days: 30",
        "points: 10, per: act, cap: 100, decay: {half_life_days: 15}",
        10 * (0.5 ** (1 / 15) + 0.5 + 0.25),
    ),
    (
        "within_days: 30",
        "points: 10, per: act, cap: 100, decay: linear",
        10 * (1 - 1 / 30 + 0.5 + 0),
    ),
    ("within_days: 30, at_least: 4", "points: 10, decay: linear", 0),
]


def test_acts_earn_what_pencil_and_paper_give(viewers: Warehouse) -> None:
    rules = [f"what: {{intent: pricing, {what}}}, {more}" for what, more, _ in EARNED]
    earned = points(many_rules(rules), viewers)
    for (what, more, expected), found in zip(EARNED, earned.loc["L1"], strict=True):
        assert found == pytest.approx(expected, abs=1e-9), (what, more)


def test_a_lead_without_acts_earns_nothing_but_what_silence_gives(viewers: Warehouse) -> None:
    card = parse_card(
        "rules:\n"
        "  - {id: viewed, says: V, what: {intent: pricing}, points: 10, decay: linear}\n"
        "  - {id: faded, says: F, what: {kind: download}, points: 4, per: act, cap: 9,"
        " decay: {half_life_days: 3}}\n"
        "  - {id: silent, says: S, what: {within_days: 90, at_most: 0}, points: -15}\n"
    )
    earned = points(card, viewers)
    assert list(earned.loc["L2"]) == [0, 0, -15]
    assert earned.loc["L1", "card__silent"] == 0
    defaults = {feature.name: feature.default for feature in card_features(card)}
    assert dict(earned.loc["L2"]) == defaults


def test_acts_at_the_cutoff_or_recorded_after_it_are_not_seen(warehouse_of: MakeWarehouse) -> None:
    warehouse = warehouse_of(
        leads=[lead("L1"), lead("L2"), lead("L3")],
        events=[
            view("2024-06-01"),
            view("2024-05-20", lead="L2", recorded_at="2024-06-01"),
            view("2024-05-31T23:59:59.999999", lead="L3"),
        ],
    )
    earned = points(one_rule("what: {intent: pricing, within_days: 30}"), warehouse)
    assert earned["card__it"].to_dict() == {"L1": 0, "L2": 0, "L3": 10}


def test_each_cutoff_has_its_own_points(viewers: Warehouse) -> None:
    earned = points(
        one_rule("what: {intent: pricing, within_days: 31}", "points: 1, per: act, cap: 9"),
        viewers,
        MAY,
        JUNE,
    )
    assert earned.loc[("L1", MAY), "card__it"] == 1
    assert earned.loc[("L1", JUNE), "card__it"] == 3


ACTS: list[dict[str, object]] = [
    {"kind": "page_view", "url": "/solutions/retail", "content_level": 3},
    {"kind": "page_view", "url": "https://acme.fi/Blog/Ten-Habits", "content_level": 1},
    {"kind": "download", "asset": "Great-Guide.PDF", "campaign_id": "C1"},
    {"kind": "form_submit", "asset": "demo-request", "campaign_id": "C2"},
    {"kind": "page_view", "url": "/docs/api", "content_level": 5, "campaign_id": "C9"},
]


WHAT = [
    ("kind: page_view", 3),
    ("kind: [DOWNLOAD, form_submit]", 2),
    ("intent: solutions", 1),
    ("intent: [solutions, article, demo]", 3),
    ("page: blog", 1),
    ("page: '/solutions/*il'", 1),
    ("page: 'acme*ten'", 1),
    ("page: '/docs.api'", 0),
    ("page: ['/docs', '/solutions']", 2),
    ("asset: great-guide", 1),
    ("asset: '*.pdf'", 1),
    ("content_level_at_least: 3", 2),
    ("content_level_at_least: 1", 3),
    ("channel: LinkedIn", 1),
    ("channel: [linkedin, e-mail]", 2),
    ("campaign: C9", 1),
    ("channel: linkedin, kind: download", 1),
    ("channel: linkedin, kind: page_view", 0),
    ("kind: page_view, intent: product", 1),
]


def test_acts_are_told_by_every_key(warehouse_of: MakeWarehouse) -> None:
    warehouse = warehouse_of(
        leads=[lead("L1")],
        events=[{"lead_id": "L1", "event_at": "2024-05-20", **act} for act in ACTS],
        campaigns=[
            {"campaign_id": "C1", "name": "One", "channel": "linkedin"},
            {"campaign_id": "C2", "name": "Two", "channel": "e-mail"},
        ],
    )
    rules = [f"what: {{{what}}}, points: 1, per: act, cap: 99" for what, _ in WHAT]
    earned = points(many_rules(rules), warehouse)
    assert dict(zip((what for what, _ in WHAT), earned.loc["L1"], strict=True)) == dict(WHAT)


PEOPLE = [
    lead(
        "A",
        account_id="acme",
        source="Referral",
        country="FI",
        language="fi",
        job_title="Toimitusjohtaja",
        email_domain="acme.fi",
    ),
    lead("B", account_id="beta", job_title="Marketing Director", email_domain="gmail.com"),
    lead("C", country="NO", job_title="Intern", email_domain="student.oulu.fi"),
    lead(
        "D",
        job_title="VP, International Sales",
        department="Hallinto",
        email_domain="rival.example",
    ),
    lead("E", account_id="late", job_title=" "),
]
ACCOUNTS = [
    {
        "account_id": "acme",
        "industry": "Software",
        "employees": 50.0,
        "revenue_eur": 2e6,
        "customer_since": "2024-05-31",
    },
    {"account_id": "beta", "country": "SE", "employees": 1000.0, "industry": "retail"},
    {"account_id": "late", "customer_since": "2024-06-01", "industry": ""},
]


WHO = [
    ("title_contains: [director, johtaja]", "AB"),
    ("title_contains: VP", "D"),
    ("title_contains: CTO", ""),
    ("title_contains: intern", "CD"),
    ("title_has_word: intern", "C"),
    ("title_contains: 'marketing dir'", "B"),
    ("title_contains: директор", ""),
    ("industry_in: software", "A"),
    ("industry_in: [SOFTWARE, Retail]", "AB"),
    ("country_in: [fi, se]", "AB"),
    ("country_in: NO", "C"),
    ("language_in: FI", "A"),
    ("source_in: referral", "A"),
    ("seniority_in: executive", "A"),
    ("seniority_in: [executive, director]", "ABD"),
    ("department_in: hallinto", "D"),
    ("department_in: marketing", "B"),
    ("employees_between: [50, 1000]", "AB"),
    ("employees_between: [51, null]", "B"),
    ("employees_between: [null, 50]", "A"),
    ("revenue_eur_between: [1000000, 3000000]", "A"),
    ("email_domain: private", "B"),
    ("email_domain: [education, company]", "ACD"),
    ("email_domain_in: Rival.example", "D"),
    ("customer: true", "A"),
    ("customer: false", "BCDE"),
    ("has: industry", "AB"),
    ("missing: industry", "CDE"),
    ("has: [industry, country]", "AB"),
    ("missing: job_title", "E"),
    ("country_in: FI, industry_in: retail", ""),
]


def test_people_are_told_by_every_key(warehouse_of: MakeWarehouse) -> None:
    warehouse = warehouse_of(leads=PEOPLE, accounts=ACCOUNTS)
    earned = points(many_rules([f"who: {{{who}}}, points: 10" for who, _ in WHO]), warehouse)
    assert set(earned.to_numpy().ravel()) == {0, 10}
    found = zip((who for who, _ in WHO), earned.columns, strict=True)
    assert {who: "".join(earned.index[earned[it] == 10]) for who, it in found} == dict(WHO)


def test_an_order_before_the_cutoff_makes_a_customer(warehouse_of: MakeWarehouse) -> None:
    warehouse = warehouse_of(
        leads=PEOPLE,
        orders=[
            {"account_id": "beta", "ordered_at": "2024-05-31"},
            {"account_id": "acme", "ordered_at": "2024-06-01"},
        ],
    )
    earned = points(one_rule("who: {customer: true}"), warehouse)["card__it"]
    assert list(earned.index[earned == 10]) == ["B"]


def test_with_who_and_what_both_must_hold(warehouse_of: MakeWarehouse) -> None:
    warehouse = warehouse_of(
        leads=PEOPLE, events=[view("2024-05-30", lead="A"), view("2024-05-30", lead="C")]
    )
    earned = points(one_rule("who: {title_contains: johtaja}, what: {intent: pricing}"), warehouse)
    assert earned["card__it"].to_dict() == {"A": 10, "B": 0, "C": 0, "D": 0, "E": 0}


GROUPED = """
rules:
  - {id: title, says: {en: Title, fi: Titteli}, who: {has: job_title}, points: 10}
  - {id: pricing, says: P, what: {intent: pricing}, points: 10, per: act, cap: 30}
  - {id: article, says: A, what: {intent: article}, points: 5}
  - {id: bounce, says: B, what: {kind: bounce}, points: -10, per: act, cap: 30}
  - {id: complaint, says: C, what: {kind: complaint}, points: -10}
groups:
  web: {cap: 20, rules: [pricing, article], says: {en: the site, fi: sivusto}}
  trouble: {cap: 15, rules: [bounce, complaint]}
exclusions:
  - {id: student, says: {en: Student, fi: Opiskelija}, who: {seniority_in: student}}
  - {id: rival, says: R, who: {email_domain_in: rival.example}}
  - {id: jobs, says: J, what: {intent: careers}}
"""


@pytest.fixture(scope="module")
def grouped(warehouse_of: MakeWarehouse) -> pd.DataFrame:
    """Score four leads with the grouped card: A plain, B a student, C a rival, D a job seeker."""
    leads = [
        lead("A", job_title="Manager"),
        lead("B", job_title="Student", email_domain="rival.example"),
        lead("C", email_domain="rival.example"),
        lead("D", job_title="Manager"),
    ]
    acts = [
        *(view(f"2024-05-{day}", lead=who) for day in (10, 11, 12) for who in "ABD"),
        view("2024-05-13", lead="A", url="/blog/x"),
        *(view("2024-05-14", lead="A", kind="bounce", url=None) for _ in range(3)),
        view("2024-05-14", lead="A", kind="complaint", url=None),
        view("2024-05-14", lead="D", url="/careers/developer"),
    ]
    return points(GROUPED, warehouse_of(leads=leads, events=acts))


def test_a_groups_cap_takes_away_what_is_over_it_up_and_down(grouped: pd.DataFrame) -> None:
    assert list(grouped.loc["A", ["card__pricing", "card__article"]]) == [30, 5]
    assert grouped.loc["A", "card__cap_web"] == -15
    assert list(grouped.loc["A", ["card__bounce", "card__complaint"]]) == [-30, -10]
    assert grouped.loc["A", "card__cap_trouble"] == 25
    assert list(grouped.loc["C", ["card__cap_web", "card__cap_trouble"]]) == [0, 0]
    assert grouped.sum(axis=1)["A"] == 10 + 20 - 15


def test_an_exclusion_brings_its_side_down_to_the_floor(grouped: pd.DataFrame) -> None:
    card = parse_card(GROUPED)
    fit = ["card__title", "card__exclusion_student", "card__exclusion_rival"]
    behaviour = [name for name in grouped.columns if name not in fit]
    # fit 0..10, behaviour -15..20: the fit floor is 0 - 35 - 1
    assert card.floor("fit") == -36
    assert grouped[fit].sum(axis=1).to_dict() == {"A": 10, "B": -36, "C": -36, "D": 10}
    # the behaviour floor is -15 - 10 - 1
    assert card.floor("behaviour") == -26
    assert grouped[behaviour].sum(axis=1).to_dict() == {"A": 5, "B": 20, "C": 0, "D": -26}
    total = grouped.sum(axis=1)
    assert total[["B", "C", "D"]].max() < card.bounds()[0]


def test_the_first_matching_exclusion_takes_all(grouped: pd.DataFrame) -> None:
    assert grouped.loc["B", "card__exclusion_student"] == -46
    assert grouped.loc["B", "card__exclusion_rival"] == 0
    assert grouped.loc["C", "card__exclusion_rival"] == -36


def test_columns_have_their_side_and_speak_two_languages() -> None:
    features = {feature.name: feature for feature in card_features(parse_card(GROUPED))}
    assert features["card__title"].axis == "fit"
    assert features["card__cap_web"].axis == "behaviour"
    assert features["card__exclusion_jobs"].axis == "behaviour"
    assert {feature.family for feature in features.values()} == {"card"}
    told = features["card__cap_web"].tell(-15, "en")
    assert told == "the site: capped at 20 points, 15 beyond it not counted"
    assert features["card__cap_web"].tell(0, "fi") == "sivusto: alle katon 20 pistettä"
    assert features["card__title"].tell(10, "fi") == "Titteli: 10 pistettä"
    assert features["card__title"].tell(0, "en") == "no points for: Title"
    assert features["card__exclusion_student"].tell(-36, "fi") == (
        "ei soiteta: Opiskelija (-36 pistettä)"
    )
    assert features["card__exclusion_student"].tell(0, "en") == "not ruled out by: Student"


def test_one_lead_has_the_points_it_has_among_others(warehouse_of: MakeWarehouse) -> None:
    leads = [lead(f"L{n}", job_title="Manager" if n % 2 else None) for n in range(9)]
    acts = [view(f"2024-05-{1 + n * 3:02}T0{n}:17:05", lead=f"L{n}") for n in range(9)]
    card = parse_card(GROUPED.replace("cap: 30}", "cap: 30, decay: linear}"))
    batch = points(card, warehouse_of(leads=leads, events=acts))
    for n in (3, 8):
        alone = points(card, warehouse_of(leads=[leads[n]], events=[acts[n]]))
        assert list(alone.loc[f"L{n}"]) == list(batch.loc[f"L{n}"])


def test_equal_questions_of_several_rules_are_asked_once(viewers: Warehouse) -> None:
    card = parse_card(
        "rules:\n"
        + "".join(
            f"  - {{id: r{n}, says: R, what: {{intent: pricing, at_least: {n}}}, points: {n}}}\n"
            for n in range(1, 6)
        )
    )
    earned = points(card, viewers)
    assert list(earned.loc["L1"]) == [1, 2, 3, 4, 0]


def test_a_rule_that_never_fires_is_no_error(warehouse_of: MakeWarehouse) -> None:
    earned = points(one_rule("what: {kind: telegram}"), warehouse_of(leads=[lead("L1")]))
    assert earned["card__it"].tolist() == [0]


EXTRA = {
    "features": {
        "extra_columns": [
            {"table": "leads", "column": "plan", "kind": "category", "known_at": "creation"},
            {"table": "accounts", "column": "seats", "kind": "number", "known_at": "sized_at"},
            {
                "table": "leads",
                "column": "logins",
                "axis": "behaviour",
                "kind": "number",
                "known_at": "creation",
            },
        ]
    }
}


def extra_warehouse(warehouse_of: MakeWarehouse) -> Warehouse:
    return warehouse_of(
        leads=[
            lead("L1", account_id="a", plan="Pro", logins=3),
            lead("L2", account_id="b", plan="free", logins=0),
            lead("L3", account_id="b", plan=None, logins=None),
        ],
        accounts=[
            {"account_id": "a", "seats": 20.0, "sized_at": datetime(2024, 5, 1)},
            {"account_id": "b", "seats": 20.0, "sized_at": datetime(2024, 6, 1)},
        ],
    )


COLUMNS = [
    ("who: {column: plan, in: pro}", "points: 10", [10, 0, 0]),
    ("who: {column: plan, in: [pro, FREE]}", "points: 10", [10, 10, 0]),
    ("who: {column: seats, at_least: 20}", "points: 10", [10, 0, 0]),
    ("who: {column: seats, between: [1, 19]}", "points: 10", [0, 0, 0]),
    ("who: {column: seats, in: [10, 20]}", "points: 10", [10, 0, 0]),
    ("what: {column: logins, at_most: 0}", "points: 10", [0, 10, 0]),
    ("what: {column: logins, at_least: 1}", "points: 4, per: act, cap: 10", [10, 0, 0]),
]


def test_extra_columns_count_once_they_are_known(warehouse_of: MakeWarehouse) -> None:
    settings = Settings.model_validate(EXTRA)
    card = many_rules([f"{condition}, {more}" for condition, more, _ in COLUMNS])
    earned = points(card, extra_warehouse(warehouse_of), settings=settings)
    for (condition, _, expected), name in zip(COLUMNS, earned.columns, strict=True):
        assert list(earned[name]) == expected, condition


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        (
            "who: {column: plam, in: pro}",
            "no column 'plam' that may be used; features.extra_columns .* Did you mean 'plan'",
        ),
        ("what: {column: plan, in: pro}", "'plan' is a column on fit: ask for it under 'who'"),
        (
            "who: {column: logins, at_least: 1}",
            "'logins' is a column on behaviour: ask for it under 'what'",
        ),
        ("who: {column: plan, at_least: 3}", "'plan' holds text, which has no at_least; use 'in'"),
        ("who: {column: seats, in: many}", "'seats' holds numbers; 'in' must list numbers"),
        ("what: {intent: prcing}", "there is no intent class 'prcing' in leadscore.toml"),
    ],
)
def test_a_rule_that_does_not_fit_the_data_is_told_with_its_line(
    warehouse_of: MakeWarehouse, condition: str, told: str
) -> None:
    settings = Settings.model_validate(EXTRA)
    with pytest.raises(CardError, match=f"line 2, rule it: .*{told}"):
        points(one_rule(condition), extra_warehouse(warehouse_of), settings=settings)


def test_every_problem_with_the_data_is_told_at_once(warehouse_of: MakeWarehouse) -> None:
    card = (
        "rules:\n"
        "  - {id: a, says: A, who: {column: x, in: y}, points: 1}\n"
        "exclusions:\n"
        "  - {id: b, says: B, who: {column: z, in: y}}\n"
    )
    with pytest.raises(CardError, match=r"(?s)line 2, rule a: .*line 4, exclusion b: "):
        points(card, warehouse_of(leads=[lead("L1")]))


def scored(frames: Iterable[pd.DataFrame]) -> list[list[float]]:
    return [frame.to_numpy().ravel().tolist() for frame in frames]


def test_the_order_of_rows_changes_nothing(warehouse_of: MakeWarehouse) -> None:
    acts = [view(f"2024-05-{day:02}T12:34:56") for day in (3, 9, 14, 27, 30)]
    card = one_rule("what: {intent: pricing}", "points: 3, per: act, cap: 99, decay: linear")
    leads = [lead("L1")]
    there = points(card, warehouse_of(leads=leads, events=acts))
    back = points(card, warehouse_of(leads=leads, events=acts[::-1]))
    assert scored([there]) == scored([back])


def flat_warehouse(warehouse_of: MakeWarehouse) -> Warehouse:
    """Make a flat export of three leads: job and age on fit, visits on behaviour."""
    frame = pd.DataFrame(
        {
            "lead_id": ["1", "2", "3"],
            "position": [0, 1, 2],
            "group_id": ["1", "2", "3"],
            "converted": [True, False, None],
            "fit__job": ["Retired", "admin.", None],
            "fit__age": [70.0, 30.0, None],
            "behaviour__visits": [7.0, 0.0, None],
        }
    )
    empty = warehouse_of()
    flat = FlatTable(
        frame=empty.engine.create_table("flat", frame),
        columns=(
            FlatColumn(name="fit__job", source="Job Title", axis="fit", kind="category"),
            FlatColumn(name="fit__age", source="Age", axis="fit", kind="number"),
            FlatColumn(name="behaviour__visits", source="Visits", axis="behaviour", kind="number"),
        ),
        how="order",
    )
    return replace(empty, flat=flat)


FLAT = """
rules:
  - {id: retired, says: R, who: {column: Job Title, in: retired}, points: 10}
  - {id: office, says: O, who: {column: job, in: [admin., management]}, points: 5}
  - {id: old, says: A, who: {column: Age, between: [65, null]}, points: 3}
  - {id: visits, says: V, what: {column: Visits, at_least: 1}, points: 2, per: act, cap: 12}
  - {id: never, says: N, what: {column: Visits, at_most: 0}, points: -4}
groups: {work: {cap: 8, rules: [retired, office]}}
exclusions: [{id: young, says: Y, who: {column: Age, at_most: 30}}]
"""


def test_a_flat_export_is_asked_for_its_columns(warehouse_of: MakeWarehouse) -> None:
    warehouse = flat_warehouse(warehouse_of)
    earned = points(FLAT, warehouse)
    assert list(earned.loc["1"]) == [10, 0, 3, 12, 0, -2, 0]
    assert list(earned.loc["3"]) == [0, 0, 0, 0, 0, 0, 0]
    # fit 0..11, behaviour -4..12: the fit floor is 0 - 16 - 1
    assert list(earned.loc["2"]) == [0, 5, 0, 0, -4, 0, -22]


def test_a_flat_export_has_segments_of_its_columns(warehouse_of: MakeWarehouse) -> None:
    segment = "{id: old, says: Old, who: {column: Age, at_least: 65}, mql: 5}"
    earned = points(
        f"{FLAT}thresholds: {{mql: 10, segments: [{segment}]}}", flat_warehouse(warehouse_of)
    )
    assert earned["limit__old"].to_dict() == {"1": 1, "2": 0, "3": 0}
    wrong = segment.replace("column: Age, at_least: 65", "country_in: FI")
    with pytest.raises(CardError, match="line 10, segment old: in a flat export there is no"):
        points(f"{FLAT}thresholds: {{mql: 10, segments: [{wrong}]}}", flat_warehouse(warehouse_of))


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("who: {title_contains: x}", "in a flat export there is no 'title_contains' to ask for"),
        ("what: {intent: pricing}", "in a flat export there is no 'intent' to ask for"),
        ("what: {at_most: 0}", "in a flat export there is no act to ask for"),
        ("who: {column: Joob, in: x}", "no column 'Joob' .*; mapping.yaml says which may"),
        ("who: {column: Visits, at_least: 1}", "ask for it under 'what'"),
    ],
)
def test_what_a_flat_export_cannot_answer_is_told_with_its_line(
    warehouse_of: MakeWarehouse, condition: str, told: str
) -> None:
    with pytest.raises(CardError, match=f"line 2, rule it: .*{told}"):
        points(one_rule(condition), flat_warehouse(warehouse_of))


def test_text_has_no_number_of_times(warehouse_of: MakeWarehouse) -> None:
    settings = Settings.model_validate(
        {
            "features": {
                "extra_columns": [
                    {
                        "table": "leads",
                        "column": "plan",
                        "axis": "behaviour",
                        "kind": "category",
                        "known_at": "creation",
                    }
                ]
            }
        }
    )
    card = one_rule("what: {column: plan, in: pro}", "points: 1, per: act, cap: 2")
    with pytest.raises(CardError, match="'plan' holds text, which has no per: act; use 'in'"):
        points(card, extra_warehouse(warehouse_of), settings=settings)


@pytest.mark.parametrize("example", ["x_education", "bank", "salvirt"])
def test_the_example_cards_ask_for_what_their_mappings_give(example: str) -> None:
    folder = EXAMPLES / example
    flat = load_mapping(folder / "mapping.yaml").flat
    assert flat is not None
    sides: dict[Axis, Fields] = {"fit": flat.fit, "behaviour": flat.behaviour}
    columns = {
        field.column: OwnColumn(name=name, kind=field.kind or "category", axis=axis)
        for axis, fields in sides.items()
        for name, field in fields.items()
    }
    check_columns(load_card(folder / "card.yaml"), columns, flat=True)
