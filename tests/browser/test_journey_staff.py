"""A night at the shelter's page, from the door: a count in two taps, somebody answered, put off and
taken in, and each step taken back. With HOUSING_JOURNEY_PICTURES set, every step is pictured."""

from __future__ import annotations

import os
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import DESK, PHONE, Visits
from tests.browser.night import RESPONDER, STAFF, Night
from tests.browser.test_states_are_accessible import judge
from tests.support.world import PASSWORD

PICTURES = os.environ.get("HOUSING_JOURNEY_PICTURES")
TAPS_MAX = 2
WAYS: dict[str, dict[str, Any]] = {"phone-light": {"viewport": PHONE, "color_scheme": "light"}}
if PICTURES:
    WAYS |= {
        "phone-low-light": {"viewport": PHONE, "color_scheme": "dark"},
        "desk-light": {"viewport": DESK, "color_scheme": "light"},
        "desk-low-light": {"viewport": DESK, "color_scheme": "dark"},
    }


class Steps:
    """Numbers and pictures the steps of one way."""

    def __init__(self, page: Page, way: str) -> None:
        self.page, self.way, self.number = page, way, 0

    async def step(self, name: str) -> None:
        self.number += 1
        if PICTURES:
            path = f"{PICTURES}/staff-{self.number:02}-{name}-{self.way}.png"
            await self.page.screenshot(path=path)


async def in_sight(target: Locator) -> bool:
    """Whether it can be pressed without scrolling first."""
    box, size = await target.bounding_box(), target.page.viewport_size
    return box is not None and size is not None and box["y"] + box["height"] <= size["height"]


@pytest.mark.parametrize("way", WAYS)
async def test_a_night_at_the_shelters_page(visits: Visits, night: Night, way: str) -> None:
    context = await visits.sign_in(None, reduced_motion="reduce", **WAYS[way])
    page = await context.new_page()
    steps = Steps(page, way)
    await page.goto("/")
    await page.get_by_label("Sign-in name").fill(STAFF)
    await page.get_by_label("Password").fill(PASSWORD)
    await steps.step("door")
    await page.get_by_role("button", name="Sign in", exact=True).click()
    taps = 1
    await expect(page.locator("html")).to_have_attribute("data-live", "yes")
    await steps.step("counts")
    # The first count is in sight, and one tap says it.
    more = page.locator("#counts > li").first.locator('.stepper.big [data-step="1"]')
    assert await in_sight(more)
    await more.click()
    taps += 1
    first = page.locator("#counts > li").first
    await steps.step("saving")
    await expect(first).to_contain_text("Saved 5.")
    assert taps <= TAPS_MAX
    await steps.step("saved")
    await first.get_by_role("button", name="Undo, back to 4").click()
    await expect(first).to_contain_text("4 is back.")
    assert await night.free(night.beds) == 4

    responder = await visits.page(RESPONDER, "/console")

    async def ask() -> None:
        await responder.locator(f'#pools > li[data-key="{night.beds}"] > form button').click()

    await ask()
    waiting = page.locator("#requests > li")
    await expect(waiting).to_contain_text("1 adult")
    await expect(page).to_have_title("(1) Update")
    await steps.step("somebody-asks")
    await waiting.locator("summary", has_text="We can’t offer that tonight").click()
    await waiting.get_by_label("Reason, if you like").select_option(index=1)
    await steps.step("put-off")
    await waiting.get_by_role("button", name="Tell them").click()
    await expect(waiting).to_have_count(0)
    undo = page.locator("#undoable > li")
    await expect(undo).to_contain_text("can't offer that tonight")
    await steps.step("put-off-undo")
    await undo.get_by_role("button", name="Undo").click()
    await waiting.locator("summary", has_text="Accept, and keep it longer").click()
    await waiting.get_by_label("Keep it for").select_option("4 hours")
    await steps.step("accept-until")
    await waiting.get_by_role("button", name="Accept").last.click()
    arriving = page.locator("#arriving > li")
    await expect(arriving.locator(".countdown")).to_have_text("3 h 59 min left")
    await expect(page.locator("#to-arriving")).to_have_text("1 group on the way")
    await steps.step("on-the-way")
    await judge(page, "staff-on-the-way")
    await arriving.get_by_role("button", name="Arrived").click()
    await expect(arriving).to_have_count(0)
    await night.count_becomes(night.beds, 3)
    await steps.step("arrived")
    await undo.get_by_role("button", name="Undo").click()
    await expect(arriving).to_have_count(1)
    await night.count_becomes(night.beds, 4)

    more_of = first.locator("summary", has_text="More")
    await more_of.click()
    await judge(page, "staff-more")
    await steps.step("more")
    await first.get_by_role("link", name="How it is offered").click()
    await steps.step("how-it-is-offered")
    await judge(page, "staff-settings")
    await page.goto("/shelter/wall")
    await expect(page.locator("html")).to_have_attribute("data-live", "yes")
    await expect(page.locator("#wall > li").first).to_contain_text("4")
    assert "1 adult" not in await page.inner_text("body")
    await steps.step("wall")
    await judge(page, "staff-wall")
