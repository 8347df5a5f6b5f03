"""Limits that hold over every process: tries at secrets exactly, requests within a second."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import aiohttp
import asyncpg

from housing_service.domain.addresses import counted_as
from housing_service.service.limits import SharedRate
from housing_service.store.sql import query
from tests.capacity.clock import stop_clock
from tests.conftest import Serve
from tests.desks.person import Person
from tests.support.api import Api
from tests.support.world import PASSWORD, World

TAKE, GIVE_BACK = query("take_try"), query("give_back_try")


def test_an_address_is_counted_as_its_line() -> None:
    assert counted_as("198.51.100.7") == counted_as("::ffff:198.51.100.7") == "198.51.100.7"
    assert counted_as("2001:db8:1:2:3::4") == counted_as("[2001:db8:1:2:ffff::1]")
    assert counted_as("2001:db8:1:2::1") != counted_as("2001:db8:1:3::1")
    assert counted_as("fe80::1%eth0") == "fe80::"
    assert counted_as("127.0.0.1") is counted_as("::1") is counted_as("::ffff:127.0.0.1") is None
    assert counted_as("") == counted_as("so-and-so") == "unknown"


async def test_tries_are_exact_over_many_connections(world: World, database_url: str) -> None:
    connections = [await asyncpg.connect(database_url) for _ in range(8)]
    try:

        async def guess(connection: asyncpg.Connection) -> int:
            rows = [await connection.fetchrow(TAKE, "totp", b"anna", 5, 300) for _ in range(10)]
            return sum(row["taken"] for row in rows)

        assert sum(await asyncio.gather(*map(guess, connections))) == 5
    finally:
        for connection in connections:
            await connection.close()
    refused = await world.owner.fetchrow(TAKE, "totp", b"anna", 5, 300)
    assert refused["retry_after_seconds"] in (59, 60)
    # Somebody else, and another kind, have tries of their own.
    assert (await world.owner.fetchrow(TAKE, "totp", b"berta", 5, 300))["taken"]
    assert (await world.owner.fetchrow(TAKE, "pin", b"anna", 5, 300))["taken"]


async def test_tries_come_back_one_by_one_and_never_twice_as_many(world: World) -> None:
    async def take() -> bool:
        return bool((await world.owner.fetchrow(TAKE, "pin", b"anna", 5, 300))["taken"])

    taken = 0
    for seconds in range(0, 301, 15):
        await world.move_clock(seconds)
        while await take():
            taken += 1
    # Five at once, and one more each minute of the five.
    assert taken == 5 + 5
    # A clock that ran back gives nothing back.
    await world.move_clock(-3600)
    assert not await take()
    await world.move_clock(300)
    await world.owner.execute(GIVE_BACK, "pin", b"anna", 5, 300)
    assert await take()
    assert not await take()
    await world.move_clock(4_000)
    await world.purge()
    assert await world.owner.fetchval("SELECT count(*) FROM housing.try_count") == 0


async def test_what_is_counted_is_kept_as_a_few_bytes(world: World, serve: Serve, http) -> None:
    await world.caller("responder", None, login="night.desk")
    running = await serve(trusted_proxies="127.0.0.1")
    form = {"login": "night.desk", "password": "not this one"}
    async with http.post(
        running.url + "/sign-in", data=form, headers={"X-Forwarded-For": "198.51.100.7"}
    ) as answer:
        assert answer.status == 401
    rows = await world.owner.fetch("SELECT * FROM housing.try_count")
    assert {row["kind"] for row in rows} == {"sign_in_origin", "sign_in_login"}
    assert {len(row["slot"]) for row in rows} == {3}
    written = str([tuple(row) for row in rows])
    assert "night" not in written
    assert "198" not in written


async def test_sign_in_tries_are_one_sum_over_processes(
    world: World, serve: Serve, http: aiohttp.ClientSession
) -> None:
    await world.caller("responder", None, login="night.desk")
    urls = [(await serve(sign_in_attempts_per_minute=6)).url for _ in range(2)]

    async def sign_in(number: int, login: str, password: str) -> aiohttp.ClientResponse:
        form = {"login": login, "password": password}
        url = urls[number % 2] + "/sign-in"
        async with http.post(url, data=form, allow_redirects=False) as answer:
            await answer.read()
            return answer

    answers = await asyncio.gather(*(sign_in(n, "night.desk", "wrong") for n in range(12)))
    statuses = sorted(answer.status for answer in answers)
    assert statuses == [401] * 6 + [429] * 6
    assert all(int(a.headers["Retry-After"]) <= 10 for a in answers if a.status == 429)
    # The right password is no way around it, and nobody's name is answered alike.
    assert (await sign_in(0, "night.desk", PASSWORD)).status == 429
    assert (await sign_in(1, "nobody.here", "wrong")).status == 429


async def test_who_knows_a_name_keeps_its_owner_neither_out_nor_locked(
    world: World, serve: Serve, http: aiohttp.ClientSession
) -> None:
    await world.caller("responder", None, login="night.desk")
    running = await serve(
        sign_in_attempts_per_minute=2, trusted_proxies="127.0.0.1", identity_cache_seconds=0
    )

    async def guess(address: int) -> int:
        form = {"login": "night.desk", "password": "wrong"}
        headers = {"X-Forwarded-For": f"198.51.100.{address}"}
        async with http.post(running.url + "/sign-in", data=form, headers=headers) as answer:
            return answer.status

    async with Person(running.url) as owner:
        assert [await guess(1) for _ in range(4)] == [401, 401, 429, 429]
        assert (await owner.sign_in("night.desk"))[0] == 303
        # Many addresses together have a bound too: what is taken back by the clock is little.
        await stop_clock(world, datetime.now(UTC))
        told = [await guess(address) for address in range(2, 42) for _ in range(2)]
        assert told[:10] == [401] * 10
        assert told[-1] == 429
        await world.move_clock(0)
        # It is nothing to whoever is signed in already.
        await owner.call("POST", "/lock")
        assert (await owner.call("POST", "/unlock", {"password": PASSWORD}))[0] == 200
        # Guesses at an unlocked desk have a bound of their own.
        await owner.call("POST", "/lock")
        wrong = [(await owner.call("POST", "/unlock", {"password": "x"}))[0] for _ in range(3)]
        assert wrong == [403, 403, 429]


def test_a_shared_rate_learns_what_others_let_through() -> None:
    now = 100.0
    rate = SharedRate("account", per_second=10, burst=20, clock=lambda: now)
    assert [rate.take("anna") for _ in range(21)] == [0] * 20 + [1]
    assert rate.to_tell() == [("anna", 20)]
    assert rate.to_tell() == []
    # Two others let through as many: for four seconds nothing is left.
    rate.learn("anna", 60)
    assert rate.take("anna") == 5
    now += 4
    assert rate.take("anna") == 1
    now += 0.2
    assert rate.take("anna") == 0
    # What could not be told is told the next time, with what came since.
    told = rate.to_tell()
    rate.not_told(told)
    now += 1
    assert rate.take("anna") == 0
    assert rate.to_tell() == [("anna", 2)]


async def test_three_processes_let_through_little_more_than_one(
    world: World, serve: Serve, api: Callable[..., Api]
) -> None:
    """Sustained 5 a second and 20 at once. Apart, three processes would let through three times
    as much; together, what one does and one second's worth for each of the other two."""
    per_second, burst = 5, 20
    running = [await serve(requests_per_second=per_second, requests_burst=burst) for _ in range(3)]
    caller = await world.caller("responder")
    callers = [api(caller, one) for one in running]
    other = api(await world.caller("responder"), running[0])
    began = time.monotonic()
    passed, last = 0, None
    while time.monotonic() - began < 4:
        for one in callers:
            answer = await one.get("/v1/me")
            passed += answer.status == 200
            last = answer if answer.status == 429 else last
        await asyncio.sleep(0.01)
    seconds = time.monotonic() - began
    assert passed <= burst + per_second * seconds + 2 * (burst + per_second)
    assert passed < 3 * (burst + per_second * seconds) - burst
    # After the first second little more than what one process would.
    assert last is not None
    assert last.code == "rate_limited"
    assert int(last.headers["Retry-After"]) >= 1
    assert (await other.get("/v1/me")).status == 200


async def test_people_of_one_agency_and_behind_one_address_share_a_limit(
    world: World, serve: Serve, api: Callable[..., Api], http: aiohttp.ClientSession
) -> None:
    running = await serve(requests_per_second=0.001, requests_burst=3, trusted_proxies="127.0.0.1")
    agency = await world.organization("Agency")
    colleagues = [api(await world.caller("responder", agency), running) for _ in range(7)]
    codes = [(await one.get("/v1/me")).status for one in colleagues for _ in range(3)]
    assert codes.count(200) == 15
    stranger = api(await world.caller("responder"), running)
    assert (await stranger.get("/v1/me")).status == 200

    async def from_address(address: str) -> int:
        headers = {"X-Forwarded-For": f"203.0.113.9, {address}"}
        url = f"{running.url}/v1/pools/{uuid4()}"
        async with http.get(url, headers=headers) as answer:
            return answer.status

    # Without a word of who asks; the last digits of an IPv6 line change nothing.
    asked = [await from_address(f"2001:db8:5:6::{number:x}") for number in range(20)]
    assert asked == [401] * 15 + [429] * 5
    assert await from_address("2001:db8:5:7::1") == 401
    async with http.get(
        running.url + "/livez", headers={"X-Forwarded-For": "2001:db8:5:6::1"}
    ) as answer:
        assert answer.status == 200
