"""The pages as a marketer opens them: from a file, offline, in a browser."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from leadscore.reports.notebooks import ALL
from tests.journeys.walking import Journey

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.xdist_group("journey"),
    pytest.mark.timeout(900),
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium"),
]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_context(offline=True).new_page()
    yield opened
    opened.context.close()


def test_every_page_is_reached_from_the_index_and_asks_nobody(journey: Journey, page: Page) -> None:
    asked: list[str] = []
    said: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith(("file://", "data:")):
            asked.append(request.url)

    page.on("request", note)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text))
    for name in ALL:
        page.goto((journey.root / "reports" / "index.html").as_uri())
        page.click(f'nav a[href="{name}.html"]')
        assert page.locator("h1").count() == 1, name
        assert page.locator("nav a[aria-current]").count() == 1, name
    assert not asked
    assert not said


def test_pictures_are_drawn_and_described(journey: Journey, page: Page) -> None:
    page.goto((journey.root / "reports" / "30_compare.html").as_uri())
    pictures = page.locator("img")
    assert pictures.count() >= 3
    for number in range(pictures.count()):
        picture = pictures.nth(number)
        assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
        assert len(picture.get_attribute("alt") or "") > 20


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_the_screen(journey: Journey, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for name in ("index", *ALL):
        page.goto((journey.root / "reports" / f"{name}.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name


def test_the_long_table_of_groups_is_folded_and_a_click_unfolds_it(
    journey: Journey, page: Page
) -> None:
    page.goto((journey.root / "reports" / "30_compare.html").as_uri())
    rows = page.locator("details table tbody tr")
    assert rows.count() >= 3
    assert not rows.first.is_visible()
    page.click("details summary")
    assert rows.first.is_visible()
