"""Somebody who lets go again and again reads why and whom to call, on a page that stays open; the
operator's page says by itself that there is something to look at, and ends both."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.async_api import Page, expect

from housing_service.store.watching import create_canary
from tests.abuse.scoring import Hands
from tests.browser.conftest import DESK, PHONE, SMALL_PHONE, Visits
from tests.browser.night import OPERATOR, RESPONDER, Night
from tests.browser.test_states_are_accessible import judge

CANARY = "5e0c9a52-1f0b-4b52-9a5e-0a8d3f1c7b11"


async def picture(page: Page, name: str) -> None:
    """For whoever wants to look: a picture of this state, where one is asked for."""
    if folder := os.environ.get("HOUSING_TEST_PICTURES"):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


async def test_what_is_unusual_shows_on_both_sides(visits: Visits, night: Night) -> None:
    owner = night.world.owner
    account = await owner.fetchval("SELECT id FROM housing.account WHERE login = $1", RESPONDER)
    await create_canary(owner, {"pool": CANARY})
    console = await visits.page(RESPONDER, "/console", viewport=PHONE)
    operator = await visits.page(OPERATOR, "/operator", viewport=DESK)
    said = console.locator("#asked-first")
    await expect(console.locator("html[data-live=yes]")).to_have_count(1)
    await expect(operator.locator("html[data-live=yes]")).to_have_count(1)
    await expect(said).to_be_hidden()
    hands = Hands(night.world, account)
    for _ in range(12):
        await hands.hold_and_release(night.rooms)
    await expect(said).to_be_visible()
    await expect(said).to_contain_text("call the operator’s line: 555 0100")
    row = console.locator(f'#pools > li[data-key="{night.rooms}"]')
    await expect(row.locator(":scope > form button")).to_contain_text("Ask")
    await picture(console, "asked-first-390")
    await judge(console, "asked-first")
    assert (await console.request.get(f"/v1/pools/{CANARY}")).status == 404
    link = operator.locator("#alert-line a")
    await expect(link).to_have_text("1 thing to look at")
    await picture(operator, "operator-alert-1280")
    await link.click()
    await expect(operator.get_by_role("heading", name="What is unusual")).to_be_visible()
    await judge(operator, "unusual")
    await picture(operator, "unusual-1280")
    await operator.set_viewport_size(SMALL_PHONE)
    await judge(operator, "unusual-small")
    await picture(operator, "unusual-320")
    await operator.emulate_media(color_scheme="dark")
    await operator.reload()
    await judge(operator, "unusual-dark")
    await picture(operator, "unusual-320-dark")
    await operator.get_by_role("button", name="Lift").click()
    await expect(operator.get_by_text("Nobody.", exact=True)).to_be_visible()
    await operator.get_by_role("button", name="I have looked at it").click()
    await expect(operator.get_by_text("Nothing is unusual.")).to_be_visible()
    await expect(operator.locator("#alert-line")).to_be_hidden()
    await expect(said).to_be_hidden()
