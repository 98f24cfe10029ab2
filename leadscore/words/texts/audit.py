"""Whether each rule of the points card finds buyers, in English and Finnish."""

from __future__ import annotations

from leadscore.words.writing import Language

AUDIT: dict[str, dict[Language, str]] = {
    # verdicts, at a glance
    "audit.verdict.earns": {"en": "earns its points", "fi": "ansaitsee pisteensä"},
    "audit.verdict.overrated": {"en": "too many points", "fi": "liikaa pisteitä"},
    "audit.verdict.underrated": {"en": "too few points", "fi": "liian vähän pisteitä"},
    "audit.verdict.backwards": {"en": "works backwards", "fi": "toimii väärin päin"},
    "audit.verdict.no_evidence": {"en": "cannot be told", "fi": "ei voi sanoa"},
    "audit.verdict.few": {"en": "too rare to tell", "fi": "liian harvinainen"},
    "audit.verdict.alone": {
        "en": "tells by itself, points uncertain",
        "fi": "kertoo jotain, pisteet epävarmat",
    },
    "audit.verdict.no_sign": {"en": "no sign that it helps", "fi": "ei merkkiä hyödystä"},
    "audit.bought": {"en": "{of_its} (others {of_others})", "fi": "{of_its} (muista {of_others})"},
    "audit.verdict.never": {"en": "never fires", "fi": "ei osu koskaan"},
    "audit.verdict.earns_out": {"en": "rightly leaves out", "fi": "jättää pois syystä"},
    "audit.more": {"en": "{count} more", "fi": "{count} muuta"},
    # the card as a whole
    "audit.headline": {
        "en": "The card's {count} rules and exclusions on {snapshots} later snapshots with "
        "{conversions} conversions, each beside all the others.",
        "fi": "Kortin {count} sääntöä ja poissulkua {snapshots} myöhemmässä tilanteessa, joista "
        "{conversions} onnistui, kukin kaikkien muiden rinnalla.",
    },
    "audit.some.earns": {"en": "Points earned: {names}.", "fi": "Pisteensä ansaitsee: {names}."},
    "audit.some.overrated": {
        "en": "More points than earned: {names}.",
        "fi": "Enemmän pisteitä kuin ansaitsee: {names}.",
    },
    "audit.some.underrated": {
        "en": "Fewer points than earned: {names}.",
        "fi": "Vähemmän pisteitä kuin ansaitsee: {names}.",
    },
    "audit.some.backwards": {
        "en": "The wrong way round: {names}.",
        "fi": "Väärin päin: {names}.",
    },
    "audit.some.no_evidence": {
        "en": "Of these the leads cannot tell: {names}.",
        "fi": "Näistä ei liideistä voi sanoa: {names}.",
    },
    "audit.many.no_evidence": {
        "en": "Of {count} of them the leads cannot tell.",
        "fi": "Niistä {count}:sta ei liideistä voi sanoa.",
    },
    "audit.some.never": {"en": "Never fires: {names}.", "fi": "Ei osu koskaan: {names}."},
    "audit.one_class": {
        "en": "All {snapshots} later snapshots ended alike, so of no rule can it be told whether "
        "it finds buyers.",
        "fi": "Kaikki {snapshots} myöhempää tilannetta päättyivät samoin, joten yhdestäkään "
        "säännöstä ei voi sanoa, löytääkö se ostajia.",
    },
    "audit.worth": {
        "en": "One point of this card is worth {odds} of the odds to buy ({low} to {high}): that "
        "is what the rule in the middle of {rules} pays. What the others earn is told in such "
        "points.",
        "fi": "Kortin yksi piste muuttaa ostamisen vedonlyöntisuhdetta {odds} ({low} – {high}): "
        "niin paljon maksaa {rules} säännöstä keskimmäinen. Muiden ansaitsemat pisteet "
        "lasketaan sillä hinnalla.",
    },
    "audit.worth_nothing": {
        "en": "What a point of this card is worth cannot be told from these leads, so it is told "
        "only which rules find buyers, not how many points they earn.",
        "fi": "Näistä liideistä ei voi sanoa, minkä arvoinen kortin piste on. Siksi kerrotaan "
        "vain, mitkä säännöt löytävät ostajia, ei montako pistettä ne ansaitsevat.",
    },
    # did this rule matter?
    "audit.answer.earns_up": {
        "en": "Yes: of two leads alike in all other rules, the one with “{rule}” buys more often.",
        "fi": "Kyllä: kahdesta muuten samanlaisesta liidistä ostaa useammin se, jolla on ”{rule}”.",
    },
    "audit.answer.points": {
        "en": "It gives {set} points and earns {earned} ({low} to {high}).",
        "fi": "Se antaa {set} pistettä ja ansaitsee {earned} ({low} – {high}).",
    },
    "audit.answer.earns_down": {
        "en": "Yes: of two leads alike in all other rules, the one with “{rule}” buys less often, "
        "as its minus points say.",
        "fi": "Kyllä: kahdesta muuten samanlaisesta liidistä ostaa harvemmin se, jolla on "
        "”{rule}”, kuten miinuspisteet sanovat.",
    },
    "audit.answer.earns_out": {
        "en": "Yes: leads of “{rule}” buy less often than others with the same other rules.",
        "fi": "Kyllä: liidit, joilla on ”{rule}”, ostavat harvemmin kuin muuten samanlaiset.",
    },
    "audit.answer.overrated": {
        "en": "Less than its points say: “{rule}” gives {set} points and earns {earned} ({low} to "
        "{high}) once the other rules are counted.",
        "fi": "Vähemmän kuin pisteet sanovat: ”{rule}” antaa {set} pistettä ja ansaitsee {earned} "
        "({low} – {high}), kun muut säännöt on otettu huomioon.",
    },
    "audit.answer.overrated_nothing": {
        "en": "Hardly, if at all: “{rule}” gives {set} points and earns {earned} ({low} to {high}) "
        "once the other rules are counted; that may be nothing.",
        "fi": "Tuskin lainkaan: ”{rule}” antaa {set} pistettä ja ansaitsee {earned} "
        "({low} – {high}), kun muut säännöt on otettu huomioon; se voi olla ei mitään.",
    },
    "audit.answer.underrated": {
        "en": "More than its points say: “{rule}” gives {set} points and earns {earned} ({low} to "
        "{high}), the other rules counted.",
        "fi": "Enemmän kuin pisteet sanovat: ”{rule}” antaa {set} pistettä ja ansaitsee {earned} "
        "({low} – {high}), kun muut säännöt on otettu huomioon.",
    },
    "audit.answer.backwards_up": {
        "en": "The wrong way round: “{rule}” gives {set} points, yet of two leads alike in all "
        "other rules the one with it buys less often.",
        "fi": "Väärin päin: ”{rule}” antaa {set} pistettä, mutta kahdesta muuten samanlaisesta "
        "liidistä ostaa harvemmin se, jolla se on.",
    },
    "audit.answer.backwards_down": {
        "en": "The wrong way round: “{rule}” gives {set} points, yet of two leads alike in all "
        "other rules the one with it buys more often.",
        "fi": "Väärin päin: ”{rule}” antaa {set} pistettä, mutta kahdesta muuten samanlaisesta "
        "liidistä ostaa useammin se, jolla se on.",
    },
    "audit.answer.backwards_out": {
        "en": "The wrong way round: “{rule}” leaves leads out that buy more often than others "
        "with the same other rules.",
        "fi": "Väärin päin: ”{rule}” jättää pois liidejä, jotka ostavat useammin kuin muuten "
        "samanlaiset.",
    },
    "audit.answer.no_evidence": {
        "en": "Cannot be told: “{rule}” gives {set} points, and these leads allow anything from "
        "{low} to {high}.",
        "fi": "Ei voi sanoa: ”{rule}” antaa {set} pistettä, ja näiden liidien mukaan se voi "
        "ansaita mitä tahansa väliltä {low} – {high}.",
    },
    "audit.answer.no_evidence_at_all": {
        "en": "Cannot be told: leads with “{rule}” may buy more often than others alike, or less "
        "often.",
        "fi": "Ei voi sanoa: liidit, joilla on ”{rule}”, voivat ostaa useammin tai harvemmin kuin "
        "muuten samanlaiset.",
    },
    "audit.answer.alone": {
        "en": "By itself its leads convert {lift} times as often as the others ({low} to {high}), "
        "but other rules fire on the same leads.",
        "fi": "Yksinään katsottuna sen liidit ostavat {lift} kertaa niin usein kuin muut "
        "({low} – {high}), mutta samoihin liideihin osuu muitakin sääntöjä.",
    },
    "audit.answer.few": {
        "en": "Cannot be told: too few buyers among the leads that “{rule}” parts from the "
        "others (it fires on {fires}).",
        "fi": "Ei voi sanoa: ostajia on liian vähän niissä liideissä, jotka ”{rule}” erottaa "
        "muista (osuu: {fires}).",
    },
    "audit.answer.always": {
        "en": "Cannot be told: “{rule}” gives every lead the same, so it parts none from another.",
        "fi": "Ei voi sanoa: ”{rule}” antaa jokaiselle liidille saman, joten se ei erota ketään.",
    },
    "audit.answer.shares": {
        "en": "Cannot be told apart: whatever “{rule}” tells, {others} tell too, on every lead.",
        "fi": "Ei voi erottaa: sen, minkä ”{rule}” kertoo, kertoo jokaisesta liidistä myös "
        "{others}.",
    },
    "audit.answer.one_class": {
        "en": "Cannot be told: all later leads ended alike.",
        "fi": "Ei voi sanoa: kaikki myöhemmät liidit päättyivät samoin.",
    },
    "audit.answer.never": {
        "en": "It had no chance to: “{rule}” fires on none of these leads.",
        "fi": "Se ei päässyt vaikuttamaan: ”{rule}” ei osu yhteenkään näistä liideistä.",
    },
    # what to do
    "audit.do.keep": {"en": "keep it", "fi": "pidä"},
    "audit.do.other": {
        "en": "give {low} to {high} points instead of {set} (best guess {best})",
        "fi": "anna {low} – {high} pistettä, ei {set} (paras arvio {best})",
    },
    "audit.do.nothing": {
        "en": "take it out, or cut its {set} points to {end}",
        "fi": "poista, tai pienennä {set} pistettä: {end}",
    },
    "audit.do.out": {"en": "take it out", "fi": "poista"},
    "audit.do.wait": {
        "en": "leave it until more is known",
        "fi": "jätä, kunnes tiedetään enemmän",
    },
    "audit.do.merge": {
        "en": "keep one of {rule} and {others}",
        "fi": "pidä vain yksi näistä: {rule}, {others}",
    },
    "audit.do.check": {
        "en": "look at its condition, or take it out",
        "fi": "tarkista ehto tai poista",
    },
    # the table and the picture
    "audit.column.rule": {"en": "Rule", "fi": "Sääntö"},
    "audit.column.fires": {"en": "Fires on", "fi": "Osuu"},
    "audit.column.buy": {"en": "Of its leads buy", "fi": "Sen liideistä ostaa"},
    "audit.column.given": {
        "en": "Points given on average",
        "fi": "Pisteitä keskimäärin",
    },
    "audit.column.set": {"en": "Points set", "fi": "Pisteet nyt"},
    "audit.column.earned": {"en": "Points earned", "fi": "Ansaitut pisteet"},
    "audit.column.verdict": {"en": "Verdict", "fi": "Arvio"},
    "audit.column.do": {"en": "What to do", "fi": "Mitä tehdä"},
    "audit.column.answer": {"en": "Did it matter?", "fi": "Oliko sillä väliä?"},
    "audit.with_interval": {"en": "{earned} ({low} to {high})", "fi": "{earned} ({low} – {high})"},
    "audit.details": {
        "en": "Each rule by itself: how its leads convert beside the others",
        "fi": "Jokainen sääntö yksinään: miten sen liidit ostavat muihin verrattuna",
    },
    "audit.answers": {
        "en": "Did my rule matter? An answer for each",
        "fi": "Oliko säännölläni väliä? Vastaus jokaisesta",
    },
    "audit.reading": {
        "en": "Points earned are what a rule adds when all other rules are held equal; in "
        "brackets the interval, corrected for looking at {count} rules at once. Where sales has "
        "called by this card, its points have also brought the calls that bring the sales.",
        "fi": "Ansaitut pisteet ovat se, mitä sääntö lisää, kun kaikki muut säännöt ovat samat; "
        "suluissa väli, jossa on otettu huomioon, että {count} sääntöä katsotaan yhtä aikaa. Jos "
        "myynti on soittanut kortin mukaan, pisteet ovat tuoneet myös soitot, jotka tuovat kaupat.",
    },
    "audit.picture": {
        "en": "{told} of {count} rules earn the points they give, {off} do not; of {open} these "
        "leads cannot tell",
        "fi": "{count} säännöstä {told} ansaitsee pisteensä, {off} ei; {open} säännöstä ei näistä "
        "liideistä voi sanoa",
    },
    "audit.picture_key": {
        "en": "Points set stand as a black line, points earned as a mark with their interval.",
        "fi": "Musta viiva on pisteet nyt, merkki ansaitut pisteet väleineen.",
    },
    "audit.picture_most": {
        "en": "The {shown} rules that ask for most are drawn; the table has all {count}.",
        "fi": "Kuvassa on {shown} sääntöä, jotka kaipaavat eniten huomiota; taulukossa on kaikki "
        "{count}.",
    },
    "audit.axis": {
        "en": "points each time the rule gives its points",
        "fi": "pisteitä joka kerta, kun sääntö antaa pisteensä",
    },
    "audit.axis_effect": {
        "en": "log-odds each time the rule gives its points",
        "fi": "log-odds joka kerta, kun sääntö antaa pisteensä",
    },
    "audit.set": {"en": "points set", "fi": "pisteet nyt"},
}
