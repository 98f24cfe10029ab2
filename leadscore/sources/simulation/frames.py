"""Make the tables of what happened: events, stages, campaigns, orders."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from leadscore.sources.simulation import columns, records
from leadscore.sources.simulation.acts import Acts
from leadscore.sources.simulation.calendar import Calendar
from leadscore.sources.simulation.law import Account
from leadscore.sources.simulation.sales import NAMES, REASONS, Entries
from leadscore.sources.simulation.vocabulary import (
    ASSETS,
    CHANNEL_NAMES,
    CHANNELS,
    KINDS,
    LEVELS,
    PRODUCTS,
    URLS,
)
from leadscore.sources.simulation.world import World

Ints = NDArray[np.int64]


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
    row = records.to_records(rng, acts, world.records)
    delay = np.zeros(len(acts), np.int64) if world.clean else records.act_delays(rng, acts)
    recorded = acts.moment + delay
    kept = np.flatnonzero(recorded < world.calendar.n_days * Calendar.DAY)
    order = kept[np.lexsort((acts.moment[kept], row[kept]))]
    if not world.clean:
        order = order[records.delivered(rng, len(order))]
    acts, row, recorded = acts.take(order), row[order], recorded[order]
    levels = np.array([np.nan if level is None else level for level in (*LEVELS, None)])
    return columns.table(
        "events",
        {
            "lead_id": columns.ids("L", row, 7),
            "event_at": world.calendar.instants(acts.moment),
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
    kept_as, end = world.records, world.calendar.n_days * Calendar.DAY
    is_first = entries.name == 0
    delay = (
        np.zeros(len(is_first), np.int64) if world.clean else records.entry_delays(rng, is_first)
    )
    # sales works a person's first record; a second one only ever becomes a lead
    second = np.flatnonzero(kept_as.is_second)
    row = np.concatenate([kept_as.first[entries.person], second])
    at = np.concatenate([entries.moment, kept_as.created[second]])
    recorded = np.concatenate([entries.moment + delay, kept_as.created[second]])
    source = np.concatenate([np.arange(len(is_first)), np.full(len(second), len(is_first))])
    order = np.lexsort((at, row))
    order = order[recorded[order] < end]
    row, at, recorded, source = row[order], at[order], recorded[order], source[order]
    name = np.append(entries.name, 0)[source]
    owner = world.people.account[kept_as.person[row]] % world.n_owners
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
    at = np.concatenate([day * Calendar.DAY + hour, entries.moment[won]])
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
