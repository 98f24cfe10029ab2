"""Training snapshots as a written card is learned from: candidates and what each gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from leadscore.cards import Card, Exclusion, Rule, lint
from leadscore.cards.card import Group
from leadscore.cards.implying import implies, same
from leadscore.errors import NotEnoughDataError
from leadscore.features.card_barring import without_barred
from leadscore.features.card_candidates import Candidate
from leadscore.features.card_found import not_in_data
from leadscore.features.card_making import make_candidates
from leadscore.features.card_matrix import card_matrix
from leadscore.features.card_vocabulary import read_vocabulary
from leadscore.features.frame import FeatureMatrix
from leadscore.models.card import EXCLUSION, PREFIX
from leadscore.models.written.task import BoolArray, FloatArray
from leadscore.settings import Settings
from leadscore.sources.warehouse import Warehouse

#: A card holds at most 500 rules; what a vocabulary gives is below that by far.
MOST_CANDIDATES = 400


@dataclass(frozen=True, kw_only=True, eq=False)
class Scene:
    """Snapshots that are learned from, with what each candidate gives them.

    Parameters
    ----------
    candidates : tuple of Candidate
    worth : array of shape (n, k)
        How many times a candidate's points each snapshot gets.
    held_rules : tuple of Rule
        Rules that stay as they stand.
    held : array of shape (n, )
        Their points together.
    held_fires : array of bool of shape (n, number of held rules)
    groups : dict of str to Group
        Caps that still bite.
    exclusions : tuple of Exclusion
    rows : DataFrame of n rows
        Without those whom an exclusion takes out.
    weight : array of shape (n, )
        For how many training snapshots each stands.
    excluded_share : float
        Share of training snapshots that an exclusion takes out.
    """

    candidates: tuple[Candidate, ...]
    worth: FloatArray
    held_rules: tuple[Rule, ...]
    held: FloatArray
    held_fires: BoolArray
    groups: dict[str, Group]
    exclusions: tuple[Exclusion, ...]
    rows: pd.DataFrame
    weight: FloatArray
    excluded_share: float


def set_scene(
    card: Card,
    matrix: FeatureMatrix,
    weight: FloatArray,
    warehouse: Warehouse,
    settings: Settings,
) -> Scene:
    """Make candidates and let the engine say what each gives every snapshot.

    Parameters
    ----------
    card : Card
        The current card.
    matrix : FeatureMatrix
        Labelled training snapshots.
    weight : array of shape (n, )
    warehouse : Warehouse
    settings : Settings

    Returns
    -------
    Scene

    Raises
    ------
    NotEnoughDataError
        If there is no rule to choose from.
    """
    limits = settings.card
    exclusions = tuple(each for each in card.exclusions if each.id not in limits.never)
    candidates = _candidates(card, matrix, exclusions, warehouse, settings)
    by_id = {rule.id: rule for rule in card.rules}
    held = tuple(by_id[name] for name in by_id if name in limits.hold)
    if not candidates and not held:
        raise NotEnoughDataError(
            f"No rule can be made of {len(matrix)} training snapshots: no value is shared by "
            f"{limits.least_leads} leads (card.least_leads), and no rule of the card may be used. "
            "Bring more leads or columns, or let rules hold of fewer."
        )
    trial = Card(rules=(*(each.rule for each in candidates), *held), exclusions=exclusions)
    X = card_matrix(trial, matrix, warehouse, settings).X
    out = np.zeros(len(X), dtype=np.bool_)
    for name in X.columns:
        if name.startswith(EXCLUSION):
            out |= X[name].to_numpy() < 0
    inside = np.flatnonzero(~out)
    groups = _groups(card, held)
    values = X.iloc[inside]
    return Scene(
        candidates=candidates,
        worth=_columns(values, [each.rule for each in candidates]),
        held_rules=held,
        held=_held_points(values, held, groups),
        held_fires=_columns(values, held) > 0,
        groups=groups,
        exclusions=exclusions,
        rows=matrix.rows.iloc[inside].reset_index(drop=True),
        weight=weight[inside],
        excluded_share=float(weight[out].sum() / weight.sum()),
    )


def _columns(X: pd.DataFrame, rules: Sequence[Rule]) -> FloatArray:
    worth: FloatArray = np.abs(
        X[[f"{PREFIX}{rule.id}" for rule in rules]].to_numpy(dtype=np.float64)
    )
    return worth


def _candidates(
    card: Card,
    matrix: FeatureMatrix,
    exclusions: tuple[Exclusion, ...],
    warehouse: Warehouse,
    settings: Settings,
) -> tuple[Candidate, ...]:
    """Make candidates, and leave out those that must not, or can hardly, be used."""
    limits = settings.card
    vocabulary = read_vocabulary(matrix, warehouse, settings)
    made = make_candidates(card, vocabulary, matrix.catalogue, warehouse, settings)
    known = [*(each.id for each in card.exclusions), *limits.hold]
    allowed = {rule.id for rule in without_barred([c.rule for c in made], limits.never, known)}
    own = {rule.id: rule for rule in card.rules}
    odd = _odd(
        [rule for rule in card.rules if rule.id not in (*limits.keep, *limits.hold)],
        warehouse,
        settings,
    )
    left = [
        each
        for each in made
        if each.rule.id in allowed
        and each.rule.id not in limits.hold
        and not (each.own and each.rule.id in odd)
        and (
            each.rule.id in limits.keep
            or not any(each.rule.axis == out.axis and implies(each.rule, out) for out in exclusions)
        )
        and not any(same(each.rule, own[name]) for name in limits.hold)
    ]
    return tuple(left[:MOST_CANDIDATES])


def _odd(rules: Sequence[Rule], warehouse: Warehouse, settings: Settings) -> set[str]:
    """Find the rules that a check of the card, or of the card beside the data, would name."""
    if not rules:
        return set()
    card = Card(rules=tuple(rules))
    places = {each.place for each in not_in_data(card, warehouse, settings)}
    return {
        rule.id
        for rule in rules
        if card.place(rule) in places or lint(Card(rules=(rule,)), settings)
    }


def _groups(card: Card, held: tuple[Rule, ...]) -> dict[str, Group]:
    """Keep the caps of groups for those of their rules that are held, where they still bite."""
    ids = [rule.id for rule in held]
    found = {}
    for name, group in card.groups.items():
        members = tuple(each for each in group.rules if each in ids)
        bounds = [rule.bounds for rule in held if rule.id in members]
        most = max(sum(high for _, high in bounds), -sum(low for low, _ in bounds), 0.0)
        if most > group.cap:
            found[name] = Group(cap=group.cap, rules=members, says=group.says)
    return found


def _held_points(X: pd.DataFrame, held: tuple[Rule, ...], groups: dict[str, Group]) -> FloatArray:
    points = {rule.id: X[f"{PREFIX}{rule.id}"].to_numpy(dtype=np.float64) for rule in held}
    total = np.zeros(len(X))
    capped = {name for group in groups.values() for name in group.rules}
    for name, each in points.items():
        if name not in capped:
            total += each
    for group in groups.values():
        together = np.sum([points[name] for name in group.rules], axis=0)
        total += np.clip(together, -group.cap, group.cap)
    return total
