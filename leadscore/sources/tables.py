"""The six tables: their columns, their types, and which must be there.

All instants are UTC, held without a zone as ``timestamp(6)``. Ids are text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

ColumnType = Literal["string", "timestamp(6)", "float64", "int64", "boolean"]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table."""

    name: str
    type: ColumnType
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """One of the six tables; ``grain`` says what a row is."""

    name: str
    grain: str
    columns: tuple[Column, ...]

    @property
    def types(self) -> dict[str, ColumnType]:
        """Every column's type, in order."""
        return {column.name: column.type for column in self.columns}

    @property
    def required(self) -> tuple[str, ...]:
        """The columns without which the table says nothing."""
        return tuple(column.name for column in self.columns if column.required)


def _columns(required: str, **types: ColumnType) -> tuple[Column, ...]:
    needed = set(required.split())
    return tuple(Column(name=n, type=t, required=n in needed) for n, t in types.items())


LEADS = Table(
    name="leads",
    grain="a person",
    columns=_columns(
        "lead_id created_at",
        lead_id="string",
        created_at="timestamp(6)",
        account_id="string",
        source="string",
        country="string",
        language="string",
        job_title="string",
        seniority="string",
        department="string",
        owner_id="string",
        email_domain="string",
        marketing_consent="boolean",
        phone_consent="boolean",
        do_not_contact="boolean",
    ),
)
ACCOUNTS = Table(
    name="accounts",
    grain="a company",
    columns=_columns(
        "account_id",
        account_id="string",
        industry="string",
        employees="float64",
        revenue_eur="float64",
        country="string",
        customer_since="timestamp(6)",
    ),
)
EVENTS = Table(
    name="events",
    grain="an act of a lead",
    columns=_columns(
        "lead_id event_at kind",
        lead_id="string",
        event_at="timestamp(6)",
        kind="string",
        recorded_at="timestamp(6)",
        asset="string",
        url="string",
        content_level="int64",
        campaign_id="string",
        duration_s="float64",
    ),
)
STAGES = Table(
    name="stages",
    grain="a lead entering a stage",
    columns=_columns(
        "lead_id stage entered_at",
        lead_id="string",
        stage="string",
        entered_at="timestamp(6)",
        recorded_at="timestamp(6)",
        reason="string",
        amount_eur="float64",
        probability="float64",
        owner_id="string",
    ),
)
CAMPAIGNS = Table(
    name="campaigns",
    grain="a campaign",
    columns=_columns(
        "campaign_id name",
        campaign_id="string",
        name="string",
        channel="string",
        started_at="timestamp(6)",
        ended_at="timestamp(6)",
        cost_eur="float64",
    ),
)
ORDERS = Table(
    name="orders",
    grain="what an account bought",
    columns=_columns(
        "account_id ordered_at",
        account_id="string",
        ordered_at="timestamp(6)",
        product="string",
        amount_eur="float64",
    ),
)

#: The tables by name, in the order they are read.
TABLES: Mapping[str, Table] = MappingProxyType(
    {table.name: table for table in (LEADS, ACCOUNTS, EVENTS, STAGES, CAMPAIGNS, ORDERS)}
)
#: Without these two nothing can be scored over time.
REQUIRED_TABLES = ("leads", "stages")


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One kind of thing wrong with one table.

    ``severity`` "error" stops the work; "warning" is counted and worked around as
    ``todo`` or ``what`` says. ``examples`` are at most three ids, never other values.
    """

    code: str
    severity: Literal["error", "warning"]
    table: str
    what: str
    todo: str
    column: str = ""
    count: int = 0
    total: int = 0
    examples: tuple[str, ...] = ()

    def message(self) -> str:
        """Tell the problem in one or two sentences that a user can act on."""
        place = f"{self.table}.{self.column}" if self.column else self.table
        counted = f"{self.count:,} of {self.total:,} rows" if self.total else ""
        ids = f" (first: {', '.join(self.examples)})" if self.examples else ""
        told = " ".join(part for part in (counted, self.what) if part)
        return f"{place}: {told}{ids}. {self.todo}".strip()
