"""The six tables: their columns, their types, which must be there, and what is wrong.

All instants are UTC, held without a zone as ``timestamp(6)``. Ids are text. What is not
named here, in ``features.extra_columns`` or in a mapping is never read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from leadscore.errors import DataError

ColumnType = Literal["string", "timestamp(6)", "float64", "int64", "boolean"]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table."""

    name: str
    type: ColumnType
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """One of the six tables.

    ``grain`` says what a row is, ``key`` names the id that messages show, ``unique`` says
    that the key may stand only once, ``instant`` names the column that dates a row.
    """

    name: str
    grain: str
    key: str
    columns: tuple[Column, ...]
    unique: bool = False
    instant: str = ""

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
    key="lead_id",
    unique=True,
    instant="created_at",
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
    key="account_id",
    unique=True,
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
    key="lead_id",
    instant="event_at",
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
    key="lead_id",
    instant="entered_at",
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
    key="campaign_id",
    unique=True,
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
    key="account_id",
    instant="ordered_at",
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

#: Columns of people that are refused even when settings or a mapping ask for them.
PERSONAL_COLUMNS = frozenset(
    {
        "email",
        "e_mail",
        "email_address",
        "phone",
        "phone_number",
        "mobile",
        "mobile_phone",
        "first_name",
        "last_name",
        "full_name",
        "surname",
        "name",
        "street",
        "address",
        "birth_date",
        "date_of_birth",
        "ssn",
        "ip_address",
    }
)
#: Of these, what a company or a campaign may have.
COMPANY_COLUMNS = frozenset({"name", "street", "address"})


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


class TablesError(DataError):
    """The tables hold errors; ``problems`` has every one, warnings included."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        wrong = [problem for problem in self.problems if problem.severity == "error"]
        head = f"{len(wrong)} problem{'s' if len(wrong) > 1 else ''} in the data:"
        super().__init__("\n".join([head, *(f"  - {one.message()}" for one in wrong)]))


def stop_on_errors(problems: Sequence[Problem]) -> None:
    """Raise when any problem is an error.

    Parameters
    ----------
    problems : sequence of Problem

    Raises
    ------
    TablesError
        Holding all problems, its message telling every error at once.
    """
    if any(problem.severity == "error" for problem in problems):
        raise TablesError(problems)


def is_personal(column: str, table: str = "leads") -> bool:
    """Tell whether a column's name says that it holds a person's name, address or number.

    Parameters
    ----------
    column : str
    table : str
        The name of a company or of a campaign is not personal, that of a lead is.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_personal("First Name"), is_personal("email_domain"), is_personal("name", "campaigns")
    (True, False, False)
    """
    plain = column.strip().lower().replace(" ", "_").replace("-", "_")
    of_company = table in ("accounts", "campaigns", "orders") and plain in COMPANY_COLUMNS
    return plain in PERSONAL_COLUMNS and not of_company


def shown(text: object, *, width: int = 40) -> str:
    r"""Make a foreign text safe to stand in a message.

    Parameters
    ----------
    text : object
        An id, a column name, a file name.
    width : int
        Longest text that is shown whole.

    Returns
    -------
    str
        One line without control characters; what looks like an e-mail address is hidden.

    Examples
    --------
    >>> shown("lead\n7"), shown("anna@example.com")
    ('lead?7', '(hidden: looks like an e-mail address)')
    """
    plain = "".join(char if char.isprintable() else "?" for char in str(text))
    if "@" in plain:
        return "(hidden: looks like an e-mail address)"
    return plain if len(plain) <= width else plain[: width - 1] + "…"


def listed(texts: Iterable[object], *, most: int = 12) -> str:
    """Name a few of many: ``a, b and 3 more``.

    Examples
    --------
    >>> listed("abcd", most=2)
    'a, b and 2 more'
    """
    names = [shown(text) for text in texts]
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
