"""How the card's columns are called, and what is said of them."""

from __future__ import annotations

from leadscore.cards import Card, Exclusion, Group, Rule, Segment
from leadscore.features.catalogue import LIMIT, Feature


def card_features(card: Card) -> tuple[Feature, ...]:
    """Write the catalogue entries of a card's points: rules, caps, exclusions.

    Parameters
    ----------
    card : Card

    Returns
    -------
    tuple of Feature

    Examples
    --------
    >>> from leadscore.cards import Rule, What
    >>> card = Card(rules=(Rule(id="demo", says="Asked for a demo", points=20,
    ...                         what=What(intent="demo")),))
    >>> (demo,) = card_features(card)
    >>> demo.name, demo.axis, demo.tell(20, "en")
    ('card__demo', 'behaviour', 'Asked for a demo: 20 points')
    """
    rules = (_rule_feature(rule) for rule in card.rules)
    caps = (_cap_feature(name, group, card) for name, group in card.groups.items())
    exclusions = (_exclusion_feature(part) for part in card.exclusions)
    return (*rules, *caps, *exclusions)


def limit_features(card: Card) -> tuple[Feature, ...]:
    """Write the catalogue entries of the card's segments, which have limits of their own.

    Parameters
    ----------
    card : Card

    Returns
    -------
    tuple of Feature
        1 for leads of whom the segment holds, else 0; no points.
    """
    return tuple(_limit_feature(segment) for segment in card.segments)


def _limit_feature(segment: Segment) -> Feature:
    return Feature(
        name=f"{LIMIT}{segment.id}",
        family="card",
        axis=segment.axis,
        kind="number",
        unit="yes or no",
        default=0.0,
        label={
            "en": f"Limits of: {segment.label['en']}",
            "fi": f"Omat rajat: {segment.label['fi']}",
        },
        words={
            "en": f"limits of its own: {segment.label['en']}",
            "fi": f"omat rajat: {segment.label['fi']}",
        },
        words_absent={
            "en": f"not the limits of: {segment.label['en']}",
            "fi": f"ei rajoja: {segment.label['fi']}",
        },
    )


def _rule_feature(rule: Rule) -> Feature:
    asks_for_none = rule.who is None and rule.what is not None and rule.what.column is None
    always = asks_for_none and rule.what is not None and rule.what.fewest == 0
    return Feature(
        name=f"card__{rule.id}",
        family="card",
        axis=rule.axis,
        kind="number",
        unit="points",
        default=rule.points if always and rule.per == "lead" else 0.0,
        label=rule.label,
        words={
            "en": f"{rule.label['en']}: {{value}} points",
            "fi": f"{rule.label['fi']}: {{value}} pistettä",
        },
        words_absent={
            "en": f"no points for: {rule.label['en']}",
            "fi": f"ei pisteitä: {rule.label['fi']}",
        },
        monotone=1,
    )


def _cap_feature(name: str, group: Group, card: Card) -> Feature:
    says = group.says or {"en": name, "fi": name}
    cap = f"{group.cap:g}"
    return Feature(
        name=f"card__cap_{name}",
        family="card",
        axis=card.group_axis(name),
        kind="number",
        unit="points",
        default=0.0,
        label={
            "en": f"Cap of {cap} on {says['en']}",
            "fi": f"Katto {cap}: {says['fi']}",
        },
        words={
            "en": f"{says['en']}: capped at {cap} points, {{size}} beyond it not counted",
            "fi": f"{says['fi']}: katto {cap} pistettä, sen yli {{size}} ei laskettu",
        },
        words_absent={
            "en": f"{says['en']}: under the cap of {cap} points",
            "fi": f"{says['fi']}: alle katon {cap} pistettä",
        },
        monotone=1,
    )


def _exclusion_feature(part: Exclusion) -> Feature:
    return Feature(
        name=f"card__exclusion_{part.id}",
        family="card",
        axis=part.axis,
        kind="number",
        unit="points",
        default=0.0,
        label={
            "en": f"Not called: {part.label['en']}",
            "fi": f"Ei soiteta: {part.label['fi']}",
        },
        words={
            "en": f"not called: {part.label['en']} ({{value}} points)",
            "fi": f"ei soiteta: {part.label['fi']} ({{value}} pistettä)",
        },
        words_absent={
            "en": f"not ruled out by: {part.label['en']}",
            "fi": f"ei rajattu pois: {part.label['fi']}",
        },
        monotone=1,
    )
