"""How fast acts fade, by the data and by the points card, in English and Finnish."""

from __future__ import annotations

from leadscore.words.writing import Language

DECAY: dict[str, dict[Language, str]] = {
    "decay.flat_export": {
        "en": "A flat export has no acts with instants, so how fast they fade cannot be learned "
        "from it.",
        "fi": "Litteässä viennissä ei ole tekoja ajankohtineen, joten siitä ei voi oppia, kuinka "
        "nopeasti ne himmenevät.",
    },
    "decay.no_acts": {
        "en": "No rule of the card asks for acts, so there is nothing that could fade.",
        "fi": "Yksikään kortin sääntö ei kysy tekoja, joten mikään ei voi himmetä.",
    },
    "decay.one_outcome": {
        "en": "All leads that could be learned from went the same way, so nothing can be told "
        "about how fast acts fade.",
        "fi": "Kaikille liideille, joista olisi voinut oppia, kävi samoin, joten tekojen "
        "himmenemisestä ei voi sanoa mitään.",
    },
    "decay.asked": {
        "en": "How fast acts fade was asked of {count} rules, on {snapshots} earlier snapshots "
        "with {buyers} leads that converted.",
        "fi": "Tekojen himmenemistä kysyttiin, sääntöjä {count}, aiempia tilannekuvia {snapshots} "
        "ja niissä onnistuneita liidejä {buyers}.",
    },
    "decay.faster": {
        "en": "The acts fade faster than the card says: {names}.",
        "fi": "Teot himmenevät nopeammin kuin kortti sanoo: {names}.",
    },
    "decay.slower": {
        "en": "The acts fade more slowly than the card says: {names}.",
        "fi": "Teot himmenevät hitaammin kuin kortti sanoo: {names}.",
    },
    "decay.fits": {
        "en": "What is set fits the data: {names}.",
        "fi": "Asetettu sopii aineistoon: {names}.",
    },
    "decay.flat": {
        "en": "The data cannot tell how fast the acts fade of {names}: every half-life does "
        "equally well.",
        "fi": "Aineisto ei kerro, kuinka nopeasti teot himmenevät: {names}. Mikä tahansa "
        "puoliintumisaika käy yhtä hyvin.",
    },
    "decay.many": {
        "en": "The data seem to differ from what is set for {names}, but among so many rules that "
        "may be chance.",
        "fi": "Aineisto näyttää poikkeavan asetetusta: {names}. Näin monen säännön joukossa se voi "
        "olla sattumaa.",
    },
    "decay.no_effect": {
        "en": "No effect can be seen beside the other rules, so the data cannot tell how it would "
        "fade: {names}.",
        "fi": "Vaikutusta ei näy muiden sääntöjen rinnalla, joten aineisto ei kerro, miten se "
        "himmenisi: {names}.",
    },
    "decay.backwards": {
        "en": "The acts count the other way than the points do, which no half-life mends: {names}.",
        "fi": "Teot vaikuttavat toisin päin kuin pisteet, eikä mikään puoliintumisaika korjaa "
        "sitä: {names}.",
    },
    "decay.few": {
        "en": "The data cannot tell, as the rule holds of too few leads: {names}.",
        "fi": "Aineisto ei kerro, koska sääntö pätee liian harvoihin liideihin: {names}.",
    },
    "decay.never": {
        "en": "Never fired: {names}.",
        "fi": "Ei täyttynyt kertaakaan: {names}.",
    },
    "decay.name": {"en": "“{name}”", "fi": "”{name}”"},
    "decay.rule": {
        "en": "{name} {learned} (set: {set})",
        "fi": "{name} {learned} (asetettu: {set})",
    },
    "decay.about": {
        "en": "half-life about {days} days, {low} to {high}",
        "fi": "puoliintumisaika noin {days} päivää, {low}–{high}",
    },
    "decay.at_most": {
        "en": "half-life at most {days} days",
        "fi": "puoliintumisaika enintään {days} päivää",
    },
    "decay.at_least": {
        "en": "half-life at least {days} days, or no decay",
        "fi": "puoliintumisaika vähintään {days} päivää tai ei himmenemistä",
    },
    "decay.any": {
        "en": "cannot tell",
        "fi": "ei voi sanoa",
    },
    "decay.set_days": {
        "en": "{days} days",
        "fi": "{days} päivää",
    },
    "decay.set_none": {
        "en": "no decay",
        "fi": "ei himmenemistä",
    },
    "decay.set_linear": {
        "en": "in a straight line to nothing in {window} days, about as {days}",
        "fi": "suoraan nollaan {window} päivässä, suunnilleen kuin {days}",
    },
    "decay.verdict_fits": {
        "en": "fits",
        "fi": "sopii",
    },
    "decay.verdict_faster": {
        "en": "shorten it",
        "fi": "lyhennä",
    },
    "decay.verdict_slower": {
        "en": "lengthen it",
        "fi": "pidennä",
    },
    "decay.verdict_cannot_tell": {
        "en": "cannot tell",
        "fi": "ei voi sanoa",
    },
    "decay.column_verdict": {
        "en": "verdict",
        "fi": "tulos",
    },
    "decay.column_set": {
        "en": "on the card",
        "fi": "kortilla",
    },
    "decay.column_learned": {
        "en": "by the data",
        "fi": "aineistosta",
    },
    "decay.column_effect": {
        "en": "one act today multiplies the odds by",
        "fi": "yksi teko tänään kertoo vedonlyöntisuhteen luvulla",
    },
    "decay.title": {
        "en": "Of {count} rules on acts, {faster} keep their points too long, {slower} not long "
        "enough, {fits} as long as the data say; {open} cannot be told",
        "fi": "Teoista kysyviä sääntöjä {count}: {faster} pitää pisteensä liian kauan, {slower} "
        "liian vähän aikaa, {fits} sopivasti; {open} ei voi sanoa",
    },
    "decay.axis": {
        "en": "half-life in days",
        "fi": "puoliintumisaika päivinä",
    },
    "decay.none": {
        "en": "none",
        "fi": "ei",
    },
    "decay.legend_learned": {
        "en": "by the data, with interval",
        "fi": "aineistosta, väli",
    },
    "decay.legend_set": {
        "en": "on the card",
        "fi": "kortilla",
    },
    "decay.read": {
        "en": "A half-life is the time in which an act's points halve. Each rule is looked at "
        "beside all others as they are set, with its own window and cap; a rule that looks back "
        "30 days cannot tell 60 days from 365. After a change, look again at the points too.",
        "fi": "Puoliintumisaika on aika, jossa teon pisteet puolittuvat. Jokaista sääntöä "
        "katsotaan muiden rinnalla sellaisina kuin ne ovat, omalla ikkunallaan ja katollaan; 30 "
        "päivää taaksepäin katsova sääntö ei erota 60 päivää 365:stä. Tarkista muutoksen jälkeen "
        "pisteetkin.",
    },
}
