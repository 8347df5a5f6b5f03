"""Exit this page: at once, covered, and nothing shown to whoever comes back."""

from __future__ import annotations

from playwright.async_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import Visits
from tests.browser.night import RESPONDER, Night

AWAY = "https://www.bbc.com/weather"


async def elsewhere(context: BrowserContext) -> None:
    """The neutral site, without leaving this machine."""

    async def answer(route: Route) -> None:
        await route.fulfill(body="<title>Weather</title><h1>Weather</h1>", content_type="text/html")

    await context.route(AWAY, answer)


async def press_shift(page: Page) -> None:
    await page.keyboard.down("Shift")
    await page.keyboard.up("Shift")


async def test_the_link_and_the_keys_lead_away_and_back_shows_nothing(
    visits: Visits, night: Night
) -> None:
    context = await visits.sign_in(RESPONDER)
    await elsewhere(context)
    page = await context.new_page()
    await page.goto("/sign-in")
    page = await visits.tab(context, "/console")
    said = page.locator("#exit [data-slot=said]")
    # A capital letter and a shortcut are no call for help.
    await page.keyboard.press("Shift+A")
    await page.keyboard.press("Control+Shift")
    await expect(page.locator(".exit-dots")).to_be_hidden()
    await press_shift(page)
    await expect(said).to_have_text("Shift. Press 2 more times to exit.")
    await expect(page.locator(".exit-dots [data-on]")).to_have_count(1)
    await press_shift(page)
    await expect(said).to_have_text("Shift. Press 1 more time to exit.")
    await press_shift(page)
    await expect(page).to_have_title("Weather")
    await page.goto("/console")
    await expect(page).to_have_title("Night desk")
    assert "Open Door" not in await page.content()
    await page.get_by_role("button", name="Show it again").click()
    await expect(page.locator("#pools > li").first).to_be_visible()
    # Covered before the other page comes, however long that takes.
    assert await page.evaluate(
        """() => {
          document.querySelector("a.exit-link").click();
          const main = getComputedStyle(document.getElementById("main")).display;
          return [document.querySelector(".exit-cover").textContent, main, document.title];
        }"""
    ) == ["Loading.", "none", "Night desk"]
    await expect(page).to_have_title("Weather")
    await page.goto("/console")
    await page.get_by_role("button", name="Show it again").click()
    # Away by the link; its place in the history went to the other site.
    await page.get_by_role("link", name="Emergency: Exit this page").click()
    await expect(page).to_have_title("Weather")
    await page.go_back()
    await expect(page.get_by_role("heading", name="You left this page")).to_be_visible()
    assert "Open Door" not in await page.content()
    assert await night.world.owner.fetchval("SELECT count(*) FROM housing.session") == 1


async def test_without_scripts_it_is_a_plain_link(visits: Visits, night: Night) -> None:
    for path in ("/sign-in", "/signed-out"):
        page = await visits.page(None, path, java_script_enabled=False)
        await elsewhere(page.context)
        await expect(page.get_by_text("If you need help now")).to_be_visible()
        link = page.get_by_role("link", name="Emergency: Exit this page")
        assert await link.get_attribute("rel") == "nofollow noreferrer"
        await link.click()
        await expect(page).to_have_title("Weather")
