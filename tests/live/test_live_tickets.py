"""A page opens its socket with a ticket; what came from elsewhere has none."""

from __future__ import annotations

import asyncio
import hmac
import secrets
from dataclasses import dataclass

import aiohttp
import pytest
from aiohttp import WSMsgType

from housing_service.app import Running
from housing_service.web.live_tickets import TICKET_SECONDS, LiveTickets
from tests.support.world import PASSWORD, World


@dataclass
class Browser:
    """Somebody's session, as their browser would send it."""

    http: aiohttp.ClientSession
    session: str
    csrf: str

    def headers(self, running: Running, origin: str | None = None) -> dict[str, str]:
        return {"Cookie": f"housing_session={self.session}", "Origin": origin or running.url}

    async def ticket(self, running: Running) -> str:
        headers = {**self.headers(running), "X-CSRF-Token": self.csrf}
        async with self.http.post(running.url + "/v1/live-tickets", headers=headers) as answer:
            assert answer.status == 201
            told = await answer.json()
        assert told["expires_in_seconds"] == TICKET_SECONDS
        return str(told["ticket"])

    def own_ticket(self, running: Running, csrf: str | None = None, ahead_ms: int = 0) -> str:
        """What the page makes by itself, as `static/js/live_ticket.js` does."""
        now_ms = int(running.services.hub.database_time() * 1_000)
        said = f"{now_ms + ahead_ms:x}.{secrets.token_hex(16)}"
        key = (csrf or self.csrf).encode()
        return f"{said}.{hmac.new(key, b'live-ticket ' + said.encode(), 'sha256').hexdigest()}"

    async def open(self, running: Running, first: dict[str, str] | None) -> int | str | None:
        """What comes of opening a socket and saying this first: a frame's type or a close code."""
        address = running.url + "/v1/live"
        async with self.http.ws_connect(address, headers=self.headers(running)) as socket:
            if first:
                await socket.send_json(first)
            await socket.send_json({"type": "subscribe"})
            while (message := await socket.receive(timeout=5)).type is WSMsgType.TEXT:
                if (kind := message.json()["type"]) in ("snapshot", "tick"):
                    return str(kind)
            return socket.close_code


@pytest.fixture
async def open_session(world: World, service: Running, http):
    async def make(login: str) -> Browser:
        await world.caller("responder", None, login=login)
        form = {"login": login, "password": PASSWORD}
        async with http.post(service.url + "/sign-in", data=form, allow_redirects=False) as answer:
            session = answer.cookies["housing_session"].value
        http.cookie_jar.clear()
        cookie = {"Cookie": f"housing_session={session}"}
        async with http.get(service.url + "/v1/me", headers=cookie) as answer:
            return Browser(http, session, (await answer.json())["csrf"])

    return make


def presenting(ticket: str) -> dict[str, str]:
    return {"type": "authenticate", "ticket": ticket}


async def test_a_ticket_opens_one_socket_of_its_own_session(
    service: Running, serve, open_session
) -> None:
    one, other = await open_session("one.desk"), await open_session("other.desk")
    assert await one.open(service, None) == 4501
    assert await one.open(service, {"type": "authenticate"}) == 4500
    assert await one.open(service, presenting("0" * 120)) == 4002
    assert await one.open(service, presenting(await other.ticket(service))) == 4002
    ticket = await one.ticket(service)
    assert await one.open(service, presenting(ticket)) == "snapshot"
    assert await one.open(service, presenting(ticket)) == 4002
    # Any process takes what any other has given.
    second = await serve()
    assert await one.open(second, presenting(await one.ticket(service))) == "snapshot"


async def test_a_page_makes_its_own_ticket_of_its_forms_token(
    service: Running, open_session
) -> None:
    one, other = await open_session("one.desk"), await open_session("other.desk")
    ticket = one.own_ticket(service)
    assert await one.open(service, presenting(ticket)) == "snapshot"
    for wrong in (
        ticket, other.own_ticket(service), one.own_ticket(service, one.session),
        one.own_ticket(service, ahead_ms=60_000),
        one.own_ticket(service, ahead_ms=-1_000 * (TICKET_SECONDS + 1)),
    ):  # fmt: skip
        assert await one.open(service, presenting(wrong)) == 4002


async def test_a_page_of_elsewhere_gets_neither_ticket_nor_socket(
    service: Running, open_session, http
) -> None:
    browser = await open_session("night.desk")
    for origin in ("https://hostile.example", "null", "http://127.0.0.1:1", "http://["):
        headers = {**browser.headers(service, origin), "X-CSRF-Token": browser.csrf}
        async with http.post(service.url + "/v1/live-tickets", headers=headers) as answer:
            assert (answer.status, (await answer.json())["code"]) == (403, "csrf_failed")
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect(service.url + "/v1/live", headers=headers)
        assert refused.value.status == 403
    without = browser.headers(service)
    async with http.post(service.url + "/v1/live-tickets", headers=without) as answer:
        assert (await answer.json())["code"] == "csrf_failed"


async def test_a_program_needs_no_ticket_and_gets_none(shelter) -> None:
    answer = await shelter.responder.post("/v1/live-tickets")
    assert (answer.status, answer.code) == (403, "not_allowed")
    async with shelter.responder.live() as console:
        await console.until(lambda c: c.frames)


async def test_behind_tls_the_one_address_is_ours(
    world: World, serve, http, unused_tcp_port: int
) -> None:
    await serve(public_url="https://beds.example.org", port=unused_tcp_port)
    address = f"http://127.0.0.1:{unused_tcp_port}/sign-in"
    form = {"login": "x", "password": "y"}
    for origin, status in (
        ("https://beds.example.org", 401),
        ("http://beds.example.org", 403),
        (address.removesuffix("/sign-in"), 403),
        ("https://beds.example.org.hostile.example", 403),
    ):
        async with http.post(address, data=form, headers={"Origin": origin}) as answer:
            assert answer.status == status, origin


def test_a_ticket_runs_out_and_is_forgotten_with_its_time() -> None:
    now = [1_000_000.0]
    tickets = LiveTickets(lambda: now[0])
    early, late = tickets.make("hs_a"), tickets.make("hs_a")
    now[0] += TICKET_SECONDS - 1
    assert tickets.take("hs_a", early)
    now[0] += 2
    assert not tickets.take("hs_a", late)
    now[0] -= 2 * TICKET_SECONDS
    assert not tickets.take("hs_a", late)
    now[0] += 4 * TICKET_SECONDS
    assert tickets.take("hs_a", tickets.make("hs_a"))
    assert len(tickets._used) == 1
    for wrong in ("", "é", late[:-1], late.upper(), late.replace(".", ""), "0" * 10_000):
        assert not tickets.take("hs_a", wrong)


async def test_after_a_revocation_no_frame_follows(world: World, shelter) -> None:
    """Cut in the middle of a stream: what changes afterwards is told to nobody."""
    async with shelter.responder.live() as console:
        await console.until(lambda c: c.pools)
        await world.owner.execute(
            "UPDATE housing.access_token SET revoked_at = now()"
            " FROM housing.account a WHERE a.id = account_id AND a.role = 'responder'"
        )
        async with asyncio.timeout(2):
            assert await console.until_closed(2) == 4501
        seen = len(console.frames)
        answer = await shelter.staff.report(shelter.instant, units_free=1)
        assert answer.status == 201
        async with shelter.staff.live() as witness:
            await witness.until(lambda c: c.frames)
        assert len(console.frames) == seen
