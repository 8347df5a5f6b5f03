"""The reports in a browser: readable on a small phone, printed without buttons, sound for axe; and
a console that counts a need once the question stands."""

from __future__ import annotations

import asyncio

from playwright.async_api import expect

from housing_service.app import Running
from tests.browser.conftest import DESK, Visits
from tests.browser.night import OPERATOR, RESPONDER, Night
from tests.browser.test_states_are_accessible import judge, small_and_wide
from tests.demand.demand_month import fill_month


async def test_reports_on_a_small_phone_and_a_desk(visits: Visits, night: Night) -> None:
    await fill_month(night.world)
    for by in ("region", "hour_of_day", "attribute"):
        async with small_and_wide(visits, OPERATOR, f"/operator/reports?by={by}") as pages:
            for page in pages:
                await judge(page, f"reports-{by}")
                await page.emulate_media(media="print")
                await expect(page.get_by_role("button", name="Show")).to_be_hidden()
    async with small_and_wide(visits, OPERATOR, "/operator/reports?month=2099-01") as pages:
        for page in pages:
            await judge(page, "reports-not-ready")


async def test_a_console_counts_a_need_when_its_question_stands(
    visits: Visits, night: Night, running: Running
) -> None:
    owner = night.world.owner
    page = await visits.page(RESPONDER, "/console", viewport=DESK)
    await page.clock.install()
    await page.locator("#filters input[name=adults]").fill("29")
    await page.locator("#filters input[name=adults]").fill("30")
    await page.locator("#where summary, summary:has(#where)").first.click()
    await page.get_by_label("Kind").select_option("Emergency shelter")
    await expect(page.locator("#pools > li > form:not([hidden])")).to_have_count(0)
    async with page.expect_request(
        lambda sent: sent.url.endswith("/v1/pools/search") and "need_id" in (sent.post_data or "")
    ):
        await page.clock.run_for(12_000)
    async with asyncio.timeout(10):
        while await owner.fetchval("SELECT count(*) FROM housing.demand_need") == 0:
            await running.services.demand.write()
            await asyncio.sleep(0.05)
    rows = await owner.fetch("SELECT household, kind, needs FROM housing.demand")
    assert [tuple(row) for row in rows] == [("multi_adult", "searched", 1)]
    stored = await page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "need" not in stored
