"""Who the lead is, from facts known at the cutoff."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import pandas as pd
import pytest

from leadscore.errors import SettingsError
from leadscore.features.fit import build_fit
from leadscore.features.mailboxes import DOMAIN_KINDS, PRIVATE_MAIL
from leadscore.features.snapshots import take_snapshots
from leadscore.settings import Settings, parse_settings
from leadscore.sources.warehouse import Warehouse

Make = Callable[..., Warehouse]
AS_OF = "2024-02-10"


def settings_with(**features: object) -> Settings:
    return parse_settings({"features": features})


def built(warehouse: Warehouse, settings: Settings) -> pd.DataFrame:
    features = build_fit(warehouse, take_snapshots(warehouse, settings), settings)
    frame = pd.DataFrame(warehouse.engine.to_pandas(features.table))
    assert list(frame.columns[2:]) == [each.name for each in features.features]
    return frame.sort_values(["lead_id", "cutoff"]).reset_index(drop=True)


def fit(make: Make, lead: Mapping[str, object], **account: object) -> dict[str, object]:
    """Build the one row of one lead with one company."""
    row = {"lead_id": "a", "created_at": "2024-01-10 12:00", "account_id": "acme", **lead}
    company = {"account_id": "acme", **account}
    warehouse = make(leads=[row], accounts=[company], as_of=AS_OF)
    frame = built(warehouse, settings_with(home_countries=["fi", "SE"]))
    assert len(frame) == 1
    values = frame.iloc[0].where(frame.iloc[0].notna(), None).to_dict()
    return {str(name).removeprefix("fit__"): value for name, value in values.items()}


def test_facts_are_read_as_they_are(warehouse_of: Make) -> None:
    lead = {"source": " Web ", "country": "fi", "language": "EN", "job_title": "Myyntijohtaja"}
    row = fit(warehouse_of, lead, industry="Energy", country="FI")
    told = ["source", "country", "language", "seniority", "department", "industry"]
    assert [row[name] for name in told] == ["Web", "FI", "en", "director", "sales", "Energy"]
    assert row["home_country"] == row["account_country_match"] == 1
    assert row["age_days"] == 21.5


@pytest.mark.parametrize(
    ("employees", "band"),
    [
        (0, "0-9"),
        (9, "0-9"),
        (10, "10-49"),
        (249, "50-249"),
        (250, "250-999"),
        (1000, "1000+"),
        (-1, None),
        (None, None),
    ],
)
def test_size_bands_are_those_of_the_eu(
    warehouse_of: Make, employees: float | None, band: str | None
) -> None:
    assert fit(warehouse_of, {}, employees=employees)["size_band"] == band


@pytest.mark.parametrize(
    ("revenue", "band"),
    [(1.9e6, "under 2 M€"), (2e6, "2-10 M€"), (10e6, "10-50 M€"), (50e6, "over 50 M€")],
)
def test_turnover_bands_are_those_of_the_eu(warehouse_of: Make, revenue: float, band: str) -> None:
    assert fit(warehouse_of, {}, revenue_eur=revenue)["revenue_band"] == band


@pytest.mark.parametrize(
    ("domain", "kind"),
    [
        ("acme.fi", "company"),
        (" GMAIL.com", "private"),
        ("kolumbus.fi", "private"),
        ("notgmail.com", "company"),
        ("student.aalto.fi", "education"),
        ("aalto.fi", "education"),
        ("notaalto.fi", "company"),
        ("cs.ox.ac.uk", "education"),
        ("mit.edu", "education"),
        ("unimelb.edu.au", "education"),
        ("edu.espoo.fi", "education"),
        ("aceducation.com", "company"),
        ("", "none"),
        (None, "none"),
    ],
)
def test_mailboxes_are_told_apart_by_their_domain(
    warehouse_of: Make, domain: str | None, kind: str
) -> None:
    assert fit(warehouse_of, {"email_domain": domain})["email_kind"] == kind
    assert kind in DOMAIN_KINDS


def test_private_domains_stand_once() -> None:
    assert len(PRIVATE_MAIL) == len(set(PRIVATE_MAIL))


def test_missing_facts_are_counted(warehouse_of: Make) -> None:
    everything = {
        "source": "web",
        "country": "FI",
        "language": "fi",
        "seniority": "x",
        "department": "y",
    }
    company = {"industry": "x", "employees": 5.0, "revenue_eur": 5.0}
    assert fit(warehouse_of, everything, **company)["missing_count"] == 0
    assert fit(warehouse_of, {**everything, "source": " "}, **company)["missing_count"] == 1
    assert fit(warehouse_of, {})["missing_count"] == 8


def test_an_unknown_country_is_no_other_country(warehouse_of: Make) -> None:
    assert fit(warehouse_of, {}, country="FI")["account_country_match"] is None
    assert fit(warehouse_of, {})["home_country"] is None
    assert fit(warehouse_of, {"country": "NO"}, country="FI")["account_country_match"] == 0


def test_without_companies_or_home_markets_there_are_no_such_columns(warehouse_of: Make) -> None:
    lead = {"lead_id": "a", "created_at": "2024-01-10"}
    columns = built(warehouse_of(leads=[lead], as_of=AS_OF), settings_with()).columns
    assert not {"fit__industry", "fit__home_country"} & set(columns)


def extra(column: str, **more: object) -> Settings:
    entry = {"table": "leads", "column": column, "kind": "number", "known_at": "creation", **more}
    return settings_with(extra_columns=[entry])


LEAD = {
    "lead_id": "a",
    "created_at": "2024-01-10",
    "quality": 3,
    "grade": " high ",
    "rated_at": datetime(2024, 2, 15),
}


def extra_values(make: Make, settings: Settings) -> list[object]:
    frame = built(make(leads=[dict(LEAD)], as_of="2024-03-10"), settings)
    values = frame[frame.columns[-1]]
    return [None if pd.isna(value) else value for value in values]


def test_an_extra_column_known_at_creation_counts_everywhere(warehouse_of: Make) -> None:
    assert extra_values(warehouse_of, extra("quality")) == [3, 3]
    assert extra_values(warehouse_of, extra("grade", kind="category")) == ["high", "high"]


def test_an_extra_column_counts_only_after_it_was_known(warehouse_of: Make) -> None:
    assert extra_values(warehouse_of, extra("quality", known_at="rated_at")) == [None, 3]


def test_an_instant_becomes_the_days_since_it(warehouse_of: Make) -> None:
    assert extra_values(warehouse_of, extra("rated_at", known_at="rated_at")) == [None, 15]


def test_an_extra_column_may_count_for_behaviour(warehouse_of: Make) -> None:
    warehouse = warehouse_of(leads=[dict(LEAD)], as_of=AS_OF)
    assert "behaviour__x_quality" in built(warehouse, extra("quality", axis="behaviour"))


def test_an_extra_column_of_the_company_is_found(warehouse_of: Make) -> None:
    lead = {"lead_id": "a", "created_at": "2024-01-10", "account_id": "acme"}
    company = {"account_id": "acme", "Fleet size": 12}
    warehouse = warehouse_of(leads=[lead], accounts=[company], as_of=AS_OF)
    frame = built(warehouse, extra("Fleet size", table="accounts"))
    assert frame["fit__x_fleet_size"].tolist() == [12]


@pytest.mark.parametrize(
    ("column", "more", "message"),
    [
        ("qualty", {}, r"leads\.qualty needs the column 'qualty', which leads does not have"),
        ("quality", {"known_at": "rated"}, r"needs the column 'rated'"),
        ("quality", {"known_at": "grade"}, r"known_at must be 'creation' or .*'grade' is string"),
        ("grade", {}, r"allowed as a number, but the column is string"),
        ("rated_at", {}, r"is an instant.*Set known_at = 'rated_at'"),
        ("job_title", {"kind": "category"}, r"job_title is an id or a text about a person"),
    ],
)
def test_an_extra_column_that_does_not_fit_is_refused(
    warehouse_of: Make, column: str, more: dict[str, object], message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        extra_values(warehouse_of, extra(column, **more))
