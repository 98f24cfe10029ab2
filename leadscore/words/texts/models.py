"""How a model was made, and the studies of it, in English and Finnish."""

from __future__ import annotations

from leadscore.words.writing import Language

MODELS: dict[str, dict[Language, str]] = {
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
        "cannot tell that anything is lost: the other families may tell the same.",
        "fi": "Siitä, mitä malli tietää, katoaa: {parts}. Jos väli sisältää nollan, ei voi sanoa, "
        "että mitään katoaa: muut perheet voivat kertoa saman.",
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
}
