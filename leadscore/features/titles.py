"""Seniority and department out of free-text job titles, English and Finnish.

Rules in order, the first that fits decides; they run on the engine as regular
expressions over a plain form of the title (lower case, no diacritics, words between
single spaces), so that a space is a word boundary on every engine.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

#: Said of a title that no rule knows.
OTHER = "other"

_MARKS = "".join(map(chr, range(0x300, 0x370)))

#: Who decides, from the title. Finnish chief titles are those that firms translate so.
SENIORITY_RULES: tuple[tuple[str, str], ...] = (
    (OTHER, r" (retired|former|unemployed|seeking|jobseeker|job seeker|looking for) "),
    (OTHER, r"elakel|elakkeel|tyoton |tyonhakija|hakee toita"),
    ("student", r" (student|trainee|intern|internship|apprentice|pupil|undergraduate) "),
    ("student", r"opiskelij|harjoittelij|oppilas |tyossaoppij|diplomityontekij|thesis worker"),
    ("executive", r"paasihteeri| secretary general | general secretary "),
    ("director", r" (assistant|deputy|associate) (director|vice president|vp|general manager) "),
    ("manager", r" (assistant|deputy|associate) ([a-z]+ )?(manager|supervisor) "),
    (
        "assistant",
        r" assistant | assistants | secretary | receptionist | clerk | office administrator ",
    ),
    ("assistant", r"assistentti|sihteeri|vastaanottovirkailija|toimistotyontekija"),
    ("specialist", r" (product|process|service|scrum|data) owner | business partner | hrbp "),
    ("director", r" (vp|svp|evp|avp|v p|vice president|varapresidentti) "),
    (
        "executive",
        r" (ceo|cfo|cto|cio|coo|cmo|cro|ciso|cdo|chro|cpo|cso|cco|cxo|md|c e o|c f o|c t o) ",
    ),
    ("executive", r" chief ([a-z]+ ){1,3}officer | chief (executive|of staff) "),
    (
        "executive",
        r" (president|chairman|chairwoman|chairperson|chair|board member|board director) ",
    ),
    ("executive", r" (owner|proprietor|founder|cofounder|entrepreneur|managing director) "),
    ("executive", r" (managing|founding|senior|general|executive) partner |^ partner $"),
    ("executive", r" executive director "),
    ("executive", r"toimitusjohtaja|talousjohtaja|tietohallintojohtaja|teknologiajohtaja"),
    ("executive", r"operatiivinen johtaja|konsernijohtaja|paajohtaja|puheenjohtaja| tj | toimari "),
    ("executive", r"yrittaja|omistaja|perustaja|hallituksen jasen|osakas"),
    ("manager", r"tyonjohtaja|ryhmanjohtaja|tiiminjohtaja|vuoronjohtaja|projektinjohtaja"),
    ("director", r" (director|dir|head|general manager|gm|country manager|site manager) "),
    ("director", r"johtaja|rehtori"),
    ("manager", r" (manager|mgr|mngr|managers|supervisor|foreman|team ?lead|team ?leader) "),
    ("manager", r" (superintendent|controller of|group leader|section leader|scrum master) "),
    ("manager", r"paallikko|paallikon|esimies|esihenkilo|vetaja|tiiminvet|mestari "),
    ("senior", r" (senior|sr|snr|lead|principal|staff|chief|expert|distinguished) "),
    ("senior", r"johtava|vanhempi|erityisasiantuntij|paasuunnittelij|paaasiantuntij|paaarkkiteht"),
    (
        "specialist",
        r" (specialist|engineer|developer|programmer|analyst|consultant|designer|planner|buyer|"
        r"coordinator|representative|rep|architect|scientist|researcher|accountant|technician|"
        r"administrator|admin|officer|controller|teacher|professor|lecturer|advisor|adviser|"
        r"associate|executive|agent|recruiter|lawyer|counsel|attorney|nurse|doctor|physician|"
        r"operator|mechanic|electrician|writer|editor|copywriter|purchaser|auditor|seller|"
        r"salesman|salesperson|generalist|strategist|marketer|bookkeeper|tester|sysadmin) ",
    ),
    (
        "specialist",
        r"asiantuntij|insinoori|kehittaj|suunnittelij|koordinaattori|edustaja|ostaja|myyja|"
        r"konsultti|tutkija|analyytikko|kirjanpitaj|hoitaja|neuvoja|arkkitehti|asentaja|teknikko|"
        r"mekaanikko|opettaja|lehtori|juristi|lakimies|ohjelmoija|koodari|myyntineuvottelij|"
        r"tyontekija|virkailija|palvelija|kasittelija|laskija|tarkastaja|"
        r"laakari|sahkomies|vastaava ",
    ),
)

#: Which part of the firm, from the title. Narrow words stand before wide ones.
DEPARTMENT_RULES: tuple[tuple[str, str], ...] = (
    ("hr", r" (hr|hrbp|chro|human resources|people|talent|recruiter|recruiting|recruitment) "),
    (
        "hr",
        r" payroll | learning and development |henkilosto|rekryto|tyohyvinvoin|palkanlask|palkka",
    ),
    ("purchasing", r" (purchasing|purchaser|procurement|sourcing|buyer|buying|cpo) "),
    ("purchasing", r" category manager |hankinta|hankinno|ostaja| osto|osto(paallikko|johtaja)"),
    ("legal", r" (legal|lawyer|counsel|attorney|compliance|paralegal|dpo) "),
    ("legal", r"lakimies|juristi|lakiasi|lainopil|tietosuoja"),
    ("it", r" (it|ict|cio|ciso|devops|sysadmin|helpdesk|cloud|network|software|developer) "),
    ("it", r" (information (technology|security|systems|management)|cyber ?security|data|bi) "),
    ("it", r" (systems? administrator|programmer|salesforce|crm|erp|web developer|full ?stack) "),
    ("it", r"tietohallin|tietotekn|tietoturva|tietojarj|jarjestelmaas|jarjestelmapaal|ohjelmisto"),
    ("it", r"ohjelmoija|koodari|sovelluskehit| datan |datapaallikko|digikehit"),
    (
        "customer_service",
        r" customer (service|support|success|care|experience) | support | service desk ",
    ),
    ("customer_service", r"asiakaspalvel|asiakastuki|asiakaskokemus|tukipalvelu| tuki"),
    ("sales", r" (sales|account manager|account executive|account director|key account|kam) "),
    ("sales", r" (business development|bdm|bdr|sdr|cro|commercial|presales|pre sales|seller) "),
    ("sales", r" salesman | salesperson |myynti|myyja|asiakkuus|kaupallinen"),
    ("marketing", r" (marketing|marketer|cmo|brand|communications?|content|pr|growth|seo) "),
    ("marketing", r" (demand generation|social media|copywriter|campaigns?|events? manager) "),
    ("marketing", r"markkinoin|viestin|brandi|sisallontuo|tiedottaja|mainon"),
    ("finance", r" (finance|financial|accounting|accountant|accounts|controller|cfo|treasury) "),
    ("finance", r" (treasurer|bookkeeper|auditor|audit|tax|billing|invoicing) "),
    (
        "finance",
        r"talous|talouden|kirjanpit|laskutus|reskontra|rahoitus|tilintark|business controller",
    ),
    ("operations", r" (operations?|production|manufacturing|plant|factory|logistics|coo|lean) "),
    (
        "operations",
        r" (supply chain|warehouse|quality|maintenance|facilit(y|ies)|site|safety|hse) ",
    ),
    ("operations", r" (foreman|mechanic|electrician|operator|technician|construction|transport) "),
    (
        "operations",
        r"tuotanto|tuotannon|logisti|tehdas|tehtaan|varasto|laatu|kunnossapi|toimitusketju",
    ),
    ("operations", r"tyonjohtaja|turvallisuus|huolto|asentaja|kiinteisto|mekaanik|sahkomies|vuoro"),
    ("operations", r"operatiivinen|tyomaa|kuljetus|rakennus"),
    ("product", r" (product|r d|rd|research|researcher|scientist|innovation|development|cto) "),
    ("product", r" (engineer|engineering|technical|technology|designer|design|ux|architect) "),
    ("product", r"tuotekehit|tuotepaal|tuoteomist|tutkim|tutkija|kehitys|kehittamis|innovaatio"),
    ("product", r"tekninen|teknisen|teknologia|insinoori|suunnittel|arkkitehti|muotoil"),
    ("education", r" (teacher|professor|lecturer|dean) |opettaja|lehtori|professori|rehtori"),
    (
        "management",
        r" (ceo|c e o|md|president|chairman|chairwoman|chairperson|chair|owner|founder) ",
    ),
    ("management", r" (cofounder|entrepreneur|proprietor|partner|managing|general manager|gm) "),
    ("management", r" (country manager|board|executive|director|strategy|chief of staff) "),
    (
        "management",
        r"toimitusjohtaja|konsernijohtaja|paajohtaja|varajohtaja| johtaja | tj | toimari ",
    ),
    (
        "management",
        r"yrittaja|omistaja|perustaja|puheenjohtaja|hallituksen|osakas|aluejohtaja|maajohtaja",
    ),
    ("management", r"liiketoimin|strategia|yksikonjohtaja|yksikon|toimialajohtaja"),
)

#: The values in order, with words for reasons.
SENIORITIES = {
    "executive": {"en": "executive", "fi": "ylin johto"},
    "director": {"en": "director", "fi": "johto"},
    "manager": {"en": "manager", "fi": "päällikkö"},
    "senior": {"en": "senior specialist", "fi": "vanhempi asiantuntija"},
    "specialist": {"en": "specialist", "fi": "asiantuntija"},
    "assistant": {"en": "assistant", "fi": "assistentti"},
    "student": {"en": "student or trainee", "fi": "opiskelija tai harjoittelija"},
    OTHER: {"en": "other", "fi": "muu"},
}
DEPARTMENTS = {
    "management": {"en": "general management", "fi": "yleisjohto"},
    "sales": {"en": "sales", "fi": "myynti"},
    "marketing": {"en": "marketing", "fi": "markkinointi"},
    "purchasing": {"en": "purchasing", "fi": "hankinta"},
    "finance": {"en": "finance", "fi": "talous"},
    "hr": {"en": "human resources", "fi": "henkilöstö"},
    "it": {"en": "IT", "fi": "tietohallinto"},
    "product": {"en": "product and engineering", "fi": "tuotekehitys ja tekniikka"},
    "operations": {"en": "operations", "fi": "tuotanto ja logistiikka"},
    "customer_service": {"en": "customer service", "fi": "asiakaspalvelu"},
    "legal": {"en": "legal", "fi": "lakiasiat"},
    "education": {"en": "education", "fi": "opetus"},
    OTHER: {"en": "other", "fi": "muu"},
}


def plain_title(title: ir.StringValue) -> ir.StringValue:
    """Bring a title to lower-case words without diacritics, between single spaces.

    Parameters
    ----------
    title : ibis string

    Returns
    -------
    ibis string
        Begins and ends with a space, so that ``" vp "`` finds a word.
    """
    folded = title.lower().re_replace(f"[{_MARKS}]", "").translate("äöåéèüøõ", "aoaeeuoo")
    padded = ibis.literal(" ") + folded.replace("'", "") + ibis.literal(" ")
    return padded.re_replace("[^a-z0-9]+", " ")


def read_title(plain: ir.StringValue, rules: tuple[tuple[str, str], ...]) -> ir.StringValue:
    """Name what the first fitting rule says of a title.

    Parameters
    ----------
    plain : ibis string
        From :func:`plain_title`.
    rules : tuple of (value, pattern)
        :data:`SENIORITY_RULES` or :data:`DEPARTMENT_RULES`.

    Returns
    -------
    ibis string
        "other" for a title that no rule knows; null for one without a word.
    """
    known = ibis.cases(*((plain.re_search(rule), value) for value, rule in rules), else_=OTHER)
    return ibis.ifelse(plain == " ", ibis.null("string"), known)


def parse_titles(leads: ir.Table) -> ir.Table:
    """Parse each different title once.

    Parameters
    ----------
    leads : ibis table
        With ``job_title``.

    Returns
    -------
    ibis table
        One row a title in its plain form: plain_title, title_seniority, title_department.
    """
    titled = leads.filter(leads.job_title.notnull())
    titles = titled.select(plain_title=plain_title(titled.job_title)).distinct()
    return titles.mutate(
        title_seniority=read_title(titles.plain_title, SENIORITY_RULES),
        title_department=read_title(titles.plain_title, DEPARTMENT_RULES),
    )


def lead_roles(leads: ir.Table) -> ir.Table:
    """Give each lead's seniority and department; a column of the source wins over the title.

    Parameters
    ----------
    leads : ibis table
        With ``lead_id``, ``job_title``, ``seniority`` and ``department``.

    Returns
    -------
    ibis table
        One row a lead: lead_id, seniority, department; lower case, null where neither
        the column nor the title says anything.
    """
    own = leads.select(
        "lead_id",
        own_seniority=given(leads.seniority.lower()),
        own_department=given(leads.department.lower()),
        plain_title=plain_title(leads.job_title),
    )
    joined = own.left_join(parse_titles(leads), "plain_title")
    return joined.select(
        "lead_id",
        seniority=ibis.coalesce(joined.own_seniority, joined.title_seniority),
        department=ibis.coalesce(joined.own_department, joined.title_department),
    )


def given(text: ir.StringValue) -> ir.StringValue:
    """Take blanks off a text and an empty text for missing.

    Parameters
    ----------
    text : ibis string

    Returns
    -------
    ibis string
    """
    # not strip(): on Spark Ibis writes it so that the letters v and f go too
    return text.re_replace("^[ \t\r\n]+|[ \t\r\n]+$", "").nullif("")
