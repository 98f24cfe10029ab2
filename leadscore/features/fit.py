"""Who the lead is: company, place, role, source. Does not change by the lead's acts.

Ids, titles and e-mail domains never leave this room: only categories read from them do.
Firmographics are what the source holds today; ``customer_since`` and extra columns that
carry an instant count only where it lies before the cutoff.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from leadscore.features.catalogue import Feature, FeatureSet
from leadscore.features.extras import extra_features, with_extras
from leadscore.features.mailboxes import DOMAIN_KINDS, domain_kind
from leadscore.features.titles import DEPARTMENTS, SENIORITIES, given, lead_roles
from leadscore.settings import Settings
from leadscore.sources.warehouse import Warehouse

_DAY = 86_400_000_000.0

#: Staff and turnover bands of the EU's definition of small and medium-sized enterprises
#: (Commission Recommendation 2003/361/EC: 10, 50, 250 people; 2, 10, 50 million euros),
#: with one more staff band for the largest, which sales usually treats apart.
SIZE_BANDS = ((10, "0-9"), (50, "10-49"), (250, "50-249"), (1000, "250-999"))
LARGEST = "1000+"
REVENUE_BANDS = ((2e6, "under 2 M€"), (10e6, "2-10 M€"), (50e6, "10-50 M€"))
RICHEST = "over 50 M€"


def _entry(
    name: str,
    label: tuple[str, str],
    words: tuple[str, str],
    absent: tuple[str, str],
    *,
    unit: str = "",
    values: dict[str, dict[str, str]] | None = None,
    default: float | None = None,
) -> Feature:
    return Feature(
        name=f"fit__{name}",
        family="fit",
        axis="fit",
        kind="number" if unit else "category",
        unit=unit,
        default=default,
        label={"en": label[0], "fi": label[1]},
        words={"en": words[0], "fi": words[1]},
        words_absent={"en": absent[0], "fi": absent[1]},
        value_words=values or {},
    )


_LEAD = (
    _entry(
        "source",
        ("Source", "Lähde"),
        ("came from {value}", "tuli lähteestä {value}"),
        ("source not known", "lähde ei tiedossa"),
    ),
    _entry(
        "country",
        ("Country", "Maa"),
        ("country: {value}", "maa: {value}"),
        ("country not known", "maa ei tiedossa"),
    ),
    _entry(
        "language",
        ("Language", "Kieli"),
        ("language: {value}", "kieli: {value}"),
        ("language not known", "kieli ei tiedossa"),
    ),
    _entry(
        "seniority",
        ("Seniority", "Asema"),
        ("role level: {value}", "asema: {value}"),
        ("role level not known", "asema ei tiedossa"),
        values=SENIORITIES,
    ),
    _entry(
        "department",
        ("Department", "Osasto"),
        ("department: {value}", "osasto: {value}"),
        ("department not known", "osasto ei tiedossa"),
        values=DEPARTMENTS,
    ),
    _entry(
        "email_kind",
        ("Kind of e-mail domain", "Sähköpostin verkkotunnus"),
        ("uses {value} e-mail domain", "sähköpostin verkkotunnus: {value}"),
        ("e-mail domain not known", "sähköpostin verkkotunnus ei tiedossa"),
        values=DOMAIN_KINDS,
    ),
    _entry(
        "missing_count",
        ("Facts missing", "Puuttuvia tietoja"),
        ("{value} of the usual facts are missing", "tavallisista tiedoista puuttuu {value}"),
        ("none of the usual facts is missing", "tavallisista tiedoista ei puutu mitään"),
        unit="facts",
    ),
    _entry(
        "age_days",
        ("Days since created", "Päiviä luonnista"),
        ("has been a lead for {value} days", "ollut liidi {value} päivää"),
        ("is a new lead", "on uusi liidi"),
        unit="days",
    ),
)
_HOME = _entry(
    "home_country",
    ("Home market", "Kotimarkkina"),
    ("is on our home market", "on kotimarkkinallamme"),
    ("is not on our home market, or country not known", "ei ole kotimarkkinalla, tai maa puuttuu"),
    unit="yes or no",
)
_ACCOUNT = (
    _entry(
        "industry",
        ("Industry", "Toimiala"),
        ("industry: {value}", "toimiala: {value}"),
        ("industry not known", "toimiala ei tiedossa"),
    ),
    _entry(
        "size_band",
        ("Company size", "Yrityksen koko"),
        ("company of {value} people", "yrityksessä {value} henkilöä"),
        ("company size not known", "yrityksen koko ei tiedossa"),
    ),
    _entry(
        "revenue_band",
        ("Turnover", "Liikevaihto"),
        ("turnover {value}", "liikevaihto {value}"),
        ("turnover not known", "liikevaihto ei tiedossa"),
        values={
            "under 2 M€": {"en": "under 2 M€", "fi": "alle 2 M€"},
            "over 50 M€": {"en": "over 50 M€", "fi": "yli 50 M€"},
        },
    ),
    _entry(
        "account_country_match",
        ("Same country as the company", "Sama maa kuin yrityksellä"),
        ("is in the company's own country", "on yrityksen omassa maassa"),
        (
            "is in another country than the company, or not known",
            "on eri maassa kuin yritys, tai ei tiedossa",
        ),
        unit="yes or no",
    ),
)
#: What is counted as missing, where the source could have it.
_FACTS = ("source", "country", "language", "seniority", "department")
_ACCOUNT_FACTS = ("industry", "size_band", "revenue_band")


def fit_features(warehouse: Warehouse, settings: Settings) -> tuple[Feature, ...]:
    """List the fit features that these tables and settings give.

    Parameters
    ----------
    warehouse : Warehouse
        Without accounts there are no company features.
    settings : Settings
        Without ``features.home_countries`` there is no home market.

    Returns
    -------
    tuple of Feature
    """
    home = (_HOME,) if settings.features.home_countries else ()
    company = _ACCOUNT if warehouse.has("accounts") else ()
    return (*company, *_LEAD, *home, *extra_features(settings))


def build_fit(warehouse: Warehouse, snapshots: ir.Table, settings: Settings) -> FeatureSet:
    """Build who each lead is, one row a snapshot.

    Parameters
    ----------
    warehouse : Warehouse
    snapshots : ibis table
        From :func:`~leadscore.features.snapshots.take_snapshots`.
    settings : Settings

    Returns
    -------
    FeatureSet
        Categories are null where nothing is known, save ``fit__email_kind``, where no
        domain is the value "none".

    Raises
    ------
    SettingsError
        If an extra column cannot be used as the settings say.

    Notes
    -----
    ``fit__age_days`` grows by the calendar and not by the lead's acts, and creation is
    known at every cutoff. It tells of the future no more than the cutoff does; what it
    carries is that whoever is still open after long has not bought so far.
    """
    facts = _lead_facts(warehouse, settings)
    rows = snapshots.select("lead_id", "account_id", "created_at", "cutoff")
    joined = rows.left_join(facts, "lead_id").drop("lead_id_right")
    age = joined.cutoff.delta(joined.created_at, unit="microsecond").cast("float64") / _DAY
    table = with_extras(joined.mutate(fit__age_days=age), warehouse, settings)
    features = fit_features(warehouse, settings)
    return FeatureSet(
        table=table.select("lead_id", "cutoff", *(each.name for each in features)),
        features=features,
    )


def _lead_facts(warehouse: Warehouse, settings: Settings) -> ir.Table:
    """Read each lead once, however many cutoffs it has."""
    leads, roles = warehouse.leads, lead_roles(warehouse.leads)
    both = leads.left_join(roles.rename(role_lead="lead_id"), leads.lead_id == roles.lead_id)
    facts = both.select(
        "lead_id",
        "account_id",
        fit__source=given(leads.source),
        fit__country=given(leads.country).upper(),
        fit__language=given(leads.language).lower(),
        fit__email_kind=domain_kind(leads.email_domain),
        fit__seniority=both.seniority_right,
        fit__department=both.department_right,
    )
    counted = [f"fit__{name}" for name in _FACTS]
    if warehouse.has("accounts"):
        facts = _with_company(facts, warehouse.accounts)
        counted += [f"fit__{name}" for name in _ACCOUNT_FACTS]
    if settings.features.home_countries:
        home = [country.upper() for country in settings.features.home_countries]
        facts = facts.mutate(fit__home_country=facts.fit__country.isin(home).cast("float64"))
    missing = sum(
        (ibis.ifelse(facts[name].isnull(), 1.0, 0.0) for name in counted), ibis.literal(0.0)
    )
    return facts.mutate(fit__missing_count=missing.cast("float64")).drop("account_id")


def _with_company(facts: ir.Table, accounts: ir.Table) -> ir.Table:
    company = accounts.select(
        company_id=accounts.account_id,
        fit__industry=given(accounts.industry),
        fit__size_band=_band(accounts.employees, SIZE_BANDS, LARGEST),
        fit__revenue_band=_band(accounts.revenue_eur, REVENUE_BANDS, RICHEST),
        company_country=given(accounts.country).upper(),
    )
    joined = facts.left_join(company, facts.account_id == company.company_id)
    match = (joined.fit__country == joined.company_country).cast("float64")
    return joined.mutate(fit__account_country_match=match).drop("company_id", "company_country")


def _band(
    amount: ir.NumericValue, bands: tuple[tuple[float, str], ...], last: str
) -> ir.StringValue:
    """Put an amount into the first band whose upper edge it lies below."""
    below = [((amount >= 0) & (amount < edge), name) for edge, name in bands]
    return ibis.cases(*below, (amount >= bands[-1][0], last), else_=ibis.null("string"))
