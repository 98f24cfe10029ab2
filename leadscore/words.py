"""The texts that users read, in English and Finnish.

Each text stands once, under a key, in both languages; numbers, sums of money and dates
are written as the language writes them. What a feature is called and how its value is
told stands in the feature catalogue. Texts are plain: whoever puts them on a page or
into a file escapes them there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from string import Formatter
from typing import Literal

from leadscore.errors import UsageError

Language = Literal["en", "fi"]

LANGUAGES: tuple[Language, ...] = ("en", "fi")

#: Keeps a number and its unit on one line.
_NBSP = "\u00a0"
_MINUS = "\u2212"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

#: What Finnish says of one where it counts in the partitive.
_ONE_FI = {"kertaa": "kerran", "päivää": "1 päivä"}

TEXTS: dict[str, dict[Language, str]] = {
    # contenders
    "contender.card": {"en": "the points card", "fi": "pistekortti"},
    "contender.scientist": {"en": "the scientist's model", "fi": "analyytikon malli"},
    "contender.auto": {"en": "the auto model", "fi": "automaattimalli"},
    # stages, as "chance of ..."
    "target.won": {"en": "becoming a customer", "fi": "tulla asiakkaaksi"},
    "target.other": {"en": "reaching the stage {stage}", "fi": "päästä vaiheeseen {stage}"},
    # chances
    "chance.about": {"en": "about {share} in {of}", "fi": "noin {share}/{of}"},
    "chance.below": {"en": "less than {share} in {of}", "fi": "alle {share}/{of}"},
    "chance.above": {"en": "more than {share} in {of}", "fi": "yli {share}/{of}"},
    # reasons
    "reasons.none": {
        "en": "nothing stands out",
        "fi": "mikään ei erotu",
    },
    "reasons.value_none": {"en": "none", "fi": "ei mitään"},
    # one lead explained
    "explain.base": {
        "en": "where every lead starts",
        "fi": "mistä jokainen liidi lähtee",
    },
    "explain.rest": {
        "en": "too small to tell: {count}",
        "fi": "liian pieniä kerrottaviksi: {count}",
    },
    "explain.chance": {
        "en": "The chance of {target} within {days} days is {percent} ({chance}); "
        "the score is {score} of 100, the cell {cell}.",
        "fi": "Todennäköisyys {target} {days} päivän kuluessa on {percent} ({chance}); "
        "pisteet ovat {score}/100, ruutu {cell}.",
    },
    "explain.chance_open": {
        "en": "The chance of success is {percent} ({chance}); "
        "the score is {score} of 100, the cell {cell}.",
        "fi": "Onnistumisen todennäköisyys on {percent} ({chance}); "
        "pisteet ovat {score}/100, ruutu {cell}.",
    },
    "explain.up": {"en": "In favour: {reasons}.", "fi": "Puolesta: {reasons}."},
    "explain.down": {"en": "Against: {reasons}.", "fi": "Vastaan: {reasons}."},
    "explain.nothing": {
        "en": "Nothing about this lead stands out.",
        "fi": "Mikään tässä liidissä ei erotu.",
    },
    "explain.part": {"en": "Signal", "fi": "Signaali"},
    "explain.words": {"en": "In words", "fi": "Sanoin"},
    "explain.log_odds": {"en": "Log-odds", "fi": "Logaritminen veto"},
    "explain.running_total": {"en": "Running total", "fi": "Kertymä"},
    "explain.probability": {"en": "Chance so far", "fi": "Todennäköisyys tähän asti"},
    # which version is in use
    "champion.first_card": {
        "en": "No version was in use yet. The points card is what the team works with today, "
        "and no model was shown to find more buyers: the points card is put into use.",
        "fi": "Mikään versio ei ollut vielä käytössä. Tiimi työskentelee tänään pistekortilla, "
        "eikä minkään mallin osoitettu löytävän enemmän ostajia: pistekortti otetaan käyttöön.",
    },
    "champion.first_better": {
        "en": "No version was in use yet. On later leads {name} found more buyers than the "
        "points card ({difference}, interval {low} to {high}): it is put into use.",
        "fi": "Mikään versio ei ollut vielä käytössä. Myöhemmillä liideillä {name} löysi "
        "enemmän ostajia kuin pistekortti (ero {difference}, väli {low}–{high}): "
        "se otetaan käyttöön.",
    },
    "champion.first_only": {
        "en": "No version was in use yet and there is no points card to compare with: "
        "{name} is put into use, because it did best on later leads. Whether it is truly "
        "the best was not asked.",
        "fi": "Mikään versio ei ollut vielä käytössä, eikä pistekorttia ole vertailtavaksi: "
        "{name} otetaan käyttöön, koska se menestyi parhaiten myöhemmillä liideillä. "
        "Sitä, onko se varmasti paras, ei kysytty.",
    },
    "champion.better": {
        "en": "On later leads {name} found more buyers than {champion} "
        "({difference}, interval {low} to {high}): {name} replaces it.",
        "fi": "Myöhemmillä liideillä {name} löysi enemmän ostajia kuin {champion} "
        "(ero {difference}, väli {low}–{high}): {name} korvaa sen.",
    },
    "champion.cannot_tell": {
        "en": "{champion_start} stays in use: on these later leads one cannot tell whether any "
        "challenger is better.",
        "fi": "{champion_start} pysyy käytössä: näistä myöhemmistä liideistä ei voi sanoa, "
        "onko mikään haastaja parempi.",
    },
    "champion.worse": {
        "en": "{champion_start} stays in use: on later leads every challenger found fewer buyers.",
        "fi": "{champion_start} pysyy käytössä: myöhemmillä liideillä jokainen haastaja löysi "
        "vähemmän ostajia.",
    },
    "champion.unchallenged": {
        "en": "{champion_start} stays in use: it was compared with no challenger.",
        "fi": "{champion_start} pysyy käytössä: sitä ei verrattu yhteenkään haastajaan.",
    },
    "champion.not_compared": {
        "en": "{champion_start} stays in use: it was not part of the comparison, so nothing "
        "can be said against it.",
        "fi": "{champion_start} pysyy käytössä: se ei ollut mukana vertailussa, joten mitään ei "
        "voi sanoa sitä vastaan.",
    },
    # files
    "export.defused": {
        "en": "{count} texts began like a formula and carry an apostrophe in the CSV file; "
        "the Parquet file holds them unchanged.",
        "fi": "{count} tekstiä alkoi kuin kaava, ja niiden edessä on CSV-tiedostossa "
        "heittomerkki; Parquet-tiedostossa ne ovat muuttumattomina.",
    },
    # the outer split
    "split.time": {
        "en": "Learned from {train_rows} snapshots at {train_cutoffs} cutoffs from {train_first} "
        "to {train_last} ({train_wins} converted), judged on {test_rows} later ones at "
        "{test_cutoffs} cutoffs from {test_first} to {test_last} ({test_wins} converted), with at "
        "least {gap_days} days between. {unused} snapshots are in neither: they lie in the gap "
        "or are too young to judge.",
        "fi": "Opittu {train_rows} tilannekuvasta ({train_cutoffs} katkaisuhetkeä, "
        "{train_first}–{train_last}, {train_wins} onnistui), arvioitu {test_rows} "
        "myöhemmällä ({test_cutoffs} katkaisuhetkeä, {test_first}–{test_last}, {test_wins} "
        "onnistui); välissä on vähintään {gap_days} päivää. {unused} tilannekuvaa ei ole "
        "kummassakaan: ne osuvat väliin tai ovat liian nuoria arvioitaviksi.",
    },
    "split.shrunk": {
        "en": "History allows {kept} test cutoffs instead of the wanted {wanted}.",
        "fi": "Historia riittää {kept} testihetkeen halutun {wanted} sijasta.",
    },
    "split.order": {
        "en": "Learned from the older {train_rows} rows ({train_wins} converted), judged on the "
        "newest {test_rows} ({test_wins} converted), by the order of the rows; {unused} rows have "
        "no known outcome. The export has no history, so no time can be kept between the two.",
        "fi": "Opittu vanhemmista {train_rows} rivistä ({train_wins} onnistui), arvioitu "
        "uusimmilla {test_rows} rivillä ({test_wins} onnistui) rivien järjestyksessä; {unused} "
        "rivin tulosta ei tunneta. Aineistossa ei ole historiaa, joten osien väliin ei voi "
        "jättää aikaa.",
    },
    "split.random": {
        "en": "Learned from {train_rows} rows ({train_wins} converted), judged on {test_rows} "
        "others drawn at random ({test_wins} converted), equal groups kept together; {unused} "
        "rows have no known outcome. The export has neither history nor order, so how the scores "
        "hold on later leads cannot be known from it.",
        "fi": "Opittu {train_rows} rivistä ({train_wins} onnistui), arvioitu {test_rows} "
        "satunnaisesti poimitulla ({test_wins} onnistui), samaan ryhmään kuuluvat yhdessä; "
        "{unused} rivin tulosta ei tunneta. Aineistossa ei ole historiaa eikä järjestystä, joten "
        "siitä ei voi tietää, miten pisteet toimivat myöhemmillä liideillä.",
    },
    # the comparison
    "compare.who": {"en": "contender", "fi": "kilpailija"},
    "compare.with_interval": {"en": "{value} ({low} to {high})", "fi": "{value} ({low}–{high})"},
    "compare.best": {
        "en": "{name} is best.",
        "fi": "{name} on paras.",
    },
    "compare.cannot_tell": {
        "en": "These data cannot tell which one is best.",
        "fi": "Tästä aineistosta ei voi sanoa, mikä on paras.",
    },
    "compare.alone": {
        "en": "There is one contender, so nothing is compared.",
        "fi": "Kilpailijoita on yksi, joten mitään ei vertailla.",
    },
    "compare.found": {
        "en": "Calling the best {capacity} at each cutoff finds, of {buyers} buyers, {found}; "
        "drawing lots would find {lot}.",
        "fi": "Kun kullakin hetkellä soitetaan parhaat {capacity}, löytyy {buyers} ostajasta "
        "{found}; arpomalla löytyisi {lot}.",
    },
    "compare.found_one": {"en": "{count} with {name}", "fi": "{count} ({name})"},
    "compare.pair_told": {
        "en": "{a} finds {difference} more than {b} (interval {low} to {high}).",
        "fi": "{a} löytää {difference} enemmän kuin {b} (väli {low} … {high}).",
    },
    "compare.pair_open": {
        "en": "Between {a} and {b} one cannot tell: they are {difference} buyers apart, and the "
        "interval {low} to {high} holds zero.",
        "fi": "Paremmuutta ei voi sanoa, kun vertaillaan: {a} ja {b}. Ero on {difference} "
        "ostajaa, ja väli {low} … {high} sisältää nollan.",
    },
    "compare.needed": {
        "en": "If the difference stays so, about {count} buyers would tell.",
        "fi": "Jos ero pysyy tällaisena, noin {count} ostajaa riittäisi.",
    },
    "compare.cohort": {
        "en": "Judged on {rows} snapshots of {leads} leads at {cutoffs} cutoffs from {first} to "
        "{last}; {buyers} of the leads bought within {days} days of a cutoff.",
        "fi": "Arvioitu {rows} tilannekuvalla {leads} liidistä, {cutoffs} katkaisuhetkeä "
        "{first}–{last}; liideistä {buyers} osti {days} päivän kuluessa katkaisuhetkestä.",
    },
    "compare.flat": {
        "en": "Judged on {leads} leads, of whom {buyers} bought.",
        "fi": "Arvioitu {leads} liidillä, joista {buyers} osti.",
    },
    "compare.how_accounts": {
        "en": "The intervals hold at {confidence} for all pairs together: {groups} accounts "
        "drawn again and again, adjusted by Holm's procedure.",
        "fi": "Välit pätevät {confidence} varmuudella kaikille pareille yhdessä: {groups} "
        "yritystä poimittu yhä uudelleen, korjaus Holmin menetelmällä.",
    },
    "compare.how_leads": {
        "en": "The intervals hold at {confidence} for all pairs together: {groups} leads drawn "
        "again and again, adjusted by Holm's procedure.",
        "fi": "Välit pätevät {confidence} varmuudella kaikille pareille yhdessä: {groups} liidiä "
        "poimittu yhä uudelleen, korjaus Holmin menetelmällä.",
    },
    # measures
    "measure.buyers_at_capacity": {"en": "buyers found", "fi": "löydetyt ostajat"},
    "measure.buyer_share_at_capacity": {
        "en": "share of buyers found",
        "fi": "löydettyjen ostajien osuus",
    },
    "measure.expected_profit_eur": {"en": "expected profit", "fi": "odotettu tuotto"},
    "measure.roc_auc": {"en": "ROC AUC", "fi": "ROC AUC"},
    "measure.average_precision": {"en": "average precision", "fi": "keskimääräinen tarkkuus"},
    "measure.log_loss": {"en": "log loss", "fi": "logaritminen tappio"},
    "measure.brier": {"en": "Brier score", "fi": "Brierin pistemäärä"},
    "measure.calibration_error": {"en": "calibration error", "fi": "kalibrointivirhe"},
    "measure.calibration_ratio": {"en": "promised / observed", "fi": "luvattu / toteutunut"},
    "measure.lift_at_capacity": {"en": "lift at capacity", "fi": "noste kapasiteetissa"},
    "measure.lift_at_5": {"en": "lift at 5%", "fi": "noste, 5 %"},
    "measure.lift_at_10": {"en": "lift at 10%", "fi": "noste, 10 %"},
    "measure.lift_at_20": {"en": "lift at 20%", "fi": "noste, 20 %"},
    "measure.capture_at_capacity": {"en": "capture at capacity", "fi": "osuus kapasiteetissa"},
    "measure.capture_at_5": {"en": "capture at 5%", "fi": "osuus, 5 %"},
    "measure.capture_at_10": {"en": "capture at 10%", "fi": "osuus, 10 %"},
    "measure.capture_at_20": {"en": "capture at 20%", "fi": "osuus, 20 %"},
}


def say(key: str, language: Language, **values: object) -> str:
    """Say a text in a language.

    Parameters
    ----------
    key : str
        The text's key in ``TEXTS``.
    language : {"en", "fi"}
    **values : str, int or float
        One for each placeholder of the text; numbers are written as the language does,
        texts are put in as they are.

    Returns
    -------
    str

    Raises
    ------
    UsageError
        If there is no such key or language, or the values are not those of the text.

    Examples
    --------
    >>> say("explain.rest", "en", count=1200)
    'too small to tell: 1,200'
    >>> say("contender.card", "fi")
    'pistekortti'
    """
    _require(language)
    try:
        template = TEXTS[key][language]
    except KeyError as missing:
        raise UsageError(f"There is no text {key!r} in words.TEXTS. Add it in both.") from missing
    wanted = placeholders(template)
    if wanted != set(values):
        raise UsageError(
            f"The text {key!r} needs {sorted(wanted) or 'no values'}; "
            f"it was given {sorted(values) or 'none'}. Give exactly those."
        )
    spoken = {
        name: number(value, language)
        if isinstance(value, int | float) and not isinstance(value, bool)
        else str(value)
        for name, value in values.items()
    }
    return template.format(**spoken)


def placeholders(template: str) -> set[str]:
    """List the placeholders of a text.

    Parameters
    ----------
    template : str

    Returns
    -------
    set of str

    Examples
    --------
    >>> sorted(placeholders("from {low} to {high}"))
    ['high', 'low']
    """
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def number(value: float, language: Language, digits: int | None = None) -> str:
    """Write a number as the language does.

    Parameters
    ----------
    value : float
    language : {"en", "fi"}
    digits : int, optional
        Decimals; by default as few as tell: none for whole numbers and from 100 on, one
        from 10 on, else two.

    Returns
    -------
    str

    Examples
    --------
    >>> number(1234.5, "en", 1), number(0.25, "fi")
    ('1,234.5', '0,25')
    """
    _require(language)
    fixed = digits
    if fixed is None:
        whole = value == round(value) or abs(value) >= 100
        fixed = 0 if whole else 1 if abs(value) >= 10 else 2
    text = f"{abs(value):,.{fixed}f}"
    if digits is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if language == "fi":
        text = text.replace(",", _NBSP).replace(".", ",")
    return f"{_MINUS}{text}" if value < 0 and text.strip("0,.") else text


def signed(value: float, language: Language, digits: int = 2) -> str:
    """Write a number with its sign, for what is added or taken away.

    Parameters
    ----------
    value : float
    language : {"en", "fi"}
    digits : int, default 2

    Returns
    -------
    str

    Examples
    --------
    >>> signed(0.5, "en"), signed(-0.5, "fi")
    ('+0.50', '−0,50')
    """
    text = number(value, language, digits)
    return text if value <= 0 or not text.strip("0,.") else f"+{text}"


def percent(share: float, language: Language, digits: int = 0) -> str:
    r"""Write a share as a percentage.

    Parameters
    ----------
    share : float
        0.2 is 20 %.
    language : {"en", "fi"}
    digits : int, default 0

    Returns
    -------
    str

    Examples
    --------
    >>> percent(0.2, "en"), percent(0.034, "fi", 1).replace("\u00a0", " ")
    ('20%', '3,4 %')
    """
    text = number(100 * share, language, digits)
    return f"{text}%" if language == "en" else f"{text}{_NBSP}%"


def euros(amount: float, language: Language, digits: int = 0) -> str:
    r"""Write a sum of euros.

    Parameters
    ----------
    amount : float
    language : {"en", "fi"}
    digits : int, default 0

    Returns
    -------
    str

    Examples
    --------
    >>> euros(1234, "en"), euros(1234, "fi").replace("\u00a0", " ")
    ('€1,234', '1 234 €')
    """
    if language == "fi":
        return f"{number(amount, language, digits)}{_NBSP}€"
    text = number(abs(amount), language, digits)
    return f"{_MINUS}€{text}" if amount < 0 else f"€{text}"


def day(when: date, language: Language) -> str:
    """Write a day.

    Parameters
    ----------
    when : date or datetime
    language : {"en", "fi"}

    Returns
    -------
    str

    Examples
    --------
    >>> day(date(2026, 5, 4), "en"), day(date(2026, 5, 4), "fi")
    ('4 May 2026', '4.5.2026')
    """
    _require(language)
    if language == "fi":
        return f"{when.day}.{when.month}.{when.year}"
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def instant(when: datetime, language: Language) -> str:
    """Write an instant to the minute; instants are UTC, and it says so.

    Parameters
    ----------
    when : datetime
        Naive UTC.
    language : {"en", "fi"}

    Returns
    -------
    str

    Examples
    --------
    >>> instant(datetime(2026, 5, 4, 3, 7), "en"), instant(datetime(2026, 5, 4, 3, 7), "fi")
    ('4 May 2026, 03:07 UTC', '4.5.2026 klo 3.07 UTC')
    """
    if language == "fi":
        return f"{day(when, language)} klo {when.hour}.{when.minute:02d} UTC"
    return f"{day(when, language)}, {when.hour:02d}:{when.minute:02d} UTC"


def chance(probability: float, language: Language) -> str:
    """Tell a probability as people do: so many in so many.

    Parameters
    ----------
    probability : float
        Between 0 and 1.
    language : {"en", "fi"}

    Returns
    -------
    str

    Examples
    --------
    >>> chance(0.12, "en"), chance(0.7, "fi"), chance(0.0001, "en")
    ('about 1 in 8', 'noin 7/10', 'less than 1 in 1,000')
    """
    if not 0 <= probability <= 1:
        raise UsageError(f"A probability must be between 0 and 1; it is {probability!r}.")
    if probability < 0.001:
        return say("chance.below", language, share=1, of=1000)
    if probability > 0.99:
        return say("chance.above", language, share=99, of=100)
    if probability < 0.35:
        return say("chance.about", language, share=1, of=_coarse(1 / probability))
    if probability > 0.95:
        return say("chance.about", language, share=round(100 * probability), of=100)
    return say("chance.about", language, share=round(10 * probability), of=10)


def _coarse(count: float) -> int:
    """Round to what can be pictured: 8, 35, 250."""
    step = 1 if count < 20 else 5 if count < 100 else 50
    return round(count / step) * step


def listed(parts: Sequence[str], language: Language) -> str:
    """Join words as a sentence does.

    Parameters
    ----------
    parts : sequence of str
    language : {"en", "fi"}

    Returns
    -------
    str

    Examples
    --------
    >>> listed(["fit", "behaviour", "reasons"], "en")
    'fit, behaviour and reasons'
    """
    _require(language)
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {'ja' if language == 'fi' else 'and'} {parts[-1]}"


def in_singular(text: str, language: Language) -> str:
    """Mend a text that counts exactly one of something.

    Parameters
    ----------
    text : str
        Worded for many: ``"1 times"``.
    language : {"en", "fi"}

    Returns
    -------
    str

    Examples
    --------
    >>> in_singular("viewed pricing 1 times in 7 days", "en")
    'viewed pricing once in 7 days'
    >>> in_singular("viimeksi 1 päivää sitten", "fi")
    'viimeksi 1 päivä sitten'
    """
    if language == "fi":
        for many, one in _ONE_FI.items():
            text = re.sub(rf"\b1 {many}\b", one, text)
        return text
    text = re.sub(r"\b1 times\b", "once", text)
    text = re.sub(r"\b1 (\w+)ies\b", r"1 \1y", text)
    return re.sub(r"\b1 (\w+[^\Ws])s\b", r"1 \1", text)


def plain(value: object, longest: int = 80) -> str:
    r"""Make one short printable line of a value that comes from data.

    Parameters
    ----------
    value : object
    longest : int, default 80
        Longer texts end in an ellipsis.

    Returns
    -------
    str
        Control and direction marks become spaces; nothing is escaped.

    Examples
    --------
    >>> plain("Acme\r\n Oy")
    'Acme Oy'
    """
    text = "".join(letter if letter.isprintable() else " " for letter in str(value))
    text = re.sub(" +", " ", text).strip()
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _require(language: str) -> None:
    if language not in LANGUAGES:
        raise UsageError(
            f"The language must be one of {', '.join(LANGUAGES)}; it is {language!r}. "
            "Set project.language in leadscore.toml."
        )
