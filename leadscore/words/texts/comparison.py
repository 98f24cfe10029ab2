"""Contenders judged on later leads, in English and Finnish."""

from __future__ import annotations

from leadscore.words.writing import Language

COMPARISON: dict[str, dict[Language, str]] = {
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
    "compare.with_signed": {"en": "{value} ({low} to {high})", "fi": "{value} ({low} … {high})"},
    "compare.best": {
        "en": "{name} is best.",
        "fi": "{name} on paras.",
    },
    "compare.cannot_tell": {
        "en": "These data cannot tell which one is best.",
        "fi": "Tästä aineistosta ei voi sanoa, mikä on paras.",
    },
    "compare.better_than_some": {
        "en": "{name} finds more buyers than {than}; whether it is better than {others} these "
        "data cannot tell.",
        "fi": "{name} löytää enemmän ostajia kuin {than}; onko se parempi kuin {others}, siitä "
        "tästä aineistosta ei voi sanoa.",
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
    "compare.found_flat": {
        "en": "Calling the best {capacity} finds, of {buyers} buyers, {found}; drawing lots would "
        "find {lot}.",
        "fi": "Kun soitetaan parhaat {capacity}, löytyy {buyers} ostajasta {found}; arpomalla "
        "löytyisi {lot}.",
    },
    "compare.found_one": {"en": "{count} with {name}", "fi": "{count} ({name})"},
    "compare.pair_told": {
        "en": "{a} finds {difference} more than {b} (interval {low} to {high}).",
        "fi": "{a} löytää {difference} enemmän kuin {b} (väli {low} … {high}).",
    },
    "compare.pair_open": {
        "en": "Between {a} and {b} one cannot tell: the buyers they find differ by {difference}, "
        "and the interval {low} to {high} holds zero.",
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
    "compare.how_groups": {
        "en": "The intervals hold at {confidence} for all pairs together: {groups} groups of leads "
        "drawn again and again, adjusted by Holm's procedure.",
        "fi": "Välit pätevät {confidence}:n varmuudella kaikille pareille yhdessä: {groups} "
        "liidien ryhmää poimittu yhä uudelleen, korjaus Holmin menetelmällä.",
    },
    "compare.how_leads": {
        "en": "The intervals hold at {confidence} for all pairs together: {groups} leads drawn "
        "again and again, adjusted by Holm's procedure.",
        "fi": "Välit pätevät {confidence}:n varmuudella kaikille pareille yhdessä: {groups} liidiä "
        "poimittu yhä uudelleen, korjaus Holmin menetelmällä.",
    },
    "compare.versus": {"en": "{a} against {b}", "fi": "{a} / {b}"},
    "compare.pair": {"en": "pair", "fi": "pari"},
    "compare.apart": {"en": "difference in buyers found", "fi": "ero löydetyissä ostajissa"},
    "compare.verdict": {"en": "verdict on the first", "fi": "ensimmäinen on"},
    "compare.verdict_better": {"en": "better", "fi": "parempi"},
    "compare.verdict_worse": {"en": "worse", "fi": "huonompi"},
    "compare.verdict_cannot_tell": {"en": "cannot tell", "fi": "ei voi sanoa"},
    "compare.needs": {"en": "buyers that would tell", "fi": "ostajia tarvittaisiin"},
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
