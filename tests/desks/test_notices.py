"""Browsers are rung with nothing, once for what waits unseen, and only by push services."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import ValidationError

from housing_service.app import Running
from housing_service.config import Settings
from housing_service.metrics import PUSH_NOTICES
from tests.conftest import Serve
from tests.desks.person import Person
from tests.desks.push_service import PushService
from tests.support.api import Api
from tests.support.world import World


@pytest.fixture
async def push_service() -> AsyncIterator[PushService]:
    async with PushService() as service:
        yield service
        assert service.wrong == []
        assert "/followed" not in service.rung


@pytest.fixture
def ringing(serve: Serve, push_service: PushService) -> Callable[..., Awaitable[Running]]:
    """Starts a process that offers notices through the service on loopback."""

    async def start(**settings: Any) -> Running:
        return await serve(
            identity_cache_seconds=0,
            push_enabled=True,
            push_services=push_service.url,
            push_contact="mailto:operator@region.example",
            **{"push_per_minute": 60, **settings},
        )

    return start


async def turned_on(person: Person, endpoint: str) -> tuple[int, Any]:
    return await person.call("PUT", "/v1/me/notices", {"endpoint": endpoint})


async def test_what_waits_unseen_rings_every_browser_of_its_house_once(
    ringing, house: SimpleNamespace, push_service: PushService, world: World, http
) -> None:
    first, second = await ringing(), await ringing()
    async with Person(first.url) as anna, Person(second.url) as berta, Person(first.url) as far:
        for person, login in ((anna, "anna"), (berta, "berta"), (far, "stranger")):
            await person.sign_in(login)
        _, facts = await anna.call("GET", "/v1/me/notices")
        _, same = await berta.call("GET", "/v1/me/notices")
        assert facts == same
        assert (facts["offered"], facts["on"]) == (True, False)
        push_service.key = facts["key"]
        for person, name in ((anna, "anna"), (berta, "berta"), (far, "stranger")):
            answer = await turned_on(person, f"{push_service.url}/{name}")
            assert (answer[0], answer[1]["on"]) == (200, True)
        responder = Api(http, first.url, (await world.caller("responder")).token)
        placed = await responder.place(house.pool)
        assert placed.status == 201
        await push_service.until(1, "/anna")
        await push_service.until(1, "/berta")
        # One that another responder asks for rings again; both processes have seen both.
        other = Api(http, second.url, (await world.caller("responder")).token)
        assert (await other.place(house.pool)).status == 201
        await push_service.until(2, "/anna")
        await push_service.until(2, "/berta")
        # Who has signed out, or turned it off, is rung no more; nobody else ever was.
        await anna.post("/sign-out")
        assert (await berta.call("DELETE", "/v1/me/notices"))[1]["on"] is False
        kept = await world.owner.fetch("SELECT endpoint FROM housing.push_subscription")
        assert [row["endpoint"] for row in kept] == [f"{push_service.url}/stranger"]
        await far.call("POST", "/lock")
        third = Api(http, first.url, (await world.caller("responder")).token)
        assert (await third.place(house.pool)).status == 201
        confirm = await world.pool(
            await world.program(house.other_organization, "Two"), free=2, policy="confirm"
        )
        assert (await third.place(confirm)).status == 201
        await push_service.until(1, "/stranger")
        assert sorted(push_service.rung) == sorted(["/anna", "/berta"] * 2 + ["/stranger"])


async def test_one_browser_is_rung_so_often_and_the_last_is_not_lost(
    ringing, house: SimpleNamespace, push_service: PushService, world: World, http, monkeypatch
) -> None:
    # The service itself must not claim in between.
    monkeypatch.setattr("housing_service.service.push.LOOK_SECONDS", 3_600)
    running = await ringing()
    claim = "SELECT * FROM housing_api.claim_pushes_v1('hold', $1::uuid, 30)"
    async with Person(running.url) as anna:
        await anna.sign_in("anna")
        push_service.key = (await anna.call("GET", "/v1/me/notices"))[1]["key"]
        callers = [Api(http, running.url, (await world.caller("responder")).token) for _ in "123"]
        holds = [(await caller.place(house.pool))["id"] for caller in callers]
        await turned_on(anna, f"{push_service.url}/anna")

        async def claimed(hold: str) -> tuple[int, bool]:
            row = await world.owner.fetchrow(claim, hold)
            return len(row["endpoints"]), row["later"]

        assert await claimed(holds[0]) == (1, False)
        # All three were there when it was rung.
        assert [await claimed(hold) for hold in holds] == [(0, False)] * 3
        late = holds[2]
        await world.owner.execute(
            "UPDATE housing.hold SET placed_at = now() + interval '5 seconds' WHERE id = $1", late
        )
        await world.owner.execute(
            "UPDATE housing.push_subscription SET sent_at = (SELECT h.placed_at"
            " - interval '5 seconds' FROM housing.hold h WHERE h.id = $1)",
            late,
        )
        await world.move_clock(5)
        assert await claimed(late) == (0, True)
        await world.move_clock(31)
        assert await claimed(late) == (1, False)
        staff = Api(http, running.url, house.anna.token)
        assert (await staff.act(holds[1], "seen")).status == 200
        await world.move_clock(90)
        await world.owner.execute("UPDATE housing.push_subscription SET sent_at = NULL")
        assert await claimed(holds[1]) == (0, False)
        # A session that nobody has used for too long is rung no more.
        await world.owner.execute(
            "UPDATE housing.session SET last_seen_at = last_seen_at - interval '2 hours'"
        )
        assert await claimed(holds[0]) == (0, False)


async def test_browsers_that_are_gone_are_forgotten_and_others_kept(
    ringing, house: SimpleNamespace, push_service: PushService, world: World, http
) -> None:
    running = await ringing()
    counted = PUSH_NOTICES.collect()
    people = {"gone": "anna", "away": "berta", "sick": "anna", "well": "berta"}
    async with (
        Person(running.url) as gone, Person(running.url) as away,
        Person(running.url) as sick, Person(running.url) as well,
    ):  # fmt: skip
        for name, person in zip(people, (gone, away, sick, well), strict=True):
            await person.sign_in(people[name])
            push_service.key = (await person.call("GET", "/v1/me/notices"))[1]["key"]
            await turned_on(person, f"{push_service.url}/{name}")
        responder = Api(http, running.url, (await world.caller("responder")).token)
        await responder.place(house.pool)
        for name in people:
            await push_service.until(1, f"/{name}")
        kept: set[str] = set()
        async with asyncio.timeout(10):
            while f"{push_service.url}/gone" in kept or not kept:
                rows = await world.owner.fetch("SELECT endpoint FROM housing.push_subscription")
                kept = {row["endpoint"] for row in rows}
        assert kept == {f"{push_service.url}/{name}" for name in ("away", "sick", "well")}
    # How often a confidential house is rung stands in no metric.
    assert PUSH_NOTICES.collect() == counted


async def test_only_push_services_are_called_and_only_for_staffs_own_browsers(
    ringing, serve, house: SimpleNamespace, push_service: PushService, world: World, http
) -> None:
    running = await ringing()
    async with Person(running.url) as anna:
        await anna.sign_in("anna")
        for endpoint in (
            "http://127.0.0.1:1/x", "http://169.254.169.254/latest", "https://10.0.0.1/x",
            f"{push_service.url}.evil.example/x", "file:///etc/passwd", "short", "x" * 2_000,
        ):  # fmt: skip
            assert (await turned_on(anna, endpoint))[0] == 422, endpoint
        assert (await anna.call("PUT", "/v1/me/notices", {"endpoint": 1}))[0] == 422
        # An address that one browser hands in belongs to its newest session alone.
        await turned_on(anna, f"{push_service.url}/one")
        async with Person(running.url) as berta:
            await berta.sign_in("berta")
            await turned_on(berta, f"{push_service.url}/one")
            assert (await anna.call("GET", "/v1/me/notices"))[1]["on"] is False
    token = Api(http, running.url, house.anna.token)
    refused = await token.put("/v1/me/notices", {"endpoint": f"{push_service.url}/x"})
    assert (refused.status, refused.code) == (403, "not_allowed")
    off = await serve(identity_cache_seconds=0)
    async with Person(off.url) as anna:
        await anna.sign_in("anna")
        assert (await anna.call("GET", "/v1/me/notices"))[1]["offered"] is False
        answer = await turned_on(anna, f"{push_service.url}/x")
        assert (answer[0], answer[1]["code"]) == (409, "notices_not_offered")


def test_notices_need_somebody_whom_a_push_service_can_reach() -> None:
    with pytest.raises(ValidationError, match="HOUSING_PUSH_CONTACT"):
        Settings(push_enabled=True)
    assert Settings(push_enabled=True, public_url="https://a.example").push_reached_at
