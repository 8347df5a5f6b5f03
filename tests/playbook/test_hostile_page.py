"""He sends an advocate a link. The page behind it makes her browser ask us for things."""

from __future__ import annotations

import json
from types import SimpleNamespace
from urllib.parse import urlsplit

import aiohttp
import pytest
import websockets
from websockets.asyncio.client import connect

from housing_service.web.live_socket import LiveSockets
from housing_service.web.policy_table import ROWS
from housing_service.web.route_table import route_table
from tests.policy.calls import content_of, path_of
from tests.policy.people import Browser
from tests.support.world import World

ROUTES = route_table(LiveSockets())
SAFE = {"GET", "HEAD", "OPTIONS"}


def tricks(url: str) -> list[dict[str, str]]:
    """What a browser says of pages that are not ours, and of addresses that only look like ours."""
    host = urlsplit(url).netloc
    origins = [
        "https://evil.example", "null", f"http://{host}.evil.example", f"http://evil-{host}",
        f"http://{host}@evil.example", f"http://evil.example/{host}", f"http://{host}1",
        f"http://evil.example#{host}", f"file://{host.split(':')[0]}", "http://[", "",
    ]  # fmt: skip
    said = [{"Origin": origin, "Sec-Fetch-Site": "cross-site"} for origin in origins]
    said += [{"Origin": origin} for origin in origins]
    said += [{"Sec-Fetch-Site": site} for site in ("cross-site", "same-site")]
    return said


async def rows(world: World) -> list[str]:
    """All that her browser could have changed. That a session is in use is noted each minute."""
    return [
        row[0]
        for table in ("hold", "request", "report", "device", "count_link", "session", "pool")
        for row in await world.owner.fetch(
            f"SELECT (to_jsonb(t) - 'last_seen_at')::text FROM housing.{table} t ORDER BY 1"
        )
    ]


async def test_nothing_that_she_could_do_can_be_done_for_her(
    world: World, night: SimpleNamespace, http: aiohttp.ClientSession, service: object
) -> None:
    url = night.staff.url
    browser = await Browser(http, url).sign_in("advocate")
    cookie = browser.headers["Cookie"]
    before = await rows(world)
    for route in ROUTES:
        if route.method in SAFE or route.roles is None or "responder" not in route.roles:
            continue
        path = path_of(route, ROWS[route.method, route.path], str(night.open))
        for said in tricks(url):
            # Even with her proof, which such a page has no way to read.
            for proof in ({}, {"X-CSRF-Token": browser.csrf}):
                browser.headers = {"Cookie": cookie, **said, **proof}
                status, body, _ = await browser.call(
                    route.method, path, **content_of(route, str(night.open))
                )
                assert (status, body["code"]) == (403, "csrf_failed"), (path, said)
        browser.headers, csrf = {"Cookie": cookie}, browser.csrf
        browser.csrf = ""
        status, body, _ = await browser.call(
            route.method, path, **content_of(route, str(night.open))
        )
        assert (status, body["code"]) == (403, "csrf_failed"), path
        browser.csrf = csrf
    assert await rows(world) == before


async def test_no_page_of_his_can_open_a_socket_in_her_name(
    night: SimpleNamespace, http: aiohttp.ClientSession, service: object
) -> None:
    url = night.staff.url
    browser = await Browser(http, url).sign_in("advocate")
    cookie = browser.headers["Cookie"]
    address = url.replace("http", "ws", 1) + "/v1/live"
    for said in tricks(url):
        if said.get("Origin") == "":
            continue
        with pytest.raises(websockets.InvalidStatus) as refused:
            await connect(address, additional_headers={"Cookie": cookie, **said})
        assert refused.value.response.status_code == 403, said
    ours = {"Cookie": cookie, "Origin": url}
    _, made, _ = await browser.call("POST", "/v1/live-tickets", json={})
    async with connect(address, additional_headers=ours) as socket:
        # Only a page of ours could read the ticket that it takes.
        await socket.send(json.dumps({"type": "authenticate", "ticket": made["ticket"]}))
        await socket.send('{"type":"subscribe"}')
        assert '"snapshot"' in str(await socket.recv())
