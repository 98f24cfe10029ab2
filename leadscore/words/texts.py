"""Every text that users read, under a key, in English and Finnish.

The words of features stand in the feature catalogue. Both languages of a text take the
same values; a test holds that.
"""

from __future__ import annotations

from leadscore.words.writing import Language

TEXTS: dict[str, dict[Language, str]] = {
    # contenders
    "contender.card": {"en": "the points card", "fi": "pistekortti"},
    "contender.scientist": {"en": "the scientist's model", "fi": "analyytikon malli"},
    "contender.auto": {"en": "the auto model", "fi": "automaattimalli"},
    # stages, as "chance of ..."
    "target.won": {"en": "becoming a customer", "fi": "tulla asiakkaaksi"},
    "target.other": {"en": "reaching the stage {stage}", "fi": "päästä vaiheeseen {stage}"},
    # chances
    "chance.about": {"en": "about {share} in {of}", "fi": "noin {share}/{of}"},
    "chance.below": {"en": "less than {share} in {of}", "fi": "alle {share}/{of}"},
    "chance.above": {"en": "more than {share} in {of}", "fi": "yli {share}/{of}"},
    # reasons
    "reasons.none": {
        "en": "nothing stands out",
        "fi": "mikään ei erotu",
    },
    "reasons.value_none": {"en": "none", "fi": "ei mitään"},
    # one lead explained
    "explain.base": {
        "en": "where every lead starts",
        "fi": "mistä jokainen liidi lähtee",
    },
    "explain.rest": {
        "en": "too small to tell: {count}",
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
    "explain.part": {"en": "Signal", "fi": "Signaali"},
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
        "points card ({difference}, interval {low} to {high}): it is put into use.",
        "fi": "Mikään versio ei ollut vielä käytössä. Myöhemmillä liideillä {name} löysi "
        "enemmän ostajia kuin pistekortti (ero {difference}, väli {low}–{high}): "
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
        "({difference}, interval {low} to {high}): {name} replaces it.",
        "fi": "Myöhemmillä liideillä {name} löysi enemmän ostajia kuin {champion} "
        "(ero {difference}, väli {low}–{high}): {name} korvaa sen.",
    },
    "champion.cannot_tell": {
        "en": "{champion_start} stays in use: on these later leads one cannot tell whether any "
        "challenger is better.",
        "fi": "{champion_start} pysyy käytössä: näistä myöhemmistä liideistä ei voi sanoa, "
        "onko mikään haastaja parempi.",
    },
    "champion.worse": {
        "en": "{champion_start} stays in use: on later leads every challenger found fewer buyers.",
        "fi": "{champion_start} pysyy käytössä: myöhemmillä liideillä jokainen haastaja löysi "
        "vähemmän ostajia.",
    },
    "champion.unchallenged": {
        "en": "{champion_start} stays in use: it was compared with no challenger.",
        "fi": "{champion_start} pysyy käytössä: sitä ei verrattu yhteenkään haastajaan.",
    },
    "champion.not_compared": {
        "en": "{champion_start} stays in use: it was not part of the comparison, so nothing "
        "can be said against it.",
        "fi": "{champion_start} pysyy käytössä: se ei ollut mukana vertailussa, joten mitään ei "
        "voi sanoa sitä vastaan.",
    },
    # files
    "export.defused": {
        "en": "{count} texts began like a formula and carry an apostrophe in the CSV file; "
        "the Parquet file holds them unchanged.",
        "fi": "{count} tekstiä alkoi kuin kaava, ja niiden edessä on CSV-tiedostossa "
        "heittomerkki; Parquet-tiedostossa ne ovat muuttumattomina.",
    },
    # the outer split
    "split.time": {
        "en": "Learned from {train_rows} snapshots at {train_cutoffs} cutoffs from {train_first} "
        "to {train_last} ({train_wins} converted), judged on {test_rows} later ones at "
        "{test_cutoffs} cutoffs from {test_first} to {test_last} ({test_wins} converted), with at "
        "least {gap_days} days between. {unused} snapshots are in neither: they lie in the gap "
        "or are too young to judge.",
        "fi": "Opittu {train_rows} tilannekuvasta ({train_cutoffs} katkaisuhetkeä, "
        "{train_first}–{train_last}, {train_wins} onnistui), arvioitu {test_rows} "
        "myöhemmällä ({test_cutoffs} katkaisuhetkeä, {test_first}–{test_last}, {test_wins} "
        "onnistui); välissä on vähintään {gap_days} päivää. {unused} tilannekuvaa ei ole "
        "kummassakaan: ne osuvat väliin tai ovat liian nuoria arvioitaviksi.",
    },
    "split.shrunk": {
        "en": "History allows {kept} test cutoffs instead of the wanted {wanted}.",
        "fi": "Historia riittää {kept} testihetkeen halutun {wanted} sijasta.",
    },
    "split.order": {
        "en": "Learned from the older {train_rows} rows ({train_wins} converted), judged on the "
        "newest {test_rows} ({test_wins} converted), by the order of the rows; {unused} rows have "
        "no known outcome. The export has no history, so no time can be kept between the two.",
        "fi": "Opittu vanhemmista {train_rows} rivistä ({train_wins} onnistui), arvioitu "
        "uusimmilla {test_rows} rivillä ({test_wins} onnistui) rivien järjestyksessä; {unused} "
        "rivin tulosta ei tunneta. Aineistossa ei ole historiaa, joten osien väliin ei voi "
        "jättää aikaa.",
    },
    "split.random": {
        "en": "Learned from {train_rows} rows ({train_wins} converted), judged on {test_rows} "
        "others drawn at random ({test_wins} converted), equal groups kept together; {unused} "
        "rows have no known outcome. The export has neither history nor order, so how the scores "
        "hold on later leads cannot be known from it.",
        "fi": "Opittu {train_rows} rivistä ({train_wins} onnistui), arvioitu {test_rows} "
        "satunnaisesti poimitulla ({test_wins} onnistui), samaan ryhmään kuuluvat yhdessä; "
        "{unused} rivin tulosta ei tunneta. Aineistossa ei ole historiaa eikä järjestystä, joten "
        "siitä ei voi tietää, miten pisteet toimivat myöhemmillä liideillä.",
    },
    # the comparison
    "compare.who": {"en": "contender", "fi": "kilpailija"},
    "compare.with_interval": {"en": "{value} ({low} to {high})", "fi": "{value} ({low}–{high})"},
    "compare.best": {
        "en": "{name} is best.",
        "fi": "{name} on paras.",
    },
    "compare.cannot_tell": {
        "en": "These data cannot tell which one is best.",
        "fi": "Tästä aineistosta ei voi sanoa, mikä on paras.",
    },
    "compare.alone": {
        "en": "There is one contender, so nothing is compared.",
        "fi": "Kilpailijoita on yksi, joten mitään ei vertailla.",
    },
    "compare.found": {
        "en": "Calling the best {capacity} at each cutoff finds, of {buyers} buyers, {found}; "
        "drawing lots would find {lot}.",
        "fi": "Kun kullakin hetkellä soitetaan parhaat {capacity}, löytyy {buyers} ostajasta "
        "{found}; arpomalla löytyisi {lot}.",
    },
    "compare.found_one": {"en": "{count} with {name}", "fi": "{count} ({name})"},
    "compare.pair_told": {
        "en": "{a} finds {difference} more than {b} (interval {low} to {high}).",
        "fi": "{a} löytää {difference} enemmän kuin {b} (väli {low} … {high}).",
    },
    "compare.pair_open": {
        "en": "Between {a} and {b} one cannot tell: they are {difference} buyers apart, and the "
        "interval {low} to {high} holds zero.",
        "fi": "Paremmuutta ei voi sanoa, kun vertaillaan: {a} ja {b}. Ero on {difference} "
        "ostajaa, ja väli {low} … {high} sisältää nollan.",
    },
    "compare.needed": {
        "en": "If the difference stays so, about {count} buyers would tell.",
        "fi": "Jos ero pysyy tällaisena, noin {count} ostajaa riittäisi.",
    },
    "compare.cohort": {
        "en": "Judged on {rows} snapshots of {leads} leads at {cutoffs} cutoffs from {first} to "
        "{last}; {buyers} of the leads bought within {days} days of a cutoff.",
        "fi": "Arvioitu {rows} tilannekuvalla {leads} liidistä, {cutoffs} katkaisuhetkeä "
        "{first}–{last}; liideistä {buyers} osti {days} päivän kuluessa katkaisuhetkestä.",
    },
    "compare.flat": {
        "en": "Judged on {leads} leads, of whom {buyers} bought.",
        "fi": "Arvioitu {leads} liidillä, joista {buyers} osti.",
    },
    "compare.how_accounts": {
        "en": "The intervals hold at {confidence} for all pairs together: {groups} accounts "
        "drawn again and again, adjusted by Holm's procedure.",
        "fi": "Välit pätevät {confidence}:n varmuudella kaikille pareille yhdessä: {groups} "
        "yritystä poimittu yhä uudelleen, korjaus Holmin menetelmällä.",
    },
    "compare.how_leads": {
        "en": "The intervals hold at {confidence} for all pairs together: {groups} leads drawn "
        "again and again, adjusted by Holm's procedure.",
        "fi": "Välit pätevät {confidence}:n varmuudella kaikille pareille yhdessä: {groups} liidiä "
        "poimittu yhä uudelleen, korjaus Holmin menetelmällä.",
    },
    # measures
    "measure.buyers_at_capacity": {"en": "buyers found", "fi": "löydetyt ostajat"},
    "measure.buyer_share_at_capacity": {
        "en": "share of buyers found",
        "fi": "löydettyjen ostajien osuus",
    },
    "measure.expected_profit_eur": {"en": "expected profit", "fi": "odotettu tuotto"},
    "measure.roc_auc": {"en": "ROC AUC", "fi": "ROC AUC"},
    "measure.average_precision": {"en": "average precision", "fi": "keskimääräinen tarkkuus"},
    "measure.log_loss": {"en": "log loss", "fi": "logaritminen tappio"},
    "measure.brier": {"en": "Brier score", "fi": "Brierin pistemäärä"},
    "measure.calibration_error": {"en": "calibration error", "fi": "kalibrointivirhe"},
    "measure.calibration_ratio": {"en": "promised / observed", "fi": "luvattu / toteutunut"},
    "measure.lift_at_capacity": {"en": "lift at capacity", "fi": "noste kapasiteetissa"},
    "measure.lift_at_5": {"en": "lift at 5%", "fi": "noste, 5 %"},
    "measure.lift_at_10": {"en": "lift at 10%", "fi": "noste, 10 %"},
    "measure.lift_at_20": {"en": "lift at 20%", "fi": "noste, 20 %"},
    "measure.capture_at_capacity": {"en": "capture at capacity", "fi": "osuus kapasiteetissa"},
    "measure.capture_at_5": {"en": "capture at 5%", "fi": "osuus, 5 %"},
    "measure.capture_at_10": {"en": "capture at 10%", "fi": "osuus, 10 %"},
    "measure.capture_at_20": {"en": "capture at 20%", "fi": "osuus, 20 %"},
}
