"""What stands in the pictures, in English and Finnish."""

from __future__ import annotations

from leadscore.words.writing import Language

PLOTS: dict[str, dict[Language, str]] = {
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
        "promised; the largest such gap is that of {segment}",
        "fi": "{told}/{count} ryhmästä voi sanoa, että se onnistuu toisin kuin luvattiin; suurin "
        "ero on ryhmässä {segment}",
    },
    "plot.residuals_none": {
        "en": "Of none of the {count} segments can one tell that they convert otherwise than "
        "promised",
        "fi": "Mistään {count} ryhmästä ei voi sanoa, että se onnistuisi toisin kuin luvattiin",
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
        "en": "{first} moves the chance most: on average the odds change by a factor of {factor}",
        "fi": "{first} siirtää todennäköisyyttä eniten: keskimäärin vedot muuttuvat kertoimella "
        "{factor}",
    },
    "plot.importance_none": {
        "en": "No feature moves the chance of any lead",
        "fi": "Mikään piirre ei siirrä yhdenkään liidin todennäköisyyttä",
    },
    "plot.more_raises": {"en": "more raises the chance", "fi": "enemmän nostaa"},
    "plot.more_lowers": {"en": "more lowers it", "fi": "enemmän laskee"},
    "plot.more_mixed": {"en": "now this, now that; or a category", "fi": "vaihtelee, tai luokka"},
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
}
