"""What is taken off a card, or put in its place, so that a product can hold it.

Each step gives a rule that the product can hold and notes what it changed; what is noted by
nobody goes into the sheet as it stands.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from leadscore.cards.card import Card, Group, Rule
from leadscore.cards.conditions import Condition, Decay, What, Who
from leadscore.cards.exchange.cells import cell
from leadscore.cards.exchange.sheet import Lost, Product
from leadscore.cards.limits import Thresholds
from leadscore.cards.spelling import asked, inline, spelled
from leadscore.errors import CardError
from leadscore.words import Language

#: Points of a rule that gives them for every act reach their end after so many acts at most.
MOST_ACTS = 10
#: A fade without a time frame reaches over the lookback, which is a year unless set otherwise.
LOOKBACK_DAYS = 365
#: What the card reads from titles and addresses; elsewhere it is a field of one's own.
_LIMITS = ("thresholds", "grades", "bands")
_OWN_FIELDS = ("seniority_in", "department_in", "email_domain")


@dataclass(kw_only=True)
class Fitting:
    """A card on its way into a product, and what was lost so far."""

    card: Card
    lost: list[Lost] = field(default_factory=list)

    def note(self, part: Condition, keys: str, text: str, **values: object) -> None:
        """Note what was changed of a rule or exclusion: its keys, parted by spaces."""
        self.lost.append(
            Lost(
                place=self.card.place(part),
                part=part.id,
                keys=tuple(keys.split()),
                text=text,
                values={name: _shown(value) for name, value in values.items()},
            )
        )

    def note_group(self, name: str, keys: str, text: str, cap: float) -> None:
        """Note what became of a group."""
        self.lost.append(
            Lost(
                place=f"group {name}",
                part=name,
                keys=tuple(keys.split()),
                text=text,
                values={"cap": _shown(cap)},
            )
        )

    def note_card(self, keys: str, text: str, **values: str) -> None:
        """Note what became of the card as a whole."""
        told = Lost(place="card", part="card", keys=tuple(keys.split()), text=text, values=values)
        self.lost.append(told)

    def in_order(self) -> list[Lost]:
        """List what was lost in the order of the card."""
        parts = [part.id for part in (*self.card.rules, *self.card.exclusions)]
        order = {name: at for at, name in enumerate([*parts, *self.card.groups, "card"])}
        return sorted(self.lost, key=lambda lost: order[lost.part])

    def left_out(self, rule: Rule, text: str) -> None:
        """Note that a rule is left out, with all that it asks, to be made by hand."""
        sides = (("who", rule.who), ("what", rule.what))
        told = ", ".join(f"{name} {inline(asked(side))}" for name, side in sides if side)
        self.note(rule, "rule", text, points=abs(rule.points), asks=told)


def _shown(value: object) -> str:
    return cell(float(value)) if isinstance(value, int | float) else str(value)


P = TypeVar("P", bound=Condition)
Step = Callable[[Rule, Fitting], Rule | None]


def fitted(
    card: Card,
    language: Language,
    product: Product,
    step: Step,
    *,
    limits: Sequence[str],
    groups: bool = False,
) -> tuple[Card, list[Lost]]:
    """Fit a card into a product.

    Parameters
    ----------
    card : Card
    language : {"en", "fi"}
        Of the names that are kept.
    product : Product
    step : callable
        Fits one rule, or gives None where it is left out.
    limits : sequence of str
        Sections of limits that the product has a place for.
    groups : bool
        Whether it has caps for several rules together.

    Returns
    -------
    card : Card
        What the sheet holds.
    lost : list of Lost

    Raises
    ------
    CardError
        If no rule can be carried over.
    """
    fitting = Fitting(card=card)
    tried = [(rule, step(rule, fitting)) for rule in card.rules]
    kept = [_named(_usual(rule, fitting), language) for _, rule in tried if rule is not None]
    if not kept:
        raise CardError(
            f"None of the {len(card.rules)} rules can be carried over to {product.title}. Split "
            "rules that ask who a lead is and what it did, and give points rather than take them."
        )
    order = {screen: at for at, screen in enumerate(product.rule_screens)}
    rules = sorted(kept, key=lambda rule: order[product.screen_of(rule)])
    exclusions = tuple(_named(_usual(part, fitting), language) for part in card.exclusions)
    for part in card.exclusions:
        fitting.note(part, "exclusion", "exclusion")
    new = card.model_copy(
        update={
            "rules": tuple(rules),
            "exclusions": exclusions,
            "groups": _groups(fitting, rules, language, kept=groups),
            "thresholds": _points_alone(card.thresholds),
            **{name: None for name in _LIMITS if name not in limits},
        }
    )
    _note_whole(fitting, new, kept)
    return new, fitting.in_order()


def _points_alone(thresholds: Thresholds | None) -> Thresholds | None:
    """Keep limits in points, for all leads alike: no product has others."""
    if thresholds is None or not isinstance(thresholds.mql, float):
        return None
    sql = thresholds.sql if isinstance(thresholds.sql, float) else None
    return thresholds.model_copy(update={"sql": sql, "segments": ()})


def _named(part: P, language: Language) -> P:
    text = part.says[language]
    return part.model_copy(update={"says": {"en": text, "fi": text}})


def _groups(
    fitting: Fitting, rules: Sequence[Rule], language: Language, *, kept: bool
) -> dict[str, Group]:
    """Keep the groups where the product has them, in the order of its screens."""
    found: dict[str, Group] = {}
    for name, group in fitting.card.groups.items():
        members = tuple(rule.id for rule in rules if rule.id in group.rules)
        if not kept or not members:
            fitting.note_group(name, "group", "group_gone" if members else "group_empty", group.cap)
            continue
        if len(members) < len(group.rules):
            fitting.note_group(name, "rules", "group_empty", group.cap)
        text = group.says[language] if group.says else name
        says = None if text == name else {"en": text, "fi": text}
        found[name] = group.model_copy(update={"rules": members, "says": says})
    first = {name: [rule.id for rule in rules].index(found[name].rules[0]) for name in found}
    return {name: found[name] for name in sorted(found, key=first.__getitem__)}


def _note_whole(fitting: Fitting, new: Card, kept: Sequence[Rule]) -> None:
    """Note what concerns the card and not one rule."""
    old = fitting.card
    texts = [part.says for part in (*old.rules, *old.exclusions)]
    texts += [group.says for group in old.groups.values() if group.says]
    if any(says["en"] != says["fi"] for says in texts):
        fitting.note_card("says", "language")
    moved = [rule.id for rule in kept] != [rule.id for rule in new.rules]
    regrouped = any(
        [each for each in old.groups[name].rules if each in group.rules] != list(group.rules)
        for name, group in new.groups.items()
    )
    if moved or regrouped or list(new.groups) != [n for n in old.groups if n in new.groups]:
        fitting.note_card("order", "order")
    gone = [name for name in _LIMITS if getattr(old, name) != getattr(new, name)]
    if gone:
        whole = spelled(old)
        told = ", ".join(f"{name} {inline(whole[name])}" for name in gone)
        fitting.note_card(" ".join(gone), "limits_gone", value=told)


def _usual(part: P, fitting: Fitting) -> P:
    """Note what needs help by hand in every product."""
    if part.who is not None:
        for key in _OWN_FIELDS:
            if getattr(part.who, key) is not None:
                fitting.note(part, "who", "own_field", value=key.removesuffix("_in"))
        if part.who.title_has_word is not None:
            fitting.note(part, "who", "word")
            part = part.model_copy(update={"who": _parts_of_words(part.who)})
    what = part.what
    if what is not None and (what.intent or what.content_level_at_least):
        classes = list(what.intent or ())
        if what.content_level_at_least:
            classes.append(f"level {what.content_level_at_least}–5")
        fitting.note(part, "what", "page_group", value=", ".join(classes))
    return part


def _parts_of_words(who: Who) -> Who:
    if who.title_contains is not None:  # both must hold, so they cannot be one list
        return who
    return who.model_copy(update={"title_contains": who.title_has_word, "title_has_word": None})


def without(what: What, *keys: str) -> What:
    """Take keys off a condition on acts; any act at all is what is left of nothing."""
    bare = what.model_copy(update=dict.fromkeys(keys))
    return bare if bare.asked else bare.model_copy(update={"at_least": 1.0})


def sign(rule: Rule) -> float:
    """Tell whether a rule gives or takes: 1 or -1."""
    return math.copysign(1.0, rule.points)


def tidied(rule: Rule, fitting: Fitting) -> Rule:
    """Say by points alone what a cap says of a rule that gives its points once."""
    if rule.cap is None:
        return rule
    if rule.per == "act":
        if rule.cap > abs(rule.points):
            return rule
        fitting.note(rule, "per cap points", "once")
        return rule.model_copy(update={"per": "lead", "cap": None, "points": sign(rule) * rule.cap})
    if rule.cap >= abs(rule.points):
        fitting.note(rule, "cap", "cap_idle", cap=rule.cap)
        return rule.model_copy(update={"cap": None})
    points = sign(rule) * rule.cap
    fitting.note(rule, "cap points", "cap_points", instead=points)
    return rule.model_copy(update={"cap": None, "points": points})


def without_fewest(rule: Rule, fitting: Fitting) -> Rule:
    """Take off a least number of acts where each of them counts."""
    if rule.per != "act" or rule.what is None or rule.what.at_least is None:
        return rule
    fitting.note(rule, "what", "fewest_gone")
    return rule.model_copy(update={"what": without(rule.what, "at_least")})


def stepped(rule: Rule, fitting: Fitting) -> Rule:
    """Let a cap be a whole number of acts, at most ten: a step for each."""
    if rule.per != "act":
        return rule
    assert rule.cap is not None
    acts = max(1, min(MOST_ACTS, round(rule.cap / abs(rule.points))))
    if acts == 1:
        fitting.note(rule, "per cap", "once")
        return rule.model_copy(update={"per": "lead", "cap": None})
    cap = acts * abs(rule.points)
    if cap != rule.cap:
        fitting.note(rule, "cap", "cap_rounded", cap=rule.cap, instead=cap)
    return rule.model_copy(update={"cap": cap})


def steps(rule: Rule) -> int:
    """Tell after how many acts a stepped rule has reached its cap."""
    return 1 if rule.per != "act" or rule.cap is None else round(rule.cap / abs(rule.points))


def same_points_window(rule: Rule) -> int:
    """Give the days for which full points add up to what fading points do.

    Parameters
    ----------
    rule : Rule
        One that decays.

    Returns
    -------
    int

    Notes
    -----
    Halving every h days adds up to h / ln 2 days of full points, a straight fade over w days
    to w / 2; a half-life's own window is never made longer.
    """
    assert rule.decay is not None
    assert rule.what is not None
    if rule.decay.half_life_days is None:
        days = (rule.what.within_days or LOOKBACK_DAYS) / 2
    else:
        days = rule.decay.half_life_days / math.log(2)
        days = min(days, rule.what.within_days or days)
    return max(1, min(3650, round(days)))


def in_window(rule: Rule, fitting: Fitting, text: str = "window_for_fade") -> Rule:
    """Let points count in full for a while instead of fading."""
    if rule.decay is None or rule.what is None:
        return rule
    days = same_points_window(rule)
    fitting.note(rule, "decay what", text, instead=days)
    what = rule.what.model_copy(update={"within_days": days})
    return rule.model_copy(update={"decay": None, "what": what})


def straight(rule: Rule, fitting: Fitting, spans: Sequence[int]) -> Rule:
    """Let points fade in a straight line over the nearest span that there is."""
    if rule.decay is None or rule.what is None:
        return rule
    half, window = rule.decay.half_life_days, rule.what.within_days
    wanted = 2 * half if half is not None else window or LOOKBACK_DAYS
    span = min(spans, key=lambda days: (abs(math.log(days / wanted)), days))
    if half is not None:
        fitting.note(rule, "decay what", "fade_linear", days=half, instead=span)
    elif window is None:
        fitting.note(rule, "what", "fade_whole", instead=span)
    elif span != window:
        fitting.note(rule, "what", "fade_span", days=window, instead=span)
    what = rule.what.model_copy(update={"within_days": span})
    return rule.model_copy(update={"decay": Decay(kind="linear"), "what": what})


def cannot(rule: Rule, fitting: Fitting, *, mixed: bool, negative: bool = False) -> bool:
    """Whether a product has no place for a rule at all; if so it is noted."""
    text = ""
    if mixed and rule.who is not None and rule.what is not None:
        text = "mixed"
    elif negative and rule.points < 0:
        text = "negative"
    elif rule.per == "act" and rule.what is not None and rule.what.column is not None:
        text = "act_column"
    if text:
        fitting.left_out(rule, text)
    return bool(text)
