"""Whose limits a lead has is told on the engine as plain Python tells it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pytest

from leadscore.cards import Card, parse_card
from leadscore.errors import CardError
from leadscore.features.card import build_card
from leadscore.features.manifest import card_hash
from leadscore.features.matrix import build_matrix
from leadscore.settings import Settings
from leadscore.sources.simulate import simulate
from leadscore.sources.warehouse import Warehouse, warehouse_from_frames

MakeWarehouse = Callable[..., Warehouse]
Value = str | float | None
JUNE = datetime(2024, 6, 1)
RULES = """
rules:
  - {id: title, says: Title, who: {has: job_title}, points: 10}
  - {id: pricing, says: Pricing, what: {intent: pricing}, points: 5}
exclusions:
  - {id: student, says: Student, who: {seniority_in: student}}
"""
SEGMENTS = """
thresholds:
  mql: 10
  segments:
    - {id: finland, says: {en: Finland, fi: Suomi}, who: {country_in: fi}, mql: 5}
    - {id: big_retail, says: B, who: {industry_in: Retail, employees_between: [100, null]}, mql: 8}
    - {id: customer, says: Customer, who: {customer: true}, mql: [A1]}
    - {id: private, says: Private, who: {email_domain: private, missing: country}, mql: 15}
    - {id: unknown, says: Unknown, who: {missing: [country, industry]}, mql: 20}
"""
COUNTRIES, INDUSTRIES = ("FI", "SE", "", None), ("retail", "Media", None)
DOMAINS = ("gmail.com", "acme.fi", None)


def card(more: str = SEGMENTS) -> Card:
    return parse_card(RULES + more)


def made(warehouse: Warehouse, asked: Card) -> pd.DataFrame:
    cutoff = ibis.literal(JUNE).cast("timestamp(6)")
    leads = warehouse.leads
    snapshots = leads.select("lead_id", "account_id", cutoff=cutoff, ordinal=0, grid=0)
    built = build_card(asked, warehouse, snapshots, Settings())
    assert [each.family for each in built.features] == ["card"] * len(built.features)
    frame = pd.DataFrame(warehouse.engine.to_pandas(built.table))
    return frame.set_index("lead_id").sort_index()


def test_segments_hold_of_whom_plain_python_says(warehouse_of: MakeWarehouse) -> None:
    draw = np.random.default_rng(5)

    def pick(values: Sequence[Value]) -> Value:
        return values[int(draw.integers(len(values)))]

    accounts: list[dict[str, Any]] = [
        {
            "account_id": f"A{at}",
            "industry": pick(INDUSTRIES),
            "employees": pick((50.0, 100.0, 900.0, None)),
            "country": pick(COUNTRIES),
            "customer_since": pick(("2024-05-31", "2024-06-01", None)),
        }
        for at in range(12)
    ]
    leads: list[dict[str, Any]] = [
        {
            "lead_id": f"L{at:03}",
            "created_at": "2024-01-01",
            "account_id": pick([*(each["account_id"] for each in accounts), None]),
            "country": pick(COUNTRIES),
            "email_domain": pick(DOMAINS),
        }
        for at in range(150)
    ]
    found = made(warehouse_of(leads=leads, accounts=accounts), card())
    by_id = {each["account_id"]: each for each in accounts}
    for each in leads:
        account: dict[str, Any] = by_id.get(each["account_id"], {})
        country = (each["country"] or account.get("country") or "").lower()
        industry = (account.get("industry") or "").lower()
        employees, since = account.get("employees"), account.get("customer_since")
        expected = {
            "finland": country == "fi",
            "big_retail": industry == "retail" and employees is not None and employees >= 100,
            "customer": since is not None and since < "2024-06-01",
            "private": each["email_domain"] == "gmail.com" and not country,
            "unknown": not country and not industry,
        }
        row = found.loc[str(each["lead_id"])]
        assert {name: bool(row[f"limit__{name}"]) for name in expected} == expected, each
    limits = found.filter(like="limit__")
    assert set(limits.to_numpy().ravel()) == {0.0, 1.0}
    assert limits.any().all()


def test_segments_change_no_points(warehouse_of: MakeWarehouse) -> None:
    leads = [
        {"lead_id": "A", "created_at": "2024-01-01", "job_title": "Boss", "country": "FI"},
        {"lead_id": "B", "created_at": "2024-01-01", "job_title": "Student", "country": "FI"},
    ]
    events = [{"lead_id": "A", "event_at": "2024-05-20", "kind": "page_view", "url": "/pricing"}]
    warehouse = warehouse_of(leads=leads, events=events)
    plain, limited = made(warehouse, card("")), made(warehouse, card())
    points = [name for name in plain.columns if name.startswith("card__")]
    pd.testing.assert_frame_equal(plain[points], limited[points])
    assert plain[points].sum(axis=1).to_dict() == {"A": 15, "B": card().floor("fit")}


def test_a_segment_that_does_not_fit_the_data_is_told_with_its_line(
    warehouse_of: MakeWarehouse,
) -> None:
    own = card("\nthresholds:\n  mql: 1\n  segments: [{id: s, says: S, mql: 1, "
               "who: {column: plam, in: x}}]")  # fmt: skip
    warehouse = warehouse_of(leads=[{"lead_id": "A", "created_at": "2024-01-01"}])
    with pytest.raises(CardError, match="line 10, segment s: there is no column 'plam'"):
        made(warehouse, own)


def test_the_card_s_hash_knows_segments_and_limits_but_not_their_words() -> None:
    told = card_hash(card(), Settings())
    assert told == card_hash(card(SEGMENTS.replace("fi: Suomi", "fi: FI")), Settings())
    changes = {"country_in: fi": "country_in: se", "mql: 15": "mql: 16", "id: private": "id: home"}
    for old, new in changes.items():
        assert old in SEGMENTS
        assert told != card_hash(card(SEGMENTS.replace(old, new)), Settings())
    assert told != card_hash(card(SEGMENTS + "grades: {A: 3, B: 2, C: 1}"), Settings())
    assert told != card_hash(card(SEGMENTS + "bands: {1: 3, 2: 2, 3: 1}"), Settings())


def test_the_matrix_holds_segments_beside_the_points_and_lists_them_as_no_feature() -> None:
    warehouse = warehouse_from_frames(simulate(n_leads=120, months=8, seed=3).tables, Settings())
    asked = card("\nthresholds:\n  mql: 1\n  segments: [{id: s, says: S, mql: 2, who: "
                 "{has: industry}}]")  # fmt: skip
    matrix = build_matrix(warehouse, Settings(), asked)
    assert matrix.X["limit__s"].dtype == "float32"
    assert set(matrix.X["limit__s"]) <= {0.0, 1.0}
    assert matrix.catalogue["limit__s"].family == "card"
    assert matrix.columns(family="card") == [
        "card__title",
        "card__pricing",
        "card__exclusion_student",
    ]
    assert "limit__s" not in matrix.columns()
