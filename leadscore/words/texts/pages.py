"""What stands on the pages, above and between the pictures, in English and Finnish."""

from __future__ import annotations

from leadscore.words.writing import Language

PAGES: dict[str, dict[Language, str]] = {
    "pages.start": {"en": "Start", "fi": "Alku"},
    "pages.simulated": {
        "en": "These leads are simulated: nobody here is real, and nothing here says anything "
        "about a real market.",
        "fi": "Nämä liidit on simuloitu: kukaan niistä ei ole todellinen, eikä mikään tässä "
        "kerro todellisista markkinoista.",
    },
    "pages.flat": {
        "en": "Made from a flat export: one row a lead and whether it converted, without a "
        "history. It cannot give cutoffs, time windows or the speed of sales, and no split in time "
        "beyond the order of its rows; a column may have been filled in after the outcome. Which "
        "columns were left out, and why, stands at the foot of each page.",
        "fi": "Tehty litteästä viennistä: yksi rivi liidiä kohti ja tieto siitä, toteutuiko "
        "kauppa, ilman historiaa. Siitä ei saa leikkauspäiviä, aikaikkunoita eikä myynnin "
        "nopeutta eikä ajallista jakoa rivien järjestystä pidemmälle; sarake on voitu täyttää "
        "tuloksen jälkeen. Pois jätetyt sarakkeet ja syyt ovat jokaisen sivun lopussa.",
    },
    "pages.all_read": {
        "en": "nothing; every column is read",
        "fi": "ei mitään; jokainen sarake luetaan",
    },
    "pages.made_at": {"en": "Made", "fi": "Tehty"},
    "pages.data_until": {"en": "Data until", "fi": "Tiedot asti"},
    "pages.data_hash": {"en": "Data fingerprint", "fi": "Tietojen tunniste"},
    "pages.versions": {"en": "Versions", "fi": "Versiot"},
    "pages.in_use": {"en": "In use: {name}. {reason}", "fi": "Käytössä: {name}. {reason}"},
    # what is in the data
    "data.flat": {
        "en": "This is a flat export: one row a lead and whether it converted, without a "
        "history. It cannot give cutoffs, windows or a split in time beyond the order of its "
        "rows; what a column says may have been filled in afterwards.",
        "fi": "Tämä on litteä vienti: yksi rivi liidiä kohti ja tieto siitä, toteutuiko kauppa, "
        "ilman historiaa. Siitä ei saa leikkauspäiviä, aikaikkunoita eikä ajallista jakoa "
        "rivien järjestystä pidemmälle; sarakkeen tieto on voitu täyttää jälkikäteen.",
    },
    "data.unseen_wins": {
        "en": "{unseen} of {total} entries into {target} ({share}) are seen by no snapshot that "
        "can be judged: {early} came before the first cutoff, {unripe} are too young, and "
        "{missed} fell between cutoffs: those leads came and went too quickly for this grid.",
        "fi": "{unseen}/{total} siirtymää vaiheeseen {target} ({share}) jää arvioitavien "
        "poikkileikkausten ulkopuolelle: {early} tuli ennen ensimmäistä leikkauspäivää, "
        "{unripe} on liian nuoria, ja {missed} jäi leikkauspäivien väliin: liidit tulivat ja "
        "menivät tälle jaolle liian nopeasti.",
    },
    "data.opted_out": {
        "en": "{count} leads are opted out today: they, their acts and their stages are left out "
        "everywhere, at earlier cutoffs too.",
        "fi": "{count} liidiä on kieltänyt yhteydenotot: heidät, heidän tekonsa ja vaiheensa "
        "jätetään pois kaikkialta, myös aiemmilta leikkauspäiviltä.",
    },
    "data.kinds_unknown": {
        "en": "No feature knows these kinds of acts by name, so they count among all acts only: "
        "{kinds}. See docs/sources.md for the names that are known.",
        "fi": "Mikään piirre ei tunne nimeltä näitä tekojen lajeja, joten ne lasketaan vain "
        "kaikkien tekojen joukkoon: {kinds}. Tunnetut nimet ovat tiedostossa docs/sources.md.",
    },
    "data.snapshots": {
        "en": "{mature} of {snapshots} snapshots are mature and have a known outcome; "
        "{conversions} of them reached {target} within {days} days.",
        "fi": "{mature}/{snapshots} poikkileikkauksesta on kypsiä ja niiden tulos tunnetaan; "
        "niistä {conversions} pääsi vaiheeseen {target} {days} päivän kuluessa.",
    },
    "data.no_problems": {
        "en": "Nothing is wrong with the tables.",
        "fi": "Tauluissa ei ole mitään vikaa.",
    },
    "data.left_out": {
        "en": "Left out, and why",
        "fi": "Pois jätetyt ja syy",
    },
    "data.features": {
        "en": "{count} features are read of each lead: {fit} tell who it is, {behaviour} what it "
        "does. None of them sees anything at or after its cutoff.",
        "fi": "Jokaisesta liidistä luetaan {count} piirrettä: {fit} kertoo, kuka se on, "
        "{behaviour}, mitä se tekee. Mikään niistä ei näe mitään leikkauspäivästä eteenpäin.",
    },
    "data.features_flat": {
        "en": "{count} features are read of each lead: {fit} tell who it is, {behaviour} what it "
        "does. Whether a value was known before the outcome, a flat export cannot show: that is "
        "what the mapping says of its column.",
        "fi": "Jokaisesta liidistä luetaan {count} piirrettä: {fit} kertoo, kuka se on, "
        "{behaviour}, mitä se tekee. Litteästä viennistä ei näe, tunnettiinko arvo ennen tulosta: "
        "sen sanoo sarakkeesta kuvaus.",
    },
    # rules of the card
    "rules.matter": {
        "en": "{count} of {total} rules fire on leads that convert clearly more often: {names}.",
        "fi": "{count}/{total} sääntöä osuu liideihin, jotka ostavat selvästi useammin: {names}.",
    },
    "rules.none_matter": {
        "en": "For none of the {total} rules can these leads tell that it finds buyers.",
        "fi": "Yhdestäkään {total} säännöstä ei näistä liideistä voi sanoa, että se löytää "
        "ostajia.",
    },
    "rules.open": {
        "en": "Of {names} one cannot tell.",
        "fi": "Näistä ei voi sanoa: {names}.",
    },
    "rules.backwards": {
        "en": "The wrong way points: {names}; such leads convert clearly less often.",
        "fi": "Väärään suuntaan osoittavat {names}: niiden liidit ostavat selvästi harvemmin.",
    },
    "rules.never": {"en": "Never fires: {names}.", "fi": "Ei osu koskaan: {names}."},
    # weights of features
    "importance.first": {
        "en": "Most weight lies on {names}. That is how the model tells leads apart; it does not "
        "say what would happen if a lead did more of it.",
        "fi": "Eniten painavat {names}. Näin malli erottaa liidit toisistaan; se ei kerro, mitä "
        "tapahtuisi, jos liidi tekisi sitä enemmän.",
    },
    "importance.raises": {
        "en": "{name} (more raises the chance)",
        "fi": "{name} (enemmän nostaa todennäköisyyttä)",
    },
    "importance.lowers": {
        "en": "{name} (more lowers the chance)",
        "fi": "{name} (enemmän laskee todennäköisyyttä)",
    },
    # pictures of the comparison
    "gains.says": {
        "en": "Calling {capacity} of the leads finds {found} of the buyers; calling at random "
        "finds {lot}.",
        "fi": "Soittamalla {capacity} liideistä löytyy ostajista {found}; arpomalla {lot}.",
    },
    "calibration.says": {
        "en": "Chances promised over chances that came: {ratios}. 1 is right; above 1 promises "
        "too much.",
        "fi": "Luvattu suhteessa toteutuneeseen: {ratios}. 1 on oikein; yli 1 lupaa liikaa.",
    },
    # the leads
    "leads.verdict": {
        "en": "On {day}, {open} leads are open; sales can call {capacity} of them, {calls}. Of the "
        "first {calls} that may be called, about {buyers} reach {target} within {days} days if "
        "nothing changes.",
        "fi": "{day} {open} liidiä on avoinna; myynti ehtii soittaa niistä {capacity} eli {calls}. "
        "Ensimmäisistä {calls} liidistä, joille saa soittaa, noin {buyers} pääsee vaiheeseen "
        "{target} {days} päivän kuluessa, jos mikään ei muutu.",
    },
    "leads.flat": {
        "en": "{open} leads have no known outcome yet; sales can call {capacity} of them, {calls}. "
        "Among these, about {buyers} convert if nothing changes; by when, an export without time "
        "cannot tell.",
        "fi": "{open} liidin tulosta ei vielä tunneta; myynti ehtii soittaa niistä {capacity} eli "
        "{calls}. Näistä noin {buyers} toteutuu, jos mikään ei muutu; mihin mennessä, sitä vienti "
        "ilman aikaa ei kerro.",
    },
    "leads.older": {
        "en": "The chances were learned on day {days} after leads came in. {older} of these came "
        "in so long ago that all of that time has passed without success: their chances are lower "
        "than told.",
        "fi": "Todennäköisyydet on opittu liidien {days}. päivänä. Näistä {older} "
        "on tullut niin kauan sitten, että koko aika on kulunut ilman tulosta: niiden "
        "todennäköisyys on kerrottua pienempi.",
    },
    "leads.all_known": {
        "en": "The outcome of every lead of this export is known already, so nobody is left to "
        "call. The list shows all {leads} as they would be scored. Most of them were learned from: "
        "how good the scores are, the comparison tells, not this list.",
        "fi": "Tämän viennin jokaisen liidin tulos tunnetaan jo, joten soitettavia ei ole. "
        "Luettelo näyttää, miten kaikki {leads} liidiä pisteytettäisiin. Useimmista niistä on "
        "opittu: pisteiden hyvyyden kertoo vertailu, ei tämä luettelo.",
    },
    "leads.not_contactable": {
        "en": "{count} of the open leads gave no consent to be contacted: they are left out of the "
        "list below, and stand in the file with contactable = false.",
        "fi": "{count} avointa liidiä ei ole antanut suostumusta yhteydenottoon: ne puuttuvat alla "
        "olevasta luettelosta, ja tiedostossa niillä on contactable = false.",
    },
    "leads.lead": {"en": "Lead", "fi": "Liidi"},
    "leads.score": {"en": "Score", "fi": "Pisteet"},
    "leads.cell": {"en": "Cell", "fi": "Ruutu"},
    "leads.qualified": {"en": "Qualified", "fi": "Tila"},
    "leads.fit": {"en": "Fit", "fi": "Sopivuus"},
    "leads.behaviour": {"en": "Behaviour", "fi": "Käytös"},
    "leads.chance": {"en": "Chance", "fi": "Todennäköisyys"},
    "leads.for": {"en": "In favour", "fi": "Puolesta"},
    "leads.against": {"en": "Against", "fi": "Vastaan"},
    "leads.random_slice": {
        "en": "{count} leads are drawn by lot (random_slice in the file): call them whatever their "
        "score, and note the reason “{reason}” in the CRM. They show what the scores would miss.",
        "fi": "{count} liidiä on poimittu arvalla (tiedostossa random_slice): soita niille "
        "pisteistä riippumatta ja merkitse CRM:ään syyksi ”{reason}”. Niistä näkee, mitä pisteiltä "
        "jäisi huomaamatta.",
    },
    "grid.says": {
        "en": "Best cell with at least {least} leads: {cell}, where {conversion} converted; over "
        "all cells it was {overall}. Its interval overlaps with those of {alike} other cells, "
        "which may do as well.",
        "fi": "Paras ruutu, jossa on vähintään {least} liidiä: {cell}, jossa {conversion} "
        "toteutui; kaikissa ruuduissa osuus oli {overall}. Sen väli on päällekkäin {alike} muun "
        "ruudun välin kanssa, jotka voivat olla yhtä hyviä.",
    },
    # columns of tables
    "column.rule": {"en": "Rule", "fi": "Sääntö"},
    "column.fires": {"en": "Fires on", "fi": "Osuu"},
    "column.points": {"en": "Points", "fi": "Pisteet"},
    "column.with_rule": {"en": "Convert with it", "fi": "Toteutuu, kun osuu"},
    "column.without_rule": {"en": "without it", "fi": "kun ei osu"},
    "column.lift": {"en": "Lift", "fi": "Noste"},
    "column.interval": {"en": "Interval", "fi": "Väli"},
    "column.feature": {"en": "Feature", "fi": "Piirre"},
    "column.family": {"en": "Family", "fi": "Perhe"},
    "column.count": {"en": "Features", "fi": "Piirteitä"},
    "column.example": {"en": "For example", "fi": "Esimerkiksi"},
    "column.column": {"en": "Column", "fi": "Sarake"},
    "column.reason": {"en": "Reason", "fi": "Syy"},
    "column.member": {"en": "Model", "fi": "Malli"},
    "column.weight": {"en": "Weight", "fi": "Paino"},
    "found.says": {
        "en": "Of {buyers} buyers, {found} were found within capacity. Dots are the figures, lines "
        "their intervals.",
        "fi": "{buyers} ostajasta kapasiteetin rajoissa löytyi {found}. Pisteet ovat lukuja, "
        "viivat niiden välejä.",
    },
    "yes": {"en": "yes", "fi": "kyllä"},
    "no": {"en": "no", "fi": "ei"},
}
