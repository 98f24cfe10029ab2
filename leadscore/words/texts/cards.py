"""What is odd about a points card, in English and Finnish."""

from __future__ import annotations

from leadscore.words.writing import Language

CARDS: dict[str, dict[Language, str]] = {
    "card.nothing_odd": {
        "en": "Nothing about the card contradicts itself, counts twice, cannot be reached or asks "
        "for what is not in the data.",
        "fi": "Kortti ei ole ristiriitainen, mitään ei lasketa kahdesti, kaikki on ulottuvilla ja "
        "kaikki kysytty on datassa.",
    },
    "card.never": {
        "en": "can hold of nobody: it wants {column} to be missing, and asks {keys}, which need "
        "it. Take one of the two out.",
        "fi": "ei voi päteä kehenkään: sen mukaan {column} puuttuu, mutta {keys} tarvitsee sen. "
        "Poista toinen.",
    },
    "card.same": {
        "en": "asks the same as rule {other}, so whoever gets the points of one gets those of "
        "both. Take one of them out.",
        "fi": "kysyy samaa kuin sääntö {other}, joten kummankin pisteet saa aina yhdessä. Poista "
        "toinen.",
    },
    "card.opposed": {
        "en": "asks the same as rule {other} and takes points where that gives them. Keep one, "
        "with the points that you mean.",
        "fi": "kysyy samaa kuin sääntö {other} ja vähentää pisteitä, joita se antaa. Jätä toinen "
        "ja anna sille ne pisteet, joita tarkoitat.",
    },
    "card.against": {
        "en": "holds only where rule {other} holds too, and takes its {points} points back: "
        "such leads get nothing. If that is meant, narrow the other rule instead; else "
        "give this one more points, or fewer.",
        "fi": "pätee vain, kun sääntökin {other} pätee, ja vie takaisin sen {points} pistettä: "
        "tällaiset liidit eivät saa mitään. Jos se on tarkoitus, rajaa toista sääntöä; muuten "
        "muuta tämän pisteitä.",
    },
    "card.excluded": {
        "en": "holds only of leads that exclusion {other} takes out, so its points never count. "
        "Take the rule out.",
        "fi": "pätee vain liideihin, jotka poissulku {other} jättää pois, joten pisteet eivät "
        "koskaan vaikuta. Poista sääntö.",
    },
    "card.excluded_already": {
        "en": "excludes nobody whom exclusion {other} does not exclude already. Take it out, or "
        "widen it.",
        "fi": "ei sulje pois ketään, jota poissulku {other} ei jo sulje pois. Poista se tai "
        "laajenna sitä.",
    },
    "card.capped_away": {
        "en": "never adds anything: where it holds, rule {other} holds too and fills the cap of "
        "group {group} ({cap}) alone. Raise the cap, or take the rule out of the group.",
        "fi": "ei koskaan lisää mitään: kun se pätee, myös sääntö {other} pätee ja täyttää yksin "
        "ryhmän {group} katon ({cap}). Nosta kattoa tai ota sääntö pois ryhmästä.",
    },
    "card.cap_at_once": {
        "en": "gives {points} points, but its cap is {cap}, so the first act reaches the cap. "
        "Raise the cap, or give {cap} points once a lead.",
        "fi": "antaa {points} pistettä, mutta katto on {cap}, joten ensimmäinen teko täyttää sen."
        " Nosta kattoa tai anna {cap} pistettä kerran.",
    },
    "card.cap_never": {
        "en": "its rules bring {most} points at most, so the cap of {cap} takes nothing away. "
        "Lower it, or take the group out.",
        "fi": "sen säännöt tuovat enintään {most} pistettä, joten katto {cap} ei leikkaa mitään. "
        "Laske kattoa tai poista ryhmä.",
    },
    "card.unreachable": {
        "en": "no lead reaches {limit} points: {end} are the most that the card gives one lead. "
        "Lower the limit.",
        "fi": "yksikään liidi ei yllä {limit} pisteeseen: kortti antaa enintään {end}. Laske "
        "rajaa.",
    },
    "card.everybody": {
        "en": "every lead reaches {limit} points: none that is not excluded has fewer than {end}."
        " Raise the limit.",
        "fi": "jokainen liidi yltää {limit} pisteeseen: kenelläkään, jota ei ole suljettu pois, "
        "ei ole alle {end}. Nosta rajaa.",
    },
    "card.cells_unreachable": {
        "en": "no lead is ever in {cells}: with the points that the card gives, nobody gets that "
        "grade or band. Change the card's grades or bands, or take the cells out.",
        "fi": "yksikään liidi ei ole koskaan ruudussa {cells}: kortin pisteillä kukaan ei saa "
        "sellaista arvosanaa tai tasoa. Muuta kortin rajoja (grades, bands) tai poista ruudut.",
    },
    "card.cells_everybody": {
        "en": "every lead that is not excluded is in one of these cells. Take the worst out.",
        "fi": "jokainen liidi, jota ei ole suljettu pois, on jossakin näistä ruuduista. Poista "
        "huonoimmat.",
    },
    "card.segment_empty": {
        "en": "its limits never count: whoever is in it is in segment {other}, which stands "
        "earlier. Put the narrower one first, or take this one out.",
        "fi": "sen rajoja ei koskaan käytetä: kaikki siihen kuuluvat kuuluvat aiempaan segmenttiin "
        "{other}. Siirrä suppeampi ensimmäiseksi tai poista tämä.",
    },
    "card.cells_better": {
        "en": "leaves out {cells}, though better on one side and no worse on the other than a "
        "cell that it names, so a lead can lose its status by gaining points. Add the missing.",
        "fi": "jättää pois {cells}, vaikka siinä ollaan toisella puolella paremmalla eikä "
        "toisella huonommalla kuin nimetyssä ruudussa: liidi voi menettää tilansa saadessaan "
        "pisteitä. Lisää puuttuvat.",
    },
    "card.window": {
        "en": "asks for {days} days, but only {lookback} are looked back at (time.lookback_days)."
        " Shorten the window or lengthen the lookback.",
        "fi": "kysyy {days} päivää, mutta taaksepäin katsotaan vain {lookback} "
        "(time.lookback_days). Lyhennä ikkunaa tai pidennä tarkasteluaikaa.",
    },
    "card.faded": {
        "en": "its points fade so fast that {left} of them are left when the next cutoff comes, "
        "on average {age} days after the act. Let them fade more slowly, or score more "
        "often (time.grid).",
        "fi": "pisteet himmenevät niin nopeasti, että niistä on jäljellä {left}, kun seuraava "
        "katkaisuhetki tulee, keskimäärin {age} päivää teon jälkeen. Hidasta himmenemistä "
        "tai pisteytä useammin (time.grid).",
    },
    "card.not_in_data": {
        "en": "asks for {asked}: {values}, which nothing in the data has. Correct it, or take it "
        "out.",
        "fi": "kysyy {asked}: {values}, mutta sellaista ei datassa ole. Korjaa tai poista se.",
    },
    "card.not_in_data_similar": {
        "en": "asks for {asked}: {values}, which nothing in the data has. Is {similar} meant?",
        "fi": "kysyy {asked}: {values}, mutta sellaista ei datassa ole. Tarkoititko: {similar}?",
    },
    "card.misspelt": {
        "en": "asks also for {asked}: {values}, which nothing in the data has. Is {similar} meant?",
        "fi": "kysyy myös {asked}: {values}, mutta sellaista ei datassa ole. "
        "Tarkoititko: {similar}?",
    },
    "card.not_in_column": {
        "en": "asks for values of {column} that no row has. Look what the column holds, and "
        "correct the rule or take it out.",
        "fi": "kysyy sarakkeesta {column} arvoja, joita millään rivillä ei ole. Katso, mitä "
        "sarakkeessa on, ja korjaa sääntö tai poista se.",
    },
}
