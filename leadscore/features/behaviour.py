"""What a lead does: how much, how lately, how deep, how it changes.

Openings of e-mails are not read: mail programs and scanners open by themselves. Clicks
in e-mails have features of their own, less those of scanners, and tell nothing else: a
scanner follows every link, so the pages it asks for are nobody's interest. What a
person goes on to read shows as page views.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import ibis
import ibis.expr.types as ir

from leadscore.features.behaviour_words import (
    ALL_ACTS,
    BUYING,
    KINDS,
    Direction,
    Text,
    counted,
    entry,
    fading,
    intent_words,
    since,
)
from leadscore.features.catalogue import Feature, FeatureSet
from leadscore.features.intents import intent_column, with_intents
from leadscore.features.measures import How, Measure
from leadscore.features.scanners import scanner_clicks
from leadscore.features.windows import measure
from leadscore.settings import Settings
from leadscore.sources.warehouse import Warehouse

#: How deep a page goes: 1 attention, 2 benefit, 3 product, 4 feature, 5 technical.
LEVELS = (1, 2, 3, 4, 5)
Where = Callable[[ir.Table], ir.BooleanValue]


def build_behaviour(warehouse: Warehouse, snapshots: ir.Table, settings: Settings) -> FeatureSet:
    """Build what each lead had done before each cutoff, one row a snapshot.

    Parameters
    ----------
    warehouse : Warehouse
    snapshots : ibis table
        From :func:`~leadscore.features.snapshots.take_snapshots`.
    settings : Settings
        ``features`` (windows, half-lives, intents) and ``time.lookback_days``.

    Returns
    -------
    FeatureSet
        A lead without acts has 0 everywhere, and no days since an act. Without an events
        table there is no behaviour feature.
    """
    if not warehouse.has("events"):
        return FeatureSet(table=snapshots.select("lead_id", "cutoff"), features=())
    keys = snapshots.select("lead_id", "cutoff", "ordinal", "grid")
    acts = with_intents(warehouse.events, settings)
    acts = acts.filter(acts.kind != "email_open")
    measured = measure(acts, keys, tuple(_measures(settings)))
    scanned = measure(scanner_clicks(warehouse.events), keys, tuple(_of_scanners(settings)))
    scanned = scanned.rename(scanned_lead="lead_id", scanned_cutoff="cutoff")
    same = [("lead_id", "scanned_lead"), ("cutoff", "scanned_cutoff")]
    table = measured.join(scanned, same).drop("scanned_lead", "scanned_cutoff")
    told = tuple(_features(table, settings))
    columns = {feature.name: value.cast("float64") for feature, value in told}
    return FeatureSet(
        table=table.select("lead_id", "cutoff", **columns),
        features=tuple(feature for feature, _ in told),
    )


def _windows(settings: Settings) -> tuple[int, ...]:
    """Give the windows and the lookback, each once, rising."""
    return tuple(sorted({*settings.features.windows_days, settings.time.lookback_days}))


def _of_kind(kind: str) -> Where:
    return lambda acts: acts.kind == kind


def _by_hand(acts: ir.Table) -> ir.BooleanValue:
    return acts.kind != "email_click"


def _of_intents(columns: list[str]) -> Where:
    return lambda acts: _by_hand(acts) & ibis.or_(*(acts[column] for column in columns))


def _groups(settings: Settings) -> dict[str, Where]:
    """Name the groups of acts that are counted, each with its condition."""
    groups: dict[str, Where] = {"acts": _by_hand}
    groups |= {kind: _of_kind(kind) for kind in KINDS}
    intents = settings.features.intents
    groups |= {intent_column(intent): _of_intents([intent_column(intent)]) for intent in intents}
    buying = [intent_column(intent) for intent in intents if intent.buying]
    return groups | ({"buying": _of_intents(buying)} if buying else {})


def _fading_groups(settings: Settings) -> dict[str, Where]:
    return {name: how for name, how in _groups(settings).items() if name in ("acts", "buying")}


def _measures(settings: Settings) -> Iterator[Measure]:
    lookback, windows = settings.time.lookback_days, _windows(settings)
    for name, where in _groups(settings).items():
        for days in windows:
            yield _measure(f"{name}_{days}d", "count", days, where)
        yield _measure(f"{name}_last", "last", lookback, where)
    for name, where in _fading_groups(settings).items():
        for half_life in settings.features.half_lives_days:
            yield Measure(
                name=f"{name}_decay_{half_life}d",
                how="decay",
                window_days=lookback,
                where=where,
                half_life_days=float(half_life),
            )
    yield from _measures_of_depth(settings)
    yield from _measures_of_breadth(settings)


def _measure(name: str, how: How, days: int, where: Where) -> Measure:
    return Measure(name=name, how=how, window_days=days, where=where)


def _recent(settings: Settings) -> int:
    """Give the window whose acts are set against those before it: the middle one."""
    windows = settings.features.windows_days
    return windows[len(windows) // 2]


def _measures_of_depth(settings: Settings) -> Iterator[Measure]:
    for days in sorted({_recent(settings), settings.time.lookback_days}):
        for level in LEVELS:
            yield _measure(f"level_{level}_{days}d", "count", days, _of_level(level))
    if 2 * _recent(settings) not in _windows(settings):
        yield _measure(f"acts_{2 * _recent(settings)}d", "count", 2 * _recent(settings), _by_hand)


def _of_level(level: int) -> Where:
    return lambda acts: _by_hand(acts) & (acts.content_level == level)


def _measures_of_breadth(settings: Settings) -> Iterator[Measure]:
    lookback = settings.time.lookback_days
    for name in ("asset", "url", "campaign_id"):
        yield Measure(
            name=f"different_{name}",
            how="distinct",
            window_days=lookback,
            where=None if name == "campaign_id" else _by_hand,
            value=lambda acts, name=name: acts[name],  # type: ignore[misc]
        )
    yield _measure(f"responses_{lookback}d", "count", lookback, _to_a_campaign)
    for days in sorted({_recent(settings), lookback}):
        yield _measure(f"active_days_{days}d", "days", days, _by_hand)
        yield Measure(name=f"seconds_{days}d", how="sum", window_days=days, value=_seconds)


def _to_a_campaign(acts: ir.Table) -> ir.BooleanValue:
    return acts.campaign_id.notnull()


def _seconds(acts: ir.Table) -> ir.Value:
    return acts.duration_s


def _of_scanners(settings: Settings) -> Iterator[Measure]:
    for days in _windows(settings):
        yield Measure(name=f"scanner_{days}d", how="count", window_days=days)
    lookback = settings.time.lookback_days
    yield _measure("bursts", "count", lookback, lambda acts: acts.starts)
    yield _measure("scanner_responses", "count", lookback, _to_a_campaign)


def _features(table: ir.Table, settings: Settings) -> Iterator[tuple[Feature, ir.Value]]:
    """Give each feature with its value, a column of what was measured."""
    labels: dict[str, tuple[Text, Text]] = {}
    labels["acts"] = (ALL_ACTS, {"en": "acted {value} times", "fi": "toimi {value} kertaa"})
    labels["buying"] = (
        BUYING,
        {"en": "showed buying interest {value} times", "fi": "osoitti ostoaikeita {value} kertaa"},
    )
    intents = settings.features.intents
    labels |= {intent_column(intent): intent_words(intent.name) for intent in intents}
    labels |= KINDS
    pays = {"buying", *(intent_column(intent) for intent in intents if intent.buying)}
    for name in _groups(settings):
        label, did = labels[name]
        short = name.removeprefix("intent_")
        for days in _windows(settings):
            value = table[f"{name}_{days}d"]
            if name == "email_click":  # a scanner's clicks tell nothing of the lead
                value = value - table[f"scanner_{days}d"]
            direction: Direction = 1 if name in pays else 0
            yield counted(f"{short}_{days}d", label, did, days, monotone=direction), value
        yield since(f"{short}_days_since", label), table[f"{name}_last"]
    for name in _fading_groups(settings):
        for half_life in settings.features.half_lives_days:
            key = f"{name}_decay_{half_life}d"
            yield fading(key, labels[name][0], half_life), table[key]
    yield from _depth(table, settings)
    yield from _change(table, settings)
    yield from _breadth(table, settings)


def _deepest(count: Callable[[int], ir.Value]) -> ir.Value:
    """Give the deepest level with an act, 0 where there is none."""
    return ibis.greatest(*(ibis.ifelse(count(level) > 0, float(level), 0.0) for level in LEVELS))


def _depth(table: ir.Table, settings: Settings) -> Iterator[tuple[Feature, ir.Value]]:
    recent, lookback = _recent(settings), settings.time.lookback_days
    lately = _deepest(lambda level: table[f"level_{level}_{recent}d"])
    ever = _deepest(lambda level: table[f"level_{level}_{lookback}d"])
    before = _deepest(
        lambda level: table[f"level_{level}_{lookback}d"] - table[f"level_{level}_{recent}d"]
    )
    for days, value in sorted({recent: lately, lookback: ever}.items()):
        yield (
            entry(
                f"deepest_level_{days}d",
                "level",
                {"en": f"Deepest content, {days} days", "fi": f"Syvin sisältö, {days} pv"},
                {
                    "en": f"went as deep as level {{value}} of 5 in {days} days",
                    "fi": f"eteni tasolle {{value}}/5 {days} päivässä",
                },
                {
                    "en": f"looked at no content in {days} days",
                    "fi": f"ei katsonut sisältöjä {days} päivässä",
                },
            ),
            value,
        )
    yield (
        entry(
            f"level_rise_{recent}d",
            "levels",
            {"en": "Going deeper", "fi": "Syveneminen"},
            {
                "en": f"content level changed by {{value}} in the last {recent} days",
                "fi": f"sisällön taso muuttui {{value}} viimeisten {recent} päivän aikana",
            },
            {
                "en": f"goes no deeper in the last {recent} days than before",
                "fi": f"ei etene syvemmälle viimeisten {recent} päivän aikana",
            },
        ),
        lately - before,
    )


def _change(table: ir.Table, settings: Settings) -> Iterator[tuple[Feature, ir.Value]]:
    recent = _recent(settings)
    now = table[f"acts_{recent}d"]
    yield (
        entry(
            f"acts_trend_{recent}d",
            "acts",
            {"en": f"Change of acts, {recent} days", "fi": f"Tekojen muutos, {recent} pv"},
            {
                "en": f"acts changed by {{value}} against the {recent} days before",
                "fi": f"teot muuttuivat {{value}} edeltäviin {recent} päivään verrattuna",
            },
            {
                "en": f"as active as in the {recent} days before",
                "fi": f"yhtä aktiivinen kuin edeltävinä {recent} päivänä",
            },
        ),
        now - (table[f"acts_{2 * recent}d"] - now),
    )


def _breadth(table: ir.Table, settings: Settings) -> Iterator[tuple[Feature, ir.Value]]:
    recent, lookback = _recent(settings), settings.time.lookback_days
    things = {
        "different_assets": (
            table.different_asset,
            {"en": "Different assets", "fi": "Eri aineistot"},
            {"en": "used {value} different assets", "fi": "käytti {value} eri aineistoa"},
        ),
        "different_pages": (
            table.different_url,
            {"en": "Different pages", "fi": "Eri sivut"},
            {"en": "viewed {value} different pages", "fi": "katsoi {value} eri sivua"},
        ),
        "campaigns": (
            table.different_campaign_id,
            {"en": "Campaigns responded to", "fi": "Kampanjat, joihin vastasi"},
            {"en": "responded to {value} campaigns", "fi": "vastasi {value} kampanjaan"},
        ),
        "campaign_responses": (
            table[f"responses_{lookback}d"] - table.scanner_responses,
            {"en": "Responses to campaigns", "fi": "Vastaukset kampanjoihin"},
            {
                "en": "responded to campaigns {value} times",
                "fi": "vastasi kampanjoihin {value} kertaa",
            },
        ),
        "click_bursts": (
            table.bursts,
            {"en": "Bursts of clicks", "fi": "Klikkausryöpyt"},
            {
                "en": "{value} bursts of clicks like a mail scanner's",
                "fi": "{value} klikkausryöppyä, kuin postiskannerilla",
            },
        ),
    }
    for name, (value, label, did) in things.items():
        yield counted(name, label, did, lookback), value
    for days in sorted({recent, lookback}):
        did = {"en": "was active on {value} days", "fi": "oli aktiivinen {value} päivänä"}
        label = {"en": "Active days", "fi": "Aktiiviset päivät"}
        value = table[f"active_days_{days}d"]
        yield counted(f"active_days_{days}d", label, did, days, unit="days"), value
        did = {"en": "spent {value} minutes with us", "fi": "vietti parissamme {value} minuuttia"}
        label = {"en": "Minutes", "fi": "Minuutit"}
        value = table[f"seconds_{days}d"] / 60.0
        yield counted(f"minutes_{days}d", label, did, days, unit="minutes"), value
