"""What is said of columns and rows that know the future, in English and Finnish.

The codes are those of :data:`leadscore.evaluation.leakage.alarms.CHECKS`.
"""

from __future__ import annotations

from leadscore.words.writing import Language

LEAKAGE: dict[str, dict[Language, str]] = {
    "leak.L01.title": {
        "en": "A column alone nearly decides the outcome",
        "fi": "Yksi sarake melkein ratkaisee tuloksen",
    },
    "leak.L01.found": {
        "en": "{column} alone puts {pairs} of 100 pairs of a buyer and a non-buyer in the right "
        "order (interval {low} to {high}).",
        "fi": "{column} yksin panee {pairs} sadasta ostajan ja muun parista oikeaan järjestykseen "
        "(väli {low}–{high}).",
    },
    "leak.L01.todo": {
        "en": "Ask who fills it in, and when. If that is after the outcome, name the column under "
        "left_out in mapping.yaml or take it out of the table; if not, answer with known_at.",
        "fi": "Kysy, kuka sen täyttää ja milloin. Jos se tapahtuu tuloksen jälkeen, nimeä sarake "
        "mapping.yaml-tiedoston kohdassa left_out tai poista se taulusta; muuten vastaa: known_at.",
    },
    "leak.L02.title": {
        "en": "A column is filled for one outcome only",
        "fi": "Sarake on täytetty vain toisella tuloksella",
    },
    "leak.L02.found_empty_yes": {
        "en": "{column} is empty in {rows} rows, of which {hits} converted; {expected} would have, "
        "if being filled told nothing: it is filled for converted leads.",
        "fi": "{column} on tyhjä {rows} rivillä, joista {hits} toteutui; {expected} olisi "
        "toteutunut, jos täyttö ei kertoisi mitään: se täytetään toteutuneille liideille.",
    },
    "leak.L02.found_filled_yes": {
        "en": "{column} is filled in {rows} rows, of which {hits} converted; {expected} would "
        "have, if being filled told nothing: it is filled for leads that do not convert.",
        "fi": "{column} on täytetty {rows} rivillä, joista {hits} toteutui; {expected} olisi "
        "toteutunut, jos täyttö ei kertoisi mitään: se täytetään liideille, jotka eivät toteudu.",
    },
    "leak.L02.found_empty_no": {
        "en": "{column} is empty in {rows} rows, of which {hits} did not convert; {expected} would "
        "not have, if being filled told nothing: it is filled for leads that do not convert.",
        "fi": "{column} on tyhjä {rows} rivillä, joista {hits} ei toteutunut; {expected} olisi "
        "jäänyt toteutumatta, jos täyttö ei kertoisi mitään: se täytetään liideille, jotka eivät "
        "toteudu.",
    },
    "leak.L02.found_filled_no": {
        "en": "{column} is filled in {rows} rows, of which {hits} did not convert; {expected} "
        "would not have, if being filled told nothing: it is filled for converted leads.",
        "fi": "{column} on täytetty {rows} rivillä, joista {hits} ei toteutunut; {expected} olisi "
        "jäänyt toteutumatta, jos täyttö ei kertoisi mitään: se täytetään toteutuneille liideille.",
    },
    "leak.L02.todo": {
        "en": "Ask who fills it in, and when. If that is after the outcome, name the column under "
        "left_out in mapping.yaml or take it out of the table; if not, answer with known_at.",
        "fi": "Kysy, kuka sen täyttää ja milloin. Jos se tapahtuu tuloksen jälkeen, nimeä sarake "
        "mapping.yaml-tiedoston kohdassa left_out tai poista se taulusta; muuten vastaa: known_at.",
    },
    "leak.L03.title": {
        "en": "A column is filled in after the cutoff",
        "fi": "Sarake täytetään leikkauspäivän jälkeen",
    },
    "leak.L03.found": {
        "en": "{column} is filled for {entering} of the leads that reach the stage {stage} only "
        "after the cutoff, and for {other} of those that never do: it was filled on the way.",
        "fi": "{column} on täytetty: {entering} liideistä, jotka pääsevät vaiheeseen {stage} vasta "
        "leikkauspäivän jälkeen, mutta {other} niistä, jotka eivät pääse: se täytetään matkalla.",
    },
    "leak.L03.todo": {
        "en": "Take the column out of the table, or bring the instant since which each value holds "
        "and name it as known_at in features.extra_columns.",
        "fi": "Poista sarake taulusta, tai tuo hetki, josta alkaen kukin arvo pätee, ja nimeä se: "
        "known_at kohdassa features.extra_columns.",
    },
    "leak.L04.title": {
        "en": "An instant lies after the cutoff",
        "fi": "Hetki on leikkauspäivän jälkeen",
    },
    "leak.L04.found": {
        "en": "{column} lies at or after the cutoff in {after} of {filled} snapshots that have it "
        "({share}).",
        "fi": "{column} on leikkauspäivän kohdalla tai sen jälkeen {after} tilannekuvassa niistä "
        "{filled}, joissa se on ({share}).",
    },
    "leak.L04.todo": {
        "en": "Read such a column only from that instant on: name it as its own known_at in "
        "features.extra_columns.",
        "fi": "Lue tällainen sarake vasta siitä hetkestä alkaen: nimeä se omaksi "
        "known_at-hetkekseen kohdassa features.extra_columns.",
    },
    "leak.L05.title": {
        "en": "Equal rows on both sides of the split",
        "fi": "Samoja rivejä jaon molemmin puolin",
    },
    "leak.L05.found": {
        "en": "{twins} of the {judged} rows judged on ({share}) are equal in every column to a row "
        "learned from: their outcomes can be known by heart.",
        "fi": "Arvioitavista {judged} rivistä {twins} ({share}) on joka sarakkeessa sama kuin "
        "jokin opetusrivi: niiden tulos voidaan osata ulkoa.",
    },
    "leak.L05.todo": {
        "en": "Write group: duplicates into mapping.yaml, so that equal rows stay together, or "
        "export each lead once.",
        "fi": "Kirjoita mapping.yaml-tiedostoon group: duplicates, jotta samat rivit pysyvät "
        "yhdessä, tai vie jokainen liidi kerran.",
    },
    "leak.L06.title": {
        "en": "An account on both sides of a random fold",
        "fi": "Sama yritys satunnaisen jaon molemmin puolin",
    },
    "leak.L06.found": {
        "en": "{torn} of {groups} accounts (else leads) stand on both sides of a random fold: what "
        "is learned of one lead is judged on its colleague.",
        "fi": "Satunnaisen jaon molemmin puolin on {torn} yritystä (tai liidiä), kaikkiaan "
        "{groups}: mitä yhdestä opitaan, arvioidaan hänen kollegallaan.",
    },
    "leak.L06.todo": {
        "en": "Draw whole accounts: use account_folds, and name the account's column as group in "
        "mapping.yaml.",
        "fi": "Arvo kokonaisia yrityksiä: käytä account_folds-jakoa ja nimeä yrityksen sarake "
        "mapping.yaml-tiedostossa kohtaan group.",
    },
    "leak.L07.title": {
        "en": "What is learned from overlaps with what is judged on",
        "fi": "Opetus ja arviointi menevät päällekkäin",
    },
    "leak.L07.found_rows": {
        "en": "{rows} rows are both learned from and judged on.",
        "fi": "{rows} riviä on sekä opetuksessa että arvioinnissa.",
    },
    "leak.L07.found_time": {
        "en": "For {rows} training snapshots the outcome was looked for until after the first "
        "cutoff judged on.",
        "fi": "{rows} opetuksen tilannekuvan tulosta etsittiin vielä ensimmäisen arvioitavan "
        "leikkauspäivän jälkeen.",
    },
    "leak.L07.found_order": {
        "en": "{rows} training rows are newer than the oldest row judged on.",
        "fi": "{rows} opetusriviä on uudempia kuin vanhin arvioitava rivi.",
    },
    "leak.L07.found_leads": {
        "en": "{rows} rows judged on are of leads that were learned from.",
        "fi": "{rows} arvioitavaa riviä on liideistä, joista opittiin.",
    },
    "leak.L07.todo": {
        "en": "Split by time with a gap of the horizon: use outer_split.",
        "fi": "Jaa ajan mukaan ja jätä väliin tarkasteluaika: käytä outer_split-jakoa.",
    },
    "leak.L08.title": {
        "en": "A column dates the row",
        "fi": "Sarake ajoittaa rivin",
    },
    "leak.L08.found": {
        "en": "{column} alone tells the later of two training rows in {pairs} of 100 pairs "
        "(interval {low} to {high}): a model can use it as a calendar.",
        "fi": "{column} yksin kertoo kahdesta opetusrivistä myöhemmän {pairs} parissa sadasta "
        "(väli {low}–{high}): malli voi käyttää sitä kalenterina.",
    },
    "leak.L08.todo": {
        "en": "Leave it out unless it will take the same values again; what is learned of one "
        "period by it does not hold in the next.",
        "fi": "Jätä se pois, ellei se saa samoja arvoja uudelleen; mitä siitä opitaan yhdestä "
        "ajasta, ei päde seuraavassa.",
    },
    "leak.L09.title": {
        "en": "A quality too good to be true",
        "fi": "Liian hyvä ollakseen totta",
    },
    "leak.L09.found": {
        "en": "{who}: {pairs} of 100 pairs of a buyer and a non-buyer in the right order (interval "
        "{low} to {high}). Nobody knows so much of people before they decide.",
        "fi": "{who}: {pairs} sadasta ostajan ja muun parista oikeassa järjestyksessä (väli "
        "{low}–{high}). Kukaan ei tiedä ihmisistä näin paljon ennen heidän päätöstään.",
    },
    "leak.L09.todo": {
        "en": "Look at the features with most weight, and ask of each when it is known.",
        "fi": "Katso eniten painavia piirteitä ja kysy jokaisesta, milloin se tiedetään.",
    },
    "leak.L10.title": {
        "en": "A strong column of which nobody said when it is known",
        "fi": "Vahva sarake, josta kukaan ei ole sanonut, milloin se tiedetään",
    },
    "leak.L10.found": {
        "en": "When is {column} known? Alone it puts {pairs} of 100 pairs of a buyer and a "
        "non-buyer in the right order (interval {low} to {high}).",
        "fi": "Milloin {column} tiedetään? Yksin se panee {pairs} sadasta ostajan ja muun parista "
        "oikeaan järjestykseen (väli {low}–{high}).",
    },
    "leak.L10.todo": {
        "en": "If it is known when the lead comes, write into mapping.yaml under {entry} (or "
        "known_at: scoring, if only later but before the outcome). If not, name it under left_out.",
        "fi": "Jos se tiedetään liidin tullessa, kirjoita mapping.yaml-tiedostoon kohtaan {entry} "
        "(tai known_at: scoring, jos vasta myöhemmin mutta ennen tulosta). Muuten nimeä se "
        "kohdassa left_out.",
    },
    "leak.column": {"en": "“{name}”", "fi": "”{name}”"},
    "leak.not_read": {
        "en": "Nothing: no feature reads it as it stands today.",
        "fi": "Ei mitään: mikään piirre ei lue sitä sellaisena kuin se tänään on.",
    },
    "leak.none": {
        "en": "Nothing that the scores rest on was found to know the future.",
        "fi": "Minkään, mihin pisteet perustuvat, ei havaittu tietävän tulevaa.",
    },
    "leak.some": {
        "en": "Alarms: {count} ({what}).",
        "fi": "Hälytyksiä: {count} ({what}).",
    },
    "leak.left_out": {
        "en": "Left out until the mapping says when they are known: {count} ({names}).",
        "fi": "Jätetty pois, kunnes kuvaus sanoo, milloin ne tiedetään: {count} ({names}).",
    },
    "leak.unread": {
        "en": "These know what came later, and are rightly not read as they stand: {names}.",
        "fi": "Nämä tietävät, mitä myöhemmin tapahtui, eikä niitä siksi lueta sellaisinaan: "
        "{names}.",
    },
    "leak.reason": {
        "en": "nobody said when it is known, and alone it tells much of the outcome ({code})",
        "fi": "kukaan ei ole sanonut, milloin se tiedetään, ja se kertoo yksin paljon tuloksesta "
        "({code})",
    },
    "leak.stop": {"en": "stop", "fi": "pysähdy"},
    "leak.warn": {"en": "look", "fi": "katso"},
    "leak.ask": {"en": "question", "fi": "kysymys"},
    "leak.out": {"en": "left out", "fi": "jätetty pois"},
    "leak.not_alarm": {"en": "not read", "fi": "ei lueta"},
    "leak.column_check": {"en": "Check", "fi": "Tarkistus"},
    "leak.column_severity": {"en": "Weight", "fi": "Vakavuus"},
    "leak.column_found": {"en": "Found", "fi": "Havainto"},
    "leak.column_todo": {"en": "What to do", "fi": "Mitä tehdä"},
}
