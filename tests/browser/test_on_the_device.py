"""What a device keeps goes when it should, and a lock is told until it is heard."""

from __future__ import annotations

import asyncio

from playwright.async_api import Route, expect

from tests.browser.conftest import Visits
from tests.browser.night import RESPONDER, STAFF, Night
from tests.browser.test_offline import _BOARD, _REPORTS, kept, kept_pools

_HIDDEN = """
Object.defineProperty(document, "visibilityState", { get: () => "hidden", configurable: true });
document.dispatchEvent(new Event("visibilitychange"));
"""


def module(name: str) -> str:
    """An expression that loads one of the page's own modules."""
    return (
        "import(document.querySelector('script[type=module]').src"
        f".replace(/\\/(pages|js)\\/[^/]*$/, '/js/{name}'))"
    )


async def test_a_lock_is_told_until_the_service_has_heard_it(visits: Visits, night: Night) -> None:
    context = await visits.sign_in(RESPONDER)
    page = await visits.tab(context, "/console")
    refused = []

    async def busy(route: Route) -> None:
        if route.request.method == "POST" and len(refused) < 2:
            refused.append(route.request.url)
            problem = '{"status": 503, "code": "database_unavailable", "detail": "Later."}'
            await route.fulfill(status=503, content_type="application/problem+json", body=problem)
        else:
            await route.continue_()

    await context.route("**/lock", busy)
    await page.evaluate("document.dispatchEvent(new CustomEvent('lock-now'))")
    await expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    locked = "SELECT bool_and(locked_at IS NOT NULL) FROM housing.session"
    async with asyncio.timeout(15):
        while not await night.world.owner.fetchval(locked):
            await asyncio.sleep(0.05)
    assert len(refused) == 2


async def test_the_kept_list_goes_when_its_last_program_turns_confidential(
    visits: Visits, night: Night
) -> None:
    context = await visits.sign_in(STAFF)
    page = await visits.tab(context, "/shelter")
    assert await kept_pools(page)
    await page.evaluate(
        "async () => {"
        f"  const {{ BoardKeeper }} = await {module('kept_board.js')};"
        "  const keeper = new BoardKeeper({ keptFor: 'x', page: 'shelter',"
        "    clock: { now: () => Date.now() } });"
        "  keeper.take({ type: 'snapshot', pools: [{ id: '1', confidential: true }] });"
        "  await keeper.write();"
        "}"
    )
    assert (await kept(page))["databases"][_BOARD] == []


async def test_another_tab_does_not_keep_the_list_again_after_signing_out(
    visits: Visits, night: Night
) -> None:
    context = await visits.sign_in(RESPONDER)
    page = await visits.tab(context, "/console")
    other = await visits.tab(context, "/console")
    await kept_pools(other)
    # Something changes, so that the other tab has something to write in a while.
    staff = await visits.tab(await visits.sign_in(STAFF), "/shelter")
    card = staff.locator(f'#counts > li[data-key="{night.rooms}"]')
    await card.get_by_role("button", name="One more", exact=False).first.click()
    await night.count_becomes(night.rooms, 4)
    row = other.locator(f'#pools > li[data-key="{night.rooms}"]')
    await expect(row.locator("[data-t=count]")).to_have_text("4")
    await page.get_by_role("button", name="Sign out").click()
    await page.wait_for_url("**/signed-out")
    await expect(other.locator("#banner")).to_be_visible()
    await other.evaluate(_HIDDEN)
    await asyncio.sleep(0.5)
    databases = (await kept(page))["databases"]
    assert not databases.get(_BOARD)


async def test_a_count_that_waits_keeps_all_that_was_said(visits: Visits, night: Night) -> None:
    """Also how many can't be used; and a clock put forward loses nothing: it is asked."""
    context = await visits.sign_in(STAFF)
    page = await visits.tab(context, "/shelter")
    waiting = await page.evaluate(
        "async (id) => {"
        f"  const {{ ReportOutbox }} = await {module('report_outbox.js')};"
        "  const { keptFor } = document.documentElement.dataset;"
        "  const outbox = new ReportOutbox({ keptFor, onChange: () => {} });"
        "  const pool = await (await fetch(`/v1/pools/${id}`)).json();"
        "  const said = { units_free: 2, units_out_of_service: 1 };"
        "  await outbox.keep(pool, said, Date.now() + 3600e3);"
        "  await outbox.flush();"
        "  const first = outbox.waiting.map((one) => ({ ...one }));"
        "  await outbox.insist(first[0].report_id);"
        "  return first;"
        "}",
        str(night.rooms),
    )
    assert [(one["units_free"], one["meanwhile"]) for one in waiting] == [(2, None)]
    row = await night.world.owner.fetchrow(
        "SELECT units_free_reported, units_out_of_service FROM housing.pool WHERE id = $1",
        night.rooms,
    )
    assert tuple(row) == (2, 1)
    assert (await kept(page))["databases"][_REPORTS] == []
