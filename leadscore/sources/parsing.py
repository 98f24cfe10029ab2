"""From what a source holds to the declared types, on the engine, nothing guessed.

Text is read by rules that are told: the format of instants, their zone, the decimal
mark. A value that does not fit becomes empty and is flagged, so that the checks can
count it; a column whose own type cannot be meant is left as it is for the schema check.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
from ibis.backends.duckdb import Backend

from leadscore.errors import SettingsError
from leadscore.settings import Settings
from leadscore.sources.tables import ColumnType

#: Prefix of the flag "this value does not fit its column's type".
BAD = "bad__"
#: Prefix of the flag "this instant has no zone and none is named".
NO_ZONE = "no_zone__"

_INSTANT = r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?"
_ZONE = r"(Z|[+-]\d{2}(:?\d{2})?)"
#: The engine reads +03:00 after seconds, but not " +03:00", +0300, or a zone after minutes.
_ZONE_SPELLINGS = (
    (r" ([-+Z][^ ]*)$", r"\1"),
    (r"([+-]\d{2})(\d{2})$", r"\1:\2"),
    (r"^(\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2})([-+Z])", r"\1:00\2"),
)
_NUMBER = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"
_WHOLE = r"[+-]?\d+(\.0+)?"
_TRUE = ("true", "t", "yes", "y", "1")
_FALSE = ("false", "f", "no", "n", "0")
_UNKNOWN = ("unknown",)


@dataclass(frozen=True, kw_only=True)
class TextForm:
    """How the text of a source is to be read; told by the settings or a mapping."""

    timezone: str = ""
    datetime_format: str = ""
    decimal: str = "."

    @property
    def has_zone(self) -> bool:
        """Whether the format itself reads a zone."""
        return "%z" in self.datetime_format or "%Z" in self.datetime_format


@dataclass(frozen=True, kw_only=True)
class RawTable:
    """One table as its source holds it, under the standard names, nothing cast yet.

    ``columns`` are all the source's columns, ``left_out`` those that are not read with
    the reason, ``content_hash`` speaks for the bytes, and ``trusted_utc`` says that
    instants without a zone are UTC by contract (frames) and need no warning.
    """

    name: str
    table: ir.Table
    origin: str
    content_hash: str
    form: TextForm = TextForm()
    columns: tuple[str, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    trusted_utc: bool = False


@dataclass(frozen=True, kw_only=True)
class ParsedTable:
    """One table with its declared types and, beside them, a flag column per doubt.

    ``key`` speaks for the content and for how it was read.
    """

    raw: RawTable
    table: ir.Table
    key: str = ""
    assumed_utc: tuple[str, ...] = ()


def _engine_function(name: str, *takes: str, gives: str) -> Callable[..., ir.Value]:
    """Name a function of the engine that Ibis has no word for."""

    def pair(first: object, second: object) -> None:
        """Stand for the engine's own function of two values."""

    signature = (takes, dt.dtype(gives))
    function: Callable[..., ir.Value] = ibis.udf.scalar.builtin(
        pair, name=name, signature=signature
    )
    return function


_NAIVE, _ZONED = "timestamp(6)", "timestamp('UTC', 6)"
_strptime = _engine_function("try_strptime", "string", "string", gives=_NAIVE)
_strptime_zoned = _engine_function("try_strptime", "string", "string", gives=_ZONED)
_to_naive = _engine_function("timezone", "string", _ZONED, gives=_NAIVE)
_from_naive = _engine_function("timezone", "string", _NAIVE, gives=_ZONED)


def form_of(settings: Settings) -> TextForm:
    """Take from the settings how CSV text is to be read."""
    data = settings.data
    return TextForm(
        timezone=data.timezone, datetime_format=data.datetime_format, decimal=data.csv_decimal
    )


def check_form(engine: Backend, form: TextForm, *, where: str) -> None:
    """Refuse a zone or a format that the engine does not know.

    Parameters
    ----------
    engine : ibis DuckDB backend
    form : TextForm
    where : str
        Where the form was told, for the message.

    Raises
    ------
    SettingsError
        Naming the key that is wrong.
    """
    zones = "SELECT count(*) FROM pg_timezone_names() WHERE name = ?"
    if form.timezone and not engine.con.execute(zones, [form.timezone]).fetchone()[0]:
        raise SettingsError(
            f"{where}: timezone is {form.timezone!r}, which is not a known time zone. "
            "Name it as in 'Europe/Helsinki' or 'UTC'."
        )
    if not form.datetime_format:
        return
    try:
        engine.con.execute("SELECT try_strptime('', ?)::VARCHAR", [form.datetime_format]).fetchone()
    except Exception as broken:
        raise SettingsError(
            f"{where}: datetime_format is {form.datetime_format!r}, which cannot be understood. "
            "Write it with % codes, as in '%d.%m.%Y %H:%M'."
        ) from broken


def parse(raw: RawTable, types: Mapping[str, ColumnType]) -> ParsedTable:
    """Cast a raw table's columns to their declared types.

    Parameters
    ----------
    raw : RawTable
    types : mapping of str to str
        Declared type by column; columns of the source beyond these are dropped.

    Returns
    -------
    ParsedTable
        Columns that the source has, cast; ``bad__<column>`` and ``no_zone__<column>``
        (booleans, never null) where a value could fail. Columns whose type cannot be
        meant stay uncast.
    """
    columns: dict[str, ir.Value] = {}
    assumed: list[str] = []
    typed_form = replace(raw.form, timezone="UTC") if raw.trusted_utc else raw.form
    for name, wanted in types.items():
        if name not in raw.table.columns:
            continue
        value = raw.table[name]
        if value.type().is_string():
            columns |= _from_text(name, value, wanted, raw.form)
            continue
        columns |= _from_typed(name, value, wanted, typed_form)
        naive = value.type().is_date() or (
            value.type().is_timestamp() and value.type().timezone is None
        )
        if wanted == "timestamp(6)" and naive and not typed_form.timezone:
            assumed.append(name)
    # A table of no known column still has its rows, for the checks to say so.
    read = raw.table.select(**(columns or {"nothing": ibis.null("string")}))
    return ParsedTable(raw=raw, table=read, assumed_utc=tuple(assumed))


def _from_text(
    name: str, value: ir.StringColumn, wanted: ColumnType, form: TextForm
) -> dict[str, ir.Value]:
    # A cast to the same type keeps "not null" in the type, which the schema check refuses.
    filled = value.nullif("")
    if wanted == "string":
        return {name: filled}
    text = filled.strip().nullif("")
    if wanted == "timestamp(6)":
        return _instant_from_text(name, text, form)
    if wanted == "boolean":
        low = text.lower()
        read = ibis.cases((low.isin(_TRUE), True), (low.isin(_FALSE), False))
        return {name: read, BAD + name: _failed(low.nullif(_UNKNOWN[0]), read)}
    pattern = _WHOLE if wanted == "int64" else _NUMBER
    plain = text if form.decimal == "." else text.replace(".", "?").replace(form.decimal, ".")
    number = _full_match(plain, pattern).ifelse(plain.try_cast("float64"), ibis.null("float64"))
    sound = number.isinf().ifelse(ibis.null("float64"), number)
    return {name: sound.try_cast(wanted), BAD + name: _failed(text, sound.try_cast(wanted))}


def _instant_from_text(name: str, text: ir.StringValue, form: TextForm) -> dict[str, ir.Value]:
    nothing = ibis.null("timestamp(6)")
    if form.datetime_format:
        zoned = _utc(_strptime_zoned(text, form.datetime_format)) if form.has_zone else nothing
        naive = nothing if form.has_zone else _strptime(text, form.datetime_format)
    else:
        tail = _full_match(text, _INSTANT + " ?" + _ZONE)
        clear = text
        for written, understood in _ZONE_SPELLINGS:
            clear = clear.re_replace(written, understood)
        zoned = tail.ifelse(_utc(clear.try_cast(_ZONED)), nothing)
        naive = _full_match(text, _INSTANT).ifelse(text.try_cast("timestamp(6)"), nothing)
    bad = _failed(text, ibis.coalesce(zoned, naive))
    if form.timezone:
        read = ibis.coalesce(zoned, _utc(_from_naive(form.timezone, naive)))
        return {name: read, BAD + name: bad}
    return {name: zoned, BAD + name: bad, NO_ZONE + name: naive.notnull()}


def _from_typed(
    name: str, value: ir.Value, wanted: ColumnType, form: TextForm
) -> dict[str, ir.Value]:
    kind = value.type()
    if kind.is_null():
        return {name: ibis.null(wanted)}
    if wanted == "string":
        whole = kind.is_integer() or kind.is_uuid()
        return {name: value.cast("string").nullif("") if whole else value}
    if wanted == "boolean":
        return _boolean_from_typed(name, value)
    if wanted == "timestamp(6)":
        dated = kind.is_timestamp() or kind.is_date()
        return {name: _instant_from_typed(value, form) if dated else value}
    return _number_from_typed(name, value, wanted) if kind.is_numeric() else {name: value}


def _boolean_from_typed(name: str, value: ir.Value) -> dict[str, ir.Value]:
    if value.type().is_integer():
        read = ibis.cases((value == 1, True), (value == 0, False))
        return {name: read, BAD + name: _failed(value, read)}
    return {name: value.nullif(ibis.null("boolean")) if value.type().is_boolean() else value}


def _number_from_typed(name: str, value: ir.Value, wanted: ColumnType) -> dict[str, ir.Value]:
    if wanted == "int64" and value.type().is_signed_integer():
        return {name: value.cast("int64").nullif(ibis.null("int64"))}
    number = value.cast("float64")
    sound = (number.isnan() | number.isinf()).ifelse(ibis.null("float64"), number)
    if wanted == "float64":
        return {name: sound}
    whole = (sound == sound.round()).ifelse(sound.try_cast("int64"), ibis.null("int64"))
    return {name: whole, BAD + name: _failed(sound, whole)}


def _instant_from_typed(value: ir.Value, form: TextForm) -> ir.TimestampValue:
    if value.type().is_timestamp() and value.type().timezone is not None:
        return _utc(value)
    naive = value.cast("timestamp(6)").nullif(ibis.null("timestamp(6)"))
    told = form.timezone not in ("", "UTC")
    return _utc(_from_naive(form.timezone, naive)) if told else naive


def _utc(at: ir.Value) -> ir.TimestampValue:
    return _to_naive("UTC", at)


def _full_match(text: ir.StringValue, pattern: str) -> ir.BooleanValue:
    return text.re_search(f"^(?:{pattern})$")


def _failed(given: ir.Value, read: ir.Value) -> ir.BooleanValue:
    return given.notnull() & read.isnull()
