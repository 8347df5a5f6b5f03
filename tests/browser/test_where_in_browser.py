"""From an accepted hold to the place and back: asked for, proven, read, gone by itself; then handed
over while the colleague watches."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from playwright.async_api import Page, expect

from housing_service.app import Running
from tests.browser.conftest import DESK, SMALL_PHONE, Visits
from tests.browser.night import COLLEAGUE, RESPONDER, SAFE_STAFF, Night
from tests.browser.test_states_are_accessible import judge
from tests.support.api import Api
from tests.support.world import PASSWORD, World


async def prove(page: Page) -> None:
    await page.locator("main #password").fill(PASSWORD)
    await page.locator("main form button[type=submit]").first.click()


async def house_says(visits: Visits, world: World) -> None:
    """Staff of the hidden house say where to come."""
    program = await world.owner.fetchval("SELECT id FROM housing.program WHERE confidential")
    page = await visits.page(
        SAFE_STAFF, f"/shelter/programs/{program}/where-to-go", viewport=SMALL_PHONE,
        color_scheme="dark",
    )  # fmt: skip
    await page.get_by_role("link", name="Do that now").click()
    await prove(page)
    await page.get_by_label("They read our address").check()
    await page.get_by_label("Street and number").fill("14 Orchard Row")
    await page.get_by_label("Town or part").fill("East bank")
    await page.get_by_label("How to get in").fill("the bell at the side door")
    await judge(page, "arrival_place")
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator(".done")).to_contain_text("Saved")


async def test_a_place_is_read_and_passed_on(
    visits: Visits, night: Night, running: Running, world: World, http: Any
) -> None:
    await house_says(visits, world)
    page = await visits.page(RESPONDER, "/console", viewport=SMALL_PHONE)
    colleague = await visits.page(COLLEAGUE, "/console", viewport=DESK)
    quiet = await world.owner.fetchval(
        "SELECT organization_id FROM housing.account WHERE login = $1", SAFE_STAFF
    )
    staff = Api(http, running.url, (await world.caller("shelter_staff", quiet)).token)
    hold = str(uuid4())
    await page.evaluate(
        """async ([hold, pool]) => {
          const csrf = document.querySelector('meta[name="csrf"]').content;
          await fetch(`/v1/holds/${hold}`, {method: "PUT", body: JSON.stringify(
            {pool_id: pool, party: {adults: 1}}),
            headers: {"Content-Type": "application/json", "X-CSRF-Token": csrf}});
        }""",
        [hold, str(night.hidden)],
    )
    assert (await staff.act(hold, "accept")).status == 200
    card = page.locator(f'#my-holds [data-key="{hold}"]')
    show = card.get_by_role("button", name="Show where to go")
    await show.scroll_into_view_if_needed()
    await judge(page, "console_accepted")
    await show.click()
    await prove(page)
    ask = page.get_by_role("button", name="Show where to go")
    await judge(page, "where_asked")
    await ask.click()
    place = page.get_by_text("14 Orchard Row")
    await expect(place).to_be_visible()
    await judge(page, "where_told")
    await page.evaluate("window.dispatchEvent(new Event('blur'))")
    await expect(place).to_have_count(0)
    await ask.click()
    await expect(place).to_be_visible()
    await page.evaluate("document.dispatchEvent(new CustomEvent('page-locked'))")
    await expect(place).to_have_count(0)
    assert "Orchard" not in await page.content()

    await page.goto(f"/console/pass-on/hold/{hold}")
    await page.get_by_label(COLLEAGUE).check()
    await judge(page, "passing_on")
    await page.get_by_role("button", name="Hand over").click()
    await expect(page.locator(".done")).to_contain_text("Handed over")
    await expect(page.locator(f'[data-key="{hold}"]')).to_have_count(0)
    await expect(colleague.locator(f'#my-holds [data-key="{hold}"]')).to_have_count(1)
    await page.goto("/console/left")
    await judge(page, "left_behind")
