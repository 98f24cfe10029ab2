"""A flat export: what is read, as what, in which order, and why the rest is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from leadscore.errors import DataError, MappingError
from leadscore.settings import Settings, parse_settings
from leadscore.sources.flat import FlatTable
from leadscore.sources.tables import TABLES, Problem
from leadscore.sources.warehouse import Warehouse, describe, open_warehouse

ROWS = """id,No,size,visits,tags,phone,won
a,30,big,1,x,040,yes
b,10,unknown,2,y,041,no
c,20,big,unknown,z,042,
d,40,small,4.5,x,043,yes
"""
MAPPING = """flat:
  file: crm.csv
  lead_id: id
  target: won
  positive: ["yes"]
  order: {column: No, as: number}
  missing: [unknown]
  fit: {size: size}
  behaviour: {visits: visits}
  left_out: {tags: filled in by sales afterwards}
"""


def _open(
    root: Path, rows: str = ROWS, mapping: str = MAPPING, settings: Settings | None = None
) -> Warehouse:
    (root / "data").mkdir(exist_ok=True)
    (root / "data" / "crm.csv").write_text(rows)
    (root / "mapping.yaml").write_text(mapping)
    return open_warehouse(settings or Settings(), root)


def _flat(warehouse: Warehouse) -> FlatTable:
    assert warehouse.flat is not None
    return warehouse.flat


def _frame(warehouse: Warehouse) -> pd.DataFrame:
    rows: pd.DataFrame = _flat(warehouse).frame.order_by("position").execute()
    return rows.set_index("lead_id")


def test_leads_stand_in_the_order_of_the_column_that_is_told(tmp_path: Path) -> None:
    warehouse = _open(tmp_path)
    frame = _frame(warehouse)
    assert list(frame.index) == ["b", "c", "a", "d"]
    assert list(frame["position"]) == [0, 1, 2, 3]
    assert _flat(warehouse).how == "order"


@pytest.mark.parametrize(
    ("order", "how", "ids"),
    [("row", "order", "abcd"), ("none", "random", "abcd")],
)
def test_the_order_of_the_rows_counts_only_where_told(
    tmp_path: Path, order: str, how: str, ids: str
) -> None:
    mapping = MAPPING.replace("{column: No, as: number}", order)
    warehouse = _open(tmp_path, mapping=mapping)
    assert "".join(_frame(warehouse).index) == ids
    assert _flat(warehouse).how == how


def test_an_order_by_instants_is_an_order_in_time(tmp_path: Path) -> None:
    rows = ROWS.replace(",30,", ",03.02.2024,").replace(",10,", ",09.01.2024,")
    rows = rows.replace(",20,", ",01.02.2024,").replace(",40,", ",01.03.2024,")
    mapping = MAPPING.replace("as: number}", "as: instant}") + "  datetime_format: '%d.%m.%Y'\n"
    with pytest.raises(DataError, match="have no time zone, and none is named"):
        _open(tmp_path, rows, mapping)
    warehouse = _open(tmp_path, rows, mapping + "  csv: {timezone: UTC}\n")
    assert list(_frame(warehouse).index) == ["b", "c", "a", "d"]
    assert _flat(warehouse).how == "time"


def test_an_empty_outcome_is_unknown_and_a_missing_word_is_empty(tmp_path: Path) -> None:
    frame = _frame(_open(tmp_path))
    assert frame["converted"].where(frame["converted"].notna(), "unknown").to_dict() == {
        "a": True,
        "b": False,
        "c": "unknown",
        "d": True,
    }
    assert frame["fit__size"].isna().to_dict() == {"a": False, "b": True, "c": False, "d": False}


STATES = ROWS + "e,50,big,1,x,,open\nf,60,big,2,x,,open\ng,70,big,2,x,,lost\n"


def _outcomes(warehouse: Warehouse) -> dict[object, object]:
    known = _frame(warehouse)["converted"]
    return known.astype(object).where(known.notna(), None).to_dict()


def test_values_taken_as_no_are_counted_the_most_frequent_first(
    tmp_path: Path, warned: Callable[[Warehouse, str], Problem]
) -> None:
    warehouse = _open(tmp_path, STATES)
    problem = warned(warehouse, "taken_as_no")
    assert (problem.column, problem.count, problem.total) == ("won", 4, 6)
    assert "hold 3 different values: open (2), lost (1), no (1). Name those" in problem.message()
    assert "open under missing: in the mapping" in problem.message()
    assert _outcomes(warehouse)["e"] is False


def test_open_ones_called_missing_are_unknown_and_one_way_to_say_no_needs_no_word(
    tmp_path: Path,
) -> None:
    rows = STATES.replace("lost", "no")
    warehouse = _open(tmp_path, rows, MAPPING.replace("[unknown]", "[unknown, open]"))
    assert [one.code for one in warehouse.problems] == ["kinds_told", "columns_left_out"]
    assert (_outcomes(warehouse)["e"], _outcomes(warehouse)["g"]) == (None, False)


def test_what_is_named_as_negative_needs_no_word_and_anything_else_stops(tmp_path: Path) -> None:
    named = MAPPING.replace("  order:", "  negative: ['no', lost]\n  order:")
    both = r"flat\.won: 2 of 6 rows hold a value that is neither positive nor negative: open \(2\)"
    with pytest.raises(DataError, match=both):
        _open(tmp_path, STATES, named)
    warehouse = _open(tmp_path, STATES, named.replace("[unknown]", "[unknown, open]"))
    assert not [one for one in warehouse.problems if one.code == "taken_as_no"]
    expected = {"a": True, "b": False, "c": None, "d": True, "e": None, "f": None, "g": False}
    assert _outcomes(warehouse) == expected


def test_one_value_cannot_be_both_yes_and_no(tmp_path: Path) -> None:
    for old, new in (("order:", "negative: ['yes']\n  order:"), ("[unknown]", "['yes']")):
        with pytest.raises(MappingError, match="two of positive, negative and missing hold: yes"):
            _open(tmp_path, mapping=MAPPING.replace(old, new))


def test_kinds_are_told_from_the_values_and_said_unless_declared(tmp_path: Path) -> None:
    warehouse = _open(tmp_path)
    kinds = {column.name: (column.kind, column.told) for column in _flat(warehouse).columns}
    assert kinds == {"fit__size": ("category", True), "behaviour__visits": ("number", True)}
    (note,) = [one for one in warehouse.problems if one.code == "kinds_told"]
    assert "1 are numbers (visits), the others categories" in note.message()
    declared = MAPPING.replace("visits: visits", "visits: {column: visits, kind: category}")
    (size, visits) = _flat(_open(tmp_path, mapping=declared)).columns
    assert (visits.kind, visits.told, size.axis, visits.axis) == (
        "category",
        False,
        "fit",
        "behaviour",
    )


def test_columns_that_are_not_read_are_listed_with_the_reason(tmp_path: Path) -> None:
    warehouse = _open(tmp_path)
    assert _flat(warehouse).left_out == {
        "tags": "filled in by sales afterwards",
        "phone": "personal data",
    }
    told = [one.message() for one in warehouse.problems if one.code == "columns_left_out"]
    assert "tags (filled in by sales afterwards)" in told[0]
    unnamed = _open(tmp_path, ROWS.replace("phone", "owner"))
    assert _flat(unnamed).left_out["owner"] == "not named in the mapping"


def test_equal_rows_or_a_column_make_groups(tmp_path: Path) -> None:
    rows = "id,No,size,visits,tags,won\na,1,big,1,x,yes\nb,2,big,1,y,no\nc,3,,1,z,no\nd,4,,1,x,no\n"
    frame = _frame(_open(tmp_path, rows, MAPPING + "  group: duplicates\n"))
    assert frame["group_id"].to_dict() == {"a": "0", "b": "0", "c": "2", "d": "2"}
    frame = _frame(_open(tmp_path, rows, MAPPING + "  group: tags\n".replace("tags", "No")))
    assert frame["group_id"].nunique() == 4
    frame = _frame(_open(tmp_path, rows))
    assert list(frame["group_id"]) == list(frame.index)


def test_without_an_id_the_number_of_the_row_is_one(tmp_path: Path) -> None:
    frame = _frame(_open(tmp_path, mapping=MAPPING.replace("  lead_id: id\n", "")))
    assert sorted(frame.index) == ["1", "2", "3", "4"]


def test_a_flat_warehouse_has_no_history(tmp_path: Path) -> None:
    warehouse = _open(tmp_path)
    assert warehouse.present == frozenset()
    assert all(warehouse.tables[name].count().execute() == 0 for name in TABLES)
    described = describe(warehouse)
    assert (described["table"].item(), described["rows"].item()) == ("flat", 4)


def test_an_order_in_parquet_is_the_order_of_its_rows(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    rows = pd.DataFrame({"size": ["a", "b"] * 30_000, "won": [1, 0] * 30_000})
    rows.to_parquet(tmp_path / "data" / "crm.parquet", row_group_size=1000)
    (tmp_path / "mapping.yaml").write_text(
        "flat: {file: crm.parquet, target: won, positive: [1], order: row, fit: {size: size}}"
    )
    frame = _frame(open_warehouse(Settings(), tmp_path))
    assert list(frame.index) == [str(place) for place in range(1, 60_001)]
    assert list(frame["fit__size"][:3]) == ["a", "b", "a"]


@pytest.mark.parametrize(
    ("rows", "mapping", "message"),
    [
        (ROWS, MAPPING.replace("fit: {size: size}", "fit: {s: Size}"), "lacks columns .*: Size"),
        (
            ROWS.replace("\nb,", "\na,"),
            MAPPING,
            r"flat\.id: 1 id in several rows \(first: a",
        ),
        (ROWS.replace("\nb,", "\n,"), MAPPING, r"flat\.id: 1 of 4 rows are empty"),
        (
            ROWS,
            MAPPING.replace("yes", "1"),
            r"no row holds a positive value \(1\); there are: no, yes",
        ),
        (ROWS.replace(",30,", ",many,"), MAPPING, r"flat\.order: 1 of 4 rows are not numbers"),
        (
            ROWS.replace(",30,", ",,"),
            MAPPING,
            r"flat\.No: 1 of 4 rows are empty.*\(first: a\)\. Fill the column, leave these rows",
        ),
        (
            ROWS.replace(",20,", ",,"),
            MAPPING.replace("  lead_id: id\n", ""),
            r"flat\.No: 1 of 4 rows are empty.*\(first: 3\)",
        ),
        (
            ROWS.replace(",30,", ",,").replace(",20,", ",late,"),
            MAPPING,
            r"(?s)flat\.order: 1 of 4 rows are not numbers.*flat\.No: 1 of 4 rows are empty",
        ),
        (ROWS.replace("small", "a@b.fi"), MAPPING, r"flat\.size: 1 of 4 rows hold an e-mail"),
        (ROWS + "e,1\n", MAPPING, r"1 lines of crm\.csv do not fit"),
        ("id,No,size,visits,tags,won\n", MAPPING, "the file has no rows"),
        (
            ROWS,
            MAPPING.replace("visits: visits", "visits: {column: tags, kind: number}").replace(
                "left_out: {tags: filled in by sales afterwards}", ""
            ),
            r"behaviour__visits: 4 of 4 rows are not numbers .*missing",
        ),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, rows: str, mapping: str, message: str) -> None:
    for _ in range(2):
        with pytest.raises(DataError, match=message) as stopped:
            _open(tmp_path, rows, mapping)
        assert "a@b.fi" not in str(stopped.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"names the file other\.csv, which is not in"):
        _open(tmp_path, mapping=MAPPING.replace("crm.csv", "other.csv"))


def test_decimal_commas_are_told_by_the_settings(tmp_path: Path) -> None:
    comma = parse_settings({"data": {"csv_decimal": ",", "csv_separator": ";"}})
    rows = ROWS.replace(",", ";").replace("4.5", "4,5")
    frame = _frame(_open(tmp_path, rows, settings=comma))
    assert frame.loc["d", "behaviour__visits"] == 4.5
