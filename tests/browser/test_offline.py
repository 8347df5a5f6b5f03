"""Without a line: the last list with its time, counts that wait, nothing held, and nothing kept on
the device that must not be there."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from playwright.async_api import BrowserContext, Page, expect

from tests.browser.conftest import Visits
from tests.browser.night import RESPONDER, SAFE_STAFF, STAFF, Night

# Everything that a page of this origin could find on the device.
_ALL_THAT_IS_KEPT = """
async () => {
  const found = { local: { ...localStorage }, session: { ...sessionStorage } };
  found.cookies = document.cookie;
  found.name = window.name;
  found.databases = {};
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((resolve, reject) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    for (const store of database.objectStoreNames) {
      found.databases[`${name}.${store}`] = await new Promise((resolve) => {
        const all = database.transaction(store).objectStore(store).getAll();
        all.onsuccess = () => resolve(all.result);
      });
    }
    database.close();
  }
  found.caches = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const text = await (await cache.match(request)).text();
      found.caches[new URL(request.url).pathname] = text;
    }
  }
  return found;
}
"""
_BOARD = "kept.board"
_REPORTS = "kept.reports"


async def kept(page: Page) -> dict[str, Any]:
    return await page.evaluate(_ALL_THAT_IS_KEPT)  # type: ignore[no-any-return]


async def kept_pools(page: Page) -> list[dict[str, Any]]:
    """The pools of the kept list, once there is one."""
    async with asyncio.timeout(10):
        while True:
            boards = (await kept(page))["databases"].get(_BOARD, [])
            if boards:
                return boards[0]["pools"]  # type: ignore[no-any-return]


async def worker_ready(page: Page) -> None:
    await page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    await page.wait_for_function("navigator.serviceWorker.controller !== null")


async def test_the_last_list_stands_in_and_holds_nothing(visits: Visits, night: Night) -> None:
    context = await visits.sign_in(RESPONDER)
    page = await visits.tab(context, "/console")
    await page.locator("#filters input[name=children]").fill("2")
    await page.locator(f'#pools > li[data-key="{night.rooms}"] > form button').click()
    code = await page.locator("#my-holds .code-words").first.inner_text()
    await worker_ready(page)
    pools = await kept_pools(page)
    assert str(night.rooms) in {pool["id"] for pool in pools}
    everything = await kept(page)
    text = str(everything)
    # Nothing of confidential programs, holds, codes, households, sessions or people.
    owner = night.world.owner
    for hidden in await owner.fetch("SELECT alias_id FROM housing.program WHERE confidential"):
        assert str(hidden["alias_id"]) not in text
    hold = await night.only_hold()
    for never in (hold, code, "Quiet House", "Upstairs", "safe_house", "children", 'csrf":'):
        assert never not in str({**everything, "caches": {}}), never
    for path, body in everything["caches"].items():
        assert path == "/offline" or path.startswith("/static/")
        assert "Open Door" not in body
    assert everything["local"] == everything["session"] == {}
    assert everything["cookies"] == everything["name"] == ""
    assert set(everything["databases"][_BOARD][0]) == {
        "kept_for", "page", "live_at", "device_ms", "pools",
    }  # fmt: skip

    await context.set_offline(True)
    # An open page says so at once; a page asked for is stood in for.
    await page.reload()
    since = page.locator("#offline-since")
    await expect(since).to_contain_text(re.compile(r"Not live since \d\d:\d\d"))
    row = page.locator(f'#kept-pools > li[data-key="{night.rooms}"]')
    await expect(row).to_contain_text("Family rooms")
    await expect(row).to_contain_text("said on")
    assert await page.locator("#kept-pools button").count() == 0
    await context.set_offline(False)
    await expect(page.locator("#my-holds > li")).to_contain_text("Kept for you")
    # Signing out takes everything with it.
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    after = await kept(page)
    assert [row for rows in after["databases"].values() for row in rows] == []
    assert after["caches"] == {}


async def report_of_others(night: Night, number: int) -> None:
    """Somebody else counts meanwhile."""
    await night.world.owner.execute(
        "UPDATE housing.pool SET units_free_reported = $2, version = version + 1,"
        " counts_version = version + 1, reported_at = housing.service_clock() WHERE id = $1",
        night.rooms,
        number,
    )
    await night.publish(night.rooms)


async def save(page: Page, pool: object, number: str) -> None:
    card = page.locator(f'#counts > li[data-key="{pool}"]')
    await card.locator("input[name=units_free]").fill(number)
    await card.get_by_role("button", name="Save").click()


async def cut(context: BrowserContext) -> None:
    """No line for counts; what cuts a whole page off is another story."""
    await context.route("**/v1/pools/*/reports", lambda route: route.abort())


async def test_counts_wait_are_sent_once_and_asked_about(visits: Visits, night: Night) -> None:
    context = await visits.sign_in(STAFF)
    page = await visits.tab(context, "/shelter")
    other = await visits.tab(context, "/shelter")
    await cut(context)
    await save(page, night.rooms, "2")
    await save(page, night.beds, "1")
    for tab in (page, other):
        await expect(tab.locator("#waiting > li")).to_have_count(2)
    await expect(page.locator("#waiting")).to_contain_text("Family rooms 2 empty, counted at")
    # The rooms move meanwhile; the beds do not.
    await report_of_others(night, 1)
    await context.unroute("**/v1/pools/*/reports")
    for tab in (page, other):
        await tab.evaluate("dispatchEvent(new Event('online'))")
    question = page.locator("#waiting > li")
    await expect(question).to_have_count(1)
    await expect(question).to_contain_text("Meanwhile the number has become 1. You counted 2 at")
    reports = "SELECT count(*) FROM housing.report WHERE pool_id = $1"
    assert await night.world.owner.fetchval(reports, night.beds) == 1
    assert await night.free(night.beds) == 1
    assert await night.world.owner.fetchval(reports, night.rooms) == 0
    await question.get_by_role("button", name="Save 2, I counted after that").click()
    await expect(page.locator("#outbox")).to_be_hidden()
    await expect(other.locator("#outbox")).to_be_hidden()
    assert await night.free(night.rooms) == 2
    assert (await kept(page))["databases"][_REPORTS] == []


async def test_a_shelter_counts_on_the_page_that_stands_in(visits: Visits, night: Night) -> None:
    context = await visits.sign_in(STAFF)
    page = await visits.tab(context, "/shelter")
    await worker_ready(page)
    await kept_pools(page)
    await context.set_offline(True)
    await page.reload()
    card = page.locator(f'#kept-counts > li[data-key="{night.rooms}"]')
    await card.get_by_role("button", name="One fewer: Family rooms").click()
    await card.get_by_role("button", name="Keep this number to send").click()
    await expect(page.locator("#offline-told")).to_contain_text("sent when the connection is back")
    await expect(page.locator("#waiting")).to_contain_text("2 empty")
    await context.set_offline(False)
    # The page goes back by itself, and what waited is sent from there.
    await expect(page.locator("#announcer")).to_contain_text("The counts that waited are saved.")
    await expect(page.locator("#outbox")).to_be_hidden()
    assert await night.free(night.rooms) == 2


async def test_a_confidential_shelter_keeps_nothing(visits: Visits, night: Night) -> None:
    context = await visits.sign_in(SAFE_STAFF)
    page = await visits.tab(context, "/shelter")
    await worker_ready(page)
    await cut(context)
    await save(page, night.hidden, "1")
    await expect(page.locator(".refusal")).to_contain_text("The service did not answer.")
    found = await kept(page)
    assert [row for rows in found["databases"].values() for row in rows] == []
    assert "Upstairs" not in str(found)


async def test_what_slept_is_not_live_until_it_has_heard(visits: Visits, night: Night) -> None:
    context = await visits.sign_in(RESPONDER)
    await context.add_init_script(
        "const realNow = Date.now.bind(Date); window.slept = 0;"
        "Date.now = () => realNow() + window.slept;"
    )
    page = await visits.tab(context, "/console")
    await page.locator(f'#pools > li[data-key="{night.rooms}"] > form button').click()
    await expect(page.locator("#my-holds [data-expires]").first).to_contain_text("59:")
    # Ten minutes pass in which nothing ran and the monotonic clock stood still.
    told = await page.evaluate(
        """() => new Promise((resolve) => {
          new MutationObserver((_, watch) => {
            const root = document.documentElement;
            if (root.dataset.live !== "no") return;
            watch.disconnect();
            const left = document.querySelector("#my-holds [data-expires]").textContent;
            resolve([left, document.getElementById("banner").hidden]);
          }).observe(document.documentElement, { attributes: true });
          window.slept = 600e3;
          setTimeout(() => resolve(null), 5000);
        })"""
    )
    assert told is not None, "a page that slept went on as if it were live"
    assert told[1] is False
    await expect(page.locator("html")).to_have_attribute("data-live", "yes")
    await expect(page.locator("#banner")).to_be_hidden()
    # The server's clock has not moved, and neither has the end of the hold.
    await expect(page.locator("#my-holds [data-expires]").first).to_contain_text("59:")
