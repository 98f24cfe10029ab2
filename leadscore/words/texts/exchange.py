"""What is lost when a card is typed into another product, or read from one."""

from __future__ import annotations

from leadscore.words.writing import Language

EXCHANGE: dict[str, dict[Language, str]] = {
    "exchange.none": {
        "en": "Nothing is lost: the sheet holds the whole card.",
        "fi": "Mitään ei häviä: taulukossa on koko kortti.",
    },
    "exchange.head": {
        "en": "What {product} cannot hold of the card, and what the sheet has instead: {count}",
        "fi": "Mitä {product} ei voi kortista esittää, ja mitä taulukossa on sen sijaan: {count}",
    },
    "exchange.head_back": {
        "en": "What the card cannot hold of the sheet of {product}, and what it has "
        "instead: {count}",
        "fi": "Mitä kortti ei voi esittää taulukosta ({product}), ja mitä siinä on "
        "sen sijaan: {count}",
    },
    "exchange.language": {
        "en": "names stand in one language only; read back, they are the same in both",
        "fi": "nimet ovat vain yhdellä kielellä; takaisin luettuina ne ovat molemmissa samat",
    },
    "exchange.order": {
        "en": "rules stand in the order of the product's screens, not in the card's",
        "fi": "säännöt ovat tuotteen näyttöjen eivätkä kortin järjestyksessä",
    },
    "exchange.mixed": {
        "en": "asks who the lead is and what it did at once, which a rule there cannot; it is left "
        "out. Make a list of such people by hand and give it {points} points: {asks}",
        "fi": "kysyy yhtä aikaa kuka liidi on ja mitä se on tehnyt, mihin sikäläinen sääntö ei "
        "pysty; se jää pois. Tee heistä lista käsin ja anna sille {points} pistettä: {asks}",
    },
    "exchange.negative": {
        "en": "takes {points} points away, which the product cannot; it is left out. Lower the "
        "limits of others, or keep such people out with a list made by hand: {asks}",
        "fi": "vähentää {points} pistettä, mihin tuote ei pysty; se jää pois. Laske muiden rajoja "
        "tai pidä heidät poissa käsin tehdyllä listalla: {asks}",
    },
    "exchange.several": {
        "en": "asks about several fields at once, which a criterion there cannot; it is left out. "
        "Make a shared filter of such people by hand and give it {points} points: {asks}",
        "fi": "kysyy yhtä aikaa useaa kenttää, mihin sikäläinen ehto ei pysty; se jää pois. Tee "
        "heistä jaettu suodatin käsin ja anna sille {points} pistettä: {asks}",
    },
    "exchange.act_column": {
        "en": "counts a field of your own for each act, which the product cannot; it is left out. "
        "Give {points} points by hand, by steps of the field: {asks}",
        "fi": "laskee omaa kenttääsi teko kerrallaan, mihin tuote ei pysty; se jää pois. Anna "
        "{points} pistettä käsin kentän portaiden mukaan: {asks}",
    },
    "exchange.fade_linear": {
        "en": "points that halve every {days} days become a straight fade to nothing "
        "over {instead} "
        "days",
        "fi": "{days} päivän välein puolittuvat pisteet häviävät suoraan {instead} päivässä",
    },
    "exchange.fade_span": {
        "en": "a fade over {days} days becomes one over {instead} days, the nearest there is",
        "fi": "{days} päivässä häviävät pisteet häviävät {instead} päivässä, lähimmässä jonka voi "
        "valita",
    },
    "exchange.fade_whole": {
        "en": "a fade over the whole lookback becomes one over {instead} days",
        "fi": "koko tarkastelujakson aikana häviävät pisteet häviävät {instead} päivässä",
    },
    "exchange.fade_group": {
        "en": "all rules of a group fade alike there, so this one does not; its points count in "
        "full for {instead} days, which gives the same points over time",
        "fi": "ryhmän säännöt haalistuvat siellä samalla tavalla, joten tämä ei haalistu; pisteet "
        "ovat täydet {instead} päivää, mikä antaa ajan mittaan samat pisteet",
    },
    "exchange.window_for_fade": {
        "en": "there is no fading; points count in full for {instead} days, which gives the same "
        "points over time",
        "fi": "haalistumista ei ole; pisteet ovat täydet {instead} päivää, mikä antaa ajan mittaan "
        "samat pisteet",
    },
    "exchange.fade_gone": {
        "en": "there is no fading of single acts; lower the scores of the silent "
        "with an automation "
        "rule made by hand",
        "fi": "yksittäiset teot eivät haalistu; laske hiljaisten pisteitä käsin tehdyllä "
        "automaatiosäännöllä",
    },
    "exchange.window_gone": {
        "en": "there is no time frame of {days} days; acts of any age count",
        "fi": "{days} päivän aikarajaa ei ole; kaikenikäiset teot lasketaan",
    },
    "exchange.window_nearest": {
        "en": "the time frame of {days} days becomes {instead} days, the nearest there is",
        "fi": "{days} päivän aikaraja on {instead} päivää, lähin jonka voi valita",
    },
    "exchange.cap_points": {
        "en": "its cap is below its points, so it gives {instead} points without a cap: the same",
        "fi": "sen katto on pisteitä matalampi, joten se antaa {instead} pistettä ilman kattoa: "
        "sama asia",
    },
    "exchange.cap_idle": {
        "en": "its cap of {cap} points changes nothing and is left out",
        "fi": "sen {cap} pisteen katto ei muuta mitään ja jää pois",
    },
    "exchange.cap_gone": {
        "en": "there is no limit of {cap} points for one rule; every act counts, so look for leads "
        "with a great many acts",
        "fi": "yhden säännön {cap} pisteen kattoa ei ole; joka teko lasketaan, joten "
        "katso liidejä, "
        "joilla on hyvin monta tekoa",
    },
    "exchange.cap_rounded": {
        "en": "its cap of {cap} points becomes {instead}: a whole number of acts, at most ten",
        "fi": "sen {cap} pisteen katto on {instead}: kokonainen määrä tekoja, enintään kymmenen",
    },
    "exchange.once": {
        "en": "the first act reaches its cap, so it gives its points once",
        "fi": "ensimmäinen teko täyttää katon, joten pisteet annetaan kerran",
    },
    "exchange.fewest_gone": {
        "en": "gives points for every act, so that it cannot ask for several first",
        "fi": "antaa pisteitä joka teosta, joten se ei voi ensin vaatia useita",
    },
    "exchange.group_gone": {
        "en": "groups have no cap there: the cap of {cap} points is gone. Keep its "
        "rules' points low",
        "fi": "ryhmillä ei ole siellä kattoa: {cap} pisteen katto häviää. Pidä sen sääntöjen "
        "pisteet pieninä",
    },
    "exchange.group_empty": {
        "en": "its rules are left out, and so is its cap of {cap} points",
        "fi": "sen säännöt jäävät pois, ja samoin sen {cap} pisteen katto",
    },
    "exchange.exclusion": {
        "en": "people are kept out by a suppression list, which has to be made by hand",
        "fi": "ihmiset pidetään poissa estolistalla, joka on tehtävä käsin",
    },
    "exchange.page_group": {
        "en": "the product knows no classes of pages; list the pages of {value} by hand",
        "fi": "tuote ei tunne sivujen luokkia; luettele sivut käsin: {value}",
    },
    "exchange.own_field": {
        "en": "needs a field '{value}' of your own in the product; fill it from your data",
        "fi": "tarvitsee tuotteeseen oman kentän '{value}'; täytä se tiedoistasi",
    },
    "exchange.word": {
        "en": "the product looks for parts of words, so 'intern' is found in 'international'; the "
        "words are looked for as parts",
        "fi": "tuote etsii sanojen osia, joten 'intern' löytyy sanasta 'international'; sanoja "
        "etsitään osina",
    },
    "exchange.points_grade": {
        "en": "{points} points become {instead} of a letter, which is read back as {back} points",
        "fi": "{points} pistettä on {instead} kirjainta, mikä luetaan takaisin {back} pisteenä",
    },
    "exchange.points_rounded": {
        "en": "{points} points become {instead}: whole numbers from 1 to 100 only",
        "fi": "{points} pistettä on {instead}: vain kokonaisluvut 1–100",
    },
    "exchange.points_whole": {
        "en": "{points} points become {instead}: whole numbers only",
        "fi": "{points} pistettä on {instead}: vain kokonaislukuja",
    },
    "exchange.limits_gone": {
        "en": "these limits, or parts of them, have no place there: {value}",
        "fi": "näille rajoille tai niiden osille ei ole siellä paikkaa: {value}",
    },
    "exchange.column": {
        "en": "column '{value}' is not one of the sheet's and was not read",
        "fi": "sarake '{value}' ei kuulu taulukkoon, eikä sitä luettu",
    },
    "exchange.group_endless": {
        "en": "no line gives the group a limit, so its rules stand on the card without a group",
        "fi": "mikään rivi ei anna ryhmälle rajaa, joten sen säännöt ovat kortilla ilman ryhmää",
    },
    "exchange.cap_made": {
        "en": "every act counts there without end; the card needs a cap, so it has "
        "{instead} points",
        "fi": "siellä joka teko lasketaan loputtomiin; kortti tarvitsee katon, joten se on "
        "{instead} pistettä",
    },
}
