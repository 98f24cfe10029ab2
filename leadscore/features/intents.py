"""Which interest an act shows: told by where on the site or in which asset it happened."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from leadscore.settings import IntentClass, Settings


def with_intents(events: ir.Table, settings: Settings) -> ir.Table:
    """Mark each act with the intent classes it shows, one boolean column a class.

    Parameters
    ----------
    events : ibis table
        With ``url`` and ``asset``.
    settings : Settings
        ``features.intents``. An act shows every class whose pattern is found in its page
        or its asset, large and small letters alike.

    Returns
    -------
    ibis table
        The events with one column a class, named by :func:`intent_column`, never null.

    Notes
    -----
    A site has few pages beside its visits, so each different page and asset is read
    once and joined back, instead of matching every pattern against every act.
    """
    intents = settings.features.intents
    marked = events
    for place in ("url", "asset"):
        shown = {f"{place}_{intent.name}": _found(events[place], intent) for intent in intents}
        things = events.filter(events[place].notnull()).select(**{f"{place}_": place, **shown})
        marked = marked.left_join(things.distinct(), [(place, f"{place}_")]).drop(f"{place}_")
    either = {
        intent_column(intent): marked[f"url_{intent.name}"].fill_null(False)
        | marked[f"asset_{intent.name}"].fill_null(False)
        for intent in intents
    }
    return marked.select(*events.columns, **either)


def intent_column(intent: IntentClass) -> str:
    """Name the column that tells whether an act shows an intent class."""
    return f"intent_{intent.name}"


def _found(text: ir.Value, intent: IntentClass) -> ir.BooleanValue:
    spoken: ir.StringValue = text.cast("string")
    return spoken.re_search(ibis.literal(f"(?i){intent.pattern}"))
