"""The behaviour features' catalogue entries, by pattern, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from leadscore.features.catalogue import Feature

Text = Mapping[str, str]
Direction = Literal[-1, 0, 1]

#: What an act of each kind is called: many of them, and what a lead did.
KINDS: Mapping[str, tuple[Text, Text]] = {
    "page_view": (
        {"en": "Page views", "fi": "Sivukatselut"},
        {"en": "viewed {value} pages", "fi": "katsoi {value} sivua"},
    ),
    "form_submit": (
        {"en": "Forms sent", "fi": "Lähetetyt lomakkeet"},
        {"en": "sent {value} forms", "fi": "lähetti {value} lomaketta"},
    ),
    "download": (
        {"en": "Downloads", "fi": "Lataukset"},
        {"en": "downloaded {value} assets", "fi": "latasi {value} aineistoa"},
    ),
    "email_click": (
        {"en": "E-mail clicks", "fi": "Sähköpostin klikkaukset"},
        {"en": "clicked in e-mails {value} times", "fi": "klikkasi sähköpostissa {value} kertaa"},
    ),
    "ad_click": (
        {"en": "Ad clicks", "fi": "Mainosten klikkaukset"},
        {"en": "clicked ads {value} times", "fi": "klikkasi mainoksia {value} kertaa"},
    ),
    "webinar": (
        {"en": "Webinars", "fi": "Webinaarit"},
        {"en": "attended {value} webinars", "fi": "osallistui {value} webinaariin"},
    ),
    "trade_fair": (
        {"en": "Trade fairs", "fi": "Messut"},
        {"en": "met us at {value} trade fairs", "fi": "tapasi meidät {value} messuilla"},
    ),
    "meeting": (
        {"en": "Meetings", "fi": "Tapaamiset"},
        {"en": "had {value} meetings", "fi": "tapasi {value} kertaa"},
    ),
    "reply": (
        {"en": "Replies", "fi": "Vastaukset"},
        {"en": "replied {value} times", "fi": "vastasi {value} kertaa"},
    ),
}
#: Kinds that are known without a feature of their own.
KINDS_ASIDE = ("email_open", "unsubscribe")
ALL_ACTS = {"en": "Acts", "fi": "Teot"}
BUYING = {"en": "Buying interest", "fi": "Ostoaikeet"}
_WITHIN = {"en": "{told} in {days} days", "fi": "{told} {days} päivässä"}


def entry(
    name: str,
    unit: str,
    label: Text,
    words: Text,
    absent: Text | None = None,
    *,
    default: float | None = 0.0,
    monotone: Direction = 0,
) -> Feature:
    """Write the entry of one behaviour feature."""
    return Feature(
        name=f"behaviour__{name}",
        family="behaviour",
        axis="behaviour",
        kind="number",
        unit=unit,
        default=default,
        label=label,
        words=words,
        words_absent=absent or {},
        monotone=monotone,
    )


def counted(
    name: str, label: Text, did: Text, days: int, *, monotone: Direction = 0, unit: str = "acts"
) -> Feature:
    """Write the entry of a count within a window."""
    return entry(
        name,
        unit,
        {"en": f"{label['en']}, {days} days", "fi": f"{label['fi']}, {days} pv"},
        {lang: _WITHIN[lang].format(told=did[lang], days=days) for lang in ("en", "fi")},
        {
            "en": f"none within {days} days: {_small(label['en'])}",
            "fi": f"ei lainkaan {days} päivässä: {_small(label['fi'])}",
        },
        monotone=monotone,
    )


def since(name: str, label: Text) -> Feature:
    """Write the entry of the days since the last act of its kind."""
    return entry(
        name,
        "days",
        {"en": f"Days since: {_small(label['en'])}", "fi": f"Päiviä: {_small(label['fi'])}"},
        {
            "en": f"{_small(label['en'])} last {{value}} days ago",
            "fi": f"{_small(label['fi'])} viimeksi {{value}} päivää sitten",
        },
        {
            "en": f"none in the lookback: {_small(label['en'])}",
            "fi": f"ei lainkaan tarkastelujaksolla: {_small(label['fi'])}",
        },
        default=None,
    )


def fading(name: str, label: Text, half_life: int) -> Feature:
    """Write the entry of a sum in which an act counts half after each half-life."""
    return entry(
        name,
        "acts",
        {
            "en": f"{label['en']}, fading by half in {half_life} days",
            "fi": f"{label['fi']}, puolittuu {half_life} päivässä",
        },
        {
            "en": f"{_small(label['en'])} lately: {{value}} (an act counts half after "
            f"{half_life} days)",
            "fi": f"{_small(label['fi'])} viime aikoina: {{value}} (teko puolittuu "
            f"{half_life} päivässä)",
        },
        {
            "en": f"none lately: {_small(label['en'])}",
            "fi": f"ei viime aikoina: {_small(label['fi'])}",
        },
    )


def intent_words(name: str) -> tuple[Text, Text]:
    """Call an intent class, and what a lead did who shows it."""
    spoken = name.replace("_", " ")
    label = {"en": f"Interest in {spoken}", "fi": f"Kiinnostus: {spoken}"}
    did = {
        "en": f"looked at {spoken} {{value}} times",
        "fi": f"katsoi kohdetta {spoken} {{value}} kertaa",
    }
    return label, did


def _small(text: str) -> str:
    """Begin a label in the middle of a sentence."""
    return text[:1].lower() + text[1:]
