"""The operator's room: whom to call, live; what is done about it; how the service is."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.conftest import DESK, SMALL_PHONE, Visit
from tests.browser.night import OPERATOR, RESPONDER, STAFF, Night


async def test_an_operator_sees_whom_to_call_and_does_something_about_it(
    visit: Visit, night: Night
) -> None:
    await night.world.owner.execute(
        "UPDATE housing.program SET intake_line = '555 0142' WHERE name = 'Mill Street Shelter'"
    )
    page = await visit(OPERATOR, "/operator", viewport=DESK)
    calls = page.get_by_role("list", name="Which shelters to call").get_by_role("listitem")
    attic = page.locator(f'#calls > li[data-key="{night.old_beds}"]')
    await expect(attic).to_contain_text("Old count: last said 8 h ago")
    await expect(attic.get_by_role("link", name="Call 555 0142")).to_be_visible()
    await expect(page.locator("#calls > li").nth(1)).to_contain_text("No count was ever said")
    assert await calls.count() > 0
    # The first call stands on the first screen.
    box = await page.locator("#calls > li").first.bounding_box()
    assert box and box["y"] + box["height"] <= DESK["height"]
    # Too few for those on the way comes first, as soon as it is so.
    responder = await visit(RESPONDER, "/console")
    await responder.locator(f'#pools > li[data-key="{night.rooms}"] > form button').click()
    await expect(responder.locator("#my-holds > li")).to_have_count(1)
    staff = await visit(STAFF, "/shelter")
    await night.world.owner.execute(
        "UPDATE housing.pool SET units_free_reported = 0 WHERE id = $1", night.rooms
    )
    await night.publish(night.rooms)
    first = page.locator("#calls > li").first
    await expect(first).to_contain_text("1 room too few for those on the way")
    # Asking shows on the shelter's own page at once, and goes when they have counted.
    await first.get_by_role("button", name="Ask for a count").click()
    await expect(page.get_by_role("status").filter(has_text="Asked.")).to_be_visible()
    nudge = staff.locator("#notices").get_by_text("The operator asks for your count.")
    await expect(nudge).to_be_visible()
    await first.get_by_text("What they said").click()
    await first.get_by_label("They have free").fill("2")
    await first.get_by_role("button", name="Save count").click()
    await expect(page.locator(f'#calls > li[data-key="{night.rooms}"]')).to_have_count(0)
    await expect(nudge).to_be_hidden()
    # The map narrows the list to a region.
    regions = page.get_by_role("navigation", name="Map of regions")
    await regions.get_by_role("link", name="Hill Towns").click()
    await expect(page).to_have_url(page.url.split("?")[0] + "?region=hills")
    await expect(page.locator("#calls > li")).to_have_count(2)


async def test_an_announcement_shows_at_once_where_it_is_for(visit: Visit, night: Night) -> None:
    responder = await visit(RESPONDER, "/console")
    page = await visit(OPERATOR, "/operator/announcements", viewport=SMALL_PHONE)
    await page.get_by_label("Text").fill("Ask for Ms Miller at the desk.")
    await page.get_by_role("button", name="Announce").click()
    await expect(page.get_by_text("never about a person").last).to_be_visible()
    await page.get_by_label("Text").fill("The bridge is closed until six.")
    await page.get_by_role("button", name="Announce").click()
    await expect(page.locator(".standing")).to_contain_text("The bridge is closed until six.")
    await expect(responder.locator("#notices")).to_contain_text("The bridge is closed until six.")
    await page.get_by_role("button", name="Take back").click()
    await expect(responder.locator("#notices")).to_be_hidden()
    health = page.locator("#health")
    await page.goto("/operator/service")
    await expect(health).to_contain_text("Live")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_confidential_programs_have_no_number_here(visit: Visit, night: Night) -> None:
    await night.world.owner.execute(
        "UPDATE housing.pool SET units_free_reported = 0 WHERE id = $1", night.hidden
    )
    page = await visit(OPERATOR, "/operator", viewport=DESK)
    for path in ("/operator", "/operator/vetting", "/operator/record", "/operator/service"):
        await page.goto(path)
        text = await page.content()
        assert "Quiet House" not in text
        assert "Upstairs" not in text
