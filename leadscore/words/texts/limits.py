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
    "plot.cell_called": {"en": "{share} called", "fi": "{share} soitetaan"},
    "limits.from": {"en": "{name} from {least}", "fi": "{name}: {least}"},
    "limits.too_few": {"en": "too few leads", "fi": "liian vähän liidejä"},
    "limits.column_cell": {"en": "Cell", "fi": "Ruutu"},
    "limits.column_leads": {"en": "Leads", "fi": "Liidejä"},
    "limits.column_conversion": {"en": "Conversion (interval)", "fi": "Onnistuneet (väli)"},
    "limits.column_alike": {"en": "Cannot be told from", "fi": "Ei erotu ruuduista"},
    "limits.column_called": {"en": "Called within capacity", "fi": "Soitetaan kapasiteetilla"},
}
