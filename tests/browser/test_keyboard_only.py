"""The main journeys without a pointer."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.browser.conftest import DESK, Visit
from tests.browser.night import RESPONDER, STAFF, Night
from tests.support.world import PASSWORD

TABS_MAX = 80


async def tab_to(page: Page, selector: str) -> None:
    """Presses Tab until the focus is there; every stop on the way must be visible."""
    for _ in range(TABS_MAX):
        await page.keyboard.press("Tab")
        if await page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"focus on {selector} can't be seen"
            return
    raise AssertionError(f"{TABS_MAX} tabs never reached {selector}")


async def test_the_door_opens_and_leads_back(visit: Visit, night: Night) -> None:
    page = await visit(None, "/console", viewport=DESK)
    await expect(page).to_have_title("Sign in · Night desk")
    await tab_to(page, "#login")
    await page.keyboard.type(RESPONDER)
    await tab_to(page, "#password")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page).to_have_title("Console · Night desk")
    await expect(page.locator("#pools > li").first).to_be_visible()


async def test_a_hold_is_placed_and_let_go(visit: Visit, night: Night) -> None:
    page = await visit(RESPONDER, "/console", viewport=DESK)
    await tab_to(page, ".skip")
    await page.keyboard.press("Enter")
    await tab_to(page, "#filters input[name=adults]")
    await page.keyboard.press("ArrowUp")
    await tab_to(page, f'#pools > li[data-key="{night.rooms}"] > form button')
    await page.keyboard.press("Enter")
    card = page.locator("#my-holds > li")
    await expect(card).to_be_focused()
    await expect(card).to_contain_text("2 adults")
    await tab_to(page, "#my-holds form[data-action=release] button")
    await page.keyboard.press("Space")
    await expect(card).to_contain_text("Released")


async def test_a_number_is_saved(visit: Visit, night: Night) -> None:
    page = await visit(STAFF, "/shelter", viewport=DESK)
    await tab_to(page, f'[data-key="{night.rooms}"] input[name=units_free]')
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("#announcer")).to_contain_text("Saved")
    assert await night.free(night.rooms) == 2


async def test_focus_does_not_fall_to_the_top_when_its_card_goes(
    visit: Visit, night: Night
) -> None:
    responder = await visit(RESPONDER, "/console")
    await responder.locator(f'#pools > li[data-key="{night.beds}"] > form button').click()
    await expect(responder.locator("#my-holds > li")).to_have_count(1)
    page = await visit(STAFF, "/shelter", viewport=DESK)
    await tab_to(page, "#requests form[data-action=accept] button")
    await page.keyboard.press("Enter")
    await expect(page.locator("#arriving > li")).to_have_count(1)
    assert await page.evaluate("document.activeElement !== document.body")
