"""Messages tell every problem, and nothing personal."""

from __future__ import annotations

import pytest

from leadscore.errors import DataError
from leadscore.sources.tables import (
    TABLES,
    Problem,
    TablesError,
    is_personal,
    listed,
    shown,
    stop_on_errors,
)


def _problem(**changes: object) -> Problem:
    told: dict[str, object] = {
        "code": "missing_value",
        "severity": "error",
        "table": "events",
        "what": "are empty",
        "todo": "Correct the export.",
    }
    return Problem(**(told | changes))  # type: ignore[arg-type]


def test_a_problem_says_where_how_many_which_and_what_to_do() -> None:
    problem = _problem(column="lead_id", count=1200, total=20_000, examples=("a", "b"))
    assert problem.message() == (
        "events.lead_id: 1,200 of 20,000 rows are empty (first: a, b). Correct the export."
    )


def test_one_error_tells_all_errors_and_carries_every_problem() -> None:
    problems = [_problem(), _problem(table="leads"), _problem(severity="warning", table="orders")]
    with pytest.raises(
        DataError, match=r"2 problems in the data:\n  - events: .*\n  - leads: "
    ) as stop:
        stop_on_errors(problems)
    assert isinstance(stop.value, TablesError)
    assert stop.value.problems == tuple(problems)
    assert "orders" not in str(stop.value)


def test_warnings_alone_do_not_stop() -> None:
    stop_on_errors([_problem(severity="warning")])


def test_what_looks_like_an_address_or_breaks_the_line_is_not_shown() -> None:
    assert "example" not in shown("anna@example.com")
    assert shown("a\nb\x1b[31m") == "a?b?[31m"
    assert len(shown("x" * 500)) == 40


def test_long_lists_are_cut_with_a_count() -> None:
    assert listed(range(20), most=3) == "0, 1, 2 and 17 more"


@pytest.mark.parametrize("column", ["email", "E-Mail", "Phone Number", "first_name", "Address"])
def test_personal_columns_of_a_lead_are_known_by_name(column: str) -> None:
    assert is_personal(column)


def test_no_column_of_the_tables_is_personal() -> None:
    for table in TABLES.values():
        assert not [name for name in table.types if is_personal(name, table.name)]


def test_every_table_names_a_key_that_it_has() -> None:
    for table in TABLES.values():
        assert table.key in table.types
        assert not table.instant or table.types[table.instant] == "timestamp(6)"
