"""A page that nobody touches hides what is on it, in every tab, until it is unlocked."""

from __future__ import annotations

import asyncio

from playwright.async_api import Page, expect

from tests.browser.conftest import Visits
from tests.browser.night import RESPONDER, STAFF, Night
from tests.support.world import PASSWORD

# Lets the device's clock be put forward, as a person's absence does.
_CLOCK = """
const realNow = Date.now.bind(Date);
window.forward = 0;
Date.now = () => realNow() + window.forward;
"""


async def away(page: Page, minutes: float) -> None:
    await page.evaluate("(ms) => { window.forward += ms; }", minutes * 60e3)


async def test_a_console_locks_in_every_tab_and_opens_again(visits: Visits, night: Night) -> None:
    context = await visits.sign_in(RESPONDER)
    await context.add_init_script(_CLOCK)
    page = await visits.tab(context, "/console")
    other = await visits.tab(context, "/console")
    await page.locator("#filters input[name=children]").fill("2")
    # Work in one tab keeps the other open, and a warning comes first.
    await away(other, 14.5)
    await expect(other.locator("#lock-warning")).to_contain_text("locks in one minute")
    await page.locator("#filters input[name=adults]").fill("2")
    await expect(other.locator("#lock-warning")).to_be_hidden()
    await away(page, 16)
    await expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    await expect(other.get_by_role("heading", name="Locked")).to_be_visible()
    for tab in (page, other):
        await expect(tab).to_have_title("Night desk")
        await expect(tab.locator("#pools")).to_be_hidden()
        assert "Open Door" not in await tab.inner_text("body")
        assert "Night Line" not in await tab.inner_text("body")
    locked = "SELECT bool_and(locked_at IS NOT NULL) FROM housing.session"
    async with asyncio.timeout(5):
        while not await night.world.owner.fetchval(locked):
            await asyncio.sleep(0.01)
    # The service says nothing more either: a reload shows the lock screen alone.
    await other.reload()
    await expect(other.get_by_role("heading", name="Locked")).to_be_visible()
    assert "Open Door" not in await other.content()
    await expect(page.get_by_label("Password")).to_be_focused()
    await page.keyboard.type("wrong")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("match")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    # Nothing that was typed is lost.
    for tab in (page, other):
        await expect(tab.locator("#pools > li").first).to_be_visible()
    await expect(page.locator("#filters input[name=children]")).to_have_value("2")
    await expect(page).to_have_title("Console · Night desk")


async def test_a_locked_shelter_goes_on_counting(visits: Visits, night: Night) -> None:
    context = await visits.sign_in(STAFF)
    await context.add_init_script(_CLOCK)
    page = await visits.tab(context, "/shelter")
    card = page.locator(f'#counts > li[data-key="{night.rooms}"]')
    await away(page, 6)
    await expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    await expect(page.get_by_role("heading", name="On the way")).to_be_hidden()
    await expect(card.get_by_text("Keep one for a caller")).to_be_hidden()
    await card.locator("input[name=units_free]").fill("1")
    await card.get_by_role("button", name="Save").click()
    await expect(page.locator("#announcer")).to_contain_text("Saved")
    assert await night.free(night.rooms) == 1
