"""Make the tables of who there is: leads and accounts."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from leadscore.sources.simulation import columns
from leadscore.sources.simulation.calendar import Calendar
from leadscore.sources.simulation.population import pick
from leadscore.sources.simulation.sales import NAMES, Entries
from leadscore.sources.simulation.titles import CELLS, DEPARTMENTS, SENIORITIES, spellings
from leadscore.sources.simulation.vocabulary import (
    CHANNEL_NAMES,
    CHANNELS,
    COUNTRIES,
    INDUSTRIES,
    PRIVATE_DOMAINS,
)
from leadscore.sources.simulation.world import World

Ints = NDArray[np.int64]
LANGUAGES = ("fi", "en", "sv", "de", "et", "no")


def leads(rng: np.random.Generator, world: World, entries: Entries) -> pd.DataFrame:
    """Make the leads table, one row a record, ordered by creation.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    world : World
    entries : Entries
        Stage entries: who was worked has an owner.

    Returns
    -------
    DataFrame
    """
    people, accounts, records = world.people, world.accounts, world.records
    who, n = records.person, len(records)
    account = people.account[who]
    country = _lead_countries(rng, accounts.country[account])
    language = _languages(rng, np.maximum(country, 0))
    seniority = np.array([SENIORITIES.index(name) for name, _ in CELLS])[people.cell[who]]
    department = np.array([DEPARTMENTS.index(name) for _, name in CELLS])[people.cell[who]]
    worked = np.zeros(len(people), np.bool_)
    worked[entries.person[entries.name == NAMES.index("mql")]] = True
    # the CRM shows today's owner: most leads got theirs from sales, which is no fit
    owner = np.where(
        (worked[who] & ~records.is_second) | (rng.random(n) < 0.1),
        people.account[who] % world.n_owners,
        -1,
    )
    consent, phone, barred = _consents(rng, people.opted_out[who], people.channel[who])
    return columns.table(
        "leads",
        {
            "lead_id": columns.ids("L", np.arange(n), 7),
            "created_at": world.calendar.instants(records.created),
            "account_id": columns.ids("A", world.account_row[account], 6),
            "source": columns.text(people.channel[who], CHANNEL_NAMES),
            "country": columns.text(country, tuple(COUNTRIES)),
            "language": columns.text(language, LANGUAGES),
            "job_title": _titles(rng, people.cell[who], language == 0, people.title_known[who]),
            "seniority": columns.text(np.where(rng.random(n) < 0.3, seniority, -1), SENIORITIES),
            "department": columns.text(np.where(rng.random(n) < 0.3, department, -1), DEPARTMENTS),
            "owner_id": columns.ids("R", owner, 3),
            "email_domain": _domains(rng, world, account),
            "marketing_consent": consent,
            "phone_consent": phone,
            "do_not_contact": barred,
        },
    )


def _lead_countries(rng: np.random.Generator, country: Ints) -> Ints:
    n = len(country)
    draw = rng.random(n)
    elsewhere = rng.integers(0, len(COUNTRIES), n)
    return np.where(draw < 0.07, -1, np.where(draw < 0.12, elsewhere, country))


def _languages(rng: np.random.Generator, country: Ints) -> Ints:
    shares = [[row[3].get(code, 0.0) for code in LANGUAGES] for row in COUNTRIES.values()]
    return pick(rng, np.cumsum(np.array(shares), axis=1), country)


def _titles(
    rng: np.random.Generator, cell: Ints, finnish: NDArray[np.bool_], known: NDArray[np.bool_]
) -> pd.Series:
    written = [spellings(number // 2, bool(number % 2)) for number in range(2 * len(CELLS))]
    first = np.cumsum([0, *(len(words) for words in written)])
    # Finns write English titles too
    number = cell * 2 + (finnish & (rng.random(len(cell)) < 0.8))
    size = first[number + 1] - first[number]
    code = first[number] + (rng.random(len(cell)) * size).astype(np.int64)
    return columns.text(np.where(known, code, -1), [word for words in written for word in words])


def _domains(rng: np.random.Generator, world: World, account: Ints) -> pd.Series:
    accounts = world.accounts
    school = accounts.industry == list(INDUSTRIES).index("education")
    words = [
        *PRIVATE_DOMAINS,
        *(f"firm{n:06d}.example" for n in range(len(accounts))),
        *(f"campus{n:06d}.edu" for n in range(len(accounts))),
    ]
    n_private = len(PRIVATE_DOMAINS)
    company = n_private + account + np.where(school[account], len(accounts), 0)
    private = (rng.random(len(account)) ** 2 * n_private).astype(np.int64)
    is_private = rng.random(len(account)) < np.where(accounts.visible[account], 0.06, 0.85)
    code = np.where(is_private, private, company)
    return columns.text(np.where(rng.random(len(account)) < 0.02, -1, code), words)


def _consents(
    rng: np.random.Generator, opted_out: NDArray[np.bool_], channel: Ints
) -> tuple[pd.Series, pd.Series, pd.Series]:
    n = len(opted_out)
    unknown = np.array([0.6 if row.name == "trade_fair" else 0.15 for row in CHANNELS])[channel]
    barred = opted_out & (rng.random(n) < 0.4)
    refused = opted_out & ~barred
    consent = pd.Series(~refused, dtype="boolean").mask(~refused & (rng.random(n) < unknown))
    phone = pd.Series(rng.random(n) < 0.5, dtype="boolean").mask(rng.random(n) < 0.4)
    do_not = pd.Series(barred, dtype="boolean").mask(~barred & (rng.random(n) < 0.1))
    return consent, phone, do_not


def accounts(rng: np.random.Generator, world: World, entries: Entries) -> pd.DataFrame:
    """Make the accounts table, one row a company.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    world : World
    entries : Entries
        Stage entries: who won is a customer today.

    Returns
    -------
    DataFrame
    """
    every = world.accounts
    n = len(every)
    small = every.employees < 50
    industry_gone = rng.random(n) < np.where(small, 0.22, 0.08)
    size_gone = _size_gone(world)
    revenue = np.round(every.employees * 150_000 * rng.lognormal(0, 0.6, n), -3)
    revenue_gone = rng.random(n) < np.where(small, 0.55, 0.2)
    won = entries.name == NAMES.index("won")
    first_win = np.full(n, np.iinfo(np.int64).max)
    np.minimum.at(first_win, world.people.account[entries.person[won]], entries.moment[won])
    since = np.where(every.customer, every.since_day * Calendar.DAY, first_win)
    bought = every.customer | (first_win < world.calendar.n_days * Calendar.DAY)
    instants = world.calendar.instants(np.where(bought, since, 0))
    shown = np.flatnonzero(every.visible)
    return columns.table(
        "accounts",
        {
            "account_id": columns.ids("A", world.account_row[shown], 6),
            "industry": columns.text(
                np.where(industry_gone, -1, every.industry)[shown], tuple(INDUSTRIES)
            ),
            "employees": np.where(size_gone, np.nan, every.employees)[shown],
            "revenue_eur": np.where(revenue_gone, np.nan, revenue)[shown],
            "country": columns.text(every.country[shown], tuple(COUNTRIES)),
            "customer_since": np.where(bought, instants, np.datetime64("NaT", "us"))[shown],
        },
    )


def _size_gone(world: World) -> NDArray[np.bool_]:
    gone = np.zeros(len(world.accounts), np.bool_)
    gone[world.people.account[~world.people.size_known]] = True
    return gone
