"""What exists for others and what does not exist answer alike: in every byte, and in time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from housing_service.service.signin import new_secret
from housing_service.store import accounts
from tests.policy.people import Browser
from tests.policy.planted import Planted
from tests.policy.timing import Difference, difference, interleaved
from tests.policy.transcript import settled
from tests.support.volume import volume

# In the full volume medians are at most this far apart. With fewer samples a machine that does
# other things meanwhile decides more than the service does: then only what shows plainly fails.
SHARE_MAX = volume(25, 5) / 100
EFFECT_MAX = volume(50, 0) / 100
SAMPLES = volume(60, 2_000)
SIGN_INS = volume(30, 2_000)


@pytest.fixture
def print_line(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    def say(line: str) -> None:
        print(line)
        record_property("timing", line)

    return say


async def compared(
    name: str,
    first: Callable[[], Awaitable[object]],
    second: Callable[[], Awaitable[object]],
    times: int,
    say: Callable[[str], None],
) -> Difference:
    """Measured, and once more where it looked different: what is real shows both times."""
    for _ in range(3):
        found = difference(*await interleaved(first, second, times))
        if abs(found.of_medians) <= SHARE_MAX or abs(found.effect) <= EFFECT_MAX:
            break
    say(f"{name}: {found.line}")
    return found


async def test_foreign_and_absent_take_equally_long(
    planted: Planted, http: aiohttp.ClientSession, print_line: Callable[[str], None]
) -> None:
    """Asked by people of the limited stage and by strangers, to whom none of these exists."""
    newcomer, stranger = planted.api("newcomer"), planted.api("staff.near")
    haven = planted.places["haven"]
    body = {"pool_id": "", "party": {"adults": 1}}
    known = {
        "pool": (newcomer, "GET", "/v1/pools/{}", str(haven.pool)),
        "program by its own id": (stranger, "GET", "/v1/programs/{}", str(haven.program)),
        "hold": (stranger, "GET", "/v1/holds/{}", planted.holds["haven"][0]),
        "hold's arrival": (stranger, "POST", "/v1/holds/{}/arrive", planted.holds["haven"][0]),
        "set of holds": (stranger, "GET", "/v1/hold-sets/{}", planted.sets["other"]),
        "request": (newcomer, "GET", "/v1/requests/{}", planted.requests["other"]),
        "ask": (stranger, "POST", "/v1/asks/{}/seen", planted.asks["haven"]),
    }
    wrong = []
    for name, (api, method, path, there) in known.items():

        def ask(thing: str, api: Any = api, method: str = method, path: str = path) -> Any:
            return api.call(method, path.format(thing), None if method == "GET" else {})

        pair = [await ask(there), await ask(str(uuid4()))]
        bodies = [{**answer.body, "request_id": None} for answer in pair]
        assert (pair[0].status, bodies[0]) == (404, bodies[1]), name
        found = await compared(
            name, partial(ask, there), lambda ask=ask: ask(str(uuid4())), SAMPLES, print_line
        )
        if abs(found.of_medians) > SHARE_MAX and abs(found.effect) > EFFECT_MAX:
            wrong.append((name, found.line))

    async def place(pool: str) -> Any:
        return await newcomer.put(f"/v1/holds/{uuid4()}", {**body, "pool_id": pool})

    found = await compared(
        "placing", lambda: place(str(haven.pool)), lambda: place(str(uuid4())), SAMPLES, print_line
    )
    if abs(found.of_medians) > SHARE_MAX and abs(found.effect) > EFFECT_MAX:
        wrong.append(("placing", found.line))
    assert wrong == []


async def test_doors_take_equally_long_whoever_knocks(
    planted: Planted, http: aiohttp.ClientSession, print_line: Callable[[str], None]
) -> None:
    """A name that nobody has against one with a wrong password; tokens, sessions and count links
    that never were against ones that are over."""
    world, url = planted.world, planted.url

    async def sign_in(login: str) -> tuple[int, str]:
        form = {"login": login, "password": "not-the-password"}
        async with http.post(url + "/sign-in", data=form) as answer:
            return answer.status, settled(await answer.text()).replace(login, "")

    assert await sign_in("nobody.here") == await sign_in("outreach")
    over = await world.caller("responder", None, "over")
    ended = Browser(http, url)
    await ended.sign_in("over")
    await world.owner.execute("UPDATE housing.access_token SET revoked_at = now()"
                              " WHERE account_id = $1", over.account_id)  # fmt: skip
    await ended.call("POST", "/sign-out", data={})
    link, ended_link = new_secret(), new_secret()

    async def with_token(token: str) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        async with http.get(url + "/v1/pools", headers=headers) as answer:
            return answer.status, {**(await answer.json()), "request_id": None}

    async def with_session(cookie: str) -> Any:
        headers = {"Cookie": cookie}
        async with http.get(url + "/v1/pools", headers=headers) as answer:
            return answer.status, {**(await answer.json()), "request_id": None}

    async def with_link(token: str) -> Any:
        async with http.get(f"{url}/count/{token}") as answer:
            return answer.status, settled(await answer.text()).replace(token, "~")

    await world.owner.execute(
        "INSERT INTO housing.count_link (token_hash, pool_id, account_id, made_on, expires_at,"
        " revoked_at) VALUES ($1, $2, $3, current_date, now() + interval '1 day', now())",
        accounts.secret_hash(ended_link), planted.places["haven"].pool,
        planted.places["haven"].staff.account_id,
    )  # fmt: skip
    cookie, never = ended.headers["Cookie"], "housing_session=" + new_secret()
    pairs = {
        "sign-in": (lambda: sign_in("outreach"), lambda: sign_in("nobody.here"), SIGN_INS),
        "token": (lambda: with_token(over.token), lambda: with_token(new_secret()), SAMPLES),
        "session": (lambda: with_session(cookie), lambda: with_session(never), SAMPLES),
        "count link": (lambda: with_link(ended_link), lambda: with_link(link), SAMPLES),
    }
    wrong = []
    for name, (known, unknown, times) in pairs.items():
        assert await known() == await unknown(), name
        found = await compared(name, known, unknown, times, print_line)
        if abs(found.of_medians) > SHARE_MAX and abs(found.effect) > EFFECT_MAX:
            wrong.append((name, found.line))
    assert wrong == []
