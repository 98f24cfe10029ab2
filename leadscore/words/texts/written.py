"""The points card that the data would write, in English and Finnish."""

from __future__ import annotations

from leadscore.words.writing import Language

WRITTEN: dict[str, dict[Language, str]] = {
    "written.too_few": {
        "en": "Too few leads convert to write a card from them yet.",
        "fi": "Liian harva liidi on toteutunut, jotta niistä voisi kirjoittaa kortin.",
    },
    "written.name": {"en": "The card that the data would write", "fi": "Datan kirjoittama kortti"},
    # what its rules are called
    "rule.between": {"en": "{thing}: {low} to {high}", "fi": "{thing}: {low}–{high}"},
    "rule.at_least": {"en": "{thing}: {low} or more", "fi": "{thing}: vähintään {low}"},
    "rule.at_most": {"en": "{thing}: {high} or less", "fi": "{thing}: enintään {high}"},
    "rule.employees": {"en": "Employees", "fi": "Työntekijöitä"},
    "rule.revenue_eur": {"en": "Turnover, €", "fi": "Liikevaihto, €"},
    "rule.customer": {"en": "Customer already", "fi": "Asiakas jo ennestään"},
    "rule.title": {"en": "Word in the title", "fi": "Sana nimikkeessä"},
    "rule.asset": {"en": "Used {name}", "fi": "Käytti aineistoa {name}"},
    "rule.channel": {"en": "Responses, channel {name}", "fi": "Vastaukset, kanava {name}"},
    "rule.level": {
        "en": "Content of level {level} or deeper",
        "fi": "Sisältöä tasolta {level} tai syvemmältä",
    },
    "rule.unsubscribe": {"en": "Unsubscribed", "fi": "Perui tilauksen"},
    "rule.once": {"en": "{what}, in {days} days", "fi": "{what}, {days} päivässä"},
    "rule.often": {
        "en": "{what}: at least {count} in {days} days",
        "fi": "{what}: vähintään {count} kertaa {days} päivässä",
    },
    "rule.each": {
        "en": "{what}: each in {days} days, up to {count}",
        "fi": "{what}: jokainen {days} päivässä, enintään {count}",
    },
    "rule.silent": {"en": "Did nothing for {days} days", "fi": "Ei toimia {days} päivään"},
    # what it is, and how it was chosen
    "contender.written": {"en": "the written card", "fi": "datan kirjoittama kortti"},
    "written.says": {
        "en": "From {leads} training leads, {buyers} of whom converted, {rules} rules were "
        "written, chosen from {candidates}. Points come in steps of {step}, at most {most} a rule.",
        "fi": "Opetusliideistä ({leads}, joista {buyers} eteni tavoitteeseen) kirjoitettiin "
        "{rules} sääntöä, jotka valittiin {candidates} ehdokkaasta. Pisteet annetaan {step} "
        "pisteen välein, enintään {most} sääntöä kohti.",
    },
    "written.forward": {
        "en": "How many rules there are was tried on later leads than those learned from: "
        "the fewest that do as well as the best number, as far as these leads can tell.",
        "fi": "Sääntöjen määrää kokeiltiin myöhemmillä liideillä kuin niillä, joista opittiin: "
        "vähimmät, jotka pärjäävät yhtä hyvin kuin paras määrä, sikäli kuin liideistä näkee.",
    },
    "written.grouped": {
        "en": "How many rules there are was tried on accounts not learned from: the fewest that "
        "do as well as the best number, as far as these leads can tell.",
        "fi": "Sääntöjen määrää kokeiltiin yrityksillä, joista ei opittu: vähimmät, jotka "
        "pärjäävät yhtä hyvin kuin paras määrä, sikäli kuin liideistä näkee.",
    },
    "written.limit": {
        "en": "{share} of the training leads reach {mql} points, the limit nearest to what sales "
        "can call ({capacity}).",
        "fi": "{share} opetusliideistä yltää {mql} pisteeseen: raja on lähinnä sitä, minkä verran "
        "myynti ehtii soittaa ({capacity}).",
    },
    "written.rule": {"en": "rule", "fi": "sääntö"},
    "written.points": {"en": "points", "fi": "pisteet"},
    "written.before": {"en": "points now", "fi": "pisteet nyt"},
    "written.odds": {"en": "odds times", "fi": "vedot kertaa"},
    "written.fires": {"en": "holds for", "fi": "pätee"},
    "written.why": {"en": "why", "fi": "miksi"},
    "written.why_held": {"en": "held as it is", "fi": "pidetty ennallaan"},
    "written.why_kept": {"en": "kept, points learned", "fi": "pidetty, pisteet opittu"},
    "written.why_chosen": {"en": "chosen", "fi": "valittu"},
    "written.each": {"en": "{points} each, up to {cap}", "fi": "{points} kustakin, enintään {cap}"},
    # what is gained and lost
    "gained.found": {
        "en": "Calling {capacity} of the later leads finds of their {buyers} buyers: {found}.",
        "fi": "Soittamalla {capacity} myöhemmistä liideistä löytyy heidän {buyers} ostajastaan: "
        "{found}.",
    },
    "gained.more": {
        "en": "The written card finds {count} buyers more than {name} ({low} to {high}).",
        "fi": "Datan kirjoittama kortti löytää {count} ostajaa enemmän kuin {name} "
        "({low} … {high}).",
    },
    "gained.fewer": {
        "en": "The written card finds {count} buyers fewer than {name} ({low} to {high}).",
        "fi": "Datan kirjoittama kortti löytää {count} ostajaa vähemmän kuin {name} "
        "({low} … {high}).",
    },
    "gained.open": {
        "en": "Between the written card and {name} these leads cannot tell: in buyers found they "
        "are {count} apart ({low} to {high}).",
        "fi": "Datan kirjoittaman kortin eroa ei näiden liidien perusteella voi sanoa, kun "
        "vertailukohtana on {name}: ero on {count} ostajaa ({low} … {high}).",
    },
    "gained.how": {
        "en": "In brackets the paired {confidence} interval of each difference, the written card "
        "less the other.",
        "fi": "Suluissa on kunkin eron parittainen {confidence} väli: datan kirjoittama kortti "
        "miinus toinen.",
    },
    "gained.against": {"en": "against", "fi": "vertailukohta"},
    "gained.written": {"en": "written card finds", "fi": "kirjoitettu kortti löytää"},
    "gained.other": {"en": "the other finds", "fi": "toinen löytää"},
    "gained.buyers_apart": {"en": "buyers apart", "fi": "ero ostajissa"},
    "gained.auc_apart": {"en": "ROC AUC apart", "fi": "ero (ROC AUC)"},
}
