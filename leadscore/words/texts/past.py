"""The months lived through, and how much data is enough, in English and Finnish."""

from __future__ import annotations

from leadscore.words.writing import Language

PAST: dict[str, dict[Language, str]] = {
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
}
