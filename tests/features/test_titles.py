"""Job titles as people write them, English and Finnish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import ibis
import pyarrow as pa
import pytest

from leadscore.features.titles import (
    DEPARTMENT_RULES,
    DEPARTMENTS,
    SENIORITIES,
    SENIORITY_RULES,
    lead_roles,
)

TITLES = {
    "CEO": ("executive", "management"),
    "Chief Executive Officer": ("executive", "management"),
    "Founder & CEO": ("executive", "management"),
    "Co-Founder": ("executive", "management"),
    "Owner": ("executive", "management"),
    "President": ("executive", "management"),
    "Managing Director": ("executive", "management"),
    "CFO": ("executive", "finance"),
    "Chief Financial Officer": ("executive", "finance"),
    "CTO": ("executive", "product"),
    "Chief Marketing Officer (CMO)": ("executive", "marketing"),
    "Chairman of the Board": ("executive", "management"),
    "VP Sales": ("director", "sales"),
    "V.P. of Sales": ("director", "sales"),
    "SVP, Global Procurement": ("director", "purchasing"),
    "Vice President, Operations": ("director", "operations"),
    "Senior Vice President": ("director", "management"),
    "Sr. Director of Engineering": ("director", "product"),
    "Director of IT": ("director", "it"),
    "Head of Purchasing": ("director", "purchasing"),
    "Head of People": ("director", "hr"),
    "Country Manager Finland": ("director", "management"),
    "Assistant Director, Finance": ("director", "finance"),
    "Sales Manager": ("manager", "sales"),
    "Key Account Mgr": ("manager", "sales"),
    "Marketing manager": ("manager", "marketing"),
    "IT-Manager": ("manager", "it"),
    "HR Manager": ("manager", "hr"),
    "Assistant Manager": ("manager", "other"),
    "Product Manager": ("manager", "product"),
    "Supply Chain Manager": ("manager", "operations"),
    "Team Lead, Customer Support": ("manager", "customer_service"),
    "Product Owner": ("specialist", "product"),
    "HR Business Partner": ("specialist", "hr"),
    "Sr. Software Engineer": ("senior", "it"),
    "Senior Buyer": ("senior", "purchasing"),
    "Lead Developer": ("senior", "it"),
    "Principal Scientist": ("senior", "product"),
    "Data Analyst": ("specialist", "it"),
    "Account Executive": ("specialist", "sales"),
    "Mechanical Engineer": ("specialist", "product"),
    "Strategic Buyer": ("specialist", "purchasing"),
    "Legal Counsel": ("specialist", "legal"),
    "Accountant": ("specialist", "finance"),
    "Quality Engineer": ("specialist", "operations"),
    "International Sales Representative": ("specialist", "sales"),
    "Executive Assistant to the CEO": ("assistant", "management"),
    "Sales Assistant": ("assistant", "sales"),
    "Marketing Intern": ("student", "marketing"),
    "Student": ("student", "other"),
    "Management Trainee": ("student", "other"),
    "PhD student": ("student", "other"),
    "Retired CEO": ("other", "management"),
    "Ninja": ("other", "other"),
    "toimitusjohtaja": ("executive", "management"),
    "Toimitusjohtaja, hallituksen puheenjohtaja": ("executive", "management"),
    "varatoimitusjohtaja": ("executive", "management"),
    "TJ": ("executive", "management"),
    "Yrittäjä": ("executive", "management"),
    "Talousjohtaja": ("executive", "finance"),
    "tietohallintojohtaja": ("executive", "it"),
    "Myyntijohtaja": ("director", "sales"),
    "hankintajohtaja": ("director", "purchasing"),
    "HENKILÖSTÖJOHTAJA": ("director", "hr"),
    "Tuotantojohtaja": ("director", "operations"),
    "Kehitysjohtaja": ("director", "product"),
    "Johtaja": ("director", "management"),
    "Liiketoimintajohtaja": ("director", "management"),
    "myyntipäällikkö": ("manager", "sales"),
    "Myyntipa\u0308a\u0308llikko\u0308": ("manager", "sales"),
    "Asiakkuuspäällikkö": ("manager", "sales"),
    "Markkinointipäällikkö": ("manager", "marketing"),
    "viestintäpäällikkö": ("manager", "marketing"),
    "Ostopäällikkö": ("manager", "purchasing"),
    "IT-päällikkö": ("manager", "it"),
    "Tuotepäällikkö": ("manager", "product"),
    "Talouspäällikkö": ("manager", "finance"),
    "logistiikkapäällikkö": ("manager", "operations"),
    "Työnjohtaja": ("manager", "operations"),
    "Laatupäällikkö": ("manager", "operations"),
    "johtava asiantuntija": ("senior", "other"),
    "Vanhempi ohjelmistokehittäjä": ("senior", "it"),
    "Strateginen ostaja": ("specialist", "purchasing"),
    "Myyntiedustaja": ("specialist", "sales"),
    "Suunnitteluinsinööri": ("specialist", "product"),
    "Kirjanpitäjä": ("specialist", "finance"),
    "Lakimies": ("specialist", "legal"),
    "HR-asiantuntija": ("specialist", "hr"),
    "huoltoasentaja": ("specialist", "operations"),
    "Asiakaspalvelija": ("specialist", "customer_service"),
    "johdon assistentti": ("assistant", "other"),
    "Myyntisihteeri": ("assistant", "sales"),
    "opiskelija": ("student", "other"),
    "Markkinointiharjoittelija": ("student", "marketing"),
    "Eläkeläinen": ("other", "other"),
    "työnhakija": ("other", "other"),
}


@cache
def parsed() -> dict[str, tuple[str | None, str | None]]:
    """Parse the whole table in one go, with hostile and empty titles."""
    titles = [*TITLES, "", " - ", None, "x'; DROP TABLE leads; --", "<script>alert(1)</script>"]
    return roles([{"lead_id": str(title), "job_title": title} for title in titles])


def roles(leads: Sequence[Mapping[str, str | None]]) -> dict[str, tuple[str | None, str | None]]:
    columns = ("lead_id", "job_title", "seniority", "department")
    table = pa.table(
        {name: pa.array([r.get(name) for r in leads], pa.string()) for name in columns}
    )
    rows = ibis.duckdb.connect().to_pyarrow(lead_roles(ibis.memtable(table))).to_pylist()
    return {row["lead_id"]: (row["seniority"], row["department"]) for row in rows}


@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_read_as_people_mean_it(title: str) -> None:
    assert parsed()[title] == TITLES[title]


def test_a_title_without_a_word_is_missing() -> None:
    assert parsed()[""] == parsed()[" - "] == parsed()["None"] == (None, None)


def test_a_column_of_the_source_wins_over_the_title() -> None:
    lead = {"lead_id": "a", "job_title": "CEO", "seniority": " C-Level ", "department": "  "}
    assert roles([lead]) == {"a": ("c-level", "management")}


def test_titles_that_differ_in_form_only_do_not_double_a_lead() -> None:
    same = [
        {"lead_id": str(n), "job_title": title} for n, title in enumerate(("CEO", "ceo ", "C.E.O"))
    ]
    assert set(roles(same).values()) == {("executive", "management")}
    assert len(roles(same)) == 3


def test_a_hostile_title_is_only_text() -> None:
    assert parsed()["<script>alert(1)</script>"] == ("other", "other")
    assert parsed()["x'; DROP TABLE leads; --"] == ("other", "other")


def test_every_value_has_words() -> None:
    assert {value for value, _ in SENIORITY_RULES} <= set(SENIORITIES)
    assert {value for value, _ in DEPARTMENT_RULES} <= set(DEPARTMENTS)
