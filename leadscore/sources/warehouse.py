"""The tables on an engine: checked, typed, lazy.

A warehouse holds Ibis expressions, never frames of events. Text ids, naive UTC
instants and the columns of :mod:`leadscore.sources.tables` are promised to whoever
reads from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import ibis
import ibis.expr.types as ir
from ibis.backends import BaseBackend

from leadscore.sources.tables import TABLES, Problem


@dataclass(frozen=True, kw_only=True)
class Warehouse:
    """The six tables as lazy expressions on one engine.

    Parameters
    ----------
    engine : ibis backend
        DuckDB in the process, or Spark.
    tables : mapping of str to ibis table
        The tables that the source has, by name, with the standard columns and types;
        leads also carry ``opted_out`` and ``contactable`` (booleans, never null), and
        events and stages hold no row of an opted-out person.
    as_of : datetime
        The instant the data speaks from, naive UTC.
    observed_from : datetime
        The instant from which outcomes were recorded, naive UTC.
    problems : tuple of Problem
        The warnings that the checks counted.
    data_hash : str
        SHA-256 over what was read; the same input gives the same hash.
    """

    engine: BaseBackend
    tables: Mapping[str, ir.Table]
    as_of: datetime
    observed_from: datetime
    problems: tuple[Problem, ...] = ()
    data_hash: str = ""
    present: frozenset[str] = field(default_factory=frozenset)

    def has(self, table: str) -> bool:
        """Whether the source brought this table."""
        return table in self.present

    def __getattr__(self, name: str) -> ir.Table:
        """Give a table by its name: ``warehouse.events``."""
        if name in TABLES:
            return self.tables[name]
        raise AttributeError(name)
