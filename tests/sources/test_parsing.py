"""Text becomes values by told rules; what does not fit is flagged, never guessed."""

from __future__ import annotations

from datetime import datetime

import ibis
import pyarrow as pa
import pytest

from leadscore.errors import SettingsError
from leadscore.sources.parsing import RawTable, TextForm, check_form, parse
from leadscore.sources.shelf import connect
from leadscore.sources.tables import ColumnType


def _read(
    values: list[object],
    wanted: ColumnType,
    form: TextForm | None = None,
    kind: pa.DataType | None = None,
) -> list[tuple[object, bool, bool]]:
    """Give for each value what is read, whether it is bad, whether it lacks a zone."""
    engine = connect()
    table = engine.create_table("given", pa.table({"x": pa.array(values, kind or pa.string())}))
    raw = RawTable(
        name="given", table=table, origin="a test", content_hash="", form=form or TextForm()
    )
    rows = parse(raw, {"x": wanted}).table.to_pyarrow().to_pylist()
    return [(row["x"], row.get("bad__x", False), row.get("no_zone__x", False)) for row in rows]


@pytest.mark.parametrize(
    "text",
    [
        "2024-07-01T10:00:00Z",
        "2024-07-01 13:00:00+03:00",
        "2024-07-01 13:00+03",
        "2024-07-01 13:00:00 +0300",
        " 2024-07-01 10:00:00.000000Z ",
    ],
)
def test_an_instant_with_a_zone_becomes_utc(text: str) -> None:
    assert _read([text], "timestamp(6)") == [(datetime(2024, 7, 1, 10), False, False)]


def test_an_instant_without_a_zone_is_read_only_where_a_zone_is_named() -> None:
    assert _read(["2024-07-01 13:00"], "timestamp(6)") == [(None, False, True)]
    helsinki = TextForm(timezone="Europe/Helsinki")
    summer, winter = _read(["2024-07-01 13:00", "2024-01-01"], "timestamp(6)", helsinki)
    assert summer == (datetime(2024, 7, 1, 10), False, False)
    assert winter == (datetime(2023, 12, 31, 22), False, False)


@pytest.mark.parametrize(
    "text", ["2024-02-30", "01.07.2024", "20240701", "infinity", "1719828000", "soon", "24-7-1"]
)
def test_what_is_no_iso_instant_is_flagged_and_not_guessed(text: str) -> None:
    assert _read([text], "timestamp(6)", TextForm(timezone="UTC")) == [(None, True, False)]


def test_a_told_format_reads_day_and_month_as_told() -> None:
    form = TextForm(timezone="UTC", datetime_format="%d-%m-%Y %H:%M")
    assert _read(["03-04-2014 10:30"], "timestamp(6)", form)[0][0] == datetime(2014, 4, 3, 10, 30)
    assert _read(["2014-04-03 10:30", "31-31-2014 10:30"], "timestamp(6)", form) == [
        (None, True, False),
        (None, True, False),
    ]


def test_a_told_format_may_read_the_zone_itself() -> None:
    form = TextForm(datetime_format="%d.%m.%Y %H:%M %z")
    assert _read(["01.07.2024 13:00 +0300"], "timestamp(6)", form)[0][0] == datetime(2024, 7, 1, 10)


def test_a_decimal_comma_is_read_only_where_told() -> None:
    assert _read(["1,5", "1.5"], "float64") == [(None, True, False), (1.5, False, False)]
    comma = TextForm(decimal=",")
    assert _read(["1,5", "1.5", "1.234,5"], "float64", comma) == [
        (1.5, False, False),
        (None, True, False),
        (None, True, False),
    ]


@pytest.mark.parametrize("text", ["nan", "inf", "1e999", "1_000", "0x10", "1 000", "--1", "."])
def test_what_is_no_plain_number_is_flagged(text: str) -> None:
    assert _read([text], "float64") == [(None, True, False)]


def test_whole_numbers_may_end_in_zero_decimals_but_no_others() -> None:
    read = _read(["3", "3.0", "3.5", "99999999999999999999"], "int64")
    assert read == [(3, False, False), (3, False, False), (None, True, False), (None, True, False)]


def test_consent_is_true_false_or_unknown() -> None:
    read = _read(["Yes", "0", "unknown", "", None, "perhaps"], "boolean")
    assert [value for value, *_ in read] == [True, False, None, None, None, None]
    assert [bad for _, bad, _ in read] == [False, False, False, False, False, True]


def test_a_whole_number_can_be_an_id_but_a_fraction_cannot() -> None:
    assert _read([7], "string", kind=pa.int64()) == [("7", False, False)]
    assert _read([7.0], "string", kind=pa.float64()) == [(7.0, False, False)]


def test_typed_instants_keep_their_moment() -> None:
    zoned = pa.timestamp("us", tz="Europe/Helsinki")
    moment = datetime(2024, 7, 1, 10)
    assert _read([moment], "timestamp(6)", kind=zoned)[0][0] == moment
    local = TextForm(timezone="Europe/Helsinki")
    assert _read([moment], "timestamp(6)", local, pa.timestamp("us"))[0][0] == datetime(
        2024, 7, 1, 7
    )


def test_a_number_that_is_not_a_number_is_empty() -> None:
    assert _read([float("nan"), float("inf"), 2.0], "float64", kind=pa.float64()) == [
        (None, False, False),
        (None, False, False),
        (2.0, False, False),
    ]


def test_an_unknown_zone_or_format_is_an_error_that_names_the_key() -> None:
    engine = connect()
    with pytest.raises(SettingsError, match="timezone is 'Mars/Base', which is not a known"):
        check_form(engine, TextForm(timezone="Mars/Base"), where="leadscore.toml")
    with pytest.raises(SettingsError, match="datetime_format is '%Q', which cannot be"):
        check_form(engine, TextForm(datetime_format="%Q"), where="leadscore.toml")


def test_parsing_stays_lazy() -> None:
    engine = connect()
    table = engine.create_table("given", pa.table({"x": ["2024-01-01T00:00:00Z"]}))
    raw = RawTable(name="given", table=table, origin="a test", content_hash="")
    parsed = parse(raw, {"x": "timestamp(6)"})
    assert isinstance(parsed.table, ibis.Table)
    engine.con.execute("INSERT INTO given VALUES ('2024-01-02T00:00:00Z')")
    assert parsed.table.count().execute() == 2
