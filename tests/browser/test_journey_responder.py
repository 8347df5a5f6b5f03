"""A responder finds and holds a fitting place without any explanation, in at most four taps from
the door. With HOUSING_JOURNEY_PICTURES set, a picture of every step is put there."""

from __future__ import annotations

import os
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Locator, Page, expect

from housing_service.app import Running
from tests.browser.conftest import DESK, PHONE, Visits
from tests.fit.region import make_region
from tests.support.api import Api
from tests.support.world import PASSWORD, World

PICTURES = os.environ.get("HOUSING_JOURNEY_PICTURES")
TAPS_MAX = 4
RESPONDER = "night.line"
WAYS: dict[str, dict[str, Any]] = {
    "phone-light": {"viewport": PHONE, "color_scheme": "light"},
    "desk-low-light": {"viewport": DESK, "color_scheme": "dark"},
}
if PICTURES:
    WAYS |= {
        "phone-low-light": {"viewport": PHONE, "color_scheme": "dark"},
        "desk-light": {"viewport": DESK, "color_scheme": "light"},
    }


class Journey:
    """Counts what a person presses, and pictures each step."""

    def __init__(self, page: Page, way: str) -> None:
        self.page, self.way, self.taps, self.steps = page, way, 0, 0

    async def tap(self, target: Locator) -> None:
        """Presses what is on screen now: nobody scrolls to find it."""
        box = await target.bounding_box()
        size = self.page.viewport_size
        assert box is not None and size is not None
        bar = await self.page.locator("nav.bar").bounding_box() if self.taps else None
        over = bar["y"] if bar and bar["width"] > size["width"] / 2 else size["height"]
        assert box["y"] >= 0 and box["y"] + box["height"] <= over, f"{target} is out of sight"
        self.taps += 1
        await target.click()

    async def picture(self, name: str) -> None:
        self.steps += 1
        if PICTURES:
            path = f"{PICTURES}/responder-{self.steps}-{name}-{self.way}.png"
            await self.page.screenshot(path=path)


@pytest.mark.parametrize("way", WAYS)
async def test_a_fitting_place_is_held_in_four_taps(
    visits: Visits, world: World, running: Running, http: aiohttp.ClientSession, way: str
) -> None:
    await make_region(world, lambda caller: Api(http, running.url, caller.token))
    await world.caller("responder", await world.organization("Day Line"), RESPONDER)
    context = await visits.sign_in(None, **WAYS[way])
    page = await context.new_page()
    journey = Journey(page, way)
    await page.goto("/")
    await page.get_by_label("Sign-in name").fill(RESPONDER)
    await page.get_by_label("Password").fill(PASSWORD)
    await journey.picture("the-door")
    await journey.tap(page.get_by_role("button", name="Sign in"))
    await expect(page.locator("html")).to_have_attribute("data-live", "yes")
    await expect(page.locator("#adults")).to_have_value("1")
    await journey.picture("the-list")
    # An adult with two children: the list follows each tap.
    more = page.get_by_role("button", name="More: Children")
    await journey.tap(more)
    await journey.tap(more)
    first = page.locator("#pools > li").first.locator(":scope > form button")
    await expect(first).to_contain_text("for 3 people")
    await expect(page.locator("#found")).to_contain_text("fit")
    await journey.picture("who-they-are")
    await journey.tap(first)
    card = page.locator("#my-holds > li")
    await expect(card).to_contain_text("Kept for you")
    await expect(card.locator(".code-words")).not_to_be_empty()
    await expect(page.locator("#toast")).to_contain_text("Kept: ")
    assert journey.taps <= TAPS_MAX
    await journey.picture("held")
    await card.get_by_role("button", name="Show it in full size").click()
    await expect(page.locator("#code-sheet .code-full")).to_be_visible()
    await journey.picture("said-at-the-door")
    await page.get_by_role("button", name="Close").click()
    await card.get_by_role("button", name="We have arrived").click()
    await expect(card).to_contain_text("You said at")
    await journey.picture("arrived")
