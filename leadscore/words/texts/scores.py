"""A score, its chance and reasons, and the version that gave it, in English and Finnish."""

from __future__ import annotations

from leadscore.words.writing import Language

SCORES: dict[str, dict[Language, str]] = {
    # contenders
    "contender.card": {"en": "the points card", "fi": "pistekortti"},
    "contender.scientist": {"en": "the scientist's model", "fi": "analyytikon malli"},
    "contender.auto": {"en": "the auto model", "fi": "automaattimalli"},
    "contender.champion": {"en": "the version in use", "fi": "käytössä oleva versio"},
    "contender.renewed": {"en": "the renewed auto model", "fi": "uudistettu automaattimalli"},
    "contender.refitted": {
        "en": "the refitted scientist's model",
        "fi": "uudelleen sovitettu analyytikon malli",
    },
    "contender.frozen": {
        "en": "the frozen scientist's model",
        "fi": "jäädytetty analyytikon malli",
    },
    "contender.lot": {"en": "lots", "fi": "arpa"},
    # stages, as "chance of ..."
    "target.won": {"en": "becoming a customer", "fi": "tulla asiakkaaksi"},
    "target.other": {"en": "reaching the stage {stage}", "fi": "päästä vaiheeseen {stage}"},
    # chances
    "chance.about": {"en": "about {share} in {of}", "fi": "noin {share}/{of}"},
    "chance.below": {"en": "less than {share} in {of}", "fi": "alle {share}/{of}"},
    "chance.above": {"en": "more than {share} in {of}", "fi": "yli {share}/{of}"},
    # one lead explained
    "explain.base": {
        "en": "where every lead starts",
        "fi": "mistä jokainen liidi lähtee",
    },
    "explain.rest": {
        "en": "parts too small to list: {count}",
        "fi": "liian pieniä kerrottaviksi: {count}",
    },
    "explain.chance": {
        "en": "The chance of {target} within {days} days is {percent} ({chance}); "
        "the score is {score} of 100, the cell {cell}.",
        "fi": "Todennäköisyys {target} {days} päivän kuluessa on {percent} ({chance}); "
        "pisteet ovat {score}/100, ruutu {cell}.",
    },
    "explain.chance_open": {
        "en": "The chance of success is {percent} ({chance}); "
        "the score is {score} of 100, the cell {cell}.",
        "fi": "Onnistumisen todennäköisyys on {percent} ({chance}); "
        "pisteet ovat {score}/100, ruutu {cell}.",
    },
    "explain.up": {"en": "In favour: {reasons}.", "fi": "Puolesta: {reasons}."},
    "explain.down": {"en": "Against: {reasons}.", "fi": "Vastaan: {reasons}."},
    "explain.nothing": {
        "en": "Nothing about this lead stands out.",
        "fi": "Mikään tässä liidissä ei erotu.",
    },
    "explain.words": {"en": "In words", "fi": "Sanoin"},
    "explain.log_odds": {"en": "Log-odds", "fi": "Logaritminen veto"},
    "explain.running_total": {"en": "Running total", "fi": "Kertymä"},
    "explain.probability": {"en": "Chance so far", "fi": "Todennäköisyys tähän asti"},
    # which version is in use
    "champion.first_card": {
        "en": "No version was in use yet. The points card is what the team works with today, "
        "and no model was shown to find more buyers: the points card is put into use.",
        "fi": "Mikään versio ei ollut vielä käytössä. Tiimi työskentelee tänään pistekortilla, "
        "eikä minkään mallin osoitettu löytävän enemmän ostajia: pistekortti otetaan käyttöön.",
    },
    "champion.first_better": {
        "en": "No version was in use yet. On later leads {name} found more buyers than the "
        "points card (difference {difference}, interval {low} to {high}): it is put into use.",
        "fi": "Mikään versio ei ollut vielä käytössä. Myöhemmillä liideillä {name} löysi "
        "enemmän ostajia kuin pistekortti (ero {difference}, väli {low} … {high}): "
        "se otetaan käyttöön.",
    },
    "champion.first_only": {
        "en": "No version was in use yet and there is no points card to compare with: "
        "{name} is put into use, because it did best on later leads. Whether it is truly "
        "the best was not asked.",
        "fi": "Mikään versio ei ollut vielä käytössä, eikä pistekorttia ole vertailtavaksi: "
        "{name} otetaan käyttöön, koska se menestyi parhaiten myöhemmillä liideillä. "
        "Sitä, onko se varmasti paras, ei kysytty.",
    },
    "champion.better": {
        "en": "On later leads {name} found more buyers than {champion} "
        "(difference {difference}, interval {low} to {high}): it is put into use instead.",
        "fi": "Myöhemmillä liideillä {name} löysi enemmän ostajia kuin {champion} "
        "(ero {difference}, väli {low} … {high}): se otetaan käyttöön tilalle.",
    },
    "champion.cannot_tell": {
        "en": "{champion} stays in use: on these later leads one cannot tell whether any "
        "challenger is better.",
        "fi": "{champion} pysyy käytössä: näistä myöhemmistä liideistä ei voi sanoa, "
        "onko mikään haastaja parempi.",
    },
    "champion.worse": {
        "en": "{champion} stays in use: on later leads every challenger found fewer buyers.",
        "fi": "{champion} pysyy käytössä: myöhemmillä liideillä jokainen haastaja löysi "
        "vähemmän ostajia.",
    },
    "champion.first_untrusted": {
        "en": "No version was in use yet. On later leads {name} found more buyers than the points "
        "card, but its learning curve does not bear that out, so it cannot be trusted yet: the "
        "points card is put into use.",
        "fi": "Mikään versio ei ollut vielä käytössä. Myöhemmillä liideillä {name} löysi enemmän "
        "ostajia kuin pistekortti, mutta oppimiskäyrä ei tue sitä, joten siihen ei voi vielä "
        "luottaa: pistekortti otetaan käyttöön.",
    },
    "champion.untrusted": {
        "en": "{champion} stays in use: on later leads {name} found more buyers, but its learning "
        "curve does not bear that out, so it cannot be trusted yet.",
        "fi": "{champion} pysyy käytössä: myöhemmillä liideillä {name} löysi enemmän ostajia, "
        "mutta oppimiskäyrä ei tue sitä, joten siihen ei voi vielä luottaa.",
    },
    "champion.unchallenged": {
        "en": "{champion} stays in use: it was compared with no challenger.",
        "fi": "{champion} pysyy käytössä: sitä ei verrattu yhteenkään haastajaan.",
    },
    "champion.not_compared": {
        "en": "{champion} stays in use: it was not part of the comparison, so nothing "
        "can be said against it.",
        "fi": "{champion} pysyy käytössä: se ei ollut mukana vertailussa, joten mitään ei "
        "voi sanoa sitä vastaan.",
    },
    "champion.outdated": {
        "en": "The version in use, {version}, can no longer score: it reads columns that are "
        "gone. The newest version of {name} takes its place.",
        "fi": "Käytössä oleva versio {version} ei voi enää pisteyttää: se lukee sarakkeita, joita "
        "ei enää ole. Sen tilalle tulee uusin versio: {name}.",
    },
    "champion.outdated_card": {
        "en": "The version in use, {version}, can no longer score: the points card was changed "
        "since it was kept. The newest version of {name} takes its place.",
        "fi": "Käytössä oleva versio {version} ei voi enää pisteyttää: pistekorttia on muutettu "
        "sen jälkeen. Sen tilalle tulee uusin versio: {name}.",
    },
    "champion.outdated_settings": {
        "en": "The version in use, {version}, no longer answers what is asked: it was learned with "
        "other settings than leadscore.toml has now. The newest version of {name} takes its place.",
        "fi": "Käytössä oleva versio {version} ei enää vastaa siihen, mitä kysytään: se opittiin "
        "muilla asetuksilla kuin leadscore.toml nyt sanoo. Sen tilalle tulee uusin versio: {name}.",
    },
    "version.outdated_card": {
        "en": "The version {version} is left out of the comparison: the points card was changed "
        "since it was kept, so its chances do not fit the points and limits of today.",
        "fi": "Versio {version} jää vertailun ulkopuolelle: pistekorttia on muutettu sen jälkeen, "
        "joten sen todennäköisyydet eivät sovi tämän päivän pisteisiin ja rajoihin.",
    },
    "version.outdated_settings": {
        "en": "The version {version} is left out of the comparison: it was learned with other "
        "settings than leadscore.toml has now: {names}.",
        "fi": "Versio {version} jää vertailun ulkopuolelle: se opittiin muilla asetuksilla kuin "
        "leadscore.toml nyt sanoo: {names}.",
    },
    "version.knows": {
        "en": "The version {version} is left out of the comparison: it may have learned from leads "
        "that it would be judged on. It is compared again when the later leads lie after those it "
        "learned from, or when it is learned again.",
        "fi": "Versio {version} jää vertailun ulkopuolelle: se on voinut oppia liideistä, joilla "
        "sitä arvioitaisiin. Se vertaillaan taas, kun myöhemmät liidit ovat niiden jälkeen, joista "
        "se oppi, tai kun se opetetaan uudelleen.",
    },
    "version.outdated": {
        "en": "The version {version} is left out of the comparison: it was learned with columns "
        "that the data, the settings or the card no longer give: {names}.",
        "fi": "Versio {version} jää vertailun ulkopuolelle: se opittiin sarakkeilla, joita data, "
        "asetukset tai kortti eivät enää anna: {names}.",
    },
    "version.faded": {
        "en": "The version in use, {version}, was learned with columns that no lead has a value of "
        "any more: {names}. They count as missing. Learn again with: leadscore run",
        "fi": "Käytössä oleva versio {version} opittiin sarakkeilla, joissa ei enää ole arvoa "
        "yhdelläkään liidillä: {names}. Ne luetaan puuttuviksi. Opeta uudelleen: leadscore run",
    },
    # versions
    "version.kept": {
        "en": "Kept as version {name}: {contender}, on {when}, learned from the data {data}.",
        "fi": "Tallennettu versiona {name}: {contender}, {when}, opittu tiedoista {data}.",
    },
    # files
    "export.defused": {
        "en": "Texts that a spreadsheet might have run as a formula, and that carry an apostrophe "
        "in the CSV file: {count}. The Parquet file holds them unchanged.",
        "fi": "Tekstejä, jotka taulukkolaskenta olisi voinut suorittaa kaavana ja joihin on "
        "CSV-tiedostossa lisätty heittomerkki: {count}. Parquet-tiedostossa ne ovat "
        "muuttumattomina.",
    },
}
