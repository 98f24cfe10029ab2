"""The rules of the six tables, declared as pandera schemas over Ibis tables.

pandera decides which columns must be there and of which type (validated for all tables,
all faults at once), and holds the rules for values as its checks. The checks are not run
through ``validate``: on Ibis it pulls every failing row and one truth value for each row
into pandas, which for millions of events is more than memory. They are called one by one
instead, which is lazy, and counted on the engine in one pass per table
(:mod:`leadscore.sources.checks`). What holds between tables stays with Ibis: pandera has
no word for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pandera.ibis as pa
from pandera.api.ibis.types import IbisData
from pandera.config import ValidationDepth, config_context
from pandera.errors import SchemaErrorReason, SchemaErrors

from leadscore.settings import Settings
from leadscore.sources.tables import TABLES, ColumnType, Problem, listed, shown

_WORDS: Mapping[str, str] = {
    "string": "text (or whole numbers, for an id)",
    "timestamp(6)": "an instant",
    "float64": "a number",
    "int64": "a whole number",
    "boolean": "true or false",
}
#: What a column must say: column of each table, rule.
_EMPTIED = "They are read as empty. Correct them in the source."


def schema(table: str, types: Mapping[str, ColumnType], settings: Settings) -> pa.DataFrameSchema:
    """Declare a table: its columns, their types, and the rules for their values.

    Parameters
    ----------
    table : str
    types : mapping of str to str
        Every column that may be read, the allowed extra ones included.
    settings : Settings
        Names the stages.

    Returns
    -------
    pandera.ibis.DataFrameSchema
        Each check's name is a problem's code, its description says what is wrong, its
        title what to do; with ``raise_warning`` the values are read as empty.
    """
    required = TABLES[table].required
    rules = _rules(table, settings)
    columns = {
        name: pa.Column(
            dt.dtype(kind),
            required=name in required,
            nullable=name not in required,
            checks=rules.get(name, []),
        )
        for name, kind in types.items()
    }
    return pa.DataFrameSchema(columns, name=table)


def schema_problems(
    declared: pa.DataFrameSchema, table: ir.Table, origin: str, columns: Iterable[str] = ()
) -> list[Problem]:
    """Find missing columns and columns of a wrong type, all at once.

    Parameters
    ----------
    declared : pandera.ibis.DataFrameSchema
    table : ibis table
        After parsing: a column that could not be meant still has its own type.
    origin : str
        Where the table came from.
    columns : iterable of str
        All columns of the source, to be named where one is missing.

    Returns
    -------
    list of Problem
    """
    try:
        with config_context(validation_depth=ValidationDepth.SCHEMA_ONLY):
            declared.validate(table, lazy=True)
    except SchemaErrors as found:
        has = f"It has: {listed(columns)}. " if columns else ""
        return [
            _schema_problem(declared, error, table, origin, has) for error in found.schema_errors
        ]
    return []


def value_rules(declared: pa.DataFrameSchema) -> dict[tuple[str, str], pa.Check]:
    """List the rules for values by column and code."""
    return {
        (name, str(check.name)): check
        for name, column in declared.columns.items()
        for check in column.checks
    }


def breaks(rule: pa.Check, table: ir.Table, column: str) -> ir.BooleanColumn:
    """Say lazily for each row whether it breaks a rule; an empty value breaks none."""
    return ~rule(table, column).check_output


def _schema_problem(
    declared: pa.DataFrameSchema, error: object, table: ir.Table, origin: str, has: str
) -> Problem:
    name = str(declared.name)
    if getattr(error, "reason_code", None) is SchemaErrorReason.COLUMN_NOT_IN_DATAFRAME:
        column = str(getattr(error, "failure_cases", ""))
        return Problem(
            code="missing_column",
            severity="error",
            table=name,
            column=column,
            what=f"{shown(origin)} has no such column, and nothing works without it",
            todo=f"{has}Export it under this name, or map it in mapping.yaml; for CSV, look "
            "whether data.csv_separator is right.",
        )
    column = str(getattr(getattr(error, "schema", None), "name", ""))
    wanted = _WORDS[str(declared.columns[column].dtype.type)]
    return Problem(
        code="wrong_type",
        severity="error",
        table=name,
        column=column,
        what=f"{shown(origin)} holds {table.schema()[column]} here, where {wanted} must stand",
        todo="Export it as such, or as text, and say in leadscore.toml how text is to be read.",
    )


def _rules(table: str, settings: Settings) -> dict[str, list[pa.Check]]:
    address = _rule(
        "email_address",
        lambda data: ~_column(data).contains("@"),
        "hold an e-mail address, which is personal data",
        "Export only what stands behind the @, or an id that says nothing.",
    )
    money = _rule(
        "negative_amount", lambda data: _column(data) >= 0, "are below zero", _EMPTIED, empties=True
    )
    money_stops = _rule(
        "negative_amount",
        lambda data: _column(data) >= 0,
        "are below zero",
        "Correct them in the source: money that is not there must not count.",
    )
    share = _rule(
        "out_of_range",
        lambda data: _column(data).between(0, 1),
        "are no probability between 0 and 1",
        _EMPTIED,
        empties=True,
    )
    level = _rule(
        "out_of_range",
        lambda data: _column(data).between(1, 5),
        "are no content level from 1 to 5",
        _EMPTIED,
        empties=True,
    )
    rules: dict[str, dict[str, list[pa.Check]]] = {
        "leads": {"lead_id": [address], "email_domain": [address]},
        "accounts": {"employees": [money], "revenue_eur": [money]},
        "events": {"content_level": [level], "duration_s": [money]},
        "stages": {
            "stage": [_known_stage(settings)],
            "amount_eur": [money_stops],
            "probability": [share],
        },
        "campaigns": {"cost_eur": [money_stops]},
        "orders": {},
    }
    found = rules[table]
    for extra in settings.features.extra_columns:
        if extra.table == table and extra.kind == "category":
            found.setdefault(extra.column, []).append(address)
    return found


def _known_stage(settings: Settings) -> pa.Check:
    stages = settings.data.stages
    return _rule(
        "unknown_stage",
        lambda data: _column(data).isin(stages),
        f"name a stage that data.stages does not know (it has: {listed(stages, most=20)})",
        "Add the stage to data.stages in leadscore.toml, in the funnel's order, or translate it "
        "in mapping.yaml under values.",
    )


def _rule(code: str, holds: object, what: str, todo: str, *, empties: bool = False) -> pa.Check:
    return pa.Check(holds, name=code, description=what, title=todo, raise_warning=empties)


def _column(data: IbisData) -> ir.Value:
    return data.table[data.key]
