"""The grid of fit and behaviour, its limits, and the threshold, in English and Finnish."""

from __future__ import annotations

from leadscore.words.writing import Language

LIMITS: dict[str, dict[Language, str]] = {
    # which cells to call, and where grades and bands begin
    "limits.call": {
        "en": "Who can call {capacity} of the leads should call the cells {cells}, and {share} of "
        "the leads of {cell}.",
        "fi": "Jos soittaa voi {capacity} liideistä, kannattaa soittaa ruudut {cells} ja {share} "
        "ruudun {cell} liideistä.",
    },
    "limits.call_whole": {
        "en": "Who can call {capacity} of the leads should call the cells {cells}.",
        "fi": "Jos soittaa voi {capacity} liideistä, kannattaa soittaa ruudut {cells}.",
    },
    "limits.call_part": {
        "en": "Who can call {capacity} of the leads should call leads of the cell {cell} alone: "
        "{share} of them.",
        "fi": "Jos soittaa voi {capacity} liideistä, kannattaa soittaa vain ruudun {cell} liidejä: "
        "{share} niistä.",
    },
    "limits.fit_points": {
        "en": "Capacity suggests that grades begin at these fit points: {limits}.",
        "fi": "Kapasiteetin mukaan luokat alkavat näistä sopivuuspisteistä: {limits}.",
    },
    "limits.behaviour_points": {
        "en": "Capacity suggests that bands begin at these behaviour points: {limits}.",
        "fi": "Kapasiteetin mukaan tasot alkavat näistä käyttäytymispisteistä: {limits}.",
    },
    "limits.fit_score": {
        "en": "Capacity suggests that grades begin at these fit scores: {limits}.",
        "fi": "Kapasiteetin mukaan luokat alkavat näistä sopivuuden pisteistä (1–100): {limits}.",
    },
    "limits.behaviour_score": {
        "en": "Capacity suggests that bands begin at these behaviour scores: {limits}.",
        "fi": "Kapasiteetin mukaan tasot alkavat näistä käyttäytymisen pisteistä (1–100): "
        "{limits}.",
    },
    # the grid
    "limits.grid_untold": {
        "en": "No two cells have enough leads with a known outcome to be compared.",
        "fi": "Missään kahdessa ruudussa ei ole tarpeeksi liidejä, joiden tulos tunnetaan, jotta "
        "ruutuja voisi verrata.",
    },
    "limits.grid_best": {
        "en": "Leads in {cell} convert most often: {conversion} of {leads} leads; of all together "
        "{overall}.",
        "fi": "Ruudun {cell} liidit onnistuvat useimmin: {conversion}, liidejä {leads}; kaikista "
        "yhteensä {overall}.",
    },
    "limits.grid_steps": {
        "en": "Steps from one cell to the next better one: {better} surely pay, {open} cannot be "
        "told from these leads, {worse} surely go the wrong way, {few} have too few leads.",
        "fi": "Askelia ruudusta seuraavaan parempaan: {better} kannattaa varmasti, {open} on "
        "sellaisia, joista ei voi sanoa, {worse} vie varmasti väärään suuntaan, {few} on liian "
        "vähistä liideistä.",
    },
    "limits.grid_few": {
        "en": "Too few leads to be compared: {cells}.",
        "fi": "Liian vähän liidejä verrattavaksi: {cells}.",
    },
    "limits.grid_order_holds": {
        "en": "Nowhere do the leads contradict the order of the grid.",
        "fi": "Liidit eivät missään kumoa ruudukon järjestystä.",
    },
    "limits.grid_contradicted": {
        "en": "The order of the grid is contradicted: leads in {better} surely convert more often "
        "({high}) than those in {worse} ({low}), which should be better.",
        "fi": "Ruudukon järjestys ei pidä: ruudun {better} liidit onnistuvat varmasti useammin "
        "({high}) kuin ruudun {worse} ({low}), jonka pitäisi olla parempi.",
    },
    "limits.trade_better": {
        "en": "Is {a} really better than {b}? Surely: {of_a} against {of_b}.",
        "fi": "Onko {a} todella parempi kuin {b}? Varmasti: {of_a} vastaan {of_b}.",
    },
    "limits.trade_worse": {
        "en": "Is {a} really better than {b}? Surely not: {of_a} against {of_b}.",
        "fi": "Onko {a} todella parempi kuin {b}? Varmasti ei: {of_a} vastaan {of_b}.",
    },
    "limits.trade_cannot_tell": {
        "en": "Is {a} really better than {b}? One cannot tell: {of_a} against {of_b}.",
        "fi": "Onko {a} todella parempi kuin {b}? Ei voi sanoa: {of_a} vastaan {of_b}.",
    },
    "limits.grid_how": {
        "en": "{pairs} pairs of cells were compared, by an exact test that counts the leads of one "
        "account for less, since they are alike; the chance to tell any pair apart wrongly is at "
        "most {wrongly} (Holm). A cell takes part with leads of {least} accounts. Cells to call "
        "are chosen on these same leads, so that they will do a little worse than they did here.",
        "fi": "Verrattiin {pairs} ruutuparia tarkalla testillä, joka laskee saman yrityksen liidit "
        "vähemmäksi kuin niitä on, koska ne ovat samankaltaisia; todennäköisyys erottaa jokin pari "
        "väärin on enintään {wrongly} (Holm). Ruutu on mukana, kun siinä on {least} yrityksen "
        "liidejä. Soitettavat ruudut valitaan näistä samoista liideistä, joten ne menestyvät "
        "jatkossa hieman huonommin kuin tässä.",
    },
    "limits.column_axis": {"en": "Side", "fi": "Puoli"},
    "limits.column_name": {"en": "Grade or band", "fi": "Luokka tai taso"},
    "limits.column_points": {"en": "From points", "fi": "Pisteistä alkaen"},
    "limits.column_score": {"en": "From score", "fi": "Pisteistä (1–100) alkaen"},
    "limits.column_share": {"en": "Share of leads", "fi": "Osuus liideistä"},
    "limits.axis_fit": {"en": "fit", "fi": "sopivuus"},
    "limits.axis_behaviour": {"en": "behaviour", "fi": "käyttäytyminen"},
    "limits.grid_listing": {
        "en": "All cells, suggested limits, and how they were found",
        "fi": "Kaikki ruudut, ehdotetut rajat ja miten ne löytyivät",
    },
    "limits.grid_of": {"en": "The grid of {name}", "fi": "Ruudukko: {name}"},
    "plot.grid_key": {
        "en": "Same letter: these leads cannot tell the cells apart. Hatched: too few leads to be "
        "compared.\nThick line: called within capacity; dashed: the cell in which it runs out.",
        "fi": "Sama kirjain: näistä liideistä ei voi sanoa, eroavatko ruudut. Vinoviivat: liian "
        "vähän liidejä verrattavaksi.\nPaksu viiva: kapasiteetilla soitettavat; katkoviiva: ruutu, "
        "johon kapasiteetti loppuu.",
    },
    "plot.threshold": {
        "en": "Within capacity, calling from {best} on brings most: {profit}",
        "fi": "Kapasiteetilla tuottaa eniten, kun soitetaan rajasta {best} alkaen: {profit}",
    },
    "plot.threshold_same": {
        "en": "Today's choice brings as much as any threshold within capacity: {profit}",
        "fi": "Nykyinen tapa tuottaa kapasiteetilla yhtä paljon kuin mikään raja: {profit}",
    },
    "plot.threshold_open": {
        "en": "Within capacity, calling from {best} on seems best; one cannot tell it from today's "
        "choice",
        "fi": "Kapasiteetilla parhaalta näyttää raja {best}; siitä ei voi sanoa, onko se nykyistä "
        "tapaa parempi",
    },
    "plot.threshold_worse": {
        "en": "Today's choice brings more than the threshold chosen beforehand, {best}",
        "fi": "Nykyinen tapa tuottaa enemmän kuin etukäteen valittu raja {best}",
    },
    "plot.threshold_no_value": {
        "en": "What each threshold calls and finds",
        "fi": "Mitä kukin raja soittaa ja löytää",
    },
    "plot.threshold_points": {"en": "called from so many points on", "fi": "raja, pistettä"},
    "plot.threshold_score": {"en": "called from this score on", "fi": "raja, pisteet (1–100)"},
    "plot.profit": {"en": "profit, €", "fi": "tuotto, €"},
    "plot.within": {"en": "within capacity", "fi": "kapasiteetilla"},
    "plot.without": {"en": "no end to the calls", "fi": "soittaa voisi rajatta"},
    "plot.today": {"en": "today {limit}", "fi": "nyt {limit}"},
    "plot.suggested": {"en": "best {limit}", "fi": "paras {limit}"},
    "plot.runs_out": {"en": "capacity runs out {limit}", "fi": "kapasiteetti loppuu {limit}"},
    "plot.share_called": {"en": "share of leads called", "fi": "soitettujen osuus"},
    "plot.share_found": {"en": "share of buyers found", "fi": "löydettyjen osuus ostajista"},
    "plot.shares": {"en": "share", "fi": "osuus"},
    "limits.threshold_listing": {
        "en": "Each threshold in figures",
        "fi": "Rajat lukuina",
    },
    "limits.threshold_of": {"en": "The threshold of {name}", "fi": "Raja: {name}"},
    "plot.cell_called": {"en": "{share} called", "fi": "{share} soitetaan"},
    "limits.from": {"en": "{name} from {least}", "fi": "{name}: {least}"},
    "limits.any_other": {"en": "any other", "fi": "mistään muusta"},
    "limits.too_few": {"en": "too few leads", "fi": "liian vähän liidejä"},
    "limits.column_cell": {"en": "Cell", "fi": "Ruutu"},
    "limits.column_leads": {"en": "Leads", "fi": "Liidejä"},
    "limits.column_conversion": {"en": "Conversion (interval)", "fi": "Onnistuneet (väli)"},
    "limits.column_alike": {"en": "Cannot be told from", "fi": "Ei erotu ruuduista"},
    "limits.column_called": {"en": "Called within capacity", "fi": "Soitetaan kapasiteetilla"},
    # the threshold
    "threshold.now": {
        "en": "Calling {now} brings {profit} in {rounds} calling rounds, when sales calls at most "
        "{capacity} of the leads in each.",
        "fi": "Kun soitetaan {now}, {rounds} soittokierrosta tuottaa {profit}, jos myynti soittaa "
        "kullakin enintään {capacity} liideistä.",
    },
    "threshold.now_once": {
        "en": "Calling {now} brings {profit}, when sales calls at most {capacity} of the leads.",
        "fi": "Kun soitetaan {now}, tuotto on {profit}, jos myynti soittaa enintään {capacity} "
        "liideistä.",
    },
    "threshold.now_points": {
        "en": "from {limit} points on, as the card says today,",
        "fi": "vähintään {limit} pisteen liidit, kuten kortti nyt sanoo",
    },
    "threshold.now_cells": {
        "en": "the leads that the card qualifies today",
        "fi": "liidit, jotka kortti nyt hyväksyy",
    },
    "threshold.now_capacity": {
        "en": "the best {share} of the leads, without any threshold,",
        "fi": "parhaat {share} liideistä ilman rajaa",
    },
    "threshold.best_points": {
        "en": "Best would be to call from {best} points on ({low} to {high}).",
        "fi": "Parasta olisi soittaa {best} pisteestä alkaen ({low}–{high}).",
    },
    "threshold.best_score": {
        "en": "Best would be to call from a score of {best} on ({low} to {high}).",
        "fi": "Parasta olisi soittaa pisteluvusta {best} alkaen ({low}–{high}).",
    },
    "threshold.best_points_alone": {
        "en": "Best would be to call from {best} points on.",
        "fi": "Parasta olisi soittaa {best} pisteestä alkaen.",
    },
    "threshold.best_score_alone": {
        "en": "Best would be to call from a score of {best} on.",
        "fi": "Parasta olisi soittaa pisteluvusta {best} alkaen.",
    },
    "threshold.no_interval": {
        "en": "No interval can be given: fewer than two accounts bought, or fewer than two did "
        "not.",
        "fi": "Väliä ei voi antaa: alle kaksi yritystä osti, tai korkeintaan yksi jätti ostamatta.",
    },
    "threshold.open_points": {
        "en": "Were there no end to the calls, it would be best to call from {best} points on: "
        "{profit}.",
        "fi": "Jos soittaa voisi rajatta, parasta olisi soittaa {best} pisteestä alkaen: {profit}.",
    },
    "threshold.open_score": {
        "en": "Were there no end to the calls, it would be best to call from a score of {best} on: "
        "{profit}.",
        "fi": "Jos soittaa voisi rajatta, parasta olisi soittaa pisteluvusta {best} alkaen: "
        "{profit}.",
    },
    "threshold.open_all": {
        "en": "Were there no end to the calls, every lead would be worth one: {profit}.",
        "fi": "Jos soittaa voisi rajatta, jokainen liidi olisi soiton arvoinen: {profit}.",
    },
    "threshold.bottom_points": {
        "en": "No threshold does better than to call the best that can be called: calls run out, "
        "at about {cut} points, before the leads do that are worth one.",
        "fi": "Mikään raja ei ole parempi kuin soittaa parhaat, jotka ehditään: soitot loppuvat, "
        "noin {cut} pisteen kohdalla, ennen kuin soiton arvoiset liidit.",
    },
    "threshold.bottom_score": {
        "en": "No threshold does better than to call the best that can be called: calls run out, "
        "at a score of about {cut}, before the leads do that are worth one.",
        "fi": "Mikään raja ei ole parempi kuin soittaa parhaat, jotka ehditään: soitot loppuvat, "
        "noin pisteluvun {cut} kohdalla, ennen kuin soiton arvoiset liidit.",
    },
    "threshold.same": {
        "en": "No threshold calls better leads within capacity: the best calls just the same.",
        "fi": "Mikään raja ei soita parempia liidejä tällä kapasiteetilla: paras soittaa samat.",
    },
    "threshold.better": {
        "en": "Beside that, today's choice surely costs {difference}.",
        "fi": "Siihen verrattuna nykyinen tapa maksaa varmasti {difference}.",
    },
    "threshold.worse": {
        "en": "On the leads it was judged on, though, today's choice surely brings more: "
        "{difference}.",
        "fi": "Liideillä, joilla se arvioitiin, nykyinen tapa tuottaa kuitenkin varmasti enemmän: "
        "{difference}.",
    },
    "threshold.cannot_tell": {
        "en": "One cannot tell whether that brings more than today: {difference}.",
        "fi": "Ei voi sanoa, tuottaako se enemmän kuin nykyinen tapa: {difference}.",
    },
    "threshold.never": {
        "en": "Nowhere do the calls earn what they cost.",
        "fi": "Millään rajalla soitot eivät tuota sitä, minkä ne maksavat.",
    },
    "threshold.no_cost": {
        "en": "A call costs nothing here (sales.call_cost_eur is 0), so that every further buyer "
        "pays: set what a call costs.",
        "fi": "Soitto ei tässä maksa mitään (sales.call_cost_eur on 0), joten jokainen uusi ostaja "
        "kannattaa: anna soiton hinta.",
    },
    "threshold.no_value": {
        "en": "No deal is worth anything here (sales.deal_value_eur is 0 and the data hold no "
        "amounts), so that no threshold can be best: set what a deal brings.",
        "fi": "Mikään kauppa ei ole tässä minkään arvoinen (sales.deal_value_eur on 0, eikä "
        "aineistossa ole summia), joten mikään raja ei voi olla paras: anna kaupan arvo.",
    },
    "threshold.on_earlier": {
        "en": "The threshold was chosen on earlier leads and judged on {leads} later ones with "
        "{buyers} buyers; intervals at {confidence}, accounts drawn again and again.",
        "fi": "Raja valittiin aiemmista liideistä ja arvioitiin myöhemmillä: {leads} liidiä, "
        "{buyers} ostajaa; välit {confidence}, yrityksiä arpoen yhä uudelleen.",
    },
    "threshold.on_others": {
        "en": "The threshold was chosen on other leads than the {leads}, with {buyers} buyers, "
        "that it was judged on; intervals at {confidence}, accounts drawn again and again.",
        "fi": "Raja valittiin muista liideistä kuin niistä {leads} liidistä ja {buyers} ostajasta, "
        "joilla se arvioitiin; välit {confidence}, yrityksiä arpoen yhä uudelleen.",
    },
    "threshold.on_accounts": {
        "en": "The threshold was judged on {leads} leads with {buyers} buyers, on each fifth of "
        "the accounts as it was chosen on the others; intervals at {confidence}, accounts drawn "
        "again and again.",
        "fi": "Raja arvioitiin {leads} liidillä ja {buyers} ostajalla, kukin viidennes yrityksistä "
        "muilla valitulla rajalla; välit {confidence}, yrityksiä arpoen yhä uudelleen.",
    },
    "limits.column_calls": {"en": "Calls a round", "fi": "Soittoja kierroksella"},
    "limits.column_reach": {"en": "Leads reached", "fi": "Liidejä"},
    "limits.column_buyers": {"en": "Buyers found", "fi": "Ostajia"},
    "limits.column_rate": {"en": "Of them buy", "fi": "Heistä ostaa"},
    "limits.column_profit": {"en": "Profit (interval)", "fi": "Tuotto (väli)"},
    "limits.column_capped": {
        "en": "Profit within capacity (interval)",
        "fi": "Tuotto kapasiteetilla (väli)",
    },
}
