"""What is tapped while an earlier report is still on its way is not lost when the page goes."""

from __future__ import annotations

import asyncio

from playwright.async_api import Route

from tests.browser.conftest import Visit, Visits
from tests.browser.night import STAFF, Night


async def test_the_last_tap_goes_with_the_page(visits: Visits, night: Night) -> None:
    context = await visits.sign_in(STAFF)
    page = await visits.tab(context, "/shelter")
    going, gone, came = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow(route: Route) -> None:
        if not going.is_set():
            going.set()
            # Held up until the page has gone and what was tapped last has come.
            await gone.wait()
            await route.continue_()
            came.set()
        else:
            await route.continue_()

    await context.route("**/reports", slow)
    card = page.locator(f'#counts > li[data-key="{night.rooms}"]')
    more = card.get_by_role("button", name="One more", exact=False).first
    await more.click()
    await going.wait()
    await more.click()
    await page.goto("about:blank")
    await night.count_becomes(night.rooms, 5)
    gone.set()
    # Should the first one still come, after the second, it changes nothing.
    await came.wait()
    await page.goto("/shelter")
    assert await night.free(night.rooms) == 5


async def test_a_tap_that_another_page_follows_at_once_is_sent(visit: Visit, night: Night) -> None:
    """Eight times, as it was lost in a third of them while the worker stood in between."""
    page = await visit(STAFF, "/shelter")
    card = page.locator(f'#counts > li[data-key="{night.rooms}"]')
    for number in range(8):
        free = await night.free(night.rooms)
        name, by = (("One more", 1), ("One fewer", -1))[number % 2]
        await card.get_by_role("button", name=name, exact=False).first.click()
        await page.goto("about:blank")
        await night.count_becomes(night.rooms, free + by)
        await page.goto("/shelter")
