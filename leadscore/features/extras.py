"""Columns beyond the standard ones, allowed by name, with the moment they are known."""

from __future__ import annotations

import re

import ibis
import ibis.expr.types as ir

from leadscore.errors import SettingsError
from leadscore.features.catalogue import Feature
from leadscore.features.titles import given
from leadscore.settings import ExtraColumn, Settings
from leadscore.sources.warehouse import Warehouse

#: Ids and texts about a person that never become a feature themselves.
_PERSONAL = frozenset({"lead_id", "account_id", "owner_id", "job_title", "email_domain"})
_DAY = 86_400_000_000.0


def extra_name(extra: ExtraColumn) -> str:
    """Name the feature that an extra column becomes.

    Parameters
    ----------
    extra : ExtraColumn

    Returns
    -------
    str

    Examples
    --------
    >>> extra_name(ExtraColumn(table="leads", column="Lead Quality (1-5)", kind="number",
    ...                        known_at="creation"))
    'fit__x_lead_quality_1_5'
    """
    slug = re.sub(r"[^a-z0-9]+", "_", extra.column.lower()).strip("_")
    return f"{extra.axis}__x_{slug}"


def extra_features(settings: Settings) -> tuple[Feature, ...]:
    """Write the catalogue entries of the extra columns.

    Parameters
    ----------
    settings : Settings

    Returns
    -------
    tuple of Feature
    """
    return tuple(
        Feature(
            name=extra_name(extra),
            family=extra.axis,
            axis=extra.axis,
            kind=extra.kind,
            label={"en": extra.column, "fi": extra.column},
            words={"en": f"{extra.column}: {{value}}", "fi": f"{extra.column}: {{value}}"},
            words_absent={
                "en": f"{extra.column}: zero or not known",
                "fi": f"{extra.column}: nolla tai ei tiedossa",
            },
        )
        for extra in settings.features.extra_columns
    )


def with_extras(table: ir.Table, warehouse: Warehouse, settings: Settings) -> ir.Table:
    """Add the extra columns to a table of snapshots.

    Parameters
    ----------
    table : ibis table
        With lead_id, account_id and cutoff.
    warehouse : Warehouse
    settings : Settings
        ``features.extra_columns``; ``known_at`` is "creation" or names an instant of the
        same table. The column counts only where that instant lies before the cutoff; a
        column that is itself the instant becomes the days since it.

    Returns
    -------
    ibis table

    Raises
    ------
    SettingsError
        If a column is not there, is an id or a personal text, or does not fit its kind.
    """
    for name in ("leads", "accounts"):
        extras = [e for e in settings.features.extra_columns if e.table == name]
        if not extras:
            continue
        source = warehouse.tables[name]
        for extra in extras:
            _check(extra, source)
        key = "lead_id" if name == "leads" else "account_id"
        wanted = {e.column for e in extras} | {e.known_at for e in extras} - {"creation"}
        slim = source.select(
            **{f"{key}_x": source[key]}, **{f"x_{c}": source[c] for c in sorted(wanted)}
        )
        joined = table.left_join(slim, table[key] == slim[f"{key}_x"])
        values = {extra_name(e): _known(joined, e) for e in extras}
        table = joined.mutate(**values).drop(*slim.columns)
    return table


def _check(extra: ExtraColumn, source: ir.Table) -> None:
    place = f"features.extra_columns: {extra.table}.{extra.column}"
    if extra.column in _PERSONAL:
        raise SettingsError(
            f"{place} is an id or a text about a person and never becomes a feature. "
            "Remove it; what can be told from it (role, kind of domain) is a feature already."
        )
    for column in (extra.column, *({extra.known_at} - {"creation"})):
        if column not in source.columns:
            raise SettingsError(
                f"{place} needs the column {column!r}, which {extra.table} does not have. "
                "Correct the name, or remove the entry."
            )
    kind = source[extra.column].type()
    if extra.known_at != "creation" and not source[extra.known_at].type().is_timestamp():
        raise SettingsError(
            f"{place}: known_at must be 'creation' or a column of instants; {extra.known_at!r} "
            f"is {source[extra.known_at].type()}. Name the column that says when it was known."
        )
    if kind.is_timestamp() and extra.column != extra.known_at:
        raise SettingsError(
            f"{place} is an instant, which is known only once it has passed. "
            f"Set known_at = {extra.column!r}; the feature is then the days since it."
        )
    numeric = kind.is_numeric() or kind.is_boolean() or kind.is_timestamp()
    if (extra.kind == "number") != numeric and (extra.kind == "number" or kind.is_timestamp()):
        raise SettingsError(
            f"{place} is allowed as a {extra.kind}, but the column is {kind}. "
            "Change kind, or the column's type in the source."
        )


def _known(joined: ir.Table, extra: ExtraColumn) -> ir.Value:
    """Give the column's value where it was known before the cutoff, else null."""
    column = joined[f"x_{extra.column}"]
    if extra.column == extra.known_at:
        value = joined.cutoff.delta(column, unit="microsecond").cast("float64") / _DAY
    elif extra.kind == "number":
        value = column.cast("float64")
    else:
        value = given(column.cast("string"))
    if extra.known_at == "creation":
        return value
    return ibis.ifelse(
        joined[f"x_{extra.known_at}"] < joined.cutoff, value, ibis.null(value.type())
    )
