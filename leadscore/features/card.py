"""The points card on the engine: one column per rule, and what caps and exclusions take.

A lead's points are the sum of all columns, so that whoever adds them up needs to know
nothing of groups or exclusions:

- ``card__<rule>``: what the rule gives, after its own cap;
- ``card__cap_<group>``: what the group's cap takes away again;
- ``card__exclusion_<id>``: what the exclusion takes away. The first that matches on a side
  (fit, or behaviour) brings that side down to its floor; see :class:`leadscore.cards.Card`.

Beside the points, ``limit__<segment>`` is 1 for leads that the card has limits of their own
for. It begins with another word, so that whoever adds up points passes it over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from leadscore.cards import AXES, Card, Condition, Rule, check_card
from leadscore.features.card_acts import acts_hold, acts_measures, acts_worth, asked_acts
from leadscore.features.card_columns import (
    OwnColumn,
    all_of,
    check_columns,
    column_holds,
    own_columns,
)
from leadscore.features.card_entries import card_features, limit_features
from leadscore.features.card_who import with_who
from leadscore.features.catalogue import LIMIT, FeatureSet
from leadscore.features.extras import with_extras
from leadscore.features.readings import ONE
from leadscore.features.windows import measure
from leadscore.settings import Settings
from leadscore.sources.warehouse import Warehouse


def build_card(
    card: Card, warehouse: Warehouse, snapshots: ir.Table, settings: Settings
) -> FeatureSet:
    """Give every snapshot the points of every rule.

    Parameters
    ----------
    card : Card
    warehouse : Warehouse
        A flat export can answer rules about its columns only.
    snapshots : ibis table
        From :func:`~leadscore.features.snapshots.take_snapshots`; not looked at for a
        flat export, whose one row a lead has no cutoff.
    settings : Settings

    Returns
    -------
    FeatureSet
        Family "card"; each column counts for the side (fit or behaviour) of its rule.
        No value is null: a lead of whom a rule or a segment does not hold has 0.

    Raises
    ------
    CardError
        If a rule names an unknown intent class, or a column that the data do not have,
        or one of another side or kind; each with rule and line.
    """
    scene = _Scene(columns=check_answerable(card, warehouse, settings), settings=settings)
    if warehouse.flat is not None:
        rows = warehouse.flat.frame.mutate(cutoff=ibis.null("timestamp(6)"))
    else:
        rows = _answered(card, warehouse, snapshots, scene)
    earned = rows.select("lead_id", "cutoff", **_earned(card, rows, scene))
    capped = earned.mutate(**_caps(card, earned))
    features = (*card_features(card), *limit_features(card))
    table = capped.mutate(**_exclusions(card, capped)).select(
        "lead_id", "cutoff", *(feature.name for feature in features)
    )
    return FeatureSet(table=table, features=features)


def check_answerable(card: Card, warehouse: Warehouse, settings: Settings) -> dict[str, OwnColumn]:
    """Check that the data can answer every rule of a card.

    Parameters
    ----------
    card : Card
    warehouse : Warehouse
    settings : Settings

    Returns
    -------
    dict of str to OwnColumn
        The columns of the data's own that its rules may ask about.

    Raises
    ------
    CardError
        Naming each rule, with its line, that asks for what is not there.
    """
    check_card(card, settings)
    columns = own_columns(warehouse, settings)
    check_columns(card, columns, flat=warehouse.flat is not None)
    return columns


@dataclass(frozen=True, kw_only=True)
class _Scene:
    """What conditions are read against."""

    columns: Mapping[str, OwnColumn]
    settings: Settings


def _answered(card: Card, warehouse: Warehouse, snapshots: ir.Table, scene: _Scene) -> ir.Table:
    """Put beside each snapshot what the card asks about the lead and its acts."""
    parts = card.parts
    rows = snapshots.select("lead_id", "account_id", "cutoff")
    if any(test.column for part in parts for test in (part.who, part.what) if test is not None):
        rows = with_extras(rows, warehouse, scene.settings)
    asked = {_who_column(part): part.who for part in parts if part.who is not None}
    rows = with_who(rows, asked, warehouse)
    measures = acts_measures(parts, scene.settings)
    if measures:
        acts = measure(asked_acts(warehouse, parts, scene.settings), snapshots, measures)
        rows = rows.left_join(acts, ["lead_id", "cutoff"])
    return rows


def _earned(card: Card, rows: ir.Table, scene: _Scene) -> dict[str, ir.Value]:
    """Give each rule's points, and whether each exclusion and each segment holds."""
    points = {f"card__{rule.id}": _points(rule, rows, scene) for rule in card.rules}
    out = {_matched(part): _holds(part, rows, scene) for part in card.exclusions}
    limits = {
        f"{LIMIT}{part.id}": _holds(part, rows, scene).cast("float64") for part in card.segments
    }
    return {**points, **out, **limits}


def _points(rule: Rule, rows: ir.Table, scene: _Scene) -> ir.NumericValue:
    if rule.what is None:
        worth: ir.NumericValue = ONE
    elif rule.what.column is None:
        worth = acts_worth(rule, rows, scene.settings)
    elif rule.per == "act":
        column = rows[scene.columns[rule.what.column].name]
        worth = ibis.greatest(column.cast("float64").fill_null(0.0), ibis.literal(0.0))
    else:
        worth = ONE
    low, high = rule.bounds
    points = (worth * rule.points).clip(lower=low, upper=high)
    return ibis.ifelse(_holds(rule, rows, scene), points, 0.0).cast("float64")


def _holds(part: Condition, rows: ir.Table, scene: _Scene) -> ir.BooleanValue:
    """Tell of whom a rule, exclusion or segment holds; with who and what, both must."""
    tests: list[ir.BooleanValue] = []
    if _who_column(part) in rows.columns:
        tests.append(rows[_who_column(part)])
    if part.what is not None and part.what.column is None:
        tests.append(acts_hold(part.what, rows, scene.settings))
    for test in (part.who, part.what):
        if test is not None and test.column is not None:
            column = scene.columns[test.column]
            tests.append(column_holds(test, rows[column.name], column.kind))
    return all_of(tests)


def _caps(card: Card, earned: ir.Table) -> dict[str, ir.NumericValue]:
    """Tell what each group's cap takes away again."""
    taken = {}
    for name, group in card.groups.items():
        together = sum(
            (earned[f"card__{rule.id}"] for rule in card.members(name)), ibis.literal(0.0)
        )
        kept = together.clip(lower=-group.cap, upper=group.cap)
        taken[f"card__cap_{name}"] = (kept - together).cast("float64")
    return taken


def _exclusions(card: Card, capped: ir.Table) -> dict[str, ir.NumericValue]:
    """Tell what brings an excluded lead down to the floor of the exclusion's side."""
    taken = {}
    for axis in AXES:
        names = [each.name for each in card_features(card) if each.axis == axis]
        points = sum((capped[name] for name in names if name in capped.columns), ibis.literal(0.0))
        already = ibis.literal(False)
        for part in card.exclusions:
            if part.axis != axis:
                continue
            matched = capped[_matched(part)]
            first = matched & ~already
            taken[f"card__exclusion_{part.id}"] = ibis.ifelse(
                first, card.floor(axis) - points, 0.0
            ).cast("float64")
            already = already | matched
    return taken


def _who_column(part: Condition) -> str:
    return f"who_{type(part).__name__.lower()}_{part.id}"


def _matched(part: Condition) -> str:
    return f"matched_{part.id}"
