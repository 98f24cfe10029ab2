"""Make candidate rules of a vocabulary, and of the current card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from leadscore.cards import Card, What
from leadscore.features.behaviour_words import KINDS, intent_words
from leadscore.features.card_barring import barred_kinds
from leadscore.features.card_candidates import (
    Candidate,
    Sense,
    acts,
    in_both,
    named_apart,
    of_card,
    one_value,
    plain,
    slug,
    values_said,
)
from leadscore.features.card_vocabulary import Vocabulary, askable
from leadscore.features.catalogue import Catalogue
from leadscore.features.extras import extra_name
from leadscore.features.fit import REVENUE_BANDS, SIZE_BANDS
from leadscore.settings import Settings
from leadscore.sources.warehouse import Warehouse
from leadscore.words import LANGUAGES

#: Days that acts are asked about, beside the whole lookback.
WINDOWS = (30, 90)
#: At least so many acts, and points for each up to so many.
OFTEN, EACH_UP_TO = (2, 3), 3
_KEYS = {
    "fit__seniority": "seniority_in",
    "fit__department": "department_in",
    "fit__industry": "industry_in",
    "fit__country": "country_in",
    "fit__language": "language_in",
    "fit__source": "source_in",
    "fit__email_kind": "email_domain",
}
_NO_DOMAIN = "none"


def make_candidates(
    card: Card,
    vocabulary: Vocabulary,
    catalogue: Catalogue,
    warehouse: Warehouse,
    settings: Settings,
) -> tuple[Candidate, ...]:
    """Make the rules that a card could hold.

    Parameters
    ----------
    card : Card
        The current card.
    vocabulary : Vocabulary
        Of the training leads.
    catalogue : Catalogue
        What things and values are called.
    warehouse : Warehouse
    settings : Settings
        ``card.never_positive``, ``features.intents``, ``time.lookback_days``.

    Returns
    -------
    tuple of Candidate
        The current card's rules first; each id once.
    """
    own = (of_card(rule, sense_of(rule.what, settings)) for rule in card.rules)
    if warehouse.flat is not None:
        columns = {each.name: each.source for each in warehouse.flat.columns}
        made = [*_columns(columns, vocabulary, catalogue)]
    else:
        columns = {extra_name(each): each.column for each in settings.features.extra_columns}
        made = [
            *_values(vocabulary, catalogue),
            *_company(vocabulary),
            *_titles(vocabulary),
            *_columns(columns, vocabulary, catalogue),
            *_acts(vocabulary, settings),
            *_silence(vocabulary, settings),
        ]
    return tuple(named_apart([*own, *made]))


def sense_of(what: What | None, settings: Settings) -> Sense:
    """Tell which way points for acts make sense.

    Parameters
    ----------
    what : What or None
    settings : Settings

    Returns
    -------
    {-1, 0, 1}
        1 for intents to buy, and for doing anything often; -1 for what the settings say
        never gives points, and for silence; 0 where both may be.
    """
    if what is None or what.column is not None:
        return 0
    buying = {each.name for each in settings.features.intents if each.buying}
    bad = {each.casefold() for each in settings.card.never_positive}
    named = {each.casefold() for each in (*(what.intent or ()), *(what.kind or ()))}
    way: Sense = 0
    if named & bad:
        way = -1
    elif what.intent is not None and set(what.intent) <= buying:
        way = 1
    if what.at_most is not None and what.fewest == 0:
        return 1 if way < 0 else -1
    return way if way or what.fewest < 2 else 1


def _values(vocabulary: Vocabulary, catalogue: Catalogue) -> Iterator[Candidate]:
    for name, key in _KEYS.items():
        if name not in catalogue:
            continue
        feature = catalogue[name]
        for value in vocabulary.values.get(name, ()):
            if key == "email_domain" and value == _NO_DOMAIN:
                continue
            spoken = feature.value_words.get(value, {})
            told: dict[str, str] = {each: spoken.get(each, value) for each in LANGUAGES}
            yield one_value("who", key, value, feature.label, told)


def _company(vocabulary: Vocabulary) -> Iterator[Candidate]:
    """Make every run of company-size bands, and every limit of turnover."""
    if vocabulary.values.get("fit__size_band"):
        edges = [0.0, *(edge for edge, _ in SIZE_BANDS)]
        for at, low in enumerate(edges):
            for high in [*edges[at + 1 :], None]:
                if (low, high) != (0.0, None):
                    yield _range("employees", low or None, None if high is None else high - 1)
    if vocabulary.values.get("fit__revenue_band"):
        for edge, _ in REVENUE_BANDS:
            yield _range("revenue_eur", edge, None)
            yield _range("revenue_eur", None, edge)
    asked = {"customer": True}
    yield plain("customer", "who", asked, in_both("rule.customer"))


def _range(key: str, low: float | None, high: float | None) -> Candidate:
    asked = {f"{key}_between": [low, high]}
    name = f"{key}_{_digits(low)}_to_{_digits(high)}".replace("_to_more", "_up")
    return plain(name, "who", asked, _range_said({"key": key}, low, high))


def _digits(value: float | None) -> str:
    return "more" if value is None else f"{value:g}"


def _range_said(thing: Mapping[str, str], low: float | None, high: float | None) -> dict[str, str]:
    spoken = in_both(f"rule.{thing['key']}") if "key" in thing else thing
    if low is not None and high is not None:
        said = in_both("rule.between", thing=spoken, low=low, high=high)
    elif low is not None:
        said = in_both("rule.at_least", thing=spoken, low=low)
    else:
        said = in_both("rule.at_most", thing=spoken, high=high)
    return {**said}


def _titles(vocabulary: Vocabulary) -> Iterator[Candidate]:
    thing = in_both("rule.title")
    for word in vocabulary.words:
        told: dict[str, str] = dict.fromkeys([*LANGUAGES], word)
        says = values_said(thing, [told])
        yield plain(f"title_{word}", "who", {"title_has_word": [word]}, says)


def _columns(
    columns: Mapping[str, str], vocabulary: Vocabulary, catalogue: Catalogue
) -> Iterator[Candidate]:
    """Ask the columns of the data's own: their values, their bands."""
    for name, column in sorted(columns.items()):
        if name not in catalogue or not askable(column):
            continue
        feature = catalogue[name]
        place = "what" if feature.axis == "behaviour" else "who"
        for value in vocabulary.values.get(name, ()):
            told: dict[str, str] = dict.fromkeys([*LANGUAGES], value)
            yield one_value(place, "in", value, feature.label, told, column=column)
        yield from _bands(place, column, feature.label, vocabulary.numbers.get(name, ()))


def _bands(
    place: str, column: str, label: Mapping[str, str], edges: tuple[float, ...]
) -> Iterator[Candidate]:
    for at, low in enumerate(edges):
        says = _range_said(label, low, None)
        asked: dict[str, object] = {"column": column, "at_least": low}
        yield plain(f"{column}_from_{low:g}", place, asked, says)
        if at < len(edges) - 1:
            says = _range_said(label, None, low)
            asked = {"column": column, "between": [None, low]}
            yield plain(f"{column}_to_{low:g}", place, asked, says)
    for low, high in zip(edges[1:], edges[3:], strict=False):
        says = _range_said(label, low, high)
        asked = {"column": column, "between": [low, high]}
        yield plain(f"{column}_{low:g}_to_{high:g}", place, asked, says)


def _acts(vocabulary: Vocabulary, settings: Settings) -> Iterator[Candidate]:
    """Make, for each thing that can be done: once, often, and for each time."""
    lookback = settings.time.lookback_days
    windows = tuple(days for days in WINDOWS if days < lookback)
    barred = barred_kinds(settings.card.never)
    for name, asked, label in _things(vocabulary, barred):
        for days in (*windows, lookback):
            yield _act(name, asked, label, days, settings)
        for days in windows or (lookback,):
            for count in OFTEN:
                yield _act(name, asked, label, days, settings, count=count)
        for days in (*windows[-1:], lookback):
            yield _act(name, asked, label, days, settings, each=True)
    for name, asked, label in _marks(vocabulary, barred):
        for days in (*windows[-1:], lookback):
            yield _act(name, asked, label, days, settings)


_Thing = tuple[str, dict[str, object], Mapping[str, str]]


def _things(vocabulary: Vocabulary, barred: frozenset[str]) -> Iterator[_Thing]:
    """Give what may be done often: kinds of act and intents."""
    for kind in vocabulary.kinds:
        if kind not in barred:
            yield kind, {"kind": [kind]}, _kind_label(kind)
    for intent, kinds in vocabulary.intents.items():
        label = intent_words(intent)[0]
        yield from _shown(intent, {"intent": [intent]}, label, kinds, barred)


def _marks(vocabulary: Vocabulary, barred: frozenset[str]) -> Iterator[_Thing]:
    """Give what is asked once only: assets, channels, content levels."""
    for asset, kinds in vocabulary.assets.items():
        label = in_both("rule.asset", name=asset)
        yield from _shown(f"asset_{asset}", {"asset": [asset]}, label, kinds, barred)
    for channel, kinds in vocabulary.channels.items():
        label = in_both("rule.channel", name=channel)
        yield from _shown(f"channel_{channel}", {"channel": [channel]}, label, kinds, barred)
    for level, kinds in vocabulary.levels.items():
        label = in_both("rule.level", level=level)
        asked: dict[str, object] = {"content_level_at_least": int(level)}
        yield from _shown(f"level_{level}", asked, label, kinds, barred)


def _shown(
    name: str,
    asked: dict[str, object],
    label: Mapping[str, str],
    kinds: tuple[str, ...],
    barred: frozenset[str],
) -> Iterator[_Thing]:
    """Ask for the kinds of act by name only where one of them is barred."""
    left = [kind for kind in kinds if kind not in barred]
    if len(left) == len(kinds):
        yield name, asked, label
    elif named := [kind for kind in left if askable(kind)]:
        yield name, {**asked, "kind": named}, label


def _kind_label(kind: str) -> Mapping[str, str]:
    if kind == "unsubscribe":
        return in_both("rule.unsubscribe")
    if kind in KINDS:
        return KINDS[kind][0]
    spoken = kind.replace("_", " ")
    return dict.fromkeys(LANGUAGES, spoken[:1].upper() + spoken[1:])


def _act(
    name: str,
    asked: Mapping[str, object],
    label: Mapping[str, str],
    days: int,
    settings: Settings,
    *,
    count: int = 1,
    each: bool = False,
) -> Candidate:
    how = "each" if each else "often" if count > 1 else "once"
    values: dict[str, object] = {"what": label, "days": days}
    if how != "once":
        values["count"] = EACH_UP_TO if each else count
    wanted = {**asked, "within_days": days, **({"at_least": count} if count > 1 else {})}
    sense = sense_of(What.model_validate({**wanted, "at_least": 2} if each else wanted), settings)
    tail = {"each": "each_", "often": f"{count}x_", "once": ""}[how]
    stem = slug(name, most=38)
    return acts(
        f"{stem}_{tail}{days}d",
        wanted,
        in_both(f"rule.{how}", **values),
        sense=sense,
        cap=EACH_UP_TO if each else None,
    )


def _silence(vocabulary: Vocabulary, settings: Settings) -> Iterator[Candidate]:
    lookback = settings.time.lookback_days
    barred = barred_kinds(settings.card.never)
    kinds = sorted(set(vocabulary.kinds) - barred - {"unsubscribe"})
    for days in sorted({*(each for each in WINDOWS if each < lookback), lookback} if kinds else ()):
        asked = {"kind": kinds, "within_days": days, "at_most": 0}
        yield acts(f"silent_{days}d", asked, in_both("rule.silent", days=days), sense=-1)
