"""What is in the data: tables, problems, snapshots, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from leadscore.evaluation.leakage.finding import Leaks
from leadscore.features.behaviour_words import KINDS, KINDS_ASIDE
from leadscore.features.coverage import describe_snapshots, unseen_wins
from leadscore.settings import Settings
from leadscore.sources.tables import Problem
from leadscore.sources.warehouse import Warehouse, describe
from leadscore.words import listed, number, percent, say


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What ``check`` found in the data.

    ``tables`` has one row a table, ``snapshots`` one row a cutoff (None for a flat
    export), ``sentences`` tell what follows, ``problems`` are the counted warnings and
    ``left_out`` says of each column that is not read why; ``leaks`` is what was found to know
    the future.
    """

    tables: pd.DataFrame
    snapshots: pd.DataFrame | None
    sentences: tuple[str, ...]
    problems: tuple[Problem, ...]
    left_out: pd.DataFrame
    leaks: Leaks


def findings(warehouse: Warehouse, settings: Settings, leaks: Leaks | None = None) -> Findings:
    """Gather what is in the data, what each table allows, and every problem.

    Parameters
    ----------
    warehouse : Warehouse
    settings : Settings
    leaks : Leaks, optional
        What was found to know the future.

    Returns
    -------
    Findings
    """
    language = settings.project.language
    columns = [say("column.column", language), say("column.reason", language)]
    if warehouse.flat is not None:
        left_out = pd.DataFrame(list(warehouse.flat.left_out.items()), columns=columns)
        snapshots = None
        sentences: tuple[str, ...] = (say("data.flat", language),)
    else:
        left_out = pd.DataFrame([], columns=columns)
        snapshots = describe_snapshots(warehouse, settings)
        sentences = _sentences(warehouse, snapshots, settings)
    return Findings(
        tables=describe(warehouse, language=language),
        snapshots=snapshots,
        sentences=sentences,
        problems=warehouse.problems,
        left_out=left_out,
        leaks=leaks or Leaks(),
    )


def _sentences(
    warehouse: Warehouse, snapshots: pd.DataFrame, settings: Settings
) -> tuple[str, ...]:
    language, time = settings.project.language, settings.time
    unseen = unseen_wins(warehouse, settings)
    return (
        *_left_out_people(warehouse, settings),
        *_kinds_unknown(warehouse, settings),
        say(
            "data.snapshots",
            language,
            mature=int(snapshots["mature"].sum()),
            snapshots=int(snapshots["snapshots"].sum()),
            conversions=int(snapshots["conversions"].sum()),
            target=time.target,
            days=time.horizon_days,
        ),
        say(
            "data.unseen_wins",
            language,
            unseen=unseen.count,
            total=unseen.total,
            share=percent(unseen.share, language),
            target=time.target,
            early=unseen.early,
            unripe=unseen.unripe,
            missed=unseen.missed,
        ),
    )


def _left_out_people(warehouse: Warehouse, settings: Settings) -> tuple[str, ...]:
    """Count who is opted out: they are nowhere, at earlier cutoffs neither."""
    leads = warehouse.leads
    count = int(leads.opted_out.sum().execute() or 0)
    return (say("data.opted_out", settings.project.language, count=count),) if count else ()


def _kinds_unknown(warehouse: Warehouse, settings: Settings) -> tuple[str, ...]:
    """Name the kinds of acts that no feature knows by name: a misspelt one, perhaps."""
    language, events = settings.project.language, warehouse.events
    counts = events.filter(events.kind.notin([*KINDS, *KINDS_ASIDE])).kind.value_counts(name="n")
    found = counts.order_by(counts.n.desc(), counts.kind).limit(5).execute()
    told = [
        f"{kind} ({number(int(count), language)})"
        for kind, count in zip(found["kind"], found["n"], strict=True)
    ]
    return (say("data.kinds_unknown", language, kinds=listed(told, language)),) if told else ()
