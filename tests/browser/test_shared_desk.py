"""A night at the shared desk: enrol it, sign in with a PIN, lock it, count on, unlock."""

from __future__ import annotations

from typing import Any

from playwright.async_api import expect

from housing_service.app import Running
from tests.browser.conftest import DESK, SMALL_PHONE, Visits
from tests.browser.night import SAFE_STAFF, Night
from tests.browser.test_states_are_accessible import judge
from tests.support.api import Api
from tests.support.world import PASSWORD, World

PIN = "482915"


async def test_a_shift_at_the_desk_of_a_confidential_house(
    visits: Visits, night: Night, running: Running, world: World, http: Any
) -> None:
    desk = await visits.page(SAFE_STAFF, "/desks", viewport=DESK)
    await desk.get_by_role("button", name="Make this the desk computer").click()
    await expect(desk.locator(".done")).to_have_text("This is a shared computer now.")
    await desk.get_by_label("Your password").fill(PASSWORD)
    await desk.get_by_label("New PIN").fill(PIN)
    await desk.get_by_label("The same PIN again").fill(PIN)
    await desk.get_by_role("button", name="Save PIN").click()
    await expect(desk.locator(".done")).to_have_text("Your PIN is saved.")
    await judge(desk, "desks")
    await desk.get_by_role("button", name="Sign out").first.click()

    responder = Api(http, running.url, (await world.caller("responder")).token)
    placed = await responder.place(night.hidden, party={"adults": 1, "children": 1})
    assert placed.status == 201, placed

    await desk.goto("/sign-in")
    await desk.get_by_label(SAFE_STAFF).check()
    await desk.get_by_label("Your PIN").fill(PIN)
    await desk.get_by_role("button", name="Start my shift").click()
    await expect(desk.locator("html")).to_have_attribute("data-live", "yes")
    waiting = desk.locator("#requests > [data-key]")
    await expect(waiting).to_have_count(1)

    await desk.evaluate("document.dispatchEvent(new CustomEvent('lock-now'))")
    await expect(desk.locator("html")).to_have_attribute("data-locked", "yes")
    await expect(waiting).not_to_be_visible()
    # Whoever reloads it finds out nothing more, and the counts go on.
    await desk.reload()
    await expect(desk.locator("html")).to_have_attribute("data-live", "yes")
    await expect(waiting).to_have_count(0)
    card = desk.locator("#counts > [data-key]").first
    await card.locator('.stepper.big [data-step="1"]').click()
    before = await night.free(night.hidden)
    await expect(card).to_contain_text(f"Saved {before + 1}.")

    await desk.locator("#lock [data-secret]").fill(PIN)
    await desk.locator("#lock button[type=submit]").first.click()
    await expect(desk.locator("html")).not_to_have_attribute("data-locked", "yes")
    await expect(waiting).to_have_count(1)
    await expect(waiting).to_be_visible()
    assert await night.free(night.hidden) == before + 1


async def test_a_count_link_on_an_old_phone(visits: Visits, night: Night) -> None:
    staff = await visits.page(SAFE_STAFF, "/desks", viewport=DESK)
    await staff.get_by_role("button", name="Make a count link").click()
    link = await staff.get_by_label("Count link", exact=True).input_value()
    phone = await visits.sign_in(None, viewport=SMALL_PHONE, java_script_enabled=False)
    page = await phone.new_page()
    await page.goto(link)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Our beds")
    before = await night.free(night.hidden)
    for button, expected in (
        ("One more", before + 1), ("One fewer", before), ("Still correct", before),
    ):  # fmt: skip
        await page.get_by_role("button", name=button).click()
        await expect(page.get_by_role("status").first).to_have_text("Saved. Thank you.")
        assert await night.free(night.hidden) == expected
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.goto(link + "x")
    await expect(page.get_by_role("heading", level=1)).to_have_text("This link does not work")
    small = await visits.sign_in(None, viewport=SMALL_PHONE, color_scheme="dark")
    judged = await small.new_page()
    for address, name in ((link, "count"), (link + "x", "count_gone")):
        await judged.goto(address)
        await judge(judged, name)
    await staff.set_viewport_size(SMALL_PHONE)
    await staff.goto("/unlock")
    await judge(staff, "unlock")
    await staff.goto("/desks")
    await judge(staff, "desks")
