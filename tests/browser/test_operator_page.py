"""The operator's page: what needs a call, and how the service is."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.conftest import DESK, SMALL_PHONE, Visit
from tests.browser.night import OPERATOR, RESPONDER, STAFF, Night


async def test_old_unknown_and_over_held_counts_are_listed_live(visit: Visit, night: Night) -> None:
    page = await visit(OPERATOR, "/operator", viewport=DESK)
    await expect(page.locator("#stale")).to_contain_text("Attic beds")
    await expect(page.locator("#unknown")).to_contain_text("Annex beds")
    await expect(page.locator("#over-held-none")).to_be_visible()
    responder = await visit(RESPONDER, "/console")
    await responder.locator(f'#pools > li[data-key="{night.rooms}"] > form button').click()
    await expect(responder.locator("#my-holds > li")).to_have_count(1)
    staff = await visit(STAFF, "/shelter")
    await staff.locator(f'#counts > li[data-key="{night.rooms}"] input[name=units_free]').fill("0")
    await staff.get_by_role("button", name="Save").click()
    await expect(page.locator("#over-held")).to_contain_text("0 rooms empty, 1 kept")
    await expect(page.locator("#over-held-count")).to_have_text("1")


async def test_the_service_tells_how_it_is(visit: Visit, night: Night) -> None:
    page = await visit(OPERATOR, "/operator", viewport=SMALL_PHONE)
    health = page.locator("#health")
    await expect(health).to_contain_text("Live")
    await expect(health.locator('[data-t="connections"]')).to_have_text("1")
    await expect(page.locator("#states")).to_contain_text("Paused 1")


async def test_confidential_programs_have_no_number_here(visit: Visit, night: Night) -> None:
    await night.world.owner.execute(
        "UPDATE housing.pool SET units_free_reported = 0 WHERE id = $1", night.hidden
    )
    page = await visit(OPERATOR, "/operator", viewport=DESK)
    text = await page.content()
    assert "Quiet House" not in text
    assert "Upstairs" not in text
