"""Job titles as people type them: English and Finnish, abbreviated, shouted, mistyped."""

from __future__ import annotations

from functools import cache

#: Seniority: what sales gives for it in points.
SENIORITY_POINTS = {"executive": 2, "director": 2, "manager": 1, "specialist": 0, "student": 0}
SENIORITIES = tuple(SENIORITY_POINTS)
DEPARTMENTS = ("general", "marketing", "sales", "it", "operations", "hr")

#: Titles by seniority and department, English and then Finnish.
TITLES: dict[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]] = {
    ("executive", "general"): (
        ("CEO", "Managing Director", "Founder & CEO", "Owner", "Chief Executive Officer", "COO"),
        ("Toimitusjohtaja", "Yrittäjä", "Tj.", "Perustaja, toimitusjohtaja", "Varatoimitusjohtaja"),
    ),
    ("executive", "marketing"): (
        ("CMO", "Chief Marketing Officer", "VP Marketing", "Vice President, Marketing"),
        ("Markkinointijohtaja", "Johtaja, markkinointi ja viestintä"),
    ),
    ("executive", "sales"): (
        ("CRO", "Chief Revenue Officer", "VP Sales", "SVP Sales EMEA"),
        ("Myyntijohtaja", "Kaupallinen johtaja"),
    ),
    ("executive", "it"): (
        ("CTO", "CIO", "Chief Technology Officer", "VP Engineering"),
        ("Tietohallintojohtaja", "Teknologiajohtaja", "IT-johtaja"),
    ),
    ("executive", "operations"): (
        ("Chief Operating Officer", "VP Operations", "CPO (procurement)"),
        ("Operatiivinen johtaja", "Hankintajohtaja", "Tuotantojohtaja"),
    ),
    ("executive", "hr"): (
        ("CHRO", "Chief People Officer"),
        ("Henkilöstöjohtaja", "HR-johtaja"),
    ),
    ("director", "marketing"): (
        ("Head of Marketing", "Marketing Director", "Director of Demand Generation"),
        ("Markkinoinnin johtaja", "Viestinnän johtaja"),
    ),
    ("director", "sales"): (
        ("Sales Director", "Head of Sales", "Regional Sales Director, Nordics"),
        ("Myynnin johtaja", "Aluejohtaja"),
    ),
    ("director", "it"): (
        ("IT Director", "Head of IT", "Director, Data & Analytics"),
        ("Kehitysjohtaja", "Tietohallinnon johtaja"),
    ),
    ("director", "operations"): (
        ("Operations Director", "Head of Procurement", "Plant Director"),
        ("Tehtaanjohtaja", "Logistiikkajohtaja"),
    ),
    ("manager", "marketing"): (
        ("Marketing Manager", "Marketing Mgr", "Sr. Brand Manager"),
        ("Markkinointipäällikkö", "Viestintäpäällikkö"),
    ),
    ("manager", "sales"): (
        ("Sales Manager", "Key Account Mgr", "Area Sales Manager"),
        ("Myyntipäällikkö", "Avainasiakaspäällikkö"),
    ),
    ("manager", "it"): (
        ("IT Manager", "Engineering Manager", "Product Owner", "Team Lead, Platform"),
        ("IT-päällikkö", "Tietohallintopäällikkö", "Tuoteomistaja"),
    ),
    ("manager", "operations"): (
        ("Operations Manager", "Purchasing Manager", "Production Mgr."),
        ("Tuotantopäällikkö", "Hankintapäällikkö", "Ostopäällikkö"),
    ),
    ("manager", "hr"): (("HR Manager", "Office Manager"), ("Henkilöstöpäällikkö",)),
    ("specialist", "marketing"): (
        ("Marketing Specialist", "Content Creator", "Marketing Coordinator", "SEO specialist"),
        ("Markkinointiasiantuntija", "Markkinointikoordinaattori", "Sisällöntuottaja"),
    ),
    ("specialist", "sales"): (
        ("Account Executive", "SDR", "Sales Representative", "Sales Assistant"),
        ("Myyntiedustaja", "Myyntineuvottelija"),
    ),
    ("specialist", "it"): (
        ("Software Developer", "Data Analyst", "Systems Engineer", "sysadmin", "Sr Dev"),
        ("Ohjelmistokehittäjä", "Järjestelmäasiantuntija", "IT-tukihenkilö"),
    ),
    ("specialist", "operations"): (
        ("Buyer", "Logistics Coordinator", "Production Planner", "Consultant"),
        ("Ostaja", "Työnjohtaja", "Asiantuntija", "Konsultti"),
    ),
    ("specialist", "hr"): (("HR Specialist", "Recruiter"), ("HR-asiantuntija", "Rekrytoija")),
    ("student", "general"): (
        ("Student", "MSc student", "Intern", "Trainee", "Job seeker"),
        ("Opiskelija", "Harjoittelija", "Työnhakija", "Kauppatieteiden ylioppilas"),
    ),
}
CELLS = tuple(TITLES)


def _swapped(title: str) -> str:
    """Swap two letters in the middle, as a quick typist does."""
    middle = len(title) // 2
    if len(title) < 6:
        return title
    return title[: middle - 1] + title[middle] + title[middle - 1] + title[middle + 1 :]


def _plain(title: str) -> str:
    return title.replace("ä", "a").replace("ö", "o").replace("&", "and")


@cache
def spellings(cell: int, finnish: bool) -> tuple[str, ...]:
    """Give the ways in which the titles of one cell are written.

    Parameters
    ----------
    cell : int
        Position in ``CELLS``.
    finnish : bool
        Finnish titles instead of English ones.

    Returns
    -------
    tuple of str
        The usual spelling several times, so that it is drawn most often.

    Examples
    --------
    >>> "toimitusjohtaja" in spellings(0, True), "CEO" in spellings(0, False)
    (True, True)
    """
    written: list[str] = []
    for title in TITLES[CELLS[cell]][int(finnish)]:
        written += [title] * 6
        written += [title.lower(), title.lower(), title.upper(), _plain(title)]
        written += [
            f" {title}",
            _swapped(title),
            f"{title} (sij.)" if finnish else f"{title} - EMEA",
        ]
    return tuple(written)
