"""A locked session reports counts and reads nothing else, whoever it is and whatever it asks."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from housing_service.app import Running
from housing_service.web.live_socket import LiveSockets
from housing_service.web.route_table import route_table
from tests.desks.person import PIN, Person, words_of
from tests.support.api import Api, Console
from tests.support.world import PASSWORD, World

ROUTES = route_table(LiveSockets())
# All that a locked browser may ask for, by role. Whoever adds to it answers for it here.
FOR_ALL = {
    ("GET", "/"), ("GET", "/v1/me"), ("POST", "/lock"), ("GET", "/unlock"), ("POST", "/unlock"),
    ("POST", "/sign-out"),
}  # fmt: skip
FOR_STAFF = FOR_ALL | {
    ("GET", "/shelter"), ("GET", "/shelter/wall"), ("GET", "/v1/live"),
    ("POST", "/v1/live-tickets"), ("POST", "/shelter/pools/{pool_id}/report"),
    ("GET", "/v1/pools"), ("GET", "/v1/pools/{id}"), ("POST", "/v1/pools/{id}/reports"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("role", "expected"),
    [("shelter_staff", FOR_STAFF), ("responder", FOR_ALL), ("operator", FOR_ALL)],
)
def test_only_the_short_list_is_open_while_locked(role: str, expected: set[Any]) -> None:
    assert {(one.method, one.path) for one in ROUTES if role in one.while_locked} == expected
    assert all(one.roles is not None for one in ROUTES if one.while_locked)


def concrete(path: str) -> str:
    return re.sub(r"{[^}]+}", lambda _: str(uuid4()), path)


async def someone_on_the_way(running: Running, house: SimpleNamespace, world: World, http) -> Any:
    """An accepted hold at the house, and one that still asks."""
    held = []
    for _ in range(2):
        responder = Api(http, running.url, (await world.caller("responder")).token)
        placed = await responder.place(house.pool, party={"adults": 1, "children": 1})
        assert placed.status == 201, placed
        held.append(placed)
    staff = Api(http, running.url, house.anna.token)
    assert (await staff.act(held[0]["id"], "accept")).status == 200
    return held


async def test_a_locked_desk_counts_and_knows_of_nobody(
    running: Running, house: SimpleNamespace, desk: Person, world: World, http
) -> None:
    holds = await someone_on_the_way(running, house, world, http)
    ids = [hold["id"] for hold in holds]
    await desk.sign_in_with_pin(house.anna.account_id)
    _, page = await desk.get("/shelter")
    assert all(one in page for one in ids)
    live = Console(running.url, None, additional_headers=desk.live_headers())
    async with live as before:
        await before.until(lambda console: len(console.holds) == 2)
        assert await desk.call("POST", "/lock") == (200, {"locked": True})
        assert await before.until_closed(2) == 4002

    for route in ROUTES:
        known = (route.method, route.path) in FOR_STAFF
        if route.roles is None or known or "shelter_staff" not in route.roles:
            continue
        status, body = await desk.call(route.method, concrete(route.path), {})
        assert (status, body["code"]) == (423, "session_locked"), route.path
    for hold in ids:
        assert (await desk.call("GET", f"/v1/holds/{hold}"))[0] == 423
        assert (await desk.call("POST", f"/v1/holds/{hold}/arrive", {}))[0] == 423
    status, page = await desk.get("/shelter")
    assert status == 200
    assert not any(one in page for one in ids)
    assert "Garden rooms" in page

    # Its own places, by whatever it asks; nobody else's.
    _, pools = await desk.call("GET", "/v1/pools")
    assert [pool["id"] for pool in pools["items"]] == [str(house.pool)]
    assert (await desk.call("GET", f"/v1/pools/{house.other_pool}"))[0] == 404
    path = f"/v1/pools/{house.pool}/reports"
    report = {"report_id": str(uuid4()), "units_free": 2}
    told = await desk.call("POST", path, {**report, "arrived": [ids[0]]})
    assert (told[0], told[1]["code"]) == (423, "session_locked")
    assert (await desk.call("POST", path, report))[0] == 201
    form = {"report_id": str(uuid4()), "units_free": "4", "kind": "number"}
    assert (await desk.post(f"/shelter/pools/{house.pool}/report", **form))[0] == 303

    locked = Console(
        running.url, None, {"own": False}, additional_headers=desk.live_headers()
    )  # fmt: skip
    async with locked as console:
        await console.until(lambda one: one.pools)
        staff = Api(http, running.url, house.berta.token)
        assert (await staff.act(ids[1], "accept")).status == 200
        await console.until(lambda one: one.pools[str(house.pool)]["units_free_reported"] == 4)
        mark = await staff.report(house.pool, units_free=5)
        assert mark.status == 201
        await console.until(lambda one: one.pools[str(house.pool)]["units_free_reported"] == 5)
        assert set(console.pools) == {str(house.pool)}
        assert (console.holds, console.asks, console.requests) == ({}, {}, {})
        assert {frame["type"] for frame in console.frames} <= {"snapshot", "changes"}
        resume = console.resume
        assert (await desk.call("POST", "/unlock", {"pin": PIN}))[0] == 200
        assert await console.until_closed(2) == 4002
    again = Console(running.url, None, {}, resume, additional_headers=desk.live_headers())
    async with again as console:
        # What was read while locked can't be gone on from: all that it may see now comes anew.
        await console.until(lambda one: len(one.holds) == 2)
        assert console.frames[0]["type"] == "snapshot"


async def test_a_desk_locks_by_the_clock_and_watching_is_not_doing(
    serve, house: SimpleNamespace, world: World
) -> None:
    running = await serve(
        identity_cache_seconds=0, desk_lock_seconds=600, session_idle_seconds=3_600
    )
    async with Person(running.url) as desk:
        await desk.sign_in("anna")
        await desk.post("/desks", label="desk")

        async def locked() -> bool:
            return bool((await desk.me())[1]["locked"])

        await world.move_clock(400)
        assert await desk.call("POST", "/still-here") == (200, {})
        await world.move_clock(900)
        assert not await locked()
        # Pages that read by themselves, and an open socket, keep nobody's desk open.
        assert (await desk.call("POST", "/v1/live-tickets"))[0] == 201
        live = Console(running.url, None, additional_headers=desk.live_headers())
        async with live as console:
            await console.until(lambda one: one.pools)
            await world.move_clock(1_010)
            assert await console.until_closed(5) == 4002
        assert await locked()
        assert (await desk.call("POST", "/still-here"))[0] == 423
        status, page = await desk.get("/desks")
        assert (status, "Shared computers" in words_of(page)) == (423, False)
        assert await desk.post("/unlock", pin=PIN, back="/desks") == (303, "/desks")
        assert (await desk.get("/desks"))[0] == 200


async def test_unlocking_takes_the_pin_of_the_one_who_is_signed_in(
    running: Running, house: SimpleNamespace, desk: Person, world: World
) -> None:
    await world.owner.execute(
        "UPDATE housing.account_pin SET pin_hash = 'x' WHERE account_id = $1",
        house.berta.account_id,
    )
    await desk.sign_in("anna")
    await desk.call("POST", "/lock")
    for body, status, code in (
        ({}, 422, "invalid_request"),
        ({"pin": 482915}, 422, "invalid_request"),
        ({"pin": "907214"}, 403, "pin_failed"),
        ({"pin": "1"}, 403, "pin_failed"),
        ({"password": "no"}, 403, "unlock_failed"),
        ({"password": "x" * 5_000}, 403, "unlock_failed"),
    ):
        answer = await desk.call("POST", "/unlock", body)
        assert (answer[0], answer[1]["code"]) == (status, code), body
    assert (await desk.me())[1]["locked"] is True
    for _ in range(4):
        await desk.call("POST", "/unlock", {"pin": "907214"})
    assert (await desk.call("POST", "/unlock", {"pin": PIN}))[1]["code"] == "pin_needs_password"
    status, page = await desk.post("/unlock", pin=PIN, back="/shelter")
    assert (status, "Use your password" in page) == (403, True)
    assert await desk.post("/unlock", password=PASSWORD, back="//evil.example") == (303, "/")
    assert (await desk.me())[1]["locked"] is False
    # The password has ended the count of wrong PINs.
    await desk.call("POST", "/lock")
    assert (await desk.call("POST", "/unlock", {"pin": PIN}))[0] == 200
    # The PIN of somebody's own session is worth nothing away from the desk.
    async with Person(running.url) as phone:
        await phone.sign_in("anna")
        assert (await phone.me())[1]["unlocks_by_pin"] is False
        await phone.call("POST", "/lock")
        assert (await phone.call("POST", "/unlock", {"pin": PIN}))[1]["code"] == "pin_failed"
        names = {"housing_session": phone, "housing_desk": desk}
        both = {name: browser.cookie(name) or "" for name, browser in names.items()}
        csrf = phone.csrf
    async with Person(running.url, both) as copied:
        copied.csrf = csrf
        assert (await copied.call("POST", "/unlock", {"pin": PIN}))[1]["code"] == "pin_failed"


async def test_a_locked_responder_and_operator_read_nothing_and_programs_never_lock(
    running: Running, house: SimpleNamespace, world: World, http
) -> None:
    await world.caller("responder", None, "responder")
    for login, page in (("responder", "/console"), ("operator", "/operator")):
        async with Person(running.url) as person:
            await person.sign_in(login)
            await person.call("POST", "/lock")
            for path in (page, "/v1/pools", f"/v1/pools/{house.other_pool}", "/v1/live"):
                status, shown = await person.get(path)
                assert (status, "Open Door" in str(shown)) == (423, False), path
            report = {"report_id": str(uuid4()), "units_free": 1}
            path = f"/v1/pools/{house.other_pool}/reports"
            assert (await person.call("POST", path, report))[0] == 423
            assert (await person.call("POST", "/unlock", {"password": PASSWORD}))[0] == 200
            assert (await person.get(page))[0] == 200
            assert (await person.post("/sign-out"))[0] == 303
    token = Api(http, running.url, house.anna.token)
    refused = await token.post("/lock")
    assert (refused.status, refused.code) == (403, "not_allowed")
    assert (await token.get("/v1/holds")).status == 200
