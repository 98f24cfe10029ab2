"""Who a lead is, as the card asks: one truth a snapshot for each condition.

What is not known about a lead does not hold. Texts are compared without regard to large
and small letters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

import ibis
import ibis.expr.types as ir

from leadscore.cards import Who
from leadscore.cards.conditions import SHORT_TERM
from leadscore.features.card_columns import all_of, among, any_of, within
from leadscore.features.mailboxes import domain_kind
from leadscore.features.titles import given, lead_roles, plain_title
from leadscore.sources.warehouse import Warehouse

_FOLDED = str.maketrans("äöåéèüøõ", "aoaeeuoo")


def with_who(rows: ir.Table, asked: Mapping[str, Who], warehouse: Warehouse) -> ir.Table:
    """Add one truth for each condition to a table of snapshots.

    Parameters
    ----------
    rows : ibis table
        With lead_id and cutoff.
    asked : mapping of str to Who
        Conditions by the name of the column that each becomes; what they ask of a
        ``column`` of the data's own is not looked at here.
    warehouse : Warehouse

    Returns
    -------
    ibis table
        ``rows`` and one boolean column for each condition, never null.
    """
    if not asked:
        return rows
    facts = facts_of_leads(warehouse)
    # asked once a lead, however many cutoffs it has
    told = facts.select(
        "customer_from",
        told_lead=facts.lead_id,
        **{name: all_of(list(timeless(who, facts))) for name, who in asked.items()},
    )
    joined = rows.left_join(told, rows.lead_id == told.told_lead)
    customer = (joined.customer_from < joined.cutoff).fill_null(False)
    answers = {}
    for name, who in asked.items():
        holds = joined[name].fill_null(False)
        if who.customer is not None:
            holds = holds & (customer if who.customer else ~customer)
        answers[name] = holds
    return joined.select(*rows.columns, **answers)


def facts_of_leads(warehouse: Warehouse) -> ir.Table:
    """Gather what the card may ask of a lead, one row a lead."""
    leads = warehouse.leads
    facts = leads.select(
        "lead_id",
        account_id=given(leads.account_id),
        source=given(leads.source),
        own_country=given(leads.country),
        language=given(leads.language),
        job_title=given(leads.job_title),
        plain_title=plain_title(leads.job_title),
        email_domain=given(leads.email_domain),
        email_kind=domain_kind(leads.email_domain),
    )
    roles = lead_roles(leads).rename(role_lead="lead_id")
    accounts = warehouse.accounts
    company = accounts.select(
        company_id=accounts.account_id,
        industry=given(accounts.industry),
        employees=accounts.employees,
        revenue_eur=accounts.revenue_eur,
        company_country=given(accounts.country),
        customer_since=accounts.customer_since,
    )
    orders = warehouse.orders
    first = orders.group_by(buyer_id=orders.account_id).agg(first_order_at=orders.ordered_at.min())
    joined = (
        facts.left_join(roles, facts.lead_id == roles.role_lead)
        .left_join(company, facts.account_id == company.company_id)
        .left_join(first, facts.account_id == first.buyer_id)
    )
    return joined.mutate(
        country=ibis.coalesce(joined.own_country, joined.company_country),
        customer_from=ibis.least(
            ibis.coalesce(joined.customer_since, joined.first_order_at),
            ibis.coalesce(joined.first_order_at, joined.customer_since),
        ),
    )


def timeless(who: Who, facts: ir.Table) -> Iterator[ir.BooleanValue]:
    """Answer what does not depend on the cutoff."""
    if who.title_contains is not None:
        yield any_of([_contains(facts, term) for term in who.title_contains])
    if who.title_has_word is not None:
        yield any_of([_contains(facts, term, word=True) for term in who.title_has_word])
    for key, column in LISTS.items():
        wanted = getattr(who, key)
        if wanted is not None:
            yield among(facts[column], wanted)
    for key in ("employees", "revenue_eur"):
        limits = getattr(who, f"{key}_between")
        if limits is not None:
            yield within(facts[key], limits)
    for key in who.has or ():
        yield facts[key].notnull()
    for key in who.missing or ():
        yield facts[key].isnull()


#: The fact that each list of values is compared with.
LISTS = {
    "industry_in": "industry",
    "country_in": "country",
    "language_in": "language",
    "source_in": "source",
    "seniority_in": "seniority",
    "department_in": "department",
    "email_domain": "email_kind",
    "email_domain_in": "email_domain",
}


def _contains(facts: ir.Table, term: str, *, word: bool = False) -> ir.BooleanValue:
    """Look for a term in the title, short ones and words between blanks only."""
    folded = "".join(c for c in term.lower() if not unicodedata.combining(c)).translate(_FOLDED)
    letters = folded.replace("'", "")
    plain = " ".join("".join(c if c.isascii() and c.isalnum() else " " for c in letters).split())
    if not plain:
        # a script that the plain form of titles has no letters for
        return facts.job_title.lower().contains(term.lower()).fill_null(False)
    if word or len(plain) <= SHORT_TERM:
        plain = f" {plain} "
    return facts.plain_title.contains(plain).fill_null(False)
