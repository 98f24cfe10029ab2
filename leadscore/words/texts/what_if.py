"""What another points card would change, in English and Finnish."""

from __future__ import annotations

from leadscore.words.writing import Language

WHAT_IF: dict[str, dict[Language, str]] = {
    # what changed in the card
    "what_if.none": {"en": "none", "fi": "ei mitään"},
    "what_if.per_lead": {"en": "once a lead", "fi": "kerran liidiä kohti"},
    "what_if.per_act": {"en": "for each act", "fi": "joka teosta"},
    "what_if.points_lead": {"en": "{points} points", "fi": "{points} pistettä"},
    "what_if.points_act": {
        "en": "{points} points for each act",
        "fi": "{points} pistettä joka teosta",
    },
    "what_if.at_most": {"en": "at most {cap}", "fi": "enintään {cap}"},
    "what_if.cap_of": {"en": "a cap of {cap}", "fi": "katto {cap}"},
    "what_if.decay_linear": {
        "en": "fading to nothing over the window",
        "fi": "himmenevät tyhjiin ikkunan aikana",
    },
    "what_if.decay_half": {
        "en": "half as much after every {days} days",
        "fi": "puolittuvat aina kun kuluu {days} päivää",
    },
    "what_if.rule_added": {"en": "{name}: new, {after}", "fi": "{name}: uusi, {after}"},
    "what_if.rule_taken_out": {
        "en": "{name}: taken out (it gave {before})",
        "fi": "{name}: poistettu (antoi {before})",
    },
    "what_if.rule_points": {
        "en": "{name}: points {before} → {after}",
        "fi": "{name}: pisteet {before} → {after}",
    },
    "what_if.rule_cap": {
        "en": "{name}: cap {before} → {after}",
        "fi": "{name}: katto {before} → {after}",
    },
    "what_if.rule_per": {
        "en": "{name}: points {before} → {after}",
        "fi": "{name}: pisteet {before} → {after}",
    },
    "what_if.rule_decay": {
        "en": "{name}: how points fade: {before} → {after}",
        "fi": "{name}: pisteiden himmeneminen: {before} → {after}",
    },
    "what_if.rule_says": {
        "en": "{before}: called “{after}” now",
        "fi": "{before}: nimi on nyt ”{after}”",
    },
    "what_if.group_added": {
        "en": "Group {name}: new, with {after}",
        "fi": "Ryhmä {name}: uusi, {after}",
    },
    "what_if.group_taken_out": {
        "en": "Group {name}: taken out (it had {before})",
        "fi": "Ryhmä {name}: poistettu ({before})",
    },
    "what_if.group_cap": {
        "en": "Group {name}: cap {before} → {after}",
        "fi": "Ryhmä {name}: katto {before} → {after}",
    },
    "what_if.group_rules": {
        "en": "Group {name}: holds {after} instead of {before}",
        "fi": "Ryhmä {name}: {after}, aiemmin {before}",
    },
    "what_if.group_says": {
        "en": "Group {before}: called “{after}” now",
        "fi": "Ryhmä {before}: nimi on nyt ”{after}”",
    },
    "what_if.exclusion_added": {
        "en": "Not called any more: {name}",
        "fi": "Ei enää soiteta: {name}",
    },
    "what_if.exclusion_taken_out": {
        "en": "May be called again: {name}",
        "fi": "Saa taas soittaa: {name}",
    },
    "what_if.exclusion_says": {
        "en": "Exclusion {before}: called “{after}” now",
        "fi": "Poissulku {before}: nimi on nyt ”{after}”",
    },
    "what_if.segment_added": {"en": "Own limits for: {name}", "fi": "Omat rajat: {name}"},
    "what_if.segment_taken_out": {
        "en": "No own limits any more for: {name}",
        "fi": "Ei enää omia rajoja: {name}",
    },
    "what_if.segment_mql": {
        "en": "{name}: MQL limit {before} → {after}",
        "fi": "{name}: MQL-raja {before} → {after}",
    },
    "what_if.segment_sql": {
        "en": "{name}: SQL limit {before} → {after}",
        "fi": "{name}: SQL-raja {before} → {after}",
    },
    "what_if.segment_says": {
        "en": "Own limits for {before}: called “{after}” now",
        "fi": "Omat rajat, {before}: nimi on nyt ”{after}”",
    },
    "what_if.other": {
        "en": "{name}: {asks} is {after} instead of {before}",
        "fi": "{name}: {asks} on {after}, ennen {before}",
    },
    "what_if.limit": {
        "en": "{name}: limit {before} → {after}",
        "fi": "{name}: raja {before} → {after}",
    },
    "what_if.thresholds_mql": {
        "en": "Marketing-qualified (MQL)",
        "fi": "Markkinoinnin hyväksymä (MQL)",
    },
    "what_if.thresholds_sql": {"en": "Sales-qualified (SQL)", "fi": "Myynnin hyväksymä (SQL)"},
    "what_if.grades_A": {"en": "Grade A", "fi": "Luokka A"},
    "what_if.grades_B": {"en": "Grade B", "fi": "Luokka B"},
    "what_if.grades_C": {"en": "Grade C", "fi": "Luokka C"},
    "what_if.bands_1": {"en": "Band 1", "fi": "Taso 1"},
    "what_if.bands_2": {"en": "Band 2", "fi": "Taso 2"},
    "what_if.bands_3": {"en": "Band 3", "fi": "Taso 3"},
    "what_if.same": {
        "en": "The two cards are the same; nothing changes.",
        "fi": "Kortit ovat samat; mikään ei muutu.",
    },
    # last quarter
    "what_if.past_cohort": {
        "en": "On {leads} later leads at {cutoffs} cutoffs from {first} to {last}",
        "fi": "Kun katsotaan {leads} myöhempää liidiä ({cutoffs} katkaisuhetkeä, {first}–{last})",
    },
    "what_if.past_flat": {
        "en": "On {leads} leads that the models did not learn from",
        "fi": "Kun katsotaan {leads} liidiä, joista malleja ei opetettu",
    },
    "what_if.past_calls": {
        "en": "{cohort}, {changed} of {calls} calls would have gone to other leads.",
        "fi": "{cohort}, {changed} soittoa {calls} soitosta olisi mennyt toisille liideille.",
    },
    "what_if.past_no_calls": {
        "en": "{cohort}, none of {calls} calls would have gone to another lead.",
        "fi": "{cohort}, yksikään {calls} soitosta ei olisi mennyt toiselle liidille.",
    },
    "what_if.found": {
        "en": "Of {buyers} buyers, the calls reach {new} instead of {old}: {apart} ({low} to "
        "{high}).",
        "fi": "Ostajista ({buyers}) soitot tavoittavat {new}, ennen {old}: {apart} ({low} … "
        "{high}).",
    },
    "what_if.verdict_better": {
        "en": "The new card finds more buyers.",
        "fi": "Uusi kortti löytää enemmän ostajia.",
    },
    "what_if.verdict_worse": {
        "en": "The new card finds fewer buyers.",
        "fi": "Uusi kortti löytää vähemmän ostajia.",
    },
    "what_if.verdict_cannot_tell": {
        "en": "The data cannot tell which card finds more buyers.",
        "fi": "Aineistosta ei voi sanoa, kumpi kortti löytää enemmän ostajia.",
    },
    "what_if.eur": {
        "en": "In deals that is {apart} ({low} to {high}), for as many calls.",
        "fi": "Kauppoina ero on {apart} ({low} … {high}) yhtä monella soitolla.",
    },
    "what_if.how": {
        "en": "The {confidence} interval resamples {groups} groups (an account, else a lead), both "
        "cards on the same draws; ties at the last places are shared out.",
        "fi": "{confidence} väli perustuu uudelleenotantaan ({groups} ryhmää: yritys, muuten "
        "liidi), molemmat kortit samoilla otoksilla; tasapisteet jakavat viimeiset paikat.",
    },
    "what_if.rough": {
        "en": "Interval from {resamples} draws only; the whole one follows.",
        "fi": "Väli vasta {resamples} otoksesta; lopullinen tulee pian.",
    },
    "what_if.no_past": {
        "en": "Last quarter cannot be looked at: there are no later leads, buyers among them, "
        "whose outcome is known.",
        "fi": "Viime neljännestä ei voi katsoa: myöhempiä liidejä, joiden tulos tunnetaan ja "
        "joista osa osti, ei ole.",
    },
    # now
    "what_if.now": {
        "en": "Of the {calls} open leads to call now, {moved} would be others.",
        "fi": "Nyt soitettavista {calls} avoimesta liidistä {moved} vaihtuisi.",
    },
    "what_if.now_same": {
        "en": "The {calls} open leads to call now stay the same.",
        "fi": "Nyt soitettavat {calls} avointa liidiä pysyvät samoina.",
    },
    "what_if.now_fewer": {
        "en": "{out} leads leave the call list now and {in_} enter: excluded leads are not called.",
        "fi": "Soittolistalta lähtee nyt {out} liidiä ja tulee {in_}: pois suljetuille ei soiteta.",
    },
    "what_if.no_now": {
        "en": "No lead is open now, so there is nobody to call.",
        "fi": "Yhtään liidiä ei ole nyt auki, joten soitettavia ei ole.",
    },
    "what_if.not_excluded": {"en": "may be called now: {name}", "fi": "nyt saa soittaa: {name}"},
    "what_if.overtaken": {
        "en": "own points unchanged; other leads moved",
        "fi": "omat pisteet ennallaan; muut liidit siirtyivät",
    },
    "what_if.tie_moved": {
        "en": "own points unchanged; equal points went by lead_id",
        "fi": "omat pisteet ennallaan; tasapisteissä ratkaisi lead_id",
    },
    "what_if.elsewhere": {"en": "{changed} to other leads", "fi": "{changed} toisille liideille"},
    "what_if.more_rules": {"en": "{shown} and {more} more", "fi": "{shown} ja {more} muuta"},
    # headings
    "what_if.changed": {"en": "what changed", "fi": "muutos"},
    "what_if.lead": {"en": "lead", "fi": "liidi"},
    "what_if.moves": {"en": "list", "fi": "lista"},
    "what_if.in": {"en": "in", "fi": "tulee"},
    "what_if.out": {"en": "out", "fi": "lähtee"},
    "what_if.before": {"en": "points before", "fi": "pisteet ennen"},
    "what_if.limit_before": {"en": "limit before", "fi": "raja ennen"},
    "what_if.limit_after": {"en": "limit after", "fi": "raja jälkeen"},
    "what_if.after": {"en": "points after", "fi": "pisteet jälkeen"},
    "what_if.why": {"en": "because of", "fi": "syy"},
    "what_if.limit_name": {"en": "limit", "fi": "raja"},
    "what_if.where": {"en": "leads", "fi": "liidit"},
    "what_if.past_leads": {"en": "later", "fi": "myöhemmät"},
    "what_if.now_leads": {"en": "open now", "fi": "auki nyt"},
    "what_if.passed_before": {"en": "reach it before", "fi": "yltää ennen"},
    "what_if.passed_after": {"en": "reach it after", "fi": "yltää jälkeen"},
    "what_if.bought_before": {"en": "of them bought, before", "fi": "heistä osti, ennen"},
    "what_if.bought_after": {"en": "of them bought, after", "fi": "heistä osti, jälkeen"},
    "what_if.card": {"en": "card", "fi": "kortti"},
    "what_if.old": {"en": "present card", "fi": "nykyinen kortti"},
    "what_if.new": {"en": "new", "fi": "uusi"},
    "what_if.difference": {"en": "difference", "fi": "ero"},
    "what_if.calls": {"en": "calls", "fi": "soitot"},
    "what_if.buyers": {"en": "buyers found", "fi": "löydetyt ostajat"},
    "what_if.brought": {"en": "deals found", "fi": "löydetyt kaupat"},
    # in a notebook
    "what_if.points_of": {"en": "{name}: points", "fi": "{name}: pisteet"},
    "what_if.most_of": {"en": "{name}: at most", "fi": "{name}: enintään"},
    "what_if.section_fit": {"en": "Who the lead is", "fi": "Kuka liidi on"},
    "what_if.section_behaviour": {"en": "What the lead does", "fi": "Mitä liidi tekee"},
    "what_if.section_group": {"en": "Rules together", "fi": "Säännöt yhdessä"},
    "what_if.section_limit": {"en": "Limits", "fi": "Rajat"},
    "what_if.move": {
        "en": "Move a slider to see what would change; 0 points take a rule out.",
        "fi": "Siirrä liukusäädintä, niin näet, mikä muuttuisi; 0 pistettä poistaa säännön.",
    },
    "what_if.moved": {
        "en": "The first leads in and out of the call list",
        "fi": "Soittolistan ensimmäiset tulijat ja lähtijät",
    },
    "what_if.changes": {"en": "What changed in the card", "fi": "Mitä kortissa muuttui"},
    "what_if.reset": {"en": "Reset", "fi": "Palauta"},
    "what_if.save": {"en": "Save", "fi": "Tallenna"},
    "what_if.save_as": {"en": "Save as", "fi": "Tallenna nimellä"},
    "what_if.saved": {
        "en": "Saved as {name}. Look at it once more with: leadscore card compare {name}",
        "fi": "Tallennettu nimellä {name}. Katso sitä vielä: leadscore card compare {name}",
    },
}
