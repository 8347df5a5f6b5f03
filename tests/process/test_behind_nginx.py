"""The service behind Debian's nginx with our example: TLS, sockets, addresses, logs."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver
from nginx_proxy import NAME, OUTER, Proxy, nginx_before

from ops.find_nginx import find_nginx
from tests.support.api import Api
from tests.support.caught_up import until_caught_up
from tests.support.world import PASSWORD, World

pytestmark = pytest.mark.skipif(
    find_nginx() is None, reason="nginx is not installed (Debian: apt-get install nginx-light)"
)
CHANGES = 100


class ThisMachine(AbstractResolver):
    """Finds the proxy under its name."""

    async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_INET) -> Any:
        return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": socket.AF_INET,
                 "proto": 0, "flags": socket.AI_NUMERICHOST}]  # fmt: skip

    async def close(self) -> None:
        return None


@asynccontextmanager
async def client(proxy: Proxy, address: str = "127.0.0.1") -> AsyncIterator[aiohttp.ClientSession]:
    """Somebody who calls from this address of the loopback network."""
    connector = aiohttp.TCPConnector(
        resolver=ThisMachine(), ssl=proxy.trust, local_addr=(address, 0)
    )
    timeout = aiohttp.ClientTimeout(total=20)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        yield session


@pytest.fixture
async def behind(
    world: World, serve, http, tmp_path: Path, unused_tcp_port_factory
) -> AsyncIterator[SimpleNamespace]:
    port, plain, inside = (unused_tcp_port_factory() for _ in range(3))
    running = await serve(
        port=inside, public_url=f"https://{NAME}:{port}", trusted_proxies="127.0.0.1",
        sign_in_attempts_per_minute=4,
    )  # fmt: skip
    program = await world.program(await world.organization())
    pool = await world.pool(program, free=0)
    await world.caller("responder", None, "night.desk")
    staff = await world.caller("operator")
    await until_caught_up(world.owner, running.board)
    async with nginx_before(tmp_path, (port, plain), inside) as proxy:
        yield SimpleNamespace(
            proxy=proxy, running=running, pool=str(pool),
            inside=Api(http, f"http://127.0.0.1:{inside}", staff.token),
        )  # fmt: skip


async def sign_in(session: aiohttp.ClientSession, url: str, login: str, password: str, **headers):
    form = {"login": login, "password": password}
    given = {"Origin": url, "Accept": "text/html", **headers}
    async with session.post(
        url + "/sign-in", data=form, headers=given, allow_redirects=False
    ) as answer:
        return answer.status, answer.cookies, answer.headers


async def test_people_and_their_sockets_come_through(behind: SimpleNamespace) -> None:
    url = behind.proxy.url
    async with client(behind.proxy) as session:
        async with session.get(
            f"http://{NAME}:{behind.proxy.plain_port}/console", allow_redirects=False
        ) as answer:
            assert answer.status == 301
            assert answer.headers["Location"] == f"https://{NAME}/console"
        status, cookies, headers = await sign_in(session, url, "night.desk", PASSWORD)
        assert status == 303
        morsel = cookies["__Host-housing_session"]
        assert morsel["secure"] and morsel["httponly"] and morsel["samesite"] == "Strict"
        assert headers.getall("Strict-Transport-Security") == ["max-age=31536000"]
        async with session.get(url + "/v1/me") as answer:
            csrf = (await answer.json())["csrf"]
        async with session.post(
            url + "/v1/live-tickets", headers={"X-CSRF-Token": csrf, "Origin": url}
        ) as answer:
            ticket = (await answer.json())["ticket"]
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url + "/v1/live", headers={"Origin": "https://other.example"})
        await changes_arrive(behind, session, ticket)
        async with session.get(url + "/metrics") as answer:
            assert answer.status == 404
        async with session.get(url + "/count/hc_a-secret-that-opens") as answer:
            assert answer.status == 404
        async with session.get(url + "/join/hj_a-secret-that-opens") as answer:
            assert answer.status in (200, 401, 404)
    # A line is written when its answer has gone out.
    async with asyncio.timeout(5):
        while '"GET /join/-"' not in (log := behind.proxy.log):
            await asyncio.sleep(0.02)
    assert "secret" not in log and '"GET /count/-" 404' in log


async def changes_arrive(
    behind: SimpleNamespace, session: aiohttp.ClientSession, ticket: str
) -> None:
    """A hundred changes, each as it happens, over longer than the proxy bears silence."""
    url = behind.proxy.url
    async with session.ws_connect(url + "/v1/live", headers={"Origin": url}) as live:
        await live.send_json({"type": "authenticate", "ticket": ticket})
        await live.send_json({"type": "subscribe"})
        free = -1
        frames: list[str] = []
        while free < 0:
            frame = await live.receive_json(timeout=5)
            if frame["type"] == "snapshot":
                free = frame["pools"][0]["units_free_reported"]
        started = asyncio.get_running_loop().time()
        for number in range(1, CHANGES + 1):
            assert (await behind.inside.report(behind.pool, units_free=number)).status == 201
            while free < number:
                frame = json.loads((await live.receive(timeout=5)).data)
                frames.append(frame["type"])
                if frame["type"] == "changes":
                    free = frame["pools"][0]["units_free_reported"]
        assert frames.count("changes") == CHANGES
        while asyncio.get_running_loop().time() - started < 2.5:
            assert (await live.receive_json(timeout=2))["type"] == "tick"


async def test_tries_are_counted_by_who_calls_and_not_by_what_they_say(
    behind: SimpleNamespace,
) -> None:
    url = behind.proxy.url

    async def tries(session: aiohttp.ClientSession, addresses: list[str]) -> list[int]:
        found = []
        for number, address in enumerate(addresses):
            said = {"X-Forwarded-For": address}
            login = f"desk.{number}.{address}"
            found.append((await sign_in(session, url, login, "wrong", **said))[0])
        return found

    async with client(behind.proxy, "127.0.0.7") as guessing:
        forged = [f"198.51.100.{number}" for number in range(5)]
        assert await tries(guessing, forged) == [401, 401, 401, 401, 429]
    async with client(behind.proxy, OUTER) as outer:
        assert await tries(outer, ["203.0.113.5"] * 5) == [401, 401, 401, 401, 429]
        assert await tries(outer, ["203.0.113.6", "203.0.113.7"]) == [401, 401]
        headers = {"X-Forwarded-For": "192.0.2.1, 203.0.113.8"}
        assert (await sign_in(outer, url, "night.desk", PASSWORD, **headers))[0] == 303
    log = behind.proxy.log
    assert "127.0.0.7 " in log and "203.0.113.7 " in log
    assert "198.51.100" not in log and "192.0.2.1" not in log


async def test_bad_and_missing_services_end_in_time(behind: SimpleNamespace) -> None:
    url = behind.proxy.url
    async with client(behind.proxy) as session:
        async with session.post(url + "/sign-in", data=b"x" * 300_000) as answer:
            assert answer.status == 413
        async with session.get(url + "/" + "x" * 9_000) as answer:
            assert answer.status == 414
        async with session.get(url + "/", headers={"X-Long": "x" * 9_000}) as answer:
            assert answer.status == 400
