"""Make the six tables of what happened."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from leadscore.sources.simulation import columns, dirt
from leadscore.sources.simulation.acts import Acts
from leadscore.sources.simulation.calendar import Calendar
from leadscore.sources.simulation.campaigns import Campaigns
from leadscore.sources.simulation.dirt import Records
from leadscore.sources.simulation.law import Account
from leadscore.sources.simulation.paths import Paths
from leadscore.sources.simulation.population import Accounts, People, pick
from leadscore.sources.simulation.sales import LEADS_PER_OWNER, NAMES, REASONS, Entries
from leadscore.sources.simulation.titles import CELLS, DEPARTMENTS, SENIORITIES, spellings
from leadscore.sources.simulation.vocabulary import (
    ASSETS,
    CHANNEL_NAMES,
    CHANNELS,
    COUNTRIES,
    INDUSTRIES,
    KINDS,
    LEVELS,
    PRIVATE_DOMAINS,
    PRODUCTS,
    URLS,
)

Ints = NDArray[np.int64]
LANGUAGES = ("fi", "en", "sv", "de", "et", "no")


@dataclass(frozen=True, kw_only=True)
class World:
    """All that is known about a simulated market before tables are made of it."""

    calendar: Calendar
    accounts: Accounts
    people: People
    paths: Paths
    records: Records
    campaigns: Campaigns
    clean: bool

    @property
    def n_owners(self) -> int:
        """How many sales reps there are."""
        return max(2, round(len(self.records) / LEADS_PER_OWNER))

    @property
    def account_row(self) -> Ints:
        """Each account's row in the accounts table, or -1 for the account of a lone person."""
        visible = self.accounts.visible
        return np.where(visible, np.cumsum(visible) - 1, -1)


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
    np.minimum.at(first_win, world.people.account[entries.person[won]], entries.at[won])
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


def events(rng: np.random.Generator, world: World, acts: Acts) -> pd.DataFrame:
    """Make the events table, ordered by lead and instant.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    world : World
    acts : Acts
        Everything that was seen.

    Returns
    -------
    DataFrame
        Only what had been recorded when the data was taken out.
    """
    row = dirt.to_records(rng, acts, world.records)
    delay = np.zeros(len(acts), np.int64) if world.clean else dirt.act_delays(rng, acts)
    recorded = acts.at + delay
    kept = np.flatnonzero(recorded < world.calendar.n_days * Calendar.DAY)
    order = kept[np.lexsort((acts.at[kept], row[kept]))]
    if not world.clean:
        order = order[dirt.delivered(rng, len(order))]
    acts, row, recorded = acts.take(order), row[order], recorded[order]
    levels = np.array([np.nan if level is None else level for level in (*LEVELS, None)])
    return columns.table(
        "events",
        {
            "lead_id": columns.ids("L", row, 7),
            "event_at": world.calendar.instants(acts.at),
            "kind": columns.text(acts.kind, KINDS),
            "recorded_at": world.calendar.instants(recorded),
            "asset": columns.text(acts.asset, ASSETS),
            "url": columns.text(acts.page, URLS),
            "content_level": pd.array(levels[acts.page], dtype="Int64"),
            "campaign_id": columns.ids("C", acts.campaign, 4),
            "duration_s": acts.seconds.astype(np.float64),
        },
    )


def stages(rng: np.random.Generator, world: World, entries: Entries) -> pd.DataFrame:
    """Make the stages table, ordered by lead and instant.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    world : World
    entries : Entries

    Returns
    -------
    DataFrame
        Only what had been recorded when the data was taken out.
    """
    records, end = world.records, world.calendar.n_days * Calendar.DAY
    is_first = entries.name == 0
    delay = np.zeros(len(is_first), np.int64) if world.clean else dirt.entry_delays(rng, is_first)
    # sales works a person's first record; a second one only ever becomes a lead
    second = np.flatnonzero(records.is_second)
    row = np.concatenate([records.first[entries.person], second])
    at = np.concatenate([entries.at, records.created[second]])
    recorded = np.concatenate([entries.at + delay, records.created[second]])
    source = np.concatenate([np.arange(len(is_first)), np.full(len(second), len(is_first))])
    order = np.lexsort((at, row))
    order = order[recorded[order] < end]
    row, at, recorded, source = row[order], at[order], recorded[order], source[order]
    name = np.append(entries.name, 0)[source]
    owner = world.people.account[records.person[row]] % world.n_owners
    return columns.table(
        "stages",
        {
            "lead_id": columns.ids("L", row, 7),
            "stage": columns.text(name, NAMES),
            "entered_at": world.calendar.instants(at),
            "recorded_at": world.calendar.instants(recorded),
            "reason": columns.text(np.append(entries.reason, 0)[source] - 1, REASONS[1:]),
            "amount_eur": np.append(entries.amount_eur, np.nan)[source],
            "probability": np.append(entries.guess, np.nan)[source],
            "owner_id": columns.ids("R", np.where(name >= NAMES.index("sql"), owner, -1), 3),
        },
    )


def campaigns(world: World) -> pd.DataFrame:
    """Make the campaigns table.

    Parameters
    ----------
    world : World

    Returns
    -------
    DataFrame
    """
    every, calendar = world.campaigns, world.calendar
    last = np.minimum(every.last_day, calendar.n_days)
    return columns.table(
        "campaigns",
        {
            "campaign_id": columns.ids("C", np.arange(len(every.name)), 4),
            "name": columns.text(np.arange(len(every.name)), every.name),
            "channel": columns.text(
                np.where(every.channel < 0, len(CHANNELS), every.channel), (*CHANNEL_NAMES, "email")
            ),
            "started_at": calendar.instants(every.first_day * Calendar.DAY),
            "ended_at": calendar.instants(last * Calendar.DAY),
            "cost_eur": every.cost_eur,
        },
    )


def orders(rng: np.random.Generator, world: World, entries: Entries) -> pd.DataFrame:
    """Make the orders table, ordered by account and instant.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    world : World
    entries : Entries
        Stage entries: a won deal is an order.

    Returns
    -------
    DataFrame
    """
    account, day = _customer_orders(rng, world)
    amount = np.round(np.exp(rng.normal(7.2, 0.6, len(day))), 2)
    contract = world.accounts.contract[account]
    other = rng.integers(0, len(PRODUCTS), len(day))
    product = np.where(contract, PRODUCTS.index("support contract"), other)
    won = np.flatnonzero(entries.name == NAMES.index("won"))
    buyer = world.people.account[entries.person[won]]
    won, buyer = won[world.accounts.visible[buyer]], buyer[world.accounts.visible[buyer]]
    hour = rng.integers(7 * 3600, 15 * 3600, len(day)) * 1_000_000
    account = np.concatenate([account, buyer])
    at = np.concatenate([day * Calendar.DAY + hour, entries.at[won]])
    amount = np.concatenate([amount, entries.amount_eur[won]])
    product = np.concatenate([product, np.zeros(len(won), np.int64)])
    order = np.lexsort((at, account))
    order = order[at[order] < world.calendar.n_days * Calendar.DAY]
    return columns.table(
        "orders",
        {
            "account_id": columns.ids("A", world.account_row[account[order]], 6),
            "ordered_at": world.calendar.instants(at[order]),
            "product": columns.text(product[order], PRODUCTS),
            "amount_eur": amount[order],
        },
    )


def _customer_orders(rng: np.random.Generator, world: World) -> tuple[Ints, Ints]:
    """Let customers order monthly by contract, or now and then, until they lapse."""
    every = world.accounts
    who = np.flatnonzero(every.customer)
    lapsed = world.paths.account[:-1, who] == Account.LAPSED
    stops = np.where(lapsed.any(axis=0), lapsed.argmax(axis=0), world.calendar.n_days)
    # a contract that ended before the start ended at some time since the first order
    ended = (every.since_day[who] * rng.random(len(who))).astype(np.int64)
    stops = np.where(stops == 0, ended, stops)
    cadence = np.where(every.contract[who], 30, 120)
    count = (stops - every.since_day[who]) // cadence + 1
    account = np.repeat(who, count)
    turn = np.arange(len(account)) - np.repeat(np.cumsum(count) - count, count)
    gap = np.repeat(cadence, count)
    wobble = np.where(
        every.contract[account],
        rng.integers(0, 3, len(account)),
        rng.integers(0, 110, len(account)),
    )
    day = every.since_day[account] + turn * gap + np.where(turn > 0, wobble, 0)
    keep = day < np.repeat(stops, count)
    return account[keep], day[keep]
