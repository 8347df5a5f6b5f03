"""An operator sees within one screen, unexplained, which shelters to call, and asks one. With
HOUSING_JOURNEY_PICTURES set, a picture of every step is put there."""

from __future__ import annotations

import os
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Visits
from tests.browser.night import OPERATOR, Night
from tests.support.world import PASSWORD

PICTURES = os.environ.get("HOUSING_JOURNEY_PICTURES")
WAYS: dict[str, dict[str, Any]] = {
    "phone-low-light": {"viewport": PHONE, "color_scheme": "dark"},
    "desk-light": {"viewport": DESK, "color_scheme": "light"},
}
if PICTURES:
    WAYS |= {
        "phone-light": {"viewport": PHONE, "color_scheme": "light"},
        "desk-low-light": {"viewport": DESK, "color_scheme": "dark"},
    }


async def pictured(page: Page, step: str, way: str) -> None:
    if PICTURES:
        await page.screenshot(path=f"{PICTURES}/operator-{step}-{way}.png")


@pytest.mark.parametrize("way", WAYS)
async def test_whom_to_call_is_seen_within_one_screen(
    visits: Visits, night: Night, way: str
) -> None:
    await night.world.owner.execute(
        "UPDATE housing.program SET intake_line = '555 0142' WHERE name = 'Mill Street Shelter'"
    )
    context = await visits.sign_in(None, **WAYS[way])
    page = await context.new_page()
    await page.goto("/sign-in")
    await pictured(page, "1-door", way)
    await page.get_by_label("Sign-in name").fill(OPERATOR)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.locator("html")).to_have_attribute("data-live", "yes")
    await pictured(page, "2-tonight", way)
    # Without scrolling: the heading, and a whole line of the list with the reason and a number.
    first = page.locator("#calls > li").first
    height = WAYS[way]["viewport"]["height"]
    for part in (page.get_by_role("heading", name="Which shelters to call"), first):
        box = await part.bounding_box()
        assert box is not None and box["y"] >= 0 and box["y"] + box["height"] <= height
    await expect(first).to_contain_text("last said 8 h ago")
    await expect(first.get_by_role("link", name="Call 555 0142")).to_be_visible()
    await first.get_by_role("button", name="Ask for a count").click()
    await expect(page.get_by_role("status").filter(has_text="Asked.")).to_be_visible()
    await pictured(page, "3-asked", way)
