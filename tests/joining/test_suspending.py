"""The kill switch: what ends within two seconds, and that no hold does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from tests.joining.conftest import Prover
from tests.support.api import Api
from tests.support.world import PASSWORD

CUT_SECONDS = 2.0
GONE = 4401
WHY = {"reason": "looking_into_it"}


async def cut_within(seconds: float, ended: Callable[[], Awaitable[bool]]) -> float:
    """How long it took until something was cut; fails when that is too long."""
    began = time.monotonic()
    while not await ended():
        assert time.monotonic() - began < seconds, "still open"
        await asyncio.sleep(0.02)
    return time.monotonic() - began


@pytest.mark.parametrize("kind", ["account", "organization"])
async def test_all_that_was_open_is_cut_at_both_processes(
    kind, operator: Prover, town, serve, http, request
) -> None:
    other = await serve()
    target = town.responder.account_id if kind == "account" else town.agency
    apis = [town.rosa, Api(http, other.url, town.responder.token)]
    browser = Prover(other.url)
    async with apis[0].live() as near, apis[1].live() as far, browser:
        assert (await browser.sign_in("rosa"))[0] == 303
        async with Api(http, other.url, None).live(
            additional_headers=browser.live_headers()
        ) as page:
            for console in (near, far, page):
                await console.until(lambda c: town.hold in c.holds)
            began = time.monotonic()
            done = await operator.do("POST", f"/v1/{kind}s/{target}/suspend", WHY)
            assert done == (200, None)
            closed = [await c.until_closed(CUT_SECONDS) for c in (near, far, page)]
            sockets = time.monotonic() - began
            assert closed == [closed[0]] * 3

        async def nobody() -> bool:
            answers = [await api.get("/v1/pools") for api in apis]
            answers += [await api.get(f"/v1/holds/{town.hold}") for api in apis]
            return all(a.status == 401 for a in answers) and (await browser.me())[0] == 401

        reading = await cut_within(CUT_SECONDS - (time.monotonic() - began), nobody)
        # The same as for a wrong password, to the letter.
        suspended = await browser.post("/sign-in", login="rosa", password=PASSWORD)
        wrong = await browser.post("/sign-in", login="rosa", password="x" * 20)
        assert suspended[0] == wrong[0] == 401
        for one in (near, far):
            one.closed_with = None
    said = f"{kind} suspended: sockets {sockets:.2f} s, reads {reading:.2f} s"
    request.node.user_properties.append(("speed", said))
    async with Prover(other.url) as again:
        assert (await again.sign_in("rosa"))[0] == 401


async def test_holds_stay_and_go_to_the_operator(operator: Prover, town, world) -> None:
    async with town.sam.live() as desk:
        await desk.until(lambda c: town.hold in c.holds)
        before = await world.held(town.pool)
        await operator.do("POST", f"/v1/accounts/{town.responder.account_id}/suspend", WHY)
        await desk.until(lambda c: c.holds[town.hold]["call_before_admitting"], seconds=CUT_SECONDS)
        assert desk.holds[town.hold]["state"] == "active"
    assert await world.held(town.pool) == before == 2
    _, page = await operator.call("GET", "/v1/operator/holds")
    assert [(one["id"], one["units"], one["extensions"]) for one in page["items"]] == [
        (town.hold, 2, 0)
    ]
    # Somebody else's is not the operator's to keep longer.
    other = (await town.colleague.place(town.pool))["id"]
    body = {"number": 1, "minutes": 60}
    assert await operator.do("POST", f"/v1/holds/{other}/extend", body) == (403, "not_allowed")
    assert await operator.do("POST", f"/v1/holds/{town.hold}/extend", body) == (200, None)
    assert await operator.do("POST", f"/v1/holds/{town.hold}/revoke", {"reason": "misuse"}) == (
        200,
        None,
    )
    assert await world.state(town.hold) == "revoked"
    assert (await operator.call("GET", "/v1/operator/holds"))[1]["items"] == []


async def test_lifting_brings_back_what_can_sign_in(operator: Prover, town, world) -> None:
    path = f"/v1/accounts/{town.responder.account_id}"
    for _ in range(2):
        assert await operator.do("POST", f"{path}/suspend", WHY) == (200, None)
    # Whoever still remembers them, to every function they are nobody.
    nobody = await world.owner.fetch(
        "SELECT * FROM housing.caller_of($1)", town.responder.account_id
    )
    assert nobody == []
    _, stops = await operator.call("GET", "/v1/operator/stops")
    assert [(s["kind"], s["name"], s["reason"]) for s in stops["items"]] == [
        ("account", "rosa", "looking_into_it")
    ]
    for _ in range(2):
        assert await operator.do("POST", f"{path}/lift") == (200, None)
    assert (await town.rosa.get(f"/v1/holds/{town.hold}"))["state"] == "active"
    assert not (await town.sam.get(f"/v1/holds/{town.hold}"))["call_before_admitting"]
    assert (await operator.call("GET", "/v1/operator/stops"))[1]["items"] == []


async def test_a_suspended_shelter_takes_nobody_new_and_its_holds_stay(
    operator: Prover, town, world
) -> None:
    async with town.rosa.live() as console:
        await console.until(lambda c: town.hold in c.holds)
        path = f"/v1/organizations/{town.shelter}"
        assert await operator.do("POST", f"{path}/suspend", WHY) == (200, None)
        await console.until(lambda c: c.pools[str(town.pool)]["state"] == "closed", CUT_SECONDS)
        assert console.pools[str(town.pool)]["stopped_by"] == "organization"
        await console.until(lambda c: c.holds[town.hold]["at_risk"], CUT_SECONDS)
        assert console.holds[town.hold]["state"] == "active"
        assert (await town.colleague.place(town.pool)).code == "pool_closed"
        assert await world.held(town.pool) == 2
        assert await operator.do("POST", f"{path}/lift") == (200, None)
        await console.until(lambda c: c.pools[str(town.pool)]["state"] == "open", CUT_SECONDS)
        await console.until(lambda c: not c.holds[town.hold]["at_risk"], CUT_SECONDS)
        assert "stopped_by" not in console.pools[str(town.pool)]
    assert (await town.colleague.place(town.pool)).status == 201


async def test_a_stopped_region_takes_no_new_holds_but_counts(
    operator: Prover, town, world
) -> None:
    stopped = await operator.do("POST", "/v1/regions/harbor/stop", {"reason": "attack"})
    assert stopped == (200, None)
    refused = await town.colleague.place(town.pool)
    assert (refused.status, refused.code) == (409, "region_stopped")
    # In which region a confidential program is can't be read from what is refused there.
    assert (await town.colleague.place(town.hidden)).code == "pool_closed"
    assert (await town.gil.place(town.hidden)).code == "region_stopped"
    assert (await town.sam.report(town.pool, units_free=4)).status == 201
    assert (await town.rosa.get(f"/v1/holds/{town.hold}"))["at_risk"] is False
    late = await world.pool(await world.program(town.shelter, "Late"), free=2)
    assert (await town.sam.pool(late))["stopped_by"] == "region"
    assert await operator.do("POST", "/v1/regions/harbor/lift") == (200, None)
    assert (await town.colleague.place(town.pool)).status == 201
    assert (await town.sam.pool(late)).get("stopped_by") is None
    nowhere = await operator.do("POST", "/v1/regions/no%00where/lift")
    assert nowhere == (404, "region_not_found")


async def test_who_may_stop_whom(operator: Prover, town, world, http) -> None:
    me = (await operator.me())[1]["account_id"]
    assert await operator.do("POST", f"/v1/accounts/{me}/suspend", WHY) == (409, "not_yourself")
    # Who works for a victim service provider is not for operators to know.
    for target in (town.guard.account_id, town.shelter):
        found = await operator.do("POST", f"/v1/accounts/{target}/suspend", WHY)
        assert found == (404, "account_not_found")
    house = await operator.do("POST", f"/v1/organizations/{town.house}/suspend", WHY)
    assert house == (404, "organization_not_found")
    _, known = await operator.call("GET", "/v1/operator/organizations")
    hidden = next(one for one in known["items"] if not one["listed"])
    assert "Quiet" not in hidden["name"] and hidden["people"] == 1
    done = await operator.do("POST", f"/v1/organizations/{hidden['id']}/suspend", WHY)
    assert done == (200, None)
    assert (await town.gil.get("/v1/me")).status == 401
    bad = await operator.do("POST", f"/v1/organizations/{hidden['id']}/suspend", {"reason": "x"})
    assert bad == (422, "invalid_request")
    # A token alone, however it was come by, stops nobody.
    token = await world.caller("operator")
    by_token = Api(http, operator.url, token.token)
    answer = await by_token.post(f"/v1/accounts/{town.responder.account_id}/suspend", WHY)
    assert (answer.status, answer.code) == (403, "step_up_required")


async def test_whoever_signs_in_at_that_moment_is_cut_too(operator: Prover, town, running) -> None:
    """Signing in and suspending at once: whatever order they take, nobody stays signed in."""
    browsers = [Prover(running.url) for _ in range(6)]
    path = f"/v1/accounts/{town.responder.account_id}/suspend"
    await asyncio.gather(
        *(browser.sign_in("rosa") for browser in browsers[:3]),
        operator.do("POST", path, WHY),
        *(browser.sign_in("rosa") for browser in browsers[3:]),
    )

    async def all_out() -> bool:
        return all([(await browser.me())[0] == 401 for browser in browsers])

    try:
        await cut_within(CUT_SECONDS, all_out)
        await operator.do("POST", path.replace("suspend", "lift"))
        assert await all_out()
    finally:
        for browser in browsers:
            await browser.session.close()


@pytest.mark.parametrize("who", ["staff", "responder"])
async def test_what_waited_while_its_caller_was_stopped_is_not_done(
    town, world, database_url: str, who: str
) -> None:
    """The pool's lock is taken by somebody else; the stop is committed while a change waits."""
    action = {"staff": ("arrive", {"units": 2}), "responder": ("extend", {"number": 1})}[who]
    api = {"staff": town.sam, "responder": town.rosa}[who]
    account = {"staff": town.staff, "responder": town.responder}[who].account_id
    before = await world.owner.fetchrow("SELECT * FROM housing.hold WHERE id = $1", town.hold)
    holding = await asyncpg.connect(database_url)
    try:
        async with holding.transaction():
            await holding.execute("SELECT FROM housing.pool WHERE id = $1 FOR UPDATE", town.pool)
            change = asyncio.create_task(api.act(town.hold, action[0], **action[1]))
            async with asyncio.timeout(10):
                while not change.done() and not await world.owner.fetchval(
                    "SELECT EXISTS (SELECT FROM pg_stat_activity"
                    " WHERE $1 = ANY (pg_blocking_pids(pid)))", holding.get_server_pid(),
                ):  # fmt: skip
                    await asyncio.sleep(0.01)
            assert not change.done()
            await world.owner.execute(
                "UPDATE housing.account SET suspended_at = housing.service_clock() WHERE id = $1",
                account,
            )
        answer = await change
    finally:
        await holding.close()
    assert (answer.status, answer.code) == (401, "not_signed_in"), answer
    assert before == await world.owner.fetchrow(
        "SELECT * FROM housing.hold WHERE id = $1", town.hold
    )
