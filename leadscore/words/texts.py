"""Every text that users read, under a key, in English and Finnish.

The words of features stand in the feature catalogue. Both languages of a text take the
same values; a test holds that.
"""

from __future__ import annotations

from leadscore.words.texts_of_leakage import LEAKAGE
from leadscore.words.writing import Language

TEXTS: dict[str, dict[Language, str]] = {
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
        "since it was kept, so its chances do not fit the points of today.",
        "fi": "Versio {version} jää vertailun ulkopuolelle: pistekorttia on muutettu sen jälkeen, "
        "joten sen todennäköisyydet eivät sovi tämän päivän pisteisiin.",
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
    # files
    "export.defused": {
        "en": "Texts that a spreadsheet might have run as a formula, and that carry an apostrophe "
        "in the CSV file: {count}. The Parquet file holds them unchanged.",
        "fi": "Tekstejä, jotka taulukkolaskenta olisi voinut suorittaa kaavana ja joihin on "
        "CSV-tiedostossa lisätty heittomerkki: {count}. Parquet-tiedostossa ne ovat "
        "muuttumattomina.",
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
    "compare.with_signed": {"en": "{value} ({low} to {high})", "fi": "{value} ({low} … {high})"},
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
    # month after month
    "backtest.found": {
        "en": "Month after month from {first} to {last}, calling the best {capacity} would have "
        "found, of {buyers} buyers, {found}; drawing lots would have found {lot}.",
        "fi": "Kuukausi kuukaudelta {first}–{last} parhaille {capacity} soittamalla olisi löytynyt "
        "{buyers} ostajasta {found}; arpomalla {lot}.",
    },
    "backtest.found_slices": {
        "en": "Going through the rows in their order, slice {first} to slice {last}, calling the "
        "best {capacity} of each would have found, of {buyers} buyers, {found}; drawing lots would "
        "have found {lot}.",
        "fi": "Rivit järjestyksessä läpi käyden, osasta {first} osaan {last}, kunkin parhaille "
        "{capacity} soittamalla olisi löytynyt {buyers} ostajasta {found}; arpomalla {lot}.",
    },
    "backtest.eur": {
        "en": "Their deals, less the cost of the calls, come to {amounts}.",
        "fi": "Niiden kaupat soittojen hinnalla vähennettyinä: {amounts}.",
    },
    "backtest.eur_one": {"en": "{amount} with {name}", "fi": "{amount} ({name})"},
    "backtest.no_eur": {
        "en": "No amount of any deal is known, so only buyers are counted.",
        "fi": "Yhdenkään kaupan summaa ei tunneta, joten lasketaan vain ostajat.",
    },
    "backtest.change": {
        "en": "From {month} on the frozen model ranks worse than before (mean ROC AUC {before}, "
        "then {after}).",
        "fi": "Alkaen {month} jäädytetty malli järjestää huonommin kuin ennen (ROC AUC keskimäärin "
        "{before}, sitten {after}).",
    },
    "backtest.no_change": {
        "en": "No month can be told from which the frozen model ranks worse than before.",
        "fi": "Mistään kuukaudesta ei voi sanoa, että jäädytetty malli järjestäisi siitä alkaen "
        "huonommin kuin ennen.",
    },
    "backtest.change_few": {
        "en": "There are too few months to look for one from which the frozen model ranks worse.",
        "fi": "Kuukausia on liian vähän, jotta voisi etsiä, mistä alkaen jäädytetty malli "
        "järjestää huonommin.",
    },
    "backtest.back": {
        "en": "Made up for it after {count} months: {name}.",
        "fi": "Sen kuroi umpeen {name}; kuukausia kului {count}.",
    },
    "backtest.not_back": {
        "en": "Had not made up for it by the end: {name}.",
        "fi": "Sitä ei ollut loppuun mennessä kuronut umpeen: {name}.",
    },
    "backtest.steady": {
        "en": "No fall can be told in the months after it: {name}.",
        "fi": "Laskua ei voi sen jälkeisistä kuukausista sanoa: {name}.",
    },
    "backtest.how": {
        "en": "At each point a contender knows only outcomes that were known by then, and a buyer "
        "counts once, where first found. Intervals at {confidence} from accounts drawn again and "
        "again; those of pairs hold for all pairs together (Holm's procedure).",
        "fi": "Kilpailija tietää kullakin hetkellä vain siihen mennessä tunnetut tulokset, ja "
        "ostaja lasketaan kerran, ensimmäisellä löytökerralla. Välit {confidence}:n varmuudella "
        "yhä uudelleen poimituista yrityksistä; parien välit pätevät kaikille pareille yhdessä "
        "(Holmin menetelmä).",
    },
    "backtest.why_off": {
        "en": "The past was not lived again: comparison.backtest_months is 0.",
        "fi": "Menneisyyttä ei käyty läpi: comparison.backtest_months on 0.",
    },
    "backtest.why_no_order": {
        "en": "The past cannot be lived again: the rows of this export have neither time nor "
        "order, so nothing in it is earlier or later.",
        "fi": "Menneisyyttä ei voi käydä läpi: viennin riveillä ei ole aikaa eikä järjestystä, "
        "joten mikään siinä ei ole aiempaa tai myöhempää.",
    },
    "backtest.why_short": {
        "en": "The past cannot be lived again: too few months begin with enough known conversions "
        "to learn from (models.min_conversions) and hold buyers to be found.",
        "fi": "Menneisyyttä ei voi käydä läpi: liian harvan kuukauden alussa tunnetaan riittävästi "
        "onnistumisia, joista oppia (models.min_conversions), ja löytyy ostajia.",
    },
    "backtest.back_after": {"en": "made up for it after, months", "fi": "kuroi umpeen, kk"},
    "backtest.eur_column": {"en": "deals less calls", "fi": "kaupat − soitot"},
    "backtest.before": {"en": "ROC AUC before", "fi": "ROC AUC ennen"},
    "backtest.after": {"en": "and after", "fi": "ja jälkeen"},
    # is there enough data
    "enough.use": {
        "en": "There is enough data to use a model: learned from {count} conversions, {name} ranks "
        "better than the points card (ROC AUC {difference}, interval {low} to {high}). Whether it "
        "is put into use, the comparison decides.",
        "fi": "Dataa on tarpeeksi mallin käyttöön: {count} onnistumisesta oppinut {name} järjestää "
        "paremmin kuin pistekortti (ROC AUC {difference}, väli {low} … {high}). Käyttöönotosta "
        "päättää vertailu.",
    },
    "enough.collect": {
        "en": "Use the points card, and collect until about {needed} conversions: learned from "
        "{count}, {name} is not told better yet (ROC AUC {difference}, interval {low} to {high}), "
        "but its curve still rises.",
        "fi": "Käytä pistekorttia ja kerää, kunnes onnistumisia on noin {needed}: {count} "
        "onnistumisesta oppinut {name} ei vielä ole selvästi parempi (ROC AUC {difference}, väli "
        "{low} … {high}), mutta sen käyrä nousee yhä.",
    },
    "enough.card": {
        "en": "Use the points card: learned from {count} conversions, even {name} ranks worse (ROC "
        "AUC {difference}, interval {low} to {high}), and its curve does not say that more would "
        "change that.",
        "fi": "Käytä pistekorttia: {count} onnistumisesta oppineena jopa {name} järjestää "
        "huonommin (ROC AUC {difference}, väli {low} … {high}), eikä käyrä kerro, että useampi "
        "muuttaisi asian.",
    },
    "enough.cannot_tell": {
        "en": "Whether a model ranks better than the points card cannot be told from {count} "
        "conversions, nor how many would tell (likeliest {name}: ROC AUC {difference}, interval "
        "{low} to {high}). Until it can, the points card is the one to fall back on.",
        "fi": "Järjestääkö malli paremmin kuin pistekortti, sitä ei {count} onnistumisesta voi "
        "sanoa, eikä sitäkään, kuinka monta riittäisi (todennäköisin {name}: ROC AUC {difference}, "
        "väli {low} … {high}). Siihen asti turvaudutaan pistekorttiin.",
    },
    "enough.how": {
        "en": "Judged on {judged} later snapshots inside the training part; the leads of the "
        "comparison were not touched. Whole accounts were drawn at random, {repeats} times for "
        "each number of conversions but the last. The intervals ({confidence}) hold which accounts "
        "were judged on and which were drawn; that of the verdict holds for both models together.",
        "fi": "Arvioitu {judged} myöhemmällä tilannekuvalla opetusosan sisällä; vertailun "
        "liideihin ei koskettu. Kokonaisia yrityksiä poimittiin satunnaisesti {repeats} kertaa "
        "kullekin onnistumisten määrälle paitsi viimeiselle. Väleissä ({confidence}) ovat mukana "
        "sekä arvioidut että poimitut yritykset; tuomion väli pätee molemmille malleille yhdessä.",
    },
    "enough.why_off": {
        "en": "Whether there is enough data was not asked: comparison.learning_curve_repeats is 0.",
        "fi": "Datan riittävyyttä ei kysytty: comparison.learning_curve_repeats on 0.",
    },
    "enough.why_few": {
        "en": "Use the points card, and collect: fewer leads have converted than a model needs "
        "(models.min_conversions).",
        "fi": "Käytä pistekorttia ja kerää: onnistuneita liidejä on vähemmän kuin malli tarvitsee "
        "(models.min_conversions).",
    },
    "enough.why_short": {
        "en": "Whether a model beats the points card cannot be told yet: the training part is too "
        "short to learn from its older leads and judge on its newer ones. Until it can, the points "
        "card is the one to fall back on.",
        "fi": "Vielä ei voi sanoa, voittaako malli pistekortin: opetusosa on liian lyhyt, jotta "
        "sen vanhemmista liideistä voisi oppia ja uudemmilla arvioida. Siihen asti turvaudutaan "
        "pistekorttiin.",
    },
    "enough.why_no_card": {
        "en": "There is no points card that a learning curve could be held against.",
        "fi": "Ei ole pistekorttia, johon oppimiskäyrää voisi verrata.",
    },
    "enough.conversions": {"en": "conversions learned from", "fi": "opittuja onnistumisia"},
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
    # pages
    "yes": {"en": "yes", "fi": "kyllä"},
    "no": {"en": "no", "fi": "ei"},
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
    # versions
    "version.kept": {
        "en": "Kept as version {name}: {contender}, on {when}, learned from the data {data}.",
        "fi": "Tallennettu versiona {name}: {contender}, {when}, opittu tiedoista {data}.",
    },
    # the choice between the scientist's candidates
    "choice.forward": {
        "en": "Each was tried on later training leads than it had learned from; the one with "
        "the least log loss, {best}, becomes the scientist's model. The leads kept for the "
        "comparison were not touched.",
        "fi": "Kutakin kokeiltiin myöhemmillä opetusliideillä kuin ne, joista se oppi; "
        "pienimmän logaritmisen tappion antava, {best}, on analyytikon malli. Vertailuun "
        "varattuihin liideihin ei koskettu.",
    },
    "choice.by_account": {
        "en": "Time does not allow later training leads here, so each was tried on accounts it "
        "had not seen; the one with the least log loss, {best}, becomes the scientist's model.",
        "fi": "Aika ei riitä myöhempiin opetusliideihin, joten kutakin kokeiltiin yrityksillä, "
        "joita se ei ollut nähnyt; pienimmän logaritmisen tappion antava, {best}, on "
        "analyytikon malli.",
    },
    "choice.drawn": {
        "en": "They were tried on {snapshots} snapshots drawn from all, conversions first, and the "
        "figures stand for all.",
        "fi": "Niitä kokeiltiin {snapshots} tilannekuvalla, joihin poimittiin ensin onnistuneet; "
        "luvut edustavat kaikkia.",
    },
    # a close look at the scientist's model
    "family.fit": {"en": "who the lead is", "fi": "kuka liidi on"},
    "family.behaviour": {"en": "what the lead does", "fi": "mitä liidi tekee"},
    "family.account": {
        "en": "what the company's other leads do",
        "fi": "mitä yrityksen muut liidit tekevät",
    },
    "family.without": {"en": "without: {family}", "fi": "ilman: {family}"},
    "family.alone": {"en": "alone: {family}", "fi": "vain: {family}"},
    "study.sample": {
        "en": "The studies below look at {snapshots} snapshots of training leads ({conversions} "
        "leads of them convert), each time at accounts that the model did not learn from. What it "
        "knows there is the uncertainty it takes away, of what knowing only the overall rate "
        "leaves: {known} ({low} to {high}).",
        "fi": "Alla tarkastellaan {snapshots} tilannekuvaa opetusliideistä (niistä {conversions} "
        "liidiä onnistuu), aina yrityksillä, joista malli ei oppinut. Se, mitä malli tietää, on "
        "osuus, jonka se poistaa pelkän kokonaisosuuden jättämästä epävarmuudesta: {known} "
        "({low} … {high}).",
    },
    "study.nothing": {
        "en": "These data do not allow this study.",
        "fi": "Tästä aineistosta tätä ei voi tarkastella.",
    },
    "study.learning": {
        "en": "Learned from {few} conversions the model takes away {known_few} of the uncertainty, "
        "from {many} conversions {known_many}.",
        "fi": "Kun malli oppii {few} onnistumisesta, se poistaa epävarmuudesta {known_few}; kun "
        "{many} onnistumisesta, {known_many}.",
    },
    "study.learning_rises": {
        "en": "The last doubling added {gain} ({low} to {high}): more conversions would probably "
        "help.",
        "fi": "Viimeinen kaksinkertaistus lisäsi {gain} ({low} … {high}): lisää onnistumisia "
        "luultavasti auttaisi.",
    },
    "study.learning_open": {
        "en": "The last doubling added {gain} ({low} to {high}): whether more conversions would "
        "help, these leads cannot tell.",
        "fi": "Viimeinen kaksinkertaistus lisäsi {gain} ({low} … {high}): näistä liideistä ei "
        "voi sanoa, auttaisiko onnistumisten lisääminen.",
    },
    "study.residuals_none": {
        "en": "Of none of the {count} segments can these leads tell that it converts otherwise "
        "than promised, with Holm's correction for looking at so many.",
        "fi": "Yhdestäkään {count} ryhmästä ei näistä liideistä voi sanoa, että se onnistuu "
        "toisin kuin luvattiin, kun monta vertailua otetaan huomioon (Holm).",
    },
    "study.residuals_some": {
        "en": "{told} of {count} segments convert otherwise than promised, with Holm's correction "
        "for looking at so many: {names}.",
        "fi": "{told}/{count} ryhmää onnistuu toisin kuin luvattiin, kun monta vertailua otetaan "
        "huomioon (Holm): {names}.",
    },
    "study.residuals_one": {
        "en": "{segment} (promised {promised}, came {observed})",
        "fi": "{segment} (luvattiin {promised}, toteutui {observed})",
    },
    "study.residuals_read": {
        "en": "Right of the line more converted than promised, left of it fewer.",
        "fi": "Viivan oikealla puolella onnistui useampi kuin luvattiin, vasemmalla harvempi.",
    },
    "study.missing": {"en": "not known", "fi": "ei tiedossa"},
    "study.ablation": {
        "en": "Of what the model knows, this much is lost: {parts}. Where an interval holds 0, one "
        "cannot tell that anything is lost: the other families tell the same.",
        "fi": "Siitä, mitä malli tietää, katoaa: {parts}. Jos väli sisältää nollan, ei voi sanoa, "
        "että mitään katoaa: muut perheet kertovat saman.",
    },
    "study.lookback_parts": {
        "en": "Of what looking back {longest} days tells, this much is lost: {parts}.",
        "fi": "Siitä, mitä {longest} päivää kertoo, katoaa: {parts}.",
    },
    "study.part": {
        "en": "{name} {lost} ({low} to {high})",
        "fi": "{name} {lost} ({low} … {high})",
    },
    "study.ablation_title": {
        "en": "Without {family} the model loses {lost} of what it knows",
        "fi": "Kun puuttuu, {family}, malli menettää {lost} siitä, mitä se tietää",
    },
    "study.lookback_title": {
        "en": "Looking back {days} days loses {lost} of what looking back {longest} days tells",
        "fi": "Jos katsotaan taaksepäin {days} päivää, {longest} päivän tiedosta katoaa {lost}",
    },
    "study.half_life_title": {
        "en": "Told by fading sums alone, behaviour loses least with a half-life of {days} days",
        "fi": "Pelkistä himmenevistä summista katoaa vähiten, kun puoliintumisaika on {days} "
        "päivää",
    },
    "study.lookback": {
        "en": "The shortest lookback of which one cannot tell that it loses anything against "
        "{longest} days: {days} days.",
        "fi": "Lyhin taaksepäin katsottava aika, josta ei voi sanoa, että jotain katoaa {longest} "
        "päivään verrattuna: {days} päivää.",
    },
    "study.half_life": {
        "en": "Where all that leads and their colleagues do is told only by sums that fade, {lost} "
        "of what the model knows is lost with the best half-life, {days} days. Windows and "
        "half-lives are set in leadscore.toml (features); others can be tried there.",
        "fi": "Jos kaikki, mitä liidit ja heidän kollegansa tekevät, kerrotaan vain himmenevinä "
        "summina, parhaallakin puoliintumisajalla ({days} päivää) katoaa {lost} siitä, mitä malli "
        "tietää. Ikkunat ja puoliintumisajat asetetaan tiedostossa leadscore.toml (features); "
        "siellä voi kokeilla muitakin.",
    },
    "study.lookback_row": {"en": "looking back {days} days", "fi": "taaksepäin {days} päivää"},
    "study.half_life_row": {
        "en": "half-life {days} days",
        "fi": "puoliintumisaika {days} päivää",
    },
    "study.agreement": {
        "en": "The two orders of the {count} weightiest features agree with a rank correlation of "
        "{rho} (1: the same order, 0: none in common). First by contribution: {used}; first "
        "by what shuffling costs: {missed}. A contribution is what the model uses; shuffling "
        "costs little where another feature tells the same.",
        "fi": "Kaksi tapaa järjestää {count} painavinta piirrettä ovat yhtä mieltä "
        "järjestyskorrelaatiolla {rho} (1: sama järjestys, 0: ei mitään yhteistä). Vaikutuksen "
        "mukaan ensin: {used}; sekoittamisen hinnan mukaan: {missed}. Vaikutus kertoo, mitä malli "
        "käyttää; sekoittaminen maksaa vähän, jos toinen piirre kertoo saman.",
    },
    "plot.learning": {
        "en": "From {few} to {many} conversions, the uncertainty taken away goes from {known_few} "
        "to {known_many}",
        "fi": "Kun onnistumisia on {few}, epävarmuudesta poistuu {known_few}; kun {many}, "
        "{known_many}",
    },
    "plot.learned_from": {
        "en": "conversions learned from (each step doubles)",
        "fi": "onnistumisia, joista opittiin (askel kaksinkertaistaa)",
    },
    "plot.known": {"en": "uncertainty taken away", "fi": "poistettu epävarmuus"},
    "plot.lost": {
        "en": "share lost of what the model knows",
        "fi": "osuus, joka katoaa mallin tiedosta",
    },
    "plot.residuals": {
        "en": "Of {told} of {count} segments one can tell that they convert otherwise than "
        "promised; the largest gap is that of {segment}",
        "fi": "{told}/{count} ryhmästä voi sanoa, että se onnistuu toisin kuin luvattiin; suurin "
        "ero on ryhmässä {segment}",
    },
    "plot.gap": {
        "en": "share that converted less promised share, percentage points",
        "fi": "toteutunut osuus miinus luvattu, prosenttiyksikköä",
    },
    "plot.agreement": {
        "en": "What the model uses and what it would miss: the two orders agree with {rho}",
        "fi": "Mitä malli käyttää ja mitä se kaipaisi: järjestykset ovat yhtä mieltä, {rho}",
    },
    "plot.shuffled": {
        "en": "log loss added by shuffling",
        "fi": "sekoittamisen lisäämä logaritminen tappio",
    },
    "plot.contribution": {
        "en": "mean contribution, log-odds",
        "fi": "keskivaikutus, logaritminen veto",
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
        "en": "Most weight lies on {names}.",
        "fi": "Eniten painavat {names}.",
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
    "leads.fit": {"en": "Fit", "fi": "Sopivuus"},
    "leads.behaviour": {"en": "Behaviour", "fi": "Käytös"},
    "leads.chance": {"en": "Chance", "fi": "Todennäköisyys"},
    "leads.for": {"en": "In favour", "fi": "Puolesta"},
    "leads.against": {"en": "Against", "fi": "Vastaan"},
    "grid.says": {
        "en": "Best cell with at least {least} leads: {cell}, where {conversion} converted; over "
        "all cells it was {overall}. Its interval overlaps with those of {alike} other cells, "
        "which may do as well.",
        "fi": "Paras ruutu, jossa on vähintään {least} liidiä: {cell}, jossa {conversion} "
        "toteutui; kaikissa ruuduissa osuus oli {overall}. Sen väli on päällekkäin {alike} muun "
        "ruudun välin kanssa, jotka voivat olla yhtä hyviä.",
    },
    # whom the scores are good for
    "segments.group": {"en": "Group", "fi": "Ryhmä"},
    "segments.leads": {"en": "Leads", "fi": "Liidejä"},
    "segments.buyers": {"en": "Buyers", "fi": "Ostajia"},
    "segments.conversion": {"en": "Converted", "fi": "Toteutui"},
    "segments.promised": {"en": "Promised", "fi": "Luvattiin"},
    "segments.ratio": {"en": "Promised / observed", "fi": "Luvattu / toteutunut"},
    "segments.auc": {"en": "ROC AUC within it", "fi": "ROC AUC ryhmän sisällä"},
    "segments.found": {"en": "Buyers found", "fi": "Ostajista löytyy"},
    "segments.called": {"en": "Called", "fi": "Soitetaan"},
    "segments.customer": {"en": "New or existing account", "fi": "Uusi vai nykyinen asiakas"},
    "segments.new_account": {"en": "new account", "fi": "uusi yritys"},
    "segments.existing_account": {"en": "existing customer", "fi": "nykyinen asiakas"},
    "segments.known_account": {"en": "Account", "fi": "Yritys"},
    "segments.seen": {"en": "known from learning", "fi": "tuttu opetuksesta"},
    "segments.never_seen": {"en": "never seen", "fi": "ei ennen nähty"},
    "segments.unknown": {"en": "not known", "fi": "ei tiedossa"},
    "segments.others": {"en": "others ({count})", "fi": "muut ({count})"},
    "segments.none": {
        "en": "These data hold no segment with at least two groups of {least} leads, so whom the "
        "scores are good for cannot be told apart.",
        "fi": "Aineistossa ei ole jaottelua, jossa olisi vähintään kaksi {least} liidin ryhmää, "
        "joten ei voi eritellä, kenelle pisteet sopivat.",
    },
    "segments.few": {
        "en": "None of {groups} groups of leads has enough buyers to tell how well it is served.",
        "fi": "Yhdessäkään liidien {groups} ryhmästä ei ole tarpeeksi ostajia, jotta voisi sanoa, "
        "miten hyvin pisteet siihen sopivat.",
    },
    "segments.nobody": {
        "en": "Of {groups} groups of leads, {judged} have enough buyers to be judged, and for none "
        "of them can these data tell that {name} serves it much worse than the others.",
        "fi": "Liidien {groups} ryhmästä {judged} sisältää tarpeeksi ostajia arvioitavaksi, eikä "
        "yhdestäkään voi sanoa, että {name} palvelisi sitä selvästi huonommin kuin muita.",
    },
    "segments.worse_roc_auc": {
        "en": "{name} ranks one group much worse than the others of its kind, {group}: ROC AUC "
        "{value} (interval {low} to {high}) against {rest}.",
        "fi": "{name} järjestää yhden ryhmän selvästi huonommin kuin muut samanlaiset, {group}: "
        "ROC AUC {value} (väli {low}–{high}), muilla {rest}.",
    },
    "segments.worse_calibration_ratio": {
        "en": "{name} misjudges the chances of one group, {group}: promised over observed is "
        "{value} (interval {low} to {high}) against {rest} for the others of its kind.",
        "fi": "{name} arvioi yhden ryhmän todennäköisyydet väärin, {group}: luvattu suhteessa "
        "toteutuneeseen on {value} (väli {low}–{high}), muilla samanlaisilla {rest}.",
    },
    "unseen.none": {
        "en": "Fewer than {least} of these leads belong to accounts that nothing was learned from, "
        "or all of them do, so quality on accounts never seen cannot be shown.",
        "fi": "Alle {least} liidiä on yrityksistä, joista ei ole opittu mitään, tai kaikki ovat, "
        "joten laatua ennen näkemättömillä yrityksillä ei voi näyttää.",
    },
    "unseen.few": {
        "en": "{leads} leads belong to accounts that nothing was learned from, but {buyers} of "
        "them bought: too few to tell how well they are ranked.",
        "fi": "{leads} liidiä on yrityksistä, joista ei ole opittu mitään, mutta niistä osti "
        "{buyers}: liian vähän, jotta järjestyksen laatua voisi arvioida.",
    },
    "unseen.says": {
        "en": "On the {leads} leads of accounts that nothing was learned from, of whom {buyers} "
        "bought, ROC AUC is {parts}.",
        "fi": "Niiden {leads} liidin joukossa, joiden yrityksistä ei ole opittu mitään ja joista "
        "{buyers} osti, ROC AUC on {parts}.",
    },
    "unseen.one": {
        "en": "{value} ({low} to {high}; {rest} on the others) with {name}",
        "fi": "{value} ({low}–{high}, muilla {rest}) ({name})",
    },
    # what being called does to the outcome
    "selection.unknown": {
        "en": "These data do not tell whom sales worked, so how much the outcome depends on being "
        "called cannot be shown. Bring the stages that leads entered, and name the one in which "
        "sales works a lead (sales.worked_stage).",
        "fi": "Aineistosta ei näe, ketä myynti on työstänyt, joten ei voi näyttää, kuinka paljon "
        "tulos riippuu soittamisesta. Tuo liidien vaiheet ja nimeä se vaihe, jossa myynti työstää "
        "liidiä (sales.worked_stage).",
    },
    "selection.says": {
        "en": "Of {won} conversions, {worked} ({share}) came to leads that sales worked (entered "
        "{stages}) before the cutoff or within the horizon. Of the snapshots of worked leads "
        "{rate} converted, of all others {unworked}.",
        "fi": "Toteutumisista ({won}) {worked} ({share}) tuli liideille, joita myynti työsti "
        "(vaihe {stages}) ennen katkaisuhetkeä tai tarkastelujaksolla. Työstettyjen "
        "tilannekuvista toteutui {rate}, kaikista muista {unworked}.",
    },
    "selection.depends": {
        "en": "So the outcome tells of whom sales called as well as of who wants to buy, and "
        "models learn both.",
        "fi": "Tulos kertoo siis yhtä lailla siitä, kenelle myynti soitti, kuin siitä, kuka haluaa "
        "ostaa, ja mallit oppivat molemmat.",
    },
    "selection.open": {
        "en": "These data do not show that worked leads convert more often than the others.",
        "fi": "Aineistosta ei näy, että työstetyt liidit toteutuisivat useammin kuin muut.",
    },
    "selection.kind": {"en": "Which leads", "fi": "Mitkä liidit"},
    "selection.with_sales": {
        "en": "with sales at the cutoff already",
        "fi": "jo myynnillä katkaisuhetkellä",
    },
    "selection.taken_up": {
        "en": "taken up by sales within the horizon",
        "fi": "myynti tarttui tarkastelujaksolla",
    },
    "selection.not_worked": {"en": "not worked", "fi": "ei työstetty"},
    "selection.snapshots": {"en": "Snapshots", "fi": "Tilannekuvia"},
    "selection.conversions": {"en": "Conversions", "fi": "Toteutumisia"},
    "selection.tenths": {
        "en": "Sales worked {best} of the leads in the best tenth of {name}, and {worst} of those "
        "in the last. Of a lead that was left alone no outcome shows what a call would have "
        "brought.",
        "fi": "Myynti työsti parhaasta kymmenyksestä ({name}) {best} ja viimeisestä {worst}. "
        "Työstämättä jääneen liidin tuloksesta ei näe, mitä soitto olisi tuonut.",
    },
    "slice.none": {
        "en": "No lead of the comparison was called by lot (reason {reason}). With a small random "
        "slice (sales.random_slice), quality could be estimated on leads that were called whatever "
        "their score.",
        "fi": "Yhdellekään vertailun liidille ei soitettu arvan perusteella (syy {reason}). "
        "Pienellä satunnaisotoksella (sales.random_slice) laadun voisi arvioida liideillä, joille "
        "soitettiin pisteistä riippumatta.",
    },
    "slice.few": {
        "en": "{leads} leads were called by lot, whatever their score, and {buyers} of them "
        "bought: too few to estimate quality from them alone.",
        "fi": "{leads} liidille soitettiin arvan perusteella, pisteistä riippumatta, ja niistä "
        "osti {buyers}: liian vähän, jotta laadun voisi arvioida pelkästään niistä.",
    },
    "slice.says": {
        "en": "{leads} leads were called by lot, whatever their score, and {buyers} of them "
        "bought. Judged on these alone, ROC AUC is {parts}.",
        "fi": "{leads} liidille soitettiin arvan perusteella, pisteistä riippumatta, ja niistä "
        "osti {buyers}. Pelkästään niillä arvioituna ROC AUC on {parts}.",
    },
    "slice.one": {
        "en": "{value} ({low} to {high}; {all} on all leads) with {name}",
        "fi": "{value} ({low}–{high}, kaikilla liideillä {all}) ({name})",
    },
    "slice.roc_auc": {"en": "ROC AUC, called by lot", "fi": "ROC AUC, arvalla soitetut"},
    "slice.roc_auc_all": {"en": "ROC AUC, all", "fi": "ROC AUC, kaikki"},
    "slice.found": {
        "en": "Conversions within capacity, called by lot",
        "fi": "Toteutumisista kapasiteetissa, arvalla soitetut",
    },
    "slice.found_all": {
        "en": "Conversions within capacity, all",
        "fi": "Toteutumisista kapasiteetissa, kaikki",
    },
    "slice.if_called": {
        "en": "Called by lot: converted of those it would call",
        "fi": "Arvalla soitetut: toteutui niistä, joille se soittaisi",
    },
    "slice.if_not_called": {
        "en": "Called by lot: converted of those it would leave",
        "fi": "Arvalla soitetut: toteutui niistä, jotka se jättäisi",
    },
    "leads.random_slice": {
        "en": "{count} leads are drawn by lot (random_slice in the file): call them whatever their "
        "score, and note the reason “{reason}” in the CRM. They show what the scores would miss.",
        "fi": "{count} liidiä on poimittu arvalla (tiedostossa random_slice): soita niille "
        "pisteistä riippumatta ja merkitse CRM:ään syyksi ”{reason}”. Niistä näkee, mitä pisteiltä "
        "jäisi huomaamatta.",
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
    "compare.versus": {"en": "{a} against {b}", "fi": "{a} / {b}"},
    "compare.pair": {"en": "pair", "fi": "pari"},
    "compare.apart": {"en": "difference in buyers found", "fi": "ero löydetyissä ostajissa"},
    "compare.verdict": {"en": "verdict on the first", "fi": "ensimmäinen on"},
    "compare.verdict_better": {"en": "better", "fi": "parempi"},
    "compare.verdict_worse": {"en": "worse", "fi": "huonompi"},
    "compare.verdict_cannot_tell": {"en": "cannot tell", "fi": "ei voi sanoa"},
    "compare.needs": {"en": "buyers that would tell", "fi": "ostajia tarvittaisiin"},
    # pictures
    "plot.lot": {"en": "by lot", "fi": "arpomalla"},
    "plot.gains": {
        "en": "Calling the best {share} of leads finds {found}; {lot} by lot",
        "fi": "Kun soitetaan parhaat {share} liideistä, löytyy {found}; arpomalla {lot}",
    },
    "plot.gains_first": {
        "en": "{found} of the buyers with {name}",
        "fi": "{found} ostajista ({name})",
    },
    "plot.gains_next": {"en": "{found} with {name}", "fi": "{found} ({name})"},
    "plot.called": {
        "en": "share of leads called at each cutoff",
        "fi": "soitettujen osuus liideistä kullakin hetkellä",
    },
    "plot.found": {"en": "share of buyers found", "fi": "löydettyjen osuus ostajista"},
    "plot.capacity": {"en": "capacity {share}", "fi": "kapasiteetti {share}"},
    "plot.best": {
        "en": "{name} finds most buyers, {count} ({low} to {high}), more than each other",
        "fi": "{name} löytää eniten ostajia, {count} ({low}–{high}), enemmän kuin muut",
    },
    "plot.cannot_tell": {
        "en": "{name} finds most buyers here, {count} ({low} to {high}), but these data "
        "cannot tell it from {others}",
        "fi": "{name} löytää tässä eniten ostajia, {count} ({low}–{high}), mutta aineistosta "
        "ei voi sanoa, onko se parempi kuin {others}",
    },
    "plot.tied": {
        "en": "{names} find equally many buyers here, {count}",
        "fi": "{names} löytävät tässä yhtä monta ostajaa, {count}",
    },
    "plot.one": {
        "en": "{name} finds {count} buyers ({low} to {high})",
        "fi": "{name} löytää {count} ostajaa ({low}–{high})",
    },
    "plot.backtest": {
        "en": "{name} would have found most buyers, {count} of {buyers}; the points card {card}",
        "fi": "{name} olisi löytänyt eniten ostajia, {count}/{buyers}; pistekortti {card}",
    },
    "plot.backtest_card": {
        "en": "The points card would have found most buyers, {count} of {buyers}",
        "fi": "Pistekortti olisi löytänyt eniten ostajia, {count}/{buyers}",
    },
    "plot.backtest_alone": {
        "en": "{name} would have found most buyers, {count} of {buyers}",
        "fi": "{name} olisi löytänyt eniten ostajia, {count}/{buyers}",
    },
    "plot.backtest_open": {
        "en": "; these months cannot tell the two apart",
        "fi": "; näistä kuukausista paremmuutta ei voi sanoa",
    },
    "plot.found_so_far": {"en": "buyers found so far", "fi": "löydetyt ostajat tähän asti"},
    "plot.end": {"en": "{count} buyers", "fi": "{count} ostajaa"},
    "plot.end_eur": {"en": "{count} buyers, {amount}", "fi": "{count} ostajaa, {amount}"},
    "plot.millions": {"en": "€{amount}M", "fi": "{amount} M€"},
    "plot.slices": {"en": "slice of the rows", "fi": "rivien osa"},
    "plot.change": {
        "en": "from here the frozen\nmodel ranks worse",
        "fi": "tästä jäädytetty malli\njärjestää huonommin",
    },
    "plot.enough_use": {
        "en": "Learned from {count} conversions, {name} ranks better than the points card",
        "fi": "{count} onnistumisesta oppinut {name} järjestää paremmin kuin pistekortti",
    },
    "plot.enough_collect": {
        "en": "Until about {needed} conversions the points card is the safer choice; there are "
        "{count}",
        "fi": "Pistekortti on varmempi valinta, kunnes onnistumisia on noin {needed}; nyt {count}",
    },
    "plot.enough_card": {
        "en": "Learned from {count} conversions, no model ranks better than the points card",
        "fi": "{count} onnistumisesta oppineena mikään malli ei järjestä pistekorttia paremmin",
    },
    "plot.enough_cannot_tell": {
        "en": "With {count} conversions one cannot tell whether a model beats the points card",
        "fi": "{count} onnistumisesta ei voi sanoa, voittaako malli pistekortin",
    },
    "plot.conversions": {"en": "conversions learned from", "fi": "opittuja onnistumisia"},
    "plot.auc": {"en": "ROC AUC on later leads", "fi": "ROC AUC myöhemmillä liideillä"},
    "plot.higher": {"en": "higher is better", "fi": "suurempi on parempi"},
    "plot.lower": {"en": "lower is better", "fi": "pienempi on parempi"},
    "plot.promised": {
        "en": "For every 100 conversions that came, {promised}",
        "fi": "Jokaista 100 toteutunutta kohti: {promised}",
    },
    "plot.promised_one": {"en": "{name} promised {count}", "fi": "{name} lupasi {count}"},
    "plot.predicted": {"en": "promised chance", "fi": "luvattu todennäköisyys"},
    "plot.observed": {"en": "share that converted", "fi": "toteutunut osuus"},
    "plot.rows": {"en": "rows", "fi": "rivejä"},
    "plot.ideal": {"en": "promise kept", "fi": "lupaus pitää"},
    "plot.scores": {
        "en": "Of {count} leads, {top} score above 90 and half score {median} or less",
        "fi": "{count} liidistä {top} saa yli 90 pistettä, ja puolella on enintään {median}",
    },
    "plot.score": {"en": "score", "fi": "pisteet"},
    "plot.leads": {"en": "leads", "fi": "liidejä"},
    "plot.grid": {
        "en": "Leads in cell {best} converted most often here ({high}), those in {worst} least "
        "({low})",
        "fi": "Ruudun {best} liidit onnistuivat tässä useimmin ({high}), ruudun {worst} harvimmin "
        "({low})",
    },
    "plot.grid_even": {
        "en": "Leads convert equally often in every cell that has an outcome ({high})",
        "fi": "Liidit onnistuvat yhtä usein joka ruudussa, jonka tulos tunnetaan ({high})",
    },
    "plot.grid_empty": {
        "en": "No cell has a known outcome yet",
        "fi": "Yhdenkään ruudun tulosta ei vielä tunneta",
    },
    "plot.band": {
        "en": "behaviour: what the lead does (1 is best)",
        "fi": "käyttäytyminen: mitä liidi tekee (1 on paras)",
    },
    "plot.grade": {
        "en": "fit: who the lead is (A is best)",
        "fi": "sopivuus: kuka liidi on (A on paras)",
    },
    "plot.cell_leads": {"en": "{count} leads", "fi": "{count} liidiä"},
    "plot.cell_range": {"en": "{low} to {high}", "fi": "{low}–{high}"},
    "plot.conversion": {"en": "conversion", "fi": "onnistuneiden osuus"},
    "plot.reasons": {
        "en": "What moves this lead's chance from {start}, where every lead starts, to {end}",
        "fi": "Mikä siirtää tämän liidin todennäköisyyden lähtötasolta {start} arvoon {end}",
    },
    "plot.rest": {
        "en": "{count} smaller signals together",
        "fi": "{count} pienempää signaalia yhteensä",
    },
    "plot.reasons_none": {
        "en": "Nothing moves this lead's chance from {start}, where every lead starts",
        "fi": "Mikään ei siirrä tämän liidin todennäköisyyttä lähtötasolta {start}",
    },
    "plot.log_odds": {"en": "change in log-odds", "fi": "muutos logaritmisessa vedossa"},
    "plot.importance": {
        "en": "{first} moves the chance most: by {weight} in log-odds on average",
        "fi": "{first} siirtää todennäköisyyttä eniten: keskimäärin {weight} "
        "logaritmisessa vedossa",
    },
    "plot.importance_none": {
        "en": "No feature moves the chance of any lead",
        "fi": "Mikään piirre ei siirrä yhdenkään liidin todennäköisyyttä",
    },
    "plot.weight": {
        "en": "mean size of the contribution, log-odds",
        "fi": "vaikutuksen keskimääräinen suuruus, logaritminen veto",
    },
    "plot.rules": {
        "en": "{more} of {count} rules fire on leads that convert more often, {less} on leads "
        "that convert less often; of {open} the data cannot tell",
        "fi": "{count} säännöstä {more} osuu liideihin, jotka onnistuvat useammin, {less} "
        "harvemmin onnistuviin; {open} säännöstä ei voi sanoa",
    },
    "plot.lift": {
        "en": "conversion where the rule fires, over conversion where it does not",
        "fi": "onnistuneiden osuus säännön osuessa / muuten",
    },
    "plot.segments_even": {
        "en": "For no group can these data tell that {name} serves it much worse",
        "fi": "Yhdestäkään ryhmästä ei voi sanoa, että {name} palvelisi sitä selvästi huonommin",
    },
    "plot.segments_worse": {
        "en": "{name} serves some leads much worse than others: {groups}",
        "fi": "{name} palvelee joitakin selvästi huonommin kuin muita: {groups}",
    },
    "plot.segments_auc": {
        "en": "ROC AUC within the group",
        "fi": "ROC AUC ryhmän sisällä",
    },
    "plot.segments_ratio": {"en": "promised / observed", "fi": "luvattu / toteutunut"},
    "plot.segments_row": {
        "en": "{group} ({buyers} of {leads})",
        "fi": "{group} ({buyers}/{leads})",
    },
    "plot.segments_key": {
        "en": "In brackets: buyers of leads. Grey strokes: the other groups of the kind. Orange: "
        "much worse. Groups with too few buyers stand in the table only.",
        "fi": "Suluissa: ostajat/liidit. Harmaa viiva: lajin muut ryhmät. Oranssi: selvästi "
        "huonompi. Ryhmät, joissa on liian vähän ostajia, ovat vain taulukossa.",
    },
    "plot.worked": {
        "en": "Sales worked {best} of the best-scored tenth and {worst} of the last; of the worked "
        "{worked} converted, of the others {others}",
        "fi": "Myynti työsti parhaista pisteistä {best} ja viimeisestä kymmenyksestä {worst}; "
        "työstetyistä toteutui {worked}, muista {others}",
    },
    "plot.worked_share": {"en": "share that sales worked", "fi": "myynnin työstämien osuus"},
    "plot.worked_rate": {"en": "share that converted", "fi": "toteutunut osuus"},
    "plot.tenth": {
        "en": "tenth of the scores at each cutoff (1 is best)",
        "fi": "pisteiden kymmenys kullakin hetkellä (1 on paras)",
    },
    "plot.if_worked": {"en": "worked", "fi": "työstetyt"},
    "plot.if_not": {"en": "not worked", "fi": "työstämättä jääneet"},
    # what the auto model did
    "auto.searched": {
        "en": "{trials} settings were tried, and {families} models are averaged, each in log-odds "
        "with its weight, so that every score still splits into its reasons.",
        "fi": "Kokeiltiin {trials} asetusta, ja lopuksi {families} mallia keskiarvoistetaan, "
        "kukin painollaan, niin että jokainen pistemäärä jakautuu edelleen perusteluihinsa.",
    },
    "auto.forward": {
        "en": "Each was tried on later leads than it had learned from.",
        "fi": "Kutakin kokeiltiin myöhemmillä liideillä kuin ne, joista se oppi.",
    },
    "auto.grouped": {
        "en": "Time does not allow that here, so each was tried on accounts it had not seen.",
        "fi": "Kutakin kokeiltiin yrityksillä, joita se ei ollut nähnyt.",
    },
    "auto.sure": {
        "en": "On the {rows} rows it had not learned from, {conversions} of them bought, the "
        "average ranked a buyer above a non-buyer {auc} of the time: {low} in the worst part, "
        "{high} in the best.",
        "fi": "Niistä {rows} rivistä, joista se ei ollut oppinut ja joista {conversions} päätyi "
        "kauppaan, keskiarvo asetti ostajan ei-ostajan edelle {auc} kerroista: huonoimmassa "
        "osassa {low}, parhaassa {high}.",
    },
    "auto.equal": {
        "en": "The parts do not agree on which model is best, so all weigh the same.",
        "fi": "Osat eivät ole yhtä mieltä siitä, mikä malli on paras, joten kaikki painavat saman.",
    },
    "auto.set_aside": {
        "en": "{count} features were set aside because they tell nothing here, such as {names}.",
        "fi": "{count} piirrettä jätettiin pois, koska ne eivät kerro tässä mitään, kuten {names}.",
    },
    "auto.dated": {
        "en": "Set aside because their values tell when a lead was seen rather than whether it "
        "buys, and later leads were told better without them: {names}.",
        "fi": "Jätettiin pois, koska niiden arvot kertovat pikemmin, milloin liidi nähtiin, kuin "
        "ostaako se, ja myöhemmät liidit tunnistettiin paremmin ilman niitä: {names}.",
    },
    "auto.logistic": {"en": "logistic regression", "fi": "logistinen regressio"},
    "auto.shallow": {"en": "boosted stumps and shallow trees", "fi": "matalat puut"},
    "auto.middle": {"en": "boosted trees of middle depth", "fi": "keskisyvät puut"},
    "auto.deep": {"en": "boosted deep trees", "fi": "syvät puut"},
    "auto.random": {
        "en": "boosted trees with random splits",
        "fi": "puut, joiden jaot arvotaan",
    },
    "auto.forest": {"en": "boosted forest with random columns", "fi": "satunnaismetsä"},
    "column.member": {"en": "Model", "fi": "Malli"},
    "column.weight": {"en": "Weight", "fi": "Paino"},
    "found.says": {
        "en": "Of {buyers} buyers, {found} were found within capacity. Dots are the figures, lines "
        "their intervals.",
        "fi": "{buyers} ostajasta kapasiteetin rajoissa löytyi {found}. Pisteet ovat lukuja, "
        "viivat niiden välejä.",
    },
    # what knows the future
    **LEAKAGE,
}
