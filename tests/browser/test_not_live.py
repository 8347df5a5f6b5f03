"""A page that has lost the service says since when, holds nothing, and catches up by itself."""

from __future__ import annotations

import asyncio
import json
import re

from playwright.async_api import BrowserContext, Response, WebSocketRoute, expect

from tests.browser.conftest import Visits
from tests.browser.night import RESPONDER, STAFF, Night


class Line:
    """The wire between a page and the service: can be cut, and can fall silent."""

    def __init__(self) -> None:
        self.silent = False
        self.cut = False
        self.stale_database = False
        self.routes: list[WebSocketRoute] = []

    async def lay(self, context: BrowserContext) -> None:
        await context.route_web_socket("**/v1/live", self._open)

    async def _open(self, route: WebSocketRoute) -> None:
        if self.cut:
            await route.close(code=1001)
            return
        self.routes.append(route)
        server = route.connect_to_server()

        def from_server(message: str | bytes) -> None:
            if not self.silent:
                route.send(self._spoilt(message))

        server.on_message(from_server)

    def _spoilt(self, message: str | bytes) -> str | bytes:
        frame = json.loads(message)
        if self.stale_database and frame["type"] == "tick":
            frame["database_seen_at"] = frame["at"][:11] + "00:00:00Z"
            frame["at"] = frame["at"][:11] + "00:10:00Z"
        return json.dumps(frame)

    async def hang_up(self) -> None:
        self.cut = True
        for route in self.routes:
            await route.close(code=1012)
        self.routes.clear()


def asked_for_tickets(context: BrowserContext) -> list[int]:
    """The answers to requests for a socket's ticket, as they come."""
    answers: list[int] = []

    def note(answer: Response) -> None:
        if answer.url.endswith("/v1/live-tickets"):
            answers.append(answer.status)

    context.on("response", note)
    return answers


async def test_a_cut_line_is_said_and_what_was_missed_arrives(visits: Visits, night: Night) -> None:
    line = Line()
    context = await visits.sign_in(RESPONDER)
    await line.lay(context)
    answers = asked_for_tickets(context)
    page = await visits.tab(context, "/console")
    button = page.locator(f'#pools > li[data-key="{night.rooms}"] > form button')
    await expect(button).to_be_enabled()
    await line.hang_up()
    await expect(page.locator("#banner")).to_contain_text(re.compile(r"Not live since \d\d:\d\d"))
    await expect(button).to_be_disabled()
    staff = await visits.page(STAFF, "/shelter")
    await staff.locator(f'[data-key="{night.rooms}"] input[name=units_free]').fill("1")
    await staff.get_by_role("button", name="Save").click()
    await expect(staff.locator("#announcer")).to_contain_text("Saved")
    row = page.locator(f'#pools > li[data-key="{night.rooms}"]')
    await expect(row).to_contain_text("3 rooms free")
    line.cut = False
    await expect(page.locator("#banner")).to_be_hidden(timeout=20_000)
    await expect(row).to_contain_text("1 room free")
    await expect(button).to_be_enabled()
    assert answers == []  # It made its tickets itself.


async def test_a_page_whose_ticket_is_not_taken_asks_for_one(visits: Visits, night: Night) -> None:
    """Its forms have the token of an earlier session: another tab has begun a new one."""
    context = await visits.sign_in(RESPONDER)
    answers = asked_for_tickets(context)
    await context.add_init_script(
        "document.addEventListener('readystatechange', () =>"
        " document.querySelector('meta[name=csrf]')?.setAttribute('content', '0'.repeat(128)))"
    )
    await visits.tab(context, "/console")
    assert answers == [403, 201]


async def test_silence_is_noticed_without_a_close(visits: Visits, night: Night) -> None:
    line = Line()
    context = await visits.sign_in(RESPONDER)
    await line.lay(context)
    page = await visits.tab(context, "/console")
    line.silent = True
    silent_since = asyncio.get_running_loop().time()
    await expect(page.locator("#banner")).to_be_visible(timeout=10_000)
    assert asyncio.get_running_loop().time() - silent_since > 3
    line.silent = False
    await expect(page.locator("#banner")).to_be_hidden(timeout=20_000)


async def test_a_service_that_lost_its_database_is_not_called_live(
    visits: Visits, night: Night
) -> None:
    line = Line()
    context = await visits.sign_in(RESPONDER)
    await line.lay(context)
    page = await visits.tab(context, "/console")
    line.stale_database = True
    await expect(page.locator("#banner")).to_contain_text("Not live since")
    line.stale_database = False
    await expect(page.locator("#banner")).to_be_hidden()


async def test_signed_out_elsewhere_says_so_and_stops_trying(visits: Visits, night: Night) -> None:
    context = await visits.sign_in(RESPONDER)
    page = await visits.tab(context, "/console")
    other = await visits.tab(context, "/console")
    await other.get_by_role("button", name="Sign out").click()
    await expect(other.get_by_role("heading", name="You are signed out")).to_be_visible()
    await expect(page.get_by_role("link", name="Sign in again")).to_be_visible()


async def test_a_session_that_ended_unseen_asks_to_sign_in_again(
    visits: Visits, night: Night
) -> None:
    line = Line()
    context = await visits.sign_in(RESPONDER)
    await line.lay(context)
    page = await visits.tab(context, "/console")
    await line.hang_up()
    await night.world.owner.execute("DELETE FROM housing.session")
    await expect(page.get_by_role("link", name="Sign in again")).to_be_visible(timeout=20_000)
