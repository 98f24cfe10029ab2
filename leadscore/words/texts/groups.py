"""Whom the scores are good for, and what being called does, in English and Finnish."""

from __future__ import annotations

from leadscore.words.writing import Language

GROUPS: dict[str, dict[Language, str]] = {
    # whom the scores are good for
    "segments.group": {"en": "Group", "fi": "Ryhmä"},
    "segments.listing": {
        "en": "All {count} groups as a table",
        "fi": "Kaikki {count} ryhmää taulukkona",
    },
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
    "slice.other_order": {
        "en": "Among these, {name} finds the largest share of the conversions, not the contender "
        "that does on all leads: few leads, but the only ones where agreement with whom sales "
        "called earns nothing.",
        "fi": "Näistä onnistumisista suurimman osan löytää {name}, ei se, joka löytää eniten "
        "kaikista liideistä: liidejä on vähän, mutta vain niissä ei hyödy siitä, että on samaa "
        "mieltä myynnin kanssa.",
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
}
