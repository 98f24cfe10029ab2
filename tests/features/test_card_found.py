"""What a card asks for that is nowhere in the data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import ibis
import pyarrow as pa

from leadscore.cards import parse_card
from leadscore.features.card_found import not_in_data
from leadscore.settings import Settings
from leadscore.sources.flat import FlatColumn, FlatTable
from leadscore.sources.warehouse import Warehouse

Make = Callable[..., Warehouse]


def crm(make: Make) -> Warehouse:
    leads = [
        {"lead_id": "a", "created_at": "2024-01-10", "job_title": "Sales director",
         "source": "Trade fair", "account_id": "acme", "email_domain": "acme.example"},
        {"lead_id": "b", "created_at": "2024-01-20", "source": "web", "country": "FI"},
    ]  # fmt: skip
    events = [
        {"lead_id": "a", "kind": "page_view", "event_at": "2024-01-25", "url": "/pricing/fi",
         "content_level": 3, "campaign_id": "c1"},
        {"lead_id": "b", "kind": "download", "event_at": "2024-01-26", "asset": "great-guide"},
    ]  # fmt: skip
    return make(
        leads=leads,
        events=events,
        accounts=[{"account_id": "acme", "industry": "Retail", "employees": 20}],
        campaigns=[{"campaign_id": "c1", "name": "Spring", "channel": "social"}],
        as_of="2024-03-01",
    )


def told(make: Make, *rules: str) -> list[str]:
    listed = "\n".join(
        f"  - {{id: r{place}, says: R, points: 5, {rule}}}" for place, rule in enumerate(rules)
    )
    card = parse_card(f"rules:\n{listed}")
    return [each.sentence() for each in not_in_data(card, crm(make), Settings())]


def test_what_the_data_have_is_not_told(warehouse_of: Make) -> None:
    assert not told(
        warehouse_of,
        "who: {title_contains: director, industry_in: retail, employees_between: [10, 50]}",
        "who: {source_in: trade fair, country_in: fi, seniority_in: director, customer: true}",
        "who: {email_domain: company, email_domain_in: acme.example, missing: language}",
        "what: {kind: page_view, page: /pricing, content_level_at_least: 3, channel: social}",
        "what: {asset: great*guide, within_days: 90}, per: act, cap: 10",
        "what: {intent: pricing, campaign: c1, at_least: 3}",
    )


def test_a_rule_that_asks_for_what_nothing_has_is_told_with_its_line(warehouse_of: Make) -> None:
    found = told(
        warehouse_of,
        "who: {industry_in: [Banking, Farming]}",
        "what: {kind: webinar}",
        "who: {employees_between: [50, 1000]}",
        "what: {content_level_at_least: 4}",
        "what: {page: /nowhere, kind: page_view}",
        "who: {title_has_word: nurse}",
        "who: {source_in: tradefair}",
    )
    assert [each.split(":")[0] for each in found] == [
        f"K11 line {place + 2}, rule r{place}" for place in range(7)
    ]
    assert "asks for industry_in: Banking, Farming, which nothing" in found[0]
    assert "employees_between: 50–1000" in found[2]
    assert found[6].endswith("Is Trade fair meant?")


def test_one_misspelt_value_among_others_is_told_with_what_is_meant(warehouse_of: Make) -> None:
    found = told(
        warehouse_of,
        "what: {kind: [pageview, download, webinar]}",
        "who: {industry_in: [Retail, Banking]}",
    )
    assert len(found) == 1
    assert found[0].startswith("K12 line 2, rule r0: asks also for kind: pageview")
    assert found[0].endswith("Is page_view meant?")


def test_an_exclusion_that_excludes_nobody_yet_is_no_slip(warehouse_of: Make) -> None:
    card = parse_card("""
rules: [{id: any, says: Any, what: {kind: download}, points: 5}]
exclusions:
  - {id: gone, says: Gone, what: {kind: unsubscribe}}
  - {id: viewed, says: Viewed, what: {kind: page_viev}}
""")
    (found,) = not_in_data(card, crm(warehouse_of), Settings())
    assert found.place == "line 5, exclusion viewed"


def test_no_mail_domain_of_the_data_is_ever_told(warehouse_of: Make) -> None:
    (found,) = told(warehouse_of, "who: {email_domain_in: acne.example}")
    assert "acme.example" not in found


def test_a_column_of_a_flat_export_that_never_holds_is_told() -> None:
    engine = ibis.duckdb.connect()
    frame = pa.table({"lead_id": ["x", "y"], "position": [0, 1], "fit__origin": ["web", None]})
    origin = FlatColumn(name="fit__origin", source="Origin", axis="fit", kind="category")
    flat = FlatTable(
        frame=engine.create_table("flat", frame), columns=(origin,), how="order", left_out={}
    )
    never = datetime(1970, 1, 1)
    warehouse = Warehouse(engine=engine, tables={}, as_of=never, observed_from=never, flat=flat)
    card = parse_card("""
rules:
  - {id: web, says: Web, who: {column: Origin, in: [WEB]}, points: 4}
  - {id: fair, says: Fair, who: {column: Origin, in: [fair]}, points: 4}
""")
    (found,) = not_in_data(card, warehouse, Settings())
    assert found.code == "K11"
    assert found.place == "line 4, rule fair"
