"""The account features' catalogue entries."""

from __future__ import annotations

from leadscore.features.catalogue import Axis, Feature
from leadscore.settings import Settings
from leadscore.sources.warehouse import Warehouse


def _entry(
    name: str,
    axis: Axis,
    unit: str,
    en: tuple[str, str, str],
    fi: tuple[str, str, str],
    *,
    default: float | None = 0.0,
) -> Feature:
    """Write an entry from label, words and words for none, in both languages."""
    return Feature(
        name=f"account__{name}",
        family="account",
        axis=axis,
        kind="number",
        unit=unit,
        default=default,
        label={"en": en[0], "fi": fi[0]},
        words={"en": en[1], "fi": fi[1]},
        words_absent={"en": en[2], "fi": fi[2]},
    )


_ALWAYS = (
    _entry(
        "known_colleagues",
        "fit",
        "leads",
        (
            "Known colleagues",
            "{value} colleagues of the same company are known",
            "no colleague of the same company is known",
        ),
        (
            "Tunnettuja kollegoja",
            "samasta yrityksestä tunnetaan {value} kollegaa",
            "samasta yrityksestä ei tunneta kollegoja",
        ),
    ),
    _entry(
        "won_deals",
        "fit",
        "deals",
        (
            "Deals won before",
            "the company has bought {value} times through our sales",
            "no deal was won with the company before",
        ),
        (
            "Aiempia kauppoja",
            "yrityksen kanssa on tehty {value} kauppaa",
            "yrityksen kanssa ei ole tehty kauppaa",
        ),
    ),
    _entry(
        "is_customer",
        "fit",
        "yes or no",
        ("Customer", "the company is a customer", "the company is not a customer yet"),
        ("Asiakas", "yritys on asiakas", "yritys ei ole vielä asiakas"),
    ),
)
_ORDERS = (
    _entry(
        "order_days_since",
        "fit",
        "days",
        (
            "Days since the last order",
            "the company last ordered {value} days ago",
            "the company has never ordered",
        ),
        (
            "Päiviä viime tilauksesta",
            "yritys tilasi viimeksi {value} päivää sitten",
            "yritys ei ole koskaan tilannut",
        ),
        default=None,
    ),
    _entry(
        "orders_lookback",
        "fit",
        "orders",
        (
            "Orders, lookback",
            "the company ordered {value} times lately",
            "the company has not ordered lately",
        ),
        (
            "Tilauksia viime aikoina",
            "yritys on tilannut viime aikoina {value} kertaa",
            "yritys ei ole tilannut viime aikoina",
        ),
    ),
    _entry(
        "orders_ever",
        "fit",
        "orders",
        (
            "Orders, ever",
            "the company has ordered {value} times in all",
            "the company has never ordered",
        ),
        (
            "Tilauksia kaikkiaan",
            "yritys on tilannut kaikkiaan {value} kertaa",
            "yritys ei ole koskaan tilannut",
        ),
    ),
    _entry(
        "order_eur_lookback",
        "fit",
        "€",
        (
            "Ordered for, lookback",
            "the company ordered for {value} € lately",
            "the company has not ordered lately",
        ),
        (
            "Tilausten arvo viime aikoina",
            "yritys on tilannut viime aikoina {value} eurolla",
            "yritys ei ole tilannut viime aikoina",
        ),
    ),
    _entry(
        "order_eur_ever",
        "fit",
        "€",
        (
            "Ordered for, ever",
            "the company has ordered for {value} € in all",
            "the company has never ordered",
        ),
        (
            "Tilausten arvo kaikkiaan",
            "yritys on tilannut kaikkiaan {value} eurolla",
            "yritys ei ole koskaan tilannut",
        ),
    ),
    _entry(
        "stopped_ordering",
        "fit",
        "yes or no",
        (
            "Stopped ordering",
            "the company ordered regularly and has stopped",
            "the company has not stopped ordering",
        ),
        (
            "Lopettanut tilaamisen",
            "yritys tilasi säännöllisesti ja on lopettanut",
            "yritys ei ole lopettanut tilaamista",
        ),
    ),
)


def _engaged(days: int) -> tuple[Feature, ...]:
    """Write the entries that every window has."""
    return (
        _entry(
            f"engaged_colleagues_{days}d",
            "behaviour",
            "leads",
            (
                f"Active colleagues, {days} days",
                f"{{value}} colleagues were active in {days} days",
                f"no colleague was active in {days} days",
            ),
            (
                f"Aktiivisia kollegoja, {days} pv",
                f"{{value}} kollegaa oli aktiivisia {days} päivässä",
                f"yksikään kollega ei ollut aktiivinen {days} päivässä",
            ),
        ),
        _entry(
            f"colleague_acts_{days}d",
            "behaviour",
            "acts",
            (
                f"Colleagues' acts, {days} days",
                f"colleagues acted {{value}} times in {days} days",
                f"colleagues did nothing in {days} days",
            ),
            (
                f"Kollegojen tekoja, {days} pv",
                f"kollegoilla oli {{value}} tekoa {days} päivässä",
                f"kollegoilla ei ollut tekoja {days} päivässä",
            ),
        ),
    )


def _roles(days: int) -> tuple[Feature, ...]:
    """Write the entries of the longest window."""
    return (
        _entry(
            f"engaged_senior_colleagues_{days}d",
            "behaviour",
            "leads",
            (
                f"Active senior colleagues, {days} days",
                f"{{value}} colleagues who decide were active in {days} days",
                f"no colleague who decides was active in {days} days",
            ),
            (
                f"Aktiivisia päättäjiä, {days} pv",
                f"{{value}} päättävää kollegaa oli aktiivisia {days} päivässä",
                f"yksikään päättävä kollega ei ollut aktiivinen {days} päivässä",
            ),
        ),
        _entry(
            f"engaged_departments_{days}d",
            "behaviour",
            "departments",
            (
                f"Active departments, {days} days",
                f"colleagues from {{value}} departments were active in {days} days",
                f"no other department was active in {days} days",
            ),
            (
                f"Aktiivisia osastoja, {days} pv",
                f"kollegoja {{value}} osastolta oli aktiivisia {days} päivässä",
                f"muita osastoja ei ollut aktiivisina {days} päivässä",
            ),
        ),
    )


def account_features(warehouse: Warehouse, settings: Settings) -> tuple[Feature, ...]:
    """List the account features that these tables and settings give.

    Parameters
    ----------
    warehouse : Warehouse
        Without events no colleague is engaged; without orders nothing was bought.
    settings : Settings

    Returns
    -------
    tuple of Feature
    """
    windows = settings.features.windows_days
    engaged = tuple(entry for days in windows for entry in _engaged(days))
    return (
        *((*engaged, *_roles(windows[-1])) if warehouse.has("events") else ()),
        *_ALWAYS,
        *(_ORDERS if warehouse.has("orders") else ()),
    )
