"""What must hold between rows and between tables, counted on the engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from leadscore.settings import Settings
from leadscore.sources.cleaning import Findings, seen_at
from leadscore.sources.ends import DATED, rows_by_day, thin_tails
from leadscore.sources.tables import REQUIRED_TABLES, TABLES, Problem, shown
from leadscore.sources.values import first_ids

#: Rows so far behind all others are taken for mistakes when no as_of is set.
LATE_SHARE = 0.001
LATE_DAYS = 30
#: In a table of fewer rows a long silence proves little.
FEW_ROWS = 100
FEW_LATE_DAYS = 1095
#: A gap must also be this many times the usual distance between two rows.
LATE_SPACINGS = 20

_REFERENCES = (
    ("leads", "account_id", "accounts", "unknown_account"),
    ("orders", "account_id", "accounts", "unknown_account"),
    ("events", "campaign_id", "campaigns", "unknown_campaign"),
)


def check_relations(
    tables: Mapping[str, ir.Table], settings: Settings, findings: Findings
) -> list[Problem]:
    """Find duplicates, references to nothing, and rows out of their time.

    Parameters
    ----------
    tables : mapping of str to ibis table
        Those with rows and all required columns, typed.
    settings : Settings
    findings : Findings
        Learns which tables must be cleaned of what.

    Returns
    -------
    list of Problem
    """
    problems: list[Problem] = []
    for name, table in tables.items():
        problems += _repeated(name, table, findings)
        if name in DATED:
            problems += _out_of_time(name, table, settings, findings)
    far = [problem.table for problem in problems if problem.code == "far_future_rows"]
    problems += thin_tails(tables, settings, told=far)
    if "leads" in tables:
        leads = (
            tables["leads"]
            .group_by("lead_id")
            .aggregate(created_at=tables["leads"].created_at.min())
        )
        for name in ("events", "stages"):
            if name in tables:
                problems += _of_unknown_leads(name, tables[name], leads, findings)
        if "stages" in tables:
            problems += _before_creation(tables["stages"], leads, settings)
    for name, column, target, code in _REFERENCES:
        if name in tables and target in tables:
            problems += _to_nothing(name, tables[name], column, tables[target], code)
    return problems


def _repeated(name: str, table: ir.Table, findings: Findings) -> Iterator[Problem]:
    """Tell rows that stand twice; the cheap count of row hashes comes first."""
    mark = ibis.struct({column: table[column] for column in table.columns}).hash()
    key = TABLES[name].key
    marks = table.select(mark=mark, key=table[key])
    sums = {"rows": marks.count(), "marks": marks.mark.nunique()}
    if TABLES[name].unique:
        sums["keys"] = marks.key.nunique()
    counted = marks.aggregate(**sums).to_pyarrow().to_pylist()[0]
    if counted["marks"] < counted["rows"]:
        copies = table.group_by(*table.columns).aggregate(copies=ibis._.count())
        repeated = counted["rows"] - int(copies.count().execute())
        if repeated:
            findings.repeated.add(name)
            yield Problem(
                code="duplicate_rows",
                severity="warning",
                table=name,
                what="stand there more than once, the same in every column",
                todo="They are counted once. Was a file delivered twice?",
                count=repeated,
                total=counted["rows"],
                examples=first_ids(copies.filter(copies.copies > 1), key),
            )
    if counted.get("keys", counted["rows"]) < counted["rows"]:
        yield from _several_versions(name, table)


def _several_versions(name: str, table: ir.Table) -> Iterator[Problem]:
    key = TABLES[name].key
    versions = table.distinct().group_by(key).aggregate(versions=ibis._.count())
    several = versions.filter((versions.versions > 1) & versions[key].notnull())
    count = int(several.count().execute())
    if count:
        yield Problem(
            code="duplicate_lead" if name == "leads" else "duplicate_id",
            severity="error",
            table=name,
            column=key,
            what=f"{count:,} id{'s' * (count > 1)} in several rows that differ",
            todo="Export one row for each, the newest.",
            count=count,
            examples=first_ids(several, key),
        )


def _of_unknown_leads(
    name: str, table: ir.Table, leads: ir.Table, findings: Findings
) -> Iterator[Problem]:
    strangers = table.anti_join(leads, "lead_id").filter(lambda row: row.lead_id.notnull())
    count = int(strangers.count().execute())
    if count:
        findings.unknown_leads.add(name)
        yield Problem(
            code="unknown_lead",
            severity="warning",
            table=name,
            column="lead_id",
            what="belong to a lead that the leads table does not have",
            todo="They are left out. Export the leads too, if they are still yours to keep.",
            count=count,
            total=int(table.count().execute()),
            examples=first_ids(strangers, "lead_id"),
        )


def _before_creation(stages: ir.Table, leads: ir.Table, settings: Settings) -> Iterator[Problem]:
    joined = stages.inner_join(leads, "lead_id")
    early = joined.filter(joined.entered_at < joined.created_at)
    target = settings.time.target
    kinds = (
        ("won_before_creation", early.stage == target, f"enter {shown(target)}"),
        ("stage_before_creation", early.stage != target, "enter a stage"),
    )
    for code, which, told in kinds:
        rows = early.filter(which)
        count = int(rows.count().execute())
        if count:
            yield Problem(
                code=code,
                severity="warning",
                table="stages",
                column="entered_at",
                what=f"{told} before the lead was created",
                todo="They are kept as they are. Is created_at the moment of an import?",
                count=count,
                total=int(stages.count().execute()),
                examples=first_ids(rows, "lead_id"),
            )


def _to_nothing(
    name: str, table: ir.Table, column: str, target: ir.Table, code: str
) -> Iterator[Problem]:
    key = TABLES[name].key
    pointing = table.filter(table[column].notnull())
    lost = pointing.anti_join(target.select(column).distinct(), column)
    count = int(lost.count().execute())
    if count:
        yield Problem(
            code=code,
            severity="warning",
            table=name,
            column=column,
            what="point to nothing in the other table",
            todo="They are kept; nothing is known of what they point to.",
            count=count,
            total=int(table.count().execute()),
            examples=first_ids(lost, key),
        )


def _out_of_time(
    name: str, table: ir.Table, settings: Settings, findings: Findings
) -> Iterator[Problem]:
    if settings.time.as_of is None:
        yield from _far_behind(name, table)
        return
    late = table.filter(seen_at(table, name) > ibis.literal(settings.time.as_of))
    count, rows = int(late.count().execute()), int(table.count().execute())
    if not count:
        return
    findings.future.add(name)
    nothing_left = count == rows and name in REQUIRED_TABLES
    yield Problem(
        code="future_rows",
        severity="error" if nothing_left else "warning",
        table=name,
        column=TABLES[name].instant,
        what=f"lie after time.as_of ({settings.time.as_of:%Y-%m-%d %H:%M})",
        todo="Nothing is left: set a later time.as_of." if nothing_left else "They are left out.",
        count=count,
        total=rows,
        examples=first_ids(late, TABLES[name].key),
    )


def _far_behind(name: str, table: ir.Table) -> Iterator[Problem]:
    """Find a few rows long after all others: without as_of they would become "now"."""
    counted = rows_by_day(table, name)
    since = _first_late_day(counted)
    if since is None:
        return
    late = table.filter(seen_at(table, name) >= ibis.literal(since).cast("timestamp(6)"))
    yield Problem(
        code="far_future_rows",
        severity="error",
        table=name,
        column=TABLES[name].instant,
        what="lie long after all others, and would become the day the data speaks from",
        todo="Set time.as_of in leadscore.toml to the day of the export; what lies after it is "
        "then left out.",
        count=int(late.count().execute()),
        total=sum(rows for _, rows in counted),
        examples=first_ids(late, TABLES[name].key),
    )


def _first_late_day(counted: list[tuple[date, int]]) -> date | None:
    """Find the day from which on rows are few and far from the rest.

    Examples
    --------
    >>> usual = [(date(2024, 1, 1) + timedelta(days=day), 5) for day in range(60)]
    >>> _first_late_day([*usual, (date(2099, 1, 1), 1)])
    datetime.date(2099, 1, 1)
    >>> _first_late_day(usual)
    """
    total = sum(rows for _, rows in counted)
    allowed = max(1, int(total * LATE_SHARE))
    behind = 0
    for place in range(len(counted) - 1, 0, -1):
        day, rows = counted[place]
        before = counted[place - 1][0]
        behind += rows
        if behind > allowed:
            return None
        span = (before - counted[0][0]).days
        usual = span / max(1, total - behind - 1)
        least = LATE_DAYS if total >= FEW_ROWS else FEW_LATE_DAYS
        if (day - before) > timedelta(days=max(least, LATE_SPACINGS * usual)):
            return day
    return None
