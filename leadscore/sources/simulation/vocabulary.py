"""What the simulated market is made of: channels, industries, countries, pages, assets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Channel:
    """Where leads come from: how many, at what relative price, how warm, who."""

    name: str
    share: float
    price: float
    warmth: float
    readers: float = 0.10
    job_seekers: float = 0.05
    act: str = "form_submit"


#: The channel that dies half-way and the one that is born then.
DYING, NEW = "display_ads", "ai_search"
CHANNELS = (
    Channel(name="search", share=0.22, price=1.1, warmth=1.4, act="ad_click"),
    Channel(name="linkedin", share=0.16, price=1.6, warmth=0.9, job_seekers=0.10, act="ad_click"),
    Channel(name=DYING, share=0.14, price=0.7, warmth=0.6, readers=0.15, act="ad_click"),
    Channel(name="content", share=0.20, price=0.5, warmth=0.6, readers=0.22),
    Channel(name="webinar", share=0.10, price=0.8, warmth=1.1, act="webinar"),
    Channel(name="trade_fair", share=0.10, price=2.2, warmth=0.9, act="trade_fair"),
    Channel(name="referral", share=0.08, price=0.3, warmth=2.0, readers=0.03, job_seekers=0.02),
    Channel(name=NEW, share=0.14, price=0.6, warmth=2.0, readers=0.06, act="ad_click"),
)
CHANNEL_NAMES = tuple(channel.name for channel in CHANNELS)

#: Industry: share of accounts, fit before the change, fit after it.
INDUSTRIES = {
    "manufacturing": (0.17, 0.8, -0.1),
    "software": (0.15, 0.2, 0.8),
    "retail": (0.13, 0.0, 0.0),
    "finance": (0.10, 0.3, 0.3),
    "healthcare": (0.10, -0.1, 0.5),
    "logistics": (0.09, 0.5, 0.2),
    "construction": (0.08, -0.3, -0.3),
    "public sector": (0.08, -0.5, -0.5),
    "education": (0.06, -0.8, -0.8),
    "media": (0.04, -0.2, -0.4),
}
#: Country: share of accounts, fit before, fit after, languages with their shares.
COUNTRIES = {
    "FI": (0.46, 0.3, 0.3, {"fi": 0.8, "en": 0.14, "sv": 0.06}),
    "SE": (0.14, 0.1, 0.1, {"sv": 0.8, "en": 0.2}),
    "DE": (0.12, 0.0, 0.3, {"de": 0.75, "en": 0.25}),
    "EE": (0.07, 0.0, 0.0, {"et": 0.6, "en": 0.4}),
    "NO": (0.07, 0.1, 0.1, {"no": 0.7, "en": 0.3}),
    "GB": (0.07, -0.2, -0.2, {"en": 1.0}),
    "US": (0.07, -0.4, -0.4, {"en": 1.0}),
}
#: Employees up to: fit, points that sales gives.
SIZES = {10: (-0.8, 0), 50: (-0.1, 1), 250: (0.5, 2), 1000: (0.6, 2), 10**9: (0.1, 1)}

PRIVATE_DOMAINS = (
    "gmail.com",
    "outlook.com",
    "hotmail.com",
    "icloud.com",
    "yahoo.com",
    "luukku.com",
    "kolumbus.fi",
)

KINDS = (
    "page_view",
    "form_submit",
    "download",
    "email_open",
    "email_click",
    "ad_click",
    "webinar",
    "trade_fair",
    "meeting",
    "reply",
    "unsubscribe",
)

# page names, apart by blanks
_POSTS = (
    "ten-habits-of-calm-teams our-summer-party why-meetings-fail the-year-in-numbers "
    "remote-work-lessons interview-with-our-founder five-trends-to-watch better-mornings "
    "what-we-read-in-spring how-we-learn notes-from-berlin growing-without-hurry the-art- "
    "of-small-steps questions-we-hear writing-well a-day-in-oulu what-customers-taught-us "
    "measuring-what-matters saying-no planning-for-winter"
)
_JOBS = "developer account-executive designer working-student data-analyst"
_FEATURES = "alerts audit-log exports forms imports mobile reporting roles search workflows"
_DOCS = (
    "api authentication backups data-model errors installation limits migration "
    "permissions rate-limits security sso upgrades webhooks"
)

#: Page family: content level (None: tells nothing of the offering) and pages.
PAGES: dict[str, tuple[int | None, tuple[str, ...]]] = {
    "blog": (1, tuple(f"/blog/{post}" for post in _POSTS.split())),
    "benefits": (2, ("/benefits", "/benefits/save-time", "/benefits/fewer-errors")),
    "product": (3, ("/product", "/product/analytics", "/product/platform", "/product/teams")),
    "solutions": (3, tuple(f"/solutions/{name.replace(' ', '-')}" for name in INDUSTRIES)),
    "references": (3, tuple(f"/references/customer-{n:02d}" for n in range(1, 13))),
    "features": (4, tuple(f"/features/{name}" for name in _FEATURES.split())),
    "pricing": (4, ("/pricing",)),
    "demo": (4, ("/demo",)),
    "docs": (5, tuple(f"/docs/{name}" for name in _DOCS.split())),
    "careers": (None, ("/careers", *(f"/careers/{name}" for name in _JOBS.split()))),
    "contact": (2, ("/contact",)),
    "newsletter": (1, ("/newsletter",)),
    "guide": (1, ("/guide",)),
}
URLS = tuple(url for _, pages in PAGES.values() for url in pages)
LEVELS = tuple(level for level, pages in PAGES.values() for _ in pages)

#: The guide that everyone downloads and that means nothing, then assets that do.
GUIDE = "great-guide"
TELLING_ASSETS = ("roi-calculator", "buyers-checklist", "datasheet", "security-brief")
CONTACT_FORMS = ("contact-form", "demo-request", "quote-request")
SIGN_UPS = ("newsletter-signup", "webinar-signup", "trade-fair-scan", "content-signup")
ASSETS = (GUIDE, *TELLING_ASSETS, *CONTACT_FORMS, *SIGN_UPS)

LOST_REASONS = ("no decision", "price", "competitor", "no budget", "missing feature")
RECYCLED_REASONS = ("not now", "no budget this year", "project postponed")
PRODUCTS = ("platform", "analytics", "support contract", "training", "extra users")


def pages_of(family: str) -> range:
    """Give the positions in ``URLS`` of one page family.

    Parameters
    ----------
    family : str
        A key of ``PAGES``.

    Returns
    -------
    range

    Examples
    --------
    >>> [URLS[position] for position in pages_of("pricing")]
    ['/pricing']
    """
    first = 0
    for name, (_, pages) in PAGES.items():
        if name == family:
            return range(first, first + len(pages))
        first += len(pages)
    raise KeyError(family)
