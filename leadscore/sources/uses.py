"""What each table lets a team do, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Language = Literal["en", "fi"]

#: By table: what it allows when it is there.
PRESENT: Mapping[str, Mapping[Language, str]] = {
    "leads": {
        "en": "Score each person, by who they are.",
        "fi": "Jokainen ihminen voidaan pisteyttää sen mukaan, kuka hän on.",
    },
    "accounts": {
        "en": "Use industry and size, and keep colleagues together.",
        "fi": "Toimiala ja koko tunnetaan, ja saman yrityksen väki pysyy yhdessä.",
    },
    "events": {
        "en": "Score behaviour: what people do, how often and how lately.",
        "fi": "Käyttäytyminen pisteytetään: mitä tehdään, kuinka usein ja kuinka äskettäin.",
    },
    "stages": {
        "en": "Learn from who was won, and test on later leads.",
        "fi": "Voitetuista opitaan, ja tulosta koetellaan myöhemmillä liideillä.",
    },
    "campaigns": {
        "en": "Tell which campaign brought whom, and at what cost.",
        "fi": "Nähdään, mikä kampanja toi kenet ja mihin hintaan.",
    },
    "orders": {
        "en": "Know what an account has bought before.",
        "fi": "Tiedetään, mitä yritys on aiemmin ostanut.",
    },
    "flat": {
        "en": "Compare scores on this one picture; without history there are no cutoffs.",
        "fi": "Pisteytyksiä voi verrata tästä yhdestä kuvasta; historiaa ja aikarajoja ei ole.",
    },
}

#: By table: what is lost while it is not there.
ABSENT: Mapping[str, Mapping[Language, str]] = {
    "leads": {"en": "Nothing works without it.", "fi": "Ilman sitä mikään ei toimi."},
    "accounts": {
        "en": "Without it, industry and size are unknown.",
        "fi": "Ilman sitä toimiala ja koko ovat tuntemattomia.",
    },
    "events": {
        "en": "Without it, only who people are can be scored, not what they do.",
        "fi": "Ilman sitä voidaan pisteyttää vain, kuka on kuka, ei mitä tehdään.",
    },
    "stages": {"en": "Nothing works without it.", "fi": "Ilman sitä mikään ei toimi."},
    "campaigns": {
        "en": "Without it, campaigns have no names and no costs.",
        "fi": "Ilman sitä kampanjoilla ei ole nimiä eikä hintoja.",
    },
    "orders": {
        "en": "Without it, past purchases are unknown.",
        "fi": "Ilman sitä aiemmat ostot ovat tuntemattomia.",
    },
}
