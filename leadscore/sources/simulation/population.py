"""Who is in the simulated market: companies and the people who become leads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leadscore.sources.simulation import law
from leadscore.sources.simulation.calendar import Calendar
from leadscore.sources.simulation.titles import CELLS, DEPARTMENTS, SENIORITIES, SENIORITY_POINTS
from leadscore.sources.simulation.vocabulary import (
    CHANNELS,
    COUNTRIES,
    DYING,
    INDUSTRIES,
    NEW,
    SIZES,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: Shares of committees of 1 to 10 people; mode and median are 3.
COMMITTEE = np.array([0.14, 0.19, 0.35, 0.16, 0.08, 0.04, 0.02, 0.01, 0.005, 0.005])
#: Shares of people without an account, of customers and of scanner accounts.
NO_ACCOUNT, CUSTOMERS, SCANNERS = 0.12, 0.09, 0.04
#: Share of people who must not be contacted; drawn apart from everything else.
OPTED_OUT = 0.08
#: Colleagues turn up within about this many days of the first one.
COLLEAGUE_DAYS = 75.0
#: How much of a company's fit stands in no table (standard deviation), and its tiers.
HIDDEN_FIT, TIER_LIMITS = 0.5, np.array([-0.75, -0.2, 0.3, 0.85])

#: Title seniority (columns as SENIORITIES) and department (as DEPARTMENTS) by persona.
_SENIORITY_OF = np.array(
    [
        [0.40, 0.30, 0.25, 0.05, 0.00],
        [0.05, 0.15, 0.42, 0.38, 0.00],
        [0.01, 0.02, 0.20, 0.77, 0.00],
        [0.04, 0.06, 0.22, 0.58, 0.10],
        [0.00, 0.01, 0.06, 0.45, 0.48],
    ]
)
_DEPARTMENT_OF = np.array(
    [
        [0.30, 0.20, 0.20, 0.10, 0.18, 0.02],
        [0.05, 0.25, 0.22, 0.20, 0.23, 0.05],
        [0.02, 0.15, 0.18, 0.35, 0.20, 0.10],
        [0.05, 0.40, 0.15, 0.15, 0.15, 0.10],
        [0.05, 0.20, 0.20, 0.25, 0.15, 0.15],
    ]
)
_USUAL_PERSONAS = np.array([0.27, 0.38, 0.35])


@dataclass(frozen=True, kw_only=True)
class Accounts:
    """Companies, one position each; those without ``visible`` stand for lone people.

    ``tier`` is of shape (2, n): before and after the change. ``since_day`` is the day of
    the first order of those who were customers before the start, else 0.
    """

    visible: Bools
    industry: Ints
    country: Ints
    employees: Floats
    tier: Ints
    customer: Bools
    since_day: Ints
    contract: Bools
    scanner: Bools
    entry_day: Ints

    def __len__(self) -> int:
        return len(self.visible)


@dataclass(frozen=True, kw_only=True)
class People:
    """People, one position each; ``created`` in microseconds since the start."""

    account: Ints
    created: Ints
    persona: Ints
    channel: Ints
    cell: Ints
    title_known: Bools
    size_known: Bools
    points: Ints
    opted_out: Bools
    activity: Floats

    def __len__(self) -> int:
        return len(self.account)

    @property
    def created_day(self) -> Ints:
        """The day on which each person became a lead."""
        return self.created // Calendar.DAY


def make_population(
    rng: np.random.Generator, calendar: Calendar, n_people: int, *, clean: bool
) -> tuple[Accounts, People]:
    """Draw companies and people.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    calendar : Calendar
        The days.
    n_people : int
        How many people; duplicates come later.
    clean : bool
        Without scanners and without a change of what fits.

    Returns
    -------
    accounts, people
        People are ordered by creation, then by account.
    """
    lone = round(NO_ACCOUNT * n_people)
    account_of, place = _committees(rng, n_people - lone)
    visible = int(account_of[-1]) + 1 if len(account_of) else 0
    account_of = np.concatenate([account_of, np.arange(visible, visible + lone)])
    place = np.concatenate([place, np.zeros(lone, np.int64)])
    created = _creation(rng, calendar, account_of, place)
    order = np.lexsort((account_of, created))
    account_of, place, created = account_of[order], place[order], created[order]
    entry = np.zeros(visible + lone, np.int64)
    entry[account_of[place == 0]] = created[place == 0] // Calendar.DAY
    accounts = _accounts(rng, entry, visible, clean=clean)
    return accounts, _people(rng, calendar, accounts, account_of, created, clean=clean)


def _committees(rng: np.random.Generator, n: int) -> tuple[Ints, Ints]:
    """Give each person an account and a place in it."""
    sizes = rng.choice(np.arange(1, len(COMMITTEE) + 1), size=n, p=COMMITTEE)
    account_of = np.repeat(np.arange(n), sizes)[:n]
    firsts = np.concatenate([[0], np.cumsum(sizes)])[account_of]
    return account_of, np.arange(n) - firsts


def _creation(rng: np.random.Generator, calendar: Calendar, account_of: Ints, place: Ints) -> Ints:
    weight = np.cumsum(calendar.season * np.linspace(0.85, 1.15, calendar.n_days))
    n_accounts = int(account_of.max()) + 1
    entry = np.searchsorted(weight / weight[-1], rng.random(n_accounts), side="right")
    left = (calendar.n_days - entry[account_of]) / COLLEAGUE_DAYS
    gap = -np.log1p(-rng.random(len(account_of)) * -np.expm1(-left)) * COLLEAGUE_DAYS
    day = entry[account_of] + np.where(place == 0, 0, gap).astype(np.int64)
    day = np.minimum(day, calendar.n_days - 1)
    return day * Calendar.DAY + rng.integers(6 * 3600, 19 * 3600, len(day)) * 1_000_000


def _accounts(rng: np.random.Generator, entry: Ints, visible: int, *, clean: bool) -> Accounts:
    n = len(entry)
    shares = np.array(list(INDUSTRIES.values()))
    industry = rng.choice(len(INDUSTRIES), size=n, p=shares[:, 0])
    places = np.array([row[:3] for row in COUNTRIES.values()])
    country = rng.choice(len(COUNTRIES), size=n, p=places[:, 0])
    employees = np.maximum(1.0, np.round(np.exp(rng.normal(4.2, 1.7, n))))
    is_visible = np.arange(n) < visible
    hidden = rng.normal(0, HIDDEN_FIT, n) - 0.4 * ~is_visible
    size_fit = np.array([fit for fit, _ in SIZES.values()])[size_band(employees)]
    fits = [shares[industry, half] + places[country, half] for half in (1, 1 if clean else 2)]
    tier = np.stack([np.searchsorted(TIER_LIMITS, fit + size_fit + hidden) for fit in fits])
    customer = is_visible & (rng.random(n) < CUSTOMERS)
    scanner = is_visible & (rng.random(n) < SCANNERS)
    return Accounts(
        visible=is_visible,
        industry=industry,
        country=country,
        employees=employees,
        tier=tier,
        customer=customer,
        since_day=np.where(customer, -rng.integers(90, 2000, n), 0),
        contract=rng.random(n) < 0.6,
        scanner=np.zeros(n, np.bool_) if clean else scanner,
        entry_day=entry,
    )


def size_band(employees: Floats) -> Ints:
    """Give the position in ``SIZES`` of each number of employees.

    Parameters
    ----------
    employees : array
        Heads.

    Returns
    -------
    array of the same shape
    """
    return np.searchsorted(np.array(list(SIZES)), employees, side="right")


def _people(
    rng: np.random.Generator,
    calendar: Calendar,
    accounts: Accounts,
    account_of: Ints,
    created: Ints,
    *,
    clean: bool,
) -> People:
    n = len(account_of)
    channel = _channels(rng, calendar, created, clean=clean)
    persona = _personas(rng, channel)
    cell = _title_cells(rng, persona)
    content = np.array([row.name == "content" for row in CHANNELS])[channel]
    title_known = rng.random(n) >= np.where(content, 0.30, 0.12)
    band = size_band(accounts.employees[account_of])
    # small companies are the ones nobody knows the size of
    gap = rng.random(len(accounts))[account_of] < np.array([0.45, 0.30, 0.15, 0.08, 0.08])[band]
    size_known = accounts.visible[account_of] & ~gap
    opted_out = rng.random(n) < OPTED_OUT
    seniority = np.array([SENIORITIES.index(name) for name, _ in CELLS])[cell]
    by_title = np.array(list(SENIORITY_POINTS.values()))[seniority] * title_known
    by_size = np.array([points for _, points in SIZES.values()])[band] * size_known
    noise = rng.choice([0, 1, 2], size=n, p=[0.25, 0.5, 0.25])
    points = np.where(opted_out, law.NEVER_WORKED, by_title + by_size + noise)
    return People(
        account=account_of,
        created=created,
        persona=persona,
        channel=channel,
        cell=cell,
        title_known=title_known,
        size_known=size_known,
        points=points,
        opted_out=opted_out,
        activity=rng.gamma(1.3, 1 / 1.3, n),
    )


def _channels(rng: np.random.Generator, calendar: Calendar, created: Ints, *, clean: bool) -> Ints:
    share = np.array([channel.share for channel in CHANNELS])
    before = share * np.array([channel.name != NEW for channel in CHANNELS])
    after = share * np.array([channel.name != DYING for channel in CHANNELS])
    limits = np.cumsum(np.stack([before, before if clean else after]), axis=1)
    limits /= limits[:, -1:]
    half = (created // Calendar.DAY >= calendar.change_day).astype(np.int64)
    return pick(rng, limits, half)


def _personas(rng: np.random.Generator, channel: Ints) -> Ints:
    rare = np.array([[row.readers, row.job_seekers] for row in CHANNELS])
    usual = (1 - rare.sum(axis=1, keepdims=True)) * _USUAL_PERSONAS
    return pick(rng, np.cumsum(np.hstack([usual, rare]), axis=1), channel)


def _title_cells(rng: np.random.Generator, persona: Ints) -> Ints:
    seniority = [SENIORITIES.index(name) for name, _ in CELLS]
    department = [DEPARTMENTS.index(name) for _, name in CELLS]
    limits = np.cumsum(_SENIORITY_OF[:, seniority] * _DEPARTMENT_OF[:, department], axis=1)
    return pick(rng, limits / limits[:, -1:], persona)


def pick(rng: np.random.Generator, limits: Floats, row: Ints) -> Ints:
    """Draw one column for each row number, by cumulated shares.

    Parameters
    ----------
    rng : Generator
        The one source of chance.
    limits : array of shape (n_rows, n_columns)
        Cumulated shares; the last column is 1.
    row : array of int
        Which row of ``limits`` holds for each draw.

    Returns
    -------
    array of int, shaped as ``row``

    Examples
    --------
    >>> pick(np.random.default_rng(0), np.array([[0.0, 1.0], [1.0, 1.0]]), np.array([0, 1]))
    array([1, 0])
    """
    # one sorted search over all rows: row r spans [r, r + 1)
    flat = (limits + np.arange(len(limits))[:, None]).ravel()
    found = np.searchsorted(flat, row + rng.random(len(row)), side="right")
    columns = limits.shape[1]
    chosen: Ints = np.clip(found - row * columns, 0, columns - 1)
    return chosen
